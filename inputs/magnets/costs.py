"""What a unit costs to make, without bought inputs, and what capacity costs to build, USD per kg.

Resource cost, the same rule for old and new lines: allied and neutral lines at variable conversion cost, China at
its price. One recipe costs the same whoever runs it: published costs of single firms differ in scope, and comparing
them would build a copy of a plant that stands idle. Freight, tariffs and profits of firms are not in these figures.
"""

from __future__ import annotations

from inputs.magnets import recipes
from inputs.magnets.prices import beyond_metal, deck
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import assumed, derived, figure, fx
from inputs.magnets.world import HEAVY_OXIDE, NDPR_OXIDE

_PRIVATE_RATE = 0.10
_LIFE = 20


def unit_costs() -> dict[str, Parameter]:
    """Cost per kg of main output by recipe."""
    magnet = magnet_conversion()
    recycled = assumed("scrap at a quarter of the oxide in it (17 USD/kg) and 13 to separate; band 15 to 60 USD/kg")
    worth, _ = figure("prices", "usd_per_kg", good="NdPr oxide 99 %", market="China fob", period="2025")
    scrap = round(0.25 * recipes.LIGHT_IN_MAGNET * recipes.oxide_per_metal().value * worth, 1)
    magnet_scrap = derived(
        f"as in a plant that buys metal, plus scrap at a quarter of the oxide in it ({scrap:g}); band 20 to 45",
        magnet.evidence,
    )
    metal = assumed(
        "twice the Chinese cost of oxide to alloy (2.0 USD/kg alloy over 0.31); band 6 to 25 USD/kg",
    )
    return {
        recipes.MINE_BASTNAESITE: Parameter(3.0, assumed("mining and flotation, per kg of oxides; band 2 to 5 USD/kg")),
        recipes.MINE_MONAZITE: _monazite(),
        recipes.MINE_MONAZITE_XENOTIME: _monazite(),
        recipes.MINE_CLAY: _process("mine", "cash cost per TREO (C1)", "BRA Colossus"),
        recipes.MINE_XENOTIME: Parameter(100.0, assumed("per kg of Dy+Tb oxide contained; band 50 to 200 USD/kg")),
        recipes.SEPARATE_BASTNAESITE: _eneabba("stands for Mountain Pass; band 20 to 54"),
        recipes.SEPARATE_MONAZITE: _eneabba("stands for all monazite plants; band 9 (White Mesa's claim) to 37"),
        recipes.SEPARATE_CLAY: clay_separation()[0],
        recipes.SEPARATE_HEAVY: clay_separation()[1],
        recipes.ORE_TO_OXIDE: _nolans(),
        recipes.RECYCLE_TO_OXIDE: Parameter(30.0, recycled),
        recipes.MAKE_NDPR_METAL: Parameter(13.0, metal),
        recipes.MAKE_HEAVY_METAL: Parameter(
            40.0, assumed("three times the NdPr step, small batches; band 20 to 80 USD/kg")
        ),
        recipes.MAKE_LIGHT_MAGNET: magnet,
        recipes.MAKE_HEAVY_MAGNET: magnet,
        recipes.RECYCLE_TO_MAGNET: Parameter(round(magnet.value + scrap, 1), magnet_scrap),
        recipes.OXIDE_TO_MAGNET: Parameter(
            round(magnet.value + recipes.LIGHT_IN_MAGNET * 13.0, 1),
            derived("magnet conversion and 0.31 kg of metal conversion", magnet.evidence, metal),
        ),
    }


def _process(stage: str, parameter: str, scope: str) -> Parameter:
    return Parameter(*figure("process_parameters", "value", stage=stage, parameter=parameter, scope=scope))


def _monazite() -> Parameter:
    value, evidence = figure(
        "trade_rare_earth_metals_2024", "unit_value_usd_per_kg", exporter_iso3="AUS", importer_iso3="MYS"
    )
    note = "unit value of the Australian intermediate shipped to Malaysia, taken per kg of oxides; band 3 to 7 USD/kg"
    return Parameter(value, derived(note, evidence))


def _eneabba(note: str) -> Parameter:
    found = _process("separation", "operating cost per NdPr oxide", "AUS Eneabba, own feed")
    return Parameter(found.value, derived(f"Eneabba refinery, no credit for other oxides; {note}", found.evidence))


def _nolans() -> Parameter:
    value, evidence = figure(
        "cost_parameters", "value", parameter="operating cost NdPr oxide", scope="AU-ARAFURA", year="2022"
    )
    return Parameter(round(value * fx("AUD"), 1), evidence.noting("61.6 AUD/kg, 2022, mine to oxide"))


def clay_separation() -> tuple[Parameter, Parameter]:
    """Cost of separating ionic clay, split by value at 2025 prices between NdPr oxide and Dy+Tb oxide."""
    cost = _process("separation", "operating cost per TREO", "USA Louisiana (Aclara)")
    prices, ore = deck("2025"), recipes.CLAY_ORE
    light, heavy = ore.light * recipes.RECOVERY_LIGHT.value, ore.heavy * recipes.RECOVERY_HEAVY.value
    worth = {NDPR_OXIDE: light * prices[NDPR_OXIDE].value, HEAVY_OXIDE: heavy * prices[HEAVY_OXIDE].value}
    share = worth[NDPR_OXIDE] / sum(worth.values())
    note = (
        f"{cost.value:g} USD a kg of oxides put through, split by value at 2025 prices: {share:.0%} to NdPr oxide, "
        "the rest to Dy+Tb oxide; also taken for heavy circuits on other feed; band -50 to +30 %"
    )
    evidence = derived(note, cost.evidence)
    return (
        Parameter(round(cost.value * share / light, 1), evidence),
        Parameter(round(cost.value * (1 - share) / heavy, 1), evidence),
    )


def magnet_conversion() -> Parameter:
    """Metal to finished magnet in an allied or neutral plant, capital apart."""
    premium = _process("magnet", "manufacturing premium against China", "allies")
    capital = magnet_capital("KOR")
    beyond = beyond_metal()
    yearly = _PRIVATE_RATE / (1 - (1 + _PRIVATE_RATE) ** -_LIFE)
    charge = capital.value * yearly
    note = (
        f"what Chinese magnets cost beyond metal in 2024 ({beyond.value:.1f}) plus the allied premium "
        f"({premium.value:g}) less the capital charge counted apart ({charge:.1f} = {capital.value:g} at 10 % over 20 "
        "years); band 21 to 38 USD/kg"
    )
    return Parameter(round(beyond.value + premium.value - charge, 1), derived(note, premium.evidence, beyond.evidence))


def magnet_capital(iso3: str) -> Parameter:
    """Capital cost of sintered magnet capacity, USD per kg a year: USA by JS Link, EU by Narva, else Vietnam."""
    if iso3 == "USA":
        return _process("magnet", "capital cost", "USA Columbus GA (JS Link)")
    name = {"DEU": "EE-NEO-NARVA", "FRA": "EE-NEO-NARVA", "POL": "EE-NEO-NARVA", "EST": "EE-NEO-NARVA"}.get(iso3)
    value, evidence = figure("capex_intensity", "capex_usd_per_kg_y", facility_id=name or "VN-SHINETSU")
    if name is None:
        return Parameter(value, evidence.noting("Shin-Etsu in Vietnam stands for Asia; nominal 2014; band 15 to 75"))
    finished = round(value / blank_yield().value, 1)
    return Parameter(finished, derived("Narva per kg of block over blank-to-finished yield; band 55 to 81", evidence))


def blank_yield() -> Parameter:
    """Finished magnet per blank: the mean of two Chinese makers."""
    name = "blank-to-finished magnet yield"
    first, evidence = figure("cost_parameters", "value", parameter=name, scope="CN-JLMAG")
    second, other = figure("cost_parameters", "value", parameter=name, scope="CN-SANHUAN")
    return Parameter(round((first + second) / 2, 2), derived("mean of JL MAG 0.71 and San Huan 0.63", evidence, other))


def metal_capital(*, new_site: bool) -> Parameter:
    """Capital cost of NdPr metal capacity, USD per kg of metal a year: per kg of alloy over 0.31 kg of metal in it."""
    if new_site:
        tonnes, evidence = figure("facilities_updates", "value", facility_id="FR-LCM", column="capacity_t_y")
        euros = 110.0
        value = euros * fx("EUR") * 1e3 / tonnes
        note = "LCM Lacq: EUR 110 m for 3,750 t of metal and alloy, all of it taken as alloy; band 63 to 177"
        return Parameter(round(value / recipes.LIGHT_IN_MAGNET, 1), derived(note, evidence))
    value, evidence = figure("capex_intensity", "capex_usd_per_kg_y", facility_id="KR-ASM")
    note = "ASM Ochang expansion per kg of alloy over 0.31; band 50 to 100"
    return Parameter(round(value / recipes.LIGHT_IN_MAGNET, 1), derived(note, evidence))


def heavy_metal_capital() -> Parameter:
    """Capital cost of Dy+Tb metal capacity, USD per kg a year."""
    light = metal_capital(new_site=True)
    note = "three times a new NdPr metal plant, for its small batches; band 100 to 600 USD/kg-y"
    return Parameter(round(3 * light.value), derived(note, light.evidence))


def mine_capital() -> Parameter:
    """Capital cost of a light mine with carbonate, USD per kg of oxides a year."""
    capital, evidence = 498.0, figure("facilities_additions", "capex", facility_id="BR-CALDEIRA")[1]
    return Parameter(
        round(capital / 12.5, 1), derived("Caldeira: USD 498 m for 12,500 t of oxides; band 35 to 180", evidence)
    )


def brownfield_separation() -> Parameter:
    """Capital cost of separation on a running site, USD per kg of NdPr oxide a year."""
    value, evidence = figure("capex_intensity", "capex_usd_per_kg_y", facility_id="US-EFR-WM2")
    return Parameter(value, derived("White Mesa phase 2 stands for it; band 24 to 174", evidence))


def ucore_machine() -> Parameter:
    """Capital cost of Ucore's first machine, USD per kg of oxides put through a year."""
    return _process("separation", "capital cost", "USA Louisiana (Ucore machine A)")

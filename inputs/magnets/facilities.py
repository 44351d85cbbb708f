"""Existing lines: every usable facility outside China that runs, or is being run in, and China's export offers.

Each facility's capacity is read from the data by its id and turned into the unit of what the line makes. Rows by
years carry a ramp. Metal and magnet lines have a minimum load, separation has none (oxide made by force would be free).
"""

from __future__ import annotations

from dataclasses import dataclass

from inputs.magnets import costs, recipes, world
from inputs.magnets.recipes import ORES, Parameter
from inputs.magnets.sources import (
    Evidence,
    assumed,
    derived,
    facilities,
    facility_evidence,
    facility_figure,
    own_source,
    sourced,
    table,
    usd_per_kg,
)
from models.case import ExistingLine, Source

MINIMUM_LOAD = 0.7
MAIN_OUTPUT = {line.recipe: line.good for line in recipes.recipe_rows() if line.role == "main output"}
MAGNETS = (recipes.MAKE_LIGHT_MAGNET, recipes.MAKE_HEAVY_MAGNET)
NDPR_IN_REO = ORES[1].light * recipes.RECOVERY_LIGHT.value
"""NdPr oxide made per unit of rare-earth oxides put through, for plants stated by throughput of light feed."""

Steps = tuple[tuple[int, float], ...]
_LOAD = assumed("least cost alone would idle every plant outside China, which is no picture of today; band 0.5 to 0.9")
STEADY: Steps = ((2026, 1.0),)
MOUNTAIN_PASS_RAMP: Steps = ((2026, 0.21), (2027, 0.43), (2028, 0.66), (2029, 1.0))


@dataclass(frozen=True)
class Capacity:
    """Capacity in the unit of what is made, with its evidence."""

    value: float
    evidence: Evidence


@dataclass(frozen=True)
class Site:
    """One existing facility: its name, owner, recipes under one capacity, and shares of capacity by first year."""

    facility: str
    name: str
    firm: str | None
    recipes: tuple[str, ...]
    capacity: Capacity
    steps: Steps = STEADY
    ramp: str = ""
    minimum_load: float = 0.0
    cost: Parameter | None = None
    iso3: str = ""


def read(facility: str, per_unit: float, note: str = "", column: str = "capacity_t_y") -> Capacity:
    """Capacity of a facility's row in t a year, times `per_unit` (which also turns t into kt)."""
    value, evidence = facility_figure(facility, column)
    return Capacity(round(value * per_unit, 4), evidence.noting(note) if note else evidence)


def stated(facility: str, value: float, note: str) -> Capacity:
    """Capacity that stands in the words of a facility's row (product, notes) or is derived from them as noted."""
    return Capacity(value, derived(note, facility_evidence(facility)))


def facility_nation(facility: str) -> str:
    """Nation in which a facility stands."""
    return world.nation_name(facilities()[facility]["country_iso3"])


def _mines() -> list[Site]:
    kilo = 1e-3
    weld = f"NdPr equivalent over {ORES[1].light:g} NdPr in the oxides"
    return [
        Site("US-MP-MTPASS-MINE", "Mountain Pass mine", "MP Materials", (recipes.MINE_BASTNAESITE,),
             read("US-MP-MTPASS-MINE", kilo, "record output of 2025 taken as capacity", "actual_output_t")),
        Site("AU-LYNAS-MTWELD", "Mt Weld mine", "Lynas Rare Earths", (recipes.MINE_MONAZITE,),
             read("AU-LYNAS-MTWELD", kilo / ORES[1].light, weld)),
        Site("AU-ILUKA", "Eneabba stockpile", "Iluka Resources", (recipes.MINE_MONAZITE,),
             stated("AU-ILUKA", 16.0, "16,000 t of oxides a year on own stockpile; it lasts about nine years"),
             ((2027, 1.0),),
             cost=Parameter(0.5, assumed("stockpile already mined; handling alone, band 0.2 to 2 USD/kg"))),
        Site("BR-SERRAVERDE", "Serra Verde mine", "Serra Verde", (recipes.MINE_CLAY,),
             read("BR-SERRAVERDE", kilo), ((2026, 0.54), (2027, 0.77), (2028, 1.0)),
             "straight line from 2,000 t in 2025 to full output at the end of 2027"),
    ]  # fmt: skip


def _separation() -> list[Site]:
    kilo = 1e-3
    pass_oxide, _ = facility_figure("US-MP-MTPASS-NDPR", "expansion_t_y")
    throughput = f"oxides put through times {NDPR_IN_REO:.3f} NdPr made of them"
    two_feeds = (recipes.SEPARATE_MONAZITE, recipes.SEPARATE_CLAY)
    lynas_heavy = "62 t in the year to June 2026; from 2027 four times the best quarter (26 t); band 62 to 150 t"
    return [
        Site("US-MP-MTPASS-NDPR", "Mountain Pass separation", "MP Materials", (recipes.SEPARATE_BASTNAESITE,),
             read("US-MP-MTPASS-NDPR", kilo, "nameplate", "expansion_t_y"),
             ((2026, round(4000.0 / pass_oxide, 2)), (2027, 0.83), (2028, 1.0)),
             "December 2025 run rate of 4,000 t in 2026, nameplate from 2028, halfway in 2027"),
        Site("MY-LYNAS-GEBENG", "Lynas Malaysia light separation", "Lynas Rare Earths",
             (recipes.SEPARATE_MONAZITE,), read("MY-LYNAS-GEBENG", kilo)),
        Site("MY-LYNAS-HREE", "Lynas Malaysia heavy circuit", "Lynas Rare Earths", (recipes.SEPARATE_HEAVY,),
             stated("MY-LYNAS-HREE", 104.0, lynas_heavy), ((2026, round(62 / 104, 3)), (2027, 1.0)), lynas_heavy),
        Site("US-EFR-WM1", "White Mesa phase 1", "Energy Fuels", two_feeds, read("US-EFR-WM1", kilo)),
        Site("EE-NEO-SILMET", "Silmet", "Neo Performance Materials", two_feeds,
             read("EE-NEO-SILMET", kilo * NDPR_IN_REO, f"{throughput}; its heavy pilot line states no tonnes")),
        Site("FR-SOLVAY", "Solvay La Rochelle", "Solvay", (recipes.SEPARATE_MONAZITE,),
             stated("FR-SOLVAY", 0.3, "several hundred tonnes of magnet oxides in 2025; band 0.2 to 0.8 kt")),
        Site("NO-REETEC", "REEtec Heroya", "REEtec", two_feeds, read("NO-REETEC", kilo), MOUNTAIN_PASS_RAMP,
             "ramp of Mountain Pass; its first feed supplier failed in 2023"),
        Site("US-REELEM", "ReElement Noblesville", "ReElement Technologies", (recipes.RECYCLE_TO_OXIDE,),
             read("US-REELEM", kilo, "company claim, recycled feed")),
    ]  # fmt: skip


def _metal() -> list[Site]:
    alloy = recipes.LIGHT_IN_MAGNET * 1e-3
    note = "t of alloy times 0.31 NdPr metal in it"
    light, heavy = (recipes.MAKE_NDPR_METAL,), (recipes.MAKE_HEAVY_METAL,)
    small = "no source gives Dy and Tb metal capacity outside China; about 80 t in all (band 40 to 150 t), of which"
    sites = [
        Site("GB-LCM", "LCM Ellesmere Port", "Less Common Metals", light, read("GB-LCM", 1e-3)),
        Site("KR-ASM", "Korean Metals Plant", "Australian Strategic Materials", light, read("KR-ASM", alloy, note)),
        Site("US-MP-INDEP-ALLOY", "Fort Worth metal", "MP Materials", light, read("US-MP-INDEP-ALLOY", alloy, note),
             ((2026, 0.6), (2027, 1.0)), "first year at 0.6, the mean use of new plants"),
        Site("US-PHOENIX", "Phoenix Tailings Exeter", "Phoenix Tailings", light, read("US-PHOENIX", 1e-3),
             ((2026, 0.6), (2027, 1.0)), "first year at 0.6, the mean use of new plants"),
        Site("GB-LCM", "LCM heavy metal", "Less Common Metals", heavy,
             Capacity(20.0, assumed(f"{small} LCM 20 t"))),
        Site("JP-ALL-ALLOY", "Japanese heavy metal makers", "Santoku and Shin-Etsu", heavy,
             Capacity(50.0, assumed(f"{small} Japan 50 t"))),
        Site("US-PHOENIX", "Phoenix heavy metal", "Phoenix Tailings", heavy,
             Capacity(10.0, assumed(f"{small} Phoenix Tailings 10 t"))),
    ]  # fmt: skip
    return [_with_load(site) for site in sites]


def unknown_metal() -> list[Site]:
    """Vietnamese and Thai metal makers by trade data: no source names their owners. No minimum load: see moves."""
    note = "all exports of rare-earth metals of 2024 taken as NdPr metal capacity; owners named in no source"
    return [
        Site("", f"Metal makers of {world.nation_name(iso3)}", None, (recipes.MAKE_NDPR_METAL,),
             Capacity(_exported_metal(iso3), derived(note, _trade_evidence())), iso3=iso3)
        for iso3 in ("VNM", "THA")
    ]  # fmt: skip


def _exported_metal(iso3: str) -> float:
    rows = [row for row in table("trade_rare_earth_metals_2024") if row["exporter_iso3"] == iso3]
    return round(sum(float(row["quantity_t"]) for row in rows) / 1e3, 3)


def _trade_evidence() -> Evidence:
    row = table("trade_rare_earth_metals_2024")[0]
    return Evidence(f"{row['source']} 2024, HS 280530", "2024-12", "medium")


def _magnets() -> list[Site]:
    kilo = 1e-3
    block = costs.blank_yield()
    new = ((2026, 0.6), (2027, 1.0))
    first = "first year at 0.6, the mean use of new plants"
    stillwater = "line 1a of 600 t, no magnets sold by August 2026, so half of it in 2026; line 1b of 600 t from 2027"
    japan = "Shin-Etsu, Proterial, TDK and Daido together: the single rows are not added"
    sites = [
        Site("US-MP-INDEP", "Fort Worth magnets", "MP Materials", MAGNETS, read("US-MP-INDEP", kilo), new, first),
        Site("US-EVAC", "eVAC Sumter", "Vacuumschmelze", MAGNETS, read("US-EVAC", kilo), new, first),
        Site("US-NOVEON", "Noveon San Marcos", "Noveon Magnetics", MAGNETS,
             read("US-NOVEON", kilo, "counted as buying metal; its recycled share is not published"), new, first),
        Site("US-USAR-STILL", "Stillwater lines 1a and 1b", "USA Rare Earth", MAGNETS,
             stated("US-USAR-STILL", 1.2, stillwater), ((2026, 0.25), (2027, 1.0)), stillwater),
        Site("EE-NEO-NARVA", "Narva magnets", "Neo Performance Materials", MAGNETS,
             read("EE-NEO-NARVA", kilo * block.value, f"t of block times {block.value:g} finished"), new, first),
        Site("DE-VAC", "VAC Hanau", "Vacuumschmelze", MAGNETS, read("DE-VAC", kilo)),
        Site("JP-ALL-NDFEB", "Japanese magnet makers", "Japanese magnet makers", MAGNETS,
             read("JP-ALL-NDFEB", kilo, japan)),
        Site("KR-JSLINK-YESAN", "JS Link Yesan", "JS Link", MAGNETS, read("KR-JSLINK-YESAN", kilo), new, first),
        Site("VN-SHINETSU", "Shin-Etsu Hai Phong", "Shin-Etsu Chemical", MAGNETS, read("VN-SHINETSU", kilo)),
        Site("VN-SGI-VINA", "SGI Vina", "Star Group", MAGNETS, read("VN-SGI-VINA", kilo)),
        Site("GB-HYPROMAG", "HyProMag Tyseley", "Mkango", (recipes.RECYCLE_TO_MAGNET,), read("GB-HYPROMAG", kilo)),
        Site("FR-MAGREESOURCE", "MagREEsource", "MagREEsource", (recipes.RECYCLE_TO_MAGNET,),
             read("FR-MAGREESOURCE", kilo, "pilot")),
    ]  # fmt: skip
    return [_with_load(site) for site in sites]


def _with_load(site: Site) -> Site:
    return Site(**{**site.__dict__, "minimum_load": MINIMUM_LOAD})


def sites() -> list[Site]:
    """All existing facilities outside China, mine to magnet."""
    return [*_mines(), *_separation(), *_metal(), *unknown_metal(), *_magnets()]


def line_rows(unknown_origin: float) -> tuple[list[ExistingLine], list[Source]]:
    """Rows of Existing lines outside China, and of Sources for their costs and loads.

    Args:
        unknown_origin: share of unknown origin of lines whose owner no source names.
    """
    lines: list[ExistingLine] = []
    sources: list[Source] = []
    by_recipe = costs.unit_costs()
    for site in sites():
        for recipe in site.recipes:
            cost = site.cost or by_recipe[recipe]
            rows = _rows(site, recipe, cost, unknown_origin)
            lines += rows
            sources += [own_source(row, "unit_cost", cost.evidence) for row in rows]
            sources += [own_source(row, "minimum_load", _LOAD) for row in rows if row.minimum_load]
    return lines, sources


def _rows(site: Site, recipe: str, cost: Parameter, unknown_origin: float) -> list[ExistingLine]:
    good = MAIN_OUTPUT[recipe]
    evidence = site.capacity.evidence
    if site.ramp:
        evidence = evidence.noting(site.ramp)
    shared = len(site.recipes) > 1
    name = f"{site.name} ({good.removeprefix('Magnet ')})" if good.startswith("Magnet") and shared else site.name
    if shared and not good.startswith("Magnet"):
        name = f"{site.name} ({recipe.removeprefix('Separate ')})"
    years = [first for first, _ in site.steps]
    return [
        sourced(
            ExistingLine(
                line=name,
                firm=site.firm,
                nation=world.nation_name(site.iso3) if site.iso3 else facility_nation(site.facility),
                recipe=recipe,
                capacity=round(site.capacity.value * share, 4),
                unit_cost=usd_per_kg(cost.value, world.UNIT[good]),
                first_year=first if len(site.steps) > 1 or first > 2026 else None,
                last_year=later - 1 if later else None,
                capacity_group=site.name if shared else None,
                minimum_load=site.minimum_load,
                unknown_origin=unknown_origin if site.firm is None else None,
            ),
            evidence if share == 1.0 else evidence.weaker("assumption"),
        )
        for (first, share), later in zip(site.steps, [*years[1:], None], strict=True)
    ]


__all__ = ["MAGNETS", "MAIN_OUTPUT", "MINIMUM_LOAD", "Capacity", "Site", "line_rows", "read", "sites", "stated"]

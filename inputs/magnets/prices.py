"""Two price decks: annual averages of 2025, and 2026. China sells at these prices; the outlets pay them.

Rules (each stands in the note of its price):
- Dy+Tb oxide is a basket of 5.92 t of dysprosium to 1 t of terbium.
- Metal is oxide times the ratio of the Chinese metal and oxide quotes of 11 September 2025.
- A magnet is its metal plus what Chinese exporters took beyond metal in 2024: the mean export value of that year less
  the metal in the mean magnet. The same sum stands for every grade and year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inputs.magnets import world
from inputs.magnets.recipes import (
    HEAVY_IN_MAGNET,
    LIGHT_IN_HEAVY_MAGNET,
    LIGHT_IN_MAGNET,
    ORES,
    RECOVERY_HEAVY,
    RECOVERY_LIGHT,
    heavy_share,
)
from inputs.magnets.sources import Evidence, derived, figure, sourced, usd_per_kg
from models.case import Price

PriceYear = Literal["2025", "2026"]

_FOB = "China fob"
_CARBONATE_PAYABLE = 0.5
"""Share of the recoverable value that a buyer pays for concentrate; an assumption (band 0.3 to 0.7)."""


@dataclass(frozen=True)
class Quote:
    """A price in USD per kg with its evidence."""

    value: float
    evidence: Evidence


Deck = dict[str, Quote]


def deck(year: PriceYear) -> Deck:
    """Prices of all goods in USD per kg: per kg of oxides contained for concentrates, of Dy+Tb for heavy feed."""
    oxide, heavy_oxide = _ndpr_oxide(year), _heavy_oxide(year)
    metal, heavy_metal = _as_metal(oxide), _as_metal(heavy_oxide)
    beyond = beyond_metal()
    found: Deck = {
        world.NDPR_OXIDE: oxide,
        world.HEAVY_OXIDE: heavy_oxide,
        world.NDPR_METAL: metal,
        world.HEAVY_METAL: heavy_metal,
        world.LIGHT_MAGNET: _magnet(metal, heavy_metal, LIGHT_IN_MAGNET, 0.0, beyond),
        world.HEAVY_MAGNET: _magnet(metal, heavy_metal, LIGHT_IN_HEAVY_MAGNET, HEAVY_IN_MAGNET, beyond),
    }
    return found | _feeds(oxide, heavy_oxide)


def _ndpr_oxide(year: PriceYear) -> Quote:
    if year == "2025":
        return Quote(*figure("prices", "usd_per_kg", good="NdPr oxide 99 %", market=_FOB, period="2025"))
    value, evidence = figure("prices", "usd_per_kg", good="NdPr oxide 99 %", market="China", period="2026")
    return Quote(value, evidence.noting("band 110 to 138 USD/kg: floor price of MP, Nd oxide fob early 2026"))


def _heavy_oxide(year: PriceYear) -> Quote:
    ratio, _ = figure("process_parameters", "value", parameter="Dy to Tb ratio")
    period = "2025" if year == "2025" else "2026-Q1"
    dysprosium, first = figure("prices", "usd_per_kg", good="Dy oxide 99.5 %", market=_FOB, period=period)
    terbium, second = figure("prices", "usd_per_kg", good="Tb oxide 99.99 %", market=_FOB, period="2025")
    note = f"basket of {ratio} t Dy oxide to 1 t Tb oxide, fob China; Tb is the 2025 average in both decks"
    return Quote((ratio * dysprosium + terbium) / (ratio + 1), derived(note, first, second))


def _as_metal(oxide: Quote) -> Quote:
    date = "2025-09-11"
    metal, first = figure("prices", "usd_per_kg", good="NdPr metal", market="China domestic", period=date)
    quoted, _ = figure("prices", "usd_per_kg", good="NdPr oxide 99 %", market="China domestic", period=date)
    note = (
        f"oxide price times {metal / quoted:.3f}, the ratio of the NdPr metal and oxide quotes of {date}, VAT in both"
    )
    return Quote(oxide.value * metal / quoted, derived(note, oxide.evidence, first))


def beyond_metal() -> Quote:
    """What a Chinese magnet cost beyond its metal in 2024, USD per kg: melting, grinding loss, machining, margin."""
    export, first = figure("prices", "usd_per_kg", good="rare-earth magnet, export mix")
    ratio, _ = figure("process_parameters", "value", parameter="Dy to Tb ratio")
    light, second = figure("prices", "usd_per_kg", good="NdPr oxide 99 %", market=_FOB, period="2024")
    dysprosium, third = figure("prices", "usd_per_kg", good="Dy oxide 99.5 %", market=_FOB, period="2024")
    terbium, _ = figure("prices", "usd_per_kg", good="Tb oxide 99.99 %", market=_FOB, period="2024")
    heavy = (ratio * dysprosium + terbium) / (ratio + 1)
    share = heavy_share()
    metal = _as_metal(Quote(light, second)).value
    heavy_metal = _as_metal(Quote(heavy, third)).value
    content = (1 - share) * LIGHT_IN_MAGNET * metal + share * (
        LIGHT_IN_HEAVY_MAGNET * metal + HEAVY_IN_MAGNET * heavy_metal
    )
    note = (
        f"mean export value of 2024, {export:g} USD/kg, less {content:.1f} USD/kg of metal in the mean magnet "
        f"({share:.0%} with heavies); band 7 (Chinese conversion cost alone) to 33"
    )
    return Quote(export - content, derived(note, first, second, third))


def _magnet(metal: Quote, heavy_metal: Quote, light: float, heavy: float, beyond: Quote) -> Quote:
    value = light * metal.value + heavy * heavy_metal.value + beyond.value
    note = f"{light:g} kg NdPr and {heavy:g} kg Dy+Tb metal a kg at this deck's prices, plus {beyond.value:.1f} USD/kg"
    return Quote(value, derived(f"{note}: {beyond.evidence.note}", metal.evidence, beyond.evidence))


def _feeds(oxide: Quote, heavy_oxide: Quote) -> Deck:
    """Concentrates and heavy feed at half of the value recovered from them."""
    rule = f"{_CARBONATE_PAYABLE:.0%} of the oxides recovered from it at this deck's prices; band 30 to 70 %"
    found = {
        ore.good: Quote(
            _CARBONATE_PAYABLE
            * (ore.light * RECOVERY_LIGHT.value * oxide.value + ore.heavy * RECOVERY_HEAVY.value * heavy_oxide.value),
            derived(rule, oxide.evidence, heavy_oxide.evidence),
        )
        for ore in ORES
    }
    heavy = _CARBONATE_PAYABLE * RECOVERY_HEAVY.value * heavy_oxide.value
    return found | {world.HEAVY_FEED: Quote(heavy, derived(rule, heavy_oxide.evidence))}


def price_rows(prices: Deck) -> list[Price]:
    """World market prices of all goods, the same in every year."""
    return [
        sourced(Price(good=good, market="world", price=usd_per_kg(prices[good].value, unit)), prices[good].evidence)
        for good, unit in world.UNIT.items()
    ]

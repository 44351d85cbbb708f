"""China's offers: lines with a price, a quantity and no inputs. Nothing they make is clean.

The quantity is what China can make, not what it exports today, or growing demand would look like a shortage. The
plants of allied owners in China stand apart from the national total: they can be moved home.
"""

from __future__ import annotations

from inputs.magnets import costs, recipes, world
from inputs.magnets.facilities import Capacity, read, stated
from inputs.magnets.prices import Deck
from inputs.magnets.sources import defined, derived, facility_figure, figure, own_source, sourced, usd_per_kg
from models.case import ExistingLine, RecipeLine, Source

EXPORTS = {
    good: f"Chinese export: {good}"
    for good in (
        world.NDPR_OXIDE,
        world.HEAVY_OXIDE,
        world.NDPR_METAL,
        world.HEAVY_METAL,
        world.LIGHT_MAGNET,
        world.HEAVY_MAGNET,
    )
}
MAGNET_GROUP = "China magnet industry"
ALLIED_PLANTS = (
    ("CN-SHINETSU", "Shin-Etsu China", "Shin-Etsu Chemical"),
    ("CN-TDK-JV", "Guangdong TDK Rising", "TDK"),
    ("CN-PROTERIAL", "Proterial China", "Proterial"),
)
"""Magnet plants of allied owners on Chinese soil: facility, name, firm."""


def recipe_rows() -> list[RecipeLine]:
    """A recipe without inputs for each good China offers."""
    note = defined("what goes in stays in China and is not followed")
    return [recipes.row(name, "main output", good, 1.0, note) for good, name in EXPORTS.items()]


def line_rows(prices: Deck) -> tuple[list[ExistingLine], list[Source]]:
    """Rows of Existing lines for China's offers, and the sources of their prices."""
    rows = [*_materials(prices), *_magnets(prices)]
    goods = {name: good for good, name in EXPORTS.items()}
    return rows, [own_source(row, "unit_cost", prices[goods[row.recipe]].evidence) for row in rows]


def _materials(prices: Deck) -> list[ExistingLine]:
    refined, evidence = figure("iea_supply_outlook", "quantity_t", stage="refine", country_iso3="CHN", year="2024")
    world_heavy = 600.0 / 0.15
    claim = "Caremag's 600 t said to be 15 % of world output, all the rest taken as Chinese; band 2,500 to 4,500 t"
    heavy_oxide = stated("FR-CAREMAG", round(world_heavy - 104.0), claim)
    heavy_metal = heavy_oxide.value / recipes.heavy_oxide_per_metal().value
    light = (refined - heavy_metal) / 1e3
    light_note = "magnet rare earths refined in China in 2024, metal content, less Dy and Tb; band 50 to 90 kt"
    light_metal = derived(light_note, evidence)
    pure, _ = figure("process_parameters", "value", stage="metal", parameter="oxide per metal", scope="generic mix")
    capacity = {
        world.NDPR_OXIDE: Capacity(round(light * pure, 1), derived(f"{light_note}; times {pure} oxide", evidence)),
        world.HEAVY_OXIDE: heavy_oxide,
        world.NDPR_METAL: Capacity(round(light, 1), light_metal),
        world.HEAVY_METAL: Capacity(round(heavy_metal), derived(claim, heavy_oxide.evidence)),
    }
    firm = {world.NDPR_OXIDE: "China Northern Rare Earth Group", world.HEAVY_OXIDE: "China Rare Earth Group"}
    return [
        _offer(f"China {good} offer", firm.get(good, "Chinese makers"), good, capacity[good], prices)
        for good in capacity
    ]


def _magnets(prices: Deck) -> list[ExistingLine]:
    block = costs.blank_yield().value
    allied = sum(facility_figure(facility, "capacity_t_y")[0] for facility, _, _ in ALLIED_PLANTS) / 1e3
    blanks, _ = facility_figure("CN-ALL-NDFEB", "capacity_t_y")
    note = f"{blanks:,.0f} t of blanks times {block:g} finished, less {allied:g} kt of plants with allied owners"
    whole = Capacity(round(blanks / 1e3 * block - allied, 1), read("CN-ALL-NDFEB", 1e-3, note).evidence)
    rows = [
        _offer(f"{MAGNET_GROUP} ({good.removeprefix('Magnet ')})", "Chinese makers", good, whole, prices, MAGNET_GROUP)
        for good in (world.LIGHT_MAGNET, world.HEAVY_MAGNET)
    ]
    return rows + [
        _offer(name, firm, world.HEAVY_MAGNET, read(facility, 1e-3, "allied owner on Chinese soil"), prices)
        for facility, name, firm in ALLIED_PLANTS
    ]


def _offer(line: str, firm: str, good: str, capacity: Capacity, prices: Deck, group: str | None = None) -> ExistingLine:
    return sourced(
        ExistingLine(
            line=line,
            firm=firm,
            nation=world.CHINA,
            recipe=EXPORTS[good],
            capacity=capacity.value,
            unit_cost=usd_per_kg(prices[good].value, world.UNIT[good]),
            capacity_group=group,
        ),
        capacity.evidence,
    )

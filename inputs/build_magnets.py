"""Build the rare-earth magnet case from the data files: `python -m inputs.build_magnets` writes its workbook.

`magnet_case` gives the case itself; its arguments are the variants that `inputs/README.md` reports.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from inputs.magnets import announced, caps, china, demand, facilities, firms, lanes, recipes, typical, world
from inputs.magnets import prices as price_decks
from inputs.magnets.demand import DefenceLevel
from inputs.magnets.prices import PriceYear
from inputs.magnets.projects import move_rows
from inputs.magnets.sources import EDITION
from models.case import Case, Settings
from planner.workbook.template import write_case

WORKBOOK = Path(__file__).parent / "rare_earth_magnets.xlsx"
FIRST_YEAR, YEARS, BASE_YEAR = 2026, 10, 2025


def magnet_case(
    *,
    defence: DefenceLevel = "mid",
    prices: PriceYear = "2025",
    unknown: Literal["dirty", "clean"] = "dirty",
    announced_only: bool = False,
) -> Case:
    """The rare-earth magnet case in model units.

    Args:
        defence: which planning row of defence demand.
        prices: price deck: annual averages of 2025, or 2026.
        unknown: whether metal makers whose owners no source names count as dirty (all their output) or as clean.
        announced_only: leave out the typical projects, which are assumptions.
    """
    deck = price_decks.deck(prices)
    plants, plant_sources = facilities.line_rows(unknown_origin=1.0 if unknown == "dirty" else 0.0)
    offers, offer_sources = china.line_rows(deck)
    projects = announced.projects() + ([] if announced_only else typical.projects())
    moves, conditions, move_sources = move_rows(projects)
    recipe_rows = [*recipes.recipe_rows(), *china.recipe_rows()]
    needs = [*demand.need_rows(defence), *demand.outlet_rows(deck)]
    lines, nations = [*plants, *offers], world.nation_rows()
    chain = lanes.Chain(tuple(recipe_rows), tuple(lines), tuple(moves), tuple(conditions), tuple(needs))
    return Case.of(
        _settings(),
        *nations,
        *world.group_rows(),
        *lanes.group_rows(chain, nations),
        *world.good_rows(),
        *price_decks.price_rows(deck),
        *recipe_rows,
        *lines,
        *moves,
        *conditions,
        *lanes.lane_rows(),
        *needs,
        *firms.firm_rows(lines, moves),
        *caps.cap_rows(),
        *plant_sources,
        *offer_sources,
        *move_sources,
    )


def _settings() -> Settings:
    return Settings(
        title="Rare-earth magnets: ranked relocation plans",
        edition=EDITION,
        first_year=FIRST_YEAR,
        years=YEARS,
        base_year=BASE_YEAR,
        currency="USD",
        discount_rate=0.035,
        valuation="resource cost",
        plans=5,
        gap=0.00002,
        time_limit=30.0,
    )


if __name__ == "__main__":
    write_case(magnet_case(), WORKBOOK)

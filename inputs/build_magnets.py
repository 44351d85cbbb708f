"""Build the rare-earth magnet case from the data files: `python -m inputs.build_magnets` writes its three workbooks.

`magnet_case` gives the case itself; its arguments are the variants that `inputs/README.md` reports. The second workbook
adds what firms ask and what payers offer: there, a project opens only if it pays its firm. In the third, projects with
a struck deal are offered that deal and nothing else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from inputs.magnets import (
    announced,
    caps,
    china,
    demand,
    facilities,
    firms,
    lanes,
    private_money,
    recipes,
    struck,
    typical,
    world,
)
from inputs.magnets import prices as price_decks
from inputs.magnets import support as offers
from inputs.magnets.demand import DefenceLevel
from inputs.magnets.floors import Markets
from inputs.magnets.prices import PriceYear
from inputs.magnets.projects import move_rows
from inputs.magnets.sources import EDITION
from models.case import Case, Settings
from models.schema import Row
from planner.workbook.template import write_case

WORKBOOK = Path(__file__).parent / "rare_earth_magnets.xlsx"
WITH_FIRMS = Path(__file__).parent / "rare_earth_magnets_firms.xlsx"
WITH_DEALS = Path(__file__).parent / "rare_earth_magnets_deals.xlsx"
FIRST_YEAR, YEARS, BASE_YEAR = 2026, 10, 2025


def magnet_case(
    *,
    defence: DefenceLevel = "mid",
    prices: PriceYear = "2025",
    unknown: Literal["dirty", "clean"] = "dirty",
    announced_only: bool = False,
    with_firms: bool = False,
    magnet_premium: float = 0.0,
    deals: bool = False,
) -> Case:
    """The rare-earth magnet case in model units.

    Args:
        defence: which planning row of defence demand.
        prices: price deck: annual averages of 2025, or 2026.
        unknown: whether metal makers whose owners no source names count as dirty (all their output) or as clean.
        announced_only: leave out the typical projects, which are assumptions.
        with_firms: firms decide, and payers offer what the law gives and one generic menu (the Need run).
        magnet_premium: share by which magnets sell above the world price in allied nations, where firms decide.
        deals: where firms decide, projects with a struck deal are offered it instead of the menu (the Cost run).
    """
    deck = price_decks.deck(prices)
    plants, plant_sources = facilities.line_rows(unknown_origin=1.0 if unknown == "dirty" else 0.0)
    chinese, chinese_sources = china.line_rows(deck)
    projects = announced.projects() + ([] if announced_only else typical.projects())
    moves, conditions, move_sources = move_rows(projects)
    recipe_rows = [*recipes.recipe_rows(), *china.recipe_rows()]
    needs = [*demand.need_rows(defence), *demand.outlet_rows(deck)]
    lines, nations, owners = [*plants, *chinese], world.nation_rows(), firms.firm_rows([*plants, *chinese], moves)
    money: list[Row] = []
    if with_firms:
        nations, tax_sources = private_money.taxed_nations(nations)
        owners, money_sources = private_money.firm_money(owners)
        markets = Markets.of(deck, magnet_premium, nations, conditions)
        own_deal = struck.projects() if deals else ()
        money = offers.support_rows(nations, lines, moves, markets, without_menu=own_deal)
        money = [*struck.with_payers(money), *struck.deal_rows(moves, deck)] if deals else money
        money += [*tax_sources, *money_sources]
        money += private_money.dearer_market_rows(deck, nations, magnet_premium) if magnet_premium else []
    chain = lanes.Chain(tuple(recipe_rows), tuple(lines), tuple(moves), tuple(conditions), tuple(needs))
    return Case.of(
        _settings(with_firms),
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
        *owners,
        *caps.cap_rows(),
        *plant_sources,
        *chinese_sources,
        *move_sources,
        *money,
    )


def _settings(with_firms: bool) -> Settings:
    """With firms the search is harder: its gap is the one that can be proved in a few minutes."""
    return Settings(
        title="Rare-earth magnets: " + ("plans that pay the firms" if with_firms else "ranked relocation plans"),
        edition=EDITION,
        first_year=FIRST_YEAR,
        years=YEARS,
        base_year=BASE_YEAR,
        currency="USD",
        discount_rate=0.035,
        valuation="resource cost",
        plans=5,
        gap=0.001 if with_firms else 0.00002,
        time_limit=30.0,
    )


if __name__ == "__main__":
    write_case(magnet_case(), WORKBOOK)
    write_case(magnet_case(with_firms=True, magnet_premium=0.25), WITH_FIRMS)
    write_case(magnet_case(with_firms=True, magnet_premium=0.25, deals=True), WITH_DEALS)

"""Money of firms and markets that public support meets: cost of capital, borrowing, tax, and a dearer allied market."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.magnets import world
from inputs.magnets.prices import Deck
from inputs.magnets.sources import (
    Evidence,
    assumed,
    derived,
    evidence_of,
    figure,
    own_source,
    sourced,
    table,
    usd_per_kg,
)
from inputs.magnets.support import MARKET_INTEREST
from models.case import Firm, Group, Nation, Price, PricePath, Source
from models.schema import Row

ALLIED_MARKET = "Allied magnet market"
"""Group of the allied nations, whose magnet makers may sell above the world price."""
MAGNET_PREMIUM = 0.25
"""How much dearer than the world price allied magnets sell in the second reading; no source gives such a price."""
AT_WORLD_PRICE, DEARER = "Allied magnets at the world price", "Allied magnets dearer"
"""Price paths of the spread between allied and world price."""
_BAND = 0.02
_MAGNETS = (world.LIGHT_MAGNET, world.HEAVY_MAGNET)
_SCOPES = {"United States": "USA", world.CHINA: "CHN"}


def firm_money(firms: Iterable[Firm]) -> tuple[list[Firm], list[Source]]:
    """Firms with their nominal cost of capital, low, base and high, and their borrowing rate; and where these are from.

    Base by the firm's home: the hurdle rate of a private investor; two points below and above it; borrowing at the
    market's interest, or at the cost of capital where that is lower.
    """
    rows, sources = [], []
    for firm in firms:
        base, evidence = _hurdle(firm.home_nation)
        money = {
            "cost_of_capital_low": round(base - _BAND, 4),
            "cost_of_capital": base,
            "cost_of_capital_high": round(base + _BAND, 4),
            "borrowing_rate": min(MARKET_INTEREST, base),
        }
        row = firm.model_copy(update=money)
        rows.append(row)
        borrowed = assumed("interest on debt of a new plant, one rate for all firms; band 6 to 10 %")
        sources += [own_source(row, "cost_of_capital", evidence), own_source(row, "borrowing_rate", borrowed)]
    return rows, sources


def _hurdle(home: str) -> tuple[float, Evidence]:
    scope = _SCOPES.get(home, "rest of world")
    value, evidence = figure("process_parameters", "value", parameter="hurdle rate of a private investor", scope=scope)
    return value, evidence.noting(f"{scope}; taken as nominal; band two points below and above")


def nation_tax() -> dict[str, float]:
    """Tax on profits by nation of the case, as a share."""
    return {name: rate for name, (rate, _) in _taxes().items()}


def taxed_nations(nations: Iterable[Nation]) -> tuple[list[Nation], list[Source]]:
    """Nations with their tax rates, and where these are from. A nation without profits of firms here has none."""
    taxes, rows, sources = _taxes(), [], []
    for nation in nations:
        if nation.nation not in taxes:
            rows.append(nation)
            continue
        rate, evidence = taxes[nation.nation]
        row = nation.model_copy(update={"tax_rate": rate})
        rows.append(row)
        sources.append(own_source(row, "tax_rate", evidence))
    return rows, sources


def _taxes() -> dict[str, tuple[float, Evidence]]:
    found = {
        row["name"]: (
            round(float(row["corporate_tax_rate_pct"]) / 100.0, 6),
            evidence_of({"source": row["corporate_tax_source"], "year": row["corporate_tax_year"], "confidence": "M"}),
        )
        for row in table("countries")
        if row["corporate_tax_rate_pct"]
    }
    malawi = assumed("statutory rate from general knowledge, to be confirmed; the table of countries lacks Malawi")
    named = {row.nation for row in world.nation_rows()}
    return {name: tax for name, tax in found.items() if name in named} | {world.MALAWI: (0.30, malawi)}


def dearer_market_rows(prices: Deck, nations: Iterable[Nation], magnet_premium: float = MAGNET_PREMIUM) -> list[Row]:
    """Prices of magnets at the allied market, above the world price by `magnet_premium`, and the nations it covers."""
    return [*_market(nations), *_dearer(prices, magnet_premium, None)]


def spread_path_rows(prices: Deck, nations: Iterable[Nation], magnet_premium: float = MAGNET_PREMIUM) -> list[Row]:
    """Two equally likely paths of the spread between allied and world price of magnets: none, and `magnet_premium`."""
    even = assumed("which of the two markets allied makers will find is not known; even chances")
    paths = [sourced(PricePath(path=path, probability=0.5), even) for path in (AT_WORLD_PRICE, DEARER)]
    spread = [*_dearer(prices, 0.0, AT_WORLD_PRICE), *_dearer(prices, magnet_premium, DEARER)]
    return [*_market(nations), *paths, *spread]


def _market(nations: Iterable[Nation]) -> list[Group]:
    note = assumed("allied nations by this posture; makers elsewhere sell at the world price")
    return [
        sourced(Group(group=ALLIED_MARKET, nation=nation.nation), note) for nation in nations if nation.bloc == "ally"
    ]


def _dearer(prices: Deck, magnet_premium: float, path: str | None) -> list[Price]:
    _, steer = figure("prices", "usd_per_kg", good="sintered NdFeB, finished")
    rows = []
    for good in _MAGNETS:
        price = usd_per_kg(prices[good].value * (1.0 + magnet_premium), world.UNIT[good])
        note = (
            f"world price of this deck plus {magnet_premium:.0%} (the STEER model assumes 25 %); no source gives a "
            "price of magnets made in the USA or Europe; band 0 to 70 %"
        )
        row = Price(good=good, market=ALLIED_MARKET, path=path, price=price)
        rows.append(sourced(row, derived(note, prices[good].evidence, steer)))
    return rows

"""Lanes: one default a good from those who make it to those who use it, and named ones where a rate is published.

A named lane (nation to nation) rules over a default (group to group). Freight only: duties are not in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inputs.magnets import world
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import defined, derived, figure, sourced, usd_per_kg
from models.case import Demand, ExistingLine, Group, Lane, Move, MoveCondition, Nation, RecipeLine

ORE = "Ore producers"
FEED = "Ore and oxide makers"
OXIDE = "Oxide makers"
OXIDE_USERS = "Oxide users"
METAL = "Metal makers"
MAGNET = "Magnet makers"
BUYERS = "Magnet buyers"

_ENDS = {
    world.BASTNAESITE: (ORE, OXIDE),
    world.MONAZITE: (ORE, OXIDE),
    world.CLAY: (ORE, OXIDE),
    world.HEAVY_FEED: (FEED, OXIDE),
    world.NDPR_OXIDE: (OXIDE, OXIDE_USERS),
    world.HEAVY_OXIDE: (OXIDE, OXIDE_USERS),
    world.NDPR_METAL: (METAL, MAGNET),
    world.HEAVY_METAL: (METAL, MAGNET),
    world.LIGHT_MAGNET: (MAGNET, BUYERS),
    world.HEAVY_MAGNET: (MAGNET, BUYERS),
}
_OUTLETS = (world.NDPR_OXIDE, world.HEAVY_OXIDE, world.CLAY)
_ORES = (world.BASTNAESITE, world.MONAZITE, world.CLAY)
_ORE_MASS = 2.0
"""Tonnes shipped per tonne of oxides in a concentrate; an assumption (band 1.6 to 2.5)."""

_NAMED = (
    (world.CHINA, "United States", "CHN>USA west"),
    (world.CHINA, "Germany", "CHN>NLD"),
    (world.CHINA, "Italy", "CHN>ITA"),
    ("Germany", "United States", "NLD>USA"),
    ("United States", "Germany", "USA>NLD"),
)
_RATED_IN = "2025-07-03"


@dataclass(frozen=True)
class Chain:
    """The rows from which makers and users of each good follow."""

    recipes: tuple[RecipeLine, ...]
    lines: tuple[ExistingLine, ...]
    moves: tuple[Move, ...]
    conditions: tuple[MoveCondition, ...]
    demand: tuple[Demand, ...]

    def _nations_by(self, role_fits: Callable[[str], bool]) -> dict[str, set[str]]:
        runs = [(line.nation, line.recipe) for line in self.lines]
        runs += [(move.nation, move.recipe) for move in self.moves]
        second = {row.project: row.also_runs for row in self.conditions if row.also_runs}
        runs += [(move.nation, second[move.project]) for move in self.moves if move.project in second]
        found: dict[str, set[str]] = {}
        for nation, recipe in runs:
            for row in self.recipes:
                if row.recipe == recipe and role_fits(row.role):
                    found.setdefault(row.good, set()).add(nation)
        return found

    @property
    def makers(self) -> dict[str, set[str]]:
        """Nations by good made."""
        return self._nations_by(lambda role: role != "input")

    @property
    def users(self) -> dict[str, set[str]]:
        """Nations by good used as input."""
        return self._nations_by(lambda role: role == "input")

    @property
    def buyers(self) -> set[str]:
        """Nations with civil or defence demand."""
        return {row.nation for row in self.demand if row.kind != "outlet"}


def group_rows(chain: Chain, nations: Iterable[Nation]) -> list[Group]:
    """Groups by stage of the chain, without China and without the rest of the world."""
    makers, users = chain.makers, chain.users

    def any_of(table: dict[str, set[str]], *goods: str) -> set[str]:
        return set().union(*(table.get(good, set()) for good in goods))

    members = {
        ORE: any_of(makers, *_ORES),
        FEED: any_of(makers, world.HEAVY_FEED),
        OXIDE: any_of(makers, world.NDPR_OXIDE, world.HEAVY_OXIDE),
        OXIDE_USERS: any_of(users, world.NDPR_OXIDE, world.HEAVY_OXIDE),
        METAL: any_of(makers, world.NDPR_METAL, world.HEAVY_METAL),
        MAGNET: any_of(makers, world.LIGHT_MAGNET, world.HEAVY_MAGNET),
        BUYERS: chain.buyers,
    }
    note = defined("follows from who has lines, projects or demand in this case")
    return [
        sourced(Group(group=group, nation=nation.nation), note)
        for group, inside in members.items()
        for nation in nations
        if nation.nation in inside and nation.nation not in (world.CHINA, world.REST)
    ]


def lane_rows() -> list[Lane]:
    """All lanes of the case."""
    rows = []
    for good, (origin, destination) in _ENDS.items():
        rate = _default_rate(good)
        rows.append(_lane(origin, destination, good, rate))
        if good not in (*_ORES, world.HEAVY_FEED):
            rows.append(_lane(world.CHINA, destination, good, rate))
        if good in _OUTLETS:
            rows.append(_lane(origin, world.REST, good, rate))
    rows += [
        _lane(origin, destination, good, _rate(scope))
        for good in (world.LIGHT_MAGNET, world.HEAVY_MAGNET)
        for origin, destination, scope in _NAMED
    ]
    return rows


def _default_rate(good: str) -> Parameter:
    found = Parameter(
        *figure(
            "cost_parameters", "value", parameter="container freight per tonne", scope="composite", year="2025-04-03"
        )
    )
    if good in _ORES:
        note = f"world composite of April 2025 times {_ORE_MASS:g} t of concentrate a tonne of oxides; band 1.6 to 2.5"
        return Parameter(found.value * _ORE_MASS, derived(note, found.evidence))
    if good == world.HEAVY_FEED:
        note = "world composite of April 2025 times 25 t of mixed concentrate (4 % Dy and Tb) a tonne; band 10 to 40"
        return Parameter(found.value * 25.0, derived(note, found.evidence))
    return Parameter(found.value, found.evidence.noting("world composite of April 2025, 20 t a container"))


def _rate(scope: str) -> Parameter:
    value, evidence = figure(
        "cost_parameters", "value", parameter="container freight per tonne", scope=scope, year=_RATED_IN
    )
    return Parameter(value, evidence.noting(f"{scope}, 20 t a container; Rotterdam stands for Germany"))


def _lane(origin: str, destination: str, good: str, rate: Parameter) -> Lane:
    freight = usd_per_kg(rate.value / 1e3, world.UNIT[good])
    return sourced(Lane(origin=origin, destination=destination, good=good, freight=round(freight, 9)), rate.evidence)

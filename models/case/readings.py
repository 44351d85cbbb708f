"""Readings of a case that the model, the audit and the trace share: recipes, lines, lanes, membership, need.

Each is a plain function or record over rows, tested alone; nothing else is shared between model and audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case.chain import Demand, ExistingLine, Lane, Price, RecipeLine
from models.case.moves import Move, MoveCondition
from models.case.setting import BLOCS, Group, Nation


@dataclass(frozen=True)
class Process:
    """A recipe: quantities per unit of main output, gross of yield, in the goods' own units.

    `outputs` and `inputs` map good to quantity; `essential` inputs stop the recipe when they are missing;
    `disposal` is the price of discarding an output (million per unit), empty unless the recipe is joint.
    """

    name: str
    main: str
    outputs: Mapping[str, float]
    inputs: Mapping[str, float]
    essential: frozenset[str]
    disposal: Mapping[str, float]

    @property
    def joint(self) -> bool:
        """Whether it makes more than one good, so that any of them may be discarded."""
        return len(self.outputs) > 1


def processes(rows: Iterable[RecipeLine]) -> dict[str, Process]:
    """Recipes by name. A recipe without a main output is left out (an Issue says so elsewhere)."""
    by_name: dict[str, list[RecipeLine]] = {}
    for row in rows:
        by_name.setdefault(row.recipe, []).append(row)
    return {
        name: _process(name, lines) for name, lines in by_name.items() if any(r.role == "main output" for r in lines)
    }


def _process(name: str, rows: list[RecipeLine]) -> Process:
    outputs = {row.good: row.quantity for row in rows if row.role != "input"}
    inputs = [row for row in rows if row.role == "input"]
    joint = len(outputs) > 1
    return Process(
        name=name,
        main=next(row.good for row in rows if row.role == "main output"),
        outputs=outputs,
        inputs={row.good: row.quantity for row in inputs},
        essential=frozenset(row.good for row in inputs if row.essential),
        disposal={row.good: row.disposal_price or 0.0 for row in rows if row.role != "input"} if joint else {},
    )


@dataclass(frozen=True)
class Line:
    """A line (facility x recipe): an existing one with its rows by years, or a candidate at one size.

    A candidate line bears the row id of its move (with the recipe behind it for a second recipe); `move` and
    `condition` are None for an existing line.
    """

    name: str
    firm: str | None
    nation: str
    recipe: str
    rows: tuple[ExistingLine, ...] = ()
    move: Move | None = None
    condition: MoveCondition | None = None

    def row(self, year: int) -> ExistingLine | None:
        """The row of an existing line that holds in a year."""
        return next((row for row in self.rows if holds(row.first_year, row.last_year, year)), None)

    def capacity(self, year: int) -> float:
        """Capacity in a year before moves and closures; a candidate's is its nominal one, a closed line's is 0."""
        if self.move is not None:
            return self.move.capacity
        row = self.row(year)
        return row.capacity if row is not None and row.status == "operating" else 0.0

    def closed_capacity(self, year: int) -> float:
        """Capacity that a closed line had, which reopenings of it share; 0 for a line that operates."""
        row = self.row(year)
        return row.capacity if row is not None and row.status == "closed" else 0.0

    @cached_property
    def _terms(self) -> ExistingLine | MoveCondition | None:
        return self.condition if self.move is not None else self.rows[0]

    @property
    def site(self) -> str:
        """Name under which its own capacity stands: its own, or its move's where two recipes share one."""
        return self.move.row_id if self.move is not None else self.name

    @property
    def capacity_group(self) -> str | None:
        """Lines with one name here share one capacity."""
        return self._terms.capacity_group if self._terms is not None else None

    @property
    def minimum_load(self) -> float:
        """Least output as a share of capacity."""
        return self._terms.minimum_load if self._terms is not None else 0.0

    @property
    def keeps_batches_apart(self) -> bool:
        """Whether clean and dirty batches can run on it in one year."""
        return self._terms.keeps_batches_apart if self._terms is not None else True

    @property
    def unknown_origin(self) -> float:
        """Share of its output of unknown origin; all of it where no owner is named."""
        typed = self._terms.unknown_origin if self._terms is not None else None
        return typed if typed is not None else (0.0 if self.firm else 1.0)


@dataclass(frozen=True)
class Donor:
    """What a relocation closes: the existing lines, the share of each, and when ("at start", "when ready")."""

    lines: tuple[str, ...]
    share: float
    when_ready: bool


def existing_lines(rows: Iterable[ExistingLine]) -> dict[str, Line]:
    """Existing lines by name, each with its rows in order of years."""
    by_name: dict[str, list[ExistingLine]] = {}
    for row in rows:
        by_name.setdefault(row.line, []).append(row)
    result = {}
    for name, group in by_name.items():
        ordered = tuple(sorted(group, key=lambda row: row.first_year or 0))
        first = ordered[0]
        result[name] = Line(name, first.firm, first.nation, first.recipe, ordered)
    return result


def candidate_lines(moves: Iterable[Move], conditions: Iterable[MoveCondition]) -> dict[str, Line]:
    """Candidate lines: one by the row id of each move, and one more where it also runs a second recipe."""
    condition = {row.project: row for row in conditions}
    result = {}
    for move in moves:
        terms = condition.get(move.project)
        recipes = {move.row_id: move.recipe}
        if terms is not None and terms.also_runs is not None:
            recipes[f"{move.row_id} ({terms.also_runs})"] = terms.also_runs
        for name, recipe in recipes.items():
            result[name] = Line(name, move.firm, move.nation, recipe, move=move, condition=terms)
    return result


def holds(first: int | None, last: int | None, year: int) -> bool:
    """Whether a row with these years (None: open) holds in a year."""
    return (first is None or first <= year) and (last is None or year <= last)


@dataclass(frozen=True)
class Membership:
    """Who belongs where: nations, groups by year, blocs, "any", "all" (every ally), "world"."""

    bloc: Mapping[str, str]
    groups: Mapping[str, tuple[Group, ...]]

    @staticmethod
    def of(nations: Iterable[Nation], groups: Iterable[Group]) -> Membership:
        """Membership from the rows of Nations and Groups."""
        by_group: dict[str, list[Group]] = {}
        for row in groups:
            by_group.setdefault(row.group, []).append(row)
        return Membership({row.nation: row.bloc for row in nations}, {k: tuple(v) for k, v in by_group.items()})

    def members(self, name: str, year: int) -> frozenset[str]:
        """Nations that a name stands for in a year; empty for a name that stands for none."""
        if name in self.bloc:
            return frozenset({name})
        if name in self.groups:
            return frozenset(r.nation for r in self.groups[name] if holds(r.first_year, r.last_year, year))
        if name in ("any", "world"):
            return frozenset(self.bloc)
        wanted = "ally" if name == "all" else name
        return frozenset(nation for nation, bloc in self.bloc.items() if bloc == wanted)

    def rank(self, name: str) -> int:
        """How specific a name is: nation 3, group 2, bloc 1, any 0."""
        if name in self.bloc:
            return 3
        if name in self.groups:
            return 2
        return 1 if name in BLOCS else 0


class LaneBook:
    """Lanes by good: which row rules between two nations.

    A row rules over another where it is at least as specific at both ends and more at one. Two rows of which
    neither rules are ambiguous: `find` returns the first, `clash` names the second.
    """

    def __init__(self, rows: Iterable[Lane], membership: Membership) -> None:
        self._membership = membership
        self._by_good: dict[str, list[Lane]] = {}
        for row in rows:
            self._by_good.setdefault(row.good, []).append(row)
        self._leaving: dict[tuple[str, str, int], list[Lane]] = {}

    def rows(self, good: str) -> list[Lane]:
        """All rows of a good."""
        return self._by_good.get(good, [])

    def hubs(self, good: str) -> tuple[str, ...]:
        """Nations named one by one as destination and as origin of a good: it may pass through them."""
        rows = self.rows(good)
        into = {row.destination for row in rows if row.destination in self._membership.bloc}
        return tuple(dict.fromkeys(row.origin for row in rows if row.origin in into))

    def find(self, good: str, origin: str, destination: str, year: int) -> Lane | None:
        """The row that rules between two nations in a year, or None: no lane."""
        best = self._best(good, origin, destination, year)
        return best[0] if best else None

    def clash(self, good: str, origin: str, destination: str, year: int) -> tuple[Lane, Lane] | None:
        """Two rows that are equally specific there, or None."""
        best = self._best(good, origin, destination, year)
        return (best[0], best[1]) if len(best) > 1 else None

    def _best(self, good: str, origin: str, destination: str, year: int) -> list[Lane]:
        if origin == destination:
            return []
        inside = self._membership.members
        fits = [row for row in self._from(good, origin, year) if destination in inside(row.destination, year)]
        return [row for row in fits if not any(self._rules(other, row) for other in fits)]

    def _from(self, good: str, origin: str, year: int) -> list[Lane]:
        """Rows by which a good can leave a nation, kept: scanning all rows for each pair of nations is quadratic."""
        key = (good, origin, year)
        if key not in self._leaving:
            inside = self._membership.members
            self._leaving[key] = [row for row in self.rows(good) if origin in inside(row.origin, year)]
        return self._leaving[key]

    def _rules(self, one: Lane, other: Lane) -> bool:
        rank = self._membership.rank
        first = (rank(one.origin), rank(one.destination))
        second = (rank(other.origin), rank(other.destination))
        return first != second and first[0] >= second[0] and first[1] >= second[1]


def need(row: Demand, year: int, first_year: int) -> float:
    """Quantity due in a year under one row of Demand, growth from the row's first year on; 0 outside its years."""
    if not holds(row.first_year, row.last_year, year):
        return 0.0
    start = row.first_year if row.first_year is not None else first_year
    return row.quantity * (1.0 + row.growth) ** (year - start)


def exploded(processes: Iterable[Process], direct: Mapping[str, float]) -> dict[str, float]:
    """Need of every good behind a direct need: need = direct + A need, A the most any recipe takes for a unit made.

    A joint recipe counts for its main output, and for goods that are no recipe's main output. Steps inside a loop of A
    (recycling) are left out: they have no largest need.
    """
    recipes = list(processes)
    mains = {process.main for process in recipes}
    place = {good: i for i, good in enumerate(direct)}
    takes = np.zeros((len(place), len(place)))
    for process in recipes:
        for made, quantity in process.outputs.items():
            if made == process.main or made not in mains:
                for used, each in process.inputs.items():
                    cell = (place[used], place[made])
                    takes[cell] = max(takes[cell], each / quantity)
    behind = takes > 0
    for middle in range(len(place)):
        behind |= np.outer(behind[:, middle], behind[middle])
    takes[behind & behind.T] = 0.0
    need = np.linalg.solve(np.eye(len(place)) - takes, np.array(list(direct.values())))
    return dict(zip(place, need.tolist(), strict=True))


def market_price(
    rows: Iterable[Price], membership: Membership, good: str, nation: str, year: int, path: str | None = None
) -> float | None:
    """Price of a good in a nation's market (million per unit): nation before group before world; None if not given.

    On a price path its own rows go before those that hold on every path.
    """
    fits = [
        row
        for row in rows
        if row.good == good
        and row.path in (None, path)
        and holds(row.first_year, row.last_year, year)
        and nation in membership.members(row.market, year)
    ]
    return max(fits, key=lambda row: (membership.rank(row.market), row.path is not None)).price if fits else None

"""What could be at best: how much of each good, and where it could get to. Bounds that err on the kind side.

Nothing here is a plan: all moves may start at once, money is no matter, lanes and stocks are counted generously. So
what is not possible here is certainly impossible, and can be said before anything is solved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.case import Case, Demand, ExistingLine, Good, Lane, Line, Move, OpeningStock

Link = tuple[str, frozenset[str], frozenset[str]]
"""A lane: its good, and the nations at both ends."""


def start_years(case: Case, move: Move) -> range:
    """Planned years in which a move may start."""
    first = max(case.years[0], move.earliest_start or case.years[0])
    last = min(case.years[-1], move.latest_start or case.years[-1])
    return range(first, last + 1)


def most_capacity(case: Case, line: Line, year: int) -> float:
    """Most main output of a line in a year, a candidate's at the best start."""
    if line.move is None:
        return line.capacity(year)
    starts = (start for start in start_years(case, line.move) if start <= year)
    return line.move.capacity * max((case.ramp(line.move, year - start) for start in starts), default=0.0)


def most_made(case: Case, good: str, year: int) -> float:
    """Most of a good that all lines can make in a year: one size of a project, one line of a capacity group."""
    best: dict[tuple[str, str], float] = {}
    for line in case.lines.values():
        each = case.process(line).outputs.get(good, 0.0)
        if each == 0:
            continue
        owner = _sharing(line)
        best[owner] = max(best.get(owner, 0.0), each * most_capacity(case, line, year))
    return sum(best.values())


def _sharing(line: Line) -> tuple[str, str]:
    """What a line shares its capacity with: its project's other sizes, its capacity group, or nothing."""
    if line.move is not None:
        return "project", line.move.project
    return ("group", line.capacity_group) if line.capacity_group else ("line", line.name)


def in_store(case: Case, good: str) -> float:
    """Opening stock of a good, everywhere and both grades."""
    return sum(row.quantity for row in case[OpeningStock] if row.good == good)


def must_have(case: Case, row: Demand, year: int) -> float:
    """What must be delivered in a year whatever it costs: the need less what may go unmet."""
    return case.due(row, year) * (1.0 - case.unmet_share(row))


@dataclass(frozen=True)
class Reach:
    """Nations where each good could be, year by year; `clean`: as the clean grade only."""

    case: Case
    clean: bool

    def at(self, good: str, nation: str, year: int) -> bool:
        """Whether a good could be in a nation in a year."""
        return nation in self._by_year[year].get(good, frozenset())

    def nations(self, good: str, year: int) -> tuple[str, ...]:
        """Nations where a good could be in a year, sorted."""
        return tuple(sorted(self._by_year[year].get(good, frozenset())))

    def can_run(self, line: Line, year: int) -> bool:
        """Whether a line could make anything in a year (clean: anything clean)."""
        if most_capacity(self.case, line, year) <= 0 or (self.clean and not self._clean_line(line)):
            return False
        return not self.missing(line, year)

    def missing(self, line: Line, year: int) -> tuple[str, ...]:
        """Inputs that could not be at a line in a year; for the clean grade only essential inputs must be clean."""
        process = self.case.process(line)
        found = self._by_year[year]
        return tuple(
            good
            for good in process.inputs
            if (not self.clean or good in process.essential) and line.nation not in found.get(good, frozenset())
        )

    def _clean_line(self, line: Line) -> bool:
        return not self.case.adverse(line) and line.unknown_origin < 1.0

    @cached_property
    def _by_year(self) -> Mapping[int, Mapping[str, frozenset[str]]]:
        result: dict[int, Mapping[str, frozenset[str]]] = {}
        kept: dict[str, set[str]] = {}
        for row in self.case[OpeningStock]:
            if row.quantity > 0 and (row.grade == "clean" or not self.clean) and self._allowed(row.nation):
                kept.setdefault(row.good, set()).add(row.nation)
        for year in self.case.years:
            found = {good: set(nations) for good, nations in kept.items()}
            self._spread(found, year)
            result[year] = {good: frozenset(nations) for good, nations in found.items()}
            kept = {row.good: found.get(row.good, set()) for row in self.case[Good] if row.storable}
        return result

    def _allowed(self, nation: str) -> bool:
        return not self.clean or nation not in self.case.adversaries

    def _spread(self, found: dict[str, set[str]], year: int) -> None:
        """Adds what lines could make of what is there, and where lanes could take it, until nothing is new."""
        makers = [
            line
            for line in self.case.lines.values()
            if most_capacity(self.case, line, year) > 0 and (not self.clean or self._clean_line(line))
        ]
        lanes = self._ends(year)
        before = -1
        while before != (before := sum(len(nations) for nations in found.values())):
            for line in makers:
                process = self.case.process(line)
                needs = process.essential if self.clean else process.inputs
                if all(line.nation in found.get(good, ()) for good in needs):
                    for good in process.outputs:
                        found.setdefault(good, set()).add(line.nation)
            spread(found, lanes)

    def _ends(self, year: int) -> list[Link]:
        """Lanes that carry anything; clean goods do not pass adversary nations."""
        barred = self.case.adversaries if self.clean else frozenset()
        return carriers(self.case, year, barred)


def carriers(case: Case, year: int, barred: frozenset[str] = frozenset()) -> list[Link]:
    """Lanes that carry anything in a year, as good and nations at both ends, without the barred nations."""
    inside = {
        name: case.membership.members(name, year) - barred
        for row in case[Lane]
        for name in (row.origin, row.destination)
    }
    return [
        (row.good, inside[row.origin], inside[row.destination])
        for row in case[Lane]
        if row.capacity is None or row.capacity > 0
    ]


def spread(found: dict[str, set[str]], lanes: Sequence[Link]) -> dict[str, set[str]]:
    """Adds to the nations where each good is those where lanes could take it, until nothing is new."""
    before = -1
    while before != (before := sum(len(nations) for nations in found.values())):
        for good, origins, destinations in lanes:
            if origins & found.get(good, set()):
                found[good] |= destinations
    return found


def makers_of(case: Case, good: str) -> tuple[Line, ...]:
    """Lines that make a good, in case order."""
    return tuple(line for line in case.lines.values() if good in case.process(line).outputs)


def row_of(line: Line) -> ExistingLine | Move:
    """The input row that stands for a line: its first row on Existing lines, or its row on Candidate moves."""
    return line.move if line.move is not None else line.rows[0]

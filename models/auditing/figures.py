"""The rows of a plan, added up by what they are about."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from models.case import Case, Demand, Line, Move
from models.case.ventures import Ventures
from models.plan import (
    Closure,
    Cost,
    CostKind,
    Delivery,
    Disposal,
    Flow,
    InputUse,
    LaneUse,
    LineOutput,
    Node,
    Plan,
    Start,
    StockLevel,
)

Pool = tuple[str, str, Node]
"""Good, nation, node."""

CONTRACTS = "contracts"
"""Instrument of payments under purchase contracts."""

Paid = tuple[str, str, Node | None]
"""Offer, project, and the node in which support was agreed (None: earned as it is paid)."""


@dataclass(frozen=True)
class Amount:
    """A quantity by grade, in the good's unit."""

    clean: float = 0.0
    dirty: float = 0.0

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty

    def plus(self, other: Amount, factor: float = 1.0) -> Amount:
        """The sum with `factor` times another amount."""
        return Amount(self.clean + factor * other.clean, self.dirty + factor * other.dirty)


NOTHING = Amount()

Graded = LineOutput | InputUse | Disposal | Flow | StockLevel | Delivery


def amount(row: Graded) -> Amount:
    """The quantity of a result row by grade."""
    return Amount(row.clean, row.dirty)


@dataclass(frozen=True)
class Figures:
    """A case, its plan, and the plan's quantities by key."""

    case: Case
    plan: Plan

    @cached_property
    def made(self) -> dict[tuple[str, Node], Amount]:
        """Output by line and node."""
        found: dict[tuple[str, Node], Amount] = defaultdict(Amount)
        for row in self.plan[LineOutput]:
            found[row.line, row.node] = found[row.line, row.node].plus(amount(row))
        return found

    @cached_property
    def used(self) -> dict[Pool, Amount]:
        """Input use of all lines by pool."""
        found: dict[Pool, Amount] = defaultdict(Amount)
        for row in self.plan[InputUse]:
            found[row.good, row.nation, row.node] = found[row.good, row.nation, row.node].plus(amount(row))
        return found

    @cached_property
    def kept(self) -> dict[Pool, Amount]:
        """Stock at the end by pool."""
        found: dict[Pool, Amount] = defaultdict(Amount)
        for row in self.plan[StockLevel]:
            found[row.good, row.nation, row.node] = found[row.good, row.nation, row.node].plus(amount(row))
        return found

    @cached_property
    def sent(self) -> dict[tuple[str, str, str, Node], Amount]:
        """Flow by good, origin, destination and node."""
        found: dict[tuple[str, str, str, Node], Amount] = defaultdict(Amount)
        for row in self.plan[Flow]:
            key = (row.good, row.origin, row.destination, row.node)
            found[key] = found[key].plus(amount(row))
        return found

    @cached_property
    def discarded(self) -> dict[tuple[str, Node], list[Disposal]]:
        """What is discarded, by line and node."""
        found: dict[tuple[str, Node], list[Disposal]] = defaultdict(list)
        for row in self.plan[Disposal]:
            found[row.line, row.node].append(row)
        return found

    @cached_property
    def lanes_used(self) -> frozenset[tuple[str, str, str, Node]]:
        """Lanes whose fixed cost is paid, by node."""
        return frozenset((row.good, row.origin, row.destination, row.node) for row in self.plan[LaneUse])

    @cached_property
    def position(self) -> dict[Node, int]:
        """How many nodes come before a node on its path."""
        return {node: len(self.plan.nodes.path(node)) - 1 for node in self.plan.nodes}

    @cached_property
    def started(self) -> tuple[tuple[Line, Move, Node], ...]:
        """Moves that are started: the candidate line, its move, the node."""
        found = ((self.case.lines[row.move], row.node) for row in self.plan[Start])
        return tuple((line, line.move, node) for line, node in found if line.move is not None)

    def age(self, start: Node, node: Node) -> int | None:
        """Years from a start to a node along the node's path; None where it has not started by then."""
        return self.position[node] - self.position[start] if start in self.plan.nodes.path(node) else None

    def running(self, line: Line, node: Node) -> float:
        """Capacity of a candidate line in force in a node: what its starts give after lead and ramp."""
        return sum(self._given(move, start, node) for other, move, start in self.started if other.name == line.name)

    def _given(self, move: Move, start: Node, node: Node) -> float:
        age = self.age(start, node)
        return 0.0 if age is None else move.capacity * self.case.ramp(move, age) * self.plan.nodes.duration(node)

    @cached_property
    def relocated(self) -> dict[tuple[str, Node], float]:
        """Share of an existing line that relocations have closed in a node."""
        found: dict[tuple[str, Node], float] = defaultdict(float)
        for line, move, start in self.started:
            donor = self.case.donor(line)
            if donor is None:
                continue
            wait = self.case.ready_after(move) if donor.when_ready else 0
            for node in self.plan.nodes:
                age = self.age(start, node)
                if age is not None and age >= wait:
                    for name in donor.lines:
                        found[name, node] = min(1.0, found[name, node] + donor.share)
        return found

    @cached_property
    def stated_closed(self) -> dict[tuple[str, Node], float]:
        """Share that the plan's Closure rows state."""
        return {(row.line, row.node): row.share for row in self.plan[Closure]}

    def closed(self, line: str, node: Node) -> float:
        """Share of an existing line that is closed in a node: by relocations, or as the plan states."""
        return max(self.relocated.get((line, node), 0.0), self.stated_closed.get((line, node), 0.0))

    @cached_property
    def drawing_on_site(self) -> dict[str, list[str]]:
        """Lines that draw on the capacity of a site: the line's own recipes, and lines that requalify it."""
        found: dict[str, list[str]] = defaultdict(list)
        for line in self.case.lines.values():
            for site in dict.fromkeys((line.site, *(donor.name for donor in self._requalifies(line)))):
                found[site].append(line.name)
        return found

    @cached_property
    def drawing_on_group(self) -> dict[str, list[str]]:
        """Lines that draw on a capacity group: its members, and lines that requalify one of them."""
        found: dict[str, list[str]] = defaultdict(list)
        for line in self.case.lines.values():
            for group in dict.fromkeys(member.capacity_group for member in (line, *self._requalifies(line))):
                if group is not None:
                    found[group].append(line.name)
        return found

    def _requalifies(self, line: Line) -> tuple[Line, ...]:
        if line.move is None or line.move.kind != "requalify":
            return ()
        return tuple(self.case.lines[name] for name in self.case.origin_lines(line.move))

    @cached_property
    def demand(self) -> dict[tuple[str, str, str], tuple[Demand, ...]]:
        """Rows of Demand by programme, nation and good."""
        found: dict[tuple[str, str, str], list[Demand]] = defaultdict(list)
        for row in self.case[Demand]:
            found[row.programme, row.nation, row.good].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def due(self, row: Demand, node: Node) -> float:
        """Quantity due in a node under one row of Demand."""
        return self.case.due(row, node.year) * self.plan.nodes.duration(node)

    @cached_property
    def ventures(self) -> Ventures:
        """What firms decide about."""
        return Ventures(self.case)

    @cached_property
    def support(self) -> dict[Paid, dict[Node, float]]:
        """Support paid under offers, million by node."""
        return self._paid("support")

    @cached_property
    def lending(self) -> dict[Paid, dict[Node, float]]:
        """What is lent, million by node."""
        return self._paid("lending")

    def _paid(self, kind: CostKind) -> dict[Paid, dict[Node, float]]:
        found: dict[Paid, dict[Node, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.plan[Cost]:
            if row.kind == kind and row.instrument != CONTRACTS:
                found[row.item, row.project, row.promised][row.node] += row.amount
        return dict(found)

    def unit(self, good: str) -> str:
        """Unit of a good."""
        return self.case.goods[good].unit

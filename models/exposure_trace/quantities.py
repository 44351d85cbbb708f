"""Totals of a plan by key, labels left aside, and the readings of its case that every attribution needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from models.case import Case, Demand, Line, OpeningStock
from models.plan import Delivery, Flow, LineOutput, Node, Plan, StockLevel

K = TypeVar("K", bound=Hashable)

Pool = tuple[str, str, Node]
"""Good, nation, node."""
LineKey = tuple[str, Node]
FlowKey = tuple[str, str, str, Node]
"""Good, origin, destination, node."""
NeedKey = tuple[str, str, str, Node]
"""Programme, nation, good, node."""


@dataclass(frozen=True)
class Opening:
    """Stock before the first year: usable (after the year's loss) clean and dirty quantity."""

    clean: float
    dirty: float


@dataclass(frozen=True)
class Quantities:
    """A case and the totals of one of its plans."""

    case: Case
    plan: Plan

    @cached_property
    def made(self) -> Mapping[LineKey, float]:
        """Output by line."""
        return _sums(((row.line, row.node), row.total) for row in self.plan[LineOutput])

    @cached_property
    def sent(self) -> Mapping[FlowKey, float]:
        """Flow, the lane's loss still in it."""
        rows = self.plan[Flow]
        return _sums(((row.good, row.origin, row.destination, row.node), row.total) for row in rows)

    @cached_property
    def kept(self) -> Mapping[Pool, float]:
        """Stock at the end of a node."""
        return _sums(((row.good, row.nation, row.node), row.total) for row in self.plan[StockLevel])

    @cached_property
    def delivered(self) -> Mapping[NeedKey, float]:
        """Deliveries."""
        rows = self.plan[Delivery]
        return _sums(((row.programme, row.nation, row.good, row.node), row.total) for row in rows)

    @cached_property
    def due(self) -> Mapping[NeedKey, float]:
        """What is due under Demand."""
        terms = (
            (
                (row.programme, row.nation, row.good, node),
                self.case.due(row, node.year) * self.plan.nodes.duration(node),
            )
            for row in self.case[Demand]
            for node in self.plan.nodes
        )
        return _sums((key, quantity) for key, quantity in terms if quantity > 0)

    @cached_property
    def opening(self) -> Mapping[tuple[str, str], Opening]:
        """Opening stock by good and nation; in an adversary nation all of it is dirty."""
        found: dict[tuple[str, str], Opening] = {}
        for row in self.case[OpeningStock]:
            before = found.get((row.good, row.nation), Opening(0.0, 0.0))
            left = row.quantity * self.remains(row.good)
            clean = row.grade == "clean" and row.nation not in self.case.adversaries
            dirty = Opening(before.clean, before.dirty + left)
            found[row.good, row.nation] = Opening(before.clean + left, before.dirty) if clean else dirty
        return found

    def remains(self, good: str) -> float:
        """Share of a stock that is left after a year in store."""
        return 1.0 - self.case.goods[good].loss_in_store

    def arrives(self, key: FlowKey) -> float:
        """Share of a flow that arrives."""
        good, origin, destination, node = key
        lane = self.case.lanes.find(good, origin, destination, node.year)
        return 1.0 - lane.loss if lane is not None else 1.0

    def line(self, name: str) -> Line:
        """A line by name."""
        return self.case.lines[name]


def _sums(terms: Iterable[tuple[K, float]]) -> dict[K, float]:
    found: dict[K, float] = defaultdict(float)
    for key, quantity in terms:
        found[key] += quantity
    return dict(found)

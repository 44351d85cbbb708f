"""The immutable plan: status, proof, and result rows by class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, TypeVar, cast

from models.plan.nodes import NodeTable
from models.plan.rows import Cost

P = TypeVar("P")


class Status(Enum):
    """How a search ended."""

    PROVED = "proved to the stated gap"
    TIME_LIMIT = "time limit: best plan found"
    NO_PLAN = "no plan keeps every rule"
    NOT_FOUND = "no plan found before the search ended"
    INTERRUPTED = "interrupted: best plan found"
    FAILED = "the solver gave no answer"

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to read."""
        return self in (Status.PROVED, Status.TIME_LIMIT, Status.INTERRUPTED)


@dataclass(frozen=True)
class Plan:
    """One plan of one case.

    Attributes:
        case: fingerprint of the case it belongs to.
        status: how the search ended; without a plan `tables` is empty and `cost` is infinite.
        cost: present value in million (resource costs, shortage and breach penalties), LP re-solved with the
            integers fixed.
        bound: no plan of this search costs less (after the monotone envelope, where plans were ranked).
        signature: the projects it opens, committed ones not counted.
        nodes: its own node table, so that audit and trace need no index sets.
        tables: result rows by class.
    """

    case: str
    status: Status
    cost: float
    bound: float
    signature: frozenset[str]
    nodes: NodeTable
    tables: Mapping[type[Any], tuple[Any, ...]]

    def __getitem__(self, row: type[P]) -> tuple[P, ...]:
        return cast(tuple[P, ...], self.tables.get(row, ()))

    @property
    def gap(self) -> float:
        """Million by which a version of this plan could at most be cheaper."""
        return max(0.0, self.cost - self.bound)

    @property
    def penalty(self) -> float:
        """Part of the cost that nobody pays: prices of breach and of shortage, present value in million."""
        return sum(self.nodes.weight(row.node) * row.amount for row in self[Cost] if row.kind == "penalty")

    def with_rows(self, row: type[P], rows: Iterable[P]) -> Plan:
        """The same plan with all rows of one class replaced."""
        return replace(self, tables={**self.tables, row: tuple(rows)})

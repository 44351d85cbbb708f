"""Plans written by hand: short names for result rows, and a plan made of them without any solve."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.case import Case
from models.plan import (
    BASE,
    Delivery,
    Flow,
    InputUse,
    LineOutput,
    Node,
    NodeFacts,
    NodeTable,
    Plan,
    Start,
    Status,
    StockLevel,
)
from tests.cases import FIRST_YEAR


def at(year: int = FIRST_YEAR) -> Node:
    """The node of a plain year."""
    return Node(BASE, year)


def made(line: str, clean: float, dirty: float = 0.0, year: int = FIRST_YEAR) -> LineOutput:
    """Output of a line; clean unless said otherwise."""
    return LineOutput(line, at(year), clean, dirty)


def used(good: str, nation: str, clean: float, dirty: float = 0.0, year: int = FIRST_YEAR) -> InputUse:
    """Input use in a nation."""
    return InputUse(good, nation, at(year), clean, dirty)


def sent(good: str, origin: str, destination: str, clean: float, dirty: float = 0.0, year: int = FIRST_YEAR) -> Flow:
    """A flow."""
    return Flow(good, origin, destination, at(year), clean, dirty)


def kept(good: str, nation: str, clean: float, dirty: float = 0.0, year: int = FIRST_YEAR) -> StockLevel:
    """Stock at the end of a year."""
    return StockLevel(good, nation, at(year), clean, dirty)


def given(
    programme: str,
    nation: str,
    good: str,
    clean: float,
    dirty: float = 0.0,
    unmet: float = 0.0,
    year: int = FIRST_YEAR,
) -> Delivery:
    """A delivery; what is due is what is delivered and what goes unmet."""
    return Delivery(programme, nation, good, at(year), clean + dirty + unmet, clean, dirty, unmet)


def plan_of(case: Case, *rows: Any, cost: float = 0.0) -> Plan:
    """A plan of these rows, proved at its cost, with the node table that the case asks for."""
    tables: dict[type[Any], tuple[Any, ...]] = {}
    for row in rows:
        tables[type(row)] = (*tables.get(type(row), ()), row)
    opened = frozenset(row.project for row in tables.get(Start, ()) if not row.committed)
    return Plan(case.fingerprint, Status.PROVED, cost, cost, opened, _nodes(case), tables)


def _nodes(case: Case) -> NodeTable:
    facts = []
    before = None
    for position, year in enumerate(case.years):
        factor = (1.0 + case.settings.discount_rate) ** -(position + 1)
        facts.append(NodeFacts(at(year), 1.0, factor, before))
        before = at(year)
    return NodeTable(tuple(facts))


def changed(plan: Plan, row_class: type[Any], change: Callable[[Any], Any]) -> Plan:
    """The plan with a function applied to every row of one class; rows it answers None for are left out."""
    rows = (change(row) for row in plan[row_class])
    return plan.with_rows(row_class, [row for row in rows if row is not None])

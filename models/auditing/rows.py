"""Checks of the rows themselves: names, node table, signs, signature."""

from __future__ import annotations

import math
from collections.abc import Iterator

from models.auditing.check import Check
from models.auditing.figures import Figures
from models.case import Cap, Case, Contract
from models.plan import (
    CapLevel,
    Closure,
    Cost,
    Delivery,
    Disposal,
    Flow,
    InputUse,
    LaneUse,
    LineOutput,
    Node,
    Plan,
    Purchase,
    Start,
    StockLevel,
)

Mention = tuple[str, str, Node]
"""What kind of name, the name, and the node of its row."""


def belongs(case: Case, plan: Plan) -> Check:
    """The plan is of this case, and its rows name only lines, goods, nations, caps and nodes that exist."""
    check = Check("Every row belongs to this case", "rows")
    check.holds(plan.case == case.fingerprint, "the plan was made from another case", "rows")
    known = {
        "line": case.lines.keys(),
        "good": case.goods.keys(),
        "nation": case.membership.bloc.keys(),
    }
    nodes = frozenset(plan.nodes)
    for kind, name, node in _mentions(plan):
        check.holds(name in known[kind] and node in nodes, f"{kind} {name}, {node.year}", "rows")
    caps = {row.row_id for row in case[Cap]}
    for level in plan[CapLevel]:
        check.holds(level.cap in caps, f"cap {level.cap}", "rows")
    strikes = {(row.contract, row.row_id) for row in case[Contract]}
    for purchase in plan[Purchase]:
        check.holds((purchase.contract, purchase.strike) in strikes, f"strike {purchase.strike}", "rows")
    for row in plan[Cost]:
        check.holds(row.node in nodes, f"cost of {row.item}, {row.node.year}", "rows")
    return check


def _mentions(plan: Plan) -> Iterator[Mention]:
    lines: tuple[LineOutput | Closure, ...] = (*plan[LineOutput], *plan[Closure])
    for line in lines:
        yield "line", line.line, line.node
    for start in plan[Start]:
        yield "line", start.move, start.node
    for waste in plan[Disposal]:
        yield "line", waste.line, waste.node
        yield "good", waste.good, waste.node
    for purchase in plan[Purchase]:
        yield "line", purchase.line, purchase.node
    pools: tuple[InputUse | StockLevel | Delivery, ...] = (*plan[InputUse], *plan[StockLevel], *plan[Delivery])
    for pool in pools:
        yield "good", pool.good, pool.node
        yield "nation", pool.nation, pool.node
    lanes: tuple[Flow | LaneUse, ...] = (*plan[Flow], *plan[LaneUse])
    for lane in lanes:
        yield "good", lane.good, lane.node
        yield "nation", lane.origin, lane.node
        yield "nation", lane.destination, lane.node


def present_values(figures: Figures) -> Check:
    """One node a year, each after the one before, weighted by the discount factor at the end of its year."""
    check = Check("Years and present-value factors", "factor")
    settings, table = figures.case.settings, figures.plan.nodes
    years = [node.year for node in table]
    check.holds(years == list(figures.case.years), f"years {years[:1]} to {years[-1:]}", "factor")
    for place, node in enumerate(table):
        before = table.nodes[place - 1] if place else None
        check.holds(table.before(node) == before, f"the year before {node.year}", "factor")
        check.equal(table.duration(node), 1.0, f"length of {node.year}", "years")
        factor = (1.0 + settings.discount_rate) ** -(node.year - settings.first_year + 1)
        check.equal(table.weight(node), factor, f"factor of {node.year}")
    return check


def signs(figures: Figures) -> Check:
    """No quantity is negative or not a number."""
    check = Check("No quantity below zero", "in the good's unit")
    plan = figures.plan
    outputs: tuple[LineOutput | Disposal, ...] = (*plan[LineOutput], *plan[Disposal])
    for row in outputs:
        _not_negative(check, f"{row.line}, {row.node.year}", row.clean, row.dirty)
    pools: tuple[InputUse | StockLevel, ...] = (*plan[InputUse], *plan[StockLevel])
    for pool in pools:
        _not_negative(check, f"{pool.good} in {pool.nation}, {pool.node.year}", pool.clean, pool.dirty)
    for flow in plan[Flow]:
        where = f"{flow.good} from {flow.origin} to {flow.destination}, {flow.node.year}"
        _not_negative(check, where, flow.clean, flow.dirty)
    for given in plan[Delivery]:
        where = f"{given.programme}, {given.good} in {given.nation}, {given.node.year}"
        _not_negative(check, where, given.clean, given.dirty, given.unmet)
    for level in plan[CapLevel]:
        _not_negative(check, f"breach of {level.cap}, {_span(level.years)}", level.breach)
    for purchase in plan[Purchase]:
        where = f"{purchase.contract} of {purchase.line}, {purchase.node.year}"
        _not_negative(check, where, purchase.bought, purchase.short)
    for closure in plan[Closure]:
        _not_negative(check, f"closure of {closure.line}, {closure.node.year}", closure.share)
    return check


def _not_negative(check: Check, where: str, *values: float) -> None:
    for value in values:
        check.at_most(0.0 if math.isfinite(value) else math.nan, value, where)


def _span(years: tuple[int, ...]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"


def signature(figures: Figures) -> Check:
    """The plan's name is what it opens: the projects started, committed ones not counted."""
    check = Check("Projects named are projects started", "projects")
    opened = {move.project for _, move, _ in figures.started if not move.committed}
    for project in sorted(opened ^ figures.plan.signature):
        check.holds(False, project, "projects")
    for project in sorted(opened & figures.plan.signature):
        check.holds(True, project, "projects")
    return check

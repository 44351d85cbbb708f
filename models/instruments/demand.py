"""Demand: what each programme gets, in which grade, and what goes unmet (FORMULATION A.2).

Variables, in units of the good over the node: delivered[need, t, l]; unmet[need, t] <= share that may go unmet * due.

A4   sum_l delivered[p, t, l] + unmet[p, t] = due[p, t]                  every need p, node t

Posts: balance, exposure (essential; largest share: deliveries are allied use), cost (shortage as a penalty, sales to
outlets as income).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Demand
from models.plan import Delivery, Node
from models.program import Exposed, Instrument, Money, Pool, Program, Term, row
from models.sets import CLEAN, DIRTY, Need

NAME = "demand"


def build(program: Program) -> None:
    """Deliveries to every need in the nodes in which something is due."""
    block, sets = program.block(NAME), program.sets
    due = {(need, node): sets.due(need, node) for need in sets.needs for node in sets.nodes}
    due = {key: quantity for key, quantity in due.items() if quantity > 0}
    keys = [(need, node, grade) for need, node in due for grade in sets.grades(need.nation)]
    block.delivered = pyo.Var(keys, within=pyo.NonNegativeReals, doc="delivered, units of the good")

    def most_unmet(_: pyo.Block, need: Need, node: Node) -> tuple[float, float]:
        return 0.0, program.case.unmet_share(_row(program, need, node)) * due[need, node]

    block.unmet = pyo.Var(list(due), bounds=most_unmet, doc="not delivered, units of the good")
    program.delivered.update({key: block.delivered[key] for key in keys})
    program.unmet.update({key: block.unmet[key] for key in due})

    def a4(_: pyo.Block, need: Need, node: Node) -> Term:
        return row(program, due[need, node], _got(program, need, node) + block.unmet[need, node], due[need, node])

    block.A4 = pyo.Constraint(list(due), rule=a4)
    for need, node in due:
        _post(program, need, node, due[need, node])


def _row(program: Program, need: Need, node: Node) -> Demand:
    demand = program.sets.demand_row(need, node)
    if demand is None:
        raise LookupError(f"nothing is due for {need} in {node}")
    return demand


def _got(program: Program, need: Need, node: Node) -> Term:
    return pyo.quicksum(program.delivered[need, node, grade] for grade in program.sets.grades(need.nation))


def _post(program: Program, need: Need, node: Node, due: float) -> None:
    case, demand = program.case, _row(program, need, node)
    for grade in program.sets.grades(need.nation):
        pool = Pool(need.good, need.nation, node, grade)
        program.balance.post(NAME, pool, use=program.delivered[need, node, grade])
    got = _got(program, need, node)
    if need.nation in case.allies and program.watches("largest third-nation share", need.good):
        program.exposure.post(
            NAME, Exposed("largest third-nation share", node, need.good, nation=need.nation), total=got
        )
    if demand.kind == "outlet":
        heading = Money(node, "resource", need.programme, need.nation, need.programme, "sales to others")
        program.pay(NAME, heading, -(demand.value or 0.0) * got)
        return
    key = Exposed("essential exposure", node, need.good, need.programme, need.nation)
    program.exposure.post(NAME, key, adverse=program.delivered[need, node, DIRTY], total=due)
    heading = Money(node, "penalty", need.programme, need.nation, need.programme, "shortage")
    program.pay(NAME, heading, case.shortage_price(demand) * program.unmet[need, node])


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Deliveries and shortage by need."""

    def amount(need: Need, node: Node, grade: str) -> float:
        key = (need, node, grade)
        return value(program.delivered[key]) if key in program.delivered else 0.0

    rows = (
        Delivery(
            need.programme,
            need.nation,
            need.good,
            node,
            program.sets.due(need, node),
            amount(need, node, CLEAN),
            amount(need, node, DIRTY),
            value(program.unmet[need, node]),
        )
        for need, node in program.unmet
    )
    return {Delivery: tuple(rows)}


DEMAND = Instrument(NAME, build, report)

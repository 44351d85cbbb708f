"""From a case to one plan: build, hand over, search, polish, read the answer back as rows."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from models.build import INSTRUMENTS
from models.case import Case
from models.handover import HandOver
from models.highs import Outcome, Vector
from models.money import cost_rows
from models.plan import Cost, Plan, Status
from models.program import Program, Term
from models.sets import node_table

SMALL = 1e-9
"""Values below this are rounding dust of the solver and reported as nothing."""

STATUS = {
    Outcome.OPTIMAL: Status.PROVED,
    Outcome.TIME_LIMIT: Status.TIME_LIMIT,
    Outcome.INTERRUPTED: Status.INTERRUPTED,
}


def without_plan(case: Case, status: Status, bound: float = -float("inf")) -> Plan:
    """A plan without rows: proved that none exists, none found in time, or no answer of the solver."""
    return Plan(case.fingerprint, status, float("inf"), bound, frozenset(), node_table(case), {})


def read_plan(program: Program, handover: HandOver, values: Vector, status: Status, bound: float) -> Plan:
    """Result rows of every instrument at the solver's values, and the plan's cost from the cost ledger."""
    handover.load(values)
    tables: dict[type[Any], tuple[Any, ...]] = {}
    for instrument in INSTRUMENTS:
        tables.update(instrument.report(program, _value))
    costs = cost_rows(program, _value)
    tables[Cost] = costs
    total = pyo.value(program.model.objective)
    opened = frozenset(project for project, variable in program.signature.items() if _value(variable) > 0.5)
    return Plan(program.case.fingerprint, status, total, min(bound, total), opened, program.sets.nodes, tables)


def _value(term: Term) -> float:
    value = float(pyo.value(term))
    return 0.0 if abs(value) < SMALL else value

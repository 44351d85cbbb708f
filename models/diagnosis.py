"""When no plan keeps every rule: which caps would have to give, in which years, by how much (FORMULATION G.7).

An elastic twin of the case, in which every cap may be breached and every need may go unmet, is solved for the least
sum of missed needs and then of percentage points, whatever it costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.answers import read_plan
from models.build import build
from models.case import Cap, Case, Demand
from models.handover import HandOver, hand_over
from models.highs import Highs, Vector
from models.plan import CapLevel, Delivery, Status
from models.program import Program

UNMET_WEIGHT = 1_000.0
"""One percentage point of a need counts as much as this many points of a cap: needs are met first."""
POINT = 1e-6
"""Percentage points below this are no breach."""


@dataclass(frozen=True)
class Relaxation:
    """A hard cap that would have to give: in the `years` of one of its rows it would have to be `needed`."""

    row_id: str
    of: str
    years: tuple[int, ...]
    cap: float
    needed: float


@dataclass(frozen=True)
class Shortfall:
    """A need that no plan can meet, caps or not: `short` of `due` in the good's unit."""

    programme: str
    nation: str
    good: str
    year: int
    due: float
    short: float


@dataclass(frozen=True)
class Diagnosis:
    """What would have to give. Both empty: rules other than caps and needs contradict each other."""

    relaxations: tuple[Relaxation, ...]
    shortfalls: tuple[Shortfall, ...]


def elastic(case: Case) -> Case:
    """The twin of a case in which caps may be breached and needs may go unmet."""
    caps = (cap.model_copy(update={"price_of_breach": cap.price_of_breach or 1.0}) for cap in case[Cap])
    needs = (row.model_copy(update={"may_go_unmet": 1.0}) for row in case[Demand])
    return case.with_rows(Cap, caps).with_rows(Demand, needs)


def diagnose(case: Case, seconds: float = 60.0) -> Diagnosis:
    """The smallest change of caps, after the smallest shortage, that allows a plan."""
    program = build(elastic(case))
    handover = hand_over(program.model)
    highs = Highs(handover.arrays)
    hard = frozenset(cap.row_id for cap in case[Cap] if cap.price_of_breach is None)
    aim = _misses(program, handover, hard)
    with highs.objective(aim):
        answer = highs.solve(gap=1e-6, seconds=seconds)
    if answer.values is None:
        return Diagnosis((), ())
    plan = read_plan(program, handover, answer.values, Status.PROVED, answer.bound)
    caps = {cap.row_id: cap.cap for cap in case[Cap] if cap.price_of_breach is None}
    relaxations = (
        Relaxation(level.cap, level.of, level.years, caps[level.cap], caps[level.cap] + level.breach / 100.0)
        for level in plan[CapLevel]
        if level.cap in caps and level.breach > POINT
    )
    return Diagnosis(tuple(relaxations), tuple(_shortfalls(case, plan[Delivery])))


def _misses(program: Program, handover: HandOver, hard: frozenset[str]) -> Vector:
    """Objective: points of breach of hard caps, row by row, and missed needs in points at a far greater weight."""
    aim = np.zeros(len(handover.variables))
    for key, variable in program.breach.items():
        aim[handover.column(variable)] = 1.0 if key.cap in hard else 0.0
    for (need, node), variable in program.unmet.items():
        demand = program.sets.demand_row(need, node)
        if demand is not None and demand.kind != "outlet":
            aim[handover.column(variable)] = UNMET_WEIGHT * 100.0 / program.sets.due(need, node)
    return aim


def _shortfalls(case: Case, deliveries: tuple[Delivery, ...]) -> Iterator[Shortfall]:
    allowed = {(row.programme, row.nation, row.good): case.unmet_share(row) for row in case[Demand]}
    for row in deliveries:
        if row.unmet > (allowed[row.programme, row.nation, row.good] + POINT / 100.0) * row.due:
            yield Shortfall(row.programme, row.nation, row.good, row.node.year, row.due, row.unmet)

"""Caps that would have to give, in which years and by how much; where that is not enough, needs that cannot be met.

A twin of the case in which every cap may be breached is solved for the least sum of percentage points, whatever it
costs; where even that has no plan, needs may go unmet as well, and are missed as little as can be.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.answers import read_plan
from models.build import build
from models.case import SUPPORT_SHEETS, Cap, Case, Demand
from models.case.ventures import Ventures
from models.diagnosis.clock import Clock, has_plan
from models.diagnosis.findings import Diagnosis, Relaxation, Shortfall
from models.handover import HandOver, hand_over
from models.highs import Highs, Outcome, Vector
from models.plan import CapLevel, Delivery, Status
from models.program import Program

UNMET_WEIGHT = 1_000.0
"""One percentage point of a need counts as much as this many points of a cap: needs are met first."""
POINT = 1e-6
"""Percentage points below this are no breach."""


def caps_and_needs(case: Case, clock: Clock) -> Diagnosis:
    """The smallest change of caps that allows a plan; where none does, after the smallest shortage.

    Firms are left aside where no change of caps makes up for what they ask.

    Raises:
        OutOfTimeError: the time is over.
    """
    aside, decide = without_support(case), Ventures(case).decide
    twins = [(case, False), (aside, False), (aside, True)] if decide else [(case, False), (case, True)]
    for twin, needs in twins:
        found = _least(twin, needs, clock)
        if found is not None:
            relaxations, shortfalls, least = found
            return Diagnosis(relaxations, shortfalls, firms_aside=twin is not case, least=least)
    return Diagnosis(firms_aside=decide)


def without_support(case: Case) -> Case:
    """The same case in which firms do as the plan says."""
    for sheet in SUPPORT_SHEETS:
        case = case.with_rows(sheet, ())
    return case


def elastic(case: Case, *, needs: bool) -> Case:
    """The twin of a case in which caps may be breached and, where asked for, needs may go unmet."""
    caps = (cap.model_copy(update={"price_of_breach": cap.price_of_breach or 1.0}) for cap in case[Cap])
    twin = case.with_rows(Cap, caps)
    unmet = (row.model_copy(update={"may_go_unmet": 1.0}) for row in case[Demand])
    return twin.with_rows(Demand, unmet) if needs else twin


Found = tuple[tuple[Relaxation, ...], tuple[Shortfall, ...], bool]


def _least(case: Case, needs: bool, clock: Clock) -> Found | None:
    """Caps, needs, and whether it is proved that no less would do; None: not even so a plan exists."""
    program = build(elastic(case, needs=needs))
    handover = hand_over(program.model)
    highs = Highs(handover.arrays)
    with highs.objective(_misses(program, handover, case, needs)):
        answer = highs.solve(gap=1e-6, seconds=clock.left)
    if not has_plan(answer, "caps and needs"):
        return None
    assert answer.values is not None
    plan = read_plan(program, handover, answer.values, Status.PROVED, answer.bound)
    shortfalls = tuple(_shortfalls(case, plan[Delivery])) if needs else ()
    return tuple(_relaxations(case, plan[CapLevel])), shortfalls, answer.outcome is Outcome.OPTIMAL


def _misses(program: Program, handover: HandOver, case: Case, needs: bool) -> Vector:
    """Objective: points of breach of hard caps, row by row, and missed needs in points at a far greater weight."""
    aim = np.zeros(len(handover.variables))
    hard = _hard(case)
    for key, variable in program.breach.items():
        aim[handover.column(variable)] = 1.0 if key.cap in hard else 0.0
    for (need, node), variable in program.unmet.items():
        demand = program.sets.demand_row(need, node)
        if needs and demand is not None and demand.kind != "outlet":
            aim[handover.column(variable)] = UNMET_WEIGHT * 100.0 / program.sets.due(need, node)
    return aim


def _hard(case: Case) -> dict[str, float]:
    """Hard caps: their share by row id."""
    return {cap.row_id: cap.cap for cap in case[Cap] if cap.price_of_breach is None}


def _relaxations(case: Case, levels: tuple[CapLevel, ...]) -> Iterator[Relaxation]:
    """Hard caps that are breached: the share itself is what they would have to be."""
    hard = _hard(case)
    for level in levels:
        if level.cap in hard and level.breach > POINT:
            share = level.adverse / level.total if level.total > 0 else 1.0
            yield Relaxation(level.cap, level.of, level.years, hard[level.cap], share)


def _shortfalls(case: Case, deliveries: tuple[Delivery, ...]) -> Iterator[Shortfall]:
    for row in deliveries:
        rows = (
            need
            for need in case[Demand]
            if (need.programme, need.nation, need.good) == (row.programme, row.nation, row.good)
            and case.due(need, row.node.year) > 0
        )
        allowed = max((case.unmet_share(need) for need in rows), default=0.0)
        if row.unmet > (allowed + POINT / 100.0) * row.due:
            yield Shortfall(row.programme, row.nation, row.good, row.node.year, row.due, row.unmet)

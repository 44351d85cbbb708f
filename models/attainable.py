"""Least exposure that any plan could reach in each year, whatever it costs (FORMULATION A.6 VI4, J2 M1).

Caps and money are left aside; all candidate moves are open as far as their windows allow. What goes unmet counts as
exposed: an alliance that does without is no safer. Each figure is the optimum of the linear relaxation, so no plan can
do better; a plan may do worse where projects exclude one another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.build import build
from models.case import Cap, Case
from models.handover import HandOver, hand_over
from models.highs import Highs, Vector
from models.program import Program
from models.sets import DIRTY

SLACK = 1e-9
"""Relative slack on the level of a more urgent kind while the next one is looked at."""


@dataclass(frozen=True)
class Attainable:
    """Least share of one kind of need in one year that depends on an adversary, or goes unmet."""

    kind: str
    year: int
    share: float


def least_exposure(case: Case) -> tuple[Attainable, ...]:
    """Least essential exposure by year: of defence first, then of civil needs with defence held at its least.

    Years are looked at one by one: a plan may not reach all of these figures at once.
    """
    program = build(case.with_rows(Cap, ()))
    handover = hand_over(program.model)
    highs = Highs(handover.arrays)
    found = []
    for node in program.sets.nodes:
        floor = highs.rows
        for kind in ("defence", "civil"):
            aim, due = _not_clean(program, handover, kind, node.year)
            if not due:
                continue
            with highs.objective(aim):
                answer = highs.solve_relaxation()
            if answer.values is None:
                break
            found.append(Attainable(kind, node.year, max(0.0, answer.objective) / due))
            terms = {int(column): float(aim[column]) for column in np.flatnonzero(aim)}
            highs.add_row(terms, upper=answer.objective + SLACK * due)
        highs.drop_rows_from(floor)
    return tuple(found)


def _not_clean(program: Program, handover: HandOver, kind: str, year: int) -> tuple[Vector, float]:
    """What one kind of allied need gets dirty or not at all in a year, weighted by good, and what is due to it."""
    weight = program.sets.weights
    aim, total = np.zeros(len(handover.variables)), 0.0
    for (need, node, grade), variable in program.delivered.items():
        demand = program.sets.demand_row(need, node)
        wanted = demand is not None and demand.kind == kind and need.nation in program.case.allies
        if wanted and node.year == year and grade == DIRTY:
            aim[handover.column(variable)] = weight[need.good]
            total += weight[need.good] * program.sets.due(need, node)
            if (need, node) in program.unmet:
                aim[handover.column(program.unmet[need, node])] = weight[need.good]
    return aim, total

"""Least support first: a row that keeps support at the least that any plan needs; cost decides among such plans (C.6).

C3   sum over nodes of weight (support + buyers' premium) <= least (1 + gap)

What buyers pay above the world price counts like support: else a plan would push its cost onto them and look cheap.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
from scipy import sparse

from models.handover import HandOver
from models.highs import Highs, Outcome, Vector
from models.instruments.incentives.support_paid import NAME
from models.plan import SUPPORT
from models.program import Program, Term

LABEL = "C3"
DUST = 1e-6
"""Million by which the least may be exceeded beyond the gap, so that a least of nothing can be kept."""


def fiscal(program: Program) -> Term:
    """Present value of all support and of what buyers pay above the world price, million."""
    nodes = program.sets.nodes
    return pyo.quicksum(
        nodes.weight(heading.node) * term
        for instrument, heading, _, term in program.cost.postings()
        if heading.kind in SUPPORT or (instrument == NAME and heading.kind == "transfer")
    )


def hold_support(program: Program, handover: HandOver, gap: float, seconds: float) -> HandOver | None:
    """The hand-over with the row; unchanged where there is no plan at all; None where the time was too short."""
    aim: Vector = np.zeros(len(handover.variables))
    for column, value in handover.terms(fiscal(program)).items():
        aim[column] = value
    highs = Highs(handover.arrays)
    with highs.objective(aim):
        answer = highs.solve(gap=gap, seconds=seconds)
    if answer.outcome is Outcome.INFEASIBLE:
        return handover
    if answer.outcome is not Outcome.OPTIMAL:
        return None
    return _with_row(handover, aim, answer.objective * (1.0 + gap) + DUST)


def _with_row(handover: HandOver, terms: Vector, most: float) -> HandOver:
    arrays = handover.arrays
    number = arrays.matrix.shape[0]
    return replace(
        handover,
        arrays=replace(
            arrays,
            matrix=sparse.csc_matrix(sparse.vstack([arrays.matrix, sparse.csr_matrix(terms)])),
            row_lower=np.append(arrays.row_lower, -np.inf),
            row_upper=np.append(arrays.row_upper, most),
        ),
        rows={**handover.rows, (LABEL, None): number},
    )

"""A second and a third opinion: the arrays handed to HiGHS, solved by SCIP and by scipy, have the same optimum."""

from __future__ import annotations

import math

import numpy as np
import pyscipopt
import pytest
from scipy import optimize

from models.build import build
from models.handover import hand_over
from models.highs import Arrays, Highs
from models.study import Options, Study
from tests.synthetic import synthetic_case

SEEDS = range(100, 130)
GAP = 1e-7


def arrays_of(seed: int) -> Arrays:
    return hand_over(build(synthetic_case("XS", seed)).model).arrays


def by_scip(arrays: Arrays) -> float:
    """Optimum by SCIP, from the same columns and rows."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/gap", GAP)
    model.setParam("numerics/feastol", 1e-8)
    columns = [
        model.addVar(vtype="I" if whole else "C", lb=low, ub=None if math.isinf(high) else high, obj=cost)
        for whole, low, high, cost in zip(arrays.integer, arrays.lower, arrays.upper, arrays.cost, strict=True)
    ]
    rows = arrays.matrix.tocsr()
    for number, (low, high) in enumerate(zip(arrays.row_lower, arrays.row_upper, strict=True)):
        part = slice(rows.indptr[number], rows.indptr[number + 1])
        cells = zip(rows.indices[part], rows.data[part], strict=True)
        body = pyscipopt.quicksum(float(value) * columns[column] for column, value in cells)
        if np.isfinite(low) and low == high:
            model.addCons(body == float(low))
            continue
        if np.isfinite(low):
            model.addCons(body >= float(low))
        if np.isfinite(high):
            model.addCons(body <= float(high))
    model.optimize()
    assert model.getStatus() in ("optimal", "gaplimit")
    return float(model.getObjVal()) + arrays.offset


def by_scipy(arrays: Arrays) -> float:
    """Optimum by scipy, whose HiGHS is another build with other options (presolve, threads, tolerances)."""
    answer = optimize.milp(
        arrays.cost,
        integrality=arrays.integer.astype(int),
        bounds=optimize.Bounds(arrays.lower, arrays.upper),
        constraints=optimize.LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper),
        options={"mip_rel_gap": GAP},
    )
    assert answer.success, answer.message
    return float(answer.fun) + arrays.offset


@pytest.mark.parametrize("seed", SEEDS)
def test_scip_and_scipy_find_the_same_optimum(seed: int) -> None:
    arrays = arrays_of(seed)
    ours = Highs(arrays).solve(gap=GAP).objective
    assert by_scip(arrays) == pytest.approx(ours, rel=1e-6)
    assert by_scipy(arrays) == pytest.approx(ours, rel=1e-6)


@pytest.mark.parametrize("seed", [100, 101, 102])
def test_the_plan_costs_what_the_second_solver_finds(seed: int) -> None:
    plan = Study(synthetic_case("XS", seed), Options(gap=GAP)).best()
    assert plan.cost == pytest.approx(by_scip(arrays_of(seed)), rel=1e-6)

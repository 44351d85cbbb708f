"""The search at prices finds what the search of the whole program finds, and its bound is one."""

from __future__ import annotations

import numpy as np
import pytest

from models.benders import blocks_of
from models.case import Case
from models.highs import Outcome
from models.lagrange import Lagrange, without_rows
from models.study import Options, Study
from tests.supported import supported_case

GAP = 1e-4
SEEDS = (3, 5, 10, 12, 18, 22, 26, 29, 31, 37, 39, 40)
"""Cases whose best plan starts a project with support."""


def study(case: Case, *, decompose: bool) -> Study:
    return Study(case, Options(gap=GAP, seconds=60.0, decompose=decompose))


def priced(case: Case) -> Lagrange:
    searcher = study(case, decompose=True)._searcher
    assert isinstance(searcher, Lagrange)
    return searcher


@pytest.mark.parametrize("seed", SEEDS)
def test_both_searches_rank_the_same_plans(seed: int) -> None:
    case = supported_case("XS", seed)
    by_prices, whole = (study(case, decompose=choice).ranked(3) for choice in (True, False))
    assert len(by_prices) == len(whole)
    for one, other in zip(by_prices, whole, strict=True):
        assert one.plan.cost == pytest.approx(other.plan.cost, rel=2 * GAP)
        assert one.search_bound <= other.plan.cost * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_of_a_priced_program_is_never_above_the_best_plan(seed: int) -> None:
    case = supported_case("XS", seed)
    searcher = priced(case)
    best = searcher._whole.solve(gap=1e-6)
    relaxation = searcher._whole.solve_relaxation()
    assert relaxation.row_duals is not None
    first = np.where(searcher._joining, relaxation.row_duals, 0.0)
    searcher._price(first)
    searcher._price(first / 2.0)
    answers = [each.solve(GAP, 60.0) for each in searcher._priced]
    bounds = [answer.bound for answer in answers if answer is not None]
    assert len(bounds) == 2
    assert best.outcome is Outcome.OPTIMAL
    assert all(bound <= best.objective * (1 + 1e-7) for bound in bounds)
    assert bounds[0] >= relaxation.objective - 1e-5 * abs(relaxation.objective)


def test_without_the_joining_rows_the_years_fall_apart() -> None:
    """A case without stocks; participation and budgets are all that joins its years."""
    counts = []
    for seed in SEEDS:
        searcher = priced(supported_case("XS", seed))
        arrays = searcher._arrays
        counts.append((blocks_of(arrays), blocks_of(without_rows(arrays, searcher._joining))))
    assert all(joined <= apart for joined, apart in counts)
    assert any(joined < apart for joined, apart in counts)


def test_cuts_and_fixed_columns_hold_in_both_programs() -> None:
    case = supported_case("XS", 3)
    searcher = priced(case)
    first = searcher.solve(gap=GAP)
    assert first.values is not None
    bits = study(case, decompose=True)._bits
    opened = [column for column in bits.values() if first.values[column] > 0.5]
    assert opened
    number = searcher.add_row(dict.fromkeys(opened, -1.0), lower=1.0 - len(opened))
    second = searcher.solve(gap=GAP)
    assert second.outcome is Outcome.INFEASIBLE or second.objective >= first.objective * (1 - GAP)
    searcher.drop_rows_from(number)
    assert searcher.solve(gap=GAP).objective == pytest.approx(first.objective, rel=2 * GAP)
    with searcher.fixed(dict.fromkeys(opened, 0.0)):
        without = searcher.solve(gap=GAP)
    assert without.outcome is Outcome.INFEASIBLE or without.objective >= first.objective * (1 - GAP)

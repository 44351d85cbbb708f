"""What must hold in every case with purchase contracts, tried on small random ones; SCIP agrees on the optimum."""

from __future__ import annotations

import math

import pytest

from models.build import build
from models.case import Budget, Case, Contract
from models.handover import hand_over
from models.plan import Purchase, Status
from models.study import Options, Study
from tests.contracts import random_contracts
from tests.test_properties import GAP, at_least, changed, least
from tests.test_second_solver import by_scip

GAP_OF_SEARCH = 1e-5
SEEDS = (5, 11, 14, 19, 30, 34, 38, 42, 44, 53, 71)
"""Of the first hundred, cases that sign: one strike or two, paid for what is not made, lasting beyond the horizon."""
MIXED = Options(gap=GAP_OF_SEARCH, decompose=True)
"""A search in which strikes may mix, as in large cases."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_contract_on_offer_never_raises_cost(seed: int) -> None:
    """Against contracts that pay nothing; without any, firms would not decide."""
    case = random_contracts(seed)
    worthless = [changed(row, strike=0.001, upside_share=0.0, take_or_pay=0.0) for row in case[Contract]]
    one_each = {row.contract: row for row in worthless}
    assert at_least(least(case.with_rows(Contract, one_each.values())), least(case))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_more_strike_never_raises_cost(seed: int) -> None:
    """Of every contract with several strikes the highest is new."""
    case = random_contracts(seed)
    strikes = {
        row.contract: [other.strike for other in case[Contract] if other.contract == row.contract]
        for row in case[Contract]
    }
    fewer = [
        row for row in case[Contract] if row.strike < max(strikes[row.contract]) or len(strikes[row.contract]) == 1
    ]
    assert at_least(least(case.with_rows(Contract, fewer)), least(case))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_budgets_count_of_a_contract_never_lowers_cost_where_it_is_more(seed: int) -> None:
    """The whole strike is more than its tail, and that more than what is expected."""
    case = random_contracts(seed)
    case = case.with_rows(Budget, [changed(row, amount=0.4 * row.amount) for row in case[Budget]])
    expected, tail, full = (_scored(case, rule) for rule in ("expected", "tail", "full"))
    assert at_least(tail, expected)
    assert at_least(full, tail)


def _scored(case: Case, rule: str) -> float:
    return least(case.with_rows(Contract, [changed(row, scoring=rule) for row in case[Contract]]))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_of_mixed_strikes_holds_for_whole_ones(seed: int) -> None:
    case = random_contracts(seed)
    study = Study(case, MIXED)
    plan, cost = study.best(), least(case)
    assert (plan.status is Status.NO_PLAN) == math.isinf(cost)
    if plan.status is not Status.NO_PLAN:
        [found] = study.found
        assert at_least(cost, found.search_bound)
        assert at_least(plan.cost, cost)
        assert at_least(found.search_bound + found.strike_loss, plan.cost * (1.0 - 2.0 * GAP_OF_SEARCH))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_venture_gets_one_strike_of_a_contract(seed: int) -> None:
    plan = Study(random_contracts(seed), Options(gap=GAP)).best()
    signed = {(row.contract, row.project, row.strike) for row in plan[Purchase]}
    assert len(signed) == len({(contract, project) for contract, project, _ in signed})


@pytest.mark.parametrize("seed", SEEDS)
def test_scip_finds_the_same_optimum(seed: int) -> None:
    case = random_contracts(seed)
    cost = least(case)
    assert by_scip(hand_over(build(case).model).arrays) == pytest.approx(cost, rel=10 * GAP)


def test_these_cases_sign_contracts_and_some_pay_for_what_is_not_made() -> None:
    plans = [Study(random_contracts(seed), Options(gap=GAP)).best() for seed in SEEDS]
    assert all(plan[Purchase] for plan in plans)
    assert sum(any(row.short for row in plan[Purchase]) for plan in plans) >= 3

"""What must hold in every case with support, tried on small random ones: money helps, nobody is paid for nothing."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, TypeVar

import pytest

from models.build import build
from models.case import Budget, Case, Firm, MoveFinance, Payer, Price, Support, SupportTerm
from models.handover import HandOver, hand_over
from models.highs import Highs, Outcome
from models.plan import Closure, Cost, LineOutput, Participation, Plan, Start, Status, Staying
from models.program import Term
from models.study import Options, Study
from planner.what_if import without
from tests.firms import GOODS, random_firms
from tests.test_properties import EXACT, GAP, at_least, changed, least
from tests.test_second_solver import by_scip

K = TypeVar("K", bound=Hashable)
SEEDS = range(300, 310)
CENT = 1e-4
"""Million by which support of two plans may differ by the arithmetic of the search."""
NEW_OFFERS = (
    Support(offer="New", instrument="grant", payer="Club", paid_to=1, most=20.0),
    Support(offer="New", instrument="investment credit", payer="Club", rate=0.3, paid_from=1),
    Support(offer="New", instrument="production credit", payer="Club", good=GOODS[0], amount_a_unit=3.0),
    Support(offer="New", instrument="equity", payer="Club", rate=0.4, most=30.0),
    Support(offer="New", instrument="accelerated depreciation", payer="Club", rate=0.5),
)


def best(case: Case) -> Plan:
    """The best plan of a case; there always is one."""
    plan = Study(case, Options(gap=GAP)).best()
    assert plan.status is Status.PROVED
    return plan


@cache
def drawn(seed: int) -> tuple[Case, Plan]:
    """A random case and its best plan."""
    return random_firms(seed), best(random_firms(seed))


def _grades(row: LineOutput) -> tuple[tuple[str, float], ...]:
    return ("clean", row.clean), ("dirty", row.dirty)


def _columns(handover: HandOver, variables: Mapping[K, Term], known: Mapping[K, float]) -> dict[int, float]:
    """Columns of variables with the values known of them, 0 where nothing is; a variable may be a number already."""
    left = {key: variable for key, variable in variables.items() if not isinstance(variable, int | float)}
    return {handover.column(variable): known.get(key, 0.0) for key, variable in left.items()}


def held(case: Case, plan: Plan) -> float:
    """Least cost of a changed case with the starts, closures and outputs of a plan; inf: no plan has them.

    What is left to decide is support, so two such costs differ by the cost of public funds times support.
    """
    program = build(case)
    handover = hand_over(program.model)
    started = {(start.move, start.node): 1.0 for start in plan[Start]}
    closed = {(row.line, row.node): row.share for row in plan[Closure]}
    made = {(row.line, row.node, grade): amount for row in plan[LineOutput] for grade, amount in _grades(row)}
    columns = {
        **_columns(handover, program.start, started),
        **_columns(handover, program.closed, closed),
        **_columns(handover, program.made, made),
    }
    highs = Highs(handover.arrays)
    with highs.fixed(columns):
        answer = highs.solve(gap=GAP)
    assert answer.outcome in (Outcome.OPTIMAL, Outcome.INFEASIBLE)
    return answer.objective if answer.outcome is Outcome.OPTIMAL else math.inf


def support(plan: Plan) -> float:
    """Support of a plan, million in present value at the public rate."""
    return sum(plan.nodes.weight(cost.node) * cost.amount for cost in plan[Cost] if cost.kind == "support")


@cache
def losing_money(seed: int) -> tuple[Case, Plan]:
    """The case at 60 % of its prices, with a production credit for the other good too and no budget; its best plan."""
    case = random_firms(seed)
    by_output = [row for row in case[Support] if row.instrument == "production credit"]
    other = [changed(row, offer=f"{row.offer} too", good=GOODS[0]) for row in by_output]
    case = case.with_rows(Price, [changed(row, price=0.6 * row.price) for row in case[Price]])
    case = case.with_rows(Support, [*case[Support], *other]).with_rows(Budget, ())
    return case, best(case)


def more_forgone(case: Case) -> Case:
    """Every firm gives up 8 million more."""
    rows = [changed(row, value_forgone=row.value_forgone + 8.0) for row in case[MoveFinance]]
    return case.with_rows(MoveFinance, rows)


def dearer_capital(case: Case) -> Case:
    """Cost of capital 4 points higher for every firm; what it could borrow at stays."""
    rows = [changed(row, cost_of_capital=(row.cost_of_capital or 0.0) + 0.04) for row in case[Firm]]
    return case.with_rows(Firm, rows)


def twice(case: Case, payer: str) -> Case:
    """All offers of a payer once more, by a second payer like it."""
    first = next(row for row in case[Payer] if row.payer == payer)
    again = [changed(row, offer=f"{row.offer} again", payer="Second") for row in case[Support] if row.payer == payer]
    return case.with_rows(Payer, [*case[Payer], changed(first, payer="Second")]).with_rows(
        Support, [*case[Support], *again]
    )


def test_the_random_cases_are_lively() -> None:
    """Most pay support, in several forms; some leave a firm out; budgets and aid ceilings matter in many."""
    plans = [drawn(seed)[1] for seed in SEEDS]
    paid = [{cost.purpose for cost in plan[Cost] if cost.kind == "support"} for plan in plans]
    assert sum(bool(forms) for forms in paid) >= len(SEEDS) * 0.6
    assert {"grant", "production credit", "soft loan"} <= set().union(*paid)
    free = [least(random_firms(seed).with_rows(Budget, ())) for seed in SEEDS]
    assert sum(plan.cost > cost + 1.0 for plan, cost in zip(plans, free, strict=True)) >= len(SEEDS) * 0.3


@pytest.mark.parametrize("seed", SEEDS)
def test_more_budget_never_raises_cost(seed: int) -> None:
    case, plan = drawn(seed)
    more = least(case.with_rows(Budget, [changed(row, amount=1.5 * row.amount) for row in case[Budget]]))
    assert at_least(plan.cost, more)
    assert at_least(more, least(case.with_rows(Budget, ())))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_new_offer_made_to_measure_never_raises_cost(seed: int) -> None:
    case, plan = drawn(seed)
    new = NEW_OFFERS[seed % len(NEW_OFFERS)]
    more = case.with_rows(Payer, [*case[Payer], Payer(payer="Club")]).with_rows(Support, [*case[Support], new])
    assert at_least(plan.cost, least(more))
    assert least(without(more, [new])) == pytest.approx(plan.cost, rel=EXACT)


@pytest.mark.parametrize("losing", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_higher_value_forgone_never_lowers_cost_nor_with_decisions_held_support(seed: int, losing: bool) -> None:
    case, plan = losing_money(seed) if losing else drawn(seed)
    dearer = more_forgone(case)
    assert at_least(least(dearer), plan.cost)
    assert held(case, plan) == pytest.approx(plan.cost, rel=EXACT)
    assert at_least(held(dearer, plan), plan.cost)


@pytest.mark.parametrize("losing", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_higher_cost_of_capital_never_lowers_cost_nor_with_decisions_held_support(seed: int, losing: bool) -> None:
    """Without the staying row, a firm that loses money is paid at the start to lose it later, and support falls."""
    case, plan = losing_money(seed) if losing else drawn(seed)
    dearer = dearer_capital(case)
    assert at_least(least(dearer), plan.cost)
    assert at_least(held(dearer, plan), plan.cost)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_payers_and_offers_never_changes_cost(seed: int) -> None:
    case, plan = drawn(seed)
    backwards = case.with_rows(Payer, reversed(case[Payer])).with_rows(Support, reversed(case[Support]))
    assert least(backwards) == pytest.approx(plan.cost, rel=EXACT)


@pytest.mark.parametrize("seed", SEEDS)
def test_firms_that_would_move_anyway_get_nothing(seed: int) -> None:
    """At three times the price every project pays by itself, and so does every year of staying."""
    case, _ = drawn(seed)
    rich = case.with_rows(Price, [changed(row, price=3.0 * row.price) for row in case[Price]])
    plan = best(rich)
    assert plan[Participation]
    assert all(part.without_support >= part.forgone + part.premium for part in plan[Participation])
    assert support(plan) == pytest.approx(0.0, abs=CENT)


def test_no_project_that_pays_by_itself_gets_money_for_building_it() -> None:
    """A grant or a loan is paid only where the project would otherwise be worth too little; both occur."""
    seen = {True: 0, False: 0}
    for seed in SEEDS:
        _, plan = drawn(seed)
        paid: dict[str, float] = {}
        for cost in plan[Cost]:
            if cost.kind == "support" and cost.purpose in ("grant", "soft loan"):
                paid[cost.project] = paid.get(cost.project, 0.0) + cost.amount
        for part in plan[Participation]:
            alone = part.without_support >= part.forgone + part.premium
            seen[alone] += 1
            assert not alone or paid.get(part.venture, 0.0) <= CENT, (seed, part.venture)
            assert part.support <= CENT or part.slack <= CENT or _kept_running(plan, part.venture), (seed, part.venture)
    assert min(seen.values()) >= 3


def _kept_running(plan: Plan, venture: str) -> bool:
    """Whether a venture is paid just enough to go on in some year."""
    return any(row.slack <= CENT for row in plan[Staying] if row.venture == venture)


@pytest.mark.parametrize("payer", ["A", "B"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_offers_of_a_second_payer_change_no_cost(seed: int, payer: str) -> None:
    """No offer has a limit of its own here; the aid ceiling counts both payers."""
    case = random_firms(seed, limits=False)
    assert least(twice(case, payer)) == pytest.approx(least(case), rel=EXACT)


def by_law_and_as_a_scheme(case: Case) -> Case:
    """The same case with a scheme for all in B and a credit by law in A."""
    facts: dict[str, dict[str, Any]] = {
        "B grant": {"choice": "published", "most": 15.0},
        "Credit": {"choice": "statutory", "amount_a_unit": 2.0, "paid_to": 2},
    }
    case = case.with_rows(Support, [changed(row, **facts.get(row.offer, {})) for row in case[Support]])
    return case.with_rows(SupportTerm, [*case[SupportTerm], SupportTerm(offer="A grant", obligation_years=3)])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_second_solver_finds_the_same_cost(seed: int) -> None:
    case, _ = drawn(seed)
    for each in (case, by_law_and_as_a_scheme(case)):
        arrays = hand_over(build(each).model).arrays
        assert by_scip(arrays) == pytest.approx(Highs(arrays).solve(gap=GAP).objective, rel=1e-6)

"""Least support first: support is the least that any plan needs, and cost decides among such plans (C3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case, Firm, Nation, Payer, Price, Support
from models.plan import Cost, Plan, Status
from models.schema import Row
from models.study import Options, Study
from planner.report.cover import sheet
from planner.report.view import View
from planner.run import run
from planner.workbook.problems import Places
from planner.workbook.reader import Reading
from tests.cases import NATIONS, cap, lane, line, move, need, tiny


def two_ways(aim: str, *more: Row) -> Case:
    """One part is needed, clean. "Lean" costs 40 to build and sells at 30, 10 short; "Dear" costs 60, sold in B at 70.

    By hand, cost of public funds 0.2: Lean 40 + 0.2 x 10 = 42 with support 10; Dear 60 without any.
    """
    return tiny(
        move("Lean", "A", "part", 1.0, capital_cost=40.0, firm="Lean"),
        move("Dear", "B", "part", 1.0, capital_cost=60.0, firm="Dear"),
        line("X", "part"),
        lane("X", "A", "part"),
        lane("B", "A", "part"),
        need("part", 1.0),
        cap(0.0),
        Price(good="part", market="A", price=30.0),
        Price(good="part", market="B", price=70.0),
        *[Firm(firm=name, home_nation="A", cost_of_capital=0.0) for name in ("Lean", "Dear")],
        Payer(payer="Government", nation="A", pays_abroad=True),
        Support(offer="Grant", instrument="grant", payer="Government"),
        *more,
        inflation=0.0,
        aim=aim,
    )


def support(plan: Plan) -> float:
    return sum(row.amount for row in plan[Cost] if row.kind == "support")


def test_least_cost_pays_where_that_is_cheaper_in_all(solved: Callable[[Case], Plan]) -> None:
    plan = solved(two_ways("least cost"))
    assert plan.signature == {"Lean"}
    assert (plan.cost, support(plan)) == pytest.approx((42.0, 10.0))


def test_least_support_first_takes_the_plan_that_needs_none(solved: Callable[[Case], Plan]) -> None:
    plan = solved(two_ways("least support first"))
    assert plan.signature == {"Dear"}
    assert (plan.cost, support(plan)) == pytest.approx((60.0, 0.0))


def test_what_buyers_pay_above_the_world_price_counts_like_support(solved: Callable[[Case], Plan]) -> None:
    """World price 30: buyers of Dear pay 40 more than the world asks, so Lean with its grant of 10 comes first."""
    plan = solved(two_ways("least support first", Price(good="part", market="world", price=30.0)))
    assert plan.signature == {"Lean"}
    assert (plan.cost, support(plan)) == pytest.approx((42.0, 10.0))


def test_cost_decides_among_plans_with_the_least_support() -> None:
    """With Dear ruled out the next plan would need support, so the list ends after one plan."""
    study = Study(two_ways("least support first"), Options(gap=0.0))
    assert [sorted(found.plan.signature) for found in study.ranked(3)] == [["Dear"]]
    assert study.complete


def test_a_case_without_any_plan_has_none_under_either_aim() -> None:
    nowhere = two_ways("least support first").with_rows(Support, [])
    offered = nowhere.with_rows(Support, [Support(offer="Grant", instrument="grant", payer="Government", most=1.0)])
    closed = offered.with_rows(Price, [Price(good="part", market="world", price=1.0)]).with_rows(Nation, NATIONS)
    assert Study(closed, Options(gap=0.0)).best().status is Status.NO_PLAN


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        ("least cost", "let firms move only where it pays them; at least cost."),
        ("least support first", "; with the least support, and among such plans at least cost."),
    ],
)
def test_the_cover_says_what_decides(aim: str, words: str) -> None:
    case = two_ways(aim)
    result = run(Reading("case.xlsx", case, (), 1, 1, 0, Places({}, {}, {}, {})), case)
    asked = [row.cells[1].value for row in sheet(View(result), []).table.rows if row.cells[0].value == "What was asked"]
    assert len(asked) == 1
    assert str(asked[0]).endswith(words)

"""Verification examples about firms and support: what makes a move pay, and who pays it when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import (
    AidRule,
    Budget,
    Case,
    Firm,
    Good,
    MoveFinance,
    Payer,
    Price,
    Support,
    SupportTerm,
)
from models.case.support import grant_equivalent, tiered_ceiling
from models.plan import Cost, Node, Participation, Plan, Staying
from models.schema import Row
from tests.cases import FIRST_YEAR, cap, lane, line, move, need, tiny
from tests.verification.figures import expected

PUBLIC = 1.03


def plant(*rows: Row, forgone: float = 40.0, years: int = 11, **facts: Any) -> Case:
    """V11: capital 100, margin 15 for ten years from the year after the start, 10 % cost of capital, no inflation."""
    return tiny(
        move("Plant", "A", "part", 1.0, firm="F", **{"capital_cost": 100.0, "lead": 1, "life": 10, **facts}),
        Good(good="part", unit="t", tier="part", shortage_penalty=1000.0),
        need("part", 1.0, may_go_unmet=1.0),
        Price(good="part", market="world", price=15.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.1),
        MoveFinance(project="Plant", value_forgone=forgone),
        Payer(payer="Government", nation="A"),
        *rows,
        years=years,
        discount_rate=PUBLIC - 1.0,
        inflation=0.0,
    )


def grant(**facts: Any) -> Support:
    """A grant made to measure."""
    return Support(**{"offer": "Grant", "instrument": "grant", "payer": "Government", **facts})


def paid(plan: Plan, purpose: str = "grant") -> list[float]:
    """Payments of one form by year, from the first year on."""
    amounts: dict[int, float] = {}
    for row in plan[Cost]:
        if row.kind == "support" and row.purpose == purpose:
            amounts[row.node.year] = amounts.get(row.node.year, 0.0) + row.amount
    return [amounts.get(year, 0.0) for year in range(FIRST_YEAR, max(amounts, default=FIRST_YEAR - 1) + 1)]


def worth_at_start(payments: list[float]) -> float:
    """Present value at the public rate at the end of the start year, when the first payment may be made."""
    return sum(amount * PUBLIC**-age for age, amount in enumerate(payments))


def test_v11_the_grant_fills_the_funding_gap(solved: Callable[[Case], Plan]) -> None:
    """Proves: participation at the firm's rate (C1); instalments cost the payer more than money at the start.

    By hand: 15 x a(10, 10 %) = 92.168507; 100 + 40 - 92.168507 = 47.831493. In five parts 47.831493 / a(5, 10 %).
    If broken: the public rate in C1 gives 12.05; a payment counted a year late gives 52.61.
    """
    up_front, instalment, value, value_of_parts = expected("V11")
    once = paid(solved(plant(grant())))
    assert once == pytest.approx([up_front])
    assert worth_at_start(once) == pytest.approx(value)
    terms = SupportTerm(offer="Grant", equal_instalments=True)
    parts = paid(solved(plant(grant(paid_from=1, paid_to=5), terms)))
    assert parts == pytest.approx([0.0, *[instalment] * 5])
    assert worth_at_start(parts) == pytest.approx(value_of_parts)


def test_v12_a_yearly_budget_delays_part_of_the_grant(solved: Callable[[Case], Plan]) -> None:
    """Proves: budgets by fiscal year (C2); the state pays as early as they allow.

    By hand: 40 now, and (47.831493 - 40) x 1.1 a year later, since the firm discounts at 10 %.
    If broken: one ceiling over all years pays 47.83 at once.
    """
    first, second, value = expected("V12")
    ceilings = [Budget(payer="Government", fiscal_year=FIRST_YEAR + year, amount=40.0) for year in range(11)]
    payments = paid(solved(plant(grant(paid_to=3), *ceilings)))
    assert payments == pytest.approx([first, second])
    assert worth_at_start(payments) == pytest.approx(value)


def test_v13_a_credit_by_law_leaves_a_smaller_grant(solved: Callable[[Case], Plan]) -> None:
    """Proves: a statutory investment credit is paid in full, a year after the start.

    By hand: 47.831493 - 30 / 1.1 = 20.558766. If broken: a credit that is optional at the same cost gives 47.83 or 0.
    """
    law = Support(
        offer="Credit",
        instrument="investment credit",
        payer="Government",
        choice="statutory",
        rate=0.3,
        paid_from=1,
    )
    plan = solved(plant(grant(), law))
    assert paid(plan) == pytest.approx(expected("V13"))
    assert paid(plan, "investment credit") == pytest.approx([0.0, 30.0])


def test_v16_a_tiered_ceiling_on_aid() -> None:
    """Proves: each part of the eligible cost bears its own rate (C5).

    By hand: 30 % x (55 + 0.5 x 55) = 24.75; + 30 % x 0.34 x 90 = 33.93.
    """
    rule = AidRule(rule="Regional", rate=0.3, step_1=55.0, coefficient_2=0.5, step_2=110.0)
    ceilings = [tiered_ceiling(rule, 200.0), tiered_ceiling(rule.model_copy(update={"coefficient_3": 0.34}), 200.0)]
    assert ceilings == pytest.approx(expected("V16"))


def _three_firms(*offers: Support) -> Case:
    """Three plants of one unit with funding gaps 10, 20 and 30, two of which are needed."""
    gaps = {"First": 10.0, "Second": 20.0, "Third": 30.0}
    moves = [move(name, "A", "part", 1.0, firm=name, capital_cost=gap) for name, gap in gaps.items()]
    return tiny(
        *moves,
        line("X", "part"),
        lane("X", "A", "part"),
        need("part", 2.0),
        cap(0.0),
        Price(good="part", market="world", price=0.0),
        *[Firm(firm=name, home_nation="A", cost_of_capital=0.0) for name in gaps],
        Payer(payer="Government", nation="A"),
        *offers,
        inflation=0.0,
    )


def test_v17_a_published_scheme_pays_a_rent(solved: Callable[[Case], Plan]) -> None:
    """Proves: tailored support pays each firm its gap, one published amount pays all takers alike (C.3).

    By hand: 10 + 20 = 30 against 2 x 20 = 40. If broken: a scheme that may pay less than its amount gives 30.
    """
    tailored, uniform = expected("V17")
    assert sum(paid(solved(_three_firms(grant())))) == pytest.approx(tailored)
    scheme = grant(choice="published", most=20.0)
    assert sum(paid(solved(_three_firms(scheme)))) == pytest.approx(uniform)


def test_v17_a_scheme_that_moves_all_pays_all(solved: Callable[[Case], Plan]) -> None:
    """Proves: a firm that a scheme moves by itself takes it although the plan has no use for its plant (C4x).

    By hand: an amount of 30 moves all three firms: 90, although two plants are enough.
    """
    assert sum(paid(solved(_three_firms(grant(choice="published", most=30.0))))) == pytest.approx(90.0)


def test_v40_a_clawback_keeps_a_firm(solved: Callable[[Case], Plan], feasible: Callable[[Case], bool]) -> None:
    """Proves: what would have to be paid back counts for staying (C1s).

    By hand: a grant of 50 with ten years' obligation: leaving four years after the start costs 50 x (10 - 4) / 10 = 30
    and gains 25. Without the obligation nothing keeps the firm. If broken: either both stay or neither.
    """
    recovery, stays, leaves = expected("V40")
    facts: dict[str, Any] = {"capital_cost": 50.0, "life": 4, "unit_cost": 15.0}
    finance = MoveFinance(project="Plant", gain_from_leaving=25.0)
    rows = (grant(most=50.0), finance)
    kept = _with_finance(plant(*rows, SupportTerm(offer="Grant", obligation_years=10), years=5, **facts))
    plan = solved(kept)
    assert paid(plan) == pytest.approx([50.0])
    last = [row for row in plan[Staying] if row.node == Node("base", FIRST_YEAR + 4)]
    assert [row.pay_back for row in last] == pytest.approx([recovery])
    assert float(not last) == stays
    free = solved(_with_finance(plant(*rows, years=5, **facts)))
    assert float(not free.signature) == leaves


def _with_finance(case: Case) -> Case:
    """The case with the last row of Move finances only."""
    return case.with_rows(MoveFinance, case[MoveFinance][-1:])


def test_v45_what_a_cheap_loan_is_worth() -> None:
    """Proves: the gross grant equivalent. By hand: 4 a year for 5 years at 6 % = 16.849455 of 100."""
    assert [100.0 * grant_equivalent(0.02, 0.06, 5, 0, True)] == pytest.approx(expected("V45"))


def test_v57_two_projects_that_pay_get_nothing(solved: Callable[[Case], Plan]) -> None:
    """Proves: value is forgone by a project, never charged to a firm again: both pay, and get no support.

    By hand: each is worth 30 without support. If broken: a firm-level 40 pays each 10.
    """
    rows = [
        move(name, "A", name, 1.0, firm="F", capital_cost=70.0, unit_cost=0.0) for name in ("first part", "second part")
    ]
    case = tiny(
        *rows,
        *[need(name, 1.0, programme=name) for name in ("first part", "second part")],
        *[Price(good=name, market="world", price=100.0) for name in ("first part", "second part")],
        Firm(firm="F", home_nation="A", cost_of_capital=0.0),
        Payer(payer="Government", nation="A"),
        grant(),
        inflation=0.0,
    )
    plan = solved(case)
    support = {row.venture: row.support for row in plan[Participation]}
    assert [row.without_support for row in plan[Participation]] == pytest.approx([30.0, 30.0])
    assert [support["first part"], support["second part"]] == pytest.approx(expected("V57"))

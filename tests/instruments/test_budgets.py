"""Rows of `models.instruments.budgets`, coefficient by coefficient: C2, in nominal money of fiscal years."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import Budget, Case, Currency, Firm, Payer, Price, Support, SupportTerm
from models.handover import HandOver, Key, RowView
from models.plan import Node
from tests.cases import move, need, tiny
from tests.instruments.reading import FIRST, SECOND, THIRD, members, output, start

Handed = Callable[[Case], HandOver]

GRANT = Support(offer="G", instrument="grant", payer="S", most=30.0, paid_to=1, budget_line="plants")
LAW = Support(offer="Law", instrument="investment credit", payer="S", rate=0.1, choice="statutory", budget_line="tax")
LOAN = Support(offer="L", instrument="soft loan", payer="S", rate=0.0, budget_line="plants")
LOAN_TERMS = SupportTerm(offer="L", term=1, reference_rate=0.25, expected_loss=0.05)


def case(*rows: Any, payer: dict[str, Any] | None = None, plant: dict[str, Any] | None = None) -> Case:
    """A plant of 100 that starts in 2030 or 2031, its payer S with these offers and budgets."""
    facts = {"capital_cost": 100.0, "lead": 1, "life": 4, "firm": "F", **(plant or {})}
    return tiny(
        move("Plant", "A", "part", 2.0, **facts), need("part", 2.0),
        Price(good="part", market="world", price=25.0), Firm(firm="F", home_nation="A", cost_of_capital=0.25),
        Payer(payer="S", nation="A", **(payer or {})), *rows, years=3, inflation=0.0,
    )  # fmt: skip


def budget(fiscal_year: int = 2031, amount: float = 50.0, **facts: Any) -> Budget:
    """A row of Budgets of S."""
    return Budget(payer="S", fiscal_year=fiscal_year, amount=amount, **facts)


def taken(way: int, node: Node = FIRST, offer: str = "G") -> Key:
    """Key of what is taken of an offer by one schedule."""
    return "taken", (offer, "Plant", node, way)


def close(view: RowView, wanted: dict[Key, float], upper: float) -> None:
    """The row has these coefficients, no others, and this upper bound."""
    assert view.terms == pytest.approx(wanted)
    assert view.lower is None
    assert view.upper == pytest.approx(upper)


@pytest.mark.proves("C2")
def test_c2_what_is_paid_in_a_year_is_within_its_budget_less_what_is_promised_already(handed: Handed) -> None:
    # In 2031: the second part of a start in 2030, the first of one in 2031, and 10 of tax credit for the latter.
    view = handed(case(GRANT, LAW, budget(already_promised=8.0))).view("C2", "S / 2031")
    close(view, {taken(1): 1.0, taken(0, SECOND): 1.0, start("Plant", SECOND): 10.0}, 42.0)


@pytest.mark.proves("C2")
def test_c2_a_line_of_a_budget_counts_what_is_paid_out_of_it(handed: Handed) -> None:
    handover = handed(case(GRANT, LAW, budget(budget_line="tax"), budget(budget_line="plants", amount=20.0)))
    close(handover.view("C2", "S / tax / 2031"), {start("Plant", SECOND): 10.0}, 50.0)
    close(handover.view("C2", "S / plants / 2031"), {taken(1): 1.0, taken(0, SECOND): 1.0}, 20.0)


@pytest.mark.proves("C2")
def test_c2_payments_are_in_the_payers_money_of_the_year(handed: Handed) -> None:
    # 1 of its money is 0.5 of Settings; 10 % of inflation since 2030: 2 x 1.1 in 2031, 2 x 1.21 in 2032.
    money = Currency(priced_in="marks", rate=0.5)
    rows = (GRANT, money, budget(), budget(2032))
    handover = handed(case(*rows, payer={"priced_in": "marks", "inflation": 0.1}))
    close(handover.view("C2", "S / 2031"), {taken(1): 2.2, taken(0, SECOND): 2.2}, 50.0)
    close(handover.view("C2", "S / 2032"), {taken(1, SECOND): 2.42}, 50.0)


@pytest.mark.proves("C2")
def test_c2_a_year_is_spread_over_the_fiscal_years_it_falls_into(handed: Handed) -> None:
    # Named by its last year, from October on: 2031 has a quarter of 2030 and three quarters of 2031.
    fiscal = {"fiscal_year_month": 10, "fiscal_year_named": "by its last year"}
    view = handed(case(GRANT, budget(), payer=fiscal)).view("C2", "S / 2031")
    close(view, {taken(0): 0.25, taken(1): 0.75, taken(0, SECOND): 0.75}, 50.0)


@pytest.mark.proves("C2")
def test_c2_a_budget_may_count_all_payments_of_a_project_when_they_are_promised(handed: Handed) -> None:
    handover = handed(case(GRANT, budget(charged="when promised"), budget(2030, charged="when promised")))
    close(handover.view("C2", "S / 2030"), {taken(0): 1.0, taken(1): 1.0}, 50.0)
    close(handover.view("C2", "S / 2031"), {taken(0, SECOND): 1.0, taken(1, SECOND): 1.0}, 50.0)


@pytest.mark.proves("C2")
def test_c2_what_is_promised_counts_in_money_of_the_years_in_which_it_is_paid(handed: Handed) -> None:
    # 10 % of inflation since 2030: of a start in 2031 1.1 for what is paid then, 1.21 for the next year.
    view = handed(case(GRANT, budget(charged="when promised"), payer={"inflation": 0.1})).view("C2", "S / 2031")
    close(view, {taken(0, SECOND): 1.1, taken(1, SECOND): 1.21}, 50.0)


@pytest.mark.proves("C2")
def test_c2_a_loan_counts_its_grant_equivalent_and_loss_or_what_is_lent(handed: Handed) -> None:
    # One year at 0 % where the market asks 25 %: 0.25 / 1.25 = 0.2, and 5 % are lost.
    handover = handed(case(LOAN, LOAN_TERMS, budget(2030), budget(loans="principal")))
    close(handover.view("C2", "S / 2030"), {taken(0, offer="L"): 0.25}, 50.0)
    close(handover.view("C2", "S / 2031"), {taken(0, SECOND, "L"): 1.0}, 50.0)


@pytest.mark.proves("C2")
def test_c2_grants_count_beside_what_is_lent(handed: Handed) -> None:
    view = handed(case(GRANT, LOAN, LOAN_TERMS, budget(2030, loans="principal"))).view("C2", "S / 2030")
    close(view, {taken(0): 1.0, taken(0, offer="L"): 1.0}, 50.0)


@pytest.mark.proves("C2")
def test_c2_a_budget_that_nothing_is_charged_to_has_no_row(handed: Handed) -> None:
    handover = handed(case(GRANT, Payer(payer="T"), Budget(payer="T", fiscal_year=2030, amount=1.0), budget(2029)))
    assert members(handover, "C2") == []


@pytest.mark.proves("C2")
def test_c2_credits_of_a_committed_project_count(handed: Handed) -> None:
    # By law 3 a tonne, of either grade, for a plant that decides nothing; nothing that is tailored.
    law = Support(offer="PTC", instrument="production credit", payer="S", good="part", amount_a_unit=3.0)
    committed = {"committed": True}
    handover = handed(case(law.model_copy(update={"choice": "statutory"}), budget(2032), plant=committed))
    close(handover.view("C2", "S / 2032"), {output("Plant", grade, THIRD): 3.0 for grade in ("clean", "dirty")}, 50.0)
    assert members(handed(case(law, GRANT, budget(2032), plant=committed)), "C2") == []

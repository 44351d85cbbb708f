"""The audit of firms and support: a solved plan that keeps every rule, and for each check a change that only it finds.

Six years at 3 %. Plant in A needs 51.858 at its firm's rate of 7.843 % (1.10 / 1.02 - 1). It gets the credit by law,
all of the loan, the grant up to its aid ceiling of 20, and 15.987 as a gift. Mine in B loses 1 on each of 2 t a year;
the ore credit carries that, as early as the budget of the bank allows. Plants last five years, so that nothing comes
after the horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.auditing import audit
from models.case import (
    AidRule,
    Budget,
    Case,
    Firm,
    Good,
    MoveFinance,
    Nation,
    Payer,
    Price,
    Support,
    SupportTerm,
)
from models.plan import AidLevel, BudgetLevel, Cost, Participation, Plan, Staying
from models.schema import Row
from models.study import solve
from tests.cases import FIRST_YEAR, move, need, tiny
from tests.hand import at, changed

ALLOWED = "Support paid as its offers allow"
FUNDS = "Public funds charged on all that is paid"
PAYS = "Every project in the plan pays its firm"
STAYS = "No firm would rather leave in any year"
ACCOUNTS = "Firms' accounts worked out again"
AID = "Aid within its ceilings"
BUDGETS = "Budgets kept in every fiscal year"
CAUSE = "Support beyond the least has a cause"


def case() -> Case:
    return tiny(
        Nation(nation="A", bloc="ally", tax_rate=0.25), Nation(nation="B", bloc="ally", tax_rate=0.2),
        Nation(nation="X", bloc="adversary"),
        Good(good="part", unit="t", tier="part", shortage_penalty=1000.0),
        Good(good="ore", unit="t", tier="ore", shortage_penalty=1000.0),
        move("Plant", "A", "part", 1.0, capital_cost=100.0, lead=1, life=5, unit_cost=2.0, fixed_cost=1.0,
             firm="Maker"),
        move("Mine", "B", "ore", 2.0, capital_cost=20.0, lead=1, life=5, unit_cost=6.0, firm="Miner"),
        need("part", 1.0, may_go_unmet=1.0), need("ore", 2.0, "B", programme="Q", may_go_unmet=1.0),
        Price(good="part", market="world", price=25.0), Price(good="part", market="A", price=30.0),
        Price(good="ore", market="world", price=5.0),
        Firm(firm="Maker", home_nation="A", cost_of_capital=0.10),
        Firm(firm="Miner", home_nation="B", cost_of_capital=0.12),
        MoveFinance(project="Plant", value_forgone=50.0, premium=0.02, gain_from_leaving=1.0),
        Payer(payer="State", nation="A"),
        Payer(payer="Bank", fiscal_year_month=10, fiscal_year_named="by its last year", inflation=0.03, pays_last=True),
        AidRule(rule="R", rate=0.2, reference_rate=0.03),
        Support(offer="Grant", instrument="grant", payer="State", rate=0.5, paid_to=2, aid_rule="R"),
        Support(offer="Credit", instrument="investment credit", payer="State", rate=0.1, choice="statutory",
                paid_from=1),
        Support(offer="Loan", instrument="soft loan", payer="Bank", rate=0.02, who="Maker", budget_line="loans"),
        Support(offer="Gift", instrument="grant", payer="Bank", paid_to=1, most=30.0),
        Support(offer="Ore credit", instrument="production credit", payer="Bank", good="ore", amount_a_unit=4.0,
                budget_line="mines"),
        SupportTerm(offer="Grant", obligation_years=4),
        SupportTerm(offer="Loan", term=5, grace=1, reference_rate=0.06, expected_loss=0.01, loan_share=0.8),
        Budget(payer="Bank", budget_line="loans", fiscal_year=2030, amount=100.0, loans="principal",
               charged="when promised"),
        Budget(payer="Bank", fiscal_year=2031, amount=14.0, already_promised=1.0),
        Budget(payer="Bank", fiscal_year=2032, amount=40.0),
        years=6, discount_rate=0.03, inflation=0.02,
    )  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(case())


def ruled(row_class: type[Row], name: str, **facts: Any) -> Callable[[Case], Case]:
    """A change of the case: the row with this name gets other facts."""

    def change(of: Case) -> Case:
        rows = of[row_class]
        assert any(row.row_id == name for row in rows), [row.row_id for row in rows]
        return of.with_rows(row_class, [row.model_copy(update=facts) if row.row_id == name else row for row in rows])

    return change


def termed(**facts: Any) -> Callable[[Case], Case]:
    """A change of the case: one more row of Support terms."""
    return lambda of: of.with_rows(SupportTerm, [*of[SupportTerm], SupportTerm(**facts)])


def other(row_class: type[Any], fits: Callable[[Any], bool], **facts: Any) -> Callable[[Plan], Plan]:
    """A change of the plan: rows of a class that fit get other facts."""

    def change(found: Plan) -> Plan:
        assert any(fits(row) for row in found[row_class])
        return changed(found, row_class, lambda row: replace(row, **facts) if fits(row) else row)

    return change


def without(row_class: type[Any]) -> Callable[[Plan], Plan]:
    """A change of the plan: the first row of a class is missing."""
    return lambda found: found.with_rows(row_class, found[row_class][1:])


def paid(item: str, *kinds: str, project: str = "Plant") -> Callable[[Cost], bool]:
    """Whether a cost row is of these kinds, for this offer or line and project."""
    return lambda row: (row.item, row.project) == (item, project) and row.kind in kinds


def failed(of: Case, found: Plan) -> list[str]:
    return [line.check for line in audit(of, replace(found, case=of.fingerprint)) if not line.passed]


def test_a_plan_with_support_passes_every_check(plan: Plan) -> None:
    """Proves: no false alarm, and every check of firms compares something.
    By hand: the firm's rate of Plant is 1.1 / 1.02 - 1; five years of (30 - 2) x 0.75 = 21 are worth 84.195.
    If broken: a check misreads an offer, or compares nothing.
    """
    lines = audit(case(), plan)
    assert [line for line in lines if not line.passed] == []
    assert [line.check for line in lines][22:] == [ALLOWED, FUNDS, PAYS, STAYS, ACCOUNTS, AID, BUDGETS, CAUSE]
    assert [line.check for line in lines[22:] if line.compared == 0] == []
    rate = 1.10 / 1.02 - 1
    assert plan[Participation][0].margin == pytest.approx(21 * (1 - (1 + rate) ** -5) / rate)


def test_a_case_without_offers_has_no_checks_of_firms() -> None:
    """Proves: 22 checks where no support is decided. If broken: firms that decide nothing are audited."""
    plain = case().with_rows(Support, []).with_rows(SupportTerm, [])
    assert len(audit(plain, solve(plain))) == 22


OFFERS = [
    (ruled(Support, "Credit", rate=0.11), "most of Credit to Plant, agreed 2030"),
    (ruled(SupportTerm, "Loan", loan_share=0.7), "most of Loan to Plant, agreed 2030"),
    (ruled(Support, "Gift", most=15.0), "most of Gift to Plant, agreed 2030"),
    (ruled(Support, "Gift", choice="published"), "most of Gift to Mine, agreed 2030"),
    (ruled(Support, "Ore credit", amount_a_unit=3.8), "Ore credit for the output of Mine, 2032"),
    (ruled(Support, "Ore credit", choice="statutory"), "Ore credit for the output of Mine, 203"),
    (termed(offer="Gift", most_before_ready=0.5), "before it is ready: Gift to Plant, agreed 2030"),
    (termed(offer="Gift", excludes="Loan"), "Loan beside Gift to Plant, agreed 2030"),
]


@pytest.mark.parametrize(("change", "where"), OFFERS)
def test_support_that_an_offer_does_not_allow_is_found(plan: Plan, change: Callable[[Case], Case], where: str) -> None:
    """Proves: most, law, schemes, credits a unit, milestones and exclusions are read from the offers.
    By hand: each offer is set so that what is paid is no longer what it allows. If broken: the check believes the plan.
    """
    strict = change(case())
    lines = [line for line in audit(strict, replace(plan, case=strict.fingerprint)) if not line.passed]
    assert [(line.check, line.unit) for line in lines] == [(ALLOWED, "million")]
    assert lines[0].where.startswith(where)


RULES = [
    (AID, ruled(AidRule, "R", rate=0.19)),
    (BUDGETS, ruled(Budget, "Bank / 2031", amount=13.9)),
    (BUDGETS, ruled(Budget, "Bank / loans / 2030", amount=59.9)),
    (ACCOUNTS, ruled(SupportTerm, "Grant", obligation_years=5)),
]


@pytest.mark.parametrize(("check", "change"), RULES)
def test_a_ceiling_or_term_that_the_plan_does_not_keep_is_found_by_its_check_alone(
    plan: Plan, check: str, change: Callable[[Case], Case]
) -> None:
    """Proves: ceilings in present value, budgets in nominal money of fiscal years, pay back in proportion.
    By hand: 20 / 1.03 of aid where 19 / 1.03 may be given; the bank has 13 left in 2031; of 80 lent in 2030 three
    quarters fall into its fiscal year 2030: 60. If broken: figures of the plan are believed.
    """
    assert failed(change(case()), plan) == [check]


def nobody(found: Plan) -> Plan:
    """A payment of nothing to a project that does not exist."""
    row = next(row for row in found[Cost] if paid("Gift", "support")(row))
    return found.with_rows(Cost, [*found[Cost], replace(row, project="Nobody", amount=0.0)])


def too_late(found: Plan) -> Plan:
    """1 more of the credit by law, a year after it is due, with what raising the money costs."""
    rows = [row for row in found[Cost] if paid("Credit", "support", "public funds")(row)]
    late = [replace(row, node=at(FIRST_YEAR + 2), amount=1.0 if row.kind == "support" else 0.2) for row in rows]
    more = found.cost + 0.2 / 1.03**3
    return replace(found, cost=more, bound=more).with_rows(Cost, [*found[Cost], *late])


PLANS = [
    (ALLOWED, other(Cost, paid("Credit", "support", "public funds"), payer="State of B")),
    (ALLOWED, other(Cost, paid("Credit", "support"), budget_line="other")),
    (ALLOWED, nobody),
    (ALLOWED, too_late),
    (FUNDS, other(Cost, paid("Gift", "public funds"), payer="State")),
    (FUNDS, other(Cost, paid("Gift", "public funds"), project="Mine")),
    (FUNDS, other(Cost, paid("Plant", "public funds"), payer="nobody")),
    (ACCOUNTS, other(Participation, lambda row: row.venture == "Mine", margin=0.0)),
    (ACCOUNTS, other(Participation, lambda row: row.venture == "Plant", later=1.0)),
    (ACCOUNTS, other(Participation, lambda row: row.venture == "Plant", support=60.0)),
    (ACCOUNTS, other(Participation, lambda row: row.venture == "Plant", firm="Miner")),
    (ACCOUNTS, other(Staying, lambda row: row.node == at(FIRST_YEAR + 3), to_come=1.0)),
    (ACCOUNTS, without(Participation)),
    (ACCOUNTS, without(Staying)),
    (AID, other(AidLevel, lambda _: True, aid=1.0)),
    (AID, other(AidLevel, lambda _: True, ceiling=20.0)),
    (AID, without(AidLevel)),
    (BUDGETS, other(BudgetLevel, lambda row: row.fiscal_year == 2032, spent=8.0)),
    (BUDGETS, other(BudgetLevel, lambda row: row.fiscal_year == 2032, ceiling=41.0)),
    (BUDGETS, without(BudgetLevel)),
]  # fmt: skip


@pytest.mark.parametrize(("check", "change"), PLANS)
def test_a_row_about_support_that_is_wrong_is_found_by_its_check_alone(
    plan: Plan, check: str, change: Callable[[Plan], Plan]
) -> None:
    """Proves: each check finds a wrong row of the plan and no other check reports it.
    By hand: one row is changed, the others still agree. If broken: the plan's own figures are believed.
    """
    assert failed(case(), change(plan)) == [check]


def test_a_project_that_does_not_pay_its_firm_is_found(plan: Plan) -> None:
    """Proves: margin and support against capital, fixed cost, value forgone and premium.
    By hand: the firm gives up 51 instead of 50 and the plan says so. If broken: nothing asks whether it pays.
    """
    poorer = ruled(MoveFinance, "Plant", value_forgone=51.0)(case())
    found = other(Participation, lambda row: row.venture == "Plant", forgone=51.0)(plan)
    lines = [line for line in audit(poorer, replace(found, case=poorer.fingerprint)) if not line.passed]
    assert [(line.check, line.where) for line in lines] == [(PAYS, "Plant, started 2030")]
    assert lines[0].worst == pytest.approx(1.0, abs=1e-6)


def test_a_firm_that_would_rather_leave_is_found(plan: Plan) -> None:
    """Proves: staying in every year, by what is to come and what would be paid back.
    By hand: (28 - 1) x 0.75 = 20.25 are to come in 2035; leaving would bring 21.5. In 2034 39.027 are to come.
    If broken: only the first year is asked.
    """
    tempting = ruled(MoveFinance, "Plant", gain_from_leaving=21.5)(case())
    found = other(Staying, lambda row: row.venture == "Plant", leaving=21.5)(plan)
    lines = [line for line in audit(tempting, replace(found, case=tempting.fingerprint)) if not line.passed]
    assert [(line.check, line.where) for line in lines] == [(STAYS, "Plant, 2035")]
    assert lines[0].worst == pytest.approx(1.25)


def test_of_a_loan_its_grant_equivalent_would_be_paid_back(plan: Plan) -> None:
    """Proves: what is lent is repaid in any case; only what the plan pays can be claimed back (V40).
    By hand: one year after the start four fifths of it, had the loan an obligation of five years; the plan says 0.
    If broken: 64 of the 80 lent keep the firm from leaving.
    """
    bound = ruled(SupportTerm, "Loan", obligation_years=5)(case())
    lines = [line for line in audit(bound, replace(plan, case=bound.fingerprint)) if not line.passed]
    (loan,) = [row.amount for row in plan[Cost] if paid("Loan", "support")(row)]
    assert [(line.check, line.where) for line in lines] == [(ACCOUNTS, "staying of Plant, 2031: pay back")]
    assert lines[0].worst == pytest.approx(0.8 * loan)
    assert loan == pytest.approx(10.547, abs=1e-3)


def test_a_credit_paid_after_its_years_does_not_count_for_its_firm(plan: Plan) -> None:
    """Proves: years are counted after the start of the project itself, here 2030.
    By hand: credits end four years after it; 2035 is the fifth. If broken: any year in which some start would do.
    """
    short = ruled(Support, "Ore credit", paid_to=4)(case())
    found = replace(plan, case=short.fingerprint)
    assert failed(short, found) == [ALLOWED, PAYS, STAYS, ACCOUNTS]
    line = next(line for line in audit(short, found) if line.check == ALLOWED)
    assert line.where == "nobody may receive Ore credit to Mine, 2035"


def test_at_selling_prices_support_counts_in_the_cost(solved: Callable[[Case], Plan]) -> None:
    """Proves: Z = buyers' payments + (1 + 0.2) x support; no premium is posted beside them (C.6).
    By hand: buyers pay 30 for the part and 2 x 5 for ore from 2031 on; in 2030 1 t and 2 t go unmet at 1000 times the
    weight of priority 1. If broken: support counts a fifth of itself, or twice.
    """
    settings = case().settings
    priced = case().with_rows(type(settings), [settings.model_copy(update={"valuation": "selling price"})])
    found = solved(priced)
    support = sum(found.nodes.weight(row.node) * row.amount for row in found[Cost] if row.kind == "support")
    bought = sum(40.0 / 1.03**year for year in range(2, 7))
    unmet = 3000.0 * settings.weight(1) / 1.03
    assert support > 60.0
    assert found.cost == pytest.approx(bought + unmet + 1.2 * support)
    assert failed(priced, other(Cost, paid("Gift", "support"), kind="lending")(found))[:2] == [
        "Cost worked out again from quantities",
        "Cost rows add up to the cost of the plan",
    ]

"""Who pays where several could at equal cost: host, the home of the firm, order of the sheet, last ones (C.6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Budget, Case, Firm, Payer, Price, Support, SupportTerm
from models.plan import Cost, Plan
from models.schema import Row
from tests.cases import FIRST_YEAR, move, need, tiny

PAYERS = (
    Payer(payer="Bank", pays_last=True),
    Payer(payer="Fund"),
    Payer(payer="Home", nation="B", pays_abroad=True),
    Payer(payer="Host", nation="A"),
)


def plant(*rows: Row, payers: tuple[Payer, ...] = PAYERS, ceilings: dict[str, float] | None = None) -> Case:
    """A plant in A of a firm at home in B that is 10 short; every payer offers a grant."""
    budgets = [Budget(payer=name, fiscal_year=FIRST_YEAR, amount=most) for name, most in (ceilings or {}).items()]
    return tiny(
        move("Plant", "A", "part", 1.0, capital_cost=40.0, firm="Firm"),
        need("part", 1.0),
        Price(good="part", market="world", price=30.0),
        Firm(firm="Firm", home_nation="B", cost_of_capital=0.0),
        *payers,
        *[Support(offer=f"{payer.payer} grant", instrument="grant", payer=payer.payer) for payer in payers],
        *budgets,
        *rows,
        inflation=0.0,
    )


def paid(plan: Plan) -> dict[str, float]:
    amounts: dict[str, float] = {}
    for row in plan[Cost]:
        if row.kind == "support":
            amounts[row.payer] = amounts.get(row.payer, 0.0) + row.amount
    return {payer: round(amount, 5) for payer, amount in amounts.items() if amount > 1e-5}


def test_the_host_pays_where_it_can(solved: Callable[[Case], Plan]) -> None:
    assert paid(solved(plant())) == {"Host": 10.0}


def test_then_the_firm_s_home_then_the_order_of_the_sheet_and_at_last_those_that_pay_last(
    solved: Callable[[Case], Plan],
) -> None:
    """Ceilings of 4, 3 and 2 leave 1 of the 10 for the bank, which stands first on the sheet but pays last."""
    ceilings = {"Host": 4.0, "Home": 3.0, "Fund": 2.0}
    assert paid(solved(plant(ceilings=ceilings))) == {"Host": 4.0, "Home": 3.0, "Fund": 2.0, "Bank": 1.0}


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)])
def test_the_order_of_payers_never_changes_cost(solved: Callable[[Case], Plan], order: tuple[int, ...]) -> None:
    """Capital 40 and 0.2 x 10 for raising the money, whoever pays."""
    assert solved(plant(payers=tuple(PAYERS[place] for place in order))).cost == pytest.approx(42.0)


def test_a_grant_goes_before_a_loan_of_the_same_payer_at_the_same_cost(solved: Callable[[Case], Plan]) -> None:
    """A loan at nothing for one year against 25 % is worth a fifth of what is lent, to firm and payer alike."""
    loan = Support(offer="Loan", instrument="soft loan", payer="Host", rate=0.0)
    terms = SupportTerm(offer="Loan", term=1, reference_rate=0.25, taxed=False)
    case = plant(loan, terms)
    firm = case[Firm][0].model_copy(update={"borrowing_rate": 0.25})
    plan = solved(case.with_rows(Firm, [firm]))
    assert {row.purpose for row in plan[Cost] if row.kind == "support" and row.amount > 1e-5} == {"grant"}
    assert paid(plan) == {"Host": 10.0}

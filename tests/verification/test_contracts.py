"""Verification examples about purchase contracts: which strike, what it pays, what of it a budget counts, and later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import Budget, Case, Contract, Firm, Good, MoveFinance, Payer, Price, PricePath, Support
from models.case.offtake import break_even_strike, worst_average
from models.case.support import annuity_factor
from models.plan import Cost, CostKind, Participation, Plan, Purchase
from models.schema import Row
from models.study import Options, Study
from tests.cases import FIRST_YEAR, line, move, need, tiny
from tests.verification.figures import expected

MENU = (60.0, 70.0, 80.0, 85.0, 90.0, 100.0, 110.0)
MARKET = [(60.0, 0.6), (130.0, 0.4)]


def floor(*strikes: float, rows: tuple[Row, ...] = (), **facts: Any) -> Case:
    """V14: a plant that makes 1,000 kg for 100 each in one year; the price is 60 or 130, and 30 % of the upside is the
    payer's. Public money costs a fifth to raise.
    """
    paths = [PricePath(path=str(amount), probability=share) for amount, share in MARKET]
    prices = [Price(good="part", market="world", path=str(amount), price=amount) for amount, _ in MARKET]
    return tiny(
        move("Plant", "A", "part", 1000.0, firm="F", unit_cost=100.0),
        Good(good="part", unit="kg", tier="part", shortage_penalty=1000.0),
        need("part", 1000.0, may_go_unmet=1.0),
        *paths,
        *prices,
        Firm(firm="F", home_nation="A", cost_of_capital=0.1),
        Payer(payer="Government", nation="A"),
        *[_strike(strike, upside_share=0.3, **facts) for strike in strikes],
        *rows,
        inflation=0.0,
    )


def _strike(strike: float, **facts: Any) -> Contract:
    offered = {"contract": "Floor", "strike": strike, "payer": "Government", "good": "part", "years": 1}
    return Contract(**{**offered, **facts})


def paid(plan: Plan, purpose: str, kind: CostKind = "support") -> float:
    """All that is paid for a purpose, million."""
    return sum(row.amount for row in plan[Cost] if row.kind == kind and row.purpose == purpose)


def test_v14_one_strike_pays_up_to_it_and_takes_part_of_the_upside(solved: Callable[[Case], Plan]) -> None:
    """Proves: expected payment (strike - price)+ less 30 % of (price - strike)+, on all that is made.

    By hand: 0.6 x 50 - 0.4 x 0.3 x 20 = 27.6 a unit; 0.6 x 60 + 0.4 x 130 + 27.6 = 115.6. If broken: without the
    upside share 30 a unit; paid on part of the output, 909 units would do.
    """
    payment, brought, _, _ = expected("V14")
    plan = solved(floor(110.0))
    assert paid(plan, "price floor") == pytest.approx(payment)
    assert [row.bought for row in plan[Purchase]] == pytest.approx([1000.0])
    worth = plan[Participation][0]
    assert (worth.margin + worth.support) / 1000.0 + 100.0 == pytest.approx(brought)


def test_v14_the_menu_s_cheapest_strike_that_pays_is_signed_for_all_output(solved: Callable[[Case], Plan]) -> None:
    """Proves: one strike of the menu, and then for all that is made (C6, C6d).

    By hand: 0.6 strike + 0.4 (130 - 0.3 (130 - strike)) = 100 at 88.333; of the menu 90 pays 0.6 x 30 - 0.4 x 12 = 13.2
    a unit. If broken: 909 units at 90 for 12,000, or a mix of 85 and 90.
    """
    _, _, least, chosen = expected("V14")
    assert break_even_strike(100.0, 0.3, MARKET) == pytest.approx(least)
    plan = solved(floor(*MENU))
    assert {row.strike: row.bought for row in plan[Purchase]} == pytest.approx({f"Floor / {chosen}": 1000.0})
    assert paid(plan, "price floor") == pytest.approx(13_200.0)


def test_v14_a_search_that_mixes_strikes_bounds_the_plan_with_whole_ones() -> None:
    """Proves: the hull's bound holds for the menu, and what whole strikes cost more is told apart.

    By hand: mixed strikes pay 12,000, a fifth of which is 2,400; 90 pays 13,200, and 2,640. Making costs 100,000.
    If broken: a bound of 102,640 for the mix, or a plan that pays 12,000.
    """
    study = Study(floor(*MENU), Options(gap=1e-4, decompose=True))
    plan = study.best()
    assert (plan.cost, plan.bound) == pytest.approx((102_640.0, 102_400.0))
    assert study.found[0].strike_loss == pytest.approx(240.0)
    assert [row.strike for row in plan[Purchase]] == ["Floor / 90.0"]


def test_v15_what_is_not_taken_is_paid_for(solved: Callable[[Case], Plan]) -> None:
    """Proves: take or pay (C7): a share of full output is paid for at the strike, no more than that.

    By hand: 60 % of 100 less the 40 that are of use: 20 x 5 = 100; with the sales of 40 x 5, 300, of which making costs
    160. The firm asks 140, so that nothing less would do. If broken: nothing is short, or all that is not made is paid.
    """
    delivered, short, payment = expected("V15")
    case = tiny(
        move("Plant", "A", "part", 100.0, firm="F", unit_cost=4.0),
        Good(good="part", unit="t", tier="part", shortage_penalty=20.0),
        need("part", 40.0, may_go_unmet=1.0),
        Price(good="part", market="world", price=5.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.0),
        Payer(payer="Government", nation="A"),
        _strike(5.0, take_or_pay=0.6),
        MoveFinance(project="Plant", value_forgone=140.0),
        inflation=0.0,
    )
    plan = solved(case)
    row = plan[Purchase][0]
    assert (row.bought, row.short) == pytest.approx((delivered, short))
    assert paid(plan, "paid for though not made") == pytest.approx(payment)
    worth = plan[Participation][0]
    assert worth.margin + 4.0 * delivered + worth.support == pytest.approx(300.0)


def test_other_lines_of_a_firm_get_a_price_floor_for_the_sake_of_a_project(solved: Callable[[Case], Plan]) -> None:
    """Proves: a floor on several lines of one firm counts for the project it helps, from its start on, all lines alike.

    By hand: the plant lacks 30. At 28 the two lines, of 4 and 6, get 3 x 10 = 30, at 27 only 20; other firms' lines get
    nothing. If broken: the floor on one line alone, or on the plant's own output of 5.
    """
    case = tiny(
        move("Plant", "A", "magnet", 5.0, firm="F", capital_cost=30.0),
        line("A", "part", 4.0, firm="F", unit_cost=10.0),
        line("B", "part", 6.0, firm="F", unit_cost=10.0),
        line("N", "part", 9.0, firm="E", unit_cost=10.0),
        Good(good="magnet", unit="t", tier="magnet", shortage_penalty=1000.0),
        need("magnet", 5.0, may_go_unmet=1.0),
        *[need("part", size, nation, programme=nation) for nation, size in (("A", 4.0), ("B", 6.0), ("N", 9.0))],
        Price(good="part", market="world", price=25.0),
        Price(good="magnet", market="world", price=0.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.0),
        Payer(payer="Government", nation="A", pays_abroad=True),
        *[_strike(strike, helps="Plant") for strike in (27.0, 28.0)],
        inflation=0.0,
    )
    plan = solved(case)
    bought = {(row.strike, row.project, row.line): row.bought for row in plan[Purchase]}
    lines = ("A / part", "B / part")
    assert bought == {
        ("Floor / 28.0", "Plant", name): pytest.approx(size) for name, size in zip(lines, (4.0, 6.0), strict=True)
    }
    assert paid(plan, "price floor") == pytest.approx(30.0)
    assert plan[Participation][0].support == pytest.approx(30.0)


LATER = "price floor, after the last year"


def _longer(*rows: Row, strike: float = 25.0, years: int = 4, **facts: Any) -> Case:
    """A plant of 2 for capital of 40, two years planned, whose contract lasts two more; 3 % and 10 % are the rates."""
    made = {"capital_cost": 40.0, "unit_cost": 18.0, "fixed_cost": 3.0, "life": 5, "latest_start": FIRST_YEAR}
    return tiny(
        move("Plant", "A", "part", 2.0, firm="F", **{**made, **facts}),
        Good(good="part", unit="t", tier="part", shortage_penalty=1000.0),
        need("part", 2.0, may_go_unmet=1.0),
        Price(good="part", market="world", price=10.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.1),
        Payer(payer="Government", nation="A"),
        _strike(strike, years=years),
        *rows,
        years=2, discount_rate=0.03, inflation=0.0,
    )  # fmt: skip


def test_a_plant_that_loses_money_by_itself_goes_on_as_long_as_its_contract_pays(
    solved: Callable[[Case], Plan],
) -> None:
    """Proves: contract years after the horizon (C8) are paid at the public rate, worth e + c - F to the firm at its
    own, and charged to no budget.

    By hand: a unit earns 10 - 18 = -8 and is paid 30, 2 units 60 a year; fixed cost 3. 60 - 16 - 3 = 41 a year to the
    firm, two years later as well. If broken: 60 or 44 a year to the firm, 0 because the plant would stop by itself,
    or the budget of the last year, which has 60, is charged with what comes later.
    """
    ceilings = [Budget(payer="Government", fiscal_year=year, amount=60.0) for year in (FIRST_YEAR, FIRST_YEAR + 1)]
    plan = solved(_longer(*ceilings, strike=40.0, capital_cost=120.0))
    assert paid(plan, "price floor") == pytest.approx(120.0)
    assert paid(plan, LATER, "support later") == pytest.approx(60.0 * annuity_factor(0.03, 2))
    worth = plan[Participation][0]
    assert worth.later == 0.0
    # From the end of the first year, in which the plant starts.
    assert worth.support == pytest.approx(60.0 * (1 + 1 / 1.1) + 41.0 * annuity_factor(0.1, 2) / 1.1)


def test_a_contract_that_does_not_cover_the_loss_is_not_paid_after_the_horizon(solved: Callable[[Case], Plan]) -> None:
    """Proves: a plant that would lose money with its contract stops after the last year, and is paid nothing more.

    By hand: two units lose 16, fixed cost is 3; the contract pays 3 a unit and a credit within the horizon 6.5, so that
    19 are covered. Without the credit 13 a year would be lost. If broken: 6 a year for two years, for nothing.
    """
    credit = Support(offer="Credit", instrument="production credit", payer="Government", good="part", amount_a_unit=6.5)
    plan = solved(_longer(credit, strike=13.0, capital_cost=0.0))
    assert paid(plan, "price floor") == pytest.approx(12.0)
    assert paid(plan, "production credit") == pytest.approx(26.0)
    assert paid(plan, LATER, "support later") == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("scoring", "counted"), [("expected", 27_600.0), ("tail", 50_000.0), ("full", 110_000.0)])
def test_a_budget_counts_a_contract_as_its_rule_of_scoring_says(
    solved: Callable[[Case], Plan], scoring: str, counted: float
) -> None:
    """Proves: of the strike 110 a budget counts what is expected, the worst twentieth, or the whole strike.

    By hand: 27.6, 50 (at the price of 60, which is likelier than a twentieth) and 110 a unit. What is counted beyond
    27.6 is no cash, and costs nothing to raise. Half of the sum is enough for half the output. If broken: every rule
    counts 27.6, or the objective counts all.
    """

    def within(amount: float) -> Case:
        ceiling = Budget(payer="Government", fiscal_year=FIRST_YEAR, amount=amount)
        return floor(110.0, rows=(ceiling,), scoring=scoring)

    plan = solved(within(counted))
    assert paid(plan, "price floor, beyond what is expected", "contingent") == pytest.approx(counted - 27_600.0)
    assert plan.cost == pytest.approx(100_000.0 + 0.2 * 27_600.0)
    half = solved(within(counted / 2.0))
    assert [row.bought for row in half[Purchase]] == pytest.approx([500.0])


def test_the_tail_averages_over_the_worst_twentieth() -> None:
    """By hand: 0.03 at 100 and 0.02 of the next at 40: (3 + 0.8) / 0.05 = 76. If broken: the largest, 100."""
    assert worst_average([(0.0, 0.5), (40.0, 0.47), (100.0, 0.03)], 0.05) == pytest.approx(76.0)

"""The audit of firms by hand: V11 written out without any solve, years after the horizon, slack with its cause.

V11: capital 100, margin 15 a year for ten years, 10 % a year, 40 given up: 140 - 15 x 6.144567 = 47.831493 of support.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from models.auditing import audit, slack_causes
from models.auditing.figures import Figures
from models.auditing.firms import Firms
from models.case import (
    AidRule,
    Case,
    Firm,
    Good,
    MoveCondition,
    MoveFinance,
    Payer,
    Price,
    Support,
    SupportTerm,
)
from models.plan import Cost, Disposal, Participation, Plan, Start, Staying
from models.study import solve
from tests.cases import FIRST_YEAR, line, move, need, recipe, tiny
from tests.hand import at, changed, given, made, plan_of

GRANT = Support(offer="Grant", instrument="grant", payer="State")
TEN_YEARS = (1 - 1.1**-10) / 0.1
NEEDED = 140 - 15 * TEN_YEARS


def case(*rows: Any, recipe_name: str = "part", plant: dict[str, Any] | None = None, **setting: Any) -> Case:
    """V11 with further rows; offers, price and value forgone are the caller's where it gives any."""
    facts: dict[str, Any] = {"capital_cost": 100.0, "lead": 1, "life": 10, "firm": "F", **(plant or {})}
    usual = [GRANT, Price(good="part", market="world", price=15.0), MoveFinance(project="Plant", value_forgone=40.0)]
    given_classes = {type(row) for row in rows if not isinstance(row, list)}
    return tiny(
        move("Plant", "A", recipe_name, 1.0, **facts),
        need("part", 1.0, may_go_unmet=1.0),
        Good(good="part", unit="t", tier="part", shortage_penalty=1000.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.10),
        Payer(payer="State", nation="A"),
        *rows,
        *(row for row in usual if type(row) not in given_classes),
        **{"years": 11, "discount_rate": 0.03, "inflation": 0.0, **setting},
    )


def by_hand(of: Case, support: float = NEEDED, forgone: float = 40.0) -> Plan:
    """V11's plan: started in 2030, 1 t a year from 2031 on, the grant at the start."""
    later = [year for year in of.years if year > FIRST_YEAR]
    resource = Cost(at(), "resource", "capacity", "Plant", "A", "F", "everything", "", "Plant", 0.0)
    yearly = 100.0 * 0.03 / (1 - 1.03**-10)
    unmet = 1000.0 * of.settings.weight(1)
    rows: list[Any] = [
        Start("Plant", "Plant", at(), False), given("P", "A", "part", 0, 0, 1),
        replace(resource, kind="penalty", amount=unmet),
        *(replace(resource, node=at(year), amount=yearly) for year in list(of.years)[:10]),
        *(made("Plant", 1, year=year) for year in later), *(given("P", "A", "part", 1, year=year) for year in later),
        replace(resource, kind="support", payer="State", item="Grant", amount=support, promised=at()),
        replace(resource, kind="public funds", payer="State", item="Grant", amount=0.2 * support),
        Participation("Plant", "F", at(), 15 * TEN_YEARS, 0, 100, 0, support, forgone, 0),
        *(Staying("Plant", at(y), 15 * (1 - 1.1 ** (y - 2041)) / 0.1 * 1.1, 0, 0) for y in later),
    ]  # fmt: skip
    return plan_of(of, *rows, cost=100.0 + (unmet + 0.2 * support) / 1.03)


def failed(of: Case, found: Plan) -> list[str]:
    return [line.check for line in audit(of, found) if not line.passed]


def test_v11_written_by_hand_passes_and_has_no_slack() -> None:
    """Proves: the audit needs no solver. By hand: see the head of the file; 47.831493 of support, and nothing left.
    If broken: a factor or sign in the firm's accounts.
    """
    of = case()
    assert pytest.approx(47.831493, abs=5e-7) == NEEDED
    assert [line for line in audit(of, by_hand(of)) if not line.passed] == []
    (found,) = slack_causes(of, by_hand(of))
    assert (found.venture, found.causes) == ("Plant", ())
    assert found.slack == pytest.approx(0.0, abs=1e-9)


def test_support_beyond_the_least_needs_a_cause() -> None:
    """Proves: 1 million more than needed, with nothing that asks for it, fails, and only there.
    By hand: 48.831493. If broken: a firm is paid for nothing and the plan is released.
    """
    of = case()
    generous = by_hand(of, NEEDED + 1)
    assert failed(of, generous) == ["Support beyond the least has a cause"]
    (found,) = slack_causes(of, generous)
    assert found.slack == pytest.approx(1.0)
    assert found.causes == ()


def test_support_below_the_least_does_not_move_the_firm() -> None:
    """Proves: 1 million less fails, and only there. By hand: 46.831493. If broken: firms move at a loss."""
    of = case()
    assert failed(of, by_hand(of, NEEDED - 1)) == ["Every project in the plan pays its firm"]
    assert slack_causes(of, by_hand(of, NEEDED - 1))[0].slack == pytest.approx(-1.0)


def test_a_project_that_pays_without_support_needs_none() -> None:
    """By hand: at 20 a year the project is worth 122.891 - 100 = 22.891 and is paid nothing."""
    of = case(Price(good="part", market="world", price=20.0), MoveFinance(project="Plant"))
    (found,) = slack_causes(of, solve(of))
    assert found.slack == pytest.approx(20 * TEN_YEARS - 100)
    assert found.causes == ("no support needed",)


CAUSES = [
    ("most of offer Grant", [GRANT.model_copy(update={"most": NEEDED})], {}),
    ("ceiling of aid rule R", [GRANT.model_copy(update={"aid_rule": "R"}), AidRule(rule="R", rate=NEEDED / 100)], {}),
    ("milestone", [GRANT.model_copy(update={"paid_to": 3}), SupportTerm(offer="Grant", most_before_ready=0.5)], {}),
    ("minimum load", [MoveCondition(project="Plant", minimum_load=1.0)], {}),
    ("raising public money costs nothing", [], {"cost_of_public_funds": 0.0}),
    ("credit by law", [GRANT.model_copy(update={"choice": "statutory", "most": NEEDED})], {}),
    ("published scheme", [GRANT.model_copy(update={"choice": "published", "most": NEEDED})], {}),
]  # fmt: skip


@pytest.mark.parametrize(("cause", "rows", "setting"), CAUSES)
def test_slack_of_a_supported_project_is_put_down_to_the_rule_that_binds(
    cause: str, rows: list[Any], setting: dict[str, Any]
) -> None:
    """Proves: each cause is found where its rule binds. By hand: the firm gives up 39, not the 40 it was paid for, so
    that 1 is left; without the rule the cause is none (`test_support_beyond_the_least_needs_a_cause`).
    """
    of = case(*rows, **setting)
    easier = of.with_rows(MoveFinance, [MoveFinance(project="Plant", value_forgone=39.0)])
    (found,) = slack_causes(easier, solve(of))
    assert found.slack == pytest.approx(1.0, abs=1e-5)
    assert found.causes == (cause,)


def test_a_firm_that_must_be_kept_from_leaving_is_paid_more() -> None:
    """Proves: the staying row of the year that binds is named.
    By hand: 60 in 2031 and in 2032; in 2032 leaving brings 100, so 0.8 G + 60 >= 100: G = 50, where 35.868 would do.
    """
    of = case(
        Price(good="part", market="world", price=60.0), SupportTerm(offer="Grant", obligation_years=10),
        MoveFinance(project="Plant", value_forgone=40.0, gain_from_leaving=100.0), plant={"life": 2}, years=3,
    )  # fmt: skip
    (found,) = slack_causes(of, solve(of))
    assert found.slack == pytest.approx(50 - (140 - 60 / 1.1 - 60 / 1.21))
    assert found.causes == ("staying row of 2032 binds",)


def last_year(fixed_cost: float = 0.0, *, discarded: float = 0.0, by_price: float = 0.0) -> float:
    """What the audit finds for the years after the horizon of a plant that lives for 20."""
    of = case(
        recipe("split", main="part", joint={"slag": 1.0}, disposal=0.5), Price(good="part", market="world", price=15.0),
        Price(good="slag", market="world", price=by_price), recipe_name="split",
        plant={"life": 20, "fixed_cost": fixed_cost},
    )  # fmt: skip
    waste = Disposal("Plant", "slag", at(of.settings.last_year), discarded, 0)
    (found,) = Firms(Figures(of, by_hand(of).with_rows(Disposal, [waste]))).participations
    return found.later


def test_after_the_horizon_a_plant_goes_on_as_in_its_last_year_or_stops() -> None:
    """Proves: the tail by closed form. By hand: ten more years of 15, less a fixed cost of 2, or nothing where that
    is 16; with 1 t of slag discarded in 2040, its sale at 3 is lost and 0.5 paid: 14.5 instead of 18.
    If broken: losses go on for ever, or what is thrown away is sold.
    """
    ten_more = TEN_YEARS / 1.1**10
    assert last_year() == pytest.approx(15 * ten_more)
    assert last_year(2.0) == pytest.approx(13 * ten_more)
    assert last_year(16.0) == 0.0
    assert last_year(by_price=3.0) == pytest.approx(18 * ten_more)
    assert last_year(by_price=3.0, discarded=1.0) == pytest.approx(14.5 * ten_more)


def only(of: Case) -> tuple[Plan, Participation]:
    """The plan of a case, which passes its audit, and what its one project is worth."""
    plan = solve(of)
    assert [line for line in audit(of, plan) if not line.passed] == []
    (found,) = plan[Participation]
    return plan, found


def grants(plan: Plan) -> list[tuple[int, float]]:
    """Year and million of every payment of support, to a thousandth."""
    return [(row.node.year, round(row.amount, 3)) for row in plan[Cost] if row.kind == "support"]


@pytest.mark.parametrize("fixed_cost", [0.0, 2.0])
def test_what_comes_after_the_horizon_is_told_in_full_where_the_project_pays_without_it(fixed_cost: float) -> None:
    """Proves: V11 at 40 a unit and a life of 20 needs nothing; its later years are worth ten more of 40, less fixed
    cost. If broken: the solver lets them lie where the row is slack, and the plan tells of nothing or of a part.
    """
    of = case(Price(good="part", market="world", price=40.0), plant={"life": 20, "fixed_cost": fixed_cost})
    plan, found = only(of)
    yearly = 40.0 - fixed_cost
    assert found.later == pytest.approx(yearly * TEN_YEARS / 1.1**10)
    assert found.slack == pytest.approx(yearly * TEN_YEARS * (1 + 1.1**-10) - 140)
    assert grants(plan) == []


def test_what_a_joint_plant_discards_in_its_last_year_is_discarded_later_too() -> None:
    """Proves: 15 for the part; a by-product nobody takes costs 1 instead of bringing 20: 14 a year, not 35.
    By hand: at 1.1 / 1.02 - 1 five years are worth 56.130 and the fifteen after them 82.944; 400 - 139.073 = 260.926.
    If broken: 207.359 come later, and the grant is 136.511.
    """
    of = case(
        recipe("split", main="part", joint={"by": 1.0}, disposal=1.0), Price(good="part", market="world", price=15.0),
        Price(good="by", market="world", price=20.0), MoveFinance(project="Plant", value_forgone=300.0),
        recipe_name="split", plant={"life": 20}, years=6, inflation=0.02,
    )  # fmt: skip
    plan, found = only(of)
    assert found.margin == pytest.approx(56.1298, abs=1e-4)
    assert found.later == pytest.approx(82.9437, abs=1e-4)
    assert grants(plan) == [(2030, 260.926)]


def test_support_that_would_be_paid_after_the_horizon_is_not_agreed() -> None:
    """Proves: only what is paid by 2040 would be paid back. Up to thirty years after the start, at most 200.
    By hand: leaving brings 140 in 2040, staying 15, so (1 - age / 10) G >= 125: an age of 3, G = 178.571. A start in
    2036 would need 208.3. If broken: a grant due in 2060 keeps the firm, and nobody ever pays it.
    """
    of = case(
        GRANT.model_copy(update={"paid_to": 30, "most": 200.0}), SupportTerm(offer="Grant", obligation_years=10),
        MoveFinance(project="Plant", value_forgone=40.0, gain_from_leaving=140.0),
    )  # fmt: skip
    plan, found = only(of)
    assert found.start.year == 2037
    assert grants(plan) == [(2040, 178.571)]


def test_of_equal_parts_those_paid_before_the_plant_is_ready_count_for_the_milestone() -> None:
    """Proves: one part of four comes before the plant is ready, and a half may.
    By hand: a part is 47.831 / (1 + 1 / 1.1 + 1 / 1.21 + 1 / 1.331) = 13.718. If broken: no plan, for all four count.
    """
    parts = SupportTerm(offer="Grant", equal_instalments=True, most_before_ready=0.5)
    plan, _ = only(case(GRANT.model_copy(update={"paid_to": 3}), parts))
    assert grants(plan) == [(year, 13.718) for year in (2030, 2031, 2032, 2033)]


def test_an_offer_that_pays_nothing_keeps_nobody_from_leaving() -> None:
    """Proves: where no tax is due, writing off sooner saves none, and nothing could be paid back.
    By hand: in 2040 15 are to come and 16 are gained by leaving, so that no start stays. If broken: a share of the
    100 written off is paid back.
    """
    sooner = Support(offer="Sooner", instrument="accelerated depreciation", payer="State", rate=0.5)
    of = case(
        GRANT, sooner, SupportTerm(offer="Sooner", obligation_years=20),
        MoveFinance(project="Plant", value_forgone=40.0, gain_from_leaving=16.0),
    )  # fmt: skip
    assert solve(of)[Start] == ()


def test_a_loss_is_carried_by_what_would_be_paid_back_from_the_start_on() -> None:
    """Proves: at 16 against 15 a unit nine years lose 1 each; the grant, open from 2031, would be paid back in part.
    By hand: 140 + (1 - 1.1^-9) / 0.1 = 145.759. In 2031 the row of a start in 2030 stands, and the start of 2031 is not
    ready. If broken: it would then pay back nothing, and could not be made before 2032.
    """
    of = case(
        GRANT.model_copy(update={"first_year": 2031}), SupportTerm(offer="Grant", obligation_years=10),
        plant={"unit_cost": 16.0},
    )  # fmt: skip
    plan, found = only(of)
    assert found.start.year == 2031
    assert grants(plan) == [(2031, 145.759)]


def test_an_open_scheme_pays_a_project_that_it_moves_without_the_plan(solved: Callable[[Case], Plan]) -> None:
    """Proves: V17's unwanted taker is paid in full. By hand: Other is worth 22.9 by itself, nobody needs what it makes,
    and the scheme of 60 that Plant needs pays it too. If broken: a scheme looks as cheap as a tailored offer.
    """
    of = case(
        GRANT.model_copy(update={"choice": "published", "most": 60.0}), Price(good="part", market="world", price=15.0),
        Price(good="other", market="world", price=20.0),
        move("Other", "A", "other", 1.0, capital_cost=100.0, lead=1, life=10),
    )  # fmt: skip
    found = solved(of)
    unwanted = [row for row in found[Cost] if row.project == "Other (not in the plan)"]
    assert [(row.kind, row.amount) for row in unwanted] == [("support", 60.0), ("public funds", 12.0)]
    cheaper = found.cost - 12.0 / 1.03
    less = replace(found, cost=cheaper, bound=cheaper)
    less = changed(less, Cost, lambda row: None if row in unwanted else row)
    lines = [line for line in audit(of, less) if not line.passed]
    assert [(line.check, line.where) for line in lines] == [
        ("Support paid as its offers allow", "most of Grant to Other (not in the plan), agreed 2030")
    ]


def test_a_line_in_operation_that_may_close_is_asked_every_year(solved: Callable[[Case], Plan]) -> None:
    """Proves: lines in operation have a staying row in every year (C.1).
    By hand: 0.5 t at 15 - 1 less a fixed cost of 8 loses 1 a year; a credit of 1 keeps it. If broken: it closes, or
    runs at a loss that nobody pays for.
    """
    of = case(
        line("A", "part", 0.5, unit_cost=1.0, fixed_cost=8.0, may_close=True, firm="E"),
        Support(offer="Kept", instrument="production credit", payer="State", good="part", amount_a_unit=9.0, who="E"),
        years=3,
    )  # fmt: skip
    found = solved(of)
    rows = [row for row in found[Staying] if row.venture == "A / part"]
    assert [row.node.year for row in rows] == [2030, 2031, 2032]
    paid = [row.amount for row in found[Cost] if row.item == "Kept" and row.kind == "support"]
    assert sum(paid) >= 3.0
    silent = changed(found, Staying, lambda row: None if row.venture == "A / part" else row)
    assert failed(of, silent) == ["Firms' accounts worked out again"]

"""What is said where budgets, aid rules or firms leave no plan: causes, figures, cells; each case solved by hand.

The plant of V11: capital of 100, a margin of 15 in each of ten years, 40 given up. At its firm's 10 % the margins are
worth 92.1685 when it starts, so it is worth -7.8315 without support and lacks 47.8315. Its part is due from the second
year on and may not go unmet, so there is no plan without the plant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from typing import Any

import pytest

from models.case import AidRule, Budget, Case, Demand, Firm, Group, Payer, Price, Support
from models.diagnosis import BudgetFactor, Diagnosis, OverBudget, Unpaid, diagnose
from models.diagnosis.giving_way import GivingWay
from models.highs import Answer, Outcome
from models.schema import Row
from planner.solving import no_plan_words
from tests.cases import FIRST_YEAR, cap, lane, line, move, need, tiny
from tests.verification.test_firms import grant, plant

LACKS = 47.831493
WORTH = -7.831493
LEAST = "  No smaller change in all allows a plan; others of the same size may do as well."
AID = (
    '  Aid rule "EU": project "Plant" needs USD 47.84 million of aid, in grant equivalent at its start; the rule '
    "allows 30."
)
FIRMS = (
    "  Firms would not do what a plan needs: nothing that payers offer makes it pay. If they did as the plan says, a "
    "plan would exist."
)


def due(*rows: Row, **facts: Any) -> Case:
    """The plant, whose part is due from the second year on."""
    case = plant(*rows, **facts)
    hard = {"may_go_unmet": None, "first_year": FIRST_YEAR + 1}
    needs = (row.model_copy(update=hard) if row.programme == "P" else row for row in case[Demand])
    return case.with_rows(Demand, needs)


def budget(amount: float, fiscal_year: int = FIRST_YEAR, **facts: Any) -> Budget:
    """A row of Budgets of the payer."""
    return Budget(payer="Government", fiscal_year=fiscal_year, amount=amount, **facts)


def test_where_several_payers_have_budgets_each_that_would_do_alone_is_named() -> None:
    """47.83 is lacking at the start: 20 and 10 are there, so either payer would do with 17.83 more."""
    other = Payer(payer="Fund")
    more = grant(offer="Fund grant", payer="Fund")
    case = due(grant(), other, more, budget(20.0), Budget(payer="Fund", fiscal_year=FIRST_YEAR, amount=10.0))
    found = diagnose(case)
    assert found.factor is not None
    assert [(one.payer, one.more) for one in found.factor.alone] == [
        ("Government", near(LACKS - 30.0)),
        ("Fund", near(LACKS - 30.0)),
    ]
    said = no_plan_words(found, case)
    assert (
        "With the budgets of Fund alone raised by 17.84 million in all (in its own money), and all others as they "
        "stand, a plan exists."
    ) in said


def test_a_payer_whose_budgets_alone_would_not_do_is_not_named() -> None:
    """The fund may give at most 5, so only the government could do it alone: 20 and 3 are there, 24.83 more needed."""
    more = grant(offer="Fund grant", payer="Fund", most=5.0)
    fund = Budget(payer="Fund", fiscal_year=FIRST_YEAR, amount=3.0)
    found = diagnose(due(grant(), Payer(payer="Fund"), more, budget(20.0), fund))
    assert found.factor is not None
    assert [(one.payer, one.more) for one in found.factor.alone] == [("Government", near(LACKS - 23.0))]


def near(value: float | list[float]) -> Any:
    """Equal but for the solver's last digits."""
    return pytest.approx(value)


def credit(amount: float, **facts: Any) -> Support:
    """A production credit on each part."""
    return Support(
        offer="Credit", instrument="production credit", payer="Government", good="part", amount_a_unit=amount, **facts
    )


def said(case: Case, diagnosis: Diagnosis | None = None) -> list[str]:
    """Lines about a case without a plan, after the first."""
    first, *lines = no_plan_words(diagnosis or diagnose(case), case).split("\n")
    assert first == "No plan keeps every rule."
    return lines


def times(case: Case, factor: float) -> Case:
    """The case with all that budgets leave multiplied alike."""
    changed = (
        row.model_copy(update={"amount": row.already_promised + factor * (row.amount - row.already_promised)})
        for row in case[Budget]
    )
    return case.with_rows(Budget, changed)


def by_year(amount: float) -> list[Budget]:
    """The same budget in each of the eleven years."""
    return [budget(amount, year) for year in range(FIRST_YEAR, FIRST_YEAR + 11)]


def test_half_of_the_money_needed_is_said_to_need_twice_as_much() -> None:
    """47.8315 is 2.0013 times 23.9."""
    case = due(grant(), budget(23.9))
    assert said(case) == [
        "  Budgets are too small: without the sheet Budgets a plan exists.",
        "  With every budget at 2.01 times its amount a plan exists; at 2.00 times it is proved that none does.",
        '  Budget "Government / 2030" leaves 23.9 million; a plan at 2.01 times spends 47.83 (in the payer\'s money of '
        "2030).",
    ]


def test_what_is_promised_already_is_not_multiplied() -> None:
    """Of 30 there are 23.9 left: 47.8315 is 2.0013 times that, and only 1.6 times the amount."""
    case = due(grant(), budget(30.0, already_promised=6.1))
    assert said(case)[1] == (
        "  With every budget at 2.01 times what it leaves (Amount less Already promised) a plan exists; at 2.00 times "
        "it is proved that none does."
    )


def test_the_budget_with_the_least_room_is_named_first() -> None:
    """All 47.8315 is charged to the payer's 12 and to the line's 10 alike: 4.783 times 10 does it."""
    case = due(grant(budget_line="plants"), budget(12.0), budget(10.0, budget_line="plants"), budget(60.0, 2031))
    factor = diagnose(case).factor
    assert factor is not None
    assert (factor.works, factor.fails, factor.settled) == (4.79, 4.78, True)
    assert factor.over == (
        OverBudget("Government / plants / 2030", "Government", 2030, near(LACKS), 10.0),
        OverBudget("Government / 2030", "Government", 2030, near(LACKS), 12.0),
    )


def test_later_years_help_as_far_as_their_money_goes() -> None:
    """2 a year at the firm's 10 %: 2 (1 + a(10, 10 %)) = 14.2891 at the start, and 3.3474 times that is needed."""
    case = due(grant(paid_to=10), *by_year(2.0))
    factor = diagnose(case).factor
    assert factor is not None
    assert (factor.works, factor.fails) == (3.35, 3.34)
    assert [row.fiscal_year for row in factor.over] == list(range(FIRST_YEAR, FIRST_YEAR + 11))
    assert said(case)[-1] == "  It exceeds 5 more rows of Budgets as they stand."


@pytest.mark.parametrize(
    "case",
    [due(grant(), budget(23.9)), due(grant(), budget(47.7)), due(grant(paid_to=10), *by_year(2.0))],
    ids=["half", "nearly all", "by year"],
)
def test_the_factor_works_and_the_one_below_does_not(case: Case, feasible: Callable[[Case], bool]) -> None:
    factor = diagnose(case).factor
    assert factor is not None
    assert factor.works is not None
    assert factor.works <= 1.02 * factor.fails
    assert feasible(times(case, factor.works))
    assert not feasible(times(case, factor.fails))


def test_a_budget_that_is_nearly_enough_is_said_to_fail_as_it_stands() -> None:
    assert said(due(grant(), budget(47.83)))[1] == (
        "  With every budget at 1.01 times its amount a plan exists; as they stand it is proved that none does."
    )


def test_a_budget_of_nothing_stays_nothing_whatever_the_factor() -> None:
    assert said(due(grant(), budget(0.0)))[1:] == [
        "  Not even with every budget at 10,000 times its amount a plan exists.",
        '  Budget "Government / 2030" leaves 0 million; a plan without budgets spends 47.83 (in the payer\'s money of '
        "2030).",
    ]


def test_an_aid_ceiling_that_is_too_low_is_named_with_what_the_plant_needs() -> None:
    """30 % of 100 where 47.8315 is needed, rounded up so that what is said suffices."""
    case = due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.3))
    assert said(case) == [
        "  Aid rules allow too little: without the sheet Aid rules a plan exists.",
        AID,
        LEAST,
    ]


@pytest.mark.parametrize("rate", [0.0, 0.05])
def test_a_ceiling_is_told_in_value_at_the_start_of_the_project(rate: float) -> None:
    """The rule's rate discounts aid and ceiling alike."""
    case = due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.3, reference_rate=rate))
    [over] = diagnose(case).ceilings
    assert (over.rule, over.project) == ("EU", "Plant")
    assert (over.aid, over.ceiling) == (near(LACKS), near(30.0))


def test_a_rule_that_allows_no_aid_is_a_ceiling_too() -> None:
    [over] = diagnose(due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.5, most=0.0))).ceilings
    assert (over.aid, over.ceiling) == (near(LACKS), 0.0)


def test_a_rule_that_bars_aid_to_moves_inside_a_group_is_named() -> None:
    """The plant moves from B to A; nothing is given up, so 7.8315 would do."""
    case = tiny(
        line("B", "part", line="Old"),
        move("Plant", "A", "part", 1.0, kind="relocate", moves_from="Old", firm="F", capital_cost=100.0, lead=1,
             life=10), need("part", 1.0, first_year=FIRST_YEAR + 1),
        Price(good="part", market="world", price=15.0), Firm(firm="F", home_nation="A", cost_of_capital=0.1),
        Group(group="EU", nation="A"), Group(group="EU", nation="B"), Payer(payer="Government", nation="A"),
        grant(aid_rule="R"), AidRule(rule="R", rate=1.0, no_relocation_within="EU"), years=11, inflation=0.0,
    )  # fmt: skip
    assert said(case)[1] == (
        '  Aid rule "R" bars aid to project "Plant", which moves inside EU; a plan gives it USD 7.832 million.'
    )


def test_rules_and_budgets_that_only_together_allow_no_plan_are_told_together() -> None:
    case = due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.3), budget(23.9))
    assert said(case) == [
        "  Aid rules and budgets together allow too little: without both sheets a plan exists, without one of them "
        "none does.",
        AID,
        LEAST,
        "  For the budgets, aid rules left aside:",
        "  With every budget at 2.01 times its amount a plan exists; at 2.00 times it is proved that none does.",
        '  Budget "Government / 2030" leaves 23.9 million; a plan at 2.01 times spends 47.83 (in the payer\'s money of '
        "2030).",
    ]


def test_no_grant_carries_a_loss_on_every_unit() -> None:
    """A unit costs 20 and sells for 15: 50 are lost in ten years, worth 33.7951 in the first, 30.7228 at the start."""
    case = due(grant(), unit_cost=20.0)
    assert said(case) == [
        FIRMS,
        '  Project "Plant", started in 2030, does not pay for F: USD 30.72 million are missing.',
        '    Without support it is worth -130.7 million to F, which asks 40; "Grant" brings 140 in all (after tax, at '
        "the end of 2030).",
        "    From 2031 on staying is worth USD 33.8 million less to F than leaving: it loses money on every unit.",
        "    Only a production credit or a purchase contract carries such a loss: add one that reaches it.",
        LEAST,
    ]


def test_a_production_credit_below_the_loss_is_to_be_raised() -> None:
    """3 of the loss of 5 on a unit: 2 a year are missing, 13.5180 in the first of ten years."""
    lines = said(due(grant(), credit(3.0), unit_cost=20.0))
    assert lines[3:5] == [
        "    From 2031 on staying is worth USD 13.52 million less to F than leaving: it loses money on every unit.",
        '    Raise Amount a unit of "Credit".',
    ]


def test_a_credit_that_carries_the_loss_leaves_no_doubt(feasible: Callable[[Case], bool]) -> None:
    assert feasible(due(grant(), credit(5.0), unit_cost=20.0))
    assert not feasible(due(grant(), credit(4.99), unit_cost=20.0))


@pytest.mark.parametrize(
    ("limit", "raised"),
    [({"most": 20.0}, "Most"), ({"rate": 0.2}, "Rate"), ({"most": 20.0, "rate": 0.5}, "Most")],
    ids=["most", "rate", "both"],
)
def test_a_grant_of_too_little_is_to_be_raised(limit: dict[str, float], raised: str) -> None:
    """20 of the 47.8315 that the plant lacks."""
    case = due(grant(**limit))
    assert said(case)[1:] == [
        '  Project "Plant", started in 2030, does not pay for F: USD 27.83 million are missing.',
        '    Without support it is worth -7.831 million to F, which asks 40; "Grant" brings 20 in all (after tax, at '
        "the end of 2030).",
        f'    Raise {raised} of "Grant".',
        LEAST,
    ]


def test_an_offer_that_stays_at_home_is_told_by_its_payer() -> None:
    case = due(Payer(payer="Other", nation="B"), grant(payer="Other"))
    [found] = diagnose(case).unpaid
    assert found == Unpaid(
        "Plant", "F", "A", 2030, near(WORTH), 40.0, 0.0, None, 0.0, False, offers=(), abroad=("Other",)
    )
    assert found.short == near(LACKS)
    assert said(case)[2:4] == [
        "    Without support it is worth -7.831 million to F, which asks 40; no offer reaches it (after tax, at the "
        "end of 2030).",
        '    Let "Other" pay for plants in other nations; or add an offer on Support that reaches it.',
    ]


def test_budgets_and_rules_are_left_aside_where_firms_would_not_move_anyway() -> None:
    case = due(grant(most=20.0, aid_rule="EU"), AidRule(rule="EU", rate=0.1), budget(5.0))
    assert said(case)[1:3] == [
        "  Aid rules and Budgets are left aside here.",
        '  Project "Plant", started in 2030, does not pay for F: USD 27.83 million are missing.',
    ]


def test_a_line_in_operation_that_would_rather_close_is_named() -> None:
    """It loses 5 on the one unit that is due, and a grant is for projects."""
    case = tiny(
        line("A", "part", unit_cost=20.0, may_close=True), need("part", 1.0),
        Price(good="part", market="world", price=15.0), Payer(payer="Government", nation="A"), grant(), inflation=0.0,
    )  # fmt: skip
    [found] = diagnose(case).unpaid
    assert (found.start, found.leaves, found.loss, found.offers) == (None, FIRST_YEAR, near(5.0), ())
    assert said(case)[1:4] == [
        '  Line "A / part" does not pay for Firm of A.',
        "    From 2030 on staying is worth USD 5 million less to Firm of A than leaving: it loses money on every unit.",
        "    Only a production credit or a purchase contract carries such a loss: add one that reaches it.",
    ]


def test_a_cap_is_named_with_firms_taken_into_account() -> None:
    """In 2030 all that is due comes from X, from then on 1 of 2: the plant makes the other, and the grant is enough."""
    case = due(grant(), line("X", "part"), lane("X", "A", "part"), need("part", 1.0, programme="Q"), cap(0.2))
    found = diagnose(case)
    assert [each.needed for each in found.relaxations] == near([1.0, *[0.5] * 10])
    assert not found.firms_aside
    assert said(case)[-1] == LEAST


def test_a_need_beyond_all_capacity_is_told_with_firms_left_aside() -> None:
    case = due(grant(most=20.0), need("part", 2.0, programme="Q", first_year=2035, last_year=2035))
    assert said(case) == [
        "  Q in A, 2035: 2.0 of 2.0 t of part cannot be delivered by any plan.",
        LEAST,
        "  Firms are left aside here: so much is needed even if they do as the plan says.",
    ]


def test_what_was_looked_at_when_the_time_ended_is_said() -> None:
    case = due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.3), budget(23.9))
    found = diagnose(case, seconds=0.0)
    assert found == Diagnosis(cut_short="budgets")
    assert not found.in_time
    assert said(case, found) == ["  The time for the search ended while it looked at budgets."]


def test_a_plan_without_budgets_gives_a_factor_where_no_time_is_left_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    search = GivingWay.search

    def hasty(way: GivingWay, aim: Mapping[int, float], *further: Any, **options: Any) -> Answer:
        if way.factor in aim:
            return Answer(Outcome.TIME_LIMIT, None, inf, -inf)
        return search(way, aim, *further, **options)

    monkeypatch.setattr(GivingWay, "search", hasty)
    over = OverBudget("Government / 2030", "Government", 2030, near(LACKS), 23.9)
    assert diagnose(due(grant(), budget(23.9))).factor == BudgetFactor(2.01, 1.0, False, (over,))
    nothing = replace(over, left=0.0)
    assert diagnose(due(grant(), budget(0.0))).factor == BudgetFactor(None, 1.0, False, (nothing,))


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (
            BudgetFactor(1.34, 1.0, False, ()),
            [
                "  With every budget at 1.34 times its amount a plan exists; as they stand it is proved that none "
                "does.",
                "  The two came no closer in the time for it.",
                "  Which budgets are too small was not found in the time for it.",
            ],
        ),
        (
            BudgetFactor(None, 1.31, False, ()),
            [
                "  With every budget at 1.31 times it is proved that no plan exists; a factor on all that works was "
                "not found in the time for it.",
                "  Which budgets are too small was not found in the time for it.",
            ],
        ),
    ],
    ids=["wide", "open"],
)
def test_what_was_not_found_in_time_is_said(factor: BudgetFactor, words: list[str]) -> None:
    assert said(due(grant(), budget(23.9)), Diagnosis(factor=factor))[1:] == words


def test_a_change_that_is_not_proved_the_smallest_is_not_called_so() -> None:
    case = due(grant(aid_rule="EU"), AidRule(rule="EU", rate=0.3))
    assert said(case, replace(diagnose(case), least=False))[-1] == (
        "  A smaller change may do: the search for it ran out of time."
    )

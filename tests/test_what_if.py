"""Support and cost of Plan 1 with its moves held, if an assumption is wrong or support is left out; by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from models.case import Case, Contract, Firm, Good, MoveFinance, Payer, Price, PricePath, Settings, Support
from models.plan import AidLevel, BudgetLevel, Cost, Plan, Start, Status
from models.study import Options, solve
from planner.beside import Beside
from planner.report.book import plan_sheets, write_plan_workbook
from planner.report.page import head_points
from planner.result import Result, WhatIf
from planner.run import run
from planner.what_if import what_if, without
from planner.workbook.problems import Places
from planner.workbook.reader import Reading
from tests.cases import good, move, need, tiny
from tests.firms import two_firms
from tests.report import made
from tests.report.sheets import says, sheet, values

MILLION = "USD million"
BY_HAND: dict[tuple[str, str], tuple[float, float] | None] = {
    ("nothing", ""): (81.4, 162.28),
    ("value forgone", "20% lower"): (81.4 - 1.2 * 2, 162.28 - 0.48),
    ("value forgone", "20% higher"): (81.4 + 1.2 * 2, 162.28 + 0.48),
    ("selling price", "20% lower"): (30 + 20 + 28.8 + 16 + 10 + 5, 162.28 + 5.68),
    ("selling price", "20% higher"): (30 + 4.375 + 16 + 6 + 1, 162.28 - 4.805),
    ("cost of capital", "low"): (26 + 5 + 20 + 6, 162.28 - 4.88),
    ("cost of capital", "high"): (30 + 209 / 9 * (5 / 9 + 0.36) / (5 / 9) + 27, 162.28 + 0.2 * 13.8702222),
    ("form of support", "grant"): (20 + 64.4 + 33, 162.28 + 7.2),
    ("form of support", "investment credit"): (30 + 30 + 27, 162.28 + 1.12),
    ("form of support", "production credit"): (26 + 20 + 12.4 + 20, 162.28 + 120 - 26 - 0.6),
    ("form of support", "soft loan"): None,
    ("payer", "Fund"): None,
    ("payer", "Bank"): None,
    ("payer", "Treasury"): (30 + 30 + 27, 162.28 + 1.12),
}
"""Support and cost; None: no plan. Of the loan twice what a firm lacks is paid, of a credit in 2031 1.25 times.

Prices 20 % lower: Alpha lacks 57.2, 14.4 of it from the loan; Beta 27.2, of which 5 in 2032 and 10 in 2031. Higher:
Alpha lacks 32.8, Beta 21.44. No cost of capital: Alpha lacks 31, a later credit is as good as a grant, and Beta gets
the grants. At 50 %, Alpha lacks 53.22 and the loan is cheaper than the credit. Without production credits Beta's plant
is built with 20 of grants, which Alpha makes up for by 12.4 of loan, and stands idle: 120 short, 26 of cost saved.
"""


@cache
def first_plan() -> Plan:
    return solve(two_firms(), Options(gap=0.0))


def never() -> bool:
    return False


def found(case: Case, plan: Plan, *, second_process: bool = False) -> dict[tuple[str, str], WhatIf]:
    with Beside(60.0, never, second_process=second_process) as beside:
        return {(one.changed, one.name): one for one in what_if(case, plan, beside)}


def reading(case: Case) -> Reading:
    return Reading("case.xlsx", case, (), 30, 30, 0, Places({}, {}, {}, {}))


@cache
def result() -> Result:
    return run(reading(two_firms()), two_firms())


def test_two_firms_get_different_instruments_within_a_budget_and_an_aid_ceiling(
    solved: Callable[[Case], Plan],
) -> None:
    """Proves: grants go where other support is dearest, within C2 and C5; the rest is found firm by firm (C1, C1s).

    By hand: see `two_firms`. If broken: without C1s Beta gets 8.32 / 0.8 = 10.4 in 2031 and nothing in 2032; without
    C5 Alpha gets 45 of grant; without C2 Beta gets 20.
    """
    plan = solved(two_firms())
    paid = {(cost.project, cost.purpose, cost.node.year): cost.amount for cost in plan[Cost] if cost.kind == "support"}
    assert paid == {
        ("Alpha plant", "grant", 2030): pytest.approx(30.0),
        ("Alpha plant", "investment credit", 2032): pytest.approx(20.0),
        ("Alpha plant", "soft loan", 2030): pytest.approx(4.4),
        ("Beta plant", "grant", 2030): pytest.approx(16.0),
        ("Beta plant", "production credit", 2031): pytest.approx(8.0),
        ("Beta plant", "production credit", 2032): pytest.approx(3.0),
    }
    (aid,), (budget,) = plan[AidLevel], plan[BudgetLevel]
    assert (aid.aid, aid.ceiling) == pytest.approx((30.0, 30.0))
    assert (budget.spent, budget.ceiling) == pytest.approx((46.0, 46.0))
    assert plan.cost == pytest.approx(100 + 20 + 26 + 0.2 * 81.4)


@pytest.mark.parametrize(
    ("instrument", "dearer", "opened"),
    [
        ("grant", 0.2 * (117.4 - 81.4), {"Alpha plant", "Beta plant"}),
        ("investment credit", 0.2 * (87.0 - 81.4), {"Alpha plant", "Beta plant"}),
        ("production credit", 120 - (46 + 0.2 * 27), {"Alpha plant"}),
        ("soft loan", 300 - (100 + 0.2 * 54.4) - 0.2 * 1, {"Beta plant"}),
    ],
)
def test_removing_each_instrument_raises_the_cost_by_its_worth(
    solved: Callable[[Case], Plan], instrument: str, dearer: float, opened: set[str]
) -> None:
    """With moves free: 7.2, 1.12, 68.6 and 188.92 million.

    Without grants the loan makes up for Alpha's and the production credit, 20 and 13, for Beta's. Without the
    production credit Beta does not start, and 120 of oxide is short; without the loan Alpha does not, 300 of alloy is
    short, and Beta has 20 of grant.
    """
    case = two_firms()
    offers = [offer for offer in case[Support] if offer.instrument == instrument]
    plan = solved(without(case, offers))
    assert plan.cost - solved(case).cost == pytest.approx(dearer)
    assert dearer > 1.0
    assert plan.signature == opened


@pytest.mark.parametrize("second_process", [False, True])
def test_every_what_if_is_as_worked_out_by_hand(second_process: bool) -> None:
    ours = found(two_firms(), first_plan(), second_process=second_process)
    assert list(ours) == list(BY_HAND)
    for key, figures in BY_HAND.items():
        one = ours[key]
        if figures is None:
            assert (one.status, one.support, one.cost) == (Status.NO_PLAN, None, None), key
        else:
            assert one.status is Status.PROVED, key
            assert (one.support, one.cost) == pytest.approx(figures, abs=1e-6), key


def floors_alone() -> Case:
    """A plant that makes 1000 t at 100 each for prices of 60 or 130, and a menu of floors; nobody offers support."""
    strikes = [
        Contract(contract="Floor", strike=strike, payer="Government", good="part", years=1, upside_share=0.3)
        for strike in (60.0, 85.0, 90.0, 100.0)
    ]
    return tiny(
        move("Plant", "A", "part", 1000.0, firm="F", capital_cost=0.0, unit_cost=100.0, life=1),
        good("part", shortage_penalty=1000.0), need("part", 1000.0),
        PricePath(path="low", probability=0.6), PricePath(path="high", probability=0.4),
        Price(good="part", market="world", path="low", price=60.0),
        Price(good="part", market="world", path="high", price=130.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.1), Payer(payer="Government", nation="A"), *strikes,
        inflation=0.0, cost_of_public_funds=0.2,
    )  # fmt: skip


def test_purchase_contracts_alone_are_left_out_as_a_form_and_with_their_payer() -> None:
    """At a strike of 90 a unit is paid 0.6 x 30 - 0.3 x 0.4 x 40 = 13.2.

    Prices 20% lower, 48 and 104: 100 pays 0.6 x 52 - 0.12 x 4 = 30.72, and 90 too little. Higher, 72 and 156: the plant
    pays without a floor. Without contracts it does not pay, and nobody else is asked to make it.
    """
    case = floors_alone()
    ours = found(case, solve(case, Options(gap=0.0)))
    figures = {key: None if one.support is None else (one.support, one.cost) for key, one in ours.items()}
    assert figures == {
        ("nothing", ""): pytest.approx((13200.0, 102640.0)),
        ("selling price", "20% lower"): pytest.approx((30720.0, 106144.0)),
        ("selling price", "20% higher"): pytest.approx((0.0, 100000.0)),
        ("form of support", "purchase contract"): None,
        ("payer", "Government"): None,
    }
    assert ours["payer", "Government"].status is Status.NO_PLAN
    shown = values(sheet(replace(result(), what_ifs=tuple(ours.values())), "What if"))
    assert (shown[3]["What changes"], shown[3]["How"]) == ("Form left out", "Without purchase contracts")


class Counting(Beside):
    """Counts the searches that are handed in."""

    handed_in = 0

    def submit(self, case: Case, held: Plan | None = None) -> Future[Plan]:
        self.handed_in += 1
        return super().submit(case, held)


def test_what_the_plan_does_not_use_is_left_out_without_a_search() -> None:
    """A grant two years later would cost 1.56 times what Beta lacks: a production credit costs 1.25 times."""
    late = Support(offer="Late grant", instrument="grant", payer="Late bank", who="Beta", paid_from=2)
    case = two_firms()
    case = case.with_rows(Payer, [*case[Payer], Payer(payer="Late bank")]).with_rows(Support, [*case[Support], late])
    beside = Counting(60.0, never, second_process=False)
    with beside:
        ours = {(one.changed, one.name): one for one in what_if(case, first_plan(), beside)}
        assert beside.handed_in == len(ours) - 1 == len(BY_HAND)
        searched = beside.result(case, beside.submit(without(case, [late]), first_plan()))
    unused = ours["payer", "Late bank"]
    assert (unused.support, unused.cost) == pytest.approx((81.4, 162.28))
    assert searched.cost == pytest.approx(162.28)


def test_moves_are_held_although_others_would_be_cheaper() -> None:
    """With a shortage of oxide at 20 a tonne Beta would not be started any more: 40 instead of 51.4."""
    case = two_firms()
    prices = {"alloy": 100.0, "oxide": 20.0}
    goods = (row.model_copy(update={"shortage_penalty": prices[row.good]}) for row in case[Good])
    cheap = case.with_rows(Good, goods)
    assert solve(cheap, Options(gap=0.0)).signature == {"Alpha plant"}
    with Beside(60.0, never, second_process=False) as beside:
        plan = beside.result(cheap, beside.submit(cheap, first_plan()))
    assert {(start.move, start.node.year) for start in plan[Start]} == {("Alpha plant", 2030), ("Beta plant", 2030)}


def test_where_settings_asks_for_least_support_first_what_ifs_are_searched_for_least_cost_and_say_so() -> None:
    """The moves held are not those of least support, which is nothing: no firm would move."""
    case = two_firms()
    first = case.with_rows(Settings, [case.settings.model_copy(update={"aim": "least support first"})])
    ours = found(first, first_plan())
    assert ours["nothing", ""].cost == pytest.approx(162.28)
    assert ours["form of support", "grant"].cost == pytest.approx(162.28 + 7.2)
    rows = values(sheet(replace(result(), case=first), "What if"))
    assert rows[0]["What it means"] == (
        "What the rows below are compared with; all for least cost, not least support first"
    )


def test_leaving_all_offers_out_does_not_leave_the_firms_out() -> None:
    """Without any row on Support firms would do as the plan says; without any offer that is open they do not move."""
    case = two_firms()
    assert solve(without(case, case[Support]), Options(gap=0.0)).signature == frozenset()
    assert solve(case.with_rows(Support, ()), Options(gap=0.0)).signature == first_plan().signature


def test_assumptions_that_are_not_typed_are_not_varied() -> None:
    case = two_firms().with_rows(MoveFinance, ()).with_rows(Firm, ())
    plan = solve(case, Options(gap=0.0))
    assert [key[0] for key in found(case, plan)][:3] == ["nothing", "selling price", "selling price"]
    assert not [key for key in found(case, plan) if key[0] in ("value forgone", "cost of capital")]


def test_without_support_there_is_nothing_to_ask() -> None:
    case = two_firms().with_rows(Support, ())
    assert found(case, first_plan()) == {}
    assert "What if" not in [one.name for one in plan_sheets(made.result())]


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_what_if_ends_with_the_time_limit_and_when_the_user_stops(seconds: float) -> None:
    case = two_firms()
    with Beside(seconds, lambda: seconds > 0, second_process=False) as beside:
        ours = what_if(case, first_plan(), beside)
    assert {one.status for one in ours} == {Status.NOT_FOUND}
    assert len(ours) == len(BY_HAND)


def test_the_user_s_stop_reaches_what_ifs_in_the_second_process() -> None:
    begun = time.monotonic()
    with Beside(60.0, lambda: True, second_process=True) as beside:
        ours = what_if(two_firms(), first_plan(), beside)
    assert time.monotonic() - begun < 30.0
    assert ours[-1].status is Status.NOT_FOUND


def test_a_run_that_is_stopped_while_it_asks_keeps_its_plans_and_says_so() -> None:
    case = two_firms()
    stopped = run(reading(case), case, lambda step: step.phase == "what if")
    assert (stopped.interrupted, len(stopped.options)) == (True, 1)
    shown = sheet(stopped, "What if")
    assert {row["What it means"] for row in values(shown)} == {"Not finished in the time allowed"}
    assert {row[f"Support ({MILLION})"] for row in values(shown)} == {"not known"}
    assert shown.headlines == (
        "What support would be if an assumption is wrong is not known: the searches had not finished.",
        "What a form of support or a payer is worth is not known: the searches had not finished.",
    )


def test_the_sheet_stands_after_what_binds_and_says_what_matters_most(tmp_path: Path) -> None:
    names = [one.name for one in plan_sheets(result())]
    assert names[names.index("What binds") + 1] == "What if"
    shown = sheet(result(), "What if")
    assert shown.headlines == (
        "With every selling price 20% lower, support is USD 110 million, 28 million more than as typed.",
        "No plan with these moves if one of these is left out: of forms, soft loans; of payers, Fund or Bank.",
    )
    assert shown.notes == (
        "Moves held: what Plan 1 starts, in the same years; flows, closures and support are free, so a plant may stand "
        "idle. Selling prices: of every good that firms with something to decide can make, in every market.",
        "Support and cost: present value at the public rate of 0%. More = than in the first row, searched in the same "
        "way. not known = its search had not finished when it was stopped.",
        "no plan = with these moves nothing keeps every rule: some firm would not move or not stay, or a cap, a need, "
        "an aid ceiling or a budget would be missed. Other moves may.",
    )
    assert max(len(note) for note in shown.notes) <= 215
    assert head_points(shown) <= 160
    assert says(result(), "Cover")["What if"] == (
        "What are support and cost if an assumption is wrong, or without a form of support or a payer?"
    )
    write_plan_workbook(result(), tmp_path / "plan.xlsx")
    assert openpyxl.load_workbook(tmp_path / "plan.xlsx")["What if"]["A1"].value == shown.title


def test_each_row_says_what_changes_and_what_that_means() -> None:
    rows = {str(row["How"]): row for row in values(sheet(result(), "What if"))}
    support, more, cost, dearer = (f"{name} ({MILLION})" for name in ("Support", "More support", "Cost", "More cost"))
    first = rows["Nothing: the moves of Plan 1 as the workbook is"]
    assert (first["What changes"], first[more], first[dearer]) == ("As typed", "-", "-")
    assert (first[support], first[cost]) == pytest.approx((81.4, 162.28))
    prices = rows["Every selling price 20% lower"]
    assert (prices["What changes"], prices["What it means"]) == ("Assumption", "These moves still work")
    assert (prices[more], prices[dearer]) == pytest.approx((28.4, 5.68))
    assert rows["Every firm's cost of capital at its low estimate"][more] == pytest.approx(-24.4)
    grants = rows["Without grants"]
    assert (grants["What changes"], grants["What it means"]) == (
        "Form left out",
        "These moves work without it, dearer",
    )
    bank = rows["Without Bank"]
    assert {bank[column] for column in (support, more, cost, dearer)} == {"no plan"}
    assert (bank["What changes"], bank["What it means"]) == ("Payer left out", "No plan with these moves")

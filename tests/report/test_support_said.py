"""What the sheets for all plans say of support: Cover, Summary, Compare, Costs, About this run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.case import Good, Payer, Price, Settings
from models.exposure_trace import Trace
from models.plan import Cost, Status
from planner.report import packages
from planner.report.view import View
from planner.result import Changed, Result, WhatIf
from tests.report import made
from tests.report.sheets import says, sheet, values
from tests.report.supported import supported

VALUE = "In total cost, present value (USD million)"
PER_POINT = "Support per point (USD million)"


def with_settings(**changes: Any) -> Result:
    """The same plans under other Settings."""
    found = supported()
    settings = found.case.settings.model_copy(update=changes)
    return replace(found, case=found.case.with_rows(Settings, [settings]))


def without_fall() -> Result:
    """Plan 1 leaves exposure as No action does."""
    found = supported()
    return replace(found, options=(replace(found.options[0], trace=found.no_action.trace),))


def test_the_cover_says_what_support_is_asked_and_what_decides_it() -> None:
    said = says(supported(), "Cover")
    assert said["What was asked"].endswith(
        "keep five cap checks on exposure to China; let firms move only where it pays them; at least cost."
    )
    assert sheet(supported(), "Cover").headlines[1] == (
        "Plan 1 needs USD 50 million of support, in present value; Estonia pays 38%, Joint bank 33% and Canada 29%."
    )
    assert len(sheet(made.result(), "Cover").headlines) == 1
    assert said["Support"] == (
        "Firms move only where it pays them. Four offers of three payers, as grant, soft loan and investment "
        "credit, made to measure and by law; how much, to whom and when is decided. Within nine budget ceilings and "
        "one aid rule. Counted in the ranking: raising one unit of public money, or of a premium above the world "
        "price, costs society 0.2; support itself is not, since it pays part of costs that are."
    )
    assert said["Selling prices"] == (
        "Firms earn the prices on the sheet Prices of their own market: these decide how much support is needed. Sold "
        "above the world price somewhere in the alliance: magnets."
    )
    assert said["After the horizon"] == (
        "After the horizon a plant goes on as in its last year to the end of its life, or stops."
    )
    assert said["Not part of this run"] == (
        "Purchase contracts (price floors, take or pay): your workbook offers none. Shocks and stockpiles: no sheet "
        "says anything about them."
    )
    assert said["P1 Firms"] == (
        "Plan 1: what makes each firm move, and what is left to bargain over? One firm a printed page."
    )
    assert said["P1 Actions"] == "Plan 1: who does what, where, when, with what support, and who pays?"


def test_without_a_dearer_market_nothing_is_sold_above_the_world_price() -> None:
    found = supported()
    world = [row for row in found.case[Price] if row.market == "world"]
    case = found.case.with_rows(Price, world)
    assert packages.above_world(View(replace(found, case=case))) == ()
    assert says(replace(found, case=case), "Cover")["Selling prices"].endswith("Nothing is sold above the world price.")


def test_sheets_that_were_left_out_on_request_are_named() -> None:
    found = made.result()
    assert "Left out of this run" not in says(found, "Cover")
    caps_left_out = replace(found, reading=replace(found.reading, left_out_sheets=("Caps",)))
    assert not [text for text in says(caps_left_out, "Cover").values() if "lose money" in str(text)]
    reading = replace(found.reading, left_out_sheets=("Support", "Payers"))
    said = says(replace(found, reading=reading), "Cover")
    assert said["Caveat 1"] == (
        "Firms may lose money in these plans: sheets about support were left out (--without), so none was asked."
    )
    assert said["Left out of this run"] == (
        "On request (--without): Support and Payers. Your workbook has rows there; they were not used."
    )
    assert "Support" not in said


def test_the_summary_shows_support_who_pays_most_and_what_a_point_costs() -> None:
    found = sheet(supported(), "Summary")
    assert found.headlines[2] == (
        "Plan 1 needs USD 50 million of support, in present value; Estonia pays 38%, Joint bank 33% and Canada 29%."
    )
    first, none = values(found)
    assert first["Support (USD million)"] == pytest.approx(50.466, abs=1e-3)
    assert (first["Largest payer"], none["Largest payer"]) == ("Estonia 38%", "nobody")
    assert first[PER_POINT] == pytest.approx(0.50466, abs=1e-5)
    assert (none["Support (USD million)"], none[PER_POINT]) == (0.0, "-")
    assert found.notes[1] == (
        "Total cost and support = present value. Per point = per percentage point of exposure removed: of defence "
        "needs in 2035, against No action. Other words: About this run."
    )


def test_where_nothing_is_removed_or_compared_there_is_no_figure_and_the_reason_is_told() -> None:
    assert values(sheet(without_fall(), "Summary"))[0][PER_POINT] == "n/a: none removed"
    compared = {row["Criterion"]: row["Plan 1"] for row in values(sheet(without_fall(), "Compare"))}
    assert compared["Support per point of exposure removed, defence needs, 2035"] == "n/a: none removed"
    found = supported()
    plan = replace(found.no_action.plan, status=Status.NO_PLAN, cost=float("inf"), tables={})
    alone = replace(found, no_action=replace(found.no_action, plan=plan, trace=Trace((), {}, {}, {}), audit=()))
    first, none = values(sheet(alone, "Summary"))
    assert (first[PER_POINT], none["Support (USD million)"]) == ("n/a: not measured", "n/a")


def test_compare_has_a_group_on_support() -> None:
    rows = [row for row in values(sheet(supported(), "Compare")) if row["Group"] == "Support"]
    assert [(row["Criterion"], row["Better"], row["No action"]) for row in rows] == [
        ("Support, present value", "low", 0.0),
        ("Largest payer and its share of the support", "-", "nobody"),
        ("Support per point of exposure removed, defence needs, 2035", "low", "n/a"),
        ("Buyers pay above world prices, present value", "low", 0.0),
    ]
    assert rows[1]["Plan 1"] == "Estonia 38%"
    assert rows[3]["Plan 1"] == pytest.approx(sum(4.0 * 1.03**-n for n in range(2, 7)))


def test_parts_of_the_cost_add_up_to_it_with_support_in_the_ledger() -> None:
    rows = values(sheet(supported(), "Compare"))
    parts = {row["Criterion"]: row["Plan 1"] for row in rows if str(row["Criterion"]).startswith("of which ")}
    assert sum(float(part) for part in parts.values()) == pytest.approx(supported().options[0].plan.cost)
    spent = 50.466312 + sum(4.0 * 1.03**-n for n in range(2, 7))
    assert parts["of which raising public money"] == pytest.approx(0.2 * spent, abs=1e-5)
    assert "of which support" not in parts


def of_kind(found: Result, kind: str) -> list[dict[str, Any]]:
    return [row for row in values(sheet(found, "Costs")) if row["Plan"] == "Plan 1" and row["Kind"] == kind]


def test_costs_tell_support_lending_and_public_money_apart_and_what_counts() -> None:
    found = supported()
    assert [(row["What for"], row["Payer"], row["Paid to"], row[VALUE]) for row in of_kind(found, "support")][:2] == [
        ("grant: Narva grant, Narva plant", "Estonia", "Narva Magnetics", 0.0),
        ("soft loan, at its grant value: Clean loan, Saguenay plant", "Canada", "Saguenay Alloys", 0.0),
    ]
    (lent,) = of_kind(found, "lending, paid back")
    assert (lent["What for"], lent[VALUE]) == ("soft loan, what is lent: Clean loan, Saguenay plant", 0.0)
    raised = {(row["What for"], row["Payer"]) for row in of_kind(found, "public money")}
    assert raised == {
        ("raising public money", "Canada"),
        ("raising public money", "Estonia"),
        ("raising public money", "Joint bank"),
        ("a premium, weighed like public money", "its buyers"),
    }
    assert {row["What for"] for row in of_kind(found, "transfer")} == {"premium above the world price"}
    assert sheet(found, "Costs").notes[2] == (
        "Support = from payers to firms; not counted: it pays part of costs that are. Public money = what raising it "
        "costs, 0.2 a unit of support or premium above the world price: counted. Lending: not counted."
    )


def test_at_selling_prices_support_itself_is_counted() -> None:
    found = with_settings(valuation="selling price")
    grant = next(row for row in of_kind(found, "support") if row["Payer"] == "Estonia")
    assert grant[VALUE] == pytest.approx(8.0 / 1.03)
    assert "not counted" not in sheet(found, "Costs").notes[2].split(".")[0]
    assert says(found, "Cover")["Support"].endswith(
        "Counted in the ranking: support, since prices leave it out, and raising one unit of public money, or of a "
        "premium above the world price, costs society 0.2."
    )
    rows = {row["Criterion"]: row["Plan 1"] for row in values(sheet(found, "Compare"))}
    assert rows["of which support"] == pytest.approx(50.466, abs=1e-3)


def test_about_this_run_tells_the_rules_by_which_firms_move_and_payers_pay() -> None:
    said = says(supported(), "About this run")
    assert said["Who pays where several could"] == (
        "Where the cost is equal: the host nation, then the firm's home, then the order of the sheet Payers; those "
        "that pay last at the end. The split follows this rule, not a finding."
    )
    assert said["When a firm moves"].startswith(
        "Its value of the project with support is not below the value forgone and the premium; and in every year from "
        "the first output on, what is still to come up to 2035"
    )
    assert "made real with inflation of 2% a year" in said["Value to a firm"]
    assert "public rate, 3% a year, real" in said["Value to a firm"]
    assert said["Tax on firms"].startswith("That of the nation where the plant stands")
    assert said["Support per point removed"].startswith(
        "Support, present value, over the percentage points by which exposure of defence needs in 2035 is lower than"
    )
    assert "Prices on several paths" not in said
    assert "When a firm moves" not in says(made.result(), "About this run")


@pytest.mark.parametrize(
    ("payer", "said"),
    [
        ("Canada", "Plan 1 needs USD 50 million of support, in present value; Canada pays all of it."),
        ("nobody", "Plan 1 needs no support."),
    ],
)
def test_a_sole_payer_pays_all_and_a_plan_without_support_needs_none(payer: str, said: str) -> None:
    found = supported()
    plan = found.options[0].plan
    paid = [replace(cost, payer=payer) if cost.kind == "support" else cost for cost in plan[Cost]]
    kept = [cost for cost in paid if cost.payer != "nobody"]
    option = replace(found.options[0], plan=plan.with_rows(Cost, kept))
    assert packages.finding(View(found), option) == said


def paid_by(*names: str, amounts: tuple[float, ...] = (40.0, 30.0, 20.0, 10.0, 5.0)) -> str:
    """What the headline says of who pays, where the payers named pay these amounts in one year."""
    found = supported()
    plan = found.options[0].plan
    grant = next(cost for cost in plan[Cost] if cost.kind == "support")
    paid = [replace(grant, payer=name, amount=amount) for name, amount in zip(names, amounts, strict=False)]
    case = found.case.with_rows(Payer, [Payer(payer=name) for name in reversed(names)])
    option = replace(found.options[0], plan=plan.with_rows(Cost, paid))
    return packages.finding(View(replace(found, case=case)), option).partition("; ")[2]


def test_a_headline_names_up_to_four_payers_and_counts_the_others_where_it_has_no_room() -> None:
    assert paid_by("A", "B") == "A pays 57% and B 43%."
    assert paid_by("A", "B", amounts=(40.0, 0.1)) == "A pays 99.8% and B 0.2%."
    assert paid_by("A", "B", "C", "D") == "A pays 40%, B 30%, C 20% and D 10%."
    assert paid_by("A", "B", "C", "D", "E") == "A pays 38%, B 29% and three others 33%."
    long = [f"Ministry for raw materials {letter}" for letter in "ABC"]
    assert paid_by(*long) == (
        "Ministry for raw materials A pays 44%, Ministry for raw materials B 33% and one other 22%."
    )


def left_out(*names: tuple[Changed, str]) -> str:
    """Second headline of What if where nothing keeps every rule without these forms and payers."""
    found = tuple(WhatIf(changed, name, Status.NO_PLAN, None, None) for changed, name in names)
    return sheet(replace(supported(), what_ifs=found), "What if").headlines[1]


def test_what_if_names_forms_and_payers_that_leave_no_plan_apart_as_far_as_it_has_room() -> None:
    grant: tuple[Changed, str] = ("form of support", "grant")
    loan: tuple[Changed, str] = ("form of support", "soft loan")
    assert (
        left_out(grant, loan) == "No plan with these moves if one of these is left out: of forms, grants or soft loans."
    )
    assert left_out(("form of support", "investment credit"), ("payer", "Canada")) == (
        "No plan with these moves if one of these is left out: of forms, investment credits; of payers, Canada."
    )
    many: list[tuple[Changed, str]] = [("payer", f"Ministry {number} for materials") for number in range(1, 5)]
    assert left_out(grant, *many) == (
        "No plan with these moves if one of these is left out: of forms, grants; of payers, Ministry 1 for materials "
        "or three others."
    )


def test_an_offer_that_names_no_good_reads_back_without_one() -> None:
    rows = {(row["Row"], row["Column"]): row for row in values(sheet(supported(), "Inputs as read"))}
    assert rows["Narva grant", "Good"]["Value"] == "blank: of any good"
    assert [one.good for one in supported().case[Good]] == ["magnets"]

"""What the workbook says where something is not known, not proved, or not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.auditing import AuditLine
from models.case import Cap
from models.plan import Status
from planner.report import checks
from planner.report.view import View
from planner.result import Result, Standing
from tests.report import made
from tests.report.sheets import says, sheet, values

ABOVE = "More than without caps (USD million)"


def without_no_action(status: Status) -> Result:
    found = made.result()
    plan = replace(found.no_action.plan, status=status, cost=float("inf"), tables={})
    return replace(found, no_action=replace(found.no_action, plan=plan, audit=()))


def test_a_cost_without_caps_that_was_not_proved_is_not_known_anywhere() -> None:
    found = replace(made.result(), cost_without_caps=None)
    assert [row[ABOVE] for row in values(sheet(found, "Summary"))] == ["not known"] * 3 + ["-"]
    (above,) = (
        r for r in values(sheet(found, "Compare")) if r["Criterion"] == "More than the cheapest plan without caps"
    )
    assert [above[name] for name in ("No action", "Plan 1", "Plan 2", "Plan 3")] == ["n/a"] + ["not known"] * 3
    said = says(found, "About this run")
    assert said["Cheapest plan without caps"] == "Not known: not proved before that search ended"
    assert said["Plan 3: cost and gap"] == (
        "Cost 2,862.1 USD million, proved to be at least 2,859.9: within 2.2 million, 0.0769% of total cost."
    )


def test_nothing_binds_and_what_all_caps_cost_is_not_known() -> None:
    found = replace(made.result(), cost_without_caps=None, bindings=())
    assert sheet(found, "What binds").headlines == (
        "No cap binds with the projects of Plan 1: one more point under any saves less than USD 0.1 million. "
        "What all caps together cost: not known.",
    )


def test_a_fault_of_the_solver_is_said_where_the_list_is_said_to_be_short() -> None:
    found = replace(made.result(complete=False), stopped=True, fault="cost 3 became 5 with the integers rounded")
    assert View(found).status == "NOT PROVED: the solver failed"
    assert says(found, "About this run")["How the search ended"] == (
        "The solver failed: cost 3 became 5 with the integers rounded."
    )
    assert sheet(found, "Summary").notes[0] == (
        "The solver failed after all three plans, before the last place was proved; "
        "what it said stands on About this run."
    )
    assert (
        sheet(found, "Cover")
        .notes[0]
        .startswith("Status: not proved, the solver failed. Three plans ranked; only places called certain are proved.")
    )
    assert says(found, "Cover")["Caveat 1"].startswith(
        "The solver failed before every plan asked for was found and proved; see About this run. Plan 1 costs least"
    )


@pytest.mark.parametrize(
    ("status", "on_summary", "on_exposure", "on_cover"),
    [
        (
            Status.NO_PLAN,
            "Existing plants and lanes with committed moves cannot meet every need and rule: no plan exists",
            "No plan exists",
            "Nothing can be compared with No action: no plan exists.",
        ),
        (
            Status.NOT_FOUND,
            "Existing plants and lanes with committed moves: no plan was found before its search ended",
            "No plan was found before its search ended",
            "Nothing can be compared with No action: no plan was found before its search ended.",
        ),
        (
            Status.FAILED,
            "Existing plants and lanes with committed moves: the solver gave no answer",
            "The solver gave no answer",
            "Nothing can be compared with No action: the solver gave no answer.",
        ),
    ],
)
def test_no_action_without_a_plan_says_why(status: Status, on_summary: str, on_exposure: str, on_cover: str) -> None:
    found = without_no_action(status)
    last = values(sheet(found, "Summary"))[-1]
    assert (last["Plan"], last["What it does"], last["Cap checks kept"]) == ("No action", on_summary, "n/a")
    assert [row["More than No action (USD million)"] for row in values(sheet(found, "Summary"))] == ["n/a"] * 3 + ["-"]
    assert values(sheet(found, "P1 Exposure"))[0]["What to note"] == on_exposure
    assert says(found, "Cover")["Caveat 1"] == on_cover
    assert sheet(found, "Compare").notes[1].startswith(f"No action cannot be compared with: {on_exposure[0].lower()}")
    assert sheet(found, "Cover").headlines[0].endswith("that nobody pays).")


def test_no_action_that_was_not_searched_to_its_proof_says_by_how_much_it_may_be_cheaper() -> None:
    found = made.result()
    plan = replace(found.no_action.plan, status=Status.TIME_LIMIT, bound=2500.0)
    found = replace(found, no_action=replace(found.no_action, plan=plan))
    assert says(found, "Cover")["Caveat 1"] == (
        "No action was not searched to its proof: it may be cheaper than shown, by up to USD 12 million."
    )


def test_one_plan_alone_has_a_place_and_no_order() -> None:
    alone = made.result(count=1)
    assert (
        sheet(alone, "Cover")
        .notes[0]
        .startswith("Status: complete. One plan ranked; its place is certain. The list is complete: every other")
    )
    unsure = replace(alone.options[0], standing=Standing("1=", (), 2845.9, unlisted_may_be_cheaper=True))
    assert (
        sheet(replace(alone, options=(unsure,), complete=False), "Cover")
        .notes[0]
        .startswith("Status: complete. One plan ranked; a plan that is not listed may be cheaper.")
    )


def test_the_cover_counts_the_checks_that_the_sheet_checks_lists() -> None:
    found = made.result()
    listed = len(sheet(found, "Checks").table.rows)
    assert listed == len(checks.made(View(found))) == 12
    assert sheet(found, "Cover").notes[1] == (
        "Checks: 12 of 12 passed. Input: one warning, and two other notes, listed on the sheet Problems."
    )
    wrong = replace(found.options[1], audit=(AuditLine("Every pool balances", False, 144, 2.0, "t", "Magnets"),))
    found = replace(found, options=(found.options[0], wrong, found.options[2]))
    assert sheet(found, "Cover").notes[1].startswith("Checks: 10 of 11 passed. One check FAILED.")


def test_an_input_without_a_note_says_so() -> None:
    found = made.result()
    found = replace(found, reading=replace(found.reading, problems=()))
    assert sheet(found, "Cover").notes[1] == "Checks: 12 of 12 passed. Input: nothing to note."


def test_what_proved_to_within_is_about_hangs_on_what_counts_as_another_plan() -> None:
    minimal, every = made.result(distinct="minimal"), made.result(distinct="all")
    assert (
        sheet(minimal, "Summary")
        .notes[2]
        .startswith(
            "Proved to within = the most by which the plan could still be cheaper: these projects at other sizes, "
            "start years and flows, with or without more projects."
        )
    )
    assert says(minimal, "About this run")["Proved to within"] == (
        "The most by which a plan could still be cheaper: these projects at other sizes, start years and flows, with "
        "or without more projects. Not among them: choices that hold all projects of another listed plan, which count "
        "as that plan."
    )
    assert says(every, "About this run")["Proved to within"] == (
        "The most by which a plan could still be cheaper: exactly these projects at other sizes, start years and flows."
    )


def test_a_list_that_holds_a_plan_without_a_project_does_not_call_itself_complete() -> None:
    found = made.result()
    plan = replace(found.options[2].plan, signature=frozenset())
    found = replace(found, options=(*found.options[:2], replace(found.options[2], plan=plan)))
    assert sheet(found, "Summary").notes[0] == (
        "The list ends with Plan 3, which starts no further project: every other choice adds to it. Such choices may "
        "cost less than a later plan: Distinct = all on Settings lists them."
    )
    assert (
        sheet(found, "Cover")
        .notes[0]
        .endswith(
            "The list ends with Plan 3, which starts no further project: every other choice adds to it. "
            "Edition 2026-07-01."
        )
    )


def test_certain_is_defined_by_what_is_proved() -> None:
    assert says(made.result(), "About this run")["Certain"] == (
        "The search has ruled out that a plan placed after this one costs less; so too any other choice, unless it "
        "only adds projects to a listed plan."
    )
    assert says(made.result(distinct="all"), "About this run")["Certain"] == (
        "The search has ruled out that any choice placed after this one costs less."
    )


def test_one_plan_that_misses_caps_is_not_others() -> None:
    found = made.result()
    first, second, third = found.options
    best = replace(third, number=1, standing=Standing("1", (), None))
    two = replace(found, options=(best, replace(first, number=2)))
    assert sheet(two, "Summary").headlines[1] == "Plan 1 keeps all 9 cap checks; the other misses some."
    three = replace(two, options=(*two.options, replace(second, number=3, standing=Standing("3", (), None))))
    assert sheet(three, "Summary").headlines[1] == "Plan 1 keeps all 9 cap checks; the others miss some."


@pytest.mark.parametrize(
    ("prices", "said"),
    [
        ((4.0, None), "keep three cap checks on exposure to China or Russia (one of them may be missed at the price"),
        ((4.0, 2.0), "keep three cap checks on exposure to China or Russia (each may be missed at the price you set)"),
        ((None, None), "keep three cap checks on exposure to China or Russia; at least cost."),
    ],
)
def test_the_question_says_which_caps_may_be_missed(prices: tuple[float | None, float | None], said: str) -> None:
    found = made.result()
    caps = [
        Cap(metric="essential exposure", what="defence", cap=0.2, last_year=2026, price_of_breach=prices[0]),
        Cap(metric="essential exposure", what="civil", cap=0.5, first_year=2030, price_of_breach=prices[1]),
    ]
    found = replace(found, case=found.case.with_rows(Cap, caps), bindings=())
    assert said in says(found, "Cover")["What was asked"]


def test_a_chart_of_cost_is_left_out_where_no_bar_would_show() -> None:
    found = made.result()
    assert [chart.kind for chart in sheet(found, "Compare").charts] == ["ranges"]
    sure = tuple(replace(one, plan=replace(one.plan, bound=one.plan.cost - 0.001)) for one in found.options)
    assert sheet(replace(found, options=sure), "Compare").charts == ()


def test_the_bound_of_plans_that_are_not_listed_can_be_looked_up() -> None:
    cut = made.result(complete=False)
    last = cut.options[-1]
    assert last.standing is not None
    bounded = replace(last, standing=replace(last.standing, next_bound=2899.96))
    found = replace(cut, options=(*cut.options[:-1], bounded))
    assert says(found, "About this run")["Plans that are not listed"] == (
        "Every plan that is not listed costs 2,899.9 USD million or more, "
        "unless it only adds projects to a listed plan."
    )
    assert "Plans that are not listed" not in says(made.result(), "About this run")

"""Sheets of actions and timeline: what a project makes, and when the last is ready."""

from __future__ import annotations

from dataclasses import replace

from models.case import MoveCondition
from models.exposure_trace import trace
from models.plan import Start
from planner.result import Result
from tests.cases import FIRST_YEAR, move, need, tiny
from tests.hand import at, plan_of
from tests.report import made
from tests.report.sheets import sheet, values


def two_projects() -> Result:
    """A plant that makes rods or wire, and one that makes wire; both ready two years after the start."""
    case = tiny(
        move("both", "A", "rods", 10.0, lead=2, life=20), MoveCondition(project="both", also_runs="wire"),
        move("other", "B", "wire", 10.0, lead=2, life=20, committed=True), need("rods", 5.0), years=5,
    )  # fmt: skip
    plan = plan_of(case, Start("both", "both", at(), False), Start("other", "other", at(), True))
    plan = replace(plan, signature=frozenset({"both"}))
    option = replace(made.option(1), plan=plan, trace=trace(case, plan))
    return replace(made.result(count=1), case=case, options=(option,), no_action=replace(option, number=0), bindings=())


def test_a_project_that_may_run_two_recipes_makes_both_goods() -> None:
    rows = values(sheet(two_projects(), "P1 Actions"))
    assert [(row["Project"], row["What it makes"]) for row in rows] == [("both", "rods and wire"), ("other", "wire")]


def test_the_headlines_count_committed_projects_and_name_all_that_are_last() -> None:
    found = two_projects()
    assert sheet(found, "P1 Actions").headlines[0].startswith("Two projects, one of them committed, in two nations; ")
    start, ready = FIRST_YEAR, FIRST_YEAR + 2
    assert sheet(found, "P1 Timeline").headlines == (
        f"The first project starts in {start}; the last to be ready: both and other, with first output in {ready}.",
    )

"""The sheet Deliveries: what is due is delivered or unmet, and what goes unmet is said first."""

from __future__ import annotations

from dataclasses import replace

from models.exposure_trace import trace
from planner.report.sheet import Value
from planner.result import Result
from tests.cases import FIRST_YEAR, lane, line, need, tiny
from tests.hand import given, plan_of, sent
from tests.hand import made as made_by
from tests.report import made
from tests.report.sheets import sheet, values


def result_of(unmet: float) -> Result:
    """P gets 60 t from A and 30 from X, the rest of its need is unmet; an outlet is left without anything."""
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("X", "A", "metal"),
        need("metal", 90.0 + unmet, may_go_unmet=1.0),
        need("metal", 5.0, programme="sales", kind="outlet", may_go_unmet=1.0, value=1.0),
    )  # fmt: skip
    plan = plan_of(
        case, made_by("A / metal", 60), made_by("X / metal", 0, 30), sent("metal", "X", "A", 0, 30),
        given("P", "A", "metal", 60, 30, unmet=unmet), given("sales", "A", "metal", 0, 0, unmet=5.0),
    )  # fmt: skip
    option = replace(made.option(1), plan=plan, trace=trace(case, plan))
    found = made.result(count=1)
    return replace(found, case=case, options=(option,), no_action=replace(option, number=0), bindings=())


def of_plan_1(result: Result) -> list[list[Value]]:
    """Rows with their figures rounded: what is exposed is the answer of a small linear program."""
    rows = (row.values() for row in values(sheet(result, "Deliveries")) if row["Plan"] == "Plan 1")
    return [[round(cell, 5) if isinstance(cell, float) else cell for cell in row] for row in rows]


def test_a_need_is_delivered_exposed_and_unmet_in_parts() -> None:
    assert of_plan_1(result_of(10.0)) == [
        ["Plan 1", FIRST_YEAR, "P", "defence", "A", "metal", 100.0, 90.0, 30.0, 10.0, "t"],
        ["Plan 1", FIRST_YEAR, "sales", "outlet", "A", "metal", 5.0, 0.0, 0.0, 5.0, "t"],
    ]


def test_the_headline_counts_needs_and_never_outlets() -> None:
    assert sheet(result_of(10.0), "Deliveries").headlines == (f"Plan 1 leaves one need partly unmet, in {FIRST_YEAR}.",)
    assert sheet(result_of(0.0), "Deliveries").headlines == ("Plan 1 meets every defence and civil need in full.",)

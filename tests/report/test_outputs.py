"""The sheet Outputs: quantity times price is the amount that the sheet Costs says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.case import Case
from models.exposure_trace import Trace
from models.plan import Cost
from planner.report.sheet import Value
from planner.result import Result
from tests.cases import FIRST_YEAR, good, line, need, tiny
from tests.hand import at, plan_of
from tests.hand import made as made_by
from tests.report import made
from tests.report.sheets import cells, sheet, values


def result_of(case: Case, total: float, dirty: float, unit_cost: float) -> Result:
    """A result whose plan makes some metal in A, part of it exposed, at a cost."""
    paid = Cost(at(), "resource", "lines", "A / metal", "A", "Firm of A", "running cost", "", "", unit_cost * total)
    plan = plan_of(case, made_by("A / metal", total - dirty, dirty), paid, cost=unit_cost * total)
    clean = {("A / metal", at()): total - dirty}
    option = replace(made.option(1), plan=plan, trace=Trace((), {}, {}, clean), audit=())
    found = made.result(count=1)
    return replace(found, case=case, options=(option,), no_action=replace(option, number=0), bindings=())


def kilotonnes() -> Result:
    """14 kt at 2,000 USD a tonne; inside `models` that is 2 million a kt."""
    case = tiny(good("metal", unit="kt"), line("A", "metal", unit_cost=2.0), need("metal", 14.0))
    return result_of(case, 14.0, 4.5, 2.0)


def test_a_quantity_times_its_price_is_the_amount_on_costs() -> None:
    """14 kt x 2,000 USD a tonne = 28.0 million."""
    found = kilotonnes()
    today, plan = values(sheet(found, "Outputs"))
    assert list(plan.values()) == [
        "Plan 1", FIRST_YEAR, "A / metal", "Firm of A", "A", "metal", 14.0, 4.5, "kt", 2000.0, "USD per t", 28.0,
    ]  # fmt: skip
    assert today == {**plan, "Plan": "No action"}
    paid = [row for row in values(sheet(found, "Costs")) if row["Plan"] == "Plan 1"]
    assert [(row["Payer"], row["Amount (USD million)"]) for row in paid] == [("Firm of A", 28.0)]
    shown = cells(sheet(found, "Outputs"))[1]
    assert (shown["Running cost per unit"].number, shown["Of which exposed"].bold) == ("#,##0_n", True)
    assert sheet(found, "Outputs").table.columns[6].number == "#,##0.000_n"


@pytest.mark.parametrize(("unit_cost", "number"), [
    (345.678912345, "#,##0.00_n"), (0.0123456789, "#,##0.00_n"), (0.000000123456, "#,##0.0000_n"),
])  # fmt: skip
def test_a_derived_price_prints_with_the_digits_worth_reading(unit_cost: float, number: str) -> None:
    """345,678,912.35, 12,345.68 and 0.1235 USD a tonne: with all its digits a cell shows nothing but ###."""
    case = tiny(good("metal", unit="t"), line("A", "metal", unit_cost=unit_cost), need("metal", 14.0))
    shown = cells(sheet(result_of(case, 14.0, 0.0, unit_cost), "Outputs"))[1]["Running cost per unit"]
    assert shown.value == pytest.approx(unit_cost * 1e6)
    assert shown.number == number


def test_the_headers_say_what_each_figure_is() -> None:
    headers = [column.header for column in sheet(kilotonnes(), "Outputs").table.columns]
    assert headers == [
        "Plan", "Year", "Line", "Firm", "Nation", "Good made", "Quantity", "Of which exposed", "Unit",
        "Running cost per unit", "Priced in", "Amount (USD million)",
    ]  # fmt: skip


@pytest.mark.parametrize(("quantity", "rows"), [(0.0006, 1), (0.0004, 0)])
def test_an_output_that_would_print_as_nothing_is_left_out(quantity: float, rows: int) -> None:
    found = result_of(kilotonnes().case, quantity, 0.0, 2.0)
    assert [row["Plan"] for row in values(sheet(found, "Outputs"))].count("Plan 1") == rows


def test_the_headline_counts_the_lines_and_those_with_exposed_output() -> None:
    assert sheet(kilotonnes(), "Outputs").headlines == (
        f"One line makes something in {FIRST_YEAR} under Plan 1; one of them makes exposed goods.",
    )
    clean = result_of(kilotonnes().case, 14.0, 0.0, 2.0)
    assert sheet(clean, "Outputs").headlines == (
        f"One line makes something in {FIRST_YEAR} under Plan 1; none of it exposed.",
    )
    assert sheet(made.result(), "Outputs").headlines == ("No line makes anything in 2031 under Plan 1.",)


def amounts(found: Result) -> list[Value]:
    return [row["Amount (USD million)"] for row in values(sheet(found, "Outputs"))]


def test_at_selling_prices_the_running_cost_is_said_to_be_a_price() -> None:
    found = made.result(valuation="selling price")
    assert sheet(found, "Outputs").notes[2] == (
        "Running cost per unit in USD of 2025: market price of what is made less that of its inputs."
    )
    assert amounts(found) == [0.0] * 4
    assert amounts(made.result()) == [pytest.approx(75.0)] * 4
    assert sheet(made.result(), "Outputs").notes[2] == (
        "Running cost per unit in USD of 2025, as the sheet Inputs as read says: without bought inputs; of an existing "
        "line outside the alliance its price less those inputs."
    )

"""The sheet Budget: nominal money by fiscal year against ceilings, and the check that it adds up to the sheet Costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from models.case import Budget, Payer
from models.case.support import annuity_factor
from models.plan import BudgetLevel, Cost, NodeFacts, NodeTable
from planner.report import budget, checks, measure
from planner.report.sheet import Column, Value, column_breaks
from planner.report.view import View
from planner.result import Result
from tests.cases import FIRST_YEAR
from tests.hand import at
from tests.report.sheets import cells, sheet, values
from tests.report.supported import LAST, supported

YEARS = [str(year) for year in range(FIRST_YEAR - 1, LAST + 1)]
CHECK = "The sheet Budget adds up to the support on Costs, in each payer's money of the year"


def rows_of(found: Result, payer: str) -> list[dict[str, Value]]:
    return [row for row in values(sheet(found, "P1 Budget")) if row["Payer"] == payer]


def marked(found: Result, payer: str) -> list[tuple[str, Any]]:
    """Years in which some row of a payer is marked full, with the figure."""
    rows = [row for row in cells(sheet(found, "P1 Budget")) if row["Payer"].value == payer]
    return [(year, row[year].value) for row in rows for year in YEARS if row[year].mark == "full"]


def with_budgets(budgets: Sequence[Budget], spent: Sequence[BudgetLevel], costs: Sequence[Cost] = ()) -> Result:
    """The result with other ceilings, what the plan spends under them, and further payments."""
    found = supported()
    plan = found.options[0].plan
    plan = plan.with_rows(BudgetLevel, spent).with_rows(Cost, [*plan[Cost], *costs])
    option = replace(found.options[0], plan=plan)
    return replace(found, case=found.case.with_rows(Budget, budgets), options=(option,))


def level(row: Budget, spent: float) -> BudgetLevel:
    left = row.amount - row.already_promised
    return BudgetLevel(row.row_id, row.payer, row.budget_line or "", row.fiscal_year, spent, left)


def test_payments_stand_in_money_of_their_year_against_the_ceiling() -> None:
    """8.0 in 2030; at 2% a year the ceiling of 8.0 holds 7.843 of base-year money in 2031 and leaves 4.157 for 2032."""
    paid, ceiling = rows_of(supported(), "Estonia")
    assert [paid[year] for year in YEARS] == ["-", *(pytest.approx(x, abs=1e-4) for x in (8, 8, 4.3248, 0, 0, 0))]
    assert (paid["Figure"], paid["Unit"], paid["Budget line"]) == ("Plan 1", "USD million", "Just transition")
    assert paid["All years"] == pytest.approx(20.3248, abs=1e-4)
    assert [ceiling[year] for year in YEARS] == ["-", *[8.0] * 6]
    assert (ceiling["Figure"], ceiling["All years"]) == ("Ceiling", 48.0)
    assert marked(supported(), "Estonia") == [("2030", pytest.approx(8.0)), ("2031", pytest.approx(8.0))]


def test_a_fiscal_year_from_april_splits_payments_in_the_payers_own_currency() -> None:
    """13.5 of 2031 are 13.5 x 1.03 / 0.75 = 18.54 million CAD, a quarter of it in the fiscal year begun in 2030."""
    paid, ceiling, _ = rows_of(supported(), "Canada")
    loan = 1.977800112658829 / 0.75
    expected = [loan / 4, 0.75 * loan + 18.54 / 4, 0.75 * 18.54, 0.0, 0.0, 0.0, 0.0]
    assert [paid[year] for year in YEARS] == [pytest.approx(x, abs=1e-3) for x in expected]
    assert paid["Unit"] == "CAD million"
    assert [ceiling[year] for year in YEARS] == ["no ceiling", 60.0, 60.0, 60.0, *["no ceiling"] * 3]
    assert ceiling["All years"] == "no ceiling"
    assert marked(supported(), "Canada") == []


def test_a_payer_with_books_in_another_currency_has_a_row_of_the_rates_used() -> None:
    """1 / 0.75 = 1.333 CAD a USD in the base year, 3% more in each year after."""
    rates = rows_of(supported(), "Canada")[-1]
    assert (rates["Budget line"], rates["Figure"], rates["Unit"]) == (
        "1 CAD = 0.75 USD, 3% inflation a year",
        "Rate used",
        f"CAD a USD of {supported().case.settings.base_year}",
    )
    assert [rates[year] for year in YEARS] == ["-", *(pytest.approx(1.03**n / 0.75) for n in range(6))]
    assert [row["Payer"] for row in values(sheet(supported(), "P1 Budget")) if row["Figure"] == "Rate used"] == [
        "Canada"
    ]


def test_a_payer_without_a_ceiling_says_so_and_equal_instalments_end_within_the_years_planned() -> None:
    """Five equal instalments from 2031 to 2035, the last year planned, that close the gap left by the Narva grant.

    By hand, at the firm's real rate r = 1.12 / 1.02 - 1. Writing off 100 over 12 years at 12% nominal saves
    s = 0.2 / 12 a(12%, 12) a unit, so that capital costs 100 (1 - s) and of a grant 1 - s is kept. The firm asks 17 and
    earns 11.2 a year for 12 years. The Narva grant pays 8 and 8 / 1.02, and 20 in all, in the first three years.
    """
    paid, ceiling = rows_of(supported(), "Joint bank")
    assert [ceiling[year] for year in YEARS] == ["-", *["no ceiling"] * 6]
    growth, kept = 1.12 / 1.02, 1 - 0.2 / 12 * annuity_factor(0.12, 12)
    earned = 11.2 * annuity_factor(growth - 1, 12)
    estonia = 8 + 8 / 1.02 / growth + (12 - 8 / 1.02) / growth**2
    instalment = ((17 + 100 * kept - earned) / kept - estonia) / annuity_factor(growth - 1, 5)
    years = [pytest.approx(instalment * 1.02**n, abs=1e-4) for n in range(1, 6)]
    assert [paid[year] for year in YEARS] == ["-", 0.0, *years]
    assert paid["All years"] == pytest.approx(sum(instalment * 1.02**n for n in range(1, 6)), abs=1e-3)
    assert sheet(supported(), "P1 Budget").table.columns[-1].header == "All years"


def test_what_buyers_pay_above_world_prices_has_a_row_of_its_own() -> None:
    """4 t a year at 1 million above the world price, in money of each year."""
    (buyers,) = rows_of(supported(), "Buyers")
    assert [buyers[year] for year in YEARS] == ["-", 0.0, *(pytest.approx(4 * 1.02**n) for n in range(1, 6))]
    assert buyers["Budget line"] == "above world prices, by calendar year"


def test_the_headline_names_who_is_at_a_ceiling_and_when() -> None:
    assert sheet(supported(), "P1 Budget").headlines == (
        "Plan 1 needs USD 50 million of support, in present value; Estonia pays 38%, Joint bank 33% and Canada 29%. "
        "At the ceiling: Estonia (Just transition) in 2030 and 2031.",
    )
    none = with_budgets([], [])
    assert sheet(none, "P1 Budget").headlines[0].endswith("Canada 29%. No payer has a ceiling.")
    wide = Budget(payer="Estonia", fiscal_year=2030, amount=90.0)
    roomy = with_budgets([wide], [level(wide, 8.0)])
    assert sheet(roomy, "P1 Budget").headlines[0].endswith("Canada 29%. No payer is at a ceiling.")


def test_a_ceiling_that_counts_promises_has_a_row_that_says_what_it_counts() -> None:
    """The mark stands where the ceiling looks, and payments still add up to the sheet Costs."""
    row = Budget(payer="Estonia", budget_line="Just transition", fiscal_year=2030, amount=25.0, already_promised=5.0,
                 charged="when promised")  # fmt: skip
    found = with_budgets([row], [level(row, 20.0)])
    assert [(one["Figure"], one["2030"]) for one in rows_of(found, "Estonia")] == [
        ("Plan 1", pytest.approx(8.0)),
        ("Counted", 20.0),
        ("Ceiling", 20.0),
    ]
    assert marked(found, "Estonia") == [("2030", 20.0)]
    assert rows_of(found, "Estonia")[1]["All years"] == "-"


def test_a_ceiling_over_several_lines_stands_below_them_and_adds_nothing() -> None:
    """Two lines pay; the ceiling on all lines together has rows of its own."""
    row = Budget(payer="Estonia", fiscal_year=2030, amount=30.0)
    other = next(cost for cost in supported().options[0].plan[Cost] if cost.kind == "support" and cost.amount == 8.0)
    found = with_budgets([row], [level(row, 10.0)], [replace(other, amount=2.0, budget_line="")])
    assert [(one["Budget line"], one["Figure"], one["2030"]) for one in rows_of(found, "Estonia")] == [
        ("Just transition", "Plan 1", pytest.approx(8.0)),
        ("Just transition", "Ceiling", "no ceiling"),
        ("general budget", "Plan 1", pytest.approx(2.0)),
        ("general budget", "Ceiling", "no ceiling"),
        ("all its lines", "Counted", 10.0),
        ("all its lines", "Ceiling", 30.0),
    ]
    view = View(found)
    assert budget.added_up(view, found.options[0])["Estonia"] == pytest.approx(22.3248, abs=1e-4)


def test_all_payers_are_added_up_where_they_keep_books_in_one_currency() -> None:
    assert not rows_of(supported(), "All payers")
    found = supported()
    payers = [row.model_copy(update={"priced_in": None}) for row in found.case[Payer]]
    (row,) = rows_of(replace(found, case=found.case.with_rows(Payer, payers)), "All payers")
    assert row["2030"] == pytest.approx(8.0 + 0.75 * 1.9778 + 0.25 * 13.5 * 1.03, abs=1e-3)
    assert row["Unit"] == "USD million"


def test_the_sheet_adds_up_to_the_support_on_costs_and_a_check_proves_it() -> None:
    found = supported()
    view = View(found)
    due, shown = budget.restated(view, view.first), budget.added_up(view, view.first)
    assert due == pytest.approx(shown, abs=1e-9)
    assert due["Canada"] == pytest.approx(18.54 + 1.9778 / 0.75, abs=1e-3)
    (line,) = (row for row in values(sheet(found, "Checks")) if row["What must hold"] == CHECK)
    assert (line["Plan"], line["Result"], line["Figures compared"], line["Where"]) == ("Plan 1", "Passed", 3, "-")


@pytest.mark.parametrize(("amount", "passed"), [(0.05, True), (1.0, False)])
def test_a_payment_that_no_column_of_the_sheet_holds_fails_the_check(amount: float, passed: bool) -> None:
    """A year after the last planned has no fiscal year on the sheet; up to one unit of the last digit is let pass."""
    option = supported().options[0]
    grant = next(cost for cost in option.plan[Cost] if cost.kind == "support" and cost.payer == "Estonia")
    nodes = NodeTable((*option.plan.nodes.facts, NodeFacts(at(LAST + 3), 1.0, 1.0, at(LAST))))
    plan = option.plan.with_rows(Cost, [*option.plan[Cost], replace(grant, node=at(LAST + 3), amount=amount)])
    found = replace(supported(), options=(replace(option, plan=replace(plan, nodes=nodes)),))
    (line,) = (line for _, line in checks.made(View(found)) if line.check == CHECK)
    assert line.worst == pytest.approx(amount * 1.02 ** (LAST + 3 - FIRST_YEAR))
    assert (line.passed, line.where) == (passed, "" if passed else "P1 Budget, Estonia")


def test_small_charts_show_the_share_of_each_ceiling() -> None:
    charts = sheet(supported(), "P1 Budget").charts
    assert [chart.title for chart in charts] == ["Estonia: full 2030 and 2031", "Canada: never full"]
    (used,) = charts[0].series
    assert [round(share, 3) for _, share in used.points] == [1.0, 1.0, 0.541, 0.0, 0.0, 0.0]


def test_the_notes_say_when_fiscal_years_begin() -> None:
    assert sheet(supported(), "P1 Budget").notes == (
        "Nominal: money of each year, loans at grant value. Fiscal years from January (Canada: April). "
        '"full" = at the ceiling; - = no such year or no ceiling.',
        "Ceiling = amount on Budgets less what is spent or promised already. Counted = promises or loans, where the "
        "ceiling counts these.",
        "Pays last holds where payers tie: Joint bank still pays where others cannot, or where its money comes earlier "
        "or cheaper.",
    )
    found = supported()
    nobody_last = [row.model_copy(update={"pays_last": False}) for row in found.case[Payer]]
    assert len(sheet(replace(found, case=found.case.with_rows(Payer, nobody_last)), "P1 Budget").notes) == 2
    month = {"fiscal_year_month": 10, "fiscal_year_named": "by its last year"}
    payers = [row.model_copy(update=month) if row.payer != "Canada" else row for row in found.case[Payer]]
    moved = replace(found, case=found.case.with_rows(Payer, payers))
    assert (
        "from January (Estonia and Joint bank: October, named by the year it ends; Canada: April)."
        in (sheet(moved, "P1 Budget").notes[0])
    )


def test_columns_are_wide_enough_for_the_largest_figure_with_its_mark() -> None:
    """A figure that is wider than its column prints as ###."""
    row = Budget(payer="Canada", fiscal_year=2030, amount=1_234_567.8, charged="when promised")
    narrow, wide = (
        sheet(found, "P1 Budget").table.columns[5].width
        for found in (supported(), with_budgets([row], [level(row, 1_234_567.8)]))
    )
    assert narrow == 9.5
    assert wide * 7 + 5 > measure.text_pixels("full 1,234,567.8n", 10, bold=True) + 6


def test_a_table_that_is_too_wide_is_broken_between_columns_with_its_first_ones_repeated() -> None:
    columns = tuple(Column(str(place), 30.0) for place in range(10))
    assert column_breaks(columns[:5], 1) == ()
    assert column_breaks(columns, 1) == (5, 9)
    assert column_breaks(columns[:5], 1, first=2) == (2,)

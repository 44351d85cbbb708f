"""Sheets Firms, Support and Actions of a plan with support: what makes firms move, and who pays what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from models.case import Move
from models.case.support import annuity_factor
from models.plan import Cost, Participation, Start, Staying
from planner.report import page
from planner.report.book import plan_sheets, write_plan_workbook
from planner.result import Result
from tests.cases import FIRST_YEAR
from tests.hand import at
from tests.report import made
from tests.report.sheets import cells, sheet, values
from tests.report.supported import LAST, supported

MILLION = "USD million"
PAID, ALL, LENT = f"Present value ({MILLION})", f"All years ({MILLION})", f"Lent ({MILLION})"


def items(found: Result, project: str) -> dict[str, tuple[Any, Any]]:
    """Figure and note of every item of a project on Firms."""
    rows = values(sheet(found, "P1 Firms"))
    return {str(row["Item"]): (row["Figure"], row["What to note"]) for row in rows if row["Project"] == project}


def changed(plan_rows: Mapping[type[Any], Sequence[Any]]) -> Result:
    """The result with some tables of Plan 1 replaced."""
    found = supported()
    plan = found.options[0].plan
    for row_class, rows in plan_rows.items():
        plan = plan.with_rows(row_class, rows)
    return replace(found, options=(replace(found.options[0], plan=plan),))


def test_sheets_on_support_stand_between_timeline_and_exposure() -> None:
    names = [one.name for one in plan_sheets(supported())]
    assert names[3:9] == ["P1 Actions", "P1 Timeline", "P1 Firms", "P1 Support", "P1 Budget", "P1 Exposure"]


def test_without_offers_no_sheet_speaks_of_support() -> None:
    found = made.result()
    assert not [one.name for one in plan_sheets(found) if one.name.endswith((" Firms", " Support", " Budget"))]
    headers = [column.header for column in sheet(found, "Summary").table.columns]
    assert not [header for header in headers if "upport" in header]


def test_the_value_of_a_project_is_shown_item_by_item_down_to_its_slack() -> None:
    """12.8 a year after tax for 5 years and 7 more, less 1.6 of fixed cost, at 12% nominal and 2% inflation."""
    rate = 1.12 / 1.02 - 1
    years = annuity_factor(rate, LAST - FIRST_YEAR)
    found = items(supported(), "Narva plant")
    assert found["Cost of capital, real"] == (pytest.approx(rate), "12% nominal, 2% inflation")
    assert found["Margin on what it makes, after tax"][0] == pytest.approx(12.8 * years)
    assert found["Fixed cost, after tax"][0] == pytest.approx(-1.6 * years)
    later = 11.2 * annuity_factor(rate, 7) * (1 + rate) ** -5
    assert found[f"Later: after {LAST}"] == (
        pytest.approx(later),
        "As in its last year to the end of its life, or stops",
    )
    capital, written_off = found["Capital, less tax saved by writing it off"]
    assert written_off == f"Written off over 12 years from {FIRST_YEAR + 1} on, at 12% nominal"
    without = 11.2 * years + later + float(capital)
    assert found["Value without support"] == (pytest.approx(without), "Less than the firm asks: needs support")
    assert found["Support, after tax"][0] == pytest.approx(17.0 - without)
    assert found["Value with support"][0] == pytest.approx(17.0)
    assert (found["Value forgone"][0], found["Premium"][0]) == (-15.0, -2.0)
    assert found["Slack"] == (pytest.approx(0.0, abs=1e-6), "None: the firm would not move for less")


def test_what_is_left_if_the_firm_gives_up_as_little_or_as_much_as_estimated_follows_the_slack() -> None:
    """Narva just moves at 15 forgone: at 5 it would gain 10, at 25 it would lack 10. Saguenay has one estimate."""
    rows = [row for row in values(sheet(supported(), "P1 Firms")) if row["Part"] == "Value"]
    after: list[tuple[Any, ...]] = [
        (row["Project"], row["Item"], row["Unit"], row["Figure"], row["What to note"]) for row in rows
    ]
    narva = [row for row in after if row[0] == "Narva plant"]
    assert narva[-3][1] == "Slack"
    assert narva[-2:] == [
        ("Narva plant", "Slack if it gives up the low estimate, 5.0", MILLION, pytest.approx(10.0, abs=1e-6),
         "Windfall: it would gain that much beyond what it asks"),
        ("Narva plant", "Slack if it gives up the high estimate, 25.0", MILLION, pytest.approx(-10.0, abs=1e-6),
         "It would not move"),
    ]  # fmt: skip
    assert [row[1] for row in after if row[0] == "Saguenay plant"][-1] == "Slack"


def test_a_page_shows_the_package_the_aid_ceiling_and_the_year_in_which_staying_is_nearest() -> None:
    rows = [row for row in values(sheet(supported(), "P1 Firms")) if row["Project"] == "Narva plant"]
    assert [(row["Item"], row["What to note"]) for row in rows if row["Part"] == "Package"] == [
        ("Grant", "Narva grant: Estonia pays in 2030 to 2032"),
        ("Grant", "Bank grant: Joint bank pays in 2031 to 2035"),
        ("Share of the aid ceiling used: Regional aid", "Grant equivalent"),
    ]
    share = [row["Figure"] for row in cells(sheet(supported(), "P1 Firms")) if "aid ceiling" in str(row["Item"].value)]
    assert [cell.mark for cell in share] == ["full"]
    assert share[0].value == pytest.approx(1.0, abs=1e-5)
    assert items(supported(), "Narva plant")[f"Staying beats leaving, at the least in {LAST}, by"] == (
        pytest.approx(11.2),
        f"Still to come up to {LAST}: 11.2; leaving would bring 0.0",
    )
    loan = items(supported(), "Saguenay plant")["Soft loan, at its grant value"]
    assert loan[1] == "Clean loan: Canada pays in 2030; USD 9.6 million lent"


def test_the_headline_says_how_many_move_only_with_support_and_what_goes_beyond() -> None:
    assert sheet(supported(), "P1 Firms").headlines == (
        "Two projects move only with support; no firm that is supported gets more than it asks.",
    )
    parts = list(supported().options[0].plan[Participation])
    generous = changed({Participation: [replace(parts[0], support=parts[0].support + 5.0), parts[1]]})
    assert sheet(generous, "P1 Firms").headlines == (
        "Two projects move only with support; USD 5.0 million of what firms get goes beyond what they ask: see Slack.",
    )
    rich = changed({Participation: [replace(parts[0], margin=parts[0].margin + 80.0, support=0.0), parts[1]]})
    assert sheet(rich, "P1 Firms").headlines == (
        "One of two projects moves only with support; no firm that is supported gets more than it asks.",
    )
    assert items(rich, "Narva plant")["Value without support"][1] == "Enough for the firm: it moves without support"


def test_each_firm_begins_a_printed_page(tmp_path: Path) -> None:
    found = sheet(supported(), "P1 Firms")
    firms = [row["Firm"] for row in values(found)]
    (second,) = found.page_breaks
    assert firms[second - 1 : second + 1] == ["Narva Magnetics", "Saguenay Alloys"]
    write_plan_workbook(supported(), tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    breaks = [one.id for one in book["P1 Firms"].row_breaks.brk]
    assert [book["P1 Firms"].cell(row + 1, 1).value for row in breaks] == ["Saguenay Alloys"]
    assert [one.id for one in book["P1 Support"].col_breaks.brk] == [11]
    assert book["P1 Support"].cell(page.first_data_row(sheet(supported(), "P1 Support")), 12).value == (
        f"{FIRST_YEAR} ({MILLION})"
    )


def test_projects_of_one_firm_are_added_up_at_the_start_of_the_first() -> None:
    """Values of a project that starts a year later are divided by 1 + 9.8%."""
    parts = supported().options[0].plan[Participation]
    second = replace(parts[1], firm="Narva Magnetics", start=at(FIRST_YEAR + 1))
    found = items(changed({Participation: [parts[0], second]}), "all its projects")
    growth = 1.12 / 1.02
    assert found["Value with support"] == (
        pytest.approx(17.0 + 40.0 / growth),
        f"At the end of {FIRST_YEAR}",
    )
    assert list(found) == ["Value without support", "Support, after tax", "Value with support", "Slack"]


def test_support_shows_who_pays_what_in_which_year_and_what_is_lent_apart() -> None:
    rows = values(sheet(supported(), "P1 Support"))
    assert [(row["Project"], row["Offer"], row["Payer"], row["Form"], row["Budget line"]) for row in rows] == [
        ("Narva plant", "Narva grant", "Estonia", "Grant", "Just transition"),
        ("Narva plant", "Bank grant", "Joint bank", "Grant", "general budget"),
        ("Saguenay plant", "Clean loan", "Canada", "Soft loan, at its grant value", "general budget"),
        ("Saguenay plant", "Investment credit", "Canada", "Investment credit", "general budget"),
    ]
    assert {(row["Firm"], row["Nation"], row["Agreed in"]) for row in rows} == {
        ("Narva Magnetics", "Estonia", FIRST_YEAR),
        ("Saguenay Alloys", "Canada", FIRST_YEAR),
    }
    credit = rows[3]
    assert (credit[f"2031 ({MILLION})"], credit[f"2030 ({MILLION})"], credit[ALL]) == (13.5, 0.0, 13.5)
    assert credit[PAID] == pytest.approx(13.5 * 1.03**-2)
    assert [row[LENT] for row in rows] == ["-", "-", pytest.approx(9.5935, abs=1e-4), "-"]
    paid = [cost.amount for cost in supported().options[0].plan[Cost] if cost.kind == "support"]
    assert sum(float(row[ALL]) for row in rows) == pytest.approx(sum(paid))


def test_the_headlines_of_support_name_all_payers_and_the_forms() -> None:
    assert sheet(supported(), "P1 Support").headlines == (
        "Plan 1 needs USD 50 million of support, in present value; Estonia pays 38%, Joint bank 33% and Canada 29%.",
        "By form: grant 36, investment credit 13 and soft loan 1.9 million.",
    )
    assert sheet(supported(), "P1 Support").notes[1] == (
        "Grant value = what cheap interest is worth, with the expected loss. Lent = the loan itself, no support: USD "
        "9.6 million."
    )
    nothing = changed({Cost: []})
    assert sheet(nothing, "P1 Support").headlines == ("Plan 1 needs no support.",)
    assert sheet(nothing, "P1 Support").notes[1].endswith("Lent = the loan itself, no support.")
    assert values(sheet(nothing, "P1 Support"))[0]["Project"] == "None"


def test_what_the_search_leaves_of_a_payment_is_shown_as_nothing_in_grey() -> None:
    """7.4E-07 million is the arithmetic of the search; 0.0006 million is an amount."""
    plan = supported().options[0].plan
    grant = next(cost for cost in plan[Cost] if cost.kind == "support" and cost.payer == "Estonia")
    crumb = replace(grant, node=at(FIRST_YEAR + 4), amount=7.4e-7)
    found = changed({Cost: [*plan[Cost], crumb, replace(grant, node=at(FIRST_YEAR + 5), amount=6e-4)]})
    first = cells(sheet(found, "P1 Support"))[0]
    shown = [(first[f"{year} ({MILLION})"].value, first[f"{year} ({MILLION})"].grey) for year in (2033, 2034, 2035)]
    assert shown == [(0.0, True), (0.0, True), (6e-4, False)]
    totals, bank = sheet(found, "P1 Support").table.totals, cells(sheet(found, "P1 Support"))[1]
    assert totals[f"2034 ({MILLION})"] == bank[f"2034 ({MILLION})"].value


def test_actions_say_form_and_payer_in_words_and_the_amount_as_a_number() -> None:
    found = sheet(supported(), "P1 Actions")
    rows = values(found)
    assert [row["Form of support and who pays"] for row in rows] == [
        "Grant 20.0 (Estonia); grant 19.0 (Joint bank)",
        "Soft loan, at its grant value 2.0 (Canada); investment credit 13.5 (Canada)",
    ]
    amounts = [float(row[f"Support ({MILLION})"]) for row in rows]
    assert amounts == [pytest.approx(38.956, abs=1e-3), pytest.approx(15.478, abs=1e-3)]
    assert found.table.totals[f"Support ({MILLION})"] == pytest.approx(sum(amounts))
    assert found.headlines[0].endswith("Investment: USD 190 million; support: USD 54 million.")


def test_a_project_without_support_is_said_to_pay_and_a_committed_one_to_be_decided() -> None:
    costs = [cost for cost in supported().options[0].plan[Cost] if cost.project != "Narva plant"]
    starts = [replace(start, committed=start.project != "Narva plant") for start in supported().options[0].plan[Start]]
    rows = values(sheet(changed({Cost: costs, Start: starts}), "P1 Actions"))
    told = [(row[f"Support ({MILLION})"], row["Form of support and who pays"]) for row in rows]
    assert told == [(0.0, "Pays without support"), ("n/a", "Committed: decided before this run")]


def test_support_of_lines_without_a_row_on_actions_is_told_beside() -> None:
    plan = supported().options[0].plan
    costs = [replace(cost, project="Other line") if cost.kind == "support" else cost for cost in plan[Cost]]
    assert (
        sheet(changed({Cost: costs}), "P1 Actions")
        .notes[1]
        .endswith(" USD 54 million more go to lines and projects without a row.")
    )


def test_a_line_in_operation_that_may_close_has_a_row_of_its_own() -> None:
    """A venture that started nothing has only the year in which leaving is nearest."""
    plan = supported().options[0].plan
    parts = [part for part in plan[Participation] if part.venture == "Narva plant"]
    staying = [replace(row, leaving=12.0, pay_back=1.5) for row in plan[Staying] if row.venture == "Saguenay plant"]
    rows = values(sheet(changed({Participation: parts, Staying: staying}), "P1 Firms"))
    (only,) = (row for row in rows if row["Firm"] == "Saguenay Alloys")
    assert only["What to note"] == (f"Still to come up to {LAST}: 13.5; leaving would bring 12.0 less 1.5 paid back")
    assert only["Figure"] == pytest.approx(3.0)


def test_heads_of_all_sheets_leave_room_for_rows() -> None:
    for one in plan_sheets(supported()):
        assert page.head_points(one) <= 160, one.name


def test_every_sheet_of_a_supported_plan_has_one_table_without_a_blank_cell(tmp_path: Path) -> None:
    write_plan_workbook(supported(), tmp_path / "plan.xlsx")
    for one in openpyxl.load_workbook(tmp_path / "plan.xlsx", data_only=True).worksheets:
        (table,) = one.tables.values()
        lines = [[cell.value for cell in line] for line in one[table.ref]]
        rows = lines[: len(lines) - (table.totalsRowCount or 0)]
        assert all(value not in (None, "") for line in rows for value in line), one.title


def test_moves_are_the_projects_that_the_case_lists() -> None:
    """The builder holds what the tests above take for granted."""
    assert [move.project for move in supported().case[Move]] == ["Narva plant", "Saguenay plant"]
    assert all(line.passed for line in supported().options[0].audit)

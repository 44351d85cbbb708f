"""The plan workbook as a file: sheets, tables, figures, sentences, and nothing that runs or tells where it was made."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.case import Cap
from models.exposure_trace import Trace
from models.plan import Cost, Status
from planner.report import page
from planner.report.book import plan_sheets, write_plan_workbook
from planner.report.measure import cut, text_pixels
from planner.result import Result, Standing
from tests.report import made

ORDER = [
    "Cover", "Summary", "Compare", "P1 Actions", "P1 Timeline", "P1 Exposure", "P2 Actions", "P2 Timeline",
    "P2 Exposure", "P3 Actions", "P3 Timeline", "P3 Exposure", "Deliveries", "Flows", "Outputs", "Costs", "What binds",
    "Sources",
    "Checks", "Problems", "Inputs as read", "About this run", "Chart data",
]  # fmt: skip

LINKED = [name for name in ORDER[1:] if name[:2] not in ("P2", "P3") or "Actions" in name]


def written(tmp_path: Path, result: Result, name: str = "plan.xlsx") -> Workbook:
    path = tmp_path / name
    write_plan_workbook(result, path)
    return openpyxl.load_workbook(path)


@pytest.fixture
def book(tmp_path: Path) -> Workbook:
    return written(tmp_path, made.result())


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """Rows of the one table of a sheet, without its total row."""
    (table,) = sheet.tables.values()
    cells = [[cell.value for cell in line] for line in sheet[table.ref]]
    last = len(cells) - (table.totalsRowCount or 0)
    return [dict(zip(cells[0], line, strict=True)) for line in cells[1:last]]


def head(sheet: Worksheet) -> list[str]:
    """Sentences above the table."""
    (table,) = sheet.tables.values()
    first = int("".join(letter for letter in table.ref.split(":")[0] if letter.isdigit()))
    return [str(sheet.cell(line, 1).value) for line in range(1, first)]


def test_the_sheets_stand_in_the_order_of_use(book: Workbook) -> None:
    assert book.sheetnames == ORDER


def test_every_sheet_has_one_table_with_unique_headers_and_no_blank_cell(book: Workbook) -> None:
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        headers = [cell.value for cell in next(iter(sheet[table.ref]))]
        assert len(set(headers)) == len(headers), sheet.title
        assert all(value not in (None, "") for line in rows(sheet) for value in line.values()), sheet.title
        assert not sheet.merged_cells.ranges


def test_the_marking_and_status_stand_on_every_sheet_and_in_its_page_head(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert head(sheet)[1] == "OFFICIAL. Complete."
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.center.text == "OFFICIAL"
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.left.text == f"Sheet: {sheet.title}"
        assert sheet.print_title_rows


def test_the_frozen_head_leaves_room_for_rows() -> None:
    for sheet in plan_sheets(made.result()):
        assert page.head_points(sheet) <= 160, sheet.name


def test_no_cell_holds_an_error_and_the_only_formulas_are_totals(book: Workbook) -> None:
    formulas = []
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "e", (sheet.title, cell.coordinate)
                if cell.data_type == "f":
                    formulas.append((sheet.title, cell.value))
    assert [title for title, _ in formulas] == ["P1 Actions", "P2 Actions", "P3 Actions"]
    assert all(str(formula).startswith("=SUBTOTAL(109,L") for _, formula in formulas)


def test_a_total_is_the_sum_of_its_column_also_before_anything_recalculates(tmp_path: Path) -> None:
    written(tmp_path, made.result())
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx", data_only=True)["P1 Actions"]
    column = "Investment (USD million)"
    assert sum(line[column] for line in rows(sheet)) == 452.5
    (table,) = sheet.tables.values()
    total = list(sheet[table.ref])[-1]
    assert [cell.value for cell in total if cell.value is not None] == ["Total", 452.5]


def test_the_summary_shows_the_figures_of_the_plans(book: Workbook) -> None:
    found = rows(book["Summary"])
    assert [line["Place"] for line in found] == ["1", "2=", "2=", "-"]
    assert [line["Total cost (USD million)"] for line in found] == [*made.PLAN_COSTS, made.NO_ACTION_COST]
    assert [line["Proved to within (USD million)"] for line in found[:3]] == pytest.approx(list(made.GAPS))
    assert found[0]["More than No action (USD million)"] == pytest.approx(334.04)
    assert found[0]["More than without caps (USD million)"] == pytest.approx(400.04)
    assert [line["Defence exposed 2031"] for line in found] == [0.082, 0.088, 0.055, 0.83]
    assert [line["Cap checks kept"] for line in found] == ["8 of 9", "8 of 9", "9 of 9", "3 of 9"]
    assert [line["How sure is its place? (USD million)"] for line in found] == [
        "Certain: every plan placed after it costs 2,860.2 or more",
        "Tied with Plan 3: cost differs by 0.8, proved to 2.2",
        "Tied with Plan 2: cost differs by 0.8, proved to 2.2",
        "Not ranked: for comparison",
    ]
    assert found[2]["What it does"] == "All three projects (nearly the same as Plan 1)"


def test_the_summary_can_be_read_aloud(book: Workbook) -> None:
    assert head(book["Summary"])[2:5] == [
        "Plan 1 costs least: USD 2,846 million (12 million of it the price of missed caps, that nobody pays), "
        "334 million (13.3%) more than No action. Its place is certain.",
        "Plan 3 is the only one that keeps all 9 cap checks. It costs USD 16 million more (28 million more in money) "
        "than Plan 1.",
        "The list is complete: every other choice only adds projects to a listed plan. Such choices may cost less than "
        "a later plan: Distinct = all on Settings lists them.",
    ]


def test_a_list_that_was_cut_does_not_say_that_it_is_complete(tmp_path: Path) -> None:
    sheet = written(tmp_path, made.result(complete=False))["Summary"]
    assert head(sheet)[4] == (
        "The list was cut at three plans: dearer ones exist or may exist. Choices that only add projects to a listed "
        "plan may cost less than a later plan: Distinct = all on Settings lists them."
    )


def test_a_list_of_all_says_nothing_of_choices_that_only_add_projects(tmp_path: Path) -> None:
    complete = written(tmp_path, made.result(distinct="all"), "complete.xlsx")
    assert head(complete["Summary"])[4] == (
        "The list is complete: it holds every choice of projects that keeps the rules."
    )
    assert rows(complete["Summary"])[0]["How sure is its place? (USD million)"] == (
        "Certain: any choice placed after it costs 2,860.2 or more"
    )
    cut_short = written(tmp_path, made.result(complete=False, distinct="all"), "cut.xlsx")
    assert head(cut_short["Summary"])[4] == "The list was cut at three plans: dearer ones exist or may exist."


def test_the_cover_and_compare_say_where_an_unlisted_plan_may_be_cheaper(tmp_path: Path) -> None:
    found = made.result(complete=False)
    first = replace(found.options[0], standing=Standing("1=", (), 2845.9, unlisted_may_be_cheaper=True))
    book = written(tmp_path, replace(found, options=(first,)))
    assert head(book["Cover"])[2].startswith("Plan 1, not proved cheapest, costs USD 2,846 million (12 million of it")
    assert rows(book["Compare"])[-1]["Plan 1"] == "1=, not proved"


def test_a_run_that_met_its_time_limit_says_so_on_every_sheet(tmp_path: Path) -> None:
    found = written(tmp_path, made.result(Status.TIME_LIMIT))
    assert {head(sheet)[1] for sheet in found.worksheets} == {"OFFICIAL. NOT PROVED: time limit reached."}
    assert rows(found["Cover"])[0]["What it says"].startswith(
        "The search was stopped before its proof. Best found: USD"
    )
    assert "Certain" not in "".join(line["How sure is its place? (USD million)"] for line in rows(found["Summary"]))


def test_the_cover_says_what_is_awkward_what_was_asked_and_where_to_look(book: Workbook) -> None:
    said = {line["Item"]: line["What it says"] for line in rows(book["Cover"])}
    assert said["Caveat 1"] == (
        "Plan 1 misses one cap: defence needs in 2028, by 3.1 points, counted at the price you set. "
        "Plan 3 keeps every cap and costs USD 16 million more (28 million more in money)."
    )
    assert said["Caveat 2"] == (
        "Weak data: 22 of 29 input rows are assumptions, not sourced. The sheet Sources lists them first."
    )
    assert said["Caveat 3"].startswith("Unknown owners: 1 of 3 lines outside adversary nations")
    assert said["Adversaries"] == "China and Russia."
    assert said["How lines are valued"].startswith("At resource cost, existing and new lines alike")
    assert said["Not part of this run"].startswith("Public support")
    assert [name for name in said if name in ORDER] == LINKED
    assert said["P2 Actions"] == (
        "Plan 2: who does what, where and when? Its timeline and exposure stand on the two sheets after it."
    )
    assert head(book["Cover"])[2:] == [
        "Plan 1 costs least, USD 2,846 million (12 million of it the price of missed caps, that nobody pays): exposure "
        "in 2031 is 8.2% for defence needs (No",
        "action: 83%) and 60% for civil needs (No action: 92%).",
        "Status: complete. Three plans ranked; their order is certain except among Plans 2 and 3. "
        "The list is complete: every other choice only adds projects to a listed plan. Edition 2026-07-01.",
        "Checks: 12 of 12 passed. Input: one warning, and two other notes, listed on the sheet Problems.",
    ]


def test_the_costs_of_each_plan_add_up_to_its_total_cost(book: Workbook) -> None:
    value = "In total cost, present value (USD million)"
    for name, cost in zip(
        ("Plan 1", "Plan 2", "Plan 3", "No action"), (*made.PLAN_COSTS, made.NO_ACTION_COST), strict=True
    ):
        assert sum(line[value] for line in rows(book["Costs"]) if line["Plan"] == name) == pytest.approx(
            cost, rel=1e-12
        )
    tariff = next(line for line in rows(book["Costs"]) if line["What for"] == "tariff")
    assert (tariff["Amount (USD million)"], tariff[value]) == (9.9, 0.0)


def test_costs_that_do_not_add_up_fail_a_check(tmp_path: Path) -> None:
    found = made.result()
    short = replace(found.options[0], plan=found.options[0].plan.with_rows(Cost, found.options[0].plan[Cost][1:]))
    book = written(tmp_path, replace(found, options=(short, *found.options[1:])))
    failed = [line for line in rows(book["Checks"]) if line["Result"] == "FAILED"]
    assert [(line["Plan"], line["What must hold"]) for line in failed] == [
        ("Plan 1", "The sheet Costs adds up to the total cost")
    ]
    assert head(book["Checks"])[2] == "One check FAILED: do not use these plans."


def test_a_mark_is_a_word_in_the_format_and_the_cell_stays_a_number(book: Workbook) -> None:
    sheet = book["Compare"]
    marked = [cell for line in sheet.iter_rows() for cell in line if str(cell.number_format).startswith('"best"')]
    assert {type(cell.value) for cell in marked} <= {int, float}
    assert marked[0].value == made.PLAN_COSTS[0]
    over = [c for line in book["P1 Exposure"].iter_rows() for c in line if str(c.number_format).startswith('"over"')]
    assert [cell.value for cell in over] == [0.631]


def test_a_best_figure_that_more_than_two_plans_share_has_no_mark(book: Workbook) -> None:
    for cell in next(line for line in book["Compare"].iter_rows() if line[1].value == "Projects that start in 2026"):
        assert "best" not in str(cell.number_format)


def test_exposure_is_shown_before_and_after_against_the_cap(book: Workbook) -> None:
    found = [line for line in rows(book["P1 Exposure"]) if line["What"] == "Defence needs"]
    assert [line["Measure"] for line in found] == ["No action", "Plan 1", "Cap", "Room (pp)"]
    assert [line["2028"] for line in found] == [0.88, 0.631, 0.6, pytest.approx(-3.1)]
    assert [line["2027"] for line in found] == [0.9, 0.88, "no cap", "no cap"]
    assert [line["What to note"] for line in found] == [
        "Over in 2028 to 2031", "Over in 2028", "Price: USD 4 million a pp and year", "No room in 2029",
    ]  # fmt: skip


def test_actions_stand_in_order_of_start_with_what_a_move_closes(book: Workbook) -> None:
    found = rows(book["P2 Actions"])
    assert [(line["Action"], line["Project"], line["Start"]) for line in found] == [
        ("Build new", "Sillamae oxide", 2026),
        ("Reopen", "Kochi oxide", 2026),
        ("Move", "Toyohashi magnets", 2027),
        ("Close", made.FORMULA, 2028),
    ]
    assert found[2]["Where"] == "From Japan to Estonia"
    assert [line["In plans"] for line in found] == ["all", "all", "2 3", "n/a"]


def test_the_timeline_says_what_happens_in_words(book: Workbook) -> None:
    found = rows(book["P1 Timeline"])
    assert [found[0][str(year)] for year in made.YEARS] == ["Build", "Build", "Qualify", "50%", "Full", "Full"]
    assert [found[2][str(year)] for year in made.YEARS] == ["-", "Build", "33%", "67%", "Full", "Full"]


def test_flows_are_split_by_the_trace_and_small_ones_left_out(book: Workbook) -> None:
    found = [line for line in rows(book["Flows"]) if line["Plan"] == "Plan 1" and line["Year"] == 2026]
    assert [(line["From"], line["Clean or exposed"], line["Quantity"], line["Lane full?"]) for line in found] == [
        ("China", "exposed", 900.0, "yes"),
        ("Estonia", "clean", 150.5, "no"),
    ]


def test_what_binds_puts_the_dearest_cap_first_with_its_cell(book: Workbook) -> None:
    found = rows(book["What binds"])
    assert [line["Rule"] for line in found] == ["Civil needs", "Defence needs"]
    assert [line["Cell in your workbook"] for line in found] == ["Caps!D11", "Caps!D9"]
    assert [line["Missed?"] for line in found] == ["no", "by 3.1 points"]
    assert found[1]["It saves (USD million)"] == "not known"
    assert head(book["What binds"])[2] == (
        "The 2030 cap on civil needs costs most: at 70% instead of 65%, the best plan would cost USD 110 million less."
    )


def test_sources_stand_weakest_first_with_figures_of_their_own(book: Workbook) -> None:
    found = rows(book["Sources"])
    strength = ["assumption", "low", "medium", "high"]
    assert [line["Confidence"] for line in found] == sorted((line["Confidence"] for line in found), key=strength.index)
    assert sum(line["Figure"] == "Shortage penalty" for line in found) == 1


def test_inputs_are_shown_in_the_units_people_type(book: Workbook) -> None:
    found = {(line["Sheet"], line["Row"], line["Column"]): line for line in rows(book["Inputs as read"])}
    cost = found["Existing lines", "Osaka", "Unit cost"]
    assert (cost["Value"], cost["Unit"], cost["The run used"]) == (50000, "USD per t", "-")
    assert found["Existing lines", "Osaka", "Capacity"]["Unit"] == "t a year"
    assert found["Existing lines", "Hanoi", "Firm"]["Value"] == "blank: owner not known, so exposed"


def test_the_gap_is_shown_against_the_cost_above_the_plan_without_caps(book: Workbook) -> None:
    said = {line["Item"]: line["What it says"] for line in rows(book["About this run"])}
    assert said["Plan 2: cost and gap"] == (
        "Cost 2,861.3 USD million (12 million of it the price of missed caps, that nobody pays), proved to be at least "
        "2,860.2: within 1.1 million, 0.0384% of total cost, 0.26% of the 415.3 million above the plan without caps."
    )


def test_names_that_look_like_formulas_stay_text(book: Workbook) -> None:
    cells = [
        cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line if cell.value == made.FORMULA
    ]
    assert len(cells) > 5
    assert {cell.data_type for cell in cells} == {"s"}


def test_only_sheets_of_the_workbook_are_linked(book: Workbook) -> None:
    links = [c.hyperlink for sheet in book.worksheets for line in sheet.iter_rows() for c in line if c.hyperlink]
    assert len(links) == len(LINKED)
    assert all(link.target is None for link in links)


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_plan_workbook(made.result(), tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_no_path_and_no_author_is_in_the_file(tmp_path: Path) -> None:
    found = made.result()
    reading = replace(found.reading, path_name="/home/someone/secret/case.xlsx")
    write_plan_workbook(replace(found, reading=reading), tmp_path / "plan.xlsx")
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
        core = archive.read("docProps/core.xml").decode()
    assert b"someone" not in text
    assert str(tmp_path).encode() not in text
    assert "<dc:creator></dc:creator>" in core
    assert "2020-01-01T00:00:00Z" in core


def test_every_chart_has_words_for_those_who_cannot_see_it(tmp_path: Path) -> None:
    written(tmp_path, made.result())
    with zipfile.ZipFile(tmp_path / "plan.xlsx") as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(
            archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/drawings/drawing")
        )
    assert len(charts) == 2 + 3 * 4
    assert drawings.count("descr=") == len(charts)


def test_every_charted_point_stands_on_chart_data(book: Workbook) -> None:
    found = [
        (line["Year or plan"], line["Value"])
        for line in rows(book["Chart data"])
        if line["Sheet"] == "Summary" and line["Series"] == "Cap"
    ]
    assert found == [(2028, 0.6), (2029, 0.2), (2030, 0.2), (2031, 0.2)]


def test_a_figure_that_is_no_number_stops_the_writing(tmp_path: Path) -> None:
    found = made.result()
    bad = tuple(replace(one, adverse=float("nan")) for one in found.no_action.trace.exposures)
    none = replace(found.no_action, trace=Trace(bad, {}, {}, {}))
    with pytest.raises(TypeError):
        write_plan_workbook(replace(found, no_action=none), tmp_path / "plan.xlsx")


def test_a_result_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one plan"):
        write_plan_workbook(replace(made.result(), options=()), tmp_path / "plan.xlsx")


def test_one_plan_without_caps_bindings_or_problems_still_makes_every_sheet(tmp_path: Path) -> None:
    found = made.result(count=1)
    case = found.case.with_rows(Cap, [])
    bare = replace(found, case=case, bindings=(), reading=replace(found.reading, problems=()))
    book = written(tmp_path, bare)
    assert rows(book["What binds"])[0]["Rule"] == "None"
    assert head(book["What binds"])[2] == "No cap was set, so none binds."
    assert rows(book["Problems"])[0]["Code"] == "None"
    assert head(book["Summary"])[3] == "No cap was set: the plans are ranked by cost alone."
    assert [line["Measure"] for line in rows(book["P1 Exposure"])] == ["No action", "Plan 1"] * 2


def test_a_sentence_is_cut_at_word_ends_to_the_printed_width() -> None:
    pieces = cut("one two three four five", 60, 10)
    assert " ".join(pieces) == "one two three four five"
    assert all(text_pixels(piece, 10) <= 60 for piece in pieces)
    assert len(pieces) > 1


def test_the_cover_is_one_page(book: Workbook) -> None:
    """A height of 0 is as many pages as it takes; one page is what is meant where nothing is said."""
    heights = {name: book[name].page_setup.fitToHeight for name in ("Cover", "Costs")}
    assert heights == {"Cover": None, "Costs": 0}

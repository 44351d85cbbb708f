"""A run that leaves sheets out: what goes with them, what is refused, what is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from models.case import AidRule, Case, Group, Lane, MoveFinance, Payer, Price, PricePath, Source, Support
from planner.checking import read_and_check
from planner.cli import app
from planner.workbook.problems import Problem
from planner.workbook.reader import Reading
from planner.workbook.template import write_case, write_template
from tests.workbook.books import good_case
from tests.workbook.supported import supported_case

SUPPORT = ("Move finances", "Support", "Support terms", "Aid rules", "Payers", "Budgets")
GO_WITH = "Nothing to do if that is meant: the row says nothing without it."


def left_out(tmp_path: Path, without: str | tuple[str, ...], case: Case | None = None) -> tuple[Reading, Case]:
    """The supported case, or another, written and read without some sheets."""
    path = tmp_path / "case.xlsx"
    write_case(case or supported_case(), path)
    reading, read = read_and_check(path, without)
    assert read is not None, reading.problems
    return reading, read


def told(reading: Reading, *codes: str) -> list[tuple[str, str, str, str, str]]:
    """Code, cells and words of the problems with some codes."""
    return [_words(one) for one in reading.problems if one.code in codes]


def _words(problem: Problem) -> tuple[str, str, str, str, str]:
    return problem.code, problem.where, problem.found, problem.expected, problem.to_do


@pytest.mark.parametrize("without", ["support", " Support ", ("support",), ",".join(SUPPORT).upper()])
def test_support_stands_for_all_sheets_about_support(tmp_path: Path, without: str | tuple[str, ...]) -> None:
    reading, case = left_out(tmp_path, without)
    assert reading.left_out_sheets == SUPPORT
    meant = supported_case()
    for sheet in (MoveFinance, Support, AidRule, Payer):
        meant = meant.with_rows(sheet, ())
        assert case[sheet] == ()
    assert case[Price] == meant[Price]
    assert (reading.rows_left_out, reading.rows_read) == (
        10,
        sum(len(rows) for rows in supported_case().tables.values()),
    )


def test_each_sheet_left_out_is_listed_with_its_rows(tmp_path: Path) -> None:
    reading, _ = left_out(tmp_path, "budgets")
    assert reading.left_out_sheets == ("Budgets",)
    assert told(reading, "X108", "X109", "W109") == [
        ("X108", "Budgets rows 9-10", "the sheet Budgets", "a run without it, as asked",
         "Nothing to do. Run again without --without to use them."),
    ]  # fmt: skip


def test_rows_that_name_a_row_left_out_go_with_it_and_so_on(tmp_path: Path) -> None:
    reading, case = left_out(tmp_path, "payers")
    assert reading.left_out_sheets == ("Payers",)
    assert (case[Support], case[MoveFinance]) == ((), supported_case()[MoveFinance])
    lines = told(reading, "X109")
    assert ("X109", "Support rows 9-11", '"Berlin", which goes with Payers', "a run without Payers, as asked",
            GO_WITH) in lines  # fmt: skip
    assert ("X109", "Support terms rows 9-10", '"Grant", which goes with Payers; "Loan", which goes with Payers',
            "a run without Payers, as asked", GO_WITH) in lines  # fmt: skip


def test_a_rule_left_out_leaves_its_offers_without_a_ceiling(tmp_path: Path) -> None:
    reading, case = left_out(tmp_path, "aid rules")
    assert [row.aid_rule for row in case[Support]] == [None, None, None]
    assert told(reading, "W108", "X109") == [
        ("W108", "Support!O9", '"Ceiling", of Aid rules, which this run leaves out', "a name of Aid rules",
         "Taken as blank: none. Nothing to do if that is meant."),
    ]  # fmt: skip


def test_a_bar_inside_a_group_left_out_bars_nothing_and_a_lane_of_it_goes(tmp_path: Path) -> None:
    case = supported_case()
    rule = case[AidRule][0].model_copy(update={"where": "any", "no_relocation_within": "NATO"})
    reading, read = left_out(tmp_path, "groups", case.with_rows(AidRule, (rule,)))
    assert (read[Group], read[AidRule]) == ((), (rule.model_copy(update={"no_relocation_within": None}),))
    assert [lane.destination for lane in read[Lane]] == ["any", "ally"]
    assert (
        "X109",
        "Lanes row 10",
        '"NATO", which goes with Groups',
        "a run without Groups, as asked",
        GO_WITH,
    ) in told(reading, "X109")


def test_prices_on_a_path_left_out_go_and_those_on_every_path_stay(tmp_path: Path) -> None:
    _, case = left_out(tmp_path, "price paths,support")
    assert case[PricePath] == ()
    assert [row.good for row in case[Price]] == ["ore"]


def test_sources_of_figures_left_out_go_too(tmp_path: Path) -> None:
    source = Source(on_sheet="Payers", row_name="Berlin", column_name="Inflation", source="ECB")
    other = Source(on_sheet="Goods", row_name="ore", column_name="Unit", source="USGS")
    case = supported_case().with_rows(Source, (source, other))
    reading, read = left_out(tmp_path, "support", case)
    assert read[Source] == (other,)
    assert ("X109", "Sources row 9", '"Payers", which goes with Payers', "a run without Payers, as asked",
            GO_WITH) in told(reading, "X109")  # fmt: skip


def test_firms_left_out_stay_named_on_their_lines_and_nothing_asks_for_the_sheet(tmp_path: Path) -> None:
    reading, case = left_out(tmp_path, "firms")
    assert case.lines["Ruhr"].firm == "Ruhr AG"
    assert not told(reading, "W302", "W316", "X109")


def test_what_is_wrong_on_a_sheet_left_out_stops_nothing(tmp_path: Path) -> None:
    case = supported_case()
    broken = case.with_rows(Support, [row.model_copy(update={"rate": None}) for row in case[Support]])
    reading, _ = left_out(tmp_path, "support", broken)
    assert not [one for one in reading.problems if one.kind == "Error"]


def test_a_sheet_without_rows_cannot_be_left_out_and_that_is_said(tmp_path: Path) -> None:
    reading, _ = left_out(tmp_path, "price paths,support", good_case_that_can_be_met())
    assert reading.left_out_sheets == ()
    asked = "Price paths, Move finances, Support, Support terms, Contracts, Aid rules, Payers, Budgets"
    assert told(reading, "W109") == [
        ("W109", "case.xlsx", f"no rows on {asked}", "rows to leave out, as asked",
         "Nothing was left out. Correct --without if another sheet was meant."),
    ]  # fmt: skip


def good_case_that_can_be_met() -> Case:
    """The supported case as it was before any of its new sheets had rows."""
    case = supported_case().with_rows(PricePath, ()).with_rows(Price, good_case()[Price])
    return Case({row: rows for row, rows in case.tables.items() if row.sheet not in SUPPORT})


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("goods", "no run can leave out Goods: every case needs rows there"),
        ("support,settings,nations", "no run can leave out Settings, Nations: every case needs rows there"),
        ("currencies", "no run can leave out Currencies: figures typed in its currencies could not be read"),
        ("existing lines,candidate moves",
         "no run can leave out both Existing lines and Candidate moves: every case needs rows on one of them"),
        ("suport", "no such sheet: suport (nearest match: Support, Support terms); known are Settings, Nations, "),
    ],
)  # fmt: skip
def test_what_no_run_can_be_without_is_refused_with_a_sentence(tmp_path: Path, names: str, words: str) -> None:
    with pytest.raises(ValueError, match="no ") as refused:
        read_and_check(tmp_path / "case.xlsx", names)
    assert str(refused.value).startswith(words)


def test_the_functions_for_scripts_leave_out_sheets_too(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(supported_case(), path)
    assert {one.code for one in planner.check(path, without="support") if one.kind == "Left out"} == {"X108"}
    assert not [one for one in planner.check(path) if one.kind == "Left out"]


def test_the_command_leaves_out_sheets_and_refuses_what_it_cannot(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(supported_case(), path)
    told = CliRunner().invoke(app, ["check", str(path), "--without", "support"])
    assert told.exit_code == 0
    assert "found the sheet Payers; expected a run without it, as asked" in told.stderr
    refused = CliRunner().invoke(app, ["solve", str(path), "--without", "goods"])
    assert refused.exit_code == 2
    assert "no run can leave out Goods" in refused.stderr


def test_a_template_with_support_holds_all_its_sheets_and_needs_no_rows_there(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=True, example=True, sheets="support")
    reading, case = read_and_check(path)
    assert set(SUPPORT) <= set(reading.places.sheets.values())
    assert case is not None
    assert not case[Support]

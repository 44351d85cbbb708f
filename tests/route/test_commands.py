"""The commands as a user meets them: exit codes, words, data, files; each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.checking import read_and_check
from planner.workbook.example import example_case
from planner.workbook.layout import MINIMAL_SHEETS
from planner.workbook.start_here import SHEET as START_HERE
from planner.workbook.template import write_case, write_template
from tests.route.books import differences
from tests.verification.examples import clean_short
from tests.workbook.books import at, good_book

ROOT = Path(__file__).parents[2]
Ended = subprocess.CompletedProcess[str]


def planner(folder: Path, *arguments: str, before: str = "") -> Ended:
    """Run a command in a folder, after some Python that stands in for what goes wrong."""
    code = f"{before}\nfrom planner.cli import main\nmain()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def example(folder: Path) -> Path:
    path = folder / "example.xlsx"
    write_template(path, minimal=True, example=True, sheets=None)
    return path


@pytest.fixture(scope="module")
def solved_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended, Ended]:
    """A folder in which the example was solved twice, with data on standard output the first time."""
    folder = tmp_path_factory.mktemp("solved")
    example(folder)
    return folder, planner(folder, "solve", "example.xlsx", "--json"), planner(folder, "solve", "example.xlsx")


def test_nothing_heavy_is_imported_before_a_command_needs_it() -> None:
    heavy = ["highspy", "numpy", "openpyxl", "pandas", "pydantic", "pyomo", "xlsxwriter"]
    code = f"import sys, planner.cli; print([name for name in {heavy} if name in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "[]\n"


def test_the_minimal_template_has_the_nine_sheets_and_no_rows(tmp_path: Path) -> None:
    ended = planner(tmp_path, "template", "mine.xlsx", "--minimal")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "Template written: mine.xlsx\n")
    book = load_workbook(tmp_path / "mine.xlsx")
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == [START_HERE, *MINIMAL_SHEETS]
    assert all(cell.value is None for row in book["Goods"].iter_rows(min_row=9) for cell in row)


def test_the_example_template_holds_the_example_case(tmp_path: Path) -> None:
    ended = planner(tmp_path, "template", "mine.xlsx", "--example")
    assert ended.returncode == 0
    _, case = read_and_check(tmp_path / "mine.xlsx")
    assert case is not None
    assert differences(example_case(), case) == []


def test_a_template_has_the_optional_sheets_asked_for_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_text("kept")
    ended = planner(tmp_path, "template", "mine.xlsx", "--minimal", "--with", "firms, Opening Stocks")
    assert (ended.returncode, ended.stderr) == (0, "Template written: mine-2.xlsx\n")
    assert (tmp_path / "mine.xlsx").read_text() == "kept"
    assert {"Firms", "Opening stocks"} <= set(load_workbook(tmp_path / "mine-2.xlsx").sheetnames)


def test_the_help_of_template_says_what_with_does_with_and_without_minimal(tmp_path: Path) -> None:
    words = " ".join(planner(tmp_path, "template", "--help").stdout.replace("│", " ").split())
    assert (
        "Optional sheets, with commas (groups,firms): only these are written beside the nine; with --minimal also the "
        "columns that refer to them. Without it every optional sheet is written, with --minimal none."
    ) in words


def test_a_sheet_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    ended = planner(tmp_path, "template", "mine.xlsx", "--with", "firmz")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no such sheet: firmz" in ended.stderr
    assert files(tmp_path) == []


def test_check_passes_a_good_workbook_and_leaves_it_alone(tmp_path: Path) -> None:
    path = example(tmp_path)
    before = path.read_bytes()
    ended = planner(tmp_path, "check", "example.xlsx")
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr.startswith("Nothing stopped the run. Please judge 1 warning.\nWarning W107  Nations rows 9-11;")
    assert ended.stderr.endswith(
        "What each blank cell counts as: sheet Problems of example-problems.xlsx, the lines of kind Default.\n"
        "Each with its cell in example-problems.xlsx. Your own file was not changed.\n"
    )
    assert path.read_bytes() == before
    assert files(tmp_path) == ["example-problems.xlsx", "example.xlsx"]


def broken(folder: Path) -> Path:
    """A misspelt good and a negative capacity on two sheets."""
    book = good_book()
    book["Demand"].put(at("Demand", "Good"), "metl")
    book["Candidate moves"].put(at("Candidate moves", "Capacity"), -5.0)
    book["Settings"].put(at("Settings", "Marking"), "OFFICIAL")
    return book.write(folder / "broken.xlsx")


@pytest.mark.parametrize("command", ["check", "solve"])
def test_a_broken_workbook_ends_with_all_its_problems_and_their_cells(command: str, tmp_path: Path) -> None:
    path = broken(tmp_path)
    before = path.read_bytes()
    ended = planner(tmp_path, command, "broken.xlsx")
    assert (ended.returncode, ended.stdout) == (10, "")
    assert ended.stderr.startswith("2 errors to mend before anything is solved.\n")
    where = f"Demand!{at('Demand', 'Good')}"
    assert (
        f'Error E302  {where}\n  found "metl"; expected a good from Goods\n'
        "  Correct the name, or add it to Goods. Nearest match: metal.\n"
    ) in ended.stderr
    assert f"Error E213  Candidate moves!{at('Candidate moves', 'Capacity')}\n" in ended.stderr
    assert path.read_bytes() == before
    assert files(tmp_path) == ["broken-problems.xlsx", "broken.xlsx"]


def test_the_problems_are_data_and_their_copy_bears_the_marking_and_where_rows_went(tmp_path: Path) -> None:
    broken(tmp_path)
    told = json.loads(planner(tmp_path, "check", "broken.xlsx", "--json").stdout)
    assert told["file"] == "broken.xlsx"
    (wrong,) = (problem for problem in told["problems"] if problem["code"] == "E302")
    assert wrong == {
        "code": "E302",
        "kind": "Error",
        "where": f"Demand!{at('Demand', 'Good')}",
        "found": '"metl"',
        "expected": "a good from Goods",
        "to_do": "Correct the name, or add it to Goods.",
        "near": "metal",
    }
    sheet = load_workbook(tmp_path / "broken-problems.xlsx")["Problems"]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(text.startswith("OFFICIAL") for text in said)
    assert any("rows read = " in text for text in said)


def test_lists_of_earlier_checks_are_kept_and_said_to_be_out_of_date(tmp_path: Path) -> None:
    broken(tmp_path)
    (tmp_path / "broken-problems-notes.xlsx").write_text("the user's own")
    first = planner(tmp_path, "check", "broken.xlsx")
    assert first.stderr.endswith("Each with its cell in broken-problems.xlsx. Your own file was not changed.\n")
    kept = (tmp_path / "broken-problems.xlsx").read_bytes()
    second = planner(tmp_path, "check", "broken.xlsx")
    assert second.stderr.endswith(
        "Each with its cell in broken-problems-2.xlsx. Your own file was not changed.\n"
        "Lists of earlier checks, now out of date: broken-problems.xlsx.\n"
    )
    example(tmp_path).replace(tmp_path / "broken.xlsx")
    third = planner(tmp_path, "check", "broken.xlsx")
    assert third.returncode == 0
    assert third.stderr.endswith(
        "Each with its cell in broken-problems-3.xlsx. Your own file was not changed.\n"
        "Lists of earlier checks, now out of date: broken-problems.xlsx, broken-problems-2.xlsx.\n"
    )
    assert (tmp_path / "broken-problems.xlsx").read_bytes() == kept


def test_the_help_says_what_the_minimal_template_is(tmp_path: Path) -> None:
    ended = planner(tmp_path, "template", "--help")
    assert "Nine sheets, main columns; Start here says which need rows." in ended.stdout


@pytest.mark.parametrize("command", ["check", "solve"])
@pytest.mark.parametrize("content", [None, b"not a workbook"])
def test_a_file_that_cannot_be_used_is_a_sentence(command: str, content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "case.xlsx").write_bytes(content)
    before = files(tmp_path)
    ended = planner(tmp_path, command, "case.xlsx")
    assert (ended.returncode, ended.stdout) == (11, "")
    assert "Error E00" in ended.stderr
    assert "  case.xlsx\n  found " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert files(tmp_path) == before


def test_solve_writes_ranked_plans_and_says_where(solved_twice: tuple[Path, Ended, Ended]) -> None:
    folder, first, second = solved_twice
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.splitlines()[-1] == "Three ranked plans written: outputs/example-plans.xlsx"
    assert second.stderr.splitlines()[-1] == "Three ranked plans written: outputs/example-plans-2.xlsx"
    assert files(folder) == [
        "example.xlsx",
        "outputs",
        "outputs/example-plans-2-run.json",
        "outputs/example-plans-2.xlsx",
        "outputs/example-plans-run.json",
        "outputs/example-plans.xlsx",
    ]


def test_two_runs_give_the_same_bytes(solved_twice: tuple[Path, Ended, Ended]) -> None:
    outputs = solved_twice[0] / "outputs"
    assert (outputs / "example-plans.xlsx").read_bytes() == (outputs / "example-plans-2.xlsx").read_bytes()


def test_standard_output_holds_data_and_nothing_else(solved_twice: tuple[Path, Ended, Ended]) -> None:
    """A greeting of the solver, in this process or in the one beside it, would spoil the data."""
    folder, first, second = solved_twice
    record = json.loads(first.stdout)
    assert first.stdout == (folder / "outputs" / "example-plans-run.json").read_text(encoding="utf-8")
    assert second.stdout == ""
    assert record["workbook"] == "example-plans.xlsx"
    assert [plan["plan"] for plan in record["plans"]] == [0, 1, 2, 3]
    costs = [plan["cost_million"] for plan in record["plans"][1:]]
    assert costs == sorted(costs)
    assert {plan["status"] for plan in record["plans"]} == {"proved to the stated gap"}


def test_the_plan_workbook_shows_the_costs_of_the_data(solved_twice: tuple[Path, Ended, Ended]) -> None:
    folder, first, _ = solved_twice
    costs = {plan["plan"]: plan["cost_million"] for plan in json.loads(first.stdout)["plans"]}
    rows = list(load_workbook(folder / "outputs" / "example-plans.xlsx")["Summary"].iter_rows(values_only=True))
    (header,) = (row for row in rows if row[1] == "Plan")
    place = header.index("Total cost (USD million)")
    shown = {row[1]: row[place] for row in rows if row[1] in ("No action", "Plan 1", "Plan 2", "Plan 3")}
    expected = {"Plan 1": costs[1], "Plan 2": costs[2], "Plan 3": costs[3], "No action": costs[0]}
    assert shown == pytest.approx(expected, rel=1e-12)


def test_caps_that_cannot_hold_are_named_with_year_and_needed_share(tmp_path: Path) -> None:
    """V30: 60 of 100 can be clean, so a cap of 20% must be 40%."""
    write_case(clean_short(0.2), tmp_path / "short.xlsx")
    ended = planner(tmp_path, "solve", "short.xlsx")
    assert (ended.returncode, ended.stdout) == (20, "")
    assert ended.stderr.endswith(
        "No plan keeps every rule.\n"
        '  Cap "essential exposure / all / all" (Caps!D9): in 2030 it must be 40% or more; it is 20%.\n'
        "  No smaller change in all allows a plan; others of the same size may do as well.\n"
    )
    assert files(tmp_path) == ["short.xlsx"]


def test_a_time_limit_before_any_plan_is_said(tmp_path: Path) -> None:
    case = example_case()
    hasty = case.settings.model_copy(update={"time_limit": 1e-9})
    write_case(case.with_rows(type(hasty), [hasty]), tmp_path / "hasty.xlsx")
    ended = planner(tmp_path, "solve", "hasty.xlsx")
    assert (ended.returncode, ended.stdout) == (31, "")
    assert ended.stderr.endswith(
        "The time limit came before any plan was found. Raise Time limit on Settings, or widen Gap.\n"
    )
    assert files(tmp_path) == ["hasty.xlsx"]


def test_an_output_folder_that_cannot_be_made_leaves_nothing_half_written(tmp_path: Path) -> None:
    example(tmp_path)
    (tmp_path / "taken").write_text("a file")
    ended = planner(tmp_path, "solve", "example.xlsx", "--output", "taken")
    assert (ended.returncode, ended.stdout) == (40, "")
    assert ended.stderr.splitlines()[-1] == "Nothing was written. taken/example-plans.xlsx: File exists"
    assert files(tmp_path) == ["example.xlsx", "taken"]
    assert (tmp_path / "taken").read_text() == "a file"


FAILED_AUDIT = """
import planner.run
from models.auditing import AuditLine
planner.run.audit = lambda case, plan: (AuditLine("Balances close", False, 3, 0.5, "t", "ore in Canada"),)
"""


def test_a_plan_that_fails_its_audit_is_not_released(tmp_path: Path) -> None:
    example(tmp_path)
    ended = planner(tmp_path, "solve", "example.xlsx", before=FAILED_AUDIT)
    assert (ended.returncode, ended.stdout) == (50, "")
    assert ended.stderr.endswith(
        "No action failed its audit; no plan was released. This is a fault of the program.\n"
        "  Balances close: off by 0.5 t at ore in Canada\n"
    )
    assert files(tmp_path) == ["example.xlsx"]


FAULT = """
import planner.checking
def fail(path, without=()): raise {error}
planner.checking.read_and_check = fail
"""


def test_a_fault_of_the_program_is_a_sentence_and_a_report(tmp_path: Path) -> None:
    (tmp_path / "planner-error.txt").write_text("of an earlier day")
    ended = planner(tmp_path, "solve", "x.xlsx", before=FAULT.format(error="ZeroDivisionError('of gaps')"))
    assert (ended.returncode, ended.stdout) == (70, "")
    assert ended.stderr == (
        "The planner failed: a fault of the program, not of your workbook. "
        "Please send planner-error-2.txt to its makers.\n"
    )
    assert files(tmp_path) == ["planner-error-2.txt", "planner-error.txt"]
    assert (tmp_path / "planner-error-2.txt").read_text().endswith("ZeroDivisionError: of gaps\n")


def test_an_interruption_has_its_own_exit_code(tmp_path: Path) -> None:
    ended = planner(tmp_path, "check", "x.xlsx", before=FAULT.format(error="KeyboardInterrupt"))
    assert (ended.returncode, ended.stdout) == (130, "")
    assert files(tmp_path) == []


INTERRUPT = """
import os, signal
import planner.run
trace = planner.run.trace
def interrupted(case, plan):
    os.killpg(0, signal.SIGINT)
    return trace(case, plan)
planner.run.trace = interrupted
"""


def test_ctrl_c_at_the_terminal_keeps_the_plans_found(tmp_path: Path) -> None:
    """A terminal sends it to every process of the command; the one beside must not die of it."""
    example(tmp_path)
    ended = planner(tmp_path, "solve", "example.xlsx", before=INTERRUPT)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 130
    assert files(tmp_path)[-1] == "outputs/example-plans.xlsx"

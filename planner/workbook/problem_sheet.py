"""The list of problems as a sheet, and as a workbook of its own beside the user's file."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter.workbook import Workbook

from planner.report import page
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.style import BODY, FONT, Styles
from planner.workbook.problems import PROBLEMS_SHEET, Head, Problem, count_words, grouped

_TITLE = "Problems: what was unusual, repaired or filled in when your workbook was read"
_LEGEND = (
    "Error = nothing is solved until it is mended. Warning = used as you typed it. Repair = the meaning was certain; "
    "read as shown. Default = you left it blank. Left out = the row was not used."
)
_CREATED = datetime(2026, 1, 1)
_LONGEST = 2_000
"""Most letters of a cell in the list."""


def problem_sheet(problems: Sequence[Problem], rows: str) -> Sheet:
    """The sheet: one line a problem, errors first, with the rows read, used and left out above."""
    columns = (
        Column("Code", 8),
        Column("Kind", 11),
        Column("Where in your workbook", 26),
        Column("Found", 30),
        Column("Expected or used", 36),
        Column("What to do", 54),
    )
    table = Table(PROBLEMS_SHEET, columns, tuple(_line(problem) for problem in problems), filtered=True)
    return Sheet(
        name=PROBLEMS_SHEET,
        title=_TITLE,
        headlines=(count_words(problems),),
        notes=(rows, _LEGEND),
        table=Table.with_nothing_said(table, "None"),
    )


def write_problems(path: Path, problems: Iterable[Problem], head: Head) -> None:
    """Write a workbook that lists the problems, in whatever order they come.

    Raises:
        page.ReportError: a cell could not be written as it should.
        OSError: the file cannot be written.
    """
    lines = grouped(problems)
    with open_workbook(path, "Problems of an input workbook") as workbook:
        page.write(paper(workbook, head, lines), problem_sheet(lines, head.rows))


@contextmanager
def open_workbook(path: Path, title: str) -> Iterator[Workbook]:
    """A workbook that takes text as text only; what XlsxWriter merely warns about is an error."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": BODY},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        workbook = Workbook(str(path), options)
        workbook.set_properties({"title": title, "author": "", "created": _CREATED})
        yield workbook
        workbook.close()


def paper(workbook: Workbook, head: Head, problems: Sequence[Problem]) -> page.Paper:
    """The open workbook as the report's pages need it; it has no charts."""
    stopped = any(problem.kind == "Error" for problem in problems)
    status = "To be mended" if stopped else "Can be solved"
    return page.Paper(workbook, Styles(workbook), page.Stamp(f"Input: {head.file_name}", head.marking, status), {})


def _line(problem: Problem) -> Row:
    found, expected, advice = (_short(text) for text in (problem.found, problem.expected, problem.advice))
    return row(problem.code, Cell(problem.kind, bold=True), _short(problem.where), found, expected, advice)


def _short(text: str) -> str:
    return (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}...") or "-"

"""The list of problems as a sheet, in a workbook of its own beside the user's file."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.workbook.look import (
    FONT,
    HEADER_FILL,
    LINE_HEIGHT,
    NAVY,
    NOTES,
    STATUS,
    THIN_RULE,
    Formats,
    line_count,
)
from planner.workbook.pages import HEADLINE_HEIGHT, STAMP_HEIGHT, TITLE_HEIGHT, write
from planner.workbook.problems import Problem, count_words, grouped

SHEET = "Problems"
TITLE = "Problems: what was unusual, repaired or filled in when your workbook was read"
_LEGEND = (
    "Error = nothing is solved until it is mended. Warning = used as you typed it. Repair = the meaning was certain; "
    "read as shown. Default = you left it blank."
)
_COLUMNS = (
    ("Code", 8.0),
    ("Kind", 10.0),
    ("Where in your workbook", 26.0),
    ("Found", 32.0),
    ("Expected or used", 34.0),
    ("What to do", 50.0),
)
_HEADER_ROW = 6
_CREATED = datetime(2026, 1, 1)
_LONGEST = 2_000
"""Most letters of a cell in the list."""


def write_problems(path: Path, problems: Iterable[Problem], *, file_name: str, rows: str = "") -> None:
    """Write a workbook that lists the problems.

    Args:
        path: file to write.
        problems: what to list, in any order.
        file_name: name of the user's workbook, for the head.
        rows: where its rows went (`rows_words`); empty where no row was read.
    """
    with open_workbook(path, "Problems of an input workbook") as workbook:
        sheet = workbook.add_worksheet(SHEET)
        fill_problem_sheet(Formats(workbook), sheet, grouped(problems), file_name=file_name, rows=rows)


@contextmanager
def open_workbook(path: Path, title: str) -> Iterator[Workbook]:
    """A workbook in Arial that takes text as text only; what XlsxWriter merely warns about is an error."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        workbook = Workbook(str(path), options)
        workbook.set_properties({"title": title, "author": "", "created": _CREATED})
        yield workbook
        workbook.close()


def fill_problem_sheet(
    formats: Formats, sheet: Worksheet, problems: Sequence[Problem], *, file_name: str, rows: str
) -> None:
    """Head block and table of grouped problems on an empty sheet."""
    for place, (_, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
    head = (
        (TITLE, TITLE_HEIGHT, formats.get(font_size=16, bold=True, font_color=NAVY)),
        (f"Input: {file_name}.", STAMP_HEIGHT, formats.get(font_size=9, bold=True, font_color=STATUS)),
        (count_words(problems), HEADLINE_HEIGHT, formats.get(font_size=12, bold=True)),
        (rows or "No row was read. Your file was not changed.", LINE_HEIGHT + 2, formats.get(font_color=NOTES)),
        (_LEGEND, LINE_HEIGHT + 2, formats.get(font_color=NOTES)),
    )
    for number, (text, height, style) in enumerate(head, start=1):
        sheet.set_row(number - 1, height)
        write(sheet, number, 1, text, style)
    _write_table(formats, sheet, problems)
    _set_print(sheet, _HEADER_ROW + max(len(problems), 1))


def _write_table(formats: Formats, sheet: Worksheet, problems: Sequence[Problem]) -> None:
    header = formats.get(bold=True, bg_color=HEADER_FILL, top=2, bottom=1, top_color=NAVY, bottom_color=NAVY)
    last = _HEADER_ROW + max(len(problems), 1)
    code = sheet.add_table(
        _HEADER_ROW - 1,
        0,
        last - 1,
        len(_COLUMNS) - 1,
        {
            "name": "Problems_table",
            "style": None,
            "banded_rows": False,
            "columns": [{"header": text, "header_format": header} for text, _ in _COLUMNS],
        },
    )
    if code != 0:
        raise ValueError("the table of problems could not be written")
    sheet.set_row(_HEADER_ROW - 1, 2 * LINE_HEIGHT)
    rule = {"bottom": 1, "bottom_color": THIN_RULE, "text_wrap": True}
    for number, problem in enumerate(problems, start=_HEADER_ROW + 1):
        texts = [problem.code, problem.kind, problem.where, problem.found, problem.expected, problem.advice]
        shown = [text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..." for text in texts]
        lines = [line_count(text, width - 1) for text, (_, width) in zip(shown, _COLUMNS, strict=True)]
        sheet.set_row(number - 1, LINE_HEIGHT * max(lines) + 4)
        for place, text in enumerate(shown, start=1):
            write(sheet, number, place, text, formats.get(bold=place == 2, **rule))


def _set_print(sheet: Worksheet, last_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.354, 0.354, 0.709, 0.669)
    sheet.set_footer('&L&"Arial,Regular"&9 Sheet: &A&R&"Arial,Regular"&9 Page &P of &N')
    sheet.repeat_rows(_HEADER_ROW - 1)
    sheet.print_area(0, 0, last_row - 1, len(_COLUMNS) - 1)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(_HEADER_ROW, 0)
    sheet.hide_gridlines(2)

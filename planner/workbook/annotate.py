"""A copy of the user's sheets, as values, in which every cell with a problem is filled and says what is wrong."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.report import page
from planner.report.style import BODY
from planner.workbook import layout
from planner.workbook.guard import guarded
from planner.workbook.look import Formats, text_width
from planner.workbook.names import folded
from planner.workbook.problem_sheet import open_workbook, paper, problem_sheet
from planner.workbook.problems import PROBLEMS_SHEET, Head, Kind, Problem, grouped
from planner.workbook.scan import RawCell, RawSheet, scan

FILLS: Mapping[Kind, str] = {
    "Error": "#FCE8D9",
    "Warning": "#FFF6D6",
    "Repair": "#E4EAF1",
    "Left out": "#DCE3EA",
}
"""Fill of a cell by the kind of its worst problem; defaults are listed only."""

_LONGEST_NOTE = 2_000
_WIDEST, _NARROWEST = 40.0, 10.0
_EARLIEST_DATE = datetime.datetime(1900, 1, 1)

Notes = dict[tuple[int, int], list[Problem]]


def write_annotated(path_in: Path, problems: Iterable[Problem], path_out: Path, head: Head | None = None) -> None:
    """Write the annotated copy. The user's file is only read.

    Args:
        path_in: the user's workbook.
        problems: what to mark and, on the first sheet, to list.
        path_out: file to write.
        head: what the list says of the file; `Reading.head` has it.

    Raises:
        CannotUse: the user's workbook cannot be read.
        OSError: the copy cannot be written.
    """
    book = scan(guarded(path_in))
    lines = grouped(problems)
    head = head or Head(book.name)
    with open_workbook(path_out, "Input workbook with notes") as workbook:
        formats = Formats(workbook)
        page.write(paper(workbook, head, lines), problem_sheet(lines, head.rows))
        for sheet in book.sheets:
            if folded(sheet.name) != folded(PROBLEMS_SHEET):
                _copy(formats, workbook.add_worksheet(sheet.name), sheet, _notes(sheet.name, lines))


def _notes(sheet: str, problems: Sequence[Problem]) -> Notes:
    """Problems by cell, worst first; a problem of a whole row stands in its first cell."""
    found: Notes = {}
    for problem in problems:
        if problem.kind not in FILLS:
            continue
        for spot in problem.spots:
            if spot.sheet == sheet and spot.row is not None:
                found.setdefault((spot.row, spot.column or 1), []).append(problem)
    return found


def _copy(formats: Formats, target: Worksheet, sheet: RawSheet, notes: Notes) -> None:
    for column in range(1, sheet.last_column + 1):
        target.set_column(column - 1, column - 1, _width(sheet, column))
    for place in sorted({*sheet.cells, *notes}):
        cell = sheet.cells.get(place)
        problems = notes.get(place, [])
        properties = {"bg_color": FILLS[problems[0].kind], "border": 1} if problems else {}
        number_format = cell.number_format if cell is not None else "General"
        style = formats.get(num_format=number_format, bold=place[0] == layout.HEADER_ROW, **properties)
        _write_value(target, place, cell, style)
        if problems:
            text = "\n\n".join(_note(problem) for problem in problems)[:_LONGEST_NOTE]
            target.write_comment(place[0] - 1, place[1] - 1, text, {"x_scale": 2.5, "y_scale": 1.6, "font_size": 9})
    target.freeze_panes(layout.HEADER_ROW, 1)


def _note(problem: Problem) -> str:
    return f"{problem.code} {problem.kind}\nFound: {problem.found}\nExpected: {problem.expected}\n{problem.advice}"


def _width(sheet: RawSheet, column: int) -> float:
    rows = range(layout.HEADER_ROW, min(sheet.last_row, 200) + 1)
    return min(max((text_width(sheet.text(row, column), BODY) + 2 for row in rows), default=_NARROWEST), _WIDEST)


def _write_value(target: Worksheet, place: tuple[int, int], cell: RawCell | None, style: Format) -> None:
    """Write a value as a value: numbers and dates as such, everything else, formulas too, as text."""
    row, column = place[0] - 1, place[1] - 1
    value = None if cell is None else cell.value
    if cell is None:
        code = target.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        code = target.write_boolean(row, column, value, style)
    elif isinstance(value, int | float) and math.isfinite(value):
        code = target.write_number(row, column, value, style)
    elif isinstance(value, datetime.datetime) and value >= _EARLIEST_DATE:
        code = target.write_datetime(row, column, value, style)
    else:
        code = target.write_string(row, column, cell.text or cell.formula or "", style)
    if code < 0:
        raise ValueError(f"{target.name}, row {place[0]}, column {place[1]}: the cell could not be copied")

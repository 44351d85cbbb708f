"""One input sheet: lines above each header, the table of data, empty rows to fill, drop-downs, print set-up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from models.schema import Column, Row, Unit
from planner.report.measure import lines_in_cell
from planner.report.style import BODY, HEADER_FILL, HEADLINE, LINE_POINTS, NAVY, NOTES, ROW_AIR, SMALL, TITLE, WIDEST
from planner.workbook import layout
from planner.workbook.drop_downs import LEAST_ROWS, DropDowns
from planner.workbook.look import INDENT, ROW_HEIGHT, SMALL_LINE_HEIGHT, text_alignment, text_width
from planner.workbook.pages import Book, set_print, wrap_stamp, write, write_head
from planner.workbook.units import Context, factor, to_typed, unit_text
from planner.workbook.wording import MESSAGE_TITLE_LIMIT, fill_words, help_line, input_message

EMPTY_ROWS = 15
EMPTY_ROWS_OF_LONG_SHEETS = 30
LONG_SHEETS = ("Recipes", "Existing lines", "Lanes", "Demand")

_SCALE_OF_SEVERAL_PAGES = 85
_MOST_WIDTH = 30.0
_LEAST_WIDTHS = {Unit.YEAR: 11.0, Unit.YEARS: 11.0, Unit.NAME: 19.0, Unit.REFERENCE: 16.0, Unit.TEXT: 22.0}
_LEAST_WIDTH = 12.0
_CELL_PADDING = 0.75
"""Air that a column has beside its width."""
_UNUSED_COLUMN = 8.43
"""Width of a column that nothing was said about; a headline runs over such columns beside a narrow table."""
_HELP_LINES = 2.6
"""Width is asked for until the help fits about three lines."""


@dataclass(frozen=True)
class SheetPlan:
    """What one input sheet is to hold: its columns, its rows, and whether these are examples to type over."""

    row: type[Row]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    example: bool

    @property
    def last_row(self) -> int:
        """Last framed row, from 1."""
        spare = EMPTY_ROWS_OF_LONG_SHEETS if self.row.sheet in LONG_SHEETS else EMPTY_ROWS
        return layout.FIRST_DATA_ROW + len(self.rows) + spare - 1


def typed_value(column: Column, row: Row, context: Context) -> str | float | None:
    """What a user would type for a field of a row: figures in typed units, yes and no as words."""
    values = dict(row)
    value = values[column.name]
    if value is None:
        return None
    if column.kind == "yes_no":
        return "yes" if value else "no"
    if column.kind == "number":
        return to_typed(value, factor(column, values, context))
    return int(value) if column.kind == "whole" else str(value)


def write_sheet(book: Book, plan: SheetPlan, drop_downs: DropDowns) -> None:
    """Adds the sheet of a row class to the workbook."""
    sheet = book.workbook.add_worksheet(plan.row.sheet)
    cells = [[typed_value(column, row, book.context) for column in plan.columns] for row in plan.rows]
    widths = [
        _width(column, [row[place] for row in cells], unit_text(column, book.currency))
        for place, column in enumerate(plan.columns)
    ]
    several_pages = sum(widths) > WIDEST
    if several_pages:
        widths[0] = max(widths[0], text_width(plan.row.sheet, TITLE, bold=True) + 2)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    write_head(book, sheet, plan.row.sheet, plan.row.about, headline_column=2 if several_pages else 1)
    if several_pages:
        wrap_stamp(book, sheet, widths[0])
    _write_lines_above(book, sheet, plan, widths)
    _write_data(book, sheet, plan, cells, widths)
    for place, column in enumerate(plan.columns):
        last = max(plan.last_row, layout.HEADER_ROW + LEAST_ROWS)
        validate(sheet, (layout.FIRST_DATA_ROW, last, place + 1), column, drop_downs, book.currency)
    sheet.freeze_panes(layout.HEADER_ROW, 1)
    set_print(book, sheet, layout.FIRST_DATA_ROW)
    _fit(sheet, plan, widths)


def validate(
    sheet: Worksheet, cells: tuple[int, int, int], column: Column, drop_downs: DropDowns, currency: str
) -> None:
    """Drop-down, allowed range and input message over rows `first` to `last` of a column (all from 1).

    A value that does not fit only brings a hint: the reader checks every cell again and says more.
    """
    first, last, place = cells
    source = drop_downs.source(column)
    rule: dict[str, Any] = {"validate": "list", "source": source} if source else _range_rule(column)
    rule |= {
        "input_title": column.header[:MESSAGE_TITLE_LIMIT],
        "input_message": input_message(column, currency),
        "error_type": "warning",
        "error_title": column.header[:MESSAGE_TITLE_LIMIT],
        "error_message": "This does not look right; see the message beside the cell.",
    }
    if sheet.data_validation(first - 1, place - 1, last - 1, place - 1, rule) != 0:
        raise ValueError(f"{sheet.name}: the input message of {column.header} could not be written")


def _range_rule(column: Column) -> dict[str, Any]:
    kind = {"whole": "integer", "number": "decimal"}.get(column.kind)
    low, high = column.low, column.high
    if kind is None or (low is None and high is None and column.above is None):
        return {"validate": "any"}
    if low is not None and high is not None:
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    if column.above is not None:
        return {"validate": kind, "criteria": ">", "value": column.above}
    return {"validate": kind, "criteria": ">=" if low is not None else "<=", "value": high if low is None else low}


def _width(column: Column, values: Sequence[str | float | None], unit: str) -> float:
    """Column width: its words whole, its help in about three lines, its values up to a limit."""
    words = [text_width(word, BODY, bold=True) for word in column.header.split()]
    words += [text_width(word, SMALL) for word in (*help_line(column).split(), *unit.split())]
    asked = max(max(words) + 2.5, text_width(help_line(column), SMALL) / _HELP_LINES)
    texts = [value if isinstance(value, str) else f"{value:,}00" for value in values if value is not None]
    longest = max((text_width(text, BODY) + 3.0 for text in texts), default=0.0)
    choices = max((text_width(choice, BODY) + 3.0 for choice in column.choices), default=0.0)
    least = _LEAST_WIDTHS.get(column.unit, _LEAST_WIDTH)
    return round(min(max(asked, least, longest, choices), _MOST_WIDTH), 2)


def _write_lines_above(book: Book, sheet: Worksheet, plan: SheetPlan, widths: Sequence[float]) -> None:
    """Group band, must fill or may stay blank, help and unit of every column, and their heights."""
    get = book.formats.get
    lines: dict[int, list[int]] = {layout.FILL_ROW: [], layout.HELP_ROW: [], layout.UNIT_ROW: [], layout.HEADER_ROW: []}
    band = ""
    for place, (column, width) in enumerate(zip(plan.columns, widths, strict=True), start=1):
        side = {**text_alignment(column), "text_wrap": True}
        group = column.group if column.group != band else None
        band = column.group
        write(
            sheet,
            layout.GROUP_ROW,
            place,
            group,
            get(font_size=SMALL, bold=True, font_color=NAVY, bottom=2, bottom_color=NAVY),
        )
        texts = (
            (
                layout.FILL_ROW,
                fill_words(column),
                True,
                get(font_size=SMALL, bold=True, **{**side, "valign": "bottom"}),
            ),
            (layout.HELP_ROW, help_line(column), False, get(font_size=SMALL, font_color=NOTES, **side)),
            (
                layout.UNIT_ROW,
                unit_text(column, book.currency),
                False,
                get(font_size=SMALL, font_color=NOTES, bottom=2, bottom_color=NAVY, **{**side, "valign": "bottom"}),
            ),
        )
        for row, text, bold, style in texts:
            write(sheet, row, place, text, style)
            lines[row].append(lines_in_cell(text, width - INDENT, SMALL, bold=bold))
        lines[layout.HEADER_ROW].append(lines_in_cell(column.header, width - INDENT, BODY, bold=True))
    sheet.set_row(layout.GROUP_ROW - 1, ROW_HEIGHT)
    for row in (layout.FILL_ROW, layout.HELP_ROW, layout.UNIT_ROW):
        sheet.set_row(row - 1, SMALL_LINE_HEIGHT * max(lines[row]) + 3)
    sheet.set_row(layout.HEADER_ROW - 1, LINE_POINTS * max(lines[layout.HEADER_ROW]) + 3)


def header_format(book: Book, column: Column | None = None) -> Format:
    """Format of a header cell, aligned as the data below it."""
    side = text_alignment(column) if column is not None else {"align": "left", "indent": 1}
    return book.formats.get(bold=True, bg_color=HEADER_FILL, text_wrap=True, **{**side, "valign": "bottom"})


def add_table(sheet: Worksheet, name: str, last_row: int, headers: Sequence[tuple[str, Format]]) -> None:
    """Marks header and data as one table, without buttons and banding."""
    code = sheet.add_table(
        layout.HEADER_ROW - 1,
        0,
        last_row - 1,
        len(headers) - 1,
        {
            "name": name.replace(" ", "_"),
            "style": None,
            "autofilter": False,
            "banded_rows": False,
            "columns": [{"header": text, "header_format": style} for text, style in headers],
        },
    )
    if code != 0:
        raise ValueError(f"{sheet.name}: the table could not be written")


def _write_data(
    book: Book,
    sheet: Worksheet,
    plan: SheetPlan,
    cells: Sequence[Sequence[str | float | None]],
    widths: Sequence[float],
) -> None:
    add_table(
        sheet,
        f"{plan.row.sheet} table",
        plan.last_row,
        [(column.header, header_format(book, column)) for column in plan.columns],
    )
    filled, empty = [], []
    for place, column in enumerate(plan.columns):
        figures = [row[place] for row in cells if isinstance(row[place], (int, float))]
        whole = bool(figures) and all(float(figure).is_integer() for figure in figures if figure is not None)
        filled.append(book.formats.cell(column, whole=whole, grey=plan.example))
        empty.append(book.formats.cell(column, whole=False, grey=False))
    for number in range(layout.FIRST_DATA_ROW, plan.last_row + 1):
        offset = number - layout.FIRST_DATA_ROW
        values = cells[offset] if offset < len(cells) else [None] * len(plan.columns)
        styles = filled if offset < len(cells) else empty
        texts = [
            lines_in_cell(text, width - INDENT, BODY)
            for text, width in zip(values, widths, strict=True)
            if isinstance(text, str)
        ]
        sheet.set_row(number - 1, max(ROW_HEIGHT, LINE_POINTS * max(texts, default=1) + ROW_AIR))
        for place, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
            write(sheet, number, place, value, style)


def _fit(sheet: Worksheet, plan: SheetPlan, widths: Sequence[float]) -> None:
    """One page wide, or several broken between groups with the first column repeated."""
    headline = text_width(plan.row.about, HEADLINE, bold=True) + 2.0
    if sum(widths) <= WIDEST:
        beside = max(0, math.ceil((headline - sum(widths)) / _UNUSED_COLUMN))
        sheet.print_area(0, 0, plan.last_row - 1, len(widths) - 1 + beside)
        sheet.fit_to_pages(1, 0)
        return
    sheet.print_area(0, 0, plan.last_row - 1, len(widths) - 1)
    sheet.set_print_scale(_SCALE_OF_SEVERAL_PAGES)
    sheet.repeat_columns(0, 0)
    sheet.set_v_pagebreaks(page_breaks([column.group for column in plan.columns], widths, headline))


def page_breaks(groups: Sequence[str], widths: Sequence[float], first_page: float) -> list[int]:
    """Columns before which a new page begins, the first column standing on every page.

    A group that fits a page is not split, unless the first page would be narrower than its headline needs.
    """
    drawn = [width + _CELL_PADDING for width in widths]
    room = WIDEST - drawn[0]
    breaks: list[int] = []
    used = 0.0
    for place in range(1, len(groups)):
        needed = drawn[place]
        if breaks or used >= first_page:
            rest = sum(drawn[other] for other in range(place, len(groups)) if groups[other] == groups[place])
            needed = rest if rest <= room else needed
        if used and used + needed > room:
            breaks.append(place)
            used = 0.0
        used += drawn[place]
    return breaks

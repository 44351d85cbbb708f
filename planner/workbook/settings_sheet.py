"""The sheet Settings: the same schema laid out in two columns, one row a setting."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from models.case import Settings
from models.schema import Column
from planner.report.measure import lines_in_cell
from planner.report.style import BODY, LINE_POINTS, NAVY, NOTES, ROW_AIR, THIN_RULE
from planner.workbook import layout
from planner.workbook.drop_downs import DropDowns
from planner.workbook.look import INDENT, ROW_HEIGHT
from planner.workbook.pages import Book, set_print, write, write_head
from planner.workbook.sheets import add_table, header_format, typed_value, validate
from planner.workbook.units import unit_text
from planner.workbook.wording import allowed_words, fill_words, help_line

_WIDTHS = (24.0, 38.0, 20.0, 17.0, 66.0)
_NOTES = (
    "Type in the column Value. A white cell may stay blank: the last column says what is used then.",
    "Type percentages as 45%, years as 2026.",
)
_NOTES_ROW = 4
_HAIRLINE = 2.0


def write_settings(book: Book, columns: Sequence[Column], row: Settings | None, drop_downs: DropDowns) -> None:
    """Adds the sheet Settings to the workbook, empty or with the values of a case."""
    sheet = book.workbook.add_worksheet(Settings.sheet)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    write_head(book, sheet, Settings.sheet, Settings.about)
    for number, text in enumerate(_NOTES, start=_NOTES_ROW):
        write(sheet, number, 1, text, book.formats.get(font_color=NOTES))
    for number in range(_NOTES_ROW + len(_NOTES), layout.HEADER_ROW):
        sheet.set_row(number - 1, _HAIRLINE)
    last_row = layout.HEADER_ROW + len(columns)
    sheet.set_row(layout.HEADER_ROW - 1, ROW_HEIGHT)
    add_table(sheet, "Settings table", last_row, [(text, header_format(book)) for text in layout.SETTINGS_HEADERS])
    band = ""
    for number, column in enumerate(columns, start=layout.FIRST_DATA_ROW):
        _write_setting(book, sheet, number, column, row, new_group=column.group != band)
        band = column.group
        validate(sheet, (number, number, layout.SETTINGS_VALUE_COLUMN), column, drop_downs, book.currency)
    sheet.freeze_panes(layout.HEADER_ROW, 1)
    set_print(book, sheet, layout.FIRST_DATA_ROW)
    sheet.print_area(0, 0, last_row - 1, len(_WIDTHS) - 1)
    sheet.fit_to_pages(1, 0)


def _write_setting(
    book: Book, sheet: Worksheet, number: int, column: Column, row: Settings | None, *, new_group: bool
) -> None:
    rule = {"top": 1, "top_color": NAVY if new_group else THIN_RULE}
    plain = book.formats.get(indent=1, align="left", text_wrap=True, **rule)
    allowed = allowed_words(column)
    meaning = f"{help_line(column)} Allowed: {allowed}." if allowed else help_line(column)
    value = typed_value(column, row, book.context) if row is not None else None
    texts = (column.header, value, unit_text(column, book.currency), fill_words(column), meaning)
    lines = [
        lines_in_cell(text, width - INDENT, BODY)
        for text, width in zip(texts, _WIDTHS, strict=True)
        if isinstance(text, str)
    ]
    sheet.set_row(number - 1, LINE_POINTS * max(lines) + ROW_AIR)
    for place, text in enumerate(texts, start=1):
        is_value = place == layout.SETTINGS_VALUE_COLUMN
        write(sheet, number, place, text, book.formats.setting(column) if is_value else plain)

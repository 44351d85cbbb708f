"""What every sheet of an input workbook shares: head block, page head and foot, and writing that never fails unseen."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.report.measure import lines_in_cell
from planner.report.style import (
    HEADLINE,
    HEADLINE_POINTS,
    MARGIN_BOTTOM_INCHES,
    MARGIN_SIDE_INCHES,
    MARGIN_TOP_INCHES,
    NAVY,
    ROW_AIR,
    SMALL,
    STATUS,
    STATUS_POINTS,
    TITLE,
    TITLE_POINTS,
)
from planner.workbook import layout
from planner.workbook.look import SMALL_LINE_HEIGHT, Formats
from planner.workbook.units import Context

_A4 = 9
_MARKING_LETTERS = 60
"""Most letters of the marking in a page head, which may have 255 in all."""


@dataclass(frozen=True)
class Book:
    """A workbook being written, and what its sheets need to know.

    Attributes: `currency` and `marking` of the case, `status` at the right of each page head, `context` for units.
    """

    workbook: Workbook
    formats: Formats
    currency: str
    marking: str
    status: str
    context: Context

    @property
    def stamp(self) -> str:
        """Template version and marking, as cell A2 says it."""
        return f"{layout.STAMP} {layout.TEMPLATE_VERSION}. {self.marking.rstrip('.')}."


def write(sheet: Worksheet, row: int, column: int, value: str | float | None, style: Format) -> None:
    """Writes one cell (row and column from 1): text as text, never as formula or link, figures as figures.

    Raises:
        ValueError: the text is longer than a cell can hold, or the cell lies outside the sheet.
    """
    if value is None:
        code = sheet.write_blank(row - 1, column - 1, None, style)
    elif isinstance(value, str):
        code = sheet.write_string(row - 1, column - 1, value, style)
    else:
        code = sheet.write_number(row - 1, column - 1, value, style)
    if code < 0:
        raise ValueError(f"{sheet.name}, row {row}, column {column}: the cell could not be written (code {code})")


def write_head(book: Book, sheet: Worksheet, title: str, headline: str, headline_column: int = 1) -> None:
    """Title, stamp and headline in rows 1 to 3; the headline may start further right."""
    formats = book.formats
    sheet.set_row(layout.TITLE_ROW - 1, TITLE_POINTS)
    write(sheet, layout.TITLE_ROW, 1, title, formats.get(font_size=TITLE, bold=True, font_color=NAVY))
    sheet.set_row(layout.STAMP_ROW - 1, STATUS_POINTS)
    write(sheet, layout.STAMP_ROW, 1, book.stamp, formats.get(font_size=SMALL, bold=True, font_color=STATUS))
    sheet.set_row(layout.HEADLINE_ROW - 1, HEADLINE_POINTS)
    write(sheet, layout.HEADLINE_ROW, headline_column, headline, formats.get(font_size=HEADLINE, bold=True))


def wrap_stamp(book: Book, sheet: Worksheet, width: float) -> None:
    """Wraps the stamp into the first column, where that column is repeated on every printed page."""
    lines = lines_in_cell(book.stamp, width, SMALL, bold=True)
    sheet.set_row(layout.STAMP_ROW - 1, lines * SMALL_LINE_HEIGHT + ROW_AIR)
    style = book.formats.get(font_size=SMALL, bold=True, font_color=STATUS, text_wrap=True)
    write(sheet, layout.STAMP_ROW, 1, book.stamp, style)


def set_print(book: Book, sheet: Worksheet, first_data_row: int) -> None:
    """A4 landscape, margins, page head and foot, rows above the data repeated."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(MARGIN_SIDE_INCHES, MARGIN_SIDE_INCHES, MARGIN_TOP_INCHES, MARGIN_BOTTOM_INCHES)
    marking = _page_text(book.marking)
    version = f"Planner template {layout.TEMPLATE_VERSION}"
    sheet.set_header(f'&L&"Arial,Regular"&9 {version}&C&"Arial,Bold"&9 {marking}&R&"Arial,Regular"&9 {book.status}')
    sheet.set_footer(f'&L&"Arial,Regular"&9 Sheet: &A&C&"Arial,Bold"&9 {marking}&R&"Arial,Regular"&9 Page &P of &N')
    sheet.repeat_rows(0, first_data_row - 2)
    sheet.hide_gridlines(2)


def _page_text(text: str) -> str:
    short = text if len(text) <= _MARKING_LETTERS else text[: _MARKING_LETTERS - 3] + "..."
    return short.replace("&", "&&")

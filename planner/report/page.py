"""Writes one sheet: head block, table, charts, print set-up. Every sheet goes through here, so all look alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from planner.report import charts, measure, style
from planner.report.sheet import Cell, Chart, Column, Row, Sheet, Table
from planner.report.style import Look, Styles

PIXELS_A_POINT = 96 / 72
CHARTS_A_ROW = 4
CHART_GAP = 10
LEAST_CHART_PIXELS = 270
HEADER_LIMIT = 70
"""Letters of the workbook's title in a page head; a head takes 255 with its codes."""
DRAWN_WIDER = 1.07
"""Some programs draw columns this much wider than asked: a page scaled by hand leaves room for it."""
PIXELS_A_CHARACTER = 7.5
PAPER_INCHES = (11.69, 8.27)


@dataclass(frozen=True)
class Stamp:
    """What stands on every sheet, since single sheets travel: workbook title, marking, status of the run."""

    title: str
    marking: str
    status: str


@dataclass(frozen=True)
class Paper:
    """The open workbook with its formats, its stamp and where each charted series stands on Chart data."""

    workbook: Any
    styles: Styles
    stamp: Stamp
    places: Mapping[charts.SeriesKey, charts.Place]


class ReportError(Exception):
    """XlsxWriter refused a cell, a table or a chart: the workbook would not say what it should."""


def write(paper: Paper, sheet: Sheet) -> None:
    """Adds one sheet to the workbook. Raises ReportError where XlsxWriter refuses something."""
    page = _Page(paper, sheet)
    page.head()
    page.table()
    page.draw_charts()
    page.set_up_print()


def head_points(sheet: Sheet) -> float:
    """Height of head block and header together, which stay in sight: at most 160 points."""
    lines = _head_lines(sheet)
    return sum(points for _, points, _ in lines) + _header_points(sheet.table)


class _Page:
    """One sheet while it is written; `_next` is the first free row (from 0)."""

    def __init__(self, paper: Paper, sheet: Sheet) -> None:
        self._paper = paper
        self._sheet = sheet
        self._worksheet = paper.workbook.add_worksheet(sheet.name)
        self._format = paper.styles.of
        self._next = 0
        self._points = 0.0
        self._header_row = 0
        self._breaks: list[int] = []

    def head(self) -> None:
        """Title, marking and status, headlines, notes: one sentence a row, running over the empty cells."""
        self._worksheet.hide_gridlines(2)
        for column, facts in enumerate(self._sheet.table.columns):
            self._accept(self._worksheet.set_column(column, column, facts.width, self._format(Look())))
        beside = self._sheet.table.repeated if _pages_wide(self._sheet) > 1 else 0
        for text, points, look in _head_lines(self._sheet, self._paper.stamp):
            self._worksheet.set_row(self._next, points)
            self._accept(self._worksheet.write_string(self._next, beside, text, self._format(look)))
            self._points += points
            self._next += 1

    def table(self) -> None:
        """The table, its header frozen with the head block."""
        table = self._sheet.table
        self._header_row = self._next
        body = self._header_row + 1
        total = 1 if table.totals else 0
        last = body + len(table.rows) - 1 + total
        facts = [self._column_facts(column, table) for column in table.columns]
        options = {
            "name": table.name, "columns": facts, "autofilter": table.filtered, "style": None,
            "banded_rows": False, "total_row": bool(total),
        }  # fmt: skip
        self._accept(self._worksheet.add_table(self._header_row, 0, last, len(table.columns) - 1, options))
        self._set_row(self._header_row, _header_points(table))
        self._breaks += [body + place for place in self._sheet.page_breaks]
        for offset, row in enumerate(table.rows):
            self._write_row(body + offset, row)
        if total:
            self._write_totals(body, last)
        self._worksheet.freeze_panes(body, 0)
        self._worksheet.ignore_errors({"number_stored_as_text": f"A1:{charts.column_letter(len(facts) - 1)}{last + 1}"})
        self._next = last + 1

    def _write_totals(self, first: int, at: int) -> None:
        """Words and sums of the total row; a sum is a formula, so that a reader sees what it adds."""
        table = self._sheet.table
        for number, column in enumerate(table.columns):
            look = self._format(
                Look(number=column.number, bold=True, align=column.side, top=style.NAVY, bottom=style.THIN_RULE)
            )
            total = table.totals.get(column.header, "")
            if isinstance(total, str):
                self._accept(self._worksheet.write(at, number, total or None, look))
            else:
                letter = charts.column_letter(number)
                formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{at})"
                self._accept(self._worksheet.write_formula(at, number, formula, look, total))
        self._set_row(at, style.LINE_POINTS + style.ROW_AIR)

    def draw_charts(self) -> None:
        """Charts below the table: one over the whole width, small ones up to four to a row."""
        if not self._sheet.charts:
            return
        self._plain_row("")
        small = self._sheet.charts[0].small
        pixels = _table_pixels(self._sheet)
        beside = max(1, min(CHARTS_A_ROW, int(pixels // LEAST_CHART_PIXELS))) if small else 1
        width = int((pixels - (beside - 1) * CHART_GAP) / beside)
        for start in range(0, len(self._sheet.charts), beside):
            self._chart_row(self._sheet.charts[start : start + beside], width, first=start == 0)

    def _plain_row(self, text: str) -> None:
        self._set_row(self._next, style.LINE_POINTS + style.ROW_AIR)
        if text:
            self._accept(self._worksheet.write_string(self._next, 0, text, self._format(Look(colour=style.NOTES))))
        self._next += 1

    def _chart_row(self, row: tuple[Chart, ...], width: int, *, first: bool) -> None:
        row_points = style.LINE_POINTS + style.ROW_AIR
        height = max(chart.height for chart in row)
        rows = ceil(height / PIXELS_A_POINT / row_points) + 1
        if self._crosses_page((rows + 1) * row_points):
            self._breaks.append(self._next)
            self._points = _header_points(self._sheet.table)
        if first and self._sheet.chart_note:
            self._plain_row(self._sheet.chart_note)
        offset = 0
        for chart in row:
            drawn = charts.draw(self._paper.workbook, chart, self._sheet.name, width, self._paper.places)
            options = {"x_offset": offset, "y_offset": 2, "description": chart.alt, "object_position": 2}
            self._accept(self._worksheet.insert_chart(self._next, 0, drawn, options))
            offset += width + CHART_GAP
        for _ in range(rows):
            self._set_row(self._next, row_points)
            self._next += 1

    def _crosses_page(self, points: float) -> bool:
        """Whether a row of charts would be cut by the end of a page; what is above it has its own pages."""
        page = _page_points(self._sheet)
        return self._points % page + points > page

    def set_up_print(self) -> None:
        """A4, one page wide, header repeated, marking at head and foot."""
        sheet, stamp, worksheet = self._sheet, self._paper.stamp, self._worksheet
        worksheet.set_paper(9)
        worksheet.set_portrait() if sheet.portrait else worksheet.set_landscape()
        side = style.MARGIN_SIDE_INCHES
        worksheet.set_margins(side, side, style.MARGIN_TOP_INCHES, style.MARGIN_BOTTOM_INCHES)
        worksheet.repeat_rows(self._header_row)
        worksheet.print_area(0, 0, self._next - 1, len(sheet.table.columns) - 1)
        pages = _pages_wide(sheet)
        if sheet.column_breaks or (self._breaks and pages == 1):
            worksheet.set_print_scale(_scale(sheet))
            worksheet.set_h_pagebreaks(self._breaks)
            worksheet.set_v_pagebreaks(sheet.column_breaks)
        else:
            worksheet.fit_to_pages(pages, 1 if sheet.one_page else 0)
        if pages > 1:
            worksheet.repeat_columns(0, sheet.table.repeated - 1)
        title, marking, status = (_page_head(text) for text in (stamp.title, stamp.marking, stamp.status))
        font, bold = f'&"{style.FONT},Regular"&{style.SMALL} ', f'&"{style.FONT},Bold"&{style.SMALL} '
        worksheet.set_header(f"&L{font}{title}&C{bold}{marking}&R{font}{status}", {"margin": 0.3})
        worksheet.set_footer(
            f"&L{font}Sheet: {_page_head(sheet.name)}&C{bold}{marking}&R{font}Page &P of &N", {"margin": 0.3}
        )

    def _write_row(self, at: int, row: Row) -> None:
        columns = self._sheet.table.columns
        bottom = style.NAVY if row.rule else style.THIN_RULE
        for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            self._write_cell(at, number, cell, self._format(_look(cell, column, bottom)))
        lines = max(_lines(cell, column) for cell, column in zip(row.cells, columns, strict=True))
        self._set_row(at, lines * style.LINE_POINTS + style.ROW_AIR)

    def _write_cell(self, at: int, column: int, cell: Cell, look: Any) -> None:
        if cell.link:
            self._accept(
                self._worksheet.write_url(at, column, f"internal:'{cell.link}'!A1", look, string=str(cell.value))
            )
        elif isinstance(cell.value, str):
            self._accept(self._worksheet.write_string(at, column, cell.value, look))
        else:
            self._accept(self._worksheet.write_number(at, column, cell.value, look))

    def _column_facts(self, column: Column, table: Table) -> dict[str, Any]:
        """Header of a column as XlsxWriter takes it, with the word of the total row."""
        header = Look(
            indent=1 if column.side == "right" else 0,
            bold=True,
            fill=style.HEADER_FILL,
            align=column.side,
            wrap=True,
            top=style.NAVY,
            bottom=style.NAVY,
            heavy=True,
        )
        word = table.totals.get(column.header, "")
        return {
            "header": column.header,
            "header_format": self._format(header),
            "total_string": word if isinstance(word, str) else "",
        }

    def _set_row(self, at: int, points: float) -> None:
        self._accept(self._worksheet.set_row(at, points))
        self._points += points

    def _accept(self, code: object) -> None:
        """XlsxWriter answers with a number below 0 where it drops something."""
        if isinstance(code, int) and code < 0:
            raise ReportError(f"sheet {self._sheet.name}: XlsxWriter refused a cell or an object (code {code})")


def _head_lines(sheet: Sheet, stamp: Stamp | None = None) -> list[tuple[str, float, Look]]:
    """Text, height and look of each row of the head block; sentences are cut to the printed width."""
    pixels = _table_pixels(sheet)
    status = f"{stamp.marking}. {stamp.status}." if stamp else ""
    title = Look(size=style.TITLE, bold=True, colour=style.NAVY, valign="vcenter")
    lines = [(text, style.TITLE_POINTS, title) for text in measure.cut(sheet.title, pixels, style.TITLE, bold=True)]
    lines.append((status, style.STATUS_POINTS, Look(size=style.SMALL, bold=True, colour=style.STATUS)))
    headline = Look(size=style.HEADLINE, bold=True)
    for sentence in sheet.headlines:
        pieces = measure.cut(sentence, pixels, style.HEADLINE, bold=True)
        lines += [(text, style.HEADLINE_POINTS, headline) for text in pieces]
    note = Look(colour=style.NOTES)
    for sentence in sheet.notes:
        lines += [(text, style.NOTE_POINTS, note) for text in measure.cut(sentence, pixels, style.BODY)]
    return lines


def _header_points(table: Table) -> float:
    """Height of the header; a filter button needs a free line below the words."""
    lines = max(
        measure.lines_in_cell(column.header, column.width - (column.side == "right"), style.BODY, bold=True)
        for column in table.columns
    )
    return (lines + (1 if table.filtered else 0)) * style.LINE_POINTS + style.ROW_AIR


def _lines(cell: Cell, column: Column) -> int:
    """Lines of a cell; a number stays on one."""
    if not isinstance(cell.value, str):
        return 1
    return measure.lines_in_cell(cell.value, column.width, style.BODY, bold=cell.bold)


def _look(cell: Cell, column: Column, bottom: str) -> Look:
    number = cell.number or column.number
    if isinstance(cell.value, str):
        number = style.TEXT_AMONG_NUMBERS if (cell.align or column.side) == "right" else ""
    elif number in (style.EXPOSURE, style.SHARE):
        number = style.share_format(cell.value, number)
    if cell.mark and not isinstance(cell.value, str):
        number = style.marked(cell.mark, number)
    colour = cell.colour or (style.LINK if cell.link else style.NOTES if cell.grey else style.TEXT)
    return Look(
        number=number,
        bold=cell.bold or bool(cell.mark),
        colour=colour,
        fill=cell.fill,
        align=cell.align or column.side,
        wrap=isinstance(cell.value, str) and not cell.link,
        underline=bool(cell.link),
        bottom=bottom,
    )


def _pages_wide(sheet: Sheet) -> int:
    """Pages that the table takes side by side; a little above the paper's width is still one."""
    if sheet.column_breaks:
        return len(sheet.column_breaks) + 1
    return ceil(sheet.table.width / (sheet.paper * style.WIDER_STILL_FITS))


def _table_pixels(sheet: Sheet) -> float:
    """Width of the table on its first page: what sentences and charts may take."""
    pixels = sum(measure.column_pixels(column.width) for column in sheet.table.columns)
    if sheet.column_breaks:
        first = sheet.table.columns[sheet.table.repeated : sheet.column_breaks[0]]
        pixels = sum(measure.column_pixels(column.width) for column in first)
    return min(pixels, sheet.paper * PIXELS_A_CHARACTER)


def _printable(sheet: Sheet) -> tuple[float, float]:
    """Printable width and height in inches."""
    long, short = PAPER_INCHES
    width, height = (short, long) if sheet.portrait else (long, short)
    return (
        width - 2 * style.MARGIN_SIDE_INCHES,
        height - style.MARGIN_TOP_INCHES - style.MARGIN_BOTTOM_INCHES,
    )


def _scale(sheet: Sheet) -> int:
    """Percentage at which the table, or the widest of its printed pages, fits the page's width, at most 100."""
    pixels = max(sum(measure.column_pixels(column.width) for column in columns) for columns in _page_columns(sheet))
    return max(10, min(100, int(100 * _printable(sheet)[0] * 96 / (pixels * DRAWN_WIDER))))


def _page_columns(sheet: Sheet) -> list[tuple[Column, ...]]:
    """Columns of each printed page, side by side: from the second on with those that are repeated."""
    columns, ends = sheet.table.columns, (*sheet.column_breaks, len(sheet.table.columns))
    pages = [columns[: ends[0]]]
    for start, end in pairwise(ends):
        pages.append((*columns[: sheet.table.repeated], *columns[start:end]))
    return pages


def _page_points(sheet: Sheet) -> float:
    """Points of rows that one printed page takes."""
    return _printable(sheet)[1] * 72 * 100 / _scale(sheet)


def _page_head(text: str) -> str:
    """A text for a page head or foot: "&" starts a code there, so it is doubled."""
    short = text if len(text) <= HEADER_LIMIT else f"{text[: HEADER_LIMIT - 3].rstrip()}..."
    return short.replace("&", "&&")


def first_data_row(sheet: Sheet) -> int:
    """Row (from 0) of the first row of the table."""
    return len(_head_lines(sheet)) + 1

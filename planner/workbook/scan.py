"""The cells of a workbook as they stand in the file: one bounded pass, formulas and saved values side by side."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

import openpyxl
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.workbook import Workbook

from planner.workbook import layout
from planner.workbook.guard import Guarded, damaged
from planner.workbook.problems import CannotUse, Spot

MOST_BLANK_ROWS = 1_000
"""Blank rows after which a sheet counts as ended."""
MOST_COLUMNS = 256
"""Columns that are looked at."""

CellValue = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta

_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?\bref="([A-Z0-9:]+)"')


@dataclass(frozen=True)
class RawCell:
    """One filled cell. `value` None: a formula without a saved value. `error` holds an Excel error like "#REF!"."""

    value: CellValue | None
    formula: str | None = None
    error: str | None = None
    number_format: str = "General"

    @property
    def text(self) -> str:
        """The value as text; empty for none."""
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, rows and columns counted from 1, ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its filled cells by row and column, and what a reader must know of it.

    Attributes: `hidden`, `merged` areas, `far` a filled cell beyond what is looked at, `empty_rows` number of the
    last formatted row where the scan stopped short of it.
    """

    name: str
    hidden: bool
    cells: Mapping[tuple[int, int], RawCell]
    merged: tuple[Area, ...] = ()
    far: tuple[int, int] | None = None
    empty_rows: int | None = None

    def cell(self, row: int, column: int) -> RawCell | None:
        """A filled cell, or None for a blank one."""
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        """Text of a cell, without spaces at the ends; empty for a blank one."""
        cell = self.cells.get((row, column))
        return "" if cell is None else cell.text.strip()

    def spot(self, row: int | None = None, column: int | None = None) -> Spot:
        """Address on this sheet."""
        return Spot(self.name, row, column)

    @property
    def last_row(self) -> int:
        """Last row with a filled cell; 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """Last column with a filled cell; 0 for an empty sheet."""
        return max((column for _, column in self.cells), default=0)


@dataclass(frozen=True)
class RawBook:
    """All sheets of a workbook, in its order, but the user's own notes and the lists of the template."""

    name: str
    sheets: tuple[RawSheet, ...]
    from_1904: bool
    manual_calculation: bool
    external_links: bool
    connections: bool


StreamedCell = ReadOnlyCell | EmptyCell


class _StreamedSheet(Protocol):
    """A sheet of a workbook that openpyxl opened for reading only."""

    title: str
    sheet_state: str
    _worksheet_path: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, max_col: int) -> Iterable[tuple[StreamedCell, ...]]: ...


@dataclass
class _Found:
    """What the scan of one sheet has met so far."""

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    formulas: bool = False
    stopped_at: int | None = None


def scan(file: Guarded) -> RawBook:
    """Read all cells.

    Raises:
        CannotUse: a part of the workbook cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _scan(file)
    except CannotUse:
        raise
    except Exception as error:  # the parsers below raise whatever a broken part makes them stumble over
        raise CannotUse(damaged(file.name)) from error


def _scan(file: Guarded) -> RawBook:
    book = _open(file, saved_values=False)
    values: Workbook | None = None
    sheets = []
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        for sheet in _streamed(book):
            if sheet.title.startswith(layout.NOTES_PREFIX):
                continue
            part = archive.read(sheet._worksheet_path)
            extent = _Extent.of(part)
            found = _cells(sheet, extent.columns)
            if found.formulas:
                values = values or _open(file, saved_values=True)
                _add_saved_values(found, _named(values, sheet.title), extent.columns)
            sheets.append(_sheet(sheet, found, extent, part))
    manual = book.calculation is not None and book.calculation.calcMode == "manual"
    return RawBook(file.name, tuple(sheets), book.epoch == MAC_EPOCH, manual, file.external_links, file.connections)


def _streamed(book: Workbook) -> list[_StreamedSheet]:
    return cast(list[_StreamedSheet], book.worksheets)


def _named(book: Workbook, title: str) -> _StreamedSheet:
    return cast(_StreamedSheet, book[title])


def _open(file: Guarded, *, saved_values: bool) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, data_only=saved_values, keep_links=False)


@dataclass(frozen=True)
class _Extent:
    """How far a sheet reaches, read from its bytes: where cells are filled, and its last row, filled or formatted."""

    columns: int
    far_column: tuple[int, int] | None
    last_filled: tuple[int, int] | None
    last_row: int

    @staticmethod
    def of(part: bytes) -> _Extent:
        columns, far_column, last_filled = 1, None, None
        for match in _CELL.finditer(part):
            place = (int(match[2]), column_index_from_string(match[1].decode()))
            last_filled = place
            if place[1] > MOST_COLUMNS:
                far_column = place
            else:
                columns = max(columns, place[1])
        last_row = max((int(match[1]) for match in _ROW.finditer(part)), default=0)
        return _Extent(columns if last_filled else MOST_COLUMNS, far_column, last_filled, last_row)


def _cells(sheet: _StreamedSheet, columns: int) -> _Found:
    found = _Found()
    blank = 0
    for number, row in _rows(sheet, columns):
        blank += 1
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, EmptyCell):
                continue
            raw = _raw(cell)
            if raw is not None:
                found.cells[number, column] = raw
                found.formulas = found.formulas or raw.formula is not None
                blank = 0
        if blank > MOST_BLANK_ROWS:
            found.stopped_at = number
            break
    return found


def _rows(sheet: _StreamedSheet, columns: int) -> Iterator[tuple[int, tuple[StreamedCell, ...]]]:
    sheet.reset_dimensions()  # the file's own statement of its size may be wrong in either direction
    return enumerate(sheet.iter_rows(max_col=columns), start=1)


def _raw(cell: ReadOnlyCell) -> RawCell | None:
    value = cell.value
    if cell.data_type == "f":
        return RawCell(None, formula=str(getattr(value, "text", value)))
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if cell.data_type == "e":
        return RawCell(str(value), error=str(value))
    number_format = "General" if isinstance(value, str | bool) else str(cell.number_format)
    return RawCell(cast(CellValue, value), number_format=number_format)


def _add_saved_values(found: _Found, sheet: _StreamedSheet, columns: int) -> None:
    """Put the value that Excel last saved beside each formula; a formula that gives empty text is a blank cell."""
    formulas = {place: cell.formula for place, cell in found.cells.items() if cell.formula is not None}
    last = max(row for row, _ in formulas)
    for number, row in _rows(sheet, columns):
        if number > last:
            break
        for column, cell in enumerate(row, start=1):
            formula = formulas.get((number, column))
            if formula is None or isinstance(cell, EmptyCell):
                continue
            saved = _raw(cell)
            if saved is not None:
                found.cells[number, column] = RawCell(saved.value, formula, saved.error, saved.number_format)
            elif cell.value is not None or cell.data_type == "str":
                del found.cells[number, column]


def _sheet(sheet: _StreamedSheet, found: _Found, extent: _Extent, part: bytes) -> RawSheet:
    far = extent.far_column
    stopped = found.stopped_at
    if stopped is not None and extent.last_filled is not None and extent.last_filled[0] > stopped:
        far = extent.last_filled
    merged = tuple(Area(*range_boundaries(match[1].decode())) for match in _MERGE.finditer(part))
    empty_rows = extent.last_row if stopped is not None and far is None else None
    return RawSheet(sheet.title, sheet.sheet_state != "visible", found.cells, merged, far, empty_rows)

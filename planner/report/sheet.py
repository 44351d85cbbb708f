"""What a sheet of the plan workbook holds, before anything is written: head block, one table, charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from planner.report import style

Value = str | int | float
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Column:
    """A column of a table: header (units in brackets), width in characters, number format ("" for text)."""

    header: str
    width: float
    number: str = ""
    align: Align | None = None

    @property
    def side(self) -> Align:
        """Where its header and cells stand: numbers at the right, text at the left unless asked otherwise."""
        return self.align or ("right" if self.number else "left")


@dataclass(frozen=True)
class Cell:
    """A value with what sets it apart from its column.

    `mark` is a word in the number format ("best", "over"); `link` the name of a sheet of this workbook; `grey` for
    figures of comparison; `fill` and `colour` as palette colours.
    """

    value: Value
    bold: bool = False
    grey: bool = False
    mark: str = ""
    fill: str = ""
    colour: str = ""
    number: str = ""
    align: Align | None = None
    link: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table. `rule`: a navy rule below it, where a group ends."""

    cells: tuple[Cell, ...]
    rule: bool = False


def row(*values: Value | Cell, rule: bool = False, bold: bool = False, grey: bool = False) -> Row:
    """A row of plain values and cells; `bold` and `grey` hold for the plain ones."""
    cells = (item if isinstance(item, Cell) else Cell(item, bold=bold, grey=grey) for item in values)
    return Row(tuple(cells), rule)


@dataclass(frozen=True)
class Table:
    """The one table of a sheet. `totals` by header: a word, or a figure that is the sum of its column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    filtered: bool = False
    totals: Mapping[str, str | float] = field(default_factory=dict)
    repeated: int = 1

    @property
    def width(self) -> float:
        """Characters of all columns together."""
        return sum(column.width for column in self.columns)

    @staticmethod
    def with_nothing_said(table: Table, sentence: str) -> Table:
        """The table, or where it has no row one that says so in words."""
        if table.rows:
            return table
        dashes = (Cell("-", grey=True) for _ in table.columns[1:])
        return replace(table, rows=(Row((Cell(sentence), *dashes)),), totals={})


def column_breaks(columns: tuple[Column, ...], repeated: int, first: int = 0) -> tuple[int, ...]:
    """Columns (from 0) that begin a printed page: `first` where it is given, then whenever a page is full.

    Pages after the first hold the `repeated` columns too; none where the whole table fits one page.
    """
    if not first and sum(column.width for column in columns) <= style.WIDEST * style.WIDER_STILL_FITS:
        return ()
    beside = sum(column.width for column in columns[:repeated])
    found, used = [], 0.0
    for place, column in enumerate(columns):
        if (first and place == first) or used + column.width > style.WIDEST:
            found.append(place)
            used = beside
        used += column.width
    return tuple(found)


Role = Literal["first plan", "other plan", "no action", "cap", "hidden"]


@dataclass(frozen=True)
class Series:
    """A charted series: points in order, and at most one label that stands at one of them."""

    name: str
    role: Role
    points: tuple[tuple[int | str, float], ...]
    unit: str
    label: str = ""
    label_at: int = -1
    label_side: Literal["right", "above", "below", "left"] = "right"


@dataclass(frozen=True)
class Chart:
    """A chart: shares by year as lines, or ranges as bars. `alt` is read aloud in its place.

    `height` in pixels; a small chart shares the width of the page with others, a large one takes all of it.
    """

    kind: Literal["lines", "ranges"]
    title: str
    alt: str
    series: tuple[Series, ...]
    height: int
    small: bool = False
    first: float = 0.0
    last: float = 1.0
    step: float = 0.2


@dataclass(frozen=True)
class Sheet:
    """A sheet: title, headlines with the finding, notes that define its words, table, charts (four to a row).

    `one_page`: printed smaller where it would need a second page; `page_breaks`: rows of the table (from 0) that begin
    a new printed page; `column_breaks`: columns (from 0) that do, where the table is too wide for one.
    """

    name: str
    title: str
    headlines: tuple[str, ...]
    notes: tuple[str, ...]
    table: Table
    charts: tuple[Chart, ...] = ()
    chart_note: str = ""
    portrait: bool = False
    one_page: bool = False
    page_breaks: tuple[int, ...] = ()
    column_breaks: tuple[int, ...] = ()

    @property
    def paper(self) -> float:
        """Characters that its paper takes."""
        return style.WIDEST_PORTRAIT if self.portrait else style.WIDEST

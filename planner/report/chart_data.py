"""Sheet Chart data, last: every charted point in one long table, from which the charts are drawn."""

from __future__ import annotations

from collections.abc import Sequence

from planner.report import style
from planner.report.charts import DATA_SHEET, Place, SeriesKey
from planner.report.sheet import Cell, Column, Series, Sheet, Table, row

_COLUMNS = (
    Column("Sheet", 16),
    Column("Chart", 74),
    Column("Series", 16),
    Column("Year or plan", 26, style.YEAR),
    Column("Value", 12, "0.0000_n"),
    Column("Unit", 12),
)
_AXIS, _VALUE = 3, 4


def _charted(sheets: Sequence[Sheet]) -> list[tuple[SeriesKey, Series]]:
    return [
        ((sheet.name, chart.title, series.name), series)
        for sheet in sheets
        for chart in sheet.charts
        for series in chart.series
    ]


def sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The sheet with the points of all charts of the given sheets."""
    rows = [
        row(*key, Cell(at), Cell(value, number=style.EXPOSURE if series.unit == "share" else style.MONEY), series.unit)
        for key, series in _charted(sheets)
        for at, value in series.points
    ]  # fmt: skip
    return Sheet(
        name=DATA_SHEET,
        title="Chart data: the points behind every chart",
        headlines=("The charts are drawn from this table; change nothing here, or they change with it.",),
        notes=("Years without a cap have no row. Bars run from the lowest possible cost to the cost found.",),
        table=Table.with_nothing_said(Table("Chart_data", _COLUMNS, tuple(rows), filtered=True), "No chart"),
    )


def places(sheets: Sequence[Sheet], first_row: int) -> dict[SeriesKey, Place]:
    """Where each series stands, given the first data row (from 0) of the sheet."""
    found: dict[SeriesKey, Place] = {}
    at = first_row
    for key, series in _charted(sheets):
        found[key] = Place(at, at + len(series.points) - 1, _AXIS, _VALUE)
        at += len(series.points)
    return found

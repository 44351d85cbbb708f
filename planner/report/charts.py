"""Draws charts from ranges of the sheet Chart data: lines of shares by year, and ranges of cost as bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.report import style
from planner.report.sheet import Chart, Role, Series

DATA_SHEET = "Chart data"
YEARS_OF_A_FULL_AXIS = 12

SeriesKey = tuple[str, str, str]
"""Sheet, chart title, series name."""

_COLOUR: dict[Role, str] = {
    "first plan": style.NAVY,
    "other plan": style.OTHER_PLANS,
    "no action": style.NO_ACTION,
    "cap": style.CAP,
    "hidden": style.WHITE,
}
_LABEL_COLOUR: dict[Role, str] = {**_COLOUR, "other plan": style.OTHER_LABELS}
_WIDTH: dict[Role, float] = {"first plan": 2.5, "other plan": 1.25, "no action": 1.75}


@dataclass(frozen=True)
class Place:
    """Where a series stands on Chart data: first and last row, column of the axis and of the value (all from 0)."""

    first: int
    last: int
    axis: int
    value: int


def column_letter(number: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def draw(workbook: Any, chart: Chart, sheet: str, width: int, places: Mapping[SeriesKey, Place]) -> Any:
    """An XlsxWriter chart, `width` pixels wide, ready to be inserted."""
    if chart.kind == "lines":
        drawn = workbook.add_chart({"type": "scatter", "subtype": "straight"})
        _set_line_axes(drawn, chart)
    else:
        drawn = workbook.add_chart({"type": "bar", "subtype": "stacked"})
        _set_range_axes(drawn, chart)
    for series in chart.series:
        if series.points:
            drawn.add_series(_series(chart, series, places[sheet, chart.title, series.name]))
    size = style.SMALL_CHART_TITLE if chart.small else style.CHART_TITLE
    font = {"name": style.FONT, "size": size, "bold": True, "color": style.TEXT}
    drawn.set_title({"name": _title(chart), "name_font": font, "layout": {"x": 0.01, "y": 0.02}, "overlay": True})
    drawn.set_legend({"none": True})
    drawn.set_size({"width": width, "height": chart.height})
    drawn.set_chartarea({"border": {"none": True}})
    drawn.show_blanks_as("gap")
    return drawn


def _title(chart: Chart) -> str:
    """XlsxWriter takes a title that begins with "=" for a formula, so a space goes before it."""
    return f" {chart.title}" if chart.title.startswith("=") else chart.title


def _series(chart: Chart, series: Series, place: Place) -> dict[str, Any]:
    def cells(column: int) -> list[str | int]:
        return [DATA_SHEET, place.first, column, place.last, column]

    facts: dict[str, Any] = {
        "name": series.name,
        "categories": cells(place.axis),
        "values": cells(place.value),
    }
    if chart.kind == "ranges":
        colour = _COLOUR[series.role]
        hidden = series.role == "hidden"
        facts["fill"] = {"none": True} if hidden else {"color": colour}
        facts["border"] = {"none": True} if hidden else {"color": colour, "width": 1}
        facts["gap"] = 60
        return facts
    if series.role == "cap":
        mark = {"color": style.CAP}
        facts["line"] = {"none": True}
        facts["marker"] = {
            "type": "long_dash", "size": 7 if chart.small else 10, "fill": mark, "border": mark,
        }  # fmt: skip
    else:
        facts["line"] = {"color": _COLOUR[series.role], "width": _WIDTH[series.role]}
        facts["marker"] = {"type": "none"}
    if series.label:
        facts["data_labels"] = _label(chart, series)
    return facts


def _label(chart: Chart, series: Series) -> dict[str, Any]:
    """One label in words at one point, all others left out; no-break spaces keep it on one line."""
    size = style.SMALL if chart.small else style.BODY
    bold = series.role in ("first plan", "cap")
    font = {"name": style.FONT, "size": size, "bold": bold, "color": _LABEL_COLOUR[series.role]}
    custom: list[dict[str, Any]] = [{"delete": True} for _ in series.points]
    custom[series.label_at] = {"value": series.label.replace(" ", "\u00a0"), "font": font}
    return {"value": True, "custom": custom, "position": series.label_side, "font": font}


def _axis_font(chart: Chart) -> dict[str, Any]:
    return {"name": style.FONT, "size": style.SMALL if chart.small else style.BODY, "color": style.NOTES}


def _set_line_axes(drawn: Any, chart: Chart) -> None:
    years = [int(at) for series in chart.series for at, _ in series.points]
    first, last = min(years), max(years)
    step = max(1, -(-(last - first) // (3 if chart.small else YEARS_OF_A_FULL_AXIS)))
    line = {"color": style.NOTES, "width": 0.75}
    drawn.set_x_axis(
        {
            "min": first, "max": last if last > first else first + 1, "major_unit": step, "num_format": "0",
            "major_gridlines": {"visible": False}, "num_font": _axis_font(chart), "line": line,
        }
    )  # fmt: skip
    drawn.set_y_axis(
        {
            "min": 0, "max": 1, "major_unit": 0.25 if chart.small else 0.2, "num_format": "0%",
            "major_gridlines": {"visible": True, "line": {"color": style.GRID, "width": 0.75}},
            "num_font": _axis_font(chart), "line": {"none": True},
        }
    )  # fmt: skip
    narrow = {"x": 0.14, "y": 0.16, "width": 0.8, "height": 0.66}
    drawn.set_plotarea({"layout": narrow if chart.small else {"x": 0.045, "y": 0.16, "width": 0.8, "height": 0.7}})


def _set_range_axes(drawn: Any, chart: Chart) -> None:
    """In a bar chart XlsxWriter calls the axis at the left y and the one below x."""
    drawn.set_y_axis(
        {
            "num_font": _axis_font(chart), "line": {"color": style.NOTES, "width": 0.75},
            "major_gridlines": {"visible": False}, "major_tick_mark": "none",
        }
    )  # fmt: skip
    drawn.set_x_axis(
        {
            "min": chart.first, "max": chart.last, "major_unit": chart.step, "num_format": "#,##0.##",
            "major_gridlines": {"visible": True, "line": {"color": style.GRID, "width": 0.75}},
            "num_font": _axis_font(chart), "line": {"none": True},
        }
    )  # fmt: skip
    drawn.set_plotarea({"layout": {"x": 0.2, "y": 0.16, "width": 0.75, "height": 0.68}})

"""What is odd about figures that are each legal: years in the wrong order, slips by thousands, changed units."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence

from models.case import Settings
from models.schema import Unit, columns
from planner.workbook import layout
from planner.workbook.cells import Value
from planner.workbook.keys import ReadRow
from planner.workbook.names import folded, quoted
from planner.workbook.problems import Log, Spot
from planner.workbook.structure import Table
from planner.workbook.units import unit_text

_YEAR_PAIRS = (("first_year", "last_year"), ("earliest_start", "latest_start"))
_LEAST_FIGURES = 5
_SLIP = 3.0
"""Powers of ten from the median that make a figure suspect."""
_SPREADS = 6.0
"""Spreads (median absolute deviations of the logarithm) from the median that make a figure suspect."""
_SPREAD_OF_EQUALS = 0.05
_UNIT_COLUMN = 3
_NO_SLIP = (Unit.YEAR, Unit.YEARS, Unit.SHARE, Unit.COUNT)


def check_year_order(reads: Sequence[ReadRow], log: Log) -> None:
    """A last year before the first year of the same row is an error."""
    for read in reads:
        for first, last in _YEAR_PAIRS:
            start, end = read.values.get(first), read.values.get(last)
            if isinstance(start, int) and isinstance(end, int) and start > end:
                found = f"{start} to {end}"
                to_do = "Exchange or correct the two years."
                spots = [read.spot(first), read.spot(last)]
                log.add("Error", "E215", spots, found, "a first year not after the last", to_do)


def check_outliers(reads: Sequence[ReadRow], log: Log) -> None:
    """A figure a thousand times the median of its like, or a thousandth, where the others lie close together.

    Figures about a good or recipe are compared with those about the same good or recipe: others may have other units.
    """
    for column in columns(reads[0].table.row) if reads else ():
        if column.kind != "number" or column.unit in _NO_SLIP or reads[0].table.row is Settings:
            continue
        alike: dict[Value, list[tuple[Spot, float]]] = {}
        for read in reads:
            value = read.values.get(column.name)
            if isinstance(value, float) and value > 0:
                alike.setdefault(read.values.get(column.price_of or ""), []).append((read.spot(column.name), value))
        for of, figures in alike.items():
            _note_outliers(figures, f" for {of}" if of else "", log)


def _note_outliers(figures: Sequence[tuple[Spot, float]], of: str, log: Log) -> None:
    if len(figures) < _LEAST_FIGURES:
        return
    logs = [math.log10(value) for _, value in figures]
    middle = statistics.median(logs)
    spread = max(statistics.median(abs(log - middle) for log in logs), _SPREAD_OF_EQUALS)
    median = 10**middle
    for (spot, value), place in zip(figures, logs, strict=True):
        if abs(place - middle) < _SLIP - 1e-9 or abs(place - middle) <= _SPREADS * spread:
            continue
        words = f"{value / median:,.0f} times" if value > median else f"1/{median / value:,.0f} of"
        found = f"{value:.15g}, {words} the median{of} in this column"
        to_do = "If you mean it, leave it; if the unit or a digit slipped, correct it."
        log.add("Warning", "W214", spot, found, f"figures around {median:.6g}", to_do)


def check_unit_row(table: Table, currency: str, log: Log) -> None:
    """The unit above each header as the template has it; another currency than on Settings is a warning."""
    for column in columns(table.row):
        place = table.places.get(column.name)
        if place is None:
            continue
        if table.row is Settings:
            row, place = place, _UNIT_COLUMN
        else:
            row = table.header_row - layout.HEADER_ROW + layout.UNIT_ROW
        text = table.sheet.text(row, place)
        expected = unit_text(column, currency)
        if not text or folded(text) == folded(expected):
            continue
        spot = table.sheet.spot(row, place)
        if re.fullmatch(re.escape(unit_text(column, "\0")).replace("\0", r"\S+"), text):
            to_do = (
                f"Figures are read in {currency}, the currency on Settings. Correct the unit, or the currency there."
            )
            log.add("Warning", "W401", spot, quoted(text), expected, to_do)
        else:
            to_do = "Type the figures in the unit of the template and put its text back."
            log.add("Error", "E401", spot, quoted(text), expected, to_do)

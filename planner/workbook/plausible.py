"""What is odd about figures that are each legal: years in the wrong order, slips by thousands, changed units."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Sequence

from models.case import ExistingLine, Move, Settings
from models.checks.slips import COMPARED
from models.schema import Column, Unit, columns
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
    Costs of lines and moves are compared across both sheets, by recipe, in `models.checks.slips`.
    """
    row = reads[0].table.row if reads else Settings
    for column in columns(row) if row is not Settings else ():
        compared = row in (ExistingLine, Move) and column.name in COMPARED
        if column.kind != "number" or column.unit in _NO_SLIP or compared:
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


def check_units(tables: Iterable[Table], currency: str, log: Log) -> None:
    """The unit above each header as the template has it; another currency than on Settings is one warning in all.

    Units in another currency are told only where figures stand below them.
    """
    foreign: dict[str, list[Spot]] = {}
    for table in tables:
        for column in columns(table.row):
            spot = _unit_spot(table, column.name)
            text = "" if spot is None else table.sheet.text(spot.row or 0, spot.column or 0)
            if spot is None or not text or folded(text) in _units_of(column, currency):
                continue
            other = re.fullmatch(re.escape(unit_text(column, "\0")).replace("\0", r"(\S+)"), text)
            if other is None:
                to_do = "Type the figures in the unit of the template and put its text back."
                log.add("Error", "E401", spot, quoted(text), unit_text(column, currency), to_do)
            elif any(table.cell(number, column.name) is not None for number in table.numbers):
                foreign.setdefault(other[1], []).append(spot)
    if foreign:
        spots = [spot for found in foreign.values() for spot in found]
        found = f"units in {' and '.join(foreign)} above figures"
        to_do = f"Figures are read in {currency}. Type it in these units, or correct the currency on Settings."
        log.add("Warning", "W401", spots, found, f"{currency}, the currency on Settings", to_do)


def _unit_spot(table: Table, field: str) -> Spot | None:
    """Where the unit of a column stands, or of a setting; None for one that the sheet does not have."""
    place = table.places.get(field)
    if place is None:
        return None
    if table.row is Settings:
        return table.sheet.spot(place, _UNIT_COLUMN)
    return table.sheet.spot(table.header_row - layout.HEADER_ROW + layout.UNIT_ROW, place)


def _units_of(column: Column, currency: str) -> tuple[str, ...]:
    """Texts that a template may have as unit: a column of names need not refer to a sheet that is not there."""
    free = (folded(Unit.NAME.value),) if column.ref is not None and not column.ref.known else ()
    return (folded(unit_text(column, currency)), *free)

"""Sheets of a result before they are written, as tests read them."""

from __future__ import annotations

from planner.report.book import plan_sheets
from planner.report.sheet import Cell, Sheet, Value
from planner.result import Result


def sheet(result: Result, name: str) -> Sheet:
    """One sheet by name."""
    return next(one for one in plan_sheets(result) if one.name == name)


def cells(found: Sheet) -> list[dict[str, Cell]]:
    """Rows of the table by header."""
    headers = [column.header for column in found.table.columns]
    return [dict(zip(headers, row.cells, strict=True)) for row in found.table.rows]


def values(found: Sheet) -> list[dict[str, Value]]:
    """The same as plain values."""
    return [{header: cell.value for header, cell in row.items()} for row in cells(found)]


def says(result: Result, name: str) -> dict[str, str]:
    """Sheets of items and what they say: Cover, About this run."""
    return {str(row["Item"]): str(row["What it says"]) for row in values(sheet(result, name))}

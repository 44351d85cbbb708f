"""Ways from a case to a workbook on disk and back, and ways to change one cell of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from models.case import SHEETS, Case
from models.schema import Row
from planner.checking import read_and_check
from planner.workbook.guard import guarded
from planner.workbook.scan import scan
from planner.workbook.template import write_case
from tests.workbook.books import Book, Page

ROUND_TRIP = 1e-12
"""Relative difference that writing and reading a figure may leave."""


def through_a_workbook(case: Case, folder: Path) -> Case:
    """The case read back from a workbook on disk; an error found in it fails the test."""
    path = folder / "case.xlsx"
    write_case(case, path)
    reading, found = read_and_check(path)
    assert found is not None, [problem for problem in reading.problems if problem.kind == "Error"]
    return found


def differences(one: Case, other: Case) -> list[str]:
    """Where two cases differ: rows, names, and figures that are further apart than `ROUND_TRIP`."""
    found = []
    for sheet in SHEETS:
        rows, others = one[sheet], other[sheet]
        if len(rows) != len(others):
            found.append(f"{sheet.sheet}: {len(rows)} rows against {len(others)}")
            continue
        for row, read in zip(rows, others, strict=True):
            found += [f"{sheet.sheet}, {row.row_id}: {text}" for text in _row_differences(row, read)]
    return found


def _row_differences(row: Row, read: Row) -> list[str]:
    pairs = zip(row.model_dump().items(), read.model_dump().values(), strict=True)
    return [f"{name} {a!r} became {b!r}" for (name, a), b in pairs if not _same(a, b)]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= ROUND_TRIP * abs(one)
    return one == other


def changed(path: Path, cells: Mapping[tuple[str, str], float | str | None]) -> Path:
    """The workbook with some cells, by sheet and address, typed over."""
    book = Book({sheet.name: Page(dict(sheet.cells)) for sheet in scan(guarded(path)).sheets})
    for (sheet, address), value in cells.items():
        book[sheet].put(address, value)
    return book.write(path)

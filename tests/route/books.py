"""From a case to a workbook on disk and back, and where the two cases differ."""

from __future__ import annotations

from pathlib import Path

from models.case import SHEETS, Case
from models.schema import Row
from planner.checking import read_and_check
from planner.workbook.template import write_case

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

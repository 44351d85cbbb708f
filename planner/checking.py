"""Reading and checking a workbook as one step: shapes and references from the reader, meaning from `models.checks`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from models.case import Case
from models.checks import check
from planner.workbook.problems import grouped, without_idle
from planner.workbook.reader import Reading, read


def read_and_check(path: Path, without: str | Iterable[str] = ()) -> tuple[Reading, Case | None]:
    """A workbook's reading with all problems, and its case: None where any problem is an error.

    `without` names optional sheets to leave out; "support" stands for all sheets about support.

    Raises:
        planner.workbook.problems.CannotUse: the file is no planner workbook.
        ValueError: `without` names a sheet that does not exist, or that no case can be without.
    """
    reading = read(path, without)
    if reading.case is not None:
        told = {(problem.code, problem.where) for problem in reading.problems}
        issues = [one for one in check(reading.case) if one.row.sheet not in reading.left_out_sheets]
        found = [p for p in reading.located(issues) if (p.code, p.where) not in told]
        reading = replace(reading, problems=grouped(without_idle((*reading.problems, *found))))
    stopped = any(problem.kind == "Error" for problem in reading.problems)
    return reading, None if stopped else reading.case

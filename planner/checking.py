"""Reading and checking a workbook as one step: shapes and references from the reader, meaning from `models.checks`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.case import Case
from models.checks import check
from planner.workbook.problems import grouped, without_idle
from planner.workbook.reader import Reading, read


def read_and_check(path: Path) -> tuple[Reading, Case | None]:
    """A workbook's reading with all problems, and its case: None where any problem is an error.

    Raises:
        planner.workbook.problems.CannotUse: the file is no planner workbook.
    """
    reading = read(path)
    if reading.case is not None:
        told = {(problem.code, problem.where) for problem in reading.problems}
        found = [p for p in reading.located(check(reading.case)) if (p.code, p.where) not in told]
        reading = replace(reading, problems=grouped(without_idle((*reading.problems, *found))))
    stopped = any(problem.kind == "Error" for problem in reading.problems)
    return reading, None if stopped else reading.case

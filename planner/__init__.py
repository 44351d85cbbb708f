"""The application: workbook in, runs, ranking, workbook out. Never imports Pyomo.

For scripts: `planner.solve("inputs/case.xlsx")` gives a `Result`; `planner.tables.plans(result)` and
`planner.tables.table(result, "flows")` give pandas frames; `planner.check(path)` gives every problem with its cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.result import Result
    from planner.workbook.problems import Problem

__all__ = ["InputProblemsError", "check", "solve"]


class InputProblemsError(Exception):
    """The workbook has errors; `problems` holds them with their cells."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        from planner.workbook.problems import as_text

        super().__init__(as_text(problems))
        self.problems = problems


def check(path: str | Path, without: str | Iterable[str] = ()) -> tuple[Problem, ...]:
    """Every error, warning, repair and default of a workbook.

    `without` names optional sheets to leave out, one by one or with commas; "support" stands for all sheets about it.

    Raises:
        planner.workbook.problems.CannotUse: the file is no planner workbook.
        ValueError: `without` names a sheet that does not exist, or that no case can be without.
    """
    from planner.checking import read_and_check

    return read_and_check(Path(path), without)[0].problems


def solve(path: str | Path, without: str | Iterable[str] = ()) -> Result:
    """Ranked plans of a workbook, as `planner solve` finds them; nothing is written.

    `without` names optional sheets to leave out, one by one or with commas; "support" stands for all sheets about it.

    Raises:
        planner.workbook.problems.CannotUse: the file is no planner workbook.
        ValueError: `without` names a sheet that does not exist, or that no case can be without.
        InputProblemsError: it has errors.
        planner.run.NoPlanError, NotFoundError, AuditFailedError: as the command says.
    """
    from planner.checking import read_and_check
    from planner.run import run

    reading, case = read_and_check(Path(path), without)
    if case is None:
        raise InputProblemsError(reading.problems)
    return run(reading, case)

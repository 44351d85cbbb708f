"""Short ways to read a plan in the verification tests."""

from __future__ import annotations

from models.case import Case
from models.exposure_trace import Exposure, trace
from models.plan import Flow, LineOutput, Plan
from tests.cases import FIRST_YEAR


def made(plan: Plan, line: str) -> float:
    """Output of a line over all years."""
    return sum(row.total for row in plan[LineOutput] if row.line == line)


def sent(plan: Plan, good: str, origin: str, destination: str) -> float:
    """Flow of a good on a lane over all years."""
    ends = (good, origin, destination)
    return sum(row.total for row in plan[Flow] if (row.good, row.origin, row.destination) == ends)


def exposure(case: Case, plan: Plan, metric: str, what: str = "all", year: int = FIRST_YEAR) -> Exposure:
    """What the trace says about the whole alliance in one year; exactly one figure must be there."""
    (found,) = (
        figure
        for figure in trace(case, plan).exposures
        if (figure.metric, figure.what, figure.where, figure.year) == (metric, what, "all", year)
    )
    return found

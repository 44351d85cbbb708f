"""The time a diagnosis has, and what an answer that came in that time says."""

from __future__ import annotations

import time

from models.diagnosis.findings import Cause, OutOfTimeError
from models.highs import Answer, Outcome

SEARCHING = 0.9
"""Share of the time left that a search may take."""


class Clock:
    """Counts the seconds down from when it was made."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._deadline - time.monotonic())

    @property
    def for_search(self) -> float:
        """Seconds that a search may take; the others are for settling what it finds."""
        return SEARCHING * self.left


def has_plan(answer: Answer, cause: Cause) -> bool:
    """Whether there is a plan, proved either way.

    Raises:
        OutOfTimeError: neither was found in the time given.
    """
    if answer.values is not None:
        return True
    if answer.outcome is Outcome.INFEASIBLE:
        return False
    raise OutOfTimeError(cause)

"""Checks of shares: 1 typed where 1% was meant is 100%, which is legal but in some columns says nothing or too much."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Cap, Case, Demand, ExistingLine, Good, MoveCondition
from models.checks.say import warning
from models.schema import Issue, Row

ODD_WHOLES: tuple[tuple[type[Row], str, str], ...] = (
    (Good, "loss_in_store", "nothing would be left after a year in store"),
    (ExistingLine, "minimum_load", "the line would have to run full in every year"),
    (MoveCondition, "minimum_load", "the project would have to run full in every year"),
    (Demand, "may_go_unmet", "nothing of this need would have to be delivered"),
    (Cap, "cap", "a cap of 100% limits nothing"),
)
"""Columns in which 100% is odd, with what it means. Where it is ordinary (share of unknown origin, share of the old
line that closes) or not allowed (discount rate, gap, loss on a lane), nothing is to be said here."""


def whole(case: Case) -> Iterator[Issue]:
    """A share of 100% where that is odd: 1% may be meant."""
    for sheet, field, meaning in ODD_WHOLES:
        for row in case[sheet]:
            if getattr(row, field) == 1.0 and not (isinstance(row, Demand) and row.kind == "outlet"):
                mend = "Was 1% meant? Then type 1% or 0.01. If you mean 100%, leave it."
                yield warning("W205", row, field, "100%", f"less than 100%: {meaning}", mend)

"""The sound case of the checks with a payer, a grant and prices, and how to compare an issue with its words."""

from __future__ import annotations

from typing import Any

from models.case import Case, Payer, Price, RecipeLine, Support
from models.schema import Issue, Row
from tests.checks.cases import sound

GRANT = Support(offer="Grant", instrument="grant", payer="Gov", rate=0.5)


def offer(instrument: str, **facts: Any) -> Support:
    """An offer of Gov, named like its instrument."""
    return Support(**{"offer": instrument.capitalize(), "instrument": instrument, "payer": "Gov", **facts})


def offered(*rows: Row | list[RecipeLine], **setting: Any) -> Case:
    """The sound case with Gov, a bloc that pays anywhere, its grant and a price of metal; and the rows given."""
    return sound(Payer(payer="Gov"), GRANT, Price(good="metal", market="world", price=1.0), *rows, **setting)


def words(issue: Issue) -> tuple[str, str | None, str | None, str, str, str]:
    """Sheet, row, field and words of an issue."""
    return issue.row.sheet, issue.row_id, issue.field, issue.found, issue.expected, issue.mend

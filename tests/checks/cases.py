"""One sound case for the tests of checks, and how to pick one issue out of many."""

from __future__ import annotations

from typing import Any

from models.case import Case, Firm, Nation, RecipeLine
from models.checks import check
from models.schema import Issue, Row, column_of
from tests.cases import lane, line, move, need, tiny

Rows = list[Row | list[RecipeLine]]


def sound(*rows: Row | list[RecipeLine], **setting: Any) -> Case:
    """Metal made in A and X for A, a project in B, and the rows given; without them there is no issue."""
    chain = (
        line("A", "metal", 100.0),
        line("X", "metal", 100.0),
        move("New", "B", "metal", 50.0),
        lane("X", "A", "metal"),
        lane("B", "A", "metal"),
        need("metal", 50.0),
    )
    return owned(tiny(*chain, *rows, **setting))


def owned(case: Case) -> Case:
    """The case with every firm on the sheet Firms, at home in the first nation, unless some are there."""
    names = sorted({line.firm for line in case.lines.values() if line.firm})
    firms = tuple(Firm(firm=name, home_nation=case[Nation][0].nation) for name in names)
    return case if case[Firm] else case.with_rows(Firm, firms)


def codes(case: Case) -> list[str]:
    """Codes of all issues, in order."""
    return [issue.code for issue in check(case)]


def issues(case: Case, code: str) -> list[Issue]:
    """All issues with a code; each names a column that its row class has, and a row that the case has."""
    found = [issue for issue in check(case) if issue.code == code]
    for issue in found:
        assert issue.severity == ("error" if code.startswith("E") else "warning")
        assert issue.field is None or column_of(issue.row, issue.field)
        assert issue.row_id is None or issue.row_id in {row.row_id for row in case[issue.row]}
        assert issue.mend.endswith(".")
    return found


def only(case: Case, code: str) -> Issue:
    """The one issue with a code."""
    found = issues(case, code)
    assert len(found) == 1, found
    return found[0]

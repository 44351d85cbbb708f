"""Checks of Lanes: rows that clash for a pair of nations, rows that carry nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from models.case import Case, Group, Lane
from models.checks.say import error, no_effect, quoted, share, warning
from models.schema import Issue

TERMS: tuple[str, ...] = ("freight", "tariff", "loss", "capacity", "fixed_cost")
LARGEST_LIKELY_LOSS = 0.5


def _years(case: Case) -> tuple[int, ...]:
    """Planned years between which some membership changes: the first year, and each year in which one differs."""
    marks = {year for row in case[Group] for year in (row.first_year, (row.last_year or 0) + 1) if year is not None}
    return tuple(year for year in case.years if year == case.years[0] or year in marks)


def ends(case: Case) -> Iterator[Issue]:
    """A lane from a nation to itself; a lane between groups or blocs without members; a large loss."""
    for row in case[Lane]:
        if row.origin == row.destination and row.origin in case.membership.bloc:
            expected = "two nations: goods inside a nation need no lane, so this row is not used"
            mend = "Delete the row, or correct From or To."
            found = f"{quoted([row.origin])} in both From and To"
            yield warning("W506", row, "destination", found, expected, mend)
        for field in ("origin", "destination"):
            name = getattr(row, field)
            if not any(case.membership.members(name, year) for year in _years(case)):
                why = "no nation is there in the years planned"
                yield no_effect(row, field, quoted([name]), why, "Correct the name, or give the nations that bloc.")
        if row.loss > LARGEST_LIKELY_LOSS:
            mend = f"If you mean it, leave it; if percent were typed twice, type {share(row.loss / 100)}."
            yield warning("W214", row, "loss", share(row.loss), f"at most {share(LARGEST_LIKELY_LOSS)}", mend)


def clashes(case: Case) -> Iterator[Issue]:
    """Two rows with other terms, neither of which is more specific for some pair of nations."""
    for good in dict.fromkeys(row.good for row in case[Lane]):
        wide = [row for row in case.lanes.rows(good) if min(_ranks(case, row)) < 3]
        for first, second in combinations(wide, 2):
            same_terms = all(getattr(first, term) == getattr(second, term) for term in TERMS)
            if same_terms or _ruled(_ranks(case, first), _ranks(case, second)):
                continue
            pair = _clashing_pair(case, first, second)
            if pair is not None:
                yield _clash_issue(first, second, pair)


def _ranks(case: Case, row: Lane) -> tuple[int, int]:
    return case.membership.rank(row.origin), case.membership.rank(row.destination)


def _ruled(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether one of two rows is at least as specific as the other at both ends, and more at one."""
    differences = [a - b for a, b in zip(first, second, strict=True)]
    return first != second and (min(differences) >= 0 or max(differences) <= 0)


def _clashing_pair(case: Case, first: Lane, second: Lane) -> tuple[str, str] | None:
    """A pair of nations for which both rows stand and no other row rules over either."""
    inside = case.membership.members
    for year in _years(case):
        origins = inside(first.origin, year) & inside(second.origin, year)
        destinations = inside(first.destination, year) & inside(second.destination, year)
        for origin in sorted(origins):
            for destination in sorted(destinations - {origin}):
                clash = case.lanes.clash(first.good, origin, destination, year)
                if clash is not None and {id(first), id(second)} == {id(row) for row in clash}:
                    return origin, destination
    return None


def _clash_issue(first: Lane, second: Lane, pair: tuple[str, str]) -> Issue:
    found = (
        f"rows {quoted([first.row_id, second.row_id])} both stand for {quoted([first.good])} "
        f"from {quoted([pair[0]])} to {quoted([pair[1]])}, with other terms"
    )
    expected = "one most specific row for each pair of nations"
    mend = f"Add a row from {quoted([pair[0]])} to {quoted([pair[1]])}, or make one of the two more specific."
    return error("E301", second, "origin", found, expected, mend)

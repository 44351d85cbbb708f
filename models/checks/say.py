"""How a check speaks: issues, names in quotes, figures, shares, years."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.case import Case, Currency
from models.case.readings import holds
from models.schema import Issue, Row, Severity, Way

MOST_NAMED = 6


def error(
    code: str, at: Row | type[Row], field: str | None, found: str, expected: str, mend: str, near: str | None = None
) -> Issue:
    """An error at a row, or at a whole sheet where a row class is given."""
    return _issue(code, "error", at, (field, found, expected, mend, near))


def warning(
    code: str, at: Row | type[Row], field: str | None, found: str, expected: str, mend: str, near: str | None = None
) -> Issue:
    """A warning at a row, or at a whole sheet where a row class is given."""
    return _issue(code, "warning", at, (field, found, expected, mend, near))


def _issue(
    code: str, severity: Severity, at: Row | type[Row], words: tuple[str | None, str, str, str, str | None]
) -> Issue:
    field, found, expected, mend, near = words
    if isinstance(at, Row):
        return Issue(code, severity, type(at), at.row_id, field, found, expected, mend, near)
    return Issue(code, severity, at, None, field, found, expected, mend, near)


def with_ways(issue: Issue, *ways: Way) -> Issue:
    """The issue with other ways to mend it, each said only where the workbook has the column it needs."""
    return replace(issue, others=ways)


def no_effect(at: Row, field: str, found: str, why: str, mend: str = "Clear the cell, or change the row.") -> Issue:
    """W506: something typed that changes nothing."""
    return warning("W506", at, field, found, f"blank: {why}", mend)


def quoted(names: Iterable[str]) -> str:
    """Names in quotes, one after the other."""
    return ", ".join(f'"{name}"' for name in names)


def all_of(names: Sequence[str]) -> str:
    """Names in quotes, the last after "and"; of many, the first few and how many more."""
    return _joined(names, "and")


def one_of(names: Sequence[str]) -> str:
    """Names in quotes, the last after "or"; of many, the first few and how many more."""
    return _joined(names, "or")


def _joined(names: Sequence[str], word: str) -> str:
    shown = [f'"{name}"' for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    return f" {word} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def figure(value: float) -> str:
    """A figure with at most four significant digits, without an exponent."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    digits = max(0, 3 - math.floor(math.log10(abs(value))))
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_typed(case: Case, row: Row, money: float) -> float:
    """Money of a row in the currency and price year in which it was typed."""
    name = getattr(row, "priced_in", None)
    return money / next((one.rate * one.deflator for one in case[Currency] if one.priced_in == name), 1.0)


def share(value: float) -> str:
    """A fraction as a percentage."""
    return f"{figure(100.0 * value)}%"


def years_text(years: Iterable[int]) -> str:
    """Years in words: 2026-2028, 2030."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """At most three names most like the one found, best first, or None; shown to the user, never used."""
    by_fold = {candidate.casefold(): candidate for candidate in sorted(known)}
    matches = difflib.get_close_matches(name.casefold(), list(by_fold), n=3)
    return ", ".join(by_fold[match] for match in matches) or None


def together(first: tuple[int | None, int | None], second: tuple[int | None, int | None], years: range) -> list[int]:
    """Planned years in which two rows with these first and last years both hold."""
    return [year for year in years if holds(*first, year) and holds(*second, year)]

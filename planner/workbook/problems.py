"""Problems of a workbook in the user's words: where, what was found, what was expected, what to do.

A code is a letter and three digits: E error, W warning, R repair, D default, X left out. Codes below 100 of repairs,
defaults and warnings, and of files that cannot be used, tell the kind of slip; the others group them: 1 sheets and
headers, 2 cell values, 3 names, 4 units, 5 meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from openpyxl.utils import get_column_letter

from models.case import SHEETS
from models.schema import Issue, Row, Severity, column_of

Kind = Literal["Error", "Warning", "Repair", "Default", "Left out"]
KINDS: tuple[Kind, ...] = ("Error", "Warning", "Repair", "Left out", "Default")
"""In the order in which they are listed."""
KIND_OF_SEVERITY: dict[Severity, Kind] = {
    "error": "Error",
    "warning": "Warning",
    "repair": "Repair",
    "default": "Default",
    "left out": "Left out",
}
NOTHING = "Nothing to do."
PROBLEMS_SHEET = "Problems"
"""First sheet of an annotated copy; a copy may be mended and read again."""

_SHEET_ORDER = {row.sheet: number for number, row in enumerate(SHEETS)}
_SHOWN_RANGES = 8
_SHOWN_TEXTS = 3


@dataclass(frozen=True)
class Spot:
    """A cell of the user's workbook; a whole row without `column`, a whole sheet without both. Rows count from 1."""

    sheet: str
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        if self.row is None:
            return self.sheet
        return _spots_text(self.sheet, [self])

    @property
    def order(self) -> tuple[int, str, int, int]:
        """Place in the workbook, for sorting."""
        return (_SHEET_ORDER.get(self.sheet, -1), self.sheet, self.row or 0, self.column or 0)


class ProblemRecord(TypedDict):
    """A problem in JSON."""

    code: str
    kind: str
    where: str
    found: str
    expected: str
    to_do: str
    near: str | None


@dataclass(frozen=True)
class Problem:
    """One line of the list of problems.

    Attributes: `code`, `kind`, `spots` the cells concerned (none: the file itself, named by `file`), `found` and
    `expected` in words, `to_do` a sentence, `near` the nearest match or matches.
    """

    code: str
    kind: Kind
    spots: tuple[Spot, ...]
    found: str
    expected: str
    to_do: str
    near: str | None = None
    file: str = ""

    @property
    def where(self) -> str:
        """Cells as `Sheet!B3:B9, B12`, rows as `Sheet rows 3-9`, or the file's name."""
        by_sheet: dict[str, list[Spot]] = {}
        for spot in self.spots:
            by_sheet.setdefault(spot.sheet, []).append(spot)
        return "; ".join(_spots_text(sheet, spots) for sheet, spots in by_sheet.items()) or self.file

    @property
    def advice(self) -> str:
        """What to do, with the nearest match."""
        return self.to_do if self.near is None else f"{self.to_do} Nearest match: {self.near}."

    def record(self) -> ProblemRecord:
        """The problem in JSON."""
        return ProblemRecord(
            code=self.code,
            kind=self.kind,
            where=self.where,
            found=self.found,
            expected=self.expected,
            to_do=self.to_do,
            near=self.near,
        )


@dataclass(frozen=True)
class Head:
    """What a list of problems says of the file: its name, where its rows went (`rows_words`), its marking."""

    file_name: str
    rows: str = "Your file was not changed."
    marking: str = "No marking"


class CannotUse(Exception):  # noqa: N818 - the file is at fault, not the program
    """The file cannot be read as a planner workbook at all. `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.where}: {problem.found}. {problem.advice}")
        self.problem = problem


@dataclass
class Log:
    """Problems met while a workbook is read, in the order met."""

    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        kind: Kind,
        code: str,
        spots: Spot | Iterable[Spot],
        found: str,
        expected: str,
        to_do: str = NOTHING,
        near: str | None = None,
    ) -> None:
        """Note one problem."""
        cells = (spots,) if isinstance(spots, Spot) else tuple(spots)
        self.problems.append(Problem(code, kind, cells, found, expected, to_do, near))


@dataclass(frozen=True)
class Places:
    """Where the rows and columns of a workbook stand.

    Attributes: `sheets` name in the file by row class, `rows` row numbers by row class and row id, `columns` column
    numbers by row class and field, `settings` row number of each field of a sheet with one field a row.
    """

    sheets: Mapping[type[Row], str]
    rows: Mapping[type[Row], Mapping[str, int]]
    columns: Mapping[type[Row], Mapping[str, int]]
    settings: Mapping[type[Row], Mapping[str, int]]

    def spot(self, row: type[Row], row_id: str | None, field: str | None) -> Spot:
        """The cell of a field; the row where the column is not on the sheet, the sheet where the row is not."""
        sheet = self.sheets.get(row, row.sheet)
        column = self.columns.get(row, {}).get(field or "")
        if row in self.settings:
            number = self.settings[row].get(field or "")
            return Spot(sheet, number, column if number else None)
        number = self.rows.get(row, {}).get(row_id or "")
        return Spot(sheet, number, column if number else None)

    def has(self, row: type[Row], field: str) -> bool:
        """Whether the workbook has a column, or a setting."""
        return field in self.columns.get(row, {})


def locate(issue: Issue, places: Places) -> Problem:
    """The problem of an issue, with its cell, and with the ways to mend it that the workbook has columns for."""
    spot = places.spot(issue.row, issue.row_id, issue.field)
    kind = KIND_OF_SEVERITY[issue.severity]
    to_do = [issue.mend, *(way.words for way in issue.others if places.has(way.row, way.field))]
    if issue.field is not None and issue.row in places.sheets and not places.has(issue.row, issue.field):
        header = column_of(issue.row, issue.field).header
        to_do.append(f"The sheet has no column {header}: to fill it, add it as planner template writes it.")
    origins = "; ".join(f"{one.words}, {places.spot(one.row, one.row_id, one.field)}" for one in issue.origins)
    found = f"{issue.found}: {origins}" if origins else issue.found
    return Problem(issue.code, kind, (spot,), found, issue.expected, " ".join(to_do), issue.near)


def without_idle(problems: Iterable[Problem]) -> list[Problem]:
    """Problems without repairs and defaults all of whose cells are in error: there is something to do, after all."""
    listed = list(problems)
    wrong = {spot for one in listed if one.kind == "Error" for spot in one.spots if spot.column is not None}
    idle = ("Repair", "Default")
    return [one for one in listed if one.kind not in idle or not one.spots or not wrong.issuperset(one.spots)]


def grouped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems with the same cause in one column as one line, errors first, then in workbook order."""
    groups: dict[object, list[Problem]] = {}
    for number, problem in enumerate(problems):
        spot = problem.spots[0] if len(problem.spots) == 1 else None
        cause = (spot.sheet, spot.column, problem.code, problem.kind, problem.to_do, problem.near) if spot else number
        groups.setdefault(cause, []).append(problem)
    return tuple(sorted((_merged(group) for group in groups.values()), key=_order))


def count_words(problems: Iterable[Problem]) -> str:
    """One sentence: what stopped the run, and what else to know."""
    count = dict.fromkeys(KINDS, 0)
    for problem in problems:
        count[problem.kind] += len(problem.spots) if problem.kind == "Left out" else 1
    also = _list(
        [
            counted(count["Repair"], "repair"),
            counted(count["Default"], "default"),
            f"{counted(count['Left out'], 'row')} left out" if count["Left out"] else "",
        ]
    )
    wish = [f"Please judge {counted(count['Warning'], 'warning')}" if count["Warning"] else ""]
    wish.append((f"know of {also}" if count["Warning"] else f"Please know of {also}") if also else "")
    rest = "; ".join(part for part in wish if part)
    first = (
        f"{counted(count['Error'], 'error')} to mend before anything is solved."
        if count["Error"]
        else "Nothing stopped the run."
    )
    return f"{first} {rest}." if rest else first


def rows_words(rows_read: int, rows_used: int, rows_left_out: int) -> str:
    """Where the rows of the workbook went."""
    return f"{rows_read:,} rows read = {rows_used:,} used + {rows_left_out:,} left out. Your file was not changed."


def as_text(problems: Iterable[Problem], limit: int = 20) -> str:
    """Problems for the terminal: how many there are, the first `limit` that are not defaults, how many are left."""
    lines = grouped(problems)
    shown = [line for line in lines if line.kind != "Default"][:limit]
    blocks = [
        f"{line.kind} {line.code}  {line.where}\n  found {line.found}; expected {line.expected}\n  {line.advice}"
        for line in shown
    ]
    if len(lines) > len(shown):
        blocks.append(f"and {len(lines) - len(shown)} more in the workbook")
    return "\n".join([count_words(lines), *blocks])


def _merged(group: list[Problem]) -> Problem:
    first = group[0]
    if len(group) == 1:
        return first
    spots = tuple(sorted({spot for problem in group for spot in problem.spots}, key=lambda spot: spot.order))
    found = _some([problem.found for problem in group])
    expected = _some([problem.expected for problem in group])
    return Problem(first.code, first.kind, spots, found, expected, first.to_do, first.near, first.file)


def _order(problem: Problem) -> tuple[int, tuple[int, str, int, int], str]:
    place = problem.spots[0].order if problem.spots else (-2, "", 0, 0)
    return (KINDS.index(problem.kind), place, problem.code)


def _some(texts: list[str]) -> str:
    distinct = list(dict.fromkeys(texts))
    more = len(distinct) - _SHOWN_TEXTS
    separator = "; " if any(", " in text for text in distinct) else ", "
    return separator.join(distinct[:_SHOWN_TEXTS]) + (f" and {more} more" if more > 0 else "")


def _spots_text(sheet: str, spots: list[Spot]) -> str:
    ranges: list[tuple[int | None, int, int]] = []
    for spot in spots:
        if spot.row is None:
            continue
        if ranges and ranges[-1][0] == spot.column and ranges[-1][2] + 1 == spot.row:
            ranges[-1] = (spot.column, ranges[-1][1], spot.row)
        else:
            ranges.append((spot.column, spot.row, spot.row))
    if not ranges:
        return sheet
    shown = ", ".join(_range(*found) for found in ranges[:_SHOWN_RANGES])
    more = len(ranges) - _SHOWN_RANGES
    mark = " " if ranges[0][0] is None else "!"
    return f"{sheet}{mark}{shown}" + (f" and {more} more" if more > 0 else "")


def _range(column: int | None, first: int, last: int) -> str:
    if column is None:
        return f"row {first}" if first == last else f"rows {first}-{last}"
    letter = get_column_letter(column)
    return f"{letter}{first}" if first == last else f"{letter}{first}:{letter}{last}"


def counted(count: int, word: str) -> str:
    """A count with its word ("3 rows"); empty for none."""
    return f"{count} {word}{'' if count == 1 else 's'}" if count else ""


def _list(words: list[str]) -> str:
    filled = [word for word in words if word]
    return " and ".join([", ".join(filled[:-1]), filled[-1]] if len(filled) > 1 else filled)

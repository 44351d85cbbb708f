"""From a filled workbook to a case, or to the list of everything that is wrong with it.

The file is opened once, for reading only. Problems of the file itself stop at once (`CannotUse`); all others are
collected in one pass, each with its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.case import SHEETS, Case, Nation, Settings
from models.schema import Column, Issue, Row, columns
from planner.workbook import layout
from planner.workbook.build import built_rows
from planner.workbook.cells import BadCell, Value, found_words, read_cell
from planner.workbook.guard import guarded, refused
from planner.workbook.keys import Names, ReadRow, check_nations, drop_doubles, resolve_references, unify_names
from planner.workbook.plausible import check_outliers, check_units, check_year_order
from planner.workbook.problems import (
    CannotUse,
    Head,
    Log,
    Places,
    Problem,
    Spot,
    counted,
    grouped,
    locate,
    rows_words,
    without_idle,
)
from planner.workbook.scan import RawBook, scan
from planner.workbook.structure import Structure, Table, find_tables
from planner.workbook.without import drop_dependents, note_left_out, parted, sheets_to_leave_out
from planner.workbook.wording import allowed_words

_UNLISTED_DEFAULTS = frozenset({"id", "source", "as_of", "note"})
"""Columns whose blank cells mean nothing for a plan and are not listed."""
_STAMP_ROWS = range(1, layout.STAMP_ROW + 2)
_VERSION = re.compile(re.escape(layout.STAMP) + r"\s*(\d+)\.(\d+)")


@dataclass(frozen=True)
class Reading:
    """What came of reading a workbook.

    Attributes: `path_name` name of the file without folder, `case` None if there is any error, `problems` errors
    first, `rows_read` = `rows_used` + `rows_left_out`, `places` where rows and columns stand, `marking` as typed,
    `left_out_sheets` names of the sheets with rows that the user left out of this run, in workbook order.
    """

    path_name: str
    case: Case | None
    problems: tuple[Problem, ...]
    rows_read: int
    rows_used: int
    rows_left_out: int
    places: Places
    marking: str = "No marking"
    left_out_sheets: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """What lists of its problems say of the file."""
        return Head(self.path_name, rows_words(self.rows_read, self.rows_used, self.rows_left_out), self.marking)

    def located(self, issues: Iterable[Issue]) -> tuple[Problem, ...]:
        """Issues found later in the case, with their cells."""
        return grouped(locate(issue, self.places) for issue in issues)


def read(path: Path, without: str | Iterable[str] = ()) -> Reading:
    """Read a workbook.

    Args:
        path: the file.
        without: names of optional sheets to leave out; "support" stands for all sheets about support.

    Raises:
        CannotUse: the file is no planner workbook of this version, or not safe to open.
        ValueError: `without` names a sheet that does not exist, or that no case can be without.
    """
    left = sheets_to_leave_out(without)
    book, set_aside = parted(scan(guarded(path)), left)
    _check_version(book)
    log = Log()
    aside = {row: _read_rows(table, Log()) for row, table in find_tables(set_aside, Log()).tables.items()}
    left_out_sheets = note_left_out(aside, left, log)
    structure = find_tables(book, log)
    rows = {row: _read_rows(table, log) for row, table in structure.tables.items()}
    _check_book(book, structure, log)
    _check_examples(structure, log)
    rows_read = sum(len(reads) for table in (rows, aside) for reads in table.values())
    rows = drop_dependents(rows, aside, log)
    unify_names(rows, log)
    check_nations(rows.get(Nation, []), log)
    resolve_references(rows, Names.of(rows, structure), log)
    rows = {row: drop_doubles(reads, log) for row, reads in rows.items()}
    _check_figures(structure, rows, log)
    used = sum(len(reads) for reads in rows.values())
    case = None
    row_numbers: dict[type[Row], dict[str, int]] = {}
    if not _stopped(log):
        found = built_rows(rows, log)
        row_numbers = {row: {r.row_id: number for r, number in pairs} for row, pairs in found.items()}
        if not _stopped(log):
            case = Case.of(*(made for row in SHEETS for made, _ in found.get(row, ())))
    places = _places(structure, row_numbers)
    marking = str(_setting(rows, "marking") or Settings.model_fields["marking"].default)
    problems = grouped(without_idle(log.problems))
    return Reading(book.name, case, problems, rows_read, used, rows_read - used, places, marking, left_out_sheets)


def _stopped(log: Log) -> bool:
    return any(problem.kind == "Error" for problem in log.problems)


def _check_version(book: RawBook) -> None:
    stamps = [_VERSION.match(sheet.text(row, 1)) for sheet in book.sheets for row in _STAMP_ROWS]
    versions = sorted({(int(stamp[1]), int(stamp[2])) for stamp in stamps if stamp})
    ours = tuple(int(part) for part in layout.TEMPLATE_VERSION.split("."))
    expected = f"template version {layout.TEMPLATE_VERSION}"
    if not versions:
        to_do = "Make one with the command planner template, and fill it."
        raise CannotUse(
            refused("E017", book.name, "not a planner workbook: no template version in A2", expected, to_do)
        )
    oldest, newest = (".".join(map(str, version)) for version in (versions[0], versions[-1]))
    if versions[-1] > ours:
        to_do = "Install the newest planner and try again."
        raise CannotUse(
            refused("E018", book.name, f"template version {newest}, newer than this program", expected, to_do)
        )
    if versions[0] < ours:
        to_do = "Bring it up to date with the command planner upgrade."
        raise CannotUse(refused("E018", book.name, f"template version {oldest}", expected, to_do))


def _read_rows(table: Table, log: Log) -> list[ReadRow]:
    """All rows of a sheet; cells that give no value and blanks are noted."""
    facts = columns(table.row)
    rows = [ReadRow(table, number, {}, set()) for number in table.numbers]
    blanks = {column.name: _read_column(column, rows, log) for column in facts if column.name in table.places}
    if rows:
        _note_defaults(table, len(rows), blanks, log)
    return rows


def _note_defaults(table: Table, count: int, blanks: Mapping[str, list[Spot]], log: Log) -> None:
    """Name every column and what its blanks are taken as: a line for each partly filled one, else one a sheet."""
    optional = [c for c in columns(table.row) if not c.required and c.name not in _UNLISTED_DEFAULTS]
    empty = [column for column in optional if len(blanks.get(column.name, ())) == count]
    for column in optional:
        spots = blanks.get(column.name, [])
        if spots and column not in empty:
            found = f"left blank in {len(spots)} of {count} rows"
            to_do = "Nothing to do if that is right; else type it."
            log.add("Default", "D044", spots, found, _taken_as([column]), to_do)
    if empty:
        rows = "" if table.row is Settings else f" in {'all ' if count > 1 else ''}{counted(count, 'row')}"
        found = f"left blank{rows}: {', '.join(column.header for column in empty)}"
        to_do = "Nothing to do if that is right; else type them."
        log.add("Default", "D044", table.sheet.spot(), found, _taken_as(empty), to_do)
    absent = [column for column in optional if column.name not in table.places]
    if absent:
        found = f"no {'settings' if table.row is Settings else 'columns'} {', '.join(c.header for c in absent)}"
        to_do = "Nothing to do if that is right; else add them."
        log.add("Default", "D044", table.sheet.spot(), found, _taken_as(absent), to_do)


def _taken_as(absent: Iterable[Column]) -> str:
    return "; ".join(f"{column.header}: {column.blank}" for column in absent)


def _read_column(column: Column, rows: list[ReadRow], log: Log) -> list[Spot]:
    """Values of a column; the cells that may stay blank and do."""
    blanks: list[Spot] = []
    for read in rows:
        spot = read.spot(column.name)
        value = _value(read, column, spot, log)
        read.values[column.name] = value
        if value is None and column.name not in read.unusable:
            blanks.append(spot)
    if blanks and column.required:
        for read in rows:
            if read.values[column.name] is None:
                read.unusable.add(column.name)
        allowed = allowed_words(column)
        expected = f"{column.header}{f', {allowed}' if allowed else ''}"
        log.add("Error", "E201", blanks, "blank", expected, f"Fill it in. {column.help}")
    return blanks


def _value(read: ReadRow, column: Column, spot: Spot, log: Log) -> Value:
    cell = read.table.cell(read.number, column.name)
    if cell is None:
        return None
    try:
        return read_cell(cell, column, spot, log)
    except BadCell as error:
        found = found_words(cell) if error.found is None else error.found
        log.add("Error", error.code, spot, found, error.expected, error.to_do, error.near)
        read.unusable.add(column.name)
        return None


def _check_book(book: RawBook, structure: Structure, log: Log) -> None:
    """What concerns the workbook as a whole: formulas, calculation, dates, links."""
    formulas = [
        table.spot(number, field)
        for table in structure.tables.values()
        for number in table.numbers
        for field in table.places
        if (cell := table.cell(number, field)) is not None and cell.formula is not None and cell.value is not None
    ]
    if formulas:
        count = f"{len(formulas)} formula{'s' if len(formulas) > 1 else ''}"
        to_do = "Used as last saved. If in doubt, let Excel calculate and save again."
        log.add("Warning", "W055", formulas, count, "values", to_do)
    if formulas and book.manual_calculation:
        to_do = "Formulas may be out of date. Press F9 in Excel and save again."
        log.add("Warning", "W042", (), "manual calculation", "automatic calculation", to_do)
    if book.from_1904:
        log.add("Repair", "R042", (), "dates counted from 1904", "dates read as Excel shows them")
    if book.external_links:
        to_do = "Nothing to do if no cell needs them. Cells that do are listed as errors."
        log.add("Warning", "W014", (), "links to other workbooks", "no links", to_do)
    if book.connections:
        to_do = "Not followed: values are used as last saved."
        log.add("Warning", "W015", (), "connections to outside data", "no connections", to_do)
    _name_file(book.name, log)


def _name_file(name: str, log: Log) -> None:
    """Problems without a cell bear the name of the file."""
    for number, problem in enumerate(log.problems):
        if not problem.spots:
            log.problems[number] = Problem(
                problem.code, problem.kind, (), problem.found, problem.expected, problem.to_do, problem.near, name
            )


def _check_examples(structure: Structure, log: Log) -> None:
    """Example rows of the template may stand alone, as a case to try, but not among the user's own rows."""
    tables = [table for table in structure.tables.values() if table.row is not Settings]
    examples = [table.sheet.spot(number) for table in tables for number in table.examples]
    if not examples:
        return
    found = "example rows of the template"
    if any(len(table.numbers) > len(table.examples) for table in tables):
        to_do = "Delete these rows, or make one yours by typing over it and clearing its Note."
        log.add("Error", "E107", examples, found, "your own rows only", to_do)
    else:
        log.add("Warning", "W107", examples, found, "your own rows", "The results are those of the example.")


def _check_figures(structure: Structure, rows: Mapping[type[Row], list[ReadRow]], log: Log) -> None:
    currency = str(_setting(rows, "currency") or Settings.model_fields["currency"].default)
    check_units(structure.tables.values(), currency, log)
    for row in structure.tables:
        check_year_order(rows[row], log)
        check_outliers(rows[row], log)


def _setting(rows: Mapping[type[Row], list[ReadRow]], field: str) -> Value:
    """A value of Settings; None where it is blank or the sheet is missing."""
    settings = rows.get(Settings, [])
    return settings[0].values.get(field) if settings else None


def _places(structure: Structure, rows: Mapping[type[Row], Mapping[str, int]]) -> Places:
    tables = structure.tables
    return Places(
        sheets={row: table.sheet.name for row, table in tables.items()},
        rows=rows,
        columns={
            row: dict.fromkeys(table.places, layout.SETTINGS_VALUE_COLUMN) if row is Settings else table.places
            for row, table in tables.items()
        },
        settings={row: table.places for row, table in tables.items() if row is Settings},
    )

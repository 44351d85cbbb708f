"""Which sheets of a workbook are which, where their headers and columns stand, and which rows hold data."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.case import SHEETS, ExistingLine, Move, Settings
from models.schema import Column, Row, columns
from planner.workbook import layout
from planner.workbook.names import folded, nearest, quoted
from planner.workbook.problems import PROBLEMS_SHEET, Log, Spot
from planner.workbook.scan import MOST_COLUMNS, Area, RawBook, RawCell, RawSheet

GENERATED_SHEETS = ("Start here", PROBLEMS_SHEET)
"""Sheets the planner writes for people to read."""

_COPY = re.compile(r"^(.*\S)\s*\(\d+\)$")
_TOTALS = frozenset(
    {"total", "totals", "sum", "sums", "subtotal", "grand total", "sub-total", "overall", "summe", "gesamt"}
)
_TOTAL_STARTS = ("total ", "total:", "sum of ", "subtotal ", "grand total")
_HEADER_SEARCH_ROWS = 40
_SILENT_GAP = 3
"""Blank rows inside a table that are left out without a warning."""


@dataclass(frozen=True)
class Table:
    """One sheet as found in the file.

    Attributes: `places` column number by field (on Settings: row number by field), `numbers` of the rows that hold
    data, `examples` those of them marked as examples of the template.
    """

    row: type[Row]
    sheet: RawSheet
    header_row: int
    places: Mapping[str, int]
    numbers: tuple[int, ...]
    examples: tuple[int, ...] = ()

    def spot(self, number: int, field: str | None) -> Spot:
        """Address of a field in a row; of the whole row for a field that has no column."""
        place = self.places.get(field or "")
        if self.row is Settings:
            return self.sheet.spot(place, layout.SETTINGS_VALUE_COLUMN if place else None)
        return self.sheet.spot(number, place)

    def cell(self, number: int, field: str) -> RawCell | None:
        """The filled cell of a field in a row, or None."""
        place = self.places.get(field)
        if place is None:
            return None
        if self.row is Settings:
            return self.sheet.cell(place, layout.SETTINGS_VALUE_COLUMN)
        return self.sheet.cell(number, place)


@dataclass(frozen=True)
class Structure:
    """The input sheets that can be read, in the order of the schema, and those that are there or due but cannot."""

    tables: Mapping[type[Row], Table]
    unread: frozenset[type[Row]]


def find_tables(book: RawBook, log: Log) -> Structure:
    """All input sheets; what is wrong with them is noted."""
    tables = {}
    matched, missing = _match_sheets(book, log)
    for row, sheet in matched.items():
        _check_sheet(sheet, log)
        table = _settings_table(sheet, log) if row is Settings else _table(row, sheet, log)
        if table is not None:
            tables[row] = table
    _check_rows_present(tables, log)
    return Structure(tables, frozenset(row for row in (*matched, *missing) if row not in tables))


def _match_sheets(book: RawBook, log: Log) -> tuple[dict[type[Row], RawSheet], list[type[Row]]]:
    """Sheets by row class, and the classes whose sheet is due or seems to bear another name."""
    by_form = {folded(row.sheet): row for row in SHEETS}
    found: dict[type[Row], RawSheet] = {}
    others: list[RawSheet] = []
    for sheet in sorted(book.sheets, key=lambda sheet: folded(sheet.name) != sheet.name.casefold()):
        row = by_form.get(folded(sheet.name))
        if row is None or row in found:
            others.append(sheet)
            continue
        found[row] = sheet
        if sheet.name != row.sheet:
            log.add("Repair", "R020", sheet.spot(), f"sheet {quoted(sheet.name)}", f"sheet {row.sheet}")
    suspected = [row for sheet in others if (row := _explain_other(sheet, found, log)) is not None]
    missing = [row for row in SHEETS if row.required and row not in found and row not in suspected]
    for row in missing:
        to_do = "Add the sheet from the template and fill it."
        log.add("Error", "E101", Spot(row.sheet), "no such sheet", f"sheet {row.sheet}", to_do)
    if not any(row in found or row in suspected for row in (ExistingLine, Move)):
        to_do = "Add at least one of these sheets from the template and fill it."
        log.add("Error", "E101", Spot(Move.sheet), "no such sheet", "sheet Existing lines or Candidate moves", to_do)
        missing += [ExistingLine, Move]
    return {row: found[row] for row in SHEETS if row in found}, [*suspected, *missing]


def _explain_other(sheet: RawSheet, found: Mapping[type[Row], RawSheet], log: Log) -> type[Row] | None:
    """Note a sheet that is not read; the row class it seems to be meant for, where that sheet is missing."""
    if folded(sheet.name) in map(folded, GENERATED_SHEETS) or not sheet.cells:
        return None
    copied = _COPY.match(sheet.name.strip())
    base = folded(copied[1] if copied else sheet.name)
    original = next((row for row in SHEETS if folded(row.sheet) == base), None)
    if original is not None and original in found:
        text = f"a copy of {original.sheet}"
        to_do = "Delete the copy, or put _ before its name."
        log.add("Warning", "W022", sheet.spot(), text, f"one sheet {original.sheet}", f"Not read. {to_do}")
        return None
    missing = {folded(row.sheet): row for row in SHEETS if row not in found}
    near = difflib.get_close_matches(base, list(missing), 1, 0.75)
    if near:
        row = missing[near[0]]
        to_do = f"Rename the sheet to {row.sheet}, or put _ before its name if it holds notes."
        log.add(
            "Error", "E101", sheet.spot(), f"sheet {quoted(sheet.name)}", "a sheet of the template", to_do, row.sheet
        )
        return row
    to_do = "Not read. Put _ before the names of your own sheets."
    log.add("Warning", "W021", sheet.spot(), f"sheet {quoted(sheet.name)}", "a sheet of the template", to_do)
    return None


def _check_sheet(sheet: RawSheet, log: Log) -> None:
    if sheet.hidden and sheet.cells:
        log.add(
            "Warning", "W023", sheet.spot(), "a hidden sheet", "a sheet that can be seen", "It was read. Unhide it."
        )
    if sheet.far is not None:
        log.add(
            "Error",
            "E105",
            sheet.spot(*sheet.far),
            "a filled cell far outside the table",
            f"cells within {MOST_COLUMNS} columns and without long gaps",
            "Delete the rows or columns between the table and this cell, and the cell.",
        )
    if sheet.empty_rows is not None:
        log.add(
            "Warning",
            "W036",
            sheet.spot(sheet.empty_rows),
            f"formatted rows down to row {sheet.empty_rows:,} without content",
            "rows with content only",
            "Nothing was lost. Delete the empty rows to make the file smaller.",
        )


def _table(row: type[Row], sheet: RawSheet, log: Log) -> Table | None:
    headers = {folded(column.header): column for column in columns(row)}
    header_row = _header_row(sheet, set(headers), log, layout.HEADER_ROW)
    if header_row is None:
        return None
    places = _columns(row, sheet, header_row, headers, log)
    _check_merged(sheet, Area(1, header_row, max(places.values(), default=1), max(sheet.last_row, header_row)), log)
    numbers = _data_rows(sheet, header_row, places, log)
    table = Table(row, sheet, header_row, places, numbers)
    kept = tuple(number for number in numbers if not _is_total(table, number, log))
    examples = tuple(number for number in kept if _is_example(table, number))
    return Table(row, sheet, header_row, places, kept, examples)


def _settings_table(sheet: RawSheet, log: Log) -> Table | None:
    header_row = _header_row(sheet, {folded(header) for header in layout.SETTINGS_HEADERS}, log, layout.HEADER_ROW)
    if header_row is None:
        return None
    by_form = {folded(column.header): column for column in columns(Settings)}
    places: dict[str, int] = {}
    misspelt: set[str | None] = set()
    name_column, value_column = layout.SETTINGS_NAME_COLUMN, layout.SETTINGS_VALUE_COLUMN
    for number in range(header_row + 1, sheet.last_row + 1):
        name = sheet.text(number, name_column)
        column = by_form.get(folded(name))
        if column is None:
            if sheet.cell(number, value_column) is not None:
                misspelt.add(_unknown_header(sheet.spot(number, name_column), name, by_form, places, log))
        elif column.name in places:
            spots = [sheet.spot(places[column.name], name_column), sheet.spot(number, name_column)]
            log.add(
                "Error", "E102", spots, f"{column.header} twice", "each setting once", "Delete one of the two rows."
            )
        else:
            places[column.name] = number
    _check_merged(sheet, Area(1, header_row, value_column, sheet.last_row), log)
    _missing_headers(Settings, sheet.spot(), (*places, *misspelt), log)
    return Table(Settings, sheet, header_row, places, (header_row,))


def _header_row(sheet: RawSheet, headers: set[str], log: Log, usual: int) -> int | None:
    """The row with the headers: the usual one, or the row nearest the top with most of them."""
    scores = {
        number: sum(folded(sheet.text(number, column)) in headers for column in range(1, sheet.last_column + 1))
        for number in range(1, min(sheet.last_row, _HEADER_SEARCH_ROWS) + 1)
    }
    best = max(scores.values(), default=0)
    if best < 2:
        to_do = f"Put the headers of the template back into row {usual}."
        log.add("Error", "E103", sheet.spot(usual), "no headers", f"headers in row {usual}", to_do)
        return None
    if scores.get(usual) == best:
        return usual
    found = next(number for number, score in scores.items() if score == best)
    to_do = "Insert or delete rows above the headers until they stand there again."
    log.add("Error", "E103", sheet.spot(found), f"headers in row {found}", f"headers in row {usual}", to_do)
    return found


def _columns(
    row: type[Row], sheet: RawSheet, header_row: int, headers: Mapping[str, Column], log: Log
) -> dict[str, int]:
    """Column number by field; unknown, double, missing and blank headers are noted."""
    places: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    filled = {column for number, column in sheet.cells if number > header_row}
    for place in range(1, sheet.last_column + 1):
        text = sheet.text(header_row, place)
        column = headers.get(folded(text))
        if not text:
            if place in filled:
                to_do = "Type the header of the template, or delete the column."
                log.add("Error", "E102", sheet.spot(header_row, place), "no header over data", "a header", to_do)
        elif column is None:
            unknown.append((place, text))
        elif column.name in places:
            spots = [sheet.spot(header_row, places[column.name]), sheet.spot(header_row, place)]
            to_do = "Delete one of the two columns, or rename it."
            log.add("Error", "E102", spots, f"{column.header} twice", "each header once", to_do)
        else:
            places[column.name] = place
    misspelt = {_unknown_header(sheet.spot(header_row, place), text, headers, places, log) for place, text in unknown}
    _missing_headers(row, sheet.spot(header_row), (*places, *misspelt), log)
    return places


def _unknown_header(
    spot: Spot, text: str, headers: Mapping[str, Column], places: Mapping[str, int], log: Log
) -> str | None:
    """A header that is not in the template: an error where it resembles one that is missing, else not read.

    The field whose header it seems to be, or None.
    """
    missing = [column.header for column in headers.values() if column.name not in places]
    near = nearest(text, missing, 1)
    if near is None:
        to_do = "Not read. Nothing to do if it holds notes."
        log.add("Warning", "W029", spot, quoted(text), "a name of the template", to_do)
        return None
    to_do = "Type the name as in the template."
    log.add("Error", "E102", spot, quoted(text), "a name of the template", to_do, near)
    return headers[folded(near)].name


def _missing_headers(row: type[Row], spot: Spot, known: Collection[str | None], log: Log) -> None:
    """Note columns, or settings, that must be filled and are not among the fields known."""
    kind = "setting" if row is Settings else "column"
    for column in columns(row):
        if column.required and column.name not in known:
            to_do = "Add it as in the template and fill it."
            found = f"no {kind} {column.header}"
            log.add("Error", "E102", spot, found, f"{column.header}, which must be filled", to_do)


def _check_merged(sheet: RawSheet, table: Area, log: Log) -> None:
    for area in sheet.merged:
        if (
            area.last_row >= table.first_row
            and area.first_row <= table.last_row
            and area.first_column <= table.last_column
        ):
            to_do = "Unmerge the cells and type the value into each of them."
            spot = sheet.spot(area.first_row, area.first_column)
            log.add("Error", "E104", spot, f"merged cells {area}", "one value a cell", to_do)


def _data_rows(sheet: RawSheet, header_row: int, places: Mapping[str, int], log: Log) -> tuple[int, ...]:
    known = set(places.values())
    filled = sorted({number for number, column in sheet.cells if number > header_row and column in known})
    before = header_row
    for number in filled:
        gap = number - before - 1
        if gap:
            spots = [sheet.spot(blank) for blank in range(before + 1, number)]
            found = f"{gap} blank row{'s' if gap > 1 else ''} inside the table"
            if gap > _SILENT_GAP:
                to_do = "The rows below are read. Delete the blank rows, or the rows below if they are not meant."
                log.add("Warning", "W032", spots, found, "rows without gaps", to_do)
            else:
                log.add("Repair", "R032", spots, found, "rows without gaps")
        before = number
    return tuple(filled)


def _is_total(table: Table, number: int, log: Log) -> bool:
    """Whether a row looks like a total: its first text says so, and unless that is all it says, cells are blank."""
    facts = columns(table.row)
    first = next((cell.text for column in facts if (cell := table.cell(number, column.name)) is not None), "")
    form = folded(first)
    blank = any(column.required and table.cell(number, column.name) is None for column in facts)
    if form not in _TOTALS and not (form.startswith(_TOTAL_STARTS) and blank):
        return False
    to_do = "Delete the row; sums are made by the planner."
    log.add("Error", "E106", table.sheet.spot(number), f"a row that looks like a total: {quoted(first)}",
            "one thing a row", to_do)  # fmt: skip
    return True


def _is_example(table: Table, number: int) -> bool:
    note = table.cell(number, "note")
    return note is not None and folded(note.text) == folded(layout.EXAMPLE_NOTE)


def _check_rows_present(tables: Mapping[type[Row], Table], log: Log) -> None:
    for row, table in tables.items():
        if row.required and not table.numbers:
            to_do = "Fill at least one row below the headers."
            log.add("Error", "E101", table.sheet.spot(), "no rows", "at least one row", to_do)
    either = [tables[row] for row in (ExistingLine, Move) if row in tables]
    if either and not any(table.numbers for table in either):
        to_do = "Fill at least one row on Existing lines or Candidate moves."
        log.add("Error", "E101", [table.sheet.spot() for table in either], "no rows", "at least one row", to_do)

"""Sheets that a run leaves out because the user asked for it, and what goes with them.

Their rows are read for their names alone. A row of another sheet that names one of them goes too, and so on, for a
blank in its place would say something else; each is listed. Only where a name merely adds something to a row, the row
stays without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models.case import SHEETS, AidRule, Contract, Currency, ExistingLine, Move, Source, Support
from models.schema import Column, Row, columns
from planner.workbook.keys import ReadRow
from planner.workbook.names import folded, quoted
from planner.workbook.problems import Log
from planner.workbook.scan import RawBook
from planner.workbook.sheet_names import sheets_named

ADDED: frozenset[tuple[type[Row], str]] = frozenset(
    {(Support, "aid_rule"), (Contract, "aid_rule"), (AidRule, "no_relocation_within")}
)
"""Columns whose name adds a limit to a row that stands without it."""

Rows = dict[type[Row], list[ReadRow]]
_Gone = dict[tuple[type[Row], str], dict[str, str]]
"""Names that this run does not have, folded, by the column that bears them; with the sheet that was left out."""


def sheets_to_leave_out(names: str | Iterable[str]) -> frozenset[type[Row]]:
    """Row classes of the sheets that a run is to leave out.

    Raises:
        ValueError: an unknown sheet, or one that no case can be without.
    """
    left = sheets_named(names)
    needed = [row.sheet for row in SHEETS if row in left and row.required]
    if needed:
        raise ValueError(f"no run can leave out {', '.join(needed)}: every case needs rows there")
    if {ExistingLine, Move} <= left:
        either = f"{ExistingLine.sheet} and {Move.sheet}"
        raise ValueError(f"no run can leave out both {either}: every case needs rows on one of them")
    if Currency in left:
        raise ValueError(f"no run can leave out {Currency.sheet}: figures typed in its currencies could not be read")
    return left


def parted(book: RawBook, left: frozenset[type[Row]]) -> tuple[RawBook, RawBook]:
    """The workbook without the sheets left out, and these alone."""
    names = {folded(row.sheet) for row in left}
    kept = tuple(sheet for sheet in book.sheets if folded(sheet.name) not in names)
    aside = tuple(sheet for sheet in book.sheets if folded(sheet.name) in names)
    return replace(book, sheets=kept), replace(book, sheets=aside)


def note_left_out(aside: Mapping[type[Row], list[ReadRow]], left: frozenset[type[Row]], log: Log) -> tuple[str, ...]:
    """List the rows of sheets left out; names of these sheets in workbook order, without those that have no rows."""
    filled = [row for row in SHEETS if aside.get(row)]
    for row in filled:
        spots = [read.spot(None) for read in aside[row]]
        to_do = "Nothing to do. Run again without --without to use them."
        log.add("Left out", "X108", spots, f"the sheet {row.sheet}", "a run without it, as asked", to_do)
    if left and not filled:
        asked = ", ".join(row.sheet for row in SHEETS if row in left)
        to_do = "Nothing was left out. Correct --without if another sheet was meant."
        log.add("Warning", "W109", (), f"no rows on {asked}", "rows to leave out, as asked", to_do)
    return tuple(row.sheet for row in filled)


def drop_dependents(rows: Rows, aside: Mapping[type[Row], list[ReadRow]], log: Log) -> Rows:
    """Rows that do not hang on a row left out; the others are listed."""
    gone = _names(aside, {row: row.sheet for row in aside})
    while True:
        present = _names(rows, dict.fromkeys(rows, ""))
        lost = {id(read): loss for reads in rows.values() for read in reads if (loss := _loss(read, present, gone))}
        if not lost:
            return rows
        kept: Rows = {row: [] for row in rows}
        for row, reads in rows.items():
            for read in reads:
                loss = lost.get(id(read))
                if loss is None or _cleared(read, loss, log):
                    kept[row].append(read)
                else:
                    _note_dropped(read, loss, gone, log)
        rows = kept


@dataclass(frozen=True)
class _Loss:
    """A cell that names a row left out: its column (None: it names a whole sheet), and the sheet left out."""

    column: Column | None
    value: str
    sheet: str


def _names(rows: Mapping[type[Row], list[ReadRow]], sheets: Mapping[type[Row], str]) -> _Gone:
    """Names in the columns that others refer to."""
    targets = {target for row in SHEETS for column in columns(row) if column.ref for target in column.ref.targets}
    found: _Gone = {}
    for row, field in sorted(targets, key=lambda target: (target[0].sheet, target[1])):
        for read in rows.get(row, ()):
            value = read.values.get(field)
            if isinstance(value, str):
                found.setdefault((row, field), {}).setdefault(folded(value), sheets[row])
    return found


def _loss(read: ReadRow, present: _Gone, gone: _Gone) -> _Loss | None:
    """The first cell of a row that names what only rows left out bear."""
    for column in columns(read.table.row):
        value = read.values.get(column.name)
        if column.ref is None or not column.ref.known or not isinstance(value, str):
            continue
        form = folded(value)
        if form in map(folded, column.ref.words) or any(form in present.get(one, ()) for one in column.ref.targets):
            continue
        sheet = next((gone[one][form] for one in column.ref.targets if form in gone.get(one, ())), None)
        if sheet is not None:
            return _Loss(column, value, sheet)
    return _lost_figure(read, {folded(sheet): sheet for names in gone.values() for sheet in names.values()})


def _lost_figure(read: ReadRow, sheets: Mapping[str, str]) -> _Loss | None:
    """A row of Sources about a figure of a sheet left out."""
    value = read.values.get("on_sheet")
    if read.table.row is not Source or not isinstance(value, str) or folded(value) not in sheets:
        return None
    return _Loss(None, value, sheets[folded(value)])


def _cleared(read: ReadRow, loss: _Loss, log: Log) -> bool:
    """Whether the row stays with a blank in the cell, which is noted."""
    column = loss.column
    if column is None or (read.table.row, column.name) not in ADDED:
        return False
    read.values[column.name] = None
    found = f"{quoted(loss.value)}, of {loss.sheet}, which this run leaves out"
    to_do = f"Taken as blank: {column.blank}. Nothing to do if that is meant."
    log.add("Warning", "W108", read.spot(column.name), found, f"a name of {loss.sheet}", to_do)
    return True


def _note_dropped(read: ReadRow, loss: _Loss, gone: _Gone, log: Log) -> None:
    for field in read.table.row.key:
        value = read.values.get(field)
        if isinstance(value, str):
            gone.setdefault((read.table.row, field), {}).setdefault(folded(value), loss.sheet)
    found = f"{quoted(loss.value)}, which goes with {loss.sheet}"
    to_do = "Nothing to do if that is meant: the row says nothing without it."
    log.add("Left out", "X109", read.spot(None), found, f"a run without {loss.sheet}, as asked", to_do)

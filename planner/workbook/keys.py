"""Names across the sheets: one spelling for one name, references to names that exist, no row twice.

A name is never found by resemblance: only case, spaces, compatible characters and the alias table of nations make two
spellings one name. Resemblance is shown to the user, who decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.case import SHEETS, Nation
from models.checks.names import UNLISTED_FIRM
from models.schema import SHARED_COLUMNS, Column, Ref, Row, Unit, columns
from planner.workbook.aliases import SPECIAL, nation_names
from planner.workbook.cells import BadCell, Value, check_letters
from planner.workbook.names import folded, latin, nearest, quoted
from planner.workbook.problems import Log, Spot
from planner.workbook.structure import Structure, Table
from planner.workbook.wording import allowed_words, either, noun


@dataclass
class ReadRow:
    """One row while it is read. `values` by field, None for a blank; `unusable` fields whose cell was an error."""

    table: Table
    number: int
    values: dict[str, Value]
    unusable: set[str]

    def spot(self, field: str | None) -> Spot:
        """Address of a field."""
        return self.table.spot(self.number, field)

    def reject(self, field: str, error: BadCell, log: Log) -> None:
        """Note that a cell cannot be used."""
        found = quoted(self.values.get(field)) if error.found is None else error.found
        log.add("Error", error.code, self.spot(field), found, error.expected, error.to_do, error.near)
        self.unusable.add(field)


Rows = Mapping[type[Row], list[ReadRow]]


@dataclass(frozen=True)
class Names:
    """The names that references may use: spelling by folded form, for each column that is referred to.

    `unread` row classes whose names are not known because their sheet could not be read.
    """

    spelling: Mapping[tuple[type[Row], str], Mapping[str, str]]
    unread: frozenset[type[Row]]

    @staticmethod
    def of(rows: Rows, structure: Structure) -> Names:
        """All names of the columns that some reference points to."""
        targets = {
            target: None for row in SHEETS for column in columns(row) if column.ref for target in column.ref.targets
        }
        spelling = {}
        unread = set(structure.unread)
        for row, field in targets:
            found: dict[str, str] = {}
            for read in rows.get(row, ()):
                value = read.values.get(field)
                if isinstance(value, str):
                    found.setdefault(folded(value), value)
            table = structure.tables.get(row)
            if table is not None and field not in table.places and field in row.key:
                unread.add(row)
            spelling[row, field] = found
        return Names(spelling, frozenset(unread))

    def candidates(self, ref: Ref) -> dict[str, str]:
        """Every name that a reference may use, by folded form."""
        found = {folded(word): word for word in ref.words}
        for target in ref.targets:
            for form, name in self.spelling[target].items():
                found.setdefault(form, name)
        return found


def unify_names(rows: Rows, log: Log) -> None:
    """Give every name that users choose themselves one spelling, the first; refuse letters that only look Latin."""
    first: dict[tuple[str, str], str] = {}
    for row, column in _name_columns():
        for read in rows.get(row, ()):
            value = read.values.get(column.name)
            if not isinstance(value, str):
                continue
            try:
                check_letters(value, column)
            except BadCell as error:
                read.reject(column.name, error, log)
                read.values[column.name] = latin(value)
                continue
            spelled = first.setdefault((column.name, folded(value)), value)
            if spelled != value:
                log.add("Repair", "R077", read.spot(column.name), quoted(value), spelled)
                read.values[column.name] = spelled


def _name_columns() -> Iterable[tuple[type[Row], Column]]:
    return (
        (row, column)
        for row in SHEETS
        for column in columns(row)
        if column.kind == "text" and column.unit is Unit.NAME and column.name != "id"
    )


def check_nations(rows: Iterable[ReadRow], log: Log) -> None:
    """Names on Nations: one row a nation, none that may mean two; what the alias table does not know is a warning."""
    table = nation_names()
    first: dict[str, ReadRow] = {}
    for read in rows:
        name = read.values.get("nation")
        if not isinstance(name, str):
            continue
        code = table.code(name)
        if code is None and table.choices(name):
            read.reject("nation", _ambiguous(name), log)
        elif code is None:
            expected = "a name or code of ISO 3166, the list by which other spellings of a nation are known"
            to_do = (
                "Nothing to do if the name is right: it is used with the bloc that you gave it. It must be spelt alike "
                "everywhere."
            )
            log.add("Warning", "W110", read.spot("nation"), quoted(name), expected, to_do)
        else:
            other = first.setdefault(code, read)
            if other.values["nation"] != name:
                spots = [other.spot("nation"), read.spot("nation")]
                found = f"{quoted(other.values['nation'])} and {quoted(name)}, both {table.names[code]}"
                log.add("Error", "E301", spots, found, "each nation once", "Delete one of the two rows.")
            if code in SPECIAL and other is read:
                to_do = "It has the bloc that you gave it."
                log.add("Warning", "W086", read.spot("nation"), quoted(name), SPECIAL[code].rstrip("."), to_do)


def resolve_references(rows: Rows, names: Names, log: Log) -> None:
    """Replace every reference by the declared spelling; note those that point to nothing."""
    for row, reads in rows.items():
        for column in columns(row):
            if column.ref is not None:
                _resolve_column(column, column.ref, reads, names, log)


def _resolve_column(column: Column, ref: Ref, reads: Sequence[ReadRow], names: Names, log: Log) -> None:
    candidates = names.candidates(ref)
    open_ended = any(row in names.unread for row, _ in ref.targets)
    for read in reads:
        value = read.values.get(column.name)
        if not isinstance(value, str):
            continue
        try:
            resolved = _resolve(value, column, ref, candidates, open_ended=open_ended)
        except BadCell as error:
            read.reject(column.name, error, log)
            continue
        if resolved is None:
            _note_unknown(value, read.spot(column.name), column, candidates, log)
        elif resolved != value:
            code = "R077" if folded(resolved) == folded(value) else "R082"
            log.add("Repair", code, read.spot(column.name), quoted(value), resolved)
            read.values[column.name] = resolved


def _resolve(value: str, column: Column, ref: Ref, candidates: Mapping[str, str], *, open_ended: bool) -> str | None:
    """The declared spelling; None for an unknown name in a column that need not know it."""
    declared = candidates.get(folded(value))
    if declared is not None:
        return declared
    check_letters(value, column)
    if any(row is Nation for row, _ in ref.targets):
        alias = _nation(value, column, ref, candidates)
        if alias is not None:
            return alias
    if open_ended:
        return value
    near = nearest(value, candidates.values())
    if not ref.known and near is None:
        return None
    raise BadCell("E302", allowed_words(column), _advice(value, ref), near)


def _advice(value: str, ref: Ref) -> str:
    table = nation_names()
    code = table.code(value)
    if any(row is Nation for row, _ in ref.targets) and code is not None:
        return f"{table.names[code]} is not on Nations: add it there with its bloc, or correct the name."
    if not ref.known:
        return f"Correct the name; if it is another {noun(ref.targets[0][1])}, add it on {_sheets(ref)}."
    return f"Correct the name, or add it to {_sheets(ref)}."


def _sheets(ref: Ref) -> str:
    return " or ".join(dict.fromkeys(row.sheet for row, _ in ref.targets))


def _nation(value: str, column: Column, ref: Ref, candidates: Mapping[str, str]) -> str | None:
    """The declared nation that a code or another name surely means; None where there is none."""
    table = nation_names()
    code = table.code(value) if not table.choices(value) else None
    if code is not None:
        return next((name for name in candidates.values() if table.code(name) == code), None)
    if table.choices(value):
        raise _ambiguous(value)
    if table.is_group(value):
        to_do = f"Declare it on {_sheets(ref)}, or name the nations one by one."
        raise BadCell("E304", allowed_words(column), to_do, found=f"{quoted(value)}, which is not a nation")
    return None


def _ambiguous(name: str) -> BadCell:
    choices = nation_names().choices(name)
    found = f"{quoted(name)}, which may mean more than one nation"
    return BadCell("E303", "one nation", "Choose which one you mean and type its full name.", ", ".join(choices), found)


def _note_unknown(value: str, spot: Spot, column: Column, candidates: Mapping[str, str], log: Log) -> None:
    if candidates:
        to_do = f"Add it there, or correct the name. {UNLISTED_FIRM}"
        log.add("Warning", "W302", spot, quoted(value), allowed_words(column), to_do)


def drop_doubles(reads: list[ReadRow], log: Log) -> list[ReadRow]:
    """Rows without those that say the same as an earlier one; rows with one key and other values are errors."""
    kept: list[ReadRow] = []
    first: dict[tuple[Value, ...], ReadRow] = {}
    for read in reads:
        key = read.table.row.key
        if read.unusable.intersection(key) or read.values.get(key[0]) is None:
            kept.append(read)
            continue
        other = first.setdefault(tuple(read.values.get(field) for field in key), read)
        if other is read:
            kept.append(read)
            continue
        differing = [field for field in _own(read.table.row) if read.values.get(field) != other.values.get(field)]
        _note_double(other, read, differing, log)
        if differing:
            kept.append(read)
    return kept


def _own(row: type[Row]) -> list[str]:
    return [column.name for column in columns(row) if column.name not in SHARED_COLUMNS]


def _note_double(other: ReadRow, read: ReadRow, differing: Sequence[str], log: Log) -> None:
    row = read.table.row
    key = [value for field in row.key if (value := read.values.get(field)) is not None]
    name = " / ".join(f"{value:.15g}" if isinstance(value, float) else str(value) for value in key)
    if not differing:
        to_do = "Nothing to do. Delete the row to avoid this line."
        found = f"{quoted(name)} again, as in row {other.number}"
        log.add("Left out", "X073", read.table.sheet.spot(read.number), found, "each row once", to_do)
        return
    headers = [column.header for column in columns(row) if column.name in differing]
    keys = [column.header for column in columns(row) if column.name in row.key and column.name in read.table.places]
    spots = [other.spot(row.key[0]), read.spot(row.key[0])]
    found = f"{quoted(name)} twice, with different {', '.join(headers)}"
    apart = f"tell them apart by {either(keys)}" if len(keys) > 1 else f"give one of them another {noun(row.key[0])}"
    to_do = f"Delete one of the two rows, or {apart}."
    log.add("Error", "E301", spots, found, "each row once", to_do)

"""Drop-down lists over the user's own names: a hidden sheet that gathers them by formulas.

For each column that others refer to, a helper column numbers its distinct names from the top; for each list, a
column shows its fixed words and then those names. The ranges begin at the header row, which nobody deletes, so rows
may be inserted, sorted and deleted below it. The name of the sheet begins with the prefix of sheets that are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from models.schema import Column, Ref, Row
from planner.workbook import layout
from planner.workbook.look import Formats
from planner.workbook.wording import MESSAGE_LIMIT

LISTS_SHEET = f"{layout.NOTES_PREFIX}Lists"
LEAST_ROWS = 500
"""Rows of a sheet whose names are offered, more where a case has more."""
_SPARE_ROWS = 100

KeyColumn = tuple[type[Row], str]


@dataclass(frozen=True)
class Names:
    """The names in one column: where it lies, and what it holds now."""

    sheet: str
    letter: str
    values: tuple[str | None, ...]

    @property
    def rows(self) -> int:
        """Rows below the header that are looked at."""
        return max(LEAST_ROWS, len(self.values) + _SPARE_ROWS)

    @property
    def area(self) -> str:
        """The column from its header down."""
        end = layout.HEADER_ROW + self.rows
        return f"'{self.sheet}'!${self.letter}${layout.HEADER_ROW}:${self.letter}${end}"

    @property
    def distinct(self) -> tuple[str, ...]:
        """The names it holds now, each once."""
        return tuple(dict.fromkeys(value for value in self.values if value))


@dataclass(frozen=True)
class DropDowns:
    """Defined names of the lists: what a column's drop-down refers to."""

    lists: Mapping[Ref, str]

    def source(self, column: Column) -> list[str] | str | None:
        """Source of a list validation, or None: no list, only an input message."""
        if column.kind == "yes_no":
            return ["yes", "no"]
        if column.ref is not None:
            name = self.lists.get(column.ref)
            return f"={name}" if name else None
        fits = column.choices and len(",".join(column.choices)) <= MESSAGE_LIMIT
        return list(column.choices) if fits else None


def plan_lists(columns: Iterable[tuple[type[Row], Column]], names: Mapping[KeyColumn, Names]) -> DropDowns:
    """A defined name for each different reference that can be offered, after the column that first uses it."""
    lists: dict[Ref, str] = {}
    for row, column in columns:
        if column.ref is not None and column.ref not in lists and _offered(column.ref, names):
            lists[column.ref] = f"{row.sheet} {column.header}".replace(" ", "_")
    return DropDowns(lists)


def write_lists(workbook: Workbook, drop_downs: DropDowns, names: Mapping[KeyColumn, Names]) -> None:
    """Writes the hidden sheet and defines the names."""
    sheet = workbook.add_worksheet(LISTS_SHEET)
    sheet.hide()
    style = Formats(workbook).get()
    places = count()
    used = sorted(
        {source for ref in drop_downs.lists for source in _offered(ref, names)},
        key=lambda source: list(names).index(source),
    )
    helpers: dict[KeyColumn, str] = {}
    for source in used:
        place = next(places)
        helpers[source] = xl_col_to_name(place)
        sheet.write_string(0, place, f"{names[source].sheet}: {source[1]}", style)
        for offset, (formula, value) in enumerate(_numbering(names[source], helpers[source]), start=1):
            sheet.write_formula(offset, place, formula, style, value)
    for ref, name in drop_downs.lists.items():
        place = next(places)
        parts = [(names[source], helpers[source]) for source in _offered(ref, names)]
        sheet.write_string(0, place, name, style)
        for offset, word in enumerate(ref.words, start=1):
            sheet.write_string(offset, place, word, style)
        first = len(ref.words) + 1
        shown = [value for part, _ in parts for value in part.distinct]
        rows = max(part.rows for part, _ in parts)
        for offset in range(rows):
            value = shown[offset] if offset < len(shown) else ""
            sheet.write_formula(first + offset, place, _gathering(parts, offset + 1), style, value)
        workbook.define_name(name, _extent(xl_col_to_name(place), len(ref.words), parts, rows))


def _offered(ref: Ref, names: Mapping[KeyColumn, Names]) -> list[KeyColumn]:
    return [target for target in ref.targets if target in names]


def _numbering(names: Names, letter: str) -> list[tuple[str, int | str]]:
    """Formulas that number the first appearance of each name, and their values now."""
    result: list[tuple[str, int | str]] = []
    seen: list[str] = []
    for place in range(1, names.rows + 1):
        cell = f"INDEX({names.area},{place + 1})"
        first = f"MATCH({cell},{names.area},0)={place + 1}"
        formula = f'=IFERROR(IF({cell}="","",IF({first},COUNT({letter}$1:{letter}{place})+1,"")),"")'
        typed = names.values[place - 1] if place <= len(names.values) else None
        if typed and typed not in seen:
            seen.append(typed)
            result.append((formula, len(seen)))
        else:
            result.append((formula, ""))
    return result


def _gathering(parts: Sequence[tuple[Names, str]], position: int) -> str:
    """Formula of the name at a position of several columns laid end to end."""
    formula = '""'
    for number in range(len(parts) - 1, -1, -1):
        names, letter = parts[number]
        before = "".join(f"-COUNT({_area(*earlier)})" for earlier in parts[:number])
        helper = _area(names, letter)
        found = f"INDEX({names.area},MATCH({position}{before},{helper},0)+1)"
        formula = f"IF({position}{before}<=COUNT({helper}),{found},{formula})"
    return f"={formula}"


def _area(names: Names, letter: str) -> str:
    return f"{letter}$2:{letter}${names.rows + 1}"


def _extent(letter: str, words: int, parts: Sequence[tuple[Names, str]], rows: int) -> str:
    """The filled part of a list, as the formula of its defined name."""
    numbers = "+".join(f"COUNT('{LISTS_SHEET}'!${own}$2:${own}${names.rows + 1})" for names, own in parts)
    return f"=OFFSET('{LISTS_SHEET}'!${letter}$2,0,0,MAX(1,{words}+MIN({rows},{numbers})),1)"

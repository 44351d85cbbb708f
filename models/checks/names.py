"""Checks of names on every sheet: needed sheets, references, rows said twice, names with two meanings, years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.case import SHEETS, Case, ExistingLine, Group, Move, Nation, RecipeLine, Settings, Source
from models.case.setting import BLOCS
from models.checks.say import error, nearest, quoted, warning
from models.schema import Column, Issue, Ref, Row, columns

UNLISTED_FIRM = "Until it stands on Firms, its lines and projects count as controlled by nobody adverse."
"""What a firm that Firms does not have means."""

RESERVED: tuple[str, ...] = (*BLOCS, "any", "all", "world")
"""Words that stand for nations; neither a nation nor a group may bear one."""


def needed_sheets(case: Case) -> Iterator[Issue]:
    """Sheets that must have rows, and one of Existing lines and Candidate moves."""
    for sheet in SHEETS:
        if sheet.required and not case[sheet]:
            yield error("E101", sheet, None, "no rows", "at least one row", f"Fill in the sheet {sheet.sheet}.")
    if not case[ExistingLine] and not case[Move]:
        yield error(
            "E101",
            ExistingLine,
            None,
            "no rows, and none on Candidate moves",
            "at least one row on Existing lines or on Candidate moves",
            "Type the facilities that exist, or the projects that could be built.",
        )
    if len(case[Settings]) > 1:
        yield error("E301", case[Settings][1], None, "a second set of settings", "one set of settings", "Keep one.")


def names_of(case: Case, ref: Ref) -> frozenset[str]:
    """Every name that a reference may use."""
    found = {str(getattr(row, field)) for target, field in ref.targets for row in case[target]}
    return frozenset(found | set(ref.words)) - {"None"}


def _unknown(case: Case, sheet: type[Row]) -> Iterator[tuple[Row, Column, Ref]]:
    """Cells whose name is found nowhere, with the reference they should resolve."""
    for column in columns(sheet):
        if column.ref is None:
            continue
        known = names_of(case, column.ref)
        for row in case[sheet]:
            value = getattr(row, column.name)
            if value is not None and value not in known:
                yield row, column, column.ref


def references(case: Case) -> Iterator[Issue]:
    """Names that no row bears."""
    for sheet in SHEETS:
        for row, column, ref in _unknown(case, sheet):
            name = str(getattr(row, column.name))
            near = nearest(name, names_of(case, ref))
            sheets = " or ".join(dict.fromkeys(target.sheet for target, _ in ref.targets))
            if ref.known:
                words = f", or one of {', '.join(ref.words)}" if ref.words else ""
                mend = f"Correct the name, or add a row for it on {sheets}."
                yield error("E302", row, column.name, quoted([name]), f"a name on {sheets}{words}", mend, near)
            elif near is not None:
                mend = f"Correct the name; if it is another firm, add it on {sheets}."
                yield error("E302", row, column.name, quoted([name]), f"a name on {sheets}", mend, near)
            elif any(case[target] for target, _ in ref.targets):
                mend = f"Add it on {sheets}, or correct the name. {UNLISTED_FIRM}"
                yield warning("W302", row, column.name, quoted([name]), f"a name on {sheets}", mend)


def sources(case: Case) -> Iterator[Issue]:
    """Rows of Sources that point at no figure."""
    by_name: Mapping[str, type[Row]] = {sheet.sheet: sheet for sheet in SHEETS}
    for row in case[Source]:
        sheet = by_name.get(row.on_sheet)
        if sheet is None:
            field, name, known, what = "on_sheet", row.on_sheet, set(by_name), "the name of a sheet"
        elif row.row_name not in (ids := {found.row_id for found in case[sheet]}):
            field, name, known, what = "row_name", row.row_name, ids, f"the name of a row on {sheet.sheet}"
        elif row.column_name not in (headers := {column.header for column in columns(sheet)}):
            field, name, known, what = "column_name", row.column_name, headers, f"a header on {sheet.sheet}"
        else:
            continue
        mend = "Correct it, or the source is counted for no figure."
        yield warning("W302", row, field, quoted([name]), what, mend, nearest(name, known))


def _content(row: Row) -> dict[str, object]:
    return row.model_dump(exclude={"id", "source", "as_of", "confidence", "note"})


def said_twice(case: Case) -> Iterator[Issue]:
    """Rows with the same key columns, or with the same name typed as id."""
    for sheet in SHEETS:
        if sheet is Settings:
            continue
        keys: dict[tuple[object, ...], Row] = {}
        ids: dict[str, Row] = {}
        for row in case[sheet]:
            key = tuple(getattr(row, name) for name in sheet.key)
            same_key = keys.setdefault(key, row)
            same_id = ids.setdefault(row.row_id, row)
            if same_key is not row:
                yield _twice(row, same_key, " / ".join(str(part) for part in key if part is not None))
            elif same_id is not row:
                expected = "a name that no other row of the sheet has"
                yield error("E301", row, "id", f"{quoted([row.row_id])} again", expected, "Give each row its own name.")


def _twice(row: Row, earlier: Row, key: str) -> Issue:
    key_columns = ", ".join(name.replace("_", " ") for name in type(row).key)
    expected = f"one row for each {key_columns}"
    if _content(row) == _content(earlier):
        return warning("W301", row, None, f"{quoted([key])} again, with the same figures", expected, "Delete one.")
    return error(
        "E301", row, None, f"{quoted([key])} again, with other figures", expected, "Delete one or correct the other."
    )


def shared_names(case: Case) -> Iterator[Issue]:
    """A project named like an existing line; a nation or group named like another or like a fixed word."""
    lines = {row.line for row in case[ExistingLine]}
    for move in case[Move]:
        if lines & {move.project, move.row_id}:
            expected = "a name that no existing line has"
            yield error("E301", move, "project", quoted([move.project]), expected, "Rename the project or the line.")
    nations = {row.nation for row in case[Nation]}
    for nation in case[Nation]:
        if nation.nation in RESERVED:
            expected = f"a name other than the words {', '.join(RESERVED)}"
            yield error("E303", nation, "nation", quoted([nation.nation]), expected, "Rename the nation.")
    for group in dict.fromkeys(row.group for row in case[Group]):
        if group in nations or group in RESERVED:
            row = next(row for row in case[Group] if row.group == group)
            expected = "a name that is neither a nation nor one of the words " + ", ".join(RESERVED)
            yield error("E303", row, "group", quoted([group]), expected, "Rename the group.")


YEAR_PAIRS: tuple[tuple[str, str], ...] = (("first_year", "last_year"), ("earliest_start", "latest_start"))


def _disordered(row: Row) -> tuple[str, str] | None:
    for first, last in YEAR_PAIRS:
        low, high = getattr(row, first, None), getattr(row, last, None)
        if low is not None and high is not None and low > high:
            return first, last
    return None


def years_in_order(case: Case) -> Iterator[Issue]:
    """A first year after the last year."""
    for sheet in SHEETS:
        for row in case[sheet]:
            if pair := _disordered(row):
                low, high = (getattr(row, name) for name in pair)
                first, last = (name.replace("_", " ") for name in pair)
                expected = f"{first} {low} or later"
                yield error("E215", row, pair[1], f"{last} {high}", expected, f"Correct {first} or {last}.")


def sound(case: Case) -> Case:
    """The case without rows that later checks could not read.

    Left out: rows with an unknown name, rows whose years are the wrong way round, and recipes without exactly one
    main output; then what refers to them, until nothing changes.
    """
    current = Case({sheet: tuple(r for r in case[sheet] if _disordered(r) is None) for sheet in SHEETS})
    while True:
        smaller = _one_pass(current)
        if all(len(smaller[sheet]) == len(current[sheet]) for sheet in SHEETS):
            return current
        current = smaller


def _one_pass(case: Case) -> Case:
    tables: dict[type[Row], tuple[Row, ...]] = {}
    for sheet in SHEETS:
        broken = {id(row) for row, _, ref in _unknown(case, sheet) if ref.known}
        tables[sheet] = tuple(row for row in case[sheet] if id(row) not in broken)
    mains = dict.fromkeys((row.recipe for row in case[RecipeLine]), 0)
    whole = set(mains) - {row.recipe for row in set(case[RecipeLine]) - set(tables[RecipeLine])}
    for row in case[RecipeLine]:
        mains[row.recipe] += row.role == "main output"
    recipes = tuple(row for row in case[RecipeLine] if row.recipe in whole and mains[row.recipe] == 1)
    return Case({**tables, RecipeLine: recipes})

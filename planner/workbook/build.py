"""From rows as typed to rows of the case: units converted, row ids unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.case import Currency, Good, RecipeLine
from models.schema import Column, Row, column_of, columns
from planner.workbook.keys import ReadRow
from planner.workbook.names import quoted
from planner.workbook.problems import Log, Spot
from planner.workbook.units import Context, UnknownNameError, factor, to_model

BuiltRows = dict[type[Row], list[tuple[Row, int]]]
"""Rows of the case with the number of the sheet's row, by row class."""


def built_rows(rows: Mapping[type[Row], Sequence[ReadRow]], log: Log) -> BuiltRows:
    """Rows in model units. Call it only when no cell is in error; what it still finds is noted."""
    context = _context(rows)
    recipes = {str(read.values["recipe"]): read.spot("role") for read in reversed(rows.get(RecipeLine, ()))}
    built: BuiltRows = {}
    for row, reads in rows.items():
        pairs = [(made, read.number) for read in reads if (made := _built(read, context, recipes, log)) is not None]
        _check_ids(row, pairs, reads, log)
        built[row] = pairs
    return built


def _context(rows: Mapping[type[Row], Sequence[ReadRow]]) -> Context:
    goods = {str(read.values["good"]): str(read.values["unit"]) for read in rows.get(Good, ())}
    main = {
        str(read.values["recipe"]): str(read.values["good"])
        for read in rows.get(RecipeLine, ())
        if read.values["role"] == "main output"
    }
    currencies = {
        str(read.values["priced_in"]): _figure(read, "rate") * _figure(read, "deflator")
        for read in rows.get(Currency, ())
    }
    return Context(goods, main, currencies)


def _figure(read: ReadRow, field: str) -> float:
    value = read.values.get(field)
    return float(value) if isinstance(value, int | float) else 1.0


def _built(read: ReadRow, context: Context, recipes: Mapping[str, Spot], log: Log) -> Row | None:
    values: dict[str, object] = {}
    for column in columns(read.table.row):
        value = read.values.get(column.name)
        if value is None:
            continue
        if column.kind == "number" and isinstance(value, int | float):
            try:
                value = to_model(float(value), factor(column, read.values, context))
            except UnknownNameError as error:
                if error.name is None:
                    _note_unpriced(read, column, error.field, log)
                    return None
                spot = recipes.get(str(error.name), read.spot(error.field))
                to_do = "Set the role of one of its rows to main output."
                log.add("Error", "E308", spot, f"{quoted(error.name)} without main output", "one main output", to_do)
                return None
        values[column.name] = value
    return read.table.row.model_validate(values)


def _note_unpriced(read: ReadRow, column: Column, field: str, log: Log) -> None:
    """A price of nothing: the cell that should name its good is blank."""
    header = column_of(read.table.row, field).header
    expected = f"{header}, since {column.header} is for a unit of it"
    log.add("Error", "E201", read.spot(field), "blank", expected, f"Fill it in, or clear {column.header}.")


def _check_ids(row: type[Row], pairs: Sequence[tuple[Row, int]], reads: Sequence[ReadRow], log: Log) -> None:
    by_number = {read.number: read for read in reads}
    first: dict[str, int] = {}
    for made, number in pairs:
        other = first.setdefault(made.row_id, number)
        if other != number:
            field = "id" if "id" in by_number[number].table.places else row.key[0]
            spots = [by_number[other].spot(field), by_number[number].spot(field)]
            to_do = "Type different names in the column Id."
            log.add("Error", "E301", spots, f"two rows named {quoted(made.row_id)}", "a name of its own", to_do)

"""Sheet Inputs as read: every cell of every input row, in the units people type."""

from __future__ import annotations

from models.schema import MEASURES, SHARED_COLUMNS, Unit, columns
from models.schema import Column as Field
from models.schema import Row as InputRow
from planner.report import style
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, row
from planner.report.view import View
from planner.workbook.units import Context, factor, to_typed, unit_text

_QUANTITIES = (Unit.QUANTITY, Unit.QUANTITY_A_YEAR)
_WITHOUT_UNIT = (Unit.NAME, Unit.REFERENCE, Unit.CHOICE, Unit.TEXT, Unit.YES_NO, Unit.DAY)


def sheet(view: View) -> Sheet:
    """The sheet."""
    context = Context.of(view.case)
    rows = tuple(one for table in view.case.tables.values() for item in table for one in _rows(view, item, context))
    table = Table(
        "Inputs_as_read",
        (
            Column("Sheet", 18),
            Column("Row", 56),
            Column("Column", 22),
            Column("Value", 34, align="right"),
            Column("Unit", 28),
        ),
        rows,
        filtered=True,
    )
    count = sum(len(items) for items in view.case.tables.values())
    return Sheet(
        name="Inputs as read",
        title="Inputs as read: what the planner worked with, cell by cell",
        headlines=(f"{count:,} rows with {len(rows):,} cells were read from your workbook.",),
        notes=(
            "Figures in the units of your workbook. blank: = you left the cell empty; what that means follows.",
            "Source, date, confidence and note of each row stand on the sheet Sources.",
        ),
        table=Table.with_nothing_said(table, "None"),
    )


def _rows(view: View, item: InputRow, context: Context) -> list[Row]:
    fields = [field for field in columns(type(item)) if field.name not in SHARED_COLUMNS]
    return [
        row(
            type(item).sheet, item.row_id, field.header, _value(field, item, context), _unit(view, field, item, context)
        )
        for field in fields
    ]


def _value(field: Field, item: InputRow, context: Context) -> Cell:
    held: Value | bool | None = getattr(item, field.name)
    if held is None:
        return Cell(f"blank: {field.blank}", grey=True)
    if isinstance(held, bool):
        return Cell("yes" if held else "no")
    if isinstance(held, str):
        return Cell(held)
    typed = to_typed(held, factor(field, item.model_dump(), context))
    if field.unit is Unit.YEAR:
        return Cell(int(typed), number=style.YEAR)
    return Cell(typed, number="0.0###%_n" if field.unit is Unit.SHARE else style.ANY)


def _unit(view: View, field: Field, item: InputRow, context: Context) -> str:
    if field.unit in _WITHOUT_UNIT:
        return "-"
    label = _measure(field, item, context)
    if label and field.unit is Unit.PRICE:
        return f"{_currency(view, item)} per {MEASURES[label].base}"
    if label and field.unit in _QUANTITIES:
        return label if field.unit is Unit.QUANTITY else f"{label} a year"
    return unit_text(field, _currency(view, item))


def _currency(view: View, item: InputRow) -> str:
    return getattr(item, "priced_in", None) or view.currency


def _measure(field: Field, item: InputRow, context: Context) -> str:
    """Unit of the good a figure is about; "" where it is about none."""
    if field.price_of is None:
        return ""
    name = str(getattr(item, field.price_of))
    good = name if field.price_of == "good" else context.main_output[name]
    return context.goods[good]

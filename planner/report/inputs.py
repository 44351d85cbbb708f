"""Sheet Inputs as read: every cell of every input row, in the units people type."""

from __future__ import annotations

from models.schema import MEASURES, SHARED_COLUMNS, Unit, columns
from models.schema import Column as Field
from models.schema import Row as InputRow
from planner.report import style
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, row
from planner.report.view import View
from planner.workbook.units import MONEY_UNITS, PRICED_IN, Context, factor, row_name, to_typed, unit_text

_QUANTITIES = (Unit.QUANTITY, Unit.QUANTITY_A_YEAR)
_WITHOUT_UNIT = (Unit.NAME, Unit.REFERENCE, Unit.CHOICE, Unit.TEXT, Unit.YES_NO, Unit.DAY)


def sheet(view: View) -> Sheet:
    """The sheet."""
    context = Context.of(view.case)
    rows = tuple(one for table in view.case.tables.values() for item in table for one in _rows(view, item, context))
    table = Table(
        "Inputs_as_read",
        (
            Column("Sheet", 17),
            Column("Row", 50),
            Column("Column", 21),
            Column("Value", 32, align="right"),
            Column("Unit", 26),
            Column("The run used", 24, align="right"),
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
            "Figures in the units of your workbook. blank: = you left the cell empty; what that means follows. "
            f"The run used: money of another currency or price year in {view.currency} of "
            f"{view.case.settings.base_year}; - = as typed.",
            "Source, date, confidence and note of each row stand on the sheet Sources.",
        ),
        table=Table.with_nothing_said(table, "None"),
    )


def _rows(view: View, item: InputRow, context: Context) -> list[Row]:
    fields = [field for field in columns(type(item)) if field.name not in SHARED_COLUMNS]
    return [
        row(
            type(item).sheet,
            row_name(item, context),
            field.header,
            _value(field, item, context),
            _unit(view, field, item, context),
            _used(view, field, item, context),
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
    return Cell(typed, number="0.0###%_n" if field.unit is Unit.SHARE else style.as_long_as(typed))


def _used(view: View, field: Field, item: InputRow, context: Context) -> str:
    """A price or an amount in the currency and prices of the run, where it was typed in others."""
    held = getattr(item, field.name)
    if _currency(view, item) == view.currency or field.unit not in MONEY_UNITS or held is None:
        return "-"
    plain = {**item.model_dump(), PRICED_IN: None}
    return f"{to_typed(held, factor(field, plain, context)):,.12g} {_unit_in(view.currency, field, item, context)}"


def _unit(view: View, field: Field, item: InputRow, context: Context) -> str:
    if field.unit in _WITHOUT_UNIT:
        return "-"
    return _unit_in(_currency(view, item), field, item, context)


def _unit_in(currency: str, field: Field, item: InputRow, context: Context) -> str:
    label = _measure(field, item, context)
    if label and field.unit is Unit.PRICE:
        return f"{currency} per {MEASURES[label].base}"
    if label and field.unit in _QUANTITIES:
        return label if field.unit is Unit.QUANTITY else f"{label} a year"
    return unit_text(field, currency)


def _currency(view: View, item: InputRow) -> str:
    return getattr(item, "priced_in", None) or view.currency


def _measure(field: Field, item: InputRow, context: Context) -> str:
    """Unit of the good a figure is about; "" where it is about none."""
    name = getattr(item, field.price_of) if field.price_of is not None else None
    if not isinstance(name, str):
        return ""
    good = name if field.price_of == "good" else context.main_output[name]
    return context.goods[good]

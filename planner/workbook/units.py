"""Between the figures people type and the figures `models` holds: the one place where units are converted.

    model = typed * factor

Prices are typed in currency per base unit (t, kg or piece) of the good and held in million per model unit, so their
factor is MEASURES[unit of the good].size / 1e6. A row that names what it is priced in has its money multiplied by
rate and deflator of that row of Currencies as well. Everything else is typed as it is held: shares are fractions
under a percentage format, money is in million, quantities are in the good's own unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from models.case import Case, Currency
from models.schema import MEASURES, Column, Row, Unit, column_of

UNITS_OF_A_MILLION = 1e6
V = TypeVar("V")

DIGITS = 15
"""Significant digits of a typed figure: what Excel keeps."""

MONEY_UNITS = (Unit.PRICE, Unit.MONEY, Unit.MONEY_A_YEAR)
PRICED_IN = "priced_in"
"""Field that names a row of Currencies."""


class UnknownNameError(LookupError):
    """A figure cannot be converted: its good, recipe or currency is not known. `field` names the culprit."""

    def __init__(self, field: str, name: object) -> None:
        super().__init__(f"{field}: {name!r} is not known")
        self.field = field
        self.name = name


@dataclass(frozen=True)
class Context:
    """What other sheets say about the units of a figure.

    Attributes: `goods` unit label by good, `main_output` good by recipe, `currencies` rate times deflator by name
    of a row of Currencies.
    """

    goods: Mapping[str, str]
    main_output: Mapping[str, str]
    currencies: Mapping[str, float]

    @staticmethod
    def of(case: Case) -> Context:
        """The context of a whole case."""
        return Context(
            {name: good.unit for name, good in case.goods.items()},
            {name: process.main for name, process in case.processes.items()},
            {row.priced_in: row.rate * row.deflator for row in case[Currency]},
        )


def factor(column: Column, row: Mapping[str, object], context: Context) -> float:
    """What a typed figure is multiplied by to become the model's.

    Args:
        column: the column of the figure.
        row: the other fields of its row, by field name (good, recipe and priced_in are read).
        context: units of the goods, main outputs of the recipes, values of the currencies.

    Raises:
        UnknownNameError: the good, recipe or currency of the row is missing or not known.
    """
    if column.unit not in MONEY_UNITS:
        return 1.0
    return _size(column, row, context) * _currency(row, context)


def to_model(typed: float, factor: float) -> float:
    """The model's figure for a typed one."""
    return typed * factor


def to_typed(held: float, factor: float) -> float:
    """The typed figure for the model's, rounded to what Excel keeps, so that a round trip is exact to 1e-14."""
    return float(f"{held / factor:.{DIGITS}g}")


def unit_text(column: Column, currency: str) -> str:
    """Unit of a column as printed above its header."""
    return column.unit.value.replace("{currency}", currency)


def row_name(row: Row, context: Context) -> str:
    """Name of a row as its user knows it: `row_id`, with a price among its key columns as it is typed."""
    if not any(column_of(type(row), field).unit in MONEY_UNITS for field in row.key) or getattr(row, "id", None):
        return row.row_id
    typed = []
    for field in row.key:
        held = getattr(row, field)
        if isinstance(held, float):
            held = f"{to_typed(held, factor(column_of(type(row), field), row.model_dump(), context)):.{DIGITS}g}"
        typed.append(str(held))
    return " / ".join(typed)


def _size(column: Column, row: Mapping[str, object], context: Context) -> float:
    """Million per model unit for one unit of currency per base unit; 1 for money that is typed in million."""
    if column.unit is not Unit.PRICE:
        return 1.0
    good = row.get("good") if column.price_of == "good" else _known(context.main_output, "recipe", row.get("recipe"))
    label = _known(context.goods, column.price_of, good)
    return _known(MEASURES, "unit", label).size / UNITS_OF_A_MILLION


def _currency(row: Mapping[str, object], context: Context) -> float:
    name = row.get(PRICED_IN)
    return 1.0 if name is None else _known(context.currencies, PRICED_IN, name)


def _known(table: Mapping[str, V], field: str | None, name: object) -> V:
    if not isinstance(name, str) or name not in table:
        raise UnknownNameError(str(field), name)
    return table[name]

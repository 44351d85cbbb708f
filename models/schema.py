"""The words for describing a table: rows, column facts, units, references, issues.

Every input sheet and every result table is one frozen row class. What a column means, its unit, its bounds, what
it refers to and what a blank means stand beside its type, once; template, reader, checks, data dictionary and
guide sheet are generated from them.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined


class Unit(Enum):
    """Unit of a column, as printed above its header. `{currency}` is the currency of the case.

    Inside `models` quantities are in the good's own unit, money in million of base-year currency, money per unit of
    a good in million per that unit, shares as fractions; only the workbook's edge converts.
    """

    NAME = "a name of your choice"
    REFERENCE = "name from another sheet"
    CHOICE = "list"
    TEXT = "text"
    YES_NO = "yes or no"
    DAY = "date or year-month"
    YEAR = "year"
    YEARS = "years"
    SHARE = "%"
    COUNT = "number"
    RATIO = "units per unit of main output"
    FACTOR = "factor"
    MINUTES = "minutes"
    QUANTITY = "in the good's unit"
    QUANTITY_A_YEAR = "in the good's unit, a year"
    PRICE = "{currency} per t, kg or piece"
    MONEY = "{currency} million"
    MONEY_A_YEAR = "{currency} million a year"
    MONEY_A_POINT = "{currency} million per percentage point and year"
    NOMINAL = "million of the payer's currency, in money of that year"


@dataclass(frozen=True)
class Measure:
    """Unit of a good: `size` base units (t, kg or piece) are one model unit; prices are typed per base unit.

    `amount` tonnes or pieces are one model unit: what it counts where a cap adds goods.
    """

    label: str
    base: str
    size: float
    amount: float


MEASURES: dict[str, Measure] = {
    measure.label: measure
    for measure in (
        Measure("kg", "kg", 1.0, 0.001),
        Measure("t", "t", 1.0, 1.0),
        Measure("kt", "t", 1_000.0, 1_000.0),
        Measure("piece", "piece", 1.0, 1.0),
        Measure("thousand pieces", "piece", 1_000.0, 1_000.0),
        Measure("million pieces", "piece", 1_000_000.0, 1_000_000.0),
    )
}
MeasureName = Literal["kg", "t", "kt", "piece", "thousand pieces", "million pieces"]
"""Closed list of units a good may have; the keys of `MEASURES`."""


@dataclass(frozen=True)
class Ref:
    """What a text column refers to: fields of other row classes, fixed words, or both.

    `known` False: the name is offered in the drop-down, a name found nowhere and like no other is a warning, not an
    error.
    """

    targets: tuple[tuple[type[Row], str], ...] = ()
    words: tuple[str, ...] = ()
    known: bool = True

    @staticmethod
    def to(*rows: type[Row], words: Iterable[str] = (), known: bool = True) -> Ref:
        """Reference to the first key column of each row class, or to one of the fixed words."""
        return Ref(tuple((row, row.key[0]) for row in rows), tuple(words), known)


@dataclass(frozen=True)
class ColumnFacts:
    """What stands beside the type of a field: the arguments of `column`."""

    help: str
    unit: Unit | None
    group: str
    header: str | None
    blank: str
    low: float | None
    high: float | None
    above: float | None
    price_of: str | None
    minimal: bool


def column(  # noqa: PLR0913 - one argument for each fact a user must know
    help: str,
    unit: Unit | None = None,
    *,
    default: Any = PydanticUndefined,
    blank: str = "",
    group: str = "",
    header: str | None = None,
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    price_of: str | None = None,
    minimal: bool = False,
) -> Any:
    """A field of a row with what the user must know about it.

    Args:
        help: at most eight words for the help line above the column.
        unit: unit of the figure; text, choices and references find theirs from the type.
        default: value of a blank cell; without it the cell must be filled.
        blank: what a blank means, in words ("no limit"); shown with the help.
        group: band over several columns ("Size and cost"); later columns inherit it until the next band.
        header: header if not the field name with spaces.
        low, high, above: least value, greatest value, value that must be exceeded.
        minimal: kept in the minimal template although it may stay blank, since a blank has consequences.
        price_of: for `Unit.PRICE`, the field that names the good, or the recipe whose main output is meant.
    """
    facts = ColumnFacts(help, unit, group, header, blank, low, high, above, price_of, minimal)
    return Field(default, json_schema_extra={"facts": facts})  # type: ignore[dict-item]


class Row(BaseModel):
    """One row of one table. Frozen; a misspelt field is a type error.

    Class attributes: `sheet` name of the sheet, `key` columns that tell rows apart (the first is what other sheets
    call the row), `about` one sentence for the sheet's head, `required` whether a case needs at least one row, `empty`
    what a sheet without rows means, in words, where it may have none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    sheet: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    about: ClassVar[str] = ""
    required: ClassVar[bool] = False
    empty: ClassVar[str] = ""

    @property
    def row_id(self) -> str:
        """Stable name of the row: what the user typed as id, else its key columns."""
        typed = getattr(self, "id", None)
        if typed:
            return str(typed)
        parts = (getattr(self, name) for name in self.key)
        return " / ".join(str(part) for part in parts if part not in (None, ""))


Confidence = Literal["high", "medium", "low", "assumption"]
Severity = Literal["error", "warning", "repair", "default", "left out"]


class SourcedRow(Row):
    """An input row: its own columns, then where its figures come from."""

    id: str | None = column(
        "Your own name for this row.", Unit.NAME, default=None, blank="the first columns", group="Evidence"
    )
    source: str | None = column("Where the figures come from.", Unit.TEXT, default=None, blank="none named")
    as_of: str | None = column("Date of the figures, like 2026-03.", Unit.DAY, default=None, blank="not stated")
    confidence: Confidence = column("How much you trust the row.", default="assumption", blank="assumption")
    note: str | None = column("Anything a reviewer should know.", Unit.TEXT, default=None, blank="none")


SHARED_COLUMNS: tuple[str, ...] = ("id", "source", "as_of", "confidence", "note")
"""Columns that every input sheet has; they stand last, in this order."""

Kind = Literal["text", "number", "whole", "yes_no", "choice", "reference", "day"]


@dataclass(frozen=True)
class Column:
    """All facts of one column, resolved from the field's type and its `column(...)`."""

    name: str
    header: str
    kind: Kind
    unit: Unit
    help: str
    group: str
    required: bool
    default: Any
    blank: str
    choices: tuple[str, ...]
    ref: Ref | None
    low: float | None
    high: float | None
    above: float | None
    price_of: str | None
    minimal: bool


@cache
def columns(row: type[Row]) -> tuple[Column, ...]:
    """Columns of a row class in sheet order: its own, then the shared ones."""
    fields = row.model_fields
    own = [name for name in fields if name not in SHARED_COLUMNS]
    shared = [name for name in SHARED_COLUMNS if name in fields]
    group = ""
    result = []
    for name in own + shared:
        resolved = _column(name, fields[name], group)
        group = resolved.group
        result.append(resolved)
    return tuple(result)


def column_of(row: type[Row], name: str) -> Column:
    """The column of a field. Raises KeyError for a name the row class does not have."""
    for candidate in columns(row):
        if candidate.name == name:
            return candidate
    raise KeyError(f"{row.__name__} has no column {name}")


def _column(name: str, field: FieldInfo, group: str) -> Column:
    extra = field.json_schema_extra
    facts = typing.cast(ColumnFacts, typing.cast(dict[str, Any], extra)["facts"])
    ref = _ref(field)
    kind, choices = _kind(field.annotation, ref, facts.unit)
    return Column(
        name=name,
        header=facts.header or name.replace("_", " ").capitalize(),
        kind=kind,
        unit=facts.unit or _UNIT_OF_KIND[kind],
        help=facts.help,
        group=facts.group or group,
        required=field.is_required(),
        default=None if field.is_required() else field.default,
        blank=facts.blank,
        choices=choices,
        ref=ref,
        low=facts.low,
        high=facts.high,
        above=facts.above,
        price_of=facts.price_of,
        minimal=field.is_required() or facts.minimal,
    )


_UNIT_OF_KIND: dict[Kind, Unit] = {
    "text": Unit.TEXT,
    "number": Unit.COUNT,
    "whole": Unit.COUNT,
    "yes_no": Unit.YES_NO,
    "choice": Unit.CHOICE,
    "reference": Unit.REFERENCE,
    "day": Unit.DAY,
}


def _kind(annotation: Any, ref: Ref | None, unit: Unit | None) -> tuple[Kind, tuple[str, ...]]:
    """Kind and choices of a type: plain, optional, Literal, or text with a reference."""
    options = [item for item in _alternatives(annotation) if item is not type(None)]
    choices = tuple(str(value) for item in options for value in typing.get_args(item) if isinstance(value, str))
    if ref is not None:
        return "reference", choices
    if choices:
        return "choice", choices
    plain = options[0]
    if plain is bool:
        return "yes_no", ()
    if plain is int:
        return "whole", ()
    if plain is float:
        return "number", ()
    return ("day" if unit is Unit.DAY else "text"), ()


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (annotation,)


def _ref(field: FieldInfo) -> Ref | None:
    """The reference of a field, also where the type is `Name | None` and pydantic leaves it nested."""
    nested = (part for item in _alternatives(field.annotation) for part in typing.get_args(item)[1:])
    return next((item for item in (*field.metadata, *nested) if isinstance(item, Ref)), None)


@dataclass(frozen=True)
class Way:
    """Another way to mend an issue, a sentence that is said only where the workbook has the column it speaks of."""

    words: str
    row: type[Row]
    field: str


@dataclass(frozen=True)
class Origin:
    """A figure from which an issue comes, in words; `planner.workbook` puts its cell behind them."""

    words: str
    row: type[Row]
    row_id: str
    field: str


@dataclass(frozen=True)
class Issue:
    """Something about the user's data, in the user's words; `planner.workbook` adds sheet and cell.

    Attributes: `code` from the catalogue ("E302"), `row` class and `row_id` and `field` where it lies (field None:
    the whole row; row_id None: the whole sheet), `found`, `expected`, `mend` what to do, `near` nearest match, `others`
    what may be done instead, `origins` the figures from which what was found comes.
    """

    code: str
    severity: Severity
    row: type[Row]
    row_id: str | None
    field: str | None
    found: str
    expected: str
    mend: str
    near: str | None = None
    others: tuple[Way, ...] = ()
    origins: tuple[Origin, ...] = ()

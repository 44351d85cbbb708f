"""Writes input workbooks: the empty template, the template with an example, and a whole case."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from models.case import SHEETS, Case, Contract, Nation, Price, Settings, Support
from models.schema import Column, Row, Unit, columns
from planner.report.style import BODY, FONT
from planner.workbook import layout
from planner.workbook.drop_downs import KeyColumn, Names, plan_lists, write_lists
from planner.workbook.example import example_case
from planner.workbook.look import Formats
from planner.workbook.pages import Book
from planner.workbook.settings_sheet import write_settings
from planner.workbook.sheet_names import sheets_named
from planner.workbook.sheets import SheetPlan, write_sheet
from planner.workbook.start_here import write_start_here
from planner.workbook.units import Context

_CREATED = datetime(2026, 1, 1)
"""A fixed stamp, so that equal contents give equal bytes."""
_NO_CASE = Case.of()
_OF_SUPPORT: tuple[tuple[type[Row], str], ...] = ((Nation, "tax_rate"),)
"""Columns that the minimal template has where offers or contracts are typed: without them firms are counted wrong."""
_OFFERS: frozenset[type[Row]] = frozenset({Support, Contract})
"""Sheets of what firms are offered: one of them, and each firm is asked whether it moves."""
_UNFILLED_CURRENCY = "USD"
_UNFILLED_MARKING = "No marking"


def write_template(path: Path, *, minimal: bool, example: bool, sheets: str | Collection[str] | None) -> None:
    """Writes a template to fill.

    Args:
        path: file to write.
        minimal: only the nine sheets that most small cases use, with the columns that must be filled, a few whose
            blank has consequences, and those that refer to a sheet asked for; with support also tax rates.
        example: filled with one small case to type over; columns and sheets that it uses are added.
        sheets: names of optional sheets wanted beside the nine, with all their columns, one by one or with commas;
            "support" stands for all sheets about support, with Prices. None: no more than the nine if `minimal`, else
            every sheet.

    Raises:
        ValueError: `sheets` names a sheet that does not exist.
    """
    case = example_case() if example else _NO_CASE
    chosen = _chosen_sheets(minimal, sheets, case)
    asked = _asked(sheets or ())
    plans = []
    for row in SHEETS:
        if row in chosen:
            kept = _needed(row, case, chosen) if minimal and row not in asked else columns(row)
            plans.append(SheetPlan(row, kept, case.tables.get(row, ()), example))
    _write(path, case, plans, required_only=minimal, example=example)


def write_case(case: Case, path: Path) -> None:
    """Writes a case as an input workbook: the nine sheets and all that have rows, with all columns, in typed units.

    Raises:
        UnknownNameError: a price or sum of money refers to a good, recipe or currency that the case does not have.
        ValueError: a text is longer than a cell can hold.
    """
    plans = [
        SheetPlan(row, columns(row), case.tables.get(row, ()), example=False)
        for row in SHEETS
        if row.sheet in layout.MINIMAL_SHEETS or case.tables.get(row)
    ]
    _write(path, case, plans, required_only=False, example=False)


def _write(path: Path, case: Case, plans: Sequence[SheetPlan], *, required_only: bool, example: bool) -> None:
    sheets = [plan.row for plan in plans]
    plans = [replace(plan, columns=tuple(_free(column, sheets) for column in plan.columns)) for plan in plans]
    settings = case.settings if case[Settings] else None
    with _open(path, settings.title if settings and not example else "Friend-shoring planner: input") as workbook:
        book = Book(
            workbook,
            Formats(workbook),
            settings.currency if settings else _UNFILLED_CURRENCY,
            settings.marking if settings else _UNFILLED_MARKING,
            _status(settings, example),
            Context.of(case),
        )
        first = write_start_here(book, sheets, required_only=required_only, example=example)
        names = {key: _names(plan, key[1]) for plan in plans for key in _referred(plan)}
        drop_downs = plan_lists(((plan.row, column) for plan in plans for column in plan.columns), names)
        for plan in plans:
            if plan.row is Settings:
                write_settings(book, plan.columns, settings, drop_downs)
            else:
                write_sheet(book, plan, drop_downs)
        write_lists(workbook, drop_downs, names)
        first.activate()


@contextmanager
def _open(path: Path, title: str) -> Iterator[Workbook]:
    """A workbook in Arial with fixed properties; what XlsxWriter only warns about is an error."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": BODY},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        workbook = Workbook(str(path), options)
        workbook.set_properties({"title": title, "author": "", "created": _CREATED})
        yield workbook
        workbook.close()


def _status(settings: Settings | None, example: bool) -> str:
    if example:
        return "Example: invented figures"
    return "Input" if settings else "To be filled in"


def _chosen_sheets(minimal: bool, sheets: str | Collection[str] | None, case: Case) -> set[type[Row]]:
    """Sheets to write: every one, or the nine, those asked for, and those the example has rows for."""
    if not minimal and sheets is None:
        return set(SHEETS)
    asked = _asked(sheets or ())
    return {row for row in SHEETS if row.sheet in layout.MINIMAL_SHEETS or row in asked or case.tables.get(row)}


def _asked(sheets: str | Collection[str]) -> frozenset[type[Row]]:
    """Sheets asked for, with Prices where offers or contracts are: without prices no firm knows what it earns."""
    named = sheets_named(sheets)
    return named | {Price} if _OFFERS & named else named


def _needed(row: type[Row], case: Case, chosen: set[type[Row]]) -> tuple[Column, ...]:
    """Columns of the minimal template, those that example rows fill, and those that a sheet beyond it needs."""
    rows = case.tables.get(row, ())
    beyond = {other for other in chosen if other.sheet not in layout.MINIMAL_SHEETS}
    return tuple(
        column
        for column in columns(row)
        if column.minimal
        or (_OFFERS & chosen and (row, column.name) in _OF_SUPPORT)
        or any(getattr(example, column.name) != column.default for example in rows)
        or (column.ref is not None and any(target in beyond for target, _ in column.ref.targets))
    )


def _free(column: Column, sheets: Sequence[type[Row]]) -> Column:
    """The column as one of names of the user's choice, where it need not refer to a sheet and that is not there."""
    if column.ref is None or column.ref.known or any(target in sheets for target, _ in column.ref.targets):
        return column
    return replace(column, kind="text", unit=Unit.NAME, ref=None)


def _referred(plan: SheetPlan) -> list[KeyColumn]:
    """Columns of a sheet that other sheets may refer to."""
    targets = {target for row in SHEETS for column in columns(row) if column.ref for target in column.ref.targets}
    return [(plan.row, column.name) for column in plan.columns if (plan.row, column.name) in targets]


def _names(plan: SheetPlan, field: str) -> Names:
    place = [column.name for column in plan.columns].index(field)
    return Names(plan.row.sheet, xl_col_to_name(place), tuple(getattr(row, field) for row in plan.rows))

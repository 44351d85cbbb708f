"""The data dictionary of the input workbook, generated from the schema."""

from __future__ import annotations

from collections.abc import Mapping

from models.case import SHEETS, Contract, ExistingLine, Support
from models.schema import Column, Row, columns
from planner.workbook import layout
from planner.workbook.units import unit_text
from planner.workbook.wording import (
    CHOICE_WORDS,
    CONTRACT_PRICE_WORDS,
    CONTRACT_SCORING_WORDS,
    CONTRACT_VOLUME_WORDS,
    CONTRACT_WORDS,
    CONTRACT_YEARS_WORDS,
    MUST_FILL,
    OFFER_WORDS,
    RATE_WORDS,
    UNIT_COST_WORDS,
    allowed_words,
    kept_though_blank,
)

_MORE: Mapping[type[Row], str] = {
    ExistingLine: UNIT_COST_WORDS,
    Support: f"What support needs: {OFFER_WORDS} {RATE_WORDS} Choice, {CHOICE_WORDS}",
    Contract: " ".join(
        (
            f"{CONTRACT_WORDS} {CONTRACT_YEARS_WORDS} {CONTRACT_VOLUME_WORDS} {CONTRACT_PRICE_WORDS}",
            f"Scoring: {CONTRACT_SCORING_WORDS}",
        )
    ),
}
"""What is said of a sheet behind its columns."""

_HEADERS = ("Column", "Unit", "Blank", "What it means", "Allowed")


def data_dictionary() -> str:
    """Markdown: one section a sheet, one table row a column."""
    head = (
        f"## Data dictionary, template version {layout.TEMPLATE_VERSION}\n\n"
        f"Generated from the schema. Sheets marked * are in the minimal template; there, only columns that say "
        f'"{MUST_FILL}" appear, {kept_though_blank()}, and those that '
        "refer to an optional sheet asked for.\n"
    )
    return "\n".join([head, *(_section(row) for row in SHEETS)])


def _section(row: type[Row]) -> str:
    mark = " *" if row.sheet in layout.MINIMAL_SHEETS else ""
    need = "Must have rows." if row.required else f"If empty: {row.empty}."
    lines = [_table_row(_HEADERS), _table_row(["---"] * len(_HEADERS))]
    lines += [_table_row(_cells(column)) for column in columns(row)]
    more = [f"\n{_MORE[row]}"] if row in _MORE else []
    return "\n".join([f"### {row.sheet}{mark}\n", f"{row.about} {need}\n", *lines, *more, ""])


def _cells(column: Column) -> list[str]:
    blank = MUST_FILL if column.required else column.blank
    return [column.header, unit_text(column, "currency"), blank, column.help, allowed_words(column)]


def _table_row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

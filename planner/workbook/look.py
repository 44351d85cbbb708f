"""How the template looks: the palette of the report and the colours of cells to fill, formats, widths of texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from models.schema import Column, Unit
from planner.report import measure
from planner.report.style import BODY, FONT, NO_ACTION, NOTES, TEXT

MUST_FILL_COLOUR = "#FFF6D6"
MUST_FRAME = "#8A7A3A"
FRAME = NO_ACTION

SMALL_LINE_HEIGHT = 11.5
ROW_HEIGHT = 15.0
INDENT = 1.3
"""Characters of width that an indent takes."""

_PIXELS_A_CHARACTER = 7


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text on one line, in characters of column width."""
    return measure.text_pixels(text, size, bold=bold) / _PIXELS_A_CHARACTER


_NUMBER_FORMATS = {
    Unit.YEAR: "0_n",
    Unit.YEARS: "0_n",
    Unit.COUNT: "0_n",
    Unit.SHARE: "0.0##%_n",
    Unit.MONEY: "#,##0.0#####_n",
    Unit.MONEY_A_YEAR: "#,##0.0#####_n",
    Unit.MONEY_A_POINT: "#,##0.0#####_n",
    Unit.NOMINAL: "#,##0.0#####_n",
    Unit.PRICE: "#,##0.0#####_n",
    Unit.QUANTITY: "#,##0.0#####_n",
    Unit.QUANTITY_A_YEAR: "#,##0.0#####_n",
}
_WHOLE_FORMATS = dict.fromkeys((Unit.PRICE, Unit.QUANTITY, Unit.QUANTITY_A_YEAR), "#,##0_n")
_TEXT_FORMAT = "@"


def is_number(column: Column) -> bool:
    """Whether the column holds figures, which stand at the right edge of their cells."""
    return column.kind in ("number", "whole")


def number_format(column: Column, whole: bool = False) -> str:
    """Number format of a column; `whole`: all its figures are whole, so prices and quantities need no decimals."""
    if not is_number(column):
        return _TEXT_FORMAT
    plain = _NUMBER_FORMATS.get(column.unit, "0.0#####_n")
    return _WHOLE_FORMATS.get(column.unit, plain) if whole else plain


@dataclass
class Formats:
    """Cell formats of one workbook, each made once."""

    workbook: Workbook
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def get(self, **properties: Any) -> Format:
        """A format with these XlsxWriter properties over Arial 10."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": BODY, "font_color": TEXT, "valign": "top"}
            self._made[key] = self.workbook.add_format({**base, **properties})
        return self._made[key]

    def cell(self, column: Column, *, whole: bool, grey: bool) -> Format:
        """Format of a cell to type in; `whole`: all figures are whole; `grey`: an example to type over."""
        return self.get(
            **_frame(column),
            **_alignment(column),
            num_format=number_format(column, whole),
            text_wrap=not is_number(column),
            font_color=NOTES if grey else TEXT,
        )

    def setting(self, column: Column) -> Format:
        """Format of a value on Settings, where figures and words stand below each other at the left."""
        plain = number_format(column).removesuffix("_n")
        return self.get(**_frame(column), align="left", indent=1, num_format=plain, text_wrap=True)


def _frame(column: Column) -> dict[str, Any]:
    """Must-fill cells are pale yellow with a brown frame, the others white with a grey one."""
    if column.required:
        return {"border": 1, "border_color": MUST_FRAME, "bg_color": MUST_FILL_COLOUR}
    return {"border": 1, "border_color": FRAME}


def text_alignment(column: Column) -> dict[str, Any]:
    """Where the words above a column stand: as its data, with a little air."""
    return {"align": "right" if is_number(column) else "left", "indent": 1}


def _alignment(column: Column) -> dict[str, Any]:
    """Figures right, with air from their number format, text left."""
    return {"align": "right"} if is_number(column) else {"align": "left", "indent": 1}

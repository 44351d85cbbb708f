"""The one style file: palette, number formats, fonts, widths and heights of every sheet and chart."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FONT = "Arial"
BODY = 10
SMALL = 9
TITLE = 16
HEADLINE = 12
CHART_TITLE = 11
SMALL_CHART_TITLE = 10

TEXT = "#1A1A1A"
NOTES = "#4A5560"
NAVY = "#1F3A5F"
OTHER_PLANS = "#5B8DB8"
OTHER_LABELS = "#2F6690"
NO_ACTION = "#6B737B"
CAP = "#B3261E"
STATUS = "#7A4100"
LINK = "#1F4E9E"
HEADER_FILL = "#E4EAF1"
OVER_FILL = "#FCE8D9"
RAMP_FILL = "#456F99"
BUILD_FILL = "#DCE3EA"
QUALIFY_FILL = "#B7C7D8"
WHITE = "#FFFFFF"
THIN_RULE = "#C9D0D8"
GRID = "#DDE2E7"

MONEY = "#,##0.0_n"
WHOLE = "#,##0_n"
YEAR = "0_n"
EXPOSURE = "0.0%_n"
SHARE = "0%_n"
TYPED_SHARE = "0.0##%_n"
"""For a cap as somebody typed it."""
POINTS = "0.0_n"
EFFECT = "+#,##0.0_n;-#,##0.0_n;0.0_n"
"""For a difference in money."""
TINY = "0.0000000_n"
SOME = '"<0.1"_n'
"""For what would print as 0.0 and is more than nothing."""
ANY = "#,##0.######_n"
TEXT_AMONG_NUMBERS = "@_n"

ALL_BUT = 1e-6
"""A share nearer than this to nothing or to all is nothing or all: the arithmetic of the trace is no finer."""

LINE_POINTS = 12.75
"""Height of a line of body text."""
ROW_AIR = 2.25
"""Air of a row above its lines, in points."""
TITLE_POINTS = 24.0
STATUS_POINTS = 15.0
HEADLINE_POINTS = 17.25
NOTE_POINTS = 13.5

WIDEST = 165.0
"""Characters that one A4 landscape page takes at about 8 points; a wider table prints on several pages."""
WIDER_STILL_FITS = 1.07
"""A table wider by this factor is still printed on one page, a little smaller."""
WIDEST_PORTRAIT = 112.0
MARGIN_SIDE_INCHES = 9 / 25.4
MARGIN_TOP_INCHES = 18 / 25.4
MARGIN_BOTTOM_INCHES = 17 / 25.4


def as_long_as(value: float) -> str:
    """The format of a figure that somebody typed: as many decimals as it has, at most six, and no point without one."""
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return f"#,##0{f'.{chr(48) * decimals}' if decimals else ''}_n"


def share_format(share: float, number: str) -> str:
    """The format of a share that never prints as all or as nothing where it is not: `number`, ">99.9%" or "<0.1%"."""
    smallest = 0.01 if number == SHARE else 0.001
    few = f"{100 * smallest:g}%"
    if ALL_BUT < share < smallest / 2:
        return f'"<{few}"_n'
    if 1 - smallest / 2 <= share < 1 - ALL_BUT:
        return f'">{100 - 100 * smallest:g}%"_n'
    return number


def marked(word: str, number: str) -> str:
    """A number format that prints a word at the left edge of the cell; the number stays a number at the right."""
    return f'"{word}"* {number}'


@dataclass(frozen=True)
class Look:
    """How a cell looks. `number` is its number format; `top` and `bottom` the colour of a rule, "" for none."""

    number: str = ""
    size: int = BODY
    bold: bool = False
    colour: str = TEXT
    fill: str = ""
    align: str = "left"
    valign: str = "top"
    wrap: bool = False
    underline: bool = False
    indent: int = 0
    top: str = ""
    bottom: str = ""
    heavy: bool = False

    def properties(self) -> dict[str, Any]:
        """The same as XlsxWriter format properties."""
        found: dict[str, Any] = {
            "font_name": FONT,
            "font_size": self.size,
            "font_color": self.colour,
            "bold": self.bold,
            "align": self.align,
            "valign": self.valign,
            "text_wrap": self.wrap,
        }
        if self.number:
            found["num_format"] = self.number
        if self.fill:
            found["bg_color"] = self.fill
            found["pattern"] = 1
        if self.indent:
            found["indent"] = self.indent
        if self.underline:
            found["underline"] = 1
        for side, colour in (("top", self.top), ("bottom", self.bottom)):
            if colour:
                found[side] = 2 if self.heavy and side == "top" else 1
                found[f"{side}_color"] = colour
        return found


class Styles:
    """XlsxWriter formats by look, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Any] = {}

    def of(self, look: Look) -> Any:
        """The format of a look."""
        key = tuple(asdict(look).values())
        if key not in self._made:
            self._made[key] = self._workbook.add_format(look.properties())
        return self._made[key]

"""How much room a text takes: widths of Arial in thousandths of the font size (Liberation Sans has the same)."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

_SPACE_TO_SLASH = (278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278)
_COLON_TO_AT = (278, 278, 584, 584, 584, 556, 1015)
_CAPITALS = (
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611,
)  # fmt: skip
_BRACKETS = (278, 278, 278, 469, 556, 333)
_SMALL_LETTERS = (
    556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500,
)  # fmt: skip
_BRACES = (334, 260, 334, 584)
_WIDTHS = (*_SPACE_TO_SLASH, *(556,) * 10, *_COLON_TO_AT, *_CAPITALS, *_BRACKETS, *_SMALL_LETTERS, *_BRACES)
_OTHER_LETTER = 600
_WIDE_LETTER = 1000
_FIRST_WIDE = 0x2E80
_BOLD = 1.07
_PIXELS_A_POINT = 96 / 72
_CELL_PADDING = 5
_LEAST_FIGURE_WIDTH = 9.5
_PIXELS_A_CHARACTER = 7.0
_AIR = 6
"""Pixels left free: programs differ in how they draw."""


def column_pixels(width: float) -> int:
    """Pixels of a column that is `width` characters wide."""
    return int(width * 7 + 0.5) + _CELL_PADDING


def text_pixels(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels of a text on one line."""
    thousandths = sum(_letter(letter) for letter in text)
    return thousandths / 1000 * size * _PIXELS_A_POINT * (_BOLD if bold else 1.0)


def cut(text: str, pixels: float, size: float, *, bold: bool = False) -> list[str]:
    """A text cut at word ends into lines of at most `pixels`; a longer word is cut inside, line breaks are kept."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += _cut_paragraph(paragraph, pixels, size, bold=bold)
    return lines


def lines_in_cell(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Lines that a wrapped text takes in a column of `width` characters."""
    return len(cut(text, column_pixels(width) - _CELL_PADDING - _AIR, size, bold=bold))


def _letter(letter: str) -> int:
    code = ord(letter)
    if 32 <= code < 32 + len(_WIDTHS):
        return _WIDTHS[code - 32]
    return _WIDE_LETTER if code >= _FIRST_WIDE else _OTHER_LETTER


def _cut_paragraph(paragraph: str, pixels: float, size: float, *, bold: bool) -> list[str]:
    lines = [""]
    for word in paragraph.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_pixels(longer, size, bold=bold) <= pixels:
            lines[-1] = longer
            continue
        pieces = _cut_word(word, pixels, size, bold=bold)
        lines = [*lines, *pieces] if lines[-1] else pieces
    return lines


def _cut_word(word: str, pixels: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_pixels(pieces[-1] + letter, size, bold=bold) > pixels:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def figure_width(texts: Iterable[str], size: float) -> float:
    """Characters of a column of years: those of the longest of its figures, bold; some currencies have long ones."""
    pixels = max((text_pixels(text, size, bold=True) for text in texts), default=0.0)
    return max(_LEAST_FIGURE_WIDTH, ceil(pixels / _PIXELS_A_CHARACTER) + 2.0)

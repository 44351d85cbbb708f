"""The template filled as a first user would: phones for Italy from chips of Japan and Taiwan, from wafers of Japan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.checking import read_and_check
from planner.workbook import layout
from planner.workbook.problems import Problem
from planner.workbook.template import write_template

Typed = str | float | None
Sheets = dict[str, list[tuple[Typed, ...]]]

SETTINGS: dict[str, Typed] = {"Title": "Phones", "First year": 2026, "Years": 5, "Base year": 2026}


def filled() -> Sheets:
    """What the user types below the headers of the minimal template, from the first column on."""
    return {
        "Nations": [("Italy", "ally"), ("Japan", "ally"), ("Korea, South", "partner"), ("China", "adversary")],
        "Goods": [
            ("wafers", "thousand pieces", "wafer"),
            ("chips", "million pieces", "chip"),
            ("phones", "million pieces", "phone"),
        ],
        "Recipes": [
            ("grow wafers", "main output", "wafers", 1),
            ("make chips", "main output", "chips", 1),
            ("make chips", "input", "wafers", 2),
            ("assemble", "main output", "phones", 1),
            ("assemble", "input", "chips", 3),
        ],
        "Existing lines": [
            ("Kyoto wafers", "Kyoto AG", "Japan", "grow wafers", 500, 20),
            ("Kumamoto", "Kyoto AG", "Japan", "make chips", 60, 2),
            ("Busan", "Busan Chips", "Korea, South", "make chips", 100, 1.5),
            ("Torino", "Fono", "Italy", "assemble", 20, 50),
        ],
        "Candidate moves": [("Bari", "greenfield", "Fono", "Italy", "assemble", 10, 100, 45, 2)],
        "Lanes": [("any", "any", "wafers"), ("any", "any", "chips"), ("any", "any", "phones")],
        "Demand": [("Police", "defence", "Italy", "phones", 5), ("Shops", "civil", "Italy", "phones", 8)],
        "Caps": [("essential exposure", "defence", 0.5, 2028, None)],
        "Firms": [("Kyoto AG", "Japan"), ("Busan Chips", "Korea, South"), ("Fono", "Italy")],
    }


@dataclass(frozen=True)
class Told:
    """What a check says of one problem: where, found, expected, what to do."""

    where: str
    found: str
    expected: str
    advice: str


def checked(
    folder: Path,
    change: Callable[[Sheets], object] | None = None,
    afterwards: Callable[[Workbook], object] | None = None,
    optional: Sequence[str] = ("Firms",),
) -> tuple[Problem, ...]:
    """Fill the minimal template, with optional sheets, spoil it before or after typing, write it, and check it."""
    path = folder / "phones.xlsx"
    write_template(path, minimal=True, example=False, sheets=optional)
    sheets = filled()
    if change is not None:
        change(sheets)
    book = load_workbook(path)
    settings = book["Settings"]
    for number in range(layout.FIRST_DATA_ROW, settings.max_row + 1):
        settings.cell(number, 2).value = SETTINGS.get(str(settings.cell(number, 1).value))
    for name, rows in sheets.items():
        for number, row in enumerate(rows, start=layout.FIRST_DATA_ROW):
            for column, value in enumerate(row, start=1):
                book[name].cell(number, column).value = value
    if afterwards is not None:
        afterwards(book)
    book.save(path)
    reading, _ = read_and_check(path)
    return reading.problems


def told(problems: tuple[Problem, ...], code: str) -> list[Told]:
    """What is said under a code."""
    return [Told(p.where, p.found, p.expected, p.advice) for p in problems if p.code == code]


def add_column(sheet: Worksheet, header: str, *values: Typed) -> None:
    """Type a header of the full template behind the last one, and values below it."""
    place = sheet.max_column + 1
    for number, value in enumerate((header, *values), start=layout.HEADER_ROW):
        sheet.cell(number, place).value = value

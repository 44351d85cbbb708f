"""A good workbook as a table of cells, to be spoilt in one place and written to disk."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from models.case import (
    Cap,
    Case,
    Currency,
    Demand,
    ExistingLine,
    Firm,
    Good,
    Group,
    Lane,
    Move,
    MoveCondition,
    Nation,
    OpeningStock,
    Price,
    RecipeLine,
    Settings,
)
from planner.workbook.guard import guarded
from planner.workbook.problems import Problem
from planner.workbook.reader import Reading, read
from planner.workbook.scan import CellValue, RawCell, scan
from planner.workbook.template import write_case

USD_A_TONNE = 1e-6


def good_case() -> Case:
    """Ore from Namibia, metal in Germany, Canada and China, one project, rows on every sheet of the chain."""
    euro = "EUR 2024"
    return Case.of(
        Settings(title="Test", first_year=2026, years=5, base_year=2026),
        Nation(nation="Germany", bloc="ally"),
        Nation(nation="Canada", bloc="ally"),
        Nation(nation="Namibia", bloc="neutral"),
        Nation(nation="China", bloc="adversary"),
        Group(group="NATO", nation="Germany"),
        Group(group="NATO", nation="Canada", first_year=2026, last_year=2030),
        Currency(priced_in=euro, rate=1.1, deflator=1.05),
        Good(good="ore", unit="kt", tier="raw"),
        Good(good="metal", unit="t", tier="metal", shortage_penalty=2.0, storable=True),
        Price(good="metal", market="world", price=30_000 * USD_A_TONNE),
        RecipeLine(recipe="mine", role="main output", good="ore", quantity=1.0),
        RecipeLine(recipe="smelt", role="main output", good="metal", quantity=1.0),
        RecipeLine(recipe="smelt", role="input", good="ore", quantity=0.02),
        _line("Rosh", "Namibia", "mine", 10.0, 1e-3 * 200),
        _line("Ruhr", "Germany", "smelt", 200.0, 20_000 * USD_A_TONNE, capacity_group="Ruhr site", firm="Ruhr AG"),
        _line("Trail", "Canada", "smelt", 300.0, 22_000 * USD_A_TONNE),
        _line("Baotou", "China", "smelt", 900.0, 15_000 * USD_A_TONNE),
        _line("Hunan", "China", "smelt", 800.0, 15_500 * USD_A_TONNE),
        Move(
            project="Ruhr plus", kind="expand", firm="Ruhr AG", nation="Germany", recipe="smelt", capacity=100.0,
            capital_cost=50.0 * 1.1 * 1.05, unit_cost=20_000 * USD_A_TONNE * 1.1 * 1.05, priced_in=euro, lead=1,
            earliest_start=2026, latest_start=2028,
        ),
        MoveCondition(project="Ruhr plus", minimum_load=0.3, capacity_group="Ruhr site"),
        Lane(origin="any", destination="any", good="ore", freight=1e-3 * 50),
        Lane(origin="China", destination="NATO", good="metal", freight=400 * USD_A_TONNE),
        Lane(origin="ally", destination="ally", good="metal", freight=300 * USD_A_TONNE),
        Demand(programme="tanks", kind="defence", nation="Germany", good="metal", quantity=120.0, growth=0.02),
        Demand(programme="cars", kind="civil", nation="Canada", good="metal", quantity=600.0),
        OpeningStock(good="metal", nation="Germany", grade="clean", quantity=25.0),
        Firm(firm="Ruhr AG", home_nation="Germany"),
        Cap(metric="essential exposure", what="defence", cap=0.45, first_year=2028),
        Cap(metric="direct share", what="metal", cap=0.65, price_of_breach=4.0),
    )  # fmt: skip


def _line(name: str, nation: str, recipe: str, capacity: float, unit_cost: float, **facts: str) -> ExistingLine:
    return ExistingLine(line=name, nation=nation, recipe=recipe, capacity=capacity, unit_cost=unit_cost, **facts)


@dataclass(frozen=True)
class Formula:
    """A formula with the value that Excel last saved; None: never calculated."""

    text: str
    saved: CellValue | None = None


Content = CellValue | Formula | None


@dataclass
class Page:
    """One sheet: cells by row and column."""

    cells: dict[tuple[int, int], RawCell]
    hidden: bool = False
    merged: list[str] = field(default_factory=list)

    def put(self, address: str, value: Content, number_format: str | None = None) -> None:
        """Type into a cell; its number format stays unless another is given. None clears it."""
        place = coordinate_to_tuple(address)
        if value is None:
            self.cells.pop(place, None)
            return
        kept = self.cells[place].number_format if place in self.cells else "General"
        formula = value.text if isinstance(value, Formula) else None
        plain = value.saved if isinstance(value, Formula) else value
        self.cells[place] = RawCell(plain, formula, number_format=number_format or kept)

    def value(self, address: str) -> CellValue | None:
        """What a cell holds."""
        cell = self.cells.get(coordinate_to_tuple(address))
        return None if cell is None else cell.value

    def put_row(self, number: int, *values: Content) -> None:
        """Type a row from column A on."""
        for column, value in enumerate(values, start=1):
            self.cells.pop((number, column), None)
            if value is not None:
                self.put(f"{get_column_letter(column)}{number}", value)

    def shift(self, first_row: int, by: int) -> None:
        """Move all rows from one on down, or up for a negative number."""
        self.cells = {(row + by if row >= first_row else row, col): cell for (row, col), cell in self.cells.items()}

    def drop_column(self, letter: str) -> None:
        """Clear a column."""
        index = column_index_from_string(letter)
        self.cells = {place: cell for place, cell in self.cells.items() if place[1] != index}

    def copy_column(self, source: str, target: str) -> None:
        """Copy a column with its header."""
        one, two = column_index_from_string(source), column_index_from_string(target)
        self.cells |= {(row, two): cell for (row, col), cell in self.cells.items() if col == one}


@dataclass
class Book:
    """A workbook as pages by name, in order."""

    pages: dict[str, Page]
    from_1904: bool = False
    manual: bool = False

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def rename(self, old: str, new: str) -> None:
        """Rename a sheet."""
        self.pages = {new if name == old else name: page for name, page in self.pages.items()}

    def write(self, path: Path) -> Path:
        """Write the workbook: values, saved formulas, errors, merged areas, hidden sheets."""
        options = {"strings_to_formulas": False, "strings_to_urls": False, "date_1904": self.from_1904}
        book = xlsxwriter.Workbook(str(path), options)
        if self.manual:
            book.set_calc_mode("manual")
        formats: dict[str, object] = {}
        for name, page in self.pages.items():
            sheet = book.add_worksheet(name)
            for area in page.merged:
                sheet.merge_range(area, "")
            for (row, column), cell in page.cells.items():
                style = formats.setdefault(cell.number_format, book.add_format({"num_format": cell.number_format}))
                _write(sheet, row - 1, column - 1, cell, style)
            if page.hidden:
                sheet.hide()
        book.close()
        return path


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: RawCell, style: object) -> None:
    value = cell.value
    if cell.formula is not None:
        sheet.write_formula(row, column, cell.formula, style, "" if value is None else value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, style)
    elif value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


@cache
def _written(case: Callable[[], Case]) -> Book:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        write_case(case(), path)
        raw = scan(guarded(path))
    return Book({sheet.name: Page(dict(sheet.cells)) for sheet in raw.sheets if sheet.name != "Start here"})


def good_book(case: Callable[[], Case] = good_case) -> Book:
    """A fresh copy of the good workbook, or of that of another case."""
    return Book({name: Page(dict(page.cells)) for name, page in _written(case).pages.items()})


def reading_of(book: Book, folder: Path) -> Reading:
    """Write the workbook and read it."""
    return read(book.write(folder / "case.xlsx"))


def coded(reading: Reading, code: str) -> list[Problem]:
    """All problems with a code."""
    return [problem for problem in reading.problems if problem.code == code]


def repacked(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """The same archive with bytes of one part replaced, for what no writer would write."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def at(sheet: str, header: str, row: int = 9) -> str:
    """Address of a column's cell on a sheet of the good workbook, like "D9"; on Settings of a setting's value."""
    page = _written(good_case)[sheet]
    if sheet == "Settings":
        return next(f"B{row}" for (row, column), cell in page.cells.items() if column == 1 and cell.value == header)
    found = next(column for (number, column), cell in page.cells.items() if number == 8 and cell.value == header)
    return f"{get_column_letter(found)}{row}"

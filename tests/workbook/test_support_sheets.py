"""Firms and support from the user's workbook to the case: figures as typed, each slip with its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models.case import SUPPORT_SHEETS, Budget, Case, Firm, Payer, Price, PricePath, Support
from models.schema import Row, columns
from planner.checking import read_and_check
from planner.workbook import layout
from planner.workbook.problems import Problem
from planner.workbook.template import write_case
from tests.workbook.books import Book, Content, good_book
from tests.workbook.supported import EURO_RATE, supported_case

Spoil = Callable[[Book], None]


def checked(case: Case, path: Path) -> tuple[tuple[Problem, ...], Case | None]:
    """What is said of a case written as a workbook, and the case read from it."""
    write_case(case, path)
    reading, read = read_and_check(path)
    return tuple(one for one in reading.problems if one.kind != "Default"), read


def problems_of(book: Book, folder: Path) -> tuple[Problem, ...]:
    """What is said of a workbook."""
    return read_and_check(book.write(folder / "case.xlsx"))[0].problems


def test_a_workbook_with_support_gives_its_case_and_a_word_about_the_good_that_may_be_kept(tmp_path: Path) -> None:
    problems, case = checked(supported_case(), tmp_path / "case.xlsx")
    assert [problem.code for problem in problems] == ["W518"]
    assert case is not None
    sheets: tuple[type[Row], ...] = (PricePath, Price, Firm, *SUPPORT_SHEETS)
    for sheet in sheets:
        for got, meant in zip(case.tables[sheet], supported_case().tables[sheet], strict=True):
            for (field, figure), (_, expected) in zip(got, meant, strict=True):
                close = pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected
                assert figure == close, f"{sheet.sheet}: {field}"


def typed(path: Path, row: type[Row], header: str, number: int = layout.FIRST_DATA_ROW) -> object:
    """What stands in a cell of a written workbook."""
    sheet = load_workbook(path)[row.sheet]
    place = [column.header for column in columns(row)].index(header) + 1
    return sheet.cell(number, place).value


def test_money_is_typed_in_its_own_currency_and_budgets_are_never_converted(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    _, case = checked(supported_case(), path)
    assert case is not None
    assert (typed(path, Support, "Most"), typed(path, Support, "Priced in")) == (40.0, "EUR 2024")
    assert case[Support][0].most == pytest.approx(40.0 * EURO_RATE)
    assert typed(path, Support, "Amount a unit", 11) == 500.0
    assert case[Support][2].amount_a_unit == pytest.approx(500e-6 * EURO_RATE)
    assert typed(path, Payer, "Currency") == "EUR 2024"
    assert (typed(path, Budget, "Amount"), case[Budget][0].amount) == (25.0, 25.0)


def put(sheet: str, header: str, row: int, value: Content) -> Spoil:
    """Type something else into the cell of a column; None clears it."""
    return lambda book: book[sheet].put(cell(book, sheet, header, row), value)


def cell(book: Book, sheet: str, header: str, row: int) -> str:
    """Address of a column's cell."""
    cells = book[sheet].cells.items()
    (place,) = [place for (number, place), found in cells if number == layout.HEADER_ROW and found.value == header]
    return f"{get_column_letter(place)}{row}"


def drop(sheet: str, row: int) -> Spoil:
    """Delete the last row of a sheet."""

    def spoil(book: Book) -> None:
        book[sheet].cells = {place: found for place, found in book[sheet].cells.items() if place[0] != row}

    return spoil


def both(*spoils: Spoil) -> Spoil:
    """Several slips at once."""

    def spoil(book: Book) -> None:
        for one in spoils:
            one(book)

    return spoil


ALONE: dict[str, Content] = {
    "Project": "Alone", "Kind": "greenfield", "Firm": "Trail Ltd", "Nation": "Canada", "Recipe": "smelt",
    "Capacity": 50.0, "Capital cost": 1_000.0, "Unit cost": 20_000.0, "Lead": 1,
}  # fmt: skip
COMMITTED = put("Candidate moves", "Committed", 9, "yes")

SLIPS: tuple[tuple[str, str, str, Spoil], ...] = (
    ("loan without interest", "E201", "Support!H10", put("Support", "Rate", 10, None)),
    ("loan without terms", "E201", "Support!A10", drop("Support terms", 10)),
    ("loan without term", "E201", "Support terms!J10", put("Support terms", "Term", 10, None)),
    ("law without amount", "E201", "Support!H9",
     both(put("Support", "Rate", 9, None), put("Support", "Most", 9, None), put("Support", "Choice", 9, "statutory"))),
    ("paid to before paid from", "E215", "Support!L9", put("Support", "Paid from", 9, 3)),
    ("open in no year", "W505", "Support!M9", put("Support", "First year", 9, 2040)),
    ("most of a production credit", "W506", "Support!J11", put("Support", "Most", 11, 5.0)),
    ("term of a grant", "W506", "Support terms!J9", put("Support terms", "Term", 9, 5)),
    ("offer that excludes itself", "E514", "Support terms!F9", put("Support terms", "Excludes", 9, "Grant")),
    ("nobody may receive it", "E515", "Support!F9", put("Support", "Who", 9, "Canada")),
    ("payer without reach", "E515", "Payers!C9",
     both(put("Payers", "Nation", 9, None), put("Payers", "Pays abroad", 9, "no"))),
    ("milestone before every payment", "E516", "Support terms!E9", put("Support", "Paid to", 9, 0)),
    ("price missing", "E201", "Prices", drop("Prices", 11)),
    ("probabilities", "E504", "Price paths!B10", put("Price paths", "Probability", 10, 0.3)),
    ("unused path", "W506", "Price paths!A10", put("Prices", "Path", 10, None)),
    ("value forgone", "E215", "Move finances!C9", put("Move finances", "Value forgone low", 9, 20.0)),
    ("cost of capital", "E215", "Firms!G13", put("Firms", "Cost of capital high", 13, 0.05)),
    ("steps", "E215", "Aid rules!F9", put("Aid rules", "Step 2", 9, 40.0)),
    ("coefficient without step", "W506", "Aid rules!G9",
     both(put("Aid rules", "Step 2", 9, None), put("Aid rules", "Coefficient 3", 9, 0.3))),
    ("rule that nobody names", "W506", "Aid rules!A9", put("Support", "Aid rule", 9, None)),
    ("rule elsewhere", "W506", "Aid rules!B9", put("Aid rules", "Where", 9, "Canada")),
    ("fiscal year", "W505", "Budgets!C9", put("Budgets", "Fiscal year", 9, 2050)),
    ("budget line", "W506", "Budgets!B10", put("Budgets", "Budget line", 10, "banks")),
    ("promised", "E215", "Budgets!E9", put("Budgets", "Already promised", 9, 26.0)),
    ("payer of no offer", "W506", "Payers!A10", put("Payers", "Payer", 10, "Ottawa")),
    ("tax", "W517", "Nations!C9", put("Nations", "Tax rate", 9, None)),
    ("finances of a committed project", "W506", "Move finances!A9", COMMITTED),
    ("support without projects", "W506", "Support", both(COMMITTED, drop("Support", 11))),
    ("project that can never start", "W515", "Candidate moves!A10",
     both(*(put("Candidate moves", header, 10, value) for header, value in ALONE.items()))),
    ("project worth more than its capital", "W516", "Candidate moves!H9", put("Prices", "Price", 9, 900_000.0)),
)  # fmt: skip


@pytest.mark.parametrize(("code", "where", "spoil"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_each_slip_is_told_at_its_cell(tmp_path: Path, code: str, where: str, spoil: Spoil) -> None:
    book = good_book(supported_case)
    spoil(book)
    problems = problems_of(book, tmp_path)
    assert (code, where) in [(one.code, one.where) for one in problems], [_words(one) for one in problems]


def _words(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.where, problem.found


def errors_after(spoil: Spoil, folder: Path) -> list[Problem]:
    """Errors of the workbook with one slip."""
    book = good_book(supported_case)
    spoil(book)
    return [one for one in problems_of(book, folder) if one.kind == "Error"]


def test_an_amount_a_unit_without_its_good_is_told_at_the_blank_cell(tmp_path: Path) -> None:
    (error,) = errors_after(put("Support", "Good", 11, None), tmp_path)
    assert (error.code, error.where, error.found, error.expected, error.to_do) == (
        "E201", "Support!G11", "blank", "Good, since Amount a unit is for a unit of it",
        "Fill it in, or clear Amount a unit.",
    )  # fmt: skip


def test_a_payer_that_is_not_on_payers_is_told_with_the_nearest(tmp_path: Path) -> None:
    (error,) = errors_after(put("Support", "Payer", 9, "Berlni"), tmp_path)
    assert (error.code, error.where, error.found, error.near) == ("E302", "Support!D9", '"Berlni"', "Berlin")


def test_two_budgets_of_one_payer_line_and_year_are_told_with_both_cells(tmp_path: Path) -> None:
    (error,) = errors_after(put("Budgets", "Budget line", 10, None), tmp_path)
    assert (error.code, error.where) == ("E301", "Budgets!A9:A10")
    assert error.to_do == "Delete one of the two rows, or tell them apart by Payer, Budget line or Fiscal year."

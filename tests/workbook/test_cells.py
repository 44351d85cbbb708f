"""Every slip inside a cell: its code, its cell, and the words that tell the user what to do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from planner.workbook.problems import Problem
from planner.workbook.reader import read
from tests.workbook.books import Book, Content, Formula, at, coded, good_book, reading_of, repacked


@dataclass(frozen=True)
class Slip:
    """One cell of the good workbook overtyped, and the one problem that must come of it."""

    sheet: str
    header: str
    row: int
    typed: Content
    code: str
    found: str
    to_do: str
    near: str | None = None
    number_format: str | None = None


NUMBER = "Type the number only; the unit stands in row 7."
POINT = "Type it with a decimal point."
PLAIN = "Type it without separators."
AGAIN = "Format the cell as a number and type the number again."
FOUR_DIGITS = "Correct the year; it has four digits."
EXCEL_DATE = "Excel changed what you typed to a date. Format the cell as Text and type it again."

ERRORS = [
    Slip("Demand", "Quantity", 9, None, "E201", "blank", "Fill it in. Quantity in the first year of the row."),
    Slip("Demand", "Nation", 9, None, "E201", "blank", "Fill it in. Where it is needed."),
    Slip("Settings", "First year", 0, None, "E201", "blank", "Fill it in. First year planned."),
    Slip("Demand", "Quantity", 9, "tbc", "E202", '"tbc"', "Type a number."),
    Slip("Demand", "Growth", 9, "n/a", "E202", '"n/a"', "Type a number, or leave the cell blank."),
    Slip("Demand", "Growth", 9, "-", "E202", '"-"', "Type a number, or leave the cell blank."),
    Slip("Demand", "Nation", 9, "N/A", "E202", '"N/A"', "Type what is meant."),
    Slip("Firms", "Controlled from", 9, "-", "E202", '"-"', "Type what is meant, or leave the cell blank."),
    Slip("Nations", "Bloc", 9, "tbd", "E202", '"tbd"', "Type what is meant."),
    Slip("Goods", "Storable", 9, "?", "E202", '"?"', "Type yes or no, or leave the cell blank."),
    Slip("Nations", "As of", 9, "tbc", "E202", '"tbc"', "Type a date, or leave the cell blank."),
    Slip("Demand", "Quantity", 9, "0,35", "E203", '"0,35"', POINT, "0.35"),
    Slip("Demand", "Quantity", 9, "12,5", "E203", '"12,5"', POINT, "12.5"),
    Slip("Demand", "Quantity", 9, "1 000", "E203", '"1 000"', PLAIN, "1000"),
    Slip("Demand", "Quantity", 9, "1\u00a0000", "E203", '"1[no-break space]000"', PLAIN, "1000"),
    Slip("Demand", "Quantity", 9, "1\u202f000,5", "E203", '"1[U+202F]000,5"', PLAIN, "1000.5"),
    Slip("Demand", "Quantity", 9, "1'000", "E203", '"1\'000"', PLAIN, "1000"),
    Slip("Demand", "Quantity", 9, "1.234,5", "E203", '"1.234,5"', PLAIN, "1234.5"),
    Slip("Demand", "Quantity", 9, "1,234.5", "E203", '"1,234.5"', PLAIN, "1234.5"),
    Slip("Demand", "Quantity", 9, "1,234,567", "E203", '"1,234,567"', PLAIN, "1234567"),
    Slip(
        "Demand", "Quantity", 9, "1,234", "E203", '"1,234"',
        "Type the number you mean, with a decimal point and without separators.", "1.234 or 1234",
    ),
    Slip("Demand", "Quantity", 9, "120 t", "E204", '"120 t"', NUMBER, "120"),
    Slip("Demand", "Quantity", 9, "EUR 120", "E204", '"EUR 120"', NUMBER, "120"),
    Slip("Existing lines", "Unit cost", 10, "0.35 USD", "E204", '"0.35 USD"', NUMBER, "0.35"),
    Slip("Caps", "Cap", 9, "45%", "E205", '"45%"',
         "The cell holds text. Format it as a percentage and type the figure again, or type 0.45."),
    Slip("Caps", "Cap", 9, 45, "E205", "45", "If 45% is meant, type 45% or 0.45.", None, "General"),
    Slip("Caps", "Cap", 9, 45, "E205", "45, which is 4500%", "If 45% is meant, type 45% or 0.45."),
    Slip("Settings", "Gap", 0, 1, "E205", "1, which is 100%", "If 1% is meant, type 1% or 0.01."),
    Slip("Lanes", "Loss", 9, 1, "E205", "1, which is 100%", "If 1% is meant, type 1% or 0.01."),
    Slip("Settings", "Discount rate", 0, 8, "E205", "8", "If 8% is meant, type 8% or 0.08.", None, "General"),
    Slip("Caps", "Cap", 9, 1.5, "E205", "1.5, which is 150%", "If 1.5% is meant, type 1.5% or 0.015."),
    Slip("Caps", "Cap", 9, 450, "E213", "450", "Correct the number."),
    Slip(
        "Demand", "Quantity", 9, Formula("=Goods!D9/0", "#DIV/0!"), "E206",
        '#DIV/0! from the formula "=Goods!D9/0"', "Correct the formula, or type the value.",
    ),
    Slip(
        "Nations", "Nation", 12, Formula("=NA()", "#N/A"), "E206",
        '#N/A from the formula "=NA()"', "Correct the formula, or type the value.",
    ),
    Slip(
        "Demand", "Quantity", 9, Formula("=60*2"), "E207", 'the formula "=60*2" without a saved value',
        "Open the workbook in Excel, let it calculate, and save it; or type the value.",
    ),
    Slip(
        "Demand", "Quantity", 9, Formula("=[2]Plan!A1", 120), "E207",
        'a formula that reads another workbook: "=[2]Plan!A1"', "Copy the value into the cell (paste as values).",
    ),
    Slip(
        "Demand", "Quantity", 9, datetime.datetime(2026, 3, 1), "E209",
        "the date 2026-03-01, which is the number 46082", AGAIN, None, "yyyy-mm-dd",
    ),
    Slip("Demand", "First year", 9, 26, "E209", "26", FOUR_DIGITS, "2026"),
    Slip("Demand", "First year", 9, 2206, "E209", "2206", FOUR_DIGITS, "2026"),
    Slip("Settings", "First year", 0, 2260, "E209", "2260", FOUR_DIGITS),
    Slip("Settings", "First year", 0, 1026, "E209", "1026", FOUR_DIGITS),
    Slip("Demand", "First year", 9, 20260, "E209", "20260", FOUR_DIGITS, "2020, 2026, 2060"),
    Slip(
        "Demand", "First year", 9, datetime.datetime(2026, 1, 1), "E209",
        "the date 2026-01-01, which is the number 46023", AGAIN, None, "yyyy",
    ),
    Slip("Nations", "As of", 9, "spring", "E209", '"spring"', "Type year and month, like 2026-03, or a date."),
    Slip("Nations", "As of", 9, 26, "E209", "26", "Type year and month, like 2026-03, or a date."),
    Slip("Nations", "As of", 9, "2026-13", "E209", '"2026-13"', "Type year and month, like 2026-03, or a date."),
    Slip("Goods", "Good", 9, datetime.datetime(2026, 3, 1), "E209", "the date 2026-03-01", EXCEL_DATE, None, "d-mmm"),
    Slip("Demand", "Good", 9, datetime.datetime(2026, 2, 1), "E209", "the date 2026-02-01", EXCEL_DATE, None, "d-mmm"),
    Slip("Candidate moves", "Lead", 9, 1.5, "E210", "1.5", "Type a whole number."),
    Slip("Demand", "Quantity", 9, True, "E211", "TRUE", "Type a number."),
    Slip("Goods", "Storable", 9, "ja", "E211", '"ja"', "Type yes or no."),
    Slip("Goods", "Storable", 9, "x", "E211", '"x"', "Type yes or no."),
    Slip("Goods", "Storable", 9, 2, "E211", "2", "Type yes or no."),
    Slip("Demand", "Quantity", 9, "nan", "E212", '"nan"', "Type a number of a size that can be meant."),
    Slip("Demand", "Quantity", 9, "-inf", "E212", '"-inf"', "Type a number of a size that can be meant."),
    Slip("Demand", "Quantity", 9, "1e400", "E212", '"1e400"', "Type a number of a size that can be meant."),
    Slip("Demand", "Quantity", 9, 1e308, "E212", "1e+308", "Type a number of a size that can be meant."),
    Slip("Demand", "Quantity", 9, -5, "E213", "-5", "Correct the number."),
    Slip("Recipes", "Quantity", 11, 0, "E213", "0", "Correct the number."),
    Slip("Candidate moves", "Life", 9, 0, "E213", "0", "Correct the number."),
    Slip("Candidate moves", "Capacity", 9, 0, "E213", "0", "Correct the number."),
    Slip("Settings", "Years", 0, 400, "E213", "400", "Correct the number."),
    Slip(
        "Nations", "Nation", 12, "Сhina", "E217", '"Сhina", which contains Cyrillic C',  # noqa: RUF001
        "Type the name again with Latin letters.", "China",
    ),
    Slip(
        "Demand", "Nation", 9, "Gеrmany", "E217", '"Gеrmany", which contains Cyrillic e',  # noqa: RUF001
        "Type the name again with Latin letters.", "Germany",
    ),
    Slip("Goods", "Good", 9, "К01", "E217", '"К01", which contains Cyrillic K',  # noqa: RUF001
         "Type the name again with Latin letters.", "K01"),
    Slip("Nations", "Bloc", 9, "Αlly", "E217", '"Αlly", which contains Greek A',  # noqa: RUF001
         "Type the name again with Latin letters.", "Ally"),
    Slip("Nations", "Bloc", 9, "friend", "E302", '"friend"', "Choose from the list.", "ally"),
    Slip("Nations", "Bloc", 9, "zzz", "E302", '"zzz"', "Choose from the list."),
    Slip("Candidate moves", "Kind", 9, "build new", "E302", '"build new"', "Choose from the list.", "greenfield"),
    Slip("Candidate moves", "Kind", 9, "New plant", "E302", '"New plant"', "Choose from the list.", "greenfield"),
    Slip("Candidate moves", "Kind", 9, "move", "E302", '"move"', "Choose from the list.", "relocate"),
    Slip("Candidate moves", "Kind", 9, "restart", "E302", '"restart"', "Choose from the list.", "reopen"),
    Slip("Candidate moves", "Kind", 9, "enlarge", "E302", '"enlarge"', "Choose from the list.", "expand"),
    Slip("Recipes", "Role", 9, "output", "E302", '"output"', "Choose from the list.", "main output"),
    Slip("Goods", "Unit", 9, "tonnes", "E401", '"tonnes"', "Choose from the list.", "t"),
    Slip("Caps", "Metric", 9, "direct shares", "E302", '"direct shares"', "Choose from the list.", "direct share"),
    Slip("Goods", "Unit", 9, "barrel??", "E401", '"barrel??"', "Choose from the list."),
]  # fmt: skip


@pytest.mark.parametrize("slip", ERRORS, ids=lambda slip: f"{slip.code}-{slip.sheet}-{slip.header}-{slip.typed!r}")
def test_a_cell_that_cannot_be_used_is_an_error_with_its_address_and_advice(slip: Slip, tmp_path: Path) -> None:
    book = good_book()
    address = at(slip.sheet, slip.header, slip.row)
    book[slip.sheet].put(address, slip.typed, slip.number_format)
    reading = reading_of(book, tmp_path)
    found = [p for p in coded(reading, slip.code) if address in p.where]
    assert [(p.kind, p.where, p.found, p.to_do, p.near) for p in found] == [
        ("Error", f"{slip.sheet}!{address}", slip.found, slip.to_do, slip.near)
    ]
    assert reading.case is None


@dataclass(frozen=True)
class Repair:
    """One cell of the good workbook typed in another way, and what it is read as."""

    sheet: str
    header: str
    row: int
    typed: Content
    code: str
    found: str
    used: str
    number_format: str | None = None


REPAIRS = [
    Repair("Demand", "Quantity", 9, "120 ", "R046", 'the text "120 "', "the number 120"),
    Repair("Demand", "Quantity", 9, "1.2E2", "R046", 'the text "1.2E2"', "the number 120"),
    Repair("Demand", "Quantity", 9, "１２０", "R046", 'the text "１２０"', "the number 120"),  # noqa: RUF001
    Repair("Candidate moves", "Earliest start", 9, "2026", "R046", 'the text "2026"', "the number 2026"),
    Repair("Existing lines", "Fixed cost", 10, 1e-300, "R065", "1e-300", "0"),
    Repair("Goods", "Storable", 9, "N", "R063", '"N"', "no"),
    Repair("Goods", "Storable", 9, 0, "R063", "0", "no"),
    Repair("Goods", "Storable", 9, False, "R063", "FALSE", "no"),
    Repair("Goods", "Storable", 10, "TRUE", "R063", '"TRUE"', "yes"),
    Repair("Nations", "Bloc", 9, "Ally", "R077", '"Ally"', "ally"),
    Repair("Nations", "Bloc", 9, " ally", "R078", '" ally"', '"ally"'),
    Repair("Demand", "Good", 9, "metal\u00a0", "R078", '"metal[no-break space]"', '"metal"'),
    Repair("Demand", "Programme", 9, "ta\u200bnks", "R072", '"ta[U+200B]nks"', '"tanks"'),
    Repair("Demand", "Good", 9, "'metal", "R077", '"\'metal"', "metal"),
    Repair("Nations", "Bloc", 9, "'ally", "R077", '"\'ally"', "ally"),
]


@pytest.mark.parametrize("repair", REPAIRS, ids=lambda repair: f"{repair.code}-{repair.header}-{repair.typed!r}")
def test_a_cell_whose_meaning_is_certain_is_repaired_and_listed(repair: Repair, tmp_path: Path) -> None:
    book = good_book()
    address = at(repair.sheet, repair.header, repair.row)
    before = reading_of(book, tmp_path).case
    book[repair.sheet].put(address, repair.typed, repair.number_format)
    reading = reading_of(book, tmp_path)
    found = [p for p in reading.problems if p.kind == "Repair"]
    assert [(p.code, p.where, p.found, p.expected) for p in found] == [
        (repair.code, f"{repair.sheet}!{address}", repair.found, repair.used)
    ]
    assert reading.case is not None
    assert before is not None
    assert reading.case.fingerprint == before.fingerprint


def test_line_breaks_in_a_name_become_spaces(tmp_path: Path) -> None:
    book = good_book()
    book["Firms"].put("A9", "Ruhr\nAG")
    reading = reading_of(book, tmp_path)
    assert [(p.where, p.found, p.expected) for p in coded(reading, "R072")] == [
        ("Firms!A9", '"Ruhr[line break]AG"', '"Ruhr AG"')
    ]
    assert reading.case is not None


def test_text_that_begins_with_an_apostrophe_is_kept(tmp_path: Path) -> None:
    book = good_book()
    book["Firms"].put(at("Firms", "Note"), "'more than 1,000 t' less the 200 t at opening")
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert reading.case.firms["Ruhr AG"].note == "'more than 1,000 t' less the 200 t at opening"
    assert not [p for p in reading.problems if p.kind == "Repair"]


@pytest.mark.parametrize("name", ["None", "NULL", "TRUE", "NA", "nan"])
def test_words_that_programs_take_for_missing_stay_names(name: str, tmp_path: Path) -> None:
    book = good_book()
    book["Existing lines"].put("A9", name)
    case = reading_of(book, tmp_path).case
    assert case is not None
    assert name in case.lines


def test_a_number_as_a_name_is_read_as_text(tmp_path: Path) -> None:
    book = good_book()
    book["Existing lines"].put("A9", 5083)
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert "5083" in reading.case.lines
    assert [(p.where, p.found, p.expected) for p in coded(reading, "R072")] == [
        ("Existing lines!A9", "the value 5083", 'the text "5083"')
    ]


def test_a_negative_zero_is_read_as_zero(tmp_path: Path) -> None:
    book = good_book()
    address = at("Existing lines", "Fixed cost", 10)
    book["Existing lines"].put(address, 1234567)
    path = book.write(tmp_path / "case.xlsx")
    number = list(book.pages).index("Existing lines") + 1
    repacked(path, f"xl/worksheets/sheet{number}.xml", b"<v>1234567</v>", b"<v>-0.0</v>")
    assert [(p.where, p.found) for p in coded(read(path), "R065")] == [(f"Existing lines!{address}", "-0")]


def test_a_number_too_large_for_a_computer_is_an_error(tmp_path: Path) -> None:
    book = good_book()
    address = at("Demand", "Quantity")
    book["Demand"].put(address, 1234567)
    path = book.write(tmp_path / "case.xlsx")
    number = list(book.pages).index("Demand") + 1
    repacked(path, f"xl/worksheets/sheet{number}.xml", b"<v>1234567</v>", b"<v>1E+400</v>")
    found = coded(read(path), "E212")
    assert [(p.where, p.found) for p in found] == [(f"Demand!{address}", "inf")]


def test_formulas_are_used_as_last_saved_and_counted(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].put(at("Demand", "Quantity", 9), Formula("=60*2", 120))
    book["Existing lines"].put(at("Existing lines", "Capacity", 10), Formula("=100+100", 200))
    book.manual = True
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert reading.case.fingerprint == reading_of(good_book(), tmp_path).case.fingerprint  # type: ignore[union-attr]
    one, two = at("Existing lines", "Capacity", 10), at("Demand", "Quantity", 9)
    assert [(p.found, p.where) for p in coded(reading, "W055")] == [
        ("2 formulas", f"Existing lines!{one}; Demand!{two}")
    ]
    assert [(p.where, p.found) for p in coded(reading, "W042")] == [("case.xlsx", "manual calculation")]


@pytest.mark.parametrize(
    ("typed", "number_format", "kept"),
    [
        ("2026-3", None, "2026-03"),
        ("2026-03-05", None, "2026-03-05"),
        (2026, None, "2026"),
        (datetime.datetime(2026, 3, 1), "mmm-yy", "2026-03"),
        (datetime.datetime(2026, 3, 1), "yyyy-mm-dd", "2026-03-01"),
    ],
)
def test_dates_are_read_to_the_precision_shown(
    typed: Content, number_format: str | None, kept: str, tmp_path: Path
) -> None:
    book = good_book()
    book["Firms"].put(at("Firms", "As of"), typed, number_format)
    case = reading_of(book, tmp_path).case
    assert case is not None
    assert case.firms["Ruhr AG"].as_of == kept


def test_dates_counted_from_1904_are_read_as_shown(tmp_path: Path) -> None:
    book = good_book()
    book.from_1904 = True
    book["Firms"].put(at("Firms", "As of"), datetime.datetime(2026, 3, 5), "yyyy-mm-dd")
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert reading.case.firms["Ruhr AG"].as_of == "2026-03-05"
    assert [p.kind for p in coded(reading, "R042")] == ["Repair"]


def test_one_fault_in_many_rows_is_one_line(tmp_path: Path) -> None:
    book = good_book()
    for row in (10, 11, 12):
        book["Existing lines"].put(at("Existing lines", "Capacity", row), None)
    first, last = at("Existing lines", "Capacity", 10), at("Existing lines", "Capacity", 12)
    found: list[Problem] = coded(reading_of(book, tmp_path), "E201")
    assert [p.where for p in found] == [f"Existing lines!{first}:{last}"]


def test_a_figure_a_thousand_times_the_others_is_a_warning(tmp_path: Path) -> None:
    book = good_book()
    address = at("Existing lines", "Capacity", 12)
    book["Existing lines"].put(at("Existing lines", "Recipe", 9), "smelt")
    for row, value in enumerate((20_100, 20_000, 22_000, 15e6, 15_500), start=9):
        book["Existing lines"].put(at("Existing lines", "Capacity", row), value)
    reading = reading_of(book, tmp_path)
    assert [(p.kind, p.where, p.found) for p in coded(reading, "W214")] == []
    book["Existing lines"].put(address, 22e6)
    reading = reading_of(book, tmp_path)
    assert [(p.kind, p.where, p.found) for p in coded(reading, "W214")] == [
        ("Warning", f"Existing lines!{address}", "22000000, 1,095 times the median for smelt in this column")
    ]
    assert reading.case is not None
    book["Existing lines"].put(at("Existing lines", "Recipe", 9), "mine")
    assert coded(reading_of(book, tmp_path), "W214") == []


def test_a_last_year_before_the_first_names_both_cells(tmp_path: Path) -> None:
    book = good_book()
    first, last = at("Candidate moves", "Earliest start"), at("Candidate moves", "Latest start")
    book["Candidate moves"].put(last, 2025)
    found = coded(reading_of(book, tmp_path), "E215")
    assert [(p.where, p.found) for p in found] == [(f"Candidate moves!{first}, {last}", "2026 to 2025")]


NASTY: list[Content] = [
    "", " ", "tbc", "-", "n/a", "0,35", "1,234", "1 000", "5 t", "45%", "nan", "1e400", "=1+1", "{=1+1}", "@SUM(A1)",
    "\u200b", "Сhina", "é" * 300, "x" * 5000, "<&>\"'", "None", True, -1, 0, 1e308, 1e-310, 45, 1.5, 20260,  # noqa: RUF001
    datetime.datetime(1900, 1, 1), datetime.datetime(2026, 3, 1), Formula("=1/0", "#DIV/0!"), Formula("=A1"),
]  # fmt: skip


PLACES = sorted((name, place) for name, page in good_book().pages.items() for place in page.cells)


def spoil(book: Book, sheet: str, place: tuple[int, int], value: Content) -> None:
    """Type a value into a cell, dates with a date format."""
    number_format = "yyyy-mm-dd" if isinstance(value, datetime.datetime) else None
    book[sheet].put(f"{get_column_letter(place[1])}{place[0]}", value, number_format)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cell=st.sampled_from(PLACES), value=st.sampled_from(NASTY))
def test_no_value_in_any_single_cell_makes_the_reader_fail(cell: tuple[str, tuple[int, int]], value: Content) -> None:
    book = good_book()
    spoil(book, *cell, value)
    with TemporaryDirectory() as folder:
        reading = reading_of(book, Path(folder))
    assert reading.rows_read == reading.rows_used + reading.rows_left_out
    assert (reading.case is None) == any(p.kind == "Error" for p in reading.problems)


@pytest.mark.parametrize("turn", range(len(NASTY)))
def test_a_workbook_of_nothing_but_nasty_cells_is_read_to_its_end(turn: int, tmp_path: Path) -> None:
    book = good_book()
    for number, (sheet, place) in enumerate(PLACES):
        if place[0] > 8 and (sheet != "Settings" or place[1] == 2):
            spoil(book, sheet, place, NASTY[(number + turn) % len(NASTY)])
    reading = reading_of(book, tmp_path)
    assert reading.case is None
    assert all(p.where and p.found and p.to_do.endswith(".") for p in reading.problems)
    assert {p.where.split("!")[0] for p in reading.problems if p.kind == "Error"} >= set(book.pages) - {"Nations"}

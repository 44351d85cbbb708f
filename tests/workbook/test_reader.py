"""Sheets, headers, rows, names and references: every slip gets its code, its cell and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.case import SHEETS, Demand, Lane, Nation, Settings
from models.schema import Issue
from planner.workbook.example import example_case
from planner.workbook.reader import read
from planner.workbook.template import write_case, write_template
from tests.workbook.books import Book, Formula, Page, at, coded, good_book, good_case, reading_of


def test_a_good_workbook_gives_its_case_without_any_error_or_warning(tmp_path: Path) -> None:
    write_case(good_case(), tmp_path / "good.xlsx")
    reading = read(tmp_path / "good.xlsx")
    assert {problem.kind for problem in reading.problems} == {"Default"}
    assert reading.case is not None
    for row in SHEETS:
        for got, meant in zip(reading.case[row], good_case()[row], strict=True):
            for field, value in meant.model_dump().items():
                close = pytest.approx(value, rel=1e-14) if isinstance(value, float) else value
                assert getattr(got, field) == close
    assert (reading.rows_read, reading.rows_used, reading.rows_left_out) == (30, 30, 0)
    assert reading.path_name == "good.xlsx"


@pytest.mark.parametrize("minimal", [True, False])
def test_the_example_of_the_template_is_read_as_it_was_made(minimal: bool, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", minimal=minimal, example=True, sheets=None)
    reading = read(tmp_path / "t.xlsx")
    assert reading.case is not None
    assert reading.case.fingerprint == example_case().fingerprint
    assert [(p.kind, p.found) for p in coded(reading, "W107")] == [("Warning", "example rows of the template")]


def test_an_unfilled_template_says_what_to_fill(tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", minimal=True, example=False, sheets=None)
    reading = read(tmp_path / "t.xlsx")
    assert reading.case is None
    assert {(p.code, p.where) for p in reading.problems if p.kind == "Error"} >= {
        ("E101", "Nations"), ("E101", "Goods"), ("E101", "Recipes"), ("E101", "Demand"),
        ("E101", "Existing lines; Candidate moves"), ("E201", f"Settings!{at('Settings', 'Title')}"),
    }  # fmt: skip


Change = Callable[[Book], None]


@dataclass(frozen=True)
class Slip:
    """A change of the good workbook and the problem that must come of it."""

    name: str
    change: Change
    kind: str
    code: str
    where: str
    found: str
    advice: str

    def __str__(self) -> str:
        return self.name


def put(sheet: str, address: str, value: str | float | None) -> Change:
    return lambda book: book[sheet].put(address, value)


def put_row(sheet: str, number: int, *values: str | float | None) -> Change:
    return lambda book: book[sheet].put_row(number, *values)


def drop(sheet: str) -> Change:
    def change(book: Book) -> None:
        del book.pages[sheet]

    return change


def no_lines(book: Book) -> None:
    for sheet in ("Existing lines", "Candidate moves", "Move conditions"):
        drop(sheet)(book)


def same_id(book: Book) -> None:
    for row in (9, 10):
        book["Goods"].put(at("Goods", "Id", row), "G1")


def add(sheet: str, **cells: str) -> Change:
    def change(book: Book) -> None:
        book.pages[sheet] = Page({})
        for address, value in cells.items():
            book[sheet].put(address, value)

    return change


def hide(book: Book) -> None:
    book["Firms"].hidden = True


def merge(book: Book) -> None:
    book["Demand"].merged.append("C9:C10")


def copied_sheet(book: Book) -> None:
    book.pages["Demand (2)"] = Page(dict(book["Demand"].cells))


def double_header(book: Book) -> None:
    book["Demand"].copy_column(at("Demand", "Good")[0], "Z")


def no_title(book: Book) -> None:
    book["Goods"].cells = {place: cell for place, cell in book["Goods"].cells.items() if place[0] > 1}
    book["Goods"].shift(2, -1)


def blank_rows(count: int) -> Change:
    return lambda book: book["Demand"].shift(10, count)


def far_cell(book: Book) -> None:
    book["Demand"].put("XFD1048576", "x")


def far_column(book: Book) -> None:
    book["Demand"].put("ZZ9", "x")


def examples(book: Book) -> None:
    note = at("Demand", "Note", 10)
    book["Demand"].put(note, "Example: type over or delete")


def same_row_again(book: Book) -> None:
    page = book["Demand"]
    page.cells |= {(11, column): cell for (row, column), cell in page.cells.items() if row == 10}


def same_row_other_figure(book: Book) -> None:
    same_row_again(book)
    book["Demand"].put(at("Demand", "Quantity", 11), 601)


def no_header(sheet: str, header: str) -> Change:
    return lambda book: book[sheet].put(at(sheet, header, 8), None)


NOT_READ = "Not read. Put _ before the names of your own sheets."
NAME = "Type the name as in the template."
DELETE = "Delete one of the two rows, or "
NOTHING = "Nothing to do."
GOOD, QUANTITY = at("Demand", "Good"), at("Demand", "Quantity")
COST_UNIT = at("Candidate moves", "Capital cost", 7)
CAPACITY = at("Existing lines", "Capacity")

STRUCTURE = [
    Slip("sheet missing", drop("Goods"), "Error", "E101", "Goods", "no such sheet",
         "Add the sheet from the template and fill it."),
    Slip("no line and no move", no_lines, "Error", "E101", "Candidate moves", "no such sheet",
         "Add at least one of these sheets from the template and fill it."),
    Slip("sheet misspelt", lambda b: b.rename("Goods", "Gods"), "Error", "E101", "Gods", 'sheet "Gods"',
         "Rename the sheet to Goods, or put _ before its name if it holds notes. Nearest match: Goods."),
    Slip("sheet in other letters", lambda b: b.rename("Goods", "GOODS "), "Repair", "R020", "GOODS ", 'sheet "GOODS "',
         NOTHING),
    Slip("sheet of no meaning", add("Ideas", A1="x"), "Warning", "W021", "Ideas", 'sheet "Ideas"', NOT_READ),
    Slip("copy of a sheet", copied_sheet, "Warning", "W022", "Demand (2)", "a copy of Demand",
         "Not read. Delete the copy, or put _ before its name."),
    Slip("hidden sheet", hide, "Warning", "W023", "Firms", "a hidden sheet", "It was read. Unhide it."),
    Slip("merged cells", merge, "Error", "E104", "Demand!C9", "merged cells C9:C10",
         "Unmerge the cells and type the value into each of them."),
    Slip("header moved", no_title, "Error", "E103", "Goods row 7", "headers in row 7",
         "Insert or delete rows above the headers until they stand there again."),
    Slip("header misspelt", put("Demand", at("Demand", "Quantity", 8), "Quantty"), "Error", "E102",
         f"Demand!{at('Demand', 'Quantity', 8)}", '"Quantty"', f"{NAME} Nearest match: Quantity."),
    Slip("optional header misspelt", put("Lanes", at("Lanes", "Freight", 8), "Fright"), "Error", "E102",
         f"Lanes!{at('Lanes', 'Freight', 8)}", '"Fright"', f"{NAME} Nearest match: Freight."),
    Slip("header missing", lambda b: b["Demand"].drop_column(QUANTITY[0]), "Error", "E102", "Demand row 8",
         "no column Quantity", "Add it as in the template and fill it."),
    Slip("header twice", double_header, "Error", "E102", f"Demand!{GOOD[0]}8, Z8", "Good twice",
         "Delete one of the two columns, or rename it."),
    Slip("column of one's own", put("Demand", "Z8", "Remarks"), "Warning", "W029", "Demand!Z8", '"Remarks"',
         "Not read. Nothing to do if it holds notes."),
    Slip("no header over data", no_header("Lanes", "Freight"), "Error", "E102", f"Lanes!{at('Lanes', 'Freight', 8)}",
         "no header over data", "Type the header of the template, or delete the column."),
    Slip("setting misspelt", put("Settings", at("Settings", "Years").replace("B", "A"), "Yeers"), "Error", "E102",
         f"Settings!{at('Settings', 'Years').replace('B', 'A')}", '"Yeers"', f"{NAME} Nearest match: Years."),
    Slip("one blank row", blank_rows(1), "Repair", "R032", "Demand row 10", "1 blank row inside the table", NOTHING),
    Slip("many blank rows", blank_rows(4), "Warning", "W032", "Demand rows 10-13", "4 blank rows inside the table",
         "The rows below are read. Delete the blank rows, or the rows below if they are not meant."),
    Slip("total", put_row("Demand", 11, "Total", None, None, None, None, None, 720), "Error", "E106", "Demand row 11",
         'a row that looks like a total: "Total"', "Delete the row; sums are made by the planner."),
    Slip("far cell", far_cell, "Error", "E105", "Demand!XFD1048576", "a filled cell far outside the table",
         "Delete the rows or columns between the table and this cell, and the cell."),
    Slip("far column", far_column, "Error", "E105", "Demand!ZZ9", "a filled cell far outside the table",
         "Delete the rows or columns between the table and this cell, and the cell."),
    Slip("example left among own rows", examples, "Error", "E107", "Demand row 10", "example rows of the template",
         "Delete these rows, or make one yours by typing over it and clearing its Note."),
    Slip("unit changed", put("Existing lines", f"{CAPACITY[0]}7", "kt a year"), "Error", "E401",
         f"Existing lines!{CAPACITY[0]}7", '"kt a year"',
         "Type the figures in the unit of the template and put its text back."),
    Slip("unit in another currency", put("Candidate moves", COST_UNIT, "EUR million"), "Warning", "W401",
         f"Candidate moves!{COST_UNIT}", "units in EUR above figures",
         "Figures are read in USD. Type it in these units, or correct the currency on Settings."),
]  # fmt: skip

FULL = "Choose which one you mean and type its full name."
NATION = at("Demand", "Nation")
NAMES = [
    Slip("same row again", same_row_again, "Left out", "X073", "Demand row 11",
         '"cars / Canada / metal" again, as in row 10', "Nothing to do. Delete the row to avoid this line."),
    Slip("same key, other figure", same_row_other_figure, "Error", "E301", "Demand!A10:A11",
         '"cars / Canada / metal" twice, with different Quantity',
         DELETE + "tell them apart by Programme, Nation, Good or First year."),
    Slip("same key in other letters", put_row("Goods", 11, "METAL ", "t", "metal"), "Error", "E301",
         "Goods!A10:A11", '"metal" twice, with different Shortage penalty, Storable, Holding cost, Loss in store',
         DELETE + "give one of them another good."),
    Slip("same nation under two names", put_row("Nations", 13, "DEU", "ally"), "Error", "E301", "Nations!A9, A13",
         '"Germany" and "DEU", both Germany', "Delete one of the two rows."),
    Slip("two rows with one id", same_id, "Error",
         "E301", f"Goods!{at('Goods', 'Id', 9)}:{at('Goods', 'Id', 10)}", 'two rows named "G1"',
         "Type different names in the column Id."),
    Slip("unknown good", put("Demand", GOOD, "metl"), "Error", "E302", f"Demand!{GOOD}", '"metl"',
         "Correct the name, or add it to Goods. Nearest match: metal."),
    Slip("nation not declared", put("Demand", NATION, "Norway"), "Error", "E302", f"Demand!{NATION}", '"Norway"',
         "Norway is not on Nations: add it there with its bloc, or correct the name."),
    Slip("no resemblance is trusted", put("Demand", NATION, "Germania"), "Error", "E302", f"Demand!{NATION}",
         '"Germania"', "Correct the name, or add it to Nations. Nearest match: Germany."),
    Slip("unknown recipe", put("Existing lines", at("Existing lines", "Recipe"), "melt"), "Error", "E302",
         f"Existing lines!{at('Existing lines', 'Recipe')}", '"melt"',
         "Correct the name, or add it to Recipes. Nearest match: smelt."),
    Slip("firm not on Firms", put("Existing lines", at("Existing lines", "Firm"), "Trail Inc"), "Warning", "W302",
         f"Existing lines!{at('Existing lines', 'Firm')}", '"Trail Inc"',
         "Add it there, or correct the name. Until it stands on Firms, its lines and projects count as controlled "
         "by nobody adverse."),
    Slip("firm misspelt", put("Existing lines", at("Existing lines", "Firm"), "Ruhr A.G."), "Error", "E302",
         f"Existing lines!{at('Existing lines', 'Firm')}", '"Ruhr A.G."',
         "Correct the name; if it is another firm, add it on Firms. Nearest match: Ruhr AG."),
    Slip("case of a reference", put("Demand", GOOD, "METAL"), "Repair", "R077", f"Demand!{GOOD}", '"METAL"', NOTHING),
    Slip("space in a reference", put("Demand", NATION, "Germany "), "Repair", "R078", f"Demand!{NATION}", '"Germany "',
         NOTHING),
    Slip("compatible letters", put("Demand", GOOD, "ｍetal"), "Repair", "R077", f"Demand!{GOOD}", '"ｍetal"',  # noqa: RUF001
         NOTHING),
    Slip("recipe spelt in two ways", put("Recipes", "A11", "Smelt"), "Repair", "R077", "Recipes!A11", '"Smelt"',
         NOTHING),
    Slip("code of a nation", put("Demand", NATION, "deu"), "Repair", "R082", f"Demand!{NATION}", '"deu"', NOTHING),
    Slip("NA is Namibia", put("Existing lines", at("Existing lines", "Nation"), "NA"), "Repair", "R082",
         f"Existing lines!{at('Existing lines', 'Nation')}", '"NA"', NOTHING),
    Slip("another name of a nation", put("Lanes", "A10", "People's Republic of China"), "Repair", "R082", "Lanes!A10",
         '"People\'s Republic of China"', NOTHING),
    Slip("ambiguous reference", put("Demand", NATION, "Korea"), "Error", "E303", f"Demand!{NATION}",
         '"Korea", which may mean more than one nation', f"{FULL} Nearest match: South Korea, North Korea."),
    Slip("ambiguous Guinea", put("Demand", NATION, "Guinea"), "Error", "E303", f"Demand!{NATION}",
         '"Guinea", which may mean more than one nation',
         f"{FULL} Nearest match: Guinea-Conakry, Guinea-Bissau, Equatorial Guinea, Papua New Guinea."),
    Slip("ambiguous nation declared", put_row("Nations", 13, "Congo", "neutral"), "Error", "E303", "Nations!A13",
         '"Congo", which may mean more than one nation',
         f"{FULL} Nearest match: Democratic Republic of the Congo, Republic of the Congo."),
    Slip("no nation", put("Demand", NATION, "EU"), "Error", "E304", f"Demand!{NATION}", '"EU", which is not a nation',
         "Declare it on Nations, or name the nations one by one."),
    Slip("rest of the world", put("Lanes", "B10", "Rest of world"), "Error", "E304", "Lanes!B10",
         '"Rest of world", which is not a nation', "Declare it on Nations or Groups, or name the nations one by one."),
    Slip("unknown nation declared", put_row("Nations", 13, "Atlantis", "neutral"), "Warning", "W110", "Nations!A13",
         '"Atlantis"', "Nothing to do if the name is right: it is used with the bloc that you gave it. It must be "
         "spelt alike everywhere."),
    Slip("Taiwan", put_row("Nations", 13, "Taiwan", "partner"), "Warning", "W086", "Nations!A13", '"Taiwan"',
         "It has the bloc that you gave it."),
    Slip("recipe without main output", put("Recipes", "B9", "joint output"), "Error", "E308",
         "Recipes!B9", '"mine" without main output',
         "Set the role of one of its rows to main output."),
]  # fmt: skip


@pytest.mark.parametrize("slip", [*STRUCTURE, *NAMES], ids=str)
def test_a_slip_gets_its_code_its_place_and_what_to_do(slip: Slip, tmp_path: Path) -> None:
    book = good_book()
    slip.change(book)
    reading = reading_of(book, tmp_path)
    found = [(p.kind, p.where, p.found, p.advice) for p in coded(reading, slip.code)]
    assert (slip.kind, slip.where, slip.found, slip.advice) in found
    assert (reading.case is None) == any(p.kind == "Error" for p in reading.problems)
    assert {p.code for p in reading.problems if p.kind == "Error"} <= {slip.code, "E102"}


def test_every_problem_is_found_in_one_pass(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].put(QUANTITY, "0,35")
    book["Demand"].put(NATION, "Norway")
    book["Goods"].put("B9", "barrel")
    book["Recipes"].put("D11", -1)
    book["Caps"].put(at("Caps", "Cap"), None)
    codes = [p.code for p in reading_of(book, tmp_path).problems if p.kind == "Error"]
    assert codes == ["E401", "E213", "E302", "E203", "E201"]


def test_a_missing_sheet_does_not_make_every_reference_to_it_an_error(tmp_path: Path) -> None:
    book = good_book()
    drop("Goods")(book)
    drop("Nations")(book)
    errors = [(p.code, p.where) for p in reading_of(book, tmp_path).problems if p.kind == "Error"]
    assert errors == [("E101", "Nations"), ("E101", "Goods")]


def test_a_name_refused_for_its_letters_does_not_make_references_to_it_errors(tmp_path: Path) -> None:
    book = good_book()
    book["Nations"].put("A12", "Сhina")  # noqa: RUF001
    assert [p.code for p in reading_of(book, tmp_path).problems if p.kind == "Error"] == ["E217"]


def test_columns_may_stand_in_any_order_and_notes_are_silent(tmp_path: Path) -> None:
    book = good_book()
    last = max(column for _, column in book["Demand"].cells)
    book["Demand"].cells = {(row, last + 1 - column): cell for (row, column), cell in book["Demand"].cells.items()}
    add("_scratch", A1="anything", B2="at all")(book)
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert reading.case[Demand] == reading_of(good_book(), tmp_path).case[Demand]  # type: ignore[index]
    assert not [p for p in reading.problems if p.kind != "Default"]


def test_a_name_declared_as_group_or_nation_is_legal_whatever_it_is(tmp_path: Path) -> None:
    book = good_book()
    book["Groups"].put_row(11, "EU", "Germany")
    book["Nations"].put_row(13, "Rest of world", "neutral")
    book["Lanes"].put("B10", "EU")
    book["Lanes"].put("A10", "Rest of world")
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert (reading.case[Lane][1].origin, reading.case[Lane][1].destination) == ("Rest of world", "EU")
    assert [p.where for p in coded(reading, "W110")] == ["Nations!A13"]


@pytest.mark.parametrize("name", ["Guinea", "Georgia", "Niger", "Dominica"])
def test_the_plain_name_of_a_nation_may_be_declared(name: str, tmp_path: Path) -> None:
    book = good_book()
    book["Nations"].put_row(13, name, "neutral")
    book["Demand"].put(NATION, name)
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    assert reading.case[Demand][0].nation == name
    assert not [p for p in reading.problems if p.kind == "Warning"]


def test_rows_left_out_are_counted(tmp_path: Path) -> None:
    book = good_book()
    same_row_again(book)
    reading = reading_of(book, tmp_path)
    assert (reading.rows_read, reading.rows_used, reading.rows_left_out) == (31, 30, 1)
    assert reading.case is not None
    assert len(reading.case[Demand]) == 2


def test_formatted_empty_rows_end_the_scan(tmp_path: Path) -> None:
    book = good_book()
    for row in range(11, 3000):
        book["Demand"].put(f"A{row}", "")
    reading = reading_of(book, tmp_path)
    assert [(p.where, p.found) for p in coded(reading, "W036")] == [
        ("Demand row 2999", "formatted rows down to row 2,999 without content")
    ]
    assert reading.case is not None


def test_issues_found_later_are_located_in_the_workbook(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].shift(10, 1)
    reading = reading_of(book, tmp_path)
    assert reading.case is not None
    row_id = reading.case[Demand][1].row_id
    issues = [
        Issue("W505", "warning", Demand, row_id, "quantity", "1", "2", "Mend it.", "3"),
        Issue("E306", "error", Settings, "Test", "years", "1", "2", "Mend it."),
        Issue("E307", "error", Nation, None, None, "1", "2", "Mend it."),
        Issue("W506", "warning", Demand, row_id, None, "1", "2", "Mend it."),
    ]
    assert [(p.code, p.kind, p.where, p.advice) for p in reading.located(issues)] == [
        ("E306", "Error", f"Settings!{at('Settings', 'Years')}", "Mend it."),
        ("E307", "Error", "Nations", "Mend it."),
        ("W506", "Warning", "Demand row 11", "Mend it."),
        ("W505", "Warning", f"Demand!{at('Demand', 'Quantity', 11)}", "Mend it. Nearest match: 3."),
    ]


def test_links_to_other_workbooks_in_formulas_are_errors(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].put(QUANTITY, Formula("='[plan.xlsx]Sheet 1'!A1", 120))
    assert [p.where for p in coded(reading_of(book, tmp_path), "E207")] == [f"Demand!{QUANTITY}"]

"""How problems are grouped, worded, listed in a workbook, and marked in a copy of the user's sheets."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from models.case import Demand
from models.schema import column_of
from planner.workbook.aliases import nation_names
from planner.workbook.annotate import write_annotated
from planner.workbook.names import folded, look_alikes, nearest, quoted
from planner.workbook.problem_sheet import write_problems
from planner.workbook.problems import Kind, Log, Problem, Spot, as_text, count_words, grouped
from planner.workbook.reader import read
from planner.workbook.wording import allowed_words
from tests.workbook.books import Formula, at, good_book, reading_of


def problem(code: str, kind: Kind, *spots: Spot, found: str = "x", to_do: str = "Mend it.") -> Problem:
    return Problem(code, kind, spots, found, "y", to_do)


def test_one_cause_in_one_column_becomes_one_line_with_its_ranges() -> None:
    cells = [problem("R046", "Repair", Spot("Demand", row, 6), found=str(row)) for row in (9, 12, 10, 14, 15)]
    other = problem("R046", "Repair", Spot("Demand", 9, 7))
    lines = grouped([*cells, other])
    assert [(line.where, line.found) for line in lines] == [
        ("Demand!F9:F10, F12, F14:F15", "9, 12, 10 and 2 more"), ("Demand!G9", "x"),
    ]  # fmt: skip
    assert grouped(lines) == lines


def test_errors_come_first_then_the_order_of_the_workbook() -> None:
    lines = grouped(
        [
            problem("W1", "Warning", Spot("Goods", 9, 1)),
            problem("E2", "Error", Spot("Caps", 9, 1)),
            problem("D3", "Default", Spot("Goods")),
            problem("E4", "Error", Spot("Goods", 10, 1)),
            problem("E5", "Error", Spot("Goods", 9, 2)),
            Problem("W6", "Warning", (), "x", "y", "z", file="case.xlsx"),
        ]
    )
    assert [line.code for line in lines] == ["E5", "E4", "E2", "W6", "W1", "D3"]


def test_two_doubles_are_not_taken_for_one() -> None:
    log = Log()
    for rows in ((9, 10), (11, 12)):
        log.add("Error", "E301", [Spot("Goods", row, 1) for row in rows], "a twice", "once", "Delete one.")
    assert [line.where for line in grouped(log.problems)] == ["Goods!A9:A10", "Goods!A11:A12"]


def test_the_terminal_shows_the_first_lines_and_counts_the_rest() -> None:
    many = [problem("E213", "Error", Spot("Goods", 9, column)) for column in range(1, 24)]
    text = as_text(many)
    assert text.splitlines()[:4] == [
        "23 errors to mend before anything is solved.",
        "Error E213  Goods!A9",
        "  found x; expected y",
        "  Mend it.",
    ]
    assert text.splitlines()[-1] == "and 3 more in the workbook"
    assert text.count("Error") == 20


def test_the_terminal_only_counts_defaults() -> None:
    lines = [problem("D044", "Default", Spot("Goods", 9, 1)), problem("W214", "Warning", Spot("Goods", 9, 2))]
    assert as_text(lines).splitlines() == [
        "Nothing stopped the run. Please judge 1 warning; know of 1 default.",
        "Warning W214  Goods!B9",
        "  found x; expected y",
        "  Mend it.",
        "and 1 more in the workbook",
    ]


def test_the_headline_counts_what_stopped_the_run_and_what_to_know() -> None:
    spot = Spot("Goods", 9, 1)
    left_out = problem("X073", "Left out", Spot("Lanes", 31), Spot("Lanes", 32), Spot("Lanes", 33))
    rest = [
        problem("W1", "Warning", spot), problem("W2", "Warning", spot), problem("W3", "Warning", spot),
        problem("R1", "Repair", spot), problem("R2", "Repair", spot), problem("D1", "Default", spot), left_out,
    ]  # fmt: skip
    assert count_words(rest) == (
        "Nothing stopped the run. Please judge 3 warnings; know of 2 repairs, 1 default and 3 rows left out."
    )
    assert count_words([problem("E1", "Error", spot)]) == "1 error to mend before anything is solved."
    assert count_words([rest[-2]]) == "Nothing stopped the run. Please know of 1 default."
    assert count_words([]) == "Nothing stopped the run."


def test_a_problem_in_json_says_the_same() -> None:
    found = Problem("E203", "Error", (Spot("Demand", 9, 7),), '"0,35"', "a number", "Type it.", "0.35")
    assert found.record() == {
        "code": "E203", "kind": "Error", "where": "Demand!G9", "found": '"0,35"', "expected": "a number",
        "to_do": "Type it.", "near": "0.35",
    }  # fmt: skip


def test_the_list_is_a_workbook_of_text(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].put(at("Demand", "Programme"), "=cmd|' /C calc'!A1")
    book["Demand"].put(at("Demand", "Good"), "=1+1")
    reading = reading_of(book, tmp_path)
    target = tmp_path / "problems.xlsx"
    write_problems(target, reading.problems, reading.head)
    sheet = openpyxl.load_workbook(target)["Problems"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[1][0] == "No marking. To be mended."
    assert cells[2][0] == count_words(reading.problems)
    assert cells[3][0] == "30 rows read = 30 used + 0 left out. Your file was not changed."
    header = next(number for number, row in enumerate(cells) if row[0] == "Code")
    assert cells[header + 1] == [
        "E302", "Error", f"Demand!{at('Demand', 'Good')}", '"=1+1"', allowed_words(column_of(Demand, "good")),
        "Correct the name, or add it to Goods.",
    ]  # fmt: skip
    assert len(cells) - header - 1 == len(reading.problems)
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_equal_problems_give_equal_bytes(tmp_path: Path) -> None:
    reading = reading_of(good_book(), tmp_path)
    for name in ("one.xlsx", "two.xlsx"):
        write_problems(tmp_path / name, reading.problems, reading.head)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_the_annotated_copy_marks_every_cell_with_a_problem(tmp_path: Path) -> None:
    book = good_book()
    quantity, programme = at("Demand", "Quantity"), at("Demand", "Programme")
    book["Demand"].put(quantity, "0,35")
    book["Demand"].put(programme, "=1+1")
    book["Demand"].put(at("Demand", "Growth"), Formula("=1/50", 0.02))
    book["Demand"].put(at("Demand", "Nation", 10), None)
    book["Existing lines"].put(at("Existing lines", "Recipe", 12), " Smelt")
    path = book.write(tmp_path / "case.xlsx")
    before = path.read_bytes()
    reading = read(path)
    target = tmp_path / "notes.xlsx"
    write_annotated(path, reading.problems, target, reading.head)
    assert path.read_bytes() == before
    copy = openpyxl.load_workbook(target)
    assert copy.sheetnames == ["Problems", *book.pages]
    demand = copy["Demand"]
    assert demand[quantity].value == "0,35"
    assert demand[quantity].fill.start_color.rgb == "FFFCE8D9"
    assert demand[quantity].comment.text.splitlines() == [
        "E203 Error", 'Found: "0,35"', "Expected: a number, 0 or more",
        "Type it with a decimal point. Nearest match: 0.35.",
    ]  # fmt: skip
    assert (demand[programme].value, demand[programme].data_type) == ("=1+1", "s")
    assert demand[at("Demand", "Growth")].value == 0.02
    assert demand[at("Demand", "Growth")].number_format == "0.0##%_n"
    assert demand[at("Demand", "Nation", 10)].comment.text.startswith("E201 Error\nFound: blank")
    notes = copy["Existing lines"][at("Existing lines", "Recipe", 12)].comment.text
    assert "R078 Repair" in notes
    assert "R077 Repair" in notes
    assert copy["Goods"]["A9"].comment is None


def test_an_annotated_copy_may_be_mended_and_read_again(tmp_path: Path) -> None:
    book = good_book()
    book["Demand"].put(at("Demand", "Quantity"), "0,35")
    path = book.write(tmp_path / "case.xlsx")
    for name in ("one.xlsx", "two.xlsx"):
        first = read(path)
        write_annotated(path, first.problems, tmp_path / name, first.head)
        path = tmp_path / name
        assert [p.record() for p in read(path).problems] == [p.record() for p in first.problems]
    mended = openpyxl.load_workbook(path)
    mended["Demand"][at("Demand", "Quantity")] = 120
    mended.save(path)
    whole = reading_of(good_book(), tmp_path).case
    again = read(path).case
    assert again is not None
    assert whole is not None
    assert again.fingerprint == whole.fingerprint


def test_names_are_compared_without_case_spaces_and_compatible_forms() -> None:
    assert folded("  Rare\u00a0 Earth\u200b ") == folded("rare earth")
    assert folded("ＣＯ₂") == "co2"
    assert folded("Narva") != folded("Narwa")


def test_look_alike_letters_are_found_but_true_foreign_names_are_left_alone() -> None:
    assert look_alikes("DЕU") == ["Cyrillic E"]  # noqa: RUF001
    assert look_alikes("Οre") == ["Greek O"]  # noqa: RUF001
    assert look_alikes("Україна") == []
    assert look_alikes("Niño β-phase") == []
    assert look_alikes("2026 / 3") == []


def test_values_are_quoted_with_their_control_characters() -> None:
    assert quoted("a\tb\u200b") == '"a[tab]b[U+200B]"'
    assert quoted("x" * 100) == '"' + "x" * 77 + '..."'
    assert quoted(3) == "3"


def test_at_most_three_near_names_are_offered() -> None:
    assert nearest("mtal", ["metal", "Metals", "metal ore", "metall", "gas"]) == "metal, Metals, metall"
    assert nearest("zzz", ["metal"]) is None


def test_the_alias_table_knows_about_two_hundred_nations_each_once() -> None:
    table = nation_names()
    assert len(table.names) == 210
    pairs = {
        "DEU": "DEU", "de": "DEU", "UK": "GBR", "U.S.A.": "USA", "Turkey": "TUR", "Türkiye": "TUR", "turkiye": "TUR",
        "Cote d'Ivoire": "CIV", "South Korea": "KOR", "NA": "NAM", "NAM": "NAM", "Holland": "NLD",
        "Czech Republic": "CZE", "Viet Nam": "VNM", "Kosovo": "XKX", "Niger": "NER", "DRC": "COD",
        "Georgia (country)": "GEO",
    }  # fmt: skip
    assert {name: table.code(name) for name in pairs} == pairs
    assert [table.code(name) for name in ("Korea", "Congo", "America", "EU", "Nigr", "")] == [None] * 6
    assert all(len(code) == 3 and code.isupper() for code in table.names)

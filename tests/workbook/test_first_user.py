"""Places where a first user stuck: each through a workbook on disk, with the exact words and the exact cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.checking import read_and_check
from planner.workbook.template import write_template
from tests.workbook.phones import Sheets, Told, add_column, checked, told

SHIPPED = Path(__file__).parents[2] / "inputs" / "rare_earth_magnets.xlsx"


def codes(path: Path) -> list[str]:
    reading, _ = read_and_check(path)
    return [problem.code for problem in reading.problems if problem.kind != "Default"]


def test_a_rightly_filled_minimal_template_has_nothing_to_mend(tmp_path: Path) -> None:
    assert [problem.code for problem in checked(tmp_path) if problem.kind != "Default"] == []


@pytest.mark.parametrize("minimal", [True, False])
def test_the_example_has_no_false_alarm(minimal: bool, tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    write_template(path, minimal=minimal, example=True, sheets=None)
    assert codes(path) == ["W107"]


def test_the_shipped_case_has_no_false_alarm() -> None:
    assert codes(SHIPPED) == ["W110"]  # Rest of the world


def test_a_forgotten_input_is_told_at_the_recipe_that_lacks_it(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        del sheets["Recipes"][2]

    problems = checked(tmp_path, change)
    assert told(problems, "W308") == [
        Told(
            "Recipes!A10",
            'recipe "make chips" has no input, while nothing uses "wafers"',
            "an input of every recipe that turns one good into another",
            'If "make chips" uses "wafers", add a row on Recipes: Recipe "make chips", Role input, Good "wafers". '
            'If not, name the need or the recipe that uses "wafers".',
        )
    ]
    assert told(problems, "W306") == []


def test_a_missing_lane_is_named_at_the_need_it_stops(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Lanes"].pop(1))
    assert told(problems, "E306") == [
        Told(
            "Demand!D9:D10",
            '"phones" needed in "Italy" in 2026-2030: "chips" is made in "Japan" and "Korea, South", and no lane '
            'carries it to "Italy"',
            'a lane of "chips" to "Italy"',
            'Add a row on Lanes: From "Japan" or "Korea, South", To "Italy", Good "chips".',
        )
    ]
    assert told(problems, "E502") == []


def test_a_missing_lane_further_up_the_chain_is_named_at_the_line_it_stops(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Lanes"].pop(0))
    assert told(problems, "W306") == [
        Told(
            "Existing lines!D11",
            '"wafers" is made in "Japan", and no lane carries it to "Korea, South"',
            'every input of "make chips" in "Korea, South"',
            'This line can never run. Add a row on Lanes: From "Japan", To "Korea, South", Good "wafers".',
        )
    ]


def test_output_that_no_lane_takes_out_is_told_at_its_line(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Lanes"][1] = ("Japan", "Italy", "chips")

    assert told(checked(tmp_path, change), "W306") == [
        Told(
            "Existing lines!C11",
            '"chips" made in "Korea, South", which no lane takes to where it is used',
            'a lane of "chips" from "Korea, South" to "Italy"',
            'As it stands this line serves nothing. Add a row on Lanes: From "Korea, South", To "Italy", Good "chips".',
        )
    ]


def test_a_lane_from_a_nation_to_itself_is_said_to_be_unused(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Lanes"].append(("Japan", "Japan", "chips")))
    assert told(problems, "W506") == [
        Told(
            "Lanes!B12",
            '"Japan" in both From and To',
            "two nations: goods inside a nation need no lane, so this row is not used",
            "Delete the row, or correct From or To.",
        )
    ]


def test_growth_of_1_is_told_at_its_own_cell_once(tmp_path: Path) -> None:
    problems = checked(tmp_path, None, lambda book: add_column(book["Demand"], "Growth", 1, 1))
    assert told(problems, "W214") == [
        Told(
            "Demand!F9:F10",
            "100% a year: times 2 every year, times 16 by 2030",
            "at most 25% a year",
            "If you mean it, leave it; if you mean 1% a year, type 1% or 0.01.",
        )
    ]
    assert told(problems, "E501") == [
        Told(
            "Demand!F9",
            '624 million pieces of "chips" needed in 2030, at most 160 to be had: 464 short (and in 2029): 208 million '
            'pieces of "phones" x 3 million pieces, Recipes!D13; 128 million pieces for "Shops / Italy / phones", '
            'Demand!E10; 80 million pieces for "Police / Italy / phones", Demand!E9; '
            '208 million pieces of "phones" needed in 2030, at most 30 to be had: 178 short (and in 2027-2029): 128 '
            'million pieces for "Shops / Italy / phones", Demand!E10; 80 million pieces for "Police / Italy / phones", '
            "Demand!E9",
            "no more than all lines, moves and opening stocks together can give",
            "Without growth there would be enough. Lower the growth of 100% a year (type 1% if that was meant), "
            "or add lines or moves that make it.",
        )
    ]


def test_a_need_that_is_too_large_without_growth_is_told_at_its_quantity(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Demand"][1] = ("Shops", "civil", "Italy", "phones", 16)

    problems = checked(tmp_path, change, lambda book: add_column(book["Demand"], "Growth", 0.01, None))
    assert [(one.where, one.advice) for one in told(problems, "E501")] == [
        ("Demand!E10", "Lower the need, or add lines or moves that make it.")
    ]


@pytest.mark.parametrize(
    ("typed", "code", "found", "expected", "advice"),
    [
        (45, "E205", "45, which is 4500%", "a share, 0% to 100%", "If 45% is meant, type 45% or 0.45."),
        (
            1, "W205", "100%", "less than 100%: a cap of 100% limits nothing",
            "Was 1% meant? Then type 1% or 0.01. If you mean 100%, leave it.",
        ),
    ],
)  # fmt: skip
def test_a_percentage_typed_as_a_whole_number(
    typed: float, code: str, found: str, expected: str, advice: str, tmp_path: Path
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Caps"][0] = ("essential exposure", "defence", typed, 2028, None)

    assert told(checked(tmp_path, change), code) == [Told("Caps!C9", found, expected, advice)]


@pytest.mark.parametrize(
    ("sheet", "header", "where", "meaning"),
    [
        ("Goods", "Loss in store", "Goods!D9", "nothing would be left after a year in store"),
        ("Existing lines", "Minimum load", "Existing lines!G9", "the line would have to run full in every year"),
        ("Demand", "May go unmet", "Demand!F9", "nothing of this need would have to be delivered"),
    ],
)
def test_1_is_asked_about_in_each_share_where_all_is_odd(
    sheet: str, header: str, where: str, meaning: str, tmp_path: Path
) -> None:
    def afterwards(book: Workbook) -> None:
        add_column(book["Goods"], "Shortage penalty", 1, 1, 1)
        add_column(book[sheet], header, 1)

    found = told(checked(tmp_path, None, afterwards), "W205")
    place = "Goods!E9" if sheet == "Goods" else where
    assert [(one.where, one.expected) for one in found] == [(place, f"less than 100%: {meaning}")]


def test_1_is_not_asked_about_where_all_is_ordinary(tmp_path: Path) -> None:
    problems = checked(tmp_path, None, lambda book: add_column(book["Existing lines"], "Unknown origin", None, 1))
    assert told(problems, "W205") == []


def test_a_year_with_exchanged_digits_is_told_its_bounds_and_the_likely_year(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Caps"][0] = ("essential exposure", "defence", 0.5, 2206, None)

    def afterwards(book: Workbook) -> None:
        book["Settings"]["B10"].value = 2206

    advice = "Correct the year; it has four digits. Nearest match: 2026."
    assert told(checked(tmp_path, change, afterwards), "E209") == [
        Told("Settings!B10", "2206", "a year between 1990 and 2150", advice),
        Told("Caps!D9", "2206", "a year between 1900 and 2150", advice),
    ]


def dirty_until_2028(sheets: Sheets) -> None:
    """Only a Chinese line assembles before a move is ready in 2028."""
    sheets["Existing lines"][3] = ("Shenzhen", "Fono", "China", "assemble", 20, 50)
    sheets["Caps"][0] = ("essential exposure", "defence", 0.2, 2026, None)


def test_a_cap_that_cannot_hold_yet_is_told_the_first_year_that_works(tmp_path: Path) -> None:
    assert told(checked(tmp_path, dirty_until_2028), "E502") == [
        Told(
            "Caps!C9",
            '20% in 2026-2027, while no clean "phones" could reach those who need it',
            "a cap that can hold: nothing clean could arrive in 2026-2027, so all is exposed; 2028 is the first year "
            "in "
            "which it could hold",
            "Add clean lines and lanes for the whole chain, or raise the cap. Or type 2028 as its First year. "
            "Or type a price of breach, so that it may be missed.",
        )
    ]


def late(sheets: Sheets) -> None:
    """Nothing assembles before a move is ready in 2028."""
    del sheets["Existing lines"][3]
    sheets["Demand"] = [("Police", "defence", "Italy", "phones", 5)]


def test_only_columns_that_the_workbook_has_are_named_as_a_way_out(tmp_path: Path) -> None:
    expected = "a line or move that is ready by 2026; the first year in which it could be there is 2028"
    found = '"phones" needed in "Italy" in 2026-2027'
    minimal = told(checked(tmp_path, late), "E306")
    assert minimal == [Told("Demand!D9", found, expected, "Add a line or a move that is ready in time.")]
    wider = told(checked(tmp_path, late, lambda book: add_column(book["Demand"], "First year")), "E306")
    assert [one.advice for one in wider] == [
        "Add a line or a move that is ready in time. Or type 2028 as First year of the need."
    ]


def test_a_column_that_must_be_added_to_mend_something_is_named(tmp_path: Path) -> None:
    problems = checked(tmp_path, None, lambda book: add_column(book["Demand"], "May go unmet", 0.1))
    assert told(problems, "E201") == [
        Told(
            "Goods row 11",
            "blank",
            'a penalty: 10% of "Police / Italy / phones" may go unmet',
            "Type what one missing unit costs, or let nothing of the good go unmet. The sheet has no column Shortage "
            "penalty: to fill it, add it as planner template writes it.",
        )
    ]


@pytest.mark.parametrize(
    ("sheet", "address", "typed", "near"),
    [("Demand", "E8", "Quantitty", "Quantity"), ("Settings", "A11", "Yeers", "Years")],
)
def test_a_misspelt_header_is_told_once_and_not_as_a_missing_column_too(
    sheet: str, address: str, typed: str, near: str, tmp_path: Path
) -> None:
    def afterwards(book: Workbook) -> None:
        book[sheet][address].value = typed

    assert told(checked(tmp_path, None, afterwards), "E102") == [
        Told(
            f"{sheet}!{address}",
            f'"{typed}"',
            "a name of the template",
            f"Type the name as in the template. Nearest match: {near}.",
        )
    ]


def test_a_recipe_without_main_output_is_told_on_recipes(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Recipes"][1] = ("make chips", "joint output", "chips", 1)

    assert told(checked(tmp_path, change), "E308") == [
        Told(
            "Recipes!B10",
            '"make chips" without main output',
            "one main output",
            "Set the role of one of its rows to main output.",
        )
    ]


def test_two_rows_with_one_key_say_by_which_columns_to_tell_them_apart(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Demand"].append(("Shops", "civil", "Italy", "phones", 9)))
    assert told(problems, "E301") == [
        Told(
            "Demand!A10:A11",
            '"Shops / Italy / phones" twice, with different Quantity',
            "each row once",
            "Delete one of the two rows, or tell them apart by Programme, Nation or Good.",
        )
    ]


def test_an_empty_sheet_lanes_is_told_once(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets.pop("Lanes"))
    assert [(p.code, p.where, p.found) for p in problems if p.kind in ("Error", "Warning")] == [
        (
            "E306",
            "Lanes",
            "no rows, so no good crosses a border: 2 of 2 rows of Demand are out of reach, the first "
            '"phones" in "Italy"',
        )
    ]


def test_a_row_said_twice_is_named_by_its_row(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Demand"].append(sheets["Demand"][0]))
    assert told(problems, "X073") == [
        Told(
            "Demand row 11",
            '"Police / Italy / phones" again, as in row 9',
            "each row once",
            "Nothing to do. Delete the row to avoid this line.",
        )
    ]


def test_defaults_of_the_minimal_template_are_one_line_a_sheet_with_every_column(tmp_path: Path) -> None:
    problems = checked(tmp_path)
    defaults = [problem for problem in problems if problem.kind == "Default"]
    assert problems[-len(defaults) :] == tuple(defaults)
    assert [(p.where, p.found, p.expected) for p in defaults if p.where == "Lanes"] == [
        (
            "Lanes",
            "no columns Freight, Tariff, Loss, Capacity, Fixed cost, Confidence",
            "Freight: 0; Tariff: 0; Loss: 0%; Capacity: no limit; Fixed cost: 0; Confidence: assumption",
        )
    ]
    assert [(p.where, p.found, p.expected) for p in defaults if p.where.startswith("Caps")] == [
        ("Caps", "left blank in 1 row: Price of breach", "Price of breach: hard, may never be missed"),
        (
            "Caps",
            "no columns Where, Last year, Over, Confidence",
            "Where: all; Last year: last year planned; Over: each year; Confidence: assumption",
        ),
    ]


def test_a_kind_of_move_in_plain_words_is_offered_its_name_and_not_taken_for_it(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Candidate moves"][0] = ("Bari", "build new", "Fono", "Italy", "assemble", 10, 100, 45, 2)

    assert told(checked(tmp_path, change), "E302") == [
        Told(
            "Candidate moves!B9",
            '"build new"',
            "relocate, expand, greenfield, reopen or requalify",
            "Choose from the list. Nearest match: greenfield.",
        )
    ]


def test_lines_and_moves_without_owner_are_warnings_at_their_cells(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Existing lines"][2] = ("Busan", None, "Korea, South", "make chips", 100, 1.5)
        sheets["Existing lines"].append(("Shenzhen", None, "China", "assemble", 50, 30))
        sheets["Candidate moves"][0] = ("Bari", "greenfield", None, "Italy", "assemble", 10, 100, 45, 2)

    expected = "its firm: without one, all it makes counts as of unknown origin, so exposed"
    advice = "Name the firm; if nobody knows it, leave the cell blank."
    assert told(checked(tmp_path, change), "W315") == [
        Told("Existing lines!B11", "blank", expected, advice),
        Told("Candidate moves!C9", "blank", expected, advice),
    ]


def test_a_share_of_unknown_origin_that_is_typed_answers_for_the_owner(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Existing lines"][2] = ("Busan", None, "Korea, South", "make chips", 100, 1.5)

    def untyped(book: Workbook) -> None:
        add_column(book["Existing lines"], "Unknown origin")

    def typed(book: Workbook) -> None:
        add_column(book["Existing lines"], "Unknown origin", None, None, 1)

    (one,) = told(checked(tmp_path, change, untyped), "W315")
    assert one.advice.endswith("leave the cell blank. Or type the share on Unknown origin.")
    assert told(checked(tmp_path, change, typed), "W315") == []


def test_firms_that_the_sheet_firms_does_not_have_are_warnings(tmp_path: Path) -> None:
    some = checked(tmp_path, lambda sheets: sheets["Firms"].pop(1))
    assert [(one.where, one.found) for one in told(some, "W302")] == [("Existing lines!B11", '"Busan Chips"')]
    none = checked(tmp_path, lambda sheets: sheets.pop("Firms"))
    assert told(none, "W316") == [
        Told(
            "Firms",
            'no rows, while lines and moves name "Kyoto AG", "Busan Chips" and "Fono"',
            "a row for each firm: from where it is controlled. Without one it is taken as controlled by no adversary",
            "If an adversary may control one of them, add the sheet Firms: copy it from the workbook that planner "
            "template --minimal --with firms writes, and fill it.",
        )
    ]

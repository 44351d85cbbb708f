"""Where a second first user stuck: gloves through a workbook on disk, with the exact words and the exact cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from models.case import ExistingLine
from models.schema import column_of
from planner.workbook import layout
from planner.workbook.template import write_template
from tests.workbook.gloves import checked
from tests.workbook.phones import Sheets, Told, Typed, add_column, told


def put(sheet: str, row: int, place: int, value: Typed) -> Callable[[Sheets], None]:
    """A change of one cell: row and column of what the user types, from 0."""

    def change(sheets: Sheets) -> None:
        cells = list(sheets[sheet][row])
        cells[place] = value
        sheets[sheet][row] = tuple(cells)

    return change


def headers(book: Workbook, sheet: str) -> dict[str, str]:
    """Letter of each column by its header."""
    row = book[sheet][layout.HEADER_ROW]
    return {str(cell.value): cell.column_letter for cell in row if cell.value is not None}


def test_a_rightly_filled_workbook_has_nothing_to_mend(tmp_path: Path) -> None:
    assert [problem.code for problem in checked(tmp_path) if problem.kind != "Default"] == []


def test_the_help_of_unit_cost_says_that_inputs_are_apart(tmp_path: Path) -> None:
    help_text = "Cost without its inputs; outside allies: price less inputs."
    assert column_of(ExistingLine, "unit_cost").help == help_text
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=True, example=False, sheets=None)
    start = {row[0].value: row[1].value for row in load_workbook(path)["Start here"].iter_rows(max_col=2)}
    assert start["Unit cost"] == (
        "A line pays its inputs to the lines that make them, so Unit cost never holds an input of its recipe. Of an "
        "allied line it is what the work costs; of a line outside the alliance it is the price at which it sells less "
        "what the inputs of its recipe cost, and the full price only where the recipe has no inputs."
    )


def test_a_full_selling_price_outside_the_alliance_is_asked_about(tmp_path: Path) -> None:
    assert told(checked(tmp_path, put("Existing lines", 3, 5, 0.0195)), "W513") == [
        Told(
            "Existing lines!F12",
            '0.0195 USD per piece, while the dearest allied line or move with the recipe "dip" has 0.013 (row "Vigo" '
            "on "
            "Candidate moves) and the inputs cost at least 0.00725 beside it",
            'the price less what the inputs cost: "Latex" is paid apart',
            "If this is the full selling price, take the cost of the inputs off; if you mean it, leave it.",
        )
    ]
    assert told(checked(tmp_path, put("Existing lines", 3, 5, 0.019)), "W513") == []


def test_a_dear_line_whose_inputs_hardly_weigh_is_not_asked_about(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        put("Existing lines", 3, 5, 0.1)(sheets)
        put("Recipes", 4, 3, 0.003)(sheets)

    assert told(checked(tmp_path, change), "W513") == []


SLIPPED = "If you mean it, leave it; if the unit or a digit slipped, here or there, correct it."


def test_a_unit_cost_slipped_by_thousands_names_the_row_it_was_held_against(tmp_path: Path) -> None:
    problems = checked(tmp_path, put("Existing lines", 3, 5, 40_000))
    assert told(problems, "W214") == [
        Told(
            "Existing lines!F12",
            '40,000 USD per piece, 3,076,923 times that of row "Vigo" on Candidate moves',
            'nearer to others with the recipe "dip": that row has 0.013',
            SLIPPED,
        )
    ]
    assert told(problems, "W513") == []
    problems = checked(tmp_path, put("Candidate moves", 0, 7, 0.000012))
    assert told(problems, "W214") == [
        Told(
            "Candidate moves!H9",
            '0.000012 USD per piece, 1/833.3 of that of row "Fujian" on Existing lines',
            'nearer to others with the recipe "dip": that row has 0.01',
            SLIPPED,
        )
    ]


def test_capital_and_fixed_cost_are_compared_for_each_unit_of_capacity(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Candidate moves"].append(("Lugo", "greenfield", "Guantes", "Spain", "dip", 1_000, 40_000, 0.013, 2))

    def afterwards(book: Workbook) -> None:
        add_column(book["Existing lines"], "Fixed cost", None, None, 3, 9)
        add_column(book["Candidate moves"], "Fixed cost", 2_000)

    assert told(checked(tmp_path, change, afterwards), "W214") == [
        Told(
            "Candidate moves!J9",
            '1 USD million a year for each million pieces of capacity, 1,000 times that of row "Cadiz" on Existing '
            "lines",
            'nearer to others with the recipe "dip": that row has 0.001',
            SLIPPED,
        ),
        Told(
            "Candidate moves!G10",
            '40 USD million for each million pieces of capacity, 2,000 times that of row "Vigo" on Candidate moves',
            'nearer to others with the recipe "dip": that row has 0.02',
            SLIPPED,
        ),
    ]


def test_a_capacity_a_thousand_times_all_that_could_be_needed_is_asked_about(tmp_path: Path) -> None:
    assert told(checked(tmp_path, put("Existing lines", 1, 4, 40_000)), "W214") == [
        Told(
            "Existing lines!E10",
            '40,000 kt a year, 1,667 times all that could be needed of "Latex"',
            "a capacity nearer to the need: at most 24 kt in any year",
            "If you mean it, leave it; if the unit or a digit slipped, here, in Recipes or in Demand, correct it.",
        )
    ]
    assert told(checked(tmp_path, put("Existing lines", 1, 4, 24_000)), "W214") == []


def priced(rate: float, name: str = "CNY 2026") -> Callable[[Workbook], None]:
    """A currency, and a line priced in the one named."""

    def afterwards(book: Workbook) -> None:
        book["Currencies"]["A9"].value, book["Currencies"]["B9"].value = "CNY 2026", rate
        book["Existing lines"][f"{headers(book, 'Existing lines')['Priced in']}12"].value = name

    return afterwards


def shifted(sheets: Sheets) -> None:
    """The move, typed into a template that has the column Priced in too."""
    sheets["Candidate moves"] = [("Vigo", "greenfield", "Guantes", "Spain", "dip", 2_000, 40, 0.013, None, 2)]


def test_an_exchange_rate_that_may_be_the_wrong_way_up_is_asked_about(tmp_path: Path) -> None:
    sheets = ("firms", "currencies")
    assert told(checked(tmp_path, shifted, priced(7.1), sheets), "W404") == [
        Told(
            "Currencies!B9",
            '7.1: one unit of "CNY 2026" is worth 7.1 USD',
            "at most 5 in most cases",
            "If one USD is worth 7.1 of it, type 0.1408; if you mean it, leave it.",
        )
    ]
    assert told(checked(tmp_path, shifted, priced(5.0), sheets), "W404") == []


def test_a_currency_that_is_not_there_is_asked_for_as_a_currency(tmp_path: Path) -> None:
    problems = checked(tmp_path, shifted, priced(0.14, "CNY 2025"), ("firms", "currencies"))
    assert told(problems, "E302") == [
        Told(
            "Existing lines!G12",
            '"CNY 2025"',
            "a currency from Currencies",
            "Correct the name, or add it to Currencies. Nearest match: CNY 2026.",
        )
    ]


NEEDS = (
    '4,000 million pieces for "Clinics / Spain / Gloves", Demand!E10; 800 million pieces for "Army / Norway / Gloves"'
)


def test_a_need_that_a_recipe_blows_up_is_told_at_the_recipe_with_all_needs_behind_it(tmp_path: Path) -> None:
    assert told(checked(tmp_path, put("Recipes", 4, 3, 5)), "E501") == [
        Told(
            "Recipes!D13",
            '24,000 kt of "Latex" needed in 2026, at most 70 to be had: 23,930 short (and in 2027-2030): 4,800 million '
            f'pieces of "Gloves" x 5 kt, Recipes!D13; {NEEDS}, Demand!E9',
            "no more than all lines, moves and opening stocks together can give",
            'If its quantity slipped, correct it: "dip" takes 5 kt of "Latex" for each million pieces it makes. Else '
            "lower the need, or add lines or moves that make it.",
        )
    ]


def test_a_need_somewhat_too_large_through_a_recipe_is_told_at_the_largest_need(tmp_path: Path) -> None:
    assert told(checked(tmp_path, put("Recipes", 4, 3, 0.03)), "E501") == [
        Told(
            "Demand!E10",
            '144 kt of "Latex" needed in 2026, at most 70 to be had: 74 short (and in 2027-2030): 4,800 million pieces '
            f'of "Gloves" x 0.03 kt, Recipes!D13; {NEEDS}, Demand!E9',
            "no more than all lines, moves and opening stocks together can give",
            "Lower the need, or add lines or moves that make it.",
        )
    ]


def test_a_misspelt_firm_is_an_error_and_another_firm_says_what_it_counts_as(tmp_path: Path) -> None:
    misspelt = checked(tmp_path, put("Existing lines", 2, 1, "Guantas"))
    assert told(misspelt, "E302") == [
        Told(
            "Existing lines!B11",
            '"Guantas"',
            "a firm from Firms",
            "Correct the name; if it is another firm, add it on Firms. Nearest match: Guantes.",
        )
    ]
    assert told(misspelt, "W302") == []
    assert told(checked(tmp_path, put("Existing lines", 2, 1, "Rubber Works")), "W302") == [
        Told(
            "Existing lines!B11",
            '"Rubber Works"',
            "a firm from Firms",
            "Add it there, or correct the name. Until it stands on Firms, its lines and projects count as controlled "
            "by "
            "nobody adverse.",
        )
    ]


@pytest.mark.parametrize(
    ("sheet", "asked", "header"),
    [
        ("Existing lines", "currencies", "Priced in"),
        ("Candidate moves", "currencies", "Priced in"),
        ("Caps", "groups", "Where"),
    ],
)
def test_a_sheet_asked_for_brings_the_columns_that_refer_to_it(
    sheet: str, asked: str, header: str, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=True, example=False, sheets=[asked])
    assert header in headers(load_workbook(path), sheet)
    write_template(path, minimal=True, example=False, sheets=["firms"])
    assert header not in headers(load_workbook(path), sheet)


@pytest.mark.parametrize(("sheets", "unit"), [(None, "a name of your choice"), (["firms"], "name from another sheet")])
def test_the_firm_of_a_line_is_a_free_name_unless_there_is_a_sheet_firms(
    sheets: list[str] | None, unit: str, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=True, example=False, sheets=sheets)
    book = load_workbook(path)
    assert [book[name][f"{place}7"].value for name, place in (("Existing lines", "B"), ("Candidate moves", "C"))] == [
        unit,
        unit,
    ]
    assert book["Existing lines"]["B6"].value == "Who owns it. Blank: owner not known, so exposed."


def test_a_free_firm_column_is_still_read_when_the_sheet_firms_was_copied_into_the_workbook(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        del sheets["Firms"]

    def afterwards(book: Workbook) -> None:
        firms = book.create_sheet("Firms")
        for column, header in enumerate(("Firm", "Home nation"), start=1):
            firms.cell(layout.HEADER_ROW, column).value = header
        for row, (name, nation) in enumerate((("Nordkjemi", "Norway"), ("Guantes", "Spain")), start=9):
            firms.cell(row, 1).value, firms.cell(row, 2).value = name, nation

    problems = checked(tmp_path, change, afterwards, ())
    assert [(p.code, p.where) for p in problems if p.kind != "Default"] == [("W302", "Existing lines!B12:B13")]


def test_a_cap_that_cannot_hold_in_one_year_is_told_that_year_and_no_figure_to_type(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["Existing lines"][2] = ("Cadiz", "Guantes", "China", "dip", 3_000, 0.012)
        sheets["Candidate moves"][0] = ("Vigo", "greenfield", "Guantes", "Spain", "dip", 2_000, 40, 0.013, 1)
        sheets["Caps"][0] = ("essential exposure", "defence", 0.5, 2026, None)

    assert told(checked(tmp_path, change), "E502") == [
        Told(
            "Caps!C9",
            '50% in 2026, while no clean "Gloves" could reach those who need it',
            "a cap that can hold: nothing clean could arrive in 2026, so all is exposed; 2027 is the first year in "
            "which "
            "it could hold",
            "Add clean lines and lanes for the whole chain, or raise the cap. Or type 2027 as its First year. Or type "
            "a "
            "price of breach, so that it may be missed.",
        )
    ]


def test_a_cell_in_error_is_not_also_said_to_need_nothing(tmp_path: Path) -> None:
    problems = checked(tmp_path, put("Caps", 0, 2, "45"))
    assert [(p.code, p.where) for p in problems if p.kind != "Default"] == [("E205", "Caps!C9")]
    whole = checked(tmp_path, put("Caps", 0, 2, "0.45"))
    assert [(p.code, p.where) for p in whole if p.kind != "Default"] == [("R046", "Caps!C9")]


def settled_in_euro(book: Workbook) -> None:
    """Type the setting Currency, which the minimal template does not have."""
    settings = book["Settings"]
    number = settings.max_row + 1
    settings.cell(number, 1).value, settings.cell(number, 2).value = "Currency", "EUR"


def test_another_currency_on_settings_is_one_warning_at_the_units_above_figures(tmp_path: Path) -> None:
    assert told(checked(tmp_path, None, settled_in_euro), "W401") == [
        Told(
            "Existing lines!F7; Candidate moves!G7, H7",
            "units in USD above figures",
            "EUR, the currency on Settings",
            "Figures are read in EUR. Type it in these units, or correct the currency on Settings.",
        )
    ]


def test_a_nation_that_is_on_no_list_is_told_which_list_and_that_nothing_is_to_do(tmp_path: Path) -> None:
    problems = checked(tmp_path, lambda sheets: sheets["Nations"].append(("Atlantis", "neutral")))
    assert told(problems, "W110") == [
        Told(
            "Nations!A13",
            '"Atlantis"',
            "a name or code of ISO 3166, the list by which other spellings of a nation are known",
            "Nothing to do if the name is right: it is used with the bloc that you gave it. It must be spelt alike "
            "everywhere.",
        )
    ]


def prices(*goods: str) -> Callable[[Workbook], None]:
    """World prices of some goods."""

    def afterwards(book: Workbook) -> None:
        letter = headers(book, "Prices")["Price"]
        for number, name in enumerate(goods, start=layout.FIRST_DATA_ROW):
            book["Prices"][f"A{number}"].value, book["Prices"][f"B{number}"].value = name, "world"
            book["Prices"][f"{letter}{number}"].value = 1.0

    return afterwards


def test_prices_that_nothing_uses_are_told_with_the_prices_that_are_missing(tmp_path: Path) -> None:
    sheets = ("firms", "prices")
    assert told(checked(tmp_path, None, prices("Gloves"), sheets), "W506") == [
        Told(
            "Prices",
            "1 row that nothing uses: Settings values lines at resource cost",
            'a price of "Latex" and "Monomer" too: the value that adversaries earn in a delivery is told only where '
            "the "
            "good delivered and all that goes into it have prices",
            "Nothing to do if the prices are for later; else add these, or choose selling price as Valuation on "
            "Settings.",
        )
    ]
    assert told(checked(tmp_path, None, prices("Gloves", "Latex", "Monomer"), sheets), "W506") == []

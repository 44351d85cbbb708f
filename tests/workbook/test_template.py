"""The template and a written case, as openpyxl reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.case import SHEETS, Cap, Case, Currency, Demand, ExistingLine, Good, Lane, Move, Nation, Settings
from models.schema import Column, Row, columns
from planner.workbook import layout
from planner.workbook.dictionary import data_dictionary
from planner.workbook.drop_downs import LISTS_SHEET
from planner.workbook.example import example_case
from planner.workbook.reader import read
from planner.workbook.sheets import page_breaks
from planner.workbook.start_here import SHEET as START_HERE
from planner.workbook.template import write_case, write_template
from planner.workbook.wording import allowed_words, fill_words, help_line, input_message
from tests.cases import tiny

DATA_SHEETS = tuple(row for row in SHEETS if row is not Settings)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("template") / "full.xlsx"
    write_template(path, minimal=False, example=False, sheets=None)
    return load_workbook(path)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("template") / "example.xlsx"
    write_template(path, minimal=False, example=True, sheets=None)
    return load_workbook(path)


def template(
    folder: Path, *, minimal: bool = False, sheets: tuple[str, ...] | None = None, example: bool = False
) -> Workbook:
    path = folder / "template.xlsx"
    write_template(path, minimal=minimal, example=example, sheets=sheets)
    return load_workbook(path)


def written(case: Case, folder: Path) -> Workbook:
    path = folder / "case.xlsx"
    write_case(case, path)
    return load_workbook(path)


def input_sheets(book: Workbook) -> list[str]:
    return [name for name in book.sheetnames if name not in (START_HERE, LISTS_SHEET)]


def line(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def typed(book: Workbook, row: type[Row], field: str) -> list[object]:
    place = [column.name for column in columns(row)].index(field) + 1
    sheet = book[row.sheet]
    found = [sheet.cell(number, place).value for number in range(layout.FIRST_DATA_ROW, sheet.max_row + 1)]
    return [value for value in found if value is not None]


def test_the_full_template_has_every_sheet_in_order_and_start_here_first(full: Workbook) -> None:
    assert full.sheetnames == [START_HERE, *(row.sheet for row in SHEETS), LISTS_SHEET]
    assert full[LISTS_SHEET].sheet_state == "hidden"
    assert full.active is not None
    assert full.active.title == START_HERE


@pytest.mark.parametrize("row", DATA_SHEETS, ids=lambda row: row.sheet)
def test_every_column_has_its_fill_word_help_and_unit(full: Workbook, row: type[Row]) -> None:
    sheet = full[row.sheet]
    facts = columns(row)
    assert line(sheet, layout.FILL_ROW) == [fill_words(column) for column in facts]
    assert line(sheet, layout.HELP_ROW) == [help_line(column) for column in facts]
    assert line(sheet, layout.UNIT_ROW) == [column.unit.value.replace("{currency}", "USD") for column in facts]
    assert line(sheet, layout.HEADER_ROW) == [column.header for column in facts]
    bands = [cell for cell in line(sheet, layout.GROUP_ROW) if cell is not None]
    assert bands == list(dict.fromkeys(column.group for column in facts))


@pytest.mark.parametrize("row", DATA_SHEETS, ids=lambda row: row.sheet)
def test_head_table_and_empty_rows_stand_where_the_layout_says(full: Workbook, row: type[Row]) -> None:
    sheet = full[row.sheet]
    assert sheet.cell(layout.TITLE_ROW, 1).value == row.sheet
    assert sheet.cell(layout.STAMP_ROW, 1).value == "Friend-shoring planner, template version 1.0. No marking."
    assert row.about in line(sheet, layout.HEADLINE_ROW)
    rows = 30 if row.sheet in ("Recipes", "Existing lines", "Lanes", "Demand") else 15
    last = layout.HEADER_ROW + rows
    (table,) = sheet.tables.values()
    assert table.ref == f"A{layout.HEADER_ROW}:{sheet.cell(last, len(columns(row))).coordinate}"
    assert sheet.freeze_panes == f"B{layout.FIRST_DATA_ROW}"
    for place, column in enumerate(columns(row), start=1):
        cell = sheet.cell(last, place)
        assert (cell.fill.fgColor.rgb == "FFFFF6D6") is column.required
        assert cell.border.left.color.rgb == ("FF8A7A3A" if column.required else "FF6B737B")


def test_settings_is_one_row_a_setting(full: Workbook) -> None:
    sheet = full["Settings"]
    assert line(sheet, layout.HEADER_ROW) == list(layout.SETTINGS_HEADERS)
    for number, column in enumerate(columns(Settings), start=layout.FIRST_DATA_ROW):
        header, value, unit, fill, meaning = line(sheet, number)
        assert (header, value, fill) == (column.header, None, fill_words(column))
        assert unit == column.unit.value
        assert str(meaning).startswith(help_line(column))


def test_the_minimal_template_has_nine_sheets_and_only_what_must_be_filled_or_has_consequences(tmp_path: Path) -> None:
    book = template(tmp_path, minimal=True)
    assert input_sheets(book) == list(layout.MINIMAL_SHEETS)
    for row in SHEETS:
        if row.sheet not in layout.MINIMAL_SHEETS:
            continue
        required = [column.header for column in columns(row) if column.minimal]
        if row is Settings:
            assert [cell.value for cell in book["Settings"]["A"][layout.HEADER_ROW :]] == required
        else:
            assert line(book[row.sheet], layout.HEADER_ROW) == required


def test_sheets_asked_for_come_with_all_their_columns(tmp_path: Path) -> None:
    book = template(tmp_path, minimal=True, sheets=("firms", "Move conditions"))
    assert set(input_sheets(book)) == {*layout.MINIMAL_SHEETS, "Firms", "Move conditions"}
    assert "Most projects" in line(book["Firms"], layout.HEADER_ROW)
    assert "Priced in" not in line(book["Existing lines"], layout.HEADER_ROW)


def test_tax_rates_are_in_the_minimal_template_with_support_and_only_there(tmp_path: Path) -> None:
    assert line(template(tmp_path, minimal=True)["Nations"], layout.HEADER_ROW) == ["Nation", "Bloc"]
    firms = template(tmp_path, minimal=True, sheets=("firms",))
    assert line(firms["Nations"], layout.HEADER_ROW) == ["Nation", "Bloc"]
    book = template(tmp_path, minimal=True, sheets=("support",))
    assert line(book["Nations"], layout.HEADER_ROW) == ["Nation", "Bloc", "Tax rate"]


def test_a_sheet_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no such sheet: Shipyards; known are Settings, Nations"):
        template(tmp_path, sheets=("Shipyards",))


def test_text_columns_are_text_and_figures_have_the_format_of_their_unit(full: Workbook) -> None:
    formats = {
        (row.sheet, column.header): full[row.sheet].cell(layout.FIRST_DATA_ROW, place).number_format
        for row in DATA_SHEETS
        for place, column in enumerate(columns(row), start=1)
    }
    assert formats["Demand", "As of"] == "@"
    assert formats["Demand", "Programme"] == "@"
    assert formats["Demand", "First year"] == "0_n"
    assert formats["Demand", "Growth"] == "0.0##%_n"
    assert formats["Candidate moves", "Capital cost"] == "#,##0.0#####_n"


def rules(book: Workbook, row: type[Row]) -> dict[str, tuple[str | None, str | None, str | None, str | None]]:
    """By header: type, source, alert style and input message of the validation of the first data cell."""
    sheet = book[row.sheet]
    found = {}
    for place, column in enumerate(columns(row), start=1):
        cell = sheet.cell(layout.FIRST_DATA_ROW, place).coordinate
        (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
        found[column.header] = (rule.type, rule.formula1, rule.errorStyle, rule.prompt)
    return found


@pytest.mark.parametrize("row", DATA_SHEETS, ids=lambda row: row.sheet)
def test_every_cell_to_fill_has_an_input_message_and_never_stops_the_user(full: Workbook, row: type[Row]) -> None:
    found = rules(full, row)
    for column in columns(row):
        _, _, style, prompt = found[column.header]
        assert style == "warning"
        assert prompt == input_message(column, "USD")


@pytest.mark.parametrize("row", SHEETS, ids=lambda row: row.sheet)
def test_input_messages_and_lists_keep_within_what_excel_allows(row: type[Row]) -> None:
    for column in columns(row):
        assert len(input_message(column, "thousands of USD")) <= 255, column.header
        assert len(column.header) <= 32, column.header
        assert len(",".join(column.choices)) <= 255, column.header


def test_the_minimal_template_says_which_columns_it_keeps_though_they_may_stay_blank(tmp_path: Path) -> None:
    sheet = template(tmp_path, minimal=True)[START_HERE]
    meanings = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows(min_row=6)}
    kept = "Firm (Existing lines, Candidate moves), First year (Caps), Price of breach (Caps)"
    assert meanings["Columns left out"].startswith(
        "This template has only the columns that must be filled, those that refer to an optional sheet in it, and "
        f"{kept}: a line whose firm is not named"
    )
    refer = "those that refer to an optional sheet asked for"
    assert f'only columns that say "must fill" appear, {kept}, and {refer}.' in data_dictionary()


def test_drop_downs_offer_choices_and_the_names_on_other_sheets(full: Workbook) -> None:
    lanes, demand, caps = (rules(full, row) for row in (Lane, Demand, Cap))
    assert demand["Kind"][:2] == ("list", '"defence,civil,outlet"')
    assert demand["Nation"][:2] == ("list", "Groups_Nation")
    assert lanes["From"][:2] == lanes["To"][:2] == ("list", "Lanes_From")
    assert caps["What"][:2] == ("list", "Caps_What")
    assert caps["Cap"][0] == "decimal"
    assert rules(full, Good)["Storable"][:2] == ("list", '"yes,no"')
    assert {"Groups_Nation", "Lanes_From", "Caps_What"} <= set(full.defined_names)


def listed(book: Workbook, title: str) -> list[object]:
    """Names now shown in a column of the hidden sheet, as saved beside its formulas."""
    sheet = book[LISTS_SHEET]
    (column,) = [cells for cells in sheet.iter_cols() if cells[0].value == title]
    return [cell.value for cell in column[1:] if cell.value]


def test_lists_hold_each_name_once_and_the_words_first(tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    write_template(path, minimal=False, example=True, sheets=None)
    values = load_workbook(path, data_only=True)
    assert listed(values, "Existing_lines_Recipe") == ["mine ore", "separate", "sinter magnets"]
    assert listed(values, "Caps_Where") == ["all", "Canada", "Estonia", "China"]
    what = ["all", "defence", "civil", "ore", "oxide", "magnets", "ore", "oxide", "magnet"]
    assert listed(values, "Caps_What") == [*what, "Aircraft motors", "Wind turbines"]


def test_two_writes_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    for path in (first, second):
        write_template(path, minimal=False, example=True, sheets=None)
    assert first.read_bytes() == second.read_bytes()


def test_the_example_is_written_in_typed_units_and_marked_in_every_row(example: Workbook) -> None:
    assert typed(example, ExistingLine, "unit_cost") == [200, 30_000, 40_000, 15_000, 100]
    assert typed(example, Lane, "freight") == [50, 500, 1_000]
    assert typed(example, Move, "capital_cost") == [60, 95, 80, 30]
    assert typed(example, Move, "committed") == ["no"] * 4
    case = example_case()
    for row in DATA_SHEETS:
        if row.__name__ != "Source":
            assert typed(example, row, "note") == [layout.EXAMPLE_NOTE] * len(case[row])
    assert example["Nations"]["A9"].font.color.rgb == "FF4A5560"


def test_the_minimal_example_keeps_the_columns_that_its_rows_use(tmp_path: Path) -> None:
    book = template(tmp_path, minimal=True, example=True)
    assert set(input_sheets(book)) == {*layout.MINIMAL_SHEETS, "Firms"}
    headers = line(book["Existing lines"], layout.HEADER_ROW)
    assert headers == ["Line", "Firm", "Nation", "Recipe", "Capacity", "Unit cost", "Fixed cost", "Note"]


def test_a_case_is_written_with_foreign_money_as_it_was_typed(tmp_path: Path) -> None:
    case = example_case()
    euros = Currency(priced_in="EUR 2024", rate=1.1, deflator=1.05)
    line_in_euros = case[ExistingLine][1].model_copy(update={"priced_in": "EUR 2024", "fixed_cost": 2.31})
    book = written(case.with_rows(Currency, [euros]).with_rows(ExistingLine, [line_in_euros]), tmp_path)
    assert typed(book, ExistingLine, "fixed_cost") == [2]
    assert typed(book, ExistingLine, "unit_cost") == [25_974.025974026]
    assert typed(book, ExistingLine, "priced_in") == ["EUR 2024"]


def test_a_written_case_has_the_nine_sheets_and_those_with_rows_in_its_own_currency(tmp_path: Path) -> None:
    changed = {"currency": "EUR", "marking": "OFFICIAL & open.", "title": "A case"}
    settings = example_case().settings.model_copy(update=changed)
    book = written(example_case().with_rows(Settings, [settings]), tmp_path)
    assert set(input_sheets(book)) == {*layout.MINIMAL_SHEETS, "Firms"}
    moves = book["Candidate moves"]
    assert "EUR million" in line(moves, layout.UNIT_ROW)
    assert moves["A2"].value == "Friend-shoring planner, template version 1.0. OFFICIAL & open."
    assert moves.oddHeader is not None
    assert str(moves.oddHeader.center.text).endswith("OFFICIAL && open.")
    assert (book.properties.title, book.properties.creator) == ("A case", None)
    assert [cell.value for cell in book["Settings"]["B"][layout.HEADER_ROW :]][:4] == [
        "A case",
        "OFFICIAL & open.",
        None,
        2026,
    ]


@pytest.mark.parametrize("minimal", [True, False])
def test_the_reader_gives_back_the_example_as_it_was_built(minimal: bool, tmp_path: Path) -> None:
    path = tmp_path / "example.xlsx"
    write_template(path, minimal=minimal, example=True, sheets=None)
    assert read(path).case == example_case()


def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text(tmp_path: Path) -> None:
    names = ["=1+1", "http://example.org", "007", "@SUM", "{=A1}"]
    book = written(tiny(*(Nation(nation=name, bloc="neutral") for name in names)), tmp_path)
    sheet = book["Nations"]
    cells = [cell for cell in sheet["A"][layout.HEADER_ROW :] if cell.value in names]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [(name, "s", None) for name in names]


def test_a_text_longer_than_a_cell_is_an_error_and_not_cut(tmp_path: Path) -> None:
    long = Nation(nation="Z", bloc="neutral", note="n" * 32_768)
    with pytest.raises(ValueError, match=r"Nations, row 9, column 8: the cell could not be written \(code -2\)"):
        written(tiny(long), tmp_path)
    assert not (tmp_path / "case.xlsx").exists()


def test_more_rows_than_the_lists_usually_hold_are_all_offered(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    write_case(tiny(*(Nation(nation=f"nation {number}", bloc="neutral") for number in range(600))), path)
    offered = listed(load_workbook(path, data_only=True), "Existing_lines_Nation")
    assert offered[-1] == "nation 599"
    assert len(offered) == 600


def test_pages_break_between_groups_unless_the_headline_needs_more_room() -> None:
    groups = ["a", "a", "b", "b", "c", "c"]
    widths = [20.0, 60.0, 40.0, 50.0, 30.0, 30.0]
    assert page_breaks(groups, widths, 50.0) == [2, 4]
    assert page_breaks(groups, widths, 80.0) == [3]


def test_start_here_links_each_sheet_and_says_whether_it_is_needed(full: Workbook) -> None:
    sheet = full[START_HERE]
    meanings = {str(row[0].value): str(row[1].value) for row in sheet.iter_rows(min_row=6)}
    assert meanings["Demand"] == "Needed. What must be delivered, to whom, in which years."
    assert meanings["What a case needs"] == (
        "Rows on Settings, Nations, Goods, Recipes, Demand, and on Existing lines or Candidate moves. Rows on Lanes as "
        "soon as a good is used in another nation than it is made in. Every other sheet may stay empty; below, beside "
        "its name, stands what that means."
    )
    assert meanings["Existing lines"].startswith(
        "Needed: this sheet or Candidate moves. If this one is empty: nothing is made today. Every facility"
    )
    assert meanings["Lanes"] == (
        "Needed as soon as a good crosses a border. If empty: no good crosses a border, so each need and each line "
        "must find its goods in its own nation. Which goods can move where. The most specific row wins; no row means "
        "no lane."
    )
    assert meanings["Caps"].startswith(
        "May stay empty: exposure is not limited, and plans are ranked by cost alone. How exposed you accept to be"
    )
    assert all(row.empty for row in SHEETS if not row.required)
    links = [cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink]
    assert links == [f"'{row.sheet}'!A1" for row in SHEETS]


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (Lane, "origin", "a nation from Nations, a group from Groups, ally, partner, neutral, adversary or any"),
        (Lane, "loss", "0% to 99%"),
        (Lane, "freight", "0 or more"),
        (Move, "capacity", "more than 0"),
        (Move, "moves_from", "a line or capacity group from Existing lines"),
        (Good, "storable", "yes or no"),
        (Nation, "bloc", "ally, partner, neutral or adversary"),
        (Settings, "time_limit", "more than 0, at most 10000"),
        (Nation, "nation", ""),
    ],
)
def test_what_is_allowed_is_said_in_words(row: type[Row], field: str, words: str) -> None:
    (column,) = [column for column in columns(row) if column.name == field]
    assert allowed_words(column) == words


def dictionary_line(column: Column) -> str:
    unit = column.unit.value.replace("{currency}", "currency")
    blank = "must fill" if column.required else column.blank
    return f"| {column.header} | {unit} | {blank} | {column.help} | {allowed_words(column)} |"


def test_the_data_dictionary_has_every_column_of_every_sheet() -> None:
    lines = data_dictionary().splitlines()
    for row in SHEETS:
        start = lines.index(f"### {row.sheet}{' *' if row.sheet in layout.MINIMAL_SHEETS else ''}")
        table = [text for text in lines[start + 1 : start + 8 + len(columns(row))] if text.startswith("| ")]
        assert table[2 : 2 + len(columns(row))] == [dictionary_line(column) for column in columns(row)]

"""The sheet Contracts: figures as typed, each slip with its cell, runs without it, the template's words about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from models.case import Contract, Support
from models.schema import column_of, columns
from planner.checking import read_and_check
from planner.workbook import layout
from planner.workbook.problems import Problem
from planner.workbook.start_here import SHEET as START_HERE
from planner.workbook.synonyms import meant
from planner.workbook.template import write_case, write_template
from planner.workbook.units import Context, factor, row_name
from tests.workbook.books import Book, Content, good_book
from tests.workbook.supported import EURO, EURO_RATE, contracted_case

HEADERS = [column.header for column in columns(Contract)]


Typed = tuple[str, str, Content]
"""Sheet, cell, and what is typed there."""


def put(header: str, row: int, value: Content) -> Typed:
    """A cell of Contracts by its header, and what to type into it."""
    return "Contracts", f"{letter(header)}{row}", value


def letter(header: str) -> str:
    """Column letter of a header."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[HEADERS.index(header)]


def problems_of(folder: Path, *typed: Typed) -> list[Problem]:
    """What is said of the workbook with contracts, some cells changed; no defaults."""
    book: Book = good_book(contracted_case)
    for sheet, place, value in typed:
        book[sheet].put(place, value)
    problems = read_and_check(book.write(folder / "case.xlsx"))[0].problems
    return [one for one in problems if one.kind != "Default"]


def test_a_workbook_with_contracts_gives_its_case_in_model_units(tmp_path: Path) -> None:
    """23,000 euro of 2024 a tonne are 0.023 million of them, times 1.1 USD, times 1.05 for prices since; t as typed."""
    path = tmp_path / "case.xlsx"
    write_case(contracted_case(), path)
    reading, case = read_and_check(path)
    assert [one.code for one in reading.problems if one.kind != "Default"] == ["W518"]
    assert case is not None
    assert [row.strike for row in case[Contract]] == pytest.approx([0.0265650, 0.0294525, 0.028], rel=1e-12)
    first = case[Contract][0]
    assert (first.most, first.least, first.share_of_output, first.upside_share) == (60.0, 0.0, 0.8, 0.3)
    for got, meant_ in zip(case[Contract], contracted_case()[Contract], strict=True):
        assert got.model_copy(update={"strike": meant_.strike}) == meant_


def test_a_strike_is_typed_in_the_currency_and_the_base_unit_of_its_good(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(contracted_case(), path)
    sheet = load_workbook(path)["Contracts"]
    first = layout.FIRST_DATA_ROW
    strikes = [sheet[f"{letter('Strike')}{row}"].value for row in range(first, first + 3)]
    assert strikes == [23_000.0, 25_500.0, 28_000.0]
    assert sheet[f"{letter('Priced in')}{first}"].value == EURO
    assert sheet[f"{letter('Most')}{first}"].value == 60.0
    assert sheet[f"{letter('Strike')}{layout.UNIT_ROW}"].value == "USD per t, kg or piece"


def test_a_strike_of_a_good_counted_in_thousand_tonnes_is_typed_per_tonne() -> None:
    context = Context.of(contracted_case())
    row = {"good": "ore", "priced_in": EURO}
    assert factor(column_of(Contract, "strike"), row, context) == pytest.approx(1e-3 * EURO_RATE)
    assert factor(column_of(Contract, "most"), row, context) == 1.0


def test_rows_are_named_by_the_strike_as_typed() -> None:
    case = contracted_case()
    names = [row_name(row, Context.of(case)) for row in case[Contract]]
    assert names == ["Floor / 23000", "Floor / 25500", "Sister / 28000"]
    assert row_name(case[Contract][0].model_copy(update={"id": "Low"}), Context.of(case)) == "Low"
    assert row_name(case[Support][0], Context.of(case)) == "Grant"


SLIPS: tuple[tuple[str, str, str, tuple[Typed, ...]], ...] = (
    ("strikes out of order", "E517", f"Contracts!{letter('Strike')}10", (put("Strike", 10, 22_000.0),)),
    ("the same strike twice", "E301", "Contracts!A9:A10", (put("Strike", 10, 23_000.0), put("Years", 10, 3.0))),
    ("rows unlike", "E518", f"Contracts!{letter('Upside share')}10", (put("Upside share", 10, 0.5),)),
    ("named like an offer", "E301", "Contracts!A11", (put("Contract", 11, "Grant"),)),
    ("nobody may sign", "E515", f"Contracts!{letter('Who')}11", (put("Who", 11, "Canada"), put("Helps", 11, None))),
    ("helps no other line", "E515", f"Contracts!{letter('Helps')}11", (put("Good", 11, "ore"),)),
    ("no price for the world", "E201", f"Contracts!{letter('Reference')}9",
     (("Prices", "B9", "Germany"), ("Prices", "B10", "Germany"))),
    ("shared capacity", "E520", f"Contracts!{letter('Take or pay')}11", (put("Take or pay", 11, 0.5),)),
    ("more than is bought", "E519", f"Contracts!{letter('Least')}11", (put("Least", 11, 500.0),)),
    ("unit slipped", "W214", f"Contracts!{letter('Strike')}11", (put("Strike", 11, 28.0),)),
    ("never pays", "W522", f"Contracts!{letter('Strike')}11", (put("Strike", 11, 20_000.0),)),
    ("share above one", "E205", f"Contracts!{letter('Share of output')}11", (put("Share of output", 11, 1.5),)),
)  # fmt: skip


@pytest.mark.parametrize(("code", "where", "typed"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_each_slip_is_told_at_its_cell(tmp_path: Path, code: str, where: str, typed: tuple[Typed, ...]) -> None:
    problems = problems_of(tmp_path, *typed)
    assert (code, where) in [(one.code, one.where) for one in problems], [
        (one.code, one.where, one.found) for one in problems
    ]


def test_the_same_strike_twice_is_named_as_typed(tmp_path: Path) -> None:
    (error,) = [one for one in problems_of(tmp_path, put("Strike", 10, 23_000.0), put("Years", 10, 3.0))
                if one.kind == "Error"]  # fmt: skip
    assert (error.found, error.to_do) == (
        '"Floor / 23000" twice, with different Years',
        "Delete one of the two rows, or tell them apart by Contract or Strike.",
    )


def test_words_for_choices_find_the_choice_that_is_meant() -> None:
    assert meant("world price", column_of(Contract, "reference").choices) == "world"
    assert meant("own market", column_of(Contract, "reference").choices) == "its market"
    assert [meant(word, column_of(Contract, "scoring").choices) for word in ("CVaR95", "average", "full exposure")] == [
        "tail", "expected", "full",
    ]  # fmt: skip


def test_contracts_can_be_left_out_alone(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(contracted_case(), path)
    reading, case = read_and_check(path, "contracts")
    assert reading.left_out_sheets == ("Contracts",)
    assert case is not None
    assert (case[Contract], len(case[Support])) == ((), 3)
    told = [(one.code, one.where, one.found) for one in reading.problems if one.kind == "Left out"]
    assert told == [("X108", "Contracts rows 9-11", "the sheet Contracts")]


def test_support_left_out_leaves_contracts_out_and_a_rule_left_out_their_ceiling(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    write_case(contracted_case(), path)
    reading, case = read_and_check(path, "support")
    assert case is not None
    assert "Contracts" in reading.left_out_sheets
    assert case[Contract] == ()
    _, case = read_and_check(path, "aid rules")
    assert case is not None
    assert [row.aid_rule for row in case[Contract]] == [None, None, None]


def test_the_template_has_contracts_after_the_terms_of_support_with_lists_for_every_name(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=False, example=False, sheets=None)
    book = load_workbook(path)
    place = book.sheetnames.index("Contracts")
    assert book.sheetnames[place - 1 : place + 2] == ["Support terms", "Contracts", "Aid rules"]
    sheet = book["Contracts"]
    listed = {
        HEADERS[next(iter(rule.sqref.ranges)).min_col - 1]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert list(listed) == [
        "Payer",
        "Good",
        "Who",
        "Helps",
        "Reference",
        "Scoring",
        "Aid rule",
        "Priced in",
        "Confidence",
    ]
    assert (listed["Reference"], listed["Scoring"]) == ('"its market,world"', '"expected,tail,full"')


def test_a_small_template_with_contracts_has_prices_tax_rates_and_the_words_about_them(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, minimal=True, example=False, sheets="contracts")
    book = load_workbook(path)
    assert {"Contracts", "Prices"} <= set(book.sheetnames)
    assert "Tax rate" in [cell.value for cell in book["Nations"][layout.HEADER_ROW]]
    words = {str(row[0].value): row[1].value for row in book[START_HERE].iter_rows(min_row=6)}
    assert [name for name in words if name.startswith("Contract")] == [
        "Contracts and strikes", "Contract: how long", "Contract: how much", "Contract: what is paid",
        "Contract: Scoring", "Contracts",
    ]  # fmt: skip
    assert words["Contract: Scoring"] == (
        "What budgets count of a contract, for what it costs is not certain. expected: the average over the price "
        "paths. tail: the average of the worst 5% of price paths. full: the whole strike, as if the market paid "
        "nothing."
    )
    assert "Rate of an offer" not in words
    assert "What support needs" in words

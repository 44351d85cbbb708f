"""Typed figures to the model's and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case import SHEETS, Cap, Currency, Demand, ExistingLine, Good, Lane, Move, Price, RecipeLine
from models.schema import MEASURES, Row, Unit, column_of, columns
from planner.workbook.units import Context, UnknownNameError, factor, to_model, to_typed, unit_text
from tests.cases import good, recipe, tiny

CONTEXT = Context(
    goods={"ore": "kt", "oxide": "t", "powder": "kg", "motor": "piece", "screw": "million pieces"},
    main_output={"mine": "ore", "wind": "motor"},
    currencies={"EUR 2024": 1.25},
)


@pytest.mark.parametrize(
    ("row", "field", "values", "expected"),
    [
        (Lane, "freight", {"good": "ore"}, 1e-3),
        (Lane, "freight", {"good": "oxide"}, 1e-6),
        (Lane, "tariff", {"good": "powder"}, 1e-6),
        (Good, "shortage_penalty", {"good": "motor"}, 1e-6),
        (Good, "holding_cost", {"good": "screw"}, 1.0),
        (RecipeLine, "disposal_price", {"good": "ore", "recipe": "wind"}, 1e-3),
        (ExistingLine, "unit_cost", {"recipe": "mine", "priced_in": None}, 1e-3),
        (ExistingLine, "unit_cost", {"recipe": "wind", "priced_in": "EUR 2024"}, 1.25e-6),
        (ExistingLine, "fixed_cost", {"recipe": "mine", "priced_in": "EUR 2024"}, 1.25),
        (ExistingLine, "capacity", {"recipe": "mine", "priced_in": "EUR 2024"}, 1.0),
        (Move, "capital_cost", {"recipe": "mine", "priced_in": "EUR 2024"}, 1.25),
        (Move, "lead", {"recipe": "mine", "priced_in": "EUR 2024"}, 1.0),
        (Price, "price", {"good": "oxide", "priced_in": "EUR 2024"}, 1.25e-6),
        (Demand, "quantity", {"good": "ore"}, 1.0),
        (Demand, "growth", {"good": "ore"}, 1.0),
        (Cap, "cap", {}, 1.0),
        (Cap, "price_of_breach", {}, 1.0),
        (Currency, "rate", {"priced_in": "EUR 2024"}, 1.0),
    ],
)
def test_only_prices_and_foreign_money_are_converted(
    row: type[Row], field: str, values: dict[str, object], expected: float
) -> None:
    assert factor(column_of(row, field), values, CONTEXT) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("values", "field", "name"),
    [
        ({"recipe": "mime", "priced_in": None}, "recipe", "mime"),
        ({"recipe": None, "priced_in": None}, "recipe", None),
        ({"recipe": "mine", "priced_in": "EUR 2023"}, "priced_in", "EUR 2023"),
    ],
)
def test_a_price_without_a_known_good_or_currency_says_which_name(
    values: dict[str, object], field: str, name: str | None
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        factor(column_of(ExistingLine, "unit_cost"), values, CONTEXT)
    assert (raised.value.field, raised.value.name) == (field, name)


def test_a_good_with_a_unit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'tons' is not known"):
        factor(column_of(Lane, "freight"), {"good": "ore"}, Context({"ore": "tons"}, {}, {}))


@given(
    typed=st.floats(1e-6, 1e9).map(lambda value: float(f"{value:.15g}")),
    unit=st.sampled_from(sorted(MEASURES)),
    rate=st.floats(1e-3, 1e3),
)
def test_a_typed_price_comes_back_as_it_was_typed(typed: float, unit: str, rate: float) -> None:
    context = Context({"good": unit}, {}, {"money": rate})
    by = factor(column_of(Price, "price"), {"good": "good", "priced_in": "money"}, context)
    assert to_typed(to_model(typed, by), by) == pytest.approx(typed, rel=1e-14)


def test_a_round_figure_comes_back_to_the_last_digit() -> None:
    by = factor(column_of(Lane, "freight"), {"good": "oxide"}, CONTEXT)
    assert [to_typed(to_model(typed, by), by) for typed in (0.1, 42_000.0, 1234.56, 3.0)] == [
        0.1,
        42_000.0,
        1234.56,
        3.0,
    ]


def test_the_context_of_a_case_reads_goods_recipes_and_currencies() -> None:
    case = tiny(good("ore", unit="kt"), recipe("mine", main="ore"), Currency(priced_in="EUR", rate=1.5, deflator=2.0))
    context = Context.of(case)
    assert context.goods["ore"] == "kt"
    assert context.main_output["mine"] == "ore"
    assert context.currencies == {"EUR": 3.0}


def test_units_name_the_currency_of_the_case() -> None:
    assert unit_text(column_of(Move, "capital_cost"), "EUR") == "EUR million"
    assert unit_text(column_of(Lane, "freight"), "USD") == "USD per t, kg or piece"
    assert unit_text(column_of(Lane, "loss"), "USD") == "%"


def test_every_price_says_what_it_is_a_price_of() -> None:
    prices = [(row, column) for row in SHEETS for column in columns(row) if column.unit is Unit.PRICE]
    assert prices
    for row, column in prices:
        assert column.price_of in ("good", "recipe"), (row.sheet, column.header)
        assert column.price_of in row.model_fields, (row.sheet, column.header)

"""Rows of `models.instruments.stocks`, coefficient by coefficient: I1, I2, holding cost. (The balance is A1.)"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case, OpeningStock
from models.handover import HandOver, RowView
from tests.cases import good, line, need, tiny
from tests.instruments.reading import FIRST, SECOND, has, held, members, price

Handed = Callable[[Case], HandOver]


def stock(grade: str, quantity: float, least_at_end: float | None = None, nation: str = "A") -> OpeningStock:
    return OpeningStock.model_validate(
        {"good": "metal", "nation": nation, "grade": grade, "quantity": quantity, "least_at_end": least_at_end}
    )


@pytest.mark.proves("I1")
@pytest.mark.proves("I2")
def test_i1_and_i2_clean_stock_is_kept_and_may_stand_in_for_dirty(handed: Handed) -> None:
    # 40 t clean, at least 30 left; 20 t dirty, the same left: clean >= 30, both together >= 50, in the last year only.
    case = tiny(
        good("metal", storable=True),
        line("A", "metal"),
        stock("clean", 40.0, 30.0),
        stock("dirty", 20.0),
        need("metal", 10),
        years=2,
    )
    handover = handed(case)
    clean, dirty = held("metal", "A", "clean", SECOND), held("metal", "A", "dirty", SECOND)
    assert handover.view("I1", "metal", "A", SECOND) == RowView({clean: 1.0}, 30.0, None)
    assert handover.view("I2", "metal", "A", SECOND) == RowView({clean: 1.0, dirty: 1.0}, 50.0, None)
    assert members(handover, "I1") == members(handover, "I2") == [("metal", "A", SECOND)]


@pytest.mark.proves("I1")
@pytest.mark.proves("I2")
def test_i1_is_missing_in_an_adversary_nation_and_i2_counts_its_dirty_stock(handed: Handed) -> None:
    case = tiny(good("metal", storable=True), line("X", "metal"), stock("dirty", 20.0, nation="X"), need("metal", 10))
    handover = handed(case)
    assert members(handover, "I1") == []
    assert handover.view("I2", "metal", "X", FIRST) == RowView({held("metal", "X", "dirty"): 1.0}, 20.0, None)


def test_only_a_storable_good_has_stock(handed: Handed) -> None:
    handover = handed(tiny(good("ore", storable=True), line("A", "ore"), line("A", "metal"), need("metal", 10)))
    assert has(handover, held("ore", "A", "clean"))
    assert not has(handover, ("held", ("metal", "A", FIRST, "clean")))


def test_holding_costs_its_price_for_what_is_left_at_the_end_of_each_year(handed: Handed) -> None:
    case = tiny(
        good("metal", storable=True, holding_cost=0.3),
        line("A", "metal"),
        need("metal", 10),
        years=2,
        discount_rate=0.25,
    )
    handover = handed(case)
    for grade in ("clean", "dirty"):
        assert price(handover, ("held", ("metal", "A", FIRST, grade))) == pytest.approx(0.3 / 1.25)
        assert price(handover, ("held", ("metal", "A", SECOND, grade))) == pytest.approx(0.3 / 1.25**2)

"""Rows of `models.instruments.demand`, coefficient by coefficient: A4, shortage, sales to outlets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case
from models.handover import HandOver, RowView
from tests.cases import good, line, need, tiny
from tests.instruments.reading import SECOND, THIRD, delivered, has, members, price, unmet

Handed = Callable[[Case], HandOver]


def upper(handed: HandOver, key: tuple[str, object]) -> float:
    return float(handed.arrays.upper[handed.columns[key]])


@pytest.mark.proves("A4")
def test_a4_delivered_and_unmet_make_what_is_due(handed: Handed) -> None:
    handover = handed(tiny(line("A", "metal"), need("metal", 40)))
    (key,) = members(handover, "A4")
    assert handover.view("A4", *key) == RowView(
        {delivered("metal", "clean"): 1.0, delivered("metal", "dirty"): 1.0, unmet("metal"): 1.0}, 40.0, 40.0
    )


@pytest.mark.proves("A4")
def test_a4_rows_of_a_need_follow_its_years_and_its_growth(handed: Handed) -> None:
    # 40 from the second year on, 50 % more in the third; nothing is due in the first.
    case = tiny(line("A", "metal"), need("metal", 40, first_year=2031, growth=0.5), years=3)
    handover = handed(case)
    assert [(node, handover.view("A4", n, node).upper) for n, node in members(handover, "A4")] == [
        (SECOND, 40.0),
        (THIRD, 60.0),
    ]
    assert not has(handover, delivered("metal", "clean"))


@pytest.mark.proves("A4")
def test_a4_an_adversary_nation_is_served_dirty(handed: Handed) -> None:
    handover = handed(tiny(line("X", "metal"), need("metal", 40, nation="X", kind="outlet")))
    ((key),) = members(handover, "A4")
    expected = {delivered("metal", "dirty", nation="X"): 1.0, unmet("metal", nation="X"): 1.0}
    assert handover.view("A4", *key) == RowView(expected, 40.0, 40.0)


def test_what_may_go_unmet_is_a_share_of_what_is_due(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        need("metal", 40),
        need("metal", 80, programme="Q", may_go_unmet=0.25),
        need("metal", 20, programme="R", kind="outlet"),
    )
    handover = handed(case)
    assert upper(handover, unmet("metal")) == 0.0
    assert upper(handover, unmet("metal", programme="Q")) == 20.0
    assert upper(handover, unmet("metal", programme="R")) == 20.0


def test_shortage_costs_the_penalty_of_the_good_times_the_weight_of_its_priority(handed: Handed) -> None:
    # 6 a tonne; defence weighs 10, civil 1, priority 3 weighs 0.5.
    case = tiny(
        good("metal", shortage_penalty=6.0),
        line("A", "metal"),
        need("metal", 40, may_go_unmet=1.0),
        need("metal", 40, programme="Q", kind="civil", may_go_unmet=1.0),
        need("metal", 40, programme="R", priority=3, may_go_unmet=1.0),
    )
    handover = handed(case)
    assert price(handover, unmet("metal")) == 60.0
    assert price(handover, unmet("metal", programme="Q")) == 6.0
    assert price(handover, unmet("metal", programme="R")) == 3.0


def test_an_outlet_brings_its_value_and_its_shortage_costs_nothing(handed: Handed) -> None:
    case = tiny(good("metal", shortage_penalty=6.0), line("A", "metal"), need("metal", 40, kind="outlet", value=7.0))
    handover = handed(case)
    assert price(handover, delivered("metal", "clean")) == -7.0
    assert price(handover, delivered("metal", "dirty")) == -7.0
    assert price(handover, unmet("metal")) == 0.0

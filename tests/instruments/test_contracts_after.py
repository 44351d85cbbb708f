"""Rows of `models.instruments.contracts` about contract years after the horizon, coefficient by coefficient: C8."""

from __future__ import annotations

from typing import Any

import pytest

from models.handover import HandOver, Key
from models.plan import Node
from tests.cases import line
from tests.instruments.plant import Handed, Terms, both, case, close, later, stays
from tests.instruments.reading import FIRST, SECOND, THIRD, members, price, start
from tests.instruments.test_contracts import PATHS, bought, contract, short, signed

LONG = {"years": 3, "take_or_pay": 0.5}
"""Ready a year after the start: of a start in 2030 one year is left after 2032, of one in 2031 two."""


def after(label: str, node: Node) -> Key:
    """Key of a variable of the plant's start after the horizon."""
    return label, ("K", "Plant", "Plant", node)


def rows(handed: Handed, *more: Any) -> HandOver:
    """The plant with a contract at 30 for three years, half of it take or pay."""
    return handed(case(contract(**LONG), *more))


# A unit pays 5, a unit short 30, at most half of 2: 5 x 2 + 30 x 0.5 x 2 = 40 a year.
PAID: Terms = {bought(THIRD): -5.0, short(THIRD): -30.0}


@pytest.mark.proves("C8a")
def test_c8a_only_a_plant_that_goes_on_is_paid(handed: Handed) -> None:
    wanted: Terms = {after("paid_later", SECOND): 1.0, after("goes_on", SECOND): -40.0}
    close(rows(handed).view("C8a", "K", "Plant", "Plant", SECOND), wanted, None, 0.0)
    handover = rows(handed)
    assert members(handover, "C8a") == [("K", "Plant", "Plant", node) for node in (FIRST, SECOND)]
    assert handover.arrays.integer[handover.columns[after("goes_on", SECOND)]]


@pytest.mark.proves("C8a")
def test_c8a_a_contract_that_ends_with_the_horizon_has_no_later_years(handed: Handed) -> None:
    assert members(handed(case(contract(years=2))), "C8a") == [("K", "Plant", "Plant", SECOND)]
    assert members(handed(case(contract(years=1))), "C8a") == []


@pytest.mark.proves("C8b", "C8c")
def test_c8b_and_c8c_later_years_pay_what_the_last_one_does(handed: Handed) -> None:
    # Without an upside share nothing is paid back.
    handover = rows(handed)
    paid: Terms = {after("paid_later", SECOND): 1.0, **PAID}
    row = ("K", "Plant", "Plant", SECOND)
    close(handover.view("C8b", *row), {**paid, after("goes_on", SECOND): -40.0}, -40.0, None)
    close(handover.view("C8c", *row), paid, None, 0.0)


@pytest.mark.proves("C8c")
def test_c8c_a_plant_that_stops_need_not_pay_back(handed: Handed) -> None:
    # At a strike of 15 with half of what is above it, 3.75 a unit is paid back on average: 7.5 in all.
    handover = handed(case(contract(15.0, years=3, upside_share=0.5), *PATHS))
    wanted: Terms = {
        after("paid_later", SECOND): 1.0, bought(THIRD, "15.0"): 3.75, after("goes_on", SECOND): 7.5,
    }  # fmt: skip
    close(handover.view("C8c", "K", "Plant", "Plant", SECOND), wanted, None, 7.5)


@pytest.mark.proves("C8d")
def test_c8d_the_firm_gets_no_more_of_it_than_tax_leaves(handed: Handed) -> None:
    wanted: Terms = {after("adds", SECOND): 1.0, after("paid_later", SECOND): -0.75}
    close(rows(handed).view("C8d", "K", "Plant", "Plant", SECOND), wanted, None, 0.0)


# Later: adds + what it earns by itself (later - 3 stays) against 15 a unit, 3 of fixed cost, and 75 % of the payment.
# It loses 3 a year at most, its fixed cost, and earns 15 x 2 by itself and 0.75 x 40 with the contract at most: 60.
GAIN: Terms = {
    after("adds", SECOND): 1.0, later(SECOND): 1.0, stays(SECOND): -3.0, **both(THIRD, -15.0),
    bought(THIRD): -3.75, short(THIRD): -22.5,
}  # fmt: skip


@pytest.mark.proves("C8e")
def test_c8e_with_the_contract_it_adds_no_more_than_the_last_year_brought(handed: Handed) -> None:
    wanted: Terms = {**GAIN, start("Plant", SECOND): 3.0, after("goes_on", SECOND): 3.0}
    close(rows(handed).view("C8e", "K", "Plant", "Plant", SECOND), wanted, None, 3.0)


@pytest.mark.proves("C8j")
def test_c8j_a_plant_stops_where_it_does_not_pay_even_with_the_contract(handed: Handed) -> None:
    wanted: Terms = {
        **both(THIRD, 15.0), bought(THIRD): 3.75, short(THIRD): 22.5, start("Plant", SECOND): -3.0,
        after("goes_on", SECOND): -3.0,
    }  # fmt: skip
    close(rows(handed).view("C8j", "K", "Plant", "Plant", SECOND), wanted, -3.0, None)


@pytest.mark.proves("C8k", "C8l")
def test_c8k_and_c8l_only_a_strike_with_which_the_plant_could_pay_keeps_it_going(handed: Handed) -> None:
    # A unit costs 32 and sells at 25. At 30 it loses money; at 40 two units bring 0.75 x 8 x 2 = 12, fixed cost is 3.
    handover = handed(case(contract(years=3), contract(40.0, years=3), plant={"unit_cost": 32.0}))
    row = ("K", "Plant", "Plant", SECOND)
    goes_on: Terms = {after("goes_on", SECOND): 1.0, signed("40.0"): -1.0}
    close(handover.view("C8k", *row), goes_on, None, 0.0)
    paid: Terms = {after("paid_later", SECOND): 1.0, bought(THIRD, "40.0"): -15.0}
    close(handover.view("C8l", *row), paid, None, 0.0)


@pytest.mark.proves("C8f")
def test_c8f_a_plant_goes_on_where_that_pays(handed: Handed) -> None:
    wanted: Terms = {**GAIN, start("Plant", SECOND): 3.0 - 60.0}
    close(rows(handed).view("C8f", "K", "Plant", "Plant", SECOND), wanted, -60.0, None)


@pytest.mark.proves("C8g")
def test_c8g_only_a_plant_that_was_started_goes_on(handed: Handed) -> None:
    wanted: Terms = {after("goes_on", SECOND): 1.0, start("Plant", SECOND): -1.0}
    close(rows(handed).view("C8g", "K", "Plant", "Plant", SECOND), wanted, None, 0.0)


def test_what_is_paid_after_the_horizon_is_charged_and_comes_to_the_firm_at_its_own_rate(handed: Handed) -> None:
    # Two years at the public 10 % are 1.7355, from the end of 2032 (0.7513) on; a fifth is what raising it costs. For
    # the firm at 25 % two years are 1.44, at the end of 2032 0.512.
    handover = handed(case(contract(**LONG), discount_rate=0.1, cost_of_public_funds=0.2))
    annuity = 1 / 1.1 + 1 / 1.21
    assert price(handover, after("paid_later", SECOND)) == pytest.approx(0.2 * annuity / 1.331)
    assert price(handover, after("paid_later", FIRST)) == pytest.approx(0.2 / 1.1 / 1.331)
    assert handover.view("C1", "Plant").terms[after("adds", SECOND)] == pytest.approx(1.44 * 0.512)


# Lines that help a project.
OLD = line("A", "part", 3.0, firm="F", unit_cost=15.0)


def shared(node: Node) -> Key:
    """Key of what a line that helps is paid, by the start of the project."""
    return "shared", ("K", "Plant", "A / part", "Plant", node)


@pytest.mark.proves("C8h")
def test_c8h_what_a_line_that_helps_is_paid_belongs_to_the_start_of_the_project(handed: Handed) -> None:
    # For three years from the start on: of a start in 2030 2032 is the last one.
    handover = handed(case(contract(years=3, helps="Plant"), OLD))
    wanted: Terms = {shared(FIRST): 1.0, shared(SECOND): 1.0, bought(THIRD, line_name="A / part"): -5.0}
    close(handover.view("C8h", "K", "Plant", "A / part", THIRD), wanted, 0.0, 0.0)


@pytest.mark.proves("C8i")
def test_c8i_only_of_the_start_in_the_plan(handed: Handed) -> None:
    low = contract(15.0, years=3, helps="Plant", upside_share=0.5)
    handover = handed(case(low, contract(30.0, years=3, helps="Plant", upside_share=0.5), *PATHS, OLD))
    # At most 30 - 10, less half of 40 - 30, with even chances, 7.5 on 3 units; paid back at most 3.75 on 3.
    key = ("K", "Plant", "A / part", "Plant", SECOND)
    paid: Terms = {shared(SECOND): 1.0, start("Plant", SECOND): -22.5}
    close(handover.view("C8i", "paid", *key), paid, None, 0.0)
    back: Terms = {shared(SECOND): 1.0, start("Plant", SECOND): 11.25}
    close(handover.view("C8i", "paid back", *key), back, 0.0, None)


def test_of_a_start_whose_contract_ends_with_the_horizon_nothing_comes_later(handed: Handed) -> None:
    handover = handed(case(contract(years=3, helps="Plant"), OLD, cost_of_public_funds=0.2))
    assert price(handover, shared(FIRST)) == 0.0
    assert price(handover, shared(SECOND)) == pytest.approx(0.2)
    assert handover.view("C1", "Plant").terms[shared(SECOND)] == pytest.approx(0.75 * 0.8 * 0.512)

"""Rows of `models.instruments.contracts` within the horizon, coefficient by coefficient: C6 and C7 with their kin."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Contract, MoveCondition, Price, PricePath
from models.handover import Key
from models.plan import Node
from tests.cases import line, move, recipe
from tests.instruments.plant import SLAG, Handed, Terms, both, case, close
from tests.instruments.reading import FIRST, SECOND, THIRD, members, price, start

PATHS = (
    PricePath(path="low", probability=0.5), PricePath(path="high", probability=0.5),
    Price(good="part", market="world", path="low", price=10.0),
    Price(good="part", market="world", path="high", price=40.0),
)  # fmt: skip
"""At 10 or 40 with even chances: 25, as without paths."""


def contract(strike: float = 30.0, **facts: Any) -> Contract:
    """A contract K of S for two years, 5 above the price."""
    return Contract(**{"contract": "K", "strike": strike, "payer": "S", "good": "part", "years": 2, **facts})


def signed(strike: str = "30.0", name: str = "Plant", of: str = "K") -> Key:
    """Key of a strike."""
    return "signed", (f"{of} / {strike}", name)


def bought(node: Node, strike: str = "30.0", line_name: str = "Plant", name: str = "Plant") -> Key:
    """Key of what is bought under a strike."""
    return "bought", (f"K / {strike}", name, line_name, node)


def short(node: Node, strike: str = "30.0", line_name: str = "Plant", name: str = "Plant") -> Key:
    """Key of what is paid for though not made."""
    return "short", (f"K / {strike}", name, line_name, node)


def under(node: Node, line_name: str = "Plant", name: str = "Plant") -> Key:
    """Key of whether less is delivered than is paid for."""
    return "under", ("K", name, line_name, node)


OPENED: Key = ("opened", "Plant")


@pytest.mark.proves("C6")
def test_c6_a_project_in_the_plan_signs_one_strike_at_most(handed: Handed) -> None:
    handover = handed(case(contract(), contract(40.0)))
    close(handover.view("C6", "K", "Plant"), {signed(): 1.0, signed("40.0"): 1.0, OPENED: -1.0}, None, 0.0)
    assert handover.arrays.integer[handover.columns[signed()]]


@pytest.mark.proves("C6")
def test_c6_a_line_in_operation_signs_one_strike_at_most(handed: Handed) -> None:
    handover = handed(case(contract(who="A / part"), line("A", "part", 3.0, firm="E", may_close=True)))
    assert members(handover, "C6") == [("K", "A / part")]
    # The row of a line in operation bounds one binary by 1.
    close(handover.view("C6", "K", "A / part"), {signed(name="A / part"): 1.0}, None, 1.0)


@pytest.mark.proves("C6x")
def test_c6x_one_contract_buys_a_good_of_a_line(handed: Handed) -> None:
    handover = handed(
        case(contract(), contract(40.0), contract(contract="L"), contract(contract="M", good="slag"), *SLAG)
    )
    wanted: Terms = {signed(): 1.0, signed("40.0"): 1.0, signed(of="L"): 1.0}
    close(handover.view("C6x", 0), wanted, None, 1.0)
    assert members(handover, "C6x") == [0]


@pytest.mark.proves("C6b")
def test_c6b_only_a_strike_that_is_signed_buys(handed: Handed) -> None:
    # Ramp over two years: half of 2 in 2031 and, of a start in 2031, in 2032.
    handover = handed(case(contract(), plant={"ramp": 2}))
    close(handover.view("C6b", "K / 30.0", "Plant", "Plant", SECOND), {bought(SECOND): 1.0, signed(): -1.0}, None, 0.0)
    close(handover.view("C6b", "K / 30.0", "Plant", "Plant", THIRD), {bought(THIRD): 1.0, signed(): -2.0}, None, 0.0)


@pytest.mark.proves("C6w")
def test_c6w_a_contract_buys_in_its_years_only(handed: Handed) -> None:
    # For one year, ready a year after the start: in 2032 only of a start in 2031.
    handover = handed(case(contract(years=1)))
    row = ("C6w", "K", "Plant", "Plant")
    close(handover.view(*row, SECOND), {bought(SECOND): 1.0, start("Plant"): -2.0}, None, 0.0)
    close(handover.view(*row, THIRD), {bought(THIRD): 1.0, start("Plant", SECOND): -2.0}, None, 0.0)


@pytest.mark.proves("C6w")
def test_c6w_a_contract_for_the_sake_of_a_project_begins_with_its_start(handed: Handed) -> None:
    # The other line of F, of 3, from the start on, for two years; the plant itself is not in it.
    old = line("A", "part", 3.0, firm="F", unit_cost=15.0)
    handover = handed(case(contract(helps="Plant"), old))
    key = ("K", "Plant", "A / part")
    wanted: Terms = {bought(SECOND, line_name="A / part"): 1.0, start("Plant"): -3.0, start("Plant", SECOND): -3.0}
    close(handover.view("C6w", *key, SECOND), wanted, None, 0.0)
    late: Terms = {bought(THIRD, line_name="A / part"): 1.0, start("Plant", SECOND): -3.0}
    close(handover.view("C6w", *key, THIRD), late, None, 0.0)
    assert members(handover, "C6w") == [(*key, FIRST), (*key, SECOND), (*key, THIRD)]


@pytest.mark.proves("C6a")
def test_c6a_at_most_the_part_of_what_is_sold_is_bought(handed: Handed) -> None:
    # Half the slag, of which a tonne of the good brings half a tonne: a quarter, less half of what is discarded.
    handover = handed(case(contract(good="slag", share_of_output=0.5), *SLAG))
    discarded: Terms = {("disposed", ("Plant", "slag", THIRD, grade)): 0.5 for grade in ("clean", "dirty")}
    wanted: Terms = {bought(THIRD): 1.0, **both(THIRD, -0.25), **discarded}
    close(handover.view("C6a", "K", "Plant", "Plant", THIRD), wanted, None, 0.0)


@pytest.mark.proves("C6a")
def test_c6a_a_limit_lowers_the_part_pro_rata(handed: Handed) -> None:
    # At most 0.8 of a full plant of 2: 40 % of whatever it makes.
    handover = handed(case(contract(most=0.8)))
    close(handover.view("C6a", "K", "Plant", "Plant", THIRD), {bought(THIRD): 1.0, **both(THIRD, -0.4)}, None, 0.0)
    assert handover.view("C6b", "K / 30.0", "Plant", "Plant", THIRD).terms[signed()] == pytest.approx(-0.8)


@pytest.mark.proves("C6d")
def test_c6d_all_eligible_output_is_bought_once_a_strike_is_signed(handed: Handed) -> None:
    # For one year: in 2032 a start in 2030 is over and excuses its full output.
    handover = handed(case(contract(years=1)))
    wanted: Terms = {bought(THIRD): 1.0, **both(THIRD, -1.0), OPENED: 2.0, signed(): -2.0, start("Plant"): 2.0}
    close(handover.view("C6d", "K", "Plant", "Plant", THIRD), wanted, 0.0, None)


@pytest.mark.proves("C6d")
def test_c6d_a_line_that_helps_is_excused_until_the_start_and_after_its_years(handed: Handed) -> None:
    # bought >= output - 3 (1 - signed) - 3 (1 - start in 2030).
    handover = handed(case(contract(helps="Plant"), line("A", "part", 3.0, firm="F", unit_cost=15.0)))
    wanted: Terms = {
        bought(FIRST, line_name="A / part"): 1.0, **both(FIRST, -1.0, "A / part"), signed(): -3.0, start("Plant"): -3.0,
    }  # fmt: skip
    close(handover.view("C6d", "K", "Plant", "A / part", FIRST), wanted, -6.0, None)


@pytest.mark.proves("C6e")
def test_c6e_a_full_plant_delivers_the_least_that_is_agreed(handed: Handed) -> None:
    # 1.5 of a full plant of 2; in a first year at half load 0.75. bought >= 0.75 (start - (opened - signed)).
    handover = handed(case(contract(least=1.5), plant={"ramp": 2}))
    wanted: Terms = {bought(SECOND): 1.0, start("Plant"): -0.75, OPENED: 0.75, signed(): -0.75}
    close(handover.view("C6e", "K", "Plant", "Plant", SECOND), wanted, 0.0, None)
    assert members(handed(case(contract())), "C6e") == []


@pytest.mark.proves("C6n")
def test_c6n_no_firm_signs_what_costs_it_money(handed: Handed) -> None:
    # At 20 the firm gets 10 at a price of 10, and pays back half of 20 at 40: nothing on average; at 15 it gets 5 and
    # pays back 12.5, 3.75 on average. After tax and at 25 %: 3.75 x 0.75 x 0.64, and x 0.512.
    handover = handed(case(contract(15.0, upside_share=0.5), contract(20.0, upside_share=0.5), *PATHS))
    wanted: Terms = {bought(SECOND, "15.0"): -3.75 * 0.75 * 0.64, bought(THIRD, "15.0"): -3.75 * 0.75 * 0.512}
    close(handover.view("C6n", "K", "Plant"), wanted, 0.0, None)
    assert members(handed(case(contract(upside_share=0.5), *PATHS)), "C6n") == []


@pytest.mark.proves("C6n")
def test_c6n_a_line_that_goes_on_by_itself_looks_at_later_years_too(handed: Handed) -> None:
    # For five years, two after the last: 0.8 + 0.64 = 1.44 more at its end, for the firm of the line at its 25 %.
    old = line("A", "part", 3.0, firm="F", unit_cost=15.0, may_close=True)
    handover = handed(case(contract(15.0, years=5, upside_share=0.5, who="A / part"), old, *PATHS))
    paid_back = {
        bought(node, "15.0", "A / part", "A / part"): -3.75 * 0.75 * factor
        for node, factor in ((FIRST, 0.8), (SECOND, 0.64), (THIRD, 0.512 * 2.44))
    }
    close(handover.view("C6n", "K", "A / part"), paid_back, 0.0, None)


TAKE = contract(take_or_pay=0.6)


@pytest.mark.proves("C7")
def test_c7_a_share_of_full_output_is_paid_for_whether_it_is_made_or_not(handed: Handed) -> None:
    # 60 % of 2: bought + short >= 1.2 (starts - (opened - signed)).
    handover = handed(case(TAKE))
    wanted: Terms = {
        bought(THIRD): 1.0, short(THIRD): 1.0, start("Plant"): -1.2, start("Plant", SECOND): -1.2, OPENED: 1.2,
        signed(): -1.2,
    }  # fmt: skip
    close(handover.view("C7", "K", "Plant", "Plant", THIRD), wanted, 0.0, None)
    assert members(handed(case(contract())), "C7") == []


@pytest.mark.proves("C7a", "C7b")
def test_c7a_and_c7b_where_something_is_short_no_more_than_the_share_is_paid_for(handed: Handed) -> None:
    # bought + short <= 1.2 starts + 0.8 (1 - under), short <= 1.2 under.
    handover = handed(case(TAKE))
    row = ("K", "Plant", "Plant", THIRD)
    paid: Terms = {bought(THIRD): 1.0, short(THIRD): 1.0}
    limit: Terms = {start("Plant"): -1.2, start("Plant", SECOND): -1.2, under(THIRD): 0.8}
    close(handover.view("C7a", *row), {**paid, **limit}, None, 0.8)
    close(handover.view("C7b", *row), {short(THIRD): 1.0, under(THIRD): -1.2}, None, 0.0)
    assert handover.arrays.integer[handover.columns[under(THIRD)]]


@pytest.mark.proves("C7s")
def test_c7s_only_a_strike_that_is_signed_pays_for_what_is_short(handed: Handed) -> None:
    handover = handed(case(TAKE))
    close(handover.view("C7s", "K / 30.0", "Plant", "Plant", THIRD), {short(THIRD): 1.0, signed(): -1.2}, None, 0.0)


@pytest.mark.proves("C7", "C7c")
def test_c7c_a_line_that_is_closed_is_neither_bought_from_nor_paid(handed: Handed) -> None:
    old = line("A", "part", 3.0, firm="E", unit_cost=15.0, may_close=True)
    handover = handed(case(contract(take_or_pay=0.6, who="A / part"), old))
    names = {"line_name": "A / part", "name": "A / part"}
    paid: Terms = {bought(SECOND, **names): 1.0, short(SECOND, **names): 1.0}
    closed: Key = ("closed", ("A / part", SECOND))
    row = ("K", "A / part", "A / part", SECOND)
    # bought + short <= 1.8 (1 - closed) + 1.2 (1 - under).
    less: Key = under(SECOND, **names)
    close(handover.view("C7c", *row), {**paid, closed: 1.8, less: 1.2}, None, 3.0)
    # bought + short >= 1.8 (1 - (1 - signed) - closed).
    close(handover.view("C7", *row), {**paid, signed(name="A / part"): -1.8, closed: 1.8}, 0.0, None)
    assert members(handed(case(TAKE)), "C7c") == []


@pytest.mark.proves("C7", "C7c")
def test_c7c_another_plant_of_the_firm_is_paid_only_as_far_as_it_runs(handed: Handed) -> None:
    # Another plant of F, of 4, whose first year runs half: nothing is paid for what is not built.
    other = move("Other", "A", "part", 4.0, firm="F", capital_cost=50.0, ramp=2, life=9)
    handover = handed(case(contract(helps="Plant", take_or_pay=0.5), other))
    paid: Terms = {bought(SECOND, line_name="Other"): 1.0, short(SECOND, line_name="Other"): 1.0}
    # bought + short <= 2 (start in 2030 + half a start in 2031) + 2 (1 - under).
    half: Terms = {start("Other"): -2.0, start("Other", SECOND): -1.0}
    less: Key = under(SECOND, line_name="Other")
    close(handover.view("C7c", "K", "Plant", "Other", SECOND), {**paid, **half, less: 2.0}, None, 2.0)
    helped: Terms = {start("Plant"): -2.0, start("Plant", SECOND): -2.0, signed(): -2.0}
    close(handover.view("C7", "K", "Plant", "Other", SECOND), {**paid, **helped, **half}, -4.0, None)


def test_a_member_of_a_group_may_sell_all_that_the_group_could_have(handed: Handed) -> None:
    # The plant adds 2 to a group of 1: 3 in all, from the year it is ready.
    old = line("A", "part", 1.0, unit_cost=15.0, capacity_group="g", firm="E")
    handover = handed(case(contract(), old, MoveCondition(project="Plant", capacity_group="g")))
    close(handover.view("C6b", "K / 30.0", "Plant", "Plant", SECOND), {bought(SECOND): 1.0, signed(): -3.0}, None, 0.0)


def test_both_recipes_of_a_plant_are_under_one_strike(handed: Handed) -> None:
    second = (recipe("part"), recipe("other way", main="part"), MoveCondition(project="Plant", also_runs="other way"))
    handover = handed(case(contract(), *second))
    lines = [key[2] for key in members(handover, "C6b") if key[3] == THIRD]
    assert lines == ["Plant", "Plant (other way)"]
    assert members(handover, "C6") == [("K", "Plant")]


def test_the_strike_grows_and_the_cost_of_public_funds_is_charged(handed: Handed) -> None:
    # 30 x 1.1 = 33 in 2031, 8 above the price; a fifth of that is the cost of raising it.
    handover = handed(case(contract(escalation=0.1), cost_of_public_funds=0.2))
    assert price(handover, bought(SECOND)) == pytest.approx(0.2 * 8.0)

"""Rows of `models.instruments.lines`, coefficient by coefficient: A2, A3, A1w, A5u, A5c, A5d, and running cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case, Firm, MoveCondition, Price
from models.handover import HandOver, RowView
from tests.cases import good, line, move, need, recipe, tiny
from tests.instruments.reading import FIRST, has, members, output, price, use

Handed = Callable[[Case], HandOver]


@pytest.mark.proves("A2")
def test_a2_input_use_of_a_nation_is_what_all_its_lines_need(handed: Handed) -> None:
    # 1.2 t of oxide a tonne of metal, 0.5 t a tonne of alloy; both lines stand in A, so one row holds both.
    case = tiny(
        recipe("metal", {"oxide": 1.2}),
        recipe("alloy", {"oxide": 0.5}, essential=False),
        line("A", "metal", 50),
        line("A", "alloy", 50),
        line("A", "oxide", 100),
        need("metal", 10),
        need("alloy", 10),
    )
    view = handed(case).view("A2", "oxide", "A", FIRST)
    assert view == RowView(
        {
            use("oxide", "A", "clean"): 1.0,
            use("oxide", "A", "dirty"): 1.0,
            output("A / metal", "clean"): -1.2,
            output("A / metal", "dirty"): -1.2,
            output("A / alloy", "clean"): -0.5,
            output("A / alloy", "dirty"): -0.5,
        },
        0.0,
        0.0,
    )


@pytest.mark.proves("A2")
def test_a2_exists_only_where_a_line_uses_the_good(handed: Handed) -> None:
    case = tiny(recipe("metal", {"oxide": 1.2}), line("A", "metal", 50), line("B", "oxide", 100), need("metal", 10))
    assert members(handed(case), "A2") == [("oxide", "A", FIRST)]


@pytest.mark.proves("A2")
def test_a2_in_an_adversary_nation_knows_only_the_dirty_grade(handed: Handed) -> None:
    case = tiny(recipe("metal", {"oxide": 2.0}), line("X", "metal", 50), line("X", "oxide", 100), need("metal", 10))
    view = handed(case).view("A2", "oxide", "X", FIRST)
    assert view == RowView({use("oxide", "X", "dirty"): 1.0, output("X / metal", "dirty"): -2.0}, 0.0, 0.0)


@pytest.mark.proves("A3")
def test_a3_clean_output_needs_clean_essential_input_only(handed: Handed) -> None:
    # Metal stops without oxide (essential), alloy does not: only metal asks for clean oxide.
    case = tiny(
        recipe("metal", {"oxide": 1.2}),
        recipe("alloy", {"oxide": 0.5}, essential=False),
        line("A", "metal", 50),
        line("A", "alloy", 50),
        line("A", "oxide", 100),
        need("metal", 10),
    )
    view = handed(case).view("A3", "oxide", "A", FIRST)
    assert view == RowView({use("oxide", "A", "clean"): 1.0, output("A / metal", "clean"): -1.2}, 0.0, None)


@pytest.mark.proves("A3")
def test_a3_is_missing_where_nothing_clean_can_be_made(handed: Handed) -> None:
    # In A an adverse firm runs the only line, in X nothing is clean, in B the input is not essential.
    case = tiny(
        Firm(firm="Firm of A", home_nation="A", controlled_from="X"),
        recipe("metal", {"oxide": 1.2}),
        recipe("alloy", {"oxide": 0.5}, essential=False),
        line("A", "metal", 50),
        line("X", "metal", 50),
        line("B", "alloy", 50),
        line("B", "oxide", 100),
        need("metal", 10),
    )
    handover = handed(case)
    assert members(handover, "A3") == []
    assert not has(handover, output("A / metal", "clean"))
    assert not has(handover, output("X / metal", "clean"))
    assert has(handover, output("B / alloy", "clean"))


@pytest.mark.proves("A1w")
def test_a1w_no_more_is_discarded_than_a_joint_line_makes(handed: Handed) -> None:
    # 1 t of NdPr brings 0.1 t of Dy: at most 0.1 t of Dy a run can be thrown away, of either grade by itself.
    case = tiny(
        recipe("NdPr", joint={"Dy": 0.1}, disposal=0.5), line("A", "NdPr", 100), need("NdPr", 10), need("Dy", 2)
    )
    handover = handed(case)
    for grade in ("clean", "dirty"):
        view = handover.view("A1w", "A / NdPr", "Dy", FIRST, grade)
        discarded = ("disposed", ("A / NdPr", "Dy", FIRST, grade))
        assert view == RowView({discarded: 1.0, output("A / NdPr", grade): -0.1}, None, 0.0)
        main = ("disposed", ("A / NdPr", "NdPr", FIRST, grade))
        assert handover.view("A1w", "A / NdPr", "NdPr", FIRST, grade) == RowView(
            {main: 1.0, output("A / NdPr", grade): -1.0}, None, 0.0
        )


@pytest.mark.proves("A1w")
def test_a1w_a_recipe_with_one_output_discards_nothing(handed: Handed) -> None:
    handover = handed(tiny(line("A", "metal", 50), need("metal", 10)))
    assert members(handover, "A1w") == []
    assert not [name for name, _ in handover.columns if name == "disposed"]


@pytest.mark.proves("A5u")
def test_a5u_a_quarter_of_unknown_origin_leaves_three_quarters_clean(handed: Handed) -> None:
    # clean <= 0.75 (clean + dirty)  <=>  0.25 clean - 0.75 dirty <= 0.
    case = tiny(line("A", "metal", 50, unknown_origin=0.25), need("metal", 10))
    view = handed(case).view("A5u", "A / metal", FIRST)
    assert view == RowView({output("A / metal", "clean"): 0.25, output("A / metal", "dirty"): -0.75}, None, 0.0)


@pytest.mark.proves("A5u")
def test_a5u_is_missing_where_all_or_nothing_is_known(handed: Handed) -> None:
    # No named owner: all of unknown origin, so there is no clean output to limit.
    case = tiny(line("A", "metal", 50, firm=None), line("B", "metal", 50), need("metal", 10))
    handover = handed(case)
    assert members(handover, "A5u") == []
    assert not has(handover, output("A / metal", "clean"))
    assert has(handover, output("B / metal", "clean"))


@pytest.mark.proves("A5c")
@pytest.mark.proves("A5d")
def test_a5c_and_a5d_a_line_that_mixes_batches_is_all_clean_or_all_dirty(handed: Handed) -> None:
    case = tiny(line("A", "metal", 50, keeps_batches_apart=False), need("metal", 10))
    handover = handed(case)
    certified = ("certified", ("A / metal", FIRST))
    clean, dirty = output("A / metal", "clean"), output("A / metal", "dirty")
    assert handover.view("A5c", "A / metal", FIRST) == RowView({clean: 1.0, certified: -50.0}, None, 0.0)
    assert handover.view("A5d", "A / metal", FIRST) == RowView({dirty: 1.0, certified: 50.0}, None, 50.0)
    assert handover.arrays.integer[handover.columns[certified]]


@pytest.mark.proves("A5c")
@pytest.mark.proves("A5d")
def test_a5c_and_a5d_in_a_capacity_group_the_whole_group_is_the_bound(handed: Handed) -> None:
    # The group has 50 and a project may add 30: the line could ever make 80.
    case = tiny(
        line("A", "metal", 50, keeps_batches_apart=False, capacity_group="G"),
        move("M", "A", "metal", 30),
        MoveCondition(project="M", capacity_group="G"),
        need("metal", 10),
    )
    handover = handed(case)
    certified = ("certified", ("A / metal", FIRST))
    assert handover.view("A5c", "A / metal", FIRST).terms[certified] == -80.0
    assert handover.view("A5d", "A / metal", FIRST).upper == 80.0


@pytest.mark.proves("A5c")
def test_a5c_is_missing_where_batches_are_kept_apart_or_nothing_clean_is_made(handed: Handed) -> None:
    case = tiny(line("A", "metal", 50), line("X", "metal", 50, keeps_batches_apart=False), need("metal", 10))
    handover = handed(case)
    assert members(handover, "A5c") == members(handover, "A5d") == []


def test_running_cost_is_paid_for_both_grades(handed: Handed) -> None:
    handover = handed(tiny(line("A", "metal", 50, unit_cost=16.0), need("metal", 10)))
    assert price(handover, output("A / metal", "clean")) == 16.0
    assert price(handover, output("A / metal", "dirty")) == 16.0


def test_at_selling_prices_a_line_costs_what_it_adds_to_its_inputs(handed: Handed) -> None:
    # Metal sells at 20, oxide at 5 and 1.2 t of it goes in: 20 - 1.2 * 5 = 14; the unit cost of 16 is not counted.
    case = tiny(
        recipe("metal", {"oxide": 1.2}),
        line("A", "metal", 50, unit_cost=16.0),
        line("A", "oxide", 100),
        Price(good="metal", market="world", price=20.0),
        Price(good="oxide", market="A", price=5.0),
        need("metal", 10),
        valuation="selling price",
    )
    handover = handed(case)
    assert price(handover, output("A / metal", "clean")) == pytest.approx(14.0)
    assert price(handover, output("A / oxide", "clean")) == pytest.approx(5.0)


def test_disposal_costs_its_price_for_each_output(handed: Handed) -> None:
    case = tiny(recipe("NdPr", joint={"Dy": 0.1}, disposal=0.5), line("A", "NdPr", 100), need("NdPr", 10))
    handover = handed(case)
    assert price(handover, ("disposed", ("A / NdPr", "Dy", FIRST, "clean"))) == 0.5
    assert price(handover, ("disposed", ("A / NdPr", "NdPr", FIRST, "dirty"))) == 0.5


def test_a_good_nobody_needs_still_has_a_balance(handed: Handed) -> None:
    handover = handed(tiny(good("slag"), line("A", "metal", 50), line("A", "slag", 50), need("metal", 10)))
    assert {index.good for index in members(handover, "A1")} == {"metal", "slag"}

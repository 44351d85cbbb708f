"""Rows of `models.instruments.network`, coefficient by coefficient: A1, A11, A11c, freight, tariff, lane fixed cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case, MoveCondition, OpeningStock
from models.handover import HandOver, RowView
from models.plan import Cost, Plan
from models.sets import Link
from tests.cases import good, lane, line, move, need, recipe, tiny
from tests.instruments.reading import (
    FIRST,
    SECOND,
    delivered,
    has,
    held,
    members,
    output,
    pool,
    price,
    sent,
    use,
)

Handed = Callable[[Case], HandOver]
B_TO_A = Link("metal", "B", "A")


@pytest.mark.proves("A1")
def test_a1_what_comes_in_less_the_loss_equals_what_goes_out(handed: Handed) -> None:
    # Metal made in A or sent from B (5 % lost) goes to the need, to an alloy line, or on to N.
    case = tiny(
        recipe("alloy", {"metal": 1.0}),
        line("A", "metal"),
        line("B", "metal"),
        line("A", "alloy"),
        lane("B", "A", "metal", loss=0.05),
        lane("A", "N", "metal"),
        need("metal", 10),
        need("metal", 10, nation="N"),
    )
    view = handed(case).view("A1", pool("metal", "A", "clean"))
    assert view.terms == pytest.approx(
        {
            output("A / metal", "clean"): 1.0,
            sent("metal", "B", "A", "clean"): 0.95,
            use("metal", "A", "clean"): -1.0,
            sent("metal", "A", "N", "clean"): -1.0,
            delivered("metal", "clean"): -1.0,
        }
    )
    assert (view.lower, view.upper) == (0.0, 0.0)


@pytest.mark.proves("A1")
def test_a1_joint_outputs_enter_at_their_quantity_and_leave_by_disposal(handed: Handed) -> None:
    case = tiny(recipe("NdPr", joint={"Dy": 0.1}), line("A", "NdPr", 100), need("Dy", 2))
    view = handed(case).view("A1", pool("Dy", "A", "dirty"))
    discarded = ("disposed", ("A / NdPr", "Dy", FIRST, "dirty"))
    assert view == RowView(
        {output("A / NdPr", "dirty"): 0.1, discarded: -1.0, delivered("Dy", "dirty"): -1.0}, 0.0, 0.0
    )


@pytest.mark.proves("A1")
def test_a1_stock_of_the_year_before_comes_in_less_its_loss(handed: Handed) -> None:
    # 40 t at the start lose 10 %: 36 t reach the first year; then 90 % of what was held.
    case = tiny(
        good("metal", storable=True, loss_in_store=0.1),
        line("A", "metal"),
        OpeningStock(good="metal", nation="A", grade="clean", quantity=40.0, least_at_end=0.0),
        need("metal", 10),
        years=2,
    )
    handover = handed(case)
    first = handover.view("A1", pool("metal", "A", "clean"))
    assert first == RowView(
        {output("A / metal", "clean"): 1.0, held("metal", "A", "clean"): -1.0, delivered("metal", "clean"): -1.0},
        -36.0,
        -36.0,
    )
    second = handover.view("A1", pool("metal", "A", "clean", SECOND))
    assert second.terms[held("metal", "A", "clean")] == pytest.approx(0.9)
    assert second.terms[held("metal", "A", "clean", SECOND)] == -1.0


@pytest.mark.proves("A1")
def test_a1_whatever_reaches_an_adversary_nation_is_dirty_there(handed: Handed) -> None:
    # V53: clean and dirty metal of A both arrive in the one pool of X.
    case = tiny(line("A", "metal"), lane("A", "X", "metal"), need("metal", 10, nation="X", kind="outlet"))
    handover = handed(case)
    assert not any(p.nation == "X" and p.grade == "clean" for p in members(handover, "A1"))
    assert handover.view("A1", pool("metal", "X", "dirty")) == RowView(
        {
            sent("metal", "A", "X", "clean"): 1.0,
            sent("metal", "A", "X", "dirty"): 1.0,
            delivered("metal", "dirty", nation="X"): -1.0,
        },
        0.0,
        0.0,
    )


def test_nothing_is_sent_where_it_cannot_be_used_or_where_no_lane_runs(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        line("X", "metal"),
        lane("any", "any", "metal"),
        need("metal", 10),
        need("metal", 1, nation="B"),
    )
    flows = {index[0] for name, index in handed(case).columns if name == "sent"}
    assert flows == {Link("metal", "A", "B"), Link("metal", "X", "A"), Link("metal", "X", "B")}


@pytest.mark.proves("A11c")
def test_a11c_both_grades_share_the_capacity_of_a_lane(handed: Handed) -> None:
    case = tiny(line("B", "metal"), lane("B", "A", "metal", capacity=70.0), need("metal", 10))
    view = handed(case).view("A11c", B_TO_A, FIRST)
    assert view == RowView({sent("metal", "B", "A", "clean"): 1.0, sent("metal", "B", "A", "dirty"): 1.0}, None, 70.0)


@pytest.mark.proves("A11c")
@pytest.mark.proves("A11")
def test_a_free_lane_without_limit_has_no_row(handed: Handed) -> None:
    handover = handed(tiny(line("B", "metal"), lane("B", "A", "metal"), need("metal", 10)))
    assert members(handover, "A11") == members(handover, "A11c") == []
    assert not has(handover, ("used", (B_TO_A, FIRST)))


@pytest.mark.proves("A11")
def test_a11_the_bound_of_a_fixed_cost_lane_is_the_least_of_what_data_allow(handed: Handed) -> None:
    # Capacity 70, the origin makes at most 60, at most 10 is needed: 10. With need 100: 60. With 200 made: 70.
    def most(made: float, needed: float) -> RowView:
        case = tiny(
            line("B", "metal", made),
            line("A", "metal"),
            lane("B", "A", "metal", capacity=70.0, fixed_cost=3.0),
            need("metal", needed),
        )
        return handed(case).view("A11", B_TO_A, FIRST)

    def expected(bound: float) -> RowView:
        flows = {sent("metal", "B", "A", "clean"): 1.0, sent("metal", "B", "A", "dirty"): 1.0}
        return RowView({**flows, ("used", (B_TO_A, FIRST)): -bound}, None, 0.0)

    assert most(made=60, needed=10) == expected(10.0)
    assert most(made=60, needed=100) == expected(60.0)
    assert most(made=200, needed=100) == expected(70.0)


@pytest.mark.proves("A11")
def test_a11_what_is_stored_may_be_sent_beyond_a_year_of_need_or_output(handed: Handed) -> None:
    # Made 30 a year for two years and 5 in store: 65 may go in one year, though 10 are needed in each.
    case = tiny(
        good("metal", storable=True),
        line("B", "metal", 30),
        OpeningStock(good="metal", nation="B", grade="dirty", quantity=5.0, least_at_end=0.0),
        lane("B", "A", "metal", fixed_cost=3.0),
        need("metal", 10),
        years=2,
    )
    assert handed(case).view("A11", B_TO_A, FIRST).terms["used", (B_TO_A, FIRST)] == -65.0


def test_freight_is_a_cost_and_a_tariff_is_none(handed: Handed) -> None:
    case = tiny(line("B", "metal"), lane("B", "A", "metal", freight=0.7, tariff=0.4), need("metal", 10))
    handover = handed(case)
    assert price(handover, ("sent", (B_TO_A, FIRST, "clean"))) == 0.7
    assert price(handover, ("sent", (B_TO_A, FIRST, "dirty"))) == 0.7


def test_keeping_a_lane_open_costs_its_fixed_cost_in_each_year(handed: Handed) -> None:
    case = tiny(
        line("B", "metal"), lane("B", "A", "metal", fixed_cost=3.0), need("metal", 10), years=2, discount_rate=0.25
    )
    handover = handed(case)
    assert price(handover, ("used", (B_TO_A, FIRST))) == pytest.approx(3.0 / 1.25)
    assert price(handover, ("used", (B_TO_A, SECOND))) == pytest.approx(3.0 / 1.25**2)
    assert handover.arrays.integer[handover.columns["used", (B_TO_A, FIRST)]]


@pytest.mark.proves("A11")
def test_a11_what_a_project_adds_to_a_group_may_be_sent_too(handed: Handed) -> None:
    # The line makes 50 alone and 80 once the project has added 30 to its group.
    case = tiny(
        line("B", "metal", 50, capacity_group="G"),
        move("M", "B", "alloy", 30),
        MoveCondition(project="M", capacity_group="G"),
        line("A", "metal"),
        lane("B", "A", "metal", fixed_cost=3.0),
        need("metal", 100),
        need("alloy", 100, nation="B"),
    )
    assert handed(case).view("A11", B_TO_A, FIRST).terms["used", (B_TO_A, FIRST)] == -80.0


@pytest.mark.proves("A11")
def test_a11_what_comes_into_a_nation_may_be_sent_on(handed: Handed) -> None:
    # B makes 10 and uses some, so metal of N comes in; all 40 that are needed may pass from B to A.
    case = tiny(
        line("B", "metal", 10),
        line("N", "metal", 100),
        lane("neutral", "ally", "metal"),
        lane("B", "A", "metal", fixed_cost=3.0),
        need("metal", 30),
        need("metal", 10, nation="B"),
    )
    assert handed(case).view("A11", B_TO_A, FIRST).terms["used", (B_TO_A, FIRST)] == -40.0


def test_a_tariff_is_shown_as_a_transfer_from_buyers_to_customs(solved: Callable[..., Plan]) -> None:
    # 10 t at 0.4: 4 million change hands inside A and are no part of the cost of 7 for freight.
    plan = solved(tiny(line("B", "metal"), lane("B", "A", "metal", freight=0.7, tariff=0.4), need("metal", 10)))
    (row,) = (row for row in plan[Cost] if row.kind == "transfer")
    assert (row.purpose, row.payer, row.recipient) == ("tariff", "buyers in A", "customs of A")
    assert row.amount == pytest.approx(4.0)
    assert plan.cost == pytest.approx(7.0)

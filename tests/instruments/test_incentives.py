"""Rows of `models.instruments.incentives`, coefficient by coefficient: C1, C1s, C1a-C1d, C4 with its kin, C5.

One plant, three years, 25 % of cost of capital without inflation, so that a year's factors are 0.8, 0.64 and 0.512;
25 % of tax. After tax a tonne brings (25 - 5) x 0.75 = 15, the fixed cost is 3, and capital of 100 written off over
four years costs 100 - 25 x 0.25 x (0.8 + 0.64 + 0.512 + 0.4096) = 85.24.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import (
    AidRule,
    Case,
    Firm,
    MoveCondition,
    MoveFinance,
    Nation,
    Payer,
    Price,
    Support,
    SupportTerm,
)
from models.handover import HandOver, Key, RowView
from models.plan import Node
from models.program import Aid
from tests.cases import line, move, need, recipe, tiny
from tests.instruments.reading import FIRST, SECOND, THIRD, has, members, output, start

Handed = Callable[[Case], HandOver]
Terms = dict[Key, float]


def grant(**facts: Any) -> Support:
    """An offer of up to 30, in the start year or the next, of which the firm keeps all."""
    return Support(**{"offer": "G", "instrument": "grant", "payer": "S", "most": 30.0, "paid_to": 1, **facts})


def terms(offer: str = "G", **facts: Any) -> SupportTerm:
    """Further terms of an offer that is not taxed."""
    return SupportTerm(**{"offer": offer, "taxed": False, **facts})


def case(*rows: Any, plant: dict[str, Any] | None = None) -> Case:
    """The plant with these offers and further rows."""
    facts = {"capital_cost": 100.0, "lead": 1, "life": 4, "unit_cost": 5.0, "fixed_cost": 4.0, "firm": "F"}
    return tiny(
        Nation(nation="A", bloc="ally", tax_rate=0.25), Nation(nation="B", bloc="ally"),
        Nation(nation="X", bloc="adversary"),
        move("Plant", "A", "part", 2.0, **{**facts, **(plant or {})}), need("part", 2.0),
        Price(good="part", market="world", price=25.0), Firm(firm="F", home_nation="A", cost_of_capital=0.25),
        Payer(payer="S", nation="A"), *rows, years=3, inflation=0.0,
    )  # fmt: skip


def taken(way: int, node: Node = FIRST, offer: str = "G", name: str = "Plant") -> Key:
    """Key of what is taken of an offer by one schedule."""
    return "taken", (offer, name, node, way)


def earned(node: Node, offer: str = "PTC", name: str = "Plant") -> Key:
    """Key of a production credit."""
    return "earned", (offer, name, node)


def later(node: Node, name: str = "Plant") -> Key:
    """Key of what a line earns a year after the horizon, of a start."""
    return "later", (name, "Plant", node)


def going(node: Node, name: str = "Plant") -> Key:
    """Key of whether a line goes on after the horizon."""
    return "going", (name, "Plant", node)


def stays(node: Node) -> Key:
    """Key of whether the plant of a start stays open after the horizon."""
    return "stays", ("Plant", node)


def both(node: Node, factor: float, name: str = "Plant") -> Terms:
    """One coefficient on both grades of a line's output."""
    return {output(name, grade, node): factor for grade in ("clean", "dirty")}


def close(view: RowView, wanted: Terms, lower: float | None, upper: float | None) -> None:
    """The row has these coefficients, no others, and these bounds."""
    assert view.terms == pytest.approx(wanted)
    assert view.lower == pytest.approx(lower)
    assert view.upper == pytest.approx(upper)


SLAG = (recipe("part", joint={"slag": 0.5}, disposal=1.0), Price(good="slag", market="world", price=4.0))
FINANCE = MoveFinance(project="Plant", value_forgone=50.0, premium=0.02, gain_from_leaving=7.0)


@pytest.mark.proves("C1")
def test_c1_margin_support_and_later_years_pay_for_capital_fixed_cost_and_what_the_firm_gives_up(
    handed: Handed,
) -> None:
    # A start costs 85.24 + 50 + 2 % of 100 at its own factor, and 3 in every year it runs. A million a year after 2032
    # comes for two more years (a start in 2030) or three (2031): 0.8 + 0.64 (+ 0.512), all at the factor of 2032.
    view = handed(case(grant(), terms(obligation_years=4), FINANCE)).view("C1", "Plant")
    two, three = 0.512 * 1.44, 0.512 * 1.952
    wanted: Terms = {
        **both(FIRST, 12.0), **both(SECOND, 9.6), **both(THIRD, 7.68),
        start("Plant"): -0.8 * 137.24 - 3.0 * (0.64 + 0.512), start("Plant", SECOND): -0.64 * 137.24 - 3.0 * 0.512,
        later(FIRST): two, later(SECOND): three, stays(FIRST): -3.0 * two, stays(SECOND): -3.0 * three,
        taken(0): 0.8, taken(1): 0.64, taken(0, SECOND): 0.64, taken(1, SECOND): 0.512,
    }  # fmt: skip
    close(view, wanted, 0.0, None)


@pytest.mark.proves("C1")
def test_c1_a_taxed_grant_lowers_what_is_written_off_and_a_credit_does_not(handed: Handed) -> None:
    # 1 - 0.1476 of a grant is kept, all of a production credit unless it is said to be taxed: then 0.75.
    credit = Support(offer="PTC", instrument="production credit", payer="S", good="part", amount_a_unit=2.0)
    view = handed(case(grant(), credit)).view("C1", "Plant")
    assert view.terms[taken(0)] == pytest.approx(0.8 * 0.8524)
    assert view.terms[earned(THIRD)] == pytest.approx(0.512)
    taxed = handed(case(credit, terms("PTC", taxed=True))).view("C1", "Plant")
    assert taxed.terms[earned(THIRD)] == pytest.approx(0.512 * 0.75)


@pytest.mark.proves("C1")
def test_c1_an_offer_by_law_comes_with_the_start(handed: Handed) -> None:
    # 30 a year after the start, kept whole; nothing is decided.
    handover = handed(case(grant(choice="statutory", paid_from=1), terms()))
    view = handover.view("C1", "Plant")
    assert view.terms[start("Plant")] == pytest.approx(-0.8 * 85.24 - 3.0 * 1.152 + 30.0 * 0.64)
    assert not has(handover, taken(0))


@pytest.mark.proves("C1")
def test_c1_what_is_discarded_is_not_sold_and_costs_its_disposal(handed: Handed) -> None:
    # Slag sells at 4 and costs 1 to throw away: a tonne that is discarded loses 5 before tax.
    view = handed(case(grant(), terms(), *SLAG)).view("C1", "Plant")
    assert view.terms[output("Plant", "clean", SECOND)] == pytest.approx(0.64 * 0.75 * (25 + 2 - 5))
    assert view.terms["disposed", ("Plant", "slag", SECOND, "clean")] == pytest.approx(-0.64 * 0.75 * 5)


@pytest.mark.proves("C1")
def test_c1_a_committed_project_has_no_row(handed: Handed) -> None:
    handover = handed(case(grant(), terms(), plant={"committed": True}))
    assert members(handover, "C1") == members(handover, "C1s") == members(handover, "C4") == []


@pytest.mark.proves("C1s")
def test_c1s_what_is_to_come_and_would_be_paid_back_outweighs_leaving(handed: Handed) -> None:
    # From 2031 on: two years of margin and fixed cost; a start in 2030 runs, could leave for 7, and would pay back 3/4
    # of its grant; one in 2031 does not run, and would pay back all of it. In 2032 either runs, one or two years old.
    handover = handed(case(grant(), terms(obligation_years=4), FINANCE))
    assert members(handover, "C1s") == [("Plant", SECOND), ("Plant", THIRD)]
    second: Terms = {
        **both(SECOND, 9.6), **both(THIRD, 7.68),
        start("Plant"): -3.0 * (0.64 + 0.512) - 7.0 * 0.64, start("Plant", SECOND): -3.0 * 0.512,
        taken(0): 0.75 * 0.64, taken(1): 0.75 * 0.64, taken(0, SECOND): 0.64, taken(1, SECOND): 0.64,
    }  # fmt: skip
    close(handover.view("C1s", "Plant", SECOND), second, 0.0, None)
    third: Terms = {
        **both(THIRD, 7.68), start("Plant"): -10.0 * 0.512, start("Plant", SECOND): -10.0 * 0.512,
        taken(0): 0.5 * 0.512, taken(1): 0.5 * 0.512, taken(0, SECOND): 0.75 * 0.512, taken(1, SECOND): 0.75 * 0.512,
    }  # fmt: skip
    close(handover.view("C1s", "Plant", THIRD), third, 0.0, None)


@pytest.mark.proves("C1s")
def test_c1s_a_line_in_operation_that_may_close_is_asked_in_every_year(handed: Handed) -> None:
    # 25 - 15 after tax is 7.5 a tonne; its fixed cost of 8 is 6 after tax, saved where it is closed.
    old = line("A", "part", 1.0, unit_cost=15.0, fixed_cost=8.0, may_close=True, firm="F")
    handover = handed(case(grant(), terms(), old))
    nodes = [node for name, node in members(handover, "C1s") if name == "A / part"]
    assert nodes == [FIRST, SECOND, THIRD]
    wanted: Terms = {
        **both(SECOND, 4.8, "A / part"), **both(THIRD, 3.84, "A / part"),
        ("closed", ("A / part", SECOND)): 6.0 * 0.64, ("closed", ("A / part", THIRD)): 6.0 * 0.512,
    }  # fmt: skip
    close(handover.view("C1s", "A / part", SECOND), wanted, 6.0 * 1.152, None)


@pytest.mark.proves("C1a")
def test_c1a_what_is_earned_in_the_last_year_goes_on(handed: Handed) -> None:
    handover = handed(case(grant(), terms()))
    wanted: Terms = {later(FIRST): 1.0, later(SECOND): 1.0, **both(THIRD, -15.0)}
    close(handover.view("C1a", "Plant"), wanted, None, 0.0)


@pytest.mark.proves("C1a")
def test_c1a_what_is_discarded_in_the_last_year_does_not_go_on_unless_the_line_stops(handed: Handed) -> None:
    # (25 + 2 - 5) x 0.75 = 16.5 a tonne; of what is discarded 26 and 5 before tax are lost. All of it at full load:
    # 2 x (26 + 2.5 - 22) x 0.75 = 9.75 lost, of which a line that stops is rid.
    view = handed(case(grant(), terms(), *SLAG)).view("C1a", "Plant")
    wanted: Terms = {later(FIRST): 1.0, later(SECOND): 1.0, **both(THIRD, -16.5)}
    for node in (FIRST, SECOND):
        wanted |= {start("Plant", node): -9.75, going(node): 9.75}
    for good, lost in (("part", 19.5), ("slag", 3.75)):
        wanted |= {("disposed", ("Plant", good, THIRD, grade)): lost for grade in ("clean", "dirty")}
    close(view, wanted, None, 0.0)


@pytest.mark.proves("C1a")
def test_c1a_nothing_goes_on_that_loses_money_or_is_at_the_end_of_its_life(handed: Handed) -> None:
    losing = handed(case(grant(), terms(), plant={"unit_cost": 26.0}))
    assert members(losing, "C1a") == members(losing, "C1b") == members(losing, "C1c") == []
    short = handed(case(grant(), terms(), plant={"life": 2}))
    assert [has(short, later(node)) for node in (FIRST, SECOND)] == [False, True]


@pytest.mark.proves("C1b", "C1c", "C1d")
def test_c1b_to_c1d_only_a_line_that_goes_on_in_a_plant_that_stays_open_earns_later(handed: Handed) -> None:
    # At full load a line earns 2 x 15 a year.
    handover = handed(case(grant(), terms()))
    row = ("Plant", "Plant", SECOND)
    close(handover.view("C1b", *row), {later(SECOND): 1.0, going(SECOND): -30.0}, None, 0.0)
    close(handover.view("C1c", *row), {going(SECOND): 1.0, stays(SECOND): -1.0}, None, 0.0)
    close(handover.view("C1d", "Plant", SECOND), {stays(SECOND): 1.0, start("Plant", SECOND): -1.0}, None, 0.0)


@pytest.mark.proves("C1c", "C1d")
def test_c1c_and_c1d_going_on_is_yes_or_no_where_a_loss_hangs_on_it_staying_open_where_a_fixed_cost_does(
    handed: Handed,
) -> None:
    def whole(*rows: Any, fixed_cost: float) -> list[bool]:
        handover = handed(case(grant(), terms(), *rows, plant={"fixed_cost": fixed_cost}))
        columns = [handover.columns[key] for key in (going(FIRST), stays(FIRST))]
        assert [handover.arrays.upper[column] for column in columns] == [1.0, 1.0]
        return [bool(handover.arrays.integer[column]) for column in columns]

    assert whole(fixed_cost=4.0) == [False, True]
    assert whole(fixed_cost=0.0) == [False, False]
    assert whole(*SLAG, fixed_cost=0.0) == [True, False]


@pytest.mark.proves("C4")
def test_c4_an_offer_is_taken_up_to_its_most_by_a_start(handed: Handed) -> None:
    handover = handed(case(grant(), terms()))
    wanted: Terms = {taken(0, SECOND): 1.0, taken(1, SECOND): 1.0, start("Plant", SECOND): -30.0}
    close(handover.view("C4", "G", "Plant", SECOND), wanted, None, 0.0)


@pytest.mark.proves("C4")
def test_c4_the_most_is_a_share_of_capital_or_all_that_the_project_could_need(handed: Handed) -> None:
    # 20 % of 100. Without a limit: 85.24 spent, 52 asked, 3 a year of fixed cost, by the schedule worth least (0.8).
    share = handed(case(grant(most=None, rate=0.2), terms()))
    assert share.view("C4", "G", "Plant", FIRST).terms[start("Plant")] == -20.0
    free = handed(case(grant(most=None), terms(), FINANCE))
    assert free.view("C4", "G", "Plant", FIRST).terms[start("Plant")] == pytest.approx(-(85.24 + 52 + 9) / 0.8)
    loan = Support(offer="L", instrument="soft loan", payer="S", rate=0.1)
    lent = handed(case(loan, terms("L", term=5, loan_share=0.6)))
    assert lent.view("C4", "L", "Plant", FIRST).terms == {taken(0, offer="L"): 1.0, start("Plant"): -60.0}


@pytest.mark.proves("C4")
def test_c4_an_offer_is_open_only_in_its_years(handed: Handed) -> None:
    handover = handed(case(grant(first_year=2031), terms()))
    assert members(handover, "C4") == [("G", "Plant", SECOND)]


@pytest.mark.proves("C4o", "C4f")
def test_c4o_and_c4f_a_published_scheme_pays_all_or_nothing(handed: Handed) -> None:
    handover = handed(case(grant(choice="published"), terms()))
    scheme: Key = ("scheme", "G")
    paid: Terms = {taken(0): 1.0, taken(1): 1.0}
    close(handover.view("C4o", "G", "Plant", FIRST), {**paid, scheme: -30.0}, None, 0.0)
    close(handover.view("C4f", "G", "Plant", FIRST), {**paid, scheme: -30.0, start("Plant"): -30.0}, -30.0, None)


@pytest.mark.proves("C4x")
def test_c4x_a_project_that_the_scheme_would_move_takes_it_in_the_plan_or_not(handed: Handed) -> None:
    # At full load 27 a year after tax: 27 x (0.8 + 0.64) + 27 x 1.44 x 0.64 - 85.24 = -21.5, which 30 more than cover.
    # At 20 a tonne it is 19.5 a year, and 39.2 would be missing.
    def handed_at(price: float) -> HandOver:
        scheme = case(grant(choice="published"), terms())
        return handed(scheme.with_rows(Price, [Price(good="part", market="world", price=price)]))

    wanted: Terms = {("extra", ("G", "Plant")): 1.0, ("scheme", "G"): -1.0, ("opened", "Plant"): 1.0}
    close(handed_at(25.0).view("C4x", "G", "Plant"), wanted, 0.0, None)
    assert members(handed_at(20.0), "C4x") == []


@pytest.mark.proves("C4r")
def test_c4r_at_most_a_share_is_paid_before_the_project_is_ready(handed: Handed) -> None:
    # Ready a year after the start: what is paid at the start may be 40 % of all.
    handover = handed(case(grant(), terms(most_before_ready=0.4)))
    close(handover.view("C4r", "G", "Plant", FIRST), {taken(0): 0.6, taken(1): -0.4}, None, 0.0)
    assert members(handed(case(grant(), terms())), "C4r") == []


@pytest.mark.proves("C4r")
def test_c4r_of_equal_parts_only_those_before_it_is_ready_count(handed: Handed) -> None:
    # Of three equal parts one is paid before the plant is ready: 1/3 - 0.4 of what is taken, which always fits.
    handover = handed(case(grant(paid_to=2), terms(most_before_ready=0.4, equal_instalments=True)))
    close(handover.view("C4r", "G", "Plant", FIRST), {taken(0): 1 / 3 - 0.4}, None, 0.0)


@pytest.mark.proves("C4u", "C4v")
def test_c4u_and_c4v_a_project_takes_one_of_two_offers_that_exclude_each_other(handed: Handed) -> None:
    handover = handed(case(grant(), grant(offer="H", most=20.0, paid_to=0), terms(excludes="H"), terms("H")))
    starts: Terms = {taken(way, node): 1.0 for way in (0, 1) for node in (FIRST, SECOND)}
    close(handover.view("C4u", "G", "Plant"), {**starts, ("uses", ("G", "Plant")): -30.0}, None, 0.0)
    other: Terms = {taken(0, node, "H"): 1.0 for node in (FIRST, SECOND)}
    close(handover.view("C4u", "H", "Plant"), {**other, ("uses", ("H", "Plant")): -20.0}, None, 0.0)
    wanted: Terms = {("uses", ("G", "Plant")): 1.0, ("uses", ("H", "Plant")): 1.0}
    close(handover.view("C4v", "G", "H", "Plant"), wanted, None, 1.0)


def credit(**facts: Any) -> Support:
    """A production credit of 2 a tonne and a tenth of the unit cost of 5: 2.5."""
    offered = {"offer": "PTC", "instrument": "production credit", "payer": "S", "good": "part"}
    return Support(**{**offered, "amount_a_unit": 2.0, "rate": 0.1, **facts})


@pytest.mark.proves("C4p")
def test_c4p_a_production_credit_is_so_much_a_unit_of_output(handed: Handed) -> None:
    handover = handed(case(credit()))
    close(handover.view("C4p", "PTC", "Plant", SECOND), {earned(SECOND): 1.0, **both(SECOND, -2.5)}, None, 0.0)
    assert members(handover, "C4q") == []


@pytest.mark.proves("C4q")
def test_c4q_a_credit_is_earned_only_so_many_years_after_the_start(handed: Handed) -> None:
    # One year after the start: in 2032 only of a start in 2031, at most 2.5 on its capacity of 2.
    handover = handed(case(credit(paid_from=1, paid_to=1)))
    close(handover.view("C4q", "PTC", "Plant", THIRD), {earned(THIRD): 1.0, start("Plant", SECOND): -5.0}, None, 0.0)
    assert members(handover, "C4q") == [("PTC", "Plant", SECOND), ("PTC", "Plant", THIRD)]
    assert members(handover, "C4l") == []


@pytest.mark.proves("C4l")
def test_c4l_a_credit_by_law_is_paid_in_full_while_it_is_due(handed: Handed) -> None:
    # earned >= 2.5 output - 5 (1 - start in 2031).
    handover = handed(case(credit(paid_from=1, paid_to=1, choice="statutory")))
    wanted: Terms = {earned(THIRD): 1.0, **both(THIRD, -2.5), start("Plant", SECOND): -5.0}
    close(handover.view("C4l", "PTC", "Plant", THIRD), wanted, -5.0, None)


@pytest.mark.proves("C4l", "C4s")
def test_c4l_and_c4s_a_published_credit_is_paid_to_all_or_to_none(handed: Handed) -> None:
    # At capacity 2.5 x 2 = 5: earned >= 2.5 output - 5 (1 - credited), earned <= 5 credited.
    handover = handed(case(credit(choice="published")))
    open_scheme: Key = ("credited", "PTC")
    owed: Terms = {earned(THIRD): 1.0, **both(THIRD, -2.5), open_scheme: -5.0}
    close(handover.view("C4l", "PTC", "Plant", THIRD), owed, -5.0, None)
    close(handover.view("C4s", "PTC", "Plant", THIRD), {earned(THIRD): 1.0, open_scheme: -5.0}, None, 0.0)
    assert handover.arrays.integer[handover.columns[open_scheme]]
    assert members(handed(case(credit())), "C4s") == members(handed(case(credit(choice="statutory"))), "C4s") == []


@pytest.mark.proves("C4l")
def test_c4l_a_published_credit_is_owed_in_its_years_only(handed: Handed) -> None:
    # earned >= 2.5 output - 5 (1 - start in 2031) - 5 (1 - credited).
    handover = handed(case(credit(paid_from=1, paid_to=1, choice="published")))
    wanted: Terms = {
        earned(THIRD): 1.0, **both(THIRD, -2.5), start("Plant", SECOND): -5.0, ("credited", "PTC"): -5.0,
    }  # fmt: skip
    close(handover.view("C4l", "PTC", "Plant", THIRD), wanted, -10.0, None)


@pytest.mark.proves("C4l", "C4s")
def test_c4l_and_c4s_a_committed_project_earns_the_credits_that_all_get(handed: Handed) -> None:
    def earning(choice: str) -> list[Any]:
        handover = handed(case(credit(choice=choice, paid_to=9), plant={"committed": True}))
        assert members(handover, "C1") == members(handover, "C1s") == []
        return members(handover, "C4l")

    all_years = [("PTC", "Plant", node) for node in (FIRST, SECOND, THIRD)]
    assert [earning(choice) for choice in ("published", "statutory", "tailored")] == [all_years, all_years, []]


@pytest.mark.proves("C5")
def test_c5_aid_is_within_the_ceiling_of_the_start_at_the_reference_rate(handed: Handed) -> None:
    # 20 % of 60 and half of that on the other 40 make 16; at 25 % a year after the end of the year of each payment.
    rule = AidRule(rule="R", rate=0.2, step_1=60.0, coefficient_2=0.5, reference_rate=0.25)
    handover = handed(case(grant(aid_rule="R"), terms(), credit(aid_rule="R"), grant(offer="H"), terms("H"), rule))
    wanted: Terms = {
        taken(0): 0.8, taken(1): 0.64, taken(0, SECOND): 0.64, taken(1, SECOND): 0.512,
        earned(FIRST): 0.8, earned(SECOND): 0.64, earned(THIRD): 0.512,
        start("Plant"): -16.0 * 0.8, start("Plant", SECOND): -16.0 * 0.64,
    }  # fmt: skip
    close(handover.view("C5", Aid("R", "Plant")), wanted, None, 0.0)


@pytest.mark.proves("C5")
def test_c5_a_move_inside_a_group_may_get_no_aid_under_its_rule(handed: Handed) -> None:
    rule = AidRule(rule="R", rate=0.2, no_relocation_within="A")
    moved = case(
        grant(aid_rule="R"), terms(), rule, line("A", "part"), MoveCondition(project="Plant", donor_share=0.5),
        plant={"kind": "relocate", "moves_from": "A / part"},
    )  # fmt: skip
    handover = handed(moved)
    assert members(handover, "C5") == members(handover, "C4") == []

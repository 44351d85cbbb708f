"""Rows of `models.instruments.incentives` about firms, coefficient by coefficient: C1, C1s, C1a-C1d, C5."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import AidRule, MoveCondition, Support
from models.program import Aid
from tests.cases import line
from tests.instruments.plant import (
    FINANCE,
    SLAG,
    Handed,
    Terms,
    both,
    case,
    close,
    credit,
    earned,
    going,
    grant,
    later,
    stays,
    taken,
    terms,
)
from tests.instruments.reading import FIRST, SECOND, THIRD, has, members, output, start


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


@pytest.mark.proves("C1a")
def test_c1a_a_start_after_which_nothing_comes_may_lose_in_the_last_year(handed: Handed) -> None:
    # A life of two years ends with 2032 for a start in 2030, which does not go on: 9.75 may be lost, as by one in 2031
    # that stops.
    view = handed(case(grant(), terms(), *SLAG, plant={"life": 2})).view("C1a", "Plant")
    losing = {start("Plant"): -9.75, start("Plant", SECOND): -9.75, going(SECOND): 9.75, later(SECOND): 1.0}
    assert {key: view.terms[key] for key in losing} == pytest.approx(losing)
    assert later(FIRST) not in view.terms


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
def test_c5_a_loan_and_a_guarantee_count_their_grant_equivalent_without_expected_loss(handed: Handed) -> None:
    # One year: a loan at 5 % where the reference is 10 % is worth 0.05 / 1.1; 5 points off the firm's 25 % 0.05 / 1.25.
    # What is paid for it, the loss with it, does not count.
    for instrument, equivalent in (("soft loan", 0.05 / 1.1), ("guarantee", 0.05 / 1.25)):
        loan = Support(offer="L", instrument=instrument, payer="S", rate=0.05, aid_rule="R")
        lent = terms("L", term=1, reference_rate=0.1, expected_loss=0.3)
        view = handed(case(loan, lent, AidRule(rule="R", rate=0.2, reference_rate=0.25))).view("C5", Aid("R", "Plant"))
        wanted: Terms = {
            taken(0, offer="L"): 0.8 * equivalent, taken(0, SECOND, "L"): 0.64 * equivalent,
            start("Plant"): -20.0 * 0.8, start("Plant", SECOND): -20.0 * 0.64,
        }  # fmt: skip
        close(view, wanted, None, 0.0)


@pytest.mark.proves("C5")
def test_c5_a_move_inside_a_group_may_get_no_aid_under_its_rule(handed: Handed) -> None:
    rule = AidRule(rule="R", rate=0.2, no_relocation_within="A")
    moved = case(
        grant(aid_rule="R"), terms(), rule, line("A", "part"), MoveCondition(project="Plant", donor_share=0.5),
        plant={"kind": "relocate", "moves_from": "A / part"},
    )  # fmt: skip
    handover = handed(moved)
    assert members(handover, "C5") == members(handover, "C4") == []

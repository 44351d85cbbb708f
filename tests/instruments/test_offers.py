"""Rows of `models.instruments.incentives` about offers, coefficient by coefficient: C4 with its kin."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import MoveCondition, Price, Support
from models.handover import HandOver, Key
from tests.cases import line
from tests.instruments.plant import FINANCE, SLAG, Handed, Terms, both, case, close, credit, earned, grant, taken, terms
from tests.instruments.reading import FIRST, SECOND, THIRD, members, start


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


@pytest.mark.proves("C4")
def test_c4_an_offer_without_limit_covers_discards_and_a_clawback_in_parts(handed: Handed) -> None:
    # A tonne sold brings 22 and costs 26 + 2.5 more where all is discarded: 6.5 x 2 and 4 fixed are 12.75 a year after
    # tax, 38.25 in three; 85.24 spent and 52 asked. To stay, four parts of 38.25 and the 7 of leaving. Of the worst
    # schedule 0.8 of a million is left, of a start in 2031 paid from 2033 on nothing within the years planned.
    sold = handed(case(grant(most=None), terms(), FINANCE, *SLAG)).view("C4", "G", "Plant", FIRST)
    assert sold.terms[start("Plant")] == pytest.approx(-(85.24 + 52 + 38.25) / 0.8)
    bound = handed(case(grant(most=None), terms(obligation_years=4), FINANCE, *SLAG)).view("C4", "G", "Plant", FIRST)
    assert bound.terms[start("Plant")] == pytest.approx(-4 * (7 + 38.25) / 0.8)
    late = handed(case(grant(most=None, paid_from=2, paid_to=2), terms()))
    assert members(late, "C4") == [("G", "Plant", FIRST)]


LOANS = {"instrument": "soft loan", "rate": 0.1, "most": None}


@pytest.mark.proves("C4k")
def test_c4k_what_is_lent_and_guaranteed_for_a_plant_is_at_most_its_capital(handed: Handed) -> None:
    # Of two loans and a guarantee 100 together; a loan by law of 60 leaves 40, and one of all leaves nothing.
    def rows(choice: str, share: float) -> HandOver:
        other = grant(offer="M", **{**LOANS, "choice": choice, "most": 100.0 * share})
        backed = grant(offer="B", **{**LOANS, "instrument": "guarantee"})
        further = [terms(name, term=5, expected_loss=0.01) for name in ("L", "M", "B")]
        return handed(case(grant(offer="L", **LOANS), other, backed, *further))

    lent: Terms = {taken(0, offer="L"): 1.0, taken(0, offer="B"): 1.0}
    row = ("C4k", "lent", "Plant", FIRST)
    together = {**lent, taken(0, offer="M"): 1.0, start("Plant"): -100.0}
    close(rows("tailored", 1.0).view(*row), together, None, 0.0)
    close(rows("statutory", 0.6).view(*row), {**lent, start("Plant"): -40.0}, None, 0.0)
    close(rows("statutory", 1.0).view(*row), lent, None, 0.0)


@pytest.mark.proves("C4k")
def test_c4k_a_plant_is_written_off_sooner_once(handed: Handed) -> None:
    sooner = {"instrument": "accelerated depreciation", "rate": 0.5, "most": None}
    # Sooner is worth something to the payer only where it discounts.
    one = handed(case(grant(offer="D", **sooner), discount_rate=0.1))
    assert members(one, "C4k") == []
    two = handed(case(grant(offer="D", **sooner), grant(offer="E", **sooner), grant(), discount_rate=0.1))
    wanted: Terms = {taken(0, SECOND, "D"): 1.0, taken(0, SECOND, "E"): 1.0, start("Plant", SECOND): -100.0}
    close(two.view("C4k", "written off", "Plant", SECOND), wanted, None, 0.0)


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


@pytest.mark.proves("C4l", "C4s")
def test_c4l_and_c4s_in_a_capacity_group_the_credit_of_all_that_the_group_could_have_counts(handed: Handed) -> None:
    # A line of 1 in a group to which the plant adds 2: credits of 2 a tonne on 3 tonnes, 6.
    old = line("A", "part", 1.0, unit_cost=15.0, capacity_group="g", firm="E")
    group = MoveCondition(project="Plant", capacity_group="g")
    handover = handed(case(credit(choice="published", rate=None), old, group))
    row = ("PTC", "A / part", THIRD)
    credited: Key = ("credited", "PTC")
    paid = {earned(THIRD, name="A / part"): 1.0}
    close(handover.view("C4s", *row), {**paid, credited: -6.0}, None, 0.0)
    close(handover.view("C4l", *row), {**paid, **both(THIRD, -2.0, "A / part"), credited: -6.0}, -6.0, None)

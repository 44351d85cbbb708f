"""Verification examples about caps: direct share, largest third nation, clean grades, batches, and what a cap costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Cap, Case
from models.diagnosis import diagnose
from models.exposure_trace import trace
from models.plan import Plan
from models.study import Options, Study
from tests.cases import FIRST_YEAR
from tests.verification.examples import EXAMPLES, through_the_adversary
from tests.verification.figures import expected
from tests.verification.reading import exposure, made, sent

Solved = Callable[..., Plan]
Feasible = Callable[[Case], bool]


def test_v01_a_cap_on_the_direct_share(solved: Solved) -> None:
    """Proves: at most the cap's share of all that the alliance makes or brings in comes from adversaries (B1).

    By hand: 30 x 10 + 70 x 16 = 1420; 31 x 10 + 69 x 16 = 1414.
    If broken: without the cap 1000; a cap on the ratio of adversary to allied goods gives 1461.54.
    """
    at_30, at_31 = expected("V01")
    plan = solved(EXAMPLES["V01 cap 30 %"].case)
    assert plan.cost == pytest.approx(at_30)
    assert exposure(EXAMPLES["V01 cap 30 %"].case, plan, "direct share", "metal").share == pytest.approx(0.3)
    assert solved(EXAMPLES["V01 cap 31 %"].case).cost == pytest.approx(at_31)


def test_v24_no_third_nation_brings_more_than_its_share(solved: Solved) -> None:
    """Proves: a row for each third nation, over allied use (B2). The HHI of the example waits for its metric.

    By hand: 65 at 1, the other 35 at 2: 135.
    If broken: one row for all third nations together leaves no plan; without the cap 100.
    """
    cost, _ = expected("V24")
    case = EXAMPLES["V24"].case
    plan = solved(case)
    largest = exposure(case, plan, "largest third-nation share", "metal")
    assert plan.cost == pytest.approx(cost, rel=1e-5)
    assert largest.of == "North"
    assert largest.share == pytest.approx(0.65)


def test_v30_the_diagnosis_names_the_least_relaxation_of_a_cap(feasible: Feasible) -> None:
    """Proves: with all of the need due and 60 clean there is no plan below 40 %, and the diagnosis says so (B3, G.7).

    By hand: 100 - 60 = 40 dirty; 40 % - 20 % = 20 points of relaxation.
    If broken: 0 points if dirty deliveries escape the cap, 80 if clean capacity is forgotten, none where the diagnosis
    lets the need go unmet instead.
    """
    (points,) = expected("V30")
    case = EXAMPLES["V30 cap 20 %"].case
    assert not feasible(case)
    diagnosis = diagnose(case)
    (relaxation,) = diagnosis.relaxations
    assert (relaxation.row_id, relaxation.years) == (case[Cap][0].row_id, (FIRST_YEAR,))
    assert 100 * (relaxation.needed - relaxation.cap) == pytest.approx(points)
    assert diagnosis.shortfalls == ()
    assert not feasible(EXAMPLES["V30 cap 39.99 %"].case)
    assert feasible(EXAMPLES["V30 cap 40 %"].case)


def test_v31_a_cap_is_worth_more_than_its_dual_when_a_plant_drops_out(solved: Solved) -> None:
    """Proves: the marginal value of a cap is read with the plants fixed, in million a percentage point (B1, G.6).

    By hand: 30 x 10 + 70 x 16 + 50 = 1470; 40 x 10 + 60 x 16 = 1360, the second site closed: -110. With the plants
    fixed one point swaps 1 t at 16 for 1 t at 10: -6 a point, -60 for ten.
    If broken: duals of the relaxation spread the 50 over 40 t: 7.25 a point; 600 is a value per share.
    """
    at_30, at_40, change, predicted = expected("V31")
    study = Study(EXAMPLES["V31 cap 30 %"].case, Options(gap=0.0))
    dear = study.best()
    (worth,) = (study.cap_values(study.found[0]) or {}).values()
    cheap = solved(EXAMPLES["V31 cap 40 %"].case)
    assert dear.cost == pytest.approx(at_30)
    assert cheap.cost == pytest.approx(at_40)
    assert cheap.cost - dear.cost == pytest.approx(change)
    assert worth == pytest.approx(-predicted / 10)


def test_v35_lines_that_cannot_keep_batches_apart(solved: Solved) -> None:
    """Proves: such a line runs clean or dirty as a whole, so that mixing grades needs a second line (A5c, A5d).

    By hand: apart 50 x 16 + 50 x 10 = 1300; whole lines need the second at 150: 1450; one line all clean: 1600.
    If broken: batches mixed in a whole line give 1300 for the second figure, a forgotten fixed cost too.
    """
    apart, whole = expected("V35")
    assert solved(EXAMPLES["V35 batches apart"].case).cost == pytest.approx(apart)
    assert solved(EXAMPLES["V35 whole lines"].case).cost == pytest.approx(whole)
    assert solved(EXAMPLES["V35 one whole line"].case).cost == pytest.approx(1600.0)


def test_v37_clean_output_needs_clean_essential_input(solved: Solved) -> None:
    """Proves: a cap on essential exposure reaches up the chain and opens a refinery there (A3, A5, B3).

    By hand: 30 clean needed, 10 at 1, 20 from the refinery at 2 and 40 fixed, 70 dirty at .5: 10 + 40 + 40 + 35 = 125.
    If broken: without A3 dirty oxide at .5 makes clean magnets: 50; so does a cap that looks at magnets only.
    """
    refinery, dirty, cost = expected("V37")
    case = EXAMPLES["V37"].case
    plan = solved(case)
    assert plan.cost == pytest.approx(cost)
    assert made(plan, "refinery") == pytest.approx(refinery)
    assert exposure(case, plan, "essential exposure").adverse == pytest.approx(dirty)


def test_v52_trade_between_allies_is_not_in_the_direct_share(solved: Solved, feasible: Feasible) -> None:
    """Proves: the base of the direct share is what the alliance makes or brings in, each unit once (B1).

    By hand: 30 of 70 made + 30 brought in = .30; counted gross it would be 30 of 170.
    If broken: with trade between allies in the base the share is .176 and a cap of 29.99 % is kept.
    """
    (share,) = expected("V52")
    case = EXAMPLES["V52 cap 30 %"].case
    plan = solved(case)
    assert sent(plan, "metal", "A", "B") == pytest.approx(70.0)
    assert exposure(case, plan, "direct share", "metal").share == pytest.approx(share)
    assert not feasible(EXAMPLES["V52 cap 29.99 %"].case)


def test_v53_nothing_clean_leaves_an_adversary_nation(solved: Solved, feasible: Feasible) -> None:
    """Proves: goods that pass through an adversary nation arrive dirty, whoever made them (A1, A5).

    By hand: all 100 go through X, so clean 0 and exposure 1.
    If broken: with the grade kept on the way clean is 100, exposure 0, and a cap of 99.9 % is kept.
    """
    clean, share = expected("V53")
    case = EXAMPLES["V53"].case
    plan = solved(case)
    assert sum(trace(case, plan).clean_deliveries.values()) == pytest.approx(clean)
    assert exposure(case, plan, "essential exposure").share == pytest.approx(share)
    assert not feasible(through_the_adversary(0.999))


def test_v58_goods_sent_out_and_back_do_not_widen_the_direct_share(solved: Solved, feasible: Feasible) -> None:
    """Proves: what leaves for a third nation is taken off the base, so that shuffling passes no cap (B1).

    By hand: 30 x 10 + 70 x 16 + 70 x .01 = 1420.7; A cannot make more than 70, so 29.9 % has no plan.
    If broken: with a gross base adversary goods circle by N and A at .03 a round: 1007.0, and 29.9 % is kept.
    """
    cost, below = expected("V58")
    plan = solved(EXAMPLES["V58 cap 30 %"].case)
    assert plan.cost == pytest.approx(cost)
    assert sent(plan, "metal", "B", "N") == pytest.approx(0.0, abs=1e-6)
    assert feasible(EXAMPLES["V58 cap 29.9 %"].case) is bool(below)

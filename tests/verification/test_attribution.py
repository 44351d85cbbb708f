"""Verification examples about attribution: what given flows mean, under which assignment of batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import linprog

from models.build import build
from models.case import Case
from models.handover import hand_over
from models.highs import Highs
from models.plan import Delivery, Plan
from models.sets import DIRTY
from tests.verification.examples import EXAMPLES, shared_pool
from tests.verification.figures import expected
from tests.verification.reading import exposure, sent

Solved = Callable[..., Plan]
Feasible = Callable[[Case], bool]


def _dirty_label(case: Case, programme: str, sign: int, cost: float) -> float:
    """Least (sign 1) or most (sign -1) that any plan of at most this cost labels dirty of a programme's deliveries."""
    program = build(case)
    handover = hand_over(program.model)
    aim = np.zeros(len(handover.variables))
    for (need, _, grade), variable in program.delivered.items():
        if need.programme == programme and grade == DIRTY:
            aim[handover.column(variable)] = sign
    highs = Highs(handover.arrays)
    costs = handover.arrays.cost
    highs.add_row({int(column): float(costs[column]) for column in np.flatnonzero(costs)}, upper=cost)
    with highs.objective(aim):
        return sign * highs.solve().objective


def test_v05_two_essential_inputs_under_three_attributions(solved: Solved) -> None:
    """Proves: matched exposure of two parallel essential inputs is the larger of both, not their sum (A3, B.1).

    By hand: 40 of 100 seekers and 30 of 100 magnets are dirty: matched 40, independent 100 (1 - .6 x .7) = 58, worst
    case 40 + 30 = 70.
    If broken: a trace that adds taint says 70, one that looks at one input only 30.
    """
    matched, independent, worst = expected("V05")
    case = EXAMPLES["V05"].case
    plan = solved(case)
    seekers, magnets = (sent(plan, good, "X", "A") / 100 for good in ("seeker", "magnet"))
    assert exposure(case, plan, "essential exposure").adverse == pytest.approx(matched)
    assert 100 * (1 - (1 - seekers) * (1 - magnets)) == pytest.approx(independent)
    assert 100 * min(1.0, seekers + magnets) == pytest.approx(worst)


def test_v06_one_pool_under_proportional_and_free_attribution(solved: Solved, feasible: Feasible) -> None:
    """Proves: proportional shares of each programme, and how far free attribution can move one of them (B.1, B3).

    By hand: the pool is 30 % dirty: P1 50 x .3 / 100 = .15, P2 .3. Freely P2 takes nothing dirty (P1 takes 30 of its
    100), or all 30 of its 50 = .6 where P1 takes none. Equal caps: 30 of 150 = 20 %.
    If broken: mixing over the whole alliance gives .2 for both; a P1 that forgets its clean half .3.
    """
    first, second, least, most, at_20, below_20 = expected("V06")
    case = EXAMPLES["V06"].case
    plan = solved(case)
    assert exposure(case, plan, "proportional look-through", "P1").share == pytest.approx(first)
    assert exposure(case, plan, "proportional look-through", "P2").share == pytest.approx(second)
    assert _dirty_label(case, "P2", 1, cost=0.0) / 50 == pytest.approx(least, abs=1e-6)
    assert _dirty_label(shared_pool(P1=0.0), "P2", 1, cost=0.0) / 50 == pytest.approx(most)
    assert feasible(EXAMPLES["V06 caps 20 %"].case) is bool(at_20)
    assert feasible(EXAMPLES["V06 caps 19.9 %"].case) is bool(below_20)


def test_v07_a_cap_at_every_tier_bounds_the_look_through_share(solved: Solved) -> None:
    """Proves: proportional look-through compounds over the tiers (B.5).

    By hand: 1 - .9^3 = .271; backwards 1 - (1 - .271)^(1/3) = .1.
    If broken: adding up the tiers gives .3, looking at the last one .1.
    """
    share, tier = expected("V07")
    case = EXAMPLES["V07"].case
    plan = solved(case)
    assert exposure(case, plan, "proportional look-through").share == pytest.approx(share)
    for good in ("metal", "oxide", "ore"):
        assert exposure(case, plan, "direct share", good).share == pytest.approx(tier)
    assert 1 - (1 - share) ** (1 / 3) == pytest.approx(tier)


def test_v36_exposure_hides_above_the_first_tiers(solved: Solved) -> None:
    """Proves: direct, value and essential shares of one chain differ as widely as they should (B.1).

    By hand: magnet and metal are allied: 0. Oxide is 5 of 100 in value and 90 % adversary: .045. Without it 90 of 100
    magnets stop: .9.
    If broken: value counted at the price of metal or magnet instead of oxide says .36 or .9.
    """
    direct, value, essential = expected("V36")
    case = EXAMPLES["V36"].case
    plan = solved(case)
    first_tiers = [exposure(case, plan, "direct share", good) for good in ("magnet", "metal")]
    assert sum(tier.adverse for tier in first_tiers) / sum(tier.total for tier in first_tiers) == pytest.approx(direct)
    assert exposure(case, plan, "value look-through").share == pytest.approx(value)
    assert exposure(case, plan, "essential exposure").share == pytest.approx(essential)


def test_v59_the_report_does_not_depend_on_the_labels_of_the_solver(solved: Solved) -> None:
    """Proves: one plan may bear many labels; the trace reads totals only (B.3).

    By hand: 60 + 40 oxide, so 40 of 100 stop without the adversary. Labels: at least 40, at most the cap's 70 dirty.
    If broken: a report from labels says anything between .4 and .7.
    """
    least, most, reported = expected("V59")
    example = EXAMPLES["V59"]
    assert example.cost is not None
    plan = solved(example.case)
    relabelled = plan.with_rows(Delivery, (_all_dirty(row) for row in plan[Delivery]))
    assert plan.cost == pytest.approx(example.cost)
    assert _dirty_label(example.case, "P", 1, example.cost) == pytest.approx(least)
    assert _dirty_label(example.case, "P", -1, example.cost) == pytest.approx(most)
    assert exposure(example.case, plan, "essential exposure").share == pytest.approx(reported)
    assert exposure(example.case, relabelled, "essential exposure").share == pytest.approx(reported)


def _all_dirty(row: Delivery) -> Delivery:
    return Delivery(
        row.programme, row.nation, row.good, row.node, due=row.due, clean=0.0, dirty=row.total, unmet=row.unmet
    )


def test_v61_the_cut_network_may_discard(solved: Solved) -> None:
    """Proves: when an adverse user of one joint output falls away, the line still makes the other (B.3).

    By hand: 100 runs need no adversary, so the 10 Dy still come: exposure 0. A network that must use all it makes
    cannot run for NdPr without its user: no Dy, exposure 1.
    If broken: balances as equalities in the cut network give 1.
    """
    share, without_discard = expected("V61")
    case = EXAMPLES["V61"].case
    plan = solved(case)
    assert exposure(case, plan, "essential exposure", "Heavy").share == pytest.approx(share, abs=1e-9)
    assert exposure(case, plan, "essential exposure", "Light").share == pytest.approx(1.0)
    # runs, Dy delivered: all NdPr must be used (by nobody), all Dy must be delivered
    answer = linprog([0.0, -1.0], None, None, [[1.0, 0.0], [0.1, -1.0]], [0.0, 0.0], [(0.0, 100.0), (0.0, 10.0)])
    assert answer.fun is not None
    assert 1 + answer.fun / 10 == pytest.approx(without_discard)

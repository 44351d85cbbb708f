"""Verification examples about plants: fixed charges, lead and ramp, capital, storage instead of building."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scipy.optimize import linprog

from models.build import build
from models.case import Case
from models.handover import hand_over
from models.highs import Highs
from models.plan import Delivery, LineOutput, Plan, Start, StockLevel
from models.sets import annuity
from tests.verification.examples import EXAMPLES
from tests.verification.figures import expected
from tests.verification.reading import made, sent

Solved = Callable[..., Plan]
Feasible = Callable[[Case], bool]


def _hand_relaxation(large: float, least_large: float = 0.0) -> float:
    """Relaxation of V03 by hand: columns x small, x large, v small, v large; x <= 50 v and x <= `large` v."""
    rows = [[1.0, 0.0, -50.0, 0.0], [0.0, 1.0, 0.0, -large]]
    bounds = [(0.0, None), (0.0, None), (0.0, 1.0), (least_large, 1.0)]
    answer = linprog([1.0, 1.5, 100.0, 150.0], rows, [0.0, 0.0], [[1.0, 1.0, 0.0, 0.0]], [80.0], bounds)
    assert answer.fun is not None
    return float(answer.fun)


def _relaxation(case: Case, *, cover_rows: bool = False) -> float:
    return Highs(hand_over(build(case, cover_rows=cover_rows).model).arrays).solve_relaxation().objective


def test_v03_a_fixed_charge_and_its_relaxations(solved: Solved) -> None:
    """Proves: capacity in A6 is tightened to the most that can be needed, and the search finds the optimum.

    By hand: small 1 + 100/50 = 3 a unit. Weak: large 1.5 + 150/100 = 3, so 80 x 3 = 240. Strong: large 1.5 + 150/80 =
    3.375, so 50 x 3 + 30 x 3.375 = 251.25. Small alone cannot serve 80, so large is built: 150 + 80 x 1.5 = 270.
    If broken: the relaxation is 240 with the nominal capacity, hardly above 80 with a big-M.
    """
    weak, strong, covered, best = expected("V03")
    assert _hand_relaxation(large=100.0) == pytest.approx(weak)
    assert _hand_relaxation(large=80.0) == pytest.approx(strong)
    assert _hand_relaxation(large=80.0, least_large=1.0) == pytest.approx(covered)
    assert _relaxation(EXAMPLES["V03"].case) == pytest.approx(strong)
    assert solved(EXAMPLES["V03"].case).cost == pytest.approx(best)


def test_v04_lead_and_ramp_leave_the_first_years_to_the_adversary(solved: Solved, feasible: Feasible) -> None:
    """Proves: output begins after the lead and rises evenly over the ramp; a cap may hold over years together (A6, B3).

    By hand: clean 0 + 0 + 50 + 100 + 100 = 250 of 500, adversary 250, which is exactly 50 %.
    If broken: without the ramp the adversary brings 200, without the lead 50; a yearly cap leaves no plan.
    """
    adversary, at_half, below_half = expected("V04")
    plan = solved(EXAMPLES["V04 cap 50 %"].case)
    assert sent(plan, "metal", "X", "A") == pytest.approx(adversary)
    assert plan.cost == pytest.approx(adversary)
    assert [row.total for row in plan[LineOutput] if row.line == "plant"] == pytest.approx(
        [0.0, 0.0, 50.0, 100.0, 100.0]
    )
    assert feasible(EXAMPLES["V04 cap 50 %"].case) is bool(at_half)
    assert feasible(EXAMPLES["V04 cap 49.9 %"].case) is bool(below_half)


def test_v33_capital_is_charged_by_annuity_inside_the_horizon(solved: Solved) -> None:
    """Proves: a plant that outlives the horizon is charged for its years in it only (H).

    By hand: annuity 100 x .08 / (1 - 1.08^-20) = 10.185221; its ten years inside the horizon are worth 10.185221 x
    (1 - 1.08^-10) / .08 = 68.343661; the same as 100 less what is left at year 10, discounted. Real 1.08 / 1.02 - 1.
    If broken: capital at once 100; straight-line 5 a year 33.550407; annuities due at the start of a year 73.811154.
    """
    payment, salvage, net, real_rate = expected("V33")
    ten_years = (1 - 1.08**-10) / 0.08
    assert annuity(100.0, 0.08, 20) == pytest.approx(payment)
    assert annuity(100.0, 0.08, 20) * ten_years == pytest.approx(salvage)
    assert 100.0 - salvage * 1.08**-10 == pytest.approx(net)
    assert solved(EXAMPLES["V33"].case).cost == pytest.approx(net)
    assert pytest.approx(real_rate) == (1.08 - 1.02) / 1.02


@pytest.mark.parametrize("cover_rows", [False, True])
def test_v54_stock_of_the_year_before_spares_a_plant(solved: Solved, cover_rows: bool) -> None:
    """Proves: clean stock carried over counts against a cap, and no cover row may forget it (A1, I1, A.6).

    By hand: make 100 in both years, keep 50: 100 + 100 + .1 x 50 = 205.
    If broken: a cover row a year forces the plant at 500: 700; storage without its cost 200.
    """
    (cost,) = expected("V54")
    plan = solved(EXAMPLES["V54"].case, cover_rows=cover_rows)
    assert plan.cost == pytest.approx(cost)
    assert [row.total for row in plan[StockLevel]] == pytest.approx([50.0])
    assert plan[Start] == ()


@pytest.mark.parametrize("cover_rows", [False, True])
def test_v55_a_recipe_without_the_scarce_input_spares_a_plant(solved: Solved, cover_rows: bool) -> None:
    """Proves: need for an input is the least over all recipes of its product, in cover rows too (A.5, A.6).

    By hand: 100 magnets without dysprosium at 3 = 300; with it 100 + 500 = 600.
    If broken: a cover row that explodes demand through the dysprosium recipe forces the plant: 600.
    """
    cost, built = expected("V55")
    plan = solved(EXAMPLES["V55"].case, cover_rows=cover_rows)
    assert plan.cost == pytest.approx(cost)
    assert len(plan[Start]) == built
    assert made(plan, "A / magnet without") == pytest.approx(100.0)


@pytest.mark.parametrize("cover_rows", [False, True])
def test_v60_a_cap_over_years_together_asks_nothing_of_the_first_year(solved: Solved, cover_rows: bool) -> None:
    """Proves: dirty deliveries of one year may be made up for in another, and cover rows know it (B3, A.6).

    By hand: year 1 all adversary 100, year 2 all from the plant 100, capital 50: 250; exactly 100 of 200 is dirty.
    If broken: a cover row for each year from that cap leaves no plan; without the cap 200.
    """
    (cost,) = expected("V60")
    plan = solved(EXAMPLES["V60"].case, cover_rows=cover_rows)
    assert plan.cost == pytest.approx(cost)
    assert [row.dirty for row in plan[Delivery]] == pytest.approx([100.0, 0.0], abs=1e-6)

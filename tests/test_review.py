"""Edge cases in which an equation, a bound or a diagnosis once said something untrue; each by its smallest case."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import highspy
import numpy as np
import pytest
from scipy import sparse

from models.case import Cap, Case, Nation, OpeningStock
from models.diagnosis import diagnose
from models.highs import Answer, Arrays, Highs, Outcome, SolverError, _bound
from models.plan import CapLevel, Delivery, LineOutput, Plan, Status
from models.study import Options, Study
from tests.cases import FIRST_YEAR, cap, good, lane, line, move, need, recipe, tiny

Solved = Callable[..., Plan]
Feasible = Callable[[Case], bool]

THIRD_NATIONS = (
    Nation(nation="A", bloc="ally"),
    Nation(nation="N", bloc="neutral"),
    Nation(nation="P", bloc="partner"),
    Nation(nation="Q", bloc="partner"),
)


def with_cap(case: Case, share: float) -> Case:
    """The same case with its one cap at another share."""
    return case.with_rows(Cap, [case[Cap][0].model_copy(update={"cap": share})])


def test_a_soft_cap_on_what_only_a_joint_recipe_uses_can_be_breached(solved: Solved) -> None:
    """10 t of oxide take 20 t of ore, all of it from X: 100 points above a cap of 0 at 1 million each."""
    case = tiny(
        recipe("oxide", {"ore": 2.0}, joint={"heavy": 0.1}, disposal=0.0),
        line("A", "oxide"),
        line("X", "ore"),
        lane("X", "A", "ore"),
        need("oxide", 10.0),
        cap(0.0, "direct share", "ore", price_of_breach=1.0),
    )
    assert solved(case)[CapLevel][0].breach > 0.0


def test_a_soft_cap_stays_soft_where_a_lane_loses_some(solved: Solved) -> None:
    """To receive 90 t, 100 t are sent: 100/90 of the need, so the breach is more than 100 points of it."""
    case = tiny(
        line("X", "metal"),
        lane("X", "A", "metal", loss=0.1),
        need("metal", 90.0),
        cap(0.0, "direct share", "metal", price_of_breach=1.0),
    )
    assert solved(case).cost == pytest.approx(100.0 * 100.0 / 90.0)


def test_a_cap_on_direct_share_may_be_raised_without_forbidding_a_plan(feasible: Feasible) -> None:
    """The alliance sells 50 t out of its store and buys nothing: its direct share is 0 under any cap."""
    case = tiny(
        good("metal", storable=True),
        line("X", "metal"),
        OpeningStock(good="metal", nation="A", grade="clean", quantity=50.0, least_at_end=0.0),
        lane("A", "N", "metal"),
        need("metal", 50.0, "N", kind="civil"),
        cap(0.0, "direct share", "metal"),
    )
    assert feasible(case)
    assert feasible(with_cap(case, 0.3))


def test_sending_goods_round_two_third_nations_does_not_pass_a_cap(feasible: Feasible) -> None:
    """N sells all 100 t that A uses; sending 100 t to P, on to Q and home again makes N's share no smaller."""
    case = tiny(
        *THIRD_NATIONS,
        line("N", "metal"),
        lane("N", "A", "metal"),
        lane("A", "P", "metal"),
        lane("P", "Q", "metal"),
        lane("Q", "A", "metal"),
        need("metal", 100.0),
        cap(0.5, "largest third-nation share", "metal"),
    )
    assert not feasible(case)


def test_a_lane_of_capacity_zero_brings_nothing_back(solved: Solved) -> None:
    """N sells 50 of the 110 t that A uses or sends out for good: 45.5%, within a cap of 46%."""
    case = tiny(
        *THIRD_NATIONS,
        line("N", "metal", 50.0, unit_cost=1.0),
        line("A", "metal", 60.0, unit_cost=10.0),
        lane("N", "A", "metal"),
        lane("A", "P", "metal"),
        lane("P", "A", "metal", capacity=0.0),
        need("metal", 100.0),
        need("metal", 10.0, "P", programme="C", kind="civil"),
        cap(0.46, "largest third-nation share", "metal"),
    )
    assert solved(case).cost == pytest.approx(650.0)


def test_minimum_load_of_a_group_holds_when_its_first_line_has_gone(solved: Solved) -> None:
    """The second line alone makes the group's least, 50 t of 100, in the second year."""
    shared: dict[str, Any] = {"capacity_group": "G", "minimum_load": 0.5, "unit_cost": 1.0}
    case = tiny(
        recipe("one", main="metal"),
        recipe("two", main="metal"),
        line("A", "one", 100.0, last_year=FIRST_YEAR, **shared),
        line("A", "two", 100.0, **shared),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("metal", 100.0),
        years=2,
    )
    made = {(row.line, row.node.year): row.total for row in solved(case)[LineOutput]}
    assert made["A / two", FIRST_YEAR + 1] == pytest.approx(50.0)


def test_two_projects_cannot_both_reopen_the_whole_of_one_closed_line(feasible: Feasible) -> None:
    """The closed line had 100 t a year; reopening it twice does not make 200."""
    reopen: dict[str, Any] = {"kind": "reopen", "moves_from": "A / metal"}
    case = tiny(
        line("A", "metal", 100.0, status="closed"),
        move("R1", "A", "metal", 100.0, **reopen),
        move("R2", "A", "metal", 100.0, **reopen),
        need("metal", 150.0),
    )
    assert not feasible(case)


def test_a_capacity_group_named_like_a_line_is_not_that_line(solved: Solved) -> None:
    """The group G has 100 t; the line G has 50 t of its own, which the group cannot use."""
    case = tiny(
        good("metal", shortage_penalty=1.0),
        recipe("one", main="metal"),
        recipe("two", main="metal"),
        line("A", "one", 100.0, capacity_group="G"),
        line("A", "two", 100.0, capacity_group="G"),
        line("A", "plate", 50.0, line="G"),
        need("metal", 120.0, may_go_unmet=1.0),
        need("plate", 10.0, programme="Q"),
    )
    assert solved(case)[Delivery][0].unmet == pytest.approx(20.0)


def test_the_diagnosis_names_a_cap_that_a_plan_can_keep() -> None:
    """All 100 t of metal come from X, so the share is 100%, though the dearest recipe would need 200 t."""
    case = tiny(
        recipe("heavy magnet", {"metal": 2.0}, main="magnet"),
        recipe("magnet", {"metal": 1.0}),
        line("A", "magnet"),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("magnet", 100.0),
        cap(0.3, "direct share", "metal"),
    )
    [relaxation] = diagnose(case).relaxations
    assert relaxation.needed == pytest.approx(1.0)


def test_the_diagnosis_uses_the_shortage_that_is_allowed() -> None:
    """40 t are clean and 50 may go unmet, so 10 of 100 must be exposed: the cap must be 10%, not 60%."""
    case = tiny(
        good("metal", shortage_penalty=100.0),
        line("A", "metal", 40.0),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("metal", 100.0, may_go_unmet=0.5),
        cap(0.0),
    )
    [relaxation] = diagnose(case).relaxations
    assert relaxation.needed == pytest.approx(0.1)


def test_the_diagnosis_reads_what_may_go_unmet_year_by_year() -> None:
    """In the first year nothing may go unmet, in the second everything: 60 of 100 t are missing in the first."""
    case = tiny(
        good("metal", shortage_penalty=1.0),
        line("A", "metal", 40.0),
        need("metal", 100.0, last_year=FIRST_YEAR),
        need("metal", 100.0, first_year=FIRST_YEAR + 1, may_go_unmet=1.0),
        years=2,
    )
    [shortfall] = diagnose(case).shortfalls
    assert shortfall.year == FIRST_YEAR
    assert shortfall.short == pytest.approx(60.0)


def test_the_relaxation_of_an_infeasible_program_has_an_infinite_bound() -> None:
    """x <= 1 and x >= 2."""
    arrays = Arrays(
        cost=np.zeros(1),
        offset=0.0,
        lower=np.zeros(1),
        upper=np.ones(1),
        integer=np.array([True]),
        matrix=sparse.csc_matrix(np.ones((1, 1))),
        row_lower=np.array([2.0]),
        row_upper=np.array([np.inf]),
    )
    assert Highs(arrays).relaxation_bound() == np.inf


def choices() -> Case:
    """10 t at 3 million each from X, or from A's own line at 5, or by one of two projects."""
    return tiny(
        line("X", "metal", unit_cost=3.0),
        line("A", "metal", unit_cost=5.0),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 10.0, capital_cost=1.0),
        move("N", "A", "metal", 10.0, capital_cost=2.0),
        need("metal", 10.0),
    )


def test_an_interrupted_search_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(choices(), Options(gap=0.0, seconds=0.5))
    study.best()
    searches = []

    def interrupted(*, gap: float, seconds: float) -> Answer:
        searches.append((gap, seconds))
        return Answer(Outcome.INTERRUPTED, None, np.inf, -np.inf)

    monkeypatch.setattr(study._searcher, "solve", interrupted)
    assert len(study.ranked(3)) == 1
    assert len(searches) == 1
    assert study.stopped


def test_a_fault_of_the_solver_keeps_the_plans_found_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(choices(), Options(gap=0.0))
    study.best()

    def broken(*, gap: float, seconds: float) -> Answer:
        raise SolverError(f"no answer at gap {gap} in {seconds > 0}")

    monkeypatch.setattr(study._searcher, "solve", broken)
    (only,) = study.ranked(3)
    assert only.plan.cost == pytest.approx(1.0)
    assert (study.fault, study.stopped, study.complete) == ("no answer at gap 0.0 in True", True, False)


def test_a_fault_of_the_solver_in_the_first_search_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(choices(), Options(gap=0.0))

    def broken(*, gap: float, seconds: float) -> Answer:
        raise SolverError(f"nothing {gap} {seconds > 0}")

    monkeypatch.setattr(study._searcher, "solve", broken)
    with pytest.raises(SolverError, match="nothing"):
        study.ranked(3)


def test_a_list_that_the_clock_cut_short_is_stopped_and_one_that_was_proved_stays_proved() -> None:
    """What counts is whether time was left when the search ended, not when somebody asks."""
    short = Study(choices(), Options(gap=0.0, seconds=0.0))
    assert short.ranked(3) == ()
    assert short.stopped
    whole = Study(choices(), Options(gap=0.0, seconds=20.0))
    assert len(whole.ranked(1)) == 1
    whole._deadline = 0.0
    assert not whole.stopped
    assert not whole.complete


def test_a_list_whose_certificate_was_interrupted_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study(choices(), Options(gap=0.0))
    study.best()
    monkeypatch.setattr(
        study._searcher, "solve", lambda *, gap, seconds: Answer(Outcome.INTERRUPTED, None, np.inf, -np.inf)
    )
    assert len(study.ranked(1)) == 1
    assert (study.stopped, study.complete) == (True, False)


def test_a_search_begun_afresh_forgets_the_bounds_before_it() -> None:
    study = Study(choices(), Options(gap=0.0))
    study.ranked(2)
    later = study.next_bound
    study.best()
    assert study.next_bound == pytest.approx(1.0)
    assert study.next_bound < later


def test_only_a_linear_program_solved_to_the_end_is_its_own_proof() -> None:
    linear = cast(highspy.HighsInfo, SimpleNamespace(mip_node_count=-1))
    assert _bound(linear, Outcome.OPTIMAL, 5.0) == 5.0
    assert _bound(linear, Outcome.TIME_LIMIT, 5.0) == -np.inf
    search = cast(highspy.HighsInfo, SimpleNamespace(mip_node_count=0, mip_dual_bound=4.0))
    assert _bound(search, Outcome.TIME_LIMIT, 5.0) == 4.0


def test_a_plan_found_in_time_may_become_cheaper_by_exact_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search was stopped at 10 t from A's own line (50 million); with the same choices X's cost 30."""
    study = Study(choices(), Options(gap=0.0))
    highs, cost = study._highs, study._handover.arrays.cost
    with highs.objective(-cost), highs.fixed(dict.fromkeys(np.flatnonzero(study._handover.arrays.integer), 0.0)):
        stopped = highs.solve().values
    assert stopped is not None
    answer = Answer(Outcome.TIME_LIMIT, stopped, float(cost @ stopped), -np.inf)
    monkeypatch.setattr(study, "_search", lambda: answer)
    plan = study.best()
    assert plan.status is Status.TIME_LIMIT
    assert plan.cost == pytest.approx(30.0)


def test_a_soft_cap_stays_soft_inside_a_recycling_loop(solved: Solved) -> None:
    """100 t of magnets take 120 t of metal and leave 20 t of scrap, which give 16 t of metal; X sells the rest."""
    case = tiny(
        recipe("magnet", {"metal": 1.2}, joint={"scrap": 0.2}, disposal=0.0),
        recipe("recycling", {"scrap": 1.25}, main="metal"),
        line("A", "magnet"),
        line("A", "recycling"),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("magnet", 100.0),
        cap(0.0, "direct share", "metal", price_of_breach=1.0),
    )
    assert solved(case)[CapLevel][0].breach == pytest.approx(100.0 * 104.0 / 120.0)

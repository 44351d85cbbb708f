"""Searches beside the main one: whatever happens to them, the ranked plans are kept."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

import planner
from models.case import Case, Settings
from models.highs import SolverError
from models.plan import Plan, Status
from planner import beside
from planner.beside import Beside
from planner.workbook.template import write_case
from tests.cases import lane, line, move, need, tiny
from tests.synthetic import synthetic_case


def small() -> Case:
    return tiny(
        line("X", "metal", unit_cost=3.0),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 10.0, unit_cost=4.0),
        need("metal", 10.0),
    )


def never() -> bool:
    return False


@pytest.mark.parametrize("second_process", [False, True])
def test_a_search_beside_the_main_one_finds_the_best_plan(second_process: bool) -> None:
    with Beside(60.0, never, second_process=second_process) as searches:
        plan = searches.result(small(), searches.submit(small()))
    assert plan.status is Status.PROVED
    assert plan.cost == pytest.approx(30.0)


@pytest.mark.parametrize("second_process", [False, True])
def test_no_time_left_is_no_plan_found_and_no_fault(second_process: bool) -> None:
    case = synthetic_case("S", 1)
    with Beside(0.0, never, second_process=second_process) as searches:
        plan = searches.result(case, searches.submit(case))
    assert plan.status is Status.NOT_FOUND


def test_a_second_process_that_dies_costs_only_its_own_search() -> None:
    with Beside(600.0, never, second_process=True) as searches:
        waiting: Future[Plan] = searches.submit(small())
        searches.result(small(), waiting)
        for process in multiprocessing.active_children():
            process.kill()
            process.join()
        for _ in range(2):
            plan = searches.result(small(), searches.submit(small()))
            assert (plan.status, plan.status.has_plan) == (Status.FAILED, False)


def test_the_user_s_stop_reaches_the_second_process() -> None:
    """A case of size M at gap 0 would take hours; stopping ends it long before its share of the time."""
    case = synthetic_case("M", 1)
    hard = case.with_rows(Settings, [case.settings.model_copy(update={"gap": 0.0})])
    begun = time.monotonic()
    with Beside(2000.0, lambda: time.monotonic() - begun > 8.0, second_process=True) as searches:
        plan = searches.result(hard, searches.submit(hard))
    assert plan.status in (Status.INTERRUPTED, Status.NOT_FOUND)


def test_a_fault_of_the_solver_beside_leaves_the_ranked_plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Plan:
        raise SolverError("no answer")

    monkeypatch.setattr(beside, "solve", broken)
    path = tmp_path / "case.xlsx"
    write_case(small(), path)
    result = planner.solve(path)
    assert [option.plan.cost for option in result.options] == pytest.approx([30.0])
    assert result.no_action.plan.status is Status.FAILED
    assert result.cost_without_caps is None

"""Searches beside the main one: whatever happens to them, the ranked plans are kept."""

from __future__ import annotations

import json
import multiprocessing
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

import planner
from models.case import Case, Settings
from models.exposure_trace import trace
from models.highs import Answer, SolverError
from models.plan import Plan, Status
from models.study import Options, Study, solve
from planner import beside, solving
from planner.beside import Beside
from planner.checking import read_and_check
from planner.console import Exit
from planner.result import Option
from planner.run import _cheapest, run
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
    begun = time.monotonic()  # the limit itself would be 500 s
    with Beside(2000.0, lambda: time.monotonic() - begun > 8.0, second_process=True) as searches:
        waiting = [searches.submit(hard) for _ in range(3)]
        plans = [searches.result(hard, one) for one in waiting]
    assert time.monotonic() - begun < 120.0
    assert {plan.status for plan in plans} <= {Status.INTERRUPTED, Status.NOT_FOUND}
    assert plans[-1].status is Status.NOT_FOUND


def test_the_deadline_of_the_run_is_that_of_every_search() -> None:
    assert beside._searched(small(), 60.0, time.monotonic() - 1.0, never).status is Status.NOT_FOUND
    assert beside._searched(small(), 60.0, time.monotonic() + 60.0, never).status is Status.PROVED


def test_without_a_second_process_nothing_of_it_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a platform has no semaphores, or a plain script calls, no process machinery is touched."""

    def absent(_: str) -> object:
        raise OSError("no semaphores here")

    monkeypatch.setattr(beside, "get_context", absent)
    with Beside(60.0, never, second_process=False) as searches:
        assert searches.result(small(), searches.submit(small())).status is Status.PROVED
    with pytest.raises(OSError, match="no semaphores"):
        Beside(60.0, never, second_process=True)


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


def choices() -> Case:
    """10 t by one of three projects at 1, 2 or 3 million."""
    rows = (move(name, "A", "metal", 10.0, capital_cost=cost) for cost, name in enumerate("LMN", start=1))
    return tiny(line("X", "metal", unit_cost=3.0), lane("X", "A", "metal"), *rows, need("metal", 10.0))


def test_a_fault_after_the_first_plan_is_told_and_the_plans_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[int] = []
    search = Study._search

    def second_fails(study: Study) -> Answer:
        searches.append(len(study.found))
        if len(study.found) == 1:
            raise SolverError("out of numbers")
        return search(study)

    monkeypatch.setattr(Study, "_search", second_fails)
    path = tmp_path / "case.xlsx"
    write_case(choices(), path)
    reading, case = read_and_check(path)
    assert case is not None
    result = run(reading, case)
    assert (result.fault, result.stopped, result.complete, len(result.options)) == ("out of numbers", True, False, 1)
    monkeypatch.setattr(solving, "run", lambda *_, **__: result)
    assert solving.solve_and_write(reading, case, path, tmp_path, json_wanted=False) is Exit.INTERNAL
    record = json.loads((tmp_path / "case-plans-run.json").read_text(encoding="utf-8"))
    assert (record["fault"], record["stopped"], record["interrupted"]) == ("out of numbers", True, False)
    assert searches[-1] == 1


def test_an_interruption_while_the_run_compares_is_an_interruption(tmp_path: Path) -> None:
    """The ranked plans are proved by then; what was not searched any more is not known."""
    path = tmp_path / "case.xlsx"
    write_case(choices(), path)
    reading, case = read_and_check(path)
    assert case is not None
    result = run(reading, case, lambda step: step.phase == "checking every plan by arithmetic")
    assert (result.interrupted, result.stopped) == (True, False)
    assert solving._exit(result) is Exit.INTERRUPTED
    assert [option.plan.status for option in result.options] == [Status.PROVED] * len(result.options)
    quiet = run(reading, case)
    assert (quiet.interrupted, solving._exit(quiet)) == (False, Exit.DONE)


def test_a_plan_that_undercuts_the_search_without_caps_is_what_it_costs_without_caps() -> None:
    """Both searches end within their gap; a plan with caps is a plan without them too."""
    dear = replace(solve(small(), Options(gap=0.0)), cost=31.0)
    option = Option(1, "One", replace(dear, cost=30.0), trace(small(), dear), (), None)
    assert _cheapest(dear, (option,)) == 30.0
    assert _cheapest(replace(dear, cost=29.0), (option,)) == 29.0
    assert _cheapest(replace(dear, status=Status.TIME_LIMIT), (option,)) is None

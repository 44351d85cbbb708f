"""The planner from Python: results as frames, problems as exceptions, and what a stopped search leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import planner
from models.case import Case, Move
from models.diagnosis import diagnose
from models.exposure_trace import Exposure
from models.plan import Node, Plan, Start, Status
from planner import solving, tables
from planner.console import Exit
from planner.report.book import write_plan_workbook
from planner.result import Result
from planner.run import NotFoundError, run
from planner.workbook.template import write_case, write_template
from tests.cases import lane, line, move, need, tiny
from tests.verification.examples import shared_pool
from tests.workbook.books import at, good_book


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("api") / "example.xlsx"
    write_template(file, minimal=True, example=True, sheets=None)
    return file


@pytest.fixture(scope="module")
def result(path: Path) -> Result:
    return planner.solve(path)


def test_plans_are_a_frame_with_no_action_first(result: Result) -> None:
    frame = tables.plans(result)
    assert list(frame["plan"]) == [0, 1, 2, 3]
    assert next(iter(frame["name"])) == "No action"
    assert list(frame["cost"]) == [option.plan.cost for option in (result.no_action, *result.options)]
    assert (frame["gap"] <= 1e-4 * frame["cost"]).all()
    assert set(frame["projects"][1].split(", ")) == result.options[0].plan.signature


@pytest.mark.parametrize("name", [*tables.TABLES, "exposures"])
def test_every_result_table_is_a_frame_of_all_plans(name: str, result: Result) -> None:
    frame = tables.table(result, name)
    row = Exposure if name == "exposures" else tables.TABLES[name]
    rows = [
        option.trace.exposures if row is Exposure else option.plan[row]
        for option in (result.no_action, *result.options)
    ]
    assert len(frame) == sum(len(found) for found in rows)
    assert frame.columns[0] == "plan"
    kept = {field.name for field in fields(row)} - {"node"}
    assert kept <= set(frame.columns)
    assert {"state", "year", "block"} <= set(frame.columns) or name == "exposures"


def test_a_frame_holds_the_figures_of_its_rows(result: Result) -> None:
    starts = tables.table(result, "starts")
    expected = [(option.number, row.move, row.node) for option in result.options for row in option.plan[Start]]
    found = [
        (int(plan), move, Node(state, int(year), int(block)))
        for plan, move, state, year, block in zip(
            starts["plan"], starts["move"], starts["state"], starts["year"], starts["block"], strict=True
        )
    ]
    assert found == expected
    assert found


def test_a_table_of_another_name_is_refused(result: Result) -> None:
    with pytest.raises(KeyError, match="profits"):
        tables.table(result, "profits")


def test_a_workbook_with_errors_raises_them_all(tmp_path: Path) -> None:
    book = good_book()
    cell = at("Demand", "Good")
    book["Demand"].put(cell, "metl")
    path = book.write(tmp_path / "broken.xlsx")
    with pytest.raises(planner.InputProblemsError, match=f"Error E302  Demand!{cell}") as raised:
        planner.solve(path)
    assert raised.value.problems == planner.check(path)
    assert [problem.code for problem in raised.value.problems if problem.kind == "Error"] == ["E302"]


def needs_a_project() -> Case:
    """No line of today makes metal; either of two projects does."""
    return tiny(
        move("cheap", "A", "metal", 100, fixed_cost=3),
        move("dear", "B", "metal", 100, fixed_cost=5),
        lane("B", "A", "metal"),
        need("metal", 50),
    )


def test_a_need_that_today_s_chain_cannot_meet_is_planned_all_the_same(tmp_path: Path) -> None:
    """No action has no plan then; the plans are ranked and the workbook says so."""
    path = tmp_path / "case.xlsx"
    write_case(needs_a_project(), path)
    result = planner.solve(path)
    assert [option.plan.cost for option in result.options] == pytest.approx([3.0, 5.0])
    assert result.no_action.plan.status is Status.NO_PLAN
    assert result.no_action.audit == ()
    output = tmp_path / "plans.xlsx"
    write_plan_workbook(result, output)
    rows = load_workbook(output)["Summary"].iter_rows(values_only=True)
    (said,) = (row for row in rows if row[1] == "No action")
    assert said[2:6] == (
        "Existing plants and lanes with committed moves cannot meet every need and rule: no plan exists",
        "n/a",
        "-",
        "-",
    )
    assert said[6] == "n/a"


def test_a_case_without_a_choice_has_one_plan(tmp_path: Path) -> None:
    """A run without candidate moves prices today's chain; nothing is left to rank after it."""
    path = tmp_path / "case.xlsx"
    write_case(tiny(line("A", "metal", unit_cost=2), need("metal", 10)), path)
    result = planner.solve(path)
    assert not result.case[Move]
    assert [option.plan.cost for option in result.options] == pytest.approx([20.0])
    assert result.complete


def test_the_share_that_a_cap_needs_is_not_rounded_to_the_cap() -> None:
    """V06: 30 of a pool are dirty, P2 takes at most 19.9% of 50, so P1 must take 20.05 of 100."""
    case = shared_pool(P1=0.199, P2=0.199)
    said = solving.no_plan_words(diagnose(case), case)
    assert '  Cap "essential exposure / P1 / all": in 2030 it must be 20.05% or more; it is 19.9%.\n' in said


def ended(result: Result, status: Status) -> Result:
    """The result as it would be if the search for its first plan had been stopped."""
    plan: Plan = replace(result.options[0].plan, status=status)
    return replace(result, options=(replace(result.options[0], plan=plan), *result.options[1:]))


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (Status.TIME_LIMIT, Exit.TIME_LIMIT, "NOT PROVED: time limit reached"),
        (Status.INTERRUPTED, Exit.INTERRUPTED, "NOT PROVED: interrupted"),
    ],
)
def test_a_stopped_search_writes_its_best_plan_and_says_so(
    status: Status, code: Exit, words: str, result: Result, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "run", lambda *_, **__: ended(result, status))
    assert solving.solve_and_write(result.reading, result.case, path, tmp_path, json_wanted=False) is code
    book = load_workbook(tmp_path / "example-plans.xlsx")
    assert words in str(book["Summary"]["A2"].value)


def test_an_interruption_before_any_plan_is_no_time_limit(
    result: Result,
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(*_: object, **__: object) -> Result:
        os.kill(os.getpid(), signal.SIGINT)
        raise NotFoundError

    monkeypatch.setattr(solving, "run", interrupted)
    code = solving.solve_and_write(result.reading, result.case, path, tmp_path, json_wanted=False)
    assert code is Exit.INTERRUPTED
    assert capsys.readouterr().err == "Interrupted before any plan was found. Nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


def test_the_watcher_hears_of_every_phase_and_can_stop_the_search(result: Result) -> None:
    heard: list[str] = []

    def listen(step: object) -> bool:
        heard.append(getattr(step, "phase", ""))
        return False

    again = run(result.reading, result.case, listen)
    assert {phase for phase in heard if not phase.startswith("plan ")} == {
        "comparing: today's chain, no caps, moved caps",
        "checking every plan by arithmetic",
        "what binds",
    }
    assert [option.plan.cost for option in again.options] == [option.plan.cost for option in result.options]


def test_a_plain_script_without_a_guard_may_solve(tmp_path: Path) -> None:
    """A second process would start such a script again."""
    write_template(tmp_path / "example.xlsx", minimal=False, example=True, sheets=None)
    script = tmp_path / "script.py"
    script.write_text("import planner\nprint(len(planner.solve('example.xlsx').options))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr

"""Published optima through the whole of `models`: the case as a workbook would give it, solved to gap 0 and audited."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.plan import Plan
from models.study import Options, Study
from tests.external import kstar, orlib
from tests.verification.benchmarks import BENCHMARKS, KSTAR, kstar_file

Solved = Callable[..., Plan]

BEST_SETS = Path(__file__).parents[1] / "data" / "kbest" / "ufl_cap71_72_top25.json"


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_published_instance_comes_out_at_its_optimum(solved: Solved, name: str) -> None:
    assert solved(BENCHMARKS[name].case).cost == pytest.approx(BENCHMARKS[name].cost, rel=1e-6)


def test_the_altered_copy_is_told_from_the_original() -> None:
    """A test that cannot tell the two apart proves nothing."""
    assert BENCHMARKS["cap41"].cost != pytest.approx(BENCHMARKS["cap41 altered"].cost, rel=1e-3)


@pytest.mark.parametrize("name", ["cap71", "cap72"])
def test_the_25_best_sets_of_warehouses_come_in_order(name: str) -> None:
    """The list was found by full enumeration, capacities ignored; sets of equal cost may stand in any order."""
    entries = json.loads(BEST_SETS.read_text(encoding="utf-8"))[name]
    published = {frozenset(f"Site {number}" for number in entry["open"]): entry["cost"] for entry in entries}
    case = orlib.warehouse_case(orlib.read(name), capacitated=False)
    study = Study(case, Options(gap=0.0, distinct="all"))
    ranked = study.ranked(25)
    assert [found.plan.cost for found in ranked] == pytest.approx([entry["cost"] for entry in entries], rel=1e-6)
    assert {found.plan.signature: found.plan.cost for found in ranked} == pytest.approx(published, rel=1e-6)
    assert study.next_bound >= entries[-1]["cost"]


@pytest.mark.parametrize("name", KSTAR)
def test_a_two_stage_problem_comes_out_at_its_published_optimum(solved: Solved, name: str) -> None:
    file = kstar_file(name)
    if not file.exists():
        pytest.skip("the kstar files carry no licence and are not kept here; they are read from ../shared/bench")
    plan = solved(kstar.kstar_case(file.read_text(encoding="utf-8")))
    assert plan.cost == pytest.approx(KSTAR[name], rel=1e-6)

"""Published optima through the whole route: .xlsx on disk, read, checked, solved to gap 0 and audited."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.case import Settings
from models.plan import Plan
from models.study import Study
from tests.external import kstar, orlib
from tests.route.books import differences, through_a_workbook
from tests.verification.benchmarks import BENCHMARKS, KSTAR, kstar_file

Solved = Callable[..., Plan]

BEST_SETS = Path(__file__).parents[1] / "data" / "kbest" / "ufl_cap71_72_top25.json"


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_published_optimum_comes_out_of_a_workbook(name: str, solved: Solved, tmp_path: Path) -> None:
    case = through_a_workbook(BENCHMARKS[name].case, tmp_path)
    assert differences(BENCHMARKS[name].case, case) == []
    assert solved(case).cost == pytest.approx(BENCHMARKS[name].cost, rel=1e-6)


@pytest.mark.parametrize("name", KSTAR)
def test_a_two_stage_optimum_comes_out_of_a_workbook(name: str, solved: Solved, tmp_path: Path) -> None:
    file = kstar_file(name)
    if not file.exists():
        pytest.skip("the kstar files carry no licence and are not kept here; they are read from ../shared/bench")
    case = through_a_workbook(kstar.kstar_case(file.read_text(encoding="utf-8")), tmp_path)
    assert solved(case).cost == pytest.approx(KSTAR[name], rel=1e-6)


def test_the_25_best_sets_of_warehouses_come_out_of_a_workbook(tmp_path: Path) -> None:
    """Settings alone say what is wanted: plans 25, distinct all, gap 0. The list was found by full enumeration."""
    entries = json.loads(BEST_SETS.read_text(encoding="utf-8"))["cap71"]
    bare = orlib.warehouse_case(orlib.read("cap71"), capacitated=False)
    asked = bare.settings.model_copy(update={"plans": 25, "distinct": "all", "gap": 0.0})
    case = through_a_workbook(bare.with_rows(Settings, [asked]), tmp_path)
    study = Study(case)
    ranked = study.ranked(case.settings.plans)
    assert [found.plan.cost for found in ranked] == pytest.approx([entry["cost"] for entry in entries], rel=1e-6)
    published = {frozenset(f"Site {number}" for number in entry["open"]): entry["cost"] for entry in entries}
    assert {found.plan.signature: found.plan.cost for found in ranked} == pytest.approx(published, rel=1e-6)

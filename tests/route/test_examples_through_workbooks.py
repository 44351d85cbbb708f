"""The verification examples through a workbook on disk: written, read, checked and solved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.case import Case, Demand
from models.plan import Plan
from tests.cases import line, need, tiny
from tests.route.books import differences, through_a_workbook
from tests.verification.examples import EXAMPLES

Solved = Callable[..., Plan]
Feasible = Callable[[Case], bool]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_out_of_a_workbook_as_it_went_in(
    name: str, solved: Solved, feasible: Feasible, tmp_path: Path
) -> None:
    """Every example fits: what `read_and_check` refuses fails here, none is left out."""
    example = EXAMPLES[name]
    case = through_a_workbook(example.case, tmp_path)
    assert differences(example.case, case) == []
    if example.cost is None:
        assert not feasible(case)
    else:
        assert solved(case).cost == pytest.approx(example.cost, rel=1e-6, abs=1e-9)


def test_a_figure_that_comes_back_different_is_seen() -> None:
    """The comparison that the test above leans on tells a difference of 1e-11 and a lost row."""
    case = tiny(line("A", "metal", unit_cost=16), need("metal", 100))
    off = tiny(line("A", "metal", unit_cost=16 * (1 + 1e-11)), need("metal", 100))
    assert differences(case, off) == [f"Existing lines, A / metal: unit_cost 16.0 became {16 * (1 + 1e-11)!r}"]
    assert differences(case, case.with_rows(Demand, ())) == ["Demand: 1 rows against 0"]

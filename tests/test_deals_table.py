"""The table of struck deals in `inputs/README.md` is the one the script prints, and says what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from inputs.build_magnets import magnet_case
from inputs.report_deals import needed, table
from models.case.ventures import Ventures

README = Path(__file__).parents[1] / "inputs" / "README.md"


def test_the_table_in_the_readme_is_the_one_that_the_script_prints() -> None:
    assert table() in README.read_text(encoding="utf-8")


def test_dearer_magnets_never_raise_what_a_project_needs() -> None:
    world = needed(magnet_case(with_firms=True))
    dearer = needed(magnet_case(with_firms=True, magnet_premium=0.25))
    assert world.keys() == dearer.keys()
    assert all(dearer[project] <= amount + 1e-9 for project, amount in world.items())
    assert any(dearer[project] < amount - 1.0 for project, amount in world.items())


def test_what_nolans_needs_is_its_capital_less_what_it_earns() -> None:
    """By hand from its rows: gain wanted and capital after tax shield, less margins after tax over its life."""
    case = magnet_case(with_firms=True)
    ventures = Ventures(case)
    (move,) = [ventures.case.lines[name].move for name in ventures.all["Nolans mine to oxide"].lines]
    assert move is not None
    line = case.lines[move.row_id]
    finance, margin = ventures.finance(line), ventures.margin(line, 2030)
    rate, ready = finance.real, case.ready_after(move)
    shield = sum(finance.tax / 20 * (1 + finance.nominal) ** -age for age in range(1, 21))
    worth = sum(
        (1 - finance.tax) * margin * move.capacity * case.ramp(move, age) * (1 + rate) ** -age
        for age in range(ready, ready + move.life)
    )
    assert needed(case)["Nolans mine to oxide"] == pytest.approx(move.capital_cost * (1.02 - shield) - worth, rel=1e-9)

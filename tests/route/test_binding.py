"""Which caps are said to bind, and what a fresh search with one moved or dropped says it saves."""

from __future__ import annotations

from pathlib import Path

import pytest

import planner
from models.case import Case
from planner.result import Binding, Result
from planner.workbook.template import write_case
from tests.cases import cap, lane, line, move, need, tiny
from tests.report.sheets import sheet, values


def solved(case: Case, folder: Path) -> Result:
    path = folder / "case.xlsx"
    write_case(case, path)
    return planner.solve(path)


def lumpy(*caps: float) -> Case:
    """100 t from X at 1, or from a plant for all of it at 1 and 50 a year; caps on two goods of their own."""
    goods = ("metal", "oxide")[: len(caps)]
    rows = [
        (line("X", g, unit_cost=1.0), lane("X", "A", g), need(g, 100.0, programme=f"{g} users"), cap(share, what=g),
         move(f"{g} plant", "A", g, 100.0, unit_cost=1.0, fixed_cost=50.0))
        for g, share in zip(goods, caps, strict=True)
    ]  # fmt: skip
    return tiny(*(row for group in rows for row in group))


def only(result: Result) -> Binding:
    (found,) = result.bindings
    return found


def test_a_cap_that_no_point_moves_but_that_costs_a_whole_plant_is_dropped_and_named(tmp_path: Path) -> None:
    """One point more saves nothing: the plant is there. Without the cap it is not built, and 50 are saved."""
    result = solved(lumpy(0.2), tmp_path)
    found = only(result)
    assert (found.dropped, found.tried, found.moved_to) == (True, True, None)
    assert found.unit_saving == pytest.approx(0.0)
    assert found.saving == pytest.approx(50.0)
    assert (found.starts_dropped, found.starts_added) == (("metal plant",), ())
    shown = sheet(result, "What binds")
    (row,) = values(shown)
    assert (row["Larger change"], row["It saves (USD million)"]) == ("dropped", 50.0)
    assert (row["Limit"], row["Plan 1"], row["Missed?"]) == (0.2, 0.0, "no")
    assert row["What would change"] == "Would drop out: metal plant."
    assert shown.headlines == (
        "The 2030 cap on metal costs most: without it, the best plan would cost USD 50 million less.",
    )


def test_each_rule_is_dropped_alone(tmp_path: Path) -> None:
    result = solved(lumpy(0.2, 1.0), tmp_path)
    metal, oxide = result.bindings
    assert [found.saving for found in (metal, oxide)] == pytest.approx([50.0, 0.0])
    assert [found.limit for found in (metal, oxide)] == [0.2, 1.0]


def test_rules_that_cost_nothing_are_said_to_cost_nothing(tmp_path: Path) -> None:
    assert sheet(solved(lumpy(1.0, 1.0), tmp_path), "What binds").headlines == (
        "No cap binds: the cheapest plan without caps costs as much as Plan 1. "
        "Dropping any of the rules listed alone saves nothing that is proved.",
    )


def test_a_cap_with_a_price_by_one_point_is_moved(tmp_path: Path) -> None:
    """A's own line at 2 for what the cap forbids to buy at 1: one point is 1 t and saves 1."""
    case = tiny(
        line("X", "metal", unit_cost=1.0), line("A", "metal", unit_cost=2.0), lane("X", "A", "metal"),
        need("metal", 100.0), cap(0.2),
    )  # fmt: skip
    found = only(solved(case, tmp_path))
    assert not found.dropped
    assert found.moved_to == pytest.approx(0.25)
    assert [found.unit_saving, found.saving] == pytest.approx([1.0, 5.0])

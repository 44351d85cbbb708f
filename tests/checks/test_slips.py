"""Figures that are each legal: slips by thousands, full prices, capacities beyond all need, rates the wrong way up."""

from __future__ import annotations

from typing import Any

from models.case import Currency, ExistingLine, Move
from tests.cases import lane, line, move, need, recipe
from tests.checks.cases import Rows, codes, issues, only, sound


def metal(name: str, unit_cost: float, **facts: Any) -> ExistingLine:
    """A line more that makes metal in A."""
    row = line("A", "metal", 100.0, unit_cost=unit_cost, line=name)
    return row.model_copy(update=facts)


def test_a_unit_cost_is_held_against_the_middle_one_of_its_recipe() -> None:
    alike = (metal("L1", 2e-3), metal("L2", 1e-3))
    issue = only(sound(*alike, metal("L3", 0.6)), "W214")
    assert (issue.row, issue.row_id, issue.field) == (ExistingLine, "L3", "unit_cost")
    assert issue.found == '600,000 USD per t, 300 times that of row "L1" on Existing lines'
    assert issue.expected == 'nearer to others with the recipe "metal": that row has 2,000'
    assert "W214" not in codes(sound(*alike, metal("L3", 0.59)))


def test_of_two_costs_the_larger_is_asked_about() -> None:
    found = issues(sound(metal("L1", 1e-3), metal("L2", 1.0)), "W214")
    assert [issue.row_id for issue in found] == ["L2"]


def test_costs_of_other_recipes_are_not_compared() -> None:
    rows: Rows = [recipe("alloy", {"metal": 1.0}), line("A", "alloy", 50.0, unit_cost=1.0), need("alloy", 5.0)]
    assert "W214" not in codes(sound(metal("L1", 1e-3), *rows))


def test_what_is_left_to_pay_of_a_committed_project_is_not_compared() -> None:
    def costs(**facts: Any) -> list[str | None]:
        large = move("P1", "A", "metal", 50.0, capital_cost=90.0, life=9)
        small = move("P2", "A", "metal", 50.0, capital_cost=0.1, life=9, **facts)
        return [issue.row_id for issue in issues(sound(large, small), "W214") if issue.row is Move]

    assert costs() == ["P1"]
    assert costs(committed=True) == []


def test_a_capacity_is_held_against_all_needs_behind_it_outlets_and_other_nations_too() -> None:
    rows: Rows = [recipe("alloy", {"metal": 2.0}), line("A", "alloy", 50.0), lane("A", "X", "alloy")]
    needs = (need("alloy", 10.0, "X", programme="Q", kind="outlet"), need("alloy", 15.0, programme="R"))
    issue = only(sound(*rows, *needs, metal("L1", 0.0, capacity=100_001.0)), "W214")  # metal: 50 + 2 x 25 = 100
    assert (issue.row_id, issue.field) == ("L1", "capacity")
    assert issue.found == '100,001 t a year, 1,000 times all that could be needed of "metal"'
    assert issue.expected == "a capacity nearer to the need: at most 100 t in any year"
    assert "W214" not in codes(sound(*rows, *needs, metal("L1", 0.0, capacity=100_000.0)))


def alloys(price: float, nation: str = "N", **setting: Any) -> list[str]:
    """Codes of a case in which an alloy takes metal of 4,000, costs 3,000 to make in A, and is made elsewhere too."""
    rows: Rows = [
        recipe("alloy", {"metal": 1.0}),
        line("B", "metal", 100.0, unit_cost=4e-3),
        line("A", "alloy", 50.0, unit_cost=3e-3),
        line(nation, "alloy", 50.0, unit_cost=price, line="Elsewhere"),
        lane("any", "any", "alloy"),
        need("alloy", 5.0, programme="Q"),
    ]
    dear = [row.model_copy(update={"unit_cost": 4e-3}) for row in sound()[ExistingLine]]
    case = sound(*rows, **setting)
    others = [row for row in case[ExistingLine] if row.row_id not in {row.row_id for row in dear}]
    moves = [row.model_copy(update={"unit_cost": 4e-3}) for row in case[Move]]
    return codes(case.with_rows(ExistingLine, (*dear, *others)).with_rows(Move, moves))


def test_a_full_price_is_asked_about_outside_the_alliance_only_and_only_where_unit_costs_count() -> None:
    assert "W513" in alloys(5e-3)  # 3,000 and half of the 4,000 that the metal costs
    assert "W513" not in alloys(4.99e-3)
    assert "W513" not in alloys(5e-3, "B")
    assert "W513" not in alloys(5e-3, valuation="selling price")


def test_a_rate_above_five_is_asked_about_with_its_inverse() -> None:
    issue = only(sound(Currency(priced_in="SEK", rate=8.0)), "W404")
    assert (issue.row_id, issue.field) == ("SEK", "rate")
    assert issue.mend == "If one USD is worth 8 of it, type 0.125; if you mean it, leave it."
    assert "W404" not in codes(sound(Currency(priced_in="SEK", rate=0.125)))
    assert "W404" not in codes(sound(Currency(priced_in="SEK", rate=14.0), currency="JPY"))

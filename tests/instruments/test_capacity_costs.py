"""What `models.instruments.capacity` posts into cost: capital as an annuity, fixed cost, closure of the old line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models import sets
from models.case import Case, MoveCondition
from models.handover import HandOver
from models.plan import NodeTable
from models.sets import annuity, node_table
from tests.cases import line, move, need, tiny
from tests.instruments.reading import FIRST, SECOND, price, start

Handed = Callable[[Case], HandOver]


def test_capital_is_an_annuity_from_the_start_and_fixed_cost_runs_from_readiness(handed: Handed) -> None:
    # Capital 100 over 2 years at 25 %: 100 * .25 / (1 - 1.25^-2) = 69.44 a year, in the start year and the next.
    # Fixed cost 6 a year once ready: lead 1, so in the second and third year. Weights 1/1.25, 1/1.25^2, 1/1.25^3.
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, capital_cost=100.0, fixed_cost=6.0, lead=1, life=2),
        need("metal", 100),
        years=3,
        discount_rate=0.25,
    )
    handover = handed(case)
    yearly = 100.0 * 0.25 / (1.0 - 1.25**-2)
    assert annuity(100.0, 0.25, 2) == pytest.approx(yearly)
    from_first = yearly / 1.25 + yearly / 1.25**2 + 6.0 / 1.25**2 + 6.0 / 1.25**3
    from_second = yearly / 1.25**2 + yearly / 1.25**3 + 6.0 / 1.25**3
    assert price(handover, start("M")) == pytest.approx(from_first)
    assert price(handover, start("M", SECOND)) == pytest.approx(from_second)


def test_half_a_year_costs_half_of_what_a_year_costs(handed: Handed, monkeypatch: pytest.MonkeyPatch) -> None:
    """All nodes are years today; capital and fixed cost scale with their length like capacity and need do."""
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, capital_cost=10.0, fixed_cost=6.0),
        need("metal", 100),
    )
    whole = price(handed(case), start("M"))
    table = node_table(case)
    halves = NodeTable(tuple(replace(fact, duration=0.5) for fact in table.facts))
    monkeypatch.setattr(sets, "node_table", lambda _: halves)
    assert price(handed(case), start("M")) == pytest.approx(whole / 2)
    assert whole == pytest.approx(16.0)


def test_an_annuity_over_the_horizon_costs_the_capital(handed: Handed) -> None:
    # Life 3 = horizon, at 25 %: the three discounted instalments are the capital again.
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, capital_cost=100.0, life=3),
        need("metal", 100),
        years=3,
        discount_rate=0.25,
    )
    assert price(handed(case), start("M")) == pytest.approx(100.0)


def test_closing_the_donor_is_paid_once_in_the_year_it_closes(handed: Handed) -> None:
    def closure(closes: str) -> float:
        case = tiny(
            line("A", "metal", 50),
            move("M", "B", "metal", 40, kind="relocate", moves_from="A / metal", lead=1, life=20),
            MoveCondition.model_validate({"project": "M", "closure_cost": 8.0, "donor_closes": closes}),
            need("metal", 10),
            years=3,
            discount_rate=0.25,
        )
        return price(handed(case), start("M"))

    assert closure("when ready") == pytest.approx(8.0 / 1.25**2)
    assert closure("at start") == pytest.approx(8.0 / 1.25)
    assert closure("never") == 0.0


def test_fixed_cost_of_an_existing_line_is_saved_where_it_closes(handed: Handed) -> None:
    # 9 a year whatever it makes: a constant of the objective, less 9 where it is closed.
    case = tiny(
        line("A", "metal", 50, fixed_cost=9.0, may_close=True),
        line("B", "metal", 50, fixed_cost=4.0, status="closed"),
        line("N", "metal"),
        need("metal", 10, nation="N"),
    )
    handover = handed(case)
    assert handover.arrays.offset == 9.0
    assert price(handover, ("closed", ("A / metal", FIRST))) == -9.0


def test_at_selling_prices_capital_and_fixed_cost_do_not_count_but_closing_does(handed: Handed) -> None:
    case = tiny(
        line("A", "metal", 50, fixed_cost=9.0),
        move(
            "M", "B", "metal", 40, kind="relocate", moves_from="A / metal", capital_cost=100.0, fixed_cost=6.0, life=20
        ),
        MoveCondition(project="M", closure_cost=8.0),
        need("metal", 10),
        valuation="selling price",
    )
    handover = handed(case)
    assert handover.arrays.offset == 0.0
    assert price(handover, start("M")) == 8.0

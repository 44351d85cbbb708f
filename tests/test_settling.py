"""Strikes of purchase contracts mix in a search by blocks; a plan that is given has whole ones and keeps budgets."""

from __future__ import annotations

import pytest

from models.auditing import audit
from models.case import Budget, Case, Contract, Firm, Good, MoveCondition, Payer, Price, PricePath
from models.plan import BudgetLevel, Plan, Purchase, Start, Status
from models.schema import Row
from models.study import Options, Study
from tests.cases import FIRST_YEAR, line, move, need, tiny

MIXING = Options(gap=1e-4, decompose=True)
WHOLE = Options(gap=1e-4, decompose=False)


def plants(*rows: Row, penalty: float | None = 1000.0, names: tuple[str, ...] = ("Plant",)) -> Case:
    """V14 a plant: a strike of 88.33 would do and pay 12,000; 90 pays 13,200, and 85 is not enough."""
    least = 0.0 if penalty is not None else 1.0
    return tiny(
        *[move(name, "A", "part", 1000.0, firm=name, unit_cost=100.0, latest_start=FIRST_YEAR) for name in names],
        Good(good="part", unit="kg", tier="part", shortage_penalty=penalty or 1000.0),
        need("part", 1000.0 * len(names), may_go_unmet=1.0 - least),
        PricePath(path="low", probability=0.6), PricePath(path="high", probability=0.4),
        Price(good="part", market="world", path="low", price=60.0),
        Price(good="part", market="world", path="high", price=130.0),
        *[Firm(firm=name, home_nation="A", cost_of_capital=0.1) for name in names],
        Payer(payer="Government", nation="A"),
        *[_strike(strike) for strike in (60.0, 85.0, 90.0, 110.0)],
        *rows,
        inflation=0.0,
    )  # fmt: skip


def _strike(strike: float) -> Contract:
    return Contract(contract="Floor", strike=strike, payer="Government", good="part", years=1, upside_share=0.3)


def budget(amount: float) -> Budget:
    """A ceiling of the year."""
    return Budget(payer="Government", fiscal_year=FIRST_YEAR, amount=amount)


DEAR = line("A", "part", 2000.0, unit_cost=300.0, firm="Old")
"""Makes all that is needed at three times the cost, and asks for nothing."""


FULL = MoveCondition(project="Plant", minimum_load=1.0)


def signed(plan: Plan) -> list[str]:
    """Strikes under which something is bought."""
    return [row.strike for row in plan[Purchase] if row.bought > 1e-6]


def spent(plan: Plan) -> float:
    """What is charged to the budget."""
    return sum(row.spent for row in plan[BudgetLevel])


def test_a_mix_that_fits_the_budget_is_not_a_plan() -> None:
    # 12,500 is enough for 88.33 on all output, not for 90: whole strikes leave 12,500 / 13.2 units.
    for options in (MIXING, WHOLE):
        plan = Study(plants(budget(12_500.0)), options).best()
        assert signed(plan) == ["Floor / 90.0"]
        assert sum(row.bought for row in plan[Purchase]) == pytest.approx(12_500.0 / 13.2)
        assert spent(plan) <= 12_500.0 + 1e-6


def test_where_whole_strikes_are_too_dear_for_the_projects_found_others_are_searched_for() -> None:
    # The plant runs full or not at all; at 90 that breaks the budget, so the dear line makes all.
    case = plants(budget(12_500.0), DEAR, FULL)
    plan = Study(case, MIXING).best()
    assert plan.status is Status.PROVED
    assert (signed(plan), spent(plan)) == ([], 0.0)
    assert plan.cost == pytest.approx(Study(case, WHOLE).best().cost)


def test_where_only_a_mix_would_do_there_is_no_plan() -> None:
    study = Study(plants(budget(12_500.0), penalty=None), MIXING)
    assert study.best().status is Status.NO_PLAN
    assert (study.complete, study.found) == (True, [])


def test_held_moves_get_whole_strikes_or_no_plan() -> None:
    free = Study(plants(penalty=None), MIXING).best()
    assert {row.project for row in free[Start]} == {"Plant"}
    assert Study(plants(budget(12_500.0), penalty=None), MIXING).with_moves(free).status is Status.NO_PLAN
    again = Study(plants(budget(13_200.0), penalty=None), MIXING).with_moves(free)
    assert signed(again) == ["Floor / 90.0"]
    assert spent(again) == pytest.approx(13_200.0)


@pytest.mark.parametrize(("most", "loss"), [(26_400.0, 480.0), (25_000.0, 0.0)])
def test_ranked_plans_have_whole_strikes_and_bounds_that_hold(most: float, loss: float) -> None:
    # Two plants that run full or not at all: mixed strikes ask 24,000 for both, whole ones 26,400. With 25,000
    # the search finds both, and only one can be had.
    names = ("First", "Second")
    case = plants(budget(most), DEAR, *[MoveCondition(project=name, minimum_load=1.0) for name in names], names=names)
    ranked, wanted = Study(case, MIXING).ranked(4), Study(case, WHOLE).ranked(4)
    assert [found.plan.cost for found in ranked] == pytest.approx([found.plan.cost for found in wanted])
    assert len(ranked[0].plan.signature) == (2 if loss else 1)
    for found in ranked:
        assert spent(found.plan) <= most + 1e-6
        assert found.proved.bound <= found.plan.cost + 1e-6
        assert {*signed(found.plan)} <= {"Floor / 90.0"}
        assert [each for each in audit(case, found.plan) if not each.passed] == []
    assert ranked[0].strike_loss == pytest.approx(loss)

"""What must hold in every case, tried on random tiny ones: order and names do not matter, rules cost, plans add up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.auditing import audit
from models.build import build
from models.case import (
    SHEETS,
    Cap,
    Case,
    Demand,
    ExistingLine,
    Good,
    Lane,
    Move,
    MoveCondition,
    Nation,
    OpeningStock,
    RecipeLine,
)
from models.handover import hand_over
from models.highs import Highs, Outcome
from models.plan import Cost, Delivery, Status
from models.schema import Row
from models.study import Options, Study
from tests.synthetic import Size, synthetic_case

GAP = 1e-7
EXACT = 1e-6


def least(case: Case) -> float:
    """Least cost of a case."""
    answer = Highs(hand_over(build(case).model).arrays).solve(gap=GAP)
    assert answer.outcome is Outcome.OPTIMAL
    return answer.objective


def at_least(cost: float, other: float) -> bool:
    """Whether a cost is no less than another, rounding aside."""
    return cost >= other - EXACT * abs(other)


def changed(row: Row, **facts: Any) -> Any:
    """The same row with other values."""
    return row.model_copy(update=facts)


@pytest.mark.parametrize("seed", range(200, 208))
def test_a_tighter_cap_never_costs_less(seed: int) -> None:
    case = synthetic_case("XS", seed)
    tighter = case.with_rows(Cap, [changed(cap, cap=cap.cap / 2.0) for cap in case[Cap]])
    assert at_least(least(tighter), least(case))


@pytest.mark.parametrize("seed", range(208, 216))
def test_a_candidate_less_never_costs_less(seed: int) -> None:
    case = synthetic_case("XS", seed)
    cost = least(case)
    for project in dict.fromkeys(move.project for move in case[Move] if not move.committed):
        without = case.with_rows(Move, [move for move in case[Move] if move.project != project])
        conditions = [row for row in case[MoveCondition] if row.project != project]
        assert at_least(least(without.with_rows(MoveCondition, conditions)), cost), project


@pytest.mark.parametrize("seed", range(216, 224))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    case = synthetic_case("XS", seed)
    backwards = Case.of(*(row for sheet in reversed(SHEETS) for row in reversed(case[sheet])))
    assert least(backwards) == pytest.approx(least(case), rel=EXACT)


def _renamed(case: Case, new_name: Callable[[str], str]) -> Case:
    """The case with other names for its goods; recipes keep theirs."""
    goods = set(case.goods)

    def row(old: Row) -> Row:
        fields = [field for field in ("good", "what") if getattr(old, field, None) in goods]
        return old.model_copy(update={field: new_name(getattr(old, field)) for field in fields})

    return Case.of(*(row(old) for sheet in SHEETS for old in case[sheet]))


@pytest.mark.parametrize("seed", range(224, 232))
def test_names_of_goods_do_not_matter(seed: int) -> None:
    # Names are turned round, so that their alphabetical order changes too.
    case = synthetic_case("XS", seed)
    assert least(_renamed(case, lambda name: name[::-1])) == pytest.approx(least(case), rel=EXACT)


def _apart(case: Case) -> Case:
    """The case without shared capacities: recipes that share one must make goods of one unit."""
    alone: dict[str, Any] = {"capacity_group": None, "also_runs": None}
    new = {"kind": "greenfield", "moves_from": None}
    case = case.with_rows(ExistingLine, [changed(row, capacity_group=None) for row in case[ExistingLine]])
    case = case.with_rows(MoveCondition, [changed(row, **alone) for row in case[MoveCondition]])
    return case.with_rows(Move, [changed(row, **new) if row.kind == "requalify" else row for row in case[Move]])


def _recipe_line_in_kilograms(case: Case, row: RecipeLine, good: str) -> RecipeLine:
    facts: dict[str, Any] = {}
    if row.role != "main output":
        more, fewer = row.good == good, case.processes[row.recipe].main == good
        facts["quantity"] = row.quantity * (1e3 if more else 1.0) / (1e3 if fewer else 1.0)
    if row.good == good and row.disposal_price is not None:
        facts["disposal_price"] = row.disposal_price / 1e3
    return row.model_copy(update=facts)


def _in_kilograms(case: Case, good: str) -> Case:
    """The case with one good counted in kg instead of t: 1,000 times the quantity at a thousandth of the price."""
    factors = dict.fromkeys(("quantity", "capacity", "least_at_end"), 1e3)
    factors |= dict.fromkeys(("unit_cost", "freight", "tariff", "holding_cost", "shortage_penalty", "value"), 1e-3)

    def row(old: Row) -> Row:
        if isinstance(old, RecipeLine):
            return _recipe_line_in_kilograms(case, old, good)
        recipe = getattr(old, "recipe", None)
        if good != (case.processes[recipe].main if recipe is not None else getattr(old, "good", None)):
            return old
        typed = {field: value for field in factors if (value := getattr(old, field, None)) is not None}
        facts: dict[str, Any] = {field: value * factors[field] for field, value in typed.items()}
        return old.model_copy(update=facts | ({"unit": "kg"} if isinstance(old, Good) else {}))

    return Case.of(*(row(old) for sheet in SHEETS for old in case[sheet]))


@pytest.mark.parametrize("seed", range(232, 240))
def test_tonnes_or_kilograms_do_not_matter(seed: int) -> None:
    case = _apart(synthetic_case("XS", seed))
    good = list(case.goods)[seed % len(case.goods)]
    assert least(_in_kilograms(case, good)) == pytest.approx(least(case), rel=1e-5)


@pytest.mark.parametrize("seed", range(240, 246))
def test_caps_at_100_percent_and_only_committed_moves_cost_what_no_rule_costs(seed: int) -> None:
    case = synthetic_case("XS", seed)
    committed = case.with_rows(Move, [move for move in case[Move] if move.committed])
    projects = {move.project for move in committed[Move]}
    committed = committed.with_rows(MoveCondition, [row for row in case[MoveCondition] if row.project in projects])
    shares = [cap for cap in case[Cap] if cap.metric == "essential exposure"]
    loose = committed.with_rows(Cap, [changed(cap, cap=1.0) for cap in shares])
    assert least(loose) == pytest.approx(least(committed.with_rows(Cap, [])), rel=EXACT)


@pytest.mark.parametrize("seed", range(246, 252))
def test_without_adversaries_no_cap_on_them_costs_anything(seed: int) -> None:
    # Every nation a friend, every origin known, no stock to send abroad: nothing is dirty, so nothing is capped.
    case = synthetic_case("XS", seed)
    friends = {"adversary": "partner"}
    case = case.with_rows(Nation, [changed(row, bloc=friends.get(row.bloc, row.bloc)) for row in case[Nation]])
    case = case.with_rows(ExistingLine, [changed(row, unknown_origin=None) for row in case[ExistingLine]])
    case = case.with_rows(OpeningStock, [])
    case = case.with_rows(Cap, [cap for cap in case[Cap] if cap.metric != "largest third-nation share"])
    assert case[Cap]
    assert least(case) == pytest.approx(least(case.with_rows(Cap, [])), rel=EXACT)


@pytest.mark.parametrize("seed", range(252, 258))
def test_ranked_plans_cost_no_less_one_after_the_other_and_pass_the_audit(seed: int) -> None:
    case = synthetic_case("XS", seed)
    found = Study(case, Options(gap=GAP, distinct="all")).ranked(3)
    assert found[0].plan.cost == pytest.approx(least(case), rel=EXACT)
    costs = [entry.plan.cost for entry in found]
    assert costs == sorted(costs)
    assert len({entry.plan.signature for entry in found}) == len(found)
    for entry in found:
        assert [line for line in audit(case, entry.plan) if not line.passed] == []
        assert entry.proved.bound <= entry.plan.cost


@pytest.mark.parametrize("seed", range(258, 266))
def test_a_plan_adds_up_and_passes_the_audit(seed: int) -> None:
    case = synthetic_case("XS", seed)
    plan = Study(case, Options(gap=GAP)).best()
    assert plan.status is Status.PROVED
    assert [line for line in audit(case, plan) if not line.passed] == []
    counted = (plan.nodes.weight(row.node) * row.amount for row in plan[Cost] if row.kind != "transfer")
    assert sum(counted) == pytest.approx(plan.cost, rel=EXACT)
    for row in plan[Delivery]:
        assert row.clean + row.dirty + row.unmet == pytest.approx(row.due, rel=EXACT)


def test_a_case_is_the_same_for_the_same_seed_and_not_for_another() -> None:
    sizes: tuple[Size, ...] = ("XS", "S")
    for size in sizes:
        assert synthetic_case(size, 7).fingerprint == synthetic_case(size, 7).fingerprint
        assert synthetic_case(size, 7).fingerprint != synthetic_case(size, 8).fingerprint


def test_the_sizes_are_those_of_the_published_measurements() -> None:
    sizes: dict[Size, tuple[int, ...]] = {"S": (10, 14, 69, 27, 9, 6), "M": (21, 48, 304, 144, 24, 8)}
    for size, (nations, goods, lines, projects, needs, years) in sizes.items():
        case = synthetic_case(size, 1)
        found = dict.fromkeys(move.project for move in case[Move])
        assert len(case[Nation]) == nations
        assert len(case.goods) == goods
        assert len(case[ExistingLine]) + len(found) == lines
        assert len(found) == projects
        assert len(case[Demand]) == needs
        assert len(case.years) == years
        assert {row.origin for row in case[Lane]} == {"any"}

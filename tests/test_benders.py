"""The search by blocks finds what the search of the whole program finds, and proves the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from models.benders import Benders, Block, BlockAnswer, _Best, blocks_of
from models.build import build
from models.case import Cap, Case, Demand, MoveCondition
from models.handover import HandOver, hand_over
from models.highs import Highs, Outcome, SolverError, Vector
from models.plan import Status
from models.schema import Row
from models.study import Found, Options, Study
from tests.cases import cap, lane, line, move, need, tiny
from tests.synthetic import synthetic_case

GAP = 1e-6
SEEDS = (0, 1, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 18, 20, 26, 27, 32, 33, 34, 36, 37, 38, 41, 42)
"""Cases that either search solves in a second or two: 10 and 41 are several blocks, 9 and 33 need feasibility rows."""


def ranked(case: Case, *, decompose: bool) -> tuple[Found, ...]:
    """Three best plans. A search that goes in circles ends with its time, and then fails the comparison."""
    return Study(case, Options(gap=GAP, seconds=30.0, decompose=decompose)).ranked(3)


def costs_and_projects(found: tuple[Found, ...]) -> list[tuple[float, list[str]]]:
    return [(plan.plan.cost, sorted(plan.plan.signature)) for plan in found]


def same_plans(case: Case) -> bool:
    by_blocks, whole = (costs_and_projects(ranked(case, decompose=choice)) for choice in (True, False))
    assert [projects for _, projects in by_blocks] == [projects for _, projects in whole]
    assert [cost for cost, _ in by_blocks] == pytest.approx([cost for cost, _ in whole], rel=2 * GAP)
    return bool(whole)


def three_years(*more: Row) -> Case:
    """Clean metal from a mine of 40 or two projects, dirty metal at 1; half must be clean, later four fifths."""
    return tiny(
        *more,
        line("A", "metal", 40, unit_cost=2),
        move("near", "A", "metal", 50, unit_cost=3, fixed_cost=5, capital_cost=30, life=20, latest_start=2032),
        move("far", "B", "metal", 70, unit_cost=2, fixed_cost=4, capital_cost=60, life=20, lead=1, latest_start=2032),
        line("X", "metal", unit_cost=1),
        lane("X", "A", "metal"),
        lane("B", "A", "metal", freight=0.5),
        need("metal", 60, growth=0.1),
        cap(0.5, last_year=2031),
        cap(0.2, first_year=2032),
        years=3,
    )


def whole_plants(need_of: float) -> Case:
    """Two plants that make 50 to 60 or nothing: 70 takes one and a quarter, which is no whole number of plants."""
    names = ("one", "two")
    return tiny(
        *(move(name, "A", "metal", 60, unit_cost=1, fixed_cost=cost) for cost, name in enumerate(names, start=1)),
        *(MoveCondition(project=name, minimum_load=50 / 60) for name in names),
        need("metal", need_of),
    )


@dataclass(frozen=True)
class Searched:
    """A program with both ways to search it."""

    handover: HandOver
    blocks: Benders
    whole: Highs
    bits: dict[str, int]


def searched(case: Case) -> Searched:
    program = build(case)
    handover = hand_over(program.model)
    whole = Highs(handover.arrays)
    bits = {project: handover.column(variable) for project, variable in program.signature.items()}
    return Searched(handover, Benders(handover.arrays, whole), whole, bits)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[BlockAnswer]:
    """Every answer that a block gives."""
    answers: list[BlockAnswer] = []
    ask = Block.ask

    def noted(block: Block, choice: Vector) -> BlockAnswer:
        answers.append(ask(block, choice))
        return answers[-1]

    monkeypatch.setattr(Block, "ask", noted)
    return answers


@pytest.mark.parametrize("seed", SEEDS)
def test_a_synthetic_case_has_the_same_ranked_plans(seed: int) -> None:
    assert same_plans(synthetic_case("XS", seed))


def test_years_are_blocks_and_have_the_same_ranked_plans(asked: list[BlockAnswer]) -> None:
    """Without stocks nothing but the choices joins the years. To open nothing breaks the caps, so rows must say so."""
    case = three_years()
    assert blocks_of(searched(case).handover.arrays) == 3
    assert same_plans(case)
    assert any(not answer.feasible and answer.amount > 1.0 for answer in asked)


def test_caps_that_cannot_hold_are_recognised() -> None:
    """All clean capacity together is 160; the relaxation has no solution either."""
    case = three_years()
    hopeless = case.with_rows(Demand, [need("metal", 200)]).with_rows(Cap, [cap(0.1)])
    study = Study(hopeless, Options(gap=GAP, seconds=30.0, decompose=True))
    assert study.ranked(3) == ()
    assert study.complete
    assert searched(hopeless).blocks.solve(gap=GAP).outcome is Outcome.INFEASIBLE


def test_a_case_that_only_parts_of_plants_could_solve_is_recognised(asked: list[BlockAnswer]) -> None:
    """The relaxation has a solution, so that rows from the blocks must rule out every whole choice."""
    found = ranked(whole_plants(55), decompose=True)
    assert [sorted(plan.plan.signature) for plan in found] == [["one"], ["two"]]
    assert [plan.plan.cost for plan in found] == pytest.approx([56.0, 57.0])
    assert searched(whole_plants(70)).whole.solve_relaxation().outcome is Outcome.OPTIMAL
    asked.clear()
    study = Study(whole_plants(70), Options(gap=GAP, seconds=30.0, decompose=True))
    assert study.ranked(3) == ()
    assert study.complete
    assert any(not answer.feasible for answer in asked)


def test_rows_on_the_stack_hold_until_they_are_taken_off() -> None:
    """A cut against the best plan, one against the next; off again one by one, then both ways agree at every step."""
    program = searched(three_years())
    costs = []
    numbers = []
    for _ in range(3):
        answer = program.blocks.solve(gap=GAP)
        assert answer.values is not None
        costs.append(answer.objective)
        opened = {column for column in program.bits.values() if answer.values[column] > 0.5}
        terms = {column: -1.0 if column in opened else 1.0 for column in sorted(program.bits.values())}
        number = program.blocks.add_row(terms, lower=1.0 - len(opened))
        assert program.whole.add_row(terms, lower=1.0 - len(opened)) == number
        numbers.append(number)
        other, again = program.whole.solve(gap=GAP), program.blocks.solve(gap=GAP)
        assert again.outcome is other.outcome
        if again.outcome is Outcome.INFEASIBLE:
            break
        assert again.objective == pytest.approx(other.objective, rel=2 * GAP)
    assert costs == sorted(costs)
    assert len(set(costs)) == len(costs) >= 2
    first = program.handover.arrays.matrix.shape[0]
    assert numbers == list(range(first, first + len(numbers)))
    program.blocks.drop_rows_from(numbers[1])
    assert program.blocks.rows == numbers[1]
    assert program.blocks.solve(gap=GAP).objective == pytest.approx(costs[1], rel=2 * GAP)
    program.blocks.drop_rows_from(numbers[0])
    assert program.blocks.solve(gap=GAP).objective == pytest.approx(costs[0], rel=2 * GAP)


def test_fixed_columns_are_free_again_afterwards() -> None:
    program = searched(three_years())
    best = program.blocks.solve(gap=GAP)
    assert best.values is not None
    turned = {column: 1.0 - round(best.values[column]) for column in program.bits.values()}
    with program.blocks.fixed(turned), program.whole.fixed(turned):
        by_blocks, whole = program.blocks.solve(gap=GAP), program.whole.solve(gap=GAP)
    assert by_blocks.outcome is whole.outcome
    assert by_blocks.outcome is Outcome.INFEASIBLE or by_blocks.objective == pytest.approx(whole.objective, rel=GAP)
    assert program.blocks.solve(gap=GAP).objective == pytest.approx(best.objective, rel=2 * GAP)


@pytest.mark.parametrize("seed", [None, 2, 6, 10])
def test_the_relaxation_s_bound_is_that_of_the_whole_program(seed: int | None) -> None:
    """None is the case of three blocks. Rows of the search only tighten what the relaxation already knows."""
    program = searched(three_years() if seed is None else synthetic_case("XS", seed))
    whole = program.whole.relaxation_bound()
    answer = program.blocks.solve(gap=0.2)
    bound = program.blocks.relaxation_bound()
    assert bound == pytest.approx(whole, rel=1e-5)
    assert bound <= whole * (1 + 1e-7)
    assert answer.bound <= answer.objective


def test_a_gap_that_lagging_estimates_could_not_close_is_refused() -> None:
    program = searched(three_years())
    with pytest.raises(SolverError, match="a gap of 1e-07 is too small for the search by blocks"):
        program.blocks.solve(gap=1e-7)


def test_a_search_that_learns_nothing_more_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A master that never looks at the choice that the blocks would confirm would go round for ever."""
    program = searched(three_years())
    start = program.blocks.solve(gap=0.5)
    monkeypatch.setattr(Benders, "_learn", lambda *_: False)
    monkeypatch.setattr(Benders, "_confirm", lambda *_: _Best())
    with pytest.raises(SolverError, match="stands still"):
        program.blocks.solve(gap=GAP, seconds=60.0)
    assert start.values is not None


@pytest.mark.parametrize("gap", [1e-6, 1e-3])
def test_costs_and_sales_that_leave_nothing_are_still_proved(gap: float) -> None:
    """No share of a cost of nothing can be asked for: it is proved to what the estimates may lag."""
    cost = Study(three_years(), Options(gap=0.0, decompose=False)).best().cost
    case = three_years(
        line("A", "extra", 1.0),
        need("extra", 1.0, programme="sales", kind="outlet", may_go_unmet=1.0, value=cost / 3.0),
    )
    study = Study(case, Options(gap=gap, seconds=30.0, decompose=True))
    plan = study.best()
    assert plan.status is Status.PROVED
    assert plan.cost == pytest.approx(0.0, abs=1e-4)
    assert plan.gap < 1e-4


def test_no_time_is_told_as_no_time() -> None:
    answer = searched(three_years()).blocks.solve(gap=GAP, seconds=0.0)
    assert (answer.outcome, answer.values, answer.bound) == (Outcome.TIME_LIMIT, None, -np.inf)


def test_an_answer_is_a_solution_of_the_whole_program_at_its_cost() -> None:
    program = searched(three_years())
    answer, arrays = program.blocks.solve(gap=GAP), program.handover.arrays
    values = answer.values
    assert values is not None
    activity = arrays.matrix @ values
    assert (activity >= arrays.row_lower - 1e-6).all()
    assert (activity <= arrays.row_upper + 1e-6).all()
    assert float(arrays.cost @ values) + arrays.offset == pytest.approx(answer.objective, rel=1e-9)

"""Cover rows (VI1, VI1c): coefficient by coefficient, never a change of the optimum, never a weaker relaxation."""

from __future__ import annotations

from typing import Any

import pytest

from models.build import build
from models.case import Case, Move, OpeningStock
from models.cover import content_of
from models.handover import HandOver, RowView, hand_over
from models.highs import Highs
from models.program import Program
from models.sets import Sets
from models.study import Options, Study
from tests.cases import cap, good, lane, line, move, need, recipe, tiny
from tests.instruments.reading import FIRST, SECOND, members, start, unmet
from tests.synthetic import synthetic_case
from tests.verification.examples import EXAMPLES


def covered(case: Case) -> HandOver:
    """The program of a case with cover rows, as it is handed to the solver."""
    return hand_over(build(case, cover_rows=True).model)


def relaxation(case: Case, *, cover_rows: bool) -> float:
    """Cost of the program with every decision divisible."""
    arrays = hand_over(build(case, cover_rows=cover_rows).model).arrays
    return Highs(arrays).solve_relaxation().objective


def two_tiers(*, metal: dict[str, Any] | None = None, **facts: Any) -> Case:
    """100 t of alloy from 1.5 t of metal each; clean metal 60 a year, a project of 200 at fixed cost; cap 20 %."""
    return tiny(
        good("metal", **(metal or {})),
        recipe("alloy", {"metal": 1.5}),
        line("A", "alloy", 100),
        line("A", "metal", 60, unit_cost=1),
        line("X", "metal", 500, unit_cost=0.5),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 200, capital_cost=300, unit_cost=1, life=20),
        need("alloy", 100),
        cap(0.2, **facts),
    )


@pytest.mark.proves("VI1")
def test_vi1_what_lines_in_place_cannot_make_clean_the_project_must() -> None:
    # Clean alloy 80 needs clean metal 120; 60 are in place: 60 are missing, and the project counts no more than that.
    # A tonne of alloy unmet would take 1.5 t of metal off (nothing may go unmet here: its bound is 0).
    handover = covered(two_tiers())
    view = handover.view("VI1", "metal", FIRST)
    assert view.terms == pytest.approx({start("M"): 60.0, unmet("alloy"): 1.5})
    assert view.lower == pytest.approx(60.0)
    assert view.upper is None
    assert members(handover, "VI1") == [("metal", FIRST)]
    assert members(handover, "VI1c") == []


@pytest.mark.proves("VI1")
def test_vi1_a_breach_takes_off_what_it_allows(handed: object) -> None:
    # One point of 100 t of alloy is 1 t, that is 1.5 t of metal.
    handover = covered(two_tiers(price_of_breach=9.0))
    (breach,) = members(handover, "B3")
    view = handover.view("VI1", "metal", FIRST)
    assert view.terms == pytest.approx({start("M"): 60.0, unmet("alloy"): 1.5, ("breach", breach): 1.5})
    assert view.lower == pytest.approx(60.0)


@pytest.mark.proves("VI1")
def test_vi1_what_goes_unmet_takes_off_what_it_would_have_held() -> None:
    case = tiny(
        good("alloy", shortage_penalty=50.0),
        recipe("alloy", {"metal": 1.5}),
        line("A", "alloy", 100),
        line("X", "metal", 500),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 200),
        need("alloy", 100, may_go_unmet=0.4),
        cap(0.2),
    )
    view = covered(case).view("VI1", "metal", FIRST)
    assert view.terms == pytest.approx({start("M"): 120.0, unmet("alloy"): 1.5})
    assert view.lower == pytest.approx(120.0)


@pytest.mark.proves("VI1")
def test_vi1_of_several_caps_the_strictest_claims_a_need_first() -> None:
    # Defence 100 t at 0 %, all 150 t at 40 %: the first requires 100 t clean; the second 90 t in all, which the 100 t
    # already counted may satisfy, so it adds nothing.
    case = tiny(
        line("X", "metal", 500),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 200),
        need("metal", 100),
        need("metal", 50, programme="Q", kind="civil"),
        cap(0.4),
        cap(0.0, what="defence"),
    )
    assert covered(case).view("VI1", "metal", FIRST) == RowView({start("M"): 100.0, unmet("metal"): 1.0}, 100.0, None)


@pytest.mark.proves("VI1")
def test_vi1_a_committed_move_counts_as_in_place() -> None:
    case = two_tiers()
    sure = move("Sure", "A", "metal", 25, committed=True, life=20)
    view = covered(case.with_rows(Move, (*case[Move], sure))).view("VI1", "metal", FIRST)
    assert view.terms == pytest.approx({start("M"): 35.0, unmet("alloy"): 1.5})
    assert view.lower == pytest.approx(35.0)


@pytest.mark.proves("VI1c")
def test_vi1c_what_can_be_kept_is_counted_over_the_years_so_far() -> None:
    # Metal can be kept: 120 a year are required, 60 made, 30 in store. First year 30 missing, both years together 90.
    case = two_tiers(metal={"storable": True})
    stock = OpeningStock(good="metal", nation="A", grade="clean", quantity=30.0, least_at_end=0.0)
    case = case.with_rows(OpeningStock, [stock])
    case = case.with_rows(type(case.settings), [case.settings.model_copy(update={"years": 2})])
    handover = covered(case)
    assert members(handover, "VI1") == []
    assert handover.view("VI1c", "metal", FIRST).terms == pytest.approx({start("M"): 30.0, unmet("alloy"): 1.5})
    second = handover.view("VI1c", "metal", SECOND)
    alloy = {unmet("alloy"): 1.5, unmet("alloy", SECOND): 1.5}
    assert second.terms == pytest.approx({start("M"): 90.0, start("M", SECOND): 90.0, **alloy})
    assert second.lower == pytest.approx(90.0)


@pytest.mark.proves("VI1c")
def test_vi1c_a_cap_over_years_together_counts_at_its_last_year() -> None:
    # 200 due over two years, half of it clean. A start in the first year could give 200, one in the second 100.
    case = tiny(
        line("X", "metal", 500),
        lane("X", "A", "metal"),
        move("M", "A", "metal", 100, life=20),
        need("metal", 100),
        cap(0.5, over="years together"),
        years=2,
    )
    handover = covered(case)
    assert members(handover, "VI1") == []
    assert members(handover, "VI1c") == [("metal", SECOND)]
    view = handover.view("VI1c", "metal", SECOND)
    starts = {start("M"): 100.0, start("M", SECOND): 100.0}
    assert view.terms == pytest.approx({**starts, unmet("metal"): 1.0, unmet("metal", SECOND): 1.0})
    assert view.lower == pytest.approx(100.0)


def test_a_row_that_would_tighten_nothing_is_not_written() -> None:
    # V60: the project is ready in the second year and can give the 100 that are missing, no more.
    handover = covered(EXAMPLES["V60"].case)
    assert members(handover, "VI1") == members(handover, "VI1c") == []


def content(case: Case, name: str) -> dict[str, float]:
    return content_of(Program(case, Sets(case)), name)


def test_content_is_the_least_that_any_recipe_needs() -> None:
    # Alloy from 1.2 of oxide through metal (2 * 0.6), or from 0.5 of it directly; magnets need 3 of alloy.
    case = tiny(
        recipe("metal", {"oxide": 2.0}),
        recipe("alloy", {"metal": 0.6}),
        recipe("short cut", {"oxide": 0.5}, main="alloy"),
        recipe("magnet", {"alloy": 3.0}),
        line("A", "metal"),
        line("A", "alloy"),
        line("A", "short cut"),
        line("A", "magnet"),
        line("A", "oxide"),
        need("magnet", 10),
    )
    assert content(case, "oxide") == pytest.approx({"oxide": 1.0, "metal": 2.0, "alloy": 0.5, "magnet": 1.5})


def test_content_of_a_joint_recipe_is_borne_by_its_main_output_alone() -> None:
    # One run makes NdPr and Dy from the same concentrate: counting it for both would ask for it twice.
    case = tiny(
        recipe("NdPr", {"concentrate": 4.0}, joint={"Dy": 0.1}),
        line("A", "NdPr"),
        line("A", "concentrate"),
        need("NdPr", 10),
        need("Dy", 1),
    )
    assert content(case, "concentrate") == {"NdPr": 4.0, "Dy": 0.0, "concentrate": 1.0}
    assert content(case, "Dy") == {"NdPr": 0.0, "Dy": 1.0, "concentrate": 0.0}


@pytest.mark.parametrize("name", ["V54", "V55", "V60"])
def test_examples_that_a_careless_cover_row_would_spoil_cost_the_same(name: str) -> None:
    example = EXAMPLES[name]
    assert Study(example.case, Options(gap=0.0, cover_rows=True)).best().cost == pytest.approx(example.cost)


@pytest.mark.parametrize("seed", range(40))
def test_cover_rows_change_no_optimum_and_weaken_no_relaxation(seed: int) -> None:
    case = synthetic_case("XS", seed)
    plain, tighter = (hand_over(build(case, cover_rows=rows).model).arrays for rows in (False, True))
    least = Highs(plain).solve(gap=1e-7).objective
    assert Highs(tighter).solve(gap=1e-7).objective == pytest.approx(least, rel=1e-6)
    loose, tight = (Highs(arrays).solve_relaxation().objective for arrays in (plain, tighter))
    assert loose - 1e-6 * abs(loose) <= tight <= least + 1e-6 * abs(least)


def test_cover_rows_tighten_the_relaxation() -> None:
    # Capital 300 over 20 years: 15 a year. 60 t are missing and 150 t count of the project (all that can be needed):
    # without the row the relaxation builds 60 / 150 of it, with the row all: 0.6 * 15 = 9 more.
    case = two_tiers()
    assert relaxation(case, cover_rows=True) - relaxation(case, cover_rows=False) == pytest.approx(9.0)


def test_the_value_of_a_cap_does_not_depend_on_cover_rows() -> None:
    # In this case the solver would share the dual of the civil cap with the cover row that follows from it.
    case = synthetic_case("XS", 2)
    values = []
    for cover_rows in (False, True):
        study = Study(case, Options(gap=1e-7, cover_rows=cover_rows))
        study.best()
        values.append(study.cap_values(study.found[0]))
    assert values[1] == pytest.approx(values[0], rel=1e-5, abs=1e-5)


def test_without_the_switch_there_is_no_cover_row() -> None:
    handover = hand_over(build(two_tiers()).model)
    assert members(handover, "VI1") == members(handover, "VI1c") == []

"""The figures that `inputs/README.md` prints: how they are worded, and those of them that take seconds to renew."""

from __future__ import annotations

from pathlib import Path

from inputs.build_dictionary import DICTIONARY
from inputs.build_magnets import magnet_case
from inputs.report_magnets import (
    QUICK,
    Missed,
    attainable_rows,
    bases,
    chosen,
    missed,
    missed_rows,
    opened_words,
    plan_row,
    table,
    variants,
    yearly_caps,
)
from models import solve
from models.attainable import Attainable, least_exposure
from models.case import Cap, Move
from models.plan import Plan, Status
from planner.run import no_action_case
from planner.workbook.dictionary import data_dictionary

README = Path(__file__).parents[1] / "inputs" / "README.md"


def test_the_data_dictionary_in_inputs_is_the_one_that_the_schema_gives() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == data_dictionary()


def test_least_exposure_is_printed_by_kind_and_year_with_a_dash_where_nothing_is_due() -> None:
    found = [Attainable("defence", 2026, 0.021), Attainable("civil", 2026, 1e-9), Attainable("civil", 2027, 0.9666)]
    assert list(attainable_rows("as shipped", found, (2026, 2027))) == [
        ["defence, as shipped", "2.1", "-"],
        ["civil, as shipped", "0.0", "96.7"],
    ]


def test_caps_missed_stand_together_by_metric_and_third_nation() -> None:
    third = "largest third-nation share"
    found = [
        Missed("essential exposure", "civil", "", 2029, 0.85, 0.918),
        Missed("essential exposure", "civil", "", 2030, 0.65, 0.924),
        Missed(third, "NdPr oxide", "China", 2030, 0.65, 0.7),
        Missed(third, "NdPr oxide", "Malaysia", 2031, 0.65, 0.8),
    ]
    assert list(missed_rows(found)) == [
        ["essential exposure", "civil", "2029 and 2030", "85, 65", "2029: 91.8, 2030: 92.4"],
        [third, "NdPr oxide, from China", "2030", "65", "2030: 70.0"],
        [third, "NdPr oxide, from Malaysia", "2031", "65", "2031: 80.0"],
    ]


def test_a_variant_without_a_plan_says_none_and_what_caps_cost_is_a_range() -> None:
    case = magnet_case()
    today = solve(no_action_case(case), QUICK)
    none = Plan(case.fingerprint, Status.NO_PLAN, float("inf"), 0.0, frozenset(), today.nodes, {})
    capped = Plan(case.fingerprint, Status.PROVED, 110.0, 109.0, frozenset(), today.nodes, {})
    free = Plan(case.fingerprint, Status.PROVED, 100.0, 98.0, frozenset(), today.nodes, {})
    assert plan_row("high", case, none, free) == ["high", "none", "-", "-", "-", "-", "-"]
    assert plan_row("mid", case, capped, free) == ["mid", "110.0", "1.0", "10.0 (9.0 to 12.0)", "0", "0 / 0", "0"]
    assert plan_row("free", case, free, None)[3] == "-"
    assert (chosen(case, today), opened_words(case, today)) == ([], "no project")


def test_each_variant_is_another_case_and_is_measured_against_its_own_reading() -> None:
    cases = bases()
    found = variants(cases)
    assert len({variant.case.fingerprint for variant in found}) == len(found) == 9
    assert {variant.base for variant in found} == {"", *cases}
    any_year = next(variant for variant in found if not variant.base)
    assert {move.latest_start for move in any_year.case[Move]} == {None}
    assert [len(variant.case[Cap]) for variant in found[:3]] == [10, 1, 4]


def test_the_readme_prints_what_no_action_misses_and_the_least_exposure_that_any_plan_reaches() -> None:
    case, text = magnet_case(), README.read_text(encoding="utf-8")
    today = no_action_case(case)
    found = missed(case, solve(today, QUICK))
    assert (len(found), yearly_caps(case)) == (25, 53)
    assert table(["metric", "of", "years", "cap, %", "level, %"], missed_rows(found)) in text
    for name, variant in (("no action", today), ("as shipped", case)):
        for row in attainable_rows(name, least_exposure(variant), case.years):
            assert f"| {' | '.join(row)} |\n" in text

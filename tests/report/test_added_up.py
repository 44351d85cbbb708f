"""Shares that the report adds up itself agree with those the trace gives."""

from __future__ import annotations

import pytest

from models.case import Case
from models.exposure_trace import trace
from planner.report import added_up
from planner.report.added_up import Measured
from planner.result import Option
from tests.cases import FIRST_YEAR, lane, line, need, recipe, tiny
from tests.hand import given, made, plan_of, sent, used


def chain() -> tuple[Case, Option]:
    """Magnets of two allies from oxide of an ally, a neutral and an adversary; some leave the alliance for good.

    A uses 60 t of oxide (20 own and clean, 40 from X) for 60 magnets, B 50 t (30 from N, 20 from X) for 50. 50 magnets
    of each meet its own need; 10 of A go to N, from where no magnet may come back.
    """
    case = tiny(
        line("A", "oxide"), line("X", "oxide"), line("N", "oxide"), line("A", "magnet"), line("B", "magnet"),
        recipe("magnet", {"oxide": 1.0}), lane("X", "A", "oxide"), lane("X", "B", "oxide"), lane("N", "B", "oxide"),
        lane("A", "N", "magnet"), need("magnet", 50.0), need("magnet", 50.0, "B", programme="Q", kind="civil"),
        need("magnet", 10.0, "N", programme="R", kind="outlet", may_go_unmet=1.0, value=1.0),
    )  # fmt: skip
    plan = plan_of(
        case,
        made("A / oxide", 20), made("X / oxide", 0, 60), made("N / oxide", 30), sent("oxide", "X", "A", 0, 40),
        sent("oxide", "X", "B", 0, 20), sent("oxide", "N", "B", 30, 0), used("oxide", "A", 20, 40),
        used("oxide", "B", 30, 20), made("A / magnet", 20, 40), made("B / magnet", 30, 20),
        sent("magnet", "A", "N", 0, 10), given("P", "A", "magnet", 20, 30), given("Q", "B", "magnet", 30, 20),
        given("R", "N", "magnet", 0, 10),
    )  # fmt: skip
    return case, Option(0, "No action", plan, trace(case, plan), (), None)


def traced(option: Option, metric: str, what: str, where: str = "all") -> Measured:
    (one,) = (e for e in option.trace.exposures if (e.metric, e.what, e.where) == (metric, what, where))
    return Measured(one.adverse, one.total, one.of)


def test_over_the_whole_alliance_they_are_those_of_the_trace() -> None:
    case, option = chain()
    year = (FIRST_YEAR,)
    for good in ("oxide", "magnet"):
        largest = added_up.largest_third(case, option, good, "all", year)
        assert largest == traced(option, "largest third-nation share", good)
        assert added_up.dirty_output(case, option, good, "all", year) == traced(
            option, "dirty share of allied output", good
        )
    for what in ("defence", "civil", "all", "magnet"):
        assert added_up.needs(case, option, what, "all", year) == traced(option, "essential exposure", what)
    assert added_up.needs(case, option, "civil", "B", year) == traced(option, "essential exposure", "civil", "B")


def test_inside_one_nation_they_are_what_its_own_flows_say() -> None:
    """B has 30 of 50 t of oxide from N, 20 from X, on which 20 of its 50 magnets hang; A sends 10 of 60 away."""
    case, option = chain()
    year = (FIRST_YEAR,)
    assert added_up.largest_third(case, option, "oxide", "B", year) == Measured(30.0, 50.0, "N")
    assert added_up.largest_third(case, option, "oxide", "A", year) == Measured(40.0, 60.0, "X")
    assert added_up.largest_third(case, option, "magnet", "A", year) == Measured(0.0, 60.0, "")
    assert added_up.dirty_output(case, option, "magnet", "B", year).share == pytest.approx(20 / 50)
    assert added_up.dirty_output(case, option, "magnet", "A", year).share == pytest.approx(40 / 60)

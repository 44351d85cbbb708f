"""The least exposure that any plan could reach, by hand."""

from __future__ import annotations

import pytest

from models.attainable import least_exposure
from models.case import Case
from tests.cases import FIRST_YEAR, good, lane, line, move, need, tiny


def short_of_clean() -> Case:
    """A makes 60 t clean; X sells the rest; defence wants 50 and civil needs 100 t a year, three years long."""
    return tiny(
        line("A", "metal", 60.0),
        line("X", "metal"),
        lane("X", "A", "metal"),
        move("plant", "A", "metal", 40.0, earliest_start=2031, latest_start=2032, lead=1),
        need("metal", 50.0, programme="jets"),
        need("metal", 100.0, programme="cars", kind="civil"),
        years=3,
    )


def test_defence_comes_first_and_a_project_counts_from_the_year_in_which_it_can_be_ready() -> None:
    """Civil needs get 10 of 100 t clean, then 50 once the plant of 40 t is there: started 2031, ready 2032."""
    expected = [
        (kind, FIRST_YEAR + year, share)
        for year, civil in enumerate((0.9, 0.9, 0.5))
        for kind, share in (("defence", 0.0), ("civil", civil))
    ]
    found = least_exposure(short_of_clean())
    assert [(each.kind, each.year) for each in found] == [row[:2] for row in expected]
    assert [each.share for each in found] == pytest.approx([row[2] for row in expected])


def test_a_need_that_may_go_unmet_is_not_less_exposed_for_going_without() -> None:
    """Of 50 t, 40 are clean; 20 t might go unmet, and that would not make the other 10 t safer."""
    case = tiny(
        line("A", "metal", 40.0),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("metal", 50.0, may_go_unmet=0.4),
        good("metal", shortage_penalty=100.0),
    )
    (found,) = least_exposure(case)
    assert (found.kind, found.year) == ("defence", FIRST_YEAR)
    assert found.share == pytest.approx(0.2)

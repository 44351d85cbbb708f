"""Which exposures are shown, and which caps are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.case import Cap
from models.plan import CapLevel
from planner.report.exposures import Block, Exposures
from tests.report import made


def labels(exposures: Exposures) -> list[str]:
    return [block.label for block in exposures.blocks]


def test_needs_come_first_and_a_cap_on_a_tier_has_a_block_for_each_good() -> None:
    exposures = Exposures(made.result())
    assert labels(exposures) == ["Defence needs", "Civil needs", "NdPr oxide: largest third nation", "magnet, Japan"]


def test_rows_of_caps_on_one_thing_by_years_are_one_block() -> None:
    exposures = Exposures(made.result())
    caps = {year: exposures.cap(exposures.blocks[0], year) for year in (2027, 2028, 2029)}
    assert [cap.cap if cap is not None else None for cap in caps.values()] == [None, 0.6, 0.2]


def test_every_year_of_a_cap_counts_once_and_years_together_once() -> None:
    exposures = Exposures(made.result())
    years = [check.years for check in exposures.checks]
    assert len(years) == 1 + 3 + 2 + 2 + 1
    assert years[-1] == made.YEARS


def test_a_breach_is_what_the_trace_says_above_the_cap() -> None:
    found = made.result()
    breaches = Exposures(found).breaches(found.options[0])
    assert [(breach.check.block.label, breach.check.years) for breach in breaches] == [("Defence needs", (2028,))]
    assert breaches[0].over == pytest.approx(0.031)
    assert Exposures(found).kept(found.options[2]) == 9


def test_a_share_at_the_cap_keeps_it() -> None:
    found = made.result()
    exposures = Exposures(found)
    assert exposures.share(found.options[0], exposures.blocks[1], 2030) == pytest.approx(0.65)
    assert all(breach.check.block.label != "Civil needs" for breach in exposures.breaches(found.options[0]))


def test_a_tier_in_one_nation_is_added_up_from_deliveries() -> None:
    found = made.result()
    exposures = Exposures(found)
    assert exposures.share(found.options[0], exposures.blocks[3], 2028) == pytest.approx((1500 - 600) / 1500)


def test_the_largest_third_nation_is_named() -> None:
    found = made.result()
    exposures = Exposures(found)
    measured = exposures.measured(found.options[0], exposures.blocks[2], (2031,))
    assert measured is not None
    assert measured.of == "Vietnam"
    assert measured.share == pytest.approx(0.4)


def test_a_largest_share_over_years_together_is_read_from_the_plans_own_level() -> None:
    found = made.result()
    cap = Cap(metric="largest third-nation share", what="NdPr oxide", cap=0.5, over="years together")
    levels = (
        CapLevel(cap.row_id, "NdPr oxide from China", made.YEARS, 300.0, 1000.0, 0.0),
        CapLevel(cap.row_id, "NdPr oxide from Vietnam", made.YEARS, 600.0, 1000.0, 0.0),
    )
    option = replace(found.options[0], plan=found.options[0].plan.with_rows(CapLevel, levels))
    block = Block(cap.metric, "NdPr oxide", "all", (cap,))
    measured = Exposures(found).measured(option, block, made.YEARS)
    assert measured is not None
    assert (measured.of, measured.share) == ("Vietnam", 0.6)


def test_the_headline_is_what_the_plans_change_most() -> None:
    found = made.result()
    block = Exposures(found).headline(found.options[0], found.no_action)
    assert block is not None
    assert block.label == "Defence needs"

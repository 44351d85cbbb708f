"""The sheet Exposure: its words agree with its figures, to the digits shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.case import Cap
from models.exposure_trace import Exposure
from models.plan import Delivery
from planner.report import page
from planner.report.sheet import Cell
from planner.result import Result
from tests.report import made
from tests.report.sheets import cells, sheet


def with_share(share: float, *caps: Cap) -> Result:
    """The result where Plan 1 has the same exposure of defence needs in every year, under the caps given."""
    found = made.result()
    rows = [
        Exposure("essential exposure", "defence", "all", "", year, share, 1.0, "matched") for year in made.YEARS
    ]  # fmt: skip
    first = replace(found.options[0], trace=replace(found.options[0].trace, exposures=tuple(rows)))
    return replace(found, case=found.case.with_rows(Cap, caps), options=(first, *found.options[1:]))


def cap(share: float, first: int | None = None, last: int | None = None) -> Cap:
    return Cap(metric="essential exposure", what="defence", cap=share, first_year=first, last_year=last)


def defence(result: Result) -> dict[str, dict[str, Cell]]:
    rows = [row for row in cells(sheet(result, "P1 Exposure")) if row["What"].value == "Defence needs"]
    return {str(row["Measure"].value): row for row in rows}


def note(result: Result, measure: str) -> object:
    return defence(result)[measure]["What to note"].value


@pytest.mark.parametrize(
    ("share", "mark", "shown", "room"),
    [
        (0.2002, "over", '"over <0.1"_n', "-"),
        (0.2, "", "0.0_n", "No room in 2026 to 2031"),
        (0.200005, "", "0.0_n", "No room in 2026 to 2031"),
        (0.1998, "", '"<0.1"_n', "Room in every year"),
        (0.19, "", "0.0_n", "Room in every year"),
        (0.25, "over", "0.0_n", "-"),
    ],
)
def test_mark_room_and_note_agree(share: float, mark: str, shown: str, room: str) -> None:
    found = defence(with_share(share, cap(0.2)))
    assert found["Plan 1"]["2030"].mark == mark
    assert found["Room (pp)"]["2030"].number == shown
    assert found["Room (pp)"]["What to note"].value == room


def test_room_is_said_for_the_years_that_have_a_cap() -> None:
    found = with_share(0.1, cap(0.2, 2028, 2030))
    assert note(found, "Room (pp)") == "Room in 2028 to 2030"
    assert note(found, "Plan 1") == "Within every cap"


def test_a_cap_over_years_together_that_is_missed_is_said() -> None:
    together = cap(0.2).model_copy(update={"over": "years together"})
    found = with_share(0.3, together)
    assert note(found, "Plan 1") == "Over in 2026 to 2031 together"
    assert note(found, "No action") == "Over in 2026 to 2031 together"
    assert note(found, "Cap") == "2026 to 2031 together: cap 20%, plan 30%"
    assert sheet(found, "P1 Exposure").charts[0].title == "Defence needs: over a cap"


def test_a_cap_is_shown_with_the_digits_it_was_typed_with() -> None:
    assert defence(with_share(0.1, cap(0.1255)))["Cap"]["2030"].number == "0.0##%_n"


def test_an_exposure_just_short_of_all_or_nothing_keeps_its_number_and_says_so() -> None:
    sheet_ = sheet(with_share(0.9996, cap(0.2)), "P1 Exposure")
    column = sheet_.table.columns[-2]
    (cell,) = (
        row["2031"] for row in cells(sheet_) if (row["What"].value, row["Measure"].value) == ("Defence needs", "Plan 1")
    )
    look = page._look(cell, column, "")
    assert (cell.value, look.number) == (0.9996, '"over"* ">99.9%"_n')


def test_charts_whose_shortened_names_are_alike_have_titles_of_their_own() -> None:
    names = [f"A programme with a name too long for a chart, part {part}" for part in (1, 2)]
    found = with_share(0.1, *(cap(0.9).model_copy(update={"what": name}) for name in names))
    titles = [chart.title for chart in sheet(found, "P1 Exposure").charts]
    assert titles == ["A programme with a nam...: within caps", "A programme with a nam...: within caps (2)"]


def test_further_metrics_are_defined_where_they_first_stand() -> None:
    assert sheet(made.result(), "Compare").notes[2] == (
        "Value look-through = part of the worth of deliveries that adversary nations, or lines they control, earned."
    )


def test_a_label_that_would_break_leaves_the_figure_to_the_title() -> None:
    """ "No action: 83%" is broken by a chart of this size; "Plan 1: 8.2%" is not."""
    found = made.result(count=1)
    chart = sheet(found, "Summary").charts[0]
    assert chart.title == "Defence needs exposed in 2031: 83% with No action, 8.2% with Plan 1"
    labels = {series.role: series.label for series in chart.series}
    assert (labels["no action"], labels["first plan"]) == ("No action", "Plan 1: 8.2%")


def with_shares(shares: list[float], *caps: Cap) -> Result:
    """The result where Plan 1 has these exposures of defence needs, a year each from 2026."""
    found = with_share(0.1, *caps)
    rows = [
        Exposure("essential exposure", "defence", "all", "", year, share, 1.0, "matched")
        for year, share in zip(made.YEARS, shares, strict=True)
    ]
    first = replace(found.options[0], trace=replace(found.options[0].trace, exposures=tuple(rows)))
    return replace(found, options=(first, *found.options[1:]))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([0.46, 0.46001] * 3, "6 caps, worst: defence needs in 2026 to 2031, each by 26.0 points."),
        ([0.1, 0.46, 0.3, 0.46002, 0.2, 0.2], "3 caps, worst: defence needs in 2027 and 2029, each by 26.0 points."),
        ([0.1, 0.3, 0.46, 0.1, 0.1, 0.1], "2 caps, worst: defence needs in 2028, by 26.0 points."),
        ([0.1, 0.1, 0.46, 0.1, 0.1, 0.1], "one cap: defence needs in 2028, by 26.0 points."),
    ],
)  # fmt: skip
def test_years_that_miss_a_cap_by_as_much_are_named_together(shares: list[float], said: str) -> None:
    assert sheet(with_shares(shares, cap(0.2)), "P1 Exposure").headlines[0].endswith(f"It misses {said}")


def test_a_cap_over_years_together_that_is_missed_most_is_said_to_be_so() -> None:
    together = cap(0.2).model_copy(update={"over": "years together"})
    assert (
        sheet(with_share(0.3, together), "P1 Exposure")
        .headlines[0]
        .endswith("It misses one cap: defence needs in 2026 to 2031 together, by 10.0 points.")
    )


def test_who_gets_clean_batches_is_said_as_the_search_shares_them_out() -> None:
    """Cost comes first (models/tidy.py): where a missed cap has a price, defence gives way to a dearer need."""
    priced = cap(0.2).model_copy(update={"price_of_breach": 4.0})
    for name in ("P1 Exposure", "P2 Exposure"):
        assert (
            sheet(with_share(0.1, priced), name)
            .notes[0]
            .endswith(
                "Clean batches go where cost is least, prices of missed caps included, so defence may rise to its cap; "
                "where that leaves a choice, to defence first."
            )
        )
    assert (
        sheet(with_share(0.1, cap(0.2)), "P1 Exposure")
        .notes[0]
        .endswith("Clean batches go where cost is least; where that leaves a choice, to defence first.")
    )


def test_a_chart_of_a_cap_that_is_kept_by_shortage_only_says_so() -> None:
    found = with_share(0.2, cap(0.2))
    short = Delivery("Missile actuators", "Estonia", "Magnets", made.NODES[2030], 300.0, 0.0, 200.0, 100.0)
    first = replace(found.options[0], plan=found.options[0].plan.with_rows(Delivery, [short]))
    charts = sheet(replace(found, options=(first, *found.options[1:])), "P1 Exposure").charts
    assert [chart.title for chart in charts] == ["Defence needs: kept by shortage"]

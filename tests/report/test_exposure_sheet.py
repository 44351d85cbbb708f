"""The sheet Exposure: its words agree with its figures, to the digits shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.case import Cap
from models.exposure_trace import Exposure
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
    assert sheet(found, "P1 Exposure").charts[0].title == "Defence needs: over"


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
    assert titles == ["A programme with a name too lon...: within", "A programme with a name too lon...: within (2)"]


def test_further_metrics_are_defined_where_they_first_stand() -> None:
    assert sheet(made.result(), "Compare").notes[2] == (
        "Value look-through = part of the worth of deliveries that adversary nations, or lines they control, earned."
    )


def test_a_label_that_would_break_leaves_the_figure_to_the_title() -> None:
    found = made.result()
    shares = [replace(one, adverse=0.838 * one.total) for one in found.no_action.trace.exposures]
    trace = replace(found.no_action.trace, exposures=tuple(shares))
    chart = sheet(replace(found, no_action=replace(found.no_action, trace=trace)), "Summary").charts[0]
    assert chart.title == "Defence needs exposed in 2031: 83.8% with No action, 8.2% with Plan 1"
    assert [series.label for series in chart.series if series.role == "no action"] == ["No action"]
    plain = sheet(found, "Summary").charts[0]
    assert [series.label for series in plain.series if series.role == "no action"] == ["No action: 83%"]

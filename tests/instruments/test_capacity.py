"""Rows of `models.instruments.capacity`, coefficient by coefficient: A6, A7m, A8y, A8c, A8f, A8x, A9."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.case import Case, Firm, MoveCondition
from models.handover import HandOver, RowView
from tests.cases import good, line, move, need, tiny
from tests.instruments.reading import (
    FIRST,
    SECOND,
    THIRD,
    has,
    members,
    output,
    place,
    shared,
    start,
)

Handed = Callable[[Case], HandOver]


def made(name: str, node: object = FIRST) -> dict[tuple[str, object], float]:
    """Coefficient 1 on both grades of a line's output."""
    return {("output", (name, node, grade)): 1.0 for grade in ("clean", "dirty")}


@pytest.mark.proves("A6")
def test_a6_an_existing_line_makes_at_most_its_capacity_of_both_grades(handed: Handed) -> None:
    handover = handed(tiny(line("A", "metal", 50), line("X", "metal", 80), need("metal", 10)))
    assert handover.view("A6", place("A / metal")) == RowView(made("A / metal"), None, 50.0)
    assert handover.view("A6", place("X / metal")) == RowView({output("X / metal", "dirty"): 1.0}, None, 80.0)


@pytest.mark.proves("A6")
def test_a6_capacity_follows_the_rows_of_its_years(handed: Handed) -> None:
    case = tiny(
        line("A", "metal", 50, last_year=2030),
        line("A", "metal", 70, first_year=2031, last_year=2031),
        line("B", "metal"),
        need("metal", 10),
        years=3,
    )
    handover = handed(case)
    assert handover.view("A6", place("A / metal")).upper == 50.0
    assert handover.view("A6", place("A / metal", SECOND)).upper == 70.0
    assert not has(handover, output("A / metal", "clean", THIRD))


@pytest.mark.proves("A6")
def test_a6_a_move_gives_capacity_after_lead_and_qualification_as_its_ramp_says(handed: Handed) -> None:
    # Lead 1, qualification 0, full after two years: started in 2030 it can use half in 2031 and all in 2032.
    case = tiny(line("A", "metal"), move("M", "A", "metal", 40, lead=1, ramp=2, life=20), need("metal", 100), years=3)
    handover = handed(case)
    first, second, third = (handover.view("A6", place("M", node)) for node in (FIRST, SECOND, THIRD))
    assert first == RowView(made("M"), None, 0.0)
    assert second == RowView({**made("M", SECOND), start("M"): -20.0}, None, 0.0)
    assert third == RowView({**made("M", THIRD), start("M"): -40.0, start("M", SECOND): -20.0}, None, 0.0)
    assert not has(handover, start("M", THIRD))  # would be ready after the last year


@pytest.mark.proves("A6")
def test_a6_a_move_gives_nothing_after_its_life(handed: Handed) -> None:
    case = tiny(line("A", "metal"), move("M", "A", "metal", 40, life=1), need("metal", 100), years=2)
    view = handed(case).view("A6", place("M", SECOND))
    assert view == RowView({**made("M", SECOND), start("M", SECOND): -40.0}, None, 0.0)


@pytest.mark.proves("A6")
def test_a6_no_more_of_a_move_counts_than_can_be_needed_unless_it_can_be_stored(handed: Handed) -> None:
    # 10 a year are needed: 40 of capacity are worth 10, or all of it where the surplus can be kept.
    def coefficient(*, storable: bool) -> float:
        metal = good("metal", storable=storable)
        case = tiny(metal, line("A", "metal"), move("M", "A", "metal", 40), need("metal", 10))
        return handed(case).view("A6", place("M")).terms[start("M")]

    assert coefficient(storable=False) == -10.0
    assert coefficient(storable=True) == -40.0


@pytest.mark.proves("A6")
def test_a6_a_relocation_closes_its_share_of_the_donor_when_it_is_ready(handed: Handed) -> None:
    # Lead 1: the donor still makes 50 in 2030; 60 % of it closes in the year the new line runs.
    case = tiny(
        line("A", "metal", 50),
        move("M", "B", "metal", 40, kind="relocate", moves_from="A / metal", lead=1, life=20),
        MoveCondition(project="M", donor_share=0.6),
        need("metal", 10),
        years=3,
    )
    handover = handed(case)
    assert handover.view("A6", place("A / metal")) == RowView(made("A / metal"), None, 50.0)
    assert handover.view("A6", place("A / metal", SECOND)) == RowView(
        {**made("A / metal", SECOND), start("M"): 30.0}, None, 50.0
    )
    assert handover.view("A6", place("A / metal", THIRD)) == RowView(
        {**made("A / metal", THIRD), start("M"): 30.0, start("M", SECOND): 30.0}, None, 50.0
    )


@pytest.mark.proves("A6")
def test_a6_a_donor_may_close_at_the_start_or_never(handed: Handed) -> None:
    def donor(closes: str) -> RowView:
        case = tiny(
            line("A", "metal", 50),
            move("M", "B", "metal", 40, kind="relocate", moves_from="A / metal", lead=1, life=20),
            MoveCondition.model_validate({"project": "M", "donor_closes": closes}),
            need("metal", 10),
            years=2,
        )
        return handed(case).view("A6", place("A / metal"))

    assert donor("at start") == RowView({**made("A / metal"), start("M"): 50.0}, None, 50.0)
    assert donor("never") == RowView(made("A / metal"), None, 50.0)


@pytest.mark.proves("A6")
def test_a6_a_requalified_line_shares_the_capacity_of_the_old_one(handed: Handed) -> None:
    case = tiny(
        line("A", "metal", 50),
        move("M", "A", "alloy", 30, kind="requalify", moves_from="A / metal"),
        need("metal", 10),
        need("alloy", 100),
    )
    handover = handed(case)
    assert handover.view("A6", place("A / metal")) == RowView({**made("A / metal"), **made("M")}, None, 50.0)
    assert handover.view("A6", place("M")) == RowView({**made("M"), start("M"): -30.0}, None, 0.0)


@pytest.mark.proves("A6")
def test_a6_two_recipes_of_one_project_share_its_capacity(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        line("A", "alloy"),
        move("M", "A", "metal", 30),
        MoveCondition(project="M", also_runs="alloy"),
        need("metal", 10),
        need("alloy", 10),
    )
    view = handed(case).view("A6", place("M"))
    assert view == RowView({**made("M"), **made("M (alloy)"), start("M"): -30.0}, None, 0.0)


@pytest.mark.proves("A6")
def test_a6_lines_of_a_group_share_one_capacity_and_candidates_add_theirs(handed: Handed) -> None:
    # Each row states the whole, 50; the project adds 30 to the group and has its own limit besides.
    case = tiny(
        line("A", "metal", 50, capacity_group="G"),
        line("A", "alloy", 50, capacity_group="G"),
        move("M", "A", "metal", 30),
        MoveCondition(project="M", capacity_group="G"),
        need("metal", 100),
        need("alloy", 100),
    )
    handover = handed(case)
    everyone = {**made("A / metal"), **made("A / alloy"), **made("M")}
    assert handover.view("A6", shared("G")) == RowView({**everyone, start("M"): -30.0}, None, 50.0)
    assert handover.view("A6", place("M")) == RowView({**made("M"), start("M"): -30.0}, None, 0.0)
    assert set(members(handover, "A6")) == {shared("G"), place("M")}


@pytest.mark.proves("A8y")
def test_a8y_a_project_is_open_where_one_of_its_sizes_starts_once(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, size="small", lead=1, life=20),
        move("M", "A", "metal", 80, size="large", lead=1, life=20, earliest_start=2031),
        need("metal", 100),
        years=3,
    )
    handover = handed(case)
    small, large = "M / small", "M / large"
    opened = ("opened", "M")
    assert handover.view("A8y", "M") == RowView(
        {opened: 1.0, start(small): -1.0, start(small, SECOND): -1.0, start(large, SECOND): -1.0}, 0.0, 0.0
    )
    for variable in (opened, start(small), start(large, SECOND)):
        column = handover.columns[variable]
        assert handover.arrays.integer[column]
        assert handover.arrays.upper[column] == 1.0


@pytest.mark.proves("A8c")
def test_a8c_a_committed_project_starts_at_its_earliest_and_has_no_choice(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, committed=True, earliest_start=2031, life=20),
        move("Free", "A", "metal", 40, life=20),
        need("metal", 100),
        years=3,
    )
    handover = handed(case)
    assert handover.view("A8c", "M") == RowView({start("M", SECOND): 1.0}, 1.0, 1.0)
    assert members(handover, "A8c") == ["M"]
    assert members(handover, "A8y") == ["Free"]
    assert not has(handover, start("M"))
    assert not has(handover, ("opened", "M"))


@pytest.mark.proves("A8f")
def test_a8f_a_firm_does_no_more_projects_than_it_can(handed: Handed) -> None:
    # Sizes of one project count once; projects of other firms and firms without a limit have no row.
    case = tiny(
        Firm(firm="F", home_nation="A", most_projects=1),
        Firm(firm="G", home_nation="A"),
        line("A", "metal"),
        move("M1", "A", "metal", 40, size="small", firm="F"),
        move("M1", "A", "metal", 80, size="large", firm="F"),
        move("M2", "A", "metal", 40, firm="F"),
        move("M3", "A", "metal", 40, firm="G"),
        need("metal", 100),
    )
    handover = handed(case)
    assert handover.view("A8f", "F") == RowView({("opened", "M1"): 1.0, ("opened", "M2"): 1.0}, None, 1.0)
    assert members(handover, "A8f") == ["F"]


@pytest.mark.proves("A8x")
def test_a8x_at_most_one_project_of_an_exclusive_group(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        *(move(name, "A", "metal", 40) for name in ("M1", "M2", "M3")),
        MoveCondition(project="M1", exclusive_group="site"),
        MoveCondition(project="M2", exclusive_group="site"),
        need("metal", 100),
    )
    handover = handed(case)
    assert handover.view("A8x", "site") == RowView({("opened", "M1"): 1.0, ("opened", "M2"): 1.0}, None, 1.0)
    assert members(handover, "A8x") == ["site"]


@pytest.mark.proves("A7m")
def test_a7m_a_closed_line_stays_closed(handed: Handed) -> None:
    case = tiny(line("A", "metal", 50, may_close=True), line("B", "metal"), need("metal", 10), years=2)
    handover = handed(case)
    site, before, after = "A / metal", ("closed", ("A / metal", FIRST)), ("closed", ("A / metal", SECOND))
    assert handover.view("A7m", site, SECOND) == RowView({before: 1.0, after: -1.0}, None, 0.0)
    assert members(handover, "A7m") == [(site, SECOND)]
    assert handover.view("A6", place(site)) == RowView({**made(site), before: 50.0}, None, 50.0)
    assert handover.arrays.integer[handover.columns[before]]


@pytest.mark.proves("A9")
def test_a9_minimum_load_of_an_existing_line_falls_away_with_its_closure(handed: Handed) -> None:
    # At least 30 of 50 a year: 30 (1 - closed) - output <= 0.
    case = tiny(line("A", "metal", 50, minimum_load=0.6, may_close=True), line("B", "metal"), need("metal", 10))
    handover = handed(case)
    minus = dict.fromkeys(made("A / metal"), -1.0)
    assert handover.view("A9", place("A / metal")) == RowView(
        {**minus, ("closed", ("A / metal", FIRST)): -30.0}, None, -30.0
    )
    assert members(handover, "A9") == [place("A / metal")]


@pytest.mark.proves("A9")
def test_a9_minimum_load_of_a_move_is_a_share_of_its_full_ramped_capacity(handed: Handed) -> None:
    # 50 % of 40, half ramped: 10, although only 5 can be needed (the limit is tightened, the load is not).
    case = tiny(
        line("A", "metal"),
        move("M", "A", "metal", 40, ramp=2, life=20),
        MoveCondition(project="M", minimum_load=0.5),
        need("metal", 5),
    )
    handover = handed(case)
    minus = dict.fromkeys(made("M"), -1.0)
    assert handover.view("A9", place("M")) == RowView({**minus, start("M"): 10.0}, None, 0.0)
    assert handover.view("A6", place("M")).terms[start("M")] == -5.0


@pytest.mark.proves("A6")
def test_a6_a_requalified_line_has_nothing_to_run_on_once_the_old_line_has_ended(handed: Handed) -> None:
    case = tiny(
        line("A", "metal", 50, last_year=2030),
        line("B", "metal"),
        move("M", "A", "alloy", 30, kind="requalify", moves_from="A / metal", life=20),
        need("alloy", 100),
        years=2,
    )
    assert handed(case).view("A6", place("A / metal", SECOND)) == RowView(made("M", SECOND), None, 0.0)


@pytest.mark.proves("A6")
def test_a6_a_line_of_a_group_does_not_run_outside_its_years(handed: Handed) -> None:
    case = tiny(
        line("A", "metal", 50, capacity_group="G"),
        line("A", "alloy", 50, capacity_group="G", last_year=2030),
        need("metal", 10),
        years=2,
    )
    handover = handed(case)
    assert handover.view("A6", shared("G")) == RowView({**made("A / metal"), **made("A / alloy")}, None, 50.0)
    assert handover.view("A6", shared("G", SECOND)) == RowView(made("A / metal", SECOND), None, 50.0)


@pytest.mark.proves("A8x")
def test_a8x_a_committed_project_takes_the_place_of_its_exclusive_group(handed: Handed) -> None:
    case = tiny(
        line("A", "metal"),
        move("M1", "A", "metal", 40, committed=True),
        move("M2", "A", "metal", 40),
        MoveCondition(project="M1", exclusive_group="site"),
        MoveCondition(project="M2", exclusive_group="site"),
        need("metal", 100),
    )
    assert handed(case).view("A8x", "site") == RowView({("opened", "M2"): 1.0}, None, 0.0)


@pytest.mark.proves("A7s")
def test_a7s_no_more_than_all_of_a_line_is_closed(handed: Handed) -> None:
    # It may close by itself, or 60 % of it may move to B, or 70 % to N: together at most all of it.
    case = tiny(
        line("A", "metal", 50, may_close=True),
        line("B", "metal"),
        move("M1", "B", "metal", 40, kind="relocate", moves_from="A / metal"),
        move("M2", "N", "metal", 40, kind="relocate", moves_from="A / metal"),
        MoveCondition(project="M1", donor_share=0.6),
        MoveCondition(project="M2", donor_share=0.7),
        need("metal", 10),
    )
    handover = handed(case)
    shares = {("closed", ("A / metal", FIRST)): 1.0, start("M1"): 0.6, start("M2"): 0.7}
    assert handover.view("A7s", "A / metal", FIRST) == RowView(shares, None, 1.0)
    assert members(handover, "A7s") == [("A / metal", FIRST)]


@pytest.mark.proves("A6")
def test_a6_in_a_group_a_relocation_of_one_line_limits_it_alone_and_closing_limits_all(handed: Handed) -> None:
    # 60 % of the metal line may move; the group of 50 may close; a project adds 30 to the group.
    case = tiny(
        line("A", "metal", 50, capacity_group="G", may_close=True),
        line("A", "alloy", 50, capacity_group="G"),
        move("M1", "B", "metal", 40, kind="relocate", moves_from="A / metal"),
        move("M2", "A", "alloy", 30),
        MoveCondition(project="M1", donor_share=0.6),
        MoveCondition(project="M2", capacity_group="G"),
        need("metal", 100),
        need("alloy", 100),
    )
    handover = handed(case)
    closed = ("closed", ("G", FIRST))
    everyone = {**made("A / metal"), **made("A / alloy"), **made("M2")}
    assert handover.view("A6", shared("G")) == RowView({**everyone, closed: 50.0, start("M2"): -30.0}, None, 50.0)
    alone = {**made("A / metal"), closed: 50.0, start("M1"): 30.0, start("M2"): -30.0}
    assert handover.view("A6", place("A / metal")) == RowView(alone, None, 50.0)
    assert place("A / alloy") not in members(handover, "A6")

from __future__ import annotations

from typing import Any

from models.case import ExistingLine, Firm, Move, MoveCondition
from tests.cases import good, line, move, need, recipe
from tests.checks.cases import codes, issues, only, sound


def closed(nation: str = "B", recipe_name: str = "metal", capacity: float = 30.0, **facts: Any) -> ExistingLine:
    return line(nation, recipe_name, capacity, status="closed", **facts)


def test_rows_of_one_line_must_agree() -> None:
    case = sound(line("A", "metal", 120.0, first_year=2031, firm="Other"), years=2)
    issue = only(case, "E313")
    assert (issue.row, issue.row_id, issue.field) == (ExistingLine, "A / metal / 2031", "firm")
    assert issue.found == '"Other"'
    assert issue.expected == '"Firm of A", as in row "A / metal"'
    assert "the line" in issue.mend


def test_rows_of_one_line_must_not_overlap_in_years() -> None:
    issue = only(sound(line("A", "metal", 120.0, first_year=2031), years=3), "E405")
    assert (issue.row_id, issue.field) == ("A / metal / 2031", "first_year")
    assert issue.found == 'two rows of "A / metal" in 2031-2032'
    ramp = (line("A", "oxide", 1.0, last_year=2030), line("A", "oxide", 2.0, first_year=2031))
    assert not issues(sound(*ramp, need("oxide", 1.0, programme="Q"), years=3), "E405")


def test_lines_of_a_capacity_group_state_one_whole_in_one_place() -> None:
    group: dict[str, Any] = {"capacity_group": "G", "firm": "F"}
    pair = sound(line("A", "oxide", 10.0, **group), line("B", "alloy", 12.0, **group))
    found = issues(pair, "E313")
    assert [(i.row_id, i.field, i.found, i.expected) for i in found] == [
        ("B / alloy", "nation", '"B"', '"A", as in row "A / oxide"'),
        ("B / alloy", "capacity", "12", '10, as in row "A / oxide"'),
    ]
    one_after_the_other = (
        line("A", "oxide", 10.0, last_year=2030, **group),
        line("A", "alloy", 12.0, first_year=2031, **group),
    )
    assert not issues(sound(*one_after_the_other, years=2), "E313")


def test_lines_of_a_capacity_group_are_measured_alike() -> None:
    group: dict[str, Any] = {"capacity_group": "G", "firm": "F"}
    case = sound(good("part", unit="piece"), line("A", "oxide", 10.0, **group), line("A", "part", 10.0, **group))
    issue = only(case, "E402")
    assert (issue.row_id, issue.field) == ("A / part", "capacity_group")
    assert issue.found == '"part", whose main output is in piece'
    assert issue.expected == 't, as in row "A / oxide": "G" is one capacity'


def test_a_capacity_group_of_one_is_a_warning_with_the_nearest_group() -> None:
    group: dict[str, Any] = {"capacity_group": "Narva", "firm": "F"}
    case = sound(line("A", "oxide", **group), line("A", "alloy", **group), line("A", "ore", capacity_group="Nrva"))
    issue = only(case, "W302")
    assert (issue.row_id, issue.field, issue.near) == ("A / ore", "capacity_group", "Narva")


def test_figures_of_a_closed_line_that_change_nothing_are_warnings() -> None:
    found = issues(sound(closed(minimum_load=0.7, may_close=True)), "W506")
    assert [(issue.row_id, issue.field, issue.found) for issue in found] == [
        ("B / metal", "minimum_load", "70%"),
        ("B / metal", "may_close", "yes"),
    ]


def test_a_line_outside_the_years_planned_is_a_warning() -> None:
    issue = only(sound(line("B", "metal", first_year=2040)), "W505")
    assert (issue.row_id, issue.field, issue.found) == ("B / metal / 2040", "first_year", "first year 2040")
    assert issue.expected == "a year from 2030 to 2030"
    assert only(sound(line("B", "metal", last_year=2029)), "W505").field == "last_year"


def test_sizes_of_one_project_agree_but_for_size_and_money() -> None:
    case = sound(move("P1", "A", "metal", 5.0, size="small"), move("P1", "B", "metal", 9.0, size="large"))
    issue = only(case, "E313")
    assert (issue.row, issue.row_id, issue.field) == (Move, "P1 / large", "nation")
    assert issue.expected == '"A", as in row "P1 / small"'


def test_a_move_that_needs_an_old_line_must_name_one() -> None:
    issue = only(sound(move("R", "B", "metal", 5.0, kind="relocate")), "E314")
    assert (issue.row_id, issue.field, issue.found) == ("R", "moves_from", "blank")
    assert issue.expected == "the existing line that it would relocate"
    unused = only(sound(move("R", "B", "metal", 5.0, moves_from="A / metal")), "W506")
    assert (unused.field, unused.expected) == ("moves_from", "blank: greenfield takes nothing away")


def test_the_old_line_must_be_closed_for_a_reopening_and_operating_for_others() -> None:
    issue = only(sound(move("R", "A", "metal", 5.0, kind="reopen", moves_from="A / metal")), "E314")
    assert issue.found == '"A / metal", which is operating in every row'
    assert issue.expected == "a line that is closed"
    issue = only(sound(closed(), move("R", "A", "metal", 5.0, kind="relocate", moves_from="B / metal")), "E314")
    assert issue.expected == "a line that is operating"


def test_a_reopening_is_no_larger_than_what_was_closed() -> None:
    issue = only(sound(closed(), move("R", "B", "metal", 31.0, kind="reopen", moves_from="B / metal")), "E314")
    assert (issue.field, issue.found, issue.expected) == ("capacity", "31", "at most 30, the closed capacity")
    assert "E314" not in codes(sound(closed(), move("R", "B", "metal", 30.0, kind="reopen", moves_from="B / metal")))


def test_a_line_is_requalified_where_it_stands_and_relocated_elsewhere() -> None:
    issue = only(sound(move("R", "B", "metal", 5.0, kind="requalify", moves_from="A / metal")), "E314")
    assert (issue.field, issue.found, issue.expected) == ("nation", '"B"', '"A", where "A / metal" stands')
    issue = only(sound(move("R", "A", "metal", 5.0, kind="relocate", moves_from="A / metal")), "W314")
    assert (issue.field, issue.expected) == ("nation", 'another nation than that of "A / metal"')


def test_a_name_that_is_a_line_and_a_group_of_other_lines_is_a_warning() -> None:
    group: dict[str, Any] = {"capacity_group": "A / metal", "firm": "F"}
    case = sound(
        line("A", "oxide", **group),
        line("A", "alloy", **group),
        move("R", "B", "metal", 5.0, kind="relocate", moves_from="A / metal"),
    )
    issue = only(case, "W303")
    assert (issue.row_id, issue.field) == ("R", "moves_from")
    assert "line alone" in issue.mend


def test_a_project_that_can_never_help_is_a_warning() -> None:
    issue = only(sound(move("Late", "A", "metal", 5.0, lead=2, qualification=1), years=3), "W505")
    assert (issue.row_id, issue.field, issue.found) == ("Late", "lead", "ready in 2033")
    assert issue.expected == "ready by 2032, the last year"
    assert not issues(sound(move("Late", "A", "metal", 5.0, lead=1, qualification=1), years=3), "W505")
    decided = only(sound(move("Late", "A", "metal", 5.0, lead=3, committed=True), years=3), "W505")
    assert decided.mend.startswith("It is paid for but makes nothing")


def test_a_project_that_can_never_start_is_a_warning() -> None:
    issue = only(sound(move("Late", "A", "metal", 5.0, earliest_start=2050)), "W505")
    assert (issue.field, issue.found) == ("earliest_start", "earliest start 2050")
    assert only(sound(move("Late", "A", "metal", 5.0, latest_start=2020)), "W505").field == "latest_start"


def test_more_committed_projects_than_a_firm_can_do_is_an_error() -> None:
    decided = [move(name, "A", "metal", 5.0, firm="F", committed=True) for name in ("P1", "P2")]
    issue = only(sound(*decided, Firm(firm="F", home_nation="A", most_projects=1)), "E512")
    assert (issue.row, issue.row_id, issue.field, issue.found) == (Firm, "F", "most_projects", "1")
    assert issue.expected == '2 or more: "P1", "P2" are committed'


def test_two_committed_projects_of_one_exclusive_group_are_an_error() -> None:
    decided = [move(name, "A", "metal", 5.0, committed=True) for name in ("P1", "P2")]
    terms = [MoveCondition(project=name, exclusive_group="E") for name in ("P1", "P2")]
    issue = only(sound(*decided, *terms), "E512")
    assert (issue.row, issue.row_id, issue.field) == (MoveCondition, "P2", "exclusive_group")
    assert issue.found == '"P1", "P2" are committed, in one exclusive group'


def test_conditions_about_an_old_line_are_unused_where_nothing_closes() -> None:
    terms = {"project": "New", "donor_share": 0.5, "donor_closes": "at start", "closure_cost": 2.0}
    found = issues(sound(MoveCondition.model_validate(terms)), "W506")
    assert [(issue.row_id, issue.field, issue.found) for issue in found] == [
        ("New", "donor_share", "50%"),
        ("New", "closure_cost", "2"),
        ("New", "donor_closes", '"at start"'),
    ]
    relocation = move("R", "B", "metal", 5.0, kind="relocate", moves_from="A / metal")
    assert not issues(sound(relocation, MoveCondition.model_validate({**terms, "project": "R"})), "W506")
    never = MoveCondition.model_validate({**terms, "project": "R", "donor_closes": "never"})
    assert [i.expected for i in issues(sound(relocation, never), "W506")] == ["blank: its old line never closes"] * 2


def test_an_exclusive_group_of_one_is_a_warning() -> None:
    issue = only(sound(MoveCondition(project="New", exclusive_group="E")), "W302")
    assert (issue.row_id, issue.field, issue.found) == ("New", "exclusive_group", '"E"')


def test_a_project_joins_a_capacity_group_of_its_own_nation_and_unit() -> None:
    host = line("A", "oxide", capacity_group="G")
    issue = only(sound(host, MoveCondition(project="New", capacity_group="G")), "E313")
    assert (issue.row, issue.row_id, issue.field) == (MoveCondition, "New", "capacity_group")
    assert issue.found == '"G", which stands in "A"'
    parts = sound(
        good("part", unit="piece"),
        host,
        move("Parts", "A", "part", 5.0),
        MoveCondition(project="Parts", capacity_group="G"),
    )
    assert only(parts, "E402").found == '"part", whose main output is in piece'


def test_a_second_recipe_is_another_one_measured_alike() -> None:
    issue = only(sound(MoveCondition(project="New", also_runs="metal")), "W506")
    assert (issue.field, issue.expected) == ("also_runs", "blank: that is the recipe of the project itself")
    case = sound(good("part", unit="piece"), recipe("part"), MoveCondition(project="New", also_runs="part"))
    issue = only(case, "E402")
    assert (issue.row_id, issue.field) == ("New", "also_runs")
    assert issue.found == '"part", whose main output is in piece'


def test_a_requalified_line_is_measured_like_the_old_one() -> None:
    """One tonne of the old product would count as one piece of the new one."""
    again = move("Again", "A", "part", 5.0, kind="requalify", moves_from="A / oxide")
    issue = only(sound(good("part", unit="piece"), line("A", "oxide"), again), "E402")
    assert (issue.row, issue.row_id, issue.field) == (Move, "Again", "recipe")
    assert issue.found == '"part", whose main output is in piece'
    assert issue.expected == 'a main output in t, as that of "A / oxide": both share one capacity'


def test_nothing_to_decide_is_a_warning() -> None:
    case = sound()
    issue = only(case.with_rows(Move, ()), "W507")
    assert (issue.row, issue.row_id, issue.found) == (Move, None, "no rows")
    decided = [row.model_copy(update={"committed": True}) for row in case[Move]]
    assert only(case.with_rows(Move, decided), "W507").found == "no project that is still open"

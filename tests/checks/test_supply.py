"""What hangs together: needs out of reach, lines that can never run, output that can go nowhere, forgotten inputs."""

from __future__ import annotations

from models.case import Nation, OpeningStock
from models.checks import check
from models.schema import Issue
from tests.cases import good, lane, line, move, need, recipe, tiny
from tests.checks.cases import Rows, codes, issues, only, owned, sound


def told(found: list[Issue]) -> list[tuple[str, str | None, str | None, str]]:
    return [(issue.row.sheet, issue.row_id, issue.field, issue.found) for issue in found]


def test_a_needed_good_that_nobody_makes_is_an_error() -> None:
    issue = only(sound(need("oxide", 5.0, programme="Q")), "E306")
    assert told([issue]) == [
        ("Demand", "Q / A / oxide", "good", '"oxide" needed in "A" in 2030: "oxide" is made nowhere')
    ]
    assert issue.expected == 'a line or a move that makes "oxide", or an opening stock of it'
    assert issue.mend == 'Add a line or a move whose recipe makes "oxide".'


def test_a_needed_good_without_a_lane_says_which_lane_is_missing() -> None:
    issue = only(sound(line("N", "oxide"), need("oxide", 5.0, programme="Q")), "E306")
    assert issue.found == '"oxide" needed in "A" in 2030: "oxide" is made in "N", and no lane carries it to "A"'
    assert issue.expected == 'a lane of "oxide" to "A"'
    assert issue.mend == 'Add a row on Lanes: From "N", To "A", Good "oxide".'


def chain(*rows: Rows) -> Rows:
    """Phones made in A from chips that are made in N and X from wafers of B; no lane but those given."""
    found: Rows = [
        recipe("phone", {"chip": 3.0}),
        recipe("chip", {"wafer": 2.0}),
        recipe("wafer"),
        line("A", "phone", 100.0),
        line("N", "chip", 100.0),
        line("X", "chip", 100.0),
        line("B", "wafer", 100.0),
        move("M", "A", "phone", 1.0),
        need("phone", 5.0),
    ]
    return [*found, *rows]  # type: ignore[list-item]


def test_a_missing_lane_of_an_input_is_told_at_the_need_it_stops() -> None:
    case = owned(tiny(*chain(), lane("any", "any", "wafer")))
    issue = only(case, "E306")
    assert issue.found == (
        '"phone" needed in "A" in 2030: "chip" is made in "N" and "X", and no lane carries it to "A"'
    )
    assert issue.mend == 'Add a row on Lanes: From "N" or "X", To "A", Good "chip".'
    assert told(issues(case, "W306")) == [
        ("Existing lines", "A / phone", "recipe", '"chip" is made in "N" and "X", and no lane carries it to "A"'),
        ("Candidate moves", "M", "recipe", '"chip" is made in "N" and "X", and no lane carries it to "A"'),
    ]


def test_a_missing_lane_two_steps_up_is_told_and_its_consequences_are_not() -> None:
    case = owned(tiny(*chain(), lane("any", "any", "chip")))
    assert only(case, "E306").found == (
        '"phone" needed in "A" in 2030: "wafer" is made in "B", and no lane carries it to "N"'
    )
    assert [(row_id, found) for _, row_id, _, found in told(issues(case, "W306"))] == [
        ("N / chip", '"wafer" is made in "B", and no lane carries it to "N"'),
        ("X / chip", '"wafer" is made in "B", and no lane carries it to "X"'),
    ]


def test_stock_counts_as_a_place_where_a_good_is() -> None:
    stock = OpeningStock(good="oxide", nation="N", grade="clean", quantity=9.0)
    case = sound(good("oxide", storable=True), stock, need("oxide", 5.0, programme="Q"))
    assert only(case, "E306").found.endswith('"oxide" is made or stored in "N", and no lane carries it to "A"')


def test_many_origins_are_counted() -> None:
    nations = [f"N{number}" for number in range(9)]
    made = " or ".join([", ".join(f'"{name}"' for name in nations[:6]), "3 more"])
    case = sound(
        *(Nation(nation=name, bloc="ally") for name in ("A", "B", "X", *nations)),
        *(line(name, "oxide") for name in nations),
        need("oxide", 5.0, programme="Q"),
    )
    assert only(case, "E306").mend == f'Add a row on Lanes: From {made}, To "A", Good "oxide".'


def test_makers_that_lack_an_input_are_named_with_what_they_lack() -> None:
    case = tiny(recipe("metal", {"ore": 1.0}), line("A", "metal"), move("M", "A", "metal", 1.0), need("metal", 5.0))
    issue = only(case, "E306")
    assert issue.found == '"metal" needed in "A" in 2030: "ore" is made nowhere'
    assert issue.mend == 'Add a line or a move whose recipe makes "ore".'
    assert told(issues(case, "W306")) == [
        ("Existing lines", "A / metal", "recipe", '"ore" is made nowhere'),
        ("Candidate moves", "M", "recipe", '"ore" is made nowhere'),
    ]
    assert issues(case, "W306")[0].mend == ('This line can never run. Add a line or a move whose recipe makes "ore".')


def test_goods_that_only_wait_for_one_another_need_a_beginning() -> None:
    rows: Rows = [recipe("a", {"b": 2.0}), recipe("b", {"a": 2.0}), line("A", "a"), line("A", "b")]
    case = owned(tiny(*rows, need("a", 5.0), move("M", "A", "a", 1.0)))
    issue = only(case, "E306")
    assert issue.found == ('"a" needed in "A" in 2030: no line that makes "b" can run; no line that makes "a" can run')
    assert issue.mend.startswith(
        'Goods that need one another must begin somewhere: add an opening stock of "b", or a line or a move whose '
        'recipe makes "b". Goods that need'
    )


def test_after_a_loop_in_error_no_consequence_is_reported() -> None:
    rows: Rows = [recipe("a", {"b": 1.0}), recipe("b", {"a": 1.0}), line("A", "a"), line("A", "b")]
    assert codes(owned(tiny(*rows, need("a", 5.0), move("M", "A", "a", 1.0)))) == ["E307"]


def test_no_lane_at_all_is_said_once() -> None:
    case = owned(tiny(*chain()))
    assert told(list(check(case))) == [
        (
            "Lanes",
            None,
            None,
            'no rows, so no good crosses a border: 1 of 1 rows of Demand are out of reach, the first "phone" in "A"',
        )
    ]
    home: Rows = [recipe("a"), line("A", "a"), line("N", "b"), recipe("c", {"b": 1.0}), line("A", "c")]
    case = owned(tiny(*home, need("a", 1.0), need("c", 1.0, may_go_unmet=1.0), move("M", "A", "a", 1.0)))
    found = [issue for issue in check(case) if issue.row.sheet == "Lanes"]
    assert [(one.code, one.found) for one in found] == [
        ("W306", 'no rows, so no good crosses a border: "A / c" can never run')
    ]


def test_a_case_that_makes_all_at_home_needs_no_lanes() -> None:
    assert codes(owned(tiny(line("A", "metal", 50.0), move("M", "A", "metal", 1.0), need("metal", 5.0)))) == []


def test_a_need_before_anything_can_be_ready_is_told_the_first_year_that_works() -> None:
    case = owned(tiny(move("M", "A", "metal", 9.0, lead=2, life=9), need("metal", 5.0), years=4))
    issue = only(case, "E306")
    assert issue.found == '"metal" needed in "A" in 2030-2031'
    assert issue.expected == "a line or move that is ready by 2030; the first year in which it could be there is 2032"
    assert issue.mend == "Add a line or a move that is ready in time."
    assert [(way.words, way.row.sheet, way.field) for way in issue.others] == [
        ("Or type 2032 as First year of the need.", "Demand", "first_year"),
        ("Or let part of it go unmet (May go unmet).", "Demand", "may_go_unmet"),
    ]
    assert codes(case) == ["E306"]


def test_a_lane_with_capacity_zero_leads_nowhere() -> None:
    case = tiny(line("N", "metal"), lane("N", "A", "metal", capacity=0.0), need("metal", 5.0))
    assert only(case, "E306").mend == (
        'Raise the capacity of the lane that is there, or add a row on Lanes: From "N", To "A", Good "metal".'
    )


def test_an_outlet_that_nothing_reaches_is_only_a_warning() -> None:
    issue = only(sound(need("oxide", 5.0, kind="outlet", programme="Q")), "W306")
    assert told([issue]) == [
        ("Demand", "Q / A / oxide", "good", '"oxide" for "A", which nothing can ever reach: "oxide" is made nowhere')
    ]


def test_output_that_no_lane_takes_to_its_users_is_a_warning_at_the_line() -> None:
    issue = only(sound(line("N", "metal")), "W306")
    assert told([issue]) == [
        ("Existing lines", "N / metal", "nation", '"metal" made in "N", which no lane takes to where it is used')
    ]
    assert issue.mend == ('As it stands this line serves nothing. Add a row on Lanes: From "N", To "A", Good "metal".')
    assert not issues(sound(line("N", "metal"), lane("N", "B", "metal")), "W306")  # from B a lane leads on to A


def test_a_joint_line_is_not_stranded_while_one_of_its_outputs_is_used() -> None:
    both = recipe("split", {}, joint={"metal": 0.5}, main="slag")
    rows: Rows = [both, line("A", "split"), need("slag", 1.0, "B", programme="Q", may_go_unmet=1.0)]
    assert not [issue for issue in check(sound(*rows)) if issue.code == "W306" and issue.field == "nation"]


def test_an_unused_good_is_told_at_the_recipe_of_the_next_tier_without_input() -> None:
    goods = [good("wafer"), good("chip"), good("metal")]
    rows: Rows = [*goods, line("A", "wafer"), line("A", "chip"), need("chip", 5.0, programme="Q")]
    issue = only(sound(*rows), "W308")
    assert told([issue]) == [
        (
            "Recipes",
            "chip / main output / chip",
            "recipe",
            'recipe "chip" has no input, while nothing uses "wafer"',
        )
    ]
    assert issue.mend == (
        'If "chip" uses "wafer", add a row on Recipes: Recipe "chip", Role input, Good "wafer". '
        'If not, name the need or the recipe that uses "wafer".'
    )
    assert "W306" not in codes(sound(*rows))


def test_two_recipes_without_input_are_both_named() -> None:
    goods = [good("wafer"), good("chip"), good("metal")]
    other = recipe("old chip", main="chip")
    rows: Rows = [*goods, line("A", "wafer"), line("A", "chip"), other, line("B", "old chip")]
    case = sound(*rows, need("chip", 5.0, programme="Q"), lane("B", "A", "chip"))
    assert only(case, "W308").found == 'recipes "old chip" and "chip" have no input, while nothing uses "wafer"'


def test_goods_listed_from_the_end_of_the_chain_are_read_the_other_way_round() -> None:
    goods = [good("phone"), good("chip"), good("wafer"), good("metal", tier="wafer")]
    rows: Rows = [*goods, recipe("phone", {"chip": 1.0}), line("A", "phone"), line("A", "chip"), line("A", "wafer")]
    assert only(sound(*rows, need("phone", 5.0, programme="Q")), "W308").row_id == "chip / main output / chip"


def test_a_mine_is_not_asked_for_an_input_where_a_good_at_the_end_of_the_chain_is_unused() -> None:
    goods = [good("ore"), good("metal"), good("radar")]
    rows: Rows = [*goods, line("A", "ore"), recipe("radar", {"ore": 1.0}), line("A", "radar")]
    case = sound(*rows)
    assert "W308" not in codes(case)
    assert told(issues(case, "W306")) == [("Recipes", "radar / main output / radar", "good", '"radar"')]

from __future__ import annotations

from models.case import Case, RecipeLine
from tests.cases import good, line, recipe
from tests.checks.cases import codes, issues, only, sound


def with_row(case: Case, **facts: object) -> Case:
    return case.with_rows(RecipeLine, (*case[RecipeLine], RecipeLine.model_validate(facts)))


def test_a_recipe_has_exactly_one_main_output_with_quantity_one() -> None:
    none = sound([RecipeLine(recipe="alloy", role="input", good="metal", quantity=1.0)])
    issue = only(none, "E308")
    assert (issue.row, issue.row_id, issue.field) == (RecipeLine, "alloy / input / metal", "role")
    assert issue.found == 'no main output of "alloy"'
    two = with_row(sound(), recipe="metal", role="main output", good="metal", quantity=1.0, id="again")
    assert only(two, "E308").found == 'a second main output of "metal": "metal"'
    half = sound([RecipeLine(recipe="alloy", role="main output", good="metal", quantity=0.5)])
    issue = only(half, "E308")
    assert (issue.field, issue.found) == ("quantity", "0.5")
    assert issue.mend == 'Type 1, and divide the other quantities of "alloy" by 0.5.'


def test_a_joint_output_may_not_be_the_main_output_again() -> None:
    issue = only(sound(recipe("alloy", joint={"alloy": 0.1})), "E308")
    assert (issue.row_id, issue.field) == ("alloy / joint output / alloy", "good")


def test_figures_that_change_nothing_in_a_recipe_are_warnings() -> None:
    issue = only(sound(recipe("alloy", {"metal": 1.0}, disposal=1.0)), "W506")
    assert (issue.row_id, issue.field) == ("alloy / main output / alloy", "disposal_price")
    assert issue.expected == "blank: only a joint recipe may discard"
    rows = [RecipeLine(recipe="alloy", role="main output", good="metal", quantity=1.0, essential=False)]
    assert only(sound(rows), "W506").field == "essential"
    assert not issues(sound(recipe("alloy", {"metal": 1.0}, {"slag": 1.0}, disposal=1.0)), "W506")


def test_a_recipe_that_eats_its_own_product_whole_is_an_error() -> None:
    own = [
        RecipeLine(recipe="alloy", role="main output", good="alloy", quantity=1.0),
        RecipeLine(recipe="alloy", role="input", good="alloy", quantity=1.0),
    ]
    issue = issues(sound(own), "E307")[0]
    assert (issue.row_id, issue.field) == ("alloy / input / alloy", "quantity")
    assert issue.found == '1 of "alloy" used for each 1 made'


def test_two_recipes_that_replace_all_they_use_are_a_loop_printed_with_its_rows() -> None:
    loop = sound(recipe("there", {"scrap": 2.0}, main="metal"), recipe("back", {"metal": 0.5}, main="scrap"))
    issue = only(loop, "E307")
    assert (issue.row, issue.row_id, issue.field) == (RecipeLine, "there / input / scrap", "quantity")
    assert issue.found == (
        'a loop that makes as much as it uses or more: recipe "back" makes 1 of "scrap"; '
        'recipe "there" uses 2 of it (row there / input / scrap); recipe "there" makes 1 of "metal"; '
        'recipe "back" uses 0.5 of it (row back / input / metal)'
    )


def test_a_loop_that_loses_material_is_legal() -> None:
    assert "E307" not in codes(
        sound(recipe("there", {"scrap": 2.0}, main="metal"), recipe("back", {"metal": 0.51}, main="scrap"))
    )


def test_taking_apart_what_two_inputs_made_is_legal_while_each_comes_back_short() -> None:
    made = recipe("magnet", {"light": 0.3, "heavy": 0.02})
    apart = recipe("apart", {"magnet": 4.0}, {"heavy": 0.06}, main="light")
    assert "E307" not in codes(sound(made, apart))
    gain = recipe("apart", {"magnet": 3.0}, {"heavy": 0.07}, main="light")
    assert "E307" in codes(sound(made, gain))


def test_two_ways_back_from_one_joint_run_are_added_up() -> None:
    split = recipe("split", {"ore": 1.0}, {"b": 0.6}, main="a")
    back = [recipe("from a", {"a": 1.6}, main="ore"), recipe("from b", {"b": 1.6}, main="ore")]
    assert "E307" not in codes(sound(split, back[0]))  # a alone returns 1/1.6 = 0.625 of the ore
    assert "E307" in codes(sound(split, *back))  # 1/1.6 + 0.6/1.6 = 1


def test_a_loop_that_needs_something_from_outside_is_legal() -> None:
    wash = recipe("washed", {"wafer": 1.0, "acid": 0.1})
    reclaim = recipe("reclaim", {"washed": 1.0}, main="wafer")
    assert "E307" not in codes(sound(wash, reclaim))


def test_a_good_that_no_one_names_and_a_product_that_no_one_uses_are_warnings() -> None:
    issue = only(sound(good("spare")), "W306")
    assert (issue.row.sheet, issue.row_id, issue.field) == ("Goods", "spare", "good")
    issue = only(sound(line("A", "dust")), "W306")
    assert (issue.row_id, issue.field) == ("dust / main output / dust", "good")
    assert issue.expected == "a good that some need or some other recipe uses"

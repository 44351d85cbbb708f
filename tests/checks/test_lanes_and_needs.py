from __future__ import annotations

from typing import Any

from models.case import Demand, Group, Lane, Nation, OpeningStock
from tests.cases import NATIONS, good, lane, line, move, need, recipe, tiny
from tests.checks.cases import Rows, codes, issues, only, sound


def test_a_lane_from_a_nation_to_itself_changes_nothing() -> None:
    issue = only(sound(lane("A", "A", "metal")), "W506")
    assert (issue.row, issue.row_id, issue.field) == (Lane, "A / A / metal", "destination")
    assert issue.found == '"A" in both From and To'
    assert issue.expected == "two nations: goods inside a nation need no lane, so this row is not used"
    assert issue.mend == "Delete the row, or correct From or To."
    assert not issues(sound(lane("ally", "ally", "metal")), "W506")


def test_a_lane_between_blocs_without_nations_changes_nothing() -> None:
    issue = only(sound(lane("partner", "A", "metal")), "W506")
    assert (issue.row_id, issue.field, issue.found) == ("partner / A / metal", "origin", '"partner"')


def test_a_loss_above_half_is_a_warning() -> None:
    issue = only(sound(lane("N", "A", "metal", loss=0.8)), "W214")
    assert (issue.field, issue.found, issue.expected) == ("loss", "80%", "at most 50%")
    assert "0.8%" in issue.mend


def test_two_rows_of_which_neither_is_more_specific_clash_until_the_pair_has_a_row() -> None:
    wide = (lane("ally", "any", "metal", freight=1.0), lane("any", "ally", "metal", freight=2.0))
    issue = only(sound(*wide), "E301")
    assert (issue.row, issue.row_id, issue.field) == (Lane, "any / ally / metal", "origin")
    assert issue.found == (
        'rows "ally / any / metal", "any / ally / metal" both stand for "metal" from "A" to "B", with other terms'
    )
    assert issue.mend == 'Add a row from "A" to "B", or make one of the two more specific.'
    assert not issues(sound(*wide, lane("ally", "ally", "metal")), "E301")
    assert not issues(sound(*wide, lane("A", "B", "metal")), "E301")  # B to A has its own row already


def test_two_clashing_rows_with_the_same_terms_are_no_trouble() -> None:
    assert not issues(sound(lane("ally", "any", "metal"), lane("any", "ally", "metal")), "E301")


def test_groups_clash_only_in_years_in_which_they_share_a_member() -> None:
    nations = (*NATIONS, Nation(nation="C", bloc="ally"))
    groups = [Group(group="G", nation="C"), Group(group="H", nation="C", first_year=2032)]
    rows = [lane("G", "B", "metal", freight=1.0), lane("H", "B", "metal", freight=2.0)]
    assert not issues(sound(*nations, *groups, *rows, years=2), "E301")
    assert 'from "C" to "B"' in only(sound(*nations, *groups, *rows, years=3), "E301").found


def test_rows_of_one_need_must_not_overlap() -> None:
    issue = only(sound(need("metal", 60.0, first_year=2031), years=3), "E405")
    assert (issue.row, issue.row_id, issue.field) == (Demand, "P / A / metal / 2031", "first_year")
    assert issue.found == 'rows "P / A / metal", "P / A / metal / 2031" both hold in 2031-2032'


def test_a_programme_of_two_kinds_is_a_warning() -> None:
    issue = only(sound(need("metal", 1.0, "B", kind="civil"), lane("A", "B", "metal")), "W313")
    assert (issue.row_id, issue.field, issue.found) == ("P / B / metal", "kind", '"civil"')
    assert issue.expected == '"defence", as in row "P / A / metal" of the programme'


def test_a_need_outside_the_years_planned_is_a_warning() -> None:
    issue = only(sound(need("metal", 1.0, programme="Q", last_year=2029)), "W505")
    assert (issue.row_id, issue.field, issue.found) == ("Q / A / metal", "last_year", "last year 2029")


def test_what_may_go_unmet_needs_a_shortage_penalty_of_its_good() -> None:
    rare = need("metal", 1.0, programme="Q", may_go_unmet=0.1)
    issue = only(sound(rare), "E201")
    assert (issue.row.sheet, issue.row_id, issue.field) == ("Goods", "metal", "shortage_penalty")
    assert issue.found == "blank"
    assert issue.expected == 'a penalty: 10% of "Q / A / metal" may go unmet'
    assert not issues(sound(rare, good("metal", shortage_penalty=5.0)), "E201")


def test_figures_of_outlets_that_change_nothing_or_contradict_them_are_warnings() -> None:
    issue = only(sound(need("metal", 1.0, programme="Q", kind="outlet", priority=1)), "W506")
    assert (issue.field, issue.expected) == ("priority", "blank: an outlet is always served last")
    issue = only(sound(need("metal", 1.0, programme="Q", kind="outlet", may_go_unmet=0.5)), "W512")
    assert (issue.field, issue.found) == ("may_go_unmet", "50%")
    issue = only(sound(need("metal", 1.0, programme="Q", value=3.0)), "W506")
    assert (issue.field, issue.expected) == ("value", "blank: only an outlet sells for money")


def test_a_need_of_an_adversary_is_a_warning_unless_it_is_an_outlet() -> None:
    issue = only(sound(need("metal", 1.0, "X", programme="Q")), "W511")
    assert (issue.row_id, issue.field, issue.found) == ("Q / X / metal", "nation", '"X", an adversary')
    assert not issues(sound(need("metal", 1.0, "X", programme="Q", kind="outlet")), "W511")


def test_stock_is_of_a_good_that_may_be_stored_and_never_clean_at_an_adversary() -> None:
    issue = only(sound(OpeningStock(good="metal", nation="A", grade="clean", quantity=5.0)), "E509")
    assert (issue.row, issue.row_id, issue.field) == (OpeningStock, "metal / A / clean", "good")
    stored = good("metal", storable=True)
    issue = only(sound(stored, OpeningStock(good="metal", nation="X", grade="clean", quantity=5.0)), "E509")
    assert (issue.field, issue.found) == ("grade", 'clean, in "X"')
    assert "E509" not in codes(sound(stored, OpeningStock(good="metal", nation="X", grade="dirty", quantity=5.0)))


def test_stock_wanted_at_the_end_must_be_possible() -> None:
    stored = good("metal", storable=True)
    stock = OpeningStock(good="metal", nation="A", grade="clean", quantity=10.0, least_at_end=211.0)
    issue = only(sound(stored, stock), "E509")  # 10 + 250 made - 50 needed = 210
    assert (issue.row_id, issue.field, issue.found) == ("metal / A / clean", "least_at_end", "211")
    assert issue.expected.startswith("at most 210:")
    assert "E509" not in codes(sound(stored, stock.model_copy(update={"least_at_end": 210.0})))


def test_a_stock_that_wastes_away_cannot_stay_the_same() -> None:
    lossy = good("serum", storable=True, loss_in_store=0.5)
    stock = OpeningStock(good="serum", nation="A", grade="clean", quantity=8.0)
    issue = only(sound(lossy, stock, years=2), "E509")
    assert (issue.found, issue.expected[:9]) == ("8", "at most 2")


def test_needs_above_all_capacity_are_an_error_with_the_shortfall() -> None:
    case = sound(need("metal", 220.0, programme="Q", growth=0.1), years=2)
    issue = only(case, "E501")  # A 100, X 100, New 50 for one year of life, at best in either year
    assert (issue.row, issue.row_id, issue.field) == (Demand, "Q / A / metal", "quantity")
    assert issue.found == ('292 t of "metal" needed in 2031, at most 250 to be had: 42 short (and in 2030)')
    assert "E501" not in codes(sound(need("metal", 200.0, programme="Q")))


def test_what_may_go_unmet_and_outlets_are_no_needs_to_be_met() -> None:
    rows = (
        good("metal", shortage_penalty=1.0),
        need("metal", 400.0, programme="Q", may_go_unmet=0.5),
        need("metal", 900.0, programme="R", kind="outlet"),
    )
    assert "E501" not in codes(sound(*rows))


def test_sizes_of_one_project_and_lines_of_one_group_are_counted_once() -> None:
    group: dict[str, Any] = {"capacity_group": "G", "firm": "F"}
    rows: Rows = [
        move("P1", "A", "oxide", 5.0, size="small"),
        move("P1", "A", "oxide", 9.0, size="large"),
        line("A", "oxide", 20.0, **group),
        line("A", "other", 20.0, **group),
        recipe("other", main="oxide"),
    ]
    issue = only(sound(*rows, need("oxide", 30.0, programme="Q")), "E501")
    assert '30 t of "oxide" needed in 2030, at most 29 to be had: 1 short' in issue.found


def test_stock_carries_over_years_only_for_a_good_that_may_be_stored() -> None:
    rows = (line("A", "metal", 10.0), move("M", "A", "metal", 1.0, lead=1))
    needs = (need("metal", 5.0, last_year=2030), need("metal", 14.0, first_year=2031))
    assert "14 t" in only(tiny(*rows, *needs, years=2), "E501").found
    assert "E501" not in codes(tiny(*rows, *needs, good("metal", storable=True), years=2))


def test_a_need_above_a_stock_that_nobody_refills_is_an_error() -> None:
    stock = OpeningStock(good="serum", nation="A", grade="clean", quantity=4.0, least_at_end=0.0)
    rows: Rows = [good("serum", storable=True), stock]
    issue = only(sound(*rows, need("serum", 5.0, programme="Q")), "E501")
    assert issue.found == '5 t of "serum" needed in 2030, at most 4 to be had: 1 short'
    assert codes(sound(*rows, need("serum", 4.0, programme="Q"))) == []


def test_an_input_that_every_recipe_needs_is_counted_one_step_up() -> None:
    rows: Rows = [recipe("metal", {"ore": 2.0}), line("A", "metal", 100.0), line("A", "ore", 50.0)]
    case = tiny(*rows, need("metal", 30.0), move("M", "A", "metal", 1.0))
    issue = only(case, "E501")
    assert issue.row_id == "P / A / metal"
    assert issue.found == '60 t of "ore" needed in 2030, at most 50 to be had: 10 short'
    without: Rows = [recipe("free metal", main="metal"), line("A", "free metal", 1.0)]
    assert "E501" not in codes(tiny(*rows, *without, need("metal", 30.0), move("M", "A", "metal", 1.0)))


def test_two_outputs_of_one_joint_run_need_their_input_once() -> None:
    rows: Rows = [recipe("light", {"ore": 1.0}, {"heavy": 1.0}), line("A", "light", 100.0), line("A", "ore", 30.0)]
    needs = [need("light", 30.0), need("heavy", 30.0)]
    assert "E501" not in codes(tiny(*rows, *needs, move("M", "A", "light", 1.0)))

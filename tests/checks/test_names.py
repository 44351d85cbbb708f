from __future__ import annotations

from models.case import Case, Demand, ExistingLine, Firm, Group, Move, Nation, Price, RecipeLine, Settings, Source
from models.checks import check
from tests.cases import NATIONS, cap, lane, line, move, need, recipe, settings, tiny
from tests.checks.cases import codes, issues, only, owned, sound


def test_a_sound_case_has_no_issue() -> None:
    assert check(sound()) == ()


def test_every_needed_sheet_without_rows_is_named() -> None:
    found = issues(Case.of(), "E101")
    assert [issue.row.sheet for issue in found] == [
        "Settings", "Nations", "Goods", "Recipes", "Demand", "Existing lines",
    ]  # fmt: skip
    assert found[0].found == "no rows"
    assert found[0].mend == "Fill in the sheet Settings."
    assert found[5].expected == "at least one row on Existing lines or on Candidate moves"


def test_a_second_set_of_settings_is_an_error() -> None:
    issue = only(Case.of(*(row for rows in sound().tables.values() for row in rows), settings(title="Other")), "E301")
    assert (issue.row, issue.row_id, issue.mend) == (Settings, "Other", "Keep one.")


def test_an_unknown_name_is_an_error_with_its_nearest_matches() -> None:
    case = sound(*NATIONS, Nation(nation="Estonia", bloc="ally"), line("Estnia", "metal"))
    issue = only(case, "E302")
    assert (issue.row, issue.row_id, issue.field) == (ExistingLine, "Estnia / metal", "nation")
    assert issue.found == '"Estnia"'
    assert issue.expected == "a name on Nations"
    assert issue.near == "Estonia"


def test_a_reference_may_be_one_of_its_fixed_words_and_is_matched_exactly() -> None:
    assert not issues(sound(lane("any", "ally", "metal", freight=0.0)), "E302")
    issue = only(sound(lane("Any", "B", "metal")), "E302")
    assert issue.field == "origin"
    assert issue.expected == "a name on Nations or Groups, or one of ally, partner, neutral, adversary, any"
    assert issue.near == "any"


def test_after_an_unknown_name_no_consequence_is_reported() -> None:
    case = sound(need("oxide", 1.0, programme="Q"), line("Narnia", "oxide"))
    assert codes(case) == ["E302"]


def test_a_firm_that_is_not_listed_is_a_warning_once_firms_are_listed() -> None:
    assert not issues(sound(), "W302")
    case = sound(Firm(firm="Ruhr", home_nation="A"))
    found = {(issue.row, issue.row_id): issue for issue in issues(case, "W302")}
    assert set(found) == {(ExistingLine, "A / metal"), (ExistingLine, "X / metal"), (Move, "New")}
    issue = found[ExistingLine, "X / metal"]
    assert (issue.field, issue.found, issue.expected, issue.near) == ("firm", '"Firm of X"', "a name on Firms", None)
    assert issue.mend == (
        "Add it on Firms, or correct the name. Until it stands on Firms, its lines and projects count as controlled by "
        "nobody adverse."
    )


def test_a_firm_that_is_not_listed_but_like_one_that_is_must_be_told_apart() -> None:
    firms = [Firm(firm=f"Firm of {name}", home_nation="A") for name in ("A", "New", "Xx")]
    issue = only(sound(*firms), "E302")
    assert (issue.row, issue.row_id, issue.field, issue.found) == (ExistingLine, "X / metal", "firm", '"Firm of X"')
    assert issue.near == "Firm of Xx, Firm of A, Firm of New"
    assert issue.mend == "Correct the name; if it is another firm, add it on Firms."


def test_the_same_key_twice_is_an_error_with_other_figures_and_a_warning_with_the_same() -> None:
    issue = only(sound(lane("B", "A", "metal", freight=1.0)), "E301")
    assert issue.row.sheet == "Lanes"
    assert (issue.row_id, issue.field) == ("B / A / metal", None)
    assert issue.found == '"B / A / metal" again, with other figures'
    assert issue.expected == "one row for each origin, destination, good"
    same = only(sound(lane("B", "A", "metal", source="elsewhere")), "W301")
    assert same.found == '"B / A / metal" again, with the same figures'


def test_the_same_typed_id_twice_is_an_error() -> None:
    issue = only(sound(lane("N", "A", "metal", id="L1"), lane("N", "B", "metal", id="L1")), "E301")
    assert (issue.row_id, issue.field, issue.found) == ("L1", "id", '"L1" again')


def test_a_project_may_not_be_named_like_an_existing_line() -> None:
    issue = only(sound(move("A / metal", "A", "metal", 1.0)), "E301")
    assert (issue.row, issue.row_id, issue.field) == (Move, "A / metal", "project")
    assert issue.expected == "a name that no existing line has"


def test_a_group_or_nation_may_not_be_named_like_a_nation_or_a_word() -> None:
    issue = only(sound(Group(group="A", nation="B")), "E303")
    assert (issue.row, issue.row_id, issue.field, issue.found) == (Group, "A / B", "group", '"A"')
    nations = [Nation(nation=n, bloc="ally") for n in ("A", "B", "X", "any")]
    issue = only(sound(*nations), "E303")
    assert (issue.row, issue.row_id, issue.field) == (Nation, "any", "nation")


def test_a_first_year_after_the_last_is_an_error_at_the_last() -> None:
    issue = only(sound(cap(0.5, first_year=2031, last_year=2030)), "E215")
    assert (issue.row.sheet, issue.field, issue.found) == ("Caps", "last_year", "last year 2030")
    assert issue.expected == "first year 2031 or later"
    issue = only(sound(move("Late", "A", "metal", 1.0, earliest_start=2034, latest_start=2032)), "E215")
    assert (issue.row_id, issue.field, issue.found) == ("Late", "latest_start", "latest start 2032")


def test_a_source_must_point_at_a_sheet_a_row_and_a_column() -> None:
    def source(sheet: str, row: str, column: str) -> Case:
        return sound(Source(on_sheet=sheet, row_name=row, column_name=column, source="report"))

    assert not issues(source("Demand", "P / A / metal", "Quantity"), "W302")
    issue = only(source("Demands", "P / A / metal", "Quantity"), "W302")
    assert (issue.field, issue.near) == ("on_sheet", "Demand")
    issue = only(source("Demand", "P / A / metall", "Quantity"), "W302")
    assert (issue.field, issue.expected, issue.near) == ("row_name", "the name of a row on Demand", "P / A / metal")
    issue = only(source("Demand", "P / A / metal", "Quantities"), "W302")
    assert (issue.field, issue.near) == ("column_name", "Quantity")


def test_settings_far_from_their_price_base_are_a_warning() -> None:
    issue = only(sound(base_year=2015), "W403")
    assert (issue.row, issue.field, issue.found) == (Settings, "base_year", "2015")
    assert "within 10 years of 2030" in issue.expected
    assert not issues(sound(base_year=2020), "W403")


def test_a_shortage_without_weight_is_an_error_and_weights_out_of_order_are_a_warning() -> None:
    rare = need("metal", 1.0, programme="Q", kind="civil", may_go_unmet=0.5)
    issue = only(sound(rare, weight_priority_2=0.0, weight_priority_3=0.0), "E504")
    assert (issue.row, issue.field, issue.found) == (Settings, "weight_priority_2", "0")
    issue = only(sound(weight_priority_2=20.0), "W504")
    assert (issue.field, issue.expected) == ("weight_priority_2", "at most 10, the weight of priority 1")


def test_selling_prices_must_be_known_for_every_good_of_every_line_in_every_year() -> None:
    issue_of = {issue.found for issue in issues(sound(valuation="selling price", years=3, discount_rate=0.0), "E201")}
    assert 'no price of "metal" in "A" in 2030-2032' in issue_of
    assert len(issue_of) == 3
    world = Price(good="metal", market="world", price=1.0, first_year=2031)
    found = issues(sound(world, valuation="selling price", years=3), "E201")
    assert [issue.found for issue in found] == [f'no price of "metal" in "{n}" in 2030' for n in ("A", "X", "B")]
    assert {(issue.row.sheet, issue.row_id, issue.field) for issue in found} == {("Prices", None, "price")}


def test_rows_of_a_recipe_with_an_unknown_good_leave_the_whole_recipe_out() -> None:
    rows = [row for row in recipe("alloy", {"metal": 1.0}) if row.role == "main output"]
    broken = RecipeLine(recipe="alloy", role="input", good="mettal", quantity=1.0)
    case = tiny(line("A", "metal"), rows, need("metal", 1.0), move("M", "A", "alloy", 1.0))
    case = owned(case.with_rows(RecipeLine, (*case[RecipeLine], broken)))
    assert codes(case) == ["E302", "W507"]
    assert only(case, "E302").near == "metal"
    assert isinstance(case[Demand][0], Demand)

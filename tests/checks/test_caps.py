from __future__ import annotations

import pytest

from models.case import Cap, Firm, Group, Nation
from tests.cases import NATIONS, cap, good, lane, line, move, need, recipe, tiny
from tests.checks.cases import Rows, codes, issues, only, sound


def test_a_cap_that_holds_in_no_planned_year_is_an_error() -> None:
    issue = only(sound(cap(0.5, first_year=2040)), "E506")
    assert (issue.row, issue.row_id, issue.field) == (Cap, "essential exposure / all / all / 2040", "first_year")
    assert (issue.found, issue.expected) == ("2040", "a year from 2030 to 2030")


def test_a_cap_where_no_ally_is_is_an_error() -> None:
    issue = only(sound(cap(0.5, where="N")), "E506")
    assert (issue.field, issue.found) == ("where", '"N", where no ally is')
    group = [Group(group="G", nation="N"), Group(group="G", nation="A", first_year=2031)]
    assert only(sound(*group, cap(0.5, where="G")), "E506").field == "where"
    assert "E506" not in codes(sound(*group, cap(0.5, where="G"), years=2))


def test_a_cap_on_essential_exposure_that_no_need_meets_is_an_error() -> None:
    issue = only(sound(cap(0.5, what="civil")), "E506")
    assert (issue.field, issue.found) == ("what", '"civil"')
    assert "E506" not in codes(sound(cap(0.5, what="defence")))


@pytest.mark.parametrize("metric", ["direct share", "largest third-nation share", "dirty share of allied output"])
def test_a_cap_on_flows_of_goods_must_name_goods(metric: str) -> None:
    issue = only(sound(cap(0.5, metric, "P")), "E506")
    assert (issue.field, issue.found) == ("what", '"P"')
    assert issue.expected == f"all, a good or a tier: {metric} is about goods, whoever needs them"
    assert "E506" not in codes(sound(cap(0.5, metric, "metal")))


def test_a_direct_share_is_about_all_allies() -> None:
    issue = only(sound(cap(0.5, "direct share", where="A")), "E510")
    assert (issue.field, issue.found) == ("where", '"A"')


def test_a_name_with_two_meanings_in_a_cap_is_an_error() -> None:
    case = sound(
        good("metal", tier="metal"),
        good("alloy", tier="metal"),
        recipe("alloy"),
        line("A", "alloy"),
        need("alloy", 1.0),
        cap(0.5, what="metal"),
    )
    issue = only(case, "E303")
    assert (issue.field, issue.found) == ("what", '"metal", which is a good and a tier')
    assert "E303" not in codes(sound(cap(0.5, what="metal")))  # good and tier select the same


def test_a_cap_may_not_add_mass_and_pieces_without_weights() -> None:
    parts = (line("A", "part", 9.0), need("part", 1.0))
    issue = only(sound(good("part", unit="piece"), *parts, cap(0.5)), "E402")
    assert (issue.row, issue.field) == (Cap, "what")
    assert issue.found == '"all" adds "metal" by mass and "part" by pieces'
    assert "E402" not in codes(sound(good("part", unit="piece", weight=0.2), *parts, cap(0.5)))
    assert "E402" not in codes(sound(good("part", unit="piece"), *parts, cap(0.5, what="part")))


def test_a_breach_must_be_cheaper_than_the_shortage_that_would_avoid_it() -> None:
    # 200 t due; one point is 2 t; the civil 100 t may go unmet at 5 million a t (priority 2: weight 1): 10 million.
    rows = (
        good("metal", shortage_penalty=5.0),
        need("metal", 50.0, programme="D"),
        need("metal", 100.0, programme="Q", kind="civil", may_go_unmet=0.5),
    )
    issue = only(sound(*rows, cap(0.5, price_of_breach=10.0)), "E508")
    assert (issue.row, issue.field, issue.found) == (Cap, "price_of_breach", "10 million a point and year")
    assert issue.expected.startswith('below 10 million, what it costs to leave unmet the part of "Q / A / metal"')
    assert "E508" not in codes(sound(*rows, cap(0.5, price_of_breach=9.9)))
    assert "E508" not in codes(sound(*rows, cap(0.5, what="D", price_of_breach=99.0)))


def test_a_breach_over_years_together_is_measured_on_their_average() -> None:
    rows = (
        good("metal", shortage_penalty=5.0),
        need("metal", 40.0, programme="Q", kind="civil", may_go_unmet=1.0, first_year=2031),
    )
    # due 50 and 90, on average 70: a point is 0.7 t, at 5 million a t.
    dear = cap(0.5, price_of_breach=3.5, over="years together")
    assert "below 3.5 million" in only(sound(*rows, dear, years=2), "E508").expected
    assert "E508" not in codes(sound(*rows, dear.model_copy(update={"price_of_breach": 3.49}), years=2))


def test_goods_in_kg_count_by_their_tonnes_beside_goods_in_t() -> None:
    rows = (
        good("metal", shortage_penalty=5.0),
        good("dopant", unit="kg", shortage_penalty=1.0),
        line("A", "dopant"),
        need("dopant", 1000.0, programme="Q", kind="civil", may_go_unmet=1.0),
    )
    # 50 t + 1,000 kg = 51 t; a point is 0.51 t or 510 kg of dopant at 1 million a kg.
    assert "below 510 million" in only(sound(*rows, cap(0.5, price_of_breach=600.0)), "E508").expected


def test_two_caps_on_the_same_thing_in_the_same_years_are_an_error() -> None:
    issue = only(sound(cap(0.5), cap(0.4, first_year=2031), years=3), "E301")
    assert (issue.field, issue.found) == ("first_year", 'two caps on "all" in 2031-2032')
    assert "E301" not in codes(sound(cap(0.5, last_year=2030), cap(0.4, first_year=2031), years=3))


def test_a_cap_that_grows_laxer_is_a_warning() -> None:
    case = sound(cap(0.4, last_year=2030), cap(0.5, first_year=2031), years=3)
    issue = only(case, "W508")
    assert (issue.row_id, issue.field, issue.found) == ("essential exposure / all / all / 2031", "cap", "50%")
    assert issue.expected == "at most 40%, the cap of 2030"


def test_a_hard_cap_without_any_clean_chain_is_an_error() -> None:
    rows: Rows = [recipe("metal", {"ore": 1.0}), line("A", "metal"), line("X", "ore"), lane("X", "A", "ore")]
    case = tiny(*rows, need("metal", 5.0), move("M", "B", "metal", 1.0), cap(0.2))
    issue = only(case, "E502")
    assert (issue.row, issue.field) == (Cap, "cap")
    assert issue.found == '20% in 2030, while no clean "ore" could reach a maker of "metal"'
    clean = (line("N", "ore"), lane("N", "A", "ore"))
    assert "E502" not in codes(tiny(*rows, *clean, need("metal", 5.0), move("M", "B", "metal", 1.0), cap(0.2)))
    assert "E502" not in codes(
        tiny(*rows, need("metal", 5.0), move("M", "B", "metal", 1.0), cap(0.2, price_of_breach=1.0))
    )


def test_clean_goods_that_pass_an_adversary_or_come_from_a_line_controlled_there_are_not_clean() -> None:
    through: Rows = [line("N", "metal"), lane("N", "X", "metal"), lane("X", "A", "metal"), move("M", "X", "metal", 1.0)]
    assert "E502" in codes(tiny(*through, need("metal", 5.0), cap(0.2)))
    owned: Rows = [
        *NATIONS,
        Nation(nation="C", bloc="ally"),
        line("A", "metal", firm="F"),
        Firm(firm="F", home_nation="C", controlled_from="X"),
        move("M", "X", "metal", 1.0, firm="F"),
    ]
    issue = only(tiny(*owned, need("metal", 5.0), cap(0.2)), "E502")
    assert issue.found == '20% in 2030, while no clean "metal" could reach those who need it'


def test_a_clean_chain_that_comes_too_late_is_an_error_in_the_years_before() -> None:
    rows: Rows = [line("X", "metal"), lane("X", "A", "metal"), move("M", "A", "metal", 9.0, lead=2, life=9)]
    issue = only(tiny(*rows, need("metal", 5.0), cap(0.2), years=4), "E502")
    assert issue.found.startswith("20% in 2030-2031, ")
    assert not issues(tiny(*rows, need("metal", 5.0), cap(0.2, first_year=2032), years=4), "E502")

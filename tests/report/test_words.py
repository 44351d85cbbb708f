"""The sentences of the plan workbook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.plan import Cost, Status
from planner.report import style, words
from planner.result import Standing
from tests.report import made


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2846.04, "2,846"), (11.6, "12"), (3.14, "3.1"), (0.0, "0.0"), (-0.01, "0.0"), (-334.2, "-334")],
)
def test_money_in_a_sentence_is_whole_unless_it_is_small(value: float, shown: str) -> None:
    assert words.whole(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.83, "83%"), (0.082, "8.2%"), (0.125, "12.5%"), (0.0, "0%"), (1.0, "100%"), (0.65, "65%"), (-1e-12, "0%"),
        (0.999, "99.9%"), (0.9996, "over 99.9%"), (0.0004, "under 0.1%"), (1 - 1e-9, "100%"), (1e-9, "0%"),
    ],
)  # fmt: skip
def test_a_share_of_exposure_never_reads_as_all_or_nothing_where_it_is_not(share: float, shown: str) -> None:
    assert words.percent(share) == shown


def test_a_difference_is_said_in_points() -> None:
    assert words.points(0.031) == "3.1 points"
    assert words.points(0.0002) == "less than 0.1 points"


def test_lists_counts_and_years_read_as_words() -> None:
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a"]) == "a"
    assert [words.counted(count, "plan") for count in (0, 1, 5, 13)] == [
        "no plan",
        "one plan",
        "five plans",
        "13 plans",
    ]
    assert words.plans_named([5, 3]) == "Plans 3 and 5"
    assert words.plans_named([4, 2, 3]) == "Plans 2 to 4"
    assert words.years_named([2032, 2028, 2030, 2031]) == "2028 and 2030 to 2032"
    assert words.years_named([2028, 2029]) == "2028 and 2029"


def test_adversaries_are_named_up_to_three() -> None:
    assert words.adversaries_named(["China"]) == "China"
    assert words.adversaries_named(["China", "Russia", "Iran"]) == "China, Russia or Iran"
    assert words.adversaries_named(["A", "B", "C", "D"]) == "any of the 4 adversaries"


def test_a_cost_is_compared_with_another_in_money_and_percent() -> None:
    assert words.against(2846.0, 2512.0) == "334 million (13.3%) more than"
    assert words.against(2400.0, 2512.0) == "112 million (4.5%) less than"
    assert words.against(2512.04, 2512.0) == "as much as"


def test_a_certain_place_names_the_bound_of_the_next() -> None:
    options = made.result().options
    assert words.how_sure(options[0], options, "all") == "Certain: any choice placed after it costs 2,860.2 or more"


def test_a_certain_place_in_a_minimal_list_speaks_of_the_plans_listed_and_the_last_one_of_all_others_too() -> None:
    """Sets that only add projects to a listed plan are not listed, and may cost less than a later plan."""
    options = made.result().options
    assert words.how_sure(options[0], options, "minimal") == (
        "Certain: every plan placed after it costs 2,860.2 or more"
    )
    last = replace(options[2], standing=Standing("3", (), 2901.27))
    assert words.how_sure(last, (*options[:2], last), "minimal") == (
        "Certain: every other choice costs 2,901.2 or more, unless it only adds projects to a listed plan"
    )


@pytest.mark.parametrize("bound", [None, float("inf")])
def test_where_nothing_else_is_left_a_minimal_list_says_what_it_leaves_out(bound: float | None) -> None:
    options = made.result(count=1).options
    only = replace(options[0], standing=Standing("1", (), bound))
    assert words.how_sure(only, (only,), "minimal") == (
        "Certain: every other choice only adds projects to a listed plan"
    )
    assert words.how_sure(only, (only,), "all") == "Certain: no other choice is left"


def test_a_list_with_a_plan_that_starts_nothing_says_that_it_ends_with_it() -> None:
    first, second, third = made.result().options
    nothing = replace(third, plan=replace(third.plan, signature=frozenset()))
    assert words.list_is_complete((first, second, nothing), "minimal") == (
        "The list ends with Plan 3, which starts no further project: every other choice adds to it."
    )
    between = replace(nothing, number=2), replace(second, number=3)
    assert words.list_is_complete((first, *between), "minimal") == (
        "The search ended with Plan 2, which starts no further project: every other choice adds to it."
    )
    assert words.list_is_complete((first, second, nothing), "all") == (
        "The list is complete: it holds every choice of projects that keeps the rules."
    )


def test_a_tie_names_the_other_plan_the_difference_and_the_proof() -> None:
    options = made.result().options
    assert words.how_sure(options[1], options, "all") == "Tied with Plan 3: cost differs by 0.8, proved to 2.2"
    assert words.how_sure(options[2], options, "all") == "Tied with Plan 2: cost differs by 0.8, proved to 2.2"


def test_a_tie_of_three_says_up_to() -> None:
    options = tuple(
        replace(option, standing=Standing("1=", tuple(n for n in (1, 2, 3) if n != option.number), None))
        for option in made.result().options
    )
    assert (
        words.how_sure(options[0], options, "all")
        == "Tied with Plans 2 and 3: cost differs by up to 16.1, proved to 2.2"
    )


def test_the_last_plan_of_all_is_certain_without_a_figure() -> None:
    options = made.result(count=1).options
    assert words.how_sure(options[0], options, "all") == "Certain: no other choice is left"


def test_a_place_that_an_unlisted_plan_may_take_is_not_called_certain() -> None:
    found = made.result()
    last = replace(found.options[0], standing=Standing("1=", (), 2845.9, unlisted_may_be_cheaper=True))
    assert (
        words.how_sure(last, found.options, "all")
        == "Not certain: a plan that is not listed may cost as little as 2,845.9"
    )
    assert words.first_place("USD", last, found.no_action) == (
        "Plan 1: USD 2,846 million (12 million of it the price of missed caps, that nobody pays), "
        "334 million (13.3%) more than No action. A plan that is not listed may be cheaper."
    )
    tied = replace(found.options[1], standing=Standing("2=", (3,), 2860.0, unlisted_may_be_cheaper=True))
    assert words.how_sure(tied, found.options, "all") == (
        "Tied with Plan 3: cost differs by 0.8, proved to 2.2; an unlisted plan may be cheaper too"
    )


def test_no_place_is_certain_after_a_time_limit() -> None:
    found = made.result(Status.TIME_LIMIT)
    assert words.how_sure(found.options[0], found.options, "all") == "Not proved: the search was stopped"
    assert words.status_words(found.options) == "NOT PROVED: time limit reached"
    assert words.first_place("USD", found.options[0], found.no_action) == (
        "Best found: USD 2,846 million (12 million of it the price of missed caps, that nobody pays); "
        "a plan up to 0.8 million (under 0.1%) cheaper may exist. "
        "No place is certain."
    )


def test_a_search_without_a_bound_says_that_the_gap_is_not_known() -> None:
    found = made.result(Status.TIME_LIMIT)
    unbounded = replace(found.options[0], plan=replace(found.options[0].plan, bound=float("-inf")))
    assert words.proved_to_within(unbounded) is None
    assert words.first_place("USD", unbounded, found.no_action) == (
        "Best found: USD 2,846 million (12 million of it the price of missed caps, that nobody pays); "
        "how much cheaper a plan may be is not known. "
        "No place is certain."
    )


def test_the_headline_says_cost_comparison_and_certainty() -> None:
    found = made.result()
    assert words.first_place("USD", found.options[0], found.no_action) == (
        "Plan 1 costs least: USD 2,846 million (12 million of it the price of missed caps, that nobody pays), "
        "334 million (13.3%) more than No action. Its place is certain."
    )


def test_the_headline_of_a_tied_first_plan_does_not_claim_that_it_costs_least() -> None:
    found = made.result()
    tied = replace(found.options[0], standing=Standing("1=", (2,), None))
    assert words.first_place("USD", tied, found.no_action) == (
        "Plan 1: USD 2,846 million (12 million of it the price of missed caps, that nobody pays), "
        "334 million (13.3%) more than No action. It is tied with Plan 2."
    )


def test_no_action_without_a_plan_is_not_compared_with() -> None:
    found = made.result()
    none = replace(found.no_action, plan=replace(found.no_action.plan, status=Status.NO_PLAN, cost=float("inf")))
    last = replace(found.options[2], standing=Standing("1", (), None))
    assert words.first_place("USD", last, none) == "Plan 1 costs least: USD 2,862 million. Its place is certain."


def test_a_lower_bound_is_never_rounded_up() -> None:
    assert words.at_least(135.29) == "135.2"
    assert words.at_least(135.3) == "135.3"


def test_a_search_that_was_stopped_is_not_called_complete() -> None:
    assert words.status_words(made.result().options, stopped=True) == "NOT PROVED: search stopped"


def test_the_part_of_a_cost_that_nobody_pays_is_named_and_nothing_is_said_where_there_is_none() -> None:
    first, _, third = (option.plan for option in made.result().options)
    assert words.priced(first) == "the price of missed caps"
    assert words.priced(third) == ""
    short = Cost(made.NODES[2028], "penalty", "demand", "Vehicles", "Japan", "Vehicles", "shortage", "", "", 2.5)
    both = first.with_rows(Cost, (*first[Cost], short))
    assert words.of_which(both) == (" (14 million of it the price of missed caps and shortage, that nobody pays)")


def test_a_difference_is_said_in_money_too_where_prices_nobody_pays_differ() -> None:
    first, second, third = (option.plan for option in made.result().options)
    assert words.dearer("USD", third, first) == "USD 16 million more (28 million more in money)"
    assert words.dearer("USD", second, first) == "USD 15 million more"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.NO_PLAN, "no plan exists"),
        (Status.NOT_FOUND, "no plan was found before its search ended"),
        (Status.FAILED, "the solver gave no answer"),
    ],
)
def test_each_reason_for_having_no_plan_is_said_in_its_own_words(status: Status, said: str) -> None:
    assert words.no_plan(status) == said


def test_a_solver_that_failed_is_the_status() -> None:
    assert words.status_words(made.result().options, True, "no answer") == "NOT PROVED: the solver failed"


@pytest.mark.parametrize(
    ("share", "number", "shown"),
    [
        (0.9996, style.EXPOSURE, '">99.9%"_n'), (0.0004, style.EXPOSURE, '"<0.1%"_n'), (1.0, style.EXPOSURE, "0.0%_n"),
        (0.0, style.EXPOSURE, "0.0%_n"), (0.9994, style.EXPOSURE, "0.0%_n"), (0.996, style.SHARE, '">99%"_n'),
        (0.004, style.SHARE, '"<1%"_n'),
    ],
)  # fmt: skip
def test_a_share_in_a_table_never_prints_as_all_or_nothing_where_it_is_not(
    share: float, number: str, shown: str
) -> None:
    assert style.share_format(share, number) == shown

"""Checks of Budgets, Payers and Price paths."""

from __future__ import annotations

from models.case import Budget, Payer, Price, PricePath
from tests.checks.cases import codes, issues, only
from tests.checks.offers import offer, offered, words

NO_LIMIT = "as it stands the row limits nothing."


def ceiling(**facts: object) -> Budget:
    """A budget of Gov in the year planned."""
    return Budget.model_validate({"payer": "Gov", "fiscal_year": 2030, "amount": 5.0, **facts})


def test_a_sound_budget_brings_no_word() -> None:
    assert not {"E215", "E301", "W505", "W506"} & set(codes(offered(ceiling(already_promised=5.0))))


def test_more_promised_than_the_ceiling_is_an_error() -> None:
    assert words(only(offered(ceiling(already_promised=6.0)), "E215")) == (
        "Budgets", "Gov / 2030", "already_promised", "6", "at most 5, the amount: else no plan could keep the ceiling",
        "Correct one of the two figures.",
    )  # fmt: skip


def test_two_rows_for_one_payer_line_and_fiscal_year_are_one_error() -> None:
    issue = only(offered(ceiling(), ceiling(amount=7.0)), "E301")
    assert issue.found == '"Gov / 2030" again, with other figures'
    assert issue.expected == "one row for each payer, budget line, fiscal year"
    assert "E301" not in codes(offered(ceiling(), ceiling(budget_line="bank")))


def test_a_fiscal_year_outside_the_years_planned_is_a_warning() -> None:
    case = offered(ceiling(fiscal_year=2033), years=3)
    assert words(only(case, "W505")) == (
        "Budgets", "Gov / 2033", "fiscal_year", "2033",
        'a fiscal year of "Gov" that the years planned fall into: 2030-2032',
        f"Correct the year; {NO_LIMIT}",
    )  # fmt: skip


def test_fiscal_years_are_those_of_the_payer() -> None:
    """From October on and named by its last year: October 2029 to September 2033 are 2030 to 2033."""
    payer = Payer(payer="US", fiscal_year_month=10, fiscal_year_named="by its last year")
    own = offer("grant", offer="Own", payer="US")
    rows = [Budget(payer="US", fiscal_year=year, amount=1.0) for year in (2029, 2030, 2033, 2034)]
    assert [issue.found for issue in issues(offered(payer, own, *rows, years=3), "W505")] == ["2029", "2034"]


def test_a_budget_line_that_no_offer_uses_is_a_warning_with_the_nearest() -> None:
    case = offered(offer("equity", rate=0.1, budget_line="Industry fund"), ceiling(budget_line="Industry found"))
    issue = only(case, "W506")
    assert words(issue) == (
        "Budgets", "Gov / Industry found / 2030", "budget_line", '"Industry found"',
        'blank, or a budget line that an offer or a contract of "Gov" names',
        f"Correct the line here, on Support or on Contracts; {NO_LIMIT}",
    )  # fmt: skip
    assert issue.near == "Industry fund"


def test_a_budget_of_a_payer_that_offers_nothing_is_a_warning() -> None:
    case = offered(Payer(payer="Bank"), ceiling(payer="Bank"))
    assert words(only(case, "W506")) == (
        "Budgets", "Bank / 2030", "payer", '"Bank"', "a payer that an offer or a contract names",
        f"Correct the payer here, on Support or on Contracts; {NO_LIMIT}",
    )  # fmt: skip


def test_a_payer_that_offers_nothing_and_has_no_budget_is_a_warning() -> None:
    assert words(only(offered(Payer(payer="Bank")), "W506")) == (
        "Payers", "Bank", "payer", '"Bank"', "a payer that an offer or a contract names",
        "Add its offers on Support or its contracts on Contracts; as it stands it pays nothing.",
    )  # fmt: skip


def paths(*probabilities: float) -> list[PricePath | Price]:
    """Price paths named P1, P2 ... with these probabilities, each with a price of metal."""
    named = [(f"P{number}", probability) for number, probability in enumerate(probabilities, start=1)]
    prices = [Price(good="metal", market="world", path=name, price=2.0) for name, _ in named]
    return [*(PricePath(path=name, probability=probability) for name, probability in named), *prices]


def test_probabilities_of_price_paths_add_up_to_all() -> None:
    assert words(only(offered(*paths(0.5, 0.4)), "E504")) == (
        "Price paths", "P2", "probability", "90%, of all rows together", "100%: one of the paths happens",
        "Correct the probabilities: they add up to 100%.",
    )  # fmt: skip
    assert "E504" not in codes(offered(*paths(1 / 3, 1 / 3, 0.3333337)))
    assert "E504" in codes(offered(*paths(1 / 3, 1 / 3, 0.33333)))


def test_a_path_that_no_price_names_is_a_warning() -> None:
    rows = [row for row in paths(0.5, 0.5) if not (isinstance(row, Price) and row.path == "P2")]
    assert words(only(offered(*rows), "W506")) == (
        "Price paths", "P2", "path", '"P2"', "a path that a price on Prices names",
        "Nothing to do if only prices that hold on every path hold on it; else add its prices.",
    )  # fmt: skip

"""Checks of Support, Support terms and Aid rules row by row."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import AidRule, SupportTerm
from models.schema import Row
from tests.checks.cases import codes, issues, only
from tests.checks.offers import offer, offered, words

TYPE_RATE = "Type the rate."
CLEAR = "Clear the cell, or change the row."


@pytest.mark.parametrize(
    ("instrument", "expected"),
    [
        ("investment credit", "a rate: the share of the capital cost that is credited"),
        ("accelerated depreciation", "a rate: the share of the capital cost that is written off at once"),
        ("soft loan", "a rate: the interest of the loan"),
        ("guarantee", "a rate: by how much the guarantee lowers what the firm pays to borrow"),
        ("equity", "a rate: the share of the money put in that is a gift"),
    ],
)
def test_an_offer_that_needs_a_rate_and_has_none_is_told_what_it_is(instrument: str, expected: str) -> None:
    row = offer(instrument)
    case = offered(row, SupportTerm(offer=row.offer, term=8)) if instrument in LOANS else offered(row)
    assert words(only(case, "E201")) == ("Support", row.offer, "rate", "blank", expected, TYPE_RATE)
    assert "E201" not in codes(case.with_rows(type(row), [row.model_copy(update={"rate": 0.0})]))


LOANS = ("soft loan", "guarantee")


def test_a_production_credit_needs_a_rate_or_an_amount_with_its_good() -> None:
    assert words(only(offered(offer("production credit")), "E201")) == (
        "Support", "Production credit", "rate", "blank", "a rate or an amount a unit: without them it pays nothing",
        "Type the rate, or Amount a unit with its good.",
    )  # fmt: skip
    assert words(only(offered(offer("production credit", amount_a_unit=0.1)), "E201")) == (
        "Support", "Production credit", "good", "blank", "Good, since Amount a unit is for a unit of it",
        "Fill it in, or clear Amount a unit.",
    )  # fmt: skip
    assert "E201" not in codes(offered(offer("production credit", amount_a_unit=0.1, good="metal")))


def test_a_scheme_or_law_without_a_full_amount_is_an_error() -> None:
    law = only(offered(offer("grant", offer="Law", choice="statutory")), "E201")
    expected = "a rate, or the most to one project: a law pays its full amount"
    mend = "Type the rate or Most, or choose tailored."
    assert words(law) == ("Support", "Law", "rate", "blank", expected, mend)
    scheme = only(offered(offer("equity", rate=0.2, choice="published")), "E201")
    expected = "the most to one project: a scheme pays its full amount"
    assert words(scheme) == ("Support", "Equity", "most", "blank", expected, "Type Most, or choose tailored.")
    for row in (offer("grant", offer="Law", choice="statutory", most=3.0), offer("grant", offer="Own")):
        assert "E201" not in codes(offered(row))


def test_a_loan_needs_a_row_on_support_terms_with_its_term() -> None:
    loan = offer("soft loan", rate=0.02)
    expected = 'the years until what "Soft loan" lends is repaid'
    assert words(only(offered(loan), "E201")) == (
        "Support", "Soft loan", "offer", "no row of it on Support terms", expected,
        "Add a row on Support terms with the term.",
    )  # fmt: skip
    assert words(only(offered(loan, SupportTerm(offer="Soft loan", loan_share=0.5)), "E201")) == (
        "Support terms", "Soft loan", "term", "blank", expected, "Type the term.",
    )  # fmt: skip


def test_years_of_grace_are_fewer_than_the_term() -> None:
    loan = offer("soft loan", rate=0.02)
    assert words(only(offered(loan, SupportTerm(offer="Soft loan", term=5, grace=5)), "E215")) == (
        "Support terms", "Soft loan", "grace", "5",
        "less than 5, the term: it is repaid in equal parts after these years",
        'Correct one of them, or choose "at the end" as Repayment.',
    )  # fmt: skip
    assert "E215" not in codes(offered(loan, SupportTerm(offer="Soft loan", term=5, grace=4)))


def test_payments_that_end_before_they_begin_are_an_error() -> None:
    case = offered(offer("grant", offer="Own", paid_from=3, paid_to=2))
    mend = "Correct Paid from or Paid to."
    assert words(only(case, "E215")) == ("Support", "Own", "paid_to", "2", "3 or more, as Paid from", mend)
    assert "E215" not in codes(offered(offer("grant", offer="Own", paid_from=3, paid_to=3)))


@pytest.mark.parametrize(
    ("years", "field", "found"),
    [({"first_year": 2040}, "first_year", "first year 2040"), ({"last_year": 2029}, "last_year", "last year 2029")],
)
def test_an_offer_open_in_no_year_planned_is_a_warning(years: dict[str, int], field: str, found: str) -> None:
    issue = only(offered(offer("grant", offer="Own", **years)), "W505")
    mend = "Correct the year; as it stands the offer is never open."
    assert words(issue) == ("Support", "Own", field, found, "a year from 2030 to 2030", mend)


@pytest.mark.parametrize(
    ("instrument", "facts", "field", "found", "why"),
    [
        ("grant", {"amount_a_unit": 1.0, "good": "metal"}, "amount_a_unit", "an amount a unit",
         "only a production credit is paid by the unit"),
        ("production credit", {"rate": 0.1, "most": 5.0}, "most", "5",
         "a production credit is limited by what is made alone"),
        ("equity", {"rate": 0.1, "paid_from": 2}, "paid_from", "2",
         "equity counts what it is worth when the project starts"),
        ("accelerated depreciation", {"rate": 0.1, "paid_to": 0}, "paid_to", "0",
         "accelerated depreciation is counted once"),
        ("investment credit", {"rate": 0.1, "paid_to": 4}, "paid_to", "4", "an investment credit is credited once"),
    ],
)  # fmt: skip
def test_a_cell_that_an_instrument_does_not_read_is_a_warning(
    instrument: str, facts: dict[str, Any], field: str, found: str, why: str
) -> None:
    row = offer(instrument, offer="Own", **facts)
    assert words(only(offered(row), "W506")) == ("Support", "Own", field, found, f"blank: {why}", CLEAR)


GRANT_SAYS = '"Grant" is a grant; '
CREDIT_SAYS = '"Production credit" is a production credit, paid for what is made'


@pytest.mark.parametrize(
    ("rows", "field", "found", "why"),
    [
        ([SupportTerm(offer="Grant", refundable=False)], "refundable", "no",
         GRANT_SAYS + "only an investment credit can be set against tax due"),
        ([SupportTerm(offer="Grant", term=4)], "term", "4", GRANT_SAYS + "only loans and guarantees have it"),
        ([SupportTerm(offer="Grant", expected_loss=0.05)], "expected_loss", "5%",
         GRANT_SAYS + "only loans and guarantees have it"),
        ([SupportTerm(offer="Grant", repayment="at the end")], "repayment", '"at the end"',
         GRANT_SAYS + "only loans and guarantees have it"),
        ([SupportTerm(offer="Grant", reference_rate=0.05)], "reference_rate", "5%",
         GRANT_SAYS + "only a soft loan is compared with the market"),
        ([SupportTerm(offer="Grant", equal_instalments=True)], "equal_instalments", "yes",
         "Paid from and Paid to leave one payment"),
        ([offer("production credit", rate=0.1), SupportTerm(offer="Production credit", equal_instalments=True)],
         "equal_instalments", "yes",
         '"Production credit" is a production credit; only a grant is paid in instalments'),
        ([offer("production credit", rate=0.1), SupportTerm(offer="Production credit", most_windfall=3.0)],
         "most_windfall", "3", CREDIT_SAYS),
        ([offer("production credit", rate=0.1), SupportTerm(offer="Production credit", obligation_years=5)],
         "obligation_years", "5", CREDIT_SAYS),
        ([offer("production credit", rate=0.1), SupportTerm(offer="Production credit", most_before_ready=0.5)],
         "most_before_ready", "50%", CREDIT_SAYS),
        ([offer("production credit", rate=0.1), SupportTerm(offer="Production credit", excludes="Grant")],
         "excludes", '"Grant"', CREDIT_SAYS),
        ([offer("soft loan", rate=0.1), SupportTerm(offer="Soft loan", term=5, grace=2, repayment="at the end")],
         "grace", "2", "all is repaid at the end of the term"),
    ],
)  # fmt: skip
def test_a_term_that_says_nothing_about_its_offer_is_a_warning(
    rows: list[Row], field: str, found: str, why: str
) -> None:
    terms = rows[-1]
    assert words(only(offered(*rows), "W506")) == (
        "Support terms", terms.row_id, field, found, f"blank: {why}", CLEAR,
    )  # fmt: skip


def test_an_offer_cannot_exclude_itself() -> None:
    assert words(only(offered(SupportTerm(offer="Grant", excludes="Grant")), "E514")) == (
        "Support terms", "Grant", "excludes", '"Grant", the offer itself', "another offer",
        "Name the other offer, or clear the cell.",
    )  # fmt: skip


def test_two_laws_cannot_exclude_each_other() -> None:
    laws = [offer("grant", offer=name, choice="statutory", most=3.0) for name in ("Old law", "New law")]
    assert words(only(offered(*laws, SupportTerm(offer="New law", excludes="Old law")), "E514")) == (
        "Support terms", "New law", "excludes", '"Old law", by law like "New law" itself',
        "an offer that the planner may leave out: what the law gives, every project gets that it fits",
        "Clear the cell, or make one of them tailored or published on Support.",
    )  # fmt: skip
    assert "E514" not in codes(offered(*laws, SupportTerm(offer="New law", excludes="Grant")))


NAMES_IT = offer("grant", offer="Own", aid_rule="Rule", rate=0.1)


@pytest.mark.parametrize(
    ("rule", "code", "field", "found", "expected", "mend"),
    [
        ({"step_1": 50.0, "step_2": 40.0}, "E215", "step_2", "40", "50 or more, as Step 1",
         "Exchange or correct the two steps."),
        ({"step_2": 40.0}, "E201", "step_1", "blank", "at most 40, since Step 2 is typed", "Type Step 1 too."),
        ({"coefficient_2": 0.5}, "W506", "coefficient_2", "0.5", "blank: without Step 1 the rate holds for all capital",
         "Type Step 1, or clear the cell."),
        ({"step_1": 50.0, "coefficient_2": 0.5, "coefficient_3": 0.1}, "W506", "coefficient_3", "0.1",
         "blank: without Step 2 nothing lies beyond it", "Type Step 2, or clear the cell."),
    ],
)  # fmt: skip
def test_steps_of_an_aid_rule_are_in_order_and_each_coefficient_has_its_step(
    rule: dict[str, float], code: str, field: str, found: str, expected: str, mend: str
) -> None:
    case = offered(NAMES_IT, AidRule(rule="Rule", rate=0.3, **rule))
    assert words(only(case, code)) == ("Aid rules", "Rule", field, found, expected, mend)


def test_a_whole_aid_rule_brings_no_word_and_one_that_no_offer_names_a_warning() -> None:
    rule = AidRule(rule="Rule", rate=0.3, step_1=50.0, coefficient_2=0.5, step_2=100.0, coefficient_3=0.34)
    assert not [issue for code in ("E201", "E215", "W506") for issue in issues(offered(NAMES_IT, rule), code)]
    assert words(only(offered(rule), "W506")) == (
        "Aid rules", "Rule", "rule", '"Rule"', "a rule that an offer or a contract names",
        "Name it in the column Aid rule of Support or Contracts, or nothing counts under it.",
    )  # fmt: skip


def test_a_guarantee_that_costs_nothing_is_an_error() -> None:
    free = SupportTerm(offer="Guarantee", term=5)
    issue = only(offered(offer("guarantee", rate=0.02), free), "E514")
    assert (issue.field, issue.found) == ("expected_loss", "0%")
    assert issue.expected == "a share above 0%: what costs its payer nothing brings its firm nothing in a plan"
    assert "E514" not in codes(offered(offer("guarantee", rate=0.02), free.model_copy(update={"expected_loss": 0.1})))

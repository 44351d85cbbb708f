"""Checks of Support, Support terms and Aid rules, row by row: missing amounts, times, idle figures."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import AidRule, Case, Support, SupportTerm
from models.case.finance import InstrumentKind
from models.checks.offered import on_offer
from models.checks.say import as_typed, error, figure, no_effect, quoted, share, together, warning
from models.schema import Issue, Row, column_of

LOANS: tuple[InstrumentKind, ...] = ("soft loan", "guarantee")
OF_OUTPUT = "production credit"
NEEDS_RATE: tuple[InstrumentKind, ...] = (
    "investment credit", "accelerated depreciation", "soft loan", "guarantee", "equity"
)  # fmt: skip
NEEDS_LIMIT: tuple[InstrumentKind, ...] = ("grant", "equity")
"""Where a scheme or law pays its full amount, these have none unless it is typed."""
PAID_AT_START: tuple[InstrumentKind, ...] = ("accelerated depreciation", "soft loan", "guarantee", "equity")
"""Counted at their worth when the project starts, whenever the money flows."""


def amounts(case: Case) -> Iterator[Issue]:
    """Offers that do not say how much."""
    for offer in case[Support]:
        if offer.instrument in NEEDS_RATE and offer.rate is None:
            yield _missing(offer, "rate", f"a rate: {_what_rate_is(offer.instrument)}", "Type the rate.")
        if offer.instrument == OF_OUTPUT and offer.rate is None and offer.amount_a_unit is None:
            expected = "a rate or an amount a unit: without them it pays nothing"
            yield _missing(offer, "rate", expected, "Type the rate, or Amount a unit with its good.")
        if offer.amount_a_unit is not None and offer.good is None:
            expected = "Good, since Amount a unit is for a unit of it"
            yield _missing(offer, "good", expected, "Fill it in, or clear Amount a unit.")
        yield from _unlimited(offer)


def _unlimited(offer: Support) -> Iterator[Issue]:
    """A scheme or law that pays its full amount, without one."""
    if offer.choice == "tailored" or offer.instrument not in NEEDS_LIMIT or offer.most is not None:
        return
    kind = "scheme" if offer.choice == "published" else "law"
    if offer.instrument == "grant":
        if offer.rate is None:
            expected = f"a rate, or the most to one project: a {kind} pays its full amount"
            yield _missing(offer, "rate", expected, "Type the rate or Most, or choose tailored.")
    else:
        expected = f"the most to one project: a {kind} pays its full amount"
        yield _missing(offer, "most", expected, "Type Most, or choose tailored.")


def _missing(row: Row, field: str, expected: str, mend: str) -> Issue:
    return error("E201", row, field, "blank", expected, mend)


def _what_rate_is(instrument: InstrumentKind) -> str:
    match instrument:
        case "accelerated depreciation":
            return "the share of the capital cost that is written off at once"
        case "soft loan":
            return "the interest of the loan"
        case "guarantee":
            return "by how much the guarantee lowers what the firm pays to borrow"
        case "equity":
            return "the share of the money put in that is a gift"
        case _:
            return "the share of the capital cost that is credited"


def loan_terms(case: Case) -> Iterator[Issue]:
    """Loans and guarantees without the years until they are repaid."""
    terms = {row.offer: row for row in case[SupportTerm]}
    for offer in case[Support]:
        if offer.instrument not in LOANS:
            continue
        row = terms.get(offer.offer)
        expected = f"the years until what {quoted([offer.offer])} lends is repaid"
        if row is None:
            found = "no row of it on Support terms"
            yield error("E201", offer, "offer", found, expected, "Add a row on Support terms with the term.")
        elif row.term is None:
            yield _missing(row, "term", expected, "Type the term.")
        elif row.repayment == "equal parts" and row.grace >= row.term:
            expected = f"less than {row.term}, the term: it is repaid in equal parts after these years"
            mend = 'Correct one of them, or choose "at the end" as Repayment.'
            yield error("E215", row, "grace", str(row.grace), expected, mend)
        elif offer.instrument == "guarantee" and row.expected_loss == 0.0:
            expected = "a share above 0%: what costs its payer nothing brings its firm nothing in a plan"
            yield error(
                "E514", row, "expected_loss", "0%", expected, "Type the share of the sum that is not paid back."
            )


def times(case: Case) -> Iterator[Issue]:
    """Payments that end before they begin; offers open in none of the years planned."""
    for offer in case[Support]:
        if offer.paid_to is not None and offer.paid_to < offer.paid_from:
            expected = f"{offer.paid_from} or more, as Paid from"
            yield error("E215", offer, "paid_to", str(offer.paid_to), expected, "Correct Paid from or Paid to.")
        if not together((offer.first_year, offer.last_year), (None, None), case.years):
            field = "first_year" if (offer.first_year or 0) > case.years[-1] else "last_year"
            found = f"{column_of(Support, field).header.lower()} {getattr(offer, field)}"
            expected = f"a year from {case.years[0]} to {case.years[-1]}"
            mend = "Correct the year; as it stands the offer is never open."
            yield warning("W505", offer, field, found, expected, mend)


def idle_cells(case: Case) -> Iterator[Issue]:
    """Cells of an offer that its instrument does not read."""
    for offer in case[Support]:
        kind = offer.instrument
        if offer.amount_a_unit is not None and kind != OF_OUTPUT:
            why = "only a production credit is paid by the unit"
            yield no_effect(offer, "amount_a_unit", "an amount a unit", why)
        if offer.most is not None and kind == OF_OUTPUT:
            why = "a production credit is limited by what is made alone"
            yield no_effect(offer, "most", figure(as_typed(case, offer, offer.most)), why)
        if kind in PAID_AT_START and offer.paid_from > 0:
            why = f"{_article(kind)} counts what it is worth when the project starts"
            yield no_effect(offer, "paid_from", str(offer.paid_from), why)
        once = kind in PAID_AT_START or (kind == "investment credit" and offer.paid_to != offer.paid_from)
        if once and offer.paid_to is not None:
            why = f"{_article(kind)} is {'counted' if kind in PAID_AT_START else 'credited'} once"
            yield no_effect(offer, "paid_to", str(offer.paid_to), why)


def _article(kind: InstrumentKind) -> str:
    if kind in ("accelerated depreciation", "equity"):
        return kind
    return f"an {kind}" if kind.startswith("i") else f"a {kind}"


TERMS_OF: tuple[tuple[str, tuple[InstrumentKind, ...], str], ...] = (
    ("refundable", ("investment credit",), "only an investment credit can be set against tax due"),
    ("equal_instalments", ("grant",), "only a grant is paid in instalments"),
    ("loan_share", LOANS, "only loans and guarantees have it"),
    ("term", LOANS, "only loans and guarantees have it"),
    ("grace", LOANS, "only loans and guarantees have it"),
    ("repayment", LOANS, "only loans and guarantees have it"),
    ("reference_rate", ("soft loan",), "only a soft loan is compared with the market"),
    ("expected_loss", LOANS, "only loans and guarantees have it"),
)
"""Columns of Support terms that only some instruments read, and why the others do not."""


def idle_terms(case: Case) -> Iterator[Issue]:
    """Terms that say nothing about an offer of its kind."""
    offers = {row.offer: row for row in case[Support]}
    for row in case[SupportTerm]:
        offer = offers[row.offer]
        for field, instruments, why in TERMS_OF:
            value = getattr(row, field)
            if value != column_of(SupportTerm, field).default and offer.instrument not in instruments:
                yield no_effect(row, field, _cell(value), f"{quoted([row.offer])} is a {offer.instrument}; {why}")
        if offer.instrument == OF_OUTPUT:
            for field in ("most_before_ready", "most_windfall", "obligation_years", "excludes"):
                value = getattr(row, field)
                if value != column_of(SupportTerm, field).default:
                    why = f"{quoted([row.offer])} is a production credit, paid for what is made"
                    yield no_effect(row, field, figure(value) if field == "most_windfall" else _cell(value), why)
        if row.equal_instalments and offer.instrument == "grant" and offer.paid_to in (None, offer.paid_from):
            yield no_effect(row, "equal_instalments", "yes", "Paid from and Paid to leave one payment")
        if offer.instrument in LOANS and row.repayment == "at the end" and row.grace > 0:
            yield no_effect(row, "grace", str(row.grace), "all is repaid at the end of the term")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return share(value)
    return quoted([value]) if isinstance(value, str) else str(value)


def exclusions(case: Case) -> Iterator[Issue]:
    """An offer that excludes itself, or two laws that exclude each other."""
    offers = {row.offer: row for row in case[Support]}
    for row in case[SupportTerm]:
        if row.excludes is None:
            continue
        if row.excludes == row.offer:
            found = f"{quoted([row.excludes])}, the offer itself"
            yield error("E514", row, "excludes", found, "another offer", "Name the other offer, or clear the cell.")
        elif {offers[name].choice for name in (row.offer, row.excludes)} == {"statutory"}:
            found = f"{quoted([row.excludes])}, by law like {quoted([row.offer])} itself"
            expected = "an offer that the planner may leave out: what the law gives, every project gets that it fits"
            mend = "Clear the cell, or make one of them tailored or published on Support."
            yield error("E514", row, "excludes", found, expected, mend)


def rules(case: Case) -> Iterator[Issue]:
    """Steps of an aid rule out of order, coefficients that multiply nothing, rules that nothing names."""
    paid = on_offer(case)
    named = {row.aid_rule for row in paid}
    for rule in case[AidRule]:
        yield from _steps(case, rule)
        if rule.rule not in named and paid:
            expected = "a rule that an offer or a contract names"
            mend = "Name it in the column Aid rule of Support or Contracts, or nothing counts under it."
            yield warning("W506", rule, "rule", quoted([rule.rule]), expected, mend)


def _steps(case: Case, rule: AidRule) -> Iterator[Issue]:
    if rule.step_2 is not None and rule.step_1 is None:
        yield _missing(
            rule,
            "step_1",
            f"at most {figure(as_typed(case, rule, rule.step_2))}, since Step 2 is typed",
            "Type Step 1 too.",
        )
    elif rule.step_1 is not None and rule.step_2 is not None and rule.step_1 > rule.step_2:
        first, second = (figure(as_typed(case, rule, step)) for step in (rule.step_1, rule.step_2))
        expected = f"{first} or more, as Step 1"
        yield error("E215", rule, "step_2", second, expected, "Exchange or correct the two steps.")
    if rule.coefficient_2 > 0 and rule.step_1 is None and rule.step_2 is None:
        why = "without Step 1 the rate holds for all capital"
        yield no_effect(rule, "coefficient_2", figure(rule.coefficient_2), why, "Type Step 1, or clear the cell.")
    if rule.coefficient_3 > 0 and rule.step_2 is None:
        why = "without Step 2 nothing lies beyond it"
        yield no_effect(rule, "coefficient_3", figure(rule.coefficient_3), why, "Type Step 2, or clear the cell.")

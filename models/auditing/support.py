"""Check of support: every payment is one that its offer allows, and what is due by law or by a scheme is paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.auditing.agreements import Agreement, Credit, agreements, output_credits, outsiders
from models.auditing.check import TOLERANCE, Check
from models.auditing.figures import CONTRACTS, Figures, Paid
from models.case import Support
from models.plan import SUPPORT, Cost, Node

CAPITAL_ONCE: Mapping[tuple[str, ...], str] = {
    ("soft loan", "guarantee"): "loans and guarantees for",
    ("accelerated depreciation",): "faster depreciation of",
}
"""Instruments that stand on the capital of a plant and share it, and what they are called together."""


def paid_as_offered(figures: Figures) -> Check:
    """Payer, receiver, years, most of every offer; law and open schemes in full; milestones; offers that exclude;
    what is lent for a plant and what is written off sooner.
    """
    check = Check("Support paid as its offers allow", "million")
    taken = tuple(agreements(figures))
    published = [offer for offer in figures.ventures.offers.values() if offer.choice == "published"]
    outside = tuple(
        each for offer in published if offer.instrument != "production credit" for each in outsiders(figures, offer)
    )
    earned = tuple(output_credits(figures))
    _rows(figures, check, {*_known(taken), *_known(outside)}, {(c.offer.offer, c.project, c.node) for c in earned})
    for agreement in (*taken, *outside):
        _schedule(check, agreement)
        _amount(check, agreement, scheme=_is_open(figures, agreement.offer))
    for agreement in taken:
        _milestone(figures, check, agreement)
    _together(figures, check, taken)
    _within_capital(check, taken)
    for credit in earned:
        _credit(check, credit, scheme=_is_open(figures, credit.offer))
    return check


def _known(taken: tuple[Agreement, ...]) -> Iterator[Paid]:
    return ((each.offer.offer, each.project, each.start) for each in taken)


def _is_open(figures: Figures, offer: Support) -> bool:
    """Whether a published scheme pays or lends anything to anybody."""
    paid = (*figures.support.items(), *figures.lending.items())
    return any(key[0] == offer.offer and any(amount > TOLERANCE for amount in by.values()) for key, by in paid)


def _rows(figures: Figures, check: Check, agreed: set[Paid], earned: set[tuple[str, str, Node]]) -> None:
    """Every payment comes from the payer of its offer, out of its budget line, and goes to somebody it is for."""
    for row in figures.plan[Cost]:
        if row.instrument == CONTRACTS or row.kind not in (*SUPPORT, "lending", "contingent"):
            continue
        where = f"{row.item} to {row.project}, {row.node.year}"
        offer = figures.ventures.offers.get(row.item)
        stated = (
            offer is not None
            and row.kind in ("support", "lending")
            and (row.payer, row.budget_line) == (offer.payer, offer.budget_line or "")
        )
        check.holds(stated, f"payer of {where}", "payments")
        if row.promised is None:
            check.holds((row.item, row.project, row.node) in earned, f"nobody may receive {where}", "payments")
        else:
            check.holds((row.item, row.project, row.promised) in agreed, f"nobody may receive {where}", "payments")
        check.at_most(0.0, row.amount, f"below zero: {where}")


def _where(agreement: Agreement) -> str:
    return f"{agreement.offer.offer} to {agreement.project}, agreed {agreement.start.year}"


def _schedule(check: Check, agreement: Agreement) -> None:
    """Payments in the years of the offer; where one schedule pays in several years, in its proportions."""
    for age, amount in agreement.paid.items():
        due = sum(agreement.of(way) * way.paid.get(age, 0.0) for way in agreement.ways)
        where = f"{_where(agreement)}, paid {age} years later"
        check.equal(amount, due, where, scale=sum(agreement.paid.values()))


def _amount(check: Check, agreement: Agreement, *, scheme: bool) -> None:
    """At most the most of the offer; by law, and from a scheme that is open, all of it."""
    where = f"most of {_where(agreement)}"
    check.at_most(agreement.taken, agreement.most, where)
    due = agreement.offer.choice == "statutory" or (agreement.offer.choice == "published" and scheme)
    if due:
        check.at_most(agreement.most, agreement.taken, where)


def _milestone(figures: Figures, check: Check, agreement: Agreement) -> None:
    """At most a share of an offer is paid before the project is ready."""
    terms = figures.ventures.terms.get(agreement.offer.offer)
    if terms is not None and terms.most_before_ready < 1.0 and agreement.offer.choice != "statutory":
        early = agreement.before(figures.case.ready_after(agreement.move))
        total = sum(agreement.of(way) * sum(way.paid.values()) for way in agreement.ways)
        check.at_most(early, terms.most_before_ready * total, f"before it is ready: {_where(agreement)}")


def _together(figures: Figures, check: Check, taken: tuple[Agreement, ...]) -> None:
    """A project does not take two offers that exclude each other."""
    for agreement in taken:
        terms = figures.ventures.terms.get(agreement.offer.offer)
        if terms is not None and terms.excludes is not None:
            other = [e for e in taken if e.offer.offer == terms.excludes and e.venture == agreement.venture]
            least = min(agreement.taken, sum(each.taken for each in other))
            check.at_most(least, 0.0, f"{terms.excludes} beside {_where(agreement)}")


def _within_capital(check: Check, taken: tuple[Agreement, ...]) -> None:
    """Loans and guarantees of a start are together at most its capital, and so is what is written off sooner.

    What the law gives is not asked; it leaves the less for other offers.
    """
    for kinds, words in CAPITAL_ONCE.items():
        own = [each for each in taken if each.offer.instrument in kinds]
        for project, start in dict.fromkeys((each.project, each.start) for each in own):
            here = [each for each in own if (each.project, each.start) == (project, start)]
            law = sum(each.taken for each in here if each.offer.choice == "statutory")
            more = sum(each.taken for each in here) - law
            left = max(0.0, here[0].move.capital_cost - law)
            check.at_most(more, left, f"{words} {project}, agreed {start.year}")


def _credit(check: Check, credit: Credit, *, scheme: bool) -> None:
    """At most so much a unit of output; by law, and from a scheme that is open, exactly that."""
    where = f"{credit.offer.offer} for the output of {credit.project}, {credit.node.year}"
    check.at_most(credit.paid, credit.due, where)
    if credit.offer.choice == "statutory" or (credit.offer.choice == "published" and scheme):
        check.at_most(credit.due, credit.paid, where)

"""What a project brings its firm beyond the least that makes it move, and why support does not take it away (C.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.auditing.agreements import Agreement, Credit
from models.auditing.budgets import aid_levels
from models.auditing.check import TOLERANCE, Check
from models.auditing.figures import NOTHING, Figures
from models.auditing.firms import Firms
from models.auditing.participation import size_of
from models.case import Case
from models.plan import Participation, Plan

NO_SUPPORT_NEEDED = "no support needed"
BY_LAW = "credit by law"
SCHEME = "published scheme"
MILESTONE = "milestone"
MINIMUM_LOAD = "minimum load"
FREE = "raising public money costs nothing"


@dataclass(frozen=True)
class SlackCause:
    """Slack of a project's participation row, million at the end of its start year, and why it is above zero.

    `causes` in words; none where there is no slack. Of a supported project with slack and no cause the support could
    have been less.
    """

    venture: str
    slack: float
    causes: tuple[str, ...]


def slack_causes(case: Case, plan: Plan) -> tuple[SlackCause, ...]:
    """The slack of every started project that is not committed, with its causes; none where no support is decided.

    The plan must belong to the case.
    """
    firms = Firms(Figures(case, plan))
    return tuple(_slack_cause(firms, row) for row in firms.participations)


def unexplained(figures: Figures) -> Check:
    """Support stops where the firm gains enough, unless a rule keeps it above that."""
    check = Check("Support beyond the least has a cause", "million")
    firms = Firms(figures)
    for row in firms.participations:
        found = _slack_cause(firms, row)
        left = 0.0 if found.causes else found.slack
        check.at_most(left, 0.0, f"{row.venture}, started {row.start.year}", scale=size_of(row))
    return check


def _slack_cause(firms: Firms, row: Participation) -> SlackCause:
    if row.slack <= TOLERANCE * max(1.0, size_of(row)):
        return SlackCause(row.venture, row.slack, ())
    return SlackCause(row.venture, row.slack, tuple(dict.fromkeys(_causes(firms, row.venture))))


def _causes(firms: Firms, venture: str) -> Iterator[str]:
    figures = firms.figures
    taken = [each for each in firms.agreements.get(venture, ()) if each.taken > TOLERANCE]
    earned = [each for each in firms.credits.get(venture, ()) if each.paid > TOLERANCE]
    if not taken and not earned:
        yield NO_SUPPORT_NEEDED
        return
    yield from _binding_years(firms, venture, earned)
    yield from _ceilings(figures, venture, taken, earned)
    choices = {each.offer.choice for each in taken} | {each.offer.choice for each in earned}
    if "statutory" in choices:
        yield BY_LAW
    if "published" in choices:
        yield SCHEME
    if any(_waits(figures, each) for each in taken):
        yield MILESTONE
    if _at_minimum_load(figures, venture):
        yield MINIMUM_LOAD
    if figures.case.counts_capital and figures.case.settings.cost_of_public_funds == 0:
        yield FREE


def _binding_years(firms: Firms, venture: str, earned: list[Credit]) -> Iterator[str]:
    """Years in which the firm would rather leave if any less support for running came, or less had to be paid back."""
    path = firms.figures.plan.nodes.path
    for row in firms.stayings:
        scale = max(1.0, abs(row.to_come), row.pay_back, row.leaving)
        supported = row.pay_back > TOLERANCE or any(row.node in path(credit.node) for credit in earned)
        if row.venture == venture and supported and row.slack <= TOLERANCE * scale:
            yield f"staying row of {row.node.year} binds"


def _ceilings(figures: Figures, venture: str, taken: list[Agreement], earned: list[Credit]) -> Iterator[str]:
    for level in aid_levels(figures):
        if level.venture == venture and _reaches(level.aid, level.ceiling):
            yield f"ceiling of aid rule {level.rule}"
    for each in taken:
        if each.offer.choice == "tailored" and _reaches(each.taken, each.most):
            yield f"most of offer {each.offer.offer}"
    for credit in earned:
        if credit.offer.choice == "tailored" and _reaches(credit.paid, credit.due):
            yield f"most of offer {credit.offer.offer}"


def _reaches(amount: float, limit: float) -> bool:
    return amount >= limit - TOLERANCE * max(1.0, abs(limit))


def _waits(figures: Figures, agreement: Agreement) -> bool:
    """Whether as much of an offer is paid before the project is ready as its milestone allows."""
    terms = figures.ventures.terms.get(agreement.offer.offer)
    if terms is None or terms.most_before_ready >= 1.0 or agreement.offer.choice == "statutory":
        return False
    early = agreement.before(figures.case.ready_after(agreement.move))
    return _reaches(early, terms.most_before_ready * sum(agreement.paid.values()))


def _at_minimum_load(figures: Figures, venture: str) -> bool:
    """Whether a line of the project makes no more than its minimum load in some year."""
    for line, move, _ in figures.started:
        if move.project == venture and line.minimum_load > 0:
            for node in figures.plan.nodes:
                drawn = figures.drawing_on_site[line.name]
                output = sum(figures.made.get((name, node), NOTHING).total for name in drawn)
                floor = line.minimum_load * figures.running(line, node)
                if floor > 0 and output <= floor * (1.0 + TOLERANCE):
                    return True
    return False

"""What a project brings its firm beyond the least that makes it move, and why support does not take it away (C.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.auditing.agreements import Agreement, Credit
from models.auditing.budgets import aid_levels
from models.auditing.check import TOLERANCE, Check
from models.auditing.figures import NOTHING, Figures
from models.auditing.firms import Firms
from models.auditing.participation import size_of
from models.auditing.purchases import SHORT, Payment
from models.case import Case
from models.case.offtake import Deal
from models.plan import Participation, Plan, Purchase

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
    signed = _signed(firms, venture)
    if not taken and not earned and not signed:
        yield NO_SUPPORT_NEEDED
        return
    yield from _binding_years(firms, venture, earned, signed)
    yield from _strikes(firms, signed)
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


def _signed(firms: Firms, venture: str) -> dict[str, list[Payment]]:
    """Payments of the contracts that pay a venture anything, by contract."""
    found: dict[str, list[Payment]] = {}
    for each in firms.purchases.payments:
        if each.deal.venture.name == venture and each.kind == "support" and each.amount > TOLERANCE:
            found.setdefault(each.deal.terms.contract, []).append(each)
    return found


def _strikes(firms: Firms, signed: dict[str, list[Payment]]) -> Iterator[str]:
    """Contracts whose strike could not be a step lower, and those that pay for what is not made."""
    for contract, payments in signed.items():
        deal = payments[0].deal
        if _is_needed(firms, deal):
            yield f"strike step of contract {contract}"
        if any(each.purpose == SHORT for each in payments):
            yield f"take or pay of contract {contract}"


def _is_needed(firms: Firms, deal: Deal) -> bool:
    """Whether the venture would not start, or not stay, with the next lower strike; with the lowest one, without any.

    Also where its firm would not sign that. All else of the plan stays.
    """
    figures, names = firms.figures, [row.row_id for row in deal.rows]
    lowered = [
        _a_step_lower(row, names) if (row.contract, row.project) == deal.key else row for row in figures.plan[Purchase]
    ]
    plan = figures.plan.with_rows(Purchase, [row for row in lowered if row is not None])
    less = Firms(Figures(figures.case, plan))
    name = deal.venture.name
    moves = [(row.slack, size_of(row)) for row in less.participations if row.venture == name]
    stays = [(row.slack, abs(row.to_come)) for row in less.stayings if row.venture == name]
    pays = all(slack >= -TOLERANCE * max(1.0, size) for slack, size in (*moves, *stays))
    return not pays or less.purchases.worth(deal) < -TOLERANCE


def _a_step_lower(row: Purchase, strikes: list[str]) -> Purchase | None:
    place = strikes.index(row.strike) if row.strike in strikes else 0
    return replace(row, strike=strikes[place - 1]) if place else None


def _binding_years(firms: Firms, venture: str, earned: list[Credit], signed: dict[str, list[Payment]]) -> Iterator[str]:
    """Years in which the firm would rather leave if any less support for running came, or less had to be paid back."""
    path = firms.figures.plan.nodes.path
    running = [credit.node for credit in earned] + [each.node for rows in signed.values() for each in rows]
    for row in firms.stayings:
        scale = max(1.0, abs(row.to_come), row.pay_back, row.leaving)
        supported = row.pay_back > TOLERANCE or any(row.node in path(node) for node in running)
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

"""Checks of purchase contracts: who signs, what is bought, what is paid for though not made, what is paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.auditing.check import Check
from models.auditing.figures import CONTRACTS, NOTHING, Figures
from models.auditing.purchases import AFTER, Payment, Purchases
from models.case.offtake import Deal
from models.case.support import annuity_factor
from models.plan import Cost, CostKind, Node, Purchase

Heading = tuple[Node, CostKind, str, str, str, str, str, str, str]
"""Node, kind, contract, nation, payer, budget line, purpose, recipient, project."""


def signed(figures: Figures) -> Check:
    """One strike of the menu, by a project in the plan or lines in operation, and one contract for a good of a line."""
    check = Check("Purchase contracts signed as offered", "contracts")
    purchases = Purchases(figures)
    for row in figures.plan[Purchase]:
        allowed = purchases.allows(row)
        check.holds(allowed, f"nobody may sign {row.strike} for {row.line} of {row.project}", "contracts")
    started = {move.project for _, move, _ in figures.started}
    meeting: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (contract, project), rows in purchases.bought.items():
        strikes = {row.strike for row in rows}
        check.at_most(len(strikes), 1, f"strikes of {contract} signed for {project}", "contracts")
        deal = purchases.deals[contract, project]
        check.holds(not deal.venture.moves or project in started, f"{contract} for {project}", "contracts")
        for name in deal.lines:
            meeting[name, deal.terms.good].add(contract)
    for (name, good), contracts in meeting.items():
        check.at_most(len(contracts), 1, f"contracts for {good} of {name}", "contracts")
    return check


def bought(figures: Figures) -> Check:
    """All that a contract covers while it is in force and nothing else; its minimum; take or pay to the last unit."""
    check = Check("Bought and paid for as contracts say")
    purchases = Purchases(figures)
    for key, rows in purchases.bought.items():
        amounts: dict[tuple[str, Node], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for row in rows:
            before = amounts[row.line, row.node]
            amounts[row.line, row.node] = (before[0] + row.bought, before[1] + row.short)
        deal = purchases.deals[key]
        for name in deal.lines:
            for node in figures.plan.nodes:
                _volumes(purchases, check, deal, name, node, amounts[name, node])
    return check


def _volumes(
    purchases: Purchases, check: Check, deal: Deal, name: str, node: Node, amounts: tuple[float, float]
) -> None:
    figures, terms = purchases.figures, deal.terms
    line, unit, (delivered, short) = figures.case.lines[name], figures.unit(terms.good), amounts
    where = f"{terms.contract} of {name} for {deal.venture.name}, {node.year}"
    reach = purchases.reach(deal, line, node)
    if reach is None:
        check.equal(delivered, 0.0, f"bought while not in force: {where}", unit)
        check.equal(short, 0.0, f"paid for while not in force: {where}", unit)
        return
    covered = purchases.offtake.part(deal, line) * figures.made.get((name, node), NOTHING).total
    check.equal(delivered, covered, f"bought: {where}", unit)
    check.at_most(terms.least * reach.share, delivered, f"least: {where}", unit)
    due = terms.take_or_pay * reach.full * reach.share
    check.equal(short, max(0.0, due - delivered), f"paid for though not made: {where}", unit, scale=due)


def paid(figures: Figures) -> Check:
    """Every payment is what purchases and the years after the last one ask; no contract costs its firm money."""
    check = Check("Contract payments worked out again", "million")
    purchases = Purchases(figures)
    due: dict[Heading, float] = defaultdict(float)
    for payment in (*purchases.payments, *_later(purchases)):
        due[_heading(payment)] += payment.amount
    said: dict[Heading, float] = defaultdict(float)
    for row in figures.plan[Cost]:
        if row.instrument == CONTRACTS and row.kind != "public funds":
            heading = (row.node, row.kind, row.item, row.nation, row.payer, row.budget_line)
            said[*heading, row.purpose, row.recipient, row.project] += row.amount
            check.holds(row.promised is None, f"{row.item} to {row.project} is not promised at a start", "payments")
    for key in dict.fromkeys((*due, *said)):
        node, contract, purpose, project = key[0], key[2], key[6], key[8]
        where = f"{purpose}: {contract} to {project}, {node.year}"
        check.equal(said.get(key, 0.0), due.get(key, 0.0), where)
    for contract, project in purchases.bought:
        worth = purchases.worth(purchases.deals[contract, project])
        check.at_most(0.0, worth, f"{contract} costs {project} money")
    return check


def _later(purchases: Purchases) -> Iterator[Payment]:
    """Contract years after the last one planned, worth at its end to the payer."""
    figures = purchases.figures
    last, rate = figures.plan.nodes.nodes[-1], figures.case.settings.discount_rate
    for each in purchases.later:
        amount = annuity_factor(rate, each.years) * each.paid
        yield Payment(each.deal, each.line, last, "support later", AFTER, amount, 0.0)


def _heading(payment: Payment) -> Heading:
    terms, line = payment.deal.terms, payment.line
    money = (payment.node, payment.kind, terms.contract, line.nation, terms.payer, terms.budget_line or "")
    return (*money, payment.purpose, line.firm or "owner not known", payment.deal.venture.name)

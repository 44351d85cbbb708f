"""Checks of firms: every start and every year of staying pays, and the plan says so item by item."""

from __future__ import annotations

from models.auditing.check import TOLERANCE, Check
from models.auditing.figures import Figures
from models.auditing.firms import Firms
from models.plan import Participation, Staying

ITEMS = ("margin", "fixed_cost", "capital", "later", "support", "forgone", "premium")
"""Columns of `Participation` that are money."""


def size_of(row: Participation) -> float:
    """Size of the numbers that a slack is the difference of."""
    return max(abs(float(getattr(row, item))) for item in ITEMS)


def participation(figures: Figures) -> Check:
    """Margin, support and what comes later pay for capital, fixed cost, the value forgone and the premium, and leave no
    more to those who take an offer than its windfall cap allows.
    """
    check, firms = Check("Every project in the plan pays its firm", "million"), Firms(figures)
    for row in firms.participations:
        asked, got = row.forgone + row.premium, row.without_support + row.support
        check.at_most(asked, got, f"{row.venture}, started {row.start.year}", scale=size_of(row))
        for each in firms.agreements.get(row.venture, ()):
            terms = figures.ventures.terms.get(each.offer.offer)
            if terms is not None and terms.most_windfall is not None and each.taken > TOLERANCE:
                where = f"windfall of {row.venture} with {each.offer.offer}"
                check.at_most(row.slack, terms.most_windfall, where, scale=size_of(row))
    return check


def staying(figures: Figures) -> Check:
    """From every year on, what is to come and would be paid back is worth at least what leaving would bring."""
    check = Check("No firm would rather leave in any year", "million")
    for row in Firms(figures).stayings:
        scale = max(abs(row.to_come), row.pay_back)
        check.at_most(row.leaving, row.to_come + row.pay_back, f"{row.venture}, {row.node.year}", scale=scale)
    return check


def accounts(figures: Figures) -> Check:
    """What the plan says of firms is what its quantities and payments give, item by item."""
    check = Check("Firms' accounts worked out again", "million")
    firms = Firms(figures)
    worth = {(row.venture, row.start): row for row in firms.participations}
    said = {(row.venture, row.start): row for row in figures.plan[Participation]}
    for venture, start in dict.fromkeys((*worth, *said)):
        one, other, where = worth.get((venture, start)), said.get((venture, start)), f"{venture}, started {start.year}"
        check.holds(one is not None and other is not None and one.firm == other.firm, where, "accounts")
        if one is not None and other is not None:
            for item in ITEMS:
                here, there = getattr(one, item), getattr(other, item)
                check.equal(here, there, f"{item.replace('_', ' ')} of {where}", scale=size_of(one))
    _staying_accounts(firms, check)
    return check


def _staying_accounts(firms: Firms, check: Check) -> None:
    worth = {(row.venture, row.node): row for row in firms.stayings}
    said = {(row.venture, row.node): row for row in firms.figures.plan[Staying]}
    for venture, node in dict.fromkeys((*worth, *said)):
        one, other, where = worth.get((venture, node)), said.get((venture, node)), f"staying of {venture}, {node.year}"
        check.holds(one is not None and other is not None, where, "accounts")
        if one is not None and other is not None:
            scale = max(abs(one.to_come), one.pay_back, one.leaving)
            check.equal(one.to_come, other.to_come, f"{where}: to come", scale=scale)
            check.equal(one.pay_back, other.pay_back, f"{where}: pay back", scale=scale)
            check.equal(one.leaving, other.leaving, f"{where}: gain from leaving", scale=scale)

"""How support is paid: one posting for payer and firm, one for what raising the money costs, one for what is lent."""

from __future__ import annotations

from dataclasses import dataclass

from models.case import Line, Support
from models.plan import CostKind, Node
from models.program import PUBLIC_FUNDS, Cash, CashItem, Money, Program, Term

NAME = "incentives"


@dataclass(frozen=True)
class Paid:
    """A payment of support: of which offer, to which venture's line, when, agreed when (None: earned as paid)."""

    offer: Support
    venture: str
    line: Line
    node: Node
    promised: Node | None


def pay(program: Program, paid: Paid, amount: Term, item: CashItem | None, kept: float) -> None:
    """Post a payment: to the payer, to a venture's firm (`item` None: it decides nothing), and to public funds."""
    heading = _heading(paid, "support", paid.offer.instrument)
    cash = Cash(paid.venture, paid.node, item) if item is not None else None
    program.pay(NAME, heading, amount, cash, kept)
    program.charge(NAME, _heading(paid, "public funds", PUBLIC_FUNDS), amount)


def lend(program: Program, paid: Paid, amount: Term) -> None:
    """Post what is lent, which counts in a budget that charges principal and nowhere else."""
    program.pay(NAME, _heading(paid, "lending", f"{paid.offer.instrument}, principal"), amount)


def _heading(paid: Paid, kind: CostKind, purpose: str) -> Money:
    offer, line = paid.offer, paid.line
    return Money(
        node=paid.node,
        kind=kind,
        item=offer.offer,
        nation=line.nation,
        payer=offer.payer,
        purpose=purpose,
        recipient=line.firm or "owner not known",
        project=paid.venture or line.name,
        budget_line=offer.budget_line or "",
        promised=paid.promised,
    )

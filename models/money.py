"""The objective and the cost rows: two views of the one cost ledger, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from models.case import Case
from models.plan import SUPPORT, Cost, CostKind
from models.program import Money, Program, Term


def counted(case: Case) -> tuple[CostKind, ...]:
    """Kinds of posting that the objective counts (C3).

    A transfer moves money inside the alliance and costs it nothing; so does support where lines are valued at what
    they cost, for it pays part of that cost. At selling prices it is all that the alliance pays beyond them.
    """
    always: tuple[CostKind, ...] = ("resource", "penalty", "public funds")
    return always if case.counts_capital else (*always, *SUPPORT)


def objective(program: Program) -> Term:
    """Present value of every counted posting, million."""
    nodes, kinds = program.sets.nodes, counted(program.case)
    return pyo.quicksum(
        nodes.weight(heading.node) * term for _, heading, _, term in program.cost.postings() if heading.kind in kinds
    )


def cost_rows(program: Program, value: Callable[[Term], float]) -> tuple[Cost, ...]:
    """Every posting that is not nothing, undiscounted; postings of one instrument under one heading added up."""
    amounts: dict[tuple[str, Money], float] = {}
    for instrument, heading, _, term in program.cost.postings():
        key = (instrument, heading)
        amounts[key] = amounts.get(key, 0.0) + value(term)
    return tuple(
        Cost(
            node=heading.node,
            kind=heading.kind,
            instrument=instrument,
            item=heading.item,
            nation=heading.nation,
            payer=heading.payer,
            purpose=heading.purpose,
            recipient=heading.recipient,
            project=heading.project,
            amount=amount,
            budget_line=heading.budget_line,
            promised=heading.promised,
        )
        for (instrument, heading), amount in amounts.items()
        if amount
    )

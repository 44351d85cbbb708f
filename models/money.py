"""The objective and the cost rows: two views of the one cost ledger, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable

import pyomo.environ as pyo

from models.plan import Cost, CostKind
from models.program import Money, Program, Term

COUNTED: tuple[CostKind, ...] = ("resource", "penalty")
"""Kinds of posting that the objective counts; a transfer moves money inside the alliance and costs it nothing."""


def objective(program: Program) -> Term:
    """Present value of every counted posting, million."""
    nodes = program.sets.nodes
    return pyo.quicksum(
        nodes.weight(heading.node) * term for _, heading, _, term in program.cost.postings() if heading.kind in COUNTED
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
        )
        for (instrument, heading), amount in amounts.items()
        if amount
    )

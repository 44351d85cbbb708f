"""What lines earn by themselves, worked out again from their output."""

from __future__ import annotations

from dataclasses import dataclass

from models.auditing.figures import NOTHING, Figures
from models.case import Line, Move
from models.plan import Node


def earned(figures: Figures, line: Line, node: Node) -> float:
    """Sales less inputs and running cost before tax, million; what is discarded is not sold, and costs its disposal."""
    case = figures.case
    made = figures.made.get((line.name, node), NOTHING).total
    total = figures.ventures.margin(line, node.year) * made
    disposal = case.process(line).disposal
    for row in figures.discarded.get((line.name, node), ()):
        price = case.price(row.good, line.nation, node.year) or 0.0
        total -= (price + disposal.get(row.good, 0.0)) * row.total
    return total


@dataclass(frozen=True)
class LastYear:
    """What a plant brings in the last year after tax and fixed cost, million.

    `as_it_was`; `by_itself` what it would go on bringing without any contract: a recipe that loses money is dropped,
    and so is the plant.
    """

    as_it_was: float
    by_itself: float


def last_year(figures: Figures, move: Move) -> LastYear:
    """The last year planned of a plant."""
    lines = figures.ventures.lines_of(move)
    tax = figures.ventures.finance(lines[0]).tax
    brought = [earned(figures, line, figures.plan.nodes.nodes[-1]) for line in lines]
    best = sum(max(0.0, each) for each in brought) - move.fixed_cost
    return LastYear((1.0 - tax) * (sum(brought) - move.fixed_cost), (1.0 - tax) * max(0.0, best))

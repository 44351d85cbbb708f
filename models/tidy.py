"""Which of equally cheap plans is shown: least support, by payers in order, least exposed deliveries, least trade.

The search leaves grades, flows and the split between payers arbitrary where nothing presses. Each step is an LP with
the integers fixed, at the cost (and the aims) of the step before; rows it needs stand on the solver's stack and come
off again. Where there is support, a last step takes back what the tolerances of the others gave away in money.
"""

from __future__ import annotations

import numpy as np

from models.handover import HandOver
from models.highs import Highs, SolverError, Vector
from models.plan import SUPPORT
from models.program import Program
from models.sets import DIRTY

TOLERANCE = 1e-10
"""Relative amount by which an earlier aim may suffer for a later one: below every tolerance of the audit."""
LOANS_LAST = 0.5
"""Half a place among payers: a loan of one payer comes after its grants and before the next payer's."""


class Tidier:
    """Tidies solutions of one program."""

    def __init__(self, program: Program, handover: HandOver, highs: Highs) -> None:
        self._highs = highs
        self._integers = np.flatnonzero(handover.arrays.integer).tolist()
        self._cost = handover.arrays.cost
        self._aims = [*_exposed_deliveries(program, handover), _trade(program, handover)]
        if program.sets.ventures.decide:
            self._aims = [*_support(program, handover), *self._aims, self._cost]

    def tidy(self, values: Vector) -> Vector:
        """An equally cheap solution with the same integers; the one given where a step finds nothing better."""
        highs, stack = self._highs, self._highs.rows
        whole = {column: float(round(values[column])) for column in self._integers}
        try:
            with highs.fixed(whole):
                self._hold(self._cost, values)
                for aim in self._aims:
                    tidier = self._least(aim)
                    if tidier is None:
                        break
                    values = tidier
                    self._hold(aim, values)
        finally:
            highs.drop_rows_from(stack)
        return values

    def _least(self, aim: Vector) -> Vector | None:
        """Solution with the least of one aim; None where the solver cannot find it within its tolerances."""
        try:
            with self._highs.objective(aim):
                return self._highs.solve_relaxation().values
        except SolverError:
            return None

    def _hold(self, aim: Vector, values: Vector) -> None:
        level = float(aim @ values)
        terms = {int(column): float(aim[column]) for column in np.flatnonzero(aim)}
        if terms:
            self._highs.add_row(terms, upper=level + TOLERANCE * max(1.0, abs(level)))


def _support(program: Program, handover: HandOver) -> list[Vector]:
    """All support; then support by the place of its payer (C.6): host, the firm's home, order of the sheet, last ones.

    What is lent counts a little more than what is given, so that of two offers alike a grant goes before a loan.
    """
    least, ordered = np.zeros(len(handover.variables)), np.zeros(len(handover.variables))
    ventures, nodes = program.sets.ventures, program.sets.nodes
    for _, heading, _, term in program.cost.postings():
        if heading.kind in SUPPORT:
            firm = program.case.firms.get(heading.recipient)
            rank = ventures.payer_rank(heading.payer, heading.nation, firm.home_nation if firm is not None else None)
            place = rank + (LOANS_LAST if ventures.lends(heading.item) else 0.0)
            for column, value in handover.terms(term).items():
                least[column] += nodes.weight(heading.node) * value
                ordered[column] += place * nodes.weight(heading.node) * value
    return [least, ordered]


def _exposed_deliveries(program: Program, handover: HandOver) -> list[Vector]:
    """Share of due deliveries that is dirty, a vector a priority, most urgent first; outlets do not count."""
    aims: dict[int, Vector] = {}
    for (need, node, grade), variable in program.delivered.items():
        demand = program.sets.demand_row(need, node)
        if grade == DIRTY and demand is not None and demand.kind != "outlet":
            aim = aims.setdefault(program.case.priority(demand), np.zeros(len(handover.variables)))
            aim[handover.column(variable)] = 1.0 / program.sets.due(need, node)
    return [aims[priority] for priority in sorted(aims)]


def _trade(program: Program, handover: HandOver) -> Vector:
    """All flows, each as a share of the most that can be needed of its good."""
    aim = np.zeros(len(handover.variables))
    for (link, node, _), variable in program.sent.items():
        aim[handover.column(variable)] = 1.0 / max(1.0, program.sets.most_needed[link.good, node.year])
    return aim

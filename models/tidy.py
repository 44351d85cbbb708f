"""Which of equally cheap plans is shown: least exposed deliveries by priority, then least trade.

The search leaves grades and flows arbitrary where nothing presses. Each step is an LP with the integers fixed, at the
cost (and the exposure) of the step before; rows it needs stand on the solver's stack and come off again.
"""

from __future__ import annotations

import numpy as np

from models.handover import HandOver
from models.highs import Highs, SolverError, Vector
from models.program import Program
from models.sets import DIRTY

TOLERANCE = 1e-10
"""Relative amount by which an earlier aim may suffer for a later one: below every tolerance of the audit."""


class Tidier:
    """Tidies solutions of one program."""

    def __init__(self, program: Program, handover: HandOver, highs: Highs) -> None:
        self._highs = highs
        self._integers = np.flatnonzero(handover.arrays.integer).tolist()
        self._cost = handover.arrays.cost
        self._aims = [*_exposed_deliveries(program, handover), _trade(program, handover)]

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

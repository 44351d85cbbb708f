"""The program of a case with further columns, by which budgets, aid ceilings and firms may give way.

factor      multiplies what every row of Budgets has left: 1 unless it is free
over[b]     spent beyond row b of Budgets, and beyond[r, p] aid to project p beyond rule r
missing     money that a venture would need from somewhere: at once, which counts in C1, or in a year for running, which
            counts in C1 and in C1s of that year and of those before; at the firm's factors of C1

Columns that are not free are held at 1 and 0, so that the program is that of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyomo.environ as pyo
from scipy import sparse

from models.answers import read_plan
from models.build import build
from models.case import Budget, Case
from models.handover import HandOver, hand_over
from models.highs import Answer, Arrays, Highs, Vector
from models.instruments.budgets import left
from models.plan import Node, Plan, Status
from models.program import Aid, Program

MOST_FACTOR = 10_000.0
"""Largest factor on all budgets that is tried."""
RUNNING_WEIGHT = 1.001
"""Weight of money for running against money at once: where both do, the latter is meant."""
DUST = 1e-7
"""Added to what gives way while the rest of a plan is settled, million."""


class GivingWay:
    """A case's program that may give way; `factor`, `over`, `beyond`, `missing` are numbers of columns."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.program: Program = build(case)
        self._handover: HandOver = hand_over(self.program.model)
        self._own = len(self._handover.variables)
        self._columns: list[dict[int, float]] = []
        budgets = self._rows("C2")
        has_left = {row.row_id: left(row) for row in case[Budget]}
        self.factor = self._add({number: -has_left[name] for name, number in budgets.items()})
        self.over: Mapping[str, int] = {name: self._add({number: -1.0}) for name, number in budgets.items()}
        self.beyond: Mapping[Aid, int] = {aid: self._add({number: -1.0}) for aid, number in self._rows("C5").items()}
        self.missing: Mapping[int, float] = dict(self._missing())
        self._highs = Highs(self._arrays({number: has_left[name] for name, number in budgets.items()}))

    def _rows(self, label: str) -> dict[Any, int]:
        return {index: number for (name, index), number in self._handover.rows.items() if name == label}

    def _add(self, terms: dict[int, float]) -> int:
        self._columns.append(terms)
        return self._own + len(self._columns) - 1

    def _missing(self) -> Iterator[tuple[int, float]]:
        """Columns of money that ventures miss, each with its weight."""
        pays, stays, nodes = self._rows("C1"), self._rows("C1s"), self.program.sets.nodes
        ventures = self.program.sets.ventures
        for venture in ventures.all.values():
            own = {pays[venture.name]: 1.0} if venture.name in pays else {}
            if own:
                yield self._add(dict(own)), 1.0
            rate = ventures.finance(self.case.lines[venture.lines[0]]).real
            for node in nodes:
                path: tuple[Node, ...] = nodes.path(node)
                factor = (1.0 + rate) ** -len(path)
                rows = [*own, *(stays[venture.name, before] for before in path if (venture.name, before) in stays)]
                if len(rows) > len(own):
                    yield self._add(dict.fromkeys(rows, factor)), RUNNING_WEIGHT * factor

    def _arrays(self, has_left: Mapping[int, float]) -> Arrays:
        """The program's arrays with the further columns; what a budget has left stands at the factor instead."""
        own, count = self._handover.arrays, len(self._columns)
        rows = [row for terms in self._columns for row in terms]
        values = np.array([value for terms in self._columns for value in terms.values()])
        starts = np.cumsum([0, *(len(terms) for terms in self._columns)])
        further = sparse.csc_matrix((values, np.array(rows, dtype=np.int32), starts), (own.matrix.shape[0], count))
        row_upper = own.row_upper.copy()
        for row, amount in has_left.items():
            row_upper[row] -= amount
        lower, upper = np.zeros(count), np.full(count, np.inf)
        lower[0], upper[0] = 1.0, MOST_FACTOR
        return replace(
            own,
            cost=np.append(own.cost, np.zeros(count)),
            lower=np.append(own.lower, lower),
            upper=np.append(own.upper, upper),
            integer=np.append(own.integer, np.zeros(count, dtype=bool)),
            matrix=sparse.hstack([own.matrix, further], format="csc"),
            row_upper=row_upper,
        )

    def search(self, aim: Mapping[int, float], free: Iterable[int], *, gap: float, seconds: float) -> Answer:
        """The plan with the least of an aim (weight by column; none: any plan), with the columns of it and `free`
        ones free.
        """
        weights = np.zeros(self._own + len(self._columns))
        for column, weight in aim.items():
            weights[column] = weight
        with self._highs.objective(weights), self._highs.fixed(self._held({*aim, *free})):
            return self._highs.solve(gap=gap, seconds=seconds)

    def _held(self, free: set[int]) -> dict[int, float]:
        further = range(self._own, self._own + len(self._columns))
        return {column: float(column == self.factor) for column in further if column not in free}

    def cheapest(self, values: Vector, given: Mapping[int, float], free: Iterable[int], seconds: float) -> Plan | None:
        """The cheapest plan with the choices of a solution, with some columns given and some free; None: not found."""
        held = {**self._held({*free}), **given}
        with self._highs.fixed(held):
            answer = self._highs.polish(values, seconds=seconds)
        if answer.values is None:
            return None
        return read_plan(self.program, self._handover, answer.values[: self._own], Status.PROVED, answer.bound)

    def aid(self, key: Aid) -> tuple[float, float]:
        """Aid and ceiling under a rule in the plan read last, million as its row counts them."""
        ledger = self.program.aid
        return float(pyo.value(ledger.total("amount", key))), float(pyo.value(ledger.total("ceiling", key)))

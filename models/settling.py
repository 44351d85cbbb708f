"""From what a search found to a plan: choices of support alone made exactly, strikes of purchase contracts made whole.

A search among many projects lets the strikes of a contract mix: that is their hull, so its bound holds for whole
strikes as well (C.4). Once the projects are known the strikes are chosen, everything else that is a yes or no held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.handover import HandOver
from models.highs import Answer, Arrays, Highs, SolverError
from models.instruments.contracts import mixable
from models.lagrange import Lagrange
from models.program import Program

LEAST_SECONDS = 30.0
"""Time that a plan already found has for its last exact step, even after the time limit."""
Cut = tuple[Mapping[int, float], float]
"""A row on integer columns that rules out plans found before: terms and least value."""


@dataclass(frozen=True)
class Settled:
    """A plan with whole strikes, and what it costs more than if they could mix, million; 0 where none were mixed."""

    answer: Answer
    strike_loss: float


class Settler:
    """Two solvers of one program, with strikes that may mix and with whole ones; one and the same where none do.

    Args:
        program: the program.
        handover: its arrays.
        joining: by row, whether it joins the years of a project or a payer.
        mixing: whether searches may mix strikes.
    """

    def __init__(self, program: Program, handover: HandOver, joining: NDArray[np.bool_], *, mixing: bool) -> None:
        self._joining = joining
        self._whole_arrays = handover.arrays
        strikes = [handover.column(choice) for choice in mixable(program)] if mixing else []
        integer = handover.arrays.integer.copy()
        integer[strikes] = False
        self._mixes = bool(strikes)
        self.arrays: Arrays = replace(handover.arrays, integer=integer)
        self.searched = Highs(self.arrays)
        self.whole = Highs(handover.arrays) if strikes else self.searched

    def settle(self, exact: Answer, seconds: float) -> Settled | None:
        """The same projects, sizes and years with whole strikes; None where none was found: they may
        be too dear for the budgets, or the time too short.

        Raises:
            SolverError: no plan is left once the integers are rounded.
        """
        mixed = self._made_exact(self.searched, self.arrays, exact, seconds)
        if not self._mixes:
            return Settled(mixed, 0.0)
        if mixed.values is None:
            return None
        whole = self._made_exact(self.whole, self._whole_arrays, mixed, seconds)
        if whole.values is None:
            return None
        return Settled(whole, max(0.0, whole.objective - mixed.objective))

    def search(self, cuts: list[Cut], gap: float, seconds: float) -> Answer:
        """A search with whole strikes among all plans that are not ruled out: where those found cannot be had so."""
        own, searcher = self.whole.rows, Lagrange(self._whole_arrays, self.whole, self._joining)
        try:
            for terms, least in cuts:
                searcher.add_row(terms, lower=least)
            return searcher.solve(gap=gap, seconds=seconds)
        finally:
            self.whole.drop_rows_from(own)

    def with_starts(self, held: Mapping[int, float], gap: float, seconds: float) -> Answer:
        """The best plan with whole strikes and some columns held, as far as the time goes."""
        with self.whole.fixed(held):
            answer = self.whole.solve(gap=gap, seconds=seconds)
            if answer.values is None:
                return answer
            return replace(polished(self.whole, answer.values), outcome=answer.outcome, bound=answer.bound)

    def _made_exact(self, highs: Highs, arrays: Arrays, found: Answer, seconds: float) -> Answer:
        """The best plan that differs in choices about support alone; within a gap they may lie loose."""
        assert found.values is not None
        free = self._loose | (frozenset(np.flatnonzero(arrays.integer & ~self.arrays.integer).tolist()))
        if not free:
            return found
        held = {
            column: float(round(found.values[column]))
            for column in np.flatnonzero(arrays.integer).tolist()
            if column not in free
        }
        with highs.fixed(held):
            best = highs.solve(gap=0.0, seconds=max(LEAST_SECONDS, seconds))
        if best.values is not None:
            return polished(highs, best.values)
        return best if highs is not self.searched else found

    @cached_property
    def _loose(self) -> frozenset[int]:
        """Integer columns that stand in joining rows alone, strikes that may mix apart."""
        rows = self.arrays.matrix.tocsr()
        joined, elsewhere = (rows[part].getnnz(axis=0) > 0 for part in (self._joining, ~self._joining))
        return frozenset(np.flatnonzero(self.arrays.integer & joined & ~elsewhere).tolist())


def polished(highs: Highs, values: NDArray[np.float64]) -> Answer:
    """The integers of a solution rounded, all else solved again.

    Raises:
        SolverError: no plan is left.
    """
    exact = highs.polish(values)
    if exact.values is None:
        raise SolverError("no plan is left once the integers are rounded")
    return exact

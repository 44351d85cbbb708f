"""Search of a program whose years are joined by a few rows: those rows are priced for the bound (Geoffrion 1974).

A firm's participation joins the years of a project, a budget those of a payer; without such rows the program falls
into blocks and `benders` is fast. So they leave it and enter its cost at prices y, the duals of the relaxation:

    priced cost = cost - A'y,  offset + b'y          b the bound that a row presses against; y has the sign that fits

A whole choice that is feasible in the program costs there no more than in the program itself, so the bound of the
priced program is one for the program. Plans are sought in the program itself: first among choices on which relaxation
and priced program do not agree, then among more, at last among all. No case in here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csgraph

from models.benders import LEAST_GAP, Benders
from models.highs import Answer, Arrays, Highs, Outcome, Progress, SolverError, Vector

NOTHING = 1e-9
"""Prices and priced costs below this are rounding dust."""
PRICED_SHARE = 0.1
"""Share of the gap asked for to which the priced program is solved."""
NEAR_SHARE = 0.25
"""Share of the gap asked for to which a search among some choices goes."""
WHOLE = 1e-6
"""Difference up to which a relaxed choice agrees with a whole one."""
WIDENED = (0.2, 0.4, 1.0)
"""Share of the choices that agree which each search sets free, least reduced cost first; the last one: all."""


def without_rows(arrays: Arrays, left_out: NDArray[np.bool_]) -> Arrays:
    """The same program without some rows."""
    kept = ~left_out
    return replace(
        arrays,
        matrix=arrays.matrix.tocsr()[kept].tocsc(),
        row_lower=arrays.row_lower[kept],
        row_upper=arrays.row_upper[kept],
    )


class Lagrange:
    """Searches the same program as a `Highs` of its arrays, with the same words: rows on a stack, columns fixed.

    Args:
        arrays: the whole program.
        whole: a solver that holds it.
        joining: by row, whether it joins what would otherwise be blocks.
    """

    def __init__(self, arrays: Arrays, whole: Highs, joining: NDArray[np.bool_]) -> None:
        self._arrays = arrays
        self._whole = whole
        self._joining = joining
        self._integers = np.flatnonzero(arrays.integer)
        self._priced: list[_Priced] = []
        self._watcher: Callable[[Progress], bool] | None = None
        self._stack: list[tuple[Mapping[int, float], float, float]] = []
        self._held: dict[int, float] = {}

    @property
    def rows(self) -> int:
        """Number that the next row on the stack will bear."""
        return self._whole.rows

    def add_row(self, terms: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> int:
        """Put a row on integer columns on the stack."""
        self._stack.append((terms, lower, upper))
        for priced in self._priced:
            priced.add_row(terms, lower, upper)
        return self._whole.add_row(terms, lower, upper)

    def drop_rows_from(self, number: int) -> None:
        """Take off every row from this number on."""
        own = self._arrays.matrix.shape[0]
        del self._stack[max(0, number - own) :]
        for priced in self._priced:
            priced.keep_rows(len(self._stack))
        self._whole.drop_rows_from(max(number, own))

    @contextlib.contextmanager
    def fixed(self, values: Mapping[int, float]) -> Iterator[None]:
        """Integer columns fixed at values for a while."""
        self._held = {**values}
        try:
            with self._whole.fixed(values):
                yield
        finally:
            self._held = {}

    def watch(self, watcher: Callable[[Progress], bool]) -> None:
        """Tell a watcher how every search goes."""
        self._watcher = watcher
        self._whole.watch(watcher)

    def relaxation_bound(self) -> float:
        """Bound from the relaxation of the whole program."""
        return self._whole.relaxation_bound()

    def solve(self, *, gap: float = 0.0, seconds: float = np.inf) -> Answer:
        """Search to a relative gap; with columns fixed, where little is left to choose, without prices."""
        if self._held or gap < LEAST_GAP:
            return self._whole.solve(gap=gap, seconds=seconds)
        deadline = time.monotonic() + seconds
        relaxation = self._whole.solve_relaxation(seconds=seconds)
        if relaxation.row_duals is None or relaxation.outcome is not Outcome.OPTIMAL:
            return relaxation
        if not self._priced:
            self._price(relaxation.row_duals[: len(self._joining)])
        priced = [found for each in self._priced if (found := each.solve(gap, deadline - time.monotonic())) is not None]
        if not priced:
            return self._whole.solve(gap=gap, seconds=deadline - time.monotonic())
        choice = max(priced, key=lambda answer: answer.bound)
        if choice.values is None:
            return Answer(choice.outcome, None, np.inf, max(choice.bound, relaxation.bound))
        return self._search(_Known(gap, deadline, relaxation, choice))

    def _price(self, prices: Vector) -> None:
        """One more priced program, kept: what it learns serves every later search."""
        priced = _Priced(self._arrays, np.where(self._joining, prices, 0.0), self._joining)
        if self._watcher is not None:
            priced.watch(self._watcher)
        for terms, lower, upper in self._stack:
            priced.add_row(terms, lower, upper)
        self._priced.append(priced)

    def _search(self, known: _Known) -> Answer:
        """Plans among ever more choices, until the best is proved by the bound of a priced program or by its own."""
        agreed = self._agreed(known)
        for share in WIDENED:
            held = dict(list(agreed.items())[round(share * len(agreed)) :])
            with self._whole.fixed(held):
                answer = self._whole.solve(
                    gap=NEAR_SHARE * known.gap if held else known.gap, seconds=known.seconds_left, enough=known.enough
                )
            known.learn(answer, everything=not held)
            if not known.proved and len(self._priced) == 1 and known.values is not None:
                known.raise_bound(self._price_between(known))
            if known.proved or answer.outcome in (Outcome.TIME_LIMIT, Outcome.INTERRUPTED):
                break
        return known.answer(answer)

    def _price_between(self, known: _Known) -> float:
        """Bound at prices half way to the duals that hold with the choices of the best plan, where it is in play."""
        assert known.values is not None
        exact = self._whole.polish(known.values)
        if exact.row_duals is None or exact.values is None or known.relaxation.row_duals is None:
            return -np.inf
        first = known.relaxation.row_duals[: len(self._joining)]
        in_play = (abs(self._arrays.matrix) @ np.abs(exact.values)) > NOTHING
        own = np.where(self._groups_in_play(in_play), exact.row_duals[: len(self._joining)], first)
        self._price((first + own) / 2.0)
        found = self._priced[-1].solve(known.gap, known.seconds_left)
        return -np.inf if found is None else found.bound

    def _groups_in_play(self, in_play: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Rows of a project or a payer are in play together: joining rows linked by columns that only they hold."""
        rows = np.flatnonzero(self._joining)
        matrix = self._arrays.matrix.tocsr()
        alone = matrix[~self._joining].getnnz(axis=0) == 0
        links = (abs(matrix[rows][:, alone]) > 0).astype(int)
        _, group = csgraph.connected_components(links @ links.T, directed=False)
        active = np.unique(group[in_play[rows]])
        result = np.zeros(len(self._joining), dtype=bool)
        result[rows] = np.isin(group, active)
        return result

    def _agreed(self, known: _Known) -> dict[int, float]:
        """Choices on which relaxation and priced program agree, those that cost least to undo first."""
        relaxation = known.relaxation
        assert relaxation.values is not None
        assert relaxation.row_duals is not None
        assert known.choice.values is not None
        one, other = relaxation.values[self._integers], known.choice.values[self._integers]
        same = np.abs(one - np.round(other)) < WHOLE
        own = relaxation.row_duals[: len(self._joining)]
        reduced = np.abs(self._arrays.cost - self._arrays.matrix.T @ own)[self._integers]
        order = sorted(np.flatnonzero(same).tolist(), key=lambda place: (reduced[place], place))
        return {int(self._integers[place]): float(np.round(other[place])) for place in order}


class _Known:
    """What a search has found: the best plan so far, and a bound on all."""

    def __init__(self, gap: float, deadline: float, relaxation: Answer, choice: Answer) -> None:
        self.gap = gap
        self._deadline = deadline
        self.relaxation = relaxation
        self.choice = choice
        self.bound = max(relaxation.bound, choice.bound)
        self.values: Vector | None = None
        self.objective = np.inf

    @property
    def seconds_left(self) -> float:
        """Until the time limit."""
        return self._deadline - time.monotonic()

    @property
    def enough(self) -> float:
        """Objective of a plan that the bound proves to the gap."""
        return self.bound / (1.0 - self.gap) if self.bound >= 0.0 else self.bound / (1.0 + self.gap)

    @property
    def proved(self) -> bool:
        """Whether the best plan is proved to the gap."""
        return self.values is not None and self.objective <= self.enough

    def learn(self, answer: Answer, *, everything: bool) -> None:
        """A better plan; and a bound, where the search was among `everything`."""
        if answer.objective < self.objective:
            self.values, self.objective = answer.values, answer.objective
        if everything:
            self.raise_bound(answer.bound)

    def raise_bound(self, bound: float) -> None:
        """A bound on all plans."""
        self.bound = max(self.bound, bound)

    def answer(self, last: Answer) -> Answer:
        """The best plan, proved or not; or how the last search ended that found none."""
        if self.values is None:
            return last
        outcome = Outcome.OPTIMAL if self.proved else last.outcome
        return Answer(outcome, self.values, self.objective, min(self.bound, self.objective))


class _Priced:
    """The program without the joining rows, at their prices; it falls into blocks and bounds the program from below."""

    def __init__(self, arrays: Arrays, prices: Vector, joining: NDArray[np.bool_]) -> None:
        pressed = np.where(prices > 0.0, arrays.row_lower, arrays.row_upper)
        prices = np.where((np.abs(prices) > NOTHING) & np.isfinite(pressed), prices, 0.0)
        cost = arrays.cost - arrays.matrix.T @ prices
        cost[np.abs(cost) < NOTHING] = 0.0
        kept = arrays.matrix.tocsr()[~joining]
        self._columns = np.flatnonzero(arrays.integer | (kept.getnnz(axis=0) > 0))
        alone = np.setdiff1d(np.arange(len(cost)), self._columns)
        self._values = np.where(cost >= 0.0, arrays.lower, arrays.upper)
        offset = arrays.offset + float(prices[prices != 0.0] @ pressed[prices != 0.0])
        offset += float(np.dot(cost[alone][cost[alone] != 0.0], self._values[alone][cost[alone] != 0.0]))
        mine = self._columns
        part = Arrays(
            cost[mine], offset, arrays.lower[mine], arrays.upper[mine], arrays.integer[mine],
            kept[:, mine].tocsc(), arrays.row_lower[~joining], arrays.row_upper[~joining],
        )  # fmt: skip
        self._place = {int(column): place for place, column in enumerate(mine)}
        self._own = part.matrix.shape[0]
        self._searcher = Benders(part, Highs(part))

    def add_row(self, terms: Mapping[int, float], lower: float, upper: float) -> None:
        """Put a row on integer columns on the stack."""
        self._searcher.add_row({self._place[column]: value for column, value in terms.items()}, lower, upper)

    def keep_rows(self, count: int) -> None:
        """Take off all but so many rows of the stack."""
        self._searcher.drop_rows_from(self._own + count)

    def watch(self, watcher: Callable[[Progress], bool]) -> None:
        """Tell a watcher how the search goes."""
        self._searcher.watch(watcher)

    def solve(self, gap: float, seconds: float) -> Answer | None:
        """A choice of the whole program's columns, and a bound for it; None where the search by blocks stood still."""
        try:
            answer = self._searcher.solve(gap=max(PRICED_SHARE * gap, LEAST_GAP), seconds=seconds)
        except SolverError:
            return None
        if answer.values is None:
            return answer
        values = np.where(np.isfinite(self._values), self._values, 0.0)
        values[self._columns] = answer.values
        return Answer(answer.outcome, values, answer.objective, answer.bound)

"""Search by decomposition: yes-or-no choices in a master program, the rest in independent linear blocks.

With the integer columns fixed, the program of a case without storage falls apart into a block a year. The master
holds the integer columns and an estimate of the cost of each block; it is solved to a gap, each block answers with
its true cost, or that it has no solution, and with a row that tells the master so (Benders 1962):

optimality   estimate[b] >= cost[b](v^) + sum_i r[i] (v[i] - v^[i])        r = reduced cost of choice i in the block
feasibility  0 >= miss[b](v^) + sum_i r[i] (v[i] - v^[i])                  miss = least sum of violated rows

Both hold for every choice because an LP is convex in its right-hand sides, so the master's bound is a bound on the
whole program, and rows found in one search serve the next. Blocks are read from the matrix; no case in here.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from models.highs import Answer, Arrays, Highs, Outcome, Progress, SolverError, Vector

SATISFIED = 1e-7
"""Relative amount by which an estimate may lie below the true cost of a block."""
NOTHING = 1e-9
"""Sum of violated rows below which a block has a solution; coefficients below it are left out of a row."""
LP_ROUNDS = 200
"""Rounds of rows from the relaxation, before the first search."""
FIRST_GAP = 1e-3
"""Relative gap of the first, loose search; later ones close in on the gap asked for."""
LAST_STRETCH = 0.9
"""Share of the gap asked for to which the master is solved at last, so that estimates may lag a little."""


LEAST_GAP = 1e-6
"""Relative gap below which estimates that lag by `SATISFIED` could keep a search from ending."""

Row = tuple[dict[int, float], float, float]
"""A row of the master: coefficient by column, lower and upper bound."""


@dataclass(frozen=True)
class BlockAnswer:
    """A block's answer to a choice: its cost (or the sum of its violated rows), and how that moves with the choice."""

    feasible: bool
    amount: float
    slope: Vector
    values: Vector | None


class Block:
    """One linear block: its columns, and the rows through which the choices reach it."""

    def __init__(
        self, arrays: Arrays, columns: NDArray[np.intp], rows: NDArray[np.intp], link: sparse.csr_matrix
    ) -> None:
        part = arrays.matrix.tocsr()[rows][:, columns].tocsc()
        self.columns = columns
        self._link = link
        self._lower, self._upper = arrays.row_lower[rows], arrays.row_upper[rows]
        none = np.zeros(len(columns), dtype=bool)
        bounds = arrays.lower[columns], arrays.upper[columns]
        self._costs = Highs(Arrays(arrays.cost[columns], 0.0, *bounds, none, part, self._lower, self._upper))
        self._misses = Highs(_phase_one(part, *bounds, self._lower, self._upper))

    def ask(self, choice: Vector) -> BlockAnswer:
        """The block's answer to a choice, whole or fractional."""
        shift = self._link @ choice
        lower, upper = self._lower - shift, self._upper - shift
        answer = self._costs.resolve(lower, upper)
        feasible = answer.outcome is Outcome.OPTIMAL
        if not feasible:
            answer = self._misses.resolve(lower, upper)
        if answer.values is None or answer.row_duals is None:
            raise SolverError("a block of the program has no bounded solution")
        values = answer.values if feasible else None
        return BlockAnswer(feasible, answer.objective, -(self._link.T @ answer.row_duals), values)


def _phase_one(part: sparse.csc_matrix, low: Vector, high: Vector, row_lower: Vector, row_upper: Vector) -> Arrays:
    """The same rows, each of which may be missed from above and below at a cost of one a unit."""
    rows, columns = part.shape
    unit = sparse.identity(rows, format="csc")
    return Arrays(
        cost=np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        offset=0.0,
        lower=np.concatenate([low, np.zeros(2 * rows)]),
        upper=np.concatenate([high, np.full(2 * rows, np.inf)]),
        integer=np.zeros(columns + 2 * rows, dtype=bool),
        matrix=sparse.hstack([part, unit, -unit]).tocsc(),
        row_lower=row_lower,
        row_upper=row_upper,
    )


class Benders:
    """Searches the same program as a `Highs` of its arrays, with the same words: rows on a stack, columns fixed."""

    def __init__(self, arrays: Arrays, whole: Highs) -> None:
        self._arrays = arrays
        self._whole = whole
        self._choices = np.flatnonzero(arrays.integer)
        self._place = {int(column): i for i, column in enumerate(self._choices)}
        split = _split(arrays)
        self.blocks = tuple(Block(arrays, *part) for part in split.parts)
        self._master = Highs(_master(arrays, split.master_rows, len(self.blocks)))
        self._stack: list[Row] = []
        self._own_rows = self._master.rows
        self._related = False
        self._learned: list[Row] = []
        self._best = np.inf

    @property
    def rows(self) -> int:
        """Number that the next row on the stack will bear."""
        return self._arrays.matrix.shape[0] + len(self._stack)

    def add_row(self, terms: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> int:
        """Put a row on integer columns on the stack."""
        number = self.rows
        self._stack.append(({self._place[column]: value for column, value in terms.items()}, lower, upper))
        return number

    def drop_rows_from(self, number: int) -> None:
        """Take off every row from this number on."""
        del self._stack[max(0, number - self._arrays.matrix.shape[0]) :]

    @contextlib.contextmanager
    def fixed(self, values: Mapping[int, float]) -> Iterator[None]:
        """Integer columns fixed at values for a while."""
        with self._master.fixed({self._place[column]: value for column, value in values.items()}):
            yield

    def watch(self, watcher: Callable[[Progress], bool]) -> None:
        """Tell a watcher how every search goes; the incumbent is the best choice that the blocks have confirmed."""
        self._master.watch(lambda p: watcher(Progress(p.seconds, self._best, p.bound, p.nodes)))

    def relaxation_bound(self) -> float:
        """Bound from the master's relaxation, with the rows known so far."""
        with self._stacked():
            return self._master.solve_relaxation().bound

    def solve(self, *, gap: float = 0.0, seconds: float = np.inf) -> Answer:
        """Search to a relative gap.

        Raises:
            SolverError: a gap below `LEAST_GAP`, or a search that goes on without learning anything.
        """
        if gap < LEAST_GAP:
            raise SolverError(f"a gap of {gap:g} is too small for the search by blocks")
        deadline = time.monotonic() + seconds
        if not self._related:
            outcome = self._relate(deadline)
            if outcome is not Outcome.OPTIMAL:
                return Answer(outcome, None, np.inf, np.inf if outcome is Outcome.INFEASIBLE else -np.inf)
        with self._stacked():
            return self._search(gap, deadline)

    @contextlib.contextmanager
    def _stacked(self) -> Iterator[None]:
        """The user's rows stand above all rows of the blocks for the time of one search, and are put back below."""
        cuts_before = self._master.rows
        for terms, lower, upper in self._stack:
            self._master.add_row(terms, lower, upper)
        first_own, self._learned = cuts_before, []
        try:
            yield
        finally:
            self._master.drop_rows_from(first_own)
            for terms, lower, upper in self._learned:
                self._master.add_row(terms, lower, upper)

    def _relate(self, deadline: float) -> Outcome:
        """Rows from the relaxation: at its optimum, then wherever the master's relaxation goes."""
        start = self._whole.solve_relaxation(seconds=deadline - time.monotonic())
        if start.values is None or start.outcome is not Outcome.OPTIMAL:
            return start.outcome
        core = start.values[self._choices]
        self._ask_all(core, np.full(len(self.blocks), -np.inf))
        for _ in range(LP_ROUNDS):
            if time.monotonic() >= deadline:
                return Outcome.TIME_LIMIT
            answer = self._master.solve_relaxation()
            if answer.values is None:
                return answer.outcome
            choice, estimates = self._parts(answer.values)
            between = (core + choice) / 2.0
            news = self._ask_all(between, np.full(len(self.blocks), -np.inf))
            if not news or not self._ask_all(choice, estimates):
                break
            core = between
        self._forget_idle(answer)
        self._related = True
        return Outcome.OPTIMAL

    def _forget_idle(self, relaxation: Answer) -> None:
        """Keep the rows that hold the relaxation up; the others would only slow down every node."""
        duals = relaxation.row_duals
        self._master.drop_rows_from(self._own_rows)
        for number, row in enumerate(self._learned, start=self._own_rows):
            if duals is None or number >= len(duals) or abs(duals[number]) > NOTHING:
                self._master.add_row(*row)

    def _search(self, gap: float, deadline: float) -> Answer:
        best = _Best()
        bound, aim = -np.inf, max(gap, FIRST_GAP)
        self._best = np.inf
        while True:
            answer = self._master.solve(gap=aim, seconds=deadline - time.monotonic())
            bound, known = max(bound, answer.bound), len(self._learned)
            if answer.values is not None:
                best = min(best, self._confirm(answer.values), key=lambda each: each.cost)
                self._best = best.cost
            if answer.outcome is Outcome.INFEASIBLE and best.values is None:
                return Answer(Outcome.INFEASIBLE, None, np.inf, np.inf)
            if best.values is not None and best.cost - bound <= max(gap * abs(best.cost), best.lag):
                return Answer(Outcome.OPTIMAL, best.values, best.cost, bound)
            if answer.outcome in (Outcome.TIME_LIMIT, Outcome.INTERRUPTED):
                return Answer(answer.outcome, best.values, best.cost, bound)
            aim_before = aim
            if best.values is not None:
                aim = max(LAST_STRETCH * gap, min(aim, 0.1 * (best.cost - bound) / max(abs(best.cost), best.lag)))
            if answer.values is None or (len(self._learned) == known and aim == aim_before):
                raise SolverError(f"the search by blocks stands still at {best.cost} and a bound of {bound}")

    def _parts(self, values: Vector) -> tuple[Vector, Vector]:
        """Choices and estimates in a solution of the master."""
        return values[: len(self._choices)], values[len(self._choices) :]

    def _confirm(self, master: Vector) -> _Best:
        """A whole choice with its true cost and the solution of the whole program; cost infinite where it has none."""
        choice, estimates = self._parts(master)
        choice = np.round(choice)
        values = np.zeros(len(self._arrays.cost))
        values[self._choices] = choice
        costs, lag = [], 0.0
        for number, block in enumerate(self.blocks):
            answer = block.ask(choice)
            self._learn(number, answer, choice, estimates[number])
            costs.append(answer.amount if answer.feasible else np.inf)
            lag += _tolerance(answer)
            if answer.values is not None:
                values[block.columns] = answer.values
        cost = self._arrays.offset + float(self._arrays.cost[self._choices] @ choice) + sum(costs)
        return _Best(cost, values, lag) if np.isfinite(cost) else _Best()

    def _ask_all(self, choice: Vector, estimates: Vector) -> bool:
        """Ask every block about a choice; whether any had news for the master."""
        news = [self._learn(n, block.ask(choice), choice, estimates[n]) for n, block in enumerate(self.blocks)]
        return any(news)

    def _learn(self, number: int, answer: BlockAnswer, choice: Vector, estimate: float) -> bool:
        """Add the row that an answer gives, where the master did not know it."""
        if answer.feasible and answer.amount <= estimate + _tolerance(answer):
            return False
        if not answer.feasible and answer.amount <= NOTHING:
            return False
        small = np.abs(answer.slope) < NOTHING
        least = answer.amount - float(answer.slope @ choice) + float(np.minimum(answer.slope[small], 0.0).sum())
        terms = {int(i): -float(answer.slope[i]) for i in np.flatnonzero(~small)}
        if answer.feasible:
            terms[len(self._choices) + number] = 1.0
        elif not terms:
            raise SolverError("a block of the program has no solution whatever is chosen")
        scale = max(abs(value) for value in terms.values())
        row = ({column: value / scale for column, value in terms.items()}, least / scale, np.inf)
        self._master.add_row(*row)
        self._learned.append(row)
        return True


@dataclass(frozen=True)
class _Best:
    """Best choice confirmed so far: its cost and the solution of the whole program.

    `lag` by how much the estimates of its blocks may stay behind: the gap that can be closed where costs and sales
    leave a cost of about nothing, of which no share is worth asking for.
    """

    cost: float = np.inf
    values: Vector | None = None
    lag: float = 0.0


def _tolerance(answer: BlockAnswer) -> float:
    return SATISFIED * max(1.0, abs(answer.amount))


@dataclass(frozen=True)
class _Split:
    """Columns, rows and links of each block, and the rows that only the choices stand in."""

    parts: tuple[tuple[NDArray[np.intp], NDArray[np.intp], sparse.csr_matrix], ...]
    master_rows: NDArray[np.intp]


def _split(arrays: Arrays) -> _Split:
    """Blocks = connected parts of the continuous columns, joined where a row holds two of them."""
    matrix = arrays.matrix.tocsr()
    choices, free = np.flatnonzero(arrays.integer), np.flatnonzero(~arrays.integer)
    inner = matrix[:, free]
    corner = sparse.coo_matrix((matrix.shape[0], matrix.shape[0])), sparse.coo_matrix((len(free), len(free)))
    graph = sparse.bmat([[corner[0], inner], [inner.T, corner[1]]])
    _, labels = csgraph.connected_components(graph, directed=False)
    rows = matrix.shape[0]
    of_row, of_column = labels[:rows], labels[rows:]
    only_choices = np.diff(inner.indptr) == 0
    parts = []
    for label in np.unique(of_column):
        members = np.flatnonzero((of_row == label) & ~only_choices)
        parts.append((free[of_column == label], members, matrix[members][:, choices].tocsr()))
    return _Split(tuple(parts), np.flatnonzero(only_choices))


def blocks_of(arrays: Arrays) -> int:
    """Into how many blocks of more than one column a program falls once the integer columns are fixed."""
    return sum(len(columns) > 1 for columns, _, _ in _split(arrays).parts)


def _master(arrays: Arrays, rows: NDArray[np.intp], blocks: int) -> Arrays:
    choices = np.flatnonzero(arrays.integer)
    part = arrays.matrix.tocsr()[rows][:, choices]
    free = np.full(blocks, np.inf)
    return Arrays(
        cost=np.concatenate([arrays.cost[choices], np.ones(blocks)]),
        offset=arrays.offset,
        lower=np.concatenate([arrays.lower[choices], -free]),
        upper=np.concatenate([arrays.upper[choices], free]),
        integer=np.concatenate([np.ones(len(choices), dtype=bool), np.zeros(blocks, dtype=bool)]),
        matrix=sparse.hstack([part, sparse.csr_matrix((len(rows), blocks))]).tocsc(),
        row_lower=arrays.row_lower[rows],
        row_upper=arrays.row_upper[rows],
    )

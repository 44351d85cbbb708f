"""HiGHS behind arrays: options, statuses, polish, added rows as a stack, columns fixed for a while.

No Pyomo and no case in here; nothing else knows the solver. One thread and a fixed seed, so that a search gives the
same answer every time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Arrays:
    """minimise cost.x + offset, row_lower <= matrix x <= row_upper, lower <= x <= upper, some x integer."""

    cost: Vector
    offset: float
    lower: Vector
    upper: Vector
    integer: NDArray[np.bool_]
    matrix: sparse.csc_matrix
    row_lower: Vector
    row_upper: Vector


class Outcome(Enum):
    """How a solve ended. Anything HiGHS may say that is not known here is a failure, never a success."""

    OPTIMAL = auto()
    TIME_LIMIT = auto()
    INTERRUPTED = auto()
    ENOUGH = auto()
    INFEASIBLE = auto()
    UNBOUNDED = auto()


class SolverError(RuntimeError):
    """HiGHS answered something that is neither an answer nor a limit."""


@dataclass(frozen=True)
class Answer:
    """Values are None where there is no solution; `bound` is a proved lower bound on the objective."""

    outcome: Outcome
    values: Vector | None
    objective: float
    bound: float
    row_duals: Vector | None = None


@dataclass(frozen=True)
class Progress:
    """What a running search knows: seconds, best cost found, proved bound, nodes."""

    seconds: float
    incumbent: float
    bound: float
    nodes: int


_OUTCOMES = {
    highspy.HighsModelStatus.kOptimal: Outcome.OPTIMAL,
    highspy.HighsModelStatus.kTimeLimit: Outcome.TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: Outcome.INTERRUPTED,
    highspy.HighsModelStatus.kObjectiveTarget: Outcome.ENOUGH,
    highspy.HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Outcome.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Outcome.UNBOUNDED,
}


class Highs:
    """One persistent model. Rows added later stand above the program's own and come off like a stack."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self._solver = _new_solver()
        self._pass(arrays)
        self._integer = np.flatnonzero(arrays.integer).astype(np.int32)

    def watch(self, watcher: Callable[[Progress], bool]) -> None:
        """Tell a watcher how every search goes; when it answers True the search stops and keeps the best found."""

        def report(event: highspy.HighsCallbackEvent) -> None:
            data = event.data_out
            progress = Progress(data.running_time, data.mip_primal_bound, data.mip_dual_bound, data.mip_node_count)
            if watcher(progress):
                event.interrupt()

        self._solver.cbMipInterrupt.subscribe(report)

    def _pass(self, arrays: Arrays) -> None:
        model = highspy.HighsLp()
        rows, columns = arrays.matrix.shape
        model.num_col_, model.num_row_ = columns, rows
        model.col_cost_, model.col_lower_, model.col_upper_ = arrays.cost, arrays.lower, arrays.upper
        model.row_lower_, model.row_upper_, model.offset_ = arrays.row_lower, arrays.row_upper, arrays.offset
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = arrays.matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = arrays.matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = arrays.matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(flag)] for flag in arrays.integer]
        _expect(self._solver.passModel(model))

    @property
    def rows(self) -> int:
        """Rows in the model now."""
        return int(self._solver.getNumRow())

    def add_row(self, terms: Mapping[int, float], lower: float = -np.inf, upper: float = np.inf) -> int:
        """Put a row on the stack; returns its number, to take it and all above it off again."""
        number = self.rows
        index = np.fromiter(terms.keys(), dtype=np.int32, count=len(terms))
        value = np.fromiter(terms.values(), dtype=np.float64, count=len(terms))
        _expect(self._solver.addRow(_finite(lower), _finite(upper), len(terms), index, value))
        return number

    def drop_rows_from(self, number: int) -> None:
        """Take off every row from this number on."""
        if number < self.rows:
            _expect(self._solver.deleteRows(self.rows - number, np.arange(number, self.rows, dtype=np.int32)))

    def change_row(self, number: int, lower: float, upper: float) -> None:
        """New bounds of a row."""
        _expect(self._solver.changeRowBounds(number, _finite(lower), _finite(upper)))

    @contextlib.contextmanager
    def fixed(self, values: Mapping[int, float]) -> Iterator[None]:
        """Columns fixed at values for a while."""
        for column, value in values.items():
            _expect(self._solver.changeColBounds(column, value, value))
        try:
            yield
        finally:
            for column in values:
                low, high = self.arrays.lower[column], self.arrays.upper[column]
                _expect(self._solver.changeColBounds(column, _finite(low), _finite(high)))

    @contextlib.contextmanager
    def objective(self, cost: Vector) -> Iterator[None]:
        """Another objective for a while (offset 0)."""
        columns = np.arange(len(cost), dtype=np.int32)
        _expect(self._solver.changeColsCost(len(cost), columns, cost))
        _expect(self._solver.changeObjectiveOffset(0.0))
        try:
            yield
        finally:
            _expect(self._solver.changeColsCost(len(cost), columns, self.arrays.cost))
            _expect(self._solver.changeObjectiveOffset(self.arrays.offset))

    def solve(self, *, gap: float = 0.0, seconds: float = np.inf, enough: float = -np.inf) -> Answer:
        """Search to a relative gap, or to a solution whose objective is `enough`.

        Infeasible (HiGHS issue 3296) is believed only when presolve is off as well, and so is giving up, and an
        objective that is not that of the values. No start is given: with one, HiGHS 1.16 lost the cost of columns.

        Raises:
            SolverError: even then HiGHS gives no answer, or a solution that misses a tolerance.
        """
        deadline = time.monotonic() + seconds
        self._solver.setOptionValue("objective_target", _finite(enough))
        answer = self._run(gap, seconds)
        if answer is None or answer.outcome is Outcome.INFEASIBLE:
            self._solver.setOptionValue("presolve", "off")
            try:
                answer = self._run(gap, deadline - time.monotonic())
            finally:
                self._solver.setOptionValue("presolve", "choose")
        if answer is None:
            status = self._solver.modelStatusToString(self._solver.getModelStatus())
            raise SolverError(f"HiGHS ended with {status} and no solution within its tolerances")
        return answer

    def relaxation_bound(self) -> float:
        """Bound from the relaxation: infinite where even that has no solution."""
        return self.solve_relaxation().bound

    def resolve(self, row_lower: Vector, row_upper: Vector) -> Answer:
        """The LP again with new bounds on all rows, from the basis of the last time."""
        rows = np.arange(len(row_lower), dtype=np.int32)
        lower, upper = (np.clip(bound, -highspy.kHighsInf, highspy.kHighsInf) for bound in (row_lower, row_upper))
        # changeRowsBounds exists but is missing from the stubs of highspy
        _expect(self._solver.changeRowsBounds(len(rows), rows, lower, upper))  # type: ignore[attr-defined]
        self._solver.run()
        answer = self._answer()
        return self.solve() if answer is None else answer

    def solve_relaxation(self, seconds: float = np.inf) -> Answer:
        """The same model with every integer column continuous."""
        with self._continuous():
            return self.solve(seconds=seconds)

    def polish(self, values: Vector, seconds: float = np.inf) -> Answer:
        """Round the integers, fix them, solve the LP that is left: exact costs, and duals of the rows."""
        rounded = np.round(values[self._integer])
        with self.fixed(dict(zip(self._integer.tolist(), rounded.tolist(), strict=True))), self._continuous():
            return self.solve(seconds=seconds)

    @contextlib.contextmanager
    def _continuous(self) -> Iterator[None]:
        count = len(self._integer)
        if count:
            kinds = np.full(count, highspy.HighsVarType.kContinuous)
            _expect(self._solver.changeColsIntegrality(count, self._integer, kinds))
        try:
            yield
        finally:
            if count:
                kinds = np.full(count, highspy.HighsVarType.kInteger)
                _expect(self._solver.changeColsIntegrality(count, self._integer, kinds))

    def _run(self, gap: float, seconds: float) -> Answer | None:
        solver = self._solver
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", 0.0 if gap else 1e-9)
        solver.clearSolver()
        solver.setOptionValue("time_limit", solver.getRunTime() + max(seconds, 0.0))
        solver.run()
        answer = self._answer()
        return answer if answer is not None and self._adds_up(answer) else None

    def _adds_up(self, answer: Answer) -> bool:
        """Whether the objective is that of the values."""
        if answer.values is None:
            return True
        program = self._solver.getLp()
        objective = float(np.dot(program.col_cost_, answer.values)) + program.offset_
        return bool(np.isclose(objective, answer.objective, rtol=1e-6, atol=1e-6))

    def _answer(self) -> Answer | None:
        """What HiGHS found; None where it gave up, or says optimal but its solution misses a tolerance."""
        solver = self._solver
        status = solver.getModelStatus()
        if status not in _OUTCOMES:
            return None
        outcome, info = _OUTCOMES[status], solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            if outcome is Outcome.OPTIMAL:
                return None
            bound = np.inf if outcome is Outcome.INFEASIBLE else _bound(info, outcome, np.inf)
            return Answer(outcome, None, np.inf, bound)
        solution = solver.getSolution()
        values = np.array(solution.col_value, dtype=np.float64)
        objective = float(info.objective_function_value)
        duals = np.array(solution.row_dual, dtype=np.float64) if solution.dual_valid else None
        return Answer(outcome, values, objective, _bound(info, outcome, objective), duals)


def _bound(info: highspy.HighsInfo, outcome: Outcome, objective: float) -> float:
    """Proved lower bound: of the search, or of an LP solved to the end, which is its own proof."""
    if info.mip_node_count >= 0:
        return float(info.mip_dual_bound)
    return objective if outcome is Outcome.OPTIMAL and np.isfinite(objective) else -np.inf


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """HiGHS greets on standard output when the first model is made, before any option can forbid it."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _new_solver() -> highspy.Highs:
    with _quiet():
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("log_to_console", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_feasibility_tolerance", 1e-7),
        ("primal_feasibility_tolerance", 1e-7),
        ("dual_feasibility_tolerance", 1e-7),
    ):
        solver.setOptionValue(option, value)
    return solver


def _finite(bound: float) -> float:
    return float(np.clip(bound, -highspy.kHighsInf, highspy.kHighsInf))


def _expect(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused a change of the model")

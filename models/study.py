"""Re-solves of one persistent program: the best plan, the next best, and what is proved about each.

The program is built and handed over once. Cuts that rule out earlier signatures are a stack of rows above its own; a
what-if is a new Study on `case.with_rows(...)`. Times are in seconds, money in million.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Literal

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray

from models.answers import STATUS, read_plan, without_plan
from models.benders import LEAST_GAP, Benders, blocks_of
from models.build import INSTRUMENTS, build
from models.case import Cap, Case
from models.cover import LABELS as COVER_LABELS
from models.fiscal_first import LABEL as FISCAL_LABEL
from models.fiscal_first import hold_support
from models.handover import HandOver, hand_over
from models.highs import Answer, Arrays, Highs, Outcome, Progress, SolverError, Vector
from models.instruments.exposure import LABELS as CAP_LABELS
from models.lagrange import Lagrange, without_rows
from models.plan import Plan, Start, Status
from models.program import CapRow
from models.settling import Cut, Settled, Settler, polished
from models.tidy import Tidier

MANY_CHOICES = 100
"""Integer columns from which on the search by blocks is faster than the search of the whole program."""
COST_TOLERANCE = 1e-6
"""Relative difference by which cost may change when the integers are rounded; never asked for below the gap."""


def envelope(bounds: Iterable[float]) -> tuple[float, ...]:
    """Bounds of successive searches, each at least the one before: every search is a restriction of the last (G.2).

    >>> envelope([296713.7, 296735.0, 297002.7, 296776.3])
    (296713.7, 296735.0, 297002.7, 297002.7)
    """
    return tuple(accumulate(bounds, max))


@dataclass(frozen=True)
class Options:
    """How a study searches; None takes what Settings says.

    `gap` relative gap of each search, `seconds` for the whole study, `distinct` what counts as another plan,
    `cover_rows` whether the redundant rows of A.6 are added, `decompose` whether to search by blocks (None: where the
    program falls into blocks, is large and need not be solved to the last digit).
    """

    gap: float | None = None
    seconds: float | None = None
    distinct: Literal["minimal", "all"] | None = None
    cover_rows: bool = False
    decompose: bool | None = None


@dataclass(frozen=True)
class Found:
    """A plan with its two proofs: `search_bound` holds for every plan not ruled out when it was searched for,
    `own_bound` for every version of this plan: its projects at other sizes, years and flows, in a minimal list with or
    without more projects. `values` is the solver's solution, with which `Study.cap_values` starts again; `strike_loss`
    what it costs more, million, than if strikes of purchase contracts could mix, as in the search.
    """

    plan: Plan
    search_bound: float
    own_bound: float
    values: Vector
    strike_loss: float = 0.0

    @property
    def proved(self) -> Plan:
        """The plan with the best bound known for it."""
        return replace(self.plan, bound=min(self.plan.cost, max(self.search_bound, self.own_bound)))


class Study:
    """One case under study. `watch` is called with the progress of a running search; answering True interrupts it.

    The time limit is for searches: a plan that a search has found is still polished, which is a linear program or two.
    """

    def __init__(
        self, case: Case, options: Options | None = None, watch: Callable[[Progress], bool] | None = None
    ) -> None:
        options = options or Options()
        self.case = case
        self.gap = case.settings.gap if options.gap is None else options.gap
        self.distinct = options.distinct or case.settings.distinct
        self._deadline = time.monotonic() + (
            case.settings.time_limit * 60 if options.seconds is None else options.seconds
        )
        self._program = build(case, cover_rows=options.cover_rows)
        self._handover = self._handed_over()
        decompose = self._decomposes(options)
        self._settler = Settler(self._program, self._handover, self._joining, mixing=decompose)
        self._highs = self._settler.searched
        self._searcher = self._searcher_of(self._settler.arrays, decompose=decompose)
        if watch is not None:
            self._searcher.watch(watch)
        self._tidier = Tidier(self._program, self._handover, self._highs)
        self._bits = {p: self._handover.column(v) for p, v in self._program.signature.items()}
        self._metric = {cap.row_id: cap.metric for cap in case[Cap]}
        self.found: list[Found] = []
        self._bounds: list[float] = []
        self._cuts: list[Cut] = []
        self.stopped = False
        """Whether the last search ended before its proof, or `ranked` before its last place was certified."""
        self.complete = False
        """Whether the list of plans is proved to hold every plan there is."""
        self.fault = ""
        """What the solver said when it failed after a plan had been found; it ended the search for more."""

    def _handed_over(self) -> HandOver:
        """The program's arrays, with the row that keeps support least where Settings asks for that first."""
        handover = hand_over(self._program.model)
        if self.case.settings.aim == "least cost" or not self._program.sets.ventures.decide:
            return handover
        held = hold_support(self._program, handover, self.gap, self._seconds_left())
        if held is None:
            self._deadline = time.monotonic()
        return held or handover

    def _decomposes(self, options: Options) -> bool:
        """Whether to search by blocks: as asked, else where there are many choices and blocks, and a gap."""
        if options.decompose is not None:
            return options.decompose
        arrays = without_rows(self._handover.arrays, self._joining)
        large = int(arrays.integer.sum()) >= MANY_CHOICES
        return large and self.gap >= LEAST_GAP and blocks_of(arrays) > 1

    def _searcher_of(self, arrays: Arrays, *, decompose: bool) -> Highs | Benders | Lagrange:
        if not decompose:
            return self._highs
        return Lagrange(arrays, self._highs, self._joining) if self._joining.any() else Benders(arrays, self._highs)

    @cached_property
    def _joining(self) -> NDArray[np.bool_]:
        """By row of the program, whether it joins the years of a project or a payer."""
        blocks = (self._program.model.component(each.name) for each in INSTRUMENTS if each.joins_years)
        families = [family for block in blocks for family in block.component_objects(pyo.Constraint)]
        labels = {FISCAL_LABEL, *(family.local_name for family in families)}
        joining = np.zeros(self._handover.arrays.matrix.shape[0], dtype=bool)
        for (label, _), number in self._handover.rows.items():
            joining[number] = label in labels
        return joining

    @property
    def size(self) -> Mapping[str, int]:
        """Rows, columns, integer columns and non-zeros of the program."""
        arrays = self._handover.arrays
        rows, columns = arrays.matrix.shape
        return {"rows": rows, "columns": columns, "integers": int(arrays.integer.sum()), "nonzeros": arrays.matrix.nnz}

    def best(self) -> Plan:
        """The cheapest plan; every signature found before is forgotten."""
        self._drop_cuts()
        self.found, self._bounds, self.complete, self.fault = [], [], False, ""
        return self.next_best()

    @property
    def next_bound(self) -> float:
        """No plan that is not ruled out by those found costs less."""
        raised = envelope(self._bounds)
        return raised[-1] if raised else -np.inf

    def next_best(self) -> Plan:
        """The cheapest plan whose signature is not ruled out by those found; status NO_PLAN: there is none."""
        answer = self._search()
        found = self._settle(answer) if answer.values is not None else None
        if answer.values is not None and found is None:
            answer = self._settler.search(self._cuts, self.gap, self._seconds_left())
            self._bounds[-1] = max(self._bounds[-1], answer.bound)
            self.stopped = answer.outcome in (Outcome.TIME_LIMIT, Outcome.INTERRUPTED)
            found = self._settle(answer, whole=True) if answer.values is not None else None
        if found is None:
            self.complete = answer.outcome is Outcome.INFEASIBLE
            return without_plan(self.case, Status.NO_PLAN if self.complete else Status.NOT_FOUND, answer.bound)
        self.found.append(found)
        self._rule_out(found.plan)
        return found.plan

    def ranked(self, count: int) -> tuple[Found, ...]:
        """Up to `count` plans in order of cost, and one search more, whose bound certifies the last place.

        Raises:
            SolverError: the search for the first plan failed. A later failure is told in `fault`.
        """
        if not self.found:
            self.best()
        certified = False
        try:
            while len(self.found) < count and self._goes_on():
                self.next_best()
            if len(self.found) >= count and self._goes_on():
                self.complete = self._search().outcome is Outcome.INFEASIBLE
                certified = not self.stopped
        except SolverError as error:
            self.fault = str(error)
        self.stopped = not self.complete and not certified
        return tuple(sorted(self.found, key=lambda found: found.plan.cost))

    def _goes_on(self) -> bool:
        """Whether another search makes sense: there is something left to find, and the last one was not cut short."""
        return bool(self.found) and not self.complete and not self.stopped and self._seconds_left() > 0

    def _search(self) -> Answer:
        """One search for what is not ruled out; its bound joins those before it."""
        if self.complete:
            raise RuntimeError("every plan has been found")
        answer = self._searcher.solve(gap=self.gap, seconds=self._seconds_left())
        self._bounds.append(answer.bound)
        self.stopped = answer.outcome in (Outcome.TIME_LIMIT, Outcome.INTERRUPTED)
        return answer

    def _drop_cuts(self) -> None:
        self._cuts.clear()
        self._searcher.drop_rows_from(self._handover.arrays.matrix.shape[0])

    def _seconds_left(self) -> float:
        return max(0.0, self._deadline - time.monotonic())

    def _settle(self, answer: Answer, *, whole: bool = False) -> Found | None:
        """From an incumbent to a plan: trim padding, best version of the signature, exact costs, tidy flows.

        None where its projects cannot be had with whole strikes; `whole`: the incumbent has them already.
        """
        assert answer.values is not None
        exact = polished(self._settler.whole, answer.values) if whole else self._exact(answer.values)
        agree = max(COST_TOLERANCE, self.gap) * max(1.0, abs(answer.objective))
        if exact.objective > answer.objective + agree:
            raise SolverError(f"cost {answer.objective} became {exact.objective} with the integers rounded")
        own_bound = -np.inf
        if STATUS[answer.outcome] is Status.PROVED and not whole:
            exact, own_bound = self._improved(exact)
        settled = Settled(exact, 0.0) if whole else self._settler.settle(exact, self._seconds_left())
        if settled is None:
            return None
        values = self._tidied(settled.answer)
        plan = read_plan(self._program, self._handover, values, STATUS[answer.outcome], self.next_bound)
        cost = settled.answer.objective
        plan = replace(plan, cost=cost, bound=min(self.next_bound, cost))
        return Found(plan, self.next_bound, max(own_bound, self.next_bound), values, settled.strike_loss)

    def _tidied(self, exact: Answer) -> Vector:
        assert exact.values is not None
        return self._tidier.tidy(exact.values)

    def _exact(self, values: Vector) -> Answer:
        return polished(self._highs, values)

    def _improved(self, exact: Answer) -> tuple[Answer, float]:
        """The plan without padding, the best version of the projects that are left, and a bound for such versions."""
        trimmed = self._trim(exact) if self.distinct == "minimal" else exact
        if trimmed is not exact and isinstance(self._searcher, Lagrange):
            return trimmed, -np.inf  # trimming has searched these projects, and a bound would take as long as a plan
        return self._best_version(trimmed)

    def _opened(self, values: Vector) -> list[str]:
        return [project for project, column in self._bits.items() if values[column] > 0.5]

    def _trim(self, exact: Answer) -> Answer:
        """Drop projects that make the plan no dearer, one at a time, all else but the other projects free.

        The plan given if none can go; else the best with the projects that are left.
        """
        assert exact.values is not None
        for project in self._opened(exact.values):
            assert exact.values is not None
            signature = {column: round(exact.values[column]) for column in self._bits.values()}
            signature[self._bits[project]] = 0
            most = exact.objective + COST_TOLERANCE * max(1.0, abs(exact.objective))
            with self._searcher.fixed(signature):
                if self._searcher.relaxation_bound() > most:
                    continue
                leaner = self._searcher.solve(gap=self._tight, seconds=self._seconds_left())
            if leaner.values is not None and leaner.objective <= most:
                exact = self._exact(leaner.values)
        return exact

    def _best_version(self, exact: Answer) -> tuple[Answer, float]:
        """The cheapest plan with these projects, and a bound for all plans that have them.

        "All" lists count sets with more projects as plans of their own, so there the bound is for this set alone. In a
        minimal list they are versions of this plan; one that is cheaper by more than the tolerance takes its place.
        """
        assert exact.values is not None
        signature = {column: float(round(exact.values[column])) for column in self._bits.values()}
        alone = self._version(exact, signature)
        if isinstance(self._searcher, Lagrange):
            return alone[0], -np.inf  # with more projects allowed the search would be as long as the first
        if self.distinct == "all" or not np.isfinite(alone[1]):
            return alone
        more = self._version(alone[0], {column: value for column, value in signature.items() if value == 1.0})
        better = more[0].objective < alone[0].objective - COST_TOLERANCE * max(1.0, abs(alone[0].objective))
        return (more[0] if better else alone[0]), more[1]

    def _version(self, exact: Answer, held: Mapping[int, float]) -> tuple[Answer, float]:
        """The cheaper of a plan and the best one with some choices held, and a bound for all plans with these."""
        with self._searcher.fixed(held):
            version = self._searcher.solve(gap=self._tight, seconds=self._seconds_left())
        if version.values is None:
            return exact, -np.inf
        better = self._exact(version.values)
        return (better if better.objective < exact.objective else exact), version.bound

    @property
    def _tight(self) -> float:
        """Gap of the small searches with the signature fixed."""
        return max(self.gap / 10.0, min(self.gap, LEAST_GAP))

    def with_moves(self, plan: Plan) -> Plan:
        """The cheapest plan of this case that starts what a plan of another case starts, each size in its year.

        All else is free: flows, closures, support. Status NO_PLAN: with these moves no plan keeps every rule. Takes all
        cuts off: call it before or after ranking.
        """
        self._drop_cuts()
        started = {(start.move, start.node) for start in plan[Start]}
        held = {self._handover.column(v): float(key in started) for key, v in self._program.start.items()}
        with self._highs.fixed(held):
            answer = self._highs.solve(gap=self._tight, seconds=self._seconds_left())
        settled = None
        if answer.values is not None:
            settled = self._settler.settle(self._exact(answer.values), self._seconds_left())
            if settled is None:
                answer = self._settler.with_starts(held, self._tight, self._seconds_left())
        exact = answer if settled is None else settled.answer
        if exact.values is None:
            infeasible = answer.outcome is Outcome.INFEASIBLE
            return without_plan(self.case, Status.NO_PLAN if infeasible else Status.NOT_FOUND, answer.bound)
        return read_plan(self._program, self._handover, self._tidied(exact), STATUS[answer.outcome], answer.bound)

    def _rule_out(self, plan: Plan) -> None:
        """G2: some project of the plan is missing; G1 ("all"): the set of projects differs."""
        terms = {self._bits[project]: -1.0 for project in sorted(plan.signature)}
        if self.distinct == "all":
            terms.update({column: 1.0 for project, column in self._bits.items() if project not in plan.signature})
        if terms:
            least = 1.0 - len(plan.signature)
            self._cuts.append((terms, least))
            self._searcher.add_row(terms, lower=least)
        else:
            self.complete = True

    def cap_values(self, found: Found) -> dict[CapRow, float] | None:
        """Million (present value) that one more percentage point of each cap saves with the plan's own plants.

        The dual of the cap's row in the LP with all integers fixed as in the plan, times one point of its base; None
        where the solver gives no duals. Takes all cuts off, and frees cover rows, which would share the cap's dual:
        call it after ranking.
        """
        self._drop_cuts()
        for (label, _), cover in self._handover.rows.items():
            if label in COVER_LABELS:
                self._settler.whole.change_row(cover, -np.inf, np.inf)
        try:
            exact = polished(self._settler.whole, found.values)
        except SolverError:
            return None
        if exact.row_duals is None or exact.values is None:
            return None
        self._handover.load(exact.values)
        duals = exact.row_duals
        result = {}
        for key, sides in self._program.caps.items():
            number = self._handover.rows.get((CAP_LABELS[self._metric[key.cap]], key))
            if number is not None:
                result[key] = -float(duals[number]) * float(pyo.value(sides.total)) / 100.0
        return result


def solve(case: Case, options: Options | None = None, watch: Callable[[Progress], bool] | None = None) -> Plan:
    """The best plan of a case: `Study(case).best()`."""
    return Study(case, options, watch).best()

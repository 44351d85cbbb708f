"""Searches beside the main one: no action, no caps, a moved cap, what-ifs. None of them can lose the ranked plans.

Each has a share of the time limit and ends with the run's; the user's interruption reaches it; a fault of the solver,
or a process that dies, is a plan with status FAILED.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event as ProcessEvent
from types import TracebackType
from typing import ClassVar

from models.answers import without_plan
from models.case import Case
from models.highs import SolverError
from models.plan import Plan, Status
from models.study import Options, Study, solve

SHARE = 0.25
"""Most of the time limit that one search beside the main one may take."""
HELD_GAP = 1e-7
"""Relative gap of a search with moves held, which is small: two of them are compared, to less than a million."""
GLANCE_SECONDS = 0.2
"""How often a wait looks up whether the user wants to stop."""

Stop = Callable[[], bool]
"""Whether the user wants to stop."""


class Beside(AbstractContextManager["Beside"]):
    """Takes searches and gives their plans.

    In a second process where asked for; else a search is made when it is handed in. Use it as a context, so that no
    process is left behind.
    """

    def __init__(self, seconds: float, stop: Stop, *, second_process: bool) -> None:
        self._deadline = time.monotonic() + seconds
        self._most = SHARE * seconds
        self._stop = stop
        self._pool: ProcessPoolExecutor | None = None
        self._told: ProcessEvent | None = None
        if second_process:
            context = get_context("spawn")
            self._told = context.Event()
            self._pool = ProcessPoolExecutor(1, context, _begin, (self._told,))
            with _deaf_to_ctrl_c():
                self._pool.submit(_told)

    def submit(self, case: Case, held: Plan | None = None) -> Future[Plan]:
        """Hand in a search for the best plan of a case; `held`: with the moves of this plan, each in its year."""
        done: Future[Plan] = Future()
        if self._pool is None:
            done.set_result(_searched(case, self._most, self._deadline, self._stop, held))
            return done
        try:
            return self._pool.submit(_searched, case, self._most, self._deadline, held=held)
        except BrokenExecutor as error:
            done.set_exception(error)
            return done

    def result(self, case: Case, search: Future[Plan]) -> Plan:
        """Wait for the plan of a search that was handed in; the user may end the wait."""
        while True:
            try:
                return search.result(timeout=GLANCE_SECONDS)
            except TimeoutError:
                if self._stop():
                    self._tell()
            except BrokenExecutor:
                return without_plan(case, Status.FAILED)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._tell()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _tell(self) -> None:
        if self._told is not None:
            self._told.set()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """A process begun in here ignores Ctrl-C from its first moment: that is for this process, which tells the other."""
    if threading.current_thread() is not threading.main_thread():  # only there may a signal be set
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Second:
    """What the second process is told."""

    stop: ClassVar[ProcessEvent | None] = None


def _begin(stop: ProcessEvent) -> None:
    """Where a process does not inherit that Ctrl-C is ignored, it is from here on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Second.stop = stop


def _told() -> bool:
    return _Second.stop is not None and _Second.stop.is_set()


def _searched(case: Case, most: float, deadline: float, stop: Stop = _told, held: Plan | None = None) -> Plan:
    """The deadline holds in both processes: `time.monotonic` is one clock for the whole machine."""
    seconds = max(0.0, min(most, deadline - time.monotonic()))
    if stop() or seconds <= 0:
        return without_plan(case, Status.NOT_FOUND)
    try:
        if held is None:
            return solve(case, Options(seconds=seconds), lambda _: stop())
        exactly = Options(gap=HELD_GAP, seconds=seconds, decompose=False)
        return Study(case, exactly, lambda _: stop()).with_moves(held)
    except SolverError:
        return without_plan(case, Status.FAILED)

"""The `solve` command behind its arguments: progress, interruption, output files, and what is said at the end."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from math import ceil
from pathlib import Path
from threading import Event
from types import FrameType

from models.case import Cap, Case
from models.diagnosis import Cause, Diagnosis
from models.plan import Status
from planner.console import Exit, as_json, print_json, say
from planner.files import place
from planner.no_plan import Cell, cells_of, how_little, support_words
from planner.report.book import write_plan_workbook
from planner.report.words import counted, first_capital, years_named
from planner.result import Result
from planner.run import AuditFailedError, NoPlanError, NotFoundError, Step, run
from planner.workbook.problems import as_text
from planner.workbook.reader import Reading

CHAIN_WARNING = "W306"
"""Code of the warnings about what cannot be had or reached: they may be why there is no plan."""


def solve_and_write(reading: Reading, case: Case, case_path: Path, output: Path, json_wanted: bool) -> Exit:
    """Run a case, write the plan workbook and run.json, say what came of it."""
    begun = time.monotonic()
    try:
        with _interruptible() as stop, _progress(stop) as watcher:
            result = run(reading, case, watcher, beside_too=True)
    except NoPlanError as error:
        say(no_plan_words(error.diagnosis, case, reading))
        return Exit.NO_PLAN
    except NotFoundError:
        if stop.is_set():
            say("Interrupted before any plan was found. Nothing was written.")
            return Exit.INTERRUPTED
        say("The time limit came before any plan was found. Raise Time limit on Settings, or widen Gap.")
        return Exit.TIME_LIMIT_NO_PLAN
    except AuditFailedError as error:
        say(audit_words(error))
        return Exit.AUDIT_FAILED
    written = place(output / f"{case_path.stem}-plans.xlsx", lambda path: write_plan_workbook(result, path))
    record = run_record(result, written, time.monotonic() - begun)
    place(written.with_name(f"{written.stem}-run.json"), lambda path: _write_text(path, as_json(record)))
    say(f"{first_capital(counted(len(result.options), 'ranked plan'))} written: {written}")
    if result.fault:
        say(f"The search for more plans failed: {result.fault}. The plans found before are written.")
    if json_wanted:
        print_json(record)
    return _exit(result)


def _exit(result: Result) -> Exit:
    """A fault of the solver after the first plan is an internal error although the plans were written."""
    statuses = {option.plan.status for option in result.options}
    if result.interrupted or Status.INTERRUPTED in statuses:
        return Exit.INTERRUPTED
    if result.fault:
        return Exit.INTERNAL
    return Exit.TIME_LIMIT if result.stopped or Status.TIME_LIMIT in statuses else Exit.DONE


def run_record(result: Result, written: Path, seconds: float) -> dict[str, object]:
    """Facts of the run that change every time, and the plans as data."""
    plans = [
        {
            "plan": option.number,
            "place": option.standing.place if option.standing else None,
            "name": option.name,
            "status": option.plan.status.value,
            "cost_million": option.plan.cost,
            "bound_million": option.plan.bound,
            "projects": sorted(option.plan.signature),
        }
        for option in (result.no_action, *result.options)
    ]
    return {
        "workbook": written.name,
        "case": result.case.fingerprint,
        "seconds": round(seconds, 1),
        "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "list_complete": result.complete,
        "stopped": result.stopped,
        "interrupted": result.interrupted,
        "fault": result.fault,
        **asdict(result.facts),
        "plans": plans,
    }


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def no_plan_words(diagnosis: Diagnosis, case: Case, reading: Reading | None = None) -> str:
    """What would have to give: budgets, aid rules, firms; or which caps, in which years, by how much, which needs.

    With a reading each has its cell, and what the check warned of in the chain is said again.
    """
    cell = cells_of(reading)
    found = list(support_words(diagnosis, case, cell)) or list(_caps_and_needs(diagnosis, case, cell))
    if diagnosis.cut_short is not None:
        found.append(f"  {_cut_short(diagnosis.cut_short)}")
    lines = ["No plan keeps every rule.", *found]
    by_support = diagnosis.factor is not None or diagnosis.ceilings or diagnosis.unpaid
    warned = [] if reading is None else [one for one in reading.problems if one.code == CHAIN_WARNING]
    if warned and diagnosis.in_time and not by_support:
        lines += ["The check warned of this chain:", as_text(warned)]
    return "\n".join(lines)


def _cut_short(cause: Cause) -> str:
    """What the search was looking at when its time was over."""
    if cause == "caps and needs":
        return "Which of them would have to give was not found in the time for it."
    return f"The time for the search ended while it looked at {cause}."


def _caps_and_needs(diagnosis: Diagnosis, case: Case, cell: Cell) -> Iterator[str]:
    for short in diagnosis.shortfalls:
        unit = case.goods[short.good].unit
        yield (
            f"  {short.programme} in {short.nation}, {short.year}: {short.short:,.1f} of {short.due:,.1f} {unit} of "
            f"{short.good} cannot be delivered by any plan."
        )
    for relaxation in diagnosis.relaxations:
        of = f", {relaxation.of}" if relaxation.of else ""
        together = " together" if len(relaxation.years) > 1 else ""
        yield (
            f'  Cap "{relaxation.row_id}"{cell(Cap, relaxation.row_id, "cap")}{of}: in '
            f"{years_named(relaxation.years)}{together} it must be {_at_least(relaxation.needed)} or more; it is "
            f"{100 * relaxation.cap:.6g}%."
        )
    if diagnosis.shortfalls or diagnosis.relaxations:
        yield f"  {how_little(diagnosis)}"
        if diagnosis.firms_aside:
            yield "  Firms are left aside here: so much is needed even if they do as the plan says."
    elif diagnosis.in_time:
        firms = ", if firms do as the plan says" if diagnosis.firms_aside else ""
        yield f"  Not even without caps and needs{firms}: look at minimum loads, committed moves and closing stocks."


def _at_least(share: float) -> str:
    """A share rounded up to a hundredth of a percentage point, so that what is said suffices; its dust is dropped."""
    return f"{ceil(round(1e4 * share, 3)) / 100:.6g}%"


def audit_words(error: AuditFailedError) -> str:
    """Why a plan was not released."""
    option = error.option
    failed = [line for line in option.audit if not line.passed]
    title = f"Plan {option.number}" if option.number else option.name
    lines = [f"{title} failed its audit; no plan was released. This is a fault of the program."]
    lines += [f"  {line.check}: off by {line.worst:g} {line.unit} at {line.where}" for line in failed]
    return "\n".join(lines)


@contextlib.contextmanager
def _interruptible() -> Iterator[Event]:
    """Ctrl-C asks the search to stop and keep the best found, instead of killing it."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


class _Watcher:
    """Shows the last step on a terminal; answers whether to stop."""

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._begun = time.monotonic()
        self.line = "reading"

    def __call__(self, step: Step) -> bool:
        seconds = time.monotonic() - self._begun
        words = f"{step.phase}, {seconds:,.0f} s"
        if step.search is not None and step.search.incumbent < 1e30:
            gap = max(0.0, step.search.incumbent - step.search.bound)
            words += f"; best {step.search.incumbent:,.1f} million, proved to within {gap:,.1f}"
        self.line = words
        return self._stop.is_set()

    def __rich__(self) -> str:
        return self.line


@contextlib.contextmanager
def _progress(stop: Event) -> Iterator[_Watcher]:
    watcher = _Watcher(stop)
    if not sys.stderr.isatty():
        yield watcher
        return
    from rich.console import Console
    from rich.live import Live

    with Live(watcher, console=Console(stderr=True), refresh_per_second=4, transient=True):
        yield watcher

"""One run: check, solve, rank, trace, audit, find what binds. No file is written here."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from models.auditing import audit
from models.case import Cap, Case, Move
from models.case.ventures import Ventures
from models.diagnosis import Diagnosis, diagnose
from models.exposure_trace import trace
from models.highs import Progress
from models.plan import Plan, Status
from models.study import Found, Options, Study
from planner.beside import Beside
from planner.binding import what_binds
from planner.ranking import Proof, name_of, near_duplicate, standings
from planner.result import Facts, Option, Result
from planner.what_if import what_if
from planner.workbook.reader import Reading


class NoPlanError(Exception):
    """No plan keeps every rule; `diagnosis` says which would have to give."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__("no plan keeps every rule")
        self.diagnosis = diagnosis


class NotFoundError(Exception):
    """The time ran out before any plan was found."""


class AuditFailedError(Exception):
    """A plan failed its audit and is not released; `option` is the plan."""

    def __init__(self, option: Option) -> None:
        super().__init__(f"plan {option.number} failed its audit")
        self.option = option


@dataclass(frozen=True)
class Step:
    """What a run is doing: phase in words, and how the search inside it goes (None between searches)."""

    phase: str
    search: Progress | None


Watcher = Callable[[Step], bool]
"""Told of every step; answering True stops the search and keeps the best found."""


def no_action_case(case: Case) -> Case:
    """Today's chain: committed moves, no other move, no cap."""
    return case.with_rows(Cap, ()).with_rows(Move, (move for move in case[Move] if move.committed))


def run(reading: Reading, case: Case, watcher: Watcher | None = None, *, beside_too: bool = False) -> Result:
    """Ranked plans of a case with everything the workbook says about them.

    `beside_too`: use a second process for the searches beside the main one; a script that calls this without guarding
    its main part would start itself again there.

    Raises:
        NoPlanError: the rules contradict each other.
        NotFoundError: the time limit came first.
        AuditFailedError: a plan failed its audit.
        SolverError: the solver gave no answer to the first search.
    """
    begun, seconds = time.monotonic(), 60.0 * case.settings.time_limit
    watch = _Interruptible(watcher or (lambda _: False))
    today, uncapped = no_action_case(case), case.with_rows(Cap, ())
    waiting = Step("comparing: today's chain, no caps, moved caps", None)
    with Beside(seconds, lambda: watch(waiting), second_process=beside_too) as beside:
        searches = beside.submit(today), beside.submit(uncapped)
        options = Options(seconds=seconds - (time.monotonic() - begun))
        study = Study(case, options, lambda search: watch(Step(_phase(study, case), search)))
        found = study.ranked(case.settings.plans)
        if not found:
            raise _no_plan(study, case)
        watch(Step("checking every plan by arithmetic", None))
        plans = tuple(_options(case, found, study))
        no_action = _no_action(today, beside.result(today, searches[0]))
        for option in (no_action, *plans):
            if not all(line.passed for line in option.audit):
                raise AuditFailedError(option)
        without_caps = beside.result(uncapped, searches[1])
        watch(Step("what binds", None))
        bindings = what_binds(case, found[0], study.cap_values(found[0]), beside)
        if Ventures(case).decide:
            watch(Step("what if", None))
        what_ifs = what_if(case, found[0].plan, beside)
        return Result(
            case=case,
            reading=reading,
            no_action=no_action,
            options=plans,
            cost_without_caps=_cheapest(without_caps, plans),
            complete=study.complete,
            stopped=study.stopped,
            interrupted=watch.asked_to_stop,
            bindings=bindings,
            facts=_facts(case, study),
            fault=study.fault,
            what_ifs=what_ifs,
        )


class _Interruptible:
    """A watcher that remembers whether the user asked to stop: then every later question has the same answer."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.asked_to_stop = False

    def __call__(self, step: Step) -> bool:
        self.asked_to_stop = self._watcher(step) or self.asked_to_stop
        return self.asked_to_stop


def _cheapest(without_caps: Plan, options: Sequence[Option]) -> float | None:
    """Million that the chain costs without caps. A plan that keeps them may undercut the search within its gap."""
    if without_caps.status is not Status.PROVED:
        return None
    return min(without_caps.cost, *(option.plan.cost for option in options))


def _phase(study: Study, case: Case) -> str:
    return f"plan {len(study.found) + 1} of {case.settings.plans}"


def _no_plan(study: Study, case: Case) -> Exception:
    return NoPlanError(diagnose(case)) if study.complete else NotFoundError()


def _no_action(today: Case, plan: Plan) -> Option:
    """Today's chain, which need not be able to meet every need: then it has no plan to audit."""
    lines = audit(today, plan) if plan.status.has_plan else ()
    return Option(0, "No action", plan, trace(today, plan), lines, None)


def _options(case: Case, found: Sequence[Found], study: Study) -> Iterator[Option]:
    plans = [each.proved for each in found]
    proofs = [Proof(plan.cost, plan.bound) for plan in plans]
    places = standings(proofs, None if study.complete else study.next_bound)
    amount = case.settings.gap * plans[0].cost
    for position, (plan, standing) in enumerate(zip(plans, places, strict=True)):
        name = name_of(case, plan, plans[0] if position else None)
        twin = near_duplicate(plans, position, amount)
        step = found[position].strike_loss
        yield Option(position + 1, name, plan, trace(case, plan), audit(case, plan), standing, twin, step)


def _facts(case: Case, study: Study) -> Facts:
    packages = ("friend-shoring-planner", "pyomo", "highspy", "numpy", "pydantic", "XlsxWriter")
    versions = {"Python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    versions.update({name: version(name) for name in packages})
    size = study.size
    options = {
        "Gap of each search": f"{case.settings.gap:.4%}",
        "Plans asked for": str(case.settings.plans),
        "Plans that count as different": case.settings.distinct,
        "Valuation": case.settings.valuation,
        "Rows of the program": f"{size['rows']:,}",
        "Columns": f"{size['columns']:,}",
        "Yes-or-no choices": f"{size['integers']:,}",
    }
    return Facts(versions, options)

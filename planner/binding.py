"""What binds: which caps cost Plan 1 something, and what a fresh search saves with one of them moved or dropped.

The dual of a cap sees only its neighbourhood, with the plants as they are; plants are lumpy, so a cap without a dual
may cost a whole plant. Hence fresh searches: the dearest caps by their dual are moved, and while fewer than
`MOST_TRIED` are, other rules are dropped altogether, in the order of Caps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.case import Cap, Case
from models.case.readings import holds
from models.plan import Plan, Status
from models.program import CapRow
from models.study import Found
from planner.beside import Beside
from planner.result import Binding

MOVED = 0.05
"""Share by which a cap is moved."""
MOST_TRIED = 3
"""Caps that are moved or dropped: each is a search of its own."""
WORTH_NAMING = 0.05
"""Million a percentage point below which a cap is not said to bind: the last digit that is shown."""


@dataclass(frozen=True)
class _Trial:
    """A cap (`rows`: all rows of its rule where it is dropped), its years, what a point saves, and the case to search.

    `unit_saving` None: not known; `moved_to` the share it is moved to, None where it is dropped; `case` None: not
    tried.
    """

    rows: tuple[Cap, ...]
    years: tuple[int, ...]
    unit_saving: float | None
    moved_to: float | None
    case: Case | None


def what_binds(
    case: Case, first: Found, cap_values: Mapping[CapRow, float] | None, beside: Beside
) -> tuple[Binding, ...]:
    """Caps that cost Plan 1 something, dearest by one point first, then those that were dropped to see.

    `cap_values` million that one more point saves, by row of a cap (`Study.cap_values`); None: not known.
    """
    trials = _moved(case, cap_values or {})
    trials += _dropped(case, trials, None if cap_values is None else 0.0)
    searches = [beside.submit(trial.case) if trial.case is not None else None for trial in trials]
    found = []
    for trial, search in zip(trials, searches, strict=True):
        fresh = beside.result(trial.case, search) if trial.case is not None and search is not None else None
        found.append(_binding(trial, first.plan, fresh))
    return tuple(found)


def _moved(case: Case, cap_values: Mapping[CapRow, float]) -> list[_Trial]:
    saving: dict[str, float] = {}
    years: dict[str, set[int]] = {}
    for key, amount in cap_values.items():
        if amount > 0:
            saving[key.cap] = saving.get(key.cap, 0.0) + amount
            years.setdefault(key.cap, set()).update(key.years)
    named = [cap for cap in case[Cap] if saving.get(cap.row_id, 0.0) >= WORTH_NAMING]
    dearest = sorted(named, key=lambda cap: (-saving[cap.row_id], cap.row_id))
    trials = []
    for place, cap in enumerate(dearest):
        to = min(1.0, cap.cap + MOVED)
        twin = _with(case, cap.model_copy(update={"cap": to})) if place < MOST_TRIED else None
        trials.append(_Trial((cap,), tuple(sorted(years[cap.row_id])), saving[cap.row_id], to, twin))
    return trials


def _with(case: Case, changed: Cap) -> Case:
    return case.with_rows(Cap, (changed if cap.row_id == changed.row_id else cap for cap in case[Cap]))


def _dropped(case: Case, moved: Iterable[_Trial], unit_saving: float | None) -> list[_Trial]:
    known = {cap.row_id for trial in moved for cap in trial.rows}
    rules: dict[tuple[str, str, str], list[Cap]] = {}
    for cap in case[Cap]:
        rules.setdefault((cap.metric, cap.what, cap.where), []).append(cap)
    left = [rows for rows in rules.values() if known.isdisjoint(cap.row_id for cap in rows)]
    trials = []
    for rows in left[: max(0, MOST_TRIED - len(known))]:
        gone = {cap.row_id for cap in rows}
        twin = case.with_rows(Cap, (cap for cap in case[Cap] if cap.row_id not in gone))
        years = (year for year in case.years if any(holds(cap.first_year, cap.last_year, year) for cap in rows))
        trials.append(_Trial(tuple(rows), tuple(years), unit_saving, None, twin))
    return trials


def _binding(trial: _Trial, plan: Plan, fresh: Plan | None) -> Binding:
    tightest = min(trial.rows, key=lambda cap: cap.cap)
    proved = fresh if fresh is not None and fresh.status is Status.PROVED else None
    return Binding(
        cap=tightest.row_id,
        years=trial.years,
        limit=tightest.cap,
        unit_saving=trial.unit_saving,
        tried=fresh is not None,
        dropped=trial.moved_to is None,
        moved_to=trial.moved_to if proved else None,
        saving=plan.cost - proved.cost if proved else None,
        starts_dropped=tuple(sorted(plan.signature - proved.signature)) if proved else (),
        starts_added=tuple(sorted(proved.signature - plan.signature)) if proved else (),
    )

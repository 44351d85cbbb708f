"""What one run hands to the report: plans with their proof, trace and audit, and what binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.auditing import AuditLine
from models.case import Case
from models.exposure_trace import Trace
from models.plan import Plan, Status
from planner.workbook.reader import Reading


@dataclass(frozen=True)
class Standing:
    """The place of a plan and how sure it is.

    `place` is "1", "2", "3=" ...; `tied_with` plan numbers whose order against this one is not proved;
    `next_bound` million: every plan placed after it costs this or more, and so does every choice that is not listed,
    in a minimal list unless it only adds projects to a listed plan (None: nothing comes after it);
    `unlisted_may_be_cheaper`: the search has not ruled out that a plan outside the list costs less.
    """

    place: str
    tied_with: tuple[int, ...]
    next_bound: float | None
    unlisted_may_be_cheaper: bool = False

    @property
    def certain(self) -> bool:
        """Whether its place is proved."""
        return not self.tied_with and not self.unlisted_may_be_cheaper


@dataclass(frozen=True)
class Option:
    """One plan as the workbook shows it. Number 0 is "No action": today's chain with committed moves, no cap.

    `name` in words ("Narva magnets + Estonian oxide"); `near_duplicate_of` the number of an earlier plan that it
    contains or is contained in at almost the same cost; `standing` is None for No action; `strike_loss` million that
    the plan costs more than if strikes of purchase contracts could mix, as they may in the search: part of its gap.
    """

    number: int
    name: str
    plan: Plan
    trace: Trace
    audit: tuple[AuditLine, ...]
    standing: Standing | None
    near_duplicate_of: int | None = None
    strike_loss: float = 0.0


@dataclass(frozen=True)
class Binding:
    """A cap that shapes Plan 1, or was dropped to see whether it does.

    `cap` row id on Caps (of a rule that was dropped: its tightest row), `years` in which it does,
    `limit` as a share, `unit_saving` million saved by one more percentage point with the same plants
    (None: not known), `tried` whether a fresh search was made with the cap moved or `dropped`, `moved_to` the share
    tried (None: dropped, not tried, or not proved in its time) and `saving` million it saves (None: not tried, or not
    proved in its time),
    `starts_dropped` and `starts_added` projects by which the fresh plan differs.
    """

    cap: str
    years: tuple[int, ...]
    limit: float
    unit_saving: float | None
    moved_to: float | None
    saving: float | None
    tried: bool = True
    dropped: bool = False
    starts_dropped: tuple[str, ...] = ()
    starts_added: tuple[str, ...] = ()


Changed = Literal["nothing", "value forgone", "selling price", "cost of capital", "form of support", "payer"]
"""What a what-if changes: nothing, an assumption, or who and what supports; the last two are left out."""


@dataclass(frozen=True)
class WhatIf:
    """Plan 1 in a changed case: its moves start in their years, all else is free.

    `name`: by how much an assumption changes ("20% lower", "low"), the form or the payer that is left out, else "".
    `support` and `cost` million in present value, the support at the public rate, None unless `status` says proved.
    Status NO_PLAN: with these moves nothing keeps every rule.
    """

    changed: Changed
    name: str
    status: Status
    support: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Facts:
    """Facts of the run that are the same every time it is repeated: versions and options."""

    versions: Mapping[str, str]
    options: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """One run.

    `complete`: the list holds every plan there is; `stopped`: the search ended before the list was as long as asked for
    and its last place proved, by the time limit, by the user, or by the `fault` of the solver that is told in words (""
    where there was none); `interrupted`: the user asked to stop, so that searches beside the main one may be missing
    too; `cost_without_caps` million, None where that search was not proved before it ended; `what_ifs`, the first of
    which changes nothing, only where the case offers support or purchase contracts.
    """

    case: Case
    reading: Reading
    no_action: Option
    options: tuple[Option, ...]
    cost_without_caps: float | None
    complete: bool
    bindings: tuple[Binding, ...]
    facts: Facts
    stopped: bool = False
    interrupted: bool = False
    fault: str = ""
    what_ifs: tuple[WhatIf, ...] = ()

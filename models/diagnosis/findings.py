"""What a diagnosis finds: which rules would have to give so that a plan exists, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Cause = Literal["budgets", "aid rules", "aid rules and budgets", "firms", "caps and needs"]
"""What may stand in the way, in the order in which it is looked at."""


@dataclass(frozen=True)
class Relaxation:
    """A hard cap that would have to give: in the `years` of one of its rows it would have to be `needed`."""

    row_id: str
    of: str
    years: tuple[int, ...]
    cap: float
    needed: float


@dataclass(frozen=True)
class Shortfall:
    """A need that no plan can meet, caps or not: `short` of `due` in the good's unit."""

    programme: str
    nation: str
    good: str
    year: int
    due: float
    short: float


@dataclass(frozen=True)
class OverBudget:
    """A row of Budgets that a plan exceeds: `spent` against what it has `left` (the amount less what is promised
    already), million of the payer's currency in money of that year.
    """

    budget: str
    payer: str
    fiscal_year: int
    spent: float
    left: float


@dataclass(frozen=True)
class OnePayer:
    """A payer with whose budgets raised by `more` in all, and all others as they stand, a plan exists: million of its
    own money, added over fiscal years.
    """

    payer: str
    more: float


@dataclass(frozen=True)
class BudgetFactor:
    """One factor on what every row of Budgets has left: a plan exists at `works`, and it is proved that none does at
    `fails`, both rounded outwards to a hundredth.

    `works` None: no factor was found that does it; with `settled` it is proved that none up to `fails` does. Not
    `settled`: the search ran out of time before the two came close. `over`: rows that a plan at `works` exceeds as
    they stand, the one with the least room first (where nothing works: those that a plan without budgets exceeds).
    `alone`: payers whose budgets could give without any other, where several payers have budgets.
    """

    works: float | None
    fails: float
    settled: bool
    over: tuple[OverBudget, ...]
    alone: tuple[OnePayer, ...] = ()


@dataclass(frozen=True)
class OverCeiling:
    """Aid to a project that an aid rule does not allow, million of grant equivalent at the project's start.

    `inside` the group inside which the project moves where the rule bars such aid altogether, else None.
    """

    rule: str
    project: str
    aid: float
    ceiling: float
    inside: str | None = None


@dataclass(frozen=True)
class Unpaid:
    """A project, or lines in operation that may close, that no offer makes pay for its firm.

    Million after tax at the end of its start year, at the firm's rate: `worth` without support, `asked` beyond that
    (value forgone, premium), `brought` by offers as far as they go. `start` is None for lines in operation, which have
    none of these. `leaves` the year from which on staying is worth less than leaving, by `loss` million in that year
    (None: it stays). `loses_on_every_unit`: no line of it ever has a margin. `offers` and contracts that reach it;
    `abroad` payers whose offers would if they paid for plants in other nations.
    """

    venture: str
    firm: str
    nation: str
    start: int | None
    worth: float
    asked: float
    brought: float
    leaves: int | None
    loss: float
    loses_on_every_unit: bool
    offers: tuple[str, ...]
    abroad: tuple[str, ...]

    @property
    def short(self) -> float:
        """Million that is missing to make it pay."""
        return max(0.0, self.asked - self.worth - self.brought)


@dataclass(frozen=True)
class Diagnosis:
    """What would have to give. All empty: other rules contradict each other, or the search ended too early.

    Attributes:
        factor: of all budgets, where they stand in the way.
        ceilings: of aid rules that would have to give; with `factor`, only both together allow a plan.
        unpaid: what firms would not do although a plan needs it; budgets and aid rules are left aside.
        relaxations, shortfalls: caps that would have to give, needs that cannot be met.
        firms_aside: `relaxations` and `shortfalls` are those of firms that do as the plan says.
        least: it is proved that no smaller change in all allows a plan.
        cut_short: what the search was looking at when its time was over, or None.
    """

    relaxations: tuple[Relaxation, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    factor: BudgetFactor | None = None
    ceilings: tuple[OverCeiling, ...] = ()
    unpaid: tuple[Unpaid, ...] = ()
    firms_aside: bool = False
    least: bool = True
    cut_short: Cause | None = None

    @property
    def in_time(self) -> bool:
        """Whether the search for causes came to its end."""
        return self.cut_short is None


class OutOfTimeError(Exception):
    """The time was over while some cause was looked at."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(f"no time left to look at {cause}")
        self.cause: Cause = cause

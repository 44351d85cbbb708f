"""The output schema: one row class per result table, each owned by one instrument, keyed by node.

Quantities are in the good's own unit over the whole node, money in million of base-year currency, undiscounted.
`clean` and `dirty` are the solver's grade labels: the model needs them, but what a workbook says about exposure
comes from `models.exposure_trace`, never from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.plan.nodes import Node

CostKind = Literal[
    "resource", "transfer", "penalty", "support", "support later", "lending", "contingent", "public funds"
]
"""Resource cost; money that changes hands inside the alliance; price of a breach or shortage; money of payers to firms;
what contracts pay after the horizon, worth at its end; what payers lend and get back; what budgets count beyond the
expected payment; what raising public money costs society."""
SUPPORT: tuple[CostKind, ...] = ("support", "support later")
"""What payers pay to firms in all."""


@dataclass(frozen=True)
class LineOutput:
    """Output of one line (units of its main output). Owned by `lines`."""

    line: str
    node: Node
    clean: float
    dirty: float

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class InputUse:
    """Use of a good by all lines of a nation together. Owned by `lines`."""

    good: str
    nation: str
    node: Node
    clean: float
    dirty: float

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class Disposal:
    """What a joint line's output is discarded. Owned by `lines`."""

    line: str
    good: str
    node: Node
    clean: float
    dirty: float

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class Flow:
    """What leaves `origin` for `destination`; the lane's loss is still in it. Owned by `network`."""

    good: str
    origin: str
    destination: str
    node: Node
    clean: float
    dirty: float

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class LaneUse:
    """A lane with a fixed cost that is used in a node. Owned by `network`."""

    good: str
    origin: str
    destination: str
    node: Node


@dataclass(frozen=True)
class StockLevel:
    """Commercial stock at the end of a node. Owned by `stocks`."""

    good: str
    nation: str
    node: Node
    clean: float
    dirty: float

    @property
    def total(self) -> float:
        """Both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class Delivery:
    """What one need (programme, nation, good) gets and what goes unmet. Owned by `demand`."""

    programme: str
    nation: str
    good: str
    node: Node
    due: float
    clean: float
    dirty: float
    unmet: float

    @property
    def total(self) -> float:
        """Delivered, both grades."""
        return self.clean + self.dirty


@dataclass(frozen=True)
class Start:
    """A move that is started (a row of Candidate moves, by its row id). Owned by `capacity`."""

    move: str
    project: str
    node: Node
    committed: bool


@dataclass(frozen=True)
class Closure:
    """Share of an existing line's capacity that is closed in a node. Owned by `capacity`."""

    line: str
    node: Node
    share: float


@dataclass(frozen=True)
class CapLevel:
    """A cap in one node, or over several years together: left and right side of its row. Owned by `exposure`.

    `cap` is the row id on Caps, `of` the good or third nation where one cap has several rows, `breach` percentage
    points above the cap that were priced, `adverse` and `total` the solver's own measure of numerator and base.
    """

    cap: str
    of: str
    years: tuple[int, ...]
    adverse: float
    total: float
    breach: float


@dataclass(frozen=True)
class Cost:
    """One line of the cost ledger, undiscounted. Written from the ledger, so it cannot disagree with the objective.

    `instrument` posted it; `item` is what it is for (line, move, lane, programme, offer); `purpose` in words
    ("freight", "capital"); `payer` and `recipient` in words, recipient "" where money goes to whoever does the work;
    `project` where one is meant, else ""; `budget_line` of the payer, else ""; `promised` the node in which support
    was agreed, None where it is earned as it is paid.
    """

    node: Node
    kind: CostKind
    instrument: str
    item: str
    nation: str
    payer: str
    purpose: str
    recipient: str
    project: str
    amount: float
    budget_line: str = ""
    promised: Node | None = None


@dataclass(frozen=True)
class Participation:
    """What a project is worth to its firm, million at the end of its start year, at the firm's real cost of capital.

    `margin` after tax of what it makes and `fixed_cost` after tax, both inside the horizon; `capital` less what writing
    it off saves in tax; `later` after the horizon; `support` received after tax; `forgone` and `premium` are what the
    firm asks beyond. Owned by `incentives`.
    """

    venture: str
    firm: str
    start: Node
    margin: float
    fixed_cost: float
    capital: float
    later: float
    support: float
    forgone: float
    premium: float

    @property
    def without_support(self) -> float:
        """Net present value without support."""
        return self.margin - self.fixed_cost - self.capital + self.later

    @property
    def slack(self) -> float:
        """What the firm gains beyond the least that makes it move."""
        return self.without_support + self.support - self.forgone - self.premium


@dataclass(frozen=True)
class Staying:
    """What is still to come for a firm from a node on, and what it would gain by leaving instead, million in that node.

    `to_come` after tax inside the horizon, support for running included; `pay_back` of support if it left; `leaving`
    the gain. Owned by `incentives`.
    """

    venture: str
    node: Node
    to_come: float
    pay_back: float
    leaving: float

    @property
    def slack(self) -> float:
        """By how much staying is better than leaving."""
        return self.to_come + self.pay_back - self.leaving


@dataclass(frozen=True)
class Purchase:
    """What a contract buys of a line's output in a node, and pays for though it is not made, in the good's unit.

    `contract`, `strike` the row id on Contracts, `project` for which it counts. Owned by `contracts`.
    """

    contract: str
    strike: str
    project: str
    line: str
    node: Node
    bought: float
    short: float


@dataclass(frozen=True)
class AidLevel:
    """Aid to one venture under one rule, and its ceiling: million grant equivalent at the rule's reference rate, in
    present value of the first node's start. Owned by `incentives`.
    """

    rule: str
    venture: str
    aid: float
    ceiling: float


@dataclass(frozen=True)
class BudgetLevel:
    """What a payer spends under one row of Budgets: million of its own currency in money of that year.

    `budget` is the row id; `spent` by the plan, `ceiling` what was left of the amount. Owned by `budgets`.
    """

    budget: str
    payer: str
    budget_line: str
    fiscal_year: int
    spent: float
    ceiling: float

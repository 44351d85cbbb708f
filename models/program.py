"""The program under construction: a Pyomo model, ledgers in which instruments meet, published decisions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import pyomo.environ as pyo

from models.case import Cap, Case, Line
from models.plan import CostKind, Node
from models.sets import Need, Sets

K = TypeVar("K", bound=Hashable)
Term = Any
"""A Pyomo expression or a number (Pyomo has no types)."""


@dataclass(frozen=True)
class Pool:
    """A good of one grade in a nation in a node. Key of the balance ledger; units of the good."""

    good: str
    nation: str
    node: Node
    grade: str


@dataclass(frozen=True)
class Place:
    """A line, or a capacity group (`shared`), in a node. Key of the capacity ledger; units of main output."""

    name: str
    node: Node
    shared: bool = False

    @staticmethod
    def of(line: Line, node: Node) -> Place:
        """Where the capacity of a line is limited: its group, or its own site."""
        group = line.capacity_group
        return Place(line.site, node) if group is None else Place(group, node, shared=True)


@dataclass(frozen=True)
class Exposed:
    """What an exposure posting is about. `third` is the third nation of a largest-share posting, else ""."""

    metric: str
    node: Node
    good: str
    programme: str = ""
    nation: str = ""
    third: str = ""


@dataclass(frozen=True)
class Money:
    """Heading of a cost posting. Amounts are in million of base-year money, undiscounted.

    `purpose` in words ("freight", "capital"); `recipient` "" where money goes to whoever does the work; `budget_line`
    of the payer; `promised` the node in which support was agreed, None where it is earned as it is paid.
    """

    node: Node
    kind: CostKind
    item: str
    nation: str
    payer: str
    purpose: str
    recipient: str = ""
    project: str = ""
    budget_line: str = ""
    promised: Node | None = None


CashItem = Literal[
    "margin",
    "fixed cost",
    "capital",
    "forgone",
    "premium",
    "later",
    "support for building",
    "support for running",
    "support later",
]
PUBLIC_FUNDS = "raising public money"
RUNNING: tuple[CashItem, ...] = ("margin", "fixed cost", "support for running")
"""What a firm looks at from year to year when it asks whether to stay."""


@dataclass(frozen=True)
class Cash:
    """What a venture brings its firm in a node, by item. Key of the firm ledger: million after tax, undiscounted."""

    venture: str
    node: Node
    item: CashItem


@dataclass(frozen=True)
class Aid:
    """Aid to one venture under one rule. Key of the aid ledger: million, discounted at the rule's reference rate."""

    rule: str
    venture: str


@dataclass(frozen=True)
class CapRow:
    """One row of one cap: the nodes added up in it, and the good or third nation it is for ("" where it needs none)."""

    cap: str
    of: str
    nodes: tuple[Node, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the row."""
        return tuple(node.year for node in self.nodes)


@dataclass(frozen=True)
class CapSides:
    """Numerator and denominator of a cap's row, and the fixed base on which a point of breach is measured."""

    adverse: Term
    total: Term
    base: float


@dataclass(frozen=True)
class Longer:
    """A contract of a plant that lasts `years` beyond the horizon: whether it `goes_on` for its sake, what it earns
    `with_it`, and what of that the contract `adds`; million a year after tax.
    """

    years: int
    goes_on: Term
    with_it: Term
    adds: Term


@dataclass(frozen=True)
class Later:
    """What a plant earns after tax and fixed cost, million a year: in the `last` year, and `later` by itself.

    `most` and `most_lost` bound what it can earn and lose in the last year; `longer` its contracts that outlast the
    horizon.
    """

    last: Term
    later: Term
    most: float
    most_lost: float
    longer: list[Longer] = field(default_factory=list)


class LedgerClosedError(RuntimeError):
    """A posting came after the ledger was closed: the instruments run in a wrong order."""


class Ledger(Generic[K]):
    """Terms posted under a key on named sides, with the instrument they came from. Once closed it refuses postings."""

    def __init__(self, name: str, *sides: str) -> None:
        self.name = name
        self.sides = sides
        self._terms: dict[K, dict[str, list[Term]]] = {}
        self._origin: list[tuple[str, K, str, Term]] = []
        self.closed = False

    def post(self, instrument: str, key: K, **terms: Term) -> None:
        """Add terms to the named sides of a key.

        Raises:
            LedgerClosedError: the ledger has been read.
            KeyError: a side that the ledger does not have.
        """
        if self.closed:
            raise LedgerClosedError(f"{instrument} posts into the closed ledger {self.name}")
        sides = self._terms.setdefault(key, {side: [] for side in self.sides})
        for side, term in terms.items():
            sides[side].append(term)
            self._origin.append((instrument, key, side, term))

    def close(self) -> None:
        """No more postings."""
        self.closed = True

    def __iter__(self) -> Iterator[K]:
        """All keys in order of their first posting."""
        return iter(self._terms)

    def total(self, side: str, key: K) -> Term:
        """Sum of one side of a key; 0 where nothing was posted."""
        terms = self._terms[key][side] if key in self._terms else []
        return pyo.quicksum(terms)

    def posted(self, side: str, key: K) -> bool:
        """Whether anything stands on one side of a key."""
        return key in self._terms and bool(self._terms[key][side])

    def postings(self) -> Iterator[tuple[str, K, str, Term]]:
        """Every posting: instrument, key, side, term."""
        return iter(self._origin)


@dataclass(frozen=True)
class Instrument:
    """One policy instrument or part of the chain: an explicit record, so that a missing part fails at import.

    `build` makes variables, own constraints and postings; `close` writes the rows of the ledger named in `closes`;
    `report` gives result rows. `closes` and `close` come together. `joins_years`: its rows tie the years of a project
    or a payer together, and its variables stand nowhere else but in the objective, so that the search may price them.
    """

    name: str
    build: Callable[[Program], None]
    report: Callable[[Program, Callable[[Term], float]], Mapping[type[Any], tuple[Any, ...]]]
    closes: str | None = None
    close: Callable[[Program], None] | None = None
    joins_years: bool = False

    def __post_init__(self) -> None:
        if (self.closes is None) != (self.close is None):
            raise TypeError(f"{self.name}: closes and close come together")


@dataclass(frozen=True)
class Program:
    """Everything instruments share.

    Ledgers: `balance` (supply, use), `capacity` (use, limit, floor: what minimum load demands), `exposure` (adverse,
    total), `firm` (inflow, outflow of a venture), `aid` (amount, ceiling), `cost` (amount).

    Published decisions, filled by the instrument that owns them: `start` by (move row id, node), `closed` share of an
    existing line by (line, node), `made` by (line, node, grade), `disposed` by (line, good, node, grade), `sent` by
    (link, node, grade), `delivered` by (need, node, grade), `unmet` by (need, node), `caps` and `breach` by row of a
    cap, `agreed` million paid of an offer by (offer, move row id, start), `spent` by row id of Budgets, `later` by
    (move row id, start) that runs beyond the horizon, `signature` by project.
    """

    case: Case
    sets: Sets
    model: pyo.ConcreteModel = field(default_factory=pyo.ConcreteModel)
    balance: Ledger[Pool] = field(default_factory=lambda: Ledger("balance", "supply", "use"))
    capacity: Ledger[Place] = field(default_factory=lambda: Ledger("capacity", "use", "limit", "floor"))
    exposure: Ledger[Exposed] = field(default_factory=lambda: Ledger("exposure", "adverse", "total"))
    firm: Ledger[Cash] = field(default_factory=lambda: Ledger("firm", "inflow", "outflow"))
    aid: Ledger[Aid] = field(default_factory=lambda: Ledger("aid", "amount", "ceiling"))
    cost: Ledger[Money] = field(default_factory=lambda: Ledger("cost", "amount"))
    start: dict[tuple[str, Node], Term] = field(default_factory=dict)
    made: dict[tuple[str, Node, str], Term] = field(default_factory=dict)
    disposed: dict[tuple[str, str, Node, str], Term] = field(default_factory=dict)
    closed: dict[tuple[str, Node], Term] = field(default_factory=dict)
    agreed: dict[tuple[str, str, Node], Term] = field(default_factory=dict)
    sent: dict[Any, Term] = field(default_factory=dict)
    delivered: dict[tuple[Need, Node, str], Term] = field(default_factory=dict)
    unmet: dict[tuple[Need, Node], Term] = field(default_factory=dict)
    caps: dict[CapRow, CapSides] = field(default_factory=dict)
    breach: dict[CapRow, Term] = field(default_factory=dict)
    spent: dict[str, Term] = field(default_factory=dict)
    later: dict[tuple[str, Node], Later] = field(default_factory=dict)
    signature: dict[str, Term] = field(default_factory=dict)

    @property
    def ledgers(self) -> tuple[Ledger[Any], ...]:
        """The ledgers in the order in which they are closed; a closing row may post only into a later one."""
        return (self.exposure, self.capacity, self.balance, self.firm, self.aid, self.cost)

    def output(self, line: Line, node: Node) -> Term:
        """Output of a line in a node, both grades; 0 where it cannot run."""
        grades = self.sets.line_grades(line)
        return pyo.quicksum(self.made[line.name, node, g] for g in grades if (line.name, node, g) in self.made)

    def anchor(self) -> pyo.Var:
        """A variable fixed at 0, on which a row without variables can stand."""
        if not hasattr(self.model, "anchor"):
            self.model.anchor = pyo.Var(bounds=(0.0, 0.0))
        return self.model.anchor

    def watches(self, metric: str, good: str) -> bool:
        """Whether any cap of the case is on this metric of this good, so that postings are worth making."""
        return any(cap.metric == metric and self.case.cap_covers(cap, good) for cap in self.case[Cap])

    def block(self, name: str) -> pyo.Block:
        """A Pyomo block for one instrument."""
        block = pyo.Block(concrete=True)
        self.model.add_component(name, block)
        return block

    def pay(self, instrument: str, heading: Money, amount: Term, cash: Cash | None = None, kept: float = 1.0) -> None:
        """Post money into the cost ledger, and what the firm of a venture keeps of it into the firm ledger.

        The one verb for money; only what a firm earns by selling is posted to the firm ledger alone.
        """
        self.cost.post(instrument, heading, amount=amount)
        if cash is not None:
            self.firm.post(instrument, cash, inflow=kept * amount)

    def charge(self, instrument: str, heading: Money, amount: Term) -> None:
        """Post the marginal cost of public funds of a payment (C3)."""
        rate = self.case.settings.cost_of_public_funds
        if rate:
            self.pay(instrument, heading, rate * amount)


def row(program: Program, lower: float | None, body: Term, upper: float | None) -> Term:
    """A constraint `lower <= body <= upper` for a Pyomo rule; skipped where the body is a number that satisfies it.

    A body that is a number and violates its bounds still becomes a row (on a variable fixed at 0), so that the
    search answers "no plan" and the diagnosis can speak.
    """
    if isinstance(body, int | float):
        fits = (lower is None or body >= lower) and (upper is None or body <= upper)
        if fits:
            return pyo.Constraint.Skip
        body = body + program.anchor()
    return pyo.inequality(lower, body, upper) if lower != upper else body == upper

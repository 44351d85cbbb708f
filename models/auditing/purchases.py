"""What purchase contracts buy and pay, worked out again from the contracts and strikes that a plan signs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.auditing.check import TOLERANCE
from models.auditing.earnings import last_year
from models.auditing.figures import CONTRACTS, Figures
from models.case import Contract, Line, Move
from models.case.offtake import Deal, Offtake
from models.case.support import annuity_factor
from models.plan import Cost, CostKind, Node, Purchase

FLOOR = "price floor"
SHORT = "paid for though not made"
BEYOND = "price floor, beyond what is expected"
AFTER = "price floor, after the last year"


@dataclass(frozen=True)
class Reach:
    """A deal in force for a line in a node: what it buys of a full plant, in the good's unit, and the share in force.

    The share is less than all of it while a plant starts up, and as far as a line is closed.
    """

    full: float
    share: float


@dataclass(frozen=True)
class Payment:
    """A payment under a deal for a line, million; `kept` of it by the firm after tax."""

    deal: Deal
    line: Line
    node: Node
    kind: CostKind
    purpose: str
    amount: float
    kept: float


@dataclass(frozen=True)
class LaterYears:
    """Contract years after the last one planned: how many, what is `paid` and what it is `worth` a year, million."""

    deal: Deal
    line: Line
    years: int
    paid: float
    worth: float


@dataclass(frozen=True)
class Purchases:
    """The contracts that a plan signs."""

    figures: Figures

    @cached_property
    def offtake(self) -> Offtake:
        """Who may sign what."""
        return Offtake(self.figures.ventures)

    @cached_property
    def deals(self) -> dict[tuple[str, str], Deal]:
        """Contracts that ventures may sign, by contract and venture."""
        return {deal.key: deal for deal in self.offtake.deals}

    @cached_property
    def _strikes(self) -> dict[str, Contract]:
        return {row.row_id: row for row in self.figures.case[Contract]}

    def allows(self, row: Purchase) -> bool:
        """Whether a contract has this strike and may buy from this line for this project."""
        deal = self.deals.get((row.contract, row.project))
        return deal is not None and row.line in deal.lines and self._strikes.get(row.strike) in deal.rows

    @cached_property
    def bought(self) -> dict[tuple[str, str], tuple[Purchase, ...]]:
        """Purchases that are allowed, by contract and venture."""
        found: dict[tuple[str, str], list[Purchase]] = defaultdict(list)
        for row in self.figures.plan[Purchase]:
            if self.allows(row):
                found[row.contract, row.project].append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def reach(self, deal: Deal, line: Line, node: Node) -> Reach | None:
        """How far a deal is in force for a line in a node; None where it is not."""
        if deal.venture.moves:
            ages = [age for age in self._ages(deal, line, node) if age is not None]
            if not ages:
                return None
        elif self.figures.position[node] >= deal.terms.years:
            return None
        full = line.capacity(node.year) * self.figures.plan.nodes.duration(node)
        if full == 0.0:
            return None
        open_share = 1.0 - self.figures.closed(line.name, node)
        share = open_share if line.move is None else self.figures.running(line, node) / full
        return Reach(self.offtake.part(deal, line) * full, share)

    def _ages(self, deal: Deal, line: Line, node: Node) -> Iterator[int | None]:
        """Years since the start from which a deal counts, of starts for which it is in force in a node."""
        case, helps = self.figures.case, deal.terms.helps is not None
        for _, move, start in self.figures.started:
            age = self.figures.age(start, node)
            if age is None or move.row_id not in deal.venture.moves or not (helps or move == line.move):
                continue
            runs = helps or case.ramp(move, age) > 0
            if runs and age - self.offtake.first_age(deal, move) < deal.terms.years:
                yield age

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """What purchases pay within the horizon, and what budgets count beyond."""
        return tuple(payment for rows in self.bought.values() for row in rows for payment in self._of(row))

    def _of(self, row: Purchase) -> Iterator[Payment]:
        line, year = self.figures.case.lines[row.line], row.node.year
        contract, deal = self._strikes[row.strike], self.deals[row.contract, row.project]
        expected, scored = (reading(contract, line, year) for reading in (self.offtake.expected, self.offtake.scored))
        after_tax = 1.0 - self.figures.ventures.finance(line).tax
        kinds: tuple[tuple[CostKind, str, float], ...] = (
            ("support", FLOOR, expected * row.bought),
            ("support", SHORT, self.offtake.strike(contract, year) * row.short),
            ("contingent", BEYOND, (scored - expected) * row.bought),
        )
        for kind, purpose, amount in kinds:
            kept = after_tax * amount if kind == "support" else 0.0
            yield Payment(deal, line, row.node, kind, purpose, amount, kept)

    def kept(self, venture: str, node: Node) -> float:
        """What contracts pay a venture in a node after tax, million."""
        return sum(each.kept for each in self._by_node.get((venture, node), ()))

    @cached_property
    def _by_node(self) -> dict[tuple[str, Node], list[Payment]]:
        found: dict[tuple[str, Node], list[Payment]] = defaultdict(list)
        for each in self.payments:
            found[each.deal.venture.name, each.node].append(each)
        return found

    def worth(self, deal: Deal) -> float:
        """What a deal brings its firm within the horizon after tax, million at the firm's real cost of capital."""
        total = 0.0
        for each in self.payments:
            if each.deal == deal:
                growth = 1.0 + self.figures.ventures.finance(each.line).real
                total += each.kept * growth ** -(self.figures.position[each.node] + 1)
        return total

    def worth_later(self, venture: str) -> float:
        """What contract years after the last one are worth to a venture, million at the end of the last year."""
        total = 0.0
        for each in self.later:
            if each.deal.venture.name == venture:
                first = self.figures.case.lines[each.deal.venture.lines[0]]
                total += annuity_factor(self.figures.ventures.finance(first).real, each.years) * each.worth
        return total

    @cached_property
    def later(self) -> tuple[LaterYears, ...]:
        """Contract years after the last one planned, of every deal in force in it."""
        return tuple(each for deal in self.deals.values() if deal.key in self.bought for each in self._later(deal))

    def _later(self, deal: Deal) -> Iterator[LaterYears]:
        settings = self.figures.case.settings
        if not deal.venture.moves:
            for line, paid, _ in self._paid_last(deal):
                yield LaterYears(deal, line, max(0, deal.terms.years - settings.years), paid, 0.0)
        for _, move, start in self.figures.started:
            if move.row_id not in deal.venture.moves:
                continue
            years = self.offtake.years_after(deal, move, self.figures.position[start])
            if deal.terms.helps is None:
                yield from self._of_plant(deal, move, years)
            else:
                yield from (LaterYears(deal, line, years, paid, kept) for line, paid, kept in self._paid_last(deal))

    def _paid_last(self, deal: Deal) -> Iterator[tuple[Line, float, float]]:
        """What a deal pays in the last year for each of its lines, before and after tax."""
        last = self.figures.plan.nodes.nodes[-1]
        here = [each for each in self._by_node.get((deal.venture.name, last), ()) if each.deal == deal]
        for line in (self.figures.case.lines[name] for name in deal.lines):
            own = [each for each in here if each.line == line and each.kind == "support"]
            if own:
                yield line, sum(each.amount for each in own), sum(each.kept for each in own)

    def _of_plant(self, deal: Deal, move: Move, years: int) -> Iterator[LaterYears]:
        """A plant goes on with its contract where that brings more than to stop, or to go on by itself."""
        own = [each for each in self._paid_last(deal) if each[0].move == move]
        paid, kept = sum(amount for _, amount, _ in own), sum(amount for _, _, amount in own)
        if not own or paid <= 0:
            return
        brought = last_year(self.figures, move)
        gain = brought.as_it_was + kept - brought.by_itself
        size = max(1.0, abs(brought.as_it_was), kept)
        goes_on = self._says_later(deal) if abs(gain) <= TOLERANCE * size else gain > 0
        if goes_on:
            yield LaterYears(deal, own[0][0], years, paid, max(0.0, gain))

    def _says_later(self, deal: Deal) -> bool:
        """Whether the plan pays later years: where a firm does not care, either is right."""
        rows = (row for row in self.figures.plan[Cost] if (row.item, row.project) == deal.key)
        return any(row.instrument == CONTRACTS and row.kind == "support later" for row in rows)

    def aid(self, deal: Deal, reference_rate: float) -> float:
        """What a deal pays as aid, million before the first year at the rule's rate; later years as an annuity."""
        growth, total = 1.0 + reference_rate, 0.0
        for each in self.payments:
            if each.deal == deal and each.kind == "support":
                total += each.amount * growth ** -(self.figures.position[each.node] + 1)
        at_end = growth ** -len(self.figures.position)
        return total + at_end * sum(
            annuity_factor(reference_rate, each.years) * each.paid for each in self.later if each.deal == deal
        )

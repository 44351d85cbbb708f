"""What purchase contracts pay, to whom and how long: readings of Contracts and prices that model and audit share (C.4).

Prices and strikes are real, in million a unit of the good. A project's contract runs from the year it is ready; one
that helps another project runs from that project's start; that of a line in operation from the first year planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.case.finance import AidRule, Contract
from models.case.moves import Move
from models.case.readings import Line
from models.case.support import Venture
from models.case.ventures import Ventures

TAIL = 0.05
"""Probability of the worst outcomes over which the scoring rule "tail" averages."""


def floor_payment(strike: float, upside_share: float, price: float) -> float:
    """Payment for a unit at one market price: up to the strike, less a share of what the price is above it (V14).

    >>> floor_payment(110.0, 0.3, 60.0), floor_payment(110.0, 0.3, 130.0)
    (50.0, -6.0)
    """
    return max(0.0, strike - price) - upside_share * max(0.0, price - strike)


def worst_average(outcomes: Sequence[tuple[float, float]], share: float) -> float:
    """Average of the largest outcomes (amount, probability) that together have a probability of `share` (V22).

    >>> worst_average([(0.0, 0.9), (100.0, 0.06), (300.0, 0.04)], 0.05)
    260.0
    """
    left, total = share, 0.0
    for amount, probability in sorted(outcomes, reverse=True):
        part = min(left, probability)
        total += part * amount
        left -= part
    return round(total / share, 12)


def break_even_strike(cost: float, upside_share: float, outcomes: Sequence[tuple[float, float]]) -> float:
    """Least strike at which what a unit is expected to bring is its cost (V14).

    What it brings is the price and the payment; it rises with the strike, in straight pieces between the prices.

    Args:
        cost: of a unit.
        upside_share: payer's share of a price above the strike.
        outcomes: market price and probability.

    Raises:
        ValueError: not even the highest price is enough, and a higher strike adds nothing.

    >>> round(break_even_strike(100.0, 0.3, [(60.0, 0.6), (130.0, 0.4)]), 3)
    88.333
    """

    def brought(strike: float) -> float:
        return sum(share * (price + floor_payment(strike, upside_share, price)) for price, share in outcomes)

    knots = sorted({0.0, *(price for price, _ in outcomes)})
    for low, high in zip(knots, [*knots[1:], None], strict=True):
        rises = sum(share if price <= low else upside_share * share for price, share in outcomes)
        if brought(low) >= cost:
            return low
        if rises > 0 and (high is None or brought(high) >= cost):
            return low + (cost - brought(low)) / rises
    raise ValueError("no strike makes the unit pay")


@dataclass(frozen=True)
class Deal:
    """A contract as one venture may sign it: the strikes, lowest first, and the lines whose output it buys.

    `rows` are the rows of Contracts, alike in all but strike; what it pays counts for `venture`.
    """

    rows: tuple[Contract, ...]
    venture: Venture
    lines: tuple[str, ...]

    @property
    def terms(self) -> Contract:
        """What all strikes have in common."""
        return self.rows[0]

    @property
    def key(self) -> tuple[str, str]:
        """Contract and venture."""
        return self.terms.contract, self.venture.name


class Offtake:
    """Purchase contracts of a case: who may sign which, how much of a line's output they buy, what they pay."""

    def __init__(self, ventures: Ventures) -> None:
        self.case = ventures.case
        self._ventures = ventures
        self.menus: Mapping[str, tuple[Contract, ...]] = ventures.contracts
        self.deals: tuple[Deal, ...] = tuple(self._found())

    def _found(self) -> Iterator[Deal]:
        for rows in self.menus.values():
            for venture in self._ventures.all.values():
                lines = tuple(line.name for line in self._covered(rows[0], venture))
                if lines:
                    yield Deal(rows, venture, lines)

    def _covered(self, terms: Contract, venture: Venture) -> Iterator[Line]:
        """Lines that a venture's contract covers: its own, or the other lines of the firm of the project it helps."""
        if terms.helps is None:
            names = venture.lines
        elif terms.helps == venture.name and venture.firm is not None:
            others = (line for line in self.case.lines.values() if line.firm == venture.firm)
            names = tuple(line.name for line in others if line.name not in venture.lines)
        else:
            return
        for line in (self.case.lines[name] for name in names):
            if self._ventures.may_receive(terms, line):
                yield line

    def first_age(self, deal: Deal, move: Move) -> int:
        """Years from the start of the deal's project to the first year of the contract."""
        return self.case.ready_after(move) if deal.terms.helps is None else 0

    def years_after(self, deal: Deal, move: Move, position: int) -> int:
        """Contract years after the last year planned, of a project started at a position of the horizon.

        A contract for what the project itself makes ends with its plant.
        """
        left = max(0, position + self.first_age(deal, move) + deal.terms.years - self.case.settings.years)
        return min(left, self._ventures.years_after(move, position)) if deal.terms.helps is None else left

    def rules(self, venture: Venture, line: Line) -> Iterator[AidRule]:
        """Aid rules that count some offer to a line of a venture, or some contract of that venture."""
        ventures = self._ventures
        offers = [offer for offer in ventures.offers.values() if ventures.may_receive(offer, line)]
        terms = [deal.terms for deal in self.deals if deal.venture == venture]
        found = (*(ventures.rule_of(each, line) for each in offers), *(ventures.rule_of(each, line) for each in terms))
        yield from (rule for rule in found if rule is not None)

    def part(self, deal: Deal, line: Line) -> float:
        """Units of the good it buys for a unit of a line's main output: its share, less where a full plant has more."""
        made, terms = self.case.process(line).outputs[deal.terms.good], deal.terms
        capacity = line.move.capacity if line.move is not None else max(map(line.capacity, self.case.years))
        share = terms.share_of_output
        if terms.most is not None and capacity > 0:
            share = min(share, terms.most / (made * capacity))
        return share * made

    def strike(self, row: Contract, year: int) -> float:
        """Strike of a year: it grows from the first year planned on."""
        return row.strike * (1.0 + row.escalation) ** (year - self.case.settings.first_year)

    def prices(self, row: Contract, line: Line, year: int) -> Mapping[str | None, float]:
        """Market price that a contract is compared with, by price path; a check asks for it."""
        return self.case.prices_by_path(row.good, line.nation, year, world=row.reference == "world")

    def expected(self, row: Contract, line: Line, year: int) -> float:
        """Expected payment for a unit bought in a year."""
        return sum(share * amount for amount, share in self._outcomes(row, line, year))

    def scored(self, row: Contract, line: Line, year: int) -> float:
        """What a budget counts for a unit bought: the expected payment, its tail, or the whole strike."""
        if row.scoring == "full":
            return self.strike(row, year)
        if row.scoring == "tail":
            return worst_average(self._outcomes(row, line, year), TAIL)
        return self.expected(row, line, year)

    def _outcomes(self, row: Contract, line: Line, year: int) -> list[tuple[float, float]]:
        """Payment for a unit on each price path, and the path's probability."""
        strike, shares = self.strike(row, year), self.case.price_paths
        prices = self.prices(row, line, year).items()
        return [(floor_payment(strike, row.upside_share, price), shares[path]) for path, price in prices]

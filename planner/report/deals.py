"""Purchase contracts that a plan signs, as the sheets read them: strikes, quantities, years, payments by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.case import Contract, Line, Move
from models.case.offtake import Deal
from models.plan import SUPPORT, Cost, LineOutput, Participation, Purchase, Start
from planner.report import packages
from planner.report.view import View
from planner.result import Option

SMALLEST = 1e-6
"""Quantity below which a purchase is the arithmetic of the search."""
Years = Mapping[int, float]


@dataclass(frozen=True)
class Bought:
    """What a contract buys of one line by year, and what it pays for though it is not made, in the good's unit.

    `of_output` its share of the good that the line makes, in the years in which that prints as more than nothing.
    """

    line: Line
    bought: Years
    short: Years
    of_output: Years


@dataclass(frozen=True)
class Signed:
    """A contract that a plan signs for a venture at one strike, with the lines it buys from."""

    view: View
    option: Option
    deal: Deal
    row: Contract
    lines: tuple[Bought, ...]

    @property
    def project(self) -> str:
        """The venture that it counts for."""
        return self.deal.venture.name

    def beside(self, step: int) -> Contract | None:
        """The strike of the menu so many steps above (or below, where negative); None where it has none there."""
        place = self.deal.rows.index(self.row) + step
        return self.deal.rows[place] if 0 <= place < len(self.deal.rows) else None

    @cached_property
    def _start(self) -> tuple[Move, int] | None:
        """Move and position of the start from which its years count; None for lines in operation."""
        moves, first = self.view.moves(), self.view.case.settings.first_year
        for start in self.option.plan[Start]:
            if start.move in self.deal.venture.moves:
                return moves[start.move], start.node.year - first
        return None

    @property
    def first_year(self) -> int:
        """First year in force."""
        first, start = self.view.case.settings.first_year, self._start
        return first if start is None else first + start[1] + self.view.offtake.first_age(self.deal, start[0])

    @property
    def years_after(self) -> int:
        """Contract years after the last year planned."""
        if self._start is None:
            return max(0, self.deal.terms.years - self.view.case.settings.years)
        return self.view.offtake.years_after(self.deal, *self._start)

    @property
    def years(self) -> range:
        """Years in force that are planned."""
        return range(self.first_year, min(self.first_year + self.deal.terms.years, self.view.last_year + 1))

    @property
    def last_year(self) -> int:
        """Last year in force, planned or not."""
        return self.view.last_year + self.years_after if self.years_after else self.years[-1]

    def by_year(self, kind: str, purpose: str | None = None) -> dict[int, float]:
        """Amounts of a kind of the ledger in the years in force, million; of one purpose where it is given."""
        found = dict.fromkeys(self.years, 0.0)
        for cost in self._costs:
            if cost.kind == kind and purpose in (None, cost.purpose):
                found[cost.node.year] = found.get(cost.node.year, 0.0) + cost.amount
        return found

    @cached_property
    def _costs(self) -> tuple[Cost, ...]:
        named = (packages.CONTRACTS, self.row.contract, self.project)
        return tuple(cost for cost in self.option.plan[Cost] if (cost.instrument, cost.item, cost.project) == named)

    @property
    def later(self) -> float:
        """What is paid after the last year planned, million as worth at its end."""
        return sum(self.by_year("support later").values())

    def value(self, *, later: bool) -> float:
        """Present value at the public rate of what is paid: after the last year planned, or up to it."""
        kind = SUPPORT[1 if later else 0]
        return packages.present_value(self.option, (cost for cost in self._costs if cost.kind == kind))

    def upside(self) -> dict[int, float]:
        """What the payer is expected to get back of prices above the strike, million by year; part of what is paid."""
        case, offtake = self.view.case, self.view.offtake
        found = dict.fromkeys(self.years, 0.0)
        for one in self.lines:
            for year in self.years:
                strike, quantity = offtake.strike(self.row, year), one.bought.get(year, 0.0)
                prices = offtake.prices(self.row, one.line, year)
                above = sum(case.price_paths[path] * max(0.0, price - strike) for path, price in prices.items())
                found[year] -= self.row.upside_share * above * quantity
        return found

    def lacks(self, row: Contract) -> float | None:
        """Million that the firm would lack at another strike at the end of its start year, all else equal.

        None where it would lack nothing, or no project starts for the contract. Contract years after the last year
        planned are left out: at a lower strike they would only add to it.
        """
        part = next((one for one in self.option.plan[Participation] if one.venture == self.project), None)
        if part is None:
            return None
        ventures, offtake = self.view.ventures, self.view.offtake
        rate = ventures.finance(self.view.case.lines[self.deal.venture.lines[0]]).real
        slack = part.slack
        for one in self.lines:
            kept = 1.0 - ventures.finance(one.line).tax
            for year, quantity in one.bought.items():
                less = offtake.expected(row, one.line, year) - offtake.expected(self.row, one.line, year)
                unmade = offtake.strike(row, year) - offtake.strike(self.row, year)
                amount = less * quantity + unmade * one.short.get(year, 0.0)
                slack += kept * amount * (1.0 + rate) ** (part.start.year - year)
        return -slack if slack < -packages.SMALLEST else None


def signed(view: View, option: Option) -> tuple[Signed, ...]:
    """Every contract that a plan signs, by project in order of start, then as the sheet Contracts lists them."""
    deals = {deal.key: deal for deal in view.offtake.deals}
    found: dict[tuple[str, str], list[Purchase]] = {}
    for purchase in option.plan[Purchase]:
        found.setdefault((purchase.contract, purchase.project), []).append(purchase)
    started = {start.project: place for place, start in reversed([*enumerate(view.starts(option))])}
    order = sorted((key for key in deals if key in found), key=lambda key: (started.get(key[1], len(started)), key[1]))
    return tuple(_signed(view, option, deals[key], found[key]) for key in order)


def _signed(view: View, option: Option, deal: Deal, rows: list[Purchase]) -> Signed:
    strike = next(row for row in deal.rows if row.row_id == rows[0].strike)
    names = dict.fromkeys(row.line for row in rows)
    lines = [_bought(view, option, deal, name, [row for row in rows if row.line == name]) for name in names]
    used = tuple(one for one in lines if any(one.bought.values()) or any(one.short.values()))
    return Signed(view, option, deal, strike, used or tuple(lines[:1]))


def _bought(view: View, option: Option, deal: Deal, name: str, rows: list[Purchase]) -> Bought:
    line = view.case.lines[name]
    each = view.case.process(line).outputs[deal.terms.good]
    made = {row.node.year: each * row.total for row in option.plan[LineOutput] if row.line == name}
    bought = {row.node.year: row.bought if row.bought >= SMALLEST else 0.0 for row in rows}
    short = {row.node.year: row.short if row.short >= SMALLEST else 0.0 for row in rows}
    shares = {year: bought[year] / made[year] for year in bought if made.get(year, 0.0) >= view.smallest_quantity}
    return Bought(line, bought, short, shares)

"""What firms get out of a plan, worked out again: every start, and every year of staying.

Money of a year moves at the year's end, that of a start at the end of its start year; all of it is after tax, in
million, at the firm's real cost of capital.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.auditing.agreements import Agreement, Credit, agreements, output_credits
from models.auditing.earnings import earned, last_year
from models.auditing.figures import Figures
from models.auditing.purchases import Purchases
from models.case import Line, Move
from models.case.support import Venture, annuity_factor
from models.plan import Node, Participation, Staying


@dataclass(frozen=True)
class Year:
    """What a venture earns, gets for running by credits and contracts, and spends in a node, million after tax."""

    margin: float
    support: float
    fixed_cost: float

    @property
    def left(self) -> float:
        """What running brings."""
        return self.margin + self.support - self.fixed_cost


@dataclass(frozen=True)
class Firms:
    """The accounts of every venture of a plan."""

    figures: Figures

    @cached_property
    def agreements(self) -> dict[str, tuple[Agreement, ...]]:
        """Offers that started projects may take, by project."""
        found: dict[str, list[Agreement]] = defaultdict(list)
        for each in agreements(self.figures):
            found[each.venture.name].append(each)
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def credits(self) -> dict[str, tuple[Credit, ...]]:
        """Production credits due or paid, by venture."""
        found: dict[str, list[Credit]] = defaultdict(list)
        for each in output_credits(self.figures):
            if each.venture is not None:
                found[each.venture.name].append(each)
        return {name: tuple(each) for name, each in found.items()}

    @cached_property
    def purchases(self) -> Purchases:
        """The contracts that the plan signs."""
        return Purchases(self.figures)

    @cached_property
    def years(self) -> dict[tuple[str, Node], Year]:
        """Accounts of every venture in every node."""
        found = {}
        for venture in self.figures.ventures.all.values():
            for node in self.figures.plan.nodes:
                support = sum(each.kept for each in self.credits.get(venture.name, ()) if each.node == node)
                support += self.purchases.kept(venture.name, node)
                found[venture.name, node] = Year(self._margin(venture, node), support, self._fixed(venture, node))
        return found

    @cached_property
    def participations(self) -> tuple[Participation, ...]:
        """What each started project that is not committed is worth to its firm."""
        started = ((self.figures.ventures.of(line), line, move, start) for line, move, start in self.figures.started)
        return tuple(
            self._participation(venture, line, move, start)
            for venture, line, move, start in started
            if venture is not None
        )

    def _participation(self, venture: Venture, line: Line, move: Move, start: Node) -> Participation:
        ventures = self.figures.ventures
        growth = 1.0 + ventures.finance(line).real
        after = [(self.years[venture.name, node], growth**-age) for node, age in self._since(start)]
        agreed = self.agreements.get(venture.name, ())
        building = sum(kept * growth**-age for each in agreed for age, kept in each.kept.items())
        required = ventures.required(move)
        return Participation(
            venture=venture.name,
            firm=venture.firm or "owner not known",
            start=start,
            margin=sum(factor * year.margin for year, factor in after),
            fixed_cost=sum(factor * year.fixed_cost for year, factor in after),
            capital=ventures.outlay(move),
            later=after[-1][1] * self._later(line, move, start),
            support=building
            + sum(factor * year.support for year, factor in after)
            + after[-1][1] * self.purchases.worth_later(venture.name),
            forgone=required.forgone,
            premium=required.premium,
        )

    def _since(self, start: Node) -> Iterator[tuple[Node, int]]:
        for node in self.figures.plan.nodes:
            age = self.figures.age(start, node)
            if age is not None:
                yield node, age

    def _margin(self, venture: Venture, node: Node) -> float:
        lines = (self.figures.case.lines[name] for name in venture.lines)
        return sum((1.0 - self.figures.ventures.finance(line).tax) * earned(self.figures, line, node) for line in lines)

    def _fixed(self, venture: Venture, node: Node) -> float:
        """Fixed cost of a project while it runs, of lines in operation as far as they are not closed."""
        figures, total = self.figures, 0.0
        for line, move, start in figures.started:
            if move.row_id in venture.moves and self._runs(move, start, node):
                total += (1.0 - figures.ventures.finance(line).tax) * move.fixed_cost
        for line in (figures.case.lines[name] for name in venture.lines if not venture.moves):
            row = line.row(node.year)
            if row is not None and row.status == "operating":
                open_share = 1.0 - figures.closed(line.name, node)
                total += (1.0 - figures.ventures.finance(line).tax) * row.fixed_cost * open_share
        return total * figures.plan.nodes.duration(node)

    def _runs(self, move: Move, start: Node, node: Node) -> bool:
        age = self.figures.age(start, node)
        return age is not None and 0 <= age - self.figures.case.ready_after(move) < move.life

    def _later(self, line: Line, move: Move, start: Node) -> float:
        """Value at the end of the last year: the plant goes on by itself to the end of its life, or stops."""
        years = self.figures.ventures.years_after(move, self.figures.position[start])
        factor = annuity_factor(self.figures.ventures.finance(line).real, years)
        return factor * last_year(self.figures, move).by_itself

    @cached_property
    def stayings(self) -> tuple[Staying, ...]:
        """Every year in which a started project runs, and every year of lines in operation that may close."""
        found = []
        for venture in self.figures.ventures.all.values():
            running = [(move, start) for _, move, start in self.figures.started if move.row_id in venture.moves]
            for node in self.figures.plan.nodes:
                if not venture.moves or any(self._runs(move, start, node) for move, start in running):
                    found.append(self._staying(venture, node))
        return tuple(found)

    def _staying(self, venture: Venture, node: Node) -> Staying:
        ventures = self.figures.ventures
        growth = 1.0 + ventures.finance(self.figures.case.lines[venture.lines[0]]).real
        to_come = sum(self.years[venture.name, later].left * growth**-age for later, age in self._since(node))
        leaving = ventures.gain_from_leaving(venture) if venture.moves else 0.0
        return Staying(venture.name, node, to_come, self._pay_back(venture, node), leaving)

    def _pay_back(self, venture: Venture, node: Node) -> float:
        """Support that would be paid back if the firm left in a node: a share of what the plan pays.

        Of a loan only its grant equivalent counts: what is lent is repaid in any case.
        """
        total = 0.0
        for each in self.agreements.get(venture.name, ()):
            age = self.figures.age(each.start, node)
            if age is not None:
                total += self.figures.ventures.share_to_pay_back(each.offer, age) * sum(each.paid.values())
        return total

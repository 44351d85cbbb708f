"""What a plan's payments of support say: how much of each offer a project takes, and what its firm keeps of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.auditing.figures import Figures
from models.case import Line, Move, Support
from models.case.support import Schedule, Venture, face_limit, offers_by, open_in, schedules, taxed
from models.plan import Node

OUTSIDE = " (not in the plan)"
"""Follows the name of a project that takes a published scheme although the plan does not have it."""


@dataclass(frozen=True)
class Agreement:
    """An offer that a project may take at its start, and what the plan pays of it.

    `ways` that pay within the years planned; `most` of it, million; `paid` by age (years after the start), `lent` at
    the start; `opened`: the plan has it.
    """

    offer: Support
    venture: Venture
    line: Line
    move: Move
    start: Node
    ways: tuple[Schedule, ...]
    most: float
    last_age: int
    paid: Mapping[int, float]
    lent: float
    opened: bool = True

    @property
    def project(self) -> str:
        """Name on the payments."""
        return self.venture.name if self.opened else f"{self.venture.name}{OUTSIDE}"

    def of(self, way: Schedule) -> float:
        """Million of the offer taken by one schedule."""
        if way.principal:
            return self.lent / way.principal
        due = sum(share for age, share in way.paid.items() if age <= self.last_age)
        return sum(self.paid.get(age, 0.0) for age in way.paid) / due

    @property
    def taken(self) -> float:
        """Million of the offer taken."""
        return sum(self.of(way) for way in self.ways)

    @property
    def kept(self) -> Mapping[int, float]:
        """What the firm keeps after tax, million by age."""
        found: dict[int, float] = defaultdict(float)
        for way in self.ways:
            for age, share in way.kept.items():
                if age <= self.last_age:
                    found[age] += self.of(way) * share
        return found

    @property
    def aid(self) -> Mapping[int, float]:
        """What counts as aid, million by age: what is paid, but of loans and guarantees their grant equivalent."""
        found: dict[int, float] = defaultdict(float)
        for way in self.ways:
            for age, share in way.equivalent.items():
                found[age] += self.of(way) * share
        return found

    def before(self, age: int) -> float:
        """Million paid before an age."""
        return sum(amount for at, amount in self.paid.items() if at < age)


@dataclass(frozen=True)
class Credit:
    """Production credits of an offer to a venture (None: to a line that decides nothing) in a node: due and paid.

    `kept` of what is paid, after tax; all in million.
    """

    offer: Support
    project: str
    venture: Venture | None
    lines: tuple[Line, ...]
    node: Node
    due: float
    paid: float
    kept: float


def agreements(figures: Figures) -> Iterator[Agreement]:
    """Every offer that a started project may take, taken or not."""
    for line, move, start in figures.started:
        venture = figures.ventures.of(line)
        if venture is not None:
            for offer in offers_by(figures.ventures.offers, "start"):
                if open_in(offer, start.year) and figures.ventures.may_receive(offer, line):
                    yield from _agreement(figures, offer, venture, line, move, start, opened=True)


def outsiders(figures: Figures, offer: Support) -> Iterator[Agreement]:
    """Projects that a published scheme would move by themselves, though the plan does not have them (C.3)."""
    ventures = figures.ventures
    for venture in ventures.all.values():
        if venture.moves and venture.name not in figures.plan.signature:
            for agreement in _possible(figures, offer, venture):
                way = agreement.ways[0]
                rate = ventures.finance(agreement.line).real
                support = agreement.most * sum(kept * (1.0 + rate) ** -age for age, kept in way.kept.items())
                alone = ventures.unsupported(agreement.move, figures.position[agreement.start])
                if alone + support >= ventures.required(agreement.move).total:
                    yield agreement
                    break


def _possible(figures: Figures, offer: Support, venture: Venture) -> Iterator[Agreement]:
    """The offer at every start that a project outside the plan could make."""
    last_year = figures.case.settings.last_year
    for name in venture.moves:
        line = figures.case.lines[name]
        move = line.move
        if move is None or not figures.ventures.may_receive(offer, line):
            continue
        latest = min(last_year - figures.case.ready_after(move), move.latest_start or last_year)
        for node in figures.plan.nodes:
            if (move.earliest_start or 0) <= node.year <= latest and open_in(offer, node.year):
                yield from _agreement(figures, offer, venture, line, move, node, opened=False)


def _agreement(
    figures: Figures, offer: Support, venture: Venture, line: Line, move: Move, start: Node, *, opened: bool
) -> Iterator[Agreement]:
    """The offer to a start; none where no schedule of it pays anything within the years planned."""
    ventures = figures.ventures
    terms = ventures.terms.get(offer.offer)
    last_age = len(figures.position) - 1 - figures.position[start]
    plant = ventures.plant(move, figures.position[start])
    ways = schedules(offer, terms, plant, ventures.finance(line), last_age)
    if not ways:
        return
    limit = face_limit(offer, terms, move.capital_cost)
    most = limit if math.isfinite(limit) else ventures.most_of(offer, move, ways, last_age)
    key = (offer.offer, venture.name if opened else f"{venture.name}{OUTSIDE}", start)
    paid: dict[int, float] = defaultdict(float)
    for node, amount in figures.support.get(key, {}).items():
        age = figures.age(start, node)
        paid[-1 if age is None else age] += amount
    lent = sum(figures.lending.get(key, {}).values())
    yield Agreement(offer, venture, line, move, start, ways, most, last_age, dict(paid), lent, opened)


def output_credits(figures: Figures) -> Iterator[Credit]:
    """Production credits due or paid."""
    ventures = figures.ventures
    for offer in offers_by(ventures.offers, "output"):
        earning: dict[tuple[str, Node], list[tuple[Line, float]]] = defaultdict(list)
        for (name, node), made in figures.made.items():
            line = figures.case.lines[name]
            venture = ventures.of(line)
            decided = offer.choice != "tailored" or venture is not None
            if decided and ventures.may_receive(offer, line) and _in_time(figures, offer, line, node):
                due = ventures.credit_a_unit(offer, line, node.year) * made.total
                earning[venture.name if venture is not None else name, node].append((line, due))
        for (project, node), parts in earning.items():
            lines = tuple(line for line, _ in parts)
            paid = figures.support.get((offer.offer, project, None), {}).get(node, 0.0)
            tax = ventures.finance(lines[0]).tax if taxed(offer, ventures.terms.get(offer.offer)) else 0.0
            due = sum(amount for _, amount in parts)
            yield Credit(offer, project, ventures.of(lines[0]), lines, node, due, paid, (1.0 - tax) * paid)


def _in_time(figures: Figures, offer: Support, line: Line, node: Node) -> bool:
    """Whether a credit is due so many years after the start of the line's project; a line in operation has no start."""
    if line.move is None:
        return True
    ages = [figures.age(start, node) for _, move, start in figures.started if move.row_id == line.move.row_id]
    return any(
        age is not None and offer.paid_from <= age and (offer.paid_to is None or age <= offer.paid_to) for age in ages
    )

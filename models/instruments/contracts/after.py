"""Contract years after the horizon: a plant goes on as in its last year while it pays with the contract (C.1, C.4).

Variables: paid_later million a year after the horizon, adds >= 0 what of it is worth to the firm a year after tax,
goes_on in {0, 1}, by deal, move and start whose contract lasts longer than the horizon; shared by deal, line, move and
start of the project helped. c is what the deal pays in the last year, e what the plant earns then after tax, base what
it would earn later without the deal (C1a to C1d, less fixed cost), F its fixed cost after tax.

C8a  paid_later <= most paid * goes_on
C8b  paid_later >= c - most paid (1 - goes_on)
C8c  paid_later <= c + most paid back (1 - goes_on)
C8d  adds <= (1 - tax) paid_later
C8e  adds + base <= e + (1 - tax) c - F start + most lost (1 - goes_on)
C8f  adds + base >= e + (1 - tax) c - F start - most (1 - start)        it goes on where that pays
C8j  e + (1 - tax) c - F start >= - most lost (1 - goes_on)            it stops where that does not pay
C8g  goes_on <= start
C8k  goes_on <= sum of signed[r] over strikes with which it could pay   and so it is paid later under these alone:
C8l  paid_later <= what these strikes pay in the last year
C8h  sum over starts of shared = c                                    lines that help a project go on by themselves
C8i  |shared| <= most paid or paid back * start                       the start of the project helped says how long

All of it stands at the end of the last year, worth what all later years are worth then: to the payer at the public
rate, to the firm at its own. Budgets end with the horizon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from models.case import Contract, Line, Move
from models.case.support import annuity_factor
from models.instruments.contracts.places import NAME, Place, clock
from models.instruments.contracts.purchases import FLOOR, heading, payments
from models.plan import Node
from models.program import PUBLIC_FUNDS, Aid, Cash, Longer, Program, Term, row

LATER = f"{FLOOR}, after the last year"


@dataclass(frozen=True)
class After:
    """A deal in the last year, of the lines of one start: how many years it lasts longer, what it pays at most a year.

    `most_back` the most that is paid back; both in million.
    """

    places: tuple[Place, ...]
    move: Move
    start: Node
    years: int
    most: float
    most_back: float

    @property
    def key(self) -> tuple[str, str, str, Node]:
        """Contract, venture, move, start."""
        return (*self.places[0].deal.key, self.move.row_id, self.start)

    @property
    def line_key(self) -> tuple[str, str, str, str, Node]:
        """Contract, venture, line, move, start."""
        return (*self.places[0].deal.key, self.places[0].line.name, self.move.row_id, self.start)

    @property
    def line(self) -> Line:
        """The first line: all are of one firm in one nation."""
        return self.places[0].line


def build(program: Program, places: tuple[Place, ...]) -> Mapping[tuple[str, str], Term]:
    """Variables, rows and payments after the horizon.

    Returns what the later years are worth at its end to the firm, after tax, by deal whose lines go on by themselves.
    """
    worth: dict[tuple[str, str], list[Term]] = {}
    last = program.sets.nodes.nodes[-1]
    ending = [place for place in places if place.node == last]
    _own(program, [place for place in ending if place.deal.venture.moves and place.deal.terms.helps is None])
    _helped(program, [place for place in ending if place.deal.terms.helps is not None], worth)
    for place in ending:
        years = place.deal.terms.years - program.case.settings.years
        if not place.deal.venture.moves and years > 0:
            paid = _paid(program, (place,))
            _post(program, place, years, paid, 0.0)
            worth.setdefault(place.deal.key, []).append(_worth(program, place.line, years) * paid)
    return {key: pyo.quicksum(terms) for key, terms in worth.items()}


def _own(program: Program, places: list[Place]) -> None:
    """A project's own lines: its plant goes on with the contract, or stops."""
    block = program.model.component(NAME)
    found = {each.key: each for each in _of_plants(program, places)}
    block.paid_later = pyo.Var(list(found), bounds=lambda _, *key: (0.0, found[key].most), doc="paid a year, million")
    block.adds = pyo.Var(
        list(found),
        bounds=lambda _, *key: (0.0, _kept(program, found[key].line) * found[key].most),
        doc="worth a year to the firm, million",
    )
    block.goes_on = pyo.Var(list(found), within=pyo.Binary, doc="1: the plant goes on with the contract")

    _limit_paid(program, block, found)

    def c8e(_: pyo.Block, *key: Any) -> Term:
        each = found[key]
        return row(program, None, gain(each) - _most_lost(program, each) * (1 - block.goes_on[key]), 0)

    def c8f(_: pyo.Block, *key: Any) -> Term:
        each = found[key]
        most = program.later[each.move.row_id, each.start].most + _kept(program, each.line) * each.most
        return row(program, 0, gain(each) + most * (1 - program.start[key[2:]]), None)

    def c8j(_: pyo.Block, *key: Any) -> Term:
        each = found[key]
        stopped = _most_lost(program, each) * (1 - block.goes_on[key])
        return row(program, 0, _with_deal(program, each) + stopped, None)

    def c8k(_: pyo.Block, *key: Any) -> Term:
        strikes = _paying(program, found[key])
        return row(program, None, block.goes_on[key] - pyo.quicksum(block.signed[r.row_id, key[1]] for r in strikes), 0)

    def c8l(_: pyo.Block, *key: Any) -> Term:
        strikes = _paying(program, found[key])
        return row(program, None, block.paid_later[key] - _paid(program, found[key].places, strikes), 0)

    def gain(each: After) -> Term:
        """What later years are worth beyond what the last year brought with the deal."""
        later = block.adds[each.key] + program.later[each.move.row_id, each.start].later
        return later - _with_deal(program, each)

    block.C8e = pyo.Constraint(list(found), rule=c8e)
    block.C8f = pyo.Constraint(list(found), rule=c8f)
    block.C8j = pyo.Constraint(list(found), rule=c8j)
    block.C8k = pyo.Constraint(list(found), rule=c8k)
    block.C8l = pyo.Constraint([key for key, each in found.items() if each.most_back == 0.0], rule=c8l)
    for key, each in found.items():
        adds = block.adds[key]
        _post(program, each.places[0], each.years, block.paid_later[key], adds)
        program.later[key[2:]].longer.append(Longer(each.years, block.goes_on[key], _with_deal(program, each), adds))


def _limit_paid(program: Program, block: pyo.Block, found: Mapping[Any, After]) -> None:
    """What is paid later is what the last year paid, if the plant goes on, and nothing if not."""
    paid = {key: _paid(program, each.places) for key, each in found.items()}

    def c8a(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.paid_later[key] - found[key].most * block.goes_on[key], 0)

    def c8b(_: pyo.Block, *key: Any) -> Term:
        stopped = found[key].most * (1 - block.goes_on[key])
        return row(program, 0, block.paid_later[key] - paid[key] + stopped, None)

    def c8c(_: pyo.Block, *key: Any) -> Term:
        stopped = found[key].most_back * (1 - block.goes_on[key])
        return row(program, None, block.paid_later[key] - paid[key] - stopped, 0)

    def c8d(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.adds[key] - _kept(program, found[key].line) * block.paid_later[key], 0)

    def c8g(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.goes_on[key] - program.start[key[2:]], 0)

    for label, rule in (("C8a", c8a), ("C8b", c8b), ("C8c", c8c), ("C8d", c8d), ("C8g", c8g)):
        block.add_component(label, pyo.Constraint(list(found), rule=rule))


def _helped(program: Program, places: list[Place], worth: dict[tuple[str, str], list[Term]]) -> None:
    """Lines that help a project: they go on by themselves, and the project's start says how long the contract does."""
    block = program.model.component(NAME)
    found = {each.line_key: each for place in places for each in _of_starts(program, (place,))}
    block.shared = pyo.Var(
        list(found), bounds=lambda _, *key: (-found[key].most_back, found[key].most), doc="paid a year, million"
    )
    by_place = {place.key: [key for key in found if key[:3] == place.key[:3]] for place in places}
    paid = {place.key: _paid(program, (place,)) for place in places}

    def c8h(_: pyo.Block, *key: Any) -> Term:
        return row(program, 0, pyo.quicksum(block.shared[each] for each in by_place[key]) - paid[key], 0)

    def c8i(_: pyo.Block, side: str, *key: Any) -> Term:
        started = program.start[key[3:]]
        if side == "paid":
            return row(program, None, block.shared[key] - found[key].most * started, 0)
        return row(program, 0, block.shared[key] + found[key].most_back * started, None)

    block.C8h = pyo.Constraint(list(by_place), rule=c8h)
    block.C8i = pyo.Constraint([(side, *key) for key in found for side in ("paid", "paid back")], rule=c8i)
    for key, each in found.items():
        if each.years > 0:
            _post(program, each.places[0], each.years, block.shared[key], _kept(program, each.line) * block.shared[key])
            once = _worth(program, each.line, each.years) * block.shared[key]
            worth.setdefault(each.places[0].deal.key, []).append(once)


def _of_plants(program: Program, places: list[Place]) -> Iterator[After]:
    """Deals of plants that last longer than the horizon: all recipes of a plant together."""
    plants: dict[tuple[str, str, str], list[Place]] = {}
    for place in places:
        assert place.line.move is not None, "a project's own lines are candidates"
        plants.setdefault((*place.deal.key, place.line.move.row_id), []).append(place)
    for own in plants.values():
        yield from (each for each in _of_starts(program, tuple(own)) if each.years > 0)


def _of_starts(program: Program, places: tuple[Place, ...]) -> Iterator[After]:
    """A deal of some lines by start, of those for which it is in force in the last year."""
    offtake, nodes, deal = program.sets.offtake, program.sets.nodes, places[0].deal
    for move, start in clock(program, deal, places[0].line):
        position = len(nodes.path(start)) - 1
        first = position + offtake.first_age(deal, move)
        if first < program.case.settings.years <= first + deal.terms.years:
            years = offtake.years_after(deal, move, position)
            yield After(places, move, start, years, _most(program, places, 1.0), _most(program, places, -1.0))


def _most(program: Program, places: tuple[Place, ...], sign: float) -> float:
    """The most that a deal can pay in its last year, or be paid back (`sign` -1), million."""
    offtake, total = program.sets.offtake, 0.0
    for place in places:
        year = place.node.year
        unit = max(0.0, *(sign * offtake.expected(each, place.line, year) for each in place.deal.rows))
        short = max(offtake.strike(each, year) * each.take_or_pay for each in place.deal.rows) if sign > 0 else 0.0
        total += (unit + short) * place.most
    return total


def _paid(program: Program, places: tuple[Place, ...], strikes: Collection[Contract] | None = None) -> Term:
    """What a deal pays in a node, under some of its strikes (None: all)."""
    return pyo.quicksum(
        amount
        for place in places
        for contract, key in place.variables()
        if strikes is None or contract in strikes
        for _, amount in payments(program, place, contract, key)
    )


def _kept(program: Program, line: Line) -> float:
    return 1.0 - program.sets.ventures.finance(line).tax


def _worth(program: Program, line: Line, years: int) -> float:
    """Worth to the firm of a line, after tax, of one million a year for some years."""
    finance = program.sets.ventures.finance(line)
    return (1.0 - finance.tax) * annuity_factor(finance.real, years)


def _with_deal(program: Program, each: After) -> Term:
    """What a plant earns in the last year with its deal, after tax and fixed cost."""
    own = program.later[each.move.row_id, each.start].last
    return own + _kept(program, each.line) * _paid(program, each.places)


def _most_lost(program: Program, each: After) -> float:
    """Bound on what a plant may lose in the last year, with what its deal may take back."""
    own = program.later[each.move.row_id, each.start].most_lost
    return own + _kept(program, each.line) * each.most_back


def _paying(program: Program, each: After) -> list[Contract]:
    """Strikes with which a plant could pay in the last year: at full output, or paid for what it does not make."""
    fixed = _kept(program, each.line) * each.move.fixed_cost
    return [strike for strike in each.places[0].deal.rows if _best(program, each, strike) > fixed]


def _best(program: Program, each: After, strike: Contract) -> float:
    """The most that a plant can earn in the last year under a strike, million after tax, its fixed cost not counted."""
    offtake, ventures, kept = program.sets.offtake, program.sets.ventures, _kept(program, each.line)
    bought = {place.line.name: place for place in each.places}
    total = 0.0
    for line in ventures.lines_of(each.move):
        node = each.places[0].node
        own = kept * ventures.margin(line, node.year) * program.sets.most_output(line, node)
        place, paid, short = bought.get(line.name), 0.0, 0.0
        if place is not None:
            paid = kept * offtake.expected(strike, line, node.year) * place.most
            short = kept * offtake.strike(strike, node.year) * strike.take_or_pay * place.most
        total += max(0.0, own, own + paid, short)
    return total


def _post(program: Program, place: Place, years: int, paid: Term, worth: Term) -> None:
    """Later years at the end of the last one: what they are worth to the payer, to the firm, and as aid."""
    settings, venture = program.case.settings, place.deal.venture
    ventures, last = program.sets.ventures, place.node
    amount = annuity_factor(settings.discount_rate, years) * paid
    factor = annuity_factor(ventures.finance(program.case.lines[venture.lines[0]]).real, years)
    cash = Cash(venture.name, last, "support later")
    program.pay(NAME, heading(place, last, "support later", LATER), amount)
    program.firm.post(NAME, cash, inflow=factor * worth)
    program.charge(NAME, heading(place, last, "public funds", f"{PUBLIC_FUNDS}, after the last year"), amount)
    rule = ventures.rule_of(place.deal.terms, program.case.lines[venture.lines[0]])
    if rule is not None:
        at_end = (1.0 + rule.reference_rate) ** -len(program.sets.nodes.path(last))
        aid = at_end * annuity_factor(rule.reference_rate, years) * paid
        program.aid.post(NAME, Aid(rule.rule, venture.name), amount=aid)

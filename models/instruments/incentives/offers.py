"""Offers agreed at the start of a project: grants, investment credits, loans, equity, faster depreciation (C.4).

Variables: taken[o, k, s, i] >= 0, million of offer o by schedule i for move k started in s; scheme[o] in {0, 1}, a
published scheme is open; extra[o, p], it pays a project that is not in the plan; uses[o, p] in {0, 1}, project p takes
offer o. An offer by law has no variable: every start takes all of it.

C4   sum_i taken[o, k, s, i] <= most[o, k, s] start[k, s]        most: by rate, to a project, or all it could ever need
C4k  sum over loans and guarantees of taken <= (capital[k] less what the law gives) start[k, s]
     and so over faster depreciation: capital once
C4r  paid before ready <= share * all that is paid                milestone
C4o  sum_i taken <= most scheme[o]                               published: all or nothing
C4f  sum_i taken >= most (start[k, s] + scheme[o] - 1)
C4x  extra[o, p] >= scheme[o] - opened[p]                        projects that the scheme would move by itself (V17)
C4u  sum of taken by project p <= most uses[o, p]                offers that exclude each other, or cap the windfall
C4v  uses[o, p] + uses[o', p] <= 1
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyomo.environ as pyo

from models.case import Line, Move, Support
from models.case.support import Schedule, Venture, face_limit, offers_by, open_in, schedules, tiered_ceiling
from models.instruments.incentives.support_paid import NAME, Paid, lend, pay
from models.plan import Node
from models.program import Aid, Program, Term, row


@dataclass(frozen=True)
class Grant:
    """An offer to one size of a project started in a node: its schedules, and the most of it."""

    offer: Support
    venture: Venture
    move: Move
    start: Node
    schedules: tuple[Schedule, ...]
    most: float

    @property
    def key(self) -> tuple[str, str, Node]:
        """Offer, move, start."""
        return self.offer.offer, self.move.row_id, self.start


def build(program: Program) -> None:
    """Variables, rows and payments of every offer to every start that may receive it."""
    block = program.model.component(NAME)
    grants = list(_grants(program))
    decided = [grant for grant in grants if grant.offer.choice != "statutory"]
    keys = [(*grant.key, number) for grant in decided for number in range(len(grant.schedules))]
    most = {grant.key: grant.most for grant in decided}
    block.taken = pyo.Var(
        keys, bounds=lambda _, *key: (0.0, most[key[:3]]), doc="million of the offer taken, by schedule"
    )
    _limit(program, block, decided)
    _share_capital(program, block, grants)
    _open_schemes(program, block, [grant for grant in decided if grant.offer.choice == "published"])
    _exclude(program, block, grants)
    for grant in grants:
        program.agreed[grant.key] = _post(program, block, grant)
    _post_ceilings(program)


def _grants(program: Program) -> Iterator[Grant]:
    ventures, sets = program.sets.ventures, program.sets
    for venture in ventures.all.values():
        for move in program.case[Move]:
            if move.row_id not in venture.moves:
                continue
            line = program.case.lines[move.row_id]
            finance = ventures.finance(line)
            for offer in offers_by(ventures.offers, "start"):
                if not ventures.may_receive(offer, line):
                    continue
                terms = ventures.terms.get(offer.offer)
                for start in sets.starts[move.row_id]:
                    position = len(sets.nodes.path(start)) - 1
                    last = len(sets.nodes.path(sets.nodes.nodes[-1])) - 1 - position
                    ways = schedules(offer, terms, ventures.plant(move, position), finance, last)
                    if open_in(offer, start.year) and ways:
                        most = face_limit(offer, terms, move.capital_cost)
                        if offer.choice == "tailored":
                            most = min(most, ventures.most_of(offer, move, ways, last))
                        yield Grant(offer, venture, move, start, ways, most)


def _total(block: pyo.Block, grant: Grant) -> Term:
    """All that is taken of an offer by one start."""
    return pyo.quicksum(block.taken[(*grant.key, number)] for number in range(len(grant.schedules)))


def _limit(program: Program, block: pyo.Block, grants: list[Grant]) -> None:
    by_key = {grant.key: grant for grant in grants}

    def c4(_: pyo.Block, offer: str, move: str, start: Node) -> Term:
        grant = by_key[offer, move, start]
        return row(program, None, _total(block, grant) - grant.most * program.start[move, start], 0)

    def c4r(_: pyo.Block, offer: str, move: str, start: Node) -> Term:
        grant = by_key[offer, move, start]
        terms = program.sets.ventures.terms[offer]
        ready = program.case.ready_after(grant.move)
        over = []
        for number, way in enumerate(grant.schedules):
            ages = [program.sets.age(start, node) or 0 for node, _ in _payments(program, grant, way)]
            early = sum(way.paid[age] for age in ages if age < ready)
            share = early - terms.most_before_ready * sum(way.paid[age] for age in ages)
            over.append(share * block.taken[(*grant.key, number)])
        return row(program, None, pyo.quicksum(over), 0)

    waits = [key for key, grant in by_key.items() if _has_milestone(program, grant)]
    block.C4 = pyo.Constraint(list(by_key), rule=c4)
    block.C4r = pyo.Constraint(waits, rule=c4r)


def _share_capital(program: Program, block: pyo.Block, grants: list[Grant]) -> None:
    """What is lent or guaranteed for a plant, and what is written off sooner, is its capital once and no more.

    What the law gives comes first and leaves the less for other offers.
    """
    kinds = {"soft loan": "lent", "guarantee": "lent", "accelerated depreciation": "written off"}
    sides: dict[tuple[str, str, Node], list[Grant]] = {}
    for grant in grants:
        if grant.offer.instrument in kinds:
            side = kinds[grant.offer.instrument], grant.move.row_id, grant.start
            sides.setdefault(side, []).append(grant)

    def c4k(_: pyo.Block, kind: str, move: str, start: Node) -> Term:
        own = sides[kind, move, start]
        law = sum(grant.most for grant in own if grant.offer.choice == "statutory")
        left = max(0.0, own[0].move.capital_cost - law) * program.start[move, start]
        more = (_total(block, grant) for grant in own if grant.offer.choice != "statutory")
        return row(program, None, pyo.quicksum(more) - left, 0)

    shared = [key for key, own in sides.items() if len(own) > 1 and any(g.offer.choice != "statutory" for g in own)]
    block.C4k = pyo.Constraint(shared, rule=c4k)


def _has_milestone(program: Program, grant: Grant) -> bool:
    terms = program.sets.ventures.terms.get(grant.offer.offer)
    return terms is not None and terms.most_before_ready < 1.0


def _open_schemes(program: Program, block: pyo.Block, grants: list[Grant]) -> None:
    """A published scheme pays its full amount to every project that it is for, once it is open."""
    names = list(dict.fromkeys(grant.offer.offer for grant in grants))
    by_key = {grant.key: grant for grant in grants}
    block.scheme = pyo.Var(names, within=pyo.Binary, doc="1: the published scheme is open")

    def c4o(_: pyo.Block, offer: str, move: str, start: Node) -> Term:
        grant = by_key[offer, move, start]
        return row(program, None, _total(block, grant) - grant.most * block.scheme[offer], 0)

    def c4f(_: pyo.Block, offer: str, move: str, start: Node) -> Term:
        grant = by_key[offer, move, start]
        both = program.start[move, start] + block.scheme[offer]
        return row(program, -grant.most, _total(block, grant) - grant.most * both, None)

    block.C4o = pyo.Constraint(list(by_key), rule=c4o)
    block.C4f = pyo.Constraint(list(by_key), rule=c4f)
    _pay_unwanted(program, block, grants)


def _pay_unwanted(program: Program, block: pyo.Block, grants: list[Grant]) -> None:
    """A firm that a scheme would move by itself takes it whether or not the plan wants its project (C.3, V17)."""
    takers: dict[tuple[str, str], Grant] = {}
    for grant in grants:
        ventures = program.sets.ventures
        position = len(program.sets.nodes.path(grant.start)) - 1
        gain = ventures.unsupported(grant.move, position) + grant.most * _kept_at_start(program, grant)
        if gain >= ventures.required(grant.move).total:
            takers.setdefault((grant.offer.offer, grant.venture.name), grant)
    block.extra = pyo.Var(list(takers), bounds=(0, 1), doc="paid to a project that is not in the plan")

    def c4x(_: pyo.Block, offer: str, project: str) -> Term:
        opened = program.signature[project]
        return row(program, 0, block.extra[offer, project] - block.scheme[offer] + opened, None)

    block.C4x = pyo.Constraint(list(takers), rule=c4x)
    for (offer, project), grant in takers.items():
        line = program.case.lines[grant.move.row_id]
        for node, amount in _payments(program, grant, grant.schedules[0]):
            paid = Paid(grant.offer, f"{project} (not in the plan)", line, node, grant.start)
            pay(program, paid, amount * grant.most * block.extra[offer, project], None, 0.0)
        if grant.schedules[0].principal:
            paid = Paid(grant.offer, f"{project} (not in the plan)", line, grant.start, grant.start)
            lend(program, paid, grant.schedules[0].principal * grant.most * block.extra[offer, project])


def _kept_at_start(program: Program, grant: Grant) -> float:
    """Value at the start of what the firm keeps of one million."""
    rate = program.sets.ventures.finance(program.case.lines[grant.move.row_id]).real
    return sum(kept * (1.0 + rate) ** -age for age, kept in grant.schedules[0].kept.items())


def _exclude(program: Program, block: pyo.Block, grants: list[Grant]) -> None:
    """Which offers a project takes, where it may not take them together, or may not gain too much with one."""
    terms = program.sets.ventures.terms
    pairs = [(name, term.excludes) for name, term in terms.items() if term.excludes is not None]
    sides: dict[tuple[str, str], list[Grant]] = {}
    for grant in grants:
        sides.setdefault((grant.offer.offer, grant.venture.name), []).append(grant)
    meet = [(a, b, p) for a, b in pairs for o, p in sides if o == a and (b, p) in sides]
    capped = [(o, p) for o, p in sides if o in terms and terms[o].most_windfall is not None]
    used = dict.fromkeys((*((offer, p) for a, b, p in meet for offer in (a, b)), *capped))
    block.uses = pyo.Var(list(used), within=pyo.Binary, doc="1: the project takes the offer")

    def c4u(_: pyo.Block, offer: str, project: str) -> Term:
        own = sides[offer, project]
        most = max(grant.most for grant in own)
        total = pyo.quicksum(_taken(program, block, grant) for grant in own)
        return row(program, None, total - most * block.uses[offer, project], 0)

    block.C4u = pyo.Constraint(list(used), rule=c4u)
    block.C4v = pyo.Constraint(meet, rule=lambda _, a, b, p: row(program, None, block.uses[a, p] + block.uses[b, p], 1))


def _taken(program: Program, block: pyo.Block, grant: Grant) -> Term:
    if grant.offer.choice == "statutory":
        return grant.most * program.start[grant.move.row_id, grant.start]
    return _total(block, grant)


def _payments(program: Program, grant: Grant, way: Schedule) -> Iterator[tuple[Node, float]]:
    """Nodes and shares of a schedule's payments inside the horizon."""
    for node in program.sets.nodes:
        age = program.sets.age(grant.start, node)
        if age is not None and way.paid.get(age):
            yield node, way.paid[age]


def _post(program: Program, block: pyo.Block, grant: Grant) -> Term:
    """Payments, what is lent, aid; gives all that is paid inside the horizon."""
    received = []
    line: Line = program.case.lines[grant.move.row_id]
    rule = program.sets.ventures.rule_of(grant.offer, line)
    law = grant.offer.choice == "statutory"
    ways = grant.schedules[:1] if law else grant.schedules
    for number, way in enumerate(ways):
        taken = grant.most * program.start[grant.move.row_id, grant.start] if law else block.taken[(*grant.key, number)]
        for node, share in _payments(program, grant, way):
            age = program.sets.age(grant.start, node) or 0
            paid = Paid(grant.offer, grant.venture.name, line, node, grant.start)
            pay(program, paid, share * taken, "support for building", way.kept[age] / share)
            received.append(share * taken)
        if rule is not None:
            aid = _discounted_aid(program, grant.start, way, rule.reference_rate)
            program.aid.post(NAME, Aid(rule.rule, grant.venture.name), amount=aid * taken)
        if way.principal:
            paid = Paid(grant.offer, grant.venture.name, line, grant.start, grant.start)
            lend(program, paid, way.principal * taken)
    return pyo.quicksum(received)


def _discounted_aid(program: Program, start: Node, way: Schedule, rate: float) -> float:
    """Aid of one million by a schedule, discounted at a rule's rate like its ceiling."""
    ages = {program.sets.age(start, node): len(program.sets.nodes.path(node)) for node in program.sets.nodes}
    return sum(share * (1.0 + rate) ** -ages[age] for age, share in way.equivalent.items() if age in ages)


def _post_ceilings(program: Program) -> None:
    """The ceiling of an aid rule counts for a start of any size, discounted like the aid (C.5)."""
    ventures = program.sets.ventures
    seen: set[tuple[str, str, Node]] = set()
    for venture in ventures.all.values():
        for name in venture.moves:
            line = program.case.lines[name]
            for rule in program.sets.offtake.rules(venture, line):
                if line.move is None:
                    continue
                for start in program.sets.starts[name]:
                    if (rule.rule, name, start) not in seen:
                        seen.add((rule.rule, name, start))
                        factor = (1.0 + rule.reference_rate) ** -len(program.sets.nodes.path(start))
                        ceiling = factor * tiered_ceiling(rule, line.move.capital_cost) * program.start[name, start]
                        program.aid.post(NAME, Aid(rule.rule, venture.name), ceiling=ceiling)

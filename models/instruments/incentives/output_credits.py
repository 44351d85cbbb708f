"""Production credits: so much a unit of output, by law or up to a rate (C.4).

Variables: earned[o, j, t] >= 0, million of offer o to line j; by law it is the full credit, and no variable where it is
paid in every year; credited[o] in {0, 1}, a published scheme is open.

C4p  earned[o, j, t] <= credit a unit[o, j, t] * output[j, t]
C4q  earned[o, j, t] <= credit at capacity * sum of starts for which t is in time
C4l  earned[o, j, t] >= credit a unit * output - credit at capacity * (1 - sum of starts for which t is in time)
     - credit at capacity * (1 - credited[o])                    by law and published: all that is due, once it is open
C4s  earned[o, j, t] <= credit at capacity * credited[o]

Starts in time stand in C4q and C4l only for credits that are paid so many years after the start.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyomo.environ as pyo

from models.case import Line, Move, Support
from models.case.support import offers_by, taxed
from models.instruments.incentives.support_paid import NAME, Paid, pay
from models.plan import Node
from models.program import Aid, CashItem, Program, Term, row


def build(program: Program) -> None:
    """Credits of every line that may earn them; only a venture's line has a say in how much."""
    block, offers = program.model.component(NAME), program.sets.ventures.offers
    earning = [each for each in _earning(program) if _has_say(program, *each)]
    keys = [(o, j.name, t) for o, j, t in earning if offers[o].choice != "statutory" or _is_limited(offers[o], j)]
    schemes = list(dict.fromkeys(offer for offer, _, _ in keys if offers[offer].choice == "published"))
    block.earned = pyo.Var(
        keys, bounds=lambda _, *key: (0.0, _at_capacity(program, *key)), doc="production credit paid, million"
    )
    block.credited = pyo.Var(schemes, within=pyo.Binary, doc="1: the published scheme is open")
    _limit(program, block, keys)
    for offer, line, node in earning:
        key = (offer, line.name, node)
        amount = block.earned[key] if key in block.earned else _most(program, offers[offer], line, node)
        _post(program, offers[offer], line, node, amount)


def _has_say(program: Program, offer: str, line: Line, _: Node) -> bool:
    """A tailored credit is for firms that decide something; other lines get what the law or a scheme gives all."""
    return program.sets.ventures.offers[offer].choice != "tailored" or program.sets.ventures.of(line) is not None


def _is_limited(offer: Support, line: Line) -> bool:
    """Whether a credit is paid in some years after a project's start only."""
    return line.move is not None and (offer.paid_from > 0 or offer.paid_to is not None)


def _limit(program: Program, block: pyo.Block, keys: list[tuple[str, str, Node]]) -> None:
    offers, lines = program.sets.ventures.offers, program.case.lines

    def c4p(_: pyo.Block, offer: str, name: str, node: Node) -> Term:
        return row(program, None, block.earned[offer, name, node] - _most(program, offers[offer], lines[name], node), 0)

    def c4q(_: pyo.Block, offer: str, name: str, node: Node) -> Term:
        due = _full_load(program, offers[offer], lines[name], node)
        return row(program, None, block.earned[offer, name, node] - due, 0)

    def c4l(_: pyo.Block, offer: str, name: str, node: Node) -> Term:
        most = _at_capacity(program, offer, name, node)
        excused = most * (1 - block.credited[offer]) if offer in block.credited else 0.0
        if _is_limited(offers[offer], lines[name]):
            excused = excused + most - _full_load(program, offers[offer], lines[name], node)
        owed = _most(program, offers[offer], lines[name], node) - excused
        return row(program, 0, block.earned[offer, name, node] - owed, None)

    def c4s(_: pyo.Block, offer: str, name: str, node: Node) -> Term:
        most = _at_capacity(program, offer, name, node)
        return row(program, None, block.earned[offer, name, node] - most * block.credited[offer], 0)

    block.C4p = pyo.Constraint(keys, rule=c4p)
    block.C4q = pyo.Constraint([key for key in keys if _is_limited(offers[key[0]], lines[key[1]])], rule=c4q)
    block.C4l = pyo.Constraint([key for key in keys if offers[key[0]].choice != "tailored"], rule=c4l)
    block.C4s = pyo.Constraint([key for key in keys if key[0] in block.credited], rule=c4s)


def _at_capacity(program: Program, offer: str, name: str, node: Node) -> float:
    """The credit of a line at its capacity."""
    ventures, line = program.sets.ventures, program.case.lines[name]
    rate = ventures.credit_a_unit(ventures.offers[offer], line, node.year)
    return rate * program.sets.most_output(line, node)


def _full_load(program: Program, offer: Support, line: Line, node: Node) -> Term:
    """The credit at capacity, of starts for which it is paid in a node; 0 for all others."""
    assert line.move is not None
    starts = [program.start[line.move.row_id, start] for start in _starts(program, offer, line.move, node)]
    return _at_capacity(program, offer.offer, line.name, node) * pyo.quicksum(starts)


def _earning(program: Program) -> Iterator[tuple[str, Line, Node]]:
    """Offer, line and node in which a credit can be earned."""
    ventures = program.sets.ventures
    for offer in offers_by(ventures.offers, "output"):
        for line in program.case.lines.values():
            if not ventures.may_receive(offer, line):
                continue
            for node in program.sets.nodes:
                output = program.output(line, node)
                rate = ventures.credit_a_unit(offer, line, node.year)
                if rate > 0 and not isinstance(output, int | float) and _in_time(program, offer, line, node):
                    yield offer.offer, line, node


def _in_time(program: Program, offer: Support, line: Line, node: Node) -> bool:
    """Whether some start of a project has a credit due in a node; lines in operation always have."""
    return line.move is None or bool(_starts(program, offer, line.move, node))


def _starts(program: Program, offer: Support, move: Move, node: Node) -> list[Node]:
    """Starts after which a credit is paid in a node: from so many years after the start, to so many."""
    ages = {start: program.sets.age(start, node) for start in program.sets.starts[move.row_id]}
    last = float("inf") if offer.paid_to is None else offer.paid_to
    return [start for start, age in ages.items() if age is not None and offer.paid_from <= age <= last]


def _most(program: Program, offer: Support, line: Line, node: Node) -> Term:
    """The full credit of a line in a node."""
    return program.sets.ventures.credit_a_unit(offer, line, node.year) * program.output(line, node)


def _post(program: Program, offer: Support, line: Line, node: Node, amount: Term) -> None:
    ventures = program.sets.ventures
    venture = ventures.of(line)
    kept = 1.0 - ventures.finance(line).tax if taxed(offer, ventures.terms.get(offer.offer)) else 1.0
    name = venture.name if venture is not None else ""
    item: CashItem | None = "support for running" if venture is not None else None
    pay(program, Paid(offer, name, line, node, None), amount, item, kept)
    rule = ventures.rule_of(offer, line)
    if rule is not None and venture is not None:
        factor = (1.0 + rule.reference_rate) ** -len(program.sets.nodes.path(node))
        program.aid.post(NAME, Aid(rule.rule, name), amount=factor * amount)

"""Strikes, what is bought under them, and take or pay (C.4).

Variables: signed[r, p] in {0, 1}, venture p gets strike r; bought[r, p, j, t] >= 0 and short[r, p, j, t] >= 0, units of
the good of line j in node t under it, delivered, and paid for though not made; under[c, p, j, t] in {0, 1}, less is
delivered than is paid for. due[t]: the deal's part of full output of starts whose contract is in force; most: of any;
excused: of starts whose contract is over.

C6   sum of signed[r, p] over a deal's strikes <= opened[p]              1 for lines in operation
C6x  sum of signed over all deals for a good of one line <= 1
C6b  bought[r, p, j, t] <= most * signed[r, p]
C6w  sum_r bought[r, p, j, t] <= due                                    only while the contract is in force
C6a  sum_r bought[r, p, j, t] <= part * sold[j, t]                      output less what is discarded
C6d  sum_r bought >= part * sold - most (opened - sum_r signed) - excused        all eligible output is under it
C6e  sum_r bought >= least (due - most (opened - sum_r signed)) / full   less where closed
C6n  sum_t d[f, t] * payments after tax >= 0                            no firm signs what costs it money, later years
                                                                        of lines that go on by themselves included
C7   sum_r (bought + short) >= take (due - most (opened - sum_r signed)) less where closed
C7a  sum_r (bought + short) <= take * due + (1 - take) most (1 - under)
C7b  sum_r short <= take * most * under
C7s  short[r, p, j, t] <= take * most * signed[r, p]
C7c  sum_r (bought + short) <= take * most (1 - closed[j, t]) + (1 - take) most (1 - under)       less where closed

A unit bought pays what is expected over the price paths of (strike - price)+ - upside share (price - strike)+; a unit
short its strike. Both count as aid where the contract names a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Contract
from models.instruments.contracts.places import NAME, Place
from models.plan import CostKind, Node, Purchase
from models.program import PUBLIC_FUNDS, Aid, Cash, Money, Program, Term, row

FLOOR = "price floor"
SHORT = "paid for though not made"


def build(program: Program, places: tuple[Place, ...]) -> None:
    """Variables, rows and payments of every deal."""
    block, deals = program.model.component(NAME), program.sets.offtake.deals
    signing = [(row.row_id, deal.venture.name) for deal in deals for row in deal.rows]
    block.signed = pyo.Var(signing, within=pyo.Binary, doc="1: the venture gets the strike")
    keys = {key: (place, row) for place in places for row, key in place.variables()}
    block.bought = pyo.Var(list(keys), bounds=lambda _, *key: (0.0, keys[key][0].most), doc="units bought")
    paid_for = {key: place for key, (place, row) in keys.items() if row.take_or_pay > 0}
    block.short = pyo.Var(
        list(paid_for),
        bounds=lambda _, *key: (0.0, paid_for[key].deal.terms.take_or_pay * paid_for[key].most),
        doc="units paid for though not made",
    )
    _sign(program, block)
    _buy(program, block, {place.key: place for place in places})
    _take_or_pay(program, block, {place.key: place for place in places if place.deal.terms.take_or_pay > 0})
    for place in places:
        for contract, key in place.variables():
            _post(program, place, contract, key)


def _sign(program: Program, block: pyo.Block) -> None:
    deals = {deal.key: deal for deal in program.sets.offtake.deals}
    by_line: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for key, deal in deals.items():
        for name in deal.lines:
            by_line.setdefault((name, deal.terms.good), []).append(key)
    meeting = dict.fromkeys(tuple(keys) for keys in by_line.values() if len(keys) > 1)

    def signed(key: tuple[str, str]) -> Term:
        return pyo.quicksum(block.signed[each.row_id, key[1]] for each in deals[key].rows)

    def c6(_: pyo.Block, *key: str) -> Term:
        opened = program.signature.get(key[1], 1)
        return row(program, None, signed((key[0], key[1])) - opened, 0)

    def c6x(_: pyo.Block, number: int) -> Term:
        return row(program, None, pyo.quicksum(signed(key) for key in list(meeting)[number]), 1)

    block.C6 = pyo.Constraint(list(deals), rule=c6)
    block.C6x = pyo.Constraint(range(len(meeting)), rule=c6x)


def _total(variable: pyo.Var, place: Place) -> Term:
    return pyo.quicksum(variable[key] for _, key in place.variables())


def _unsigned(program: Program, block: pyo.Block, place: Place) -> Term:
    """1 where the venture of a place is in the plan and signs no strike, 0 where it signs one."""
    name = place.deal.venture.name
    signed = pyo.quicksum(block.signed[each.row_id, name] for each in place.deal.rows)
    own = place.deal.terms.helps is None and name in program.signature
    return (program.signature[name] if own else 1) - signed


def _sold(program: Program, place: Place) -> Term:
    """Output that the contract is for, in the good's unit: what is discarded is not bought."""
    made = program.output(place.line, place.node)
    good = place.deal.terms.good
    kept = place.part / program.case.process(place.line).outputs[good]
    keys = ((place.line.name, good, place.node, grade) for grade in program.sets.line_grades(place.line))
    return place.part * made - kept * pyo.quicksum(program.disposed[key] for key in keys if key in program.disposed)


def _at_least(program: Program, block: pyo.Block, place: Place, share: float) -> Term:
    """A share of what is due, nothing where no strike is signed, less where the line is closed."""
    excused = _unsigned(program, block, place) + place.closed
    return share * (place.due - place.most * excused)


def _buy(program: Program, block: pyo.Block, places: Mapping[Any, Place]) -> None:
    def c6b(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.bought[key] - most[key] * block.signed[key[:2]], 0)

    def c6w(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, _total(block.bought, places[key]) - places[key].due, 0)

    def c6a(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, _total(block.bought, places[key]) - _sold(program, places[key]), 0)

    def c6d(_: pyo.Block, *key: Any) -> Term:
        place = places[key]
        excused = place.most * _unsigned(program, block, place) + place.excused
        return row(program, 0, _total(block.bought, place) - _sold(program, place) + excused, None)

    def c6e(_: pyo.Block, *key: Any) -> Term:
        place = places[key]
        least = _at_least(program, block, place, place.deal.terms.least / place.full)
        return row(program, 0, _total(block.bought, place) - least, None)

    most = {key: place.most for place in places.values() for _, key in place.variables()}
    demanding = [key for key, place in places.items() if place.deal.terms.least > 0]
    block.C6b = pyo.Constraint(list(most), rule=c6b)
    block.C6w = pyo.Constraint(list(places), rule=c6w)
    block.C6a = pyo.Constraint(list(places), rule=c6a)
    block.C6d = pyo.Constraint(list(places), rule=c6d)
    block.C6e = pyo.Constraint(demanding, rule=c6e)


def _take_or_pay(program: Program, block: pyo.Block, places: Mapping[Any, Place]) -> None:
    block.under = pyo.Var(list(places), within=pyo.Binary, doc="1: less is delivered than is paid for")

    def paid_for(place: Place) -> Term:
        return _total(block.bought, place) + _total(block.short, place)

    def c7(_: pyo.Block, *key: Any) -> Term:
        place = places[key]
        return row(program, 0, paid_for(place) - _at_least(program, block, place, place.deal.terms.take_or_pay), None)

    def c7a(_: pyo.Block, *key: Any) -> Term:
        place, take = places[key], places[key].deal.terms.take_or_pay
        limit = take * place.due + (1.0 - take) * place.most * (1 - block.under[key])
        return row(program, None, paid_for(place) - limit, 0)

    def c7b(_: pyo.Block, *key: Any) -> Term:
        place = places[key]
        most = place.deal.terms.take_or_pay * place.most
        return row(program, None, _total(block.short, place) - most * block.under[key], 0)

    def c7s(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.short[key] - most[key] * block.signed[key[:2]], 0)

    def c7c(_: pyo.Block, *key: Any) -> Term:
        place, take = places[key], places[key].deal.terms.take_or_pay
        limit = take * (1 - place.closed) + (1.0 - take) * (1 - block.under[key])
        return row(program, None, paid_for(place) - place.most * limit, 0)

    most = {key: place.deal.terms.take_or_pay * place.most for place in places.values() for _, key in place.variables()}
    block.C7 = pyo.Constraint(list(places), rule=c7)
    block.C7a = pyo.Constraint(list(places), rule=c7a)
    block.C7b = pyo.Constraint(list(places), rule=c7b)
    block.C7s = pyo.Constraint(list(most), rule=c7s)
    block.C7c = pyo.Constraint(
        [key for key, place in places.items() if not isinstance(place.closed, int | float)], rule=c7c
    )


def _post(program: Program, place: Place, contract: Contract, key: Any) -> None:
    """What a strike pays in a node, what a budget counts beyond, and what of it is aid."""
    offtake, ventures = program.sets.offtake, program.sets.ventures
    line, node = place.line, place.node
    cash = Cash(place.deal.venture.name, node, "support for running")
    kept = 1.0 - ventures.finance(line).tax
    parts = tuple(payments(program, place, contract, key))
    for purpose, amount in parts:
        program.pay(NAME, heading(place, node, "support", purpose), amount, cash, kept)
        program.charge(NAME, heading(place, node, "public funds", PUBLIC_FUNDS), amount)
    beyond = offtake.scored(contract, line, node.year) - offtake.expected(contract, line, node.year)
    if beyond:
        bought = program.model.component(NAME).bought[key]
        program.pay(NAME, heading(place, node, "contingent", f"{FLOOR}, beyond what is expected"), beyond * bought)
    rule = ventures.rule_of(contract, program.case.lines[place.deal.venture.lines[0]])
    if rule is not None:
        factor = (1.0 + rule.reference_rate) ** -len(program.sets.nodes.path(node))
        amount = factor * pyo.quicksum(amount for _, amount in parts)
        program.aid.post(NAME, Aid(rule.rule, place.deal.venture.name), amount=amount)


def payments(program: Program, place: Place, contract: Contract, key: Any) -> Iterator[tuple[str, Term]]:
    """What a strike pays in a node, million by purpose."""
    block, offtake = program.model.component(NAME), program.sets.offtake
    unit = offtake.expected(contract, place.line, place.node.year)
    if unit:
        yield FLOOR, unit * block.bought[key]
    if key in block.short:
        yield SHORT, offtake.strike(contract, place.node.year) * block.short[key]


def heading(place: Place, node: Node, kind: CostKind, purpose: str) -> Money:
    """Heading of a payment under a deal for a line."""
    terms, line = place.deal.terms, place.line
    return Money(
        node=node,
        kind=kind,
        item=terms.contract,
        nation=line.nation,
        payer=terms.payer,
        purpose=purpose,
        recipient=line.firm or "owner not known",
        project=place.deal.venture.name,
        budget_line=terms.budget_line or "",
    )


def worth_signing(program: Program, places: tuple[Place, ...], later: Mapping[tuple[str, str], Term]) -> None:
    """A row a deal that could cost its firm money: one that pays back a share of high prices.

    `later`: what years after the horizon are worth at its end to the firm of a deal whose lines go on by themselves.
    """
    block, last = program.model.component(NAME), program.sets.nodes.nodes[-1]
    by_deal: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        by_deal.setdefault(place.deal.key, []).append(place)
    offtake, ventures = program.sets.offtake, program.sets.ventures

    def may_cost(place: Place) -> bool:
        return any(offtake.expected(each, place.line, place.node.year) < 0 for each in place.deal.rows)

    def c6n(_: pyo.Block, *key: str) -> Term:
        terms: list[Term] = []
        rate = ventures.finance(by_deal[key[0], key[1]][0].line).real
        if (key[0], key[1]) in later:
            terms.append((1.0 + rate) ** -len(program.sets.nodes.path(last)) * later[key[0], key[1]])
        for place in by_deal[key[0], key[1]]:
            finance = ventures.finance(place.line)
            factor = (1.0 - finance.tax) * (1.0 + finance.real) ** -len(program.sets.nodes.path(place.node))
            for contract, index in place.variables():
                terms.extend(factor * amount for _, amount in payments(program, place, contract, index))
        return row(program, 0, pyo.quicksum(terms), None)

    block.C6n = pyo.Constraint([key for key, own in by_deal.items() if any(map(may_cost, own))], rule=c6n)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """What is bought under each strike that is signed; a contract that never buys or pays for anything is none."""
    block = program.model.component(NAME)
    rows = {each.row_id: each for each in program.case[Contract]}
    found: dict[tuple[str, str], list[Purchase]] = {}
    for key in block.bought:
        strike, project, line, node = key
        if value(block.signed[strike, project]) > 0.5:
            short = value(block.short[key]) if key in block.short else 0.0
            purchase = Purchase(rows[strike].contract, strike, project, line, node, value(block.bought[key]), short)
            found.setdefault((strike, project), []).append(purchase)
    used = (own for own in found.values() if any(row.bought > 0 or row.short > 0 for row in own))
    return {Purchase: tuple(row for own in used for row in own)}

"""Network: lanes between nations, and the balance of every pool (FORMULATION A.2, B.2).

Variables, in units of the good over the node: sent[good, n, m, t, l] leaving n for m, loss still in it;
used[good, n, m, t] 1 if a lane with a fixed cost is used.

A1   supply = use in every pool (good, nation, node, grade)       supply and use: all postings of the balance ledger
A11  sum_l sent[g, n, m, t, l] <= M * used[g, n, m, t]             lanes with a fixed cost; M = `Sets.most_sent`
A11c sum_l sent[g, n, m, t, l] <= capacity of the lane             lanes with a capacity

What arrives in an adversary nation is dirty there, whatever it was (A5, V53).
Posts: balance, exposure (direct share, largest third-nation share), cost (freight and fixed cost as resource,
tariff as transfer).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Lane
from models.plan import Flow, LaneUse, Node
from models.program import Exposed, Instrument, Money, Pool, Program, Term, row
from models.sets import CLEAN, DIRTY, Link

NAME = "network"


def build(program: Program) -> None:
    """Flows on every lane worth having."""
    block, sets = program.block(NAME), program.sets
    keys = [(link, node, grade) for link, node in sets.links for grade in sets.grades(link.origin)]
    block.sent = pyo.Var(keys, within=pyo.NonNegativeReals, doc="quantity leaving the origin, units of the good")
    program.sent.update({key: block.sent[key] for key in keys})
    _limit(program, block)
    for (link, node), lane in sets.links.items():
        _post_balance(program, block, link, node, lane)
        _post_exposure(program, block, link, node)
        _post_cost(program, block, link, node, lane)


def _total(program: Program, block: pyo.Block, link: Link, node: Node) -> Term:
    return pyo.quicksum(block.sent[link, node, grade] for grade in program.sets.grades(link.origin))


def _limit(program: Program, block: pyo.Block) -> None:
    sets = program.sets
    fixed = [key for key, lane in sets.links.items() if lane.fixed_cost > 0]
    limited = [key for key, lane in sets.links.items() if lane.capacity is not None]
    block.used = pyo.Var(fixed, within=pyo.Binary, doc="1: the lane is used in this node")

    def a11(_: pyo.Block, link: Link, node: Node) -> Term:
        most = sets.most_sent(link, node, sets.links[link, node])
        return row(program, None, _total(program, block, link, node) - most * block.used[link, node], 0)

    def a11c(_: pyo.Block, link: Link, node: Node) -> Term:
        capacity = (sets.links[link, node].capacity or 0.0) * sets.nodes.duration(node)
        return row(program, None, _total(program, block, link, node), capacity)

    block.A11 = pyo.Constraint(fixed, rule=a11)
    block.A11c = pyo.Constraint(limited, rule=a11c)


def _post_balance(program: Program, block: pyo.Block, link: Link, node: Node, lane: Lane) -> None:
    at_destination = program.sets.grades(link.destination)
    for grade in program.sets.grades(link.origin):
        sent = block.sent[link, node, grade]
        arrives_as = grade if grade in at_destination else DIRTY
        program.balance.post(NAME, Pool(link.good, link.origin, node, grade), use=sent)
        arrival = Pool(link.good, link.destination, node, arrives_as)
        program.balance.post(NAME, arrival, supply=(1.0 - lane.loss) * sent)


def _post_exposure(program: Program, block: pyo.Block, link: Link, node: Node) -> None:
    allies, adversaries = program.case.allies, program.case.adversaries
    arrives, leaves = link.destination in allies, link.origin in allies
    if arrives == leaves:
        return
    total = _total(program, block, link, node)
    if program.watches("direct share", link.good):
        key = Exposed("direct share", node, link.good, nation=link.destination if arrives else link.origin)
        adverse = total if link.origin in adversaries else 0.0
        program.exposure.post(NAME, key, adverse=adverse, total=total if arrives else -total)
    if program.watches("largest third-nation share", link.good):
        if arrives:
            key = Exposed("largest third-nation share", node, link.good, nation=link.destination, third=link.origin)
            program.exposure.post(NAME, key, adverse=total)
        elif (link.good, link.destination) not in program.case.returning:
            key = Exposed("largest third-nation share", node, link.good, nation=link.origin)
            program.exposure.post(NAME, key, total=total)


def _post_cost(program: Program, block: pyo.Block, link: Link, node: Node, lane: Lane) -> None:
    total = _total(program, block, link, node)
    item = f"{link.good}: {link.origin} to {link.destination}"
    buyers = f"buyers in {link.destination}"
    if lane.freight:
        program.pay(NAME, Money(node, "resource", item, link.destination, buyers, "freight"), lane.freight * total)
    if lane.tariff:
        customs = f"customs of {link.destination}"
        program.pay(
            NAME, Money(node, "transfer", item, link.destination, buyers, "tariff", customs), lane.tariff * total
        )
    if lane.fixed_cost:
        heading = Money(node, "resource", item, link.destination, buyers, "keeping the lane open")
        program.pay(NAME, heading, lane.fixed_cost * program.sets.nodes.duration(node) * block.used[link, node])


def close(program: Program) -> None:
    """Balance of every pool that anyone posted to."""
    block, ledger = program.model.component(NAME), program.balance

    def a1(_: pyo.Block, pool: Pool) -> Term:
        return row(program, 0, ledger.total("supply", pool) - ledger.total("use", pool), 0)

    block.A1 = pyo.Constraint(list(ledger), rule=a1)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Flows, and the fixed-cost lanes in use."""
    block, sets = program.model.component(NAME), program.sets
    flows = []
    for link, node in sets.links:
        clean, dirty = (
            value(block.sent[link, node, g]) if g in sets.grades(link.origin) else 0.0 for g in (CLEAN, DIRTY)
        )
        if clean or dirty:
            flows.append(Flow(link.good, link.origin, link.destination, node, clean, dirty))
    used = tuple(
        LaneUse(link.good, link.origin, link.destination, node)
        for link, node in block.used
        if value(block.used[link, node]) > 0.5
    )
    return {Flow: tuple(flows), LaneUse: used}


NETWORK = Instrument(NAME, build, report, closes="balance", close=close)

"""Commercial stocks of storable goods, from their opening level to the least left at the end (FORMULATION A.2, H).

Variable, in units of the good at the end of the node: held[good, n, t, l].

I1   held[g, n, last, clean] >= least clean                              every path's last node
I2   sum_l held[g, n, last, l] >= least clean + least dirty              clean stock may stand in for dirty

Posts: balance (what was held before, less the loss, is supply; what is held is use), exposure (direct share: what
allied stocks give is supply of the alliance), cost (holding).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import OpeningStock
from models.plan import Node, StockLevel
from models.program import Exposed, Instrument, Money, Pool, Program, Term, row
from models.sets import CLEAN, DIRTY, GRADES

NAME = "stocks"


def build(program: Program) -> None:
    """Stock of every storable good wherever it has a pool."""
    block, sets, case = program.block(NAME), program.sets, program.case
    stores = [(good, nation) for good, nation in sets.pools if case.goods[good].storable]
    keys = [(g, n, node, grade) for g, n in stores for node in sets.nodes for grade in sets.grades(n)]
    block.held = pyo.Var(keys, within=pyo.NonNegativeReals, doc="stock at the end of the node, units of the good")
    for good, nation, node, grade in keys:
        _post(program, block, Pool(good, nation, node, grade))
    _closing(program, block)


def _post(program: Program, block: pyo.Block, pool: Pool) -> None:
    good = program.case.goods[pool.good]
    before = program.sets.nodes.before(pool.node)
    kept = 1.0 - good.loss_in_store
    if before is None:
        carried = kept * _opening(program, pool)
    else:
        carried = kept * block.held[pool.good, pool.nation, before, pool.grade]
    held = block.held[pool.good, pool.nation, pool.node, pool.grade]
    program.balance.post(NAME, pool, supply=carried, use=held)
    if pool.nation in program.case.allies and program.watches("direct share", pool.good):
        key = Exposed("direct share", pool.node, pool.good, nation=pool.nation)
        program.exposure.post(NAME, key, total=carried - held)
    if good.holding_cost:
        heading = Money(pool.node, "resource", f"{pool.good} in store", pool.nation, "owners of stock", "holding")
        program.pay(NAME, heading, good.holding_cost * program.sets.nodes.duration(pool.node) * held)


def _opening(program: Program, pool: Pool) -> float:
    """Opening stock of a pool; in an adversary nation clean stock counts as dirty."""
    held = program.sets.grades(pool.nation)
    grades = [grade for grade in GRADES if grade == pool.grade or (grade not in held and pool.grade == DIRTY)]
    return sum(program.case.opening_stock(pool.good, pool.nation, grade) for grade in grades)


def _least(program: Program, good: str, nation: str, grade: str) -> float:
    rows = (r for r in program.case[OpeningStock] if (r.good, r.nation, r.grade) == (good, nation, grade))
    return sum(r.quantity if r.least_at_end is None else r.least_at_end for r in rows)


def _closing(program: Program, block: pyo.Block) -> None:
    sets = program.sets
    places = [
        (good, nation, leaf)
        for good, nation in sets.opening
        if program.case.goods[good].storable
        for leaf in sets.nodes.leaves
    ]

    def i1(_: pyo.Block, good: str, nation: str, leaf: Node) -> Term:
        return row(program, _least(program, good, nation, CLEAN), block.held[good, nation, leaf, CLEAN], None)

    def i2(_: pyo.Block, good: str, nation: str, leaf: Node) -> Term:
        held = pyo.quicksum(block.held[good, nation, leaf, grade] for grade in sets.grades(nation))
        return row(program, sum(_least(program, good, nation, grade) for grade in GRADES), held, None)

    block.I1 = pyo.Constraint([place for place in places if CLEAN in sets.grades(place[1])], rule=i1)
    block.I2 = pyo.Constraint(places, rule=i2)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Stock levels."""
    held = program.model.component(NAME).held
    places = dict.fromkeys(key[:3] for key in held)
    levels = (
        StockLevel(
            *place, *(value(held[(*place, grade)]) if (*place, grade) in held else 0.0 for grade in (CLEAN, DIRTY))
        )
        for place in places
    )
    return {StockLevel: tuple(level for level in levels if level.total)}


STOCKS = Instrument(NAME, build, report)

"""Exposure: caps on shares that depend on adversaries (FORMULATION B.2, B.3, B.8).

Every row reads adverse - cap * total <= breach / 100 * base: linear, never a division. Hard caps have no breach.
Adverse and total come from the exposure ledger; `cap`, `where` and the years select, weights add goods of different
units (essential exposure only; every other metric has a row for each good).

B1   direct share: sent by adversaries into the alliance; total = made in the alliance + out of stock + brought in
     - sent out
B2   largest third-nation share: sent into the alliance by one third nation; total = allied use, and what is sent
     to third nations from which no lane comes back; a row for each third nation
B3   essential exposure: dirty deliveries of the chosen programmes; total = what is due to them
B5   dirty share of allied output of a good

Variable: breach[cap, row] >= 0 in percentage points, priced per point and year. In B3 it is at most what is left
above the cap; elsewhere a share may pass 100 points. The base of a point is fixed: what is due (B3), or allied need
exploded through the recipes (`Sets.cap_base`).
Posts: cost (price of breach as a penalty).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Cap
from models.case.readings import holds
from models.plan import CapLevel, Node
from models.program import CapRow, CapSides, Exposed, Instrument, Money, Program, Term, row
from models.sets import Need

NAME = "exposure"
LABELS = {
    "direct share": "B1",
    "largest third-nation share": "B2",
    "essential exposure": "B3",
    "dirty share of allied output": "B5",
}


def build(program: Program) -> None:
    """Breach variables are made when the rows are: what they may take depends on everybody's postings."""
    program.block(NAME)


def close(program: Program) -> None:
    """A row for each cap, stretch of time, and good or third nation."""
    block = program.model.component(NAME)
    caps = {cap.row_id: cap for cap in program.case[Cap]}
    posted = _by_metric_and_node(program)
    program.caps.update(pair for cap in caps.values() for pair in _rows(program, cap, posted))
    soft = [key for key in program.caps if caps[key.cap].price_of_breach is not None]
    block.breach = pyo.Var(soft, bounds=lambda _, key: (0.0, _most_points(caps[key.cap])), doc="points above the cap")
    program.breach.update({key: block.breach[key] for key in soft})

    def rule(_: pyo.Block, key: CapRow) -> Term:
        sides = program.caps[key]
        allowed = sides.base / 100.0 * block.breach[key] if key in block.breach else 0.0
        return row(program, None, sides.adverse - caps[key.cap].cap * sides.total - allowed, 0)

    for metric, label in LABELS.items():
        keys = [key for key in program.caps if caps[key.cap].metric == metric]
        block.add_component(label, pyo.Constraint(keys, rule=rule))
    for key in soft:
        _pay(program, caps[key.cap], key, block.breach[key])


def _most_points(cap: Cap) -> float | None:
    return 100.0 * (1.0 - cap.cap) if cap.metric == "essential exposure" else None


Posted = Mapping[tuple[str, Node], list[Exposed]]


def _by_metric_and_node(program: Program) -> Posted:
    """Keys of the exposure ledger by what every cap asks for; scanning all keys for each cap is quadratic."""
    index: dict[tuple[str, Node], list[Exposed]] = {}
    for key in program.exposure:
        index.setdefault((key.metric, key.node), []).append(key)
    return index


def _pay(program: Program, cap: Cap, key: CapRow, breach: Term) -> None:
    """The price is per point and year, also where years are added up."""
    for node in key.nodes:
        price = (cap.price_of_breach or 0.0) * program.sets.nodes.duration(node)
        heading = Money(node, "penalty", key.cap, cap.where, "nobody: counted in the ranking only", "price of breach")
        program.pay(NAME, heading, price * breach)


def _rows(program: Program, cap: Cap, posted: Posted) -> Iterator[tuple[CapRow, CapSides]]:
    nodes = tuple(n for n in program.sets.nodes if holds(cap.first_year, cap.last_year, n.year))
    stretches = [nodes] if cap.over == "years together" else [(node,) for node in nodes]
    for stretch in filter(None, stretches):
        keys = [
            key
            for node in stretch
            for key in posted.get((cap.metric, node), ())
            if key.nation in program.case.membership.members(cap.where, node.year)
        ]
        if cap.metric == "essential exposure":
            yield CapRow(cap.row_id, "", stretch), _essential(program, cap, keys)
            continue
        for good in program.case.goods:
            if program.case.cap_covers(cap, good):
                yield from _of_good(program, cap, good, stretch, [key for key in keys if key.good == good])


def _essential(program: Program, cap: Cap, keys: list[Exposed]) -> CapSides:
    weight, needs = program.sets.weights, program.sets.needs
    chosen = [
        key
        for key in keys
        if any(program.case.cap_covers_need(cap, row) for row in needs[Need(key.programme, key.nation, key.good)])
    ]
    adverse = pyo.quicksum(weight[key.good] * program.exposure.total("adverse", key) for key in chosen)
    due = sum(weight[key.good] * program.exposure.total("total", key) for key in chosen)
    return CapSides(adverse, due, due)


def _of_good(
    program: Program, cap: Cap, good: str, nodes: tuple[Node, ...], keys: list[Exposed]
) -> Iterator[tuple[CapRow, CapSides]]:
    base = sum(program.sets.cap_base[good, node.year] * program.sets.nodes.duration(node) for node in nodes)
    total = pyo.quicksum(program.exposure.total("total", key) for key in keys)
    if cap.metric == "largest third-nation share":
        for third in sorted({key.third for key in keys if key.third}):
            sent = pyo.quicksum(program.exposure.total("adverse", key) for key in keys if key.third == third)
            yield CapRow(cap.row_id, f"{good} from {third}", nodes), CapSides(sent, total, base)
        return
    adverse = pyo.quicksum(program.exposure.total("adverse", key) for key in keys)
    yield CapRow(cap.row_id, good, nodes), CapSides(adverse, total, base)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Level of every cap by the solver's own labels, and its breach."""
    levels = (
        CapLevel(
            key.cap,
            key.of,
            key.years,
            value(sides.adverse),
            value(sides.total),
            value(program.breach[key]) if key in program.breach else 0.0,
        )
        for key, sides in program.caps.items()
    )
    return {CapLevel: tuple(levels)}


EXPOSURE = Instrument(NAME, build, report, closes="exposure", close=close)

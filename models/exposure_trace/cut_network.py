"""Matched exposure: the network with every adversary flow switched off (FORMULATION B.3, proposition B1).

Only clean flows are variables, each at most what the plan makes, sends, keeps or delivers in all; adverse lines,
and lanes out of and stocks in adversary nations, are off. A pool may have more than it passes on: what is left over
feeds exposed lines or is discarded (V61). Programmes are served by priority, then outlets, then output, then flows.

The labelling has to be one that the plan may have: it keeps as much clean as its caps, its closing stocks and its
lines that run a whole year clean ask, where the plan's own labels show that this can be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from scipy import sparse

from models.case import Cap, OpeningStock
from models.case.readings import holds
from models.exposure_trace.needs import Needs
from models.exposure_trace.quantities import FlowKey, LineKey, NeedKey, Pool, Quantities
from models.highs import Arrays, Highs, Vector
from models.plan import Delivery, LineOutput, Node, StockLevel

K = TypeVar("K", bound=Hashable)
Terms = dict[int, float]
"""Coefficients by column."""

SLACK = 1e-8
"""Share by which a promise or an earlier stage may be missed, so that the solver's tolerance is no contradiction."""

SNAP = 1e-6
"""Share of a quantity by which a clean part may miss nothing or all of it and still be meant so."""


@dataclass(frozen=True)
class CutOff:
    """Clean part of every output, flow and delivery of a plan."""

    outputs: Mapping[LineKey, float]
    flows: Mapping[FlowKey, float]
    deliveries: Mapping[NeedKey, float]


@dataclass
class _Columns(Generic[K]):
    """Variables of one kind: their column numbers and most values."""

    number: dict[K, int] = field(default_factory=dict)
    planned: dict[K, float] = field(default_factory=dict)


class _Network:
    """The linear program under construction."""

    def __init__(self, quantities: Quantities) -> None:
        self.quantities = quantities
        self.upper: list[float] = []
        self.lower: dict[int, float] = {}
        self.outputs: _Columns[LineKey] = _Columns()
        self.flows: _Columns[FlowKey] = _Columns()
        self.stocks: _Columns[Pool] = _Columns()
        self.deliveries: _Columns[NeedKey] = _Columns()
        self.balance: dict[Pool, Terms] = defaultdict(dict)
        self.promises: list[tuple[Terms, float]] = []

    def column(self, columns: _Columns[K], key: K, planned: float, most: float) -> int:
        """A new variable between nothing and `most`."""
        columns.planned[key] = planned
        columns.number[key] = len(self.upper)
        self.upper.append(max(0.0, most))
        return columns.number[key]

    def post(self, pool: Pool, column: int, coefficient: float) -> None:
        """Supply (positive) or use (negative) of a pool."""
        terms = self.balance[pool]
        terms[column] = terms.get(column, 0.0) + coefficient


def cut_off(quantities: Quantities) -> CutOff:
    """The clean part of a plan's quantities under the matched attribution."""
    network = _Network(quantities)
    _add_lines(network)
    _add_flows(network)
    _add_stocks(network)
    needs = Needs(quantities)
    _add_deliveries(network, needs)
    _promise_caps(network, needs)
    stages = list(_stages(network, needs))
    values = _serve(network, stages, promised=True)
    if values is None:
        values = _serve(network, stages, promised=False)
    if values is None:
        values = np.zeros(len(network.upper))
    return CutOff(_clean(network.outputs, values), _clean(network.flows, values), _clean(network.deliveries, values))


def _add_lines(network: _Network) -> None:
    case = network.quantities.case
    labels: dict[LineKey, float] = defaultdict(float)
    for row in network.quantities.plan[LineOutput]:
        labels[row.line, row.node] += row.clean
    for key, made in network.quantities.made.items():
        name, node = key
        line = case.lines[name]
        most = 0.0 if case.adverse(line) else (1.0 - line.unknown_origin) * made
        if not line.keeps_batches_apart and labels[key] <= made / 2:
            most = 0.0
        column = network.column(network.outputs, key, made, most)
        if not line.keeps_batches_apart and most > 0:
            network.lower[column] = min(labels[key], most)
        process = case.process(line)
        if most > 0:
            for good, quantity in process.outputs.items():
                network.post((good, line.nation, node), column, quantity)
            for good in sorted(process.essential):
                network.post((good, line.nation, node), column, -process.inputs[good])


def _add_flows(network: _Network) -> None:
    """What goes to an adversary nation is lost to the alliance; nothing that leaves one is clean."""
    adversaries = network.quantities.case.adversaries
    for key, sent in network.quantities.sent.items():
        good, origin, destination, node = key
        column = network.column(network.flows, key, sent, 0.0 if origin in adversaries else sent)
        if origin not in adversaries:
            network.post((good, origin, node), column, -1.0)
            if destination not in adversaries:
                network.post((good, destination, node), column, network.quantities.arrives(key))


def _add_stocks(network: _Network) -> None:
    quantities = network.quantities
    labels = {(row.good, row.nation, row.node): row.clean for row in quantities.plan[StockLevel]}
    nodes = quantities.plan.nodes
    for pool, kept in quantities.kept.items():
        good, nation, node = pool
        if nation in quantities.case.adversaries:
            continue
        column = network.column(network.stocks, pool, kept, kept)
        network.post(pool, column, -1.0)
        for later in nodes:
            if nodes.before(later) == node:
                network.post((good, nation, later), column, quantities.remains(good))
        if node in nodes.leaves:
            network.lower[column] = min(labels[pool], _least_clean(quantities, good, nation))


def _least_clean(quantities: Quantities, good: str, nation: str) -> float:
    """Clean stock that must be left at the end."""
    rows = quantities.case[OpeningStock]
    fits = [row for row in rows if (row.good, row.nation, row.grade) == (good, nation, "clean")]
    return sum(row.quantity if row.least_at_end is None else row.least_at_end for row in fits)


def _add_deliveries(network: _Network, needs: Needs) -> None:
    adversaries = network.quantities.case.adversaries
    for key in dict.fromkeys((*needs.rows, *network.quantities.delivered)):
        _, nation, good, node = key
        delivered = network.quantities.delivered.get(key, 0.0)
        column = network.column(network.deliveries, key, delivered, 0.0 if nation in adversaries else delivered)
        network.post((good, nation, node), column, -1.0)


def _promise_caps(network: _Network, needs: Needs) -> None:
    """As much clean as each cap asks, or as the plan's own labels give where it is breached at a price."""
    for cap in network.quantities.case[Cap]:
        nodes = [n for n in network.quantities.plan.nodes if holds(cap.first_year, cap.last_year, n.year)]
        for stretch in [nodes] if cap.over == "years together" else [[node] for node in nodes]:
            if cap.metric == "essential exposure":
                _promise_needs(network, needs, cap, frozenset(stretch))
            elif cap.metric == "dirty share of allied output":
                for good in network.quantities.case.goods:
                    if network.quantities.case.cap_covers(cap, good):
                        _promise_output(network, cap, good, frozenset(stretch))


def _promise_needs(network: _Network, needs: Needs, cap: Cap, nodes: frozenset[Node]) -> None:
    quantities = network.quantities
    labels: dict[NeedKey, float] = defaultdict(float)
    for given in quantities.plan[Delivery]:
        labels[given.programme, given.nation, given.good, given.node] += given.clean
    terms: Terms = {}
    labelled = asked = 0.0
    for key, row in needs.rows.items():
        node, weight = key[3], quantities.case.weight(row.good)
        inside = quantities.case.membership.members(cap.where, node.year)
        if node in nodes and row.nation in inside and quantities.case.cap_covers_need(cap, row):
            terms[network.deliveries.number[key]] = weight
            labelled += weight * labels[key]
            asked += weight * (quantities.delivered.get(key, 0.0) - cap.cap * quantities.due[key])
    network.promises.append((terms, min(labelled, asked)))


def _promise_output(network: _Network, cap: Cap, good: str, nodes: frozenset[Node]) -> None:
    case = network.quantities.case
    terms: Terms = {}
    labelled = asked = 0.0
    for row in network.quantities.plan[LineOutput]:
        line = case.lines[row.line]
        quantity = case.process(line).outputs.get(good, 0.0)
        inside = case.membership.members(cap.where, row.node.year) & case.allies
        if row.node in nodes and line.nation in inside and quantity:
            terms[network.outputs.number[row.line, row.node]] = quantity
            labelled += quantity * row.clean
            asked += quantity * (1.0 - cap.cap) * row.total
    network.promises.append((terms, min(labelled, asked)))


def _stages(network: _Network, needs: Needs) -> Iterator[Terms]:
    """What is maximised, one after the other: needs by priority, outlets, output, flows."""
    quantities = network.quantities
    served: dict[tuple[bool, int], Terms] = defaultdict(dict)
    for key, row in needs.rows.items():
        turn = (row.kind == "outlet", quantities.case.priority(row))
        served[turn][network.deliveries.number[key]] = quantities.case.weight(row.good)
    yield from (served[turn] for turn in sorted(served))
    made = ((number, quantities.line(name)) for (name, _), number in network.outputs.number.items())
    yield {number: quantities.case.weight(quantities.case.process(line).main) for number, line in made}
    yield {number: quantities.case.weight(key[0]) for key, number in network.flows.number.items()}


def _serve(network: _Network, stages: list[Terms], *, promised: bool) -> Vector | None:
    """Clean quantities that are best in every stage in turn; None where the promises cannot be kept."""
    highs = Highs(_arrays(network, promised=promised))
    values: Vector | None = None
    for stage in stages:
        cost = np.zeros(len(network.upper))
        largest = max(stage.values(), default=1.0)
        scaled = {column: weight / largest for column, weight in stage.items()}
        cost[list(scaled)] = [-weight for weight in scaled.values()]
        with highs.objective(cost):
            answer = highs.solve()
        if answer.values is None:
            return values
        values = answer.values
        best = -answer.objective
        highs.add_row(scaled, lower=best - SLACK * max(1.0, best))
    return values


def _arrays(network: _Network, *, promised: bool) -> Arrays:
    """Balances as "at least", less the clean opening stock, and the promises as further rows."""
    pools = [pool for pool in network.balance if pool[1] not in network.quantities.case.adversaries]
    rows: list[tuple[Terms, float]] = [(network.balance[pool], -_opening(network, pool)) for pool in pools]
    lower = np.zeros(len(network.upper))
    if promised:
        rows += [(terms, least - SLACK * max(1.0, least)) for terms, least in network.promises if terms]
        for column, least in network.lower.items():
            lower[column] = max(0.0, least * (1.0 - SLACK))
    entries = [(i, column, value) for i, (terms, _) in enumerate(rows) for column, value in terms.items()]
    places = ([i for i, _, _ in entries], [column for _, column, _ in entries])
    shape = (len(rows), len(network.upper))
    return Arrays(
        cost=np.zeros(shape[1]),
        offset=0.0,
        lower=lower,
        upper=np.array(network.upper),
        integer=np.zeros(shape[1], dtype=np.bool_),
        matrix=sparse.csc_matrix(([value for _, _, value in entries], places), shape=shape, dtype=np.float64),
        row_lower=np.array([least for _, least in rows]),
        row_upper=np.full(shape[0], np.inf),
    )


def _opening(network: _Network, pool: Pool) -> float:
    """Clean opening stock that the first node of a path may use."""
    good, nation, node = pool
    opening = network.quantities.opening.get((good, nation))
    return opening.clean if opening is not None and network.quantities.plan.nodes.before(node) is None else 0.0


def _clean(columns: _Columns[K], values: Vector) -> dict[K, float]:
    """Clean part by key, all or nothing where it misses that by a solver's tolerance."""
    result = {}
    for key, number in columns.number.items():
        planned, clean = columns.planned[key], float(values[number])
        near = SNAP * max(1.0, planned)
        result[key] = 0.0 if clean <= min(near, planned / 2) else planned if clean >= planned - near else clean
    return result

"""Proportional mixing: every outflow of a pool carries the mix of its inflows.

What a unit of each pool carries is the mean over its inflows, e = W e + d (FORMULATION B.5), solved exactly: pools of
one year may feed each other in a circle. A line counts the worst of its inputs, so W depends on e: the inputs that are
worst are chosen, the means solved, and both again until no other input is worse. Years are done in their order, since
stock only goes forward.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from models.exposure_trace.quantities import Pool, Quantities
from models.plan import Node

STILL = 1e-12
"""Change, relative to the largest value, at which no other input is worse."""
MOST_ROUNDS = 100

Values = Mapping[Pool, float]
"""What one unit of each pool carries."""


@dataclass(frozen=True)
class Mix:
    """What one unit carries: something of its own, and parts of what a unit of other pools carries."""

    own: float = 0.0
    parts: tuple[tuple[Pool, float], ...] = ()

    def carries(self, values: Values) -> float:
        """Its amount, given what the pools carry."""
        return self.own + sum(factor * values.get(pool, 0.0) for pool, factor in self.parts)


@dataclass(frozen=True)
class Inflow:
    """A quantity that enters a pool; of several mixes the one that carries most counts."""

    quantity: float
    mixes: tuple[Mix, ...]


class Inflows:
    """Inflows by pool."""

    def __init__(self) -> None:
        self._by_pool: dict[Pool, list[Inflow]] = defaultdict(list)

    def add(self, pool: Pool, quantity: float, *mixes: Mix) -> None:
        """One more inflow; nothing is added where nothing flows."""
        if quantity > 0:
            self._by_pool[pool].append(Inflow(quantity, mixes))

    def at(self, node: Node) -> dict[Pool, list[Inflow]]:
        """Pools of a node with their inflows."""
        return {pool: inflows for pool, inflows in self._by_pool.items() if pool[2] == node}


def settle(quantities: Quantities, inflows: Inflows) -> dict[Pool, float]:
    """What one unit of every pool carries."""
    values: dict[Pool, float] = {}
    for node in quantities.plan.nodes:
        pools = inflows.at(node)
        values.update(dict.fromkeys(pools, 0.0))
        for _ in range(MOST_ROUNDS):
            means = _means(pools, values)
            change = max((abs(mean - values[pool]) for pool, mean in means.items()), default=0.0)
            values.update(means)
            if change <= STILL * max(map(abs, means.values()), default=0.0):
                break
    return values


def _means(pools: Mapping[Pool, list[Inflow]], values: Values) -> dict[Pool, float]:
    """Means of the pools of one node, each inflow with the mix that carries most at the values so far."""
    number = {pool: place for place, pool in enumerate(pools)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    right = np.zeros(len(number))
    for pool, inflows in pools.items():
        here = number[pool]
        weights[here, here] += 1.0
        total = sum(inflow.quantity for inflow in inflows)
        for inflow in inflows:
            mix = max(inflow.mixes, key=lambda option: option.carries(values))
            share = inflow.quantity / total
            right[here] += share * mix.own
            for source, factor in mix.parts:
                if source in number:
                    weights[here, number[source]] -= share * factor
                else:
                    right[here] += share * factor * values.get(source, 0.0)
    return dict(zip(number, _solved(weights, right).tolist(), strict=True)) if number else {}


def _solved(weights: Mapping[tuple[int, int], float], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solution; goods that only go round in a circle carry nothing, the least of the many solutions."""
    rows, columns = [row for row, _ in weights], [column for _, column in weights]
    matrix = sparse.csc_matrix((list(weights.values()), (rows, columns)), shape=(len(right), len(right)))
    try:
        solution = splu(matrix).solve(right)
    except RuntimeError:
        solution = np.linalg.lstsq(matrix.toarray(), right)[0]
    return np.asarray(solution, dtype=np.float64)


def stock_before(quantities: Quantities, pool: Pool) -> tuple[Pool, float] | None:
    """The pool a stock comes from and what is left of it after a year in store; None in a first node."""
    good, nation, node = pool
    before = quantities.plan.nodes.before(node)
    if before is None:
        return None
    source = (good, nation, before)
    return source, quantities.kept.get(source, 0.0) * quantities.remains(good)


def stores(quantities: Quantities) -> Iterator[Pool]:
    """Every pool that may have stock from before."""
    places = dict.fromkeys([*((g, n) for g, n, _ in quantities.kept), *quantities.opening])
    return ((good, nation, node) for good, nation in places for node in quantities.plan.nodes)

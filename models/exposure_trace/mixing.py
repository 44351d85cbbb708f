"""Proportional mixing: every outflow of a pool carries the mix of its inflows.

What one unit of a pool carries is the mean over its inflows, e = W e + d (FORMULATION B.5). Pools of one year may feed
each other in a circle, so the means are taken again and again from zero upwards until they stand still; years are done
in their order, since stock only goes forward.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from models.exposure_trace.quantities import Pool, Quantities
from models.plan import Node

STILL = 1e-13
"""Change, relative to the largest value, at which the means stand still."""
MOST_SWEEPS = 20_000

Values = Mapping[Pool, float]
Carried = Callable[[Values], float]
"""What one unit of an inflow carries, given what a unit of each pool carries."""


@dataclass(frozen=True)
class Inflow:
    """A quantity that enters a pool."""

    quantity: float
    carried: Carried


class Inflows:
    """Inflows by pool."""

    def __init__(self) -> None:
        self._by_pool: dict[Pool, list[Inflow]] = defaultdict(list)

    def add(self, pool: Pool, quantity: float, carried: Carried) -> None:
        """One more inflow; nothing is added where nothing flows."""
        if quantity > 0:
            self._by_pool[pool].append(Inflow(quantity, carried))

    def at(self, node: Node) -> dict[Pool, list[Inflow]]:
        """Pools of a node with their inflows."""
        return {pool: inflows for pool, inflows in self._by_pool.items() if pool[2] == node}


def settle(quantities: Quantities, inflows: Inflows) -> dict[Pool, float]:
    """What one unit of every pool carries.

    Raises:
        ArithmeticError: the means do not stand still (goods that circle without any loss or way out).
    """
    values: dict[Pool, float] = {}
    for node in quantities.plan.nodes:
        pools = inflows.at(node)
        values.update(dict.fromkeys(pools, 0.0))
        for _ in range(MOST_SWEEPS):
            if _sweep(pools, values) <= STILL:
                break
        else:
            raise ArithmeticError(f"mixing does not settle in {node.year}")
    return values


def _sweep(pools: Mapping[Pool, list[Inflow]], values: dict[Pool, float]) -> float:
    """Take every mean once; returns the largest change, relative to the largest value."""
    change = largest = 0.0
    for pool, inflows in pools.items():
        carried = sum(inflow.quantity * inflow.carried(values) for inflow in inflows)
        mean = carried / sum(inflow.quantity for inflow in inflows)
        change, largest = max(change, abs(mean - values[pool])), max(largest, abs(mean))
        values[pool] = mean
    return change / max(largest, 1e-300)


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


def constant(value: float) -> Carried:
    """An inflow that always carries the same."""
    return lambda _: value


def from_pool(pool: Pool, factor: float = 1.0) -> Carried:
    """An inflow that carries what a unit of another pool does, times a factor."""
    return lambda values: factor * values.get(pool, 0.0)

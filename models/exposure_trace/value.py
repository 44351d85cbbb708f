"""Value look-through: which part of what a delivery is worth was earned in adversary nations or by adverse lines.

Leontief at the plan's flows (FORMULATION B.4): a run of a line is worth its outputs less its inputs at the prices of
its own market; that is adverse where the line is. Inputs bring in what their pool carries, outputs share it by their
value. Only goods whose whole chain has prices are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from models.exposure_trace.exposure import Exposure
from models.exposure_trace.mixing import Inflows, Mix, settle, stock_before, stores
from models.exposure_trace.needs import Needs
from models.exposure_trace.quantities import NeedKey, Pool, Quantities
from models.plan import Node


def value_look_through(needs: Needs) -> Iterator[Exposure]:
    """Adverse value in deliveries over their value, in million, for subjects whose goods are all priced."""
    market = _Market(needs.quantities)
    delivered = needs.quantities.delivered
    total = {
        key: delivered.get(key, 0.0) * market.price(_pool(key))
        for key in needs.rows
        if _pool(key) not in market.unpriced
    }
    if not total:
        return
    carried = settle(needs.quantities, _value_inflows(market))
    adverse = {key: delivered.get(key, 0.0) * carried.get(_pool(key), 0.0) for key in total}
    yield from needs.add_up("value look-through", "proportional", adverse, total)


def _pool(key: NeedKey) -> Pool:
    _, nation, good, node = key
    return good, nation, node


@dataclass(frozen=True)
class _Market:
    """Prices of pools, and the pools whose value cannot be told."""

    quantities: Quantities

    def price(self, pool: Pool) -> float:
        """Million per unit; 0 where there is none (then the pool and all that is made from it are unpriced)."""
        return self.quantities.case.price(pool[0], pool[1], pool[2].year) or 0.0

    @cached_property
    def unpriced(self) -> frozenset[Pool]:
        """Pools without a price, and every pool that anything from them reaches."""
        feeds: dict[Pool, list[Pool]] = {}
        pools: dict[Pool, None] = {_pool(key): None for key in self.quantities.delivered}
        for source, target in self._steps():
            feeds.setdefault(source, []).append(target)
            pools.update({source: None, target: None})
        known = self.quantities.case.price
        spread = [pool for pool in pools if known(pool[0], pool[1], pool[2].year) is None]
        found = set(spread)
        while spread:
            for target in feeds.get(spread.pop(), ()):
                if target not in found:
                    found.add(target)
                    spread.append(target)
        return frozenset(found)

    def _steps(self) -> Iterator[tuple[Pool, Pool]]:
        """From each pool to the next that its goods reach: through lines, lanes and stores."""
        for (name, node), made in self.quantities.made.items():
            if made > 0:
                line = self.quantities.line(name)
                process = self.quantities.case.process(line)
                for output in process.outputs:
                    here = (output, line.nation, node)
                    yield here, here
                    yield from (((used, line.nation, node), here) for used in process.inputs)
        for (good, origin, destination, node), sent in self.quantities.sent.items():
            if sent > 0:
                yield (good, origin, node), (good, destination, node)
        for pool in stores(self.quantities):
            found = stock_before(self.quantities, pool)
            if found is not None and found[1] > 0:
                yield found[0], pool


def _value_inflows(market: _Market) -> Inflows:
    inflows, quantities = Inflows(), market.quantities
    for (name, node), made in quantities.made.items():
        line = quantities.line(name)
        for good, quantity in quantities.case.process(line).outputs.items():
            pool = (good, line.nation, node)
            inflows.add(pool, quantity * made, _adverse_value(market, name, pool))
    for key, sent in quantities.sent.items():
        good, origin, destination, node = key
        arriving = quantities.arrives(key)
        carried = Mix(parts=(((good, origin, node), 1.0 / arriving),))
        inflows.add((good, destination, node), sent * arriving, carried)
    for pool in stores(quantities):
        found = stock_before(quantities, pool)
        if found is not None:
            source, left = found
            if left > 0:
                inflows.add(pool, left, Mix(parts=((source, 1.0 / quantities.remains(pool[0])),)))
        elif (opening := quantities.opening.get(pool[:2])) is not None:
            inflows.add(pool, opening.clean, Mix())
            inflows.add(pool, opening.dirty, Mix(market.price(pool)))
    return inflows


def _adverse_value(market: _Market, name: str, pool: Pool) -> Mix:
    """Adverse million in one unit of an output of a line."""
    line, node = market.quantities.line(name), pool[2]
    process = market.quantities.case.process(line)
    worth = _worth(market, line.nation, node, process.outputs)
    per_run = market.price(pool) / worth if worth > 0 else 0.0
    own = 0.0
    if market.quantities.case.adverse(line):
        own = worth - _worth(market, line.nation, node, process.inputs)
    inputs = (((good, line.nation, node), per_run * quantity) for good, quantity in process.inputs.items())
    return Mix(per_run * own, tuple(inputs))


def _worth(market: _Market, nation: str, node: Node, goods: Mapping[str, float]) -> float:
    """Million that some goods are worth in a market."""
    return sum(quantity * market.price((good, nation, node)) for good, quantity in goods.items())

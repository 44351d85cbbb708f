"""Look-through exposure of needs: matched, and by proportional mixing."""

from __future__ import annotations

from collections.abc import Iterator

from models.exposure_trace.cut_network import CutOff
from models.exposure_trace.exposure import Exposure
from models.exposure_trace.mixing import (
    Carried,
    Inflows,
    Values,
    constant,
    from_pool,
    settle,
    stock_before,
    stores,
)
from models.exposure_trace.needs import Needs
from models.exposure_trace.quantities import NeedKey, Pool, Quantities
from models.plan import Node


def matched(needs: Needs, clean: CutOff) -> Iterator[Exposure]:
    """Essential exposure: what is delivered beyond the clean part, over what is due."""
    quantities = needs.quantities
    adverse = {
        key: quantities.weight(key[2]) * (quantities.delivered.get(key, 0.0) - clean.deliveries.get(key, 0.0))
        for key in needs.rows
    }
    yield from needs.add_up("essential exposure", "matched", adverse, _due(needs))


def proportional(needs: Needs) -> Iterator[Exposure]:
    """The same where no batch is kept apart: every outflow of a pool has the mix of its inflows.

    The exposed share of a line's output is the largest among its essential inputs and its own share of unknown origin:
    inside a line the best match is made.
    """
    quantities = needs.quantities
    share = settle(quantities, _share_inflows(quantities))
    adverse = {key: _exposed(quantities, key, share) for key in needs.rows}
    yield from needs.add_up("proportional look-through", "proportional", adverse, _due(needs))


def _exposed(quantities: Quantities, key: NeedKey, share: Values) -> float:
    _, nation, good, node = key
    part = 1.0 if nation in quantities.case.adversaries else share.get((good, nation, node), 0.0)
    return quantities.weight(good) * quantities.delivered.get(key, 0.0) * part


def _due(needs: Needs) -> dict[NeedKey, float]:
    quantities = needs.quantities
    return {key: quantities.weight(key[2]) * quantities.due[key] for key in needs.rows}


def _share_inflows(quantities: Quantities) -> Inflows:
    """Everything that leaves an adversary nation is exposed, whoever made it."""
    inflows, case = Inflows(), quantities.case
    for (name, node), made in quantities.made.items():
        line = quantities.line(name)
        if line.nation not in case.adversaries:
            carried = _exposed_output(quantities, name, node)
            for good, quantity in case.process(line).outputs.items():
                inflows.add((good, line.nation, node), quantity * made, carried)
    for key, sent in quantities.sent.items():
        good, origin, destination, node = key
        source = constant(1.0) if origin in case.adversaries else from_pool((good, origin, node))
        if destination not in case.adversaries:
            inflows.add((good, destination, node), sent * quantities.arrives(key), source)
    for pool in stores(quantities):
        if pool[1] not in case.adversaries:
            _add_stock(quantities, inflows, pool)
    return inflows


def _add_stock(quantities: Quantities, inflows: Inflows, pool: Pool) -> None:
    found = stock_before(quantities, pool)
    if found is not None:
        source, left = found
        inflows.add(pool, left, from_pool(source))
    elif (opening := quantities.opening.get(pool[:2])) is not None:
        inflows.add(pool, opening.clean, constant(0.0))
        inflows.add(pool, opening.dirty, constant(1.0))


def _exposed_output(quantities: Quantities, name: str, node: Node) -> Carried:
    """Exposed share of a line's output in a node."""
    line = quantities.line(name)
    if quantities.case.adverse(line):
        return constant(1.0)
    inputs = [(good, line.nation, node) for good in sorted(quantities.case.process(line).essential)]
    unknown = line.unknown_origin
    return lambda values: max(unknown, *(values.get(pool, 0.0) for pool in inputs), 0.0)

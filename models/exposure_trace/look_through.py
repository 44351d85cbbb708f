"""Look-through exposure of needs: matched, and by proportional mixing."""

from __future__ import annotations

from collections.abc import Iterator

from models.exposure_trace.cut_network import CutOff
from models.exposure_trace.exposure import Exposure
from models.exposure_trace.mixing import Inflows, Mix, Values, settle, stock_before, stores
from models.exposure_trace.needs import Needs
from models.exposure_trace.quantities import NeedKey, Pool, Quantities
from models.plan import Node

EXPOSED = Mix(1.0)


def matched(needs: Needs, clean: CutOff) -> Iterator[Exposure]:
    """Essential exposure: what is delivered beyond the clean part, over what is due."""
    quantities = needs.quantities
    adverse = {
        key: quantities.case.weight(key[2]) * (quantities.delivered.get(key, 0.0) - clean.deliveries.get(key, 0.0))
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
    return quantities.case.weight(good) * quantities.delivered.get(key, 0.0) * part


def _due(needs: Needs) -> dict[NeedKey, float]:
    quantities = needs.quantities
    return {key: quantities.case.weight(key[2]) * quantities.due[key] for key in needs.rows}


def _share_inflows(quantities: Quantities) -> Inflows:
    """Everything that leaves an adversary nation is exposed, whoever made it."""
    inflows, case = Inflows(), quantities.case
    for (name, node), made in quantities.made.items():
        line = quantities.line(name)
        if line.nation not in case.adversaries:
            mixes = _exposed_output(quantities, name, node)
            for good, quantity in case.process(line).outputs.items():
                inflows.add((good, line.nation, node), quantity * made, *mixes)
    for key, sent in quantities.sent.items():
        good, origin, destination, node = key
        source = EXPOSED if origin in case.adversaries else Mix(parts=(((good, origin, node), 1.0),))
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
        inflows.add(pool, left, Mix(parts=((source, 1.0),)))
    elif (opening := quantities.opening.get(pool[:2])) is not None:
        inflows.add(pool, opening.clean, Mix())
        inflows.add(pool, opening.dirty, EXPOSED)


def _exposed_output(quantities: Quantities, name: str, node: Node) -> tuple[Mix, ...]:
    """Exposed share of a line's output in a node: the largest of these."""
    line = quantities.line(name)
    if quantities.case.adverse(line):
        return (EXPOSED,)
    inputs = sorted(quantities.case.process(line).essential)
    return Mix(line.unknown_origin), *(Mix(parts=(((good, line.nation, node), 1.0),)) for good in inputs)

"""Checks of lanes and deliveries."""

from __future__ import annotations

from collections import defaultdict

from models.auditing.check import Check
from models.auditing.figures import Figures
from models.plan import Delivery, Node


def lanes(figures: Figures) -> Check:
    """Goods move only where a lane is, within its capacity, and a lane with a fixed cost is paid for."""
    check = Check("Goods move on lanes, within their capacity")
    for key, sent in figures.sent.items():
        good, origin, destination, node = key
        where = f"{good} from {origin} to {destination}, {node.year}"
        lane = figures.case.lanes.find(good, origin, destination, node.year)
        if lane is None:
            check.at_most(sent.total, 0.0, f"no lane for {where}", figures.unit(good))
            continue
        if lane.capacity is not None:
            capacity = lane.capacity * figures.plan.nodes.duration(node)
            check.at_most(sent.total, capacity, where, figures.unit(good))
        if lane.fixed_cost > 0 and key not in figures.lanes_used:
            check.at_most(sent.total, 0.0, f"fixed cost not counted: {where}", figures.unit(good))
    for good, origin, destination, node in sorted(figures.lanes_used):
        found = figures.case.lanes.find(good, origin, destination, node.year)
        check.holds(found is not None, f"no lane for {good} from {origin} to {destination}, {node.year}", "lanes")
    return check


def deliveries(figures: Figures) -> Check:
    """Every need gets what is due, or goes unmet as far as Demand allows."""
    check = Check("Every need is met as far as Demand asks")
    got: dict[tuple[str, str, str, Node], list[Delivery]] = defaultdict(list)
    for row in figures.plan[Delivery]:
        got[row.programme, row.nation, row.good, row.node].append(row)
    needs = {(*need, node): None for need in figures.demand for node in figures.plan.nodes}
    for programme, nation, good, node in dict.fromkeys((*needs, *got)):
        rows = figures.demand.get((programme, nation, good), ())
        due = sum(figures.due(row, node) for row in rows)
        spared = sum(figures.case.unmet_share(row) * figures.due(row, node) for row in rows)
        given = got.get((programme, nation, good, node), [])
        where, unit = f"{programme}, {good} in {nation}, {node.year}", figures.unit(good)
        check.equal(sum(row.total + row.unmet for row in given), due, where, unit)
        check.equal(sum(row.due for row in given), due, f"due to {where}", unit)
        check.at_most(sum(row.unmet for row in given), spared, f"unmet: {where}", unit)
    return check

"""Index sets and bounds, derived once from a case. Every big-M of the program comes from here and has a name here.

Index letters: g good, n nation (origin), m destination, t node, l grade, j line, p need, k move at one size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from models.case import Case, Demand, Donor, Grade, Lane, Line, Move, OpeningStock
from models.case.offtake import Offtake
from models.case.readings import exploded
from models.case.ventures import Ventures
from models.plan import BASE, Node, NodeFacts, NodeTable

CLEAN: Grade = "clean"
DIRTY: Grade = "dirty"
GRADES: tuple[Grade, ...] = (CLEAN, DIRTY)


@dataclass(frozen=True)
class Need:
    """One need: what a programme of a nation wants of one good. Key of deliveries."""

    programme: str
    nation: str
    good: str


@dataclass(frozen=True)
class Link:
    """A lane in use range: a good can go from origin to destination. Key of flows."""

    good: str
    origin: str
    destination: str


def node_table(case: Case) -> NodeTable:
    """A node a year, each after the one before, weighted by the end-of-year discount factor (FORMULATION H)."""
    rate = case.settings.discount_rate
    facts: list[NodeFacts] = []
    for position, year in enumerate(case.years):
        before = facts[-1].node if facts else None
        facts.append(NodeFacts(Node(BASE, year), 1.0, (1.0 + rate) ** -(position + 1), before))
    return NodeTable(tuple(facts))


def annuity(capital: float, rate: float, life: int) -> float:
    """Equal end-of-year payment over `life` years whose present value at the start is `capital` (FORMULATION H, V33).

    >>> round(annuity(100.0, 0.08, 20), 6)
    10.185221
    >>> annuity(100.0, 0.0, 20)
    5.0
    """
    if rate == 0.0:
        return capital / life
    return capital * rate / (1.0 - (1.0 + rate) ** -life)


class Sets:
    """What exists: nodes, pools, links, starts, needs, and the bounds derived from them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.nodes = node_table(case)

    @cached_property
    def ventures(self) -> Ventures:
        """What firms decide about, and what it is worth to them."""
        return Ventures(self.case)

    @cached_property
    def offtake(self) -> Offtake:
        """Who may sign which purchase contract, and what it pays."""
        return Offtake(self.ventures)

    @cached_property
    def needs(self) -> dict[Need, tuple[Demand, ...]]:
        """Needs with their rows of Demand (one a stretch of years)."""
        found: dict[Need, list[Demand]] = {}
        for row in self.case[Demand]:
            found.setdefault(Need(row.programme, row.nation, row.good), []).append(row)
        return {need: tuple(rows) for need, rows in found.items()}

    def demand_row(self, need: Need, node: Node) -> Demand | None:
        """The row of Demand that holds for a need in a node."""
        rows = (row for row in self.needs[need] if self.case.due(row, node.year) > 0)
        return next(rows, None)

    def due(self, need: Need, node: Node) -> float:
        """Quantity due in a node."""
        return sum(self.case.due(row, node.year) for row in self.needs[need]) * self.nodes.duration(node)

    @cached_property
    def makers(self) -> dict[tuple[str, str], tuple[Line, ...]]:
        """Lines that make a good in a nation, joint outputs included."""
        return self._lines_by(lambda line: self.case.process(line).outputs)

    @cached_property
    def users(self) -> dict[tuple[str, str], tuple[Line, ...]]:
        """Lines that use a good in a nation."""
        return self._lines_by(lambda line: self.case.process(line).inputs)

    def _lines_by(self, goods_of: Callable[[Line], Iterable[str]]) -> dict[tuple[str, str], tuple[Line, ...]]:
        found: dict[tuple[str, str], list[Line]] = {}
        for line in self.case.lines.values():
            for good in goods_of(line):
                found.setdefault((good, line.nation), []).append(line)
        return {place: tuple(lines) for place, lines in found.items()}

    @cached_property
    def pools(self) -> tuple[tuple[str, str], ...]:
        """(good, nation) where a good can be: made, used, wanted, in store, or passing through."""
        places: dict[tuple[str, str], None] = dict.fromkeys(self.makers)
        places.update(dict.fromkeys(self.users))
        places.update(dict.fromkeys((need.good, need.nation) for need in self.needs))
        places.update(dict.fromkeys(self.opening))
        places.update(
            dict.fromkeys((good, nation) for good in self.case.goods for nation in self.case.lanes.hubs(good))
        )
        return tuple(places)

    @cached_property
    def opening(self) -> tuple[tuple[str, str], ...]:
        """(good, nation) with an opening stock."""
        return tuple(dict.fromkeys((row.good, row.nation) for row in self.case[OpeningStock]))

    @cached_property
    def links(self) -> dict[tuple[Link, Node], Lane]:
        """Lanes worth having: from where a good can be had to where it can be used, in each node."""
        found: dict[tuple[Link, Node], Lane] = {}
        for good in self.case.goods:
            hubs = self.case.lanes.hubs(good)
            origins = [n for g, n in self.pools if g == good and (self._has(good, n) or n in hubs)]
            destinations = [n for g, n in self.pools if g == good and (self._wants(good, n) or n in hubs)]
            for origin in origins:
                for destination in destinations:
                    for node in self.nodes:
                        lane = self.case.lanes.find(good, origin, destination, node.year)
                        if lane is not None and lane.capacity != 0.0:
                            found[Link(good, origin, destination), node] = lane
        return found

    @cached_property
    def _receiving(self) -> frozenset[tuple[str, str]]:
        return frozenset((link.good, link.destination) for link, _ in self.links)

    def _has(self, good: str, nation: str) -> bool:
        return (good, nation) in self.makers or (good, nation) in self.opening

    def _wants(self, good: str, nation: str) -> bool:
        return (good, nation) in self.users or (good, nation) in self._wanted

    @cached_property
    def _wanted(self) -> frozenset[tuple[str, str]]:
        return frozenset((need.good, need.nation) for need in self.needs)

    def grades(self, nation: str) -> tuple[Grade, ...]:
        """Grades a pool of a nation holds: nothing is clean in an adversary nation (A5, V53)."""
        return (DIRTY,) if nation in self.case.adversaries else GRADES

    def line_grades(self, line: Line) -> tuple[Grade, ...]:
        """Grades a line can make: only dirty where it is adverse or all its output is of unknown origin."""
        return (DIRTY,) if self.case.adverse(line) or line.unknown_origin >= 1.0 else GRADES

    @cached_property
    def weights(self) -> dict[str, float]:
        """What one unit of a good counts where a cap adds goods, scaled so that the largest counts 1."""
        largest = max(self.case.weight(good) for good in self.case.goods)
        return {good: self.case.weight(good) / largest for good in self.case.goods}

    @cached_property
    def starts(self) -> dict[str, tuple[Node, ...]]:
        """Nodes in which a move (row id) may start: within its window and ready before the horizon ends.

        A committed move starts in its earliest year, or at once.
        """
        return {move.row_id: self._window(move) for move in self.case[Move]}

    def _window(self, move: Move) -> tuple[Node, ...]:
        settings = self.case.settings
        earliest = max(settings.first_year, move.earliest_start or settings.first_year)
        if move.committed:
            return tuple(node for node in self.nodes if node.year == earliest)
        latest = min(settings.last_year, move.latest_start or settings.last_year)
        latest = min(latest, settings.last_year - self.case.ready_after(move))
        return tuple(node for node in self.nodes if earliest <= node.year <= latest)

    @cached_property
    def relocations(self) -> dict[str, list[tuple[Line, Donor]]]:
        """Relocations by the existing line of which they close a share."""
        found: dict[str, list[tuple[Line, Donor]]] = {}
        for candidate in self.case.lines.values():
            donor = self.case.donor(candidate)
            if donor is not None and candidate.name == candidate.site:
                for name in donor.lines:
                    found.setdefault(name, []).append((candidate, donor))
        return found

    def age(self, start: Node, node: Node) -> int | None:
        """Years from a start to a node along the node's path; None where the start is not on it or lies after it."""
        position = self._position
        path = self.nodes.path(node)
        return position[node] - position[start] if start in path else None

    @cached_property
    def _position(self) -> dict[Node, int]:
        return {node: len(self.nodes.path(node)) - 1 for node in self.nodes}

    @cached_property
    def most_needed(self) -> dict[tuple[str, int], float]:
        """Dmax of A.5: the most of a good that any plan can use in a year, alliance and world together.

        Demand of every kind, exploded through the recipe that uses most of it. No bound for goods that are `carried`.
        """
        result: dict[tuple[str, int], float] = {}
        for node in self.nodes:
            direct = dict.fromkeys(self.case.goods, 0.0)
            for need in self.needs:
                direct[need.good] += self.due(need, node)
            for good, quantity in exploded(self.case.processes.values(), direct).items():
                result[good, node.year] = quantity
        return result

    @cached_property
    def cap_base(self) -> dict[tuple[str, int], float]:
        """Fixed base on which a price of breach measures a percentage point: allied need exploded through recipes."""
        return {(good, year): need for year in self.case.years for good, need in self.case.cap_base(year).items()}

    def nominal_capacity(self, line: Line, node: Node) -> float:
        """Capacity of a line in a node before moves and closures."""
        return line.capacity(node.year) * self.nodes.duration(node)

    def most_output(self, line: Line, node: Node) -> float:
        """Big-M of A5c, A5d and A11: the capacity of a line, or all that its capacity group could ever have."""
        group = line.capacity_group
        if group is None:
            return self.nominal_capacity(line, node)
        added = sum(
            self.nominal_capacity(other, node)
            for other in self.case.lines.values()
            if other.move is not None and other.capacity_group == group
        )
        return self.case.group_capacity(group, node.year) * self.nodes.duration(node) + added

    @cached_property
    def _loop(self) -> dict[str, int]:
        """Number of the loop of recipes a good lies on; a number of its own where it lies on none."""
        goods = list(self.case.goods)
        place = {good: i for i, good in enumerate(goods)}
        steps = [
            (place[used], place[made])
            for process in self.case.processes.values()
            for used in process.inputs
            for made in process.outputs
        ]
        ends = np.array(steps, dtype=int).reshape(-1, 2)
        graph = sparse.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(goods), len(goods)))
        _, loops = csgraph.connected_components(graph, connection="strong")
        return dict(zip(goods, loops.tolist(), strict=True))

    @cached_property
    def carried(self) -> frozenset[str]:
        """Goods not bounded by the need of a year: stored, lost on lanes, joint outputs, on a loop, or their inputs."""
        carried = {good for good, row in self.case.goods.items() if row.storable}
        carried |= {lane.good for lane in self._all_lanes() if lane.loss > 0.0}
        carried |= {good for process in self.case.processes.values() if process.joint for good in process.outputs}
        shared = list(self._loop.values())
        carried |= {good for good, loop in self._loop.items() if shared.count(loop) > 1}
        grown = True
        while grown:
            upstream = {
                good
                for process in self.case.processes.values()
                if any(output in carried for output in process.outputs)
                for good in process.inputs
            }
            grown = not upstream <= carried
            carried |= upstream
        return frozenset(carried)

    def _all_lanes(self) -> Iterable[Lane]:
        return (lane for good in self.case.goods for lane in self.case.lanes.rows(good))

    def useful_capacity(self, line: Line, node: Node) -> float:
        """C-tilde of A6: capacity, or the most that can be needed where that is less and nothing carries over."""
        capacity = self.nominal_capacity(line, node)
        main = self.case.process(line).main
        second = line.condition is not None and line.condition.also_runs is not None
        if main in self.carried or second:
            return capacity
        return min(capacity, self.most_needed[main, node.year])

    def most_sent(self, link: Link, node: Node, lane: Lane) -> float:
        """Upper bound of a flow on a lane with a fixed cost (A11): its capacity, or what its origin could ever send."""
        supply = sum(
            self.case.process(line).outputs[link.good] * self.most_output(line, node)
            for line in self.makers.get((link.good, link.origin), ())
        )
        makes_all = (link.good, link.origin) not in self._receiving and not self.case.goods[link.good].storable
        bounds = [lane.capacity * self.nodes.duration(node)] if lane.capacity is not None else []
        bounds += [supply] if makes_all else []
        bounds += [self.most_needed[link.good, node.year]] if link.good not in self.carried else []
        return min(bounds) if bounds else self._largest_flow(link.good)

    def _largest_flow(self, good: str) -> float:
        """All that could ever be made of a good in the horizon, and the opening stock."""
        made = sum(
            self.case.process(line).outputs[good] * self.most_output(line, node)
            for (g, _), lines in self.makers.items()
            if g == good
            for line in lines
            for node in self.nodes
        )
        stock = sum(
            self.case.opening_stock(good, nation, grade) for g, nation in self.opening if g == good for grade in GRADES
        )
        return made + stock

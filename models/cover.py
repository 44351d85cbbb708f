"""Cover rows: redundant rows that tighten the relaxation (FORMULATION A.5, A.6). They never change the optimum.

Caps on essential exposure ask for clean deliveries, those ask for clean goods at every tier behind them, and what
lines in place cannot make of a good h must come from candidates, or be answered by shortage or breach:

VI1   sum_k min{res, most[k]} * start[k] + sum_p short[p] * unmet[p] + sum_c value[c] * base[c] / 100 * breach[c] >= res
VI1c  the same over all nodes up to t, where h or anything made from it can be kept, or a cap adds years

  res       clean h required less what lines in place, committed moves and the clean opening stock can give
  most[k]   clean h that start k can give in these nodes: what it adds to the limits of A6
  required  sum_c value[c] * (1 - cap[c]) * due[c] - sum_p max{0, value[c] * weight[p] - content[p]} * due[p]
  short[p]  sum_c min{value[c] * weight[p], content[p]}

content[p] is the least clean h in a clean unit of the good of need p, whatever recipes make it; of a joint recipe the
main output bears all of it. A cap counts where all its nodes lie in the row; caps come strictest first, and what one
takes of content[p] the next one cannot take. value[c], in units of h for a unit of weight, is the best multiplier of
the cap's row; for a cap on one need it is content[p] / weight[p], and the row asks for content[p] * (1 - cap) * due[p].

Without the minimum every row follows from A1 to A6 and B3, so a row is written only where the minimum bites.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from models.case import Cap, Move, OpeningStock, Process
from models.plan import Node
from models.program import CapRow, Place, Program, Term, row
from models.sets import CLEAN, Need

NAME = "cover"
LABELS = ("VI1", "VI1c")
SMALL = 1e-6
"""Share of what is required below which a shortfall is rounding."""

Due = tuple[Need, Node]
"""A need in a node."""


@dataclass(frozen=True)
class _CoveredNeeds:
    """A row of a cap on essential exposure: the needs it adds up, by weight, and how much of them must be clean."""

    key: CapRow
    weight: Mapping[Due, float]
    share: float
    due: float
    base: float


@dataclass
class _Required:
    """Clean quantity that the caps require of a good, and what a unit unmet or a point of breach takes off it."""

    quantity: float = 0.0
    unmet: dict[Due, float] = field(default_factory=dict)
    breach: dict[CapRow, float] = field(default_factory=dict)


@dataclass
class _Supply:
    """Most of a good that can be made clean: by what is in place, and by each start (a Pyomo variable, by its id)."""

    in_place: float = 0.0
    by_start: dict[int, float] = field(default_factory=dict)


def add_cover_rows(program: Program) -> None:
    """Add the rows VI1 and VI1c where they hold and tighten. Call it when every ledger is closed."""
    block = program.block(NAME)
    yearly: dict[tuple[str, Node], Term] = {}
    cumulative: dict[tuple[str, Node], Term] = {}
    writer = _Writer(program)
    for good in program.case.goods:
        content = content_of(program, good)
        keeps = any(content[name] and row.storable for name, row in program.case.goods.items())
        for node in program.sets.nodes:
            if not keeps:
                yearly[good, node] = writer.cover(good, content, (node,))
            if keeps or writer.adds_years_until(node):
                cumulative[good, node] = writer.cover(good, content, program.sets.nodes.path(node))
    block.VI1 = pyo.Constraint(list(yearly), rule=lambda _, *key: yearly[key])
    block.VI1c = pyo.Constraint(list(cumulative), rule=lambda _, *key: cumulative[key])


def content_of(program: Program, good: str) -> dict[str, float]:
    """Least clean quantity of a good in one clean unit of each good, over all recipes by which it can be made clean.

    Every recipe that does not make the good puts no more of it into its outputs than its essential inputs bring, so
    clean deliveries cannot hold more of it than is made clean. Values grow from 0; each step is a valid bound.
    """
    recipes: dict[str, dict[str, Process]] = {}
    for line in program.case.lines.values():
        if CLEAN in program.sets.line_grades(line):
            process = program.case.process(line)
            for output in process.outputs:
                recipes.setdefault(output, {})[process.name] = process
    content = {name: float(name == good) for name in program.case.goods}
    for _ in program.case.goods:
        grown = {
            output: min(_brought(process, output, good, content) for process in found.values())
            for output, found in recipes.items()
            if output != good
        }
        if all(content[output] == value for output, value in grown.items()):
            break
        content.update(grown)
    return content


def _brought(process: Process, output: str, good: str, content: Mapping[str, float]) -> float:
    """What the essential inputs of a recipe bring into a unit of its main output; other outputs bear nothing."""
    if good in process.outputs or output != process.main:
        return 0.0
    brought = sum(quantity * content[name] for name, quantity in process.inputs.items() if name in process.essential)
    return brought / process.outputs[output]


class _Writer:
    """Writes the row of one good and stretch of nodes."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._caps = sorted(_essential_caps(program), key=lambda cap: cap.share)
        self._starts = {id(variable): variable for variable in program.start.values()}
        self._certain = _certain_starts(program)
        self._limits: dict[Place, _Supply] = {}

    def adds_years_until(self, node: Node) -> bool:
        """Whether a cap adds several nodes of which this is the last."""
        return any(len(cap.key.nodes) > 1 and cap.key.nodes[-1] == node for cap in self._caps)

    def cover(self, good: str, content: Mapping[str, float], stretch: tuple[Node, ...]) -> Term:
        """The row, or nothing where it would not tighten."""
        required = self._required(content, frozenset(stretch))
        supply = self._supply(good, stretch)
        missing = required.quantity - supply.in_place - _opening(self._program, content)
        if missing <= SMALL * required.quantity or all(most <= missing for most in supply.by_start.values()):
            return pyo.Constraint.Skip
        program = self._program
        terms = [min(missing, most) * self._starts[start] for start, most in supply.by_start.items()]
        terms += [quantity * program.unmet[due] for due, quantity in required.unmet.items() if quantity]
        terms += [quantity * program.breach[cap] for cap, quantity in required.breach.items() if cap in program.breach]
        return row(program, missing, pyo.quicksum(terms), None)

    def _required(self, content: Mapping[str, float], stretch: frozenset[Node]) -> _Required:
        """What the caps within a stretch require of a good with these contents."""
        required = _Required()
        left: dict[Due, float] = {}
        for cap in self._caps:
            if stretch.issuperset(cap.key.nodes):
                for due in cap.weight:
                    left.setdefault(due, content[due[0].good])
                self._require(required, cap, left)
        return required

    def _require(self, required: _Required, cap: _CoveredNeeds, left: dict[Due, float]) -> None:
        """Add what one cap requires, and take it off the contents that later caps may still count."""
        value, quantity = self._best_multiplier(cap, left)
        if quantity <= 0.0:
            return
        required.quantity += quantity
        required.breach[cap.key] = value * cap.base / 100.0
        for due, weight in cap.weight.items():
            counted = min(value * weight, left[due])
            required.unmet[due] = required.unmet.get(due, 0.0) + counted
            left[due] -= counted

    def _best_multiplier(self, cap: _CoveredNeeds, left: Mapping[Due, float]) -> tuple[float, float]:
        """Multiplier of a cap's row that requires most, and what it requires; it is the content of some need."""
        due = self._program.sets.due

        def quantity(value: float) -> float:
            beyond = (max(0.0, value * w - left[p]) * due(*p) for p, w in cap.weight.items())
            return value * (1.0 - cap.share) * cap.due - sum(beyond)

        contents = {left[p] / weight for p, weight in cap.weight.items() if left[p] > 0.0}
        return max(
            ((value, quantity(value)) for value in sorted(contents)), key=lambda best: best[1], default=(0.0, 0.0)
        )

    def _supply(self, good: str, stretch: Iterable[Node]) -> _Supply:
        """Most of a good that can be made clean in the nodes of a stretch together."""
        supply = _Supply()
        for node in stretch:
            for place, rate in self._clean_places(good, node).items():
                limit = self._limit(place)
                supply.in_place += rate * limit.in_place
                for start, most in limit.by_start.items():
                    supply.by_start[start] = supply.by_start.get(start, 0.0) + rate * most
        return supply

    def _clean_places(self, good: str, node: Node) -> dict[Place, float]:
        """Capacities behind clean output of a good in a node, with the most of it that a unit of each can make."""
        program, places = self._program, dict[Place, float]()
        for (made, _), lines in program.sets.makers.items():
            for line in lines if made == good else ():
                if (line.name, node, CLEAN) in program.made:
                    place = Place.of(line, node)
                    rate = program.case.process(line).outputs[good] * (1.0 - line.unknown_origin)
                    places[place] = max(rate, places.get(place, 0.0))
        return places

    def _limit(self, place: Place) -> _Supply:
        """Limit of A6 at a place: its constant and what starts add. What closes capacity is left out."""
        if place not in self._limits:
            repn = generate_standard_repn(self._program.capacity.total("limit", place) + 0.0)
            limit = _Supply(float(repn.constant))
            for coefficient, variable in zip(repn.linear_coefs, repn.linear_vars, strict=True):
                if coefficient > 0.0 and id(variable) in self._certain:
                    limit.in_place += coefficient
                elif coefficient > 0.0:
                    limit.by_start[id(variable)] = coefficient
            self._limits[place] = limit
        return self._limits[place]


def _essential_caps(program: Program) -> Iterator[_CoveredNeeds]:
    """Rows of caps on essential exposure with the needs they add up."""
    caps, weight = {cap.row_id: cap for cap in program.case[Cap]}, program.sets.weights
    for key, sides in program.caps.items():
        cap = caps[key.cap]
        if cap.metric == "essential exposure":
            covered = {
                (need, node): weight[need.good]
                for need, node in program.unmet
                if node in key.nodes and _covers(program, cap, need, node)
            }
            yield _CoveredNeeds(key, covered, cap.cap, float(sides.total), sides.base)


def _covers(program: Program, cap: Cap, need: Need, node: Node) -> bool:
    case = program.case
    inside = need.nation in case.membership.members(cap.where, node.year)
    return inside and any(case.cap_covers_need(cap, demand) for demand in program.sets.needs[need])


def _certain_starts(program: Program) -> frozenset[int]:
    """Starts of committed projects that have no other size and no other year."""
    starts: dict[str, list[Term]] = {}
    for move in program.case[Move]:
        if move.committed:
            keys = [(move.row_id, node) for node in program.sets.starts[move.row_id]]
            starts.setdefault(move.project, []).extend(program.start[key] for key in keys)
    return frozenset(id(variables[0]) for variables in starts.values() if len(variables) == 1)


def _opening(program: Program, content: Mapping[str, float]) -> float:
    """Content of the clean opening stocks of goods that can be kept."""
    case = program.case
    return sum(
        content[stock.good] * stock.quantity
        for stock in case[OpeningStock]
        if case.goods[stock.good].storable and stock.grade == CLEAN
    )

"""Check of the caps on exposure: every share worked out again from the plan's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from models.auditing.check import Check
from models.auditing.figures import Figures
from models.case import Cap, Demand, OpeningStock
from models.case.readings import holds
from models.plan import CapLevel, Delivery, Node, StockLevel


@dataclass(frozen=True)
class _Share:
    """One row of a cap: what is adverse, of which total, and the fixed base of a percentage point of breach.

    `of` is the good ("oxide"), the good and third nation ("oxide from Norland"), or "" for essential exposure.
    """

    of: str
    adverse: float
    total: float
    base: float


def caps(figures: Figures) -> Check:
    """Adverse <= cap x total + breach / 100 x base, in every year or over the years together; hard caps: no breach."""
    check = Check("Caps kept, or breached by what is priced", "in the unit of the cap")
    breach = {(row.cap, row.of, row.years): row.breach for row in figures.plan[CapLevel]}
    for cap in figures.case[Cap]:
        nodes = [node for node in figures.plan.nodes if holds(cap.first_year, cap.last_year, node.year)]
        stretches = [nodes] if cap.over == "years together" else [[node] for node in nodes]
        for stretch in stretches:
            years = tuple(node.year for node in stretch)
            for share in _added_up(figures, cap, stretch):
                points = breach.get((cap.row_id, share.of, years), 0.0) if cap.price_of_breach is not None else 0.0
                allowed = cap.cap * share.total + points / 100.0 * share.base
                where = " ".join(filter(None, (cap.row_id, share.of, str(years[0]) if years else "")))
                check.at_most(share.adverse, allowed, where, scale=abs(share.total))
    return check


def _added_up(figures: Figures, cap: Cap, nodes: Iterable[Node]) -> Iterator[_Share]:
    rows: dict[str, list[_Share]] = defaultdict(list)
    for node in nodes:
        for share in _shares(figures, cap, node):
            rows[share.of].append(share)
    for of, parts in rows.items():
        adverse, total = sum(part.adverse for part in parts), sum(part.total for part in parts)
        yield _Share(of, adverse, total, sum(part.base for part in parts))


def _shares(figures: Figures, cap: Cap, node: Node) -> Iterator[_Share]:
    if cap.metric == "essential exposure":
        yield _essential(figures, cap, node)
        return
    rule = {
        "direct share": _direct,
        "largest third-nation share": _largest,
        "dirty share of allied output": _dirty_output,
    }[cap.metric]
    for good in figures.case.goods:
        if figures.case.cap_covers(cap, good):
            yield from rule(figures, cap, good, node)


def _inside(figures: Figures, cap: Cap, node: Node) -> frozenset[str]:
    return figures.case.membership.members(cap.where, node.year)


def _essential(figures: Figures, cap: Cap, node: Node) -> _Share:
    inside = _inside(figures, cap, node)
    covered = partial(figures.case.cap_covers_need, cap)
    due = sum(
        figures.case.weight(row.good) * figures.due(row, node)
        for row in figures.case[Demand]
        if row.nation in inside and covered(row)
    )
    dirty = sum(
        figures.case.weight(row.good) * row.dirty
        for row in figures.plan[Delivery]
        if row.node == node
        and row.nation in inside
        and any(map(covered, figures.demand.get((row.programme, row.nation, row.good), ())))
    )
    return _Share("", dirty, due, due)


def _sent(figures: Figures, good: str, node: Node) -> Iterator[tuple[str, str, float]]:
    """Origin, destination and quantity of every flow of a good in a node."""
    for (name, origin, destination, when), amount in figures.sent.items():
        if name == good and when == node:
            yield origin, destination, amount.total


def _made(figures: Figures, good: str, inside: frozenset[str], node: Node) -> tuple[float, float]:
    """Dirty and total output of a good by the lines of some nations."""
    dirty = total = 0.0
    for (name, when), made in figures.made.items():
        line = figures.case.lines[name]
        if when == node and line.nation in inside:
            quantity = figures.case.process(line).outputs.get(good, 0.0)
            dirty += quantity * made.dirty
            total += quantity * made.total
    return dirty, total


def _direct(figures: Figures, cap: Cap, good: str, node: Node) -> Iterator[_Share]:
    """Bought from adversaries; total = made in the alliance + taken out of stock + brought in - sent out (V52, V58)."""
    allies, adversaries = figures.case.allies, figures.case.adversaries
    inside = _inside(figures, cap, node) & allies
    adverse, total = 0.0, _made(figures, good, inside, node)[1] + _out_of_stock(figures, good, inside, node)
    for origin, destination, quantity in _sent(figures, good, node):
        if destination in inside and origin not in allies:
            adverse += quantity if origin in adversaries else 0.0
            total += quantity
        if origin in inside and destination not in allies:
            total -= quantity
    yield _Share(good, adverse, total, _fixed_base(figures, good, node))


def _out_of_stock(figures: Figures, good: str, inside: frozenset[str], node: Node) -> float:
    """What stocks of these nations give in a node, less what they take."""
    before = figures.plan.nodes.before(node)
    kept = 1.0 - figures.case.goods[good].loss_in_store
    levels = [row for row in figures.plan[StockLevel] if row.good == good and row.nation in inside]
    ends = sum(row.total for row in levels if row.node == node)
    if before is not None:
        return kept * sum(row.total for row in levels if row.node == before) - ends
    opening = (row.quantity for row in figures.case[OpeningStock] if row.good == good and row.nation in inside)
    return kept * sum(opening) - ends


def _largest(figures: Figures, cap: Cap, good: str, node: Node) -> Iterator[_Share]:
    """Brought in from each third nation; total = allied use, and exports from which no lane comes back."""
    allies = figures.case.allies
    inside = _inside(figures, cap, node) & allies
    total = sum(used.total for (g, n, t), used in figures.used.items() if (g, t) == (good, node) and n in inside)
    total += sum(
        row.total for row in figures.plan[Delivery] if (row.good, row.node) == (good, node) and row.nation in inside
    )
    brought: dict[str, float] = defaultdict(float)
    for origin, destination, quantity in _sent(figures, good, node):
        if destination in inside and origin not in allies:
            brought[origin] += quantity
        if origin in inside and destination not in allies and (good, destination) not in figures.case.returning:
            total += quantity
    for third in sorted(brought):
        yield _Share(f"{good} from {third}", brought[third], total, _fixed_base(figures, good, node))


def _dirty_output(figures: Figures, cap: Cap, good: str, node: Node) -> Iterator[_Share]:
    """Dirty output of allied lines; total = all their output."""
    inside = _inside(figures, cap, node) & figures.case.allies
    dirty, total = _made(figures, good, inside, node)
    yield _Share(good, dirty, total, _fixed_base(figures, good, node))


def _fixed_base(figures: Figures, good: str, node: Node) -> float:
    return figures.case.cap_base(node.year)[good] * figures.plan.nodes.duration(node)

"""Checks of lines: grades of output, capacity, minimum load, closures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.auditing.check import Check
from models.auditing.figures import NOTHING, Figures
from models.case import Line
from models.plan import Node


def clean_output(figures: Figures) -> Check:
    """No clean output of adverse lines, none beyond what is of known origin, no mixed year where batches mix."""
    check = Check("Only lines that can make clean output do")
    for (name, node), made in figures.made.items():
        line = figures.case.lines[name]
        unit = figures.unit(figures.case.process(line).main)
        where = f"clean output of {name}, {node.year}"
        known = 0.0 if figures.case.adverse(line) else 1.0 - line.unknown_origin
        check.at_most(made.clean, known * made.total, where, unit, made.total)
        if not line.keeps_batches_apart:
            check.at_most(min(made.clean, made.dirty), 0.0, f"both grades of {name}, {node.year}", unit, made.total)
    return check


@dataclass(frozen=True)
class _Site:
    """A capacity in one node: what draws on it, its limit, and what its minimum load demands."""

    name: str
    node: Node
    unit: str
    use: float
    limit: float
    floor: float


def _sites(figures: Figures) -> Iterator[_Site]:
    """Every capacity of every node: existing lines, candidates (two recipes may share one), capacity groups."""
    lines = figures.case.lines.values()
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.capacity_group is not None and line.name == line.site:
            groups.setdefault(line.capacity_group, []).append(line)
    for node in figures.plan.nodes:
        for line in lines:
            if line.name == line.site:
                yield _own_site(figures, groups, line, node)
        for group, inside in groups.items():
            yield _group_site(figures, group, inside, node)


def _own_site(figures: Figures, groups: dict[str, list[Line]], line: Line, node: Node) -> _Site:
    """What a line, or the lines at one candidate's site, may make by itself; in a group the group has the floor."""
    limit = figures.running(line, node) if line.move is not None else _existing_limit(figures, line, node)
    floor = 0.0 if line.capacity_group is not None else line.minimum_load * limit
    if line.move is None and line.capacity_group is not None and line.capacity(node.year) > 0:
        limit += sum(figures.running(other, node) for other in groups[line.capacity_group] if other.move is not None)
    unit = figures.unit(figures.case.process(line).main)
    return _Site(line.name, node, unit, _output(figures, figures.drawing_on_site[line.name], node), limit, floor)


def _group_site(figures: Figures, group: str, inside: list[Line], node: Node) -> _Site:
    """Each member states the whole; it shrinks by what is closed of every member, and grows by candidates."""
    existing = [line for line in inside if line.move is None]
    candidates = [line for line in inside if line.move is not None]
    limit = max((_existing_limit(figures, line, node) for line in existing), default=0.0)
    floor = limit * max((line.minimum_load for line in existing if line.capacity(node.year) > 0), default=0.0)
    floor += sum(line.minimum_load * figures.running(line, node) for line in candidates)
    limit += sum(figures.running(line, node) for line in candidates)
    unit = figures.unit(figures.case.process(inside[0]).main)
    return _Site(group, node, unit, _output(figures, figures.drawing_on_group[group], node), limit, floor)


def _output(figures: Figures, names: list[str], node: Node) -> float:
    return sum(figures.made.get((name, node), NOTHING).total for name in names)


def _existing_limit(figures: Figures, line: Line, node: Node) -> float:
    capacity = line.capacity(node.year) * figures.plan.nodes.duration(node)
    return capacity * (1.0 - figures.closed(line.name, node))


def capacity(figures: Figures) -> Check:
    """Output is within the capacity in force: of a line, of a candidate after lead and ramp, of a capacity group."""
    check = Check("Output within capacity in force")
    for site in _sites(figures):
        check.at_most(site.use, site.limit, f"{site.name}, {site.node.year}", site.unit)
    return check


def minimum_load(figures: Figures) -> Check:
    """Output is at least the minimum load of the capacity in force."""
    check = Check("Output not below minimum load")
    for site in _sites(figures):
        if site.floor > 0:
            check.at_most(site.floor, site.use, f"{site.name}, {site.node.year}", site.unit)
    return check


def closures(figures: Figures) -> Check:
    """A line is closed by relocations and, if it may close, for good; the plan states no other share."""
    check = Check("Lines closed as relocations and rules say", "of capacity")
    for (name, node), share in figures.stated_closed.items():
        relocated = figures.relocated.get((name, node), 0.0)
        check.at_most(share, 1.0 if _may_close(figures, name) else relocated, f"{name}, {node.year}")
        check.at_most(relocated, share, f"{name}, {node.year}")
    for name in dict.fromkeys(name for name, _ in figures.stated_closed):
        for node in figures.plan.nodes:
            before = figures.plan.nodes.before(node)
            if before is not None:
                share = figures.closed(name, before)
                check.at_most(share, figures.closed(name, node), f"{name} reopened in {node.year}")
    return check


def _may_close(figures: Figures, name: str) -> bool:
    """Lines of a capacity group close together."""
    line = figures.case.lines[name]
    group = line.capacity_group
    members = figures.case.group_members(group) if group is not None else (name,)
    return any(row.may_close for member in members for row in figures.case.lines[member].rows)

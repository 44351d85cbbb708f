"""Capacity: existing lines, candidate moves with lead, qualification and ramp, closures, loads (FORMULATION A.3).

Variables: start[k, t] in {0, 1}, move k (a project at one size) starts in node t; opened[project] in {0, 1}, the
signature; closed[site, t] in {0, 1} for lines that may close.

A6   use <= limit at every site and capacity group                limit[j, t] = C[j, t] (1 - share closed)
                                                                  + sum_s C~[k, t] ramp(age of t after s) start[k, s]
A8y  opened[p] = sum over sizes and nodes of start[k, t]          projects that are not committed
A8c  sum over sizes of start[k, t] = 1                            committed projects
A8f  sum of opened[p] of a firm <= most projects of the firm      less its committed ones
A8x  sum of opened[p] in an exclusive group <= 1                   0 where a committed project is in it
A7m  closed[s, before t] <= closed[s, t]                          a closed line stays closed
A7s  share closed[j, t] <= 1                                      where more than one project, or closing too, may
A9   use >= floor at every site and capacity group                floor = minimum load of the limit, not tightened

C~ is the capacity, or the most that can be needed of it (`Sets.useful_capacity`). A relocation closes its share of
the donor at its start or when it is ready. A requalified line draws on the capacity of the line it requalifies.
Posts: capacity (limit, floor), cost (capital as an annuity, fixed cost, closure).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Firm, Line, Move, MoveCondition
from models.plan import Closure, Node, Start
from models.program import Instrument, Money, Place, Program, Term, row
from models.sets import annuity

NAME = "capacity"


def build(program: Program) -> None:
    """Starts and closures, the limits they give, and what they cost."""
    block = program.block(NAME)
    _make_starts(program, block)
    _make_closures(program, block)
    for line in program.case.lines.values():
        if line.move is None:
            _post_existing(program, block, line)
        elif line.name == line.site:
            _post_candidate(program, line, line.move)


def _make_starts(program: Program, block: pyo.Block) -> None:
    sets, moves = program.sets, program.case[Move]
    keys = [(move.row_id, node) for move in moves for node in sets.starts[move.row_id]]
    block.start = pyo.Var(keys, within=pyo.Binary, doc="1: the move starts in this node")
    program.start.update({key: block.start[key] for key in keys})
    starts: dict[str, list[Term]] = {}
    for move in moves:
        starts.setdefault(move.project, []).extend(block.start[move.row_id, t] for t in sets.starts[move.row_id])
    committed = {move.project for move in moves if move.committed}
    free = [project for project, terms in starts.items() if terms and project not in committed]
    block.opened = pyo.Var(free, within=pyo.Binary, doc="1: the project is part of the plan")
    program.signature.update({project: block.opened[project] for project in free})
    block.A8y = pyo.Constraint(
        free, rule=lambda _, project: row(program, 0, block.opened[project] - pyo.quicksum(starts[project]), 0)
    )
    block.A8c = pyo.Constraint(
        [project for project in starts if project in committed and starts[project]],
        rule=lambda _, project: row(program, 1, pyo.quicksum(starts[project]), 1),
    )
    _limit_projects(program, block)


def _limit_projects(program: Program, block: pyo.Block) -> None:
    opened = program.signature
    most = {firm.firm: firm.most_projects for firm in program.case[Firm] if firm.most_projects is not None}
    of_firm: dict[str, dict[str, None]] = {}
    for move in program.case[Move]:
        if move.project in opened and move.firm in most:
            of_firm.setdefault(move.firm, {})[move.project] = None
    decided = {(move.firm, move.project) for move in program.case[Move] if move.committed}
    committed = {move.project for move in program.case[Move] if move.committed and program.sets.starts[move.row_id]}
    taken = {row.exclusive_group for row in program.case[MoveCondition] if row.project in committed}
    exclusive: dict[str, list[str]] = {}
    for condition in program.case[MoveCondition]:
        if condition.exclusive_group and condition.project in opened:
            exclusive.setdefault(condition.exclusive_group, []).append(condition.project)

    def a8f(_: pyo.Block, firm: str) -> Term:
        left = most[firm] - sum(owner == firm for owner, _ in decided)
        return row(program, None, pyo.quicksum(opened[project] for project in of_firm[firm]), left)

    def a8x(_: pyo.Block, group: str) -> Term:
        most = 0 if group in taken else 1
        return row(program, None, pyo.quicksum(opened[project] for project in exclusive[group]), most)

    block.A8f = pyo.Constraint(list(of_firm), rule=a8f)
    block.A8x = pyo.Constraint(list(exclusive), rule=a8x)


def _make_closures(program: Program, block: pyo.Block) -> None:
    """Closing is decided for a line, or for all lines of its capacity group at once."""
    nodes = program.sets.nodes
    sites = dict.fromkeys(
        line.capacity_group or line.name
        for line in program.case.lines.values()
        if line.move is None and any(r.may_close for r in line.rows)
    )
    keys = [(site, node) for site in sites for node in nodes]
    block.closed = pyo.Var(keys, within=pyo.Binary, doc="1: closed in this node")

    def a7m(_: pyo.Block, site: str, node: Node) -> Term:
        before = nodes.before(node)
        if before is None:
            return pyo.Constraint.Skip
        return row(program, None, block.closed[site, before] - block.closed[site, node], 0)

    def a7s(_: pyo.Block, name: str, node: Node) -> Term:
        return row(program, None, _closed_share(program, block, program.case.lines[name], node), 1)

    several = [line.name for line in program.case.lines.values() if _closes_in_ways(program, line, sites) > 1]
    block.A7m = pyo.Constraint(keys, rule=a7m)
    block.A7s = pyo.Constraint([(name, node) for name in several for node in nodes], rule=a7s)


def _closes_in_ways(program: Program, line: Line, sites: Container[str]) -> int:
    """How many projects may close some of an existing line, its own closing counted as one."""
    projects = {candidate.move.project for candidate, _ in _relocations(program, line) if candidate.move is not None}
    return len(projects) + int(line.move is None and (line.capacity_group or line.name) in sites)


def _closed_share(program: Program, block: pyo.Block, line: Line, node: Node, together: tuple[str, ...] = ()) -> Term:
    """Share of an existing line that is closed in a node: by its own closing, and by relocations that close all of
    the lines `together`.
    """
    site = line.capacity_group or line.name
    terms = [block.closed[site, node]] if (site, node) in block.closed else []
    for move, share in _relocations(program, line, together):
        terms += [share * program.start[key] for key in _closing_starts(program, move, node)]
    return pyo.quicksum(terms)


def _relocations(program: Program, line: Line, together: tuple[str, ...] = ()) -> Iterator[tuple[Line, float]]:
    """Candidate lines that close a share of an existing line, and of all the lines `together`."""
    for candidate, donor in program.sets.relocations.get(line.name, ()):
        if {*together} <= {*donor.lines}:
            yield candidate, donor.share


def _closing_starts(program: Program, candidate: Line, node: Node) -> Iterator[tuple[str, Node]]:
    """Starts of a relocation by which its donor is closed in a node."""
    donor, move = program.case.donor(candidate), candidate.move
    if donor is None or move is None:
        return
    wait = program.case.ready_after(move) if donor.when_ready else 0
    for start in program.sets.starts[move.row_id]:
        age = program.sets.age(start, node)
        if age is not None and age >= wait:
            yield move.row_id, start


def _post_existing(program: Program, block: pyo.Block, line: Line) -> None:
    """Limit, floor and fixed cost of an existing line; in a capacity group the group has limit and floor."""
    case, group = program.case, line.capacity_group
    members = case.group_members(group) if group else (line.name,)
    for node in program.sets.nodes:
        capacity = program.sets.nominal_capacity(line, node)
        closed = _closed_share(program, block, line, node)
        program.closed[line.name, node] = closed
        if line.name == members[0]:
            shared = case.group_capacity(group, node.year) * program.sets.nodes.duration(node) if group else capacity
            left = shared * (1 - _closed_share(program, block, line, node, members))
            program.capacity.post(NAME, Place.of(line, node), limit=left)
            program.capacity.post(NAME, Place.of(line, node), floor=_minimum_load(program, members, node) * left)
        if (closed_line := line.closed_capacity(node.year)) > 0:
            limit = closed_line * program.sets.nodes.duration(node)
            program.capacity.post(NAME, Place(line.name, node), limit=limit)
        if group and _closes_apart(program, line):
            program.capacity.post(NAME, Place(line.name, node), limit=capacity * (1 - closed))
        _pay_fixed(program, line, node, closed)


def _minimum_load(program: Program, members: tuple[str, ...], node: Node) -> float:
    """Minimum load of a line, or the largest among the lines of a group that have a capacity in a node."""
    lines = (program.case.lines[name] for name in members)
    return max((line.minimum_load for line in lines if program.sets.nominal_capacity(line, node) > 0), default=0.0)


def _closes_apart(program: Program, line: Line) -> bool:
    """Whether a relocation closes this line without the rest of its group, so that it needs a limit of its own."""
    members = program.case.group_members(line.capacity_group) if line.capacity_group else ()
    return len([*_relocations(program, line)]) > len([*_relocations(program, line, members)])


def _pay_fixed(program: Program, line: Line, node: Node, closed: Term) -> None:
    existing = line.row(node.year)
    if existing is None or not existing.fixed_cost or existing.status != "operating" or not program.case.counts_capital:
        return
    heading = Money(node, "resource", line.name, line.nation, line.firm or "owner not known", "fixed cost")
    cost = existing.fixed_cost * program.sets.nodes.duration(node)
    program.pay(NAME, heading, cost * (1 - closed))


def _post_candidate(program: Program, line: Line, move: Move) -> None:
    lines = program.case.lines
    for node in program.sets.nodes:
        full = program.sets.nominal_capacity(line, node)
        useful = program.sets.useful_capacity(line, node)
        running = []
        for start in program.sets.starts[move.row_id]:
            age = program.sets.age(start, node)
            ramp = program.case.ramp(move, age) if age is not None else 0.0
            if ramp:
                running.append((ramp, program.start[move.row_id, start]))
        limit = pyo.quicksum(min(useful, full * ramp) * start for ramp, start in running)
        program.capacity.post(NAME, Place(line.site, node), limit=limit)
        if line.minimum_load:
            floor = pyo.quicksum(line.minimum_load * full * ramp * start for ramp, start in running)
            program.capacity.post(NAME, Place.of(line, node), floor=floor)
        if line.capacity_group:
            added = pyo.quicksum(full * ramp * start for ramp, start in running)
            members = program.case.group_members(line.capacity_group)
            apart = [Place(name, node) for name in members if _closes_apart(program, lines[name])]
            for place in (Place.of(line, node), *apart):
                program.capacity.post(NAME, place, limit=added)
    for start in program.sets.starts[move.row_id]:
        _pay_move(program, line, move, start)


def _pay_move(program: Program, line: Line, move: Move, start: Node) -> None:
    """Capital from the start on as an annuity over the life, fixed cost while it runs, closure of the donor once."""
    case, rate = program.case, program.case.settings.discount_rate
    variable = program.start[move.row_id, start]
    donor = case.donor(line)
    closure = line.condition.closure_cost if line.condition is not None and donor is not None else 0.0
    closes_after = case.ready_after(move) if donor is not None and donor.when_ready else 0
    firm = line.firm or "owner not known"
    for node in program.sets.nodes:
        age = program.sets.age(start, node)
        if age is None:
            continue
        years = program.sets.nodes.duration(node)
        amounts = {
            "capital": annuity(move.capital_cost, rate, move.life) * years if age < move.life else 0.0,
            "fixed cost": move.fixed_cost * years if case.ramp(move, age) > 0 else 0.0,
            "closure": closure if age == closes_after else 0.0,
        }
        for budget, amount in amounts.items():
            if amount and (case.counts_capital or budget == "closure"):
                heading = Money(node, "resource", move.row_id, line.nation, firm, budget, project=move.project)
                program.pay(NAME, heading, amount * variable)


def close(program: Program) -> None:
    """Use within limit, and not below the floor, at every site and capacity group."""
    block, ledger = program.model.component(NAME), program.capacity

    def a6(_: pyo.Block, place: Place) -> Term:
        return row(program, None, ledger.total("use", place) - ledger.total("limit", place), 0)

    def a9(_: pyo.Block, place: Place) -> Term:
        floor = ledger.total("floor", place)
        if isinstance(floor, int | float) and floor == 0:
            return pyo.Constraint.Skip
        return row(program, None, floor - ledger.total("use", place), 0)

    limited = [place for place in ledger if ledger.posted("limit", place)]
    block.A6 = pyo.Constraint(limited, rule=a6)
    block.A9 = pyo.Constraint(list(ledger), rule=a9)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Starts, and the share of each existing line that is closed."""
    block, case = program.model.component(NAME), program.case
    moves = {move.row_id: move for move in case[Move]}
    starts = tuple(
        Start(name, moves[name].project, node, moves[name].committed)
        for (name, node), variable in program.start.items()
        if value(variable) > 0.5
    )
    closures = (
        Closure(line.name, node, value(_closed_share(program, block, line, node)))
        for line in case.lines.values()
        if line.move is None
        for node in program.sets.nodes
    )
    return {Start: starts, Closure: tuple(closure for closure in closures if closure.share > 0)}


CAPACITY = Instrument(NAME, build, report, closes="capacity", close=close)

"""Participation and staying rows, aid ceilings, and what they say of each project in a plan (C.1, C.5).

C1   sum_t d[f, t] (inflow - outflow) >= 0          every project that is not committed: margin, support, what comes
     later, against capital, fixed cost, value forgone, premium
C1s  sum_{u >= t} d[f, u] (margin + support for running - fixed cost) + d[f, t] (paid back - gain from leaving) >= 0
     every year of the horizon in which some size may run, and every year of lines in operation that may close
C5   sum of aid <= ceiling of the starts            every aid rule and venture, discounted at the rule's rate
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

import pyomo.environ as pyo

from models.case import Move
from models.case.support import Venture, annuity_factor
from models.instruments.incentives import windfall
from models.instruments.incentives.private import earned, later_factor
from models.instruments.incentives.support_paid import NAME
from models.plan import AidLevel, Node, Participation, Staying
from models.program import RUNNING, Aid, Cash, CashItem, Program, Term, row

ITEMS: tuple[CashItem, ...] = get_args(CashItem)


def close_firm(program: Program) -> None:
    """C1 for every project that is not committed, C1s for every venture and year in which it may run."""
    block, ventures = program.model.component(NAME), program.sets.ventures.all
    projects = [name for name, venture in ventures.items() if venture.moves]

    worth = {name: _worth(program, ventures[name]) for name in projects}

    def c1(_: pyo.Block, name: str) -> Term:
        return row(program, 0, worth[name], None)

    def c1s(_: pyo.Block, name: str, node: Node) -> Term:
        venture = ventures[name]
        staying = _to_come(program, venture, node) + _pay_back(program, venture, node)
        return row(program, 0, staying - _leaving(program, venture, node), None)

    years = [(name, node) for name, venture in ventures.items() for node in _may_run(program, venture)]
    block.C1 = pyo.Constraint(projects, rule=c1)
    block.C1s = pyo.Constraint(years, rule=c1s)
    windfall.close(program, worth, {name: _one_at_start(program, ventures[name]) for name in projects})


def _worth(program: Program, venture: Venture) -> Term:
    """What a project is worth to its firm beyond what it asks, at the firm's factors."""
    return pyo.quicksum(
        _factor(program, venture, node) * _net(program, venture, node, ITEMS) for node in program.sets.nodes
    )


def _one_at_start(program: Program, venture: Venture) -> Term:
    """One million at the start of a project, at the firm's factor."""
    starts = ((name, start) for name in venture.moves for start in program.sets.starts[name])
    return pyo.quicksum(_factor(program, venture, start) * program.start[name, start] for name, start in starts)


def close_aid(program: Program) -> None:
    """C5: aid within its ceiling."""
    block, ledger = program.model.component(NAME), program.aid

    def c5(_: pyo.Block, aid: Aid) -> Term:
        return row(program, None, ledger.total("amount", aid) - ledger.total("ceiling", aid), 0)

    limited = [aid for aid in ledger if ledger.posted("ceiling", aid)]
    block.C5 = pyo.Constraint(limited, rule=c5)


def _factor(program: Program, venture: Venture, node: Node) -> float:
    """The firm's own discount factor of a node, at the year's end."""
    line = program.case.lines[venture.lines[0]]
    return float((1.0 + program.sets.ventures.finance(line).real) ** -len(program.sets.nodes.path(node)))


def _net(program: Program, venture: Venture, node: Node, items: tuple[CashItem, ...]) -> Term:
    keys = [Cash(venture.name, node, item) for item in items]
    flows = [program.firm.total("inflow", key) - program.firm.total("outflow", key) for key in keys]
    return pyo.quicksum(flows)


def _to_come(program: Program, venture: Venture, node: Node) -> Term:
    """What running brings from a node to the last year, at the firm's factors."""
    later = [other for other in program.sets.nodes if node in program.sets.nodes.path(other)]
    return pyo.quicksum(_factor(program, venture, other) * _net(program, venture, other, RUNNING) for other in later)


def _running(program: Program, venture: Venture, node: Node) -> Iterator[tuple[Move, Node, int]]:
    """Moves and starts that run in a node, with their age."""
    return (each for each in _started(program, venture, node) if program.case.ramp(each[0], each[2]) > 0)


def _started(program: Program, venture: Venture, node: Node) -> Iterator[tuple[Move, Node, int]]:
    """Moves and starts up to a node, with their age."""
    for move in program.case[Move]:
        if move.row_id in venture.moves:
            for start in program.sets.starts[move.row_id]:
                age = program.sets.age(start, node)
                if age is not None:
                    yield move, start, age


def _may_run(program: Program, venture: Venture) -> list[Node]:
    """Nodes in which some size of a project may run; all of them for lines in operation."""
    nodes = program.sets.nodes
    return [node for node in nodes if not venture.moves or any(_running(program, venture, node))]


def _pay_back(program: Program, venture: Venture, node: Node) -> Term:
    """Support that would have to be paid back if the firm left in a node, at its factor (V40).

    Also before a start is ready, when the row may stand because another could run: it binds no start earlier.
    """
    ventures = program.sets.ventures
    terms = []
    for move, start, age in _started(program, venture, node):
        for key, amount in program.agreed.items():
            if key[1:] == (move.row_id, start):
                share = ventures.share_to_pay_back(ventures.offers[key[0]], age)
                if share:
                    terms.append(share * amount)
    return _factor(program, venture, node) * pyo.quicksum(terms)


def _leaving(program: Program, venture: Venture, node: Node) -> Term:
    gain = program.sets.ventures.gain_from_leaving(venture)
    if not gain:
        return 0.0
    running = [program.start[move.row_id, start] for move, start, _ in _running(program, venture, node)]
    return _factor(program, venture, node) * gain * pyo.quicksum(running)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Participation of each project in the plan, what keeps each venture, aid against its ceilings."""
    ventures = program.sets.ventures.all
    moves = [move for move in program.case[Move] if not move.committed]
    started = [
        (ventures[move.project], start)
        for move in moves
        for start in program.sets.starts[move.row_id]
        if value(program.start[move.row_id, start]) > 0.5
    ]
    taking_part = tuple(_participation(program, value, *each) for each in started)
    names = {venture.name for venture, _ in started} | {v.name for v in ventures.values() if not v.moves}
    staying = tuple(
        _staying(program, value, ventures[name], node)
        for name in ventures
        if name in names
        for node in _may_run(program, ventures[name])
        if not ventures[name].moves or _runs(program, value, ventures[name], node)
    )
    aid = tuple(
        AidLevel(key.rule, key.venture, value(program.aid.total("amount", key)), ceiling)
        for key in program.aid
        if program.aid.posted("ceiling", key) and (ceiling := value(program.aid.total("ceiling", key))) > 0
    )
    return {Participation: taking_part, Staying: staying, AidLevel: aid}


def _runs(program: Program, value: Callable[[Term], float], venture: Venture, node: Node) -> bool:
    return any(value(program.start[move.row_id, start]) > 0.5 for move, start, _ in _running(program, venture, node))


def _participation(program: Program, value: Callable[[Term], float], venture: Venture, start: Node) -> Participation:
    at_start = _factor(program, venture, start)

    def worth(*items: CashItem) -> float:
        terms = (
            _factor(program, venture, node) / at_start * _net(program, venture, node, items)
            for node in program.sets.nodes
        )
        return value(pyo.quicksum(terms)) + 0.0

    move = _started_size(program, value, venture, start)
    later, at_end = _later(program, value, move), _factor(program, venture, _last(program)) / at_start
    return Participation(
        venture=venture.name,
        firm=venture.firm or "owner not known",
        start=start,
        margin=worth("margin"),
        fixed_cost=0.0 - worth("fixed cost"),
        capital=0.0 - worth("capital"),
        later=later_factor(program, move, start) * later * at_end,
        support=worth("support for building", "support for running", "support later")
        + _adds(program, value, (move, start), later) * at_end,
        forgone=0.0 - worth("forgone"),
        premium=0.0 - worth("premium"),
    )


def _last(program: Program) -> Node:
    return program.sets.nodes.nodes[-1]


def _started_size(program: Program, value: Callable[[Term], float], venture: Venture, start: Node) -> str:
    """The size of a project that is started in a node."""
    possible = (name for name in venture.moves if (name, start) in program.start)
    return next(name for name in possible if value(program.start[name, start]) > 0.5)


def _later(program: Program, value: Callable[[Term], float], name: str) -> float:
    """What a plant earns a year after the horizon by itself: where C1 is slack the solver may have let it lie."""
    move = program.case.lines[name].move
    assert move is not None, "a size of a project"
    own = program.sets.ventures.lines_of(move)
    earning = sum(max(0.0, value(earned(program, line, _last(program)))) for line in own)
    fixed = (1.0 - program.sets.ventures.finance(own[0]).tax) * move.fixed_cost
    return max(0.0, earning - fixed)


def _adds(program: Program, value: Callable[[Term], float], key: tuple[str, Node], later: float) -> float:
    """What contracts add after the horizon, beyond what the solver let stand of it; worth at the end of the horizon."""
    rate = program.sets.ventures.finance(program.case.lines[key[0]]).real
    total = 0.0
    for each in program.later[key].longer if key in program.later else ():
        adds = max(0.0, value(each.with_it) - later) if value(each.goes_on) > 0.5 else 0.0
        total += annuity_factor(rate, each.years) * (adds - value(each.adds))
    return total


def _staying(program: Program, value: Callable[[Term], float], venture: Venture, node: Node) -> Staying:
    now = _factor(program, venture, node)
    return Staying(
        venture=venture.name,
        node=node,
        to_come=value(_to_come(program, venture, node)) / now,
        pay_back=value(_pay_back(program, venture, node)) / now,
        leaving=value(_leaving(program, venture, node)) / now,
    )

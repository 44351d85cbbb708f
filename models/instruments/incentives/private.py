"""What a venture earns and spends of its own: margin, fixed cost, capital, what it gives up, what comes later (C.1).

Variables: later[j, k, s] >= 0, million a year that line j earns after the horizon; going[j, k, s] and stays[k, s] in
[0, 1], whether the line and its plant go on then: whole where a loss or a fixed cost hangs on it.

C1a  sum over starts of later[j, k, s] <= earned[j, last] + most lost * sum over starts of (start - going)
     starts after which nothing comes do not go on
C1b  later[j, k, s] <= most earned[j] going[j, k, s]             a plant goes on as in its last year, or stops
C1c  going[j, k, s] <= stays[k, s]
C1d  stays[k, s] <= start[k, s]

Margin: sales less inputs at expected prices of the line's own market, less its own cost, after tax. Requalified lines
count what they earn over the old recipe. What buyers pay above the world price is weighed like public money (C3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyomo.environ as pyo

from models.case import Line, Move
from models.case.support import Venture, annuity_factor
from models.instruments.incentives.support_paid import NAME
from models.plan import Node
from models.program import PUBLIC_FUNDS, Cash, CashItem, Later, Money, Program, Term, row


def build(program: Program) -> None:
    """Postings of every venture, and what buyers pay above the world price."""
    ventures, lines = program.sets.ventures, program.case.lines
    for venture in ventures.all.values():
        for name in venture.lines:
            for node in program.sets.nodes:
                _post_margin(program, venture, lines[name], node)
        for move in _moves(program, venture):
            _post_start(program, venture, move)
        if not venture.moves:
            _post_open(program, venture)
    _make_later(program)
    if program.case.counts_capital:
        for line in lines.values():
            _post_premium(program, line)


def _moves(program: Program, venture: Venture) -> Iterator[Move]:
    return (move for move in program.case[Move] if move.row_id in venture.moves)


def _post_margin(program: Program, venture: Venture, line: Line, node: Node) -> None:
    amount = earned(program, line, node)
    if not isinstance(amount, int | float):
        program.firm.post(NAME, Cash(venture.name, node, "margin"), inflow=amount)


def _post_start(program: Program, venture: Venture, move: Move) -> None:
    """Capital less what writing it off saves, value forgone and premium at the start; fixed cost while it runs."""
    ventures, sets, case = program.sets.ventures, program.sets, program.case
    line = case.lines[move.row_id]
    finance, required = ventures.finance(line), ventures.required(move)
    amounts: dict[CashItem, float] = {
        "capital": ventures.outlay(move),
        "forgone": required.forgone,
        "premium": required.premium,
    }
    for start in sets.starts[move.row_id]:
        variable = program.start[move.row_id, start]
        for item, amount in amounts.items():
            if amount:
                program.firm.post(NAME, Cash(venture.name, start, item), outflow=amount * variable)
        for node in sets.nodes:
            age = sets.age(start, node)
            if move.fixed_cost and age is not None and case.ramp(move, age) > 0:
                fixed = (1.0 - finance.tax) * move.fixed_cost * sets.nodes.duration(node)
                program.firm.post(NAME, Cash(venture.name, node, "fixed cost"), outflow=fixed * variable)


def _post_open(program: Program, venture: Venture) -> None:
    """Fixed cost of lines in operation, as long as they are not closed."""
    for name in venture.lines:
        line = program.case.lines[name]
        after_tax = 1.0 - program.sets.ventures.finance(line).tax
        for node in program.sets.nodes:
            existing = line.row(node.year)
            if existing is not None and existing.status == "operating" and existing.fixed_cost:
                open_share = 1 - program.closed[name, node]
                fixed = after_tax * existing.fixed_cost * program.sets.nodes.duration(node) * open_share
                program.firm.post(NAME, Cash(venture.name, node, "fixed cost"), outflow=fixed)


def earned(program: Program, line: Line, node: Node) -> Term:
    """Sales less inputs and running cost after tax, million; what is discarded is not sold, and costs its disposal."""
    ventures, case = program.sets.ventures, program.case
    output = program.output(line, node)
    if isinstance(output, int | float):
        return 0.0
    total = ventures.margin(line, node.year) * output
    for good, disposal in case.process(line).disposal.items():
        lost = (case.price(good, line.nation, node.year) or 0.0) + disposal
        total -= lost * _discarded(program, line, good, node)
    return (1.0 - ventures.finance(line).tax) * total


def _make_later(program: Program) -> None:
    """After the horizon a plant goes on as in its last year, to the end of its life, or stops (C.1)."""
    block, sets = program.model.component(NAME), program.sets
    last, moves = sets.nodes.nodes[-1], {move.row_id: move for move in program.case[Move]}
    starts = [key for key in program.start if _years_later(program, *key) > 0]
    lines = {key: sets.ventures.lines_of(moves[key[0]]) for key in starts}
    gain = {(line.name, *key): _most_earned(program, line, last) for key in starts for line in lines[key]}
    keys = [key for key, most in gain.items() if most > 0]
    loss = {name: _most_lost(program, program.case.lines[name], last) for name in dict.fromkeys(k[0] for k in keys)}
    block.later = pyo.Var(keys, within=pyo.NonNegativeReals, doc="earned a year after the horizon, million")
    block.going = pyo.Var(keys, bounds=(0, 1), doc="1: the line goes on after the horizon")
    block.stays = pyo.Var(starts, bounds=(0, 1), doc="1: the plant stays open after the horizon")
    for key in keys:
        if loss[key[0]] > 0:
            block.going[key].domain = pyo.Binary
    for start in starts:
        if moves[start[0]].fixed_cost:
            block.stays[start].domain = pyo.Binary

    def c1a(_: pyo.Block, name: str) -> Term:
        own, line = [key for key in keys if key[0] == name], program.case.lines[name]
        started = pyo.quicksum(variable for key, variable in program.start.items() if key[0] == line.site)
        stopped = started - pyo.quicksum(block.going[key] for key in own)
        kept = pyo.quicksum(block.later[key] for key in own) - earned(program, line, last)
        return row(program, None, kept - loss[name] * stopped, 0)

    def c1b(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.later[key] - gain[key] * block.going[key], 0)

    def c1c(_: pyo.Block, *key: Any) -> Term:
        return row(program, None, block.going[key] - block.stays[key[1:]], 0)

    block.C1a = pyo.Constraint(list(loss), rule=c1a)
    block.C1b = pyo.Constraint(keys, rule=c1b)
    block.C1c = pyo.Constraint(keys, rule=c1c)
    block.C1d = pyo.Constraint(
        starts, rule=lambda _, *key: row(program, None, block.stays[key] - program.start[key], 0)
    )
    for start in starts:
        _post_later(program, moves[start[0]], start[1], [block.later[key] for key in keys if key[1:] == start])


def _most_earned(program: Program, line: Line, node: Node) -> float:
    """The most a line can earn in a node after tax: full load, all sold."""
    ventures = program.sets.ventures
    after_tax = 1.0 - ventures.finance(line).tax
    return after_tax * ventures.margin(line, node.year) * program.sets.nominal_capacity(line, node)


def _most_lost(program: Program, line: Line, node: Node) -> float:
    """The most a line that can earn something can lose in a node after tax: full load, all outputs discarded."""
    ventures = program.sets.ventures
    lost = ventures.discards(line, node.year)
    after_tax = (1.0 - ventures.finance(line).tax) * program.sets.nominal_capacity(line, node)
    return max(0.0, after_tax * (lost - ventures.margin(line, node.year)))


def _years_later(program: Program, move_name: str, start: Node) -> int:
    """Years that a start still runs after the last year; 0 for a project that decides nothing."""
    ventures = program.sets.ventures
    line = program.case.lines[move_name]
    if line.move is None or ventures.of(line) is None:
        return 0
    return ventures.years_after(line.move, len(program.sets.nodes.path(start)) - 1)


def _post_later(program: Program, move: Move, start: Node, later: list[pyo.Var]) -> None:
    """Value, at the end of the last year, of going on: what is earned less fixed cost after tax, an annuity."""
    block, last = program.model.component(NAME), program.sets.nodes.nodes[-1]
    lines = program.sets.ventures.lines_of(move)
    fixed = (1.0 - program.sets.ventures.finance(lines[0]).tax) * move.fixed_cost
    earning = pyo.quicksum(later)
    upkeep = fixed * block.stays[move.row_id, start] if later else 0.0
    if later:
        factor = later_factor(program, move.row_id, start)
        program.firm.post(NAME, Cash(move.project, last, "later"), inflow=factor * earning, outflow=factor * upkeep)
    made = pyo.quicksum(earned(program, line, last) for line in lines)
    most = sum(max(0.0, _most_earned(program, line, last)) for line in lines)
    most_lost = sum(_most_lost(program, line, last) for line in lines) + fixed
    last_year = made - fixed * program.start[move.row_id, start]
    program.later[move.row_id, start] = Later(last_year, earning - upkeep, most, most_lost)


def later_factor(program: Program, move_name: str, start: Node) -> float:
    """Worth at the end of the last year of one million a year from then to the end of a plant's life."""
    rate = program.sets.ventures.finance(program.case.lines[move_name]).real
    return annuity_factor(rate, _years_later(program, move_name, start))


def _post_premium(program: Program, line: Line) -> None:
    """What buyers pay above the world price: money that changes hands, weighed like public money (C3)."""
    case, ventures = program.case, program.sets.ventures
    if line.nation in case.adversaries or (line.move is None and line.nation not in case.allies):
        return
    for node in program.sets.nodes:
        premiums = ventures.buyers_premium(line, node.year)
        output = program.output(line, node)
        if premiums and not isinstance(output, int | float):
            sold = pyo.quicksum(
                premium * (case.process(line).outputs[good] * output - _discarded(program, line, good, node))
                for good, premium in premiums.items()
            )
            words = "premium above the world price"
            project = line.move.project if line.move is not None else ""
            who = line.firm or "owner not known"
            heading = Money(node, "transfer", line.name, line.nation, "its buyers", words, who, project)
            program.pay(NAME, heading, sold)
            funds = Money(node, "public funds", line.name, line.nation, "its buyers", PUBLIC_FUNDS, who, project)
            program.charge(NAME, funds, sold)


def _discarded(program: Program, line: Line, good: str, node: Node) -> Term:
    """What a line discards of a good, both grades."""
    keys = [(line.name, good, node, grade) for grade in program.sets.line_grades(line)]
    return pyo.quicksum(program.disposed[key] for key in keys if key in program.disposed)

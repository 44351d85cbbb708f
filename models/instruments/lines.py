"""Lines: what each facility makes, from what, in which grade (FORMULATION A.2, B.3).

Variables, in units of the good over the node: output[line, t, l] of main output; use[good, n, t, l] by all lines of
a nation together; disposed[line, good, t, l] of an output of a joint recipe.

A2   sum_l use[h, n, t, l] = sum_j a[j, h] * sum_l output[j, t, l]              every input h, nation n, node t
A3   use[h, n, t, clean] >= sum over j with h essential of a[j, h] * output[j, t, clean]    (clean needs clean)
A1w  disposed[j, g, t, l] <= b[j, g] * output[j, t, l]                          joint recipes only
A5u  u[j] * output[j, t, clean] <= (1 - u[j]) * output[j, t, dirty]             u = share of unknown origin, 0 < u < 1
A5c  output[j, t, clean] <= C[j, t] * certified[j, t]                           lines that cannot keep batches apart
A5d  output[j, t, dirty] <= C[j, t] * (1 - certified[j, t])

An adverse line, and one whose output is all of unknown origin, has no clean output at all (A5).
Posts: balance, capacity (use), exposure (direct share, largest share, dirty share of output), cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Case, Line
from models.plan import Disposal, InputUse, LineOutput, Node
from models.program import Exposed, Instrument, Money, Place, Pool, Program, Term, row
from models.sets import CLEAN, DIRTY

NAME = "lines"


def build(program: Program) -> None:
    """Output, input use and disposal of every line."""
    block = program.block(NAME)
    _make_output(program, block)
    _make_use(program, block)
    _make_disposal(program, block)
    _separate(program, block)
    for line, node in _running(program):
        _post_line(program, line, node)


def _running(program: Program) -> Iterator[tuple[Line, Node]]:
    """Lines and nodes in which there is a capacity to run."""
    for line in program.case.lines.values():
        for node in program.sets.nodes:
            if program.sets.nominal_capacity(line, node) > 0:
                yield line, node


def _make_output(program: Program, block: pyo.Block) -> None:
    keys = [(j.name, t, grade) for j, t in _running(program) for grade in program.sets.line_grades(j)]
    block.output = pyo.Var(keys, within=pyo.NonNegativeReals, doc="main output, units of the good")
    program.made.update({key: block.output[key] for key in keys})


def _make_use(program: Program, block: pyo.Block) -> None:
    sets, case = program.sets, program.case
    places = [(good, nation, node) for good, nation in sets.users for node in sets.nodes]
    block.use = pyo.Var(
        [(*place, grade) for place in places for grade in sets.grades(place[1])],
        within=pyo.NonNegativeReals,
        doc="input used by all lines of a nation, units of the good",
    )

    def a2(_: pyo.Block, good: str, nation: str, node: Node) -> Term:
        needed = pyo.quicksum(case.process(j).inputs[good] * program.output(j, node) for j in sets.users[good, nation])
        used = pyo.quicksum(block.use[good, nation, node, grade] for grade in sets.grades(nation))
        return row(program, 0, used - needed, 0)

    def a3(_: pyo.Block, good: str, nation: str, node: Node) -> Term:
        needed = pyo.quicksum(
            case.process(j).inputs[good] * program.made[j.name, node, CLEAN]
            for j in sets.users[good, nation]
            if good in case.process(j).essential and (j.name, node, CLEAN) in program.made
        )
        if isinstance(needed, int | float):
            return pyo.Constraint.Skip
        return row(program, 0, block.use[good, nation, node, CLEAN] - needed, None)

    block.A2 = pyo.Constraint(places, rule=a2)
    block.A3 = pyo.Constraint([place for place in places if CLEAN in sets.grades(place[1])], rule=a3)
    for good, nation, node in places:
        _post_use(program, block, good, nation, node)


def _post_use(program: Program, block: pyo.Block, good: str, nation: str, node: Node) -> None:
    grades = program.sets.grades(nation)
    for grade in grades:
        program.balance.post(NAME, Pool(good, nation, node, grade), use=block.use[good, nation, node, grade])
    if nation in program.case.allies and program.watches("largest third-nation share", good):
        total = pyo.quicksum(block.use[good, nation, node, grade] for grade in grades)
        program.exposure.post(NAME, Exposed("largest third-nation share", node, good, nation=nation), total=total)


def _make_disposal(program: Program, block: pyo.Block) -> None:
    case = program.case
    keys = [
        (name, good, node, grade)
        for (name, node, grade) in program.made
        for good in case.process(case.lines[name]).disposal
    ]
    block.disposed = pyo.Var(keys, within=pyo.NonNegativeReals, doc="output discarded, units of the good")
    program.disposed.update({key: block.disposed[key] for key in keys})

    def a1w(_: pyo.Block, name: str, good: str, node: Node, grade: str) -> Term:
        output = case.process(case.lines[name]).outputs[good] * program.made[name, node, grade]
        return row(program, None, block.disposed[name, good, node, grade] - output, 0)

    block.A1w = pyo.Constraint(keys, rule=a1w)
    for name, good, node, grade in keys:
        line = case.lines[name]
        amount = block.disposed[name, good, node, grade]
        program.balance.post(NAME, Pool(good, line.nation, node, grade), use=amount)
        price = case.process(line).disposal[good]
        if price:
            heading = Money(node, "resource", f"{name}: disposal of {good}", line.nation, _owner(line), "disposal")
            program.pay(NAME, heading, price * amount)


def _separate(program: Program, block: pyo.Block) -> None:
    """Lines of partly unknown origin, and lines that run clean or dirty as a whole."""
    both = [(j, t) for j, t in _running(program) if (j.name, t, CLEAN) in program.made]
    unknown = [(j.name, t) for j, t in both if 0.0 < j.unknown_origin < 1.0]
    whole = [(j.name, t) for j, t in both if not j.keeps_batches_apart]
    block.certified = pyo.Var(whole, within=pyo.Binary, doc="1: the line runs clean in this node")
    output, lines = program.made, program.case.lines

    def a5u(_: pyo.Block, name: str, node: Node) -> Term:
        share = lines[name].unknown_origin
        return row(program, None, share * output[name, node, CLEAN] - (1 - share) * output[name, node, DIRTY], 0)

    def a5c(_: pyo.Block, name: str, node: Node) -> Term:
        most = program.sets.most_output(lines[name], node)
        return row(program, None, output[name, node, CLEAN] - most * block.certified[name, node], 0)

    def a5d(_: pyo.Block, name: str, node: Node) -> Term:
        most = program.sets.most_output(lines[name], node)
        return row(program, None, output[name, node, DIRTY] + most * block.certified[name, node], most)

    block.A5u = pyo.Constraint(unknown, rule=a5u)
    block.A5c = pyo.Constraint(whole, rule=a5c)
    block.A5d = pyo.Constraint(whole, rule=a5d)


def _post_line(program: Program, line: Line, node: Node) -> None:
    case, process = program.case, program.case.process(line)
    for grade in program.sets.line_grades(line):
        output = program.made[line.name, node, grade]
        for good, quantity in process.outputs.items():
            program.balance.post(NAME, Pool(good, line.nation, node, grade), supply=quantity * output)
    total = program.output(line, node)
    for place in _places(case, line, node):
        program.capacity.post(NAME, place, use=total)
    _post_exposure(program, line, node)
    cost = case.unit_cost(line, node.year)
    if cost:
        heading = Money(node, "resource", line.name, line.nation, _owner(line), "running cost")
        program.pay(NAME, heading, cost * total)


def _places(case: Case, line: Line, node: Node) -> tuple[Place, ...]:
    """Capacities a line draws on: its own site and group, and those of the line it requalifies or reopens."""
    places = [Place(line.site, node), Place.of(line, node)]
    if line.move is not None and line.move.kind in ("requalify", "reopen"):
        donors = [case.lines[name] for name in case.origin_lines(line.move)]
        places += [Place(donor.name, node) for donor in donors]
        places += [Place.of(donor, node) for donor in donors if line.move.kind == "requalify"]
    return tuple(dict.fromkeys(places))


def _post_exposure(program: Program, line: Line, node: Node) -> None:
    if line.nation not in program.case.allies:
        return
    for good, quantity in program.case.process(line).outputs.items():
        total = quantity * program.output(line, node)
        if program.watches("direct share", good):
            program.exposure.post(NAME, Exposed("direct share", node, good, nation=line.nation), total=total)
        if program.watches("dirty share of allied output", good):
            key = Exposed("dirty share of allied output", node, good, nation=line.nation)
            program.exposure.post(NAME, key, adverse=quantity * program.made[line.name, node, DIRTY], total=total)


def _owner(line: Line) -> str:
    return line.firm or "owner not known"


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """Output by line, input use by nation, disposal."""
    block, sets = program.model.component(NAME), program.sets

    def amount(variable: pyo.Var, *key: Any) -> float:
        return value(variable[key]) if key in variable else 0.0

    outputs = tuple(
        LineOutput(j.name, t, amount(block.output, j.name, t, CLEAN), amount(block.output, j.name, t, DIRTY))
        for j, t in _running(program)
    )
    uses = tuple(
        InputUse(good, n, t, amount(block.use, good, n, t, CLEAN), amount(block.use, good, n, t, DIRTY))
        for good, n in sets.users
        for t in sets.nodes
    )
    disposals = tuple(
        Disposal(j.name, good, t, *(amount(block.disposed, j.name, good, t, grade) for grade in (CLEAN, DIRTY)))
        for j, t in _running(program)
        for good in program.case.process(j).disposal
    )
    return {LineOutput: outputs, InputUse: uses, Disposal: disposals}


LINES = Instrument(NAME, build, report)

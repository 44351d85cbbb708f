"""Where a contract may buy: a deal, a line and a node in which it may be in force, with its volumes there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyomo.environ as pyo

from models.case import Contract, Line, Move
from models.case.offtake import Deal
from models.plan import Node
from models.program import Program, Term

NAME = "contracts"

Key = tuple[str, str, str, Node]
"""Contract, venture, line, node."""


@dataclass(frozen=True)
class Place:
    """A line in a node in which a deal may be in force. Volumes in the good's unit.

    `part` bought of a unit of main output; `full` at full output of a full plant; `most` at most, `due` at full output
    of what is started; `excused` by how much of `most` the contract is not in force, 0 where it is; `closed` share, of
    another project's plant that which does not run.
    """

    deal: Deal
    line: Line
    node: Node
    part: float
    full: float
    most: float
    due: Term
    excused: Term
    closed: Term

    @property
    def key(self) -> Key:
        """Contract, venture, line, node."""
        return (*self.deal.key, self.line.name, self.node)

    def variables(self) -> Iterator[tuple[Contract, tuple[str, str, str, Node]]]:
        """Each strike and the index of its variables: row of Contracts, venture, line, node."""
        return ((row, (row.row_id, self.deal.venture.name, self.line.name, self.node)) for row in self.deal.rows)


def places(program: Program) -> tuple[Place, ...]:
    """All places, in the order of contracts, ventures, lines and nodes."""
    return tuple(
        place
        for deal in program.sets.offtake.deals
        for name in deal.lines
        for node in program.sets.nodes
        if (place := _place(program, deal, program.case.lines[name], node)) is not None
    )


def _place(program: Program, deal: Deal, line: Line, node: Node) -> Place | None:
    """None where the contract cannot be in force, or the line cannot run."""
    part = program.sets.offtake.part(deal, line)
    if part == 0.0 or isinstance(program.output(line, node), int | float):
        return None
    if deal.venture.moves and deal.terms.helps is None:
        return _of_candidate(program, deal, line, node, part)
    most = part * program.sets.most_output(line, node)
    closed = program.closed.get((line.name, node), 0.0) if line.move is None else 1 - _built(program, line.move, node)
    if not deal.venture.moves:
        held: Term = float(len(program.sets.nodes.path(node)) <= deal.terms.years)
    else:
        held = pyo.quicksum(variable for variable, _ in _started(program, deal, line, node, over=False))
    if most == 0.0 or (isinstance(held, int | float) and held == 0):
        return None
    return Place(deal, line, node, part, most, most, most * held, most * (1 - held), closed)


def _built(program: Program, move: Move, node: Node) -> Term:
    """Share of a plant that runs in a node: 0 where it is not started."""
    ages = [(start, program.sets.age(start, node)) for start in program.sets.starts[move.row_id]]
    return pyo.quicksum(
        program.case.ramp(move, age) * program.start[move.row_id, start] for start, age in ages if age is not None
    )


def _of_candidate(program: Program, deal: Deal, line: Line, node: Node, part: float) -> Place | None:
    """A project's own line: volumes by the starts that run in the node. A member of a group may draw on all of it."""
    assert line.move is not None, "a project's own lines are candidates"
    shared = line.capacity_group is not None
    full = part * (program.sets.most_output(line, node) if shared else line.move.capacity)
    full *= 1.0 if shared else program.sets.nodes.duration(node)

    def load(age: int) -> float:
        return full if shared or line.move is None else full * program.case.ramp(line.move, age)

    held = [(variable, load(age)) for variable, age in _started(program, deal, line, node, over=False)]
    most = max((volume for _, volume in held), default=0.0)
    if most == 0.0:
        return None
    due = pyo.quicksum(volume * variable for variable, volume in held)
    excused = pyo.quicksum(full * variable for variable, _ in _started(program, deal, line, node, over=True))
    return Place(deal, line, node, part, full, most, due, excused, 0.0)


def clock(program: Program, deal: Deal, line: Line) -> Iterator[tuple[Move, Node]]:
    """Starts from which the years of a contract count: of the line itself, or of the project that it helps."""
    for move in program.case[Move]:
        if move.row_id in deal.venture.moves and (deal.terms.helps is not None or move == line.move):
            yield from ((move, start) for start in program.sets.starts[move.row_id])


def _started(program: Program, deal: Deal, line: Line, node: Node, *, over: bool) -> Iterator[tuple[Term, int]]:
    """Starts whose contract for a line is in force in a node, with their age; or is `over` while the plant runs."""
    for move, start in clock(program, deal, line):
        age = program.sets.age(start, node)
        runs = age is not None and (deal.terms.helps is not None or program.case.ramp(move, age) > 0)
        if age is not None and runs:
            since = age - program.sets.offtake.first_age(deal, move)
            if (since >= deal.terms.years) == over:
                yield program.start[move.row_id, start], age

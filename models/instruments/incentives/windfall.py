"""Windfall caps: a project that takes an offer may gain no more than so much beyond what it asks (FORMULATION C.5).

C1w  worth to the firm (C1) <= most windfall * sum_s d[f, s] start[k, s] + most worth (1 - uses[o, p])
C1v  later[k, s] >= earned in the last year less fixed cost - most (1 - start[k, s])     all that comes later counts

Redundant where support is made to measure; a scheme or a law that pays some projects more than they need keeps these
out of the plan.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from models.instruments.incentives.support_paid import NAME
from models.plan import Node
from models.program import Program, Term, row


def close(program: Program, worth: dict[str, Term], at_start: dict[str, Term]) -> None:
    """C1w for every offer with a cap and every project that may take it.

    Args:
        program: the program, firm ledger closed.
        worth: what each project is worth to its firm beyond what it asks, by project.
        at_start: one million at the start, in the same terms.
    """
    block, terms = program.model.component(NAME), program.sets.ventures.terms
    caps = {name: each.most_windfall for name, each in terms.items() if each.most_windfall is not None}
    capped = [key for key in block.uses if key[0] in caps]
    projects = list(dict.fromkeys(project for _, project in capped))
    most = {project: _most(program, worth[project]) for project in projects}

    def c1w(_: pyo.Block, offer: str, project: str) -> Term:
        free = most[project] * (1 - block.uses[offer, project])
        return row(program, None, worth[project] - caps[offer] * at_start[project] - free, 0)

    def c1v(_: pyo.Block, move: str, start: Node) -> Term:
        later = program.later[move, start]
        excused = later.most * (1 - program.start[move, start])
        return row(program, 0, later.later - later.last + excused, None)

    moves = {name for project in projects for name in program.sets.ventures.all[project].moves}
    block.C1w = pyo.Constraint(capped, rule=c1w)
    block.C1v = pyo.Constraint([key for key in program.later if key[0] in moves], rule=c1v)


def _most(program: Program, worth: Term) -> float:
    """Bound on what a project can be worth: every variable at the end that raises it."""
    found = generate_standard_repn(worth, compute_values=True)
    limits = _limits(program)
    total = float(found.constant)
    for factor, variable in zip(found.linear_coefs, found.linear_vars, strict=True):
        end = variable.ub if factor > 0 else variable.lb
        total += factor * (limits[id(variable)] if end is None else end)
    return total


def _limits(program: Program) -> dict[int, float]:
    """Upper bounds of variables that have none of their own: outputs, and what is earned later."""
    lines, sets = program.case.lines, program.sets
    found: dict[int, float] = {}
    for (name, node, _), variable in program.made.items():
        found[id(variable)] = sets.most_output(lines[name], node)
    block: Any = program.model.component(NAME)
    for key, variable in block.later.items():
        found[id(variable)] = program.later[key[1], key[2]].most
    return found

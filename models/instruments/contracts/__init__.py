"""Contracts: output bought at a guaranteed price, a strike from a menu (FORMULATION C.4, V14, V15).

Only where the case has contracts. A deal d is a contract as one venture may sign it (`models.case.offtake`), with
strikes r; part[d, j] what it buys of a unit of line j. Equations stand in the module that writes them:

purchases   C6*   one strike at most, and then for all eligible output; volumes
            C7*   take or pay: what is paid for though it is not made
after       C8*   contract years after the horizon

Posts: firm, aid, cost (support, support later, contingent, public funds). Strikes are chosen with everything else of a
plan that is a yes or no held: the search for plans takes their hull, in which they may mix (`Study`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyomo.environ as pyo

from models.instruments.contracts import after, purchases
from models.instruments.contracts.places import NAME, places
from models.plan import Purchase
from models.program import Instrument, Program, Term


def build(program: Program) -> None:
    """Strikes, purchases, payments. Nothing where the case has no contracts."""
    program.block(NAME)
    if program.sets.offtake.deals:
        found = places(program)
        purchases.build(program, found)
        purchases.worth_signing(program, found, after.build(program, found))


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """What is bought under each strike that is signed."""
    return purchases.report(program, value) if program.sets.offtake.deals else {Purchase: ()}


CONTRACTS = Instrument(NAME, build, report, joins_years=True)


def mixable(program: Program) -> list[pyo.Var]:
    """Yes-or-no choices that the search for plans may take in part: strikes, and which plants go on for their sake.

    Not whether less is delivered than is paid for: in part, that would pay for what is made.
    """
    block = program.model.component(NAME)
    parts = (block.signed, block.goes_on) if program.sets.offtake.deals else ()
    return [each for variable in parts for each in variable.values()]

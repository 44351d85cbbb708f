"""Incentives: a firm moves only if it pays, and what payers add so that it does (FORMULATION C.1, C.4, C.5).

Only where the case offers support. All of a year's money moves at the year's end, a project's start payments at the
end of its start year; d[f, t] is that year's factor at the real cost of capital of the firm. Amounts in million, what
a firm earns and keeps after tax. Equations stand in the module that writes them:

private           C1a-C1d   what a venture earns, spends and gives up; what goes on after the horizon
offers            C4*       offers agreed at a start: how much, when, by law, as a scheme, not together
output_credits    C4p       production credits
participation     C1, C1s   a start pays for its firm, and so does staying; C5, aid within its ceiling
windfall          C1w, C1v  who takes an offer gains no more than it allows

Posts: firm, aid, cost (support, lending, public funds, buyers' premium).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.instruments.incentives import offers, output_credits, participation, private
from models.instruments.incentives.support_paid import NAME
from models.program import Instrument, Program, Term


def build(program: Program) -> None:
    """What ventures earn and spend, and what offers add. Nothing where the case has no offers."""
    program.block(NAME)
    if not program.sets.ventures.decide:
        return
    private.build(program)
    offers.build(program)
    output_credits.build(program)


def close(program: Program) -> None:
    """Participation and staying rows, aid ceilings."""
    if program.sets.ventures.decide:
        participation.close_firm(program)
        participation.close_aid(program)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """What each project is worth to its firm, and what keeps it there."""
    return participation.report(program, value) if program.sets.ventures.decide else {}


INCENTIVES = Instrument(NAME, build, report, closes="aid", close=close, joins_years=True)

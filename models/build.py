"""The table of contents of the mathematics: every build, then every close, then the objective."""

from __future__ import annotations

import pyomo.environ as pyo
from pyomo.common.gc_manager import PauseGC

from models.case import Case
from models.cover import add_cover_rows
from models.instruments.budgets import BUDGETS
from models.instruments.capacity import CAPACITY
from models.instruments.contracts import CONTRACTS
from models.instruments.demand import DEMAND
from models.instruments.exposure import EXPOSURE
from models.instruments.incentives import INCENTIVES
from models.instruments.lines import LINES
from models.instruments.network import NETWORK
from models.instruments.stocks import STOCKS
from models.money import objective
from models.program import Instrument, Program
from models.sets import Sets

INSTRUMENTS: tuple[Instrument, ...] = (
    CAPACITY, LINES, NETWORK, STOCKS, DEMAND, EXPOSURE, INCENTIVES, CONTRACTS, BUDGETS,
)  # fmt: skip
"""Registry, in order of dependence: an instrument may use decisions that an earlier one publishes."""


def build(case: Case, *, cover_rows: bool = False) -> Program:
    """The whole program of a case. `cover_rows` adds the redundant rows of A.6, which never change the optimum."""
    with PauseGC():
        program = Program(case, Sets(case))
        for instrument in INSTRUMENTS:
            instrument.build(program)
        for ledger in program.ledgers:
            ledger.close()
            for instrument in INSTRUMENTS:
                if instrument.close is not None and instrument.closes == ledger.name:
                    instrument.close(program)
        if cover_rows:
            add_cover_rows(program)
        program.model.objective = pyo.Objective(expr=objective(program))
    return program

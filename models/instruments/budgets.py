"""Budgets: ceilings on what payers spend in a fiscal year, in their own money of that year (FORMULATION C.6).

C2   sum of payments charged to a row of Budgets <= its amount, less what is promised already

A payment of a year of the plan is spread over the fiscal years it falls into, turned into the payer's currency and
raised by that currency's expected inflation since the base year. A row charges payments when they are made, or all
payments of a project in the year of its start; a loan at its grant equivalent, or at what is lent; a contract at what
its rule of scoring says, always as it pays. A view of the cost
ledger: it posts nothing. Later years than the horizon's have no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyomo.environ as pyo

from models.case import Budget
from models.plan import BudgetLevel
from models.program import Instrument, Money, Program, Term, row

NAME = "budgets"


def build(program: Program) -> None:
    """Nothing of its own: the rows stand on what others pay."""
    program.block(NAME)


def close(program: Program) -> None:
    """C2 for every row of Budgets that some payment is charged to."""
    block = program.model.component(NAME)
    rows = {budget.row_id: budget for budget in program.case[Budget]}
    spent = {name: pyo.quicksum(_charged(program, budget)) for name, budget in rows.items()}

    def c2(_: pyo.Block, name: str) -> Term:
        return row(program, None, spent[name], left(rows[name]))

    block.C2 = pyo.Constraint([name for name, term in spent.items() if not isinstance(term, int | float)], rule=c2)
    program.spent.update(spent)


def left(budget: Budget) -> float:
    """What a row of Budgets leaves to spend, in its own money."""
    return budget.amount - budget.already_promised


def _charged(program: Program, budget: Budget) -> Iterator[Term]:
    """Payments that a row of Budgets counts, in its own money."""
    ventures = program.sets.ventures
    for _, heading, _, term in program.cost.postings():
        if _counts(program, budget, heading):
            node = heading.promised if budget.charged == "when promised" and heading.promised else heading.node
            share = ventures.fiscal_share(budget.payer, node.year, budget.fiscal_year)
            if share:
                yield share * ventures.nominal(budget.payer, heading.node.year) * term


def _counts(program: Program, budget: Budget, heading: Money) -> bool:
    if heading.payer != budget.payer or heading.kind not in ("support", "lending", "contingent"):
        return False
    if budget.budget_line is not None and heading.budget_line != budget.budget_line:
        return False
    if heading.kind == "contingent":
        return True
    if budget.loans == "grant equivalent":
        return heading.kind == "support"
    return heading.kind == "lending" or not program.sets.ventures.lends(heading.item)


def report(program: Program, value: Callable[[Term], float]) -> Mapping[type[Any], tuple[Any, ...]]:
    """What the plan spends under each row of Budgets."""
    levels = tuple(
        BudgetLevel(
            budget=budget.row_id,
            payer=budget.payer,
            budget_line=budget.budget_line or "",
            fiscal_year=budget.fiscal_year,
            spent=value(program.spent[budget.row_id]),
            ceiling=left(budget),
        )
        for budget in program.case[Budget]
    )
    return {BudgetLevel: levels}


BUDGETS = Instrument(NAME, build, report, closes="cost", close=close, joins_years=True)

"""Re-checks a plan against its case by arithmetic alone; shares no code with the model.

Only the rows of the plan are read, every figure is worked out again from the rows of the case. A figure may miss what
is due by a millionth of the numbers involved, and by a millionth of its unit where these are small.
"""

from __future__ import annotations

from models.auditing import (
    balances,
    budgets,
    caps,
    choices,
    contracts,
    cost,
    lines,
    participation,
    rows,
    slack,
    support,
    trade,
)
from models.auditing.check import AuditLine
from models.auditing.figures import Figures
from models.auditing.slack import SlackCause, slack_causes
from models.case import Case
from models.plan import Plan

__all__ = ["AuditLine", "SlackCause", "audit", "slack_causes"]

CHECKS = (
    rows.present_values,
    rows.signs,
    rows.signature,
    balances.totals,
    balances.clean,
    balances.adversary_pools,
    balances.recipe_inputs,
    balances.clean_inputs,
    balances.disposal,
    balances.stocks,
    lines.clean_output,
    lines.capacity,
    lines.minimum_load,
    lines.closures,
    choices.starts,
    trade.lanes,
    trade.deliveries,
    caps.caps,
    cost.total_cost,
    cost.cost_rows,
    cost.bound,
)
"""Every check after the first, in the order of the sheet Checks; each takes the figures and gives a `Check`."""

SUPPORT_CHECKS = (
    support.paid_as_offered,
    cost.public_funds,
    participation.participation,
    participation.staying,
    participation.accounts,
    budgets.aid,
    budgets.budgets,
    slack.unexplained,
)
"""Checks of firms and what is paid to them, after the others, where a case decides support."""

CONTRACT_CHECKS = (contracts.signed, contracts.bought, contracts.paid)
"""Checks of purchase contracts, last, where a case has some."""


def audit(case: Case, plan: Plan) -> tuple[AuditLine, ...]:
    """Every check of a plan, passed or failed.

    A plan whose rows do not belong to the case (another fingerprint, unknown names) gets the one line that says so:
    nothing else can be worked out then.
    """
    belongs = rows.belongs(case, plan).line()
    if not belongs.passed:
        return (belongs,)
    figures = Figures(case, plan)
    of_firms = SUPPORT_CHECKS if figures.ventures.decide else ()
    of_contracts = CONTRACT_CHECKS if figures.ventures.contracts else ()
    return (belongs, *(check(figures).line() for check in (*CHECKS, *of_firms, *of_contracts)))

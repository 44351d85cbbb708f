"""When no plan exists: which rules would have to give, and by how much (FORMULATION G.7).

Looked at in this order, each only where it applies: budgets, aid rules, both together, firms (module `support`); then
caps and needs (module `caps_and_needs`). The first that allows a plan is what is told.
"""

from models.case import Case
from models.case.ventures import Ventures
from models.diagnosis.caps_and_needs import caps_and_needs, elastic
from models.diagnosis.clock import Clock
from models.diagnosis.findings import (
    BudgetFactor,
    Cause,
    Diagnosis,
    OnePayer,
    OutOfTimeError,
    OverBudget,
    OverCeiling,
    Relaxation,
    Shortfall,
    Unpaid,
)
from models.diagnosis.support import support_in_the_way

__all__ = [
    "BudgetFactor", "Cause", "Diagnosis", "OnePayer", "OverBudget", "OverCeiling", "Relaxation", "Shortfall", "Unpaid",
    "diagnose", "elastic",
]  # fmt: skip


def diagnose(case: Case, seconds: float = 60.0) -> Diagnosis:
    """Why a case has no plan: the smallest change of one kind of rule that allows one, found in so many seconds."""
    clock = Clock(seconds)
    try:
        found = support_in_the_way(case, clock) if Ventures(case).decide else None
        return found or caps_and_needs(case, clock)
    except OutOfTimeError as error:
        return Diagnosis(cut_short=error.cause)

"""The mathematics: Case in, Plan out. This is the whole public face; no solver and no Pyomo object leaves it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.auditing import audit
    from models.case import Case
    from models.checks import check
    from models.diagnosis import diagnose
    from models.exposure_trace import trace
    from models.plan import Plan
    from models.schema import Issue
    from models.study import Study, solve

__all__ = ["Case", "Issue", "Plan", "Study", "audit", "check", "diagnose", "solve", "trace"]

_HOMES = {
    "Case": "models.case",
    "Issue": "models.schema",
    "Plan": "models.plan",
    "Study": "models.study",
    "audit": "models.auditing",
    "check": "models.checks",
    "diagnose": "models.diagnosis",
    "solve": "models.study",
    "trace": "models.exposure_trace",
}


def __getattr__(name: str) -> Any:
    """Import on first use: Pyomo alone takes half a second, which `planner --help` must not pay."""
    if name not in _HOMES:
        raise AttributeError(f"module models has no attribute {name}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value

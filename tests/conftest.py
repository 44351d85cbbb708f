"""Fixtures that every test shares: `solved` solves and audits, `handed` gives the rows of a case's program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.auditing import audit
from models.build import build
from models.case import Case
from models.handover import HandOver, hand_over
from models.plan import Plan, Status
from models.study import Options, Study

EXACT = Options(gap=0.0)


@pytest.fixture
def solved() -> Callable[..., Plan]:
    """Solve a case to gap 0 and audit the plan; a case without a plan is a failure here."""

    def run(case: Case, **options: Any) -> Plan:
        plan = Study(case, Options(**{"gap": 0.0, **options})).best()
        assert plan.status is Status.PROVED, plan.status
        failed = [line for line in audit(case, plan) if not line.passed]
        assert not failed, failed
        return plan

    return run


@pytest.fixture
def feasible() -> Callable[[Case], bool]:
    """Whether any plan keeps every rule of a case."""

    def run(case: Case) -> bool:
        return Study(case, EXACT).best().status is not Status.NO_PLAN

    return run


@pytest.fixture
def handed() -> Callable[[Case], HandOver]:
    """The program of a case as it is handed to the solver."""

    def run(case: Case) -> HandOver:
        return hand_over(build(case).model)

    return run

"""Windfall caps: rows C1w and C1v coefficient by coefficient, and what they do to a plan, by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models.auditing import audit
from models.case import Case, Firm, MoveCondition, Payer, Price, Support, SupportTerm
from models.handover import HandOver
from models.plan import Participation, Plan
from tests.cases import FIRST_YEAR, good, move, need, tiny
from tests.instruments.reading import FIRST, output, start

Handed = Callable[[Case], HandOver]


def case(cap: float | None, life: int = 1) -> Case:
    """Two plants of 20 that open in 2030 or never, each for one unit; a scheme gives each 12.

    They run full. Alpha's unit brings 10 in its one year: it lacks 10 and gains 2. Beta's brings 15: it gains 7.
    """
    plants = (
        move(f"{name} plant", "A", made, 1.0, firm=name, capital_cost=20.0, life=life, latest_start=FIRST_YEAR)
        for name, made in (("Alpha", "alloy"), ("Beta", "oxide"))
    )
    return tiny(
        good("alloy", shortage_penalty=100.0), good("oxide", shortage_penalty=100.0), *plants,
        need("alloy", 1.0, kind="civil", may_go_unmet=1.0), need("oxide", 1.0, kind="civil", may_go_unmet=1.0),
        Price(good="alloy", market="world", price=10.0), Price(good="oxide", market="world", price=15.0),
        *(Firm(firm=name, home_nation="A", cost_of_capital=0.0) for name in ("Alpha", "Beta")),
        *(MoveCondition(project=f"{name} plant", minimum_load=1.0) for name in ("Alpha", "Beta")),
        Payer(payer="State", nation="A"),
        Support(offer="Scheme", instrument="grant", choice="published", payer="State", most=12.0),
        SupportTerm(offer="Scheme", most_windfall=cap), years=1, inflation=0.0, discount_rate=0.0,
    )  # fmt: skip


@pytest.mark.proves("C1w")
def test_c1w_who_takes_the_scheme_gains_at_most_its_cap(handed: Handed) -> None:
    # 10 x output + grant - 20 - cap of 3 <= 32 (1 - uses): full output of both grades and the whole grant at most.
    view = handed(case(3.0)).view("C1w", ("Scheme", "Alpha plant"))
    assert view.terms == pytest.approx(
        {
            output("Alpha plant", "clean"): 10.0,
            output("Alpha plant", "dirty"): 10.0,
            ("taken", ("Scheme", "Alpha plant", FIRST, 0)): 1.0,
            start("Alpha plant", FIRST): -23.0,
            ("uses", ("Scheme", "Alpha plant")): 32.0,
        }
    )
    assert view.lower is None
    assert view.upper == pytest.approx(32.0)


@pytest.mark.proves("C1v")
def test_c1v_all_that_comes_later_counts(handed: Handed) -> None:
    # A plant of three years: later >= 10 x output - 10 (1 - start).
    view = handed(case(3.0, life=3)).view("C1v", ("Alpha plant", FIRST))
    assert view.terms == pytest.approx(
        {
            ("later", ("Alpha plant", "Alpha plant", FIRST)): 1.0,
            output("Alpha plant", "clean"): -10.0,
            output("Alpha plant", "dirty"): -10.0,
            start("Alpha plant", FIRST): -10.0,
        }
    )
    assert view.lower == pytest.approx(-10.0)
    assert view.upper is None


@pytest.mark.parametrize(("cap", "opened"), [(None, {"Alpha plant", "Beta plant"}), (3.0, {"Alpha plant"})])
def test_a_project_that_gains_too_much_is_kept_out(
    solved: Callable[[Case], Plan], cap: float | None, opened: set[str]
) -> None:
    plan = solved(case(cap))
    assert plan.signature == opened
    tight = case(1.0) if cap is not None else case(cap)
    assert [line.check for line in audit(tight, replace(plan, case=tight.fingerprint)) if not line.passed] == (
        ["Every project in the plan pays its firm"] if cap is not None else []
    )
    assert {row.venture: row.slack for row in plan[Participation]}["Alpha plant"] == pytest.approx(2.0)

"""Random cases with every instrument, solved and audited: model and audit read the same rows alike.

Parts in A and B from ore of A, B or the neutral N, or of the adversary X; three to seven years. Projects of every kind,
some already decided; up to seven offers of seven instruments, tailored, published and by law; ceilings and budgets.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import pytest

from models.auditing import audit
from models.case import (
    AidRule,
    Budget,
    Case,
    Currency,
    Firm,
    Good,
    MoveCondition,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Support,
    SupportTerm,
)
from models.plan import Cost, Participation, Plan
from models.schema import Row
from models.study import solve
from tests.cases import FIRST_YEAR, cap, lane, line, move, need, recipe, tiny

T = TypeVar("T")
KINDS = (
    "grant", "investment credit", "production credit", "accelerated depreciation", "soft loan", "guarantee", "equity",
)  # fmt: skip
PROJECTS = {"P1": ("A", "part", 1.0), "P2": ("B", "part", 1.5), "P3": ("N", "ore", 3.0), "P4": ("B", "ore", 2.0)}
PAYERS = ("State", "Other state", "Bank")


class Draw:
    """Random facts of one case; the same seed gives the same case."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.years = self._random.randint(3, 7)

    def of(self, *choices: T) -> T:
        """One of some choices."""
        return self._random.choice(choices)

    def between(self, low: float, high: float) -> float:
        """A number."""
        return self._random.uniform(low, high)

    def count(self, low: int, high: int) -> int:
        """A whole number."""
        return self._random.randint(low, high)


def world(draw: Draw) -> list[Any]:
    """Nations, goods, prices, lanes, existing lines, needs."""
    part, ore = draw.between(14, 26), draw.between(3, 8)
    rows: list[Any] = [
        Nation(nation="A", bloc="ally", tax_rate=draw.of(0.0, 0.25)), Nation(nation="B", bloc="ally", tax_rate=0.2),
        Nation(nation="N", bloc="neutral", tax_rate=0.1), Nation(nation="X", bloc="adversary"),
        Good(good="part", unit="t", tier="part", shortage_penalty=1000.0),
        Good(good="ore", unit="t", tier="ore", shortage_penalty=500.0, storable=draw.of(True, False)),
        recipe("part", {"ore": 1.0}), Price(good="ore", market="world", price=ore),
        lane("N", "A", "ore", freight=0.1), lane("B", "A", "ore", freight=0.1), lane("X", "A", "ore"),
        lane("X", "B", "ore"), lane("B", "A", "part"), lane("A", "B", "part"),
        line("X", "ore", unit_cost=3.0),
        line("B", "part", 1.0, unit_cost=draw.between(5, 20), fixed_cost=draw.between(0, 3), firm="E",
             may_close=draw.of(True, False)),
        line("N", "ore", 1.0, unit_cost=draw.between(1, 6), firm="E"),
        need("part", draw.between(1, 5), may_go_unmet=1.0), need("ore", 1.0, programme="Q", may_go_unmet=1.0),
    ]  # fmt: skip
    if draw.of(True, False):
        rows += [recipe("ore", joint={"slag": 0.3}, disposal=draw.of(0.2, 2.0))]
        rows += [Price(good="slag", market="world", price=draw.of(0.0, 2.0, 12.0))]
    if draw.of(True, False):
        paths = {"high": 0.4, "low": 0.6}
        rows += [PricePath(path=name, probability=share) for name, share in paths.items()]
        for name, share in paths.items():
            rows += [Price(good="part", market="world", path=name, price=part * (1.6 - share))]
    else:
        rows += [Price(good="part", market="world", price=part)]
    if draw.of(True, False):
        rows += [Price(good="part", market=draw.of("A", "B"), price=draw.between(15, 30))]
    return [*rows, *([cap(0.3, price_of_breach=draw.of(None, 5.0))] if draw.of(True, False) else [])]


def project(draw: Draw, name: str) -> Iterator[Row]:
    """One project in one or two sizes, with what its firm asks."""
    nation, made, capacity = PROJECTS[name]
    kind = draw.of("greenfield", "greenfield", "expand", "relocate", "requalify")
    origin = {"relocate": "B / part" if made == "part" else "N / ore"}
    facts: dict[str, Any] = {
        "kind": kind if kind in origin else draw.of("greenfield", "expand"), "moves_from": origin.get(kind),
        "committed": draw.of(*[False] * 7, True), "life": draw.count(2, 15), "ramp": draw.of(0, 2),
        "qualification": draw.of(0, 0, 1), "firm": f"F{name}",
    }  # fmt: skip
    for size in range(1 if facts["committed"] else draw.of(1, 2)):
        yield move(
            name, nation, made, capacity * (1 + size), size=f"size {size}", lead=draw.of(0, 1),
            capital_cost=draw.between(20, 110) * (1 + 0.7 * size), unit_cost=draw.between(0, 10),
            fixed_cost=draw.of(0.0, draw.between(0, 4)), **facts,
        )  # fmt: skip
    yield Firm(
        firm=f"F{name}", home_nation=nation, cost_of_capital=draw.between(0.05, 0.14),
        borrowing_rate=draw.of(None, 0.06), sole_source=draw.of(1.0, 1.5),
    )  # fmt: skip
    yield MoveFinance(
        project=name, value_forgone=draw.between(0, 60), premium=draw.of(0.0, 0.02),
        gain_from_leaving=draw.of(0.0, 0.0, draw.between(0, 10)), depreciation_years=draw.of(None, 5),
    )  # fmt: skip
    yield MoveCondition(
        project=name, minimum_load=draw.of(0.0, 0.0, 0.3), donor_share=draw.of(0.5, 1.0), closure_cost=draw.of(0.0, 3.0)
    )


def payers(draw: Draw) -> Iterator[Row]:
    """Three payers, one aid rule, budgets in some fiscal years."""
    yield Currency(priced_in="marks", rate=0.5)
    yield Payer(payer="State", nation="A", pays_abroad=True)
    yield Payer(payer="Other state", nation="B", priced_in=draw.of(None, "marks"))
    yield Payer(payer="Bank", fiscal_year_month=draw.of(1, 4, 10), inflation=draw.of(None, 0.03), pays_last=True)
    yield AidRule(
        rule="R", rate=draw.between(0.1, 0.9), step_1=draw.of(None, 20.0), coefficient_2=0.5,
        reference_rate=draw.of(0.0, 0.03), no_relocation_within=draw.of(None, "B"),
    )  # fmt: skip
    for year in range(FIRST_YEAR, FIRST_YEAR + draw.years + 1):
        if draw.of(True, False):
            yield Budget(
                payer=draw.of(*PAYERS), fiscal_year=year, amount=draw.between(5, 90), budget_line=draw.of(None, "b"),
                charged=draw.of("when paid", "when promised"), loans=draw.of("grant equivalent", "principal"),
            )  # fmt: skip


def offer(draw: Draw, name: str, others: Sequence[str]) -> Iterator[Row]:
    """One offer and its terms."""
    kind = draw.of(*KINDS)
    facts: dict[str, Any] = {"rate": draw.of(0.0, draw.between(0.01, 0.06)), "most": draw.of(None, 20.0)}
    if kind == "production credit":
        facts = {"good": draw.of("part", "ore"), "amount_a_unit": draw.between(1, 8), "rate": draw.of(None, 0.2)}
    elif kind in ("grant", "investment credit"):
        facts = {"rate": draw.of(None, draw.between(0.1, 1.0)), "most": draw.of(None, 20.0, 50.0)}
    elif kind in ("equity", "accelerated depreciation"):
        facts = {"rate": draw.between(0.1, 1.0), "most": draw.of(15.0, 30.0)}
    choice = draw.of(*["tailored"] * 6, "published", "statutory")
    if choice != "tailored" and kind != "production credit":
        facts["most"] = facts.get("most") or 30.0
    yield Support(
        offer=name, instrument=kind, payer=draw.of(*PAYERS), choice=choice, who=draw.of("all", "all", "A", "FP2"),
        aid_rule=draw.of(None, "R"), budget_line=draw.of(None, "b"), first_year=draw.of(None, None, FIRST_YEAR + 1),
        paid_from=draw.of(0, 0, 1), paid_to=draw.of(None, 3, 9), **facts,
    )  # fmt: skip
    yield SupportTerm(
        offer=name, term=5, grace=draw.of(0, 1), reference_rate=0.08, expected_loss=draw.of(0.0, 0.01), loan_share=0.6,
        refundable=draw.of(True, False), equal_instalments=draw.of(True, False), taxed=draw.of(None, None, True, False),
        most_before_ready=draw.of(1.0, 1.0, 0.5), obligation_years=draw.of(None, 6),
        repayment=draw.of("equal parts", "at the end"),
        excludes=draw.of(None, None, others[0]) if others else None,
    )  # fmt: skip


def random_case(seed: int) -> Case:
    """A case of these parts."""
    draw = Draw(seed)
    rows = world(draw)
    for name in PROJECTS:
        rows += project(draw, name)
    rows += payers(draw)
    names = [f"O{number}" for number in range(draw.count(3, 8))]
    for number, name in enumerate(names):
        rows += offer(draw, name, names[:number])
    return tiny(
        *rows, years=draw.years, discount_rate=draw.of(0.01, 0.03), inflation=draw.of(0.0, 0.02),
        valuation=draw.of("resource cost", "selling price"), cost_of_public_funds=draw.of(0.2, 0.2, 0.0),
    )  # fmt: skip


@pytest.fixture(scope="module")
def solved_cases() -> list[tuple[int, Case, Plan]]:
    """Forty cases and their best plans."""
    cases = {seed: random_case(seed) for seed in range(15, 55)}
    return [(seed, case, solve(case)) for seed, case in cases.items()]


def test_every_plan_of_forty_random_cases_passes_its_audit(solved_cases: list[tuple[int, Case, Plan]]) -> None:
    """Proves: model and audit agree on offers, payments, participation, staying, ceilings and budgets.
    By hand: nothing; the audit works every figure out again. If broken: one of the two reads an offer otherwise.
    """
    failed = [
        (seed, row.check, row.where)
        for seed, case, plan in solved_cases
        if plan.status.has_plan
        for row in audit(case, plan)
        if not row.passed
    ]
    assert failed == []


def test_the_forty_cases_pay_by_every_instrument_and_in_every_way(solved_cases: list[tuple[int, Case, Plan]]) -> None:
    """Proves: the audit above compares something. If broken: the cases no longer need what they offer."""
    paid = set()
    for _, case, plan in solved_cases:
        items = {row.item for row in plan[Cost] if row.kind == "support"}
        paid |= {(offer.instrument, offer.choice) for offer in case[Support] if offer.offer in items}
    assert {instrument for instrument, _ in paid} == set(KINDS)
    assert {choice for _, choice in paid} == {"tailored", "published", "statutory"}
    assert sum(len(plan[Participation]) for _, _, plan in solved_cases) > 20

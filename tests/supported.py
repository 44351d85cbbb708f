"""Random cases in which firms decide: a synthetic case with prices, payers, offers, an aid rule and budgets."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from models.case import (
    AidRule,
    Budget,
    Case,
    Good,
    Move,
    MoveFinance,
    Nation,
    Payer,
    Price,
    Settings,
    Support,
    SupportTerm,
)
from models.schema import Row
from tests.synthetic import Size, synthetic_case


def supported_case(size: Size, seed: int) -> Case:
    """A synthetic case of a size with support; the same case for the same size and seed."""
    plain, random = synthetic_case(size, seed), Random(f"support {size} {seed}")
    settings = plain.settings.model_copy(update={"inflation": 0.02, "cost_of_public_funds": 0.2})
    kept = [row for sheet, rows in plain.tables.items() if sheet not in (Settings, Nation) for row in rows]
    nations = [row.model_copy(update={"tax_rate": random.choice([0.0, 0.25])}) for row in plain[Nation]]
    return Case.of(settings, *nations, *kept, *_rows(plain, random))


def _rows(plain: Case, random: Random) -> Iterator[Row]:
    allies = [row.nation for row in plain[Nation] if row.bloc == "ally"]
    cheapest: dict[str, float] = {}
    for move in plain[Move]:
        good = plain.processes[move.recipe].main
        cheapest[good] = min(cheapest.get(good, move.unit_cost), move.unit_cost)
    for row in plain[Good]:
        yield Price(good=row.good, market="world", price=cheapest.get(row.good, 0.5) * random.uniform(0.8, 2.5))
    projects = dict.fromkeys(move.project for move in plain[Move] if not move.committed)
    for project in projects:
        yield MoveFinance(project=project, value_forgone=random.choice([0.0, 2.0]), premium=0.02, depreciation_years=10)
    yield AidRule(rule="Ceiling", rate=random.uniform(0.2, 0.8), reference_rate=0.01)
    for ally in allies:
        yield Payer(payer=ally, nation=ally, fiscal_year_month=random.choice([1, 4, 10]))
        yield Support(offer=f"{ally} grant", instrument="grant", payer=ally, paid_to=2, aid_rule="Ceiling")
        yield Support(offer=f"{ally} credit", instrument="production credit", payer=ally, rate=1.0)
        yield Budget(payer=ally, fiscal_year=plain.years[0] + 1, amount=random.uniform(5.0, 100.0))
    yield Payer(payer="Bank", pays_last=True)
    yield Support(offer="Bank loan", instrument="soft loan", payer="Bank", rate=0.03, aid_rule="Ceiling")
    yield SupportTerm(offer="Bank loan", term=5, loan_share=0.5, expected_loss=0.05, reference_rate=0.06)
    law = Support(
        offer="Law", instrument="investment credit", payer=allies[0], choice="statutory", rate=0.1, paid_from=1
    )
    yield law

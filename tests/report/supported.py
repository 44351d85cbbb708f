"""A small case with support, solved: two firms, three payers, budgets, an aid rule, a loan, a credit by law."""

from __future__ import annotations

from functools import cache

from models.case import (
    AidRule,
    Budget,
    Case,
    Currency,
    Firm,
    MoveFinance,
    Nation,
    Payer,
    Price,
    Support,
    SupportTerm,
)
from planner.result import Result
from planner.run import run
from planner.workbook.problems import Places
from planner.workbook.reader import Reading
from tests.cases import FIRST_YEAR, cap, good, lane, line, move, need, tiny

YEARS = 6
LAST = FIRST_YEAR + YEARS - 1


def supported_case() -> Case:
    """Two allies build a plant each because nothing may come from China any more; neither plant pays by itself."""
    return tiny(
        Nation(nation="Estonia", bloc="ally", tax_rate=0.2),
        Nation(nation="Canada", bloc="ally", tax_rate=0.25),
        Nation(nation="China", bloc="adversary"),
        good("magnets", shortage_penalty=1000.0),
        line("China", "magnets", 10.0, unit_cost=8.0),
        lane("China", "Estonia", "magnets"), lane("China", "Canada", "magnets"),
        move("Narva plant", "Estonia", "magnets", 4.0, firm="Narva Magnetics", capital_cost=100.0, unit_cost=8.0,
             fixed_cost=2.0, lead=1, life=12, latest_start=FIRST_YEAR),
        move("Saguenay plant", "Canada", "magnets", 4.0, firm="Saguenay Alloys", capital_cost=90.0, unit_cost=8.5,
             lead=1, life=12, latest_start=FIRST_YEAR),
        need("magnets", 4.0, "Estonia"), need("magnets", 4.0, "Canada", programme="Q", kind="civil"),
        cap(0.0, first_year=FIRST_YEAR + 1),
        Price(good="magnets", market="world", price=12.0), Price(good="magnets", market="Canada", price=13.0),
        Firm(firm="Narva Magnetics", home_nation="Estonia", cost_of_capital=0.12),
        Firm(firm="Saguenay Alloys", home_nation="Canada", cost_of_capital=0.10, borrowing_rate=0.08),
        MoveFinance(
            project="Narva plant", value_forgone_low=5.0, value_forgone=15.0, value_forgone_high=25.0, premium=0.02
        ),
        MoveFinance(project="Saguenay plant", value_forgone=40.0),
        Currency(priced_in="CAD 2024", rate=0.75),
        Payer(payer="Estonia", nation="Estonia"),
        Payer(payer="Canada", nation="Canada", priced_in="CAD 2024", inflation=0.03, fiscal_year_month=4),
        Payer(payer="Joint bank", pays_last=True),
        Support(offer="Narva grant", instrument="grant", payer="Estonia", who="Narva plant", paid_to=3,
                budget_line="Just transition", aid_rule="Regional aid"),
        Support(offer="Clean loan", instrument="soft loan", payer="Canada", who="Canada", rate=0.01),
        Support(offer="Investment credit", instrument="investment credit", payer="Canada", rate=0.15, paid_from=1,
                choice="statutory"),
        Support(offer="Bank grant", instrument="grant", payer="Joint bank", paid_from=1, paid_to=5),
        SupportTerm(offer="Bank grant", equal_instalments=True),
        SupportTerm(offer="Clean loan", term=8, grace=2, loan_share=0.5, expected_loss=0.02, reference_rate=0.05),
        AidRule(rule="Regional aid", rate=0.2),
        *[Budget(payer="Estonia", budget_line="Just transition", fiscal_year=year, amount=8.0)
          for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)],
        *[Budget(payer="Canada", fiscal_year=year, amount=60.0) for year in range(FIRST_YEAR, FIRST_YEAR + 3)],
        years=YEARS, discount_rate=0.03, plans=1, title="Magnets with support", marking="OFFICIAL",
    )  # fmt: skip


@cache
def supported() -> Result:
    """The case as it is solved and audited."""
    case = supported_case()
    return run(Reading("case.xlsx", case, (), 30, 30, 0, Places({}, {}, {}, {})), case)

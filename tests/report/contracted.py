"""A small case with a purchase contract, solved: a plant that moves for a price floor; two of its years come later."""

from __future__ import annotations

from functools import cache

from models.case import (
    Budget,
    Case,
    Contract,
    Firm,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Support,
)
from planner.result import Result
from planner.run import run
from planner.workbook.problems import Places
from planner.workbook.reader import Reading
from tests.cases import FIRST_YEAR, good, line, move, need, tiny

YEARS = 4
LAST = FIRST_YEAR + YEARS - 1
STRIKES = (6.0, 8.0, 11.0)


def contracted_case() -> Case:
    """Buyers need 10 t a year of a plant, 3 t in the last year; its firm moves for a price floor alone.

    Magnets fetch 4 or 10, as likely as not, and cost 5. At a strike of 8 the payer expects to pay (4 - 0.5 x 2) / 2 =
    1.5 on each, counts 4, and pays 8 for each of 2 t that are not made in the last year. At 6 it pays 0 and 6. No tax,
    no inflation, no cost of capital for the firm. It earns 20, 20 and 6, and 6 in each of three years after the last.
    """
    strikes = [
        Contract(contract="Floor", strike=strike, payer="Estonia", good="magnets", who="Estonia", years=5,
                 take_or_pay=0.5, upside_share=0.5, scoring="tail", budget_line="Floors")
        for strike in STRIKES
    ]  # fmt: skip
    return tiny(
        Nation(nation="Estonia", bloc="ally"), Nation(nation="China", bloc="adversary"),
        good("magnets", shortage_penalty=1000.0),
        line("China", "magnets", 10.0, unit_cost=4.0),
        move("Narva plant", "Estonia", "magnets", 10.0, firm="Narva Magnetics", capital_cost=45.0, unit_cost=5.0,
             lead=1, life=6, latest_start=FIRST_YEAR),
        need("magnets", 10.0, "Estonia", first_year=FIRST_YEAR + 1, last_year=LAST - 1),
        need("magnets", 3.0, "Estonia", first_year=LAST, programme="Q"),
        PricePath(path="low", probability=0.5), PricePath(path="high", probability=0.5),
        Price(good="magnets", market="world", path="low", price=4.0),
        Price(good="magnets", market="world", path="high", price=10.0),
        Firm(firm="Narva Magnetics", home_nation="Estonia", cost_of_capital=0.0),
        MoveFinance(project="Narva plant", value_forgone=100.0),
        Payer(payer="Estonia", nation="Estonia"), Payer(payer="Fund"),
        Support(offer="Grant", instrument="grant", payer="Fund", who="Narva plant", most=5.0),
        *strikes,
        Budget(payer="Estonia", budget_line="Floors", fiscal_year=FIRST_YEAR + 1, amount=60.0),
        years=YEARS, discount_rate=0.25, inflation=0.0, plans=1, title="Magnets with a price floor", marking="OFFICIAL",
        cost_of_public_funds=0.2,
    )  # fmt: skip


@cache
def contracted() -> Result:
    """The case as it is solved and audited."""
    case = contracted_case()
    return run(Reading("case.xlsx", case, (), 30, 30, 0, Places({}, {}, {}, {})), case)

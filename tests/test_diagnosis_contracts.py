"""What is said where contracts are not enough to make a plan possible, by hand."""

from __future__ import annotations

from models.case import Budget, Case, Contract, Firm, Payer, Price
from models.diagnosis import diagnose
from models.schema import Row
from tests.cases import FIRST_YEAR, move, need, tiny
from tests.test_diagnosis_support import said


def plant(*strikes: float, rows: tuple[Row, ...] = ()) -> Case:
    """A plant that must deliver one unit in 2031 and 2032; a unit costs 20 and sells at 15. Floors at some strikes."""
    floors = (Contract(contract="Floor", strike=strike, payer="State", good="part", years=2) for strike in strikes)
    return tiny(
        move("Plant", "A", "part", 1.0, firm="F", unit_cost=20.0, lead=1, life=2), Payer(payer="State", nation="A"),
        need("part", 1.0, first_year=FIRST_YEAR + 1), Price(good="part", market="world", price=15.0),
        Firm(firm="F", home_nation="A", cost_of_capital=0.1), *floors, *rows, inflation=0.0, years=3,
    )  # fmt: skip


def test_a_contract_whose_strikes_are_too_low_is_named_with_its_remedy() -> None:
    case = plant(16.0, 18.0)
    [found] = diagnose(case).unpaid
    assert (found.offers, found.leaves) == (("Floor",), FIRST_YEAR + 1)
    assert said(case)[-2] == '    Add a higher strike to contract "Floor".'


def test_budgets_below_what_the_cheapest_strike_costs_are_named_by_their_factor() -> None:
    """A strike of 20 pays 5 a year; 22 is dearer. The budget of 4 has to be 1.25 times as large."""
    budget = Budget(payer="State", fiscal_year=FIRST_YEAR + 1, amount=4.0)
    factor = diagnose(plant(18.0, 20.0, 22.0, rows=(budget,))).factor
    assert factor is not None
    assert (factor.works, factor.fails) == (1.25, 1.24)

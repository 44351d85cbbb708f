"""The good workbook with firms and support: rows on Price paths, Move finances and every sheet about support."""

from __future__ import annotations

from models.case import (
    AidRule,
    Budget,
    Case,
    Contract,
    Demand,
    ExistingLine,
    Firm,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Support,
    SupportTerm,
)
from models.schema import Row
from tests.workbook.books import USD_A_TONNE, good_case

EURO = "EUR 2024"
EURO_RATE = 1.1 * 1.05


def supported_case() -> Case:
    """Ruhr plus may get a grant, a soft loan and a credit on each tonne; Germany pays, in euro of its own years."""
    case = good_case()
    nations = (row.model_copy(update={"tax_rate": 0.3 * (row.nation == "Germany")}) for row in case[Nation])
    lines = (row.model_copy(update={"firm": row.firm or f"{row.line} Ltd"}) for row in case[ExistingLine])
    needs = (row.model_copy(update={"quantity": row.quantity / 2}) for row in case[Demand])
    added = Case.of(
        PricePath(path="calm", probability=0.6),
        PricePath(path="tight", probability=0.4),
        Price(good="metal", market="world", path="calm", price=24_000 * USD_A_TONNE),
        Price(good="metal", market="world", path="tight", price=30_000 * USD_A_TONNE),
        Price(good="ore", market="world", price=1e-3 * 200),
        MoveFinance(project="Ruhr plus", value_forgone=10.0 * EURO_RATE, premium=0.02, priced_in=EURO),
        Firm(firm="Rosh Ltd", home_nation="Namibia"),
        Firm(firm="Trail Ltd", home_nation="Canada"),
        Firm(firm="Baotou Ltd", home_nation="China"),
        Firm(firm="Hunan Ltd", home_nation="China"),
        Firm(firm="Ruhr AG", home_nation="Germany", cost_of_capital=0.09, borrowing_rate=0.06),
        Payer(payer="Berlin", nation="Germany", priced_in=EURO, inflation=0.018),
        Support(offer="Grant", instrument="grant", payer="Berlin", rate=0.5, paid_to=2, aid_rule="Ceiling",
                most=40.0 * EURO_RATE, priced_in=EURO),
        Support(offer="Loan", instrument="soft loan", payer="Berlin", rate=0.02, budget_line="bank"),
        Support(offer="Credit", instrument="production credit", choice="statutory", payer="Berlin", good="metal",
                amount_a_unit=500 * USD_A_TONNE * EURO_RATE, priced_in=EURO, who="Ruhr plus"),
        SupportTerm(offer="Grant", most_before_ready=0.5),
        SupportTerm(offer="Loan", term=8, grace=2, loan_share=0.4),
        AidRule(rule="Ceiling", where="NATO", rate=0.4, step_1=50.0, coefficient_2=0.5, step_2=100.0),
        Budget(payer="Berlin", fiscal_year=2027, amount=25.0, already_promised=5.0),
        Budget(payer="Berlin", budget_line="bank", fiscal_year=2027, amount=9.0, loans="principal"),
    )  # fmt: skip
    tables = {row: rows for row, rows in added.tables.items() if rows}
    changed: dict[type[Row], tuple[Row, ...]] = {
        Nation: tuple(nations),
        ExistingLine: tuple(lines),
        Demand: tuple(needs),
    }
    return Case({**case.tables, **changed, **tables})


def contracted_case() -> Case:
    """The supported case with two contracts of Berlin: a menu for the project, and one for another line of its firm.

    The menu is typed in euro of 2024: 23,000 and 25,500 a tonne.
    """
    menu = Contract(
        contract="Floor", strike=23_000 * USD_A_TONNE * EURO_RATE, payer="Berlin", budget_line="bank", good="metal",
        who="Ruhr plus", years=12, share_of_output=0.8, most=60.0, upside_share=0.3, reference="world",
        escalation=0.01, scoring="tail", aid_rule="Ceiling", priced_in=EURO, source="Letter of intent",
    )  # fmt: skip
    higher = menu.model_copy(update={"strike": 25_500 * USD_A_TONNE * EURO_RATE, "source": None, "note": "if needed"})
    sister = Contract(
        contract="Sister", strike=28_000 * USD_A_TONNE, payer="Berlin", good="metal", who="Ruhr", helps="Ruhr plus",
        years=5,
    )  # fmt: skip
    return supported_case().with_rows(Contract, (menu, higher, sister))

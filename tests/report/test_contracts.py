"""The sheet Contracts of a plan, and what the other sheets say of purchase contracts; figures by hand.

See `contracted_case`: 15, 15 and 20.5 million are paid from 2031 on, 20.5 in each of two years after the last, worth
20.5 / 1.25 + 20.5 / 1.25^2 = 29.52 at the end of the last; one of 2033 is worth 1.25^-4 = 0.4096 at the beginning.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.case import Contract, Settings
from models.plan import Cost, Participation, Purchase
from planner.report import budget, checks, deals
from planner.report.book import plan_sheets
from planner.report.page import head_points
from planner.report.view import View
from planner.result import Result
from tests.cases import FIRST_YEAR
from tests.report.contracted import LAST, contracted
from tests.report.sheets import cells, says, sheet, values
from tests.report.supported import supported

MILLION = "USD million"
YEARS = [str(year) for year in range(FIRST_YEAR, LAST + 1)]
PAID = f"Present value ({MILLION})"
PAID_PRESENT = 15.0 * 1.25**-2 + 15.0 * 1.25**-3 + 20.5 * 1.25**-4
LATER_PRESENT = 29.52 * 1.25**-4


def figures(found: Result) -> dict[str, dict[str, Any]]:
    """Rows of the sheet Contracts by figure."""
    return {str(row["Figure"]): row for row in values(sheet(found, "P1 Contracts"))}


def by_year(row: dict[str, Any]) -> list[Any]:
    return [row[year] for year in YEARS]


def with_step(step: float, gap: float) -> Result:
    """The plan with strikes that could mix in its search, proved to within a gap."""
    found = contracted()
    first = found.options[0]
    plan = replace(first.plan, bound=first.plan.cost - gap)
    return replace(found, options=(replace(first, plan=plan, strike_loss=step),))


def test_the_sheet_stands_before_the_budget_and_only_where_contracts_are_offered() -> None:
    names = [one.name for one in plan_sheets(contracted())]
    assert names[3:10] == [
        "P1 Actions", "P1 Timeline", "P1 Firms", "P1 Support", "P1 Contracts", "P1 Budget", "P1 Exposure",
    ]  # fmt: skip
    assert "P1 Contracts" not in [one.name for one in plan_sheets(supported())]


def test_head_block_and_header_of_sheets_on_support_leave_room_for_rows() -> None:
    shown = [one for one in plan_sheets(contracted()) if one.name.startswith("P1 ") or one.name == "Costs"]
    assert [one.name for one in shown if head_points(one) > 160] == []


def test_the_strike_stands_beside_those_of_the_menu_around_it() -> None:
    """At 6 the floor pays 0 on 23 t and 6 on 2 t that are not made: 38.5 less up to 2033, and there are 10.5 to spare.

    Prices are million a tonne: in the workbook's currency a tonne, a million times as much.
    """
    rows = figures(contracted())
    names = ("Strike signed", "Next lower strike", "Next higher strike")
    assert [by_year(rows[name]) for name in names] == [["-", *[strike * 1e6] * 3] for strike in (8.0, 6.0, 11.0)]
    assert {rows[name]["Unit"] for name in names} == {"USD per t"}
    assert rows["Strike signed"]["What to note"] == (
        "Estonia buys magnets of Narva plant (Narva Magnetics, Estonia) in 2031 to 2035"
    )
    assert rows["Next lower strike"]["What to note"] == (
        "At it, all else equal, the firm would lack USD 28 million or more and not move"
    )
    assert sheet(contracted(), "P1 Contracts").headlines == (
        "One contract signed: USD 38 million expected, in present value.",
    )


def test_nothing_is_said_of_a_lower_strike_at_which_the_firm_would_lack_nothing() -> None:
    """With 30 million more to spare, a firm would move at the lower strike too: other rules decide."""
    found = contracted()
    first = found.options[0]
    (signed,) = deals.signed(View(found), first)
    assert signed.lacks(signed.deal.rows[0]) == pytest.approx(28.0)
    parts = [replace(part, forgone=part.forgone - 30.0) for part in first.plan[Participation]]
    richer = replace(found, options=(replace(first, plan=first.plan.with_rows(Participation, parts)),))
    (signed,) = deals.signed(View(richer), richer.options[0])
    assert signed.lacks(signed.deal.rows[0]) is None
    assert figures(richer)["Next lower strike"]["What to note"] == "-"


def test_market_prices_stand_expected_and_by_path_in_the_years_in_force() -> None:
    rows = figures(contracted())
    assert by_year(rows["Market price expected"]) == ["-", *[pytest.approx(7e6)] * 3]
    assert by_year(rows["Market price, path low"]) == ["-", *[4e6] * 3]
    assert by_year(rows["Market price, path high"]) == ["-", *[1e7] * 3]
    assert rows["Market price, path high"]["What to note"] == "With a probability of 50%"


def test_quantities_bought_and_paid_for_though_not_made_stand_by_year() -> None:
    rows = figures(contracted())
    assert by_year(rows["Bought"]) == ["-", *(pytest.approx(x) for x in (10.0, 10.0, 3.0))]
    assert (rows["Bought"]["In all"], rows["Bought"]["Unit"]) == (pytest.approx(23.0), "t")
    assert by_year(rows["Share of output"]) == ["-", *[pytest.approx(1.0)] * 3]
    assert by_year(rows["Paid for though not made"]) == ["-", *(pytest.approx(x) for x in (0.0, 0.0, 2.0))]
    assert rows["Paid for though not made"]["What to note"] == "Paid for up to 50% of a full plant's part"


def test_payments_stand_by_year_with_what_goes_back_what_budgets_count_and_what_comes_later() -> None:
    """The payer gets back half of 2 million on each t in one of two outcomes; the worst outcome pays 4."""
    rows = figures(contracted())
    paid, later = rows["Paid, expected"], rows["Paid after 2033"]
    assert by_year(paid) == ["-", *(pytest.approx(x) for x in (15.0, 15.0, 20.5))]
    assert (paid["In all"], paid[PAID]) == pytest.approx((50.5, PAID_PRESENT))
    assert by_year(rows["of which for volume not made"]) == ["-", 0.0, 0.0, pytest.approx(16.0)]
    assert by_year(rows["of which upside, paid back"]) == ["-", *(pytest.approx(x) for x in (-5.0, -5.0, -1.5))]
    assert by_year(rows["What budgets count"]) == ["-", *(pytest.approx(x) for x in (40.0, 40.0, 28.0))]
    assert by_year(later) == ["-"] * 4
    assert (later["In all"], later[PAID]) == pytest.approx((29.52, LATER_PRESENT))
    assert later["What to note"] == "Two more contract years, as worth at the end of 2033; in no budget"


def test_long_prices_widen_the_columns_of_years() -> None:
    """11,000,000 in bold needs more than the width of an ordinary figure."""
    widths = [column.width for column in sheet(contracted(), "P1 Contracts").table.columns if column.header in YEARS]
    assert set(widths) == {13.0}


def test_a_project_s_page_holds_its_contract() -> None:
    rows = [row for row in values(sheet(contracted(), "P1 Firms")) if row["Part"] == "Package"]
    assert [(row["Item"], row["Unit"], row["Figure"], row["What to note"]) for row in rows] == [
        ("Purchase contract, as expected", MILLION, pytest.approx(50.5),
         "Floor: Estonia pays 15.0 in 2031 and 2032, 20.5 in 2033"),
        ("Strike: Floor", "USD per t", 8e6, "In force 2031 to 2035"),
        ("Bought: Floor", "t", pytest.approx(23.0), "10.0 in 2031 and 2032, 3.0 in 2033"),
        ("After 2033: Floor", MILLION, pytest.approx(29.52),
         "Two more years, as worth at the end of 2033, at the public rate"),
    ]  # fmt: skip


def test_support_counts_contracts_and_their_later_years_apart() -> None:
    (row,) = values(sheet(contracted(), "P1 Support"))
    assert (row["Offer"], row["Form"], row["Agreed in"]) == ("Floor", "Purchase contract, as expected", "as earned")
    assert row[f"All years ({MILLION})"] == pytest.approx(50.5)
    assert row[f"After 2033, at its end ({MILLION})"] == pytest.approx(29.52)
    assert row[PAID] == pytest.approx(PAID_PRESENT + LATER_PRESENT)
    assert sheet(contracted(), "P1 Support").headlines == (
        "Plan 1 needs USD 38 million of support, in present value; Estonia pays all of it.",
        "By form: purchase contract 38 million.",
    )
    assert values(sheet(contracted(), "P1 Actions"))[0]["Form of support and who pays"] == (
        "Purchase contract, as expected 50.5 (Estonia)"
    )
    compared = {row["Criterion"]: row["Plan 1"] for row in values(sheet(contracted(), "Compare"))}
    assert compared["of which contract years after 2033"] == pytest.approx(LATER_PRESENT)
    assert compared["of which raising public money for purchase contracts"] == pytest.approx(
        0.2 * (PAID_PRESENT + LATER_PRESENT)
    )


def test_the_budget_shows_what_it_counts_beyond_the_payment_and_what_no_budget_has() -> None:
    rows = [row for row in values(sheet(contracted(), "P1 Budget")) if row["Payer"] == "Estonia"]
    assert [(row["Figure"], *by_year(row), row["All years"], row["After 2033"]) for row in rows] == [
        ("Plan 1", 0.0, *(pytest.approx(x) for x in (15.0, 15.0, 20.5, 50.5, 29.52))),
        ("Contingent", 0.0, *(pytest.approx(x) for x in (25.0, 25.0, 7.5, 57.5)), "-"),
        ("Counted", "-", pytest.approx(40.0), "-", "-", "-", "-"),
        ("Ceiling", "no ceiling", 60.0, "no ceiling", "no ceiling", "no ceiling", "-"),
    ]
    assert sheet(contracted(), "P1 Budget").notes[-1] == (
        "Contingent = counted by budgets beyond the payment expected, no cash. After 2033 = later contract years, "
        "worth at its end: in no budget."
    )


def test_the_budget_adds_up_to_costs_with_later_years_and_with_what_is_no_cash() -> None:
    view = View(contracted())
    due = budget.restated(view, view.first)
    assert due == pytest.approx({"Estonia": 50.5 + 29.52, "Fund": 0.0, "Estonia, contingent": 57.5})
    assert budget.added_up(view, view.first) == pytest.approx(due)


@pytest.mark.parametrize("where", ["Estonia", "Estonia, contingent"])
def test_an_amount_that_the_budget_does_not_hold_fails_the_check(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = View(contracted())
    shown = budget.added_up(view, view.first)
    monkeypatch.setattr(budget, "added_up", lambda *_: {**shown, where: shown[where] - 1.0})
    (line,) = (line for _, line in checks.made(view) if line.check.startswith("The sheet Budget"))
    assert (line.passed, line.where) == (False, f"P1 Budget, {where}")
    assert line.worst == pytest.approx(1.0)


def test_costs_name_what_is_later_and_what_is_no_cash_and_count_neither_at_resource_cost() -> None:
    rows = [row for row in values(sheet(contracted(), "Costs")) if str(row["What for"]).startswith("purchase contract")]
    told = {(row["Year"], row["Kind"], row["What for"]): row[f"Amount ({MILLION})"] for row in rows}
    assert told == pytest.approx(
        {
            (2031, "support", "purchase contract, price floor: Floor, Narva plant"): 15.0,
            (2032, "support", "purchase contract, price floor: Floor, Narva plant"): 15.0,
            (2033, "support", "purchase contract, price floor: Floor, Narva plant"): 4.5,
            (2033, "support", "purchase contract, paid for though not made: Floor, Narva plant"): 16.0,
            (2033, "support, later years", "purchase contract, price floor, after the last year: Floor, Narva plant"):
                29.52,
            **{
                (year, "contingent, not cash",
                 "purchase contract, price floor, beyond what is expected: Floor, Narva plant"): amount
                for year, amount in ((2031, 25.0), (2032, 25.0), (2033, 7.5))
            },
        }
    )  # fmt: skip
    assert {row[f"In total cost, present value ({MILLION})"] for row in rows} == {0.0}


def test_at_selling_prices_payments_and_later_years_are_counted_and_contingent_money_is_not() -> None:
    found = contracted()
    settings = found.case.settings.model_copy(update={"valuation": "selling price"})
    case = found.case.with_rows(Settings, [settings])
    view = View(replace(found, case=case))
    costs = [cost for cost in view.first.plan[Cost] if cost.instrument == "contracts" and cost.kind != "public funds"]
    assert view.total(view.first, costs) == pytest.approx(PAID_PRESENT + LATER_PRESENT)


def test_the_step_between_strikes_is_shown_apart_from_what_the_search_did_not_prove() -> None:
    found = with_step(0.8, 1.2)
    assert sheet(found, "Cover").notes[-1] == (
        "Plan 1 is proved to within 1.2 million. Of that, 0.8 is the step between strikes: the search lets strikes mix."
    )
    summary = values(sheet(found, "Summary"))[0]
    assert str(summary[f"How sure is its place? ({MILLION})"]).endswith(
        ". Proved to within: 0.8 of it is the step between strikes"
    )
    compared = {row["Criterion"]: row["Plan 1"] for row in values(sheet(found, "Compare"))}
    assert compared["of which the step between strikes: the search lets strikes mix"] == pytest.approx(0.8)
    assert says(found, "About this run")["Plan 1: cost and gap"].endswith(
        "Of that, 0.8 is the step between strikes: the search lets strikes mix."
    )
    none = with_step(0.0, 1.2)
    for name in ("Cover", "Summary", "Compare"):
        assert "step between" not in str((sheet(none, name).notes, values(sheet(none, name))))


def test_the_cover_and_about_say_what_contracts_are_and_what_budgets_count() -> None:
    said = says(contracted(), "Cover")
    assert said["Purchase contracts"] == (
        "One contract of one payer at three strikes: whether a project gets one, and at which strike, is decided. The "
        "payer pays what the market does not, up to the strike; amounts are what is expected over the price paths. "
        "Budgets count the average of the worst 5% of outcomes."
    )
    assert said["Support"].startswith("Firms move only where it pays them. One offer of one payer, as grant,")
    assert said["Not part of this run"] == "Shocks and stockpiles: no sheet says anything about them."
    assert says(contracted(), "About this run")["What contracts pay"].startswith(
        "For a unit bought: the strike less the market price where that is lower, less the payer's part"
    )
    assert "Purchase contracts" not in says(supported(), "About this run")


def test_lines_are_named_where_a_contract_buys_from_several() -> None:
    """The same purchases a second time, as of another line."""
    found = contracted()
    first = found.options[0]
    line = found.case.lines["Narva plant"]
    (signed,) = deals.signed(View(found), first)
    other = replace(signed.lines[0], line=replace(line, name="Paide plant"))
    both = replace(signed, lines=(*signed.lines, other))
    assert [one.line.name for one in both.lines] == ["Narva plant", "Paide plant"]
    assert both.upside() == pytest.approx({2031: -10.0, 2032: -10.0, 2033: -3.0})


def test_a_strike_that_grows_stands_at_its_height_of_each_year() -> None:
    found = contracted()
    rows = [row.model_copy(update={"escalation": 0.1}) for row in found.case[Contract]]
    row = figures(replace(found, case=found.case.with_rows(Contract, rows)))["Strike signed"]
    assert by_year(row) == ["-", *(pytest.approx(8e6 * 1.1**n) for n in (1, 2, 3))]
    assert row["What to note"].endswith("in 2031 to 2035, growing 10% a year")


def test_a_plan_that_signs_nothing_says_so() -> None:
    found = contracted()
    first = found.options[0]
    none = replace(found, options=(replace(first, plan=first.plan.with_rows(Purchase, [])),))
    assert sheet(none, "P1 Contracts").headlines == ("Plan 1 signs no purchase contract.",)
    assert cells(sheet(none, "P1 Contracts"))[0]["Project"].value == "None"

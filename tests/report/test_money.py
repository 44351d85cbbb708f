"""Money in the workbook: what is paid and what only ranks, who pays, and what the end of the years does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.case import Currency, ExistingLine
from models.plan import Cost, NodeFacts, NodeTable
from planner.report import costs, style, words
from planner.report.view import View
from planner.result import Binding, Result
from tests.report import made
from tests.report.sheets import cells, says, sheet, values

PAID_OUT = "In total cost, present value (USD million)"


def without_prices() -> Result:
    """The same plans with nothing in their cost that nobody pays."""
    found = made.result()
    options = tuple(
        replace(one, plan=one.plan.with_rows(Cost, made.costs(one.plan.cost, priced=False))) for one in found.options
    )
    return replace(found, options=options)


def test_money_and_prices_that_nobody_pays_stand_apart_wherever_a_cost_is_shown() -> None:
    found = made.result()
    assert sheet(found, "Cover").headlines[0] == (
        "Plan 1 costs least, USD 2,846 million (12 million of it the price of missed caps, that nobody pays): exposure "
        "in 2031 is 8.2% for defence needs (No action: 83%) and 60% for civil needs (No action: 92%)."
    )
    shown = [row["Nobody pays (USD million)"] for row in values(sheet(found, "Summary"))]
    assert shown == pytest.approx([11.6, 11.6, 0.0, 0.0])
    compared = {row["Criterion"]: row for row in values(sheet(found, "Compare"))}
    assert compared["of which the price of missed caps, that nobody pays"]["Plan 1"] == pytest.approx(11.6)
    assert compared["More than No action"]["Plan 1"] == pytest.approx(334.04)
    assert compared["More than No action, in money that is paid"]["Plan 1"] == pytest.approx(322.44)
    assert says(found, "About this run")["Plan 1: cost and gap"].startswith(
        "Cost 2,846.0 USD million (12 million of it the price of missed caps, that nobody pays), proved to be at least"
    )
    assert "Savings count the price of missed caps, that nobody pays." in sheet(found, "What binds").notes[0]


def test_nothing_is_said_of_such_prices_where_there_are_none() -> None:
    found = without_prices()
    assert sheet(found, "Cover").headlines[0].startswith("Plan 1 costs least, USD 2,846 million: exposure")
    headers = [column.header for column in sheet(found, "Summary").table.columns]
    assert "Nobody pays (USD million)" not in headers
    names = [row["Criterion"] for row in values(sheet(found, "Compare"))]
    assert not [name for name in names if "pay" in str(name) or "paid" in str(name)]
    for name in ("Summary", "Compare", "What binds"):
        assert "nobody pays" not in " ".join((*sheet(found, name).headlines, *sheet(found, name).notes))


def test_parts_of_a_cost_add_up_to_it_on_compare() -> None:
    rows = values(sheet(made.result(), "Compare"))
    parts = [row["Plan 1"] for row in rows if str(row["Criterion"]).startswith("of which ")]
    assert sum(float(part) for part in parts) == pytest.approx(made.PLAN_COSTS[0])


def with_line(line: str, payer: str, **settings: Any) -> Result:
    """The result with one cost of a line in the ledger of Plan 1."""
    found = made.result(**settings)
    nation = found.case.lines[line].nation
    cost = Cost(made.NODES[2028], "resource", "lines", line, nation, payer, "running cost", "", "", 7.5)
    first = replace(found.options[0], plan=found.options[0].plan.with_rows(Cost, [cost]))
    return replace(found, options=(first, *found.options[1:]))


def who_pays(result: Result) -> tuple[object, ...]:
    (row,) = (row for row in values(sheet(result, "Costs")) if row["Plan"] == "Plan 1")
    return row["What for"], row["Payer"], row["Paid to"], row["Amount (USD million)"]


def test_a_line_outside_the_alliance_is_paid_by_its_buyers_at_the_price_it_sells_at() -> None:
    outside = with_line("Baotou", "Northern")
    assert who_pays(outside) == ("output of a line outside the alliance", "its buyers", "Northern", 7.5)
    assert who_pays(with_line("Osaka", "Aichi")) == ("running cost", "Aichi", "-", 7.5)


def test_at_selling_prices_every_line_is_paid_by_its_buyers() -> None:
    found = with_line("Osaka", "Aichi", valuation="selling price")
    assert who_pays(found) == ("output less inputs, at market prices", "its buyers", "Aichi", 7.5)


def test_nobody_is_the_payer_of_a_penalty() -> None:
    penalties = [row for row in values(sheet(made.result(), "Costs")) if row["Kind"] == "penalty, not cash"]
    assert [(row["Plan"], row["Payer"]) for row in penalties] == [("Plan 1", "nobody"), ("Plan 2", "nobody")]
    assert sum(float(row[PAID_OUT]) for row in penalties) == pytest.approx(23.2)


def test_the_end_of_the_years_planned_is_explained() -> None:
    assert says(made.result(), "About this run")["Investment in the total cost"] == (
        "Equal yearly amounts over the life of the plant, from its start on; those after 2031 are left out, as is all "
        "use of it then. So a late start is charged little, and nothing is said about years after 2031."
    )
    assert (
        sheet(made.result(), "Costs")
        .notes[2]
        .startswith("capital = equal yearly amounts over a plant's life from its start on, up to 2031 only.")
    )
    at_prices = made.result(valuation="selling price")
    assert says(at_prices, "About this run")["Investment in the total cost"].startswith("None: at selling prices")
    assert "capital" not in sheet(at_prices, "Costs").notes[2]


def binding(saving: float | None, moved_to: float | None = 0.7) -> Binding:
    row = "essential exposure / civil / all / 2030"
    return Binding(
        row, (2030, 2031), 0.65, 6.0, moved_to, saving, starts_dropped=("Sillamae oxide",)
    )  # fmt: skip


def bound(found: Binding) -> dict[str, object]:
    (row,) = values(sheet(replace(made.result(gap=0.001), bindings=(found,)), "What binds"))
    return dict(row)


def test_a_saving_smaller_than_what_both_searches_prove_is_not_printed() -> None:
    """A gap of 0.1% of 2,846 and of 2,843 is 5.7 million in all."""
    row = bound(binding(3.0))
    assert (row["It saves (USD million)"], row["What would change"]) == ("less than is proved", "-")
    row = bound(binding(-3.0))
    assert row["It saves (USD million)"] == "less than is proved"
    row = bound(binding(6.0))
    assert (row["It saves (USD million)"], row["What would change"]) == (6.0, "Would drop out: Sillamae oxide.")


def test_a_cap_whose_saving_is_not_proved_is_spoken_of_by_one_point() -> None:
    found = replace(made.result(gap=0.001), bindings=(binding(3.0),))
    assert sheet(found, "What binds").headlines == (
        "The 2030 and 2031 cap on civil needs costs most: one more point saves at most USD 6.0 million.",
    )


@pytest.mark.parametrize(("tried", "said"), [(True, "not known"), (False, "not tried")])
def test_a_search_that_was_not_proved_is_told_from_one_that_was_not_made(tried: bool, said: str) -> None:
    row = bound(replace(binding(None, None), tried=tried))
    assert (row["Larger change"], row["It saves (USD million)"], row["What would change"]) == (said, said, "-")
    assert (
        "not tried = only the dearest are; not known = not proved before that search ended."
        in (sheet(made.result(), "What binds").notes[1])
    )


def test_the_ledger_of_a_plan_is_its_money_and_its_prices() -> None:
    view = View(made.result())
    assert costs.ledger_total(view, view.first) == pytest.approx(view.first.plan.cost)
    assert words.one(view.first.plan.penalty) == "11.6"


def with_gap(gap: float) -> Result:
    found = made.result()
    first = replace(found.options[0], plan=replace(found.options[0].plan, bound=found.options[0].plan.cost - gap))
    return replace(found, options=(first, *found.options[1:]))


def test_a_gap_that_would_print_as_nothing_says_that_it_is_something() -> None:
    small = with_gap(0.0004)
    assert cells(sheet(small, "Summary"))[0]["Proved to within (USD million)"].number == '"<0.1"_n'
    compared = {str(row["Criterion"].value): row["Plan 1"] for row in cells(sheet(small, "Compare"))}
    assert compared["Cost proved to within"].number == '"<0.1"_n'
    assert says(small, "About this run")["Plan 1: cost and gap"].endswith(
        "that nobody pays), proved to within less than 0.1 million, under 0.0001% of total cost, under 0.01% of the "
        "400.0 million above the plan without caps."
    )


def test_a_bound_is_not_rounded_up_on_about() -> None:
    said = says(with_gap(0.06), "About this run")["Plan 1: cost and gap"]
    assert "proved to be at least 2,845.9: within 0.1 million" in said


@pytest.mark.parametrize(
    ("cost", "gap", "said"),
    [
        (1941.06, 0.08, "Cost 1,941.06 USD million, proved to be at least 1,940.98: within 0.08 million, 0.0041% of"),
        (1941.06, 0.8, "Cost 1,941.06 USD million, proved to be at least 1,940.26: within 0.80 million, 0.0412% of"),
        (1941.04, 0.8, "Cost 1,941.0 USD million, proved to be at least 1,940.2: within 0.8 million, 0.0412% of"),
        (1941.0555, 0.0799, "Cost 1,941.0555 USD million, proved to be at least 1,940.9756: within 0.0799 million, "),
        (1941.06, 1e-12, "Cost 1,941.1 USD million, proved to within 0.0 million, 0.0000% of total cost"),
    ],
)
def test_cost_bound_and_gap_agree_in_the_digits_shown(cost: float, gap: float, said: str) -> None:
    found = without_prices()
    plan = replace(found.options[2].plan, cost=cost, bound=cost - gap)
    found = replace(found, options=(*found.options[:2], replace(found.options[2], plan=plan)))
    assert says(found, "About this run")["Plan 3: cost and gap"].startswith(said)


def test_it_is_said_to_which_date_money_is_discounted_and_by_what_factor() -> None:
    """Money counts at the end of its year: 1 / 1.035 for the first, whatever the year of prices."""
    found = made.result()
    nodes = NodeTable(
        tuple(NodeFacts(node, 1.0, 1.035 ** -(place + 1), None) for place, node in enumerate(made.NODES.values()))
    )
    first = replace(found.options[0], plan=replace(found.options[0].plan, nodes=nodes))
    assert says(replace(found, options=(first, *found.options[1:])), "About this run")["Present value"] == (
        "At the beginning of 2026, in prices of 2025: money counts at the end of its year, so the amounts on Costs are "
        "multiplied by 0.9662 in 2026, 0.9335 in 2027, 0.9019 in 2028, 0.8714 in 2029, 0.8420 in 2030, 0.8135 in 2031."
    )
    assert says(found, "Cover")["Money"].startswith(
        "USD million in 2025 prices, present value at the beginning of 2026 at 3.5% a year, unless a header says"
    )


def test_a_price_in_another_currency_is_shown_as_the_run_used_it() -> None:
    """2,000 EUR a tonne at 1.1 dollars and a deflator of 1.02 are 2,244 USD; 3 million EUR are 3.366."""
    euros = Currency(priced_in="EUR 2024", rate=1.1, deflator=1.02)
    per_tonne = 2000 * 1.1 * 1.02 / 1e6
    found = made.result()
    lines = list(found.case[ExistingLine])
    money = {"priced_in": "EUR 2024", "unit_cost": per_tonne, "fixed_cost": 3 * 1.1 * 1.02}
    lines[1] = lines[1].model_copy(update=money)
    case = found.case.with_rows(Currency, [euros]).with_rows(ExistingLine, lines)
    shown = {
        row["Column"]: (row["Value"], row["Unit"], row["The run used"])
        for row in values(sheet(replace(found, case=case), "Inputs as read"))
        if row["Row"] == "Osaka"
    }
    assert shown["Unit cost"] == (2000.0, "EUR 2024 per t", "2,244 USD per t")
    assert shown["Fixed cost"] == (3.0, "EUR 2024 million a year", "3.366 USD million a year")
    assert shown["Capacity"] == (1500.0, "t a year", "-")


@pytest.mark.parametrize(
    ("typed", "shown"), [(2000.0, "#,##0_n"), (0.25, "#,##0.00_n"), (1.23456789, "#,##0.000000_n")]
)
def test_a_typed_figure_has_the_decimals_it_was_typed_with(typed: float, shown: str) -> None:
    assert style.as_long_as(typed) == shown


def test_the_inputs_of_a_line_that_sells_at_a_price_are_charged_where_they_are_made() -> None:
    at_cost, at_prices = sheet(made.result(), "Costs").notes[2], made.result(valuation="selling price")
    assert at_cost == (
        "capital = equal yearly amounts over a plant's life from its start on, up to 2031 only. its buyers = who uses "
        "the output of a line outside the alliance, at the unit cost that the input states. Inputs that such a line "
        "buys are charged at the lines that make them: so its unit cost should be its price less those inputs."
    )
    assert sheet(at_prices, "Costs").notes[2] == (
        "its buyers = who uses the output, less bought inputs. Investment is inside the prices: no line of its own."
    )

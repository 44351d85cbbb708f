"""Checks of what projects mean to their firms: estimates, prices, value, taxes, and support that moves nobody."""

from __future__ import annotations

from typing import Any

import pytest

from inputs.build_magnets import magnet_case
from models.case import (
    AidRule,
    Budget,
    Case,
    Currency,
    Firm,
    Good,
    Move,
    MoveCondition,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Support,
)
from models.schema import Row
from tests.cases import good, line, move, need, recipe
from tests.checks.cases import codes, issues, only, sound
from tests.checks.offers import offer, offered, words


@pytest.mark.parametrize(
    ("facts", "field", "found", "expected", "mend"),
    [
        ({"value_forgone_low": 50.0, "value_forgone": 40.0}, "value_forgone", "40", "50 or more, as Value forgone low",
         "Correct Value forgone low or Value forgone."),
        ({"value_forgone": 40.0, "value_forgone_high": 30.0}, "value_forgone_high", "30",
         "40 or more, as Value forgone", "Correct Value forgone or Value forgone high."),
    ],
)  # fmt: skip
def test_low_base_and_high_of_the_value_forgone_are_in_order(
    facts: dict[str, float], field: str, found: str, expected: str, mend: str
) -> None:
    case = offered(MoveFinance(project="New", **facts))
    assert words(only(case, "E215")) == ("Move finances", "New", field, found, expected, mend)
    assert "E215" not in codes(
        offered(MoveFinance(project="New", value_forgone_low=1.0, value_forgone=1.0, value_forgone_high=2.0))
    )


def test_low_and_high_cost_of_capital_are_in_order_though_the_base_is_blank() -> None:
    case = offered()
    firm = Firm(firm="Firm of New", home_nation="A", cost_of_capital_low=0.12, cost_of_capital_high=0.1)
    case = case.with_rows(Firm, [*(row for row in case[Firm] if row.firm != firm.firm), firm])
    assert words(only(case, "E215")) == (
        "Firms", "Firm of New", "cost_of_capital_high", "10%", "12% or more, as Cost of capital low",
        "Correct Cost of capital low or Cost of capital high.",
    )  # fmt: skip


def test_finances_of_a_committed_project_change_nothing() -> None:
    case = offered(move("Old", "B", "metal", 5.0, committed=True), MoveFinance(project="Old", value_forgone=3.0))
    assert words(only(case, "W506")) == (
        "Move finances", "Old", "project", '"Old"', "blank: the project is committed, so nothing is left to decide",
        "Delete the row, or uncommit the project.",
    )  # fmt: skip


def test_payers_and_budgets_without_an_offer_are_a_warning_on_each_sheet() -> None:
    case = sound(Payer(payer="Gov"), Budget(payer="Gov", fiscal_year=2030, amount=5.0), MoveFinance(project="New"))
    found = issues(case, "W506")
    mend = "Add offers on Support or Contracts, or leave these rows for later: as it stands firms do as the plan says."
    assert [words(issue) for issue in found] == [
        (
            sheet,
            None,
            None,
            "1 row, and nothing on Support or Contracts",
            "an offer on Support or Contracts, or no rows",
            mend,
        )
        for sheet in ("Move finances", "Payers", "Budgets")
    ]


def test_offers_while_no_project_is_left_to_decide_are_a_warning() -> None:
    case = offered()
    case = case.with_rows(Move, [row.model_copy(update={"committed": True}) for row in case[Move]])
    assert words(only(case, "W506")) == (
        "Support", None, None, "1 row, while no project is left to decide and no line may close",
        "somebody who could be moved by an offer",
        "Add a project that is not committed, or run with --without support.",
    )  # fmt: skip
    credit = case.with_rows(Support, [offer("production credit", rate=0.1)])
    assert "W506" not in codes(credit)


WHY = "a price there every year: where support is on offer, a firm moves only if it pays"
ADD_PRICES = "Add a row for the nation, for one of its groups, or for the world; or run with --without support."


def test_a_good_without_price_where_a_firm_must_know_what_it_earns_is_an_error() -> None:
    alloy = recipe("alloy", {"oxide": 1.0})
    case = offered(
        good("oxide"), *[alloy], line("A", "oxide"), move("Melt", "A", "alloy", 5.0), need("alloy", 1.0, programme="Q"),
        Price(good="alloy", market="A", price=2.0, last_year=2030), years=3,
    )  # fmt: skip
    assert [words(issue) for issue in issues(case, "E201")] == [
        ("Prices", None, "price", 'no price of "alloy" in "A" in 2031-2032', WHY, ADD_PRICES),
        ("Prices", None, "price", 'no price of "oxide" in "A" in 2030-2032', WHY, ADD_PRICES),
    ]


def test_a_price_missing_on_one_path_is_missing() -> None:
    paths = [PricePath(path="calm", probability=0.5), PricePath(path="tight", probability=0.5)]
    case = offered(*paths).with_rows(Price, [Price(good="metal", market="world", path="calm", price=1.0)])
    assert only(case, "E201").found == 'no price of "metal" in "B" in 2030'


def test_lines_that_stay_need_no_price_and_selling_prices_are_told_once() -> None:
    other = (line("A", "oxide"), need("oxide", 1.0, programme="Q"))
    assert "E201" not in codes(offered(*other))
    told = issues(offered(*other, valuation="selling price"), "E201")
    assert [issue.expected for issue in told] == ["a price there every year: Settings values lines at selling prices"]
    closing = only(offered(line("A", "oxide", may_close=True), other[1]), "E201")
    assert closing.found == 'no price of "oxide" in "A" in 2030'


def test_prices_that_only_firms_need_are_not_called_unused() -> None:
    assert "W506" not in codes(offered())


def plant(**facts: Any) -> Case:
    """A plant in A that earns 15 a year for ten years and costs 100; the grant is for B alone."""
    rows: list[Row] = [
        move("Plant", "A", "metal", 15.0, capital_cost=100.0, life=10, firm="Firm of Plant"),
        MoveFinance(project="Plant", value_forgone=40.0),
        Payer(payer="B pays", nation="B"),
        offer("grant", offer="Own", payer="B pays"),
    ]
    case = offered(*rows, years=10, inflation=0.0, **facts)
    return case.with_rows(Support, [row for row in case[Support] if row.offer == "Own"])


def test_a_project_that_nobody_may_support_and_that_does_not_pay_by_itself_never_starts() -> None:
    """15 a year for ten years from the start year on at 10 % is worth 101.385, less 100 of capital."""
    assert words(only(plant(), "W515")) == (
        "Candidate moves", "Plant", "project",
        '"Plant", which nothing on Support or Contracts may reach; at full load and by itself it is worth 1.385 '
        "million USD to its firm, started in 2030",
        "40 million USD or more, what its firm asks: as it stands it can never start",
        "Add an offer for it on Support or Contracts, or correct prices, costs, or its row on Move finances.",
    )  # fmt: skip


def test_a_project_that_nobody_may_support_and_that_pays_by_itself_is_a_milder_warning() -> None:
    case = plant().with_rows(MoveFinance, [MoveFinance(project="Plant", value_forgone=1.0)])
    assert words(only(case, "W514"))[3:] == (
        '"Plant", which nothing on Support or Contracts may reach; at full load and by itself it is worth 1.385 '
        "million USD to its firm, started in 2030",
        "an offer on Support or Contracts that may reach it",
        "Nothing to do if nobody shall support it: it may start where it pays by itself.",
    )
    assert "W515" not in codes(case)


def test_a_project_that_an_offer_may_reach_brings_neither_word() -> None:
    case = plant()
    reached = case.with_rows(Payer, [Payer(payer="B pays", nation="B", pays_abroad=True)])
    assert not {"W514", "W515"} & set(codes(reached))
    assert not {"W514", "W515"} & set(codes(case.with_rows(Support, [])))


def test_a_project_worth_more_than_its_capital_is_asked_for_its_inputs() -> None:
    """31 a year for ten years at 10 % is worth 209.53; less the capital of 100 that is 109.53."""
    case = plant()
    rich = case.with_rows(Price, [Price(good="metal", market="world", price=31.0 / 15.0)])
    assert words(only(rich, "W516")) == (
        "Candidate moves", "Plant", "capital_cost",
        '"Plant", capital of 100 million USD: started in 2030 and at full load without support, it is worth 109.5 '
        "million USD to its firm beyond what it costs",
        "a project worth less than its capital: such a firm would have built already",
        "Look at the inputs of its recipe, at the prices of what it makes and uses, and at its unit cost; if they are "
        "right, leave it.",
    )  # fmt: skip
    assert "W516" not in codes(case)


def test_a_nation_without_tax_whose_projects_may_be_supported_is_a_warning() -> None:
    issue = only(offered(offer("equity", rate=0.1)), "W517")
    assert words(issue) == (
        "Nations", "B", "tax_rate", '0% in "B", where projects may receive "Grant" and "Equity"',
        "the rate at which profits are taxed there",
        "Type the rate: without it a firm keeps all that it earns, and a credit against tax due or faster depreciation "
        "is worth nothing. If profits are not taxed there, leave it.",
    )  # fmt: skip
    case = offered()
    taxed = case.with_rows(Nation, [row.model_copy(update={"tax_rate": 0.2}) for row in case[Nation]])
    assert "W517" not in codes(taxed)
    assert "W517" not in codes(sound(AidRule(rule="Rule", rate=0.1)))


def test_nations_without_tax_differ_in_what_is_found_only_so_that_one_line_tells_of_all() -> None:
    both = offered(move("Other", "A", "metal", 5.0), offer("equity", who="New", rate=0.1))
    first, second = (issue for issue in issues(both, "W517"))
    assert (first.found, second.found) == (
        '0% in "A", where projects may receive "Grant"', '0% in "B", where projects may receive "Grant" and "Equity"',
    )  # fmt: skip
    assert (first.expected, first.mend) == (second.expected, second.mend)


def test_a_plant_whose_sales_pay_next_to_nothing_of_it_is_a_warning() -> None:
    """15 t a year at 1 million a t for ten years sell for 150 million; a tenth of 1,500 million is 150 million."""
    case = plant()

    def built_for(capital: float, life: int = 10) -> Case:
        facts = {"capital_cost": capital, "life": life}
        return case.with_rows(
            Move, [row.model_copy(update=facts) if row.project == "Plant" else row for row in case[Move]]
        )

    assert words(only(built_for(1_501.0), "W520")) == (
        "Candidate moves", "Plant", "capacity",
        '"Plant": full output for 10 years sells for 150 million USD; capital is 1,501 million USD',
        "a plant whose sales pay at least for a part of it",
        "Look at the unit of the capacity (the good is counted in t) and at the price; thousands are easily lost.",
    )  # fmt: skip
    assert "W520" not in codes(built_for(1_500.0))
    assert only(built_for(1_501.0, life=1), "W520").found == (
        '"Plant": full output for 1 year sells for 15 million USD; capital is 1,501 million USD'
    )
    assert "W520" not in codes(built_for(1_501.0).with_rows(Support, []))
    assert "W520" not in codes(built_for(1_501.0).with_rows(Price, []))


def test_sales_count_prices_of_each_year_all_outputs_and_the_last_price_after_the_plan() -> None:
    """Running 2031-2034: 2 t of alloy at 1, 3, 3, 3 and 1 t of slag at 0.5 a year sell for 22 million."""
    case = offered(
        good("slag"), recipe("alloy", joint={"slag": 0.5}, disposal=0.0), need("alloy", 1.0, programme="Q"),
        move("Melt", "A", "alloy", 2.0, capital_cost=221.0, life=4, lead=1),
        Price(good="alloy", market="world", price=1.0, last_year=2031),
        Price(good="alloy", market="world", price=3.0, first_year=2032),
        Price(good="slag", market="world", price=0.5), years=3,
    )  # fmt: skip
    assert only(case, "W520").found == (
        '"Melt": full output for 4 years sells for 22 million USD; capital is 221 million USD'
    )


def relocation(**facts: Any) -> Case:
    """A relocation of the line in A to B, that may be supported."""
    return offered(move("Shift", "B", "metal", 5.0, kind="relocate", moves_from="A / metal", **facts))


def test_a_relocation_that_closes_a_line_and_gives_up_nothing_is_a_warning() -> None:
    told = (
        "Candidate moves", "Shift", "moves_from", 'closes "A / metal", and gives up nothing',
        "what the firm gives up by closing it, as Value forgone on Move finances",
        "Type on Move finances what the firm gives up by closing it, if that earns anything.",
    )  # fmt: skip
    case = relocation()
    assert words(only(case, "W521")) == told
    assert words(only(case.with_rows(MoveFinance, [MoveFinance(project="Shift", premium=0.1)]), "W521")) == told
    assert "W521" not in codes(case.with_rows(MoveFinance, [MoveFinance(project="Shift", value_forgone=1.0)]))


def test_a_relocation_that_closes_nothing_or_is_decided_gives_nothing_up() -> None:
    case = relocation()
    for condition in ({"donor_closes": "never"}, {"donor_share": 0.0}):
        assert "W521" not in codes(case.with_rows(MoveCondition, [MoveCondition(project="Shift", **condition)]))
    assert "W521" not in codes(relocation(committed=True))
    assert "W521" not in codes(case.with_rows(Support, []))
    assert "W521" not in codes(offered())


def test_the_magnet_case_with_firms_has_neither_word_about_slips_of_its_projects() -> None:
    assert not {"W520", "W521"} & set(codes(magnet_case(with_firms=True)))


def test_money_is_told_in_the_currency_in_which_it_was_typed() -> None:
    euro = Currency(priced_in="EUR 2024", rate=1.1, deflator=1.05)
    row = MoveFinance(project="New", value_forgone_low=2 * 1.155, value_forgone=1.155, priced_in="EUR 2024")
    issue = only(offered(euro, row), "E215")
    assert (issue.found, issue.expected) == ("1", "2 or more, as Value forgone low")


def test_a_good_that_may_be_kept_and_firms_make_is_a_warning() -> None:
    case = offered()
    assert "W518" not in codes(case)
    kept = [row.model_copy(update={"storable": row.good == "metal"}) for row in case[Good]]
    assert words(only(case.with_rows(Good, kept), "W518")) == (
        "Goods", "metal", "storable", "yes",
        "no: what is put into store counts as sold, so a plan may fill a store to make a project pay",
        "If stocks of it do not matter, type no; else look at stock left at the end of a plan.",
    )  # fmt: skip

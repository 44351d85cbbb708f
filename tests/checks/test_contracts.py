"""Checks of Contracts: strikes and rows, who may sign, volumes, market prices."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import (
    AidRule,
    Budget,
    Case,
    Contract,
    Currency,
    Firm,
    Group,
    Move,
    MoveCondition,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Support,
)
from models.checks.say import all_of
from models.schema import Row
from tests.cases import line, move, recipe
from tests.checks.cases import codes, issues, only, sound
from tests.checks.offers import GRANT, offer, offered, words

DELETE = "Correct it in every row of the contract, or what stands behind it, or delete the contract"
MAY_CLOSE = f"{DELETE}; a line in operation can sign only if it may close (Existing lines)."
NOBODY = "a contract that somebody may sign"
FITS_NEW = f'{NOBODY}; all else fits "New"'
A_PAYS = Payer(payer="A pays", nation="A")


def strike(price: float = 1.5, **facts: Any) -> Contract:
    """A row of the contract Floor: Gov buys metal for five years."""
    return Contract(
        **{"contract": "Floor", "strike": price, "payer": "Gov", "good": "metal", "years": 5, "who": "New", **facts}
    )


def floor(*rows: Row | list[Any], **setting: Any) -> Case:
    """The sound case with Gov, a price of metal of 1 and these rows, without any offer on Support."""
    return sound(Payer(payer="Gov"), Price(good="metal", market="world", price=1.0), *rows, **setting)


def test_a_sound_contract_brings_no_word_about_it() -> None:
    assert not [code for code in codes(floor(strike(0.9), strike(1.1))) if code not in ("W516", "W517")]


def test_a_strike_below_the_row_before_it_is_an_error_in_typed_units() -> None:
    """Held in million a tonne: 1.2 is 1,200,000 USD a tonne."""
    case = floor(strike(1.2), strike(1.5), strike(1.4))
    assert words(only(case, "E517")) == (
        "Contracts", "Floor / 1.4", "strike", "1,400,000 USD per t, in a row below 1,500,000 USD per t",
        "more than 1,500,000 USD per t: of one contract the lowest strike comes first",
        "Sort the rows of the contract by Strike, lowest first.",
    )  # fmt: skip
    euro = Currency(priced_in="EUR 2024", rate=2.0, deflator=1.0)
    priced = [strike(price, priced_in="EUR 2024") for price in (1.5, 1.2)]
    assert only(floor(euro, *priced), "E517").found == "600,000 EUR 2024 per t, in a row below 750,000 EUR 2024 per t"


def test_strikes_of_two_contracts_need_no_order_and_the_same_strike_twice_is_an_error() -> None:
    assert "E517" not in codes(floor(strike(1.5), strike(1.2, contract="Other")))
    twice = only(floor(strike(1.2), strike(1.2, years=6)), "E301")
    assert twice.found == '"Floor / 1.2" again, with other figures'


@pytest.mark.parametrize(
    ("facts", "field", "found", "first"),
    [
        ({"years": 6}, "years", "6", "5"),
        ({"upside_share": 0.3}, "upside_share", "30%", "0%"),
        ({"reference": "world"}, "reference", '"world"', '"its market"'),
        ({"budget_line": "Defence", "years": 7}, "budget_line", '"Defence"', "blank"),
        ({"who": "B", "scoring": "tail"}, "who", '"B"', '"New"'),
    ],
)
def test_a_row_that_differs_in_more_than_the_strike_is_an_error_at_its_first_such_cell(
    facts: dict[str, Any], field: str, found: str, first: str
) -> None:
    case = floor(strike(1.1), strike(1.2), strike(1.3, **facts))
    assert words(only(case, "E518")) == (
        "Contracts", "Floor / 1.3", field, found,
        f'{first}, as in the first row of "Floor": its rows differ in Strike alone',
        "Type the same in every row of the contract, or give this row a contract name of its own.",
    )  # fmt: skip


def test_rows_of_one_contract_may_differ_in_where_they_come_from() -> None:
    assert "E518" not in codes(floor(strike(1.1), strike(1.2, id="High", source="Letter", confidence="high", note="x")))


def test_a_contract_named_like_an_offer_is_an_error() -> None:
    case = offered(strike(1.1, contract="Grant"), strike(1.2, contract="Grant"))
    assert words(only(case, "E301")) == (
        "Contracts", "Grant / 1.1", "contract", '"Grant"', "a name that no offer on Support has",
        "Rename the contract or the offer.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "facts", "field", "found", "expected"),
    [
        ([], {"who": "A"}, "who", '"A": it stands for no project still to be decided and for no line that may close',
         NOBODY),
        ([line("A", "oxide")], {"good": "oxide"}, "good", '"oxide": none of them makes it', FITS_NEW),
        ([A_PAYS], {"payer": "A pays"}, "payer",
         '"A pays": it pays only for plants in "A", and none of them stands there', FITS_NEW),
        ([AidRule(rule="Bar", rate=0.3, no_relocation_within="EU"), Group(group="EU", nation="A"),
          Group(group="EU", nation="B"), move("Away", "B", "metal", 5.0, kind="relocate", moves_from="A / metal")],
         {"who": "Away", "aid_rule": "Bar"}, "aid_rule", '"Bar": each of them only moves inside the group',
         f'{NOBODY}; all else fits "Away"'),
    ],
)  # fmt: skip
def test_a_contract_that_nobody_may_sign_is_one_error_at_the_cell_that_leaves_nobody(
    rows: list[Row], facts: dict[str, Any], field: str, found: str, expected: str
) -> None:
    case = floor(*rows, strike(1.2, **facts), strike(1.3, **facts))
    issue = only(case, "E515")
    assert issue.row_id == "Floor / 1.2"
    assert words(issue)[2:] == (field, found, expected, MAY_CLOSE)


def test_a_line_in_operation_may_sign_if_it_may_close() -> None:
    found = codes(floor(line("A", "metal", may_close=True, line="Old"), strike(who="Old")))
    assert "E515" not in found
    assert "E515" in codes(floor(line("A", "metal", line="Old"), strike(who="Old")))


def test_a_contract_with_adverse_firms_alone_is_an_error() -> None:
    case = floor(strike(who="all"))
    firms = [row.model_copy(update={"controlled_from": "X"}) for row in case[Firm]]
    assert words(only(case.with_rows(Firm, firms), "E515"))[2:4] == (
        "who", '"all": an adversary owns or hosts each of them',
    )  # fmt: skip


def test_a_payer_of_contracts_without_nation_that_may_not_pay_abroad_is_one_error() -> None:
    case = floor(Payer(payer="Bank", pays_abroad=False), strike(payer="Bank"))
    assert (only(case, "E515").row, only(case, "E515").field) == (Payer, "pays_abroad")


HELPED = "for whose sake the contract buys from the other lines of its firm"


def test_a_contract_cannot_help_a_committed_project() -> None:
    case = floor(move("Sure", "B", "metal", 5.0, committed=True), strike(helps="Sure", who="all"))
    assert words(only(case, "E515"))[2:] == (
        "helps", '"Sure", which is committed', f"a project still to be decided, {HELPED}",
        "Name another project, or clear the cell in every row of the contract.",
    )  # fmt: skip


def test_a_contract_cannot_help_a_project_whose_firm_is_not_named() -> None:
    case = floor(move("Own", "B", "metal", 5.0, firm=None), strike(helps="Own", who="all"))
    assert words(only(case, "E515"))[2:] == (
        "helps", '"Own", whose firm is not named',
        "a project whose firm is named, for the contract buys from the other lines of its firm",
        "Name its firm on Candidate moves, or name another project.",
    )  # fmt: skip


def test_a_contract_cannot_help_a_project_whose_firm_has_no_other_line_making_the_good() -> None:
    case = floor(line("B", "oxide", firm="Firm of New"), strike(helps="New", who="all"))
    assert words(only(case, "E515"))[2:] == (
        "helps", '"New", whose firm "Firm of New" has no other line that makes "metal"',
        "a project whose firm has one, for the contract buys from the other lines of its firm",
        "Clear the cell in every row of the contract if what the project makes is meant; else correct it.",
    )  # fmt: skip


def test_a_contract_that_helps_a_project_may_name_other_lines_of_its_firm_alone() -> None:
    other = line("B", "metal", firm="Firm of New")
    issue = only(floor(other, strike(helps="New", who="New")), "E515")
    assert words(issue)[2:] == (
        "who", '"New": it stands for none of the other lines of "Firm of New"', NOBODY, f"{DELETE}.",
    )  # fmt: skip
    assert "E515" not in codes(floor(other, strike(helps="New", who="all")))


def test_least_above_all_that_is_bought_of_the_largest_plant_is_an_error() -> None:
    """Half of the output of a plant of 50 t is 25 t."""
    case = floor(strike(least=26.0, share_of_output=0.5))
    assert words(only(case, "E519")) == (
        "Contracts", "Floor / 1.5", "least", "26 t a year",
        'at most 25 t a year, all that it buys of the largest plant, "New"',
        "Lower Least in every row of the contract, or raise Most, Share of output or the capacity.",
    )  # fmt: skip
    assert "E519" not in codes(floor(strike(least=25.0, share_of_output=0.5)))
    assert only(floor(strike(least=26.0, most=10.0)), "E519").expected.startswith("at most 10 t a year")


def test_volumes_asked_of_lines_that_share_a_capacity_are_errors() -> None:
    group = MoveCondition(project="New", capacity_group="Hall")
    case = floor(group, strike(least=5.0, take_or_pay=0.4))
    expected = "blank: what a line of a group, or one that may be requalified, could deliver cannot be told"
    mend = "Clear the cell in every row of the contract, or let it buy from lines with a capacity of their own."
    while_ = 'while "New" shares its capacity with other lines'
    assert [words(issue)[2:] for issue in issues(case, "E520")] == [
        ("least", f"5, {while_}", expected, mend),
        ("take_or_pay", f"40%, {while_}", expected, mend),
    ]
    assert "E520" not in codes(floor(group, strike()))
    assert "E520" not in codes(floor(strike(least=5.0, take_or_pay=0.4)))


def test_volumes_asked_of_a_line_that_may_be_requalified_are_errors() -> None:
    old = line("A", "ore", 5.0, line="Old", firm="F", may_close=True)
    refit = move("Refit", "A", "metal", 5.0, kind="requalify", moves_from="Old", firm="F")
    case = floor(old, refit, strike(take_or_pay=0.4, who="Refit"))
    assert only(case, "E520").found == '40%, while "Refit" shares its capacity with other lines'
    plain = move("Refit", "A", "metal", 5.0, firm="F")
    assert "E520" not in codes(floor(old, plain, strike(take_or_pay=0.4, who="Refit")))


def test_two_recipes_of_one_plant_that_both_make_the_good_share_its_capacity() -> None:
    other = recipe("metal from scrap", {"scrap": 1.0}, main="metal")
    second = MoveCondition(project="New", also_runs="metal from scrap")
    case = floor(other, line("A", "scrap"), second, strike(take_or_pay=0.4))
    names = all_of([line.name for line in case.lines.values() if line.move is not None])
    assert only(case, "E520").found == f"40%, while {names} share their capacity with other lines"


PATHS = (PricePath(path="calm", probability=0.5), PricePath(path="tight", probability=0.5))


def test_no_price_for_the_world_on_a_path_is_an_error_where_the_strike_is_compared_with_it() -> None:
    prices = [
        Price(good="metal", market="B", price=1.0),
        Price(good="metal", market="world", path="calm", price=1.0, last_year=2031),
    ]
    case = floor(*PATHS, strike(reference="world"), years=3).with_rows(Price, prices[:1])
    paths = floor(*PATHS, strike(reference="world"), years=3).with_rows(Price, prices)
    assert words(only(paths, "E201")) == (
        "Contracts", "Floor / 1.5", "reference",
        'no price of "metal" for the world on "calm" and "tight" in 2030-2032',
        "a market price on every price path in every year: the contract pays what the strike is above it",
        'Add a row for the world on Prices, or choose "its market" in every row of the contract.',
    )  # fmt: skip
    assert only(case, "E201").found == 'no price of "metal" for the world on "calm" and "tight" in 2030-2032'


def test_no_price_in_the_market_of_a_line_that_helps_a_project_is_an_error() -> None:
    other = line("A", "metal", firm="Firm of New", line="Sister")
    case = floor(other, strike(helps="New", who="Sister"))
    case = case.with_rows(Price, [Price(good="metal", market="B", price=1.0)])
    assert words(only(case, "E201"))[2:] == (
        "reference", 'no price of "metal" in "A" in 2030',
        "a market price on every price path in every year: the contract pays what the strike is above it",
        "Add a row for the nation, for one of its groups, or for the world on Prices.",
    )  # fmt: skip


def test_no_price_in_the_market_of_a_project_is_told_once() -> None:
    issue = only(floor(strike()).with_rows(Price, ()), "E201")
    assert (issue.row, issue.found) == (Price, 'no price of "metal" in "B" in 2030')


@pytest.mark.parametrize(
    ("price", "found"),
    [
        (1_500.0, "1,500,000,000 USD per t, 1,500 times the highest market price"),
        (0.0015, "1,500 USD per t, 1/666.7 of the lowest market price"),
    ],
)
def test_a_strike_a_hundred_times_the_market_price_or_a_hundredth_is_a_warning(price: float, found: str) -> None:
    case = floor(strike(price))
    assert words(only(case, "W214"))[2:] == (
        "strike", found, "a strike nearer to 1,000,000 USD per t",
        "If you mean it, leave it; if the unit or a digit slipped, here or on Prices, correct it.",
    )  # fmt: skip
    assert "W522" not in codes(case)
    assert "W214" not in codes(floor(strike(99.0)))


def test_a_contract_whose_strikes_all_lie_below_every_price_never_pays() -> None:
    case = floor(strike(0.7), strike(0.9))
    assert words(only(case, "W522")) == (
        "Contracts", "Floor / 0.9", "strike",
        "900,000 USD per t, the highest strike, while the lowest market price is 1,000,000 USD per t",
        "a strike above some market price: as it stands the contract never pays",
        "Raise the strike, correct the prices, or delete the contract.",
    )  # fmt: skip
    assert only(floor(strike(0.9, upside_share=0.5)), "W522").expected == (
        "a strike above some market price: as it stands the contract only takes from its firm, so that nobody signs it"
    )
    for pays in (strike(1.01), strike(0.99, escalation=0.02), strike(0.9, take_or_pay=0.5)):
        assert "W522" not in codes(floor(pays, years=3))
    low = floor(strike(0.9), *PATHS, Price(good="metal", market="world", path="calm", price=0.8))
    assert "W522" not in codes(low)


def test_what_is_said_of_offers_counts_contracts_too() -> None:
    """A payer, a budget line and an aid rule that only a contract names; finances of a project that it may reach."""
    rule = AidRule(rule="Rule", where="B", rate=0.3)
    budget = Budget(payer="Gov", budget_line="Defence", fiscal_year=2030, amount=5.0)
    terms: dict[str, Any] = {"aid_rule": "Rule", "budget_line": "Defence"}
    case = floor(rule, budget, MoveFinance(project="New", value_forgone=1.0), strike(**terms))
    assert not {"W506", "W514", "W515"} & set(codes(case))
    assert {issue.row for issue in issues(case.with_rows(Contract, ()), "W506")} >= {Payer, Budget, MoveFinance}
    elsewhere = case.with_rows(AidRule, [rule.model_copy(update={"where": "A"})])
    assert only(elsewhere, "W506").expected == 'where its offers and contracts may reach somebody, in "B"'


def test_projects_that_no_contract_may_reach_and_rules_that_none_names_are_told() -> None:
    case = floor(move("Other", "A", "metal", 5.0, capital_cost=50.0), AidRule(rule="Rule", rate=0.3), strike())
    assert [issue.row_id for issue in issues(case, "W515")] == ["Other"]
    assert only(case, "W506").found == '"Rule"'


def test_contracts_while_nothing_is_left_to_decide_are_a_warning() -> None:
    case = offered(strike(who="all"))
    case = case.with_rows(Move, [row.model_copy(update={"committed": True}) for row in case[Move]])
    assert [words(issue)[:4] for issue in issues(case, "W506")] == [
        (sheet, None, None, "1 row, while no project is left to decide and no line may close")
        for sheet in ("Support", "Contracts")
    ]
    credit = case.with_rows(Support, [offer("production credit", rate=0.1)])
    assert [issue.row for issue in issues(credit, "W506")] == [Contract]


def test_a_nation_without_tax_where_a_contract_may_be_signed_is_told() -> None:
    case = floor(strike())
    nations = [row.model_copy(update={"tax_rate": 0.25 if row.nation != "B" else 0.0}) for row in case[Nation]]
    assert only(case.with_rows(Nation, nations), "W517").found == '0% in "B", where projects may receive "Floor"'
    assert "Grant" in only(case.with_rows(Support, [GRANT]), "W517").found

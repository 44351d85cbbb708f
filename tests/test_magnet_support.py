"""Support of the magnet case: law and menus, money of firms, the dearer market, and struck deals as evidence."""

from __future__ import annotations

from functools import cache

import pytest

from inputs.build_magnets import magnet_case
from inputs.magnets import deals, world
from inputs.magnets import prices as price_decks
from inputs.magnets.floors import Markets
from inputs.magnets.private_money import (
    ALLIED_MARKET,
    dearer_market_rows,
    firm_money,
    nation_tax,
    spread_path_rows,
    taxed_nations,
)
from inputs.magnets.sources import table
from inputs.magnets.support import CREDITED, HOSTS_ABROAD, support_rows
from models.case import (
    SHEETS,
    SUPPORT_SHEETS,
    AidRule,
    Case,
    Currency,
    ExistingLine,
    Firm,
    Group,
    Move,
    MoveCondition,
    MoveFinance,
    Nation,
    Payer,
    Price,
    PricePath,
    Source,
    Support,
    SupportTerm,
)
from models.case.support import tiered_ceiling
from models.case.ventures import Ventures
from models.checks import check
from models.schema import Row, SourcedRow


def need_rows(plain: Case) -> list[Row]:
    """Rows of the Need run at the prices of 2025."""
    markets = Markets.of(price_decks.deck("2025"), 0.0, plain[Nation], plain[MoveCondition])
    return support_rows(plain[Nation], plain[ExistingLine], plain[Move], markets)


def with_support(plain: Case, *more: Row) -> Case:
    """The case with the Need run's rows and no others of these sheets, however the case was built."""
    own = (Nation, Firm, Currency, PricePath, Source, *SUPPORT_SHEETS)
    groups = (HOSTS_ABROAD, ALLIED_MARKET)
    kept = [
        row
        for sheet in SHEETS
        if sheet not in own
        for row in plain[sheet]
        if not (isinstance(row, Group) and row.group in groups)
        and not (isinstance(row, Price) and row.market == ALLIED_MARKET)
    ]
    nations, _ = taxed_nations(plain[Nation])
    firms, _ = firm_money(plain[Firm])
    return Case.of(*kept, *nations, *firms, *need_rows(plain), *more)


@cache
def case() -> Case:
    return with_support(magnet_case())


@cache
def ventures() -> Ventures:
    return Ventures(case())


def reached(offer: str) -> list[str]:
    """Lines that may receive an offer."""
    row = ventures().offers[offer]
    return [line.name for line in case().lines.values() if ventures().may_receive(row, line)]


def test_the_need_run_has_as_many_rows_as_the_readme_says() -> None:
    sheets: tuple[type[Row], ...] = (*SUPPORT_SHEETS, Currency)
    counted = {sheet.__name__: len(case()[sheet]) for sheet in sheets}
    assert counted == {
        "MoveFinance": 51,
        "Support": 50,
        "SupportTerm": 11,
        "Contract": 114,
        "AidRule": 5,
        "Payer": 9,
        "Budget": 0,
        "Currency": 2,
    }


def test_no_check_finds_an_error_in_any_variant() -> None:
    variants = [case(), with_support(magnet_case(announced_only=True)), with_support(magnet_case(prices="2026"))]
    assert [issue for variant in variants for issue in check(variant) if issue.severity == "error"] == []


def test_every_row_names_a_source_a_date_and_a_confidence_and_every_assumption_its_band_or_reason() -> None:
    rows = need_rows(case())
    rows += spread_path_rows(price_decks.deck("2025"), case()[Nation])
    sourced = [row for row in rows if isinstance(row, SourcedRow)]
    assert [row.row_id for row in sourced if not row.source or not row.as_of] == []
    assert [row.row_id for row in sourced if row.confidence == "assumption" and not row.note] == []


def test_every_offer_reaches_a_line_and_every_project_a_grant_a_loan_and_a_production_support() -> None:
    variants = [case(), with_support(magnet_case(announced_only=True))]
    for variant in variants:
        found = Ventures(variant)
        takers = {
            name: [line for line in variant.lines.values() if found.may_receive(offer, line)]
            for name, offer in found.offers.items()
        }
        assert [name for name, lines in takers.items() if not lines] == []
        menu = ("grant", "soft loan", "production credit")
        for venture in found.all.values():
            kinds = {
                offer.instrument
                for name, offer in found.offers.items()
                if offer.choice == "tailored" and any(line.name in venture.lines for line in takers[name])
            }
            assert kinds == set(menu), venture.name


def test_the_american_credit_steps_down_and_counts_oxides_and_metals_only() -> None:
    rows = [row for row in case()[Support] if row.choice == "statutory" and row.payer == "United States"]
    steps = [(row.first_year, row.last_year, row.rate) for row in rows if row.good == world.NDPR_METAL]
    assert steps == [(None, 2030, 0.1), (2031, 2031, 0.075), (2032, 2032, 0.05), (2033, 2033, 0.025)]
    assert [good for good in CREDITED if any(row.good == good for row in rows)] == list(CREDITED)
    assert reached("45X Dy+Tb metal to 2030") == ["Phoenix heavy metal", "Typical Dy+Tb metal plant, United States"]
    goods = {case().process(case().lines[name]).main for row in rows for name in reached(row.offer)}
    assert goods == set(CREDITED)


def american_credit(name: str, year: int) -> float:
    line = case().lines[name]
    law = [row for row in case()[Support] if row.choice == "statutory" and ventures().may_receive(row, line)]
    return sum(ventures().credit_a_unit(row, line, year) for row in law)


def test_the_american_credit_on_metal_is_a_tenth_of_its_own_cost() -> None:
    due = {year: american_credit("American Metals Plant", year) for year in (2030, 2031, 2032, 2033, 2034)}
    assert due == pytest.approx({2030: 1.3, 2031: 0.975, 2032: 0.65, 2033: 0.325, 2034: 0.0})


def test_the_american_credit_on_oxide_counts_bought_concentrate_too() -> None:
    assert american_credit("White Mesa phase 2", 2030) == pytest.approx(0.1 * (37.0 + 0.5 * 69.0))
    assert american_credit("White Mesa phase 2", 2033) == pytest.approx(0.025 * (37.0 + 0.5 * 69.0))
    assert american_credit("Aclara Louisiana heavy separation", 2028) == pytest.approx(0.1 * (0.1729 + 0.5 * 0.350416))
    assert american_credit("Vulcan Benson", 2030) == 0.0


def test_the_australian_credit_reaches_the_plants_that_make_oxide_and_no_mine() -> None:
    assert reached("Australian credit NdPr oxide") == ["Eneabba light separation", "Nolans mine to oxide"]
    assert ventures().offers["Australian credit NdPr oxide"].first_year == 2028


def test_what_a_unit_loses_is_never_more_than_production_support_can_pay() -> None:
    for plain in (case(), with_support(magnet_case(prices="2026"))):
        found = Ventures(plain)
        for venture in found.all.values():
            for line in (plain.lines[name] for name in venture.lines):
                assert found.margin(line, 2030) + plain.own_cost(line, 2030) >= 0, line.name


def test_at_the_world_price_every_magnet_from_metal_and_every_metal_loses_money() -> None:
    made = {"Make NdPr metal": -9.5904, "Make Dy+Tb metal": -0.0199, "Make magnet without heavies": -8.1481}
    for move in case()[Move]:
        if not move.committed and move.recipe in made:
            margin = ventures().margin(case().lines[move.row_id], 2030)
            assert margin == pytest.approx(made[move.recipe], abs=1e-4)


def test_payers_pay_at_home_and_only_two_of_them_abroad_outside_the_oecd() -> None:
    abroad = [payer.payer for payer in case()[Payer] if payer.pays_abroad]
    assert abroad == ["United States", "Japan"]
    hosts = [row.nation for row in case()[Group] if row.group == HOSTS_ABROAD]
    assert hosts == ["Brazil", "Thailand", "Malaysia", "Vietnam", "India", "Namibia", "Malawi"]
    purchase = "Allied purchase: Metal makers of Vietnam"
    givers = [row.offer for row in case()[Support] if purchase in reached(row.offer)]
    assert givers == [
        "Grant, United States abroad",
        "Production support, United States abroad",
        "Loan, United States abroad",
        "Grant, Japan abroad",
        "Production support, Japan abroad",
        "Loan, Japan abroad",
    ]
    assert {case().lines[name].nation for name in reached("Grant, United States")} == {"United States"}


def test_investment_aid_has_a_ceiling_in_the_eu_and_for_japan_and_operating_support_has_none() -> None:
    rates = {row.where: row.rate for row in case()[AidRule]}
    assert rates == {"France": 0.15, "Germany": 0.15, "Poland": 0.3, "Estonia": 0.2, "any": 0.5}
    rules = {row.rule: row for row in case()[AidRule]}
    assert tiered_ceiling(rules["EU investment aid, Germany"], 121.8) == pytest.approx(18.27)
    assert rules["EU investment aid, France"].most == 163.2
    counted = {row.instrument for row in case()[Support] if row.aid_rule is not None}
    assert counted == {"grant", "soft loan"}
    german = [row for row in case()[Support] if row.payer == "Germany" and row.instrument != "production credit"]
    assert [row.aid_rule for row in german] == ["EU investment aid, Germany"] * 2


def test_a_loan_is_lent_for_ten_years_four_points_under_the_market() -> None:
    terms = {row.offer: row for row in case()[SupportTerm]}
    loans = [row for row in case()[Support] if row.instrument == "soft loan"]
    assert {row.rate for row in loans} == {0.04}
    assert {(terms[row.offer].term, terms[row.offer].reference_rate) for row in loans} == {(10, 0.08)}
    assert len(terms) == len(loans)


def test_a_relocation_gives_up_what_another_plant_costs_in_china_and_others_give_up_nothing() -> None:
    rows = {row.project: row for row in case()[MoveFinance]}
    moved = rows["Guangdong TDK Rising to Japan"]
    assert (moved.value_forgone_low, moved.value_forgone, moved.value_forgone_high) == (0.0, 16.3, 33.6)
    assert sorted(row.project for row in rows.values() if row.value_forgone) == [
        "Guangdong TDK Rising to Japan",
        "Proterial China to Japan",
        "Shin-Etsu China to Japan",
    ]
    assert {row.premium for row in rows.values()} == {0.02}


def test_tax_rates_and_costs_of_capital_are_those_of_the_tables() -> None:
    taxes = nation_tax()
    assert (taxes["United States"], taxes["Estonia"], taxes["Malawi"]) == (0.2557, 0.22, 0.3)
    nations, sources = taxed_nations(magnet_case()[Nation])
    assert [row.nation for row in nations if row.tax_rate == 0] == ["Rest of the world"]
    assert {source.column_name for source in sources} == {"Tax rate"}
    firms, origins = firm_money(magnet_case()[Firm])
    by_name = {firm.firm: firm for firm in firms}
    american, japanese = by_name["MP Materials"], by_name["TDK"]
    assert (american.cost_of_capital_low, american.cost_of_capital, american.cost_of_capital_high) == (0.1, 0.12, 0.14)
    assert (japanese.cost_of_capital, japanese.borrowing_rate) == (0.1, 0.08)
    assert by_name["Chinese makers"].borrowing_rate == 0.07
    assert len(origins) == 2 * len(firms)


def test_the_dearer_market_is_that_of_the_allies_only() -> None:
    dearer = with_support(magnet_case(), *dearer_market_rows(price_decks.deck("2025"), case()[Nation]))
    price = case().price(world.LIGHT_MAGNET, "Japan", 2030)
    assert price is not None
    assert price == pytest.approx(50.2127, abs=1e-4)
    assert dearer.price(world.LIGHT_MAGNET, "Japan", 2030) == pytest.approx(1.25 * price)
    assert dearer.price(world.LIGHT_MAGNET, "Malaysia", 2030) == price
    assert dearer.price(world.NDPR_METAL, "Japan", 2030) == case().price(world.NDPR_METAL, "Japan", 2030)


def test_two_even_paths_of_the_spread_expect_half_the_premium() -> None:
    paths = with_support(magnet_case(), *spread_path_rows(price_decks.deck("2025"), case()[Nation]))
    world_price = paths.world_price(world.HEAVY_MAGNET, "Germany", 2030)
    assert world_price is not None
    assert paths.price(world.HEAVY_MAGNET, "Germany", 2030) == pytest.approx(1.125 * world_price)
    assert [(issue.row, issue.found) for issue in check(paths) if issue.row in (PricePath, Price)] == []


def test_every_deal_adds_up_to_the_amount_of_its_row() -> None:
    amounts = {row["id"]: row for row in table("public_support")}
    for deal in (deal for package in deals.packages() for deal in package.deals):
        row = amounts[deal.id]
        if row["amount_usd_m"]:
            assert deal.face == pytest.approx(float(row["amount_usd_m"])), deal.id
        elif row["amount"]:
            assert deal.face is not None, deal.id
    indian = next(package for package in deals.packages() if package.name == "Indian magnet scheme")
    assert indian.face == pytest.approx(7280 * 10 / 90)


def test_the_projects_beside_the_deals_are_those_of_the_case_and_at_least_eight_are_candidates() -> None:
    committed = {move.project: move.committed for move in magnet_case()[Move]}
    for package in deals.packages():
        assert {committed[project] for project in package.projects} <= {package.standing == "committed"}, package.name
    assert [package.name for package in deals.packages() if package.standing == "candidate"] == [
        "MP Materials 10X",
        "MP Materials Fort Worth",
        "eVAC Sumter",
        "Vulcan Elements",
        "USA Rare Earth",
        "Neo Narva",
        "Arafura Nolans",
        "Indian magnet scheme",
    ]


def test_grant_equivalents_follow_the_rules_in_words() -> None:
    assert deals.cheaper_loan(0.04, None) == pytest.approx(0.2048, abs=1e-4)
    assert deals.cheaper_loan(0.05, None) == pytest.approx(0.2560, abs=1e-4)
    found = {package.name: package for package in deals.packages()}
    sumter = found["eVAC Sumter"]
    assert (sumter.face, sumter.equivalent, sumter.incomparable) == (221.0, deals.Band(221.0, 221.0), False)
    vulcan = found["Vulcan Elements"].equivalent
    assert vulcan is not None
    assert (vulcan.low, vulcan.high) == pytest.approx((120.2 + 700 * 0.20482, 170.2 + 700 * 0.25602), abs=0.05)
    campus = found["MP Materials 10X"]
    assert (campus.equivalent, campus.incomparable) == (deals.Band(200.0, 200.0), True)


def test_computed_support_stands_beside_the_deal_and_is_blank_where_no_plan_opens_the_project() -> None:
    at_world = {"Vulcan Benson": 400.0, "Stillwater further lines": 90.0, "Blacksburg metal": 60.0}
    shown = {row.package.name: row for row in deals.beside(at_world, {"Vulcan Benson": 120.0})}
    assert (shown["Vulcan Elements"].at_world_price, shown["Vulcan Elements"].at_dearer_price) == (400.0, 120.0)
    assert shown["USA Rare Earth"].at_world_price == 150.0
    assert (shown["Neo Narva"].at_world_price, shown["SRC Saskatoon"].at_dearer_price) == (None, None)

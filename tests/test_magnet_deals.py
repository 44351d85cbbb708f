"""The runs with firms: price floors of the Need run, struck deals of the Cost run, and the workbooks that hold them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from inputs.build_magnets import WITH_DEALS, WITH_FIRMS, magnet_case
from inputs.magnets import struck, world
from inputs.magnets.deals import packages
from inputs.magnets.floors import FLOORED
from models.case import SHEETS, Case, Contract, Move, Payer, Price, PricePath, Settings, Source, Support, SupportTerm
from models.case.offtake import Offtake
from models.case.ventures import Ventures
from models.checks import check
from models.schema import Row
from planner.workbook.reader import read


@cache
def need() -> Case:
    return magnet_case(with_firms=True, magnet_premium=0.25)


@cache
def cost() -> Case:
    return magnet_case(with_firms=True, magnet_premium=0.25, deals=True)


def plain(rows: tuple[Row, ...]) -> list[dict[str, object]]:
    """Rows without typed ids, figures to nine digits: a cell holds what a double prints."""
    return [
        {
            name: float(f"{value:.9g}") if isinstance(value, float) else value
            for name, value in row.model_dump().items()
            if name != "id"
        }
        for row in rows
    ]


def struck_offers() -> list[Support]:
    return [row for row in cost()[Support] if row.offer.startswith("PS")]


def struck_contracts() -> list[Contract]:
    return [row for row in cost()[Contract] if row.contract.startswith("PS")]


@pytest.mark.parametrize("workbook", [WITH_FIRMS, WITH_DEALS])
def test_each_workbook_with_firms_is_what_the_code_builds(workbook: Path) -> None:
    case = need() if workbook == WITH_FIRMS else cost()
    reading = read(workbook)
    assert reading.case is not None, reading.problems
    for sheet in SHEETS:
        assert plain(reading.case[sheet]) == plain(case[sheet]), sheet.sheet


def test_no_check_finds_an_error_with_deals_in_any_variant() -> None:
    variants = [
        need(),
        cost(),
        magnet_case(with_firms=True, deals=True, announced_only=True),
        magnet_case(with_firms=True, deals=True, prices="2026"),
    ]
    assert [issue for variant in variants for issue in check(variant) if issue.severity == "error"] == []


def test_strikes_are_six_steps_of_four_per_cent_above_the_plants_own_market() -> None:
    menus = Ventures(need()).contracts
    assert len(menus) == 19
    for name, rows in menus.items():
        assert {(row.years, row.share_of_output, row.upside_share, row.take_or_pay) for row in rows} == {(10, 1, 0, 0)}
        nation = rows[0].who if rows[0].who in world_nations() else "India"
        price = need().price(rows[0].good, nation, 2030)
        assert price is not None
        thousand = 1000.0 if world.UNIT[rows[0].good] == "t" else 1.0
        steps = [round(price * thousand * (1 + 0.04 * step), 1) for step in range(1, 7)]
        assert [row.strike * thousand for row in rows] == pytest.approx(steps, abs=1e-9), name


def world_nations() -> set[str]:
    return {payer.payer for payer in need()[Payer]}


def test_floors_are_offered_to_every_project_that_makes_metal_or_magnets_for_each_good_it_can_make() -> None:
    deals = Offtake(Ventures(need())).deals
    for venture in Ventures(need()).all.values():
        outputs = {good for name in venture.lines for good in need().process(need().lines[name]).outputs}
        signed = {deal.terms.good for deal in deals if deal.venture.name == venture.name}
        assert signed == outputs & set(FLOORED), venture.name


def test_the_cost_run_holds_all_of_the_need_run_but_menus_for_projects_with_a_deal() -> None:
    other = (Support, SupportTerm, Contract, Payer, Settings, Source, Price, PricePath)
    lost = {
        sheet.sheet: [row.row_id for row in need()[sheet] if row not in cost()[sheet]]
        for sheet in SHEETS
        if sheet not in other and need()[sheet] != cost()[sheet]
    }
    assert lost == {"Groups": ["Hosts outside the OECD / India"], "Currencies": []}
    laws = [row for row in need()[Support] if row.choice == "statutory"]
    assert laws
    assert all(row in cost()[Support] for row in laws)


def test_a_project_with_a_deal_is_offered_the_deal_and_the_law_and_every_other_project_its_menu() -> None:
    ventures = Ventures(cost())
    floors = Offtake(ventures).deals
    for venture in ventures.all.values():
        lines = [cost().lines[name] for name in venture.lines]
        offers = [each for each in ventures.offers.values() if any(ventures.may_receive(each, line) for line in lines)]
        menu = {each.instrument for each in offers if each.choice == "tailored"}
        own = {each.offer for each in offers if each.offer.startswith("PS")}
        signed = {deal.terms.contract[:5] for deal in floors if deal.venture.name == venture.name}
        if venture.name in struck.projects():
            assert (menu, bool(own)) == (set(), True), venture.name
            assert signed <= {"PS01 ", "PS03 "}, venture.name
        else:
            assert (menu, own) == ({"grant", "soft loan", "production credit"}, set()), venture.name
            assert signed <= {"Floor"}, venture.name


def test_every_offer_of_a_struck_deal_names_the_source_of_its_deal_and_is_paid_in_full() -> None:
    deals = {deal.id: deal for package in packages() for deal in package.deals}
    assert {row.choice for row in struck_offers()} == {"statutory"}
    terms = [row for row in cost()[SupportTerm] if row.offer.startswith("PS")]
    named = [(row.offer[:4], row) for row in struck_offers()] + [(row.contract[:4], row) for row in struck_contracts()]
    for deal_id, row in [*named, *((row.offer[:4], row) for row in terms)]:
        assert deals[deal_id].evidence.source in (row.source or ""), row.row_id
        assert (row.note or "").startswith(f"{deal_id} of the deals"), row.row_id


def test_faces_offered_agree_with_the_table_but_for_equity_and_what_is_for_another_plant() -> None:
    faces: dict[str, float] = {}
    for row in struck_offers():
        units = 5 * 6.0 if row.instrument == "production credit" else 1.0
        amount = (row.amount_a_unit or 0.0) * units if row.most is None else row.most
        faces[row.who] = faces.get(row.who, 0.0) + amount
    left_out = {"MP Materials 10X": 400.0, "Vulcan Elements": 80.0}
    for package in struck.candidates():
        offered = sum(faces[project] for project in package.projects)
        assert offered == pytest.approx((package.face or 0.0) - left_out.get(package.name, 0.0), abs=0.15)
    assert sorted(faces) == sorted(struck.projects())


def test_loans_and_guarantees_follow_the_middle_of_the_rule() -> None:
    rows = {row.offer: row for row in struck_offers() if row.instrument in ("soft loan", "guarantee")}
    assert {row.rate for row in rows.values() if row.instrument == "soft loan"} == {0.035}
    assert rows["PS32 guarantee, Nolans mine to oxide"].rate == 0.02
    terms = {row.offer: row for row in cost()[SupportTerm]}
    assert {(terms[name].term, terms[name].grace) for name in rows if "Narva" not in name} == {(10, 3)}
    assert (terms["PS23 loan, Narva phase 2"].term, terms["PS23 loan, Narva phase 2"].grace) == (5, 0)
    assert terms["PS32 guarantee, Nolans mine to oxide"].loan_share == pytest.approx(1 - 533 / 1019.8, abs=1e-4)


def test_shares_count_half_a_gift_and_tax_credits_come_when_the_plant_is_ready() -> None:
    shares = [row for row in struck_offers() if row.instrument == "equity"]
    assert {(row.offer[:4], row.rate) for row in shares} == {("PS12", 0.5), ("PS14", 0.5)}
    of_tax = [row for row in struck_offers() if row.instrument == "investment credit"]
    assert {(row.offer[:4], row.paid_from) for row in of_tax} == {("PS06", 2), ("PS16", 2)}


def test_the_floor_on_oxide_is_for_mountain_pass_and_counts_for_the_campus() -> None:
    found = {deal.terms.contract: deal for deal in Offtake(Ventures(cost())).deals if deal.terms.contract[:2] == "PS"}
    floor = found["PS01 price floor, MP Materials"]
    assert (floor.venture.name, floor.lines) == ("10X magnet campus", ("Mountain Pass separation",))
    assert (floor.terms.strike, floor.terms.upside_share, floor.terms.years) == (110.0, 0.3, 10)


def test_the_earnings_floor_of_the_campus_is_140_million_a_year_at_capacity() -> None:
    """At its strike a kg earns 20 USD beyond metal and own cost, so 7 kt earn 140 million."""
    ventures = Ventures(cost())
    (move,) = [move for move in cost()[Move] if move.project == struck.CAMPUS]
    floors = {row.good: row.strike for row in struck_contracts() if row.contract.startswith("PS03")}
    for line in ventures.lines_of(move):
        good = cost().process(line).main
        price = cost().price(good, line.nation, 2030)
        assert price is not None
        earned = ventures.margin(line, 2030) + floors[good] - price
        assert earned * move.capacity == pytest.approx(140.0, abs=0.001)


def test_payers_named_by_no_rule_are_american_and_three_are_added_or_pay_abroad() -> None:
    governments = {deal.government for package in struck.candidates() for deal in package.deals}
    american = ("US ", "State of Texas", "North Carolina", "South Carolina")
    foreign = {name for name in governments if not name.startswith(american)}
    assert foreign == {"EU Just Transition Fund / Estonia", "Export Development Canada", "Australia",
                       "Germany (Euler Hermes)", "India"}  # fmt: skip
    paid = {row.payer for row in struck_offers()}
    assert paid == {"United States", "Estonia", "Canada", "Australia", "Germany", "India"}
    abroad = {payer.payer for payer in cost()[Payer] if payer.pays_abroad}
    assert abroad == {"United States", "Japan", "Canada", "Germany"}

"""Public support of the Need run: statutory law and generic menus, written before any plan was solved with them.

Law: the American and the Australian production credit for oxides and metals, and European ceilings on investment aid.
Menus, the same for every payer: a grant, a production support, a soft loan and price floors, made to measure. No term
of a struck deal is used; `inputs.magnets.deals` holds those for comparison. The American investment credit 48C is no
offer here: it is awarded on application and was wholly allocated by January 2025. No row of Budgets: no source gives an
amount that a payer has set aside for this chain year by year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from inputs.magnets import world
from inputs.magnets.costs import blank_yield
from inputs.magnets.floors import Markets, floor_rows
from inputs.magnets.prices import Deck
from inputs.magnets.recipes import RECOVERY_HEAVY, recipe_rows
from inputs.magnets.sources import (
    Evidence,
    assumed,
    defined,
    derived,
    evidence_of,
    figure,
    fx,
    sourced,
    table,
    usd_per_kg,
)
from models.case import (
    AidRule,
    Currency,
    ExistingLine,
    Group,
    Move,
    MoveFinance,
    Nation,
    Payer,
    Support,
    SupportTerm,
)
from models.schema import Row

HOSTS_ABROAD = "Hosts outside the OECD"
"""Group of nations with projects, outside the OECD: payers abroad pay for plants there."""
PAYS_ABROAD = {"United States": "PS34", "Japan": "PS28"}
"""Payers that the data show paying outside the OECD (Brazil, Malaysia), each with the deal that shows it."""
OXIDES = (world.NDPR_OXIDE, world.HEAVY_OXIDE)
CREDITED = (*OXIDES, world.NDPR_METAL, world.HEAVY_METAL)
"""Goods that the production credits count: separated oxides and metals, neither concentrates nor magnets."""
MARKET_INTEREST = 0.08
"""Nominal interest at which a firm borrows, and with which payers compare their loans; an assumption (6 to 10 %)."""
_LOAN_INTEREST, _LOAN_TERM, _LOAN_GRACE, _LOAN_SHARE = 0.04, 10, 3, 0.6
EXPECTED_LOSS = 0.05
"""Share of a loan that is not paid back; an assumption (0 to 20 %)."""
_LAST_PAYMENT = 3
_PREMIUM = 0.02
_AID_RATES = {
    "France": (0.15, "outside assisted areas, though Lacq may lie in one"),
    "Germany": (0.15, "outside assisted areas"),
    "Estonia": (
        0.20,
        "the whole nation is an assisted 'c' area; 15 % in most regions, more where oil shale is given up",
    ),
    "Poland": (0.30, "a least developed 'a' area, for which the frameworks go up to 35 %"),
}
_FISCAL_YEARS = {
    "United States": (10, True),
    "Australia": (7, True),
    "Japan": (4, False),
    "United Kingdom": (4, False),
    "Canada": (4, False),
    "India": (4, False),
}
"""First month of the fiscal year, and whether its last calendar year names it; January elsewhere."""
_CURRENCIES = {"France": "EUR", "Germany": "EUR", "Estonia": "EUR", "Australia": "AUD", "Canada": "CAD"}
_JAPANESE_RULE = "Japanese aid, half of capital"


@dataclass(frozen=True)
class Place:
    """Whom a payer offers its menu: plants of `who`, of which `moves` may take it; `name` tells its menus apart."""

    payer: str
    name: str
    who: str
    rule: str | None
    moves: tuple[Move, ...]


def support_rows(
    nations: Sequence[Nation],
    lines: Sequence[ExistingLine],
    moves: Sequence[Move],
    markets: Markets,
    *,
    without_menu: Collection[str] = (),
) -> list[Row]:
    """Rows of Group, Currency, Payer, AidRule, Support, SupportTerm, Contract and MoveFinance for the Need run.

    Only what some line of the case can receive is offered, so that variants without the typical projects stay sound.

    Args:
        without_menu: projects that get no menu, because they have a deal of their own.
    """
    open_moves = [move for move in moves if not move.committed]
    hosts = {move.nation for move in open_moves}
    payers = [
        nation.nation
        for nation in nations
        if nation.bloc == "ally"
        and _in_oecd(nation.nation)
        and (nation.nation in hosts or nation.nation in PAYS_ABROAD)
    ]
    with_menu = [move for move in open_moves if move.project not in without_menu]
    abroad = [
        nation.nation
        for nation in nations
        if not _in_oecd(nation.nation) and any(move.nation == nation.nation for move in with_menu)
    ]
    places = [place for payer in payers for place in _at_home(payer, open_moves, without_menu)]
    places += _abroad(payers, tuple(move for move in with_menu if move.nation in abroad))
    return [
        *_abroad_rows(abroad),
        *currency_rows(payers),
        *(payer_row(name, PAYS_ABROAD.get(name)) for name in payers),
        *_aid_rules(payers),
        *(sourced(credit, evidence) for credit, evidence in _statutory(lines, open_moves, markets.prices)),
        *(row for place in places for row in _menu(place)),
        *(
            row
            for place in places
            for row in floor_rows(place.payer, place.name, place.who, markets.floored(place.moves))
        ),
        *move_finance_rows(open_moves),
    ]


def _at_home(payer: str, moves: Sequence[Move], without_menu: Collection[str]) -> list[Place]:
    """One menu for all plants of a payer's nation, or one for each project where some have none."""
    home = tuple(move for move in moves if move.nation == payer)
    with_menu = tuple(move for move in home if move.project not in without_menu)
    rule = _rule_of(payer)
    if len(with_menu) == len(home):
        return [Place(payer, payer, payer, rule, home)] if home else []
    names = dict.fromkeys(move.project for move in with_menu)
    return [Place(payer, name, name, rule, tuple(move for move in with_menu if move.project == name)) for name in names]


def _abroad(payers: Sequence[str], moves: tuple[Move, ...]) -> list[Place]:
    paying = [payer for payer in payers if payer in PAYS_ABROAD] if moves else []
    return [Place(payer, f"{payer} abroad", HOSTS_ABROAD, _abroad_rule(payer), moves) for payer in paying]


def _in_oecd(nation: str) -> bool:
    return any(row["name"] == nation and row["oecd_accession_year"] for row in table("countries"))


def _deal(deal_id: str) -> Evidence:
    return evidence_of(next(row for row in table("public_support") if row["id"] == deal_id))


def law_figure(law_id: str) -> tuple[float, Evidence]:
    """A figure of `support_law` and its evidence."""
    return figure("support_law", "value", law_id=law_id)


def law_evidence(law_id: str) -> Evidence:
    """Evidence of a row of `support_law`."""
    return evidence_of(next(row for row in table("support_law") if row["law_id"] == law_id))


def _abroad_rows(nations: Sequence[str]) -> list[Group]:
    note = defined("has a project here and is no OECD member, so no payer of its own is assumed")
    return [sourced(Group(group=HOSTS_ABROAD, nation=nation), note) for nation in nations]


def currency_rows(payers: Sequence[str]) -> list[Currency]:
    """Currencies of payers for which the data give an exchange rate."""
    used = dict.fromkeys(_CURRENCIES[payer] for payer in payers if payer in _CURRENCIES)
    return [
        sourced(
            Currency(priced_in=name, rate=fx(name)),
            figure("cost_parameters", "value", parameter=f"FX {name}")[1],
        )
        for name in used
    ]


def payer_row(name: str, abroad: str | None) -> Payer:
    """A nation that pays; `abroad` is the deal that shows it paying for plants in other nations, if it does."""
    month, by_last = _FISCAL_YEARS.get(name, (1, False))
    note = "pays for plants at home; fiscal year from general knowledge, to be confirmed"
    if abroad:
        note = f"{note}; pays abroad as in {abroad} of the deals"
    if name not in _CURRENCIES and name != "United States":
        note = f"{note}; in USD, since the data give no exchange rate of its currency"
    row = Payer(
        payer=name,
        nation=name,
        pays_abroad=abroad is not None,
        priced_in=_CURRENCIES.get(name),
        fiscal_year_month=month,
        fiscal_year_named="by its last year" if by_last else "by its first year",
    )
    return sourced(row, derived(note, _deal(abroad)) if abroad else assumed(note))


def _rule_of(payer: str) -> str | None:
    if payer in _AID_RATES:
        return f"EU investment aid, {payer}"
    return _abroad_rule(payer)


def _abroad_rule(payer: str) -> str | None:
    return _JAPANESE_RULE if payer == "Japan" else None


def _aid_rules(payers: Sequence[str]) -> Iterator[AidRule]:
    """European ceilings of the nations that pay, and the Japanese one. Operating support counts under neither."""
    _, base = law_figure("EU-BASE")
    most, _ = law_figure("EU-BASE-MOST")
    for nation in (payer for payer in payers if payer in _AID_RATES):
        rate, why = _AID_RATES[nation]
        note = f"{rate:.0%} of capital: {why}; band 15 to 30 %; later aid discounted at the rate of the case, 3.5 %"
        outside = rate == 0.15
        rule = AidRule(
            rule=f"EU investment aid, {nation}",
            where=nation,
            rate=rate,
            most=round(most * fx("EUR"), 1) if outside else None,
            reference_rate=0.035,
            no_relocation_within="EU",
        )
        yield sourced(rule, derived(note, base, law_evidence("EE-MAP" if nation == "Estonia" else "EU-A-AREA")))
    if "Japan" in payers:
        half, evidence = law_figure("JP-HALF")
        rule = AidRule(rule=_JAPANESE_RULE, where="any", rate=half / 100.0, reference_rate=0.035)
        yield sourced(rule, evidence.noting("for what Japan pays, at home and abroad; read as half of capital"))


def _statutory(
    lines: Sequence[ExistingLine], moves: Sequence[Move], prices: Deck
) -> Iterator[tuple[Support, Evidence]]:
    """Production credits by law, one offer a good and rate step; each line that makes the good earns it."""
    for good in _made_in("United States", lines, moves):
        yield from _american_credit(good, prices)
    rate, evidence = law_figure("AU-CMPTI")
    note = (
        "from July 2027, counted from 2028; ten years a project reach beyond the horizon; on all own cost, which for a "
        "mine and plant on one site is more than the law counts"
    )
    for good in _made_in("Australia", lines, moves):
        credit = _credit(f"Australian credit {good}", "Australia", good)
        yield credit.model_copy(update={"rate": rate / 100.0, "first_year": 2028}), evidence.noting(note)


def _american_credit(good: str, prices: Deck) -> Iterator[tuple[Support, Evidence]]:
    """Section 45X: a share of own cost and, for oxides, of bought concentrate; bought oxide is credited already."""
    rate, american = law_figure("US-45X-RATE")
    payable = prices[world.HEAVY_FEED].value / (RECOVERY_HEAVY.value * prices[world.HEAVY_OXIDE].value)
    bought = payable * prices[good].value if good in OXIDES else 0.0
    note = f"PS40 of the deals; {american.source}; goods by {law_evidence('US-45X-GOODS').source}"
    if bought:
        note = f"{note}; concentrate bought for it, {payable:.0%} of the oxide's price, counts too"
    else:
        note = f"{note}; oxide bought for it is a credited good itself and does not count again"
    steps: list[tuple[str, int | None, int, float]] = [("to 2030", None, 2030, 1.0)]
    steps += [(str(year), year, year, law_figure(f"US-45X-{year}")[0] / 100.0) for year in (2031, 2032, 2033)]
    for label, first, last, share in steps:
        part = rate / 100.0 * share
        update = {
            "rate": round(part, 6),
            "amount_a_unit": round(usd_per_kg(part * bought, world.UNIT[good]), 9) if bought else None,
            "first_year": first,
            "last_year": last,
        }
        credit = _credit(f"45X {good} {label}", "United States", good).model_copy(update=update)
        yield credit, _deal("PS40").noting(f"{rate:g} % of cost times {share:.0%}; {note}")


def _credit(offer: str, payer: str, good: str) -> Support:
    return Support(offer=offer, instrument="production credit", choice="statutory", payer=payer, who=payer, good=good)


def _made_in(nation: str, lines: Sequence[ExistingLine], moves: Sequence[Move]) -> list[str]:
    """Credited goods that some line or project of a nation can make."""
    made: dict[str, set[str]] = {}
    for row in recipe_rows():
        if row.role != "input":
            made.setdefault(row.recipe, set()).add(row.good)
    used = {line.recipe for line in lines if line.nation == nation}
    used |= {move.recipe for move in moves if move.nation == nation}
    return [good for good in CREDITED if any(good in made.get(recipe, ()) for recipe in used)]


def _menu(place: Place) -> list[Row]:
    """Grant, production support and loan of a payer to the plants of a place, alike for all payers."""
    payer, name, who, rule = place.payer, place.name, place.who, place.rule
    grant = Support(
        offer=f"Grant, {name}", instrument="grant", payer=payer, who=who, rate=1.0, paid_to=_LAST_PAYMENT, aid_rule=rule
    )
    running = Support(
        offer=f"Production support, {name}", instrument="production credit", payer=payer, who=who, rate=1.0
    )
    loan = Support(
        offer=f"Loan, {name}", instrument="soft loan", payer=payer, who=who, rate=_LOAN_INTEREST, aid_rule=rule
    )
    terms = SupportTerm(
        offer=loan.offer, loan_share=_LOAN_SHARE, term=_LOAN_TERM, grace=_LOAN_GRACE, reference_rate=MARKET_INTEREST,
        expected_loss=EXPECTED_LOSS,
    )  # fmt: skip
    words = {
        grant.offer: "up to the whole of capital, paid in the years 0 to 3 after the start; a generic menu",
        running.offer: "up to the whole own cost of what is made, every year; a generic menu; operating support, "
        "which no ceiling on investment aid counts",
        loan.offer: f"{_LOAN_INTEREST:.0%} interest, four points under the market of {MARKET_INTEREST:.0%} (band 6 to "
        "10 %); a generic menu",
    }
    kept = "ten years, three of them without repayment (leads are two to four), up to 60 % of capital (band 40 to 80), "
    kept += f"{EXPECTED_LOSS:.0%} lost (band 0 to 20)"
    offers = [sourced(offer, assumed(words[offer.offer])) for offer in (grant, running, loan)]
    return [*offers, sourced(terms, assumed(kept))]


def move_finance_rows(moves: Iterable[Move]) -> Iterator[MoveFinance]:
    """What each project that is not committed means to its firm: a premium, and what a relocation leaves behind."""
    low, cheap = figure("capex_intensity", "capex_usd_per_kg_y", facility_id="CN-JLMAG")
    high, dear = figure("capex_intensity", "capex_usd_per_kg_y", facility_id="CN-SANHUAN")
    finished = blank_yield().value
    gain = f"a firm moves for {_PREMIUM:.0%} of capital above break-even (band 1 to 3)"
    for move in {move.project: move for move in moves if not move.committed}.values():
        row = MoveFinance(project=move.project, premium=_PREMIUM)
        if move.kind != "relocate":
            yield sourced(row, assumed(f"{gain}; nothing is given up"))
            continue
        worth = {
            "value_forgone_low": 0.0,
            "value_forgone": round(move.capacity * low / finished, 1),
            "value_forgone_high": round(move.capacity * high / finished, 1),
        }
        note = (
            f"{gain}; the plant left in China is worth what another costs there, {low:g} USD per kg of blanks a year "
            f"over {finished:g} finished; high at {high:g}, low nothing where export licences idle it"
        )
        yield sourced(row.model_copy(update=worth), derived(note, cheap, dear))

"""Offers of the Cost run: struck deals, for the projects of this case that stand for them. Nothing is made to measure.

A deal is paid in full if its project is built ("statutory"), and its project gets no generic menu. One that covers
several projects is split by their capital. Deals are those of `inputs.magnets.deals`; the rules of that module say what
a loan, a guarantee or a grant for shares is worth, and their middle is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inputs.magnets import world
from inputs.magnets.deals import CHEAPER, Deal, Kind, Package, loan_years, packages
from inputs.magnets.prices import Deck
from inputs.magnets.recipes import MAKE_HEAVY_MAGNET, MAKE_LIGHT_MAGNET, recipe_rows
from inputs.magnets.sources import Evidence, derived, sourced, usd_per_kg
from inputs.magnets.support import EXPECTED_LOSS, MARKET_INTEREST, currency_rows, payer_row
from models.case import Contract, Move, Payer, Support, SupportTerm
from models.schema import Row

CAMPUS = "10X magnet campus"
MIDDLE = sum(CHEAPER) / 2
"""Interest of struck loans under the market: the middle of the rule, 4.5 points."""
GUARANTEED = CHEAPER[0] / 2
"""Interest that a guarantee saves: the middle between nothing and a loan 4 points under the market."""
_GIFT = 0.5
"""Share of a grant for shares that is a gift: the middle between nothing and its face."""
_SALES_YEARS = 5
_PAYERS = {
    "EU Just Transition Fund / Estonia": "Estonia",
    "Export Development Canada": "Canada",
    "Australia": "Australia",
    "Germany (Euler Hermes)": "Germany",
    "India": "India",
}
"""Payer by the government named in a deal's row; all others are American (federal, state or local)."""
_ABROAD = {"Canada": "PS23", "Germany": "PS32", "India": None}
"""Payers that the Need run lacks or that pay abroad here, with the deal that shows it."""
_ELSEWHERE = {"PS11": 80.0}
"""Part of a deal that is for a plant of another firm, million USD: of the loan for Vulcan, that for ReElement."""
_FLOOR, _FLOOR_SHARE, _FLOOR_YEARS = 110.0, 0.3, 10
_EARNINGS = 140.0


@dataclass(frozen=True)
class Offered:
    """One instrument of a deal as it is offered to one project: its share of the face, million USD."""

    deal: Deal
    kind: Kind
    move: Move
    face: float
    share: float

    @property
    def offer(self) -> str:
        """Name of the offer."""
        return f"{self.deal.id} {self.kind}, {self.move.project}"


def candidates() -> tuple[Package, ...]:
    """Packages that stand beside projects which are not committed."""
    return tuple(package for package in packages() if package.standing == "candidate")


def projects() -> tuple[str, ...]:
    """Projects with a struck deal, which get no generic menu."""
    return tuple(project for package in candidates() for project in package.projects)


def offered(moves: Sequence[Move]) -> Iterator[Offered]:
    """All deals of candidates, by project and instrument; equity at the market price and floors are not among them."""
    first = {move.project: move for move in reversed(moves)}
    for package in candidates():
        capital = {project: first[project].capital_cost for project in package.projects}
        for deal in package.deals:
            faces: dict[Kind, float] = {}
            for part in deal.parts:
                if part.face is not None and part.kind not in ("equity", "price floor", "offtake"):
                    faces[part.kind] = faces.get(part.kind, 0.0) + part.face
            for kind, face in faces.items():
                for project in package.projects:
                    share = capital[project] / sum(capital.values())
                    amount = (face - _ELSEWHERE.get(deal.id, 0.0)) * share
                    yield Offered(deal, kind, first[project], round(amount, 1), share)


def deal_rows(moves: Sequence[Move], prices: Deck) -> list[Row]:
    """Rows of Support, SupportTerm and Contract for all struck deals of candidates."""
    rows: list[Row] = []
    lent: dict[str, float] = {}
    for each in offered(moves):
        rows += _offer(each, lent)
    return [*rows, *_floors(moves, prices)]


def with_payers(rows: Sequence[Row]) -> list[Row]:
    """Rows of the Need run with the further payers of struck deals, and those that pay abroad."""
    known = {row.payer for row in rows if isinstance(row, Payer)}
    kept = [row for row in rows if not (isinstance(row, Payer) and row.payer in _ABROAD)]
    further = currency_rows([payer for payer in _ABROAD if payer not in known])
    return [*kept, *further, *(payer_row(payer, deal) for payer, deal in _ABROAD.items())]


def _offer(each: Offered, lent: dict[str, float]) -> list[Row]:
    """Rows of one instrument; `lent` holds what a project has been lent so far."""
    deal, move = each.deal, each.move
    offer = Support(
        offer=each.offer, instrument="grant", choice="statutory", payer=_PAYERS.get(deal.government, "United States"),
        who=move.project, most=each.face,
    )  # fmt: skip
    ready = move.lead + move.qualification
    match each.kind:
        case "tax credit":
            update = {"instrument": "investment credit", "rate": 1.0, "paid_from": ready}
            words = "at its face, paid out when the plant is ready"
        case "grant for shares":
            update = {"instrument": "equity", "rate": _GIFT}
            words = f"{_GIFT:.0%} of it a gift, the middle between nothing (shares at the market price) and all"
        case "sales incentive":
            amount = each.face / (_SALES_YEARS * move.capacity)
            update = {
                "instrument": "production credit", "most": None, "good": world.LIGHT_MAGNET,
                "amount_a_unit": round(amount, 6), "paid_from": ready, "paid_to": ready + _SALES_YEARS - 1,
            }  # fmt: skip
            words = f"{each.face:g} million USD over {_SALES_YEARS} years of full sales, once the plant is ready"
        case "loan" | "guarantee":
            return _loan(each, offer, lent)
        case _:
            update, words = {}, "at its face, paid in the start year"
    return [sourced(offer.model_copy(update=update), _evidence(each, words))]


def _loan(each: Offered, offer: Support, lent: dict[str, float]) -> list[Row]:
    """A loan or a guarantee and its terms: never more than the capital that earlier loans have left."""
    move, capital = each.move, each.move.capital_cost
    term, grace = loan_years(each.deal.term)
    left = max(0.0, 1.0 - lent.get(move.project, 0.0) / capital)
    lent[move.project] = lent.get(move.project, 0.0) + min(each.face, capital * left)
    loan = each.kind == "loan"
    update = {
        "instrument": "soft loan" if loan else "guarantee",
        "rate": round(MARKET_INTEREST - MIDDLE, 6) if loan else GUARANTEED,
    }
    words = f"{MIDDLE:.1%} under a market of {MARKET_INTEREST:.0%} (rule: 4 to 5 points)"
    if not loan:
        words = f"saves {GUARANTEED:.0%} of interest, the middle between nothing and a loan 4 points under the market"
    kept = f"{term} years, {grace} of them without repayment; {EXPECTED_LOSS:.0%} lost, as in the Need run's menu"
    if each.face > capital * left:
        kept += "; no more is lent and guaranteed together than the capital"
    terms = SupportTerm(
        offer=each.offer, loan_share=round(left, 4), term=term, grace=grace, expected_loss=EXPECTED_LOSS,
        reference_rate=MARKET_INTEREST if loan else None,
    )  # fmt: skip
    row = offer.model_copy(update=update)
    return [sourced(row, _evidence(each, words)), sourced(terms, _evidence(each, kept))]


def _evidence(each: Offered, words: str) -> Evidence:
    """The deal's own source, with the rule in the note; an assumption, since a rule stands between deal and offer."""
    note = f"{each.deal.id} of the deals ({each.deal.status}): {words}; paid in full if the project is built"
    if each.share < 1.0:
        note += f"; {each.share:.0%} of the deal, which is split over its projects by capital"
    if each.deal.id in _ELSEWHERE:
        note += f"; without {_ELSEWHERE[each.deal.id]:g} million for another firm's plant"
    return derived(note, each.deal.evidence)


def _floors(moves: Sequence[Move], prices: Deck) -> Iterator[Contract]:
    """MP's floor on oxide, which its other lines get for the sake of the campus, and the campus's floor on earnings."""
    campus = next(move for move in moves if move.project == CAMPUS)
    deals = {deal.id: deal for package in candidates() for deal in package.deals}
    floor = Contract(
        contract=f"PS01 price floor, {campus.firm}", strike=usd_per_kg(_FLOOR, world.UNIT[world.NDPR_OXIDE]),
        payer="United States", good=world.NDPR_OXIDE, who=campus.firm or "", helps=CAMPUS, years=_FLOOR_YEARS,
        upside_share=_FLOOR_SHARE,
    )  # fmt: skip
    words = (
        f"PS01 of the deals ({deals['PS01'].status}): {_FLOOR:g} USD/kg for {_FLOOR_YEARS} years, {_FLOOR_SHARE:.0%} "
        "of higher prices to the payer; struck in one with the campus, so it begins when that starts"
    )
    yield sourced(floor, derived(words, deals["PS01"].evidence))
    a_unit = _EARNINGS / campus.capacity
    for good, recipe in ((world.LIGHT_MAGNET, MAKE_LIGHT_MAGNET), (world.HEAVY_MAGNET, MAKE_HEAVY_MAGNET)):
        bought = sum(
            row.quantity * usd_per_kg(prices[row.good].value, world.UNIT[row.good])
            for row in recipe_rows()
            if row.role == "input" and row.recipe == recipe
        )
        row = Contract(
            contract=f"PS03 earnings floor {good}, {CAMPUS}", strike=round(bought + campus.unit_cost + a_unit, 4),
            payer="United States", good=good, who=CAMPUS, years=_FLOOR_YEARS,
        )  # fmt: skip
        words = (
            f"PS03 of the deals ({deals['PS03'].status}): earnings before interest, tax and depreciation of "
            f"{_EARNINGS:g} million USD a year at capacity (2 % a year more, as money loses), read as the price at "
            f"which a kg earns {a_unit:g} USD beyond metal and own cost; no take-or-pay"
        )
        yield sourced(row, derived(words, deals["PS03"].evidence))

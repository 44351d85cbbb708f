"""Readings about firms and support that model and audit share: rates, ceilings, fiscal years, who may get what.

Rates of firms and loans are nominal as typed; money of the case is real. A project's payments are counted in years
after its start: age 0 is the end of the start year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from models.case.finance import AidRule, Payer, Support, SupportTerm
from models.case.readings import Line, holds


def real_rate(nominal: float, inflation: float) -> float:
    """Real rate behind a nominal one (FORMULATION H, V33).

    >>> round(real_rate(0.08, 0.02), 6)
    0.058824
    """
    return (1.0 + nominal) / (1.0 + inflation) - 1.0


def annuity_factor(rate: float, years: int) -> float:
    """Value, a year before the first payment, of one unit at the end of each of some years.

    >>> annuity_factor(0.0, 4)
    4.0
    """
    return float(years) if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate


def grant_equivalent(interest: float, market: float, term: int, grace: int, at_end: bool) -> float:
    """Gross grant equivalent of one unit lent: what the cheap interest is worth when it is lent (FORMULATION C.4, V45).

    Interest at the end of each year on what is outstanding in it; repaid in equal parts from the year after `grace` on,
    or all `at_end`. A loan dearer than the market is worth nothing.

    >>> round(100 * grant_equivalent(0.02, 0.06, 5, 0, True), 6)
    16.849455
    """
    parts = 1 if at_end else max(1, term - grace)
    worth, outstanding = 0.0, 1.0
    for year in range(1, term + 1):
        worth += (market - interest) * outstanding * (1.0 + market) ** -year
        if year > term - parts:
            outstanding -= 1.0 / parts
    return max(0.0, worth)


def tiered_ceiling(rule: AidRule, eligible: float) -> float:
    """Most aid to a project of some eligible cost: rate x (A + c2 B + c3 C), each part up to its step (C.5, V16)."""
    first = eligible if rule.step_1 is None else min(eligible, rule.step_1)
    second = eligible if rule.step_2 is None else min(eligible, rule.step_2)
    ceiling = rule.rate * (first + rule.coefficient_2 * (second - first) + rule.coefficient_3 * (eligible - second))
    return ceiling if rule.most is None else min(ceiling, rule.most)


def written_off(years: int, at_once: float = 0.0) -> tuple[float, ...]:
    """Share of capital written off at each age from 1 on: some at once, the rest in equal parts from then on."""
    even = (1.0 - at_once) / years
    return (at_once + even, *[even] * (years - 1))


def fiscal_years(payer: Payer, year: int) -> Mapping[int, float]:
    """Share of a calendar year's payments that falls into each fiscal year, by its name.

    >>> fiscal_years(Payer(payer="US", fiscal_year_month=10, fiscal_year_named="by its last year"), 2030)
    {2030: 0.75, 2031: 0.25}
    """
    month = payer.fiscal_year_month
    if month == 1:
        return {year: 1.0}
    named_later = int(payer.fiscal_year_named == "by its last year")
    before = (month - 1) / 12.0
    return {year - 1 + named_later: before, year + named_later: 1.0 - before}


NOTHING = 1e-9
"""Share of a payment below which it is rounding dust."""


@dataclass(frozen=True)
class Venture:
    """What a firm decides about: a project that is not committed, or lines in operation that may close.

    `lines` by name; `moves` row ids of its sizes, none for lines in operation.
    """

    name: str
    firm: str | None
    nation: str
    lines: tuple[str, ...]
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """What one million of an offer, agreed at the start of a project, brings its firm and costs its payer.

    `paid` by the payer and `kept` by the firm after tax, million by age; `principal` lent at the start; `aid` what
    counts as aid where that is not what is paid: the grant equivalent of a loan or guarantee, at the start. What costs
    its payer nothing brings the firm nothing here.
    """

    paid: Mapping[int, float]
    kept: Mapping[int, float]
    principal: float = 0.0
    aid: float | None = None

    @property
    def equivalent(self) -> Mapping[int, float]:
        """What counts as aid, million by age."""
        return self.paid if self.aid is None else {0: self.aid}

    def pays_by(self, last_age: int) -> bool:
        """Whether anything is paid up to an age."""
        return any(share > NOTHING for age, share in self.paid.items() if age <= last_age)


@dataclass(frozen=True)
class Finance:
    """Money facts of a line's firm: real and nominal cost of capital, borrowing rate, tax rate; inflation of its money,
    and the nominal rate at which payers discount.
    """

    real: float
    nominal: float
    borrowing: float
    tax: float
    inflation: float
    public: float

    def shield(self, years: int, at_once: float = 0.0) -> float:
        """Value at the start of the tax saved by writing off one million, at the nominal rate (C.1)."""
        parts = enumerate(written_off(years, at_once), start=1)
        return self.tax * sum(part * (1.0 + self.nominal) ** -age for age, part in parts)


@dataclass(frozen=True)
class Plant:
    """Facts of one size of a project that schedules depend on: its capital, years written off, tax due by age.

    `tax_due[age]`: tax at full load after depreciation and fixed cost, million real; what a credit can be set against.
    """

    capital: float
    written_off_over: int
    tax_due: Mapping[int, float]


Terms = SupportTerm | None


def taxed(offer: Support, terms: Terms) -> bool:
    """Whether an offer bears tax: as typed, else grants, loans and equity do and credits do not."""
    if terms is not None and terms.taxed is not None:
        return terms.taxed
    return offer.instrument not in ("investment credit", "production credit", "accelerated depreciation")


def face_limit(offer: Support, terms: Terms, capital: float) -> float:
    """Most of an offer to one project, million: a share of its capital, at most the offer's most; inf: no limit."""
    limits = [float("inf") if offer.most is None else offer.most]
    if offer.instrument in ("grant", "investment credit") and offer.rate is not None:
        limits.append(offer.rate * capital)
    if offer.instrument in ("soft loan", "guarantee"):
        limits.append((terms.loan_share if terms is not None else 1.0) * capital)
    if offer.instrument == "accelerated depreciation":
        limits.append(capital)
    return min(limits)


def schedules(offer: Support, terms: Terms, plant: Plant, finance: Finance, last_age: int) -> tuple[Schedule, ...]:
    """The ways in which one million of an offer by project can be paid up to an age; the planner mixes them.

    Equal instalments that would go on after that age are left out: nobody decides here about years not planned.
    """
    ways = _all_schedules(offer, terms, plant, finance)
    whole = offer.instrument == "grant" and terms is not None and terms.equal_instalments
    return tuple(way for way in ways if way.pays_by(last_age) and not (whole and max(way.paid) > last_age))


def _all_schedules(offer: Support, terms: Terms, plant: Plant, finance: Finance) -> tuple[Schedule, ...]:
    match offer.instrument:
        case "soft loan" | "guarantee":
            return (_loan(offer, terms, finance),)
        case "accelerated depreciation":
            return (_accelerated(offer, plant, finance),)
        case "equity":
            gift = offer.rate or 0.0
            return (Schedule({0: gift}, {0: gift * _after_tax(offer, terms, plant, finance)}, 0.0),)
        case "investment credit":
            return (_credit(offer, terms, plant, finance),)
        case _:
            return _grants(offer, terms, plant, finance)


def _after_tax(offer: Support, terms: Terms, plant: Plant, finance: Finance) -> float:
    """What the firm keeps of one million for its plant: a taxed grant lowers what can be written off (C.1)."""
    return 1.0 - finance.shield(plant.written_off_over) if taxed(offer, terms) else 1.0


def _grants(offer: Support, terms: Terms, plant: Plant, finance: Finance) -> tuple[Schedule, ...]:
    ages = range(offer.paid_from, max(offer.paid_from, offer.paid_to or 0) + 1)
    kept = _after_tax(offer, terms, plant, finance)
    if terms is not None and terms.equal_instalments:
        part = 1.0 / len(ages)
        return (Schedule(dict.fromkeys(ages, part), dict.fromkeys(ages, part * kept)),)
    return tuple(Schedule({age: 1.0}, {age: kept}) for age in ages)


def _credit(offer: Support, terms: Terms, plant: Plant, finance: Finance) -> Schedule:
    """An investment credit: at once, or set against tax due, what is left carried forward (C.1)."""
    kept = _after_tax(offer, terms, plant, finance)
    if terms is None or terms.refundable:
        return Schedule({offer.paid_from: 1.0}, {offer.paid_from: kept})
    face = face_limit(offer, terms, plant.capital)
    paid, left = {}, 1.0
    for age in sorted(plant.tax_due):
        if age >= offer.paid_from and left > NOTHING and face > 0.0:
            used = min(left, plant.tax_due[age] / face)
            if used > 0.0:
                paid[age] = used
                left -= used
    return Schedule(paid, {age: kept * used for age, used in paid.items()})


def _accelerated(offer: Support, plant: Plant, finance: Finance) -> Schedule:
    """Tax saved earlier counts its worth at the start: to the firm at its rate, to the payer at the public one."""
    years, at_once = plant.written_off_over, offer.rate or 0.0

    def worth(rate: float) -> float:
        sooner = zip(written_off(years, at_once), written_off(years), strict=True)
        moved = enumerate(sooner, start=1)
        return finance.tax * sum((quick - even) * (1.0 + rate) ** -age for age, (quick, even) in moved)

    return Schedule({0: _clean(worth(finance.public))}, {0: _clean(worth(finance.nominal))})


def _clean(share: float) -> float:
    """A share without rounding dust."""
    return share if abs(share) > NOTHING else 0.0


def _loan(offer: Support, terms: Terms, finance: Finance) -> Schedule:
    """A loan counts its grant equivalent at the start, for the payer at its reference rate and with expected loss."""
    assert terms is not None, "a check asks for the terms of a loan"
    at_end, term = terms.repayment == "at the end", terms.term or 0
    reference = finance.borrowing if terms.reference_rate is None else terms.reference_rate

    def worth(interest: float, market: float) -> float:
        return grant_equivalent(interest, market, term, terms.grace, at_end)

    guarantee = offer.instrument == "guarantee"
    interest = (finance.borrowing - (offer.rate or 0.0)) if guarantee else (offer.rate or 0.0)
    equivalent = worth(interest, finance.borrowing if guarantee else reference)
    cost = terms.expected_loss + (0.0 if guarantee else equivalent)
    after_tax = 1.0 - finance.tax if taxed(offer, terms) else 1.0
    return Schedule(
        {0: cost}, {0: after_tax * worth(interest, finance.borrowing)}, 0.0 if guarantee else 1.0, equivalent
    )


Open = Literal["start", "output"]


def open_in(offer: Support, year: int) -> bool:
    """Whether an offer can be agreed, or a production credit earned, in a year."""
    return holds(offer.first_year, offer.last_year, year)


def offers_by(offers: Mapping[str, Support], kind: Open) -> Iterator[Support]:
    """Offers paid by the start of a project, or by output (production credits)."""
    for offer in offers.values():
        if (offer.instrument == "production credit") == (kind == "output"):
            yield offer


def stands_for(line: Line, who: str) -> bool:
    """Whether a name is that of the line, its project or its firm."""
    project = line.move.project if line.move is not None else None
    return who in ("all", line.name, line.firm, project)

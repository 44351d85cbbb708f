"""What firms decide about, and what it is worth to them: readings of a case that model and audit share (C.0, C.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.case.case import Case
from models.case.finance import AidRule, Contract, MoveFinance, Payer, Support, SupportTerm
from models.case.moves import Move
from models.case.readings import Line
from models.case.setting import Currency, Nation
from models.case.support import (
    Finance,
    Plant,
    Schedule,
    Venture,
    annuity_factor,
    fiscal_years,
    open_in,
    real_rate,
    stands_for,
)

LEAST_KEPT = 1e-9
"""Share of an offer below which it brings its firm nothing."""


@dataclass(frozen=True)
class Required:
    """What a start must bring its firm beyond its own money, million at the start date: value forgone, premium."""

    forgone: float
    premium: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.forgone + self.premium


class Ventures:
    """Ventures of a case and their readings. There are none where no support is decided: firms do as the plan says."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.offers: Mapping[str, Support] = {row.offer: row for row in case[Support]}
        self.contracts: Mapping[str, tuple[Contract, ...]] = _menus(case)
        self.terms: Mapping[str, SupportTerm] = {row.offer: row for row in case[SupportTerm]}
        self.payers: Mapping[str, Payer] = {row.payer: row for row in case[Payer]}
        self.rules: Mapping[str, AidRule] = {row.rule: row for row in case[AidRule]}
        self._money: Mapping[str, MoveFinance] = {row.project: row for row in case[MoveFinance]}
        self._rates = {row.priced_in: row.rate for row in case[Currency]}
        self._tax: Mapping[str, float] = {row.nation: row.tax_rate for row in case[Nation]}
        self.all: Mapping[str, Venture] = {each.name: each for each in self._found()} if self.decide else {}

    @property
    def decide(self) -> bool:
        """Whether firms decide in this case: somebody offers support or a purchase contract."""
        return bool(self.offers or self.contracts)

    def named(self, name: str) -> Support | Contract:
        """An offer by its name, or what the strikes of a contract have in common. Raises KeyError for no such name."""
        return self.offers[name] if name in self.offers else self.contracts[name][0]

    def _found(self) -> Iterator[Venture]:
        by_name: dict[str, list[Line]] = {}
        requalified = [move for move in self.case[Move] if move.kind == "requalify" and not move.committed]
        donors = [self.case.lines[name] for move in requalified for name in self.case.origin_lines(move)]
        changed = {line.capacity_group or line.name for line in donors}
        for line in self.case.lines.values():
            if line.move is not None and not line.move.committed:
                by_name.setdefault(line.move.project, []).append(line)
            elif line.move is None and (line.capacity_group or line.name) not in changed and self._may_close(line):
                by_name.setdefault(line.capacity_group or line.name, []).append(line)
        for name, lines in by_name.items():
            moves = tuple(dict.fromkeys(line.move.row_id for line in lines if line.move is not None))
            yield Venture(name, lines[0].firm, lines[0].nation, tuple(line.name for line in lines), moves)

    def _may_close(self, line: Line) -> bool:
        """Whether a line in operation is for its firm to keep. One that may be requalified is left to that project."""
        return line.nation in self.case.allies and any(row.may_close for row in line.rows)

    def of(self, line: Line) -> Venture | None:
        """The venture to which a line belongs, or None: its firm has nothing to decide."""
        name = line.move.project if line.move is not None else (line.capacity_group or line.name)
        venture = self.all.get(name)
        return venture if venture is not None and line.name in venture.lines else None

    def finance(self, line: Line) -> Finance:
        """Rates of the firm and nation of a line."""
        settings, firm = self.case.settings, self.case.firms.get(line.firm or "")
        typed = firm.cost_of_capital if firm is not None else None
        nominal = settings.cost_of_capital if typed is None else typed
        borrowing = nominal if firm is None or firm.borrowing_rate is None else firm.borrowing_rate
        tax = self._tax.get(line.nation, 0.0)
        public = (1.0 + settings.discount_rate) * (1.0 + settings.inflation) - 1.0
        real = real_rate(nominal, settings.inflation)
        return Finance(real, nominal, borrowing, tax, settings.inflation, public)

    def margin(self, line: Line, year: int) -> float:
        """Margin a unit of main output at expected prices of the line's own market, million (C.1).

        A requalified line counts what it earns over the margin that its old recipe would, if any.
        """
        margin = self._margin(line, year)
        if line.move is not None and line.move.kind == "requalify":
            old = [self.case.lines[name] for name in self.case.origin_lines(line.move)]
            margin -= max(0.0, *(self._margin(donor, year) for donor in old)) if old else 0.0
        return margin

    def buyers_premium(self, line: Line, year: int) -> Mapping[str, float]:
        """What buyers pay above the world price for a unit that a line sells, million by good; none where nothing.

        What its inputs are dearer than the world is taken off the main output, down to nothing: that part its own
        suppliers earn.
        """
        process = self.case.process(line)
        over = {good: self._over_world(good, line.nation, year) for good in process.outputs}
        bought = sum(quantity * self._over_world(good, line.nation, year) for good, quantity in process.inputs.items())
        over[process.main] = max(0.0, over[process.main] - bought)
        return {good: premium for good, premium in over.items() if premium > 0.0}

    def _margin(self, line: Line, year: int) -> float:
        """Outputs less inputs at the prices of its own market, less what the line spends beside them."""
        process = self.case.process(line)
        goods = {good: self.case.price(good, line.nation, year) or 0.0 for good in (*process.outputs, *process.inputs)}
        made = sum(quantity * goods[good] for good, quantity in process.outputs.items())
        bought = sum(quantity * goods[good] for good, quantity in process.inputs.items())
        return made - bought - self.case.own_cost(line, year)

    def _over_world(self, good: str, nation: str, year: int) -> float:
        own, world = self.case.price(good, nation, year), self.case.world_price(good, nation, year)
        return max(0.0, own - world) if own is not None and world is not None else 0.0

    def plant(self, move: Move, position: int) -> Plant:
        """What schedules of support need to know of a project's size started at a position of the horizon."""
        money = self._money.get(move.project)
        years = money.depreciation_years if money is not None and money.depreciation_years else move.life
        return Plant(move.capital_cost, years, self._tax_due(move, years, position))

    def _tax_due(self, move: Move, years: int, position: int) -> dict[int, float]:
        """Tax at full load after fixed cost and depreciation, million by age; nothing is carried over from losses."""
        case, lines = self.case, self.lines_of(move)
        finance = self.finance(lines[0])
        due = {}
        for age in range(case.ready_after(move), case.settings.years - position):
            year = case.settings.first_year + position + age
            earned = max(self.margin(line, year) for line in lines) * move.capacity * case.ramp(move, age)
            allowed = move.capital_cost / years * (1.0 + finance.inflation) ** -age if 1 <= age <= years else 0.0
            due[age] = max(0.0, finance.tax * (earned - move.fixed_cost - allowed))
        return due

    def required(self, move: Move) -> Required:
        """What the start of a project must bring beyond its own cost, million at the start date (C.1)."""
        money = self._money.get(move.project)
        if money is None:
            return Required(0.0, 0.0)
        firm = self.case.firms.get(move.firm or "")
        times = firm.sole_source if firm is not None else 1.0
        return Required(money.value_forgone, money.premium * times * move.capital_cost)

    def unsupported(self, move: Move, position: int) -> float:
        """Value to its firm of a project at full load without support, million at the end of its start year.

        `position` of the start year in the horizon. A line that loses money on a unit need not run.
        """
        return self._worth(move, position, 0.0)

    def needed_at_full_load(self, move: Move, position: int) -> float:
        """Support with which a project that runs full just pays, million at the end of its start year (firm's rate).

        Losses on every unit are carried to the end of the horizon; after it the plant goes on only if it earns.
        """
        return max(0.0, self.required(move).total - self._worth(move, position, -float("inf")))

    def _worth(self, move: Move, position: int, least: float) -> float:
        """Value of a project at full load with the best of its recipes, whose margin counts no less than `least`."""
        lines = self.lines_of(move)
        finance = self.finance(lines[0])
        worth = -self.outlay(move)
        for age in range(self.case.settings.years - position):
            year = self.case.settings.first_year + position + age
            ramp = self.case.ramp(move, age)
            earned = max(least, *(self.margin(line, year) for line in lines)) * move.capacity * ramp
            running = (1.0 - finance.tax) * (earned - (move.fixed_cost if ramp > 0 else 0.0))
            worth += running * (1.0 + finance.real) ** -age
        best = max(self.margin(line, self.case.settings.last_year) for line in lines) * move.capacity - move.fixed_cost
        years = self.years_after(move, position)
        later = max(0.0, best) * (1.0 - finance.tax) * annuity_factor(finance.real, years)
        return worth + later * (1.0 + finance.real) ** -(self.case.settings.years - 1 - position)

    def outlay(self, move: Move) -> float:
        """What a firm spends to start, million after tax: capital less the tax that writing it off saves, closing."""
        line = self.lines_of(move)[0]
        finance = self.finance(line)
        closing = line.condition.closure_cost if line.condition is not None and self.case.donor(line) else 0.0
        shield = finance.shield(self.plant(move, 0).written_off_over)
        return move.capital_cost * (1.0 - shield) + (1.0 - finance.tax) * closing

    def most_of(self, offer: Support, move: Move, ways: Sequence[Schedule], last_age: int) -> float:
        """Most of an offer that a project could ever need, million: a bound where the offer has none.

        All it asks and spends, and in every year the worst margin with all outputs discarded, over what the firm keeps
        of one million up to `last_age`; as often as a clawback asks it back in parts, for staying may need it whole.
        """
        lines = self.lines_of(move)
        finance, years = self.finance(lines[0]), self.case.settings.years
        worst = max(
            0.0, *(-self.margin(line, year) + self.discards(line, year) for line in lines for year in self.case.years)
        )
        lost = (1.0 - finance.tax) * (move.fixed_cost + worst * move.capacity) * years
        terms = self.terms.get(offer.offer)
        parts = terms.obligation_years or 0 if terms is not None else 0
        staying = parts * (self.gain_from_leaving(self.all[move.project]) + lost)
        kept = [
            sum(part * (1.0 + finance.real) ** -age for age, part in way.kept.items() if age <= last_age)
            for way in ways
        ]
        useful = [each for each in kept if each > LEAST_KEPT]
        return max(self.required(move).total + self.outlay(move) + lost, staying) / min(useful) if useful else 0.0

    def discards(self, line: Line, year: int) -> float:
        """What a unit of main output costs more where all that it makes is discarded instead of sold, million."""
        process = self.case.process(line)
        return sum(
            process.outputs[good] * ((self.case.price(good, line.nation, year) or 0.0) + disposal)
            for good, disposal in process.disposal.items()
        )

    def lines_of(self, move: Move) -> tuple[Line, ...]:
        """The candidate lines of a move: one for each recipe that its plant may run."""
        return self._candidates[move.row_id]

    @cached_property
    def _candidates(self) -> Mapping[str, tuple[Line, ...]]:
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.case.lines.values():
            if line.move is not None:
                found[line.move.row_id] = (*found.get(line.move.row_id, ()), line)
        return found

    def gain_from_leaving(self, venture: Venture) -> float:
        """What a firm would gain by leaving in any year, million."""
        money = self._money.get(venture.name)
        return money.gain_from_leaving if money is not None else 0.0

    def share_to_pay_back(self, offer: Support, ran: int) -> float:
        """Share of an offer that a firm pays back if it leaves some years after the start (V40)."""
        terms = self.terms.get(offer.offer)
        years = terms.obligation_years if terms is not None else None
        return max(0.0, 1.0 - ran / years) if years else 0.0

    def may_receive(self, offer: Support | Contract, line: Line) -> bool:
        """Whether a line, or the project it belongs to, may receive an offer.

        Never where it is adverse; a committed project gets only production credits that all get; outside the payer's
        nation only from a payer that pays abroad; and only where the offer names it, its firm, nation or a group of its
        nation, and its good.
        """
        payer = self.payers.get(offer.payer)
        if payer is None or self.case.adverse(line) or (_is_committed(line) and not _is_for_all(offer)):
            return False
        abroad = payer.nation is None if payer.pays_abroad is None else payer.pays_abroad
        if line.nation != payer.nation and not abroad:
            return False
        if offer.good is not None and offer.good not in self.case.process(line).outputs:
            return False
        named = stands_for(line, offer.who)
        inside = any(line.nation in self.case.membership.members(offer.who, year) for year in self.case.years)
        return (named or inside) and not self._moves_inside(offer, line)

    def _moves_inside(self, offer: Support | Contract, line: Line) -> bool:
        """Whether the aid rule of an offer bars it because the plant only moves inside a group (C.5)."""
        rule = self.rules.get(offer.aid_rule or "")
        donor = self.case.donor(line)
        if rule is None or rule.no_relocation_within is None or donor is None:
            return False
        inside = self.case.membership.members(rule.no_relocation_within, self.case.settings.first_year)
        return line.nation in inside and any(self.case.lines[name].nation in inside for name in donor.lines)

    def rule_of(self, offer: Support | Contract, line: Line) -> AidRule | None:
        """The aid rule that counts an offer to a line, or None."""
        rule = self.rules.get(offer.aid_rule or "")
        if rule is None:
            return None
        year = self.case.settings.first_year
        return rule if line.nation in self.case.membership.members(rule.where, year) else None

    def credit_a_unit(self, offer: Support, line: Line, year: int) -> float:
        """Most production credit for a unit of main output in a year, million: an amount, a share of cost, or both."""
        if not open_in(offer, year):
            return 0.0
        made = self.case.process(line).outputs
        amount = (offer.amount_a_unit or 0.0) * (made.get(offer.good, 0.0) if offer.good is not None else 0.0)
        return amount + (offer.rate or 0.0) * self.case.own_cost(line, year)

    def payer_rank(self, payer: str, host: str, home: str | None) -> int:
        """Place of a payer among those of a project, for ties: host, the firm's home, order of the sheet, last ones."""
        row = self.payers[payer]
        order = list(self.payers).index(payer)
        first = 0 if row.nation == host else 1 if row.nation is not None and row.nation == home else 2 + order
        return first + (2 + len(self.payers) if row.pays_last else 0)

    def lends(self, offer: str) -> bool:
        """Whether an offer lends money, so that a budget may charge what is lent instead of what it is worth."""
        return offer in self.offers and self.offers[offer].instrument == "soft loan"

    def fiscal_share(self, payer: str, year: int, fiscal_year: int) -> float:
        """Share of a calendar year's payments that falls into a fiscal year of a payer."""
        return fiscal_years(self.payers[payer], year).get(fiscal_year, 0.0)

    def nominal(self, payer: str, year: int) -> float:
        """Million of a payer's currency in money of a year for one million of base-year money of Settings."""
        row, settings = self.payers[payer], self.case.settings
        inflation = settings.inflation if row.inflation is None else row.inflation
        return (1.0 + inflation) ** (year - settings.base_year) / self._rates.get(row.priced_in or "", 1.0)

    def years_after(self, move: Move, start_position: int) -> int:
        """Years that a project started at a position of the horizon still runs after the last year planned."""
        end = start_position + self.case.ready_after(move) + move.life
        return max(0, end - self.case.settings.years)


def _is_committed(line: Line) -> bool:
    return line.move is not None and line.move.committed


def _is_for_all(offer: Support | Contract) -> bool:
    return isinstance(offer, Support) and offer.instrument == "production credit" and offer.choice != "tailored"


def _menus(case: Case) -> dict[str, tuple[Contract, ...]]:
    """Rows of Contracts by contract, lowest strike first."""
    found: dict[str, list[Contract]] = {}
    for row in case[Contract]:
        found.setdefault(row.contract, []).append(row)
    return {name: tuple(sorted(rows, key=lambda row: row.strike)) for name, rows in found.items()}

"""Checks of what projects mean to their firms: Firms, Move finances, prices and taxes, what a project is worth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from models.case import (
    AidRule,
    Budget,
    Case,
    Firm,
    Good,
    Line,
    Move,
    MoveFinance,
    Nation,
    Payer,
    Support,
    SupportTerm,
)
from models.case.offtake import Offtake
from models.case.support import Venture
from models.case.ventures import Ventures
from models.checks.offered import OFFERS
from models.checks.possible import start_years
from models.checks.reach import reachable
from models.checks.say import all_of, as_typed, error, figure, no_effect, quoted, share, warning
from models.checks.settings import missing_prices, unpriced
from models.schema import Issue, Row, Unit, column_of

ESTIMATES: tuple[tuple[type[Row], tuple[str, str, str]], ...] = (
    (MoveFinance, ("value_forgone_low", "value_forgone", "value_forgone_high")),
    (Firm, ("cost_of_capital_low", "cost_of_capital", "cost_of_capital_high")),
)
"""Figures typed low, base and high."""
LEAST_SOLD = 0.1
"""Capital that the sales of a whole life at full load should pay at least; far below it, a figure has slipped."""
DIGITS = 9
"""Digits of a million to which values are compared; of equal ones the earliest start is named."""


def estimates(case: Case) -> Iterator[Issue]:
    """Low above base, or base above high."""
    for sheet, fields in ESTIMATES:
        for row in case[sheet]:
            typed = [(field, getattr(row, field)) for field in fields if getattr(row, field) is not None]
            for (lower, low), (higher, high) in pairwise(typed):
                if low > high:
                    first, second = (column_of(sheet, name).header for name in (lower, higher))
                    shown, least = (_figure(case, row, name, value) for name, value in ((higher, high), (lower, low)))
                    yield error(
                        "E215", row, higher, shown, f"{least} or more, as {first}", f"Correct {first} or {second}."
                    )


def _figure(case: Case, row: Row, field: str, value: float) -> str:
    is_share = column_of(type(row), field).unit is Unit.SHARE
    return share(value) if is_share else figure(as_typed(case, row, value))


def stored(case: Case) -> Iterator[Issue]:
    """Goods that may be kept and that firms are paid for making: what goes into store counts as sold."""
    ventures = Ventures(case)
    lines = [case.lines[name] for venture in ventures.all.values() for name in venture.lines]
    made = {good for line in lines for good in case.process(line).outputs}
    for row in case[Good]:
        if row.storable and row.good in made:
            expected = "no: what is put into store counts as sold, so a plan may fill a store to make a project pay"
            mend = "If stocks of it do not matter, type no; else look at stock left at the end of a plan."
            yield warning("W518", row, "storable", "yes", expected, mend)


def decided_already(case: Case) -> Iterator[Issue]:
    """What a project means to its firm, where that is decided."""
    committed = {move.project for move in case[Move] if move.committed}
    for row in case[MoveFinance]:
        if row.project in committed and Ventures(case).decide:
            why = "the project is committed, so nothing is left to decide"
            yield no_effect(row, "project", quoted([row.project]), why, "Delete the row, or uncommit the project.")


def nothing_to_support(case: Case) -> Iterator[Issue]:
    """Sheets about support that change nothing: nothing on offer, or nobody who could decide or earn anything."""
    filled = [sheet for sheet in (MoveFinance, SupportTerm, AidRule, Payer, Budget) if case[sheet]]
    ventures = Ventures(case)
    if not ventures.decide:
        for sheet in filled:
            found = f"{_rows(len(case[sheet]))}, and nothing on Support or Contracts"
            mend = (
                "Add offers on Support or Contracts, or leave these rows for later: as it stands firms do as the plan "
                "says."
            )
            yield warning("W506", sheet, None, found, "an offer on Support or Contracts, or no rows", mend)
    elif not ventures.all:
        of_output = any(offer.instrument == "production credit" for offer in case[Support])
        for offers in (each for each in OFFERS if case[each] and not (each is Support and of_output)):
            found = f"{_rows(len(case[offers]))}, while no project is left to decide and no line may close"
            mend = "Add a project that is not committed, or run with --without support."
            yield warning("W506", offers, None, found, "somebody who could be moved by an offer", mend)


def _rows(count: int) -> str:
    return f"{count} row{'s' if count > 1 else ''}"


def _lines(case: Case, venture: Venture) -> list[Line]:
    return [case.lines[name] for name in venture.lines]


def prices(case: Case) -> Iterator[Issue]:
    """A good without a price where a firm needs it to know what a project or a line that may close earns."""
    if case.settings.valuation == "selling price":
        return
    lines = [line for venture in Ventures(case).all.values() for line in _lines(case, venture)]
    why = "a price there every year: where support is on offer, a firm moves only if it pays"
    mend = "Add a row for the nation, for one of its groups, or for the world; or run with --without support."
    yield from missing_prices(case, lines, why, mend)


def values(case: Case) -> Iterator[Issue]:
    """Projects that nobody may support, that can never open, that sell next to nothing, or that earn too much."""
    ventures = Ventures(case)
    reached = {line.move.project for offer in case[Support] for line in reachable(ventures, offer) if line.move}
    reached |= {deal.venture.name for deal in Offtake(ventures).deals}
    for venture in ventures.all.values():
        if venture.moves and not unpriced(case, _lines(case, venture)):
            sizes = [move for move in case[Move] if move.row_id in venture.moves and start_years(case, move)]
            for move in sizes:
                yield from _too_good(ventures, move)
                yield from _too_small(case, move)
            if sizes and venture.name not in reached:
                yield _alone(ventures, sizes)


def _worth(ventures: Ventures, move: Move) -> float:
    """Value to its firm at the earliest start, full load, without support."""
    case = ventures.case
    return ventures.unsupported(move, start_years(case, move)[0] - case.settings.first_year)


def _too_good(ventures: Ventures, move: Move) -> Iterator[Issue]:
    worth, year = _worth(ventures, move), start_years(ventures.case, move)[0]
    if worth <= move.capital_cost or move.capital_cost == 0:
        return
    money = f"million {ventures.case.settings.currency}"
    found = (
        f"{quoted([move.row_id])}, capital of {figure(move.capital_cost)} {money}: started in {year} and at full load "
        f"without support, it is worth {figure(worth)} {money} to its firm beyond what it costs"
    )
    expected = "a project worth less than its capital: such a firm would have built already"
    mend = (
        "Look at the inputs of its recipe, at the prices of what it makes and uses, and at its unit cost; if they are "
        "right, leave it."
    )
    yield warning("W516", move, "capital_cost", found, expected, mend)


def _too_small(case: Case, move: Move) -> Iterator[Issue]:
    """A project whose sales of a whole life, inputs and tax not taken off, pay next to nothing of its capital."""
    sold = _sold_in_life(case, move)
    if sold >= LEAST_SOLD * move.capital_cost:
        return
    money = f"million {case.settings.currency}"
    found = (
        f"{quoted([move.row_id])}: full output for {move.life} year{'s' if move.life > 1 else ''} sells for "
        f"{figure(sold)} {money}; capital is {figure(move.capital_cost)} {money}"
    )
    unit = case.goods[case.processes[move.recipe].main].unit
    mend = (
        f"Look at the unit of the capacity (the good is counted in {unit}) and at the price; thousands are easily lost."
    )
    yield warning("W520", move, "capacity", found, "a plant whose sales pay at least for a part of it", mend)


def _sold_in_life(case: Case, move: Move) -> float:
    """Sales at full load over its life, million, not discounted, by the better of its recipes.

    It starts as early as it can; after the last year planned, prices stay as in that year.
    """
    first, last = start_years(case, move)[0] + case.ready_after(move), case.settings.last_year
    years = [min(year, last) for year in range(first, first + move.life)]
    outputs = [
        case.process(line).outputs
        for line in case.lines.values()
        if line.move is not None and line.move.row_id == move.row_id
    ]
    return max(
        sum(
            quantity * move.capacity * (case.price(good, move.nation, year) or 0.0)
            for good, quantity in made.items()
            for year in years
        )
        for made in outputs
    )


def nothing_forgone(case: Case) -> Iterator[Issue]:
    """Relocations that close an existing line, where the firm gives up nothing for it."""
    if not Ventures(case).decide:
        return
    typed = {row.project for row in case[MoveFinance] if row.value_forgone > 0.0}
    closing: dict[tuple[str, str], Move] = {}
    for line in case.lines.values():
        move, donor = line.move, case.donor(line)
        if move is None or donor is None or move.committed or donor.share == 0.0 or move.project in typed:
            continue
        closing.setdefault((move.project, move.moves_from or ""), move)
    for (_, closed), move in closing.items():
        found = f"closes {quoted([closed])}, and gives up nothing"
        expected = "what the firm gives up by closing it, as Value forgone on Move finances"
        mend = "Type on Move finances what the firm gives up by closing it, if that earns anything."
        yield warning("W521", move, "moves_from", found, expected, mend)


def _alone(ventures: Ventures, sizes: list[Move]) -> Issue:
    """A project that no offer may reach: it starts only if it pays by itself."""
    case = ventures.case
    best, move, year = max(
        (
            (ventures.unsupported(move, year - case.settings.first_year) - ventures.required(move).total, move, year)
            for move in sizes
            for year in start_years(case, move)
        ),
        key=lambda each: round(each[0], DIGITS),
    )
    asks, worth = ventures.required(move).total, best + ventures.required(move).total
    money = f"million {case.settings.currency}"
    found = (
        f"{quoted([move.project])}, which nothing on Support or Contracts may reach; at full load and by itself it is "
        f"worth {figure(worth)} {money} to its firm, started in {year}"
    )
    if best < 0:
        expected = f"{figure(asks)} {money} or more, what its firm asks: as it stands it can never start"
        mend = "Add an offer for it on Support or Contracts, or correct prices, costs, or its row on Move finances."
        return warning("W515", move, "project", found, expected, mend)
    mend = "Nothing to do if nobody shall support it: it may start where it pays by itself."
    return warning("W514", move, "project", found, "an offer on Support or Contracts that may reach it", mend)


def taxes(case: Case) -> Iterator[Issue]:
    """Nations without a tax on profits, where offers or contracts may reach a project."""
    ventures = Ventures(case)
    touched: dict[str, dict[str, None]] = {}
    for offer in case[Support]:
        for line in reachable(ventures, offer):
            if ventures.of(line) is not None:
                touched.setdefault(line.nation, {})[offer.offer] = None
    for deal in Offtake(ventures).deals:
        touched.setdefault(deal.venture.nation, {})[deal.terms.contract] = None
    for nation in case[Nation]:
        if nation.tax_rate == 0 and nation.nation in touched:
            offers = all_of(list(touched[nation.nation]))
            found = f"0% in {quoted([nation.nation])}, where projects may receive {offers}"
            mend = (
                "Type the rate: without it a firm keeps all that it earns, and a credit against tax due or faster "
                "depreciation is worth nothing. If profits are not taxed there, leave it."
            )
            yield warning("W517", nation, "tax_rate", found, "the rate at which profits are taxed there", mend)

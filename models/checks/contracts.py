"""Checks of Contracts: strikes in order, rows alike, who may sign, volumes, market prices to compare strikes with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.case import Case, Contract, Line, Move, Support
from models.case.offtake import Deal, Offtake
from models.case.ventures import Ventures
from models.checks.reach import Wanted, conditions, left_out, never_abroad
from models.checks.say import all_of, as_typed, error, figure, quoted, share, warning, years_text
from models.checks.slips import per_base_unit
from models.schema import MEASURES, SHARED_COLUMNS, Column, Issue, Unit, column_of, columns

SIGNED = Wanted(
    "a contract that somebody may sign",
    "Correct it in every row of the contract, or what stands behind it, or delete the contract; a line in operation "
    "can sign only if it may close (Existing lines).",
)
HELPING = Wanted(
    "a contract that somebody may sign",
    "Correct it in every row of the contract, or what stands behind it, or delete the contract.",
)
SLIP = 100.0
"""Times a strike may be above every market price, or below: what is guaranteed is never so far from the market."""
ROUNDING = 1e-9
"""Share by which a volume may be above another that is meant to be the same."""


def _contracts(case: Case) -> list[list[Contract]]:
    """Rows of each contract in the order of the sheet."""
    found: dict[str, list[Contract]] = {}
    for row in case[Contract]:
        found.setdefault(row.contract, []).append(row)
    return list(found.values())


def _price(case: Case, row: Contract, held: float) -> str:
    """A price of the contract's good as it is typed in the row, with its unit."""
    measure = MEASURES[case.goods[row.good].unit]
    typed = per_base_unit(measure, as_typed(case, row, held))
    return f"{figure(typed)} {row.priced_in or case.settings.currency} per {measure.base}"


def strikes_in_order(case: Case) -> Iterator[Issue]:
    """A strike below that of the row before it."""
    for rows in _contracts(case):
        for before, row in pairwise(rows):
            if row.strike < before.strike and row.good == before.good:
                least = _price(case, row, before.strike)
                found = f"{_price(case, row, row.strike)}, in a row below {least}"
                expected = f"more than {least}: of one contract the lowest strike comes first"
                mend = "Sort the rows of the contract by Strike, lowest first."
                yield error("E517", row, "strike", found, expected, mend)


def rows_alike(case: Case) -> Iterator[Issue]:
    """Rows of one contract that differ in more than the strike."""
    compared = [each for each in columns(Contract) if each.name not in ("strike", *SHARED_COLUMNS)]
    for first, *others in _contracts(case):
        for row in others:
            column = next((each for each in compared if getattr(row, each.name) != getattr(first, each.name)), None)
            if column is not None:
                own, firsts = (_cell(column, getattr(one, column.name)) for one in (row, first))
                expected = f"{firsts}, as in the first row of {quoted([row.contract])}: its rows differ in Strike alone"
                mend = "Type the same in every row of the contract, or give this row a contract name of its own."
                yield error("E518", row, column.name, own, expected, mend)


def _cell(column: Column, value: object) -> str:
    """What stands in a cell, in words; a column of prices is not among them."""
    if value is None:
        return "blank"
    if isinstance(value, str):
        return quoted([value])
    assert isinstance(value, int | float), "the columns of Contracts hold names, figures and nothing else"
    return share(value) if column.unit is Unit.SHARE else figure(value)


def shared_names(case: Case) -> Iterator[Issue]:
    """A contract named like an offer: payments and budgets are told by that name."""
    offers = {row.offer for row in case[Support]}
    for row, *_ in _contracts(case):
        if row.contract in offers:
            expected = "a name that no offer on Support has"
            yield error("E301", row, "contract", quoted([row.contract]), expected, "Rename the contract or the offer.")


def nobody(case: Case) -> Iterator[Issue]:
    """Contracts that nobody may sign, with the condition that leaves nobody."""
    ventures = Ventures(case)
    signed = {deal.terms.contract for deal in Offtake(ventures).deals}
    for terms, *_ in ventures.contracts.values():
        if terms.contract in signed or never_abroad(ventures.payers[terms.payer]):
            continue
        if terms.helps is not None:
            yield from _nobody_helped(ventures, terms, terms.helps)
        else:
            asked = [case.lines[name] for venture in ventures.all.values() for name in venture.lines]
            own = "no project still to be decided and for no line that may close"
            if asked:
                yield from left_out(terms, asked, conditions(ventures, terms, own), SIGNED)


def _nobody_helped(ventures: Ventures, terms: Contract, project: str) -> Iterator[Issue]:
    """Why a contract that helps a project buys from no other line of its firm."""
    case, venture = ventures.case, ventures.all.get(project)
    what = "the contract buys from the other lines of its firm"
    if venture is None:
        expected = f"a project still to be decided, for whose sake {what}"
        mend = "Name another project, or clear the cell in every row of the contract."
        yield error("E515", terms, "helps", f"{quoted([project])}, which is committed", expected, mend)
    elif venture.firm is None:
        row = next(move for move in case[Move] if move.project == project)
        found = f"{quoted([project])}, whose firm is not named"
        mend = f"Name its firm on {row.sheet}, or name another project."
        yield error("E515", terms, "helps", found, f"a project whose firm is named, for {what}", mend)
    else:
        others = [line for line in case.lines.values() if line.firm == venture.firm and line.name not in venture.lines]
        others = [line for line in others if line.move is None or not line.move.committed]
        firm, good = quoted([venture.firm]), quoted([terms.good])
        if not any(terms.good in case.process(line).outputs for line in others):
            found = f"{quoted([project])}, whose firm {firm} has no other line that makes {good}"
            expected = f"a project whose firm has one, for {what}"
            mend = "Clear the cell in every row of the contract if what the project makes is meant; else correct it."
            yield error("E515", terms, "helps", found, expected, mend)
        else:
            own = f"none of the other lines of {firm}"
            yield from left_out(terms, others, conditions(ventures, terms, own), HELPING)


def _deals(case: Case) -> Iterator[tuple[Offtake, list[Deal]]]:
    """Deals of each contract that somebody may sign."""
    offtake = Offtake(Ventures(case))
    found: dict[str, list[Deal]] = {}
    for deal in offtake.deals:
        found.setdefault(deal.terms.contract, []).append(deal)
    yield from ((offtake, deals) for deals in found.values())


def _lines(case: Case, deals: Sequence[Deal]) -> list[tuple[Deal, Line]]:
    return [(deal, case.lines[name]) for deal in deals for name in deal.lines]


def volumes(case: Case) -> Iterator[Issue]:
    """More asked of a full plant than is bought of it; volumes asked where lines share a capacity."""
    for offtake, deals in _deals(case):
        yield from _least(case, offtake, deals)
        yield from _shared(case, deals)


def _least(case: Case, offtake: Offtake, deals: Sequence[Deal]) -> Iterator[Issue]:
    terms, bought = deals[0].terms, {}
    for deal, line in _lines(case, deals):
        full = line.move.capacity if line.move is not None else max(map(line.capacity, case.years))
        bought[line.site] = offtake.part(deal, line) * full
    name, most = max(bought.items(), key=lambda each: each[1])
    if terms.least > most * (1.0 + ROUNDING):
        unit = case.goods[terms.good].unit
        found = f"{figure(terms.least)} {unit} a year"
        expected = f"at most {figure(most)} {unit} a year, all that it buys of the largest plant, {quoted([name])}"
        mend = "Lower Least in every row of the contract, or raise Most, Share of output or the capacity."
        yield error("E519", terms, "least", found, expected, mend)


def _shared(case: Case, deals: Sequence[Deal]) -> Iterator[Issue]:
    terms, lines = deals[0].terms, [line for _, line in _lines(case, deals)]
    sites = [line.site for line in lines]
    changed = {name for move in case[Move] if move.kind == "requalify" for name in case.origin_lines(move)}
    shared = [
        line.name
        for line in lines
        if line.capacity_group is not None
        or sites.count(line.site) > 1
        or line.name in changed
        or (line.move is not None and line.move.kind == "requalify")
    ]
    for field in ("least", "take_or_pay"):
        asked = getattr(terms, field)
        if asked > 0 and shared:
            each = "share their capacity" if len(shared) > 1 else "shares its capacity"
            found = f"{_cell(column_of(Contract, field), asked)}, while {all_of(shared)} {each} with other lines"
            expected = "blank: what a line of a group, or one that may be requalified, could deliver cannot be told"
            mend = "Clear the cell in every row of the contract, or let it buy from lines with a capacity of their own."
            yield error("E520", terms, field, found, expected, mend)


def prices(case: Case) -> Iterator[Issue]:
    """No market price to compare a strike with; where firms need the price themselves, `firms.prices` tells it."""
    ventures = Ventures(case)
    for offtake, deals in _deals(case):
        terms, lines = deals[0].terms, [line for _, line in _lines(case, deals)]
        if terms.reference == "world":
            yield from _unpriced(case, offtake, terms, lines[0])
        elif case.settings.valuation != "selling price":
            untold = {line.nation: line for line in lines if ventures.of(line) is None}
            for line in untold.values():
                yield from _unpriced(case, offtake, terms, line)


def _unpriced(case: Case, offtake: Offtake, terms: Contract, line: Line) -> Iterator[Issue]:
    missing: dict[str | None, list[int]] = {}
    for year in case.years:
        known = offtake.prices(terms, line, year)
        for path in case.price_paths:
            if path not in known:
                missing.setdefault(path, []).append(year)
    if not missing:
        return
    years = years_text({year for each in missing.values() for year in each})
    paths = [path for path in case.price_paths if path is not None and path in missing]
    on = f" on {all_of(paths)}" if paths else ""
    where = "for the world" if terms.reference == "world" else f"in {quoted([line.nation])}"
    found = f"no price of {quoted([terms.good])} {where}{on} in {years}"
    expected = "a market price on every price path in every year: the contract pays what the strike is above it"
    mend = "Add a row for the nation, for one of its groups, or for the world on Prices."
    if terms.reference == "world":
        mend = 'Add a row for the world on Prices, or choose "its market" in every row of the contract.'
    yield error("E201", terms, "reference", found, expected, mend)


def strikes(case: Case) -> Iterator[Issue]:
    """Strikes so far from every market price that a unit has slipped, and contracts that never pay."""
    for offtake, deals in _deals(case):
        pairs, terms = _lines(case, deals), deals[0].terms
        market = [price for _, line in pairs for y in case.years for price in offtake.prices(terms, line, y).values()]
        if not market or min(market) <= 0:
            continue
        slipped = list(_slips(case, deals[0].rows, min(market), max(market)))
        yield from slipped
        highest = deals[0].rows[-1]
        pays = any(
            offtake.strike(highest, year) > price
            for _, line in pairs
            for year in case.years
            for price in offtake.prices(terms, line, year).values()
        )
        if not slipped and not pays and terms.take_or_pay == 0:
            yield _never_pays(case, highest, min(market))


def _slips(case: Case, rows: Sequence[Contract], low: float, high: float) -> Iterator[Issue]:
    for row in rows:
        if low / SLIP < row.strike < SLIP * high:
            continue
        dear = row.strike > high
        times = (
            f"{figure(row.strike / high)} times the highest" if dear else f"1/{figure(low / row.strike)} of the lowest"
        )
        near = _price(case, row, high if dear else low)
        found = f"{_price(case, row, row.strike)}, {times} market price"
        mend = "If you mean it, leave it; if the unit or a digit slipped, here or on Prices, correct it."
        yield warning("W214", row, "strike", found, f"a strike nearer to {near}", mend)


def _never_pays(case: Case, highest: Contract, low: float) -> Issue:
    strike, least = (_price(case, highest, held) for held in (highest.strike, low))
    found = f"{strike}, the highest strike, while the lowest market price is {least}"
    what = "never pays" if highest.upside_share == 0 else "only takes from its firm, so that nobody signs it"
    expected = f"a strike above some market price: as it stands the contract {what}"
    mend = "Raise the strike, correct the prices, or delete the contract."
    return warning("W522", highest, "strike", found, expected, mend)

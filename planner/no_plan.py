"""What is said where no plan exists because of budgets, aid rules or firms: what would have to give, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor, isclose, log10

from models.case import AidRule, Budget, Case, Contract, ExistingLine, Move, Payer, Support
from models.checks.say import MOST_NAMED, all_of, figure
from models.diagnosis import BudgetFactor, Diagnosis, OverCeiling, Unpaid
from models.schema import Row
from planner.report.words import first_capital, listed
from planner.workbook.reader import Reading

Cell = Callable[[type[Row], str, str], str]
"""The cell of a field in brackets, after a blank; nothing where the workbook is not known."""


def cells_of(reading: Reading | None) -> Cell:
    """How cells of a workbook are named in a sentence."""

    def named(row: type[Row], row_id: str, field: str) -> str:
        return f" ({reading.places.spot(row, row_id, field)})" if reading is not None else ""

    return named


def support_words(diagnosis: Diagnosis, case: Case, cell: Cell) -> Iterator[str]:
    """Lines about budgets, aid rules and firms, each indented; none where they do not stand in the way."""
    if diagnosis.ceilings:
        together = diagnosis.factor is not None
        yield f"  {_TOGETHER if together else _RULES}"
        yield from (f"  {_over_ceiling(over, case, cell)}" for over in diagnosis.ceilings)
        yield f"  {how_little(diagnosis)}"
        if together:
            yield "  For the budgets, aid rules left aside:"
    elif diagnosis.factor is not None:
        yield "  Budgets are too small: without the sheet Budgets a plan exists."
    if diagnosis.factor is not None:
        yield from (f"  {line}" for line in _factor(diagnosis.factor, case, cell))
    if diagnosis.unpaid:
        yield f"  {_FIRMS}"
        aside = [row.sheet for row in (AidRule, Budget) if case[row]]
        if aside:
            yield f"  {listed(aside)} {'are' if len(aside) > 1 else 'is'} left aside here."
        for each in diagnosis.unpaid:
            yield from (f"  {line}" for line in _unpaid(each, case, cell))
        yield f"  {how_little(diagnosis)}"


_RULES = "Aid rules allow too little: without the sheet Aid rules a plan exists."
_TOGETHER = (
    "Aid rules and budgets together allow too little: without both sheets a plan exists, without one of them none does."
)
_FIRMS = (
    "Firms would not do what a plan needs: nothing that payers offer makes it pay. If they did as the plan says, a "
    "plan would exist."
)


def how_little(diagnosis: Diagnosis) -> str:
    """How sure it is that less would not do."""
    if diagnosis.least:
        return "No smaller change in all allows a plan; others of the same size may do as well."
    return "A smaller change may do: the search for it ran out of time."


def _factor(found: BudgetFactor, case: Case, cell: Cell) -> Iterator[str]:
    promised = any(row.already_promised for row in case[Budget])
    amount = "what it leaves (Amount less Already promised)" if promised else "its amount"
    at_most = f"at {found.fails:,.2f} times" if found.fails > 1.0 else "as they stand"
    which = "a plan without budgets"
    if found.works is not None:
        which = f"a plan at {found.works:,.2f} times"
        yield (
            f"With every budget at {found.works:,.2f} times {amount} a plan exists; {at_most} it is proved that none "
            "does."
        )
    elif found.settled:
        yield f"Not even with every budget at {found.fails:,.0f} times {amount} a plan exists."
    else:
        yield (
            f"With every budget {at_most} it is proved that no plan exists; a factor on all that works was not found "
            "in the time for it."
        )
    if found.works is not None and not found.settled:
        yield "The two came no closer in the time for it."
    for one in found.alone:
        yield (
            f"With the budgets of {one.payer} alone raised by {_upward(one.more)} million in all (in its own money), "
            "and all others as they stand, a plan exists."
        )
    if not found.over:
        yield "Which budgets are too small was not found in the time for it."
    for row in found.over[:MOST_NAMED]:
        yield (
            f'Budget "{row.budget}"{cell(Budget, row.budget, "amount")} leaves {figure(row.left)} million; {which} '
            f"spends {figure(row.spent)} (in the payer's money of {row.fiscal_year})."
        )
    if len(found.over) > MOST_NAMED:
        yield f"It exceeds {len(found.over) - MOST_NAMED} more rows of Budgets as they stand."


def _over_ceiling(over: OverCeiling, case: Case, cell: Cell) -> str:
    rule, currency = next(row for row in case[AidRule] if row.rule == over.rule), case.settings.currency
    if over.inside is not None:
        where = cell(AidRule, rule.row_id, "no_relocation_within")
        return (
            f'Aid rule "{over.rule}"{where} bars aid to project "{over.project}", which moves inside {over.inside}; '
            f"a plan gives it {currency} {_upward(over.aid)} million."
        )
    at_most = rule.most is not None and isclose(rule.most, over.ceiling)
    where = cell(AidRule, rule.row_id, "most" if at_most else "rate")
    return (
        f'Aid rule "{over.rule}"{where}: project "{over.project}" needs {currency} {_upward(over.aid)} million of aid, '
        f"in grant equivalent at its start; the rule allows {figure(over.ceiling)}."
    )


def _upward(value: float) -> str:
    """A figure with four digits, rounded up, so that what is said suffices; the solver's dust is dropped."""
    size = 10.0 ** max(0, 3 - floor(log10(value))) if value > 0 else 1.0
    return figure(ceil(round(size * value, 3)) / size)


def _unpaid(found: Unpaid, case: Case, cell: Cell) -> Iterator[str]:
    currency = case.settings.currency
    if found.start is None:
        line = next(row for row in case[ExistingLine] if found.venture in (row.line, row.capacity_group))
        yield f'Line "{found.venture}"{cell(ExistingLine, line.row_id, "line")} does not pay for {found.firm}.'
    else:
        move = next(row for row in case[Move] if row.project == found.venture)
        yield (
            f'Project "{found.venture}"{cell(Move, move.row_id, "project")}, started in {found.start}, does not pay '
            f"for {found.firm}: {currency} {figure(found.short)} million are missing."
        )
        yield (
            f"  Without support it is worth {figure(found.worth)} million to {found.firm}, which asks "
            f"{figure(found.asked)}; {_brought(found)} (after tax, at the end of {found.start})."
        )
    if found.leaves is not None:
        why = ": it loses money on every unit" if found.loses_on_every_unit else ""
        yield (
            f"  From {found.leaves} on staying is worth {currency} {figure(found.loss)} million less to {found.firm} "
            f"than leaving{why}."
        )
    yield f"  {first_capital('; or '.join(_remedies(found, case, cell)))}."


def _brought(found: Unpaid) -> str:
    if not found.offers:
        return "no offer reaches it"
    verb = "brings" if len(found.offers) == 1 else "bring"
    return f"{all_of(found.offers)} {verb} {figure(found.brought)} in all"


def _remedies(found: Unpaid, case: Case, cell: Cell) -> Iterator[str]:
    """What could make a project pay: offers to raise, payers to open, an offer to add."""
    offers = [row for row in case[Support] if row.offer in found.offers and row.choice != "statutory"]
    of_output = [row for row in offers if row.instrument == "production credit"]
    menus: dict[str, Contract] = {row.contract: row for row in case[Contract] if row.contract in found.offers}
    if found.leaves is not None and not of_output and not menus:
        yield "only a production credit or a purchase contract carries such a loss: add one that reaches it"
    capital = max((move.capital_cost for move in case[Move] if move.project == found.venture), default=0.0)
    limits = [(row, _limit(row, capital)) for row in (of_output if found.leaves is not None else offers)]
    raised = [_raise(row, field, cell) for row, field in limits if field]
    yield from raised
    for name, row in menus.items():
        yield f'add a higher strike to contract "{name}"{cell(Contract, row.row_id, "strike")}'
    for payer in found.abroad:
        yield f'let "{payer}" pay for plants in other nations{cell(Payer, payer, "pays_abroad")}'
    if found.leaves is None and not raised and not menus:
        yield "add an offer on Support that reaches it"


def _raise(offer: Support, field: str, cell: Cell) -> str:
    named = field.replace("_", " ").capitalize()
    return f'raise {named} of "{offer.offer}"{cell(Support, offer.row_id, field)}'


def _limit(offer: Support, capital: float) -> str:
    """Column that limits an offer to a project of some capital, "" where it has no limit of its own."""
    if offer.instrument == "production credit":
        return "amount_a_unit" if offer.amount_a_unit is not None else "rate"
    by_rate = offer.instrument in ("grant", "investment credit") and offer.rate is not None
    if offer.most is not None and not (by_rate and (offer.rate or 0.0) * capital < offer.most):
        return "most"
    return "rate" if by_rate else ""

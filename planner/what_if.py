"""What if: support and cost of Plan 1 with its moves held, if an assumption is wrong or some support is left out.

Moves start as in the plan, each size in its year; flows, closures and support are free. The first what-if changes
nothing: the others are compared with it, since all are searched alike, for least cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from models.case import Case, Contract, Firm, MoveFinance, Payer, Price, Settings, Support
from models.case.offtake import Offtake
from models.case.ventures import Ventures
from models.plan import SUPPORT, Cost, Plan, Status
from planner.beside import Beside
from planner.result import Changed, WhatIf

WRONG_BY = 0.2
"""Share by which values forgone and selling prices are taken to be wrong."""
CONTRACTS = "purchase contract"
"""Form of support of all purchase contracts together."""
NOBODY = ""
"""Whom a contract that is left out is for."""


Given = Support | Contract
"""What a payer gives: an offer, or a contract at one strike."""


@dataclass(frozen=True)
class _Trial:
    """A what-if before its search; `left_out`: the offers and contracts that it takes away."""

    changed: Changed
    name: str
    case: Case
    left_out: tuple[Given, ...] = ()


def what_if(case: Case, plan: Plan, beside: Beside) -> tuple[WhatIf, ...]:
    """Every what-if of a plan, the one that changes nothing first; none where firms do not decide in the case."""
    if not Ventures(case).decide:
        return ()
    case = _at_least_cost(case)
    base = beside.result(case, beside.submit(case, plan))
    trials = list(_trials(case))
    searches = [None if _unused(trial, base) else beside.submit(trial.case, plan) for trial in trials]
    found = [_found("nothing", "", base)]
    for trial, search in zip(trials, searches, strict=True):
        fresh = base if search is None else beside.result(trial.case, search)
        found.append(_found(trial.changed, trial.name, fresh))
    return tuple(found)


def _at_least_cost(case: Case) -> Case:
    """The case with cost as its aim: least support first would be sought among all moves, and not among those held."""
    return case.with_rows(Settings, [case.settings.model_copy(update={"aim": "least cost"})])


def _unused(trial: _Trial, base: Plan) -> bool:
    """Whether a trial only takes away what the plan does not use: then the plan stays the cheapest."""
    paid = {cost.item for cost in base[Cost] if cost.kind in (*SUPPORT, "lending")}
    taken = {row.offer if isinstance(row, Support) else row.contract for row in trial.left_out}
    return base.status is Status.PROVED and bool(taken) and paid.isdisjoint(taken)


def _found(changed: Changed, name: str, plan: Plan) -> WhatIf:
    if plan.status is not Status.PROVED:
        return WhatIf(changed, name, plan.status)
    support = sum(plan.nodes.weight(cost.node) * cost.amount for cost in plan[Cost] if cost.kind in SUPPORT)
    return WhatIf(changed, name, plan.status, support, plan.cost)


def _trials(case: Case) -> Iterator[_Trial]:
    yield from _values_forgone(case)
    yield from _selling_prices(case)
    yield from _costs_of_capital(case)
    offers, contracts = case[Support], case[Contract]
    for form in dict.fromkeys(offer.instrument for offer in offers):
        given = tuple(row for row in offers if row.instrument == form)
        yield _Trial("form of support", form, without(case, given), given)
    if contracts:
        yield _Trial("form of support", CONTRACTS, without(case, contracts), contracts)
    for payer in case[Payer]:
        every: tuple[Given, ...] = (*offers, *contracts)
        paid = tuple(row for row in every if row.payer == payer.payer)
        if paid:
            yield _Trial("payer", payer.payer, without(case, paid), paid)


def without(case: Case, left_out: Collection[Given]) -> Case:
    """The case with some offers open in no year, some contracts for nobody: without any row no firm would be asked."""
    never, nobody = {"first_year": None, "last_year": case.settings.first_year - 1}, {"who": NOBODY}
    offers = (row.model_copy(update=never) if row in left_out else row for row in case[Support])
    contracts = (row.model_copy(update=nobody) if row in left_out else row for row in case[Contract])
    return case.with_rows(Support, offers).with_rows(Contract, contracts)


def _wrong() -> Iterator[tuple[str, float]]:
    """Words and factors of an assumption that is too high or too low."""
    for word, factor in (("lower", 1.0 - WRONG_BY), ("higher", 1.0 + WRONG_BY)):
        yield f"{WRONG_BY:.0%} {word}", factor


def _values_forgone(case: Case) -> Iterator[_Trial]:
    if any(row.value_forgone for row in case[MoveFinance]):
        for name, factor in _wrong():
            rows = (row.model_copy(update={"value_forgone": factor * row.value_forgone}) for row in case[MoveFinance])
            yield _Trial("value forgone", name, case.with_rows(MoveFinance, rows))


def _selling_prices(case: Case) -> Iterator[_Trial]:
    """In every market and on every path, of the goods made where a firm has something to decide or a contract buys."""
    ventures = Ventures(case)
    deciding = [name for venture in ventures.all.values() for name in venture.lines]
    bought_from = [name for deal in Offtake(ventures).deals for name in deal.lines]
    lines = [case.lines[name] for name in (*deciding, *bought_from)]
    sold = {good for line in lines for good in case.process(line).outputs}
    if any(row.good in sold for row in case[Price]):
        for name, factor in _wrong():
            times = dict.fromkeys(sold, factor)
            rows = (row.model_copy(update={"price": times.get(row.good, 1.0) * row.price}) for row in case[Price])
            yield _Trial("selling price", name, case.with_rows(Price, rows))


def _costs_of_capital(case: Case) -> Iterator[_Trial]:
    """Of every firm with something to decide for which an estimate is typed."""
    deciding = {venture.firm for venture in Ventures(case).all.values()}
    firms = [row for row in case[Firm] if row.firm in deciding]
    low = {row.firm: row.cost_of_capital_low for row in firms if row.cost_of_capital_low is not None}
    high = {row.firm: row.cost_of_capital_high for row in firms if row.cost_of_capital_high is not None}
    for name, typed in (("low", low), ("high", high)):
        if typed:
            rows = (
                row.model_copy(update={"cost_of_capital": typed.get(row.firm, row.cost_of_capital)})
                for row in case[Firm]
            )
            yield _Trial("cost of capital", name, case.with_rows(Firm, rows))

"""Whether budgets, aid rules or firms stand in the way of a plan, told apart by what is left aside.

Budgets: without them a plan exists; the least factor on all of them is searched for, a bracket. Aid rules: without them
a plan exists; the least aid beyond their ceilings. Both together: the same with budgets left aside. Firms: without them
a plan exists; the least money that they miss, with budgets and aid rules left aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from math import ceil, inf

from models.case import AidRule, Budget, Case
from models.case.ventures import Ventures
from models.diagnosis.clock import Clock, has_plan
from models.diagnosis.findings import BudgetFactor, Diagnosis, OnePayer, OverBudget, OverCeiling
from models.diagnosis.firms import unpaid
from models.diagnosis.giving_way import DUST, MOST_FACTOR, GivingWay
from models.highs import Answer, Outcome, Vector
from models.plan import SUPPORT, BudgetLevel, Cost, Plan, Start

RATIO = 1.02
"""A bracket of budgets is close enough where its ends differ by this factor."""
DIGITS = 6
"""Decimals beyond which figures of a plan are the solver's dust."""
SMALLEST_GAP = 1e-6
"""Relative gap of the searches for the least aid and the least money."""


def support_in_the_way(case: Case, clock: Clock) -> Diagnosis | None:
    """Which of budgets, aid rules and firms stand in the way; None: without all of them there is no plan either.

    Raises:
        OutOfTimeError: the time was over before that was known.
    """
    ways = _Ways(case)
    return _budgets(ways, clock) or _aid_rules(ways, clock) or _firms(ways, clock)


class _Ways:
    """The program of the case, and the one in which moves inside a group may get aid too, where a rule bars that."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.as_it_is = GivingWay(case)
        self.bars = any(rule.no_relocation_within is not None for rule in case[AidRule])

    @cached_property
    def widest(self) -> GivingWay:
        """The one that bars nothing."""
        if not self.bars:
            return self.as_it_is
        lifted = (rule.model_copy(update={"no_relocation_within": None}) for rule in self.case[AidRule])
        return GivingWay(self.case.with_rows(AidRule, lifted))

    def __iter__(self) -> Iterator[GivingWay]:
        yield self.as_it_is
        if self.bars:
            yield self.widest


def _budgets(ways: _Ways, clock: Clock) -> Diagnosis | None:
    way = ways.as_it_is
    if not way.over:
        return None
    answer = way.search({}, way.over.values(), gap=SMALLEST_GAP, seconds=clock.for_search)
    if not has_plan(answer, "budgets"):
        return None
    assert answer.values is not None
    alone = tuple(_alone(way, clock))
    return Diagnosis(factor=replace(_factor(way, answer.values, (), clock), alone=alone))


def _alone(way: GivingWay, clock: Clock) -> Iterator[OnePayer]:
    """Payers whose own budgets would do, least money first to the ratio of a bracket; none where only one has any."""
    payers = list(dict.fromkeys(row.payer for row in way.case[Budget] if row.row_id in way.over))
    if len(payers) < 2:
        return
    for payer in payers:
        own = [way.over[row.row_id] for row in way.case[Budget] if row.payer == payer and row.row_id in way.over]
        share = clock.for_search / (2 * len(payers))
        answer = way.search(dict.fromkeys(own, 1.0), (), gap=RATIO - 1.0, seconds=share)
        if answer.values is not None:
            yield OnePayer(payer, round(answer.objective, DIGITS))


def _factor(way: GivingWay, known: Vector, free: Iterable[int], clock: Clock) -> BudgetFactor:
    """The bracket of the factor; `known` a plan without budgets, `free` what else may give way."""
    beyond = tuple(free)
    without = way.cheapest(known, {}, (*beyond, *way.over.values()), clock.left)
    answer = way.search({way.factor: 1.0}, beyond, gap=1.0 - 1.0 / RATIO, seconds=clock.for_search)
    if answer.outcome is Outcome.INFEASIBLE:
        return BudgetFactor(None, MOST_FACTOR, True, _over(way.case, without))
    by_known = _needed(way.case, without)
    values, least = (known, by_known) if answer.values is None else (answer.values, min(by_known, answer.objective))
    fails = max(1.0, (ceil(round(100.0 * max(1.0, answer.bound), 6)) - 1) / 100.0)
    if least > MOST_FACTOR:
        return BudgetFactor(None, fails, False, _over(way.case, without))
    works = max(ceil(round(100.0 * least, 6)) / 100.0, fails + 0.01)
    plan = way.cheapest(values if least < by_known else known, {way.factor: works}, beyond, clock.left)
    return BudgetFactor(works, fails, answer.outcome is Outcome.OPTIMAL, _over(way.case, plan))


def _needed(case: Case, plan: Plan | None) -> float:
    """Factor on all budgets at which a plan keeps them; inf where some have nothing left, or there is no plan."""
    return max((row.spent / row.left if row.left > 0 else inf for row in _over(case, plan)), default=inf)


def _over(case: Case, plan: Plan | None) -> tuple[OverBudget, ...]:
    """Rows of Budgets that a plan exceeds, the one with the least room first."""
    if plan is None:
        return ()
    years = {row.row_id: row.fiscal_year for row in case[Budget]}
    over = [
        OverBudget(level.budget, level.payer, years[level.budget], round(level.spent, DIGITS), level.ceiling)
        for level in plan[BudgetLevel]
        if level.spent > level.ceiling + 10 * DUST * max(1.0, level.ceiling)
    ]
    return tuple(sorted(over, key=lambda row: round(row.left / max(row.spent, DUST), DIGITS)))


def _aid_rules(ways: _Ways, clock: Clock) -> Diagnosis | None:
    """Aid rules alone, then together with budgets."""
    if not (ways.as_it_is.beyond or ways.bars):
        return None
    for way in ways:
        answer = way.search(dict.fromkeys(way.beyond.values(), 1.0), (), gap=SMALLEST_GAP, seconds=clock.for_search)
        if has_plan(answer, "aid rules"):
            return _rules_found(_ceilings(ways, way, answer, (), clock), answer, None)
    for way in ways:
        if not way.over:
            continue
        budgets = tuple(way.over.values())
        answer = way.search(
            dict.fromkeys(way.beyond.values(), 1.0), budgets, gap=SMALLEST_GAP, seconds=clock.for_search
        )
        if has_plan(answer, "aid rules and budgets"):
            assert answer.values is not None
            ceilings = _ceilings(ways, way, answer, budgets, clock)
            factor = _factor(way, answer.values, way.beyond.values(), clock)
            return _rules_found(ceilings, answer, factor)
    return None


def _rules_found(ceilings: tuple[OverCeiling, ...], answer: Answer, factor: BudgetFactor | None) -> Diagnosis:
    if not ceilings:
        return Diagnosis(cut_short="aid rules")
    return Diagnosis(factor=factor, ceilings=ceilings, least=_is_least(answer))


def _is_least(answer: Answer) -> bool:
    return answer.outcome is Outcome.OPTIMAL


def _ceilings(
    ways: _Ways, way: GivingWay, answer: Answer, free: Iterable[int], clock: Clock
) -> tuple[OverCeiling, ...]:
    """Aid that the rules of the case do not allow, in the cheapest plan with no more of it than the least."""
    assert answer.values is not None
    given = {column: float(answer.values[column]) + DUST for column in way.beyond.values()}
    plan = way.cheapest(answer.values, given, free, clock.left)
    if plan is None:
        return ()
    return (*_beyond(way, plan, given), *_barred(ways.case, plan))


def _beyond(way: GivingWay, plan: Plan, given: Mapping[int, float]) -> Iterator[OverCeiling]:
    ventures = way.program.sets.ventures
    starts = {start.project: start.node for start in plan[Start]}
    for key, column in way.beyond.items():
        if given[column] <= 10 * DUST or key.venture not in starts:
            continue
        aid, ceiling = way.aid(key)
        years = len(plan.nodes.path(starts[key.venture]))
        at_start = (1.0 + ventures.rules[key.rule].reference_rate) ** years
        yield OverCeiling(key.rule, key.venture, at_start * aid, at_start * ceiling)


def _barred(case: Case, plan: Plan) -> Iterator[OverCeiling]:
    """Aid in a plan to moves inside a group that a rule of the case bars."""
    ventures = Ventures(case)
    amounts: dict[tuple[str, str], float] = {}
    for row in plan[Cost]:
        if row.kind in SUPPORT and row.project in ventures.all:
            amounts[row.item, row.project] = amounts.get((row.item, row.project), 0.0) + row.amount
    for (offer, project), amount in amounts.items():
        terms = ventures.named(offer)
        rule = ventures.rules.get(terms.aid_rule or "")
        lines = [case.lines[name] for name in ventures.all[project].lines]
        barred = not any(ventures.may_receive(terms, line) for line in lines)
        if rule is not None and barred and amount > 10 * DUST:
            yield OverCeiling(rule.rule, project, amount, 0.0, rule.no_relocation_within)


def _firms(ways: _Ways, clock: Clock) -> Diagnosis | None:
    way = ways.widest
    if not way.missing:
        return None
    aside = (*way.over.values(), *way.beyond.values())
    answer = way.search(way.missing, aside, gap=SMALLEST_GAP, seconds=clock.for_search)
    if not has_plan(answer, "firms"):
        return None
    assert answer.values is not None
    given = {column: float(answer.values[column]) + DUST for column in way.missing}
    plan = way.cheapest(answer.values, given, aside, clock.left)
    found = tuple(unpaid(ways.case, plan)) if plan is not None else ()
    return Diagnosis(unpaid=found, least=_is_least(answer), cut_short=None if found else "firms")

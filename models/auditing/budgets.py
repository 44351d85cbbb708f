"""Checks of ceilings: aid to a project under a rule, and what payers spend in a fiscal year of their own money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.auditing.agreements import agreements, output_credits
from models.auditing.check import Check
from models.auditing.figures import Figures
from models.auditing.purchases import Purchases
from models.case import AidRule, Budget
from models.case.support import tiered_ceiling
from models.plan import AidLevel, BudgetLevel, Cost, Node

Aided = tuple[str, str]
"""Rule and venture."""


def aid_levels(figures: Figures) -> Iterator[AidLevel]:
    """Aid to every started project under every rule that counts an offer or contract of it, and its ceiling.

    Both are before the plan, discounted from the end of their year at the rule's reference rate.
    """
    purchases = Purchases(figures)
    ceilings: dict[Aided, float] = {}
    for line, move, start in figures.started:
        venture = figures.ventures.of(line)
        for rule in purchases.offtake.rules(venture, line) if venture is not None else ():
            ceiling = tiered_ceiling(rule, move.capital_cost)
            ceilings[rule.rule, move.project] = ceiling * _factor(figures, rule, start)
    given = _aid(purchases)
    for (rule_name, name), ceiling in ceilings.items():
        yield AidLevel(rule_name, name, given.get((rule_name, name), 0.0), ceiling)


def _aid(purchases: Purchases) -> dict[Aided, float]:
    figures = purchases.figures
    given: dict[Aided, float] = defaultdict(float)
    for each in agreements(figures):
        rule = figures.ventures.rule_of(each.offer, each.line)
        if rule is not None:
            aided = each.aid
            for node in figures.plan.nodes:
                age = figures.age(each.start, node)
                if age is not None:
                    given[rule.rule, each.venture.name] += aided.get(age, 0.0) * _factor(figures, rule, node)
    for credit in output_credits(figures):
        rule = figures.ventures.rule_of(credit.offer, credit.lines[0])
        if rule is not None and credit.venture is not None:
            given[rule.rule, credit.venture.name] += credit.paid * _factor(figures, rule, credit.node)
    for deal in (purchases.deals[key] for key in purchases.bought):
        rule = figures.ventures.rule_of(deal.terms, figures.case.lines[deal.venture.lines[0]])
        if rule is not None:
            given[rule.rule, deal.venture.name] += purchases.aid(deal, rule.reference_rate)
    return given


def _factor(figures: Figures, rule: AidRule, node: Node) -> float:
    return float((1.0 + rule.reference_rate) ** -(figures.position[node] + 1))


def aid(figures: Figures) -> Check:
    """Aid is within its ceiling, and both are what the plan says."""
    check = Check("Aid within its ceilings", "million")
    levels = {(row.rule, row.venture): row for row in aid_levels(figures) if row.ceiling > 0 or row.aid > 0}
    said = {(row.rule, row.venture): row for row in figures.plan[AidLevel]}
    for key in dict.fromkeys((*levels, *said)):
        one, other, where = levels.get(key), said.get(key), f"{key[1]} under {key[0]}"
        if one is not None:
            check.at_most(one.aid, one.ceiling, where)
        check.holds(one is not None and other is not None, where, "levels")
        if one is not None and other is not None:
            check.equal(one.aid, other.aid, f"aid to {where}")
            check.equal(one.ceiling, other.ceiling, f"ceiling of {where}")
    return check


def spent(figures: Figures, budget: Budget) -> float:
    """What the plan charges to a row of Budgets, million of the payer's money of the years in which it is paid."""
    ventures, total = figures.ventures, 0.0
    for row in figures.plan[Cost]:
        if row.payer != budget.payer or budget.budget_line not in (None, row.budget_line):
            continue
        lent = row.kind == "lending" and budget.loans == "principal"
        given = row.kind == "support" and not (budget.loans == "principal" and ventures.lends(row.item))
        if lent or given or row.kind == "contingent":
            charged = row.promised if budget.charged == "when promised" and row.promised is not None else row.node
            share = ventures.fiscal_share(budget.payer, charged.year, budget.fiscal_year)
            total += share * ventures.nominal(budget.payer, row.node.year) * row.amount
    return total


def budgets(figures: Figures) -> Check:
    """Spending is within every row of Budgets, less what is promised already, and is what the plan says."""
    check = Check("Budgets kept in every fiscal year", "million of the payer's money of the year")
    said = {row.budget: row for row in figures.plan[BudgetLevel]}
    for budget in figures.case[Budget]:
        total, left = spent(figures, budget), budget.amount - budget.already_promised
        check.at_most(total, max(0.0, left), budget.row_id)
        level = said.get(budget.row_id)
        check.holds(level is not None and level.payer == budget.payer, budget.row_id, "budgets")
        if level is not None:
            check.equal(level.spent, total, f"spent under {budget.row_id}")
            check.equal(level.ceiling, left, f"ceiling of {budget.row_id}")
    return check

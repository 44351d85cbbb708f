"""Checks of Budgets and Payers: fiscal years, budget lines, and payers that pay for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Budget, Case, Payer
from models.case.support import fiscal_years
from models.checks.offered import on_offer
from models.checks.say import error, figure, nearest, quoted, warning, years_text
from models.schema import Issue


def budgets(case: Case) -> Iterator[Issue]:
    """Ceilings that nothing counts against, and ceilings below what is promised already."""
    payers = {row.payer: row for row in case[Payer]}
    lines: dict[str, list[str | None]] = {}
    paid = on_offer(case)
    for each in paid:
        lines.setdefault(each.payer, []).append(each.budget_line)
    for row in case[Budget]:
        if row.already_promised > row.amount:
            expected = f"at most {figure(row.amount)}, the amount: else no plan could keep the ceiling"
            mend = "Correct one of the two figures."
            yield error("E215", row, "already_promised", figure(row.already_promised), expected, mend)
        yield from _outside(case, row, payers[row.payer])
        if paid:
            yield from _unused(row, lines.get(row.payer, []))


def _outside(case: Case, row: Budget, payer: Payer) -> Iterator[Issue]:
    """A fiscal year into which no year of the plan falls."""
    names = {name for year in case.years for name in fiscal_years(payer, year)}
    if row.fiscal_year in names:
        return
    expected = f"a fiscal year of {quoted([row.payer])} that the years planned fall into: {years_text(names)}"
    mend = "Correct the year; as it stands the row limits nothing."
    yield warning("W505", row, "fiscal_year", str(row.fiscal_year), expected, mend)


def _unused(row: Budget, lines: list[str | None]) -> Iterator[Issue]:
    """A budget of a payer that offers nothing, or a line from which none of its offers and contracts is paid."""
    if not lines:
        expected = "a payer that an offer or a contract names"
        mend = "Correct the payer here, on Support or on Contracts; as it stands the row limits nothing."
        yield warning("W506", row, "payer", quoted([row.payer]), expected, mend)
    elif row.budget_line is not None and row.budget_line not in lines:
        typed = [line for line in dict.fromkeys(lines) if line is not None]
        expected = f"blank, or a budget line that an offer or a contract of {quoted([row.payer])} names"
        mend = "Correct the line here, on Support or on Contracts; as it stands the row limits nothing."
        near = nearest(row.budget_line, typed)
        yield warning("W506", row, "budget_line", quoted([row.budget_line]), expected, mend, near)


def idle_payers(case: Case) -> Iterator[Issue]:
    """Payers that make no offer or contract and have no budget: nothing is read of them."""
    paid = on_offer(case)
    named = {each.payer for each in paid} | {row.payer for row in case[Budget]}
    for payer in case[Payer]:
        if payer.payer not in named and paid:
            expected = "a payer that an offer or a contract names"
            mend = "Add its offers on Support or its contracts on Contracts; as it stands it pays nothing."
            yield warning("W506", payer, "payer", quoted([payer.payer]), expected, mend)

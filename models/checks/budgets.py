"""Checks of Budgets and Payers: fiscal years, budget lines, and payers that no offer uses."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Budget, Case, Payer, Support
from models.case.support import fiscal_years
from models.checks.say import error, figure, nearest, quoted, warning, years_text
from models.schema import Issue


def budgets(case: Case) -> Iterator[Issue]:
    """Ceilings that nothing counts against, and ceilings below what is promised already."""
    payers = {row.payer: row for row in case[Payer]}
    lines: dict[str, list[str | None]] = {}
    for offer in case[Support]:
        lines.setdefault(offer.payer, []).append(offer.budget_line)
    for row in case[Budget]:
        if row.already_promised > row.amount:
            expected = f"at most {figure(row.amount)}, the amount: else no plan could keep the ceiling"
            mend = "Correct one of the two figures."
            yield error("E215", row, "already_promised", figure(row.already_promised), expected, mend)
        yield from _outside(case, row, payers[row.payer])
        if case[Support]:
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
    """A budget of a payer that offers nothing, or a line that none of its offers is paid from."""
    if not lines:
        expected = "a payer that an offer on Support names"
        mend = "Correct the payer here or on Support; as it stands the row limits nothing."
        yield warning("W506", row, "payer", quoted([row.payer]), expected, mend)
    elif row.budget_line is not None and row.budget_line not in lines:
        typed = [line for line in dict.fromkeys(lines) if line is not None]
        expected = f"blank, or a budget line that an offer of {quoted([row.payer])} on Support names"
        mend = "Correct the line here or on Support; as it stands the row limits nothing."
        near = nearest(row.budget_line, typed)
        yield warning("W506", row, "budget_line", quoted([row.budget_line]), expected, mend, near)


def idle_payers(case: Case) -> Iterator[Issue]:
    """Payers that make no offer and have no budget: nothing is read of them."""
    named = {row.payer for row in case[Support]} | {row.payer for row in case[Budget]}
    for payer in case[Payer]:
        if payer.payer not in named and case[Support]:
            expected = "a payer that an offer on Support names"
            mend = "Add its offers on Support; as it stands it pays nothing."
            yield warning("W506", payer, "payer", quoted([payer.payer]), expected, mend)

"""Sheet Checks: each plan re-calculated by arithmetic alone: what must hold, Passed or FAILED, then the figures."""

from __future__ import annotations

from models.auditing import AuditLine
from planner.report import budget, style, words
from planner.report.costs import agrees, ledger_total
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option

LAST_DIGIT = 0.1
"""Million: one unit of the last digit that money is shown with."""


def sheet(view: View) -> Sheet:
    """The sheet."""
    checks = made(view)
    failed = [line for _, line in checks if not line.passed]
    columns = (
        Column("Plan", 11), Column("What must hold", 58), Column("Result", 10),
        Column("Figures compared", 12, style.WHOLE), Column("Largest difference", 14, style.TINY), Column("Unit", 18),
        Column("Where", 36),
    )  # fmt: skip
    said = (
        f"All {len(checks)} checks passed."
        if not failed
        else f"{words.first_capital(words.counted(len(failed), 'check'))} FAILED: do not use these plans."
    )
    return Sheet(
        name="Checks",
        title="Checks: each plan re-calculated from the inputs, apart from the search",
        headlines=(said,),
        notes=(
            "The checks read the inputs and the plan's own figures and share no code with the search. "
            "Largest difference = the worst of all figures compared.",
        ),
        table=Table.with_nothing_said(Table("Checks", columns, tuple(_row(view, *one) for one in checks)), "None"),
    )


def made(view: View) -> tuple[tuple[Option, AuditLine], ...]:
    """Every check that was made of the plans and of No action."""
    return tuple((option, line) for option in view.everyone for line in (*option.audit, *_own(view, option)))


def _own(view: View, option: Option) -> tuple[AuditLine, ...]:
    """What this workbook itself must keep: Costs adds up to the total cost, Budget to the support on Costs."""
    if not option.plan.status.has_plan:
        return ()
    passed = agrees(view, option)
    worst = abs(ledger_total(view, option) - option.plan.cost)
    where = "" if passed else "Costs"
    line = AuditLine("The sheet Costs adds up to the total cost", passed, 1, worst, view.million, where)
    return (line, *([_budget(view, option)] if view.supported and option.number else []))


def _budget(view: View, option: Option) -> AuditLine:
    """Whether the sheet Budget holds all support on Costs, in payers' money of the year, to the last digit shown."""
    due, found = budget.restated(view, option), budget.added_up(view, option)
    apart = {payer: abs(found[payer] - due[payer]) for payer in due}
    worst = max(apart, key=lambda payer: apart[payer], default="")
    passed = not worst or apart[worst] <= LAST_DIGIT
    return AuditLine(
        "The sheet Budget adds up to the support on Costs, in each payer's money of the year",
        passed,
        len(due),
        apart.get(worst, 0.0),
        "million",
        "" if passed else f"P{option.number} Budget, {worst}",
    )


def _row(view: View, option: Option, line: AuditLine) -> Row:
    failed = not line.passed
    result = Cell("FAILED" if failed else "Passed", bold=failed, fill=style.OVER_FILL if failed else "")
    return row(view.title(option), line.check, result, line.compared, line.worst, line.unit or "-", line.where or "-")

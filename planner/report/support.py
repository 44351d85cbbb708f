"""Sheet "P1 Support" of each plan: who gives what to which project, under which offer, in which year."""

from __future__ import annotations

from planner.report import packages, style, words
from planner.report.packages import Package
from planner.report.sheet import Cell, Column, Row, Sheet, Table, column_breaks, row
from planner.report.view import View
from planner.result import Option

REPEATED = 3
"""Columns that say on every printed page which row it is."""


def sheet(view: View, option: Option) -> Sheet:
    """The sheet of one plan."""
    given = packages.of_plan(view, option)
    rows = tuple(_row(view, given, place) for place in range(len(given)))
    columns = _columns(view)
    table = Table(f"Support_plan_{option.number}", columns, rows, totals=_totals(view, given), repeated=REPEATED)
    return Sheet(
        name=f"P{option.number} Support",
        title=f"{view.title(option)}, support: who pays what to whom, in which year",
        headlines=(packages.finding(view, option), *_by_form(view, given)),
        notes=(
            f"{view.million} of {view.case.settings.base_year}, {_as(view)}; present value at the public rate of "
            f"{100 * view.case.settings.discount_rate:g}%, at the beginning of {view.case.settings.first_year}.",
            f"Grant value = what cheap interest is worth, with the expected loss. {_lent(view, given)}",
        ),
        table=Table.with_nothing_said(table, "None"),
        column_breaks=column_breaks(columns, REPEATED, first=len(columns) - len(view.case.years) - view.pays_later),
    )


def _as(view: View) -> str:
    """How payments count: contracts have several outcomes."""
    return "as expected" if view.contracted else "as paid"


def _later(view: View) -> str:
    """Header of what contracts pay after the last year planned, as worth at its end."""
    return f"{view.later}, at its end ({view.million})"


def _columns(view: View) -> tuple[Column, ...]:
    million = view.million
    return (
        Column("Project", 18),
        Column("Offer", 16),
        Column("Payer", 13),
        Column("Form", 16),
        Column("Budget line", 14),
        Column("Firm", 16),
        Column("Nation", 11),
        Column("Agreed in", 10, style.YEAR),
        Column(f"Present value ({million})", 13, style.MONEY),
        Column(f"All years ({million})", 13, style.MONEY),
        Column(f"Lent ({million})", 12, style.MONEY),
        *(Column(f"{year} ({million})", 9.5, style.MONEY) for year in view.case.years),
        *([Column(_later(view), 14, style.MONEY)] if view.pays_later else []),
    )


def _row(view: View, given: tuple[Package, ...], place: int) -> Row:
    one = given[place]
    ends = place + 1 < len(given) and given[place + 1].project != one.project
    years = (one.paid.get(year, 0.0) for year in view.case.years)
    return row(
        Cell(one.project, bold=True),
        one.offer,
        one.payer,
        words.first_capital(packages.form_of(view, one)),
        one.budget_line,
        one.firm,
        one.nation,
        "as earned" if one.agreed is None else one.agreed,
        Cell(one.value, bold=True),
        one.total,
        one.lent if one.lent else "-",
        *(Cell(amount, grey=not amount) for amount in map(packages.shown, years)),
        *([packages.shown(one.later)] if view.pays_later else []),
        rule=ends,
    )


def _totals(view: View, given: tuple[Package, ...]) -> dict[str, str | float]:
    million = view.million
    return {
        "Project": "Total",
        f"Present value ({million})": sum(one.value for one in given),
        f"All years ({million})": sum(one.total for one in given),
        **{
            f"{year} ({million})": sum(packages.shown(one.paid.get(year, 0.0)) for one in given)
            for year in view.case.years
        },
        **({_later(view): sum(packages.shown(one.later) for one in given)} if view.pays_later else {}),
    }  # fmt: skip


def _by_form(view: View, given: tuple[Package, ...]) -> tuple[str, ...]:
    """How much comes in which form, dearest first."""
    sums: dict[str, float] = {}
    for one in given:
        named = packages.form_of(view, one).partition(",")[0]
        sums[named] = sums.get(named, 0.0) + one.value
    if not sums:
        return ()
    dearest = sorted(sums.items(), key=lambda item: -item[1])
    parts = words.listed(f"{named} {words.whole(value)}" for named, value in dearest)
    return (f"By form: {parts} million.",)


def _lent(view: View, given: tuple[Package, ...]) -> str:
    """What the column Lent is, and what it comes to."""
    lent = sum(one.lent for one in given)
    return f"Lent = the loan itself, no support{f': {words.money(view.currency, lent)}' if lent else ''}."

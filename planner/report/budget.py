"""Sheet "P1 Budget" of each plan: what each payer spends in each of its fiscal years, against its ceilings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from models.case import Budget, Currency
from models.plan import SUPPORT, BudgetLevel, Cost, CostKind
from planner.report import measure, packages, style, words
from planner.report.packages import GENERAL, SMALLEST
from planner.report.sheet import Cell, Chart, Column, Row, Series, Sheet, Table, Value, column_breaks, row
from planner.report.view import View
from planner.result import Option

NO_CEILING = "no ceiling"
ALL_LINES = "all its lines"
CONTINGENT = "Contingent"
FULL = 0.05
"""Million: a payer nearer than this to its ceiling prints as at it."""
REPEATED = 4
"""Columns that say on every printed page which row it is."""
RATE = "0.000_n"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
CHART_HEIGHT = 220
TITLE_LETTERS = 34
"""Letters of a chart's title that stay on one line."""
TITLE_YEARS = 20
_PRICE_YEAR = re.compile(r"\s*\d{4}$")


@dataclass(frozen=True)
class Books:
    """What a plan does to one budget line of a payer, million of its currency in money of each fiscal year.

    `paid`; `contingent` what budgets count beyond what contracts are expected to pay; `counted` where a ceiling counts
    something else than what is paid; `left` by ceilings; `later` what contracts pay after the last year, as worth at
    its end. `adds`: its payments are part of what the payer pays, not those of other rows again.
    """

    payer: str
    line: str
    paid: dict[int, float] = field(default_factory=dict)
    counted: dict[int, float] = field(default_factory=dict)
    left: dict[int, float] = field(default_factory=dict)
    adds: bool = True
    contingent: dict[int, float] = field(default_factory=dict)
    later: float = 0.0

    @property
    def charged(self) -> dict[int, float]:
        """What the ceilings count."""
        return self.counted or self.paid

    def full(self, year: int) -> bool:
        """Whether a ceiling of a fiscal year is used up."""
        return 0 < self.left.get(year, 0.0) <= self.charged.get(year, 0.0) + FULL


def sheet(view: View, option: Option) -> Sheet:
    """The sheet of one plan."""
    found = books(view, option)
    years = shown_years(view, found)
    rows = [one for each in found for one in _rows(view, option, each, years)]
    rows += _rates(view, years)
    rows += [*_all_payers(view, option, found, years), *_buyers(view, option, years)]
    wide = _figure_width(found)
    columns = (
        Column("Payer", 16), Column("Budget line", 16), Column("Figure", 11 if view.contracted else 9),
        Column("Unit", 12), *(Column(str(year), wide, style.MONEY) for year in years),
        Column("All years", wide, style.MONEY), *([Column(view.later, wide, style.MONEY)] if view.pays_later else []),
    )  # fmt: skip
    return Sheet(
        name=f"P{option.number} Budget",
        title=f"{view.title(option)}, budget: what each payer spends in each fiscal year, against its ceiling",
        headlines=(f"{packages.finding(view, option)} {_at_ceilings(found)}",),
        notes=(
            "Nominal: money of each year, loans at grant value. Fiscal years "
            f'{_fiscal_years(view)}. "full" = at the ceiling; - = no such year or no ceiling.',
            "Ceiling = amount on Budgets less what is spent or promised already. Counted = "
            f"{'promises, loans or contingent money' if view.contracted else 'promises or loans'}, where the ceiling "
            "counts these.",
            *_contracts(view),
            *_last(view, option),
        ),
        table=Table.with_nothing_said(
            Table(f"Budget_plan_{option.number}", columns, _to_the_edge(rows, columns), repeated=REPEATED), "None"
        ),
        column_breaks=column_breaks(columns, REPEATED),
        charts=tuple(_charts(view, option, found)),
        chart_note="Share of its ceiling that each payer uses, by fiscal year.",
    )  # fmt: skip


def _to_the_edge(rows: Iterable[Row], columns: tuple[Column, ...]) -> tuple[Row, ...]:
    """Rows that say nothing of later years end with a dash there."""
    return tuple(replace(one, cells=(*one.cells, *[_NONE] * (len(columns) - len(one.cells)))) for one in rows)


def _contracts(view: View) -> tuple[str, ...]:
    """What is said of purchase contracts beside what they are expected to pay."""
    if not view.contracted:
        return ()
    later = f" {view.later} = later contract years, worth at its end: in no budget." if view.pays_later else ""
    return (f"Contingent = counted by budgets beyond the payment expected, no cash.{later}",)


def _figure_width(found: Iterable[Books]) -> float:
    """Characters of a column of years: those of the largest figure with its mark; some currencies have long ones."""
    texts = []
    for one in found:
        for held in (one.charged, one.left):
            texts += [f"{'full ' if one.full(year) else ''}{value:,.1f}" for year, value in held.items()]
            texts.append(f"{sum(held.values()):,.1f}")
    return measure.figure_width(texts, style.BODY)


def books(view: View, option: Option) -> tuple[Books, ...]:
    """Books of every payer in the order of the sheet Payers: each line that pays or has a ceiling, then all lines."""
    return tuple(one for payer in view.ventures.payers for one in _payer_books(view, option, payer))


def _payer_books(view: View, option: Option, payer: str) -> list[Books]:
    paid = _by_year(view, option, payer, "support")
    contingent = _by_year(view, option, payer, "contingent")
    later = {name: sum(sums.values()) for name, sums in _by_year(view, option, payer, "support later").items()}
    typed = {row.row_id: row for row in view.case[Budget] if row.payer == payer}
    levels = [level for level in option.plan[BudgetLevel] if level.payer == payer]
    own = dict.fromkeys(level.budget_line for level in levels if level.budget_line)
    names = [*dict.fromkeys([*own, *_used(paid), *_used(contingent), *later])] or [GENERAL]
    together = [level for level in levels if not level.budget_line]
    found = []
    for name in names:
        mine = [level for level in levels if level.budget_line == name]
        if together and len(names) == 1 and not mine:
            mine, together = together, []
        one = Books(payer, name, paid.get(name, {}), contingent=contingent.get(name, {}), later=later.get(name, 0.0))
        found.append(_line_books(typed, one, mine))
    if together:
        all_lines = _line_books(typed, Books(payer, ALL_LINES, adds=False), together)
        found.append(Books(payer, ALL_LINES, {}, _spent(together), all_lines.left, adds=False))
    return found


def _used(sums: dict[str, dict[int, float]]) -> list[str]:
    """Budget lines with any amount worth showing."""
    return [name for name, years in sums.items() if any(abs(amount) >= SMALLEST for amount in years.values())]


def _line_books(typed: dict[str, Budget], one: Books, levels: list[BudgetLevel]) -> Books:
    """Books with the ceilings of some rows of Budgets."""
    left = {level.fiscal_year: level.ceiling for level in levels}
    rows = [typed[level.budget] for level in levels]
    other = any(row.charged == "when promised" or row.loans == "principal" for row in rows) or bool(one.contingent)
    return replace(one, counted=_spent(levels) if other else {}, left=left)


def _spent(levels: Iterable[BudgetLevel]) -> dict[int, float]:
    return {level.fiscal_year: level.spent for level in levels}


def _by_year(view: View, option: Option, payer: str, kind: CostKind) -> dict[str, dict[int, float]]:
    """Amounts of a kind by budget line and fiscal year, in the payer's money of the year in which they are paid."""
    found: dict[str, dict[int, float]] = {}
    for cost in option.plan[Cost]:
        if cost.payer == payer and cost.kind == kind:
            line = found.setdefault(cost.budget_line or GENERAL, defaultdict(float))
            nominal = cost.amount * view.ventures.nominal(payer, cost.node.year)
            for year in (cost.node.year - 1, cost.node.year, cost.node.year + 1):
                line[year] += nominal * view.ventures.fiscal_share(payer, cost.node.year, year)
    return found


def fiscal_years(view: View, payer: str) -> tuple[int, ...]:
    """Fiscal years of a payer into which the years planned fall, by name."""
    near = range(view.case.settings.first_year - 1, view.last_year + 2)
    return tuple(
        name for name in near if any(view.ventures.fiscal_share(payer, year, name) for year in view.case.years)
    )


def shown_years(view: View, found: Iterable[Books]) -> tuple[int, ...]:
    """Fiscal years of all payers together, and the years planned."""
    named = {name for one in found for name in fiscal_years(view, one.payer)}
    return tuple(sorted({*named, *view.case.years}))


def _rows(view: View, option: Option, one: Books, years: tuple[int, ...]) -> list[Row]:
    own = fiscal_years(view, one.payer)
    unit = _unit(view, one.payer)
    head = (Cell(one.payer, bold=True), Cell(one.line))
    lines: list[tuple[str, dict[int, float]]] = [(view.title(option), one.paid)] if one.adds else []
    lines += [(CONTINGENT, one.contingent)] if one.contingent else []
    lines += [("Counted", one.counted)] if one.counted else []
    rows = []
    for figure, amounts in lines:
        marked = amounts is one.charged
        cells = (
            _amount(amounts.get(year, 0.0), full=marked and one.full(year))
            if year in (amounts if amounts is one.counted else own)
            else _NONE
            for year in years
        )
        plan = amounts is one.paid
        whole: Value = "-" if amounts is one.counted else sum(amounts.values())
        later = [Cell(one.later, grey=not one.later)] if plan and view.pays_later else []
        rows.append(row(*head, Cell(figure, bold=plan), unit, *cells, Cell(whole, bold=plan), *later))
    ceilings = (_ceiling(one, year) if year in own else _NONE for year in years)
    held: Value = sum(one.left[year] for year in own) if all(year in one.left for year in own) else NO_CEILING
    rows.append(row(*head, "Ceiling", unit, *ceilings, Cell(held, grey=True), rule=True, grey=True))
    return rows


_NONE = Cell("-", grey=True)


def _amount(value: float, *, full: bool) -> Cell:
    return Cell(value, mark="full" if full else "", fill=style.OVER_FILL if full else "", grey=not full and not value)


def _ceiling(one: Books, year: int) -> Cell:
    held: Value = one.left.get(year, NO_CEILING)
    return Cell(held, grey=True)


def _all_payers(view: View, option: Option, found: Iterable[Books], years: tuple[int, ...]) -> list[Row]:
    """One row of all payers, where all keep their books in one currency."""
    adding = [one for one in found if one.adds]
    units = {_unit(view, one.payer) for one in adding}
    if len(adding) < 2 or len(units) > 1:
        return []
    sums = [sum(one.paid.get(year, 0.0) for one in adding) for year in years]
    head = (Cell("All payers", bold=True), "all lines", Cell(view.title(option), bold=True), units.pop())
    later = [sum(one.later for one in adding)] if view.pays_later else []
    return [row(*head, *sums, Cell(sum(sums), bold=True), *later, rule=True)]


def _rates(view: View, years: tuple[int, ...]) -> Iterator[Row]:
    """What one unit of base-year money is in money of each year of every payer that keeps books in another currency."""
    settings, typed = view.case.settings, {one.priced_in: one.rate for one in view.case[Currency]}
    for name, payer in view.ventures.payers.items():
        if payer.priced_in is not None and payer.priced_in in typed:
            inflation = settings.inflation if payer.inflation is None else payer.inflation
            unit = currency(view, name)
            said = f"1 {unit} = {typed[payer.priced_in]:.6g} {view.currency}, {100 * inflation:.4g}% inflation a year"
            rates = (
                Cell(view.ventures.nominal(name, year), number=RATE) if year in view.case.years else _NONE
                for year in years
            )
            per = f"{unit} a {view.currency} of {settings.base_year}"
            yield row(Cell(name, bold=True), said, "Rate used", per, *rates, "-", rule=True)


def _buyers(view: View, option: Option, years: tuple[int, ...]) -> list[Row]:
    """What buyers pay above the world price, by calendar year; no part of any budget."""
    settings, paid = view.case.settings, packages.premiums(option)
    if not paid:
        return []
    sums: dict[int, float] = defaultdict(float)
    for cost in paid:
        sums[cost.node.year] += cost.amount * (1.0 + settings.inflation) ** (cost.node.year - settings.base_year)
    cells = (Cell(sums.get(year, 0.0)) if year in view.case.years else _NONE for year in years)
    head = (Cell("Buyers", bold=True), "above world prices, by calendar year", Cell(view.title(option), bold=True))
    return [row(*head, view.million, *cells, Cell(sum(sums.values()), bold=True))]


def _unit(view: View, payer: str) -> str:
    return f"{currency(view, payer)} million"


def currency(view: View, payer: str) -> str:
    """Currency of a payer's books; the price year in its name says nothing of money of each year."""
    return _PRICE_YEAR.sub("", view.ventures.payers[payer].priced_in or view.currency)


def _fiscal_years(view: View) -> str:
    """When fiscal years begin, and which are not named by the year in which they do."""
    other: dict[str, list[str]] = {}
    for name, payer in view.ventures.payers.items():
        if payer.fiscal_year_month != 1:
            later = ", named by the year it ends" if payer.fiscal_year_named == "by its last year" else ""
            other.setdefault(f"{MONTHS[payer.fiscal_year_month - 1]}{later}", []).append(name)
    said = "; ".join(f"{words.listed(names)}: {month}" for month, names in other.items())
    return f"from January ({said})" if said else "from January"


def _last(view: View, option: Option) -> tuple[str, ...]:
    """Why somebody that pays last pays all the same."""
    paying = [payer for payer in packages.by_payer(view, option) if view.ventures.payers[payer].pays_last]
    if not paying:
        return ()
    verb, whose = ("pays", "its") if len(paying) == 1 else ("pay", "their")
    return (
        f"Pays last holds where payers tie: {words.listed(paying)} still {verb} where others cannot, or where {whose} "
        "money comes earlier or cheaper.",
    )


def _at_ceilings(found: tuple[Books, ...]) -> str:
    """Who is at a ceiling, and when."""
    full = {
        f"{one.payer}{'' if one.line in (GENERAL, ALL_LINES) else f' ({one.line})'}": [
            y for y in one.left if one.full(y)
        ]
        for one in found
    }
    at = [f"{name} in {words.years_named(years)}" for name, years in full.items() if years]
    if at:
        return f"At the ceiling: {'; '.join(at)}."
    return "No payer is at a ceiling." if any(one.left for one in found) else "No payer has a ceiling."


def _charts(view: View, option: Option, found: tuple[Books, ...]) -> Iterator[Chart]:
    """Share of its ceilings that each payer uses, as a line by fiscal year."""
    payers = [one.payer for one in found]
    for one in found:
        points = tuple(
            (year, one.charged.get(year, 0.0) / one.left[year])
            for year in fiscal_years(view, one.payer)
            if one.left.get(year, 0.0) > 0
        )
        if len(points) > 1 and any(share > 0 for _, share in points):
            title = _chart_title(one, sole=payers.count(one.payer) == 1)
            yield Chart(
                kind="lines",
                title=title,
                alt=f"{title}. Share of its ceiling used by fiscal year under {view.title(option)}. "
                "The figures stand in the table.",
                series=(Series("Share used", "first plan", points, "share"),),
                height=CHART_HEIGHT,
                small=True,
            )


def _chart_title(one: Books, *, sole: bool) -> str:
    """Payer, its line where it has several, and when it is at its ceiling, in few letters."""
    years = [year for year in one.left if one.full(year)]
    full = f"full {words.years_named(years)}" if years else "never full"
    if len(full) > TITLE_YEARS:
        full = f"full in {words.number(len(years))} years"
    name = one.payer if sole else f"{one.payer}, {one.line}"
    most = TITLE_LETTERS - len(full)
    return f"{name if len(name) <= most else f'{name[: most - 3].rstrip()}...'}: {full}"


def restated(view: View, option: Option) -> dict[str, float]:
    """Support of the sheet Costs by payer, in its money of the year of payment: what the sheet must add up to.

    What budgets count beyond the payments expected stands apart, under the payer and "contingent".
    """
    sums = dict.fromkeys(view.ventures.payers, 0.0)
    for cost in option.plan[Cost]:
        nominal = cost.amount * view.ventures.nominal(cost.payer, cost.node.year) if cost.payer in sums else 0.0
        if cost.kind in SUPPORT:
            sums[cost.payer] += nominal
        elif cost.kind == "contingent":
            name = _contingent(cost.payer)
            sums[name] = sums.get(name, 0.0) + nominal
    return sums


def _contingent(payer: str) -> str:
    return f"{payer}, {CONTINGENT.lower()}"


def added_up(view: View, option: Option) -> dict[str, float]:
    """The same from the cells of the sheet: the plan's rows and the contingent ones, years planned and later ones."""
    found = sheet(view, option)
    headers = [column.header for column in found.table.columns]
    years = [place for place, header in enumerate(headers) if header.isdigit() or header == view.later]
    sums = dict.fromkeys(restated(view, option), 0.0)
    for one in found.table.rows:
        payer, _, figure = (str(cell.value) for cell in one.cells[:3])
        name = {view.title(option): payer, CONTINGENT: _contingent(payer)}.get(figure, "")
        if name in sums:
            values = (one.cells[place].value for place in years)
            sums[name] += sum(value for value in values if not isinstance(value, str))
    return sums

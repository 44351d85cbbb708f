"""Sheet "P1 Firms" of each plan: a page a firm to negotiate from; why it moves, and what is left to bargain over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.case import MoveFinance
from models.plan import AidLevel, Participation, Start, Staying
from planner.report import deals, packages, slack, style, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option

NOT_KNOWN_FIRM = "owner not known"
FULL_TO = 1e-5
"""Share of an aid ceiling by which aid may miss it and count as at it: the arithmetic of the search."""
RATE = "0.0%_n"


@dataclass(frozen=True)
class Line:
    """A line of a firm's page: part, item, unit, figure, what to note; `bold` for what it comes to."""

    part: str
    item: str
    unit: str
    figure: Cell
    note: str
    bold: bool = False


def sheet(view: View, option: Option) -> Sheet:
    """The sheet of one plan."""
    rows: list[Row] = []
    pages = []
    for firm, projects in _pages(view, option):
        pages.append(len(rows))
        for project, lines in projects:
            rows += [
                row(Cell(firm, bold=True), Cell(project, bold=True), one.part, Cell(one.item, bold=one.bold), one.unit,
                    one.figure, one.note, rule=place == len(lines))
                for place, one in enumerate(lines, start=1)
            ]  # fmt: skip
    columns = (
        Column("Firm", 28), Column("Project", 25), Column("Part", 9), Column("Item", 41), Column("Unit", 13),
        Column("Figure", 12, style.MONEY), Column("What to note", 45),
    )  # fmt: skip
    table = Table(f"Firms_plan_{option.number}", columns, tuple(rows), filtered=True)
    return Sheet(
        name=f"P{option.number} Firms",
        title=f"{view.title(option)}, firms: what makes each move, and what is left to bargain over",
        headlines=(_headline(view, option),),
        notes=(
            f"Value = {view.million} of {view.case.settings.base_year} at the end of the start year, after tax, at the "
            "firm's real cost of capital. A firm moves if its value with support is at least what it gives up and its "
            "premium.",
            "Slack = what it gains beyond that. Package = amounts as paid, before tax, not discounted. Filter Item to "
            "compare projects. One firm a printed page; committed projects have no row.",
        ),
        table=Table.with_nothing_said(table, "None"),
        page_breaks=tuple(pages[1:]),
    )


def _headline(view: View, option: Option) -> str:
    parts = option.plan[Participation]
    if not parts:
        return f"{view.title(option)} starts no project that a firm decides about."
    needy = sum(one.without_support < one.forgone + one.premium - slack.NO_SLACK for one in parts)
    over = [one.slack for one in parts if one.support >= packages.SMALLEST and one.slack >= slack.NO_SLACK]
    beyond = (
        f"{words.money(view.currency, sum(over))} of what firms get goes beyond what they ask: see Slack."
        if over
        else "no firm that is supported gets more than it asks."
    )
    count = words.counted(len(parts), "project")
    if not needy:
        return f"{words.first_capital(count)} would move without support; {beyond}"
    of = f"{words.number(needy)} of {count}" if needy < len(parts) else count
    return f"{words.first_capital(of)} move{'s' if needy == 1 else ''} only with support; {beyond}"


def _pages(view: View, option: Option) -> Iterator[tuple[str, list[tuple[str, list[Line]]]]]:
    """Firms in order of their first start, each with its projects, their sum where there are several, its lines."""
    by_firm: dict[str, list[Participation]] = {}
    for one in sorted(option.plan[Participation], key=lambda part: part.start.year):
        by_firm.setdefault(one.firm, []).append(one)
    lines: dict[str, list[str]] = {}
    staying = dict.fromkeys(row.venture for row in option.plan[Staying])
    opened = {one.venture for one in option.plan[Participation]}
    for name in staying:
        if name not in opened:
            lines.setdefault(view.ventures.all[name].firm or NOT_KNOWN_FIRM, []).append(name)
    causes = slack.causes(view, option)
    for firm in dict.fromkeys((*by_firm, *lines)):
        projects = [(part.venture, _project(view, option, part, causes)) for part in by_firm.get(firm, [])]
        if len(projects) > 1:
            projects.append(("all its projects", _together(view, by_firm[firm])))
        projects += [
            (name, [*_contracts(view, option, name), *_staying(view, option, name)]) for name in lines.get(firm, [])
        ]
        yield firm, projects


def _project(view: View, option: Option, part: Participation, causes: dict[str, str]) -> list[Line]:
    return [
        *_facts(view, option, part),
        *_value(view, option, part, causes.get(part.venture, words.NOT_KNOWN)),
        *_if_forgone_differs(view, part),
        *_package(view, option, part.venture),
        *_contracts(view, option, part.venture),
        *_aid(option, part.venture),
        *_staying(view, option, part.venture),
    ]


def _started(option: Option) -> frozenset[str]:
    return frozenset(start.move for start in option.plan[Start])


def _facts(view: View, option: Option, part: Participation) -> list[Line]:
    venture = view.ventures.all[part.venture]
    line = view.case.lines[venture.lines[0]]
    finance = view.ventures.finance(line)
    moves = view.moves()
    invested = sum(moves[name].capital_cost for name in venture.moves if name in _started(option))
    nominal = f"{_percent(finance.nominal)} nominal, {_percent(finance.inflation)} inflation"
    return [
        Line("Facts", "Start", "year", Cell(part.start.year, number=style.YEAR), f"In {venture.nation}"),
        Line("Facts", "Cost of capital, real", "% a year", Cell(finance.real, number=RATE), nominal),
        Line("Facts", "Investment, not discounted", view.million, Cell(invested), "Before any support"),
        Line("Facts", "Tax on profits", "%", Cell(finance.tax, number=RATE), "Where the plant stands"),
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"


def _value(view: View, option: Option, part: Participation, cause: str) -> list[Line]:
    """From margin to slack, each line added to or taken off those above."""
    last = view.last_year
    least = part.without_support >= part.forgone + part.premium
    enough = "Enough for the firm: it moves without support" if least else "Less than the firm asks: needs support"

    moves, started, writing_off = view.moves(), _started(option), _written_off(view, option, part)
    moved = any(moves[name].kind == "relocate" for name in view.ventures.all[part.venture].moves if name in started)
    closing = "; with what closing the old plant costs" if moved else ""

    def line(item: str, amount: float, note: str, *, bold: bool = False) -> Line:
        return Line("Value", item, view.million, Cell(packages.shown(amount), bold=bold), note, bold)

    return [
        line("Margin on what it makes, after tax", part.margin, f"Up to {last}, at the prices of its own market"),
        line("Fixed cost, after tax", -part.fixed_cost, f"Up to {last}"),
        line("Capital, less tax saved by writing it off", -part.capital, f"{writing_off}{closing}"),
        line(f"Later: after {last}", part.later, "As in its last year to the end of its life, or stops"),
        line("Value without support", part.without_support, enough, bold=True),
        line("Support, after tax", part.support, "The package below, at the firm's own rate"),
        line("Value with support", part.without_support + part.support, "Net present value", bold=True),
        line("Value forgone", -part.forgone, "What it gives up by moving"),
        line("Premium", -part.premium, "What it wants on top"),
        line("Slack", part.slack, cause, bold=True),
    ]


def _written_off(view: View, option: Option, part: Participation) -> str:
    """Over how many years tax law writes off what is started, from when on and discounted at which rate."""
    started, moves, venture = _started(option), view.moves(), view.ventures.all[part.venture]
    years = sorted({view.ventures.plant(moves[name], 0).written_off_over for name in venture.moves if name in started})
    nominal = view.ventures.finance(view.case.lines[venture.lines[0]]).nominal
    over = f"{words.listed(map(str, years), 'or')} {'year' if years == [1] else 'years'}"
    return f"Written off over {over} from {part.start.year + 1} on, at {_percent(nominal)} nominal"


def _if_forgone_differs(view: View, part: Participation) -> list[Line]:
    """What the firm would gain, or lack, if it gave up as little or as much as its low and high estimates say."""
    typed = next((row for row in view.case[MoveFinance] if row.project == part.venture), None)
    if typed is None:
        return []
    estimates = (("low", typed.value_forgone_low), ("high", typed.value_forgone_high))
    lines = []
    for name, forgone in estimates:
        if forgone is not None and forgone != part.forgone:
            left = part.slack + part.forgone - forgone
            note = "Windfall: it would gain that much beyond what it asks" if left > 0 else "It would not move"
            item = f"Slack if it gives up the {name} estimate, {words.one(forgone)}"
            lines.append(Line("Value", item, view.million, Cell(packages.shown(left)), note))
    return lines


def _together(view: View, parts: list[Participation]) -> list[Line]:
    """Sums over a firm's projects, at the end of the first start year."""
    first = min(part.start.year for part in parts)
    line = view.case.lines[view.ventures.all[parts[0].venture].lines[0]]
    rate = view.ventures.finance(line).real

    def together(item: str, amounts: list[float]) -> Line:
        moved = (
            amount * (1.0 + rate) ** (first - part.start.year) for amount, part in zip(amounts, parts, strict=True)
        )
        return Line(
            "Value",
            item,
            view.million,
            Cell(packages.shown(sum(moved)), bold=True),
            f"At the end of {first}",
            bold=True,
        )

    return [
        together("Value without support", [part.without_support for part in parts]),
        together("Support, after tax", [part.support for part in parts]),
        together("Value with support", [part.without_support + part.support for part in parts]),
        together("Slack", [part.slack for part in parts]),
    ]


def _package(view: View, option: Option, project: str) -> list[Line]:
    """What is paid under each offer, before tax; the sheet Support has it by year."""
    found = [one for one in packages.of_plan(view, option) if one.project == project]
    if not found:
        return [Line("Package", "Pays without support", view.million, Cell(0.0), "-")]
    lines = []
    for one in found:
        years = words.years_named(year for year, amount in one.paid.items() if amount >= packages.SMALLEST)
        lent = f"; {words.money(view.currency, one.lent)} lent" if one.lent else ""
        named = words.first_capital(packages.form_of(view, one))
        pays = f" in {years}" if years else " nothing"
        if one.contract and years:
            amounts = {year: amount for year, amount in one.paid.items() if packages.shown(amount)}
            pays = f" {words.by_years(amounts)}"
        note = f"{one.offer}: {one.payer} pays{pays}{lent}"
        lines.append(Line("Package", named, view.million, Cell(packages.shown(one.total)), note))
    return lines


def _contracts(view: View, option: Option, project: str) -> list[Line]:
    """Strike, quantity and later years of its purchase contracts."""
    lines = []
    for one in deals.signed(view, option):
        if one.project != project:
            continue
        name, good = one.row.contract, one.row.good
        strike = view.typed_price(good, one.row.strike)
        bought = {year: sum(each.bought.get(year, 0.0) for each in one.lines) for year in one.years}
        grows = f"; grows {_percent(one.row.escalation)} a year" if one.row.escalation else ""
        lines += [
            Line("Package", f"Strike: {name}", view.price_unit(good), Cell(strike, number=style.ANY),
                 f"In force {one.first_year} to {one.last_year}{grows}"),
            Line("Package", f"Bought: {name}", view.case.goods[good].unit, Cell(sum(bought.values())),
                 words.first_capital(words.by_years(bought))),
        ]  # fmt: skip
        if one.years_after:
            after = words.counted(one.years_after, "more year")
            note = f"{words.first_capital(after)}, as worth at the end of {view.last_year}, at the public rate"
            lines.append(Line("Package", f"{view.later}: {name}", view.million, Cell(one.later), note))
    return lines


def _aid(option: Option, project: str) -> list[Line]:
    lines = []
    for level in option.plan[AidLevel]:
        if level.venture == project and level.aid >= packages.SMALLEST:
            full = level.aid >= level.ceiling * (1 - FULL_TO)
            share = Cell(level.aid / level.ceiling, number=style.EXPOSURE, mark="full" if full else "",
                         fill=style.OVER_FILL if full else "")  # fmt: skip
            lines.append(
                Line("Package", f"Share of the aid ceiling used: {level.rule}", "%", share, "Grant equivalent")
            )
    return lines


def _staying(view: View, option: Option, name: str) -> list[Line]:
    """The year in which leaving is nearest to paying."""
    years = [row for row in option.plan[Staying] if row.venture == name]
    if not years:
        return []
    tightest = min(years, key=lambda row: (row.slack, row.node.year))
    back = f" less {words.one(tightest.pay_back)} paid back" if tightest.pay_back else ""
    gain = words.one(tightest.leaving)
    note = f"Still to come up to {view.last_year}: {words.one(tightest.to_come)}; leaving would bring {gain}{back}"
    item = f"Staying beats leaving, at the least in {tightest.node.year}, by"
    return [Line("Staying", item, view.million, Cell(packages.shown(tightest.slack)), note)]

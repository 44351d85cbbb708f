"""Sheet "P1 Contracts" of each plan: purchase contracts it signs, at which strike, for how much and how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.case import Contract
from planner.report import measure, packages, style, words
from planner.report.deals import Bought, Signed, Years, signed
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, column_breaks, row
from planner.report.view import View
from planner.result import Option

REPEATED = 4
"""Columns that say on every printed page which row it is."""
SHORT = "paid for though not made"
SCORED = {
    "expected": "What is expected to be paid",
    "tail": "The average of the worst 5% of outcomes of each year",
    "full": "The whole strike of all that is bought",
}
"""What budgets count, by scoring rule."""
_DASH = Cell("-", grey=True)


@dataclass(frozen=True)
class Figure:
    """A row of a deal: figure, unit, number format, by year, in all (None: adds up to nothing), present value."""

    name: str
    unit: str
    number: str
    by_year: Years
    note: str = "-"
    whole: float | None = None
    value: float | None = None
    bold: bool = False


def sheet(view: View, option: Option) -> Sheet:
    """The sheet of one plan."""
    found = signed(view, option)
    shown = [list(_figures(view, deal)) for deal in found]
    rows = [one for deal, figures in zip(found, shown, strict=True) for one in _rows(view, deal, figures)]
    columns = _columns(view, [one for figures in shown for one in figures])
    table = Table(f"Contracts_plan_{option.number}", columns, tuple(rows), repeated=REPEATED)
    return Sheet(
        name=f"P{option.number} Contracts",
        title=f"{view.title(option)}, contracts: what is bought at a guaranteed price",
        headlines=(_headline(view, option, found),),
        notes=(
            "Expected = over the price paths, on the plan's quantities. - = not in force, or does not apply.",
            f"Prices of {view.case.settings.base_year}, not discounted; present value at the public rate of "
            f"{100 * view.case.settings.discount_rate:g}%.",
        ),
        table=Table.with_nothing_said(table, "None"),
        column_breaks=column_breaks(columns, REPEATED, first=len(columns) - len(view.case.years)),
    )


def _columns(view: View, figures: list[Figure]) -> tuple[Column, ...]:
    texts = (_text(amount, one) for one in figures for amount in one.by_year.values())
    width = measure.figure_width(texts, style.BODY)
    return (
        Column("Project", 16),
        Column("Contract", 13),
        Column("Figure", 28),
        Column("Unit", 12),
        Column("What to note", 68),
        Column("In all", 10, style.MONEY),
        Column(f"Present value ({view.million})", 15, style.MONEY),
        *(Column(str(year), width, style.MONEY) for year in view.case.years),
    )


def _headline(view: View, option: Option, found: tuple[Signed, ...]) -> str:
    if not found:
        return f"{view.title(option)} signs no purchase contract."
    paid = sum(one.value(later=False) + one.value(later=True) for one in found)
    said = words.first_capital(words.counted(len(found), "contract"))
    return f"{said} signed: {words.money(view.currency, paid)} expected, in present value."


def _text(amount: float, one: Figure) -> str:
    """A figure as it prints, to the digits of its number format."""
    _, _, decimals = one.number.partition(".")
    return f"{amount:,.{decimals.count('0')}f}"


def _rows(view: View, deal: Signed, figures: list[Figure]) -> Iterator[Row]:
    for place, one in enumerate(figures, start=1):
        cells = (_year(one, year) for year in view.case.years)
        yield row(
            Cell(deal.project, bold=True), Cell(deal.row.contract, bold=True), Cell(one.name, bold=one.bold),
            one.unit, one.note, _figure(one.whole, one), _figure(one.value, one, style.MONEY), *cells,
            rule=place == len(figures),
        )  # fmt: skip


def _year(one: Figure, year: int) -> Cell:
    return _figure(one.by_year.get(year), one)


def _figure(amount: float | None, one: Figure, number: str = "") -> Cell:
    if amount is None:
        return _DASH
    value: Value = packages.shown(amount)
    return Cell(value, number=number or one.number, bold=one.bold, grey=not value)


def _figures(view: View, deal: Signed) -> Iterator[Figure]:
    yield from _strikes(view, deal)
    for one in deal.lines:
        yield from _market(view, deal, one)
        yield from _quantities(view, deal, one)
    yield from _payments(view, deal)


def _strikes(view: View, deal: Signed) -> Iterator[Figure]:
    below, above = deal.beside(-1), deal.beside(1)
    yield _strike(view, deal, "Strike signed", deal.row, _parties(deal), bold=True)
    if below is not None:
        yield _strike(view, deal, "Next lower strike", below, _why_not(view, deal, below))
    if above is not None:
        yield _strike(view, deal, "Next higher strike", above, "-")


def _strike(view: View, deal: Signed, name: str, contract: Contract, note: str, *, bold: bool = False) -> Figure:
    good = contract.good
    strikes = {year: view.typed_price(good, view.offtake.strike(contract, year)) for year in deal.years}
    return Figure(name, view.price_unit(good), _price_format(strikes), strikes, note, bold=bold)


def _price_format(prices: Years) -> str:
    """As many digits as the prices of a row need, up to two; small ones have more."""
    least = min((price for price in prices.values() if price), default=1.0)
    digits = 2 if least < 100 else 0
    return "#,##0.0000_n" if least < 1 else f"#,##0{'.' + '0' * digits if digits else ''}_n"


def _parties(deal: Signed) -> str:
    """Who buys what from whom, and how long."""
    terms, line = deal.row, deal.lines[0].line
    made_by = words.listed(one.line.name for one in deal.lines)
    years = f"{deal.first_year} to {deal.last_year}" if deal.last_year > deal.first_year else str(deal.first_year)
    grows = f", growing {words.typed(terms.escalation)} a year" if terms.escalation else ""
    helped = f", for the sake of {deal.project}" if terms.helps is not None else ""
    owner = line.firm or "owner not known"
    return f"{terms.payer} buys {terms.good} of {made_by} ({owner}, {line.nation}) in {years}{grows}{helped}"


def _why_not(view: View, deal: Signed, lower: Contract) -> str:
    """What the firm would lack at a lower strike, where that is known."""
    missing = deal.lacks(lower)
    if missing is None:
        return "-"
    least = " or more" if deal.later else ""
    lacking = words.money(view.currency, missing)
    return f"At it, all else equal, the firm would lack {lacking}{least} and not move"


def _market(view: View, deal: Signed, one: Bought) -> Iterator[Figure]:
    """Prices that the strike is compared with."""
    good, unit = deal.row.good, view.price_unit(deal.row.good)
    where = "The world price" if deal.row.reference == "world" else f"Of the market of {one.line.nation}"
    paths = view.case.price_paths
    prices = {year: view.offtake.prices(deal.row, one.line, year) for year in deal.years}
    expected = {
        year: view.typed_price(good, sum(paths[path] * price for path, price in found.items()))
        for year, found in prices.items()
    }
    name = "Market price expected" if len(paths) > 1 else "Market price"
    yield Figure(_of(deal, one, name), unit, _price_format(expected), expected, where)
    for path, share in paths.items() if len(paths) > 1 else ():
        each = {year: view.typed_price(good, found[path]) for year, found in prices.items()}
        note = f"With a probability of {words.typed(share)}"
        yield Figure(_of(deal, one, f"Market price, path {path}"), unit, _price_format(each), each, note)


def _quantities(view: View, deal: Signed, one: Bought) -> Iterator[Figure]:
    terms, unit = deal.row, view.case.goods[deal.row.good].unit
    covers = f"Covers {words.typed(terms.share_of_output)} of output"
    most = f", at most {terms.most:,.6g} {unit} a year of a full plant" if terms.most is not None else ""
    least = f"; at least {terms.least:,.6g} {unit} a year" if terms.least else ""
    bought = _in_force(deal, one.bought)
    yield Figure(
        _of(deal, one, "Bought"), unit, view.quantity_format, bought, f"{covers}{most}{least}", sum(bought.values())
    )
    yield Figure(_of(deal, one, "Share of output"), "%", style.EXPOSURE, one.of_output)
    if terms.take_or_pay:
        short = _in_force(deal, one.short)
        note = f"Paid for up to {words.typed(terms.take_or_pay)} of a full plant's part"
        yield Figure(
            _of(deal, one, "Paid for though not made"), unit, view.quantity_format, short, note, sum(short.values())
        )


def _of(deal: Signed, one: Bought, name: str) -> str:
    """A figure of a line: with the line's name where the contract buys from several."""
    return name if len(deal.lines) == 1 else f"{name}: {one.line.name}"


def _in_force(deal: Signed, by_year: Years) -> dict[int, float]:
    """Quantities of the years in force, none where nothing is bought."""
    return {year: by_year.get(year, 0.0) for year in deal.years}


def _payments(view: View, deal: Signed) -> Iterator[Figure]:
    unit, terms = view.million, deal.row

    def money(name: str, by_year: Mapping[int, float], note: str = "-", value: float | None = None) -> Figure:
        whole = sum(by_year.values())
        return Figure(name, unit, style.MONEY, by_year, note, whole, value, bold=value is not None)

    paid = deal.by_year("support")
    by_whom = f"By {terms.payer}, {terms.budget_line or packages.GENERAL}"
    yield money("Paid, expected", paid, by_whom, deal.value(later=False))
    if terms.take_or_pay:
        yield money("of which for volume not made", deal.by_year("support", SHORT), "At the strike")
    if terms.upside_share:
        note = f"{words.typed(terms.upside_share)} of a price above the strike goes back to {terms.payer}"
        yield money("of which upside, paid back", deal.upside(), note)
    counted = {year: amount + paid.get(year, 0.0) for year, amount in deal.by_year("contingent").items()}
    yield money("What budgets count", counted, SCORED[terms.scoring])
    if deal.years_after:
        after = words.counted(deal.years_after, "more contract year")
        note = f"{words.first_capital(after)}, as worth at the end of {view.last_year}; in no budget"
        yield Figure(f"Paid after {view.last_year}", unit, style.MONEY, {}, note, deal.later,
                     deal.value(later=True), bold=True)  # fmt: skip

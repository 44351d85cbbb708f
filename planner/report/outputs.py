"""Sheet Outputs: what every line makes in every plan and year, how much of it is exposed, and what making it costs."""

from __future__ import annotations

from collections.abc import Iterator

from models.plan import LineOutput
from planner.report import style, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option


def sheet(view: View) -> Sheet:
    """The sheet."""
    rows = tuple(one for option in view.everyone for one in _rows(view, option))
    columns = (
        Column("Plan", 10),
        Column("Year", 7, style.YEAR),
        Column("Line", 31),
        Column("Firm", 21),
        Column("Nation", 14),
        Column("Good made", 17),
        Column("Quantity", 12, view.quantity_format),
        Column("Of which exposed", 12, view.quantity_format),
        Column("Unit", 10),
        Column("Running cost per unit", 14, style.ANY),
        Column("Priced in", 11),
        Column(f"Amount ({view.million})", 13, style.MONEY),
    )
    return Sheet(
        name="Outputs",
        title="Outputs: what each line makes, and what that costs",
        headlines=(_headline(view),),
        notes=(
            "Every line that makes something, in every plan and year; of a line with several outputs the main one. "
            f"Outputs below {view.smallest_quantity:g} of their unit are left out.",
            f"Exposed = would not be made if {view.stop}. Amount = quantity x running cost per unit, not discounted: a "
            "firm's sum over a year stands on Costs.",
            _cost_note(view),
        ),
        table=Table.with_nothing_said(Table("Outputs", columns, rows, filtered=True), "None"),
    )


def _cost_note(view: View) -> str:
    base = f"in {view.currency} of {view.case.settings.base_year}"
    if view.case.settings.valuation == "selling price":
        return f"Running cost per unit {base}: market price of what is made less that of its inputs."
    return (
        f"Running cost per unit {base}, as the sheet Inputs as read says: without bought inputs; of an existing line "
        "outside the alliance its price less those inputs."
    )


def _made(view: View, option: Option) -> Iterator[LineOutput]:
    """Outputs that print as something, by year, good, nation and line."""
    order = {name: place for place, name in enumerate(view.case.goods)}
    lines, case = view.case.lines, view.case

    def place(found: LineOutput) -> tuple[int, int, str, str]:
        line = lines[found.line]
        return found.node.year, order[case.process(line).main], line.nation, line.name

    yield from sorted((one for one in option.plan[LineOutput] if one.total >= view.smallest_quantity), key=place)


def _exposed(option: Option, found: LineOutput) -> float:
    return max(0.0, found.total - option.trace.clean_outputs.get((found.line, found.node), 0.0))


def _rows(view: View, option: Option) -> Iterator[Row]:
    for found in _made(view, option):
        line = view.case.lines[found.line]
        good = view.case.goods[view.case.process(line).main]
        cost = view.case.unit_cost(line, found.node.year)
        typed = view.typed_price(good.good, cost)
        exposed = _exposed(option, found)
        yield row(
            view.title(option),
            found.node.year,
            line.name,
            line.firm or "owner not known",
            line.nation,
            good.good,
            found.total,
            Cell(exposed, bold=exposed >= view.smallest_quantity),
            good.unit,
            Cell(typed, number=style.as_long_as(_shown(typed))),
            view.price_unit(good.good),
            cost * found.total,
        )


def _shown(price: float) -> float:
    """A price to the digits worth printing: a derived one has as many as a computer gives."""
    return round(price, 2) if abs(price) >= 1 else float(f"{price:.4g}")


def _headline(view: View) -> str:
    made = [found for found in _made(view, view.first) if found.node.year == view.last_year]
    exposed = sum(_exposed(view.first, found) >= view.smallest_quantity for found in made)
    if not made:
        return f"No line makes anything in {view.last_year} under Plan 1."
    lines = words.first_capital(words.counted(len(made), "line"))
    verb = "makes" if len(made) == 1 else "make"
    which = "none of it" if not exposed else "one of them" if exposed == 1 else f"{words.number(exposed)} of them"
    what = "exposed" if not exposed else "makes exposed goods" if exposed == 1 else "make exposed goods"
    return f"{lines} {verb} something in {view.last_year} under Plan 1; {which} {what}."

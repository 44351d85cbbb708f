"""Sheet Deliveries: what every programme gets in every plan and year, how much of it is exposed, what goes unmet."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Demand
from models.plan import Delivery
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
        Column("Programme", 28),
        Column("Kind", 9),
        Column("Nation", 18),
        Column("Good", 24),
        Column("Due", 12, view.quantity_format),
        Column("Delivered", 12, view.quantity_format),
        Column("Of which exposed", 12, view.quantity_format),
        Column("Unmet", 12, view.quantity_format),
        Column("Unit", 12),
    )
    return Sheet(
        name="Deliveries",
        title="Deliveries: what each programme gets, and what goes unmet",
        headlines=(_headline(view),),
        notes=(
            "Every need, in every plan and year: due = delivered + unmet. An outlet is a sale to others, which may go "
            "unmet and counts in no cap.",
            f"Exposed = would not arrive if {view.stop}.",
        ),
        table=Table.with_nothing_said(Table("Deliveries", columns, rows, filtered=True), "None"),
    )


def _rows(view: View, option: Option) -> Iterator[Row]:
    kinds = {(need.programme, need.nation, need.good): need.kind for need in view.case[Demand]}
    for found in sorted(option.plan[Delivery], key=lambda one: (one.node.year, one.programme, one.nation, one.good)):
        key = (found.programme, found.nation, found.good)
        exposed = max(0.0, found.total - option.trace.clean_deliveries.get((*key, found.node), 0.0))
        yield row(
            view.title(option),
            found.node.year,
            found.programme,
            kinds[key],
            found.nation,
            found.good,
            found.due,
            found.total,
            Cell(exposed, bold=exposed >= view.smallest_quantity),
            Cell(found.unmet, bold=found.unmet >= view.smallest_quantity),
            view.case.goods[found.good].unit,
        )


def _headline(view: View) -> str:
    """What Plan 1 leaves unmet, outlets apart."""
    outlets = {(need.programme, need.nation, need.good) for need in view.case[Demand] if need.kind == "outlet"}
    short: dict[tuple[str, str, str], list[int]] = {}
    for found in view.first.plan[Delivery]:
        key = (found.programme, found.nation, found.good)
        if key not in outlets and found.unmet >= view.smallest_quantity:
            short.setdefault(key, []).append(found.node.year)
    if not short:
        return "Plan 1 meets every defence and civil need in full."
    years = words.years_named(sorted({year for found in short.values() for year in found}))
    return f"Plan 1 leaves {words.counted(len(short), 'need')} partly unmet, in {years}."

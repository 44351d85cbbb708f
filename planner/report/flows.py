"""Sheet Flows: what moves from where to where in every plan and year, clean and exposed apart."""

from __future__ import annotations

from models.plan import Flow
from planner.report import style, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option

FULL_TO = 1e-6


def sheet(view: View) -> Sheet:
    """The sheet."""
    smallest = view.smallest_quantity
    rows = tuple(one for option in view.everyone for one in _rows(view, option, smallest))
    columns = (
        Column("Plan", 9),
        Column("Year", 8, style.YEAR),
        Column("Good", 24),
        Column("From", 22),
        Column("To", 22),
        Column("Clean or exposed", 14),
        Column("Quantity", 13, view.quantity_format),
        Column("Unit", 15),
        Column(f"Freight ({view.million})", 13, style.MONEY),
        Column("Lane full?", 11),
    )
    return Sheet(
        name="Flows",
        title="Flows: what moves from where to where",
        headlines=(_headline(view, smallest),),
        notes=(
            "Every flow between nations, of No action and every plan, by year: filter by plan and year first. "
            f"Flows below {smallest:g} of their unit are left out.",
            f"Clean = would still arrive if {view.stop}; exposed = would not. no limit = the lane has no capacity.",
        ),
        table=Table.with_nothing_said(Table("Flows", columns, rows, filtered=True), "None"),
    )


def _rows(view: View, option: Option, smallest: float) -> list[Row]:
    order = {name: place for place, name in enumerate(view.case.goods)}
    rows = []
    for flow in sorted(option.plan[Flow], key=lambda f: (f.node.year, order[f.good], f.origin, f.destination)):
        clean = min(
            flow.total, option.trace.clean_flows.get((flow.good, flow.origin, flow.destination, flow.node), 0.0)
        )
        for word, quantity in (("clean", clean), ("exposed", flow.total - clean)):
            if quantity >= smallest:
                rows.append(_row(view, option, flow, Cell(word, bold=word == "exposed"), quantity))
    return rows


def _row(view: View, option: Option, flow: Flow, word: Cell, quantity: float) -> Row:
    lane = view.case.lanes.find(flow.good, flow.origin, flow.destination, flow.node.year)
    freight = lane.freight * quantity if lane is not None else 0.0
    full = "no limit"
    if lane is not None and lane.capacity is not None:
        most = lane.capacity * option.plan.nodes.duration(flow.node)
        full = "yes" if flow.total >= most * (1 - FULL_TO) else "no"
    unit = view.case.goods[flow.good].unit
    return row(
        view.title(option),
        flow.node.year,
        flow.good,
        flow.origin,
        flow.destination,
        word,
        quantity,
        unit,
        freight,
        full,
    )


def _headline(view: View, smallest: float) -> str:
    year = view.last_year
    flows = [flow for flow in view.first.plan[Flow] if flow.node.year == year and flow.total >= smallest]
    exposed = 0
    for flow in flows:
        clean = view.first.trace.clean_flows.get((flow.good, flow.origin, flow.destination, flow.node), 0.0)
        exposed += flow.total - clean >= smallest
    lanes = words.counted(len(flows), "lane")
    if not flows:
        return f"Plan 1 moves nothing between nations in {year}."
    carrying = "none of them carries" if not exposed else f"{words.number(exposed)} of them {_carry(exposed)}"
    return f"Plan 1 moves goods along {lanes} in {year}; {carrying} exposed goods."


def _carry(count: int) -> str:
    return "carries" if count == 1 else "carry"

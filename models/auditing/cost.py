"""Checks of money: the present value worked out again from quantities, and from the plan's cost rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from models.auditing.check import Check
from models.auditing.figures import Figures
from models.case import Cap, Demand, Line, Move
from models.plan import SUPPORT, CapLevel, Cost, CostKind, Delivery, Disposal, Node

Payment = tuple[Node, float]
"""Node and undiscounted amount, million."""


def total_cost(figures: Figures) -> Check:
    """Unit, fixed and capital cost, freight, holding, disposal, sales to outlets, shortage and breach."""
    check = Check("Cost worked out again from quantities", "million")
    parts = [_discounted(figures, payments) for payments in _payments(figures)]
    check.equal(figures.plan.cost, sum(parts), "present value of the plan", scale=max(map(abs, parts), default=0.0))
    return check


def cost_rows(figures: Figures) -> Check:
    """The cost rows add up to the plan's cost.

    Transfers and loans only change hands, what budgets count beyond the expected is not paid; support pays for what
    counts already, unless lines count at selling prices.
    """
    check = Check("Cost rows add up to the cost of the plan", "million")
    paid: tuple[CostKind, ...] = SUPPORT if figures.case.counts_capital else ()
    left_out: tuple[CostKind, ...] = ("transfer", "lending", "contingent", *paid)
    rows = [row for row in figures.plan[Cost] if row.kind not in left_out]
    amounts = [figures.plan.nodes.weight(row.node) * row.amount for row in rows]
    check.equal(figures.plan.cost, sum(amounts), "present value of the plan", scale=max(map(abs, amounts), default=0.0))
    return check


def public_funds(figures: Figures) -> Check:
    """Raising public money costs its share of all support and of what buyers pay above world prices (C3)."""
    check = Check("Public funds charged on all that is paid", "million")
    rate = figures.case.settings.cost_of_public_funds
    due: dict[tuple[str, Node, str, str], float] = defaultdict(float)
    for row in figures.plan[Cost]:
        if row.kind in SUPPORT:
            due[row.payer, row.node, row.item, row.project] += rate * row.amount
    for line, node, premium in _premiums(figures):
        due["its buyers", node, line.name, line.move.project if line.move is not None else ""] += rate * premium
    charged: dict[tuple[str, Node, str, str], float] = defaultdict(float)
    for row in figures.plan[Cost]:
        if row.kind == "public funds":
            charged[row.payer, row.node, row.item, row.project] += row.amount
    for key in dict.fromkeys((*due, *charged)):
        payer, node, item, project = key
        where = f"{item} for {project or 'no project'}, paid by {payer}, {node.year}"
        check.equal(charged.get(key, 0.0), due.get(key, 0.0), where)
    return check


def bound(figures: Figures) -> Check:
    """No plan costs less than the proved bound."""
    check = Check("Cost not below its proved bound", "million")
    check.at_most(figures.plan.bound, figures.plan.cost, "bound of the plan")
    return check


def _discounted(figures: Figures, payments: Iterator[Payment]) -> float:
    """Present value with end-of-year factors from Settings."""
    settings = figures.case.settings
    growth = 1.0 + settings.discount_rate
    return sum(amount * growth ** -(node.year - settings.first_year + 1) for node, amount in payments)


def _payments(figures: Figures) -> Iterator[Iterator[Payment]]:
    yield _running(figures)
    yield _disposal(figures)
    yield _freight(figures)
    yield _holding(figures)
    yield _needs(figures)
    yield _breaches(figures)
    yield _closings(figures)
    if figures.case.counts_capital:
        yield _upkeep(figures)
        yield _capital(figures)
    if figures.ventures.decide:
        yield _public_money(figures)


def _public_money(figures: Figures) -> Iterator[Payment]:
    """What raising public money costs, and the support itself where lines count at selling prices."""
    rate = figures.case.settings.cost_of_public_funds
    counted = rate if figures.case.counts_capital else 1.0 + rate
    for row in figures.plan[Cost]:
        if row.kind in SUPPORT:
            yield row.node, counted * row.amount
    for _, node, premium in _premiums(figures):
        yield node, rate * premium


def _premiums(figures: Figures) -> Iterator[tuple[Line, Node, float]]:
    """What buyers pay above world prices, million: for allied lines and every candidate outside adversary nations.

    For what is sold, not for what is discarded. Where lines count at selling prices, buyers' payments are in the cost
    already.
    """
    case = figures.case
    if not case.counts_capital:
        return
    discarded: dict[tuple[str, Node, str], float] = defaultdict(float)
    for row in figures.plan[Disposal]:
        discarded[row.line, row.node, row.good] += row.total
    for (name, node), made in figures.made.items():
        line = case.lines[name]
        here = line.nation in case.allies or (line.move is not None and line.nation not in case.adversaries)
        if here and (premiums := figures.ventures.buyers_premium(line, node.year)):
            outputs = case.process(line).outputs
            sold = {good: outputs[good] * made.total - discarded[name, node, good] for good in premiums}
            yield line, node, sum(premium * sold[good] for good, premium in premiums.items())


def _running(figures: Figures) -> Iterator[Payment]:
    for (name, node), made in figures.made.items():
        yield node, figures.case.unit_cost(figures.case.lines[name], node.year) * made.total


def _upkeep(figures: Figures) -> Iterator[Payment]:
    """Fixed cost of existing lines that operate, less the share closed."""
    for line in figures.case.lines.values():
        for node in figures.plan.nodes:
            row = line.row(node.year)
            if row is not None and row.status == "operating":
                open_share = 1.0 - figures.closed(line.name, node)
                yield node, row.fixed_cost * open_share * figures.plan.nodes.duration(node)


def _capital(figures: Figures) -> Iterator[Payment]:
    """Capital as equal payments over the life, from the start year on; fixed cost while the move runs."""
    rate = figures.case.settings.discount_rate
    for _, move, start in figures.started:
        factor = rate / (1.0 - (1.0 + rate) ** -move.life) if rate > 0 else 1.0 / move.life
        for node, age in _since(figures, start):
            years = figures.plan.nodes.duration(node)
            if age < move.life:
                yield node, move.capital_cost * factor * years
            if _runs(figures, move, age):
                yield node, move.fixed_cost * years


def _runs(figures: Figures, move: Move, age: int) -> bool:
    return 0 <= age - figures.case.ready_after(move) < move.life


def _closings(figures: Figures) -> Iterator[Payment]:
    """Cost of closing a donor, in the year it closes."""
    for line, move, start in figures.started:
        cost, wait = _closing_cost(figures, line, move)
        for node, age in _since(figures, start):
            if age == wait:
                yield node, cost


def _closing_cost(figures: Figures, line: Line, move: Move) -> tuple[float, int]:
    donor = figures.case.donor(line)
    if donor is None or line.condition is None:
        return 0.0, 0
    return line.condition.closure_cost, figures.case.ready_after(move) if donor.when_ready else 0


def _since(figures: Figures, start: Node) -> Iterator[tuple[Node, int]]:
    for node in figures.plan.nodes:
        age = figures.age(start, node)
        if age is not None:
            yield node, age


def _disposal(figures: Figures) -> Iterator[Payment]:
    for row in figures.plan[Disposal]:
        price = figures.case.process(figures.case.lines[row.line]).disposal.get(row.good, 0.0)
        yield row.node, price * row.total


def _freight(figures: Figures) -> Iterator[Payment]:
    """Freight on what is sent, and the fixed cost of lanes used; a tariff is a transfer."""
    for (good, origin, destination, node), sent in figures.sent.items():
        lane = figures.case.lanes.find(good, origin, destination, node.year)
        if lane is not None:
            yield node, lane.freight * sent.total
    for good, origin, destination, node in sorted(figures.lanes_used):
        lane = figures.case.lanes.find(good, origin, destination, node.year)
        if lane is not None:
            yield node, lane.fixed_cost * figures.plan.nodes.duration(node)


def _holding(figures: Figures) -> Iterator[Payment]:
    for (good, _, node), kept in figures.kept.items():
        yield node, figures.case.goods[good].holding_cost * kept.total * figures.plan.nodes.duration(node)


def _needs(figures: Figures) -> Iterator[Payment]:
    """Shortage at its price; what outlets pay counts against the cost."""
    for given in figures.plan[Delivery]:
        row = _demand_row(figures, given)
        if row is None:
            continue
        yield given.node, figures.case.shortage_price(row) * given.unmet
        if row.kind == "outlet":
            yield given.node, -(row.value or 0.0) * given.total


def _demand_row(figures: Figures, given: Delivery) -> Demand | None:
    rows = figures.demand.get((given.programme, given.nation, given.good), ())
    return next((row for row in rows if figures.due(row, given.node) > 0), None)


def _breaches(figures: Figures) -> Iterator[Payment]:
    """Price of every point above a soft cap, in every year of its row."""
    prices = {cap.row_id: cap.price_of_breach or 0.0 for cap in figures.case[Cap]}
    for level in figures.plan[CapLevel]:
        for node in figures.plan.nodes:
            if node.year in level.years:
                yield node, prices[level.cap] * level.breach * figures.plan.nodes.duration(node)

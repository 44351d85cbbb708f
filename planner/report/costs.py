"""Sheet Costs: the cost ledger of every plan by year, kind, purpose, payer and recipient, with present values."""

from __future__ import annotations

from models.plan import SUPPORT, Cost
from planner.report import packages, style, words
from planner.report.sheet import Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option

AGREES_TO = 1e-6
"""Relative difference up to which the ledger agrees with the plan's cost."""
_KINDS = {
    "resource": "cost", "penalty": "penalty, not cash", "transfer": "transfer", "support": "support",
    "support later": "support, later years", "lending": "lending, paid back", "contingent": "contingent, not cash",
    "public funds": "public money",
}  # fmt: skip
Key = tuple[int, str, str, str, str]


def sheet(view: View) -> Sheet:
    """The sheet."""
    rows = tuple(one for option in view.everyone for one in _rows(view, option))
    columns = (
        Column("Plan", 11),
        Column("Year", 8, style.YEAR),
        Column("Kind", 18),
        Column("What for", 42),
        Column("Payer", 22),
        Column("Paid to", 22),
        Column(f"Amount ({view.million})", 14, style.MONEY),
        Column(f"In total cost, present value ({view.million})", 24, style.MONEY),
    )
    return Sheet(
        name="Costs",
        title="Costs: who pays for what in which year",
        headlines=(_headline(view),),
        notes=(
            f"Amounts in prices of {view.case.settings.base_year}, not discounted; a minus is income. "
            "The last column, summed over one plan, is its total cost.",
            "Penalty = the price you set on missed caps or shortage: it ranks plans, nobody pays it. "
            "Transfer = a payment within the system, such as a tariff: no part of total cost.",
            _support_note(view) if view.supported else investment_note(view),
            *([_contract_note(view)] if view.contracted else []),
        ),
        table=Table.with_nothing_said(Table("Costs", columns, rows, filtered=True), "None"),
    )


def investment_note(view: View) -> str:
    """How the ledger counts investment, and who buyers are; with support it stands on About this run."""
    buyers = "its buyers = who uses the output of a line outside the alliance"
    if not view.case.counts_capital:
        return (
            "its buyers = who uses the output, less bought inputs. Investment is inside the prices: no line of its own."
        )
    return (
        f"capital = equal yearly amounts over a plant's life from its start on, up to {view.last_year} only. {buyers}, "
        "at the unit cost that the input states. Inputs that such a line buys are charged at the lines that make them: "
        "so its unit cost should be its price less those inputs."
    )


def _support_note(view: View) -> str:
    """What the ranking counts of support, and what it does not."""
    rate = view.case.settings.cost_of_public_funds
    counted = (
        "not counted: it pays part of costs that are" if view.case.counts_capital else "counted: prices leave it out"
    )
    return (
        f"Support = from payers to firms; {counted}. Public money = what raising it costs, {rate:g} a unit of support "
        "or premium above the world price: counted. Lending: not counted."
    )


def _contract_note(view: View) -> str:
    """What the rows of purchase contracts are that are not paid in their year."""
    last = view.last_year
    return (
        f"Support, later years = contract years after {last}, in the row of {last} at what they are worth at its end. "
        "Contingent = what budgets count beyond the expected payment: no cash, not counted here."
    )


def ledger_total(view: View, option: Option) -> float:
    """Present value of everything in a plan's ledger."""
    return view.total(option, option.plan[Cost])


def agrees(view: View, option: Option) -> bool:
    """Whether the ledger adds up to the plan's cost."""
    return abs(ledger_total(view, option) - option.plan.cost) <= AGREES_TO * max(1.0, abs(option.plan.cost))


def _headline(view: View) -> str:
    total = words.money(view.currency, ledger_total(view, view.first))
    same = "its total cost on Summary" if agrees(view, view.first) else "NOT its total cost on Summary: do not use"
    return f"The costs of Plan 1 add up to {total} in present value: {same}."


def _rows(view: View, option: Option) -> list[Row]:
    sums: dict[Key, list[float]] = {}
    for cost in option.plan[Cost]:
        key = (cost.node.year, cost.kind, *_who_pays(view, cost))
        found = sums.setdefault(key, [0.0, 0.0])
        found[0] += cost.amount
        found[1] += view.in_total(option, cost)
    return [
        row(view.title(option), year, _KINDS[kind], purpose, payer or "-", recipient or "-", amount, value)
        for (year, kind, purpose, payer, recipient), (amount, value) in sorted(sums.items())
        if amount or value
    ]


def _who_pays(view: View, cost: Cost) -> tuple[str, str, str]:
    """What a cost is for, who pays it, to whom.

    Running cost is a price that buyers pay where lines are valued at selling prices, and always for an existing line
    outside the alliance: its unit cost is the price at which it sells.
    """
    if cost.kind == "penalty":
        return cost.purpose, "nobody", "-"
    if cost.kind in (*SUPPORT, "lending", "contingent", "public funds"):
        return _supported(view, cost)
    if cost.instrument == "lines" and cost.purpose == "running cost":
        line = view.case.lines[cost.item]
        if view.case.settings.valuation == "selling price":
            return "output less inputs, at market prices", "its buyers", cost.payer
        if line.move is None and line.nation not in view.case.allies:
            return "output of a line outside the alliance", "its buyers", cost.payer
    return cost.purpose, cost.payer, cost.recipient


def _supported(view: View, cost: Cost) -> tuple[str, str, str]:
    """A payment of support, what budgets count of it, what is lent, and what raising the money costs society."""
    if cost.kind == "public funds":
        said = "a premium, weighed like public money" if cost.payer == packages.BUYERS else cost.purpose
        return said, cost.payer, "-"
    if cost.instrument == packages.CONTRACTS:
        return f"purchase contract, {cost.purpose}: {cost.item}, {cost.project}", cost.payer, cost.recipient
    form = packages.form(view, cost.item)
    lent = f"{form.partition(',')[0]}, what is lent"
    return f"{lent if cost.kind == 'lending' else form}: {cost.item}, {cost.project}", cost.payer, cost.recipient

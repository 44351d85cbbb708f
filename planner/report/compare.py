"""Sheet Compare: criteria in rows, plans in columns, the best marked in words; cost found against lowest possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Literal

from models.plan import Cost, Status
from planner.report import packages, style, words
from planner.report.exposures import ESSENTIAL, Block
from planner.report.sheet import Cell, Chart, Column, Row, Series, Sheet, Table, Value
from planner.report.view import View
from planner.result import Option

BAR_HEIGHT = 26
CHART_FRAME = 90
LEAST_BAR = 0.002
"""Share of the axis from which on a bar can be seen: a chart without such a bar is left out."""
MOST_THAT_SHARE_A_MARK = 2
_PARTS = {
    ("resource", "capacity"): "of which building plants, keeping them open, closing them",
    ("resource", "lines"): "of which running plants",
    ("resource", "network"): "of which freight and lanes",
    ("resource", "stocks"): "of which storage",
    ("resource", "demand"): "less the value of sales to outlets",
    ("support", "incentives"): "of which support",
    ("support", "contracts"): "of which support by purchase contracts",
    ("support later", "contracts"): "of which purchase contracts after the last year",
    ("public funds", "incentives"): "of which raising public money",
    ("public funds", "contracts"): "of which raising public money for purchase contracts",
    ("penalty", "exposure"): "of which the price of missed caps, that nobody pays",
    ("penalty", "demand"): "of which the price of shortage, that nobody pays",
}
_WITHIN = "Cost proved to within"
LOOK_THROUGH = {
    "value look-through": "part of the worth of deliveries that adversary nations, or lines they control, earned",
    "proportional look-through": "exposure if every shipment had the mix of its pool, clean and exposed",
}
"""What each further metric means."""


Figure = Callable[[Option], float | None]
"""Gives the figure of an option, None where it has none."""


@dataclass(frozen=True)
class Criterion:
    """A row of the table: `of` gives the figure of an option; where that is None, `missing` stands in its place, or
    what is `said` of the option.
    """

    group: str
    name: str
    unit: str
    better: Literal["low", "high", "-"]
    number: str
    of: Figure
    missing: str = "n/a"
    said: Callable[[Option], str] | None = None


def sheet(view: View) -> Sheet:
    """The sheet."""
    criteria = _criteria(view)
    plans = [Column(view.title(option), 13, style.MONEY) for option in view.options]
    columns = (
        Column("Group", 11), Column("Criterion", 51), Column("Unit", 15), Column("Better", 7),
        Column("No action", 12, style.MONEY), *plans,
    )  # fmt: skip
    return Sheet(
        name="Compare",
        title="Compare: the plans side by side",
        headlines=(words.first_place(view.currency, view.first, view.no_action),),
        notes=(
            '"best" stands beside the best plan in a row ("Better" says whether low or high is good); '
            "no mark where more than two plans share it.",
            f"{_no_action_note(view)} n/a = does not apply. Without caps = the cheapest plan if no cap had to be kept. "
            "Cap check = a cap in one year, or over its years together.",
            *_look_through_note(criteria),
        ),
        table=Table("Compare", columns, (*_rows(view, criteria), _places(view)), repeated=2),
        charts=_chart(view),
        chart_note=f"Total cost in {view.million}: each bar runs from the lowest that is still possible to the cost "
        "found. Bars that overlap are tied; where none shows, both ends are nearly the same.",
    )


def _no_action_note(view: View) -> str:
    status = view.no_action.plan.status
    if status.has_plan:
        return "No action is for comparison and never marked."
    return f"No action cannot be compared with: {words.no_plan(status)}."


def _look_through_note(criteria: tuple[Criterion, ...]) -> tuple[str, ...]:
    """What the further metrics mean that the table shows."""
    names = [metric.capitalize() for metric in LOOK_THROUGH]
    shown = [name for name in names if any(one.name.startswith(name) for one in criteria)]
    text = " ".join(f"{name} = {LOOK_THROUGH[name.lower()]}." for name in shown)
    return (text,) if text else ()


def _criteria(view: View) -> tuple[Criterion, ...]:
    support = _support(view) if view.supported else []
    return (*_costs(view), *support, *_exposures(view), *_doing(view), *_evidence(view))


def _costs(view: View) -> list[Criterion]:
    def plan_cost(option: Option) -> float | None:
        return option.plan.cost if option.plan.status.has_plan else None

    def more(option: Option) -> float | None:
        base = plan_cost(view.no_action)
        return None if base is None or not option.number else option.plan.cost - base

    def above(option: Option) -> float | None:
        return view.above_without_caps(option) if option.number else None

    def paid_more(option: Option) -> float | None:
        found = more(option)
        return None if found is None else found - (option.plan.penalty - view.no_action.plan.penalty)

    unit, nobody = view.million, view.prices_nobody_pays
    total = Criterion("Cost", "Total cost, present value", unit, "low", style.MONEY, plan_cost)
    compared = Criterion("Cost", "More than No action", unit, "low", style.MONEY, more)
    in_money = Criterion("Cost", "More than No action, in money that is paid", unit, "low", style.MONEY, paid_more)
    without = Criterion("Cost", "More than the cheapest plan without caps", unit, "low", style.MONEY, above,
                        words.NOT_KNOWN)  # fmt: skip
    return [total, *_parts(view), compared, *([in_money] if nobody else []), without]


def _parts(view: View) -> list[Criterion]:
    """What the total cost is made of: what is paid for, then prices that nobody pays."""

    def part(kind: str, instrument: str) -> Figure:
        return _of_plans(
            lambda option: view.total(
                option, (cost for cost in option.plan[Cost] if (cost.kind, cost.instrument) == (kind, instrument))
            )
        )

    ledger = (cost for option in view.everyone for cost in option.plan[Cost] if view.counts(cost))
    found = dict.fromkeys((cost.kind, cost.instrument) for cost in ledger)
    return [
        Criterion("Cost", _PARTS.get(key, f"of which {key[1]}"), view.million, "low" if key[0] == "penalty" else "-",
                  style.MONEY, part(*key))
        for key in dict.fromkeys((*_PARTS, *found))
        if key in found
    ]  # fmt: skip


def _support(view: View) -> list[Criterion]:
    """What plans ask of payers, and of buyers beyond the world price."""
    block = view.exposures.headline(view.first, view.no_action)

    def per_point(option: Option) -> float | None:
        found = packages.per_point(view, option, block) if option.number else None
        return found if isinstance(found, float) else None

    def premium(option: Option) -> float:
        return packages.present_value(option, packages.premiums(option))

    unit = view.million
    what = f", {block.spoken}, {view.last_year}" if block is not None else ""
    dearer = any(packages.premiums(option) for option in view.everyone)
    return [
        Criterion("Support", "Support, present value", unit, "low", style.MONEY, packages.total),
        *([Criterion("Support", f"of which contract years after {view.last_year}", unit, "low", style.MONEY,
                     _of_plans(packages.later))] if view.pays_later else []),
        Criterion("Support", "Largest payer and its share of the support", "in words", "-", "", _no_figure,
                  said=lambda option: packages.largest_payer(view, option)),
        Criterion("Support", f"Support per point of exposure removed{what}", unit, "low", style.MONEY, per_point,
                  said=lambda option: str(packages.per_point(view, option, block)) if option.number else "n/a"),
        *([Criterion("Support", "Buyers pay above world prices, present value", unit, "low", style.MONEY,
                     _of_plans(premium))] if dearer else []),
    ]  # fmt: skip


def _no_figure(_: Option) -> None:
    return None


def _of_plans(figure: Figure) -> Figure:
    """The figure where there is a plan, None for No action without one."""
    return lambda option: figure(option) if option.plan.status.has_plan else None


def _exposures(view: View) -> list[Criterion]:
    def share(block: Block, year: int) -> Callable[[Option], float | None]:
        return lambda option: view.exposures.share(option, block, year)

    checks = len(view.exposures.checks)
    shares = [
        Criterion("Exposure", f"{block.label}, {year}", _share_unit(block), "low", style.EXPOSURE, share(block, year))
        for block in view.exposures.blocks
        for year in view.shown_years
    ]
    other = [
        Criterion("Exposure", f"{metric.capitalize()}, {kind} needs, {view.last_year}", "% of deliveries", "low",
                  style.EXPOSURE, share(Block(metric, kind, "all"), view.last_year))
        for metric in LOOK_THROUGH
        for kind in ("defence", "civil", "all")
    ]  # fmt: skip
    measured = [one for one in other if any(one.of(option) is not None for option in view.options)]
    kept = Criterion("Exposure", f"Cap checks kept, of {checks}", "checks", "high", style.WHOLE, view.exposures.kept)
    return [*shares, *measured, *([kept] if checks else [])]


def _share_unit(block: Block) -> str:
    if block.metric == ESSENTIAL:
        return "% of deliveries"
    return "% of output" if block.metric == "dirty share of allied output" else "% of supply"


def _doing(view: View) -> list[Criterion]:
    moves = view.moves()
    first = view.case.settings.first_year

    def nations(option: Option) -> int:
        return len({moves[start.move].nation for start in view.starts(option)})

    def investment(option: Option) -> float:
        return sum(moves[start.move].capital_cost for start in view.starts(option))

    def early(option: Option) -> int:
        return sum(start.node.year == first for start in view.starts(option))

    return [
        Criterion("Doing it", "Projects, with committed ones", "projects", "low", style.WHOLE,
                  _of_plans(lambda option: len(view.starts(option)))),
        Criterion("Doing it", "Projects that are chosen", "projects", "low", style.WHOLE,
                  _of_plans(lambda option: len(view.chosen(option)))),
        Criterion("Doing it", "Nations that host a project", "nations", "-", style.WHOLE, _of_plans(nations)),
        Criterion("Doing it", f"Projects that start in {first}", "projects", "low", style.WHOLE, _of_plans(early)),
        Criterion("Doing it", "Investment, not discounted", view.million, "low", style.MONEY, _of_plans(investment)),
    ]  # fmt: skip


def _evidence(view: View) -> list[Criterion]:
    moves = view.moves()

    def assumed(option: Option) -> float | None:
        rows = [moves[start.move] for start in view.starts(option)]
        return sum(row.confidence == "assumption" for row in rows) / len(rows) if rows else None

    def within(option: Option) -> float | None:
        return words.proved_to_within(option) if option.number else None

    def against_caps(option: Option) -> float | None:
        gap, above = within(option), view.above_without_caps(option)
        return gap / above if gap is not None and above is not None and above > 0 else None

    return [
        Criterion(
            "Evidence", "Its projects whose figures are assumptions", "% of projects", "low", style.SHARE, assumed
        ),
        Criterion("Evidence", _WITHIN, view.million, "low", style.MONEY, within, words.NOT_KNOWN),
        *([Criterion("Evidence", "of which the step between strikes: the search lets strikes mix", view.million, "-",
                     style.MONEY, words.strike_step)] if any(map(words.strike_step, view.options)) else []),
        Criterion("Evidence", "The same against the cost above the plan without caps", "%", "low", "0.00%_n",
                  against_caps),
    ]  # fmt: skip


def _rows(view: View, criteria: tuple[Criterion, ...]) -> tuple[Row, ...]:
    rows = []
    for place, one in enumerate(criteria):
        last = place + 1 < len(criteria) and criteria[place + 1].group != one.group
        figures = {option.number: one.of(option) for option in view.options}
        best = _best(figures, one)
        cells = [_cell(option, figures[option.number], one, best=option.number in best) for option in view.options]
        head = (Cell(one.group, bold=True), Cell(one.name), Cell(one.unit), Cell(one.better))
        said = one.said(view.no_action) if one.said is not None else "n/a"
        compared = Cell(_value(one.of(view.no_action), said), grey=True, number=one.number)
        rows.append(Row((*head, compared, *cells), rule=last))
    return tuple(rows)


def _cell(option: Option, figure: float | None, criterion: Criterion, *, best: bool) -> Cell:
    value = _value(figure, criterion.said(option) if criterion.said is not None else criterion.missing)
    number = style.SOME if criterion.name == _WITHIN and words.next_to_nothing(figure) else criterion.number
    return Cell(value, number=number, mark="best" if best else "", fill=style.HEADER_FILL if best else "")


def _value(figure: float | None, missing: str = "n/a") -> Value:
    return missing if figure is None or not isfinite(figure) else figure


def _best(figures: dict[int, float | None], criterion: Criterion) -> frozenset[int]:
    """Plans that are best to the digits shown; none where more than two share it, all do, or some have no figure."""
    digits = {style.MONEY: 1, style.WHOLE: 0, style.SHARE: 2}.get(criterion.number, 3)
    known = {number: round(figure, digits) for number, figure in figures.items() if figure is not None}
    if criterion.better == "-" or len(known) < len(figures):
        return frozenset()
    target = min(known.values()) if criterion.better == "low" else max(known.values())
    best = frozenset(number for number, figure in known.items() if figure == target)
    return best if len(best) <= MOST_THAT_SHARE_A_MARK and len(best) < len(figures) else frozenset()


def _places(view: View) -> Row:
    def words_of(option: Option) -> str:
        assert option.standing is not None
        if option.plan.status is not Status.PROVED:
            return f"{option.standing.place}, not proved"
        unsure = "tied" if option.standing.tied_with else "not proved"
        return f"{option.standing.place}, {'certain' if option.standing.certain else unsure}"

    head = (Cell("Evidence", bold=True), Cell("Place and how sure it is"), Cell("in words"), Cell("-"))
    plans = (Cell(words_of(option)) for option in view.options)
    return Row((*head, Cell("not ranked", grey=True), *plans))


def _chart(view: View) -> tuple[Chart, ...]:
    options = [option for option in view.options if isfinite(option.plan.bound)]
    if not options:
        return ()
    low, high = min(option.plan.bound for option in options), max(option.plan.cost for option in options)
    first, last, step = _axis(low, high)
    if max(option.plan.gap for option in options) < LEAST_BAR * (last - first):
        return ()
    named = [(_range_name(option), option) for option in reversed(options)]
    title = f"Total cost: {_chart_finding(view)}"
    return (
        Chart(
            kind="ranges",
            title=title,
            alt=f"{title}. Bars from {words.one(low)} to {words.one(high)} {view.million}. "
            "The points stand on the sheet Chart data.",
            series=(
                Series("Lowest possible", "hidden", tuple((name, o.plan.bound) for name, o in named), view.million),
                Series("Found, above lowest possible", "first plan", tuple((name, o.plan.gap) for name, o in named),
                       view.million),
            ),
            height=CHART_FRAME + BAR_HEIGHT * len(options),
            first=first,
            last=last,
            step=step,
        ),
    )  # fmt: skip


def _chart_finding(view: View) -> str:
    standings = [option.standing for option in view.options if option.standing is not None]
    if not view.proved:
        return "the search was stopped, so no place is certain"
    if any(standing.tied_with for standing in standings):
        return "bars that overlap are tied"
    if not all(standing.certain for standing in standings):
        return "no two bars overlap, but a plan that is not listed may come between"
    return "no two bars overlap, so every place is certain"


def _range_name(option: Option) -> str:
    return f"Plan {option.number}: {words.one(option.plan.bound)} to {words.one(option.plan.cost)}"


def _axis(low: float, high: float) -> tuple[float, float, float]:
    """Start, end and step of an axis that holds the range with some air, in round figures."""
    spread = max(high - low, abs(high) * 1e-4, 0.1)
    rough = spread / 6
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = floor((low - spread * 0.05) / step) * step
    last = (floor((high + spread * 0.05) / step) + 1) * step
    return round(first, 9), round(last, 9), step

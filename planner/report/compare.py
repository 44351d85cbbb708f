"""Sheet Compare: criteria in rows, plans in columns, the best marked in words; cost found against lowest possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Literal

from models.plan import Cost, Status
from planner.report import style, words
from planner.report.exposures import ESSENTIAL, Block
from planner.report.sheet import Cell, Chart, Column, Row, Series, Sheet, Table, Value
from planner.report.view import View
from planner.result import Option

BAR_HEIGHT = 26
CHART_FRAME = 90
MOST_THAT_SHARE_A_MARK = 2
_PARTS = {
    "capacity": "building plants, keeping them open, closing them",
    "lines": "running plants",
    "network": "freight and lanes",
    "stocks": "storage",
    "exposure": "the price of missed caps",
    "demand": "shortage, less the value of sales to outlets",
}


@dataclass(frozen=True)
class Criterion:
    """A row of the table: `of` gives the figure of an option, None where it does not apply."""

    group: str
    name: str
    unit: str
    better: Literal["low", "high", "-"]
    number: str
    of: Callable[[Option], float | None]


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
            "No action is for comparison and never marked. n/a = does not apply. "
            "Without caps = the cheapest plan if no cap had to be kept.",
        ),
        table=Table("Compare", columns, (*_rows(view, criteria), _places(view)), repeated=2),
        charts=_chart(view),
        chart_note=f"Total cost in {view.million}: each bar runs from the lowest that is still possible to the cost "
        "found. Bars that overlap are tied.",
    )


def _criteria(view: View) -> tuple[Criterion, ...]:
    return (*_costs(view), *_exposures(view), *_doing(view), *_evidence(view))


def _costs(view: View) -> list[Criterion]:
    def plan_cost(option: Option) -> float | None:
        return option.plan.cost if option.plan.status.has_plan else None

    def more(option: Option) -> float | None:
        base = plan_cost(view.no_action)
        return None if base is None or not option.number else option.plan.cost - base

    def above(option: Option) -> float | None:
        return view.above_without_caps(option) if option.number else None

    def part(instrument: str) -> Callable[[Option], float]:
        return lambda option: view.total(option, (c for c in option.plan[Cost] if c.instrument == instrument))

    unit = view.million
    found = {cost.instrument: None for option in view.everyone for cost in option.plan[Cost] if cost.kind != "transfer"}
    named = [name for name in (*_PARTS, *found) if name in found]
    parts = [
        Criterion("Cost", f"of which {_PARTS.get(name, name)}", unit, "low" if name == "exposure" else "-", style.MONEY,
                  part(name))
        for name in dict.fromkeys(named)
    ]  # fmt: skip
    return [
        Criterion("Cost", "Total cost, present value", unit, "low", style.MONEY, plan_cost),
        *parts,
        Criterion("Cost", "More than no action", unit, "low", style.MONEY, more),
        Criterion("Cost", "More than the cheapest plan without caps", unit, "low", style.MONEY, above),
    ]


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
        for metric in ("value look-through", "proportional look-through")
        for kind in ("defence", "civil", "all")
    ]  # fmt: skip
    measured = [one for one in other if any(one.of(option) is not None for option in view.options)]
    kept = Criterion("Exposure", f"Yearly caps kept, of {checks}", "caps", "high", style.WHOLE, view.exposures.kept)
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
                  lambda option: len(view.starts(option))),
        Criterion("Doing it", "Projects that are chosen", "projects", "low", style.WHOLE,
                  lambda option: len(view.chosen(option))),
        Criterion("Doing it", "Nations that host a project", "nations", "-", style.WHOLE, nations),
        Criterion("Doing it", f"Projects that start in {first}", "projects", "low", style.WHOLE, early),
        Criterion("Doing it", "Investment, not discounted", view.million, "low", style.MONEY, investment),
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
        return gap / above if gap is not None and above > 0 else None

    return [
        Criterion(
            "Evidence", "Its projects whose figures are assumptions", "% of projects", "low", style.SHARE, assumed
        ),
        Criterion("Evidence", "Cost proved to within", view.million, "low", style.MONEY, within),
        Criterion(
            "Evidence", "The same against the cost above the plan without caps", "%", "low", "0.00%_n", against_caps
        ),
    ]


def _rows(view: View, criteria: tuple[Criterion, ...]) -> tuple[Row, ...]:
    rows = []
    for place, one in enumerate(criteria):
        last = place + 1 < len(criteria) and criteria[place + 1].group != one.group
        figures = {option.number: one.of(option) for option in view.options}
        best = _best(figures, one)
        cells = [
            Cell(_value(figures[option.number]), number=one.number, mark="best" if option.number in best else "",
                 fill=style.HEADER_FILL if option.number in best else "")
            for option in view.options
        ]  # fmt: skip
        head = (Cell(one.group, bold=True), Cell(one.name), Cell(one.unit), Cell(one.better))
        compared = Cell(_value(one.of(view.no_action)), grey=True, number=one.number)
        rows.append(Row((*head, compared, *cells), rule=last))
    return tuple(rows)


def _value(figure: float | None) -> Value:
    return "n/a" if figure is None or not isfinite(figure) else figure


def _best(figures: dict[int, float | None], criterion: Criterion) -> frozenset[int]:
    """Plans that are best to the digits shown; none where more than two share it, or all do."""
    digits = {style.MONEY: 1, style.WHOLE: 0, style.SHARE: 2}.get(criterion.number, 3)
    known = {number: round(figure, digits) for number, figure in figures.items() if figure is not None}
    if criterion.better == "-" or not known:
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

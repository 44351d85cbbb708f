"""Sheet "P1 Exposure" of each plan: before and after by year, against the cap, with one small chart a capped thing."""

from __future__ import annotations

from dataclasses import replace

from planner.report import exposures, style, words
from planner.report.exposures import ESSENTIAL, KEPT_TO, Block, Breach, CapCheck
from planner.report.sheet import Cell, Chart, Column, Role, Row, Series, Sheet, Table, row
from planner.report.summary import cap_series
from planner.report.view import View
from planner.result import Option

CHART_HEIGHT = 220
TITLE_LETTERS = 36
SHORTEST_NAME = 12
TITLE_YEARS = 16
"""Letters of years that a chart title has room for."""
NEAR_THE_TITLE, NEAR_THE_AXIS = 0.9, 0.15


def sheet(view: View, option: Option) -> Sheet:
    """The sheet of one plan."""
    years = (Column(str(year), 10.5, style.EXPOSURE) for year in view.case.years)
    columns = (Column("What", 30), Column("Measure", 11), *years, Column("What to note", 30))
    rows = [one for block in view.exposures.blocks for one in _block_rows(view, option, block)]
    capped = [block for block in view.exposures.blocks if block.caps]
    table = Table(f"Exposure_plan_{option.number}", columns, tuple(rows), repeated=2)
    return Sheet(
        name=f"P{option.number} Exposure",
        title=f"{view.title(option)}, exposure: before and after by year, against the cap",
        headlines=(_headline(view, option),),
        notes=(
            f"Exposed = would stop if {view.stop}, looked through every tier. "
            f"{view.clean_first}",
            f'"over" = {view.title(option)} is above the cap. Room = cap less exposure in percentage points (pp); '
            "<0.1 = some, but less. no cap = none set for that year; n/a = nothing to measure.",
        ),
        table=Table.with_nothing_said(table, "None"),
        charts=_with_own_titles([_chart(view, option, block) for block in capped]),
    )  # fmt: skip


def _headline(view: View, option: Option) -> str:
    block = view.exposures.headline(view.first, view.no_action)
    if block is None:
        return "No need and no cap whose exposure could be measured."
    before = view.exposures.share(view.no_action, block, view.last_year)
    after = view.exposures.share(option, block, view.last_year)
    said = ""
    if before is not None and after is not None:
        said = (
            f"{block.label}: {words.percent(before)} exposed in {view.last_year} with No action, "
            f"{words.percent(after)} with {view.title(option)}. "
        )
    breaches = view.exposures.breaches(option)
    if not view.exposures.checks:
        return f"{said}No cap was set."
    if not breaches:
        return f"{said}Every cap is kept."
    count = "one cap" if len(breaches) == 1 else f"{len(breaches)} caps, worst"
    return f"{said}It misses {count}: {exposures.worst(breaches)}."


def _block_rows(view: View, option: Option, block: Block) -> tuple[Row, ...]:
    years = view.case.years
    before = {year: view.exposures.share(view.no_action, block, year) for year in years}
    after = {year: view.exposures.share(option, block, year) for year in years}
    over = _over(view, option, block)
    label = block.label
    plan = [_plan_cell(after[year], marked=year in over) for year in years]
    rows = [
        row(label, "No action", *(_share(before[year]) for year in years), _note_before(view, block), grey=True),
        row(label, Cell(view.title(option), bold=True), *plan, Cell(_note_after(view, option, block), bold=True)),
    ]
    if block.caps:
        caps = {year: view.exposures.cap(block, year) for year in years}
        limits = {year: cap.cap for year, cap in caps.items() if cap is not None}
        cap_cells = (
            Cell(limits[year], number=style.TYPED_SHARE) if year in limits else Cell("no cap", grey=True)
            for year in years
        )
        room = {y: limits[y] - share for y, share in after.items() if y in limits and share is not None}
        room_cells = (
            _room_cell(room[y]) if y in room else Cell("n/a" if y in limits else "no cap", grey=True) for y in years
        )
        rows.append(row(label, "Cap", *cap_cells, _note_cap(view, option, block)))
        rows.append(row(label, "Room (pp)", *room_cells, _note_room(room, len(years))))
    return tuple(_named(one, rule=place == len(rows) - 1) for place, one in enumerate(rows))


def _named(one: Row, *, rule: bool) -> Row:
    first = Cell(one.cells[0].value, bold=True)
    return Row((first, *one.cells[1:]), rule)


def _share(share: float | None) -> Cell:
    return Cell("n/a" if share is None else share, grey=True)


def _plan_cell(share: float | None, *, marked: bool) -> Cell:
    if share is None:
        return Cell("n/a", grey=True)
    return Cell(share, bold=True, mark="over" if marked else "", fill=style.OVER_FILL if marked else "")


def _room_cell(room: float) -> Cell:
    """Room in points; what would print as 0.0 and is not says so, on either side of the cap."""
    points = 0.0 if abs(room) <= KEPT_TO else 100 * room
    if points and f"{abs(points):.1f}" == "0.0":
        return Cell(points, number='"<0.1"_n' if points > 0 else '"over <0.1"_n')
    return Cell(points, number=style.POINTS)


def _over(view: View, option: Option, block: Block) -> tuple[int, ...]:
    """Years in which a plan misses a yearly cap of the block."""
    breaches = _breaches(view, option, block, "each year")
    return tuple(breach.check.years[0] for breach in breaches if not breach.unmet)


def _breaches(view: View, option: Option, block: Block, over: str) -> list[Breach]:
    return [one for one in view.exposures.breaches(option) if one.check.block == block and one.check.cap.over == over]


def _missed(view: View, option: Option, block: Block) -> str:
    """When a plan misses caps of the block: "2028 and 2026 to 2031 together"; "" where it misses none."""
    yearly = _over(view, option, block)
    together = [one for one in _breaches(view, option, block, "years together") if not one.unmet]
    parts = [words.years_named(yearly)] if yearly else []
    return words.listed([*parts, *(f"{words.years_named(breach.check.years)} together" for breach in together)])


def _note_before(view: View, block: Block) -> str:
    status = view.no_action.plan.status
    if not status.has_plan:
        return words.first_capital(words.no_plan(status))
    if not block.caps:
        return "No cap set"
    return _standing(view, view.no_action, block)


def _note_after(view: View, option: Option, block: Block) -> str:
    if not block.caps:
        return "-"
    found = _standing(view, option, block)
    largest = view.exposures.measured(option, block, (view.last_year,))
    nation = largest.of if largest is not None else ""
    return f"{found}; {view.last_year}: {nation}" if nation else found


def _standing(view: View, option: Option, block: Block) -> str:
    """Where a plan misses caps of the block, and where it only keeps one because needs go unmet."""
    missed = _missed(view, option, block)
    found = f"Over in {missed}" if missed else "Within every cap"
    breaches = view.exposures.breaches(option)
    short = [one for one in breaches if one.unmet and one.check.block == block]
    if not short:
        return found
    years = sorted({year for one in short for year in one.check.years})
    return f"{found}; at the cap in {words.years_named(years)} while needs go unmet: counts as missed"


def _note_cap(view: View, option: Option, block: Block) -> str:
    together = [check for check in view.exposures.checks if check.block == block and check.cap in block.together]
    if together:
        return "; ".join(_note_together(view, option, check) for check in together)
    priced = sorted({cap.price_of_breach for cap in block.caps if cap.price_of_breach is not None})
    if not priced:
        return "Hard: may not be missed"
    prices = words.listed(f"{price:,g}" for price in priced)
    return f"Price: {view.currency} {prices} million a pp and year"


def _note_together(view: View, option: Option, check: CapCheck) -> str:
    found = view.exposures.measured(option, check.block, check.years)
    share = found.share if found is not None else None
    level = "n/a" if share is None else words.percent(share)
    return f"{words.years_named(check.years)} together: cap {words.typed(check.cap.cap)}, plan {level}"


def _note_room(room: dict[int, float], years: int) -> str:
    none = [year for year, left in room.items() if abs(left) <= KEPT_TO]
    if not room or (not none and min(room.values()) < 0):
        return "-"
    if none:
        return f"No room in {words.years_named(none)}"
    return "Room in every year" if len(room) == years else f"Room in {words.years_named(room)}"


def _chart(view: View, option: Option, block: Block) -> Chart:
    title = _chart_title(view, option, block)
    plan = _line(view, option, block, "first plan")
    before = _line(view, view.no_action, block, "no action")
    caps = cap_series(view, block, -1)
    kind = "Share exposed" if block.metric == ESSENTIAL else block.metric.capitalize()
    return Chart(
        kind="lines",
        title=title,
        alt=f"{title}. {kind} by year, {view.title(option)} against No action and the cap. "
        "The figures stand in the table.",
        series=(*(one for one in (before, plan) if one.points), *caps),
        height=CHART_HEIGHT,
        small=True,
    )


def _with_own_titles(charts: list[Chart]) -> tuple[Chart, ...]:
    """The charts, those whose shortened titles are alike numbered: the points of a chart are found by its title."""
    seen: dict[str, int] = {}
    titled = []
    for chart in charts:
        seen[chart.title] = seen.get(chart.title, 0) + 1
        again = f" ({seen[chart.title]})" if seen[chart.title] > 1 else ""
        titled.append(replace(chart, title=f"{chart.title}{again}"))
    return tuple(titled)


def _line(view: View, option: Option, block: Block, role: Role) -> Series:
    """A line with its name beside it, where title and axis leave room."""
    shares = ((year, view.exposures.share(option, block, year)) for year in view.case.years)
    points = tuple((year, share) for year, share in shares if share is not None)
    place = len(points) // 2 if role == "first plan" else 3 * len(points) // 4
    above = role == "no action"
    if points and (points[place][1] > NEAR_THE_TITLE or points[place][1] < NEAR_THE_AXIS):
        above = points[place][1] < NEAR_THE_AXIS
    name = view.title(option)
    return Series(name, role, points, "share", name, place, "above" if above else "below")


def _chart_title(view: View, option: Option, block: Block) -> str:
    missed = _missed(view, option, block)
    short = any(one.unmet and one.check.block == block for one in view.exposures.breaches(option))
    kept = "kept by shortage" if short else "within caps"
    found = ("over a cap" if len(missed) > TITLE_YEARS else f"over in {missed}") if missed else kept
    most = max(TITLE_LETTERS - len(found), SHORTEST_NAME)
    name = block.short if len(block.short) <= most else f"{block.short[: most - 3].rstrip()}..."
    return f"{name}: {found}"

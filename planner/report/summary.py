"""Sheet Summary: the ranked plans on one screen, No action below a rule, one chart against the cap."""

from __future__ import annotations

from models.plan import Status
from planner.report import packages, style, words
from planner.report.exposures import Block
from planner.report.sheet import Cell, Chart, Column, Role, Row, Series, Sheet, Table, Value, row
from planner.report.view import View
from planner.result import Option

CHART_HEIGHT = 220
LABEL_LETTERS = 13
"""Letters of a label that stay on one line."""
APART = 0.04
"""Labels at the right end closer than this share one label."""


def sheet(view: View) -> Sheet:
    """The sheet."""
    block = view.exposures.headline(view.first, view.no_action)
    plans = words.counted(len(view.options), "plan")
    return Sheet(
        name="Summary",
        title=f"Summary: {plans}, ranked by total cost",
        headlines=(
            words.first_place(view.currency, view.first, view.no_action),
            caps_sentence(view),
            *([packages.finding(view, view.first)] if view.supported else []),
        ),
        notes=(_list_sentence(view), *_definitions(view, block)),
        table=Table("Summary", _columns(view, block), _rows(view, block)),
        charts=(_chart(view, block),) if block is not None else (),
    )


def caps_sentence(view: View) -> str:
    """How many caps the plans keep, and what keeping them all costs."""
    checks = len(view.exposures.checks)
    if not checks:
        return "No cap was set: the plans are ranked by cost alone."
    all_caps = f"all {checks} cap checks" if checks > 1 else "the one cap check"
    keeping = [option for option in view.options if not view.exposures.breaches(option)]
    if len(keeping) == len(view.options):
        return f"{'Plan 1' if len(keeping) == 1 else 'Every plan'} keeps {all_caps}."
    if not keeping:
        return f"No plan keeps {all_caps}; Plan 1 keeps {view.exposures.kept(view.first)} of {checks}."
    if view.first in keeping:
        keep = "keeps" if len(keeping) == 1 else "keep"
        others = "the other misses" if len(view.options) - len(keeping) == 1 else "the others miss"
        return f"{words.plans_named([option.number for option in keeping])} {keep} {all_caps}; {others} some."
    best = keeping[0]
    only = f"Plan {best.number} is the only one that keeps" if len(keeping) == 1 else f"Plan {best.number} keeps"
    dearer = words.dearer(view.currency, best.plan, view.first.plan)
    return f"{only} {all_caps}. It costs {dearer} than Plan 1."


def _list_sentence(view: View) -> str:
    distinct = view.case.settings.distinct
    if view.result.complete:
        return words.list_is_complete(view.options, distinct) + words.only_adding(view.options, distinct, named=True)
    if view.result.stopped:
        asked, count = view.case.settings.plans, len(view.options)
        found = f"after {words.counted(count, 'plan')} of {words.number(asked)} asked for"
        if count == asked:
            every = f"all {words.number(asked)} plans" if asked > 1 else "the one plan asked for"
            found = f"after {every}, before the last place was proved"
        if view.result.fault:
            return f"The solver failed {found}; what it said stands on About this run."
        return f"The search was stopped {found}."
    cut = f"The list was cut at {words.counted(len(view.options), 'plan')}: dearer ones exist or may exist."
    return cut + words.only_adding(view.options, distinct, named=False)


def _definitions(view: View, block: Block | None) -> tuple[str, ...]:
    """What the words on this sheet mean; with support in one line, the rest on About this run: it has more columns."""
    if not view.supported:
        return _cost_note(view), _proof_note(view)
    nobody = ", with what nobody pays" if view.prices_nobody_pays else ""
    what = f": of {block.spoken} in {view.last_year}, against No action" if block is not None else ""
    return (
        f"Total cost and support = present value{nobody}. Per point = per percentage point of exposure removed{what}. "
        "Other words: About this run.",
    )


def _cost_note(view: View) -> str:
    years = f"{view.case.settings.first_year} to {view.last_year}"
    nobody = "; what nobody pays (prices of missed caps, shortage) is in it" if view.prices_nobody_pays else ""
    return (
        f"Total cost = cost to the alliance {years}, present value{nobody}. "
        f"Exposed = would stop if {view.stop}, through every tier."
    )


def _proof_note(view: View) -> str:
    tied = [option.standing.place for option in view.options if option.standing and option.standing.tied_with]
    tie = f" {tied[0]} : the search cannot tell which of these plans is cheaper." if tied else ""
    covered = words.proof_covers(view.case.settings.distinct)
    return f"Proved to within = the most by which the plan could still be cheaper: {covered}.{tie}"


def _columns(view: View, block: Block | None) -> tuple[Column, ...]:
    label = block.label.removesuffix(" needs") if block is not None else ""
    exposed = [Column(f"{label} exposed {year}", 10.5, style.EXPOSURE) for year in view.shown_years if label]
    if view.supported:
        return _supported_columns(view, exposed)
    return (
        Column("Place", 6, align="center"),
        Column("Plan", 10),
        Column("What it does", 38 if not view.prices_nobody_pays else 32),
        Column(f"Total cost ({view.million})", 12, style.MONEY),
        *([Column(f"Nobody pays ({view.million})", 13, style.MONEY)] if view.prices_nobody_pays else []),
        Column(f"More than No action ({view.million})", 14.5, style.MONEY),
        Column(f"More than without caps ({view.million})", 14.5, style.MONEY),
        *exposed,
        Column("Cap checks kept", 10, align="right"),
        Column(f"Proved to within ({view.million})", 13, style.MONEY),
        Column(f"How sure is its place? ({view.million})", 28),
    )


def _supported_columns(view: View, exposed: list[Column]) -> tuple[Column, ...]:
    """With support: what the caps cost stands on Compare only, so that one page holds all columns."""
    million = view.million
    return (
        Column("Place", 6, align="center"),
        Column("Plan", 9),
        Column("What it does", 20),
        Column(f"Total cost ({million})", 12, style.MONEY),
        *([Column(f"Nobody pays ({million})", 12, style.MONEY)] if view.prices_nobody_pays else []),
        Column(f"More than No action ({million})", 14.5, style.MONEY),
        Column(f"Support ({million})", 12, style.MONEY),
        Column("Largest payer", 12),
        Column(f"Support per point ({million})", 13, style.MONEY),
        *exposed,
        Column("Cap checks kept", 8, align="right"),
        Column(f"Proved to within ({million})", 13, style.MONEY),
        Column(f"How sure is its place? ({million})", 20),
    )


def _rows(view: View, block: Block | None) -> tuple[Row, ...]:
    ranked = [_row(view, option, block, rule=option is view.options[-1]) for option in view.options]
    return (*ranked, _row(view, view.no_action, block, rule=False))


def _row(view: View, option: Option, block: Block | None, *, rule: bool) -> Row:
    found = option.plan.status.has_plan
    compared = option.number > 0 and view.no_action.plan.status.has_plan
    within, above = words.proved_to_within(option), view.above_without_caps(option)
    exposed = [shown(view.exposures.share(option, block, year)) for year in view.shown_years if block is not None]
    return row(
        Cell(option.standing.place if option.standing else "-", bold=option.number > 0),
        Cell(view.title(option), bold=True),
        what_it_does(option),
        Cell(option.plan.cost if found else "n/a", bold=option.number == 1),
        *([option.plan.penalty if found else "n/a"] if view.prices_nobody_pays else []),
        option.plan.cost - view.no_action.plan.cost if compared else "n/a" if option.number else "-",
        *(
            _support(view, option, block)
            if view.supported
            else ["-" if not option.number else words.NOT_KNOWN if above is None else above]
        ),
        *exposed,
        _kept(view, option),
        "-" if not option.number else words.NOT_KNOWN if within is None else _gap(within),
        _how_sure(view, option),
        rule=rule,
    )


def _how_sure(view: View, option: Option) -> str:
    """How sure its place is, and what of its proof is the step between strikes, where strikes could mix."""
    step = words.strike_step(option)
    of_proof = f". Proved to within: {words.one(step)} of it is the step between strikes" if step else ""
    return f"{words.how_sure(option, view.options, view.case.settings.distinct)}{of_proof}"


def _support(view: View, option: Option, block: Block | None) -> tuple[Value, Value, Value]:
    """Support, who pays most of it, and what a point of exposure removed costs."""
    found = packages.total(option)
    if found is None:
        return "n/a", "n/a", "n/a"
    per_point = packages.per_point(view, option, block) if option.number else "-"
    return found, packages.largest_payer(view, option), per_point


def _gap(within: float) -> Cell:
    return Cell(within, number=style.SOME if words.next_to_nothing(within) else style.MONEY)


def _kept(view: View, option: Option) -> str:
    checks, kept = len(view.exposures.checks), view.exposures.kept(option)
    if not checks:
        return "no cap"
    return "n/a" if kept is None else f"{kept} of {checks}"


def shown(share: float | None) -> Cell:
    """A share of exposure, or n/a where there is nothing to measure."""
    return Cell("n/a" if share is None else share)


def what_it_does(option: Option) -> str:
    """A plan in words; for No action what it stands for, or why there is no such plan."""
    if option.number:
        near = f" (nearly the same as Plan {option.near_duplicate_of})" if option.near_duplicate_of is not None else ""
        return f"{option.name}{near}"
    meant = "Existing plants and lanes with committed moves"
    if option.plan.status.has_plan:
        return f"{meant}; caps not applied"
    if option.plan.status is Status.NO_PLAN:
        return f"{meant} cannot meet every need and rule: no plan exists"
    return f"{meant}: {words.no_plan(option.plan.status)}"


def _chart(view: View, block: Block) -> Chart:
    drawn = [_series(view, option, block) for option in (view.no_action, *view.options[1:], view.first)]
    series = _labelled([one for one in drawn if one.points])
    title = _finding(view, block)
    return Chart(
        kind="lines",
        title=title[:95],
        alt=f"{title}. Line chart of all plans by year against the cap. The points stand on the sheet Chart data.",
        series=(*series, *cap_series(view, block, 0)),
        height=CHART_HEIGHT,
    )


def _finding(view: View, block: Block) -> str:
    after = view.exposures.share(view.first, block, view.last_year)
    before = view.exposures.share(view.no_action, block, view.last_year)
    if after is None or before is None:
        return f"{block.label}: share exposed by year"
    return (
        f"{block.label} exposed in {view.last_year}: {words.percent(before)} with No action, "
        f"{words.percent(after)} with Plan 1"
    )


def _series(view: View, option: Option, block: Block) -> Series:
    shares = ((year, view.exposures.share(option, block, year)) for year in view.case.years)
    points = tuple((year, share) for year, share in shares if share is not None)
    role: Role = "no action" if not option.number else "first plan" if option.number == 1 else "other plan"
    return Series(view.title(option), role, points, "share")


def cap_series(view: View, block: Block, label_at: int) -> tuple[Series, ...]:
    """The caps of a block as marks, years without one left out, one labelled; nothing where it has none."""
    caps = ((year, view.exposures.cap(block, year)) for year in view.case.years)
    points = tuple((year, cap.cap) for year, cap in caps if cap is not None)
    return (Series("Cap", "cap", points, "share", "Cap", label_at % len(points), "above"),) if points else ()


def _labelled(series: list[Series]) -> tuple[Series, ...]:
    """Labels at the right end: series that end close together share the label of the last one drawn."""
    groups: list[list[Series]] = []
    for one in sorted(series, key=lambda found: -found.points[-1][1]):
        if groups and groups[-1][0].points[-1][1] - one.points[-1][1] < APART:
            groups[-1].append(one)
        else:
            groups.append([one])
    labels = {_bearer(group).name: _label(group) for group in groups}
    return tuple(
        Series(one.name, one.role, one.points, one.unit, labels.get(one.name, ""), len(one.points) - 1)
        for one in series
    )


def _bearer(group: list[Series]) -> Series:
    order = {"first plan": 0, "no action": 1, "other plan": 2}
    return min(group, key=lambda one: order[one.role])


def _label(group: list[Series]) -> str:
    numbers = sorted(int(one.name.split()[1]) for one in group if one.role != "no action")
    names = ["No action"] if any(one.role == "no action" for one in group) else []
    names += [words.plans_named(numbers)] if numbers else []
    if len(group) > 1:
        return words.listed(names)
    with_share = f"{names[0]}: {words.percent(group[0].points[-1][1])}"
    return with_share if len(with_share) <= LABEL_LETTERS else names[0]

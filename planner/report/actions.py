"""Sheets "P1 Actions" and "P1 Timeline" of each plan: who does what, where and when."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.case import Move
from models.plan import Closure, Start
from planner.report import packages, style, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import STARTED, View
from planner.result import Option

LATE_YEARS = 3
"""A start in so many last years costs one or two yearly payments only, and one in the last lead + 1 years hardly helps
before the horizon ends (FORMULATION H): the reader must know."""
_ASKED = {False: "where and when", True: "where, when and with what support"}
_VERBS = {
    "relocate": "Move",
    "expand": "Expand",
    "greenfield": "Build new",
    "reopen": "Reopen",
    "requalify": "Qualify again",
}


@dataclass(frozen=True)
class Closing:
    """An existing line that is closed, wholly or in part: the share by year from `year` on."""

    line: str
    year: int
    shares: dict[int, float]


def closings(option: Option) -> tuple[Closing, ...]:
    """Lines that a plan closes, in order of the year."""
    by_line: dict[str, dict[int, float]] = {}
    for closure in option.plan[Closure]:
        if closure.share > STARTED:
            by_line.setdefault(closure.line, {})[closure.node.year] = closure.share
    found = (Closing(line, min(shares), shares) for line, shares in by_line.items())
    return tuple(sorted(found, key=lambda closing: closing.year))


def actions_sheet(view: View, option: Option) -> Sheet:
    """Who does what, where and when."""
    starts = view.starts(option)
    rows = [*_start_rows(view, option, starts), *_closing_rows(view, option, len(starts))]
    plan = view.title(option)
    table = Table(f"Actions_plan_{option.number}", _action_columns(view), tuple(rows), totals=_totals(view, option))
    return Sheet(
        name=f"P{option.number} Actions",
        title=f"{plan}, actions: who does what, {_ASKED[view.supported]}",
        headlines=(_actions_headline(view, option),),
        notes=(
            "Rows in order of start; committed = already decided, part of every plan. Investment is not discounted. "
            "n/a = does not apply.",
            f"In plans = which of the ranked plans have the same project. {_support_note(view, option)}",
            *_late(view, option),
        ),
        table=Table.with_nothing_said(table, "None"),
    )


def timeline_sheet(view: View, option: Option) -> Sheet:
    """What happens in which year."""
    years = tuple(view.case.years)
    columns = (
        Column("No", 5, align="center"),
        Column("Action and place", 46),
        Column("Firm", 24),
        *(Column(str(year), 8.5, align="center") for year in years),
    )
    starts = view.starts(option)
    rows = [_timeline_row(view, number, start) for number, start in enumerate(starts, start=1)]
    for number, closing in enumerate(closings(option), start=len(starts) + 1):
        line = view.case.lines[closing.line]
        cells = (_closed_cell(closing, year) for year in years)
        rows.append(row(number, f"Close {closing.line}, {line.nation}", line.firm or "not named", *cells))
    table = Table(f"Timeline_plan_{option.number}", columns, tuple(rows), repeated=2)
    return Sheet(
        name=f"P{option.number} Timeline",
        title=f"{view.title(option)}, timeline: what happens in which year",
        headlines=(_timeline_headline(view, option),),
        notes=(
            "Each cell says what happens: Build, Qualify (customers test samples), or the share of full capacity that "
            'can be used. "-" = nothing yet.',
            "The shade repeats the words: the darker, the nearer to full output.",
        ),
        table=Table.with_nothing_said(table, "-"),
    )


def project_name(move: Move) -> str:
    """A project in words: what is done and where."""
    size = f" ({move.size})" if move.size else ""
    place = "" if move.nation in move.project else f", {move.nation}"
    return f"{_VERBS[move.kind]}: {move.project}{size}{place}"


def _support_note(view: View, option: Option) -> str:
    """What the columns on support say, or that there are none."""
    if not view.supported:
        return "Who pays for a project is not part of this run: no public support is decided here."
    projects = {start.project for start in view.starts(option)}
    others = sum(one.total for one in packages.of_plan(view, option) if one.project not in projects)
    beside = f" {words.money(view.currency, others)} more go to lines and projects without a row." if others else ""
    up_to = f" up to {view.last_year}" if view.pays_later else ""
    return f"Support = what is paid{up_to} so that the move pays its firm, before tax; loans at grant value.{beside}"


_NARROW = (4, 10, 20, 15, 13, 12, 10, 6, 7, 8, 8, 11)
"""Widths of the shared columns where two on support stand beside them."""


def _action_columns(view: View) -> tuple[Column, ...]:
    shared = (
        Column("No", 5, align="center"),
        Column("Action", 12),
        Column("Project", 28),
        Column("Firm", 18),
        Column("Where", 16),
        Column("What it makes", 15),
        Column("Capacity a year", 10, "#,##0.##_n"),
        Column("Unit", 7),
        Column("Start", 7, style.YEAR),
        Column("First output", 8, style.YEAR),
        Column("Full output", 8, style.YEAR),
        Column(f"Investment ({view.million})", 12, style.MONEY),
    )
    if not view.supported:
        return (*shared, Column("Committed?", 11), Column("In plans", 9))
    return (
        *(replace(column, width=width) for column, width in zip(shared, _NARROW, strict=True)),
        Column(f"Support ({view.million})", 10, style.MONEY),
        Column("Form of support and who pays", 30),
        Column("In plans", 8),
    )


def _support_cells(view: View, option: Option, start: Start) -> tuple[Cell, Cell]:
    """Amount of support, and its forms and payers in words."""
    if start.committed:
        return Cell("n/a"), Cell("Committed: decided before this run")
    found = [one for one in packages.of_plan(view, option) if one.project == start.project]
    said = "; ".join(f"{packages.form_of(view, one)} {words.one(one.total)} ({one.payer})" for one in found)
    amount = sum(one.total for one in found)
    return Cell(amount), Cell(words.first_capital(said) or "Pays without support")


def _start_rows(view: View, option: Option, starts: tuple[Start, ...]) -> list[Row]:
    moves = view.moves()
    rows = []
    for number, start in enumerate(starts, start=1):
        move = moves[start.move]
        good = view.case.processes[move.recipe].main
        makes = words.listed(_goods(view, move))
        first = start.node.year + view.case.ready_after(move)
        full = first + max(move.ramp - 1, 0)
        rows.append(
            row(
                number, _VERBS[move.kind], f"{move.project}{f' ({move.size})' if move.size else ''}",
                move.firm or "not named", _where(view, move), makes, move.capacity, view.case.goods[good].unit,
                start.node.year, _year(view, first), _year(view, full), move.capital_cost,
                *(_support_cells(view, option, start) if view.supported else ("yes" if start.committed else "no",)),
                _in_plans(view, start.project),
            )
        )  # fmt: skip
    return rows


def _goods(view: View, move: Move) -> list[str]:
    """Main outputs of the recipes that a project may run: its own, then the second one."""
    lines = [line for line in view.case.lines.values() if line.move is not None and line.move.row_id == move.row_id]
    return list(dict.fromkeys([view.case.processes[move.recipe].main, *(view.case.process(one).main for one in lines)]))


def _closing_rows(view: View, option: Option, before: int) -> list[Row]:
    rows = []
    for number, closing in enumerate(closings(option), start=before + 1):
        line = view.case.lines[closing.line]
        most = max(closing.shares.values())
        part = "" if most > 1 - STARTED else f" {100 * most:.0f}%"
        good = view.case.process(line).main
        capacity = line.capacity(closing.year) * most
        rows.append(
            row(
                number, f"Close{part}", closing.line, line.firm or "not named", line.nation, good, capacity,
                view.case.goods[good].unit, closing.year, "n/a", "n/a", "n/a",
                *(("n/a", "n/a") if view.supported else ("no",)), "n/a",
            )
        )  # fmt: skip
    return rows


def _where(view: View, move: Move) -> str:
    if move.kind != "relocate" or move.moves_from is None:
        return move.nation
    origins = dict.fromkeys(view.case.lines[name].nation for name in view.case.origin_lines(move))
    return f"From {words.listed(origins)} to {move.nation}" if origins else move.nation


def _year(view: View, year: int) -> int | str:
    return year if year <= view.last_year else f"after {view.last_year}"


def _in_plans(view: View, project: str) -> str:
    numbers = [o.number for o in view.options if any(start.project == project for start in view.starts(o))]
    return "all" if len(numbers) == len(view.options) else " ".join(str(number) for number in numbers)


def _totals(view: View, option: Option) -> dict[str, str | float]:
    moves = view.moves()
    invested = sum(moves[start.move].capital_cost for start in view.starts(option))
    totals: dict[str, str | float] = {"Action": "Total", f"Investment ({view.million})": invested}
    if view.supported:
        totals[f"Support ({view.million})"] = _support_of_projects(view, option)
    return totals


def _support_of_projects(view: View, option: Option) -> float:
    """Support of the projects of a plan, not discounted."""
    projects = {start.project for start in view.chosen(option)}
    return sum(one.total for one in packages.of_plan(view, option) if one.project in projects)


def _actions_headline(view: View, option: Option) -> str:
    starts = view.starts(option)
    if not starts:
        return f"{view.title(option)} starts no project: existing plants do the work."
    moves = view.moves()
    nations = {moves[start.move].nation for start in starts}
    invested = sum(moves[start.move].capital_cost for start in starts)
    first = view.case.settings.first_year
    early = sum(start.node.year == first for start in starts)
    committed = sum(start.committed for start in starts)
    decided = f", {words.number(committed)} of them committed," if committed else ""
    projects = words.first_capital(words.counted(len(starts), "project"))
    given = words.money(view.currency, _support_of_projects(view, option)) if view.supported else ""
    support = f"; support: {given}" if given else ""
    return (
        f"{projects}{decided} in {words.counted(len(nations), 'nation')}; "
        f"{words.counted(early, 'project')} start{'s' if early < 2 else ''} in {first}. "
        f"Investment: {words.money(view.currency, invested)}{support}."
    )


def _late(view: View, option: Option) -> tuple[str, ...]:
    moves = view.moves()
    late = [
        start.project
        for start in view.chosen(option)
        if start.node.year > view.last_year - max(LATE_YEARS, moves[start.move].lead + 1)
    ]
    if not late:
        return ()
    return (
        "The years planned end soon after these start, so only a little of their cost, and of what they give, is "
        f"counted: {words.listed(late)}.",
    )


def _timeline_headline(view: View, option: Option) -> str:
    starts = view.starts(option)
    if not starts:
        return f"{view.title(option)} starts no project."
    moves = view.moves()
    ready = {start.project: start.node.year + view.case.ready_after(moves[start.move]) for start in starts}
    latest, first = max(ready.values()), min(start.node.year for start in starts)
    slowest = words.listed([project for project, year in ready.items() if year == latest])
    if latest > view.last_year:
        return f"The first project starts in {first}; {slowest}: no output before {view.last_year + 1}."
    return f"The first project starts in {first}; the last to be ready: {slowest}, with first output in {latest}."


def _timeline_row(view: View, number: int, start: Start) -> Row:
    move = view.moves()[start.move]
    cells = (_year_cell(view, move, year - start.node.year) for year in view.case.years)
    return row(number, project_name(move), move.firm or "not named", *cells)


def _year_cell(view: View, move: Move, age: int) -> Cell:
    if age < 0:
        return Cell("-", grey=True)
    share = view.case.ramp(move, age)
    if share >= 1.0:
        return Cell("Full", fill=style.NAVY, colour=style.WHITE)
    if share > 0:
        return Cell(f"{100 * share:.0f}%", bold=True, fill=style.RAMP_FILL, colour=style.WHITE)
    if age < move.lead:
        return Cell("Build", fill=style.BUILD_FILL)
    return Cell("Qualify", fill=style.QUALIFY_FILL) if age < view.case.ready_after(move) else Cell("Ended", grey=True)


def _closed_cell(closing: Closing, year: int) -> Cell:
    share = closing.shares.get(year, 0.0)
    if share <= STARTED:
        return Cell("Open", grey=True)
    return Cell("Closed" if share > 1 - STARTED else f"{100 * share:.0f}% shut", fill=style.BUILD_FILL)

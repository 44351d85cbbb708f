"""Check of the moves started: windows, sizes, commitments, limits of firms and groups."""

from __future__ import annotations

from collections import defaultdict

from models.auditing.check import Check
from models.auditing.figures import Figures
from models.case import Firm, Line, Move, MoveCondition
from models.plan import Node, Start


def starts(figures: Figures) -> Check:
    """Moves start inside their window, once, with committed ones in, within the limits of firms and groups."""
    check = Check("Moves started as allowed", "projects")
    for row in figures.plan[Start]:
        move = figures.case.lines[row.move].move
        check.holds(
            move is not None and (move.project, move.committed) == (row.project, row.committed),
            f"{row.move} is stated as {row.project}",
            "projects",
        )
    for line, move, node in figures.started:
        _window(figures, check, line, move, node)
    _once(figures, check)
    _limits(figures, check)
    return check


def _window(figures: Figures, check: Check, line: Line, move: Move, node: Node) -> None:
    """A committed move starts at its earliest, whether or not it is ready within the years planned."""
    year, settings = node.year, figures.case.settings
    earliest = max(settings.first_year, move.earliest_start or settings.first_year)
    check.at_most(earliest, year, f"{line.name} starts too early", "years")
    if not move.committed:
        latest = min(settings.last_year, move.latest_start or settings.last_year)
        check.at_most(year, latest, f"{line.name} starts too late", "years")
        ready = year + figures.case.ready_after(move)
        check.at_most(ready, settings.last_year, f"{line.name} is ready after the last year", "years")


def _once(figures: Figures, check: Check) -> None:
    count: dict[str, int] = defaultdict(int)
    for _, move, _ in figures.started:
        count[move.project] += 1
    for project, times in count.items():
        check.at_most(times, 1, f"{project} is started {times} times", "projects")
    last_year = figures.case.settings.last_year
    committed = {m.project: m for m in figures.case[Move] if m.committed and (m.earliest_start or 0) <= last_year}
    for project in committed:
        check.at_most(1, count[project], f"{project} is committed but not started", "projects")


def _limits(figures: Figures, check: Check) -> None:
    opened: dict[str, set[str]] = defaultdict(set)
    excluded: dict[str, set[str]] = defaultdict(set)
    group = {row.project: row.exclusive_group for row in figures.case[MoveCondition]}
    for _, move, _ in figures.started:
        name = group.get(move.project)
        if name is not None:
            excluded[name].add(move.project)
        if move.firm is not None:
            opened[move.firm].add(move.project)
    for firm in figures.case[Firm]:
        if firm.most_projects is not None:
            check.at_most(len(opened[firm.firm]), firm.most_projects, f"projects of {firm.firm}", "projects")
    for name, projects in excluded.items():
        check.at_most(len(projects), 1, f"projects of the exclusive group {name}", "projects")

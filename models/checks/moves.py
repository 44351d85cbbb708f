"""Checks of Candidate moves and Move conditions: sizes, the old line, time, commitments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.case import Case, ExistingLine, Firm, Move, MoveCondition
from models.checks.lines import disagreement, same_measure
from models.checks.possible import start_years
from models.checks.say import error, figure, nearest, no_effect, quoted, share, warning
from models.schema import Issue, column_of

NEEDS_OLD_LINE: tuple[str, ...] = ("relocate", "reopen", "requalify")
IN_PLACE: tuple[str, ...] = ("reopen", "requalify")


def _by_project(case: Case) -> dict[str, list[Move]]:
    groups: dict[str, list[Move]] = {}
    for row in case[Move]:
        groups.setdefault(row.project, []).append(row)
    return groups


def sizes(case: Case) -> Iterator[Issue]:
    """Sizes of one project agree on what, who, where and whether it is decided."""
    for name, rows in _by_project(case).items():
        for row in rows[1:]:
            fields = ("kind", "firm", "nation", "moves_from", "committed")
            yield from disagreement(rows[0], row, fields, f"the project {quoted([name])}")


def _origins(case: Case, move: Move) -> list[ExistingLine]:
    names = set(case.origin_lines(move))
    return [row for row in case[ExistingLine] if row.line in names]


def old_line(case: Case) -> Iterator[Issue]:
    """Whether a move names an old line exactly where it needs one, and whether that line fits."""
    for move in case[Move]:
        if move.kind not in NEEDS_OLD_LINE:
            if move.moves_from is not None:
                yield no_effect(move, "moves_from", quoted([move.moves_from]), f"{move.kind} takes nothing away")
        elif move.moves_from is None:
            expected = f"the existing line that it would {move.kind}"
            mend = "Name a line of Existing lines, or change the kind."
            yield error("E314", move, "moves_from", "blank", expected, mend)
        else:
            rows = _origins(case, move)
            if rows:
                yield from _fits(move, rows)


def _fits(move: Move, rows: Sequence[ExistingLine]) -> Iterator[Issue]:
    name = quoted([str(move.moves_from)])
    wanted = "closed" if move.kind == "reopen" else "operating"
    fitting = [row for row in rows if row.status == wanted]
    if not fitting:
        mend = f"Name a line that is {wanted}, or correct its status on Existing lines."
        found = f"{name}, which is {rows[0].status} in every row"
        yield error("E314", move, "moves_from", found, f"a line that is {wanted}", mend)
    elif move.kind == "reopen" and move.capacity > max(row.capacity for row in fitting):
        most = figure(max(row.capacity for row in fitting))
        mend = f"Type at most {most}, or add the rest as a project of kind expand."
        yield error("E314", move, "capacity", figure(move.capacity), f"at most {most}, the closed capacity", mend)
    nation = rows[0].nation
    if move.kind in IN_PLACE and move.nation != nation:
        mend = "Correct the nation or the line; a plant that moves is of kind relocate."
        expected = f"{quoted([nation])}, where {name} stands"
        yield error("E314", move, "nation", quoted([move.nation]), expected, mend)
    if move.kind == "relocate" and move.nation == nation:
        mend = "If it moves inside the nation, leave it; else correct the nation or the kind."
        yield warning("W314", move, "nation", quoted([move.nation]), f"another nation than that of {name}", mend)


def requalified(case: Case) -> Iterator[Issue]:
    """A requalified line draws on the capacity of the old one, so both are measured alike."""
    for move in case[Move]:
        old = [row for row in case[ExistingLine] if move.moves_from in (row.line, row.capacity_group)]
        if move.kind != "requalify" or not old:
            continue
        first, second = (case.goods[case.processes[name].main].unit for name in (old[0].recipe, move.recipe))
        if first != second:
            expected = f"a main output in {first}, as that of {quoted([old[0].line])}: both share one capacity"
            found = f"{quoted([move.recipe])}, whose main output is in {second}"
            yield error("E402", move, "recipe", found, expected, "Give the goods one unit.")


def two_meanings(case: Case) -> Iterator[Issue]:
    """A name that is both a line and a capacity group of other lines: the line is meant."""
    for move in case[Move]:
        members = {row.line for row in case[ExistingLine] if row.capacity_group == move.moves_from}
        if move.moves_from in {row.line for row in case[ExistingLine]} and members - {move.moves_from}:
            expected = "a name that is a line or a capacity group, not both"
            mend = "It is read as the line alone. Rename the capacity group if all its lines are meant."
            yield warning("W303", move, "moves_from", quoted([str(move.moves_from)]), expected, mend)


def in_time(case: Case) -> Iterator[Issue]:
    """A move that cannot start, or is ready too late to help."""
    last = case.years[-1]
    for move in case[Move]:
        starts = start_years(case, move)
        if not starts:
            late = (move.earliest_start or 0) > last
            field = "earliest_start" if late else "latest_start"
            found = f"{column_of(Move, field).header.lower()} {getattr(move, field)}"
            expected = f"a year from {case.years[0]} to {last}"
            mend = "This project can never start. Correct the year or add years on Settings."
            yield warning("W505", move, field, found, expected, mend)
        elif starts[0] + case.ready_after(move) > last:
            ready = starts[0] + case.ready_after(move)
            mend = "This project can never help. Shorten the lead or add years on Settings."
            if move.committed:
                mend = (
                    "It is paid for but makes nothing in the years planned. Correct the lead or add years on Settings."
                )
            yield warning("W505", move, "lead", f"ready in {ready}", f"ready by {last}, the last year", mend)


def commitments(case: Case) -> Iterator[Issue]:
    """Committed projects that cannot all be done."""
    committed = {row.project: row for row in case[Move] if row.committed}
    for firm in case[Firm]:
        own = [name for name, row in committed.items() if row.firm == firm.firm]
        if firm.most_projects is not None and len(own) > firm.most_projects:
            expected = f"{len(own)} or more: {quoted(own)} are committed"
            yield error(
                "E512", firm, "most_projects", str(firm.most_projects), expected, "Raise the limit, or uncommit one."
            )
    first: dict[str, MoveCondition] = {}
    for condition in case[MoveCondition]:
        if condition.exclusive_group is None or condition.project not in committed:
            continue
        earlier = first.setdefault(condition.exclusive_group, condition)
        if earlier is not condition:
            found = f"{quoted([earlier.project, condition.project])} are committed, in one exclusive group"
            mend = "Uncommit one, or take it out of the group."
            yield error("E512", condition, "exclusive_group", found, "at most one committed project of a group", mend)


def conditions(case: Case) -> Iterator[Issue]:
    """Conditions about an old line where a project takes none away; groups that only one project bears."""
    projects = _by_project(case)
    for row in case[MoveCondition]:
        move = projects[row.project][0] if row.project in projects else None
        if move is None:
            continue
        yield from _second_recipe(case, row, move)
        why = "only a relocation closes an old line" if move.kind != "relocate" else "its old line never closes"
        if move.kind == "relocate" and row.donor_closes != "never":
            continue
        if row.donor_share != 1.0:
            yield no_effect(row, "donor_share", share(row.donor_share), why)
        if row.closure_cost != 0.0:
            yield no_effect(row, "closure_cost", figure(row.closure_cost), why)
        if move.kind != "relocate" and row.donor_closes != "when ready":
            yield no_effect(row, "donor_closes", quoted([row.donor_closes]), why)
    yield from _lone_exclusive_groups(case)
    yield from _joined_groups(case, projects)


def _second_recipe(case: Case, row: MoveCondition, move: Move) -> Iterator[Issue]:
    """A second recipe shares the capacity of the first, so both are measured alike."""
    if row.also_runs is None:
        return
    if row.also_runs == move.recipe:
        yield no_effect(row, "also_runs", quoted([row.also_runs]), "that is the recipe of the project itself")
    first, second = (case.goods[case.processes[name].main].unit for name in (move.recipe, row.also_runs))
    if first != second:
        expected = f"a main output in {first}, as that of {quoted([move.recipe])}: both share one capacity"
        found = f"{quoted([row.also_runs])}, whose main output is in {second}"
        yield error("E402", row, "also_runs", found, expected, "Give the goods one unit, or write two projects.")


def _lone_exclusive_groups(case: Case) -> Iterator[Issue]:
    names = [row.exclusive_group for row in case[MoveCondition] if row.exclusive_group is not None]
    for row in case[MoveCondition]:
        if row.exclusive_group is not None and names.count(row.exclusive_group) == 1:
            near = nearest(row.exclusive_group, set(names) - {row.exclusive_group})
            expected = "a group that another project bears too"
            mend = "Correct the name, or clear the cell."
            yield warning("W302", row, "exclusive_group", quoted([row.exclusive_group]), expected, mend, near)


def _joined_groups(case: Case, projects: dict[str, list[Move]]) -> Iterator[Issue]:
    """A project that adds its capacity to a group elsewhere, or measured otherwise."""
    hosts = {row.capacity_group: row for row in reversed(case[ExistingLine]) if row.capacity_group is not None}
    for row in case[MoveCondition]:
        if row.capacity_group not in hosts or row.project not in projects:
            continue
        host, move = hosts[row.capacity_group], projects[row.project][0]
        if move.nation != host.nation:
            expected = f"a group in {quoted([move.nation])}, where the project is"
            found = f"{quoted([str(row.capacity_group)])}, which stands in {quoted([host.nation])}"
            yield error("E313", row, "capacity_group", found, expected, "Correct the group, or clear the cell.")
        yield from same_measure(case, row, (host, move))


def nothing_to_decide(case: Case) -> Iterator[Issue]:
    """No move that is not yet decided: there is one plan at most."""
    if all(move.committed for move in case[Move]):
        found = "no project that is still open" if case[Move] else "no rows"
        mend = "If you only want today's chain, leave it; else add projects."
        yield warning("W507", Move, None, found, "at least one project that is not committed", mend)

"""Checks of Existing lines: rows of one line, capacity groups, figures that change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from models.case import Case, ExistingLine, Firm, Move, MoveCondition
from models.checks.say import (
    all_of,
    error,
    figure,
    nearest,
    no_effect,
    quoted,
    together,
    warning,
    with_ways,
    years_text,
)
from models.schema import Issue, Row, Way, column_of

ALIKE_IN_A_LINE: tuple[str, ...] = (
    "firm", "nation", "recipe", "capacity_group", "minimum_load", "keeps_batches_apart", "unknown_origin", "may_close",
)  # fmt: skip
"""What all rows of one line say alike: the rows by years carry a ramp, nothing else."""


def disagreement(first: Row, other: Row, fields: Sequence[str], thing: str) -> Iterator[Issue]:
    """E313 for each field in which two rows of one thing differ; `thing` names it in words."""
    for field in fields:
        expected, found = getattr(first, field), getattr(other, field)
        if expected != found:
            mend = f"Make all rows of {thing} alike in this column, or give them different names."
            yield error(
                "E313", other, field, _cell(found), f"{_cell(expected)}, as in row {quoted([first.row_id])}", mend
            )


def _cell(value: object) -> str:
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return figure(value) if isinstance(value, int | float) else quoted([str(value)])


def _by_line(case: Case) -> dict[str, list[ExistingLine]]:
    groups: dict[str, list[ExistingLine]] = {}
    for row in case[ExistingLine]:
        groups.setdefault(row.line, []).append(row)
    return groups


def rows_of_a_line(case: Case) -> Iterator[Issue]:
    """Rows of one line agree on all but years, capacity, cost and status, and their years do not overlap."""
    for name, rows in _by_line(case).items():
        for row in rows[1:]:
            yield from disagreement(rows[0], row, ALIKE_IN_A_LINE, f"the line {quoted([name])}")
        for first, second in combinations(rows, 2):
            years = together((first.first_year, first.last_year), (second.first_year, second.last_year), case.years)
            if years:
                found = f"two rows of {quoted([name])} in {years_text(years)}"
                mend = "Give the lines different names, or delete one of the rows."
                issue = error("E405", second, "first_year", found, "one row of a line in each year", mend)
                follow = "Or set First year and Last year so that the rows follow one another."
                yield with_ways(issue, Way(follow, ExistingLine, "first_year"))


def capacity_groups(case: Case) -> Iterator[Issue]:
    """Lines of one group stand in one place, have one owner, and state the same whole in the same years."""
    groups: dict[str, list[ExistingLine]] = {}
    for row in case[ExistingLine]:
        if row.capacity_group is not None:
            groups.setdefault(row.capacity_group, []).append(row)
    for name, rows in groups.items():
        thing = f"the capacity group {quoted([name])}"
        for row in _first_rows(rows)[1:]:
            yield from disagreement(rows[0], row, ("firm", "nation"), thing)
            yield from same_measure(case, row, (rows[0], row))
        for first, second in combinations(rows, 2):
            if first.line != second.line and _operate_together(case, first, second):
                yield from disagreement(first, second, ("capacity", "minimum_load"), thing)


def _first_rows(rows: Sequence[ExistingLine]) -> list[ExistingLine]:
    return list({row.line: row for row in reversed(rows)}.values())[::-1]


def _operate_together(case: Case, first: ExistingLine, second: ExistingLine) -> bool:
    years = together((first.first_year, first.last_year), (second.first_year, second.last_year), case.years)
    return bool(years) and first.status == second.status == "operating"


def same_measure(
    case: Case, at: ExistingLine | MoveCondition, sharing: tuple[ExistingLine, ExistingLine | Move]
) -> Iterator[Issue]:
    """E402 at a row by which two lines share one capacity while their main outputs have different units."""
    host, guest = sharing
    first, second = (case.goods[case.processes[row.recipe].main].unit for row in sharing)
    if first != second:
        expected = f"{first}, as in row {quoted([host.row_id])}: {quoted([str(at.capacity_group)])} is one capacity"
        mend = "Give the goods one unit, or clear the cell."
        found = f"{quoted([guest.recipe])}, whose main output is in {second}"
        yield error("E402", at, "capacity_group", found, expected, mend)


def lone_groups(case: Case) -> Iterator[Issue]:
    """A capacity group that only one line or project bears is often a slip of the pen."""
    bearers: dict[str, dict[str, Row]] = {}
    for line in case[ExistingLine]:
        if line.capacity_group is not None:
            bearers.setdefault(line.capacity_group, {}).setdefault(line.line, line)
    for condition in case[MoveCondition]:
        if condition.capacity_group is not None:
            bearers.setdefault(condition.capacity_group, {}).setdefault(condition.project, condition)
    for name, rows in bearers.items():
        if len(rows) == 1:
            near = nearest(name, set(bearers) - {name})
            mend = "Correct the name, or clear the cell."
            row = next(iter(rows.values()))
            expected = "a group that another line or project bears too"
            yield warning("W302", row, "capacity_group", quoted([name]), expected, mend, near)


def closed_lines(case: Case) -> Iterator[Issue]:
    """Figures of a closed line that change nothing."""
    for row in case[ExistingLine]:
        if row.status != "closed":
            continue
        alone = all(other.status == "closed" for other in case[ExistingLine] if other.line == row.line)
        if row.minimum_load > 0 and alone:
            yield no_effect(row, "minimum_load", figure(100 * row.minimum_load) + "%", "a closed line does not run")
        if row.may_close and alone:
            yield no_effect(row, "may_close", "yes", "the line is closed already")


def outside_years(case: Case) -> Iterator[Issue]:
    """Rows that hold in none of the years planned."""
    for row in case[ExistingLine]:
        if not together((row.first_year, row.last_year), (None, None), case.years):
            field = "first_year" if (row.first_year or 0) > case.years[-1] else "last_year"
            found = f"{column_of(ExistingLine, field).header.lower()} {getattr(row, field)}"
            expected = f"a year from {case.years[0]} to {case.years[-1]}"
            mend = "Correct the year; as it stands the row is never used."
            yield warning("W505", row, field, found, expected, mend)


def owners(case: Case) -> Iterator[Issue]:
    """Lines and projects outside adversary nations of which neither a firm nor a share of unknown origin is typed."""
    for line in case.lines.values():
        row = line.move or line.rows[0]
        terms = line.condition if line.move is not None else line.rows[0]
        typed = terms is not None and terms.unknown_origin is not None
        if line.firm is not None or line.nation in case.adversaries or typed:
            continue
        expected = "its firm: without one, all it makes counts as of unknown origin, so exposed"
        mend = "Name the firm; if nobody knows it, leave the cell blank."
        own = line.move is None
        way = Way("Or type the share on Unknown origin.", ExistingLine if own else MoveCondition, "unknown_origin")
        yield with_ways(warning("W315", row, "firm", "blank", expected, mend), way)


def unlisted_firms(case: Case) -> Iterator[Issue]:
    """Firms are named on lines, but the sheet Firms says of none from where it is controlled."""
    lines = [line for line in case.lines.values() if line.firm and line.nation not in case.adversaries]
    firms = list(dict.fromkeys(str(line.firm) for line in lines))
    if firms and not case[Firm]:
        found = f"no rows, while lines and moves name {all_of(firms)}"
        expected = (
            "a row for each firm: from where it is controlled. Without one it is taken as controlled by no adversary"
        )
        mend = (
            "If an adversary may control one of them, add the sheet Firms: copy it from the workbook that planner "
            "template --minimal --with firms writes, and fill it."
        )
        yield warning("W316", Firm, None, found, expected, mend)

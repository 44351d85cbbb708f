"""Checks of Demand and Opening stocks, row by row: overlaps, shortage, outlets, grades."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from models.case import Case, Demand, OpeningStock
from models.checks.say import error, figure, no_effect, quoted, share, together, warning, with_ways, years_text
from models.schema import Issue, Way, column_of

LARGEST_LIKELY_GROWTH = 0.25
"""A year; armaments in a crisis have grown as fast, hardly faster for long."""


ADD_UP = "Add the rows up in one row."
FOLLOW = "Or set First year and Last year so that the rows follow one another."


def overlaps(case: Case) -> Iterator[Issue]:
    """Rows of one need that hold in the same years; rows of one programme with different kinds."""
    needs: dict[tuple[str, str, str], list[Demand]] = {}
    first: dict[str, Demand] = {}
    for row in case[Demand]:
        needs.setdefault((row.programme, row.nation, row.good), []).append(row)
        kind = first.setdefault(row.programme, row).kind
        if row.kind != kind:
            expected = f'"{kind}", as in row {quoted([first[row.programme].row_id])} of the programme'
            mend = "If the programme has needs of both kinds, leave it; else correct the kind."
            yield warning("W313", row, "kind", quoted([row.kind]), expected, mend)
    for rows in needs.values():
        for one, other in combinations(rows, 2):
            years = together((one.first_year, one.last_year), (other.first_year, other.last_year), case.years)
            if years:
                found = f"rows {quoted([one.row_id, other.row_id])} both hold in {years_text(years)}"
                issue = error("E405", other, "first_year", found, "one row of a need in each year", ADD_UP)
                yield with_ways(issue, Way(FOLLOW, Demand, "first_year"))


def outside_years(case: Case) -> Iterator[Issue]:
    """Needs that fall in none of the years planned."""
    for row in case[Demand]:
        if not together((row.first_year, row.last_year), (None, None), case.years):
            field = "first_year" if (row.first_year or 0) > case.years[-1] else "last_year"
            found = f"{column_of(Demand, field).header.lower()} {getattr(row, field)}"
            expected = f"a year from {case.years[0]} to {case.years[-1]}"
            mend = "Correct the year; as it stands the need is never counted."
            yield warning("W505", row, field, found, expected, mend)


def growth(case: Case) -> Iterator[Issue]:
    """Growth that is more likely a percentage typed as a whole number."""
    for row in case[Demand]:
        if row.growth <= LARGEST_LIKELY_GROWTH:
            continue
        years = together((row.first_year, row.last_year), (None, None), case.years)
        times = figure((1.0 + row.growth) ** (len(years) - 1)) if len(years) > 1 else ""
        meaning = f": times {figure(1.0 + row.growth)} every year" + (
            f", times {times} by {years[-1]}" if times else ""
        )
        small = row.growth / 100
        mend = f"If you mean it, leave it; if you mean {share(small)} a year, type {share(small)} or {small:.6g}."
        expected = f"at most {share(LARGEST_LIKELY_GROWTH)} a year"
        yield warning("W214", row, "growth", f"{share(row.growth)} a year{meaning}", expected, mend)


def shortage_penalties(case: Case) -> Iterator[Issue]:
    """A need that may go unmet, of a good without a shortage penalty."""
    for good, row in case.goods.items():
        needs = [n for n in case[Demand] if n.good == good and n.kind != "outlet" and case.unmet_share(n) > 0]
        if needs and row.shortage_penalty is None:
            need = needs[0]
            expected = f"a penalty: {share(case.unmet_share(need))} of {quoted([need.row_id])} may go unmet"
            mend = "Type what one missing unit costs, or let nothing of the good go unmet."
            yield error("E201", row, "shortage_penalty", "blank", expected, mend)


def outlets(case: Case) -> Iterator[Issue]:
    """Figures that only an outlet has, or that an outlet cannot have; needs in adversary nations."""
    for row in case[Demand]:
        if row.kind == "outlet":
            if row.priority in (1, 2):
                yield no_effect(row, "priority", str(row.priority), "an outlet is always served last")
            if row.may_go_unmet is not None and row.may_go_unmet < 1.0:
                expected = "blank or 100%: an outlet is what could be sold, not what must be delivered"
                mend = "If it must be delivered, type civil or defence; else clear the cell."
                yield warning("W512", row, "may_go_unmet", share(row.may_go_unmet), expected, mend)
            continue
        if row.value is not None:
            yield no_effect(row, "value", "a value", "only an outlet sells for money")
        if row.nation in case.adversaries:
            expected = "an ally, a partner or a neutral; in an adversary nation only an outlet"
            mend = "If the plan shall serve this need, leave it; else make it an outlet or correct the nation."
            yield warning("W511", row, "nation", f"{quoted([row.nation])}, an adversary", expected, mend)


def stock_rows(case: Case) -> Iterator[Issue]:
    """Stocks of goods that cannot be stored, and clean stock where nothing is clean."""
    for row in case[OpeningStock]:
        if not case.goods[row.good].storable and row.quantity > 0:
            mend = f"Say on Goods that {quoted([row.good])} may be stored, or delete the row."
            yield error("E509", row, "good", quoted([row.good]), "a good that may be stored", mend)
        if row.grade == "clean" and row.nation in case.adversaries:
            expected = "dirty: nothing in an adversary nation is clean"
            mend = "Correct the grade or the nation."
            yield error("E509", row, "grade", f"clean, in {quoted([row.nation])}", expected, mend)

"""Checks of Caps: what each touches, units added, price of breach, caps said twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from models.case import Cap, Case, Demand
from models.checks.say import error, figure, quoted, share, together, warning, with_ways, years_text
from models.schema import MEASURES, Issue, Way

PERCENT = 0.01
TOLERANCE = 1e-9
"""Relative; rounding is no reason to accept or refuse a price."""


def years_of(case: Case, cap: Cap) -> list[int]:
    """Planned years in which a cap holds."""
    return together((cap.first_year, cap.last_year), (None, None), case.years)


def covered_needs(case: Case, cap: Cap, year: int) -> list[Demand]:
    """Needs that a cap on essential exposure is about in a year."""
    members = case.allies if cap.where == "all" else case.membership.members(cap.where, year)
    return [
        row
        for row in case[Demand]
        if row.nation in members and case.due(row, year) > 0 and case.cap_covers_need(cap, row)
    ]


def touches_something(case: Case) -> Iterator[Issue]:
    """Caps about no year, no ally, no good or no need."""
    for cap in case[Cap]:
        years = years_of(case, cap)
        members = {nation for year in years for nation in case.membership.members(cap.where, year)}
        if not years:
            field = "first_year" if (cap.first_year or 0) > case.years[-1] else "last_year"
            expected = f"a year from {case.years[0]} to {case.years[-1]}"
            yield error("E506", cap, field, str(getattr(cap, field)), expected, "Correct the year or delete the row.")
        elif not members & case.allies:
            expected = "all, an ally, or a group with an ally in the years of the cap"
            mend = "Correct the name: caps are about what allies receive and make."
            yield error("E506", cap, "where", f"{quoted([cap.where])}, where no ally is", expected, mend)
        elif cap.metric == "essential exposure":
            if not any(covered_needs(case, cap, year) for year in years):
                expected = "something that an ally of the cap needs in its years, outlets not counted"
                mend = "Correct the name, the place or the years; as it stands the cap touches nothing."
                yield error("E506", cap, "what", quoted([cap.what]), expected, mend)
        elif not any(case.cap_covers(cap, good) for good in case.goods):
            expected = f"all, a good or a tier: {cap.metric} is about goods, whoever needs them"
            mend = "Type a good or a tier, or choose essential exposure."
            yield error("E506", cap, "what", quoted([cap.what]), expected, mend)


def place(case: Case) -> Iterator[Issue]:
    """A direct share is about the alliance as a whole."""
    for cap in case[Cap]:
        if cap.metric == "direct share" and cap.where != "all":
            expected = "all: trade between allies is not counted, so it has no meaning for some of them"
            mend = "Type all, or choose another metric."
            yield error("E510", cap, "where", quoted([cap.where]), expected, mend)


def meanings(case: Case) -> Iterator[Issue]:
    """A name that stands for different things: good, tier, programme or fixed word."""
    for cap in case[Cap]:
        senses = _senses(case, cap)
        if len(set(senses.values())) > 1:
            mend = "Rename one of them, so that the cap says which is meant."
            found = f"{quoted([cap.what])}, which is {' and '.join(senses)}"
            yield error("E303", cap, "what", found, "a name with one meaning", mend)


def _senses(case: Case, cap: Cap) -> dict[str, frozenset[str]]:
    """What a name selects in each of its meanings: rows of Demand, or goods; meanings that select nothing left out."""
    name = cap.what
    if cap.metric == "essential exposure":
        needs = [row for row in case[Demand] if row.kind != "outlet"]
        selected = {
            "a word for all": {row.row_id for row in needs if name == "all"},
            "a kind of need": {row.row_id for row in needs if row.kind == name},
            "a programme": {row.row_id for row in needs if row.programme == name},
            "a good": {row.row_id for row in needs if row.good == name},
            "a tier": {row.row_id for row in needs if case.goods[row.good].tier == name},
        }
    else:
        selected = {
            "a word for all": {good for good in case.goods if name == "all"},
            "a good": {good for good in case.goods if good == name},
            "a tier": {good for good, row in case.goods.items() if row.tier == name},
        }
    return {sense: frozenset(rows) for sense, rows in selected.items() if rows}


def measures(case: Case) -> Iterator[Issue]:
    """A cap that adds tonnes and pieces without weights."""
    for cap in case[Cap]:
        if cap.metric != "essential exposure":
            continue
        goods = {row.good for year in years_of(case, cap) for row in covered_needs(case, cap, year)}
        bare = sorted(good for good in goods if case.goods[good].weight is None)
        pieces = [good for good in bare if MEASURES[case.goods[good].unit].base == "piece"]
        if pieces and len(pieces) < len(bare):
            mass = [good for good in bare if good not in pieces]
            found = f"{quoted([cap.what])} adds {quoted(mass)} by mass and {quoted(pieces)} by pieces"
            expected = "goods that are measured alike, or a weight of each on Goods"
            mend = f"Type weights on Goods for {quoted(pieces)}, or write a cap for each."
            yield error("E402", cap, "what", found, expected, mend)


def breach_prices(case: Case) -> Iterator[Issue]:
    """A breach must cost less than shortage, or the plan would rather deliver nothing than miss a cap."""
    for cap in case[Cap]:
        if cap.price_of_breach is None or cap.metric != "essential exposure":
            continue
        cheapest = _cheapest_shortage(case, cap)
        if cheapest is not None and cap.price_of_breach >= cheapest[0] * (1 - TOLERANCE):
            limit, need = cheapest
            found = f"{figure(cap.price_of_breach)} million a point and year"
            expected = (
                f"below {figure(limit)} million, what it costs to leave unmet the part of {quoted([need.row_id])} "
                "that lowers the exposure by one point"
            )
            mend = "Lower the price of breach, or raise the shortage penalty on Goods or the weight on Settings."
            yield error("E508", cap, "price_of_breach", found, expected, mend)


def _cheapest_shortage(case: Case, cap: Cap) -> tuple[float, Demand] | None:
    """Least million a year by which shortage could lower a cap's level by one point, and the need that would go unmet.

    One point is a hundredth of all that is due under the cap; over years together, of their average.
    """
    years = years_of(case, cap)
    needs = {year: covered_needs(case, cap, year) for year in years}
    due = {year: sum(case.weight(row.good) * case.due(row, year) for row in rows) for year, rows in needs.items()}
    average = sum(due.values()) / len(due) if due else 0.0
    found: list[tuple[float, Demand]] = []
    for year, rows in needs.items():
        point = PERCENT * (average if cap.over == "years together" else due[year])
        for row in rows:
            if case.unmet_share(row) > 0 and case.goods[row.good].shortage_penalty is not None:
                found.append((case.shortage_price(row) * point / case.weight(row.good), row))
    return min(found, key=lambda pair: pair[0], default=None)


def _alike(case: Case) -> list[list[Cap]]:
    groups: dict[tuple[str, ...], list[Cap]] = {}
    for cap in case[Cap]:
        groups.setdefault((cap.metric, cap.what, cap.where, cap.over), []).append(cap)
    return list(groups.values())


def said_twice(case: Case) -> Iterator[Issue]:
    """Two caps for the same thing in the same years; a cap that grows laxer with time."""
    for caps in _alike(case):
        for first, second in combinations(caps, 2):
            years = together((first.first_year, first.last_year), (second.first_year, second.last_year), case.years)
            if years:
                found = f"two caps on {quoted([first.what])} in {years_text(years)}"
                issue = error("E301", second, "first_year", found, "one cap in each year", "Delete one of the rows.")
                follow = "Or set First year and Last year so that the rows follow one another."
                yield with_ways(issue, Way(follow, Cap, "last_year"))
        yield from _laxer(case, caps)


def _laxer(case: Case, caps: Sequence[Cap]) -> Iterator[Issue]:
    ordered = sorted((cap for cap in caps if years_of(case, cap)), key=lambda cap: years_of(case, cap)[0])
    for before, after in pairwise(ordered):
        if after.cap > before.cap and years_of(case, before)[-1] < years_of(case, after)[0]:
            expected = f"at most {share(before.cap)}, the cap of {years_text(years_of(case, before))}"
            mend = "If the cap shall be eased later, leave it; else exchange the figures."
            yield warning("W508", after, "cap", share(after.cap), expected, mend)

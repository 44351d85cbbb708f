"""Checks of the whole chain before anything is solved: what is too little, what is never clean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from models.case import Cap, Case, Demand, Good, Line, OpeningStock, RecipeLine
from models.checks.caps import covered_needs, years_of
from models.checks.possible import Reach, in_store, makers_of, most_made, must_have
from models.checks.say import MOST_NAMED, error, figure, quoted, share, with_ways, years_text
from models.schema import Issue, Origin, Way

TOLERANCE = 1e-9
"""Relative; capacities that exactly meet a need are enough."""

SLIP = 10.0
"""Need over what can be had beyond which the quantity in a recipe is the first suspect."""


@dataclass(frozen=True)
class _Short:
    """A stretch of years in which a good falls short.

    `needs` least that must be had of it, by the good for which it is needed (itself: for its own needs), `most` that
    can be had.
    """

    years: tuple[int, ...]
    needs: Mapping[str, float]
    most: float

    @property
    def need(self) -> float:
        """Least that must be had."""
        return sum(self.needs.values())


def too_little(case: Case) -> Iterator[Issue]:
    """Needs above all that lines, moves and opening stocks together could give, one step up the recipes."""
    for good in case[Good]:
        parents = _parents(case, good.good)
        stored = any(case.goods[name].storable for name in (good.good, *parents))
        spans = [tuple(y for y in case.years if y <= year and (stored or y == year)) for year in case.years]
        short = [found for span in spans if (found := _short(case, good.good, parents, span)) is not None]
        if short:
            yield _too_little_issue(case, good.good, parents, short)


def _parents(case: Case, good: str) -> dict[str, float]:
    """Goods all of whose recipes use this good, with the least of it per unit."""
    least: dict[str, float] = {}
    for process in case.processes.values():
        for output, made in process.outputs.items():
            each = process.inputs.get(good, 0.0) / made
            least[output] = min(least.get(output, each), each)
    return {name: each for name, each in least.items() if each > 0 and name != good}


def _short(case: Case, good: str, parents: dict[str, float], span: tuple[int, ...]) -> _Short | None:
    """The shortfall over some years together, or None. Outputs of one joint recipe need their input only once.

    Where there is nothing at all, `unmakeable` has said so.
    """
    joint = {name for process in case.processes.values() if process.joint for name in process.outputs}
    inputs = {name: each * _made(case, name, span) for name, each in parents.items()}
    largest = max((name for name in inputs if name in joint), key=lambda name: inputs[name], default=None)
    needs = {good: _direct(case, good, span)}
    needs |= {name: quantity for name, quantity in inputs.items() if name not in joint or name == largest}
    most = in_store(case, good) + sum(most_made(case, good, year) for year in span)
    short = _Short(span, {name: quantity for name, quantity in needs.items() if quantity > 0}, most)
    return short if most > 0 and most * (1 + TOLERANCE) + TOLERANCE < short.need else None


def _made(case: Case, good: str, span: Sequence[int]) -> float:
    """Least of a good that must be made, since no stock of it is there."""
    return max(0.0, _direct(case, good, span) - in_store(case, good))


def _direct(case: Case, good: str, span: Sequence[int]) -> float:
    return sum(must_have(case, row, year) for row in case[Demand] if row.good == good for year in span)


def _too_little_issue(case: Case, good: str, parents: dict[str, float], short: Sequence[_Short]) -> Issue:
    worst = max(short, key=lambda found: found.need - found.most)
    unit = case.goods[good].unit
    rows = [row for row in case[Demand] if row.good == good] or [row for row in case[Demand] if row.good in parents]
    others = [found.years[-1] for found in short if found is not worst]
    also = f" (and in {years_text(others)})" if others else ""
    found = (
        f"{figure(worst.need)} {unit} of {quoted([good])} needed in {years_text(worst.years)}, "
        f"at most {figure(worst.most)} to be had: {figure(worst.need - worst.most)} short{also}"
    )
    expected = "no more than all lines, moves and opening stocks together can give"
    origins = _origins(case, good, parents, worst)
    unmet = Way("Or let part of it go unmet (May go unmet).", Demand, "may_go_unmet")
    flat = case.with_rows(Demand, (row.model_copy(update={"growth": 0.0}) for row in case[Demand]))
    if all(_short(flat, good, parents, stretch.years) is None for stretch in short):
        row = max(rows, key=lambda row: row.growth)
        small = share(row.growth / 100)
        mend = (
            f"Without growth there would be enough. Lower the growth of {share(row.growth)} a year (type {small} "
            "if that was meant), or add lines or moves that make it."
        )
        return replace(error("E501", row, "growth", found, expected, mend), others=(unmet,), origins=origins)
    mend = "Lower the need, or add lines or moves that make it."
    main = max(worst.needs, key=lambda name: worst.needs[name])
    if main != good and worst.need > SLIP * worst.most:
        taking = _taking(case, good, main)
        slip = (
            f"If its quantity slipped, correct it: {quoted([taking.recipe])} takes {figure(taking.quantity)} {unit} of "
            f"{quoted([good])} for each {case.goods[case.processes[taking.recipe].main].unit} it makes. Else "
        )
        issue = error("E501", taking, "quantity", found, expected, slip + mend[0].lower() + mend[1:])
    else:
        row = max(rows, key=lambda row: _over(case, row, worst.years))
        issue = error("E501", row, "quantity", found, expected, mend)
    return replace(issue, others=(unmet,), origins=origins)


def _over(case: Case, row: Demand, span: Sequence[int]) -> float:
    return sum(must_have(case, row, year) for year in span)


def _taking(case: Case, good: str, made: str) -> RecipeLine:
    """The row of Recipes by which a good takes least of another."""

    def each(row: RecipeLine) -> float:
        return row.quantity / case.processes[row.recipe].outputs[made]

    rows = (row for row in case[RecipeLine] if row.role == "input" and row.good == good)
    return min((row for row in rows if made in case.processes[row.recipe].outputs), key=each)


def _origins(case: Case, good: str, parents: Mapping[str, float], short: _Short) -> tuple[Origin, ...]:
    """Where a need comes from: recipes that take the good, and rows of Demand unless it is one row for the good."""
    found = []
    for name in short.needs:
        unit = case.goods[name].unit
        if name != good:
            made = f"{figure(_made(case, name, short.years))} {unit} of {quoted([name])}"
            words = f"{made} x {figure(parents[name])} {case.goods[good].unit}"
            row = _taking(case, good, name)
            found.append(Origin(words, RecipeLine, row.row_id, "quantity"))
        found += _needs_of(case, name, short.years)
    return tuple(found) if len(found) > 1 else ()


def _needs_of(case: Case, good: str, span: Sequence[int]) -> list[Origin]:
    """Rows of Demand for a good, the largest first; of many, the first few and how many there are."""
    rows = [row for row in case[Demand] if row.good == good and _over(case, row, span) > 0]
    rows.sort(key=lambda row: -_over(case, row, span))
    found: list[Origin] = []
    for row in rows[:MOST_NAMED]:
        words = f"{figure(_over(case, row, span))} {case.goods[good].unit} for {quoted([row.row_id])}"
        of_many = f"of {len(rows)} needs the largest: " if len(rows) > MOST_NAMED and not found else ""
        found.append(Origin(f"{of_many}{words}", Demand, row.row_id, "quantity"))
    return found


def stock_at_end(case: Case) -> Iterator[Issue]:
    """Stock wanted at the end above all that could be left."""
    for good in dict.fromkeys(row.good for row in case[OpeningStock]):
        rows = [row for row in case[OpeningStock] if row.good == good]
        wanted = sum(row.quantity if row.least_at_end is None else row.least_at_end for row in rows)
        made = sum(most_made(case, good, year) for year in case.years)
        kept = in_store(case, good) * (1.0 - case.goods[good].loss_in_store) ** len(case.years)
        most = made + min(kept, in_store(case, good) - _direct(case, good, case.years))
        if wanted > max(0.0, most) * (1 + TOLERANCE) + TOLERANCE and case.goods[good].storable:
            expected = (
                f"at most {figure(max(0.0, most))}: what could be left of stock and output after needs and losses"
            )
            mend = "Type less for the end (blank means the same as at the start), or add lines that make it."
            yield error("E509", rows[0], "least_at_end", figure(wanted), expected, mend)


def never_clean(case: Case) -> Iterator[Issue]:
    """Hard caps on essential exposure while no clean chain could reach any need they cover."""
    reach, at_all = Reach(case, clean=True), Reach(case, clean=False)
    for cap in case[Cap]:
        if cap.metric != "essential exposure" or cap.price_of_breach is not None or cap.over != "each year":
            continue
        years = [year for year in years_of(case, cap) if _never_clean(case, (reach, at_all), cap, year)]
        if years:
            yield _never_clean_issue(case, reach, cap, years)


def _never_clean_issue(case: Case, reach: Reach, cap: Cap, years: Sequence[int]) -> Issue:
    later = [year for year in years_of(case, cap) if year > years[-1]]
    found = f"{share(cap.cap)} in {years_text(years)}, {_clean_makers(case, reach, cap, years[0])}"
    first = f"{later[0]} is the first year in which it could hold" if later else "it could hold in no year of the cap"
    expected = f"a cap that can hold: nothing clean could arrive in {years_text(years)}, so all is exposed; {first}"
    mend = "Add clean lines and lanes for the whole chain, or raise the cap."
    ways = [Way("Or type a price of breach, so that it may be missed.", Cap, "price_of_breach")]
    if later:
        ways.insert(0, Way(f"Or type {later[0]} as its First year.", Cap, "first_year"))
    return with_ways(error("E502", cap, "cap", found, expected, mend), *ways)


def _never_clean(case: Case, reaches: tuple[Reach, Reach], cap: Cap, year: int) -> bool:
    """Whether nothing clean reaches a need of the cap; what nothing reaches at all is told elsewhere."""
    reach, at_all = reaches
    needs = [row for row in covered_needs(case, cap, year) if at_all.at(row.good, row.nation, year)]
    least = min((1.0 - case.unmet_share(row) for row in needs), default=0.0)
    return least > cap.cap + TOLERANCE and not any(reach.at(row.good, row.nation, year) for row in needs)


def _clean_makers(case: Case, reach: Reach, cap: Cap, year: int) -> str:
    """Why nothing is clean: no clean maker of what is needed, or the inputs that no clean line brings."""
    goods = sorted({row.good for row in covered_needs(case, cap, year)})
    makers: list[Line] = [line for good in goods for line in makers_of(case, good)]
    wanting = sorted({good for line in makers for good in reach.missing(line, year) if not case.adverse(line)})
    if wanting:
        return f"while no clean {quoted(wanting)} could reach a maker of {quoted(goods)}"
    return f"while no clean {quoted(goods)} could reach those who need it"

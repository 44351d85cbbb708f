"""Checks of Settings and Prices: plausible years, weights of a shortage, prices that the valuation needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.case import Case, Demand, Line, OpeningStock, Price, PricePath
from models.case.ventures import Ventures
from models.checks.say import all_of, error, figure, quoted, share, warning, years_text
from models.schema import Issue

FARTHEST_BASE_YEAR = 10
"""Years between base year and first year beyond which prices are hardly comparable."""
WHOLE = 1e-6
"""Most by which probabilities may miss 100 %."""


def base_year(case: Case) -> Iterator[Issue]:
    """A price base far from the years planned."""
    settings = case.settings
    distance = abs(settings.base_year - settings.first_year)
    if distance > FARTHEST_BASE_YEAR:
        expected = f"a year within {FARTHEST_BASE_YEAR} years of {settings.first_year}, the first year planned"
        mend = "If you mean it, leave it; else correct the base year or the first year."
        yield warning("W403", settings, "base_year", str(settings.base_year), expected, mend)


def shortage_weights(case: Case) -> Iterator[Issue]:
    """Weights that make a shortage free, or a lower priority dearer than a higher one."""
    settings = case.settings
    used = {case.priority(row) for row in case[Demand] if row.kind != "outlet" and case.unmet_share(row) > 0}
    for priority in sorted(used):
        if settings.weight(priority) == 0:
            field = f"weight_priority_{priority}"
            expected = f"above 0: some needs of priority {priority} may go unmet, and that would cost nothing"
            yield error("E504", settings, field, "0", expected, "Type a weight, or let none of them go unmet.")
    for priority in (2, 3):
        before, after = settings.weight(priority - 1), settings.weight(priority)
        if after > before:
            expected = f"at most {figure(before)}, the weight of priority {priority - 1}"
            mend = "If a lower priority shall weigh more, leave it; else exchange the weights."
            yield warning("W504", settings, f"weight_priority_{priority}", figure(after), expected, mend)


def prices_complete(case: Case) -> Iterator[Issue]:
    """Where lines are valued at selling prices: a price for each good of each line, in its nation, every year."""
    if case.settings.valuation == "selling price":
        lines = [line for line in case.lines.values() if line.recipe in case.processes]
        why = "a price there every year: Settings values lines at selling prices"
        mend = "Add a row for the nation, for one of its groups, or for the world; or choose resource cost on Settings."
        yield from missing_prices(case, lines, why, mend)


def missing_prices(case: Case, lines: Iterable[Line], why: str, mend: str) -> Iterator[Issue]:
    """E201 for each good that one of some lines makes or uses, in a nation where it has no price in some years."""
    for (good, nation), years in unpriced(case, lines).items():
        found = f"no price of {quoted([good])} in {quoted([nation])} in {years_text(years)}"
        yield error("E201", Price, "price", found, why, mend)


def unpriced(case: Case, lines: Iterable[Line]) -> dict[tuple[str, str], list[int]]:
    """Goods that lines make or use, with the nation and the years in which they have no price there."""
    pairs = {
        (good, line.nation): None
        for line in lines
        for good in (*case.process(line).outputs, *case.process(line).inputs)
    }
    found = {pair: [year for year in case.years if case.price(*pair, year) is None] for pair in pairs}
    return {pair: years for pair, years in found.items() if years}


def price_paths(case: Case) -> Iterator[Issue]:
    """Paths whose probabilities do not add up to all, and paths on which no price differs."""
    total = sum(row.probability for row in case[PricePath])
    if case[PricePath] and abs(total - 1.0) > WHOLE:
        found = f"{share(total)}, of all rows together"
        mend = "Correct the probabilities: they add up to 100%."
        yield error("E504", case[PricePath][-1], "probability", found, "100%: one of the paths happens", mend)
    used = {row.path for row in case[Price]}
    for row in case[PricePath]:
        if row.path not in used:
            expected = "a path that a price on Prices names"
            mend = "Nothing to do if only prices that hold on every path hold on it; else add its prices."
            yield warning("W506", row, "path", quoted([row.path]), expected, mend)


def unused_prices(case: Case) -> Iterator[Issue]:
    """Prices that no figure hangs on: lines are valued at resource cost, and no delivery can be looked through.

    Value look-through needs prices along a whole chain: of the good delivered and of all that went into it.
    """
    if case.settings.valuation == "selling price" or Ventures(case).decide or not case[Price]:
        return
    priced = {row.good for row in case[Price]}
    needed = list(dict.fromkeys(row.good for row in case[Demand]))
    if _priced_throughout(case, priced).intersection(needed):
        return
    behind = list(needed)
    for good in behind:
        makers = [process for process in case.processes.values() if good in process.outputs]
        behind += [used for used in dict.fromkeys(used for p in makers for used in p.inputs) if used not in behind]
    count = len(case[Price])
    found = f"{count} row{'s' if count > 1 else ''} that nothing uses: Settings values lines at resource cost"
    missing = [good for good in behind if good not in priced]
    if not missing:
        return
    expected = (
        f"a price of {all_of(missing)} too: the value that adversaries earn in a delivery is told only where the good "
        "delivered and all that goes into it have prices"
    )
    mend = (
        "Nothing to do if the prices are for later; else add these, or choose selling price as Valuation on Settings."
    )
    yield warning("W506", Price, None, found, expected, mend)


def _priced_throughout(case: Case, priced: set[str]) -> set[str]:
    """Goods that can be had with a price of their own and of all that went into them."""
    found = {row.good for row in case[OpeningStock]} & priced
    before = -1
    while before != (before := len(found)):
        for line in case.lines.values():
            process = case.process(line)
            if found.issuperset(process.inputs):
                found |= set(process.outputs) & priced
    return found

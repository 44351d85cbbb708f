"""Checks of the whole chain before anything is solved: what nobody makes, what is too little, what is never clean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.case import Cap, Case, Demand, Good, Line, OpeningStock, RecipeLine
from models.checks.caps import covered_needs, years_of
from models.checks.possible import Reach, in_store, makers_of, most_capacity, most_made, must_have, row_of
from models.checks.say import error, figure, quoted, share, warning, years_text
from models.schema import Issue

TOLERANCE = 1e-9
"""Relative; capacities that exactly meet a need are enough."""


def unmakeable(case: Case) -> Iterator[Issue]:
    """Needs that nothing could ever reach, and lines that could never run for want of an input."""
    reach = Reach(case, clean=False)
    for row in case[Demand]:
        years = [y for y in case.years if case.due(row, y) > 0 and not reach.at(row.good, row.nation, y)]
        hard = [year for year in years if must_have(case, row, year) > 0]
        if hard:
            expected, mend = _why_not(case, reach, row, hard)
            found = f"{quoted([row.good])} needed in {quoted([row.nation])} in {years_text(hard)}"
            yield error("E306", row, "good", found, expected, mend)
        elif len(years) == sum(case.due(row, year) > 0 for year in case.years) and years:
            expected, mend = _why_not(case, reach, row, years)
            found = f"{quoted([row.good])} for {quoted([row.nation])}, which nothing can ever reach"
            yield warning("W306", row, "good", found, expected, mend)
    yield from _idle_lines(case, reach)


def _why_not(case: Case, reach: Reach, row: Demand, years: Sequence[int]) -> tuple[str, str]:
    """What was expected, and how to mend it: no maker, makers that cannot run, or no lane."""
    good = quoted([row.good])
    makers = makers_of(case, row.good)
    if not makers:
        return (
            "a line or a move that makes it, or an opening stock",
            f"Add a line or a move whose recipe makes {good}, or a recipe.",
        )
    nations = reach.nations(row.good, years[0])
    if nations:
        return (
            f"a lane from where it could be in {years[0]}: {quoted(nations)}",
            f"Add a lane of {good} to {quoted([row.nation])}, or a line or a move there.",
        )
    wanting = sorted({good for line in makers for good in reach.missing(line, years[0])})
    if wanting:
        return (
            f"lines that can run: every maker of it lacks {quoted(wanting)} in {years[0]}",
            f"Add lines, moves or lanes that bring {quoted(wanting)} to {quoted(sorted({m.nation for m in makers}))}.",
        )
    return (
        f"a line or move that is ready by {years[0]}",
        "Let the need begin later or go unmet, or add a line or a move that is ready in time.",
    )


def _idle_lines(case: Case, reach: Reach) -> Iterator[Issue]:
    for line in case.lines.values():
        years = [year for year in case.years if most_capacity(case, line, year) > 0]
        if years and not any(reach.can_run(line, year) for year in years):
            wanting = reach.missing(line, years[-1])
            found = f"{quoted(wanting)}, which nothing brings to {quoted([line.nation])}"
            expected = f"every input of {quoted([line.recipe])} in {quoted([line.nation])}"
            mend = "This line can never run. Add a lane, a line or a stock that brings what is missing."
            yield warning("W306", row_of(line), "recipe", found, expected, mend)


def unneeded(case: Case) -> Iterator[Issue]:
    """Goods that no recipe and no need names; main outputs that nothing uses."""
    wanted = {row.good for row in case[Demand]} | {row.good for row in case[RecipeLine] if row.role == "input"}
    named = wanted | {row.good for row in case[RecipeLine]}
    for good in case[Good]:
        if good.good not in named:
            expected = "a good that a recipe or a need names"
            yield warning("W306", good, "good", quoted([good.good]), expected, "Nothing to do if it is for later use.")
    used = {line.recipe for line in case.lines.values()}
    for row in case[RecipeLine]:
        outputs = case.processes[row.recipe].outputs if row.recipe in case.processes else {}
        if row.role == "main output" and row.recipe in used and not wanted & set(outputs):
            expected = "a good that some need or some other recipe uses"
            mend = "Add the need or the recipe that uses it; as it stands its lines serve nothing."
            yield warning("W306", row, "good", quoted([row.good]), expected, mend)


@dataclass(frozen=True)
class _Short:
    """A stretch of years in which a good falls short: most that can be had, least that must be."""

    years: tuple[int, ...]
    need: float
    most: float


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
    need = _direct(case, good, span)
    joint = {name for process in case.processes.values() if process.joint for name in process.outputs}
    inputs = {name: each * max(0.0, _direct(case, name, span) - in_store(case, name)) for name, each in parents.items()}
    need += sum(inputs[name] for name in parents if name not in joint)
    need += max((inputs[name] for name in parents if name in joint), default=0.0)
    most = in_store(case, good) + sum(most_made(case, good, year) for year in span)
    return _Short(span, need, most) if most > 0 and most * (1 + TOLERANCE) + TOLERANCE < need else None


def _direct(case: Case, good: str, span: Sequence[int]) -> float:
    return sum(must_have(case, row, year) for row in case[Demand] if row.good == good for year in span)


def _too_little_issue(case: Case, good: str, parents: dict[str, float], short: Sequence[_Short]) -> Issue:
    worst = max(short, key=lambda found: found.need - found.most)
    unit = case.goods[good].unit
    rows = [row for row in case[Demand] if row.good == good] or [row for row in case[Demand] if row.good in parents]
    row = max(rows, key=lambda row: sum(must_have(case, row, year) for year in worst.years))
    others = [found.years[-1] for found in short if found is not worst]
    also = f"; short in {years_text(others)} too" if others else ""
    found = (
        f"{figure(worst.need)} {unit} of {quoted([good])} needed in {years_text(worst.years)}, "
        f"at most {figure(worst.most)} to be had: {figure(worst.need - worst.most)} short{also}"
    )
    expected = "no more than all lines, moves and opening stocks together can give"
    mend = "Lower the need, let part of it go unmet, or add lines or moves that make it."
    return error("E501", row, "quantity", found, expected, mend)


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
    reach = Reach(case, clean=True)
    for cap in case[Cap]:
        if cap.metric != "essential exposure" or cap.price_of_breach is not None or cap.over != "each year":
            continue
        years = [year for year in years_of(case, cap) if _never_clean(case, reach, cap, year)]
        if years:
            lines = _clean_makers(case, reach, cap, years[0])
            expected = "a cap that the least exposed chain could keep; with no clean chain that is 100%"
            mend = (
                "Raise the cap, let it begin later, price its breach, or add clean lines and lanes for the whole chain."
            )
            found = f"{share(cap.cap)} in {years_text(years)}, {lines}"
            yield error("E502", cap, "cap", found, expected, mend)


def _never_clean(case: Case, reach: Reach, cap: Cap, year: int) -> bool:
    needs = covered_needs(case, cap, year)
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

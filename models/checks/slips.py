"""Checks of figures that are each legal: slips by thousands, prices that hold their inputs, rates the wrong way up."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from models.case import Case, Currency, Demand, ExistingLine, Move
from models.case.readings import exploded
from models.checks.possible import row_of
from models.checks.say import all_of, figure, quoted, warning
from models.schema import MEASURES, Issue, Measure

SLIP = 300.0
"""Times a figure of its like: a slip of a thousand among figures that honestly differ threefold."""
MOST_OF_NEED = 1_000.0
"""Capacity over all that could be needed; the industry of a large nation may dwarf a small need."""
HIGHEST_RATE = 5.0
"""No currency in wide use is worth more than this in one of `DEAR`."""
DEAR = ("USD", "EUR", "GBP", "CHF")
"""Currencies in which the rates of others are small; in yen or rupees nearly every rate is above five."""
UNITS_OF_A_MILLION = 1e6

Facility = ExistingLine | Move


def _facilities(case: Case) -> list[Facility]:
    return [*case[ExistingLine], *case[Move]]


@dataclass(frozen=True)
class _Cost:
    """A cost that facilities with one recipe should have alike: its field, its figure where it counts, its unit.

    `per_base`: typed per base unit of the main output, so held in millionths of that for each of its units.
    """

    field: str
    of: Callable[[Facility], float | None]
    unit: str
    per_base: bool = False


def _fixed_cost(row: Facility) -> float | None:
    return row.fixed_cost / row.capacity if row.capacity > 0 else None


def _capital_cost(row: Facility) -> float | None:
    """None for a committed project, which states only what is left to pay."""
    return row.capital_cost / row.capacity if isinstance(row, Move) and not row.committed else None


_COSTS: tuple[_Cost, ...] = (
    _Cost("unit_cost", lambda row: row.unit_cost, "{currency} per {base}", per_base=True),
    _Cost("fixed_cost", _fixed_cost, "{currency} million a year for each {unit} of capacity"),
    _Cost("capital_cost", _capital_cost, "{currency} million for each {unit} of capacity"),
)


COMPARED: tuple[str, ...] = tuple(cost.field for cost in _COSTS)
"""Fields of Existing lines and Candidate moves that `costs` compares."""


def _measure(case: Case, recipe: str) -> Measure:
    """Unit of the main output of a recipe."""
    return MEASURES[case.goods[case.processes[recipe].main].unit]


def per_base_unit(measure: Measure, held: float) -> float:
    """Currency per base unit, as it is typed, of million per unit."""
    return held * UNITS_OF_A_MILLION / measure.size


def costs(case: Case) -> Iterator[Issue]:
    """Costs far from those of other lines and moves with the same recipe."""
    facilities: dict[str, list[Facility]] = {}
    for row in _facilities(case):
        facilities.setdefault(row.recipe, []).append(row)
    for rows in facilities.values():
        for cost in _COSTS:
            figures = [(row, value) for row in rows if (value := cost.of(row)) is not None and value > 0]
            if len(figures) > 1:
                yield from _strays(cost, figures, case.settings.currency, _measure(case, rows[0].recipe))


def _strays(cost: _Cost, figures: list[tuple[Facility, float]], currency: str, measure: Measure) -> Iterator[Issue]:
    middle = statistics.median_low(value for _, value in figures)
    other = next(row for row, value in figures if value == middle)
    unit = cost.unit.format(currency=currency, base=measure.base, unit=measure.label)
    for row, value in figures:
        if 1 / SLIP < value / middle < SLIP:
            continue
        shown, near = (per_base_unit(measure, held) if cost.per_base else held for held in (value, middle))
        times = f"{figure(value / middle)} times" if value > middle else f"1/{figure(middle / value)} of"
        found = f"{figure(shown)} {unit}, {times} that of row {quoted([other.row_id])} on {other.sheet}"
        expected = f"nearer to others with the recipe {quoted([row.recipe])}: that row has {figure(near)}"
        mend = "If you mean it, leave it; if the unit or a digit slipped, here or there, correct it."
        yield warning("W214", row, cost.field, found, expected, mend)


def capacities(case: Case) -> Iterator[Issue]:
    """Capacity far above all that could be needed of a good in any year, in the alliance and outside it."""
    direct = dict.fromkeys(case.goods, 0.0)
    for year in case.years:
        due = dict.fromkeys(case.goods, 0.0)
        for row in case[Demand]:
            due[row.good] += case.due(row, year)
        direct = {good: max(most, due[good]) for good, most in direct.items()}
    most = exploded(case.processes.values(), direct)
    for facility in _facilities(case):
        main = case.processes[facility.recipe].main
        unit, needed = case.goods[main].unit, most[main]
        if needed > 0 and facility.capacity > MOST_OF_NEED * needed:
            found = (
                f"{figure(facility.capacity)} {unit} a year, {figure(facility.capacity / needed)} times all that could "
                f"be needed of {quoted([main])}"
            )
            expected = f"a capacity nearer to the need: at most {figure(needed)} {unit} in any year"
            mend = (
                "If you mean it, leave it; if the unit or a digit slipped, here, in Recipes or in Demand, correct it."
            )
            yield warning("W214", facility, "capacity", found, expected, mend)


def full_prices(case: Case) -> Iterator[Issue]:
    """Unit costs of lines outside the alliance that look like the full price, inputs and all.

    Sure signs are not to be had, since a line may simply be dear. Said where the inputs weigh (at least half of what
    the dearest allied line with the recipe costs without them), and the figure is at least half as much again as that
    line's and nearer to its cost with inputs than without; where a digit slipped, `costs` says so.
    """
    if case.settings.valuation != "resource cost":
        return
    least = _least_costs(case)
    dearest: dict[str, Facility] = {}
    for row in _facilities(case):
        if row.nation in case.allies:
            dearest[row.recipe] = max(dearest.get(row.recipe, row), row, key=lambda one: one.unit_cost)
    for row in _facilities(case):
        allied, inputs = dearest.get(row.recipe), case.processes[row.recipe].inputs
        if row.nation in case.allies or allied is None:
            continue
        made = [good for good in inputs if good in least]
        own, beside = allied.unit_cost, sum(inputs[good] * least[good] for good in made)
        if beside >= own / 2 > 0 and own + max(own, beside) / 2 <= row.unit_cost < SLIP * own:
            yield _full_price(case, row, allied, beside, made)


def _full_price(case: Case, row: Facility, dearest: Facility, beside: float, made: list[str]) -> Issue:
    measure = _measure(case, row.recipe)
    own, allied, inputs = (figure(per_base_unit(measure, held)) for held in (row.unit_cost, dearest.unit_cost, beside))
    found = (
        f"{own} {case.settings.currency} per {measure.base}, while the dearest allied line or move with the recipe "
        f"{quoted([row.recipe])} has {allied} (row {quoted([dearest.row_id])} on {dearest.sheet}) and the inputs cost "
        f"at least {inputs} beside it"
    )
    expected = f"the price less what the inputs cost: {all_of(made)} {'is' if len(made) == 1 else 'are'} paid apart"
    mend = "If this is the full selling price, take the cost of the inputs off; if you mean it, leave it."
    return warning("W513", row, "unit_cost", found, expected, mend)


def _least_costs(case: Case) -> dict[str, float]:
    """Least that one unit of each good costs with all that goes into it, in million; freight and capital left out."""
    least: dict[str, float] = {}
    for _ in case.goods:
        before = dict(least)
        for line in case.lines.values():
            process = case.process(line)
            if all(good in least for good in process.inputs):
                cost = row_of(line).unit_cost + sum(each * least[good] for good, each in process.inputs.items())
                least[process.main] = min(cost, least.get(process.main, cost))
        if least == before:
            break
    return least


def rates(case: Case) -> Iterator[Issue]:
    """An exchange rate that may be the wrong way up."""
    for row in case[Currency]:
        if case.settings.currency in DEAR and row.rate > HIGHEST_RATE:
            inverse = figure(1 / row.rate)
            ours = case.settings.currency
            found = f"{figure(row.rate)}: one unit of {quoted([row.priced_in])} is worth {figure(row.rate)} {ours}"
            mend = f"If one {ours} is worth {figure(row.rate)} of it, type {inverse}; if you mean it, leave it."
            yield warning("W404", row, "rate", found, f"at most {figure(HIGHEST_RATE)} in most cases", mend)

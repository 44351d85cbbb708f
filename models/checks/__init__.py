"""Checks across sheets, in the user's words: every problem of a case, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from models.case import SHEETS, Case, Settings
from models.checks import (
    budgets,
    caps,
    contracts,
    feasible,
    firms,
    lanes,
    lines,
    moves,
    names,
    needs,
    reach,
    recipes,
    settings,
    shares,
    slips,
    supply,
    support,
)
from models.schema import Issue

Check = Callable[[Case], Iterator[Issue]]

NAMES: tuple[Check, ...] = (
    names.needed_sheets, names.references, names.said_twice, names.shared_names, names.years_in_order, names.sources,
    recipes.outputs, recipes.own_product, recipes.unused_figures,
)  # fmt: skip
"""Checks that read any case."""

ROWS: tuple[Check, ...] = (
    settings.base_year, settings.shortage_weights, settings.price_paths, shares.whole,
    slips.costs, slips.full_prices, slips.rates,
    lines.rows_of_a_line, lines.capacity_groups, lines.lone_groups, lines.closed_lines, lines.outside_years,
    lines.owners, lines.unlisted_firms,
    moves.sizes, moves.old_line, moves.requalified, moves.two_meanings, moves.in_time, moves.commitments,
    moves.conditions, moves.nothing_to_decide,
    lanes.ends, lanes.clashes,
    needs.overlaps, needs.outside_years, needs.growth, needs.shortage_penalties, needs.outlets, needs.stock_rows,
    caps.touches_something, caps.place, caps.meanings, caps.measures, caps.breach_prices, caps.said_twice,
    firms.estimates, firms.decided_already,
    support.amounts, support.loan_terms, support.times, support.idle_cells, support.idle_terms, support.exclusions,
    support.rules, budgets.budgets, budgets.idle_payers,
    contracts.strikes_in_order, contracts.rows_alike, contracts.shared_names,
)  # fmt: skip
"""Checks of rows whose references are sound; other rows are left out."""

LOOPS: tuple[Check, ...] = (settings.prices_complete, settings.unused_prices, recipes.gaining_loops)
"""Checks of prices and recipes as a whole: only when all rows are sound."""

FIRMS: tuple[Check, ...] = (
    firms.nothing_to_support, firms.stored, firms.prices, firms.values, firms.nothing_forgone, firms.taxes,
    reach.payers_without_reach, reach.nobody, reach.unfinished, reach.milestones, reach.rules_elsewhere,
    contracts.nobody, contracts.volumes, contracts.prices, contracts.strikes,
)  # fmt: skip
"""Checks of what firms decide and whom offers and contracts reach: only when all rows are sound."""

CHAIN: tuple[Check, ...] = (
    supply.without_lanes, supply.unmakeable, supply.idle_lines, supply.stranded, supply.unneeded,
    feasible.too_little, feasible.stock_at_end, feasible.never_clean, slips.capacities,
)  # fmt: skip
"""Checks of the chain as a whole: only when all rows are sound and no loop is in error, for a misspelt name or a good
that needs itself makes goods look unobtainable."""


def check(case: Case) -> tuple[Issue, ...]:
    """Every problem of a case, in the order of the checks; empty when there is nothing to say."""
    issues = list(_run(NAMES, case))
    if not case[Settings]:
        return tuple(issues)
    sound = names.sound(case)
    issues += _run(ROWS, sound)
    if all(len(sound[sheet]) == len(case[sheet]) for sheet in SHEETS):
        issues += _run((*LOOPS, *FIRMS), sound)
        if all(issue.code != "E307" for issue in issues):
            issues += _run(CHAIN, sound)
    return tuple(issues)


def _run(checks: Iterable[Check], case: Case) -> Iterator[Issue]:
    for one in checks:
        yield from one(case)

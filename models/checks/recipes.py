"""Checks of Recipes: what each makes, and loops that make as much as they use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from models.case import Case, Process, RecipeLine
from models.checks.say import error, figure, no_effect, quoted
from models.schema import Issue

SMALLEST_RUN = 1e-6
"""Share of all runs above which a recipe counts as part of a loop."""


def _by_recipe(case: Case) -> dict[str, list[RecipeLine]]:
    groups: dict[str, list[RecipeLine]] = {}
    for row in case[RecipeLine]:
        groups.setdefault(row.recipe, []).append(row)
    return groups


def outputs(case: Case) -> Iterator[Issue]:
    """Each recipe has one main output with quantity 1, and makes each good once."""
    for recipe, rows in _by_recipe(case).items():
        mains = [row for row in rows if row.role == "main output"]
        if not mains:
            found = f"no main output of {quoted([recipe])}"
            yield error("E308", rows[0], "role", found, "one main output", "Set the role of one row to main output.")
        for row in mains[1:]:
            found = f"a second main output of {quoted([recipe])}: {quoted([row.good])}"
            yield error("E308", row, "role", found, "one main output", "Make it a joint output, or another recipe.")
        for row in mains:
            if row.quantity != 1.0:
                expected = "1: all quantities of a recipe are per unit of its main output"
                mend = f"Type 1, and divide the other quantities of {quoted([recipe])} by {figure(row.quantity)}."
                yield error("E308", row, "quantity", figure(row.quantity), expected, mend)
        made = [row.good for row in mains]
        for row in rows:
            if row.role == "joint output" and row.good in made:
                found = f"{quoted([row.good])}, which is the main output too"
                yield error("E308", row, "good", found, "each output of a recipe once", "Delete the row.")


def own_product(case: Case) -> Iterator[Issue]:
    """A recipe that uses as much of its main output as it makes."""
    for rows in _by_recipe(case).values():
        mains = {row.good for row in rows if row.role == "main output"}
        for row in rows:
            if row.role == "input" and row.good in mains and row.quantity >= 1.0:
                found = f"{figure(row.quantity)} of {quoted([row.good])} used for each 1 made"
                mend = "Correct the quantity, or name what goes in and what comes out as two goods."
                yield error("E307", row, "quantity", found, "less than 1", mend)


def unused_figures(case: Case) -> Iterator[Issue]:
    """A disposal price where nothing may be discarded; essential said of an output."""
    for rows in _by_recipe(case).values():
        joint = any(row.role == "joint output" for row in rows)
        for row in rows:
            if row.disposal_price is not None and (row.role == "input" or not joint):
                why = "an input is not discarded" if row.role == "input" else "only a joint recipe may discard"
                yield no_effect(row, "disposal_price", "a disposal price", why)
            if row.role != "input" and not row.essential:
                yield no_effect(row, "essential", "no, of an output", "only an input can be left out")


def gaining_loops(case: Case) -> Iterator[Issue]:
    """Recipes that, run together, replace all they use: material from nothing. Recycling with losses is legal.

    There is such a loop just where some run x >= 0, not 0, of recipes with inputs has (outputs - inputs) x >= 0.
    """
    chain = [process for process in case.processes.values() if process.inputs]
    for group in _strong_groups(chain):
        running = _gaining_run([chain[index] for index in group])
        if running:
            yield _loop_issue(case, _cycle(running))


def _net(chain: Sequence[Process]) -> NDArray[np.float64]:
    """Output less input, a row for each good, a column for each recipe; the largest figure of a row is 1."""
    goods = {good: None for process in chain for good in (*process.outputs, *process.inputs)}
    net = np.array([[p.outputs.get(good, 0.0) - p.inputs.get(good, 0.0) for p in chain] for good in goods])
    largest = np.abs(net).max(axis=1, keepdims=True)
    return net / np.where(largest > 0, largest, 1.0)


def _gaining_run(chain: Sequence[Process]) -> list[Process]:
    """Recipes of a run that replaces all it uses, as few as one solution shows; none where there is none."""
    net, count = _net(chain), len(chain)
    one = np.ones((1, count))
    answer = linprog(np.zeros(count), A_ub=-net, b_ub=np.zeros(len(net)), A_eq=one, b_eq=np.ones(1))
    if answer.x is None:
        return []
    return [process for process, run in zip(chain, answer.x, strict=True) if run > SMALLEST_RUN]


def _feeds(giver: Process, taker: Process) -> bool:
    return any(good in taker.inputs for good in giver.outputs)


def _strong_groups(chain: Sequence[Process]) -> list[list[int]]:
    """Recipes that feed one another in a circle, as lists of places in the chain."""
    if not chain:
        return []
    links = csr_matrix([[float(_feeds(giver, taker)) for taker in chain] for giver in chain])
    count, label = connected_components(links, directed=True, connection="strong")
    groups = [[index for index in range(len(chain)) if label[index] == number] for number in range(count)]
    return sorted(group for group in groups if len(group) > 1 or _feeds(chain[group[0]], chain[group[0]]))


def _cycle(running: Sequence[Process]) -> list[Process]:
    """A circle among recipes of which each is fed by another: walk to a feeder until one comes again."""
    walk = [running[0]]
    while True:
        feeder = next(process for process in running if _feeds(process, walk[-1]))
        if feeder in walk:
            return list(reversed(walk[walk.index(feeder) :]))
        walk.append(feeder)


def _loop_issue(case: Case, cycle: Sequence[Process]) -> Issue:
    steps = []
    rows: list[RecipeLine] = []
    for process, following in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
        good = next(good for good in process.outputs if good in following.inputs)
        made = process.outputs[good]
        steps.append(f'recipe "{process.name}" makes {figure(made)} of "{good}"')
        using = next(
            row for row in case[RecipeLine] if (row.recipe, row.role, row.good) == (following.name, "input", good)
        )
        rows.append(using)
        steps.append(f'recipe "{following.name}" uses {figure(using.quantity)} of it (row {using.row_id})')
    return error(
        "E307",
        rows[0],
        "quantity",
        "a loop that makes as much as it uses or more: " + "; ".join(steps),
        "a loop that loses material on the way round",
        "Correct a quantity in the loop; inputs are gross, so losses must already be in them.",
    )

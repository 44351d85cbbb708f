"""The shape of a candidate project, and how it becomes rows of Candidate moves, Move conditions and Sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inputs.magnets import costs, world
from inputs.magnets.facilities import MAIN_OUTPUT, Capacity, facility_nation
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import (
    Evidence,
    assumed,
    derived,
    facilities,
    facility_figure,
    fx,
    own_source,
    sourced,
    usd_per_kg,
)
from models.case import Move, MoveCondition, Source
from models.case.moves import MoveKind


@dataclass(frozen=True)
class Timing:
    """Years from start to built, tests after it, years to full output, and where the lead comes from."""

    lead: int
    qualification: int
    ramp: int
    evidence: Evidence


@dataclass(frozen=True)
class Window:
    """First and last year in which a project may start."""

    first: int
    last: int


@dataclass(frozen=True)
class Project:
    """One project at one size. `capital` is in million USD. The first recipe is its own, a second shares capacity."""

    name: str
    firm: str
    nation: str
    recipes: tuple[str, ...]
    capacity: Capacity
    capital: Parameter
    timing: Timing
    kind: MoveKind = "greenfield"
    size: str | None = None
    window: Window | None = None
    committed: bool = False
    moves_from: str | None = None
    closure: Parameter | None = None
    exclusive: str | None = None


WINDOWS = assumed(
    "announced projects start by 2028 or lapse; typical ones, expansions and purchases start by 2030, since later "
    "starts would count few annuities; band: any year"
)
BY_2028 = Window(2026, 2028)
BY_2030 = Window(2026, 2030)


def published(facility: str, share: float = 1.0, note: str = "") -> Parameter:
    """Capital cost as its row prints it, in million USD at the exchange rates of `cost_parameters`."""
    value, evidence = facility_figure(facility, "capex")
    currency, _, _ = facility_currency(facility).partition(" ")
    said = f"{value:g} million {currency}" + (f", {note}" if note else "")
    found = evidence.noting(said) if share == 1.0 else derived(said, evidence)
    return Parameter(round(value * fx(currency) * share, 1), found)


def facility_currency(facility: str) -> str:
    """Currency of the capital cost of a facility's row."""
    return facilities()[facility]["capex_currency"]


def at_intensity(capacity: float, intensity: Parameter, note: str = "") -> Parameter:
    """Capital cost by capacity (kt, or t of heavies) times USD per kg a year; a derived figure."""
    rule = f"{capacity:g} times {intensity.value:g} USD per kg a year"
    text = "; ".join(part for part in (rule, intensity.evidence.note, note) if part)
    return Parameter(round(capacity * intensity.value, 1), derived(text, intensity.evidence))


def sunk(
    note: str = "under construction, ready by 2027: what is left to pay is not published and taken as nothing",
) -> Parameter:
    """Capital left to pay of a project under construction."""
    return Parameter(0.0, assumed(f"{note}; band 0 to half of its cost"))


def half_left(whole: Parameter) -> Parameter:
    """Capital left to pay of a project under construction that is ready in 2028 or later."""
    note = f"under construction, ready in 2028: half of {whole.value:g} million USD taken as left; band 0 to all"
    return Parameter(round(whole.value / 2, 1), derived(note, whole.evidence))


def move_rows(projects: Iterable[Project]) -> tuple[list[Move], list[MoveCondition], list[Source]]:
    """Rows of a list of projects: their moves, the conditions of those that need one, and the sources of figures."""
    moves: list[Move] = []
    conditions: dict[str, MoveCondition] = {}
    sources: list[Source] = []
    by_recipe = costs.unit_costs()
    for project in projects:
        cost = by_recipe[project.recipes[0]]
        move = sourced(_move(project, cost), project.capacity.evidence)
        moves.append(move)
        sources += [
            own_source(move, "capital_cost", project.capital.evidence),
            own_source(move, "unit_cost", cost.evidence),
            own_source(move, "lead", project.timing.evidence),
        ]
        if project.window:
            sources.append(own_source(move, "latest_start", WINDOWS))
        condition = _condition(project)
        if condition is not None:
            conditions[project.name] = condition
    return moves, list(conditions.values()), sources


def _move(project: Project, cost: Parameter) -> Move:
    good = MAIN_OUTPUT[project.recipes[0]]
    timing = project.timing
    return Move(
        project=project.name,
        size=project.size,
        kind=project.kind,
        firm=project.firm,
        nation=project.nation,
        recipe=project.recipes[0],
        capacity=project.capacity.value,
        capital_cost=project.capital.value,
        unit_cost=usd_per_kg(cost.value, world.UNIT[good]),
        lead=timing.lead,
        qualification=timing.qualification,
        ramp=timing.ramp,
        earliest_start=project.window.first if project.window else None,
        latest_start=project.window.last if project.window else None,
        moves_from=project.moves_from,
        committed=project.committed,
    )


def _condition(project: Project) -> MoveCondition | None:
    second = project.recipes[1] if len(project.recipes) > 1 else None
    if second is None and project.closure is None and project.exclusive is None:
        return None
    row = MoveCondition(
        project=project.name,
        also_runs=second,
        exclusive_group=project.exclusive,
        closure_cost=project.closure.value if project.closure else 0.0,
    )
    notes = "one capacity for both recipes: a plant can run either, batch by batch"
    evidence = project.closure.evidence if project.closure else project.capacity.evidence
    return sourced(row, evidence.noting(notes) if second else evidence)


__all__ = [
    "BY_2028", "BY_2030", "Capacity", "Project", "Timing", "Window", "at_intensity", "facility_nation",
    "half_left", "move_rows", "published", "sunk",
]  # fmt: skip

"""Builders of tiny cases: allies A and B, a neutral N and an adversary X always exist; one year, no discount.

`case = tiny(line("A", "metal", unit_cost=16), line("X", "metal", unit_cost=10), lane("X", "A", "metal"), ...)`.
Money per unit is in million per unit of the good, as inside `models`.
"""

from __future__ import annotations

from typing import Any

from models.case import (
    Cap,
    Case,
    Demand,
    ExistingLine,
    Good,
    Lane,
    Move,
    Nation,
    RecipeLine,
    Settings,
)
from models.schema import Row

FIRST_YEAR = 2030
NATIONS = (
    Nation(nation="A", bloc="ally"),
    Nation(nation="B", bloc="ally"),
    Nation(nation="N", bloc="neutral"),
    Nation(nation="X", bloc="adversary"),
)


def settings(**changes: Any) -> Settings:
    """One year, no discounting, gap 0."""
    facts: dict[str, Any] = {
        "title": "Tiny case",
        "first_year": FIRST_YEAR,
        "years": 1,
        "base_year": FIRST_YEAR,
        "discount_rate": 0.0,
        "gap": 0.0,
    }
    return Settings(**{**facts, **changes})


def good(name: str, **facts: Any) -> Good:
    """A good in tonnes, its own name as tier."""
    return Good(**{"good": name, "unit": "t", "tier": name, **facts})


def recipe(
    name: str,
    inputs: dict[str, float] | None = None,
    joint: dict[str, float] | None = None,
    *,
    main: str | None = None,
    essential: bool = True,
    disposal: float | None = None,
) -> list[RecipeLine]:
    """Rows of a recipe; the main output is the recipe's name unless given."""
    rows = [RecipeLine(recipe=name, role="main output", good=main or name, quantity=1.0, disposal_price=disposal)]
    rows += [
        RecipeLine(recipe=name, role="joint output", good=g, quantity=q, disposal_price=disposal)
        for g, q in (joint or {}).items()
    ]
    rows += [
        RecipeLine(recipe=name, role="input", good=g, quantity=q, essential=essential)
        for g, q in (inputs or {}).items()
    ]
    return rows


def line(nation: str, recipe_name: str, capacity: float = 1e5, *, unit_cost: float = 0.0, **facts: Any) -> ExistingLine:
    """An existing line named "<nation> / <recipe>", owned by a firm of its own."""
    return ExistingLine(
        **{
            "line": f"{nation} / {recipe_name}",
            "firm": f"Firm of {nation}",
            "nation": nation,
            "recipe": recipe_name,
            "capacity": capacity,
            "unit_cost": unit_cost,
            **facts,
        }
    )


def move(project: str, nation: str, recipe_name: str, capacity: float, **facts: Any) -> Move:
    """A greenfield project without capital cost, ready at once, with a life of one year unless said otherwise."""
    return Move(
        **{
            "project": project,
            "kind": "greenfield",
            "firm": f"Firm of {project}",
            "nation": nation,
            "recipe": recipe_name,
            "capacity": capacity,
            "capital_cost": 0.0,
            "unit_cost": 0.0,
            "lead": 0,
            "life": 1,
            **facts,
        }
    )


def lane(origin: str, destination: str, good_name: str, **facts: Any) -> Lane:
    """A free lane."""
    return Lane(origin=origin, destination=destination, good=good_name, **facts)


def need(good_name: str, quantity: float, nation: str = "A", **facts: Any) -> Demand:
    """A defence programme that must be met in full."""
    return Demand(
        **{"programme": "P", "kind": "defence", "nation": nation, "good": good_name, "quantity": quantity, **facts}
    )


def cap(share: float, metric: str = "essential exposure", what: str = "all", **facts: Any) -> Cap:
    """A hard yearly cap on all needs."""
    return Cap(**{"metric": metric, "what": what, "cap": share, **facts})


def tiny(*rows: Row | list[RecipeLine], **setting: Any) -> Case:
    """A case of these rows; goods and input-free recipes that are only named are added."""
    flat: list[Row] = []
    for item in rows:
        flat.extend(item if isinstance(item, list) else [item])
    goods = {row.good for row in flat if isinstance(row, Good)}
    recipes = {row.recipe for row in flat if isinstance(row, RecipeLine)}
    for row in list(flat):
        if isinstance(row, ExistingLine | Move) and row.recipe not in recipes:
            recipes.add(row.recipe)
            flat.extend(recipe(row.recipe))
    for row in list(flat):
        named = getattr(row, "good", None)
        if named is not None and named not in goods:
            goods.add(named)
            flat.append(good(named))
    nations = [] if any(isinstance(row, Nation) for row in flat) else list(NATIONS)
    return Case.of(settings(**setting), *nations, *flat)

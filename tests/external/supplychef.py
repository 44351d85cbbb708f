"""Small multi-tier plans of SupplyChainOptimization.jl (SupplyChef, MIT licence) as cases.

A store is a recipe that turns a product into a stored one. A site that is open at first is a committed move without
its opening cost, any other a project that costs its opening cost once and its fixed cost a year. All sites stand at one
place in the files, so only lanes cost. Stock at first lies at the store, not yet handled. One unit of the file is one
million.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict, cast

from models.case import Case, Lane, Nation, OpeningStock
from models.schema import Row
from tests.cases import good, lane, line, move, need, recipe, tiny

DATA = Path(__file__).parents[1] / "data" / "supplychef.json"
AMPLE = 1_000.0
"""Capacity of every site; the files limit none, and need 100."""
ROLES = {"s1": "storage", "c1": "customer"}
"""Names in lanes that are not the type of a site."""


class Fixed(TypedDict):
    """Cost of a lane that is paid when it is used at all."""

    unit: float
    fixed_when_used: float


class Site(TypedDict, total=False):
    type: str
    product: str
    fixed_per_period: float
    open_cost: float
    unit_cost: float
    initially_open: bool
    initial_inventory: float


class Entry(TypedDict, total=False):
    id: str
    demand: list[float]
    bom: dict[str, dict[str, float]]
    sites: list[Site]
    lanes: list[tuple[str, str, float | Fixed]]
    lanes_unit: dict[str, float]
    expected_total: float


def plans() -> dict[str, Entry]:
    """All plans by id."""
    return {entry["id"]: entry for entry in cast(list[Entry], json.loads(DATA.read_text(encoding="utf-8"))["cases"])}


def supplychef_case(entry: Entry) -> Case:
    """A case whose cheapest plan costs what the library's own test asserts."""
    makers = {site["type"]: site.get("product", "p") for site in entry["sites"] if site["type"] != "storage"}
    product = list(makers.values())[-1] if makers else "p"
    stored = f"stored {product}"
    inputs = entry.get("bom", {})
    nations = [*(site["type"] for site in entry["sites"]), "customer"]
    return tiny(
        *(Nation(nation=name, bloc="ally") for name in nations),
        good(product, storable=True),
        recipe(stored, {product: 1.0}),
        *(recipe(name, inputs.get(name)) for name in dict.fromkeys(makers.values())),
        *(row for site in entry["sites"] for row in _site(site, makers.get(site["type"], stored), product)),
        *_lanes(entry, {**makers, "storage": stored}),
        need(stored, entry["demand"][0], "customer"),
    )


def _site(site: Site, makes: str, product: str) -> Iterator[Row]:
    name = site["type"]
    if name == "supplier":
        yield line(name, makes, AMPLE, unit_cost=site["unit_cost"])
        return
    committed = site["initially_open"]
    yield move(
        name,
        name,
        makes,
        AMPLE,
        capital_cost=0.0 if committed else site["open_cost"],
        fixed_cost=site["fixed_per_period"],
        unit_cost=site.get("unit_cost", 0.0),
        committed=committed,
    )
    if "initial_inventory" in site:
        yield OpeningStock(
            good=product, nation=name, grade="clean", quantity=site["initial_inventory"], least_at_end=0.0
        )


def _lanes(entry: Entry, ships: dict[str, str]) -> Iterator[Lane]:
    for ends, unit in entry.get("lanes_unit", {}).items():
        origin, destination = ends.split("->")
        yield lane(origin, destination, ships[origin], freight=unit)
    for start, end, cost in entry.get("lanes", []):
        origin, destination = ROLES.get(start, start), ROLES.get(end, end)
        if isinstance(cost, dict):
            yield lane(origin, destination, ships[origin], freight=cost["unit"], fixed_cost=cost["fixed_when_used"])
        else:
            yield lane(origin, destination, ships[origin], freight=cost)

"""Warehouse location problems of the OR-Library (J. E. Beasley) as cases.

A warehouse is a greenfield project without capital cost, its fixed cost is a cost a year; every site and every customer
is an allied nation of its own. A file states what serving ALL of a customer's demand from a site costs, so the freight
of a unit is that cost over the demand, at full precision. One unit of the file is one million.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from models.case import Case, Demand, Good, Lane, Move, Nation, RecipeLine
from tests.cases import settings

DATA = Path(__file__).parents[1] / "data" / "orlib"


def read(name: str) -> str:
    """Text of one file, by its name without ending."""
    return (DATA / f"{name}.txt").read_text(encoding="utf-8")


def warehouse_case(text: str, *, capacitated: bool = True) -> Case:
    """A case whose cheapest plan is the optimum of the file; its demand may be split over warehouses.

    Without capacities every site could serve all customers.
    """
    numbers = (float(token) for token in text.split())
    sites, customers = int(next(numbers)), int(next(numbers))
    plants = [(next(numbers), next(numbers)) for _ in range(sites)]
    needs = [(next(numbers), [next(numbers) for _ in range(sites)]) for _ in range(customers)]
    total = sum(quantity for quantity, _ in needs)
    warehouses = [(capacity if capacitated else total, fixed) for capacity, fixed in plants]
    return Case.of(
        settings(title="Warehouse location", time_limit=10.0),
        *(Nation(nation=name, bloc="ally") for name in (*map(_site, range(sites)), *map(_customer, range(customers)))),
        Good(good="goods", unit="t", tier="goods"),
        RecipeLine(recipe="make", role="main output", good="goods", quantity=1.0),
        *(_warehouse(number, capacity, fixed) for number, (capacity, fixed) in enumerate(warehouses)),
        *_serve(needs),
    )


def _site(number: int) -> str:
    return f"Site {number + 1}"


def _customer(number: int) -> str:
    return f"Customer {number + 1}"


def _warehouse(number: int, capacity: float, fixed: float) -> Move:
    return Move(
        project=_site(number),
        kind="greenfield",
        firm=f"Firm {number + 1}",
        nation=_site(number),
        recipe="make",
        capacity=capacity,
        capital_cost=0.0,
        fixed_cost=fixed,
        unit_cost=0.0,
        lead=0,
        life=1,
    )


def _serve(needs: list[tuple[float, list[float]]]) -> Iterator[Lane | Demand]:
    """Lanes to every customer, and what it needs."""
    for customer, (quantity, costs) in enumerate(needs):
        name = _customer(customer)
        for site, cost in enumerate(costs):
            yield Lane(origin=_site(site), destination=name, good="goods", freight=cost / quantity)
        yield Demand(programme=name, kind="defence", nation=name, good="goods", quantity=quantity)

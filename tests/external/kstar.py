"""Two-stage location problems with three products (the kstar set) as cases.

Plants send products to depots, depots to customers; a plant or depot has one fixed cost for all its products. Here a
site is a project that makes permits, and its lines, which exist already, use one permit for each unit; a depot turns a
product into a stored one. Every site and customer is an allied nation of its own; one unit of the file is one million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.case import Case, Demand, ExistingLine, Good, Lane, Move, Nation, RecipeLine
from models.schema import Row
from tests.cases import settings


@dataclass(frozen=True)
class Stage:
    """Plants or depots: capacity by site and product, fixed cost by site, costs by product, site and destination."""

    kind: str
    capacity: list[list[float]]
    fixed: list[float]
    costs: list[list[list[float]]]
    destination: str
    stored: bool

    def name(self, site: int) -> str:
        """Nation of a site."""
        return f"{self.kind} {site + 1}"

    def good(self, product: int) -> str:
        """What its lines make."""
        return f"{'stored product' if self.stored else 'product'} {product + 1}"


def kstar_case(text: str) -> Case:
    """A case whose cheapest plan is the optimum of the file; demand may be split."""
    numbers = (float(token) for token in text.split())
    plants, depots, customers, products = (int(next(numbers)) for _ in range(4))
    due = _table(numbers, customers, products)
    first = _stage("Plant", numbers, plants, (depots, "Depot"), products)
    second = _stage("Depot", numbers, depots, (customers, "Customer"), products, stored=True)
    return Case.of(
        settings(title="Two-stage location", time_limit=10.0),
        *_rows(first),
        *_rows(second),
        *(Nation(nation=f"Customer {number + 1}", bloc="ally") for number in range(customers)),
        Good(good="permit", unit="t", tier="permit"),
        *(Good(good=stage.good(p), unit="t", tier=stage.kind) for stage in (first, second) for p in range(products)),
        *(row for product in range(products) for row in _recipes(first.good(product), second.good(product))),
        RecipeLine(recipe="site", role="main output", good="permit", quantity=1.0),
        *(_need(number, second.good(p), quantity) for number, row in enumerate(due) for p, quantity in enumerate(row)),
    )


def _table(numbers: Iterator[float], rows: int, columns: int) -> list[list[float]]:
    return [[next(numbers) for _ in range(columns)] for _ in range(rows)]


def _stage(
    kind: str, numbers: Iterator[float], sites: int, to: tuple[int, str], products: int, *, stored: bool = False
) -> Stage:
    """The file has capacities by product and then the fixed cost of each site, then costs product by product."""
    sizes = _table(numbers, sites, products + 1)
    costs = [_table(numbers, sites, to[0]) for _ in range(products)]
    return Stage(kind, [row[:-1] for row in sizes], [row[-1] for row in sizes], costs, to[1], stored)


def _rows(stage: Stage) -> Iterator[Row]:
    for site, fixed in enumerate(stage.fixed):
        name, sizes = stage.name(site), stage.capacity[site]
        yield Nation(nation=name, bloc="ally")
        yield Move(
            project=name,
            kind="greenfield",
            firm=f"Firm of {name}",
            nation=name,
            recipe="site",
            capacity=sum(sizes),
            capital_cost=0.0,
            fixed_cost=fixed,
            unit_cost=0.0,
            lead=0,
            life=1,
        )
        for product, size in enumerate(sizes):
            yield ExistingLine(
                line=f"{name}: {stage.good(product)}",
                firm=f"Firm of {name}",
                nation=name,
                recipe=stage.good(product),
                capacity=size,
                unit_cost=0.0,
            )
            for number, cost in enumerate(stage.costs[product][site]):
                to = f"{stage.destination} {number + 1}"
                yield Lane(origin=name, destination=to, good=stage.good(product), freight=cost)


def _recipes(made: str, stored: str) -> Iterator[RecipeLine]:
    for good in (made, stored):
        yield RecipeLine(recipe=good, role="main output", good=good, quantity=1.0)
        yield RecipeLine(recipe=good, role="input", good="permit", quantity=1.0)
    yield RecipeLine(recipe=stored, role="input", good=made, quantity=1.0)


def _need(customer: int, good: str, quantity: float) -> Demand:
    name = f"Customer {customer + 1}"
    return Demand(programme=name, kind="defence", nation=name, good=good, quantity=quantity)

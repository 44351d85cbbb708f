"""Synthetic cases of three sizes, always with a plan, the same for the same size and seed.

Goods stand in tiers from ore to system; every good is made in an adversary nation with capacity to spare, in part by
allies and others, and projects at two sizes could make more of it. Caps are soft, or needs may go unmet at a penalty.
XS cases draw on most of what a case can say (stores, joint outputs, groups, old lines, lanes with a fixed cost);
S and M have the sizes of the published measurements of the formulation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from models.case import (
    Cap,
    Case,
    Demand,
    ExistingLine,
    Good,
    Lane,
    Move,
    MoveCondition,
    Nation,
    OpeningStock,
    RecipeLine,
    Settings,
)
from models.schema import Row

Size = Literal["XS", "S", "M"]
FIRST_YEAR = 2030


@dataclass(frozen=True)
class Scale:
    """How many of everything."""

    allies: int
    neutrals: int
    adversaries: int
    goods: int
    tiers: int
    existing: int
    projects: int
    needs: int
    years: int


SCALES: dict[Size, Scale] = {
    "XS": Scale(2, 1, 1, 4, 3, 8, 3, 3, 3),
    "S": Scale(6, 2, 2, 14, 4, 42, 27, 9, 6),
    "M": Scale(12, 5, 4, 48, 5, 160, 144, 24, 8),
}


def synthetic_case(size: Size, seed: int) -> Case:
    """A case of a size; the same case for the same seed."""
    return Case.of(*_Maker(SCALES[size], Random(f"{size} {seed}"), lively=size == "XS").rows())


class _Maker:
    """Draws the rows of one case."""

    def __init__(self, scale: Scale, random: Random, *, lively: bool) -> None:
        self._scale, self._random, self._lively = scale, random, lively
        self._allies = [f"Ally {i + 1}" for i in range(scale.allies)]
        self._neutrals = [f"Neutral {i + 1}" for i in range(scale.neutrals)]
        self._adversaries = [f"Adversary {i + 1}" for i in range(scale.adversaries)]
        self._tiers = self._draw_tiers()
        self._goods = [name for tier in self._tiers for name in tier]
        self._inputs = self._draw_inputs()
        self._demand = list(self._draw_demand())
        self._needed = self._explode()
        self._soft = not lively or random.random() < 0.6

    def rows(self) -> Iterator[Row]:
        """All rows of the case."""
        yield Settings(
            title="Synthetic case",
            first_year=FIRST_YEAR,
            years=self._scale.years,
            base_year=FIRST_YEAR,
            discount_rate=0.035,
            gap=0.0,
        )
        yield from (Nation(nation=name, bloc="ally") for name in self._allies)
        yield from (Nation(nation=name, bloc="neutral") for name in self._neutrals)
        yield from (Nation(nation=name, bloc="adversary") for name in self._adversaries)
        yield from self._draw_goods()
        yield from self._draw_recipes()
        existing = list(self._draw_existing())
        yield from existing
        yield from self._draw_projects(existing)
        yield from self._draw_lanes()
        yield from self._demand
        yield from self._draw_caps()

    def _chance(self, share: float) -> bool:
        """True with this probability in a lively case, never in others."""
        return self._random.random() < share and self._lively

    def _amount(self, low: float, high: float) -> float:
        return round(self._random.uniform(low, high), 3)

    def _draw_tiers(self) -> list[list[str]]:
        """Names by tier; lower tiers have as many goods as upper ones, or one more."""
        tiers: list[list[str]] = [[] for _ in range(self._scale.tiers)]
        for number in range(self._scale.goods):
            tier = number % self._scale.tiers
            tiers[tier].append(f"Good {tier + 1}.{len(tiers[tier]) + 1}")
        return tiers

    def _draw_inputs(self) -> dict[str, dict[str, float]]:
        """One or two inputs a good from the tier below, so that every good below is used."""
        inputs: dict[str, dict[str, float]] = {name: {} for name in self._goods}
        for below, above in zip(self._tiers, self._tiers[1:], strict=False):
            for name in above:
                for used in self._random.sample(below, min(len(below), self._random.choice((1, 1, 2)))):
                    inputs[name][used] = self._amount(0.3, 1.5)
            for name in below:
                if not any(name in inputs[user] for user in above):
                    inputs[self._random.choice(above)][name] = self._amount(0.3, 1.5)
        return inputs

    def _draw_demand(self) -> Iterator[Demand]:
        tops = self._tiers[-1] + self._tiers[-2][: self._scale.needs // 3]
        for number in range(self._scale.needs):
            defence = number % 3 != 2
            yield Demand.model_validate(
                {
                    "programme": f"Programme {number + 1}",
                    "kind": "defence" if defence else "civil",
                    "nation": self._allies[number % len(self._allies)],
                    "good": tops[number % len(tops)],
                    "quantity": self._amount(40.0, 120.0),
                    "growth": self._amount(0.0, 0.08),
                    "may_go_unmet": 1.0,
                }
            )

    def _explode(self) -> dict[str, float]:
        """Need of every good in the first year, through the recipes."""
        needed = dict.fromkeys(self._goods, 0.0)
        for row in self._demand:
            needed[row.good] += row.quantity
        for name in reversed(self._goods):
            for used, quantity in self._inputs[name].items():
                needed[used] += quantity * needed[name]
        return needed

    def _draw_goods(self) -> Iterator[Row]:
        for tier, names in enumerate(self._tiers):
            for name in names:
                storable = self._chance(0.35)
                yield Good(
                    good=name,
                    unit="t",
                    tier=f"tier {tier + 1}",
                    shortage_penalty=self._amount(4.0, 6.0) * (tier + 1),
                    storable=storable,
                    holding_cost=self._amount(0.01, 0.1) if storable else 0.0,
                    loss_in_store=self._amount(0.0, 0.1) if storable else 0.0,
                )
                if storable and self._chance(0.5):
                    stock = self._amount(5.0, 60.0)
                    nation = self._random.choice(self._allies)
                    yield OpeningStock(good=name, nation=nation, grade="clean", quantity=stock, least_at_end=0.0)

    def _draw_recipes(self) -> Iterator[RecipeLine]:
        for name in self._goods:
            joint = self._chance(0.25) and len(self._goods) > 1
            price = self._amount(0.0, 0.5) if joint else None
            yield RecipeLine(recipe=name, role="main output", good=name, quantity=1.0, disposal_price=price)
            if joint:
                other = self._random.choice([g for g in self._goods if g != name and name not in self._upstream(g)])
                yield RecipeLine(
                    recipe=name, role="joint output", good=other, quantity=self._amount(0.05, 0.3), disposal_price=price
                )
            for used, quantity in self._inputs[name].items():
                essential = self._random.random() < 0.9
                yield RecipeLine(recipe=name, role="input", good=used, quantity=quantity, essential=essential)

    def _upstream(self, name: str) -> set[str]:
        below = set(self._inputs[name])
        return below.union(*(self._upstream(used) for used in below))

    def _draw_existing(self) -> Iterator[ExistingLine]:
        """For each good an adversary line with capacity to spare, then allied ones, then others."""
        places = (self._adversaries, self._allies, self._allies + self._neutrals)
        sites: dict[str, dict[str, Any]] = {}
        for number in range(self._scale.existing):
            name = self._goods[number % len(self._goods)]
            turn = number // len(self._goods)
            nation = self._random.choice(places[min(turn, 2)])
            share = self._amount(1.6, 2.0) if turn == 0 else self._amount(0.05, 0.3)
            facts: dict[str, Any] = {
                "line": f"Line {number + 1}",
                "firm": f"Firm {number + 1}",
                "nation": nation,
                "recipe": name,
                "capacity": round(share * self._needed[name], 3),
                "unit_cost": self._amount(0.6, 1.0) if turn == 0 else self._amount(0.9, 1.6),
            }
            if turn:
                facts |= self._existing_terms()
            if turn and self._chance(0.3):
                site = {"firm": facts["firm"], "capacity": facts["capacity"], "capacity_group": f"Site in {nation}"}
                facts |= sites.setdefault(nation, site)
            yield ExistingLine(**facts)

    def _existing_terms(self) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        if self._chance(0.2):
            facts["keeps_batches_apart"] = False
        if self._chance(0.2):
            facts["unknown_origin"] = self._amount(0.1, 0.6)
        if self._chance(0.3):
            facts |= {"may_close": True, "fixed_cost": self._amount(1.0, 10.0)}
        return facts

    def _draw_projects(self, existing: list[ExistingLine]) -> Iterator[Row]:
        """Projects at two sizes; the larger costs less a tonne."""
        for number in range(self._scale.projects):
            name = self._goods[number % len(self._goods)]
            places = self._allies if number % 4 else self._allies + self._neutrals
            facts: dict[str, Any] = {
                "project": f"Project {number + 1}",
                "kind": "greenfield",
                "firm": f"Builder {number + 1}",
                "nation": self._random.choice(places),
                "recipe": name,
                "unit_cost": self._amount(0.9, 1.4),
                "lead": self._random.choice((0, 1, 1)) if self._lively else self._random.choice((1, 1, 2)),
                "ramp": self._random.choice((0, 2)),
                "life": 20,
                "committed": self._chance(0.1),
            }
            facts |= self._old_line(existing)
            condition = self._condition(facts, existing)
            unit = self._amount(2.0, 8.0)
            for size, share, saving in (("small", self._amount(0.2, 0.4), 1.0), ("large", self._amount(0.5, 0.9), 0.8)):
                capacity = round(share * self._needed[name], 3)
                yield Move(**facts, size=size, capacity=capacity, capital_cost=round(unit * saving * capacity, 3))
            if condition:
                yield MoveCondition(project=facts["project"], **condition)

    def _old_line(self, existing: list[ExistingLine]) -> dict[str, Any]:
        """What makes a project a relocation, or another recipe on an allied line, or neither."""
        if self._chance(0.3):
            return {"kind": "relocate", "moves_from": self._random.choice(existing).line}
        if self._chance(0.2):
            old = self._random.choice([row for row in existing if row.nation in self._allies])
            return {"kind": "requalify", "moves_from": old.line, "nation": old.nation}
        return {}

    def _condition(self, facts: dict[str, Any], existing: list[ExistingLine]) -> dict[str, Any]:
        condition: dict[str, Any] = {}
        if facts["kind"] == "relocate":
            condition |= {"donor_share": self._amount(0.2, 1.0), "closure_cost": self._amount(0.0, 5.0)}
        if self._chance(0.2):
            condition["minimum_load"] = self._amount(0.1, 0.4)
        if self._chance(0.2):
            condition["also_runs"] = self._random.choice([name for name in self._goods if name != facts["recipe"]])
        if self._chance(0.3) and not facts["committed"]:
            condition["exclusive_group"] = "One of these"
        groups = [row.capacity_group for row in existing if row.nation == facts["nation"] and row.capacity_group]
        if groups and self._chance(0.7):
            condition["capacity_group"] = groups[0]
        return condition

    def _draw_lanes(self) -> Iterator[Lane]:
        for name in self._goods:
            yield Lane(
                origin="any",
                destination="any",
                good=name,
                freight=self._amount(0.01, 0.2),
                tariff=self._amount(0.0, 0.1),
                loss=self._amount(0.0, 0.05) if self._chance(0.2) else 0.0,
                capacity=round(self._needed[name], 3) if self._chance(0.2) else None,
            )

            if self._chance(0.2):
                ends = {"origin": self._adversaries[0], "destination": self._allies[0]}
                yield Lane(**ends, good=name, freight=self._amount(0.01, 0.2), fixed_cost=self._amount(0.5, 5.0))

    def _draw_caps(self) -> Iterator[Cap]:
        half = FIRST_YEAR + self._scale.years // 2
        for what in ("defence", "civil") if self._lively else [row.programme for row in self._demand]:
            yield self._cap("essential exposure", what, self._amount(0.4, 0.7), last_year=half - 1)
            yield self._cap("essential exposure", what, self._amount(0.0, 0.3), first_year=half)
        if self._chance(0.4):
            yield self._cap("essential exposure", "all", self._amount(0.2, 0.6), over="years together")
        if not self._lively or self._chance(0.4):
            yield self._cap("direct share", self._tiers[0][0], self._amount(0.6, 0.9))
        if self._chance(0.4):
            yield self._cap("largest third-nation share", self._tiers[1][0], self._amount(0.6, 0.9))
        if self._chance(0.3):
            yield self._cap("dirty share of allied output", self._tiers[-1][0], self._amount(0.4, 0.9))

    def _cap(self, metric: str, what: str, share: float, **facts: Any) -> Cap:
        point = sum(row.quantity for row in self._demand if what in (row.kind, row.programme)) / 100.0 or 1.0
        price = round(self._amount(1.5, 5.0) * point, 3) if self._soft else None
        return Cap.model_validate({"metric": metric, "what": what, "cap": share, "price_of_breach": price, **facts})

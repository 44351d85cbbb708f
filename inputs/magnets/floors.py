"""Price floors of the Need run: one generic menu of strikes, the same for every payer.

A floor on what metal and magnet plants sell, for these lose money on every unit at Chinese prices: six strikes, 4 to
24 % above the price of the plant's own market, for ten years from when it is ready, on all that it makes of the good.
The rule was written before a plan with it was solved; no term of a struck deal is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inputs.magnets import world
from inputs.magnets.prices import Deck
from inputs.magnets.recipes import recipe_rows
from inputs.magnets.sources import assumed, sourced, usd_per_kg
from models.case import Contract, Move, MoveCondition, Nation

FLOORED = (world.NDPR_METAL, world.HEAVY_METAL, world.LIGHT_MAGNET)
"""One good a plant: those of magnets can make either kind, and have their floor on the kind without heavies."""
MAGNETS = (world.LIGHT_MAGNET, world.HEAVY_MAGNET)
STEP, STRIKES, YEARS = 0.04, 6, 10


@dataclass(frozen=True)
class Markets:
    """Prices at which projects of a case sell what they make: the deck, and how much dearer allied magnets are.

    `also` gives the second recipe of a project that has one.
    """

    prices: Deck
    magnet_premium: float
    allies: frozenset[str]
    also: dict[str, str]

    @classmethod
    def of(
        cls, prices: Deck, magnet_premium: float, nations: Sequence[Nation], conditions: Sequence[MoveCondition]
    ) -> Markets:
        """Markets of the nations of a case, and the second recipes of its projects."""
        allies = frozenset(nation.nation for nation in nations if nation.bloc == "ally")
        return cls(prices, magnet_premium, allies, {row.project: row.also_runs for row in conditions if row.also_runs})

    def price(self, good: str, nation: str) -> float:
        """USD per kg in the market of a nation: the world's, and dearer for magnets of allied nations."""
        dearer = self.magnet_premium if good in MAGNETS and nation in self.allies else 0.0
        return self.prices[good].value * (1.0 + dearer)

    def floored(self, moves: Sequence[Move]) -> dict[str, float]:
        """Floored goods that some of these projects can make, with the lowest price of their markets, USD per kg."""
        made: dict[str, list[str]] = {}
        for move in moves:
            for good in _outputs(move.recipe, self.also.get(move.project)):
                made.setdefault(good, []).append(move.nation)
        return {good: min(self.price(good, nation) for nation in made[good]) for good in FLOORED if good in made}


def _outputs(*recipes: str | None) -> list[str]:
    return list(dict.fromkeys(row.good for row in recipe_rows() if row.recipe in recipes and row.role != "input"))


def floor_rows(payer: str, name: str, who: str, markets: dict[str, float]) -> Iterator[Contract]:
    """Contracts of a payer with the plants of `who`; `name` tells its menus apart.

    Args:
        markets: USD per kg in their own market, by good that they can make.
    """
    for good, price in markets.items():
        note = assumed(
            f"{STRIKES} strikes in steps of {STEP:.0%} above {price:.1f} USD/kg, the price in the plant's own market, "
            "rounded to 0.1; a generic menu, all output of it, no share of higher prices; operating support, which no "
            "ceiling on investment aid counts"
        )
        for step in range(1, STRIKES + 1):
            strike = usd_per_kg(round(price * (1.0 + STEP * step), 1), world.UNIT[good])
            row = Contract(
                contract=f"Floor {good}, {name}", strike=strike, payer=payer, good=good, who=who, years=YEARS
            )  # fmt: skip
            yield sourced(row, note)

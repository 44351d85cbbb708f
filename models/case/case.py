"""The immutable case: all rows of one input workbook in model units, and the readings everyone shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from models.case import readings
from models.case.chain import Demand, ExistingLine, Good, Lane, OpeningStock, Price, PricePath, RecipeLine
from models.case.evidence import Source
from models.case.finance import AidRule, Budget, Contract, MoveFinance, Payer, Support, SupportTerm
from models.case.moves import Move, MoveCondition
from models.case.ownership import Firm
from models.case.readings import Donor, LaneBook, Line, Membership, Process
from models.case.rules import Cap
from models.case.setting import Currency, Group, Nation, Settings
from models.schema import MEASURES, Row

R = TypeVar("R", bound=Row)

SHEETS: tuple[type[Row], ...] = (
    Settings, Nation, Group, Currency, Good, Price, PricePath, RecipeLine, ExistingLine, Move, MoveCondition,
    MoveFinance, Lane, Demand, OpeningStock, Firm, Support, SupportTerm, Contract, AidRule, Payer, Budget, Cap, Source,
)  # fmt: skip
"""Every input sheet in workbook order."""


@dataclass(frozen=True)
class Case:
    """A case: rows by class. `case[Good]` is a typed tuple of rows; `case.with_rows(...)` makes a what-if.

    Money per unit is in million of base-year currency per unit of the good, shares are fractions.
    """

    tables: Mapping[type[Row], tuple[Row, ...]]

    @staticmethod
    def of(*rows: Row) -> Case:
        """A case from rows of any classes in any order."""
        tables: dict[type[Row], list[Row]] = {sheet: [] for sheet in SHEETS}
        for row in rows:
            tables[type(row)].append(row)
        return Case({sheet: tuple(found) for sheet, found in tables.items()})

    def __getitem__(self, row: type[R]) -> tuple[R, ...]:
        return cast(tuple[R, ...], self.tables.get(row, ()))

    def with_rows(self, row: type[R], rows: Iterable[R]) -> Case:
        """The same case with all rows of one class replaced."""
        return Case({**self.tables, row: tuple(rows)})

    @cached_property
    def settings(self) -> Settings:
        """The one row of Settings."""
        return self[Settings][0]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all rows; two cases with equal rows in equal order have the same."""
        content = [[sheet.__name__, [row.model_dump(mode="json") for row in self[sheet]]] for sheet in SHEETS]
        return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()

    @property
    def years(self) -> range:
        """The years planned."""
        return range(self.settings.first_year, self.settings.last_year + 1)

    @cached_property
    def goods(self) -> dict[str, Good]:
        """Goods by name."""
        return {row.good: row for row in self[Good]}

    @cached_property
    def processes(self) -> dict[str, Process]:
        """Recipes by name."""
        return readings.processes(self[RecipeLine])

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Existing and candidate lines by name, existing ones first, in sheet order."""
        return {
            **readings.existing_lines(self[ExistingLine]),
            **readings.candidate_lines(self[Move], self[MoveCondition]),
        }

    @cached_property
    def membership(self) -> Membership:
        """Who belongs to which bloc and group."""
        return Membership.of(self[Nation], self[Group])

    @cached_property
    def allies(self) -> frozenset[str]:
        """Nations of the alliance."""
        return frozenset(row.nation for row in self[Nation] if row.bloc == "ally")

    @cached_property
    def adversaries(self) -> frozenset[str]:
        """Adversary nations."""
        return frozenset(row.nation for row in self[Nation] if row.bloc == "adversary")

    @cached_property
    def lanes(self) -> LaneBook:
        """Which lane row rules between two nations."""
        return LaneBook(self[Lane], self.membership)

    def process(self, line: Line) -> Process:
        """The recipe of a line."""
        return self.processes[line.recipe]

    def adverse(self, line: Line) -> bool:
        """Whether nothing a line makes is clean: it stands in an adversary nation or is controlled from one."""
        return line.nation in self.adversaries or self.controlled_from(line.firm) in self.adversaries

    def controlled_from(self, firm: str | None) -> str | None:
        """Nation that controls a firm: as typed on Firms, else its home; None for a firm that is not there."""
        row = self.firms.get(firm or "")
        return (row.controlled_from or row.home_nation) if row else None

    @cached_property
    def firms(self) -> dict[str, Firm]:
        """Firms by name."""
        return {row.firm: row for row in self[Firm]}

    def ready_after(self, move: Move) -> int:
        """Years from start to first output: lead and qualification."""
        return move.lead + move.qualification

    def ramp(self, move: Move, age: int) -> float:
        """Share of capacity that can be used `age` years after the start (0 in the start year itself).

        0 before it is ready, then rising evenly to full over `ramp` years, 0 again after its life.
        """
        running = age - self.ready_after(move)
        if running < 0 or running >= move.life:
            return 0.0
        return min(1.0, (running + 1) / move.ramp) if move.ramp > 0 else 1.0

    def donor(self, line: Line) -> Donor | None:
        """The existing lines that a relocation closes, or None."""
        move = line.move
        if move is None or move.kind != "relocate" or move.moves_from is None:
            return None
        condition = line.condition
        if condition is not None and condition.donor_closes == "never":
            return None
        share = condition.donor_share if condition is not None else 1.0
        when_ready = condition is None or condition.donor_closes == "when ready"
        return Donor(self.origin_lines(move), share, when_ready)

    def origin_lines(self, move: Move) -> tuple[str, ...]:
        """Existing lines that `moves_from` names: the line, or every line of the capacity group."""
        name = move.moves_from
        existing = [line for line in self.lines.values() if line.move is None]
        exact = tuple(line.name for line in existing if line.name == name)
        return exact or tuple(line.name for line in existing if name and line.capacity_group == name)

    def group_members(self, group: str) -> tuple[str, ...]:
        """Existing lines of a capacity group."""
        return tuple(n for n, line in self.lines.items() if line.move is None and line.capacity_group == group)

    def group_capacity(self, group: str, year: int) -> float:
        """Capacity that the existing lines of a group share in a year: each of their rows states the whole."""
        return max((self.lines[name].capacity(year) for name in self.group_members(group)), default=0.0)

    @cached_property
    def returning(self) -> frozenset[tuple[str, str]]:
        """Goods and third nations from where they could come back into the alliance, over one lane or several (B2).

        A nation passes a good on where it makes it, has it in store, or is a hub of its lanes.
        """
        return frozenset((good, nation) for good in self.goods for nation in self._way_back(good))

    def _way_back(self, good: str) -> set[str]:
        makers = {line.nation for line in self.lines.values() if good in self.process(line).outputs}
        stores = {row.nation for row in self[OpeningStock] if row.good == good}
        able = sorted((makers | stores | {*self.lanes.hubs(good)}) - self.allies)
        back: set[str] = set()
        grown = True
        while grown:
            ends = self.allies | back
            more = {nation for nation in able if nation not in back and self._sends(good, nation, ends)}
            back |= more
            grown = bool(more)
        return back

    def _sends(self, good: str, origin: str, destinations: Iterable[str]) -> bool:
        lanes = (self.lanes.find(good, origin, end, year) for end in destinations for year in self.years)
        return any(lane is not None and lane.capacity != 0.0 for lane in lanes)

    def unit_cost(self, line: Line, year: int) -> float:
        """Million per unit of main output in a year, without bought inputs, by the valuation rule of Settings.

        Resource cost: what its row says. Selling price: outputs less inputs at the prices of the line's own
        market, the same for existing and new lines; a good without a price there counts nothing.
        """
        if self.settings.valuation == "selling price":
            process = self.process(line)
            price = {good: self.price(good, line.nation, year) or 0.0 for good in (*process.outputs, *process.inputs)}
            made = sum(quantity * price[good] for good, quantity in process.outputs.items())
            return made - sum(quantity * price[good] for good, quantity in process.inputs.items())
        return self.own_cost(line, year)

    def own_cost(self, line: Line, year: int) -> float:
        """Million a unit of main output that a line spends in a year beside what its inputs cost, as its row says."""
        if line.move is not None:
            return line.move.unit_cost
        row = line.row(year)
        return row.unit_cost if row is not None else 0.0

    @property
    def counts_capital(self) -> bool:
        """Whether capital and fixed cost of lines count: not where lines are valued at selling prices."""
        return self.settings.valuation == "resource cost"

    def price(self, good: str, nation: str, year: int) -> float | None:
        """Expected market price of a good in a nation (million per unit), or None where Prices does not say."""
        if (good, nation, year) not in self._prices:
            self._prices[good, nation, year] = self._expected_price(self[Price], good, nation, year)
        return self._prices[good, nation, year]

    @cached_property
    def _prices(self) -> dict[tuple[str, str, int], float | None]:
        """Prices read before, kept: each looks through all rows of Prices."""
        return {}

    def world_price(self, good: str, nation: str, year: int) -> float | None:
        """Expected price of the rows that hold for the world, whatever a nation's own market pays; None without any."""
        return self._expected_price([row for row in self[Price] if row.market == "world"], good, nation, year)

    @cached_property
    def price_paths(self) -> dict[str | None, float]:
        """Price paths with their probabilities; one that has no name where the case has none."""
        return {row.path: row.probability for row in self[PricePath]} or {None: 1.0}

    def _expected_price(self, rows: Iterable[Price], good: str, nation: str, year: int) -> float | None:
        expected = 0.0
        for path, probability in self.price_paths.items():
            price = readings.market_price(rows, self.membership, good, nation, year, path)
            if price is None:
                return None
            expected += probability * price
        return expected

    def prices_by_path(self, good: str, nation: str, year: int, *, world: bool) -> dict[str | None, float]:
        """Price of a good in a nation on each price path, of the rows for the world only if so asked; without those
        paths for which Prices does not say.
        """
        rows = [row for row in self[Price] if not world or row.market == "world"]
        found = {
            path: readings.market_price(rows, self.membership, good, nation, year, path) for path in self.price_paths
        }
        return {path: price for path, price in found.items() if price is not None}

    def due(self, row: Demand, year: int) -> float:
        """Quantity due in a year under one row of Demand."""
        return readings.need(row, year, self.settings.first_year)

    def cap_base(self, year: int) -> dict[str, float]:
        """By good, what a point of breach is measured on: need of allies, outlets apart, and all that goes into it."""
        direct = dict.fromkeys(self.goods, 0.0)
        for row in self[Demand]:
            if row.nation in self.allies and row.kind != "outlet":
                direct[row.good] += self.due(row, year)
        return readings.exploded(self.processes.values(), direct)

    def priority(self, row: Demand) -> int:
        """Priority as typed, else by kind: defence 1, civil 2, outlet 3."""
        return row.priority or {"defence": 1, "civil": 2, "outlet": 3}[row.kind]

    def unmet_share(self, row: Demand) -> float:
        """Most of a need that may go unmet: as typed, else none, and all of an outlet."""
        if row.may_go_unmet is not None:
            return row.may_go_unmet
        return 1.0 if row.kind == "outlet" else 0.0

    def shortage_price(self, row: Demand) -> float:
        """Million per unit unmet: the good's penalty times the weight of the priority; 0 for an outlet."""
        if row.kind == "outlet":
            return 0.0
        return (self.goods[row.good].shortage_penalty or 0.0) * self.settings.weight(self.priority(row))

    def weight(self, good: str) -> float:
        """What one unit of a good counts where a cap adds goods: as typed, else its tonnes or pieces."""
        row = self.goods[good]
        return row.weight if row.weight is not None else MEASURES[row.unit].amount

    def cap_covers(self, cap: Cap, good: str) -> bool:
        """Whether a cap on a good's flows (any metric but essential exposure) is about this good."""
        row = self.goods[good]
        return cap.what in ("all", good, row.tier)

    def cap_covers_need(self, cap: Cap, row: Demand) -> bool:
        """Whether a cap on essential exposure is about this need: its good, tier, programme or kind; never outlets."""
        if row.kind == "outlet":
            return False
        return cap.what in ("all", row.kind, row.programme, row.good, self.goods[row.good].tier)

    def opening_stock(self, good: str, nation: str, grade: str) -> float:
        """Commercial stock at the start, in the good's unit."""
        return sum(r.quantity for r in self[OpeningStock] if (r.good, r.nation, r.grade) == (good, nation, grade))

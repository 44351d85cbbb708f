"""What every sheet reads from: the result with its exposures, and the few figures that several sheets share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from models.case import ExistingLine, Line, Move
from models.case.offtake import Offtake
from models.case.ventures import Ventures
from models.plan import SUPPORT, Cost, Start, Status
from models.schema import MEASURES, Confidence, SourcedRow
from planner.report import words
from planner.report.exposures import Exposures
from planner.result import Option, Result
from planner.workbook.units import UNITS_OF_A_MILLION, to_typed

STARTED = 1e-6
"""A share of a line that is closed counts from here on; below it is the arithmetic of the search."""

_CONFIDENCES: tuple[Confidence, ...] = ("assumption", "low", "medium", "high")


class View:
    """A result as the sheets read it. Raises ValueError for a result without a plan: there is nothing to rank."""

    def __init__(self, result: Result) -> None:
        if not result.options:
            raise ValueError("a plan workbook needs at least one plan")
        self.result = result
        self.case = result.case
        self.first = result.options[0]
        self.options = result.options
        self.no_action = result.no_action
        self.exposures = Exposures(result)

    @property
    def currency(self) -> str:
        """Currency of all money."""
        return self.case.settings.currency

    @property
    def million(self) -> str:
        """Unit of money in headers."""
        return f"{self.currency} million"

    @property
    def everyone(self) -> tuple[Option, ...]:
        """No action, then the plans."""
        return (self.no_action, *self.options)

    @property
    def status(self) -> str:
        """Status of the run in words."""
        return words.status_words(self.options, self.result.stopped, self.result.fault)

    @property
    def proved(self) -> bool:
        """Whether every search ended on its proof."""
        return not self.result.stopped and all(option.plan.status is Status.PROVED for option in self.options)

    @property
    def last_year(self) -> int:
        """Last year planned."""
        return self.case.settings.last_year

    @property
    def middle_year(self) -> int:
        """The year in the middle, shown beside the last."""
        return self.case.years[len(self.case.years) // 2 - (1 if len(self.case.years) > 2 else 0)]

    @property
    def shown_years(self) -> tuple[int, ...]:
        """The two years that Summary and Compare show; one where only one is planned."""
        return tuple(sorted({self.middle_year, self.last_year}))

    @cached_property
    def adversaries(self) -> tuple[str, ...]:
        """Adversary nations in the order of the sheet Nations."""
        return tuple(name for name in self.case.membership.bloc if name in self.case.adversaries)

    def title(self, option: Option) -> str:
        """What an option is called: "Plan 1", "No action"."""
        return f"Plan {option.number}" if option.number else "No action"

    def moves(self) -> dict[str, Move]:
        """Candidate moves by row id."""
        return {move.row_id: move for move in self.case[Move]}

    def starts(self, option: Option) -> tuple[Start, ...]:
        """What a plan starts, in order of start, then as the sheet Candidate moves lists them."""
        order = {name: place for place, name in enumerate(self.moves())}
        return tuple(sorted(option.plan[Start], key=lambda start: (start.node.year, order[start.move])))

    def chosen(self, option: Option) -> tuple[Start, ...]:
        """What a plan starts beside the committed moves."""
        return tuple(start for start in self.starts(option) if not start.committed)

    @property
    def supported(self) -> bool:
        """Whether the case offers support or purchase contracts: else no sheet speaks of it."""
        return self.ventures.decide

    @cached_property
    def ventures(self) -> Ventures:
        """What firms decide about, who pays, and in which fiscal years."""
        return Ventures(self.case)

    @cached_property
    def offtake(self) -> Offtake:
        """Purchase contracts: who may sign which, and what they pay."""
        return Offtake(self.ventures)

    @property
    def contracted(self) -> bool:
        """Whether the case offers purchase contracts: else no sheet speaks of them."""
        return bool(self.ventures.contracts)

    @cached_property
    def pays_later(self) -> bool:
        """Whether some plan pays under a contract after the last year planned."""
        return any(cost.kind == "support later" for option in self.everyone for cost in option.plan[Cost])

    @property
    def later(self) -> str:
        """What columns and rows on later years are called: "After 2035"."""
        return f"After {self.last_year}"

    def typed_price(self, good: str, price: float) -> float:
        """A price in currency per base unit of a good, as people type it, of one in million per its unit."""
        return to_typed(price, MEASURES[self.case.goods[good].unit].size / UNITS_OF_A_MILLION)

    def price_unit(self, good: str) -> str:
        """Unit of such a price: "USD per kg"."""
        return f"{self.currency} per {MEASURES[self.case.goods[good].unit].base}"

    def counts(self, cost: Cost) -> bool:
        """Whether the ranking counts a cost: only what is cash, and no support that pays a cost counted anyway."""
        if cost.kind in SUPPORT:
            return not self.case.counts_capital
        return cost.kind not in ("transfer", "lending", "contingent")

    def in_total(self, option: Option, cost: Cost) -> float:
        """What a cost adds to the plan's total: its present value, or nothing where the ranking does not count it."""
        return option.plan.nodes.weight(cost.node) * cost.amount if self.counts(cost) else 0.0

    def total(self, option: Option, costs: Iterable[Cost]) -> float:
        """Present value of several costs."""
        return sum(self.in_total(option, cost) for cost in costs)

    def above_without_caps(self, option: Option) -> float | None:
        """Million that a plan costs above the cheapest plan without caps; None where the cost of that is not known."""
        without = self.result.cost_without_caps
        return None if without is None else option.plan.cost - without

    @property
    def prices_nobody_pays(self) -> bool:
        """Whether prices of missed caps or of shortage show in the cost of any plan, or of No action."""
        return any(words.priced(option.plan) for option in self.everyone)

    @cached_property
    def sourced_rows(self) -> tuple[SourcedRow, ...]:
        """Every input row that says how sure it is."""
        return tuple(row for rows in self.case.tables.values() for row in rows if isinstance(row, SourcedRow))

    @cached_property
    def confidence(self) -> dict[Confidence, int]:
        """How many input rows there are of each confidence, weakest first."""
        return {level: sum(row.confidence == level for row in self.sourced_rows) for level in _CONFIDENCES}

    @cached_property
    def lines_outside_adversaries(self) -> tuple[Line, ...]:
        """Existing lines that do not stand in an adversary nation."""
        named = {row.line for row in self.case[ExistingLine]}
        return tuple(
            line for line in self.case.lines.values() if line.name in named and line.nation not in self.case.adversaries
        )

    @property
    def unknown_origin(self) -> int:
        """How many of these have output of unknown origin."""
        return sum(line.unknown_origin > 0 for line in self.lines_outside_adversaries)

    @property
    def clean_first(self) -> str:
        """How clean batches are shared out among needs: by cost, and by priority among equal costs."""
        priced = any(check.cap.price_of_breach is not None for check in self.exposures.checks)
        counting = ", prices of missed caps included, so defence may rise to its cap" if priced else ""
        return f"Clean batches go where cost is least{counting}; where that leaves a choice, to defence first."

    @property
    def quantity_digits(self) -> int:
        """Digits after the point of a quantity: more where some good is counted in thousands."""
        return 3 if any(MEASURES[good.unit].size > 1.0 for good in self.case.goods.values()) else 1

    @property
    def smallest_quantity(self) -> float:
        """What would print as nothing; left out of long tables."""
        return 0.5 * 10.0**-self.quantity_digits

    @property
    def quantity_format(self) -> str:
        """Number format of a quantity."""
        return f"#,##0.{'0' * self.quantity_digits}_n"

    @property
    def stop(self) -> str:
        """The event that exposure is about: "every flow from China stopped"."""
        return f"every flow from {words.adversaries_named(self.adversaries)} stopped"

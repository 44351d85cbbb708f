"""Shares that a trace does not give as such: inside one nation or group, of a tier, or over several years together.

They are added up from a plan's own rows and the clean parts that its trace found, so that No action, which is searched
without caps, is measured like any other plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from models.case import Cap, Case, Demand
from models.plan import Delivery, Flow, InputUse, LineOutput
from planner.result import Option


@dataclass(frozen=True)
class Measured:
    """Exposure in a year or in several together: `adverse` over `total`; `of` the third nation, where one is meant."""

    adverse: float
    total: float
    of: str = ""

    @property
    def share(self) -> float | None:
        """Fraction, or None where there is nothing to measure."""
        return self.adverse / self.total if self.total > 0 else None


def unmet(case: Case, option: Option, what: str, where: str, years: Collection[int]) -> Measured:
    """Like `needs`, but what goes unmet, over what is due."""
    return _added(case, option, (what, where), years, lambda row: row.unmet)


def needs(case: Case, option: Option, what: str, where: str, years: Collection[int]) -> Measured:
    """Essential exposure: delivered beyond the clean part, over what is due; goods added by their weights."""
    clean = option.trace.clean_deliveries

    def adverse(row: Delivery) -> float:
        return row.total - clean.get((row.programme, row.nation, row.good, row.node), 0.0)

    return _added(case, option, (what, where), years, adverse)


def _added(
    case: Case, option: Option, about: tuple[str, str], years: Collection[int], amount: Callable[[Delivery], float]
) -> Measured:
    """An amount of every delivery that a cap on needs is `about` (what, where), over what is due."""
    what, where = about
    found = total = 0.0
    asked = Cap(metric="essential exposure", what=what, where=where, cap=1.0)
    covered = {(row.programme, row.nation, row.good) for row in case[Demand] if case.cap_covers_need(asked, row)}
    for row in option.plan[Delivery]:
        key, year = (row.programme, row.nation, row.good), row.node.year
        if year in years and key in covered and row.nation in case.membership.members(where, year):
            found += case.weight(row.good) * amount(row)
            total += case.weight(row.good) * row.due
    return Measured(found, total)


def largest_third(case: Case, option: Option, good: str, where: str, years: Collection[int]) -> Measured:
    """Sent in by the third nation that sends most, over what is used and what is exported and cannot come back."""
    brought: dict[str, float] = defaultdict(float)
    total = 0.0
    uses: tuple[InputUse | Delivery, ...] = (*option.plan[InputUse], *option.plan[Delivery])
    for used in uses:
        if used.good == good and used.node.year in years and used.nation in _allies(case, where, used.node.year):
            total += used.total
    for flow in option.plan[Flow]:
        if flow.good != good or flow.node.year not in years:
            continue
        inside = _allies(case, where, flow.node.year)
        if flow.destination in inside and flow.origin not in case.allies:
            brought[flow.origin] += flow.total
        outside = flow.destination not in case.allies and (good, flow.destination) not in case.returning
        if flow.origin in inside and outside:
            total += flow.total
    third = max(sorted(brought), key=lambda nation: brought[nation], default="")
    return Measured(brought[third] if third else 0.0, total, third)


def dirty_output(case: Case, option: Option, good: str, where: str, years: Collection[int]) -> Measured:
    """Output of a good by allied lines beyond its clean part, over all of it."""
    adverse = total = 0.0
    for row in option.plan[LineOutput]:
        line = case.lines[row.line]
        if row.node.year in years and line.nation in _allies(case, where, row.node.year):
            quantity = case.process(line).outputs.get(good, 0.0)
            adverse += quantity * (row.total - option.trace.clean_outputs.get((row.line, row.node), 0.0))
            total += quantity * row.total
    return Measured(adverse, total)


def _allies(case: Case, where: str, year: int) -> frozenset[str]:
    return case.membership.members(where, year) & case.allies

"""Which needs each reported figure is about, and adding them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from models.case import Demand
from models.exposure_trace.exposure import Attribution, Exposure
from models.exposure_trace.quantities import NeedKey, Quantities

Subject = tuple[str, str, int]
"""What ("all", kind, programme or good), where ("all" or a nation) and year."""


@dataclass(frozen=True)
class Needs:
    """Needs of allied nations, outlets left out, by what a reader asks about."""

    quantities: Quantities

    @cached_property
    def rows(self) -> Mapping[NeedKey, Demand]:
        """The row of Demand that holds for each need and node in which something is due, outlets included."""
        case = self.quantities.case
        found: dict[NeedKey, Demand] = {}
        for row in case[Demand]:
            for node in self.quantities.plan.nodes:
                if case.due(row, node.year) > 0:
                    found.setdefault((row.programme, row.nation, row.good, node), row)
        return found

    @cached_property
    def subjects(self) -> Mapping[Subject, tuple[NeedKey, ...]]:
        """Needs behind every reported figure: whole alliance first, then each nation by kind."""
        found: dict[Subject, list[NeedKey]] = {}
        for key, row in self.rows.items():
            if row.kind == "outlet" or row.nation not in self.quantities.case.allies:
                continue
            year = key[3].year
            for what in dict.fromkeys(("all", row.kind, row.programme, row.good)):
                found.setdefault((what, "all", year), []).append(key)
            for what in ("all", row.kind):
                found.setdefault((what, row.nation, year), []).append(key)
        return {subject: tuple(keys) for subject, keys in found.items()}

    def add_up(
        self,
        metric: str,
        attribution: Attribution,
        adverse: Mapping[NeedKey, float],
        total: Mapping[NeedKey, float],
    ) -> Iterator[Exposure]:
        """One figure for every subject all of whose needs can be measured."""
        for (what, where, year), keys in self.subjects.items():
            if all(key in total for key in keys):
                part = sum(adverse[key] for key in keys)
                whole = sum(total[key] for key in keys)
                yield Exposure(metric, what, where, "", year, part, whole, attribution)

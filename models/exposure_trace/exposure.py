"""What a trace says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.plan import Node

Attribution = Literal["matched", "proportional", "none needed"]


@dataclass(frozen=True)
class Exposure:
    """One exposure figure.

    `metric`: a metric of Caps, "value look-through" or "proportional look-through". `what`: good, programme,
    "defence", "civil" or "all". `where`: "all" or a nation. `of`: the third nation for the largest share, else "".
    `adverse` over `total` is the share; `total` 0 means there is nothing to measure.
    """

    metric: str
    what: str
    where: str
    of: str
    year: int
    adverse: float
    total: float
    attribution: Attribution

    @property
    def share(self) -> float | None:
        """Fraction, or None where there is nothing to measure."""
        return self.adverse / self.total if self.total > 0 else None


@dataclass(frozen=True)
class Trace:
    """All exposures of a plan, and the part of each flow, delivery and line's output that would remain.

    `clean_flows` by (good, origin, destination, node), `clean_deliveries` by (programme, nation, good, node) and
    `clean_outputs` by (line, node), of main output: the quantity that still leaves, is still delivered or still made if
    every adversary flow vanishes, under the matched attribution; every one of the plan has its key.
    """

    exposures: tuple[Exposure, ...]
    clean_flows: Mapping[tuple[str, str, str, Node], float]
    clean_deliveries: Mapping[tuple[str, str, str, Node], float]
    clean_outputs: Mapping[tuple[str, Node], float]

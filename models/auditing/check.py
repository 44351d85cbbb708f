"""One check: comparisons of one family, of which the worst is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

TOLERANCE = 1e-6
"""Largest violation, relative to the numbers involved and never less than this in the unit itself."""


@dataclass(frozen=True)
class AuditLine:
    """One thing that must hold.

    Attributes: `check` in words, `passed`, `compared` how many figures were compared, `worst` largest violation in
    `unit`, `where` the place of the worst violation ("" when passed).
    """

    check: str
    passed: bool
    compared: int
    worst: float
    unit: str
    where: str


class Check:
    """A family of comparisons that becomes one `AuditLine`; the worst is the one farthest beyond its tolerance."""

    def __init__(self, name: str, unit: str = "") -> None:
        self.name = name
        self._unit = unit
        self._compared = 0
        self._worst = 0.0
        self._ratio = 0.0
        self._where = ""

    def at_most(self, left: float, right: float, where: str, unit: str | None = None, scale: float = 0.0) -> None:
        """`left` must not exceed `right`; `scale` is the size of the numbers they were added up from."""
        self._keep(left - right, max(abs(left), abs(right), scale), where, unit)

    def equal(self, left: float, right: float, where: str, unit: str | None = None, scale: float = 0.0) -> None:
        """`left` must be `right`."""
        self._keep(abs(left - right), max(abs(left), abs(right), scale), where, unit)

    def holds(self, condition: bool, where: str, unit: str = "cases") -> None:
        """A rule of yes or no; a violation counts 1."""
        self._keep(0.0 if condition else 1.0, 1.0, where, unit)

    def _keep(self, violation: float, scale: float, where: str, unit: str | None) -> None:
        self._compared += 1
        if math.isnan(violation) or math.isinf(scale):
            violation, scale = math.inf, 1.0
        ratio = violation / (TOLERANCE * max(1.0, scale))
        if ratio > self._ratio:
            self._ratio, self._worst, self._where = ratio, violation, where
            self._unit = self._unit if unit is None else unit

    def line(self) -> AuditLine:
        """The result."""
        passed = self._ratio <= 1.0
        return AuditLine(self.name, passed, self._compared, self._worst, self._unit, "" if passed else self._where)

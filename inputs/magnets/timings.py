"""Lead, qualification and ramp by kind of project, from observed plants where there are any."""

from __future__ import annotations

from dataclasses import replace

from inputs.magnets.projects import Timing
from inputs.magnets.sources import assumed, derived, figure


def _observed(stage: str, scope: str) -> tuple[float, str]:
    value, evidence = figure(
        "process_parameters", "value", stage=stage, parameter="construction time, observed", scope=scope
    )
    return value, evidence.source


_FASTEST, _SLOWEST = _observed("magnet", "USA Sumter (eVAC)"), _observed("magnet", "USA Independence (MP)")
_CAREMAG, _ENEABBA = _observed("separation", "FRA Caremag"), _observed("separation", "AUS Eneabba")
_CALDEIRA = _observed("mine", "BRA Caldeira")
_ALLOY = {
    scope: figure("process_parameters", "value", stage="alloy", parameter="lead time, decision to output", scope=scope)
    for scope in ("USA", "rest of world")
}

NEW_MAGNETS = Timing(
    2, 1, 2,
    assumed(
        f"observed {_FASTEST[0]:g} to {_SLOWEST[0]:g} years from ground to sale, tables 3 to 4: two to build, one to "
        "qualify, half output in the first year",
        f"{_FASTEST[1]} | {_SLOWEST[1]}",
    ),
)  # fmt: skip
MORE_MAGNETS = Timing(
    2, 0, 1, assumed("a further line in a qualified plant: two years, no new tests; band 1 to 3 years")
)
NEW_SEPARATION = Timing(
    3, 0, 4,
    assumed(
        f"observed {_CAREMAG[0]:g} to {_ENEABBA[0]:g} years, tables 4 to 6: three taken; full output in year four "
        "as at Mountain Pass (0.21, 0.43, 0.66)",
        f"{_CAREMAG[1]} | {_ENEABBA[1]}",
    ),
)  # fmt: skip
NEW_METAL = Timing(
    3, 0, 2,
    derived("lead table for alloy plants outside China and the USA: 3 years; half output in the first year",
            _ALLOY["rest of world"][1]),
)  # fmt: skip
NEW_METAL_USA = Timing(
    4, 0, 2, derived("lead table for alloy plants in the USA: 4 years; half output in the first year", _ALLOY["USA"][1])
)  # fmt: skip
MORE_METAL = Timing(2, 0, 1, assumed("further cells in a running plant: two years; band 1 to 3 years"))
NEW_HEAVY_METAL = Timing(2, 1, 1, assumed("small furnaces: two years and one of tests; band 2 to 5 years"))
NEW_MINE = Timing(
    3, 0, 4,
    assumed(
        f"studies plan 2 to {_CALDEIRA[0]:g} years, tables 6 to 8: three taken; full output in the fourth year, Serra "
        "Verde made 0.09 and 0.31 in its first two",
        _CALDEIRA[1],
    ),
)  # fmt: skip
UNDER_CONSTRUCTION = assumed("what remains to the announced first output, counted in whole years; may slip")


def remaining(years: int, ramp: int) -> Timing:
    """Timing of a project under construction: years that remain, then a ramp."""
    return Timing(years, 0, ramp, UNDER_CONSTRUCTION)


def announced(timing: Timing, ready: int) -> Timing:
    """The kind's own timing, or later where the project announces a later first output."""
    own = timing.lead + timing.qualification
    wait = max(0, ready - 2026 - own)
    if wait == 0:
        return timing
    return replace(timing, lead=timing.lead + wait, evidence=timing.evidence.noting(f"announced for {ready}"))

"""Caps as policy states them. All hard; none is set to make projects appear."""

from __future__ import annotations

from inputs.magnets import world
from inputs.magnets.sources import Evidence, assumed, sourced
from models.case import Cap

_DFARS = Evidence(
    "DFARS 225.7018 (10 USC 4872): from 2027 no magnet mined, refined, separated, melted or made in a covered nation",
    "2026-09",
    "medium",
    "applied to all NATO defence need, not to the USA alone",
)
_CRMA = Evidence(
    "Regulation (EU) 2024/1252 (Critical Raw Materials Act), Article 5: by 2030 at most 65 % of a strategic raw "
    "material, at any relevant stage of processing, from one third country",
    "2024-12",
    "medium",
    "the EU's benchmark, applied to the whole alliance: Malaysia and India count as third nations, Brazil does not",
)
_PATH = assumed(
    "65 % look-through from 2030 by analogy to the Critical Raw Materials Act, whose own figure is a share of imports; "
    "95 and 85 % in 2028 and 2029 are steps towards it, band 5 points; no cap before 2028, when new capacity can first "
    "run",
)
_STEPS = ((2028, 2028, 0.95), (2029, 2029, 0.85), (2030, None, 0.65))
THIRD_NATION_GOODS = (
    world.NDPR_OXIDE,
    world.HEAVY_OXIDE,
    world.NDPR_METAL,
    world.HEAVY_METAL,
    world.LIGHT_MAGNET,
    world.HEAVY_MAGNET,
)


def cap_rows() -> list[Cap]:
    """Defence 0 % look-through from 2027; civil falling to 65 %; largest third nation 65 % from 2030."""
    defence = Cap(metric="essential exposure", what="defence", cap=0.0, first_year=2027)
    civil = [
        Cap(metric="essential exposure", what="civil", cap=cap, first_year=first, last_year=last)
        for first, last, cap in _STEPS
    ]
    third = [
        Cap(metric="largest third-nation share", what=good, cap=0.65, first_year=2030) for good in THIRD_NATION_GOODS
    ]
    return [
        sourced(defence, _DFARS),
        *(sourced(cap, _PATH) for cap in civil),
        *(sourced(cap, _CRMA) for cap in third),
    ]

"""Input sheets by the names that people type in a command: in any capitals, with commas, or a chapter at once."""

from __future__ import annotations

from collections.abc import Iterable

from models.case import SHEETS, SUPPORT_SHEETS
from models.schema import Row
from planner.workbook.names import folded, nearest

CHAPTERS: dict[str, tuple[type[Row], ...]] = {"support": SUPPORT_SHEETS}
"""Words that stand for several sheets which say nothing without one another."""


def sheets_named(names: str | Iterable[str]) -> frozenset[type[Row]]:
    """Row classes of the sheets that are named, one by one or in one text with commas.

    Raises:
        ValueError: a name that no sheet bears; the text says which are known, and the nearest.
    """
    listed = names.split(",") if isinstance(names, str) else names
    wanted = [name.strip() for name in listed if name.strip()]
    known = {folded(row.sheet): (row,) for row in SHEETS} | CHAPTERS
    unknown = [name for name in wanted if folded(name) not in known]
    if unknown:
        sheets = [row.sheet for row in SHEETS]
        near = [close for name in unknown if (close := nearest(name, sheets)) is not None]
        asked = f" (nearest match: {', '.join(near)})" if near else ""
        raise ValueError(f"no such sheet: {', '.join(unknown)}{asked}; known are {', '.join(sheets)}")
    return frozenset(row for name in wanted for row in known[folded(name)])

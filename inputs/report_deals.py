"""Struck deals beside the support that the model says is needed, as markdown: `python -m inputs.report_deals`.

Needed is what makes a project that runs at full load just pay its firm: value forgone and premium, capital less the tax
saved by writing it off, less margins after tax to the end of its life, at the firm's real cost of capital, at the end
of the year in which it starts first. It does not hang on which projects a plan opens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from inputs.build_magnets import magnet_case
from inputs.magnets.deals import Comparison, beside
from models.case import Case, Move
from models.case.ventures import Ventures

PREMIUM = 0.25
HEADER = (
    "deal", "stands beside", "standing", "face", "grant equivalent", "needed, world price",
    "needed, magnets 25 % dearer", "mind",
)  # fmt: skip


def needed(case: Case) -> dict[str, float]:
    """Support needed by each project that is not committed, million USD: the least of its sizes."""
    ventures, first = Ventures(case), case.settings.first_year
    found: dict[str, float] = {}
    for move in case[Move]:
        if not move.committed:
            amount = ventures.needed_at_full_load(move, max(0, (move.earliest_start or first) - first))
            found[move.project] = min(found.get(move.project, amount), amount)
    return found


def rows(comparisons: Iterable[Comparison]) -> list[list[str]]:
    """Rows of the table, in the order of the deals."""
    return [
        [
            each.package.name,
            ", ".join(each.package.projects) or "-",
            each.package.standing,
            _figure(each.package.face),
            _band(each),
            _figure(each.at_world_price),
            _figure(each.at_dearer_price),
            each.package.remark or "-",
        ]
        for each in comparisons
    ]


def _figure(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:,.0f}"


def _band(each: Comparison) -> str:
    band = each.package.equivalent
    if band is None:
        return "not comparable"
    low, high = f"{band.low:,.0f}", f"{band.high:,.0f}"
    words = low if low == high else f"{low} to {high}"
    return f"{words} and what is not comparable" if each.package.incomparable else words


def table() -> str:
    """The whole table as markdown."""
    world, dearer = (needed(magnet_case(with_firms=True, magnet_premium=share)) for share in (0.0, PREMIUM))
    lines = [HEADER, ["---"] * len(HEADER), *rows(beside(world, dearer))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())

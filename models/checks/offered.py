"""What firms are offered: offers and contracts together, for checks that ask both the same."""

from __future__ import annotations

from models.case import Case, Contract, Support
from models.schema import Row

OFFERS: tuple[type[Row], ...] = (Support, Contract)
"""Sheets of what firms are offered."""


def on_offer(case: Case) -> list[Support | Contract]:
    """Rows of Support, then of Contracts: each with its payer, budget line and aid rule."""
    return [*case[Support], *case[Contract]]

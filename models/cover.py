"""Cover rows: redundant rows that tighten the relaxation (FORMULATION A.6). They never change the optimum."""

from __future__ import annotations

from models.program import Program


def add_cover_rows(program: Program) -> None:
    """Add the rows VI1 and VI1c where they hold."""
    raise NotImplementedError

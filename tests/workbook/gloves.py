"""A second first user's workbook: gloves for Norway and Spain from latex of monomer, with lines of an adversary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from openpyxl import Workbook

from planner.workbook.problems import Problem
from tests.workbook import phones
from tests.workbook.phones import Sheets


def gloves() -> Sheets:
    """What the user types: latex takes 1 kt of monomer, a million gloves take 0.005 kt of latex."""
    return {
        "Nations": [("Norway", "ally"), ("Spain", "ally"), ("Brazil", "neutral"), ("China", "adversary")],
        "Goods": [("Monomer", "kt", "monomer"), ("Latex", "kt", "latex"), ("Gloves", "million pieces", "glove")],
        "Recipes": [
            ("crack", "main output", "Monomer", 1),
            ("react", "main output", "Latex", 1),
            ("react", "input", "Monomer", 1),
            ("dip", "main output", "Gloves", 1),
            ("dip", "input", "Latex", 0.005),
        ],
        "Existing lines": [
            ("Bergen", "Nordkjemi", "Norway", "crack", 60, 1_000),
            ("Oslo", "Nordkjemi", "Norway", "react", 40, 500),
            ("Cadiz", "Guantes", "Spain", "dip", 3_000, 0.012),
            ("Fujian", "Min Jiang", "China", "dip", 9_000, 0.010),
            ("Hunan", "Min Jiang", "China", "react", 30, 450),
        ],
        "Candidate moves": [("Vigo", "greenfield", "Guantes", "Spain", "dip", 2_000, 40, 0.013, 2)],
        "Lanes": [("any", "any", "Monomer"), ("any", "any", "Latex"), ("any", "any", "Gloves")],
        "Demand": [("Army", "defence", "Norway", "Gloves", 800), ("Clinics", "civil", "Spain", "Gloves", 4_000)],
        "Caps": [("essential exposure", "defence", 0.5, 2028, None)],
        "Firms": [("Nordkjemi", "Norway"), ("Guantes", "Spain"), ("Min Jiang", "China")],
    }


def checked(
    folder: Path,
    change: Callable[[Sheets], object] | None = None,
    afterwards: Callable[[Workbook], object] | None = None,
    optional: Sequence[str] = ("Firms",),
) -> tuple[Problem, ...]:
    """Check the workbook, spoilt before or after typing; `optional` sheets are in its template."""

    def typed(sheets: Sheets) -> None:
        sheets.clear()
        sheets.update(gloves())
        if change is not None:
            change(sheets)

    return phones.checked(folder, typed, afterwards, optional)

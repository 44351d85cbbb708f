"""The formulation in models/README.md and the code bear the same labels and names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from models.sets import Sets

ROOT = Path(__file__).parents[1]
README = (ROOT / "models/README.md").read_text(encoding="utf-8")
LABEL = re.compile(r"^([A-Z]{1,2}\d+[a-z]?)\s", re.MULTILINE)


def labels_in_code() -> list[str]:
    """Labels that the docstrings of the instruments and of the cover rows define, sorted."""
    files = [*sorted((ROOT / "models/instruments").rglob("*.py")), ROOT / "models/cover.py"]
    texts = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in files)
    return sorted(label for text in texts for label in LABEL.findall(text))


def labels_in_readme() -> list[str]:
    """Labels at the beginning of lines in the blocks of equations, sorted."""
    blocks = re.findall(r"^```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return sorted(label for block in blocks for label in LABEL.findall(block))


def test_every_label_stands_in_the_code_and_in_the_readme_once() -> None:
    assert labels_in_code()
    assert labels_in_readme() == labels_in_code()


def test_every_bound_that_the_readme_names_exists() -> None:
    named = sorted(set(re.findall(r"`Sets\.(\w+)`", README)))
    instance = {"nodes"}
    assert [name for name in named if name not in instance and not hasattr(Sets, name)] == []
    assert "most_needed" in named

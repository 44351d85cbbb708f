"""The house keeps its own rules, and each guard bites on a small bad example."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.case import SHEETS
from models.schema import Row, column
from tests import house

ROOT = Path(__file__).parents[1]


def put(root: Path, path: str, text: str) -> Path:
    """A file of a bad example; returns the root."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    return root


def test_imports_flow_one_way() -> None:
    assert house.import_faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("planner/run.py", "import pyomo.environ as pyo", "planner/run.py imports pyomo"),
        ("planner/run.py", "def f():\n    from highspy import Highs", "planner/run.py imports highspy"),
        ("models/sets.py", "from planner.run import run", "models/sets.py imports planner"),
        ("models/sets.py", "import pandas as pd", "models/sets.py imports pandas"),
        ("models/sets.py", "import openpyxl", "models/sets.py imports openpyxl"),
        ("models/sets.py", "import xlsxwriter", "models/sets.py imports xlsxwriter"),
        ("models/sets.py", "from models import program", "models/sets.py imports models.program"),
        ("models/sets.py", "from . import program", "models/sets.py imports models.program"),
        ("models/case/chain.py", "from models.plan import Plan", "models/case/chain.py imports models.plan"),
        ("models/case/chain.py", "from ..plan.rows import Flow", "models/case/chain.py imports models.plan"),
        ("models/program.py", "import models.build", "models/program.py imports models.build"),
        ("models/answers.py", "from models.study import Study", "models/answers.py imports models.study"),
        ("models/highs.py", "from models.case import Case", "models/highs.py imports models.case"),
        ("models/auditing/cost.py", "from models.sets import annuity", "models/auditing/cost.py imports models.sets"),
        (
            "models/exposure_trace/a.py",
            "from models.answers import x",
            "models/exposure_trace/a.py imports models.answers",
        ),
        ("models/checks/caps.py", "from models.sets import Sets", "models/checks/caps.py imports models.sets"),
        ("models/study.py", "import highspy", "models/study.py imports highspy"),
        (
            "models/instruments/lines.py",
            "from models.instruments.network import NETWORK",
            "models/instruments/lines.py imports another instrument",
        ),
        (
            "models/extra.py",
            "",
            "models/extra.py has no place in the house: name in MAY_IMPORT what it may import",
        ),
    ],
)
def test_the_guard_of_imports_bites(tmp_path: Path, path: str, text: str, fault: str) -> None:
    assert house.import_faults(put(tmp_path, path, text)) == [fault]


def test_the_guard_of_imports_lets_the_allowed_ones_pass(tmp_path: Path) -> None:
    put(tmp_path, "models/__init__.py", "from models.study import Study")
    put(tmp_path, "models/highs.py", "import highspy")
    put(tmp_path, "models/instruments/lines/build.py", "from models.instruments.lines.rows import row")
    put(tmp_path, "models/exposure_trace/a.py", "from models.highs import Highs")
    put(tmp_path, "planner/run.py", "import pandas\nfrom models.case import Case")
    assert house.import_faults(tmp_path) == []


def test_files_and_functions_are_short() -> None:
    assert house.size_faults(ROOT) == []


def test_the_guard_of_sizes_bites(tmp_path: Path) -> None:
    put(tmp_path, "inputs/long.py", "x = 1\n" * 401)
    put(tmp_path, "tests/just.py", "x = 1\n" * 400)
    put(tmp_path, "models/long.py", "class A:\n    def go(self):\n" + "        x = 1\n" * 60)
    put(tmp_path, "models/just.py", "def go():\n" + "    x = 1\n" * 59)
    assert house.size_faults(tmp_path) == ["models/long.py: go has 61 lines", "inputs/long.py has 401 lines"]


def test_models_print_nothing() -> None:
    assert house.print_faults(ROOT) == []


def test_the_guard_of_prints_bites(tmp_path: Path) -> None:
    put(tmp_path, "models/a.py", 'def go():\n    print("x")\n    log.print("y")\n')
    assert house.print_faults(tmp_path) == ["models/a.py:2 prints"]


def test_everything_public_has_a_docstring() -> None:
    assert house.docstring_faults(ROOT) == []


def test_the_guard_of_docstrings_bites(tmp_path: Path) -> None:
    text = '''"""Module."""
class A:
    """A."""
    def said(self):
        """Said."""
    def silent(self): ...
    def _own(self): ...
class Sheet:
    about = "A row."
class B: ...
def go(): ...
'''
    put(tmp_path, "planner/a.py", text)
    put(tmp_path, "models/b.py", "x = 1")
    assert house.docstring_faults(tmp_path) == [
        "models/b.py has no docstring",
        "planner/a.py: A.silent has no docstring",
        "planner/a.py: B has no docstring",
        "planner/a.py: go has no docstring",
    ]


def test_every_input_column_says_what_it_is_and_what_a_blank_means() -> None:
    assert house.help_faults(SHEETS) == []


def test_the_guard_of_columns_bites() -> None:
    class Bad(Row):
        sheet = "Bad"
        key = ("name",)
        name: str = column("")
        long: str = column("x" * 61)
        silent: str | None = column("Something.", default=None)

    assert house.help_faults([Bad]) == [
        "Bad: name has no help",
        "Bad: long has help of 61 characters",
        "Bad: silent does not say what a blank means",
    ]


def test_every_row_family_is_labelled() -> None:
    assert house.label_faults(ROOT) == []


def test_every_row_family_is_proved_by_a_test() -> None:
    assert house.proof_faults(ROOT) == []


def test_the_guards_of_labels_and_proofs_bite(tmp_path: Path) -> None:
    text = '''"""Lines.

A1   a = b
A2   never written
B1   c <= d, named by a text
A3u  e <= f
"""
LABELS = {"direct": "B1"}
def build(block):
    block.A1 = pyo.Constraint(keys, rule=a1)
    block.A3u = pyo.Constraint(keys, rule=a3u)
    block.extra = pyo.Constraint(keys, rule=extra)
    block.made = pyo.Var(keys)
'''
    put(tmp_path, "models/instruments/lines.py", text)
    put(tmp_path, "tests/test_lines.py", '@pytest.mark.proves("A1", "A2")\n@pytest.mark.proves("B1")\ndef test(): ...')
    assert house.label_faults(tmp_path) == [
        "models/instruments/lines.py: the row family extra is not in the docstring",
        "models/instruments/lines.py: A2 is in the docstring, but no row family has that name",
    ]
    assert house.proof_faults(tmp_path) == ["models/instruments/lines.py: no test proves A3u"]

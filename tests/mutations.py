"""Deletes one posting, payment or row of the mathematics at a time and asks whether some test fails.

Run by hand: `python -m tests.mutations [part of a file name]`. Every mutant is made in a copy of the project and tried
on the tests of the instruments, then on the verification examples. Those that no test noticed are printed at the end.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
INSTRUMENTS = Path("models") / "instruments"
COPIED = ("models", "planner", "inputs", "tests")
SUITES = (("tests/instruments",), ("tests/verification", "tests/test_cover.py"))
POSTING = ("post", "pay")


@dataclass(frozen=True)
class Mutant:
    """One deletion: the file, the line it stands on, what is deleted, and the source without it."""

    file: Path
    line: int
    deleted: str
    source: str

    @property
    def name(self) -> str:
        """Where and what."""
        return f"{self.file}:{self.line}: {self.deleted}"


def mutants(file: Path, source: str) -> Iterator[Mutant]:
    """Every mutant of a file: a whole posting, one side of a posting with several, a family of rows."""
    for node in ast.walk(ast.parse(source)):
        if _is_posting(node):
            assert isinstance(node, ast.Expr)
            assert isinstance(node.value, ast.Call)
            yield _without(file, source, node, "pass", ast.unparse(node))
            sides = node.value.keywords if len(node.value.keywords) > 1 else []
            for side in sides:
                rest = [other for other in node.value.keywords if other is not side]
                call = ast.Call(node.value.func, node.value.args, rest)
                yield _without(file, source, node, ast.unparse(call), f"side {side.arg} of {ast.unparse(node)}")
        elif _is_rows(node):
            assert isinstance(node, ast.Assign)
            yield _without(file, source, node, "pass", ast.unparse(node))


def _is_posting(node: ast.AST) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in POSTING


def _is_rows(node: ast.AST) -> bool:
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    return ast.unparse(node.value.func) == "pyo.Constraint"


def _without(file: Path, source: str, node: ast.stmt, instead: str, deleted: str) -> Mutant:
    lines = source.splitlines(keepends=True)
    assert node.end_lineno is not None
    indent = " " * node.col_offset
    kept = [*lines[: node.lineno - 1], f"{indent}{instead}\n", *lines[node.end_lineno :]]
    return Mutant(file, node.lineno, deleted, "".join(kept))


def survives(mutant: Mutant, place: Path) -> bool:
    """Whether no test fails on a mutant; the copy is mended afterwards."""
    target = place / mutant.file
    original = target.read_text(encoding="utf-8")
    target.write_text(mutant.source, encoding="utf-8")
    try:
        return all(_passes(place, suite) for suite in SUITES)
    finally:
        target.write_text(original, encoding="utf-8")


def _passes(place: Path, suite: tuple[str, ...]) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *suite]
    return subprocess.run(command, cwd=place, capture_output=True, check=False).returncode == 0


def main() -> None:
    """Try every mutant and print those that survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", default="", help="only files whose name holds this")
    wanted = parser.parse_args().file
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        for folder in COPIED:
            shutil.copytree(PROJECT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "pyproject.toml", place)
        files = sorted(file for file in (place / INSTRUMENTS).glob("*.py") if wanted in file.name)
        found = [m for file in files for m in mutants(file.relative_to(place), file.read_text(encoding="utf-8"))]
        if not all(_passes(place, suite) for suite in SUITES):
            sys.exit("The tests fail without any mutation.")
        survivors = []
        for number, mutant in enumerate(found, start=1):
            if survives(mutant, place):
                survivors.append(mutant)
            state = "SURVIVED" if mutant in survivors else "killed"
            print(f"{number}/{len(found)} {state} {mutant.name}", flush=True)  # noqa: T201
    print(f"{len(survivors)} of {len(found)} survived", *(m.name for m in survivors), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()

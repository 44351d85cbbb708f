"""The rules of the house, each a function over a folder (or over row classes) that returns every breach in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.schema import Row, columns

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
LONGEST_HELP = 60

_CORE = {"schema", "case", "plan", "sets", "program"}
_BUILT = {*_CORE, "money", "cover", "instruments", "build"}
_SOLVED = {*_BUILT, "handover", "highs", "answers"}

MAY_IMPORT: dict[str, set[str]] = {
    "schema": set(),
    "case": {"schema"},
    "plan": {"schema"},
    "sets": {"schema", "case", "plan"},
    "program": {"schema", "case", "plan", "sets"},
    "money": _CORE,
    "cover": _CORE,
    "instruments": _CORE,
    "build": {*_CORE, "money", "cover", "instruments"},
    "highs": set(),
    "handover": {"highs"},
    "benders": {"highs"},
    "lagrange": {"highs", "benders"},
    "answers": {*_BUILT, "handover", "highs"},
    "tidy": {*_CORE, "handover", "highs"},
    "fiscal_first": {*_BUILT, "handover", "highs"},
    "settling": {*_BUILT, "handover", "highs", "lagrange"},
    "attainable": _SOLVED,
    "diagnosis": _SOLVED,
    "study": {*_SOLVED, "tidy", "benders", "lagrange", "cover", "fiscal_first", "settling"},
    "auditing": {"schema", "case", "plan"},
    "exposure_trace": {"schema", "case", "plan", "highs"},
    "checks": {"schema", "case"},
}
"""What each module or package directly inside `models` may import from `models`, besides itself."""

FOREIGN: dict[str, set[str]] = {
    "models": {"planner", "tests", "openpyxl", "xlsxwriter", "pandas", "typer", "rich"},
    "planner": {"pyomo", "highspy", "tests"},
}
"""What each room may not import from outside it."""

ONLY_IN: dict[str, set[str]] = {"highspy": {"highs"}}
"""Libraries that only one module of `models` knows."""


def sources(root: Path, *rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Path below the root and syntax tree of every Python file of some rooms, sorted."""
    for room in rooms:
        for path in sorted((root / room).rglob("*.py")):
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module, package: str) -> Iterator[str]:
    """Full names of all modules that a file imports, wherever in the file; `package` resolves relative ones."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            home = ".".join(part for part in (base, node.module) if part)
            yield home
            yield from (f"{home}.{alias.name}" for alias in node.names)


def import_faults(root: Path) -> list[str]:
    """Imports against the one-way flow."""
    faults: dict[str, None] = {}
    for path, tree in sources(root, "models", "planner"):
        names = list(imported(tree, path.rsplit("/", 1)[0].replace("/", ".")))
        room = path.split("/", 1)[0]
        faults.update(dict.fromkeys(_foreign_faults(path, room, names)))
        if room == "models" and path != "models/__init__.py":
            faults.update(dict.fromkeys(_layer_faults(path, names)))
    return list(faults)


def _foreign_faults(path: str, room: str, names: Iterable[str]) -> Iterator[str]:
    for top in (name.split(".")[0] for name in names):
        if top in FOREIGN[room] or (top in ONLY_IN and _part(path) not in ONLY_IN[top]):
            yield f"{path} imports {top}"


def _part(path: str) -> str:
    """Module or package directly inside a room."""
    return path.split("/")[1].removesuffix(".py")


def _layer_faults(path: str, names: Iterable[str]) -> Iterator[str]:
    part = _part(path)
    if part not in MAY_IMPORT:
        yield f"{path} has no place in the house: name in MAY_IMPORT what it may import"
        return
    for name in names:
        pieces = name.split(".")
        if pieces[0] != "models" or len(pieces) == 1:
            continue
        if pieces[1] in MAY_IMPORT and pieces[1] != part and pieces[1] not in MAY_IMPORT[part]:
            yield f"{path} imports models.{pieces[1]}"
        if part == "instruments" and pieces[1] == part and pieces[2:3] not in ([], [_instrument(path)]):
            yield f"{path} imports another instrument"


def _instrument(path: str) -> str:
    return path.split("/")[2].removesuffix(".py")


def size_faults(root: Path) -> list[str]:
    """Files and functions that are too long."""
    faults = []
    for path, tree in sources(root, "models", "planner", "inputs", "tests"):
        length = len((root / path).read_text(encoding="utf-8").splitlines())
        if length > LONGEST_FILE:
            faults.append(f"{path} has {length} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    faults.append(f"{path}: {node.name} has {lines} lines")
    return faults


def print_faults(root: Path) -> list[str]:
    """Calls of print in models."""
    return [
        f"{path}:{node.lineno} prints"
        for path, tree in sources(root, "models")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def docstring_faults(root: Path) -> list[str]:
    """Public modules, classes, functions and methods that say nothing; a row class says it in `about`."""
    faults = []
    for path, tree in sources(root, "models", "planner"):
        if ast.get_docstring(tree) is None:
            faults.append(f"{path} has no docstring")
        faults += [f"{path}: {name} has no docstring" for name in _silent(tree.body, "")]
    return faults


def _silent(body: Iterable[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        name = f"{prefix}{node.name}"
        if ast.get_docstring(node) is None and not (isinstance(node, ast.ClassDef) and _about(node)):
            yield name
        if isinstance(node, ast.ClassDef):
            yield from _silent(node.body, f"{name}.")


def _about(node: ast.ClassDef) -> bool:
    targets = [target for item in node.body if isinstance(item, ast.Assign) for target in item.targets]
    return any(isinstance(target, ast.Name) and target.id == "about" for target in targets)


def help_faults(sheets: Iterable[type[Row]]) -> list[str]:
    """Columns without help, with help that is too long, or that may stay blank without saying what that means."""
    faults = []
    for sheet in sheets:
        for column in columns(sheet):
            name = f"{sheet.sheet}: {column.name}"
            if not column.help:
                faults.append(f"{name} has no help")
            if len(column.help) > LONGEST_HELP:
                faults.append(f"{name} has help of {len(column.help)} characters")
            if not column.required and not column.blank:
                faults.append(f"{name} does not say what a blank means")
    return faults


_LABEL = re.compile(r"[A-Z]{1,2}\d+[a-z]?")
_DECLARED = re.compile(rf"^({_LABEL.pattern})\s", re.MULTILINE)


def label_faults(root: Path) -> list[str]:
    """Row families of instruments without a label in the docstring, and labels without a row family."""
    faults = []
    for path, tree in sources(root, "models/instruments"):
        declared = _declared(tree)
        families, texts = _families(tree)
        faults += [
            f"{path}: the row family {name} is not in the docstring" for name in families if name not in declared
        ]
        missing = [label for label in declared if label not in families and label not in texts]
        faults += [f"{path}: {label} is in the docstring, but no row family has that name" for label in missing]
    return faults


def proof_faults(root: Path) -> list[str]:
    """Labels of instruments that no test proves."""
    proved = {label for _, tree in sources(root, "tests") for label in _marked(tree)}
    return [
        f"{path}: no test proves {label}"
        for path, tree in sources(root, "models/instruments")
        for label in _declared(tree)
        if label not in proved
    ]


def _marked(tree: ast.Module) -> Iterator[str]:
    """Labels in the marks `pytest.mark.proves("A1")` of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "proves":
            yield from (str(item.value) for item in node.args if isinstance(item, ast.Constant))


def _declared(tree: ast.Module) -> list[str]:
    """Labels at the beginning of lines of the module's docstring."""
    return list(dict.fromkeys(_DECLARED.findall(ast.get_docstring(tree) or "")))


def _families(tree: ast.Module) -> tuple[list[str], set[str]]:
    """Names to which a constraint is assigned, and all texts that look like a label."""
    families, texts = [], set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_constraint(node.value):
            families += [target.attr for target in node.targets if isinstance(target, ast.Attribute)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _LABEL.fullmatch(node.value):
            texts.add(node.value)
    return families, texts


def _is_constraint(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("Constraint", "ConstraintList")

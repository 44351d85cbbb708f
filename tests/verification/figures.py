"""What an example is, and the expected figures as `tests/data/verification_examples.json` states them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.case import Case

_FILE = Path(__file__).parents[1] / "data" / "verification_examples.json"


@dataclass(frozen=True)
class Example:
    """A case and the cost of its best plan in million; None where no plan keeps every rule."""

    case: Case
    cost: float | None


def expected(example: str) -> tuple[float, ...]:
    """The figures of one example ("V01") in their order; the file names each beside it.

    >>> expected("V46")
    (80.0, 20.0, 84.0)
    """
    found = {entry["id"]: entry for entry in json.loads(_FILE.read_text(encoding="utf-8"))}
    return tuple(found[example]["expected"])

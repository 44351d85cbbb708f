"""Expected figures of the verification examples, as `tests/data/verification_examples.json` states them."""

from __future__ import annotations

import json
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "verification_examples.json"


def expected(example: str) -> tuple[float, ...]:
    """The figures of one example ("V01") in their order; the file names each beside it.

    >>> expected("V46")
    (80.0, 20.0, 84.0)
    """
    found = {entry["id"]: entry for entry in json.loads(_FILE.read_text(encoding="utf-8"))}
    return tuple(found[example]["expected"])

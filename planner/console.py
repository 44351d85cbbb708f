"""Exit codes, and where words and data go: words for people to standard error, data to standard output."""

from __future__ import annotations

import json
import sys
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    USAGE = 2
    INPUT_PROBLEMS = 10
    FILE_UNUSABLE = 11
    NO_PLAN = 20
    TIME_LIMIT = 30
    TIME_LIMIT_NO_PLAN = 31
    NOT_WRITTEN = 40
    AUDIT_FAILED = 50
    INTERNAL = 70
    INTERRUPTED = 130


def say(text: str) -> None:
    """Words for people."""
    sys.stderr.write(text + "\n")


def print_json(data: object) -> None:
    """Data for programs."""
    sys.stdout.write(as_json(data))


def as_json(data: object) -> str:
    """Data as readable JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=dict) + "\n"

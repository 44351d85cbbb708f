"""Everything that must pass: style, types, tests. `python -m tests`."""

from __future__ import annotations

import subprocess
import sys

STEPS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy", "models", "planner", "inputs", "tests"),
    ("pytest",),
)


def main() -> int:
    """Run every step; the first that fails decides."""
    for step in STEPS:
        sys.stderr.write(f"+ {' '.join(step)}\n")
        failed = subprocess.run([sys.executable, "-m", *step], check=False).returncode
        if failed:
            return failed
    return 0


if __name__ == "__main__":
    sys.exit(main())

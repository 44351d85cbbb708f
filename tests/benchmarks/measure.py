"""What a size costs: build, hand-over, root gap and time to 0.1 %, with and without cover rows, side by side.

Run by hand: `python -m tests.benchmarks.measure [S] [M] [--seeds 1 2 3] [--seconds 120]`. Times are of one thread of
the machine at hand, and only their ratios travel. Peak memory is of the process so far: name the smaller size first.
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass

from models.build import build
from models.handover import hand_over
from models.highs import Highs, Outcome
from tests.synthetic import Size, synthetic_case

GAP = 1e-3
HEADS = (
    "case",
    "cover rows",
    "rows",
    "columns",
    "integers",
    "build s",
    "hand-over s",
    "root gap %",
    "search s",
    "gap %",
)


@dataclass(frozen=True)
class Measured:
    """One run of one case."""

    rows: int
    columns: int
    integers: int
    build: float
    hand_over: float
    relaxation: float
    search: float
    cost: float
    gap: float

    def cells(self, best: float) -> tuple[str, ...]:
        """Figures as printed; the root gap is against the best cost of both runs."""
        root = 100.0 * (best - self.relaxation) / abs(best)
        return (
            f"{self.rows:,}",
            f"{self.columns:,}",
            f"{self.integers:,}",
            f"{self.build:.2f}",
            f"{self.hand_over:.2f}",
            f"{root:.3f}",
            f"{self.search:.1f}",
            f"{100.0 * self.gap:.3f}",
        )


def measure(size: Size, seed: int, seconds: float, *, cover_rows: bool) -> Measured:
    """Build, hand over, relax and search one case."""
    case = synthetic_case(size, seed)
    began = time.perf_counter()
    program = build(case, cover_rows=cover_rows)
    built = time.perf_counter()
    arrays = hand_over(program.model).arrays
    handed = time.perf_counter()
    relaxation = Highs(arrays).solve_relaxation().objective
    searching = time.perf_counter()
    answer = Highs(arrays).solve(gap=GAP, seconds=seconds)
    ended = time.perf_counter()
    assert answer.outcome in (Outcome.OPTIMAL, Outcome.TIME_LIMIT)
    rows, columns = arrays.matrix.shape
    return Measured(
        rows,
        columns,
        int(arrays.integer.sum()),
        built - began,
        handed - built,
        relaxation,
        ended - searching,
        answer.objective,
        (answer.objective - answer.bound) / abs(answer.objective),
    )


def main() -> None:
    """Print a row a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["S", "M"])
    parser.add_argument("--seeds", nargs="*", type=int, default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=120.0)
    wanted = parser.parse_args()
    print(" | ".join(HEADS))  # noqa: T201
    for size in wanted.sizes:
        for seed in wanted.seeds:
            runs = {rows: measure(size, seed, wanted.seconds, cover_rows=rows) for rows in (False, True)}
            best = min(run.cost for run in runs.values())
            for rows, run in runs.items():
                print(" | ".join((f"{size} {seed}", "with" if rows else "without", *run.cells(best))), flush=True)  # noqa: T201
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
        print(f"{size}: peak memory {peak:.0f} MB", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

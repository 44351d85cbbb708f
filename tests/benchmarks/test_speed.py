"""Speed of build and hand-over on an S case: `pytest tests/benchmarks --benchmark-only`; skipped in a plain run."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from models.build import build
from models.handover import hand_over
from tests.synthetic import synthetic_case

pytestmark = pytest.mark.skipif("not config.getoption('benchmark_only')", reason="timed only with --benchmark-only")


def test_build_of_an_s_case(benchmark: BenchmarkFixture) -> None:
    case = synthetic_case("S", 1)
    program = benchmark(build, case)
    assert program.signature


def test_hand_over_of_an_s_case(benchmark: BenchmarkFixture) -> None:
    model = build(synthetic_case("S", 1)).model
    handed = benchmark(hand_over, model)
    assert handed.arrays.matrix.nnz > 10_000

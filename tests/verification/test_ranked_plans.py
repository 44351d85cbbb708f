"""Verification example about ranked plans: which plans count as another one."""

from __future__ import annotations

import pytest

from models.study import Options, Study
from tests.verification.examples import EXAMPLES
from tests.verification.figures import expected


def test_v39_all_plans_and_minimal_plans() -> None:
    """Proves: `all` cuts off one set of projects at a time (G1), `minimal` every superset of an earlier plan too (G2).

    By hand: c 8, c + d 9, a + b 11, a + b + d 12 (a + c 13 is fifth); without padded plans c 8 and a + b 11, no more.
    If broken: cuts that forget the projects not opened give 8, 11 for both; a minimal list that goes on is padded.
    """
    *plain, first, second = expected("V39")
    ranked = Study(EXAMPLES["V39"].case, Options(gap=0.0, distinct="all")).ranked(4)
    assert [found.plan.cost for found in ranked] == pytest.approx(plain)
    assert [sorted(found.plan.signature) for found in ranked] == [["c"], ["c", "d"], ["a", "b"], ["a", "b", "d"]]
    study = Study(EXAMPLES["V39"].case, Options(gap=0.0, distinct="minimal"))
    minimal = study.ranked(5)
    assert [found.plan.cost for found in minimal] == pytest.approx([first, second])
    assert [sorted(found.plan.signature) for found in minimal] == [["c"], ["a", "b"]]
    assert study.complete

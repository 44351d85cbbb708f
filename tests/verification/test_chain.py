"""Verification examples about recipes: yields, recycling, by-products, joint outputs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.plan import Disposal, InputUse, Plan
from tests.verification.examples import EXAMPLES
from tests.verification.figures import expected
from tests.verification.reading import made

Solved = Callable[..., Plan]


def test_v02_yields_multiply_along_the_chain(solved: Solved) -> None:
    """Proves: inputs are gross of yield, once, at every stage (A1, A2).

    By hand: 100 x 2 = 200 kg magnet, x 1.25 = 250 alloy, x .3 = 75 metal, / .75 = 100 oxide, x 60 = 6000.
    If broken: without the alloy's yield 4800; with the oxide's yield applied twice 8000.
    """
    alloy, metal, oxide, cost = expected("V02")
    plan = solved(EXAMPLES["V02"].case)
    used = {row.good: row.total for row in plan[InputUse]}
    assert plan.cost == pytest.approx(cost)
    assert (used["alloy"], used["metal"], used["oxide"]) == pytest.approx((alloy, metal, oxide))


def test_v46_recycling_is_a_recipe_that_scrap_limits(solved: Solved) -> None:
    """Proves: scrap as a joint output of primary metal limits what is recycled (A1, A7).

    By hand: s = p / 4 and p + s = 100 give p = 80, s = 20; 80 + .2 x 20 = 84.
    If broken: scrap from nowhere gives 20; no scrap at all gives 100; a quarter of demand gives 80.
    """
    primary, secondary, cost = expected("V46")
    plan = solved(EXAMPLES["V46"].case)
    assert plan.cost == pytest.approx(cost)
    assert (made(plan, "A / primary"), made(plan, "A / recycling")) == pytest.approx((primary, secondary))


def test_v47_a_by_product_cannot_outgrow_its_host(solved: Solved) -> None:
    """Proves: a by-product follows its host's output, and the host's main output may be discarded (A1, A1w).

    By hand: 4 % of 1000 = 40 at 1, the other 10 at 3: 70.
    If broken: without the host's limit 50; without the by-product (or with a main output that must be used) 150.
    """
    by_product, dedicated, cost = expected("V47")
    plan = solved(EXAMPLES["V47"].case)
    assert plan.cost == pytest.approx(cost)
    assert (made(plan, "A / recovery"), made(plan, "A / dedicated")) == pytest.approx((by_product, dedicated))


def test_v56_the_scarce_joint_output_sets_the_runs(solved: Solved) -> None:
    """Proves: every output of a joint recipe may be discarded at its price, the main one included (A1, A1w).

    By hand: 2 Dy at .1 a run need 20 runs at 1, which leave 20 - 10 = 10 NdPr to discard at .5: 25.
    If broken: no disposal of the main output leaves no plan; free disposal gives 20.
    """
    runs, discarded, cost = expected("V56")
    plan = solved(EXAMPLES["V56"].case)
    assert plan.cost == pytest.approx(cost)
    assert made(plan, "A / separation") == pytest.approx(runs)
    assert {row.good: row.total for row in plan[Disposal]} == pytest.approx({"NdPr": discarded, "Dy": 0.0}, abs=1e-6)

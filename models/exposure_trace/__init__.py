"""Exposure of given flows and ownership: what every workbook reports, never the solver's grade labels.

Three attributions are named. Matched: clean batches are assigned where they count most, so that exposure is the share
of deliveries lost if every adversary flow vanished (`cut_network`). Proportional: every outflow of a pool has the mix
of its inflows (`mixing`, `look_through`, `value`). None needed: shares read straight from flows (`shares`).
"""

from __future__ import annotations

from models.case import Case
from models.exposure_trace import look_through, shares, value
from models.exposure_trace.cut_network import cut_off
from models.exposure_trace.exposure import Attribution, Exposure, Trace
from models.exposure_trace.needs import Needs
from models.exposure_trace.quantities import Quantities
from models.plan import Plan

__all__ = ["Attribution", "Exposure", "Trace", "trace"]


def trace(case: Case, plan: Plan) -> Trace:
    """Exposure of a plan's flows.

    Shares over goods add them by `Good.weight`, else in tonnes, kilograms or pieces; value shares in money.
    Outlets are never counted. A need that goes unmet stays in the base of what is due.
    """
    quantities = Quantities(case, plan)
    needs = Needs(quantities)
    clean = cut_off(quantities)
    book = shares.Book(quantities, clean)
    exposures = (
        *look_through.matched(needs, clean),
        *look_through.proportional(needs),
        *value.value_look_through(needs),
        *shares.direct(book),
        *shares.largest_third_nation(book),
        *shares.dirty_output(book),
    )
    return Trace(exposures, clean.flows, clean.deliveries, clean.outputs)

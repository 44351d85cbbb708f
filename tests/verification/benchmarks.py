"""Published instances as examples: `BENCHMARKS` by name, and the kstar set where its files are at hand."""

from __future__ import annotations

from pathlib import Path

from tests.external.orlib import read, warehouse_case
from tests.external.supplychef import plans, supplychef_case
from tests.verification.figures import Example

BENCHMARKS: dict[str, Example] = {
    "cap41": Example(warehouse_case(read("cap41")), 1040444.375),
    "cap64": Example(warehouse_case(read("cap64")), 1045650.25),
    "cap71": Example(warehouse_case(read("cap71")), 932615.75),
    "cap72": Example(warehouse_case(read("cap72")), 977799.4),
    "cap81": Example(warehouse_case(read("cap81")), 838499.2875),
    "cap111": Example(warehouse_case(read("cap111")), 826124.7125),
    "cap41 altered": Example(warehouse_case(read("cap41_altered")), 955641.925),
    "storage, customer": Example(supplychef_case(plans()["storage_customer"]), 1100.0),
    "supplier, storage, customer": Example(supplychef_case(plans()["supplier_storage_customer"]), 1700.0),
    "plant, storage, customer": Example(supplychef_case(plans()["plant_storage_customer"]), 3410.0),
    "supplier, plant, storage, customer": Example(supplychef_case(plans()["model4_bom_chain"]), 3400.0),
}
"""Optima of the OR-Library as published (capacitated, a customer may be served from several sites; the altered copy
must not come out at the optimum of the original), and what the tests of SupplyChainOptimization.jl assert."""

KSTAR = {"tI2_tJ2": 26812.0, "tI4_tJ4": 27098.0, "tI6_tJ6": 28904.0, "tI8_tJ8": 30684.0}
"""Published optima of the kstar set: 10 plants, 10 depots, 30 customers, 3 products."""

_KSTAR_FILES = Path(__file__).parents[3] / "shared" / "bench" / "tscflp" / "gonzalez_kstar"


def kstar_file(name: str) -> Path:
    """Where a file of the kstar set would be; the files carry no licence and are not part of the project."""
    return _KSTAR_FILES / f"kstar_nI10_nJ10_nK30_nL3_{name}_s1.txt"

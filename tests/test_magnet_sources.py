"""The data files behind the magnet case: updates over cells, dates, look-ups."""

from __future__ import annotations

import csv

import pytest

from inputs.magnets.sources import DATA, _as_of, facility_figure, figure, table


def test_an_update_replaces_the_cell_and_its_source() -> None:
    value, evidence = facility_figure("DE-VAC", "capacity_t_y")
    assert (value, evidence.confidence) == (1000.0, "medium")
    assert evidence.source.startswith("t-online (28 Apr 2026)")
    assert evidence.as_of == "2026-04"


def test_a_figure_is_dated_by_the_latest_date_in_its_source_and_never_after_the_edition() -> None:
    assert _as_of({"source": "MP results (26 Feb 2026); SEC 2021"}) == "2026-02"
    assert _as_of({"source": "C&EN (Apr 2014); list (2022)"}) == "2022-12"
    assert _as_of({"source": "model (2026)"}) == "2026-09"
    assert _as_of({"source": "atomic masses"}) == "2026-09"


def test_a_figure_that_is_not_there_or_not_alone_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 rows of prices match"):
        figure("prices", "usd_per_kg", good="gold")
    with pytest.raises(LookupError, match="4 rows of prices match"):
        figure("prices", "usd_per_kg", good="Tb oxide 99.99 %", market="China fob")


def test_the_data_files_are_read_as_they_stand() -> None:
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            assert len(table(path.stem)) == sum(1 for _ in csv.reader(file)) - 1
    assert len(table("ree_magnet_facilities")) == 49

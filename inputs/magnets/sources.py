"""The data files of the case, read once, and what stands behind a figure.

Data rows are returned as they stand in `inputs/data`; nothing is rounded or corrected here. `evidence_of` turns the
source columns of a data row into `Evidence`; `assumed` and `derived` are for figures that no source prints.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from models.case import Source
from models.schema import MEASURES, Confidence, SourcedRow, column_of

S = TypeVar("S", bound=SourcedRow)
DataRow = dict[str, str]

DATA = Path(__file__).parent.parent / "data"
EDITION = "2026-09"
"""Month in which the data were collected: no figure is dated later."""

OWN_RULE = "Derived for this case; the rule stands in the note"
_CONFIDENCE: dict[str, Confidence] = {"H": "high", "M": "medium", "L": "low"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH_AND_YEAR = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.? (20\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")


@dataclass(frozen=True)
class Evidence:
    """What stands behind a figure: source, date (year-month), confidence, and a note or None."""

    source: str
    as_of: str
    confidence: Confidence
    note: str | None = None

    def noting(self, note: str) -> Evidence:
        """The same evidence with one more sentence in its note."""
        return Evidence(self.source, self.as_of, self.confidence, f"{self.note}; {note}" if self.note else note)

    def weaker(self, confidence: Confidence) -> Evidence:
        """The same evidence, trusted as given."""
        return Evidence(self.source, self.as_of, confidence, self.note)


def assumed(note: str, source: str = "Assumption of this case; no source gives the figure") -> Evidence:
    """Evidence of a figure that no source gives; the note says the value's band and why."""
    return Evidence(source, EDITION, "assumption", note)


def defined(note: str) -> Evidence:
    """Evidence of what this case defines rather than measures."""
    return Evidence("Definition of this case", EDITION, "high", note)


def derived(note: str, *origins: Evidence) -> Evidence:
    """Evidence of a figure computed from sourced ones by the rule in the note; an assumption of this case."""
    named = " | ".join(dict.fromkeys(origin.source for origin in origins))
    latest = max((origin.as_of for origin in origins), default=EDITION)
    return Evidence(f"{OWN_RULE}. From: {named}" if named else OWN_RULE, latest, "assumption", note)


@cache
def table(name: str) -> tuple[DataRow, ...]:
    """All rows of a data file, by its name without the ending."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def figure(name: str, column: str, /, **match: str) -> tuple[float, Evidence]:
    """The one figure of a data file whose row has the given values, and its evidence.

    Raises:
        LookupError: no row or more than one matches.
    """
    rows = [row for row in table(name) if all(row[key] == value for key, value in match.items())]
    if len(rows) != 1:
        raise LookupError(f"{len(rows)} rows of {name} match {match}, one is needed")
    return float(rows[0][column]), evidence_of(rows[0])


def evidence_of(row: DataRow) -> Evidence:
    """Evidence from the source columns of a data row.

    A figure dated by year only is dated at that year's end, or at the edition where that lies later.
    """
    url = row.get("source_url", "").split(" | ")[0]
    source = f"{row['source']}, {url}" if url else row["source"]
    confidence = _CONFIDENCE.get(row.get("confidence", ""), "medium")
    return Evidence(source, _as_of(row), confidence)


def _as_of(row: DataRow) -> str:
    dated = [f"{year}-{_MONTHS.index(month) + 1:02d}" for month, year in _MONTH_AND_YEAR.findall(row["source"])]
    dated += [f"{year}-12" for year in _YEAR.findall(_MONTH_AND_YEAR.sub("", row["source"]))]
    if not dated:
        stated = row.get("year") or row.get("period") or row.get("as_of") or row["source"]
        dated = [f"{year}-12" for year in _YEAR.findall(stated)] or [EDITION]
    return min(max(dated), EDITION)


@cache
def facilities() -> dict[str, DataRow]:
    """Facilities by id: the first table, the additions, and the updates applied over them cell by cell."""
    found = {row["facility_id"]: dict(row) for row in (*table("ree_magnet_facilities"), *table("facilities_additions"))}
    for update in table("facilities_updates"):
        found[update["facility_id"]][update["column"]] = update["value"]
    return found


def facility_figure(facility: str, column: str) -> tuple[float, Evidence]:
    """A figure of a facility and its evidence: that of the update where one replaced the cell."""
    for update in table("facilities_updates"):
        if update["facility_id"] == facility and update["column"] == column:
            return float(update["value"]), evidence_of(update)
    row = facilities()[facility]
    return float(row[column]), evidence_of(row)


def facility_evidence(facility: str) -> Evidence:
    """Evidence of a facility's row."""
    return evidence_of(facilities()[facility])


def sourced(row: S, evidence: Evidence) -> S:
    """The row with its source columns filled."""
    facts = {
        "source": evidence.source,
        "as_of": evidence.as_of,
        "confidence": evidence.confidence,
        "note": evidence.note,
    }
    return row.model_copy(update=facts)


def own_source(row: SourcedRow, column: str, evidence: Evidence) -> Source:
    """The row of Sources for one figure whose evidence is not that of its row."""
    return Source(
        on_sheet=type(row).sheet,
        row_name=row.row_id,
        column_name=column_of(type(row), column).header,
        source=evidence.source,
        as_of=evidence.as_of,
        confidence=evidence.confidence,
        note=evidence.note,
    )


def usd_per_kg(price: float, unit: str) -> float:
    """A price in USD per kg as million USD per model unit of a good measured in kg, t or kt.

    >>> usd_per_kg(69.0, "kt"), usd_per_kg(350.0, "t")
    (69.0, 0.35)
    """
    kilograms = {"kg": 1.0, "t": 1_000.0}[MEASURES[unit].base] * MEASURES[unit].size
    return price * kilograms / 1e6


def fx(currency: str) -> float:
    """USD for one unit of a currency, as implied by a source in `cost_parameters`."""
    if currency == "USD":
        return 1.0
    return figure("cost_parameters", "value", parameter=f"FX {currency}")[0]

"""Sheets Sources (weakest first) and Problems (what was unusual, repaired or filled in when reading)."""

from __future__ import annotations

from dataclasses import dataclass

from models.case import Source
from models.schema import Confidence
from planner.report import words
from planner.report.sheet import Cell, Column, Sheet, Table, row
from planner.report.view import View
from planner.workbook.problems import count_words, rows_words

_STRENGTH: dict[Confidence, int] = {"assumption": 0, "low": 1, "medium": 2, "high": 3}


@dataclass(frozen=True)
class _Evidence:
    confidence: Confidence
    on_sheet: str
    row_name: str
    figure: str
    source: str | None
    as_of: str | None
    note: str | None


def sources_sheet(view: View) -> Sheet:
    """Every row's source; figures with a source of their own have a row too."""
    found = sorted(_evidence(view), key=lambda one: _STRENGTH[one.confidence])
    rows = tuple(
        row(Cell(one.confidence, bold=one.confidence == "assumption"), one.on_sheet, one.row_name, one.figure,
            one.source or "none named", one.as_of or "not stated", one.note or "-")
        for one in found
    )  # fmt: skip
    columns = (
        Column("Confidence", 12), Column("Sheet", 16), Column("Row", 38), Column("Figure", 14), Column("Source", 42),
        Column("As of", 11), Column("Note", 32),
    )  # fmt: skip
    counts = words.listed(f"{count} {level}" for level, count in view.confidence.items())
    named = len({one.source for one in found if one.source})
    return Sheet(
        name="Sources",
        title="Sources: where each input row comes from, weakest first",
        headlines=(
            f"{view.confidence['assumption']} of {len(view.sourced_rows)} input rows are assumptions; "
            f"{words.counted(named, 'source')} {'is' if named < 2 else 'are'} named.",
        ),
        notes=(
            f"Rows by confidence: {counts}. The author of the input typed it; blank counts as assumption.",
            "Sources are credited as the input names them. Figure = a column with its own source, else the whole row.",
        ),
        table=Table.with_nothing_said(Table("Sources", columns, rows, filtered=True), "None"),
    )


def problems_sheet(view: View) -> Sheet:
    """What the reader had to say about the input."""
    reading = view.result.reading
    rows = tuple(
        row(one.code, Cell(one.kind, bold=True), one.where, one.found or "-", one.expected or "-", one.advice)
        for one in reading.problems
    )
    columns = (
        Column("Code", 8), Column("Kind", 11), Column("Where in your workbook", 26), Column("Found", 30),
        Column("Expected or used", 36), Column("What to do", 54),
    )  # fmt: skip
    return Sheet(
        name="Problems",
        title="Problems: what was unusual, repaired or filled in when your workbook was read",
        headlines=(count_words(reading.problems),),
        notes=(
            rows_words(reading.rows_read, reading.rows_used, reading.rows_left_out),
            "Warning = used as you typed it. Repair = the meaning was certain; read as shown. "
            "Default = you left it blank. Left out = the row was not used.",
        ),
        table=Table.with_nothing_said(Table("Problems", columns, rows, filtered=True), "None"),
    )


def _evidence(view: View) -> list[_Evidence]:
    rows = [
        _Evidence(one.confidence, type(one).sheet, one.row_id, "whole row", one.source, one.as_of, one.note)
        for one in view.sourced_rows
    ]
    figures = [
        _Evidence(one.confidence, one.on_sheet, one.row_name, one.column_name, one.source, one.as_of, one.note)
        for one in view.case[Source]
    ]
    return [*rows, *figures]

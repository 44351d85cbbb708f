"""The plan workbook: which sheets, in what order."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from planner.report import (
    about,
    actions,
    binds,
    budget,
    chart_data,
    checks,
    compare,
    contracts,
    costs,
    cover,
    deliveries,
    evidence,
    exposure,
    firms,
    flows,
    inputs,
    outputs,
    page,
    style,
    summary,
    support,
    what_if,
)
from planner.report.sheet import Sheet
from planner.report.view import View
from planner.result import Option, Result

CREATED = datetime(2020, 1, 1)
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_format_properties": {"font_name": style.FONT, "font_size": style.BODY},
}


def write_plan_workbook(result: Result, path: Path) -> None:
    """Writes the plan workbook of a run.

    Args:
        result: the run; it has at least one plan.
        path: the file to write; an existing one is replaced, so callers write beside and move.

    Raises:
        ValueError: the result has no plan.
        page.ReportError: a cell, table or chart could not be written as it should.
        OSError: the file cannot be written.
    """
    sheets = plan_sheets(result)
    view = View(result)
    settings = view.case.settings
    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": settings.title, "author": "", "created": CREATED})
    data = sheets[-1]
    places = chart_data.places(sheets[:-1], page.first_data_row(data))
    stamp = page.Stamp(settings.title, settings.marking, view.status)
    paper = page.Paper(workbook, style.Styles(workbook), stamp, places)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            for sheet in sheets:
                page.write(paper, sheet)
            _close(workbook)
        except UserWarning as refused:
            raise page.ReportError(f"XlsxWriter warned: {refused}") from refused


def plan_sheets(result: Result) -> tuple[Sheet, ...]:
    """All sheets in order, before anything is written."""
    view = View(result)
    inner = [summary.sheet(view), compare.sheet(view)]
    for option in view.options:
        inner += [
            actions.actions_sheet(view, option),
            actions.timeline_sheet(view, option),
            *_support_sheets(view, option),
            exposure.sheet(view, option),
        ]
    inner += [
        deliveries.sheet(view), flows.sheet(view), outputs.sheet(view), costs.sheet(view), binds.sheet(view),
        *([what_if.sheet(view)] if view.supported else []), evidence.sources_sheet(view), checks.sheet(view),
        evidence.problems_sheet(view), inputs.sheet(view), about.sheet(view),
    ]  # fmt: skip
    data = chart_data.sheet(inner)
    return (cover.sheet(view, [sheet.name for sheet in (*inner, data)]), *inner, data)


def _support_sheets(view: View, option: Option) -> list[Sheet]:
    """What makes firms move and who pays; none where the case offers no support, and none on contracts without any."""
    if not view.supported:
        return []
    bought = [contracts.sheet(view, option)] if view.contracted else []
    return [firms.sheet(view, option), support.sheet(view, option), *bought, budget.sheet(view, option)]


def _close(workbook: Any) -> None:
    """Writes the file; XlsxWriter hides what went wrong in an error of its own."""
    try:
        workbook.close()
    except xlsxwriter.exceptions.FileCreateError as refused:
        raise OSError(str(refused)) from refused

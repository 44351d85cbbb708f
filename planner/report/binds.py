"""Sheet What binds: the caps that shape Plan 1, dearest first."""

from __future__ import annotations

from models.case import Cap
from planner.report import style, words
from planner.report.exposures import Block
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, row
from planner.report.view import View
from planner.result import Binding

MISSED = 0.05
"""Points above a cap that print as more than 0.0."""
WORTH_SAYING = 0.05
"""Million that print as more than 0.0."""


def sheet(view: View) -> Sheet:
    """The sheet."""
    bindings = sorted(view.result.bindings, key=lambda found: (-(found.saving or 0.0), -(found.unit_saving or 0.0)))
    columns = (
        Column("Rule", 36),
        Column("Years", 14, align="left"),
        Column("Limit", 9, style.EXPOSURE),
        Column("Plan 1", 9, style.EXPOSURE),
        Column("Missed?", 12),
        Column(f"One point saves at most ({view.million})", 13, style.MONEY),
        Column("Larger change", 11, align="right"),
        Column(f"It saves ({view.million})", 11, style.MONEY),
        Column("What would change", 32),
        Column("Cell in your workbook", 14),
    )
    table = Table("What_binds", columns, tuple(_row(view, found) for found in bindings))
    return Sheet(
        name="What binds",
        title="What binds: the caps that shape Plan 1, dearest first",
        headlines=(_headline(view, bindings),),
        notes=(
            "One point saves at most: one more percentage point with the same projects, close to today's cap. "
            "n/a = not known.",
            "Larger change: a fresh search with the cap moved, so projects may come or go; quote this one. "
            "not tried = no search was made.",
        ),
        table=Table.with_nothing_said(table, "None"),
    )  # fmt: skip


def rule_name(view: View, binding: Binding) -> str:
    """A cap in words, with the good or nation where it has several rows."""
    cap = next((row for row in view.case[Cap] if row.row_id == binding.cap), None)
    if cap is None:
        return binding.cap
    name = Block(cap.metric, cap.what, cap.where).label
    return f"{name} ({binding.of})" if binding.of and binding.of != cap.what else name


def _headline(view: View, bindings: list[Binding]) -> str:
    if not bindings:
        return _nothing_binds(view)
    tried = [found for found in bindings if found.saving is not None and found.moved_to is not None]
    first = (tried or bindings)[0]
    cap = f"The {words.years_named(first.years)} cap on {rule_name(view, first)}"
    if first.saving is not None and first.moved_to is not None:
        saved = words.money(view.currency, first.saving)
        to, limit = words.percent(first.moved_to), words.percent(first.limit)
        return f"{cap} costs most: at {to} instead of {limit}, the best plan would cost {saved} less."
    if first.unit_saving is not None:
        return f"{cap} costs most: one more point saves {words.money(view.currency, first.unit_saving)}."
    return f"{cap} holds Plan 1 at its limit; what that costs is not known."


def _nothing_binds(view: View) -> str:
    above = view.above_without_caps(view.first)
    if above < WORTH_SAYING:
        return "No cap shapes Plan 1: the cheapest plan without caps costs as much."
    together = words.money(view.currency, above)
    return (
        f"With the projects of Plan 1, one more point under any cap saves nothing; all caps together cost {together}."
    )


def _row(view: View, binding: Binding) -> Row:
    missed = binding.breach >= MISSED
    tried = binding.moved_to is not None
    return row(
        rule_name(view, binding),
        words.years_named(binding.years),
        binding.limit,
        binding.level,
        Cell(f"by {binding.breach:.1f} pp" if missed else "no", bold=missed, fill=style.OVER_FILL if missed else ""),
        _known(binding.unit_saving),
        f"to {100 * binding.moved_to:.1f}%" if binding.moved_to is not None else "not tried",
        _known(binding.saving) if tried else "not tried",
        _change(binding),
        str(view.result.reading.places.spot(Cap, binding.cap, "cap")),
    )


def _known(figure: float | None) -> Value:
    return "n/a" if figure is None else figure


def _change(binding: Binding) -> str:
    if binding.moved_to is None:
        return "-"
    parts = []
    if binding.starts_dropped:
        parts.append(f"{words.listed(binding.starts_dropped)} would drop out")
    if binding.starts_added:
        parts.append(f"{words.listed(binding.starts_added)} would come in")
    return f"{'; '.join(parts)}." if parts else "The same projects; only flows change."

"""Sheet What binds: the caps that shape Plan 1, dearest first."""

from __future__ import annotations

from models.case import Cap
from planner.report import style, words
from planner.report.exposures import Block
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, row
from planner.report.view import View
from planner.result import Binding

WORTH_SAYING = 0.05
"""Million that print as more than 0.0."""
NOT_KNOWN = words.NOT_KNOWN
NOT_TRIED = "not tried"
SMALLER = "less than is proved"


def sheet(view: View) -> Sheet:
    """The sheet."""
    bindings = sorted(view.result.bindings, key=lambda one: (-(saving(view, one) or 0.0), -(one.unit_saving or 0.0)))
    columns = (
        Column("Rule", 36),
        Column("Years", 14, align="left"),
        Column("Limit", 9, style.TYPED_SHARE),
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
            "One point saves at most: one more percentage point with the same projects, close to the cap as it is."
            f"{_nobody_pays(view)}",
            "Larger change: a fresh search with the cap moved or dropped, so projects may come or go; quote this one. "
            f"{NOT_TRIED} = only the dearest are; {NOT_KNOWN} = not proved before that search ended.",
            f"{SMALLER} = the two searches are proved to within more than the difference, so it may be nothing.",
        ),
        table=Table.with_nothing_said(table, "None"),
    )  # fmt: skip


def rule_name(view: View, binding: Binding, *, spoken: bool = False) -> str:
    """A cap in words; `spoken`: inside a sentence."""
    cap = next((row for row in view.case[Cap] if row.row_id == binding.cap), None)
    if cap is None:
        return binding.cap
    block = Block(cap.metric, cap.what, cap.where)
    return block.spoken if spoken else block.label


def saving(view: View, binding: Binding) -> float | None:
    """Million that the larger change saves; None where that is not known, or less than both searches are proved to."""
    found = binding.saving
    if found is None:
        return None
    cost = view.first.plan.cost
    proved = view.case.settings.gap * (abs(cost) + abs(cost - found))
    return found if abs(found) >= max(proved, WORTH_SAYING) else None


def _nobody_pays(view: View) -> str:
    what = words.priced(view.first.plan)
    return f" Savings count {what}, that nobody pays." if what else ""


def _headline(view: View, bindings: list[Binding]) -> str:
    if not bindings:
        return _nothing_binds(view)
    first = bindings[0]
    cap = f"The {words.years_named(first.years)} cap on {rule_name(view, first, spoken=True)}"
    saved = saving(view, first)
    if saved is not None:
        less = words.money(view.currency, saved)
        if first.moved_to is None:
            return f"{cap} costs most: without it, the best plan would cost {less} less."
        to, limit = words.typed(first.moved_to), words.typed(first.limit)
        return f"{cap} costs most: at {to} instead of {limit}, the best plan would cost {less} less."
    if first.dropped:
        known = first.unit_saving is not None
        near = _nothing_binds(view) if known else "What one more point saves is not known: the solver gave no answer."
        alone = "this rule" if len(bindings) == 1 else "any of the rules listed alone"
        return f"{near} Dropping {alone} saves nothing that is proved."
    return f"{cap} costs most: one more point saves at most {words.money(view.currency, first.unit_saving or 0.0)}."


def _nothing_binds(view: View) -> str:
    """Whether the projects of Plan 1 hang on the caps shows in what all caps cost together."""
    if not view.case[Cap]:
        return "No cap was set, so none binds."
    above = view.above_without_caps(view.first)
    if above is not None and above < WORTH_SAYING:
        return "No cap binds: the cheapest plan without caps costs as much as Plan 1."
    together = NOT_KNOWN if above is None else words.money(view.currency, above)
    return (
        f"No cap binds with the projects of Plan 1: one more point under any saves less than {view.currency} 0.1 "
        f"million. What all caps together cost: {together}."
    )


def _level(view: View, binding: Binding) -> float | None:
    """Largest share that the cap limits, as the exposure sheet of Plan 1 measures it."""
    found: list[float] = []
    for block in _blocks(view, binding):
        for check in view.exposures.checks:
            if check.block == block and not {*check.years}.isdisjoint(binding.years):
                measured = view.exposures.measured(view.first, block, check.years)
                found += [measured.share] if measured is not None and measured.share is not None else []
    return max(found, default=None)


def _blocks(view: View, binding: Binding) -> list[Block]:
    """What the cap is about: a cap on a tier has a block for each good."""
    return [block for block in view.exposures.blocks if any(cap.row_id == binding.cap for cap in block.caps)]


def _missed(view: View, binding: Binding) -> Cell:
    """By how many points Plan 1 misses the cap at worst in these years."""
    blocks = _blocks(view, binding)
    breaches = [
        breach
        for breach in view.exposures.breaches(view.first)
        if breach.check.block in blocks and not {*breach.check.years}.isdisjoint(binding.years)
    ]
    if not breaches:
        return Cell("no")
    worst = max(breaches, key=lambda breach: breach.over)
    said = f"by {words.points(worst.over)}" if worst.over else "needs unmet"
    return Cell(said, bold=True, fill=style.OVER_FILL)


def _row(view: View, binding: Binding) -> Row:
    level = _level(view, binding)
    return row(
        rule_name(view, binding),
        words.years_named(binding.years),
        binding.limit,
        "n/a" if level is None else level,
        _missed(view, binding),
        NOT_KNOWN if binding.unit_saving is None else binding.unit_saving,
        _larger_change(binding),
        _saves(view, binding),
        _change(view, binding),
        str(view.result.reading.places.spot(Cap, binding.cap, "cap")),
    )


def _larger_change(binding: Binding) -> str:
    if binding.moved_to is not None:
        return f"to {words.typed(binding.moved_to)}"
    return "dropped" if binding.dropped else _untold(binding)


def _untold(binding: Binding) -> str:
    return NOT_KNOWN if binding.tried else NOT_TRIED


def _saves(view: View, binding: Binding) -> Value:
    if binding.saving is None:
        return _untold(binding)
    proved = saving(view, binding)
    return SMALLER if proved is None else proved


def _change(view: View, binding: Binding) -> str:
    """Projects that would come or go; nothing is said of a change that may be nothing."""
    if saving(view, binding) is None:
        return "-"
    changes = (("Would drop out", binding.starts_dropped), ("Would come in", binding.starts_added))
    said = " ".join(f"{what}: {'; '.join(projects)}." for what, projects in changes if projects)
    return said or "The same projects; only flows, sizes or years change."

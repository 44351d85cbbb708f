"""Sheet What if: what Plan 1 needs and costs, moves held, if an assumption is wrong or some support is left out."""

from __future__ import annotations

from models.plan import Status
from planner.report import packages, style, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, Value, row
from planner.report.view import View
from planner.result import WhatIf
from planner.what_if import CONTRACTS

NO_PLAN = "no plan"
WORTH_SAYING = 0.05
"""Million that print as more than 0.0."""
AS_TYPED = "As typed"
WORKS = "These moves still work"
_GROUPS = {"nothing": AS_TYPED, "form of support": "Form left out", "payer": "Payer left out"}
_FORMS = {
    "grant": "grants",
    "investment credit": "investment credits",
    "production credit": "production credits",
    "accelerated depreciation": "accelerated depreciation",
    "soft loan": "soft loans",
    "guarantee": "guarantees",
    "equity": "equity",
    CONTRACTS: "purchase contracts",
}
_UNFINISHED = {
    Status.FAILED: "Not finished: the solver gave no answer",
    Status.INTERRUPTED: "Not finished: the run was stopped",
}


def sheet(view: View) -> Sheet:
    """The sheet."""
    million = view.million
    columns = (
        Column("What changes", 16),
        Column("How", 46),
        Column(f"Support ({million})", 15, style.MONEY),
        Column(f"More support ({million})", 15, style.EFFECT),
        Column(f"Cost ({million})", 15, style.MONEY),
        Column(f"More cost ({million})", 15, style.EFFECT),
        Column("What it means", 42),
    )
    found = view.result.what_ifs
    rows = tuple(_row(view, one, ends=_ends(found, place)) for place, one in enumerate(found))
    return Sheet(
        name="What if",
        title="What if: Plan 1 when an assumption is wrong, or without a form of support or a payer",
        headlines=(_assumptions(view), _left_out(view)),
        notes=(
            "Moves held: what Plan 1 starts, in the same years; flows, closures and support are free, so a plant may "
            "stand idle. Selling prices: of every good that firms with something to decide can make, in every market.",
            f"Support and cost: present value at the public rate of {100 * view.case.settings.discount_rate:g}%. "
            f"More = than in the first row, searched in the same way.{_nobody_pays(view)} {words.NOT_KNOWN} = its "
            "search had not finished when it was stopped.",
            f"{NO_PLAN} = with these moves nothing keeps every rule: some firm would not move or not stay, or a cap, "
            "a need, an aid ceiling or a budget would be missed. Other moves may.",
        ),
        table=Table.with_nothing_said(Table("What_if", columns, rows), "None"),
    )  # fmt: skip


def _nobody_pays(view: View) -> str:
    what = words.priced(view.first.plan)
    return f" Cost counts {what}, that nobody pays." if what else ""


def _ends(found: tuple[WhatIf, ...], place: int) -> bool:
    return place + 1 < len(found) and _group(found[place + 1]) != _group(found[place])


def _group(one: WhatIf) -> str:
    return _GROUPS.get(one.changed, "Assumption")


def _row(view: View, one: WhatIf, *, ends: bool) -> Row:
    more_support, more_cost = _more_support(view, one), _more_cost(view, one)
    return row(
        Cell(_group(one), bold=True),
        words.first_capital(_how(one)),
        _told(one, one.support),
        "-" if one.changed == "nothing" else _told(one, more_support),
        _told(one, one.cost),
        "-" if one.changed == "nothing" else _told(one, more_cost),
        _means(view, one),
        rule=ends,
    )


def _how(one: WhatIf) -> str:
    """The change in words, as inside a sentence."""
    match one.changed:
        case "nothing":
            return "nothing: the moves of Plan 1 as the workbook is"
        case "form of support":
            return f"without {_FORMS[one.name]}"
        case "payer":
            return f"without {one.name}"
        case "cost of capital":
            return f"every firm's cost of capital at its {one.name} estimate"
        case _:
            return f"every {one.changed} {one.name}"


def _base(view: View) -> WhatIf | None:
    """Plan 1 as it is, searched again with its moves held; None where that is not known."""
    return next((one for one in view.result.what_ifs if one.changed == "nothing" and one.support is not None), None)


def _more_support(view: View, one: WhatIf) -> float | None:
    base = _base(view)
    return None if base is None else _difference(one.support, base.support)


def _more_cost(view: View, one: WhatIf) -> float | None:
    base = _base(view)
    return None if base is None else _difference(one.cost, base.cost)


def _difference(value: float | None, base: float | None) -> float | None:
    """A difference of two figures; nothing where it prints as nothing, so that it bears no sign."""
    if value is None or base is None:
        return None
    return value - base if abs(value - base) >= WORTH_SAYING else 0.0


def _told(one: WhatIf, figure: float | None) -> Value:
    if one.status is Status.NO_PLAN:
        return NO_PLAN
    return words.NOT_KNOWN if figure is None else figure


def _means(view: View, one: WhatIf) -> str:
    if one.status is Status.NO_PLAN:
        return "No plan with these moves"
    if one.support is None:
        return _UNFINISHED.get(one.status, "Not finished in the time allowed")
    if one.changed == "nothing":
        aim = "" if view.case.settings.aim == "least cost" else "; all for least cost, not least support first"
        return f"What the rows below are compared with{aim}"
    if one.support < packages.SMALLEST:
        return "These moves need no support"
    if one.changed in ("form of support", "payer"):
        dearer = _more_cost(view, one)
        if dearer is None:
            return words.NOT_KNOWN
        return (
            "These moves work without it, dearer"
            if dearer > 0
            else "Not missed"
            if dearer == 0
            else "Not needed: costs less"
        )
    if one.changed == "selling price" and packages.above_world(view):
        return f"{WORKS}; what buyers pay above the world price changes too"
    return WORKS


def _of(view: View, *changed: str) -> list[WhatIf]:
    return [one for one in view.result.what_ifs if one.changed in changed]


def _assumptions(view: View) -> str:
    """Which assumption matters most: one that leaves no plan, else the one that changes support most."""
    found = _of(view, "value forgone", "selling price", "cost of capital")
    if not found:
        return "No value forgone, selling price or range of the cost of capital was typed, so none was varied."
    for one in found:
        if one.status is Status.NO_PLAN:
            return f"With {_how(one)}, nothing keeps every rule with these moves: no plan."
    known = [(abs(more), one, more) for one in found if (more := _more_support(view, one)) is not None]
    if not known:
        return "What support would be if an assumption is wrong is not known: the searches had not finished."
    _, most, more = max(known, key=lambda entry: entry[0])
    if more == 0.0:
        return "Support hardly changes with any of the assumptions varied here."
    side = "more" if more > 0 else "less"
    return (
        f"With {_how(most)}, support is {words.money(view.currency, most.support or 0.0)}, "
        f"{words.whole(abs(more))} million {side} than as typed."
    )


def _left_out(view: View) -> str:
    """Which forms and payers cannot be missed, else which one is missed most."""
    found = _of(view, "form of support", "payer")
    forms, payers = ([one for one in found if one.changed == what and one.status is Status.NO_PLAN]
                     for what in ("form of support", "payer"))  # fmt: skip
    if forms or payers:
        return _not_missed([_FORMS[one.name] for one in forms], [one.name for one in payers])
    known = [(more, one) for one in found if (more := _more_cost(view, one)) is not None]
    if not known:
        return "What a form of support or a payer is worth is not known: the searches had not finished."
    more, most = max(known, key=lambda entry: entry[0])
    if more == 0.0:
        return "Any one form of support or payer could be left out at no more cost."
    return f"Missed most: {_how(most)}, these moves cost {words.money(view.currency, more)} more."


def _not_missed(forms: list[str], payers: list[str]) -> str:
    """What leaves no plan, forms and payers apart: as many names of each as a headline has room for."""
    most = max(len(forms), len(payers))
    texts = [_needed(forms, payers, named) for named in range(most, 0, -1)]
    return next((text for text in texts if len(text) <= packages.ROOM), texts[-1])


def _needed(forms: list[str], payers: list[str], named: int) -> str:
    parts = [
        f"of {kind}, {words.listed(_first(names, named), 'or')}"
        for kind, names in (("forms", forms), ("payers", payers))
        if names
    ]
    return f"No plan with these moves if one of these is left out: {'; '.join(parts)}."


def _first(names: list[str], named: int) -> list[str]:
    """The first names, and how many there are beside them."""
    rest = len(names) - named
    return [*names[:named], words.counted(rest, "other")] if rest > 0 else names

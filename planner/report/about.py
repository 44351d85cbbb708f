"""Sheet About this run: versions, options, fingerprint, the proof of each plan, and what the words mean."""

from __future__ import annotations

from math import isfinite
from pathlib import PurePath

from planner.report import words
from planner.report.compare import LOOK_THROUGH
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View
from planner.result import Option

Line = tuple[str, str, str]

_DEFINITIONS = {
    "Plan": (
        "A choice of projects, with the flows, outputs and closures that cost least under it. Committed projects are "
        "part of every plan."
    ),
    "No action": (
        "Existing plants and lanes with committed moves, no other move, and no cap: what every plan is compared with."
    ),
    "Total cost": (
        "Present value of building, running, freight and storage to the alliance as a whole, with the price of missed "
        "caps and of shortage, that nobody pays. Transfers such as tariffs are left out."
    ),
    "Largest third nation": "The share of one nation outside the alliance in what the alliance uses of a good.",
    "Certain": "The search has ruled out that any choice placed after this one costs less.",
    "Tied": "The search has not ruled out that the order of these plans is the other way round.",
    "Nearly the same": "The plan holds, or is held by, an earlier plan at almost the same cost.",
}


def sheet(view: View) -> Sheet:
    """The sheet."""
    groups = (_run(view), _proofs(view), _definitions(view))
    rows = [
        Row(row(Cell(group, bold=True), item, text).cells, rule=place == len(lines) - 1)
        for lines in groups
        for place, (group, item, text) in enumerate(lines)
    ]
    return Sheet(
        name="About this run",
        title="About this run: versions, options, proof and definitions",
        headlines=("The same input, versions and options give the same plans, figure by figure.",)
        if view.proved
        else ("The search was stopped: a second run may find other plans.",),
        notes=("A gap in % is the money by which a plan could at most be cheaper, as a share of the cost named.",),
        table=Table(
            "About_this_run", (Column("Group", 14), Column("Item", 34), Column("What it says", 112)), tuple(rows)
        ),
    )


def _run(view: View) -> list[Line]:
    settings, facts = view.case.settings, view.result.facts
    lines = [
        ("Run", "Input workbook", PurePath(str(view.result.reading.path_name)).name),
        ("Run", "Fingerprint of the inputs", view.case.fingerprint),
        ("Run", "Years", f"{settings.first_year} to {view.last_year}"),
        ("Run", "Discount rate", f"{100 * settings.discount_rate:g}% a year, real"),
    ]
    if view.result.fault:
        lines.append(("Run", "How the search ended", f"The solver failed: {view.result.fault.rstrip('.')}."))
    lines += [("Options", name, value) for name, value in facts.options.items()]
    lines += [("Versions", name, version) for name, version in facts.versions.items()]
    return lines


def _proofs(view: View) -> list[Line]:
    cost = view.result.cost_without_caps
    without = f"{words.one(cost)} {view.million}" if cost is not None else f"{words.NOT_KNOWN}: not proved in the time"
    lines = [("Proof", "Cheapest plan without caps", words.first_capital(without))]
    for option in view.everyone:
        lines.append(("Proof", f"{view.title(option)}: how it ended", words.first_capital(option.plan.status.value)))
        if option.plan.status.has_plan:
            lines.append(("Proof", f"{view.title(option)}: cost and gap", _gap(view, option)))
        if option.near_duplicate_of is not None:
            lines.append(
                ("Proof", f"{view.title(option)}: likeness", f"Nearly the same as Plan {option.near_duplicate_of}")
            )
    return lines


def _gap(view: View, option: Option) -> str:
    plan = option.plan
    cost = f"Cost {words.one(plan.cost)} {view.million}{words.of_which(plan)}"
    if not isfinite(plan.bound):
        return f"{cost}; no lower limit is known."
    within = f"{cost}, proved to be at least {words.at_least(plan.bound)}: within {words.within(plan.gap)} million"
    share = f", {_percent(plan.gap / plan.cost, 4)} of total cost" if plan.cost > 0 else ""
    above = view.above_without_caps(option)
    if not option.number or above is None:
        return f"{within}{share}."
    if above <= 0:
        return f"{within}{share}. It costs no more than the plan without caps."
    part = _percent(plan.gap / above, 2)
    return f"{within}{share}, {part} of the {words.one(above)} million above the plan without caps."


def _percent(share: float, digits: int) -> str:
    """A small share in %, which never prints as nothing where it is something."""
    shown = f"{100 * share:.{digits}f}"
    return f"under {10.0**-digits:g}%" if share > 0 and float(shown) == 0 else f"{shown}%"


def _definitions(view: View) -> list[Line]:
    exposed = (
        f"Would stop if {view.stop}. Matched: clean batches go where they are needed, defence first, as far as the "
        "plan's own flows allow."
    )
    named = [*_DEFINITIONS.items()]
    named.insert(3, ("Exposed", exposed))
    named[4:4] = [(name.capitalize(), f"{words.first_capital(text)}.") for name, text in LOOK_THROUGH.items()]
    named += [("Proved to within", _proved_to_within(view)), ("Investment in the total cost", _investment(view))]
    return [("Definitions", name, text) for name, text in named]


def _proved_to_within(view: View) -> str:
    distinct = view.case.settings.distinct
    covered = f"The most by which a plan could still be cheaper: {words.proof_covers(distinct)}."
    if distinct == "all":
        return covered
    return f"{covered} Not among them: choices that hold all projects of another listed plan, which count as that plan."


def _investment(view: View) -> str:
    """What the end of the years planned does to investment."""
    if not view.case.counts_capital:
        return "None: at selling prices it is inside the prices. Closing an old plant is paid once, when it closes."
    return (
        "Equal yearly amounts over the life of the plant, from its start on; those after "
        f"{view.last_year} are left out, as is all use of it then. So a late start is charged little, and nothing is "
        f"said about years after {view.last_year}."
    )

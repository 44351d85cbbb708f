"""Sheet About this run: versions, options, fingerprint, the proof of each plan, and what the words mean."""

from __future__ import annotations

from math import floor, isfinite
from pathlib import PurePath

from models.plan import Plan
from planner.report import asked, words
from planner.report.compare import LOOK_THROUGH
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.style import ALL_BUT
from planner.report.view import View
from planner.result import Option

Line = tuple[str, str, str]
MOST_DIGITS = 6
"""Digits of a cost and its bound that a solver's answer is good for."""

_DEFINITIONS = {
    "Plan": (
        "A choice of projects, with the flows, outputs and closures that cost least under it. Committed projects are "
        "part of every plan."
    ),
    "No action": (
        "Existing plants and lanes with committed moves, no other move, and no cap: what every plan is compared with. "
        "It takes the cheapest flows, so where others cost nearly the same, part of its exposure could be avoided at "
        "little cost."
    ),
    "Total cost": (
        "Present value of building, running, freight and storage to the alliance as a whole, with the price of missed "
        "caps and of shortage, that nobody pays. Transfers such as tariffs are left out."
    ),
    "Largest third nation": (
        "The share of one nation outside the alliance in what the alliance uses of a good or sends away for good."
    ),
    "Tied": "The search has not ruled out that the order of these plans is the other way round.",
    "= at a place": "The plan is tied, or a plan that is not listed may be cheaper: how sure its place is says which.",
    "As Plan 1": "The same projects but for those named; their sizes and start years may differ.",
    "Nearly the same": "The plan holds, or is held by, an earlier plan at almost the same cost.",
}


def sheet(view: View) -> Sheet:
    """The sheet."""
    groups = (_run(view), _proofs(view), _definitions(view), _firms(view))
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
        ("Run", "Present value", _present_value(view)),
    ]
    if view.result.fault:
        lines.append(("Run", "How the search ended", f"The solver failed: {view.result.fault.rstrip('.')}."))
    lines += [("Options", name, value) for name, value in facts.options.items()]
    lines += [("Versions", name, version) for name, version in facts.versions.items()]
    return lines


def _present_value(view: View) -> str:
    """To which date money is discounted, when in its year it counts, and the factor of every year."""
    first, nodes = view.case.settings.first_year, view.first.plan.nodes
    factors = ", ".join(f"{nodes.weight(node):.4f} in {node.year}" for node in nodes)
    return (
        f"At the beginning of {first}, in prices of {view.case.settings.base_year}: money counts at the end of its "
        f"year, so the amounts on Costs are multiplied by {factors}."
    )


def _proofs(view: View) -> list[Line]:
    cost = view.result.cost_without_caps
    without = (
        f"{words.one(cost)} {view.million}"
        if cost is not None
        else f"{words.NOT_KNOWN}: not proved before that search ended"
    )
    lines = [("Proof", "Cheapest plan without caps", words.first_capital(without))]
    for option in view.everyone:
        lines.append(("Proof", f"{view.title(option)}: how it ended", words.first_capital(option.plan.status.value)))
        if option.plan.status.has_plan:
            lines.append(("Proof", f"{view.title(option)}: cost and gap", _gap(view, option)))
        if option.near_duplicate_of is not None:
            lines.append(
                ("Proof", f"{view.title(option)}: likeness", f"Nearly the same as Plan {option.near_duplicate_of}")
            )
    return [*lines, *_unlisted(view)]


def _unlisted(view: View) -> list[Line]:
    """The bound by which the last places are certain or not."""
    standing = view.options[-1].standing
    if view.result.complete or standing is None or standing.next_bound is None or not isfinite(standing.next_bound):
        return []
    but = ", unless it only adds projects to a listed plan" if view.case.settings.distinct == "minimal" else ""
    said = f"Every plan that is not listed costs {words.at_least(standing.next_bound)} {view.million} or more{but}."
    return [("Proof", "Plans that are not listed", said)]


def _gap(view: View, option: Option) -> str:
    plan = option.plan
    if not isfinite(plan.bound):
        return f"{_cost(view, plan, 1)}; no lower limit is known."
    within, gap = _proved(view, plan), plan.gap if plan.gap > ALL_BUT else 0.0
    share = f", {_percent(gap / plan.cost, 4)} of total cost" if plan.cost > 0 else ""
    step = words.step_between_strikes(option)
    above = view.above_without_caps(option)
    if not option.number or above is None:
        return f"{within}{share}.{step}"
    if above <= 0:
        return f"{within}{share}. It costs no more than the plan without caps.{step}"
    part = _percent(gap / above, 2)
    return f"{within}{share}, {part} of the {words.one(above)} million above the plan without caps.{step}"


def _cost(view: View, plan: Plan, digits: int) -> str:
    return f"Cost {plan.cost:,.{digits}f} {view.million}{words.of_which(plan)}"


def _proved(view: View, plan: Plan) -> str:
    """Cost, lower bound and gap with as many digits as make the gap their difference; no bound beside a gap of 0.0."""
    if words.one(plan.gap) == "0.0":
        return f"{_cost(view, plan, 1)}, proved to within {words.within(plan.gap)} million"
    digits = next((digits for digits in range(1, MOST_DIGITS) if _agree(plan, digits)), MOST_DIGITS)
    bound, gap = floor(plan.bound * 10**digits + 1e-6) / 10**digits, plan.gap
    return f"{_cost(view, plan, digits)}, proved to be at least {bound:,.{digits}f}: within {gap:,.{digits}f} million"


def _agree(plan: Plan, digits: int) -> bool:
    """Whether cost less bound is the gap in the digits shown; the bound is never rounded up."""
    unit = 10.0**digits
    return round(plan.cost * unit) - floor(plan.bound * unit + 1e-6) == round(plan.gap * unit)


def _percent(share: float, digits: int) -> str:
    """A small share in %, which never prints as nothing where it is something."""
    shown = f"{100 * share:.{digits}f}"
    return f"under {10.0**-digits:g}%" if share > 0 and float(shown) == 0 else f"{shown}%"


def _definitions(view: View) -> list[Line]:
    exposed = f"Would stop if {view.stop}. {view.clean_first} Matched: so shared out within the plan's own flows."
    named = [*_DEFINITIONS.items()]
    named.insert(3, ("Exposed", exposed))
    named[4:4] = [(name.capitalize(), f"{words.first_capital(text)}.") for name, text in LOOK_THROUGH.items()]
    named += [("Certain", _certain(view)), ("Proved to within", _proved_to_within(view))]
    named += [("Investment in the total cost", _investment(view))]
    return [("Definitions", name, text) for name, text in named]


def _firms(view: View) -> list[Line]:
    """By which rules firms move and payers pay."""
    return [("Support", name, text) for name, text in asked.on_about(view)]


def _certain(view: View) -> str:
    if view.case.settings.distinct == "all":
        return "The search has ruled out that any choice placed after this one costs less."
    return (
        "The search has ruled out that a plan placed after this one costs less; so too any other choice, unless it "
        "only adds projects to a listed plan."
    )


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

"""Sheet Cover: the finding, how sure it is, what is awkward about it, what was asked, and where to look."""

from __future__ import annotations

from collections.abc import Sequence

from models.case import SUPPORT_SHEETS, Demand
from models.plan import Status
from planner.report import asked, checks, exposures, packages, words
from planner.report.sheet import Cell, Column, Row, Sheet, Table, row
from planner.report.view import View

MOST_CAVEATS = 3
_NOT_ASKED = (
    "Public support and who pays for it, what firms would accept, shocks and stockpiles: no sheet says anything about "
    "them."
)
_VALUATIONS = {
    "resource cost": (
        "At resource cost, existing and new lines alike: unit, fixed and capital costs as the input workbook states "
        "them."
    ),
    "selling price": (
        "At selling prices, existing and new lines alike: market price of outputs less market price of inputs. Capital "
        "and fixed costs are inside those prices and are not added."
    ),
}
_QUESTIONS = {
    "Summary": "Which plan comes first, what does it cost, and how sure is that?",
    "Compare": "How do the plans differ, criterion by criterion?",
    "Actions": "Who does what, where and when?",
    "Timeline": "When is each plant built, qualified and at full output?",
    "Firms": "What makes each firm move, and what is left to bargain over? One firm a printed page.",
    "Support": "Who pays what to whom, under which offer, in which year?",
    "Contracts": "What is bought at a guaranteed price, at which strike, for how long, and why not at a lower one?",
    "Budget": "What does each payer spend in each fiscal year, and who is at the ceiling?",
    "Exposure": "How exposed is the alliance in each year, before and after, and against which cap?",
    "Deliveries": "What does each programme get, and what goes unmet? A long table to filter.",
    "Flows": "What moves from where to where? A long table to filter.",
    "Outputs": "What does each line make, and what does that cost? A long table to filter.",
    "Costs": "Who pays for what in which year? A long table to filter.",
    "What binds": "Which caps shape Plan 1, and what would change if one moved or went?",
    "What if": "What are support and cost if an assumption is wrong, or without a form of support or a payer?",
    "Sources": "Where does each figure come from, and which are weak?",
    "Checks": "Was each plan re-calculated independently, and did it agree?",
    "Problems": "What was unusual, repaired or filled in when the inputs were read?",
    "Inputs as read": "What did the planner read, cell by cell?",
    "About this run": "With which versions and options, and what do the words mean?",
    "Chart data": "Which points are drawn?",
}

_WITH_SUPPORT = "Who does what, where, when, with what support, and who pays?"


def sheet(view: View, contents: Sequence[str]) -> Sheet:
    """The sheet; `contents` are the names of all other sheets, in order."""
    settings = view.case.settings
    rows = (
        *_group(_caveats(view)),
        *_group(_asked(view)),
        *(row(Cell(name, link=name), _question(name, view)) for name in contents if _listed(name)),
    )
    edition = f" Edition {settings.edition}." if settings.edition else ""
    return Sheet(
        name="Cover",
        title=settings.title,
        headlines=(_finding(view), *([packages.finding(view, view.first)] if view.supported else [])),
        notes=(f"{_ranking(view)}{edition}", _checks(view), *_strike_step(view)),
        table=Table("Cover", (Column("Item", 20), Column("What it says", 140)), rows),
        one_page=True,
    )


def _group(said: Sequence[tuple[str, str]]) -> list[Row]:
    """Rows of a group, with a rule below its last."""
    return [row(item, text, rule=place == len(said)) for place, (item, text) in enumerate(said, start=1)]


def _plan_and_kind(name: str) -> tuple[int, str]:
    """Plan number and kind of a sheet of one plan ("P2 Actions"); 0 and the name of any other sheet."""
    plan, _, kind = name.partition(" ")
    return (int(plan[1:]), kind) if kind in _QUESTIONS and plan[1:].isdigit() else (0, name)


def _listed(name: str) -> bool:
    """All sheets of Plan 1, the first of every other plan: else the contents fill a second page."""
    plan, kind = _plan_and_kind(name)
    return plan < 2 or kind == "Actions"


def _question(name: str, view: View) -> str:
    plan, kind = _plan_and_kind(name)
    if not plan:
        return _QUESTIONS[name]
    question = _WITH_SUPPORT if view.supported and kind == "Actions" else _QUESTIONS[kind]
    put = f"Plan {plan}: {question[0].lower()}{question[1:]}"
    if plan < 2:
        return put
    after = (
        f"Its other {'six' if view.contracted else 'five'} sheets follow."
        if view.supported
        else "Its timeline and exposure stand on the two sheets after it."
    )
    return f"{put} {after}"


def _finding(view: View) -> str:
    cost = f"{words.money(view.currency, view.first.plan.cost)}{words.of_which(view.first.plan)}"
    if not view.proved:
        return words.first_place(view.currency, view.first, view.no_action)
    assert view.first.standing is not None
    lead = (
        f"Plan 1 costs least, {cost}" if view.first.standing.certain else f"Plan 1, not proved cheapest, costs {cost}"
    )
    found = [said for block in _headline_blocks(view) if (said := _before_and_after(view, block))]
    return f"{lead}: exposure in {view.last_year} is {words.listed(found)}." if found else f"{lead}."


def _headline_blocks(view: View) -> list[exposures.Block]:
    """Defence and civil needs, both, so that no result stands for the other; else what the plans change most."""
    kinds = [
        block
        for block in view.exposures.blocks
        if (block.metric, block.where) == (exposures.ESSENTIAL, "all") and block.what in exposures.KINDS
    ]
    most = view.exposures.headline(view.first, view.no_action)
    return kinds or ([most] if most is not None else [])


def _before_and_after(view: View, block: exposures.Block) -> str:
    """What Plan 1 leaves exposed of a block in the last year, against No action; "" where either is not known."""
    before, after = (view.exposures.share(option, block, view.last_year) for option in (view.no_action, view.first))
    if before is None or after is None:
        return ""
    return f"{words.percent(after)} for {block.spoken} (No action: {words.percent(before)})"


def _ranking(view: View) -> str:
    plans = f"{words.first_capital(words.counted(len(view.options), 'plan'))} ranked"
    distinct = view.case.settings.distinct
    complete = f" {words.list_is_complete(view.options, distinct)}" if view.result.complete else ""
    if not view.proved:
        ended = "the solver failed" if view.result.fault else "the search was stopped"
        return f"Status: not proved, {ended}. {plans}; only places called certain are proved.{complete}"
    standings = {option.number: option.standing for option in view.options if option.standing is not None}
    tied = [number for number, standing in standings.items() if standing.tied_with]
    open_ended = [number for number, standing in standings.items() if standing.unlisted_may_be_cheaper]
    order = f"their order is certain except among {words.plans_named(tied)}" if tied else "their order is certain"
    if open_ended and len(view.options) == 1:
        return f"Status: complete. {plans}; a plan that is not listed may be cheaper.{complete}"
    if len(view.options) == 1:
        return f"Status: complete. {plans}; its place is certain.{complete}"
    beyond = (
        f", but a plan that is not listed may be cheaper than {words.plans_named(open_ended)}" if open_ended else ""
    )
    return f"Status: complete. {plans}; {order}{beyond}.{complete}"


def _strike_step(view: View) -> tuple[str, ...]:
    """What of the proof of Plan 1 is the step between strikes, where strikes could mix in its search."""
    first = view.first
    if not words.strike_step(first):
        return ()
    proved = f"Plan 1 is proved to within {words.within(first.plan.gap)} million."
    return (f"{proved}{words.step_between_strikes(first)}",)


def _checks(view: View) -> str:
    lines = [line for _, line in checks.made(view)]
    wrong = sum(not line.passed for line in lines)
    failed = f" {words.first_capital(words.counted(wrong, 'check'))} FAILED." if wrong else ""
    return f"Checks: {len(lines) - wrong} of {len(lines)} passed.{failed} {_input_notes(view)}"


def _input_notes(view: View) -> str:
    """How many warnings the check of the input gave and what else is to be known, and where they are listed."""
    problems = view.result.reading.problems
    if not problems:
        return "Input: nothing to note."
    warnings = sum(problem.kind == "Warning" for problem in problems)
    other = len(problems) - warnings
    beside = f", and {words.counted(other, 'other note')}" if other else ""
    return f"Input: {words.counted(warnings, 'warning')}{beside}, listed on the sheet Problems."


def _caveats(view: View) -> tuple[tuple[str, str], ...]:
    said = (_unproved(view), _firms_not_asked(view), _no_action(view), _missed(view), _weak(view), _unknown(view))
    found = [text for text in said if text]
    return tuple((f"Caveat {number}", text) for number, text in enumerate(found[:MOST_CAVEATS], start=1))


def _unproved(view: View) -> str:
    if view.proved:
        return ""
    first = words.first_place(view.currency, view.first, view.no_action)
    if view.result.fault:
        return f"The solver failed before every plan asked for was found and proved; see About this run. {first}"
    if view.first.plan.status is not Status.PROVED:
        return f"The search was stopped before its proof. {first}"
    return "The search was stopped before every plan asked for was found and proved. Places called certain are proved."


def _firms_not_asked(view: View) -> str:
    """That plans of a run without its sheets about support say nothing of what firms would accept."""
    left_out = view.result.reading.left_out_sheets
    if view.supported or not any(sheet.sheet in left_out for sheet in SUPPORT_SHEETS):
        return ""
    return "Firms may lose money in these plans: sheets about support were left out (--without), so none was asked."


def _no_action(view: View) -> str:
    """What a comparison with No action is worth, where that is less than a reader would think."""
    plan = view.no_action.plan
    if not plan.status.has_plan:
        return f"Nothing can be compared with No action: {words.no_plan(plan.status)}."
    if plan.status is not Status.PROVED:
        gap = words.proved_to_within(view.no_action)
        by = f"by up to {words.money(view.currency, gap)}" if gap is not None else "by how much is not known"
        return f"No action was not searched to its proof: it may be cheaper than shown, {by}."
    return ""


def _missed(view: View) -> str:
    breaches = view.exposures.breaches(view.first)
    if not breaches:
        return ""
    keeping = [option for option in view.options if not view.exposures.breaches(option)]
    other = ""
    if keeping:
        dearer = words.dearer(view.currency, keeping[0].plan, view.first.plan)
        other = f" Plan {keeping[0].number} keeps every cap and costs {dearer}."
    price = "" if any(breach.unmet for breach in breaches) else ", counted at the price you set"
    if len(breaches) == 1:
        return f"Plan 1 misses one cap: {exposures.worst(breaches)}{price}.{other}"
    missed = words.counted(len(breaches), "cap")
    return f"Plan 1 misses {missed}{price}; the worst: {exposures.worst(breaches)}.{other}"


def _weak(view: View) -> str:
    count, total = view.confidence["assumption"], len(view.sourced_rows)
    if not count:
        return ""
    return f"Weak data: {count} of {total} input rows are assumptions, not sourced. The sheet Sources lists them first."


def _unknown(view: View) -> str:
    return " ".join(text for text in (_unknown_origin(view), _unknown_control(view)) if text)


def _unknown_origin(view: View) -> str:
    count, total = view.unknown_origin, len(view.lines_outside_adversaries)
    if not count:
        return ""
    return (
        f"Unknown owners: {count} of {total} lines outside adversary nations have output of unknown origin "
        "(no owner named, or a share typed in). That output counts as exposed, whoever really owns it."
    )


def _unknown_control(view: View) -> str:
    """Firms that are named but not on the sheet Firms: nothing says from where they are controlled."""
    firms = sorted({line.firm for line in view.lines_outside_adversaries if line.firm} - view.case.firms.keys())
    if not firms:
        return ""
    count = words.first_capital(words.counted(len(firms), "firm"))
    verb = "is" if len(firms) == 1 else "are"
    return f"{count} {verb} named on lines but not on the sheet Firms, so taken as not controlled by an adversary."


def _aim(view: View) -> str:
    """What decides between plans; support comes into it only where it is decided."""
    if view.supported and view.case.settings.aim == "least support first":
        return "with the least support, and among such plans at least cost"
    return "at least cost"


def _asked(view: View) -> tuple[tuple[str, str], ...]:
    settings = view.case.settings
    money = (
        f"{view.million} in {settings.base_year} prices, present value at the beginning of {settings.first_year} at "
        f"{100 * settings.discount_rate:g}% a year, unless a header says otherwise. Cost means cost to the alliance as "
        "a whole, not public spending."
    )
    exposure = (
        f"Share of deliveries that would stop if {view.stop}, looked through every tier: what is made in an allied "
        f"nation from an adversary's input counts as exposed. {view.clean_first} A plan pays nothing for exposure that "
        "is lower than its caps ask."
    )
    return (
        ("What was asked", _question_put(view)),
        ("Adversaries", f"{words.listed(view.adversaries) or 'none named'}."),
        ("Money", money),
        ("How lines are valued", _VALUATIONS[settings.valuation]),
        ("Exposure", exposure),
        *asked.on_cover(view),
        ("Not part of this run", asked.not_asked(view) if view.supported else _NOT_ASKED),
        *asked.left_out(view),
    )


def _question_put(view: View) -> str:
    first, last = view.case.settings.first_year, view.last_year
    by_kind = {kind: {row.programme for row in view.case[Demand] if row.kind == kind} for kind in ("defence", "civil")}
    needs = words.listed(words.counted(len(names), f"{kind} programme") for kind, names in by_kind.items() if names)
    count = len(view.exposures.checks)
    caps = f"keep {words.counted(count, 'cap check')} on exposure" if count else "keep no cap"
    only = all(check.block.metric == exposures.ESSENTIAL for check in view.exposures.checks)
    named = f" to {words.adversaries_named(view.adversaries)}" if count and only and view.adversaries else ""
    return (
        f"Meet the demand of {needs or 'no programme'} from {first} to {last}; {caps}{named}{_may_be_missed(view)}; "
        f"{'let firms move only where it pays them; ' if view.supported else ''}{_aim(view)}."
    )


def _may_be_missed(view: View) -> str:
    """How many of the caps have a price at which they may be missed."""
    count = len(view.exposures.checks)
    priced = sum(check.cap.price_of_breach is not None for check in view.exposures.checks)
    if not priced:
        return ""
    which = "it" if count == 1 else "each" if priced == count else f"{words.number(priced)} of them"
    return f" ({which} may be missed at the price you set)"

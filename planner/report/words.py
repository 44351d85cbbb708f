"""Sentences and parts of sentences: money, places, gaps, lists, years. Pure functions; money in million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import floor, isfinite

from models.plan import Cost, Plan, Status
from planner.report.style import ALL_BUT
from planner.result import Option

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_BELOW_WHICH_A_DECIMAL_COUNTS = 10.0
NOT_KNOWN = "not known"
_PRICED = {"price of breach": "missed caps", "shortage": "shortage"}
_NO_PLAN = {
    Status.NO_PLAN: "no plan exists",
    Status.NOT_FOUND: "no plan was found before its search ended",
    Status.FAILED: "the solver gave no answer",
}


def whole(value: float) -> str:
    """A figure for a sentence: 2,846; one decimal where the whole number would say too little."""
    if abs(value) < _BELOW_WHICH_A_DECIMAL_COUNTS:
        return one(value)
    return f"{value:,.0f}"


def one(value: float) -> str:
    """A figure with one decimal: 2,860.2."""
    shown = f"{value:,.1f}"
    return "0.0" if shown == "-0.0" else shown


def next_to_nothing(value: float | None) -> bool:
    """Whether a figure would print as 0.0 and is more than nothing."""
    return value is not None and value > ALL_BUT and one(value) == "0.0"


def within(gap: float) -> str:
    """A gap with one decimal, never less than it is by printing as nothing: "0.8", "less than 0.1"."""
    return "less than 0.1" if next_to_nothing(gap) else one(gap)


def at_least(bound: float) -> str:
    """A lower bound with one decimal, never rounded up: 2,860.2."""
    return one(floor(10.0 * bound + 1e-6) / 10.0)


def money(currency: str, value: float) -> str:
    """Money in a sentence: "USD 2,846 million"."""
    return f"{currency} {whole(value)} million"


def percent(share: float) -> str:
    """A share of exposure in a sentence: "8.2%", "12.5%", "65%"; never all or nothing where it is not quite that."""
    if ALL_BUT < share < 0.0005:
        return "under 0.1%"
    if 0.9995 <= share < 1 - ALL_BUT:
        return "over 99.9%"
    nearest = round(share, 2) + 0.0
    return typed(nearest) if abs(share - nearest) < ALL_BUT else f"{100 * share:.1f}%"


def typed(share: float) -> str:
    """A share that somebody typed, such as a cap: "65%", "12.55%"."""
    return f"{100 * share:.6g}%"


def points(share: float) -> str:
    """A difference of shares in percentage points: "3.1 points"."""
    shown = f"{100 * share:.1f}"
    return "less than 0.1 points" if shown == "0.0" else f"{shown} points"


def number(count: int) -> str:
    """A count in words up to twelve: "no", "one", "five", "13"."""
    return _COUNTS[count] if count < len(_COUNTS) else f"{count:,}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: "five plans", "one plan", "13 plans", "no plan"."""
    return f"{number(count)} {noun if count in (0, 1) else plural or noun + 's'}"


def listed(items: Iterable[str], joint: str = "and") -> str:
    """A list in words: "a, b and c"."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {joint} {found[-1]}"


def first_capital(text: str) -> str:
    """The same text with a capital at the start."""
    return text[:1].upper() + text[1:]


def plans_named(numbers: Sequence[int]) -> str:
    """Plans by number: "Plan 4", "Plans 3 and 5", "Plans 2 to 5"."""
    ordered = sorted(numbers)
    if len(ordered) == 1:
        return f"Plan {ordered[0]}"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"Plans {ordered[0]} to {ordered[-1]}"
    return f"Plans {listed(str(number) for number in ordered)}"


def years_named(years: Iterable[int]) -> str:
    """Years in words: "2028", "2028 and 2030", "2028 to 2031", "2028 and 2030 to 2032"."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(year) for year in run]
    return listed(parts)


def by_years(amounts: Mapping[int, float]) -> str:
    """Amounts by year, years with the same one together: "15.0 in 2031 and 2032, 20.5 in 2033"."""
    found: dict[str, list[int]] = {}
    for year, amount in sorted(amounts.items()):
        found.setdefault(one(amount), []).append(year)
    return ", ".join(f"{amount} in {years_named(years)}" for amount, years in found.items())


def adversaries_named(names: Sequence[str], joint: str = "or") -> str:
    """Adversaries in a definition: all by name up to three, else how many there are."""
    if not names:
        return "an adversary (none is named)"
    return listed(names, joint) if len(names) <= 3 else f"any of the {len(names)} adversaries"


def against(cost: float, base: float) -> str:
    """A cost against another: "334 million (13%) more than", "as much as"; the currency was named just before."""
    difference = cost - base
    if one(difference) == "0.0":
        return "as much as"
    share = f" ({percent(abs(difference) / base)})" if base > 0 else ""
    return f"{whole(abs(difference))} million{share} {'more' if difference > 0 else 'less'} than"


def priced(plan: Plan) -> str:
    """What the part of a cost is that nobody pays: "the price of missed caps and shortage"; "" where there is none."""
    if one(plan.penalty) == "0.0":
        return ""
    purposes = sorted({cost.purpose for cost in plan[Cost] if cost.kind == "penalty" and cost.amount})
    return f"the price of {listed(_PRICED.get(purpose, purpose) for purpose in purposes)}"


def of_which(plan: Plan) -> str:
    """The part of a cost that nobody pays, after the cost: " (12 million of it the price of missed caps, that ...)"."""
    what = priced(plan)
    return f" ({whole(plan.penalty)} million of it {what}, that nobody pays)" if what else ""


def dearer(currency: str, plan: Plan, base: Plan) -> str:
    """How much more a plan costs than another, and how much in money where the prices nobody pays differ."""
    more = plan.cost - base.cost
    paid = more - (plan.penalty - base.penalty)
    apart = one(more) != one(paid)
    in_money = f" ({whole(abs(paid))} million {'more' if paid >= 0 else 'less'} in money)" if apart else ""
    return f"{money(currency, more)} more{in_money}"


def no_plan(status: Status) -> str:
    """Why No action has no plan: "no plan exists", "no plan was found before its search ended", ...."""
    return _NO_PLAN[status]


def proved_to_within(option: Option) -> float | None:
    """Million by which a version of the plan could at most be cheaper; None where the search knows no limit."""
    gap = option.plan.gap
    return gap if isfinite(gap) else None


def how_sure(option: Option, options: Sequence[Option], distinct: str) -> str:
    """How sure the place of a plan is, for the last column of the Summary; `distinct` as on Settings."""
    standing = option.standing
    if standing is None:
        return "Not ranked: for comparison"
    if option.plan.status is not Status.PROVED:
        return "Not proved: the search was stopped"
    if standing.tied_with:
        beyond = "; an unlisted plan may be cheaper too" if standing.unlisted_may_be_cheaper else ""
        return f"{_tied(option, options)}{beyond}"
    if standing.unlisted_may_be_cheaper:
        least = "less" if standing.next_bound is None else f"as little as {at_least(standing.next_bound)}"
        return f"Not certain: a plan that is not listed may cost {least}"
    bound = standing.next_bound if standing.next_bound is not None and isfinite(standing.next_bound) else None
    return f"Certain: {_beyond_every(bound) if distinct == 'all' else _beyond(bound, last=option is options[-1])}"


def _beyond_every(bound: float | None) -> str:
    """What is proved of all that comes after a plan, where every set of projects is a plan of its own."""
    if bound is None:
        return "no other choice is left"
    return f"any choice placed after it costs {at_least(bound)} or more"


def _beyond(bound: float | None, *, last: bool) -> str:
    """The same in a minimal list, which leaves out sets that only add projects: they may cost less than a later plan.

    Of a plan before the last it is said of what is listed only; `only_adding` says the rest, once for all.
    """
    if bound is None:
        return "every other choice only adds projects to a listed plan"
    if last:
        return f"every other choice costs {at_least(bound)} or more, unless it only adds projects to a listed plan"
    return f"every plan placed after it costs {at_least(bound)} or more"


def _tied(option: Option, options: Sequence[Option]) -> str:
    standing = option.standing
    assert standing is not None
    others = [other for other in options if other.number in standing.tied_with]
    apart = max(abs(option.plan.cost - other.plan.cost) for other in others)
    gaps = [proved_to_within(each) for each in (option, *others)]
    proved = NOT_KNOWN if any(gap is None for gap in gaps) else within(max(gap for gap in gaps if gap is not None))
    up_to = "up to " if len(others) > 1 else ""
    return f"Tied with {plans_named(standing.tied_with)}: cost differs by {up_to}{one(apart)}, proved to {proved}"


def status_words(options: Iterable[Option], stopped: bool = False, fault: str = "") -> str:
    """Status of the run for the second line of every sheet; `stopped`: the search ended before its last proof."""
    if fault:
        return "NOT PROVED: the solver failed"
    found = {option.plan.status for option in options}
    if Status.INTERRUPTED in found:
        return "NOT PROVED: interrupted"
    if Status.TIME_LIMIT in found:
        return "NOT PROVED: time limit reached"
    return "NOT PROVED: search stopped" if stopped else "Complete"


def strike_step(option: Option) -> float:
    """Million of a gap that the step between strikes explains; 0 where that prints as nothing."""
    gap = proved_to_within(option)
    return 0.0 if gap is None or one(option.strike_loss) == "0.0" else min(gap, option.strike_loss)


def step_between_strikes(option: Option) -> str:
    """Sentence on what of a gap is no fault of the search; "" where there is nothing to say."""
    step = strike_step(option)
    return f" Of that, {one(step)} is the step between strikes: the search lets strikes mix." if step else ""


def first_place(currency: str, first: Option, no_action: Option) -> str:
    """Headline of the Summary: what Plan 1 costs, against No action, and how sure its place is."""
    plan = first.plan
    cost = f"{money(currency, plan.cost)}{of_which(plan)}"
    if plan.status is not Status.PROVED:
        return f"Best found: {cost}; {_may_be_cheaper(first)} No place is certain."
    compared = f", {against(plan.cost, no_action.plan.cost)} No action" if no_action.plan.status.has_plan else ""
    assert first.standing is not None
    if first.standing.tied_with:
        return f"Plan 1: {cost}{compared}. It is tied with {plans_named(first.standing.tied_with)}."
    if first.standing.unlisted_may_be_cheaper:
        return f"Plan 1: {cost}{compared}. A plan that is not listed may be cheaper."
    return f"Plan 1 costs least: {cost}{compared}. Its place is certain."


def _may_be_cheaper(option: Option) -> str:
    gap = proved_to_within(option)
    if gap is None:
        return "how much cheaper a plan may be is not known."
    share = f" ({percent(gap / option.plan.cost)})" if option.plan.cost > 0 else ""
    return f"a plan up to {whole(gap)} million{share} cheaper may exist."


def proof_covers(distinct: str) -> str:
    """What "proved to within" is about: versions of a plan, and which choices count as versions of another."""
    if distinct == "all":
        return "exactly these projects at other sizes, start years and flows"
    return "these projects at other sizes, start years and flows, with or without more projects"


def list_is_complete(options: Sequence[Option], distinct: str) -> str:
    """That the search has nothing more to list, and which choices do not count as others."""
    if distinct == "all":
        return "The list is complete: it holds every choice of projects that keeps the rules."
    nothing = next((option for option in options if not option.plan.signature), None)
    if nothing is None:
        return "The list is complete: every other choice only adds projects to a listed plan."
    ends = "list ends" if nothing is options[-1] else "search ended"
    return f"The {ends} with Plan {nothing.number}, which starts no further project: every other choice adds to it."


def only_adding(options: Sequence[Option], distinct: str, *, named: bool) -> str:
    """What sets that only add projects to a listed plan may cost, in a minimal list; `named`: just named before."""
    if distinct == "all":
        return ""
    what = "Such choices" if named else "Choices that only add projects to a listed plan"
    cost = "may cost less than a later plan" if len(options) > 1 else "are not listed"
    return f" {what} {cost}: Distinct = all on Settings lists them."

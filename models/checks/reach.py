"""Whom an offer or contract can reach: checks of those that nobody may have, or that can never be paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from models.case import AidRule, Case, Contract, Line, Payer, Support, SupportTerm
from models.case.offtake import Offtake
from models.case.support import offers_by, open_in, stands_for
from models.case.ventures import Ventures
from models.checks.offered import on_offer
from models.checks.possible import start_years
from models.checks.say import all_of, error, no_effect, quoted, share, warning
from models.checks.support import OF_OUTPUT, PAID_AT_START
from models.schema import Issue


def reachable(ventures: Ventures, offer: Support) -> list[Line]:
    """Lines that may receive an offer while it is open: projects that are not decided yet; of output credits all."""
    return [
        line
        for line in _asked(ventures, offer)
        if ventures.may_receive(offer, line) and _in_time(ventures, offer, line)
    ]


def _asked(ventures: Ventures, offer: Support) -> list[Line]:
    """Lines that an offer could be for by its instrument alone."""
    open_lines = [line for line in ventures.case.lines.values() if line.move is None or not line.move.committed]
    if offer.instrument == OF_OUTPUT:
        return open_lines
    return [line for line in open_lines if line.move is not None and line.name == line.move.row_id]


def _in_time(ventures: Ventures, offer: Support, line: Line) -> bool:
    """Whether it is open in a year in which the project can start, or the line can earn it."""
    years = ventures.case.years
    if line.move is not None and offer.instrument != OF_OUTPUT:
        years = start_years(ventures.case, line.move)
    return any(open_in(offer, year) for year in years)


@dataclass(frozen=True)
class Condition:
    """One thing that an offer asks of a line: the field that says it, what is left without, whether a line fits."""

    field: str
    lacking: str
    fits: Callable[[Line], bool]


def nobody(case: Case) -> Iterator[Issue]:
    """Offers that no line may receive, with the condition that leaves nobody."""
    ventures = Ventures(case)
    for offer in case[Support]:
        asked = _asked(ventures, offer)
        if asked and not reachable(ventures, offer) and not never_abroad(ventures.payers[offer.payer]):
            own = "none of the lines" if offer.instrument == OF_OUTPUT else "none of the projects still to be decided"
            when = Condition(
                "last_year" if offer.last_year is not None else "first_year",
                "none of them can start while it is open",
                partial(_in_time, ventures, offer),
            )
            yield from left_out(offer, asked, [*conditions(ventures, offer, own), when], OFFER)


def never_abroad(payer: Payer) -> bool:
    """A payer without a nation that may not pay for plants in other nations: `payers_without_reach` tells it."""
    return payer.nation is None and payer.pays_abroad is False


@dataclass(frozen=True)
class Wanted:
    """How an offer or contract that nobody may have is told: what is expected, and what to do."""

    expected: str
    mend: str


OFFER = Wanted("an offer that somebody may receive", "Correct this cell or what stands behind it, or delete the offer.")


def left_out(
    offer: Support | Contract, asked: Sequence[Line], conditions: Sequence[Condition], wanted: Wanted
) -> Iterator[Issue]:
    """E515 for the first condition that none of the lines fits which fit all before it."""
    left = list(asked)
    for condition in conditions:
        fitting = [line for line in left if condition.fits(line)]
        if not fitting:
            value = getattr(offer, condition.field)
            found = f"{value if isinstance(value, int) else quoted([str(value)])}: {condition.lacking}"
            names = list(dict.fromkeys(line.move.project if line.move is not None else line.name for line in left))
            fit = f"; all else fits {all_of(names)}" if condition.field != "who" else ""
            yield error("E515", offer, condition.field, found, f"{wanted.expected}{fit}", wanted.mend)
            return
        left = fitting


def conditions(ventures: Ventures, offer: Support | Contract, own: str) -> list[Condition]:
    """What an offer or contract asks of a line, in the order in which it is told; `own` if it names none of them."""
    case, payer = ventures.case, ventures.payers[offer.payer]
    abroad = payer.nation is None if payer.pays_abroad is None else payer.pays_abroad

    def named(line: Line) -> bool:
        inside = any(line.nation in case.membership.members(offer.who, year) for year in case.years)
        return stands_for(line, offer.who) or inside

    return [
        Condition("who", f"it stands for {own}", named),
        Condition("good", "none of them makes it", lambda line: offer.good in (None, *case.process(line).outputs)),
        Condition(
            "payer",
            f"it pays only for plants in {quoted([str(payer.nation)])}, and none of them stands there",
            lambda line: abroad or line.nation == payer.nation,
        ),
        Condition("who", "an adversary owns or hosts each of them", lambda line: not case.adverse(line)),
        Condition(
            "aid_rule", "each of them only moves inside the group", lambda line: ventures.may_receive(offer, line)
        ),
    ]


def payers_without_reach(case: Case) -> Iterator[Issue]:
    """Payers that may pay for plants nowhere."""
    for payer in case[Payer]:
        if never_abroad(payer) and any(each.payer == payer.payer for each in on_offer(case)):
            expected = "yes, or blank: it has no nation, so every plant is abroad and it could pay for none"
            yield error("E515", payer, "pays_abroad", "no", expected, "Clear the cell, or name its nation.")


def unfinished(case: Case) -> Iterator[Issue]:
    """Equal instalments that would go on after the last year planned: of every start (E515), or of late ones (W519)."""
    ventures, last = Ventures(case), case.settings.last_year
    for offer in offers_by(ventures.offers, "start"):
        terms, paid_to = ventures.terms.get(offer.offer), offer.paid_to
        if terms is None or not terms.equal_instalments or offer.instrument != "grant":
            continue
        if paid_to is None or paid_to == offer.paid_from:
            continue
        starts = _starts(ventures, offer)
        in_time = [year for year in starts if year + paid_to <= last]
        if starts and not in_time:
            yield _never_ends(offer, starts[0] + paid_to, last)
        elif len(in_time) < len(starts):
            yield _ends_for_early_starts(offer, in_time[-1], last)


def _starts(ventures: Ventures, offer: Support) -> list[int]:
    """Years, in order, in which a project that an offer may reach can start while it is open."""
    moves = [line.move for line in reachable(ventures, offer) if line.move is not None]
    return sorted({year for move in moves for year in start_years(ventures.case, move) if open_in(offer, year)})


def _never_ends(offer: Support, earliest: int, last: int) -> Issue:
    found = f"{offer.paid_to}: equal instalments of the earliest start would end in {earliest}"
    expected = f"instalments that end by {last}, the last year planned; as it stands nobody may receive the offer"
    mend = "Lower Paid from and Paid to, let a project start earlier, or clear Equal instalments on Support terms."
    return error("E515", offer, "paid_to", found, expected, mend)


def _ends_for_early_starts(offer: Support, latest: int, last: int) -> Issue:
    found = f"{offer.paid_to}: only projects that start by {latest} can have it"
    expected = f"equal instalments that end by {last}, the last year planned, also for later starts"
    mend = "Leave it if early starts alone shall have it; else lower Paid to, or clear Equal instalments."
    return warning("W519", offer, "paid_to", found, expected, mend)


def milestones(case: Case) -> Iterator[Issue]:
    """Offers all of whose payments a milestone forbids, and milestones before which nothing is paid."""
    ventures = Ventures(case)
    for offer in offers_by(ventures.offers, "start"):
        terms = ventures.terms.get(offer.offer)
        if terms is None or terms.most_before_ready == 1.0:
            continue
        typed = share(terms.most_before_ready)
        if offer.choice == "statutory":
            why = f"{quoted([offer.offer])} is law, paid when the law says"
            yield no_effect(terms, "most_before_ready", typed, why)
            continue
        moves = [line.move for line in reachable(ventures, offer) if line.move is not None]
        ready = [case.ready_after(move) for move in moves]
        ages = payments(offer, terms)
        if moves and all(age >= max(ready) for age in ages):
            why = "nothing is paid before the plant is ready"
            yield no_effect(terms, "most_before_ready", typed, why)
        elif moves and ages:
            early = sum(age < min(ready) for age in ages) / len(ages)
            if terms.equal_instalments and early > terms.most_before_ready:
                yield _parts_early(offer, terms, early)
            elif early == 1.0:
                yield _all_early(offer, terms, ages[-1], min(ready))


def _parts_early(offer: Support, terms: SupportTerm, early: float) -> Issue:
    found = f"{share(terms.most_before_ready)}, while {share(early)} of {quoted([offer.offer])} is paid before then"
    expected = f"{share(early)} or more; as it stands nothing could be paid at all"
    mend = "Raise this share, or Paid from and Paid to on Support: equal parts are paid all or none."
    return error("E516", terms, "most_before_ready", found, expected, mend)


def _all_early(offer: Support, terms: SupportTerm, last: int, ready: int) -> Issue:
    found = f"{share(terms.most_before_ready)}, while {quoted([offer.offer])} pays at the latest {_after(last)}"
    expected = f"a payment once the plant is ready, {_after(ready)} or later; as it stands nothing could be paid at all"
    mend = "Raise Paid to on Support, or clear this cell."
    if offer.instrument in PAID_AT_START:
        mend = f"Clear this cell: {offer.instrument} is counted when the project starts."
    return error("E516", terms, "most_before_ready", found, expected, mend)


def _after(age: int) -> str:
    if age == 0:
        return "in the start year"
    return f"{age} year{'s' if age > 1 else ''} after the start"


def payments(offer: Support, terms: SupportTerm) -> list[int]:
    """Years after the start in which an offer may be paid; none: it is paid as tax falls due."""
    if offer.instrument in PAID_AT_START:
        return [0]
    if offer.instrument == "investment credit":
        return [offer.paid_from] if terms.refundable else []
    return list(range(offer.paid_from, max(offer.paid_from, offer.paid_to or 0) + 1))


def rules_elsewhere(case: Case) -> Iterator[Issue]:
    """Aid rules for places where none of the projects stands that their offers and contracts may reach."""
    ventures = Ventures(case)
    deals = Offtake(ventures).deals
    for rule in case[AidRule]:
        pairs: list[tuple[Support | Contract, Line]] = [
            (offer, line) for offer in case[Support] for line in reachable(ventures, offer)
        ]
        pairs += [(deal.terms, case.lines[name]) for deal in deals for name in deal.venture.lines]
        pairs = [(offer, line) for offer, line in pairs if offer.aid_rule == rule.rule]
        if pairs and all(ventures.rule_of(offer, line) is None for offer, line in pairs):
            nations = list(dict.fromkeys(line.nation for _, line in pairs))
            expected = f"where its offers and contracts may reach somebody, in {all_of(nations)}"
            mend = "Correct the place here, or the rule where it is named; as it stands nothing counts under the rule."
            yield warning("W506", rule, "where", quoted([rule.where]), expected, mend)

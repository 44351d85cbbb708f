"""Struck deals beside the support that the model says is needed, as markdown: `python -m inputs.report_deals`.

Needed is what makes a project that runs at full load just pay its firm: value forgone and premium, capital less the tax
saved by writing it off, less margins after tax to the end of its life, at the firm's real cost of capital, at the end
of the year in which it starts first. It does not hang on which projects a plan opens. What a deal brings is counted in
the same money. `python -m inputs.report_deals plans` solves the Need and the Cost run as well.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from inputs.build_magnets import magnet_case
from inputs.magnets import struck
from inputs.magnets.deals import Comparison, beside
from models.case import Case, Line, Move
from models.case.offtake import Deal, Offtake
from models.case.support import face_limit, schedules, taxed
from models.case.ventures import Ventures
from models.plan import SUPPORT, Cost, Participation, Plan, Start
from models.study import Study

PREMIUM = 0.25
HEADER = (
    "deal", "stands beside", "standing", "face", "grant equivalent", "needed, world price",
    "needed, magnets 25 % dearer", "mind",
)  # fmt: skip
WORTH_HEADER = (
    "project", "deal brings", "law brings", "needed", "to spare (+) or short (-)", "Need run", "Cost run",
)  # fmt: skip


@dataclass(frozen=True)
class Brought:
    """What a project at full load gets in the Cost run beside what it needs, million USD after tax at its start."""

    project: str
    deal: float
    law: float
    needed: float

    @property
    def spare(self) -> float:
        """What is over (above zero) or lacking (below)."""
        return self.deal + self.law - self.needed


def cost_run() -> Case:
    """The case of `rare_earth_magnets_deals.xlsx`."""
    return magnet_case(with_firms=True, magnet_premium=PREMIUM, deals=True)


def needed(case: Case) -> dict[str, float]:
    """Support needed by each project that is not committed, million USD: the least of its sizes."""
    ventures = Ventures(case)
    found: dict[str, float] = {}
    for move in case[Move]:
        if not move.committed:
            amount = ventures.needed_at_full_load(move, _first_start(case, move))
            found[move.project] = min(found.get(move.project, amount), amount)
    return found


def brought(case: Case) -> list[Brought]:
    """What deals and law bring every project of the Cost run that has a deal, at its size that needs least."""
    ventures = Ventures(case)
    found = []
    for project in struck.projects():
        moves = [move for move in case[Move] if move.project == project]
        move = min(moves, key=lambda each: ventures.needed_at_full_load(each, _first_start(case, each)))
        deal = _starting(ventures, move) + _credits(ventures, move, own=True) + _floors(ventures, move)
        need = ventures.needed_at_full_load(move, _first_start(case, move))
        found.append(Brought(project, deal, _credits(ventures, move, own=False), need))
    return found


def _first_start(case: Case, move: Move) -> int:
    return max(0, (move.earliest_start or case.settings.first_year) - case.settings.first_year)


def _best_line(ventures: Ventures, move: Move) -> Line:
    """The line of a project whose recipe earns most, as in what it needs."""
    year = ventures.case.settings.last_year
    return max(ventures.lines_of(move), key=lambda line: ventures.margin(line, year))


def _starting(ventures: Ventures, move: Move) -> float:
    """Grants, tax credits, loans, guarantees and shares of a project's deal."""
    case, position, line = ventures.case, _first_start(ventures.case, move), ventures.lines_of(move)[0]
    plant, finance, total = ventures.plant(move, position), ventures.finance(line), 0.0
    for offer in ventures.offers.values():
        if offer.who == move.project and offer.instrument != "production credit":
            terms = ventures.terms.get(offer.offer)
            (way,) = schedules(offer, terms, plant, finance, case.settings.years - 1 - position)
            kept = sum(share * (1.0 + finance.real) ** -age for age, share in way.kept.items())
            total += kept * face_limit(offer, terms, move.capital_cost)
    return total


def _credits(ventures: Ventures, move: Move, *, own: bool) -> float:
    """Production credits of a project at full load inside the horizon: of its own deal, or by law."""
    case, position, line = ventures.case, _first_start(ventures.case, move), _best_line(ventures, move)
    finance, total = ventures.finance(line), 0.0
    offers = [offer for offer in ventures.offers.values() if offer.instrument == "production credit"]
    for offer in offers:
        if (offer.who == move.project) != own or not ventures.may_receive(offer, line):
            continue
        kept = 1.0 - finance.tax if taxed(offer, ventures.terms.get(offer.offer)) else 1.0
        last = case.settings.years if offer.paid_to is None else offer.paid_to
        for age in range(offer.paid_from, min(last, case.settings.years - 1 - position) + 1):
            year = case.settings.first_year + position + age
            made = move.capacity * case.ramp(move, age)
            total += kept * ventures.credit_a_unit(offer, line, year) * made * (1.0 + finance.real) ** -age
    return total


def _floors(ventures: Ventures, move: Move) -> float:
    """Price floors that count for a project, all their years, at the prices of the last year planned."""
    offtake, best = Offtake(ventures), _best_line(ventures, move)
    total = 0.0
    for deal in offtake.deals:
        if deal.venture.name == move.project:
            names = deal.lines if deal.terms.helps else tuple(name for name in deal.lines if name == best.name)
            total += sum(_floor(ventures, offtake, deal, ventures.case.lines[name], move) for name in names)
    return total


def _floor(ventures: Ventures, offtake: Offtake, deal: Deal, line: Line, move: Move) -> float:
    """What a floor on one line's output brings, ramps left out where the line runs already."""
    case, finance = ventures.case, ventures.finance(line)
    year, first = case.settings.last_year, offtake.first_age(deal, move)
    a_unit = offtake.expected(deal.rows[-1], line, year) * offtake.part(deal, line)
    ramped = [case.ramp(move, age) if line.move is move else 1.0 for age in range(first, first + deal.terms.years)]
    full = sum(share * (1.0 + finance.real) ** -age for age, share in enumerate(ramped, start=first))
    return (1.0 - finance.tax) * a_unit * line.capacity(year) * full


def rows(comparisons: Iterable[Comparison]) -> list[list[str]]:
    """Rows of the table, in the order of the deals."""
    return [
        [
            each.package.name,
            ", ".join(each.package.projects) or "-",
            each.package.standing,
            _figure(each.package.face),
            _band(each),
            _figure(each.at_world_price),
            _figure(each.at_dearer_price),
            each.package.remark or "-",
        ]
        for each in comparisons
    ]


def worth_rows(found: Iterable[Brought]) -> list[list[str]]:
    """Rows of the second table but for its last two columns, which need a plan."""
    return [
        [each.project, _figure(each.deal), _figure(each.law), _figure(each.needed), f"{each.spare:+,.0f}"]
        for each in found
    ]


def opened(plan: Plan, project: str) -> str:
    """Whether and when a plan opens a project, and what its firm gains beyond what it asks."""
    for start in plan[Start]:
        if start.project == project:
            gain = next(row.slack for row in plan[Participation] if row.venture == project)
            return f"{start.node.year}, slack {max(0.0, gain):,.0f}"
    return "not opened"


def support_of(plan: Plan) -> float:
    """Present value of all support in a plan, contract years after the horizon among it, million USD."""
    return sum(plan.nodes.weight(cost.node) * cost.amount for cost in plan[Cost] if cost.kind in SUPPORT)


def totals(plan: Plan) -> str:
    """Support, resource cost and cost with public funds of a plan, million USD."""
    support = support_of(plan)
    funds = sum(plan.nodes.weight(cost.node) * cost.amount for cost in plan[Cost] if cost.kind == "public funds")
    return f"cost {plan.cost:,.1f}, of it public funds {funds:,.1f}; support {support:,.1f}; bound {plan.bound:,.1f}"


def _figure(amount: float | None) -> str:
    return "-" if amount is None else f"{amount:,.0f}"


def _band(each: Comparison) -> str:
    band = each.package.equivalent
    if band is None:
        return "not comparable"
    low, high = f"{band.low:,.0f}", f"{band.high:,.0f}"
    words = low if low == high else f"{low} to {high}"
    return f"{words} and what is not comparable" if each.package.incomparable else words


def _markdown(header: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    head = list(header)
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *lines]) + "\n"


def table() -> str:
    """The whole table as markdown."""
    world, dearer = (needed(magnet_case(with_firms=True, magnet_premium=share)) for share in (0.0, PREMIUM))
    return _markdown(HEADER, rows(beside(world, dearer)))


def plans_table() -> str:
    """What the Need and the Cost run open, project by project, and their totals; solves both."""
    case = cost_run()
    need, cost = Study(magnet_case(with_firms=True, magnet_premium=PREMIUM)).best(), Study(case).best()
    lines = [[*line, opened(need, line[0]), opened(cost, line[0])] for line in worth_rows(brought(case))]
    names = {name: sorted(plan.signature) for name, plan in (("Need", need), ("Cost", cost))}
    only = [f"Only {name}: {', '.join(sorted(set(names[name]) - set(names[other]))) or 'none'}"
            for name, other in (("Need", "Cost"), ("Cost", "Need"))]  # fmt: skip
    return "\n".join([_markdown(WORTH_HEADER, lines), f"Need: {totals(need)}", f"Cost: {totals(cost)}", *only, ""])


if __name__ == "__main__":
    sys.stdout.write(plans_table() if "plans" in sys.argv else table())

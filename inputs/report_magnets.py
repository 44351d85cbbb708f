"""Figures of section "Results" of `README.md`, as markdown: `python -m inputs.report_magnets` (some five minutes).

Three parts: the least exposure attainable, the best plan of every variant of the magnet case, and, for the case as
shipped, what no action misses and what Plan 1 opens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inputs.build_magnets import magnet_case
from models import Study, diagnose, solve, trace
from models.attainable import Attainable, least_exposure
from models.case import Cap, Case, Move
from models.case.readings import holds
from models.plan import Plan, Start
from models.study import Options
from planner.report.exposures import KEPT_TO, LARGEST
from planner.report.words import counted, listed, one, years_named
from planner.run import no_action_case
from planner.solving import no_plan_words

QUICK = Options(gap=1e-4)
"""Search of the variants. The case as shipped is searched with its own gap, so that its plan is Plan 1."""
DIAGNOSIS_SECONDS = 300.0
KINDS = ("defence", "civil")


@dataclass(frozen=True)
class Variant:
    """A variant of the case. `base` names the case whose plan without caps it is measured against, if any."""

    name: str
    case: Case
    base: str = ""


@dataclass(frozen=True)
class Missed:
    """A yearly cap that a plan misses: its level as a share, `of` the third nation where one is meant."""

    metric: str
    what: str
    of: str
    year: int
    cap: float
    level: float


def bases() -> dict[str, Case]:
    """The readings of the data: each is solved with its caps and without."""
    return {
        "as shipped": magnet_case(),
        "prices of 2026": magnet_case(prices="2026"),
        "unknown owners clean": magnet_case(unknown="clean"),
        "defence low": magnet_case(defence="low"),
        "defence high": magnet_case(defence="high"),
        "announced projects only": magnet_case(announced_only=True),
    }


def variants(cases: dict[str, Case]) -> list[Variant]:
    """The readings, and the case as shipped with some of its caps only or without its start windows."""
    shipped = "as shipped"
    case = cases[shipped]
    looked_through = [cap for cap in case[Cap] if cap.metric != LARGEST]
    defence = [cap for cap in looked_through if cap.what == "defence"]
    free = [move.model_copy(update={"earliest_start": None, "latest_start": None}) for move in case[Move]]
    other = [
        Variant("as shipped, defence caps only", case.with_rows(Cap, defence), shipped),
        Variant("as shipped, without the 65 % rule", case.with_rows(Cap, looked_through), shipped),
        Variant("as shipped, projects start in any year", case.with_rows(Move, free)),
    ]
    whole = [Variant(name, found, name) for name, found in cases.items()]
    return [whole[0], *other, *whole[1:]]


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A markdown table."""
    head = list(header)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def attainable_rows(name: str, found: Iterable[Attainable], years: Iterable[int]) -> Iterator[list[str]]:
    """Least exposure in percent: one row for defence, one for civil needs."""
    shares = {(each.kind, each.year): each.share for each in found}
    for kind in KINDS:
        levels = [shares.get((kind, year)) for year in years]
        yield [f"{kind}, {name}", *("-" if level is None else one(100 * level) for level in levels)]


def least(cases: dict[str, Case]) -> str:
    """Part 1. Prices move no exposure; without candidates, today's chain and what is committed are left."""
    shown = {"no action": no_action_case(cases["as shipped"])}
    shown |= {name: case for name, case in cases.items() if name != "prices of 2026"}
    shown["announced only, unknown clean"] = magnet_case(announced_only=True, unknown="clean")
    years = cases["as shipped"].years
    rows = [row for name, case in shown.items() for row in attainable_rows(name, least_exposure(case), years)]
    return table(["%", *(str(year) for year in years)], rows)


def chosen(case: Case, plan: Plan) -> list[tuple[Move, int]]:
    """Moves that a plan starts of its own choice, with the year; in order of tier, nation and name."""
    moves = {move.row_id: move for move in case[Move]}
    found = [(moves[start.move], start.node.year) for start in plan[Start] if not start.committed]
    return sorted(found, key=lambda each: (tier(case, each[0]), each[0].nation, each[0].project))


def tier(case: Case, move: Move) -> str:
    """Tier of what a move makes."""
    return case.goods[case.processes[move.recipe].main].tier or "no tier"


def capital(case: Case, plan: Plan) -> float:
    """Capital cost of the chosen projects in million, when spent, not discounted."""
    return sum(move.capital_cost for move, _ in chosen(case, plan))


def missed(case: Case, plan: Plan) -> list[Missed]:
    """Yearly caps of a case that the traced flows of a plan miss."""
    traced = trace(case, plan).exposures
    found = []
    for cap in case[Cap]:
        for year in (year for year in case.years if holds(cap.first_year, cap.last_year, year)):
            key = (cap.metric, cap.what, cap.where, year)
            rows = [row for row in traced if (row.metric, row.what, row.where, row.year) == key]
            level, of = max((row.share or 0.0, row.of) for row in rows)
            if level > cap.cap + KEPT_TO:
                found.append(Missed(cap.metric, cap.what, of, year, cap.cap, level))
    return found


def yearly_caps(case: Case) -> int:
    """How many caps there are to keep, each counted once a year."""
    return sum(holds(cap.first_year, cap.last_year, year) for cap in case[Cap] for year in case.years)


def missed_rows(found: list[Missed]) -> Iterator[list[str]]:
    """One row for each metric, subject and third nation: years, caps and levels."""
    groups: dict[tuple[str, str, str], list[Missed]] = {}
    for each in found:
        groups.setdefault((each.metric, each.what, each.of), []).append(each)
    for (metric, what, of), group in groups.items():
        caps = sorted({each.cap for each in group}, reverse=True)
        levels = ", ".join(f"{each.year}: {one(100 * each.level)}" for each in group)
        subject = f"{what}, from {of}" if of else what
        yield [metric, subject, years_named(each.year for each in group), ", ".join(f"{100 * cap:g}" for cap in caps),
               levels]  # fmt: skip


def opened_rows(case: Case, plan: Plan) -> Iterator[list[str]]:
    """What a plan opens, project by project."""
    for move, year in chosen(case, plan):
        good = case.processes[move.recipe].main
        size = f"{move.capacity:,.4g} {case.goods[good].unit} of {good}"
        yield [tier(case, move), move.nation, move.project, size, str(year), str(year + case.ready_after(move)),
               one(move.capital_cost)]  # fmt: skip


def opened_words(case: Case, plan: Plan) -> str:
    """How many projects a plan opens, in which nations and tiers, from when to when, for how much."""
    found = chosen(case, plan)
    if not found:
        return "no project"
    nations = sorted({move.nation for move, _ in found})
    tiers = sorted({tier(case, move) for move, _ in found})
    years = [year for _, year in found]
    return (
        f"{counted(len(found), 'project')} in {counted(len(nations), 'nation')} ({listed(nations)}) and "
        f"{counted(len(tiers), 'tier')} ({listed(tiers)}), starting {years_named(years)}, "
        f"capital {capital(case, plan):,.0f} million"
    )


def plan_row(name: str, case: Case, plan: Plan, free: Plan | None) -> list[str]:
    """A row of part 2; `free` is the plan without caps. What it is dearer by is a range: both costs have a gap."""
    if not plan.status.has_plan:
        return [name, "none", "-", "-", "-", "-", "-"]
    found = chosen(case, plan)
    places = f"{len({move.nation for move, _ in found})} / {len({tier(case, move) for move, _ in found})}"
    above = "-"
    if free is not None:
        low, high = max(0.0, plan.bound - free.cost), plan.cost - free.bound
        above = f"{plan.cost - free.cost:,.1f} ({low:,.1f} to {high:,.1f})"
    return [name, f"{plan.cost:,.1f}", one(plan.gap), above, str(len(found)), places, f"{capital(case, plan):,.0f}"]


def search(variant: Variant) -> Plan:
    """The best plan of a variant."""
    return Study(variant.case, Options() if variant.name == "as shipped" else QUICK).best()


def best_plans(cases: dict[str, Case]) -> str:
    """Parts 2 and 3: the variants, those without a plan, and the case as shipped in more detail."""
    free = {name: solve(case.with_rows(Cap, ()), QUICK) for name, case in cases.items()}
    today = {name: solve(no_action_case(case), QUICK) for name, case in cases.items()}
    shown = variants(cases)
    plans = {variant.name: search(variant) for variant in shown}
    rows = [plan_row("as shipped, no action and no caps", cases["as shipped"], today["as shipped"], None)]
    for variant in shown:
        if variant.name == variant.base:
            rows.append(plan_row(f"{variant.name}, no caps", variant.case, free[variant.name], None))
        rows.append(plan_row(variant.name, variant.case, plans[variant.name], free.get(variant.base)))
    header = ["variant", "cost, USD million", "proved within", "above the plan without caps (proved range)",
              "projects chosen", "nations / tiers", "capital, USD million"]  # fmt: skip
    shipped, plan = cases["as shipped"], plans["as shipped"]
    return "\n".join([
        table(header, rows),
        *_impossible(shown, plans),
        "Yearly caps missed without action:\n", *_missed_counts(cases, today),
        "Caps missed without action, as shipped:\n",
        table(["metric", "of", "years", "cap, %", "level, %"], missed_rows(missed(shipped, today["as shipped"]))),
        f"Plan 1, as shipped: {opened_words(shipped, plan)}.",
        f"Without caps, as shipped: {opened_words(shipped, free['as shipped'])}; in Plan 1 too: "
        f"{listed(sorted(plan.signature & free['as shipped'].signature)) or 'none'}.\n",
        table(["tier", "nation", "project", "size", "starts", "runs from", "capital, USD million"],
              opened_rows(shipped, plan)),
    ])  # fmt: skip


def _impossible(shown: list[Variant], plans: dict[str, Plan]) -> Iterator[str]:
    for variant in shown:
        if not plans[variant.name].status.has_plan:
            yield f"{variant.name}:\n{no_plan_words(diagnose(variant.case, DIAGNOSIS_SECONDS), variant.case)}\n"


def _missed_counts(cases: dict[str, Case], today: dict[str, Plan]) -> Iterator[str]:
    for name, case in cases.items():
        found = f"{len(missed(case, today[name]))} of {yearly_caps(case)}" if today[name].status.has_plan else "no plan"
        yield f"- {name}: {found}"
    yield ""


def main() -> None:
    """Write all figures to the standard output."""
    cases = bases()
    sys.stdout.write(f"{least(cases)}\n")
    sys.stdout.flush()
    sys.stdout.write(f"{best_plans(cases)}\n")


if __name__ == "__main__":
    main()

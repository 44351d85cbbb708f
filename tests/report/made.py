"""A small result made by hand: two allies, two adversaries, three years, three plans; every figure is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.auditing import AuditLine
from models.case import (
    Cap,
    Case,
    Demand,
    ExistingLine,
    Firm,
    Good,
    Lane,
    Move,
    MoveCondition,
    Nation,
    RecipeLine,
    Settings,
    Source,
)
from models.exposure_trace import Exposure, Trace
from models.plan import (
    CapLevel,
    Closure,
    Cost,
    Delivery,
    Flow,
    LineOutput,
    Node,
    NodeFacts,
    NodeTable,
    Plan,
    Start,
    Status,
)
from planner.result import Binding, Facts, Option, Result, Standing
from planner.workbook.problems import Places, Problem, Spot
from planner.workbook.reader import Reading

FIRST, LAST = 2026, 2031
YEARS = tuple(range(FIRST, LAST + 1))
NODES = {year: Node("base", year) for year in YEARS}
FORMULA = "=HYPERLINK(1)"
"""A user's name that a careless writer would turn into a formula."""

NO_ACTION_COST, PLAN_COSTS = 2512.0, (2846.04, 2861.3, 2862.1)


def small_case(**changes: Any) -> Case:
    """Oxide and magnets; China and Russia are adversaries; one project is committed, one moves a line."""
    settings: dict[str, Any] = {
        "title": "Rare-earth magnets: ranked relocation plans", "marking": "OFFICIAL", "edition": "2026-07-01",
        "first_year": FIRST, "years": len(YEARS), "base_year": 2025, "plans": 3, **changes,
    }  # fmt: skip
    return Case.of(
        Settings(**settings),
        Nation(nation="Estonia", bloc="ally", source="Alliance list", as_of="2026-01", confidence="high"),
        Nation(nation="Japan", bloc="ally", source="Alliance list", as_of="2026-01", confidence="high"),
        Nation(nation="Vietnam", bloc="neutral"),
        Nation(nation="China", bloc="adversary", source="Posture paper", confidence="medium"),
        Nation(nation="Russia", bloc="adversary", source="Posture paper", confidence="low"),
        Good(good="NdPr oxide", unit="t", tier="oxide", shortage_penalty=1.0, confidence="high", source="Trade data"),
        Good(good="Magnets", unit="t", tier="magnet", shortage_penalty=2.0, confidence="high", source="Trade data"),
        RecipeLine(recipe="oxide", role="main output", good="NdPr oxide", quantity=1.0),
        RecipeLine(recipe="magnets", role="main output", good="Magnets", quantity=1.0),
        RecipeLine(recipe="magnets", role="input", good="NdPr oxide", quantity=0.4),
        Firm(firm="Narva Magnetics", home_nation="Estonia"),
        ExistingLine(line="Baotou", firm="Northern", nation="China", recipe="oxide", capacity=9000.0, unit_cost=0.06),
        ExistingLine(line="Osaka", firm="Aichi", nation="Japan", recipe="magnets", capacity=1500.0, unit_cost=0.05),
        ExistingLine(line="Hanoi", nation="Vietnam", recipe="magnets", capacity=500.0, unit_cost=0.04),
        ExistingLine(line=FORMULA, firm="Ningbo", nation="Japan", recipe="magnets", capacity=500.0, unit_cost=0.05),
        Move(project="Sillamae oxide", kind="greenfield", firm="Baltic Oxides", nation="Estonia", recipe="oxide",
             capacity=1800.0, capital_cost=310.5, unit_cost=0.03, lead=2, qualification=1, ramp=2),
        Move(project="Narva magnets", size="large", kind="expand", firm="Narva Magnetics", nation="Estonia",
             recipe="magnets", capacity=1500.0, capital_cost=130.0, unit_cost=0.05, lead=1, ramp=3,
             confidence="medium", source="Company statement", as_of="2026-03"),
        Move(project="Toyohashi magnets", kind="relocate", firm="Ningbo", nation="Estonia", recipe="magnets",
             capacity=500.0, capital_cost=110.0, unit_cost=0.05, lead=1, moves_from=FORMULA),
        Move(project="Kochi oxide", kind="reopen", nation="Japan", recipe="oxide", capacity=300.0, capital_cost=12.0,
             unit_cost=0.03, lead=0, committed=True),
        MoveCondition(project="Toyohashi magnets", donor_share=1.0),
        Lane(origin="any", destination="any", good="NdPr oxide", freight=0.002, tariff=0.001, capacity=900.0),
        Lane(origin="any", destination="any", good="Magnets", freight=0.003),
        Demand(programme="Missile actuators", kind="defence", nation="Estonia", good="Magnets", quantity=300.0),
        Demand(programme="Vehicles", kind="civil", nation="Japan", good="Magnets", quantity=1500.0),
        Cap(metric="essential exposure", what="defence", cap=0.6, first_year=2028, last_year=2028, price_of_breach=4.0),
        Cap(metric="essential exposure", what="defence", cap=0.2, first_year=2029, price_of_breach=4.0),
        Cap(metric="essential exposure", what="civil", cap=0.65, first_year=2030),
        Cap(metric="largest third-nation share", what="oxide", cap=0.65, first_year=2030),
        Cap(metric="essential exposure", what="magnet", where="Japan", cap=0.7, over="years together"),
        Source(on_sheet="Goods", row_name="Magnets", column_name="Shortage penalty", source="Ministry estimate",
               confidence="low"),
    )  # fmt: skip


PROBLEMS = (
    Problem("W214", "Warning", (Spot("Existing lines", 14, 8),), "29,000 t a year", "10 to 3,000",
            "Ten times the next largest. If you mean it, leave it; if a digit slipped in, type 2,900."),
    Problem("R076", "Repair", (Spot("Lanes", 7, 2),), '"Viet Nam "', "Vietnam", "Nothing to do."),
    Problem("D044", "Default", (Spot("Firms", 3, 4),), "blank", "its home nation", "Nothing to do.", "none"),
)  # fmt: skip

DEFENCE = {
    0: (0.91, 0.90, 0.88, 0.86, 0.85, 0.83),
    1: (0.91, 0.88, 0.631, 0.20, 0.12, 0.082),
    2: (0.91, 0.88, 0.632, 0.20, 0.13, 0.088),
    3: (0.91, 0.86, 0.58, 0.16, 0.09, 0.055),
}
CIVIL = {
    0: (0.96, 0.95, 0.94, 0.93, 0.92, 0.92),
    1: (0.96, 0.92, 0.80, 0.70, 0.65, 0.60),
    2: (0.96, 0.92, 0.80, 0.72, 0.65, 0.62),
    3: (0.96, 0.90, 0.78, 0.69, 0.61, 0.55),
}
MALAYSIA = (0.7, 0.7, 0.68, 0.66, 0.65, 0.4)


def exposures(number: int) -> tuple[Exposure, ...]:
    """Invented exposures of a plan: 300 t for defence, 1,500 t for civil users, 1,000 t of oxide used."""
    found = []
    for place, year in enumerate(YEARS):
        for what, shares, total in (("defence", DEFENCE, 300.0), ("civil", CIVIL, 1500.0)):
            adverse = shares[number][place] * total
            found.append(Exposure("essential exposure", what, "all", "", year, adverse, total, "matched"))
        found.append(Exposure("value look-through", "defence", "all", "", year, 0.3 * 300, 300.0, "proportional"))
        found.append(
            Exposure(
                "largest third-nation share", "NdPr oxide", "all", "Vietnam", year, 1000 * MALAYSIA[place], 1000.0,
                "none needed",
            )
        )  # fmt: skip
    return tuple(found)


def costs(total: float, *, priced: bool) -> tuple[Cost, ...]:
    """A ledger whose present value is `total`: weights are 1, so amounts simply add up; a tariff is no part of it."""
    node = NODES[2028]

    def cost(kind: Any, instrument: str, purpose: str, payer: str, amount: float, recipient: str = "") -> Cost:
        return Cost(node, kind, instrument, FORMULA, "Japan", payer, purpose, recipient, "", amount)

    breach = 11.6 if priced else 0.0
    penalty = [cost("penalty", "exposure", "price of breach", "nobody: counted in the ranking only", breach)]
    return (
        cost("resource", "capacity", "capital", "Baltic Oxides", 300.5),
        cost("resource", "network", "freight", "buyers in Japan", 25.25),
        cost("transfer", "network", "tariff", "buyers in Japan", 9.9, "customs of Japan"),
        *(penalty if breach else []),
        cost("resource", "lines", "running cost", FORMULA, total - breach - 325.75),
    )


def flows() -> tuple[Flow, ...]:
    """Two flows of oxide and one of magnets a year; one is too small to print."""
    return tuple(
        flow
        for year in YEARS
        for flow in (
            Flow("NdPr oxide", "China", "Japan", NODES[year], 0.0, 900.0),
            Flow("NdPr oxide", "Estonia", "Japan", NODES[year], 120.0, 30.5),
            Flow("Magnets", "Vietnam", "Japan", NODES[year], 0.0, 0.01),
        )
    )


def plan(number: int, cost: float, projects: Mapping[str, int], gap: float, status: Status = Status.PROVED) -> Plan:
    """A plan with its projects by row id and year of start; weights of all years are 1."""
    nodes = NodeTable(tuple(NodeFacts(NODES[y], 1.0, 1.0, NODES.get(y - 1)) for y in YEARS))
    starts = [Start(move, move.split(" / ")[0], NODES[year], committed=False) for move, year in projects.items()]
    starts.append(Start("Kochi oxide", "Kochi oxide", NODES[FIRST], committed=True))
    closed = [Closure(FORMULA, NODES[y], 1.0) for y in YEARS if "Toyohashi magnets" in projects and y > 2027]
    deliveries = [Delivery("Vehicles", "Japan", "Magnets", node, 1500.0, 0.0, 1500.0, 0.0) for node in NODES.values()]
    levels = [CapLevel("essential exposure / defence / all / 2028", "", (2028,), 189.3, 300.0, 3.1)]
    tables: dict[type[Any], tuple[Any, ...]] = {
        Start: tuple(starts), Closure: tuple(closed), Cost: costs(cost, priced=number in (1, 2)), Flow: flows(),
        LineOutput: (LineOutput("Osaka", NODES[FIRST], 0.0, 1500.0),), Delivery: tuple(deliveries),
        CapLevel: tuple(levels),
    }  # fmt: skip
    chosen = frozenset(move.split(" / ")[0] for move in projects)
    return Plan("0" * 64, status, cost, cost - gap, chosen, nodes, tables)


def trace(number: int) -> Trace:
    """Exposures, and the clean part of flows, deliveries and outputs."""
    clean = {("NdPr oxide", "Estonia", "Japan", node): 150.5 for node in NODES.values()}
    deliveries = {("Vehicles", "Japan", "Magnets", node): 600.0 for node in NODES.values()}
    return Trace(exposures(number), clean, deliveries, {("Osaka", NODES[FIRST]): 600.0})


AUDIT = (
    AuditLine("Every pool balances", True, 144, 3.2e-9, "t", ""),
    AuditLine("No line makes more than it can", True, 96, 0.0, "t", ""),
)
LARGE = "Narva magnets / large"
PROJECTS: tuple[dict[str, int], ...] = (
    {"Sillamae oxide": 2026, LARGE: 2027},
    {"Sillamae oxide": 2026, "Toyohashi magnets": 2027},
    {"Sillamae oxide": 2026, LARGE: 2027, "Toyohashi magnets": 2030},
)
NAMES = ("Sillamae oxide + Narva magnets", "Sillamae oxide + Toyohashi magnets", "All three projects")
STANDINGS = (Standing("1", (), 2860.2), Standing("2=", (3,), 2861.0), Standing("2=", (2,), None))
GAPS = (0.8, 1.1, 2.2)


def option(number: int, status: Status = Status.PROVED) -> Option:
    """Plan 1, 2 or 3."""
    at = number - 1
    made = plan(number, PLAN_COSTS[at], PROJECTS[at], GAPS[at], status)
    near = 1 if number == 3 else None
    return Option(number, NAMES[at], made, trace(number), AUDIT, STANDINGS[at], near)


def no_action() -> Option:
    """Today's chain with the committed project."""
    return Option(0, "No action", plan(0, NO_ACTION_COST, {}, 0.2), trace(0), AUDIT, None)


BINDINGS = (
    Binding("essential exposure / civil / all / 2030", (2030,), 0.65, 6.0, 0.7, 110.0,
            starts_dropped=("Sillamae oxide",)),
    Binding("essential exposure / defence / all / 2028", (2028,), 0.6, 3.7, None, None),
)  # fmt: skip


def result(status: Status = Status.PROVED, *, complete: bool = True, count: int = 3, **settings: Any) -> Result:
    """The whole result; `count` plans of three."""
    case = small_case(**settings)
    caps = {cap.row_id: number for number, cap in enumerate(case[Cap], start=9)}
    places = Places({}, {Cap: caps}, {Cap: {"cap": 4}}, {})
    reading = Reading("case.xlsx", case, PROBLEMS, 30, 29, 1, places)
    facts = Facts({"planner": "0.1.0", "HiGHS": "1.12.0"}, {"threads": "1", "seed": "0"})
    options = tuple(option(number, status) for number in range(1, count + 1))
    if count == 1:
        options = (replace(options[0], standing=Standing("1", (), None)),)
    return Result(case, reading, no_action(), options, 2446.0, complete, BINDINGS, facts)

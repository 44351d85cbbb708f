"""The example of the template: one small case that solves, to type over. Every figure in it is invented and round."""

from __future__ import annotations

from functools import partial

from models.case import Cap, Case, Demand, ExistingLine, Firm, Good, Lane, Move, Nation, RecipeLine, Settings
from planner.workbook.layout import EXAMPLE_NOTE

_USD_A_TONNE = 1e-6
"""Million per tonne."""
_USD_A_TONNE_OF_KILOTONNE = 1e-3
"""Million per thousand tonnes."""


def example_case() -> Case:
    """Two allies and an adversary, ore to oxide to magnets, projects and sizes, and caps on essential exposure."""
    return Case.of(
        Settings(title="Example: magnets for two allies", first_year=2026, years=6, base_year=2026, plans=3),
        *_nations(),
        *_goods(),
        *_recipes(),
        *_lines(),
        *_moves(),
        *_lanes(),
        *_demand_and_caps(),
    )


def _nations() -> list[Nation | Firm]:
    nation = partial(Nation, note=EXAMPLE_NOTE)
    firm = partial(Firm, note=EXAMPLE_NOTE)
    return [
        nation(nation="Canada", bloc="ally"),
        nation(nation="Estonia", bloc="ally"),
        nation(nation="China", bloc="adversary"),
        firm(firm="Northern Ore", home_nation="Canada"),
        firm(firm="Baltic Magnets", home_nation="Estonia"),
        firm(firm="Eastern Rare Earths", home_nation="China"),
    ]


def _goods() -> list[Good]:
    good = partial(Good, note=EXAMPLE_NOTE)
    return [
        good(good="ore", unit="kt", tier="ore"),
        good(good="oxide", unit="t", tier="oxide"),
        good(good="magnets", unit="t", tier="magnet", shortage_penalty=2_000_000 * _USD_A_TONNE),
    ]


def _recipes() -> list[RecipeLine]:
    recipe = partial(RecipeLine, note=EXAMPLE_NOTE)
    return [
        recipe(recipe="mine ore", role="main output", good="ore", quantity=1.0),
        recipe(recipe="separate", role="main output", good="oxide", quantity=1.0),
        recipe(recipe="separate", role="input", good="ore", quantity=0.02),
        recipe(recipe="sinter magnets", role="main output", good="magnets", quantity=1.0),
        recipe(recipe="sinter magnets", role="input", good="oxide", quantity=0.5),
    ]


def _lines() -> list[ExistingLine]:
    canadian = partial(ExistingLine, note=EXAMPLE_NOTE, firm="Northern Ore", nation="Canada")
    estonian = partial(ExistingLine, note=EXAMPLE_NOTE, firm="Baltic Magnets", nation="Estonia")
    chinese = partial(ExistingLine, note=EXAMPLE_NOTE, firm="Eastern Rare Earths", nation="China")
    return [
        canadian(line="Labrador mine", recipe="mine ore", capacity=10.0, unit_cost=200 * _USD_A_TONNE_OF_KILOTONNE),
        estonian(
            line="Narva magnets",
            recipe="sinter magnets",
            capacity=200.0,
            unit_cost=30_000 * _USD_A_TONNE,
            fixed_cost=1.0,
        ),
        chinese(line="Eastern oxide", recipe="separate", capacity=1_000.0, unit_cost=40_000 * _USD_A_TONNE),
        chinese(line="Eastern magnets", recipe="sinter magnets", capacity=1_000.0, unit_cost=15_000 * _USD_A_TONNE),
        chinese(line="Eastern mine", recipe="mine ore", capacity=100.0, unit_cost=100 * _USD_A_TONNE_OF_KILOTONNE),
    ]


def _moves() -> list[Move]:
    move = partial(Move, note=EXAMPLE_NOTE)
    return [
        move(
            project="Saguenay oxide", size="small", kind="greenfield", firm="Northern Ore", nation="Canada",
            recipe="separate", capacity=80.0, capital_cost=60.0, fixed_cost=2.0, unit_cost=25_000 * _USD_A_TONNE,
            lead=2, ramp=2, life=20,
        ),
        move(
            project="Saguenay oxide", size="large", kind="greenfield", firm="Northern Ore", nation="Canada",
            recipe="separate", capacity=160.0, capital_cost=95.0, fixed_cost=3.0, unit_cost=22_000 * _USD_A_TONNE,
            lead=2, ramp=2, life=20,
        ),
        move(
            project="Sillamae oxide", kind="greenfield", firm="Baltic Magnets", nation="Estonia", recipe="separate",
            capacity=120.0, capital_cost=80.0, fixed_cost=3.0, unit_cost=20_000 * _USD_A_TONNE, lead=2, life=20,
        ),
        move(
            project="Narva expansion", kind="expand", firm="Baltic Magnets", nation="Estonia", recipe="sinter magnets",
            capacity=150.0, capital_cost=30.0, fixed_cost=1.0, unit_cost=28_000 * _USD_A_TONNE, lead=1, life=15,
        ),
    ]  # fmt: skip


def _lanes() -> list[Lane]:
    lane = partial(Lane, note=EXAMPLE_NOTE)
    return [
        lane(origin="any", destination="any", good="ore", freight=50 * _USD_A_TONNE_OF_KILOTONNE),
        lane(origin="any", destination="any", good="oxide", freight=500 * _USD_A_TONNE),
        lane(origin="any", destination="any", good="magnets", freight=1_000 * _USD_A_TONNE),
    ]


def _demand_and_caps() -> list[Demand | Cap]:
    need = partial(Demand, note=EXAMPLE_NOTE, good="magnets")
    cap = partial(Cap, note=EXAMPLE_NOTE, metric="essential exposure")
    return [
        need(programme="Aircraft motors", kind="defence", nation="Canada", quantity=100.0),
        need(programme="Wind turbines", kind="civil", nation="Estonia", quantity=200.0, growth=0.05),
        cap(what="defence", cap=0.0, first_year=2029),
        cap(what="civil", cap=0.4, first_year=2030, price_of_breach=1.0),
    ]

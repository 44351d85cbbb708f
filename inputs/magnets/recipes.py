"""Recipes of the case: quantities per unit of main output, losses inside.

Light goods are in kt and heavy ones in t, so a share of 0.003 of a concentrate is 3 t in a kt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inputs.magnets import world
from inputs.magnets.sources import Evidence, assumed, defined, derived, figure, sourced
from models.case import RecipeLine

MINE_BASTNAESITE = "Mine bastnaesite"
MINE_MONAZITE = "Mine monazite"
MINE_MONAZITE_XENOTIME = "Mine monazite and xenotime"
MINE_CLAY = "Mine ionic clay"
MINE_XENOTIME = "Mine xenotime"
SEPARATE_BASTNAESITE = "Separate bastnaesite"
SEPARATE_MONAZITE = "Separate monazite"
SEPARATE_CLAY = "Separate ionic clay"
SEPARATE_HEAVY = "Separate heavy feed"
ORE_TO_OXIDE = "Mine to oxide on one site"
RECYCLE_TO_OXIDE = "Recycle scrap to oxide"
MAKE_NDPR_METAL = "Make NdPr metal"
MAKE_HEAVY_METAL = "Make Dy+Tb metal"
MAKE_LIGHT_MAGNET = "Make magnet without heavies"
MAKE_HEAVY_MAGNET = "Make magnet with heavies"
RECYCLE_TO_MAGNET = "Recycle scrap to magnet"
OXIDE_TO_MAGNET = "Oxide to magnet on one site"

LIGHT_IN_MAGNET = 0.31
LIGHT_IN_HEAVY_MAGNET = 0.285
HEAVY_IN_MAGNET = 0.025
KG_PER_TONNE = 1_000.0

Role = Literal["main output", "joint output", "input"]


@dataclass(frozen=True)
class Parameter:
    """A figure with its evidence."""

    value: float
    evidence: Evidence


@dataclass(frozen=True)
class Ore:
    """A kind of ore: NdPr oxide and Dy+Tb oxide as shares of the rare-earth oxides in it."""

    good: str
    recipe: str
    light: float
    heavy: float
    evidence: Evidence


def _process(stage: str, parameter: str, scope: str) -> Parameter:
    return Parameter(*figure("process_parameters", "value", stage=stage, parameter=parameter, scope=scope))


RECOVERY_LIGHT = _process("separation", "recovery NdPr", "generic")
RECOVERY_HEAVY = _process("separation", "recovery Dy + Tb", "generic")


def _ores() -> tuple[Ore, ...]:
    light = "NdPr oxide share of REO"
    pass_light = _process("mine", light, "Mountain Pass")
    pass_heavy = _process("mine", "Dy + Tb oxide share of REO", "Mountain Pass")
    weld_light = _process("mine", light, "Mt Weld")
    weld_dy, weld_tb = (_process("mine", f"{name} share of REO", "Mt Weld CLD") for name in ("Dy2O3", "Tb4O7"))
    clay_light = _process("mine", light, "Carina carbonate")
    clay_dy, clay_tb = (_process("mine", f"{name} share of REO", "Serra Verde phase 1") for name in ("Dy2O3", "Tb4O7"))
    monazite = "Mt Weld stands for all monazite, heavies as in its CLD resource; band of heavies 0.3 to 0.8 % of oxides"
    clay = "NdPr as at Carina (band 21 to 37 %), heavies as at Serra Verde (band 1 to 4.5 %); stands for all ionic clay"
    return (
        Ore(
            world.BASTNAESITE, SEPARATE_BASTNAESITE, pass_light.value, pass_heavy.value,
            derived("Mountain Pass stands for all bastnaesite", pass_light.evidence, pass_heavy.evidence),
        ),
        Ore(
            world.MONAZITE, SEPARATE_MONAZITE, weld_light.value, weld_dy.value + weld_tb.value,
            derived(monazite, weld_light.evidence, weld_dy.evidence),
        ),
        Ore(
            world.CLAY, SEPARATE_CLAY, clay_light.value, clay_dy.value + clay_tb.value,
            derived(clay, clay_light.evidence, clay_dy.evidence),
        ),
    )  # fmt: skip


ORES = _ores()
MONAZITE_ORE, CLAY_ORE = ORES[1], ORES[2]


def oxide_per_metal() -> Parameter:
    """Kg of NdPr oxide in a kg of NdPr metal, losses inside."""
    per_magnet, evidence = figure(
        "process_parameters", "value", parameter="rare-earth oxide per magnet", scope="JS Link, 7,000 t/y"
    )
    note = "oxide a kg of magnet as planned by JS Link, over 0.31 kg of metal; band 1.16 (no loss) to 1.39 (20 % lost)"
    return Parameter(round(per_magnet / LIGHT_IN_MAGNET, 3), derived(note, evidence))


def heavy_oxide_per_metal() -> Parameter:
    """Kg of Dy+Tb oxide in a kg of Dy+Tb metal, losses inside."""
    name = "oxide per metal, stoichiometric"
    ratio, _ = figure("process_parameters", "value", parameter="Dy to Tb ratio")
    dysprosium, terbium = _process("metal", name, "Dy"), _process("metal", name, "Tb")
    generic = _process("metal", "oxide per metal", "generic mix")
    pure = (ratio * dysprosium.value + terbium.value) / (ratio + 1)
    loss = oxide_per_metal().value / generic.value
    note = "stoichiometry of 5.92 Dy to 1 Tb times the loss of the NdPr step; band 1.15 to 1.38"
    return Parameter(round(pure * loss, 3), derived(note, dysprosium.evidence, generic.evidence))


def heavy_share() -> float:
    """Share of civil magnets that hold heavies, by mass: the lower of two readings, rounded down to tenths.

    MP: 20 kg of Dy+Tb oxide a tonne over its mix of magnets. Caremag: its 600 t are said to be 15 % of world output,
    over 230 kt of magnets.
    """
    a_tonne = HEAVY_IN_MAGNET * heavy_oxide_per_metal().value
    mix, _ = figure("process_parameters", "value", parameter="Dy + Tb oxide per magnet")
    world_magnets, _ = figure(
        "magnet_demand", "tonnes_mid", region_or_nation="WLD", use="total", year="2024", form="NdFeB magnet, finished"
    )
    readings = (mix / a_tonne, 600.0 / 0.15 / world_magnets / a_tonne)
    return int(min(readings) * 10) / 10


def recipe_rows() -> list[RecipeLine]:
    """All recipes of lines outside China."""
    return [*_mining(), *_separation(), *_metal(), *_magnets()]


def row(recipe: str, role: Role, good: str, quantity: float, evidence: Evidence) -> RecipeLine:
    """One line of a recipe."""
    return sourced(RecipeLine(recipe=recipe, role=role, good=good, quantity=quantity), evidence)


_DEFINITION = defined("the main output is 1")


def _mining() -> list[RecipeLine]:
    light, evidence = MONAZITE_ORE, MONAZITE_ORE.evidence
    dysprosium = _process("mine", "Dy2O3 share of REO", "Donald")
    terbium = _process("mine", "Tb4O7 share of REO", "Donald")
    xenotime = (dysprosium.value + terbium.value - light.heavy) * KG_PER_TONNE
    note = "heavies of Donald beyond those of the monazite, counted as xenotime that goes to heavy separation"
    mines = (
        (MINE_BASTNAESITE, world.BASTNAESITE),
        (MINE_MONAZITE, world.MONAZITE),
        (MINE_MONAZITE_XENOTIME, world.MONAZITE),
        (MINE_CLAY, world.CLAY),
        (MINE_XENOTIME, world.HEAVY_FEED),
    )
    rows = [row(recipe, "main output", good, 1.0, _DEFINITION) for recipe, good in mines]
    joint = row(
        MINE_MONAZITE_XENOTIME, "joint output", world.HEAVY_FEED, round(xenotime, 2),
        derived(note, dysprosium.evidence, evidence),
    )  # fmt: skip
    return [*rows, joint]


def _separation() -> list[RecipeLine]:
    rows = []
    for ore in ORES:
        feed = 1.0 / (ore.light * RECOVERY_LIGHT.value)
        lost = derived(
            f"1 over NdPr share {ore.light:g} and recovery {RECOVERY_LIGHT.value:g}", RECOVERY_LIGHT.evidence
        )
        contained = (
            f"{ore.heavy * KG_PER_TONNE:.2f} t Dy+Tb in a kt of concentrate; the loss stands at heavy separation"
        )
        rows += [
            row(ore.recipe, "main output", world.NDPR_OXIDE, 1.0, _DEFINITION),
            row(ore.recipe, "joint output", world.HEAVY_FEED, round(feed * ore.heavy * KG_PER_TONNE, 2),
                ore.evidence.noting(contained)),
            row(ore.recipe, "input", ore.good, round(feed, 3), ore.evidence.noting(lost.note or "")),
        ]  # fmt: skip
    recovery = RECOVERY_HEAVY.evidence.noting(f"1 over recovery {RECOVERY_HEAVY.value:g}, of the whole route")
    scrap = assumed("scrap is not tracked: it is taken as collected at home and clean, a choice of policy")
    nolans = assumed("ore of the site only; its heavies are not counted, no source gives Dy and Tb")
    return [
        *rows,
        row(SEPARATE_HEAVY, "main output", world.HEAVY_OXIDE, 1.0, _DEFINITION),
        row(SEPARATE_HEAVY, "input", world.HEAVY_FEED, round(1.0 / RECOVERY_HEAVY.value, 3), recovery),
        row(ORE_TO_OXIDE, "main output", world.NDPR_OXIDE, 1.0, nolans),
        row(RECYCLE_TO_OXIDE, "main output", world.NDPR_OXIDE, 1.0, scrap),
    ]


def _metal() -> list[RecipeLine]:
    light, heavy = oxide_per_metal(), heavy_oxide_per_metal()
    return [
        row(MAKE_NDPR_METAL, "main output", world.NDPR_METAL, 1.0, _DEFINITION),
        row(MAKE_NDPR_METAL, "input", world.NDPR_OXIDE, light.value, light.evidence),
        row(MAKE_HEAVY_METAL, "main output", world.HEAVY_METAL, 1.0, _DEFINITION),
        row(MAKE_HEAVY_METAL, "input", world.HEAVY_OXIDE, heavy.value, heavy.evidence),
    ]


def _magnets() -> list[RecipeLine]:
    name = "NdPr metal content"
    plain, mid, high = (_process("magnet", name, f"grade {grade}").evidence for grade in ("N", "H", "SH"))
    net = "net of swarf, which returns; band 0.29 to 0.33"
    mean = "mean of grades H and SH, rounded; band 0.02 to 0.035 kg Dy+Tb and 0.275 to 0.29 kg NdPr a kg of magnet"
    per_magnet, planned = figure(
        "process_parameters", "value", parameter="rare-earth oxide per magnet", scope="JS Link, 7,000 t/y"
    )
    scrap = assumed("scrap is not tracked: it is taken as collected at home and clean, a choice of policy")
    return [
        row(MAKE_LIGHT_MAGNET, "main output", world.LIGHT_MAGNET, 1.0, _DEFINITION),
        row(MAKE_LIGHT_MAGNET, "input", world.NDPR_METAL, LIGHT_IN_MAGNET, plain.noting(net)),
        row(MAKE_HEAVY_MAGNET, "main output", world.HEAVY_MAGNET, 1.0, _DEFINITION),
        row(MAKE_HEAVY_MAGNET, "input", world.NDPR_METAL, LIGHT_IN_HEAVY_MAGNET, derived(mean, mid, high)),
        row(MAKE_HEAVY_MAGNET, "input", world.HEAVY_METAL, HEAVY_IN_MAGNET * KG_PER_TONNE, derived(mean, mid, high)),
        row(RECYCLE_TO_MAGNET, "main output", world.LIGHT_MAGNET, 1.0, scrap),
        row(OXIDE_TO_MAGNET, "main output", world.LIGHT_MAGNET, 1.0, _DEFINITION),
        row(OXIDE_TO_MAGNET, "input", world.NDPR_OXIDE, per_magnet, planned),
    ]

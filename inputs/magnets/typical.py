"""Typical projects, all of them assumptions of this case: what could be built at typical cost where nobody has said so.

The announced projects hold little NdPr metal and no Dy and Tb metal. These fill that gap in several allied nations:
metal, heavy metal, further cells and lines at running plants, magnet plants, allied plants in China brought home, and
the purchase of metal makers whose owners nobody knows.
"""

from __future__ import annotations

from dataclasses import replace

from inputs.magnets import costs, recipes, timings
from inputs.magnets.facilities import MAGNETS, Capacity, read, unknown_metal
from inputs.magnets.projects import BY_2030, Project, Timing, at_intensity
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import assumed, derived
from inputs.magnets.world import nation_name

METAL = {"USA": 2.0, "JPN": 2.0, "KOR": 1.0, "EST": 1.0}
"""kt a year: 0.31 of the magnets of plants that run or are announced there, as the nearest of 1 and 2 kt."""
HEAVY_METAL = {"USA": 200.0, "JPN": 100.0, "KOR": 50.0}
"""t a year: 25 kg on half of those magnets, as the nearest of 50, 100 and 200 t."""
MAGNETS_AT = ("DEU", "JPN", "FRA")
MAGNET_SIZE = 2.0
_BASE_METAL, _BASE_HEAVY_METAL = 1.0, 100.0
_SCALE = 0.7


def bidder(iso3: str) -> str:
    """Name of the firm of a typical project: an allied one, to be chosen."""
    return f"Allied bidder ({nation_name(iso3)})"


def _size(value: float, unit: str) -> Capacity:
    return Capacity(value, assumed(f"typical project of {value:g} {unit} a year; not announced by anybody"))


def metal() -> list[Project]:
    """New NdPr metal plants."""
    intensity = costs.metal_capital(new_site=True)
    return [
        Project(f"Typical NdPr metal plant, {nation_name(iso3)}", bidder(iso3), nation_name(iso3),
                (recipes.MAKE_NDPR_METAL,), _size(size, "kt"), _scaled(intensity, _BASE_METAL, size, 1.0),
                timings.NEW_METAL_USA if iso3 == "USA" else timings.NEW_METAL)
        for iso3, size in METAL.items()
    ]  # fmt: skip


def heavy_metal() -> list[Project]:
    """New Dy and Tb metal plants."""
    intensity = costs.heavy_metal_capital()
    return [
        Project(f"Typical Dy+Tb metal plant, {nation_name(iso3)}", bidder(iso3), nation_name(iso3),
                (recipes.MAKE_HEAVY_METAL,), _size(size, "t"), _scaled(intensity, _BASE_HEAVY_METAL, size, 1e-3),
                timings.NEW_HEAVY_METAL)
        for iso3, size in HEAVY_METAL.items()
    ]  # fmt: skip


def _scaled(intensity: Parameter, base: float, size: float, kilotonnes: float) -> Parameter:
    """Capital cost at the intensity for the base size, and by a power of the size above or below it."""
    million = base * kilotonnes * intensity.value * (size / base) ** _SCALE
    note = f"{intensity.evidence.note}; size to the power of {_SCALE:g} (band 0.6 to 0.8) from {base:g}"
    return Parameter(round(million, 1), derived(note, intensity.evidence))


def expansions() -> list[Project]:
    """Further metal at plants that run: at LCM and MP as much again, heavy metal in Japan as much again."""
    more, heavy = costs.metal_capital(new_site=False), costs.heavy_metal_capital()
    lcm, fort_worth = read("GB-LCM", 1e-3), read("US-MP-INDEP-ALLOY", recipes.LIGHT_IN_MAGNET * 1e-3)
    light, again = (recipes.MAKE_NDPR_METAL,), "as much again as runs today; not announced"
    return [
        Project("LCM Ellesmere Port further cells", "Less Common Metals", "United Kingdom", light,
                Capacity(lcm.value, assumed(again)), at_intensity(lcm.value, more), timings.MORE_METAL, "expand"),
        Project("Fort Worth further metal", "MP Materials", "United States", light,
                Capacity(fort_worth.value, assumed(again)), at_intensity(fort_worth.value, more), timings.MORE_METAL,
                "expand"),
        Project("Japanese heavy metal expansion", "Santoku and Shin-Etsu", "Japan", (recipes.MAKE_HEAVY_METAL,),
                Capacity(50.0, assumed(again)), at_intensity(0.05, heavy), timings.MORE_METAL, "expand"),
    ]  # fmt: skip


def magnets() -> list[Project]:
    """New magnet plants, and allied-owned plants in China brought home."""
    new = [
        Project(f"Typical magnet plant, {nation_name(iso3)}", bidder(iso3), nation_name(iso3), MAGNETS,
                _size(MAGNET_SIZE, "kt"), at_intensity(MAGNET_SIZE, costs.magnet_capital(iso3)), timings.NEW_MAGNETS)
        for iso3 in MAGNETS_AT
    ]  # fmt: skip
    return [*new, *_brought_home()]


def _brought_home() -> list[Project]:
    intensity = costs.magnet_capital("JPN")
    plants = (
        ("Shin-Etsu China", "Shin-Etsu Chemical", "CN-SHINETSU"),
        ("Guangdong TDK Rising", "TDK", "CN-TDK-JV"),
        ("Proterial China", "Proterial", "CN-PROTERIAL"),
    )
    found = []
    for line, firm, facility in plants:
        capacity = read(facility, 1e-3)
        capital = at_intensity(capacity.value, intensity)
        closure = assumed("a tenth of the capital cost of the new plant; band 5 to 25 %")
        found.append(
            Project(
                f"{line} to Japan", firm, nation_name("JPN"), MAGNETS,
                Capacity(capacity.value, assumed("the size of the plant in China; no such move is announced")),
                capital, timings.NEW_MAGNETS, "relocate", moves_from=line,
                closure=Parameter(round(capital.value / 10, 1), closure),
            )
        )  # fmt: skip
    return found


def known_owners() -> list[Project]:
    """Purchase of the Vietnamese and Thai metal makers by an allied firm, at the cost of a new plant of their size."""
    intensity = costs.metal_capital(new_site=True)
    timing = Timing(1, 1, 0, assumed("a year to buy, a year to trace and test; band 1 to 3 years"))
    note = "whether the owners sell is not known"
    return [
        Project(f"Allied purchase: {site.name}", bidder("JPN"), nation_name(site.iso3), site.recipes,
                Capacity(site.capacity.value, assumed(f"the whole of the lines; {note}")),
                at_intensity(site.capacity.value, intensity, note), timing, "requalify", moves_from=site.name)
        for site in unknown_metal()
    ]  # fmt: skip


def projects() -> list[Project]:
    """All typical projects."""
    found = [*metal(), *heavy_metal(), *expansions(), *magnets(), *known_owners()]
    return [replace(project, window=BY_2030) for project in found]

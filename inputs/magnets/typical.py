"""Typical projects, all of them assumptions of this case: what could be built at typical cost where nobody has said so.

The announced projects hold little NdPr metal and no Dy and Tb metal. These fill that gap in several allied nations:
metal, heavy metal, further cells and lines at running plants, magnet plants, allied plants in China brought home, and
the purchase of metal makers whose owners nobody knows.
"""

from __future__ import annotations

from dataclasses import replace

from inputs.magnets import costs, recipes, timings
from inputs.magnets.facilities import MAGNETS, Capacity, read, unknown_metal
from inputs.magnets.projects import FIRST_ROUND, SECOND_ROUND, SOON, Project, Timing, Window, at_intensity
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import assumed, derived
from inputs.magnets.world import nation_name

METAL_NATIONS = ("USA", "CAN", "EST", "JPN", "KOR", "AUS")
HEAVY_METAL_NATIONS = ("USA", "GBR", "JPN", "KOR")
MAGNET_NATIONS = ("DEU", "FRA", "POL", "JPN")
METAL_TODAY = ("USA", "CAN", "GBR", "KOR")
HEAVY_METAL_TODAY = ("USA", "GBR", "JPN")
MAGNETS_TODAY = ("USA", "EST", "DEU", "JPN", "KOR")
"""Nations in which such a plant runs or is being built: they bid in the first round, others in the second."""
METAL_SIZES = (1.0, 2.0)
HEAVY_METAL_TONNES = 100.0
MAGNET_SIZE = 2.0
_SCALE = 0.7


def bidder(iso3: str) -> str:
    """Name of the firm of a typical project: an allied one, to be chosen."""
    return f"Allied bidder ({nation_name(iso3)})"


def _round(iso3: str, today: tuple[str, ...]) -> Window:
    return FIRST_ROUND if iso3 in today else SECOND_ROUND


def _size(value: float, unit: str) -> Capacity:
    return Capacity(value, assumed(f"typical project of {value:g} {unit} a year; not announced by anybody"))


def metal() -> list[Project]:
    """New NdPr metal plants in two sizes; the larger costs 2 to the power of 0.7 times the smaller."""
    intensity = costs.metal_capital(new_site=True)
    found = []
    for iso3 in METAL_NATIONS:
        timing = timings.NEW_METAL_USA if iso3 == "USA" else timings.NEW_METAL
        for size in METAL_SIZES:
            million = round(METAL_SIZES[0] * intensity.value * (size / METAL_SIZES[0]) ** _SCALE, 1)
            note = f"{intensity.evidence.note}; size to the power of {_SCALE:g} (band 0.6 to 0.8)"
            capital = Parameter(million, derived(note, intensity.evidence))
            found.append(
                Project(
                    f"Typical NdPr metal plant, {nation_name(iso3)}", bidder(iso3), nation_name(iso3),
                    (recipes.MAKE_NDPR_METAL,), _size(size, "kt"), capital,
                    timing, size=f"{size:g} kt", window=_round(iso3, METAL_TODAY),
                )
            )  # fmt: skip
    return found


def heavy_metal() -> list[Project]:
    """New Dy and Tb metal plants."""
    capital = costs.heavy_metal_capital()
    cost = at_intensity(HEAVY_METAL_TONNES / 1e3, capital)
    return [
        Project(f"Typical Dy+Tb metal plant, {nation_name(iso3)}", bidder(iso3), nation_name(iso3),
                (recipes.MAKE_HEAVY_METAL,), _size(HEAVY_METAL_TONNES, "t"), cost, timings.NEW_HEAVY_METAL,
                window=_round(iso3, HEAVY_METAL_TODAY))
        for iso3 in HEAVY_METAL_NATIONS
    ]  # fmt: skip


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
                _size(MAGNET_SIZE, "kt"), at_intensity(MAGNET_SIZE, costs.magnet_capital(iso3)), timings.NEW_MAGNETS,
                window=_round(iso3, MAGNETS_TODAY))
        for iso3 in MAGNET_NATIONS
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
    """All typical projects. Those without a round of bids start soon or lapse, as announced ones do."""
    found = [*metal(), *heavy_metal(), *expansions(), *magnets(), *known_owners()]
    return [project if project.window else replace(project, window=SOON) for project in found]

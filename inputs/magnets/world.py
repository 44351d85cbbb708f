"""Nations, groups and goods of the case, and the names its other modules use for them."""

from __future__ import annotations

from inputs.magnets.sources import Evidence, assumed, defined, evidence_of, sourced, table
from models.case import Bloc, Good, Group, Nation
from models.schema import MeasureName

BASTNAESITE = "Bastnaesite concentrate"
MONAZITE = "Monazite concentrate"
CLAY = "Ionic clay carbonate"
HEAVY_FEED = "Heavy feed (SEG)"
NDPR_OXIDE = "NdPr oxide"
HEAVY_OXIDE = "Dy+Tb oxide"
NDPR_METAL = "NdPr metal"
HEAVY_METAL = "Dy+Tb metal"
LIGHT_MAGNET = "Magnet without heavies"
HEAVY_MAGNET = "Magnet with heavies"

REST = "Rest of the world"
MALAWI = "Malawi"
CHINA = "China"

_NATIONS = {
    "USA": "United States",
    "CAN": "Canada",
    "GBR": "United Kingdom",
    "FRA": "France",
    "DEU": "Germany",
    "ITA": "Italy",
    "POL": "Poland",
    "EST": "Estonia",
    "NOR": "Norway",
    "JPN": "Japan",
    "KOR": "South Korea",
    "AUS": "Australia",
    "BRA": "Brazil",
    "THA": "Thailand",
    "MYS": "Malaysia",
    "VNM": "Vietnam",
    "IND": "India",
    "NAM": "Namibia",
    "CHN": CHINA,
}

_GOODS: tuple[tuple[str, MeasureName, str, str], ...] = (
    (BASTNAESITE, "kt", "mine", "kt of rare-earth oxides contained; all light concentrates are counted so"),
    (MONAZITE, "kt", "mine", "kt of rare-earth oxides contained; carbonate made from monazite is counted with it"),
    (CLAY, "kt", "mine", "kt of rare-earth oxides contained"),
    (HEAVY_FEED, "t", "separation", "t of Dy and Tb oxide contained, in mixed samarium-to-gadolinium concentrate"),
    (NDPR_OXIDE, "kt", "separation", "neodymium and praseodymium oxide, separated"),
    (HEAVY_OXIDE, "t", "separation", "dysprosium and terbium oxide together, 5.9 to 1"),
    (NDPR_METAL, "kt", "metal", "metal; strip-cast alloy is not counted, it buys metal"),
    (HEAVY_METAL, "t", "metal", "dysprosium and terbium metal or iron alloy, as contained metal"),
    (LIGHT_MAGNET, "kt", "magnet", "sintered NdFeB, finished, grade N"),
    (HEAVY_MAGNET, "kt", "magnet", "sintered NdFeB, finished, grades H and SH, about 25 kg of Dy and Tb a tonne"),
)

UNIT: dict[str, MeasureName] = {good: unit for good, unit, _, _ in _GOODS}
"""Unit of each good."""


def nation_name(iso3: str) -> str:
    """Name of a nation in this case by its ISO3 code."""
    return MALAWI if iso3 == "MWI" else _NATIONS[iso3]


def country(iso3: str) -> dict[str, str]:
    """The row of a nation in `countries`."""
    return next(row for row in table("countries") if row["iso3"] == iso3)


def gdp(iso3: str) -> float:
    """GDP in USD of the year that `countries` gives."""
    return float(country(iso3)["gdp_usd"])


def country_evidence(iso3: str) -> Evidence:
    """Evidence of a nation's row in `countries`."""
    return evidence_of({"source": country(iso3)["sources"], "year": "2026", "confidence": "M"})


def nation_rows() -> list[Nation]:
    """Nations: NATO and Major Non-NATO Allies are allies, covered nations adversaries, others neutral."""
    rows = [
        sourced(Nation(nation=name, bloc=_bloc(country(iso3))), country_evidence(iso3))
        for iso3, name in _NATIONS.items()
    ]
    malawi = assumed("neither NATO nor a Major Non-NATO Ally nor a covered nation; not in the table of countries")
    rest = assumed("stands for all buyers outside the nations listed; takes surplus, sends nothing")
    return [
        *rows,
        sourced(Nation(nation=MALAWI, bloc="neutral"), malawi),
        sourced(Nation(nation=REST, bloc="neutral"), rest),
    ]


def _bloc(row: dict[str, str]) -> Bloc:
    if row["nato_member"] == "Y" or row["us_mnna"] == "Y":
        return "ally"
    return "adversary" if row["covered_nation_10usc4872"] == "Y" else "neutral"


def group_rows() -> list[Group]:
    """Members of NATO, the EU and the Major Non-NATO Allies among the nations of the case."""
    kinds = (("NATO", "nato_member"), ("EU", "eu27"), ("Major Non-NATO Allies", "us_mnna"))
    return [
        sourced(Group(group=group, nation=name), country_evidence(iso3))
        for group, column in kinds
        for iso3, name in _NATIONS.items()
        if country(iso3)[column] == "Y"
    ]


def good_rows() -> list[Good]:
    """The ten goods: kt for light ones, t for heavy ones. Nothing may go unmet, so no shortage penalty."""
    return [sourced(Good(good=good, unit=unit, tier=tier), defined(note)) for good, unit, tier, note in _GOODS]

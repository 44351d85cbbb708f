"""Who needs magnets: civil use by nation, defence programmes, and outlets for what the chain sells elsewhere today.

Direct demand (magnets bought as magnets), not magnets inside imported goods. Data points are 2024 or 2025, 2030 and
2035; between two of them demand grows by the same share each year. Civil is direct use less defence, so no tonne counts
twice. Civil use is split into magnets with and without heavies by one share; defence is taken with heavies throughout,
the harder case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from inputs.magnets import world
from inputs.magnets.prices import Deck
from inputs.magnets.recipes import heavy_share
from inputs.magnets.sources import Evidence, assumed, derived, figure, sourced, usd_per_kg
from models.case import Demand

DefenceLevel = Literal["low", "mid", "high"]
CIVIL = "Civil use"
US_DEFENCE = "US defence"
NATO_DEFENCE = "NATO Europe and Canada defence"
OUTLET = "Sales to the rest of the world"
FIRST_YEAR, TURN = 2026, 2030
BOUGHT = "NdFeB magnet, finished, bought as magnet"

_BASE_DERIVED = {"USA": "N", "JPN": "Y", "KOR": "Y", "EU27": "N"}
"""Whether the 2024 row of a region is derived in the data."""
_GERMAN_SHARE = 0.48
_EUROPEAN = ("FRA", "ITA", "POL")
_DEFENCE_NATIONS = ("GBR", "DEU", "FRA", "ITA", "CAN", "POL")
_OUTSIDE_EU = ("GBR", "TUR", "CHE", "NOR")
_OXIDE_SOLD = 4.0
_HEAVY_TO_JAPAN = 0.65


@dataclass(frozen=True)
class Path:
    """Tonnes in 2026, 2030 and 2035, and where they come from."""

    first: float
    turn: float
    end: float
    evidence: Evidence

    def times(self, share: float, note: str) -> Path:
        """A share of the path, as a derived figure."""
        evidence = derived(note, self.evidence)
        return Path(self.first * share, self.turn * share, self.end * share, evidence)

    def less(self, other: Path) -> Path:
        """The path less another one."""
        note = "direct use less defence, so that no tonne counts twice"
        return Path(
            self.first - other.first, self.turn - other.turn, self.end - other.end,
            derived(f"{self.evidence.note}; {note}" if self.evidence.note else note, self.evidence),
        )  # fmt: skip

    @property
    def growth(self) -> tuple[float, float]:
        """Growth a year from 2026 to 2030, and from 2030 to 2035."""
        return _yearly(self.first, self.turn, TURN - FIRST_YEAR), _yearly(self.turn, self.end, 5)


def _yearly(first: float, last: float, years: int) -> float:
    return round(float((last / first) ** (1.0 / years)) - 1.0, 5)


def _path(base_year: int, base: float, turn: float, end: float, evidence: Evidence) -> Path:
    growth = (turn / base) ** (1.0 / (TURN - base_year))
    note = f"{base:,.0f} t in {base_year}, even growth to {turn:,.0f} t in 2030 and {end:,.0f} t in 2035"
    return Path(base * growth ** (FIRST_YEAR - base_year), turn, end, evidence.noting(note))


def _total(region: str, form: str, base_form: str | None = None) -> Path:
    points = {
        year: figure(
            "magnet_demand", "tonnes_mid", region_or_nation=region, use="total", year=year,
            form=(base_form or form) if year == "2024" else form,
            derived=_BASE_DERIVED[region] if year == "2024" else "Y",
        )
        for year in ("2024", "2030", "2035")
    }  # fmt: skip
    return _path(2024, points["2024"][0], points["2030"][0], points["2035"][0], points["2024"][1])


def direct_use() -> dict[str, Path]:
    """Direct use of magnets by nation, civil and defence together."""
    europe = _total("EU27", "permanent magnet", "permanent magnet used by EU industry")
    rest = sum(world.gdp(iso3) for iso3 in _EUROPEAN)
    german = "Germany takes 48 % of Europe's imports from China; part of it is sold on inside the EU"
    others = "the rest of the EU stands on France, Italy and Poland, by GDP"
    return {
        "USA": _total("USA", BOUGHT),
        "JPN": _total("JPN", BOUGHT),
        "KOR": _total("KOR", BOUGHT),
        "GBR": _british(europe),
        "DEU": europe.times(_GERMAN_SHARE, german),
        **{iso3: europe.times((1 - _GERMAN_SHARE) * world.gdp(iso3) / rest, others) for iso3 in _EUROPEAN},
    }


def _british(europe: Path) -> Path:
    """United Kingdom: Europe's imports from China less the EU's, by GDP among the nations outside the EU."""
    imports, first = figure(
        "magnet_demand", "tonnes_mid", region_or_nation="Europe", year="2025-01/07",
        form="rare-earth magnet imported from China",
    )  # fmt: skip
    european, eu_imports = imports * 12 / 7, 17_000.0
    share = world.gdp("GBR") / sum(world.gdp(iso3) for iso3 in _OUTSIDE_EU)
    tonnes = (european - eu_imports) * share
    eu_base, _ = figure(
        "magnet_demand", "tonnes_mid", region_or_nation="EU27", form="permanent magnet used by EU industry"
    )
    note = (
        f"Europe's imports of 2025 at a yearly rate ({european:,.0f} t) less the EU's {eu_imports:,.0f} t, times "
        f"{share:.2f}, the UK's GDP among the UK, Turkey, Switzerland and Norway; grows as the EU; band 1 to 4 kt"
    )
    grown = europe.times(tonnes / eu_base, note)
    return Path(grown.first, grown.turn, grown.end, derived(note, first))


def defence_use(level: DefenceLevel) -> dict[str, Path]:
    """Defence use by nation. NATO Europe and Canada stand on six nations, by GDP."""
    united_states, europe = _defence("USA", level), _defence("NATO Europe + Canada", level)
    whole = sum(world.gdp(iso3) for iso3 in _DEFENCE_NATIONS)
    note = "NATO Europe and Canada by GDP on the six largest economies of it in this case"
    return {
        "USA": united_states,
        **{iso3: europe.times(world.gdp(iso3) / whole, note) for iso3 in _DEFENCE_NATIONS},
    }


def _defence(region: str, level: DefenceLevel) -> Path:
    tonnes = f"tonnes_{level}"
    points = {}
    for year in ("2025", "2030", "2035"):
        rows = {"region_or_nation": region, "use": "defence", "year": year, "form": "NdFeB magnet, finished"}
        points[year] = figure("magnet_demand", tonnes, **rows)
    evidence = (
        points["2025"][1]
        .weaker("assumption")
        .noting(f"{level} planning row; the need is unknown within a factor of 17 and this is no forecast")
    )
    return _path(2025, points["2025"][0], points["2030"][0], points["2035"][0], evidence)


def need_rows(level: DefenceLevel) -> list[Demand]:
    """Rows of Demand of civil and defence programmes, two stretches of years each. Nothing may go unmet."""
    defence = defence_use(level)
    rows: list[Demand] = []
    for iso3, path in direct_use().items():
        rows += _civil(iso3, path.less(defence[iso3]) if iso3 in defence else path)
    for iso3, path in defence.items():
        programme = US_DEFENCE if iso3 == "USA" else NATO_DEFENCE
        note = "all with heavies, the harder case: no source gives a split; band 50 to 100 %"
        rows += _stretches(
            programme, "defence", iso3, world.HEAVY_MAGNET, path.times(1.0, f"{path.evidence.note}; {note}")
        )
    return rows


def _civil(iso3: str, path: Path) -> list[Demand]:
    share = heavy_share()
    note = f"{share:.0%} of civil magnets with heavies (band 40 to 70 %): MP's mix gives 67 %, Caremag's claim 58 %"
    said = f"{path.evidence.note}; {note}"
    return [
        row
        for good, part in ((world.LIGHT_MAGNET, 1 - share), (world.HEAVY_MAGNET, share))
        for row in _stretches(CIVIL, "civil", iso3, good, path.times(part, said))
    ]


def _stretches(programme: str, kind: Literal["defence", "civil"], iso3: str, good: str, path: Path) -> list[Demand]:
    early, late = path.growth
    stretches = ((FIRST_YEAR, TURN - 1, path.first, early), (TURN, None, path.turn, late))
    return [
        sourced(
            Demand(
                programme=programme, kind=kind, nation=world.nation_name(iso3), good=good, first_year=first,
                last_year=last, quantity=round(tonnes / 1e3, 4), growth=growth,
            ),
            path.evidence,
        )
        for first, last, tonnes, growth in stretches
    ]  # fmt: skip


def outlet_rows(prices: Deck) -> list[Demand]:
    """Sales to the rest of the world at this deck's prices, at today's volume. They may go unmet altogether."""
    lynas = 62.0 * (1 - _HEAVY_TO_JAPAN)
    volumes: Mapping[str, tuple[float, int | None, Evidence]] = {
        world.NDPR_OXIDE: (
            _OXIDE_SOLD, None,
            assumed("output of Lynas and MP in 2025 (9.9 kt) less use by metal makers outside China (5.8); band 2-6"),
        ),
        world.HEAVY_OXIDE: (
            round(lynas, 1), None,
            assumed("62 t of Lynas in the year to June 2026 less the 65 % bound for Japan; band 0 to 62 t"),
        ),
        world.CLAY: (
            2.0, FIRST_YEAR,
            assumed("Serra Verde's Chinese contracts, which end in 2026, at its output of 2025; band 1 to 3.5 kt"),
        ),
    }  # fmt: skip
    return [
        sourced(
            Demand(
                programme=OUTLET, kind="outlet", nation=world.REST, good=good, last_year=last, quantity=quantity,
                value=usd_per_kg(prices[good].value, world.UNIT[good]),
            ),
            evidence,
        )
        for good, (quantity, last, evidence) in volumes.items()
    ]  # fmt: skip

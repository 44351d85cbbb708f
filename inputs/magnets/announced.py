"""Projects that firms have announced or are building. Failure-prone ones stay in, at low confidence.

Capital cost is the published one, else capacity times the cost of a comparable plant. Under construction: committed,
money spent is sunk. Left out, and why, is listed in `inputs/README.md`.
"""

from __future__ import annotations

from dataclasses import replace

from inputs.magnets import costs, recipes, timings
from inputs.magnets.facilities import MAGNETS, NDPR_IN_REO, Capacity, facility_nation, read, stated
from inputs.magnets.prices import deck
from inputs.magnets.projects import BY_2028, Project, at_intensity, half_left, published, sunk
from inputs.magnets.recipes import Parameter
from inputs.magnets.sources import derived, facility_evidence, fx
from inputs.magnets.world import HEAVY_OXIDE, NDPR_OXIDE

KILO = 1e-3
ALLOY = recipes.LIGHT_IN_MAGNET * KILO
ALLOY_NOTE = "t of alloy times 0.31 NdPr metal in it"
TWO_FEEDS = (recipes.SEPARATE_MONAZITE, recipes.SEPARATE_CLAY)
HEAVY = (recipes.SEPARATE_HEAVY,)
LIGHT_METAL = (recipes.MAKE_NDPR_METAL,)


def committed() -> list[Project]:
    """Projects under construction: part of every plan."""
    usa, malaysia = "United States", "Malaysia"
    eneabba = "5,500 t NdPr oxide with blended feed; band 3,300 t on own feed"
    caremag = "800 t NdPr and 600 t Dy+Tb oxide; scrap among its feed is not counted"
    lynas = "300 t in all less the 104 t of the running circuit; nameplate, not a target"
    ucore = f"first machine of 600 t of oxides put through, times {NDPR_IN_REO:.3f} NdPr"
    kangankunde = read("MW-KANGANKUNDE", KILO)
    src = "feed for 400 t of metal: 1.197 t of oxide a tonne"
    blacksburg = read("US-USAR-BLACKSBURG", KILO)
    more_heavies = published("MY-LYNAS-HREE-2")
    return [
        _build("Kangankunde mine", "Lindian Resources", "Malawi", (recipes.MINE_MONAZITE,), kangankunde, 1, 4),
        _build("Yangibana mine", "Hastings and Wyloo", "Australia", (recipes.MINE_MONAZITE,),
               read("AU-YANGIBANA", KILO, "counted as monazite; its oxides hold 37 % NdPr, so this is cautious"), 1, 4),
        _build("Mountain Pass heavy separation", "MP Materials", usa, HEAVY, read("US-MP-MTPASS-HREE", 1.0), 1, 2),
        _build("White Mesa heavy circuit", "Energy Fuels", usa, HEAVY, read("US-EFR-WM-HREE", 1.0), 2, 2,
               half_left(published("US-EFR-WM-HREE"))),
        _build("Lynas Malaysia heavy plant 2", "Lynas Rare Earths", malaysia, HEAVY,
               stated("MY-LYNAS-HREE-2", 196.0, lynas), 2, 2, half_left(more_heavies)),
        _build("Caremag light separation", "Carester", "France", TWO_FEEDS, stated("FR-CAREMAG", 0.8, caremag), 1, 4),
        _build("Caremag heavy separation", "Carester", "France", HEAVY, stated("FR-CAREMAG", 600.0, caremag), 1, 4),
        _build("Eneabba light separation", "Iluka Resources", "Australia", (recipes.SEPARATE_MONAZITE,),
               stated("AU-ILUKA", 5.5, eneabba), 1, 4),
        _build("Eneabba heavy separation", "Iluka Resources", "Australia", HEAVY,
               stated("AU-ILUKA", 750.0, "750 t Dy+Tb oxide with blended feed"), 1, 4),
        _build("SRC Saskatoon separation", "Saskatchewan Research Council", "Canada", (recipes.SEPARATE_MONAZITE,),
               stated("CA-SRC", round(0.4 * recipes.oxide_per_metal().value, 3), src), 1, 2),
        _build("SRC Saskatoon metal", "Saskatchewan Research Council", "Canada", LIGHT_METAL,
               read("CA-SRC", KILO), 1, 2),
        _build("Ucore Louisiana machine 1", "Ucore Rare Metals", usa, TWO_FEEDS,
               stated("US-UCORE", round(0.6 * NDPR_IN_REO, 3), ucore), 1, 2),
        _build("Ionic Belfast recycling", "Ionic Technologies", "United Kingdom", (recipes.RECYCLE_TO_OXIDE,),
               read("GB-IONIC", KILO, "first output not stated, 2028 taken"), 2, 2, sunk()),
        _build("Blacksburg magnets", "USA Rare Earth", usa, MAGNETS, blacksburg, 2, 2,
               half_left(at_intensity(blacksburg.value, costs.magnet_capital("USA")))),
    ]  # fmt: skip


def _build(
    name: str, firm: str, nation: str, runs: tuple[str, ...], capacity: Capacity, years: int, ramp: int,
    left: Parameter | None = None,
) -> Project:  # fmt: skip
    return Project(name, firm, nation, runs, capacity, left or sunk(), timings.remaining(years, ramp), committed=True)


def mines() -> list[Project]:
    """Announced mines outside China."""
    poorer = "counted at the tonnes that give its stated Dy and Tb with this case's clay (3 %); its NdPr is then short"
    donald = read("AU-DONALD", KILO)
    songwe = read("MW-SONGWE", KILO, "counted as monazite")
    xenotime = "t of oxides times 10.8 % Dy and Tb"
    browns = Capacity(round(600.0 * 0.108, 1), derived(xenotime, read("AU-NTU", 1.0).evidence))
    lofdal = published("NA-LOFDAL")
    by_lofdal = derived("Lofdal's 348 million USD for 1,478 t of oxides, times 600 t; band 100 to 280", lofdal.evidence)
    return [
        _mine("Carina mine", "Aclara Resources", "BR-CARINA", recipes.MINE_CLAY, read("BR-CARINA", KILO), 2028),
        _mine("Caldeira mine", "Meteoric Resources", "BR-CALDEIRA", recipes.MINE_CLAY,
              stated("BR-CALDEIRA", 4.2, f"127 t Dy+Tb contained; {poorer}"), 2029),
        _mine("Colossus mine", "Viridis Mining and Minerals", "BR-COLOSSUS", recipes.MINE_CLAY,
              stated("BR-COLOSSUS", 4.7, f"9,448 t of oxides with 1.5 % Dy and Tb; {poorer}"), 2028),
        _mine("Donald mine", "Energy Fuels and Astron", "AU-DONALD", recipes.MINE_MONAZITE_XENOTIME, donald, 2028,
              at_intensity(donald.value, costs.mine_capital())),
        _mine("Songwe Hill mine", "Mkango", "MW-SONGWE", recipes.MINE_MONAZITE, songwe, 2029,
              at_intensity(songwe.value, costs.mine_capital())),
        _mine("Browns Range mine", "Northern Minerals", "AU-NTU", recipes.MINE_XENOTIME, browns, 2029,
              Parameter(141.0, by_lofdal)),
        _mine("Lofdal mine", "Namibia Critical Metals", "NA-LOFDAL", recipes.MINE_XENOTIME,
              stated("NA-LOFDAL", 136.8, "119 t Dy and 17.8 t Tb oxide a year"), 2029, lofdal),
    ]  # fmt: skip


def _mine(
    name: str, firm: str, facility: str, recipe: str, capacity: Capacity, ready: int, capital: Parameter | None = None
) -> Project:
    timing = timings.announced(timings.NEW_MINE, ready)
    return Project(name, firm, facility_nation(facility), (recipe,), capacity, capital or published(facility), timing)


def separation() -> list[Project]:
    """Announced separation outside China."""
    aclara, worth = published("US-ACLARA-LA"), deck("2025")
    light, heavy = 1.131 * worth[NDPR_OXIDE].value, 0.173 * worth[HEAVY_OXIDE].value
    split = "USD 277 million split by value at 2025 prices between 1,131 t NdPr and 173 t Dy+Tb oxide"
    parts = [Parameter(round(aclara.value * part / (light + heavy), 1), derived(split, aclara.evidence))
             for part in (light, heavy)]  # fmt: skip
    solvay = "4,500 t a year by 2030 for 'over 100 million euro'; read as NdPr oxide, one source; low"
    ucore = f"9,600 t of oxides put through less the first machine, times {NDPR_IN_REO:.3f}"
    rer = read("US-RER-UPTON", KILO, "target for 2030 after a demonstration plant")
    per_ree = costs.brownfield_separation()
    return [
        _separation("White Mesa phase 2", "Energy Fuels", "US-EFR-WM2", TWO_FEEDS, read("US-EFR-WM2", KILO), 2029),
        _separation("Nolans mine to oxide", "Arafura Rare Earths", "AU-ARAFURA", (recipes.ORE_TO_OXIDE,),
                    read("AU-ARAFURA", KILO), 2029),
        _separation("Aclara Louisiana light separation", "Aclara Resources", "US-ACLARA-LA", TWO_FEEDS[::-1],
                    stated("US-ACLARA-LA", 1.131, "1,131 t NdPr oxide"), 2028, parts[0]),
        _separation("Aclara Louisiana heavy separation", "Aclara Resources", "US-ACLARA-LA", HEAVY,
                    stated("US-ACLARA-LA", 173.0, "148 t Dy and 25 t Tb oxide"), 2028, parts[1]),
        _separation("Pulawy separation", "Mkango", "PL-PULAWY", TWO_FEEDS,
                    stated("PL-PULAWY", 2.0, "2,000 t NdPr oxide as in the 2025 design"), 2029),
        _separation("Solvay La Rochelle expansion", "Solvay", "FR-SOLVAY", TWO_FEEDS,
                    stated("FR-SOLVAY", 4.5, solvay), 2030,
                    Parameter(round(100.0 * fx("EUR"), 1),
                              derived(f"{solvay}; a minimum", facility_evidence("FR-SOLVAY")))),
        _separation("Ucore Louisiana further machines", "Ucore Rare Metals", "US-UCORE", TWO_FEEDS,
                    stated("US-UCORE", round(9.0 * NDPR_IN_REO, 2), ucore), 2029,
                    at_intensity(9.0, costs.ucore_machine(), "per kg of oxides put through")),
        _separation("Upton separation", "Rare Element Resources", "US-RER-UPTON", (recipes.SEPARATE_BASTNAESITE,),
                    rer, 2030, at_intensity(rer.value, per_ree)),
    ]  # fmt: skip


def _separation(
    name: str, firm: str, facility: str, runs: tuple[str, ...], capacity: Capacity, ready: int,
    capital: Parameter | None = None,
) -> Project:  # fmt: skip
    kind = "expand" if facility in ("US-EFR-WM2", "FR-SOLVAY", "US-UCORE") else "greenfield"
    timing = timings.announced(timings.NEW_SEPARATION, ready)
    found = capital or published(facility)
    project = Project(name, firm, facility_nation(facility), runs, capacity, found, timing)
    return replace(project, kind="expand") if kind == "expand" else project


def metal() -> list[Project]:
    """Announced NdPr metal outside China. Nobody has announced Dy and Tb metal in tonnes."""
    new, more = costs.metal_capital(new_site=True), costs.metal_capital(new_site=False)
    lacq, asm = read("FR-LCM", ALLOY, ALLOY_NOTE), read("KR-ASM", ALLOY, ALLOY_NOTE).evidence
    expansion = Capacity(round(1800.0 * ALLOY, 3), derived(f"a further 1,800 t of alloy by 2027; {ALLOY_NOTE}", asm))
    amp, usar = read("US-ASM-AMP", ALLOY, ALLOY_NOTE), read("US-USAR-BLACKSBURG-ALLOY", ALLOY, ALLOY_NOTE)
    phoenix = stated("US-PHOENIX", 0.8, "'more than 1,000 t' less the 200 t at opening")
    return [
        Project("LCM Lacq metal", "Less Common Metals", "France", LIGHT_METAL, lacq, published("FR-LCM"),
                timings.announced(timings.NEW_METAL, 2027)),
        Project("Korean Metals Plant expansion", "Australian Strategic Materials", "South Korea", LIGHT_METAL,
                expansion, published("KR-ASM"), timings.MORE_METAL, "expand"),
        Project("American Metals Plant", "Australian Strategic Materials", "United States", LIGHT_METAL, amp,
                at_intensity(amp.value, new), timings.NEW_METAL_USA),
        Project("Blacksburg metal", "USA Rare Earth", "United States", LIGHT_METAL, usar,
                at_intensity(usar.value, new), timings.NEW_METAL_USA),
        Project("Phoenix Tailings expansion", "Phoenix Tailings", "United States", LIGHT_METAL, phoenix,
                at_intensity(phoenix.value, more), timings.MORE_METAL, "expand"),
    ]  # fmt: skip


def magnets() -> list[Project]:
    """Announced magnet plants outside China."""
    return [*_further_lines(), *_new_plants(), *_other_recipes()]


def _magnet_site(name: str, firm: str, facility: str, capacity: Capacity, capital: Parameter) -> Project:
    return Project(name, firm, facility_nation(facility), MAGNETS, capacity, capital, timings.NEW_MAGNETS)


def _further_lines() -> list[Project]:
    """Expansions of plants that run."""
    usa, block = costs.magnet_capital("USA"), costs.blank_yield().value
    narva = stated("EE-NEO-NARVA", round(3.0 * block, 2), f"5,000 t of block less 2,000 t, times {block:g} finished")
    narva_cost = Parameter(round(175.0 * fx("EUR"), 1), narva.evidence.noting("EUR 250 m in all less the 75 m spent"))
    fort_worth = stated("US-MP-INDEP", 2.0, "3,000 t less the first 1,000 t")
    stillwater = stated("US-USAR-STILL", 2.4, "10,000 t in all less Blacksburg 6,400 t and lines 1a and 1b 1,200 t")
    sumter = _magnet_site("eVAC Sumter expansion", "Vacuumschmelze", "US-EVAC",
                          stated("US-EVAC", 2.0, "first step to 4,000 t"), at_intensity(2.0, usa))  # fmt: skip
    large = stated("US-EVAC", 10.0, "12,000 t less the first 2,000 t")
    found = [
        _magnet_site("Fort Worth magnets expansion", "MP Materials", "US-MP-INDEP", fort_worth, at_intensity(2.0, usa)),
        _magnet_site("Stillwater further lines", "USA Rare Earth", "US-USAR-STILL", stillwater, at_intensity(2.4, usa)),
        replace(sumter, size="2 kt"),
        replace(sumter, size="10 kt", capacity=large, capital=at_intensity(10.0, usa)),
        _magnet_site("Narva phase 2", "Neo Performance Materials", "EE-NEO-NARVA", narva, narva_cost),
    ]
    return [replace(project, kind="expand", timing=timings.MORE_MAGNETS) for project in found]


def _new_plants() -> list[Project]:
    asia = costs.magnet_capital("MYS")
    kuantan = read("MY-JSLINK-KUANTAN", KILO)
    kangwon = read("KR-NOVEON-KANGWON", KILO, "memorandum only")
    seongan = read("KR-SEONGAN", KILO, "status after 2024 not found")
    daegu = Parameter(15.0, seongan.evidence.noting("KRW 20 bn at 0.00075; conversion of an existing building"))
    printed = (
        ("10X magnet campus", "MP Materials", "US-MP-10X", "a minimum"),
        ("Vulcan Benson", "Vulcan Elements", "US-VULCAN", "with its own alloy"),
        ("JS Link Columbus", "JS Link", "US-JSLINK-COLUMBUS", ""),
        ("POSCO and Star US plant", "Star Group", "US-POSCO-STAR", "site not chosen"),
    )
    return [
        *(
            _magnet_site(name, firm, facility, read(facility, KILO), published(facility, note=note))
            for name, firm, facility, note in printed
        ),
        _magnet_site("JS Link Kuantan", "JS Link", "MY-JSLINK-KUANTAN", kuantan, at_intensity(kuantan.value, asia)),
        _magnet_site(
            "Kangwon magnets", "Noveon Magnetics", "KR-NOVEON-KANGWON", kangwon, at_intensity(kangwon.value, asia)
        ),
        _magnet_site("Seong-An Daegu", "Seong-An", "KR-SEONGAN", seongan, daegu),
    ]


def _other_recipes() -> list[Project]:
    """Magnets from scrap, and from oxide on one site."""
    recycled = read("US-HYPROMAG", KILO)
    india = read("IN-REPM", KILO, "five bidders of 1,200 t; magnets without heavies assumed")
    scheme = "INR 7,280 crore of support at 90 INR, taken as the whole cost: the only figure; the rate is unverified"
    indian = Parameter(round(72_800.0 / 90.0, 1), derived(scheme, india.evidence))
    hypromag = _magnet_site(
        "HyProMag USA", "Mkango", "US-HYPROMAG", recycled, at_intensity(recycled.value, costs.magnet_capital("USA"))
    )
    return [
        replace(hypromag, recipes=(recipes.RECYCLE_TO_MAGNET,)),
        Project("India magnet scheme", "Indian bidders", "India", (recipes.OXIDE_TO_MAGNET,), india, indian,
                timings.announced(timings.NEW_MAGNETS, 2029)),
    ]  # fmt: skip


def projects() -> list[Project]:
    """All announced projects, committed ones first."""
    free = [*mines(), *separation(), *metal(), *magnets()]
    return [*committed(), *(replace(project, window=BY_2028) for project in free)]

"""The verification examples as cases: a builder each, and `EXAMPLES`, every case with the cost of its best plan.

Money is an index unit, taken as million. Where an example fixes flows that no price would bring about ("30 from the
adversary, 70 from the ally"), capacities add up to the need, so that every plan has those flows.
"""

from __future__ import annotations

from models.case import Case, Firm, MoveCondition, Nation, Price
from models.schema import Row
from tests.cases import FIRST_YEAR, cap, good, lane, line, move, need, recipe, tiny
from tests.verification.figures import Example, expected


def direct_share(share: float) -> Case:
    """V01: 100 t from an adversary at 10 or an ally at 16 under a cap on the direct share."""
    return tiny(
        line("A", "metal", unit_cost=16),
        line("X", "metal", unit_cost=10),
        lane("X", "A", "metal"),
        need("metal", 100),
        cap(share, "direct share", "metal"),
    )


def yields() -> Case:
    """V02: oxide to metal to alloy to magnet to unit, with yields in the recipes; only oxide costs."""
    return tiny(
        *(good(name, unit="kg") for name in ("magnet", "alloy", "metal", "oxide")),
        recipe("unit", {"magnet": 2.0}),
        recipe("magnet", {"alloy": 1.25}),
        recipe("alloy", {"metal": 0.3}),
        recipe("metal", {"oxide": 1 / 0.75}),
        *(line("A", name) for name in ("unit", "magnet", "alloy", "metal")),
        line("A", "oxide", unit_cost=60),
        need("unit", 100),
    )


def fixed_charge() -> Case:
    """V03: 80 from a small plant (fixed 100, capacity 50, unit 1) or a large one (150, 100, 1.5)."""
    return tiny(
        move("small", "A", "metal", 50, fixed_cost=100, unit_cost=1),
        move("large", "A", "metal", 100, fixed_cost=150, unit_cost=1.5),
        need("metal", 80),
    )


def lead_and_ramp(share: float) -> Case:
    """V04: five years, one plant started in the first with lead 2 and ramp 2, the rest from the adversary at 1."""
    return tiny(
        move("plant", "A", "metal", 100, lead=2, ramp=2, life=20, latest_start=FIRST_YEAR),
        line("X", "metal", unit_cost=1),
        lane("X", "A", "metal"),
        need("metal", 100),
        cap(share, over="years together"),
        years=5,
    )


def two_inputs() -> Case:
    """V05: a missile of one seeker (60 clean of 100) and one magnet (70 clean of 100)."""
    return tiny(
        recipe("missile", {"seeker": 1.0, "magnet": 1.0}),
        line("A", "missile"),
        line("A", "seeker", 60, unit_cost=1),
        line("X", "seeker", unit_cost=2),
        line("A", "magnet", 70, unit_cost=1),
        line("X", "magnet", unit_cost=2),
        lane("X", "A", "seeker"),
        lane("X", "A", "magnet"),
        need("missile", 100),
    )


def shared_pool(**caps: float) -> Case:
    """V06: a pool of 30 adversary and 70 allied metal; 50 go to P1, which also gets 50 clean, and 50 to P2."""
    return tiny(
        line("A", "metal", 70),
        line("X", "metal", 30),
        line("B", "metal", 50),
        lane("X", "A", "metal"),
        lane("A", "B", "metal"),
        need("metal", 100, "B", programme="P1"),
        need("metal", 50, "A", programme="P2"),
        *(cap(share, what=programme) for programme, share in caps.items()),
    )


def three_tiers() -> Case:
    """V07: at each of three tiers the buyer takes a tenth from the adversary, which is free, and the rest at 1."""
    return tiny(
        recipe("metal", {"oxide": 1.0}),
        recipe("oxide", {"ore": 1.0}),
        recipe("metal bought", main="metal"),
        recipe("oxide bought", main="oxide"),
        *(line("A", name, unit_cost=1) for name in ("metal", "oxide", "ore")),
        line("X", "metal bought", 10),
        line("X", "oxide bought", 9),
        line("X", "ore", 8.1),
        *(lane("X", "A", name) for name in ("metal", "oxide", "ore")),
        need("metal", 100),
    )


def three_third_nations() -> Case:
    """V24: 100 from three third nations at 1, 2 and 3, at most 65 % from any one."""
    thirds = ("North", "East", "South")
    return tiny(
        Nation(nation="A", bloc="ally"),
        *(Nation(nation=name, bloc="neutral") for name in thirds),
        *(line(name, "metal", unit_cost=cost) for cost, name in enumerate(thirds, start=1)),
        *(lane(name, "A", "metal") for name in thirds),
        need("metal", 100),
        cap(0.65, "largest third-nation share", "metal"),
    )


def clean_short(share: float) -> Case:
    """V30: 100 due, 60 of it can be clean, the rest comes from the adversary; both at 1."""
    return tiny(
        line("A", "metal", 60, unit_cost=1),
        line("X", "metal", unit_cost=1),
        lane("X", "A", "metal"),
        need("metal", 100),
        cap(share),
    )


def second_site(share: float) -> Case:
    """V31: V01 with an allied site of 60 and a second one of 40 that costs 50 to keep open."""
    return tiny(
        line("A", "metal", 60, unit_cost=16),
        move("second site", "A", "metal", 40, unit_cost=16, fixed_cost=50),
        line("X", "metal", unit_cost=10),
        lane("X", "A", "metal"),
        need("metal", 100),
        cap(share, "direct share", "metal"),
    )


def annuity_of_capital() -> Case:
    """V33: a plant of capital 100 with a life of 20 years, needed for ten years at 8 %."""
    return tiny(
        move("plant", "A", "metal", 100, capital_cost=100, life=20),
        need("metal", 100),
        years=10,
        discount_rate=0.08,
    )


def batches(*, apart: bool, second_line: bool = True) -> Case:
    """V35: 100 alloy, half of it clean; clean metal at 16, dirty at 10; a second line costs 150 a year."""
    second: list[Row] = [
        move("second line", "A", "alloy", 100, fixed_cost=150),
        MoveCondition(project="second line", keeps_batches_apart=apart),
    ]
    return tiny(
        recipe("alloy", {"metal": 1.0}),
        line("A", "alloy", 100, keeps_batches_apart=apart),
        line("A", "metal", unit_cost=16),
        line("X", "metal", unit_cost=10),
        lane("X", "A", "metal"),
        need("alloy", 100),
        cap(0.5),
        *(second if second_line else ()),
    )


def hidden_exposure() -> Case:
    """V36: magnet and metal made by allies from oxide that is 90 % adversary and worth 5 % of the magnet."""
    return tiny(
        recipe("magnet", {"metal": 1.0}),
        recipe("metal", {"oxide": 1.0}),
        line("A", "magnet"),
        line("B", "metal"),
        line("A", "oxide", 10),
        line("X", "oxide", unit_cost=1),
        lane("X", "B", "oxide"),
        lane("A", "B", "oxide"),
        lane("B", "A", "metal"),
        need("magnet", 100),
        *(
            Price(good=name, market="world", price=price)
            for name, price in (("magnet", 100), ("metal", 40), ("oxide", 5))
        ),
    )


def clean_grade_chain() -> Case:
    """V37: clean refining 10 at 1, a refinery of 25 (fixed 40) at 2, dirty refining at .5, cap 70 %."""
    return tiny(
        recipe("magnet", {"oxide": 1.0}),
        line("A", "magnet"),
        line("A", "oxide", 10, unit_cost=1),
        move("refinery", "A", "oxide", 25, unit_cost=2, fixed_cost=40),
        line("X", "oxide", unit_cost=0.5),
        lane("X", "A", "oxide"),
        need("magnet", 100),
        cap(0.7),
    )


def four_options() -> Case:
    """V39: 90 wanted; options a (cost 5, capacity 60), b (6, 50), c (8, 90), d (1, 1)."""
    options = {"a": (5, 60), "b": (6, 50), "c": (8, 90), "d": (1, 1)}
    return tiny(
        *(move(name, "A", "metal", size, fixed_cost=cost, firm="One firm") for name, (cost, size) in options.items()),
        need("metal", 90),
    )


def recycling() -> Case:
    """V46: primary metal at 1 leaves a quarter of its quantity as scrap, which is recycled at .2."""
    return tiny(
        recipe("primary", joint={"scrap": 0.25}, main="metal"),
        recipe("recycling", {"scrap": 1.0}, main="metal"),
        line("A", "primary", unit_cost=1),
        line("A", "recycling", unit_cost=0.2),
        need("metal", 100),
    )


def by_product() -> Case:
    """V47: 50 gallium; 4 % of a host of 1000 can be recovered at 1, a dedicated route costs 3."""
    return tiny(
        recipe("alumina", joint={"liquor": 0.04}),
        recipe("recovery", {"liquor": 1.0}, main="gallium"),
        recipe("dedicated", main="gallium"),
        line("A", "alumina", 1000),
        line("A", "recovery", unit_cost=1),
        line("A", "dedicated", unit_cost=3),
        need("gallium", 50),
    )


def trade_between_allies(share: float) -> Case:
    """V52: A ships 70 to B, the adversary 30; B needs 100. Both cost 1."""
    return tiny(
        line("A", "metal", 70, unit_cost=1),
        line("X", "metal", unit_cost=1),
        lane("A", "B", "metal"),
        lane("X", "B", "metal"),
        need("metal", 100, "B"),
        cap(share, "direct share", "metal"),
    )


def through_the_adversary(*caps: float) -> Case:
    """V53: 100 allied metal at 1 whose only way to the buyer is through an adversary nation."""
    return tiny(
        line("A", "metal", 100, unit_cost=1),
        lane("A", "X", "metal"),
        lane("X", "B", "metal"),
        need("metal", 100, "B"),
        *(cap(share) for share in caps),
    )


def storage() -> Case:
    """V54: 50 then 150 due, clean capacity 100 a year at 1, holding .1, a second plant at 500; cap 0."""
    return tiny(
        good("metal", storable=True, holding_cost=0.1),
        line("A", "metal", 100, unit_cost=1),
        move("plant", "A", "metal", 100, unit_cost=1, capital_cost=500),
        need("metal", 50, last_year=FIRST_YEAR),
        need("metal", 150, first_year=FIRST_YEAR + 1),
        cap(0.0),
        years=2,
    )


def recipe_without_scarce_input() -> Case:
    """V55: magnets with dysprosium at 1 or without at 3; clean dysprosium only from a plant at 500; cap 0."""
    return tiny(
        recipe("magnet with dysprosium", {"dysprosium": 1.0}, main="magnet"),
        recipe("magnet without", main="magnet"),
        line("A", "magnet with dysprosium", 100, unit_cost=1),
        line("A", "magnet without", 100, unit_cost=3),
        line("X", "dysprosium"),
        lane("X", "A", "dysprosium"),
        move("dysprosium plant", "A", "dysprosium", 100, fixed_cost=500),
        need("magnet", 100),
        cap(0.0),
    )


def joint_outputs() -> Case:
    """V56: a run makes 1 NdPr and .1 Dy at 1; 10 NdPr and 2 Dy are due; disposal of either at .5."""
    return tiny(
        recipe("separation", joint={"Dy": 0.1}, main="NdPr", disposal=0.5),
        line("A", "separation", 1000, unit_cost=1),
        need("NdPr", 10),
        need("Dy", 2),
    )


def through_a_third_nation(share: float) -> Case:
    """V58: A makes at most 70 at 16, the adversary sells at 10 to B, a neutral takes and returns the good."""
    return tiny(
        line("A", "metal", 70, unit_cost=16),
        line("X", "metal", unit_cost=10),
        lane("X", "B", "metal"),
        *(lane(*ends, "metal", freight=0.01) for ends in (("A", "B"), ("B", "N"), ("N", "A"))),
        need("metal", 100, "B"),
        cap(share, "direct share", "metal"),
    )


def labels_of_one_plan() -> Case:
    """V59: oxide from an ally (60) and an adversary (100), both at .5, the adversary's lane .1; cap 70 %."""
    return tiny(
        recipe("magnet", {"oxide": 1.0}),
        line("A", "magnet", 100),
        line("A", "oxide", 60, unit_cost=0.5),
        line("X", "oxide", 100, unit_cost=0.5),
        lane("X", "A", "oxide", freight=0.1),
        need("magnet", 100),
        cap(0.7),
    )


def cumulative_cap() -> Case:
    """V60: 100 a year for two years; a clean plant started at once is ready in the second; 50 % over both."""
    return tiny(
        move("plant", "A", "metal", 100, unit_cost=1, capital_cost=50, lead=1),
        line("X", "metal", unit_cost=1),
        lane("X", "A", "metal"),
        need("metal", 100),
        cap(0.5, over="years together"),
        years=2,
    )


def joint_output_of_a_clean_line() -> Case:
    """V61: 100 runs at 1 give 100 NdPr for an adversary-owned line and 10 Dy for a clean maker."""
    return tiny(
        Firm(firm="Adverse owner", home_nation="X"),
        recipe("separation", joint={"Dy": 0.1}, main="NdPr"),
        recipe("light magnet", {"NdPr": 1.0}),
        recipe("heavy magnet", {"Dy": 1.0}),
        line("A", "separation", 100, unit_cost=1),
        line("A", "light magnet", 100, firm="Adverse owner"),
        line("A", "heavy magnet", 10),
        need("light magnet", 100, programme="Light", kind="civil"),
        need("heavy magnet", 10, programme="Heavy"),
    )


def _of(example: str, number: int) -> float:
    return expected(example)[number]


EXAMPLES: dict[str, Example] = {
    "V01 cap 30 %": Example(direct_share(0.30), _of("V01", 0)),
    "V01 cap 31 %": Example(direct_share(0.31), _of("V01", 1)),
    "V02": Example(yields(), _of("V02", 3)),
    "V03": Example(fixed_charge(), _of("V03", 3)),
    "V04 cap 50 %": Example(lead_and_ramp(0.5), _of("V04", 0)),
    "V04 cap 49.9 %": Example(lead_and_ramp(0.499), None),
    "V05": Example(two_inputs(), 270.0),
    "V06": Example(shared_pool(), 0.0),
    "V06 caps 20 %": Example(shared_pool(P1=0.2, P2=0.2), 0.0),
    "V06 caps 19.9 %": Example(shared_pool(P1=0.199, P2=0.199), None),
    "V07": Example(three_tiers(), 90 + 81 + 72.9),
    "V24": Example(three_third_nations(), _of("V24", 0)),
    "V30 cap 20 %": Example(clean_short(0.2), None),
    "V30 cap 39.99 %": Example(clean_short(0.3999), None),
    "V30 cap 40 %": Example(clean_short(0.4), 100.0),
    "V31 cap 30 %": Example(second_site(0.3), _of("V31", 0)),
    "V31 cap 40 %": Example(second_site(0.4), _of("V31", 1)),
    "V33": Example(annuity_of_capital(), _of("V33", 2)),
    "V35 batches apart": Example(batches(apart=True), _of("V35", 0)),
    "V35 whole lines": Example(batches(apart=False), _of("V35", 1)),
    "V35 one whole line": Example(batches(apart=False, second_line=False), 1600.0),
    "V36": Example(hidden_exposure(), 90.0),
    "V37": Example(clean_grade_chain(), _of("V37", 2)),
    "V39": Example(four_options(), _of("V39", 0)),
    "V46": Example(recycling(), _of("V46", 2)),
    "V47": Example(by_product(), _of("V47", 2)),
    "V52 cap 30 %": Example(trade_between_allies(0.3), 100.0),
    "V52 cap 29.99 %": Example(trade_between_allies(0.2999), None),
    "V53": Example(through_the_adversary(), 100.0),
    "V54": Example(storage(), _of("V54", 0)),
    "V55": Example(recipe_without_scarce_input(), _of("V55", 0)),
    "V56": Example(joint_outputs(), _of("V56", 2)),
    "V58 cap 30 %": Example(through_a_third_nation(0.3), _of("V58", 0)),
    "V58 cap 29.9 %": Example(through_a_third_nation(0.299), None),
    "V59": Example(labels_of_one_plan(), 54.0),
    "V60": Example(cumulative_cap(), _of("V60", 0)),
    "V61": Example(joint_output_of_a_clean_line(), 100.0),
}
"""Every example by name; tests through the workbook run over the same cases."""

"""The shipped rare-earth magnet case: what it holds, where its figures come from, and what one can compute by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from inputs.build_magnets import WORKBOOK, magnet_case
from inputs.magnets import recipes, world
from inputs.magnets.sources import facilities
from models import check
from models.attainable import least_exposure
from models.case import (
    SHEETS,
    Cap,
    Case,
    Demand,
    ExistingLine,
    Firm,
    Good,
    Group,
    Lane,
    Line,
    Move,
    MoveCondition,
    Nation,
    Price,
    RecipeLine,
    Source,
)
from models.plan import Status
from models.schema import Row, SourcedRow, columns
from models.study import Options, Study
from planner.workbook.reader import read


@cache
def case() -> Case:
    return magnet_case()


def clean_capacity(good: str, year: int) -> float:
    """Capacity of existing lines for a good that are outside China and whose owner is known; groups counted once."""
    groups: dict[str, float] = {}
    for line in case().lines.values():
        known = not case().adverse(line) and line.unknown_origin < 1.0
        if line.move is None and known and case().process(line).main == good:
            groups[line.capacity_group or line.name] = line.capacity(year)
    return sum(groups.values())


def due(year: int, fits: Callable[[Demand], bool]) -> float:
    return sum(case().due(row, year) for row in case()[Demand] if fits(row))


def test_the_sheets_hold_as_many_rows_as_the_readme_says() -> None:
    counted = {sheet.__name__: len(case()[sheet]) for sheet in SHEETS if case()[sheet]}
    assert counted == {
        "Settings": 1,
        "Nation": 21,
        "Group": 79,
        "Good": 10,
        "Price": 10,
        "RecipeLine": 37,
        "ExistingLine": 80,
        "Move": 66,
        "MoveCondition": 25,
        "Lane": 29,
        "Demand": 49,
        "Firm": 50,
        "Cap": 10,
        "Source": 373,
    }


def test_the_case_has_no_problem_in_any_check() -> None:
    assert list(check(case())) == []


def test_every_row_names_a_source_a_date_and_a_confidence() -> None:
    rows: list[SourcedRow | Source] = [
        row for sheet in SHEETS for row in case()[sheet] if isinstance(row, SourcedRow | Source)
    ]
    assert [row.row_id for row in rows if not row.source or not row.as_of or not row.confidence] == []
    assert len(rows) > 800


def test_every_assumption_says_how_it_came_about() -> None:
    rows = [row for sheet in SHEETS for row in case()[sheet] if isinstance(row, SourcedRow)]
    assert [row.row_id for row in rows if row.confidence == "assumption" and not row.note] == []
    assert [row.row_name for row in case()[Source] if row.confidence == "assumption" and not row.note] == []


def test_every_row_of_sources_points_at_a_row_and_a_column_that_exist() -> None:
    names = {sheet.sheet: {row.row_id for row in case()[sheet]} for sheet in SHEETS}
    headers = {sheet.sheet: {column.header for column in columns(sheet)} for sheet in SHEETS}
    lost = [row for row in case()[Source] if row.row_name not in names[row.on_sheet]]
    misnamed = [row for row in case()[Source] if row.column_name not in headers[row.on_sheet]]
    assert (lost, misnamed) == ([], [])


def test_row_ids_are_unique_on_every_sheet() -> None:
    twice = []
    for sheet in SHEETS:
        if sheet is Source:
            continue
        ids = [row.row_id for row in case()[sheet]]
        twice += sorted({name for name in ids if ids.count(name) > 1})
    assert twice == []


def test_two_builds_are_alike_also_in_another_process() -> None:
    code = "from inputs.build_magnets import WORKBOOK, magnet_case; print(magnet_case().fingerprint)"
    root = Path(__file__).parent.parent
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert magnet_case().fingerprint == other.stdout.strip()


def test_each_variant_is_another_case() -> None:
    variants = [
        case(),
        magnet_case(defence="low"),
        magnet_case(defence="high"),
        magnet_case(prices="2026"),
        magnet_case(unknown="clean"),
        magnet_case(announced_only=True),
    ]
    assert len({variant.fingerprint for variant in variants}) == 6


def test_lines_of_one_capacity_group_state_one_capacity_and_one_load() -> None:
    groups: dict[str, list[Line]] = {}
    for line in case().lines.values():
        if line.move is None and line.capacity_group:
            groups.setdefault(line.capacity_group, []).append(line)
    assert len(groups) == 14
    for lines in groups.values():
        assert len(lines) == 2
        assert len({line.minimum_load for line in lines}) == 1
        for year in case().years:
            assert len({line.capacity(year) for line in lines}) == 1


def test_every_good_is_made_somewhere_and_used_or_wanted_somewhere() -> None:
    made = {good for process in case().processes.values() for good in process.outputs}
    used = {good for process in case().processes.values() for good in process.inputs}
    wanted = {row.good for row in case()[Demand]}
    assert made == set(case().goods)
    assert used | wanted == set(case().goods)


def test_coefficients_stay_between_0_28_and_125() -> None:
    quantities = [row.quantity for row in case()[RecipeLine]]
    assert min(quantities) == 0.285
    assert max(quantities) == pytest.approx(122.96)


def test_nothing_is_lost_twice_from_ore_to_magnet() -> None:
    bastnaesite = case().processes["Separate bastnaesite"]
    assert bastnaesite.inputs["Bastnaesite concentrate"] == pytest.approx(1 / (0.163 * 0.9), abs=1e-3)
    assert bastnaesite.outputs["Heavy feed (SEG)"] == pytest.approx(0.0005 / (0.163 * 0.9) * 1000, abs=1e-2)
    oxide = case().processes["Make NdPr metal"].inputs["NdPr oxide"]
    assert oxide * 0.31 == pytest.approx(0.371, abs=1e-3)
    assert case().processes["Make magnet with heavies"].inputs["Dy+Tb metal"] == 25.0


def test_mountain_pass_feeds_21_tonnes_of_heavies_into_a_circuit_of_200() -> None:
    line = case().lines["Mountain Pass separation"]
    assert line.capacity(2030) * case().process(line).outputs["Heavy feed (SEG)"] == pytest.approx(20.7, abs=0.1)
    assert next(m for m in case()[Move] if m.project == "Mountain Pass heavy separation").capacity == 200.0


def test_clean_metal_is_the_bottleneck() -> None:
    later = [m.capacity for m in case()[Move] if m.committed and m.recipe == "Make NdPr metal"]
    assert clean_capacity("NdPr metal", 2027) == pytest.approx(1.305)
    assert clean_capacity("NdPr metal", 2027) + sum(later) == pytest.approx(1.705)
    assert clean_capacity("Dy+Tb metal", 2030) == 80.0
    magnets = clean_capacity("Magnet with heavies", 2027)
    assert magnets == pytest.approx(24.74)
    assert magnets / 4 > 1.705 / 0.31


def test_alloy_is_counted_by_the_metal_in_it_and_blocks_by_what_is_finished() -> None:
    assert case().lines["Korean Metals Plant"].capacity(2030) == pytest.approx(1300 * 0.31 / 1000)
    assert case().lines["Narva magnets (with heavies)"].capacity(2030) == pytest.approx(2000 * 0.67 / 1000)
    assert not any("Narva metal" in name for name in case().lines)


def test_the_japanese_group_row_replaces_the_single_makers() -> None:
    japan = {line.capacity_group for line in case().lines.values() if line.nation == "Japan" and line.move is None}
    assert japan == {"Japanese magnet makers", None}


def test_the_cancelled_plant_is_no_project_and_blacksburg_is_inside_ten_thousand_tonnes() -> None:
    assert facilities()["US-LYNAS-SEADRIFT"]["status"].startswith("cancelled")
    assert not any("Seadrift" in move.project for move in case()[Move])
    usar = [m.capacity for m in case()[Move] if m.firm == "USA Rare Earth" and m.recipe == recipes.MAKE_LIGHT_MAGNET]
    running = case().lines["Stillwater lines 1a and 1b (with heavies)"].capacity(2030)
    assert sum(usar) + running == pytest.approx(10.0)


def test_direct_demand_is_54_kt_in_2026_and_96_kt_in_2035() -> None:
    assert due(2026, lambda row: row.kind != "outlet") == pytest.approx(54.21, abs=0.01)
    assert due(2035, lambda row: row.kind != "outlet") == pytest.approx(95.80, abs=0.01)
    assert due(2026, lambda row: row.kind == "civil" and row.nation == "Japan") == pytest.approx(14.196, abs=0.01)


def test_defence_demand_follows_the_planning_rows() -> None:
    assert due(2026, lambda row: row.kind == "defence") == pytest.approx(2.129, abs=0.001)
    assert due(2030, lambda row: row.kind == "defence") == pytest.approx(2.79, abs=0.001)
    assert due(2035, lambda row: row.kind == "defence") == pytest.approx(3.77, abs=0.001)


def test_a_higher_defence_need_leaves_direct_demand_as_it_is_where_there_is_civil_use() -> None:
    high = magnet_case(defence="high")
    civil = {row.nation for row in high[Demand] if row.kind == "civil"}
    total = sum(high.due(row, 2030) for row in high[Demand] if row.nation in civil)
    assert total == pytest.approx(due(2030, lambda row: row.nation in civil), abs=0.001)
    assert sum(high.due(row, 2030) for row in high[Demand] if row.kind == "defence") == pytest.approx(10.09, abs=0.001)


def test_blocs_follow_the_table_of_countries() -> None:
    bloc = {row.nation: row.bloc for row in case()[Nation]}
    assert {name for name, found in bloc.items() if found == "adversary"} == {"China"}
    assert {name for name, found in bloc.items() if found == "neutral"} == {
        "Malaysia", "Vietnam", "India", "Malawi", "Namibia", "Rest of the world",
    }  # fmt: skip
    assert {row.nation for row in case()[Group] if row.group == "Major Non-NATO Allies"} == {
        "Japan", "South Korea", "Australia", "Brazil", "Thailand",
    }  # fmt: skip


def test_china_sells_at_a_price_and_needs_no_input() -> None:
    chinese = [line for line in case().lines.values() if line.nation == "China"]
    assert all(not case().process(line).inputs and case().adverse(line) for line in chinese)
    group = case().group_capacity("China magnet industry", 2030)
    assert group + 6.5 == pytest.approx(300 * 0.67, abs=0.1)
    offer = case().lines["China NdPr oxide offer"]
    assert case().unit_cost(offer, 2030) == 69.0
    assert {row.price for row in case()[Price] if row.good == "NdPr oxide"} == {69.0}


def test_the_second_deck_moves_chinas_prices_and_no_allied_cost() -> None:
    other = magnet_case(prices="2026")
    changed = {
        row.nation
        for row, new in zip(case()[ExistingLine], other[ExistingLine], strict=True)
        if row.unit_cost != new.unit_cost
    }
    assert changed == {"China"}
    assert other.unit_cost(other.lines["China NdPr oxide offer"], 2030) == 113.0
    assert case()[Move] == other[Move]


def test_metal_of_unknown_owners_is_dirty_unless_the_variant_says_clean() -> None:
    lines = {name: line for name, line in case().lines.items() if name.startswith("Metal makers of")}
    assert {name: (line.firm, line.unknown_origin) for name, line in lines.items()} == {
        "Metal makers of Vietnam": (None, 1.0),
        "Metal makers of Thailand": (None, 1.0),
    }
    clean = magnet_case(unknown="clean").lines
    assert [clean[name].unknown_origin for name in lines] == [0.0, 0.0]
    bought = [m for m in case()[Move] if m.kind == "requalify"]
    assert {m.moves_from for m in bought} == set(lines)
    assert all(line.minimum_load == 0.0 for line in lines.values())


def test_metal_and_magnet_lines_outside_china_have_a_minimum_load_and_no_other_line_has() -> None:
    loaded = {line.recipe for line in case().lines.values() if line.move is None and line.minimum_load}
    assert loaded == {
        "Make NdPr metal", "Make Dy+Tb metal", "Make magnet without heavies", "Make magnet with heavies",
        "Recycle scrap to magnet",
    }  # fmt: skip


def test_committed_projects_are_those_under_construction_and_announced_ones_stay_without_the_typical_ones() -> None:
    committed = [m for m in case()[Move] if m.committed]
    assert len(committed) == 14
    announced = magnet_case(announced_only=True)
    assert [m for m in announced[Move] if m.committed] == committed
    assert len(announced[Move]) == 48
    left = {m.project for m in announced[Move]}
    assert {row.project for row in announced[MoveCondition]} <= left
    typical = [m for m in case()[Move] if m.project not in left]
    assert {m.confidence for m in typical} == {"assumption"}
    assert not any(m.recipe == "Make Dy+Tb metal" for m in announced[Move])


def test_announced_projects_start_by_2028_typical_ones_by_2030_and_committed_ones_at_once() -> None:
    windows = {(m.earliest_start, m.latest_start) for m in case()[Move] if not m.committed}
    assert windows == {(2026, 2028), (2026, 2030)}
    assert {m.earliest_start for m in case()[Move] if m.committed} == {None}


def test_every_candidate_can_be_ready_before_the_horizon_ends() -> None:
    assert [m.row_id for m in case()[Move] if 2026 + case().ready_after(m) > 2035] == []


def test_every_firm_is_at_home_in_a_nation_of_the_case_and_none_but_chinese_ones_are_adverse() -> None:
    adverse = {row.firm for row in case()[Firm] if row.home_nation == "China"}
    assert adverse == {"China Northern Rare Earth Group", "China Rare Earth Group", "Chinese makers"}


def test_lanes_name_their_good_and_never_clash() -> None:
    nations = [row.nation for row in case()[Nation]]
    clashes = [
        (good, origin, destination)
        for good in case().goods
        for origin in nations
        for destination in nations
        if case().lanes.clash(good, origin, destination, 2030)
    ]
    assert clashes == []
    assert {row.good for row in case()[Lane]} == set(case().goods)


def test_nothing_leaves_the_rest_of_the_world_and_china_does_not_serve_its_outlets() -> None:
    for good in case().goods:
        assert case().lanes.find(good, world.REST, "Japan", 2030) is None
        assert case().lanes.find(good, "China", world.REST, 2030) is None
    assert case().lanes.find("NdPr oxide", "Malaysia", world.REST, 2030) is not None


def test_a_published_rate_rules_over_the_default_one() -> None:
    named = case().lanes.find("Magnet with heavies", "China", "United States", 2030)
    default = case().lanes.find("Magnet with heavies", "China", "Japan", 2030)
    assert named is not None
    assert default is not None
    assert named.freight == pytest.approx(0.159)
    assert default.freight == pytest.approx(0.1104)


def test_caps_are_hard_and_as_stated() -> None:
    said = [(cap.metric, cap.what, cap.cap, cap.first_year, cap.last_year) for cap in case()[Cap]]
    assert said[:4] == [
        ("essential exposure", "defence", 0.0, 2027, None),
        ("essential exposure", "civil", 0.95, 2028, 2028),
        ("essential exposure", "civil", 0.85, 2029, 2029),
        ("essential exposure", "civil", 0.65, 2030, None),
    ]
    assert {(metric, cap, first) for metric, _, cap, first, _ in said[4:]} == {
        ("largest third-nation share", 0.65, 2030)
    }
    assert all(cap.price_of_breach is None for cap in case()[Cap])


def test_the_caps_on_look_through_are_attainable_with_the_typical_projects() -> None:
    share = {(a.kind, a.year): a.share for a in least_exposure(case())}
    assert all(share["defence", year] < 1e-6 for year in range(2027, 2036))
    assert share["civil", 2026] == pytest.approx(0.967, abs=0.001)
    assert (share["civil", 2028] < 0.95, share["civil", 2029] < 0.85) == (True, True)
    assert all(share["civil", year] < 0.65 for year in range(2030, 2036))


def test_the_caps_make_the_plan() -> None:
    best = Study(case(), Options(gap=1e-3, seconds=120)).best()
    free = Study(case().with_rows(Cap, ()), Options(gap=1e-3, seconds=120)).best()
    assert (best.status, free.status) == (Status.PROVED, Status.PROVED)
    opened = [m for m in case()[Move] if m.project in best.signature]
    assert len(best.signature) >= 3
    assert len({m.nation for m in opened}) >= 2
    assert len({case().goods[case().processes[m.recipe].main].tier for m in opened}) >= 2
    assert best.signature != free.signature
    assert best.cost > free.cost + 500.0


def test_the_shipped_workbook_is_what_the_script_writes_and_reads_back_as_the_case() -> None:
    reading = read(WORKBOOK)
    assert reading.case is not None, reading.problems
    for sheet in SHEETS:
        assert _plain(reading.case[sheet]) == _plain(case()[sheet]), sheet.sheet


def _plain(rows: tuple[Row, ...]) -> list[dict[str, object]]:
    """Rows without typed ids, figures to nine digits: a cell holds what a double prints."""
    return [
        {
            name: float(f"{value:.9g}") if isinstance(value, float) else value
            for name, value in row.model_dump(exclude={"id"}).items()
        }
        for row in rows
    ]


def test_goods_are_in_kilotonnes_but_for_heavies() -> None:
    assert {row.good for row in case()[Good] if row.unit == "t"} == {"Heavy feed (SEG)", "Dy+Tb oxide", "Dy+Tb metal"}

"""Which exposures are shown, and which caps are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.case import Cap, Lane
from models.case.rules import Metric
from models.exposure_trace import trace
from models.plan import Flow, InputUse, LineOutput
from planner.report.added_up import Measured
from planner.report.exposures import Block, Exposures
from planner.result import Result
from tests.cases import FIRST_YEAR, cap, lane, line, need, tiny
from tests.hand import given, plan_of, sent
from tests.hand import made as made_by
from tests.report import made
from tests.report.sheets import sheet, values


def labels(exposures: Exposures) -> list[str]:
    return [block.label for block in exposures.blocks]


def test_needs_come_first_and_a_cap_on_a_tier_has_a_block_for_each_good() -> None:
    exposures = Exposures(made.result())
    assert labels(exposures) == ["Defence needs", "Civil needs", "NdPr oxide: largest third nation", "magnet, Japan"]


def test_rows_of_caps_on_one_thing_by_years_are_one_block() -> None:
    exposures = Exposures(made.result())
    caps = {year: exposures.cap(exposures.blocks[0], year) for year in (2027, 2028, 2029)}
    assert [cap.cap if cap is not None else None for cap in caps.values()] == [None, 0.6, 0.2]


def test_every_year_of_a_cap_counts_once_and_years_together_once() -> None:
    exposures = Exposures(made.result())
    years = [check.years for check in exposures.checks]
    assert len(years) == 1 + 3 + 2 + 2 + 1
    assert years[-1] == made.YEARS


def test_a_breach_is_what_the_trace_says_above_the_cap() -> None:
    found = made.result()
    breaches = Exposures(found).breaches(found.options[0])
    assert [(breach.check.block.label, breach.check.years) for breach in breaches] == [("Defence needs", (2028,))]
    assert breaches[0].over == pytest.approx(0.031)
    assert Exposures(found).kept(found.options[2]) == 9


def short_of_metal(dirty: float, unmet: float, metric: Metric = "essential exposure") -> Result:
    """Of 100 t some dirty, some not delivered, the rest clean; a cap of 30%."""
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("X", "A", "metal"), need("metal", 100.0, may_go_unmet=1.0),
        cap(0.3, metric, "metal"),
    )  # fmt: skip
    clean = 100 - dirty - unmet
    plan = plan_of(
        case, made_by("A / metal", clean), made_by("X / metal", 0, dirty), sent("metal", "X", "A", 0, dirty),
        given("P", "A", "metal", clean, dirty, unmet=unmet),
    )  # fmt: skip
    option = replace(made.option(1), plan=plan, trace=trace(case, plan))
    return replace(made.result(count=1), case=case, options=(option,), no_action=replace(option, number=0))


def test_a_cap_that_holds_only_by_shortage_is_missed() -> None:
    """FORMULATION B.8: dirty deliveries stand at the cap and 10% are missing, which the cap may have kept out."""
    found = short_of_metal(30.0, 10.0)
    (breach,) = Exposures(found).breaches(found.options[0])
    assert breach.over == 0.0
    assert breach.unmet == pytest.approx(0.1)
    assert breach.spoken == f"metal in {FIRST_YEAR}, at the cap while 10% of the need goes unmet"
    assert Exposures(found).kept(found.options[0]) == 0
    rows = [row for row in values(sheet(found, "P1 Exposure")) if row["What"] == "metal"]
    said = f"Within every cap; at the cap in {FIRST_YEAR} while needs go unmet: counts as missed"
    assert rows[1]["What to note"] == said


def test_a_third_nation_at_the_cap_while_needs_go_unmet_misses_it_too() -> None:
    """X sends 27 of the 90 t that are used: 30%, and 10 t are missing."""
    found = short_of_metal(27.0, 10.0, "largest third-nation share")
    (breach,) = Exposures(found).breaches(found.options[0])
    assert breach.over == 0.0
    assert breach.unmet == pytest.approx(0.1)


@pytest.mark.parametrize(("dirty", "unmet"), [(0.0, 40.0), (25.0, 10.0), (30.0, 0.0)])
def test_a_shortage_that_no_cap_can_have_caused_misses_none(dirty: float, unmet: float) -> None:
    found = short_of_metal(dirty, unmet)
    assert Exposures(found).breaches(found.options[0]) == ()


def test_a_cap_that_is_missed_is_missed_by_what_is_delivered() -> None:
    found = short_of_metal(35.0, 20.0)
    (breach,) = Exposures(found).breaches(found.options[0])
    assert breach.over == pytest.approx(0.05)
    assert breach.unmet == 0.0


def test_a_share_at_the_cap_keeps_it() -> None:
    found = made.result()
    exposures = Exposures(found)
    assert exposures.share(found.options[0], exposures.blocks[1], 2030) == pytest.approx(0.65)
    assert all(breach.check.block.label != "Civil needs" for breach in exposures.breaches(found.options[0]))


def test_a_tier_in_one_nation_is_added_up_from_deliveries() -> None:
    found = made.result()
    exposures = Exposures(found)
    assert exposures.share(found.options[0], exposures.blocks[3], 2028) == pytest.approx((1500 - 600) / 1500)


def test_the_largest_third_nation_is_named() -> None:
    found = made.result()
    exposures = Exposures(found)
    measured = exposures.measured(found.options[0], exposures.blocks[2], (2031,))
    assert measured is not None
    assert measured.of == "Vietnam"
    assert measured.share == pytest.approx(0.4)


def chain() -> Result:
    """The result with flows and uses of oxide in No action: 600 t from China, 350 t from Vietnam, 1,000 t used."""
    found = made.result()
    years = made.YEARS[:2]
    flows = [Flow("NdPr oxide", "China", "Japan", made.NODES[year], 0.0, 300.0) for year in years]
    flows.append(Flow("NdPr oxide", "Vietnam", "Japan", made.NODES[years[0]], 350.0, 0.0))
    used = [InputUse("NdPr oxide", "Japan", made.NODES[year], 100.0, 400.0) for year in years]
    output = [LineOutput("Osaka", made.NODES[year], 0.0, 1500.0) for year in years]
    plan = found.no_action.plan.with_rows(Flow, flows).with_rows(InputUse, used).with_rows(LineOutput, output)
    return replace(found, no_action=replace(found.no_action, plan=plan))


def measured(result: Result, cap: Cap, years: tuple[int, ...]) -> Measured | None:
    """What No action has of a cap on a good: it is searched without caps, so its plan holds no level of any."""
    block = Block(cap.metric, cap.what, cap.where, (cap,))
    return Exposures(result).measured(result.no_action, block, years)


def test_a_largest_share_over_years_together_is_added_up_from_flows() -> None:
    """In 2026 Vietnam sends most (350), over both years China (600 of 1,000 used)."""
    cap = Cap(metric="largest third-nation share", what="NdPr oxide", cap=0.5, over="years together")
    assert measured(chain(), cap, made.YEARS[:2]) == Measured(600.0, 1000.0, "China")


def test_a_largest_share_inside_one_nation_is_added_up_from_flows() -> None:
    cap = Cap(metric="largest third-nation share", what="NdPr oxide", where="Japan", cap=0.5)
    assert measured(chain(), cap, (2026,)) == Measured(350.0, 500.0, "Vietnam")
    other = Cap(metric="largest third-nation share", what="NdPr oxide", where="Estonia", cap=0.5)
    assert measured(chain(), other, (2026,)) == Measured(0.0, 0.0, "")


def test_exports_that_cannot_come_back_count_among_what_is_used() -> None:
    """Without a lane for oxide nothing comes back from Russia."""
    found = chain()
    flow = Flow("NdPr oxide", "Japan", "Russia", made.NODES[2026], 0.0, 200.0)
    lanes = [lane for lane in found.case[Lane] if lane.good != "NdPr oxide"]
    plan = found.no_action.plan.with_rows(Flow, (*found.no_action.plan[Flow], flow))
    there = replace(found, case=found.case.with_rows(Lane, lanes), no_action=replace(found.no_action, plan=plan))
    cap = Cap(metric="largest third-nation share", what="NdPr oxide", where="Japan", cap=0.5)
    assert measured(there, cap, (2026,)) == Measured(350.0, 700.0, "Vietnam")


def test_a_dirty_share_of_output_inside_one_nation_is_added_up_from_the_traced_output() -> None:
    """600 of the 1,500 t that Osaka makes in 2026 are clean."""
    cap = Cap(metric="dirty share of allied output", what="Magnets", where="Japan", cap=0.5)
    assert measured(chain(), cap, (2026,)) == Measured(900.0, 1500.0)


def test_no_action_misses_a_cap_over_years_together_that_its_flows_miss() -> None:
    cap = Cap(metric="largest third-nation share", what="NdPr oxide", cap=0.5, last_year=2027, over="years together")
    found = chain()
    exposures = Exposures(replace(found, case=found.case.with_rows(Cap, [cap])))
    assert [breach.check.years for breach in exposures.breaches(found.no_action)] == [(2026, 2027)]
    assert exposures.kept(found.no_action) == 0


def test_a_share_that_nothing_measures_is_not_counted_as_kept() -> None:
    found = made.result()
    cap = Cap(metric="direct share", what="Magnets", where="Japan", cap=0.5, first_year=2030)
    exposures = Exposures(replace(found, case=found.case.with_rows(Cap, [cap])))
    assert len(exposures.checks) == 2
    assert exposures.kept(found.options[0]) == 0


def test_the_headline_is_what_the_plans_change_most() -> None:
    found = made.result()
    block = Exposures(found).headline(found.options[0], found.no_action)
    assert block is not None
    assert block.label == "Defence needs"


@pytest.mark.parametrize(
    ("metric", "what", "where", "said", "short"),
    [
        ("essential exposure", "defence", "all", "defence needs", "Defence needs"),
        ("essential exposure", "magnet", "Japan", "magnet in Japan", "magnet, Japan"),
        ("largest third-nation share", "Oxide", "all", "Oxide from the largest third nation", "Oxide, largest"),
        ("dirty share of allied output", "A: b", "Japan", "allied output of A: b in Japan", "A: b, Japan, output"),
        ("direct share", "Magnets", "all", "Magnets bought direct", "Magnets, direct"),
    ],
)
def test_what_is_capped_has_a_name_for_sentences_and_one_for_chart_titles(
    metric: str, what: str, where: str, said: str, short: str
) -> None:
    block = Block(metric, what, where)
    assert (block.spoken, block.short) == (said, short)

"""Exposure of given flows, on plans written by hand (FORMULATION section L)."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import Case, Firm, OpeningStock, Price
from models.exposure_trace import Exposure, Trace, trace
from models.plan import Plan
from models.schema import Row
from tests.cases import FIRST_YEAR, cap, good, lane, line, need, recipe, tiny
from tests.hand import at, given, kept, made, plan_of, sent, used

NEXT_YEAR = FIRST_YEAR + 1


def figure(found: Trace, metric: str, what: str, where: str = "all", year: int = FIRST_YEAR) -> Exposure:
    key = (metric, what, where, year)
    return next(e for e in found.exposures if (e.metric, e.what, e.where, e.year) == key)


def share(found: Trace, metric: str, what: str, where: str = "all", year: int = FIRST_YEAR) -> float:
    part = figure(found, metric, what, where, year).share
    assert part is not None
    return part


def test_two_parallel_inputs_are_matched_inside_a_line() -> None:
    """V05.

    Proves: dirty inputs of one line are put into the same units, in the cut network and inside a proportional line.
    By hand: 60 clean seekers and 70 clean magnets give 60 clean missiles of 100: 40 %.
    If broken: independent inputs give 1 - 0.6 x 0.7 = 58 %, taint that never overlaps 70 %.
    """
    case = tiny(
        line("A", "seeker"), line("X", "seeker"), line("A", "magnet"), line("X", "magnet"), line("A", "missile"),
        recipe("missile", {"seeker": 1.0, "magnet": 1.0}), lane("X", "A", "seeker"), lane("X", "A", "magnet"),
        need("missile", 100.0),
    )  # fmt: skip
    plan = plan_of(
        case,
        made("A / seeker", 60), made("X / seeker", 0, 40), sent("seeker", "X", "A", 0, 40), used("seeker", "A", 60, 40),
        made("A / magnet", 70), made("X / magnet", 0, 30), sent("magnet", "X", "A", 0, 30), used("magnet", "A", 70, 30),
        made("A / missile", 30, 70), given("P", "A", "missile", 30, 70),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "essential exposure", "P") == pytest.approx(0.40)
    assert share(found, "proportional look-through", "P") == pytest.approx(0.40)
    assert figure(found, "essential exposure", "P").attribution == "matched"
    assert figure(found, "proportional look-through", "P").attribution == "proportional"
    assert found.clean_deliveries["P", "A", "missile", at()] == pytest.approx(60.0)


def test_a_pool_gives_every_buyer_its_mix_in_the_proportional_figure() -> None:
    """V06.

    Proves: e = W e + d over pools; the matched figure for both together is the dirty inflow over all that is due.
    By hand: the pool is 30 % dirty; P2 takes 50 of it: 30 %; P1 50 of it and 50 clean: 15 %; together 30/150 = 20 %.
    If broken: programmes share one figure (20 %), or the mix is not passed on over the lane (P1 0 %).
    """
    case = tiny(
        line("A", "metal"), line("B", "metal"), line("X", "metal"), lane("X", "A", "metal"), lane("A", "B", "metal"),
        need("metal", 100.0, "B", programme="P1"), need("metal", 50.0, "A", programme="P2"),
    )  # fmt: skip
    plan = plan_of(
        case,
        made("A / metal", 70), made("X / metal", 0, 30), sent("metal", "X", "A", 0, 30), made("B / metal", 50),
        sent("metal", "A", "B", 50), given("P1", "B", "metal", 100), given("P2", "A", "metal", 20, 30),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "proportional look-through", "P1") == pytest.approx(0.15)
    assert share(found, "proportional look-through", "P2") == pytest.approx(0.30)
    assert share(found, "proportional look-through", "all") == pytest.approx(0.20)
    assert share(found, "essential exposure", "all") == pytest.approx(0.20)
    assert share(found, "proportional look-through", "defence", "B") == pytest.approx(0.15)


def three_tiers() -> tuple[Case, Plan]:
    case = tiny(
        line("A", "refined"), line("X", "refined"), line("A", "metal"), line("A", "magnet"),
        recipe("metal", {"refined": 1.0}), recipe("magnet", {"metal": 1.0}), lane("X", "A", "refined"),
        need("magnet", 100.0),
        Price(good="refined", market="world", price=0.05), Price(good="metal", market="world", price=0.4),
        Price(good="magnet", market="world", price=1.0),
    )  # fmt: skip
    plan = plan_of(
        case,
        made("A / refined", 10), made("X / refined", 0, 90), sent("refined", "X", "A", 0, 90),
        used("refined", "A", 10, 90), made("A / metal", 10, 90), used("metal", "A", 10, 90),
        made("A / magnet", 10, 90), given("P", "A", "magnet", 10, 90),
    )  # fmt: skip
    return case, plan


def test_hidden_exposure_differs_by_metric() -> None:
    """V36.

    Proves: direct, value and essential exposure of one plan, each by its own definition.
    By hand: magnets and metal are all allied: direct 0; 90 % of the refining, 5 % of the price: value 4.5 %; 90 of 100
    magnets stop without the adversary: essential 90 %.
    If broken: a value figure of 5 % (all refining) or 90 % (units, not money).
    """
    found = trace(*three_tiers())
    assert share(found, "direct share", "magnet") == 0.0
    assert share(found, "direct share", "metal") == 0.0
    assert share(found, "direct share", "refined") == pytest.approx(0.9)
    assert share(found, "value look-through", "P") == pytest.approx(0.045)
    assert share(found, "essential exposure", "P") == pytest.approx(0.9)
    assert share(found, "dirty share of allied output", "metal") == pytest.approx(0.9)
    assert share(found, "largest third-nation share", "refined") == pytest.approx(0.9)
    assert figure(found, "largest third-nation share", "refined").of == "X"


def test_value_is_left_out_where_the_chain_has_an_unpriced_good() -> None:
    """Proves: no value figure from half a price list. By hand: refined oxide has no price, so magnets have no figure.
    If broken: a missing price counts as 0 and the value exposure reads 0 %.
    """
    case, plan = three_tiers()
    case = case.with_rows(Price, [row for row in case[Price] if row.good != "refined"])
    assert not [e for e in trace(case, plan).exposures if e.metric == "value look-through"]


def test_trade_between_allies_is_not_in_the_direct_share() -> None:
    """V52.

    Proves: the base is what the alliance makes or brings in.
    By hand: A makes 70 for B, the adversary sends 30: 30 / (70 + 30) = 30 %.
    If broken: counting the allied trade as an import as well gives 30/170 = 17.6 %.
    """
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("A", "B", "metal"), lane("X", "B", "metal"),
        need("metal", 100.0, "B"),
    )  # fmt: skip
    plan = plan_of(
        case, made("A / metal", 70), made("X / metal", 0, 30), sent("metal", "A", "B", 70),
        sent("metal", "X", "B", 0, 30), given("P", "B", "metal", 70, 30),
    )  # fmt: skip
    assert share(trace(case, plan), "direct share", "metal") == pytest.approx(0.30)


def test_goods_sent_round_through_a_third_nation_leave_the_direct_share_alone() -> None:
    """V58, the measure.

    Proves: exports are taken off the base, so what goes out and back cancels.
    By hand: as V52, and A sends 50 through N to B beside: still 30 / (70 + 80 - 50) = 30 %.
    If broken: a gross base gives 30/150 = 20 %.
    """
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("A", "N", "metal"), lane("N", "B", "metal"),
        lane("A", "B", "metal"), lane("X", "B", "metal"), need("metal", 100.0, "B"),
    )  # fmt: skip
    plan = plan_of(
        case, made("A / metal", 70), made("X / metal", 0, 30), sent("metal", "A", "N", 50), sent("metal", "N", "B", 50),
        sent("metal", "A", "B", 20), sent("metal", "X", "B", 0, 30), given("P", "B", "metal", 70, 30),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "direct share", "metal") == pytest.approx(0.30)
    largest = figure(found, "largest third-nation share", "metal")
    assert (largest.of, largest.adverse, largest.total) == ("N", 50.0, 100.0)


def test_nothing_clean_leaves_an_adversary_nation() -> None:
    """V53.

    Proves: allied goods that pass through an adversary nation are lost when its lanes are.
    By hand: the only way to B is through X: clean 0, exposure 100 %.
    If broken: the label of the maker survives the adversary's pool and exposure reads 0 %.
    """
    case = tiny(line("A", "metal"), lane("A", "X", "metal"), lane("X", "B", "metal"), need("metal", 100.0, "B"))
    plan = plan_of(
        case, made("A / metal", 100), sent("metal", "A", "X", 100), sent("metal", "X", "B", 100),
        given("P", "B", "metal", 100),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "essential exposure", "all") == 1.0
    assert share(found, "proportional look-through", "all") == 1.0
    assert found.clean_deliveries["P", "B", "metal", at()] == 0.0
    assert found.clean_flows["metal", "X", "B", at()] == 0.0


@pytest.mark.parametrize("dirty", [40.0, 55.0, 70.0])
def test_the_figure_does_not_depend_on_the_labels(dirty: float) -> None:
    """V59.

    Proves: totals decide, the solver's labels do not.
    By hand: 60 of 100 magnets can be made from allied oxide: 40 %, whatever lies between 40 and 70 is labelled dirty.
    If broken: the figure follows the label (55 %, 70 %).
    """
    case = tiny(
        line("A", "oxide", 60.0), line("X", "oxide", 100.0), line("A", "magnet", 100.0),
        recipe("magnet", {"oxide": 1.0}), lane("X", "A", "oxide"), need("magnet", 100.0), cap(0.7),
    )  # fmt: skip
    plan = plan_of(
        case, made("A / oxide", 60), made("X / oxide", 0, 40), sent("oxide", "X", "A", 0, 40),
        used("oxide", "A", 60, 40), made("A / magnet", 100 - dirty, dirty),
        given("P", "A", "magnet", 100 - dirty, dirty),
    )  # fmt: skip
    assert share(trace(case, plan), "essential exposure", "all") == pytest.approx(0.40)


def test_surplus_of_a_joint_output_may_be_discarded() -> None:
    """V61.

    Proves: balances of the cut network are "at least".
    By hand: the NdPr goes to a line that is switched off and is left over; the 10 Dy still reach their maker: 0 %.
    If broken: without discarding the joint line cannot run and the Dy is lost too: 100 %.
    """
    case = tiny(
        recipe("split", main="NdPr", joint={"Dy": 0.1}), recipe("blocks", {"NdPr": 1.0}), recipe("film", {"Dy": 1.0}),
        line("A", "split"), line("A", "blocks", firm="Foreign"), line("A", "film"),
        Firm(firm="Foreign", home_nation="A", controlled_from="X"),
        need("film", 10.0), need("blocks", 100.0, kind="outlet", programme="Market"),
    )  # fmt: skip
    plan = plan_of(
        case, made("A / split", 100), used("NdPr", "A", 0, 100), used("Dy", "A", 10), made("A / blocks", 0, 100),
        made("A / film", 10), given("P", "A", "film", 10), given("Market", "A", "blocks", 0, 100),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "essential exposure", "P") == 0.0
    assert found.clean_deliveries["Market", "A", "blocks", at()] == 0.0
    assert not [e for e in found.exposures if e.what == "Market"]


def two_needs(*rules: Row) -> tuple[Case, Plan]:
    """50 clean and 50 adversary tonnes for a defence and a civil need of 50 each, labelled half and half."""
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("X", "A", "metal"), need("metal", 50.0),
        need("metal", 50.0, programme="C", kind="civil"), *rules,
    )  # fmt: skip
    plan = plan_of(
        case, made("A / metal", 50), made("X / metal", 0, 50), sent("metal", "X", "A", 0, 50),
        given("P", "A", "metal", 25, 25), given("C", "A", "metal", 25, 25),
    )  # fmt: skip
    return case, plan


def test_defence_is_served_first() -> None:
    """Proves: priorities in turn. By hand: defence takes the 50 clean tonnes: 0 %, civil 100 %.
    If broken: any split of 50 is as good; the plan's labels would give 50 % each.
    """
    found = trace(*two_needs())
    assert share(found, "essential exposure", "defence") == 0.0
    assert share(found, "essential exposure", "civil") == 1.0
    assert share(found, "essential exposure", "all", "A") == pytest.approx(0.5)


def test_the_labelling_reported_keeps_the_caps() -> None:
    """Proves: what is reported is a labelling the plan may have.
    By hand: a civil cap of 60 % needs 20 clean tonnes for C; 30 are left for P: 40 % and 60 %.
    If broken: the cap-free best (0 % and 100 %) would show a breach that the plan does not have.
    """
    found = trace(*two_needs(cap(0.6, what="civil")))
    assert share(found, "essential exposure", "defence") == pytest.approx(0.4)
    assert share(found, "essential exposure", "civil") == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("facts", "clean", "exposure"),
    [
        ({"unknown_origin": 0.3}, 70.0, 0.3),
        ({"firm": None}, 0.0, 1.0),
        ({"keeps_batches_apart": False}, 0.0, 1.0),
        ({"keeps_batches_apart": False}, 100.0, 0.0),
    ],
)
def test_a_line_is_no_cleaner_than_its_terms(facts: dict[str, Any], clean: float, exposure: float) -> None:
    """Proves: unknown origin caps the clean part; where batches mix, a year labelled dirty stays dirty.
    By hand: 30 % unknown of 100 leaves 70; no owner named: all unknown; a mixing line is all or nothing.
    If broken: 0 % throughout, since every input is clean.
    """
    case = tiny(line("A", "metal", **facts), need("metal", 100.0))
    plan = plan_of(case, made("A / metal", clean, 100 - clean), given("P", "A", "metal", clean, 100 - clean))
    assert share(trace(case, plan), "essential exposure", "all") == pytest.approx(exposure)


def test_a_stock_carries_its_grade_into_the_next_year() -> None:
    """Proves: years are linked by stocks, with the loss in store, in both look-through figures.
    By hand: 10 clean tonnes in store, of which 10 % is lost: 9 of the 30 due next year are clean, 21 come from X: 70 %.
    If broken: without the loss 20/30 = 66.7 %, without the stock 100 %.
    """
    case = tiny(
        good("metal", storable=True, loss_in_store=0.1), line("X", "metal"), lane("X", "A", "metal"),
        need("metal", 30.0, first_year=NEXT_YEAR),
        OpeningStock(good="metal", nation="A", grade="clean", quantity=100 / 9, least_at_end=0.0), years=2,
    )  # fmt: skip
    plan = plan_of(
        case, kept("metal", "A", 10), made("X / metal", 0, 21, NEXT_YEAR), sent("metal", "X", "A", 0, 21, NEXT_YEAR),
        given("P", "A", "metal", 9, 21, year=NEXT_YEAR),
    )  # fmt: skip
    found = trace(case, plan)
    assert share(found, "essential exposure", "all", year=NEXT_YEAR) == pytest.approx(0.7)
    assert share(found, "proportional look-through", "all", year=NEXT_YEAR) == pytest.approx(0.7)


def test_pools_that_feed_each_other_settle() -> None:
    """Proves: the means stand still where goods go round.
    By hand: A gets 10 clean, 10 dirty and 20 back from B, which has A's mix: both stay at 50 %.
    If broken: one pass over the pools leaves B at 0 % or A at 25 %.
    """
    case = tiny(
        line("A", "metal"), line("X", "metal"), lane("X", "A", "metal"), lane("A", "B", "metal"),
        lane("B", "A", "metal"), need("metal", 20.0),
    )  # fmt: skip
    plan = plan_of(
        case, made("A / metal", 10), made("X / metal", 0, 10), sent("metal", "X", "A", 0, 10),
        sent("metal", "A", "B", 20), sent("metal", "B", "A", 20), given("P", "A", "metal", 10, 10),
    )  # fmt: skip
    assert share(trace(case, plan), "proportional look-through", "all") == pytest.approx(0.5, abs=1e-11)


def test_goods_that_only_go_round_do_not_stop_the_trace() -> None:
    """Proves: a circle without any inflow has many solutions and the least one, nothing, is taken.
    By hand: 5 t go from B to N and back, beside 10 clean t in A: exposure 0.
    If broken: a singular system stops the run.
    """
    case = tiny(line("A", "metal"), lane("B", "N", "metal"), lane("N", "B", "metal"), need("metal", 10.0))
    plan = plan_of(
        case, made("A / metal", 10), given("P", "A", "metal", 10), sent("metal", "B", "N", 5),
        sent("metal", "N", "B", 5),
    )  # fmt: skip
    assert share(trace(case, plan), "proportional look-through", "all") == 0.0

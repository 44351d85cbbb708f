"""Rows of `models.instruments.exposure`, coefficient by coefficient: B1, B2, B3, B5, and the price of breach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import Case, Group, MoveCondition
from models.handover import HandOver, RowView
from models.program import CapRow
from tests.cases import cap, good, lane, line, move, need, recipe, tiny
from tests.instruments.reading import FIRST, SECOND, delivered, members, output, price, sent, use

Handed = Callable[[Case], HandOver]


def only_row(handover: HandOver, label: str) -> RowView:
    """The one row of a family."""
    (index,) = members(handover, label)
    return handover.view(label, index)


def both(builder: Callable[..., tuple[str, Any]], *names: str) -> list[tuple[str, Any]]:
    """Clean and dirty."""
    return [builder(*names, grade) for grade in ("clean", "dirty")]


@pytest.mark.proves("B1")
def test_b1_the_base_is_made_in_the_alliance_plus_brought_in_less_sent_out(handed: Handed) -> None:
    # Cap 30 % on what A and B make and bring in, less what they send out; trade between A and B does not count.
    #   adversary  X->B: 1 - 0.3 = 0.7        third   N->A: -0.3        out   B->N: +0.3        made in B: -0.3
    case = tiny(
        line("B", "metal"),
        line("X", "metal"),
        line("N", "metal"),
        lane("B", "A", "metal"),
        lane("X", "B", "metal"),
        lane("N", "A", "metal"),
        lane("B", "N", "metal"),
        need("metal", 50),
        need("metal", 50, nation="B"),
        need("metal", 5, nation="N"),
        cap(0.3, "direct share", "metal"),
    )
    view = only_row(handed(case), "B1")
    expected = {sent("metal", "X", "B", "dirty"): 0.7}
    expected |= dict.fromkeys(both(sent, "metal", "N", "A"), -0.3)
    expected |= dict.fromkeys(both(sent, "metal", "B", "N"), 0.3)
    expected |= dict.fromkeys(both(output, "B / metal"), -0.3)
    assert view.terms == pytest.approx(expected)
    assert (view.lower, view.upper) == (None, 0.0)


@pytest.mark.proves("B1")
def test_b1_counts_joint_outputs_and_has_a_row_for_each_good_covered(handed: Handed) -> None:
    # A cap on all goods: NdPr at 1 a run, Dy at 0.1 a run.
    case = tiny(
        recipe("NdPr", joint={"Dy": 0.1}), line("A", "NdPr"), need("NdPr", 5), need("Dy", 5), cap(0.3, "direct share")
    )
    handover = handed(case)
    by_good = {index.of: handover.view("B1", index).terms for index in members(handover, "B1")}
    assert by_good["NdPr"] == pytest.approx(dict.fromkeys(both(output, "A / NdPr"), -0.3))
    assert by_good["Dy"] == pytest.approx(dict.fromkeys(both(output, "A / NdPr"), -0.03))
    assert list(by_good) == ["NdPr", "Dy"]


@pytest.mark.proves("B2")
def test_b2_each_third_nation_against_allied_use_and_exports_that_stay_away(handed: Handed) -> None:
    # Use in A: an alloy line and a need. N and X send metal in: a row each. A sends metal to N, which sends metal
    # back, so those exports do not count; metal sent to X can come back as well.
    case = tiny(
        recipe("alloy", {"metal": 1.0}),
        line("A", "alloy"),
        line("N", "metal"),
        line("X", "metal"),
        line("A", "metal"),
        lane("N", "A", "metal"),
        lane("X", "A", "metal"),
        lane("A", "N", "metal"),
        need("metal", 50),
        need("metal", 5, nation="N"),
        cap(0.65, "largest third-nation share", "metal"),
    )
    handover = handed(case)
    rows = {index.of: handover.view("B2", index) for index in members(handover, "B2")}
    used = dict.fromkeys([*both(use, "metal", "A"), *both(delivered, "metal")], -0.65)
    assert list(rows) == ["metal from N", "metal from X"]
    assert rows["metal from N"].terms == pytest.approx(dict.fromkeys(both(sent, "metal", "N", "A"), 1.0) | used)
    assert rows["metal from X"].terms == pytest.approx({sent("metal", "X", "A", "dirty"): 1.0} | used)
    assert {(view.lower, view.upper) for view in rows.values()} == {(None, 0.0)}


@pytest.mark.proves("B2")
def test_b2_exports_that_cannot_come_back_are_use(handed: Handed) -> None:
    # Work done abroad: metal sent to N has no lane back into the alliance.
    case = tiny(
        line("X", "metal"),
        line("A", "metal"),
        lane("X", "A", "metal"),
        lane("A", "N", "metal"),
        need("metal", 50),
        need("metal", 5, nation="N"),
        cap(0.65, "largest third-nation share", "metal"),
    )
    view = only_row(handed(case), "B2")
    expected = {sent("metal", "X", "A", "dirty"): 1.0}
    expected |= dict.fromkeys([*both(delivered, "metal"), *both(sent, "metal", "A", "N")], -0.65)
    assert view.terms == pytest.approx(expected)


@pytest.mark.proves("B3")
def test_b3_dirty_deliveries_against_what_is_due(handed: Handed) -> None:
    # At most 20 % of 40.
    handover = handed(tiny(line("A", "metal"), need("metal", 40), cap(0.2)))
    assert only_row(handover, "B3") == RowView({delivered("metal", "dirty"): 1.0}, None, 8.0)


@pytest.mark.proves("B3")
def test_b3_adds_goods_by_weight_and_needs_of_allies_only(handed: Handed) -> None:
    # 1 kg counts a thousandth of 1 t: 20 % of (40 + 0.001 * 5000) = 9. Neutral needs and outlets do not count.
    case = tiny(
        good("metal"),
        good("dye", unit="kg"),
        line("A", "metal"),
        line("A", "dye"),
        need("metal", 40),
        need("dye", 5000),
        need("metal", 70, nation="N", programme="Elsewhere"),
        need("metal", 70, programme="Sales", kind="outlet"),
        cap(0.2),
    )
    view = only_row(handed(case), "B3")
    assert view.terms == pytest.approx({delivered("metal", "dirty"): 1.0, delivered("dye", "dirty"): 0.001})
    assert view.upper == pytest.approx(9.0)


@pytest.mark.proves("B3")
def test_b3_typed_weights_count_instead_of_units(handed: Handed) -> None:
    # Weights 4 and 1: the largest counts 1, the other 0.25. 50 % of (10 + 0.25 * 20) = 7.5.
    case = tiny(
        good("metal", weight=4.0),
        good("dye", weight=1.0),
        line("A", "metal"),
        line("A", "dye"),
        need("metal", 10),
        need("dye", 20),
        cap(0.5),
    )
    view = only_row(handed(case), "B3")
    assert view == RowView({delivered("metal", "dirty"): 1.0, delivered("dye", "dirty"): 0.25}, None, 7.5)


@pytest.mark.proves("B3")
@pytest.mark.parametrize(
    ("what", "where", "programmes"),
    [
        ("all", "all", ["P", "Q", "R"]),
        ("civil", "all", ["Q"]),
        ("Q", "all", ["Q"]),
        ("dye", "all", ["R"]),
        ("part", "all", ["P", "Q"]),
        ("all", "B", ["Q"]),
        ("all", "Pact", ["Q"]),
    ],
)
def test_b3_covers_what_and_where_the_cap_says(handed: Handed, what: str, where: str, programmes: list[str]) -> None:
    case = tiny(
        good("metal", tier="part"),
        good("dye"),
        Group(group="Pact", nation="B"),
        line("A", "metal"),
        line("B", "metal"),
        line("A", "dye"),
        need("metal", 40),
        need("metal", 10, nation="B", programme="Q", kind="civil"),
        need("dye", 20, programme="R"),
        cap(0.2, what=what, where=where),
    )
    view = only_row(handed(case), "B3")
    assert [index[0].programme for _, index in view.terms] == programmes


@pytest.mark.proves("B3")
def test_b3_a_cap_over_years_together_is_one_row_and_a_yearly_one_a_row_a_year(handed: Handed) -> None:
    def rows(**facts: Any) -> list[tuple[tuple[int, ...], RowView]]:
        handover = handed(tiny(line("A", "metal"), need("metal", 40), cap(0.2, **facts), years=3))
        return [(index.years, handover.view("B3", index)) for index in members(handover, "B3")]

    first, second = delivered("metal", "dirty"), delivered("metal", "dirty", SECOND)
    assert rows(last_year=2031) == [
        ((2030,), RowView({first: 1.0}, None, 8.0)),
        ((2031,), RowView({second: 1.0}, None, 8.0)),
    ]
    together = RowView({first: 1.0, second: 1.0}, None, 16.0)
    assert rows(last_year=2031, over="years together") == [((2030, 2031), together)]


@pytest.mark.proves("B5")
def test_b5_dirty_share_of_what_the_alliance_makes_of_a_good(handed: Handed) -> None:
    # dirty - 0.4 (clean + dirty) <= 0 over lines of A and B, the project included; N's line does not count.
    case = tiny(
        line("A", "metal"),
        line("N", "metal"),
        move("M", "B", "metal", 10),
        MoveCondition(project="M"),
        lane("any", "any", "metal"),
        need("metal", 50),
        cap(0.4, "dirty share of allied output", "metal"),
    )
    view = only_row(handed(case), "B5")
    expected = {output(name, "dirty"): 0.6 for name in ("A / metal", "M")}
    expected |= {output(name, "clean"): -0.4 for name in ("A / metal", "M")}
    assert view.terms == pytest.approx(expected)
    assert (view.lower, view.upper) == (None, 0.0)


@pytest.mark.proves("B3")
def test_a_breach_is_measured_in_points_of_what_is_due_and_priced_per_point(handed: Handed) -> None:
    # One point of 40 t is 0.4 t; the most is the 80 points above a cap of 20 %; 5 million a point and year.
    case = tiny(line("A", "metal"), need("metal", 40), cap(0.2, price_of_breach=5.0), years=2, discount_rate=0.25)
    handover = handed(case)
    for number, (index, dirty) in enumerate(
        zip(members(handover, "B3"), [delivered("metal", "dirty"), delivered("metal", "dirty", SECOND)], strict=True)
    ):
        breach = ("breach", index)
        assert handover.view("B3", index) == RowView({dirty: 1.0, breach: -0.4}, None, 8.0)
        assert handover.arrays.upper[handover.columns[breach]] == 80.0
        assert price(handover, breach) == pytest.approx(5.0 / 1.25 ** (number + 1))


@pytest.mark.proves("B3")
def test_a_breach_over_years_together_is_paid_in_each_of_them(handed: Handed) -> None:
    # One point of 80 t due over two years is 0.8 t, and costs 5 / 1.25 + 5 / 1.25^2.
    case = tiny(
        line("A", "metal"),
        need("metal", 40),
        cap(0.2, over="years together", price_of_breach=5.0),
        years=2,
        discount_rate=0.25,
    )
    handover = handed(case)
    (index,) = members(handover, "B3")
    assert handover.view("B3", index).terms["breach", index] == pytest.approx(-0.8)
    assert price(handover, ("breach", index)) == pytest.approx(5.0 / 1.25 + 5.0 / 1.25**2)


@pytest.mark.proves("B1")
@pytest.mark.proves("B5")
def test_a_breach_of_a_flow_cap_is_measured_on_need_exploded_through_the_recipes(handed: Handed) -> None:
    # 50 t of alloy need 1.2 t of metal each: 60 t, so a point is 0.6 t whatever is traded or made.
    case = tiny(
        recipe("alloy", {"metal": 1.2}),
        line("A", "alloy"),
        line("A", "metal"),
        line("X", "metal"),
        lane("X", "A", "metal"),
        need("alloy", 50),
        cap(0.3, "direct share", "metal", price_of_breach=5.0),
        cap(0.3, "dirty share of allied output", "metal", price_of_breach=5.0),
    )
    handover = handed(case)
    for label in ("B1", "B5"):
        (index,) = members(handover, label)
        assert isinstance(index, CapRow)
        assert handover.view(label, index).terms["breach", index] == pytest.approx(-0.6)
        assert index.nodes == (FIRST,)


def test_no_cap_no_row_and_no_breach(handed: Handed) -> None:
    handover = handed(tiny(line("A", "metal"), need("metal", 40)))
    assert [label for label, _ in handover.rows if label.startswith("B")] == []
    assert [name for name, _ in handover.columns if name == "breach"] == []

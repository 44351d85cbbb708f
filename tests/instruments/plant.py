"""The plant of the tests of incentives, offers to it, and keys of its variables.

One plant, three years, 25 % of cost of capital without inflation, so that a year's factors are 0.8, 0.64 and 0.512;
25 % of tax. After tax a tonne brings (25 - 5) x 0.75 = 15, the fixed cost is 3, and capital of 100 written off over
four years costs 100 - 25 x 0.25 x (0.8 + 0.64 + 0.512 + 0.4096) = 85.24.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.case import Case, Firm, MoveFinance, Nation, Payer, Price, Support, SupportTerm
from models.handover import HandOver, Key, RowView
from models.plan import Node
from tests.cases import move, need, recipe, tiny
from tests.instruments.reading import FIRST, output

Handed = Callable[[Case], HandOver]
Terms = dict[Key, float]

SLAG = (recipe("part", joint={"slag": 0.5}, disposal=1.0), Price(good="slag", market="world", price=4.0))
FINANCE = MoveFinance(project="Plant", value_forgone=50.0, premium=0.02, gain_from_leaving=7.0)


def grant(**facts: Any) -> Support:
    """An offer of up to 30, in the start year or the next, of which the firm keeps all."""
    return Support(**{"offer": "G", "instrument": "grant", "payer": "S", "most": 30.0, "paid_to": 1, **facts})


def terms(offer: str = "G", **facts: Any) -> SupportTerm:
    """Further terms of an offer that is not taxed."""
    return SupportTerm(**{"offer": offer, "taxed": False, **facts})


def case(*rows: Any, plant: dict[str, Any] | None = None, **setting: Any) -> Case:
    """The plant with these offers and further rows."""
    facts = {"capital_cost": 100.0, "lead": 1, "life": 4, "unit_cost": 5.0, "fixed_cost": 4.0, "firm": "F"}
    return tiny(
        Nation(nation="A", bloc="ally", tax_rate=0.25), Nation(nation="B", bloc="ally"),
        Nation(nation="X", bloc="adversary"),
        move("Plant", "A", "part", 2.0, **{**facts, **(plant or {})}), need("part", 2.0),
        Price(good="part", market="world", price=25.0), Firm(firm="F", home_nation="A", cost_of_capital=0.25),
        Payer(payer="S", nation="A"), *rows, **{"years": 3, "inflation": 0.0, **setting},
    )  # fmt: skip


def taken(way: int, node: Node = FIRST, offer: str = "G", name: str = "Plant") -> Key:
    """Key of what is taken of an offer by one schedule."""
    return "taken", (offer, name, node, way)


def earned(node: Node, offer: str = "PTC", name: str = "Plant") -> Key:
    """Key of a production credit."""
    return "earned", (offer, name, node)


def later(node: Node, name: str = "Plant") -> Key:
    """Key of what a line earns a year after the horizon, of a start."""
    return "later", (name, "Plant", node)


def going(node: Node, name: str = "Plant") -> Key:
    """Key of whether a line goes on after the horizon."""
    return "going", (name, "Plant", node)


def stays(node: Node) -> Key:
    """Key of whether the plant of a start stays open after the horizon."""
    return "stays", ("Plant", node)


def both(node: Node, factor: float, name: str = "Plant") -> Terms:
    """One coefficient on both grades of a line's output."""
    return {output(name, grade, node): factor for grade in ("clean", "dirty")}


def close(view: RowView, wanted: Terms, lower: float | None, upper: float | None) -> None:
    """The row has these coefficients, no others, and these bounds."""
    assert view.terms == pytest.approx(wanted)
    assert view.lower == pytest.approx(lower)
    assert view.upper == pytest.approx(upper)


def credit(**facts: Any) -> Support:
    """A production credit of 2 a tonne and a tenth of the unit cost of 5: 2.5."""
    offered = {"offer": "PTC", "instrument": "production credit", "payer": "S", "good": "part"}
    return Support(**{**offered, "amount_a_unit": 2.0, "rate": 0.1, **facts})

"""Short words for reading a hand-over in tests: nodes, places, prices, and which rows of a family exist."""

from __future__ import annotations

from typing import Any

from models.handover import HandOver, Key
from models.plan import BASE, Node
from models.program import Place, Pool
from models.sets import Link, Need
from tests.cases import FIRST_YEAR

FIRST = Node(BASE, FIRST_YEAR)
SECOND = Node(BASE, FIRST_YEAR + 1)
THIRD = Node(BASE, FIRST_YEAR + 2)
NODES = (FIRST, SECOND, THIRD)


def price(handed: HandOver, variable: Key) -> float:
    """Coefficient of a variable in the objective."""
    return float(handed.arrays.cost[handed.columns[variable]])


def members(handed: HandOver, label: str) -> list[Any]:
    """Indices of the rows of one constraint family, in order."""
    return [index for family, index in handed.rows if family == label]


def has(handed: HandOver, variable: Key) -> bool:
    """Whether a variable exists."""
    return variable in handed.columns


def output(line: str, grade: str, node: Node = FIRST) -> Key:
    """Key of a line's output."""
    return "output", (line, node, grade)


def use(good: str, nation: str, grade: str, node: Node = FIRST) -> Key:
    """Key of the use of a good in a nation."""
    return "use", (good, nation, node, grade)


def sent(good: str, origin: str, destination: str, grade: str, node: Node = FIRST) -> Key:
    """Key of a flow."""
    return "sent", (Link(good, origin, destination), node, grade)


def delivered(good: str, grade: str, node: Node = FIRST, nation: str = "A", programme: str = "P") -> Key:
    """Key of a delivery."""
    return "delivered", (Need(programme, nation, good), node, grade)


def unmet(good: str, node: Node = FIRST, nation: str = "A", programme: str = "P") -> Key:
    """Key of what goes unmet."""
    return "unmet", (Need(programme, nation, good), node)


def held(good: str, nation: str, grade: str, node: Node = FIRST) -> Key:
    """Key of a stock level."""
    return "held", (good, nation, node, grade)


def start(move: str, node: Node = FIRST) -> Key:
    """Key of the start of a move."""
    return "start", (move, node)


def place(name: str, node: Node = FIRST) -> Place:
    """A capacity in a node."""
    return Place(name, node)


def shared(group: str, node: Node = FIRST) -> Place:
    """The capacity of a capacity group in a node."""
    return Place(group, node, shared=True)


def pool(good: str, nation: str, grade: str, node: Node = FIRST) -> Pool:
    """A pool in a node."""
    return Pool(good, nation, node, grade)

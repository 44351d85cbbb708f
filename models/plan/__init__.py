"""The output schema: result rows, nodes, status, and the immutable `Plan`."""

from models.plan.nodes import BASE, Node, NodeFacts, NodeTable
from models.plan.plan import Plan, Status
from models.plan.rows import (
    CapLevel,
    Closure,
    Cost,
    CostKind,
    Delivery,
    Disposal,
    Flow,
    InputUse,
    LaneUse,
    LineOutput,
    Start,
    StockLevel,
)

__all__ = [
    "BASE", "CapLevel", "Closure", "Cost", "CostKind", "Delivery", "Disposal", "Flow", "InputUse", "LaneUse",
    "LineOutput", "Node", "NodeFacts", "NodeTable", "Plan", "Start", "Status", "StockLevel",
]  # fmt: skip

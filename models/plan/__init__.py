"""The output schema: result rows, nodes, status, and the immutable `Plan`."""

from models.plan.nodes import BASE, Node, NodeFacts, NodeTable
from models.plan.plan import Plan, Status
from models.plan.rows import (
    AidLevel,
    BudgetLevel,
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
    Participation,
    Start,
    Staying,
    StockLevel,
)

__all__ = [
    "BASE", "AidLevel", "BudgetLevel", "CapLevel", "Closure", "Cost", "CostKind", "Delivery", "Disposal", "Flow",
    "InputUse", "LaneUse", "LineOutput", "Node", "NodeFacts", "NodeTable", "Participation", "Plan", "Start", "Status",
    "Staying", "StockLevel",
]  # fmt: skip

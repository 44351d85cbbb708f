"""The output schema: result rows, nodes, status, and the immutable `Plan`."""

from models.plan.nodes import BASE, Node, NodeFacts, NodeTable
from models.plan.plan import Plan, Status
from models.plan.rows import (
    SUPPORT,
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
    Purchase,
    Start,
    Staying,
    StockLevel,
)

__all__ = [
    "BASE", "SUPPORT", "AidLevel", "BudgetLevel", "CapLevel", "Closure", "Cost", "CostKind", "Delivery", "Disposal",
    "Flow", "InputUse", "LaneUse", "LineOutput", "Node", "NodeFacts", "NodeTable", "Participation", "Plan", "Purchase",
    "Start", "Status", "Staying", "StockLevel",
]  # fmt: skip

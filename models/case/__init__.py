"""The input schema: one row class per sheet, one module per chapter, and the immutable `Case` made of them."""

from models.case.case import SHEETS, Case
from models.case.chain import (
    Demand,
    ExistingLine,
    Good,
    Grade,
    Lane,
    OpeningStock,
    Price,
    PricePath,
    RecipeLine,
)
from models.case.evidence import Source
from models.case.finance import SUPPORT_SHEETS, AidRule, Budget, Contract, MoveFinance, Payer, Support, SupportTerm
from models.case.moves import Move, MoveCondition
from models.case.ownership import Firm
from models.case.readings import Donor, Line, Process
from models.case.rules import Cap
from models.case.setting import Bloc, Currency, Group, Nation, Settings

__all__ = [
    "SHEETS", "SUPPORT_SHEETS", "AidRule", "Bloc", "Budget", "Cap", "Case", "Contract", "Currency", "Demand", "Donor",
    "ExistingLine", "Firm", "Good", "Grade", "Group", "Lane", "Line", "Move", "MoveCondition", "MoveFinance", "Nation",
    "OpeningStock", "Payer", "Price", "PricePath", "Process", "RecipeLine", "Settings", "Source", "Support",
    "SupportTerm",
]  # fmt: skip

"""Chapter "ownership" of the input workbook: Firms."""

from __future__ import annotations

from typing import Annotated

from models.case.setting import NationName
from models.schema import Ref, SourcedRow, Unit, column


class Firm(SourcedRow):
    sheet = "Firms"
    key = ("firm",)
    about = "Who owns the lines, from where they are controlled, and how much they can do at once."
    empty = (
        "no firm counts as controlled by an adversary, so only lines in adversary nations are exposed by their owner"
    )

    firm: str = column("Name of the firm.", Unit.NAME, group="Firm")
    home_nation: NationName = column("Where it is at home.")
    controlled_from: NationName | None = column("Nation that controls it.", default=None, blank="its home nation")
    most_projects: int | None = column(
        "Most projects it can start in all.", Unit.COUNT, low=0, default=None, blank="no limit"
    )
    cost_of_capital_low: float | None = column(
        "Nominal, low.", Unit.SHARE, low=0.0, high=1.0, default=None, blank="as base", group="Money"
    )
    cost_of_capital: float | None = column(
        "Nominal, base.", Unit.SHARE, low=0.0, high=1.0, default=None, blank="as on Settings"
    )
    cost_of_capital_high: float | None = column(
        "Nominal, high.", Unit.SHARE, low=0.0, high=1.0, default=None, blank="as base"
    )
    borrowing_rate: float | None = column(
        "At which it could borrow, nominal.", Unit.SHARE, low=0.0, high=1.0, default=None, blank="its cost of capital"
    )
    sole_source: float = column(
        "Only it can: multiplies its premium.", Unit.FACTOR, low=1.0, high=20.0, default=1.0, blank="1, not sole"
    )


FirmName = Annotated[str, Ref.to(Firm, known=False)]

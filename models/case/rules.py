"""Chapter "rules" of the input workbook: Caps."""

from __future__ import annotations

from typing import Annotated, Literal

from models.case.chain import Demand, Good
from models.case.setting import Group, Nation
from models.schema import Ref, SourcedRow, Unit, column

Metric = Literal["essential exposure", "direct share", "largest third-nation share", "dirty share of allied output"]
METRICS: tuple[Metric, ...] = (
    "essential exposure",
    "direct share",
    "largest third-nation share",
    "dirty share of allied output",
)


class Cap(SourcedRow):
    sheet = "Caps"
    key = ("metric", "what", "where", "first_year")
    about = "How exposed you accept to be, by good, tier, programme or kind of need, and year."
    empty = "exposure is not limited, and plans are ranked by cost alone"

    metric: Metric = column("Which share is capped.", group="Rule")
    what: Annotated[
        str,
        Ref(((Good, "good"), (Good, "tier"), (Demand, "programme")), ("all", "defence", "civil")),
    ] = column("All, defence, civil, good, tier or programme.")
    where: Annotated[str, Ref.to(Nation, Group, words=("all",))] = column(
        "All allies, one nation or one group.", default="all", blank="all"
    )
    cap: float = column("Largest share accepted.", Unit.SHARE, low=0.0, high=1.0)
    first_year: int | None = column(
        "First year it holds.", Unit.YEAR, default=None, blank="first year planned", minimal=True
    )
    last_year: int | None = column("Last year it holds.", Unit.YEAR, default=None, blank="last year planned")
    over: Literal["each year", "years together"] = column(
        "Each year, or those years added up.", default="each year", blank="each year"
    )
    price_of_breach: float | None = column(
        "A price makes the cap soft.",
        Unit.MONEY_A_POINT,
        above=0.0,
        default=None,
        blank="hard, may never be missed",
        minimal=True,
    )

"""Chapter "moves" of the input workbook: Candidate moves, Move conditions."""

from __future__ import annotations

from typing import Annotated, Literal

from models.case.chain import ExistingLine, RecipeName
from models.case.ownership import FirmName
from models.case.setting import CurrencyName, NationName
from models.schema import Ref, SourcedRow, Unit, column

MoveKind = Literal["relocate", "expand", "greenfield", "reopen", "requalify"]


class Move(SourcedRow):
    sheet = "Candidate moves"
    key = ("project", "size")
    about = "What could be done: one row is one project at one size; the planner chooses among these rows only."
    empty = "nothing can be built or moved, so there is one plan, today's chain"

    project: str = column("Name; rows with one name are sizes.", Unit.NAME, group="What and where")
    size: str | None = column("Name of the size.", Unit.NAME, default=None, blank="only one size")
    kind: MoveKind = column("Greenfield = build new; requalify = new recipe.")
    firm: FirmName | None = column("Who would do it.", default=None, blank="not known, so exposed", minimal=True)
    nation: NationName = column("Where.")
    recipe: RecipeName = column("What it would make.")
    capacity: float = column(
        "Most main output.", Unit.QUANTITY_A_YEAR, above=0.0, price_of="recipe", group="Size and cost"
    )
    capital_cost: float = column("To build it; committed: what is left to pay.", Unit.MONEY, low=0.0)
    fixed_cost: float = column("To keep it open.", Unit.MONEY_A_YEAR, low=0.0, default=0.0, blank="0")
    unit_cost: float = column("Cost without bought inputs.", Unit.PRICE, price_of="recipe")
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )
    lead: int = column("From start to built, whole years.", Unit.YEARS, low=0, high=30, group="Time")
    qualification: int = column("Customer tests after building.", Unit.YEARS, low=0, high=20, default=0, blank="0")
    ramp: int = column("Years until full output.", Unit.YEARS, low=0, high=20, default=0, blank="full at once")
    life: int = column("Years it runs; spreads its cost.", Unit.YEARS, low=1, high=100, default=20, blank="20")
    earliest_start: int | None = column("Earliest start.", Unit.YEAR, default=None, blank="first year planned")
    latest_start: int | None = column("Latest start.", Unit.YEAR, default=None, blank="the last that still helps")
    moves_from: Annotated[str, Ref(((ExistingLine, "line"), (ExistingLine, "capacity_group")))] | None = column(
        "Relocate, reopen, requalify: the existing line.", default=None, blank="from none", group="Choice"
    )
    committed: bool = column("Already decided: always part of every plan.", default=False, blank="no")


ProjectName = Annotated[str, Ref.to(Move)]


class MoveCondition(SourcedRow):
    sheet = "Move conditions"
    key = ("project",)
    about = "More about a project, where its row on Candidate moves does not say enough."
    empty = "no project has further conditions"

    project: ProjectName = column("The project.", group="Project")
    minimum_load: float = column(
        "Least output, share of capacity.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%", group="Running it"
    )
    keeps_batches_apart: bool = column("Can clean and exposed batches be kept apart?", default=True, blank="yes")
    unknown_origin: float | None = column(
        "Share of its output of unknown origin.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=None,
        blank="0% (100% where no firm is named)",
    )
    also_runs: RecipeName | None = column("A second recipe under the same capacity.", default=None, blank="none")
    capacity_group: str | None = column(
        "Adds its capacity to this group.", Unit.NAME, default=None, blank="shares with none"
    )
    exclusive_group: str | None = column(
        "At most one project of a group.", Unit.NAME, default=None, blank="excludes none"
    )
    donor_share: float = column(
        "Share of the old line that closes.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=1.0,
        blank="100%",
        group="The old line",
    )
    donor_closes: Literal["at start", "when ready", "never"] = column(
        "When the old line closes.", default="when ready", blank="when ready"
    )
    closure_cost: float = column("Redundancy and clean-up.", Unit.MONEY, low=0.0, default=0.0, blank="0")

"""Chapter "chain" of the input workbook: Goods, Prices, Recipes, Existing lines, Lanes, Demand, Opening stocks."""

from __future__ import annotations

from typing import Annotated, Literal

from models.case.ownership import FirmName
from models.case.setting import BLOCS, CurrencyName, Group, Nation, NationName
from models.schema import MeasureName, Ref, SourcedRow, Unit, column

Grade = Literal["clean", "dirty"]


class Good(SourcedRow):
    sheet = "Goods"
    key = ("good",)
    about = "Everything that is made, moved or needed, from ore to equipment."
    required = True

    good: str = column("Name of the good.", Unit.NAME, group="Good")
    unit: MeasureName = column("Unit of all its quantities.")
    tier: str = column("Stage of the chain: ore, oxide, metal, ...", Unit.NAME)
    shortage_penalty: float | None = column(
        "Cost of one base unit missing.",
        Unit.PRICE,
        above=0.0,
        default=None,
        price_of="good",
        blank="only if nothing may go unmet",
        group="Value",
    )
    weight: float | None = column(
        "Counts for one unit where a cap adds goods.",
        Unit.FACTOR,
        above=0.0,
        default=None,
        blank="its tonnes or pieces",
    )
    storable: bool = column("May it be kept over years?", default=False, blank="no", group="Storage")
    holding_cost: float = column(
        "Of one base unit for a year.", Unit.PRICE, low=0.0, default=0.0, blank="0", price_of="good"
    )
    loss_in_store: float = column("Share lost in a year.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%")


GoodName = Annotated[str, Ref.to(Good)]


class PricePath(SourcedRow):
    sheet = "Price paths"
    key = ("path",)
    about = "Futures that prices may take, with their probabilities; a price of Prices may hold on one path only."
    empty = "each price holds for certain"

    path: str = column("Name of the path.", Unit.NAME, group="Path")
    probability: float = column("All paths together: 100%.", Unit.SHARE, above=0.0, high=1.0)


PathName = Annotated[str, Ref.to(PricePath)]


class Price(SourcedRow):
    sheet = "Prices"
    key = ("good", "market", "path", "first_year")
    about = "Market prices, needed where firms decide or lines are valued at selling prices, and for value exposure."
    empty = "no market prices, so lines must be valued at resource cost, and no firm can be asked"

    good: GoodName = column("The good priced.", group="Price")
    market: Annotated[str, Ref.to(Nation, Group, words=("world",))] = column("Where: nation, group or world.")
    first_year: int | None = column("First year of this price.", Unit.YEAR, default=None, blank="first year planned")
    last_year: int | None = column("Last year of this price.", Unit.YEAR, default=None, blank="last year planned")
    path: PathName | None = column("Price path on which it holds.", default=None, blank="every path")
    price: float = column("Price of one base unit.", Unit.PRICE, low=0.0, price_of="good")
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )


class RecipeLine(SourcedRow):
    sheet = "Recipes"
    key = ("recipe", "role", "good")
    about = "What goes in and what comes out: one row for each output and each input."
    required = True

    recipe: str = column("Name of the recipe, repeated a row.", Unit.NAME, group="Recipe")
    role: Literal["main output", "joint output", "input"] = column("Exactly one main output a recipe.")
    good: GoodName = column("The good made or used.")
    quantity: float = column("Gross: losses are already in it. Main output: 1.", Unit.RATIO, above=0.0)
    essential: bool = column("Inputs: does the recipe stop without it?", default=True, blank="yes")
    disposal_price: float | None = column(
        "Outputs of a joint recipe: cost of discarding.", Unit.PRICE, default=None, blank="0", low=0.0, price_of="good"
    )


RecipeName = Annotated[str, Ref.to(RecipeLine)]


class ExistingLine(SourcedRow):
    sheet = "Existing lines"
    key = ("line", "first_year")
    about = "Every facility that makes something today, in allied nations and elsewhere; rows by years carry a ramp."
    empty = "nothing is made today"

    line: str = column("Name of the line.", Unit.NAME, group="What and where")
    firm: FirmName | None = column("Who owns it.", default=None, blank="owner not known, so exposed", minimal=True)
    nation: NationName = column("Where it stands.")
    recipe: RecipeName = column("What it does.")
    capacity: float = column(
        "Most main output.", Unit.QUANTITY_A_YEAR, low=0.0, price_of="recipe", group="Size and cost"
    )
    unit_cost: float = column(
        "Cost without its inputs; outside allies: price less inputs.", Unit.PRICE, price_of="recipe"
    )
    fixed_cost: float = column("To keep it open.", Unit.MONEY_A_YEAR, low=0.0, default=0.0, blank="0")
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )
    first_year: int | None = column(
        "First year of this row.", Unit.YEAR, default=None, blank="first year planned", group="Years and rules"
    )
    last_year: int | None = column("Last year of this row.", Unit.YEAR, default=None, blank="last year planned")
    status: Literal["operating", "closed"] = column(
        "Closed: only a reopening uses it.", default="operating", blank="operating"
    )
    capacity_group: str | None = column(
        "Lines with one name share one capacity.", Unit.NAME, default=None, blank="shares with none"
    )
    minimum_load: float = column(
        "Least output, share of capacity.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%"
    )
    may_close: bool = column("May the planner close it?", default=False, blank="no")
    keeps_batches_apart: bool = column("Can clean and exposed batches be kept apart?", default=True, blank="yes")
    unknown_origin: float | None = column(
        "Share of its output of unknown origin.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=None,
        blank="0% (100% where no owner is named)",
    )


LineName = Annotated[str, Ref.to(ExistingLine)]


class Lane(SourcedRow):
    sheet = "Lanes"
    key = ("origin", "destination", "good")
    about = "Which goods can move where. The most specific row wins; no row means no lane."
    empty = "no good crosses a border, so each need and each line must find its goods in its own nation"

    origin: Annotated[str, Ref.to(Nation, Group, words=(*BLOCS, "any"))] = column(
        "Nation, group, bloc or any.", header="From", group="Lane"
    )
    destination: Annotated[str, Ref.to(Nation, Group, words=(*BLOCS, "any"))] = column(
        "Nation, group, bloc or any.", header="To"
    )
    good: GoodName = column("The good moved.")
    freight: float = column(
        "Of one base unit.", Unit.PRICE, low=0.0, default=0.0, blank="0", price_of="good", group="Cost and limit"
    )
    tariff: float = column("Duty on one base unit.", Unit.PRICE, low=0.0, default=0.0, blank="0", price_of="good")
    loss: float = column("Share lost on the way.", Unit.SHARE, low=0.0, high=0.99, default=0.0, blank="0%")
    capacity: float | None = column(
        "Most sent between each two nations.",
        Unit.QUANTITY_A_YEAR,
        low=0.0,
        default=None,
        blank="no limit",
        price_of="good",
    )
    fixed_cost: float = column("In each year the lane is used.", Unit.MONEY_A_YEAR, low=0.0, default=0.0, blank="0")


class Demand(SourcedRow):
    sheet = "Demand"
    key = ("programme", "nation", "good", "first_year")
    about = "What must be delivered, to whom, in which years."
    required = True

    programme: str = column("Name of the programme or buyer.", Unit.NAME, group="Need")
    kind: Literal["defence", "civil", "outlet"] = column("Outlet: sales to others, may go unmet.")
    nation: NationName = column("Where it is needed.")
    good: GoodName = column("What is needed.")
    first_year: int | None = column(
        "First year of the need.", Unit.YEAR, default=None, blank="first year planned", group="How much"
    )
    last_year: int | None = column("Last year of the need.", Unit.YEAR, default=None, blank="last year planned")
    quantity: float = column("Quantity in the first year of the row.", Unit.QUANTITY_A_YEAR, low=0.0, price_of="good")
    growth: float = column("Growth a year after that.", Unit.SHARE, low=-0.9, high=2.0, default=0.0, blank="0%")
    priority: int | None = column(
        "1 is served first, 3 last.",
        Unit.COUNT,
        low=1,
        high=3,
        default=None,
        blank="defence 1, civil 2, outlet 3",
        group="If it is short",
    )
    may_go_unmet: float | None = column(
        "Most that may go unmet.", Unit.SHARE, low=0.0, high=1.0, default=None, blank="0% (outlets 100%)"
    )
    value: float | None = column(
        "Outlets: what one base unit sells for.", Unit.PRICE, low=0.0, default=None, blank="0", price_of="good"
    )


ProgrammeName = Annotated[str, Ref.to(Demand)]


class OpeningStock(SourcedRow):
    sheet = "Opening stocks"
    key = ("good", "nation", "grade")
    about = "Commercial stock in store when the first year begins."
    empty = "nothing is in store when the first year begins"

    good: GoodName = column("The good in store; it must be storable.", group="Stock")
    nation: NationName = column("Where it lies.")
    grade: Grade = column("Exposed stock is dirty.")
    quantity: float = column("At the start of the first year.", Unit.QUANTITY, low=0.0, price_of="good")
    least_at_end: float | None = column(
        "Least left after the last year.", Unit.QUANTITY, low=0.0, default=None, blank="the same", price_of="good"
    )

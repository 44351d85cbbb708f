"""Chapter "setting" of the input workbook: Settings, Nations, Groups, Currencies."""

from __future__ import annotations

from typing import Annotated, Literal

from models.schema import Ref, Row, SourcedRow, Unit, column

Bloc = Literal["ally", "partner", "neutral", "adversary"]
BLOCS: tuple[Bloc, ...] = ("ally", "partner", "neutral", "adversary")


class Settings(Row):
    """One row; the sheet shows it as two columns, a line per field."""

    sheet = "Settings"
    key = ("title",)
    about = "What the run is about: years, money, how many plans, how precise."
    required = True

    title: str = column("A short title for the results.", Unit.TEXT, group="The run")
    marking: str = column("Printed at the head of every page.", Unit.TEXT, default="No marking", blank="No marking")
    edition: str | None = column("Date of this edition, printed on the Cover.", Unit.DAY, default=None, blank="no date")
    first_year: int = column("First year planned.", Unit.YEAR, low=1990, high=2150, group="Time and money")
    years: int = column("How many years are planned.", Unit.YEARS, low=1, high=40)
    base_year: int = column("All money is in prices of this year.", Unit.YEAR, low=1990, high=2150)
    currency: str = column("Currency of all money.", Unit.TEXT, default="USD", blank="USD")
    discount_rate: float = column(
        "Public discount rate, real, a year.", Unit.SHARE, low=0.0, high=0.3, default=0.035, blank="3.5%"
    )
    valuation: Literal["resource cost", "selling price"] = column(
        "How lines are counted: their cost, or market prices.", default="resource cost", blank="resource cost"
    )
    inflation: float = column(
        "Expected inflation of the currency, a year.", Unit.SHARE, low=-0.1, high=1.0, default=0.02, blank="2%"
    )
    cost_of_capital: float = column(
        "Of firms without one on Firms, nominal.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=0.1,
        blank="10%",
        group="Firms and support",
    )
    aim: Literal["least cost", "least support first"] = column(
        "Least support first: then cost decides.", default="least cost", blank="least cost"
    )
    cost_of_public_funds: float = column(
        "Cost of raising one unit of public money.", Unit.FACTOR, low=0.0, high=2.0, default=0.2, blank="0.2"
    )
    weight_priority_1: float = column(
        "Multiplies the shortage penalty of priority 1.",
        Unit.FACTOR,
        low=0.0,
        default=10.0,
        blank="10",
        group="Shortage",
    )
    weight_priority_2: float = column(
        "Multiplies the shortage penalty of priority 2.", Unit.FACTOR, low=0.0, default=1.0, blank="1"
    )
    weight_priority_3: float = column(
        "Multiplies the shortage penalty of priority 3.", Unit.FACTOR, low=0.0, default=0.5, blank="0.5"
    )
    plans: int = column(
        "How many ranked plans are wanted.", Unit.COUNT, low=1, high=50, default=5, blank="5", group="The search"
    )
    distinct: Literal["minimal", "all"] = column(
        "Minimal leaves out plans that only add moves.", default="minimal", blank="minimal"
    )
    gap: float = column(
        "Each plan is proved to within this share of cost.",
        Unit.SHARE,
        low=0.0,
        high=0.2,
        default=0.0001,
        blank="0.01%",
    )
    time_limit: float = column(
        "Longest search for all plans together.", Unit.MINUTES, above=0.0, high=10_000.0, default=30.0, blank="30"
    )

    @property
    def last_year(self) -> int:
        """Last year planned."""
        return self.first_year + self.years - 1

    def weight(self, priority: int) -> float:
        """Factor on the shortage penalty of a priority (1, 2 or 3)."""
        return (self.weight_priority_1, self.weight_priority_2, self.weight_priority_3)[priority - 1]


class Nation(SourcedRow):
    sheet = "Nations"
    key = ("nation",)
    about = "Every nation named anywhere in this workbook, and its bloc."
    required = True

    nation: str = column("Name of the nation.", Unit.NAME, group="Nation")
    bloc: Bloc = column("Its place in this posture.")
    tax_rate: float = column("Tax on profits of firms there.", Unit.SHARE, low=0.0, high=0.9, default=0.0, blank="0%")


NationName = Annotated[str, Ref.to(Nation)]


class Group(SourcedRow):
    sheet = "Groups"
    key = ("group", "nation", "first_year")
    about = "Named groups (NATO, EU, ...): a group may stand wherever a nation may."
    empty = "no groups"

    group: str = column("Name of the group.", Unit.NAME, group="Group")
    nation: NationName = column("One member a row.")
    first_year: int | None = column("First year of membership.", Unit.YEAR, default=None, blank="always")
    last_year: int | None = column("Last year of membership.", Unit.YEAR, default=None, blank="no end")


class Currency(SourcedRow):
    sheet = "Currencies"
    key = ("priced_in",)
    about = "Currencies and price years in which figures are typed on other sheets."
    empty = "all money is typed in the currency of Settings, in prices of the base year"

    priced_in: str = column("A name like EUR 2024.", Unit.NAME, group="Currency")
    rate: float = column("Value of one unit in the Settings currency.", Unit.FACTOR, above=0.0)
    deflator: float = column(
        "Price level of the base year over that year.", Unit.FACTOR, above=0.0, default=1.0, blank="1"
    )


CurrencyName = Annotated[str, Ref.to(Currency)]

"""Chapter "firms" of the input workbook: Move finances, Support and its terms, Contracts, Payers, Budgets and so on."""

from __future__ import annotations

from typing import Annotated, Literal

from models.case.chain import ExistingLine, GoodName
from models.case.moves import Move, ProjectName
from models.case.ownership import Firm
from models.case.setting import CurrencyName, Group, Nation, NationName
from models.schema import Ref, Row, SourcedRow, Unit, column

InstrumentKind = Literal[
    "grant", "investment credit", "production credit", "accelerated depreciation", "soft loan", "guarantee", "equity"
]
Choice = Literal["tailored", "published", "statutory"]


class MoveFinance(SourcedRow):
    sheet = "Move finances"
    key = ("project",)
    about = "What a project means to its firm: what it gives up, how it writes off, what it would gain by leaving."
    empty = "no project gives anything up, and each is written off over its life"

    project: ProjectName = column("The project.", group="Project")
    value_forgone_low: float | None = column(
        "Low estimate of what the firm gives up.",
        Unit.MONEY,
        low=0.0,
        default=None,
        blank="as base",
        group="Value at the start date",
    )
    value_forgone: float = column("What the firm gives up by starting it.", Unit.MONEY, low=0.0, default=0.0, blank="0")
    value_forgone_high: float | None = column(
        "High estimate of what the firm gives up.", Unit.MONEY, low=0.0, default=None, blank="as base"
    )
    premium: float = column(
        "Wanted beyond that, as share of capital.", Unit.SHARE, low=0.0, high=2.0, default=0.0, blank="0%"
    )
    gain_from_leaving: float = column(
        "What the firm gains if it later leaves.", Unit.MONEY, low=0.0, default=0.0, blank="0"
    )
    depreciation_years: int | None = column(
        "Years over which tax law writes it off.",
        Unit.YEARS,
        low=1,
        high=60,
        default=None,
        blank="its life",
        group="Tax",
    )
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year", group="Money"
    )


class Payer(SourcedRow):
    sheet = "Payers"
    key = ("payer",)
    about = "Governments, blocs and banks that can pay for support."
    empty = "nobody can pay for support"

    payer: str = column("Name of the payer.", Unit.NAME, group="Payer")
    nation: NationName | None = column("Its nation.", default=None, blank="a bloc or a bank")
    pays_abroad: bool | None = column(
        "May it pay for plants in other nations?", default=None, blank="no (a bloc or bank: yes)"
    )
    pays_last: bool = column("Where payers tie, does it pay last?", default=False, blank="no")
    priced_in: CurrencyName | None = column(
        "Currency of its budgets.", default=None, blank="the Settings currency", group="Its books", header="Currency"
    )
    inflation: float | None = column(
        "Expected inflation of that currency.", Unit.SHARE, low=-0.2, high=1.0, default=None, blank="as on Settings"
    )
    fiscal_year_month: int = column(
        "Month in which its fiscal year begins.", Unit.COUNT, low=1, high=12, default=1, blank="1, January"
    )
    fiscal_year_named: Literal["by its first year", "by its last year"] = column(
        "Calendar year that names a fiscal year.", default="by its first year", blank="by its first year"
    )


PayerName = Annotated[str, Ref.to(Payer)]


class AidRule(SourcedRow):
    sheet = "Aid rules"
    key = ("rule",)
    about = "Most aid to one project, in gross grant equivalent, by the rules that offers name."
    empty = "aid has no ceiling beyond what each offer allows"

    rule: str = column("Name of the rule.", Unit.NAME, group="Rule")
    where: Annotated[str, Ref.to(Nation, Group, words=("any",))] = column(
        "Where the plant stands.", default="any", blank="any"
    )
    rate: float = column("Most aid, share of the first part.", Unit.SHARE, low=0.0, high=1.0, group="Ceiling")
    step_1: float | None = column(
        "Capital up to which the rate holds.", Unit.MONEY, above=0.0, default=None, blank="no end"
    )
    coefficient_2: float = column(
        "Times the rate, on capital between the steps.", Unit.FACTOR, low=0.0, high=1.0, default=0.0, blank="0"
    )
    step_2: float | None = column(
        "Capital up to which coefficient 2 holds.", Unit.MONEY, above=0.0, default=None, blank="no end"
    )
    coefficient_3: float = column(
        "Times the rate, on capital beyond step 2.", Unit.FACTOR, low=0.0, high=1.0, default=0.0, blank="0"
    )
    most: float | None = column("Most aid to one project.", Unit.MONEY, low=0.0, default=None, blank="no limit")
    reference_rate: float = column(
        "Rate that discounts later aid, real.", Unit.SHARE, low=0.0, high=0.5, default=0.0, blank="0%", group="More"
    )
    no_relocation_within: Annotated[str, Ref.to(Nation, Group)] | None = column(
        "No aid to moves inside this group.", default=None, blank="moves inside may be aided"
    )
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )


AidRuleName = Annotated[str, Ref.to(AidRule)]


class Support(SourcedRow):
    sheet = "Support"
    key = ("offer",)
    about = "What payers offer to firms: the planner decides how much of it, to whom and when."
    empty = "no support is decided, and firms do as the plan says"

    offer: str = column("Name of the offer.", Unit.NAME, group="Offer")
    instrument: InstrumentKind = column("Form of the support.")
    choice: Choice = column("To measure, one scheme for all, or law.", default="tailored", blank="tailored")
    payer: PayerName = column("Who pays.")
    budget_line: str | None = column("Line of its budget.", Unit.NAME, default=None, blank="its general budget")
    who: Annotated[
        str,
        Ref(
            ((Firm, "firm"), (Move, "project"), (ExistingLine, "line"), (Nation, "nation"), (Group, "group")), ("all",)
        ),
    ] = column("Firm, project, line, nation or group.", default="all", blank="all", group="For whom")
    good: GoodName | None = column("Only makers of this good.", default=None, blank="of any good")
    rate: float | None = column(
        "Share or interest: Start here says which.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=None,
        blank="none",
        group="How much",
    )
    amount_a_unit: float | None = column(
        "Production credit on a unit of Good.", Unit.PRICE, low=0.0, default=None, blank="none", price_of="good"
    )
    most: float | None = column("Most to one project.", Unit.MONEY, low=0.0, default=None, blank="no limit")
    paid_from: int = column(
        "First payment, years after the start.", Unit.YEARS, low=0, high=40, default=0, blank="0", group="When"
    )
    paid_to: int | None = column(
        "Last payment, years after the start.",
        Unit.YEARS,
        low=0,
        high=60,
        default=None,
        blank="as Paid from (production credit: no end)",
    )
    first_year: int | None = column("First year it is open.", Unit.YEAR, default=None, blank="first year planned")
    last_year: int | None = column("Last year it is open.", Unit.YEAR, default=None, blank="last year planned")
    aid_rule: AidRuleName | None = column(
        "Aid rule whose ceiling counts it.", default=None, blank="none", group="Rules and money"
    )
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )


OfferName = Annotated[str, Ref.to(Support)]


class SupportTerm(SourcedRow):
    sheet = "Support terms"
    key = ("offer",)
    about = "More about an offer; loans and guarantees need a row here."
    empty = "no offer has further terms"

    offer: OfferName = column("The offer.", group="Offer")
    refundable: bool = column("Investment credit: paid out beyond tax due?", default=True, blank="yes", group="Tax")
    taxed: bool | None = column("Does it bear tax?", default=None, blank="yes; of credits and depreciation: no")
    equal_instalments: bool = column(
        "In equal yearly parts, all within years planned?",
        default=False,
        blank="no, as early as budgets allow",
        group="Payment",
    )
    most_before_ready: float = column(
        "Most paid before the plant is ready.", Unit.SHARE, low=0.0, high=1.0, default=1.0, blank="100%"
    )
    excludes: OfferName | None = column(
        "Offer that it cannot be combined with.", default=None, blank="goes with any", group="Conditions"
    )
    most_windfall: float | None = column(
        "Most a taker may gain beyond its ask.", Unit.MONEY, low=0.0, default=None, blank="no limit"
    )
    obligation_years: int | None = column(
        "Years to stay, else part is paid back.", Unit.YEARS, low=1, high=40, default=None, blank="none"
    )
    loan_share: float = column(
        "Most lent or guaranteed, share of capital.",
        Unit.SHARE,
        low=0.0,
        high=1.0,
        default=1.0,
        blank="100%",
        group="Loans",
    )
    term: int | None = column("Years until it is repaid.", Unit.YEARS, low=1, high=40, default=None, blank="no loan")
    grace: int = column("Years without repayment.", Unit.YEARS, low=0, high=40, default=0, blank="0")
    repayment: Literal["equal parts", "at the end"] = column(
        "How it is repaid.", default="equal parts", blank="equal parts"
    )
    reference_rate: float | None = column(
        "Market rate the payer compares with.", Unit.SHARE, low=0.0, high=0.5, default=None, blank="borrowing rate"
    )
    expected_loss: float = column(
        "Share expected not to be paid back.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%"
    )


class Contract(SourcedRow):
    sheet = "Contracts"
    key = ("contract", "strike")
    about = "Purchase contracts on offer, a row a strike: a project gets at most one strike, and then for all it makes."
    empty = "nothing is bought at a guaranteed price"

    contract: str = column("Name; rows with one name are its strikes.", Unit.NAME, group="Contract")
    strike: float = column("Price guaranteed, lowest in the first row.", Unit.PRICE, above=0.0, price_of="good")
    payer: PayerName = column("Who pays.")
    budget_line: str | None = column("Line of its budget.", Unit.NAME, default=None, blank="its general budget")
    good: GoodName = column("The good bought.", group="What and from whom")
    who: Annotated[
        str,
        Ref(
            ((Firm, "firm"), (Move, "project"), (ExistingLine, "line"), (Nation, "nation"), (Group, "group")), ("all",)
        ),
    ] = column("Firm, project, line, nation or group.", default="all", blank="all")
    helps: ProjectName | None = column(
        "Project for whose sake its firm's lines get it.", default=None, blank="the maker's own project"
    )
    years: int = column("Years it lasts once the plant is ready.", Unit.YEARS, low=1, high=60, group="Terms")
    share_of_output: float = column(
        "Part of the output it covers.", Unit.SHARE, above=0.0, high=1.0, default=1.0, blank="100%"
    )
    most: float | None = column(
        "Most bought of a full plant; lowers the part.",
        Unit.QUANTITY_A_YEAR,
        above=0.0,
        default=None,
        blank="no limit",
        price_of="good",
    )
    least: float = column(
        "Least that a full plant must deliver.", Unit.QUANTITY_A_YEAR, low=0.0, default=0.0, blank="0", price_of="good"
    )
    take_or_pay: float = column(
        "Share of full purchases paid, made or not.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%"
    )
    upside_share: float = column(
        "Payer's part of a price above strike.", Unit.SHARE, low=0.0, high=1.0, default=0.0, blank="0%"
    )
    reference: Literal["its market", "world"] = column(
        "Market price it is compared with.", default="its market", blank="its market"
    )
    escalation: float = column(
        "Real growth of the strike a year.", Unit.SHARE, low=-0.2, high=0.2, default=0.0, blank="0%"
    )
    scoring: Literal["expected", "tail", "full"] = column(
        "What budgets count: see Start here.", default="expected", blank="expected", group="Rules and money"
    )
    aid_rule: AidRuleName | None = column("Aid rule whose ceiling counts it.", default=None, blank="none")
    priced_in: CurrencyName | None = column(
        "Currency and price year.", default=None, blank="the Settings currency, base year"
    )


class Budget(SourcedRow):
    sheet = "Budgets"
    key = ("payer", "budget_line", "fiscal_year")
    about = "Ceilings on what a payer spends in a fiscal year, in its own money of that year."
    empty = "no payer has a ceiling"

    payer: PayerName = column("Who pays.", group="Budget")
    budget_line: str | None = column("Line of its budget.", Unit.NAME, default=None, blank="all its lines together")
    fiscal_year: int = column("Name of the fiscal year.", Unit.YEAR)
    amount: float = column("Ceiling, in money of that year.", Unit.NOMINAL, low=0.0, group="Ceiling")
    already_promised: float = column(
        "Of which spent or promised already.", Unit.NOMINAL, low=0.0, default=0.0, blank="0"
    )
    charged: Literal["when paid", "when promised"] = column(
        "When a payment counts.", default="when paid", blank="when paid"
    )
    loans: Literal["grant equivalent", "principal"] = column(
        "What a loan counts as.", default="grant equivalent", blank="grant equivalent"
    )


SUPPORT_SHEETS: tuple[type[Row], ...] = (MoveFinance, Support, SupportTerm, Contract, AidRule, Payer, Budget)
"""Sheets of this chapter in workbook order; a run without support leaves them out."""

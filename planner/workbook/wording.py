"""What is said about a column, in the template and in the data dictionary: made from its facts, never typed twice."""

from __future__ import annotations

from models.case import SHEETS
from models.schema import Column, Ref, Unit, columns
from planner.workbook.units import unit_text

MUST_FILL = "must fill"
MAY_STAY_BLANK = "may stay blank"

UNIT_COST_WORDS = (
    "A line pays its inputs to the lines that make them, so Unit cost never holds an input of its recipe. Of an allied "
    "line it is what the work costs; of a line outside the alliance it is the price at which it sells less what the "
    "inputs of its recipe cost, and the full price only where the recipe has no inputs."
)
"""What Unit cost is, at more length than its help may have."""

OFFER_WORDS = (
    "Rows on Support or Contracts; their payers on Payers; on Prices the price of all that open projects, and lines "
    "that may close, make and use; tax rates on Nations. Then a project starts only if it pays its firm, with "
    "support or without."
)
"""What offers need besides themselves."""

RATE_WORDS = (
    "What Rate is depends on Instrument. Grant: the most of the capital cost that may be paid. Investment credit: the "
    "share of the capital cost that is credited. Production credit: the share of what a unit costs to make, its inputs "
    "apart. Accelerated depreciation: the share written off at once. Soft loan: its interest, nominal. Guarantee: by "
    "how much it lowers what the firm pays to borrow. Equity: the share of the money put in that is a gift."
)
"""What the rate of an offer is, at more length than its help may have."""

CHOICE_WORDS = (
    "tailored: the planner sets the amount project by project, up to the limits typed. published: one scheme; if the "
    "planner opens it, every firm that would take it gets the full amount. statutory: law; every project and line that "
    "it fits gets the full amount."
)
"""What the choice of an offer means, at more length than its help may have."""

CONTRACT_WORDS = (
    "A purchase contract guarantees firms a price for what they make: its strike. A row is one strike, so that the "
    "planner has a menu to choose from: rows with one name in Contract are one contract, the lowest strike first, "
    "alike in every column but Strike and where the figures come from. The planner decides who signs and at "
    "which strike. A project or line signs at most one strike, and then for all that it makes, "
    "not for bad years alone."
)
"""What a contract is and why it has several rows, at more length than the sheet's head may have."""

CONTRACT_YEARS_WORDS = (
    "Years count from the year in which the project's plant is ready; for a line in operation that may close, from the "
    "first year planned. Where Helps names a project, other lines of its firm get the contract, from that project's "
    "start. Years after the last one planned are paid too; they are shown apart, and budgets do not count them."
)
"""How long a contract lasts."""

CONTRACT_VOLUME_WORDS = (
    "Share of output is the part of what a plant makes that is bought. Most lowers that part where a full plant would "
    "deliver more. Least is what a full plant must deliver. Take or pay is the share of what a full plant would "
    "deliver that is paid for in any case, at the strike where it is not made. While output still rises, Least and "
    "Take or pay ask for less."
)
"""How much a contract buys."""

CONTRACT_PRICE_WORDS = (
    "For each unit, the payer pays what the market price is below the strike; where it is above, the firm gives Upside "
    "share of the difference back. The plan counts the average over the price paths. Reference: its market is the "
    "price where the maker stands, world that of the rows for the world on Prices. A price is needed on every "
    "path and in every year."
)
"""What a contract pays."""

CONTRACT_SCORING_WORDS = (
    "What budgets count of a contract, for what it costs is not certain. expected: the average over the price paths. "
    "tail: the average of the worst 5% of price paths. full: the whole strike, as if the market paid nothing."
)
"""What the scoring of a contract means."""

_NOUNS = {"priced_in": "currency"}
"""What a name is called where its field is no noun."""

MESSAGE_LIMIT = 255
"""Most letters of an input message and of the choices of a drop-down list."""
MESSAGE_TITLE_LIMIT = 32


def fill_words(column: Column) -> str:
    """Whether a cell of the column must be filled."""
    return MUST_FILL if column.required else MAY_STAY_BLANK


def kept_though_blank() -> str:
    """Columns that may stay blank and are in the minimal template all the same, since a blank has consequences."""
    kept: dict[str, list[str]] = {}
    for row in SHEETS:
        for column in columns(row):
            if column.minimal and not column.required:
                kept.setdefault(column.header, []).append(row.sheet)
    return ", ".join(f"{header} ({', '.join(sheets)})" for header, sheets in kept.items())


def blank_words(column: Column) -> str:
    """What a blank cell means, as a sentence; empty where a cell must be filled."""
    return "" if column.required else f"Blank: {column.blank}."


def help_line(column: Column) -> str:
    """Help of a column with the meaning of a blank."""
    return f"{column.help} {blank_words(column)}".strip()


def allowed_words(column: Column) -> str:
    """What may be typed: choices, names of other sheets, or the range of a number; empty where anything may."""
    if column.kind == "yes_no":
        return "yes or no"
    if column.kind == "choice":
        return either(list(column.choices))
    if column.ref is not None:
        return _reference_words(column.ref)
    return _range_words(column)


def input_message(column: Column, currency: str) -> str:
    """Message shown beside a selected cell: help, unit, what is allowed, what a blank means; at most 255 letters."""
    whole = "Whole number. " if column.kind == "whole" and column.unit is Unit.COUNT else ""
    allowed = "" if column.kind in ("choice", "yes_no") else allowed_words(column)
    parts = [
        f"{fill_words(column).capitalize()}.",
        column.help,
        f"Unit: {unit_text(column, currency)}.",
        f"{whole}Allowed: {allowed}." if allowed else whole.strip(),
        blank_words(column),
    ]
    return " ".join(part for part in parts if part)


def number_words(value: float, unit: Unit) -> str:
    """A bound as a user would type it: 0.45 as 45%."""
    return f"{value:.15g}" if unit is not Unit.SHARE else f"{100 * value:.12g}%"


def _reference_words(ref: Ref) -> str:
    fields: dict[str, list[str]] = {}
    for target, field in ref.targets:
        fields.setdefault(target.sheet, []).append(noun(field))
    return either([f"a {' or '.join(names)} from {sheet}" for sheet, names in fields.items()] + list(ref.words))


def _range_words(column: Column) -> str:
    low, high, above = (
        None if bound is None else number_words(bound, column.unit) for bound in (column.low, column.high, column.above)
    )
    if low is not None and high is not None:
        return f"{low} to {high}"
    if above is not None:
        return f"more than {above}" if high is None else f"more than {above}, at most {high}"
    if low is not None:
        return f"{low} or more"
    return f"at most {high}" if high is not None else ""


def noun(field: str) -> str:
    """What a name in a field is called in a sentence."""
    return _NOUNS.get(field, field.replace("_", " "))


def either(words: list[str]) -> str:
    """Words with "or" before the last."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"

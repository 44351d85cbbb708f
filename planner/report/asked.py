"""What the workbook says once, for all plans, about support: what was asked, by which rules, and what was left out."""

from __future__ import annotations

from models.case import AidRule, Budget, PricePath
from planner.report import costs, packages, words
from planner.report.view import View

Said = tuple[str, str]

_COUNTED = {
    "expected": "what is expected to be paid",
    "tail": "the average of the worst 5% of outcomes",
    "full": "the whole strike",
}
_CHOICES = {"tailored": "made to measure", "published": "as a published scheme", "statutory": "by law"}
_BY_CONTRACT = (
    "A project gets at most one strike of a contract, and then all that it makes and the contract covers is bought "
    "under it. The years of a contract count from the year the plant is ready; of one that helps another project, from "
    "that project's start; of a line in operation, from the first year planned."
)
_PAID_BY_CONTRACT = (
    "For a unit bought: the strike less the market price where that is lower, less the payer's part of what the price "
    "is above the strike; expected, each price path by its probability. A unit paid for though not made: the strike. "
    "Years after the last one planned: as the last, while the plant goes on; in no budget and in no sum over years, "
    "but in every present value of support."
)
TAIL = "After the horizon a plant goes on as in its last year to the end of its life, or stops."


def on_cover(view: View) -> tuple[Said, ...]:
    """Rows of the Cover on support; none where the case offers none."""
    if not view.supported:
        return ()
    return (
        ("Support", f"{_offered(view)} {_limits(view)} {_public_money(view)}"),
        *([("Purchase contracts", _contracts(view))] if view.contracted else []),
        ("Selling prices", _prices(view)),
        ("After the horizon", TAIL),
    )


def not_asked(view: View) -> str:
    """What is no part of a run that decides support."""
    none = "" if view.contracted else "Purchase contracts (price floors, take or pay): your workbook offers none. "
    return f"{none}Shocks and stockpiles: no sheet says anything about them."


def left_out(view: View) -> tuple[Said, ...]:
    """What the user left out of the run although the workbook has it."""
    sheets = view.result.reading.left_out_sheets
    if not sheets:
        return ()
    return (
        ("Left out of this run", f"On request (--without): {words.listed(sheets)}. Your workbook has rows there; they "
         "were not used."),
    )  # fmt: skip


def on_about(view: View) -> tuple[Said, ...]:
    """Rows of About this run on firms and support."""
    if not view.supported:
        return ()
    settings = view.case.settings
    public = f"{100 * settings.discount_rate:g}% a year, real"
    return (
        ("When a firm moves", "Its value of the project with support is not below the value forgone and the premium; "
         "and in every year from the first output on, what is still to come up to "
         f"{view.last_year}, with what it would pay back, is not below its gain from leaving. Committed projects are "
         "not asked. Lines in operation that may close are asked whether they stay."),
        ("Value to a firm", "Net present value at the end of the start year, after tax, at the firm's cost of capital, "
         f"made real with inflation of {100 * settings.inflation:g}% a year. Depreciation and loans are discounted at "
         f"nominal rates. Payers discount at the public rate, {public}: so early money is worth more to firms."),
        ("Tax on firms", "That of the nation where the plant stands, on margin, fixed cost and closing. A grant lowers "
         "what can be written off, loans are taxed, credits are not, unless Support terms says otherwise. Taxes that "
         "firms pay are not counted as income of payers."),
        ("Who pays where several could", "Where the cost is equal: the host nation, then the firm's home, then the "
         "order of the sheet Payers; those that pay last at the end. The split follows this rule, not a finding."),
        ("Support in the total cost", _public_money(view)),
        ("Support per point removed", packages.per_point_note(view)),
        ("Cost rows", words.first_capital(costs.investment_note(view))),
        ("Years after the last one planned", TAIL),
        *([("Purchase contracts", _BY_CONTRACT), ("What contracts pay", _PAID_BY_CONTRACT)] if view.contracted else []),
        *([("Prices on several paths", "Expected: each path by its probability, on one set of flows.")]
          if view.case[PricePath] else []),
    )  # fmt: skip


def _contracts(view: View) -> str:
    """How many contracts and strikes there are, and what budgets count of them."""
    menus = view.ventures.contracts.values()
    payers = words.counted(len({rows[0].payer for rows in menus}), "payer")
    strikes = sum(len(rows) for rows in menus)
    rules = words.listed(dict.fromkeys(_COUNTED[rows[0].scoring] for rows in menus))
    up_to = f" at {words.counted(strikes, 'strike')}" if strikes > len(menus) else ""
    return (
        f"{words.first_capital(words.counted(len(menus), 'contract'))} of {payers}{up_to}: whether a project gets one, "
        "and at which strike, is decided. The payer pays what the market does not, up to the strike; amounts are what "
        f"is expected over the price paths. Budgets count {rules}."
    )


def _offered(view: View) -> str:
    if not view.ventures.offers:
        return "Firms move only where it pays them. No offer on Support; purchase contracts alone."
    offers = view.ventures.offers.values()
    forms = dict.fromkeys(packages.FORMS[offer.instrument].partition(",")[0] for offer in offers)
    choices = dict.fromkeys(_CHOICES[offer.choice] for offer in offers)
    count = words.first_capital(words.counted(len(offers), "offer"))
    payers = words.counted(len({offer.payer for offer in offers}), "payer")
    return (
        f"Firms move only where it pays them. {count} of {payers}, as {words.listed(forms)}, {words.listed(choices)}; "
        "how much, to whom and when is decided."
    )


def _limits(view: View) -> str:
    budgets, rules = len(view.case[Budget]), len(view.case[AidRule])
    within = [
        *([words.counted(budgets, "budget ceiling")] if budgets else []),
        *([words.counted(rules, "aid rule")] if rules else []),
    ]
    return f"Within {words.listed(within)}." if within else "No budget and no aid rule limits it."


def _public_money(view: View) -> str:
    """What the ranking counts of a unit of support."""
    rate = view.case.settings.cost_of_public_funds
    raising = f"raising one unit of public money, or of a premium above the world price, costs society {rate:g}"
    if view.case.counts_capital:
        return f"Counted in the ranking: {raising}; support itself is not, since it pays part of costs that are."
    return f"Counted in the ranking: support, since prices leave it out, and {raising}."


def _prices(view: View) -> str:
    above = packages.above_world(view)
    which = (
        f"Sold above the world price somewhere in the alliance: {words.listed(above)}."
        if above
        else "Nothing is sold above the world price."
    )
    return (
        "Firms earn the prices on the sheet Prices of their own market: these decide how much support is needed. "
        f"{which}"
    )

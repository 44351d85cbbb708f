"""Support in a plan as the sheets read it: packages by project and offer, totals, payers; money real, in million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from models.plan import SUPPORT, Cost
from planner.report import words
from planner.report.exposures import Block
from planner.report.view import View
from planner.result import Option

PREMIUM = "premium above the world price"
"""Purpose of what buyers pay beyond the world price."""
BUYERS = "its buyers"
GENERAL = "general budget"
SMALLEST = 5e-4
"""Million below which a payment is the arithmetic of the search."""
ROOM = 145
"""Letters that a headline may have."""
MOST_PAYERS = 4
"""Payers that a headline names."""
NAMED_AT_LEAST = 2
"""Payers that it names where it has no room for all, before it counts the others."""
SMALLEST_FALL = 5e-4
"""A fall of exposure below this share prints as 0.0 points."""
FORMS = {
    "grant": "grant",
    "investment credit": "investment credit",
    "production credit": "production credit",
    "accelerated depreciation": "accelerated depreciation, at what it is worth",
    "soft loan": "soft loan, at its grant value",
    "guarantee": "guarantee, at its expected loss",
    "equity": "equity, at the part that is a gift",
}
"""Forms of support in words, as amounts count them."""
CONTRACT = "purchase contract, as expected"
"""The same of a purchase contract."""
CONTRACTS = "contracts"
"""Instrument that posts what purchase contracts pay."""


def shown(amount: float) -> float:
    """An amount that never prints as -0.0: what the arithmetic of the search leaves is nothing."""
    return amount if abs(amount) >= SMALLEST else 0.0


@dataclass(frozen=True)
class Package:
    """What one payer gives one project under one offer or contract, agreed in one year (None: earned as it is paid).

    `paid` million by year, real and not discounted; `later` what is paid after the last year, as worth at its end;
    `value` the present value of both at the public rate; `lent` million.
    """

    project: str
    payer: str
    budget_line: str
    offer: str
    firm: str
    nation: str
    agreed: int | None
    contract: bool = False
    paid: dict[int, float] = field(default_factory=dict)
    value: float = 0.0
    lent: float = 0.0
    later: float = 0.0

    @property
    def total(self) -> float:
        """All years planned, not discounted."""
        return sum(self.paid.values())


def form(view: View, offer: str) -> str:
    """Form of an offer in words."""
    return FORMS[view.ventures.offers[offer].instrument]


def form_of(view: View, package: Package) -> str:
    """Form of what is given in words."""
    return CONTRACT if package.contract else form(view, package.offer)


def payments(option: Option) -> list[Cost]:
    """Rows of the ledger by which payers support firms, after the last year too."""
    return [cost for cost in option.plan[Cost] if cost.kind in SUPPORT]


def premiums(option: Option) -> list[Cost]:
    """Rows of the ledger by which buyers pay more than the world price."""
    return [cost for cost in option.plan[Cost] if cost.kind == "transfer" and cost.purpose == PREMIUM]


def of_plan(view: View, option: Option) -> tuple[Package, ...]:
    """Every package worth saying, by project in order of start, then as Support and Contracts list the offers."""
    found: dict[tuple[object, ...], Package] = {}
    for cost in option.plan[Cost]:
        if cost.kind not in (*SUPPORT, "lending"):
            continue
        agreed = cost.promised.year if cost.promised is not None else None
        named = (cost.project, cost.payer, cost.budget_line or GENERAL, cost.item, cost.recipient, cost.nation)
        contract = cost.instrument == CONTRACTS
        key = (*named, agreed, contract)
        old = found.get(key) or Package(*named, agreed, contract)
        found[key] = _with_payment(option, old, cost)
    started = {start.project: place for place, start in reversed([*enumerate(view.starts(option))])}
    offers, contracts = [*view.ventures.offers], [*view.ventures.contracts]
    worth = (one for one in found.values() if _worth_saying(one))
    return tuple(
        sorted(
            worth,
            key=lambda one: (started.get(one.project, len(started)), one.project, one.contract,
                             (contracts if one.contract else offers).index(one.offer), one.agreed or 0, one.nation,
                             one.firm),
        )
    )  # fmt: skip


def _worth_saying(package: Package) -> bool:
    """Whether anything of it is more than the arithmetic of the search."""
    amounts = (*package.paid.values(), package.later, package.lent)
    return any(abs(amount) >= SMALLEST for amount in amounts)


def _with_payment(option: Option, package: Package, cost: Cost) -> Package:
    if cost.kind == "lending":
        return replace(package, lent=package.lent + cost.amount)
    value = package.value + option.plan.nodes.weight(cost.node) * cost.amount
    if cost.kind == "support later":
        return replace(package, value=value, later=package.later + cost.amount)
    paid = package.paid.get(cost.node.year, 0.0) + cost.amount
    return replace(package, value=value, paid={**package.paid, cost.node.year: paid})


def present_value(option: Option, costs: Iterable[Cost]) -> float:
    """Present value of some rows at the public rate, whether the ranking counts them or not."""
    return sum(option.plan.nodes.weight(cost.node) * cost.amount for cost in costs)


def total(option: Option) -> float | None:
    """Present value of all support of a plan; None for No action without a plan."""
    return present_value(option, payments(option)) if option.plan.status.has_plan else None


def later(option: Option) -> float:
    """Present value of what contracts pay after the last year planned."""
    return present_value(option, (cost for cost in payments(option) if cost.kind == "support later"))


def by_payer(view: View, option: Option) -> Mapping[str, float]:
    """Present value of what each payer pays, most first; payers that pay nothing are left out."""
    sums = dict.fromkeys(view.ventures.payers, 0.0)
    for cost in payments(option):
        sums[cost.payer] += option.plan.nodes.weight(cost.node) * cost.amount
    paying = {payer: value for payer, value in sums.items() if value >= SMALLEST}
    return dict(sorted(paying.items(), key=lambda item: -item[1]))


def largest_payer(view: View, option: Option) -> str:
    """Who pays most and its share: "Canada 60%"; "nobody" where no support is paid."""
    paid = by_payer(view, option)
    if not paid:
        return "nobody"
    payer, value = next(iter(paid.items()))
    return f"{payer} {_part(value / sum(paid.values()))}"


def _part(share: float) -> str:
    """A share in whole percent, never all or nothing where it is not."""
    nearest = round(share, 2)
    return words.percent(share if nearest in (0, 1) else nearest)


def finding(view: View, option: Option) -> str:
    """Headline on the support of a plan: what it needs, and who pays how much of it, most first."""
    plan, paid = view.title(option), by_payer(view, option)
    if not paid:
        return f"{plan} needs no support."
    needs = f"{plan} needs {words.money(view.currency, sum(paid.values()))} of support"
    if len(paid) == 1:
        return f"{needs}, in present value; {next(iter(paid))} pays all of it."
    every = f"{needs}, in present value; {_payers(paid, len(paid))}."
    if len(paid) <= MOST_PAYERS and len(every) <= ROOM:
        return every
    return f"{needs}, in present value; {_payers(paid, NAMED_AT_LEAST)}."


def _payers(paid: Mapping[str, float], named: int) -> str:
    """The first payers with their shares, and how much the others pay: "A pays 47%, B 29% and two others 24%"."""
    whole = sum(paid.values())
    shares = [(payer, value / whole) for payer, value in paid.items()]
    rest = shares[named:]
    if rest:
        shares = [*shares[:named], (words.counted(len(rest), "other"), sum(share for _, share in rest))]
    (first, most), *others = shares
    return words.listed((f"{first} pays {_part(most)}", *(f"{payer} {_part(share)}" for payer, share in others)))


def removed(view: View, option: Option, block: Block | None) -> float | None:
    """Percentage points of exposure in the last year that a plan removes; None where that is not known."""
    if block is None:
        return None
    before, after = (view.exposures.share(one, block, view.last_year) for one in (view.no_action, option))
    return None if before is None or after is None else 100 * (before - after)


def per_point(view: View, option: Option, block: Block | None) -> float | str:
    """Support, present value, over the points of exposure removed; else why there is no such figure."""
    points, support = removed(view, option, block), total(option)
    if points is None or support is None:
        return "n/a: not measured"
    return "n/a: none removed" if points < 100 * SMALLEST_FALL else support / points


def per_point_note(view: View) -> str:
    """What "support per point removed" is about."""
    block = view.exposures.headline(view.first, view.no_action)
    what = block.spoken if block is not None else "nothing that could be measured"
    return (
        f"Support, present value, over the percentage points by which exposure of {what} in {view.last_year} is lower "
        "than with No action; n/a where nothing is removed or nothing can be compared."
    )


def above_world(view: View) -> tuple[str, ...]:
    """Goods that some market buys above the world price in some year, in the order of Goods."""
    case, nations = view.case, view.case.membership.bloc
    return tuple(
        good
        for good in case.goods
        if any(_is_above(view, good, nation, year) for nation in nations for year in case.years)
    )


def _is_above(view: View, good: str, nation: str, year: int) -> bool:
    own, world = view.case.price(good, nation, year), view.case.world_price(good, nation, year)
    return own is not None and world is not None and own > world

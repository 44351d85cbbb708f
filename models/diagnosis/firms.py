"""What firms would not do although a plan needs it: what it is worth to them, and which offers reach them."""

from __future__ import annotations

from collections.abc import Iterator

from models.case import Case, Payer
from models.case.offtake import Offtake
from models.case.support import Venture
from models.case.ventures import Ventures
from models.diagnosis.findings import Unpaid
from models.plan import Participation, Plan, Staying

TOLERANCE = 1e-6
"""Million, of each million compared, below which nothing is missing."""


def unpaid(case: Case, plan: Plan) -> Iterator[Unpaid]:
    """Ventures of a plan that do not pay for their firms, in the order of the workbook."""
    ventures = Ventures(case)
    pays = {row.venture: row for row in plan[Participation]}
    stays: dict[str, list[Staying]] = {}
    for staying in plan[Staying]:
        stays.setdefault(staying.venture, []).append(staying)
    for venture in ventures.all.values():
        row = pays.get(venture.name)
        leaves = next((each for each in stays.get(venture.name, []) if _is_short(each)), None)
        if leaves is not None or (row is not None and _misses(row)):
            yield _unpaid(ventures, venture, row, leaves)


def _is_short(row: Staying) -> bool:
    return row.slack < -TOLERANCE * max(1.0, abs(row.to_come), row.leaving)


def _misses(row: Participation) -> bool:
    return row.slack < -TOLERANCE * max(1.0, row.capital, row.support, row.forgone)


def _unpaid(ventures: Ventures, venture: Venture, row: Participation | None, leaves: Staying | None) -> Unpaid:
    reach = _reaching(ventures, venture)
    return Unpaid(
        venture=venture.name,
        firm=venture.firm or "owner not known",
        nation=venture.nation,
        start=row.start.year if row is not None else None,
        worth=row.without_support if row is not None else 0.0,
        asked=row.forgone + row.premium if row is not None else 0.0,
        brought=row.support if row is not None else 0.0,
        leaves=leaves.node.year if leaves is not None else None,
        loss=-leaves.slack if leaves is not None else 0.0,
        loses_on_every_unit=_never_earns(ventures, venture),
        offers=reach,
        abroad=_paying_abroad(ventures, venture, reach),
    )


def _reaching(ventures: Ventures, venture: Venture) -> tuple[str, ...]:
    """Offers that the venture may receive, and contracts; lines in operation get no offers but production credits."""
    lines = [ventures.case.lines[name] for name in venture.lines]
    offers = [
        name
        for name, offer in ventures.offers.items()
        if (venture.moves or offer.instrument == "production credit")
        and any(ventures.may_receive(offer, line) for line in lines)
    ]
    return (*offers, *(deal.terms.contract for deal in Offtake(ventures).deals if deal.venture == venture))


def _paying_abroad(ventures: Ventures, venture: Venture, reach: tuple[str, ...]) -> tuple[str, ...]:
    """Payers with an offer that would reach the venture if they paid for plants in other nations."""
    payers = (row.model_copy(update={"pays_abroad": True}) for row in ventures.case[Payer])
    open_handed = Ventures(ventures.case.with_rows(Payer, payers))
    more = [name for name in _reaching(open_handed, venture) if name not in reach]
    return tuple(dict.fromkeys(ventures.named(name).payer for name in more))


def _never_earns(ventures: Ventures, venture: Venture) -> bool:
    """Whether no line of a venture has a margin in any year."""
    case = ventures.case
    return all(ventures.margin(case.lines[name], year) < 0 for name in venture.lines for year in case.years)

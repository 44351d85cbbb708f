"""Small random cases with firms, support and purchase contracts; the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from models.case import Cap, Case, Contract, Move, Price, PricePath, Support, SupportTerm
from models.schema import Row
from tests.firms import GOODS, random_firms

HELPED = f"{GOODS[0]} in A"
OFFERS: tuple[type[Support | SupportTerm], ...] = (Support, SupportTerm)
PATHS = {"low": 0.6, "high": 0.4}


def random_contracts(seed: int) -> Case:
    """A case of `random_firms`: less support, two price paths, a hard cap, up to three contracts of up to four strikes.

    The owner of the old line builds a plant too, for whose sake its line may get a contract.
    """
    plain, random = random_firms(seed, limits=seed % 2 == 0), Random(f"contracts {seed}")
    offers = {row.offer for row in plain[Support] if random.random() < 0.3}
    kept = [row for sheet, rows in plain.tables.items() if sheet not in (Cap, Move, Price, *OFFERS) for row in rows]
    kept += [row for sheet in OFFERS for row in plain[sheet] if row.offer in offers]
    caps = [row.model_copy(update={"price_of_breach": None}) for row in plain[Cap]]
    moves = [row.model_copy(update={"firm": "Old"}) if row.project == HELPED else row for row in plain[Move]]
    return Case.of(*kept, *caps, *moves, *_prices(plain, random), *_contracts(random))


def _prices(plain: Case, random: Random) -> Iterator[Row]:
    yield from (PricePath(path=path, probability=share) for path, share in PATHS.items())
    for row in plain[Price]:
        if random.random() < 0.7:
            low = random.uniform(0.4, 1.0)
            high = (1.0 - PATHS["low"] * low) / PATHS["high"]
            yield row.model_copy(update={"path": "low", "price": row.price * low})
            yield row.model_copy(update={"path": "high", "price": row.price * high})
        else:
            yield row


def _contracts(random: Random) -> Iterator[Row]:
    for number in range(random.randint(1, 3)):
        low, step = random.uniform(4.0, 12.0), random.uniform(0.5, 4.0)
        good = random.choice(GOODS)
        facts = {
            "contract": f"Contract {number + 1}",
            "payer": random.choice(("A", "B", "Bank")),
            "good": good,
            "who": random.choice(("all", "all", "A", "B", f"{good} in A", "Old")),
            "helps": HELPED if good == GOODS[0] and random.random() < 0.4 else None,
            "years": random.choice((1, 2, 3, 4, 6, 10)),
            "share_of_output": random.choice((1.0, 1.0, 0.6)),
            "most": random.choice((None, None, random.uniform(1.0, 6.0))),
            "least": random.choice((0.0, 0.0, random.uniform(0.2, 1.5))),
            "take_or_pay": random.choice((0.0, 0.0, 0.5, 0.9)),
            "upside_share": random.choice((0.0, 0.3, 1.0)),
            "reference": random.choice(("its market", "world")),
            "escalation": random.choice((0.0, 0.0, 0.05, -0.03)),
            "scoring": random.choice(("expected", "tail", "full")),
            "aid_rule": random.choice((None, "Aid in A")),
        }
        for rank in range(random.randint(1, 4)):
            yield Contract(strike=round(low + rank * step, 2), **facts)

"""Struck deals of public support for magnets and their materials, as evidence beside what the model says is needed.

Each deal is read from its row of `public_support`; where a row holds several instruments its parts are given as its
words state them. Faces are million USD at the exchange rates of `cost_parameters`. No deal's terms enter the Need run;
`inputs.magnets.struck` makes offers of them for the Cost run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from inputs.magnets.sources import Evidence, evidence_of, fx, table
from inputs.magnets.support import MARKET_INTEREST
from models.case.support import grant_equivalent

Kind = Literal[
    "grant",
    "tax credit",
    "sales incentive",
    "loan",
    "guarantee",
    "grant for shares",
    "equity",
    "price floor",
    "offtake",
]
Standing = Literal["candidate", "committed", "in operation", "not in this case"]

RULES: Mapping[Kind, str] = {
    "grant": "at its face",
    "tax credit": "at its face",
    "sales incentive": "at its face",
    "loan": "as ten years (or its own term) in equal parts, three without repayment if so long, 4 to 5 points under a "
    "market of 8 %",
    "guarantee": "from nothing to a loan of the same face 4 points under the market",
    "grant for shares": "from nothing (shares at the market price) to its face",
    "equity": "nothing: bought at the market price",
    "price floor": "not comparable: worth what the price does",
    "offtake": "not comparable: worth what the price does",
}
"""How the grant equivalent of each kind is taken."""
CHEAPER = (0.04, 0.05)
"""Interest of struck loans under the market, least and most."""
_LOAN_TERM, _LOAN_GRACE = 10, 3
_INR = 1.0 / 90.0
"""USD for one Indian rupee, as in the capital cost of the Indian scheme; unverified."""
_CRORE = 10.0
"""Million in a crore."""


@dataclass(frozen=True)
class Band:
    """A value between two figures, million USD."""

    low: float
    high: float

    def __add__(self, other: Band) -> Band:
        return Band(self.low + other.low, self.high + other.high)


@dataclass(frozen=True)
class Part:
    """One instrument of a deal: its kind and its face in million USD, None where no amount is printed."""

    kind: Kind
    face: float | None


@dataclass(frozen=True)
class Deal:
    """A struck deal: a row of `public_support`.

    `term` in years where the row prints one; `evidence` of its row.
    """

    id: str
    recipient: str
    government: str
    parts: tuple[Part, ...]
    term: int | None
    status: str
    evidence: Evidence

    @property
    def face(self) -> float | None:
        """All that is printed, million USD; None where no amount is."""
        printed = [part.face for part in self.parts if part.face is not None]
        return sum(printed) if printed else None

    @property
    def equivalent(self) -> Band | None:
        """Grant equivalent by `RULES`, million USD; None where no part can be compared."""
        return _sum([found for part in self.parts if (found := equivalent(part, self.term)) is not None])


@dataclass(frozen=True)
class Package:
    """All deals of one recipient for one plant, and the projects of this case that stand for it."""

    name: str
    deals: tuple[Deal, ...]
    projects: tuple[str, ...]
    standing: Standing
    remark: str

    @property
    def face(self) -> float | None:
        """All faces printed, million USD."""
        faces = [deal.face for deal in self.deals if deal.face is not None]
        return sum(faces) if faces else None

    @property
    def equivalent(self) -> Band | None:
        """Grant equivalent of all parts that can be compared, million USD."""
        return _sum([deal.equivalent for deal in self.deals if deal.equivalent is not None])

    @property
    def incomparable(self) -> bool:
        """Whether a price floor, an offtake or an amount nobody printed is left out of the grant equivalent."""
        return any(equivalent(part, deal.term) is None for deal in self.deals for part in deal.parts)


@dataclass(frozen=True)
class Comparison:
    """A package beside the present value of support that the model says is needed, million USD; None: no such plan."""

    package: Package
    at_world_price: float | None
    at_dearer_price: float | None


def equivalent(part: Part, term: int | None) -> Band | None:
    """Grant equivalent of a part, million USD; None where it cannot be compared."""
    if part.face is None or part.kind in ("price floor", "offtake"):
        return None
    match part.kind:
        case "equity":
            return Band(0.0, 0.0)
        case "grant for shares":
            return Band(0.0, part.face)
        case "loan":
            low, high = (part.face * cheaper_loan(points, term) for points in CHEAPER)
            return Band(low, high)
        case "guarantee":
            return Band(0.0, part.face * cheaper_loan(CHEAPER[0], term))
        case _:
            return Band(part.face, part.face)


def cheaper_loan(points: float, term: int | None) -> float:
    """Grant equivalent of one unit lent at an interest so far under the market, by the rule for loans."""
    return grant_equivalent(MARKET_INTEREST - points, MARKET_INTEREST, *loan_years(term), at_end=False)


def loan_years(term: int | None) -> tuple[int, int]:
    """Years of a loan and those of them without repayment, by the rule for loans; `term` where its row prints one."""
    years = term or _LOAN_TERM
    return years, _LOAN_GRACE if years > 2 * _LOAN_GRACE else 0


def _sum(bands: list[Band]) -> Band | None:
    return sum(bands, Band(0.0, 0.0)) if bands else None


_SINGLE: Mapping[str, Kind] = {
    "PS01": "price floor",
    "PS02": "equity",
    "PS03": "offtake",
    "PS04": "loan",
    "PS05": "grant",
    "PS06": "tax credit",
    "PS08": "grant",
    "PS10": "grant",
    "PS12": "grant for shares",
    "PS15": "grant",
    "PS16": "tax credit",
    "PS17": "grant",
    "PS18": "grant",
    "PS19": "grant",
    "PS22": "grant",
    "PS23": "loan",
    "PS24": "grant",
    "PS27": "loan",
    "PS28": "equity",
    "PS29": "loan",
    "PS30": "loan",
    "PS31": "loan",
    "PS32": "guarantee",
    "PS34": "loan",
}
"""Rows of one instrument."""
_SEVERAL: Mapping[str, tuple[tuple[Kind, float], ...]] = {
    "PS11": (("loan", 620.0), ("loan", 80.0)),
    "PS13": (("grant", 95.0), ("grant", 25.2)),
    "PS14": (("grant for shares", 277.0), ("loan", 1300.0)),
    "PS21": (("grant", 71.0), ("grant", 30.0)),
    "PS25": (("equity", 110.0),),
    "PS33": (("sales incentive", 6450.0), ("grant", 750.0), ("grant", 80.0)),
}
"""Rows of several instruments, in the row's own currency, as its words split them."""
_PACKAGES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Standing, str], ...] = (
    ("MP Materials 10X", ("PS01", "PS02", "PS03", "PS08"), ("10X magnet campus",), "candidate",
     "the floor of 110 USD/kg and the earnings floor carry most of it and are not comparable"),
    ("MP Materials heavy separation", ("PS04", "PS05"), ("Mountain Pass heavy separation",), "committed", ""),
    ("MP Materials Fort Worth", ("PS06",), ("Fort Worth magnets expansion",), "candidate",
     "credit for the first 1 kt, which run; the project is 2 kt more"),
    ("eVAC Sumter", ("PS15", "PS16", "PS17"), ("eVAC Sumter expansion",), "candidate",
     "struck for the first 2 kt, which run; the project is as much again, or 10 kt more"),
    ("Vulcan Elements", ("PS11", "PS12", "PS13"), ("Vulcan Benson",), "candidate",
     "80 of the loan are for ReElement; warrants of the state not counted"),
    ("USA Rare Earth", ("PS14",), ("Stillwater further lines", "Blacksburg metal"), "candidate",
     "covers Stillwater, Blacksburg and Round Top as a whole; Blacksburg magnets are committed"),
    ("Noveon San Marcos", ("PS10",), (), "in operation", ""),
    ("Lynas Seadrift", ("PS18", "PS19"), (), "not in this case", "cancelled: support raised three times did not hold"),
    ("SRC Saskatoon", ("PS21",), ("SRC Saskatoon separation", "SRC Saskatoon metal"), "committed", ""),
    ("Neo Narva", ("PS22", "PS23"), ("Narva phase 2",), "candidate",
     "struck for the first 2 kt of blocks (1.34 kt finished), which run; the project is 2.01 kt finished"),
    ("Caremag", ("PS24", "PS25"), ("Caremag light separation", "Caremag heavy separation"), "committed",
     "advances to be repaid are in the grants; loans by shareholders in the equity"),
    ("Lynas", ("PS27", "PS28"), (), "in operation", ""),
    ("Iluka Eneabba", ("PS29", "PS30"), ("Eneabba light separation", "Eneabba heavy separation"), "committed", ""),
    ("Arafura Nolans", ("PS31", "PS32"), ("Nolans mine to oxide",), "candidate", "guarantee provisional"),
    ("Serra Verde", ("PS34",), (), "in operation", ""),
    ("Indian magnet scheme", ("PS33",), ("India magnet scheme",), "candidate",
     "the row's words split 7,200 of 7,280 crore; the other 80 are taken as a grant"),
)  # fmt: skip


@cache
def packages() -> tuple[Package, ...]:
    """All packages: name, deals, projects of this case, standing, remark."""
    return tuple(
        Package(name, tuple(_deal(each) for each in ids), projects, standing, remark)
        for name, ids, projects, standing, remark in _PACKAGES
    )


def _deal(deal_id: str) -> Deal:
    row = next(row for row in table("public_support") if row["id"] == deal_id)
    if deal_id in _SEVERAL:
        parts = tuple(Part(kind, amount * _dollars(row["currency"])) for kind, amount in _SEVERAL[deal_id])
    else:
        parts = (Part(_SINGLE[deal_id], _face(row)),)
    return Deal(
        id=deal_id,
        recipient=row["recipient"],
        government=row["government"],
        parts=parts,
        term=int(row["term_years"]) if row["term_years"] else None,
        status=row["status"],
        evidence=evidence_of(row),
    )


def _face(row: dict[str, str]) -> float | None:
    if row["amount_usd_m"]:
        return float(row["amount_usd_m"])
    return float(row["amount"]) * _dollars(row["currency"]) if row["amount"] else None


def _dollars(currency: str) -> float:
    """Million USD for one unit of a row's amounts, whose currency column begins with its code."""
    code = currency.split(maxsplit=1)[0]
    return _CRORE * _INR if code == "INR" else fx(code)


def beside(at_world_price: Mapping[str, float], at_dearer_price: Mapping[str, float]) -> tuple[Comparison, ...]:
    """Every package beside computed support.

    Args:
        at_world_price: present value of support by project, million USD, magnets sold at the world price.
        at_dearer_price: the same with allied magnets dearer.
    """
    return tuple(Comparison(each, _of(each, at_world_price), _of(each, at_dearer_price)) for each in packages())


def _of(package: Package, support: Mapping[str, float]) -> float | None:
    """Support of those projects of a package for which there is a figure; None where there is none."""
    found = [support[project] for project in package.projects if project in support]
    return sum(found) if found else None

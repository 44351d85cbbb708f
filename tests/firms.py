"""Cases with firms and support: one whose every figure is found by hand, and small random ones."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from models.case import AidRule, Budget, Case, Firm, MoveFinance, Nation, Payer, Price, Support, SupportTerm
from models.schema import Row
from tests.cases import FIRST_YEAR, cap, good, lane, line, move, need, recipe, settings, tiny

YEARS = 4
PLANNED = range(FIRST_YEAR, FIRST_YEAR + YEARS)
GOODS = ("alloy", "oxide")


def two_firms() -> Case:
    """Two plants, started in 2030 or never; no discounting, inflation or tax.

    Cost of capital is 25 %: what comes a year after the start counts 0.8, two years after 0.64.

    Alpha in A: 100 of capital, earns 25 a year in 2030 to 2032: 25 x 2.44 - 100 = -39, and it gives up 6: it lacks 45.
    Aid in A is at most 30 % of capital, so a grant of 30; the credit, two years later and at most 20, is worth 12.8;
    2.2 are left for the loan. A loan of one unit at 0 % for two years saves 0.2 + 0.16 = 0.36, and costs the bank that
    and an expected loss of 0.36: twice what it is worth. So 4.4.

    Beta in B: 20 of capital, loses 3 a year in 2031 and 2032. It would not stay in 2032 without a production credit of
    3 then, nor in 2031 without as much again, and lacks 20 + 3 x 1.44 = 24.32 in all. The fund gives grants of 46 in
    all: 16 are left for Beta, since Alpha would need 2 for each unit less and Beta only 1 / 0.8. What is left, 24.32 -
    16 - 3 x 0.64 = 6.4, comes as early as a production credit can: 8 in 2031.
    """
    return tiny(
        good("alloy", shortage_penalty=100.0), good("oxide", shortage_penalty=60.0),
        move("Alpha plant", "A", "alloy", 1.0, firm="Alpha", capital_cost=100.0, life=3, latest_start=FIRST_YEAR),
        move("Beta plant", "B", "oxide", 1.0, firm="Beta", capital_cost=20.0, unit_cost=13.0, lead=1, life=2,
             latest_start=FIRST_YEAR),
        need("alloy", 1.0, kind="civil", may_go_unmet=1.0),
        need("oxide", 1.0, "B", kind="civil", programme="Q", may_go_unmet=1.0, first_year=FIRST_YEAR + 1),
        Price(good="alloy", market="world", price=25.0), Price(good="oxide", market="world", price=10.0),
        Firm(firm="Alpha", home_nation="A", cost_of_capital_low=0.0, cost_of_capital=0.25, cost_of_capital_high=0.5),
        Firm(firm="Beta", home_nation="B", cost_of_capital=0.25),
        MoveFinance(project="Alpha plant", value_forgone=6.0),
        Payer(payer="Fund"), Payer(payer="Bank"), Payer(payer="Treasury", nation="A"),
        Support(offer="Grant", instrument="grant", payer="Fund", aid_rule="Aid in A"),
        Support(offer="Credit", instrument="investment credit", payer="Treasury", who="Alpha", rate=0.2, paid_from=2),
        Support(offer="Oxide credit", instrument="production credit", payer="Fund", good="oxide", amount_a_unit=20.0),
        Support(offer="Loan", instrument="soft loan", payer="Bank", who="Alpha", rate=0.0),
        SupportTerm(offer="Loan", term=2, repayment="at the end", expected_loss=0.36),
        AidRule(rule="Aid in A", where="A", rate=0.3),
        Budget(payer="Fund", fiscal_year=FIRST_YEAR, amount=46.0),
        years=3, inflation=0.0, cost_of_public_funds=0.2, plans=1,
    )  # fmt: skip


def random_firms(seed: int, *, limits: bool = True) -> Case:
    """A small random case with support that is made to measure; the same for the same seed.

    Two goods from an adversary that a cap shuts out in part, four projects of as many firms, an old line that may
    close, grants, a production credit, a loan. `limits`: budgets and offers with a most; else only an aid rule limits.
    """
    return Case.of(*_Draw(Random(f"firms {seed}"), limits=limits).rows())


class _Draw:
    """Draws the rows of one random case with firms."""

    def __init__(self, random: Random, *, limits: bool) -> None:
        self._random, self._limits = random, limits

    def _amount(self, low: float, high: float) -> float:
        return round(self._random.uniform(low, high), 2)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def rows(self) -> Iterator[Row]:
        """All rows of the case."""
        yield settings(years=YEARS, discount_rate=0.03, inflation=0.02, cost_of_public_funds=0.2)
        yield Nation(nation="A", bloc="ally", tax_rate=self._amount(0.1, 0.3))
        yield Nation(nation="B", bloc="ally", tax_rate=self._amount(0.1, 0.3))
        yield Nation(nation="X", bloc="adversary")
        for name in GOODS:
            yield from self._chain(name)
            for nation in ("A", "B"):
                yield from self._project(f"{name} in {nation}", nation, name)
        old = self._amount(1.0, 3.0)
        yield line("A", GOODS[0], old, unit_cost=self._amount(4.0, 7.0), fixed_cost=old, may_close=True, firm="Old")
        yield cap(self._amount(0.0, 0.4), first_year=FIRST_YEAR + 1, price_of_breach=self._amount(1.0, 4.0))
        yield from (Firm(firm="Old", home_nation="A", cost_of_capital=0.1), Firm(firm="Firm of X", home_nation="X"))
        yield from self._offers()

    def _chain(self, name: str) -> Iterator[Row]:
        yield good(name, shortage_penalty=60.0)
        yield from recipe(name)
        yield line("X", name, 40.0, unit_cost=self._amount(2.0, 4.0))
        yield Price(good=name, market="world", price=self._amount(4.0, 8.0))
        if self._chance(0.5):
            yield Price(good=name, market="B", price=self._amount(6.0, 10.0))
        yield lane("any", "any", name, freight=self._amount(0.0, 0.5))
        for nation in ("A", "B"):
            kind = "defence" if self._chance(0.5) else "civil"
            yield need(name, self._amount(4.0, 9.0), nation, programme=f"{name} {nation}", kind=kind, may_go_unmet=1.0)

    def _project(self, name: str, nation: str, recipe_name: str) -> Iterator[Row]:
        capacity = self._amount(3.0, 10.0)
        facts = {"firm": f"Firm of {name}", "lead": self._random.choice((0, 1)), "life": self._random.choice((3, 8))}
        costs = {"unit_cost": self._amount(3.0, 8.0), "fixed_cost": self._amount(0.0, 3.0)}
        yield move(
            name, nation, recipe_name, capacity, capital_cost=self._amount(5.0, 12.0) * capacity, **facts, **costs
        )
        yield Firm(
            firm=f"Firm of {name}", home_nation=nation, cost_of_capital=self._amount(0.06, 0.18), borrowing_rate=0.08
        )
        yield MoveFinance(
            project=name,
            value_forgone=self._amount(0.0, 15.0),
            premium=self._random.choice((0.0, 0.02)),
            gain_from_leaving=self._random.choice((0.0, 0.0, 4.0)),
        )

    def _offers(self) -> Iterator[Row]:
        yield from (Payer(payer="A", nation="A"), Payer(payer="B", nation="B"), Payer(payer="Bank", pays_last=True))
        most = self._amount(5.0, 30.0) if self._limits and self._chance(0.5) else None
        yield AidRule(rule="Aid in A", where="A", rate=self._amount(0.1, 0.5))
        yield Support(offer="A grant", instrument="grant", payer="A", aid_rule="Aid in A", paid_to=1)
        yield Support(offer="B grant", instrument="grant", payer="B", paid_to=2, most=most)
        yield Support(offer="Bank grant", instrument="grant", payer="Bank", who=GOODS[0] + " in A", paid_from=2)
        yield Support(offer="Credit", instrument="production credit", payer="A", good=GOODS[1], amount_a_unit=50.0)
        if self._limits:
            yield Support(offer="Loan", instrument="soft loan", payer="Bank", rate=0.02)
            yield SupportTerm(offer="Loan", term=4, loan_share=0.5, reference_rate=0.06, expected_loss=0.05)
            ceiling = self._amount(5.0, 25.0)
            for payer in ("A", "B"):
                yield from (Budget(payer=payer, fiscal_year=year, amount=ceiling) for year in PLANNED)

"""Which exposures the workbook shows, what they are in each plan and year, and which caps are kept.

Every figure comes from the traces, never from the solver's grade labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from models.case import Cap, Case, Demand
from models.case.readings import holds
from models.exposure_trace import Exposure, Trace
from planner.report import added_up, words
from planner.report.added_up import Measured
from planner.result import Option, Result

ESSENTIAL = "essential exposure"
LARGEST = "largest third-nation share"
DIRTY_OUTPUT = "dirty share of allied output"
KEPT_TO = 1e-5
"""A share above its cap by no more than this keeps it: the search works to about a tenth of that."""
KINDS = ("defence", "civil")


@dataclass(frozen=True)
class Block:
    """Something whose exposure is shown: a metric of a good, programme or kind of need, somewhere, with its caps."""

    metric: str
    what: str
    where: str
    caps: tuple[Cap, ...] = ()

    @property
    def label(self) -> str:
        """Its name in words."""
        kind = {
            "direct share": ": bought direct",
            LARGEST: ": largest third nation",
            DIRTY_OUTPUT: ": allied output",
        }.get(self.metric, "")
        return f"{self._subject}{kind}"

    @property
    def short(self) -> str:
        """Its name in few letters, for the title of a small chart."""
        kind = {"direct share": ", direct", LARGEST: ", largest", DIRTY_OUTPUT: ", output"}.get(self.metric, "")
        return f"{self._subject}{kind}"

    @property
    def _subject(self) -> str:
        name = {"defence": "Defence needs", "civil": "Civil needs", "all": "All needs"}.get(self.what, self.what)
        return name if self.where == "all" else f"{name}, {self.where}"

    @property
    def spoken(self) -> str:
        """Its name inside a sentence: names that the user typed stay as typed."""
        place = "" if self.where == "all" else f" in {self.where}"
        needs = {"defence": "defence needs", "civil": "civil needs", "all": "all needs"}
        name = f"{needs.get(self.what, self.what)}{place}"
        return {
            "direct share": f"{name} bought direct",
            LARGEST: f"{name} from the largest third nation",
            DIRTY_OUTPUT: f"allied output of {name}",
        }.get(self.metric, name)

    @property
    def together(self) -> tuple[Cap, ...]:
        """Caps over several years added up."""
        return tuple(cap for cap in self.caps if cap.over == "years together")


@dataclass(frozen=True)
class CapCheck:
    """One cap to keep: a block in a year, or in several years together."""

    block: Block
    cap: Cap
    years: tuple[int, ...]


@dataclass(frozen=True)
class Breach:
    """A cap that a plan misses, and by how much (a fraction).

    `unmet`: not 0 where the share is at the cap while this share of the needs goes unmet. A cap that holds only by
    shortage counts as missed (FORMULATION B.8); whether it would hold without is not known, so nothing is `over`.
    """

    check: CapCheck
    over: float
    unmet: float = 0.0

    @property
    def spoken(self) -> str:
        """What is missed, when and how, inside a sentence."""
        several, yearly = len(self.check.years) > 1, self.check.cap.over == "each year"
        when = f"{words.years_named(self.check.years)}{' together' if several and not yearly else ''}"
        said = f"{self.check.block.spoken} in {when},{' each' if several and yearly else ''}"
        if self.unmet:
            return f"{said} at the cap while {words.percent(self.unmet)} of the need goes unmet"
        return f"{said} by {words.points(self.over)}"

    @property
    def size(self) -> float:
        """By how much it is missed in points, to the digit shown, to find the worst."""
        return round(100 * (self.over or self.unmet), 1)

    def alike(self, other: Breach) -> bool:
        """Whether it is this very breach, or one as large of the same thing in another single year."""
        same = (self.check.block, self.size, bool(self.unmet)) == (other.check.block, other.size, bool(other.unmet))
        return self is other or (same and self.check.cap.over == other.check.cap.over == "each year")


def worst(breaches: Sequence[Breach]) -> str:
    """The cap that is missed by most, in words: "civil needs in 2030 to 2035, each by 26.0 points".

    Single years in which it is missed by as much, to the digit shown, are named together. There is at least one breach.
    """
    found = max(breaches, key=lambda breach: breach.size)
    years = tuple(year for breach in breaches if breach.alike(found) for year in breach.check.years)
    return replace(found, check=replace(found.check, years=years)).spoken


class Exposures:
    """Exposures of all plans of a result, by block and year."""

    def __init__(self, result: Result) -> None:
        self._case = result.case
        self._tables = {option.number: TraceTable.of(option.trace) for option in (result.no_action, *result.options)}
        self.blocks = _blocks(result.case, self._tables.values())
        self._missed: dict[int, tuple[Breach, ...]] = {}

    def measured(self, option: Option, block: Block, years: Sequence[int]) -> Measured | None:
        """Exposure of a plan in a year, or in several added up; None where there is no plan, or no way to measure it.

        What its trace does not give as such is added up from the plan's rows and the trace's clean parts. Not so a
        direct share inside one nation, which the checks of the input refuse.
        """
        if not option.plan.status.has_plan:
            return None
        table = self._tables[option.number]
        if table.knows(block.metric, block.what, block.where) and not (len(years) > 1 and block.metric == LARGEST):
            return _largest(found for year in years for found in table.rows(block, year))
        if block.metric == ESSENTIAL:
            return added_up.needs(self._case, option, block.what, block.where, years)
        if block.metric == LARGEST:
            return added_up.largest_third(self._case, option, block.what, block.where, years)
        if block.metric == DIRTY_OUTPUT:
            return added_up.dirty_output(self._case, option, block.what, block.where, years)
        return Measured(0.0, 0.0) if block.where == "all" else None

    def share(self, option: Option, block: Block, year: int) -> float | None:
        """Share exposed in a year; None where there is nothing to measure."""
        found = self.measured(option, block, (year,))
        return found.share if found is not None else None

    def cap(self, block: Block, year: int) -> Cap | None:
        """The tightest cap on a block in a single year."""
        caps = [cap for cap in block.caps if cap.over == "each year" and holds(cap.first_year, cap.last_year, year)]
        return min(caps, key=lambda cap: cap.cap, default=None)

    @cached_property
    def checks(self) -> tuple[CapCheck, ...]:
        """Every cap to keep, year by year, and every cap over years together."""
        found: list[CapCheck] = []
        for block in self.blocks:
            for year in self._case.years:
                cap = self.cap(block, year)
                if cap is not None:
                    found.append(CapCheck(block, cap, (year,)))
            for cap in block.together:
                years = tuple(year for year in self._case.years if holds(cap.first_year, cap.last_year, year))
                found += [CapCheck(block, cap, years)] if years else []
        return tuple(found)

    def breaches(self, option: Option) -> tuple[Breach, ...]:
        """Caps that a plan misses, in the order of the blocks and years. Every sheet asks, so it is worked out once."""
        if option.number not in self._missed:
            self._missed[option.number] = tuple(self._breaches_of(option))
        return self._missed[option.number]

    def _breaches_of(self, option: Option) -> Iterator[Breach]:
        for check in self.checks:
            measured = self.measured(option, check.block, check.years)
            share = measured.share if measured is not None else None
            if share is None:
                continue
            over = share - check.cap.cap
            if over > KEPT_TO:
                yield Breach(check, over)
            elif abs(over) <= KEPT_TO and (unmet := self._unmet(option, check)) > KEPT_TO:
                yield Breach(check, 0.0, unmet)

    def _unmet(self, option: Option, check: CapCheck) -> float:
        """Share of the needs that a cap is about that goes unmet; of all needs for a cap on flows."""
        what = check.block.what if check.block.metric == ESSENTIAL else "all"
        return added_up.unmet(self._case, option, what, check.block.where, check.years).share or 0.0

    def kept(self, option: Option) -> int | None:
        """How many of `checks` a plan is seen to keep; None where there is no plan."""
        if not option.plan.status.has_plan:
            return None
        seen = sum(self.measured(option, check.block, check.years) is not None for check in self.checks)
        return seen - len(self.breaches(option))

    def headline(self, first: Option, no_action: Option) -> Block | None:
        """The block that the plans change most: the one to chart and to speak of."""
        kinds = [block for block in self.blocks if block.metric == ESSENTIAL and block.where == "all"]
        return max(kinds or self.blocks, key=lambda block: self._change(first, no_action, block), default=None)

    def _change(self, first: Option, no_action: Option, block: Block) -> float:
        shares = [(self.share(no_action, block, year), self.share(first, block, year)) for year in self._case.years]
        return sum(before - after for before, after in shares if before is not None and after is not None)


@dataclass(frozen=True)
class TraceTable:
    """Exposures of one trace by metric, what, where and year."""

    _rows: dict[tuple[str, str, str, int], list[Exposure]]

    @staticmethod
    def of(trace: Trace) -> TraceTable:
        """The table of a trace."""
        rows: dict[tuple[str, str, str, int], list[Exposure]] = {}
        for found in trace.exposures:
            rows.setdefault((found.metric, found.what, found.where, found.year), []).append(found)
        return TraceTable(rows)

    def rows(self, block: Block, year: int) -> list[Exposure]:
        """Rows of a block in a year."""
        return self._rows.get((block.metric, block.what, block.where, year), [])

    def knows(self, metric: str, what: str, where: str) -> bool:
        """Whether the trace measures this in any year."""
        return (metric, what, where) in self._subjects

    @cached_property
    def _subjects(self) -> frozenset[tuple[str, str, str]]:
        return frozenset((metric, what, where) for metric, what, where, _ in self._rows)


def _largest(rows: Iterable[Exposure]) -> Measured:
    """Rows added up, those of each third nation apart; the largest share of them."""
    adverse: dict[str, float] = {}
    total: dict[str, float] = {}
    for found in rows:
        adverse[found.of] = adverse.get(found.of, 0.0) + found.adverse
        total[found.of] = total.get(found.of, 0.0) + found.total
    shares = [Measured(adverse[of], total[of], of) for of in sorted(adverse)]
    return max(shares, key=lambda one: one.share or 0.0, default=Measured(0.0, 0.0))


def _blocks(case: Case, tables: Iterable[TraceTable]) -> tuple[Block, ...]:
    """Needs by kind first, then what the caps name, in their order; a cap on several goods has a block for each."""
    known = tuple(tables)
    found: dict[tuple[str, str, str], list[Cap]] = {}
    for kind in KINDS:
        if any(row.kind == kind for row in case[Demand]) and any(one.knows(ESSENTIAL, kind, "all") for one in known):
            found[ESSENTIAL, kind, "all"] = []
    for cap in case[Cap]:
        single = cap.metric == ESSENTIAL
        names = (cap.what,) if single else (good for good in case.goods if case.cap_covers(cap, good))
        for what in names:
            found.setdefault((cap.metric, what, cap.where), []).append(cap)
    return tuple(Block(*key, tuple(caps)) for key, caps in found.items())

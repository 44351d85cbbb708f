"""Shares of one good in one year that are read straight from flows: direct, largest third nation, dirty output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.case import OpeningStock
from models.exposure_trace.cut_network import CutOff
from models.exposure_trace.exposure import Exposure
from models.exposure_trace.quantities import Quantities


@dataclass
class _Trade:
    """What the alliance made, used, brought in and sent out of one good in one year, in the good's unit."""

    made: float = 0.0
    clean_made: float = 0.0
    used: float = 0.0
    out: float = 0.0
    out_for_good: float = 0.0


class _Book:
    """Trade of the alliance by good and year, and what each third nation sent in."""

    def __init__(self, quantities: Quantities, clean: CutOff | None = None) -> None:
        self.trade: dict[tuple[str, int], _Trade] = defaultdict(_Trade)
        self.brought: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._quantities = quantities
        self._add_lines(clean)
        self._add_flows()
        for (_, nation, good, node), delivered in quantities.delivered.items():
            if nation in quantities.case.allies:
                self.trade[good, node.year].used += delivered

    def _add_lines(self, clean: CutOff | None) -> None:
        case = self._quantities.case
        for (name, node), made in self._quantities.made.items():
            line = case.lines[name]
            if line.nation not in case.allies:
                continue
            process = case.process(line)
            for good, quantity in process.outputs.items():
                trade = self.trade[good, node.year]
                trade.made += quantity * made
                trade.clean_made += quantity * clean.outputs.get((name, node), 0.0) if clean is not None else 0.0
            for good, quantity in process.inputs.items():
                self.trade[good, node.year].used += quantity * made

    def _add_flows(self) -> None:
        allies = self._quantities.case.allies
        for (good, origin, destination, node), sent in self._quantities.sent.items():
            key = (good, node.year)
            if destination in allies and origin not in allies:
                self.brought[key][origin] += sent
            if origin in allies and destination not in allies:
                self.trade[key].out += sent
                if not _comes_back(self._quantities, good, destination):
                    self.trade[key].out_for_good += sent

    def of_goods(self) -> list[tuple[str, int]]:
        """Goods and years with trade, in the order of the goods."""
        goods = list(self._quantities.case.goods)
        found = dict.fromkeys((*self.trade, *self.brought))
        return sorted(found, key=lambda key: (goods.index(key[0]), key[1]))


def _comes_back(quantities: Quantities, good: str, nation: str) -> bool:
    """Whether a third nation can hold a good and has a lane of it into the alliance in any year."""
    case = quantities.case
    rows = case.lanes.rows(good)
    makes = any(line.nation == nation and good in case.process(line).outputs for line in case.lines.values())
    stores = any((row.good, row.nation) == (good, nation) for row in case[OpeningStock])
    passes = any(row.origin == nation for row in rows) and any(row.destination == nation for row in rows)
    back = ((ally, year) for ally in sorted(case.allies) for year in case.years)
    return (makes or stores or passes) and any(
        case.lanes.find(good, nation, ally, year) is not None for ally, year in back
    )


def direct(quantities: Quantities) -> Iterator[Exposure]:
    """Sent in by adversaries over what the alliance made or brought in, net of what it sent out (V52, V58)."""
    book = _Book(quantities)
    adversaries = quantities.case.adversaries
    for good, year in book.of_goods():
        trade, brought = book.trade[good, year], book.brought[good, year]
        adverse = sum(sent for origin, sent in brought.items() if origin in adversaries)
        total = trade.made + sum(brought.values()) - trade.out
        yield Exposure("direct share", good, "all", "", year, adverse, total, "none needed")


def largest_third_nation(quantities: Quantities) -> Iterator[Exposure]:
    """Sent in by the third nation that sends most, over allied use and exports that cannot come back."""
    book = _Book(quantities)
    for good, year in book.of_goods():
        trade, brought = book.trade[good, year], book.brought[good, year]
        third = max(sorted(brought), key=lambda nation: brought[nation], default="")
        total = trade.used + trade.out_for_good
        adverse = brought[third] if third else 0.0
        yield Exposure("largest third-nation share", good, "all", third, year, adverse, total, "none needed")


def dirty_output(quantities: Quantities, clean: CutOff) -> Iterator[Exposure]:
    """Allied output of a good that is not clean under the matched attribution, over all of it."""
    book = _Book(quantities, clean)
    for good, year in book.of_goods():
        trade = book.trade[good, year]
        if trade.made > 0:
            adverse = trade.made - trade.clean_made
            yield Exposure("dirty share of allied output", good, "all", "", year, adverse, trade.made, "matched")

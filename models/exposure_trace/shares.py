"""Shares of one good in one year that are read straight from flows: direct, largest third nation, dirty output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from models.exposure_trace.cut_network import CutOff
from models.exposure_trace.exposure import Exposure
from models.exposure_trace.quantities import Quantities


@dataclass
class _Trade:
    """What the alliance made, used, brought in and sent out of one good in one year, in the good's unit."""

    made: float = 0.0
    clean_made: float = 0.0
    used: float = 0.0
    out_of_stock: float = 0.0
    out: float = 0.0
    out_for_good: float = 0.0


class Book:
    """Trade of the alliance by good and year, and what each third nation sent in."""

    def __init__(self, quantities: Quantities, clean: CutOff) -> None:
        self.trade: dict[tuple[str, int], _Trade] = defaultdict(_Trade)
        self.brought: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self.adversaries = quantities.case.adversaries
        self._quantities = quantities
        self._add_lines(clean)
        self._add_flows()
        self._add_stocks()
        for (_, nation, good, node), delivered in quantities.delivered.items():
            if nation in quantities.case.allies:
                self.trade[good, node.year].used += delivered

    def _add_lines(self, clean: CutOff) -> None:
        case = self._quantities.case
        for (name, node), made in self._quantities.made.items():
            line = case.lines[name]
            if line.nation not in case.allies:
                continue
            process = case.process(line)
            for good, quantity in process.outputs.items():
                trade = self.trade[good, node.year]
                trade.made += quantity * made
                trade.clean_made += quantity * clean.outputs.get((name, node), 0.0)
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
                if (good, destination) not in self._quantities.case.returning:
                    self.trade[key].out_for_good += sent

    def _add_stocks(self) -> None:
        quantities = self._quantities
        stores = dict.fromkeys((*((good, nation) for good, nation, _ in quantities.kept), *quantities.opening))
        for good, nation in (store for store in stores if store[1] in quantities.case.allies):
            opening = quantities.opening.get((good, nation))
            carried = opening.clean + opening.dirty if opening else 0.0
            for node in quantities.plan.nodes:
                level = quantities.kept.get((good, nation, node), 0.0)
                self.trade[good, node.year].out_of_stock += carried - level
                carried = quantities.remains(good) * level

    def of_goods(self) -> list[tuple[str, int]]:
        """Goods and years with trade, in the order of the goods."""
        goods = list(self._quantities.case.goods)
        found = dict.fromkeys((*self.trade, *self.brought))
        return sorted(found, key=lambda key: (goods.index(key[0]), key[1]))


def direct(book: Book) -> Iterator[Exposure]:
    """Sent in by adversaries over what allies made, took out of stock or brought in, less what they sent out (V52)."""
    for good, year in book.of_goods():
        trade, brought = book.trade[good, year], book.brought[good, year]
        adverse = sum(sent for origin, sent in brought.items() if origin in book.adversaries)
        total = trade.made + trade.out_of_stock + sum(brought.values()) - trade.out
        yield Exposure("direct share", good, "all", "", year, adverse, total, "none needed")


def largest_third_nation(book: Book) -> Iterator[Exposure]:
    """Sent in by the third nation that sends most, over allied use and exports that cannot come back."""
    for good, year in book.of_goods():
        trade, brought = book.trade[good, year], book.brought[good, year]
        third = max(sorted(brought), key=lambda nation: brought[nation], default="")
        total = trade.used + trade.out_for_good
        adverse = brought[third] if third else 0.0
        yield Exposure("largest third-nation share", good, "all", third, year, adverse, total, "none needed")


def dirty_output(book: Book) -> Iterator[Exposure]:
    """Allied output of a good that is not clean under the matched attribution, over all of it."""
    for good, year in book.of_goods():
        trade = book.trade[good, year]
        if trade.made > 0:
            adverse = trade.made - trade.clean_made
            yield Exposure("dirty share of allied output", good, "all", "", year, adverse, trade.made, "matched")

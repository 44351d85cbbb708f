"""Checks of goods: balances by total and by grade, inputs, disposal, stocks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from models.auditing.check import Check
from models.auditing.figures import NOTHING, Amount, Figures, Pool, amount
from models.case import OpeningStock
from models.plan import Delivery, Disposal, Node


@dataclass
class _Sides:
    """Both sides of a balance by grade and the size of the numbers in it."""

    supply: Amount = NOTHING
    use: Amount = NOTHING
    scale: float = 0.0

    def gain(self, quantity: Amount, factor: float = 1.0) -> None:
        self.supply = self.supply.plus(quantity, factor)
        self.scale = max(self.scale, abs(factor * quantity.total))

    def lose(self, quantity: Amount) -> None:
        self.use = self.use.plus(quantity)
        self.scale = max(self.scale, abs(quantity.total))


def _sides(figures: Figures) -> dict[Pool, _Sides]:
    """Both sides of the balance of every pool; in adversary nations everything is dirty."""
    case = figures.case
    found: dict[Pool, _Sides] = defaultdict(_Sides)
    for (name, node), made in figures.made.items():
        line = case.lines[name]
        for good, quantity in case.process(line).outputs.items():
            found[good, line.nation, node].gain(made, quantity)
    for waste in figures.plan[Disposal]:
        found[waste.good, case.lines[waste.line].nation, waste.node].lose(amount(waste))
    for (good, origin, destination, node), sent in figures.sent.items():
        found[good, origin, node].lose(sent)
        lane = case.lanes.find(good, origin, destination, node.year)
        arriving = sent if destination not in case.adversaries else Amount(0.0, sent.total)
        found[good, destination, node].gain(arriving, 1.0 - (lane.loss if lane is not None else 0.0))
    for pool, used in figures.used.items():
        found[pool].lose(used)
    for given in figures.plan[Delivery]:
        found[given.good, given.nation, given.node].lose(amount(given))
    _add_stocks(figures, found)
    return found


def _add_stocks(figures: Figures, found: dict[Pool, _Sides]) -> None:
    places = {(good, nation): None for good, nation, _ in figures.kept}
    places.update({(row.good, row.nation): None for row in figures.case[OpeningStock]})
    for good, nation in places:
        remains = 1.0 - figures.case.goods[good].loss_in_store
        for node in figures.plan.nodes:
            found[good, nation, node].gain(_stock_before(figures, good, nation, node), remains)
            found[good, nation, node].lose(figures.kept.get((good, nation, node), NOTHING))


def _stock_before(figures: Figures, good: str, nation: str, node: Node) -> Amount:
    before = figures.plan.nodes.before(node)
    if before is not None:
        return figures.kept.get((good, nation, before), NOTHING)
    clean = figures.case.opening_stock(good, nation, "clean")
    dirty = figures.case.opening_stock(good, nation, "dirty")
    return Amount(0.0, clean + dirty) if nation in figures.case.adversaries else Amount(clean, dirty)


def totals(figures: Figures) -> Check:
    """Made, arrived and in store before = used, sent, delivered, in store after and discarded."""
    check = Check("Every good balances in every nation and year")
    for (good, nation, node), sides in _sides(figures).items():
        where = f"{good} in {nation}, {node.year}"
        check.equal(sides.supply.total, sides.use.total, where, figures.unit(good), sides.scale)
    return check


def clean(figures: Figures) -> Check:
    """The same for what is clean, outside adversary nations."""
    check = Check("Clean goods balance in every nation and year")
    for (good, nation, node), sides in _sides(figures).items():
        if nation not in figures.case.adversaries:
            where = f"clean {good} in {nation}, {node.year}"
            check.equal(sides.supply.clean, sides.use.clean, where, figures.unit(good), sides.scale)
    return check


def adversary_pools(figures: Figures) -> Check:
    """Nothing used, sent, kept or delivered in an adversary nation is clean."""
    check = Check("Nothing in an adversary nation is clean")
    adversaries = figures.case.adversaries
    held: list[tuple[str, str, Node, Amount]] = [
        *((good, nation, node, quantity) for (good, nation, node), quantity in figures.used.items()),
        *((good, nation, node, quantity) for (good, nation, node), quantity in figures.kept.items()),
        *((good, origin, node, quantity) for (good, origin, _, node), quantity in figures.sent.items()),
        *((row.good, row.nation, row.node, amount(row)) for row in figures.plan[Delivery]),
    ]
    for good, nation, node, quantity in held:
        if nation in adversaries:
            check.at_most(quantity.clean, 0.0, f"{good} in {nation}, {node.year}", figures.unit(good), quantity.total)
    return check


def _wanted(figures: Figures) -> dict[Pool, Amount]:
    """What recipes take: in all under `clean` + `dirty`, by essential inputs of clean output under `clean`."""
    case = figures.case
    found: dict[Pool, Amount] = defaultdict(Amount)
    for (name, node), made in figures.made.items():
        line = case.lines[name]
        process = case.process(line)
        for good, quantity in process.inputs.items():
            essential = made.clean if good in process.essential else 0.0
            taken = Amount(quantity * essential, quantity * (made.total - essential))
            found[good, line.nation, node] = found[good, line.nation, node].plus(taken)
    return found


def recipe_inputs(figures: Figures) -> Check:
    """Input use is what the recipes take for the output made."""
    check = Check("Inputs used are what the recipes take")
    wanted = _wanted(figures)
    for pool in dict.fromkeys((*wanted, *figures.used)):
        good, nation, node = pool
        used = figures.used.get(pool, NOTHING).total
        taken = wanted.get(pool, NOTHING).total
        check.equal(used, taken, f"{good} used in {nation}, {node.year}", figures.unit(good))
    return check


def clean_inputs(figures: Figures) -> Check:
    """Clean output has clean essential inputs."""
    check = Check("Clean output has clean essential inputs")
    for pool, taken in _wanted(figures).items():
        good, nation, node = pool
        used = figures.used.get(pool, NOTHING)
        check.at_most(taken.clean, used.clean, f"{good} used in {nation}, {node.year}", figures.unit(good), used.total)
    return check


def disposal(figures: Figures) -> Check:
    """Only outputs of joint recipes are discarded, and no more than was made."""
    check = Check("Only joint outputs are discarded")
    waste: dict[tuple[str, str, Node], float] = defaultdict(float)
    for row in figures.plan[Disposal]:
        waste[row.line, row.good, row.node] += row.total
    for (name, good, node), quantity in waste.items():
        process = figures.case.process(figures.case.lines[name])
        made = figures.made.get((name, node), NOTHING).total * process.outputs.get(good, 0.0)
        allowed = made if process.joint else 0.0
        check.at_most(quantity, allowed, f"{good} discarded by {name}, {node.year}", figures.unit(good))
    return check


def stocks(figures: Figures) -> Check:
    """Only storable goods are kept, and the closing stock is at least what Opening stocks asks."""
    check = Check("Stocks are kept and closed as allowed")
    for (good, nation, node), quantity in figures.kept.items():
        if not figures.case.goods[good].storable:
            check.at_most(quantity.total, 0.0, f"{good} in {nation}, {node.year}", figures.unit(good))
    least: dict[tuple[str, str], Amount] = defaultdict(Amount)
    for row in figures.case[OpeningStock]:
        quantity_left = row.quantity if row.least_at_end is None else row.least_at_end
        dirty = row.grade == "dirty" or row.nation in figures.case.adversaries
        asked = Amount(0.0, quantity_left) if dirty else Amount(quantity_left, 0.0)
        least[row.good, row.nation] = least[row.good, row.nation].plus(asked)
    for (good, nation), asked in least.items():
        for node in figures.plan.nodes.leaves:
            closing = figures.kept.get((good, nation, node), NOTHING)
            where = f"{good} in {nation} at the end of {node.year}"
            check.at_most(asked.total, closing.total, where, figures.unit(good))
            check.at_most(asked.clean, closing.clean, f"clean {where}", figures.unit(good))
    return check

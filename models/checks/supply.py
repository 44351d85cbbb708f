"""Checks that the chain hangs together: what nobody makes, what no lane carries, what no one uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.case import Case, Demand, Good, Lane, Line, OpeningStock, RecipeLine
from models.checks.possible import Reach, carriers, makers_of, most_capacity, must_have, row_of, spread
from models.checks.say import all_of, error, one_of, quoted, warning, with_ways, years_text
from models.schema import Issue, Way


@dataclass(frozen=True)
class _Gap:
    """Where a chain breaks: a good that is wanted in a nation, and the nations where it could be (none: nowhere).

    `made` whether any line makes it, `stored` whether it has an opening stock somewhere.
    """

    good: str
    nation: str
    origins: tuple[str, ...]
    made: bool
    stored: bool

    @staticmethod
    def of(case: Case, reach: Reach, good: str, nation: str, year: int) -> _Gap:
        """The gap of a good that could not be in a nation in a year."""
        stores = [row.nation for row in case[OpeningStock] if row.good == good and row.quantity > 0]
        makers = makers_of(case, good)
        able = [line.nation for line in makers if reach.can_run(line, year)]
        own = tuple(name for name in dict.fromkeys((*able, *stores)) if reach.at(good, name, year))
        return _Gap(good, nation, own or reach.nations(good, year), bool(makers), bool(stores))

    @property
    def words(self) -> str:
        """The gap as part of a sentence."""
        if not self.origins:
            good = quoted([self.good])
            return f"no line that makes {good} can run" if self.made else f"{good} is made nowhere"
        made = "made or stored" if self.stored else "made"
        where = f"{quoted([self.good])} is {made} in {all_of(self.origins)}"
        return f"{where}, and no lane carries it to {quoted([self.nation])}"


@dataclass(frozen=True)
class _Break:
    """A need that nothing could reach in some of its years.

    `years` in which that is so; `hard` whether something must be delivered in them whatever it costs; `later` the first
    year from which on the need could be met; `gaps` where the chain breaks in the first of the years, none where all
    come too late.
    """

    row: Demand
    years: tuple[int, ...]
    hard: bool
    later: int | None
    gaps: tuple[_Gap, ...]

    @property
    def wants_lanes(self) -> bool:
        """Whether goods are there that no lane carries."""
        return any(gap.origins for gap in self.gaps)


def _breaks(case: Case, reach: Reach) -> Iterator[_Break]:
    """Needs out of reach in years in which they must be met, and soft ones that are out of reach in every year."""
    for row in case[Demand]:
        due = [year for year in case.years if case.due(row, year) > 0]
        years = [year for year in due if not reach.at(row.good, row.nation, year)]
        hard = [year for year in years if must_have(case, row, year) > 0]
        if not hard and years != due:
            continue
        if told := hard or years:
            later = next((year for year in due if year > told[-1]), None)
            gaps = _gaps(case, reach, row.good, row.nation, told[0])
            yield _Break(row, tuple(told), bool(hard), later, tuple(gaps))


def without_lanes(case: Case) -> Iterator[Issue]:
    """No lane at all while goods would have to cross borders: said once, not at every need and line."""
    if case[Lane]:
        return
    reach = Reach(case, clean=False)
    needs = [broken.row for broken in _breaks(case, reach) if broken.hard and broken.wants_lanes]
    idle = [line.name for line, gaps in _idle(case, reach) if any(gap.origins for gap in gaps)]
    if needs:
        count = f"{len(needs)} of {len(case[Demand])} rows of Demand"
        out = f"{count} are out of reach, the first {quoted([needs[0].good])} in {quoted([needs[0].nation])}"
    else:
        out = f"{all_of(idle)} can never run"
    if needs or idle:
        found = f"no rows, so no good crosses a border: {out}"
        expected = "a row for each good that is used in another nation than it is made in"
        mend = "Fill the sheet Lanes; From any, To any and a good let that good go everywhere."
        say, code = (error, "E306") if needs else (warning, "W306")
        yield say(code, Lane, None, found, expected, mend)


def unmakeable(case: Case) -> Iterator[Issue]:
    """Needs that nothing could ever reach."""
    for broken in _breaks(case, Reach(case, clean=False)):
        if case[Lane] or not broken.wants_lanes:
            yield _need_issue(case, broken)


def _need_issue(case: Case, broken: _Break) -> Issue:
    """Why a need is out of reach, at its row: a lane or a maker is missing, or all come too late."""
    row, year, later = broken.row, broken.years[0], broken.later
    say, code = (error, "E306") if broken.hard else (warning, "W306")
    good, nation = quoted([row.good]), quoted([row.nation])
    found = (
        f"{good} needed in {nation} in {years_text(broken.years)}"
        if broken.hard
        else f"{good} for {nation}, which nothing can ever reach"
    )
    if broken.gaps:
        expected, mend = _bridge(case, broken.gaps, year)
        return say(code, row, "good", f"{found}: {_words(broken.gaps)}", expected, mend)
    when = f"; the first year in which it could be there is {later}" if later else ""
    expected = f"a line or move that is ready by {year}{when}"
    issue = say(code, row, "good", found, expected, "Add a line or a move that is ready in time.")
    begin = f"Or type {later} as First year of the need." if later else "Or let the need begin later."
    unmet = "Or let part of it go unmet (May go unmet)."
    return with_ways(issue, Way(begin, Demand, "first_year"), Way(unmet, Demand, "may_go_unmet"))


def _words(gaps: Iterable[_Gap]) -> str:
    return "; ".join(dict.fromkeys(gap.words for gap in gaps))


def _bridge(case: Case, gaps: Sequence[_Gap], year: int) -> tuple[str, str]:
    """What was expected, and how to mend it."""
    expected, mend = [], []
    for gap in gaps:
        good, nation = quoted([gap.good]), quoted([gap.nation])
        if gap.origins:
            shut = any(case.lanes.find(gap.good, origin, gap.nation, year) for origin in gap.origins)
            expected.append(f"a lane of {good} to {nation}")
            raise_it = "Raise the capacity of the lane that is there, or add" if shut else "Add"
            mend.append(f"{raise_it} a row on Lanes: From {one_of(gap.origins)}, To {nation}, Good {good}.")
        else:
            expected.append(f"a line or a move that makes {good}, or an opening stock of it")
            begin = f"Goods that need one another must begin somewhere: add an opening stock of {good}, or"
            mend.append(f"{begin if gap.made else 'Add'} a line or a move whose recipe makes {good}.")
    return "; ".join(dict.fromkeys(expected)), " ".join(dict.fromkeys(mend))


def _gaps(case: Case, reach: Reach, good: str, nation: str, year: int) -> list[_Gap]:
    """Where the chain behind a good breaks, followed up through its nearest makers; none: all come too late.

    Where goods only wait for one another in a circle, all of them are gaps.
    """
    found: dict[_Gap, None] = {}
    circle: dict[_Gap, None] = {}
    met: set[tuple[str, str]] = set()
    queue = [(good, nation)]
    while queue:
        wanted, place = queue.pop(0)
        if (wanted, place) in met:
            continue
        met.add((wanted, place))
        gap = _Gap.of(case, reach, wanted, place, year)
        makers = makers_of(case, wanted)
        if gap.origins or not makers:
            found[gap] = None
            continue
        ready = [line for line in makers if most_capacity(case, line, year) > 0]
        nearest = min((_distance(case, line, place) for line in ready), default=0)
        for line in ready:
            if _distance(case, line, place) == nearest:
                lacking = reach.missing(line, year)
                queue += [(used, line.nation) for used in lacking]
                circle |= dict.fromkeys(_Gap.of(case, reach, used, line.nation, year) for used in lacking)
    return list(found or circle)


def _distance(case: Case, line: Line, nation: str) -> int:
    """How natural a supplier is: at home 0, in an ally 1, elsewhere 2, in an adversary nation 3."""
    if line.nation == nation:
        return 0
    return 1 if line.nation in case.allies else 3 if line.nation in case.adversaries else 2


def idle_lines(case: Case) -> Iterator[Issue]:
    """Lines that could never run for want of an input."""
    reach = Reach(case, clean=False)
    for line, gaps in _causes(case, _idle(case, reach)):
        if not case[Lane] and any(gap.origins for gap in gaps):
            continue
        expected = f"every input of {quoted([line.recipe])} in {quoted([line.nation])}"
        _, mend = _bridge(case, gaps, case.years[-1])
        yield warning("W306", row_of(line), "recipe", _words(gaps), expected, f"This line can never run. {mend}")


Idle = tuple[Line, list[_Gap]]
"""A line that can never run, with the inputs it lacks."""


def _causes(case: Case, idle: Iterable[Idle]) -> list[Idle]:
    """Without lines that only lack what another line of the list would make."""
    waiting = list(idle)
    told = [one for one in waiting if any(gap.origins or not makers_of(case, gap.good) for gap in one[1])]
    explained = {good for line, _ in told for good in case.process(line).outputs}
    before = -1
    while before != (before := len(explained)):
        for line, gaps in waiting:
            if any(gap.good in explained for gap in gaps):
                explained |= set(case.process(line).outputs)
    return [one for one in waiting if one in told or not any(gap.good in explained for gap in one[1])]


def _idle(case: Case, reach: Reach) -> Iterator[Idle]:
    for line in case.lines.values():
        years = [year for year in case.years if most_capacity(case, line, year) > 0]
        if years and not any(reach.can_run(line, year) for year in years):
            wanting = reach.missing(line, years[-1])
            yield line, [_Gap.of(case, reach, good, line.nation, years[-1]) for good in wanting]


def stranded(case: Case) -> Iterator[Issue]:
    """Lines none of whose output could get to where it is used, for want of a lane."""
    if not case[Lane]:
        return
    reach = Reach(case, clean=False)
    told = {(gap.good, origin) for _, gaps in _idle(case, reach) for gap in gaps for origin in gap.origins}
    lanes = [link for year in case.years for link in carriers(case, year)]
    users = {good: _users(case, good) for good in case.goods}
    ways: dict[tuple[str, str], set[str]] = {}
    for line in case.lines.values():
        process = case.process(line)
        if not any(most_capacity(case, line, year) > 0 for year in case.years):
            continue
        for good in process.outputs:
            if (good, line.nation) not in ways:
                ways[good, line.nation] = spread({good: {line.nation}}, lanes)[good]
        used = {good: users[good] for good in process.outputs if users[good]}
        if not used or any(ways[good, line.nation] & set(nations) for good, nations in used.items()):
            continue
        if any((good, line.nation) in told for good in used):
            continue
        good, nations = next(iter(used.items()))
        found = f"{quoted([good])} made in {quoted([line.nation])}, which no lane takes to where it is used"
        expected = f"a lane of {quoted([good])} from {quoted([line.nation])} to {one_of(nations)}"
        mend = (
            f"As it stands this line serves nothing. Add a row on Lanes: From {quoted([line.nation])}, "
            f"To {one_of(nations)}, Good {quoted([good])}."
        )
        yield warning("W306", row_of(line), "nation", found, expected, mend)


def _users(case: Case, good: str) -> tuple[str, ...]:
    """Nations where a good is needed or goes into something, in case order."""
    needs = [row.nation for row in case[Demand] if row.good == good]
    lines = [line.nation for line in case.lines.values() if good in case.process(line).inputs]
    return tuple(dict.fromkeys((*needs, *lines)))


def unneeded(case: Case) -> Iterator[Issue]:
    """Goods that no recipe and no need names; main outputs that nothing uses, told at a recipe that may use them."""
    wanted = {row.good for row in case[Demand]} | {row.good for row in case[RecipeLine] if row.role == "input"}
    named = wanted | {row.good for row in case[RecipeLine]}
    for good in case[Good]:
        if good.good not in named:
            expected = "a good that a recipe or a need names"
            yield warning("W306", good, "good", quoted([good.good]), expected, "Nothing to do if it is for later use.")
    used = {line.recipe for line in case.lines.values()}
    for row in case[RecipeLine]:
        outputs = case.processes[row.recipe].outputs if row.recipe in case.processes else {}
        if row.role == "main output" and row.recipe in used and not wanted & set(outputs):
            forgetful = _without_input(case, row.good, used)
            if forgetful:
                yield _forgotten(case, row, forgetful)
                continue
            expected = "a good that some need or some other recipe uses"
            mend = "Add the need or the recipe that uses it; as it stands its lines serve nothing."
            yield warning("W306", row, "good", quoted([row.good]), expected, mend)


def _forgotten(case: Case, row: RecipeLine, forgetful: Sequence[str]) -> Issue:
    """A good that nothing uses, at the recipe without input that may have forgotten it."""
    at = next(line for line in case[RecipeLine] if line.recipe == forgetful[0])
    verb = "has" if len(forgetful) == 1 else "have"
    word = "recipe" if len(forgetful) == 1 else "recipes"
    found = f"{word} {all_of(forgetful)} {verb} no input, while nothing uses {quoted([row.good])}"
    subject, name = ("one of them", "its name") if len(forgetful) > 1 else (quoted(forgetful), quoted(forgetful))
    mend = (
        f"If {subject} uses {quoted([row.good])}, add a row on Recipes: Recipe {name}, Role input, Good "
        f"{quoted([row.good])}. If not, name the need or the recipe that uses {quoted([row.good])}."
    )
    return warning("W308", at, "recipe", found, "an input of every recipe that turns one good into another", mend)


def _without_input(case: Case, good: str, used: set[str]) -> list[str]:
    """Recipes of the next tier that lines run without any input, and that are not themselves behind this good.

    Tiers follow one another as on Goods, or the other way round where recipes run against that order. Of many recipes,
    those whose name shares a word with the good.
    """
    tiers = {tier: place for place, tier in enumerate(dict.fromkeys(row.tier for row in case[Good]))}
    place = {name: tiers[row.tier] for name, row in case.goods.items()}
    steps = [place[p.main] - place[name] for p in case.processes.values() for name in p.inputs]
    onward = -1 if sum((step > 0) - (step < 0) for step in steps) < 0 else 1
    behind = _behind(case, good)
    after = {
        process.name: onward * (place[process.main] - place[good])
        for process in case.processes.values()
        if process.name in used and not process.inputs and process.main not in behind
    }
    nearest = min((step for step in after.values() if step > 0), default=0)
    names = [name for name, step in after.items() if step == nearest > 0]
    words = set(good.casefold().split())
    return [name for name in names if words & set(name.casefold().split())] or names


def _behind(case: Case, good: str) -> set[str]:
    """All goods that go into a good, and itself."""
    found = {good}
    before = 0
    while before != (before := len(found)):
        for process in case.processes.values():
            if found & set(process.outputs):
                found |= set(process.inputs)
    return found

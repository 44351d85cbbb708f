"""Plans to an ordered list: rank certificates, tie groups, names in words. Arithmetic on plans, never a solve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.case import Case
from models.plan import Plan
from planner.result import Standing

PROOF_TOLERANCE = 1e-9
"""Relative amount by which a cost may lie above a later bound and still come certainly before it (V48)."""
NAMED = 3
"""Projects spelled out in a plan's name; more are counted."""


def certain(cost: float, later_bound: float) -> bool:
    """Whether a plan of this cost certainly precedes everything that costs at least `later_bound`."""
    return cost <= later_bound + PROOF_TOLERANCE * max(1.0, abs(later_bound))


@dataclass(frozen=True)
class Proof:
    """Cost of a plan and the bound below which no version of it can come, million."""

    cost: float
    bound: float


def standings(plans: Sequence[Proof], rest_bound: float | None) -> tuple[Standing, ...]:
    """Places of plans given in order of cost.

    Args:
        plans: cost and bound of each, cheapest first.
        rest_bound: no plan outside the list costs less; None where the list is complete.

    Two plans whose order is not proved share a place, and so do all between them.
    """
    tied = [
        tuple(j for j in range(len(plans)) if j != i and not _ordered(plans, min(i, j), max(i, j)))
        for i in range(len(plans))
    ]
    first_of_group: list[int] = []
    for i in range(len(plans)):
        reaches_back = any(j < i <= max(tied[j], default=j) for j in range(i))
        first_of_group.append(first_of_group[-1] if reaches_back else i)
    result = []
    for i, plan in enumerate(plans):
        shared = first_of_group.count(first_of_group[i]) > 1
        later = [other.bound for other in plans[i + 1 :]] + ([] if rest_bound is None else [rest_bound])
        unlisted = rest_bound is not None and not certain(plan.cost, rest_bound)
        result.append(
            Standing(
                place=f"{first_of_group[i] + 1}{'=' if shared or unlisted else ''}",
                tied_with=tuple(j + 1 for j in tied[i]),
                next_bound=min(later) if later else None,
                unlisted_may_be_cheaper=unlisted,
            )
        )
    return tuple(result)


def _ordered(plans: Sequence[Proof], earlier: int, later: int) -> bool:
    return certain(plans[earlier].cost, plans[later].bound)


def near_duplicate(plans: Sequence[Plan], position: int, amount: float) -> int | None:
    """Number of an earlier plan from which one only differs by one project, at a cost within `amount` million."""
    plan = plans[position]
    for number, earlier in enumerate(plans[:position], start=1):
        nested = plan.signature <= earlier.signature or earlier.signature <= plan.signature
        if nested and len(plan.signature ^ earlier.signature) == 1 and abs(plan.cost - earlier.cost) <= amount:
            return number
    return None


def name_of(case: Case, plan: Plan, first: Plan | None) -> str:
    """A plan in words: its projects, or how it differs from Plan 1 where that is shorter."""
    whole = _whole(case, plan)
    if first is None or not plan.signature:
        return whole
    added, dropped = sorted(plan.signature - first.signature), sorted(first.signature - plan.signature)
    if len(added) + len(dropped) > max(NAMED, len(plan.signature) - 1):
        return whole
    if added and dropped:
        return f"As Plan 1, with {_joined(added)} instead of {_joined(dropped)}"
    if added:
        return f"As Plan 1, plus {_joined(added)}"
    return f"As Plan 1, without {_joined(dropped)}"


def _whole(case: Case, plan: Plan) -> str:
    """Projects by name, or counted by what they make and where: "9 projects: oxide in Canada, magnets in 3 nations"."""
    if not plan.signature:
        return "No further move"
    if len(plan.signature) <= NAMED:
        return " + ".join(sorted(plan.signature))
    nations: dict[str, dict[str, None]] = {}
    for line in case.lines.values():
        if line.move is not None and line.name == line.site and line.move.project in plan.signature:
            nations.setdefault(case.process(line).main, {})[line.nation] = None
    parts = [f"{good} in {_places(list(nations[good]))}" for good in case.goods if good in nations]
    return f"{len(plan.signature)} projects: {_joined(parts)}"


def _places(nations: Sequence[str]) -> str:
    return f"{len(nations)} nations" if len(nations) > 2 else _joined(nations)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

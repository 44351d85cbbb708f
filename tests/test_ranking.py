"""Places, ties and names of plans: arithmetic on costs and bounds."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from models.case import Case
from models.plan import NodeTable, Plan, Status
from models.study import envelope
from planner.ranking import Proof, certain, name_of, near_duplicate, standings
from tests.cases import lane, line, move, need, tiny

EXAMPLES = Path(__file__).parent / "data" / "verification_examples.json"


def plan(*projects: str, cost: float = 100.0) -> Plan:
    """A plan of which only cost and projects matter."""
    return Plan("case", Status.PROVED, cost, cost, frozenset(projects), NodeTable(()), {})


def test_v48_a_lower_bound_of_a_later_search_is_raised_to_the_one_before() -> None:
    """Proves: search k+1 is a restriction of search k. By hand: 296776.3 becomes 297002.7. If broken: 2 of 3 orders."""
    expected = next(e for e in json.loads(EXAMPLES.read_text()) if e["id"] == "V48")["expected"]
    costs = (296721.5, 296819.5, 297002.7, 297041.1)
    bounds = envelope((296713.7, 296735.0, 297002.7, 296776.3))
    assert list(bounds) == expected[:4]
    orders = [float(certain(cost, later)) for cost, later in zip(costs, bounds[1:], strict=False)]
    assert orders == expected[4:]


def test_plans_whose_bounds_separate_them_have_places_of_their_own() -> None:
    places = standings([Proof(10.0, 9.5), Proof(12.0, 11.0)], 13.0)
    assert [standing.place for standing in places] == ["1", "2"]
    assert [standing.next_bound for standing in places] == [11.0, 13.0]
    assert all(standing.certain for standing in places)


def test_plans_that_the_bounds_do_not_separate_share_a_place() -> None:
    places = standings([Proof(10.0, 9.5), Proof(12.0, 11.0), Proof(12.5, 11.9)], 20.0)
    assert [standing.place for standing in places] == ["1", "2=", "2="]
    assert [standing.tied_with for standing in places] == [(), (3,), (2,)]


def test_a_tie_of_the_first_and_the_last_takes_in_all_between() -> None:
    places = standings([Proof(10.0, 9.0), Proof(10.5, 10.2), Proof(11.0, 9.9)], None)
    assert [standing.place for standing in places] == ["1=", "1=", "1="]
    assert places[2].next_bound is None


def test_a_plan_that_is_not_listed_and_may_be_cheaper_makes_a_place_uncertain() -> None:
    places = standings([Proof(10.0, 10.0), Proof(12.0, 12.0)], 11.0)
    assert [standing.unlisted_may_be_cheaper for standing in places] == [False, True]
    assert [standing.certain for standing in places] == [True, False]
    assert places[1].place == "2="


def test_a_complete_list_has_no_plan_beyond_it() -> None:
    [only] = standings([Proof(10.0, 10.0)], None)
    assert only.certain
    assert only.next_bound is None


def test_one_project_more_at_almost_the_same_cost_is_a_near_duplicate() -> None:
    plans = [plan("a", "b"), plan("a", cost=100.05), plan("c", cost=100.06), plan("a", "b", "d", "e", cost=100.07)]
    assert [near_duplicate(plans, i, 0.1) for i in range(4)] == [None, 1, None, None]
    assert near_duplicate(plans, 1, 0.01) is None


@pytest.fixture(scope="module")
def case() -> Case:
    """Five projects that make metal in A and in B."""
    projects = (move(name, nation, "metal", 10.0) for name, nation in zip("abcde", "AABBA", strict=True))
    return tiny(*projects, line("X", "metal"), lane("any", "any", "metal"), need("metal", 10.0))


def test_a_plan_is_named_by_its_projects_or_by_how_it_differs(case: Case) -> None:
    first = plan("a", "b", "c", "d")
    assert name_of(case, plan(), None) == "No further move"
    assert name_of(case, plan("a", "c"), None) == "a + c"
    assert name_of(case, plan(), plan("a", "b")) == "No further move"
    assert name_of(case, first, None) == "4 projects: metal in A and B"
    assert name_of(case, plan("a", "b", "c", "e"), first) == "As Plan 1, with e instead of d"
    assert name_of(case, plan("a", "b", "c"), first) == "As Plan 1, without d"
    assert name_of(case, plan("a", "b", "c", "d", "e"), first) == "As Plan 1, plus e"


def test_a_bound_of_nothing_proves_nothing() -> None:
    assert not certain(10.0, -math.inf)
    assert certain(10.0, 10.0)

"""Checks of whom an offer can reach."""

from __future__ import annotations

from typing import Any

import pytest

from models.case import AidRule, Case, Firm, Group, Payer, Support, SupportTerm
from models.case.ventures import Ventures
from models.checks.reach import payments, reachable
from models.schema import Row
from tests.cases import line, move
from tests.checks.cases import codes, only
from tests.checks.offers import offer, offered, words

NOBODY = "an offer that somebody may receive"
FITS_NEW = f'{NOBODY}; all else fits "New"'
MEND = "Correct this cell or what stands behind it, or delete the offer."
A_PAYS = Payer(payer="A pays", nation="A")


def controlled_from_x(case: Case) -> Case:
    """The firm of the project New is controlled from the adversary."""
    firms = (
        row.model_copy(update={"controlled_from": "X"}) if row.firm == "Firm of New" else row for row in case[Firm]
    )
    return case.with_rows(Firm, firms)


@pytest.mark.parametrize(
    ("rows", "facts", "field", "found", "expected"),
    [
        ([], {"who": "A"}, "who", '"A": it stands for none of the projects still to be decided', NOBODY),
        ([], {"who": "A / metal"}, "who",
         '"A / metal": it stands for none of the projects still to be decided', NOBODY),
        ([line("A", "oxide")], {"good": "oxide"}, "good", '"oxide": none of them makes it', FITS_NEW),
        ([A_PAYS], {"payer": "A pays"}, "payer",
         '"A pays": it pays only for plants in "A", and none of them stands there', FITS_NEW),
        ([AidRule(rule="Bar", rate=0.3, no_relocation_within="EU"), Group(group="EU", nation="A"),
          Group(group="EU", nation="B"), move("Away", "B", "metal", 5.0, kind="relocate", moves_from="A / metal")],
         {"who": "Away", "aid_rule": "Bar"}, "aid_rule", '"Bar": each of them only moves inside the group',
         f'{NOBODY}; all else fits "Away"'),
        ([move("Late", "B", "metal", 5.0, earliest_start=2032)], {"who": "Late", "last_year": 2031}, "last_year",
         "2031: none of them can start while it is open", f'{NOBODY}; all else fits "Late"'),
        ([move("Early", "B", "metal", 5.0, latest_start=2030)], {"who": "Early", "first_year": 2031}, "first_year",
         "2031: none of them can start while it is open", f'{NOBODY}; all else fits "Early"'),
    ],
)  # fmt: skip
def test_an_offer_that_nobody_may_receive_is_an_error_at_the_cell_that_leaves_nobody(
    rows: list[Row], facts: dict[str, Any], field: str, found: str, expected: str
) -> None:
    case = offered(*rows, offer("grant", offer="Own", **facts), years=4)
    assert words(only(case, "E515")) == ("Support", "Own", field, found, expected, MEND)


def test_an_offer_to_adverse_firms_alone_is_an_error() -> None:
    issue = only(controlled_from_x(offered()), "E515")
    assert words(issue) == ("Support", "Grant", "who", '"all": an adversary owns or hosts each of them', NOBODY, MEND)


def test_a_production_credit_may_be_for_lines_in_operation_and_a_grant_may_not() -> None:
    assert "E515" not in codes(offered(offer("production credit", rate=0.1, who="A / metal")))
    credit = offered(offer("production credit", rate=0.1, who="X / metal"))
    found = '"X / metal": an adversary owns or hosts each of them'
    assert words(only(credit, "E515"))[2:4] == ("who", found)


def test_an_offer_is_told_exactly_where_no_line_may_receive_it() -> None:
    for facts in ({"who": "New"}, {"who": "B"}, {"who": "A"}, {"good": "metal"}, {"last_year": 2030}):
        case = offered(offer("grant", offer="Own", **facts), years=3)
        own = case[Support][1]
        assert ("E515" in codes(case)) == (not reachable(Ventures(case), own))


def test_a_payer_without_nation_that_may_not_pay_abroad_is_one_error() -> None:
    case = offered(Payer(payer="Bank", pays_abroad=False), offer("grant", offer="Own", payer="Bank"))
    assert words(only(case, "E515")) == (
        "Payers", "Bank", "pays_abroad", "no",
        "yes, or blank: it has no nation, so every plant is abroad and it could pay for none",
        "Clear the cell, or name its nation.",
    )  # fmt: skip


def late(**facts: Any) -> list[Row]:
    """A project that is ready two years after its start, and a grant to it of these facts."""
    return [move("Slow", "B", "metal", 5.0, lead=2), offer("grant", offer="Own", who="Slow", **facts)]


def test_a_milestone_that_forbids_every_payment_is_an_error() -> None:
    case = offered(*late(), SupportTerm(offer="Own", most_before_ready=0.5), years=5)
    assert words(only(case, "E516")) == (
        "Support terms", "Own", "most_before_ready", '50%, while "Own" pays at the latest in the start year',
        "a payment once the plant is ready, 2 years after the start or later; as it stands nothing could be paid at "
        "all",
        "Raise Paid to on Support, or clear this cell.",
    )  # fmt: skip
    assert "E516" not in codes(offered(*late(paid_to=2), SupportTerm(offer="Own", most_before_ready=0.5), years=5))


def test_a_milestone_on_equal_parts_that_begin_early_forbids_them_all() -> None:
    terms = SupportTerm(offer="Own", most_before_ready=0.0, equal_instalments=True)
    case = offered(*late(paid_from=1, paid_to=4), terms, years=5)
    assert words(only(case, "E516")) == (
        "Support terms", "Own", "most_before_ready", '0%, while 25% of "Own" is paid before then',
        "25% or more; as it stands nothing could be paid at all",
        "Raise this share, or Paid from and Paid to on Support: equal parts are paid all or none.",
    )  # fmt: skip
    enough = SupportTerm(offer="Own", most_before_ready=0.25, equal_instalments=True)
    assert "E516" not in codes(offered(*late(paid_from=1, paid_to=4), enough, years=5))


def test_a_milestone_on_a_loan_forbids_it() -> None:
    loan = offer("soft loan", rate=0.01, who="Slow")
    terms = SupportTerm(offer="Soft loan", term=5, most_before_ready=0.2)
    issue = only(offered(late()[0], loan, terms, years=5), "E516")
    assert issue.mend == "Clear this cell: soft loan is counted when the project starts."


def test_a_milestone_where_nothing_is_paid_before_ready_is_a_warning() -> None:
    case = offered(*late(paid_from=2, paid_to=3), SupportTerm(offer="Own", most_before_ready=0.5), years=5)
    assert words(only(case, "W506")) == (
        "Support terms", "Own", "most_before_ready", "50%", "blank: nothing is paid before the plant is ready",
        "Clear the cell, or change the row.",
    )  # fmt: skip


def test_a_milestone_of_a_law_is_a_warning() -> None:
    case = offered(*late(rate=0.1, choice="statutory"), SupportTerm(offer="Own", most_before_ready=0.5), years=5)
    assert only(case, "W506").expected == 'blank: "Own" is law, paid when the law says'


EQUAL = SupportTerm(offer="Own", equal_instalments=True)


def test_equal_instalments_that_no_start_can_end_in_time_are_an_error() -> None:
    """Years 2030 to 2034, a start from 2031 on: instalments up to 3 years after it end in time, up to 4 do not."""
    started = move("Slow", "B", "metal", 5.0, earliest_start=2031)
    own = offer("grant", offer="Own", who="Slow", paid_to=4)
    assert words(only(offered(started, own, EQUAL, years=5), "E515")) == (
        "Support", "Own", "paid_to", "4: equal instalments of the earliest start would end in 2035",
        "instalments that end by 2034, the last year planned; as it stands nobody may receive the offer",
        "Lower Paid from and Paid to, let a project start earlier, or clear Equal instalments on Support terms.",
    )  # fmt: skip
    assert "W519" not in codes(offered(started, own, EQUAL, years=5))
    assert "E515" not in codes(offered(started, own.model_copy(update={"paid_to": 3}), EQUAL, years=5))
    assert "E515" not in codes(offered(started, own, years=5))


def test_the_start_of_equal_instalments_must_lie_in_the_years_in_which_the_offer_is_open() -> None:
    own = offer("grant", offer="Own", paid_to=4, first_year=2031)
    assert only(offered(own, EQUAL, years=5), "E515").found.endswith("would end in 2035")


def test_one_payment_is_no_instalment() -> None:
    for paid_to in (None, 3):
        found = codes(offered(offer("grant", offer="Own", paid_from=3, paid_to=paid_to), EQUAL, years=5))
        assert "E515" not in found
        assert "W519" not in found


def test_equal_instalments_that_only_early_starts_can_have_are_a_warning() -> None:
    """Years 2030 to 2034: instalments up to 2 years after the start end in time for starts up to 2032."""
    own = offer("grant", offer="Own", paid_from=1, paid_to=2)
    assert words(only(offered(own, EQUAL, years=5), "W519")) == (
        "Support", "Own", "paid_to", "2: only projects that start by 2032 can have it",
        "equal instalments that end by 2034, the last year planned, also for later starts",
        "Leave it if early starts alone shall have it; else lower Paid to, or clear Equal instalments.",
    )  # fmt: skip
    assert "E515" not in codes(offered(own, EQUAL, years=5))
    early = own.model_copy(update={"last_year": 2032})
    assert "W519" not in codes(offered(early, EQUAL, years=5))
    assert "W519" not in codes(offered(own, years=5))


def test_payments_come_as_the_instrument_and_its_terms_say() -> None:
    terms = SupportTerm(offer="Own")
    assert payments(offer("grant", paid_from=1, paid_to=3), terms) == [1, 2, 3]
    assert payments(offer("grant", paid_from=1), terms) == [1]
    assert payments(offer("investment credit", paid_from=2), terms) == [2]
    assert payments(offer("investment credit"), SupportTerm(offer="Own", refundable=False)) == []


def test_an_aid_rule_for_a_place_where_none_of_its_projects_stands_is_a_warning() -> None:
    own = offer("grant", offer="Own", rate=0.1, aid_rule="Rule")
    assert words(only(offered(own, AidRule(rule="Rule", where="A", rate=0.3)), "W506")) == (
        "Aid rules", "Rule", "where", '"A"', 'where its offers and contracts may reach somebody, in "B"',
        "Correct the place here, or the rule where it is named; as it stands nothing counts under the rule.",
    )  # fmt: skip
    assert "W506" not in codes(offered(own, AidRule(rule="Rule", where="B", rate=0.3)))

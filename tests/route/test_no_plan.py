"""A workbook without a plan because of budgets, aid rules or firms: what is said, with its cells."""

from __future__ import annotations

from pathlib import Path

from models.case import AidRule, Case, Payer
from models.diagnosis import diagnose
from planner.checking import read_and_check
from planner.solving import no_plan_words
from planner.workbook.template import write_case
from tests.cases import move
from tests.route.test_commands import files, planner
from tests.test_diagnosis_support import budget, credit, due
from tests.verification.test_firms import grant


def through_a_workbook(case: Case, folder: Path) -> list[str]:
    """What is said of a case on disk, with cells."""
    path = folder / "case.xlsx"
    write_case(case, path)
    reading, found = read_and_check(path)
    assert found is not None, [problem for problem in reading.problems if problem.kind == "Error"]
    return no_plan_words(diagnose(found), found, reading).split("\n")[1:]


def test_each_cause_is_told_with_its_cell(tmp_path: Path) -> None:
    other = Payer(payer="Other", nation="B")
    rule = AidRule(rule="EU", rate=0.3)
    at_most = AidRule(rule="EU", rate=0.3, most=20.0)
    assert '  Aid rule "EU" (Aid rules!C9): ' in through_a_workbook(due(grant(aid_rule="EU"), rule), tmp_path)[1]
    assert '"EU" (Aid rules!H9): ' in through_a_workbook(due(grant(aid_rule="EU"), at_most), tmp_path)[1]
    elsewhere = move("Elsewhere", "B", "part", 1.0)
    lines = through_a_workbook(due(other, elsewhere, grant(payer="Other"), credit(0.5)), tmp_path)
    assert lines[1].startswith('  Project "Plant" (Candidate moves!A9), started in 2030, does not pay for F: ')
    assert lines[3] == (
        '    Raise Amount a unit of "Credit" (Support!I10); or let "Other" pay for plants in other nations '
        "(Payers!C10)."
    )


def test_the_command_tells_the_budget_that_is_too_small(tmp_path: Path) -> None:
    write_case(due(grant(), budget(23.9)), tmp_path / "poor.xlsx")
    ended = planner(tmp_path, "solve", "poor.xlsx")
    assert (ended.returncode, ended.stdout) == (20, "")
    assert ended.stderr.endswith(
        "No plan keeps every rule.\n"
        "  Budgets are too small: without the sheet Budgets a plan exists.\n"
        "  With every budget at 2.01 times its amount a plan exists; at 2.00 times it is proved that none does.\n"
        '  Budget "Government / 2030" (Budgets!D9) leaves 23.9 million; a plan at 2.01 times spends 47.83 (in the '
        "payer's money of 2030).\n"
    )
    assert files(tmp_path) == ["poor.xlsx"]

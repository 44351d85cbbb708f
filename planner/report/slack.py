"""What is left to bargain over in a project, and why: the one place where the report asks the audit for causes."""

from __future__ import annotations

from models.auditing import slack_causes
from models.auditing.slack import NO_SUPPORT_NEEDED
from planner.report import words
from planner.report.view import View
from planner.result import Option

NO_SLACK = 0.05
"""Million: a slack below this prints as nothing."""


def causes(view: View, option: Option) -> dict[str, str]:
    """By project, why its firm gets more than the least that makes it move, in words."""
    return {one.venture: _words(one.slack, one.causes) for one in slack_causes(view.case, option.plan)}


def _words(slack: float, found: tuple[str, ...]) -> str:
    if slack < NO_SLACK:
        return "None: the firm would not move for less"
    if not found:
        return "No rule explains it: less support would do"
    said = words.first_capital(words.listed(found))
    return said if NO_SUPPORT_NEEDED in found else f"{said}: no less support is possible"

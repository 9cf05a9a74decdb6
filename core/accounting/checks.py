"""CHECKS: the rules that look at a person's data, and their words.

A problem is a value with a place, not an exception: all of them are gathered and shown together. A rule is one row of
checks.toml (number, thresholds, words) and one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.accounting import checks_bills, checks_figures, checks_profile
from core.accounting.check_context import Case, CheckContext
from core.domain.finding import CheckRule, Finding, Severity

CHECKS: tuple[tuple[str, Callable[[Case], Iterable[Finding]]], ...] = (
    ("V01", checks_profile.credit_code),
    ("V02", checks_bills.gaps_and_overlaps),
    ("V03", checks_figures.completeness),
    ("V04", checks_bills.negative),
    ("V05", checks_figures.against_last_year),
    ("V06", checks_figures.against_median),
    ("V07", checks_bills.readings),
    ("V08", checks_bills.ratio),
    ("V10", checks_bills.price),
    ("V11", checks_bills.estimates),
    ("V13", checks_bills.doubles),
    ("V14", checks_profile.account_twice),
    ("V16", checks_figures.electricity_intensity),
    ("V17", checks_figures.hotel_intensities),
    ("V18", checks_figures.occupancy),
    ("V26", checks_profile.factor_missing),
    ("V27", checks_profile.exclusions),
    ("V28", checks_profile.evidence_coverage),
    ("V29", checks_figures.unchanged),
    ("V30", checks_figures.round_numbers),
    ("V31", checks_bills.outside),
    ("V42", checks_figures.clock),
)
"""Rule number and function, in the order of domain.md §4.8."""

_URGENCY = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words."""

    title: str
    message: str
    expected: str
    why: str


def run_checks(context: CheckContext) -> tuple[Finding, ...]:
    """All findings: the most urgent first, then in the order of the rows and months."""
    case = Case.of(context)
    order = {str(source.id): source.position for source in context.sources}
    found = [finding for _rule, check in CHECKS for finding in check(case)]

    def rank(finding: Finding) -> tuple[int, bool, int, str, str, str]:
        place = finding.place
        row = order.get(place.subject, len(order)) if place.subject else -1
        return (_URGENCY[finding.severity], finding.answered, row, place.subject, str(place.month or ""), finding.rule)

    return tuple(sorted(found, key=rank))


def describe(finding: Finding, rule: CheckRule, language: str) -> FindingText:
    """The finding's words in a language; templates take its parameters by name."""
    zh = language != "en"
    templates = (
        (rule.title_zh, rule.message_zh, rule.expected_zh, rule.why_zh)
        if zh
        else (rule.title_en, rule.message_en, rule.expected_en, rule.why_en)
    )
    title, message, expected, why = (template.format(**finding.parameters) for template in templates)
    return FindingText(title, message, expected, why)

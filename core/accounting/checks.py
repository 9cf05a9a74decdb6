"""CHECKS: the rules that look at a person's data, and their words.

A problem is a value with a place, not an exception: all of them are gathered and shown together. A rule is one row of
checks.toml (number, thresholds, words) and one function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.accounting import (
    checks_bills,
    checks_boundary,
    checks_claims,
    checks_event,
    checks_evidence,
    checks_factors,
    checks_figures,
    checks_machines,
    checks_market,
    checks_measures,
    checks_methods,
    checks_netting,
    checks_profile,
    checks_refrigerants,
)
from core.accounting.check_context import Case, CheckContext
from core.domain.event import EventForm
from core.domain.finding import ChangedThreshold, CheckRule, Finding, Severity
from core.domain.quantity import plain
from core.i18n import Language

__all__ = ["CHECKS", "EVENT_CHECKS", "CheckContext", "FindingText", "describe", "run_checks"]

CHECKS: tuple[tuple[str, Callable[[Case], Iterable[Finding]]], ...] = (
    ("V01", checks_profile.credit_code),
    ("V02", checks_bills.unbroken_periods),
    ("V03", checks_figures.completeness),
    ("V04", checks_bills.negative_quantities),
    ("V05", checks_figures.change_since_last_year),
    ("V06", checks_figures.distance_from_median),
    ("V07", checks_bills.unbroken_readings),
    ("V08", checks_bills.readings_times_ratio),
    ("V09", checks_bills.times_of_use),
    ("V10", checks_bills.price),
    ("V11", checks_bills.estimates),
    ("V12", checks_boundary.meter_tree),
    ("V13", checks_bills.doubles),
    ("V14", checks_boundary.account_at_two_sources),
    ("V15", checks_factors.heat_content),
    ("V16", checks_figures.electricity_per_area),
    ("V17", checks_figures.use_per_room_night),
    ("V18", checks_figures.occupancy),
    ("V19", checks_machines.scenic_transport),
    ("V20", checks_figures.carrying_capacity),
    ("V21", checks_refrigerants.top_ups),
    ("V22", checks_refrigerants.nameplates),
    ("V23", checks_machines.generators),
    ("V24", checks_machines.vehicles),
    ("V25", checks_machines.panels),
    ("V26", checks_profile.factors),
    ("V27", checks_boundary.exclusions),
    ("V28", checks_profile.evidence_coverage),
    ("V29", checks_figures.unchanged_figures),
    ("V30", checks_figures.round_numbers),
    ("V31", checks_bills.outside_the_dossier),
    ("V32", checks_claims.base_year),
    ("V33", checks_measures.savings),
    ("V34", checks_claims.credits_that_count),
    ("V35", checks_claims.blocked_words),
    ("V36", checks_claims.authorized_to_sign),
    ("V37", checks_profile.certified_area),
    ("V38", checks_evidence.files),
    ("V39", checks_profile.one_person_for_both_roles),
    ("V42", checks_evidence.clock),
    ("V43", checks_boundary.counted_in_two_places),
    ("V46", checks_factors.proof_of_own_factors),
    ("V47", checks_market.proof_of_green_power),
    ("V48", checks_market.no_more_than_was_bought),
    ("V49", checks_market.one_claim_a_megawatt_hour),
    ("V50", checks_methods.machines_once),
    ("V51", checks_netting.no_more_than_was_used),
    ("V52", checks_netting.answered_for),
)
"""Rule number and function, in the order of domain.md §4.8: what holds for a venue's operation."""

EVENT_CHECKS: tuple[tuple[str, Callable[[Case, EventForm], Iterable[Finding]]], ...] = (
    ("V40", checks_claims.filed_before_it_begins),
    ("V41", checks_claims.no_more_claimed_than_offset),
    ("E01", checks_event.required_fields),
    ("E02", checks_event.dates),
    ("E03", checks_event.holding_stage),
    ("E04", checks_event.estimate),
    ("E05", checks_event.bodies),
    ("E06", checks_event.other_product),
    ("E07", checks_event.offset_quantity),
    ("E08", checks_event.neutral_in_time),
    ("E09", checks_event.plan),
    ("E10", checks_event.factors),
    ("E11", checks_event.quantities),
    ("E12", checks_event.evidence_coverage),
    ("E13", checks_event.phone),
    ("E14", checks_event.settled_afterwards),
)
"""What holds for an event: when it is filed and what it may call itself, then the rules of 附表1."""

_EVERYWHERE = ("V01", "V34", "V35", "V36", "V38", "V39", "V46")
"""Which of the rules for a venue's operation hold for an event too: those that do not speak of a year and its months."""

_SEVERITIES = (Severity.BLOCK, Severity.WARN, Severity.INFO)
_PAGES = ("profile", "activity", "inventory", "measures", "offsets", "declaration", "events")


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words: `title` and `message` say what is there, `expected` fits behind 应为, `why` gives cause and remedy."""

    title: str
    message: str
    expected: str
    why: str


def run_checks(context: CheckContext) -> tuple[Finding, ...]:
    """All findings with their explanations: the most urgent first, then by page, row, month and rule."""
    case = Case.of(context)
    subjects = ("", *case.rows, *(str(source.id) for source in context.sources if not source.active))
    rows = {subject: index for index, subject in enumerate(subjects)}

    def rank(finding: Finding) -> tuple[int, int, int, str, str, str]:
        place = finding.place
        order = _SEVERITIES.index(finding.severity), _PAGES.index(place.page), rows.get(place.subject, len(rows))
        return (*order, str(place.month or ""), finding.rule, place.key())

    event = context.event
    found = [finding for rule, check in CHECKS if event is None or rule in _EVERYWHERE for finding in check(case)]
    if event is not None:
        found += [finding for _rule, check in EVENT_CHECKS for finding in check(case, event)]
    answers = context.explanations
    return tuple(sorted((replace(finding, explanation=answers.get(finding.key(), "")) for finding in found), key=rank))


def describe(finding: Finding, rule: CheckRule, language: Language) -> FindingText:
    """The finding's words in a language; templates take its parameters by name.

    Where the ledger set a threshold of its own, the reader is told which, and why.
    """
    if language == "en":
        templates = rule.title_en, rule.message_en, rule.expected_en, rule.why_en
    else:
        templates = rule.title_zh, rule.message_zh, rule.expected_zh, rule.why_zh
    title, message, expected, why = (template.format(**finding.parameters) for template in templates)
    return FindingText(title, message, expected, why + "".join(_changed(rule, one, language) for one in rule.changed))


def _changed(rule: CheckRule, one: ChangedThreshold, language: Language) -> str:
    words = rule.words[one.name]
    proposal, value = (f"{plain(number):,f}" for number in (one.proposal, one.value))
    if language == "en":
        return f". Threshold “{words.en}” set to {value} instead of {proposal} {words.unit_en}: {one.why}"
    return f"。阈值「{words.zh}」由 {proposal} 改为 {value} {words.unit_zh}，理由：{one.why}"

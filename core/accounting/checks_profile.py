"""Checks of the profile and the boundary: credit code, accounts, factors, exclusions, evidence coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from core.accounting.check_context import Case, subject_place
from core.domain.activity import ActivityRecord, shares_by_month
from core.domain.finding import Finding, Place, Severity
from core.domain.inventory import GhgInventory
from core.domain.organization import read_credit_code
from core.domain.period import Month
from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _


def credit_code(case: Case) -> Iterator[Finding]:
    """V01: both check digits of the 统一社会信用代码 (GB 32100-2015, GB 11714)."""
    text = case.context.organization.credit_code
    place = Place("profile", field="credit_code")
    try:
        code = read_credit_code(text)
    except InputError as error:
        yield case.finding("V01", Severity.BLOCK, place, {"code": text, "digit": str(error.message)}, name=_("统一社会信用代码"))
        return
    if not code.check_digit_good:
        parameters = {"code": code.text, "digit": _("第 18 位校验码不对")}
        yield case.finding("V01", Severity.BLOCK, place, parameters, name=_("统一社会信用代码"))
    elif not code.organization_digit_good:
        parameters = {"code": code.text, "digit": _("第 17 位校验码不对，少数旧代码如此")}
        yield case.finding("V01", Severity.WARN, place, parameters, name=_("统一社会信用代码"))


def account_twice(case: Case) -> Iterator[Finding]:
    """V14: one account at two sources would be counted twice."""
    owners: dict[str, str] = {}
    for meter in case.context.meters:
        source = case.sources.get(meter.source_id)
        if source is None or not source.active:
            continue
        other = owners.setdefault(meter.account, meter.source_id)
        if other != meter.source_id:
            parameters = {"account": meter.account, "first": case.name(other), "second": source.name}
            yield case.finding("V14", Severity.BLOCK, Place("profile", meter.source_id, field="account"), parameters)


def factor_missing(case: Case) -> Iterator[Finding]:
    """V26: a source that cannot be computed is 未核算, never zero."""
    for result in case.context.inventory.results:
        if result.unanswered:
            yield case.finding("V26", Severity.BLOCK, Place("profile", result.source.id, field="factor"), {"reason": result.unanswered})


def exclusions(case: Case) -> Iterator[Finding]:
    """V27: what is left out, measured by last year's or this year's own figures where there are any."""
    total = case.context.inventory.total()
    for source in case.context.sources:
        if source.active:
            continue
        micro = sum(amount for (subject, _month), amount in case.months.items() if subject == source.id)
        if micro and total:
            parameters = {"reason": source.excluded_reason, "amount": case.amount(source.id, micro)}
            yield case.finding("V27", Severity.WARN, Place("profile", source.id, field="excluded_reason"), parameters)


def without_evidence(records: Iterable[ActivityRecord], inventory: GhgInventory) -> dict[str, Fraction]:
    """Tonnes by source whose records have no file; a month with several records is shared by their quantities."""
    found = tuple(records)
    proven = {record.id for record in found if record.evidence}
    missing: dict[tuple[str, Month], Fraction] = {}
    for (subject, month), parts in shares_by_month(found).items():
        whole = sum(abs(micro) for _record, micro in parts)
        without = sum(abs(micro) for record, micro in parts if record not in proven)
        if whole and without:
            missing[str(subject), month] = Fraction(without, whole)
    bare: dict[str, Fraction] = {}
    for line in inventory.lines():
        share = missing.get((line.source_id, line.month))
        if share is not None:
            bare[line.source_id] = bare.get(line.source_id, Fraction(0)) + abs(line.tco2e) * share
    return bare


def evidence_coverage(case: Case) -> Iterator[Finding]:
    """V28: share of the emissions whose records have no file, 5 % warns and 20 % blocks."""
    total = sum((abs(line.tco2e) for line in case.context.inventory.lines()), Fraction(0))
    if not total:
        return
    bare = without_evidence(case.context.records, case.context.inventory)
    share = sum(bare.values(), Fraction(0)) / total
    if share <= case.threshold("V28", "warn"):
        return
    severity = Severity.BLOCK if share > case.threshold("V28", "block") else Severity.WARN
    largest = max(bare, key=lambda subject: bare[subject])
    limit = case.threshold("V28", "block" if severity is Severity.BLOCK else "warn")
    parameters = {
        "share": f"{shown(share * 100, 1)}%",
        "limit": f"{shown(limit * 100, 0)}%",
        "largest": case.name(largest),
        "tonnes": f"{shown(bare[largest], 2)} tCO2e",
    }
    yield case.finding("V28", severity, subject_place(largest), parameters)

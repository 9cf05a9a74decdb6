"""Checks of bills: periods, readings, ratios, prices, estimates, doubles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from core.accounting.check_context import Case, bill_place, span
from core.domain.activity import ActivityRecord, RecordKind
from core.domain.finding import Finding, Place, Severity
from core.domain.quantity import MICRO, shown
from core.i18n import _

_LONGEST_BILL_DAYS = 400


def gaps_and_overlaps(case: Case) -> Iterator[Finding]:
    """V02: the bills of an account follow each other day by day over the whole period."""
    period = case.context.dossier.period
    for bills in case.bills_by_account().values():
        for before, after in pairwise(bills):
            if before.end is None or after.start is None or after.start >= period.day_after:
                continue
            days = (after.start - before.end).days
            if days > 0 or days < 0:
                kind = _("相隔 {days} 天").format(days=days) if days > 0 else _("重叠 {days} 天").format(days=-days)
                parameters = {"account": case.account_name(after), "before": span(before), "after": span(after), "kind": kind}
                yield case.finding("V02", Severity.BLOCK, bill_place(after), parameters)


def negative(case: Case) -> Iterator[Finding]:
    """V04: a negative quantity must name the bill that it reverses."""
    for record in case.counted:
        if record.micro < 0 and record.reverses is None:
            parameters = {"value": case.amount(record.subject, record.micro), "bill": record.invoice or span(record)}
            yield case.finding("V04", Severity.BLOCK, bill_place(record), parameters)


def readings(case: Case) -> Iterator[Finding]:
    """V07: each reading starts where the last one ended, unless the meter was changed in between."""
    changes: dict[str, list[ActivityRecord]] = {}
    for record in case.context.records:
        if record.kind is RecordKind.METER_CHANGE:
            changes.setdefault(record.meter_id or "", []).append(record)
    for key, bills in case.bills_by_account().items():
        previous: ActivityRecord | None = None
        for bill in bills:
            swap = _swap(changes.get(key, []), previous, bill)
            if bill.reading_start is not None and bill.reading_end is not None and bill.reading_end < bill.reading_start and swap is None:
                parameters = {
                    "start": f"{bill.reading_start:,f}",
                    "end": f"{bill.reading_end:,f}",
                    "expected": f"≥ {bill.reading_start:,f}",
                }
                yield case.finding("V07", Severity.BLOCK, bill_place(bill), {**parameters, "bill": bill.invoice or span(bill)})
            elif previous is not None and swap is None and _broken(previous, bill):
                parameters = {
                    "start": f"{bill.reading_start:,f}",
                    "end": f"{previous.reading_end:,f}",
                    "expected": f"{previous.reading_end:,f}",
                }
                yield case.finding("V07", Severity.BLOCK, bill_place(bill), {**parameters, "bill": bill.invoice or span(bill)})
            previous = bill


def _broken(previous: ActivityRecord, bill: ActivityRecord) -> bool:
    return previous.reading_end is not None and bill.reading_start is not None and bill.reading_start != previous.reading_end


def _swap(changes: list[ActivityRecord], previous: ActivityRecord | None, bill: ActivityRecord) -> ActivityRecord | None:
    """A change of the meter between the last bill's start and this bill's end, which explains the readings."""
    if bill.start is None or bill.end is None:
        return None
    since = previous.end if previous is not None and previous.end is not None else bill.start
    return next((c for c in changes if c.start is not None and min(since, bill.start) <= c.start <= bill.end), None)


def ratio(case: Case) -> Iterator[Finding]:
    """V08: difference of the readings × ratio against the billed quantity."""
    limit = case.threshold("V08", "warn")
    swaps = {record.meter_id for record in case.context.records if record.kind is RecordKind.METER_CHANGE}
    for bill in case.bills():
        if bill.reading_start is None or bill.reading_end is None or bill.reading_end < bill.reading_start or not bill.micro:
            continue
        meter = case.meters.get(bill.meter_id or "")
        multiplier = bill.multiplier or (meter.multiplier if meter else Decimal(1))
        counted = Fraction(bill.reading_end - bill.reading_start) * Fraction(multiplier) * MICRO
        off = abs(counted - bill.micro) / abs(bill.micro)
        if off > limit and bill.meter_id not in swaps:
            parameters = {
                "counted": case.amount(bill.subject, counted),
                "billed": case.amount(bill.subject, bill.micro),
                "off": f"{shown(off * 100, 1)}%",
                "multiplier": f"{multiplier:,f}",
            }
            yield case.finding("V08", Severity.WARN, bill_place(bill), parameters)


def price(case: Case) -> Iterator[Finding]:
    """V10: money divided by quantity outside the usual range of the fuel or of power."""
    thresholds = case.context.catalogue.rules["V10"].thresholds
    for bill in case.bills():
        source = case.sources.get(str(bill.subject))
        if source is None or bill.amount_yuan is None or bill.micro <= 0:
            continue
        group = source.type_code.split("_")[0] if f"{source.type_code}_low" not in thresholds else source.type_code
        low, high = thresholds.get(f"{group}_low"), thresholds.get(f"{group}_high")
        if low is None or high is None:
            continue
        each = Fraction(bill.amount_yuan) * MICRO / bill.micro
        if not Fraction(low) <= each <= Fraction(high):
            unit = case.context.catalogue.units[source.unit].label
            parameters = {
                "price": f"{shown(each, 3)} 元/{unit}",
                "low": f"{low} 元/{unit}",
                "high": f"{high} 元/{unit}",
                "bill": bill.invoice or span(bill),
            }
            yield case.finding("V10", Severity.WARN, bill_place(bill), parameters)


def estimates(case: Case) -> Iterator[Finding]:
    """V11: an estimated figure that was never corrected."""
    for record in case.counted:
        if record.estimated:
            parameters = {"bill": record.invoice or span(record), "value": case.amount(record.subject, record.micro)}
            yield case.finding("V11", Severity.BLOCK, bill_place(record), parameters)


def doubles(case: Case) -> Iterator[Finding]:
    """V13: the same invoice number, or the same file, behind two bills."""
    invoices: dict[str, ActivityRecord] = {}
    files: dict[str, ActivityRecord] = {}
    for bill in sorted(case.bills(), key=lambda record: (record.start or date.min, record.id)):
        seen = invoices.setdefault(bill.invoice, bill) if bill.invoice else bill
        if seen is not bill:
            parameters = {"what": bill.invoice, "first": f"{case.account_name(seen)} {span(seen)}"}
            yield case.finding("V13", Severity.BLOCK, bill_place(bill), parameters)
            continue
        for evidence_id in bill.evidence:
            reference = case.context.evidence.get(evidence_id)
            if reference is None:
                continue
            earlier = files.setdefault(reference.sha256, bill)
            if earlier is not bill:
                parameters = {"what": reference.original_name, "first": f"{case.account_name(earlier)} {span(earlier)}"}
                yield case.finding("V13", Severity.BLOCK, bill_place(bill), parameters)
                break


def outside(case: Case) -> Iterator[Finding]:
    """V31: a bill of the year's accounts that lies outside the dossier, or is too long to be one bill."""
    period = case.context.dossier.period
    for bill in case.bills():
        if bill.start is None or bill.end is None:
            continue
        days = (bill.end - bill.start).days
        misses = bill.end <= period.first_day or bill.start >= period.day_after
        if misses or days > _LONGEST_BILL_DAYS:
            parameters = {"bill": bill.invoice or span(bill), "span": span(bill), "days": str(days), "period": period.label}
            place = Place("activity", str(bill.subject), period.start if misses else bill_place(bill).month, record=str(bill.id))
            yield case.finding("V31", Severity.BLOCK, place, parameters)

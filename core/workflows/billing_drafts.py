"""Drafts of bills: one that follows the last bill, one of a kept bill, of its correction, of a credit note."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.domain.activity import ActivityRecord, RecordId, RecordKind, Subject
from core.domain.emission import Meter, SourceId
from core.domain.period import Month
from core.domain.quantity import micro_to_decimal
from core.errors import InputError
from core.i18n import _
from core.workflows import dossiers
from core.workflows.bill_views import BillDraft, MeterChangeDraft
from core.workflows.billing_desk import BillDesk, draft_from, month_after, printed_end
from core.workflows.billing_reading import number_text
from core.workflows.billing_rules import Books
from core.workflows.workspace import Workspace


def new_draft(ws: Workspace, dossier_id: str, subject: Subject, meter_id: str = "", month: Month | None = None) -> BillDraft:
    """A draft that follows the account's last bill, or the last one before the end of `month`.

    Start, first reading, ratio, unit and, where the bills come in whole months, the end are proposed; nothing is kept.

    Raises:
        InputError: the row is none of the venue's emission sources.
    """
    found = dossiers.dossier(ws, dossier_id)
    with ws.store.read() as work:
        desk = BillDesk.of(ws, work, found, subject)
    meter = desk.meter(meter_id)
    until = month.plus(1).first_day if month is not None else date.max
    earlier = [bill for bill in desk.account_bills(meter) if bill.end is not None and bill.end <= until]
    draft = BillDraft(subject=subject, meter_id=meter.id if meter else "", unit=desk.source.unit)
    if not earlier:
        start = month.first_day if month is not None else None
        return replace(draft, start=start, multiplier=number_text(meter.multiplier) if meter and not desk.machines else "")
    last = max(earlier, key=lambda bill: bill.end or date.min)
    reading, ratio = _going_on(desk, meter, last)
    stock = last.stock
    return replace(
        draft,
        start=last.end,
        last=_next_end(last, meter),
        unit=last.quantity.unit,
        reading_start=number_text(reading),
        multiplier=number_text(ratio),
        opening=number_text(stock.closing) if stock else "",
    )


def _going_on(desk: BillDesk, meter: Meter | None, last: ActivityRecord) -> tuple[Decimal | None, Decimal | None]:
    """Reading and ratio with which the next bill begins: those of the last one, or of a meter changed since."""
    start, end = last.start or date.min, last.end or date.min
    reading, ratio = last.reading_end, last.multiplier
    for change in desk.changes(meter):
        if change.start is not None and start <= change.start <= end:
            ratio = change.multiplier or ratio
            reading = change.reading_end if change.start == end else reading
    if ratio is None and meter is not None and not desk.machines:
        ratio = meter.multiplier
    return reading, ratio


def _next_end(last: ActivityRecord, meter: Meter | None) -> date | None:
    """Where bills run over whole months, from one day to the same day later, so does the next; as the account prints it."""
    if last.start is None or last.end is None or last.start.day != last.end.day:
        return None
    months = (last.end.year - last.start.year) * 12 + last.end.month - last.start.month
    end = month_after(last.end, months)
    return printed_end(end, meter) if end is not None else None


def draft_of(ws: Workspace, record_id: str) -> BillDraft:
    """A kept bill as a draft.

    Raises:
        InputError: there is no such bill.
    """
    record, meter = kept_record(ws, record_id, RecordKind.BILL)
    return draft_from(record, meter)


def correction_of(ws: Workspace, record_id: str) -> BillDraft:
    """A draft that corrects a bill: the same figures, no longer estimated, without its number and files.

    Raises:
        InputError: there is no such bill.
    """
    return replace(draft_of(ws, record_id), estimated=False, corrects=record_id, invoice="", evidence=())


def credit_of(ws: Workspace, record_id: str) -> BillDraft:
    """A draft of a credit note that takes back what is left of a bill, over the same days.

    Raises:
        InputError: there is no such bill.
    """
    record, meter = kept_record(ws, record_id, RecordKind.BILL)
    with ws.store.read() as work:
        left = Books.of_venue(work, record.venue_id).remaining(record)
        source = work.sources.get(SourceId(record.subject))
    draft = draft_from(record, meter)
    return BillDraft(
        subject=record.subject,
        meter_id=draft.meter_id,
        start=draft.start,
        last=draft.last,
        quantity=number_text(-micro_to_decimal(left)),
        unit=source.unit if source is not None else record.quantity.unit,
        reverses=record_id,
    )


def meter_change_of(ws: Workspace, record_id: str) -> MeterChangeDraft:
    """A kept change of a meter as a draft.

    Raises:
        InputError: there is no such record.
    """
    record, _meter = kept_record(ws, record_id, RecordKind.METER_CHANGE)
    return MeterChangeDraft(
        meter_id=record.meter_id or "",
        day=record.start,
        old_end=number_text(record.reading_start),
        new_start=number_text(record.reading_end),
        multiplier=number_text(record.multiplier),
        note=record.note,
    )


def kept_record(ws: Workspace, record_id: str, kind: RecordKind) -> tuple[ActivityRecord, Meter | None]:
    """A record of a kind with its account.

    Raises:
        InputError: there is none.
    """
    with ws.store.read() as work:
        record = work.activities.get(RecordId(record_id))
        meter = work.meters.get(record.meter_id) if record is not None and record.meter_id else None
    if record is None or record.kind is not kind:
        raise InputError("bill.unknown", _("没有编号为「{id}」的票据。").format(id=record_id), _("它可能已被撤销，请刷新页面。"))
    return record, meter

"""Bills: entering, correcting, crediting and removing them, and changes of meters; each act is one change that undo takes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from core.domain.activity import ActivityRecord, EvidenceRef, RecordId, RecordKind, Subject
from core.domain.dossier import Dossier
from core.domain.emission import Meter, MeterId
from core.domain.period import Month
from core.domain.quantity import Quantity
from core.errors import InputError
from core.i18n import _
from core.workflows import dossiers
from core.workflows.bill_views import BillDraft, FieldProblem, MeterChangeDraft
from core.workflows.billing_desk import BillDesk
from core.workflows.billing_drafts import correction_of, credit_of, draft_of, kept_record, meter_change_of, new_draft
from core.workflows.billing_lists import bills_of
from core.workflows.billing_preview import preview_bill
from core.workflows.billing_reading import field_name, ratio_number, reading_number
from core.workflows.billing_rules import span_of
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.dossiers import require_open, require_operation
from core.workflows.workspace import Job, Workspace, new_id

__all__ = [
    "bills_of",
    "correction_of",
    "credit_of",
    "draft_of",
    "meter_change_of",
    "new_draft",
    "preview_bill",
    "put_meter_change",
    "remove_bill",
    "remove_meter_change",
    "save_bill",
    "set_end_style",
]


# ---------------------------------------------------------------- keeping and removing


def save_bill(
    ws: Workspace, dossier_id: str, draft: BillDraft, record_id: str = "", *, files: Sequence[EvidenceRef] = ()
) -> tuple[Change, str]:
    """Keep a bill in one change; gives the record's id.

    Args:
        ws: the open ledger.
        dossier_id: the dossier whose months the bill touches.
        draft: as typed.
        record_id: the bill that is changed; empty for a new one.
        files: files kept by the store just now, which the bill gets beside those it names.

    Raises:
        InputError: a field is missing or cannot be read, or the bill does not fit those it names.
        RuleError: the dossier is locked, a month is closed or has a figure typed by hand.
    """
    found = _open_dossier(ws, dossier_id)
    with ws.store.read() as work:
        desk = BillDesk.of(ws, work, found, draft.subject)
    if record_id:
        kept_record(ws, record_id, RecordKind.BILL)
    named = tuple(dict.fromkeys((*draft.evidence, *(file.id for file in files))))
    bill = desk.read(replace(draft, evidence=named), record_id)
    before = desk.books.records.get(RecordId(record_id))
    desk.require_open()
    if bill.record is not None:
        desk.books.require_room(desk.source.name, bill.record, before)
    if bill.problems or bill.record is None:
        raise _refused(bill.problems)
    record = bill.record if record_id else replace(bill.record, id=RecordId(new_id()))
    label = _label(record, before).format(row=desk.name_of(bill.meter), span=span_of(record))
    with ws.job(label) as job:
        for file in files:
            job.work.evidence.put(file)
        _require_files(job, record)
        altered = job.work.activities.put(record, job.change)
    kinds = {ChangeKind.ACTIVITY} | ({ChangeKind.EVIDENCE} if record.evidence != (before.evidence if before else ()) else set())
    return (frozenset(kinds) if altered else NOTHING), str(record.id)


def _refused(problems: Iterable[FieldProblem]) -> InputError:
    """The first thing wrong with a draft, with its place."""
    first = next(iter(problems))
    message = _("{field}：{message}").format(field=field_name(first.field), message=first.message)
    return InputError(f"bill.{first.field}", message, first.hint)


def _label(record: ActivityRecord, before: ActivityRecord | None) -> str:
    if before is not None:
        return _("修改票据 {row} {span}")
    if record.corrects is not None:
        return _("更正票据 {row} {span}")
    return _("冲正票据 {row} {span}") if record.reverses is not None else _("录入票据 {row} {span}")


def _require_files(job: Job, record: ActivityRecord) -> None:
    for evidence_id in record.evidence:
        if job.work.evidence.get(evidence_id) is None:
            raise InputError("bill.evidence", _("票据的附件不在账本里。"), _("请重新附上文件。"))


def _open_dossier(ws: Workspace, dossier_id: str) -> Dossier:
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    require_operation(found)
    return found


def remove_bill(ws: Workspace, dossier_id: str, record_id: str) -> Change:
    """Take a bill out; what it corrected counts again.

    Raises:
        InputError: there is no such bill.
        RuleError: another bill corrects or reverses it, a month is closed, the dossier locked.
    """
    found = _open_dossier(ws, dossier_id)
    record, meter = kept_record(ws, record_id, RecordKind.BILL)
    with ws.store.read() as work:
        desk = BillDesk.of(ws, work, found, record.subject)
    desk.books.require_unreferenced(record)
    desk.books.require_room(desk.source.name, None, record)
    with ws.job(_("删除票据 {row} {span}").format(row=desk.name_of(meter), span=span_of(record))) as job:
        job.work.activities.remove(record.id, job.change)
    return frozenset({ChangeKind.ACTIVITY})


# ---------------------------------------------------------------- changes of meters


def put_meter_change(ws: Workspace, dossier_id: str, draft: MeterChangeDraft, record_id: str = "") -> tuple[Change, str]:
    """Register that a meter was changed on a day; gives the record's id.

    Raises:
        InputError: no account, no day, a reading that is none, or a change of that meter on that day is known.
        RuleError: the month is closed, the dossier locked.
    """
    found = _open_dossier(ws, dossier_id)
    meter, desk = _metered(ws, found, draft.meter_id)
    if draft.day is None:
        raise InputError("meter_change.day", _("换表日期还没有填。"), _("请填新表装上的那一天。"))
    before = kept_record(ws, record_id, RecordKind.METER_CHANGE)[0] if record_id else None
    if any(change.start == draft.day and change.id != record_id for change in desk.changes(meter)):
        message = _("户号 {account} 在 {day} 已登记过换表。").format(account=meter.account, day=draft.day.isoformat())
        raise InputError("meter_change.twice", message, _("请修改那一条。"))
    record = ActivityRecord(
        id=RecordId(record_id or new_id()),
        venue_id=found.venue_id,
        subject=Subject(meter.source_id),
        kind=RecordKind.METER_CHANGE,
        quantity=Quantity(Decimal(0), desk.source.unit),
        micro=0,
        start=draft.day,
        meter_id=meter.id,
        reading_start=_change_number(draft.old_end, _("旧表止示数")),
        reading_end=_change_number(draft.new_start, _("新表起示数")),
        multiplier=ratio_number(draft.multiplier) if draft.multiplier.strip() else None,
        note=" ".join(draft.note.split()),
    )
    for one in (before, record):
        if one is not None and one.start is not None:
            desk.books.require_changeable([Month.of(one.start)])
    label = _("登记换表 {row} {span}") if before is None else _("修改换表 {row} {span}")
    with ws.job(label.format(row=desk.name_of(meter), span=span_of(record))) as job:
        altered = job.work.activities.put(record, job.change)
    return (frozenset({ChangeKind.ACTIVITY}) if altered else NOTHING), str(record.id)


def _metered(ws: Workspace, found: Dossier, meter_id: str) -> tuple[Meter, BillDesk]:
    with ws.store.read() as work:
        meter = work.meters.get(MeterId(meter_id)) if meter_id else None
        if meter is None:
            raise InputError("meter_change.meter", _("还没有选户号。"), _("换表登记在户号上；请先在场所档案里登记户号。"))
        return meter, BillDesk.of(ws, work, found, meter.source_id)


def _change_number(text: str, name: str) -> Decimal:
    if not text.strip():
        raise InputError("meter_change.reading", _("{field}还没有填。").format(field=name), _("请照换表单填写；新表从零起的填 0。"))
    try:
        return reading_number(text)
    except InputError as error:
        raise InputError(error.code, _("{field}：{message}").format(field=name, message=error.message), error.hint) from error


def remove_meter_change(ws: Workspace, dossier_id: str, record_id: str) -> Change:
    """Take the change of a meter out.

    Raises:
        InputError: there is no such record.
        RuleError: the month is closed, the dossier locked.
    """
    found = _open_dossier(ws, dossier_id)
    record, meter = kept_record(ws, record_id, RecordKind.METER_CHANGE)
    with ws.store.read() as work:
        desk = BillDesk.of(ws, work, found, record.subject)
    if record.start is not None:
        desk.books.require_changeable([Month.of(record.start)])
    with ws.job(_("删除换表 {row} {span}").format(row=desk.name_of(meter), span=span_of(record))) as job:
        job.work.activities.remove(record.id, job.change)
    return frozenset({ChangeKind.ACTIVITY})


def set_end_style(ws: Workspace, meter_id: str, included: bool) -> Change:
    """Say how an account writes the end of a period; bills kept already stay as they count.

    Raises:
        InputError: there is no such account.
    """
    with ws.store.read() as work:
        meter = work.meters.get(MeterId(meter_id))
    if meter is None:
        raise InputError("meter.unknown", _("没有这个户号。"), _("它可能已被撤销，请刷新页面。"))
    style = _("含末日") if included else _("末日为下期首日")
    with ws.job(_("账期写法 {account} {style}").format(account=meter.account, style=style)) as job:
        altered = job.work.meters.put(replace(meter, end_included=included), job.change)
    return frozenset({ChangeKind.SOURCE}) if altered else NOTHING

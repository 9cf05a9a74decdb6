"""Checks of what stands behind the figures: files, and the clock that dates them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import PurePosixPath

from core.accounting.check_context import Case, day_text
from core.domain.activity import ActivityRecord, RecordKind
from core.domain.finding import Finding, Place, Severity
from core.domain.quantity import shown
from core.i18n import _

_TAKEN = (".pdf", ".jpg", ".jpeg", ".png", ".xlsx", ".xml", ".ofd")
"""File types that a reviewer can open (domain.md V38)."""

_MEGABYTE = 1024 * 1024


def files(case: Case) -> Iterator[Finding]:
    """V38: each attached file is there, of a type that a reviewer can open, and not too large."""
    seen: set[str] = set()
    for record in case.counted:
        for evidence_id in record.evidence:
            if evidence_id in seen:
                continue
            seen.add(evidence_id)
            fault = _fault(case, evidence_id)
            if fault is not None:
                severity, name, problem = fault
                parameters = {"name": name, "problem": problem, "largest": case.limit_text("V38", "warn_megabytes")}
                yield case.finding("V38", severity, case.bill_cell(record, field_name="evidence"), parameters)


def _fault(case: Case, evidence_id: str) -> tuple[Severity, str, str] | None:
    reference = case.context.evidence.get(evidence_id)
    if reference is None:
        return Severity.BLOCK, evidence_id[:12], _("不在账本里")
    megabytes = Fraction(reference.size, _MEGABYTE)
    size = _("有 {size} MB").format(size=shown(megabytes, 1))
    ending = PurePosixPath(reference.original_name).suffix.lower()
    if ending not in _TAKEN:
        return Severity.BLOCK, reference.original_name, _("是「{ending}」文件").format(ending=ending or "—")
    if megabytes > case.limit("V38", "block_megabytes"):
        return Severity.BLOCK, reference.original_name, size
    if megabytes > case.limit("V38", "warn_megabytes"):
        return Severity.WARN, reference.original_name, size
    return None


def clock(case: Case) -> Iterator[Finding]:
    """V42: no figure is newer than today, and nothing was saved after it; else the machine's clock runs behind, or a year is mistyped.

    Estimates may look ahead, and so may a month that is registered without use. A bill outside the dossier is V31.
    """
    today, saved = case.context.today, case.context.last_saved
    surely = (record for record in case.counted if not record.estimated and not record.zero_reason)
    dated = [(_newest_day(record), record) for record in surely if any(month in case.period for month in record.months())]
    newest, record = max(dated, key=lambda pair: (pair[0], str(pair[1].id)), default=(date.min, None))
    if record is not None and newest > today:
        problem = _("「{row}」已有 {newest} 的数据").format(row=case.row(record).name, newest=day_text(newest))
        place = case.bill_cell(record, field_name="clock")
    elif saved is not None and saved > today:
        newest, place = saved, Place("activity", field="clock")
        problem = _("账本最近一次保存是在 {newest}").format(newest=day_text(saved))
    else:
        return
    parameters = {"today": day_text(today), "problem": problem, "newest": day_text(newest)}
    yield case.finding("V42", Severity.BLOCK, place, parameters, _("电脑日期"))


def _newest_day(record: ActivityRecord) -> date:
    """A day that has passed when the record can exist: the last of a bill, the first of a month."""
    if record.kind is RecordKind.BILL and record.end is not None:
        return record.end - timedelta(days=1)
    return record.month.first_day if record.month is not None else date.min

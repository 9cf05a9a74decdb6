"""Attached files as lists show them: what each is, whether it is whole, and what it proves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from core.domain.activity import ActivityRecord, EvidenceId, EvidenceRef, RecordKind, Subject, output_code
from core.domain.period import Month
from core.domain.quantity import shown
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.billing_rules import span_of
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

_KB, _MB = 1024, 1024 * 1024
_SPREADSHEETS = ("application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv")


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """One thing that a file proves.

    Attributes:
        record_id: the record, or the item of an event.
        words: 外购电力·主楼户 2025.6.21—7.20.
    """

    record_id: str
    subject: Subject
    month: Month | None
    words: str


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """An attached file as a list shows it.

    Attributes:
        kind: PDF, 照片, 表格, 电子发票 …
        size_words: 1.3 MB.
        problem: a sentence where the file is gone or no longer what was attached; empty while it is whole.
        uses: what it proves.
    """

    evidence_id: str
    name: str
    media_type: str
    kind: str
    size: int
    size_words: str
    problem: str = ""
    uses: tuple[EvidenceUse, ...] = ()


def described(ws: Workspace, reference: EvidenceRef, uses: tuple[EvidenceUse, ...] = ()) -> EvidenceFile:
    """A kept file with what it proves."""
    return EvidenceFile(
        evidence_id=str(reference.id),
        name=reference.original_name,
        media_type=reference.media_type,
        kind=kind_word(reference.media_type),
        size=reference.size,
        size_words=size_words(reference.size),
        problem=_problem(ws, reference),
        uses=uses,
    )


def kind_word(media_type: str) -> str:
    """What kind of file it is, in words."""
    if media_type.startswith("image/"):
        return _("照片")
    if media_type in _SPREADSHEETS:
        return _("表格")
    return {"application/pdf": "PDF", "application/ofd": "OFD", "application/xml": "XML"}.get(media_type, _("其他文件"))


def size_words(size: int) -> str:
    """The size of a file as people read it."""
    if size >= _MB:
        return f"{shown(Fraction(size, _MB), 1)} MB"
    return f"{shown(Fraction(max(size, _KB), _KB), 0)} KB"


def _problem(ws: Workspace, reference: EvidenceRef) -> str:
    """Gone or of another size; its whole content is held against the digest when it is opened."""
    try:
        size = ws.store.evidence_path(reference).stat().st_size
    except OSError:
        return missing_words(reference) + recover_words()
    return "" if size == reference.size else changed_words(reference) + recover_words()


def missing_words(reference: EvidenceRef) -> str:
    """That a kept file is gone."""
    return _("凭证「{name}」的文件不在账本文件夹里。").format(name=reference.original_name)


def changed_words(reference: EvidenceRef) -> str:
    """That a kept file is no longer what was attached."""
    return _("凭证「{name}」的文件已不是当初附上的内容。").format(name=reference.original_name)


def recover_words() -> str:
    """What to do then."""
    return _("请从备份恢复 evidence 文件夹，或重新附上原件。")


def users_of_files(ws: Workspace, work: UnitOfWork) -> Mapping[EvidenceId, tuple[EvidenceUse, ...]]:
    """For each file, what it proves: records of all venues in order of time, then the items of events."""
    users: dict[EvidenceId, list[EvidenceUse]] = {}
    for venue in work.venues.all():
        names = {Subject(source.id): source.name for source in work.sources.of_venue(venue.id)}
        names |= {Subject(f"output:{code}"): localized(one.zh, one.en) for code, one in ws.catalogue.outputs.items()}
        for record in sorted(work.activities.all_of_venue(venue.id), key=_in_time):
            for one in record.evidence:
                users.setdefault(one, []).append(_use(record, names))
        for dossier in work.dossiers.of_venue(venue.id):
            for item in work.event_items.of_dossier(dossier.id):
                use = EvidenceUse(str(item.id), Subject(item.id), None, f"{dossier.title}·{item.name}")
                for one in item.evidence:
                    users.setdefault(one, []).append(use)
    return {one: tuple(uses) for one, uses in users.items()}


def _in_time(record: ActivityRecord) -> tuple[str, str]:
    day = record.month.first_day if record.month is not None else record.start
    return (day.isoformat() if day else "", str(record.id))


def _use(record: ActivityRecord, names: Mapping[Subject, str]) -> EvidenceUse:
    name = names.get(record.subject, output_code(record.subject) or str(record.subject))
    month = record.month or (Month.of(record.start) if record.start is not None else None)
    return EvidenceUse(str(record.id), record.subject, month, f"{name} {record_time(record)}".strip())


def record_time(record: ActivityRecord) -> str:
    """When a record is, in words: 2025年3月, 2025.6.21—7.20."""
    if record.kind is RecordKind.MONTH and record.month is not None:
        return _("{year}年{month}月").format(year=record.month.year, month=record.month.month)
    span = span_of(record)
    return f"{record.start.year}.{span}" if record.start is not None and not span.startswith(str(record.start.year)) else span

"""Files behind the figures: attaching, taking off, looking at them, where they are used, and how much of the emissions they prove."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from core.accounting.checks_profile import without_evidence
from core.domain.activity import EvidenceId, EvidenceRef, RecordId, Subject, shares_by_month
from core.domain.dossier import Dossier, DossierKind
from core.domain.period import Month
from core.errors import EnvironmentFault, FileError, InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import dossiers
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.dossiers import require_open
from core.workflows.evidence_files import (
    EvidenceFile,
    EvidenceUse,
    changed_words,
    described,
    kind_word,
    missing_words,
    record_time,
    recover_words,
    size_words,
    users_of_files,
)
from core.workflows.workspace import Workspace

__all__ = [
    "Attached",
    "Coverage",
    "EvidenceFile",
    "EvidenceUse",
    "attach",
    "content",
    "coverage",
    "detach",
    "dossier_of",
    "file_content",
    "files_in",
    "files_of",
    "keep",
    "kind_word",
    "record_time",
    "reference_of",
    "share_of",
    "size_words",
    "where_used",
]

if TYPE_CHECKING:
    from core.domain.inventory import GhgInventory
    from core.workflows.compiling import Snapshot


@dataclass(frozen=True, slots=True)
class Attached:
    """What came of attaching a file.

    Attributes:
        change: for the window; `NOTHING` where all records had the file already.
        added: how many records got it now.
        used_before: what the very same content proved already, these records too.
        words: one line that says all this.
    """

    change: Change
    file: EvidenceFile
    added: int
    used_before: tuple[EvidenceUse, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of the emissions whose records have a file.

    Attributes:
        share: of all; None where nothing is emitted.
        by_subject: of each row that emits.
    """

    share: Fraction | None
    by_subject: Mapping[Subject, Fraction] = field(default_factory=dict)


# ---------------------------------------------------------------- attaching and taking off


def keep(ws: Workspace, path: Path) -> EvidenceRef:
    """Take a file into the ledger's folder, for `billing.save_bill(files=…)`; it is entered when the bill is saved.

    Raises:
        InputError: empty or too large.
        FileError: it cannot be read.
    """
    return ws.store.keep_evidence(path, path.name)


def attach(ws: Workspace, dossier_id: str, record_ids: Sequence[str], path: Path) -> Attached:
    """Keep a file once, by its hash, and tie it to records of a dossier, in one change.

    Raises:
        InputError: no record is named or one does not exist; the file is empty or too large.
        RuleError: the dossier is locked.
        FileError: the file cannot be read.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    if not record_ids:
        raise InputError("evidence.no_record", _("还没有可以附凭证的数据。"), _("请先填这一格，或录入票据。"))
    with ws.store.read() as work:
        _require_records(work, found, record_ids)
    reference = keep(ws, path)
    with ws.store.read() as work:
        before = _uses(ws, work, reference.id)
    with ws.job(_("附证据 {name}").format(name=path.name)) as job:
        job.work.evidence.put(reference)
        added = sum(job.work.evidence.attach(RecordId(one), reference.id, job.change) for one in dict.fromkeys(record_ids))
        kept = job.work.evidence.get(reference.id) or reference
    change: Change = frozenset({ChangeKind.EVIDENCE}) if added else NOTHING
    return Attached(change, described(ws, kept), added, before, _attached_words(path.name, added, before, set(record_ids)))


def _require_records(work: UnitOfWork, found: Dossier, record_ids: Iterable[str]) -> None:
    for one in record_ids:
        record = work.activities.get(RecordId(one))
        if record is None:
            raise _no_record(one)
        if record.venue_id != found.venue_id:
            raise InputError("record.elsewhere", _("记录「{id}」属于另一个场所。").format(id=one), _("请在它所在的场所和年度里附凭证。"))


def _no_record(record_id: str) -> InputError:
    return InputError("record.unknown", _("没有编号为「{id}」的记录。").format(id=record_id), _("用 explain 查看记录编号。"))


def _attached_words(name: str, added: int, before: Sequence[EvidenceUse], now: set[str]) -> str:
    others = [use.words for use in before if use.record_id not in now]
    said = _("已附 {name}").format(name=name) if added else _("{name} 已经附在这里，没有重复附").format(name=name)
    if not others:
        return said
    listed = "、".join(others[:3]) + (_(" 等 {count} 处").format(count=len(others)) if len(others) > 3 else "")
    return _("{said}；同一份文件也用于：{others}").format(said=said, others=listed)


def detach(ws: Workspace, dossier_id: str, record_id: str, evidence_id: str) -> Change:
    """Take a file off a record; the file itself stays in the ledger, so that this can be undone.

    Raises:
        InputError: there is no such record.
        RuleError: the dossier is locked.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_open(found)
    with ws.store.read() as work:
        _require_records(work, found, [record_id])
        reference = work.evidence.get(EvidenceId(evidence_id))
    with ws.job(_("取下证据 {name}").format(name=reference.original_name if reference else evidence_id[:12])) as job:
        altered = job.work.evidence.detach(RecordId(record_id), EvidenceId(evidence_id), job.change)
    return frozenset({ChangeKind.EVIDENCE}) if altered else NOTHING


# ---------------------------------------------------------------- looking


def files_of(ws: Workspace, record_id: str) -> tuple[EvidenceFile, ...]:
    """The files of a record, in order."""
    with ws.store.read() as work:
        references = work.evidence.refs_of(RecordId(record_id))
        users = users_of_files(ws, work) if references else {}
        return tuple(described(ws, one, users.get(one.id, ())) for one in references)


def files_in(ws: Workspace, dossier_id: str) -> tuple[EvidenceFile, ...]:
    """Every file that a record or item of the dossier names, with all it proves, by name."""
    found = dossiers.dossier(ws, dossier_id)
    with ws.store.read() as work:
        users = users_of_files(ws, work)
        own = {str(one.id) for one in work.activities.of_venue(found.venue_id, found.period.start, found.period.end)}
        if found.kind is DossierKind.EVENT:
            own = {str(item.id) for item in work.event_items.of_dossier(found.id)}
        named = {one for one, uses in users.items() if any(use.record_id in own for use in uses)}
        return tuple(described(ws, one, users[one.id]) for one in work.evidence.all() if one.id in named)


def dossier_of(ws: Workspace, record_id: str) -> str:
    """The operation dossier that a record belongs to: the one of its last month that has a dossier.

    Raises:
        InputError: there is no such record, or no dossier of its venue has its months.
    """
    with ws.store.read() as work:
        record = work.activities.get(RecordId(record_id))
        if record is None:
            raise _no_record(record_id)
        months = sorted(record.months()) or ([Month.of(record.start)] if record.start is not None else [])
        own = [one for one in work.dossiers.of_venue(record.venue_id) if one.kind is DossierKind.OPERATION]
    found = next((one for month in reversed(months) for one in own if month in one.period), None)
    if found is None:
        raise InputError("record.no_dossier", _("记录「{id}」不在任何年度档案里。").format(id=record_id), _("请先建立它所在年度的档案。"))
    return str(found.id)


def where_used(ws: Workspace, evidence_id: str) -> tuple[EvidenceUse, ...]:
    """Every record and item that a file proves."""
    with ws.store.read() as work:
        return _uses(ws, work, EvidenceId(evidence_id))


def content(ws: Workspace, evidence_id: str) -> bytes:
    """The bytes of a kept file, held against its digest.

    Raises:
        InputError: the ledger has no such file.
        FileError: it is gone, or no longer what was attached.
    """
    reference = reference_of(ws, evidence_id)
    try:
        data = ws.store.evidence_path(reference).read_bytes()
    except OSError as error:
        raise FileError("evidence.missing", missing_words(reference), recover_words()) from error
    if hashlib.sha256(data).hexdigest() != reference.sha256:
        raise FileError("evidence.changed", changed_words(reference), recover_words())
    return data


def reference_of(ws: Workspace, evidence_id: str) -> EvidenceRef:
    """What is known of a kept file.

    Raises:
        InputError: the ledger has no such file.
    """
    with ws.store.read() as work:
        reference = work.evidence.get(EvidenceId(evidence_id))
    if reference is None:
        raise InputError("evidence.unknown", _("账本里没有凭证「{id}」。").format(id=evidence_id[:12]), _("用 evidence list 查看编号。"))
    return reference


def file_content(path: Path) -> bytes:
    """The bytes of a file that is not kept yet.

    Raises:
        FileError: it is missing or a folder.
        EnvironmentFault: the system does not let it be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise FileError(
            "evidence.not_found", _("没有找到文件「{file}」。").format(file=path.name), _("请核对文件名和所在文件夹。")
        ) from error
    except OSError as error:
        message = _("文件「{file}」不能读取。").format(file=path.name)
        raise EnvironmentFault("evidence.no_access", message, _("请核对读取权限，并关闭正在使用它的程序后重试。")) from error


def _uses(ws: Workspace, work: UnitOfWork, evidence_id: EvidenceId) -> tuple[EvidenceUse, ...]:
    return users_of_files(ws, work).get(evidence_id, ())


# ---------------------------------------------------------------- how much is proven


def coverage(taken: Snapshot, computed: GhgInventory) -> Coverage:
    """Share of all emissions, and of each row's, whose records have a file (V28 reads the same)."""
    bare = without_evidence(taken.records, computed)
    whole: dict[str, Fraction] = {}
    for line in computed.lines():
        whole[line.source_id] = whole.get(line.source_id, Fraction(0)) + abs(line.tco2e)
    total = sum(whole.values(), Fraction(0))
    by_row = {Subject(one): 1 - bare.get(one, Fraction(0)) / tonnes for one, tonnes in whole.items() if tonnes}
    return Coverage(1 - sum(bare.values(), Fraction(0)) / total if total else None, by_row)


def share_of(taken: Snapshot, computed: GhgInventory, source_id: str, month: Month | None = None) -> Fraction | None:
    """Share of one row's emissions whose records have a file: of the year, or of a month; None where there is nothing to prove."""
    if month is None:
        return coverage(taken, computed).by_subject.get(Subject(source_id))
    proven = {record.id for record in taken.records if record.evidence}
    parts = shares_by_month(taken.records).get((Subject(source_id), month), ())
    whole = sum(abs(micro) for _record, micro in parts)
    return Fraction(sum(abs(micro) for record, micro in parts if record in proven), whole) if whole else None

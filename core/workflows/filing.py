"""What is on file for a dossier, what may be claimed with it, and the lock that a claim rests on (domain.md §3.3, §6.5, §6.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

from core.accounting.checks_claims import too_late_to_file
from core.accounting.footprint import footprint
from core.accounting.neutrality import OnFile, balance, claim_state, lot_faults
from core.domain.dossier import Dossier, DossierKind, DossierStatus
from core.domain.finding import Severity
from core.domain.inventory import GhgInventory
from core.domain.offset import ProductType
from core.domain.submission import Delivery, DocumentId, DocumentKind, PackageId
from core.errors import InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import compiling, dossiers
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.claiming import Figures, claim_view, locked_digest
from core.workflows.compiling import Snapshot
from core.workflows.filed_papers import DocumentFields, document_kind_name, document_of, entry_of
from core.workflows.submission_views import ClaimView, DocumentRow
from core.workflows.toml_files import TomlFile
from core.workflows.views import FindingView
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace

__all__ = ["document_kind_name"]

_LOCKED = "locked_footprint/"
"""Name, before the dossier's id, under which the ledger keeps the digest of the figures that were locked."""


# ---------------------------------------------------------------- what is on file


def on_file(ws: Workspace, dossier_id: str) -> OnFile:
    """What the ledger holds about a dossier besides its figures.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    return _on_file(ws, taken, compiling.inventory_of(taken, compare=False))


def _on_file(ws: Workspace, taken: Snapshot, computed: GhgInventory) -> OnFile:
    found = taken.dossier
    earlier = _earlier(ws, taken)
    with ws.store.read() as work:
        locked = work.ledger.get(_LOCKED + found.id)
    return replace(
        taken.claims.file,
        status=found.status,
        moved=found.status is DossierStatus.LOCKED and locked not in {"", locked_digest(computed)},
        first_period=earlier is None,
        improved=earlier is not None and _improved(taken, computed, earlier),
    )


def _earlier(ws: Workspace, taken: Snapshot) -> Snapshot | None:
    """The newest earlier operation dossier of the venue that was locked; events stand for themselves."""
    if taken.event is not None:
        return None
    with ws.store.read() as work:
        own = work.dossiers.of_venue(taken.venue.id)
    locked = [one for one in own if one.kind is DossierKind.OPERATION and one.status is DossierStatus.LOCKED]
    before = [one for one in locked if one.period.end < taken.dossier.period.start]
    return compiling.snapshot(ws, max(before, key=lambda one: one.period.end).id) if before else None


def _improved(taken: Snapshot, computed: GhgInventory, earlier: Snapshot) -> bool:
    """Less in all, or less for each unit of output, than the earlier period with this period's grid factor (domain.md N2, §4.1)."""
    facts = replace(earlier.facts(), factor_year=taken.dossier.period.end.year)
    then = footprint(facts, taken.dossier.method, taken.catalogue, compare=False)
    before = {intensity.code: intensity.value for intensity in then.intensities}
    pairs = [(intensity.value, before.get(intensity.code)) for intensity in computed.intensities]
    return computed.total() < then.total() or any(new is not None and old is not None and new < old for new, old in pairs)


def claim(ws: Workspace, dossier_id: str) -> ClaimView:
    """What may be said of a dossier now, and what is missing for more.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    computed = compiling.inventory_of(taken, compare=False)
    return claim_of(ws, taken, computed, compiling.findings_of(ws, taken, computed))


def claim_of(ws: Workspace, taken: Snapshot, computed: GhgInventory, findings: Sequence[FindingView]) -> ClaimView:
    """The same of what was read and computed already."""
    file = _on_file(ws, taken, computed)
    with ws.store.read() as work:
        lots, own = work.lots.all(), work.allocations.of_dossier(taken.dossier.id)
    terms = taken.terms(ws.today())
    held = balance(computed.total(p1=taken.counts_p1), own, lots, terms)
    blocking = any(view.severity is Severity.BLOCK for view in findings)
    state = claim_state(file, held, blocking=blocking, today=ws.today())
    used = {one.lot_id for one in own}
    counting = {lot.product for lot in lots if lot.id in used and not lot_faults(lot, terms)}
    products = tuple(product for product in ProductType if product in counting)
    return claim_view(
        taken,
        Figures(computed, compiling.last_year_inventory(taken), held, products, ws.today(), compiling.netted_events(ws, taken)),
        file,
        state,
    )


# ---------------------------------------------------------------- papers


def documents(ws: Workspace, dossier_id: str) -> tuple[DocumentRow, ...]:
    """The papers on file for a dossier, with their files.

    Raises:
        InputError: there is no such dossier.
    """
    found = dossiers.dossier(ws, dossier_id)
    with ws.store.read() as work:
        evidence = {reference.id: reference for reference in work.evidence.all()}
        kept = work.documents.of_dossier(found.id)
    return tuple(DocumentRow(one, document_kind_name(one.kind), evidence[one.evidence_id]) for one in kept)


def attach_document(ws: Workspace, dossier_id: str, kind: DocumentKind, file: Path, **fields: Unpack[DocumentFields]) -> Change:
    """Put a stamped or foreign paper on file; a locked dossier takes it too, since papers are signed after the lock.

    Raises:
        InputError: no such dossier, or a report without what makes it one.
        FileError: the file cannot be read.
    """
    found = dossiers.dossier(ws, dossier_id)
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附文件 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        altered = job.work.documents.put(document_of(ws, found.id, kind, reference, fields), job.change)
    return frozenset({ChangeKind.SUBMISSION, ChangeKind.EVIDENCE}) if altered else NOTHING


def remove_document(ws: Workspace, document_id: str) -> Change:
    """Take a paper off the file; its content stays in the evidence folder.

    Raises:
        InputError: there is none.
    """
    with ws.job(_("移除文件")) as job:
        if not job.work.documents.remove(DocumentId(document_id), job.change):
            raise InputError("document.unknown", _("没有这份文件。"), _("它可能已被撤销，请刷新页面。"))
    return frozenset({ChangeKind.SUBMISSION})


def load_documents(ws: Workspace, dossier_id: str, path: Path, evidence_folder: Path | None = None) -> Change:
    """Put the papers of a file on file, all or none.

    The file holds one [[document]] table for each: kind, file (relative to the evidence folder), issuer, number, issued_on, scope,
    conclusion. A paper that is on file already is not added again.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
        InputError: as `attach_document`.
    """
    found = dossiers.dossier(ws, dossier_id)
    file = TomlFile(path, evidence_folder)
    file.only("document")
    entries = [entry_of(ws, file, table) for table in file.many("document")]
    with ws.job(_("导入文件清单「{name}」").format(name=path.name)) as job:
        known = {(one.kind, one.evidence_id) for one in job.work.documents.of_dossier(found.id)}
        for kind, reference, fields in entries:
            job.work.evidence.put(reference)
            if (kind, reference.id) not in known:
                job.work.documents.put(document_of(ws, found.id, kind, reference, fields), job.change)
    return frozenset({ChangeKind.SUBMISSION, ChangeKind.EVIDENCE}) if entries else NOTHING


def record_delivery(ws: Workspace, package_id: str, on: date, channel: str) -> Change:
    """Note that a package was handed in; it cannot be taken back.

    Raises:
        InputError: there is no such package, the day lies ahead or before it was made, or the channel is missing.
        RuleError: the form of an event that promised neutrality is filed before the event begins (domain.md D1).
    """
    way = required_text(channel, _("递交方式"))
    if on > ws.today():
        raise InputError("delivery.future", _("递交日期 {day} 在今天之后。").format(day=on.isoformat()), _("递交以后再登记。"))
    with ws.job(_("登记递交：{channel}").format(channel=way), undoable=False) as job:
        package = job.work.packages.get(PackageId(package_id))
        if package is None:
            raise InputError("package.unknown", _("账本里没有这个材料包。"), _("请从已导出的材料包里选。"))
        if on < package.made_at.date():
            made = package.made_at.date().isoformat()
            raise InputError("delivery.early", _("递交日期早于导出日期 {day}。").format(day=made), _("请核对日期。"))
        form = job.work.events.get(package.dossier_id)
        if form is not None and too_late_to_file(form, on):
            raise RuleError(
                "delivery.too_late",
                _("活动 {start} 开始，递交日期是 {day}。").format(start=form.start.isoformat(), day=on.isoformat()),
                _("申办时承诺碳中和的活动，应在举办前报送登记表。已经办完的，请改为实际数据后另行封装。"),
            )
        altered = job.work.deliveries.put(Delivery(package.id, on, way), job.change)
    return frozenset({ChangeKind.SUBMISSION}) if altered else NOTHING


# ---------------------------------------------------------------- lock and reopen


def lock(ws: Workspace, dossier_id: str) -> Change:
    """Fix the figures of a dossier; what was entered before can no longer be undone.

    Raises:
        InputError: there is no such dossier.
        RuleError: blocking findings stand; the sentence says how many and names the first.
    """
    found = dossiers.dossier(ws, dossier_id)
    if found.status is DossierStatus.LOCKED:
        return NOTHING
    taken = compiling.snapshot(ws, dossier_id)
    computed = compiling.inventory_of(taken, compare=False)
    blocking = [view for view in compiling.findings_of(ws, taken, computed) if view.severity is Severity.BLOCK]
    if blocking:
        raise RuleError(
            "dossier.blocked",
            _("「{title}」还有 {count} 处阻断，不能锁定。第一处：{first}。").format(
                title=found.title, count=len(blocking), first=blocking[0].title
            ),
            _("请逐条处理后再锁定。"),
        )
    with ws.job(_("锁定「{title}」").format(title=found.title), undoable=False) as job:
        job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)
        job.work.frozen.put(taken.frozen(), job.change)
        if taken.event is not None:
            # The measures that were taken from the venue's plan stay as they are now; the plan may go on.
            job.work.events.put(taken.event, job.change)
        job.work.ledger.set(_LOCKED + found.id, locked_digest(computed))
    return frozenset({ChangeKind.DOSSIER, ChangeKind.SUBMISSION})


def reopen(ws: Workspace, dossier_id: str, reason: str) -> Change:
    """Open a locked dossier again; the reason is recorded, and a revision that has left the house is followed by the next.

    Raises:
        InputError: there is no such dossier, or no reason is given.
        RuleError: it is not locked.
    """
    found = dossiers.dossier(ws, dossier_id)
    text = " ".join(reason.split())
    if not text:
        raise InputError("reopen.reason", _("重新打开档案要写明原因。"), _("请写一句，如「按退回意见补充 7 月气票」。"))
    if found.status is not DossierStatus.LOCKED:
        raise RuleError("dossier.open", _("「{title}」没有锁定。").format(title=found.title), _("可以直接修改。"))
    with ws.job(_("重新打开「{title}」：{reason}").format(title=found.title, reason=text), undoable=False) as job:
        job.work.dossiers.put(_reopened(job.work, found), job.change)
        job.work.frozen.remove(found.id, job.change)
        job.work.ledger.set(_LOCKED + found.id, "")
    return frozenset({ChangeKind.DOSSIER, ChangeKind.SUBMISSION})


def _reopened(work: UnitOfWork, found: Dossier) -> Dossier:
    left = any(package.revision == found.revision for package in work.packages.of_dossier(found.id))
    return replace(found, status=DossierStatus.OPEN, revision=found.revision + 1 if left else found.revision)

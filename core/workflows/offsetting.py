"""Carbon credits: register lots, retire them, and use whole tonnes of them for a dossier (domain.md §3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.domain.credit_register import QUALITY_FIELDS
from core.domain.dossier import DossierId
from core.domain.offset import Allocation, AllocationId, CreditLot, LotId
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import compiling, dossiers
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.offset_desk import product_name, quality_lines, subtype_choices, view_of
from core.workflows.offset_files import LotEntry, read_lots
from core.workflows.offset_rules import draft_of, lot_of, require_no_overlap, require_room, retired_lot, unretired
from core.workflows.submission_views import LotDraft, OffsetsView
from core.workflows.wording import required_text
from core.workflows.workspace import Job, Workspace, new_id

__all__ = ["draft_of", "product_name", "quality_lines", "subtype_choices"]


def lots(ws: Workspace) -> tuple[CreditLot, ...]:
    """All lots of the ledger."""
    with ws.store.read() as work:
        return work.lots.all()


def lots_view(ws: Workspace, dossier_id: str) -> OffsetsView:
    """Everything the offsets page shows of a dossier.

    Raises:
        InputError: there is no such dossier.
    """
    taken = compiling.snapshot(ws, dossier_id)
    total = compiling.inventory_of(taken, compare=False).total(p1=taken.counts_p1)
    return view_of(ws, taken, total)


def _lot(job: Job, lot_id: str) -> CreditLot:
    found = job.work.lots.get(LotId(lot_id))
    if found is None:
        raise InputError("lot.unknown", _("没有编号为「{id}」的批次。").format(id=lot_id), _("用 offset list 查看批次编号。"))
    return found


def add_lot(ws: Workspace, draft: LotDraft) -> tuple[CreditLot, Change]:
    """Register a lot; bought is not retired, and it does not count yet.

    Raises:
        InputError: a text is missing, the tonnes are not whole, or the serial numbers do not fit them.
        RuleError: another lot holds one of its serial numbers.
    """
    with ws.job(_("登记减排量「{project}」").format(project=draft.project)) as job:
        lot = _new_lot(job, draft)
    return lot, frozenset({ChangeKind.OFFSET})


def _new_lot(job: Job, draft: LotDraft) -> CreditLot:
    blank = CreditLot(LotId(new_id()), draft.product, "", "", 0, "", "")
    lot = lot_of(draft, blank)
    require_no_overlap(lot, job.work.lots.all())
    job.work.lots.put(lot, job.change)
    return lot


def change_lot(ws: Workspace, lot_id: str, draft: LotDraft) -> Change:
    """Change what was typed of a lot; its retirement and its proof stay.

    Raises:
        InputError, RuleError: as `add_lot`; RuleError too where more of it is used than it would hold.
    """
    with ws.job(_("修改减排量「{project}」").format(project=draft.project)) as job:
        lot = lot_of(draft, _lot(job, lot_id))
        require_no_overlap(lot, job.work.lots.all())
        require_room(lot, job.work.allocations.of_lot(lot.id))
        altered = job.work.lots.put(lot, job.change)
    return frozenset({ChangeKind.OFFSET}) if altered else NOTHING


def remove_lot(ws: Workspace, lot_id: str) -> Change:
    """Take a lot off the register.

    Raises:
        InputError: there is none.
        RuleError: it is used for a dossier.
    """
    with ws.job(_("删除一批减排量")) as job:
        lot = _lot(job, lot_id)
        if job.work.allocations.of_lot(lot.id):
            raise RuleError("lot.used", _("「{project}」已用于档案，不能删除。").format(project=lot.project), _("请先在各档案里取消使用。"))
        job.work.lots.remove(lot.id, job.change)
    return frozenset({ChangeKind.OFFSET})


def set_quality(ws: Workspace, lot_id: str, answers: Mapping[str, bool | None]) -> Change:
    """Answer questions about the quality of a lot; None takes an answer back, and what is not named stays.

    Raises:
        InputError: there is no such lot, or no question of that name.
    """
    unknown = [name for name in answers if name not in QUALITY_FIELDS]
    if unknown:
        message = _("没有名为「{name}」的质量问题。").format(name=unknown[0])
        raise InputError("lot.quality", message, _("可用的有：{known}。").format(known=_("、").join(QUALITY_FIELDS)))
    with ws.job(_("核对减排量质量")) as job:
        lot = _lot(job, lot_id)
        altered = job.work.lots.put(replace(lot, quality=replace(lot.quality, **answers)), job.change)
    return frozenset({ChangeKind.OFFSET}) if altered else NOTHING


def retire_lot(
    ws: Workspace, lot_id: str, on: date, retirement_id: str, beneficiary: str = "", proof: Sequence[Path] = (), *, account: str = ""
) -> Change:
    """Register that a lot was cancelled in its registry; what it does to a locked dossier is said by `offset_effects` before.

    Args:
        ws: the open ledger.
        lot_id: the lot.
        on: day of 注销.
        retirement_id: number of the retirement.
        beneficiary: whom the retirement names; empty keeps what was typed.
        proof: files that prove it.
        account: out of which it was retired; empty keeps what was typed.

    Raises:
        InputError: the day lies ahead, or before the lot was issued or acquired; the number is missing, or nobody is named.
        RuleError: the same summary of guests' offsets stands in the register already.
        FileError: a file cannot be read.
    """
    references = [ws.store.keep_evidence(file, file.name) for file in proof]
    with ws.job(_("登记注销 {number}").format(number=retirement_id)) as job:
        for reference in references:
            job.work.evidence.put(reference)
        lot = _lot(job, lot_id)
        lot = replace(lot, account=account.strip() or lot.account, beneficiary=beneficiary.strip() or lot.beneficiary)
        retired = replace(retired_lot(lot, on, retirement_id, ws.today()), proof=(*lot.proof, *(one.id for one in references)))
        require_no_overlap(retired, job.work.lots.all())
        altered = job.work.lots.put(retired, job.change)
    return frozenset({ChangeKind.OFFSET, ChangeKind.EVIDENCE}) if altered else NOTHING


def void_retirement(ws: Workspace, lot_id: str, reason: str) -> Change:
    """Take back what was registered of a retirement, its proof too; the lot stays, and counts nowhere until it is retired anew.

    Args:
        ws: the open ledger.
        lot_id: the lot.
        reason: kept in the record of changes.

    Raises:
        InputError: there is no such lot, it is not retired, or no reason is given.
    """
    words = required_text(reason, _("作废的原因"))
    with ws.job(_("作废注销登记：{reason}").format(reason=words)) as job:
        lot = _lot(job, lot_id)
        if lot.retired_on is None:
            message = _("「{project}」没有登记注销。").format(project=lot.project)
            raise InputError("lot.not_retired", message, _("没有可作废的，账本没有改动。"))
        job.work.lots.put(unretired(lot), job.change)
    return frozenset({ChangeKind.OFFSET})


def attach_proof(ws: Workspace, lot_id: str, file: Path) -> Change:
    """Attach a file that proves the retirement.

    Raises:
        InputError: there is no such lot.
        FileError: the file cannot be read.
    """
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附注销证明 {name}").format(name=file.name)) as job:
        job.work.evidence.put(reference)
        lot = _lot(job, lot_id)
        altered = job.work.lots.put(replace(lot, proof=(*lot.proof, reference.id)), job.change)
    return frozenset({ChangeKind.OFFSET, ChangeKind.EVIDENCE}) if altered else NOTHING


# ---------------------------------------------------------------- use for a dossier


def allocate(ws: Workspace, dossier_id: str, lot_id: str, tonnes: int) -> Change:
    """Set how many tonnes of a lot are used for a dossier; 0 releases it. A locked dossier takes it too.

    Raises:
        InputError: no such dossier or lot, or the tonnes are not whole.
        RuleError: more is used than the lot holds, or its retirement names somebody else.
    """
    found = dossiers.dossier(ws, dossier_id)
    with ws.job(_("用于抵消 {tonnes} 吨").format(tonnes=tonnes)) as job:
        altered = _allocate(ws, job, found.id, _lot(job, lot_id), tonnes)
    return frozenset({ChangeKind.OFFSET}) if altered else NOTHING


def _allocate(ws: Workspace, job: Job, dossier_id: DossierId, lot: CreditLot, tonnes: int) -> bool:
    if isinstance(tonnes, bool) or not isinstance(tonnes, int) or tonnes < 0:
        raise InputError("allocation.tonnes", _("用量 {tonnes} 不对。").format(tonnes=tonnes), _("按整吨使用，应是不小于 0 的整数。"))
    used = job.work.allocations.of_lot(lot.id)
    known = next((one for one in used if one.dossier_id == dossier_id), None)
    if tonnes == 0:
        return job.work.allocations.remove(known.id, job.change) if known else False
    if lot.quality.ex_post is False and (known is None or tonnes > known.tonnes):
        raise RuleError(
            "allocation.ex_ante",
            _("「{project}」是事前签发的减排量（质量核对：事后签发，否），不能用于抵消。").format(project=lot.project),
            _("请换用减排发生以后签发的一批。答错了的，先改这一批的质量核对。"),
        )
    found = job.work.dossiers.get(dossier_id)
    if lot.retired_on is not None and found is not None:
        terms = compiling.snapshot_in(ws, job.work, found).terms(ws.today())
        if not terms.named(lot.beneficiary):
            raise RuleError(
                "allocation.beneficiary",
                _("「{project}」的注销写的是「{beneficiary}」，与「{title}」不是同一单位或活动。").format(
                    project=lot.project, beneficiary=lot.beneficiary, title=found.title
                ),
                _("注销的受益单位或事由应写明本单位、场所或活动的名称。请核对注销凭证。"),
            )
    wanted = Allocation(known.id if known else AllocationId(new_id()), lot.id, dossier_id, tonnes)
    require_room(lot, (*(one for one in used if one.id != wanted.id), wanted))
    return job.work.allocations.put(wanted, job.change)


def release(ws: Workspace, dossier_id: str, lot_id: str) -> Change:
    """Use nothing of a lot for a dossier any more."""
    return allocate(ws, dossier_id, lot_id, 0)


def load_lots(ws: Workspace, dossier_id: str, path: Path, evidence_folder: Path | None = None) -> Change:
    """Register the lots of a file and use them for a dossier, all or none; the shape stands in `offset_files`.

    A lot that is registered already is not added again, so that two dossiers may share one.

    Raises:
        FileError: the file or one it names cannot be read, or a value is not what it should be.
        InputError, RuleError: as `add_lot`, `retire_lot` and `allocate`.
    """
    found = dossiers.dossier(ws, dossier_id)
    entries = read_lots(ws, path, evidence_folder)
    with ws.job(_("导入抵消登记「{name}」").format(name=path.name)) as job:
        for entry in entries:
            lot = _known(job, entry) or _entered(ws, job, entry)
            if entry.use:
                _allocate(ws, job, found.id, lot, entry.use)
    return frozenset({ChangeKind.OFFSET, ChangeKind.EVIDENCE}) if entries else NOTHING


def _known(job: Job, entry: LotEntry) -> CreditLot | None:
    wanted = (entry.draft.product, entry.draft.registry, entry.draft.project, entry.draft.serial_from, entry.draft.serial_to)
    for lot in job.work.lots.all():
        if (lot.product, lot.registry, lot.project, lot.serial_from, lot.serial_to) == wanted:
            return lot
    return None


def _entered(ws: Workspace, job: Job, entry: LotEntry) -> CreditLot:
    lot = _new_lot(job, entry.draft)
    for reference in entry.proof:
        job.work.evidence.put(reference)
    if entry.retired_on is None:
        lot = replace(lot, proof=tuple(reference.id for reference in entry.proof))
    else:
        lot = replace(retired_lot(lot, entry.retired_on, entry.retirement_id, ws.today()), proof=tuple(one.id for one in entry.proof))
        require_no_overlap(lot, job.work.lots.all())
    job.work.lots.put(lot, job.change)
    return lot

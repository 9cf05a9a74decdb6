"""Sealing a dossier: lock, pre-flight, papers, tables, the package with the preparer's signature, and reading it back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core.domain.activity import ActivityRecord, EvidenceRef, RecordKind
from core.domain.dossier import DossierStatus
from core.domain.edition import is_trial_edition
from core.domain.finding import Severity
from core.domain.offset import Allocation, CreditLot
from core.domain.period import Month, ReportingPeriod
from core.domain.submission import Environment, PackageId, SealedPackage, SignerRef, SignerRole
from core.errors import AppError, EnvironmentFault, InputError, RuleError, VerificationError
from core.i18n import _
from core.submission import naming
from core.submission.cards import SignerCard, signer_card
from core.submission.codes import CheckState
from core.submission.writing.payload import EvidenceFile, NamedSigner, PaperFile, SubmissionFacts, result_document, submission_document, urn
from core.submission.writing.tables import Bookkeeping, tables
from core.workflows import auditing, compiling, edition, filing, identifying, papering
from core.workflows.compiling import Snapshot
from core.workflows.packing import evidence_files
from core.workflows.papering import Desk
from core.workflows.submission_data import EVENT_DATA, OFFSET_DATA, PLAN_DATA, event_entry, offset_entry, plan_entry
from core.workflows.submission_views import ClaimView
from core.workflows.workspace import Workspace, new_id

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Source = tuple[str, bytes | Path, str]
"""Path in the package, content or file, expected SHA-256 of a file."""

STILL_TO_COME = frozenset({"E_SIGNER_ROLE_MISSING"})
"""The approver has not signed yet when the preparer's file is read back."""


@dataclass(frozen=True, slots=True)
class SealOrder:
    """What the person chose before sealing.

    Attributes:
        key: the preparer's key file, opened with `passphrase`.
        out: folder for the package.
        approver: the certificate of the one who will countersign; None takes the one on file in the ledger.
        single_signer_reason: why nobody countersigns; empty asks for two.
        audience: the platform that the package is for, when a profile names one.
    """

    key: Path
    passphrase: str
    out: Path
    approver: Path | None = None
    single_signer_reason: str = ""
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package that was written, read back and found sound."""

    path: Path
    package: SealedPackage
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """Everything that goes into one package, read from the ledger before the first byte is written."""

    desk: Desk
    offsets: tuple[tuple[CreditLot, Allocation], ...]
    evidence: tuple[tuple[EvidenceFile, EvidenceRef], ...]
    books: Bookkeeping

    @property
    def taken(self) -> Snapshot:
        """The dossier."""
        return self.desk.taken


def seal(
    ws: Workspace, dossier_id: str, order: SealOrder, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Sealed:
    """Lock the dossier if it is open, and write its package with the preparer's signature.

    The file is read back by the verifier before it is called exported; when that fails, it is taken away again. A dossier that was
    locked for a package that then came to nothing stays locked.

    Raises:
        RuleError: findings still block, or somebody who has to sign is unknown.
        InputError: the passphrase is wrong, or a key does not belong to the organization.
        FileError: an attached file is no longer what was attached.
        EnvironmentFault: the place cannot be written.
        AppError: stopped by the person; no file and no entry of a package is left behind.
    """
    from core.submission.writing import bag, keys

    tell = _heeding(progress or _silent, cancelled)
    tell(0, 0, _("正在打开签名密钥"))
    key = keys.open_key(order.key, order.passphrase)
    preparer = signer_card(key.certificate)
    signers = _signers(ws, preparer, order)
    tell(0, 0, _("正在读取账本"))
    taken = compiling.snapshot(ws, dossier_id)
    for card in signers:
        _fit(taken, card, preparer)
    _refuse_blocked(ws, taken)
    _make_folder(order.out)
    if taken.dossier.status is DossierStatus.OPEN:
        filing.lock(ws, dossier_id)
    draft = _draft(ws, dossier_id, preparer.environment)
    at = ws.clock()
    facts = _facts(ws, draft, signers, order, at)
    payload = _payload(ws, draft, facts, signers, tell)

    def name(digest: str) -> str:
        return naming.package_name(taken.organization.credit_code, facts.label, taken.dossier.revision, digest)

    written = bag.write_bag(
        order.out,
        name,
        [bag.PayloadFile(path, source, sha256) for path, source, sha256 in payload],
        _info(facts),
        [(SignerRole.PREPARER, key)],
        at,
        progress=lambda done, whole: tell(done, whole, _("正在写材料包")),
        cancelled=cancelled,
    )
    try:
        tell(0, 0, _("正在回读核验"))
        package = SealedPackage(
            id=facts.package_id,
            dossier_id=taken.dossier.id,
            revision=taken.dossier.revision,
            digest=written.package_digest,
            environment=preparer.environment,
            file_name=written.path.name,
            made_at=at,
            statement=_read_back(written.path, preparer.environment, at),
            signers=tuple(SignerRef(card.role, card.name, card.sha256, written.signature_sha256.get(card.role, "")) for card in signers),
        )
        with ws.job(_("导出材料包 {name}").format(name=written.path.name), undoable=False) as job:
            job.work.packages.put(package, job.change)
    except AppError:  # a package that the ledger does not know could never be answered
        written.path.unlink(missing_ok=True)
        raise
    return Sealed(written.path, package, len(payload), written.path.stat().st_size)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "package.folder", _("文件夹「{path}」建不了。").format(path=folder), _("请检查权限和磁盘空间，或换一个位置。账本没有改动。")
        ) from error


def _heeding(tell: Progress, cancelled: Cancelled | None) -> Progress:
    """Before each part that takes its time, ask whether the person has thought better of it."""
    from core.submission.writing.bag import WritingCancelledError

    def told(done: int, whole: int, words: str) -> None:
        if cancelled is not None and cancelled():
            raise WritingCancelledError("package.cancelled", _("已取消，没有写出材料包。"), _("没有留下文件；档案若已锁定，可以重新打开。"))
        tell(done, whole, words)

    return told


def _silent(_done: int, _whole: int, _words: str) -> None:
    """Nobody watches."""


def _signers(ws: Workspace, preparer: SignerCard, order: SealOrder) -> tuple[SignerCard, ...]:
    if preparer.role is not SignerRole.PREPARER:
        raise InputError(
            "seal.role", _("这把密钥是{name}的审核人密钥，不能用来填报签名。").format(name=preparer.name), _("请选填报人的密钥文件。")
        )
    if order.single_signer_reason.strip():
        return (preparer,)
    approver = (
        signer_card(identifying.read_file(order.approver)) if order.approver else identifying.registered_signer(ws, SignerRole.APPROVER)
    )
    if approver is None or approver.role is not SignerRole.APPROVER:
        raise RuleError(
            "seal.approver",
            _("还不知道由谁审核签名。"),
            _("请登记审核人的证书文件（.crt）；确实只有一人时，请写明单人签名的理由。"),
        )
    return preparer, approver


def _fit(taken: Snapshot, card: SignerCard, preparer: SignerCard) -> None:
    """Samples and what trial factors gave are for trial, always; both keys belong to the organization and are of one kind."""
    if taken.venue.sample and card.environment is not Environment.TRIAL:
        raise RuleError("seal.sample", _("示例账本不可递交，只能用试用密钥签章。"), _("请新建一把试用密钥，或换成自己的账本。"))
    if is_trial_edition(taken.catalogue.edition) and card.environment is not Environment.TRIAL:
        raise RuleError(
            "seal.trial_factors",
            _("这份档案按试用因子库 {name} 核算，不能正式递交。").format(name=taken.catalogue.edition),
            _("请在「设置」里回退到正式的因子库，再签章。"),
        )
    if card.credit_code != taken.organization.credit_code:
        raise InputError(
            "seal.organization",
            _("{name}的密钥属于「{key}」（{code}），与本档案的单位不符。").format(
                name=card.name, key=card.organization, code=card.credit_code
            ),
            _("请选本单位的密钥。"),
        )
    if card.environment is not preparer.environment:
        raise InputError(
            "seal.environment", _("填报人与审核人的密钥，一把是试用的，一把是正式的。"), _("两把密钥须都是试用的，或都是正式的。")
        )


def _refuse_blocked(ws: Workspace, taken: Snapshot) -> None:
    views = compiling.findings_of(ws, taken, compiling.inventory_of(taken, compare=False))
    blocking = [view for view in views if view.finding.severity is Severity.BLOCK]
    if blocking:
        places = "、".join(tuple(dict.fromkeys(view.finding.place_name for view in blocking))[:5])
        raise RuleError(
            "seal.blocked",
            _("还有 {count} 项问题没有解决，不能签章：{places}。").format(count=len(blocking), places=places),
            _("请在「提交」页逐条处理，或用 check 命令查看。"),
        )


def _draft(ws: Workspace, dossier_id: str, environment: Environment) -> _Draft:
    desk = papering.desk(ws, dossier_id, environment)
    taken, file = desk.taken, desk.view.file
    offsets = papering.allocated_lots(ws, dossier_id)
    records = tuple(record for record in taken.counted if touches(record, taken.dossier.period))
    evidence = evidence_files(taken, records, file.measures, [lot for lot, _allocation in offsets], file.documents)
    numbers = {str(reference.id): one.number for one, reference in evidence}
    books = Bookkeeping(taken.dossier.period, taken.sources, records, desk.inventory, taken.catalogue, numbers)
    return _Draft(desk, offsets, evidence, books)


def touches(record: ActivityRecord, period: ReportingPeriod) -> bool:
    """Whether a record belongs into the package of a period; a note on a meter counts by its day."""
    if record.kind is RecordKind.METER_CHANGE and record.start is not None:
        return Month.of(record.start) in period
    return any(month in period for month in record.months())


def label_of(taken: Snapshot) -> str:
    """``2025``, or ``2025-05-01_2025-05-03`` for an event."""
    start, end = papering.period_days(taken)
    return f"{start.isoformat()}_{end.isoformat()}" if taken.event is not None else taken.dossier.period.label


def _facts(ws: Workspace, draft: _Draft, signers: Sequence[SignerCard], order: SealOrder, at: datetime) -> SubmissionFacts:
    taken, environment = draft.taken, signers[0].environment
    packages = draft.desk.view.file.packages
    earlier = [one for one in packages if one.revision < taken.dossier.revision]
    earlier = [one for one in earlier if one.environment is environment] or earlier  # a revision after a rehearsal names that one
    return SubmissionFacts(
        package_id=PackageId(urn(new_id())),
        environment=environment,
        dossier=taken.dossier,
        organization=taken.organization,
        venue=taken.venue,
        days=papering.period_days(taken),
        label=label_of(taken),
        previous_digest=earlier[-1].digest if earlier else None,
        audit_head=auditing.audit_head(ws),
        created_at=at,
        program=(edition.NAME, edition.VERSION, edition.build_digest()),
        signers=[NamedSigner(card.role, card.sha256, card.algorithm) for card in signers],
        evidence=[one for one, _reference in draft.evidence],
        papers=(),
        offsets=draft.offsets,
        level=draft.desk.view.level,
        declaration=declaration(draft.desk.view),
        single_signer_reason=order.single_signer_reason.strip(),
        audience=order.audience,
    )


def declaration(claim: ClaimView) -> str:
    """What the signers read and sign: the truth of the data, and no more than the evidence carries."""
    truth = _("我们核对了本材料包中的数据、票据和计算，对其真实、准确、完整负责。")
    return f"{truth}{claim.wording}"


def _payload(ws: Workspace, draft: _Draft, facts: SubmissionFacts, signers: Sequence[SignerCard], tell: Progress) -> list[Source]:
    from core.submission.writing.statements import jcs, statement

    measures, event = draft.desk.view.file.measures, draft.desk.package.event
    files: dict[str, bytes] = {**tables(draft.books), naming.FOOTPRINT: jcs(result_document(draft.books))}
    files[PLAN_DATA] = jcs([plan_entry(one) for one in measures])
    files[OFFSET_DATA] = jcs([offset_entry(lot, allocation) for lot, allocation in draft.offsets])
    kinds = dict.fromkeys(files, "table")
    if event is not None:
        files[EVENT_DATA] = jcs(event_entry(event))
        kinds[EVENT_DATA] = "form"
    papers = papering.package_papers(draft.desk, facts, signers, files, tell)
    files |= {paper.path: paper.content for paper in papers}
    kinds |= {paper.path: paper.kind for paper in papers}
    listed = [PaperFile(path, kinds[path], hashlib.sha256(content).hexdigest()) for path, content in files.items()]
    files[naming.statement_path(naming.SUBMISSION)] = statement(
        naming.SUBMISSION, submission_document(replace(facts, papers=listed), draft.books)
    )
    payload: list[Source] = [(path, content, "") for path, content in files.items()]
    payload += [(one.path, ws.store.evidence_path(reference), reference.sha256) for one, reference in draft.evidence]
    return sorted(payload, key=lambda source: source[0].encode())


def _info(facts: SubmissionFacts) -> dict[str, str]:
    return {
        "BagIt-Profile-Identifier": naming.bag_profile(naming.SUBMISSION),
        "Source-Organization": facts.organization.name,
        "Bagging-Date": facts.created_at.date().isoformat(),
        "External-Identifier": facts.package_id,
        "Bag-Software-Agent": f"{edition.NAME} {edition.VERSION}",
    }


def _read_back(path: Path, environment: Environment, at: datetime) -> str:
    """Judge the finished file with the verifier that the platform uses, and recompute it; gives its statement.

    Raises:
        VerificationError: the file on the disk is not what was meant.
    """
    from core.submission.reading import judging
    from core.submission.writing.statements import jcs

    judged = judging.verify(path, judging.trust_of((), at=at), recompute=True, at=at)
    wrong = [check for check in judged.checks if check.state is CheckState.FAILED and check.code not in STILL_TO_COME]
    equal = judged.recomputed is not None and judged.recomputed.equal
    if wrong or judged.statement is None or not equal or judged.trial is not (environment is Environment.TRIAL):
        raise VerificationError(
            "E_SELF_CHECK",
            _("写好的材料包没有通过回读核验，已删除：{why}").format(
                why="；".join(check.message for check in wrong[:3]) or _("复算结果不符")
            ),
            _("账本没有改动。请换一个磁盘再导出一次；仍然这样时，请把日志交给维护人员。"),
        )
    return jcs(judged.statement).decode("utf-8")

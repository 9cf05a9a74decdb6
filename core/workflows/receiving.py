"""Judging what others sent, countersigning a package on any PC, and taking in the platform's receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.domain.submission import PackageId, Receipt, SignerRole
from core.errors import VerificationError
from core.i18n import _
from core.submission import naming
from core.submission.cards import SignerCard, signer_card
from core.submission.codes import CheckState
from core.submission.writing.payload import urn
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.submitting import STILL_TO_COME
from core.workflows.workspace import Workspace

SUBMISSION: Change = frozenset({ChangeKind.SUBMISSION})


@dataclass(frozen=True, slots=True)
class Countersigned:
    """A package with one more signature; its digest is what it was."""

    path: Path
    digest: str
    signer: SignerCard


def judge(path: Path, trust: Any, *, recompute: bool, at: datetime, receipt: Path | None = None) -> Any:
    """Judge a package, a receipt, a profile or a factor pack; gives the verifier's whole list."""
    from core.submission.reading import judging
    from core.workflows.pack_content import judge_content

    judged = judging.verify(path, trust, recompute=recompute, at=at, receipt=receipt)
    return judge_content(path, judged) if judged.kind == naming.PACK else judged


def countersign(
    path: Path, key_file: Path, passphrase: str, *, trust: Any, at: datetime, role: SignerRole = SignerRole.APPROVER
) -> Countersigned:
    """Add a signature to a package, on any PC and without a ledger; every other byte stays as it is.

    Raises:
        VerificationError: the package is not sound, or names another signer for the role.
        RuleError: the role has signed already.
        InputError: the passphrase is wrong.
        EnvironmentFault: the file cannot be written; it is then as it was.
    """
    from core.submission.reading import extracting
    from core.submission.writing import bag, keys

    statement = _sound_statement(judge(path, trust, recompute=True, at=at))
    key = keys.open_key(key_file, passphrase)
    card = signer_card(key.certificate)
    named = {one["role"]: one["certificateSha256"] for one in statement["signers"]}
    if card.role is not role or named.get(role.value) != card.sha256:
        raise VerificationError(
            "E_SIGNER_NOT_NAMED",
            _("材料包里写明的审核人不是「{name}」的这张证书。").format(name=card.name),
            _("请用封装时登记的那把密钥，或请填报人按现在的证书重新封装。"),
        )
    bag.add_signature(path, role, key, at, extracting.payload_file(path, naming.TAG_MANIFEST))
    judged = judge(path, trust, recompute=False, at=at)
    _sound_statement(judged)
    return Countersigned(path, judged.package_digest, card)


def _sound_statement(judged: Any) -> Mapping[str, Any]:
    """The statement of a package that is sound but for signatures still to come.

    Raises:
        VerificationError: something in it is wrong.
    """
    wrong = [check for check in judged.checks if check.state is CheckState.FAILED and check.code not in STILL_TO_COME]
    if judged.kind != naming.SUBMISSION or judged.statement is None or wrong:
        why = wrong[0] if wrong else None
        raise VerificationError(
            why.code if why else "E_TYPE_MISMATCH",
            _("这个文件没有通过核验：{why}").format(why=why.message if why else _("它不是材料包。")),
            _("没有采用，文件没有改动。请向填报人重新索取。"),
        )
    statement: Mapping[str, Any] = judged.statement
    return statement


def register_signatures(ws: Workspace, path: Path, trust: Any) -> Change:
    """Note in the ledger who has signed a package that came back, so that a receipt can be held against each signature.

    Raises:
        VerificationError: not sound, or no package of this ledger.
    """
    judged = judge(path, trust, recompute=False, at=ws.clock())
    statement = _sound_statement(judged)
    with ws.store.read() as work:
        known = work.packages.get(PackageId(statement["packageId"]))
    if known is None or known.digest != judged.package_digest:
        raise VerificationError(
            "E_OTHER_PACKAGE", _("「{name}」不是这个账本导出的材料包。").format(name=path.name), _("请选审核人加签后的那个文件。")
        )
    signed = {one.role: one.signature_sha256 for one in judged.signers}
    signers = tuple(replace(one, signature_sha256=signed.get(one.role, one.signature_sha256)) for one in known.signers)
    with ws.job(_("登记加签"), undoable=False) as job:
        altered = job.work.packages.put(replace(known, signers=signers), job.change)
    return SUBMISSION if altered else NOTHING


def accept_receipt(ws: Workspace, path: Path, trust: Any) -> tuple[Receipt, Change]:
    """Take in a receipt: signed by the platform, for a package of this ledger, next in its sequence; status and level follow.

    Raises:
        VerificationError: forged, for another package or revision, out of order, or an illegal change of state. Nothing is kept.
    """
    from core.submission.reading import receipts
    from core.submission.reading.context import KnownReceipt

    with ws.store.read() as work:
        packages, known = work.packages.all(), work.receipts.all()
    exported = [
        receipts.Exported(
            one.id,
            urn(one.dossier_id),
            one.revision,
            one.digest,
            one.environment,
            {signer.role: signer.signature_sha256 for signer in one.signers if signer.signature_sha256},
        )
        for one in packages
    ]
    earlier = [KnownReceipt(one.id, one.sequence, one.digest, one.package_id, one.stage) for one in known]
    read = receipts.read_receipt(path, trust, exported, earlier, at=ws.clock())
    package = next(one for one in packages if one.id == read.package_id)
    receipt = read.taken_in(ws.clock(), package.dossier_id)
    with ws.job(_("收下回执：{stage}").format(stage=receipt.stage.value), undoable=False) as job:
        job.work.receipts.put(receipt, job.change)
    return receipt, SUBMISSION

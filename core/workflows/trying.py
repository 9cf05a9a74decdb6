"""A trial of the way out and back: trial keys, a trial platform, one package sealed, countersigned, verified, receipted, certified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from core.accounting.neutrality import years_after
from core.documents.placing import place_file
from core.domain.submission import DossierStage, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import VerificationError
from core.i18n import _
from core.submission.codes import Verdict
from core.workflows import certifying, compiling, identifying, receiving, reviewing, submitting
from core.workflows.workspace import Workspace

PASSPHRASE = "示例口令-仅供试用"  # noqa: S105 - printed beside the trial keys, which sign nothing that counts
Done = Callable[[str, str, Sequence[Path]], None]
"""Told of each step: its name, what was done in words, the files it left."""


@dataclass(frozen=True, slots=True)
class TrialDesk:
    """A trial platform and the two who sign at it.

    Attributes:
        folder: the platform's own, with its keys.
        profile: what others trust it by; `root` for openssl.
    """

    folder: Path
    profile: Path
    root: Path
    preparer: Path
    approver: Path

    def trust(self, ws: Workspace) -> Any:
        """Trust in this platform and no other."""
        return identifying.trust((self.profile,), None, at=ws.clock())


def open_trial_desk(ws: Workspace, dossier_id: str, folder: Path, done: Done) -> TrialDesk:
    """Make a trial platform, and two trial keys whose certificates it issued."""
    now = ws.clock()
    platform, keys, trust = folder / "platform", folder / "keys", folder / "trust"
    made = reviewing.init_desk(platform, name=_("试用平台（示例）"), environment=Environment.TRIAL, passphrase=PASSPHRASE, now=now)
    trust.mkdir(parents=True, exist_ok=True)
    profile, root = trust / "profile.zip", trust / "root.pem"
    place_file(profile, made.profile.read_bytes())
    place_file(root, made.root.read_bytes())
    keys.mkdir(parents=True, exist_ok=True)
    place_file(keys / "passphrase.txt", f"{PASSPHRASE}\n".encode())
    taken = compiling.snapshot(ws, dossier_id)
    names = {person.role: person.name for person in taken.people}
    files = {}
    for role in (SignerRole.PREPARER, SignerRole.APPROVER):
        key = keys / f"{role.value}.p12"
        draft = identifying.KeyDraft(
            role,
            names.get(role.value, _("示例人员")),
            taken.organization.name,
            taken.organization.credit_code,
            taken.venue.region,
            Environment.TRIAL,
        )
        identifying.make_key(key, draft, PASSPHRASE, now)
        request, certificate = key.with_suffix(".csr"), key.with_suffix(".pem")
        place_file(request, identifying.certificate_request(key, PASSPHRASE))
        reviewing.enrol(platform, PASSPHRASE, request, role=role, out=certificate, now=now)
        identifying.take_certificate(key, PASSPHRASE, certificate)
        identifying.register_signer(ws, certificate)
        files[role] = key
    done("keys", _("建立试用平台，给填报人和审核人的试用密钥签发证书"), [profile, root, *files.values()])
    return TrialDesk(platform, profile, root, files[SignerRole.PREPARER], files[SignerRole.APPROVER])


def try_out(ws: Workspace, dossier_id: str, desk: TrialDesk, out: Path, certificate: PlatformCertificate, done: Done) -> Path:
    """Seal a dossier, countersign, verify and recompute it, take in two receipts, and print the marked copy; gives the package.

    Raises:
        VerificationError: the package is not valid, or its figures do not come out again.
    """
    trust = desk.trust(ws)
    out.mkdir(parents=True, exist_ok=True)
    sealed = submitting.seal(ws, dossier_id, submitting.SealOrder(desk.preparer, PASSPHRASE, out))
    done("seal", _("锁定、预检、写出材料包，填报人签名并回读核验"), [sealed.path])
    receiving.countersign(sealed.path, desk.approver, PASSPHRASE, trust=trust, at=ws.clock())
    receiving.register_signatures(ws, sealed.path, trust)
    done("countersign", _("审核人加签，摘要不变"), [])
    judged = receiving.judge(sealed.path, trust, recompute=True, at=ws.clock())
    if judged.verdict is not Verdict.VALID or judged.recomputed is None or not judged.recomputed.equal:
        raise VerificationError("demo.verify", _("示例材料包没有通过核验。"), _("请把日志交给维护人员。"))
    done("verify", _("第三方核验：有效；只凭包内数据复算：{total} tCO₂e，一致").format(total=judged.recomputed.total), [])
    received, confirmed = out / "receipt-received.zip", out / "receipt.zip"
    order = reviewing.ReceiptOrder(ReceiptResult.RECEIVED, DossierStage.ACCEPTED)
    reviewing.issue_receipt(desk.folder, PASSPHRASE, sealed.path, order, received, now=ws.clock())
    order = reviewing.ReceiptOrder(ReceiptResult.CONFIRMED, DossierStage.CONFIRMED, certificate=certificate)
    reviewing.issue_receipt(desk.folder, PASSPHRASE, sealed.path, order, confirmed, now=ws.clock())
    for receipt in (received, confirmed):
        receiving.accept_receipt(ws, receipt, trust)
    done("receipt", _("试用平台签发回执，账本收下：已受理、已确认"), [received, confirmed])
    paper = out / "certificate.pdf"
    certifying.write_certificate(ws, dossier_id, paper)
    done("certificate", _("打印证书复印件（标明副本、试用）"), [paper])
    return sealed.path


def trial_certificate(number: str, tonnes: str, kind: str, start: date) -> PlatformCertificate:
    """What the trial platform's certificate says; valid for a year."""
    return PlatformCertificate(number, start, years_after(start, 1), tonnes, kind)

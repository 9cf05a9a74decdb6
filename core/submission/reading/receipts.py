"""Reading a platform's receipt: sound, from the platform, for a package of ours, new and in order (package-format.md §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.domain.dossier import DossierId
from core.domain.submission import (
    Correction,
    DossierStage,
    Environment,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SignerRole,
)
from core.errors import VerificationError
from core.i18n import _
from core.submission import naming
from core.submission.codes import Verdict, message
from core.submission.reading.context import Context, KnownReceipt, receipt_conflicts
from core.submission.reading.judgement import Judgement
from core.submission.reading.judging import judge, not_believed
from core.submission.reading.trust import Trust


@dataclass(frozen=True, slots=True)
class Exported:
    """A package that left this ledger.

    Attributes:
        signatures: role → SHA-256 of the .p7s file, as far as the ledger knows them.
    """

    package_id: str
    dossier_id: str
    revision: int
    digest: str
    environment: Environment
    signatures: Mapping[SignerRole, str]


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """A receipt that may be taken in; the fields of core.domain.submission.Receipt, without the time of taking it in.

    Attributes:
        judgement: how the file was judged, with its attachments.
        stamps: trusted time of each signature of the package.
    """

    id: ReceiptId
    package_id: PackageId
    dossier_id: DossierId
    revision: int
    sequence: int
    result: ReceiptResult
    stage: DossierStage
    environment: Environment
    issuer: str
    issued_at: datetime
    digest: str
    list_status: str
    list_date: date | None
    corrections: tuple[Correction, ...]
    certificate: PlatformCertificate | None
    revocations: tuple[str, ...]
    stamped_at: datetime | None
    judgement: Judgement
    stamps: Mapping[SignerRole, datetime]

    def taken_in(self, at: datetime, dossier_id: DossierId) -> Receipt:
        """The receipt as the ledger keeps it, under its own name for the dossier."""
        return Receipt(
            id=self.id,
            package_id=self.package_id,
            dossier_id=dossier_id,
            revision=self.revision,
            sequence=self.sequence,
            result=self.result,
            stage=self.stage,
            environment=self.environment,
            issuer=self.issuer,
            issued_at=self.issued_at,
            taken_in_at=at,
            digest=self.digest,
            list_status=self.list_status,
            list_date=self.list_date,
            corrections=self.corrections,
            certificate=self.certificate,
            revocations=self.revocations,
            stamped_at=self.stamped_at,
        )


def read_receipt(
    path: Path,
    trust: Trust,
    exported: Sequence[Exported],
    known: Sequence[KnownReceipt] = (),
    at: datetime | None = None,
    audience: str | None = None,
) -> ReadReceipt:
    """Judge a receipt against what left this ledger and what came back before.

    Args:
        path: the receipt.
        trust: the platforms we believe.
        exported: the packages of this ledger.
        known: receipts taken in before, of any package; those of another package are passed over by their `package_id`.
        at: the time of judging.
        audience: who we are, such as ``NTRCN-`` and the credit code; None does not ask.

    Raises:
        VerificationError: E_RECEIPT_…, E_ENVIRONMENT, E_TIMESTAMP_…, or what else is wrong with the file.
        EnvironmentFault: the file cannot be opened or read.
    """
    judgement, case = judge(path, trust, at)
    document = judgement.statement
    if judgement.kind != naming.RECEIPT or document is None or judgement.verdict is not Verdict.VALID:
        raise not_believed(judgement, naming.RECEIPT, "E_RECEIPT_INVALID")
    package = _answered(document, exported)
    context = Context(known_receipts=tuple(one for one in known if one.package_id in ("", package.package_id)), audience=audience)
    for conflict in receipt_conflicts(document, judgement.package_digest, context):
        raise _refused(conflict.code, conflict.message)
    return _receipt(document, judgement, case.stamped)


def _refused(code: str, text: str) -> VerificationError:
    return VerificationError(code, text, _("回执没有收下，账本没有改动。"))


def _answered(document: Mapping[str, Any], exported: Sequence[Exported]) -> Exported:
    """The package of ours that the receipt names in every way."""
    answered = document["submission"]
    for one in exported:
        same = (answered["packageId"], answered["packageDigest"], answered["revision"], document["dossierId"])
        if same != (one.package_id, one.digest, one.revision, one.dossier_id):
            continue
        known = {role.value: digest for role, digest in one.signatures.items()}
        if any(answered["signatures"].get(role, digest) != digest for role, digest in known.items()):
            continue
        if one.environment.value != document["environment"]:
            own = {Environment.TRIAL: _("试用"), Environment.PRODUCTION: _("正式")}
            found = own[Environment(document["environment"])]
            raise _refused("E_ENVIRONMENT", message("E_ENVIRONMENT", found=found, expected=own[one.environment]))
        return one
    raise _refused("E_RECEIPT_OTHER_PACKAGE", message("E_RECEIPT_OTHER_PACKAGE"))


def _receipt(document: Mapping[str, Any], judgement: Judgement, stamps: Mapping[SignerRole, datetime]) -> ReadReceipt:
    answered, certificate = document["submission"], document.get("certificate")
    listed = document.get("listDate")
    return ReadReceipt(
        id=ReceiptId(document["packageId"]),
        package_id=PackageId(answered["packageId"]),
        dossier_id=DossierId(document["dossierId"]),
        revision=answered["revision"],
        sequence=document["sequence"],
        result=ReceiptResult(document["result"]),
        stage=DossierStage(document["status"]),
        environment=Environment(document["environment"]),
        issuer=document["issuer"]["name"],
        issued_at=datetime.fromisoformat(document["issuedAt"]),
        digest=judgement.package_digest,
        list_status=document.get("list") or "",
        list_date=date.fromisoformat(listed) if listed else None,
        corrections=tuple(_correction(one) for one in document.get("corrections", ())),
        certificate=_certificate(certificate) if certificate else None,
        revocations=tuple(document.get("revocations", ())),
        stamped_at=max(stamps.values(), default=None),
        judgement=judgement,
        stamps=stamps,
    )


def _correction(one: Mapping[str, Any]) -> Correction:
    return Correction(one["pointer"], one["code"], one["severity"], one["messageZh"], one["evidenceId"] or "")


def _certificate(one: Mapping[str, Any]) -> PlatformCertificate:
    return PlatformCertificate(
        number=one["number"],
        valid_from=date.fromisoformat(one["validFrom"]),
        valid_to=date.fromisoformat(one["validTo"]),
        tco2e=one["tCO2e"],
        kind=one["kind"],
        qr=one["qr"] or "",
    )

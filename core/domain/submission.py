"""What left the house and what came back: sealed packages, receipts, official documents, and the level they allow (domain.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import NewType

from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId

PackageId = NewType("PackageId", str)
ReceiptId = NewType("ReceiptId", str)
DocumentId = NewType("DocumentId", str)


class Environment(Enum):
    """Whether keys, samples and receipts are for trial; neither ever raises a dossier of the other kind."""

    PRODUCTION = "production"
    TRIAL = "trial"


class SignerRole(Enum):
    """填报人, 审核人 and the platform (package-format.md §4)."""

    PREPARER = "preparer"
    APPROVER = "approver"
    PLATFORM = "platform"


class ClaimLevel(IntEnum):
    """草稿 < 自我承诺 < 平台确认 < 独立机构评价 (domain.md §6.7); derived from evidence and stored nowhere."""

    DRAFT = 0
    SELF_DECLARED = 1
    PLATFORM_CONFIRMED = 2
    INDEPENDENTLY_ASSESSED = 3


class DossierStage(Enum):
    """Where a dossier stands (domain.md §6.5); derived from the lock, the packages and the receipts."""

    DRAFT = "草稿"
    READY = "待复核"
    LOCKED = "已锁定"
    SIGNED = "已签章"
    EXPORTED = "已导出"
    DELIVERED = "已递交"
    SIGNED_FOR = "已签收"
    RETURNED = "退回补正"
    ACCEPTED = "已受理"
    IN_REVIEW = "审核中"
    ASKED = "需补充说明"
    PASSED = "审核通过"
    REFUSED = "不予通过"
    AWAITS_OFFSET = "待抵消"
    OFFSET_CHECKED = "已抵消核验"
    CONFIRMED = "已确认"
    REVOKED = "已撤销"
    LAPSED = "已失效"


class ReceiptResult(Enum):
    """What a receipt says, and which stages it may move a dossier to (package-format.md §7)."""

    RECEIVED = "received"
    RETURNED = "returned"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"

    def stages(self) -> tuple[DossierStage, ...]:
        """The stages that a receipt with this result may name."""
        return _STAGES[self]


_STAGES = {
    ReceiptResult.RECEIVED: (DossierStage.SIGNED_FOR, DossierStage.ACCEPTED, DossierStage.IN_REVIEW),
    ReceiptResult.RETURNED: (DossierStage.RETURNED, DossierStage.ASKED, DossierStage.REFUSED),
    ReceiptResult.CONFIRMED: (DossierStage.PASSED, DossierStage.AWAITS_OFFSET, DossierStage.OFFSET_CHECKED, DossierStage.CONFIRMED),
    ReceiptResult.REVOKED: (DossierStage.REVOKED, DossierStage.LAPSED),
}


@dataclass(frozen=True, slots=True)
class SignerRef:
    """Who signed: the role named in the statement, and the SHA-256 of certificate and signature file."""

    role: SignerRole
    name: str
    certificate_sha256: str
    signature_sha256: str = ""


@dataclass(frozen=True, slots=True)
class SealedPackage:
    """A package that left this ledger; read-only for ever.

    Attributes:
        digest: packageDigest, the SHA-256 of its tagmanifest.
        statement: submission.json as it was signed.
        signers: those who have signed what is on file here.
    """

    id: PackageId
    dossier_id: DossierId
    revision: int
    digest: str
    environment: Environment
    file_name: str
    made_at: datetime
    statement: str
    signers: tuple[SignerRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The person's own note that a package was handed in (已递交)."""

    package_id: PackageId
    on: date
    channel: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing the platform wants mended, with its return code (domain.md §6.5)."""

    pointer: str
    code: str
    severity: str
    message: str
    evidence_id: str = ""


@dataclass(frozen=True, slots=True)
class PlatformCertificate:
    """What the platform's certificate says, word for word (package-format.md §7)."""

    number: str
    valid_from: date
    valid_to: date
    tco2e: str
    kind: str
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that was verified against a package of this ledger; append-only.

    Attributes:
        sequence: rises with each receipt for a submission.
        list_status: ``green``, ``none`` or ``black`` of the platform's lists; empty where the receipt says nothing.
        digest: SHA-256 of the receipt's own tagmanifest.
        stamped_at: the trusted time inside the receipt; None where it carries none.
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
    taken_in_at: datetime
    digest: str
    list_status: str = ""
    list_date: date | None = None
    corrections: tuple[Correction, ...] = ()
    certificate: PlatformCertificate | None = None
    revocations: tuple[str, ...] = ()
    stamped_at: datetime | None = None


class DocumentKind(Enum):
    """Papers on file for a dossier that did not come out of this program as they are."""

    STATEMENT = "statement"
    REPORT = "report"
    CERTIFICATE = "certificate"
    LICENCE = "licence"
    SCAN = "scan"


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A stamped or foreign paper: the signed 自我承诺书, an independent body's report, the platform's certificate.

    Attributes:
        issuer, number, issued_on: as printed on it.
        scope: boundary and period that it covers; needed for a REPORT to lift the level.
        conclusion: its conclusion, word for word.
    """

    id: DocumentId
    dossier_id: DossierId
    kind: DocumentKind
    evidence_id: EvidenceId
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    scope: str = ""
    conclusion: str = ""

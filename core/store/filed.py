"""Rows to domain objects and back: packages, deliveries, receipts, which are kept for ever, and the papers on file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NewType, TypeVar

from sqlalchemy import Row, insert, select

from core.domain.activity import EvidenceId
from core.domain.dossier import DossierId
from core.domain.submission import (
    Correction,
    Delivery,
    DocumentId,
    DocumentKind,
    DossierStage,
    Environment,
    OfficialDocument,
    PackageId,
    PlatformCertificate,
    Receipt,
    ReceiptId,
    ReceiptResult,
    SealedPackage,
    SignerRef,
    SignerRole,
)
from core.store.faults import kept_for_ever
from core.store.schema import table
from core.store.schema_claims import (
    DeliveryRow,
    DocumentRow,
    PackageRow,
    PackageSignatureRow,
    PackageSignerRow,
    ReceiptCorrectionRow,
    ReceiptRow,
)
from core.store.shelf import Shelf, Statements, gathered

Key = TypeVar("Key", bound=str)
Thing = TypeVar("Thing")
DeliveryKey = NewType("DeliveryKey", str)
"""Package, day and channel, with slashes between."""


class KeptShelf(Shelf[Key, Thing]):
    """A shelf on which things are put once, and neither altered nor taken away."""

    def _keep(self, key: Key, known: Thing | None, thing: Thing | None) -> None:
        if known is not None or thing is None:
            raise kept_for_ever()
        super()._keep(key, known, thing)


class Packages(KeptShelf[PackageId, SealedPackage]):
    """Packages that left the ledger; a further signature is the one thing that may be added."""

    kind = "package"
    _thing_type = SealedPackage
    _sql = Statements(
        PackageRow,
        gathered(
            PackageSignerRow.package_id == PackageRow.id,
            PackageSignerRow.position,
            PackageSignerRow.role,
            PackageSignerRow.name,
            PackageSignerRow.certificate_sha256,
            select(PackageSignatureRow.signature_sha256)
            .where(PackageSignatureRow.package_id == PackageSignerRow.package_id, PackageSignatureRow.role == PackageSignerRow.role)
            .order_by(PackageSignatureRow.number.desc())
            .limit(1)
            .scalar_subquery(),
        ),
    )

    def all(self) -> tuple[SealedPackage, ...]:
        """Every package, the oldest first."""
        return _by_time(self._read(self._sql.query))

    def of_dossier(self, dossier_id: DossierId) -> tuple[SealedPackage, ...]:
        """The packages of a dossier, by revision, the oldest first."""
        return _by_time(self._read(self._sql.query.where(PackageRow.dossier_id == dossier_id)))

    def _keep(self, key: PackageId, known: SealedPackage | None, thing: SealedPackage | None) -> None:
        if known is None or thing is None:
            super()._keep(key, known, thing)
        elif thing != replace(known, signers=thing.signers) or _unsigned(thing.signers) != _unsigned(known.signers):
            raise kept_for_ever()
        if thing is None:
            return
        if known is None and thing.signers:
            self._connection.execute(_ADD_SIGNER, [_signer_columns(key, *numbered) for numbered in enumerate(thing.signers)])
        there = {signer.role: signer.signature_sha256 for signer in known.signers} if known else {}
        for signer in thing.signers:
            if signer.signature_sha256 == there.get(signer.role, ""):
                continue
            if not signer.signature_sha256:
                raise kept_for_ever()
            signature = {"package_id": key, "role": signer.role.value, "signature_sha256": signer.signature_sha256}
            self._connection.execute(_ADD_SIGNATURE, signature)

    def _key(self, thing: SealedPackage) -> PackageId:
        return thing.id

    def _thing(self, row: Row[Any]) -> SealedPackage:
        return SealedPackage(
            id=PackageId(row.id),
            dossier_id=DossierId(row.dossier_id),
            revision=row.revision,
            digest=row.digest,
            environment=Environment(row.environment),
            file_name=row.file_name,
            made_at=row.made_at,
            statement=row.statement,
            signers=tuple(
                SignerRef(SignerRole(role), name, certificate, signature or "")
                for _position, role, name, certificate, signature in sorted(json.loads(row.parts), key=_first)
            ),
        )

    def _columns(self, thing: SealedPackage) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "dossier_id": thing.dossier_id,
            "revision": thing.revision,
            "digest": thing.digest,
            "environment": thing.environment.value,
            "file_name": thing.file_name,
            "made_at": thing.made_at,
            "statement": thing.statement,
        }


_ADD_SIGNER = insert(table(PackageSignerRow))
_ADD_SIGNATURE = insert(table(PackageSignatureRow))


def _signer_columns(package_id: PackageId, position: int, signer: SignerRef) -> dict[str, object]:
    return {
        "package_id": package_id,
        "position": position,
        "role": signer.role.value,
        "name": signer.name,
        "certificate_sha256": signer.certificate_sha256,
    }


def _unsigned(signers: tuple[SignerRef, ...]) -> tuple[SignerRef, ...]:
    return tuple(replace(signer, signature_sha256="") for signer in signers)


def _by_time(packages: tuple[SealedPackage, ...]) -> tuple[SealedPackage, ...]:
    return tuple(sorted(packages, key=lambda package: (package.revision, package.made_at, package.id)))


def _first(part: list[Any]) -> int:
    return int(part[0])


class Deliveries(KeptShelf[DeliveryKey, Delivery]):
    """That packages were handed in."""

    kind = "delivery"
    _thing_type = Delivery
    _sql = Statements(DeliveryRow)

    def of_dossier(self, dossier_id: DossierId) -> tuple[Delivery, ...]:
        """What of a dossier was handed in, by day."""
        query = self._sql.query.join(PackageRow, PackageRow.id == DeliveryRow.package_id).where(PackageRow.dossier_id == dossier_id)
        return self._read(query.order_by(DeliveryRow.on_day, DeliveryRow.channel))

    def of_package(self, package_id: PackageId) -> tuple[Delivery, ...]:
        """When and how a package was handed in."""
        query = self._sql.query.where(DeliveryRow.package_id == package_id)
        return self._read(query.order_by(DeliveryRow.on_day, DeliveryRow.channel))

    def _identity(self, key: DeliveryKey) -> dict[str, object]:
        package_id, day, channel = key.split("/", 2)
        return {"key_package_id": package_id, "key_on_day": date.fromisoformat(day), "key_channel": channel}

    def _key(self, thing: Delivery) -> DeliveryKey:
        return DeliveryKey(f"{thing.package_id}/{thing.on.isoformat()}/{thing.channel}")

    def _thing(self, row: Row[Any]) -> Delivery:
        return Delivery(PackageId(row.package_id), row.on_day, row.channel)

    def _columns(self, thing: Delivery) -> Mapping[str, object]:
        return {"package_id": thing.package_id, "on_day": thing.on, "channel": thing.channel}


class Receipts(KeptShelf[ReceiptId, Receipt]):
    """Receipts that were verified against a package of this ledger."""

    kind = "receipt"
    _thing_type = Receipt
    _sql = Statements(
        ReceiptRow,
        gathered(
            ReceiptCorrectionRow.receipt_id == ReceiptRow.id,
            ReceiptCorrectionRow.position,
            ReceiptCorrectionRow.pointer,
            ReceiptCorrectionRow.code,
            ReceiptCorrectionRow.severity,
            ReceiptCorrectionRow.message,
            ReceiptCorrectionRow.evidence_id,
        ),
    )

    def all(self) -> tuple[Receipt, ...]:
        """Every receipt."""
        return self._read(self._sql.query.order_by(*_RECEIPT_ORDER))

    def of_dossier(self, dossier_id: DossierId) -> tuple[Receipt, ...]:
        """The receipts of a dossier, by revision and sequence."""
        return self._read(self._sql.query.where(ReceiptRow.dossier_id == dossier_id).order_by(*_RECEIPT_ORDER))

    def _keep(self, key: ReceiptId, known: Receipt | None, thing: Receipt | None) -> None:
        super()._keep(key, known, thing)
        if thing is not None and thing.corrections:
            self._connection.execute(_ADD_CORRECTION, [_correction_columns(key, *numbered) for numbered in enumerate(thing.corrections)])

    def _key(self, thing: Receipt) -> ReceiptId:
        return thing.id

    def _thing(self, row: Row[Any]) -> Receipt:
        return Receipt(
            id=ReceiptId(row.id),
            package_id=PackageId(row.package_id),
            dossier_id=DossierId(row.dossier_id),
            revision=row.revision,
            sequence=row.sequence,
            result=ReceiptResult(row.result),
            stage=DossierStage(row.stage),
            environment=Environment(row.environment),
            issuer=row.issuer,
            issued_at=row.issued_at,
            taken_in_at=row.taken_in_at,
            digest=row.digest,
            list_status=row.list_status,
            list_date=row.list_date,
            corrections=tuple(Correction(*part[1:]) for part in sorted(json.loads(row.parts), key=_first)),
            certificate=_certificate(row),
            revocations=tuple(json.loads(row.revocations)),
            stamped_at=row.stamped_at,
        )

    def _columns(self, thing: Receipt) -> Mapping[str, object]:
        certificate = thing.certificate
        return {
            "id": thing.id,
            "package_id": thing.package_id,
            "dossier_id": thing.dossier_id,
            "revision": thing.revision,
            "sequence": thing.sequence,
            "result": thing.result.value,
            "stage": thing.stage.value,
            "environment": thing.environment.value,
            "issuer": thing.issuer,
            "issued_at": thing.issued_at,
            "taken_in_at": thing.taken_in_at,
            "digest": thing.digest,
            "list_status": thing.list_status,
            "list_date": thing.list_date,
            "certificate_number": certificate and certificate.number,
            "certificate_valid_from": certificate and certificate.valid_from,
            "certificate_valid_to": certificate and certificate.valid_to,
            "certificate_tco2e": certificate and certificate.tco2e,
            "certificate_kind": certificate and certificate.kind,
            "certificate_qr": certificate and certificate.qr,
            "revocations": json.dumps(thing.revocations, ensure_ascii=False),
            "stamped_at": thing.stamped_at,
        }


_RECEIPT_ORDER = (ReceiptRow.revision, ReceiptRow.sequence, ReceiptRow.id)
_ADD_CORRECTION = insert(table(ReceiptCorrectionRow))


def _correction_columns(receipt_id: ReceiptId, position: int, correction: Correction) -> dict[str, object]:
    return {
        "receipt_id": receipt_id,
        "position": position,
        "pointer": correction.pointer,
        "code": correction.code,
        "severity": correction.severity,
        "message": correction.message,
        "evidence_id": correction.evidence_id,
    }


def _certificate(row: Row[Any]) -> PlatformCertificate | None:
    if row.certificate_number is None:
        return None
    return PlatformCertificate(
        number=row.certificate_number,
        valid_from=row.certificate_valid_from,
        valid_to=row.certificate_valid_to,
        tco2e=row.certificate_tco2e,
        kind=row.certificate_kind,
        qr=row.certificate_qr,
    )


class Documents(Shelf[DocumentId, OfficialDocument]):
    """Stamped and foreign papers on file."""

    kind = "document"
    _thing_type = OfficialDocument
    _sql = Statements(DocumentRow)

    def of_dossier(self, dossier_id: DossierId) -> tuple[OfficialDocument, ...]:
        """The papers of a dossier, by kind and day."""
        query = self._sql.query.where(DocumentRow.dossier_id == dossier_id)
        return self._read(query.order_by(DocumentRow.kind, DocumentRow.issued_on, DocumentRow.id))

    def _key(self, thing: OfficialDocument) -> DocumentId:
        return thing.id

    def _thing(self, row: Row[Any]) -> OfficialDocument:
        return OfficialDocument(
            id=DocumentId(row.id),
            dossier_id=DossierId(row.dossier_id),
            kind=DocumentKind(row.kind),
            evidence_id=EvidenceId(row.evidence_id),
            issuer=row.issuer,
            number=row.number,
            issued_on=row.issued_on,
            scope=row.scope,
            conclusion=row.conclusion,
        )

    def _columns(self, thing: OfficialDocument) -> Mapping[str, object]:
        return {
            "id": thing.id,
            "dossier_id": thing.dossier_id,
            "kind": thing.kind.value,
            "evidence_id": thing.evidence_id,
            "issuer": thing.issuer,
            "number": thing.number,
            "issued_on": thing.issued_on,
            "scope": thing.scope,
            "conclusion": thing.conclusion,
        }

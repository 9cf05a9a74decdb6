"""What the four statements must look like, field by field (package-format.md §3, §7, §8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from core.domain.submission import Environment, ReceiptResult, SignerRole
from core.submission import naming
from core.submission.reading import shapes
from core.submission.reading.archive import Archive
from core.submission.reading.refusing import refuse, shown
from core.submission.reading.shapes import (
    DECIMAL,
    HEX64,
    URN,
    WHOLE,
    ShapeError,
    day,
    fields,
    integer,
    like,
    moment,
    nullable,
    one_of,
    plain,
    several,
    table,
    text,
    words,
)
from core.submission.reading.strict_json import parse

_ROLE: Final = one_of(SignerRole.PREPARER.value, SignerRole.APPROVER.value)
_IDENTIFIER: Final = like(r"NTRCN-[0-9A-HJ-NPQRTUWXY]{18}")
_EVERY: Final = {
    "type": one_of(*naming.KINDS),
    "specVersion": one_of(naming.SPEC_VERSION),
    "environment": one_of(*(one.value for one in Environment)),
    "packageId": URN,
}
_DOCUMENT_KINDS: Final = (
    "cover",
    "application",
    "form",
    "report",
    "table",
    "factors",
    "boundary",
    "plan",
    "offset",
    "statement",
    "evidence-index",
    "findings",
    "licence",
    "disclosure",
    "scan",
    "trace",
)

_SUBMISSION: Final = fields(
    {
        **_EVERY,
        "dossierId": URN,
        "dossierKind": one_of("operation", "event"),
        "revision": integer(1),
        "previousPackageDigest": nullable(HEX64),
        "auditHead": HEX64,
        "period": fields({"from": day, "to": day, "label": like(r"[0-9]{4}[0-9_-]*")}),
        "audience": nullable(URN),
        "profileSerial": nullable(integer(1)),
        "createdAt": moment,
        "software": fields({"name": words, "version": words, "buildSha256": HEX64}),
        "organization": fields({"identifier": _IDENTIFIER, "name": words}),
        "site": fields({"id": URN, "name": words, "kind": words, "region": words}),
        "requiredSigners": several(_ROLE, least=1),
        "signers": several(fields({"role": _ROLE, "certificateSha256": HEX64, "algorithm": one_of(*naming.ALGORITHMS)}), least=1),
        "evidence": several(
            fields(
                {
                    "id": like(r"E[0-9]{4,5}"),
                    "path": words,
                    "originalName": words,
                    "mediaType": like(r"[a-z0-9][a-z0-9.+-]*/[A-Za-z0-9][A-Za-z0-9.+-]*"),
                    "size": integer(0),
                    "sha256": HEX64,
                    "periodFrom": nullable(day),
                    "periodTo": nullable(day),
                    "supports": several(words),
                }
            )
        ),
        "documents": several(fields({"path": words, "kind": one_of(*_DOCUMENT_KINDS), "schema": nullable(text), "sha256": HEX64})),
        "method": fields(
            {
                "profile": one_of("P1", "P2"),
                "basis": one_of("location", "market"),
                "gwpSet": words,
                "fuelSet": words,
                "gridRegion": words,
                "factorSet": words,
                "factorSetSha256": HEX64,
            }
        ),
        "result": fields(
            {
                "totalTCO2e": DECIMAL,
                "byScope": table(r"[123]", DECIMAL),
                "byGas": table(r"[A-Za-z0-9_-]+", DECIMAL),
                "offsetNeededT": WHOLE,
            }
        ),
        "offsets": several(
            fields({"registry": words, "serialFrom": text, "serialTo": text, "tonnes": like(r"[1-9][0-9]*"), "retirementId": text})
        ),
        "claimLevel": one_of("L0", "L1"),
        "declaration": words,
    },
    {"singleSignerReason": words},
)

_CORRECTION: Final = fields({"pointer": text, "code": words, "severity": words, "messageZh": words, "evidenceId": nullable(text)})

_RECEIPT: Final = fields(
    {
        **_EVERY,
        "sequence": integer(1),
        "previousReceiptDigest": nullable(HEX64),
        "issuer": fields({"id": URN, "name": words}),
        "audience": nullable(words),
        "issuedAt": moment,
        "submission": fields(
            {
                "packageId": URN,
                "revision": integer(1),
                "packageDigest": HEX64,
                "signatures": table("preparer|approver", HEX64),
            }
        ),
        "dossierId": URN,
        "result": one_of(*(one.value for one in ReceiptResult)),
        "status": words,
    },
    {
        "receiptId": URN,
        "list": nullable(one_of("green", "none", "black")),
        "listDate": nullable(day),
        "corrections": several(_CORRECTION),
        "certificate": nullable(
            fields({"number": text, "validFrom": day, "validTo": day, "tCO2e": DECIMAL, "kind": words, "qr": nullable(text)})
        ),
        "revocations": several(words),
        "crl": nullable(one_of(naming.CRL)),
        "profileSerial": nullable(integer(1)),
    },
)

_PROFILE: Final = fields(
    {
        **_EVERY,
        "createdAt": moment,
        "platform": fields({"id": URN, "name": words}),
        "serial": integer(1),
        "notBefore": moment,
        "notAfter": moment,
        "previousProfileDigest": nullable(HEX64),
        "roots": several(shapes.der, least=1),
        "receiptSigners": several(shapes.der, least=1),
        "qrKeys": several(fields({"kid": words, "spki": shapes.der, "notAfter": moment})),
        "tsa": several(shapes.der),
        "algorithms": several(words, least=1),
        "requiredSigners": several(_ROLE, least=1),
        "limits": fields({"entries": integer(1), "bytes": integer(1)}),
        "schemas": words,
        "crl": nullable(one_of(naming.CRL)),
    }
)

_PACK: Final = fields(
    {
        **_EVERY,
        "issuer": fields({"id": URN, "name": plain}),
        "issuedAt": moment,
        "name": like(r"[0-9]{4}\.[0-9]{2}(?:[.-][0-9A-Za-z]{1,16})?"),
        "basedOn": nullable(HEX64),
        "title": fields({"zh": plain, "en": plain}),
    }
)

_SHAPES: Final = {naming.SUBMISSION: _SUBMISSION, naming.RECEIPT: _RECEIPT, naming.PROFILE: _PROFILE, naming.PACK: _PACK}


def statement(archive: Archive, kind: str) -> Mapping[str, Any]:
    """The statement of a bag of this kind; its bytes have been compared with the manifest before.

    Raises:
        Refused: E_STATEMENT_…, E_TYPE_MISMATCH, E_VERSION_UNSUPPORTED or E_LIMIT_STATEMENT.
    """
    path = naming.statement_path(kind)
    if path not in archive.files:
        raise refuse("E_STATEMENT_MISSING", name=path)
    if archive.files[path].size > naming.MAX_STATEMENT:
        raise refuse("E_LIMIT_STATEMENT", name=path, count=archive.files[path].size, limit=naming.MAX_STATEMENT)
    document = parse(archive.read(path), path, canonical=True)
    if not isinstance(document, dict):
        raise refuse("E_STATEMENT_SCHEMA", field="/", detail="{}")
    if document.get("type") != kind:
        raise refuse("E_TYPE_MISMATCH", found=shown(str(document.get("type"))))
    if document.get("specVersion") != naming.SPEC_VERSION:
        raise refuse("E_VERSION_UNSUPPORTED", found=shown(str(document.get("specVersion"))), expected=naming.SPEC_VERSION)
    try:
        _SHAPES[kind](document, "")
    except ShapeError as error:
        raise refuse("E_STATEMENT_SCHEMA", field=shown(error.field), detail=error.detail) from error
    return document

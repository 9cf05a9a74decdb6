"""The statements that are signed: canonical JSON (RFC 8785), and which fields none of them may lack."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from core.domain.submission import Correction, PlatformCertificate
from core.errors import FileError
from core.i18n import _
from core.submission import naming

_EVERY = ("type", "specVersion", "environment", "packageId")

_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        naming.SUBMISSION: (
            *_EVERY,
            "dossierId",
            "dossierKind",
            "revision",
            "previousPackageDigest",
            "auditHead",
            "period.from",
            "period.to",
            "period.label",
            "audience",
            "profileSerial",
            "createdAt",
            "software.name",
            "software.version",
            "software.buildSha256",
            "organization.identifier",
            "organization.name",
            "site.id",
            "site.name",
            "site.kind",
            "site.region",
            "requiredSigners",
            "signers",
            "evidence",
            "documents",
            "method.profile",
            "method.basis",
            "method.gwpSet",
            "method.fuelSet",
            "method.gridRegion",
            "method.factorSet",
            "method.factorSetSha256",
            "result.totalTCO2e",
            "result.byScope",
            "result.byGas",
            "result.offsetNeededT",
            "offsets",
            "claimLevel",
            "declaration",
        ),
        naming.RECEIPT: (
            *_EVERY,
            "sequence",
            "previousReceiptDigest",
            "issuer.id",
            "issuer.name",
            "audience",
            "issuedAt",
            "submission.packageId",
            "submission.revision",
            "submission.packageDigest",
            "submission.signatures",
            "dossierId",
            "result",
            "status",
        ),
        naming.PROFILE: (
            *_EVERY,
            "createdAt",
            "platform.id",
            "platform.name",
            "serial",
            "notBefore",
            "notAfter",
            "previousProfileDigest",
            "roots",
            "receiptSigners",
            "qrKeys",
            "tsa",
            "algorithms",
            "requiredSigners",
            "limits.entries",
            "limits.bytes",
            "schemas",
            "crl",
        ),
        naming.PACK: (
            *_EVERY,
            "issuer.id",
            "issuer.name",
            "issuedAt",
            "name",
            "basedOn",
            "title.zh",
            "title.en",
        ),
    }
)
"""Kind of bag → the fields its statement always has; a field may be null, never absent."""


def jcs(document: object) -> bytes:
    """Canonical JSON (RFC 8785): UTF-8 without BOM or final newline."""
    import rfc8785

    return rfc8785.dumps(document)  # type: ignore[arg-type]


def statement(kind: str, document: Mapping[str, Any]) -> bytes:
    """The bytes of the statement of a bag of this kind.

    Raises:
        FileError: a field is missing, or is a number that JSON cannot carry exactly.
    """
    for field in _FIELDS[kind]:
        _refuse_missing(kind, document, field)
    if document["type"] != kind:
        raise _wrong(kind, "type")
    _refuse_floats(kind, document, "")
    try:
        return jcs(document)
    except ValueError as error:  # a whole number beyond 2**53, or half of a surrogate pair
        raise _wrong(kind, str(error)) from error


def _refuse_missing(kind: str, document: Mapping[str, Any], field: str) -> None:
    inner: Any = document
    for name in field.split("."):
        if not isinstance(inner, Mapping) or name not in inner:
            raise FileError(
                "E_STATEMENT_SCHEMA",
                _("声明文件 {kind}.json 缺少「{field}」。").format(kind=kind, field=field),
                _("文件没有写出。请补上这一项再试。"),
            )
        inner = inner[name]


def _refuse_floats(kind: str, value: Any, place: str) -> None:
    if isinstance(value, float):
        raise _wrong(kind, place)
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_floats(kind, inner, f"{place}.{name}" if place else name)
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            _refuse_floats(kind, inner, f"{place}[{number}]")


def _wrong(kind: str, field: str) -> FileError:
    return FileError(
        "E_STATEMENT_SCHEMA",
        _("声明文件 {kind}.json 的「{field}」不能这样写。").format(kind=kind, field=field),
        _("文件没有写出。数字应写成文本，类型应与文件相符。"),
    )


# ---------------------------------------------------------------- parts of a receipt


def correction_entry(one: Correction) -> dict[str, str]:
    """One of `corrections` of a receipt."""
    return {
        "pointer": one.pointer,
        "code": one.code,
        "severity": one.severity,
        "messageZh": one.message,
        "evidenceId": one.evidence_id,
    }


def certificate_entry(one: PlatformCertificate) -> dict[str, str]:
    """The `certificate` of a receipt that confirms."""
    return {
        "number": one.number,
        "validFrom": one.valid_from.isoformat(),
        "validTo": one.valid_to.isoformat(),
        "tCO2e": one.tco2e,
        "kind": one.kind,
        "qr": one.qr,
    }

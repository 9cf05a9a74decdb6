"""The signed attributes of a CMS signature: each once, with one value, and fitting the signer's certificate (RFC 5652 §11, RFC 5035)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from asn1crypto import core, tsp
from asn1crypto import x509 as asn1_x509

from core.i18n import _
from core.submission.reading.refusing import refuse

CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST: Final = "1.2.840.113549.1.9.4"
SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
_CERTIFICATE_V1: Final = "1.2.840.113549.1.9.16.2.12"
_CERTIFICATE_V2: Final = "1.2.840.113549.1.9.16.2.47"
_COMMITMENT: Final = "1.2.840.113549.1.9.16.2.16"
SHA256: Final = "2.16.840.1.101.3.4.2.1"

_REQUIRED: Final = (CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, _CERTIFICATE_V2)
_TIMES: Final = ((23, re.compile(rb"[0-9]{12}Z"), core.UTCTime), (24, re.compile(rb"[0-9]{14}Z"), core.GeneralizedTime))

Attributes = Mapping[str, bytes]
"""OID → the DER of the one value."""


def attributes(info: Any, name: str) -> Attributes:
    """The signed attributes of a SignerInfo.

    Raises:
        Refused: E_SIG_ATTRIBUTES: one is missing, doubled, or of the SHA-1 kind.
    """
    found: dict[str, bytes] = {}
    for attribute in info["signed_attrs"]:
        kind = attribute["type"].dotted
        values = attribute["values"]
        if kind in found or len(values) != 1:
            raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("{oid} 重复").format(oid=kind))
        # The map of known types depends on what else was imported, so the bytes are taken and read here.
        found[kind] = values[0].dump()
    if _CERTIFICATE_V1 in found:
        raise refuse("E_SIG_ALGORITHM", name=name, detail="SHA-1 signing-certificate")
    for kind in _REQUIRED:
        if kind not in found:
            raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("缺少 {oid}").format(oid=kind))
    return found


def check_content_type(found: Attributes, name: str, kind: str) -> None:
    """The type that was signed is the type that is there.

    Raises:
        Refused: E_SIG_ATTRIBUTES.
    """
    if core.ObjectIdentifier.load(found[CONTENT_TYPE], strict=True).dotted != kind:
        raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("内容类型"))


def message_digest(found: Attributes) -> bytes:
    """The hash of the content, as signed."""
    return bytes(core.OctetString.load(found[MESSAGE_DIGEST], strict=True).native)


def check_certificate(found: Attributes, name: str, certificate: bytes) -> None:
    """The signer meant this certificate and no other: ESS signing-certificate-v2 with SHA-256.

    Raises:
        Refused: E_SIG_CERTIFICATE_REF, or E_SIG_ALGORITHM for another hash.
    """
    first = tsp.SigningCertificateV2.load(found[_CERTIFICATE_V2], strict=True)["certs"][0]
    if first["hash_algorithm"]["algorithm"].dotted != SHA256:
        raise refuse("E_SIG_ALGORITHM", name=name, detail="signing-certificate-v2")
    wrong = first["cert_hash"].native != hashlib.sha256(certificate).digest()
    reference = first["issuer_serial"]
    if not isinstance(reference, core.Void) and not wrong:
        own = asn1_x509.Certificate.load(certificate)
        names = reference["issuer"]
        same_name = len(names) == 1 and names[0].name == "directory_name" and names[0].chosen.untag().dump() == own.issuer.dump()
        wrong = not same_name or reference["serial_number"].native != own.serial_number
    if wrong:
        raise refuse("E_SIG_CERTIFICATE_REF", name=name)


def commitment(found: Attributes, name: str) -> str:
    """OID of the commitment type; empty where the attribute is not there.

    Raises:
        Refused: E_SIG_ATTRIBUTES: qualifiers, or no commitment type at all.
    """
    if _COMMITMENT not in found:
        return ""
    parts = list(core.SequenceOf.load(found[_COMMITMENT], strict=True, spec=core.Any))
    if len(parts) != 1:
        raise refuse("E_SIG_ATTRIBUTES", name=name, detail="commitment-type")
    return str(core.ObjectIdentifier.load(parts[0].dump(), strict=True).dotted)


def signing_time(found: Attributes, name: str) -> datetime:
    """The time the signer claims, in UTC.

    Raises:
        Refused: E_SIG_ATTRIBUTES: not in the one DER form.
    """
    data = found[SIGNING_TIME]
    for tag, form, kind in _TIMES:
        if data[0] == tag and form.fullmatch(data[2:]):
            moment: datetime = kind.load(data, strict=True).native
            return moment
    raise refuse("E_SIG_ATTRIBUTES", name=name, detail="signing-time")

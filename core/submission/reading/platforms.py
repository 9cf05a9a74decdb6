"""From a profile's statement to the platform it describes (package-format.md §8)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography import x509

from core.domain.submission import Environment
from core.i18n import _
from core.submission.reading.certificates import EXTENSION_FAULTS, root_fault
from core.submission.reading.chains import revocation_lists
from core.submission.reading.refusing import refuse
from core.submission.reading.trust import PlatformTrust


def platform_of(document: Mapping[str, Any], crl: bytes, digest: str) -> PlatformTrust:
    """The platform of a well-formed profile.

    Args:
        document: data/profile.json.
        crl: its revocation lists, PEM; empty where it has none.
        digest: packageDigest of the profile.

    Raises:
        Refused: E_PROFILE_ROOTS or E_CRL_FORMAT.
    """
    roots = _certificates(document["roots"])
    for root in roots:
        if (fault := root_fault(x509.load_der_x509_certificate(root))) is not None:
            raise refuse("E_PROFILE_ROOTS", detail=fault)
    if crl:
        revocation_lists(crl, roots)
    return PlatformTrust(
        id=document["platform"]["id"],
        name=document["platform"]["name"],
        environment=Environment(document["environment"]),
        serial=document["serial"],
        digest=digest,
        previous_digest=document["previousProfileDigest"],
        roots=roots,
        receipt_signers=_certificates(document["receiptSigners"]),
        tsa=_certificates(document["tsa"]),
        crl=crl,
        algorithms=tuple(document["algorithms"]),
        required_signers=tuple(document["requiredSigners"]),
        max_entries=document["limits"]["entries"],
        max_bytes=document["limits"]["bytes"],
    )


def _certificates(texts: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(base64.b64decode(text) for text in texts)
    try:
        for der in found:
            x509.load_der_x509_certificate(der)
    except EXTENSION_FAULTS as error:
        raise refuse("E_PROFILE_ROOTS", detail=_("读不出来")) from error
    return found


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate, as it is printed and typed."""
    return hashlib.sha256(certificate).hexdigest()

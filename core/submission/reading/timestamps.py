"""Trusted time in a receipt: RFC 3161 tokens over the signatures of the package it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from asn1crypto import tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from core.submission.reading.certificates import EXTENSION_FAULTS
from core.submission.reading.chains import leads_to
from core.submission.reading.der import is_der, sequence_length
from core.submission.reading.refusing import Refused, refuse, shown
from core.submission.reading.signed_attributes import SHA256
from core.submission.reading.signed_data import ASN1_FAULTS, absent, token_signature
from core.submission.reading.trust import PlatformTrust

LARGEST: Final = 64 * 2**10


def token_time(data: bytes, path: str, imprint: str, platform: PlatformTrust) -> datetime:
    """The time that a token vouches for.

    Args:
        data: TimeStampResp, DER.
        path: where it lies in the receipt.
        imprint: SHA-256 of the signature file it must have stamped.
        platform: whose time-stamp service must have made it.

    Raises:
        Refused: E_TIMESTAMP_FORMAT, E_TIMESTAMP_SIGNER or E_TIMESTAMP_DIGEST.
    """
    name = shown(path)
    try:
        token = _token(data, name)
        sound = token_signature(token, name, platform.tsa)
        info = tsp.TSTInfo.load(sound.content, strict=True)
        if not is_der(sound.content) or info["version"].native != "v1":
            raise refuse("E_TIMESTAMP_FORMAT", name=name)
        if any(extension["critical"].native for extension in _listed(info["extensions"])):
            raise refuse("E_TIMESTAMP_FORMAT", name=name)
        stamped = info["message_imprint"]
        made: datetime = info["gen_time"].native
    except ASN1_FAULTS as error:
        raise refuse("E_TIMESTAMP_FORMAT", name=name) from error
    except Refused as refusal:
        raise Refused([*refusal.checks, *refuse("E_TIMESTAMP_FORMAT", name=name).checks]) from refusal
    if not _of_service(sound.certificate, sound.others, platform, made):
        raise refuse("E_TIMESTAMP_SIGNER", name=name)
    if stamped["hash_algorithm"]["algorithm"].dotted != SHA256 or stamped["hashed_message"].native.hex() != imprint:
        raise refuse("E_TIMESTAMP_DIGEST", name=name)
    return made


def _token(data: bytes, name: str) -> bytes:
    """The token in a granted response."""
    if sequence_length(data) != len(data):
        raise refuse("E_TIMESTAMP_FORMAT", name=name)
    response = tsp.TimeStampResp.load(data, strict=True)
    if not is_der(data) or response["status"]["status"].native != "granted":
        raise refuse("E_TIMESTAMP_FORMAT", name=name)
    token: bytes = response["time_stamp_token"].dump()
    return token


def _listed(extensions: Any) -> list[Any]:
    return [] if absent(extensions) else list(extensions)


def _of_service(certificate: bytes, others: tuple[bytes, ...], platform: PlatformTrust, made: datetime) -> bool:
    """Whether the certificate is one the profile names, may stamp times and nothing else, and was good at that time."""
    if certificate not in platform.tsa or others:
        return False
    loaded = x509.load_der_x509_certificate(certificate)
    try:
        purposes = loaded.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, *EXTENSION_FAULTS):
        return False
    alone = purposes.critical and list(purposes.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    return alone and leads_to(loaded, (), platform.roots, made)

"""A CMS signature read strictly: DER, one signer, SHA-256, the attributes of CAdES-B-B, and nothing beside it (RFC 5652)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from core.i18n import _
from core.submission.naming import ES256, RS256
from core.submission.reading import signed_attributes as attributes
from core.submission.reading.der import child_tags, is_der, sequence_length
from core.submission.reading.refusing import refuse

_DATA: Final = "1.2.840.113549.1.7.1"
_TIMESTAMP: Final = "1.2.840.113549.1.9.16.1.4"
_SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
_CONTENT_INFO: Final = b"\x06\xa0"
_ISSUER_AND_SERIAL: Final = b"\x30\x02"
_NULL: Final = b"\x05\x00"
_DIGESTS: Final = ((attributes.SHA256, b""), (attributes.SHA256, _NULL))
_ALGORITHMS: Final = {
    ("1.2.840.10045.4.3.2", b""): ES256,
    ("1.2.840.113549.1.1.1", _NULL): RS256,  # rsaEncryption, what OpenSSL writes
    ("1.2.840.113549.1.1.11", _NULL): RS256,
}

ASN1_FAULTS: Final = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises when bytes are not of the asked form; it reads lazily, so at any access."""


@dataclass(frozen=True, slots=True)
class SoundSignature:
    """A signature whose every byte was looked at and whose value fits its certificate; whose it is, is another question.

    Attributes:
        certificate: the signer's, DER.
        others: further certificates that came with it, DER.
        content: what was signed.
        commitment: OID of the commitment type; empty where there is none.
        signed_at: the time the signer claims.
    """

    certificate: bytes
    others: tuple[bytes, ...]
    content: bytes
    commitment: str
    signed_at: datetime
    algorithm: str


def absent(value: Any) -> bool:
    """Whether an optional part is not there."""
    return isinstance(value, core.Void)


def detached_signature(data: bytes, name: str, content: bytes) -> SoundSignature:
    """Judge a detached signature over `content`.

    Args:
        data: the .p7s file.
        name: its path, for the messages.
        content: what it must have signed.

    Raises:
        Refused: E_SIG_…, one code for each cause.
    """
    length = sequence_length(data)
    if length is None or length > len(data):
        raise refuse("E_SIG_FORMAT", name=name)
    if length < len(data):
        raise refuse("E_SIG_TRAILING", name=name)
    return _judge(data, name, content, ())


def token_signature(data: bytes, name: str, certificates: tuple[bytes, ...]) -> SoundSignature:
    """Judge the signature of a time-stamp token, which carries what it signs.

    Args:
        data: the token, DER.
        name: the path of the file it came in.
        certificates: trusted certificates, for a token that came without the signer's own.

    Raises:
        Refused: E_SIG_….
    """
    return _judge(data, name, None, certificates)


def _judge(data: bytes, name: str, content: bytes | None, certificates: tuple[bytes, ...]) -> SoundSignature:
    try:
        outer = cms.ContentInfo.load(data, strict=True)
        if not is_der(data) or child_tags(data) != _CONTENT_INFO or outer["content_type"].dotted != _SIGNED_DATA:
            raise refuse("E_SIG_FORMAT", name=name)
        return _signature(outer["content"], name, content, certificates)
    except ASN1_FAULTS as error:
        raise refuse("E_SIG_FORMAT", name=name) from error


def _signature(signed: Any, name: str, content: bytes | None, certificates: tuple[bytes, ...]) -> SoundSignature:
    info = _single(signed, name)
    _check_parts(signed, info, name)
    inside = signed["encap_content_info"]
    carried = inside["content"]
    kind = _TIMESTAMP if content is None else _DATA
    if content is None:
        content = bytes(carried)
    elif not absent(carried):
        raise refuse("E_SIG_NOT_DETACHED", name=name)
    versions = (signed["version"].native, info["version"].native)
    if versions != ("v1" if kind == _DATA else "v3", "v1") or info["sid"].name != "issuer_and_serial_number":
        raise refuse("E_SIG_SIGNER_ID", name=name)
    if child_tags(info["sid"].chosen.dump()) != _ISSUER_AND_SERIAL:
        raise refuse("E_SIG_FORMAT", name=name)
    algorithm = _algorithm(signed, info, name)
    _bare(signed, info, name)
    leaf, others = _certificates(signed, info, name, certificates)
    found = attributes.attributes(info, name)
    if inside["content_type"].dotted != kind:
        raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("内容类型"))
    attributes.check_content_type(found, name, kind)
    attributes.check_certificate(found, name, leaf)
    commitment, moment = attributes.commitment(found, name), attributes.signing_time(found, name)
    if attributes.message_digest(found) != hashlib.sha256(content).digest():
        raise refuse("E_SIG_DIGEST", name=name)
    _verify(leaf, info, algorithm, name)
    return SoundSignature(leaf, others, content, commitment, moment, algorithm)


def _single(signed: Any, name: str) -> Any:
    infos = signed["signer_infos"]
    if len(infos) != 1:
        raise refuse("E_SIG_SIGNER_COUNT", name=name, count=len(infos))
    return infos[0]


_PARTS: Final = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        rb"\x30",  # what ContentInfo carries
        rb"\x02\x31\x30\xa0?\xa1?\x31",  # SignedData
        rb"\x06\xa0?",  # EncapsulatedContentInfo
        rb"\x02[\x30\x80]\x30\xa0?\x30\x04\xa1?",  # SignerInfo
        rb"\x06.?",  # AlgorithmIdentifier, of the digest
        rb"\x06.?",  # and of the signature
    )
)


def _check_parts(signed: Any, info: Any, name: str) -> None:
    """asn1crypto passes over what stands behind the last known part of a sequence; nothing may."""
    parts = (signed, signed.untag(), signed["encap_content_info"], info, info["digest_algorithm"], info["signature_algorithm"])
    if any(form.fullmatch(child_tags(part.dump())) is None for form, part in zip(_PARTS, parts, strict=True)):
        raise refuse("E_SIG_FORMAT", name=name)


def _named(algorithm: Any) -> tuple[str, bytes]:
    """OID and DER of the parameters, which are no place for surprises."""
    return algorithm["algorithm"].dotted, algorithm["parameters"].dump()


def _algorithm(signed: Any, info: Any, name: str) -> str:
    digest = _named(info["digest_algorithm"])
    if digest not in _DIGESTS or [_named(one) for one in signed["digest_algorithms"]] != [digest]:
        raise refuse("E_SIG_ALGORITHM", name=name, detail=info["digest_algorithm"]["algorithm"].dotted)
    named = _named(info["signature_algorithm"])
    if named not in _ALGORITHMS:
        raise refuse("E_SIG_ALGORITHM", name=name, detail=named[0])
    return _ALGORITHMS[named]


def _bare(signed: Any, info: Any, name: str) -> None:
    if not absent(info["unsigned_attrs"]):
        raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("未签名的属性"))
    if absent(info["signed_attrs"]):
        raise refuse("E_SIG_ATTRIBUTES", name=name, detail=_("没有签名属性"))
    if not absent(signed["crls"]):
        raise refuse("E_SIG_CERTIFICATES", name=name, detail=_("带有吊销列表"))


def _certificates(signed: Any, info: Any, name: str, known: tuple[bytes, ...]) -> tuple[bytes, tuple[bytes, ...]]:
    """The signer's certificate, and what else came with it."""
    embedded = [] if absent(signed["certificates"]) else list(signed["certificates"])
    if any(one.name != "certificate" for one in embedded):
        raise refuse("E_SIG_CERTIFICATES", name=name, detail=_("不是 X.509 证书"))
    all_der = [one.chosen.dump() for one in embedded]
    if len(set(all_der)) != len(all_der):
        raise refuse("E_SIG_CERTIFICATES", name=name, detail=_("重复"))
    wanted = info["sid"].chosen
    own = [der for der in all_der or known if _is(der, wanted)]
    if len(own) != 1:
        raise refuse("E_SIG_CERTIFICATES", name=name, detail=_("没有签名者的证书"))
    return own[0], tuple(der for der in all_der if der != own[0])


def _is(der: bytes, wanted: Any) -> bool:
    certificate = asn1_x509.Certificate.load(der)
    same_serial: bool = certificate.serial_number == wanted["serial_number"].native
    return same_serial and bool(certificate.issuer.dump() == wanted["issuer"].dump())


def _verify(leaf: bytes, info: Any, algorithm: str, name: str) -> None:
    signed = info["signed_attrs"].untag().dump()
    if not is_der(signed):  # under its own tag the set must be sorted too
        raise refuse("E_SIG_FORMAT", name=name)
    value = info["signature"].native
    try:
        key = x509.load_der_x509_certificate(leaf).public_key()
        if isinstance(key, ec.EllipticCurvePublicKey) and algorithm == ES256:
            key.verify(value, signed, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm == RS256:
            key.verify(value, signed, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise refuse("E_SIG_ALGORITHM", name=name, detail=_("与密钥不符"))
    except (InvalidSignature, UnsupportedAlgorithm) as error:
        raise refuse("E_SIG_INVALID", name=name) from error

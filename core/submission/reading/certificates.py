"""The certificate of a signer: who it names, and whether it keeps the profile of package-format.md §8."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.domain.submission import SignerRole
from core.i18n import _
from core.submission import naming
from core.submission.codes import Check, failed
from core.submission.reading.refusing import Refused, refuse, shown

_ORGANIZATION_IDENTIFIER: Final = NameOID.ORGANIZATION_IDENTIFIER
_REQUIRED: Final = (
    (NameOID.COUNTRY_NAME, "C"),
    (NameOID.STATE_OR_PROVINCE_NAME, "ST"),
    (NameOID.ORGANIZATION_NAME, "O"),
    (_ORGANIZATION_IDENTIFIER, "organizationIdentifier"),
    (NameOID.TITLE, "title"),
    (NameOID.COMMON_NAME, "CN"),
)
_OF_PLATFORM: Final = ("C", "O", "CN")
_DOCUMENT_SIGNING: Final = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_PURPOSES: Final = frozenset({_DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION})
_LONGEST_LEAF: Final = timedelta(days=732)
_LONGEST_ROOT: Final = timedelta(days=3653)
_FEWEST_SERIAL_BITS: Final = 48
"""Of 64 random bits the first sixteen are all zero once in 65 536 certificates: fewer is no chance any more."""

EXTENSION_FAULTS: Final = (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType, UnsupportedAlgorithm)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a signer's certificate says.

    Attributes:
        organization_identifier: such as ``NTRCN-9151…``; empty where it has none.
        trial: the organizational unit is TRIAL.
        key_sha256: of the public key, so that two certificates of one key are seen.
    """

    certificate: x509.Certificate
    sha256: str
    name: str
    organization: str
    organization_identifier: str
    title: str
    trial: bool
    self_signed: bool
    key_sha256: str


def leaf(der: bytes, path: str) -> Leaf:
    """Read a signer's certificate.

    Raises:
        Refused: E_SIG_CERTIFICATES: it cannot be read.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        subject = certificate.subject
    except EXTENSION_FAULTS as error:
        raise unreadable(path) from error

    def part(oid: x509.ObjectIdentifier) -> str:
        found = subject.get_attributes_for_oid(oid)
        return shown(str(found[0].value)) if found else ""

    return Leaf(
        certificate=certificate,
        sha256=hashlib.sha256(der).hexdigest(),
        name=part(NameOID.COMMON_NAME),
        organization=part(NameOID.ORGANIZATION_NAME),
        organization_identifier=part(_ORGANIZATION_IDENTIFIER),
        title=part(NameOID.TITLE),
        trial=part(NameOID.ORGANIZATIONAL_UNIT_NAME) == "TRIAL",
        self_signed=issued(certificate, certificate),
        key_sha256=hashlib.sha256(public).hexdigest(),
    )


def issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the key of `issuer` signed the certificate, and the names agree."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def unreadable(path: str) -> Refused:
    """The refusal for a certificate that came in `path` and is none."""
    return refuse("E_SIG_CERTIFICATES", name=path, detail=_("读不出来"))


def profile_faults(one: Leaf, role: SignerRole, words: str) -> list[Check]:
    """What of the certificate profile of §8 the certificate breaks; `words` names the role."""
    certificate = one.certificate
    faults: list[Check] = []
    if (weak := weak_key(certificate)) is not None:
        faults.append(failed("E_CERT_KEY_WEAK", role=words, detail=weak))
    rules = (
        (certificate.version is x509.Version.v3, "X.509 v1"),
        (certificate.serial_number.bit_length() >= _FEWEST_SERIAL_BITS, _("序列号太短")),
        (certificate.not_valid_after_utc - certificate.not_valid_before_utc <= _LONGEST_LEAF, _("有效期超过两年")),
        (isinstance(certificate.signature_hash_algorithm, SHA256), _("签发用的摘要算法")),
        *((_once(certificate, oid, role, label), label) for oid, label in _REQUIRED),
    )
    faults += [failed("E_CERT_PROFILE", role=words, detail=detail) for kept, detail in rules if not kept]
    if role is not SignerRole.PLATFORM and one.title != naming.TITLES[role]:
        faults.append(failed("E_SIGNER_TITLE", role=words, found=one.title, expected=naming.TITLES[role]))
    try:
        faults += _extension_faults(certificate, words, self_signed=one.self_signed)
    except EXTENSION_FAULTS:
        faults.append(failed("E_CERT_PROFILE", role=words, detail=_("扩展项")))
    return faults


def _once(certificate: x509.Certificate, oid: x509.ObjectIdentifier, role: SignerRole, label: str) -> bool:
    count = len(certificate.subject.get_attributes_for_oid(oid))
    return count == 1 or (count == 0 and role is SignerRole.PLATFORM and label not in _OF_PLATFORM)


def weak_key(certificate: x509.Certificate) -> str | None:
    """What is too weak or of another kind about the key, or None."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return None if isinstance(key.curve, ec.SECP256R1) else key.curve.name
    if isinstance(key, rsa.RSAPublicKey):
        return None if key.key_size >= naming.MIN_RSA_BITS else f"RSA-{key.key_size}"
    return type(key).__name__


def _extension_faults(certificate: x509.Certificate, words: str, *, self_signed: bool) -> list[Check]:
    found = {extension.oid: extension for extension in certificate.extensions}
    faults: list[Check] = []
    constraints = found.pop(x509.BasicConstraints.oid, None)
    if constraints is None or not constraints.critical or constraints.value != x509.BasicConstraints(ca=False, path_length=None):
        faults.append(failed("E_CERT_PROFILE", role=words, detail="basicConstraints"))
    usage = found.pop(x509.KeyUsage.oid, None)
    wanted = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    if usage is None or not usage.critical or usage.value != wanted:
        faults.append(failed("E_CERT_KEY_USAGE", role=words))
    purposes = found.pop(x509.ExtendedKeyUsage.oid, None)
    if purposes is not None and frozenset(purposes.value) != _PURPOSES:
        faults.append(failed("E_CERT_EXTENDED_USAGE", role=words))
    if x509.SubjectKeyIdentifier.oid not in found:
        faults.append(failed("E_CERT_PROFILE", role=words, detail="subjectKeyIdentifier"))
    if x509.AuthorityKeyIdentifier.oid not in found and not self_signed:
        faults.append(failed("E_CERT_PROFILE", role=words, detail="authorityKeyIdentifier"))
    faults += [
        failed("E_CERT_PROFILE", role=words, detail=f"critical {oid.dotted_string}")
        for oid, extension in found.items()
        if extension.critical
    ]
    return faults


def root_fault(root: x509.Certificate) -> str | None:
    """What of the root profile of §8 a root breaks, or None."""
    try:
        extensions = {extension.oid: extension for extension in root.extensions}
    except EXTENSION_FAULTS:
        return _("扩展项")
    constraints = extensions.get(x509.BasicConstraints.oid)
    usage = extensions.get(x509.KeyUsage.oid)
    if constraints is None or not constraints.critical or constraints.value != x509.BasicConstraints(ca=True, path_length=0):
        return "basicConstraints"
    if usage is None or not usage.critical or not (usage.value.key_cert_sign and usage.value.crl_sign):
        return "keyUsage"
    if root.not_valid_after_utc - root.not_valid_before_utc > _LONGEST_ROOT:
        return _("有效期超过十年")
    if not issued(root, root):
        return _("不是自签名")
    return weak_key(root)

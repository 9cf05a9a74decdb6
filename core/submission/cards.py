"""A signer's card: what a certificate says about the person, to name her before she has signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.submission import Environment, SignerRole
from core.errors import FileError
from core.i18n import _
from core.submission import naming

if TYPE_CHECKING:
    from cryptography import x509

ORGANIZATION_IDENTIFIER = "2.5.4.97"
TRIAL_UNIT = "TRIAL"
"""Organizational unit of keys that are for trial."""


@dataclass(frozen=True, slots=True)
class SignerCard:
    """The public side of a signing key.

    Attributes:
        sha256: of the DER certificate, named in the statement and printed on the cover.
        key_sha256: of the public key (SPKI), which stays when the platform exchanges the certificate.
        algorithm: a name of package-format.md §6.
        certificate: DER.
    """

    role: SignerRole
    name: str
    organization: str
    credit_code: str
    environment: Environment
    sha256: str
    key_sha256: str
    algorithm: str
    self_signed: bool
    valid_to: str
    certificate: bytes


def signer_card(data: bytes) -> SignerCard:
    """Read a certificate, PEM or DER.

    Raises:
        FileError: no certificate, or not one of a signer of ours.
    """
    from cryptography import x509

    try:
        return _card(x509.load_pem_x509_certificate(data) if b"-----BEGIN" in data else x509.load_der_x509_certificate(data))
    except (ValueError, x509.InvalidVersion) as error:  # parts of a certificate are parsed when they are asked for
        raise FileError("certificate.unreadable", _("这个文件不是证书。"), _("请选扩展名为 .crt、.pem 或 .cer 的证书文件。")) from error


def _card(certificate: x509.Certificate) -> SignerCard:
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    subject = certificate.subject

    def part(oid: str) -> str:
        found = subject.get_attributes_for_oid(x509.ObjectIdentifier(oid))
        return str(found[0].value) if found else ""

    role = next((role for role, title in naming.TITLES.items() if title == part("2.5.4.12")), None)
    if role is None:
        raise FileError(
            "certificate.role", _("证书没有写明签名人的身份。"), _("证书主题的职务（title）应是填报人或审核人，请向发证方核对。")
        )
    try:
        public_key = certificate.public_key()
    except UnsupportedAlgorithm as error:
        raise _unfit() from error
    der = certificate.public_bytes(Encoding.DER)
    spki = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return SignerCard(
        role=role,
        name=part("2.5.4.3"),
        organization=part("2.5.4.10"),
        credit_code=part(ORGANIZATION_IDENTIFIER).removeprefix(naming.ORGANIZATION_PREFIX),
        environment=Environment.TRIAL if part("2.5.4.11") == TRIAL_UNIT else Environment.PRODUCTION,
        sha256=hashlib.sha256(der).hexdigest(),
        key_sha256=hashlib.sha256(spki).hexdigest(),
        algorithm=_algorithm(public_key),
        self_signed=certificate.issuer == subject,
        valid_to=certificate.not_valid_after_utc.date().isoformat(),
        certificate=der,
    )


def _algorithm(public_key: object) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1):
        return naming.ES256
    if isinstance(public_key, rsa.RSAPublicKey) and public_key.key_size >= naming.MIN_RSA_BITS:
        return naming.RS256
    raise _unfit()


def _unfit() -> FileError:
    return FileError(
        "certificate.algorithm", _("证书的密钥种类不能用于签名。"), _("请使用 P-256 椭圆曲线密钥，或 3072 位以上的 RSA 密钥。")
    )

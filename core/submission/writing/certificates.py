"""X.509 certificates as package-format.md §8 wants them: signers, the platform's root, its time stamper and its revocation list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core.domain.organization import read_credit_code
from core.domain.submission import Environment, SignerRole
from core.errors import InputError
from core.i18n import _
from core.submission import naming
from core.submission.cards import TRIAL_UNIT

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey

SIGNER_DAYS = 730
"""A signer's certificate is valid for two years at most."""

ROOT_DAYS = 3650
"""The root, and the time stamper below it, for ten."""

_EARLIER = timedelta(minutes=10)
"""Certificates begin this much before they are made: the clock of the PC that signs next may be a little behind."""

_LIMITS = {NameOID.STATE_OR_PROVINCE_NAME: 128}
_LIMIT = 64  # the other parts (X.520)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a signer's certificate is for.

    Attributes:
        credit_code: of the organization; empty for a platform.
        region_name: where it sits, such as 四川省成都市.
    """

    role: SignerRole
    name: str
    organization: str
    credit_code: str
    region_name: str
    environment: Environment


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose key signs a certificate.

    Attributes:
        ends: when the issuer's own certificate ends; nothing below it lasts longer. None for a self-signed certificate.
    """

    name: x509.Name
    private: PrivateKey
    ends: datetime | None = None


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """A P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def subject_name(subject: Subject) -> x509.Name:
    """The distinguished name of a signer.

    Raises:
        InputError: a part is empty or longer than certificates allow, or the credit code is none.
    """
    return _name(
        [
            (NameOID.STATE_OR_PROVINCE_NAME, subject.region_name, _("地区")),
            (NameOID.ORGANIZATION_NAME, subject.organization, _("单位名称")),
            *_identifier(subject),
            *_trial(subject.environment),
            (NameOID.TITLE, naming.TITLES[subject.role], _("职务")),
            (NameOID.COMMON_NAME, subject.name, _("姓名")),
        ]
    )


def platform_name(organization: str, common_name: str, environment: Environment) -> x509.Name:
    """The distinguished name of a platform's root or time stamper.

    Raises:
        InputError: a part is empty or longer than certificates allow.
    """
    return _name(
        [
            (NameOID.ORGANIZATION_NAME, organization, _("平台名称")),
            *_trial(environment),
            (NameOID.COMMON_NAME, common_name, _("平台名称")),
        ]
    )


def _identifier(subject: Subject) -> list[_Part]:
    if subject.role is SignerRole.PLATFORM:
        return []
    code = read_credit_code(subject.credit_code).text
    return [(NameOID.ORGANIZATION_IDENTIFIER, f"{naming.ORGANIZATION_PREFIX}{code}", "")]


_Part = tuple[x509.ObjectIdentifier, str, str]


def _trial(environment: Environment) -> list[_Part]:
    return [(NameOID.ORGANIZATIONAL_UNIT_NAME, TRIAL_UNIT, "")] if environment is Environment.TRIAL else []


def _name(parts: Sequence[_Part]) -> x509.Name:
    for oid, text, label in parts:
        limit = _LIMITS.get(oid, _LIMIT)
        if not 0 < len(text) <= limit or not text.isprintable():
            raise InputError(
                "certificate.name",
                _("{label}「{text}」不能写进证书。").format(label=label, text=text[:20]),
                _("应为 1 到 {limit} 个可见字符。").format(limit=limit),
            )
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")
    return x509.Name([country, *(x509.NameAttribute(oid, text) for oid, text, _label in parts)])


def signer_certificate(name: x509.Name, public: PublicKey, issuer: Issuer, now: datetime, days: int = SIGNER_DAYS) -> x509.Certificate:
    """A leaf that signs packages or receipts: no EKU, since `openssl cms -verify` refuses documentSigning alone."""
    usage = _usage(digital_signature=True, content_commitment=True)
    return _builder(name, public, issuer, now, days).add_extension(usage, critical=True).sign(issuer.private, hashes.SHA256())


def root_certificate(name: x509.Name, private: PrivateKey, now: datetime) -> x509.Certificate:
    """A platform's root: it signs leaves and revocation lists, and no further authority."""
    usage = _usage(key_cert_sign=True, crl_sign=True)
    builder = _builder(name, private.public_key(), Issuer(name, private), now, ROOT_DAYS, x509.BasicConstraints(ca=True, path_length=0))
    return builder.add_extension(usage, critical=True).sign(private, hashes.SHA256())


def stamper_certificate(name: x509.Name, public: PublicKey, issuer: Issuer, now: datetime) -> x509.Certificate:
    """A time stamper (RFC 3161 §2.3); it lasts as long as the root, since old packages are judged at its time."""
    builder = _builder(name, public, issuer, now, ROOT_DAYS)
    builder = builder.add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer.private, hashes.SHA256())


def revocation_list(issuer: Issuer, now: datetime, days: int) -> x509.CertificateRevocationList:
    """The platform's list; nothing is revoked on it yet."""
    builder = x509.CertificateRevocationListBuilder(issuer.name, whole_seconds(now) - _EARLIER, whole_seconds(now) + timedelta(days=days))
    public = issuer.private.public_key()
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    return builder.add_extension(x509.CRLNumber(1), critical=False).sign(issuer.private, hashes.SHA256())


def request(name: x509.Name, private: PrivateKey) -> x509.CertificateSigningRequest:
    """A request that proves the key is held by the one who asks."""
    return x509.CertificateSigningRequestBuilder(name).sign(private, hashes.SHA256())


def whole_seconds(moment: datetime) -> datetime:
    """In UTC, to the second, as certificates and signatures keep time."""
    return moment.astimezone(UTC).replace(microsecond=0)


_LEAF = x509.BasicConstraints(ca=False, path_length=None)


def _builder(
    name: x509.Name, public: PublicKey, issuer: Issuer, now: datetime, days: int, constraints: x509.BasicConstraints = _LEAF
) -> x509.CertificateBuilder:
    start = whole_seconds(now) - _EARLIER
    end = start + timedelta(days=days)
    return (
        x509.CertificateBuilder(issuer.name, name, public, x509.random_serial_number(), start, min(end, issuer.ends or end))
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.private.public_key()), critical=False)
    )


def _usage(
    *, digital_signature: bool = False, content_commitment: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )

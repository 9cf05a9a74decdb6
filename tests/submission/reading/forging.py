"""Certificates and CMS signatures put together by hand, so that each part can be wrong; none of the program's writer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CODE = "91510100MA6DEM012N"
ORGANIZATION = "成都示例酒店有限公司"
PROOF = {"preparer": "1", "approver": "5", "platform": "2"}
TITLES = {"preparer": "填报人", "approver": "审核人", "platform": "平台回执"}

# ---------------------------------------------------------------- DER by hand


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for number in (first * 40 + second, *rest):
        part = [number & 0x7F]
        while number := number >> 7:
            part.append(number & 0x7F | 0x80)
        content += bytes(reversed(part))
    return tlv(0x06, bytes(content))


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def set_of(*parts: bytes, tag: int = 0x31, ordered: bool = True) -> bytes:
    return tlv(tag, *(sorted(parts) if ordered else parts))


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def utc(moment: datetime) -> bytes:
    return tlv(0x17, moment.strftime("%y%m%d%H%M%SZ").encode())


DATA = oid("1.2.840.113549.1.7.1")
SIGNED_DATA = oid("1.2.840.113549.1.7.2")
SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"))
SHA1 = sequence(oid("1.3.14.3.2.26"))
ECDSA = sequence(oid("1.2.840.10045.4.3.2"))
RSA = sequence(oid("1.2.840.113549.1.1.11"), b"\x05\x00")
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{number}" for number in (3, 4, 5))
CERTIFICATE_V1, CERTIFICATE_V2, COMMITMENT = (f"1.2.840.113549.1.9.16.2.{number}" for number in (12, 47, 16))


def attribute(kind: str, *values: bytes) -> bytes:
    return sequence(oid(kind), set_of(*values))


# ---------------------------------------------------------------- people


@dataclass(frozen=True)
class Person:
    """A key and its certificate."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    @property
    def algorithm(self) -> str:
        return "RS256-3072-CAdES" if isinstance(self.key, rsa.RSAPrivateKey) else "ES256-CAdES"

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def name(title: str = "填报人", organization: str = ORGANIZATION, code: str = CODE, person: str = "张三", **other: str | None) -> x509.Name:
    parts = {"C": "CN", "ST": "四川省", "O": organization, "ID": f"NTRCN-{code}", "T": title, "CN": person, "OU": None, **other}
    oids = {
        "C": NameOID.COUNTRY_NAME,
        "ST": NameOID.STATE_OR_PROVINCE_NAME,
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "ID": NameOID.ORGANIZATION_IDENTIFIER,
        "T": NameOID.TITLE,
        "CN": NameOID.COMMON_NAME,
    }
    return x509.Name([x509.NameAttribute(oids[key], value) for key, value in parts.items() if value is not None])


USAGE = ("digital_signature", "content_commitment")
ALL_USAGES = (
    *USAGE,
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def usage(*named: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{one: one in named for one in ALL_USAGES})


@dataclass(frozen=True)
class Paper:
    """What a certificate says; the defaults are right."""

    subject: x509.Name
    begin: datetime
    days: float = 700
    serial: int | None = None
    constraints: tuple[bool, int | None] | None = (False, None)
    usages: tuple[str, ...] | None = USAGE
    usage_critical: bool = True
    constraints_critical: bool = True
    purposes: tuple[x509.ObjectIdentifier, ...] = ()
    purposes_critical: bool = False
    ski: bool = True
    aki: bool = True
    unknown_critical: bool = False
    digest: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)


def certificate(paper: Paper, key: Any, issuer: Person | None) -> x509.Certificate:
    """Issue it; without an issuer it signs itself."""
    signer = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(paper.subject)
        .issuer_name(issuer.certificate.subject if issuer else paper.subject)
        .public_key(key.public_key())
        .serial_number(paper.serial or x509.random_serial_number())
        .not_valid_before(paper.begin)
        .not_valid_after(paper.begin + timedelta(days=paper.days))
    )
    if paper.constraints is not None:
        builder = builder.add_extension(x509.BasicConstraints(*paper.constraints), paper.constraints_critical)
    if paper.usages is not None:
        builder = builder.add_extension(usage(*paper.usages), paper.usage_critical)
    if paper.purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(paper.purposes)), paper.purposes_critical)
    if paper.ski:
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    if paper.aki:
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    if paper.unknown_critical:
        builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), critical=True)
    return builder.sign(signer, paper.digest)


TIME_STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)
DOCUMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION

# ---------------------------------------------------------------- CMS


@dataclass(frozen=True)
class Cms:
    """A detached CAdES-B-B signature; what differs from it is given by name."""

    content: bytes
    person: Person
    role: str
    at: datetime
    digest_algorithm: bytes = SHA256
    algorithm: bytes | None = None
    attributes: Mapping[str, bytes | None] = field(default_factory=dict)
    """OID → the whole attribute instead of the right one; None leaves it out."""
    more: Sequence[bytes] = ()
    no_attributes: bool = False
    ordered: bool = True
    inside: bytes | None = None
    content_type: bytes = DATA
    certificates: Sequence[bytes] | None = None
    infos: int = 1
    version: int = 1
    info_version: int = 1
    unsigned: bytes = b""
    crls: bytes = b""
    sid: bytes | None = None
    value: Callable[[bytes], bytes] = bytes
    after_info: bytes = b""
    after_signed: bytes = b""
    after_all: bytes = b""

    def reference(self, der: bytes | None = None) -> bytes:
        digest = tlv(0x04, hashlib.sha256(der or self.person.der).digest())
        return attribute(CERTIFICATE_V2, sequence(sequence(sequence(digest))))

    def der(self) -> bytes:
        content = self.content if self.inside is None else self.inside
        right = {
            CONTENT_TYPE: attribute(CONTENT_TYPE, self.content_type),
            MESSAGE_DIGEST: attribute(MESSAGE_DIGEST, tlv(0x04, hashlib.sha256(content).digest())),
            SIGNING_TIME: attribute(SIGNING_TIME, utc(self.at)),
            CERTIFICATE_V2: self.reference(),
            COMMITMENT: attribute(COMMITMENT, sequence(oid(f"1.2.840.113549.1.9.16.6.{PROOF[self.role]}"))),
        }
        chosen = [one for one in (right | dict(self.attributes)).values() if one is not None] + list(self.more)
        signed = set_of(*chosen, ordered=self.ordered)
        plain = b"" if self.no_attributes else tlv(0xA0, signed[_content_at(signed) :])
        value = self.value(self.person.sign(content if self.no_attributes else signed))
        rsa_key = isinstance(self.person.key, rsa.RSAPrivateKey)
        algorithm = self.algorithm or (RSA if rsa_key else ECDSA)
        issuer = self.person.certificate.issuer.public_bytes()
        sid = self.sid or sequence(issuer, integer(self.person.certificate.serial_number))
        info = sequence(
            integer(self.info_version), sid, self.digest_algorithm, plain, algorithm, tlv(0x04, value), self.unsigned, self.after_info
        )
        carried = b"" if self.inside is None else tlv(0xA0, tlv(0x04, self.inside))
        certificates = [self.person.der] if self.certificates is None else list(self.certificates)
        embedded = tlv(0xA0, *certificates) if certificates else b""
        body = sequence(
            integer(self.version),
            set_of(self.digest_algorithm),
            sequence(self.content_type, carried),
            embedded,
            self.crls,
            set_of(*[info] * self.infos),
            self.after_signed,
        )
        return sequence(SIGNED_DATA, tlv(0xA0, body), self.after_all)


def _content_at(der: bytes) -> int:
    return 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)


def der64(person: Person) -> str:
    return base64.b64encode(person.der).decode()

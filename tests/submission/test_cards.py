"""A signer's card says what the certificate says; whatever else is handed over is refused in words."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from core.domain.submission import Environment, SignerRole
from core.errors import FileError
from core.submission import naming
from core.submission.cards import signer_card

NOW = datetime(2026, 1, 12, tzinfo=UTC)
IDENTIFIER = x509.ObjectIdentifier("2.5.4.97")


@cache
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(private: object = None, issuer: str = "", **parts: str) -> x509.Certificate:
    """A certificate with this subject; self-signed without an issuer."""
    said = {"title": "填报人", "name": "张三", "organization": "示例酒店有限公司", "identifier": "NTRCN-91510100MA00000152", **parts}
    oids = {"title": NameOID.TITLE, "name": NameOID.COMMON_NAME, "organization": NameOID.ORGANIZATION_NAME, "identifier": IDENTIFIER}
    oids["unit"] = NameOID.ORGANIZATIONAL_UNIT_NAME
    subject = x509.Name([x509.NameAttribute(oids[part], value) for part, value in said.items() if value])
    above = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]) if issuer else subject
    own = private or key()
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(above).serial_number(77)
    builder = builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=730)).public_key(own.public_key())  # type: ignore[attr-defined]
    signer = key() if issuer else own
    return builder.sign(signer, None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256())  # type: ignore[arg-type]


def pem(one: x509.Certificate) -> bytes:
    return one.public_bytes(Encoding.PEM)


def der(one: x509.Certificate) -> bytes:
    return one.public_bytes(Encoding.DER)


@pytest.mark.parametrize("written", [pem, der])
def test_a_card_says_what_the_certificate_says(written: object) -> None:
    one = certificate()
    card = signer_card(written(one))  # type: ignore[operator]
    assert (card.role, card.name, card.organization) == (SignerRole.PREPARER, "张三", "示例酒店有限公司")
    assert (card.credit_code, card.environment) == ("91510100MA00000152", Environment.PRODUCTION)
    assert (card.algorithm, card.self_signed, card.valid_to) == (naming.ES256, True, "2028-01-12")
    spki = key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert (card.sha256, card.key_sha256) == (hashlib.sha256(der(one)).hexdigest(), hashlib.sha256(spki).hexdigest())
    assert card.certificate == der(one)


@pytest.mark.parametrize(("role", "title"), naming.TITLES.items())
def test_the_title_is_the_role(role: SignerRole, title: str) -> None:
    assert signer_card(pem(certificate(title=title))).role is role


def test_a_platforms_certificate_and_a_trial_show(recwarn: pytest.WarningsRecorder) -> None:
    card = signer_card(pem(certificate(issuer="平台根", unit="TRIAL")))
    assert (card.self_signed, card.environment) == (False, Environment.TRIAL)
    assert signer_card(pem(certificate(unit="财务部"))).environment is Environment.PRODUCTION
    assert not recwarn.list


def test_rsa_of_3072_bits_signs_too() -> None:
    assert signer_card(pem(certificate(rsa.generate_private_key(65537, 3072)))).algorithm == naming.RS256


@pytest.mark.parametrize(
    "private",
    [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1()), ed25519.Ed25519PrivateKey.generate()],
    ids=["rsa_2048", "p_384", "ed25519"],
)
def test_a_key_that_packages_do_not_allow_is_refused(private: object) -> None:
    with pytest.raises(FileError) as refused:
        signer_card(pem(certificate(private)))
    assert refused.value.code == "certificate.algorithm"


@pytest.mark.parametrize("title", ["", "总经理", "填报人 "])
def test_a_certificate_without_a_role_is_refused(title: str) -> None:
    with pytest.raises(FileError) as refused:
        signer_card(pem(certificate(title=title)))
    assert refused.value.code == "certificate.role"


def test_missing_parts_are_empty_and_not_invented() -> None:
    card = signer_card(pem(certificate(organization="", identifier="")))
    assert (card.organization, card.credit_code) == ("", "")


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", b"-----BEGIN PRIVATE KEY-----\n", b"PK\x03\x04" * 9],
)
def test_what_is_no_certificate_is_told(data: bytes) -> None:
    with pytest.raises(FileError) as refused:
        signer_card(data)
    assert refused.value.code == "certificate.unreadable"


def test_any_flipped_bit_gives_a_card_or_a_sentence() -> None:
    content = der(certificate())
    chance = random.Random(7)
    for place in range(len(content)):
        hurt = bytearray(content)
        hurt[place] ^= 1 << chance.randrange(8)
        try:
            assert signer_card(bytes(hurt)).role in SignerRole
        except FileError as refused:
            assert refused.code.startswith("certificate.")


@given(st.binary(max_size=300))
def test_noise_is_answered_with_a_sentence(noise: bytes) -> None:
    with pytest.raises(FileError):
        signer_card(noise)

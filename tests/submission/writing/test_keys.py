"""Keys: files that openssl reads and nobody guesses at cheaply, certificates as the profile wants them, enrolment that fits."""

from __future__ import annotations

import stat
import warnings
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from core.domain.submission import Environment
from core.errors import EnvironmentFault, FileError, InputError
from core.submission.writing import certificates, keys
from core.submission.writing.certificates import Issuer, Subject
from tests.submission.writing.office import APPROVER, NOW, PASSPHRASE, PERSON, PREPARER, SECONDS, Office, run


@pytest.fixture(scope="session")
def real_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("real") / "填报人.p12"
    keys.make_key(path, role=PREPARER, name="王五", passphrase=PASSPHRASE, now=NOW, **{**PERSON, "environment": Environment.PRODUCTION})
    return path


def leaf(subject: Subject, private: certificates.PrivateKey, issuer: Issuer | None = None) -> x509.Certificate:
    name = certificates.subject_name(subject)
    return certificates.signer_certificate(name, private.public_key(), issuer or Issuer(name, private), NOW)


def subject(**changes: object) -> Subject:
    parts = {"role": PREPARER, "name": "张三", **PERSON, **changes}
    return Subject(**parts)  # type: ignore[arg-type]


def p12(path: Path, private: object, certificate: x509.Certificate | None) -> Path:
    path.write_bytes(pkcs12.serialize_key_and_certificates(None, private, certificate, None, BestAvailableEncryption(b"secret")))  # type: ignore[type-var]
    return path


# ---------------------------------------------------------------- the file


@pytest.mark.referee("openssl")
def test_openssl_opens_a_key_file_and_finds_every_lock_at_600_000_rounds(real_key: Path, referee) -> None:
    said = run(referee("openssl"), "pkcs12", "-info", "-in", real_key, "-passin", f"pass:{PASSPHRASE}", "-noenc", "-nokeys")
    assert "MAC: sha256, Iteration 600000" in said
    assert said.count("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256") == 2


@pytest.mark.referee("openssl")
def test_openssl_opens_a_trial_key_file_with_contents_as_dear(tmp_path: Path, referee) -> None:
    path = tmp_path / "key.p12"
    keys.make_key(path, role=APPROVER, name="李四", passphrase=PASSPHRASE, now=NOW, **PERSON)
    said = run(referee("openssl"), "pkcs12", "-info", "-in", path, "-passin", f"pass:{PASSPHRASE}", "-noenc", "-nokeys")
    assert said.count("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256") == 2


def test_a_real_key_opens_again_with_its_chinese_passphrase(real_key: Path) -> None:
    key = keys.open_key(real_key, PASSPHRASE)
    assert (key.role, key.name, key.organization, key.credit_code) == (PREPARER, "王五", "示例酒店有限公司", "91510100MA00000152")
    assert (key.environment, key.self_signed, key.algorithm, key.chain) == (Environment.PRODUCTION, True, "ES256-CAdES", ())
    assert len(key.fingerprint) == len(key.spki_sha256) == 64


def test_only_its_owner_may_read_a_key_file(office: Office) -> None:
    assert stat.S_IMODE(office.key_file(PREPARER).stat().st_mode) == 0o600


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(b"precious")
    with pytest.raises(FileError, match="没有覆盖") as refused:
        keys.make_key(path, role=PREPARER, name="张三", passphrase=PASSPHRASE, now=NOW, **PERSON)
    assert refused.value.code == "key.exists"
    assert path.read_bytes() == b"precious"


def test_a_key_needs_a_passphrase(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        keys.make_key(tmp_path / "key.p12", role=PREPARER, name="张三", passphrase="", now=NOW, **PERSON)
    assert refused.value.code == "key.no_passphrase"
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        keys.make_key(tmp_path / "gone" / "key.p12", role=PREPARER, name="张三", passphrase=PASSPHRASE, now=NOW, **PERSON)
    assert refused.value.code == "package.not_writable"


@pytest.mark.parametrize("passphrase", ["", "峨眉山月半轮冬", PASSPHRASE + " "])
def test_a_wrong_passphrase_says_that_nothing_is_harmed(office: Office, passphrase: str) -> None:
    before = office.key_file(PREPARER).read_bytes()
    with pytest.raises(InputError, match="密钥和账本都完好") as refused:
        keys.open_key(office.key_file(PREPARER), passphrase)
    assert refused.value.code == "key.passphrase"
    assert office.key_file(PREPARER).read_bytes() == before


def test_a_wrong_passphrase_of_a_real_key_is_told_alike(real_key: Path) -> None:
    with pytest.raises(InputError) as refused:
        keys.open_key(real_key, "峨眉山月半轮冬")
    assert refused.value.code == "key.passphrase"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x30\x03\x02\x01\x03", b"-----BEGIN CERTIFICATE-----\n", b"\x30" * 2_000_000])
def test_a_file_that_holds_no_key_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"「key\.p12」不是可用的密钥文件") as refused:
        keys.open_key(path, PASSPHRASE)
    assert refused.value.code == "key.no_key"


def test_half_a_key_file_is_no_key_file(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(office.key_file(PREPARER).read_bytes()[:-100])
    with pytest.raises(FileError) as refused:
        keys.open_key(path, PASSPHRASE)
    assert refused.value.code == "key.no_key"


def test_a_key_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        keys.open_key(tmp_path / "key.p12", PASSPHRASE)
    assert refused.value.code == "key.unreadable"


def test_the_private_key_is_never_shown(office: Office) -> None:
    shown = repr(office.keys[PREPARER])
    assert "张三" in shown
    assert "held" not in shown
    assert "PrivateKey" not in repr(office.keys[PREPARER].held)


# ---------------------------------------------------------------- keys of others


def test_an_rsa_key_of_another_program_opens(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    key = keys.open_key(p12(tmp_path / "key.p12", rsa_key, leaf(subject(), rsa_key)), "secret")
    assert key.algorithm == "RS256-3072-CAdES"


def test_a_key_file_in_ber_opens_without_a_word(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(office.key_file(PREPARER).read_bytes() + b"\0")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert keys.open_key(path, PASSPHRASE).name == "张三"


@pytest.mark.parametrize(
    ("private", "code"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "certificate.algorithm"),
        (rsa.generate_private_key(65537, 1024), "certificate.algorithm"),
        (ed25519.Ed25519PrivateKey.generate(), "key.no_key"),
    ],
    ids=["P-384", "RSA-1024", "Ed25519"],
)
def test_a_key_of_a_kind_that_packages_do_not_allow_is_refused(tmp_path: Path, private: object, code: str) -> None:
    name = certificates.subject_name(subject())
    hasher = None if isinstance(private, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    builder = x509.CertificateBuilder(name, name, private.public_key(), 2**70, NOW, NOW + timedelta(days=9))  # type: ignore[attr-defined]
    with pytest.raises(FileError) as refused:
        keys.open_key(p12(tmp_path / "key.p12", private, builder.sign(private, hasher)), "secret")  # type: ignore[arg-type]
    assert refused.value.code == code


def sm2(folder: Path, openssl: Path) -> tuple[Path, Path]:
    """An SM2 key and its certificate."""
    private, certificate = folder / "sm2.key", folder / "sm2.crt"
    run(
        openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:SM2", "-noenc", "-keyout", private,
        "-out", certificate, "-subj", "/CN=SM2", "-days", "9",
    )  # fmt: skip
    return private, certificate


@pytest.mark.referee("openssl")
def test_an_sm2_key_is_refused_in_words(tmp_path: Path, referee) -> None:
    private, certificate = sm2(tmp_path, referee("openssl"))
    path = tmp_path / "key.p12"
    run(referee("openssl"), "pkcs12", "-export", "-inkey", private, "-in", certificate, "-passout", "pass:secret", "-out", path)
    with pytest.raises(FileError) as refused:
        keys.open_key(path, "secret")
    assert refused.value.code == "key.no_key"


def test_a_key_without_certificate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        keys.open_key(p12(tmp_path / "key.p12", certificates.new_private_key(), None), "secret")
    assert refused.value.code == "key.no_key"


def test_a_certificate_without_its_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        keys.open_key(p12(tmp_path / "key.p12", None, leaf(subject(), certificates.new_private_key())), "secret")
    assert refused.value.code == "key.no_key"


def test_a_key_beside_the_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    stranger = leaf(subject(), certificates.new_private_key())
    private, encryption = certificates.new_private_key(), BestAvailableEncryption(b"secret")
    path = tmp_path / "key.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(None, private, None, [stranger], encryption))
    with pytest.raises(FileError) as refused:
        keys.open_key(path, "secret")
    assert refused.value.code == "key.no_key"


@pytest.mark.referee("openssl")
def test_a_key_file_without_integrity_lock_opens_with_its_passphrase_only(office: Office, tmp_path: Path, referee) -> None:
    openssl, pem, path = referee("openssl"), tmp_path / "key.pem", tmp_path / "key.p12"
    run(openssl, "pkcs12", "-in", office.key_file(PREPARER), "-passin", f"pass:{PASSPHRASE}", "-noenc", "-out", pem)
    run(openssl, "pkcs12", "-export", "-nomac", "-in", pem, "-passout", "pass:secret", "-out", path)
    assert keys.open_key(path, "secret").name == "张三"
    with pytest.raises(InputError) as refused:
        keys.open_key(path, "another")
    assert refused.value.code == "key.passphrase"


# ---------------------------------------------------------------- certificates


@pytest.mark.referee("openssl")
def test_openssl_finds_the_certificate_profile_kept(office: Office, tmp_path: Path, referee) -> None:
    path = tmp_path / "leaf.der"
    path.write_bytes(office.keys[PREPARER].certificate)
    openssl = referee("openssl")
    run(openssl, "verify", "-x509_strict", "-attime", SECONDS, "-CAfile", office.root, path)
    said = run(openssl, "x509", "-in", path, "-noout", "-text", "-nameopt", "utf8,sep_comma_plus")
    assert "Version: 3 (0x2)" in said
    assert "X509v3 Basic Constraints: critical\n                CA:FALSE" in said
    assert "X509v3 Key Usage: critical\n                Digital Signature, Non Repudiation\n" in said
    assert "Extended Key Usage" not in said
    assert "X509v3 Subject Key Identifier" in said
    assert "X509v3 Authority Key Identifier" in said
    parts = ["C=CN", "ST=四川省成都市", "O=示例酒店有限公司", "organizationIdentifier=NTRCN-91510100MA00000152", "OU=TRIAL"]
    assert f"Subject: {','.join(parts)},title=填报人,CN=张三" in said


def test_a_certificate_has_a_random_serial_and_two_years_at_most() -> None:
    private = certificates.new_private_key()
    name = certificates.subject_name(subject())
    made = [certificates.signer_certificate(name, private.public_key(), Issuer(name, private), NOW) for _number in range(8)]
    assert len({one.serial_number for one in made}) == 8
    assert max(one.serial_number.bit_length() for one in made) > 100
    assert made[0].not_valid_after_utc - made[0].not_valid_before_utc == timedelta(days=730)
    assert made[0].not_valid_before_utc < NOW


def test_a_key_asked_for_ten_years_gets_two(tmp_path: Path, few_rounds: None) -> None:
    key = keys.make_key(tmp_path / "key.p12", role=APPROVER, name="李四", passphrase=PASSPHRASE, now=NOW, days=3650, **PERSON)
    assert key.held.certificate.not_valid_after_utc <= NOW + timedelta(days=730)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "certificate.name"),
        ({"name": "长" * 65}, "certificate.name"),
        ({"name": "张\n三"}, "certificate.name"),
        ({"organization": ""}, "certificate.name"),
        ({"region_name": "省" * 129}, "certificate.name"),
        ({"credit_code": "123"}, "credit_code.length"),
    ],
)
def test_what_cannot_stand_in_a_certificate_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as refused:
        certificates.subject_name(subject(**changes))
    assert refused.value.code == code


# ---------------------------------------------------------------- enrolment


@pytest.mark.referee("openssl")
def test_openssl_verifies_a_request(office: Office, tmp_path: Path, referee) -> None:
    path = tmp_path / "request.csr"
    path.write_bytes(keys.certificate_request(office.keys[PREPARER]))
    said = run(referee("openssl"), "req", "-in", path, "-verify", "-noout", "-subject", "-nameopt", "utf8,sep_comma_plus")
    assert "verify OK" in said
    assert "title=填报人,CN=张三" in said


def test_an_issued_certificate_takes_the_place_of_the_self_made_one(office: Office) -> None:
    key = keys.open_key(office.key_file(PREPARER), PASSPHRASE)
    assert key == office.keys[PREPARER]
    assert not key.self_signed
    assert not list(office.folder.glob(".*.part"))


@pytest.fixture
def held(office: Office, tmp_path: Path, few_rounds: None) -> Path:
    """A copy of the preparer's key file."""
    path = tmp_path / "key.p12"
    path.write_bytes(office.key_file(PREPARER).read_bytes())
    return path


@pytest.mark.parametrize(
    "changes", [{"credit_code": "91510100MA00000233"}, {"role": APPROVER}, {"environment": Environment.PRODUCTION}], ids=str
)
def test_a_certificate_for_somebody_else_is_not_taken(office: Office, held: Path, changes: dict[str, object]) -> None:
    before = held.read_bytes()
    given = leaf(subject(**changes), office.keys[PREPARER].held.private).public_bytes(Encoding.PEM)
    with pytest.raises(FileError) as refused:
        keys.take_certificate(held, PASSPHRASE, given)
    assert refused.value.code == "certificate.other_signer"
    assert held.read_bytes() == before


def test_a_certificate_for_another_key_is_not_taken(office: Office, held: Path) -> None:
    given = leaf(subject(), office.keys[APPROVER].held.private).public_bytes(Encoding.PEM)
    with pytest.raises(FileError) as refused:
        keys.take_certificate(held, PASSPHRASE, given)
    assert refused.value.code == "certificate.other_key"


@pytest.mark.parametrize("given", [b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_not_taken(held: Path, given: bytes) -> None:
    with pytest.raises(FileError) as refused:
        keys.take_certificate(held, PASSPHRASE, given)
    assert refused.value.code == "certificate.unreadable"


def test_intermediates_come_along_and_the_root_stays_out(office: Office, held: Path) -> None:
    root_key, middle_key, stranger_key = (certificates.new_private_key() for _number in range(3))
    names = [certificates.platform_name("示例", label, Environment.TRIAL) for label in ("根", "中间", "无关")]
    root = certificates.root_certificate(names[0], root_key, NOW)
    middle = certificates.signer_certificate(names[1], middle_key.public_key(), Issuer(names[0], root_key), NOW)
    stranger = certificates.root_certificate(names[2], stranger_key, NOW)
    impostor = certificates.root_certificate(names[1], stranger_key, NOW)
    own = leaf(subject(), office.keys[PREPARER].held.private, Issuer(names[1], middle_key))
    given = b"".join(one.public_bytes(Encoding.PEM) for one in (root, stranger, impostor, middle, own))
    key = keys.take_certificate(held, PASSPHRASE, given)
    assert key.chain == (middle.public_bytes(Encoding.DER),)
    assert keys.open_key(held, PASSPHRASE).chain == key.chain


def test_a_certificate_in_der_is_taken(office: Office, held: Path) -> None:
    key = keys.take_certificate(held, PASSPHRASE, office.keys[PREPARER].certificate)
    assert key.fingerprint == office.keys[PREPARER].fingerprint


@pytest.mark.referee("openssl")
def test_a_certificate_of_an_unknown_kind_beside_the_own_one_does_no_harm(office: Office, held: Path, tmp_path: Path, referee) -> None:
    strange = sm2(tmp_path, referee("openssl"))[1].read_bytes()
    with pytest.raises(FileError) as refused:
        keys.take_certificate(held, PASSPHRASE, strange)
    assert refused.value.code == "certificate.other_key"
    own = office.keys[PREPARER].held.certificate.public_bytes(Encoding.PEM)
    assert keys.take_certificate(held, PASSPHRASE, strange + own) == office.keys[PREPARER]

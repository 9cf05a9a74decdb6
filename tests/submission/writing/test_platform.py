"""A platform founded, opened, enrolling, known by its profile, and answering with receipts that openssl's time-stamp tool accepts."""

from __future__ import annotations

import base64
import hashlib
import json
import resource
import shutil
import stat
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from core.domain.submission import Correction, Environment, PlatformCertificate, ReceiptResult, SignerRole
from core.errors import EnvironmentFault, FileError, InputError, RuleError
from core.submission import naming
from core.submission.codes import CheckState, Verdict
from core.submission.reading import judging
from core.submission.reading.context import KnownReceipt
from core.submission.reading.receipts import Exported, read_receipt
from core.submission.writing import certificates, keys, platform
from core.submission.writing.bag import WrittenBag
from core.submission.writing.certificates import Subject
from core.submission.writing.platform import SubmissionRef, enrol, issue_receipt, make_platform, open_platform, write_profile
from tests.submission.writing.office import (
    APPROVER,
    NOW,
    PASSPHRASE,
    PERSON,
    PREPARER,
    SECONDS,
    Office,
    answered,
    package,
    run,
    unpacked,
)


def statement(path: Path, kind: str) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        name = next(one for one in archive.namelist() if one.endswith(f"/{naming.statement_path(kind)}"))
        found: dict[str, object] = json.loads(archive.read(name))
    return found


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> platform.Platform:
    """A copy of the platform that a test may change."""
    shutil.copytree(office.root.parent, tmp_path / "desk")
    return open_platform(tmp_path / "desk", PASSPHRASE)


@pytest.fixture(scope="session")
def sealed(office: Office, tmp_path_factory: pytest.TempPathFactory) -> WrittenBag:
    return package(tmp_path_factory.mktemp("sealed"), office)


# ---------------------------------------------------------------- founding


def test_a_platform_is_these_files_and_its_keys_are_private(office: Office) -> None:
    found = {one.name: stat.S_IMODE(one.stat().st_mode) for one in office.root.parent.iterdir()}
    assert set(found) == {"root.p12", "receipt.p12", "tsa.p12", "root.pem", "crl.pem", "platform.json", "profile.zip"}
    assert {name for name, mode in found.items() if mode == 0o600} == {"root.p12", "receipt.p12", "tsa.p12"}
    assert PASSPHRASE not in repr(office.platform)


@pytest.mark.referee("openssl")
def test_openssl_finds_root_time_stamper_and_revocation_list_in_order(office: Office, tmp_path: Path, referee) -> None:
    openssl = referee("openssl")
    said = run(openssl, "x509", "-in", office.root, "-noout", "-text")
    assert "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0" in said
    assert "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n" in said
    stamper = tmp_path / "tsa.pem"
    stamper.write_bytes(office.platform.key("tsa.p12").certificate.public_bytes(Encoding.PEM))
    said = run(openssl, "x509", "-in", stamper, "-noout", "-text")
    assert "X509v3 Extended Key Usage: critical\n                Time Stamping\n" in said
    run(openssl, "verify", "-x509_strict", "-purpose", "timestampsign", "-attime", SECONDS, "-CAfile", office.root, stamper)
    said = run(openssl, "crl", "-in", office.root.parent / "crl.pem", "-CAfile", office.root, "-noout", "-text")
    assert "verify OK" in said
    assert "No Revoked Certificates" in said


def test_nothing_below_the_root_lasts_longer_than_it(office: Office) -> None:
    root = x509.load_pem_x509_certificate(office.root.read_bytes())
    assert root.not_valid_after_utc - root.not_valid_before_utc == timedelta(days=3650)
    assert office.platform.key("tsa.p12").certificate.not_valid_after_utc == root.not_valid_after_utc
    late = enrol(office.platform, keys.certificate_request(office.keys[PREPARER]), role=PREPARER, now=NOW + timedelta(days=3600))
    assert x509.load_pem_x509_certificate(late).not_valid_after_utc == root.not_valid_after_utc


def test_the_fingerprint_is_that_of_the_root(office: Office) -> None:
    root = x509.load_pem_x509_certificate(office.root.read_bytes())
    assert office.platform.root_fingerprint == root.fingerprint(hashes.SHA256()).hex()


def test_a_folder_with_a_platform_is_left_alone(office: Office) -> None:
    before = {one.name: one.read_bytes() for one in office.root.parent.iterdir()}
    with pytest.raises(FileError, match="已有平台") as refused:
        make_platform(
            office.root.parent, platform_id="urn:platform:x", name="另一个", environment=Environment.TRIAL, passphrase="x", now=NOW
        )
    assert refused.value.code == "platform.exists"
    assert {one.name: one.read_bytes() for one in office.root.parent.iterdir()} == before


def test_a_platform_in_no_writable_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFault):
        make_platform(
            tmp_path / "file" / "desk",
            platform_id="urn:platform:x",
            name="平台",
            environment=Environment.TRIAL,
            passphrase="x",
            now=NOW,
        )


@pytest.mark.parametrize("largest", [1000, 4000], ids=["first-key", "profile"])
def test_a_platform_is_there_whole_or_not_at_all(tmp_path: Path, few_rounds: None, largest: int) -> None:
    """The system's own limit on a file's size stands in for a full disk: first no key fits, then all but the profile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        with pytest.raises(EnvironmentFault) as refused:
            make_platform(
                tmp_path / "desk",
                platform_id="urn:platform:x",
                name="平台",
                environment=Environment.TRIAL,
                passphrase=PASSPHRASE,
                now=NOW,
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.code == "package.too_large"
    assert list((tmp_path / "desk").iterdir()) == []


def test_a_real_platform_has_no_mark_of_trial(tmp_path: Path, few_rounds: None) -> None:
    made = make_platform(
        tmp_path, platform_id="urn:platform:real", name="平台", environment=Environment.PRODUCTION, passphrase=PASSPHRASE, now=NOW
    )
    for file in ("root.p12", "receipt.p12", "tsa.p12"):
        assert "TRIAL" not in made.key(file).certificate.subject.rfc4514_string()
    assert statement(tmp_path / "profile.zip", "profile")["environment"] == "production"


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"id": "x"}'])
def test_a_folder_without_platform_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "platform.json").write_text(content, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        open_platform(tmp_path, PASSPHRASE)
    assert refused.value.code == "platform.missing"


def test_a_wrong_passphrase_issues_nothing(office: Office) -> None:
    stranger = open_platform(office.root.parent, "不是这个口令")
    with pytest.raises(InputError) as refused:
        enrol(stranger, keys.certificate_request(office.keys[PREPARER]), role=PREPARER, now=NOW)
    assert refused.value.code == "key.passphrase"


# ---------------------------------------------------------------- enrolment


def request(private: object = None, **changes: object) -> bytes:
    key = private or certificates.new_private_key()
    name = certificates.subject_name(Subject(**{"role": PREPARER, "name": "张三", **PERSON, **changes}))  # type: ignore[arg-type]
    hasher = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return x509.CertificateSigningRequestBuilder(name).sign(key, hasher).public_bytes(Encoding.PEM)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pem", "role", "code"),
    [
        (b"", PREPARER, "request.unreadable"),
        (b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", PREPARER, "request.unreadable"),
        (request(ec.generate_private_key(ec.SECP384R1())), PREPARER, "request.unreadable"),
        (request(ed25519.Ed25519PrivateKey.generate()), PREPARER, "request.unreadable"),
        (request(), APPROVER, "request.role"),
        (request(environment=Environment.PRODUCTION), PREPARER, "request.environment"),
        (request(role=SignerRole.PLATFORM), SignerRole.PLATFORM, "request.unreadable"),
    ],
    ids=["empty", "garbage", "P-384", "Ed25519", "role", "environment", "platform"],
)
def test_a_request_that_does_not_fit_is_refused(office: Office, pem: bytes, role: SignerRole, code: str) -> None:
    with pytest.raises(FileError) as refused:
        enrol(office.platform, pem, role=role, now=NOW)
    assert refused.value.code == code


def test_nobody_enrols_as_the_platform(office: Office) -> None:
    private = certificates.new_private_key()
    parts = {"2.5.4.3": "张三", "2.5.4.10": "店", "2.5.4.97": "NTRCN-91510100MA00000152", "2.5.4.12": "平台回执"}
    name = x509.Name([x509.NameAttribute(x509.ObjectIdentifier(oid), text) for oid, text in parts.items()])
    pem = certificates.request(name, private).public_bytes(Encoding.PEM)
    with pytest.raises(FileError) as refused:
        enrol(office.platform, pem, role=SignerRole.PLATFORM, now=NOW)
    assert refused.value.code == "request.role"


def test_a_request_without_role_is_refused(office: Office) -> None:
    private = certificates.new_private_key()
    pem = certificates.request(certificates.platform_name("示例", "张三", Environment.TRIAL), private).public_bytes(Encoding.PEM)
    with pytest.raises(FileError) as refused:
        enrol(office.platform, pem, role=PREPARER, now=NOW)
    assert refused.value.code == "request.unreadable"


def test_a_request_signed_by_another_key_is_refused(office: Office) -> None:
    der = bytearray(x509.load_pem_x509_csr(request()).public_bytes(Encoding.DER))
    der[-1] ^= 1
    body = base64.encodebytes(bytes(der)).decode()
    pem = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"
    with pytest.raises(FileError) as refused:
        enrol(office.platform, pem.encode(), role=PREPARER, now=NOW)
    assert refused.value.code == "request.unreadable"


def test_an_rsa_key_is_enrolled(office: Office, rsa_key: object) -> None:
    made = x509.load_pem_x509_certificate(enrol(office.platform, request(rsa_key), role=PREPARER, now=NOW))
    assert made.public_key() == rsa_key.public_key()  # type: ignore[attr-defined]


# ---------------------------------------------------------------- profile


def test_the_first_profile_says_whom_to_trust(office: Office) -> None:
    said = statement(office.root.parent / "profile.zip", "profile")
    root = x509.load_pem_x509_certificate(office.root.read_bytes()).public_bytes(Encoding.DER)
    receipt = office.platform.key("receipt.p12").certificate.public_bytes(Encoding.DER)
    stamper = office.platform.key("tsa.p12").certificate.public_bytes(Encoding.DER)
    identity = said.pop("packageId")
    assert isinstance(identity, str)
    assert identity.startswith("urn:uuid:")
    assert said == {
        "type": "profile",
        "specVersion": "1.0",
        "environment": "trial",
        "createdAt": "2026-03-06T08:30:15Z",
        "platform": {"id": "urn:platform:trial", "name": "试用平台（示例）"},
        "serial": 1,
        "notBefore": "2026-03-06T08:20:15Z",
        "notAfter": "2027-03-06T08:30:15Z",
        "previousProfileDigest": None,
        "roots": [base64.b64encode(root).decode()],
        "receiptSigners": [base64.b64encode(receipt).decode()],
        "qrKeys": [],
        "tsa": [base64.b64encode(stamper).decode()],
        "algorithms": ["ES256-CAdES", "RS256-3072-CAdES"],
        "requiredSigners": ["preparer", "approver"],
        "limits": {"entries": 20_000, "bytes": 21_474_836_480},
        "schemas": "1.0",
        "crl": "data/crl.pem",
    }


@pytest.mark.referee("openssl", "unzip", "sha256sum")
def test_others_accept_a_profile(office: Office, tmp_path: Path, referee) -> None:
    top = unpacked(office.root.parent / "profile.zip", tmp_path / "out", referee("unzip"))
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        run(referee("sha256sum"), "--check", "--strict", "--quiet", manifest, cwd=top)
    said = run(
        referee("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", top / "signatures" / "platform.p7s",
        "-content", top / "tagmanifest-sha256.txt", "-attime", SECONDS, "-CAfile", office.root, "-out", tmp_path / "content",
    )  # fmt: skip
    assert "CAdES Verification successful" in said


def test_the_next_profile_links_to_the_one_before(desk: platform.Platform, tmp_path: Path) -> None:
    with zipfile.ZipFile(desk.folder / "profile.zip") as archive:
        first = hashlib.sha256(archive.read(f"PROFILE-1/{naming.TAG_MANIFEST}")).hexdigest()
    second = write_profile(desk, tmp_path / "second.zip", serial=2, now=NOW)
    assert statement(second.path, "profile")["previousProfileDigest"] == first
    third = write_profile(desk, tmp_path / "third.zip", serial=3, now=NOW)
    assert statement(third.path, "profile")["previousProfileDigest"] == second.package_digest


@pytest.mark.parametrize("serial", [0, 1, 3])
def test_the_serial_of_profiles_neither_stops_nor_skips(desk: platform.Platform, tmp_path: Path, serial: int) -> None:
    with pytest.raises(RuleError, match="应为 2") as refused:
        write_profile(desk, tmp_path / "next.zip", serial=serial, now=NOW)
    assert refused.value.code == "profile.serial"
    assert not (tmp_path / "next.zip").exists()


def test_a_profile_that_was_not_written_does_not_count(desk: platform.Platform, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        write_profile(desk, tmp_path / "gone" / "next.zip", serial=2, now=NOW)
    (desk.folder / "crl.pem").rename(tmp_path / "crl.pem")
    with pytest.raises(FileError, match=r"crl\.pem"):
        write_profile(desk, tmp_path / "next.zip", serial=2, now=NOW)
    (tmp_path / "crl.pem").rename(desk.folder / "crl.pem")
    write_profile(desk, tmp_path / "next.zip", serial=2, now=NOW)


# ---------------------------------------------------------------- receipts


def receipt(office: Office, target: Path, submission: SubmissionRef, **changes: object) -> WrittenBag:
    said: dict[str, object] = {
        "result": ReceiptResult.RECEIVED,
        "status": "已受理",
        "sequence": 1,
        "previous_digest": None,
        "audience": "NTRCN-91510100MA00000152",
        "now": NOW + timedelta(hours=1),
    }
    return issue_receipt(office.platform, target, submission=submission, **{**said, **changes})  # type: ignore[arg-type]


@pytest.mark.referee("openssl", "unzip", "sha256sum")
def test_others_accept_a_receipt_and_the_time_in_it(office: Office, sealed: WrittenBag, tmp_path: Path, referee) -> None:
    openssl, later = referee("openssl"), str(int(SECONDS) + 3600)
    written = receipt(office, tmp_path / "receipt.zip", answered(sealed))
    package_top = unpacked(sealed.path, tmp_path / "package", referee("unzip"))
    top = unpacked(written.path, tmp_path / "out", referee("unzip"))
    assert top.name == f"CSR-{sealed.package_digest[:8]}-1"
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        run(referee("sha256sum"), "--check", "--strict", "--quiet", manifest, cwd=top)
    said = run(
        openssl, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", top / "signatures" / "platform.p7s",
        "-content", top / "tagmanifest-sha256.txt", "-attime", later, "-CAfile", office.root, "-out", tmp_path / "content",
    )  # fmt: skip
    assert "CAdES Verification successful" in said
    said = run(openssl, "cms", "-cmsout", "-print", "-inform", "DER", "-in", top / "signatures" / "platform.p7s")
    assert "id-smime-cti-ets-proofOfReceipt" in said
    for role in ("preparer", "approver"):
        token = top / "data" / "timestamps" / f"{role}.tsr"
        signature = package_top / "signatures" / f"{role}.p7s"
        said = run(openssl, "ts", "-verify", "-data", signature, "-in", token, "-attime", later, "-CAfile", office.root)
        assert "Verification: OK" in said
        assert "Time stamp: Mar  6 09:30:15 2026 GMT" in run(openssl, "ts", "-reply", "-in", token, "-text")


def test_a_receipt_says_what_it_answers(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    said = statement(receipt(office, tmp_path / "receipt.zip", answered(sealed)).path, "receipt")
    identity = said.pop("packageId")
    assert isinstance(identity, str)
    assert identity.startswith("urn:uuid:")
    assert said == {
        "type": "receipt",
        "specVersion": "1.0",
        "environment": "trial",
        "sequence": 1,
        "previousReceiptDigest": None,
        "issuer": {"id": "urn:platform:trial", "name": "试用平台（示例）"},
        "audience": "NTRCN-91510100MA00000152",
        "issuedAt": "2026-03-06T09:30:15Z",
        "submission": {
            "packageId": "urn:uuid:00000000-0000-4000-8000-000000000001",
            "revision": 1,
            "packageDigest": sealed.package_digest,
            "signatures": {role.value: digest for role, digest in sealed.signature_sha256.items()},
        },
        "dossierId": "urn:uuid:00000000-0000-4000-8000-000000000002",
        "result": "received",
        "status": "已受理",
        "list": None,
        "listDate": None,
        "corrections": [],
        "certificate": None,
        "revocations": [],
        "crl": "data/crl.pem",
        "profileSerial": 1,
    }


def test_a_receipt_carries_corrections_and_their_papers(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    paper = tmp_path / "批注 修改（一）.pdf"
    paper.write_bytes(b"%PDF-1.7")
    correction = Correction("/tables/records.csv#12", "R02", "block", "电量与票据不符", "E0001")
    written = receipt(
        office,
        tmp_path / "receipt.zip",
        answered(sealed),
        result=ReceiptResult.RETURNED,
        status="退回补正",
        corrections=[correction],
        attachments=[paper],
    )
    said = statement(written.path, "receipt")
    assert said["corrections"] == [
        {
            "pointer": "/tables/records.csv#12",
            "code": "R02",
            "severity": "block",
            "messageZh": "电量与票据不符",
            "evidenceId": "E0001",
        }
    ]
    with zipfile.ZipFile(written.path) as archive:
        assert archive.read(f"CSR-{sealed.package_digest[:8]}-1/data/attachments/批注_修改_一_.pdf") == b"%PDF-1.7"


def test_a_confirmation_carries_its_certificate_and_the_list(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    certificate = PlatformCertificate("SC-2026-0001", date(2026, 3, 6), date(2027, 3, 6), "412", "operation")
    written = receipt(
        office,
        tmp_path / "receipt.zip",
        answered(sealed),
        result=ReceiptResult.CONFIRMED,
        status="已确认",
        sequence=2,
        previous_digest="0" * 64,
        certificate=certificate,
        list_status="green",
        list_date=date(2026, 3, 5),
    )
    said = statement(written.path, "receipt")
    assert said["certificate"] == {
        "number": "SC-2026-0001",
        "validFrom": "2026-03-06",
        "validTo": "2027-03-06",
        "tCO2e": "412",
        "kind": "operation",
        "qr": "",
    }
    assert (said["list"], said["listDate"], said["previousReceiptDigest"]) == ("green", "2026-03-05", "0" * 64)


def test_the_same_words_are_the_same_receipt_and_other_words_another(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    submission = answered(sealed)
    first, second = (receipt(office, tmp_path / f"{name}.zip", submission) for name in ("a", "b"))
    third = receipt(office, tmp_path / "c.zip", submission, status="审核中")
    assert first.path.read_bytes() == second.path.read_bytes()
    identities = {str(statement(one.path, "receipt")["packageId"]) for one in (first, second, third)}
    assert len(identities) == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "已确认"}, "receipt.status"),
        ({"status": "accepted"}, "receipt.status"),
        ({"result": ReceiptResult.CONFIRMED, "status": "已确认"}, "receipt.number"),
        (
            {
                "result": ReceiptResult.CONFIRMED,
                "status": "已确认",
                "certificate": PlatformCertificate("", date(2026, 3, 6), date(2027, 3, 6), "412", "operation"),
            },
            "receipt.number",
        ),
    ],
    ids=["stage-of-another-result", "no-stage", "no-certificate", "no-number"],
)
def test_a_receipt_that_makes_no_sense_is_not_issued(
    office: Office, sealed: WrittenBag, tmp_path: Path, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleError) as refused:
        receipt(office, tmp_path / "receipt.zip", answered(sealed), **changes)
    assert refused.value.code == code
    assert not list(tmp_path.iterdir())


def test_a_confirmed_review_needs_no_number_yet(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    written = receipt(office, tmp_path / "r.zip", answered(sealed), result=ReceiptResult.CONFIRMED, status="审核通过")
    assert statement(written.path, "receipt")["certificate"] is None


def test_signatures_of_another_package_get_no_receipt(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    own = answered(sealed)
    mixed = SubmissionRef(
        own.package_id, own.dossier_id, 1, own.digest, own.signatures, {**own.signature_bytes, APPROVER: own.signature_bytes[PREPARER]}
    )
    with pytest.raises(FileError) as refused:
        receipt(office, tmp_path / "receipt.zip", mixed)
    assert refused.value.code == "E_RECEIPT_OTHER_PACKAGE"


# ---------------------------------------------------------------- the other side


def test_the_verifier_finds_the_profile_valid(office: Office) -> None:
    profile = office.root.parent / "profile.zip"
    judged = judging.verify(profile, judging.trust_of((profile,), at=NOW), at=NOW)
    assert (judged.kind, judged.verdict, judged.container, judged.trial) == ("profile", Verdict.VALID, "original", True)
    assert [check.code for check in judged.checks if check.state is not CheckState.PASSED] == []


def test_the_verifier_takes_in_one_receipt_after_the_other(office: Office, sealed: WrittenBag, tmp_path: Path) -> None:
    submission, later = answered(sealed), NOW + timedelta(hours=2)
    exported = Exported(
        submission.package_id,
        submission.dossier_id,
        submission.revision,
        submission.digest,
        Environment.TRIAL,
        submission.signatures,
    )
    correction = Correction("/tables/records.csv#12", "R02", "block", "电量与票据不符")
    certificate = PlatformCertificate("SC-2026-0001", date(2026, 3, 6), date(2027, 3, 6), "412", "operation")
    trust = judging.trust_of((office.root.parent / "profile.zip",), at=later)
    returned = receipt(office, tmp_path / "r.zip", submission, result=ReceiptResult.RETURNED, status="退回补正", corrections=[correction])
    sent_back = read_receipt(returned.path, trust, [exported], at=later)
    assert sent_back.corrections == (correction,)
    assert sent_back.stamped_at == NOW.replace(hour=9, microsecond=0)
    reviewing = receipt(office, tmp_path / "1.zip", submission, status="审核中")
    first = read_receipt(reviewing.path, trust, [exported], at=later)
    confirmed = receipt(
        office,
        tmp_path / "2.zip",
        submission,
        result=ReceiptResult.CONFIRMED,
        status="已确认",
        sequence=2,
        previous_digest=reviewing.package_digest,
        certificate=certificate,
        list_status="none",
        list_date=date(2026, 3, 5),
    )
    known = KnownReceipt(first.id, 1, first.digest, first.package_id, first.stage)
    second = read_receipt(confirmed.path, trust, [exported], [known], at=later)
    assert (second.certificate, second.list_status, second.list_date) == (certificate, "none", date(2026, 3, 5))

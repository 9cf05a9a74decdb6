"""Signatures that the programs of others accept, with the attributes of CAdES-B-B and nothing else, the same each time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from core.domain.submission import Environment, SignerRole
from core.errors import RuleError
from core.submission.writing import cades, certificates, keys
from core.submission.writing.certificates import Issuer, Subject
from core.submission.writing.key_files import HeldKey
from core.submission.writing.signing import sign, stamp
from tests.submission.writing.office import APPROVER, NOW, PASSPHRASE, PERSON, PREPARER, SECONDS, Office, run

CONTENT = b"0123  bag-info.txt\n"


def verified(openssl: Path, folder: Path, signature: bytes, root: Path) -> str:
    """What openssl says of a CAdES signature, printed in full once it is found good."""
    (folder / "s.p7s").write_bytes(signature)
    (folder / "content").write_bytes(CONTENT)
    said = run(
        openssl, "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", folder / "s.p7s", "-content", folder / "content",
        "-attime", SECONDS, "-CAfile", root, "-out", folder / "out",
    )  # fmt: skip
    assert "CAdES Verification successful" in said
    return run(openssl, "cms", "-cmsout", "-print", "-inform", "DER", "-in", folder / "s.p7s", "-nameopt", "utf8")


@pytest.mark.referee("openssl")
@pytest.mark.parametrize(("role", "commitment"), [(PREPARER, "proofOfOrigin"), (APPROVER, "proofOfApproval")])
def test_openssl_accepts_a_signature_with_the_commitment_of_its_role(
    office: Office, tmp_path: Path, referee, role: SignerRole, commitment: str
) -> None:
    said = verified(referee("openssl"), tmp_path, sign(CONTENT, office.keys[role], at=NOW), office.root)
    assert f"id-smime-cti-ets-{commitment}" in said
    assert "eContent: <ABSENT>" in said
    assert said.count("d.issuerAndSerialNumber") == 1
    assert said.count("d.certificate:") == 1  # her own; the root is never inside
    assert "unsignedAttrs:\n          <ABSENT>" in said
    assert "UTCTIME:Mar  6 08:30:15 2026 GMT" in said


def test_a_signature_has_the_five_attributes_and_no_other(office: Office) -> None:
    content = cms.ContentInfo.load(sign(CONTENT, office.keys[PREPARER], at=NOW), strict=True)["content"]
    (signer,) = content["signer_infos"]
    assert sorted(one["type"].dotted for one in signer["signed_attrs"]) == [
        "1.2.840.113549.1.9.16.2.16",
        "1.2.840.113549.1.9.16.2.47",
        "1.2.840.113549.1.9.3",
        "1.2.840.113549.1.9.4",
        "1.2.840.113549.1.9.5",
    ]
    assert (content["version"].native, signer["sid"].name) == ("v1", "issuer_and_serial_number")


def test_the_same_content_time_and_key_give_the_same_signature(office: Office) -> None:
    key = office.keys[PREPARER]
    elsewhere = NOW.astimezone(timezone(timedelta(hours=8))).replace(microsecond=1)
    assert sign(CONTENT, key, at=NOW) == sign(CONTENT, key, at=elsewhere)
    assert sign(CONTENT, key, at=NOW) != sign(CONTENT, key, at=NOW + timedelta(seconds=1))


def test_another_process_that_used_attributes_before_makes_the_same_signature(office: Office) -> None:
    """asn1crypto freezes its table of names at the first CMS attribute, which may come before pyHanko adds the names it needs."""
    program = f"""
import sys
from datetime import datetime
from pathlib import Path
from asn1crypto import cms
cms.CMSAttributes([cms.CMSAttribute({{"type": "content_type", "values": ["data"]}})]).dump()
from core.submission.writing import keys, signing
key = keys.open_key(Path({str(office.key_file(PREPARER))!r}), {PASSPHRASE!r})
sys.stdout.buffer.write(signing.sign({CONTENT!r}, key, at=datetime.fromisoformat({NOW.isoformat()!r})))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], cwd=root, capture_output=True, check=True, timeout=60)
    assert done.stdout == sign(CONTENT, office.keys[PREPARER], at=NOW)


def test_another_process_that_made_a_key_file_before_makes_the_same_time_stamp(office: Office) -> None:
    """A hard key file has a content type, and with the first of those asn1crypto freezes their names, without that of time stamps."""
    program = f"""
import sys
from datetime import datetime
from pathlib import Path
from asn1crypto import cms
cms.ContentInfo({{"content_type": "data", "content": b"x"}}).dump()
from core.submission.writing import platform_folder, signing
folder = Path({str(office.platform.folder)!r})
desk = platform_folder.platform_of(folder, platform_folder.facts_of(folder), {PASSPHRASE!r})
sys.stdout.buffer.write(signing.stamp({CONTENT!r}, desk.key("tsa.p12"), at=datetime.fromisoformat({NOW.isoformat()!r})))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], cwd=root, capture_output=True, check=True, timeout=60)
    assert done.stdout == stamp(CONTENT, office.platform.key("tsa.p12"), at=NOW)


def test_a_signature_can_be_written_anew_in_a_process_that_used_attributes_before(office: Office) -> None:
    """asn1crypto writes a value anew whose length ends in 80 hex, and then looks up every name in its frozen tables."""
    program = f"""
import sys
from datetime import datetime
from pathlib import Path
from asn1crypto import cms
cms.CMSAttributes([cms.CMSAttribute({{"type": "content_type", "values": ["data"]}})]).dump()
from core.submission.writing import keys, signing
key = keys.open_key(Path({str(office.key_file(PREPARER))!r}), {PASSPHRASE!r})
made = signing.sign({CONTENT!r}, key, at=datetime.fromisoformat({NOW.isoformat()!r}))
read = cms.ContentInfo.load(made)
read["content"]["signer_infos"][0]["signed_attrs"].native
sys.stdout.buffer.write(read.dump(force=True))
"""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", program], cwd=root, capture_output=True, check=True, timeout=60)
    assert done.stdout == sign(CONTENT, office.keys[PREPARER], at=NOW)


@pytest.mark.referee("openssl")
def test_intermediates_are_inside_in_the_same_order_each_time(office: Office, tmp_path: Path, referee) -> None:
    private = [certificates.new_private_key() for _number in range(3)]
    names = [certificates.platform_name("示例", label, Environment.TRIAL) for label in ("根", "中间")]
    root = certificates.root_certificate(names[0], private[0], NOW)
    middle_builder = x509.CertificateBuilder(names[0], names[1], private[1].public_key(), 2**80, NOW, NOW + timedelta(days=99))
    middle_builder = middle_builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    middle = middle_builder.sign(private[0], certificates.hashes.SHA256())
    name = certificates.subject_name(Subject(PREPARER, "张三", **PERSON))  # type: ignore[arg-type]
    own = certificates.signer_certificate(name, private[2].public_key(), Issuer(names[1], private[1]), NOW)
    key = keys.signing_key(HeldKey(private[2], own, (middle,)))
    made = {sign(CONTENT, key, at=NOW) for _number in range(10)}
    assert len(made) == 1
    (signature,) = made
    held = {one.chosen.dump() for one in cms.ContentInfo.load(signature)["content"]["certificates"]}
    assert held == {own.public_bytes(Encoding.DER), middle.public_bytes(Encoding.DER)}
    # `root` allows no authority below itself; a signer's chain from elsewhere is judged with a root that does
    free = x509.CertificateBuilder(names[0], names[0], private[0].public_key(), 2**81, NOW, NOW + timedelta(days=99))
    free = free.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    (tmp_path / "root.pem").write_bytes(free.sign(private[0], certificates.hashes.SHA256()).public_bytes(Encoding.PEM))
    assert root.issuer == names[0]
    verified(referee("openssl"), tmp_path, signature, tmp_path / "root.pem")


@pytest.mark.referee("openssl")
def test_openssl_accepts_an_rsa_signature(office: Office, tmp_path: Path, referee, rsa_key: rsa.RSAPrivateKey) -> None:
    name = certificates.subject_name(Subject(APPROVER, "李四", **PERSON))  # type: ignore[arg-type]
    own = certificates.signer_certificate(name, rsa_key.public_key(), Issuer(name, rsa_key), NOW)
    (tmp_path / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))
    signature = sign(CONTENT, keys.signing_key(HeldKey(rsa_key, own)), at=NOW)
    said = verified(referee("openssl"), tmp_path, signature, tmp_path / "own.pem")
    assert "sha256WithRSAEncryption" in said


@pytest.mark.parametrize(("days", "code"), [(-1, "key.not_yet_valid"), (731, "key.expired")])
def test_nobody_signs_outside_her_certificate(office: Office, days: int, code: str) -> None:
    with pytest.raises(RuleError, match="张三的证书") as refused:
        sign(CONTENT, office.keys[PREPARER], at=NOW + timedelta(days=days))
    assert refused.value.code == code


def test_a_key_signs_in_its_own_role(office: Office) -> None:
    as_approver = replace(office.keys[PREPARER], role=APPROVER)
    assert sign(CONTENT, as_approver, at=NOW) != sign(CONTENT, office.keys[PREPARER], at=NOW)


def test_the_same_stamp_twice_is_one_token_and_another_second_another(office: Office) -> None:
    stamper = office.platform.key("tsa.p12")
    first = stamp(CONTENT, stamper, at=NOW)
    assert first == stamp(CONTENT, stamper, at=NOW)
    serials = {
        tsp.TimeStampResp.load(one)["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed["serial_number"].native
        for one in (first, stamp(CONTENT, stamper, at=NOW + timedelta(seconds=1)), stamp(CONTENT + b"!", stamper, at=NOW))
    }
    assert len(serials) == 3
    assert all(0 < one < 2**159 for one in serials)


def test_signing_never_waits_for_anything() -> None:
    async def waits() -> cms.ContentInfo:
        await asyncio.sleep(0)
        return cms.ContentInfo()

    waiting = waits()
    with pytest.raises(AssertionError, match="waits for nothing"):
        cades._finished(waiting)
    waiting.close()

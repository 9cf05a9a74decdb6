"""The parts that the judging rests on: DER, paths, messages, large zips, odd certificates, a machine that fails."""

from __future__ import annotations

import string
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import core as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import ExtensionOID
from hypothesis import given
from hypothesis import strategies as st

from core.domain.submission import SignerRole
from core.errors import EnvironmentFault
from core.submission import codes, naming
from core.submission.reading import judging
from core.submission.reading.certificates import root_fault
from core.submission.reading.der import child_tags, is_der, sequence_length
from core.submission.reading.refusing import Refused, shown
from core.submission.reading.shapes import ShapeError, flag
from core.submission.reading.trust import Trust
from core.submission.reading.zip_structure import entries
from tests.submission.reading import forging as forge
from tests.submission.reading.bags import World
from tests.submission.reading.conftest import Judge

# ---------------------------------------------------------------- DER

VALUES = st.recursive(
    st.one_of(
        st.integers(-(2**70), 2**70).map(asn1.Integer),
        st.booleans().map(asn1.Boolean),
        st.binary(max_size=200).map(asn1.OctetString),
        st.binary(max_size=20).map(asn1.OctetBitString),
        st.text(max_size=20).map(asn1.UTF8String),
        st.just(asn1.Null()),
        st.integers(-500_000_000, 2_000_000_000).map(lambda at: asn1.UTCTime(datetime.fromtimestamp(at, UTC))),
        st.lists(st.integers(0, 2**40), min_size=1, max_size=5).map(
            lambda rest: asn1.ObjectIdentifier(".".join(["1", "2", *map(str, rest)]))
        ),
    ).map(lambda value: value.dump()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5).map(lambda parts: forge.sequence(*parts)),
        st.lists(inner, max_size=5).map(lambda parts: forge.set_of(*parts)),
        inner.map(lambda part: forge.tlv(0xA1, part)),
    ),
    max_leaves=20,
)


@given(value=VALUES)
def test_what_asn1crypto_writes_is_der(value: bytes) -> None:
    assert is_der(value)
    assert not is_der(value + b"\0")
    assert not is_der(value[:-1])


@pytest.mark.parametrize(
    "data",
    [
        "",
        "30",
        "3080 0000",
        "308101 05",
        "3082 00 01",
        "30820005",
        "3085 0000000000",
        "1f0100",
        "0101 01",
        "0102 ff ff",
        "0200",
        "0202 0001",
        "0202 ff80",
        "0300",
        "0301 01",
        "0301 08",
        "0302 01 01",
        "0501 00",
        "0600",
        "0601 80",
        "0602 8001",
        "0603 2a8001",
        "1001 00",
        "1101 00",
        "2403 0401 00",
        "3106 020102 020101",
        "1705 3236303130",
        "180f 32303236303130313030303030302b",
        "3003 0201",
        "30" + "80" * 40,
        "3002" * 40 + "3000",
    ],
)
def test_everything_else_is_not(data: str) -> None:
    assert not is_der(bytes.fromhex(data))


def test_bit_strings_of_no_bits_and_negative_numbers_are_der() -> None:
    for data in ("0301 00", "0201 80", "0202 ff7f", "0202 0080", "0302 0780", "0a01 01", "8001 00", "180f 32303236303130313030303030305a"):
        assert is_der(bytes.fromhex(data)), data


def test_the_length_of_a_sequence_is_read_only_where_there_is_one() -> None:
    assert sequence_length(bytes.fromhex("3003020105ff")) == 5
    for data in ("", "31", "3080", "30", "308100"):
        assert sequence_length(bytes.fromhex(data)) is None
    assert child_tags(bytes.fromhex("3006 020105 040100")) == b"\x02\x04"
    assert child_tags(b"") == b""


# ---------------------------------------------------------------- names and messages


@pytest.mark.parametrize(
    "path",
    ["data/documents/03-温室气体排放核算报告.pdf", "data/evidence/E0001-a(1)_b+c,d=e@f#g.pdf", "data/x/ก้.txt", "data/con-x", "data/.x"],
)
def test_a_path_that_may_stand(path: str) -> None:
    assert naming.path_fault(path) is None


def test_names_of_packages_and_places() -> None:
    assert naming.package_name("91510100MA6DEM012N", "2025", 2, "0123456789abcdef") == "CSP-91510100MA6DEM012N-2025-r2-01234567"
    assert naming.signature_path(SignerRole.APPROVER) == "signatures/approver.p7s"
    assert naming.timestamp_path(SignerRole.PREPARER) == "data/timestamps/preparer.tsr"
    assert naming.collision(["data/a/b", "data/a/c", "data/d"]) is None


@pytest.mark.parametrize("code", codes.CODES)
def test_every_code_has_one_sentence(code: str) -> None:
    form = codes._MESSAGES[code]
    names = {name for _text, name, _spec, _conversion in string.Formatter().parse(form) if name}
    said = codes.message(code, **dict.fromkeys(names, "甲"))
    assert said.endswith("。")
    assert "{" not in said


def test_a_hostile_name_is_shown_harmless() -> None:
    assert shown("a\x1b[2Jb\u202ec\n") == "a\\x1b[2Jb\\u202ec\\n"
    assert shown(b"\xff\xfe") == "\\xff\\xfe"
    assert len(shown("长" * 500)) == 121


def test_a_flag_is_true_or_false() -> None:
    flag(True, "x")
    with pytest.raises(ShapeError):
        flag(1, "x")


# ---------------------------------------------------------------- zips beyond 4 GiB


def large(path: Path, descriptor_width: int = 8) -> int:
    """A sparse zip: one stored file of 5 GiB, streamed, and a small one behind it."""
    size = 5 * 2**30
    long = size.to_bytes(8, "little")
    extra = b"\1\0\x10\0" + long + long
    with path.open("wb") as file:
        file.write(b"PK\3\4" + bytes.fromhex("2d00 0800 0000 0000 2100 00000000 ffffffff ffffffff 0300 1400") + b"a/b" + extra)
        file.seek(size, 1)
        file.write(b"PK\7\x08" + bytes(4) + long[:descriptor_width] + long[:descriptor_width])
        second = file.tell()
        file.write(b"PK\3\4" + bytes.fromhex("1400 0000 0000 0000 2100 00000000 00000000 00000000 0300 0000") + b"a/c")
        start = file.tell()
        sizes = bytes.fromhex("00000000 ffffffff ffffffff")
        file.write(
            b"PK\1\2" + bytes.fromhex("1403 2d00 0800 0000 0000 2100") + sizes + bytes.fromhex("0300 1400 0000 0000 0000 0000a481 00000000")
        )
        file.write(b"a/b" + extra)
        offset = b"\1\0\x08\0" + second.to_bytes(8, "little")
        file.write(
            b"PK\1\2" + bytes.fromhex("1403 2d00 0000 0000 0000 2100 00000000 00000000 00000000 0300 0c00 0000 0000 0000 0000a481 ffffffff")
        )
        file.write(b"a/c" + offset)
        end = file.tell()
        directory = (2).to_bytes(8, "little") * 2 + (end - start).to_bytes(8, "little") + start.to_bytes(8, "little")
        file.write(b"PK\6\6" + (44).to_bytes(8, "little") + bytes.fromhex("2d03 2d00 00000000 00000000") + directory)
        file.write(b"PK\6\7" + bytes(4) + end.to_bytes(8, "little") + (1).to_bytes(4, "little"))
        file.write(b"PK\5\6" + bytes(4) + b"\xff" * 12 + bytes(2))
        return file.tell()


def test_a_package_of_five_gibibytes_has_a_sound_structure(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    length = large(path)
    with path.open("rb") as file:
        found = entries(file, length)
    assert [(one.name, one.size) for one in found] == [("a/b", 5 * 2**30), ("a/c", 0)]


def test_sizes_beyond_4_gib_do_not_fit_a_short_descriptor(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    length = large(path, descriptor_width=4)
    with path.open("rb") as file, pytest.raises(Refused) as refused:
        entries(file, length)
    assert [check.code for check in refused.value.checks] == ["E_ZIP_HEADER"]


# ---------------------------------------------------------------- the machine


def test_a_file_that_may_not_be_read_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    class Locked(type(tmp_path)):  # type: ignore[misc]
        def open(self, *_args: Any, **_options: Any) -> Any:
            raise PermissionError(13, "locked by another program")

    path = Locked(tmp_path / "x.zip")
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(EnvironmentFault) as fault:
        judging.verify(path, Trust())
    assert fault.value.code == "file.unreadable"


# ---------------------------------------------------------------- odd certificates


def junk_extension(world: World, subject: x509.Name, oid: x509.ObjectIdentifier) -> forge.Person:
    key = world.people["preparer"].key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(world.root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(world.now - timedelta(days=1))
        .not_valid_after(world.now + timedelta(days=100))
        .add_extension(x509.UnrecognizedExtension(oid, b"\x30\x03junk"), critical=False)
    )
    return forge.Person(key, builder.sign(world.root.key, forge.hashes.SHA256()))


@pytest.mark.referee("openssl")
def test_a_certificate_whose_extensions_cannot_be_read_is_refused(world: World, judge: Judge) -> None:
    odd = junk_extension(world, forge.name(), ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    judgement = judge(world.by(preparer=odd).bytes())
    assert {check.code for check in judgement.checks if check.failed} == {"E_CERT_PROFILE"}
    assert root_fault(odd.certificate) == "扩展项"


@pytest.mark.referee("openssl")
def test_a_root_of_another_kind_of_key_is_refused(world: World) -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    builder = (
        x509.CertificateBuilder()
        .subject_name(world.root.certificate.subject)
        .issuer_name(world.root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(world.now)
        .not_valid_after(world.now + timedelta(days=100))
        .add_extension(x509.BasicConstraints(True, 0), critical=True)
        .add_extension(forge.usage("key_cert_sign", "crl_sign"), critical=True)
    )
    assert root_fault(builder.sign(key, None)) == "Ed25519PublicKey"


def broken(der: bytes) -> bytes:
    """The same certificate with a month 13 in it, which only a full reading sees."""
    at = der.index(b"\x17\x0d")
    return der[: at + 4] + b"13" + der[at + 6 :]


@pytest.mark.referee("openssl")
def test_a_certificate_that_cannot_be_read_whole_is_refused(world: World, judge: Judge) -> None:
    bag = world.fresh()
    own = bag.people["preparer"].der
    person = "张三".encode()
    for odd, code in ((broken(own), "E_SIG_FORMAT"), (own.replace(person, b"\xff" * len(person)), "E_SIG_CERTIFICATES")):
        changes = {"certificates": [odd], "attributes": {forge.CERTIFICATE_V2: bag.cms("preparer").reference(odd)}}
        judgement = judge(bag.signed(preparer=bag.cms("preparer", **changes).der()).bytes())
        assert [check.code for check in judgement.checks if check.failed] == [code]
    companion = [own, broken(world.people["tsa"].der)]
    judgement = judge(bag.signed(preparer=bag.cms("preparer", certificates=companion).der()).bytes())
    assert [check.code for check in judgement.checks if check.failed] == ["E_SIG_CERTIFICATES"]


@pytest.mark.referee("openssl")
def test_a_certificate_of_the_year_9999_is_judged_east_of_greenwich_too(
    world: World, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = datetime(9999, 12, 31, 20, tzinfo=UTC)
    late = world.issue("preparer", begin=begin, days=0.1)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        judgement = judge(world.by(preparer=late).bytes())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert [check.code for check in judgement.checks if check.failed] == ["E_CERT_NOT_YET_VALID"]
    assert any("9999-12-31 20:00" in check.message for check in judgement.checks)

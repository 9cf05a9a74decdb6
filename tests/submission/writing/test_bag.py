"""Packages that the programs of others accept, whose bytes follow from their content, and which are there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.submission import SignerRole
from core.errors import EnvironmentFault, FileError, RuleError
from core.submission import naming
from core.submission.writing import bag, files
from core.submission.writing.bag import PayloadFile, WritingCancelledError, add_signature, write_bag
from tests.submission.writing.office import (
    APPROVER,
    INFO,
    NOW,
    PREPARER,
    SECONDS,
    Office,
    left_behind,
    package,
    run,
    unpacked,
)

EVIDENCE = "data/evidence/E0001-2026年7月电费发票.pdf"


def entries(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [one.partition("/")[2] for one in archive.namelist()]


def tag_manifest(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return next(archive.read(one) for one in archive.namelist() if one.endswith(f"/{naming.TAG_MANIFEST}"))


def plain(folder: Path, payload: list[PayloadFile], **options: object) -> bag.WrittenBag:
    """A bag that nobody signs."""
    return write_bag(folder / "bag.zip", "bag", payload, INFO, [], NOW, **options)  # type: ignore[arg-type]


# ---------------------------------------------------------------- judged by others


@pytest.mark.referee("openssl", "unzip", "sha256sum")
def test_others_accept_a_package(office: Office, tmp_path: Path, referee) -> None:
    written = package(tmp_path, office)
    top = unpacked(written.path, tmp_path / "out", referee("unzip"))
    assert top.name == written.path.stem == f"CSP-{written.package_digest[:8]}"
    run(referee("sha256sum"), "--check", "--strict", "--quiet", "tagmanifest-sha256.txt", cwd=top)
    run(referee("sha256sum"), "--check", "--strict", "--quiet", "manifest-sha256.txt", cwd=top)
    digest = run(referee("sha256sum"), "tagmanifest-sha256.txt", cwd=top).split()[0]
    assert digest == written.package_digest
    crl = tmp_path / "root-and-crl.pem"
    crl.write_bytes(office.root.read_bytes() + (office.root.parent / "crl.pem").read_bytes())
    for role in (PREPARER, APPROVER):
        signature = top / "signatures" / f"{role.value}.p7s"
        assert hashlib.sha256(signature.read_bytes()).hexdigest() == written.signature_sha256[role]
        said = run(
            referee("openssl"), "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", signature,
            "-content", "tagmanifest-sha256.txt", "-attime", SECONDS, "-crl_check", "-CAfile", crl, "-out", os.devnull, cwd=top,
        )  # fmt: skip
        assert "CAdES Verification successful" in said


@pytest.mark.referee("unzip")
def test_the_bagit_program_accepts_a_package(office: Office, tmp_path: Path, referee) -> None:
    top = unpacked(package(tmp_path, office).path, tmp_path / "out", referee("unzip"))
    run(sys.executable, "-m", "bagit", "--validate", top)


@pytest.mark.referee("unzip")
def test_unzip_reads_a_file_that_needs_64_bit_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, referee) -> None:
    monkeypatch.setattr(bag, "_LARGE", 9)
    content = b"0123456789"
    written = plain(tmp_path, [PayloadFile("data/a.bin", content), PayloadFile("data/b.bin", content[:9])])
    with zipfile.ZipFile(written.path) as archive:
        first, second = archive.infolist()[:2]
        raw = written.path.read_bytes()
        assert (len(first.extra), len(second.extra)) == (0, 0)
        assert int.from_bytes(raw[first.header_offset + 28 :][:2], "little") == 20  # the local header carries them
        assert int.from_bytes(raw[second.header_offset + 28 :][:2], "little") == 0
    run(referee("unzip"), "-t", written.path)


# ---------------------------------------------------------------- the bytes


def test_the_entries_stand_in_their_fixed_order(office: Office, tmp_path: Path) -> None:
    assert entries(package(tmp_path, office).path) == [
        "data/empty.txt",
        EVIDENCE,
        "data/submission.json",
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "signatures/preparer.p7s",
        "signatures/approver.p7s",
    ]


def test_no_entry_tells_of_time_machine_or_person(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(package(tmp_path, office).path) as archive:
        assert archive.comment == b""
        for one in archive.infolist():
            assert (one.compress_type, one.date_time, one.create_system) == (zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 3)
            assert (one.external_attr, one.internal_attr, one.extra, one.comment) == (0o100644 << 16, 0, b"", b"")
            assert bool(one.flag_bits & 0x800) is not one.filename.isascii()


def test_the_tag_files_say_what_the_format_wants(office: Office, tmp_path: Path) -> None:
    written = package(tmp_path, office)
    with zipfile.ZipFile(written.path) as archive:
        read = {one.partition("/")[2]: archive.read(one) for one in archive.namelist()}
    assert read["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert read["bag-info.txt"].decode() == (
        "BagIt-Profile-Identifier: urn:tanzhangben:bag:submission:1.0\n"
        "Source-Organization: 示例酒店有限公司\n"
        "Bagging-Date: 2026-03-06\n"
        "External-Identifier: urn:uuid:00000000-0000-4000-8000-000000000001\n"
        "Bag-Software-Agent: tanzhangben 0.2.0\n"
        "Payload-Oxum: 2560021.3\n"
    )
    lines = read["manifest-sha256.txt"].decode().splitlines()
    assert [line[66:] for line in lines] == ["data/empty.txt", EVIDENCE, "data/submission.json"]
    assert all(hashlib.sha256(read[line[66:]]).hexdigest() == line[:64] for line in lines)
    assert [line[66:] for line in read["tagmanifest-sha256.txt"].decode().splitlines()] == [
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
    ]


def test_the_same_content_gives_the_same_bytes_in_whatever_order_it_comes(office: Office, tmp_path: Path) -> None:
    payload = [PayloadFile(f"data/{name}.txt", name.encode()) for name in ("乙", "a", "B", "甲")]
    made = []
    for number, (files_given, signers) in enumerate([(payload, office.both()), (payload[::-1], office.both()[::-1])]):
        written = write_bag(tmp_path / f"{number}.zip", "bag", files_given, INFO, signers, NOW)
        made.append(written.path.read_bytes())
    assert made[0] == made[1]


def test_the_bagging_date_may_be_given(tmp_path: Path) -> None:
    written = write_bag(tmp_path / "b.zip", "bag", [], {**INFO, "Bagging-Date": "2026-03-05"}, [], NOW)
    with zipfile.ZipFile(written.path) as archive:
        assert b"Bagging-Date: 2026-03-05\n" in archive.read("bag/bag-info.txt")


def test_a_package_of_the_same_name_is_replaced(office: Office, tmp_path: Path) -> None:
    (tmp_path / "bag.zip").write_bytes(b"old")
    plain(tmp_path, [PayloadFile("data/a.txt", b"a")])
    assert zipfile.is_zipfile(tmp_path / "bag.zip")


# ---------------------------------------------------------------- a second signature


def test_a_signature_added_later_gives_the_bytes_of_both_at_once(office: Office, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    at_once = package(tmp_path / "one", office)
    alone = package(tmp_path / "two", office, (PREPARER,))
    mode = alone.path.stat().st_mode
    added = add_signature(alone.path, APPROVER, office.keys[APPROVER], NOW, tag_manifest(alone.path))
    assert added.path.read_bytes() == at_once.path.read_bytes()
    assert added == bag.WrittenBag(alone.path, at_once.package_digest, at_once.signatures, 3)
    assert alone.path.stat().st_mode == mode
    assert list((tmp_path / "two").glob(".*.part")) == []


def test_the_approver_may_sign_first(office: Office, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    at_once = package(tmp_path / "one", office)
    alone = package(tmp_path / "two", office, (APPROVER,))
    add_signature(alone.path, PREPARER, office.keys[PREPARER], NOW, tag_manifest(alone.path))
    assert alone.path.read_bytes() == at_once.path.read_bytes()


@pytest.mark.referee("unzip", "zip")
@pytest.mark.parametrize("options", [("-9", "-r"), ("-0", "-r", "-X", "-D")], ids=" ".join)
def test_a_package_that_was_packed_again_is_signed_in_its_own_form(
    office: Office, tmp_path: Path, referee, options: tuple[str, ...]
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    at_once = package(tmp_path / "one", office)
    alone = package(tmp_path / "two", office, (PREPARER,))
    tags = tag_manifest(alone.path)
    top = unpacked(alone.path, tmp_path / "out", referee("unzip"))
    alone.path.unlink()
    run(referee("zip"), "-q", *options, alone.path, top.name, cwd=top.parent)
    assert alone.path.read_bytes() != at_once.path.read_bytes()
    add_signature(alone.path, APPROVER, office.keys[APPROVER], NOW, tags)
    assert alone.path.read_bytes() == at_once.path.read_bytes()


def test_nobody_signs_twice(office: Office, tmp_path: Path) -> None:
    written = package(tmp_path, office)
    before, left = written.path.read_bytes(), left_behind(tmp_path)
    with pytest.raises(RuleError, match="已有审核人的签名") as refused:
        add_signature(written.path, APPROVER, office.keys[APPROVER], NOW, tag_manifest(written.path))
    assert refused.value.code == "package.signed_already"
    assert (written.path.read_bytes(), left()) == (before, set())


def broken_zip(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-300])


def nothing(path: Path) -> None:
    path.unlink()


def empty_zip(path: Path) -> None:
    path.unlink()
    zipfile.ZipFile(path, "w").close()


def altered(part: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as old:
            content = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(path, "w") as new:
            for name, data in content.items():
                new.writestr(name, data + b"!" if name.endswith(part) else data)

    return change


def without(part: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as old:
            content = {name: old.read(name) for name in old.namelist()}
        with zipfile.ZipFile(path, "w") as new:
            for name, data in content.items():
                if not name.endswith(part):
                    new.writestr(name, data)

    return change


def flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'{"type"')] ^= 1
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    "change",
    [
        broken_zip,
        nothing,
        empty_zip,
        flipped,
        altered("submission.json"),
        altered("/manifest-sha256.txt"),
        altered("tagmanifest-sha256.txt"),
        altered("bagit.txt"),
        without("empty.txt"),
        without("bag-info.txt"),
    ],
    ids=["broken", "gone", "empty", "bit", "payload", "manifest", "tagmanifest", "bagit", "payload-gone", "tag-gone"],
)
def test_a_file_that_changed_since_it_was_verified_is_not_signed(office: Office, tmp_path: Path, change: Callable[[Path], None]) -> None:
    written = package(tmp_path, office, (PREPARER,))
    tags = tag_manifest(written.path)
    change(written.path)
    before = written.path.read_bytes() if written.path.exists() else None
    left = left_behind(tmp_path)
    with pytest.raises(FileError) as refused:
        add_signature(written.path, APPROVER, office.keys[APPROVER], NOW, tags)
    assert refused.value.code == "E_SOURCE_CHANGED"
    assert (written.path.read_bytes() if written.path.exists() else None) == before
    assert left() == set()


def test_a_tag_manifest_of_another_package_is_not_signed(office: Office, tmp_path: Path) -> None:
    written = package(tmp_path, office, (PREPARER,))
    with pytest.raises(FileError, match="不是刚才核验的那个材料包"):
        add_signature(written.path, APPROVER, office.keys[APPROVER], NOW, tag_manifest(written.path).replace(b"0", b"1"))


def test_a_key_signs_in_no_role_but_its_own(office: Office, tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="张三的密钥是填报人的，不能以审核人的身份签名") as refused:
        write_bag(tmp_path / "b.zip", "bag", [], INFO, [(APPROVER, office.keys[PREPARER])], NOW)
    assert refused.value.code == "package.role"
    assert not list(tmp_path.iterdir())


def test_an_expired_key_signs_no_package(office: Office, tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        write_bag(tmp_path / "b.zip", "bag", [], INFO, office.both(), NOW + timedelta(days=800))
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- sources


@pytest.mark.parametrize("content", [b"other", b"lon", b"longer than before"], ids=["same-size", "shorter", "longer"])
def test_a_source_that_is_no_longer_what_was_attached_is_named(tmp_path: Path, content: bytes) -> None:
    source, out = tmp_path / "电费单.pdf", tmp_path / "out"
    out.mkdir()
    source.write_bytes(content)
    expected = hashlib.sha256(b"paper").hexdigest()
    with pytest.raises(FileError, match=r"电费单\.pdf.*内容与登记时不同") as refused:
        plain(out, [PayloadFile("data/a.txt", b"a"), PayloadFile("data/b.pdf", source, expected)])
    assert refused.value.code == "E_SOURCE_CHANGED"
    assert not list(out.iterdir())


@pytest.mark.parametrize("content", [b"", b"x" * 3_000_000], ids=["shorter", "longer"])
def test_a_source_that_changes_while_the_package_is_written_is_named(tmp_path: Path, content: bytes) -> None:
    source, out = tmp_path / "电费单.pdf", tmp_path / "out"
    out.mkdir()
    source.write_bytes(b"x" * 2_000_000)
    with pytest.raises(FileError, match="电费单") as refused:
        plain(
            out,
            [PayloadFile("data/a.txt", b"a"), PayloadFile("data/b.pdf", source)],
            progress=lambda done, _whole: source.write_bytes(content) and None if done == 1 else None,
        )
    assert refused.value.code == "E_SOURCE_CHANGED"
    assert not list(out.iterdir())


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_a_source_that_is_gone_is_named(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(FileError, match=r"电费单.*无法读取") as refused:
        plain(tmp_path, [PayloadFile("data/a.pdf", tmp_path / "电费单.pdf", sha256)])
    assert refused.value.code == "E_SOURCE_CHANGED"
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="无法读取"):
        plain(tmp_path, [PayloadFile("data/a.pdf", tmp_path / "folder", "0" * 64)])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("bagit.txt", "E_TAG_UNLISTED"),
        ("data", "E_TAG_UNLISTED"),
        ("/data/a", "E_PATH_ABSOLUTE"),
        ("data/../a", "E_PATH_TRAVERSAL"),
        ("data/a b", "E_PATH_CHARACTER"),
        ("data/" + "长" * 80, "E_PATH_LENGTH"),
    ],
)
def test_a_path_that_may_not_stand_in_a_package_is_refused(tmp_path: Path, path: str, code: str) -> None:
    with pytest.raises(FileError) as refused:
        plain(tmp_path, [PayloadFile(path, b"")])
    assert refused.value.code == code
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("other", ["data/a.pdf", "data/A.PDF", "data/a.pdf/b"])
def test_two_paths_that_some_system_takes_for_one_are_refused(tmp_path: Path, other: str) -> None:
    with pytest.raises(FileError) as refused:
        plain(tmp_path, [PayloadFile("data/a.pdf", b""), PayloadFile(other, b"")])
    assert refused.value.code == "E_PATH_COLLISION"


def test_more_files_than_a_reader_takes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        plain(tmp_path, [PayloadFile(f"data/{number}", b"") for number in range(naming.MAX_ENTRIES - 7)])
    assert refused.value.code == "E_LIMIT_ENTRIES"


def test_more_bytes_than_a_reader_takes_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "huge"
    with source.open("wb") as stream:
        stream.truncate(naming.MAX_BYTES)  # sparse: nothing of it is on the disk
    with pytest.raises(FileError) as refused:
        plain(tmp_path, [PayloadFile("data/huge", source, "0" * 64)])
    assert refused.value.code == "E_LIMIT_BYTES"


@pytest.mark.parametrize(
    "changes",
    [{"Source-Organization": ""}, {"Source-Organization": "a\nb"}, {"Source-Organization": " a"}, {"Contact-Name": "张三"}],
    ids=str,
)
def test_a_label_that_may_not_stand_in_bag_info_is_refused(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(FileError) as refused:
        write_bag(tmp_path / "b.zip", "bag", [], {**INFO, **changes}, [], NOW)
    assert refused.value.code == "E_BAG_INFO"


# ---------------------------------------------------------------- whole or not at all


def test_progress_rises_to_the_whole(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 2_500_000)
    told: list[tuple[int, int]] = []
    plain(
        tmp_path,
        [PayloadFile("data/a", b"abc"), PayloadFile("data/b", source), PayloadFile("data/c", b"")],
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert [whole for _done, whole in told] == [2_500_003] * len(told)
    done = [done for done, _whole in told]
    assert done == sorted(done)
    assert done[-1] == 2_500_003
    assert len(done) == 4


@pytest.mark.parametrize("asked", range(9))
def test_a_cancel_leaves_nothing_whenever_it_comes(office: Office, tmp_path: Path, asked: int) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    out.mkdir()
    source.write_bytes(b"x" * 2_500_000)
    calls = iter(range(100))
    payload = [PayloadFile("data/a", source), PayloadFile("data/b", b"b"), PayloadFile("data/c", b"c")]
    with pytest.raises(WritingCancelledError) as stopped:
        write_bag(out / "bag.zip", "bag", payload, INFO, office.both(), NOW, cancelled=lambda: next(calls) == asked)
    assert stopped.value.code == "package.cancelled"
    assert not list(out.iterdir())


def test_a_cancel_is_asked_for_at_each_piece_and_before_the_file_gets_its_name(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x" * 2_500_000)
    calls = iter(range(100))
    plain(tmp_path, [PayloadFile("data/a", source), PayloadFile("data/b", b"b")], cancelled=lambda: next(calls) < 0)
    assert next(calls) == 3 + 4 + 1  # three pieces measured, four copied, and once more


def test_a_cancel_keeps_the_package_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "bag.zip").write_bytes(b"old")
    with pytest.raises(WritingCancelledError):
        plain(tmp_path, [PayloadFile("data/a", b"a")], cancelled=lambda: True)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"bag.zip": b"old"}


@pytest.mark.parametrize("target", ["gone/bag.zip", "file/bag.zip", "folder"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    left = left_behind(tmp_path)
    with pytest.raises(EnvironmentFault, match="不能写入") as refused:
        write_bag(tmp_path / target, "bag", [PayloadFile("data/a", b"a")], INFO, [], NOW)
    assert refused.value.code == "package.not_writable"
    assert left() == set()


def test_a_disk_that_takes_no_more_leaves_nothing(office: Office, tmp_path: Path) -> None:
    """The system's own limit on a file's size stands in for a full stick: the write itself fails, in the midst of the payload."""
    program = f"""
import resource, sys
from datetime import datetime
from pathlib import Path
from core.errors import EnvironmentFault
from core.submission.writing.bag import PayloadFile, write_bag
payload = [PayloadFile("data/a", bytes(2_000_000)), PayloadFile("data/b", bytes(50_000))]
for limit in (100, 1_500_000, 2_000_100, 2_051_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        write_bag(Path(sys.argv[1]), "bag", payload, {INFO!r}, [], datetime.fromisoformat({NOW.isoformat()!r}))
    except EnvironmentFault as fault:
        print(fault.code, len(list(Path(sys.argv[1]).parent.iterdir())))
"""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-X", "utf8", "-c", program, str(tmp_path / "bag.zip")]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True, timeout=60, text=True)
    assert (done.stdout, done.stderr) == ("package.too_large 0\n" * 4, "")


def test_a_full_disk_and_a_file_too_large_are_told_apart(tmp_path: Path) -> None:
    said = {}
    for number in (28, 122, 27, 30):
        with pytest.raises(EnvironmentFault) as refused, files.disk_in_words(tmp_path):
            raise OSError(number, os.strerror(number))
        said[number] = refused.value.code
    assert said == {28: "package.disk_full", 122: "package.disk_full", 27: "package.too_large", 30: "package.not_writable"}


@pytest.mark.parametrize("system", ["posix", "nt"])
def test_a_folder_that_cannot_be_synced_has_the_file_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    """Windows has nothing to open there, and some network folders refuse."""

    def refused(_path: object, _flags: int) -> int:
        assert system == "posix", "a folder cannot be opened on Windows"
        raise OSError(22, "Invalid argument")

    stream = (tmp_path / "fresh").open("w+b")
    stream.write(b"content")
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "name", system)
        patch.setattr(files.os, "open", refused)
        files.finish(stream, tmp_path / "fresh", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == b"content"


def test_signatures_stand_under_their_roles(office: Office, tmp_path: Path) -> None:
    written = package(tmp_path, office, (PREPARER,))
    assert set(written.signatures) == {SignerRole.PREPARER}
    assert "signatures/approver.p7s" not in entries(written.path)

"""Attached files are kept once, whole, and checked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core.errors import EnvironmentFault, FileError, InputError
from core.store import evidence
from core.store.database import Store, open_store
from core.store.evidence import EvidenceProblem
from tests.store.sample import BILL_SCAN

DIGEST = hashlib.sha256(BILL_SCAN).hexdigest()


def test_a_file_lies_under_its_digest_with_its_name_kept(store: Store, tmp_path: Path) -> None:
    original = tmp_path / "电费账单 3月.PDF"
    original.write_bytes(BILL_SCAN)
    reference = store.keep_evidence(original)
    assert (reference.id, reference.sha256) == (DIGEST, DIGEST)
    assert (reference.original_name, reference.media_type, reference.size) == ("电费账单 3月.PDF", "application/pdf", len(BILL_SCAN))
    assert store.evidence_path(reference) == store.folder / "evidence" / DIGEST[:2] / DIGEST
    assert store.evidence_path(reference).read_bytes() == BILL_SCAN


def test_the_same_content_is_kept_once(store: Store) -> None:
    references = {store.keep_evidence(BILL_SCAN, name).id for name in ("a.pdf", "b.pdf")}
    assert len(references) == 1
    assert [path.name for path in (store.folder / "evidence").rglob("*") if path.is_file()] == [DIGEST]


@pytest.mark.parametrize("name", ["../../a.pdf", "C:\\temp\\a.pdf", "/etc/a.pdf"])
def test_a_name_is_kept_without_its_folders(store: Store, name: str) -> None:
    assert store.keep_evidence(BILL_SCAN, name).original_name == "a.pdf"


def test_an_unknown_kind_of_file_is_taken_as_bytes(store: Store) -> None:
    assert store.keep_evidence(b"x", "账单").media_type == "application/octet-stream"


def test_a_file_that_vanished_or_changed_is_noticed(store: Store) -> None:
    good, gone, altered, folder = (store.keep_evidence(text, "a.txt") for text in (b"1", b"2", b"3", b"4"))
    with store.begin() as work:
        for reference in (good, gone, altered, folder):
            work.evidence.put(reference)
    assert store.check_evidence() == ()
    store.evidence_path(gone).unlink()
    store.evidence_path(altered).write_bytes(b"other")
    store.evidence_path(folder).unlink()
    store.evidence_path(folder).mkdir()
    assert set(store.check_evidence()) == {
        EvidenceProblem(gone, "missing"),
        EvidenceProblem(altered, "changed"),
        EvidenceProblem(folder, "unreadable"),
    }


def test_taking_in_the_content_again_mends_a_changed_file(store: Store) -> None:
    reference = store.keep_evidence(BILL_SCAN, "a.pdf")
    store.evidence_path(reference).write_bytes(b"other")
    store.keep_evidence(BILL_SCAN, "a.pdf")
    assert store.evidence_path(reference).read_bytes() == BILL_SCAN


def test_a_missing_file_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"没有\.pdf") as caught:
        store.keep_evidence(tmp_path / "没有.pdf")
    assert caught.value.code == "evidence.unreadable"
    assert list((store.folder / "evidence").iterdir()) == []


def test_a_folder_is_no_evidence(store: Store, tmp_path: Path) -> None:
    with pytest.raises(FileError):
        store.keep_evidence(tmp_path)


def test_an_empty_file_is_refused(store: Store) -> None:
    with pytest.raises(InputError) as caught:
        store.keep_evidence(b"", "空.pdf")
    assert caught.value.code == "evidence.empty"


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    large = tmp_path / "大.zip"
    with large.open("wb") as stream:
        stream.truncate(evidence.LARGEST_MB * 1024 * 1024 + 1)
    with pytest.raises(InputError, match="200 MB"):
        store.keep_evidence(large)
    assert list((store.folder / "evidence").iterdir()) == []


def test_an_evidence_folder_that_cannot_be_written_is_said_in_words(store: Store) -> None:
    (store.folder / "evidence").rmdir()
    (store.folder / "evidence").write_text("in the way")
    with pytest.raises(EnvironmentFault) as caught:
        store.keep_evidence(BILL_SCAN, "a.pdf")
    assert caught.value.code == "store.not_writable"


def test_a_ledger_opened_for_reading_takes_no_file(ledger: Path) -> None:
    opened = open_store(ledger, read_only=True)
    with pytest.raises(EnvironmentFault, match="只读"):
        opened.keep_evidence(BILL_SCAN, "a.pdf")
    opened.close()

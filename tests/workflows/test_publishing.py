"""The publisher's side: a pack is judged before it is written and read back afterwards; nothing unsound is left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.catalogue_loader.extending import EXTENDABLE, FACTORS
from core.domain.submission import Environment
from core.errors import FileError, InputError, VerificationError
from core.submission.codes import CheckState, Verdict
from core.submission.reading.packs import read_pack
from core.workflows import publishing, receiving
from core.workflows.trying import PASSPHRASE
from tests.workflows import packs
from tests.workflows.packs import Publisher, grid

AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
HEAD = EXTENDABLE[FACTORS].replace(" ", ",")


@pytest.fixture
def desk(tmp_path: Path, few_rounds: None) -> Publisher:
    return packs.found(tmp_path / "platform", Environment.TRIAL, AT)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    (folder / FACTORS).write_text(f"{HEAD}\n{grid(2025)}\n", encoding="utf-8")
    return folder


def publish(desk: Publisher, rows: Path, out: Path, **changes: str) -> publishing.Published:
    words = {"name": "2026.03", "title_zh": "电力因子", "title_en": "", **changes}
    return publishing.publish_pack(desk.folder, PASSPHRASE, publishing.PackDraft(rows, **words), out, now=AT)


def test_a_pack_says_what_it_adds_and_is_believed(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    made = publish(desk, rows, tmp_path / "pack.zip")
    assert [row.id for row in made.rows] == ["grid_prov_sichuan_2025"]
    found = read_pack(made.path, desk.trust, AT)
    assert (found.digest, found.name, found.title_en) == (made.digest, "2026.03", "电力因子")


def test_a_table_saved_by_excel_is_brought_into_form(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    (rows / FACTORS).write_bytes(f"\ufeff{HEAD}\r\n{grid(2025)}\r\n\r\n".encode())
    publish(desk, rows, tmp_path / "pack.zip")


def test_the_same_rows_give_the_same_digest(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    assert publish(desk, rows, tmp_path / "a.zip").digest == publish(desk, rows, tmp_path / "b.zip").digest


def test_a_row_that_does_not_fit_is_refused_before_anything_is_written(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    (rows / FACTORS).write_text(f"{HEAD}\n{grid(2023)}\n", encoding="utf-8")
    with pytest.raises(FileError, match="grid_prov_sichuan_2023"):
        publish(desk, rows, tmp_path / "pack.zip")
    assert not (tmp_path / "pack.zip").exists()


def test_what_is_unsound_is_taken_away_again(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    for words in ({"name": "最新"}, {"title_zh": "<b>"}):
        with pytest.raises(VerificationError, match="已删除"):
            publish(desk, rows, tmp_path / "pack.zip", **words)
        assert not (tmp_path / "pack.zip").exists()


@pytest.mark.parametrize("content", ["", "gbk", "known"])
def test_a_folder_without_new_rows_is_refused(desk: Publisher, rows: Path, tmp_path: Path, content: str) -> None:
    table = rows / FACTORS
    if content == "gbk":
        table.write_bytes(f"{HEAD}\n{grid(2025)}\n".encode("gbk"))
    elif content == "known":
        from core.catalogue_loader.archiving import shipped_texts

        table.write_text("\n".join(shipped_texts()[FACTORS].splitlines()[:2]), encoding="utf-8")
    else:
        table.unlink()
    with pytest.raises((FileError, InputError)) as refused:
        publish(desk, rows, tmp_path / "pack.zip")
    assert refused.value.code == {"": "pack.no_tables", "gbk": "pack.encoding", "known": "pack.nothing_new"}[content]


# ---------------------------------------------------------------- judging a pack without a ledger


def codes(path: Path, desk: Publisher) -> dict[str, CheckState]:
    judged = receiving.judge(path, desk.trust, recompute=True, at=AT)
    assert judged.verdict is (Verdict.VALID if "E_PACK_CONTENT" not in {one.code for one in judged.checks} else Verdict.INVALID)
    return {one.code: one.state for one in judged.checks}


def test_verify_holds_the_rows_against_the_library_that_ships(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    assert codes(publish(desk, rows, tmp_path / "pack.zip").path, desk)["PACK_FITS"] is CheckState.PASSED


def test_verify_cannot_judge_the_rows_of_a_pack_for_another_edition(desk: Publisher, rows: Path, tmp_path: Path) -> None:
    (rows / FACTORS).write_text(f"{HEAD}\n{grid(2023, '9')}\n", encoding="utf-8")  # whether that fits, only that edition knows
    other = publish(desk, rows, tmp_path / "pack.zip", based_on="ab" * 32)
    assert other.rows == ()
    assert codes(other.path, desk)["PACK_OTHER_BASE"] is CheckState.NOT_CHECKED


def test_verify_names_a_row_that_contradicts_the_library(desk: Publisher, tmp_path: Path) -> None:
    from core.submission.writing.packs import PackOrder, issue_pack
    from core.submission.writing.platform import open_platform

    table = f"{HEAD}\n{grid(2025, '-1')}\n".encode()
    written = issue_pack(
        open_platform(desk.folder, PASSPHRASE), tmp_path / "pack.zip", PackOrder("2026.03", "题", "t", {FACTORS: table}), now=AT
    )
    assert codes(written.path, desk)["E_PACK_CONTENT"] is CheckState.FAILED
    (fault,) = (one for one in receiving.judge(written.path, desk.trust, recompute=False, at=AT).checks if one.failed)
    assert "第 2 行，字段「value」" in fault.message

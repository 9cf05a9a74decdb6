"""The officer's commands: one object for each package, receipts that venues can take, a list that drops nothing in silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.cli.entry import run
from core.cli.submission_commands import PASSPHRASE as VARIABLE
from core.submission.reading import extracting
from core.submission.writing import key_files
from core.workflows.trying import PASSPHRASE
from tests.workflows.sealed import FEW_ROUNDS, WINDOW, copy_of, demo_folder, package_in

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def year(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of what the demonstration left."""
    return copy_of(demo_folder(tmp_path_factory) / "hotel", tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setattr(key_files, "ROUNDS", FEW_ROUNDS)

    def called(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--data-dir", str(tmp_path / "settings"), *map(str, arguments)], WINDOW)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return called


@pytest.fixture
def stick(year: Path, tmp_path: Path) -> Path:
    """Packages of a year and of an event, a damaged one and a text."""
    folder = tmp_path / "stick"
    folder.mkdir()
    shutil.copyfile(package_in(year), folder / "1-year.zip")
    shutil.copyfile(package_in(year / "event"), folder / "2-event.zip")
    raw = bytearray(package_in(year / "event").read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / "3-damaged.zip").write_bytes(raw)
    (folder / "readme.txt").write_text("x", encoding="utf-8")
    return folder


def document(call: Call, *arguments: object) -> Any:
    _code, out, _err = call(*arguments, "--json")
    return json.loads(out)


def trusted(year: Path) -> tuple[object, ...]:
    return ("--profile", year / "trust" / "profile.zip")


# ---------------------------------------------------------------- init and enrol


def test_a_desk_is_founded_once_and_says_what_to_hand_out(call: Call, tmp_path: Path) -> None:
    code, out, err = call("desk", "init", tmp_path / "平台", "--name", "试用平台", "--trial")
    assert (code, err) == (0, "")
    for part in ("profile.zip", "根证书指纹 SHA-256"):
        assert part in out
    code, shown, _err = call("profile", "show", tmp_path / "平台" / "profile.zip")
    assert (code, "试用平台" in shown) == (0, True)
    assert next(line for line in out.splitlines() if "指纹" in line) in shown
    code, _out, err = call("desk", "init", tmp_path / "平台", "--name", "又一个", "--trial")
    assert (code, "已有平台" in err) == (1, True)


def test_a_desk_in_no_writable_place_is_a_fault_of_the_machine(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, out, err = call("desk", "init", tmp_path / "file" / "平台", "--name", "平台", "--trial")
    assert (code, out) == (3, "")
    assert err.strip()


def test_a_request_is_not_enrolled_in_another_role(call: Call, year: Path, tmp_path: Path) -> None:
    asked = ("desk", "enrol", year / "platform", year / "keys" / "preparer.csr")
    code, _out, err = call(*asked, "--role", "approver", "--out", tmp_path / "x.pem")
    assert (code, "申请书写的是填报人" in err) == (1, True)
    assert not (tmp_path / "x.pem").exists()
    assert call(*asked, "--role", "platform", "--out", tmp_path / "x.pem")[0] == 2


# ---------------------------------------------------------------- review


def test_review_gives_one_object_for_each_package(call: Call, year: Path, stick: Path) -> None:
    code, out, _err = call("desk", "review", stick, *trusted(year), "--json")
    rows = {Path(row["path"]).name: row for row in json.loads(out)}
    assert (code, list(rows)) == (1, ["1-year.zip", "2-event.zip", "3-damaged.zip"])
    assert set(rows["1-year.zip"]) == {"path", "verdict", "trial", "container", "package_digest", "recomputed", "codes"}
    good = rows["1-year.zip"]
    assert (good["verdict"], good["trial"], good["container"], good["recomputed"], good["codes"]) == ("valid", True, "original", True, [])
    assert rows["3-damaged.zip"]["verdict"] == "invalid"
    assert "E_PAYLOAD_HASH" in rows["3-damaged.zip"]["codes"]


def test_review_in_words_names_each_problem(call: Call, year: Path, stick: Path) -> None:
    code, out, _err = call("desk", "review", stick, *trusted(year))
    assert code == 1
    assert "1-year.zip  有效  复算一致" in out
    assert "3-damaged.zip  无效  未复算" in out
    assert "共 3 个文件，有效 2 个" in out


def test_review_ends_well_when_all_is_well_receipts_among_them(call: Call, year: Path) -> None:
    code, out, _err = call("desk", "review", package_in(year), year / "receipt.zip", *trusted(year))
    assert (code, "共 2 个文件，有效 2 个" in out) == (0, True)


def test_review_of_strangers_and_of_what_is_gone(call: Call, year: Path, stick: Path) -> None:
    rows = document(call, "desk", "review", stick / "2-event.zip", stick / "gone.zip")
    assert [row["verdict"] for row in rows] == ["unregistered", "indeterminate"]
    assert rows[0]["codes"] == ["E_CERT_UNTRUSTED"]


# ---------------------------------------------------------------- receipt


def answer(year: Path, out: Path, *more: str) -> tuple[object, ...]:
    return ("desk", "receipt", year / "platform", package_in(year / "event"), *more, "--out", out)


CONFIRM = ("--result", "confirmed", "--status", "已确认")
CERTIFICATE = ("--valid-from", "2026-01-01", "--valid-to", "2099-01-01", "--tonnes", "33.38", "--kind", "活动碳中和")


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--result", "received", "--status", "已确认"), 1, "可选：已签收、已受理、审核中"),
        (("--result", "praised", "--status", "已确认"), 2, "没有这个选择"),
        (CONFIRM, 1, "编号"),
        ((*CONFIRM, "--number", "N"), 2, "--kind"),
        ((*CONFIRM, "--number", "N", *CERTIFICATE[:-2]), 2, "--kind"),
        ((*CONFIRM, "--number", "N", *CERTIFICATE, "--tonnes", "1,564"), 1, "不是数字"),
        ((*CONFIRM, "--number", "N", *CERTIFICATE, "--valid-to", "2025-01-01"), 1, "早于起始日期"),
        ((*CONFIRM, "--number", "N", *CERTIFICATE, "--valid-to", "2025/1/1"), 2, "--valid-to 应写成"),
    ],
)
def test_a_receipt_that_nobody_could_take_is_not_issued(
    more: tuple[str, ...], code: int, words: str, call: Call, year: Path, tmp_path: Path
) -> None:
    book = (year / "platform" / "receipts.json").read_bytes()
    found, out, err = call(*answer(year, tmp_path / "r.zip", *more))
    assert (found, out, words in err) == (code, "", True), err
    assert not (tmp_path / "r.zip").exists()
    assert (year / "platform" / "receipts.json").read_bytes() == book, "no number was used up"


def test_what_was_not_issued_does_not_bar_the_way(call: Call, year: Path, tmp_path: Path) -> None:
    call(*answer(year, tmp_path / "bad.zip", *CONFIRM, "--number", "N", *CERTIFICATE, "--tonnes", "x"))
    revoke = answer(year, tmp_path / "r.zip", "--result", "revoked", "--status", "已撤销", "--list", "black")
    assert call(*revoke)[0] == 0
    found = json.loads(extracting.payload_file(tmp_path / "r.zip", "data/receipt.json"))
    assert (found["sequence"], found["list"]) == (3, "black")
    code, out, err = call("receipt", year / "ledger", tmp_path / "r.zip", *trusted(year))
    assert (code, "已撤销" in out) == (0, True), err


def test_a_wrong_passphrase_issues_nothing(call: Call, year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "不是这个口令")
    code, _out, err = call(*answer(year, tmp_path / "r.zip", "--result", "received", "--status", "已受理"))
    assert (code, "口令" in err) == (1, True)
    assert not (tmp_path / "r.zip").exists()


# ---------------------------------------------------------------- rollup


def test_the_list_says_what_it_left_out(call: Call, year: Path, stick: Path, tmp_path: Path) -> None:
    code, out, err = call("desk", "rollup", stick, *trusted(year), "--out", tmp_path / "附表2.xlsx", "--compiler", "某市生态环境局")
    assert (code, "1 行" in out) == (1, True)
    assert "没有汇入 1-year.zip：不是活动档案" in err
    assert "没有汇入 3-damaged.zip：" in err
    sheet = load_workbook(tmp_path / "附表2.xlsx").active
    assert sheet is not None
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("某市生态环境局" in word for word in words)
    assert any("年会" in word for word in words)


def test_a_list_of_events_only_ends_well(call: Call, year: Path, stick: Path, tmp_path: Path) -> None:
    assert call("desk", "rollup", stick / "2-event.zip", *trusted(year), "--out", tmp_path / "附表2.xlsx")[0] == 0
    code, _out, err = call("desk", "rollup", stick / "2-event.zip", *trusted(year), "--out", tmp_path / "none" / "附表2.xlsx")
    assert (code, "文件夹" in err) == (3, True)


@pytest.mark.parametrize("act", ["init", "enrol", "review", "receipt", "rollup"])
def test_every_act_has_help_with_an_example(act: str, call: Call) -> None:
    code, out, _err = call("desk", act, "--help")
    assert (code, "main.py desk" in out) == (0, True)


def test_a_desk_without_an_act_is_wrong_use(call: Call) -> None:
    code, _out, err = call("desk")
    assert (code, "缺少" in err) == (2, True)

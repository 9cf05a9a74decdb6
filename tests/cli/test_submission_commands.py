"""Keys, profiles, packages and receipts from the command line: documents on stdout, sentences on stderr, the contract's exit codes."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from core.cli.entry import run
from core.cli.submission_commands import PASSPHRASE as VARIABLE
from core.submission.writing import key_files, platform
from core.workflows.trying import PASSPHRASE
from tests.workflows.sealed import FEW_ROUNDS, WINDOW, copy_of, demo_folder, package_in

Call = Callable[..., tuple[int, str, str]]
WHO = (
    "--name",
    "张三",
    "--organization",
    "示例竹溪酒店管理有限公司",
    "--credit-code",
    "91510100MA00000152",
    "--region",
    "510100",
    "--trial",
)


@pytest.fixture
def year(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A copy of what the demonstration left."""
    return copy_of(demo_folder(tmp_path_factory) / "hotel", tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run a command with the passphrase of the trial keys at hand and settings of its own."""
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setattr(key_files, "ROUNDS", FEW_ROUNDS)

    def called(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--data-dir", str(tmp_path / "settings"), *map(str, arguments)], WINDOW)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return called


def document(call: Call, *arguments: object) -> Any:
    _code, out, _err = call(*arguments, "--json")
    return json.loads(out)


def dossier_of(call: Call, year: Path, kind: str) -> str:
    found = document(call, "dossier", "list", year / "ledger")
    return str(next(one["id"] for one in found if one["kind"] == kind and one["status"] == "locked"))


def refused(answer: tuple[int, str, str], code: int, words: str) -> bool:
    found, out, err = answer
    assert (found, words in err) == (code, True), answer
    assert "Traceback" not in err
    return out == ""


# ---------------------------------------------------------------- key


def test_a_key_is_made_asked_for_and_shown(call: Call, tmp_path: Path) -> None:
    key = tmp_path / "张三.p12"
    code, out, err = call("key", "new", key, "--role", "approver", *WHO)
    assert (code, err) == (0, "")
    assert str(key.with_suffix(".crt")) in out
    code, out, _err = call("key", "show", key)
    assert code == 0
    for part in ("审核人：张三", "未注册签名（自签证书）", "证书指纹 SHA-256", "试用密钥"):
        assert part in out
    assert call("key", "csr", key)[:2] == (0, f"证书请求已写到 {key.with_suffix('.csr')}\n")
    assert key.with_suffix(".csr").read_bytes().startswith(b"-----BEGIN CERTIFICATE REQUEST-----")


def test_a_key_is_never_harmed_by_a_command(call: Call, tmp_path: Path) -> None:
    key = tmp_path / "a.p12"
    assert call("key", "new", key, *WHO)[0] == 0
    before = key.read_bytes()
    assert refused(call("key", "new", key, *WHO), 1, "已经存在")
    assert refused(call("key", "csr", key, "--out", key), 1, "另起一个文件名")
    assert refused(call("key", "new", tmp_path / "b.crt", *WHO), 1, "扩展名")
    assert refused(call("key", "csr", key, "--out", tmp_path / "none" / "a.csr"), 3, "文件夹")
    assert key.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PASSPHRASE.encode("gbk"), "不是 UTF-8"),
        (b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\n", ""),
        (f"{PASSPHRASE}\n第二行".encode(), ""),
        (b"", "口令太短"),
        ("短口令".encode(), "口令太短"),
    ],
    ids=["gbk", "windows", "two_lines", "empty", "short"],
)
def test_a_passphrase_comes_from_the_first_line_of_a_file(content: bytes, words: str, call: Call, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_bytes(content)
    answer = call("key", "new", tmp_path / "a.p12", *WHO, "--passphrase-file", tmp_path / "p.txt")
    if words:
        assert refused(answer, 1, words)
    else:
        assert answer[0] == 0
        assert call("key", "show", tmp_path / "a.p12")[0] == 0, "the same passphrase as in the environment"


def test_without_passphrase_and_without_terminal_the_use_is_wrong(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert refused(call("key", "new", tmp_path / "a.p12", *WHO), 2, "--passphrase-file")
    assert refused(call("key", "show", tmp_path / "a.p12", "--passphrase-file", tmp_path / "none.txt"), 1, "none.txt")


def test_a_wrong_passphrase_says_that_nothing_is_lost(call: Call, year: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "不是这个口令")
    assert refused(call("key", "show", year / "keys" / "preparer.p12"), 1, "口令")


def test_enrolment_goes_by_files(call: Call, year: Path, tmp_path: Path) -> None:
    key, issued = tmp_path / "a.p12", tmp_path / "a.pem"
    call("key", "new", key, "--role", "approver", *WHO)
    call("key", "csr", key)
    assert call("desk", "enrol", year / "platform", tmp_path / "a.csr", "--role", "approver", "--out", issued)[0] == 0
    code, out, _err = call("key", "import", key, "--certificate", issued)
    assert (code, "平台签发的证书" in out) == (0, True)
    code, out, _err = call("key", "import", year / "ledger", "--certificate", issued)
    assert (code, "已登记签名人" in out) == (0, True)
    assert refused(call("key", "import", year / "keys" / "approver.p12", "--certificate", issued), 1, "不是为密钥文件")
    assert refused(call("key", "import", key), 2, "--certificate")


# ---------------------------------------------------------------- profile


def fingerprint(call: Call, year: Path) -> str:
    code, out, _err = call("profile", "show", year / "trust" / "profile.zip")
    assert (code, "试用平台" in out, "序号 1" in out) == (0, True, True)
    return next(line.split()[-1] for line in out.splitlines() if "根证书指纹" in line)


def test_a_platform_is_believed_once_its_paper_agrees(call: Call, year: Path) -> None:
    profile, package = year / "trust" / "profile.zip", package_in(year)
    assert document(call, "verify", package)["verdict"] == "unregistered"
    assert refused(call("profile", "import", profile, "--fingerprint", "0" * 64), 1, "指纹")
    assert refused(call("profile", "import", profile), 1, "指纹")
    assert document(call, "verify", package)["verdict"] == "unregistered"
    typed = fingerprint(call, year).upper()
    assert call("profile", "import", profile, "--fingerprint", typed)[0] == 0
    assert document(call, "verify", package)["verdict"] == "valid"


def test_an_older_profile_does_not_come_back(call: Call, year: Path) -> None:
    from core.workflows.workspace import system_clock

    first = year / "trust" / "profile.zip"
    typed = fingerprint(call, year)
    call("profile", "import", first, "--fingerprint", typed)
    platform.write_profile(platform.open_platform(year / "platform", PASSPHRASE), year / "p2.zip", serial=2, now=system_clock())
    code, out, _err = call("profile", "import", year / "p2.zip")
    assert (code, "序号 2" in out) == (0, True)
    assert refused(call("profile", "import", first, "--fingerprint", typed), 1, "不比现用的 2 新")


def test_another_file_is_no_profile(call: Call, year: Path) -> None:
    assert refused(call("profile", "show", package_in(year)), 1, "不是平台配置")
    assert refused(call("profile", "show", year / "none.zip"), 3, "none.zip")


def test_a_kept_profile_that_no_longer_holds_is_said_and_passed_over(call: Call, year: Path, tmp_path: Path) -> None:
    call("profile", "import", year / "trust" / "profile.zip", "--fingerprint", fingerprint(call, year))
    (kept,) = (tmp_path / "settings" / "profiles").iterdir()
    kept.write_bytes(b"damaged")
    code, out, err = call("verify", package_in(year), "--json")
    assert (code, json.loads(out)["verdict"]) == (1, "unregistered")
    assert kept.name in err


# ---------------------------------------------------------------- verify


def test_verify_says_each_check_and_one_verdict(call: Call, year: Path) -> None:
    profile = ("--profile", year / "trust" / "profile.zip")
    code, out, err = call("verify", package_in(year), *profile, "--recompute")
    assert (code, err) == (0, "")
    assert out.count("✓") >= 10
    assert out.splitlines()[-1] == "有效：内容完整，签名有效，签名人由信任的平台登记。这是试用文件，不用于正式递交。"
    found = document(call, "verify", package_in(year), *profile, "--recompute")
    assert set(found) == {"path", "kind", "verdict", "trial", "container", "package_digest", "signers", "checks", "recomputed"}
    assert (found["kind"], found["trial"], found["container"]) == ("submission", True, "original")
    assert set(found["checks"][0]) == {"code", "state", "message"}
    assert found["recomputed"]["rows"] > 100
    assert document(call, "verify", package_in(year), *profile)["recomputed"] is None


def test_verify_without_trust_warns_and_ends_with_one(call: Call, year: Path) -> None:
    code, out, err = call("verify", package_in(year))
    assert code == 1
    assert "! 填报人的证书" in out
    assert "[E_CERT_UNTRUSTED]" in err
    assert out.splitlines()[-1].startswith("未注册签名：")


def test_verify_names_what_is_damaged(call: Call, year: Path) -> None:
    package = package_in(year)
    raw = bytearray(package.read_bytes())
    raw[len(raw) // 2] ^= 1
    package.write_bytes(raw)
    code, out, err = call("verify", package, "--profile", year / "trust" / "profile.zip")
    assert code == 1
    assert "×" in out
    assert "[E_PAYLOAD_HASH]" in err
    assert out.splitlines()[-1].startswith("无效：")


@pytest.mark.parametrize(("file", "kind"), [("receipt.zip", "receipt"), ("trust/profile.zip", "profile")])
def test_verify_takes_every_kind_of_file(file: str, kind: str, call: Call, year: Path) -> None:
    found = document(call, "verify", year / file, "--profile", year / "trust" / "profile.zip")
    assert (found["kind"], found["verdict"]) == (kind, "valid")


def test_verify_with_the_receipt_of_the_package(call: Call, year: Path) -> None:
    profile = ("--profile", year / "trust" / "profile.zip")
    found = document(call, "verify", package_in(year), *profile, "--receipt", year / "receipt.zip")
    assert found["verdict"] == "valid"
    assert "RECEIPT" in {check["code"] for check in found["checks"] if check["state"] == "passed"}
    other = document(call, "verify", package_in(year / "event"), *profile, "--receipt", year / "receipt.zip")
    assert (other["verdict"], "E_RECEIPT_OTHER_PACKAGE" in {check["code"] for check in other["checks"]}) == ("invalid", True)


def test_verify_of_nothing_is_a_fault_of_the_machine(call: Call, year: Path) -> None:
    assert refused(call("verify", year / "none.zip"), 3, "none.zip")
    assert refused(call("verify", package_in(year), "--profile", year / "none.zip"), 3, "none.zip")
    assert refused(call("verify", package_in(year), "--profile", year / "receipt.zip"), 1, "不是平台配置")


# ---------------------------------------------------------------- seal, sign, receipt, certificate


def test_the_next_revision_goes_all_the_way(call: Call, year: Path, tmp_path: Path) -> None:
    ledger, out, event = year / "ledger", tmp_path / "递交", dossier_of(call, year, "event")
    profile = ("--profile", year / "trust" / "profile.zip")
    assert refused(call("dossier", "reopen", ledger, "--dossier", event), 1, "原因")
    assert "修订 2" in call("dossier", "reopen", ledger, "--dossier", event, "--reason", "补一张票据")[1]
    assert refused(call("certificate", ledger, "--dossier", event, "--out", tmp_path / "c.pdf"), 1, "还没有证书")

    code, said, err = call("seal", ledger, "--dossier", event, "--key", year / "keys" / "preparer.p12", "--out", out)
    assert (code, err) == (0, "")
    package = package_in(out)
    found = document(call, "verify", package, *profile)
    assert str(package) in said
    assert found["package_digest"] in said
    assert "审核人加签" in said
    assert "E_SIGNER_ROLE_MISSING" in {check["code"] for check in found["checks"] if check["state"] == "failed"}
    assert "-r2-" in package.name

    sign = ("sign", package, "--role", "approver", "--key", year / "keys" / "approver.p12")
    code, said, _err = call(*sign, "--ledger", ledger)
    assert (code, found["package_digest"] in said) == (0, True)
    assert refused(call(*sign), 1, "已有审核人的签名")
    assert document(call, "verify", package, *profile, "--recompute")["recomputed"]["equal"] is True

    answer = ("desk", "receipt", year / "platform", package)
    assert call(*answer, "--result", "received", "--status", "已受理", "--out", tmp_path / "1.zip")[0] == 0
    certificate = ("--number", "N-2", "--valid-from", "2026-01-01", "--valid-to", "2099-01-01", "--tonnes", "33.38", "--kind", "活动碳中和")
    assert call(*answer, "--result", "confirmed", "--status", "已确认", *certificate, "--out", tmp_path / "2.zip")[0] == 0
    assert refused(call("receipt", ledger, tmp_path / "2.zip", *profile), 1, "序号")
    assert refused(call("receipt", ledger, tmp_path / "1.zip"), 1, "")
    code, said, _err = call("receipt", ledger, tmp_path / "1.zip", *profile)
    assert (code, "已受理" in said, "试用回执" in said) == (0, True, True)
    code, said, _err = call("receipt", ledger, tmp_path / "2.zip", *profile)
    assert (code, "证书编号 N-2" in said) == (0, True)
    assert refused(call("receipt", ledger, tmp_path / "2.zip", *profile), 1, "已经收过")

    assert refused(call("certificate", ledger, "--dossier", event, "--out", tmp_path / "none" / "c.pdf"), 3, "文件夹")
    assert call("certificate", ledger, "--dossier", event, "--out", tmp_path / "c.pdf")[0] == 0
    words = "".join("".join(page.extract_text() for page in PdfReader(tmp_path / "c.pdf").pages).split())
    assert "N-2" in words
    assert "复印件" in words


def test_a_package_is_not_sealed_with_the_wrong_things(call: Call, year: Path, tmp_path: Path) -> None:
    event = dossier_of(call, year, "event")
    seal = ("seal", year / "ledger", "--dossier", event, "--out", tmp_path / "out")
    assert refused(call(*seal, "--key", year / "keys" / "approver.p12"), 1, "不能用来填报签名")
    assert refused(call(*seal, "--key", tmp_path / "none.p12"), 1, "none.p12")
    assert refused(call(*seal, "--key", year / "keys" / "preparer.p12", "--approver", year / "keys" / "preparer.crt"), 1, "审核")
    assert refused(call("seal", year / "ledger"), 2, "--key")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    blocked = ("seal", year / "ledger", "--dossier", event, "--out", tmp_path / "file" / "out", "--key", year / "keys" / "preparer.p12")
    assert refused(call(*blocked), 3, "账本没有改动")
    assert not (tmp_path / "out").exists()


def test_a_countersignature_needs_the_right_key_and_file(call: Call, year: Path) -> None:
    package = package_in(year / "event")
    before = package.read_bytes()
    assert refused(call("sign", package, "--key", year / "keys" / "preparer.p12"), 1, "不是「陈示例」")
    assert refused(call("sign", year / "receipt.zip", "--key", year / "keys" / "approver.p12"), 1, "不是材料包")
    assert refused(call("sign", year / "none.zip", "--key", year / "keys" / "approver.p12"), 3, "none.zip")
    assert package.read_bytes() == before


def test_a_receipt_of_nobody_we_know_is_not_taken(call: Call, year: Path) -> None:
    assert refused(call("receipt", year / "ledger", year / "receipt.zip"), 1, "登记")
    assert refused(call("receipt", year / "ledger", package_in(year), "--profile", year / "trust" / "profile.zip"), 1, "不是平台回执")


# ---------------------------------------------------------------- papers


def test_papers_of_both_kinds_of_dossiers(call: Call, year: Path, tmp_path: Path) -> None:
    event = ("--dossier", dossier_of(call, year, "event"))
    operation = ("--dossier", dossier_of(call, year, "operation"))
    for which, kind, name in ((event, "form1", "1.pdf"), (event, "form2", "2.xlsx"), (operation, "application", "a.pdf")):
        assert call("report", year / "ledger", *which, "--kind", kind, "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "1.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "2.xlsx").read_bytes().startswith(b"PK")
    assert refused(call("report", year / "ledger", *operation, "--kind", "form1", "--out", tmp_path / "x.pdf"), 2, "活动档案")
    assert refused(call("report", year / "ledger", *event, "--kind", "application", "--out", tmp_path / "x.pdf"), 2, "form1")
    assert refused(call("report", year / "ledger", *event, "--kind", "form1", "--out", tmp_path / "none" / "x.pdf"), 3, "文件夹")


def test_the_summary_of_a_demonstration_names_every_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    out = demo_folder(tmp_path_factory)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["venues"], summary["environment"], summary["sample"]) == (["hotel"], "trial", True)
    named = {name for step in summary["steps"] for name in step["files"]}
    promised = {
        "data.xlsx", "footprint.json", "footprint.pdf", "form1.pdf", "form2.pdf", "form2.xlsx", "statement.pdf", "certificate.pdf",
        "live-workbook.xlsx",
        "receipt.zip", "trust/profile.zip", "trust/root.pem", package_in(out / "hotel").name, "pages/overview-light.png",
    }  # fmt: skip
    assert {f"hotel/{name}" for name in promised} <= named
    assert all((out / name).exists() for name in named)


def test_a_full_copy_of_the_year_can_be_read_from_anywhere(call: Call, year: Path, tmp_path: Path) -> None:
    """A stick with a Chinese name and a space in it."""
    stick = tmp_path / "U 盘（一）"
    shutil.copytree(year / "event", stick)
    assert document(call, "verify", package_in(stick), "--profile", year / "trust" / "profile.zip")["verdict"] == "valid"

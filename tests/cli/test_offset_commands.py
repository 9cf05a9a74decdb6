"""The register of credits from the command line: changed, looked up, voided, and as a table; what lowers a claim waits for a yes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.domain.dossier import DossierStatus
from core.workflows import organizing
from core.workflows.workspace import Workspace
from tests.cli.test_claim_commands import call, document
from tests.workflows.test_events import paper

WHO = "示例酒店有限公司"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        organizing.create_venue(ws, organizing.VenueDraft(WHO, "91510100MA00000152", "hotel", "示例酒店", "510100", 2025))
    return folder


def added(capsys: pytest.CaptureFixture[str], ledger: Path, *more: str) -> dict[str, Any]:
    lot = (
        "--product",
        "CCER",
        "--registry",
        "登记机构",
        "--project",
        "林业",
        "--tonnes",
        "50",
        "--serial-from",
        "A1",
        "--serial-to",
        "A50",
    )
    assert call(capsys, "offset", "add", ledger, *lot, *more)[0] == 0
    (kept,) = document(capsys, "offset", "list", ledger)["lots"]
    assert isinstance(kept, dict)
    return kept


def test_a_lot_is_changed_field_by_field_and_removed(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = added(capsys, ledger, "--issued", "2025-03-01", "--vintage", "2024", "--priority-region")
    assert (lot["issued_on"], lot["vintage"], lot["priority_region"], lot["source"]) == ("2025-03-01", 2024, True, "institution")
    assert (lot["deadline"], lot["period"]) == ("2026-12-31", "")
    change = ("offset", "change", ledger, "--lot", lot["id"])
    assert "已修改" in call(capsys, *change, "--account", "账户 01", "--price", "62.50")[1]
    (kept,) = document(capsys, "offset", "list", ledger)["lots"]
    assert (kept["account"], kept["unit_price_yuan"], kept["issued_on"]) == ("账户 01", "62.50", "2025-03-01")
    assert "没有改动" in call(capsys, *change, "--account", "账户 01")[1]
    code, _out, err = call(capsys, *change, "--tonnes", "49")
    assert (code, "共 50 个" in err) == (1, True)
    assert call(capsys, "offset", "change", ledger, "--lot", "gone")[0] == 1
    assert document(capsys, "offset", "list", ledger, "--priority-region")["lots"]
    assert "已删除「林业」" in call(capsys, "offset", "remove", ledger, "--lot", lot["id"])[1]
    assert document(capsys, "offset", "list", ledger)["lots"] == []


def test_answers_about_quality_are_set_one_by_one(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = added(capsys, ledger)
    quality = ("offset", "quality", ledger, "--lot", lot["id"])
    assert call(capsys, *quality)[0] == 2
    assert call(capsys, *quality, "--set", "verified=vielleicht")[0] == 2
    assert call(capsys, *quality, "--set", "guessed=yes")[0] == 1
    assert call(capsys, *quality, "--set", "verified=yes", "--set", "documented=no")[0] == 0
    (kept,) = document(capsys, *quality, "--set", "documented=unknown")["lots"]
    assert {name: answer for name, answer in kept["quality"].items() if answer is not None} == {"verified": True}
    assert call(capsys, *quality, "--set", "ex_post=no")[0] == 0
    code, _out, err = call(capsys, "offset", "allocate", ledger, "--lot", lot["id"], "--tonnes", "1")
    assert (code, "事前签发" in err) == (1, True)


def test_what_takes_tonnes_from_a_locked_dossier_waits_for_a_yes(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = added(capsys, ledger)
    retire = ("offset", "retire", ledger, "--lot", lot["id"], "--on", "2025-10-01", "--number")
    proof = ("--proof", paper(tmp_path, "凭证.pdf"))
    assert call(capsys, *retire, "ZX-1", "--beneficiary", WHO, "--account", "账户 09", *proof)[0] == 0
    assert call(capsys, "offset", "allocate", ledger, "--lot", lot["id"], "--tonnes", "12")[0] == 0
    with Workspace.open(ledger) as ws, ws.job("锁定", undoable=False) as job:
        job.work.dossiers.put(replace(dossiers_of(job)[0], status=DossierStatus.LOCKED), job.change)
    for act in (
        (*retire, "ZX-1", "--beneficiary", "别家商场"),
        ("offset", "void", ledger, "--lot", lot["id"], "--reason", "登记错了"),
        ("offset", "allocate", ledger, "--lot", lot["id"], "--tonnes", "2"),
        ("offset", "quality", ledger, "--lot", lot["id"], "--set", "ex_post=no"),
        ("offset", "change", ledger, "--lot", lot["id"], "--beneficiary", "别家商场"),
    ):
        code, _out, err = call(capsys, *act)
        assert (code, "计入的抵消由 12 吨变为" in err, "--yes" in err) == (1, True, True), act
    (kept,) = document(capsys, "offset", "list", ledger)["lots"]
    assert (kept["state"], kept["allocated_t"], kept["account"]) == ("counts", "12", "账户 09")
    assert "已作废" in call(capsys, "offset", "void", ledger, "--lot", lot["id"], "--reason", "登记错了", "--yes")[1]
    assert document(capsys, "offset", "list", ledger)["retired_t"] == "0"
    assert call(capsys, "offset", "void", ledger, "--lot", lot["id"], "--reason", "又错了")[0] == 1


def dossiers_of(job: Any) -> tuple[Any, ...]:
    return tuple(job.work.dossiers.all())


def test_a_table_goes_out_and_comes_in(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added(capsys, ledger)
    table = tmp_path / "登记表.xlsx"
    assert call(capsys, "offset", "template", ledger)[0] == 2
    assert "含已登记的 1 批" in call(capsys, "offset", "template", ledger, "--out", table)[1]
    assert call(capsys, "offset", "import", ledger)[0] == 2
    said = call(capsys, "offset", "import", ledger, table, "--dry-run")[1]
    assert "读到 1 行：新增 0，更改 0，未变 1，未导入 0" in said
    assert "试导入" in said
    rows = tmp_path / "批次.csv"
    lines = [f"国家核证自愿减排量,登记机构,项目{number},1,A{number},A{number}" for number in range(48, 72)]
    rows.write_text("\n".join(["产品,登记机构,项目名称,数量,序列号起,序列号止", *lines]), encoding="utf-8")
    code, out, _err = call(capsys, "offset", "import", ledger, rows, "--json")
    told = json.loads(out)
    assert (code, told["read"], told["accepted"], told["refused"]) == (1, 24, 21, 3)
    assert told["rows"][0]["place"] == "第 2 行"
    assert "重叠" in call(capsys, "offset", "import", ledger, rows)[1]
    assert len(document(capsys, "offset", "list", ledger)["lots"]) == 22
    listed = [(one["kind"], one["status"]) for one in document(capsys, "dossier", "list", ledger)]
    assert listed == [("operation", "open")]


def test_guests_are_listed_apart(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guests = ("--product", "CCER", "--registry", "平台", "--project", "住客自愿", "--tonnes", "6", "--personal", "--period", "2025 年")
    assert call(capsys, "offset", "add", ledger, *guests, "--beneficiary", WHO)[0] == 0
    (lot,) = document(capsys, "offset", "list", ledger)["lots"]
    assert (lot["source"], lot["period"], lot["serial_from"]) == ("personal", "2025 年", "")
    proof = ("--proof", paper(tmp_path, "汇总表.pdf"))
    assert call(capsys, "offset", "retire", ledger, "--lot", lot["id"], "--on", "2026-01-08", "--number", "HZ-1", *proof)[0] == 0
    assert call(capsys, "offset", "allocate", ledger, "--lot", lot["id"], "--tonnes", "6")[0] == 0
    assert "其中个人自愿 6 吨" in call(capsys, "offset", "list", ledger)[1]
    assert document(capsys, "offset", "list", ledger)["personal_t"] == "6"

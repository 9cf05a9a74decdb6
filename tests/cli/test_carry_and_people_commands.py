"""`dossier carry` and `person`: the list, the year that is made, and people with their authorization."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.workflows import organizing
from core.workflows.workspace import Workspace
from tests.workflows.sealed import WINDOW
from tests.workflows.test_events import paper


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        organizing.create_venue(ws, organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025))
    return folder


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WINDOW)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(call(capsys, *arguments, "--json")[1])


def test_a_dry_run_lists_and_makes_nothing(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "dossier", "carry", ledger, "--from", "2025", "--dry-run")
    assert code == 0
    assert "✓ 核算口径" in out
    assert "– 不延续" in out
    assert "要看一看的：" in out
    assert len(document(capsys, "dossier", "list", ledger)) == 1


def test_the_year_is_made_once_and_then_said_to_be_there(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = document(capsys, "dossier", "carry", ledger, "--from", "2025")
    assert (made["from"], made["to"], made["existing"]) == (2025, 2026, None)
    assert {one["period"] for one in document(capsys, "dossier", "list", ledger)} == {"2025", "2026"}
    code, out, _err = call(capsys, "dossier", "carry", ledger, "--from", "2025", "--to", "2026")
    assert (code, f"已有 2026 年度，没有改动，编号 {made['dossier']}" in out) == (0, True)
    call(capsys, "method", "set", ledger, "--dossier", made["dossier"], "--grid", "nation")
    code, out, _err = call(capsys, "dossier", "carry", ledger, "--from", "2024", "--to", "2027")
    assert code == 1, "there is no 2024"
    code, out, _err = call(capsys, "dossier", "carry", ledger, "--from", "2026", "--to", "2028")
    assert (code, "已建立 2028 年度，延续 2026 年的设置" in out) == (0, True)


def test_people_may_be_left_out(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(capsys, "person", "add", ledger, "--name", "陈示例")
    plan = document(capsys, "dossier", "carry", ledger, "--from", "2025", "--dry-run")
    key = next(one["key"] for one in plan["lines"] if one["kind"] == "person")
    call(capsys, "dossier", "carry", ledger, "--from", "2025", "--leave-out", key)
    assert document(capsys, "person", "list", ledger) == []


@pytest.mark.parametrize("arguments", [(), ("--from", "25"), ("--from", "2025", "--to", "next")])
def test_a_year_that_is_none_is_wrong_use(ledger: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert call(capsys, "dossier", "carry", ledger, *arguments)[0] == 2


def test_a_person_is_added_changed_and_removed(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = paper(tmp_path, "授权书.pdf")
    (added,) = document(
        capsys, "person", "add", ledger, "--name", "林示例", "--role", "approver", "--department", "财务部", "--authorization", file
    )
    assert (added["role"], added["department"], added["authorization"]) == ("approver", "财务部", "授权书.pdf")
    (changed,) = document(capsys, "person", "change", ledger, "--id", added["id"], "--phone", "028-2", "--legal-representative")
    assert changed == {**added, "phone": "028-2", "legal_representative": True}
    out = call(capsys, "person", "list", ledger)[1]
    assert "林示例　approver　财务部　028-2　法定代表人　授权书 授权书.pdf" in out
    (bare,) = document(capsys, "person", "change", ledger, "--id", added["id"], "--no-authorization", "--no-legal-representative")
    assert (bare["authorization"], bare["legal_representative"]) == (None, False)
    assert document(capsys, "person", "remove", ledger, "--id", added["id"]) == []


def test_who_is_changed_must_be_named_and_there(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "person", "change", ledger, "--name", "某人")[0] == 2
    assert call(capsys, "person", "remove", ledger)[0] == 2
    assert call(capsys, "person", "change", ledger, "--id", "nobody")[0] == 1
    assert call(capsys, "person", "add", ledger)[0] == 1

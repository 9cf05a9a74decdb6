"""Dossiers, measures and credits from the command line: documents on stdout, sentences on stderr, the contract's exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.domain.activity import Subject
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.test_events import event_file, paper
from tests.workflows.test_offsetting import lots_file
from tests.workflows.test_plan_files import plan_file

YEAR = ("--year", "2025")


def never(*_arguments: object) -> Any:
    raise AssertionError("no command of this test needs a window")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        organizing.create_venue(ws, draft)
    return folder


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WindowJobs(never, never, never))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    code, out, err = call(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)


def venue_of(capsys: pytest.CaptureFixture[str], ledger: Path) -> str:
    return str(document(capsys, "venue", "list", ledger)[0]["id"])


def test_an_event_is_made_from_a_file_locked_and_reopened(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venue = venue_of(capsys, ledger)
    made = document(capsys, "dossier", "new", ledger, "--venue", venue, "--event", event_file(tmp_path))
    event = next(one for one in made if one["kind"] == "event")
    assert (event["title"], event["status"], event["revision"]) == ("示例年会", "open", 1)
    assert document(capsys, "footprint", ledger, "--dossier", event["id"])["total_tco2e"].startswith("0.7")
    assert call(capsys, "dossier", "lock", ledger, "--dossier", event["id"])[:2] == (0, "已锁定「示例年会」\n")
    assert "本来就是锁定的" in call(capsys, "dossier", "lock", ledger, "--dossier", event["id"])[1]
    assert "已锁定" in call(capsys, "dossier", "list", ledger)[1]
    assert call(capsys, "dossier", "reopen", ledger, "--dossier", event["id"])[0] == 1
    reopened = call(capsys, "dossier", "reopen", ledger, "--dossier", event["id"], "--reason", "补证据")
    assert reopened[:2] == (0, "已重新打开「示例年会」，修订 1\n")


def test_what_blocks_the_lock_is_said(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = call(capsys, "dossier", "lock", ledger, *YEAR)
    assert code == 1
    assert "阻断" in err


def test_an_event_may_be_begun_by_its_name(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venue = venue_of(capsys, ledger)
    named = ("dossier", "new", ledger, "--venue", venue, "--event", "展销会", "--from", "2025-05-01")
    assert call(capsys, *named)[0] == 2
    assert call(capsys, *named, "--to", "3. Mai")[0] == 2
    code, out, _err = call(capsys, *named, "--to", "2025-05-03")
    assert (code, "展销会" in out) == (0, True)
    event = next(one for one in document(capsys, "dossier", "list", ledger) if one["title"] == "展销会")
    code, out, _err = call(capsys, "check", ledger, "--dossier", event["id"], "--json")
    assert code == 1
    assert {finding["code"] for finding in json.loads(out)} >= {"E01", "E04"}


def test_a_lot_is_added_retired_used_and_listed(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lot = ("--product", "CCER", "--registry", "登记机构", "--project", "林业", "--serial-from", "A1", "--serial-to", "A50")
    assert call(capsys, "offset", "add", ledger, *lot)[0] == 2
    assert call(capsys, "offset", "add", ledger, *lot, "--tonnes", "49")[0] == 1
    assert call(capsys, "offset", "add", ledger, *lot, "--tonnes", "50", "--price", "teuer")[0] == 2
    assert call(capsys, "offset", "add", ledger, *lot, "--tonnes", "50", "--price", "inf")[0] == 2
    assert "批次编号" in call(capsys, "offset", "add", ledger, *lot, "--tonnes", "50", "--price", "62.5", "--acquired", "2025-09-02")[1]
    (kept,) = document(capsys, "offset", "list", ledger)["lots"]
    assert (kept["tonnes"], kept["state"], kept["free_t"]) == ("50", "bought", "50")
    assert call(capsys, "offset", "retire", ledger)[0] == 2
    assert call(capsys, "offset", "retire", ledger, "--lot", kept["id"])[0] == 2
    proof = ("--proof", paper(tmp_path, "凭证.pdf"))
    retire = ("offset", "retire", ledger, "--lot", kept["id"], "--on", "2025-10-01", "--number", "ZX-1")
    assert call(capsys, *retire)[0] == 1
    assert call(capsys, *retire, "--beneficiary", "示例酒店", *proof)[0] == 0
    assert call(capsys, "offset", "allocate", ledger, "--lot", kept["id"])[0] == 2
    assert call(capsys, "offset", "allocate", ledger, "--lot", kept["id"], "--tonnes", "51")[0] == 1
    listed = document(capsys, "offset", "allocate", ledger, "--lot", kept["id"], "--tonnes", "12")
    assert (listed["retired_t"], listed["needed_t"], listed["deadline"]) == ("12", "0", "2026-12-31")
    (row,) = listed["lots"]
    assert (row["state"], row["allocated_t"], row["proof"]) == ("counts", "12", ["凭证.pdf"])
    shown = call(capsys, "offset", "list", ledger)[1]
    assert "已注销" in shown
    assert "国家核证自愿减排量" in shown


def test_lots_and_plans_come_from_files(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "offsets.toml" in call(capsys, "offset", "add", ledger, "--file", lots_file(tmp_path), "--evidence", tmp_path / "evidence")[1]
    assert len(document(capsys, "offset", "list", ledger)["lots"]) == 2
    assert "plan.toml" in call(capsys, "measures", "set", ledger, "--file", plan_file(tmp_path))[1]
    listed = document(capsys, "measures", "list", ledger)
    assert listed["reduction_gate"] is True
    assert listed["measures"][0]["id"] == "C09"


def _one_month(ledger: Path) -> None:
    """Gas of one month: a saving is measured in a year that has data."""
    with Workspace.open(ledger) as ws:
        dossier = next(one for one in dossiers.all_dossiers(ws))
        gas = next(one for one in boundary.sources(ws, dossier.venue_id) if one.type_code == "natural_gas_boiler")
        recording.enter_cells(ws, dossier.id, [CellEdit(Subject(gas.id), Month(2025, 1), "90000")])


def test_measures_are_listed_set_moved_and_removed(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = document(capsys, "measures", "list", ledger)
    assert len(listed["measures"]) == 47
    golden = next(one for one in listed["measures"] if one["id"] == "C09")
    assert golden["expected_tco2e"].startswith("111.8")
    assert call(capsys, "measures", "set", ledger)[0] == 2
    assert call(capsys, "measures", "set", ledger, "--measure", "C09", "--set", "Q_hw")[0] == 2
    assert call(capsys, "measures", "set", ledger, "--measure", "S01")[0] == 1
    fields = ("--owner", "工程部", "--note", "一期", "--start", "2025-03-01", "--cost", "468000")
    assert call(capsys, "measures", "set", ledger, "--measure", "C09", "--set", "Q_hw=300000", *fields)[0] == 0
    assert call(capsys, "measures", "state", ledger, "--measure", "C09")[0] == 2
    assert call(capsys, "measures", "state", ledger, "--measure", "C09", "--state", "verified")[0] == 1
    proof = ("--evidence", paper(tmp_path, "验收单.pdf"))
    done = ("measures", "state", ledger, "--measure", "C09", "--state", "done", "--done", "2025-06-30", *proof)
    assert call(capsys, *done)[0] == 0
    assert call(capsys, "measures", "state", ledger, "--measure", "C09", "--state", "verified")[0] == 1
    _one_month(ledger)
    assert call(capsys, "proof", "set", ledger, "--measure", "C09", "--method", "meter", "--metered", "61000")[0] == 0
    moved = ("measures", "state", ledger, "--measure", "C09", "--state", "verified", "--done", "2025-06-30", *proof)
    planned = document(capsys, *moved)["measures"][0]
    assert (planned["state"], planned["done_on"], planned["cost_yuan"]) == ("verified", "2025-06-30", "468000")
    assert planned["parameters"]["Q_hw"] == "300000"
    assert planned["evidence"] == ["验收单.pdf"]
    assert "已核实" in call(capsys, "measures", "list", ledger)[1]
    assert call(capsys, "measures", "set", ledger, "--measure", "C09", "--done", "2025-07-01", *proof)[0] == 0
    assert call(capsys, "measures", "set", ledger, "--measure", "C09", "--remove")[0] == 0
    assert call(capsys, "measures", "set", ledger, "--measure", "C09", "--remove")[0] == 1

"""thresholds by command: words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.organizing import VenueDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例") as ws:
        organizing.create_venue(ws, VenueDraft("示例酒店有限公司", "91510100MA6CGYUB38", "hotel", "示例酒店", "510100", 2025))
    return folder


def never(*_arguments: object) -> Any:
    raise AssertionError("these commands need no window")


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = run(["thresholds", *(str(one) for one in arguments)], WindowJobs(never, never, never))
    got = capsys.readouterr()
    return code, got.out + got.err


BAND = ("--rule", "V05", "--name", "band_percent")


def test_a_threshold_is_listed_set_and_reset(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "list", ledger, "--rule", "V05")
    assert code == 0
    assert [line.split()[1] for line in words.splitlines()[1:] if line.startswith("V05")] == ["band_percent", "block_times"]
    code, words = said(capsys, "set", ledger, *BAND, "--value", "40", "--why", "客流还在增长")
    assert (code, words) == (0, "V05「与去年同月相差超过即提醒」现为 40%，建议值 30%\n")
    assert "客流还在增长" in said(capsys, "list", ledger)[1]
    code, words = said(capsys, "reset", ledger, *BAND, "--json")
    assert (code, json.loads(words)["value"], json.loads(words)["why"]) == (0, "30", "")


def test_the_list_as_json_names_what_can_be_set(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(said(capsys, "list", ledger, "--json")[1])
    assert {"rule", "name", "words", "unit", "value", "proposal", "lowest", "highest", "why", "editable"} == set(rows[0])
    assert {row["rule"] for row in rows if not row["editable"]} == {"V27", "V38"}
    assert "取自公布的规则，不能改" in said(capsys, "list", ledger, "--rule", "V27")[1]


def test_what_a_value_would_do_is_told(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(ledger) as ws:
        venue = organizing.venue_list(ws)[0].venue.id
        dossier = dossiers.operation_dossier(ws, venue, 2025).id
        row = next(s.id for s in boundary.sources(ws, venue) if s.type_code == "tap_water")
        values = ("1001", "1012", "4040", "1023", "987")
        recording.enter_cells(ws, dossier, [CellEdit(row, Month(2025, n), text) for n, text in enumerate(values, 1)])
    wanted = ("try", ledger, "--rule", "V06", "--name", "times", "--value", "5", "--dossier", dossier)
    code, words = said(capsys, *wanted)
    assert code == 0
    assert words.splitlines()[0] == "本档案这条规则原有 1 处：多出 0 处，减少 1 处。"
    assert words.splitlines()[1].startswith("− W 自来水 3月与其他月份相差大：")
    assert json.loads(said(capsys, *wanted, "--json")[1]) == {"before": 1, "after": 0, "appears": 0, "vanishes": 1}


def test_wrong_use_ends_with_two_and_a_refusal_with_one(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "set", ledger, *BAND, "--value", "40")
    assert (code, "还缺：--why" in words) == (2, True)
    code, words = said(capsys, "set", ledger, *BAND, "--value", "4000", "--why", "试")
    assert (code, "超出可用的范围" in words) == (1, True)

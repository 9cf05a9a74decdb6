"""comment and month by command: words, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.workflows import boundary, monthly, organizing, recording
from core.workflows.organizing import VenueDraft
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例") as ws:
        draft = VenueDraft("示例酒店有限公司", "91510100MA6CGYUB38", "hotel", "示例酒店", "510100", 2025)
        organizing.create_venue(ws, draft)
    return folder


def never(*_arguments: object) -> Any:
    raise AssertionError("these commands need no window")


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = run([str(one) for one in arguments], WindowJobs(never, never, never))
    got = capsys.readouterr()
    return code, got.out + got.err


def power_and_venue(ledger: Path) -> tuple[str, str]:
    with Workspace.open(ledger) as ws:
        venue = organizing.venue_list(ws)[0].venue.id
        return next(str(s.id) for s in boundary.sources(ws, venue) if s.type_code == "grid_electricity"), str(venue)


def test_a_comment_is_set_listed_and_removed(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, _venue = power_and_venue(ledger)
    assert said(capsys, "comment", "list", ledger) == (0, "还没有批注。\n")
    cell = ("--source", source, "--month", "2025-03")
    assert said(capsys, "comment", "set", ledger, *cell, "--text", "换过表") == (0, "已写批注\n")
    assert said(capsys, "comment", "set", ledger, *cell, "--text", "换过表") == (0, "没有改动\n")
    code, words = said(capsys, "comment", "list", ledger)
    assert code == 0
    assert words.startswith("2025-03  外购电力")
    assert "换过表" in words
    document = json.loads(said(capsys, "comment", "list", ledger, "--json")[1])
    assert [(one["source"], one["month"], one["text"]) for one in document] == [(source, "2025-03", "换过表")]
    assert said(capsys, "comment", "remove", ledger, *cell) == (0, "已删除批注\n")
    code, words = said(capsys, "comment", "set", ledger, *cell)
    assert code == 2
    assert "--text" in words


def test_a_month_with_empty_cells_is_reviewed_and_refused(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _source, venue = power_and_venue(ledger)
    month = ("--venue", venue, "--month", "2025-03")
    code, words = said(capsys, "month", "review", ledger, *month)
    assert code == 1
    assert "须改　18 格待填" in words
    code, words = said(capsys, "month", "close", ledger, *month)
    assert code == 1
    assert "3 月还不能月结：18 格待填" in words
    with Workspace.open(ledger) as ws:
        dossier = organizing.venue_list(ws)[0]
        found = next(one for one in ws_dossiers(ws) if one.venue_id == dossier.venue.id)
        figures = {"output:room_nights_available": "9000"}
        rows = [row for row in monthly.monthly_grid(ws, found.id).rows() if row.required]
        months = [one for one in found.period if one.month <= 3]
        edits = [CellEdit(row.subject, one, figures.get(str(row.subject), "20")) for row in rows for one in months]
        recording.enter_cells(ws, found.id, edits)
    code, words = said(capsys, "month", "close", ledger, *month, "--with-earlier")
    assert (code, words.splitlines()[0]) == (0, "2025-03 已月结")
    assert "提示　" in words
    assert said(capsys, "month", "reopen", ledger, *month)[0] == 1
    assert said(capsys, "month", "reopen", ledger, *month, "--reason", "补录") == (0, "2025-03 已重开\n")


def ws_dossiers(ws: Workspace) -> Any:
    from core.workflows import dossiers

    return dossiers.all_dossiers(ws)

"""reconcile, hcmi and boundary by command: words, JSON, exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.workflows import boundary, dossiers, organizing
from core.workflows.workspace import Workspace
from tests.workflows.malls import EVEN, FAR, SHORT, fill, make_mall


@pytest.fixture
def mall(tmp_path: Path) -> Path:
    folder = tmp_path / "商场.tanzhang"
    with make_mall(folder) as ws:
        fill(ws, dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025), {1: EVEN, 2: SHORT})
    return folder


def never(*_arguments: object) -> Any:
    raise AssertionError("these commands need no window")


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = run([str(one) for one in arguments], WindowJobs(never, never, never))
    return code, capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    return json.loads(said(capsys, *arguments, "--json")[1])


def test_reconcile_shows_the_tree_and_assigns_the_rest(mall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "reconcile", mall, "--year", 2025)
    assert code == 0
    assert "示例商场（业主运营边界，不含租户用能） 2025" in words
    assert "待计入公区" in words
    assert "已把不明差额计入公区" in said(capsys, "reconcile", mall, "--year", 2025, "--assign")[1]
    assert "没有要计入的差额" in said(capsys, "reconcile", mall, "--year", 2025, "--assign")[1]
    document = told(capsys, "reconcile", mall, "--year", 2025)
    assert document["year"] == {
        "verdict": "balanced",
        "unexplained_kwh": "3000",
        "unexplained_share": "0.014778325123152709",
        "assigned_kwh": "3000",
    }
    assert document["months"][2] == {
        "month": "2025-03",
        "verdict": "incomplete",
        "missing": ["总进线电量没有数", "租户分表电量没有数", "第三方电量没有数", "外购电力·公区没有数", "外购电力·冷站没有数"],
        "unexplained_kwh": None,
        "unexplained_share": None,
        "assigned_kwh": "0",
    }


def test_a_rest_out_of_range_is_refused_with_exit_code_one(mall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Workspace.open(mall) as ws:
        fill(ws, dossiers.operation_dossier(ws, organizing.venue_list(ws)[0].venue.id, 2025), {3: FAR})
    assert said(capsys, "reconcile", mall, "--year", 2025, "--assign")[0] == 1
    code, words = said(capsys, "reconcile", mall, "--year", 2025)
    assert code == 1
    assert "3月的不明差额超出可以计入公区的范围" in words


def test_hcmi_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        organizing.create_venue(ws, organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025))
    code, words = said(capsys, "hcmi", folder, "--year", 2025)
    assert code == 1
    assert "缺：客房及走廊面积没有填" in words
    document = told(capsys, "hcmi", folder, "--year", 2025)
    assert document["kgco2e_per_occupied_room"] is None
    assert "会议面积没有填" in document["missing"]


def test_boundary_excludes_with_a_size_dates_an_area_and_takes_back(mall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named = ("--year", 2025, "--source", "外购电力·冷站")
    assert "没有不计入的排放源" in said(capsys, "boundary", "show", mall, "--year", 2025)[1]
    words = said(
        capsys, "boundary", "exclude", mall, *named, "--reason", "承租方经营", "--quantity", "10万度", "--operator", "示例冷站公司"
    )[1]
    assert "示例冷站公司" in words
    with Workspace.open(mall) as ws:
        plant = boundary.sources(ws, organizing.venue_list(ws)[0].venue.id)[1]
        assert plant.excluded_tonnes == Decimal("15.64")
    (row,) = told(capsys, "boundary", "show", mall, "--year", 2025)["excluded"]
    assert row["operator"] == "示例冷站公司"
    said(capsys, "boundary", "exclude", mall, *named, "--reason", "承租方经营", "--tonnes", "2.5")
    said(capsys, "boundary", "include", mall, *named)
    said(capsys, "boundary", "operator", mall, *named, "--operator", "示例冷站公司")
    said(capsys, "boundary", "set", mall, "--year", 2025, "--field", "building_area", "--value", "82000", "--from", "2025-07-01")
    with Workspace.open(mall) as ws:
        place = organizing.venue_list(ws)[0].venue
        assert [one.value for one in organizing.profile_history(place, "building_area")] == ["80000", "82000"]
        plant = boundary.sources(ws, place.id)[1]
        assert (plant.active, plant.operator) == (True, "示例冷站公司")


def test_wrong_use_is_said(mall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "boundary", "set", mall, "--year", 2025)[0] == 2
    assert said(capsys, "boundary", "include", mall, "--year", 2025, "--source", "没有的")[0] == 1
    assert said(capsys, "hcmi", mall, "--year", 2025)[0] == 1

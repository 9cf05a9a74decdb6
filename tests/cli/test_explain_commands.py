"""explain and footprint in words: both profiles line by line, any figure, and no market-based total without proof."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.cli.entry import run
from core.domain.activity import Subject
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.sealed import WINDOW

ROWS = {"grid_electricity": "60000 kWh", "natural_gas_boiler": "1000 Nm3", "gasoline_vehicle": "200 L", "tap_water": "100 m3"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hotel with a figure of each kind in June, and green certificates without proof; nobody changes it."""
    folder = tmp_path_factory.mktemp("explain") / "酒店.tanzhang"
    with Workspace.create(folder, author="陈示例", clock=lambda: datetime(2026, 1, 12, tzinfo=UTC)) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025, sources=())
        place, _change = organizing.create_venue(ws, draft)
        dossier = dossiers.operation_dossier(ws, place.id, 2025)
        for code, text in {**ROWS, "green_certificate": "1000 kWh"}.items():
            source, _change = boundary.add_source(ws, place.id, code, code)
            recording.enter_cells(ws, dossier.id, [CellEdit(Subject(source.id), Month(2025, 6), text)])
    return folder


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WINDOW)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_footprint_says_why_p2_is_more_than_p1(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "footprint", ledger)
    assert code == 0
    for part in ("不含移动源（gasoline_vehicle）", "选报的范围三", "只计 CO2", "省级", "（本次采用）"):
        assert part in out
    document = json.loads(call(capsys, "footprint", ledger, "--json")[1])["profile_difference"]
    assert {row["reason"] for row in document["rows"]} == {"both", "scope_3", "vehicles", "other_gas"}


@pytest.mark.parametrize("as_json", [False, True])
def test_market_based_footprint_without_proof_is_refused(ledger: Path, capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    code, out, err = call(capsys, "footprint", ledger, "--basis", "market", *(["--json"] if as_json else []))
    assert (code, out) == (1, "")
    assert "「green_certificate」6 月没有附证书编号和核销凭证" in err


def test_without_a_source_the_total_comes_first(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "explain", ledger)
    assert code == 0
    assert out.startswith("合计  2025年全年")
    for part in ("范围一", "60,000 kWh × 0.1564 kgCO2/kWh ÷ 1,000 = 9.384 t", "（全值 ", "采用2023年因子", "占全年"):
        assert part in out


@pytest.mark.parametrize(
    ("figure", "title"), [("P1", "P1 公共建筑指南口径合计"), ("scope:2", "范围二"), ("gas:CH4", "CH4"), ("offset", "应抵消")]
)
def test_any_figure_can_be_asked(ledger: Path, capsys: pytest.CaptureFixture[str], figure: str, title: str) -> None:
    code, out, _err = call(capsys, "explain", ledger, "--figure", figure, "--month", "2025-06")
    assert code == 0
    assert out.startswith(title)


def test_a_source_and_a_figure_at_once_are_wrong_use(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "explain", ledger, "--figure", "P1", "--source", "tap_water")[0] == 2
    assert call(capsys, "explain", ledger, "--figure", "none")[0] == 1
    assert call(capsys, "explain", ledger, "--figure", "market")[0] == 1

"""The commands on the sample hotel: what they leave, what they print, how they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from core import resources
from core.cli.entry import run
from tests.workflows.sealed import WINDOW, copy_of, demo_folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demonstration leaves; nobody opens a ledger in it."""
    return demo_folder(tmp_path_factory)


@pytest.fixture
def ledger(demo: Path, tmp_path: Path) -> Path:
    """A copy of its ledger, locked as it was sealed."""
    return copy_of(demo / "hotel" / "ledger", tmp_path)


@pytest.fixture
def open_ledger(ledger: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The same, reopened for corrections."""
    for one in document(capsys, "dossier", "list", ledger):
        if one["status"] == "locked":
            assert call(capsys, "dossier", "reopen", ledger, "--dossier", one["id"], "--reason", "补录")[0] == 0
    return ledger


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WINDOW)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(call(capsys, *arguments, "--json")[1])


def test_demo_leaves_its_files_and_says_which(demo: Path) -> None:
    names = {path.relative_to(demo / "hotel").as_posix() for path in (demo / "hotel").rglob("*") if path.is_file()}
    assert {"data.xlsx", "footprint.json", "footprint.pdf", "ledger/ledger.db", "pages/overview-light.png"} <= names
    summary = json.loads((demo / "summary.json").read_text(encoding="utf-8"))
    assert summary["sample"] is True
    assert summary["environment"] == "trial"
    for step in summary["steps"]:
        assert all((demo / name).exists() for name in step["files"])


def test_demo_prints_what_footprint_prints(demo: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = json.loads((demo / "hotel" / "footprint.json").read_text(encoding="utf-8"))
    assert document(capsys, "footprint", ledger) == kept
    assert kept["sample"] is True


def test_demo_never_writes_over_what_is_there(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = call(capsys, "demo", "--out", demo)
    assert code == 1
    assert "已有内容" in err
    assert call(capsys, "demo", "--venue", "palace", "--out", demo / "palace")[0] == 2
    assert not (demo / "palace").exists()


def test_footprint_in_words_and_by_other_methods(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "footprint", ledger)
    assert code == 0
    assert "1,564.57" in out
    assert "示例" in out
    nation = document(capsys, "footprint", ledger, "--grid", "nation")
    assert nation["total_tco2e"] == nation["location"]["nation"]
    market = document(capsys, "footprint", ledger, "--basis", "market")
    assert market["total_tco2e"] == market["market_based"]
    older = document(capsys, "footprint", ledger, "--gwp", "AR5")
    assert older["gwp_set"] == "AR5"


def test_check_in_words_ends_well_when_all_is_answered(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "check", ledger)
    assert code == 0
    assert "V05" in out
    assert "已说明" in out
    assert all(finding["answered"] for finding in document(capsys, "check", ledger))


def test_explain_in_words_goes_down_to_bill_and_clause(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, "explain", ledger, "--source", "外购电力·裙楼户", "--month", "2025-07")
    assert code == 0
    for part in ("0.1564", "公告2025年第47号", "DF-2025-07", "3.4 倍"):
        assert part in out
    assert call(capsys, "explain", ledger, "--source", "没有的")[0] == 1


def test_reports_and_templates_are_written(open_ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "report", open_ledger, "--kind", "footprint", "--out", tmp_path / "r.pdf")[0] == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    assert call(capsys, "report", open_ledger, "--kind", "form1", "--out", tmp_path / "f.pdf")[0] == 2
    assert call(capsys, "report", open_ledger, "--kind", "plan", "--out", tmp_path / "p.pdf")[0] == 0
    venue = document(capsys, "venue", "list", open_ledger)[0]["id"]
    target = tmp_path / "t.xlsx"
    assert call(capsys, "template", "--ledger", open_ledger, "--venue", venue, "--year", 2025, "--out", target)[0] == 0
    code, out, _err = call(capsys, "import", open_ledger, target, "--dry-run")
    assert code == 0
    assert "试导入" in out
    assert call(capsys, "template", "--type", "scenic", "--out", tmp_path / "s.xlsx")[0] == 0


def test_import_says_what_it_did_with_a_bad_book(open_ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import load_workbook

    shutil.copytree(resources.folder("samples/hotel"), tmp_path / "book")
    book = load_workbook(tmp_path / "book" / "data.xlsx")
    sheet = book["月度数据"]
    filled = next(cell for row in sheet.iter_rows(min_row=2) for cell in row[2:] if isinstance(cell.value, int | float))
    filled.value = "约三万"
    book.save(tmp_path / "book" / "data.xlsx")
    code, out, _err = call(capsys, "import", open_ledger, tmp_path / "book" / "data.xlsx", "--annotated", tmp_path / "标注.xlsx")
    assert code == 1
    assert "月度数据" in out
    assert (tmp_path / "标注.xlsx").is_file()
    report = document(capsys, "import", open_ledger, tmp_path / "book" / "data.xlsx", "--dry-run")
    assert report["read"] == report["accepted"] + report["changed"] + report["unchanged"] + report["refused"]
    assert report["refusals"][0]["reason"]
    assert call(capsys, "import", open_ledger, tmp_path / "book" / "data.xlsx", "--mapping", tmp_path / "m.toml")[0] == 1


def test_people_dossiers_months_and_evidence(open_ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert {person["role"] for person in document(capsys, "person", "list", open_ledger)} == {"preparer", "approver", "responsible"}
    assert "陈示例" in call(capsys, "person", "list", open_ledger)[1]
    venue = document(capsys, "venue", "list", open_ledger)[0]["id"]
    assert "示例竹溪酒店" in call(capsys, "venue", "list", open_ledger)[1]
    event = ("dossier", "new", open_ledger, "--venue", venue, "--event", "年会", "--from", "2025-12-20", "--to", "2025-12-20")
    assert call(capsys, *event)[0] == 0
    assert call(capsys, "dossier", "new", open_ledger, "--venue", venue)[0] == 2
    assert call(capsys, "dossier", "new", open_ledger)[0] == 2
    kinds = {one["kind"] for one in document(capsys, "dossier", "list", open_ledger)}
    assert kinds == {"operation", "event"}
    assert call(capsys, "dossier", "list", open_ledger)[0] == 0
    month = ("--venue", venue, "--month", "2025-03")
    assert call(capsys, "month", "close", open_ledger, *month)[0] == 0
    assert call(capsys, "month", "reopen", open_ledger, *month)[0] == 1
    assert call(capsys, "month", "reopen", open_ledger, *month, "--reason", "补录")[0] == 0
    record = document(capsys, "explain", open_ledger, "--source", "柴油·发电机")[0]["records"][0]["id"]
    paper = tmp_path / "领用单.pdf"
    paper.write_bytes(b"%PDF-1.4 x")
    assert call(capsys, "evidence", "add", open_ledger, paper, "--for", record)[0] == 0
    assert call(capsys, "evidence", "add", open_ledger, paper, "--for", "none")[0] == 1


def test_bench_prints_ratios_in_words_and_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "bench", "--only", "cell-edit")
    (row,) = found["rows"]
    assert {"name", "ours", "against", "ratio", "aim", "reached", "note"} == set(row)
    assert call(capsys, "bench", "--only", "footprint")[0] == 0
    assert call(capsys, "screenshot", "x.tanzhang", "--out", "x")[0] == 0

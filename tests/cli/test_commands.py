"""The command line as another program sees it: documents on stdout, sentences on stderr, the contract's exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.unavailable import LATER
from core.cli.window_jobs import WindowJobs
from core.domain.activity import Subject
from core.domain.dossier import MethodChoice
from core.domain.emission import FuelSet, GridScope
from core.domain.period import Month
from core.workflows import boundary, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
VECTORS = tomllib.loads((ROOT / "tests" / "golden" / "vectors.toml").read_text(encoding="utf-8"), parse_float=Decimal)["vector"]


def never(*_arguments: object) -> Any:
    raise AssertionError("no command of this test needs a window")


WINDOW = WindowJobs(never, never, never)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WINDOW)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def fill(folder: Path, vector: dict[str, Any]) -> str:
    """A ledger holding a golden case, built through the same workflows as the window."""
    with Workspace.create(folder) as ws:
        draft = organizing.VenueDraft("示例", "91510100MA00000152", "hotel", "示例酒店", "510100", vector["year"], sources=())
        place, _change = organizing.create_venue(ws, draft)
        dossier = dossiers.operation_dossier(ws, place.id, vector["year"])
        for row in vector["sources"]:
            source, _change = boundary.add_source(
                ws, place.id, row["type"], row["type"], unit=row.get("row_unit", ""), species=row.get("species", "")
            )
            edit = CellEdit(Subject(source.id), Month(vector["year"], 1), f"{row['quantity']} {row['unit']}")
            recording.enter_cells(ws, dossier.id, [edit])
        method = MethodChoice(grid=GridScope(vector.get("grid", "province")), fuel_set=FuelSet(vector.get("fuel_set", "B")))
        dossiers.set_method(ws, dossier.id, method)
        return place.id


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["kind"] == "inventory"], ids=lambda v: v["id"])
def test_golden_case_comes_out_of_the_command_string_for_string(
    vector: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    venue = fill(tmp_path / "a.tanzhang", vector)
    code, out, err = call(capsys, "footprint", tmp_path / "a.tanzhang", "--venue", venue, "--year", vector["year"], "--json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    if "p1" in vector:
        assert document["profiles"]["P1"] == vector["p1"]
    if "p2" in vector:
        assert document["profiles"]["P2"] == document["total_tco2e"] == vector["p2"]
        assert document["offset_needed_t"] == str(vector["offset_needed"])
    if "co2_and_hfc" in vector:
        gases = document["by_gas"]
        total = Decimal(gases["CO2"]) + Decimal(gases["HFCs"])
        assert abs(total - Decimal(vector["co2_and_hfc"])) < Decimal("1e-17")


def test_year_from_nothing_to_footprint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "酒店.tanzhang"
    assert call(capsys, "new", ledger)[0] == 0
    names = (
        "--organization",
        "示例公司",
        "--credit-code",
        "91510100MA00000152",
        "--type",
        "hotel",
        "--name",
        "示例酒店",
        "--region",
        "510100",
    )
    code, out, _err = call(capsys, "venue", "add", ledger, *names, "--year", 2025, "--json")
    venue = json.loads(out)["id"]
    assert code == 0
    assert [row["id"] for row in json.loads(call(capsys, "venue", "list", ledger, "--json")[1])] == [venue]
    assert call(capsys, "person", "add", ledger, "--name", "陈示例", "--role", "preparer")[0] == 0
    code, out, _err = call(capsys, "footprint", ledger, "--venue", venue, "--year", 2025, "--json")
    assert (code, json.loads(out)["total_tco2e"]) == (0, "0")
    code, out, _err = call(capsys, "check", ledger, "--json")
    assert code == 1
    assert {"severity", "code", "place", "expected", "why", "answered"} <= set(json.loads(out)[0])


def test_only_venue_and_newest_year_may_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(tmp_path / "a.tanzhang", VECTORS[0])
    assert call(capsys, "footprint", tmp_path / "a.tanzhang")[0] == 0


@pytest.mark.parametrize("command", LATER)
def test_commands_of_later_versions_say_so(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, command, "x", "--y")
    assert (code, out) == (2, "")
    assert "不可用" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("footprint",),
        ("venue", "add", "x.tanzhang"),
        ("report", "x.tanzhang", "--kind", "poem", "--out", "x"),
        ("footprint", "x.tanzhang", "--gwp", "AR9"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, *arguments)
    assert code in {1, 2}
    assert out == ""
    assert "Traceback" not in err
    assert err.strip()


@pytest.mark.parametrize(
    "command",
    [
        *("new", "venue", "person", "dossier", "template", "import", "evidence", "month", "footprint", "explain", "check", "report"),
        *("demo", "screenshot", "bench", "measures", "offset", "key", "profile", "seal", "sign", "verify", "receipt", "certificate"),
        *("desk", "self-check"),
    ],
)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = call(capsys, command, "--help")
    assert code == 0
    assert "main.py" in out


def test_missing_ledger_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "footprint", tmp_path / "无.tanzhang", "--year", 2025)
    assert (code, out) == (1, "")
    assert "无.tanzhang" in err


def test_program_speaks_english_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = call(capsys, "--lang", "en", "footprint", tmp_path / "none.tanzhang")
    assert code == 1
    assert err.strip()


def test_explanation_adds_up_to_the_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    venue = fill(tmp_path / "a.tanzhang", VECTORS[0])
    _code, out, _err = call(capsys, "explain", tmp_path / "a.tanzhang", "--venue", venue, "--year", 2023, "--json")
    explained = json.loads(out)
    total = sum(Decimal(line["tco2e"]) for source in explained for line in source["lines"])
    assert str(total) == VECTORS[0]["p2"]
    assert all(factor["document"] for source in explained for factor in source["factors"])


def test_a_fresh_process_keeps_heavy_libraries_out_until_they_are_needed(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    heavy = "[name for name in ('openpyxl', 'reportlab', 'PySide6') if name in sys.modules]"
    script = f"import sys, main; sys.argv = ['main.py', 'seal']; main.main(); print({heavy})"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("[]"), done.stdout + done.stderr

"""`import --mapping` and `factors own` as a person calls them: words, one JSON document, and the contract's exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.workflows.workspace import Workspace
from tests.workflows import building_years


def _nothing(*_arguments: Any) -> Any:
    raise AssertionError("no window here")


def call(*arguments: object) -> int:
    try:
        return run([str(one) for one in arguments], WindowJobs(_nothing, _nothing, _nothing))
    except SystemExit as end:
        return int(end.code or 0)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "账本.tanzhang").close()
    return tmp_path / "账本.tanzhang"


def test_a_table_is_imported_and_its_venues_are_computed(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, mapping = building_years.write(tmp_path, building_years.make(30))
    assert call("import", ledger, table, "--mapping", mapping, "--json") == 1, "a row is refused and a figure differs"
    document = json.loads(capsys.readouterr().out)
    assert document["read"] == document["accepted"] + document["changed"] + document["unchanged"] + document["refused"] == 30
    assert (document["expected"]["equal"], document["expected"]["different"]) == (57, 1)
    row = document["rows"][0]
    assert call("footprint", ledger, "--venue", row["venue"], "--year", row["from"][:4], "--json") == 0
    assert json.loads(capsys.readouterr().out)["total_tco2e"] == row["tco2e"]
    assert call("import", ledger, table, "--mapping", mapping, "--annotated", tmp_path / "o.xlsx") == 1
    said = capsys.readouterr().out
    assert "读到 30 行：新增 0，更改 0，未变 29，未导入 1" in said
    assert "相符 57，不符 1，不能比较 0" in said
    assert (tmp_path / "o.xlsx").is_file()
    assert call("import", ledger, table, "--mapping", mapping, "--dry-run") == 1
    assert "试导入" in capsys.readouterr().out


def test_a_table_without_a_fault_ends_with_zero(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = building_years.make(30)
    made.rows[made.negative_row - 2][5] = "1"
    made.rows[made.negative_row - 2][12:] = ["", ""]
    made.rows[made.wrong_row - 2][12] = ""
    assert call("import", ledger, *_with_mapping(building_years.write(tmp_path, made))) == 0
    assert "不能比较：表里没有填" in capsys.readouterr().out


def _with_mapping(files: tuple[Path, Path]) -> tuple[object, ...]:
    return files[0], "--mapping", files[1]


def test_many_refusals_are_cut_short_in_words(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = building_years.make(30)
    for row in made.rows:
        row[4] = "—"
    assert call("import", ledger, *_with_mapping(building_years.write(tmp_path, made))) == 1
    assert "另有" in capsys.readouterr().out


def test_a_mapping_goes_without_venue_and_year(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, mapping = building_years.write(tmp_path, building_years.make(3))
    assert call("import", ledger, table, "--mapping", mapping, "--year", 2025) == 2
    assert "--mapping" in capsys.readouterr().err
    assert call("import", ledger, table, "--mapping", tmp_path / "none.toml") == 1
    assert "none.toml" in capsys.readouterr().err


def test_the_example_explains_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("import", "--mapping-example") == 0
    assert "[[quantity]]" in capsys.readouterr().out


def test_own_factors_from_first_to_last(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = tmp_path / "报告.pdf"
    proof.write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert call("factors", "own", "add", ledger, "--name", "热", "--value", "0.0980 tCO2/GJ") == 2
    assert "--document" in capsys.readouterr().err
    assert call("factors", "own", "add", ledger, "--name", "热", "--value", "0.0980 tCO2/GJ", "--document", "协议") == 0
    assert "还没有证明文件" in capsys.readouterr().out
    assert call("factors", "own", "add", ledger, "--name", "电", "--value", "0.5", "--unit", "kg/kWh", "--document", "声明", "--json") == 0
    made = json.loads(capsys.readouterr().out)["id"]
    assert call("factors", "own", "proof", ledger, "--id", made, "--proof", proof) == 0
    capsys.readouterr()
    assert call("factors", "own", "list", ledger, "--json") == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed[made]["proof"], listed[made]["mark"], listed[made]["used_by"]) == (["报告.pdf"], "○", [])
    assert call("factors", "own", "list", ledger) == 0
    assert "0.0980" in capsys.readouterr().out
    table, mapping = building_years.write(tmp_path, building_years.make(3))
    call("import", ledger, table, "--mapping", mapping, "--json")
    venue = json.loads(capsys.readouterr().out)["rows"][0]
    call("footprint", ledger, "--venue", venue["venue"], "--year", 2023, "--json")
    sources = json.loads(capsys.readouterr().out)["by_source"]
    power = next(one["source_id"] for one in sources if one["source"] == "外购电力")
    assert call("factors", "own", "use", ledger, "--id", made, "--source", power) == 0
    assert call("factors", "own", "remove", ledger, "--id", made) == 1, "a source names it"
    other = next(one for one in listed if one != made)
    assert call("factors", "own", "remove", ledger, "--id", other) == 0
    capsys.readouterr()

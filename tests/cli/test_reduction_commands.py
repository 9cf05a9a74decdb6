"""Targets, proofs and drafts from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from tests.workflows.test_saving_proofs import NIGHTS, proven_master

__all__ = ["proven_master"]

Call = Callable[..., tuple[int, str, str]]


def never(*_arguments: object) -> Any:
    raise AssertionError("no command of this test needs a window")


@pytest.fixture
def call(proven_master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    ledger = shutil.copytree(proven_master, tmp_path / proven_master.name)

    def command(family: str, act: str, *arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        year = () if family == "own-measures" else ("--year", "2025")
        code = run([family, act, str(ledger), *year, *map(str, arguments)], WindowJobs(never, never, never))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def test_a_target_is_set_shown_and_cleared(call: Call) -> None:
    assert "还没有目标" in call("target", "show")[1]
    named = ("--base-year", 2024, "--target-year", 2030, "--percent", 18)
    assert call("target", "set", *named)[0] == 0
    code, out, _err = call("target", "show", "--json")
    found = json.loads(out)
    assert (code, found["target"]["percent"], [one["year"] for one in found["years"]]) == (0, "18", list(range(2024, 2031)))
    assert len(found["months"]) == 12
    assert "按上年各月的占比分摊" in call("target", "show")[1]
    kind = ("--kind", "intensity", "--output", "room_nights_sold", "--note", "按间夜", "--base-t", 800, "--base-output", 60000)
    assert json.loads(call("target", "set", *kind, "--json")[1])["target"]["kind"] == "intensity"
    code, _out, err = call("target", "set", "--percent", 0)
    assert (code, "降幅" in err) == (1, True)
    assert call("target", "set", "--base-year", "2024.5")[0] == 2
    assert "还没有目标" in call("target", "clear")[1]


def test_a_proof_is_set_listed_and_removed(call: Call, tmp_path: Path) -> None:
    assert "还没有登记实测" in call("proof", "list")[1]
    assert call("proof", "set")[0] == 2
    months = ("--baseline", "2024-01", "--from", "2025-01", "--to", "2025-12")
    code, out, _err = call("proof", "set", "--measure", "C11", "--drivers", "room_nights_sold", *months, "--note", "一期", "--json")
    (row,) = json.loads(out)["proofs"]
    assert (code, row["measured"], row["claimed"], len(row["months"])) == (0, "6000", "6400", 12)
    degree = tmp_path / "度日.csv"
    lines = [f"{year}-{month:02d},{10 * month}" for year in (2024, 2025) for month in NIGHTS]
    degree.write_text("month,value\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert "度日数" in call("proof", "set", "--measure", "C11", "--typed", f"度日数={degree}")[1]
    degree.write_text("month,value\n2025-13,1\n", encoding="utf-8")
    code, _out, err = call("proof", "set", "--measure", "C11", "--typed", f"度日数={degree}")
    assert (code, "第 2 行" in err) == (1, True)
    assert call("proof", "set", "--measure", "C11", "--typed", f"度日数={tmp_path / '没有.csv'}")[0] == 1
    assert call("proof", "set", "--measure", "C11", "--from", "Januar")[0] == 2
    paper = tmp_path / "热量表.pdf"
    paper.write_bytes(b"%PDF-1.4 heat\n%%EOF\n")
    assert json.loads(call("proof", "attach", "--measure", "C11", "--evidence", paper, "--json")[1])["proofs"][0]["evidence"] == [
        "热量表.pdf"
    ]
    metered = ("--method", "meter", "--metered", 6100, "--output", "dG")
    assert "6,100" in call("proof", "set", "--measure", "C11", *metered)[1]
    assert "还没有登记实测" in call("proof", "remove", "--measure", "C11")[1]


def test_drafts_are_noted_taken_in_and_priced(call: Call) -> None:
    money = ("--cost", 36000, "--upkeep", 500, "--saving", 30000, "--lifetime", 9)
    assert "已记下" in call("measures", "set", "--measure", "C13", "--set", "L=300", "--draft", *money)[1]
    listed = json.loads(call("measures", "list", "--json")[1])
    (draft,) = (one for one in listed["measures"] if one["id"] == "C13")
    assert (draft["draft"], draft["state"], draft["lifetime_years"], draft["upkeep_yuan"]) == (True, None, 9, "500")
    assert "已填参数" in call("measures", "list")[1]
    assert call("measures", "take")[0] == 2
    assert "已列入计划" in call("measures", "take", "--measure", "C13")[1]
    assert "C13" in call("measures", "money")[1]
    assert call("measures", "set", "--measure", "C13", "--at-supplier")[0] == 0
    (away,) = (one for one in json.loads(call("measures", "list", "--json")[1])["measures"] if one["id"] == "C13")
    assert (away["at_supplier"], away["expected_tco2e"]) == (True, "0")
    assert call("measures", "set", "--measure", "C13", "--lifetime", "2.5")[0] == 2
    assert call("measures", "set", "--measure", "C13", "--upkeep", "-1")[0] == 1


def test_an_own_measure_is_added_listed_and_removed(call: Call, tmp_path: Path) -> None:
    described = ("--name", "换门", "--formula", "dE = n*e", "--parameter", "n 1~90 (默认 4)", "--parameter", "e [kWh/a] 10~900 120")
    assert call("own-measures", "add", *described, "--lifetime", 10, "--venue-type", "hotel")[0] == 0
    (row,) = json.loads(call("own-measures", "list", "--json")[1])
    assert (row["id"], row["formulas"], row["lifetime_years"]) == ("X01", {"dE": "n*e"}, 10)
    assert "换门" in call("own-measures", "list")[1]
    assert call("own-measures", "add", "--name", "无公式")[0] == 1
    file = tmp_path / "own.toml"
    file.write_text(
        '[measure]\nname = "换窗"\nformula = ["dE = n"]\nparameters = ["n 1~90 4"]\nlifetime_years = 9\nvenue_types = ["hotel"]\n', "utf-8"
    )
    assert "换窗" in call("own-measures", "add", "--file", file, "--measure", "X01")[1]
    assert call("own-measures", "remove")[0] == 2
    assert call("own-measures", "remove", "--measure", "X01")[0] == 0
    assert json.loads(call("own-measures", "list", "--json")[1]) == []

"""The commands that compare years, on the sample hotel: what they print, what they refuse, how they end."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from tests.workflows.sealed import WINDOW, copy_of, demo_folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_folder(tmp_path_factory)


@pytest.fixture
def ledger(demo: Path, tmp_path: Path) -> Path:
    return copy_of(demo / "hotel" / "ledger", tmp_path)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run([str(argument) for argument in arguments], WINDOW)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def document(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    return json.loads(call(capsys, *arguments, "--json")[1])


def test_compare_splits_exactly_and_says_what_it_found(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "compare", ledger, "--year", "2025")
    split = found["split"]
    assert (split["before"], split["now"], split["now_tco2e"]) == ("2024", "2025", "1564.566654162122374")
    whole = sum(Fraction(effect["exact"]) for effect in split["effects"])
    assert abs(whole - Fraction(split["change_tco2e"])) < Fraction(1, 10**17)
    code, out, _err = call(capsys, "compare", ledger, "--year", "2025", "--against", "2024")
    assert code == 0
    assert split["title"] in out and "基准年 2024 年" in out
    code, _out, err = call(capsys, "compare", ledger, "--year", "2025", "--against", "2019")
    assert (code, "2019 年没有数据" in err) == (1, True)


def test_the_base_year_is_set_adjusted_and_taken_away(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "基准年 2024 年" in call(capsys, "base-year", "show", ledger)[1]
    call(capsys, "base-year", "remove", ledger)
    assert "还没有选定基准年" in call(capsys, "base-year", "show", ledger)[1]
    assert document(capsys, "base-year", "show", ledger) is None
    assert call(capsys, "base-year", "set", ledger, "--year", "2024")[0] == 2
    assert call(capsys, "base-year", "adjust", ledger, "--tonnes", "3")[0] == 2
    code, out, _err = call(capsys, "base-year", "set", ledger, "--year", "2024", "--why", "首个完整年份")
    assert (code, "基准年 2024 年：首个完整年份" in out) == (0, True)
    call(capsys, "base-year", "set", ledger, "--year", "2024", "--why", "首个完整年份", "--threshold", "3")
    arguments = ("--reason", "structure", "--tonnes", "-12.5", "--text", "裙楼移交", "--on", "2026-01-05")
    assert "1. 2026-01-05  结构变化  -12.5 t  裙楼移交" in call(capsys, "base-year", "adjust", ledger, *arguments)[1]
    kept = document(capsys, "base-year", "show", ledger)
    assert (kept["threshold_percent"], kept["adjustments"][0]["tonnes"]) == ("3", "-12.5")
    held = document(capsys, "compare", ledger, "--year", "2025")["base_year"]
    assert Fraction(held["adjusted_tco2e"]) == Fraction(held["constant_tco2e"]) - Fraction("12.5")
    assert held["recalculation"]["asked"] is False
    assert "单位已售间夜排放" in call(capsys, "compare", ledger, "--year", "2025")[1]
    assert call(capsys, "base-year", "remove", ledger, "--number", "9")[0] == 1
    assert document(capsys, "base-year", "remove", ledger, "--number", "1")["adjustments"] == []
    assert document(capsys, "base-year", "remove", ledger) is None


def test_benchmarks_are_off_until_they_are_switched_on(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    off = document(capsys, "benchmarks", "show", ledger, "--year", "2025")
    assert (off["shown"], off["hidden"]) == (False, 7)
    on = document(capsys, "benchmarks", "on", ledger, "--year", "2025")
    found = {one["code"]: one for one in on["benchmarks"]}
    assert found["gb51161_hotel_a_4"]["levels"]["constraint"] == {"id": "bm51161_hotel_A_4_c_hscw", "value": "135"}
    assert "÷ 建筑面积 38,600 ㎡" in found["gb51161_hotel_a_4"]["sentence"]
    assert "○ A 类四星级饭店" in call(capsys, "benchmarks", "show", ledger, "--year", "2025")[1]
    assert document(capsys, "benchmarks", "off", ledger, "--year", "2025")["hidden"] == 7


def test_the_footprint_in_words_names_denominators_and_how_sure_it_is(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = call(capsys, "footprint", ledger)[1]
    assert "不确定性：±" in out and "建议值" in out
    assert "÷ 已售间夜 63,767 间夜" in out
    assert "kWh ÷ 建筑面积 38,600 ㎡" in out
    found = document(capsys, "footprint", ledger)
    assert found["uncertainty"]["relative"].startswith("0.0")
    assert found["intensities"][0]["denominator_name"] == "已售间夜"

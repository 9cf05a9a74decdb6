"""The acts best, money and settings of `measures`: the same figures in words and as JSON, refusals with their exit code."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.cli import choose_commands
from core.domain.organization import Venue
from core.errors import InputError, UsageError
from core.workflows import organizing
from core.workflows.workspace import Workspace
from tests.workflows.reductions import heat_pump, keep, planned

Act = Callable[[Workspace, argparse.Namespace], int]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "酒店.tanzhang", clock=lambda: datetime(2026, 1, 12, 9, 30, tzinfo=UTC)) as opened:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        place, _change = organizing.create_venue(opened, draft)
        keep(opened, heat_pump(place), planned(place, "C01", 60_000), planned(place, "C02"))
        yield opened


@pytest.fixture
def venue(ws: Workspace) -> Venue:
    return organizing.venue_list(ws)[0].venue


def _options(venue: Venue, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for option in ("--venue", "--dossier"):
        parser.add_argument(option)
    parser.add_argument("--year", type=int)
    parser.add_argument("--json", action="store_true")
    choose_commands.add_options(parser)
    return parser.parse_args(["--venue", venue.id, "--year", "2025", *words])


def _document(capsys: pytest.CaptureFixture[str], act: Act, ws: Workspace, venue: Venue, *words: str) -> tuple[int, Any]:
    code = act(ws, _options(venue, "--json", *words))
    return code, json.loads(capsys.readouterr().out)


def test_the_best_set_is_a_finding_and_a_table(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    assert choose_commands.best(ws, _options(venue, "--budget", "100000")) == 0
    finding, head, *rows = capsys.readouterr().out.splitlines()
    assert finding == "预算 10.0 万元内最优 1 项，投资 6.0 万元，年减 8.3 t。"
    assert head.split() == ["编号", "措施", "投资，元", "tCO2e/a", "理由"]
    assert [row.split()[:2] for row in rows] == [["✓", "C01"], ["C09", "空气源热泵替代燃气锅炉热水"], ["C02", "照明感应/光控/分时控制"]]
    assert rows[1].endswith("单这一项就要 46.8 万元，超过预算。")


def test_the_best_set_as_json_has_decimal_strings(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    code, document = _document(capsys, choose_commands.best, ws, venue, "--target", "60.5")
    assert (code, document["budget_yuan"], document["target_tco2e"], document["feasible"]) == (0, None, "60.5", True)
    assert [row["id"] for row in document["measures"] if row["chosen"]] == ["C09"]
    assert document["tco2e"].startswith("111.8")
    assert document["cost_yuan"] == 468_000
    assert document["credits_yuan"] is None


def test_a_target_out_of_reach_ends_with_one(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    assert choose_commands.best(ws, _options(venue, "--target", "9999")) == 1
    assert capsys.readouterr().out.startswith("达不到年减 9,999.0 t")


@pytest.mark.parametrize("words", [("--budget", "100.5"), ("--budget", "many"), ("--target", "?")])
def test_what_is_no_such_number_is_wrong_use(ws: Workspace, venue: Venue, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        choose_commands.best(ws, _options(venue, *words))


def test_the_money_of_each_measure_with_the_prices_it_comes_from(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    assert choose_commands.settings(ws, _options(venue, "--price", "dE=0.78", "--credit-price", "60")) == 0
    capsys.readouterr()
    assert choose_commands.money(ws, _options(venue)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "电力：0.7800 元/kWh（自填）"
    assert "天然气：未知（账单上没有金额，也没有自填）" in lines
    assert "碳信用：60.00 元/t（自填）" in lines
    assert [line.split()[0] for line in lines[-3:]] == ["C01", "C09", "C02"]
    assert lines[-2].split()[2:] == ["111.81", "468,000", "85,450", "5.5", "−292", "自填"]
    assert lines[-1].split()[3:] == ["—", lines[-1].split()[4], "—", "—", "还没有填投资。"]


def test_the_money_as_json(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    code, document = _document(capsys, choose_commands.money, ws, venue)
    assert (code, document["discount_percent"], document["credit_price_yuan"]) == (0, "5", None)
    assert {row["output"]: row["yuan"] for row in document["prices"]}["dE"] is None
    heat = next(row for row in document["measures"] if row["id"] == "C09")
    assert (heat["cost_yuan"], heat["saving_yuan"], heat["lifetime_years"], heat["in_plan"]) == ("468000", "85450", 12, True)
    assert heat["yuan_per_tonne"].startswith("-291.9")


def test_settings_are_set_shown_and_taken_away(capsys: pytest.CaptureFixture[str], ws: Workspace, venue: Venue) -> None:
    words = ("--budget", "500000", "--discount", "6", "--price", "dG=3.4", "--end-use", "hot_water:dG=180000")
    _code, document = _document(capsys, choose_commands.settings, ws, venue, *words)
    assert document == {
        "budget_yuan": "500000",
        "credit_price_yuan": None,
        "discount_percent": "6",
        "prices": {"dG": "3.4"},
        "end_uses": {"hot_water:dG": "180000"},
    }
    assert choose_commands.settings(ws, _options(venue)) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert shown == [["预算，元", "500000"], ["碳信用，元/吨", "—"], ["折现率，%", "6"], ["天然气，元", "3.4"], ["hot_water:dG", "180000"]]
    assert choose_commands.best(ws, _options(venue)) == 0
    assert capsys.readouterr().out.startswith("预算 50.0 万元内")
    _code, document = _document(capsys, choose_commands.settings, ws, venue, "--budget", "", "--price", "dG=")
    assert (document["budget_yuan"], document["prices"]) == (None, {})


@pytest.mark.parametrize(
    ("words", "fault"), [(("--price", "dE"), UsageError), (("--price", "dE=-1"), InputError), (("--discount", "31"), InputError)]
)
def test_a_setting_that_cannot_be_is_refused(ws: Workspace, venue: Venue, words: tuple[str, ...], fault: type[Exception]) -> None:
    with pytest.raises(fault):
        choose_commands.settings(ws, _options(venue, *words))

"""Bills from the command line: the view before and after saving, one JSON document, the contract's exit codes."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.cli.entry import run
from core.workflows import boundary, organizing, recording
from core.workflows.workspace import Workspace
from tests.cli.test_commands import WINDOW

POWER = "外购电力·主楼户"
JULY = ("--start", "2025-06-21", "--end", "2025-07-20")


class Ledger:
    """A ledger with one hotel, called as a person calls it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def __call__(self, act: str, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run(["bill", act, str(self.folder), *map(str, arguments)], WINDOW)
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def document(self, act: str, *arguments: object) -> dict[str, Any]:
        _code, out, _err = self(act, *arguments, "--json")
        found: dict[str, Any] = json.loads(out)
        return found

    def undo_label(self) -> str | None:
        with Workspace.open(self.folder) as ws:
            return recording.undo_state(ws).undo


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bills") / "酒店.tanzhang"
    with Workspace.create(folder) as ws:
        place, _change = organizing.create_venue(
            ws, organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        )
        source = next(one for one in boundary.sources(ws, place.id) if one.name == POWER)
        boundary.put_meter(ws, source.id, "5101-0001", multiplier=Decimal(800))
    return folder


@pytest.fixture
def ledger(hotel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ledger:
    shutil.copytree(hotel, tmp_path / hotel.name)
    return Ledger(tmp_path / hotel.name, capsys)


def add(ledger: Ledger, *arguments: object) -> tuple[int, str, str]:
    return ledger("add", "--source", POWER, *arguments)


def test_a_bill_is_tried_then_saved(ledger: Ledger) -> None:
    figures = (
        "--quantity",
        "27.9万度",
        "--reading-start",
        "24,816.40",
        "--reading-end",
        "25,163.55",
        "--losses",
        "1280",
        "--invoice",
        "DF-7",
    )
    code, out, err = add(ledger, *JULY, *figures, "--dry-run")
    assert (code, err) == (0, "")
    assert "(25,163.55 − 24,816.4) × 800 + 1,280 = 279,000 kWh，与计费量相差 0.0%" in out
    assert "计入 6月 10 天：93,000 kWh" in out
    assert "试录，账本没有改动" in out
    assert ledger.document("list")["bills"] == []
    assert add(ledger, *JULY, *figures)[0] == 0
    assert ledger.undo_label() == "录入票据 外购电力·主楼户 6.21—7.20"
    (line,) = ledger.document("list", "--month", "2025-07", "--source", POWER)["bills"]
    assert (line["quantity"], line["unit"], line["share"], line["last"]) == ("279000", "kWh", "186000", "2025-07-20")
    code, out, _err = ledger("list")
    assert (code, "279,000 kWh" in out, line["id"] in out) == (0, True, True)


def test_a_bill_without_a_start_follows_the_last_one(ledger: Ledger) -> None:
    add(ledger, *JULY, "--quantity", "800", "--reading-start", "10", "--reading-end", "11")
    document = ledger.document("add", "--source", POWER, "--account", "5101-0001", "--reading-end", "13", "--quantity", "1600", "--dry-run")
    assert (document["saved"], document["start"], document["last"], document["days"]) == (False, "2025-07-21", "2025-08-20", 31)
    assert [part["share"] for part in document["spread"]] == ["567.741935", "1032.258065"]
    assert {check["rule"]: check["good"] for check in document["checks"]}["V08"] is True
    code, out, _err = add(ledger, "--start", "2025-08-21", "--end", "2025-09-20", "--unit", "万度", "--quantity", "1")
    assert (code, "10,000 kWh" in out) == (0, True)


def test_what_is_wrong_is_a_sentence_and_nothing_is_saved(ledger: Ledger) -> None:
    code, _out, err = add(ledger, *JULY, "--amount", "5,000元")
    assert (code, "只有金额，没有用量。" in err) == (1, True)
    document = ledger.document("add", "--source", POWER, *JULY, "--quantity", "x")
    assert (document["saved"], document["problems"][0]["field"]) == (False, "quantity")
    assert ledger.document("list")["bills"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "--source", "核聚变", *JULY), 1, "没有排放源「核聚变」"),
        (("add", "--source", POWER, "--account", "9", *JULY), 1, "可选：5101-0001"),
        (("add", "--source", POWER, "--unit", "桶", *JULY), 1, "不认识单位「桶」"),
        (("add", "--source", POWER, "--start", "6月21日"), 2, "--start 应写成"),
        (("add", *JULY), 2, "缺少"),
        (("change", "--bill", "DF-0", "--quantity", "1"), 1, "没有号为「DF-0」的票据"),
        (("list", "--month", "7月"), 1, "不是月份"),
    ],
)
def test_wrong_use_is_answered_in_words(ledger: Ledger, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, _out, err = ledger(arguments[0], *arguments[1:])
    assert (found, words in err) == (code, True)


def test_a_bill_is_changed_corrected_credited_and_removed(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "单.pdf").write_bytes(b"%PDF-1.4 bill")
    add(ledger, *JULY, "--quantity", "3000", "--estimated", "yes", "--invoice", "E-1")
    assert ledger("change", "--bill", "E-1", "--quantity", "3,100", "--note", "暂按上月", "--evidence", tmp_path / "单.pdf")[0] == 0
    assert add(ledger, "--corrects", "E-1", "--quantity", "3200", "--invoice", "A-1")[0] == 0
    assert add(ledger, "--reverses", "A-1", "--quantity", "−200", "--invoice", "C-1")[0] == 0
    lines = {line["invoice"]: line for line in ledger.document("list")["bills"]}
    assert (lines["E-1"]["counts"], lines["E-1"]["quantity"], len(lines["E-1"]["evidence"])) == (False, "3100", 1)
    assert (lines["A-1"]["corrects"], lines["A-1"]["estimated"]) == (lines["E-1"]["id"], False)
    assert (lines["C-1"]["reverses"], lines["C-1"]["quantity"]) == (lines["A-1"]["id"], "-200")
    code, _out, err = add(ledger, "--reverses", "A-1", "--quantity", "-3001")
    assert (code, "冲正合计比票据 A-1 多 1 kWh" in err) == (1, True)
    code, _out, err = ledger("remove", "--bill", "A-1")
    assert (code, "请先删除更正或冲正的那一张" in err) == (1, True)
    assert ledger.document("remove", "--bill", lines["C-1"]["id"]) == {"removed": lines["C-1"]["id"]}
    code, out, _err = ledger("remove", "--bill", "A-1")
    assert (code, "已删除" in out) == (0, True)


def test_a_number_that_several_bills_carry_is_not_guessed(ledger: Ledger) -> None:
    add(ledger, *JULY, "--quantity", "1", "--invoice", "X")
    add(ledger, "--quantity", "2", "--invoice", "X")
    code, _out, err = ledger("remove", "--bill", "X")
    assert (code, "有几张票据的号是「X」" in err) == (1, True)


def test_the_end_of_a_period_is_doubted_where_bills_meet(ledger: Ledger) -> None:
    add(ledger, "--start", "2025-05-21", "--end", "2025-06-21", "--quantity", "1")
    _code, out, _err = add(ledger, "--start", "2025-06-21", "--end", "2025-07-21", "--quantity", "1", "--dry-run")
    assert "账期写法是「末日为下期首日」" in out


def test_a_meter_change_is_registered_changed_and_removed(ledger: Ledger) -> None:
    where = ("--account", "5101-0001", "--day", "2025-07-05")
    code, out, _err = ledger("meter-change", *where, "--old-end", "25,010.2", "--new-start", "0")
    assert (code, out) == (0, "已登记 5101-0001 2025-07-05 换表\n")
    first = ledger.document("meter-change", *where, "--old-end", "25,010.3", "--new-start", "0")["id"]
    (line,) = ledger.document("list")["bills"]
    assert (line["id"], line["kind"], line["quantity"]) == (first, "meter_change", None)
    assert ledger.document("meter-change", *where, "--remove") == {"removed": first}
    code, _out, err = ledger("meter-change", *where, "--remove")
    assert (code, "没有编号为" in err) == (1, True)

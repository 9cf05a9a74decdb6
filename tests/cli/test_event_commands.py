"""An event from its form over its items and the sheet of a supplier to its filing, by command alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.cli.entry import run
from core.cli.window_jobs import WindowJobs
from core.workflows import boundary, events, organizing
from core.workflows.workspace import Workspace

Call = Callable[..., tuple[int, str, str]]


def never(*_arguments: object) -> Any:
    raise AssertionError("no command of this test needs a window")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    ledger = tmp_path / "酒店.tanzhang"
    with Workspace.create(ledger) as ws:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        place, _change = organizing.create_venue(ws, draft)
        form = replace(events.draft_form(ws, place.id, date(2025, 12, 19), date(2025, 12, 20)), name="示例年会")
        dossier = events.new_event(ws, place.id, form).id
        power = next(one.name for one in boundary.sources(ws, place.id) if one.type_code == "grid_electricity")

    def command(act: str, *arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        texts = [str(one) if one != "POWER" else power for one in arguments]
        code = run(["event", act, str(ledger), *texts, "--dossier", dossier], WindowJobs(never, never, never))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def shown(call: Call) -> dict[str, Any]:
    code, out, _err = call("show", "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_the_form_is_filled_field_by_field(call: Call) -> None:
    fields = (
        "contact=陈示例",
        "people=320",
        "area_m2=1200.5",
        "stages=holding,preparing",
        "products=CCER",
        "promised=yes",
        "role=organizer",
    )
    assert call("set", *(text for field in fields for text in ("--set", field)))[0] == 0
    form = shown(call)["form"]
    assert (form["contact"], form["people"], form["area_m2"], form["promised"]) == ("陈示例", 320, "1200.5", True)
    assert form["stages"] == ["preparing", "holding"]
    for wrong in ("nobody=1", "people", "people=many", "role=guest", "start=", "promised=perhaps"):
        code, _out, err = call("set", "--set", wrong)
        assert (code, bool(err.strip())) == (2, True)
    assert call("set")[0] == 2


def test_items_are_added_netted_changed_and_removed(call: Call, tmp_path: Path) -> None:
    paper = tmp_path / "电表.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    made = ("--type", "grid_electricity", "--stage", "holding", "--name", "会场用电", "--estimate", "0.32万度", "--supplier", "工程部")
    assert call("item", *made, "--net-from", "POWER", "--evidence", paper)[0] == 0
    (item,) = shown(call)["items"]
    assert (item["estimate"], item["supplier"], item["evidence"]) == ("3,200", "工程部", ["电表.pdf"])
    assert item["netted_from"]
    number = item["id"][:8].upper()
    assert call("item", "--item", number, "--actual", "3468", "--net-from", "", "--stage", "closing")[0] == 0
    (item,) = shown(call)["items"]
    assert (item["actual"], item["netted_from"], item["stage"]) == ("3,468", None, "closing")
    assert number in call("show")[1]
    assert call("item", "--item", "ZZZZ")[0] == call("item", "--name", "无类型")[0] == call("item", "--remove")[0] == 2
    assert call("item", "--item", number, "--net-from", "没有这个源")[0] == 1
    assert call("item", "--item", number, "--remove")[0] == 0
    assert shown(call)["items"] == []


def test_a_supplier_fills_the_sheet(call: Call, tmp_path: Path) -> None:
    call("item", "--type", "grid_electricity", "--stage", "holding", "--name", "会场用电", "--supplier", "工程部")
    sheet, back = tmp_path / "问.xlsx", tmp_path / "答.xlsx"
    assert call("sheet")[0] == call("take")[0] == 2
    assert "1 个条目" in call("sheet", "--supplier", "工程部", "--out", sheet)[1]
    book = load_workbook(sheet)
    book.active["E5"] = 3468
    book.active.append(["ZZZZ", "", "别的", "", 5])
    book.save(back)
    code, out, _err = call("take", back, "--as", "actual", "--dry-run", "--json")
    told = json.loads(out)
    assert (code, told["read"], told["new"], told["refused"]) == (1, 2, 1, 1)
    assert shown(call)["items"][0]["actual"] == ""
    code, out, _err = call("take", back, "--as", "actual")
    assert (code, "ZZZZ" in out) == (1, True)
    assert shown(call)["items"][0]["actual"] == "3,468"


def test_settling_and_filing(call: Call) -> None:
    assert call("settle", "--settled", "yes")[0] == 0
    assert shown(call)["form"]["settled"] is True
    assert call("file")[0] == 2
    assert call("file", "--on", "2025-12-01", "--copied", "2025-12-02", "--bureau", "511100", "--json")[0] == 0
    form = shown(call)["form"]
    assert (form["filed_on"], form["copied_on"], form["bureau"]) == ("2025-12-01", "2025-12-02", "511100")
    for wrong in (("--on", "2999-01-01"), ("--bureau", "110000")):
        assert call("file", *wrong)[0] == 1

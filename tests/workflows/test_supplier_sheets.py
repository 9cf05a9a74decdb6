"""Sheets for suppliers: what is asked comes back as it was answered, and every row of a returned sheet has one fate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.domain.dossier import Dossier
from core.domain.event import EventStage
from core.domain.organization import Venue
from core.errors import FileError, InputError, RuleError
from core.workflows import events, recording, supplier_sheets
from core.workflows.import_views import Fate
from core.workflows.submission_views import ItemDraft
from core.workflows.workspace import Workspace

START, END = date(2025, 12, 19), date(2025, 12, 20)
HOTEL, BUS = "示例饭店客房部", "示例客运公司"


@pytest.fixture
def event(ws: Workspace, hotel: Venue) -> str:
    made = events.new_event(ws, hotel.id, replace(events.draft_form(ws, hotel.id, START, END), name="示例年会"))
    for name, kind, unit, supplier in (
        ("会场用电", "grid_electricity", "kWh", HOTEL),
        ("厨余垃圾", "natural_gas_boiler", "Nm3", HOTEL),
        ("发电车", "diesel_generator", "L", BUS),
    ):
        draft = ItemDraft(made.id, EventStage.HOLDING, kind, name, unit=unit, supplier=supplier, estimate="10")
        events.save_item(ws, draft)
    return str(made.id)


def answered(path: Path, answers: dict[str, tuple[object, ...]], more: tuple[tuple[object, ...], ...] = ()) -> Path:
    """A sheet filled in: quantity, paper and note by item name; further rows behind it."""
    book = load_workbook(path)
    sheet = book["供应商数据"]
    for row in sheet.iter_rows(min_row=5):
        if row[2].value in answers:
            for cell, value in zip((row[4], row[6], row[7]), (*answers[row[2].value], None, None), strict=False):
                if value is not None:
                    cell.value = value
    for line in more:
        sheet.append(line)
    out = path.with_name("交回.xlsx")
    book.save(out)
    return out


def test_a_sheet_asks_its_supplier_only_and_says_for_what(ws: Workspace, event: str, tmp_path: Path) -> None:
    assert supplier_sheets.suppliers(ws, event) == (HOTEL, BUS)
    assert supplier_sheets.write_sheet(ws, event, HOTEL, tmp_path / "a.xlsx") == 2
    assert supplier_sheets.write_sheet(ws, event, "", tmp_path / "all.xlsx") == 3
    sheet = load_workbook(tmp_path / "a.xlsx")["供应商数据"]
    assert "示例年会" in sheet["A1"].value and HOTEL in sheet["A1"].value
    assert [row[2].value for row in sheet.iter_rows(min_row=5)] == ["会场用电", "厨余垃圾"]
    with pytest.raises(InputError) as caught:
        supplier_sheets.write_sheet(ws, event, "没有这一家", tmp_path / "b.xlsx")
    assert caught.value.code == "supplier.none" and BUS in caught.value.hint


def test_each_row_has_one_fate_and_the_sheet_is_its_paper(ws: Workspace, event: str, tmp_path: Path) -> None:
    supplier_sheets.write_sheet(ws, event, "", tmp_path / "问.xlsx")
    number = supplier_sheets.number_of(events.items(ws, event)[0])
    back = answered(
        tmp_path / "问.xlsx",
        {"会场用电": ("0.3468万度", "SB-01"), "厨余垃圾": (0,), "发电车": ("很多",)},
        (("ZZZZZZZZ", "", "别的", "", 5), (number, "", "再来一次", "", 7), (None, None, None, None, None, None, None, "落款")),
    )
    seen = supplier_sheets.read_sheet(ws, event, back)
    assert [row.fate for row in seen.rows] == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.REFUSED, Fate.REFUSED]
    assert len(seen.rows) == sum(seen.count(fate) for fate in Fate)
    assert all(item.actual is None for item in events.items(ws, event))  # looking changes nothing
    told, change = supplier_sheets.take_sheet(ws, event, back)
    assert told == seen and change
    power, gas, diesel = events.items(ws, event)
    assert (power.actual_micro, gas.actual_micro, diesel.actual_micro) == (3_468_000_000, 0, None)
    assert power.basis == "SB-01" and len(power.evidence) == 1 and gas.evidence == power.evidence and not diesel.evidence
    again, change = supplier_sheets.take_sheet(ws, event, back)
    assert [row.fate for row in again.rows][:2] == [Fate.UNCHANGED, Fate.UNCHANGED] and not change
    assert again.rows[0].after == "3,468 kWh"
    recording.undo(ws)
    assert all(item.actual is None for item in events.items(ws, event))


def test_before_the_event_ends_the_answers_are_estimates(ws: Workspace, event: str, tmp_path: Path) -> None:
    events.save_event(ws, replace(events.kept_form(ws, event), end=date(2026, 5, 1)))
    supplier_sheets.write_sheet(ws, event, BUS, tmp_path / "问.xlsx")
    told, _change = supplier_sheets.take_sheet(ws, event, answered(tmp_path / "问.xlsx", {"发电车": (12.5,)}))
    assert not told.actual
    assert [row.fate for row in told.rows] == [Fate.CHANGED]
    assert (told.rows[0].before, told.rows[0].after) == ("10 L", "12.5 L")
    told, _change = supplier_sheets.take_sheet(ws, event, answered(tmp_path / "问.xlsx", {"发电车": (13,)}), actual=True)
    assert events.items(ws, event)[2].actual_micro == 13_000_000


def test_what_is_no_such_sheet_is_refused(ws: Workspace, event: str, dossier: Dossier, tmp_path: Path) -> None:
    wrong = tmp_path / "别的.csv"
    wrong.write_text("项目,用量\n电,5\n", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        supplier_sheets.read_sheet(ws, event, wrong)
    assert caught.value.code == "supplier.heads"
    with pytest.raises(InputError):
        supplier_sheets.read_sheet(ws, dossier.id, answered_blank(ws, event, tmp_path))


def answered_blank(ws: Workspace, event: str, folder: Path) -> Path:
    supplier_sheets.write_sheet(ws, event, "", folder / "空.xlsx")
    return folder / "空.xlsx"


def test_an_empty_answer_changes_nothing_and_a_locked_event_takes_none(ws: Workspace, event: str, tmp_path: Path) -> None:
    blank = answered_blank(ws, event, tmp_path)
    told, change = supplier_sheets.take_sheet(ws, event, blank)
    assert {row.fate for row in told.rows} == {Fate.UNCHANGED} and not change
    found = events.event_dossier(ws, event)
    with ws.store.begin() as work:
        work.dossiers.put(replace(found, status=type(found.status).LOCKED), work.journal.begin_change("锁定", "陈示例", ws.clock()))
    with pytest.raises(RuleError):
        supplier_sheets.take_sheet(ws, event, blank)

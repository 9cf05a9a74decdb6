"""活动水平数据表: every quantity by month and record by record, as a spreadsheet program reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from core.domain.dossier import Dossier
from core.domain.period import Month
from core.workflows import compiling, monthly, recording
from core.workflows.datasheets import datasheet
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.workflows.sealed import Sealed, operation_of
from tests.workflows.test_importing import SOURCES, bill, book, month_row, take

ROWS = {
    "sources": SOURCES,
    "monthly": (month_row("天然气·锅炉", m01=Decimal(30860), m02="2.7万方"),),
    "bills": (
        bill(1, date(2025, 3, 1), date(2025, 4, 1), 10_000, estimated="是"),
        bill(2, date(2025, 3, 1), date(2025, 4, 1), 12_000, corrects="DF-0001", amount_yuan=Decimal("8123.5"), attachment="电费.pdf"),
        bill(3, date(2025, 12, 21), date(2026, 1, 21), 31_000),
    ),
}


def rows(book: Any, sheet: str) -> list[dict[str, Any]]:
    """The rows under the head, by the head's words."""
    lines = list(book[sheet].iter_rows(values_only=True))
    head = next(number for number, line in enumerate(lines) if line[0] == "项目")
    return [dict(zip(lines[head], line, strict=True)) for line in lines[head + 1 :]]


@pytest.fixture
def sheet(ws: Workspace, dossier: Dossier, tmp_path: Path) -> Any:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "电费.pdf").write_bytes(b"%PDF-1.4")
    assert take(ws, dossier, book(tmp_path / "a.xlsx", ROWS)).refused == ()
    grid = monthly.monthly_grid(ws, dossier.id)
    rooms = next(row for row in grid.rows() if row.name == "已售间夜")
    recording.enter_cells(ws, dossier.id, [CellEdit(rooms.subject, Month(2025, 1), "4328")])
    taken = compiling.snapshot(ws, dossier.id)
    numbers = dict.fromkeys(taken.evidence, "E0001")
    return load_workbook(BytesIO(datasheet(ws.catalogue, taken, numbers)))


def test_months_hold_what_counts_with_bills_shared_by_days(sheet: Any) -> None:
    table = {row["项目"]: row for row in rows(sheet, "月度汇总")}
    power = table["外购电力·主楼户"]
    assert (power["单位"], power["2025-01"], power["2025-03"]) == ("kWh", None, 12_000)
    assert (power["2025-12"], power["合计"]) == (11_000, 23_000), "the days of January belong to the next year"
    assert (table["天然气·锅炉"]["2025-02"], table["天然气·锅炉"]["合计"]) == (27_000, 57_860)
    assert table["已售间夜"]["2025-01"] == 4328
    assert len(power) == 2 + 12 + 1


def test_each_record_stands_as_on_its_paper(sheet: Any) -> None:
    table = {row["票据号"]: row for row in rows(sheet, "记录明细") if row["票据号"]}
    assert {number: row["计入"] for number, row in table.items()} == {"DF-0001": "不计入", "DF-0002": "计入", "DF-0003": "计入"}
    right = table["DF-0002"]
    assert (right["数量"], right["单位"], right["金额（元）"], right["证据编号"]) == (12_000, "kWh", 8123.5, "E0001")
    assert [str(right[name])[:10] for name in ("月份或起日", "次日（不含）")] == ["2025-03-01", "2025-04-01"]
    assert right["种类"] == "票据"
    typed = [row for row in rows(sheet, "记录明细") if row["种类"] == "按月填报"]
    assert {(row["项目"], row["月份或起日"], row["数量"]) for row in typed} >= {
        ("天然气·锅炉", "2025-02", 2.7),
        ("已售间夜", "2025-01", 4328),
    }


def test_the_sums_are_those_of_the_footprint(demo: Path, year: Path) -> None:
    with Workspace.open(year / "ledger") as ws:
        taken = compiling.snapshot(ws, operation_of(ws))
        computed = compiling.inventory_of(taken)
        found = load_workbook(BytesIO(datasheet(ws.catalogue, taken, {})))
    table = {row["项目"]: row["合计"] for row in rows(found, "月度汇总")}
    counted = {one.source.name: one.quantity() for one in computed.results if one.lines}
    assert {name: Decimal(str(table[name])) for name in counted} == pytest.approx({name: Decimal(float(q)) for name, q in counted.items()})
    assert "示例" in "".join(str(cell.value) for line in found["月度汇总"].iter_rows(max_row=3) for cell in line)


def test_an_event_has_its_items(sealed_master: Sealed) -> None:
    with sealed_master.open() as ws:
        taken = compiling.snapshot(ws, sealed_master.event)
        found = load_workbook(BytesIO(datasheet(ws.catalogue, taken, {})))
        again = datasheet(ws.catalogue, taken, {})
        assert again == datasheet(ws.catalogue, taken, {}), "the same figures give the same bytes"
    assert [(row["项目"], row["合计"]) for row in rows(found, "月度汇总")] == [("会场用电", 3468), ("纸张和展板", 118)]

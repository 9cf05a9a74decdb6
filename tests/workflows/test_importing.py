"""Taking in a workbook: four counts that add up, places that can be found, and nothing taken twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core.documents.workbook import CellValue, WorkbookContent
from core.documents.workbook_writing import write_workbook
from core.domain.activity import RecordKind
from core.domain.dossier import Dossier
from core.domain.organization import Venue
from core.domain.period import Month
from core.errors import AppError, FileError
from core.workflows import boundary, compiling, importing, monthly, organizing, recording, reporting
from core.workflows.importing import ImportCancelledError
from core.workflows.views import ImportReport
from core.workflows.workspace import Workspace

Rows = Mapping[str, tuple[Mapping[str, CellValue], ...]]

SOURCES = (
    {"name": "外购电力·主楼户", "type": "外购电力", "account": "5101-0001", "multiplier": Decimal(100), "period_style": "末日为下期首日"},
    {"name": "天然气·锅炉", "type": "天然气·锅炉"},
)


def bill(number: int, start: date, end: date, quantity: int, **more: CellValue) -> Mapping[str, CellValue]:
    return {
        "source": "外购电力·主楼户",
        "account": "5101-0001",
        "start": start,
        "end": end,
        "quantity": Decimal(quantity),
        "invoice": f"DF-{number:04d}",
        **more,
    }


def month_row(name: str, **months: CellValue) -> Mapping[str, CellValue]:
    return {"subject": name, **months}


GOOD: Rows = {
    "sources": SOURCES,
    "monthly": (
        month_row("天然气·锅炉", m01=Decimal(30860), m02="2.7万方", m03="１２，０００"),
        month_row("已售间夜", m01=Decimal(4328)),
    ),
    "bills": (bill(1, date(2024, 12, 21), date(2025, 1, 21), 62_000), bill(2, date(2025, 1, 21), date(2025, 2, 21), 31_000)),
    "people": ({"name": "陈示例", "role": "填报人"},),
    "zero_reasons": ({"subject": "柴油·发电机", "month": "2", "reason": "本月未试机"},),
}


def book(path: Path, rows: Rows = GOOD) -> Path:
    write_workbook(path, WorkbookContent(title="测试", rows=rows))
    return path


def take(ws: Workspace, dossier: Dossier, path: Path, **more: object) -> ImportReport:
    report = importing.import_workbook(ws, path, dossier_id=dossier.id, **more)  # type: ignore[arg-type]
    assert report.read == report.accepted + report.changed + report.unchanged + len(report.refused)
    return report


def test_a_good_book_is_taken_whole(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    report = take(ws, dossier, book(tmp_path / "a.xlsx"))
    assert report.refused == ()
    assert report.accepted == 9
    grid = {row.name: row for row in monthly.monthly_grid(ws, dossier.id).rows()}
    assert [cell.text for cell in grid["天然气·锅炉"].cells[:3]] == ["30,860", "27,000", "12,000"]
    assert [cell.micro for cell in grid["外购电力·主楼户"].cells[:2]] == [40_000_000_000 + 11_000_000_000, 20_000_000_000]
    assert grid["柴油·发电机"].cells[1].zero_reason == "本月未试机"
    assert boundary.meters(ws, hotel.id)[0].multiplier == Decimal(100)


def test_the_same_book_twice_changes_nothing(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx")
    take(ws, dossier, path)
    before = recording.undo_state(ws)
    again = take(ws, dossier, path)
    assert (again.accepted, again.changed, len(again.refused)) == (0, 0, 0)
    assert again.unchanged == 10
    assert recording.undo_state(ws) == before


def test_a_changed_figure_is_counted_as_changed(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    take(ws, dossier, book(tmp_path / "a.xlsx"))
    rows = {**GOOD, "bills": (GOOD["bills"][0], bill(2, date(2025, 1, 21), date(2025, 2, 21), 31_500))}
    report = take(ws, dossier, book(tmp_path / "b.xlsx", rows))
    assert (report.accepted, report.changed) == (0, 1)
    assert report.tco2e_after > report.tco2e_before


def test_one_undo_takes_a_whole_import_back(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    empty = compiling.inventory(ws, dossier.id).total()
    take(ws, dossier, book(tmp_path / "a.xlsx"))
    assert compiling.inventory(ws, dossier.id).total() != empty
    recording.undo(ws)
    assert compiling.inventory(ws, dossier.id).total() == empty
    recording.redo(ws)
    assert take(ws, dossier, tmp_path / "a.xlsx").unchanged == 10


def test_a_trial_import_counts_and_writes_nothing(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    report = take(ws, dossier, book(tmp_path / "a.xlsx"), dry_run=True)
    assert report.accepted == 9
    assert report.tco2e_after > report.tco2e_before
    assert compiling.inventory(ws, dossier.id).total() == report.tco2e_before
    assert recording.undo_state(ws).undo is None


BAD: dict[str, tuple[str, Mapping[str, CellValue], str]] = {
    "text_in_a_number_cell": ("monthly", month_row("天然气·锅炉", m05="约三万"), "不是数字"),
    "unknown_unit": ("monthly", month_row("天然气·锅炉", m05="300 桶"), "不认识单位"),
    "another_dimension": ("monthly", month_row("天然气·锅炉", m05="3 t"), "不能换算"),
    "negative_month": ("monthly", month_row("天然气·锅炉", m05=Decimal(-3)), "负数"),
    "unknown_row": ("monthly", month_row("蒸汽·锅炉", m05=Decimal(3)), "没有名为"),
    "month_outside_the_year": ("zero_reasons", {"subject": "柴油·发电机", "month": "2024-03", "reason": "停"}, "不在"),
    "unknown_source": ("bills", {**bill(9, date(2025, 3, 1), date(2025, 3, 31), 5), "source": "外购电力·三号楼"}, "没有这个排放源"),
    "unknown_account": ("bills", {**bill(9, date(2025, 3, 1), date(2025, 3, 31), 5), "account": "999"}, "户号"),
    "turned_period": ("bills", bill(9, date(2025, 3, 31), date(2025, 3, 1), 5), "早于起日"),
    "correction_of_nothing": ("bills", bill(9, date(2025, 3, 1), date(2025, 3, 31), 5, corrects="XX-1"), "没有票据号"),
    "quantity_missing": ("bills", {**bill(9, date(2025, 3, 1), date(2025, 3, 31), 5), "quantity": None, "note": "x"}, "还没有填"),
    "explanation_of_nothing": ("explanations", {"rule": "V05", "subject": "天然气·锅炉", "month": "5", "text": "x"}, "没有这样一处疑问"),
    "unknown_source_type": ("sources", {"name": "甲", "type": "核聚变"}, "没有这种排放源"),
    "unknown_role": ("people", {"name": "某人", "role": "总裁"}, "角色"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_item_is_refused_with_its_place_and_the_rest_is_taken(fault: str, ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    sheet, row, words = BAD[fault]
    rows = {**GOOD, sheet: (*GOOD.get(sheet, ()), row)}
    report = take(ws, dossier, book(tmp_path / "a.xlsx", rows), annotated=tmp_path / "标注.xlsx")
    (refusal,) = report.refused
    assert words in refusal.reason
    assert refusal.row > 1
    assert refusal.sheet in refusal.place
    assert report.accepted == 9
    assert (tmp_path / "标注.xlsx").is_file()


def test_annotated_copy_marks_the_very_cell(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    rows = {**GOOD, "monthly": (*GOOD["monthly"], month_row("天然气·厨房", m05="约三万"))}
    report = take(ws, dossier, book(tmp_path / "a.xlsx", rows), annotated=tmp_path / "b.xlsx")
    (refusal,) = report.refused
    copy = load_workbook(tmp_path / "b.xlsx")
    comment = copy[refusal.sheet][f"{refusal.column}{refusal.row}"].comment
    assert comment is not None
    assert "不是数字" in comment.text


def test_a_bill_over_a_month_typed_by_hand_is_refused(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    take(ws, dossier, book(tmp_path / "a.xlsx", {"sources": SOURCES, "monthly": (month_row("外购电力·主楼户", m01=Decimal(5)),)}))
    report = take(ws, dossier, book(tmp_path / "b.xlsx", {"bills": GOOD["bills"]}))
    assert len(report.refused) == 2
    assert "手工录入" in report.refused[0].reason


def test_an_estimate_and_its_correction_count_once(ws: Workspace, dossier: Dossier, hotel: Venue, tmp_path: Path) -> None:
    first = bill(1, date(2025, 3, 1), date(2025, 4, 1), 10_000, estimated="是")
    second = bill(2, date(2025, 3, 1), date(2025, 4, 1), 12_000, corrects="DF-0001")
    take(ws, dossier, book(tmp_path / "a.xlsx", {"sources": SOURCES, "bills": (second, first)}))
    grid = {row.name: row for row in monthly.monthly_grid(ws, dossier.id).rows()}
    assert grid["外购电力·主楼户"].cells[2].micro == 12_000_000_000
    with ws.store.read() as work:
        assert sum(1 for r in work.activities.all_of_venue(hotel.id) if r.kind is RecordKind.BILL) == 2


def test_evidence_beside_the_book_is_attached_and_a_missing_file_is_said(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "电费1.pdf").write_bytes(b"%PDF-1.4 one")
    bills = (
        bill(1, date(2025, 1, 1), date(2025, 2, 1), 5, attachment="电费1.pdf"),
        bill(2, date(2025, 2, 1), date(2025, 3, 1), 6, attachment="电费2.pdf"),
    )
    report = take(ws, dossier, book(tmp_path / "a.xlsx", {"sources": SOURCES, "bills": bills}))
    assert any("电费2.pdf" in note for note in report.notes)
    with ws.store.read() as work:
        assert [reference.original_name for reference in work.evidence.all()] == ["电费1.pdf"]


def test_a_book_of_another_year_is_refused_whole(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    reporting.write_template(ws, dossier.id, tmp_path / "t.xlsx")
    with pytest.raises(FileError, match="2025"):
        importing.import_workbook(ws, tmp_path / "t.xlsx", venue_id=dossier.venue_id, year=2024)


def test_a_cancelled_import_leaves_the_ledger_as_it_was(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    asked = iter([False, False, True])
    with pytest.raises(ImportCancelledError):
        importing.import_workbook(ws, book(tmp_path / "a.xlsx"), dossier_id=dossier.id, cancelled=lambda: next(asked, True))
    assert recording.undo_state(ws).undo is None
    assert all(cell.micro is None for row in monthly.monthly_grid(ws, dossier.id).rows() for cell in row.cells)


def test_template_out_and_in_is_the_identity(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    edits = [
        recording.CellEdit(row.subject, Month(2025, 3), f"{100 + n}.5") for n, row in enumerate(monthly.monthly_grid(ws, dossier.id).rows())
    ]
    recording.enter_cells(ws, dossier.id, edits)
    before = monthly.monthly_grid(ws, dossier.id)
    reporting.write_template(ws, dossier.id, tmp_path / "t.xlsx")
    report = take(ws, dossier, tmp_path / "t.xlsx")
    assert report.refused == ()
    assert (report.accepted, report.changed) == (0, 0)
    assert monthly.monthly_grid(ws, dossier.id) == before


def test_blank_template_makes_a_venue_once_its_fields_are_filled(tmp_path: Path) -> None:
    reporting.write_blank_template("hotel", tmp_path / "t.xlsx")
    with pytest.raises(FileError, match="必填"):
        importing.venue_draft(tmp_path / "t.xlsx")
    answers = {
        "单位名称": "示例公司",
        "统一社会信用代码": "91510100MA00000152",
        "场所名称": "示例酒店",
        "行政区划": "成都市",
        "填报年度": "2025",
    }
    filled = load_workbook(tmp_path / "t.xlsx")
    for row in filled["场所"].iter_rows(max_col=2):
        if row[0].value in answers:
            row[1].value = answers[row[0].value]
    filled.save(tmp_path / "t.xlsx")
    draft = importing.venue_draft(tmp_path / "t.xlsx")
    assert (draft.name, draft.region, draft.year, draft.type_code) == ("示例酒店", "510100", 2025, "hotel")


def test_unreadable_file_leaves_the_ledger_as_it_was(ws: Workspace, dossier: Dossier, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("不是表格", encoding="utf-8")
    with pytest.raises(AppError) as refusal:
        importing.import_workbook(ws, tmp_path / "a.xlsx", dossier_id=dossier.id)
    assert refusal.value.hint
    assert organizing.venue_list(ws)

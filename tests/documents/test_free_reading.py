"""Any file whole: old workbooks, OpenDocument and texts say the same cells; what cannot be known is a fault of its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.documents.free_reading import read_any, read_free
from core.documents.mapping import TableLayout
from core.documents.table_cells import Fault
from core.documents.tables_in import read_table
from core.documents.workbook import WorkbookContents
from core.documents.workbook_annotating import write_annotated
from core.errors import FileError
from tests.hostile import make_free_tables as free
from tests.hostile import make_workbooks


@pytest.mark.parametrize("make", list(free.REFUSED), ids=lambda make: make.__name__)
def test_what_cannot_be_read_ends_in_one_sentence_with_a_remedy(make: free.Maker, tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        read_any(make(tmp_path))
    assert refused.value.code == free.REFUSED[make]
    assert refused.value.hint


@pytest.mark.parametrize("name", ["ledger.xls", "since_1904.xls", "ledger.ods"])
def test_old_and_open_workbooks_say_what_excel_says(name: str, tmp_path: Path) -> None:
    book = read_free(free.golden(name)(tmp_path))
    assert book.kind == name.rpartition(".")[2]
    sheet, hidden = book.sheets
    assert (sheet.name, hidden.name, hidden.hidden) == ("用电", "旧表", True)
    assert "隐藏" in book.notes[0]
    assert sheet.merges == ((1, 1, 1, 5), (2, 1, 3, 1), (2, 2, 2, 3), (2, 5, 3, 5))
    assert (sheet.hidden_rows, sheet.hidden_columns) == (frozenset({5}), frozenset({5}))
    assert [sheet.cell(row, 1) for row in (4, 5, 6)] == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    wrong = sheet.cell(5, 3)
    assert isinstance(wrong, Fault)
    assert wrong.found == "#DIV/0!"
    assert [sheet.cell(4, 2), sheet.cell(6, 3), sheet.cell(6, 4)] == [Decimal("12.5"), Decimal("71000.5"), Decimal(801)]
    assert sheet.cell(99, 99) is None


def test_old_workbooks_are_read_through_a_mapping_too(tmp_path: Path) -> None:
    table = read_table(free.golden("ledger.xls")(tmp_path), TableLayout(header_row=3), ("主楼(万kWh)",))
    assert [table.cell(row, "主楼(万kWh)") for row in table.rows][:3] == [Decimal("12.5"), Decimal("11.25"), Decimal(10)]
    assert not table.workbook


def test_empty_formatted_rows_cost_nothing(tmp_path: Path) -> None:
    (sheet,) = read_free(free.twenty_thousand_formatted_empty_rows(tmp_path)).sheets
    assert len(sheet.grid) == 4


def test_macros_are_said_and_not_run(tmp_path: Path) -> None:
    assert "没有运行" in read_free(free.macros_never_run(tmp_path)).notes[0]


def test_the_template_is_known_as_such_and_other_books_with_its_names_are_not(tmp_path: Path) -> None:
    assert isinstance(read_any(make_workbooks.right(tmp_path / "t.xlsx")), WorkbookContents)
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "月度数据"
    book.active.append(["月份", "电"])
    book.create_sheet("票据").append(["户号", "数量"])
    book.save(tmp_path / "自制.xlsx")
    assert not isinstance(read_any(tmp_path / "自制.xlsx"), WorkbookContents)
    with pytest.raises(FileError, match="更新的程序"):
        read_any(make_workbooks.newer_template(tmp_path / "n.xlsx"))


def test_a_workbook_can_be_annotated_where_its_cells_are_merged(tmp_path: Path) -> None:
    path = free.title_merged_two_lines_of_headings_and_sums(tmp_path)
    write_annotated(path, tmp_path / "out.xlsx", {("台账", 3, "C"): "试"})
    assert (tmp_path / "out.xlsx").is_file()


@pytest.mark.parametrize(
    ("text", "code"),
    [("月份,电\n1月,1\0\n", "table.not_text"), ("<?xml version='1.0'?><Workbook/>", "table.markup"), (",,\n\n", "table.empty")],
)
def test_texts_that_are_no_tables(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_bytes(text.encode("gbk"))
    with pytest.raises(FileError) as refused:
        read_free(tmp_path / "表.csv")
    assert refused.value.code == code

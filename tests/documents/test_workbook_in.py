"""Reading workbooks as people hand them in: rearranged, unusual, wrong; what is refused is named with its place and its remedy."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.documents.workbook_reading import read_workbook
from core.errors import EnvironmentFault, FileError
from tests.hostile import make_workbooks as make

# ---------------------------------------------------------------- files that are refused whole

REFUSED: tuple[tuple[Callable[[Path], Path], str, str, str], ...] = (
    (make.file_of_no_bytes, "workbook.empty_file", "是空的", "重新保存"),
    (make.text_renamed, "workbook.not_workbook", "它的内容不是 Excel 格式", "另存为 .xlsx"),
    (make.pdf_renamed, "workbook.not_workbook", "它是 PDF 文件", "另存为 .xlsx"),
    (make.word_document, "workbook.not_workbook", "它是 Word 文件", "另存为 .xlsx"),
    (make.opendocument, "workbook.not_workbook", "它是 OpenDocument 文件", "另存为 .xlsx"),
    (make.some_other_zip, "workbook.not_workbook", "它是其他压缩文件", "另存为 .xlsx"),
    (make.old_xls, "workbook.old_format", "是 .xls 格式", "另存为 .xlsx"),
    (make.binary_workbook, "workbook.old_format", "是 .xlsb 格式", "另存为 .xlsx"),
    (make.protected_by_password, "workbook.password", "设有打开密码", "取消密码"),
    (make.cut_short, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.wrong_checksum, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.broken_xml, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.cell_outside_every_sheet, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.cell_above_the_one_before, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.part_missing, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.part_twice, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.size_that_lies, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.workbook_without_sheets, "workbook.damaged", "已损坏", "另存为 .xlsx"),
    (make.entities_declared, "workbook.entities", "实体声明", "核对文件来源"),
    (make.entities_declared_in_utf16, "workbook.entities", "实体声明", "核对文件来源"),
    (make.bomb_by_ratio, "workbook.too_large", "展开后应不超过 200 MB", "拆成几个文件"),
    (make.bomb_by_total, "workbook.too_large", "展开后应不超过 200 MB", "拆成几个文件"),
    (make.too_many_parts, "workbook.too_large", "展开后应不超过 200 MB", "拆成几个文件"),
    (make.far_cell, "workbook.far_cell", "工作表「票据」的内容一直到第 1048576 行 XFD 列", "零散内容"),
    (make.blank_workbook, "workbook.empty", "没有任何内容", "导出填报模板"),
    (make.known_sheets_without_content, "workbook.empty", "没有任何内容", "导出填报模板"),
    (make.no_known_sheet, "workbook.no_sheet", "现有：Sheet1、能耗统计", "场所、排放源、月度数据、票据"),
    (make.heading_missing, "workbook.heading_missing", "工作表「月度数据」缺少表头「3月」", "请补上该列"),
    (make.heading_twice, "workbook.heading_twice", "工作表「月度数据」第 3 行的表头「3月」出现两次：E 列和 P 列", "删去或改名"),
    (make.same_sheet_twice, "workbook.sheet_twice", "两张「月度数据」表", "合并为一张"),
    (make.newer_template, "workbook.newer", "第 3 版模板", "更新程序"),
)


@pytest.mark.parametrize(("maker", "code", "what", "remedy"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_file_is_refused_with_what_is_wrong_and_what_to_do(
    tmp_path: Path, maker: Callable[[Path], Path], code: str, what: str, remedy: str
) -> None:
    with pytest.raises(FileError) as refusal:
        read_workbook(maker(tmp_path / "某某酒店.xlsx"))
    assert refusal.value.code == code
    assert what in refusal.value.message
    assert remedy in refusal.value.hint


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"没有找到文件「a\.xlsx」。请核对文件名"):
        read_workbook(tmp_path / "a.xlsx")
    with pytest.raises(FileError, match="是文件夹。请选择一个"):
        read_workbook(tmp_path)


def test_file_that_the_system_does_not_open_is_a_fault_of_the_machine(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="不能读取。请核对读取权限"):
        read_workbook(tmp_path / ("长" * 200 + ".xlsx"))


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=6))
def test_damaged_xml_is_read_or_refused_but_never_anything_else(
    tmp_path_factory: pytest.TempPathFactory, position: int, noise: bytes
) -> None:
    def damage(content: bytes) -> bytes:
        at = position % len(content)
        return content[:at] + noise + content[at + len(noise) :]

    path = make.with_part(tmp_path_factory.mktemp("noise") / "a.xlsx", "月度数据", damage)
    try:
        read_workbook(path)
    except FileError as refusal:
        assert refusal.hint, "either outcome is right, but a refusal says what to do"


# ---------------------------------------------------------------- cells that are refused, the rest is read

CELLS: tuple[tuple[Callable[[Path], Path], tuple[str, int, str], str, str], ...] = (
    (make.formula_never_calculated, ("月度数据", 4, "E"), "=C4+D4", "重新计算并保存"),
    (make.formula_never_calculated_below_all_data, ("月度数据", 40, "N"), "=C4+D4", "重新计算并保存"),
    (make.broken_reference, ("月度数据", 4, "E"), "#REF!", "错误值"),
    (make.division_by_zero, ("月度数据", 4, "E"), "#DIV/0!", "错误值"),
    (make.number_beyond_measure, ("月度数据", 4, "E"), "-1e+308", "数字太大"),
    (make.truth_in_a_number_cell, ("月度数据", 4, "E"), "True", "逻辑值"),
    (make.day_in_a_number_cell, ("月度数据", 4, "E"), "2023-03-15", "应为数字，却是日期"),
    (make.time_in_a_number_cell, ("月度数据", 4, "E"), "03:04:00", "单元格是时间"),
    (make.number_in_a_day_cell, ("票据", 4, "C"), "20250305", "2025-03-05"),
    (make.day_that_does_not_exist, ("票据", 4, "C"), "2025-02-30", "没有这一天"),
    (make.account_that_lost_its_digits, ("票据", 4, "B"), "5.10123456789012e+19", "超过 15 位"),
    (make.month_that_is_none, ("无用量说明", 4, "B"), "13月", "不是月份"),
)


@pytest.mark.parametrize(("maker", "place", "found", "reason"), CELLS, ids=lambda value: getattr(value, "__name__", ""))
def test_cell_is_refused_with_its_place(
    tmp_path: Path, maker: Callable[[Path], Path], place: tuple[str, int, str], found: str, reason: str
) -> None:
    contents = read_workbook(maker(tmp_path / "a.xlsx"))
    (item,) = contents.unreadable
    assert (item.sheet, item.row, item.column) == place
    assert item.found == found
    assert reason in item.reason
    (january,) = (row.values["m01"] for row in contents.of("monthly") if row.row == 4)
    assert january == 1200, "the rest of the workbook is read"
    assert (item.row, None) in [(row.row, row.values.get(item.column_code, "")) for row in contents.rows], (
        "its row is there, the cell is not"
    )


def test_figures_wide_digits_and_words_in_a_number_cell_stay_as_typed(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["E4"], sheet["F4"], sheet["G4"] = "１２３", "约 1.2万度", " 停用 "

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "月度数据", change)).of("monthly")
    assert [row.values[code] for code in ("m03", "m04", "m05", "m06")] == ["１２３", "约 1.2万度", "停用", None]


def test_figure_is_read_at_the_digits_excel_shows(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["E4"] = 0.1 + 0.2

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "月度数据", change)).of("monthly")
    assert str(row.values["m03"]) == "0.3"


def test_formula_counts_with_its_stored_result(tmp_path: Path) -> None:
    def store(content: bytes) -> bytes:
        return content.replace(b'<c r="E4"', b'<c r="E4"><f>C4+D4</f><v>2300.5</v></c><c r="Z4"', 1)

    (row,) = read_workbook(make.with_part(tmp_path / "a.xlsx", "月度数据", store)).of("monthly")
    assert row.values["m03"] == Decimal("2300.5")


@pytest.mark.parametrize("text", ["2025-03-05", "2025/3/5", "2025年3月5日", "2025.3.5", " 2025 年 3 月 5 日 "])
def test_days_written_as_text_are_days(tmp_path: Path, text: str) -> None:
    def change(sheet: Any) -> None:
        sheet["C4"] = text

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "票据", change)).of("bills")
    assert row.values["start"] == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("typed", "read"), [(3, "3"), ("3月", "3"), ("2025-03", "2025-03"), ("2025年3月", "2025-03"), (date(2025, 3, 1), "2025-03")]
)
def test_months_are_read_in_every_usual_form(tmp_path: Path, typed: object, read: str) -> None:
    def change(sheet: Any) -> None:
        sheet["B4"] = typed

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "无用量说明", change)).of("zero_reasons")
    assert row.values["month"] == read


def test_account_typed_as_a_number_is_its_digits(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B4"] = 510020001234

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "票据", change)).of("bills")
    assert row.values["account"] == "510020001234"


def test_days_of_a_workbook_counting_from_1904_are_right(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904
        sheet["C4"] = date(2025, 3, 5)

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "票据", change)).of("bills")
    assert row.values["start"] == date(2025, 3, 5)


# ---------------------------------------------------------------- sheets laid out otherwise


def test_headings_are_found_in_another_order_and_row_with_foreign_columns_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = " 票据"
    for row in (
        ["2025 年票据"],
        [],
        ["经办", "止日", "起 日", "数量", "排放源", "金额(元)", None],
        ["王", "2025-01-31", "2025-01-01", 8, "电", 6.4, "旁注"],
    ):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    contents = read_workbook(tmp_path / "a.xlsx")
    (row,) = contents.rows
    assert (row.row, row.values["start"], row.values["end"], row.values["quantity"]) == (4, date(2025, 1, 1), date(2025, 1, 31), 8)
    assert row.values["amount_yuan"] == Decimal("6.4")
    assert (contents.letter("bills", "start"), contents.letter("bills", "quantity"), contents.letter("bills", "note")) == ("C", "D", "X")
    assert contents.notes == (
        "工作表「 票据」A 列「经办」不是模板中的列，没有读取。",
        "工作表「 票据」G 列有内容但没有表头，没有读取。",
    )
    assert contents.version == ""


def test_merged_heading_is_found(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(4)
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("A1:F1")

    (row,) = read_workbook(make.edited(tmp_path / "a.xlsx", "月度数据", change)).of("monthly")
    assert (row.row, row.values["m01"]) == (5, 1200)


def test_hidden_sheet_is_read_and_named(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_state = "hidden"

    contents = read_workbook(make.edited(tmp_path / "a.xlsx", "票据", change))
    assert contents.notes == ("工作表「票据」是隐藏的，其中的内容也已读取。",)
    assert len(contents.of("bills")) == 1


def test_empty_rows_between_the_data_are_skipped_and_places_stay_true(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["A30"], sheet["C30"], sheet["A31"] = "天然气", 5, "　 "

    rows = read_workbook(make.edited(tmp_path / "a.xlsx", "月度数据", change)).of("monthly")
    assert [(row.row, row.values["subject"]) for row in rows] == [(4, "外购电力"), (30, "天然气")]


def test_twenty_thousand_padded_rows_change_nothing_and_cost_little(tmp_path: Path) -> None:
    path = make.padded_rows(tmp_path / "a.xlsx")
    start = time.process_time()
    contents = read_workbook(path)
    assert time.process_time() - start < 10, "seconds of processor; about 0.5 is usual"
    assert contents.rows == read_workbook(make.right(tmp_path / "b.xlsx")).rows
    assert (contents.unreadable, contents.notes) == ((), ())

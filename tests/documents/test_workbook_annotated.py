"""The annotated copy is the person's own workbook with each refused item marked in place and listed in front."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from core.documents.workbook_annotating import write_annotated
from core.documents.workbook_reading import read_workbook
from core.errors import EnvironmentFault, FileError
from tests.hostile import make_workbooks as make

REASONS = {
    ("票据", 4, ""): "缺少起日。请照账单填写。",
    ("月度数据", 4, "D"): "不是数字。请填数字。",
    ("月度数据", 4, "C"): "单位不对。请核对单位。",
}


def _source(folder: Path) -> Path:
    def change(sheet: Any) -> None:
        sheet["Q1"] = "自己的备忘"
        sheet.column_dimensions["A"].width = 41

    return make.edited(folder / "a.xlsx", "月度数据", change)


def test_refused_cells_are_marked_and_the_rest_stays_as_it_was(tmp_path: Path) -> None:
    source, target = _source(tmp_path), tmp_path / "批注.xlsx"
    before = source.read_bytes()
    write_annotated(source, target, REASONS)
    assert source.read_bytes() == before
    sheet = openpyxl.load_workbook(target)["月度数据"]
    assert "不是数字。请填数字。" in sheet["D4"].comment.text
    assert sheet["D4"].fill.start_color.rgb == "FFFCEDEB"
    assert sheet["D4"].border.left.color.rgb == "FFB3261E"
    assert sheet["E4"].comment is None
    assert (sheet["Q1"].value, sheet.column_dimensions["A"].width) == ("自己的备忘", 41)
    assert read_workbook(target).rows == read_workbook(source).rows, "it can be corrected and imported as it is"


def test_first_sheet_lists_place_content_and_reason_in_the_workbooks_order(tmp_path: Path) -> None:
    target = tmp_path / "批注.xlsx"
    write_annotated(_source(tmp_path), target, REASONS)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[0] == "未导入清单"
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "未导入 3 项"
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=4)] == [
        ["月度数据", "4", "C", "1200", "单位不对。请核对单位。"],
        ["月度数据", "4", "D", "1100.5", "不是数字。请填数字。"],
        ["票据", "4", "", "", "缺少起日。请照账单填写。"],
    ]
    assert sheet["A5"].hyperlink.location == "'月度数据'!D4"


def test_marking_the_copy_again_keeps_one_list_and_one_comment(tmp_path: Path) -> None:
    source, once, twice = _source(tmp_path), tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_annotated(source, once, REASONS)
    write_annotated(once, twice, REASONS)
    book = openpyxl.load_workbook(twice)
    assert book.sheetnames.count("未导入清单") == 1
    assert book["月度数据"]["D4"].comment.text.count("不是数字") == 1


def test_place_inside_a_merged_area_is_marked_at_its_corner(tmp_path: Path) -> None:
    source = make.edited(tmp_path / "a.xlsx", "月度数据", lambda sheet: sheet.merge_cells("C4:E4"))
    write_annotated(source, tmp_path / "b.xlsx", {("月度数据", 4, "D"): "合并了。"})
    assert "合并了" in openpyxl.load_workbook(tmp_path / "b.xlsx")["月度数据"]["C4"].comment.text


def test_item_of_a_sheet_that_is_not_there_is_listed(tmp_path: Path) -> None:
    write_annotated(_source(tmp_path), tmp_path / "b.xlsx", {("附件", 0, ""): "没有找到文件。"})
    row = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0][4]
    assert [cell.value for cell in row] == ["附件", None, None, None, "没有找到文件。"]


def test_same_marks_give_same_bytes(tmp_path: Path) -> None:
    source = _source(tmp_path)
    write_annotated(source, tmp_path / "1.xlsx", REASONS)
    write_annotated(source, tmp_path / "2.xlsx", dict(reversed(REASONS.items())))
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_copy_never_replaces_the_persons_own_file(tmp_path: Path) -> None:
    source = _source(tmp_path)
    with pytest.raises(FileError, match="不能覆盖原文件"):
        write_annotated(source, source, REASONS)


def test_bad_source_and_bad_target_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="PDF"):
        write_annotated(make.pdf_renamed(tmp_path / "p.xlsx"), tmp_path / "b.xlsx", REASONS)
    with pytest.raises(EnvironmentFault, match="不存在"):
        write_annotated(_source(tmp_path), tmp_path / "没有" / "b.xlsx", REASONS)

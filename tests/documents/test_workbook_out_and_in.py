"""A workbook written and read back says the same; the written one is easy to fill and cannot be spoilt by accident."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.workbook import SHEETS, ColumnSpec, SheetRow, WorkbookContent, WorkbookContents, column_letter, month_of
from core.documents.workbook_reading import read_workbook
from core.documents.workbook_venue import VENUE_FIELDS, field_choices, profile_text, venue_rows, venue_values
from core.documents.workbook_writing import HEADING_ROW, workbook_bytes, write_workbook
from core.domain.catalogue import ProfileField
from core.domain.period import Month
from core.errors import EnvironmentFault

ROOT = Path(__file__).resolve().parents[2]
TYPES = ("外购电力", "天然气·锅炉", "制冷剂，逸散")
EMPTY = WorkbookContent("示例酒店 2025年", dropdowns={("sources", "type"): TYPES})


def _read(content: WorkbookContent, folder: Path) -> WorkbookContents:
    path = folder / "填报.xlsx"
    write_workbook(path, content)
    return read_workbook(path)


def _open(content: WorkbookContent) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook_bytes(content)))


# ---------------------------------------------------------------- out and in is the identity

_TEXT = (
    st.text(st.characters(exclude_categories=("C", "Z"), include_characters="　电 =+@"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
_NUMBER = st.decimals(Decimal("-1e9"), Decimal("1e9"), places=4).map(lambda value: value.normalize() + 0)
_DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31))
_MONTH = st.one_of(st.integers(1, 12).map(str), st.dates(date(2000, 1, 1), date(2099, 1, 1)).map(lambda day: f"{day:%Y-%m}"))


def _values(column: ColumnSpec) -> st.SearchStrategy[object]:
    kinds = {"text": _TEXT, "number": st.one_of(_NUMBER, _TEXT), "date": _DAY, "month": _MONTH, "any": st.one_of(_TEXT, _NUMBER, _DAY)}
    filled = st.sampled_from(column.choices) if column.choices else kinds.get(column.kind, _TEXT)
    return filled if column is SHEETS[0].columns[0] else st.none() | filled


_ROWS = {
    sheet.code: st.lists(st.fixed_dictionaries({column.code: _values(column) for column in sheet.columns}), max_size=3) for sheet in SHEETS
}


@settings(max_examples=15)
@given(st.fixed_dictionaries(_ROWS))
def test_rows_out_are_rows_in(tmp_path_factory: pytest.TempPathFactory, rows: dict[str, list[dict[str, Any]]]) -> None:
    content = WorkbookContent("题", {code: tuple(some) for code, some in rows.items()})
    read = _read(content, tmp_path_factory.mktemp("in"))
    expected = [
        SheetRow(sheet.code, number, values)
        for sheet in SHEETS
        for number, values in enumerate(rows[sheet.code], HEADING_ROW + 1)
        if any(value is not None for value in values.values())
    ]
    assert list(read.rows) == expected
    assert (read.unreadable, read.notes) == ((), ())


def test_figures_come_back_with_every_digit_they_were_written_with(tmp_path: Path) -> None:
    figures = ["0.1", "123456789012.345", "12345678901234.567", "0.000001", "-3", "9007199254740993"]
    row = {f"m{month:02d}": Decimal(text) for month, text in enumerate(figures, 1)}
    (read,) = _read(WorkbookContent(rows={"monthly": ({"subject": "电", **row},)}), tmp_path).of("monthly")
    kept = [read.values[f"m{month:02d}"] for month in range(1, 7)]
    assert kept == [*map(Decimal, figures[:2]), figures[2], *map(Decimal, figures[3:5]), figures[5]], "more than 15 digits go as text"


def test_text_that_looks_like_a_formula_or_an_error_stays_text(tmp_path: Path) -> None:
    texts = ("=1+1", "#REF!", "+86 28", "@电", "TRUE", "0012")
    read = _read(WorkbookContent(rows={"people": tuple({"name": text, "role": "填报人"} for text in texts)}), tmp_path)
    assert tuple(row.values["name"] for row in read.of("people")) == texts
    assert not read.unreadable


def test_what_was_read_travels_between_processes(tmp_path: Path) -> None:
    contents = _read(WorkbookContent(rows={"people": ({"name": "陈示例", "role": "填报人"},)}), tmp_path)
    assert pickle.loads(pickle.dumps(contents)) == contents


def test_version_and_sample_mark_come_back(tmp_path: Path) -> None:
    read = _read(WorkbookContent(sample=True, rows={"people": ({"name": "甲", "role": "填报人"},)}), tmp_path)
    assert (read.version, read.sample) == ("2", True)


# ---------------------------------------------------------------- same content, same bytes


def test_same_content_gives_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "from core.documents.workbook import WorkbookContent as C\n"
        "from core.documents.workbook_writing import write_workbook\n"
        "from pathlib import Path\nimport sys\n"
        f"write_workbook(Path(sys.argv[1]), C('示例酒店 2025年', dropdowns={{('sources', 'type'): {TYPES!r}}}))\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.xlsx")], check=True, env=environment, cwd=tmp_path)
    assert (tmp_path / "a.xlsx").read_bytes() == workbook_bytes(EMPTY)


def test_no_time_of_writing_stands_in_the_file() -> None:
    with zipfile.ZipFile(BytesIO(workbook_bytes(EMPTY))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


# ---------------------------------------------------------------- the template


def test_template_has_the_sheets_headings_and_version_that_are_read_back() -> None:
    book = _open(EMPTY)
    assert book.sheetnames == ["说明", "场所", "排放源", "月度数据", "票据", "换表", "无用量说明", "情况说明", "人员", "选项"]
    for spec in SHEETS:
        assert [cell.value for cell in book[spec.zh][HEADING_ROW]] == [column.zh for column in spec.columns]
    assert book.defined_names["TANZHANG_TEMPLATE"].attr_text == '"2"'
    assert ("模板版本", "2") in [(row[0].value, row[1].value) for row in book["说明"].iter_rows()]


def test_template_offers_choices() -> None:
    book = _open(
        WorkbookContent(rows={"venue": venue_rows({})}, dropdowns=EMPTY.dropdowns, field_choices=field_choices(types=("酒店", "商场")))
    )
    offered = {
        (sheet.title, str(area)): [cell.value for (cell,) in book["选项"][rule.formula1.rpartition("!")[2].replace("$", "")]]
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    assert offered["排放源", "B4:B5000"] == list(TYPES)
    assert offered["排放源", "F4:F5000"] == ["含末日", "末日为下期首日"]
    assert offered["票据", "M4:M5000"] == ["是"]
    assert offered["人员", "B4:B5000"] == ["填报人", "审核人", "负责人"]
    assert offered["场所", "B7"] == ["酒店", "商场"]
    assert book["选项"].sheet_state == "hidden"


def test_template_locks_labels_and_opens_inputs_without_a_password() -> None:
    book = _open(WorkbookContent(rows={"monthly": ({"subject": "外购电力", "unit": "kWh"},)}))
    sheet = book["月度数据"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert [sheet[place].protection.locked for place in ("A3", "A4", "B4", "C4", "N4")] == [True, True, True, False, False]
    assert not sheet.column_dimensions["C"].protection.locked, "rows below stay open"
    assert (sheet["A4"].fill.start_color.rgb, sheet["C4"].fill.start_color.rgb, sheet["A3"].fill.start_color.rgb) == (
        "FFF1F3F0",
        "FFFFFFFF",
        "FF1E6A48",
    )
    assert sheet.freeze_panes == "B4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("landscape", 9, 1)
    assert sheet.print_title_rows == "$1:$3"


def test_account_column_is_text_so_that_no_digit_is_lost() -> None:
    sheet = _open(EMPTY)["票据"]
    assert sheet.column_dimensions[column_letter("bills", "account")].number_format == "@"
    assert sheet.column_dimensions[column_letter("bills", "start")].number_format == "yyyy-mm-dd"


def test_sample_is_marked_on_every_sheet() -> None:
    book = _open(WorkbookContent("锦江示例酒店", sample=True))
    for spec in SHEETS:
        assert "【示例】" in book[spec.zh]["A1"].value
        assert book[spec.zh].oddHeader.right.text == "示例"


# ---------------------------------------------------------------- places that cannot be written


def test_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"不能保存「a\.xlsx」：文件夹.*不存在。请先建立该文件夹"):
        write_workbook(tmp_path / "没有" / "a.xlsx", EMPTY)


def test_folder_of_that_name_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="已有同名的文件夹"):
        write_workbook(tmp_path, EMPTY)


def test_place_that_the_system_refuses_is_refused_in_words_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"不能写入「长长.*请核对文件夹的写入权限"):
        write_workbook(tmp_path / ("长" * 200 + ".xlsx"), EMPTY)
    assert list(tmp_path.iterdir()) == []


def test_old_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"old")
    write_workbook(tmp_path / "a.xlsx", EMPTY)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
    assert (tmp_path / "a.xlsx").read_bytes() == workbook_bytes(EMPTY)


# ---------------------------------------------------------------- the venue sheet

STARS = ProfileField("stars", "星级", "Stars", "choice", choices=(("four", "四星", "Four"), ("five", "五星", "Five")))
AREA = ProfileField("building_area", "建筑面积", "Area", "number", unit="m2", help_zh="以产权证为准。")


def test_venue_fields_go_out_by_label_and_come_back_by_code(tmp_path: Path) -> None:
    rows = venue_rows({"name": "示例酒店", "stars": "five", "building_area": Decimal("18000.5")}, (STARS, AREA), {"m2": "m²"})
    assert [row["field"] for row in rows] == [zh for zh, _text in VENUE_FIELDS.values()] + ["星级", "建筑面积"]
    assert (rows[-1]["unit"], rows[-1]["help"]) == ("m²", "以产权证为准。")
    contents = _read(WorkbookContent(rows={"venue": (*rows, {"field": "楼层", "value": "9"})}), tmp_path)
    known, unknown = venue_values(contents, (STARS, AREA))
    assert known["name"].values["value"] == "示例酒店"
    assert profile_text(STARS, known["stars"].values["value"]) == "five"
    assert profile_text(AREA, known["building_area"].values["value"]) == "18000.5"
    assert profile_text(STARS, "六星") == "六星", "left for the field's own check"
    assert [row.values["field"] for row in unknown] == ["楼层"]


def test_every_profile_label_of_the_catalogue_differs_from_the_common_labels() -> None:
    from core.catalogue_loader.loading import load_catalogue

    for venue_type in load_catalogue().venue_types.values():
        labels = [zh for zh, _text in VENUE_FIELDS.values()] + [field.zh for field in venue_type.profile]
        assert len(set(labels)) == len(labels), venue_type.code


# ---------------------------------------------------------------- months


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3", Month(2025, 3)),
        ("12", Month(2025, 12)),
        ("2024-03", Month(2024, 3)),
        ("13", None),
        ("", None),
        ("1800-01", None),
        (None, None),
    ],
)
def test_month_cell_names_a_month_of_the_workbooks_year_unless_it_says_another(text: str | None, month: Month | None) -> None:
    assert month_of(text, 2025) == month

"""Tables as people really have them; the functions are named after what is ugly or wrong. All good ones say the same year.

tests/golden/tables/ holds what only another program writes: .xls and .ods of LibreOffice 7.4, made once from `ledger`.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.hostile import make_workbooks

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "tables"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

FIGURES = {"外购电力·主楼户": (125_000, 112_500, 100_000), "外购电力·裙楼户": (80_000, 76_000, 71_000.5), "自来水": (820, 790, 801)}
"""kWh, kWh and m³ of the first three months: what every good file says."""

ROWS = (
    ("月份", "主楼用电(万kWh)", "裙楼用电(kWh)", "自来水(吨)"),
    ("2025年1月", "12.5", "80000", "820"),
    ("2025年2月", "11.25", "76,000", "790"),
    ("2025年3月", "10", "71000.5", "801"),
)
CSV = "\r\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in ROWS) + "\r\n"

Maker = Callable[[Path], Path]


def _text(encoding: str, text: str = CSV) -> Maker:
    def made(folder: Path) -> Path:
        path = folder / "表.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return made


def _saved(folder: Path, book: openpyxl.Workbook, name: str = "表.xlsx") -> Path:
    book.save(folder / name)
    return folder / name


def _book(epoch: object = None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    if epoch is not None:
        book.epoch = epoch
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(ROWS[0])
    for number in range(3):
        electricity, podium, water = (FIGURES[name][number] for name in FIGURES)
        sheet.append((date(2025, number + 1, 1), electricity / 10_000, podium, water))
    return book


# ---------------------------------------------------------------- ugly, and read


def dates_since_1904(folder: Path) -> Path:
    return _saved(folder, _book(CALENDAR_MAC_1904))


def twenty_thousand_formatted_empty_rows(folder: Path) -> Path:
    from openpyxl.styles import PatternFill

    book = _book()
    fill = PatternFill("solid", fgColor="FFFFCC")
    for row in range(5, 20_005):
        book.active.cell(row, 1).fill = fill
        book.active.cell(row, 4).number_format = "0.00"
    return _saved(folder, book)


def title_merged_two_lines_of_headings_and_sums(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in (
        ("示例酒店 2025 年用能台账", None, None, None, None, None),
        ("制表：工程部", None, None, None, None, None),
        ("月份", "电", None, "自来水", "合计", "备注"),
        (None, "主楼(万kWh)", "裙楼(kWh)", "(吨)", None, None),
        ("1月", 12.5, 80_000, 820, 1, "—"),
        ("2月", 11.25, 76_000, 790, 1, None),
        ("3月", 10, 71_000.5, 801, 1, "抄表晚一天"),
        ("一季度", 33.75, 227_000.5, 2411, None, None),
        ("合计", 33.75, 227_000.5, 2411, None, None),
        ("注：以供电公司账单为准。", None, None, None, None, None),
    ):
        sheet.append(row)
    for area in ("A1:F1", "A3:A4", "B3:C3", "E3:E4", "F3:F4"):
        sheet.merge_cells(area)
    return _saved(folder, book)


def months_across_with_sums_and_units(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("2025年能耗统计",))
    sheet.append(("序号", "能源品种", "单位", "1月", "2月", "3月", "一季度", "合计", "同比"))
    sheet.append((1, "主楼电", "万kWh", 12.5, 11.25, 10, 33.75, 33.75, "3%"))
    sheet.append((2, "裙楼用电", "kWh", 80_000, 76_000, 71_000.5, 1, 1, None))
    sheet.append((3, "自来水", "吨", 820, 790, 801, 1, 1, None))
    sheet.append((None, "合计", None, 1, 1, 1, 1, 1, None))
    return _saved(folder, book)


def one_row_for_each_item_and_month(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("项目", "所属月份", "用量", "单位"))
    for name, unit, scale in (("外购电力·主楼户", "万度", 10_000), ("裙楼电", "度", 1), ("自来水", "m³", 1)):
        for month in (1, 2, 3):
            sheet.append((name if month == 1 else None, f"2025{month:02d}", FIGURES_OF[name][month - 1] / scale, unit))
    for top in (2, 5, 8):
        sheet.merge_cells(start_row=top, end_row=top + 2, start_column=1, end_column=1)
    return _saved(folder, book)


FIGURES_OF = {**FIGURES, "裙楼电": FIGURES["外购电力·裙楼户"]}


def hidden_sheet_row_and_column(folder: Path) -> Path:
    book = _book()
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    hidden = book.create_sheet("说明")
    hidden["A1"] = "本表由工程部填写"
    hidden.sheet_state = "hidden"
    return _saved(folder, book)


def macros_never_run(folder: Path) -> Path:
    path = _saved(folder, _book(), "表.xlsm")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kind = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind)
    parts["xl/vbaProject.bin"] = OLE + bytes(600)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


CLEAN: dict[str, Maker] = {
    "csv_in_utf8_with_a_mark": _text("utf-8-sig"),
    "csv_in_utf8": _text("utf-8"),
    "csv_in_gbk": _text("gbk"),
    "csv_in_gb18030": _text("gb18030", CSV.replace("备注", "㑊")),
    "csv_in_utf16": _text("utf-16"),
    "csv_in_utf16_without_a_mark": _text("utf-16-le"),
    "tabs_in_a_txt": _text("gbk", CSV.replace('"76,000"', "76000").replace(",", "\t")),
    "semicolons": _text("utf-8", CSV.replace('"76,000"', "76000").replace(",", ";")),
    "line_ends_of_an_old_mac": _text("gbk", CSV.replace("\r\n", "\r")),
    "line_ends_of_unix": _text("utf-8", CSV.replace("\r\n", "\n")),
    "numbers_guarded_for_excel": _text("utf-8", CSV.replace(",80000,", ',"=""80000""",')),
    "dates_since_1904": dates_since_1904,
    "twenty_thousand_formatted_empty_rows": twenty_thousand_formatted_empty_rows,
    "title_merged_two_lines_of_headings_and_sums": title_merged_two_lines_of_headings_and_sums,
    "months_across_with_sums_and_units": months_across_with_sums_and_units,
    "one_row_for_each_item_and_month": one_row_for_each_item_and_month,
    "hidden_sheet_row_and_column": hidden_sheet_row_and_column,
    "macros_never_run": macros_never_run,
}
"""What is ugly and yet says FIGURES: nine cells, none refused."""


# ---------------------------------------------------------------- read, with refused cells


def formulas_never_calculated(folder: Path) -> Path:
    book = _book()
    book.active["B3"] = "=A3*2"
    book.active["D4"] = "=SUM(D2:D3)"
    return _saved(folder, book)


def errors_in_cells(folder: Path) -> Path:
    return _text("utf-8", CSV.replace("80000", "#N/A").replace("801", "#DIV/0!"))(folder)


def the_same_month_twice(folder: Path) -> Path:
    return _text("utf-8", CSV + "2025年3月,1,2,3\r\n")(folder)


def a_month_of_another_year(folder: Path) -> Path:
    return _text("utf-8", CSV.replace("2025年3月", "2052年3月"))(folder)


def golden(name: str) -> Maker:
    def made(folder: Path) -> Path:
        return Path(shutil.copy(GOLDEN / name, folder / name))

    return made


REFUSING: dict[Maker, tuple[int, int, str]] = {
    formulas_never_calculated: (7, 2, "没有计算结果"),
    errors_in_cells: (7, 2, "错误值"),
    the_same_month_twice: (9, 3, "没有再次计入"),
    a_month_of_another_year: (6, 3, "2052年3月不在"),
}
"""How many cells are new, how many are refused, and why."""


# ---------------------------------------------------------------- refused as a whole


def password_of_old_excel(folder: Path) -> Path:
    """A record of the workbook turned into FILEPASS, as a protected .xls has it."""
    data = (GOLDEN / "ledger.xls").read_bytes()
    path = folder / "表.xls"
    path.write_bytes(data.replace(bytes.fromhex("e1000200b004"), bytes.fromhex("2f000200b004"), 1))
    return path


def password_of_opendocument(folder: Path) -> Path:
    path = folder / "表.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>")
        archive.writestr("content.xml", b"\x8f\x02" * 300)
    return path


def web_page_called_a_workbook(folder: Path) -> Path:
    path = folder / "导出.xls"
    path.write_text("<html><table><tr><td>月份</td><td>电量</td></tr></table></html>", encoding="utf-8")
    return path


def half_of_an_old_workbook(folder: Path) -> Path:
    path = folder / "表.xls"
    path.write_bytes((GOLDEN / "ledger.xls").read_bytes()[:3000])
    return path


def chain_that_bites_its_tail(folder: Path) -> Path:
    """An .xls whose table of sectors leads in a circle."""
    data = bytearray((GOLDEN / "ledger.xls").read_bytes())
    at = (int.from_bytes(data[76:80], "little") + 1) * 512
    for place in range(at, at + 400, 4):
        data[place : place + 4] = (0).to_bytes(4, "little")
    path = folder / "表.xls"
    path.write_bytes(bytes(data))
    return path


def document_type_in_opendocument(folder: Path) -> Path:
    path = folder / "表.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return path


def rows_repeated_without_end(folder: Path) -> Path:
    """An .ods of a few bytes that stands for a million rows and a thousand columns of figures."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "表.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def _workbook(maker: Callable[[Path], Path]) -> Maker:
    def made(folder: Path) -> Path:
        return maker(folder / "表.xlsx")

    made.__name__ = maker.__name__
    return made


def zip_bomb(folder: Path) -> Path:
    path = folder / "表.xlsx"
    stream = BytesIO()
    _book().save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet>" + b" " * (60 * 2**20) + b"</worksheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


REFUSED: dict[Maker, str] = {
    _workbook(make_workbooks.protected_by_password): "workbook.password",
    password_of_old_excel: "workbook.password",
    password_of_opendocument: "workbook.password",
    zip_bomb: "workbook.too_large",
    document_type_in_opendocument: "workbook.entities",
    rows_repeated_without_end: "table.too_large",
    web_page_called_a_workbook: "table.markup",
    half_of_an_old_workbook: "workbook.damaged",
    chain_that_bites_its_tail: "workbook.damaged",
    _workbook(make_workbooks.file_of_no_bytes): "workbook.empty_file",
    _workbook(make_workbooks.pdf_renamed): "workbook.not_workbook",
}
"""Each fault with the code of the one sentence that it ends in."""

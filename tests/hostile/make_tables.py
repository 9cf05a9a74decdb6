"""Tables that are wrong in one way each; the functions are named after what is wrong. Each is read with `MAPPING`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl

MAPPING = """\
[venue]
id = { column = "编号" }
type = "hotel"
region = "510100"
[period]
year = { column = "年份" }
[[quantity]]
column = "电量"
source = "grid_electricity"
unit = "kWh"
"""

HEAD = "编号,年份,电量\r\n"
GOOD = HEAD + 'A1,2025,1200.5\r\nA2,2025,"1,300"\r\n'


def right(path: Path) -> Path:
    path.write_bytes(GOOD.encode("utf-8"))
    return path


# ---------------------------------------------------------------- refused as a whole


def file_of_no_bytes(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def only_blank_lines(path: Path) -> Path:
    path.write_bytes(b"\r\n,,\r\n\r\n")
    return path


def heading_missing(path: Path) -> Path:
    path.write_text("编号,年份,用电\nA1,2025,1\n", encoding="utf-8")
    return path


def heading_twice(path: Path) -> Path:
    path.write_text("编号,年份,电量,电量\nA1,2025,1,2\n", encoding="utf-8")
    return path


def quotes_left_open(path: Path) -> Path:
    path.write_text(HEAD + 'A1,2025,"12\nA2,2025,13\n', encoding="utf-8")
    return path


def bytes_of_no_encoding(path: Path) -> Path:
    path.write_bytes(HEAD.encode("utf-8") + b"A1,2025,\xff\xff\xff\n")
    return path


def picture_renamed(path: Path) -> Path:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200))
    return path


def pdf_renamed(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    return path


def old_xls_damaged(path: Path) -> Path:
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000))
    return path


def too_many_columns(path: Path) -> Path:
    path.write_text(HEAD.strip() + "," * 1100 + "\nA1,2025,1\n", encoding="utf-8")
    return path


def too_many_rows(path: Path) -> Path:
    path.write_text(HEAD + "A1,2025,1\n" * 200_001, encoding="utf-8")
    return path


def zip_of_something_else(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    return path


def workbook_of_another_sheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["别的", "表"])
    book.save(path)
    return path


def opendocument_damaged(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office")
    return path


REFUSED: dict[Callable[[Path], Path], str] = {
    file_of_no_bytes: "workbook.empty_file",
    only_blank_lines: "table.empty",
    heading_missing: "table.heading_missing",
    heading_twice: "table.heading_twice",
    quotes_left_open: "table.quotes",
    bytes_of_no_encoding: "table.encoding",
    picture_renamed: "table.not_text",
    pdf_renamed: "workbook.not_workbook",
    old_xls_damaged: "workbook.damaged",
    too_many_columns: "table.too_large",
    too_many_rows: "table.too_large",
    zip_of_something_else: "workbook.not_workbook",
    workbook_of_another_sheet: "table.heading_missing",
    opendocument_damaged: "workbook.damaged",
}
"""Each fault with the code under which the file is refused."""


# ---------------------------------------------------------------- right, though strange


def _encoded(encoding: str, text: str = GOOD) -> Callable[[Path], Path]:
    def made(path: Path) -> Path:
        path.write_bytes(text.encode(encoding))
        return path

    return made


def workbook_with_a_preamble(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A3"] = "某集团 2025 年用电", "单位：kWh"
    for number, row in enumerate((("编号", "年份", "电量"), ("A1", 2025, 1200.5), ("A2", 2025, 1300)), 5):
        for column, value in enumerate(row, 2):
            sheet.cell(number, column, value)
    book.create_sheet("别的")
    book.save(path)
    return path


def opendocument(path: Path) -> Path:
    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'

    rows = (("编号", "年份", "电量"), ("A1", 2025, 1200.5), ("A2", 2025, 1300))
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="用电">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


STRANGE: dict[str, Callable[[Path], Path]] = {
    "UTF-8 with a mark": _encoded("utf-8-sig"),
    "GBK": _encoded("gbk"),
    "GB18030": _encoded("gb18030", GOOD.replace("A1", "㑊1").replace("㑊1", "A1")),
    "UTF-16 with tabs, as Excel saves Unicode text": _encoded("utf-16", GOOD.replace('"1,300"', "1300").replace(",", "\t")),
    "semicolons": _encoded("utf-8", GOOD.replace('"1,300"', "1300").replace(",", ";")),
    "line ends of an old Mac": _encoded("utf-8", GOOD.replace("\r\n", "\r")),
    "bare line feeds and a blank line": _encoded("utf-8", GOOD.replace("\r\n", "\n") + "\n\n"),
    "headings further down": _encoded("utf-8", "某集团\r\n\r\n单位：kWh\r\n" + GOOD),
    "more columns in another order": _encoded("utf-8", '备注,电量,编号,年份\r\n甲,1200.5,A1,2025\r\n"多行\r\n备注","1,300",A2,2025\r\n'),
    "headings in full-width letters with blanks": _encoded("utf-8", GOOD.replace("编号", " 编 号 ")),
    "a workbook with a preamble": workbook_with_a_preamble,
    "a table of OpenDocument": opendocument,
}


def uncalculated_formula(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (("编号", "年份", "电量"), ("A1", 2025, "=B2*2"), ("A2", 2025, 1300)):
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    return path

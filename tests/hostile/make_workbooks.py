"""Workbooks that are wrong in one way each; the functions are named after what is wrong."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from core.documents.workbook import WorkbookContent
from core.documents.workbook_writing import workbook_bytes

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HOTEL = WorkbookContent(
    "示例酒店 2025年",
    {
        "venue": ({"field": "场所名称", "value": "示例酒店"},),
        "monthly": ({"subject": "外购电力", "unit": "kWh", "m01": Decimal("1200"), "m02": Decimal("1100.5")},),
        "bills": ({"source": "外购电力", "quantity": Decimal(5)},),
    },
)
"""A small workbook that is right."""


@cache
def _right() -> bytes:
    return workbook_bytes(HOTEL)


def right(path: Path) -> Path:
    path.write_bytes(_right())
    return path


# ---------------------------------------------------------------- not a workbook


def file_of_no_bytes(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def text_renamed(path: Path) -> Path:
    path.write_text("项目,1月\n电,12\n", encoding="utf-8")
    return path


def pdf_renamed(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    return path


def old_xls(path: Path) -> Path:
    path.write_bytes(_OLE + bytes(504) + "Workbook".encode("utf-16-le") + bytes(1000))
    return path


def protected_by_password(path: Path) -> Path:
    path.write_bytes(_OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000))
    return path


def _zip_of(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def opendocument(path: Path) -> Path:
    return _zip_of(path, {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def word_document(path: Path) -> Path:
    return _zip_of(path, {"word/document.xml": b"<x/>"})


def binary_workbook(path: Path) -> Path:
    return _zip_of(path, {"xl/workbook.bin": b"\0"})


def some_other_zip(path: Path) -> Path:
    return _zip_of(path, {"照片.txt": b"x"})


# ---------------------------------------------------------------- damaged or dangerous


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _part_of(data: bytes, sheet: str) -> str:
    names = openpyxl.load_workbook(BytesIO(data), read_only=True).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def with_part(path: Path, sheet: str, change: Callable[[bytes], bytes]) -> Path:
    """The right workbook with the XML of one sheet changed."""
    data = _right()
    parts = _parts(data)
    name = _part_of(data, sheet)
    return _zip_of(path, parts | {name: change(parts[name])})


def cut_short(path: Path) -> Path:
    path.write_bytes(right(path).read_bytes()[:-400])
    return path


def wrong_checksum(path: Path) -> Path:
    data = bytearray(right(path).read_bytes())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entry = archive.getinfo("xl/workbook.xml")
    data[entry.header_offset + 60] ^= 0xFF
    path.write_bytes(data)
    return path


def broken_xml(path: Path) -> Path:
    return with_part(path, "月度数据", lambda content: content.replace(b"</row>", b"<row>", 1))


def cell_outside_every_sheet(path: Path) -> Path:
    """Row 999999999 of an existing cell; laying out so many rows would end the process."""
    return with_part(path, "月度数据", lambda content: content.replace(b'r="C4"', b'r="C999999999"', 1))


def cell_above_the_one_before(path: Path) -> Path:
    """Rows in falling order; the number of rows between them would be negative."""
    return with_part(path, "月度数据", lambda content: content.replace(b'r="C4"', b'r="C1"', 1))


def part_missing(path: Path) -> Path:
    data = _right()
    parts = _parts(data)
    del parts[_part_of(data, "月度数据")]
    return _zip_of(path, parts)


def workbook_without_sheets(path: Path) -> Path:
    return _zip_of(path, {"xl/workbook.xml": b"<workbook/>", "xl/_rels/workbook.xml.rels": b"<Relationships/>"})


def entities_declared(path: Path) -> Path:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return with_part(path, "月度数据", lambda content: bomb + content)


def entities_declared_in_utf16(path: Path) -> Path:
    data = _right()
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    return _zip_of(path, _parts(data) | {"docProps/app.xml": text.encode("utf-16")})


def bomb_by_ratio(path: Path) -> Path:
    return _zip_of(path, _parts(_right()) | {"xl/media/bomb.bin": bytes(30 * 2**20)})


def bomb_by_total(path: Path) -> Path:
    """Announces 4 GB without holding them."""
    data = bytearray(_zip_of(path, _parts(_right()) | {"xl/media/bomb.bin": b"x"}).read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 0xFFFF_FFF0)
    path.write_bytes(data)
    return path


def size_that_lies(path: Path) -> Path:
    """Announces 100 bytes with their right checksum, and unpacks to ten million."""
    content = bytes(10**7)
    data = bytearray(_zip_of(path, _parts(_right()) | {"xl/sharedStrings.xml": content}).read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 16 : at + 20] = struct.pack("<L", zlib.crc32(content[:100]))
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    path.write_bytes(data)
    return path


def too_many_parts(path: Path) -> Path:
    return _zip_of(path, _parts(_right()) | {f"xl/x{number}.bin": b"" for number in range(2100)})


def part_twice(path: Path) -> Path:
    right(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.NameToInfo.clear()  # so that Python's zipfile does not warn of what is done on purpose
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return path


def far_cell(path: Path) -> Path:
    return edited(path, "票据", lambda sheet: sheet.cell(1_048_576, 16_384, "x"))


# ---------------------------------------------------------------- laid out otherwise


def edited(path: Path, sheet: str, change: Callable[[Any], object]) -> Path:
    """The right workbook with one sheet changed by hand."""
    book = openpyxl.load_workbook(BytesIO(_right()))
    change(book[sheet])
    book.save(path)
    return path


def blank_workbook(path: Path) -> Path:
    openpyxl.Workbook().save(path)
    return path


def known_sheets_without_content(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "月度数据"
    book.save(path)
    return path


def no_known_sheet(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Sheet1"
    book.active["A1"] = "电"
    book.create_sheet("能耗统计")
    book.save(path)
    return path


def heading_missing(path: Path) -> Path:
    return edited(path, "月度数据", lambda sheet: sheet.delete_cols(5))


def heading_twice(path: Path) -> Path:
    def change(sheet: Any) -> None:
        sheet["P3"] = "3月"

    return edited(path, "月度数据", change)


def same_sheet_twice(path: Path) -> Path:
    def change(sheet: Any) -> None:
        sheet.parent.copy_worksheet(sheet).title = "月度 数据"

    return edited(path, "月度数据", change)


def newer_template(path: Path) -> Path:
    def change(sheet: Any) -> None:
        sheet.parent.defined_names["TANZHANG_TEMPLATE"].attr_text = '"3"'

    return edited(path, "月度数据", change)


# ---------------------------------------------------------------- cells that cannot be known


def _cell(path: Path, place: str, value: object, sheet: str = "月度数据") -> Path:
    def change(target: Any) -> None:
        target[place] = value

    return edited(path, sheet, change)


def formula_never_calculated(path: Path) -> Path:
    return _cell(path, "E4", "=C4+D4")


def formula_never_calculated_below_all_data(path: Path) -> Path:
    return _cell(path, "N40", "=C4+D4")


def broken_reference(path: Path) -> Path:
    return _cell(path, "E4", "#REF!")


def division_by_zero(path: Path) -> Path:
    return _cell(path, "E4", "#DIV/0!")


def number_beyond_measure(path: Path) -> Path:
    return _cell(path, "E4", -1e308)


def truth_in_a_number_cell(path: Path) -> Path:
    return _cell(path, "E4", value=True)


def day_in_a_number_cell(path: Path) -> Path:
    def change(sheet: Any) -> None:
        sheet["E4"], sheet["E4"].number_format = 45000, "yyyy-mm-dd"

    return edited(path, "月度数据", change)


def time_in_a_number_cell(path: Path) -> Path:
    return _cell(path, "E4", time(3, 4))


def number_in_a_day_cell(path: Path) -> Path:
    return _cell(path, "C4", 20250305, "票据")


def day_that_does_not_exist(path: Path) -> Path:
    return _cell(path, "C4", "2025-02-30", "票据")


def account_that_lost_its_digits(path: Path) -> Path:
    return _cell(path, "B4", 51012345678901234567, "票据")


def month_that_is_none(path: Path) -> Path:
    return _cell(path, "B4", "13月", "无用量说明")


# ---------------------------------------------------------------- right, only unusual


def padded_rows(path: Path, count: int = 20_000) -> Path:
    """Formatted empty rows after the data, as deleting their content leaves them."""

    def pad(content: bytes) -> bytes:
        rows = (
            f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" s="1"/>' for letter in "ABCDEFGHIJKLMNOP") + "</row>"
            for row in range(100, 100 + count)
        )
        return content.replace(b"</sheetData>", "".join(rows).encode() + b"</sheetData>")

    return with_part(path, "票据", pad)

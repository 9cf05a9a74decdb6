"""Workbooks that are only read: a title, one table a sheet, figures as numbers with all their digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from core.documents.workbook import CellValue
from core.documents.workbook_style import Look, look, put, value_format
from core.i18n import _

_TIME = (1980, 1, 1)
_HEAD_ROW = 4


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column: its title with the unit in it, its width in characters, whether figures stand in it, and whether it is to be filled in."""

    title: str
    width: float = 14
    figures: bool = False
    entry: bool = False


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """One sheet: its name, what it shows in one sentence, columns and rows."""

    name: str
    sentence: str
    columns: Sequence[PlainColumn]
    rows: Sequence[Sequence[CellValue]]


def plain_workbook(title: str, sheets: Sequence[PlainSheet], *, sample: bool) -> bytes:
    """The workbook as bytes; the same tables give the same bytes. Texts that begin like a formula stay texts.

    Args:
        title: what it is and whose.
        sheets: in order; each fits one page in width when printed.
        sample: 示例 stands above each table.
    """
    from openpyxl import Workbook

    from core.documents.workbook_writing import same_bytes

    book = Workbook()
    book.remove(book.active)
    style = look()
    for one in sheets:
        _write(book.create_sheet(one.name), one, title, style, sample=sample)
    book.properties.creator = "碳账本"
    book.properties.title = title
    book.properties.created = datetime(*_TIME)  # noqa: DTZ001 - a fixed date, so that equal tables give equal bytes
    stream = BytesIO()
    book.save(stream)
    return same_bytes(stream.getvalue())


def raw_workbook(sheets: Mapping[str, Sequence[Sequence[CellValue]]]) -> bytes:
    """Sheets with the cells of foreign tables, each in its own place; what begins like a formula stays text."""
    from openpyxl import Workbook

    from core.documents.workbook_writing import same_bytes

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for number, value in enumerate(row, start=1):
                if value is not None:
                    put(sheet.cell(line, number), value)
    stream = BytesIO()
    book.save(stream)
    return same_bytes(stream.getvalue())


def _write(sheet: Any, one: PlainSheet, title: str, style: Look, *, sample: bool) -> None:
    from openpyxl.utils import get_column_letter

    put(sheet["A1"], title)
    sheet["A1"].font = style.title
    put(sheet["A2"], _("示例：数据是虚构的，不得用于申报。") if sample else one.sentence)
    sheet["A2"].font = style.sample if sample else style.quiet
    for number, column in enumerate(one.columns, start=1):
        cell = sheet.cell(_HEAD_ROW, number)
        put(cell, column.title)
        cell.font, cell.fill, cell.alignment, cell.border = style.head, style.head_fill, style.centred, style.line
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for line, row in enumerate(one.rows, start=_HEAD_ROW + 1):
        for number, value in enumerate(row, start=1):
            cell = sheet.cell(line, number)
            cell.font, cell.border = style.body, style.line
            if one.columns[number - 1].entry:
                cell.fill = style.surface_fill
            if value is not None:
                put(cell, value)
                cell.number_format = value_format(value, "number" if one.columns[number - 1].figures else "text")
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 1)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"

"""附表2 as a workbook: the nine columns as issued, in the house style."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from core.documents.form_fields import day_text, read_form
from core.documents.form_rows import BLANK_NUMBERS, Form2Context, Form2Row, form2_cells
from core.documents.workbook import letter_of
from core.documents.workbook_style import ACCENT, WARN, look, put
from core.documents.workbook_writing import same_bytes

HEAD_ROW = 3
"""Row of the heads; title and compiler stand above."""

_A4 = 9
_FIXED = datetime(1980, 1, 1)  # noqa: DTZ001 - a fixed date, so that equal content gives equal bytes


def form2_workbook(rows: Sequence[Form2Row], context: Form2Context) -> bytes:
    """The list as a workbook; the same rows give the same bytes.

    Raises:
        EnvironmentFault: the declaration of the form is missing.
    """
    from openpyxl import Workbook

    declared, style = read_form("form2"), look()
    book = Workbook()
    sheet = book.active
    sheet.title = declared.annex
    wide = len(declared.columns)
    mark = "【示例】" if context.sample else "【试用】" if context.trial else ""
    _line(sheet, 1, wide, f"{declared.annex}　{declared.title}{mark}", style.title)
    facts = [context.compiled_by, day_text(context.written_on) if context.written_on else ""]
    _line(sheet, 2, wide, "　".join(fact for fact in facts if fact), style.quiet)
    for index, column in enumerate(declared.columns, start=1):
        head = sheet.cell(HEAD_ROW, index)
        put(head, "\n".join(column.head))
        head.font, head.fill, head.border, head.alignment = style.head, style.head_fill, style.line, style.centred
        sheet.column_dimensions[letter_of(index - 1)].width = column.width + 2
    for number, row in enumerate(rows, start=1):
        texts = form2_cells(number, row)
        for index, column in enumerate(declared.columns, start=1):
            cell = sheet.cell(HEAD_ROW + number, index)
            # Figures are figures, so that a roll-up can add them; all else is text, dates of several retirements included.
            figure = {"number": number, "tonnes": row.tonnes}.get(column.bind)
            put(cell, texts[column.bind] if figure is None else Decimal(figure))
            cell.font, cell.border, cell.alignment = style.body, style.line, style.wrapped
            cell.number_format = "0" if column.bind in {"number", "tonnes"} else "@"
    filled = len(rows) or _blank_rows(sheet, wide, style)
    _line(sheet, HEAD_ROW + filled + 1, wide, declared.note, style.quiet)
    _finish(sheet, ACCENT if not context.sample else WARN)
    book.properties.creator, book.properties.title, book.properties.created = "碳账本", declared.title, _FIXED
    stream = BytesIO()
    book.save(stream)
    return same_bytes(stream.getvalue())


def _blank_rows(sheet: Any, wide: int, style: Any) -> int:
    """The empty rows of the issued form; returns how many there are."""
    for down, number in enumerate(BLANK_NUMBERS, start=1):
        for index in range(1, wide + 1):
            cell = sheet.cell(HEAD_ROW + down, index)
            put(cell, number if index == 1 else None)
            cell.font, cell.border, cell.alignment = style.body, style.line, style.wrapped
    return len(BLANK_NUMBERS)


def _line(sheet: Any, row: int, wide: int, text: str, font: Any) -> None:
    """A text across all columns."""
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=wide)
    put(sheet.cell(row, 1), text)
    sheet.cell(row, 1).font = font


def _finish(sheet: Any, tab: str) -> None:
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.row_dimensions[1].height, sheet.row_dimensions[HEAD_ROW].height = 26, 32
    sheet.sheet_properties.tabColor = tab
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{HEAD_ROW}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"

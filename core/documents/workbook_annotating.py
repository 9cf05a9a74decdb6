"""The person's own workbook handed back: each refused item marked where it stands and listed on a first sheet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from core.documents.placing import place_file
from core.documents.workbook import REFUSED_SHEET, fold
from core.documents.workbook_safety import checked_parts, damaged, file_bytes
from core.documents.workbook_style import Look, look, put
from core.documents.workbook_writing import note, same_bytes
from core.errors import FileError
from core.i18n import _

_Item = tuple[str, int, str, str, str]
"""Sheet, row, column letter, what was found, reason."""

_WIDTHS = (14, 8, 8, 30, 80)


def write_annotated(source: Path, target: Path, reasons: Mapping[tuple[str, int, str], str]) -> None:
    """Copy a workbook and mark what was refused in it; everything else stays as the person made it.

    Args:
        source: the workbook that was imported; it is not changed.
        target: where the copy goes.
        reasons: (sheet name, row, column letter or empty for the whole row) → reason in words.

    Raises:
        FileError: the source is not a workbook that can be read, or the copy would replace it.
        EnvironmentFault: the source cannot be read or the target not be written.
    """
    data = file_bytes(source)
    if target.resolve() == source.resolve():
        raise FileError("workbook.same_file", _("批注副本不能覆盖原文件「{file}」。").format(file=source.name), _("请换一个文件名。"))
    checked_parts(data, source.name)
    book = _opened(data, source)
    styles = look()
    if REFUSED_SHEET in book.sheetnames:
        book.remove(book[REFUSED_SHEET])
    sheets = {fold(sheet.title): sheet for sheet in book.worksheets}
    listed: list[_Item] = []
    for (sheet_name, row, letter), reason in sorted(reasons.items(), key=lambda item: _order(list(sheets), item[0])):
        sheet = sheets.get(fold(sheet_name))
        found = ""
        if sheet is not None and row > 0:
            cell = sheet[f"{letter or 'A'}{row}"]
            found = "" if cell.value is None or not letter else str(cell.value)
            _mark(cell, reason, styles)
        listed.append((sheet_name, row, letter, found, reason))
    _list(book, listed, sheets, styles)
    stream = BytesIO()
    book.save(stream)
    place_file(target, same_bytes(stream.getvalue()))


def _order(sheets: list[str], place: tuple[str, int, str]) -> tuple[int, int, int, str]:
    name, row, letter = place
    return (sheets.index(fold(name)) if fold(name) in sheets else len(sheets), row, len(letter), letter)


def _opened(data: bytes, source: Path) -> Any:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl warns of decoration it cannot keep, such as slicers
        try:
            return load_workbook(BytesIO(data), keep_vba=source.suffix.casefold() == ".xlsm")
        except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError) as error:
            raise damaged(source.name) from error


def _mark(cell: Any, reason: str, styles: Look) -> None:
    from openpyxl.cell.cell import MergedCell

    if isinstance(cell, MergedCell):
        area = next(area for area in cell.parent.merged_cells.ranges if cell.coordinate in area)
        cell = cell.parent.cell(area.min_row, area.min_col)
    before = f"{cell.comment.text}\n" if cell.comment is not None and reason not in cell.comment.text else ""
    cell.comment = note(before + reason)
    cell.fill, cell.border = styles.error_fill, styles.error_line


def _list(book: Any, listed: list[_Item], sheets: Mapping[str, Any], styles: Look) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(REFUSED_SHEET, 0)
    put(sheet["A1"], _("未导入 {count} 项").format(count=len(listed)))
    sheet["A1"].font = styles.title
    put(sheet["A2"], _("按原因改正后可再次导入；已导入的内容不会重复。"))
    sheet["A2"].font = styles.quiet
    for index, (heading, width) in enumerate(zip((_("工作表"), _("行"), _("列"), _("现有内容"), _("原因")), _WIDTHS, strict=True), 1):
        cell = sheet.cell(3, index)
        put(cell, heading)
        cell.font, cell.fill, cell.alignment = styles.head, styles.head_fill, styles.centred
        sheet.column_dimensions[cell.column_letter].width = width
    for number, (name, row, letter, found, reason) in enumerate(listed, 4):
        for index, value in enumerate((name, str(row) if row > 0 else "", letter, found, reason), 1):
            cell = sheet.cell(number, index)
            put(cell, value)
            cell.font, cell.border, cell.alignment = styles.body, styles.line, styles.wrapped
        if (place := sheets.get(fold(name))) is not None and row > 0:
            title = place.title.replace("'", "''")
            sheet.cell(number, 1).hyperlink = Hyperlink(ref=f"A{number}", location=f"'{title}'!{letter or 'A'}{row}")
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False

"""Any file with tables in it, whole: what it says, before anybody asks what it means."""

from __future__ import annotations

from pathlib import Path

from core.documents.free_tables import FreeBook, FreeSheet
from core.documents.free_text import MOST_COLUMNS, MOST_ROWS, most_even, text_rows
from core.documents.free_workbook import WORKBOOK_STARTS, read_sheets, too_large
from core.documents.table_cells import Cell
from core.documents.workbook import GUIDE_SHEET, SHEETS, VERSION_NAME, WorkbookContents, fold
from core.documents.workbook_reading import read_workbook
from core.documents.workbook_safety import checked_table_parts, file_bytes
from core.documents.workbook_scan import outline
from core.errors import FileError
from core.i18n import _

_NOT_OURS = frozenset({"workbook.heading_missing", "workbook.heading_twice", "workbook.no_sheet", "workbook.empty", "workbook.far_cell"})
"""Why a workbook with one of our sheet names is read as anybody's."""


def read_any(path: Path) -> WorkbookContents | FreeBook:
    """Read our template as such, and everything else as the tables that it holds.

    Raises:
        FileError: neither can be read; the sentence names the fault and the remedy.
        EnvironmentFault: the system does not let the file be read.
    """
    data = file_bytes(path)
    marked, ours = _marks(data, path.name)
    if marked or ours > 1:
        try:
            return read_workbook(path)
        except FileError as error:
            if marked or error.code not in _NOT_OURS:
                raise
    return read_free(path)


def _marks(data: bytes, file: str) -> tuple[bool, int]:
    """Whether the workbook carries the version of our template, and how many of its sheets are called like ours."""
    if not data.startswith(b"PK\x03\x04"):
        return False, 0
    parts = checked_table_parts(data, file)
    if "xl/workbook.xml" not in parts:
        return False, 0
    plan = outline(parts, file)
    ours = {fold(GUIDE_SHEET), *(fold(spec.zh) for spec in SHEETS)}
    return VERSION_NAME in plan.names, sum(1 for one in plan.sheets if fold(one.name) in ours)


def read_free(path: Path) -> FreeBook:
    """Read every sheet of a file.

    Raises:
        FileError: not a table that can be read; the sentence names the fault and the remedy.
        EnvironmentFault: the system does not let the file be read.
    """
    data = file_bytes(path)
    if data.startswith(WORKBOOK_STARTS):
        found = read_sheets(data, path.name)
        full = tuple(one for one in found.read if one.grid)
        notes = [_("工作表「{sheet}」是隐藏的，其中的内容也已读取。").format(sheet=one.name) for one in full if one.hidden]
        if found.macros:
            notes.append(_("文件里有宏，没有运行，只读取了单元格。"))
        book = FreeBook(path.name, found.kind, full, tuple(notes))
    else:
        rows, note = text_rows(data, path.name, most_even)
        grid = tuple(_trimmed(row) for row in rows)
        if len(grid) > MOST_ROWS or max(map(len, grid), default=0) > MOST_COLUMNS:
            raise too_large(path.name)
        sheets = (FreeSheet(path.name, grid),) if any(grid) else ()
        book = FreeBook(path.name, "text", sheets, (note,))
    if not book.sheets:
        raise FileError("table.empty", _("「{file}」里没有任何内容。").format(file=path.name), _("请核对文件，或另取一份。"))
    return book


def _trimmed(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]

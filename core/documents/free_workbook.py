"""Sheets of a workbook of any kind — .xlsx, .xlsm, .xls, .ods — with every cell that cannot be known as a fault."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.documents.free_tables import FreeSheet
from core.documents.free_text import MOST_COLUMNS, MOST_ROWS
from core.documents.table_cells import Cell, Fault, raw_cell
from core.documents.workbook_cells import RawValue
from core.documents.workbook_safety import checked_table_parts, damaged, is_old
from core.documents.workbook_scan import SheetScan, outline, scan_sheet
from core.errors import FileError
from core.i18n import _

MOST_CELLS = 4_000_000
"""Rows × columns of the areas in use of the sheets that are read; the reader keeps them whole in memory, blank cells too."""

WORKBOOK_STARTS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"%PDF-")
"""A file that begins so is no text; what is none of ours among them is refused by name."""

Choose = Callable[[Sequence[str]], Sequence[str]]
"""Of the names of all worksheets, those that are to be read."""


@dataclass(slots=True)
class Sheets:
    """What was read of a workbook.

    Attributes:
        kind: ``xlsx``, ``xls`` or ``ods``.
        names: of all worksheets; read: the chosen ones.
    """

    kind: str
    names: tuple[str, ...]
    read: list[FreeSheet] = field(default_factory=list)
    macros: bool = False


def read_sheets(data: bytes, file: str, choose: Choose = tuple) -> Sheets:
    """Read the chosen worksheets of a workbook; macros are never run and formulas are taken at their stored result.

    Raises:
        FileError: not a workbook, damaged, guarded by a password, too large, or with XML entities; nothing was read.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    kind, scan_of, macros = _plan(data, file)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            known = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
            names = [one.name for one in known]
            found = Sheets(kind, tuple(names), macros=macros)
            wanted = choose(names)
            scans: list[SheetScan] = []
            for index, one in enumerate(known):
                if one.name not in wanted:
                    continue
                scan = scan_of(index, one.name)
                scans.append(scan)
                _check_areas(scans, file)
                raw = book.get_sheet_by_name(one.name)
                merges = tuple(sorted(scan.merges)) or tuple(
                    (a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in raw.merged_cell_ranges or ()
                )
                rows = raw.to_python(skip_empty_area=False) if scan.last_row else []
                hidden = one.visible is not SheetVisibleEnum.Visible
                found.read.append(_sheet(one.name, rows, scan, merges, hidden=hidden))
    except CalamineError as error:
        raise damaged(file) from error
    return found


def _plan(data: bytes, file: str) -> tuple[str, Callable[[int, str], SheetScan], bool]:
    """What kind it is, how a sheet of it is scanned, and whether it has macros."""
    if is_old(data, file):
        from core.documents.free_xls import scan_xls

        old = scan_xls(data, file)
        _check_areas(old.sheets, file)
        return "xls", lambda index, _name: _at(old.sheets, index, file), old.macros
    parts = checked_table_parts(data, file)
    if "xl/workbook.xml" in parts:
        known = {one.name: one.part for one in outline(parts, file).sheets}
        macros = b"vbaProject" in parts.get("[Content_Types].xml", b"")
        return "xlsx", lambda _index, name: _scanned(parts, known.get(name, ""), file), macros
    from core.documents.free_ods import scan_ods

    scans = scan_ods(parts, file)
    _check_areas(scans, file)
    return "ods", lambda index, _name: _at(scans, index, file), any(name.startswith("Basic/") for name in parts)


def _at(scans: Sequence[SheetScan], index: int, file: str) -> SheetScan:
    if index >= len(scans):
        raise damaged(file)
    return scans[index]


def _scanned(parts: Mapping[str, bytes], part: str, file: str) -> SheetScan:
    if part not in parts:
        raise damaged(file)
    return scan_sheet(parts[part], file)


def _check_areas(scans: Sequence[SheetScan], file: str) -> None:
    """Sheets are small enough together; the reader lays whole areas of old and open workbooks out in memory when it opens them."""
    area = sum(scan.last_row * scan.last_column for scan in scans)
    if any(scan.last_row > MOST_ROWS or scan.last_column > MOST_COLUMNS for scan in scans) or area > MOST_CELLS:
        raise too_large(file)


def too_large(file: str) -> FileError:
    """The answer to a table with more rows or columns than are read."""
    return FileError(
        "table.too_large",
        _("「{file}」超过 {rows} 行或 {columns} 列。").format(file=file, rows=f"{MOST_ROWS:,}", columns=f"{MOST_COLUMNS:,}"),
        _("没有读取。请拆成几个文件再导入。"),
    )


def _sheet(
    name: str, raw: Sequence[Sequence[RawValue]], scan: SheetScan, merges: tuple[tuple[int, int, int, int], ...], *, hidden: bool
) -> FreeSheet:
    wrong = _("单元格显示错误值，没有结果。请改正公式或直接填数。")
    missing = _("公式没有计算结果。请在办公软件中打开、重新计算并保存，或直接填数。")
    faults = {place: Fault(found, wrong) for place, found in scan.errors.items()}
    faults |= {place: Fault(found, missing) for place, found in scan.uncalculated.items()}
    of_row: dict[int, dict[int, Fault]] = {}
    for (row, column), fault in faults.items():
        of_row.setdefault(row, {})[column] = fault
    grid = []
    for number in range(1, scan.last_row + 1):
        cells: list[Cell] = [raw_cell(cell) for cell in raw[number - 1][: scan.last_column]] if number <= len(raw) else []
        for column, fault in of_row.get(number, {}).items():
            cells += [None] * (column - len(cells))
            cells[column - 1] = fault
        while cells and cells[-1] is None:
            cells.pop()
        grid.append(tuple(cells))
    while grid and not grid[-1]:
        grid.pop()
    return FreeSheet(name, tuple(grid), merges, hidden, frozenset(scan.hidden_rows), frozenset(scan.hidden_columns))

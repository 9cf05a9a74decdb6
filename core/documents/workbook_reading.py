"""Reading a filled workbook: every row with its place, every cell as typed, and nothing taken that cannot be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from core.documents.workbook import (
    GUIDE_SHEET,
    SAMPLE_LABEL,
    SHEETS,
    TEMPLATE_VERSION,
    VERSION_LABEL,
    VERSION_NAME,
    YES,
    CellValue,
    ColumnSpec,
    SheetRow,
    SheetSpec,
    Unreadable,
    WorkbookContents,
    fold,
    letter_of,
)
from core.documents.workbook_cells import NotTaken, RawValue, cell_value
from core.documents.workbook_safety import checked_parts, damaged, file_bytes
from core.documents.workbook_scan import Outline, SheetScan, outline, scan_sheet
from core.errors import FileError
from core.i18n import _

MOST_CELLS = 4_000_000
"""Rows × columns of the area in use of one sheet; the reader keeps the whole area in memory, blank cells too."""

_HEADING_WITHIN = 30
_Grid = list[list[RawValue]]


def read_workbook(path: Path) -> WorkbookContents:
    """Read a workbook that was filled from the template, or laid out like it.

    Headings are found by name, in any order and in any of the first thirty rows. A figure is read at the 15 digits that Excel shows;
    text stays as typed, so that the caller judges it with its unit. Formulas are taken at their stored result.

    Raises:
        FileError: not a workbook of ours, with the sheet and heading that are wrong; nothing was read.
        EnvironmentFault: the system does not let the file be read.
    """
    data = file_bytes(path)
    parts = checked_parts(data, path.name)
    plan = outline(parts, path.name)
    scans = {sheet.name: _scanned(parts, sheet.part, path.name) for sheet in plan.sheets if _is_ours(sheet.name)}
    _check_sheets(plan, parts, scans, path.name)
    grids = _grids(data, path.name, scans)
    version, sample = _guide(plan, grids)
    _check_version(version, path.name)
    reader = _Reader(path.name)
    for spec in SHEETS:
        name = _find(spec.zh, scans)
        if name is not None and grids[name]:
            reader.read(spec, name, grids[name], scans[name])
    return WorkbookContents(
        path.name, version, tuple(reader.rows), tuple(reader.unreadable), _hidden(plan) + tuple(reader.notes), reader.letters, sample
    )


def _hidden(plan: Outline) -> tuple[str, ...]:
    text = _("工作表「{sheet}」是隐藏的，其中的内容也已读取。")
    return tuple(text.format(sheet=sheet.name) for sheet in plan.sheets if sheet.hidden and _noteworthy(sheet.name))


def _is_ours(name: str) -> bool:
    return fold(name) in {fold(known) for known in (GUIDE_SHEET, *(spec.zh for spec in SHEETS))}


def _noteworthy(name: str) -> bool:
    return _is_ours(name) and fold(name) != fold(GUIDE_SHEET)


def _find(zh: str, scans: Mapping[str, SheetScan]) -> str | None:
    return next((name for name in scans if fold(name) == fold(zh)), None)


def _scanned(parts: Mapping[str, bytes], part: str, file: str) -> SheetScan:
    if part not in parts:
        raise damaged(file)
    return scan_sheet(parts[part], file)


def _check_sheets(plan: Outline, parts: Mapping[str, bytes], scans: Mapping[str, SheetScan], file: str) -> None:
    names = [sheet.name for sheet in plan.sheets]
    known = [name for name in scans if _noteworthy(name)]
    folded = [fold(name) for name in known]
    for name in known:
        if folded.count(fold(name)) > 1:
            raise FileError(
                "workbook.sheet_twice",
                _("工作簿「{file}」有两张「{sheet}」表。").format(file=file, sheet=name),
                _("请合并为一张后再导入。"),
            )
    considered = [scans[name] for name in known] or [_scanned(parts, sheet.part, file) for sheet in plan.sheets if sheet.part in parts]
    if all(scan.last_row == 0 for scan in considered):
        raise FileError("workbook.empty", _("工作簿「{file}」里没有任何内容。").format(file=file), _("请导出填报模板，填写后再导入。"))
    if not known:
        raise FileError(
            "workbook.no_sheet",
            _("工作簿「{file}」里没有可导入的工作表，现有：{found}。").format(file=file, found=_listed(names)),
            _("应有这些工作表之一：{expected}。请导出填报模板，按模板填写。").format(expected=_listed([spec.zh for spec in SHEETS])),
        )
    for name in known:
        scan = scans[name]
        if scan.last_row * scan.last_column > MOST_CELLS:
            raise FileError(
                "workbook.far_cell",
                _("工作表「{sheet}」的内容一直到第 {row} 行 {column} 列，范围过大。").format(
                    sheet=name, row=scan.last_row, column=letter_of(scan.last_column - 1)
                ),
                _("请删去数据以外的零散内容，或拆成几个文件再导入。"),
            )


def _listed(names: list[str], most: int = 12) -> str:
    shown = "、".join(name[:31] for name in names[:most])
    return shown + ("……" if len(names) > most else "")


def _grids(data: bytes, file: str, scans: Mapping[str, SheetScan]) -> dict[str, _Grid]:
    """The cells of the known sheets, row 1 and column A first."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            return {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) if scan.last_row else [] for name, scan in scans.items()
            }
    except CalamineError as error:
        raise damaged(file) from error


def _guide(plan: Outline, grids: Mapping[str, _Grid]) -> tuple[str, bool]:
    """Version and 示例 mark: the defined name, else the visible cell beside its label."""
    guide = next((grid for name, grid in grids.items() if fold(name) == fold(GUIDE_SHEET)), [])
    said = {fold(str(left)): _as_shown(right) for row in guide for left, right in pairwise(row) if left != ""}
    version = plan.names.get(VERSION_NAME, "").strip().strip('"') or said.get(fold(VERSION_LABEL), "")
    return version, said.get(fold(SAMPLE_LABEL)) == YES


def _as_shown(raw: RawValue) -> str:
    return f"{raw:.15g}" if isinstance(raw, float) else str(raw).strip()


def _check_version(version: str, file: str) -> None:
    if version.isascii() and version.isdigit() and int(version) > int(TEMPLATE_VERSION):
        raise FileError(
            "workbook.newer",
            _("工作簿「{file}」是第 {version} 版模板，由更新的程序导出。").format(file=file, version=version),
            _("本程序能读到第 {known} 版。请更新程序，或用本程序重新导出模板。").format(known=TEMPLATE_VERSION),
        )


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the headings of a sheet stand: row index, column code → column index, and the headings nobody knows."""

    row: int
    columns: Mapping[str, int]
    unknown: tuple[tuple[int, str], ...]


class _Reader:
    """Collects the rows of all sheets of one workbook."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[SheetRow] = []
        self.unreadable: list[Unreadable] = []
        self.notes: list[str] = []
        self.letters: dict[str, dict[str, str]] = {}

    def read(self, spec: SheetSpec, name: str, grid: _Grid, scan: SheetScan) -> None:
        """Take the rows of one sheet."""
        heading = _heading(spec, name, grid)
        self.letters[spec.code] = {code: letter_of(index) for code, index in heading.columns.items()}
        data = grid[heading.row + 1 :]
        data += [[] for _row in range(scan.last_row - len(grid))]  # formulas without a result are not part of the grid
        self._note_ignored(name, heading, data)
        for number, cells in enumerate(data, heading.row + 2):
            values: dict[str, CellValue] = dict.fromkeys((column.code for column in spec.columns), None)
            refused = len(self.unreadable)
            for column in spec.columns:
                index = heading.columns.get(column.code)
                if index is not None:
                    raw = cells[index] if index < len(cells) else ""
                    values[column.code] = self._cell(spec, column, number, index, raw, scan)
            if len(self.unreadable) > refused or any(value is not None for value in values.values()):
                self.rows.append(SheetRow(spec.code, number, values))

    def _note_ignored(self, name: str, heading: _Heading, data: _Grid) -> None:
        for index, text in heading.unknown:
            if any(index < len(cells) and str(cells[index]).strip() for cells in data):
                letter = letter_of(index)
                self.notes.append(
                    _("工作表「{sheet}」{column} 列「{heading}」不是模板中的列，没有读取。").format(sheet=name, column=letter, heading=text)
                    if text
                    else _("工作表「{sheet}」{column} 列有内容但没有表头，没有读取。").format(sheet=name, column=letter)
                )

    def _cell(self, spec: SheetSpec, column: ColumnSpec, row: int, index: int, raw: RawValue, scan: SheetScan) -> CellValue:
        place = (row, index + 1)
        found = _as_shown(raw)
        if place in scan.errors:
            found, reason = scan.errors[place], _("单元格显示错误值，没有结果。请改正公式或直接填数。")
        elif place in scan.uncalculated:
            found, reason = scan.uncalculated[place], _("公式没有计算结果。请在办公软件中打开、重新计算并保存，或直接填数。")
        else:
            try:
                return cell_value(column, raw)
            except NotTaken as error:
                reason = str(error)
        self.unreadable.append(Unreadable(spec.zh, row, letter_of(index), found[:60], reason, column.code))
        return None


def _heading(spec: SheetSpec, name: str, grid: _Grid) -> _Heading:
    """The row that names most columns.

    Raises:
        FileError: a required heading is missing, or one stands twice.
    """
    wanted = {fold(column.zh): column for column in spec.columns}
    texts = [[_heading_text(cell) for cell in row] for row in grid[:_HEADING_WITHIN]]
    counts = [len({text for text in map(fold, row) if text in wanted}) for row in texts]
    best = counts.index(max(counts))
    columns: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    for index, text in enumerate(texts[best]):
        column = wanted.get(fold(text))
        if column is None:
            unknown.append((index, text))
        elif column.code in columns:
            raise FileError(
                "workbook.heading_twice",
                _("工作表「{sheet}」第 {row} 行的表头「{heading}」出现两次：{first} 列和 {second} 列。").format(
                    sheet=name, row=best + 1, heading=column.zh, first=letter_of(columns[column.code]), second=letter_of(index)
                ),
                _("每个表头只应出现一次，请删去或改名其中一列。"),
            )
        else:
            columns[column.code] = index
    missing = [column.zh for column in spec.columns if column.required and column.code not in columns]
    if missing:
        raise FileError(
            "workbook.heading_missing",
            _("工作表「{sheet}」缺少表头「{headings}」。").format(sheet=name, headings="、".join(missing)),
            _("表头应写在同一行，名称与填报模板一致。请补上该列，没有内容可留空。"),
        )
    return _Heading(best, columns, tuple(unknown))


def _heading_text(cell: RawValue) -> str:
    return cell.strip() if isinstance(cell, str) else ""

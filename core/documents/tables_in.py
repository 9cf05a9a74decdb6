"""Any table in: text files in the encodings and with the separators that people have, sheets of Excel and OpenDocument."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from core.documents.mapping import Field, TableLayout
from core.documents.table_cells import Cell, Fault, raw_cell, text_cell
from core.documents.workbook import fold, letter_of
from core.documents.workbook_safety import checked_table_parts, damaged, file_bytes
from core.documents.workbook_scan import SheetScan, outline, scan_sheet
from core.errors import FileError
from core.i18n import _

MOST_ROWS, MOST_COLUMNS = 200_000, 1_000
"""Rows and columns of one table."""

_HEADING_WITHIN = 50
_DELIMITERS = (",", ";", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ODS_ERROR = b'calcext:value-type="error"'
_WORKBOOKS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"%PDF-")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row below the headings with its number as the person sees it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in the file.

    Attributes:
        sheet: name of the sheet; of a text file its own name.
        columns: heading as the mapping writes it → index.
        rows: what has something in it below the headings.
        grid: all rows from the first on, the headings and what stands above them too.
        notes: what was recognised or passed over, in words.
        workbook: an Excel workbook, which can be copied with remarks in it.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]
    grid: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    workbook: bool

    def cell(self, row: TableRow, heading: str) -> Cell:
        """The cell under a heading; a short row ends with empty cells."""
        index = self.columns[heading]
        return row.cells[index] if index < len(row.cells) else None

    def letter(self, heading: str) -> str:
        """The letter of the column under a heading."""
        return letter_of(self.columns[heading])


def read_table(path: Path, layout: TableLayout, wanted: Sequence[str], doubtful: Iterable[Field] = ()) -> Table:
    """Read a table.

    Args:
        path: a text file, or a workbook of Excel or OpenDocument.
        layout: what the mapping says about the file.
        wanted: the headings that must be there.
        doubtful: fixed values of the mapping that are refused where a column has that name: the column was meant.

    Raises:
        FileError: not a table that can be read, too large, or without one of the headings; nothing was read.
        EnvironmentFault: the system does not let the file be read.
    """
    data = file_bytes(path)
    if data.startswith(_WORKBOOKS):
        sheet, grid, notes, is_workbook = _from_workbook(data, path.name, layout)
    else:
        (grid, notes), sheet, is_workbook = _from_text(data, path.name, layout, wanted), path.name, False
    _check_size(grid, path.name)
    if not any(any(cell is not None for cell in row) for row in grid):
        raise FileError("table.empty", _("「{file}」里没有任何内容。").format(file=path.name), _("请核对文件，或另取一份。"))
    head = _header(grid, layout, wanted, path.name)
    columns = _columns(grid[head], wanted, path.name, head)
    _check_doubtful(grid[head], doubtful, path.name)
    rows = tuple(
        TableRow(number, cells) for number, cells in enumerate(grid[head + 1 :], head + 2) if any(cell is not None for cell in cells)
    )
    return Table(sheet, head + 1, columns, rows, tuple(grid), tuple(notes), is_workbook)


def _check_size(grid: Sequence[Sequence[Cell]], file: str) -> None:
    if len(grid) > MOST_ROWS or max(map(len, grid), default=0) > MOST_COLUMNS:
        raise FileError(
            "table.too_large",
            _("「{file}」超过 {rows} 行或 {columns} 列。").format(file=file, rows=f"{MOST_ROWS:,}", columns=f"{MOST_COLUMNS:,}"),
            _("没有读取。请拆成几个文件再导入。"),
        )


# ---------------------------------------------------------------- headings


def _texts(row: Sequence[Cell]) -> list[str]:
    return [fold(cell) if isinstance(cell, str) else fold(f"{cell:f}") if isinstance(cell, Decimal) else "" for cell in row]


def _header(grid: Sequence[Sequence[Cell]], layout: TableLayout, wanted: Sequence[str], file: str) -> int:
    """Index of the row of headings: the one that was named, else the one with most of the headings."""
    folded = {fold(one) for one in wanted}
    if layout.header_row is not None:
        head = layout.header_row - 1
    else:
        counts = [len(folded & set(_texts(row))) for row in grid[:_HEADING_WITHIN]]
        head = counts.index(max(counts))
    there = set(_texts(grid[head])) if head < len(grid) else set()
    missing = [one for one in wanted if fold(one) not in there]
    if missing:
        found = "、".join(str(cell) for cell in (grid[head] if head < len(grid) else ())[:20] if isinstance(cell, str))
        raise FileError(
            "table.heading_missing",
            _("「{file}」第 {row} 行没有列「{headings}」，这一行现有：{found}。").format(
                file=file, row=head + 1, headings="、".join(missing), found=found[:200] or "—"
            ),
            _("请核对列对照文件里的 column，或用 [table] header_row 指明表头行。账本没有改动。"),
        )
    return head


def _columns(row: Sequence[Cell], wanted: Sequence[str], file: str, head: int) -> dict[str, int]:
    texts = _texts(row)
    columns = {}
    for heading in wanted:
        places = [index for index, text in enumerate(texts) if text == fold(heading)]
        if len(places) > 1:
            raise FileError(
                "table.heading_twice",
                _("「{file}」第 {row} 行的列「{heading}」出现两次：{first} 列和 {second} 列。").format(
                    file=file, row=head + 1, heading=heading, first=letter_of(places[0]), second=letter_of(places[1])
                ),
                _("要取的列只应出现一次，请改名其中一列。"),
            )
        columns[heading] = places[0]
    return columns


def _check_doubtful(row: Sequence[Cell], doubtful: Iterable[Field], file: str) -> None:
    there = set(_texts(row)) - {""}
    for one in doubtful:
        if fold(one.fixed) in there:
            raise FileError(
                "table.fixed_is_heading",
                _("列对照里 {key} 固定为「{value}」，而「{file}」有一列就叫这个名字。").format(key=one.key, value=one.fixed, file=file),
                _("要取这一列，请写 {example}。").format(example=f'{{ column = "{one.fixed}" }}'),
            )


# ---------------------------------------------------------------- text files


def _from_text(data: bytes, file: str, layout: TableLayout, wanted: Sequence[str]) -> tuple[list[tuple[Cell, ...]], list[str]]:
    text, encoding = _decoded(data, file, layout.encoding)
    if "\0" in text:
        raise _not_a_table(file)
    delimiter = layout.delimiter or _delimiter(text, wanted)
    names = {",": _("逗号"), ";": _("分号"), "\t": _("制表符"), "|": _("竖线")}
    note = _("按 {encoding} 编码、{delimiter}分隔读取。").format(encoding=encoding.upper(), delimiter=names[delimiter])
    return [tuple(map(text_cell, row)) for row in _split(text, delimiter, file)], [note]


def _decoded(data: bytes, file: str, told: str) -> tuple[str, str]:
    marked = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), "")
    tried = (marked,) if marked else (told,) if told else ("utf-8", "gb18030")
    for encoding in tried:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise FileError(
                "table.encoding_unknown", _("不认识编码「{name}」。").format(name=told), _("可用 utf-8、gbk、gb18030、utf-16。")
            ) from error
    raise FileError(
        "table.encoding",
        _("「{file}」不能按 {encodings} 编码读出。").format(file=file, encodings="、".join(one.upper() for one in tried)),
        _("请在列对照文件的 [table] 里写明 encoding，或另存为 UTF-8。"),
    )


def _not_a_table(file: str) -> FileError:
    return FileError("table.not_text", _("「{file}」不是表格文件。").format(file=file), _("可导入 CSV、TSV 文本和 .xlsx、.ods 工作簿。"))


def _delimiter(text: str, wanted: Sequence[str]) -> str:
    """The separator under which a row near the top names most of the headings; a comma where none does."""
    folded = {fold(one) for one in wanted}
    start = "\n".join(text[:200_000].splitlines()[:_HEADING_WITHIN])
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        named = max((len(folded & {fold(cell) for cell in row}) for row in rows), default=0)
        if named > most:
            best, most = delimiter, named
    return best


def _split(text: str, delimiter: str, file: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        raise FileError(
            "table.quotes",
            _("「{file}」第 {row} 行附近的引号不成对，或一格过长。").format(file=file, row=len(rows) + 1),
            _("请核对这一行，或用办公软件打开后另存为 CSV。"),
        ) from error
    return rows


# ---------------------------------------------------------------- workbooks


def _from_workbook(data: bytes, file: str, layout: TableLayout) -> tuple[str, list[tuple[Cell, ...]], list[str], bool]:
    from python_calamine import CalamineError, CalamineWorkbook

    parts = checked_table_parts(data, file)
    is_excel = "xl/workbook.xml" in parts
    if not is_excel and _ODS_ERROR in parts["content.xml"]:
        # The reader gives such a cell as an empty one, so that a figure would be lost without a word.
        message = _("「{file}」里有显示错误值的单元格。").format(file=file)
        raise FileError("table.ods_errors", message, _("请改正公式，或另存为 .xlsx 再导入。"))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheet = _sheet(book.sheet_names, layout.sheet, file)
            scan = _scan(parts, sheet, file) if is_excel else SheetScan()
            if scan.last_row * scan.last_column > 4_000_000:
                _check_size([()] * (MOST_ROWS + 1), file)
            raw = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False) if scan.last_row or not is_excel else []
    except CalamineError as error:
        raise damaged(file) from error
    wrong = _("单元格显示错误值，没有结果。请改正公式或直接填数。")
    missing = _("公式没有计算结果。请在办公软件中打开、重新计算并保存，或直接填数。")
    known = {place: Fault(found, wrong) for place, found in scan.errors.items()}
    known |= {place: Fault(found, missing) for place, found in scan.uncalculated.items()}
    grid = [tuple(known.get((row, column)) or raw_cell(cell) for column, cell in enumerate(cells, 1)) for row, cells in enumerate(raw, 1)]
    note = [_("读取的是工作表「{sheet}」，另有 {count} 张表没有读取。").format(sheet=sheet, count=len(book.sheet_names) - 1)]
    return sheet, grid, note if len(book.sheet_names) > 1 else [], is_excel


def _sheet(names: Sequence[str], told: str, file: str) -> str:
    if not told:
        return names[0]
    found = next((name for name in names if fold(name) == fold(told)), None)
    if found is None:
        raise FileError(
            "table.sheet",
            _("「{file}」没有工作表「{sheet}」，现有：{names}。").format(file=file, sheet=told, names="、".join(names[:12])),
            _("请改列对照文件里 [table] 的 sheet。"),
        )
    return found


def _scan(parts: Mapping[str, bytes], sheet: str, file: str) -> SheetScan:
    part = next((one.part for one in outline(parts, file).sheets if one.name == sheet), "")
    if part not in parts:
        raise damaged(file)
    return scan_sheet(parts[part], file)

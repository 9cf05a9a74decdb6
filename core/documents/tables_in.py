"""Any table in: text files in the encodings and with the separators that people have, sheets of Excel and OpenDocument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from core.documents.free_text import MOST_COLUMNS, MOST_ROWS, text_rows
from core.documents.free_workbook import WORKBOOK_STARTS, read_sheets, too_large
from core.documents.mapping import Field, TableLayout
from core.documents.table_cells import Cell
from core.documents.workbook import fold, letter_of
from core.documents.workbook_safety import damaged, file_bytes
from core.errors import FileError
from core.i18n import _

_HEADING_WITHIN = 50


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
    if data.startswith(WORKBOOK_STARTS):
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
        raise too_large(file)


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


# ---------------------------------------------------------------- files


def _from_text(data: bytes, file: str, layout: TableLayout, wanted: Sequence[str]) -> tuple[list[tuple[Cell, ...]], list[str]]:
    folded = {fold(one) for one in wanted}

    def named(rows: list[list[str]]) -> int:
        return max((len(folded & {fold(cell) for cell in row}) for row in rows), default=0)

    rows, note = text_rows(data, file, named, encoding=layout.encoding, delimiter=layout.delimiter)
    return rows, [note]


def _from_workbook(data: bytes, file: str, layout: TableLayout) -> tuple[str, list[tuple[Cell, ...]], list[str], bool]:
    found = read_sheets(data, file, lambda names: (_sheet(names, layout.sheet, file),))
    if not found.read:
        raise damaged(file)
    sheet = found.read[0]
    note = _("读取的是工作表「{sheet}」，另有 {count} 张表没有读取。").format(sheet=sheet.name, count=len(found.names) - 1)
    return sheet.name, list(sheet.grid), [note] if len(found.names) > 1 else [], found.kind == "xlsx"


def _sheet(names: Sequence[str], told: str, file: str) -> str:
    if not told:
        return names[0] if names else ""
    found = next((name for name in names if fold(name) == fold(told)), None)
    if found is None:
        raise FileError(
            "table.sheet",
            _("「{file}」没有工作表「{sheet}」，现有：{names}。").format(file=file, sheet=told, names="、".join(names[:12])),
            _("请改列对照文件里 [table] 的 sheet。"),
        )
    return found

"""The table that lots of credits travel in: written with what is registered, and read back row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.documents.free_tables import FreeBook, FreeSheet
from core.documents.plain_tables import PlainColumn, PlainSheet, plain_workbook
from core.documents.table_cells import Cell
from core.documents.workbook import CellValue, fold, letter_of
from core.domain.credit_register import TableColumn
from core.errors import FileError
from core.i18n import _

YES, NO = "是", "否"
_SHEET, _GUIDE = "减排量批次", "填写说明"
_EMPTY_ROWS = 12
"""Rows to fill in below what is registered."""


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One row of a table of lots.

    Attributes:
        row: that of the sheet, from 1.
        cells: field → cell, for the columns that the table has.
        letters: field → letter of its column.
    """

    row: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]


def credit_workbook(title: str, columns: Sequence[TableColumn], rows: Sequence[Mapping[str, CellValue]], *, sample: bool) -> bytes:
    """The table as a workbook, with a sheet that explains each column; the same lots give the same bytes.

    Args:
        title: whose lots these are.
        columns: in order.
        rows: field → value, one row for each lot.
        sample: the lots are invented.
    """
    sentence = "一行一批。带 * 的必填，空着的格不改动已登记的内容。列名不要改；填好后在「碳抵消」页导入。"
    shown = [PlainColumn(f"{one.zh}*" if one.needed else one.zh, one.width, figures=one.figures, entry=True) for one in columns]
    lines: list[list[CellValue]] = [[row.get(one.field) for one in columns] for row in rows]
    lines += [[None] * len(columns) for _line in range(_EMPTY_ROWS)]
    guide = [[one.zh, "必填" if one.needed else "", one.help_zh] for one in columns]
    heads = (PlainColumn("列", 18), PlainColumn("必填", 8), PlainColumn("怎样填", 80))
    sheets = (PlainSheet(_SHEET, sentence, shown, lines), PlainSheet(_GUIDE, "每一列怎样填。", heads, guide))
    return plain_workbook(title, sheets, sample=sample)


def yes_or_no(answer: bool | None) -> str | None:
    """An answer as the table writes it; empty where nobody has answered."""
    return None if answer is None else YES if answer else NO


def credit_rows(book: FreeBook, columns: Sequence[TableColumn]) -> tuple[CreditRow, ...]:
    """The rows of a table, in order; rows in which nothing stands are passed over.

    Raises:
        FileError: no sheet of the file has the needed columns, or a column stands twice.
    """
    for sheet in book.sheets:
        found = _heads(sheet, columns, book.file)
        if found is not None:
            return tuple(_rows(sheet, *found))
    needed = "、".join(one.zh for one in columns if one.needed)
    raise FileError(
        "credits.heads",
        _("「{file}」里没有找到这些列：{names}。").format(file=book.file, names=needed),
        _("请用本程序写出的减排量登记表填写，列名不要改。账本没有改动。"),
    )


def _heads(sheet: FreeSheet, columns: Sequence[TableColumn], file: str) -> tuple[int, dict[str, int]] | None:
    """Row of the headings, and the column of each field; both from 1."""
    meanings = {fold(heading): one.field for one in columns for heading in (one.zh, f"{one.zh}*", *one.also)}
    needed = {one.field for one in columns if one.needed}
    for row, cells in enumerate(sheet.grid, start=1):
        named = [(meanings[fold(cell)], at) for at, cell in enumerate(cells, start=1) if isinstance(cell, str) and fold(cell) in meanings]
        places = dict(named)
        if needed <= places.keys():
            _refuse_twice(named, columns, file)
            return row, places
    return None


def _refuse_twice(named: Sequence[tuple[str, int]], columns: Sequence[TableColumn], file: str) -> None:
    headings = {one.field: one.zh for one in columns}
    first: dict[str, int] = {}
    for field, at in named:
        if field in first:
            raise FileError(
                "credits.heading_twice",
                _("「{file}」的列「{heading}」出现两次：{first} 列和 {second} 列。").format(
                    file=file, heading=headings[field], first=letter_of(first[field] - 1), second=letter_of(at - 1)
                ),
                _("每一列只应出现一次，请删去一列。账本没有改动。"),
            )
        first[field] = at


def _rows(sheet: FreeSheet, head: int, places: Mapping[str, int]) -> list[CreditRow]:
    letters = {field: letter_of(at - 1) for field, at in places.items()}
    found = []
    for row in range(head + 1, len(sheet.grid) + 1):
        cells = {field: sheet.cell(row, at) for field, at in places.items()}
        if any(cell is not None for cell in cells.values()):
            found.append(CreditRow(row, cells, letters))
    return found

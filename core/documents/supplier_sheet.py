"""The sheet that a supplier of an event fills in: what is asked, in which unit, and room for the answer; and reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.documents.free_tables import FreeBook, FreeSheet
from core.documents.plain_tables import PlainColumn, PlainSheet, plain_workbook
from core.documents.table_cells import Cell
from core.documents.workbook import fold
from core.errors import FileError
from core.i18n import _

_NUMBER, _QUANTITY, _UNIT, _PAPER, _NOTE = "编号", "数量", "单位", "单据编号", "备注"
"""Headings by which a returned sheet is read; the sheet is Chinese in every language, as the forms of events are."""


@dataclass(frozen=True, slots=True)
class SupplierQuestion:
    """One thing that is asked.

    Attributes:
        number: by which the answer is told to its item.
        basis: how the quantity is found.
        quantity: what is known already, as text; empty for nothing.
    """

    number: str
    stage: str
    name: str
    basis: str
    unit: str
    quantity: str


@dataclass(frozen=True, slots=True)
class SupplierAnswer:
    """One row of a returned sheet, as it stands there; `row` is that of the sheet, from 1."""

    row: int
    number: str
    quantity: Cell
    unit: str
    paper: str
    note: str


@dataclass(frozen=True, slots=True)
class SupplierPaper:
    """What stands above the questions."""

    event: str
    start: date
    end: date
    organizer: str
    supplier: str
    contact: str
    sample: bool


def supplier_workbook(paper: SupplierPaper, questions: Sequence[SupplierQuestion]) -> bytes:
    """The sheet as a workbook; the same questions give the same bytes."""
    days = f"{paper.start.isoformat()}—{paper.end.isoformat()}"
    sentence = (
        f"请在浅色格里填实际发生的数量和单据编号，没有发生的填 0，不清楚的空着。编号不要改。填好后交回{paper.organizer}"
        f"{f'（{paper.contact}）' if paper.contact else ''}。"
    )
    columns = (
        PlainColumn(_NUMBER, 12),
        PlainColumn("阶段", 11),
        PlainColumn("项目", 26),
        PlainColumn("怎样取数", 40),
        PlainColumn(_QUANTITY, 16, figures=True, entry=True),
        PlainColumn(_UNIT, 10),
        PlainColumn(_PAPER, 22, entry=True),
        PlainColumn(_NOTE, 30, entry=True),
    )
    rows = [[one.number, one.stage, one.name, one.basis, one.quantity or None, one.unit, None, None] for one in questions]
    title = f"{paper.event}　供应商数据表　{paper.supplier}　{days}"
    return plain_workbook(title, (PlainSheet("供应商数据", sentence, columns, rows),), sample=paper.sample)


def supplier_answers(book: FreeBook) -> tuple[SupplierAnswer, ...]:
    """The rows of a returned sheet, in order; rows without a number are passed over where they hold no quantity.

    Raises:
        FileError: no sheet of the file has the headings.
    """
    for sheet in book.sheets:
        found = _heads(sheet)
        if found is not None:
            return tuple(_answers(sheet, *found))
    raise FileError(
        "supplier.heads",
        _("「{file}」里没有找到「{number}」和「{quantity}」两列。").format(file=book.file, number=_NUMBER, quantity=_QUANTITY),
        _("请用本程序写出的供应商数据表填写，列名不要改。"),
    )


def _heads(sheet: FreeSheet) -> tuple[int, dict[str, int]] | None:
    """Row of the headings, and the column of each; both from 1."""
    wanted = {fold(head): head for head in (_NUMBER, _QUANTITY, _UNIT, _PAPER, _NOTE)}
    for row, cells in enumerate(sheet.grid, start=1):
        places = {wanted[fold(cell)]: at for at, cell in enumerate(cells, start=1) if isinstance(cell, str) and fold(cell) in wanted}
        if {_NUMBER, _QUANTITY} <= places.keys():
            return row, places
    return None


def _answers(sheet: FreeSheet, head: int, places: dict[str, int]) -> list[SupplierAnswer]:
    def text(row: int, name: str) -> str:
        cell = sheet.cell(row, places[name]) if name in places else None
        return "" if cell is None else str(cell).strip()

    found = []
    for row in range(head + 1, len(sheet.grid) + 1):
        quantity = sheet.cell(row, places[_QUANTITY])
        if text(row, _NUMBER) or quantity is not None:
            found.append(SupplierAnswer(row, text(row, _NUMBER), quantity, text(row, _UNIT), text(row, _PAPER), text(row, _NOTE)))
    return found

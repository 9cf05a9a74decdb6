"""Which edits a fill is made of: to the right, downwards, over a drawn block, or one text into all selected cells."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect

from core.workflows.views import CellEdit
from ui.models.cell_words import cell_text
from ui.models.monthly_grid import MonthlyGridModel


def fill_right(model: MonthlyGridModel, cells: Sequence[QModelIndex], rows: Sequence[int]) -> tuple[CellEdit, ...]:
    """The first selected month into the others of its row; with one month selected, the month before into it."""
    if not cells:
        return ()
    first, last = cells[0].column(), cells[-1].column()
    if first == last:
        if first == 0:
            return ()
        first -= 1
    edits: list[CellEdit] = []
    for row in rows:
        targets = [model.index(row, column) for column in range(first + 1, last + 1)]
        edits += _copies(model, model.index(row, first), targets)
    return tuple(edits)


def fill_down(model: MonthlyGridModel, cells: Sequence[QModelIndex], rows: Sequence[int]) -> tuple[CellEdit, ...]:
    """The first selected row into the others; with one row selected, the row above into it, as far as both count in one unit.

    Raises nothing: a row of another unit is left as it is, since its figure would mean something else.
    """
    if not cells or not rows:
        return ()
    source, targets = rows[0], list(rows[1:])
    if not targets:
        above = [row for row in model.data_rows() if row < source]
        if not above:
            return ()
        source, targets = above[-1], [source]
    unit = _unit(model, source)
    edits: list[CellEdit] = []
    for column in sorted({cell.column() for cell in cells}):
        same = [model.index(row, column) for row in targets if _unit(model, row) == unit]
        edits += _copies(model, model.index(source, column), same)
    return tuple(edits)


def fill_drawn(model: MonthlyGridModel, box: QRect, source_rows: Sequence[int], drawn: QRect) -> tuple[CellEdit, ...]:
    """The selected block repeated over the cells it was drawn across."""
    rows = [number for number in model.data_rows() if drawn.top() <= number <= drawn.bottom()]
    source = model.block_of(source_rows, range(box.left(), box.right() + 1))
    edits: list[CellEdit] = []
    for place, row in enumerate(rows):
        for column in range(drawn.left(), drawn.right() + 1):
            text = source[place % len(source)][(column - drawn.left()) % box.width()]
            edits += model.edits([model.index(row, column)], text)
    return tuple(edits)


def _copies(model: MonthlyGridModel, source: QModelIndex, targets: Sequence[QModelIndex]) -> tuple[CellEdit, ...]:
    cell = model.cell(source)
    return model.edits(targets, cell_text(cell)) if cell is not None else ()


def _unit(model: MonthlyGridModel, row: int) -> str:
    found = model.line(row).row
    return found.unit if found is not None else ""

"""The monthly grid as a table: columns that fit, names that stay, groups that fold, and one rectangle that is selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, QPersistentModelIndex, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from core.i18n import _
from ui.models.monthly_grid import MonthlyGridModel
from ui.widgets.grid_columns import column_widths
from ui.widgets.grid_folds import GridMemory, head_of
from ui.widgets.grid_headers import Corner, MonthHead, RowHead

_HANDLE = 8
_FLAG = QItemSelectionModel.SelectionFlag


class GridTable(QTableView):
    """What is seen of a `MonthlyGridModel`, and where the person stands in it; keys, mouse and editing are the view's."""

    moved = Signal()
    """Another cell or another selection."""

    def __init__(self, model: MonthlyGridModel, memory: GridMemory, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._memory = memory
        self._folded: set[int] = set()
        self._anchor = QPersistentModelIndex()
        self._framed = QRect()
        self._widths: tuple[int, ...] = ()
        self.setModel(model)
        self.rows = RowHead(self)
        self.months = MonthHead(self)
        self.setHorizontalHeader(self.months)
        self.setVerticalHeader(self.rows)
        self._corner = Corner(self)
        self.setAccessibleName(_("月度数据表"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.rows.fold_asked.connect(self.toggle_fold)
        self.rows.picked.connect(self._pick_row)
        self.months.picked.connect(self._pick_month)
        self._corner.pressed.connect(self.select_all)
        model.modelReset.connect(self._on_reset)
        model.grid_changed.connect(self._fit_columns)
        self.selectionModel().selectionChanged.connect(self._on_moved)
        self.selectionModel().currentChanged.connect(self._on_moved)

    # ---- columns, folds ---------------------------------------------------------------------------------------------

    def whole_height(self) -> int:
        """Height at which nothing needs to scroll."""
        return self.horizontalHeader().height() + self.verticalHeader().length() + 2 * self.frameWidth()

    def visible_width(self) -> int:
        """How much of the table's width is seen."""
        return self.viewport().width()

    def is_current(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the keyboard stands on this cell."""
        at = self.currentIndex()
        return at.row() == index.row() and at.column() == index.column()

    def _on_reset(self) -> None:
        self.clearSpans()
        lines = self._grid.lines()
        self._folded = {n for n, line in enumerate(lines) if line.row is None and self._memory.is_folded(line.group.scope)}
        self.rows.set_folded(frozenset(self._folded))
        for number, line in enumerate(lines):
            self.setRowHidden(number, line.row is not None and self._memory.is_folded(line.group.scope))
            if line.row is None:
                self.setSpan(number, 0, 1, self._grid.columnCount())
        self._anchor = QPersistentModelIndex()

    def _fit_columns(self) -> None:
        if not self._grid.months:
            return
        rows = [line.row for line in self._grid.lines() if line.row is not None]
        room = self.width() - (self.verticalScrollBar().width() if self.verticalScrollBar().isVisibleTo(self) else 0)
        widths = column_widths(rows, len(self._grid.months), room)
        if widths == self._widths:
            return
        self._widths = widths
        for column, width in enumerate(widths[1:]):
            self.setColumnWidth(column, width)
        self.rows.set_width(widths[0])
        self.updateGeometries()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._corner.setGeometry(self.frameWidth(), self.frameWidth(), self.rows.width(), self.horizontalHeader().height())
        self._corner.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def toggle_fold(self, number: int) -> None:
        """Fold or unfold the group whose head stands on a line."""
        self.set_folded(number, number not in self._folded)

    def set_folded(self, number: int, folded: bool, *, kept: bool = True) -> None:
        """Show only the head of a group, or its rows too; a choice of the person is kept for the next day."""
        (self._folded.add if folded else self._folded.discard)(number)
        group = self._grid.line(number).group
        if kept:
            self._memory.keep_folded(group.scope, folded)
        for offset in range(len(group.rows)):
            self.setRowHidden(number + 1 + offset, folded)
        self.rows.set_folded(frozenset(self._folded))
        if folded and self.currentIndex().isValid() and self.isRowHidden(self.currentIndex().row()):
            self.go(self._grid.index(number, 0))

    def is_folded(self, number: int) -> bool:
        """Whether a line is the head of a folded group."""
        return number in self._folded

    def unfold(self, row: int) -> None:
        """Make sure that a row is seen."""
        head = head_of(self._grid, row)
        if head in self._folded and head != row:
            self.set_folded(head, False, kept=False)

    # ---- where the person is ----------------------------------------------------------------------------------------

    def go(self, index: QModelIndex, *, extend: bool = False) -> None:
        """Go to a cell, or stretch the selection to it."""
        if not index.isValid():
            return
        self.unfold(index.row())
        if not extend or not self._anchor.isValid():
            self._anchor = QPersistentModelIndex(index)
        selection = QItemSelection(self._grid.index(self._anchor.row(), self._anchor.column()), index)
        self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)
        self.selectionModel().select(selection, _FLAG.ClearAndSelect)
        if index.row() and self._grid.is_group(index.row() - 1):
            # The first row of a group is read under its head.
            self.scrollTo(self._grid.index(index.row() - 1, index.column()))
        self.scrollTo(index)

    def select_block(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select a rectangle of cells; the keyboard goes to its first."""
        first = self._grid.index(top, left)
        self._anchor = QPersistentModelIndex(first)
        self.selectionModel().setCurrentIndex(first, _FLAG.NoUpdate)
        self.selectionModel().select(QItemSelection(first, self._grid.index(bottom, right)), _FLAG.ClearAndSelect)
        self.scrollTo(first)

    def select_all(self) -> None:
        """Select every month of every row; the keyboard stays where it is."""
        rows = self._grid.data_rows()
        if rows:
            at = self.currentIndex()
            self.select_block(rows[0], 0, rows[-1], len(self._grid.months) - 1)
            self.selectionModel().setCurrentIndex(at, _FLAG.NoUpdate)

    def select_rows(self, first: int, last: int) -> None:
        """Select all months of the lines from one to another; the keyboard goes to the first."""
        self.select_block(first, 0, last, len(self._grid.months) - 1)

    def select_months(self, first: int, last: int) -> None:
        """Select all rows of the months from one to another."""
        rows = self._grid.data_rows()
        if rows:
            self.select_block(rows[0], first, rows[-1], last)

    def _pick_row(self, number: int, extend: bool) -> None:
        """A row's name was pressed, or with the mouse held or Shift reached."""
        start = self._anchor.row() if extend and self._anchor.isValid() else number
        self.select_block(min(start, number), 0, max(start, number), len(self._grid.months) - 1)
        self._anchor = QPersistentModelIndex(self._grid.index(start, 0))
        self.setFocus()

    def _pick_month(self, column: int, extend: bool) -> None:
        if not self._grid.is_month(column):
            return
        start = self._anchor.column() if extend and self._anchor.isValid() else column
        self.select_months(min(start, column), max(start, column))
        self._anchor = QPersistentModelIndex(self._grid.index(self._anchor.row(), start))
        self.setFocus()

    def block(self) -> QRect:
        """The selected rectangle as columns (x, width) and lines (y, height); the current cell when nothing is selected."""
        ranges = cast(Sequence[QItemSelectionRange], self.selectionModel().selection())
        if not ranges:
            at = self.currentIndex()
            return QRect(at.column(), at.row(), 1, 1) if at.isValid() else QRect()
        left, right = min(r.left() for r in ranges), max(r.right() for r in ranges)
        top, bottom = min(r.top() for r in ranges), max(r.bottom() for r in ranges)
        return QRect(left, top, right - left + 1, bottom - top + 1)

    def block_rows(self) -> tuple[int, ...]:
        """The selected lines that are rows."""
        box = self.block()
        return tuple(number for number in self._grid.data_rows() if box.top() <= number <= box.bottom())

    def block_cells(self) -> tuple[QModelIndex, ...]:
        """The selected cells of months, line by line."""
        box = self.block()
        columns = [column for column in range(box.left(), box.right() + 1) if self._grid.is_month(column)]
        return tuple(self._grid.index(row, column) for row in self.block_rows() for column in columns)

    def _on_moved(self) -> None:
        # Only what the frame leaves and where it goes is painted again; a whole grid costs the time of a keystroke.
        self.viewport().update(self._framed.united(self._frame_room()))
        self.horizontalHeader().viewport().update()
        self.rows.viewport().update()
        self.moved.emit()

    def _pixels(self, block: QRect) -> QRect:
        first = self.visualRect(self._grid.index(block.top(), block.left()))
        last = self.visualRect(self._grid.index(block.bottom(), block.right()))
        return QRect(first.topLeft(), last.bottomRight())

    def _frame_room(self) -> QRect:
        """The selection with its frame and handle, in pixels."""
        current = self.currentIndex()
        if not current.isValid():
            return QRect()
        return self._pixels(self.block()).united(self.visualRect(current)).adjusted(-_HANDLE, -_HANDLE, _HANDLE, _HANDLE)

"""The monthly grid on the screen: keyboard and mouse as in a spreadsheet, names that stay, one frame around the selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from core.i18n import _
from ui import theme
from ui.models.monthly_grid import MonthlyGridModel
from ui.widgets.grid_columns import column_widths
from ui.widgets.grid_headers import Corner, MonthHead, RowHead
from ui.widgets.grid_keys import GridKeys
from ui.widgets.quantity_delegate import QuantityDelegate

_HANDLE = 8
_FLAG = QItemSelectionModel.SelectionFlag


class GridView(QTableView):
    """Shows a `MonthlyGridModel`. What keys mean to the data is told to the page by signals."""

    copy_asked = Signal()
    cut_asked = Signal()
    paste_asked = Signal()
    clear_asked = Signal()
    fill_asked = Signal()
    fill_dragged = Signal(QRect)
    """The cells from which and into which a block was drawn at its handle, as columns and rows."""
    locked_asked = Signal(object)
    """A person typed into a cell that takes no text."""
    moved = Signal()
    """Another cell or another selection."""
    left = Signal(bool)
    """F6, or with True Shift+F6: the keyboard leaves for the next part of the page."""

    def __init__(self, model: MonthlyGridModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = model
        self._folded: set[int] = set()
        self._anchor = QPersistentModelIndex()
        self._drag: QRect | None = None
        self._framed = QRect()
        self._widths: tuple[int, ...] = ()
        self._companion: QWidget | None = None
        self.setModel(model)
        self.keys = GridKeys(self, model)
        self.cells = QuantityDelegate(self, self)
        self.setItemDelegate(self.cells)
        self.rows = RowHead(self)
        self.setHorizontalHeader(MonthHead(self))
        self.setVerticalHeader(self.rows)
        self._corner = Corner(self)
        self.setAccessibleName(_("月度数据表"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.rows.fold_asked.connect(self.toggle_fold)
        model.modelReset.connect(self._on_reset)
        model.grid_changed.connect(self._fit_columns)
        self.selectionModel().selectionChanged.connect(self._on_moved)
        self.selectionModel().currentChanged.connect(self._on_moved)

    def set_companion(self, widget: QWidget) -> None:
        """The line above, which goes on editing a cell's text when it takes the keyboard."""
        self._companion = widget

    def takes_over(self, widget: QWidget | None) -> bool:
        """Whether this widget goes on editing the same text."""
        return widget is not None and widget is self._companion

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
        self._folded.clear()
        self.rows.set_folded(frozenset())
        self.clearSpans()
        for number, line in enumerate(self._grid.lines()):
            self.setRowHidden(number, False)
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

    def set_folded(self, number: int, folded: bool) -> None:
        """Show only the head of a group, or its rows too."""
        (self._folded.add if folded else self._folded.discard)(number)
        group = self._grid.line(number).group
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
        head = next((number for number in range(row, -1, -1) if self._grid.is_group(number)), -1)
        if head in self._folded and head != row:
            self.set_folded(head, False)

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

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self.cells.editor
        if editor is not None:
            # A refused text is still open: what is typed now belongs to it.
            editor.setFocus()
            QApplication.sendEvent(editor, event)
        elif self.keys.press(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def move_after(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Go on after a cell was written."""
        self.keys.move_after(key, modifiers)

    def go_on(self, *, sideways: bool) -> None:
        """Go on after a text was written from the line above: to the right, else down."""
        self.move_after(Qt.Key.Key_Tab if sideways else Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)

    def edit(self, index: QModelIndex, *how: object) -> object:  # type: ignore[override]
        """Open the editor; with F2 and the mouse the arrows then move in the text, while typing they move on to the next cell."""
        answer = super().edit(index, *how)
        careful = {QAbstractItemView.EditTrigger.EditKeyPressed, QAbstractItemView.EditTrigger.DoubleClicked}
        if how and how[0] in careful and self.cells.editor is not None:
            self.cells.editor.typing = False
        return answer

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Full-width digits and Chinese come from an input method: its first text opens the cell like a typed one."""
        if not event.commitString() and not event.preeditString():
            super().inputMethodEvent(event)
            return
        if self.cells.editor is None:
            cell = self._grid.cell(self.currentIndex())
            if cell is None or not cell.editable:
                self.locked_asked.emit(self.currentIndex())
                return
            self.edit_emptied()
        if self.cells.editor is not None:
            QApplication.sendEvent(self.cells.editor, event)

    def edit_emptied(self) -> None:
        """Open the cell with nothing in it."""
        self.edit(self.currentIndex())
        if self.cells.editor is not None:
            self.cells.editor.clear()
            self.cells.editor.setModified(True)
            self.cells.editing.emit("")

    # ---- mouse ------------------------------------------------------------------------------------------------------

    def handle(self) -> QRect:
        """The square at the corner of the selection that is drawn to fill; empty where nothing can be filled."""
        cells = self.block_cells()
        if not cells or self.cells.editor is not None:
            return QRect()
        corner = self.visualRect(cells[-1])
        return QRect(corner.right() - _HANDLE // 2, corner.bottom() - _HANDLE // 2, _HANDLE, _HANDLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        editor = self.cells.editor
        if editor is not None and not self.cells.finish():
            editor.setFocus()
            return
        if event.button() == Qt.MouseButton.LeftButton and self.handle().contains(at):
            self._drag = self.block()
            return
        index = self.indexAt(at)
        if index.isValid() and self._grid.is_group(index.row()):
            self.toggle_fold(index.row())
            return
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.go(index, extend=True)
            return
        self._anchor = QPersistentModelIndex(index)
        self.keys.forget_column()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._drag is not None:
            self._drag = self._stretched(self.block(), at)
            self.viewport().update()
            return
        on_handle = not event.buttons() and self.handle().contains(at)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on_handle else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            drawn, self._drag = self._drag, None
            self.viewport().update()
            if drawn != self.block():
                self.fill_dragged.emit(drawn)
            return
        super().mouseReleaseEvent(event)

    def _stretched(self, block: QRect, at: QPoint) -> QRect:
        """The block drawn to the right or downwards, whichever is farther."""
        index = self.indexAt(at)
        if not index.isValid():
            return block
        right = min(max(0, index.column() - block.right()), len(self._grid.months) - 1 - block.right())
        down = max(0, index.row() - block.bottom())
        return block.adjusted(0, 0, right, 0) if right >= down else block.adjusted(0, 0, 0, down)

    def event(self, event: QEvent) -> bool:
        # The window has keys of its own as actions; keys that mean something in the grid are the grid's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and GridKeys.is_mine(event):
            event.accept()
            return True
        return super().event(event)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._paint_selection(painter)
        if self._drag is not None:
            pen = QPen(theme.color("accent"), 1, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(self._pixels(self._drag))

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

    def _paint_selection(self, painter: QPainter) -> None:
        current = self.currentIndex()
        self._framed = self._frame_room()
        if not current.isValid():
            return
        accent = theme.color("accent")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        block = self.block()
        box = self._pixels(block) if not self._grid.is_group(block.top()) else self.visualRect(current)
        painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(box)
        if self.hasFocus() or self.cells.editor is not None:
            cell = self.visualRect(current)
            painter.setPen(QPen(theme.color("surface"), 1))
            painter.drawRect(cell.adjusted(1, 1, -2, -2))
            if block.width() * block.height() > 1:
                painter.setPen(QPen(accent, 1))
                painter.drawRect(cell.adjusted(0, 0, -1, -1))
        handle = self.handle()
        if not handle.isEmpty():
            painter.fillRect(handle.adjusted(-1, -1, 1, 1), theme.color("surface"))
            painter.fillRect(handle, accent)

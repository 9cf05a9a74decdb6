"""The monthly grid on the screen: keyboard and mouse as in a spreadsheet, names that stay, one frame around the selection."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from ui import theme
from ui.models.monthly_grid import MonthlyGridModel
from ui.widgets.grid_drop import FileDrop
from ui.widgets.grid_folds import GridMemory
from ui.widgets.grid_keys import GridKeys
from ui.widgets.grid_table import GridTable
from ui.widgets.quantity_delegate import QuantityDelegate

_HANDLE = 8


class GridView(GridTable):
    """Shows a `MonthlyGridModel`. What keys mean to the data is told to the page by signals."""

    copy_asked = Signal()
    headed_copy_asked = Signal()
    cut_asked = Signal()
    paste_asked = Signal()
    clear_asked = Signal()
    fill_asked = Signal()
    fill_down_asked = Signal()
    fill_all_asked = Signal(str)
    """Ctrl+Enter: the typed text goes into every selected cell."""
    fill_dragged = Signal(QRect)
    """The cells from which and into which a block was drawn at its handle, as columns and rows."""
    open_asked = Signal(QModelIndex)
    """Enter or a double click on a cell that bills feed."""
    menu_asked = Signal(QPoint)
    """The context menu is wanted at a place of the screen."""
    locked_asked = Signal(object)
    """A person typed into a cell that takes no text."""
    left = Signal(bool)
    """F6, or with True Shift+F6: the keyboard leaves for the next part of the page."""

    def __init__(self, model: MonthlyGridModel, memory: GridMemory, *, parent: QWidget | None = None) -> None:
        super().__init__(model, memory, parent=parent)
        self._drag: QRect | None = None
        self._companion: QWidget | None = None
        self._refused = QPersistentModelIndex()
        self._passing = False
        self.keys = GridKeys(self, model)
        self.cells = QuantityDelegate(self, self)
        self.cells.ghosts = memory.last_year
        self.setItemDelegate(self.cells)
        self.files = FileDrop(self, model)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )

    @property
    def shows_last_year(self) -> bool:
        """Whether empty cells show last year's figure."""
        return self.cells.ghosts

    def show_last_year(self, shown: bool) -> None:
        """Show last year's figures in empty cells, or not."""
        self._memory.keep_last_year(shown)
        self.cells.ghosts = shown
        self.viewport().update()

    def mark_refused(self, index: QModelIndex) -> None:
        """Frame the cell whose text was not taken, in the colour of errors; none for an invalid index."""
        if self._refused != QPersistentModelIndex(index):
            self._refused = QPersistentModelIndex(index)
            self.viewport().update()

    def set_companion(self, widget: QWidget) -> None:
        """The line above, which goes on editing a cell's text when it takes the keyboard."""
        self._companion = widget

    def takes_over(self, widget: QWidget | None) -> bool:
        """Whether this widget goes on editing the same text."""
        return widget is not None and widget is self._companion

    # ---- keys -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self.cells.editor
        if editor is not None:
            self._pass_on(event, editor)
        elif self.keys.press(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _pass_on(self, event: QKeyEvent, editor: QWidget) -> None:
        """A refused text is still open: what is typed into the grid belongs to it. What the editor has no use for comes back here."""
        if self._passing or editor.hasFocus():
            event.ignore()
            return
        self._passing = True
        editor.setFocus()
        QApplication.sendEvent(editor, event)
        self._passing = False

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

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.files.move(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.files.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.drop(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Over the selection the menu is the selection's; elsewhere the cell under the mouse is chosen first."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))
            return
        index = self.indexAt(event.pos())
        if index.isValid() and not self._grid.is_group(index.row()):
            if not self.selectionModel().isSelected(index):
                self.go(index)
            self.menu_asked.emit(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        cell = self._grid.cell(index)
        if cell is not None and cell.billed:
            self.open_asked.emit(index)
            return
        super().mouseDoubleClickEvent(event)

    def fill_all(self, text: str) -> None:
        """The text that was typed goes into all selected cells."""
        self.fill_all_asked.emit(text)

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
        if self._refused.isValid() and self.cells.editor is None:
            painter.setPen(QPen(theme.color("err"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.visualRect(self._refused).adjusted(1, 1, -2, -2))
        if not self.files.rect().isEmpty():
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.files.rect().adjusted(1, 1, -2, -2))

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

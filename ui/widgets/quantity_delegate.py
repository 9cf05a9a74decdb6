"""Paints the cells of the monthly grid, one mark for each state, and edits them: a text stays in its editor until it is taken."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from core.domain.quantity import shown
from core.i18n import _
from core.workflows.views import CellState, GridCell
from ui import theme
from ui.models.monthly_grid import TOTAL, MonthlyGridModel
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

_TINT = 0.09
_PAD = 6
_TRIANGLE = 6
_COMMENT = 7
_FRAME_GAP = 3
_LEAST_GHOST = 11

_MARKS = {CellState.BLOCKED: Mark.BLOCKED, CellState.QUESTIONED: Mark.QUESTION, CellState.EXPLAINED: Mark.EXPLAINED}
_GROUNDS = {CellState.BLOCKED: "err_s", CellState.QUESTIONED: "warn_s"}

_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_LEAVING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Down}


def paint_state(painter: QPainter, box: QRect, state: CellState, text: str, *, closed: bool = False, ghost: str = "") -> None:
    """Paint the content of a cell: its one mark and its number; the ground is there already.

    Args:
        painter: where to.
        box: the cell without its lines.
        state: what the mark says.
        text: the figure, or nothing.
        closed: whether the month is closed; the number steps back.
        ghost: last year's figure, faint, where there is no figure.
    """
    face = theme.font("label")
    right = box.adjusted(_PAD, 0, -_PAD, 0)
    if state is CellState.WANTED:
        _paint_frame(painter, box)
    if not text:
        if ghost:
            _paint_ghost(painter, box, ghost, framed=state is CellState.WANTED)
        return
    ink = theme.color("warn" if state is CellState.ESTIMATED else "text2" if closed else "text")
    width = draw_text(painter, right, text, face, ink, Qt.AlignmentFlag.AlignRight)
    _paint_mark(painter, box, state, width)


def _paint_ghost(painter: QPainter, box: QRect, ghost: str, *, framed: bool) -> None:
    """Last year's figure, never to be taken for one: faint, small, in the dashed frame; without a frame on a dotted line."""
    room = box.adjusted(_PAD, 0, -_PAD - _FRAME_GAP, 0)
    face = theme.font("label")
    smaller = QFont(face)
    smaller.setPixelSize(max(_LEAST_GHOST, face.pixelSize() * 11 // 12))
    width = draw_text(painter, room, ghost, smaller, theme.color("ctl"), Qt.AlignmentFlag.AlignRight)
    if not framed:
        pen = QPen(theme.color("line2"), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        foot = box.bottom() - _FRAME_GAP
        painter.drawLine(int(room.right() - width), foot, room.right(), foot)


def paint_comment(painter: QPainter, box: QRect) -> None:
    """The corner at the upper right that says that people noted something here; it stands beside any state."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("info"))
    right, top = box.x() + box.width(), box.y()
    painter.drawPolygon(QPolygonF([QPointF(right - _COMMENT, top), QPointF(right, top), QPointF(right, top + _COMMENT)]))
    painter.restore()


def _paint_frame(painter: QPainter, box: QRect) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("ctl"), 1)
    pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box).adjusted(4.5, 4.5, -4.5, -4.5), 2, 2)
    painter.restore()


def _paint_mark(painter: QPainter, box: QRect, state: CellState, width: float) -> None:
    edge = theme.metrics().mark
    middle = box.y() + box.height() / 2
    if state in _MARKS:
        paint_mark(painter, QRectF(box.x() + 3, middle - edge / 2, edge, edge), _MARKS[state], _GROUNDS.get(state, "surface"))
    elif state is CellState.ESTIMATED:
        sign = QRect(box.x(), box.y(), int(box.width() - _PAD - width - 4), box.height())
        draw_text(painter, sign, "≈", theme.font("label"), theme.color("warn"), Qt.AlignmentFlag.AlignRight)
    elif state is CellState.EVIDENCE:
        clip = theme.metrics().label
        at = QPoint(box.x() + 4, int(middle - clip / 2))
        painter.drawPixmap(at, theme.pixmap("clip", "text2", size=clip, ratio=painter.device().devicePixelRatioF()))
    elif state is CellState.FROM_BILL:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        left, foot = box.x(), box.y() + box.height()
        painter.drawPolygon(QPolygonF([QPointF(left, foot - _TRIANGLE), QPointF(left, foot), QPointF(left + _TRIANGLE, foot)]))
        painter.restore()


def ground_of(state: CellState, *, closed: bool) -> str:
    """Token of the ground a cell stands on."""
    return _GROUNDS.get(state) or ("sunken" if closed else "surface")


class CellEditor(QLineEdit):
    """The field in the cell; it grows to the right with its text, and a text that was refused stays in it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(theme.font("label"))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(_("格内输入"))
        self.typing = True
        self.least = 0
        self.set_refused(False)
        self.textChanged.connect(self._grow)

    def set_refused(self, refused: bool) -> None:
        """Show whether the text was refused."""
        edge, ground = ("err", "err_s") if refused else ("accent", "surface")
        colors = theme.current()
        self.setStyleSheet(
            f"QLineEdit {{ border: 2px solid {getattr(colors, edge)}; background: {getattr(colors, ground)}; border-radius: 0;"
            " padding: 0 2px; min-height: 0; max-height: 999px; }"
        )

    def _grow(self) -> None:
        holder = self.parentWidget()
        room = holder.width() - self.x() if holder is not None else self.width()
        needed = int(text_width(self.text(), self.font())) + 2 * _PAD + 4
        self.resize(max(self.least, min(needed, room)), self.height())


class Grid(Protocol):
    """What the delegate asks of the view that it serves."""

    def move_after(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Go on from the cell that was just written."""

    def fill_all(self, text: str) -> None:
        """Write a text into all selected cells."""

    def takes_over(self, widget: QWidget | None) -> bool:
        """Whether this widget goes on editing the same text, such as the line above the grid."""

    def visible_width(self) -> int:
        """How much of the table's width is seen."""

    def is_current(self, index: AnyIndex) -> bool:
        """Whether the keyboard stands on this cell."""


class QuantityDelegate(QStyledItemDelegate):
    """Text in, one workflow call out. The model says whether the text was taken; a refused one keeps its editor open."""

    editing = Signal(str)
    """The text in the open editor, as it is typed."""

    ended = Signal()
    """No editor is open any more."""

    def __init__(self, grid: Grid, parent: QObject) -> None:
        super().__init__(parent)
        self._grid = grid
        self._editor: CellEditor | None = None
        self._taken = True
        self.ghosts = True

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, MonthlyGridModel):
            return
        rect: QRect = option.rect
        if model.is_group(index.row()):
            self._paint_group(painter, rect, model, index)
            return
        cell = model.cell(index)
        inner = rect.adjusted(0, 0, -1, -1)
        if cell is not None:
            self._paint_cell(painter, inner, cell, closed=model.is_closed(index.column()), ghosts=self.ghosts)
        else:
            self._paint_sum(painter, inner, model, index)
        if option.state & QStyle.StateFlag.State_Selected and not self._grid.is_current(index):
            tint = QColor(theme.color("accent"))
            tint.setAlphaF(_TINT)
            painter.fillRect(inner, tint)
        last_month = index.column() == len(model.months) - 1
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), theme.color("line2" if last_month else "line"))

    @staticmethod
    def _paint_cell(painter: QPainter, inner: QRect, cell: GridCell, *, closed: bool, ghosts: bool) -> None:
        painter.fillRect(inner, theme.color(ground_of(cell.state, closed=closed)))
        paint_state(painter, inner, cell.state, cell.text, closed=closed, ghost=cell.last_year if ghosts and cell.editable else "")
        if cell.comment:
            paint_comment(painter, inner)

    @staticmethod
    def _paint_sum(painter: QPainter, inner: QRect, model: MonthlyGridModel, index: AnyIndex) -> None:
        total = index.column() == len(model.months) + TOTAL
        painter.fillRect(inner, theme.color("sunken"))
        text = str(model.data(index) or "—")
        bold = total and text != "—"
        ink = theme.color("text" if bold else "text2")
        draw_text(painter, inner.adjusted(2, 0, -_PAD, 0), text, theme.font("label", bold=bold), ink, Qt.AlignmentFlag.AlignRight)

    def _paint_group(self, painter: QPainter, rect: QRect, model: MonthlyGridModel, index: AnyIndex) -> None:
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        group = model.line(index.row()).group
        if group.scope is None:
            return
        seen = QRect(rect.x(), rect.y(), min(rect.width(), self._grid.visible_width() - rect.x()) - _PAD, rect.height() - 1)
        filled = any(cell.micro is not None for row in group.rows for cell in row.cells)
        words = _("合 {figure} tCO₂e").format(figure=shown(group.tco2e, 2)) if filled else _("合 —")
        draw_text(painter, seen, words, theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignRight)

    # ---- editing ----------------------------------------------------------------------------------------------------

    @property
    def editor(self) -> CellEditor | None:
        """The open editor."""
        return self._editor

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex) -> QWidget:
        editor = CellEditor(parent)
        editor.textEdited.connect(self._on_edited)
        self._editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        # Called again whenever the model changes: what a person has typed must not be replaced then.
        if isinstance(editor, CellEditor) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()
            self.editing.emit(editor.text())

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, CellEditor):
            self._taken = model.setData(model.index(index.row(), index.column()), editor.text())
            editor.set_refused(not self._taken)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        box: QRect = option.rect
        editor.setGeometry(box.adjusted(-1, -1, 0, 0))
        if isinstance(editor, CellEditor):
            editor.least = box.width() + 1

    def destroyEditor(self, editor: QWidget, index: AnyIndex) -> None:
        if editor is self._editor:
            self._editor = None
        super().destroyEditor(editor, index)
        self.ended.emit()

    def finish(self) -> bool:
        """Write what stands in the open editor; False when it was refused and stays open."""
        editor = self._editor
        if editor is None:
            return True
        self.commitData.emit(editor)
        if self._taken:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return self._taken

    def abandon(self) -> None:
        """Close the open editor and forget its text."""
        if self._editor is not None:
            self.closeEditor.emit(self._editor, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, CellEditor) or editor is not self._editor:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(editor, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self._on_focus_out(event)
        return False

    def _on_key(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.abandon()
            return True
        if key == Qt.Key.Key_F2:
            editor.typing = False
            return True
        if key in _ENTERS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._fill_all(editor)
            return True
        if key in _LEAVING or (key in _ARROWS and editor.typing):
            if self.finish():
                self._grid.move_after(key, event.modifiers())
            return True
        return False

    def _fill_all(self, editor: CellEditor) -> None:
        """Ctrl+Enter: the cell takes the text first, so that a refusal stays in its editor; then the other selected cells do."""
        text = editor.text()
        if self.finish():
            self._grid.fill_all(text)

    def _on_focus_out(self, event: QFocusEvent) -> None:
        # Another window or a menu takes the keyboard for a moment: what is half typed waits.
        if event.reason() in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
            return
        if self._grid.takes_over(QApplication.focusWidget()):
            self.abandon()
        else:
            self.finish()

    def _on_edited(self, text: str) -> None:
        if self._editor is not None:
            self._editor.set_refused(False)
        self.editing.emit(text)

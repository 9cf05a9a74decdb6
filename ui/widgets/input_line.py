"""The line above the grid: which cell, what is typed into it, and how it is read or why it cannot be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width


class Reading(QLabel):
    """The right end: an arrow and the reading, or a mark and the sentence that says what is wrong."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrong = False
        self.setFont(theme.font("label"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, *, wrong: bool = False) -> None:
        """Show a reading, a fact about the cell, or an error."""
        if (words, wrong) == (self.text(), self._wrong):
            return
        self._wrong = wrong
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        edge = theme.metrics().mark + theme.S
        return QSize(int(text_width(self.text(), self.font())) + edge + 2 if self.text() else 0, theme.line_height("label"))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.line_height("label"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.text():
            return
        painter = QPainter(self)
        edge = theme.metrics().mark
        top = (self.height() - edge) // 2
        if self._wrong:
            paint_mark(painter, QRect(0, top, edge, edge), Mark.BLOCKED)
        else:
            arrow = theme.pixmap("arrow-right", "text2", size=edge, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(0, top), arrow)
        rest = self.rect().adjusted(edge + theme.S - 2, 0, 0, 0)
        draw_text(painter, rest, self.text(), self.font(), theme.color("err" if self._wrong else "text2"))


class InputLine(QWidget):
    """Mirrors the open cell, and edits it when it has the keyboard itself."""

    typed = Signal(str)
    committed = Signal(str, bool)
    """The text that Enter or Tab sends to the cell, and whether to go to the right."""
    cancelled = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.metrics().field)
        self._place = ""
        self._place_width = 0
        self._shown = ""
        self.field = QLineEdit(self)
        self.field.setFont(theme.font())
        self.field.setAccessibleName(_("当前格的内容"))
        self.field.setStyleSheet(
            "QLineEdit { border: none; background: transparent; padding: 0; min-height: 0; }"
            "QLineEdit:focus { border: none; padding: 0; min-height: 0; } QLineEdit:read-only { background: transparent; }"
        )
        self.field.textEdited.connect(self.typed)
        self.field.installEventFilter(self)
        self.reading = Reading(parent=self)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(theme.M)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.reading, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.setContentsMargins(theme.M, 1, theme.M, 1)

    def set_place_width(self, width: int) -> None:
        """Width of the part that names the cell: that of the names below it."""
        if width == self._place_width:
            return
        self._place_width = width
        self._row.setContentsMargins(width + theme.M, 1, theme.M, 1)
        self.update()

    def show_cell(self, place: str, text: str, *, editable: bool) -> None:
        """Show another cell."""
        if (place, text) == (self._place, self._shown) and editable is not self.field.isReadOnly():
            return
        self._place = place
        self._shown = text
        if not self.field.hasFocus():
            self.field.setText(text)
        self.field.setReadOnly(not editable)
        self.setAccessibleName(f"{place} {text}")
        self.update()

    def mirror(self, text: str) -> None:
        """Show what is being typed into the cell itself."""
        if not self.field.hasFocus():
            self.field.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if key == Qt.Key.Key_Escape:
            self.field.setText(self._shown)
            self.cancelled.emit()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
            self.committed.emit(self.field.text(), key == Qt.Key.Key_Tab)
            return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect()
        painter.fillRect(box, theme.color("surface"))
        name = QRect(theme.S, 0, self._place_width - theme.M, box.height() - 1)
        draw_text(painter, name, self._place, theme.font("label", bold=True), theme.color("text"))
        painter.fillRect(self._place_width - 1, 0, 1, box.height(), theme.color("line2"))
        painter.fillRect(0, box.height() - 1, box.width(), 1, theme.color("line2"))
        if self.field.hasFocus():
            ring = QRect(self._place_width, 0, box.width() - self._place_width, box.height())
            pen = painter.pen()
            pen.setColor(theme.color("accent"))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawRect(ring.adjusted(1, 1, -1, -2))

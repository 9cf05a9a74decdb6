"""The frame of the side panel 说明 (F9): head, key, close button, and a scrolling body that the open page fills."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import IconButton
from ui.widgets.card import EmptyState, KeyCap, Rule
from ui.widgets.text import Text


class SidePanel(QWidget):
    """288 pixels at the right edge; each page brings its own content and keeps it."""

    closed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(theme.SIDE_PANEL_WIDTH * (5 if theme.metrics().large else 4) // 4)
        self.setAccessibleName(_("说明"))
        head = QWidget(self)
        head.setFixedHeight(theme.metrics().side_head)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.L, 0, theme.S, 0)
        row.setSpacing(theme.S)
        row.addWidget(Text(_("说明"), "body", bold=True))
        row.addWidget(KeyCap("F9"))
        row.addStretch(1)
        close = IconButton("close", _("关闭说明栏"), shortcut="F9", small=True)
        close.clicked.connect(self.closed)
        row.addWidget(close)
        self._stack = QStackedWidget(self)
        self._empty = EmptyState(_("还没有选中数字"), _("点一个数字，这里会写出它的公式、因子、票据和改动。"))
        self._stack.addWidget(self._empty)
        self._areas: dict[QWidget, QScrollArea] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(Rule(parent=self))
        column.addWidget(self._stack, 1)

    def show_content(self, content: QWidget | None) -> None:
        """Show the content of the open page, or the sentence that nothing is selected."""
        if content is None:
            self._stack.setCurrentWidget(self._empty)
            return
        if content not in self._areas:
            area = QScrollArea(self)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.viewport().setAutoFillBackground(False)
            area.setWidget(content)
            content.setAutoFillBackground(False)
            self._areas[content] = area
            self._stack.addWidget(area)
        self._stack.setCurrentWidget(self._areas[content])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, 0, 1, self.height()), theme.color("line"))

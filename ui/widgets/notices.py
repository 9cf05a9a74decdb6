"""Rows under the page head: the progress of long work with a cancel that cancels, and messages that name the way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button, IconButton
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text


class ProgressRow(QWidget):
    """What is being done, how far it is, and a button that stops it."""

    cancelled = Signal()

    def __init__(self, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(label)
        self._count = Text("", "label", "text2")
        self._cancel = Button(_("取消"), small=True)
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.S, theme.XL, theme.S)
        row.setSpacing(theme.M)
        row.addWidget(MarkLabel(Mark.RUNNING, parent=self))
        row.addWidget(Text(label, "body"))
        row.addWidget(self._bar, 1)
        row.addWidget(self._count)
        row.addWidget(self._cancel)

    def set_progress(self, done: int, total: int, text: str) -> None:
        """Show how far it is; a `total` of 0 means that nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(text or (f"{done} / {total}" if total else ""))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText(_("正在停止"))
        self.cancelled.emit()


class MessageBar(QWidget):
    """A message that stays until it is answered or closed; Esc closes it."""

    closed = Signal()

    _GROUNDS: ClassVar[dict[Mark, str]] = {Mark.BLOCKED: "err_s", Mark.HINT: "warn_s", Mark.QUESTION: "warn_s", Mark.DONE: "accent_soft"}

    def __init__(
        self,
        shape: Mark,
        message: str,
        hint: str = "",
        *,
        action: tuple[str, Callable[[], None]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make the bar.

        Args:
            shape: the mark that says what kind of news it is.
            message: what happened.
            hint: what to do; may be empty.
            action: text and deed of the link that mends it.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._ground = self._GROUNDS.get(shape, "info_s")
        self.message = message
        self.setAccessibleName(f"{shape.words} {message}{hint}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words = QVBoxLayout()
        words.setSpacing(theme.HAIR)
        words.addWidget(Text(message, "body", wrap=True))
        if hint:
            words.addWidget(Text(hint, "label", "text2", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.S, theme.L, theme.S)
        row.setSpacing(theme.M)
        row.addWidget(MarkLabel(shape, paper=self._ground, line="body", parent=self), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if action is not None:
            text, deed = action
            link = Button(text, small=True)
            link.clicked.connect(deed)
            row.addWidget(link)
        close = IconButton("close", _("关闭消息"), small=True)
        close.clicked.connect(self.closed)
        row.addWidget(close)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self._ground))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.color("line"))


class Notices(QWidget):
    """The place of these rows, between head and page; empty it takes no room."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint() if self._column.count() else QSize(0, 0)

    def show_message(self, bar: MessageBar) -> None:
        """Show a message; it takes the place of the one before."""
        for old in self.findChildren(MessageBar):
            self.remove(old)
        bar.closed.connect(lambda: self.remove(bar))
        self._column.addWidget(bar)
        bar.show()

    def show_progress(self, row: ProgressRow) -> None:
        """Show the progress of a piece of work, above any message."""
        self._column.insertWidget(0, row)
        row.show()

    def remove(self, row: QWidget) -> None:
        """Take a row away."""
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def clear_messages(self) -> None:
        """Take all messages away; progress stays."""
        for old in self.findChildren(MessageBar):
            self.remove(old)

    def messages(self) -> tuple[str, ...]:
        """The messages that stand there."""
        return tuple(bar.message for bar in self.findChildren(MessageBar) if bar.isVisibleTo(self))

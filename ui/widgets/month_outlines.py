"""What stands where the monthly bars will be: twelve outlines, one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.text import Text, draw_text

_HEIGHTS = (0.82, 0.74, 0.66, 0.62, 0.52, 0.55, 0.74, 0.76, 0.6, 0.54, 0.62, 0.78)
"""Only a shape to look at; it stands for no figure."""


class _Note(QWidget):
    """Ground below the sentence, so that no outline runs through it."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))


class MonthOutlines(QWidget):
    """Twelve dashed bars; the first will be the first month that is filled."""

    acted = Signal()

    def __init__(self, height: int, sentence: str, action: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(height)
        column = QVBoxLayout(self)
        column.addStretch(2)
        note = _Note()
        inner = QVBoxLayout(note)
        inner.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        inner.setSpacing(theme.M)
        inner.addWidget(Text(sentence, "body", "text2"))
        if action:
            button = Button(action)
            button.clicked.connect(self.acted)
            inner.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(note, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        foot = self.height() - theme.line_height("label") - theme.S
        slot = (self.width() - theme.XXL) / 12
        pen = QPen(theme.color("line2"), 1, Qt.PenStyle.DashLine)
        for index, share in enumerate(_HEIGHTS):
            painter.setPen(pen)
            bar = QRectF(theme.L + slot * index + slot * 0.22, foot - foot * share, slot * 0.56, foot * share)
            painter.drawRect(bar)
            label = QRect(int(theme.L + slot * index), foot + theme.XS, int(slot), theme.line_height("label"))
            text = _("{month}月").format(month=index + 1)
            draw_text(painter, label, text, theme.font("label"), theme.color("text3"), Qt.AlignmentFlag.AlignHCenter)
        painter.fillRect(QRect(theme.L, foot, self.width() - theme.XXL, 1), theme.color("line2"))

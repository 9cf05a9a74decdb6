"""The ground of a list at the left of a page: a surface from head to foot, parted from the page by a line."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme


class ListPanel(QWidget):
    """Its content goes into `body`."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 1, 0)
        self.body.setSpacing(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("line"))

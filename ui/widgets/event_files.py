"""Files on record: one line each, with its size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.activity import EvidenceRef
from core.i18n import _
from ui import theme
from ui.widgets.layouts import empty
from ui.widgets.text import Text


class FileLines(QWidget):
    """The files on record, one line each with its size."""

    def __init__(self, nothing: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nothing = nothing
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.XS)

    def show_files(self, files: Sequence[EvidenceRef]) -> None:
        """Show these files."""
        empty(self._column)
        if not files:
            self._column.addWidget(Text(self._nothing, "label", "text2", wrap=True))
        for file in files:
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(ClipMark())
            row.addWidget(Text(file.original_name, "label"), 1)
            row.addWidget(Text(size_words(file.size), "label", "text2"))
            self._column.addLayout(row)


def size_words(size: int) -> str:
    """The size of a file in words."""
    kilobyte = 1024
    if size < kilobyte:
        return _("{size} 字节").format(size=size)
    if size < kilobyte**2:
        return _("{size} KB").format(size=round(size / kilobyte))
    return _("{size} MB").format(size=round(size / kilobyte**2, 1))


class ClipMark(Text):
    """The clip that stands before a file."""

    def __init__(self) -> None:
        super().__init__()
        edge = theme.metrics().mark
        self.setFixedSize(edge, edge)
        self.setAccessibleName(_("附件"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, theme.pixmap("clip", "text2", size=self.width(), ratio=self.devicePixelRatioF()))

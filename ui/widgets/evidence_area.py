"""The dashed area where a paper is wanted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.text import Text


class DropArea(QWidget):
    """What stands where there is no file yet."""

    asked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hot = False
        self._words = Text(_("把电费单拖到这里，或从扫描件中选"), "body", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._more = Text(_("PDF、电子发票（XML、OFD）和照片都可以。文件原样存进账本，读到的数先由您核对。"), "label", "text2", wrap=True)
        self._more.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button(_("选文件"), icon="folder")
        self.button.clicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XXL, theme.XXL, theme.XXL, theme.XXL)
        column.setSpacing(theme.M)
        column.addStretch(1)
        for words in (self._words, self._more):
            words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            column.addWidget(words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def show_for(self, words: str, *, locked: bool) -> None:
        """Say what belongs here; a bill that can only be looked at takes nothing."""
        self._words.setText(_("这张票据没有附文件") if locked else words)
        self._more.setVisible(not locked)
        self.button.setVisible(not locked)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent" if self.hot else "ctl"), 2 if self.hot else 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("accent_soft") if self.hot else Qt.BrushStyle.NoBrush)
        edge = theme.XL
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), theme.RADIUS_CARD, theme.RADIUS_CARD)
        painter.end()

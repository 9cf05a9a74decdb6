"""The foot of the list: what has been proven, which is in the used amounts already and is not expected any more."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, paint_mark
from ui.widgets.text import draw_text, text_width


class VerifiedFoot(QAbstractButton):
    """Pressed, it opens the proven measures in the list."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = ""
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_words(self, words: str, figure: str) -> None:
        """Say how many, and their tonnes; without words there is no foot."""
        self.setText(words)
        self._figure = figure
        self.setAccessibleName(f"{words}，{_('已体现在用量里，不再扣减')}，{figure} tCO₂e")
        self.setVisible(bool(words))
        self.update()

    def set_open(self, *, is_open: bool) -> None:
        """Turn the arrow."""
        self._open = is_open
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, max(theme.metrics().status_bar, theme.line_height("label") + theme.M))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sunken"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
        edge, mark = theme.metrics().label, theme.metrics().mark
        middle = self.height() // 2
        arrow = theme.pixmap("chevron-down" if self._open else "chevron-right", "text2", size=edge, ratio=self.devicePixelRatioF())
        painter.drawPixmap(QPoint(theme.L, middle - edge // 2), arrow)
        bold, plain = theme.font("label", bold=True), theme.font("label")
        right = self.rect().adjusted(0, 0, -theme.M, 0)
        wide = draw_text(painter, right, self._figure, bold, theme.color("text"), Qt.AlignmentFlag.AlignRight)
        at = right.right() - int(wide) - mark - theme.S
        paint_mark(painter, QRect(at, middle - mark // 2, mark, mark), Mark.DONE, "sunken")
        left = theme.L + edge + theme.S
        draw_text(painter, QRect(left, 0, at - left - theme.S, self.height()), self.text(), bold, theme.color("text"))
        left += int(text_width(self.text(), bold)) + theme.S
        if left < at - theme.XXL:
            words = _("已体现在用量里，不再扣减")
            draw_text(painter, QRect(left, 0, at - left - theme.S, self.height()), words, plain, theme.color("text2"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

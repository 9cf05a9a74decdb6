"""The second line of a chart: quantity, unit, and what its colours mean; it takes a second row where one is too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets.text import draw_text, text_width

_SWATCH = 10
_TICK = 14


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One colour or tick with its words; no token means words only."""

    words: str
    token: str = ""
    tick: bool = False


class ChartLegend(QWidget):
    """Items from left to right."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: Sequence[LegendItem] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.line_height("label"))

    def set_items(self, items: Sequence[LegendItem]) -> None:
        """Show other items."""
        self._items = items
        self.setAccessibleName("，".join(item.words for item in items))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def _fit(self) -> None:
        places = self._places()
        rows = places[-1].y() // theme.line_height("label") + 1 if places else 1
        self.setFixedHeight(rows * theme.line_height("label"))
        self.update()

    def _places(self) -> list[QRect]:
        face, line = theme.font("label"), theme.line_height("label")
        places: list[QRect] = []
        x = y = 0
        for item in self._items:
            mark = (_SWATCH if item.token else _TICK if item.tick else 0) + (theme.S if item.token or item.tick else 0)
            width = mark + int(text_width(item.words, face)) + 2
            if x and x + width > self.width():
                x, y = 0, y + line
            places.append(QRect(x, y, width, line))
            x += width + theme.M
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item, place in zip(self._items, self._places(), strict=True):
            left = place.x()
            middle = place.center().y() + 1
            painter.setPen(Qt.PenStyle.NoPen)
            if item.token:
                painter.setBrush(theme.color(item.token))
                painter.drawRoundedRect(QRectF(left, middle - _SWATCH / 2, _SWATCH, _SWATCH), 2, 2)
                left += _SWATCH + theme.S
            elif item.tick:
                painter.fillRect(QRect(left, middle - 1, _TICK, 2), theme.color("text"))
                left += _TICK + theme.S
            words = QRect(left, place.y(), place.right() - left + 1, place.height())
            draw_text(painter, words, item.words, theme.font("label"), theme.color("text" if item.token or item.tick else "text2"))

"""Twelve small bars of a row's quantities, as the side panel draws them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.period import Month
from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, text_width


class MonthBars(QWidget):
    """Twelve small bars of a row's quantities; first, last and highest month are named."""

    def __init__(self, months: Sequence[tuple[Month, Decimal]], token: str, unit: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months = tuple(months)
        self._token = token
        self._unit = unit
        self.setFixedHeight(40 + theme.line_height("label"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(_("{month}月 {value}").format(month=m.month, value=shown(v, 0)) for m, v in self._months))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        label, line = theme.font("label"), theme.line_height("label")
        room = self.height() - line - theme.XS
        highest = max((abs(value) for _month, value in self._months), default=Decimal(0))
        if not self._months or not highest:
            return
        step = self.width() / len(self._months)
        for number, (_month, value) in enumerate(self._months):
            height = float(abs(value) / highest) * room
            painter.fillRect(QRectF(number * step, room - height, step * 0.7, height), theme.color(self._token))
        peak = max(range(len(self._months)), key=lambda number: self._months[number][1])
        foot = QRect(0, self.height() - line, self.width(), line)
        first, last = (_("{month}月").format(month=self._months[n][0].month) for n in (0, -1))
        ink = theme.color("text2")
        draw_text(painter, foot, first, label, ink)
        draw_text(painter, foot, last, label, ink, Qt.AlignmentFlag.AlignRight)
        words = _("{month}月 {value} {unit}").format(
            month=self._months[peak][0].month, value=shown(self._months[peak][1], 0), unit=self._unit
        )
        width = int(text_width(words, label)) + 2
        left = min(max(int(peak * step), int(text_width(first, label)) + theme.S), self.width() - width - theme.XL - theme.S)
        draw_text(painter, QRect(left, foot.y(), width, line), words, label, theme.color("text"))

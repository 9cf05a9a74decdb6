"""Shares of a whole as bars: the largest sources one below the other, and one bar of parts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.layouts import empty
from ui.widgets.text import Text, draw_text, text_width

_BAR = 6
_PERCENT_WIDTH = 48
_INSIDE_FROM = 16
"""Words stand inside a bar only from 16 px bold on (visual.md §4)."""


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One bar: what is asked when pressed, its words, and its length against the longest."""

    key: str
    name: str
    value: str
    percent: str
    length: float
    token: str


class ShareBar(QAbstractButton):
    """Name, value, percentage, and a bar below."""

    def __init__(self, row: ShareRow, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setAccessibleName(f"{row.name} {row.value} {row.percent}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.line_height("body") + theme.XS + _BAR + 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 0, -1, -4), theme.RADIUS_TAG, theme.RADIUS_TAG)
        left, right = theme.L, self.width() - theme.L
        line = QRect(left, theme.HAIR, right - left, theme.line_height("body"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.row.token))
        painter.drawRoundedRect(QRectF(left, line.center().y() - 4, 10, 10), 2, 2)
        align = Qt.AlignmentFlag.AlignRight
        percent = QRect(right - _PERCENT_WIDTH, line.y(), _PERCENT_WIDTH, line.height())
        draw_text(painter, percent, self.row.percent, theme.font("label"), theme.color("text2"), align)
        value_width = int(text_width(self.row.value, theme.font(bold=True))) + 2
        value = QRect(percent.left() - value_width - theme.XS, line.y(), value_width, line.height())
        draw_text(painter, value, self.row.value, theme.font(bold=True), theme.color("text"), align)
        name = QRect(left + 10 + theme.S, line.y(), value.left() - left - 10 - theme.L, line.height())
        draw_text(painter, name, self.row.name, theme.font(), theme.color("text"))
        bar = QRectF(left + 10 + theme.S, line.bottom() + theme.XS, right - left - 10 - theme.S, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        filled = QRectF(bar)
        filled.setWidth(max(_BAR, bar.width() * min(1.0, self.row.length)))
        painter.setBrush(theme.color(self.row.token))
        painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)


class ShareBars(QWidget):
    """The bars, longest first, and a quiet line for the rest."""

    asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def set_rows(self, rows: Sequence[ShareRow], rest: str = "") -> None:
        """Show other bars; `rest` sums up what is not shown."""
        empty(self._column)
        for row in rows:
            bar = ShareBar(row)
            bar.clicked.connect(lambda _on=False, key=row.key: self.asked.emit(key))
            self._column.addWidget(bar)
        if rest:
            words = Text(rest, "label", "text2")
            words.setContentsMargins(0, 0, 0, 0)
            holder = QVBoxLayout()
            holder.setContentsMargins(theme.L + 10 + theme.S, 0, theme.L, 0)
            holder.addWidget(words)
            box = QWidget()
            box.setLayout(holder)
            self._column.addWidget(box)
        self._column.addStretch(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: its share 0 to 1, its colour, the words in it and the words below it."""

    share: float
    token: str
    inside: str = ""
    below: str = ""


class PartsBar(QWidget):
    """One bar of parts side by side, parted by a surface gap; words below each part where they fit."""

    def __init__(self, height: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = height
        self._parts: Sequence[Part] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show other parts."""
        self._parts = [part for part in parts if part.share > 0]
        self.setAccessibleName("，".join(" ".join(word for word in (part.below, part.inside) if word) for part in self._parts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        below = theme.XS + theme.line_height("body" if theme.metrics().large else "label")
        return QSize(240, self._bar + (below if any(part.below for part in self._parts) else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self._parts:
            painter.fillRect(QRect(0, 0, self.width(), self._bar), theme.color("sunken"))
            return
        x = 0.0
        written = 0.0
        step: theme.Step = "body" if theme.metrics().large else "label"
        for index, part in enumerate(self._parts):
            width = self.width() * part.share
            gap = 1 if index < len(self._parts) - 1 else 0
            painter.fillRect(QRectF(x, 0, max(1.0, width - gap), self._bar), theme.color(part.token))
            face = theme.font("body", bold=True)
            if part.inside and face.pixelSize() >= _INSIDE_FROM and text_width(part.inside, face) + theme.L < width:
                draw_text(painter, QRect(int(x) + theme.M, 0, int(width), self._bar), part.inside, face, theme.color("surface"))
            if part.below:
                wide = text_width(part.below, theme.font(step))
                start = min(max(x, written), self.width() - wide)
                line = QRect(int(start), self._bar + theme.XS, int(wide) + 2, theme.line_height(step))
                draw_text(painter, line, part.below, theme.font(step), theme.color("text" if theme.metrics().large else "text2"))
                written = start + wide + theme.M
            x += width

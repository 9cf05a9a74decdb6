"""A slider that rests on whole steps: dragged, clicked, or moved with the arrows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from ui import theme

_KNOB = 9
_TRACK = 4


class SnapSlider(QAbstractSlider):
    """One step is what an arrow moves; Page Up and Down move ten."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.metrics().button)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, theme.metrics().button)

    def _room(self) -> tuple[float, float]:
        """Left end and length of the track."""
        edge = float(_KNOB + theme.XS)
        return edge, max(1.0, self.width() - 2 * edge)

    def _knob_at(self) -> QPointF:
        left, length = self._room()
        span = self.maximum() - self.minimum()
        share = (self.value() - self.minimum()) / span if span else 0.0
        return QPointF(left + share * length, self.height() / 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, length = self._room()
        knob = self._knob_at()
        on = self.isEnabled()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line2"))
        painter.drawRoundedRect(QRectF(left, knob.y() - _TRACK / 2, length, _TRACK), 2, 2)
        painter.setBrush(theme.color("accent" if on else "ctl"))
        painter.drawRoundedRect(QRectF(left, knob.y() - _TRACK / 2, knob.x() - left, _TRACK), 2, 2)
        painter.setPen(QPen(theme.color("accent" if on else "ctl"), 2))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(knob, _KNOB - 2, _KNOB - 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawEllipse(knob, _KNOB + 2, _KNOB + 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the page, not the budget."""
        event.ignore()

    def _go_to(self, x: float) -> None:
        left, length = self._room()
        share = min(1.0, max(0.0, (x - left) / length))
        self.setValue(round(self.minimum() + share * (self.maximum() - self.minimum())))

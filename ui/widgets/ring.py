"""The ring that says how complete a step is: empty, partly filled, or a full disc with a tick."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, paint_mark

_FULL_TURN = 5760
_TOP = 1440


def paint_ring(painter: QPainter, rect: QRect | QRectF, share: float, width: float = 2.5, paper: str = "surface") -> None:
    """Paint a ring.

    Args:
        painter: where to; its state is kept.
        rect: the square it fills.
        share: 0 is an empty ring, anything below 1 an arc that never closes, 1 a disc with a tick.
        width: thickness of the line.
        paper: token of the ground below, for the tick.
    """
    if share >= 1:
        paint_mark(painter, rect, Mark.DONE, paper)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inset = width / 2
    circle = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("line2"), width if share > 0 else width * 0.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawEllipse(circle)
    if share > 0:
        painter.setPen(QPen(theme.color("accent"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawArc(circle, _TOP, -int(_FULL_TURN * min(max(share, 0.04), 0.96)))
    painter.restore()


class Ring(QWidget):
    """A ring of its own, such as the large one beside 填报完整度."""

    def __init__(self, diameter: int, width: float = 2.5, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._width = width
        self.setFixedSize(QSize(diameter, diameter))
        self.set_share(0.0, "")

    def set_share(self, share: float, missing: str) -> None:
        """Show another share (0 to 1); `missing` names what is still to do and becomes the tool tip."""
        self._share = share
        self.setToolTip(missing)
        self.setAccessibleName(_("完成 {percent}%").format(percent=int(share * 100)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_ring(painter, self.rect(), self._share, self._width)

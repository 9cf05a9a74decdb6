"""The program's mark: two stems of bamboo on a green square."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from ui import theme

_BOX = 28.0


def paint_brand(painter: QPainter, rect: QRect | QRectF) -> None:
    """Paint the mark into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.x(), rect.y())
    painter.scale(rect.width() / _BOX, rect.height() / _BOX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawRoundedRect(QRectF(0, 0, _BOX, _BOX), 6, 6)
    pen = QPen(theme.color("on_accent"), 2.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for x, cuts in ((9.5, ((5.6, 9.2), (12.4, 15.6), (18.8, 22.4))), (17.5, ((10.2, 12.6), (15.8, 18.4), (21.4, 22.4)))):
        for top, foot in cuts:
            painter.drawLine(QPointF(x, top), QPointF(x, foot))
    painter.drawLine(QPointF(18.2, 8.6), QPointF(21.8, 5.9))
    painter.restore()


def brand_icon() -> QIcon:
    """The mark as the icon of the window."""
    made = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        image = QPixmap(edge, edge)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint_brand(painter, QRect(0, 0, edge, edge))
        painter.end()
        made.addPixmap(image)
    return made


class Brand(QWidget):
    """The mark as a widget."""

    def __init__(self, edge: int = 24, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(edge, edge))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_brand(painter, self.rect())

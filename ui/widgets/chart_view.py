"""Shows a chart that paper prints: walks the same plain shapes with a painter, in the colours of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, rich, text_width

_PRINT_TOKENS = {getattr(theme.LIGHT, name).upper(): name for name in reversed(theme.LIGHT.__slots__) if name != "dark"}
"""Charts are drawn in the light column, as on paper; the screen shows each of its colours by the token of the same value."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure in the chart that can be pointed at, in the drawing's own coordinates (origin below left).

    Attributes:
        key: what is asked when it is pressed.
        title: first line of the tool tip.
        lines: (label, value with unit) below it.
        box: left, bottom, width, height.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    box: tuple[float, float, float, float]


class ChartView(QWidget):
    """One chart. Arrow keys walk its figures, Enter asks where the figure comes from."""

    asked = Signal(str)

    def __init__(self, draw: Callable[[float, float], Any], *, height: int, parent: QWidget | None = None) -> None:
        """Make an empty view.

        Args:
            draw: makes the drawing for a width and a height in logical pixels; called when shown and when resized.
            height: smallest height in logical pixels.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._draw = draw
        self._drawing: Any = None
        self._make_spots: Callable[[float, float], Sequence[Spot]] | None = None
        self._filled = False
        self._spots: Sequence[Spot] = ()
        self._at = -1
        self.setMinimumHeight(height)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_chart(self, name: str, spots: Callable[[float, float], Sequence[Spot]] | None = None) -> None:
        """Draw anew from changed data.

        Args:
            name: the finding that stands over the chart, for a screen reader.
            spots: the figures that can be pointed at, for the same width and height as the drawing.
        """
        self.setAccessibleName(name)
        self._make_spots = spots
        self._filled = True
        self._renew()

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()

    def _renew(self) -> None:
        if self.width() < theme.XXL or self.height() < theme.XXL or not self._filled:
            return
        self._drawing = self._draw(float(self.width()), float(self.height()))
        self._spots = self._make_spots(float(self.width()), float(self.height())) if self._make_spots else ()
        self._at = min(self._at, len(self._spots) - 1)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._drawing is not None:
            paint_drawing(painter, self._drawing, self.height())
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            if 0 <= self._at < len(self._spots):
                box = self._box(self._spots[self._at]).adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(box, theme.RADIUS_TAG, theme.RADIUS_TAG)

    def _box(self, spot: Spot) -> QRectF:
        left, bottom, width, height = spot.box
        return QRectF(left, self.height() - bottom - height, width, height)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
        if at >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), _words(self._spots[at]), self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._spot_at(event.position())
        if at >= 0:
            self._at = at
            self.update()
            self.asked.emit(self._spots[at].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps and self._spots:
            self._at = (self._at + steps[Qt.Key(event.key())]) % len(self._spots)
            spot = self._spots[self._at]
            QToolTip.showText(self.mapToGlobal(self._box(spot).topRight().toPoint() + QPoint(theme.S, 0)), _words(spot), self)
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and 0 <= self._at < len(self._spots):
            self.asked.emit(self._spots[self._at].key)
        else:
            super().keyPressEvent(event)

    def _spot_at(self, point: QPointF) -> int:
        return next((index for index, spot in enumerate(self._spots) if self._box(spot).contains(point)), -1)

    # ---- taking it along --------------------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Put the chart on the clipboard, at twice its size, on the ground of a card."""
        image = QImage(self.size() * 2, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(2)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._drawing is not None:
            paint_drawing(painter, self._drawing, self.height())
        painter.end()
        QGuiApplication.clipboard().setImage(image)

    def copy_data(self) -> None:
        """Put the chart's figures on the clipboard as a table that Excel takes."""
        lines = [_("项目") + "\t" + "\t".join(label for label, _value in self._spots[0].lines)] if self._spots else []
        lines += [spot.title + "\t" + "\t".join(value for _label, value in spot.lines) for spot in self._spots]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _words(spot: Spot) -> str:
    rows = "".join(
        f"<tr><td>{rich(label)}</td><td align='right' style='padding-left:16px'>{rich(value)}</td></tr>" for label, value in spot.lines
    )
    return f"<b>{rich(spot.title)}</b><table cellspacing='0'>{rows}</table>"


# ---- the walk over the shapes -------------------------------------------------------------------------------------------


def paint_drawing(painter: QPainter, drawing: Any, height: float) -> None:
    """Paint a reportlab Drawing: y turned round, printed colours by their tokens, letters in the window's face."""
    painter.save()
    painter.translate(0, height)
    painter.scale(1, -1)
    _walk(painter, drawing.getContents())
    painter.restore()


def _walk(painter: QPainter, shapes: Iterable[Any]) -> None:
    for shape in shapes:
        plain = shape.provideNode() if hasattr(shape, "provideNode") else shape
        kind = type(plain).__name__
        if kind == "Group":
            painter.save()
            painter.setTransform(QTransform(*plain.transform), True)
            _walk(painter, plain.contents)
            painter.restore()
        elif kind in _WALKERS:
            _WALKERS[kind](painter, plain)


def _color(printed: Any) -> QColor | None:
    if printed is None:
        return None
    red, green, blue = (round(part * 255) for part in printed.rgb())
    token = _PRINT_TOKENS.get(f"#{red:02X}{green:02X}{blue:02X}")
    made = theme.color(token) if token else QColor(red, green, blue)
    made.setAlphaF(float(getattr(printed, "alpha", 1.0)))
    return made


def _dress(painter: QPainter, shape: Any) -> None:
    fill = _color(getattr(shape, "fillColor", None))
    stroke = _color(getattr(shape, "strokeColor", None))
    width = float(getattr(shape, "strokeWidth", 0) or 0)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if stroke is None or width <= 0:
        painter.setPen(Qt.PenStyle.NoPen)
        return
    pen = QPen(stroke, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashes = getattr(shape, "strokeDashArray", None)
    if dashes:
        pen.setDashPattern([float(dash) / width for dash in dashes])
    painter.setPen(pen)


def _points(flat: Sequence[float]) -> list[QPointF]:
    return [QPointF(flat[index], flat[index + 1]) for index in range(0, len(flat) - 1, 2)]


def _rect(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    box = QRectF(shape.x, shape.y, shape.width, shape.height)
    painter.drawRoundedRect(box, float(shape.rx or 0), float(shape.ry or 0))


def _line(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    painter.drawLine(QPointF(shape.x1, shape.y1), QPointF(shape.x2, shape.y2))


def _polyline(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(_points(shape.points))


def _polygon(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    painter.drawPolygon(_points(shape.points))


def _circle(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    painter.drawEllipse(QPointF(shape.cx, shape.cy), shape.r, shape.r)


def _path(painter: QPainter, shape: Any) -> None:
    _dress(painter, shape)
    path = QPainterPath()
    points = iter(_points(shape.points))
    for operator in shape.operators:
        if operator == 0:
            path.moveTo(next(points))
        elif operator == 1:
            path.lineTo(next(points))
        elif operator == 2:
            path.cubicTo(next(points), next(points), next(points))
        else:
            path.closeSubpath()
    painter.drawPath(path)


def _string(painter: QPainter, shape: Any) -> None:
    face = QFont(theme.font())
    face.setPixelSize(max(1, round(shape.fontSize)))
    face.setBold("Bold" in shape.fontName)
    ink = _color(shape.fillColor) or theme.color("text")
    width = text_width(shape.text, face)
    left = shape.x - {"middle": width / 2, "end": width}.get(shape.textAnchor, 0)
    metrics = QFontMetricsF(face)
    painter.save()
    painter.translate(left, shape.y)
    painter.scale(1, -1)
    # draw_text centres a line in its box: the box is laid so that its baseline falls on the shape's.
    box = QRectF(0, -metrics.ascent(), width + 2, metrics.ascent() + metrics.descent()).toRect()
    draw_text(painter, box, shape.text, face, ink)
    painter.restore()


_WALKERS: dict[str, Callable[[QPainter, Any], None]] = {
    "Rect": _rect,
    "Line": _line,
    "PolyLine": _polyline,
    "Polygon": _polygon,
    "Circle": _circle,
    "Path": _path,
    "String": _string,
}

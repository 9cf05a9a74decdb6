"""State marks: filled 14 px shapes, one for each state, told apart by shape as well as by colour."""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.domain.finding import Finding, Severity
from core.i18n import _, mark
from ui import theme

_BOX = 14.0


class Mark(Enum):
    """What a mark says; the value is its name for a screen reader."""

    DONE = mark("已完成")
    TODO = mark("待办")
    RUNNING = mark("进行中")
    HINT = mark("提示")
    QUESTION = mark("有疑问")
    EXPLAINED = mark("已说明")
    BLOCKED = mark("阻断")
    DIFFERS = mark("复算不符")
    CLOCK = mark("签收时有效")
    HOLLOW = mark("无法判定")
    NOTE = mark("说明")
    NONE = mark("不适用")

    @property
    def words(self) -> str:
        """The state in the language in use."""
        return _(self.value)


def mark_of(finding: Finding) -> Mark:
    """The mark that stands at a finding."""
    if finding.answered:
        return Mark.EXPLAINED
    return {Severity.BLOCK: Mark.BLOCKED, Severity.WARN: Mark.QUESTION, Severity.INFO: Mark.HINT}[finding.severity]


def paint_mark(painter: QPainter, rect: QRect | QRectF, shape: Mark, paper: str = "surface") -> None:
    """Paint a mark into a square.

    Args:
        painter: where to; its state is kept.
        rect: the square, usually 14 by 14 logical pixels.
        shape: which mark.
        paper: token of the ground below, used for signs cut out of a filled shape.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.x(), rect.y())
    painter.scale(rect.width() / _BOX, rect.height() / _BOX)
    _PAINTERS[shape](painter, theme.color(paper))
    painter.restore()


def _fill(painter: QPainter, token: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(token))


def _line(painter: QPainter, ink: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    painter.setPen(QPen(ink, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _tick(painter: QPainter, ink: QColor, shift: float = 0.0) -> None:
    _line(painter, ink, 1.7)
    painter.drawPolyline(QPolygonF([QPointF(4, 7.2 + shift), QPointF(6.2, 9.3 + shift), QPointF(10, 5.2 + shift)]))


def _question_sign(painter: QPainter, ink: QColor) -> None:
    _line(painter, ink, 1.5)
    hook = QPainterPath(QPointF(5.2, 5.5))
    hook.cubicTo(5.3, 3.0, 8.9, 3.0, 8.9, 5.4)
    hook.cubicTo(8.9, 6.9, 7.0, 6.9, 7.0, 8.5)
    painter.drawPath(hook)
    _dot(painter, ink, QPointF(7, 10.6), 0.95)


def _dot(painter: QPainter, ink: QColor, at: QPointF, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawEllipse(at, radius, radius)


def _done(painter: QPainter, paper: QColor) -> None:
    _fill(painter, "accent")
    painter.drawEllipse(QRectF(0.5, 0.5, 13, 13))
    _tick(painter, paper)


def _todo(painter: QPainter, _paper: QColor) -> None:
    _line(painter, theme.color("text3"), 1.4)
    circle = QRectF(1.2, 1.2, 11.6, 11.6)
    dashes = 8
    for index in range(dashes):
        painter.drawArc(circle, int((index * 360 / dashes + 8) * 16), 26 * 16)


def _running(painter: QPainter, _paper: QColor) -> None:
    circle = QRectF(1.5, 1.5, 11, 11)
    _line(painter, theme.color("line2"), 2)
    painter.drawEllipse(circle)
    _line(painter, theme.color("accent"), 2)
    painter.drawArc(circle, 90 * 16, -90 * 16)


def _hint(painter: QPainter, paper: QColor) -> None:
    painter.setBrush(theme.color("warn"))
    painter.setPen(QPen(theme.color("warn"), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolygon(QPolygonF([QPointF(7, 1.5), QPointF(13, 12.4), QPointF(1, 12.4)]))
    _line(painter, paper, 1.6)
    painter.drawLine(QPointF(7, 5.4), QPointF(7, 8.2))
    _dot(painter, paper, QPointF(7, 10.7), 0.95)


def _question(painter: QPainter, paper: QColor) -> None:
    _fill(painter, "warn")
    painter.drawRoundedRect(QRectF(0.5, 0.5, 13, 13), 3, 3)
    _question_sign(painter, paper)


def _explained(painter: QPainter, _paper: QColor) -> None:
    ink = theme.color("accent")
    _line(painter, ink, 1.4)
    bubble = QPainterPath(QPointF(1.2, 1.7))
    for point in ((12.8, 1.7), (12.8, 10.3), (6.2, 10.3), (3.4, 12.9), (3.4, 10.3), (1.2, 10.3)):
        bubble.lineTo(*point)
    bubble.closeSubpath()
    painter.drawPath(bubble)
    _tick(painter, ink, -1.2)


def _octagon() -> QPolygonF:
    return QPolygonF(
        [QPointF(7 + 6.9 * math.cos(math.radians(22.5 + 45 * i)), 7 + 6.9 * math.sin(math.radians(22.5 + 45 * i))) for i in range(8)]
    )


def _blocked(painter: QPainter, paper: QColor) -> None:
    _fill(painter, "err")
    painter.drawPolygon(_octagon())
    _line(painter, paper, 1.7)
    painter.drawLine(QPointF(4.9, 4.9), QPointF(9.1, 9.1))
    painter.drawLine(QPointF(9.1, 4.9), QPointF(4.9, 9.1))


def _differs(painter: QPainter, paper: QColor) -> None:
    _fill(painter, "warn")
    painter.drawPolygon(QPolygonF([QPointF(7, 0), QPointF(14, 7), QPointF(7, 14), QPointF(0, 7)]))
    _line(painter, paper, 1.3)
    painter.drawLine(QPointF(4.6, 5.8), QPointF(9.4, 5.8))
    painter.drawLine(QPointF(4.6, 8.2), QPointF(9.4, 8.2))
    painter.drawLine(QPointF(8.2, 4.2), QPointF(5.8, 9.8))


def _clock(painter: QPainter, paper: QColor) -> None:
    _fill(painter, "accent")
    painter.drawEllipse(QRectF(0.5, 0.5, 13, 13))
    _line(painter, paper, 1.6)
    painter.drawPolyline(QPolygonF([QPointF(7, 3.8), QPointF(7, 7.2), QPointF(9.4, 8.7)]))


def _hollow(painter: QPainter, _paper: QColor) -> None:
    ink = theme.color("info")
    _line(painter, ink, 1.4)
    painter.drawRoundedRect(QRectF(1.2, 1.2, 11.6, 11.6), 2.5, 2.5)
    _question_sign(painter, ink)


def _note(painter: QPainter, _paper: QColor) -> None:
    ink = theme.color("info")
    _line(painter, ink, 1.4)
    painter.drawEllipse(QRectF(1.2, 1.2, 11.6, 11.6))
    painter.drawLine(QPointF(7, 6.6), QPointF(7, 10))
    _dot(painter, ink, QPointF(7, 4.2), 0.9)


def _none(painter: QPainter, _paper: QColor) -> None:
    _line(painter, theme.color("text3"), 1.4)
    painter.drawLine(QPointF(3.5, 7), QPointF(10.5, 7))


_PAINTERS = {
    Mark.DONE: _done,
    Mark.TODO: _todo,
    Mark.RUNNING: _running,
    Mark.HINT: _hint,
    Mark.QUESTION: _question,
    Mark.EXPLAINED: _explained,
    Mark.BLOCKED: _blocked,
    Mark.DIFFERS: _differs,
    Mark.CLOCK: _clock,
    Mark.HOLLOW: _hollow,
    Mark.NOTE: _note,
    Mark.NONE: _none,
}


class MarkLabel(QWidget):
    """One mark as a widget; its state is its accessible name."""

    def __init__(self, shape: Mark, *, paper: str = "surface", line: theme.Step | None = None, parent: QWidget | None = None) -> None:
        """Make the mark.

        Args:
            shape: which state it shows.
            paper: token of the ground below.
            line: step of the text beside it, to stand in the middle of its first line; None for no line.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._shape = shape
        self._paper = paper
        edge = theme.metrics().mark
        self.setFixedSize(QSize(edge, max(edge, theme.line_height(line)) if line else edge))
        self.setAccessibleName(shape.words)

    def set_mark(self, shape: Mark) -> None:
        """Show another state."""
        self._shape = shape
        self.setAccessibleName(shape.words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        edge = self.width()
        paint_mark(painter, QRect(0, (self.height() - edge + 1) // 2, edge, edge), self._shape, self._paper)

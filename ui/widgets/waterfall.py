"""From last year's total to this year's: solid steps add, outlined ones take away, a cut axis is drawn broken and said."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.emission import Scope
from core.domain.quantity import shown
from ui import theme
from ui.models.footprint_rows import Step, signed
from ui.widgets.text import draw_text, text_width

_TOKENS = {Scope.ONE: ("s1", "s1s"), Scope.TWO: ("s2", "s2s"), Scope.THREE: ("s3", "s3s")}
_AXIS_SIGNS = 4.5
"""Width of the numbers at the axis, in label sizes."""
_LINES = 5
_CUT_FROM = 0.6
"""The axis is cut where the lowest level still stands above this share of the highest."""


class Waterfall(QWidget):
    """The comparison as bars. Arrow keys walk its steps, Enter asks for the source of one."""

    asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._at = -1
        self.setFixedHeight(190 * theme.metrics().label // 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_steps(self, steps: Sequence[Step], title: str) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        self._at = min(self._at, len(self._steps) - 1)
        self.setAccessibleName(title)
        self.setAccessibleDescription("，".join(f"{step.name} {_value(step)}" for step in self._steps))
        self.update()

    def base(self) -> float:
        """Where the axis begins: 0, or a round figure below the lowest level where it is cut."""
        ends = [end for pair in self._levels() for end in pair if end]
        low, high = min(ends, default=0.0), max(ends, default=0.0)
        if not ends or low < high * _CUT_FROM:
            return 0.0
        unit = _nice((high - low) / 3 or high / 10)
        return max(0.0, math.floor((low - (high - low) * 0.4) / unit) * unit)

    def _levels(self) -> list[tuple[float, float]]:
        """From and to of each step, in tonnes."""
        levels: list[tuple[float, float]] = []
        at = 0.0
        for step in self._steps:
            value = float(step.value)
            levels.append((0.0, value) if step.level else (at, at + value))
            at = value if step.level else at + value
        return levels

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, levels = self.base(), self._levels()
        top = max(max(pair) for pair in levels)
        unit = _nice((top - base) / (_LINES - 1) or 1)
        ceiling = base + unit * math.ceil((top - base) / unit + 0.2)
        plot = self._plot()
        self._paint_lines(painter, plot, base, ceiling, unit)
        boxes = self._boxes(plot, base, ceiling)
        for number, (step, box) in enumerate(zip(self._steps, boxes, strict=True)):
            self._paint_step(painter, step, box, plot, cut=bool(base))
            if number + 1 < len(boxes):
                level = box.top() if (step.level or step.value > 0) else box.bottom()
                painter.setPen(QPen(theme.color("text3"), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(box.right(), level), QPointF(boxes[number + 1].left(), level))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = boxes[self._at].adjusted(-4, -4, 4, 4) if 0 <= self._at < len(boxes) else QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, theme.RADIUS_TAG, theme.RADIUS_TAG)

    def _plot(self) -> QRectF:
        line = theme.line_height("label")
        left = _AXIS_SIGNS * theme.metrics().label
        return QRectF(left, line, self.width() - left - theme.S, self.height() - 2 * line - theme.S)

    def _boxes(self, plot: QRectF, base: float, ceiling: float) -> list[QRectF]:
        width = plot.width() / len(self._steps)
        bar = min(width * 0.64, 64.0)

        def y(level: float) -> float:
            return plot.bottom() - (max(level, base) - base) / (ceiling - base) * plot.height()

        boxes = []
        for number, (start, end) in enumerate(self._levels()):
            top, foot = y(max(start, end)), y(min(start, end))
            boxes.append(QRectF(plot.x() + number * width + (width - bar) / 2, top, bar, max(2.0, foot - top)))
        return boxes

    def _paint_lines(self, painter: QPainter, plot: QRectF, base: float, ceiling: float, unit: float) -> None:
        label, line = theme.font("label"), theme.line_height("label")
        level = base
        while level <= ceiling + unit / 100:
            y = plot.bottom() - (level - base) / (ceiling - base) * plot.height()
            painter.fillRect(QRectF(plot.x(), round(y), plot.width(), 1), theme.color("line"))
            words = QRect(0, int(y) - line // 2, int(plot.x()) - theme.S, line)
            draw_text(
                painter, words, f"{level:,.0f}" if unit >= 1 else f"{level:,.1f}", label, theme.color("text2"), Qt.AlignmentFlag.AlignRight
            )
            level += unit

    def _paint_step(self, painter: QPainter, step: Step, box: QRectF, plot: QRectF, *, cut: bool) -> None:
        solid, soft = _TOKENS.get(step.scope, ("text3", "sunken")) if step.scope is not None else ("text2", "sunken")
        if step.level or step.value > 0:
            painter.fillRect(box, theme.color(solid))
        else:
            painter.setPen(QPen(theme.color(solid), 1.4))
            painter.setBrush(theme.color(soft))
            painter.drawRect(box.adjusted(0.7, 0.7, -0.7, -0.7))
        if step.level and cut:
            foot = box.bottom() - 12
            zigzag = QPolygonF([QPointF(box.left(), foot), QPointF(box.center().x(), foot - 6), QPointF(box.right(), foot)])
            painter.setPen(QPen(theme.color("surface"), 3))
            painter.drawPolyline(zigzag)
        label, bold, line = theme.font("label"), theme.font("label", bold=True), theme.line_height("label")
        value = _value(step)
        width = int(text_width(value, bold)) + 4
        above = step.level or step.value > 0
        y = box.top() - line - 2 if above else box.bottom() + 2
        draw_text(painter, QRect(int(box.center().x()) - width // 2, int(y), width, line), value, bold, theme.color("text"))
        room = int(plot.width() / len(self._steps)) - 4
        name = QRect(int(box.center().x()) - room // 2, int(plot.bottom()) + theme.XS, room, line)
        draw_text(painter, name, step.name, label, theme.color("text2"), Qt.AlignmentFlag.AlignHCenter)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._step_at(event.position().x())
        if 0 <= number < len(self._steps):
            step = self._steps[number]
            QToolTip.showText(event.globalPosition().toPoint(), f"{step.name}　{_value(step)} tCO2e", self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = self._step_at(event.position().x())
        self.update()
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps and self._steps:
            self._at = max(0, min(self._at + steps[Qt.Key(event.key())], len(self._steps) - 1))
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._ask()
        else:
            super().keyPressEvent(event)

    def _step_at(self, x: float) -> int:
        plot = self._plot()
        return int((x - plot.x()) / plot.width() * len(self._steps)) if plot.contains(QPointF(x, plot.center().y())) else -1

    def _ask(self) -> None:
        if 0 <= self._at < len(self._steps) and self._steps[self._at].key:
            self.asked.emit(self._steps[self._at].key)


def _value(step: Step) -> str:
    return shown(step.value, 2) if step.level else signed(step.value)


def _nice(span: float) -> float:
    """1, 2 or 5 times a power of ten, not below the span."""
    if span <= 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(span))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= span)

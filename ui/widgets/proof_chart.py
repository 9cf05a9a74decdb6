"""Baseline and use, month by month: an outlined bar for what would have been used, a filled one for what was."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.quantity import shown
from core.domain.reduction import MonthProof
from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text

_HEIGHT = 200
_LEFT, _TOP = 64, 12
_LINES = 4
_FILLED = 0.56
"""Part of a month's room that its bars take."""


class ProofChart(QWidget):
    """Only shows; the table below says the same in figures."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: tuple[MonthProof, ...] = ()
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(0, _HEIGHT * theme.metrics().label // 12)

    def set_months(self, months: Sequence[MonthProof], unit: str) -> None:
        """Show other months."""
        self._months, self._unit = tuple(months), unit
        saved = sum((one.saved for one in months), Fraction(0))
        words = _("{count} 个月的基线用量与实际用量，合计少用 {saved} {unit}")
        self.setAccessibleName(words.format(count=len(months), saved=shown(saved, 0), unit=unit))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._months:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = theme.line_height("label")
        plot = QRectF(_LEFT * theme.metrics().label / 12, _TOP, 0, 0)
        plot.setRight(self.width() - 4.0)
        plot.setBottom(self.height() - line - 6.0)
        top = max((float(max(one.baseline, one.actual)) for one in self._months), default=0.0) or 1.0
        step = _round_step(top / _LINES)
        scale = plot.height() / (step * _LINES)
        font, right = theme.font("label"), Qt.AlignmentFlag.AlignRight
        for number in range(_LINES + 1):
            y = plot.bottom() - number * step * scale
            painter.setPen(QPen(theme.color("line2" if number == 0 else "line"), 1))
            painter.drawLine(int(plot.left()), int(y), int(plot.right()), int(y))
            room = QRectF(0, y - line / 2, plot.left() - 8, line).toRect()
            draw_text(painter, room, shown(round(step * number), 0), font, theme.color("text2"), right)
        slot = plot.width() / len(self._months)
        for number, one in enumerate(self._months):
            width = slot * _FILLED
            left = plot.left() + number * slot + (slot - width) / 2
            self._bar(painter, QRectF(left, plot.bottom(), width, -max(0.0, float(one.actual)) * scale), filled=True)
            self._bar(painter, QRectF(left, plot.bottom(), width, -max(0.0, float(one.baseline)) * scale), filled=False)
            below = QRectF(plot.left() + number * slot, plot.bottom() + 3, slot, line).toRect()
            draw_text(painter, below, str(one.month.month), font, theme.color("text2"), Qt.AlignmentFlag.AlignHCenter)

    @staticmethod
    def _bar(painter: QPainter, rect: QRectF, *, filled: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen if filled else QPen(theme.color("text2"), 1.4, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("accent") if filled else Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.normalized())


def _round_step(least: float) -> float:
    """The round number at or above a step: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** (len(str(max(1, int(least)))) - 1)
    return next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= least)

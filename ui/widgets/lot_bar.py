"""What is retired against what is needed, as one bar: solid retired, hatched bought, a line at the need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, text_width

_HATCH = 7
_OVER = 4
_LINE = 2


@dataclass(frozen=True, slots=True)
class LotPart:
    """Retired tonnes of one product."""

    name: str
    tonnes: int


class LotBar(QWidget):
    """32 px high, with its words below; it says the same to a screen reader."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._retired: tuple[LotPart, ...] = ()
        self._pending = 0
        self._needed = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_tonnes(self, retired: Sequence[LotPart], pending: int, needed: int) -> None:
        """Show other tonnes: retired by product, allocated but not counting, needed."""
        self._retired, self._pending, self._needed = tuple(part for part in retired if part.tonnes), pending, needed
        words = [f"{part.name} {part.tonnes:,}" for part in self._retired]
        self.setAccessibleName("，".join((*words, *self._words())))
        self.update()

    def _words(self) -> tuple[str, str, str]:
        total = sum(part.tonnes for part in self._retired)
        share = f"（{shown(Fraction(total, self._needed) * 100, 1)}%）" if 0 < total < self._needed else ""
        pending = _("待注销 {tonnes}").format(tonnes=f"{self._pending:,}") if self._pending else ""
        return (
            _("已注销 {tonnes}{share}").format(tonnes=f"{total:,}", share=share),
            pending,
            _("应抵消 {tonnes}").format(tonnes=f"{self._needed:,}"),
        )

    def _height(self) -> int:
        return theme.metrics().button

    def sizeHint(self) -> QSize:
        return QSize(320, _OVER + self._height() + _OVER + theme.line_height("label"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, _OVER, self.width() - _LINE, self._height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(bar, theme.RADIUS_TAG, theme.RADIUS_TAG)
        total = sum(part.tonnes for part in self._retired)
        scale = bar.width() / max(self._needed, total + self._pending, 1)
        x = bar.x()
        for part in self._retired:
            box = QRectF(x, bar.y(), part.tonnes * scale, bar.height())
            self._paint_solid(painter, box, part)
            x += box.width()
        retired_end = x
        if self._pending:
            self._paint_hatched(painter, QRectF(x, bar.y(), self._pending * scale, bar.height()))
        at = bar.x() + self._needed * scale
        if self._needed:
            painter.fillRect(QRectF(at, 0, _LINE, bar.bottom() + _OVER), theme.color("text"))
        self._paint_words(painter, int(bar.bottom()) + _OVER, retired_end, at, inside=self._plate_width() < self._pending * scale)

    def _paint_solid(self, painter: QPainter, box: QRectF, part: LotPart) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(box.adjusted(0, 0, -1, 0), theme.RADIUS_TAG, theme.RADIUS_TAG)
        words = f"{part.name} {part.tonnes:,}"
        face = theme.font("title", bold=True)
        if text_width(words, face) + theme.XL < box.width():
            draw_text(painter, box.toRect().adjusted(theme.L, 0, 0, 0), words, face, theme.color("surface"))

    def _paint_hatched(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, theme.color("surface"))
        painter.setPen(QPen(theme.color("accent"), 1))
        reach = int(box.height())
        for step in range(-reach, int(box.width()) + reach, _HATCH):
            painter.drawLine(int(box.x()) + step, int(box.bottom()), int(box.x()) + step + reach, int(box.y()))
        painter.restore()
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        words, face = self._words()[1], theme.font("title", bold=True)
        if self._plate_width() < box.width():
            wide = self._plate_width() - theme.S
            plate = QRectF(box.center().x() - wide / 2, box.y() + theme.XS, wide, box.height() - theme.S)
            painter.fillRect(plate, theme.color("surface"))
            draw_text(painter, plate.toRect(), words, face, theme.color("accent"), Qt.AlignmentFlag.AlignHCenter)

    def _plate_width(self) -> float:
        """Room that the words of the hatched part need inside it."""
        return text_width(self._words()[1], theme.font("title", bold=True)) + theme.XL

    def _paint_words(self, painter: QPainter, top: int, retired_end: float, needed_at: float, *, inside: bool) -> None:
        """What is retired at its end, what is needed at its line; they keep apart."""
        height = theme.line_height("label")
        retired, pending, needed = self._words()
        bold = theme.font("label", bold=True)
        wide = int(text_width(needed, bold)) + _LINE
        left = max(0, min(int(needed_at) + _LINE - wide, self.width() - wide))
        draw_text(painter, QRect(left, top, wide, height), needed, bold, theme.color("text"))
        face = theme.font("label")
        own = "　".join(part for part in (retired, "" if inside else pending) if part)
        wide = int(text_width(own, face)) + _LINE
        room = left - theme.L - wide
        start = max(0, min(int(retired_end) - wide, room))
        if room >= 0:
            draw_text(painter, QRect(start, top, wide, height), own, face, theme.color("text2"))

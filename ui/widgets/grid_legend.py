"""The foot of the grid: what each mark means, and what the selected cells add up to."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.i18n import _, mark
from core.workflows.views import CellState
from ui import theme
from ui.models.monthly_grid import Sum
from ui.widgets.quantity_delegate import ground_of, paint_comment, paint_state
from ui.widgets.text import draw_text, text_width

_SAMPLE = "86"
_CLOSED = mark("已月结")
_COMMENT = mark("有批注")
_ITEMS: tuple[tuple[CellState, str, bool], ...] = (
    (CellState.WANTED, mark("待填"), False),
    (CellState.TYPED, mark("手工录入"), False),
    (CellState.ESTIMATED, mark("估算"), False),
    (CellState.FROM_BILL, mark("来自票据"), False),
    (CellState.EVIDENCE, mark("有证据"), False),
    (CellState.QUESTIONED, mark("有疑问"), False),
    (CellState.EXPLAINED, mark("已说明"), False),
    (CellState.BLOCKED, mark("阻断"), False),
    (CellState.TYPED, _CLOSED, True),
    (CellState.TYPED, _COMMENT, False),
)


class GridLegend(QWidget):
    """One line of 36 pixels; where it is too narrow, the last signs give way to the sum."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._strong = ""
        self._unit = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(36, theme.metrics().grid_row))
        self.setToolTip("　".join(_(words) for _state, words, _closed in _ITEMS))

    def set_sum(self, result: Sum, selected: int) -> None:
        """Show what the selection adds up to; nothing for a single cell."""
        self._words = self._strong = self._unit = ""
        if selected > 1:
            parts = [_("{count} 格").format(count=selected)]
            if result.total:
                parts.append(_("平均 {mean}").format(mean=result.mean))
                parts.append(_("合计"))
                self._strong, self._unit = result.total, result.unit
            elif result.count:
                parts.append(_("单位不同，不合计"))
            self._words = "　".join(parts)
        self.setAccessibleName(" ".join((self._words, self._strong, self._unit)).strip())
        self.update()

    def words(self) -> str:
        """What is said of the selection."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        return QSize(theme.metrics().rail_width, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, self.width(), 1, theme.color("line"))
        room = self._paint_sum(painter) - theme.M
        self._paint_items(painter, room)

    def _paint_sum(self, painter: QPainter) -> int:
        """Paint the sum at the right end; returns where it begins."""
        label, bold = theme.font("label"), theme.font("label", bold=True)
        x = self.width() - theme.M
        for text, face, ink in ((self._unit, label, "text2"), (self._strong, bold, "text"), (self._words, label, "text2")):
            if text:
                width = int(text_width(text, face)) + 2
                draw_text(painter, QRect(x - width, 0, width, self.height()), text, face, theme.color(ink))
                x -= width + theme.XS
        return x

    def _paint_items(self, painter: QPainter, room: int) -> None:
        face = theme.font("label")
        scale = theme.metrics().label
        width, height = 38 * scale // 12, 20 * scale // 12
        x, top = theme.M, (self.height() - height) // 2
        for state, name, closed in _ITEMS:
            words = _(name)
            needed = width + theme.S - 2 + int(text_width(words, face))
            if x + needed > room:
                return
            box = QRect(x, top, width, height)
            painter.fillRect(box, theme.color(ground_of(state, closed=closed)))
            painter.setPen(theme.color("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            text = "" if state is CellState.WANTED else _SAMPLE
            if state is CellState.WANTED:
                box = box.adjusted(-3, -3, 3, 3)
            paint_state(painter, box, state, text, closed=closed)
            if name == _COMMENT:
                paint_comment(painter, box.adjusted(1, 1, -1, -1))
            left = x + width + theme.S - 2
            draw_text(painter, QRect(left, 0, needed, self.height()), words, face, theme.color("text2"))
            x += needed + theme.L

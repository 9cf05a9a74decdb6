"""The marginal cost chart on screen: width is tonnes a year, height yuan a tonne; each block opens its measure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.macc_layout import MaccBar, MaccBlock, MaccLayout, layout, short_name
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.reduction_views import MoneyRow
from ui import theme
from ui.widgets.measure_rows import wan_text
from ui.widgets.text import draw_text, rich, text_width

_LEAST_HEIGHT = 216
_TOKENS = {1: ("s1", "s1s"), 2: ("s2", "s2s")}
_CENTER, _RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


def blocks_of(rows: Sequence[MoneyRow], chosen: Collection[str]) -> tuple[MaccBlock, ...]:
    """The measures that can be compared, as blocks of the chart; `chosen` are the ids of the best set."""
    return tuple(
        MaccBlock(
            measure_id=row.measure_id,
            label=short_name(row.name),
            tonnes=row.tonnes,
            scope1_t=row.scope1_t,
            scope2_t=row.scope2_t,
            yuan_per_tonne=row.yuan_per_tonne,
            in_plan=row.in_plan,
            chosen=row.measure_id in chosen,
        )
        for row in rows
        if row.yuan_per_tonne is not None and row.tonnes > 0
    )


def tip_rows(row: MoneyRow) -> tuple[tuple[str, str], ...]:
    """What the tool tip says about a block: label and value with its unit."""
    cost = _("{yuan} 万元，{years} 年").format(yuan=wan_text(row.cost_yuan) or "—", years=row.lifetime_years)
    each = shown(row.yuan_per_tonne, 0) if row.yuan_per_tonne is not None else "—"
    return (
        (_("年减排（预计）"), _("{tonnes} t").format(tonnes=shown(row.tonnes, 2))),
        (_("每吨成本"), _("{yuan} 元").format(yuan=each)),
        (_("投资，寿命"), cost),
    )


class MaccChart(QWidget):
    """Arrow keys walk the blocks, Enter opens the measure of one."""

    asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocks: tuple[MaccBlock, ...] = ()
        self._rows: dict[str, MoneyRow] = {}
        self._laid: MaccLayout | None = None
        self._at = -1
        self._selected = ""
        self.setMinimumHeight(_LEAST_HEIGHT * theme.metrics().label // 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_blocks(self, blocks: Sequence[MaccBlock], rows: Sequence[MoneyRow], title: str) -> None:
        """Show other blocks; `title` is the finding, for a screen reader."""
        self._blocks = tuple(blocks)
        self._rows = {row.measure_id: row for row in rows}
        self._at = min(self._at, len(self._blocks) - 1)
        self.setAccessibleName(title)
        self._renew()
        self.setAccessibleDescription("；".join(self._words(bar.block) for bar in self.bars()))

    def select(self, measure_id: str) -> None:
        """Frame the block of this measure."""
        self._selected = measure_id
        self.update()

    def bars(self) -> tuple[MaccBar, ...]:
        """The bars from left to right."""
        return self._laid.bars if self._laid is not None else ()

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()

    def _renew(self) -> None:
        face = theme.font("label", bold=True)
        line = theme.line_height("label")
        self._laid = layout(self._blocks, self.width(), self.height(), line, lambda words: text_width(words, face))
        self.update()

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter)
        if self.hasFocus() and self._at < 0:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_TAG, theme.RADIUS_TAG)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        laid = self._laid
        if laid is None:
            return
        label, line = theme.font("label"), theme.line_height("label")
        quiet = theme.color("text2")
        for y, words in laid.y_ticks:
            zero = words == "0"
            painter.fillRect(QRectF(laid.left, round(y), laid.right - laid.left, 1), theme.color("ctl" if zero else "line"))
            draw_text(painter, QRect(0, int(y) - line // 2, int(laid.left) - theme.S, line), words, label, quiet, _RIGHT)
        for x, words in laid.x_ticks:
            draw_text(painter, QRect(int(x) - 40, int(laid.bottom) + theme.XS, 80, line), words, label, quiet, _CENTER)
        foot = QRect(int(laid.left), int(laid.bottom) + theme.XS + line, int(laid.right - laid.left), line)
        used = draw_text(painter, foot, _("宽 = 年减排，高 = 每吨成本（元，负值为省钱）"), label, quiet)
        draw_text(painter, foot.adjusted(int(used) + theme.M, 0, 0, 0), _("累计年减排，tCO₂e（未扣重叠）"), label, quiet, _RIGHT)
        for number, bar in enumerate(laid.bars):
            self._paint_bar(painter, bar, framed=number == self._at and self.hasFocus())

    def _paint_bar(self, painter: QPainter, bar: MaccBar, *, framed: bool) -> None:
        block = bar.block
        for scope, x, y, wide, high in bar.parts:
            solid, soft = _TOKENS[scope]
            box = QRectF(x, y, wide, high)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(box, theme.color(solid if block.in_plan else soft))
            if not block.in_plan:
                painter.setPen(QPen(theme.color(solid), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        box = QRectF(*bar.box)
        if block.in_plan:
            painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()), theme.color("surface"))
        if framed or block.measure_id == self._selected:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-1, -2, 1, 2))
        if bar.words:
            x, y, wide = bar.words_at
            face = theme.font("label", bold=block.in_plan or block.chosen)
            ink = theme.color("text" if block.in_plan or block.chosen else "text2")
            at = QRect(round(x), round(y), round(wide) + theme.HAIR, theme.line_height("label"))
            draw_text(painter, at, bar.words, face, ink, _CENTER)

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def _bar_at(self, point: QPointF) -> int:
        """The bar in whose column the pointer stands: low bars are hard to hit themselves."""
        laid = self._laid
        if laid is None or not laid.top <= point.y() <= laid.bottom:
            return -1
        return next((n for n, bar in enumerate(laid.bars) if bar.box[0] <= point.x() < bar.box[0] + bar.box[2]), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if at >= 0 else Qt.CursorShape.ArrowCursor)
        if at >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.tip(self.bars()[at].block), self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position())
        if at >= 0:
            self._at = at
            self.update()
            self.asked.emit(self.bars()[at].block.measure_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        bars = self.bars()
        if event.key() in steps and bars:
            step = steps[Qt.Key(event.key())]
            self._at = (self._at + step) % len(bars) if self._at >= 0 or step > 0 else len(bars) - 1
            bar = bars[self._at]
            corner = QPoint(round(bar.box[0] + bar.box[2]) + theme.S, round(bar.box[1] + bar.box[3]) + theme.S)
            QToolTip.showText(self.mapToGlobal(corner), self.tip(bar.block), self)
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space} and 0 <= self._at < len(bars):
            self.asked.emit(bars[self._at].block.measure_id)
        else:
            super().keyPressEvent(event)

    def tip(self, block: MaccBlock) -> str:
        """The tool tip of a block: its name, then a small table."""
        rows = "".join(
            f"<tr><td>{rich(label)}</td><td align='right' style='padding-left:16px'>{rich(value)}</td></tr>"
            for label, value in tip_rows(self._rows[block.measure_id])
        )
        return f"<b>{rich(f'{block.measure_id} {self._rows[block.measure_id].name}')}</b><table cellspacing='0'>{rows}</table>"

    def _words(self, block: MaccBlock) -> str:
        values = "，".join(f"{label} {value}" for label, value in tip_rows(self._rows[block.measure_id]))
        return f"{block.measure_id} {self._rows[block.measure_id].name}：{values}"

    # ---- taking it along --------------------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Put the chart on the clipboard, at twice its size, on the ground of a card."""
        image = QImage(self.size() * 2, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(2)
        image.fill(theme.color("surface"))
        painter = QPainter(image)
        self._paint(painter)
        painter.end()
        QGuiApplication.clipboard().setImage(image)

    def copy_data(self) -> None:
        """Put the chart's figures on the clipboard as a table that Excel takes."""
        lines = ["\t".join((_("编号"), _("措施"), _("年减排（预计）"), _("每吨成本"), _("投资，寿命")))]
        for bar in self.bars():
            values = (value for _label, value in tip_rows(self._rows[bar.block.measure_id]))
            lines.append("\t".join((bar.block.measure_id, self._rows[bar.block.measure_id].name, *values)))
        QGuiApplication.clipboard().setText("\n".join(lines))

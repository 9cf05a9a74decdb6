"""The way to a target on screen: bars of what was emitted, the line of what may be, dashes for what is to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.domain.pathway_layout import PathLayout, PathPoint, PathSlot, layout
from core.domain.quantity import shown, signed
from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, rich, text_width

PATH, EXPECTED, ACTUAL = "accent", "warn", "text3"
"""Tokens of the two lines and of the bars; no scope colours, since these are totals."""

_LEAST_HEIGHT = 220
_SAMPLE = 16
_MARK = 4.0
_CENTER, _RIGHT = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


class PathLegend(QWidget):
    """What the bars and lines are, each by its own stroke, and at the right what the axis is."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[tuple[str, str], ...] = ()
        self._end = ""
        self.setFixedHeight(theme.line_height("label"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_items(self, items: Sequence[tuple[str, str]], end: str) -> None:
        """Show other items: words and token of each; `end` are the words at the right."""
        self._items, self._end = tuple(items), end
        self.setAccessibleName("，".join((*(words for words, _token in items), end)))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face, middle, x = theme.font("label"), self.height() / 2, 0
        for words, token in self._items:
            if token == ACTUAL:
                painter.fillRect(QRectF(x + 3, middle - 5, 10, 10), theme.color(token))
            else:
                dashed = Qt.PenStyle.DashLine if token == EXPECTED else Qt.PenStyle.SolidLine
                painter.setPen(QPen(theme.color(token), 2, dashed))
                painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE, middle))
            x += _SAMPLE + theme.XS
            x += int(draw_text(painter, QRect(x, 0, self.width() - x, self.height()), words, face, theme.color("text"))) + theme.M
        draw_text(painter, QRect(x, 0, self.width() - x, self.height()), self._end, face, theme.color("text2"), _RIGHT)


class PathwayChart(QWidget):
    """Years, or the months of one year. Arrow keys walk them, Home and End go to the first and the last."""

    def __init__(self, *, burn: bool = False, parent: QWidget | None = None) -> None:
        """Make an empty chart.

        Args:
            burn: it shows months, counted from January on; the axis begins at 0.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._burn = burn
        self._points: tuple[PathPoint, ...] = ()
        self._laid: PathLayout | None = None
        self._at = -1
        self.setMinimumHeight(_LEAST_HEIGHT * theme.metrics().label // 12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_points(self, points: Sequence[PathPoint], title: str) -> None:
        """Show other points; `title` is the finding, for a screen reader."""
        self._points = tuple(points)
        self._at = min(self._at, len(self._points) - 1)
        self.setAccessibleName(title)
        self.setAccessibleDescription("；".join(self._words(point) for point in self._points))
        self._renew()

    def laid(self) -> PathLayout | None:
        """Everything in its place; None before the first points."""
        return self._laid

    def at(self) -> int:
        """Number of the point that the keys stand on; -1 for none."""
        return self._at

    def legend_items(self) -> tuple[tuple[str, str], ...]:
        """Words and token of what is drawn."""
        shown_now = [(_("累计实际") if self._burn else _("实际"), ACTUAL), (_("累计可排") if self._burn else _("路径"), PATH)]
        return (*shown_now, *([(_("按计划预计"), EXPECTED)] if any(one.expected is not None for one in self._points) else []))

    def axis_words(self) -> str:
        """The unit, and where the axis begins if that is not 0."""
        if self._laid is None or not self._laid.cut_at:
            return "tCO₂e"
        return _("tCO₂e，纵轴自 {value} 起").format(value=self._laid.ticks[0][1])

    def sizeHint(self) -> QSize:
        return QSize(480, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._renew()

    def _renew(self) -> None:
        face = theme.font("label", bold=True)
        if self._points:
            line = theme.line_height("label")
            self._laid = layout(
                self._points, self.width(), self.height(), line, lambda words: text_width(words, face), from_zero=self._burn
            )
        else:
            self._laid = None
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
        laid = self._laid
        if laid is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        label, bold, line = theme.font("label"), theme.font("label", bold=True), theme.line_height("label")
        for number, (y, words) in enumerate(laid.ticks):
            painter.fillRect(QRectF(laid.left, round(y), laid.right - laid.left, 1), theme.color("line" if number else "ctl"))
            place = QRect(0, int(y) - line // 2, int(laid.left) - theme.S, line)
            draw_text(painter, place, words, label, theme.color("text2"), _RIGHT)
        for number, slot in enumerate(laid.slots):
            self._paint_slot(painter, slot, laid, framed=number == self._at and self.hasFocus())
        self._paint_line(painter, laid.allowed, PATH, Qt.PenStyle.SolidLine)
        self._paint_line(painter, laid.expected, EXPECTED, Qt.PenStyle.DashLine)
        for slot in laid.slots:
            if slot.words:
                x, y, room = slot.words_at
                place = QRect(int(x) - theme.HAIR, int(y), int(room) + 2 * theme.HAIR + 1, line)
                draw_text(painter, place, slot.words, bold, theme.color("text"), _CENTER)
        if laid.mark is not None:
            painter.setPen(QPen(theme.color(PATH), 2))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(QPointF(*laid.mark), _MARK, _MARK)
            right, top = laid.mark_at
            room = int(text_width(laid.mark_words, bold)) + 2
            draw_text(painter, QRect(int(right) - room, int(top), room, line), laid.mark_words, bold, theme.color(PATH), _RIGHT)

    def _paint_slot(self, painter: QPainter, slot: PathSlot, laid: PathLayout, *, framed: bool) -> None:
        line = theme.line_height("label")
        if slot.bar is not None:
            box = QRectF(*slot.bar)
            if slot.point.hollow:
                painter.setPen(QPen(theme.color(ACTUAL), 1.4))
                painter.setBrush(theme.color("sunken"))
                painter.drawRect(box.adjusted(0.7, 0.7, -0.7, -0.7))
            else:
                painter.fillRect(box, theme.color(ACTUAL))
            if laid.cut_at:
                foot = laid.bottom - 2 * _MARK
                zigzag = [QPointF(box.left() - 1, foot + 3), QPointF(box.center().x(), foot - 3), QPointF(box.right() + 1, foot + 3)]
                painter.setPen(QPen(theme.color("surface"), 3))
                painter.drawPolyline(QPolygonF(zigzag))
        if slot.label_shown:
            place = QRect(int(slot.middle) - 40, int(laid.bottom) + theme.XS, 80, line)
            draw_text(painter, place, slot.point.label, theme.font("label"), theme.color("text2"), _CENTER)
        if framed:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(*slot.column).adjusted(1, 0, -1, 0), theme.RADIUS_TAG, theme.RADIUS_TAG)

    @staticmethod
    def _paint_line(painter: QPainter, corners: Sequence[tuple[float, float]], token: str, style: Qt.PenStyle) -> None:
        painter.setPen(QPen(theme.color(token), 2, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(*corner) for corner in corners]))

    # ---- pointing ---------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._slot_at(event.position())
        if at >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self.tip(self._points[at]), self)
        else:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._at = self._slot_at(event.position())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._points) - 1
        goal = {
            Qt.Key.Key_Right: min(self._at + 1, last),
            Qt.Key.Key_Left: max(self._at - 1, 0) if self._at >= 0 else last,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if goal is None or self._laid is None:
            super().keyPressEvent(event)
            return
        self._at = goal
        slot = self._laid.slots[goal]
        corner = QPoint(round(slot.column[0] + slot.column[2]) + theme.S, round(slot.column[1]) + theme.S)
        QToolTip.showText(self.mapToGlobal(corner), self.tip(slot.point), self)
        self.update()

    def _slot_at(self, point: QPointF) -> int:
        laid = self._laid
        if laid is None or not laid.top <= point.y() <= laid.bottom:
            return -1
        return next((n for n, one in enumerate(laid.slots) if one.column[0] <= point.x() < one.column[0] + one.column[2]), -1)

    def tip(self, point: PathPoint) -> str:
        """The tool tip of a year or month: its name, then a small table."""
        rows = "".join(
            f"<tr><td>{rich(label)}</td><td align='right' style='padding-left:16px'>{rich(value)}</td></tr>"
            for label, value in self._rows(point)
        )
        return f"<b>{rich(point.label)}</b><table cellspacing='0'>{rows}</table>"

    def _rows(self, point: PathPoint) -> tuple[tuple[str, str], ...]:
        actual = _("累计实际") if self._burn else _("实际（部分月份）") if point.hollow else _("实际")
        named = (
            (_("累计可排") if self._burn else _("路径"), point.allowed),
            (actual, point.actual),
            (_("按计划预计"), point.expected),
        )
        rows = [(label, _tonnes(value)) for label, value in named if value is not None]
        reached = point.expected if point.actual is None or point.hollow else point.actual
        if reached is not None and point.allowed is not None:
            rows.append((_("与路径之差"), _("{tonnes} t").format(tonnes=signed(reached - point.allowed, 1))))
        return tuple(rows)

    def _words(self, point: PathPoint) -> str:
        return _("{label}：{figures}").format(label=point.label, figures="，".join(f"{name} {value}" for name, value in self._rows(point)))

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
        heads = (_("月"), _("累计可排 t"), _("累计实际 t")) if self._burn else (_("年度"), _("路径 t"), _("实际 t"), _("预计 t"))
        lines = ["\t".join(heads)]
        for point in self._points:
            figures = (point.allowed, point.actual) if self._burn else (point.allowed, point.actual, point.expected)
            lines.append("\t".join((str(point.key), *("" if one is None else shown(one, 2, grouped=False) for one in figures))))
        QGuiApplication.clipboard().setText("\n".join(lines))


def _tonnes(value: Fraction) -> str:
    return _("{tonnes} t").format(tonnes=shown(value, 1))

"""Surfaces: the card, the tag, the key cap, the band of figures, and what stands where there is nothing yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.ring import Ring
from ui.widgets.text import Text, draw_text, rich, text_width


class Card(QFrame):
    """A surface with a border and round corners; its content goes into `body`."""

    def __init__(self, *, padding: int = theme.L, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(theme.S)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect())


def paint_card(painter: QPainter, rect: QRect, *, fill: str = "surface", border: str = "") -> None:
    """Paint the ground of a card: 1 px of `line`, or 2 px of `line2` in large type."""
    width = theme.metrics().card_border
    edge = border or ("line2" if theme.metrics().large else "line")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color(edge), width))
    painter.setBrush(theme.color(fill))
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), theme.RADIUS_CARD, theme.RADIUS_CARD)


class Rule(QWidget):
    """A line of one pixel, lying or standing."""

    def __init__(self, *, upright: bool = False, token: str = "line", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(self._token))


class Swatch(QWidget):
    """The small square that carries a scope colour beside its words."""

    def __init__(self, token: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.setFixedSize(QSize(10, 10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self._token))
        painter.drawRoundedRect(self.rect(), 2, 2)


class Tag(QLabel):
    """A short word on a tinted ground: 未核对, 示例, A."""

    _TONES: ClassVar[dict[str, tuple[str, str, str]]] = {
        "accent": ("accent_soft", "accent_line", "accent"),
        "warn": ("warn_s", "warn_s", "warn"),
        "err": ("err_s", "err_s", "err"),
        "info": ("info_s", "info_s", "info"),
        "plain": ("sunken", "line2", "text2"),
    }

    def __init__(self, text: str, tone: str = "plain", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setFont(theme.font("label"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self.text(), self.font())) + 2 * 6 + 1, theme.line_height("label") + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        ground, edge, ink = self._TONES[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(edge), 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
        draw_text(painter, self.rect(), self.text(), self.font(), theme.color(ink), Qt.AlignmentFlag.AlignHCenter)


class KeyCap(QLabel):
    """A key as it is pressed, such as F9."""

    def __init__(self, keys: str, *, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self.setFont(theme.font("label"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = theme.line_height("label") + 2
        return QSize(max(height, int(text_width(self.text(), self.font())) + 10), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_key(painter, self.rect(), self.text())


def paint_key(painter: QPainter, rect: QRect, keys: str) -> None:
    """Paint a key cap into `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line2"), 1))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
    draw_text(painter, rect, keys, theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignHCenter)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a band, as texts.

    Attributes:
        key: what is asked when the figure is pressed.
        label: what it is.
        value: the number, or — where it cannot be said.
        unit: unit of the number.
        note: the sentence below.
        change: a share such as ``1.4%`` before the note; empty when there is none.
        rising: whether that change is upwards; the arrow says it, never a red or green number alone.
        ring: a share 0 to 1 to draw as a ring, or None.
    """

    key: str
    label: str
    value: str
    unit: str = ""
    note: str = ""
    change: str = ""
    rising: bool = False
    ring: float | None = None


class FigureCell(QAbstractButton):
    """One figure that can be asked where it comes from."""

    _RING = 40

    def __init__(self, figure: Figure, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(" ".join(part for part in (figure.label, figure.value, figure.unit, figure.change, figure.note) if part))
        self.setToolTip(rich("\n".join(part for part in (figure.label, figure.note) if part)).replace("\n", "<br>"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if figure.ring is not None:
            self._ring = Ring(self._RING, 5, parent=self)
            self._ring.set_share(figure.ring, figure.note)
            self._ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        height = 2 * theme.L + 2 * theme.line_height("label") + theme.line_height("figure") + theme.L
        return QSize(240, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, _event: object) -> None:
        if self.figure.ring is not None:
            self._ring.move(self.width() - self._RING - theme.L - theme.XS, (self.height() - self._RING) // 2 - theme.S)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect().adjusted(2, 2, -2, -2), theme.color("sunken"))
        left, width = theme.L + theme.XS, self.width() - 2 * theme.L - theme.XS
        y = theme.L
        draw_text(painter, QRect(left, y, width, theme.line_height("label")), self.figure.label, theme.font("label"), theme.color("text2"))
        y += theme.line_height("label") + theme.XS
        line = theme.line_height("figure")
        face = theme.font("figure", bold=True)
        used = draw_text(painter, QRect(left, y, width, line), self.figure.value, face, theme.color("text"))
        unit_at = QRect(left + int(used) + theme.S, y + theme.XS + theme.HAIR, width - int(used) - theme.S, line - theme.XS)
        if self.figure.unit and unit_at.width() > 0:
            draw_text(painter, unit_at, self.figure.unit, theme.font("body"), theme.color("text2"))
        y = self.height() - theme.L + theme.HAIR - theme.line_height("label")
        self._paint_note(painter, QRect(left, y, width, theme.line_height("label")))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), theme.RADIUS_FIELD, theme.RADIUS_FIELD)

    def _paint_note(self, painter: QPainter, line: QRect) -> None:
        x = line.x()
        if self.figure.change:
            paint_trend(painter, QRectF(x, line.center().y() - 3, 8, 7), rising=self.figure.rising)
            x += 14
            bold = theme.font("label", bold=True)
            ink = theme.color("text" if self.figure.rising else "accent")
            x += int(draw_text(painter, QRect(x, line.y(), line.right() - x, line.height()), self.figure.change, bold, ink)) + theme.S
        rest = QRect(x, line.y(), line.right() - x, line.height())
        draw_text(painter, rest, self.figure.note, theme.font("label"), theme.color("text2"))


def paint_trend(painter: QPainter, box: QRectF, *, rising: bool) -> None:
    """Paint ▲ or ▼ as a shape: green down, plain text colour up; a rise is never red."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("text2" if rising else "accent"))
    if rising:
        points = [QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]
    else:
        points = [box.topLeft(), box.topRight(), QPointF(box.center().x(), box.bottom())]
    painter.drawPolygon(QPolygonF(points))


class FigureBand(QFrame):
    """A card of figures side by side, parted by lines."""

    asked = Signal(str)

    def __init__(self, figures: Sequence[Figure] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._cells: list[FigureCell] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_figures(figures)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures; the keyboard stays where it was."""
        focused = next((index for index, cell in enumerate(self._cells) if cell.hasFocus()), None)
        for cell in self._cells:
            self._row.removeWidget(cell)
            cell.deleteLater()
        self._cells = [FigureCell(figure, parent=self) for figure in figures]
        for cell in self._cells:
            self._row.addWidget(cell, 1)
            cell.clicked.connect(lambda _on=False, key=cell.figure.key: self.asked.emit(key))
            cell.show()
        if focused is not None and focused < len(self._cells):
            self._cells[focused].setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect())
        for cell in self._cells[1:]:
            painter.fillRect(QRect(cell.x() - 1, 1, 1, self.height() - 2), theme.color("line"))


class EmptyState(QWidget):
    """What will be here, and the one action that fills it."""

    acted = Signal()

    def __init__(self, title: str, sentence: str = "", action: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(1)
        column.addWidget(Text(title, "title", bold=True), 0, Qt.AlignmentFlag.AlignHCenter)
        if sentence:
            words = Text(sentence, "body", "text2", wrap=True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setMaximumWidth(480)
            words.setMinimumWidth(320)
            column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        if action:
            button = Button(action)
            button.clicked.connect(self.acted)
            column.addSpacing(theme.S)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


def card_path(rect: QRectF) -> QPainterPath:
    """The outline of a card, to clip a drawing at its round corners."""
    path = QPainterPath()
    path.addRoundedRect(rect, theme.RADIUS_CARD, theme.RADIUS_CARD)
    return path

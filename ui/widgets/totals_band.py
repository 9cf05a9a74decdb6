"""The band of totals over the footprint: one of them is shown in the table, and the data quality stands at the right end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.card import card_path, paint_card
from ui.widgets.text import draw_text, text_width

_GRADES = {"A": "accent", "B": "accent_line", "C": "line2", "D": "warn"}
_BAR = 12


@dataclass(frozen=True, slots=True)
class TotalCell:
    """One total: its profile, its words, its figure or —, and a note below."""

    key: str
    profile: str
    label: str
    figure: str
    note: str
    enabled: bool = True


class _Total(QAbstractButton):
    def __init__(self, cell: TotalCell, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = cell
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_cell(cell)

    def set_cell(self, cell: TotalCell) -> None:
        self._cell = cell
        self.setEnabled(cell.enabled)
        self.setToolTip(cell.note)
        self.setAccessibleName(f"{cell.profile} {cell.label} {cell.figure} tCO₂e {cell.note}")
        self.update()

    def sizeHint(self) -> QSize:
        label, figure = theme.line_height("label"), theme.line_height("page")
        return QSize(180, 2 * label + figure + 2 * theme.S - theme.XS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            painter.fillRect(self.rect(), theme.color("accent_soft" if chosen else "sunken"))
        if chosen:
            painter.fillRect(QRect(0, self.height() - 3, self.width(), 3), theme.color("accent"))
        label, bold = theme.font("label"), theme.font("label", bold=True)
        ink = theme.color("accent" if chosen else "text2")
        x, y, line = theme.L, theme.S - theme.HAIR, theme.line_height("label")
        width = int(text_width(self._cell.profile, bold)) + 10
        tag = QRectF(x + 0.5, y + 0.5, width - 1, line + 1)
        painter.setPen(QPen(theme.color("accent_line" if chosen else "line2"), 1))
        painter.setBrush(theme.color("surface" if chosen else "sunken"))
        painter.drawRoundedRect(tag, theme.RADIUS_TAG, theme.RADIUS_TAG)
        draw_text(painter, tag.toRect(), self._cell.profile, bold, ink, Qt.AlignmentFlag.AlignHCenter)
        rest = QRect(x + width + theme.S - 2, y, self.width() - x - width - theme.M, line + 2)
        draw_text(painter, rest, self._cell.label, bold if chosen else label, ink)
        y += line + theme.HAIR
        height = theme.line_height("page")
        face = theme.font("page", bold=True)
        room = QRect(x, y, self.width() - x - theme.S, height)
        used = int(draw_text(painter, room, self._cell.figure, face, theme.color("text" if self._cell.enabled else "text2")))
        unit = QRect(x + used + theme.S, y + theme.HAIR, room.width() - used - theme.S, height)
        if self._cell.enabled:
            draw_text(painter, unit, "tCO₂e", label, theme.color("text2"))
        y += height
        draw_text(painter, QRect(x, y, self.width() - x - theme.S, line), self._cell.note, label, theme.color("text2"))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), theme.RADIUS_TAG, theme.RADIUS_TAG)


class _Quality(QWidget):
    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._shares: Sequence[tuple[str, Fraction]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, shares: Sequence[tuple[str, Fraction]]) -> None:
        self._shares = [(grade, share) for grade, share in shares if share > 0]
        self.setToolTip(_("A 票据有连续示数　B 分表或有附件　C 推算或无附件　D 估算"))
        self.setAccessibleName(_("数据质量") + " " + self._words())
        self.update()

    def _words(self) -> str:
        return "　".join(f"{grade} {shown(share * 100, 1)}%" for grade, share in self._shares) or _("还没有数据")

    def sizeHint(self) -> QSize:
        return QSize(180, 2 * theme.line_height("label") + theme.line_height("page") + 2 * theme.S - theme.XS)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        label, line = theme.font("label"), theme.line_height("label")
        width = self.width() - 2 * theme.L
        draw_text(painter, QRect(theme.L, theme.S - theme.HAIR, width, line + 2), _("数据质量（按排放量）"), label, theme.color("text2"))
        top = theme.S + line + theme.S - theme.HAIR
        if not self._shares:
            painter.fillRect(QRect(theme.L, top, width, _BAR), theme.color("sunken"))
        x = float(theme.L)
        for grade, share in self._shares:
            part = width * float(share)
            painter.fillRect(QRectF(x, top, max(1.0, part - 1), _BAR), theme.color(_GRADES.get(grade, "line2")))
            x += part
        foot = QRect(theme.L, top + _BAR + theme.S - theme.HAIR, width, line)
        draw_text(painter, foot, self._words(), label, theme.color("text"))


class TotalsBand(QFrame):
    """Totals side by side; choosing one asks the page to show it."""

    chosen = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self._cells: dict[str, _Total] = {}
        self._group = QButtonGroup(self)
        self._quality = _Quality(parent=self)
        self._row.addWidget(self._quality, 10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("合计与数据质量"))

    def set_totals(self, cells: Sequence[TotalCell], current: str, quality: Sequence[tuple[str, Fraction]]) -> None:
        """Show totals, with one of them chosen."""
        for place, cell in enumerate(cells):
            if cell.key not in self._cells:
                button = _Total(cell, parent=self)
                button.clicked.connect(lambda _on=False, key=cell.key: self.chosen.emit(key))
                self._cells[cell.key] = button
                self._group.addButton(button)
                self._row.insertWidget(place, button, 12 if place == 0 else 10)
            self._cells[cell.key].set_cell(cell)
            if cell.key == current:
                self._cells[cell.key].setChecked(True)
        self._quality.set_shares(quality)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self.rect())
        painter.setClipPath(card_path(QRectF(self.rect())))
        for index in range(1, self._row.count()):
            item = self._row.itemAt(index)
            part = item.widget() if item is not None else None
            if part is not None:
                painter.fillRect(QRect(part.x() - 1, 1, 1, self.height() - 2), theme.color("line"))

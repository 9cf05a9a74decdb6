"""A row of chips of which one is chosen; what the row has no room for waits in a menu behind its last chip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, text_width

_GAP = 6


class _Chip(QAbstractButton):
    def __init__(self, value: str, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = value
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), theme.font("label", bold=self.isChecked()))
        height = max(theme.line_height("label") + theme.HAIR, theme.metrics().button_small - theme.XS)
        return QSize(int(width) + 2 * _GAP + 2, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("accent_line" if on else "line2"), 1))
        painter.setBrush(theme.color("accent_soft" if on else "sunken" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box, theme.RADIUS_TAG, theme.RADIUS_TAG)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS_TAG, theme.RADIUS_TAG)
        ink = theme.color("accent" if on else "text2")
        draw_text(painter, self.rect(), self.text(), theme.font("label", bold=on), ink, Qt.AlignmentFlag.AlignHCenter)


class ChipRow(QWidget):
    """The chips from left to right, walked with the arrow keys."""

    changed = Signal(str)

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        """Make an empty row; `name` says what is chosen, for a screen reader."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._value = ""
        self._chips: list[_Chip] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(theme.line_height("label") + theme.HAIR, theme.metrics().button_small - theme.XS))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other (value, words) pairs; the first stands for all."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        self._build()

    def value(self) -> str:
        """The chosen value; empty for all."""
        return self._value

    def set_value(self, value: str) -> None:
        """Choose without telling anyone."""
        self._value = value if any(value == one for one, _words in self._choices) or not self._choices else ""
        self._build()

    def choices(self) -> tuple[tuple[str, str], ...]:
        """What may be chosen, in the row or behind its last chip."""
        return self._choices

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._build()

    # ---- the chips --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        """As many chips as there is room for; the chosen one is always among them."""
        focused = any(chip.hasFocus() for chip in self._chips)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = []
        x = 0
        more = _Chip("…", _("更多"), self)
        left = list(self._ordered())
        least = 2 if self._value else 1
        while left:
            value, words = left[0]
            chip = _Chip(value, words, self)
            chip.setChecked(value == self._value)
            wide = chip.sizeHint().width()
            spare = 0 if len(left) == 1 else more.sizeHint().width() + _GAP
            if len(self._chips) >= least and x + wide + spare > self.width():
                chip.deleteLater()
                break
            left.pop(0)
            chip.setGeometry(x, 0, wide, chip.sizeHint().height())
            chip.clicked.connect(lambda _on=False, value=value: self._take(value))
            x += wide + _GAP
            self._chips.append(chip)
        if left:
            more.setGeometry(x, 0, more.sizeHint().width(), more.sizeHint().height())
            more.clicked.connect(lambda _on=False, rest=tuple(left), at=more: self._offer(rest, at))
            more.setCheckable(False)
            self._chips.append(more)
        else:
            more.deleteLater()
        for chip in self._chips:
            chip.show()
        if focused and self._chips:
            next((chip for chip in self._chips if chip.isChecked()), self._chips[0]).setFocus()

    def _ordered(self) -> tuple[tuple[str, str], ...]:
        chosen = next((one for one in self._choices[1:] if one[0] == self._value), None)
        if chosen is None:
            return self._choices
        return (self._choices[0], chosen, *(one for one in self._choices[1:] if one != chosen))

    def _offer(self, rest: Sequence[tuple[str, str]], at: QWidget) -> None:
        menu = QMenu(self)
        menu.setFont(theme.font())
        for value, words in rest:
            menu.addAction(words).triggered.connect(lambda _on=False, value=value: self._take(value))
        menu.popup(at.mapToGlobal(QPoint(0, at.height())))

    def _take(self, value: str) -> None:
        told = value != self._value
        self._value = value
        self._build()
        if told:
            self.changed.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        at = next((number for number, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        if event.key() in steps and at >= 0:
            self._chips[(at + steps[Qt.Key(event.key())]) % len(self._chips)].setFocus()
        else:
            super().keyPressEvent(event)

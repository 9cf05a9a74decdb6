"""Editors of the bill form: numbers with their unit inside, days, choices with a scope colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.bill_calendar import BillCalendar
from ui.widgets.bill_dates import day_of
from ui.widgets.fields import Choice, Line
from ui.widgets.text import draw_text, text_width

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

_SOME_YEAR = 2025
"""Of days without a year, until the form says which year is in view."""


class BillLine(Line):
    """A field of one line in which Enter goes on to the next field, and undoing without a text to undo is left to the window."""

    focused = Signal()
    left = Signal()
    advanced = Signal()
    """Enter: on to the next field."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._nothing_to_take_back(event):
            event.ignore()
            return False
        return super().event(event)

    def _nothing_to_take_back(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        return event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.advanced.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def put(self, text: str) -> None:
        """Show another text, whatever stands there."""
        if text != self.text():
            self.set_value(text)
            self.setText(text)


class FigureField(BillLine):
    """A number with its unit at the right end. A computed one cannot be typed; a carried one is grey until it is entered."""

    unit_chosen = Signal(str)

    def __init__(self, *, computed: bool = False, prefix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._unit = ""
        self._prefix = prefix
        self._units: tuple[tuple[str, str], ...] = ()
        self._computed = computed
        self._carried = False
        self._locked = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if computed:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()

    def set_unit(self, unit: str, units: Sequence[tuple[str, str]] = ()) -> None:
        """Show the unit; `units` are the (code, label) pairs it can be changed to."""
        self._unit, self._units = unit, tuple(units) if len(units) > 1 else ()
        edge = theme.metrics().icon if self._units else 0
        room = int(text_width(unit, theme.font("label"))) + theme.S if unit else 0
        self.setTextMargins(0, 0, room + edge, 0)
        self.setToolTip(_("单位可以改：Alt + ↓，或直接把单位写在数后面") if self._units else "")
        self.update()

    def set_computed(self, computed: bool) -> None:
        """Change between a figure that follows from others and one that is typed."""
        self._computed = computed
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if computed else Qt.FocusPolicy.StrongFocus)
        self._arrange()

    def set_carried(self, carried: bool) -> None:
        """Mark a value that was carried over from the bill before; entering the field makes it one's own to change."""
        self._carried = carried
        self._arrange()

    def set_locked(self, locked: bool) -> None:
        """Let nothing be typed, because the bill can only be looked at."""
        self._locked = locked
        self._arrange()

    def _arrange(self) -> None:
        grey = self._computed or self._locked or (self._carried and not self.hasFocus())
        if grey != self.isReadOnly():
            self.setReadOnly(grey)
            self.style().unpolish(self)
            self.style().polish(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self._carried and not self._locked:
            self.setReadOnly(False)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier and self._units:
            self.open_units()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._units and not self.isReadOnly() and event.position().x() > self.width() - self.textMargins().right() - theme.S:
            self.open_units()
            return
        super().mousePressEvent(event)

    def open_units(self) -> QMenu:
        """Open the list of units."""
        menu = QMenu(self)
        menu.setFont(theme.font())
        for code, label in self._units:
            action = QAction(label, menu)
            action.triggered.connect(lambda _on=False, chosen=code: self.unit_chosen.emit(chosen))
            menu.addAction(action)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), self.height())))
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        right = self.width() - theme.S
        if self._units:
            edge = theme.metrics().icon
            right -= edge - theme.HAIR
            chevron = theme.pixmap("chevron-down", "text2", ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPoint(right, (self.height() - edge) // 2), chevron)
        box = QRect(theme.S, 0, right - theme.S, self.height())
        draw_text(painter, box, self._unit, theme.font("label"), theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        if self._prefix and self.text():
            used = int(text_width(self.text(), self.font()))
            at = QRect(0, 0, self.width() - theme.S - self.textMargins().right() - used - theme.XS, self.height())
            draw_text(painter, at, self._prefix, self.font(), theme.color("text2"), Qt.AlignmentFlag.AlignRight)
        painter.end()


class DateField(BillLine):
    """A day; arrows step it, Alt + ↓ opens a calendar."""

    picked = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(placeholder="2025-06-21", parent=parent)
        self.year = _SOME_YEAR
        self.not_before: date | None = None
        self.setTextMargins(0, 0, theme.metrics().icon + theme.XS, 0)
        self.setToolTip(_("可写成 6-21、6.21、20250621；↑ ↓ 换一天，Alt + ↓ 打开日历"))

    def day(self) -> date | None:
        """The day that stands there; None where none can be read."""
        return day_of(self.text(), self.year, self.not_before)

    def put_day(self, day: date | None) -> None:
        """Show a day."""
        self.put(day.isoformat() if day is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_Up): 1, int(Qt.Key.Key_Down): -1}.get(event.key(), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif step and not self.isReadOnly():
            self._take((self.day() or self.not_before or date(self.year, 1, 1)) + timedelta(days=step))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.position().x() > self.width() - theme.metrics().icon - theme.M:
            self.open_calendar()
            return
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        day = self.day()
        if day is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.put_day(day)
        super().focusOutEvent(event)

    def open_calendar(self) -> QCalendarWidget | None:
        """Open the calendar at the day; None where nothing can be changed."""
        if self.isReadOnly():
            return None
        calendar = BillCalendar(self)
        shown = self.day() or self.not_before or date(self.year, 1, 1)
        calendar.setSelectedDate(shown)  # type: ignore[arg-type]
        calendar.activated.connect(lambda _day: self._pick(calendar))
        calendar.clicked.connect(lambda _day: self._pick(calendar))
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.show()
        return calendar

    def _pick(self, calendar: QCalendarWidget) -> None:
        chosen = calendar.selectedDate()
        calendar.close()
        self._take(date(chosen.year(), chosen.month(), chosen.day()))

    def _take(self, day: date) -> None:
        self.selectAll()
        self.insert(day.isoformat())
        self.textEdited.emit(self.text())
        self.picked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        edge = theme.metrics().icon
        painter = QPainter(self)
        at = QPoint(self.width() - edge - theme.S, (self.height() - edge) // 2)
        painter.drawPixmap(at, theme.pixmap("calendar", "text2", ratio=self.devicePixelRatioF()))
        painter.end()


class SourceChoice(Choice):
    """A choice with the scope colour of the row before its name."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__((), parent=parent)
        self._tokens: dict[str, str] = {}

    def set_tokens(self, tokens: dict[str, str]) -> None:
        """The colour token of each value."""
        self._tokens = tokens
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        words, index = self.currentText(), self.currentIndex()
        token = self._tokens.get(self.value(), "")
        super().paintEvent(event)
        if index < 0 or not token:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self.rect().adjusted(theme.XS, theme.XS, -theme.metrics().icon - theme.L, -theme.XS)
        painter.fillRect(inside, theme.color("surface" if self.isEnabled() else "sunken"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token))
        painter.drawRoundedRect(QRect(theme.S + 1, (self.height() - 10) // 2, 10, 10), 2, 2)
        ink = theme.color("text" if self.isEnabled() else "text2")
        draw_text(painter, inside.adjusted(theme.XL - theme.XS, 0, 0, 0), words, self.font(), ink)
        painter.end()


def select_all(editor: QWidget) -> None:
    """Give the keyboard to a field with its text selected."""
    editor.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(editor, QLineEdit):
        editor.selectAll()

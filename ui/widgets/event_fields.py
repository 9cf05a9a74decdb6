"""Fields of the registration form: boxes to tick, round ones of which one holds, longer texts, and rows that carry a finding."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from core.domain.finding import Severity
from core.i18n import _
from core.workflows.views import FindingView
from ui import theme
from ui.widgets.fields import Check, FieldRow
from ui.widgets.formula import pretty
from ui.widgets.marks import Mark, mark_of
from ui.widgets.text import draw_text, text_width

EMPTY_RULE = "E01"
"""The rule that says of a field that it is empty: to do, and nothing wrong yet."""

_LINES = 3


class Round(QAbstractButton):
    """A round box: one of its group holds."""

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = max(theme.line_height("body") + theme.S, 28)
        return QSize(int(text_width(self.text(), self.font())) + theme.metrics().icon + theme.L, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.metrics().icon
        box = QRectF(2.5, (self.height() - edge) / 2 + 0.5, edge - 1, edge - 1)
        on = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if on and self.isEnabled() else "ctl"), 1))
        painter.setBrush(theme.color("surface" if self.isEnabled() else "sunken"))
        painter.drawEllipse(box)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if self.isEnabled() else "text2"))
            painter.drawEllipse(box.adjusted(4, 4, -4, -4))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_TAG, theme.RADIUS_TAG)
        words = self.rect().adjusted(edge + theme.S + theme.HAIR, 0, 0, 0)
        draw_text(painter, words, self.text(), self.font(), theme.color("text" if on else "text2"))


class Rounds(QWidget):
    """Round boxes side by side, or one below the other; walked with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, upright: bool = False) -> None:
        """Make the boxes of (value, text) pairs."""
        super().__init__()
        row = QVBoxLayout(self) if upright else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if upright else theme.L)
        self._group = QButtonGroup(self)
        self._boxes: dict[str, Round] = {}
        for value, text in choices:
            box = Round(text)
            self._boxes[value] = box
            self._group.addButton(box)
            row.addWidget(box)
            box.toggled.connect(lambda on, value=value: self.chosen.emit(value) if on else None)
        if not upright:
            row.addStretch(1)
        self.setFocusProxy(next(iter(self._boxes.values())))

    def value(self) -> str:
        """What holds; empty before the first choice."""
        return next((value for value, box in self._boxes.items() if box.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling anyone."""
        self.blockSignals(True)
        self._boxes[value].setChecked(True)
        self.blockSignals(False)
        self.setFocusProxy(self._boxes[value])


class Ticks(QWidget):
    """Boxes of which any number may be ticked; `forced` ones stay ticked."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str]], *, forced: str = "", upright: bool = True) -> None:
        """Make the boxes of (value, text) pairs."""
        super().__init__()
        row = QVBoxLayout(self) if upright else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if upright else theme.L)
        self._boxes = {value: Check(text) for value, text in choices}
        for value, box in self._boxes.items():
            row.addWidget(box)
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _on: self.changed.emit())
            if value == forced:
                box.setEnabled(False)
                box.setToolTip(_("举办阶段必须计入"))
        if not upright:
            row.addStretch(1)
        self.setFocusProxy(next(box for box in self._boxes.values() if box.isEnabled()))

    def values(self) -> tuple[str, ...]:
        """What is ticked, in order."""
        return tuple(value for value, box in self._boxes.items() if box.isChecked())

    def set_values(self, values: Sequence[str]) -> None:
        """Tick these without telling anyone."""
        self.blockSignals(True)
        for value, box in self._boxes.items():
            box.setChecked(value in values)
        self.blockSignals(False)


class Area(QPlainTextEdit):
    """A field of several lines; `kept` comes when the person has left it with another text. Tab leaves it, Ctrl+Enter keeps it."""

    kept = Signal(str)

    def __init__(self, *, placeholder: str = "", lines: int = _LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = ""
        self.setFont(theme.font())
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * theme.line_height("body") + 2 * theme.S)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_value(self, text: str) -> None:
        """Show a stored text, without telling anyone; a text being typed is left alone."""
        self._before = text
        if not (self.hasFocus() and self.document().isModified()) and self.toPlainText() != text:
            self.setPlainText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._keep()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._before)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._keep()

    def _keep(self) -> None:
        text = self.toPlainText().strip()
        if text != self._before:
            self._before = text
            self.document().setModified(False)
            self.kept.emit(text)


class AskRow(FieldRow):
    """A question that also shows what the rules say of its answer."""

    def set_finding(self, view: FindingView | None) -> None:
        """Show a finding below the field: an empty field is to do, the others say what is wrong; None shows the hint again."""
        self.set_error("")
        if view is None:
            return
        empty = view.finding.rule == EMPTY_RULE
        blocks = view.severity is Severity.BLOCK and not empty
        self._mark.set_mark(Mark.TODO if empty else mark_of(view.finding))
        self._mark.show()
        self._line.set_tone("err" if blocks else "text2")
        self._line.setText(_("待填") if empty else pretty(view.finding.explanation or view.message))
        self._line.show()
        self.setToolTip("" if empty else pretty(f"{view.expected}。{view.why}"))

    def set_error(self, words: str) -> None:
        """Say what is wrong, or with an empty text show the hint again."""
        self._mark.set_mark(Mark.BLOCKED)
        self.setToolTip("")
        super().set_error(words)

"""Fields of forms: label above, field, and below it a hint that gives way to what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text, draw_text, text_width

HELP_PROPERTY = "help"
"""A widget whose own name does not say what it is sets this property: to a label as it is shown, or to a code as in ``sources.lpg``."""


class Line(QLineEdit):
    """A field of one line; `kept` comes when the person has left it with another text than before."""

    kept = Signal(str)

    def __init__(self, text: str = "", *, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._before = text
        self.setFont(theme.font())
        self.setPlaceholderText(placeholder)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editingFinished.connect(self._on_finished)

    def set_value(self, text: str) -> None:
        """Show a stored text, without telling anyone; a text being typed is left alone."""
        self._before = text
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # a long text shows its beginning

    def take_back(self) -> None:
        """Forget that this text was reported, so that leaving the field again reports it again."""
        self._before = ""

    def set_invalid(self, invalid: bool) -> None:
        """Draw the border of a text that cannot be taken."""
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def _on_finished(self) -> None:
        text = self.text().strip()
        if text != self._before:
            self._before = text
            self.setModified(False)
            self.kept.emit(text)


class _ChoiceLine(QStyledItemDelegate):
    """One line of the opened list, with the 2 of CO₂ lowered."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.metrics().field)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        rect: QRect = option.rect
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "surface"))
        ink = theme.color("accent" if chosen else "text")
        draw_text(painter, rect.adjusted(theme.S + 1, 0, -theme.S, 0), str(index.data() or ""), theme.font(), ink)


class Choice(QComboBox):
    """A list to choose from; the wheel turns the page, not the choice."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, parent: QWidget | None = None) -> None:
        """Make the list of (value, text) pairs."""
        super().__init__(parent)
        self.setFont(theme.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # As wide as its place, not as its longest choice.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(_ChoiceLine(self))
        self.set_choices(choices)
        self.activated.connect(lambda _index: self.chosen.emit(self.value()))

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer another list."""
        self.clear()
        for value, text in choices:
            self.addItem(text, value)

    def value(self) -> str:
        """The chosen value; empty when nothing is chosen."""
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose without telling anyone."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        edge = theme.metrics().icon
        at = QPoint(self.width() - edge - theme.S, (self.height() - edge) // 2)
        painter.drawPixmap(at, theme.pixmap("chevron-down", "text2", ratio=self.devicePixelRatioF()))
        words = self.rect().adjusted(theme.S + 1, 0, -edge - theme.L, 0)
        draw_text(painter, words, self.currentText(), self.font(), theme.color("text" if self.isEnabled() else "text2"))


class Check(QCheckBox):
    """A box to tick, painted with the tokens."""

    def __init__(self, text: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(checked)
        self.setFont(theme.font())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self.text(), self.font())) + theme.XL + theme.S, max(theme.line_height("body") + theme.S, 28))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.metrics().icon
        box = QRectF(2.5, (self.height() - edge) / 2 + 0.5, edge - 1, edge - 1)
        painter.setPen(QPen(theme.color("accent" if self.isChecked() else "ctl"), 1))
        painter.setBrush(theme.color("accent" if self.isChecked() else "surface"))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            spot = box.toRect().adjusted(2, 2, -1, -1)
            tick = theme.pixmap("check", "on_accent", size=spot.width(), ratio=self.devicePixelRatioF())
            painter.drawPixmap(spot.topLeft(), tick)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS_TAG, theme.RADIUS_TAG)
        words = self.rect().adjusted(edge + theme.S + 2, 0, 0, 0)
        draw_text(painter, words, self.text(), self.font(), theme.color("text" if self.isChecked() else "text2"))


class FieldRow(QWidget):
    """One question: label, field, and a line below that says the hint or what is wrong."""

    def __init__(
        self, label: str, editor: QWidget, hint: str = "", *, required: bool = False, help_key: str = "", parent: QWidget | None = None
    ) -> None:
        """Ask.

        Args:
            label: the question; F1 finds the article about it by these words.
            editor: the field.
            hint: what helps to answer.
            required: it may not stay empty.
            help_key: what F1 asks for in place of the label, such as ``profile.rooms``.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.editor = editor
        if help_key:
            editor.setProperty(HELP_PROPERTY, help_key)
        self._hint = hint
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        name = Text(label, "label", "text2")
        name.setBuddy(editor)
        head.addWidget(name)
        if required:
            head.addWidget(Text("*", "label", "accent", bold=True))
        head.addStretch(1)
        editor.setAccessibleName(label)
        self._mark = MarkLabel(Mark.BLOCKED, line="label")
        self._line = Text(hint, "label", "text2", wrap=True)
        self._line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        below = QHBoxLayout()
        below.setSpacing(theme.XS)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        column.addWidget(editor)
        column.addLayout(below)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setToolTip("")
        self.set_error("")

    def setToolTip(self, words: str) -> None:
        """What hovering tells; that F1 explains the field stands below it."""
        super().setToolTip(f"{words}\n{_('F1 说明')}" if words else _("F1 说明"))

    def set_error(self, words: str) -> None:
        """Say what is wrong, or with an empty text show the hint again."""
        self._mark.setVisible(bool(words))
        self._line.set_tone("err" if words else "text2")
        self._line.setText(words or self._hint)
        self._line.setVisible(bool(words or self._hint))
        if isinstance(self.editor, Line):
            self.editor.set_invalid(bool(words))

    def error(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return self._line.plain() if self._mark.isVisibleTo(self) else ""

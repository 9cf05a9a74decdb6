"""Fields of the bill form in their rows: label, green number, editor, and one line for what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.fields import Line
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.text import Text, draw_text


class NumberDisc(QWidget):
    """The green number that ties a field to its place on the paper."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        edge = theme.line_height("label")
        self.setFixedSize(QSize(edge, edge))
        self.number = 0
        self.hide()

    def set_number(self, number: int) -> None:
        """Show a number; 0 hides it."""
        self.number = number
        self.setVisible(bool(number))
        self.setAccessibleName(_("票面上的第 {number} 处").format(number=number) if number else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_number(painter, self.rect(), self.number)
        painter.end()


def paint_number(painter: QPainter, rect: QRect, number: int) -> None:
    """Paint a number in a green disc."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("accent"))
    painter.drawEllipse(rect)
    draw_text(painter, rect, str(number), theme.font("label", bold=True), theme.color("on_accent"), Qt.AlignmentFlag.AlignHCenter)


class FieldCell(QWidget):
    """Label, number and, while nobody has looked at a proposed value, the words that say so; below it the field."""

    def __init__(self, label: str, editor: QWidget, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._label = Text(label, "label", "text2")
        self._label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.disc = NumberDisc(parent=self)
        self._proposed = Text(_("待核对"), "label", "info")
        self._proposed.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._proposed.hide()
        editor.setAccessibleName(label)
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(self._label)
        head.addWidget(self.disc)
        head.addWidget(self._proposed)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(head)
        column.addWidget(editor)
        # Its share of the row is set by the row, not by its words.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_label(self, label: str) -> None:
        """Call the field otherwise."""
        self._label.setText(label)
        self.editor.setAccessibleName(label)

    def label(self) -> str:
        """What the field is called."""
        return self._label.plain()

    def set_proposed(self, proposed: bool) -> None:
        """Mark a value that was read from the paper and that nobody has confirmed yet."""
        self._proposed.setVisible(proposed)
        self.editor.setAccessibleDescription(_("从票面读出，待核对") if proposed else "")

    def proposed(self) -> bool:
        """Whether the mark stands there."""
        return self._proposed.isVisibleTo(self)


class FieldLine(QWidget):
    """Fields side by side, and below them one line that says what is wrong with the first of them."""

    def __init__(self, cells: Sequence[tuple[FieldCell, int]], *, parent: QWidget | None = None) -> None:
        """Lay the fields out; the number beside each is its share of the width."""
        super().__init__(parent)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        for cell, share in cells:
            row.addWidget(cell, share)
        self.cells = tuple(cell for cell, _share in cells)
        self._mark = MarkLabel(Mark.BLOCKED, line="label")
        self._words = Text("", "label", "err", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        below = QHBoxLayout()
        below.setSpacing(theme.XS)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.S)
        column.setSpacing(theme.XS)
        column.addLayout(row)
        column.addLayout(below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._problem = self._note = ""
        self._show()

    def set_problem(self, words: str, wrong: Sequence[FieldCell]) -> None:
        """Say what is wrong and frame the fields concerned; an empty text takes it away."""
        self._problem = words
        self._show()
        for cell in self.cells:
            if isinstance(cell.editor, Line):
                cell.editor.set_invalid(cell in wrong)
        if words and wrong:
            wrong[0].editor.setAccessibleDescription(words)

    def problem(self) -> str:
        """What is said to be wrong; empty for nothing."""
        return self._problem

    def set_note(self, words: str) -> None:
        """Say something that is not wrong, while nothing is."""
        self._note = words
        self._show()

    def _show(self) -> None:
        words = self._problem or self._note
        self._mark.setVisible(bool(self._problem))
        self._words.set_tone("err" if self._problem else "text2")
        self._words.setText(words)
        self._words.setVisible(bool(words))

"""The side panel's answer to a figure of the overview: what it is, how it came about, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.card import Rule, Swatch
from ui.widgets.layouts import empty
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line of a small table: words at the left, value at the right; a token puts a swatch before it."""

    label: str
    value: str
    token: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Everything that is said about one figure."""

    title: str
    value: str
    unit: str
    formula: tuple[str, ...] = ()
    lines: tuple[NoteLine, ...] = ()
    remarks: tuple[str, ...] = ()


class Formula(QWidget):
    """The box with the formula and its values in; the last line is the result."""

    def __init__(self, lines: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.S, theme.M, theme.S)
        column.setSpacing(theme.XS)
        for index, line in enumerate(lines):
            column.addWidget(Text(line, "label", bold=index == len(lines) - 1 and index > 0, wrap=True))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS_FIELD, theme.RADIUS_FIELD)


class FigureNotes(QWidget):
    """Shows `Notes`; filled anew for each figure that is asked."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.L)
        self._column.setSpacing(0)

    def show_notes(self, notes: Notes) -> None:
        """Say this about a figure."""
        empty(self._column)
        head = self._section()
        head.addWidget(Text(notes.title, "label", "text2", wrap=True))
        figure = QHBoxLayout()
        figure.setSpacing(theme.S)
        figure.addWidget(Text(notes.value, "figure", bold=True))
        figure.addWidget(Text(notes.unit, "body", "text2"), 1, Qt.AlignmentFlag.AlignBottom)
        head.addLayout(figure)
        if notes.formula:
            box = self._section(_("公式"))
            box.addWidget(Formula(notes.formula))
        if notes.lines:
            table = self._section(_("由来"))
            for line in notes.lines:
                table.addLayout(_table_line(line))
        if notes.remarks:
            words = self._section(_("说明"))
            for remark in notes.remarks:
                words.addWidget(Text(remark, "label", "text2", wrap=True))
        self._column.addStretch(1)

    def _section(self, title: str = "") -> QVBoxLayout:
        if self._column.count():
            self._column.addWidget(Rule())
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column.setSpacing(theme.S)
        if title:
            column.addWidget(Text(title, "label", "text2"))
        self._column.addWidget(holder)
        return column


def _table_line(line: NoteLine) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.S)
    if line.token:
        row.addWidget(Swatch(line.token))
    row.addWidget(Text(line.label, "label", "text" if line.bold else "text2", bold=line.bold), 1)
    value = Text(line.value, "label", bold=line.bold)
    value.setAlignment(Qt.AlignmentFlag.AlignRight)
    row.addWidget(value)
    return row

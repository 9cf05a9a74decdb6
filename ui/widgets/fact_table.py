"""A small table of facts that is only read: a head, rows parted by lines, numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui import theme
from ui.widgets.card import Rule
from ui.widgets.layouts import empty
from ui.widgets.text import Text

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class FactColumn:
    """One column; one that wraps takes the room that the others leave."""

    title: str
    align: Align = "left"
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row; a bold one is a sum, a quiet one stands back."""

    cells: tuple[str, ...]
    bold: bool = False
    quiet: bool = False


class FactTable(QWidget):
    """As many rows as there are; it is never scrolled by itself."""

    def __init__(self, columns: Sequence[FactColumn], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        for number, column in enumerate(self._columns):
            self._grid.setColumnStretch(number, 1 if column.wraps else 0)

    def set_rows(self, rows: Sequence[FactRow]) -> None:
        """Show other rows."""
        empty(self._grid)
        for number, column in enumerate(self._columns):
            self._put(0, number, column.title, "label", "text2", bold=False)
        for index, row in enumerate(rows):
            at = 2 * index + 1
            self._grid.addWidget(Rule(token="line2" if row.bold else "line"), at, 0, 1, len(self._columns))
            for number, cell in enumerate(row.cells):
                self._put(at + 1, number, cell, "body", "text2" if row.quiet else "text", bold=row.bold)

    def _put(self, at: int, number: int, words: str, step: theme.Step, tone: str, *, bold: bool) -> None:
        column = self._columns[number]
        text = Text(words, step, tone, bold=bold, wrap=column.wraps)
        if not column.wraps:
            text.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        side = Qt.AlignmentFlag.AlignRight if column.align == "right" else Qt.AlignmentFlag.AlignLeft
        text.setAlignment(side | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, at, number)

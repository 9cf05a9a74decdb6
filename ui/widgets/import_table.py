"""What the two tables of an import share: a painted head, one line a row, columns as wide as their texts."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.text import draw_text, text_width

AnyIndex = QModelIndex | QPersistentModelIndex

PAD = 8
ALIGN = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}

_MEASURED = 24
"""So many of the longest texts of a column are measured; the rest are shorter."""


class Head(QHeaderView):
    """Titles on sunken ground."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFixedHeight(theme.metrics().grid_head)
        self.setMinimumSectionSize(8)
        self.right: frozenset[int] = frozenset()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803 - Qt's own name
        painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line2"))
        title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
        align = ALIGN["right" if logicalIndex in self.right else "left"]
        draw_text(painter, rect.adjusted(PAD, 0, -PAD, 0), title, theme.font("label"), theme.color("text2"), align)


class LineTable(QTableView):
    """One line a row, walked with the arrows; it scrolls itself, and Enter leads on."""

    opened = Signal(QModelIndex)
    """Enter, F2 or a double click on a row."""

    def __init__(self, name: str, height: int, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = Head(self)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(False)
        self.setAccessibleName(name)
        self.doubleClicked.connect(self.opened)

    def fit(self) -> None:
        """Give the columns their widths; each table knows its own."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.currentIndex().isValid() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2}:
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def wide(texts: Iterable[str], title: str, *, bold: bool = False) -> int:
    """The width that a column of texts needs, its title and the space at both sides included."""
    face = theme.font("label", bold=bold)
    longest = sorted(set(texts), key=_weight, reverse=True)[:_MEASURED]
    return int(max(text_width(text, face) for text in (*longest, _(title)))) + 2 * PAD + theme.HAIR


def _weight(text: str) -> int:
    """About how wide a text is: a Chinese sign is two letters."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)

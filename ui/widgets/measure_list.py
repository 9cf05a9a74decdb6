"""The measures as one list, walked with the arrows, ticked with the space bar; what it shows comes from `lines_of`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from core.i18n import _
from ui import theme
from ui.widgets.measure_lines import MeasureLine
from ui.widgets.measure_paint import LINE_ROLE, AnyIndex, MeasureDelegate, tick_box


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[MeasureLine, ...] = ()

    def set_lines(self, lines: tuple[MeasureLine, ...]) -> None:
        """Show other lines."""
        if [(line.kind, line.key) for line in lines] == [(line.kind, line.key) for line in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].kind not in {"measure", "fold"}:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "，".join(part for part in (line.name, line.detail, line.state_name, line.figure) if part)
        if role == Qt.ItemDataRole.ToolTipRole and line.kind in {"measure", "fold"}:
            return "\n".join(part for part in (line.name, line.detail) if part)
        return None


class MeasureList(QListView):
    """The list of the page."""

    chosen = Signal(str)
    """Another measure is looked at."""
    ticked = Signal(str)
    """Its box was pressed: into the plan or out of it."""
    opened = Signal(str)
    """Enter: on to its parameters."""
    folded = Signal(str)
    """A fold is to open or close."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Model()
        self._filling = False
        self.setModel(self._lines)
        self.setItemDelegate(MeasureDelegate(self))
        self.setAccessibleName(_("减排措施"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(self._on_current)

    def set_lines(self, lines: Sequence[MeasureLine]) -> None:
        """Show other lines; the measure that was chosen stays chosen where it is still there, and nobody is told."""
        kept, at = self.current(), self.verticalScrollBar().value()
        self._filling = True
        self._lines.set_lines(tuple(lines))
        if kept and not self.choose(kept):
            self.setCurrentIndex(QModelIndex())
        self._filling = False
        self.verticalScrollBar().setValue(at)

    def lines(self) -> tuple[MeasureLine, ...]:
        """The lines from top to bottom."""
        return self._lines.lines

    def _line(self) -> MeasureLine | None:
        index = self.currentIndex()
        return self._lines.lines[index.row()] if index.isValid() and index.row() < len(self._lines.lines) else None

    def current(self) -> str:
        """Id of the measure that is looked at; empty for none."""
        line = self._line()
        return line.key if line is not None and line.kind == "measure" else ""

    def choose(self, key: str) -> bool:
        """Look at a measure; False where the list does not show it."""
        for number, line in enumerate(self._lines.lines):
            if line.kind == "measure" and line.key == key:
                self.setCurrentIndex(self._lines.index(number, 0))
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, key = self._line(), event.key()
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if line is not None and line.kind == "fold" and (enter or key in {Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Left}):
            self.folded.emit(line.key)
        elif line is not None and line.kind == "measure" and key == Qt.Key.Key_Space:
            self.ticked.emit(line.key)
        elif line is not None and line.kind == "measure" and enter:
            self.opened.emit(line.key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if not index.isValid():
            return
        line = self._lines.lines[index.row()]
        box = tick_box(self.visualRect(index)).adjusted(-theme.S, -theme.S, theme.S, theme.S)
        if line.kind == "measure" and box.contains(event.position().toPoint()):
            self.ticked.emit(line.key)
        elif line.kind == "fold":
            self.folded.emit(line.key)

    def _on_current(self, _index: QModelIndex) -> None:
        if not self._filling and self.current():
            self.chosen.emit(self.current())

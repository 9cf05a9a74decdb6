"""Files that are drawn from the desktop onto a cell: the cell under the mouse is framed, and letting go hands the files over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, QRect, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QTableView

from ui.models.monthly_grid import MonthlyGridModel

EVIDENCE_SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".xml", ".ofd"})
"""What belongs at a cell; tables go to the import, folders of ledgers to the window."""


def dropped_evidence(mime: QMimeData) -> tuple[Path, ...]:
    """The files of a drag, when all of them can be kept at a cell."""
    paths = tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    return paths if paths and all(path.suffix.lower() in EVIDENCE_SUFFIXES for path in paths) else ()


class FileDrop(QObject):
    """Watches the cells of one grid; what it does not take goes on to the window."""

    dropped = Signal(QModelIndex, object)
    """The cell and the paths."""

    def __init__(self, view: QTableView, model: MonthlyGridModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._at = QPersistentModelIndex()
        view.viewport().setAcceptDrops(True)

    def rect(self) -> QRect:
        """The cell that would take the files now; empty while none are over the grid."""
        return self._view.visualRect(self._at) if self._at.isValid() else QRect()

    def enter(self, event: QDropEvent) -> None:
        """Files come over the grid: what can be kept at a cell is taken, the rest goes on to the window."""
        self._frame(self._cell_at(event))
        _accept(event, taken=bool(dropped_evidence(event.mimeData())))

    def move(self, event: QDropEvent) -> None:
        """On the way only the cell of a month takes them."""
        index = self._cell_at(event)
        self._frame(index)
        _accept(event, taken=index.isValid())

    def leave(self) -> None:
        """They go away again."""
        self._frame(QModelIndex())

    def drop(self, event: QDropEvent) -> None:
        """They are let go."""
        index = self._cell_at(event)
        self._frame(QModelIndex())
        _accept(event, taken=index.isValid())
        if index.isValid():
            self.dropped.emit(index, dropped_evidence(event.mimeData()))

    def _cell_at(self, event: QDropEvent) -> QModelIndex:
        """The cell under the mouse that can take what is dragged; invalid for none."""
        if not dropped_evidence(event.mimeData()):
            return QModelIndex()
        index = self._view.indexAt(event.position().toPoint())
        return index if self._model.cell(index) is not None else QModelIndex()

    def _frame(self, index: QModelIndex) -> None:
        self._at = QPersistentModelIndex(index)
        self._view.viewport().update()


def _accept(event: QDropEvent, *, taken: bool) -> None:
    event.setAccepted(taken)
    if taken:
        event.acceptProposedAction()

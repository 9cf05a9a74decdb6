"""What the keys do in the monthly grid: they are those of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui import theme
from ui.models.monthly_grid import MonthlyGridModel

_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_ENTERS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_TABS = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
_CLIPBOARD = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste)
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


class View(Protocol):
    """What the keys ask of the grid."""

    copy_asked: Any
    cut_asked: Any
    paste_asked: Any
    clear_asked: Any
    headed_copy_asked: Any
    fill_asked: Any
    fill_down_asked: Any
    open_asked: Any
    locked_asked: Any
    left: Any

    def currentIndex(self) -> QModelIndex: ...
    def selectionModel(self) -> QItemSelectionModel: ...
    def isRowHidden(self, row: int) -> bool: ...
    def scrollTo(self, index: QModelIndex) -> None: ...
    def rect(self) -> QRect: ...
    def go(self, index: QModelIndex, *, extend: bool = False) -> None: ...
    def select_all(self) -> None: ...
    def select_rows(self, first: int, last: int) -> None: ...
    def select_months(self, first: int, last: int) -> None: ...
    def block(self) -> QRect: ...
    def block_rows(self) -> tuple[int, ...]: ...
    def block_cells(self) -> tuple[QModelIndex, ...]: ...
    def set_folded(self, number: int, folded: bool) -> None: ...
    def is_folded(self, number: int) -> bool: ...
    def edit_emptied(self) -> None: ...


class GridKeys:
    """Answers key presses of one grid. Up and down step over the heads of groups unless they are folded."""

    def __init__(self, view: View, model: MonthlyGridModel) -> None:
        self._view = view
        self._grid = model
        self._tab_column: int | None = None

    @staticmethod
    def is_mine(event: QKeyEvent) -> bool:
        """Keys that the window must not take for its own actions while the grid has the keyboard."""
        wanted = (*_CLIPBOARD, QKeySequence.StandardKey.SelectAll)
        return any(event.matches(key) for key in wanted) or (
            event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_F2} and not event.modifiers() & (_SHIFT | _CTRL | _ALT)
        )

    def forget_column(self) -> None:
        """The mouse chose a cell: Enter no longer goes back to where Tab started."""
        self._tab_column = None

    def press(self, event: QKeyEvent) -> bool:
        """Answer a key; False leaves it to Qt, which opens the editor for a typed character."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if self._on_command(event) or self._on_fold_key(key, modifiers) or self._on_move(key, modifiers):
            return True
        if key == Qt.Key.Key_F6:
            self._view.left.emit(bool(modifiers & _SHIFT))
            return True
        edits = key in {Qt.Key.Key_F2, Qt.Key.Key_Backspace} and not modifiers & (_SHIFT | _CTRL | _ALT)
        types = (bool(event.text().strip()) and not modifiers & (_CTRL | _ALT)) or edits
        if not types or key == Qt.Key.Key_Escape:
            return False
        cell = self._grid.cell(self._view.currentIndex())
        if cell is None or not cell.editable:
            self._view.locked_asked.emit(self._view.currentIndex())
            return True
        if key == Qt.Key.Key_Backspace:
            self._view.edit_emptied()
            return True
        return False

    def _on_command(self, event: QKeyEvent) -> bool:
        view, key, modifiers = self._view, Qt.Key(event.key()), event.modifiers()
        signals = (view.copy_asked, view.cut_asked, view.paste_asked)
        for sequence, signal in zip(_CLIPBOARD, signals, strict=True):
            if event.matches(sequence):
                signal.emit()
                return True
        if event.matches(QKeySequence.StandardKey.SelectAll):
            view.select_all()
            return True
        deed = {
            (Qt.Key.Key_C, _CTRL | _SHIFT): view.headed_copy_asked.emit,
            (Qt.Key.Key_R, _CTRL): view.fill_asked.emit,
            (Qt.Key.Key_D, _CTRL): view.fill_down_asked.emit,
            (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): view.clear_asked.emit,
            (Qt.Key.Key_Space, _SHIFT): self._select_rows,
            (Qt.Key.Key_Space, _CTRL): self._select_months,
        }.get((key, modifiers & ~Qt.KeyboardModifier.KeypadModifier))
        if deed is not None:
            deed()
        return deed is not None

    def _select_rows(self) -> None:
        rows = self._view.block_rows()
        if rows:
            self._view.select_rows(rows[0], rows[-1])

    def _select_months(self) -> None:
        box = self._view.block()
        last = min(box.right(), len(self._grid.months) - 1)
        if self._grid.is_month(box.left()):
            self._view.select_months(box.left(), last)

    def _on_fold_key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        at = self._view.currentIndex()
        if not at.isValid():
            return False
        head = next(number for number in range(at.row(), -1, -1) if self._grid.is_group(number))
        if modifiers & _ALT and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._view.set_folded(head, key == Qt.Key.Key_Up)
            return True
        if head == at.row() and key in {Qt.Key.Key_Space, Qt.Key.Key_Right, *_ENTERS}:
            self._view.set_folded(head, False)
            self._view.go(self._grid.index(head + 1, 0))
            return True
        return False

    def _on_move(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        at = self._view.currentIndex()
        if not at.isValid() or modifiers & _ALT:
            return False
        extend, far = bool(modifiers & _SHIFT), bool(modifiers & _CTRL)
        if key in _ENTERS and not modifiers & (_SHIFT | _CTRL) and self._opens(at):
            return True
        if key in _ENTERS or (key in _TABS and not far):
            self.move_after(key, modifiers)
            return True
        target = self._target(at, key, far=far, extend=extend)
        if target is None:
            return False
        self._tab_column = None
        self._view.go(target, extend=extend)
        return True

    def _opens(self, at: QModelIndex) -> bool:
        """Enter on a single cell that bills feed opens them; what it holds is changed there."""
        cell = self._grid.cell(at)
        if cell is None or not cell.billed or len(self._view.block_cells()) > 1:
            return False
        self._view.open_asked.emit(at)
        return True

    def _target(self, at: QModelIndex, key: Qt.Key, *, far: bool, extend: bool) -> QModelIndex | None:
        """Where a key that moves leads to; None for other keys."""
        if key in _STEPS:
            down, right = _STEPS[key]
            return self._neighbour(at, down, right, far=far, skip_heads=extend)
        rows, last = self._stops(), len(self._grid.months) - 1
        if key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            row = (rows[0] if key == Qt.Key.Key_Home else rows[-1]) if far else at.row()
            return self._grid.index(row, 0 if key == Qt.Key.Key_Home else last)
        if key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            page = max(1, self._view.rect().height() // theme.metrics().grid_row - 2)
            place = rows.index(at.row()) + (page if key == Qt.Key.Key_PageDown else -page)
            return self._grid.index(rows[max(0, min(place, len(rows) - 1))], at.column())
        return None

    def _stops(self) -> list[int]:
        """The lines at which the keyboard stops: rows that are seen, and heads of folded groups."""
        return [
            number
            for number, line in enumerate(self._grid.lines())
            if not self._view.isRowHidden(number) and (line.row is not None or self._view.is_folded(number))
        ]

    def _neighbour(self, at: QModelIndex, down: int, right: int, *, far: bool = False, skip_heads: bool = False) -> QModelIndex:
        if right:
            last = len(self._grid.months) - 1
            if not far:
                return self._grid.index(at.row(), max(0, min(at.column() + right, self._grid.columnCount() - 1)))
            ahead = list(range(at.column() + 1, last + 1) if right > 0 else range(min(at.column() - 1, last), -1, -1))
            places = [self._grid.index(at.row(), column) for column in ahead]
        else:
            rows = [row for row in self._stops() if not (skip_heads and self._grid.is_group(row))]
            ahead = [row for row in rows if row > at.row()] if down > 0 else [row for row in reversed(rows) if row < at.row()]
            places = [self._grid.index(row, at.column()) for row in ahead]
        if not places:
            return at
        return self._edge(at, places) if far else places[0]

    def _edge(self, at: QModelIndex, ahead: Sequence[QModelIndex]) -> QModelIndex:
        """Where Ctrl and an arrow lead, as in Excel: to the end of a run of figures, else to the next figure, else to the last cell."""
        filled = [self._has_figure(index) for index in ahead]
        if self._has_figure(at) and filled[0]:
            run = next((n for n, figure in enumerate(filled) if not figure), len(filled))
            return ahead[run - 1]
        return next((index for index, figure in zip(ahead, filled, strict=True) if figure), ahead[-1])

    def _has_figure(self, index: QModelIndex) -> bool:
        cell = self._grid.cell(index)
        return cell is not None and cell.micro is not None

    def move_after(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        """Go on after a cell was written: Enter down, Tab to the right, with Shift the other way; inside a selection round it.

        Enter after a run of Tabs goes to the next row under the month at which the run began.
        """
        at = self._view.currentIndex()
        if key in _STEPS:
            self._view.go(self._neighbour(at, *_STEPS[key]))
            return
        back = bool(modifiers & _SHIFT) or key == Qt.Key.Key_Backtab
        cells = self._view.block_cells()
        if len(cells) > 1 and at in cells:
            self._cycle(cells, sideways=key in _TABS, back=back)
        elif key in _TABS:
            if self._tab_column is None and not back:
                self._tab_column = at.column()
            self._view.go(self._along(at, -1 if back else 1))
        else:
            column = self._tab_column if self._tab_column is not None and not back else at.column()
            self._tab_column = None
            self._view.go(self._neighbour(self._grid.index(at.row(), column), -1 if back else 1, 0, skip_heads=True))

    def _along(self, at: QModelIndex, step: int) -> QModelIndex:
        """The next month in reading order: at the end of a row the first month of the next."""
        column, last = at.column() + step, len(self._grid.months) - 1
        if 0 <= column <= last:
            return self._grid.index(at.row(), column)
        below = self._neighbour(at, step, 0, skip_heads=True)
        if below.row() == at.row():
            return at
        self._tab_column = None
        return self._grid.index(below.row(), 0 if step > 0 else last)

    def _cycle(self, cells: Sequence[QModelIndex], *, sideways: bool, back: bool) -> None:
        ordered = list(cells) if sideways else sorted(cells, key=lambda index: (index.column(), index.row()))
        place = ordered.index(self._view.currentIndex()) + (-1 if back else 1)
        index = ordered[place % len(ordered)]
        self._view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._view.scrollTo(index)

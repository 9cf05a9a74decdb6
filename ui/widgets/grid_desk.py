"""The grid with its input line: cells are typed, copied, pasted, cleared and filled here; every act is one change or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.errors import AppError, InputError, RuleError
from core.i18n import _
from core.workflows.views import CellEdit, Entered, MonthlyGrid
from ui.commands import GridCommands
from ui.models.block import read_block, spread, write_block
from ui.models.monthly_grid import MonthlyGridModel, cell_text, state_words
from ui.widgets.grid_view import GridView
from ui.widgets.input_line import InputLine
from ui.widgets.question_popover import Bubble


class GridDesk(QWidget):
    """Everything that happens to cells. What a finding says, and what the window does, is the page's."""

    done = Signal(str)
    """An act is saved; its words."""
    failed = Signal(object)
    """The machine failed: an `AppError` that concerns no cell."""
    moved = Signal()
    clicked = Signal(QModelIndex)
    left = Signal(bool)

    def __init__(self, commands: GridCommands, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.model = MonthlyGridModel(self._enter)
        self.view = GridView(self.model)
        self.input = InputLine()
        self.bubble = Bubble(parent=self)
        self._error_place = QModelIndex()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.input)
        column.addWidget(self.view, 1)
        self.view.set_companion(self.input.field)
        self.view.rows.geometriesChanged.connect(self._fit)
        self.model.refused.connect(self._on_refused)
        self.view.cells.editing.connect(self._on_editing)
        self.view.cells.ended.connect(self._on_ended)
        self.input.typed.connect(self._preview)
        self.input.committed.connect(self._on_line_committed)
        self.input.cancelled.connect(self._on_line_cancelled)
        for signal, act in (
            (self.view.moved, self._on_moved),
            (self.view.copy_asked, self.copy),
            (self.view.cut_asked, self.cut),
            (self.view.paste_asked, self.paste),
            (self.view.clear_asked, self.clear),
            (self.view.fill_asked, self.fill_right),
        ):
            signal.connect(act)
        self.view.fill_dragged.connect(self._on_fill_dragged)
        self.view.locked_asked.connect(self._say_locked)
        self.view.clicked.connect(self.clicked)
        self.view.left.connect(self.left)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def set_grid(self, grid: MonthlyGrid) -> None:
        """Show another state; a text that is being typed stays."""
        self.model.set_grid(grid)
        self._fit()
        self._show_cell()

    def cell_rect(self, index: QModelIndex) -> QRect:
        """Where a cell lies, in this widget's coordinates."""
        return self._mapped(self.view.visualRect(index))

    def selection_rect(self) -> QRect:
        """Where the selection lies, in this widget's coordinates."""
        box = self.view.block()
        first = self.view.visualRect(self.model.index(box.top(), box.left()))
        last = self.view.visualRect(self.model.index(box.bottom(), box.right()))
        return self._mapped(first.united(last))

    def room(self) -> QRect:
        """The part of this widget where cells are seen."""
        return self._mapped(self.view.viewport().rect())

    def _mapped(self, rect: QRect) -> QRect:
        return QRect(self.view.viewport().mapTo(self, QPoint(rect.x(), rect.y())), rect.size())

    def _fit(self) -> None:
        self.input.set_place_width(self.view.rows.width())

    def _on_moved(self) -> None:
        if self.view.cells.editor is None:
            self._forget_error()
        self._show_cell()
        self.moved.emit()

    def _show_cell(self) -> None:
        index = self.view.currentIndex()
        row, month, cell = self.model.row(index), self.model.month(index), self.model.cell(index)
        if row is None:
            self.input.show_cell("", "", editable=False)
            self.input.reading.show_words("")
            return
        place = f"{row.name}　{_('{month}月').format(month=month.month) if month else _('合计')}"
        shown = row.total if cell is None else cell.text
        text = (cell.original or cell_text(cell)) if cell is not None and cell.editable else shown
        self.input.show_cell(place, text, editable=cell is not None and cell.editable)
        if self._error_place != index or not index.isValid():
            self.input.reading.show_words(self._facts(index))

    def _facts(self, index: QModelIndex) -> str:
        """What there is to know of a cell at rest."""
        row, cell = self.model.row(index), self.model.cell(index)
        if row is None or cell is None:
            return ""
        words = (
            cell.locked_because,
            _("读作 {number} {unit}").format(number=cell.text, unit=row.unit_label) if cell.original else "",
            _("无用量：{reason}").format(reason=cell.zero_reason) if cell.zero_reason else "",
            _("{state}，按 Shift + F2 查看").format(state=state_words(cell)) if cell.findings and cell.text else "",
            _("去年同月 {number} {unit}").format(number=cell.last_year, unit=row.unit_label) if cell.last_year and not cell.text else "",
        )
        return next((text for text in words if text), "")

    # ---- typing -----------------------------------------------------------------------------------------------------

    def _enter(self, edit: CellEdit) -> None:
        """Write one cell for the model; the words of the workflow are the news."""
        entered = self._commands.enter(edit)
        self._announce(entered)

    def _announce(self, entered: Entered) -> None:
        self._forget_error()
        reading = entered.readings[0] if len(entered.readings) == 1 and entered.readings[0] else ""
        self.done.emit(f"{entered.label}　{reading}".strip())

    def _on_editing(self, text: str) -> None:
        self._forget_error()
        self.input.mirror(text)
        self._preview(text)

    def _preview(self, text: str) -> None:
        row = self.model.row(self.view.currentIndex())
        if row is None:
            return
        if not text.strip():
            self.input.reading.show_words("")
            return
        try:
            self.input.reading.show_words(self._commands.preview(row.subject, text))
        except InputError as error:
            self.input.reading.show_words(str(error), wrong=True)

    def _on_ended(self) -> None:
        if self.view.cells.editor is None and not self._error_place.isValid():
            self._show_cell()

    def _on_line_committed(self, text: str, sideways: bool) -> None:
        index = self.view.currentIndex()
        if self.model.setData(index, text):
            self.view.setFocus()
            self.view.go_on(sideways=sideways)

    def _on_line_cancelled(self) -> None:
        self._forget_error()
        self.view.setFocus()
        self._show_cell()

    # ---- refusals ---------------------------------------------------------------------------------------------------

    def _on_refused(self, index: QModelIndex, error: AppError) -> None:
        self._refuse(index, error)

    def _refuse(self, index: QModelIndex, error: AppError) -> None:
        """Say at the cell and in the line above why nothing was written; what was typed or copied is still there."""
        if not isinstance(error, InputError | RuleError):
            self.failed.emit(error)
            return
        self._error_place = index
        self.bubble.say(str(error), self.cell_rect(index), self.room())
        self.input.reading.show_words(error.message, wrong=True)

    def _forget_error(self) -> None:
        self._error_place = QModelIndex()
        self.bubble.hide()

    def _say_locked(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None and cell.locked_because:
            self._error_place = index
            self.bubble.say(cell.locked_because, self.cell_rect(index), self.room())

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected cells to the clipboard, as Excel wants them."""
        box = self.view.block()
        block = self.model.block_of(self.view.block_rows(), range(box.left(), box.right() + 1))
        if block:
            QGuiApplication.clipboard().setText(write_block(block))

    def cut(self) -> None:
        """Copy, then empty the cells; where that is refused the clipboard stays as it was."""
        box = self.view.block()
        block = self.model.block_of(self.view.block_rows(), range(box.left(), box.right() + 1))
        if self._write(self._cleared(), self._commands.cut):
            QGuiApplication.clipboard().setText(write_block(block))

    def clear(self) -> None:
        """Empty the selected cells."""
        self._write(self._cleared(), self._commands.clear)

    def _cleared(self) -> tuple[CellEdit, ...]:
        return self.model.edits(self.view.block_cells(), "")

    def paste(self) -> None:
        """The clipboard into the cells from the selection's first on: all of it as one change, or nothing."""
        box = self.view.block()
        rows = self.view.block_rows()
        block = read_block(QGuiApplication.clipboard().text())
        if not block or not rows:
            return
        if not self.model.is_month(box.left()):
            self._refuse(self.view.currentIndex(), InputError("paste.place", _("这一列不能粘贴。"), _("请先选中某个月的格子。")))
            return
        block = spread(block, len(rows), box.width())
        try:
            edits = self.model.block_edits(rows[0], box.left(), block)
        except InputError as error:
            self._refuse(self.model.index(rows[0], box.left()), error)
            return
        if self._write(edits, self._commands.paste):
            below = [number for number in self.model.data_rows() if number >= rows[0]]
            last = below[len(block) - 1]
            for number in below[: len(block)]:
                self.view.unfold(number)
            self.view.select_block(rows[0], box.left(), last, box.left() + len(block[0]) - 1)

    def fill_right(self) -> None:
        """The first selected month into the others of its row; with one month selected, the month before into it."""
        cells, rows = self.view.block_cells(), self.view.block_rows()
        if not cells or not rows:
            return
        first, last = cells[0].column(), cells[-1].column()
        if first == last:
            if first == 0:
                return
            first -= 1
        edits: list[CellEdit] = []
        for row in rows:
            cell = self.model.cell(self.model.index(row, first))
            if cell is not None:
                targets = [self.model.index(row, column) for column in range(first + 1, last + 1)]
                edits += self.model.edits(targets, cell_text(cell))
        self._write(edits, self._commands.fill)

    def _on_fill_dragged(self, drawn: QRect) -> None:
        """Repeat the selected block over the cells it was drawn across."""
        box = self.view.block()
        rows = [number for number in self.model.data_rows() if drawn.top() <= number <= drawn.bottom()]
        source = self.model.block_of(self.view.block_rows(), range(box.left(), box.right() + 1))
        edits: list[CellEdit] = []
        for place, row in enumerate(rows):
            for column in range(drawn.left(), drawn.right() + 1):
                text = source[place % len(source)][(column - drawn.left()) % box.width()]
                edits += self.model.edits([self.model.index(row, column)], text)
        if self._write(edits, self._commands.fill):
            self.view.select_block(drawn.top(), drawn.left(), drawn.bottom(), drawn.right())

    def _write(self, edits: Sequence[CellEdit], act: Callable[[Sequence[CellEdit]], Entered]) -> bool:
        if not edits:
            self.done.emit(_("内容相同，没有改动"))
            return True
        try:
            entered = act(edits)
        except AppError as error:
            self._refuse(self.view.currentIndex(), error)
            return False
        self._announce(entered)
        return True

"""The grid with its input line: cells are typed, copied, pasted, cleared and filled here; every act is one change or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QRect, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.quantity import shown_significant
from core.errors import AppError, InputError, RuleError
from core.i18n import _
from core.workflows.views import CellEdit, Entered, MonthlyGrid
from ui.commands import GridCommands
from ui.models.block import Block, read_block, spread, without_dashes, write_block, write_html
from ui.models.cell_words import cell_text, comment_words, last_year_words, state_words
from ui.models.monthly_grid import MonthlyGridModel
from ui.widgets.grid_fill import fill_down, fill_drawn, fill_right
from ui.widgets.grid_folds import GridMemory
from ui.widgets.grid_view import GridView
from ui.widgets.input_line import InputLine
from ui.widgets.question_popover import Bubble

_NEAR = 3
"""A typed figure within this many times of last year's is read back without a comparison."""


class GridDesk(QWidget):
    """Everything that happens to cells. What a finding says, and what the window does, is the page's."""

    done = Signal(str)
    """An act is saved; its words."""
    failed = Signal(object)
    """The machine failed: an `AppError` that concerns no cell."""
    moved = Signal()
    clicked = Signal(QModelIndex)
    left = Signal(bool)

    def __init__(self, commands: GridCommands, memory: GridMemory, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self.model = MonthlyGridModel(self._enter)
        self.view = GridView(self.model, memory)
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
            (self.view.headed_copy_asked, self.copy_headed),
            (self.view.cut_asked, self.cut),
            (self.view.paste_asked, self.paste),
            (self.view.clear_asked, self.clear),
            (self.view.fill_asked, self.fill_right),
            (self.view.fill_down_asked, self.fill_down),
            (self.view.fill_all_asked, self.fill_all),
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
            cell.locked_because and _("{why}　Enter 打开票据").format(why=cell.locked_because) if cell.billed else cell.locked_because,
            _("读作 {number} {unit}").format(number=cell.text, unit=row.unit_label) if cell.original else "",
            _("无用量：{reason}").format(reason=cell.zero_reason) if cell.zero_reason else "",
            _("{state}，按 Shift + F2 查看").format(state=state_words(cell)) if cell.findings and cell.text else "",
            last_year_words(cell, row) if cell.last_year and not cell.text else "",
        )
        first = next((text for text in words if text), "")
        return "　".join(text for text in (first, comment_words(cell).replace("\n", " ")) if text)

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
            reading = self._commands.preview(row.subject, text)
        except InputError as error:
            self.input.reading.show_words(str(error), wrong=True)
        else:
            self.input.reading.show_words(reading.words + self._beside_last_year(reading.micro))

    def _beside_last_year(self, micro: int) -> str:
        """「，是去年同月的 10.2 倍」 where a figure is far from last year's; what comes near is not worth a word."""
        cell = self.model.cell(self.view.currentIndex())
        before = cell.last_year_micro if cell is not None else None
        if not before or not micro or _NEAR > Fraction(micro, before) > 1 / _NEAR:
            return ""
        times = Fraction(micro, before)
        if times > 1:
            return _("，是去年同月的 {times} 倍").format(times=shown_significant(times, 3))
        return _("，只有去年同月的 {share}%").format(share=shown_significant(times * 100, 2))

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
        self.view.mark_refused(index)
        self.bubble.say(str(error), self.cell_rect(index), self.room())
        self.input.reading.show_words(error.message, wrong=True)

    def _forget_error(self) -> None:
        self._error_place = QModelIndex()
        self.view.mark_refused(QModelIndex())
        self.bubble.hide()

    def _say_locked(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is not None and cell.locked_because:
            self._error_place = index
            words = _("{why}　Enter 打开票据").format(why=cell.locked_because) if cell.billed else cell.locked_because
            self.bubble.say(words, self.cell_rect(index), self.room())

    # ---- blocks -----------------------------------------------------------------------------------------------------

    def _selected(self) -> Block:
        box = self.view.block()
        return self.model.block_of(self.view.block_rows(), range(box.left(), box.right() + 1))

    def copy(self) -> None:
        """The selected cells to the clipboard, as Excel wants them: the exact figures."""
        _to_clipboard(self._selected())

    def copy_headed(self) -> None:
        """The same with the months above it and the names of the rows before it."""
        box = self.view.block()
        _to_clipboard(self.model.headed(self.view.block_rows(), range(box.left(), box.right() + 1)))

    def cut(self) -> None:
        """Copy, then empty the cells; where that is refused the clipboard stays as it was."""
        block = self._selected()
        if self._write(self._cleared(), self._commands.cut):
            _to_clipboard(block)

    def clear(self) -> None:
        """Empty the selected cells."""
        self._write(self._cleared(), self._commands.clear)

    def _cleared(self) -> tuple[CellEdit, ...]:
        return self.model.edits(self.view.block_cells(), "")

    def paste(self) -> None:
        """The clipboard into the cells from the selection's first on: all of it as one change, or nothing."""
        box = self.view.block()
        rows = self.view.block_rows()
        block = without_dashes(read_block(QGuiApplication.clipboard().text()))
        if not block or not rows:
            self.done.emit(_("剪贴板里没有可粘贴的内容"))
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
            self.view.select_block(rows[0], box.left(), below[len(block) - 1], box.left() + len(block[0]) - 1)

    def fill_right(self) -> None:
        """The first selected month into the others of its row; with one month selected, the month before into it."""
        self._write(fill_right(self.model, self.view.block_cells(), self.view.block_rows()), self._commands.fill)

    def fill_down(self) -> None:
        """The first selected row into the others of the same unit; with one row selected, the row above into it."""
        self._write(fill_down(self.model, self.view.block_cells(), self.view.block_rows()), self._commands.fill)

    def fill_all(self, text: str) -> None:
        """A typed text into every selected cell."""
        self._write(self.model.edits(self.view.block_cells(), text.strip()), self._commands.fill)

    def _on_fill_dragged(self, drawn: QRect) -> None:
        if self._write(fill_drawn(self.model, self.view.block(), self.view.block_rows(), drawn), self._commands.fill):
            self.view.select_block(drawn.top(), drawn.left(), drawn.bottom(), drawn.right())

    def _write(self, edits: Sequence[CellEdit], act: Callable[[Sequence[CellEdit]], Entered]) -> bool:
        """Write some cells; what is folded away and was written is unfolded, so that nothing changes unseen."""
        if not edits:
            self.done.emit(_("没有可改的格，或内容相同，没有改动"))
            return True
        try:
            entered = act(edits)
        except AppError as error:
            self._refuse(self._place_of(edits, error), error)
            return False
        for subject in {edit.subject for edit in edits}:
            self.view.unfold(self.model.row_number(subject))
        self._announce(entered)
        return True

    def _place_of(self, edits: Sequence[CellEdit], error: AppError) -> QModelIndex:
        """The cell that a refusal is about: the one it names, else the first that takes no text, else where the person is."""
        places = [*getattr(error, "places", ()), *((edit.subject, edit.month) for edit in edits if not self._takes(edit))]
        index = self.model.index_of(*places[0]) if places else QModelIndex()
        if not index.isValid():
            return self.view.currentIndex()
        self.view.unfold(index.row())
        self.view.scrollTo(index)
        return index

    def _takes(self, edit: CellEdit) -> bool:
        cell = self.model.cell(self.model.index_of(edit.subject, edit.month))
        return cell is not None and cell.editable


def _to_clipboard(block: Block) -> None:
    if block:
        data = QMimeData()
        data.setText(write_block(block))
        data.setHtml(write_html(block))
        QGuiApplication.clipboard().setMimeData(data)

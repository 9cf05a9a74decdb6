"""The note at a questioned cell: which finding it shows, where it hangs, and what its answer does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Signal
from PySide6.QtWidgets import QWidget

from core.domain.activity import Subject
from core.domain.period import Month
from core.errors import AppError, InputError, RuleError
from core.i18n import _
from core.workflows.views import CellState, FindingView, MonthlyGrid
from ui import theme
from ui.commands import GridCommands
from ui.widgets.findings_list import FindingRow, FindingsList, rows_of
from ui.widgets.grid_desk import GridDesk
from ui.widgets.marks import Mark
from ui.widgets.question_popover import QuestionPopover


class GridNotes(QObject):
    """Ties the list of findings, the note and the grid together."""

    saved = Signal()
    failed = Signal(object)
    """The `AppError` that kept an answer from being taken; the answer stays in its field."""

    def __init__(self, commands: GridCommands, desk: GridDesk, findings: FindingsList, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._desk = desk
        self._findings = findings
        self._grid: MonthlyGrid | None = None
        self._at = QPersistentModelIndex()
        self._deed: Callable[[str], object] | None = None
        self.note = QuestionPopover(parent=parent)
        self.note.explained.connect(lambda key, text: self._do(lambda: commands.explain(key, text)))
        self.note.answered.connect(self._on_answered)
        self.note.correct_asked.connect(self._correct)
        self.note.closed.connect(desk.view.setFocus)
        for bar in (desk.view.verticalScrollBar(), desk.view.horizontalScrollBar()):
            bar.valueChanged.connect(self.hang)

    def set_grid(self, grid: MonthlyGrid, *, another: bool) -> None:
        """Follow the grid; a note whose finding has gone goes too.

        Args:
            grid: what is shown now.
            another: whether it is another year or venue.
        """
        self._grid = grid
        key = self.note.key
        if another or (key and key not in {view.finding.key() for view in grid.findings}):
            self.note.hide()

    @staticmethod
    def rows(grid: MonthlyGrid, page: str) -> tuple[FindingRow, ...]:
        """The lines of the list: what fired on this page, with the empty cells month by month."""
        empty = {key for row in grid.rows() for cell in row.cells if cell.micro is None for key in cell.findings}
        return rows_of([view for view in grid.findings if view.finding.place.page == page], empty)

    # ---- findings ---------------------------------------------------------------------------------------------------

    def finding_at(self, index: QModelIndex) -> FindingView | None:
        """The most urgent finding of a cell, else of its row."""
        row, month = self._desk.model.row(index), self._desk.model.month(index)
        if row is None or self._grid is None:
            return None
        views = [v for v in self._grid.findings if v.finding.place.subject == row.subject and v.finding.place.month in {None, month}]
        views.sort(key=lambda v: (v.finding.answered, v.finding.place.month is None))
        return views[0] if views else None

    def place_of(self, subject: str, month: Month | None) -> QModelIndex:
        """The cell of a place; of a row without a month the first that is questioned or empty."""
        row = self._desk.model.row(self._desk.model.index_of(subject, None))
        if month is None and row is not None:
            month = next((cell.month for cell in row.cells if cell.findings or cell.state is CellState.WANTED), row.cells[0].month)
        return self._desk.model.index_of(subject, month)

    def show_finding(self, view: FindingView) -> bool:
        """Go to the cell of a finding and open its note; False when it has no cell. The keyboard stays in the grid."""
        index = self.place_of(view.finding.place.subject, view.finding.place.month)
        if not index.isValid():
            return False
        self._desk.view.go(index)
        self._desk.view.setFocus()
        cell = self._desk.model.cell(index)
        if cell is not None and cell.micro is None and cell.editable:
            # An empty cell asks for a figure, and the keyboard is there; a note would only stand in the way.
            self.note.hide()
        else:
            self._show(view, index)
        return True

    def open_at(self, index: QModelIndex, *, keyboard: bool) -> bool:
        """Open the note of a cell, on request with the keyboard in it; False when nothing is asked there."""
        view, cell = self.finding_at(index), self._desk.model.cell(index)
        if view is None or cell is None or cell.micro is None:
            return False
        self._show(view, index)
        if keyboard:
            self.note.take_keyboard()
        return True

    def _show(self, view: FindingView, index: QModelIndex) -> None:
        cell = self._desk.model.cell(index)
        self._deed = None
        self._findings.highlight(view.finding.key())
        self.note.show_finding(view, correctable=cell is not None and cell.editable)
        self._hang_at(index)

    # ---- reasons ----------------------------------------------------------------------------------------------------

    def ask(
        self,
        index: QModelIndex,
        deed: Callable[[str], object],
        words: tuple[str, str, str, str],
        text: str = "",
        sign: Mark = Mark.TODO,
    ) -> None:
        """Ask for a sentence at a cell and do something with it.

        Args:
            index: the cell.
            deed: gets the sentence and raises `AppError` when it is not enough.
            words: title, what it is for, hint in the empty field, text of the button.
            text: what stands there already.
            sign: the mark before the title.
        """
        self._deed = deed
        self._findings.highlight("")
        self.note.ask(*words, text, sign)
        self._hang_at(index)
        self.note.take_keyboard()

    def ask_no_use(self, index: QModelIndex) -> str:
        """Ask why a month had no use; returns the sentence that says why that cannot be asked here, or nothing."""
        row, cell = self._desk.model.row(index), self._desk.model.cell(index)
        if row is None or cell is None:
            return _("请先选中某个月的格子")
        if not cell.editable:
            return cell.locked_because
        if cell.micro and not cell.zero_reason:
            return _("这一格已有数字 {number}，不是没有用量").format(number=cell.text)
        subject: Subject = row.subject
        month = cell.month
        title = _("{row} {month} 月没有用量").format(row=row.name, month=month.month)
        words = (title, _("写一句原因，如「停业检修」。这一格登记为 0，原因随材料一并递交。"), _("原因"), _("登记无用量"))
        self.ask(index, lambda text: self._commands.no_use(subject, month, text), words, cell.zero_reason)
        return ""

    def ask_comment(self, index: QModelIndex) -> str:
        """Write the comment of a cell or change it; returns the sentence that says why there is no cell, or nothing."""
        row, cell = self._desk.model.row(index), self._desk.model.cell(index)
        if row is None or cell is None:
            return _("请先选中某个月的格子")
        subject, month = row.subject, cell.month
        title = _("批注 {row} {month} 月").format(row=row.name, month=month.month)
        purpose = _("写给自己和审核人看，不影响数字，也不替代对疑问的说明。清空即删除。")
        words = (title, purpose, _("批注（Ctrl + Shift + F2）"), _("保存批注"))
        self.ask(index, lambda text: self._commands.comment(subject, month, text), words, cell.comment, Mark.NOTE)
        return ""

    def _on_answered(self, text: str) -> None:
        deed = self._deed
        if deed is not None:
            self._do(lambda: deed(text))

    def _do(self, deed: Callable[[], object]) -> None:
        try:
            deed()
        except (InputError, RuleError) as error:
            self.note.refuse(str(error))
            self.hang()
            return
        except AppError as error:
            self.failed.emit(error)
            return
        self.note.hide()
        self._desk.view.setFocus()
        self.saved.emit()

    def _correct(self) -> None:
        index = self._cell()
        self._desk.view.go(index)
        self._desk.view.setFocus()
        self._desk.view.edit(index)

    # ---- where it hangs ---------------------------------------------------------------------------------------------

    def _hang_at(self, index: QModelIndex) -> None:
        self._at = QPersistentModelIndex(index)
        self.note.show()
        self.hang()

    def _cell(self) -> QModelIndex:
        return self._desk.model.index(self._at.row(), self._at.column()) if self._at.isValid() else QModelIndex()

    def hang(self) -> None:
        """Hang the open note at its cell again, after the grid has scrolled or the selection has moved."""
        index = self._cell()
        holder = self.note.parentWidget()
        if not self.note.isVisible() or not index.isValid() or holder is None:
            return
        desk = self._desk
        room = QRect(desk.x(), desk.y() + theme.metrics().field, desk.width(), holder.height() - desk.y() - theme.metrics().field)
        at: QPoint = desk.pos()
        self.note.hang_at(
            desk.cell_rect(index).translated(at), desk.selection_rect().translated(at), room.adjusted(theme.XS, 0, -theme.XS, -theme.S)
        )

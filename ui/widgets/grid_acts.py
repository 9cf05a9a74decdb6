"""What a person does to the cell where she stands: note, bill, evidence, no use, month close; and the menu that offers all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.domain.finding import Place
from core.domain.period import Month
from core.errors import AppError
from core.i18n import _
from core.workflows.closing_views import MonthReview
from core.workflows.views import GridCell, GridRow, MonthlyGrid
from ui import theme
from ui.commands import GridCommands
from ui.widgets.grid_desk import GridDesk
from ui.widgets.grid_notes import GridNotes
from ui.widgets.page import Window


class GridActs(QObject):
    """Every deed says in the status bar why it cannot be done here, or does it."""

    close_asked = Signal(object)
    """A month is to be closed: the `MonthReview` that a person should see first."""

    def __init__(self, commands: GridCommands, desk: GridDesk, notes: GridNotes, window: Window, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._desk = desk
        self._notes = notes
        self._window = window
        self._holder = parent
        self._grid: MonthlyGrid | None = None

    def set_grid(self, grid: MonthlyGrid) -> None:
        """Follow the grid."""
        self._grid = grid

    def _here(self) -> tuple[GridRow | None, GridCell | None]:
        index = self._desk.view.currentIndex()
        return self._desk.model.row(index), self._desk.model.cell(index)

    def _say(self, refusal: str) -> None:
        if refusal:
            self._window.say(refusal)

    # ---- notes ------------------------------------------------------------------------------------------------------

    def comment(self) -> None:
        """Write the comment of the current cell."""
        self._say(self._notes.ask_comment(self._desk.view.currentIndex()))

    def uncomment(self) -> None:
        """Take the comment of the current cell away."""
        row, cell = self._here()
        if row is None or cell is None or not cell.comment:
            self._window.say(_("这一格没有批注"))
        elif self._tried(lambda: self._commands.comment(row.subject, cell.month, "")):
            self._window.say(_("已删除批注，可用 Ctrl + Z 撤销"))

    def open_note(self) -> None:
        """Shift+F2: what is asked at this cell, with the keyboard in it; where nothing is asked, its comment."""
        if not self._notes.open_at(self._desk.view.currentIndex(), keyboard=True):
            self.comment()

    def no_use(self) -> None:
        """Ask why the current month had no use."""
        self._say(self._notes.ask_no_use(self._desk.view.currentIndex()))

    # ---- bills, evidence --------------------------------------------------------------------------------------------

    def new_bill(self) -> None:
        """Open the form of bills for the current row and month."""
        row, cell = self._here()
        if row is None or row.scope is None:
            self._window.say(_("请先选中一个排放源；产出不录票据"))
            return
        self._window.go(Place("bill", row.subject, cell.month if cell is not None else None))

    def open_bill(self, index: QModelIndex) -> None:
        """Open the bills behind a cell, at the first of them."""
        row, cell = self._desk.model.row(index), self._desk.model.cell(index)
        if row is not None and cell is not None and cell.billed:
            self._window.go(Place("bill", row.subject, cell.month, record=cell.records[0]))

    def attach(self) -> None:
        """Ask for a file and attach it to the record of the current cell, or to the one of its bills that is chosen."""
        row, cell = self._here()
        if row is None or cell is None or not cell.records:
            self._window.say(_("这一格还没有记录，填好再附证据；也可以把文件拖到格子上"))
        elif len(cell.records) == 1:
            self._attach(cell.records)
        else:
            menu, view = self._menu(), self._desk.view
            for record, words in self._commands.record_words(row.subject, cell.month).items():
                menu.addAction(words).triggered.connect(lambda _on=False, chosen=record: self._attach((chosen,)))
            menu.popup(view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).bottomLeft()))

    def _attach(self, records: Sequence[str]) -> None:
        chosen = self._window.ask_open_path(_("附证据"), _("票据或单据 (*.pdf *.jpg *.jpeg *.png *.xlsx *.xml *.ofd)"))
        if chosen:
            self._keep_files(records, (Path(chosen),))

    def _keep_files(self, records: Sequence[str], paths: Sequence[Path]) -> None:
        said: list[str] = []
        if self._tried(lambda: said.append(self._commands.attach_files(records, paths))):
            self._window.say(said[0])

    def take_files(self, index: QModelIndex, paths: Sequence[Path]) -> None:
        """Files were drawn onto a cell: they are kept with its records; where there is none yet, they propose a bill."""
        row, cell = self._desk.model.row(index), self._desk.model.cell(index)
        if row is None or cell is None:
            return
        self._desk.view.go(index)
        self._desk.view.setFocus()
        if not cell.records:
            self._propose(row, cell.month, paths)
            return
        self._keep_files(cell.records, paths)

    def _propose(self, row: GridRow, month: Month, paths: Sequence[Path]) -> None:
        if row.scope is None:
            self._window.say(_("这一格还没有数，填好再把文件拖上来"))
            return
        self._window.go(Place("bill", row.subject, month, field=str(paths[0])))

    # ---- month close ------------------------------------------------------------------------------------------------

    def close_or_reopen(self) -> None:
        """月结 or 重开 of the current month; closing shows first what is still open."""
        index = self._desk.view.currentIndex()
        month = self._desk.model.month(index)
        if month is None or self._grid is None:
            self._window.say(_("请先选中某个月的格子"))
        elif not self._grid.editable:
            self._window.say(_("档案已锁定，不能月结或重开"))
        elif month in self._grid.closed:
            title = _("重开 {month} 月").format(month=month.month)
            words = (title, _("写一句原因，如「补录更正发票」。重开会留下记录。"), _("原因"), title)
            self._notes.ask(index, lambda reason: self._commands.reopen(month, reason), words)
        else:
            self._ask_close(month)

    def _ask_close(self, month: Month) -> None:
        found: list[MonthReview] = []
        if not self._tried(lambda: found.append(self._commands.review(month))):
            return
        self.close_asked.emit(found[0])

    def close_month(self, month: Month, *, with_earlier: bool) -> None:
        """Close a month after the person has agreed, on wish with the open months before it."""
        if self._tried(lambda: self._commands.close(month, with_earlier=with_earlier)):
            self._window.say(_("{month} 月已月结").format(month=month.month))
            self._desk.view.setFocus()

    def _tried(self, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except AppError as error:
            self._window.show_error(error)
            return False
        return True

    # ---- the menu ---------------------------------------------------------------------------------------------------

    def _menu(self) -> QMenu:
        menu = QMenu(self._holder)
        menu.setFont(theme.font())
        return menu

    def open_menu(self, at: QPoint) -> None:
        """Everything that can be done at the current cell, with its keys."""
        self.build_menu().popup(at)

    def build_menu(self) -> QMenu:
        """The menu of the current cell; what cannot be done here is grey."""
        menu, desk = self._menu(), self._desk
        row, cell = self._here()
        month = cell.month.month if cell is not None else 0
        editable = any(one is not None and one.editable for one in map(desk.model.cell, desk.view.block_cells()))
        emits = row is not None and row.scope is not None
        closed = cell is not None and self._grid is not None and cell.month in self._grid.closed
        close = _("重开 {month} 月").format(month=month) if closed else _("月结 {month} 月").format(month=month)
        entries: tuple[tuple[str, str, Callable[[], object], bool] | None, ...] = (
            (_("剪切"), "Ctrl+X", desk.cut, editable),
            (_("复制"), "Ctrl+C", desk.copy, True),
            (_("复制（带项目和月份）"), "Ctrl+Shift+C", desk.copy_headed, True),
            (_("粘贴"), "Ctrl+V", desk.paste, cell is not None),
            (_("清空"), "Del", desk.clear, editable),
            None,
            (_("向右填充"), "Ctrl+R", desk.fill_right, editable),
            (_("向下填充"), "Ctrl+D", desk.fill_down, editable),
            None,
            (_("打开票据"), "Enter", lambda: self.open_bill(desk.view.currentIndex()), cell is not None and cell.billed),
            (_("录入票据"), "F4", self.new_bill, emits),
            (_("附证据"), "", self.attach, cell is not None and bool(cell.records)),
            None,
            (_("说明疑问"), "Shift+F2", self.open_note, cell is not None and bool(cell.findings) and cell.micro is not None),
            (_("批注"), "Ctrl+Shift+F2", self.comment, cell is not None),
            (_("删除批注"), "", self.uncomment, cell is not None and bool(cell.comment)),
            (_("没有用量"), "F7", self.no_use, cell is not None and cell.editable),
            None,
            (_("选中整行"), "Shift+Space", lambda: desk.view.select_rows(*_ends(desk.view.block_rows())), row is not None),
            (_("选中整月"), "Ctrl+Space", lambda: desk.view.select_months(*_ends(_columns(desk))), cell is not None),
            None,
            (close, "Ctrl+L", self.close_or_reopen, cell is not None and self._grid is not None and self._grid.editable),
            (_("这个数怎么来的"), "F9", lambda: self._window.toggle_side(True), row is not None),
        )
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            name, keys, deed, enabled = entry
            action = QAction(f"{name}\t{keys}" if keys else name, menu)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _on=False, chosen=deed: chosen())
            menu.addAction(action)
        return menu


def _ends(numbers: Sequence[int]) -> tuple[int, int]:
    return numbers[0], numbers[-1]


def _columns(desk: GridDesk) -> Sequence[int]:
    return [cell.column() for cell in desk.view.block_cells()]

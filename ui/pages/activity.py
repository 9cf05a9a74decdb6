"""月度填报: the grid where the hours are spent, with its tools, its findings and the note that hangs at a questioned cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent

from core.domain.finding import Place
from core.domain.quantity import shown
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.closing_views import MonthReview
from core.workflows.views import CellState, Explanation, FindingView, MonthlyGrid
from ui import theme
from ui.close_dialog import CloseDialog
from ui.commands import GridCommands
from ui.file_deeds import FileDeeds
from ui.models.cell_words import last_year_words, state_words
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.findings_list import FindingsList, row_height
from ui.widgets.grid_acts import GridActs
from ui.widgets.grid_desk import GridDesk
from ui.widgets.grid_drop import EVIDENCE_SUFFIXES
from ui.widgets.grid_folds import GridMemory
from ui.widgets.grid_legend import GridLegend
from ui.widgets.grid_notes import GridNotes
from ui.widgets.grid_panel import GridPanel
from ui.widgets.grid_places import GridPlaces
from ui.widgets.page import Page, Window
from ui.widgets.ring import Ring
from ui.widgets.text import Text
from ui.widgets.tool_row import FindField, ToolRow

_EXPLAIN_AFTER_MS = 60
_TABLES = frozenset({".xlsx", ".xls", ".csv", ".ods"})
_FEWEST_FINDINGS, _MOST_FINDINGS = 2, 6
"""Lines of findings that are seen at once, depending on the room that the grid leaves."""


class ActivityPage(Page):
    """Edits are saved at once; nothing is kept here but where the person is."""

    NAME = "activity"
    TITLE = mark("月度填报")
    ICON = "table"
    STEP = 2
    NARROW_RAIL = True

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._grid: MonthlyGrid | None = None
        self.commands = GridCommands(session)
        self.files = FileDeeds(session, window, self)
        self.memory = GridMemory(session.folder)
        self.desk = GridDesk(self.commands, self.memory, parent=self)
        self.places = GridPlaces(self.desk.view, self.desk.model)
        self.findings = FindingsList(parent=self)
        self.legend = GridLegend(parent=self)
        self.notes = GridNotes(self.commands, self.desk, self.findings, parent=self)
        self.acts = GridActs(self.commands, self.desk, self.notes, window, parent=self)
        self.side = GridPanel()
        self.panel = self.side.explain
        self.files.serve(self.panel)
        self.side_content = self.side
        self._add_head()
        self._add_tools()
        for widget, stretch in ((self.tools, 0), (self.desk, 1), (self.findings, 0), (self.legend, 0)):
            self.body.addWidget(widget, stretch)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EXPLAIN_AFTER_MS)
        self._timer.timeout.connect(self.explain)
        self._connect()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _add_head(self) -> None:
        self._ring = Ring(theme.metrics().icon + theme.XS)
        self._count = Text("", "body", "text2")
        self._proven = Text("", "body", "text2")
        self._proven.setToolTip(_("有票据、单据的记录占排放量的比例；每一行的比例在行名右端"))
        export = Button(_("导出 Excel"), icon="upload")
        export.setToolTip(_("按本场所的项目写一份 Excel，已填的数在里面，填好可再导入"))
        export.clicked.connect(lambda: self.files.save_template(self._grid.venue.name if self._grid is not None else ""))
        self._next = Button(_("下一个待填"), "primary")
        self._next.clicked.connect(self.go_to_next_wanted)
        self._result = Button(_("看核算结果"), "primary")
        self._result.clicked.connect(lambda: self.window_frame.go(Place("inventory")))
        for widget in (self._ring, self._count, self._proven, export, self._next, self._result):
            self.head.add_action(widget)

    def _add_tools(self) -> None:
        self.tools = ToolRow(parent=self)
        self._undo = self.tools.add(_("撤销"), "undo", self.window_frame.undo)
        self._redo = self.tools.add(_("重做"), "redo", self.window_frame.redo)
        bill = self.tools.add(_("录入票据"), "receipt", self.acts.new_bill, tip=_("按账期、示数录一张票据，按天分到各月　F4"), gap=True)
        take = self.tools.add(_("导入"), "download", self._import, tip=_("模板、票据清单或任意表格，导入前先看结果"))
        paste = self.tools.add(_("粘贴"), "paste", self.desk.paste, tip=_("从 Excel 复制的一块贴到选中处　Ctrl + V"))
        right = _("把左边的数填到右边选中的格　Ctrl + R，向下 Ctrl + D")
        fill = self.tools.add(_("向右填充"), "fill-right", self.desk.fill_right, tip=right)
        clip = self.tools.add(_("附证据"), "clip", self.acts.attach, tip=_("给选中格的记录附一个文件；也可以把文件拖到格子上"))
        self._close_month = self.tools.add(_("月结"), "lock", self.acts.close_or_reopen, tip="Ctrl + L")
        self.tools.add(_("批注"), "edit", self.acts.comment, tip=_("在选中格写一条批注　Ctrl + Shift + F2"))
        none = self.tools.add(_("没有用量"), "minus", self.acts.no_use, tip=_("选中的月份没有用量，写明原因　F7"))
        self._changing = (bill, take, paste, fill, clip, none)
        self._last_year = self.tools.add(_("去年数"), "calendar", self._toggle_last_year, tip=_("在空格里淡淡显示去年同月的数"))
        self._last_year.setCheckable(True)
        self._last_year.setChecked(self.memory.last_year)
        self.finder = FindField(_("查找项目或数字"), parent=self.tools)
        self.finder.asked.connect(self._find)
        self.finder.left.connect(self.desk.view.setFocus)
        self.tools.set_end(self.finder)

    def _connect(self) -> None:
        self.desk.moved.connect(self._on_moved)
        self.desk.clicked.connect(self._on_clicked)
        self.desk.done.connect(self.window_frame.say)
        self.desk.failed.connect(self.window_frame.show_error)
        self.desk.left.connect(self._on_left)
        self.findings.chosen.connect(self._on_finding)
        self.notes.saved.connect(lambda: self.window_frame.say(_("已保存")))
        self.notes.failed.connect(self.window_frame.show_error)
        self.notes.note.records_asked.connect(lambda: self.window_frame.toggle_side(True))
        self.side.edit_asked.connect(self.acts.comment)
        self.side.remove_asked.connect(self.acts.uncomment)
        self.acts.close_asked.connect(self._ask_close)
        self.desk.view.open_asked.connect(self.acts.open_bill)
        self.desk.view.menu_asked.connect(self.acts.open_menu)
        self.desk.view.files.dropped.connect(self.acts.take_files)
        self.panel.came_into_view.connect(self._timer.start)
        self.panel.months_asked.connect(self._select_row)
        for keys, deed in (
            ("Ctrl+F", self._start_find),
            ("Ctrl+L", self.acts.close_or_reopen),
            ("F4", self.acts.new_bill),
            ("F7", self.acts.no_use),
            ("F8", self.findings.go_next),
            ("Shift+F2", self.acts.open_note),
            ("Ctrl+Shift+F2", self.acts.comment),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import monthly

        if self.session.dossier is not None:
            self.show_grid(monthly.monthly_grid(self.session.workspace, self.session.dossier_id))

    def show_grid(self, grid: MonthlyGrid) -> None:
        """Show what was read."""
        another = self._grid is None or self._grid.dossier.id != grid.dossier.id
        if another or self._grid is None or self._grid.closed != grid.closed:
            self.desk.model.set_closures(self.commands.closures())
        self._grid = grid
        self.acts.set_grid(grid)
        self.desk.set_grid(grid)
        missing = grid.wanted - grid.filled
        self.findings.set_rows(self.notes.rows(grid, self.NAME), missing)
        self.notes.set_grid(grid, another=another)
        self.head.set_sentence(_sentence(grid))
        self._count.setText(_("{filled} / {wanted} 格").format(filled=grid.filled, wanted=grid.wanted))
        share = grid.filled / grid.wanted if grid.wanted else 0.0
        self._ring.set_share(share, _("还差 {count} 格").format(count=missing) if missing else _("已填齐"))
        covered = grid.coverage
        self._proven.setText(_("证据覆盖 {share}%").format(share=shown(covered * 100, 0)) if covered is not None else "")
        self._proven.setVisible(covered is not None)
        self._next.setVisible(bool(missing))
        self._result.setVisible(not missing)
        self._show_undo()
        self._share_height()
        if another or not self.desk.view.currentIndex().isValid():
            self.desk.view.go(self.places.start())
        self._on_moved()

    def _show_undo(self) -> None:
        state = self.session.undo_state()
        for button, label, verb, keys in (
            (self._undo, state.undo, _("撤销：{label}"), "Ctrl + Z"),
            (self._redo, state.redo, _("重做：{label}"), "Ctrl + Y"),
        ):
            button.setEnabled(label is not None)
            words = verb.format(label=label) if label is not None else ""
            button.setToolTip(f"{words}　{keys}" if words else keys)
            button.setAccessibleDescription(words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.desk.view.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Give the findings what the grid does not need."""
        fixed = self.tools.height() + self.desk.input.height() + self.legend.height() + self.findings.head_height()
        spare = self.height() - fixed - self.desk.view.whole_height()
        self.findings.set_most_rows(max(_FEWEST_FINDINGS, min(spare // row_height(), _MOST_FINDINGS)))

    # ---- where the person is ----------------------------------------------------------------------------------------

    def _on_moved(self) -> None:
        cells = self.desk.view.block_cells()
        self.legend.set_sum(self.desk.model.sum_of(cells), len(cells))
        month = self.desk.model.month(self.desk.view.currentIndex())
        if month is not None and self._grid is not None:
            closed = month in self._grid.closed
            words = _("重开 {month} 月") if closed else _("月结 {month} 月")
            self._close_month.setText(words.format(month=month.month))
            self._close_month.setIcon(theme.icon("unlock" if closed else "lock", "text", gap=theme.XS))
        editable = self._grid is not None and self._grid.editable
        self._close_month.setEnabled(month is not None and editable)
        for tool in self._changing:
            tool.setEnabled(editable)
        self.tools.arrange()
        self.notes.hang()
        self._timer.start()

    def _on_clicked(self, index: QModelIndex) -> None:
        cell = self.desk.model.cell(index)
        if cell is not None and cell.state in {CellState.QUESTIONED, CellState.BLOCKED}:
            self.notes.open_at(index, keyboard=False)

    def _on_left(self, back: bool) -> None:
        if back:
            self.finder.field.setFocus()
        else:
            (self.findings.list if self.findings.list.isVisible() else self.findings.next_button).setFocus()

    def show_place(self, place: Place) -> None:
        """Go to a cell, and open what is asked there."""
        model, view = self.desk.model, self.desk.view
        view.setFocus()
        if place.subject:
            index = self.notes.place_of(place.subject, place.month)
        elif place.field == "evidence":
            index = self.places.largest_unproven()
        else:
            index = self.places.wanted(place.month) or QModelIndex()
            if not index.isValid() and place.month in model.months:
                index = model.index(self.places.first_cell().row(), model.months.index(place.month))
        view.go(index)
        cell = model.cell(index)
        if cell is not None and cell.text:
            self.notes.open_at(index, keyboard=False)

    def go_to_next_wanted(self) -> None:
        """Go to the next cell that waits for a figure, after this one and month by month."""
        at, waiting = self.desk.view.currentIndex(), self.places.waiting()
        if waiting:
            column, row = next((place for place in waiting if place > (at.column(), at.row())), waiting[0])
            self.desk.view.go(self.desk.model.index(row, column))
            self.desk.view.setFocus()

    def _select_row(self) -> None:
        row = self.desk.view.currentIndex().row()
        self.desk.view.select_block(row, 0, row, len(self.desk.model.months) - 1)
        self.desk.view.setFocus()

    # ---- files that are dropped beside the cells --------------------------------------------------------------------

    def accepts(self, paths: Sequence[Path]) -> bool:
        """Bills and papers go to the cell where the person is, one table to the import."""
        kinds = {path.suffix.lower() for path in paths}
        return kinds <= EVIDENCE_SUFFIXES or (len(paths) == 1 and kinds <= _TABLES)

    def take(self, paths: Sequence[Path]) -> None:
        """Files were let go beside the cells."""
        if paths[0].suffix.lower() in _TABLES:
            self.window_frame.go(Place("importing", field=str(paths[0])))
        elif self.desk.model.cell(self.desk.view.currentIndex()) is None:
            self.window_frame.say(_("请把文件拖到某个月的格子上"))
        else:
            self.acts.take_files(self.desk.view.currentIndex(), paths)

    # ---- finding ----------------------------------------------------------------------------------------------------

    def _start_find(self) -> None:
        self.finder.field.setFocus()
        self.finder.field.selectAll()

    def _find(self, text: str, back: bool) -> None:
        at = self.desk.view.currentIndex()
        hit = self.desk.model.find(text, (at.row(), at.column()), back=back)
        if hit is None:
            self.window_frame.say(_("没有找到「{text}」").format(text=text.strip()))
        else:
            self.desk.view.go(self.desk.model.index(*hit))

    def _on_finding(self, view: FindingView) -> None:
        if self.notes.show_finding(view):
            return
        if view.finding.place.field == "evidence":
            self.desk.view.go(self.places.largest_unproven())
            self.desk.view.setFocus()
        self.window_frame.say(view.message)

    # ---- tools ------------------------------------------------------------------------------------------------------

    def _import(self) -> None:
        self.window_frame.go(Place("importing"))

    def _ask_close(self, review: MonthReview) -> None:
        dialog = CloseDialog(review, lambda earlier: self.acts.close_month(review.month, with_earlier=earlier), parent=self.window())
        dialog.place_asked.connect(self.window_frame.go)
        dialog.open()

    def _toggle_last_year(self) -> None:
        self.desk.view.show_last_year(self._last_year.isChecked())

    # ---- explaining -------------------------------------------------------------------------------------------------

    def _explanation(self) -> Explanation | None:
        """The lineage of the current cell, of the whole row outside the months; None for outputs and group heads."""
        from core.workflows import explaining

        index = self.desk.view.currentIndex()
        row = self.desk.model.row(index)
        if row is None or row.scope is None or not self.session.is_open:
            return None
        return explaining.explain(self.session.workspace, self.session.dossier_id, row.subject, self.desk.model.month(index))

    def explain(self) -> None:
        """Let the side panel say where the current figure comes from; it is asked shortly after the keyboard rests."""
        if not self.panel.isVisible() or self._grid is None:
            return
        model, index = self.desk.model, self.desk.view.currentIndex()
        row, cell, month = model.row(index), model.cell(index), model.month(index)
        noted = row is not None and cell is not None and bool(cell.comment)
        self.side.show_comment(self.commands.comment_at(row.subject, cell.month) if noted and row and cell else None)
        if row is None:
            self.panel.show_nothing()
            return
        try:
            explanation = self._explanation()
        except AppError as error:
            self.window_frame.show_error(error)
            return
        if explanation is not None and (explanation.records or explanation.unanswered):
            self.panel.show_explanation(explanation, of_year=month is None)
            return
        when = _("{year}年{month}月").format(year=month.year, month=month.month) if month else _("全年")
        notes = [] if row.scope is not None else [_("产出数据不产生排放，用作排放强度的分母。")]
        if cell is not None:
            before = last_year_words(cell, row) if cell.last_year else ""
            reason = _("无用量：{reason}").format(reason=cell.zero_reason) if cell.zero_reason else ""
            notes += [note for note in (state_words(cell), before, reason, cell.locked_because) if note]
        figure = (cell.text if cell is not None else row.total) or "—"
        self.panel.show_fact(row.name, when, figure, row.unit_label, notes)


def _sentence(grid: MonthlyGrid) -> str:
    """Venue and year, and how far the months are closed."""
    words = _("{venue}，{year} 年").format(venue=grid.venue.name, year=grid.dossier.period.label)
    if not grid.editable:
        return _("{words}，已锁定").format(words=words)
    run = 0
    while run < len(grid.months) and grid.months[run] in grid.closed:
        run += 1
    if run and len(grid.closed) == run:
        return _("{words}。{month} 月及以前已月结").format(words=words, month=grid.months[run - 1].month)
    return words

"""导入: one door for every table: choose a file, see what was understood, see what would change, take it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from core.domain.finding import Place
from core.errors import AppError
from core.i18n import _, mark
from core.workflows.change import EVERYTHING
from core.workflows.import_views import ImportPlan, ImportPreview, PlanQuestion, PreviewRow
from core.workflows.views import ImportReport
from ui import theme
from ui.file_deeds import FileDeeds
from ui.session import Session
from ui.widgets.buttons import Button
from ui.widgets.import_choose import ENDINGS, ChoosePane
from ui.widgets.import_deeds import CANCELLED, ImportDeeds
from ui.widgets.import_mapping import Answer
from ui.widgets.import_news import EvidenceLine
from ui.widgets.import_words import CHOSEN_LAYOUTS, importable
from ui.widgets.import_work import MAPPING, PREVIEW, WorkPane
from ui.widgets.page import Page, Window

_EVIDENCE = (".pdf", ".png", ".jpg", ".jpeg", ".ofd", ".xml")
"""Endings of files that belong to a figure or a bill, not here."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What outlives a change of the look."""

    path: Path
    dossier: str
    plan: ImportPlan
    preview: ImportPreview | None
    pane: str
    label: str
    report: tuple[ImportReport, PreviewRow | None] | None


class ImportingPage(Page):
    """What stands here is a file on its way into the ledger; the ledger is touched by one deed only, 导入."""

    NAME = "importing"
    TITLE = mark("导入")
    ICON = "download"
    HIDDEN = True
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._path: Path | None = None
        self._dossier, self._ledger = "", Path()
        self._plan: ImportPlan | None = None
        self._preview: ImportPreview | None = None
        self._label = ""
        """What 撤销 would say of the import that was just made; empty before and after."""
        self._report: tuple[ImportReport, PreviewRow | None] | None = None
        self.deeds = ImportDeeds(session, window)
        # What comes back when the window has been built anew finds nobody here.
        self.destroyed.connect(self.deeds.forget)
        self.files = FileDeeds(session, window, self)
        self._add_head()
        self._stack = QStackedWidget()
        self.choose = ChoosePane()
        self.choose.file_asked.connect(self.ask_file)
        self.choose.blank_asked.connect(self.deeds.save_blank)
        self.choose.filled_asked.connect(self._save_filled)
        self._stack.addWidget(self.choose)
        self.work = self._make_work()
        self._stack.addWidget(self.work)
        self.evidence = EvidenceLine(parent=self)
        self.evidence.asked.connect(lambda page: window.go(Place(page)))
        column = QVBoxLayout()
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(self.evidence)
        column.addWidget(self._stack, 1)
        self.body.addLayout(column)
        self._show_stage()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _add_head(self) -> None:
        self.head.add_crumb(_("月度填报"), lambda: self.window_frame.go(Place("activity")))
        self.other = Button(_("换一个文件"), icon="folder")
        self.other.clicked.connect(self.ask_file)
        self.see = Button(_("看预览"), "primary")
        self.see.clicked.connect(lambda _on=False: self._open(PREVIEW))
        self.take_button = Button(_("导入"), "primary")
        self.take_button.clicked.connect(self.take_in)
        for button in (self.other, self.see, self.take_button):
            self.head.add_action(button)

    def _make_work(self) -> WorkPane:
        work = WorkPane(self._unit_label, self)
        work.pane_asked.connect(self._open)
        work.done.undo_asked.connect(self.window_frame.undo)
        work.done.cell_asked.connect(self._go_to)
        work.done.again_asked.connect(self.start_over)
        work.questions.asked.connect(self._answer)
        work.mapping.answered.connect(self._on_answer)
        work.mapping.sheet_changed.connect(self._show_sheet)
        work.preview.opened.connect(self._go_to)
        work.preview.list_asked.connect(self._save_list)
        work.preview.copy_asked.connect(self._save_copy)
        next_question = QShortcut(QKeySequence("F8"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        next_question.activated.connect(work.questions.go)
        return work

    # ---- files ------------------------------------------------------------------------------------------------------

    def accepts(self, paths: Sequence[Path]) -> bool:
        """Whether a file that is dragged over the window may fall here: a table, or a bill that is then sent where it belongs."""
        return len(paths) == 1 and paths[0].suffix.lower() in (*ENDINGS, *_EVIDENCE) and paths[0].is_file()

    def show_place(self, _place: Place) -> None:
        """Whoever comes here on purpose has the keyboard where it goes on."""
        if self._plan is None:
            self.choose.choose_button.setFocus()
        else:
            self.work.focus_pane()

    def take(self, paths: Sequence[Path]) -> None:
        """A file was dropped."""
        if paths[0].suffix.lower() in _EVIDENCE:
            self.choose.problem.show_error(None)
            self.evidence.show_file(paths[0].name, with_bills=bool(self.window_frame.page_label("bill")))
        else:
            self.read(paths[0])

    def ask_file(self) -> None:
        """Choose a file and read it."""
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        chosen = self.window_frame.ask_open_path(_("导入表格"), _("表格 ({kinds})").format(kinds=kinds))
        if chosen:
            self.take((Path(chosen),))

    def read(self, path: Path) -> None:
        """Read a file for the year in view; what was there before gives way when this one has been understood."""
        self.evidence.hide()
        if self.session.dossier is None:
            return
        self._dossier, self._ledger = self.session.dossier_id, self.session.workspace.folder
        for line in (self.work.problem, self.choose.problem):
            line.show_error(None)
        self.head.set_sentence(_("正在读取「{name}」").format(name=path.name))
        self.deeds.read(path, partial(self._on_read, path), self._on_unread)

    def start_over(self) -> None:
        """Put the file away; the ledger keeps what was imported."""
        self._put_away()
        self._show_stage()
        self.choose.choose_button.setFocus()

    def _put_away(self) -> None:
        self.deeds.forget()
        self._path, self._plan, self._preview, self._label, self._report = None, None, None, "", None

    def _on_read(self, path: Path, plan: ImportPlan, *, pane: str = "", preview: ImportPreview | None = None, label: str = "") -> None:
        self._path, self._plan, self._preview, self._label = path, plan, preview, label
        self.work.preview.forget()
        if preview is not None:
            self.work.preview.show_preview(preview)
        if plan.tables:
            asked = (
                plan.questions[0].sheet if plan.questions else next((one.sheet for one in plan.tables if one.taken), plan.tables[0].sheet)
            )
            self.work.mapping.forget()
            self._show_sheet(asked)
        self._show_stage()
        self._open(pane or (MAPPING if plan.questions else PREVIEW))

    def _on_unread(self, error: AppError) -> None:
        if error.code == CANCELLED:
            self.window_frame.say(error.message)
        self._show_stage()
        if error.code != CANCELLED:
            (self.work.problem if self._plan is not None else self.choose.problem).show_error(error)

    # ---- a window built anew ----------------------------------------------------------------------------------------

    def keepsake(self) -> object:
        """The file and the answers, for the page in another colour, size or language."""
        if self._path is None or self._plan is None:
            return None
        return _Kept(self._path, self._dossier, self._plan, self._preview, self.work.pane, self._label, self._report)

    def recall(self, keepsake: object) -> None:
        """Go on with the file that was there."""
        if not isinstance(keepsake, _Kept):
            return
        self._dossier, self._ledger, self._report = keepsake.dossier, self.session.workspace.folder, keepsake.report
        self._on_read(keepsake.path, keepsake.plan, pane=keepsake.pane, preview=keepsake.preview, label=keepsake.label)
        if self._report is not None:
            self.work.done.show_report(*self._report)

    # ---- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """The ledger has changed, or another year is shown: what was computed against it is computed anew."""
        if self._path is None:
            pass
        elif self.session.dossier is None or self._ledger != self.session.workspace.folder:
            self._put_away()  # what was chosen for one ledger is not offered to another
        elif self._dossier != self.session.dossier_id:
            path = self._path
            self._put_away()
            self.read(path)
        elif self._label:
            # After an undo the file stands where it stood before: to be imported once more, or not.
            if self.session.undo_state().redo == self._label:
                self._label = ""
                self._show_stage()
                self._try()
                self.work.preview.table.setFocus()
        elif self._preview is not None:
            self._try()
        self._show_stage()

    def _show_stage(self) -> None:
        plan, done = self._plan, bool(self._label)
        self._stack.setCurrentIndex(0 if plan is None else 1)
        self.other.setVisible(plan is not None and not done)
        mapping = self.work.pane == MAPPING
        self.see.setVisible(plan is not None and mapping and not done)
        self.take_button.setVisible(plan is not None and not mapping and not done)
        if plan is None:
            self.head.set_sentence(_("月度台账、票据清单和模板都从这里进来，先预览再导入"))
            return
        self.head.set_sentence("")
        self.work.show_file(plan, done=done)
        count = importable(self._preview) if self._preview is not None else 0
        self.take_button.setText(_("导入 {count} 项").format(count=count))
        self.take_button.setEnabled(bool(count) and plan.ready and not self.deeds.busy)
        self.take_button.setToolTip(self._why_not(plan, count))

    def _why_not(self, plan: ImportPlan, count: int) -> str:
        if plan.questions:
            return _("还有 {count} 处要先在「对应关系」里回答").format(count=len(plan.questions))
        if not count and self._preview is not None:
            return _("没有要导入的：文件里的数账本里都有了，或都不能导入")
        return ""

    def _open(self, pane: str) -> None:
        """Show the mapping or the preview; the preview is computed when it is first looked at after an answer."""
        mapping = pane == MAPPING and self._plan is not None and bool(self._plan.tables)
        self.work.show_pane(MAPPING if mapping else PREVIEW)
        if not mapping and self._preview is None:
            self._try()
        self._show_stage()
        self.work.focus_pane()

    def _show_sheet(self, sheet: str) -> None:
        from core.workflows import importing_free

        if self._plan is None:
            return
        table = self._plan.table(sheet)
        choices = {
            one: importing_free.choices(self.session.workspace, self.session.dossier_id, one) for one in (table.layout, *CHOSEN_LAYOUTS)
        }
        known = {choice.code: choice for one in reversed(choices.values()) for choice in one}
        self.work.mapping.show_plan(self._plan, table, choices[table.layout], known)

    def _answer(self, question: PlanQuestion) -> None:
        """Lead to where a question is answered."""
        if self.work.pane != MAPPING:
            self._open(MAPPING)
        if question.sheet != self.work.mapping.sheet:
            self._show_sheet(question.sheet)
        self.work.mapping.go_to(question)

    def _unit_label(self, code: str) -> str:
        units = self.session.catalogue().units
        return units[code].label if code in units else code

    # ---- answering and trying ---------------------------------------------------------------------------------------

    def _on_answer(self, answer: Answer) -> None:
        from core.workflows import importing_free

        if self._plan is None:
            return
        ws, dossier_id, plan = self.session.workspace, self.session.dossier_id, self._plan
        self.work.problem.show_error(None)
        try:
            if answer.line is None:
                self._plan = importing_free.put_table(ws, dossier_id, plan, answer.sheet, **answer.table)
            elif answer.line.kind == "item":
                self._plan = importing_free.put_item(ws, dossier_id, plan, answer.sheet, answer.line.key, answer.meaning, answer.unit)
            else:
                self._plan = importing_free.put_column(ws, dossier_id, plan, answer.sheet, answer.line.index, answer.meaning, answer.unit)
        except AppError as error:
            self.work.problem.show_error(error)
        else:
            self.deeds.forget()
            self._preview = None
        self._show_sheet(answer.sheet)
        self._show_stage()
        if answer.line is not None and answer.line.asked:
            # On to the next question; after the last one Enter leads to the preview.
            if self._plan.questions:
                self.work.mapping.table.choose_first(asked=True)
            else:
                self.see.setFocus()

    def _try(self) -> None:
        if self._path is None or self._plan is None:
            return
        self.work.problem.show_error(None)
        self.deeds.preview(self._path, self._plan, self._on_tried, self._on_refused)

    def _on_tried(self, preview: ImportPreview) -> None:
        self._preview = preview
        self.work.preview.show_preview(preview)
        self._show_stage()

    def _on_refused(self, error: AppError) -> None:
        if error.code == CANCELLED:
            self.window_frame.say(error.message)
        else:
            self.work.problem.show_error(error)
        if self._preview is None and self._plan is not None and self._plan.tables:
            self._open(MAPPING)
        self._show_stage()

    # ---- taking -----------------------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Import what the preview shows."""
        if self._path is None or self._plan is None or self._preview is None or not self.take_button.isEnabled():
            return
        self.work.problem.show_error(None)
        self.take_button.setEnabled(False)
        self.deeds.take(self._path, self._plan, self._on_taken, self._on_refused)

    def _on_taken(self, report: ImportReport) -> None:
        first = next((row for row in self.work.preview.rows() if row.subject and row.after and row.fate.value in {"new", "changed"}), None)
        self._report = (report, first)
        self.work.done.show_report(report, first)
        self._label = self.session.undo_state().undo or report.file
        self._show_stage()
        self.session.apply(EVERYTHING)
        self.window_frame.say(self.work.done.words)
        self.work.done.first_button().setFocus()

    def _go_to(self, row: PreviewRow) -> None:
        self.window_frame.go(Place("activity", row.subject, row.month))

    def _save_filled(self) -> None:
        card = self.session.card
        if card is not None:
            self.files.save_template(card.venue.name)

    def _save_list(self) -> None:
        if self._path is not None:
            self.deeds.save_list(self._path, self.work.preview.rows())

    def _save_copy(self) -> None:
        if self._path is not None and self._plan is not None:
            self.deeds.save_copy(self._path, self._plan, self.work.preview.rows())

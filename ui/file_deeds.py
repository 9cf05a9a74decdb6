"""Jobs with files that more than one page offers: take a workbook in, write a template or a report, look at the files behind a figure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from ui.messages import Messages
from ui.session import Session
from ui.tasks import Task
from ui.widgets.page import Window
from ui.widgets.paper_pages import Paper
from ui.widgets.paper_preview import PaperPreview, save_paper, written

if TYPE_CHECKING:
    from core.workflows.workspace import Workspace
    from ui.widgets.evidence_files import Shown
    from ui.widgets.explain_panel import ExplainPanel


class FileDeeds:
    """Each asks for a path, works off the main thread, and says in one line what came of it."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session = session
        self._window = window
        self._parent = parent

    def save_template(self, name: str) -> None:
        """Write the Excel template with what is recorded already.

        Args:
            name: the venue, for the proposed file name.
        """
        from core.workflows import reporting

        self._save_workbook(_("导出 Excel"), _("{venue} {year} 年月度数据.xlsx"), name, reporting.write_template)

    def save_live_workbook(self, name: str) -> None:
        """Write the account as a workbook whose figures are formulas; arguments as in `save_template`."""
        from core.workflows import live_books

        self._save_workbook(_("导出核算工作簿"), _("{venue} {year} 年核算工作簿.xlsx"), name, live_books.write_live_book)

    def _save_workbook(self, title: str, proposal: str, name: str, write: Callable[[Workspace, str, Path], None]) -> None:
        """Ask for a path and let `write` put a workbook of the dossier in view there, in a process of its own."""
        dossier = self._session.dossier
        if dossier is None:
            return
        proposed = proposal.format(venue=name, year=dossier.period.label)
        chosen = self._window.ask_save_path(title, proposed, _("Excel 工作簿 (*.xlsx)"))
        if not chosen:
            return
        workspace, dossier_id = self._session.workspace, dossier.id

        def work(task: Task) -> Path:
            from core.workflows import apart

            apart.in_ledger(workspace, write, dossier_id, Path(chosen), cancelled=task.cancelled)
            return Path(chosen)

        self._window.run(_("正在写 Excel"), work, self._saved)

    def save_report(self, name: str) -> None:
        """Write the footprint report and show it; it is saved or printed from there.

        Args:
            name: the venue, for the proposed file name.
        """
        dossier = self._session.dossier
        if dossier is None:
            return
        proposal = _("{venue} {year} 年碳足迹报告.pdf").format(venue=name, year=dossier.period.label)
        workspace, dossier_id, parent = self._session.workspace, dossier.id, self._parent.window()

        def ask_path() -> str:
            return self._window.ask_save_path(_("保存核算报告"), proposal, "PDF (*.pdf)")

        def work(task: Task) -> bytes:
            from core.workflows import apart, reporting

            def write(path: Path) -> None:
                apart.in_ledger(workspace, reporting.write_footprint, dossier_id, path, cancelled=task.cancelled)

            return written(write, _("核算报告.pdf"))

        def show(data: bytes) -> None:
            if data:
                self._show_paper(_("核算报告预览"), data, ask_path, parent)

        self._window.run(_("正在写核算报告"), work, show)

    def _show_paper(self, title: str, data: bytes, ask_path: Callable[[], str], parent: QWidget) -> None:
        """Open the preview in place of the one before; where that cannot be, the paper can be saved all the same."""
        for old in parent.findChildren(PaperPreview):
            old.close()
        try:
            preview = PaperPreview(title, Paper(data), ask_path, parent=parent)
        except AppError as error:
            self._window.show_error(error, (_("另存为 PDF"), lambda: self._save_paper(data, ask_path())))
            return
        messages = Messages(preview, preview)
        # Qt would let go of a bound method, and of the messages with it.
        preview.failed.connect(partial(messages.error))
        preview.show()

    def _save_paper(self, data: bytes, chosen: str) -> None:
        if not chosen:
            return
        try:
            save_paper(data, Path(chosen))
        except AppError as error:
            self._window.show_error(error)
            return
        self._saved(Path(chosen))

    def _saved(self, path: Path) -> None:
        self._window.say(_("已保存 {name}").format(name=path.name))

    def serve(self, panel: ExplainPanel) -> None:
        """Do what the side panel asks with the files behind a figure: show one, take one off."""
        panel.evidence_asked.connect(self.preview)
        panel.detach_asked.connect(self.detach)

    def detach(self, record_id: str, evidence_id: str) -> None:
        """Take a file off a record; undo puts it back."""
        from core.workflows import evidencing

        try:
            name = evidencing.reference_of(self._session.workspace, evidence_id).original_name
            change = evidencing.detach(self._session.workspace, self._session.dossier_id, record_id, evidence_id)
        except AppError as error:
            self._window.show_error(error)
            return
        self._session.apply(change)
        self._window.say(_("已取下 {name}，可以撤销").format(name=name))

    def preview(self, record_id: str, evidence_id: str) -> None:
        """Show a file of a record in a window of its own, the record's other files one click away."""
        from core.workflows import evidencing
        from ui.widgets.evidence_files import Shown
        from ui.widgets.explain_files import FileWindow

        workspace = self._session.workspace
        try:
            files = evidencing.files_of(workspace, record_id)
        except AppError as error:
            self._window.show_error(error)
            return
        shown = [
            Shown(
                one.name,
                one.kind,
                one.size_words,
                partial(evidencing.content, workspace, one.evidence_id),
                one.evidence_id,
                None,
                one.problem,
            )
            for one in files
        ]
        at = next((place for place, one in enumerate(files) if one.evidence_id == evidence_id), 0)
        for old in self._parent.window().findChildren(FileWindow):
            old.close()
        window = FileWindow(_("证据"), shown, at=at, parent=self._parent.window())
        window.view.failed.connect(self._window.show_error)
        window.view.save_asked.connect(self._save_copy)
        window.show()

    def _save_copy(self, file: Shown) -> None:
        """Put a copy of a file where the person wants it."""
        chosen = self._window.ask_save_path(_("另存一份"), file.name, _("所有文件 (*)"))
        if not chosen:
            return
        try:
            save_paper(file.read(), Path(chosen))
        except AppError as error:
            self._window.show_error(error)
            return
        self._saved(Path(chosen))

"""Jobs with files that more than one page offers: take a workbook in, write a template or a report, attach a file as evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from core.workflows.change import EVERYTHING
from core.workflows.views import ImportReport
from ui.messages import Dialog, Messages
from ui.session import Session
from ui.tasks import Task
from ui.widgets.page import Window
from ui.widgets.paper_pages import Paper
from ui.widgets.paper_preview import PaperPreview, save_paper, written

if TYPE_CHECKING:
    from core.workflows.workspace import Workspace


class FileDeeds:
    """Each asks for a path, works off the main thread, and says in one line what came of it."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session = session
        self._window = window
        self._parent = parent

    def import_workbook(self) -> None:
        """Take in a filled workbook for the venue and year in view."""
        chosen = self._window.ask_open_path(_("导入 Excel"), _("Excel 工作簿 (*.xlsx)"))
        dossier = self._session.dossier
        if not chosen or dossier is None:
            return
        workspace, venue_id, year = self._session.workspace, self._session.venue_id, dossier.period.start.year

        def work(task: Task) -> ImportReport:
            from core.workflows import importing

            return importing.import_workbook(
                workspace, Path(chosen), venue_id=venue_id, year=year, progress=task.report, cancelled=task.cancelled
            )

        self._window.run(_("正在导入 {name}").format(name=Path(chosen).name), work, self._imported)

    def _imported(self, report: ImportReport) -> None:
        self._session.apply(EVERYTHING)
        self._window.say(
            _("读到 {read} 项：新增 {accepted}，修改 {changed}，未变 {unchanged}，未导入 {refused}").format(
                read=report.read,
                accepted=report.accepted,
                changed=report.changed,
                unchanged=report.unchanged,
                refused=len(report.refused),
            )
        )
        if not report.refused:
            return
        first = report.refused[0]
        dialog = Dialog(
            _("有 {count} 项没有导入").format(count=len(report.refused)),
            _("{place}：{reason}其余 {rest} 项已导入。改好后可以再导入一次，已导入的不会重复。").format(
                place=first.place, reason=first.reason, rest=report.accepted + report.changed + report.unchanged
            ),
            details="\n".join(f"{refusal.place}　{refusal.found}　{refusal.reason}" for refusal in report.refused),
            parent=self._parent,
        )
        dialog.add_button(_("知道了"), None, kind="primary", default=True)
        dialog.open()

    def save_template(self, name: str) -> None:
        """Write the Excel template with what is recorded already.

        Args:
            name: the venue, for the proposed file name.
        """

        def write(workspace: Workspace, dossier_id: str, path: Path) -> None:
            from core.workflows import reporting

            reporting.write_template(workspace, dossier_id, path)

        self._save_workbook(_("导出 Excel"), _("{venue} {year} 年月度数据.xlsx"), name, write)

    def save_live_workbook(self, name: str) -> None:
        """Write the account as a workbook whose figures are formulas; arguments as in `save_template`."""

        def write(workspace: Workspace, dossier_id: str, path: Path) -> None:
            from core.workflows import live_books

            live_books.write_live_book(workspace, dossier_id, path)

        self._save_workbook(_("导出核算工作簿"), _("{venue} {year} 年核算工作簿.xlsx"), name, write)

    def _save_workbook(self, title: str, proposal: str, name: str, write: Callable[[Workspace, str, Path], None]) -> None:
        """Ask for a path and write a workbook of the dossier in view there, off the main thread."""
        dossier = self._session.dossier
        if dossier is None:
            return
        proposed = proposal.format(venue=name, year=dossier.period.label)
        chosen = self._window.ask_save_path(title, proposed, _("Excel 工作簿 (*.xlsx)"))
        if not chosen:
            return
        workspace, dossier_id = self._session.workspace, dossier.id

        def work(_task: Task) -> Path:
            write(workspace, dossier_id, Path(chosen))
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
            from core.workflows import reporting

            data = written(lambda path: reporting.write_footprint(workspace, dossier_id, path), _("核算报告.pdf"))
            return b"" if task.cancelled() else data

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

    def attach(self, record_id: str) -> None:
        """Keep a file as evidence of a record."""
        chosen = self._window.ask_open_path(_("附证据"), _("票据或单据 (*.pdf *.jpg *.jpeg *.png *.xlsx *.xml *.ofd)"))
        if not chosen:
            return
        from core.workflows import recording

        try:
            change = recording.attach_evidence(self._session.workspace, record_id, Path(chosen))
        except AppError as error:
            self._window.show_error(error)
            return
        self._session.apply(change)
        self._window.say(_("已附 {name}").format(name=Path(chosen).name))

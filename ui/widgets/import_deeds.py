"""The long work of an import, off the main thread: reading, trying, taking; and the files that are saved on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.i18n import _
from core.workflows.import_views import Fate, ImportPlan, PreviewRow
from core.workflows.views import Refusal
from ui.session import Session
from ui.tasks import Task
from ui.widgets.page import Window

Then = Callable[[Any], object]
Refused = Callable[[AppError], object]

CANCELLED = "import.cancelled"
"""Code of the refusal that says: the person stopped it, nothing was written."""


class ImportDeeds:
    """Each answers with what came of it, or with the sentence why not; only the last that was asked for answers."""

    def __init__(self, session: Session, window: Window) -> None:
        self._session = session
        self._window = window
        self._asked = 0
        self._task: Task | None = None
        self.busy = False
        """Whether something that was asked for has not answered yet."""

    def read(self, path: Path, then: Then, refused: Refused) -> None:
        """Read a file and understand it."""
        workspace, dossier_id = self._session.workspace, self._session.dossier_id

        def work(task: Task) -> ImportPlan:
            from core.workflows import importing_free

            return importing_free.guess(workspace, dossier_id, path, progress=task.report, cancelled=task.cancelled)

        self._run(_("正在读取 {name}").format(name=path.name), work, then, refused)

    def preview(self, path: Path, plan: ImportPlan, then: Then, refused: Refused) -> None:
        """Try what the import would do."""
        workspace, dossier_id = self._session.workspace, self._session.dossier_id

        def work(task: Task) -> object:
            from core.workflows import importing_free

            return importing_free.try_import(workspace, dossier_id, path, plan, progress=task.report, cancelled=task.cancelled)

        self._run(_("正在试算，不改账本"), work, then, refused)

    def take(self, path: Path, plan: ImportPlan, then: Then, refused: Refused) -> None:
        """Import."""
        workspace, dossier_id = self._session.workspace, self._session.dossier_id

        def work(task: Task) -> object:
            from core.workflows import importing_free

            return importing_free.take_import(workspace, dossier_id, path, plan, progress=task.report, cancelled=task.cancelled)

        self._run(_("正在导入 {name}").format(name=path.name), work, then, refused)

    def forget(self) -> None:
        """What is still on its way is stopped and no longer wanted."""
        self._asked += 1
        self.busy = False
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _run(self, label: str, work: Callable[[Task], object], then: Then, refused: Refused) -> None:
        self.forget()
        number, self.busy = self._asked, True

        def tried(task: Task) -> object:
            if number != self._asked:
                return None  # it waited behind other work, and another was asked for meanwhile
            self._task = task
            # A refusal comes back as a value: it is said on the page, where the file is, and not in a dialog.
            try:
                return work(task)
            except AppError as error:
                return error

        def done(result: object) -> None:
            if number != self._asked:
                return
            self._task, self.busy = None, False
            if isinstance(result, AppError):
                refused(result)
            else:
                then(result)

        self._window.run(label, tried, done)

    # ---- files ------------------------------------------------------------------------------------------------------

    def save_list(self, path: Path, rows: Sequence[PreviewRow]) -> None:
        """Save the refused items as a workbook."""

        def write(target: Path) -> None:
            from core.workflows import refusals

            refusals.write_list(rows, path.name, target)

        self._save(_("下载错误清单"), _("{name} 错误清单.xlsx").format(name=path.stem), write)

    def save_copy(self, path: Path, plan: ImportPlan, rows: Sequence[PreviewRow]) -> None:
        """Save a copy of the file with the reasons in it."""
        refused = [Refusal(row.sheet, row.row, row.column, row.found, row.reason) for row in rows if row.fate is Fate.REFUSED]

        def write(target: Path) -> None:
            from core.workflows import importing_free

            importing_free.annotate(path, plan, target, refused)

        self._save(_("另存批注副本"), _("{name} 批注.xlsx").format(name=path.stem), write)

    def save_blank(self) -> None:
        """Save the empty template of the kind of venue in view."""
        card = self._session.card
        if card is None:
            return
        kind = card.venue.type_code

        def write(target: Path) -> None:
            from core.workflows import reporting

            reporting.write_blank_template(kind, target)

        self._save(_("下载模板"), _("{name} 空白模板.xlsx").format(name=card.venue.name), write)

    def _save(self, title: str, proposal: str, write: Callable[[Path], None]) -> None:
        chosen = self._window.ask_save_path(title, proposal, _("Excel 工作簿 (*.xlsx)"))
        if not chosen:
            return

        def work(_task: Task) -> Path:
            write(Path(chosen))
            return Path(chosen)

        self._window.run(title, work, lambda path: self._window.say(_("已保存 {name}").format(name=path.name)))

"""The papers of the plan: which there are, where to, and writing them off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from core.i18n import _
from ui import theme
from ui.session import Session
from ui.tasks import Task
from ui.widgets.page import Window

if TYPE_CHECKING:
    from core.workflows.workspace import Workspace

PDF, XLSX = "PDF (*.pdf)", "Excel (*.xlsx)"


class PlanPapers:
    """Each paper asks for its path, is written, and is said to be saved."""

    def __init__(self, session: Session, window: Window) -> None:
        self._session = session
        self._window = window

    def offered(self) -> tuple[tuple[str, str, str], ...]:
        """Kind of paper, its name, and the kinds of files it can be, as the file dialog takes them."""
        both = f"{PDF};;{XLSX}"
        return (
            ("plan", _("减排方案"), both),
            ("budget", _("碳中和经费预算表"), both),
            ("programmes", _("按计划清单（绿色饭店等）"), both),
            ("record", _("减排记录单"), PDF),
        )

    def menu(self, parent: QWidget) -> QMenu:
        """The papers as a menu."""
        menu = QMenu(parent)
        menu.setFont(theme.font())
        for kind, name, files in self.offered():
            menu.addAction(f"{name}…").triggered.connect(lambda _on=False, kind=kind, name=name, files=files: self.save(kind, name, files))
        return menu

    def save(self, kind: str, name: str, files: str) -> None:
        """Ask where to, and write the paper there; its ending says what it is written as."""
        card, dossier = self._session.card, self._session.dossier
        if card is None or dossier is None:
            return
        ending = ".pdf" if files.startswith(PDF) else ".xlsx"
        proposal = _("{venue} {year} 年{name}").format(venue=card.venue.name, year=dossier.period.label, name=name) + ending
        chosen = self._window.ask_save_path(_("保存{name}").format(name=name), proposal, files)
        if chosen:
            path = Path(chosen) if Path(chosen).suffix else Path(chosen + ending)
            self._run(kind, name, path)

    def _run(self, kind: str, name: str, path: Path) -> None:
        workspace, dossier_id = self._session.workspace, self._session.dossier_id
        write = _writer(kind)

        def work(_task: Task) -> Path:
            write(workspace, dossier_id, path)
            return path

        self._window.run(
            _("正在写{name}").format(name=name), work, lambda done: self._window.say(_("已保存 {name}").format(name=done.name))
        )


def _writer(kind: str) -> Callable[[Workspace, str, Path], None]:
    from core.workflows import reporting

    return lambda workspace, dossier_id, path: reporting.write_report(workspace, dossier_id, kind, path)

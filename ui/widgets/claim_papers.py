"""Papers that a page makes, shows, and saves: written off the main thread, previewed as the very PDF that is saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.i18n import _
from ui.session import Session
from ui.tasks import Task
from ui.widgets.marks import Mark
from ui.widgets.notices import MessageBar
from ui.widgets.page import Window
from ui.widgets.paper_pages import Paper
from ui.widgets.paper_preview import PaperPreview, save_paper

Maker = Callable[[], bytes]


class PaperDeeds:
    """Makes one paper at a time for one page."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session = session
        self._window = window
        self._parent = parent

    def make(self, name: str, maker: Maker, then: Callable[[bytes], None]) -> None:
        """Write a paper off the main thread; when it was cancelled, nothing follows.

        Args:
            name: what the paper is called, for the progress row.
            maker: calls a workflow.
            then: takes the PDF.
        """

        def work(task: Task) -> bytes:
            data = maker()
            return b"" if task.cancelled() else data

        def done(data: bytes) -> None:
            if data:
                then(data)

        self._window.run(_("正在写{name}").format(name=name), work, done)

    def preview(self, name: str, proposal: str, maker: Maker) -> None:
        """Write a paper and open its preview, from which it is saved or printed."""
        self.make(name, maker, lambda data: self.show(name, proposal, data))

    def show(self, name: str, proposal: str, data: bytes) -> None:
        """Open the preview in place of the one before; where that cannot be, the paper can be saved all the same."""
        parent = self._parent.window()
        for old in parent.findChildren(PaperPreview):
            old.close()
        ask = partial(self._ask, name, proposal)
        try:
            preview = PaperPreview(_("{name}预览").format(name=name), Paper(data), ask, parent=parent)
        except AppError as error:
            self._window.show_error(error, (_("另存为 PDF"), lambda: self._save(data, ask())))
            return
        preview.failed.connect(lambda error: preview.show_bar(MessageBar(Mark.HINT, error.message, error.hint)))
        preview.show()

    def save(self, name: str, proposal: str, maker: Maker) -> None:
        """Ask where to, write the paper, and save it."""
        chosen = self._ask(name, proposal)
        if chosen:
            self.make(name, maker, lambda data: self._save(data, chosen))

    def save_made(self, name: str, proposal: str, data: bytes) -> None:
        """Save a paper that is already made."""
        self._save(data, self._ask(name, proposal))

    def _ask(self, name: str, proposal: str) -> str:
        return self._window.ask_save_path(_("保存{name}").format(name=name), proposal, "PDF (*.pdf)")

    def _save(self, data: bytes, chosen: str) -> None:
        if not chosen:
            return
        try:
            save_paper(data, Path(chosen))
        except AppError as error:
            self._window.show_error(error)
            return
        self._window.say(_("已保存 {name}").format(name=Path(chosen).name))

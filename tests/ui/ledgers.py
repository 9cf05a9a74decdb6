"""Ledgers and windows for tests of pages: one hotel year, empty, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from core.domain.finding import Place
from core.errors import AppError
from core.settings import Settings
from core.workflows import organizing
from core.workflows.workspace import Workspace
from ui import theme
from ui.session import Session

NAME = "酒店.tanzhang"


def clock() -> datetime:
    return datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


def make_ledger(folder: Path) -> Path:
    """A ledger with one hotel and its year 2025, without data."""
    ledger = folder / NAME
    with Workspace.create(ledger, author="陈示例", clock=clock) as workspace:
        draft = organizing.VenueDraft("示例酒店有限公司", "91510100MA00000152", "hotel", "示例酒店", "510100", 2025)
        organizing.create_venue(workspace, draft)
    return ledger


def copy_ledger(master: Path, folder: Path) -> Path:
    """A copy that a test may write to."""
    return Path(shutil.copytree(master, folder / NAME))


def open_session(ledger: Path, folder: Path) -> Session:
    """A session that looks at the ledger's hotel."""
    session = Session(folder, Settings(author="陈示例"))
    session.take(Workspace.open(ledger, author="陈示例", clock=clock))
    return session


def dress() -> None:
    """Give the program its light look, once."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not app.styleSheet() or theme.current() is not theme.LIGHT or theme.metrics() is not theme.STANDARD:
        theme.load_fonts()
        theme.apply(app, "light", "standard")


class Frame:
    """The window as a page sees it; what it is told is remembered."""

    def __init__(self, session: Session | None = None) -> None:
        self.session = session
        self.said: list[str] = []
        self.errors: list[AppError] = []
        self.places: list[Place] = []
        self.confirmed: list[str] = []
        self.side: list[bool | None] = []
        self.path = ""

    def go(self, place: Place) -> None:
        self.places.append(place)

    def page_label(self, name: str) -> str:
        return name

    def toggle_side(self, shown: bool | None = None) -> None:
        self.side.append(shown)

    def say(self, text: str) -> None:
        self.said.append(text)

    def show_error(self, error: AppError, action: object = None) -> None:
        self.errors.append(error)

    def confirm(self, title: str, body: str, verb: str, deed: Callable[[], None]) -> None:
        self.confirmed.append(title)
        deed()

    def run(self, label: str, work: Callable[[Any], Any], on_done: Callable[[Any], None]) -> None:
        on_done(work(None))

    def undo(self) -> None:
        if self.session is not None:
            self.session.undo()

    def redo(self) -> None:
        if self.session is not None:
            self.session.redo()

    def ask_save_path(self, title: str, proposal: str, kind: str) -> str:
        return self.path

    def ask_open_path(self, title: str, kind: str) -> str:
        return self.path

    def ask_folder(self, title: str, start: str) -> str:
        return self.path

    def leave_first_run(self) -> None:
        pass

    def change_look(self, **choices: str) -> None:
        pass

    def perform(self, deed: str) -> None:
        pass

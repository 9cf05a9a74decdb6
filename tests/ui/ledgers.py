"""Real windows over real ledgers for tests of single pages, made with no page but those under test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from core.settings import Settings
from core.workflows.workspace import Workspace
from tests.ui.hotels import clock
from ui import theme
from ui.app import make_application
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets.page import Page
from ui.widgets.text import Text


def dress() -> QApplication:
    """The application in its light look; it is put on once, since that touches every widget there is."""
    app = make_application([])
    if not app.styleSheet() or theme.current() is not theme.LIGHT or theme.metrics() is not theme.STANDARD:
        theme.apply(app, "light", "standard")
    return app


def open_window(ledger: Path, folder: Path, pages: Sequence[type[Page]]) -> MainWindow:
    """A window with these pages over a ledger; `folder` takes its settings."""
    session = Session(folder, Settings(author="陈示例"))
    window = MainWindow(dress(), session, pages)
    window.resize(1440, 900)
    window.show()
    session.take(Workspace.open(ledger, author="陈示例", clock=clock))
    return window


def drop_window(window: MainWindow) -> None:
    """Close a window and really delete it: without a running event loop Qt would keep it, and restyle it in every test to come."""
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def words_in(widget: object) -> list[str]:
    """The texts that are seen in a widget."""
    return [label.plain() for label in widget.findChildren(Text) if label.isVisibleTo(widget)]  # type: ignore[attr-defined]

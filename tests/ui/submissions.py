"""Windows over the demonstration's ledger, for the tests of the pages that sign, declare, certify and receive."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.settings import Settings
from core.submission.writing import key_files
from core.workflows import filing, submitting
from core.workflows.trying import PASSPHRASE
from core.workflows.workspace import Workspace
from tests.ui.ledgers import dress
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets.page import Page

PATIENCE_MS = 60_000
"""A slow machine may need this long for a package; what is ready sooner goes on sooner."""

Opened = Callable[..., MainWindow]


def window_over(ledger: Path, folder: Path, pages: Sequence[type[Page]]) -> MainWindow:
    """A window with these pages over a ledger, by the clock of the machine: the demonstration's keys are as old as the tests."""
    session = Session(folder, Settings(author="陈示例"))
    window = MainWindow(dress(), session, pages)
    window.resize(1440, 900)
    window.show()
    session.take(Workspace.open(ledger, author="陈示例"))
    return window


def idle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the long work is done and has been told."""
    qtbot.waitUntil(lambda: not window.tasks.busy(), timeout=PATIENCE_MS)
    QApplication.processEvents()


def half_sealed(demo: Path, folder: Path) -> Path:
    """A copy of the demonstration, opened again and sealed once more by the preparer alone; the package lies in ``out``."""
    target = Path(shutil.copytree(demo, folder / "hotel"))
    (target / "out").mkdir()
    with pytest.MonkeyPatch.context() as patch, Workspace.open(target / "ledger", author="陈示例") as ws:
        patch.setattr(key_files, "ROUNDS", sealed_things.FEW_ROUNDS)
        year = sealed_things.operation_of(ws)
        filing.reopen(ws, year, "按退回意见补充")
        order = submitting.SealOrder(target / "keys" / "preparer.p12", PASSPHRASE, target / "out")
        submitting.seal(ws, year, order)
    return target


def without_receipts(demo: Path, folder: Path) -> Path:
    """A copy of the demonstration whose year was opened again, so that nothing of revision 2 has left yet."""
    target = Path(shutil.copytree(demo, folder / "hotel"))
    with Workspace.open(target / "ledger", author="陈示例") as ws:
        filing.reopen(ws, sealed_things.operation_of(ws), "按退回意见补充")
    return target


def answer(monkeypatch: pytest.MonkeyPatch, window: MainWindow, **paths: Path | str) -> None:
    """Answer the window's questions for paths: `open`, `save` and `folder`."""
    names = {"open": "ask_open_path", "save": "ask_save_path", "folder": "ask_folder"}
    for kind, path in paths.items():
        monkeypatch.setattr(window, names[kind], lambda *_words, chosen=str(path): chosen)

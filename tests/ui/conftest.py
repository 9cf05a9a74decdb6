"""Windows for the tests: one with no ledger, one over an empty venue, one over a year of data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.shared import made_once
from tests.ui.hotels import make_ledger
from tests.ui.ledgers import drop_window
from ui import theme
from ui.app import make_application, make_window
from ui.main_window import MainWindow


@pytest.fixture(scope="session")
def masters(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """One empty and one filled ledger, made once and copied for each test."""
    names = {False: "空.tanzhang", True: "满.tanzhang"}

    def make(folder: Path) -> None:
        for filled, name in names.items():
            make_ledger(folder / name, filled=filled)

    folder = made_once(tmp_path_factory, "hotels", make)
    return {filled: folder / name for filled, name in names.items()}


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """The application with the bundled fonts, light and in standard type."""
    made = make_application([])
    theme.apply(made, "light", "standard")
    return made


@pytest.fixture
def painted(app: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as it is painted, before anything is read."""
    made = make_window(app, tmp_path / "settings")
    made.resize(1440, 900)
    made.show()
    yield made
    drop_window(made)


@pytest.fixture
def window(painted: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window as it stands at the first start."""
    painted.begin(None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is painted.first_run.cards.cards[0])
    return painted


@pytest.fixture
def open_ledger(painted: MainWindow, masters: dict[bool, Path], tmp_path: Path) -> Callable[[bool], MainWindow]:
    """Opens a copy of the empty or of the filled ledger in the window."""

    def opened(filled: bool) -> MainWindow:
        copy = tmp_path / "示例竹溪酒店.tanzhang"
        shutil.copytree(masters[filled], copy)
        painted.session.open(copy)
        return painted

    return opened

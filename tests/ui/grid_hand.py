"""A person at the keyboard in front of the monthly page, for tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.domain.activity import Subject
from core.domain.period import Month
from core.workflows import monthly
from core.workflows.views import GridCell, MonthlyGrid
from tests.ui.ledgers import open_window
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def type_char(target: QWidget, char: str) -> None:
    """One character: from the keyboard, or from an input method as Chinese is typed."""
    if char.isascii():
        QTest.keyClicks(target, char)
        return
    typed = QInputMethodEvent()
    typed.setCommitString(char)
    QApplication.sendEvent(target, typed)


def type_text(target: QWidget, text: str) -> None:
    """A text, character by character."""
    for char in text:
        type_char(target, char)


class Hand:
    """What she does, and what stands there afterwards."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = window.session
        page = window.page("activity")
        assert isinstance(page, ActivityPage)
        self.page = page
        self.view = page.desk.view
        self.model = page.desk.model
        self.note = page.notes.note

    def keys(self, text: str) -> None:
        """Type into whatever has the keyboard, in the grid or in an open editor."""
        for char in text:
            type_char(self.target(), char)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """One key in the grid or in its open editor."""
        QTest.keyClick(self.target(), key, modifiers)

    def focused(self) -> QWidget:
        """What has the keyboard in the window."""
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def target(self) -> QWidget:
        return self.view.cells.editor or self.view

    def line(self, name: str) -> int:
        return next(n for n in self.model.data_rows() if self.model.line(n).row.name == name)  # type: ignore[union-attr]

    def at(self, name: str, month: int) -> None:
        self.view.go(self.model.index(self.line(name), month - 1))

    def subject(self, name: str) -> Subject:
        return self.model.line(self.line(name)).row.subject  # type: ignore[union-attr]

    def here(self) -> tuple[str, int]:
        """Name of the row and month where the keyboard stands."""
        index = self.view.currentIndex()
        return self.model.row(index).name, index.column() + 1  # type: ignore[union-attr]

    def cell(self, name: str, month: int) -> GridCell:
        """What the grid shows."""
        found = self.model.cell(self.model.index(self.line(name), month - 1))
        assert found is not None
        return found

    def text(self, name: str, month: int) -> str:
        """What the ledger holds, read anew."""
        row = next(r for r in self.stored().rows() if r.name == name)
        return row.cells[month - 1].text

    def stored(self) -> MonthlyGrid:
        return monthly.monthly_grid(self.session.workspace, self.session.dossier_id)

    def middle(self, name: str, month: int) -> QPoint:
        """The middle of a cell, in the viewport."""
        return self.view.visualRect(self.model.index(self.line(name), month - 1)).center()

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CTRL)

    def refusal(self) -> str:
        """The sentence at the cell; empty while none is shown."""
        return self.page.desk.bubble.words() if self.page.desk.bubble.isVisible() else ""

    def reading(self) -> str:
        return self.page.desk.input.reading.text()


def sit_down(master: Path, folder: Path) -> Hand:
    """A window with the monthly page alone over a copy of a ledger."""
    ledger = Path(shutil.copytree(master, folder / "酒店.tanzhang"))
    window = open_window(ledger, folder, (ActivityPage,))
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)  # keys of the page and of the window are heard only then
    sitting = Hand(window)
    sitting.view.setFocus()
    return sitting


def month_of(number: int) -> Month:
    """A month of the tests' year."""
    return Month(2025, number)

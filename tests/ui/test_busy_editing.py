"""Typing goes on while long work runs beside the window: every key is taken, saved and shown before that work has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.activity import RecordKind
from core.workflows import apart
from core.workflows.workspace import Workspace
from tests.ui.submissions import idle
from ui.main_window import MainWindow
from ui.tasks import Task

HOLD_S = 60


def hold(_ws: Workspace, begun: str, enough: str) -> str:
    """Keep a processor busy until a file says that it is enough, as a report or a package does for as long as it takes."""
    Path(begun).touch()
    until = time.monotonic() + HOLD_S
    while not Path(enough).exists() and time.monotonic() < until:
        sum(number * number for number in range(20_000))
    return "held"


def start(window: MainWindow, tmp_path: Path, said: list[str]) -> None:
    workspace = window.session.workspace

    def work(task: Task) -> str:
        return str(apart.in_ledger(workspace, hold, str(tmp_path / "begun"), str(tmp_path / "enough"), cancelled=task.cancelled))

    window.run("正在写核算报告", work, said.append)


def type_row(window: MainWindow, values: list[str]) -> None:
    """Type into the cells of the first row, each key as it comes from the keyboard."""
    desk = window.page("activity").desk
    row = desk.model.data_rows()[0]
    for column, value in enumerate(values):
        desk.view.go(desk.model.index(row, column))
        for key in value:
            QTest.keyClicks(QApplication.focusWidget() or desk.view, key)
        QTest.keyClick(QApplication.focusWidget() or desk.view, Qt.Key.Key_Return)
        QApplication.processEvents()


def typed(window: MainWindow) -> list[str]:
    """What the store holds of the first row, read anew."""
    desk = window.page("activity").desk
    row = desk.model.lines()[desk.model.data_rows()[0]].row
    assert row is not None
    months = tuple(desk.model.months)
    with window.session.workspace.store.read() as work:
        records = work.activities.of_venue(window.session.venue_id, months[0], months[-1])
    found = {r.month: f"{r.quantity.value:f}" for r in records if r.subject == row.subject and r.kind is RecordKind.MONTH}
    return [found.get(month, "") for month in months]


def test_every_key_is_taken_saved_and_shown_before_the_work_beside_ends(
    open_ledger: Callable[[bool], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window, said, values = open_ledger(False), [], [str(1100 + 7 * month) for month in range(12)]
    window.open_page("activity")
    start(window, tmp_path, said)
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=HOLD_S * 1000)
    type_row(window, values)
    assert typed(window) == values
    model = window.page("activity").desk.model
    shown = [model.cell(model.index(model.data_rows()[0], column)).text.replace(",", "") for column in range(12)]
    assert shown == values
    assert window.tasks.busy()
    assert said == []
    (tmp_path / "enough").touch()
    idle(qtbot, window)
    assert said == ["held"]


def test_cancel_ends_the_work_beside_and_what_was_typed_stays(
    open_ledger: Callable[[bool], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window, said = open_ledger(False), []
    window.open_page("activity")
    tasks: list[Task] = []
    window.tasks.started.connect(tasks.append)
    start(window, tmp_path, said)
    qtbot.waitUntil((tmp_path / "begun").exists, timeout=HOLD_S * 1000)
    type_row(window, ["1200"])
    tasks[0].cancel()
    idle(qtbot, window)
    assert said == []
    assert typed(window)[0] == "1200"

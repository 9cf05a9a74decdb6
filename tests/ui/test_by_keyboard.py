"""From draft to self-declaration with the keyboard alone: credits are used, the account is locked, the signed commitment is attached."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.domain.submission import ClaimLevel, DocumentKind
from core.workflows import demonstrating, filing, offsetting
from core.workflows.workspace import SUFFIX, Workspace
from tests.ui.ledgers import drop_window
from tests.ui.submissions import answer, idle, window_over
from ui.main_window import MainWindow
from ui.pages.declaration import DeclarationPage
from ui.pages.offsets import OffsetsPage
from ui.pages.submission import SubmissionPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_PATIENCE = 400
"""So many presses of Tab lead once around the window, and more."""


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The sample hotel whose credits are registered and not used, and whose commitment is not signed."""
    ledger = tmp_path / f"酒店{SUFFIX}"
    made = demonstrating.build_sample(ledger, "hotel")
    with Workspace.open(ledger, author="陈示例") as ws:
        for row in offsetting.lots_view(ws, made.operation).rows:
            offsetting.release(ws, made.operation, row.lot.id)
        for paper in filing.documents(ws, made.operation):
            if paper.document.kind is DocumentKind.STATEMENT:
                shutil.copy(next(iter(demonstrating.sample_folder("hotel").glob("evidence/*承诺书*"))), tmp_path / "承诺书.pdf")
                filing.remove_document(ws, paper.document.id)
    opened = window_over(ledger, tmp_path / "settings", (OffsetsPage, DeclarationPage, SubmissionPage))
    opened.activateWindow()
    yield opened
    drop_window(opened)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the keyboard."""
    QTest.keyClick(at(), key, modifier)
    QApplication.processEvents()


def at() -> QWidget:
    """What has the keyboard; without a screen no window is made active when one opens or closes."""
    found = QApplication.focusWidget()
    if found is None:
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and (one.isModal() or isinstance(one, MainWindow))]
        front = max(shown, key=lambda one: one.isModal())
        front.activateWindow()
        QApplication.processEvents()
        found = front.focusWidget() or front
    return found


def tab_to(wanted: str) -> QWidget:
    """Press Tab until the keyboard is at something of this name, as a screen reader tells it."""
    seen: list[str] = []
    for _turn in range(_PATIENCE):
        press(Qt.Key.Key_Tab)
        widget = at()
        name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        seen.append(name)
        if wanted in name:
            return widget
    raise AssertionError(f"Tab never comes to {wanted!r}: {sorted(set(seen))}")


def write(text: str) -> None:
    """Type a text into the field that has the keyboard; Qt's test keys know no Chinese."""
    field = at()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)


def test_a_dossier_goes_from_draft_to_self_declared_by_keyboard_only(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, dossier = window.session.workspace, window.session.dossier_id
    assert filing.claim(workspace, dossier).level is ClaimLevel.DRAFT
    press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "offsets"
    page = window.page("offsets")
    for number, tonnes in enumerate(("620", "945")):
        tab_to("抵消登记")
        press(Qt.Key.Key_Home)
        for _row in range(number):
            press(Qt.Key.Key_Down)
        tab_to("用于本档案")
        write(tonnes)
        press(Qt.Key.Key_Return)
    assert filing.claim(workspace, dossier).balance.covered, page
    press(Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "submission"
    tab_to("锁定核算")
    press(Qt.Key.Key_Space)
    tab_to("锁定核算")
    press(Qt.Key.Key_Space)
    idle(qtbot, window)
    assert [gate.code for gate in filing.claim(workspace, dossier).missing] == ["statement"]
    press(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "declaration"
    answer(monkeypatch, window, open=tmp_path / "承诺书.pdf")
    tab_to("附上文件")
    press(Qt.Key.Key_Space)
    tab_to("选文件")
    press(Qt.Key.Key_Space)
    tab_to("出具单位")
    write("示例竹溪酒店管理有限公司")
    press(Qt.Key.Key_Return)
    idle(qtbot, window)
    claim = filing.claim(workspace, dossier)
    assert (claim.level, claim.missing) == (ClaimLevel.SELF_DECLARED, ())

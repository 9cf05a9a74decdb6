"""Own factors in the window: taken in with their proof, offered where they fit, flagged, and undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.workflows import boundary, compiling, own_factors
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.profile import ProfilePage
from ui.widgets.fields import Choice, Line
from ui.widgets.own_factor_dialog import OwnFactorDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    opened = open_window(ledger, tmp_path, (ProfilePage,))
    yield opened
    drop_window(opened)


@pytest.fixture
def page(window: MainWindow) -> ProfilePage:
    found = window.page("profile")
    assert isinstance(found, ProfilePage)
    found.refresh()
    return found


def fill(dialog: OwnFactorDialog, **texts: str) -> None:
    for key, text in texts.items():
        editor = dialog.rows[key].editor
        assert isinstance(editor, Line)
        editor.setText(text)


def test_a_factor_is_taken_in_chosen_flagged_and_undone(
    page: ProfilePage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = window.session.workspace
    proof = tmp_path / "洗涤厂核算报告.pdf"
    proof.write_bytes(b"%PDF-1.4\n%%EOF\n")
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(proof))
    page.own_factors.add_button.click()
    (dialog,) = window.findChildren(OwnFactorDialog)
    dialog.send()
    assert dialog.rows["name"].error(), "a name is asked for first"
    fill(dialog, name="洗涤厂实测", value="0.31", unit="kgCO2e/kg", document="洗涤厂 2025 年核算报告", vintage="二零二五")
    dialog._file.button.click()
    dialog.send()
    assert own_factors.own_factors(workspace) == ()
    fill(dialog, vintage="2025")
    dialog.send()
    (card,) = own_factors.own_factors(workspace)
    assert (str(card.factor.value), card.proof[0].original_name) == ("0.31", "洗涤厂核算报告.pdf")
    page.refresh()
    QApplication.processEvents()
    words = words_in(page.own_factors)
    assert "洗涤厂实测" in words
    assert not any("缺证明文件" in word for word in words)
    laundry = next(s for s in boundary.sources(workspace, window.session.venue_id) if s.type_code == "laundry_outsourced")
    block = next(one for one in page.sources.blocks() if one.source.id == laundry.id)
    (choice,) = block.findChildren(Choice)
    choice.set_value(card.factor.factor_id)
    choice.chosen.emit(card.factor.factor_id)
    results = compiling.inventory(workspace, window.session.dossier_id).results
    lines = next(result for result in results if result.source.id == laundry.id).lines
    assert {use.factor_id for line in lines for use in line.uses if use.symbol == "EF"} == {card.factor.factor_id}
    assert all(use.mark.value == "○" for line in lines for use in line.uses if use.factor_id)
    window.undo()
    window.undo()
    assert own_factors.own_factors(workspace) == ()


def test_a_refused_factor_is_said_in_the_dialog(page: ProfilePage, window: MainWindow) -> None:
    page.own_factors.add_button.click()
    (dialog,) = window.findChildren(OwnFactorDialog)
    fill(dialog, name="坏单位", value="0.31", unit="只/元", document="某文件")
    dialog.send()
    assert dialog.isVisible()
    assert own_factors.own_factors(window.session.workspace) == ()

"""The first start: three cards by key, one page of questions, and a ledger at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.workflows import boundary
from tests.ui.hotels import CREDIT_CODE
from ui.main_window import MainWindow
from ui.widgets.notices import ProgressRow
from ui.widgets.venue_cards import QuietWay
from ui.widgets.venue_form import VenueForm


def _ask(window: MainWindow, key: str) -> VenueForm:
    QTest.keyClick(window.first_run.cards.cards[0], key)
    assert window.first_run.form is not None
    return window.first_run.form


def _answer(form: VenueForm, folder: Path) -> None:
    form.name.setText("竹溪酒店")
    form.organization.setText("竹溪酒店有限公司")
    form.code.setText(CREDIT_CODE)
    form.folder.setText(str(folder))
    for asked, editor in form._profile:
        if asked.required:
            if asked.kind == "choice":
                editor.setCurrentIndex(1)
            else:
                editor.setText("120")


def test_the_first_card_has_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.first_run.cards.cards[0])


def test_each_number_key_opens_the_questions_of_its_type(window: MainWindow) -> None:
    for key, code in (("1", "hotel"), ("2", "mall"), ("3", "scenic")):
        form = _ask(window, key)
        assert form._kind.code == code
        QTest.keyClick(form.name, Qt.Key.Key_Escape)


def test_escape_goes_back_to_the_cards(window: MainWindow) -> None:
    form = _ask(window, "1")
    QTest.keyClick(form.name, Qt.Key.Key_Escape)
    assert window.first_run.cards.isVisible()


def test_answering_the_page_makes_a_ledger_and_opens_it(window: MainWindow, tmp_path: Path) -> None:
    form = _ask(window, "1")
    _answer(form, tmp_path / "竹溪酒店.tanzhang")
    QTest.keyClick(form.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "overview"
    assert window.session.card is not None
    assert window.session.card.venue.name == "竹溪酒店"
    assert (tmp_path / "竹溪酒店.tanzhang" / "ledger.db").is_file()
    assert window.session.settings.last_ledger == tmp_path / "竹溪酒店.tanzhang"


def test_an_unanswered_page_says_at_each_field_what_is_missing_and_makes_nothing(window: MainWindow, tmp_path: Path) -> None:
    form = _ask(window, "1")
    form.folder.setText(str(tmp_path / "没有.tanzhang"))
    QTest.keyClick(form.name, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form._rows["name"].error() and form._rows["organization"].error() and form._rows["credit_code"].error()
    assert QApplication.focusWidget() is form.name
    assert not (tmp_path / "没有.tanzhang").exists()


def test_a_wrong_check_digit_is_said_when_the_field_is_left(window: MainWindow) -> None:
    form = _ask(window, "1")
    form.code.setFocus()
    QTest.keyClicks(form.code, CREDIT_CODE[:17] + "1")
    QTest.keyClick(form.code, Qt.Key.Key_Tab)
    assert "校验码" in form._rows["credit_code"].error()


def test_unticking_a_usual_source_asks_why_and_the_reason_is_kept(window: MainWindow, tmp_path: Path) -> None:
    form = _ask(window, "1")
    _answer(form, tmp_path / "竹溪酒店.tanzhang")
    generator = next(row for row in form._sources if row.source.type_code == "diesel_generator")
    generator.tick.setChecked(False)
    window.first_run.finish()
    assert not window.session.is_open
    generator.reason.setText("无自备发电机")
    window.first_run.finish()
    kept = [s for s in boundary.sources(window.session.workspace, window.session.venue_id) if s.type_code == "diesel_generator"]
    assert [source.excluded_reason for source in kept] == ["无自备发电机"]


def test_the_folder_follows_the_name_until_it_is_touched(window: MainWindow) -> None:
    form = _ask(window, "1")
    QTest.keyClicks(form.name, "Bamboo")
    assert form.folder.text().endswith("Bamboo.tanzhang")
    form.folder.setFocus()
    QTest.keyClick(form.folder, Qt.Key.Key_End)
    QTest.keyClick(form.folder, Qt.Key.Key_Left)
    QTest.keyClicks(form.folder, "x")
    form.name.setFocus()
    QTest.keyClicks(form.name, "2")
    assert "Bamboo2" not in form.folder.text()


def test_a_place_that_is_taken_is_refused_and_the_other_ledger_stays(window: MainWindow, masters: dict[bool, Path], tmp_path: Path) -> None:
    taken = tmp_path / "旧账.tanzhang"
    shutil.copytree(masters[False], taken)
    before = (taken / "ledger.db").read_bytes()
    form = _ask(window, "1")
    _answer(form, taken)
    window.first_run.finish()
    assert not window.session.is_open
    assert (taken / "ledger.db").read_bytes() == before


def test_a_ledger_dropped_on_the_window_is_opened(window: MainWindow, masters: dict[bool, Path], tmp_path: Path) -> None:
    copy = tmp_path / "拖进来.tanzhang"
    shutil.copytree(masters[False], copy)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(copy))])
    drop = QDropEvent(QPointF(400, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(drop)
    assert window.session.is_open
    assert window.session.workspace.folder == copy


def test_the_key_s_opens_the_sample_with_progress_and_it_is_marked_as_one(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.first_run.cards.cards[0], "s")
    assert window.first_run.notices.findChildren(ProgressRow)
    qtbot.waitUntil(lambda: window.session.is_open, timeout=60_000)
    assert window.session.card is not None and window.session.card.venue.sample
    assert window.current_page == "overview"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu without a screen
def test_the_sample_of_each_type_is_offered_by_menu_and_by_the_card_that_has_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    wanted: list[str] = []
    window.first_run.cards.deed.disconnect()
    window.first_run.cards.deed.connect(wanted.append)
    window.first_run.cards.cards[2].setFocus()
    QTest.keyClick(window.first_run.cards.cards[2], "s")
    way = next(one for one in window.first_run.cards.findChildren(QuietWay) if one.text() == "打开示例")
    way.click()
    (menu,) = window.first_run.cards.findChildren(QMenu)
    assert len(menu.actions()) == 3
    menu.actions()[1].trigger()
    menu.close()
    assert wanted == ["open_sample:scenic", "open_sample:mall"]


def test_a_sample_that_is_cancelled_leaves_nothing_behind(window: MainWindow, qtbot: QtBot) -> None:
    window.perform("open_sample")
    row = window.first_run.notices.findChildren(ProgressRow)[0]
    row._on_cancel()
    qtbot.waitUntil(lambda: not window.tasks.busy(), timeout=60_000)
    assert not window.session.is_open
    assert list((window.session.folder / "samples").glob("*.tanzhang")) == []


def test_a_second_venue_joins_the_open_ledger_and_its_organization(open_ledger: Callable[[bool], MainWindow]) -> None:
    window = open_ledger(False)
    window.show_first_run(adding=True)
    form = _ask(window, "2")
    assert form.code.text() == CREDIT_CODE
    form.name.setText("竹溪商场")
    for asked, editor in form._profile:
        if asked.required and asked.kind == "choice":
            editor.setCurrentIndex(1)
        elif asked.required:
            editor.setText("120")
    window.first_run.finish()
    assert [card.venue.name for card in window.session.venues()] == ["示例竹溪酒店", "竹溪商场"]
    assert len({card.organization.id for card in window.session.venues()}) == 1
    assert window.frame.rail.venue.text() == "竹溪商场"

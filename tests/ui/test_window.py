"""The frame: rail and pages by keyboard, the side panel, undo, the look, what is remembered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.errors import EnvironmentFault, FileError, RuleError
from core.settings import load
from ui import theme
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages import PAGES
from ui.widgets.fields import Line

# The offscreen platform has no window manager to tell a smallest size to, and says so.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Opener = Callable[[bool], MainWindow]


def _unnamed(root: QWidget) -> list[str]:
    """Buttons and fields that a screen reader could not name."""
    bad = []
    for widget in root.findChildren(QWidget):
        corner = widget.metaObject().className() == "QTableCornerButton"  # Qt's own, which takes no name
        if corner or not isinstance(widget, QAbstractButton | QLineEdit) or not widget.isVisibleTo(root):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and not face.text(QAccessible.Text.Name):
            bad.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    return bad


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
@pytest.mark.parametrize("page", [page.NAME for page in PAGES])
def test_each_page_opens_with_all_its_controls_named(open_ledger: Opener, page: str, filled: bool) -> None:
    window = open_ledger(filled)
    window.open_page(page)
    window.grab()
    assert window.current_page == page
    assert window.frame.notices.messages() == ()
    assert _unnamed(window) == []


def test_all_pages_open_in_large_type_in_the_dark_and_in_the_smallest_window(
    painted: MainWindow, masters: dict[bool, Path], tmp_path: Path
) -> None:
    painted.resize(theme.SMALLEST_WINDOW)
    painted.session.change_settings(theme="dark", type_size="large")
    painted.apply_look()
    ledger = shutil.copytree(masters[True], tmp_path / "大字.tanzhang")
    painted.session.open(ledger)
    for page in PAGES:
        painted.open_page(page.NAME)
        painted.grab()
        assert painted.current_page == page.NAME
    assert theme.current().dark and theme.metrics().large
    assert painted.width() == theme.SMALLEST_WINDOW.width()


def test_the_first_page_names_all_its_controls(window: MainWindow) -> None:
    assert _unnamed(window) == []
    QTest.keyClick(window.first_run.cards.cards[0], "1")
    assert _unnamed(window) == []


def test_only_pages_that_exist_stand_in_the_rail_and_steps_keep_their_numbers(open_ledger: Opener) -> None:
    rows = open_ledger(False).frame.rail.rows()
    assert [row.entry.name for row in rows] == [page.NAME for page in PAGES if not page.HIDDEN]
    steps = ("profile", "activity", "inventory", "measures", "offsets", "declaration", "submission", "certificates")
    assert {row.entry.name: row.entry.step for row in rows if row.entry.step} == {name: step for step, name in enumerate(steps, start=1)}


def test_the_rail_is_walked_with_arrows_and_opened_with_return(open_ledger: Opener) -> None:
    window = open_ledger(False)
    rows = window.frame.rail.rows()
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is rows[1]
    assert window.current_page == rows[0].entry.name
    QTest.keyClick(rows[1], Qt.Key.Key_Return)
    assert window.current_page == rows[1].entry.name


def test_tab_comes_to_the_open_row_only(open_ledger: Opener) -> None:
    window = open_ledger(False)
    window.open_page("profile")
    tabbed = [row.entry.name for row in window.frame.rail.rows() if row.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tabbed == ["profile"]


def test_alt_and_the_step_opens_a_page_and_ctrl_comma_the_settings(open_ledger: Opener) -> None:
    window = open_ledger(False)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "profile"
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page == "settings"
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert window.current_page == "overview"


def test_ctrl_b_narrows_the_rail_and_widens_it_again(open_ledger: Opener) -> None:
    window = open_ledger(False)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.frame.rail.width() == 56
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.frame.rail.width() == 216


def test_the_side_panel_stands_beside_the_page_or_floats_over_it_in_a_small_window(open_ledger: Opener, qtbot: QtBot) -> None:
    window = open_ledger(True)
    window.open_page("overview")
    page = window.page("overview")
    QTest.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: page.width() < 1440 - 216 - 200)
    window.resize(theme.SMALLEST_WINDOW)
    qtbot.waitUntil(lambda: page.width() == 1280 - 216)
    assert window.frame.side.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not window.frame.side.isVisible()


def test_a_change_on_the_profile_is_saved_at_once_undone_and_done_again(open_ledger: Opener) -> None:
    window = open_ledger(False)
    window.open_page("profile")
    line = window.page("profile")._rows["name"].editor
    assert isinstance(line, Line)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "Bamboo")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert window.session.venues()[0].venue.name == "Bamboo"
    window.undo()
    assert window.session.venues()[0].venue.name == "示例竹溪酒店"
    assert line.text() == "示例竹溪酒店"
    window.redo()
    assert window.session.venues()[0].venue.name == "Bamboo"


def test_a_value_that_cannot_be_taken_is_said_at_its_field_and_nothing_is_changed(open_ledger: Opener) -> None:
    window = open_ledger(False)
    window.open_page("profile")
    row = window.page("profile")._rows["profile.building_area"]
    line = row.editor
    assert isinstance(line, Line)
    line.setFocus()
    QTest.keyClicks(line, "many")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert "不是数字" in row.error()
    assert "building_area" not in window.session.venues()[0].venue.current_profile()


def test_leaving_a_source_out_asks_for_the_reason(open_ledger: Opener) -> None:
    window = open_ledger(False)
    window.open_page("profile")
    page = window.page("profile")
    block = next(block for block in page.sources.blocks() if block.source.type_code == "diesel_generator")
    block._ask_reason()
    form = block._form
    form._on_go()
    assert next(b for b in page.sources.blocks() if b.source.id == block.source.id).source.active
    form.findChild(Line).setText("已拆除")
    form._on_go()
    left_out = next(b for b in page.sources.blocks() if b.source.id == block.source.id)
    assert left_out.source.excluded_reason == "已拆除"


def test_a_step_of_what_comes_next_leads_to_its_field(open_ledger: Opener, qtbot: QtBot) -> None:
    window = open_ledger(False)
    window.go(Place("profile", field="credit_code"))
    assert window.current_page == "profile"
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.page("profile")._rows["credit_code"].editor)


def test_the_person_s_own_mistake_stands_in_the_bar_and_a_file_s_in_a_dialog(open_ledger: Opener) -> None:
    window = open_ledger(False)
    window.show_error(RuleError("month.closed", "6 月已月结。", "请先重新打开。"))
    assert window.frame.notices.messages() == ("6 月已月结。",)
    assert window.findChildren(Dialog) == []
    window.show_error(FileError("ledger.foreign", "这不是账本。", "请选扩展名为 .tanzhang 的文件夹。"))
    window.show_error(EnvironmentFault("disk.full", "磁盘已满。", "账本完好，请腾出空间。"))
    assert [dialog.windowTitle() for dialog in window.findChildren(Dialog)] == ["这不是账本。", "磁盘已满。"]


def test_consent_is_asked_with_the_safe_answer_as_default(open_ledger: Opener) -> None:
    window = open_ledger(False)
    done = []
    window.confirm("月结 6 月？", "月结后不能再改。", "月结", lambda: done.append(True))
    dialog = window.findChild(Dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert done == []
    window.confirm("月结 6 月？", "月结后不能再改。", "月结", lambda: done.append(True))
    button = next(b for d in window.findChildren(Dialog) if d.isVisible() for b in d.findChildren(QAbstractButton) if b.text() == "月结")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]


def test_a_broken_ledger_is_refused_in_words_and_the_open_one_stays(open_ledger: Opener, tmp_path: Path) -> None:
    window = open_ledger(False)
    before = window.session.workspace.folder
    broken = tmp_path / "坏.tanzhang"
    broken.mkdir()
    (broken / "ledger.db").write_bytes(b"not a database" * 100)
    assert not window.deeds.open(broken)
    assert window.session.workspace.folder == before


def test_a_ledger_that_is_gone_is_forgotten_and_said(window: MainWindow, tmp_path: Path) -> None:
    window.session.keep(window.session.settings.with_ledger(tmp_path / "不在.tanzhang"))
    window.deeds.open_last()
    assert window.session.settings.last_ledger is None
    assert "不在.tanzhang" in window.first_run.notices.messages()[0]


def test_the_look_changes_without_a_restart_and_is_remembered(open_ledger: Opener, app: QApplication, qtbot: QtBot) -> None:
    window = open_ledger(True)
    window.open_page("settings")
    window.change_look(theme="dark")
    qtbot.waitUntil(lambda: theme.current().dark)
    assert window.current_page == "settings"
    assert app.palette().window().color().name().upper() == theme.DARK.app
    QTest.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: theme.metrics().large)
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not theme.metrics().large)
    assert load(window.session.folder).theme == "dark"


def test_the_language_changes_without_a_restart(open_ledger: Opener, qtbot: QtBot) -> None:
    window = open_ledger(False)
    window.change_look(language="en")
    qtbot.waitUntil(lambda: load(window.session.folder).language == "en")
    window.change_look(language="zh")
    qtbot.waitUntil(lambda: window.page_label("profile") == "1 场所档案")


def test_another_year_is_made_from_the_menu_and_looked_at(open_ledger: Opener) -> None:
    window = open_ledger(True)
    window.session.choose(window.session.venue_id, 2026)
    assert window.session.dossier is not None
    assert window.session.dossier.period.start.year == 2026
    assert [action.text() for action in window.frame.rail.year.menu.actions() if action.isChecked()] == ["2026 年度"]


def test_the_status_bar_says_which_ledger_and_that_there_is_no_backup_yet(open_ledger: Opener, qtbot: QtBot) -> None:
    window = open_ledger(True)
    assert window.status._ledger.plain() == "账本 示例竹溪酒店.tanzhang"
    assert window.status._saved.plain().startswith("已保存")
    window.deeds.back_up()
    qtbot.waitUntil(lambda: window.status._backup.plain().startswith("备份"))


def test_the_window_comes_back_where_it_was(window: MainWindow, app: QApplication, qtbot: QtBot) -> None:
    from ui.app import make_window

    window.resize(1280, 750)
    window.close()
    again = make_window(app, window.session.folder)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (1280, 750)
    again.close()


def test_the_ledger_of_the_last_time_is_opened_at_the_start(painted: MainWindow, masters: dict[bool, Path], tmp_path: Path) -> None:
    copy = tmp_path / "上次.tanzhang"
    shutil.copytree(masters[False], copy)
    painted.session.keep(painted.session.settings.with_ledger(copy))
    painted.begin(None)
    assert painted.session.workspace.folder == copy

"""核对规则 in the settings: thresholds are changed with a reason and their effect in sight, undone, and put back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.workflows import thresholds
from core.workflows.thresholds import ThresholdView
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.widgets.threshold_form import ThresholdForm
from ui.widgets.threshold_section import ThresholdSection

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

RUN = ("V29", "run")


@pytest.fixture
def window(qapp: QApplication, masters: dict[bool, Path], tmp_path: Path) -> Iterator[MainWindow]:
    """The settings over a year of data, in which some rows say the same month after month."""
    made = open_window(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")), tmp_path / "settings", (SettingsPage,))
    made.open_page("settings")
    yield made
    drop_window(made)


@pytest.fixture
def section(window: MainWindow) -> ThresholdSection:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.thresholds


def words(section: ThresholdSection) -> list[str]:
    QApplication.processEvents()
    return words_in(section)


def view_of(window: MainWindow, key: tuple[str, str]) -> ThresholdView:
    return next(one for one in thresholds.thresholds(window.session.workspace) if (one.rule, one.name) == key)


def opened(section: ThresholdSection, key: tuple[str, str], qtbot: QtBot) -> ThresholdForm:
    """Unfold the list and open the form of a threshold, with keys only."""
    section.unfold(shown=True)
    QApplication.processEvents()
    button = section.change_buttons[key]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert section.form is not None
    return section.form


def change(section: ThresholdSection, key: tuple[str, str], value: str, why: str, qtbot: QtBot) -> None:
    form = opened(section, key, qtbot)
    assert QApplication.focusWidget() is form.value
    qtbot.keyClicks(form.value, value)  # what stood there is selected
    qtbot.keyClick(form.value, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.why
    form.why.insert(why)  # as an input method does
    qtbot.keyClick(form.why, Qt.Key.Key_Return)


def test_folded_it_says_that_all_are_as_proposed(section: ThresholdSection) -> None:
    assert any("都按本程序的建议" in one for one in words(section))
    assert section.change_buttons == {}


def test_unfolded_it_lists_every_threshold_with_its_value_and_unit(section: ThresholdSection, window: MainWindow) -> None:
    section.unfold(shown=True)
    found = words(section)
    for view in thresholds.thresholds(window.session.workspace):
        assert view.words in found
        assert view.text(view.value) in found
        assert ((view.rule, view.name) in section.change_buttons) is view.editable


def test_a_published_value_is_shown_with_its_origin_and_cannot_be_changed(section: ThresholdSection, window: MainWindow) -> None:
    section.unfold(shown=True)
    fixed = view_of(window, ("V27", "single_percent"))
    assert not fixed.editable
    assert fixed.origin in words(section)
    assert ("V27", "single_percent") not in section.change_buttons


def test_the_effect_on_the_year_is_said_before_it_is_adopted(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    form = opened(section, RUN, qtbot)
    form.value.setText("12")
    form.look()
    wanted = thresholds.effect(window.session.workspace, window.session.dossier_id, *RUN, "12")
    assert wanted.sentence in form.outlook.plain()
    assert view_of(window, RUN).value == view_of(window, RUN).proposal


def test_a_threshold_is_changed_by_keyboard_with_its_reason(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    change(section, RUN, "12", "会议酒店淡季用量很平", qtbot)
    assert view_of(window, RUN).value == Decimal(12)
    found = words(section)
    assert "理由：会议酒店淡季用量很平" in found
    assert "建议 3 次" in found
    assert QApplication.focusWidget() is section.change_buttons[RUN]
    section.unfold(shown=False)
    assert "连续几次相同即提醒" in words(section), "folded, what was changed is still listed"


def test_a_change_without_a_reason_is_refused_at_the_field(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    change(section, RUN, "12", "", qtbot)
    assert section.form is not None
    assert section.form.why_row.error()
    assert not view_of(window, RUN).changed


@pytest.mark.parametrize("text", ["", "十二次半", "5000"])
def test_a_value_that_makes_no_sense_is_refused_at_the_field(
    section: ThresholdSection, window: MainWindow, qtbot: QtBot, text: str
) -> None:
    form = opened(section, RUN, qtbot)
    form.value.setText(text)
    form.look()
    assert form.value_row.error()
    form.why.setText("理由")
    qtbot.keyClick(form.why, Qt.Key.Key_Return)
    assert section.form is form
    assert not view_of(window, RUN).changed


def test_escape_gives_up_and_leaves_the_keyboard_at_the_line(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    form = opened(section, RUN, qtbot)
    qtbot.keyClicks(form.value, "12")
    qtbot.keyClick(form.value, Qt.Key.Key_Escape)
    assert section.form is None
    assert QApplication.focusWidget() is section.change_buttons[RUN]
    assert not view_of(window, RUN).changed


def test_a_change_is_undone_and_redone(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    change(section, RUN, "12", "理由", qtbot)
    window.undo()
    assert not view_of(window, RUN).changed
    assert RUN not in section.reset_buttons
    window.redo()
    assert view_of(window, RUN).value == Decimal(12)
    assert RUN in section.reset_buttons


def test_the_proposal_is_put_back_by_one_button(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    change(section, RUN, "12", "理由", qtbot)
    qtbot.keyClick(section.reset_buttons[RUN], Qt.Key.Key_Space)
    assert not view_of(window, RUN).changed
    assert "理由：理由" not in words(section)
    window.undo()
    assert view_of(window, RUN).value == Decimal(12), "putting it back is itself undone"


def test_other_news_leave_a_form_that_is_being_filled(section: ThresholdSection, window: MainWindow, qtbot: QtBot) -> None:
    form = opened(section, RUN, qtbot)
    qtbot.keyClicks(form.value, "9")
    window.session.changed.emit(frozenset())
    assert section.form is form
    assert form.value.text() == "9"

"""The dialog of own measures: it shows what is typed at work, changes what is known, and takes it away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.workflows import own_measures, reducing
from tests.ui.ledgers import drop_window, open_window
from ui.main_window import MainWindow
from ui.pages.measures import MeasuresPage
from ui.widgets.own_measure_dialog import OwnMeasureDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A hotel with its measures open."""
    made = open_window(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")), tmp_path, (MeasuresPage,))
    yield made
    made.tasks.finish()
    drop_window(made)


def page_of(window: MainWindow) -> MeasuresPage:
    page = window.page("measures")
    assert isinstance(page, MeasuresPage)
    return page


@pytest.fixture
def dialog(window: MainWindow) -> OwnMeasureDialog:
    """The dialog over a ledger with one own measure."""
    draft = own_measures.OwnMeasureDraft(
        "换门", "dE = n*e", "n 1~90 (4) 扇数\ne [kWh/a] 10~90000 (12000)", "9", ("mall",), "lighting", "电表"
    )
    own_measures.put(window.session.workspace, draft)
    made = OwnMeasureDialog(page_of(window), window.session)
    made.open()
    return made


def choose(dialog: OwnMeasureDialog, value: str) -> None:
    dialog.which.set_value(value)
    dialog.which.chosen.emit(value)
    QApplication.processEvents()


def test_the_preview_fills_the_formula_and_says_why_it_cannot(dialog: OwnMeasureDialog) -> None:
    dialog.formula.setPlainText("dE = P*h")
    assert (dialog.formulas.plain(), dialog.preview.plain()) == ((), "")
    dialog.parameters.setPlainText("P [kW] 1~100 (20)")
    assert "「h」" in dialog.preview.plain() and not dialog.formulas.isVisibleTo(dialog)
    dialog.parameters.setPlainText("P [kW] 1~100 (20)\nh [h/a] 1~8760 (1500)")
    assert dialog.formulas.plain() == ("dE = P × h = 20 × 1,500 = 30,000 kWh/年",)
    assert dialog.preview.plain().startswith("按默认参数，预计年减排")


def test_a_known_one_is_filled_in_and_changed(dialog: OwnMeasureDialog, window: MainWindow) -> None:
    choose(dialog, "X01")
    assert (dialog.text("name"), dialog.text("lifetime"), dialog.text("proof")) == ("换门", "9", "电表")
    assert (dialog.send_button.text(), dialog.drop.isVisibleTo(dialog)) == ("保存", True)
    assert "48,000" in dialog.formulas.plain()[0]
    dialog.parameters.setPlainText("n 1~90 (5) 扇数\ne [kWh/a] 10~90000 (12000)")
    dialog.send()
    (made,) = own_measures.all_measures(window.session.workspace)
    assert (made.id, made.parameters[0].default, made.venue_types, made.end_use) == ("X01", 5, ("mall", "hotel"), "lighting")


def test_choosing_a_new_one_again_empties_the_form(dialog: OwnMeasureDialog) -> None:
    choose(dialog, "X01")
    choose(dialog, "")
    assert (dialog.text("name"), dialog.formula.toPlainText(), dialog.text("lifetime")) == ("", "", "10")
    assert (dialog.send_button.text(), dialog.drop.isVisibleTo(dialog)) == ("加入目录", False)


def test_it_is_taken_away_unless_a_plan_holds_it(dialog: OwnMeasureDialog, window: MainWindow) -> None:
    ws = window.session.workspace
    choose(dialog, "X01")
    dialog.send()
    reducing.set_measure(ws, window.session.venue_id, "X01", {"n": "7"}, draft=True)
    again = OwnMeasureDialog(page_of(window), window.session)
    again.open()
    choose(again, "X01")
    again.drop.click()
    assert not again.gone and own_measures.all_measures(ws)
    reducing.drop_draft(ws, window.session.venue_id, "X01")
    again.drop.click()
    assert again.gone and own_measures.all_measures(ws) == ()


def test_without_own_measures_there_is_nothing_to_choose_and_tab_leads_on(window: MainWindow) -> None:
    made = OwnMeasureDialog(page_of(window), window.session)
    made.open()
    assert not made.rows["which"].isVisibleTo(made)
    made.formula.setFocus()
    QTest.keyClick(made.formula, Qt.Key.Key_Tab)
    assert made.focusWidget() is made.parameters

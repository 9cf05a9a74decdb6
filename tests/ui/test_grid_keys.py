"""The monthly page by keyboard, on a real ledger: typed, pasted, taken back, found, explained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.finding import Place
from core.domain.period import Month
from core.workflows.views import CellState
from tests.ui.grid_hand import CTRL, NONE, Hand, sit_down, type_text
from tests.ui.ledgers import drop_window, words_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def hand(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    sitting = sit_down(masters[False], tmp_path)
    yield sitting
    drop_window(sitting.window)


def test_page_opens_at_the_first_empty_cell(hand: Hand) -> None:
    assert hand.here() == ("天然气·锅炉", 1)
    assert hand.page.findings.summary() == "0 项阻断，0 项提示，216 格待填"


def test_a_hotel_month_by_keyboard_only(hand: Hand) -> None:
    figures = {
        "天然气·锅炉": ("1.586万方", 15_860),
        "天然气·厨房": ("8,640", 8_640),
        "柴油·发电机": ("１８０", 180),
        "汽油·自有车辆": ("120+80", 200),
        "制冷剂 R410A": ("0", 0),
        "外购电力·主楼户": ("28.846万度", 288_460),
        "外购电力·裙楼户": ("109420", 109_420),
        "绿证电量（市场法）": ("50 MWh", 50_000),
        "自来水": ("5680方", 5_680),
        "布草外包洗涤": ("22.14 t", 22_140),
        "其他垃圾": ("29.4", 29.4),
        "厨余垃圾": ("18.9", 18.9),
        "可售间夜": ("8308", 8_308),
        "已售间夜": ("6140", 6_140),
        "在店人数": ("9947", 9_947),
        "餐饮人次": ("14370", 14_370),
        "会议面积·小时": ("11520", 11_520),
        "营业天数": ("31", 31),
    }
    hand.at("天然气·锅炉", 7)
    for name, (text, _value) in figures.items():
        assert hand.here() == (name, 7)
        hand.keys(text)
        hand.press(Qt.Key.Key_Return)
    kept = {row.name: row.cells[6].micro for row in hand.stored().rows() if row.required}
    assert kept == {name: round(value * 1_000_000) for name, (_text, value) in figures.items()}
    assert hand.stored() == hand.model.grid


@pytest.mark.parametrize(("text", "words"), [("12a", "单位"), ("1,23", "逗号"), ("-5", "负数"), ("3 km", "单位")])
def test_bad_text_stays_in_its_editor_with_a_sentence(hand: Hand, text: str, words: str) -> None:
    hand.at("外购电力·主楼户", 3)
    hand.keys(text)
    hand.press(Qt.Key.Key_Return)
    editor = hand.view.cells.editor
    assert editor is not None
    assert editor.text() == text
    assert words in hand.page.desk.bubble.words()
    assert hand.page.desk.bubble.isVisible()
    assert words in hand.page.desk.input.reading.text()
    assert hand.text("外购电力·主楼户", 3) == ""
    assert hand.session.undo_state().undo != "填写 外购电力·主楼户 3月"
    for _char in text:
        hand.press(Qt.Key.Key_Backspace)
    hand.keys("5")
    hand.press(Qt.Key.Key_Return)
    assert hand.text("外购电力·主楼户", 3) == "5"
    assert not hand.page.desk.bubble.isVisible()


def test_click_elsewhere_keeps_a_refused_text(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 3)
    hand.keys("12a")
    other = hand.view.visualRect(hand.model.index(hand.view.currentIndex().row(), 6)).center()
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, NONE, other)
    assert hand.view.cells.editor is not None
    assert hand.view.cells.editor.text() == "12a"
    hand.press(Qt.Key.Key_Escape)
    assert hand.view.cells.editor is None
    assert hand.text("外购电力·主楼户", 3) == ""


def test_refused_text_takes_the_keys_even_when_the_grid_has_the_keyboard(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 3)
    hand.keys("12a")
    hand.press(Qt.Key.Key_Return)
    hand.view.setFocus()
    QTest.keyClick(hand.view, Qt.Key.Key_Backspace)
    assert hand.view.cells.editor is not None
    assert hand.view.cells.editor.text() == "12"
    hand.press(Qt.Key.Key_Return)
    assert hand.text("外购电力·主楼户", 3) == "12"


def test_a_key_that_means_nothing_while_typing_does_nothing(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 3)
    hand.keys("12")
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_F5, Qt.Key.Key_Insert, Qt.Key.Key_Shift):
        hand.press(key)
        hand.view.setFocus()
        QTest.keyClick(hand.view, key)
    hand.press(Qt.Key.Key_Return)
    assert hand.text("外购电力·主楼户", 3) == "12"


def test_reading_is_shown_while_typing(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 3)
    hand.keys("1.2万度")
    assert hand.page.desk.input.field.text() == "1.2万度"
    assert "12,000 kWh" in hand.page.desk.input.reading.text()
    hand.press(Qt.Key.Key_Escape)
    assert hand.text("外购电力·主楼户", 3) == ""


def test_input_line_edits_the_cell_too(hand: Hand) -> None:
    hand.at("自来水", 2)
    field = hand.page.desk.input.field
    field.setFocus()
    type_text(field, "4060")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.text("自来水", 2) == "4,060"
    assert hand.view.hasFocus()


def test_tab_goes_right_and_enter_back_under_the_start(hand: Hand) -> None:
    hand.at("自来水", 2)
    for text in ("1", "2", "3"):
        hand.keys(text)
        hand.press(Qt.Key.Key_Tab)
    hand.keys("4")
    hand.press(Qt.Key.Key_Return)
    assert [hand.text("自来水", month) for month in (2, 3, 4, 5)] == ["1", "2", "3", "4"]
    assert hand.here() == ("布草外包洗涤", 2)


def test_arrows_end_typing_but_move_in_the_text_after_f2(hand: Hand) -> None:
    hand.at("自来水", 2)
    hand.keys("12")
    hand.press(Qt.Key.Key_Right)
    assert hand.text("自来水", 2) == "12"
    assert hand.view.currentIndex().column() == 2
    hand.press(Qt.Key.Key_Left)
    hand.press(Qt.Key.Key_F2)
    hand.press(Qt.Key.Key_End)
    hand.press(Qt.Key.Key_Left)
    hand.keys("0")
    hand.press(Qt.Key.Key_Return)
    assert hand.text("自来水", 2) == "102"


def test_delete_clears_and_backspace_opens_an_empty_editor(hand: Hand) -> None:
    hand.at("自来水", 2)
    hand.keys("12")
    hand.press(Qt.Key.Key_Return)
    hand.at("自来水", 2)
    hand.press(Qt.Key.Key_Backspace)
    assert hand.view.cells.editor is not None
    assert hand.view.cells.editor.text() == ""
    hand.press(Qt.Key.Key_Escape)
    assert hand.text("自来水", 2) == "12"
    hand.press(Qt.Key.Key_Delete)
    assert hand.text("自来水", 2) == ""


def test_arrows_step_over_heads_and_stop_at_folded_ones(hand: Hand) -> None:
    hand.at("制冷剂 R410A", 4)
    hand.press(Qt.Key.Key_Down)
    assert hand.here() == ("外购电力·主楼户", 4)
    hand.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    head = hand.view.currentIndex().row()
    assert hand.model.is_group(head)
    assert hand.view.isRowHidden(head + 1)
    hand.press(Qt.Key.Key_Return)
    assert not hand.view.isRowHidden(head + 1)


def test_selection_is_summed_in_the_foot(hand: Hand) -> None:
    hand.at("营业天数", 1)
    QGuiApplication.clipboard().setText("31\t28\t31\r\n")
    hand.press(Qt.Key.Key_V, CTRL)
    assert hand.page.legend.words() == "3 格　平均 30　合计 90 天"


def test_find_goes_to_a_row_and_to_a_figure(hand: Hand) -> None:
    hand.at("营业天数", 2)
    hand.keys("28")
    hand.press(Qt.Key.Key_Return)
    field = hand.page.finder.field
    type_text(field, "自来水")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.here() == ("自来水", 1)
    field.clear()
    type_text(field, "28")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.view.currentIndex().column() == 1
    field.clear()
    type_text(field, "没有")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert hand.window.status.news() == "没有找到「没有」"


def test_month_without_use_takes_its_reason(hand: Hand) -> None:
    hand.at("制冷剂 R410A", 5)
    hand.press(Qt.Key.Key_F7)
    note = hand.note
    assert note.isVisible()
    QTest.keyClick(note.field, Qt.Key.Key_Return)
    assert "原因" in note.refusal()
    assert note.isVisible()
    type_text(note.field, "本月没有加注")
    QTest.keyClick(note.field, Qt.Key.Key_Return)
    assert not note.isVisible()
    assert hand.text("制冷剂 R410A", 5).startswith("0")
    assert "本月没有加注" in hand.page.desk.input.reading.text()


def _with_a_jump(hand: Hand) -> None:
    """A year of power with one month ten thousand times too large, which checks find."""
    hand.at("外购电力·主楼户", 1)
    QGuiApplication.clipboard().setText("\t".join(["100000", "110000", "900000", *["105000"] * 9]))
    hand.press(Qt.Key.Key_V, CTRL)


def test_f8_leads_to_the_finding_and_its_note_takes_the_answer(hand: Hand) -> None:
    _with_a_jump(hand)
    hand.page.findings.go_next()
    first = hand.page.findings.current()
    assert first is not None
    assert first.view.finding.rule == "V28", "what blocks comes first"
    assert not hand.note.field.isVisible(), "a block is not explained away"
    hand.page.findings.go_next()
    index = hand.view.currentIndex()
    assert hand.model.cell(index).state is CellState.QUESTIONED  # type: ignore[union-attr]
    note = hand.note
    assert note.isVisible()
    assert not note.geometry().intersects(hand.page.desk.selection_rect().translated(hand.page.desk.pos()))
    key = note.key
    type_text(note.field, "泳池检修，改用电锅炉")
    QTest.keyClick(note.field, Qt.Key.Key_Return)
    assert not note.isVisible()
    answered = next(view for view in hand.stored().findings if view.finding.key() == key)
    assert answered.finding.explanation == "泳池检修，改用电锅炉"
    assert hand.model.cell(hand.view.currentIndex()).state is CellState.EXPLAINED  # type: ignore[union-attr]


def test_place_of_another_page_leads_to_its_cell(hand: Hand) -> None:
    subject = hand.model.line(7).row.subject  # type: ignore[union-attr]
    hand.page.show_place(Place("activity", subject, Month(2025, 9)))
    assert hand.model.month(hand.view.currentIndex()) == Month(2025, 9)
    hand.page.show_place(Place("activity", month=Month(2025, 4)))
    assert (hand.view.currentIndex().row(), hand.view.currentIndex().column()) == (1, 3)


def test_next_wanted_goes_month_by_month(hand: Hand) -> None:
    hand.at("营业天数", 1)
    hand.page.go_to_next_wanted()
    assert hand.here() == ("天然气·锅炉", 2)


def test_side_panel_explains_the_cell_and_the_row(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 7)
    hand.keys("288460")
    hand.press(Qt.Key.Key_Return)
    hand.window.toggle_side(True)
    hand.at("外购电力·主楼户", 7)
    hand.page.explain()
    QApplication.processEvents()
    words = words_in(hand.page.panel)
    assert "45.12" in words
    assert "0.1564" in words
    assert any("288,460 kWh × 0.1564" in line for line in words)
    assert any("公告2025年第47号" in line for line in words)
    hand.at("营业天数", 7)
    hand.page.explain()
    QApplication.processEvents()
    assert any("分母" in line for line in words_in(hand.page.panel))


def test_one_edit_reaches_the_store_before_the_key_is_over(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.keys("5")
    hand.press(Qt.Key.Key_Return)
    assert hand.text("自来水", 1) == "5"
    assert hand.window.status.news() == "填写 自来水 1月"

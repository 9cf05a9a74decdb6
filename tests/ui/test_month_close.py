"""A month from the first figure to its close, without the mouse; and what the dialog before a close says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.workflows import recording
from core.workflows.views import CellState
from tests.ui.grid_hand import CTRL, SHIFT, Hand, month_of, sit_down, type_text
from tests.ui.ledgers import drop_window, open_window
from ui.close_dialog import CloseDialog
from ui.pages.activity import ActivityPage
from ui.pages.overview import OverviewPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

DECEMBER = {
    "天然气·锅炉": "1.9万方",
    "天然气·厨房": "8,640",
    "柴油·发电机": "１３００",
    "汽油·自有车辆": "1000+80",
    "制冷剂 R410A": "",
    "外购电力·主楼户": "28.846万度",
    "外购电力·裙楼户": "199420",
    "绿证电量（市场法）": "1.25 MWh",
    "自来水": "5680方",
    "布草外包洗涤": "1.114 t",
    "其他垃圾": "1194",
    "厨余垃圾": "1189",
    "可售间夜": "8308",
    "已售间夜": "6140",
    "在店人数": "9947",
    "餐饮人次": "14370",
    "会议面积·小时": "11520",
    "营业天数": "31",
}
"""What she types; nothing for the row that had no use."""


@pytest.fixture
def hand(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    sitting = sit_down(masters[True], tmp_path)
    yield sitting
    drop_window(sitting.window)


def _dialog(hand: Hand) -> CloseDialog:
    found = [one for one in hand.window.findChildren(CloseDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_hotel_month_from_the_first_figure_to_its_close_by_keyboard_only(
    masters: dict[bool, Path], qapp: QApplication, tmp_path: Path
) -> None:
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    window = open_window(ledger, tmp_path, (OverviewPage, ActivityPage))
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    hand = Hand(window)
    assert window.current_page == "activity"
    assert hand.view.hasFocus(), "the page opens ready to type"
    QTest.keyClick(hand.focused(), Qt.Key.Key_F, CTRL)
    type_text(hand.focused(), "锅炉")
    QTest.keyClick(hand.focused(), Qt.Key.Key_Return)
    QTest.keyClick(hand.focused(), Qt.Key.Key_Escape)
    QTest.keyClick(hand.focused(), Qt.Key.Key_End)
    for name, text in DECEMBER.items():
        assert hand.here() == (name, 12)
        if text:
            hand.keys(text)
            QTest.keyClick(hand.target(), Qt.Key.Key_Return)
        else:
            QTest.keyClick(hand.focused(), Qt.Key.Key_F7)
            type_text(hand.focused(), "本月没有加注")
            QTest.keyClick(hand.focused(), Qt.Key.Key_Return)
            QTest.keyClick(hand.focused(), Qt.Key.Key_Down)
    typed = {row.name: row.cells[11] for row in hand.stored().rows() if row.required}
    assert all(cell.micro is not None for cell in typed.values())
    assert typed["制冷剂 R410A"].zero_reason == "本月没有加注"
    # What is odd in the month is answered at its cell.
    answered = set()
    while (cell := next((name for name, one in typed.items() if one.state is CellState.QUESTIONED), "")) and cell not in answered:
        answered.add(cell)
        hand.at(cell, 12)
        QTest.keyClick(hand.focused(), Qt.Key.Key_F2, SHIFT)
        type_text(hand.focused(), "泳池检修，改用电锅炉")
        QTest.keyClick(hand.focused(), Qt.Key.Key_Return)
        typed = {row.name: row.cells[11] for row in hand.stored().rows() if row.required}
    assert "外购电力·主楼户" in answered
    assert typed["外购电力·主楼户"].state is CellState.EXPLAINED
    assert not [name for name, one in typed.items() if one.state in {CellState.QUESTIONED, CellState.BLOCKED}]
    QTest.keyClick(hand.focused(), Qt.Key.Key_L, CTRL)
    dialog = _dialog(hand)
    assert dialog.verb.text() == "月结 12 月"
    assert not dialog.earlier.isEnabled(), "the months before still miss figures"
    QTest.keyClick(dialog, Qt.Key.Key_Tab, SHIFT)
    assert dialog.focusWidget() is dialog.verb
    QTest.keyClick(dialog.verb, Qt.Key.Key_Space)
    assert hand.stored().closed == {month_of(12)}
    assert window.status.news() == "12 月已月结"
    hand.at("自来水", 12)
    hand.keys("5")
    assert "月结" in hand.refusal()
    drop_window(window)


def test_what_is_open_is_listed_and_leads_to_its_cell(hand: Hand) -> None:
    hand.at("自来水", 12)
    hand.press(Qt.Key.Key_L, CTRL)
    dialog = _dialog(hand)
    assert dialog.windowTitle() == "12 月还不能月结"
    first = dialog.rows()[0]
    assert first.step.title == "18 格待填"
    assert first.step.detail.startswith("天然气·锅炉、天然气·厨房、")
    first.click()
    assert not dialog.isVisible()
    assert hand.here() == ("天然气·锅炉", 12)
    assert hand.stored().closed == frozenset()


def test_a_closed_month_is_locked_says_who_closed_it_and_is_reopened_with_a_reason(hand: Hand) -> None:
    recording.close_month(hand.session.workspace, hand.session.venue_id, month_of(1), month_of(2))
    hand.page.refresh()
    assert hand.page.head._sentence.plain() == "示例竹溪酒店，2025 年。2 月及以前已月结"
    hint = str(hand.model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole))
    assert hint == "2026-01-20 14:02 陈示例 月结"
    hand.at("自来水", 1)
    assert hand.page._close_month.text() == "重开 1 月"
    hand.keys("5")
    assert hand.view.cells.editor is None
    assert "月结" in hand.refusal()
    hand.press(Qt.Key.Key_L, CTRL)
    QTest.keyClick(hand.note.field, Qt.Key.Key_Return)
    assert "原因" in hand.note.refusal()
    type_text(hand.note.field, "补录水费")
    QTest.keyClick(hand.note.field, Qt.Key.Key_Return)
    hint = str(hand.model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole))
    assert hint.splitlines() == ["2026-01-20 14:02 陈示例 重开：补录水费", "2026-01-20 14:02 陈示例 月结"]
    hand.at("自来水", 1)
    hand.keys("5")
    hand.press(Qt.Key.Key_Return)
    assert hand.text("自来水", 1) == "5"


def test_the_next_empty_cell_is_one_that_can_be_filled(hand: Hand) -> None:
    recording.close_month(hand.session.workspace, hand.session.venue_id, *map(month_of, range(1, 12)))
    hand.page.refresh()
    hand.at("自来水", 3)
    hand.page.go_to_next_wanted()
    assert hand.here() == ("天然气·锅炉", 12)

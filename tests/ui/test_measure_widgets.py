"""The small widgets of the measures page: chips, the slider in whole steps, the budget bar, and the list as lines."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.chip_row import ChipRow
from ui.widgets.measure_budget import BUDGET, TARGET, BudgetBar, Wanted
from ui.widgets.snap_slider import SnapSlider

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_CHOICES = (
    ("", "适用本店 47"),
    ("use:热水", "热水 12"),
    ("use:空调", "空调 11"),
    ("use:照明", "照明 4"),
    ("programme:绿色饭店", "绿色饭店 18"),
)


def _chips(row: ChipRow) -> list[str]:
    return [chip.text() for chip in row._chips]


def test_chips_without_room_wait_behind_the_last_one(app: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("筛选")
    qtbot.addWidget(row)
    row.resize(600, 20)
    row.set_choices(_CHOICES)
    row.show()
    assert _chips(row) == [words for _value, words in _CHOICES]
    row.resize(190, 20)
    assert _chips(row)[-1] == "更多"
    row.set_value("programme:绿色饭店")
    assert "绿色饭店 18" in _chips(row), "what is chosen is always seen"


def test_a_chip_tells_once_and_the_first_stands_for_all(app: QApplication, qtbot: QtBot) -> None:
    row = ChipRow("筛选")
    qtbot.addWidget(row)
    row.resize(600, 20)
    row.set_choices(_CHOICES)
    told: list[str] = []
    row.changed.connect(told.append)
    row._chips[1].click()
    row._chips[1].click()
    row._chips[0].click()
    assert told == ["use:热水", ""]
    assert row.value() == ""


def test_slider_moves_by_arrows_and_rests_on_whole_steps(app: QApplication, qtbot: QtBot) -> None:
    slider = SnapSlider("预算")
    qtbot.addWidget(slider)
    slider.resize(226, 32)
    slider.setRange(0, 100)
    slider.setValue(50)
    slider.show()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 61
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.value() == 0
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(113, 16))
    assert slider.value() == 50


def test_budget_bar_asks_once_for_what_it_rests_at(app: QApplication, qtbot: QtBot) -> None:
    bar = BudgetBar()
    qtbot.addWidget(bar)
    bar.set_limits(budget_wan=200, target_t=300)
    bar.set_amount(BUDGET, Decimal(1_000_000))
    bar.set_amount(TARGET, Decimal(120))
    assert bar.field.text() == "100.0"
    told: list[Wanted] = []
    bar.asked.connect(told.append)
    for _press in range(3):
        QTest.keyClick(bar.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Wanted(BUDGET, Decimal(1_030_000))]
    assert told[0].budget_yuan == 1_030_000
    bar.kinds._segments[TARGET].click()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == Wanted(TARGET, Decimal(120))


def test_number_typed_is_exact_and_a_negative_one_is_named_at_its_field(app: QApplication, qtbot: QtBot) -> None:
    bar = BudgetBar()
    qtbot.addWidget(bar)
    bar.set_limits(budget_wan=200, target_t=300)
    bar.field.kept.emit("98.24")
    assert bar.wanted() == Wanted(BUDGET, Decimal(982_400))
    assert bar.slider.value() == 98, "the slider stands at the step below"
    bar.field.kept.emit("-3")
    assert bar.error() == "不能是负数"
    bar.field.kept.emit("十万")
    assert "「十万」" in bar.error()
    assert bar.wanted() == Wanted(BUDGET, Decimal(982_400)), "what was asked stands"

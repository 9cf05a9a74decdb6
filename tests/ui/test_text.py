"""CO₂ is set with a lowered digit, and what does not fit is cut with an ellipsis."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.text import Text, elided, rich, text_width


def test_the_lowered_digit_is_narrower_than_a_full_one(app: QApplication) -> None:
    face = theme.font("title")
    assert text_width("CO", face) < text_width("CO₂", face) < text_width("CO2", face)


def test_no_text_in_html_keeps_the_missing_glyph(app: QApplication) -> None:
    assert rich("tCO₂e & <m³>") == 'tCO<span style="font-size:72%; vertical-align:sub">2</span>e &amp; &lt;m³&gt;'


def test_a_line_too_long_ends_in_an_ellipsis_and_shows_itself_whole_as_a_tool_tip(app: QApplication, qtbot: QtBot) -> None:
    label = Text("示例竹溪酒店有限公司二〇二五年度运营碳足迹")
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert label.toolTip() == label.plain()
    short = elided(label.plain(), label.font(), 80)
    assert short.endswith("…") and text_width(short, label.font()) <= 80


def test_a_label_says_its_text_to_a_screen_reader(app: QApplication, qtbot: QtBot) -> None:
    label = Text("总排放量，tCO₂e", wrap=True)
    qtbot.addWidget(label)
    assert label.accessibleName() == "总排放量，tCO₂e"

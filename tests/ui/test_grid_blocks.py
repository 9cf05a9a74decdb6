"""Blocks in and out of Excel: pasted, copied, filled, refused with the place, taken back over a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.workflows import boundary, recording
from core.workflows.views import CellEdit
from tests.ui.grid_hand import CTRL, NONE, SHIFT, Hand, month_of, sit_down
from tests.ui.ledgers import drop_window, open_window
from ui.pages.activity import ActivityPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def hand(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Hand]:
    sitting = sit_down(masters[False], tmp_path)
    yield sitting
    drop_window(sitting.window)


def _block(rows: int, columns: int) -> str:
    return "".join("\t".join(str(100 * (row + 1) + column) for column in range(columns)) + "\r\n" for row in range(rows))


def _texts(hand: Hand, name: str, months: range) -> list[str]:
    return [hand.cell(name, month).text for month in months]


def test_forty_rows_of_twelve_months_are_one_step_there_and_back_and_over_a_restart(hand: Hand, tmp_path: Path) -> None:
    session = hand.session
    missing = 40 - len(hand.model.data_rows())
    for number in range(missing):
        boundary.add_source(session.workspace, session.venue_id, "grid_electricity", f"分户 {number}")
    hand.page.refresh()
    empty = hand.stored()
    hand.at("天然气·锅炉", 1)
    hand.paste(_block(40, 12))
    assert session.undo_state().undo == "粘贴 480 格"
    assert "粘贴 480 格" in hand.page._undo.toolTip()
    full = hand.stored()
    assert sum(1 for row in full.rows() for cell in row.cells if cell.micro is not None) == 480
    assert hand.model.grid == full
    hand.press(Qt.Key.Key_Z, CTRL)
    assert hand.stored() == empty
    hand.press(Qt.Key.Key_Y, CTRL)
    assert hand.stored() == full
    ledger = session.workspace.folder
    hand.window.close()
    again = Hand(open_window(ledger, tmp_path, (ActivityPage,)))
    assert again.stored() == full
    again.window.undo()
    assert again.window.status.news() == "已撤销：粘贴 480 格"
    assert again.stored() == empty
    again.window.redo()
    assert again.stored() == full
    drop_window(again.window)


def test_a_block_goes_into_a_selection_as_excel_does_it(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.press(Qt.Key.Key_Down, SHIFT)
    hand.paste("5\t6\r\n")
    assert _texts(hand, "自来水", range(1, 4)) == ["5", "6", ""]
    assert _texts(hand, "布草外包洗涤", range(1, 4)) == ["5", "6", ""], "one row fills a column of cells, as wide as it is"
    hand.at("自来水", 5)
    for _step in range(5):
        hand.press(Qt.Key.Key_Right, SHIFT)
    hand.paste("7\t8\r\n")
    assert _texts(hand, "自来水", range(5, 12)) == ["7", "8", "7", "8", "7", "8", ""], "a multiple repeats"
    hand.at("布草外包洗涤", 5)
    for _step in range(2):
        hand.press(Qt.Key.Key_Right, SHIFT)
    hand.paste("7\t8\r\n")
    assert _texts(hand, "布草外包洗涤", range(5, 9)) == ["7", "8", "", ""], "what does not come out even goes in once"
    hand.at("其他垃圾", 1)
    hand.press(Qt.Key.Key_Right, SHIFT)
    hand.paste("1\t2\t3\r\n4\t5\t6\r\n")
    assert _texts(hand, "厨余垃圾", range(1, 5)) == ["4.00", "5.00", "6.00", ""], "a selection that is too small grows"


def test_figures_are_read_as_people_and_excel_write_them(hand: Hand) -> None:
    texts = ["1,234", "1，234", "１８０", "120+80", "12.5万", "1.2万度", "3.5 MWh", "=1+1", " 7 \n", '"1\n"', "1 234", "+5"]
    hand.at("外购电力·主楼户", 1)
    hand.paste("\t".join(texts[:8]))
    assert _texts(hand, "外购电力·主楼户", range(1, 9)) == ["1,234", "1,234", "180", "200", "125,000", "12,000", "3,500", "2"]
    hand.at("外购电力·裙楼户", 1)
    for month, text in enumerate(texts[8:], start=1):
        hand.at("外购电力·裙楼户", month)
        hand.paste(text)
    assert _texts(hand, "外购电力·裙楼户", range(1, 5)) == ["7", "1", "1,234", "5"]


def test_a_dash_or_a_word_for_nothing_empties_its_cell(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.paste("1\t2\t3\t4\t5\t6\r\n")
    hand.at("自来水", 1)
    hand.paste("-\t—\t/\t空\t -   \t6\r\n")
    assert _texts(hand, "自来水", range(1, 7)) == ["", "", "", "", "", "6"]
    assert hand.session.undo_state().undo == "粘贴 5 格"


_NO_FIGURES = {
    "¥1,234.00": "金额",
    "1234元": "金额",
    "85%": "百分数",
    "-5": "负数",
    "(1,234)": "负数",
    "#####": "列宽",
    "#REF!": "错误值",
    "1.2E+05": "科学记数",
    "2025/3/1": "日期",
    "2025-03-01": "日期",
    "1,23": "逗号",
    "合计": "不是数字",
}


def test_what_excel_shows_in_place_of_a_figure_is_refused_with_its_place(hand: Hand) -> None:
    for text, words in _NO_FIGURES.items():
        hand.at("外购电力·主楼户", 1)
        hand.paste(f"100\t200\r\n300\t{text}\r\n")
        assert "外购电力·裙楼户 2月（粘贴内容第 2 行第 2 列）" in hand.refusal(), text
        assert words in hand.refusal(), text
        assert "没有写入任何一格" in hand.refusal()
    assert hand.stored().filled == 0
    assert hand.session.undo_state().undo is None


def test_several_bad_cells_are_counted_and_the_first_is_framed(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 1)
    hand.paste("x1\tx2\tx3\tx4\tx5\tx6\r\n")
    assert "另有 5 格也读不出来" in hand.refusal()
    index = hand.model.index(hand.line("外购电力·主楼户"), 0)
    assert hand.page.desk._error_place == index
    hand.press(Qt.Key.Key_Right)
    assert not hand.refusal()


def test_a_closed_month_or_a_bill_in_the_block_refuses_it_whole(hand: Hand) -> None:
    recording.close_month(hand.session.workspace, hand.session.venue_id, month_of(2))
    hand.page.refresh()
    hand.at("自来水", 1)
    hand.paste("1\t2\t3\r\n")
    assert "2月已月结" in hand.refusal()
    assert hand.text("自来水", 1) == ""
    assert hand.page.desk._error_place.column() == 1, "the sentence hangs at the closed cell"


def test_paste_beyond_the_table_is_refused(hand: Hand) -> None:
    last = hand.model.line(hand.model.data_rows()[-1]).row.name  # type: ignore[union-attr]
    hand.at(last, 12)
    hand.paste("1\t2\n")
    assert "只放得下 1 行 1 列" in hand.refusal()


def test_pasting_over_a_folded_group_keeps_the_order_of_rows_and_unfolds_it(hand: Hand) -> None:
    head = next(n for n in range(hand.model.rowCount()) if hand.model.is_group(n) and hand.model.line(n).group.title.startswith("范围二"))
    hand.view.set_folded(head, True)
    hand.at("制冷剂 R410A", 1)
    hand.paste("1\r\n2\r\n3\r\n")
    assert hand.text("外购电力·主楼户", 1) == "2"
    assert hand.text("外购电力·裙楼户", 1) == "3"
    assert not hand.view.isRowHidden(head + 1), "nothing changes unseen"


def test_nothing_on_the_clipboard_is_said(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.paste("")
    assert hand.window.status.news() == "剪贴板里没有可粘贴的内容"


def test_copy_gives_excel_exact_figures_as_text_and_as_a_table(hand: Hand) -> None:
    hand.at("其他垃圾", 1)
    hand.paste("23.0625\t1,022.5\r\n")
    hand.press(Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "23.0625\t1022.5\r\n"
    assert "<td>23.0625</td><td>1022.5</td>" in data.html()
    hand.press(Qt.Key.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == "项目\t单位\t1月\t2月\r\n其他垃圾\tt\t23.0625\t1022.5\r\n"


def test_comments_are_not_copied(hand: Hand) -> None:
    hand.page.commands.comment(hand.subject("自来水"), month_of(1), "换过表")
    hand.at("自来水", 1)
    hand.paste("7")
    hand.press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "7\r\n"
    hand.at("自来水", 2)
    hand.press(Qt.Key.Key_V, CTRL)
    assert hand.cell("自来水", 2).comment == ""


def test_cut_takes_the_cells_along(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.keys("7")
    hand.press(Qt.Key.Key_Return)
    hand.at("自来水", 1)
    hand.press(Qt.Key.Key_X, CTRL)
    assert hand.text("自来水", 1) == ""
    hand.at("自来水", 6)
    hand.press(Qt.Key.Key_V, CTRL)
    assert hand.text("自来水", 6) == "7"


def test_fill_right_is_one_step(hand: Hand) -> None:
    hand.at("营业天数", 1)
    hand.keys("31")
    hand.press(Qt.Key.Key_Return)
    hand.at("营业天数", 1)
    hand.press(Qt.Key.Key_End, SHIFT)
    hand.press(Qt.Key.Key_R, CTRL)
    assert [hand.text("营业天数", month) for month in range(1, 13)] == ["31"] * 12
    assert hand.session.undo_state().undo == "填充 11 格"


def test_fill_down_stays_within_one_unit(hand: Hand) -> None:
    hand.at("外购电力·主楼户", 1)
    hand.keys("31")
    hand.press(Qt.Key.Key_Return)
    hand.at("外购电力·主楼户", 1)
    for _step in range(4):
        hand.press(Qt.Key.Key_Down, SHIFT)
    hand.press(Qt.Key.Key_D, CTRL)
    assert [hand.text(name, 1) for name in ("外购电力·裙楼户", "绿证电量（市场法）", "自来水", "布草外包洗涤")] == ["31", "31", "", ""]
    hand.at("外购电力·裙楼户", 2)
    hand.press(Qt.Key.Key_D, CTRL)
    assert hand.window.status.news() == "没有可改的格，或内容相同，没有改动"


def test_ctrl_enter_writes_one_text_into_all_selected_cells(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.press(Qt.Key.Key_Right, SHIFT)
    hand.press(Qt.Key.Key_Right, SHIFT)
    hand.keys("12")
    hand.press(Qt.Key.Key_Return, CTRL)
    assert _texts(hand, "自来水", range(1, 5)) == ["12", "12", "12", ""]


def test_drawing_the_handle_repeats_the_block(hand: Hand) -> None:
    hand.at("自来水", 1)
    hand.paste("1\t2\r\n")
    port, handle = hand.view.viewport(), hand.view.handle().center()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, NONE, handle)
    QTest.mouseMove(port, hand.middle("自来水", 6))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, NONE, hand.middle("自来水", 6))
    assert _texts(hand, "自来水", range(1, 8)) == ["1", "2", "1", "2", "1", "2", ""]


def test_heads_select_rows_months_and_everything(hand: Hand) -> None:
    rows, months = hand.view.rows, hand.view.months
    line = hand.line("自来水")
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(40, rows.sectionViewportPosition(line) + 5))
    assert len(hand.view.block_cells()) == 12
    QTest.mouseClick(months.viewport(), Qt.MouseButton.LeftButton, NONE, QPoint(months.sectionViewportPosition(2) + 5, 5))
    assert hand.view.block().x() == 2
    assert len(hand.view.block_cells()) == len(hand.model.data_rows())
    QTest.mouseClick(months.viewport(), Qt.MouseButton.LeftButton, SHIFT, QPoint(months.sectionViewportPosition(4) + 5, 5))
    assert (hand.view.block().left(), hand.view.block().right()) == (2, 4)
    hand.at("自来水", 3)
    hand.press(Qt.Key.Key_Space, CTRL)
    assert (hand.view.block().left(), hand.view.block().width()) == (2, 1)
    hand.at("自来水", 3)
    hand.press(Qt.Key.Key_Space, SHIFT)
    assert hand.view.block_rows() == (line,)
    hand.press(Qt.Key.Key_A, CTRL)
    assert len(hand.view.block_cells()) == 12 * len(hand.model.data_rows())
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, NONE, hand.middle("自来水", 2))
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, SHIFT, hand.middle("自来水", 5))
    assert len(hand.view.block_cells()) == 4


def test_ctrl_and_arrows_go_along_runs_of_figures(hand: Hand) -> None:
    edits = [CellEdit(hand.subject("自来水"), month_of(month), "5") for month in (2, 3, 4, 8)]
    recording.enter_cells(hand.session.workspace, hand.session.dossier_id, edits)
    hand.page.refresh()
    hand.at("自来水", 1)
    columns = []
    for _step in range(4):
        hand.press(Qt.Key.Key_Right, CTRL)
        columns.append(hand.here()[1])
    assert columns == [2, 4, 8, 12]
    hand.press(Qt.Key.Key_Left, CTRL)
    assert hand.here()[1] == 8
    hand.press(Qt.Key.Key_Home)
    assert hand.here()[1] == 1
    hand.press(Qt.Key.Key_End)
    assert hand.here()[1] == 12

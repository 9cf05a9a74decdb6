"""What stands at a cell beside its figure: comments, last year's ghost, bills behind it, files that are drawn onto it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.finding import Place
from tests.ui.grid_hand import CTRL, NONE, SHIFT, Hand, month_of, sit_down, type_text
from tests.ui.ledgers import drop_window, open_window
from ui.pages.activity import ActivityPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def sit(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[bool], Hand]]:
    sitting: list[Hand] = []

    def begin(filled: bool) -> Hand:
        sitting.append(sit_down(masters[filled], tmp_path))
        return sitting[-1]

    yield begin
    for one in sitting:
        drop_window(one.window)


def test_comment_is_written_shown_found_changed_and_taken_back(sit: Callable[[bool], Hand]) -> None:
    hand = sit(False)
    hand.at("自来水", 3)
    hand.press(Qt.Key.Key_F2, SHIFT)
    assert hand.note.isVisible(), "where nothing is asked, Shift+F2 opens the comment, as in Excel"
    type_text(hand.note.field, "三月换过水表")
    QTest.keyClick(hand.note.field, Qt.Key.Key_Return)
    assert not hand.note.isVisible()
    assert hand.cell("自来水", 3).comment == "三月换过水表"
    assert "批注：三月换过水表" in hand.reading()
    index = hand.view.currentIndex()
    assert "三月换过水表" in str(hand.model.data(index, Qt.ItemDataRole.ToolTipRole))
    assert "三月换过水表" in str(hand.model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    hand.window.toggle_side(True)
    hand.page.explain()
    assert hand.page.side.comment() == "三月换过水表"
    hand.at("天然气·锅炉", 1)
    hand.page.explain()
    assert hand.page.side.comment() == ""
    hand.press(Qt.Key.Key_F, CTRL)
    type_text(hand.page.finder.field, "换过")
    QTest.keyClick(hand.page.finder.field, Qt.Key.Key_Return)
    assert hand.here() == ("自来水", 3)
    assert hand.session.undo_state().undo == "批注 自来水 3月"
    hand.page.acts.uncomment()
    assert hand.cell("自来水", 3).comment == ""
    hand.window.undo()
    assert hand.cell("自来水", 3).comment == "三月换过水表"
    hand.window.undo()
    assert hand.cell("自来水", 3).comment == ""


def test_shift_f2_answers_the_finding_first_and_ctrl_shift_f2_always_comments(sit: Callable[[bool], Hand]) -> None:
    hand = sit(True)
    hand.at("外购电力·主楼户", 12)
    hand.keys("450000")
    hand.press(Qt.Key.Key_Return)
    hand.at("外购电力·主楼户", 12)
    hand.press(Qt.Key.Key_F2, SHIFT)
    assert hand.note.key
    hand.note.close_note()
    hand.press(Qt.Key.Key_F2, CTRL | SHIFT)
    assert hand.note.isVisible()
    assert not hand.note.key


def test_a_closed_month_takes_a_comment(sit: Callable[[bool], Hand]) -> None:
    from core.workflows import recording

    hand = sit(False)
    recording.close_month(hand.session.workspace, hand.session.venue_id, month_of(1))
    hand.page.refresh()
    hand.at("自来水", 1)
    hand.page.commands.comment(hand.subject("自来水"), month_of(1), "已与水务公司核对")
    assert hand.cell("自来水", 1).comment == "已与水务公司核对"


def test_last_year_stands_faint_in_empty_cells_until_it_is_switched_off_for_good(sit: Callable[[bool], Hand], tmp_path: Path) -> None:
    hand = sit(True)
    hand.at("自来水", 12)
    assert hand.cell("自来水", 12).micro is None
    assert "去年同月 6,200" in hand.reading()
    assert hand.view.shows_last_year
    hand.page._last_year.click()
    assert not hand.view.shows_last_year
    ledger = hand.session.workspace.folder
    hand.window.close()
    again = Hand(open_window(ledger, tmp_path, (ActivityPage,)))
    assert not again.view.shows_last_year
    assert not again.page._last_year.isChecked()
    drop_window(again.window)


def test_folded_groups_stay_folded_over_a_restart(sit: Callable[[bool], Hand], tmp_path: Path) -> None:
    hand = sit(False)
    hand.at("制冷剂 R410A", 1)
    hand.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert hand.view.isRowHidden(hand.line("制冷剂 R410A"))
    ledger = hand.session.workspace.folder
    hand.window.close()
    again = Hand(open_window(ledger, tmp_path, (ActivityPage,)))
    assert again.view.isRowHidden(again.line("制冷剂 R410A"))
    drop_window(again.window)


def test_a_typed_figure_is_read_back_beside_last_years(sit: Callable[[bool], Hand]) -> None:
    hand = sit(True)
    hand.at("外购电力·主楼户", 12)
    hand.keys("15.86万")
    assert hand.reading() == "读作 158,600 kWh（万 × 10,000）"
    hand.press(Qt.Key.Key_Escape)
    hand.keys("2012000")
    assert hand.reading() == "读作 2,012,000 kWh（201.2 万），是去年同月的 10.0 倍"
    hand.press(Qt.Key.Key_Escape)
    hand.keys("20")
    assert hand.reading() == "读作 20 kWh，只有去年同月的 0.0099%"
    hand.press(Qt.Key.Key_Escape)
    hand.keys("120+80")
    assert hand.reading().startswith("读作 200 kWh（120+80）")


def _drop(hand: Hand, name: str, month: int, *paths: Path) -> bool:
    """Let go of files over a cell; whether the grid took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(hand.middle(name, month)), action, mime, buttons, NONE)
    hand.view.dropEvent(event)
    return event.isAccepted()


def test_a_file_on_a_cell_becomes_its_evidence_or_proposes_a_bill(
    sit: Callable[[bool], Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = sit(True)
    asked: list[Place] = []
    monkeypatch.setattr(hand.window, "go", asked.append)
    paper, table = tmp_path / "水费单.pdf", tmp_path / "水费.xlsx"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    table.write_bytes(b"PK")
    assert not hand.cell("自来水", 3).proven
    assert _drop(hand, "自来水", 3, paper)
    assert hand.cell("自来水", 3).proven
    assert hand.here() == ("自来水", 3)
    assert hand.window.status.news() == "已附 水费单.pdf"
    assert not _drop(hand, "自来水", 4, table), "a table is for the import"
    assert _drop(hand, "自来水", 12, paper)
    assert [(place.page, place.subject, place.month) for place in asked] == [("bill", hand.subject("自来水"), month_of(12))]


def test_files_beside_the_cells_go_to_the_current_one_and_tables_to_the_import(
    sit: Callable[[bool], Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = sit(True)
    asked: list[Place] = []
    monkeypatch.setattr(hand.window, "go", asked.append)
    paper, table = tmp_path / "水费单.pdf", tmp_path / "水费.xlsx"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert hand.page.accepts([paper])
    assert hand.page.accepts([table])
    assert not hand.page.accepts([paper, table])
    assert not hand.page.accepts([tmp_path / "程序.exe"])
    hand.at("自来水", 3)
    hand.page.take([paper])
    assert hand.cell("自来水", 3).proven
    hand.page.take([table])
    assert [(place.page, place.field) for place in asked] == [("importing", str(table))]


def test_the_finding_about_evidence_leads_to_the_largest_figure_without_a_file(sit: Callable[[bool], Hand]) -> None:
    hand = sit(True)
    view = next(one for one in hand.stored().findings if one.finding.rule == "V28")
    hand.page._on_finding(view)
    assert hand.here() == ("制冷剂 R410A", 1)


def test_coverage_stands_in_the_head_and_at_the_rows(sit: Callable[[bool], Hand], tmp_path: Path) -> None:
    hand = sit(True)
    assert hand.page._proven.plain() == "证据覆盖 0%"
    paper = tmp_path / "电费单.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    for month in range(1, 12):
        hand.page.commands.attach_files(hand.cell("外购电力·主楼户", month).records, [paper])
    row = hand.model.line(hand.line("外购电力·主楼户")).row
    assert row is not None
    assert row.coverage == 1
    hint = hand.model.headerData(hand.line("外购电力·主楼户"), Qt.Orientation.Vertical, Qt.ItemDataRole.ToolTipRole)
    assert "证据覆盖 100%" in str(hint)
    assert hand.model.grid is not None
    assert hand.model.grid.coverage is not None
    assert 0 < hand.model.grid.coverage < 1


def test_menu_offers_every_deed_and_greys_what_cannot_be_done(sit: Callable[[bool], Hand]) -> None:
    hand = sit(False)
    hand.at("自来水", 1)
    states = {action.text().split("\t")[0]: action.isEnabled() for action in hand.page.acts.build_menu().actions() if action.text()}
    assert states["粘贴"]
    assert states["录入票据"]
    assert not states["打开票据"]
    assert not states["删除批注"]
    assert not states["附证据"]
    hand.at("营业天数", 1)
    states = {action.text().split("\t")[0]: action.isEnabled() for action in hand.page.acts.build_menu().actions() if action.text()}
    assert not states["录入票据"], "outputs have no bills"

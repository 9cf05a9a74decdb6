"""录入票据 by keyboard: a power bill, a delivery, an estimate and its correction, a credit note, a paper, what is wrong at its field."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.domain.activity import ActivityRecord, RecordId, RecordKind
from core.domain.finding import Place
from core.domain.period import Month
from core.workflows import recording
from tests.shared import made_once
from tests.ui.bills import gas_row, make_bill_ledger, power_paper, power_row
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages.activity import ActivityPage
from ui.pages.bill import BillPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Opener = Callable[[bool], MainWindow]


@pytest.fixture(scope="session")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger without bills and one with seven, made once."""

    def make(folder: Path) -> None:
        for bills in (False, True):
            make_bill_ledger(folder / f"{bills}.tanzhang", bills=bills)

    return made_once(tmp_path_factory, "bill-ledgers", make)


@pytest.fixture
def opened(ledgers: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Opener]:
    """Opens a window over a copy of one of them."""
    windows: list[MainWindow] = []

    def make(bills: bool) -> MainWindow:
        copy = shutil.copytree(ledgers / f"{bills}.tanzhang", tmp_path / "示例竹溪酒店.tanzhang")
        window = open_window(copy, tmp_path / "settings", (ActivityPage, BillPage))
        windows.append(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
        return window

    yield make
    for window in windows:
        page = window.page("bill")
        assert isinstance(page, BillPage)
        page.state.forget()
        page.state.shelf.drop(list(page.state.shelf.keys()))
        drop_window(window)


def bill_page(window: MainWindow) -> BillPage:
    page = window.page("bill")
    assert isinstance(page, BillPage)
    return page


def start(window: MainWindow, *, gas: bool = False, record: str = "") -> BillPage:
    """The page as F4 opens it."""
    row = (gas_row if gas else power_row)(window.session.workspace)
    window.go(Place("bill", row, record=record))
    return bill_page(window)


def type_on(*texts: str) -> None:
    """Type into the field with the keyboard and go on with Enter; an empty text passes a field by."""
    for text in texts:
        field = QApplication.focusWidget()
        assert field is not None
        for letter in text:
            # QTest knows ASCII only; an input method sends the others like this.
            QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))
        QTest.keyClick(field, Qt.Key.Key_Return)


def press(page: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, key, modifier)


def bills(window: MainWindow) -> list[ActivityRecord]:
    """The bills of the ledger in order of time."""
    with window.session.workspace.store.read() as work:
        records = work.activities.all_of_venue(window.session.venue_id)
    return sorted((one for one in records if one.kind is RecordKind.BILL), key=lambda one: (str(one.start), one.id))


def record(window: MainWindow, record_id: str) -> ActivityRecord | None:
    with window.session.workspace.store.read() as work:
        return work.activities.get(RecordId(record_id))


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy(), timeout=30_000)


# ---------------------------------------------------------------- typing


def test_a_power_bill_is_typed_by_keyboard_and_saved(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    assert QApplication.focusWidget() is page.form.fields["reading_end"].editor  # the rest follows from the bill before
    type_on("25363.875", "", "1280", "24.128万", "156832", "90000", "80000", "71280")
    assert QApplication.focusWidget() is page.foot.save_next
    press(page, Qt.Key.Key_S, CTRL)
    kept = bills(window)[-1]
    assert (str(kept.start), str(kept.end)) == ("2025-08-21", "2025-09-21")
    assert kept.quantity.value == Decimal(241280) and kept.reading_end == Decimal("25363.875")
    assert kept.time_of_use is not None and kept.time_of_use.valley == Decimal(71280)
    assert page.state.record == kept.id


def test_what_follows_from_the_fields_is_shown_while_they_are_typed(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = start(window)
    type_on("25363.875", "", "1280", "241280", "156832")
    qtbot.waitUntil(lambda: page.form.text("price") != "")
    assert page.form.advance.words() == "(25,363.875 − 25,063.875) × 800 + 1,280 = 241,280 kWh 与计费量相差 0.0%"
    assert page.form.text("days") == "31" and page.form.text("price") == "0.65"
    strip = page.form.days.strip()
    assert [month.month for month, _segments in strip.months] == [8, 9]
    assert [(one.kind, one.days) for _month, segments in strip.months for one in segments] == [
        ("other", 20), ("own", 11), ("own", 20), ("gap", 10),
    ]  # fmt: skip
    assert "外购电力" in " ".join(words_in(page.head))


def test_ctrl_enter_saves_and_begins_the_next_bill_where_this_one_ended(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    type_on("25363.875", "", "1280", "241280")
    press(page, Qt.Key.Key_Return, CTRL)
    assert len(bills(window)) == 8
    assert page.state.record == "" and page.form.text("start") == "2025-09-21"
    assert page.form.text("reading_start") == "25,363.875"
    assert QApplication.focusWidget() is page.form.fields["reading_end"].editor


def test_a_delivery_counts_what_the_stock_says(opened: Opener) -> None:
    window = opened(False)
    page = start(window, gas=True)
    assert not page.form.fields["reading_end"].isVisibleTo(page.form)  # no meter for bottles
    type_on("3-1", "3-31", "", "10", "5+15", "12", "600")
    press(page, Qt.Key.Key_S, CTRL)
    (kept,) = bills(window)
    assert kept.stock is not None and kept.stock.used() == 18 and kept.quantity.value == 18
    assert page.form.text("quantity") == "18"


def test_an_estimate_is_corrected_by_the_bill_that_comes_later(opened: Opener) -> None:
    window = opened(False)
    page = start(window)
    type_on("2025-01-01", "2025-01-31")
    press(page, Qt.Key.Key_Down)  # 是否暂估: 是
    type_on("", "", "", "", "", "200000")
    press(page, Qt.Key.Key_S, CTRL)
    (estimate,) = bills(window)
    assert estimate.estimated
    page.form.more.correct.setFocus()
    press(page, Qt.Key.Key_Space)
    assert page.state.record == "" and page.form.text("quantity") == "200,000"
    page.form.go_to("quantity")
    type_on("210000")
    press(page, Qt.Key.Key_S, CTRL)
    corrected = next(one for one in bills(window) if one.id != estimate.id)
    assert corrected.corrects == estimate.id and not corrected.estimated
    page.open_record(estimate.id)
    line = page.form.notes.line("replaced")
    assert line is not None and "更正" in line.words


def test_a_credit_note_takes_a_bill_back(opened: Opener) -> None:
    window = opened(True)
    last = bills(window)[-1]
    page = start(window, record=last.id)
    page.form.more.reverse.setFocus()
    press(page, Qt.Key.Key_Space)
    assert page.form.text("quantity") == "−307,380"
    press(page, Qt.Key.Key_S, CTRL)
    credit = next(one for one in bills(window) if one.reverses == last.id)
    assert credit.quantity.value == -307380


def test_a_correction_without_its_original_is_not_saved(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    page.form.more.correct.setFocus()
    press(page, Qt.Key.Key_Space)
    page.form.go_to("reading_end")
    type_on("25363.875", "", "", "241280")
    press(page, Qt.Key.Key_S, CTRL)
    assert len(bills(window)) == 7
    assert page.form.more.kind_line.problem().startswith("还没有选原票据")


# ---------------------------------------------------------------- what is wrong


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    type_on("20000", "", "", "abc")
    press(page, Qt.Key.Key_S, CTRL)
    assert len(bills(window)) == 7
    quantity = page.form.fields["quantity"]
    assert QApplication.focusWidget() is quantity.editor
    line = next(line for line in page.form.lines if quantity in line.cells)
    assert "abc" in line.problem()
    assert page.form.text("reading_end") == "20,000"


def test_a_day_that_is_none_says_how_to_write_it(opened: Opener, qtbot: QtBot) -> None:
    window = opened(False)
    page = start(window)
    type_on("13-45")
    line = next(line for line in page.form.lines if page.form.fields["start"] in line.cells)
    qtbot.waitUntil(lambda: bool(line.problem()))
    assert line.problem() == "「13-45」不是日期。请写成 2025-06-21 这样。"


def test_a_bill_of_a_closed_month_can_only_be_looked_at(opened: Opener) -> None:
    window = opened(True)
    first = bills(window)[0]
    recording.close_month(window.session.workspace, window.session.venue_id, Month(2025, 1))
    page = start(window, record=first.id)
    line = page.form.notes.line("locked")
    assert line is not None and line.words == "1 月已月结，这张票据只能看。要改，请先在月度填报重开。"
    assert not page.foot.save.isVisibleTo(page) and page.form.fields["quantity"].editor.isReadOnly()  # type: ignore[attr-defined]
    press(page, Qt.Key.Key_S, CTRL)
    assert record(window, first.id) == first


# ---------------------------------------------------------------- coming and going


def test_escape_leads_back_to_the_cell_and_what_was_typed_waits(opened: Opener) -> None:
    window = opened(True)
    window.go(Place("bill", power_row(window.session.workspace), Month(2025, 9)))
    page = bill_page(window)
    type_on("25363.875")
    press(page, Qt.Key.Key_Escape)
    assert window.current_page == "activity"
    desk = window.page("activity").desk  # type: ignore[attr-defined]
    assert desk.model.month(desk.view.currentIndex()) == Month(2025, 9)
    assert page.unsaved() == "有 1 张票据填了还没有保存。"
    start(window)
    assert page.form.text("reading_end") == "25,363.875"
    assert page.form.notes.line("resumed") is not None


def test_another_row_does_not_lose_what_was_typed_for_this_one(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    type_on("25363.875")
    start(window, gas=True)
    assert page.form.text("reading_end") == ""
    start(window)
    assert page.form.text("reading_end") == "25,363.875"


def test_what_was_typed_survives_another_look_of_the_window(opened: Opener) -> None:
    window = opened(True)
    type_on_page = start(window)
    type_on("25363.875")
    window.session.change_settings(theme="dark")
    window.apply_look()
    page = bill_page(window)
    assert page is not type_on_page and page.form.text("reading_end") == "25,363.875"
    assert window.current_page == "bill"


def test_closing_the_window_asks_before_typed_bills_are_lost(opened: Opener) -> None:
    window = opened(True)
    start(window)
    type_on("25363.875")
    window.close()
    assert window.isVisible()
    (dialog,) = window.findChildren(Dialog)
    assert any("还没有保存" in words for words in words_in(dialog))
    dialog.reject()


def test_alt_and_the_arrows_walk_the_bills(opened: Opener) -> None:
    window = opened(True)
    kept = [one.id for one in bills(window)]
    page = start(window)
    press(page, Qt.Key.Key_Left, ALT)
    assert page.state.record == kept[-1]
    press(page, Qt.Key.Key_Left, ALT)
    assert page.state.record == kept[-2] and page.form.position.text() == "第 6 张，共 7 张"
    press(page, Qt.Key.Key_Right, ALT)
    press(page, Qt.Key.Key_Right, ALT)
    assert page.state.record == ""


def test_undo_takes_a_saved_bill_back_and_leaves_its_text_on_the_form(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    type_on("25363.875", "", "", "240000")
    press(page, Qt.Key.Key_S, CTRL)
    assert len(bills(window)) == 8
    press(page, Qt.Key.Key_Z, CTRL)
    assert len(bills(window)) == 7
    assert page.state.record == "" and page.form.text("quantity") == "240,000"
    press(page, Qt.Key.Key_S, CTRL)
    assert len(bills(window)) == 8


def test_a_removed_bill_comes_back_by_undo(opened: Opener) -> None:
    window = opened(True)
    last = bills(window)[-1]
    page = start(window, record=last.id)
    page.foot.remove.setFocus()
    press(page, Qt.Key.Key_Space)
    assert len(bills(window)) == 6
    press(page, Qt.Key.Key_Z, CTRL)
    assert len(bills(window)) == 7


def test_a_change_of_the_meter_is_registered_beside_the_readings(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    page.form.meter_change.setFocus()
    press(page, Qt.Key.Key_Space)
    for text in ("8-21", "25063.875", "12"):
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)
    press(page, Qt.Key.Key_Return)
    (line,) = [line for line in page.deeds.bills() if line.kind == "meter_change"]
    assert line.quantity == "25,063.875 → 12"
    assert page.form.text("reading_start") == "12"  # the next bill goes on from the new meter


def test_the_ends_of_bills_are_read_the_other_way_on_request(opened: Opener) -> None:
    window = opened(True)
    page = start(window)
    page.form.more.style_link.setFocus()
    press(page, Qt.Key.Key_Space)
    assert page.form.fields["last"].label() == "账期止（下期首日）"


def test_the_rail_keeps_the_monthly_page_lit_and_has_no_row_for_bills(opened: Opener) -> None:
    window = opened(True)
    start(window)
    rows = {row.entry.name: row.isChecked() for row in window.frame.rail.rows()}
    assert rows == {"activity": True}


# ---------------------------------------------------------------- papers


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drop files on the window; says whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(900, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    event.ignore()
    window.dropEvent(event)
    return event.isAccepted()


def test_a_dropped_paper_fills_the_form_and_is_kept_with_the_bill(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    page = start(window)
    paper = tmp_path / "2025年9月电费单.pdf"
    paper.write_bytes(power_paper())
    assert drop(window, paper)
    settle(window, qtbot)
    assert page.form.text("invoice") == "DF-2025-09-0021" and page.form.text("reading_end") == "25,363.875"
    assert page.form.fields["reading_end"].proposed()
    assert page.paper.numbers()["reading_end"] > 0
    page.form.go_to("quantity")
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]
    type_on("241280")
    press(page, Qt.Key.Key_S, CTRL)
    kept = bills(window)[-1]
    assert len(kept.evidence) == 1 and not page.form.fields["reading_end"].proposed()
    assert page.evidence.files()[0].evidence_id == kept.evidence[0]


def test_a_paper_dropped_on_an_empty_cell_opens_the_form_with_its_proposal(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    paper = tmp_path / "单.pdf"
    paper.write_bytes(power_paper())
    window.go(Place("bill", power_row(window.session.workspace), Month(2025, 9), field=str(paper)))
    settle(window, qtbot)
    page = bill_page(window)
    assert page.form.text("invoice") == "DF-2025-09-0021" and len(page.evidence.files()) == 1


def test_a_paper_of_another_row_moves_an_untouched_form_there(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    page = start(window, gas=True)
    paper = tmp_path / "单.pdf"
    paper.write_bytes(power_paper())
    page.take([paper])
    settle(window, qtbot)
    qtbot.waitUntil(lambda: page.form.text("invoice") == "DF-2025-09-0021")
    assert page.state.subject == power_row(window.session.workspace) and len(page.evidence.files()) == 1


def test_the_same_paper_again_leads_to_the_bill_that_has_it(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    paper = tmp_path / "单.pdf"
    paper.write_bytes(power_paper(invoice="DF-2025-08-0021"))
    page = start(window)
    page.take([paper])
    settle(window, qtbot)
    line = page.form.notes.line("same")
    assert line is not None and "DF-2025-08-0021" in line.words
    line.links[0].setFocus()
    press(page, Qt.Key.Key_Space)
    assert page.state.record == bills(window)[-1].id


def test_a_paper_never_overwrites_what_was_typed(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    page = start(window)
    type_on("25400")
    paper = tmp_path / "单.pdf"
    paper.write_bytes(power_paper())
    page.take([paper])
    settle(window, qtbot)
    assert page.form.text("reading_end") == "25,400"
    line = page.form.notes.line("read")
    assert line is not None and "止示数与票面不同" in line.words


def test_a_kept_bill_gets_a_dropped_paper_at_once_and_undo_takes_it_off(opened: Opener, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(True)
    last = bills(window)[-1]
    page = start(window, record=last.id)
    paper = tmp_path / "单.pdf"
    paper.write_bytes(power_paper())
    assert drop(window, paper)
    settle(window, qtbot)
    assert len(bills(window)[-1].evidence) == 1
    press(page, Qt.Key.Key_Z, CTRL)
    assert bills(window)[-1].evidence == () and page.evidence.files() == ()


def test_a_file_that_is_no_paper_is_not_taken(opened: Opener, tmp_path: Path) -> None:
    window = opened(True)
    start(window)
    program = tmp_path / "x.exe"
    program.write_bytes(b"MZ")
    assert not drop(window, program)


def test_f9_explains_the_month_that_the_bill_falls_on(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = start(window, record=bills(window)[-1].id)
    window.toggle_side(True)
    assert page.panel.isVisible()
    qtbot.waitUntil(lambda: any("2025年8月" in words for words in words_in(page.panel)))

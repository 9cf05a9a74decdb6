"""The footprint in the window: totals, rows, last year, and where each figure comes from."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.domain.quantity import shown
from core.workflows import boundary, compiling
from tests.ui.ledgers import drop_window, open_window, words_in
from tests.ui.submissions import idle
from ui.main_window import MainWindow
from ui.models import footprint_rows
from ui.models.footprint_rows import ResultRow, compare
from ui.pages.activity import ActivityPage
from ui.pages.inventory import InventoryPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


@pytest.fixture
def opened(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[bool], MainWindow]]:
    """Opens the page over the empty or the filled year."""
    windows: list[MainWindow] = []

    def open_page(filled: bool) -> MainWindow:
        ledger = Path(shutil.copytree(masters[filled], tmp_path / "酒店.tanzhang"))
        windows.append(open_window(ledger, tmp_path, (InventoryPage, ActivityPage)))
        return windows[-1]

    yield open_page
    for window in windows:
        drop_window(window)


def _page(window: MainWindow) -> InventoryPage:
    page = window.page("inventory")
    assert isinstance(page, InventoryPage)
    return page


def _row(page: InventoryPage, name: str) -> ResultRow:
    return next(row for row in page.table.table.rows() if row.name == name)


def test_empty_year_shows_all_sources_without_figures(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(False)
    page = _page(window)
    rows = page.table.table.rows()
    assert len([row for row in rows if row.kind == "source"]) == 12
    assert {row.cells[4] for row in rows} == {"—"}, "nothing is missing as 0, sums neither"
    assert not page._report.isVisible()
    assert not page.change.isVisible()
    page._fill.click()
    assert window.current_page == "activity"


def test_total_of_the_table_is_the_total_of_the_inventory(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(True)
    page = _page(window)
    inventory = compiling.inventory(window.session.workspace, window.session.dossier_id)
    assert page.table.table.rows()[-1].cells[4] == shown(inventory.total(), 2)
    groups = [row for row in page.table.table.rows() if row.kind == "group"]
    assert [row.cells[4] for row in groups] == [shown(inventory.by_scope()[scope], 2) for scope in (1, 2, 3)]


@pytest.mark.parametrize("view", ["source", "month", "gas"])
def test_every_view_ends_in_the_same_total(opened: Callable[[bool], MainWindow], view: str) -> None:
    page = _page(opened(True))
    page.views.set_value(view)
    page._show()
    total = next(row for row in page.table.table.rows() if row.kind == "total")
    inventory = page._reading.location  # type: ignore[union-attr]
    assert shown(inventory.total(), 2) in total.cells


def test_unanswered_source_is_named_and_never_zero(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    row = _row(page, "布草外包洗涤")
    assert row.tags == ("未核算",)
    assert row.cells[4] == "—"
    assert row.cells[0] != "—", "its quantity is recorded all the same"
    assert "布草外包洗涤" in page._notes.plain()


def test_unchecked_factor_is_tagged_at_the_figure(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    assert _row(page, "天然气·锅炉").tags == ("未核对",)
    assert _row(page, "外购电力·主楼户").tags == ()


def test_factor_of_power_is_printed_as_published(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    assert _row(page, "外购电力·主楼户").cells[2:4] == ("0.1564", "kgCO2/kWh")
    assert _row(page, "制冷剂 R410A").cells[2] == "2,255.5"


def test_half_a_year_is_compared_with_the_same_months(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(True)
    page = _page(window)
    assert [page.table.table.column(n).title for n in (8, 9)] == ["2024 同期", "增减"]
    taken = compiling.snapshot(window.session.workspace, window.session.dossier_id)
    before = compiling.last_year_inventory(taken)
    assert before is not None
    eleven = sum((line.tco2e for line in before.lines() if line.month.month <= 11), Fraction(0))
    assert page.table.table.rows()[-1].cells[7] == shown(eleven, 2)


def test_steps_lead_exactly_from_last_year_to_this_one(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    reading = page._reading
    assert reading is not None
    steps = footprint_rows.steps(compare(reading.location, reading.last_year), reading.constant)
    moved = sum((step.value for step in steps[1:-1]), Fraction(0))
    assert abs(steps[0].value + moved - steps[-1].value) < Fraction(1, 100)
    assert steps[-1].value == reading.location.total()
    page.change.views.set_value("source")
    page.change._show()
    assert page.change.chart.accessibleName() == footprint_rows.steps_title(steps)


def test_choosing_p1_switches_the_table(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    page._choose_total("p1")
    inventory = page._reading.location  # type: ignore[union-attr]
    assert page.table.table.rows()[-1].cells[4] == shown(inventory.total(p1=True), 2)
    assert _row(page, "制冷剂 R410A").cells[4] == "0.00"


def test_market_total_without_proof_says_why(opened: Callable[[bool], MainWindow]) -> None:
    page = _page(opened(True))
    inventory = page._reading.location  # type: ignore[union-attr]
    assert inventory.market_based is None
    assert inventory.market_note in page._notes.plain()


def test_market_total_is_shown_once_no_certificates_are_in_the_boundary(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(True)
    page = _page(window)
    session = window.session
    source = next(s for s in boundary.sources(session.workspace, session.venue_id) if s.name == "绿证电量（市场法）")
    session.apply(boundary.exclude_source(session.workspace, source.id, "本年没有购买"))
    page._choose_total("market")
    inventory = page._reading.market  # type: ignore[union-attr]
    assert inventory is not None
    assert page.table.table.rows()[-1].cells[4] == shown(inventory.total(), 2)
    assert "边界外：绿证电量（市场法）" in page._notes.plain()


def test_chosen_row_explains_itself(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(True)
    page = _page(window)
    source = next(row for row in page.table.table.rows() if row.name == "外购电力·主楼户")
    window.go(Place("inventory", source.key))
    QApplication.processEvents()
    assert window.frame.side_is_shown()
    words = words_in(page.panel)
    assert source.cells[4] in words
    assert "0.1564" in words


def test_table_is_walked_folded_and_left_by_keyboard(opened: Callable[[bool], MainWindow]) -> None:
    window = opened(True)
    page = _page(window)
    table = page.table
    table.choose("group", "1")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert table.isRowHidden(1)
    high = table.height()
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert not table.isRowHidden(1)
    assert table.height() > high
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current_row() == table.table.rows()[1]
    page.views.set_value("month")
    page._show()
    page.table.choose("plain", "2025-03")
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert window.current_page == "activity"
    activity = window.page("activity")
    assert isinstance(activity, ActivityPage)
    assert activity.desk.view.currentIndex().column() == 2


def _export(page: InventoryPage, words: str) -> None:
    """Open the menu of the export button and choose what has these words."""
    page._export.click()
    menu = page.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if words in action.text()).trigger()
    menu.close()


def test_live_workbook_is_saved_off_the_main_thread(
    opened: Callable[[bool], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window = opened(True)
    page = _page(window)
    target = tmp_path / "工作簿.xlsx"
    monkeypatch.setattr(window, "ask_save_path", lambda *_words: str(target))
    _export(page, "核算工作簿")
    idle(qtbot, window)
    assert "total_tco2e" in load_workbook(target).defined_names


def test_table_is_saved_for_excel(opened: Callable[[bool], MainWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(True)
    page = _page(window)
    target = tmp_path / "结果.csv"
    monkeypatch.setattr(window, "ask_save_path", lambda *_words: str(target))
    _export(page, "CSV")
    with target.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][:2] == ["排放源", "活动数据"]
    assert lines[-1][5] == page.table.table.rows()[-1].cells[4].replace(",", "")

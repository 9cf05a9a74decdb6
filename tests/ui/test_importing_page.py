"""导入 in the window: choose, be asked, see what would change, take it, take it back; by keyboard, and with files as people have them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.domain.period import Month
from core.workflows import boundary, monthly, reporting
from core.workflows.import_views import Fate, Layout
from tests.ui.ledgers import drop_window, open_window, words_in
from tests.ui.submissions import answer, idle
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage
from ui.pages.importing import ImportingPage
from ui.widgets.import_choice import ChoicePopover
from ui.widgets.notices import ProgressRow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

MONTHS = [f"{month}月" for month in range(1, 13)]
ELECTRICITY = [200_100 + 100 * (month - 1) + 1 for month in range(1, 12)]
"""What the ledger of the tests holds from January to November 2025."""


@pytest.fixture
def window(qapp: QApplication, masters: dict[bool, Path], tmp_path: Path) -> Iterator[MainWindow]:
    """The grid and the import over a year of data; the import is opened on purpose, as from the grid."""
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    made = open_window(ledger, tmp_path / "settings", (ActivityPage, ImportingPage))
    made.session.choose(made.session.venue_id, 2025)
    made.go(Place("importing"))
    yield made
    drop_window(made)


@pytest.fixture
def page(window: MainWindow) -> ImportingPage:
    found = window.page("importing")
    assert isinstance(found, ImportingPage)
    return found


@pytest.fixture
def electricity(window: MainWindow) -> str:
    """Name of the row for bought electricity."""
    return next(
        source.name
        for source in boundary.sources(window.session.workspace, window.session.venue_id)
        if source.type_code == "grid_electricity"
    )


def book(path: Path, rows: Sequence[Sequence[object]], sheet: str = "台账") -> Path:
    made = Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def across(path: Path, *rows: Sequence[object]) -> Path:
    """One row an item, one column a month."""
    return book(path, [["项目", "单位", *MONTHS], *rows])


def choose(page: ImportingPage, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Choose a file as a person does, and wait until it has been read and tried."""
    answer(monkeypatch, window, open=path)
    button = page.choose.choose_button if page.choose.isVisible() else page.other
    qtbot.keyClick(button, Qt.Key.Key_Space)
    settle(page, window, qtbot)


def settle(page: ImportingPage, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy() and not page.deeds.busy, timeout=60_000)
    QApplication.processEvents()


def counts(page: ImportingPage) -> dict[Fate, int]:
    assert page._preview is not None
    return {fate: page._preview.count(fate) for fate in Fate}


def figure(window: MainWindow, name: str, month: int) -> str:
    grid = monthly.monthly_grid(window.session.workspace, window.session.dossier_id)
    row = next(row for row in grid.rows() if row.name == name)
    return next(cell.text for cell in row.cells if cell.month == Month(2025, month))


def popover(page: ImportingPage) -> ChoicePopover:
    found = page.work.mapping.popover
    assert found is not None
    assert QApplication.focusWidget() is found.field
    return found


def held_up(window: MainWindow) -> threading.Event:
    """Keep the one worker busy until the event is set, so that what is asked next waits behind it."""
    gate = threading.Event()
    window.tasks.run_task(lambda _task: gate.wait(30), lambda _done: None, lambda _error: None, "占住")
    return gate


def cancel_last(window: MainWindow) -> None:
    """Press 取消 in the row of progress that came last."""
    row = window.frame.notices.findChildren(ProgressRow)[-1]
    row._cancel.click()


# ---------------------------------------------------------------- the empty page


def test_the_empty_page_says_what_can_be_imported_and_has_the_keyboard(page: ImportingPage) -> None:
    found = " ".join(words_in(page))
    assert "把表格拖到这里" in found
    for ending in ("xlsx", "xls", "ods", "csv"):
        assert ending in found
    assert QApplication.focusWidget() is page.choose.choose_button
    assert not page.take_button.isVisible()


def test_it_has_no_place_of_its_own_in_the_rail(window: MainWindow) -> None:
    assert "importing" in window.page_names()
    assert all("导入" not in button.text() for button in window.frame.rail.findChildren(QWidget) if hasattr(button, "text"))


def test_the_blank_and_the_filled_template_are_saved(
    page: ImportingPage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    for name, button in (("空白.xlsx", page.choose.blank_button), ("已填.xlsx", page.choose.filled_button)):
        answer(monkeypatch, window, save=tmp_path / name)
        qtbot.keyClick(button, Qt.Key.Key_Space)
        idle(qtbot, window)
        assert "月度数据" in load_workbook(tmp_path / name, read_only=True).sheetnames


# ---------------------------------------------------------------- refused as a whole


def test_a_file_that_cannot_be_read_is_said_on_the_page(
    page: ImportingPage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing more")
    choose(page, window, bad, monkeypatch, qtbot)
    assert "坏.xlsx" in page.choose.problem.message
    assert page.choose.problem.isVisible()
    assert page.choose.choose_button.isVisible(), "another file can be chosen at once"


def test_a_bad_file_leaves_the_one_before_as_it_stood(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "好.xlsx", [electricity, "kWh", 1]), monkeypatch, qtbot)
    before = counts(page)
    bad = tmp_path / "坏.csv"
    bad.write_bytes(b"")
    choose(page, window, bad, monkeypatch, qtbot)
    assert page.work.problem.isVisible()
    assert "坏.csv" in page.work.problem.message
    assert counts(page) == before
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert figure(window, electricity, 1) == "1", "what is imported is the file that is shown"


def test_a_bill_is_sent_to_where_it_belongs(page: ImportingPage, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    scan = tmp_path / "电费单.pdf"
    scan.write_bytes(b"%PDF-1.4\n%%EOF\n")
    assert page.accepts((scan,))
    page.take((scan,))
    assert "电费单.pdf" in page.evidence.title.plain()
    qtbot.keyClick(page.evidence.grid_button, Qt.Key.Key_Space)
    assert window.current_page == "activity"


def test_folders_and_other_files_are_not_accepted(page: ImportingPage, tmp_path: Path) -> None:
    program = tmp_path / "程序.exe"
    program.write_bytes(b"MZ")
    assert not page.accepts((tmp_path,))
    assert not page.accepts((program,))
    assert not page.accepts(())


# ---------------------------------------------------------------- seeing and taking


def test_the_preview_counts_and_shows_the_effect_before_anything_is_saved(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    row = [electricity, "kWh", *ELECTRICITY, 300_000]
    row[3] = 999_000  # February is changed
    row[4] = "待补"  # March cannot be read
    choose(page, window, across(tmp_path / "台账.xlsx", row), monkeypatch, qtbot)
    assert counts(page) == {Fate.NEW: 1, Fate.CHANGED: 1, Fate.UNCHANGED: 9, Fate.REFUSED: 1}
    assert page.take_button.text() == "导入 2 项"
    assert "→" in page.work.preview.total.plain()
    assert "tCO₂e（+" in page.work.preview.total.plain()
    assert figure(window, electricity, 12) == "", "nothing is saved yet"
    QAbstractItemModelTester(page.work.preview.table.items, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_four_counts_are_filters(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", 1, "待补"]), monkeypatch, qtbot)
    assert page.work.preview.filter is not None
    assert page.work.preview.table.items.rowCount() == 2
    refused = page.work.preview.filter._segments["refused"]
    refused.setFocus()
    qtbot.keyClick(refused, Qt.Key.Key_Space)
    (row,) = page.work.preview.table.items.rows()
    assert row.fate is Fate.REFUSED
    assert "第 2 行 D 列" in page.work.preview.detail.plain()
    assert row.reason in page.work.preview.detail.plain()


def test_taken_by_keyboard_and_taken_back(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", *ELECTRICITY, 300_000]), monkeypatch, qtbot)
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert figure(window, electricity, 12) == "300,000"
    assert "新增 1，修改 0，未变 11，未导入 0" in page.work.done.words
    assert page.work.done.isVisible()
    assert QApplication.focusWidget() is page.work.done.cell_button
    qtbot.keyClick(page.work.done.undo_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert figure(window, electricity, 12) == ""
    assert not page.work.done.isVisible()
    assert page.take_button.text() == "导入 1 项", "the file stands where it stood before"
    window.redo()
    settle(page, window, qtbot)
    assert counts(page)[Fate.UNCHANGED] == 12


def test_the_first_imported_cell_is_one_key_away(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", *ELECTRICITY, 300_000]), monkeypatch, qtbot)
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    qtbot.keyClick(page.work.done.cell_button, Qt.Key.Key_Space)
    assert window.current_page == "activity"


def test_the_same_file_again_is_unchanged_and_there_is_nothing_to_take(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = across(tmp_path / "台账.xlsx", [electricity, "kWh", *ELECTRICITY, 300_000])
    choose(page, window, path, monkeypatch, qtbot)
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    qtbot.keyClick(page.work.done.again_button, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is page.choose.choose_button
    choose(page, window, path, monkeypatch, qtbot)
    assert counts(page) == {Fate.NEW: 0, Fate.CHANGED: 0, Fate.UNCHANGED: 12, Fate.REFUSED: 0}
    assert not page.take_button.isEnabled()
    assert "账本里都有了" in page.take_button.toolTip()


def test_what_was_refused_leaves_as_a_list_and_as_remarks_in_a_copy(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = across(tmp_path / "台账.xlsx", [electricity, "kWh", 1, "待补"])
    original = path.read_bytes()
    choose(page, window, path, monkeypatch, qtbot)
    for name, button in (("清单.xlsx", page.work.preview.list_button), ("批注.xlsx", page.work.preview.copy_button)):
        answer(monkeypatch, window, save=tmp_path / name)
        qtbot.keyClick(button, Qt.Key.Key_Space)
        idle(qtbot, window)
    listed = [cell.value for row in load_workbook(tmp_path / "清单.xlsx").active.iter_rows() for cell in row]
    assert "待补" in listed
    assert "D" in listed
    assert load_workbook(tmp_path / "批注.xlsx")["台账"]["D2"].comment is not None
    assert path.read_bytes() == original


def test_our_own_template_needs_no_mapping(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "模板.xlsx"
    reporting.write_template(window.session.workspace, window.session.dossier_id, path)
    made = load_workbook(path)
    sheet = made["月度数据"]
    row = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if cell.value == electricity)
    heads = next(cells for cells in sheet.iter_rows() if any(str(cell.value).startswith("12月") for cell in cells))
    column = next(cell.column for cell in heads if str(cell.value).startswith("12月"))
    sheet.cell(row, column).value = 300_000
    made.save(path)
    choose(page, window, path, monkeypatch, qtbot)
    assert not page.work.tabs.isVisible()
    assert counts(page)[Fate.NEW] == 1
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert figure(window, electricity, 12) == "300,000"


def test_bills_show_their_days(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = tmp_path / "电费.csv"
    path.write_text(f"项目,起始日期,截止日期,用电量,单位,金额\n{electricity},2025-12-01,2025-12-31,210000,kWh,168000\n", encoding="gb18030")
    choose(page, window, path, monkeypatch, qtbot)
    assert page._plan is not None
    assert page._plan.layout is Layout.BILLS
    page._open("preview")
    settle(page, window, qtbot)
    (row,) = page.work.preview.rows()
    assert row.fate is Fate.NEW
    assert "12" in row.period
    assert "31" in row.period


# ---------------------------------------------------------------- being asked


def test_what_is_unsure_is_asked_first_and_answered_by_keyboard(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = across(tmp_path / "台账.xlsx", ["神秘能源", "kWh", 7, 8], [electricity, "kWh", 1])
    choose(page, window, path, monkeypatch, qtbot)
    assert page.work.mapping.isVisible(), "there is something to answer, so it comes before the preview"
    lines = page.work.mapping.table.lines.rows()
    assert lines[0].kind == "head"
    assert lines[1].name == "神秘能源"
    assert lines[1].asked
    assert "还有 1 处" in page.work.questions.title.plain()
    QAbstractItemModelTester(page.work.mapping.table.lines, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert QApplication.focusWidget() is page.work.mapping.table
    qtbot.keyClick(page.work.mapping.table, Qt.Key.Key_Return)
    found = popover(page)
    found.field.insert("自来水")  # as an input method does
    found.field.textEdited.emit("自来水")
    qtbot.keyClick(found.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is page.work.mapping.table, "Esc leaves it as it was"
    assert page._plan is not None
    assert page._plan.questions
    qtbot.keyClick(page, Qt.Key.Key_F8)
    found = popover(page)
    found.field.insert("不导入")
    found.field.textEdited.emit("不导入")
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert not page._plan.questions
    assert not page.work.questions.isVisible()
    assert page.see.isVisible()
    assert window.isActiveWindow()

    def led() -> None:
        assert QApplication.focusWidget() is page.see, "nothing is asked any more: Enter leads to the preview"

    qtbot.waitUntil(led)
    qtbot.keyClick(page.see, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert page.take_button.isEnabled()
    assert page.take_button.text() == "导入 1 项"


def test_with_a_question_open_the_preview_is_seen_but_nothing_can_be_taken(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", ["神秘能源", "kWh", 7], [electricity, "kWh", 1]), monkeypatch, qtbot)
    qtbot.keyClick(page.see, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    assert page.work.preview.isVisible()
    assert not page.take_button.isEnabled()
    assert "对应关系" in page.take_button.toolTip()
    assert page.work.questions.isVisible()
    qtbot.keyClick(page.work.questions.button, Qt.Key.Key_Space)
    assert page.work.mapping.isVisible()
    assert popover(page).list.count() > 0


def test_an_answer_can_be_changed_after_the_preview(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", 1]), monkeypatch, qtbot)
    assert page.work.preview.isVisible()
    page._open("mapping")
    qtbot.keyClick(page.work.mapping.table, Qt.Key.Key_Return)
    found = popover(page)
    found.field.insert("不导入")
    found.field.textEdited.emit("不导入")
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    page._open("preview")
    settle(page, window, qtbot)
    assert page.work.preview.rows() == ()
    assert page.work.preview.nothing.isVisible()


def test_another_layout_is_chosen_and_the_table_is_understood_anew(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", 1]), monkeypatch, qtbot)
    page._open("mapping")
    form = page.work.mapping.form
    form.layout_choice.set_value(Layout.LONG.value)
    form.layout_choice.chosen.emit(Layout.LONG.value)
    assert page._plan is not None
    assert page._plan.tables[0].layout is Layout.LONG
    form.header.setText("零")
    form.header.editingFinished.emit()
    assert form.header_row.error()


def test_how_a_table_was_understood_is_remembered(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "一月.xlsx", ["神秘能源", "kWh", 7], [electricity, "kWh", 1]), monkeypatch, qtbot)
    page.work.questions.go()
    found = popover(page)
    found.field.insert("不导入")
    found.field.textEdited.emit("不导入")
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    page._open("preview")
    settle(page, window, qtbot)
    qtbot.keyClick(page.take_button, Qt.Key.Key_Space)
    settle(page, window, qtbot)
    page.start_over()
    choose(page, window, across(tmp_path / "二月.xlsx", ["神秘能源", "kWh", 7, 8], [electricity, "kWh", 1, 2]), monkeypatch, qtbot)
    assert page._plan is not None
    assert page._plan.questions == ()
    assert page.work.preview.isVisible(), "nothing is asked, so the preview comes first"
    assert "沿用「一月.xlsx」" in page.work.how.plain()
    assert page.take_button.text() == "导入 1 项"


# ---------------------------------------------------------------- stopping, and what happens around it


def test_reading_is_cancelled_and_the_page_is_as_before(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, qtbot: QtBot
) -> None:
    gate = held_up(window)
    page.read(across(tmp_path / "台账.xlsx", [electricity, "kWh", 1]))
    cancel_last(window)
    gate.set()
    settle(page, window, qtbot)
    assert page._plan is None
    assert page.choose.isVisible()
    assert not page.choose.problem.isVisible(), "stopping on purpose is no error"


def test_taking_is_cancelled_and_the_ledger_is_as_before(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", *ELECTRICITY, 300_000]), monkeypatch, qtbot)
    gate = held_up(window)
    page.take_in()
    assert not page.take_button.isEnabled(), "pressed twice, it is done once"
    cancel_last(window)
    gate.set()
    settle(page, window, qtbot)
    assert figure(window, electricity, 12) == ""
    assert page.take_button.text() == "导入 1 项"
    assert page.take_button.isEnabled()


def test_a_change_of_the_ledger_is_seen_in_the_preview(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    path = across(tmp_path / "台账.xlsx", [electricity, "kWh", *ELECTRICITY, 300_000])
    choose(page, window, path, monkeypatch, qtbot)
    window.undo()  # the figures that the ledger was made with
    settle(page, window, qtbot)
    assert counts(page)[Fate.NEW] == 12


def test_another_year_reads_the_file_for_that_year(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", [electricity, "kWh", 1]), monkeypatch, qtbot)
    window.session.choose(window.session.venue_id, 2024)
    settle(page, window, qtbot)
    assert page._preview is not None
    (row,) = page.work.preview.rows()
    assert row.month == Month(2024, 1)


def test_the_file_outlives_a_change_of_the_look(
    page: ImportingPage, window: MainWindow, electricity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", ["神秘能源", "kWh", 7], [electricity, "kWh", 1]), monkeypatch, qtbot)
    window.apply_look()
    anew = window.page("importing")
    assert isinstance(anew, ImportingPage)
    settle(anew, window, qtbot)
    assert anew is not page
    assert anew.work.mapping.isVisible()
    assert "还有 1 处" in anew.work.questions.title.plain()


def test_another_ledger_is_not_offered_the_file(
    page: ImportingPage,
    window: MainWindow,
    masters: dict[bool, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    choose(page, window, across(tmp_path / "台账.xlsx", ["自来水", "m³", 1]), monkeypatch, qtbot)
    window.session.open(Path(shutil.copytree(masters[False], tmp_path / "另一家.tanzhang")))
    window.open_page("importing")
    settle(page, window, qtbot)
    assert page.choose.isVisible()

"""What an event sends out and takes back in the window: netting, sheets of suppliers, filing after the lock, and the menu of papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from core.domain.event import EventRole
from core.workflows import boundary, compiling, events
from tests.ui.ledgers import words_in
from tests.ui.test_events_page import Opener, _line, _page, _type, _view, opened
from ui.main_window import MainWindow
from ui.widgets.fields import FieldRow
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.small_form import SmallForm

__all__ = ["opened"]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Ask = Callable[[str, str, str], str]


def _menu(window: MainWindow) -> dict[str, object]:
    page = _page(window)
    view = page._view
    assert view is not None
    menu = page._papers.menu(view, page, page._taken)
    return {action.text(): action for action in menu.actions() if action.text()}


def test_an_item_is_taken_out_of_the_year_and_its_supplier_answers(
    opened: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(True)
    page, workspace = _page(window), window.session.workspace
    page._show_part("items")
    line = next(one for card in page.stages.values() for one in card.lines.values() if one.row.item.type_code == "grid_electricity")
    line.edit.click()
    form = page.findChild(SmallForm)
    assert form is not None
    rows = {row.editor.accessibleName(): row.editor for row in form.findChildren(FieldRow)}
    supplier, holder = rows["供应商"], rows["从年度扣除"]
    assert isinstance(supplier, QLineEdit) and isinstance(holder, QComboBox)
    supplier.setText("示例会展服务公司")
    holder.setCurrentIndex(1)
    form._go.click()
    item = next(one for one in events.items(workspace, page._event) if one.id == line.row.item.id)
    assert item.supplier == "示例会展服务公司"
    assert item.netted_from in {source.id for source in boundary.sources(workspace, window.session.venue_id)}
    assert any("从年度" in text and "示例会展服务公司" in text for text in words_in(page))
    # the sheet goes out, is filled in, and comes back
    sheet, back = tmp_path / "问.xlsx", tmp_path / "答.xlsx"
    monkeypatch.setattr(window, "ask_save_path", lambda *_arguments: str(sheet))
    _menu(window)["供应商数据表：示例会展服务公司…"].trigger()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: sheet.exists() and not window.tasks.busy(), timeout=20_000)
    book = load_workbook(sheet)
    book.active["E5"] = 3468
    book.active.append(["ZZZZ", "", "别的", "", 5])
    book.save(back)
    monkeypatch.setattr(window, "ask_open_path", lambda *_arguments: str(back))
    _menu(window)["收回供应商数据表…"].trigger()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.returned.isVisibleTo(page), timeout=30_000)
    assert any("未收 1" in text for text in words_in(page.returned))
    assert any("ZZZZ" in text for text in words_in(page.returned))
    assert next(one for one in events.items(workspace, page._event) if one.id == item.id).actual_micro == 3_468_000_000
    events.save_event(workspace, replace(events.kept_form(workspace, page._event), settled=True))
    netted = compiling.snapshot(workspace, str(window.session.dossier_id)).netted
    assert [record.micro for record in netted] == [-3_468_000_000]


def test_filing_stays_open_after_the_lock_and_a_participant_has_nothing_to_file(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page, workspace = _page(window), window.session.workspace
    assert {"附表1 报送件和抄送件", "附表1 报送件", "附表1 抄送件", "空白附表1", "空白附表2", "收回供应商数据表…"} <= _menu(window).keys()
    found = events.event_dossier(workspace, page._event)
    with workspace.store.begin() as work:
        locked = replace(found, status=type(found.status).LOCKED)
        work.dossiers.put(locked, work.journal.begin_change("锁定", "陈示例", workspace.clock()))
    page.refresh()
    assert not _line(page, "name").isEnabled()
    _type(_line(page, "filed_on"), "2025-12-01")
    page.form.bureau.setCurrentIndex(3)
    page.form.bureau.activated.emit(3)
    kept = _view(window).form
    assert (str(kept.filed_on), kept.bureau) == ("2025-12-01", page.form.bureau.value())
    _type(_line(page, "copied_on"), "2999-01-01")
    assert "今天之后" in page.form.rows["copied_on"].error()
    assert page.form1.isVisibleTo(page.head)
    _menu(window)["附表1 报送件和抄送件"].trigger()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.findChild(PaperPreview) is not None, timeout=30_000)
    preview = window.findChild(PaperPreview)
    assert preview is not None
    preview.close()
    with workspace.store.begin() as work:
        change = work.journal.begin_change("打开", "陈示例", workspace.clock())
        work.dossiers.put(found, change)
        work.events.put(replace(kept, role=EventRole.PARTICIPANT), change)
    page.refresh()
    assert not page.form1.isVisibleTo(page.head)
    assert not page.form.rows["bureau"].isEnabled()
    assert "附表1 报送件" not in _menu(window)

"""信息查询 and outside lists in the window: found from anywhere, opened at its place, left with Esc; entered with a source, taken off."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.dossier import Dossier, DossierKind
from core.domain.neutrality_papers import ListStatus, StandingKind
from core.workflows import disclosing, dossiers
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import window_over
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.pages.certificates import CertificatesPage
from ui.pages.events import EventsPage
from ui.pages.inventory import InventoryPage
from ui.pages.knowledge import KnowledgePage
from ui.pages.measures import MeasuresPage
from ui.pages.offsets import OffsetsPage
from ui.widgets.fields import Line
from ui.widgets.find_palette import FindPalette
from ui.widgets.paperwork_dialogs import StandingDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, demo: Path) -> Iterator[MainWindow]:
    """The whole window over a copy of the demonstration."""
    ledger = Path(shutil.copytree(demo / "ledger", tmp_path / "酒店.tanzhang"))
    opened = window_over(ledger, tmp_path / "settings", PAGES)
    yield opened
    drop_window(opened)


def of_kind(window: MainWindow, kind: DossierKind) -> Dossier:
    found = (one for one in dossiers.all_dossiers(window.session.workspace) if one.kind is kind and one.status.value == "locked")
    return next(found)


def asked(window: MainWindow, text: str, keys: str = "Ctrl+K") -> FindPalette:
    """The palette after its shortcut was pressed and a text typed."""
    (action,) = [one for one in window.actions() if one.shortcut().toString() == keys]
    action.trigger()
    (palette,) = [one for one in window.findChildren(FindPalette) if one.isVisible()]
    palette.search.field.setText(text)
    return palette


def opened(window: MainWindow, text: str) -> None:
    """Enter on the first hit of a text."""
    palette = asked(window, text)
    QTest.keyClick(palette.search.field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert not [one for one in window.findChildren(FindPalette) if one.isVisible()]


def test_it_is_reached_from_everywhere_and_esc_goes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.open_page("knowledge")
    page = window.page("knowledge")
    assert isinstance(page, KnowledgePage)
    page.search.field.setFocus()
    palette = asked(window, "", "Ctrl+Shift+F")
    assert palette.start.isVisible()
    assert "要联网查" in "".join(words_in(palette)), "what is out of reach is said"
    palette.search.field.setText("没有 zzqx")
    assert palette.nothing.isVisible() and "没有找到" in words_in(palette.nothing)
    QTest.keyClick(palette.search.field, Qt.Key.Key_Return)
    assert palette.isVisible(), "Enter has nothing to open"
    palette.search.field.setText("酒店")
    assert palette.hits.isVisible()
    QTest.keyClick(palette.search.field, Qt.Key.Key_Escape)
    assert window.current_page == "knowledge"
    qtbot.waitUntil(lambda: window.focusWidget() is page.search.field)
    window.session.close()
    (action,) = [one for one in window.actions() if one.shortcut().toString() == "Ctrl+K"]
    action.trigger()
    assert not [one for one in window.findChildren(FindPalette) if one.isVisible()], "without a ledger there is nothing to look through"


def test_arrows_walk_the_groups_and_one_kind_can_be_seen_whole(window: MainWindow, qtbot: QtBot) -> None:
    palette = asked(window, "CO2")
    keys = [row.key for row in palette.hits.table.rows if row.key]
    assert palette.hits.current_id() == keys[0]
    for key, step in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0), (Qt.Key.Key_PageDown, 5), (Qt.Key.Key_PageUp, 0)):
        QTest.keyClick(palette.search.field, key)
        assert palette.hits.current_id() == keys[step]
    qtbot.waitUntil(palette.search.field.hasFocus)
    more = next(key for key in keys if key.startswith("kind:"))
    palette.hits.choose(more)
    QTest.keyClick(palette.search.field, Qt.Key.Key_Return)
    whole = [row.key for row in palette.hits.table.rows if row.key]
    assert len(whole) > 6 and not [key for key in whole if key.startswith("kind:")]
    assert palette.hits.current_id() == whole[1], "the first hit, below the way back"
    palette.hits.choose(whole[0])
    QTest.keyClick(palette.search.field, Qt.Key.Key_Return)
    assert [row.key for row in palette.hits.table.rows if row.key] == keys
    palette.reject()


def test_each_kind_opens_at_its_place(window: MainWindow) -> None:
    session = window.session
    year, event = of_kind(window, DossierKind.OPERATION), of_kind(window, DossierKind.EVENT)
    opened(window, "三楼会场")
    page = window.page("events")
    assert window.current_page == "events" and isinstance(page, EventsPage)
    opened(window, "SHILI-B-0001")
    assert (window.current_page, session.subject_id) == ("certificates", event.id), "the certificate of the event"
    opened(window, "SHILI-A-0001")
    assert (window.current_page, session.subject_id) == ("certificates", year.id)
    certificates = window.page("certificates")
    assert isinstance(certificates, CertificatesPage) and "SHILI-A-0001" in words_in(certificates.facts)
    earlier = next(one for one in dossiers.all_dossiers(session.workspace) if one.status.value == "open")
    opened(window, earlier.title)
    assert (window.current_page, session.dossier_id) == ("overview", earlier.id)

    opened(window, "grid_prov_sichuan_2023")
    inventory = window.page("inventory")
    assert window.current_page == "inventory" and isinstance(inventory, InventoryPage)
    factor = session.workspace.catalogue.factors["grid_prov_sichuan_2023"]
    said = "".join(words_in(inventory.panel))
    assert str(factor.value) in said and factor.document in said and year.title in said

    with session.workspace.store.read() as work:
        lot = work.lots.all()[-1]
    opened(window, lot.serial_from)
    offsets = window.page("offsets")
    assert window.current_page == "offsets" and isinstance(offsets, OffsetsPage)
    assert offsets.table.lots.rows()[offsets.table.currentIndex().row()].lot.id == lot.id

    opened(window, "C04")
    measures = window.page("measures")
    assert window.current_page == "measures" and isinstance(measures, MeasuresPage)
    assert "C04" in "".join(words_in(measures))
    knowledge = window.page("knowledge")
    assert isinstance(knowledge, KnowledgePage)
    opened(window, "附表1 逐项：活动和边界")
    assert knowledge.view.article is not None and knowledge.view.article.title == "附表1 逐项：活动和边界"


def test_what_others_said_is_entered_shown_with_what_follows_and_taken_off(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.choose(session.venue_id, of_kind(window, DossierKind.OPERATION).period.start.year)
    window.open_page("certificates")
    page = window.page("certificates")
    assert isinstance(page, CertificatesPage)
    assert "还没有人给出名单状态。" in words_in(page.standings.card)
    page.standings.card.add_button.click()
    (dialog,) = window.findChildren(StandingDialog)
    dialog.status.set_value(ListStatus.BLACK.value)
    dialog.send()
    assert dialog.rows["source"].error(), "a status without a source is refused at the field"
    for key, text in (("on", "2026-01-05"), ("source", "平台公告 7 号")):
        line = dialog.rows[key].editor
        assert isinstance(line, Line)
        line.setText(text)
    dialog.send()
    assert dialog.gone
    QApplication.processEvents()
    assert {"黑名单", "2026-01-05　平台公告 7 号"} <= set(words_in(page.standings.card))
    assert "平台名单限制" in words_in(page.banner)
    assert not page.print_button.isVisibleTo(page)
    disclosing.add_standing(
        session.workspace, session.venue_id, StandingKind.LIST, ListStatus.GREEN.value, on=date(2026, 1, 6), source="平台公告 8 号"
    )
    page.refresh()
    QApplication.processEvents()
    assert "最近一次写明「绿名单」，以日期最近的一条为准。" in words_in(page.standings.card), "the newest word counts"
    assert page.print_button.isVisibleTo(page)
    window.open_page("overview")
    opened(window, "平台公告 8 号")
    assert window.current_page == "certificates"
    qtbot.waitUntil(lambda: window.focusWidget() is page.standings.card.add_button)
    for _one in range(2):
        page.standings.card.remove_buttons[0].click()
        QApplication.processEvents()
    assert "还没有人给出名单状态。" in words_in(page.standings.card)
    window.undo()
    QApplication.processEvents()
    assert "黑名单" in words_in(page.standings.card)

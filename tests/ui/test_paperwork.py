"""Application, plan, disclosures and standings in the window: asked for, kept, refused at the field, undone, shown as papers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.workflows import applying, disclosing
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import idle, window_over
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.pages.declaration import DeclarationPage
from ui.widgets.fields import Line
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.paperwork_card import APPLICATION, DISCLOSURES, PLAN, STANDINGS
from ui.widgets.paperwork_dialogs import ApplicationDialog, DisclosureDialog, PlanDialog, StandingDialog
from ui.widgets.sign_dialog import FormDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, demo: Path) -> Iterator[MainWindow]:
    """The page of the claim over a copy of the demonstration."""
    copy = Path(shutil.copytree(demo / "ledger", tmp_path / "酒店.tanzhang"))
    opened = window_over(copy, tmp_path / "settings", (DeclarationPage,))
    opened.open_page("declaration")
    yield opened
    drop_window(opened)


def page_of(window: MainWindow) -> DeclarationPage:
    page = window.page("declaration")
    assert isinstance(page, DeclarationPage)
    return page


def send(dialog: FormDialog) -> None:
    dialog.send()
    QApplication.processEvents()


def write(dialog: FormDialog, key: str, text: str) -> None:
    line = dialog.rows[key].editor
    assert isinstance(line, Line)
    line.setText(text)


def test_consent_is_given_on_purpose_and_taken_back(window: MainWindow) -> None:
    page, workspace, year = page_of(window), window.session.workspace, window.session.dossier_id
    dialog = page.paperwork.ask(APPLICATION)
    assert isinstance(dialog, ApplicationDialog)
    assert not dialog.sharing.isChecked(), "nobody consents by default"
    dialog.sharing.setChecked(True)
    send(dialog)
    assert applying.application(workspace, year).credit_sharing
    assert "同意向天府信用通提供信息" in words_in(page.paperwork.card)
    window.undo()
    assert not applying.application(workspace, year).credit_sharing


def test_an_independent_body_needs_its_name(window: MainWindow) -> None:
    page, workspace, year = page_of(window), window.session.workspace, window.session.dossier_id
    dialog = page.paperwork.ask(APPLICATION)
    assert isinstance(dialog, ApplicationDialog)
    dialog.confirmation.set_value("body")
    dialog.confirmation.chosen.emit("body")
    send(dialog)
    assert any("没有写机构名称" in text for text in words_in(dialog))
    assert not dialog.gone
    write(dialog, "body", "示例核查有限公司")
    send(dialog)
    assert applying.application(workspace, year).confirming_body == "示例核查有限公司"


def test_the_plan_is_drafted_from_the_ledger_and_keeps_what_was_written(window: MainWindow) -> None:
    page, workspace, year = page_of(window), window.session.workspace, window.session.dossier_id
    dialog = page.paperwork.ask(PLAN)
    assert isinstance(dialog, PlanDialog)
    first = next(iter(dialog.areas))
    dialog.areas[first].set_value("总经理负责，工程部填报。")
    dialog.draft_button.click()
    assert dialog.areas[first].toPlainText() == "总经理负责，工程部填报。"
    assert all(area.toPlainText() for area in dialog.areas.values()), "the ledger proposes every part"
    send(dialog)
    kept = applying.plan(workspace, year)
    assert len(kept.written()) == len(dialog.areas)
    assert f"已写 {len(dialog.areas)} 部分" in words_in(page.paperwork.card)
    assert "还没有写实施计划" not in words_in(page.evaluation), "the venue's own evaluation sees it at once"


def test_a_disclosure_with_a_word_of_a_higher_level_is_refused_where_it_was_typed(window: MainWindow) -> None:
    page, workspace, year = page_of(window), window.session.workspace, window.session.dossier_id
    dialog = page.paperwork.ask(DISCLOSURES)
    assert isinstance(dialog, DisclosureDialog)
    send(dialog)
    assert dialog.rows["channel"].error() == "请写渠道。"
    write(dialog, "channel", "公众号")
    write(dialog, "note", "酒店已获第三方认证")
    send(dialog)
    assert any("第三方认证" in text for text in words_in(dialog))
    assert not disclosing.disclosures(workspace, year)
    write(dialog, "note", "公布 2025 年排放量和抵消量")
    write(dialog, "on", "2099-01-01")
    send(dialog)
    assert not disclosing.disclosures(workspace, year), "a day to come is refused"
    write(dialog, "on", "没有")
    send(dialog)
    assert dialog.rows["on"].error()
    write(dialog, "on", workspace.today().isoformat())
    send(dialog)
    assert [row.disclosure.channel for row in disclosing.disclosures(workspace, year)] == ["公众号"]
    assert "已登记 1 次" in words_in(page.paperwork.card)


def test_the_log_of_disclosures_is_seen_set_right_and_taken_back(window: MainWindow, tmp_path: Path) -> None:
    page, workspace, year = page_of(window), window.session.workspace, window.session.dossier_id
    picture = tmp_path / "大堂.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    window.session.apply(disclosing.add_disclosure(workspace, year, workspace.today(), "公众号", place="首页", files=[picture]))
    QApplication.processEvents()
    card = page.paperwork.card
    ((key, change),) = card.changes.items()
    shown = words_in(card)
    assert f"{workspace.today().isoformat()}　公众号" in shown and "首页" in shown and "大堂.png" in shown
    change.click()
    (dialog,) = (one for one in window.findChildren(DisclosureDialog) if one.isVisible())
    assert dialog.text("channel") == "公众号" and "已附：大堂.png" in words_in(dialog)
    write(dialog, "channel", "碳中和公众号第三方认证")
    send(dialog)
    assert any("「渠道」里有" in text for text in words_in(dialog))
    write(dialog, "channel", "门店公示")
    send(dialog)
    (row,) = disclosing.disclosures(workspace, year)
    assert (row.disclosure.channel, row.disclosure.place, len(row.evidence)) == ("门店公示", "首页", 1)
    card.removals[key].click()
    QApplication.processEvents()
    assert disclosing.disclosures(workspace, year) == () and "还没有登记" in words_in(card)
    window.undo()
    QApplication.processEvents()
    assert len(card.changes) == 1
    window.undo()
    assert disclosing.disclosures(workspace, year)[0].disclosure.channel == "公众号"
    assert page.paperwork.change_entry("nobody") is None


def test_a_blacklist_given_by_others_suspends_the_claim_and_undo_lifts_it(window: MainWindow) -> None:
    page = page_of(window)
    before = words_in(page.level)
    dialog = page.paperwork.ask(STANDINGS)
    assert isinstance(dialog, StandingDialog)
    dialog.status.set_value("black")
    send(dialog)
    assert dialog.rows["source"].error() == "请写来源。"
    write(dialog, "source", "某平台通告〔2026〕1号")
    send(dialog)
    assert any("黑名单" in text for text in words_in(page.paperwork.card))
    assert words_in(page.level) != before
    window.undo()
    QApplication.processEvents()
    assert words_in(page.level) == before


def test_stars_are_kept_in_the_words_that_were_given(window: MainWindow) -> None:
    page, workspace = page_of(window), window.session.workspace
    dialog = page.paperwork.ask(STANDINGS)
    assert isinstance(dialog, StandingDialog)
    dialog.kind.set_value("stars")
    dialog.kind.chosen.emit("stars")
    assert dialog.rated.isVisibleTo(dialog)
    assert not dialog.listed.isVisibleTo(dialog)
    write(dialog, "value", "四星")
    write(dialog, "source", "平台公告")
    send(dialog)
    assert [row.standing.value for row in disclosing.standings(workspace, window.session.venue_id)] == ["四星"]


@pytest.mark.parametrize("key", [APPLICATION, PLAN, DISCLOSURES])
def test_each_paper_is_shown_as_it_will_be_saved(window: MainWindow, qtbot: QtBot, key: str) -> None:
    page_of(window).paperwork.card.papers[key].click()
    idle(qtbot, window)
    (preview,) = window.findChildren(PaperPreview)
    assert preview.view.count() >= 1
    preview.close()


def test_the_card_says_until_when_the_records_are_kept(window: MainWindow) -> None:
    assert any("保存到 2031-" in text for text in words_in(page_of(window).paperwork.card))

"""The knowledge base in the window: looked up, searched, walked by keyboard, and opened from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.workflows import knowing
from tests.ui.ledgers import drop_window, open_window, words_in
from ui import theme
from ui.main_window import MainWindow
from ui.pages.knowledge import KnowledgePage
from ui.pages.overview import OverviewPage
from ui.widgets.card import Tag

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    ledger = Path(shutil.copytree(masters[False], tmp_path / "酒店.tanzhang"))
    made = open_window(ledger, tmp_path, (OverviewPage, KnowledgePage))
    made.open_page("knowledge")
    yield made
    drop_window(made)


@pytest.fixture
def page(window: MainWindow) -> KnowledgePage:
    return _page(window)


def _page(window: MainWindow) -> KnowledgePage:
    found = window.page("knowledge")
    assert isinstance(found, KnowledgePage)
    return found


def _type(page: KnowledgePage, text: str) -> None:
    page.search.field.setFocus()
    page.search.field.setText(text)


def _listed(page: KnowledgePage) -> list[str]:
    return [row.key for row in page.contents.table.rows if row.key]


def _shown(page: KnowledgePage) -> str:
    assert page.view.article is not None
    return page.view.article.id


def test_the_list_holds_every_article_under_its_group_and_the_first_is_open(page: KnowledgePage) -> None:
    assert _listed(page) == [article.id for article in knowing.articles()]
    heads = [row.text for row in page.contents.table.rows if not row.key]
    assert heads == ["政策与流程", "术语", "怎样读票据", "核算规则", "抵消与声明", "递交与回执"]
    assert _shown(page) == _listed(page)[0]


def test_all_controls_are_named(page: KnowledgePage) -> None:
    page.open_article("term-gwp")
    controls = [one for kind in (QAbstractButton, QLineEdit) for one in page.findChildren(kind) if one.isVisibleTo(page)]
    assert controls
    for control in controls:
        face = QAccessible.queryAccessibleInterface(control)
        assert face is not None and face.text(QAccessible.Text.Name)
    assert page.contents.accessibleName()
    assert page.view.leaf.accessibleName() == "全球变暖潜势（GWP）"


def test_each_article_is_shown_whole_with_source_edition_basis_and_what_to_read_next(page: KnowledgePage) -> None:
    for article in knowing.articles():
        page.open_article(article.id)
        QApplication.processEvents()
        text = page.view.leaf.toPlainText()
        for block in article.blocks:
            for spans in (cell for row in block.rows or ((block.spans,),) for cell in row):
                assert "".join(span.text for span in spans).replace("₂", "2") in text
        assert f"依据：{article.source}" in text
        assert f"本文版本：{article.edition.year}年{article.edition.month}月{article.edition.day}日" in text
        assert [tag.text() for tag in page.view.findChildren(Tag) if tag.isVisible()] == [basis.words for basis in article.basis]
        assert article.title in words_in(page.view)
        assert all(knowing.article(other).title in text for other in article.related)


def test_typing_narrows_the_list_and_enter_opens_the_first_hit(page: KnowledgePage) -> None:
    _type(page, "倍率")
    assert _listed(page) == [hit.article.id for hit in knowing.search("倍率")]
    QTest.keyClick(page.search.field, Qt.Key.Key_Return)
    assert _shown(page) == knowing.search("倍率")[0].article.id
    assert {mark.cursor.selectedText() for mark in page.view.leaf.extraSelections()} == {"倍率"}


def test_arrows_walk_the_hits_from_the_field_and_enter_opens(page: KnowledgePage) -> None:
    _type(page, "注销")
    second = _listed(page)[1]
    QTest.keyClick(page.search.field, Qt.Key.Key_Down)
    assert page.contents.current_id() == second
    assert page.search.field.hasFocus()
    QTest.keyClick(page.search.field, Qt.Key.Key_Return)
    assert _shown(page) == second


def test_arrows_in_the_list_pass_over_the_heads_and_stop_at_the_ends(page: KnowledgePage) -> None:
    page.contents.setFocus()
    QTest.keyClick(page.contents, Qt.Key.Key_Home)
    walked = [page.contents.current_id()]
    for _step in range(len(_listed(page)) + 2):
        QTest.keyClick(page.contents, Qt.Key.Key_Down)
        walked.append(page.contents.current_id())
    assert list(dict.fromkeys(walked)) == _listed(page)
    assert walked[-1] == walked[-2] == _listed(page)[-1]
    QTest.keyClick(page.contents, Qt.Key.Key_Up)
    assert page.contents.current_id() == _listed(page)[-2]
    assert _shown(page) == _listed(page)[0], "walking does not open"
    QTest.keyClick(page.contents, Qt.Key.Key_Return)
    assert _shown(page) == _listed(page)[-2]


def test_escape_clears_the_search_and_the_open_article_is_current_again(page: KnowledgePage) -> None:
    _type(page, "GWP")
    QTest.keyClick(page.search.field, Qt.Key.Key_Return)
    QTest.keyClick(page.search.field, Qt.Key.Key_Escape)
    assert page.search.field.text() == ""
    assert len(_listed(page)) == len(knowing.articles())
    assert page.contents.current_id() == "term-gwp"
    assert page.view.leaf.extraSelections() == []


def test_nothing_found_says_what_to_do(page: KnowledgePage) -> None:
    _type(page, "没有这个词")
    assert page.nothing.isVisible()
    assert any("换一个更短的词" in words for words in words_in(page.nothing))
    before = _shown(page)
    QTest.keyClick(page.search.field, Qt.Key.Key_Return)
    assert _shown(page) == before
    page.nothing.back.click()
    assert page.contents.isVisible()
    assert page.search.field.hasFocus()


def test_ctrl_f_comes_to_the_search_from_the_text(window: MainWindow, page: KnowledgePage) -> None:
    page.view.leaf.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.field.hasFocus()


def test_the_search_has_the_keyboard_when_the_page_is_opened_by_its_key(window: MainWindow, page: KnowledgePage, qtbot: QtBot) -> None:
    window.open_page("overview")
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.field.hasFocus)


def test_a_click_opens_an_article_and_a_click_on_a_head_does_not(page: KnowledgePage) -> None:
    page.contents.scrollToTop()
    rows = page.contents.table.rows
    for number, row in enumerate(rows[:4]):
        before = _shown(page)
        place = page.contents.visualRect(page.contents.table.index(number)).center()
        QTest.mouseClick(page.contents.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert _shown(page) == (row.key or before)


def test_a_link_leads_on_and_alt_left_comes_back(window: MainWindow, page: KnowledgePage) -> None:
    first = knowing.article(_shown(page))
    assert not page.view.back_button.isVisible()
    page.view.leaf.anchorClicked.emit(QUrl(f"article:{first.related[0]}"))
    assert _shown(page) == first.related[0]
    assert page.contents.current_id() == first.related[0]
    assert page.view.back_button.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert _shown(page) == first.id
    assert not page.view.back_button.isVisible()


def test_the_links_are_reached_and_followed_by_keyboard(page: KnowledgePage) -> None:
    page.open_article("term-gwp")
    page.view.leaf.setFocus()
    QTest.keyClick(page.view.leaf, Qt.Key.Key_Tab)
    QTest.keyClick(page.view.leaf, Qt.Key.Key_Return)
    assert _shown(page) == knowing.article("term-gwp").related[0]


def test_another_page_opens_an_article_by_its_place(window: MainWindow, page: KnowledgePage) -> None:
    window.open_page("overview")
    window.go(Place("knowledge", "submit-keys"))
    assert window.current_page == "knowledge"
    assert _shown(page) == "submit-keys"


def test_an_article_that_does_not_exist_is_a_fault_of_the_caller(page: KnowledgePage) -> None:
    before = _shown(page)
    with pytest.raises(LookupError, match="term-nothing"):
        page.open_article("term-nothing")
    assert _shown(page) == before
    assert not page.view.back_button.isVisible()


def test_the_last_article_is_kept_when_the_window_is_made_anew(window: MainWindow, page: KnowledgePage) -> None:
    page.open_article("rule-marks")
    window.open_page("overview")
    window.open_page("knowledge")
    assert _shown(page) == "rule-marks"
    window.apply_look()
    again = _page(window)
    assert again is not page
    assert _shown(again) == "rule-marks"
    assert again.contents.current_id() == "rule-marks"


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_no_article_is_wider_than_the_smallest_window_leaves_room_for(window: MainWindow, large: bool) -> None:
    assert theme.FAMILY in QFontDatabase.families()
    try:
        if large:
            window.session.change_settings(type_size="large")
            window.apply_look()
        window.resize(theme.SMALLEST_WINDOW)
        page = _page(window)
        for article in knowing.articles():
            page.open_article(article.id)
            leaf = page.view.leaf
            assert leaf.document().size().width() <= leaf.viewport().width(), article.id
            assert leaf.horizontalScrollBar().maximum() == 0
    finally:
        if large:
            window.session.change_settings(type_size="standard")
            window.apply_look()


def test_a_broken_article_is_said_in_words_and_the_page_stays_usable(
    masters: dict[bool, Path], qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "one.md").write_text("---\nid: one\n", encoding="utf-8")
    real: Callable[[str], Path] = knowing.resources.folder
    monkeypatch.setattr(knowing.resources, "folder", lambda name: tmp_path / name if name == "knowledge" else real(name))
    knowing.articles.cache_clear()
    ledger = Path(shutil.copytree(masters[False], tmp_path / "酒店.tanzhang"))
    window = open_window(ledger, tmp_path, (OverviewPage, KnowledgePage))
    try:
        said: list[str] = []
        monkeypatch.setattr(window.messages, "error", lambda error, *_more: said.append(str(error)))
        window.go(Place("knowledge", "term-gwp"))
        assert "one.md 第 1 行" in said[0]
        _type(_page(window), "倍率")
        assert _page(window).nothing.isVisible()
    finally:
        drop_window(window)
        knowing.articles.cache_clear()

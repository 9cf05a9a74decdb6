"""评价声明 in the window: the level follows the evidence, what is missing leads to its page, and papers are put on file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.submission import DocumentKind
from core.workflows import filing
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import answer, idle, window_over
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.pages.declaration import DeclarationPage
from ui.pages.submission import SubmissionPage
from ui.widgets.paper_preview import PaperPreview

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens a copy of a ledger on the page."""
    windows: list[MainWindow] = []

    def open_ledger(ledger: Path) -> MainWindow:
        copy = Path(shutil.copytree(ledger, tmp_path / "酒店.tanzhang"))
        windows.append(window_over(copy, tmp_path / "settings", (DeclarationPage, SubmissionPage)))
        windows[-1].open_page("declaration")
        return windows[-1]

    yield open_ledger
    for window in windows:
        drop_window(window)


def _page(window: MainWindow) -> DeclarationPage:
    page = window.page("declaration")
    assert isinstance(page, DeclarationPage)
    return page


def test_a_year_without_data_is_a_draft_and_offers_no_sentence(opened: Callable[[Path], MainWindow], masters: dict[bool, Path]) -> None:
    page = _page(opened(masters[False]))
    assert "草稿" in words_in(page.level)
    assert page.wording.wording == ""
    assert not page.wording.copy_button.isEnabled()
    assert not page.preview_button.isEnabled()
    assert "碳中和" not in "".join(words_in(page.wording)).replace("永久碳中和", "")


def test_what_is_missing_leads_to_its_page(opened: Callable[[Path], MainWindow], masters: dict[bool, Path]) -> None:
    window = opened(masters[True])
    page = _page(window)
    rows = {row.step.page: row for row in page.level.rows}
    rows["submission"].click()
    assert window.current_page == "submission"
    window.open_page("declaration")
    rows["declaration"].click()
    assert [dialog for dialog in window.findChildren(type(page.attach())) if dialog.isVisible()]


def test_the_permitted_sentence_is_copied_as_it_stands(opened: Callable[[Path], MainWindow], demo: Path) -> None:
    window = opened(demo / "ledger")
    page = _page(window)
    claim = filing.claim(window.session.workspace, window.session.dossier_id)
    page.wording.copy_button.click()
    assert QGuiApplication.clipboard().text() == claim.wording
    assert claim.boundary in words_in(page.wording)


def test_a_whole_report_lifts_the_level_and_a_half_one_is_refused(
    opened: Callable[[Path], MainWindow], demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo / "ledger")
    page = _page(window)
    report = tmp_path / "评价报告.pdf"
    report.write_bytes((demo / "statement.pdf").read_bytes())
    answer(monkeypatch, window, open=report)
    dialog = page.attach()
    dialog.kind.set_value(DocumentKind.REPORT.value)
    dialog.kind.chosen.emit(DocumentKind.REPORT.value)
    dialog.rows["file"].editor.button.click()  # type: ignore[attr-defined]
    for key, text in (("issuer", "某评价机构"), ("number", "PJ-2026-01"), ("scope", "全店，2025 年")):
        dialog.rows[key].editor.setText(text)  # type: ignore[attr-defined]
    dialog.send()
    assert not dialog.gone, "a report without its conclusion lifts nothing"
    dialog.rows["conclusion"].editor.setText("符合要求")  # type: ignore[attr-defined]
    dialog.send()
    assert dialog.gone
    QApplication.processEvents()
    assert words_in(page.level).count("独立机构评价") == 2, "as a rung, and as the level in force"
    assert "评价报告.pdf" in words_in(page.documents)


def test_taking_the_signed_statement_away_lowers_the_level_and_undo_brings_it_back(
    opened: Callable[[Path], MainWindow], demo: Path
) -> None:
    window = opened(demo / "ledger")
    page = _page(window)
    workspace, year = window.session.workspace, window.session.dossier_id
    kinds = [row.document.kind for row in filing.documents(workspace, year)]
    page.documents.remove_buttons[kinds.index(DocumentKind.STATEMENT)].click()
    assert [row.step.page for row in page.level.rows] == ["declaration"]
    window.undo()
    assert not page.level.rows


def test_the_statement_is_previewed(opened: Callable[[Path], MainWindow], demo: Path, qtbot: QtBot) -> None:
    window = opened(demo / "ledger")
    _page(window).preview_button.click()
    idle(qtbot, window)
    (preview,) = window.findChildren(PaperPreview)
    assert preview.view.count() >= 1
    preview.close()


def test_the_statement_is_saved(
    opened: Callable[[Path], MainWindow], demo: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo / "ledger")
    target = tmp_path / "承诺书.pdf"
    answer(monkeypatch, window, save=target)
    _page(window).save_button.click()
    idle(qtbot, window)
    assert target.read_bytes().startswith(b"%PDF")

"""证书 in the window: only what the platform confirmed is shown, and what took it back is said plainly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.domain.submission import DossierStage, ReceiptResult
from core.workflows import identifying, receiving, reviewing
from core.workflows.trying import PASSPHRASE
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import answer, idle, window_over
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage
from ui.pages.certificates import CertificatesPage
from ui.widgets.paper_preview import PaperPreview

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens a ledger; the page is not open yet."""
    windows: list[MainWindow] = []

    def open_ledger(ledger: Path) -> MainWindow:
        windows.append(window_over(ledger, tmp_path / "settings", (ActivityPage, CertificatesPage)))
        return windows[-1]

    yield open_ledger
    for window in windows:
        drop_window(window)


def _page(window: MainWindow) -> CertificatesPage:
    window.open_page("certificates")
    page = window.page("certificates")
    assert isinstance(page, CertificatesPage)
    return page


def test_without_a_receipt_there_is_none_and_the_way_on_is_offered(
    opened: Callable[[Path], MainWindow], masters: dict[bool, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")))
    page = _page(window)
    assert page.empty is not None
    assert {"还没有证书", "平台确认后导入回执，就能打印复印件；现在可以打印自我承诺书。"} <= set(words_in(page.empty))
    assert not page.print_button.isVisibleTo(page)
    page.empty.findChild(QPushButton).click()
    idle(qtbot, window)
    (preview,) = window.findChildren(PaperPreview)
    preview.close()


def test_an_empty_year_is_led_to_its_figures(opened: Callable[[Path], MainWindow], masters: dict[bool, Path], tmp_path: Path) -> None:
    window = opened(Path(shutil.copytree(masters[False], tmp_path / "酒店.tanzhang")))
    page = _page(window)
    assert page.empty is not None
    page.empty.findChild(QPushButton).click()
    assert window.current_page == "activity"


def test_a_confirmed_year_shows_its_certificate_word_for_word(
    opened: Callable[[Path], MainWindow], demo: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(Path(shutil.copytree(demo, tmp_path / "hotel")) / "ledger")
    page = _page(window)
    assert {"SHILI-A-0001", "试用平台（示例）", "平台确认"} <= set(words_in(page.facts))
    assert "试用平台签发，不是正式证书，不能对外使用。" in words_in(page.facts)
    idle(qtbot, window)
    assert page.picture.picture.isEnabled()
    target = tmp_path / "复印件.pdf"
    answer(monkeypatch, window, save=target)
    page.save_button.click()
    assert target.read_bytes().startswith(b"%PDF")
    page.picture.picture.click()
    (preview,) = window.findChildren(PaperPreview)
    preview.close()


def test_a_revoked_confirmation_is_said_and_prints_nothing(
    opened: Callable[[Path], MainWindow], demo: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    hotel = Path(shutil.copytree(demo, tmp_path / "hotel"))
    window = opened(hotel / "ledger")
    workspace = window.session.workspace
    order = reviewing.ReceiptOrder(ReceiptResult.REVOKED, DossierStage.REVOKED)
    package = sealed_things.package_in(hotel)
    receipt = reviewing.issue_receipt(hotel / "platform", PASSPHRASE, package, order, hotel / "撤销.zip", now=workspace.clock())
    trust = identifying.trust((hotel / "trust" / "profile.zip",), None, at=workspace.clock())
    receiving.accept_receipt(workspace, receipt, trust)
    page = _page(window)
    assert "确认已撤销或失效" in words_in(page.banner)
    assert "SHILI-A-0001" in words_in(page.facts), "what was taken back is still on file"
    assert not page.print_button.isVisibleTo(page)
    assert not page.picture.isVisibleTo(page)
    idle(qtbot, window)

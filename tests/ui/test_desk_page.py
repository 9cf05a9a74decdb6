"""汇总台 in the window: each package judged by itself, walked by keyboard, answered with a receipt, rolled up into 附表2."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.domain.submission import ReceiptResult
from core.submission.codes import Verdict
from core.workflows.reviewing import Reviewed
from core.workflows.trying import PASSPHRASE
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import answer, idle, window_over
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.pages.desk import DeskPage
from ui.widgets.desk_dialogs import corrections_of
from ui.widgets.desk_rows import desk_row
from ui.widgets.notices import ProgressRow
from ui.widgets.sign_dialog import NoticeDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture(scope="session")
def stick(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages: a year, an event, one with a flipped bit, and a file that is no package."""
    folder = tmp_path_factory.mktemp("stick")
    event = sealed_things.package_in(demo / "event")
    for package in (sealed_things.package_in(demo), event):
        shutil.copy(package, folder)
    spoiled = bytearray(event.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    (folder / "改动过.zip").write_bytes(bytes(spoiled))
    (folder / "说明.zip").write_bytes(b"no package")
    return folder


@pytest.fixture
def platform(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration's platform, whose book of receipts a test may write on."""
    return Path(shutil.copytree(demo / "platform", tmp_path / "platform"))


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The desk over a ledger that has nothing to do with the packages."""
    made = window_over(Path(shutil.copytree(masters[False], tmp_path / "空.tanzhang")), tmp_path / "settings", (DeskPage,))
    yield made
    drop_window(made)


@pytest.fixture
def page(window: MainWindow) -> DeskPage:
    """The page."""
    made = window.page("desk")
    assert isinstance(made, DeskPage)
    return made


Judged = Callable[..., None]


@pytest.fixture
def judged(page: DeskPage, window: MainWindow, stick: Path, demo: Path, qtbot: QtBot) -> Judged:
    """Puts the stick on the desk, trusting the demonstration's platform or nobody."""

    def judge(*, trusted: bool = True) -> None:
        page.deeds.folder = demo / "platform" if trusted else None
        page.open_places([stick])
        idle(qtbot, window)

    return judge


def _verdicts(page: DeskPage) -> dict[str, str]:
    return {row.path.name[:6]: row.verdict for row in page.table.packages.rows()}


def test_an_empty_desk_says_what_to_do(window: MainWindow, page: DeskPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "插入 U 盘或选一个文件夹，逐包验签并复算" in words_in(page.empty)
    answer(monkeypatch, window, folder=tmp_path / "settings")
    page.empty.findChild(QPushButton).click()
    assert page.empty.isVisibleTo(page), "a folder without packages leaves the desk empty"


def test_each_package_gets_its_verdict(page: DeskPage, judged: Judged) -> None:
    judged()
    rows = page.table.packages.rows()
    assert sorted(row.verdict for row in rows) == ["invalid", "invalid", "valid", "valid"]
    assert {row.total for row in rows if row.good and not row.event} == {"1,564.57"}
    assert {row.result for row in rows if row.good} == {"一致"}
    assert {row.kind for row in rows if row.event} == {"活动"}


def test_without_its_platform_a_package_is_unregistered_and_gets_no_receipt(page: DeskPage, judged: Judged) -> None:
    judged(trusted=False)
    assert "unregistered" in {row.verdict for row in page.table.packages.rows()}
    number = next(n for n, row in enumerate(page.table.packages.rows()) if row.verdict == "unregistered")
    page.table.selectRow(number)
    assert not page.detail.receipt_button.isEnabled()
    assert "未注册签名" in words_in(page.detail)


def test_the_rows_are_walked_and_opened_by_keyboard(page: DeskPage, judged: Judged, window: MainWindow) -> None:
    judged()
    page.table.setFocus()
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == 1
    assert "第 2 / 4 包" in words_in(page.detail)
    assert page.detail.row == page.table.current()
    good = next(n for n, row in enumerate(page.table.packages.rows()) if row.good)
    page.table.selectRow(good)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert window.focusWidget() is page.detail.receipt_button


def test_a_spoiled_package_names_what_is_wrong(page: DeskPage, judged: Judged, stick: Path) -> None:
    judged()
    page.table.choose(stick / "改动过.zip")
    QApplication.processEvents()
    row = page.detail.row
    assert row is not None
    words = words_in(page.detail)
    assert set(row.reviewed.problems) <= set(words)
    assert any(code in word for word in words for code in row.reviewed.codes)


def test_the_filter_shows_one_verdict(page: DeskPage, judged: Judged) -> None:
    judged()
    assert page.filter is not None
    page._choose_state("invalid")
    assert set(_verdicts(page).values()) == {"invalid"}
    page._choose_state("")
    assert page.table.packages.rowCount() == 4


def test_cancel_stops_between_two_packages(page: DeskPage, window: MainWindow, stick: Path, demo: Path, qtbot: QtBot) -> None:
    page.deeds.folder = demo / "platform"
    page.open_places([stick])
    window.findChildren(ProgressRow)[-1].findChildren(QPushButton)[-1].click()
    idle(qtbot, window)
    assert page.table.packages.rowCount() < 4


def test_a_receipt_is_issued_for_a_good_package(
    page: DeskPage, judged: Judged, window: MainWindow, platform: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged()
    page.deeds.folder = platform
    good = next(n for n, row in enumerate(page.table.packages.rows()) if row.good and row.event)
    page.table.selectRow(good)
    target = platform / "回执.zip"
    answer(monkeypatch, window, save=target)
    row = page.detail.row
    assert row is not None
    dialog = page.deeds.issue(row)
    dialog.results.set_value(ReceiptResult.RETURNED.value)
    dialog.results.changed.emit(ReceiptResult.RETURNED.value)
    dialog.secret.setText(PASSPHRASE)
    dialog.send()
    assert "退回的原因" in dialog.rows["opinion"].error()
    dialog.opinion.setPlainText("O2 抵消数量不足\n请补充注销凭证")
    dialog.secret.setText("不是平台的口令")
    dialog.send()
    idle(qtbot, window)
    assert dialog.rows["secret"].error()
    assert not target.exists()
    dialog.secret.setText(PASSPHRASE)
    dialog.send()
    idle(qtbot, window)
    assert dialog.gone
    assert target.is_file()


def test_corrections_are_read_line_by_line() -> None:
    found = corrections_of("D5 7 月锅炉用气没有说明\n\na2：印章不清\n请补充注销凭证\n")
    assert [(one.code, one.message) for one in found] == [("D5", "7 月锅炉用气没有说明"), ("A2", "印章不清"), ("Z9", "请补充注销凭证")]


def test_events_that_hold_are_rolled_up(
    page: DeskPage, judged: Judged, window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged()
    target = tmp_path / "附表2.xlsx"
    answer(monkeypatch, window, save=target)
    assert page.roll_up_button.isEnabled()
    page.roll_up_button.click()
    idle(qtbot, window)
    texts = [str(cell.value) for row in load_workbook(target).active.iter_rows() for cell in row if cell.value is not None]
    assert any("年会" in text or "团拜" in text for text in texts)


def test_a_trial_platform_is_founded_and_used(
    page: DeskPage, window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "平台"
    folder.mkdir()
    answer(monkeypatch, window, folder=folder)
    page.found_button.click()
    dialog = page.deeds.found_platform()
    dialog.rows["desk"].editor.button.click()  # type: ignore[attr-defined]
    dialog.secret.setText("太短")
    dialog.again.setText("太短")
    dialog.send()
    assert dialog.rows["secret"].error()
    dialog.secret.setText("一个足够长的口令")
    dialog.again.setText("一个足够长的口令")
    dialog.send()
    idle(qtbot, window)
    assert (folder / "profile.zip").is_file()
    assert page.deeds.folder == folder
    assert any("指纹" in word for told in window.findChildren(NoticeDialog) for word in words_in(told))


@pytest.mark.parametrize(("codes", "verdict"), [(("E_RECOMPUTE",), "differs"), (("E_RECOMPUTE", "E_PAYLOAD_HASH"), "invalid")])
def test_only_a_figure_that_differs_has_its_own_mark(codes: tuple[str, ...], verdict: str, window: MainWindow) -> None:
    reviewed = Reviewed(Path("a.zip"), Verdict.INVALID, True, "original", "ab" * 32, False, codes, ("数不一致",), None)
    row = desk_row(reviewed, window.session.workspace.catalogue)
    assert row.verdict == verdict

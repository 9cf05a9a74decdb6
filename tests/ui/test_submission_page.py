"""提交 in the window: the checks lead to their places, what is signed is what is shown, and what comes back is taken in or refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.domain.period import Month
from core.domain.submission import Correction, DossierStage, ReceiptResult, SignerRole
from core.workflows import history, identifying, reviewing
from core.workflows.trying import PASSPHRASE
from tests.ui.ledgers import drop_window, words_in
from tests.ui.submissions import answer, half_sealed, idle, window_over, without_receipts
from tests.workflows import sealed as sealed_things
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages.activity import ActivityPage
from ui.pages.declaration import DeclarationPage
from ui.pages.submission import SubmissionPage
from ui.widgets.key_dialogs import KeyDialog, NewKeyDialog
from ui.widgets.notices import ProgressRow
from ui.widgets.receipt_list import CorrectionLine, place_of
from ui.widgets.sign_dialog import FormDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

PAGES = (ActivityPage, DeclarationPage, SubmissionPage)
Opened = Callable[[Path], MainWindow]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration of the hotel; nobody changes it."""
    return sealed_things.demo_folder(tmp_path_factory) / "hotel"


@pytest.fixture(scope="session")
def half(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Revision 2, sealed by the preparer alone; nobody changes it."""
    return half_sealed(demo, tmp_path_factory.mktemp("half"))


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path) -> Iterator[Opened]:
    """Opens a ledger with the pages under test."""
    windows: list[MainWindow] = []

    def open_ledger(ledger: Path) -> MainWindow:
        windows.append(window_over(ledger, tmp_path / "settings", PAGES))
        windows[-1].open_page("submission")
        return windows[-1]

    yield open_ledger
    for window in windows:
        drop_window(window)


@pytest.fixture
def fresh(demo: Path, tmp_path: Path) -> Path:
    """The demonstration with its year open again."""
    return without_receipts(demo, tmp_path)


@pytest.fixture
def waiting(half: Path, tmp_path: Path) -> Path:
    """A copy of the half-signed one."""
    return Path(shutil.copytree(half, tmp_path / "hotel"))


def _page(window: MainWindow) -> SubmissionPage:
    page = window.page("submission")
    assert isinstance(page, SubmissionPage)
    return page


def _view(page: SubmissionPage) -> history.SubmissionView:
    assert page._view is not None
    return page._view


def _fill(dialog: KeyDialog, key: Path, passphrase: str) -> None:
    dialog.key.path = key
    dialog.secret.setText(passphrase)


# ---------------------------------------------------------------- the checks


def test_empty_year_cannot_be_signed_and_says_why(opened: Opened, masters: dict[bool, Path], tmp_path: Path) -> None:
    page = _page(opened(Path(shutil.copytree(masters[False], tmp_path / "空.tanzhang"))))
    blocked = _view(page).preflight.blocked
    assert blocked > 100
    assert not page.seal_button.isEnabled()
    assert str(blocked) in page.seal_button.toolTip()
    assert not page.sheet.seal_button.isEnabled()
    assert "—" in words_in(page.sheet)
    assert "还没有导出过材料包。" in words_in(page.history)


def test_a_check_opens_its_place(opened: Opened, masters: dict[bool, Path], tmp_path: Path) -> None:
    window = opened(Path(shutil.copytree(masters[False], tmp_path / "空.tanzhang")))
    line = next(line for line in _page(window).checks.lines if line.row.code == "V03")
    line.click()
    assert window.current_page == "activity"
    activity = window.page("activity")
    assert isinstance(activity, ActivityPage)
    assert activity.desk.view.currentIndex().column() == 0


def test_the_months_of_one_source_are_one_line(opened: Opened, masters: dict[bool, Path], tmp_path: Path) -> None:
    page = _page(opened(Path(shutil.copytree(masters[False], tmp_path / "空.tanzhang"))))
    subjects = [line.row.place.subject for line in page.checks.lines if line.row.code == "V03"]
    assert len(subjects) == len(set(subjects)) > 10


def test_a_group_is_folded_when_all_of_it_is_ticked(opened: Opened, fresh: Path) -> None:
    page = _page(opened(fresh / "ledger"))
    heads = {head.title: head for head in page.checks.heads}
    assert not heads["减排"].isChecked()
    assert heads["数据"].isChecked(), "something in it was explained"
    heads["减排"].click()
    page.refresh()
    assert {head.title: head for head in page.checks.heads}["减排"].isChecked(), "what was opened stays open"


def test_the_checks_are_walked_by_keyboard(opened: Opened, fresh: Path) -> None:
    window = opened(fresh / "ledger")
    page = _page(window)
    lines = [line for line in page.checks.lines if line.isVisibleTo(page)]
    lines[0].setFocus()
    QTest.keyClick(lines[0], Qt.Key.Key_Down)
    assert window.focusWidget() is lines[1]
    declared = next(line for line in lines if line.row.code == "R24")
    QTest.keyClick(declared, Qt.Key.Key_Return)
    assert window.current_page == "declaration"


# ---------------------------------------------------------------- signing


def test_the_sheet_is_what_the_view_says(opened: Opened, waiting: Path) -> None:
    page = _page(opened(waiting / "ledger"))
    sheet, words = _view(page).sheet, words_in(page.sheet)
    assert sheet.declaration in words
    assert "".join(word.replace(" ", "") for word in words if set(word) <= set("0123456789abcdef ")).startswith(sheet.digest)
    assert page.sheet.countersign_button.isVisibleTo(page)


def test_an_event_of_the_venue_is_submitted_from_the_same_page(opened: Opened, waiting: Path) -> None:
    window = opened(waiting / "ledger")
    page = _page(window)
    year, event = window.session.subjects()
    page.subject.chosen.emit(str(event.id))
    assert _view(page).dossier.id == event.id
    assert page.subject.value() == str(event.id)
    window.session.choose_subject(str(year.id))
    assert _view(page).dossier.id == year.id


def test_wrong_passphrase_is_said_at_its_field_and_nothing_is_signed(opened: Opened, fresh: Path, qtbot: QtBot) -> None:
    window = opened(fresh / "ledger")
    page = _page(window)
    dialog = page.signing.seal(_view(page))
    _fill(dialog, fresh / "keys" / "preparer.p12", "不是这个口令")
    dialog.send()
    idle(qtbot, window)
    assert "口令不对" in dialog.rows["secret"].error()
    assert dialog.secret.text() == ""
    assert dialog.isVisible()
    assert not _view(page).locked
    dialog.reject()


def test_the_approvers_key_does_not_seal(opened: Opened, fresh: Path, qtbot: QtBot) -> None:
    window = opened(fresh / "ledger")
    page = _page(window)
    dialog = page.signing.seal(_view(page))
    _fill(dialog, fresh / "keys" / "approver.p12", PASSPHRASE)
    dialog.send()
    idle(qtbot, window)
    assert "审核人" in dialog.rows["key"].error()
    dialog.reject()


def test_a_package_is_sealed_from_the_page(
    opened: Opened, fresh: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    window = opened(fresh / "ledger")
    page, out = _page(window), fresh / "out"
    out.mkdir()
    answer(monkeypatch, window, folder=out)
    with caplog.at_level("DEBUG"):
        page.sheet.seal_button.click()
        (dialog,) = [one for one in window.findChildren(KeyDialog) if not one.gone]
        _fill(dialog, fresh / "keys" / "preparer.p12", PASSPHRASE)
        dialog.send()
        idle(qtbot, window)
    newest = _view(page).newest
    assert newest is not None
    assert [path.name for path in out.iterdir()] == [newest.file_name]
    assert newest.revision == 2
    assert _view(page).locked
    assert newest.file_name in words_in(page.history)
    assert PASSPHRASE not in caplog.text


def test_cancel_leaves_no_file_and_no_package(opened: Opened, fresh: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(fresh / "ledger")
    page, out = _page(window), fresh / "out"
    out.mkdir()
    answer(monkeypatch, window, folder=out)
    dialog = page.signing.seal(_view(page))
    _fill(dialog, fresh / "keys" / "preparer.p12", PASSPHRASE)
    dialog.send()
    qtbot.waitUntil(lambda: dialog.gone and bool(window.findChildren(ProgressRow)), timeout=60_000)
    row = window.findChildren(ProgressRow)[-1]
    row.findChildren(QPushButton)[-1].click()
    idle(qtbot, window)
    assert list(out.iterdir()) == []
    assert _view(page).newest is None
    assert any("取消" in message for message in window.frame.notices.messages())


def test_the_approver_signs_on_this_pc(opened: Opened, waiting: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(waiting / "ledger")
    page = _page(window)
    before = _view(page).sheet.digest
    answer(monkeypatch, window, open=next((waiting / "out").iterdir()))
    page.sheet.countersign_button.click()
    (dialog,) = [one for one in window.findChildren(KeyDialog) if not one.gone]
    _fill(dialog, waiting / "keys" / "approver.p12", PASSPHRASE)
    dialog.send()
    idle(qtbot, window)
    assert all(line.signed for line in _view(page).sheet.signers)
    assert _view(page).sheet.digest == before
    assert words_in(page.sheet).count("已签名") == 2


def test_a_new_key_is_made_for_the_sample_as_a_trial_key(
    opened: Opened, fresh: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(fresh / "ledger")
    page, target = _page(window), fresh / "新密钥.p12"
    answer(monkeypatch, window, save=target)
    dialog = page.signing.new_key(_view(page), SignerRole.APPROVER)
    assert isinstance(dialog, NewKeyDialog)
    assert not dialog.kinds.isEnabled()
    assert dialog.kinds.value() == "trial"
    dialog.name.setText("新审核人")
    dialog.secret.setText("第一次的口令写在这里")
    dialog.again.setText("第二次的口令不一样了")
    dialog.send()
    assert dialog.rows["again"].error()
    assert not dialog.secret.text()
    dialog.secret.setText("一个足够长的口令")
    dialog.again.setText("一个足够长的口令")
    dialog.send()
    idle(qtbot, window)
    assert target.is_file()
    assert _view(page).sheet.signers[1].name == "新审核人"
    card = identifying.key_card(target, "一个足够长的口令")
    assert card.environment.value == "trial"


# ---------------------------------------------------------------- lock, delivery


def test_reopening_asks_for_a_reason(opened: Opened, demo: Path, tmp_path: Path) -> None:
    window = opened(Path(shutil.copytree(demo, tmp_path / "hotel")) / "ledger")
    page = _page(window)
    page.reopen_button.click()
    (dialog,) = [one for one in window.findChildren(FormDialog) if not one.gone]
    dialog.send()
    assert dialog.rows["reason"].error()
    dialog.rows["reason"].editor.setText("补充 7 月气票")  # type: ignore[attr-defined]
    dialog.send()
    assert dialog.gone
    assert (_view(page).dossier.revision, _view(page).locked) == (2, False)
    assert page.lock_button.isVisibleTo(page)


def test_locking_is_asked_first(opened: Opened, fresh: Path) -> None:
    window = opened(fresh / "ledger")
    page = _page(window)
    page.lock_button.click()
    (dialog,) = window.findChildren(Dialog)
    assert not _view(page).locked
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "锁定核算").click()
    assert _view(page).locked


def test_a_delivery_lies_not_in_the_future(opened: Opened, waiting: Path) -> None:
    page = _page(opened(waiting / "ledger"))
    newest = _view(page).newest
    assert newest is not None
    page.deliver_button.click()
    (dialog,) = [one for one in page.window().findChildren(FormDialog) if not one.gone]
    dialog.rows["channel"].editor.setText("U 盘")  # type: ignore[attr-defined]
    dialog.rows["day"].editor.setText("2999-01-01")  # type: ignore[attr-defined]
    dialog.send()
    assert "在今天之后" in dialog.rows["day"].error()
    dialog.rows["day"].editor.setText(newest.made_at.date().isoformat())  # type: ignore[attr-defined]
    dialog.send()
    assert dialog.gone
    assert [one.channel for one in _view(page).deliveries if one.package_id == newest.id] == ["U 盘"]
    assert not page.deliver_button.isVisibleTo(page)


# ---------------------------------------------------------------- receipts


def _returned(waiting: Path, page: SubmissionPage) -> Path:
    """A receipt that sends the package back, from the demonstration's platform."""
    workspace = page.session.workspace
    order = reviewing.ReceiptOrder(
        ReceiptResult.RETURNED, DossierStage.RETURNED, corrections=(Correction("/documents", "A2", "W", "印章不清"),)
    )
    package = next((waiting / "out").iterdir())
    return reviewing.issue_receipt(waiting / "platform", PASSPHRASE, package, order, waiting / "退回.zip", now=workspace.clock())


def test_a_receipt_is_taken_in_once_its_platform_is_trusted(
    opened: Opened, waiting: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(waiting / "ledger")
    page = _page(window)
    answer(monkeypatch, window, open=next((waiting / "out").iterdir()))
    dialog = page.signing.countersign(_view(page).newest)  # type: ignore[arg-type]
    assert dialog is not None
    _fill(dialog, waiting / "keys" / "approver.p12", PASSPHRASE)
    dialog.send()
    idle(qtbot, window)
    receipt = _returned(waiting, page)
    answer(monkeypatch, window, open=receipt)
    page.receipt_button.click()
    idle(qtbot, window)
    assert not [one for one in _view(page).receipts if one.revision == 2], "nobody vouches for this platform yet"
    for refused in window.findChildren(Dialog):
        refused.reject()
    profile = waiting / "trust" / "profile.zip"
    form = page.receiving.import_profile()
    form.rows["file"].editor.path = profile  # type: ignore[attr-defined]
    form.rows["fingerprint"].editor.setText("00" * 32)  # type: ignore[attr-defined]
    form.send()
    idle(qtbot, window)
    assert "指纹" in form.rows["fingerprint"].error()
    (fingerprint,) = identifying.profile_card(profile, at=window.session.workspace.clock()).root_fingerprints
    form.rows["fingerprint"].editor.setText(fingerprint.upper())  # type: ignore[attr-defined]
    form.send()
    idle(qtbot, window)
    assert form.gone
    page.receipt_button.click()
    idle(qtbot, window)
    assert _view(page).timeline[-2].title == "退回补正"
    (line,) = page.timeline.findChildren(CorrectionLine)
    line.click()
    assert window.current_page == "declaration"


@pytest.mark.parametrize(
    ("pointer", "code", "place"),
    [
        ("/tables/months.csv/灶/2025-07", "D5", Place("activity", "灶", Month(2025, 7))),
        ("", "O2", Place("offsets")),
        ("/documents", "A3", Place("profile")),
        ("", "D4", Place("profile")),
        ("/tables/months/灶/2025-13", "D1", Place("activity", "灶")),
        ("", "Z9", Place("submission")),
    ],
)
def test_a_return_code_leads_to_where_it_is_mended(pointer: str, code: str, place: Place) -> None:
    found = place_of(Correction(pointer, code, "W", "…"))
    assert (found.page, found.month) == (place.page, place.month)
    if place.month is not None:
        assert found.subject == place.subject

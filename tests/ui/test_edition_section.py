"""因子库 in the settings: what is in force, what another edition would change, adopting it and going back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.domain.submission import Environment
from core.submission.writing import key_files
from core.workflows import identifying
from tests.ui.hotels import clock
from tests.ui.ledgers import drop_window, open_window, words_in
from tests.ui.submissions import answer, idle
from tests.workflows import packs
from tests.workflows.packs import Publisher, grid
from tests.workflows.sealed import FEW_ROUNDS
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages.settings import SettingsPage
from ui.widgets.edition_section import EditionSection

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="session")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(key_files, "ROUNDS", FEW_ROUNDS)
        return packs.found(tmp_path_factory.mktemp("desk") / "platform", Environment.PRODUCTION, clock())


@pytest.fixture(scope="session")
def pack(publisher: Publisher, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publisher.pack(tmp_path_factory.mktemp("pack") / "pack.zip", "2026.03", factors=(grid(2025),))


@pytest.fixture
def window(qapp: QApplication, masters: dict[bool, Path], tmp_path: Path) -> Iterator[MainWindow]:
    """The settings over a year of data."""
    made = open_window(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")), tmp_path / "settings", (SettingsPage,))
    made.open_page("settings")
    yield made
    drop_window(made)


def section(window: MainWindow) -> EditionSection:
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.editions


def words(window: MainWindow) -> list[str]:
    """What stands on the card; what was just added is seen only after Qt has heard of it."""
    QApplication.processEvents()
    return words_in(section(window))


def choose(window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Press 导入因子包… and choose a file."""
    answer(monkeypatch, window, open=path)
    section(window).import_button.click()
    idle(qtbot, window)


def trust(publisher: Publisher, window: MainWindow) -> None:
    """Import the platform's profile, as a person does with the fingerprint from paper."""
    card = identifying.profile_card(publisher.profile, at=clock())
    identifying.import_profile(publisher.profile, window.session.folder, card.root_fingerprints[0], at=clock())


def test_it_says_what_is_in_force(window: MainWindow) -> None:
    found = words(window)
    assert "在用 2025.12" in found
    assert any("随程序提供" in one and "因子 " in one for one in found)
    assert section(window).back_buttons == {}
    assert section(window).shipped_button is None


def test_a_pack_of_nobody_we_know_is_refused_in_words(
    window: MainWindow, pack: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(window, pack, monkeypatch, qtbot)
    assert section(window).dialog is None
    (dialog,) = window.findChildren(Dialog)
    assert any("不属于您信任的任何平台" in one for one in words_in(dialog))
    dialog.reject()


def test_the_effect_is_shown_then_adopted_then_gone_back_from(
    window: MainWindow, publisher: Publisher, pack: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    trust(publisher, window)
    choose(window, pack, monkeypatch, qtbot)
    dialog = section(window).dialog
    assert dialog is not None
    rows, effects = dialog.tables
    assert rows.cells == [("四川电力2025（grid_prov_sichuan_2025）", "0.2 kgCO2/kWh")]
    moved = effects.cells[0]
    assert moved[1] != moved[2]
    assert moved[3].startswith("+")
    assert moved[4].endswith("%")
    assert any("签名有效" in one for one in words_in(dialog))
    assert dialog.leave_button.text() == "取消"
    assert window.session.workspace.catalogue.edition == "2025.12"  # nothing has changed yet

    dialog.send()
    assert section(window).dialog is None
    assert window.session.workspace.catalogue.edition == "2026.03"
    assert window.status.news() == "已采用因子库 2026.03"
    assert "在用 2026.03" in words(window)
    window.deeds.fill_status(window.status)
    assert any(one.startswith("因子库 2026.03") for one in words_in(window.status))

    (back,) = section(window).back_buttons.values()
    back.click()
    idle(qtbot, window)
    dialog = section(window).dialog
    assert dialog is not None
    dialog.send()
    assert dialog.rows["reason"].error()  # without a reason nothing happens
    dialog.rows["reason"].editor.setText("试过了")
    dialog.send()
    assert "在用 2025.12" in words(window)
    assert any("试过了" in one for one in words(window))


def test_cancelling_leaves_everything_as_it_was(
    window: MainWindow, publisher: Publisher, pack: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    trust(publisher, window)
    choose(window, pack, monkeypatch, qtbot)
    dialog = section(window).dialog
    assert dialog is not None
    dialog.reject()
    assert window.session.workspace.catalogue.edition == "2025.12"
    assert "在用 2025.12" in words(window)


def test_a_ledger_of_an_older_program_is_told_of_the_newer_library(
    qapp: QApplication, masters: dict[bool, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    from core.catalogue_loader.archiving import edition_of, shipped_texts
    from core.domain.edition import EditionAct
    from core.store.database import create_store, open_store

    folder = tmp_path / "旧.tanzhang"
    create_store(folder, now=clock()).close()
    older = edition_of({**shipped_texts(), "edition.toml": 'name = "2024.12"\n'})
    store = open_store(folder)
    with store.begin() as work:
        work.editions.keep(older)
        work.editions.put_in_force(older.digest, EditionAct.BEGIN, at=datetime(2025, 1, 1, tzinfo=UTC).isoformat(), author="")
    store.close()
    window = open_window(folder, tmp_path / "settings", (SettingsPage,))
    window.open_page("settings")
    button = section(window).shipped_button
    assert button is not None
    assert any("账本仍用 2024.12" in one for one in words(window))
    button.click()
    idle(qtbot, window)
    dialog = section(window).dialog
    assert dialog is not None
    dialog.send()
    assert section(window).shipped_button is None
    assert "在用 2025.12" in words(window)
    drop_window(window)

"""A new year from the year menu: the sheet with its boxes, the year that begins, and the people of the profile page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication

from core import settings as settings_file
from core.domain.dossier import DossierStatus
from core.domain.finding import Place
from core.domain.organization import Person
from core.domain.period import Month
from core.errors import AppError
from core.workflows import authorizing, boundary, compiling, dossiers, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.ui.hotels import clock
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.activity import ActivityPage
from ui.pages.inventory import InventoryPage
from ui.pages.profile import ProfilePage
from ui.people_deeds import as_pages
from ui.widgets.carry_dialog import CarryDialog
from ui.widgets.fields import Check, Choice, Line
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.small_form import SmallForm

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    with Workspace.open(ledger, author="陈示例", clock=clock) as ws:
        organizing.put_person(ws, "陈示例", "preparer", department="工程部")
        organizing.put_person(ws, "林示例", "approver")
    opened = open_window(ledger, tmp_path / "settings", (ProfilePage, ActivityPage, InventoryPage))
    yield opened
    drop_window(opened)


def year_action(window: MainWindow, words: str) -> QAction:
    window.deeds.fill_menus(window.frame.rail)
    return next(action for action in window.frame.rail.year.menu.actions() if action.text() == words)


def sheet(window: MainWindow) -> CarryDialog:
    (found,) = window.findChildren(CarryDialog)
    return found


def years(window: MainWindow) -> list[str]:
    return sorted(one.period.label for one in dossiers.all_dossiers(window.session.workspace))


def test_a_new_year_is_made_from_the_sheet_and_opens_at_its_months(window: MainWindow) -> None:
    year_action(window, "新建 2026 年度").trigger()
    opened = sheet(window)
    assert years(window) == ["2024", "2025"], "nothing happens before it is asked for"
    words = words_in(opened)
    for part in ("核算口径", "排放源", "场所概况", "人员", "基准年", "不延续"):
        assert part in words
    assert any(text.startswith("要看一看的") for text in words)
    opened.send_button.click()
    assert years(window) == ["2024", "2025", "2026"]
    assert window.session.dossier is not None
    assert window.session.dossier.period.label == "2026"
    assert isinstance(window.page("activity"), ActivityPage)
    assert window.page("activity").isVisible()


def test_who_left_is_unticked_and_goes_off_the_list(window: MainWindow) -> None:
    year_action(window, "新建 2026 年度").trigger()
    opened = sheet(window)
    box = next(box for box in opened.boxes.values() if box.text() == "林示例")
    assert box.isChecked()
    box.setChecked(False)
    opened.send_button.click()
    assert [one.name for one in organizing.people(window.session.workspace)] == ["陈示例"]


def test_giving_up_leaves_everything_as_it_was(window: MainWindow) -> None:
    year_action(window, "新建 2026 年度").trigger()
    sheet(window).leave_button.click()
    assert years(window) == ["2024", "2025"]


def test_what_is_refused_is_said_on_the_sheet(window: MainWindow) -> None:
    year_action(window, "新建 2026 年度").trigger()
    opened = sheet(window)
    person = next(one for one in organizing.people(window.session.workspace) if one.name == "林示例")
    organizing.remove_person(window.session.workspace, person.id)
    opened.send_button.click()
    assert any("清单可能已经变了" in text for text in words_in(opened))
    assert years(window) == ["2024", "2025"]


def test_an_earlier_year_is_made_at_once(window: MainWindow) -> None:
    year_action(window, "新建 2023 年度").trigger()
    assert years(window) == ["2023", "2024", "2025"]
    assert not window.findChildren(CarryDialog)


def test_a_source_that_ended_is_proposed_unticked(window: MainWindow) -> None:
    """Only where the years are locked; here one source is stopped after June by emptying its later months."""
    ws, venue = window.session.workspace, window.session.venue_id
    source = next(one for one in boundary.sources(ws, venue) if one.type_code == "natural_gas_kitchen")
    recording.enter_cells(ws, window.session.dossier_id, [CellEdit(source.id, Month(2025, month), "") for month in range(6, 13)])
    with ws.job("锁定", undoable=False) as job:
        for found in job.work.dossiers.all():
            job.work.frozen.put(compiling.snapshot_in(ws, job.work, found).frozen(), job.change)
            job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)
    year_action(window, "新建 2026 年度").trigger()
    opened = sheet(window)
    box = opened.boxes[f"source:{source.id}"]
    assert (box.text(), box.isChecked()) == (source.name, False)
    opened.send_button.click()
    assert not next(one for one in boundary.sources(ws, venue) if one.id == source.id).active


# ---------------------------------------------------------------- people


@pytest.fixture
def page(window: MainWindow) -> ProfilePage:
    window.open_page("profile")
    found = window.page("profile")
    assert isinstance(found, ProfilePage)
    return found


def person(page: ProfilePage, name: str) -> Person:
    return next(one for one in organizing.people(page.session.workspace) if one.name == name)


def form(page: ProfilePage) -> SmallForm:
    QApplication.processEvents()  # what was just put into a layout is shown by it
    return next(one for one in page.people.findChildren(SmallForm) if one.isVisibleTo(page.people))


def test_somebody_is_changed_in_the_form_below_their_name(page: ProfilePage) -> None:
    page.people.edit_buttons[person(page, "林示例").id].click()
    name, department, phone = form(page).findChildren(Line)
    assert (name.text(), form(page).findChild(Choice).value()) == ("林示例", "approver")
    name.setText("")
    form(page)._on_go()
    assert person(page, "林示例").department == "", "a name is asked for first"
    name.setText("林示例")
    department.setText("财务部")
    phone.setText("028-2")
    form(page).findChild(Check).setChecked(True)
    form(page)._on_go()
    known = person(page, "林示例")
    assert (known.department, known.phone, known.legal_representative) == ("财务部", "028-2", True)
    QApplication.processEvents()
    assert "法定代表人，签字不用授权书" in words_in(page.people)
    page.session.undo()
    assert not person(page, "林示例").legal_representative


def test_somebody_new_is_registered_and_removed(page: ProfilePage) -> None:
    page.people.add_button.click()
    name, _department, _phone = form(page).findChildren(Line)
    name.setText("周示例")
    form(page).findChild(Choice).set_value("responsible")
    form(page)._on_go()
    assert person(page, "周示例").role == "responsible"
    assert page.people._people.remove_person(person(page, "周示例").id)
    assert {one.name for one in organizing.people(page.session.workspace)} == {"陈示例", "林示例"}


def test_an_authorization_is_attached_seen_and_taken_off(
    page: ProfilePage, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = sorted((Path(__file__).parents[2] / "resources" / "samples" / "hotel" / "evidence").glob("*授权书*"))[0]
    monkeypatch.setattr(window, "ask_open_path", lambda _title, _kind: str(shipped))
    known = person(page, "林示例")
    assert person(page, "陈示例").id not in page.people.attach_buttons, "who prepares signs nothing on paper"
    page.people.attach_buttons[known.id].click()
    (card,) = (one for one in authorizing.people_cards(page.session.workspace) if one.authorization is not None)
    assert card.person.name == "林示例"
    page.people._people.preview_authorization(card)
    (preview,) = window.findChildren(PaperPreview)
    assert preview.windowTitle() == "授权书预览"
    preview.close()
    assert page.people._people.detach_authorization(known.id)
    assert known.id in page.people.attach_buttons
    monkeypatch.setattr(window, "ask_open_path", lambda _title, _kind: "")
    page.people.attach_buttons[known.id].click()
    assert not person(page, "林示例").authorization


def test_a_damaged_authorization_is_said_and_nothing_opens(page: ProfilePage, window: MainWindow, tmp_path: Path) -> None:
    paper = tmp_path / "授权书.png"
    paper.write_bytes(b"no picture")
    known = person(page, "林示例")
    ws = page.session.workspace
    authorizing.attach_authorization(ws, known.id, paper)
    card = next(one for one in authorizing.people_cards(ws) if one.authorization is not None)
    assert card.authorization is not None
    ws.store.evidence_path(card.authorization).unlink()
    said: list[AppError] = []
    page.people._people._window = type("Quiet", (), {"show_error": lambda _self, error: said.append(error)})()  # type: ignore[attr-defined]
    page.people._people.preview_authorization(card)
    assert len(said) == 1
    page.people._people.preview_authorization(authorizing.PersonCard(known, None))
    assert not window.findChildren(PaperPreview)


def test_a_picture_is_laid_on_a_page_and_a_pdf_stays_as_it_is(app: QApplication) -> None:
    picture = QImage(40, 60, QImage.Format.Format_RGB32)
    picture.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    assert as_pages(buffer.data().data()).startswith(b"%PDF")
    assert as_pages(b"%PDF-1.7 as it is") == b"%PDF-1.7 as it is"


def test_the_name_under_which_this_pc_writes_is_chosen_from_the_people_and_remembered(page: ProfilePage) -> None:
    author = page.people.author
    assert author.value() == "陈示例"
    author.setCurrentIndex(author.findData("林示例"))
    author.chosen.emit("林示例")
    assert page.session.workspace.author == "林示例"
    assert settings_file.load(page.session.folder).author == "林示例"
    organizing.put_person(page.session.workspace, "新人", "preparer")
    page.refresh()
    assert author.value() == "林示例"
    assert author.findData("新人") > 0


def test_a_finding_about_people_leads_to_what_is_asked_of_them(page: ProfilePage, window: MainWindow) -> None:
    known = person(page, "林示例")
    assert page.people.lead_to(known.id) is page.people.attach_buttons[known.id]
    assert page.people.lead_to("") is page.people.add_button
    window.go(Place("profile", field="people", record=known.id))
    QApplication.processEvents()
    assert QApplication.focusWidget() in {page.people.attach_buttons[known.id], None}


def test_a_finding_about_the_base_year_leads_to_its_card(window: MainWindow) -> None:
    window.go(Place("inventory", field="base_year"))
    QApplication.processEvents()
    page = window.page("inventory")
    assert isinstance(page, InventoryPage)
    assert QApplication.focusWidget() in {page.yardsticks.base_year.choose_button, None}

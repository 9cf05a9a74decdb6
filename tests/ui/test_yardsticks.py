"""What the year is held against, in the window: the split by cause, the base year, denominators, benchmarks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from core.domain.period import Month
from core.domain.quantity import shown
from core.workflows import comparing, dossiers, monthly, organizing, recording
from core.workflows.views import CellEdit
from core.workflows.workspace import Workspace
from tests.ui.hotels import clock
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.inventory import InventoryPage
from ui.widgets.base_year_dialogs import AdjustmentDialog, BaseYearDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def complete(ledger: Path) -> None:
    """December as November, and the star that benchmarks ask for."""
    with Workspace.open(ledger, author="陈示例", clock=clock) as ws:
        venue = organizing.venue_list(ws)[0].venue
        found = dossiers.operation_dossier(ws, venue.id, 2025)
        rows = monthly.monthly_grid(ws, found.id).rows()
        cells = [(row.subject, next(cell for cell in row.cells if cell.month == Month(2025, 11))) for row in rows]
        edits = [CellEdit(subject, Month(2025, 12), cell.text) for subject, cell in cells if cell.text]
        recording.enter_cells(ws, found.id, edits)
        organizing.set_profile(ws, venue.id, "grade", "4")
        organizing.set_profile(ws, venue.id, "building_area", "38600")


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    complete(ledger)
    opened = open_window(ledger, tmp_path, (InventoryPage,))
    yield opened
    drop_window(opened)


@pytest.fixture
def page(window: MainWindow) -> InventoryPage:
    found = window.page("inventory")
    assert isinstance(found, InventoryPage)
    found.refresh()
    return found


def test_bars_by_cause_lead_from_one_total_to_the_other(page: InventoryPage, window: MainWindow) -> None:
    view = comparing.split_view(window.session.workspace, window.session.dossier_id)
    assert page.change.title() == view.title
    steps = page.change.chart._steps
    assert (steps[0].value, steps[-1].value) == (view.before, view.now)
    assert sum((step.value for step in steps[1:-1]), steps[0].value) == steps[-1].value


def test_an_effect_says_in_the_panel_what_each_source_adds(page: InventoryPage, window: MainWindow) -> None:
    view = comparing.split_view(window.session.workspace, window.session.dossier_id)
    effect = view.effects[0]
    window.toggle_side(True)
    page.change.effect_asked.emit(effect.kind.value)
    QApplication.processEvents()
    words = "".join(words_in(page.panel))
    assert effect.shown in words
    assert effect.parts[0].name in words


def test_base_year_is_chosen_adjusted_and_undone(page: InventoryPage, window: MainWindow) -> None:
    workspace, venue = window.session.workspace, window.session.venue_id
    card = page.yardsticks.base_year
    assert card.choose_button.isVisibleTo(card)
    assert not card.adjust_button.isVisibleTo(card)
    card.choose_button.click()
    dialog = window.findChildren(BaseYearDialog)[0]
    dialog.send()
    assert comparing.base_year(workspace, venue) is None, "a reason is asked for first"
    dialog._why.setText("首个数据完整的年度")
    dialog._threshold.setText("百分之五")
    dialog.send()
    assert comparing.base_year(workspace, venue) is None
    dialog._threshold.setText("5%")
    dialog.send()
    base = comparing.base_year(workspace, venue)
    assert base is not None
    assert base.why == "首个数据完整的年度"
    page.refresh()
    QApplication.processEvents()
    figures = comparing.comparison(workspace, window.session.dossier_id).figures
    assert figures is not None
    words = words_in(card)
    assert shown(figures.now, 2) in words
    assert shown(figures.reported, 2) in words
    card.adjust_button.click()
    form = window.findChildren(AdjustmentDialog)[0]
    form._text.setText("裙楼并入核算边界")
    form._tonnes.setText("−12.5")
    form.send()
    page.refresh()
    QApplication.processEvents()
    assert any("裙楼并入核算边界" in word and "12.50" in word for word in words_in(card))
    card.removed.emit(1)
    base = comparing.base_year(workspace, venue)
    assert base is not None
    assert base.adjustments == ()
    for _step in range(3):
        window.undo()
    assert comparing.base_year(workspace, venue) is None


def test_each_intensity_names_its_denominator_and_unchecked_benchmarks_wait(page: InventoryPage, window: MainWindow) -> None:
    card = page.yardsticks.intensities
    QApplication.processEvents()
    before = words_in(card)
    assert any(word.startswith("已售间夜 ") for word in before)
    assert not card.shows.isChecked()
    assert not any(word.startswith("○") for word in before)
    card.shows.click()
    page.refresh()
    QApplication.processEvents()
    assert any(word.startswith("○") for word in words_in(card))
    assert comparing.benchmarks_view(window.session.workspace, window.session.dossier_id).shown

"""F1: every field of every form leads to an article, and asking for it takes nothing from the person who is filling it in."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.domain.neutrality_papers import Application
from core.workflows import field_help
from core.workflows.field_help import Nearness
from tests.ui.ledgers import drop_window
from tests.ui.submissions import window_over
from tests.workflows import sealed as sealed_things
from ui.app import make_window
from ui.main_window import MainWindow
from ui.pages import PAGES
from ui.pages.activity import ActivityPage
from ui.pages.measures import MeasuresPage
from ui.widgets.base_year_dialogs import AdjustmentDialog
from ui.widgets.buttons import IconButton
from ui.widgets.card import FigureCell
from ui.widgets.desk_dialogs import PlatformDialog
from ui.widgets.event_fields import Round
from ui.widgets.fields import FieldRow
from ui.widgets.grid_desk import GridDesk
from ui.widgets.help_popover import GAP, HelpPopover, beside
from ui.widgets.help_trail import asked_at
from ui.widgets.lot_form import LotForm
from ui.widgets.own_factor_dialog import OwnFactorDialog
from ui.widgets.own_measure_dialog import OwnMeasureDialog
from ui.widgets.paperwork_dialogs import ApplicationDialog, DisclosureDialog, StandingDialog
from ui.widgets.result_table import ResultTable
from ui.widgets.source_block import SourceBlock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)")

ROOT = Path(__file__).resolve().parent.parent.parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "ui").rglob("*.py")) if "models" not in path.parts}

INPUTS = (QLineEdit, QPlainTextEdit, QComboBox, QCheckBox, Round)
MAKERS = {"Line", "Choice", "Check", "Area", "Rounds", "Ticks", "QLineEdit", "QPlainTextEdit", "QComboBox", "QCheckBox", "FileField"}
MAKERS |= {"FieldRow", "AskRow", "AccountChoice", "SourceChoice", "BillLine", "SecretLine", "day_line"}
PIECES = {"Rounds", "Ticks", "FindField", "day_line"}
"""Fields that are put together from smaller ones: what they stand in is asked."""
STANDS_IN = {
    "CardRow": "MeasureCard",
    "ItemLine": "StageCard",
    "InputLine": "GridDesk",
    "ReceiptDeeds": "FormDialog",
    "SignDeeds": "FormDialog",
    "desk_field": "FormDialog",
    "name_form": "SourceBlock",
    "exclusion_form": "SourceBlock",
    "meter_form": "SourceBlock",
    "machine_form": "SourceBlock",
}
"""What makes fields and is no widget itself, or none of its own: the card they end up in."""


@pytest.fixture
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[MainWindow]:
    """All pages over a copy of the whole demonstration of the hotel."""
    demo = sealed_things.demo_folder(tmp_path_factory) / "hotel" / "ledger"
    made = window_over(Path(shutil.copytree(demo, tmp_path / "酒店.tanzhang")), tmp_path / "settings", PAGES)
    made.activateWindow()
    yield made
    drop_window(made)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def unexplained(window: MainWindow, root: QWidget) -> list[str]:
    """The fields below a widget for which F1 knows no article of their own, nor of the card they stand on; each as a sentence."""
    workspace = window.session.workspace
    found = []
    for field in root.findChildren(QWidget):
        if not isinstance(field, INPUTS) or field.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        asked = asked_at(field, window.current_page, lambda one: field_help.source_code(workspace, one))
        if field_help.explain(asked).nearness is Nearness.PAGE:
            name = asked.words[0] if asked.words else type(field).__name__
            found.append(f"「{name}」 on {asked.page} ({' in '.join(asked.cards[:6])}) has no line in resources/knowledge/fields.toml")
    return found


# ---------------------------------------------------------------- every field


def test_whatever_makes_fields_is_a_card_of_the_map_or_a_page() -> None:
    known = field_help.field_map()
    missing = []
    for path, tree in TREES.items():
        for node in tree.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name in PIECES:
                continue
            makes = {_called(call) for call in ast.walk(node) if isinstance(call, ast.Call)} & MAKERS
            is_page = path.parent.name == "pages" and node.name.endswith("Page")
            if makes and not is_page and STANDS_IN.get(node.name, node.name) not in known.cards:
                missing.append(f"{path.name}: {node.name} makes {', '.join(sorted(makes))}: give it [cards.{node.name}] in fields.toml")
    assert missing == []


def test_the_map_knows_no_card_page_or_label_that_is_not_there() -> None:
    known = field_help.field_map()
    classes = {node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert set(known.cards) - classes == set()
    assert set(known.pages) == {field_help.START, *(page.NAME for page in PAGES)}
    shared = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "core" / "workflows").glob("*.py")]
    trees = [*TREES.values(), *shared, ast.parse((ROOT / "ui/models/footprint_rows.py").read_text(encoding="utf-8"))]
    texts = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    labels = {*known.labels, *(label for card in known.cards.values() for label in card.labels)}
    assert labels - texts == set()


def test_every_field_of_every_page_and_form_is_explained(window: MainWindow) -> None:
    found: list[str] = []
    for name in window.page_names():
        window.open_page(name)
        page = window.page(name)
        if isinstance(page, MeasuresPage):
            for tab in ("proof", "target", "ledger", "plan"):
                page.show_tab(tab)
        found += unexplained(window, page) + unexplained(window, page.head)
    profile = window.page("profile")
    for block in profile.findChildren(SourceBlock):
        for index in range(len(block.findChildren(IconButton))):
            button = block.findChildren(IconButton)[index]
            if not button.accessibleName().startswith("删除"):
                button.click()
                found += unexplained(window, block)
    found += unexplained(window, window.first_run)
    measures = window.page("measures")
    dialogs: tuple[QDialog, ...] = (
        OwnMeasureDialog(measures, window.session),
        OwnFactorDialog(str, parent=window),
        ApplicationDialog(Application(window.session.dossier_id), parent=window),
        DisclosureDialog(date(2026, 11, 23), str, parent=window),
        StandingDialog(date(2026, 11, 23), str, parent=window),
        AdjustmentDialog(date(2026, 11, 23), parent=window),
        PlatformDialog(lambda _title, _start: "", parent=window),
    )
    for dialog in dialogs:
        assert dialog.findChildren(FieldRow)
        found += unexplained(window, dialog)
    assert sorted(set(found)) == []


# ---------------------------------------------------------------- asking


def _popover(window: MainWindow) -> HelpPopover:
    assert window.help.popover is not None
    return window.help.popover


def _press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)
    QApplication.processEvents()


def test_help_stands_beside_the_field_and_takes_neither_its_keyboard_nor_its_text(window: MainWindow) -> None:
    window.open_page("profile")
    rows = {row.editor.accessibleName(): row for row in window.page("profile").findChildren(FieldRow)}
    field = rows["统一社会信用代码"].editor
    assert isinstance(field, QLineEdit)
    assert "F1 说明" in rows["统一社会信用代码"].toolTip()
    assert "F1 说明" in rows["星级"].toolTip()
    before = field.text()
    field.setFocus()
    field.setText("9151")
    said: list[str] = []
    field.kept.connect(said.append)  # type: ignore[attr-defined]
    _press(Qt.Key.Key_F1)
    popover = _popover(window)
    assert popover.isVisible() and field.hasFocus() and field.text() == "9151" and said == []
    assert popover.article_id == "submit-credit-code"
    assert "统一社会信用代码" in popover.accessibleName()
    anchor = QRect(field.mapTo(window, field.rect().topLeft()), field.size())
    assert not popover.geometry().intersects(anchor)
    assert window.rect().contains(popover.geometry())
    _press(Qt.Key.Key_Escape)
    assert window.help.popover is None and field.hasFocus() and field.text() == "9151" and said == []

    field.setText(before)
    _press(Qt.Key.Key_F1)
    _press(Qt.Key.Key_F1)
    popover = _popover(window)
    assert popover.view.leaf.hasFocus()
    popover.view.leaf.anchorClicked.emit(QUrl("article:submit-keys"))
    assert (popover.article_id, popover.view.back_button.isVisible()) == ("submit-keys", True)
    popover.view.back_button.click()
    assert popover.article_id == "submit-credit-code"
    popover.view.leaf.setFocus()
    _press(Qt.Key.Key_F1)
    assert field.hasFocus() and _popover(window) is popover
    _press(Qt.Key.Key_F1)
    _press(Qt.Key.Key_Escape)
    assert window.help.popover is None and field.hasFocus()

    _press(Qt.Key.Key_F1)
    rows["单位名称"].editor.setFocus()
    assert window.help.popover is None, "it goes when the keyboard goes on"
    _press(Qt.Key.Key_F1)
    window.open_page("overview")
    assert window.help.popover is None
    window.open_page("profile")
    field.setFocus()
    _press(Qt.Key.Key_F1)
    _popover(window).link.click()
    assert window.current_page == "knowledge"
    assert window.help.popover is None
    assert window.page("knowledge").view.article.id == "submit-credit-code"  # type: ignore[attr-defined]


def test_rows_figures_and_columns_are_explained_by_what_they_are(window: MainWindow) -> None:
    window.open_page("activity")
    page = window.page("activity")
    assert isinstance(page, ActivityPage)
    (desk,) = page.findChildren(GridDesk)
    articles = {}
    for number, line in enumerate(desk.model.lines()):
        desk.view.setCurrentIndex(desk.model.index(number, 4))
        desk.view.setFocus()
        window.help.ask()
        articles[line.row.name if line.row is not None else line.group.title] = _popover(window).article_id
        window.help.close()
    assert articles["柴油·发电机"] == "bill-diesel"
    assert articles["天然气·锅炉"] == "bill-gas"
    assert articles["外购电力·主楼户"] == "bill-power"
    assert articles["范围一 直接排放"] == "term-scopes"
    assert articles["会议面积·小时"] == "term-hcmi"
    window.open_page("overview")
    figure = window.page("overview").findChildren(FigureCell)[1]
    figure.setFocus()
    _press(Qt.Key.Key_F1)
    assert _popover(window).article_id == "term-intensity"
    window.open_page("inventory")
    table = window.page("inventory").findChildren(ResultTable)[0]
    row = next(number for number, one in enumerate(table.table.rows()) if one.kind == "source")
    table.setFocus()
    found = []
    for column in (1, 3, 7):
        table.setCurrentIndex(table.table.index(row, column))
        window.help.ask()
        found.append(_popover(window).article_id)
        window.help.close()
    assert found == ["bill-gas", "term-factor", "rule-marks"]


def test_a_dialog_has_its_help_in_a_window_beside_it_and_english_finds_the_same(window: MainWindow) -> None:
    window.change_look(language="en")
    QApplication.processEvents()
    window.open_page("offsets")
    form = window.page("offsets").findChildren(LotForm)[0]
    asked = asked_at(form.rows["serial_from"].editor, "offsets", str)
    assert field_help.explain(asked).article.id == "offset-serials"
    dialog = AdjustmentDialog(date(2026, 11, 23), parent=window)
    dialog.open()
    dialog.activateWindow()
    field = dialog.findChildren(QLineEdit)[0]
    field.setFocus()
    QApplication.processEvents()
    _press(Qt.Key.Key_F1)
    popover = _popover(window)
    assert popover.isWindow() and popover.isVisible() and popover.article_id == "term-base-year"
    assert not popover.link.isVisibleTo(popover), "the knowledge base lies behind the dialog"
    _press(Qt.Key.Key_Escape)
    assert window.help.popover is None and dialog.isVisible()
    _press(Qt.Key.Key_F1)
    dialog.close()
    QApplication.processEvents()
    assert window.help.popover is None
    window.change_look(language="zh")
    QApplication.processEvents()


def test_without_a_ledger_there_is_help_and_a_cell_that_is_being_typed_stays_so(
    painted: MainWindow, masters: dict[bool, Path], qtbot: QtBot, tmp_path: Path
) -> None:
    painted.begin(None)
    painted.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is painted.first_run.cards.cards[0])
    _press(Qt.Key.Key_F1)
    assert _popover(painted).article_id == "policy-process"
    assert not _popover(painted).link.isVisible()
    painted.session.open(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")))
    assert painted.help.popover is None
    painted.open_page("activity")
    (desk,) = painted.page("activity").findChildren(GridDesk)
    row = next(number for number, line in enumerate(desk.model.lines()) if line.row is not None)
    desk.view.setCurrentIndex(desk.model.index(row, 3))
    desk.view.setFocus()
    QTest.keyClick(desk.view, Qt.Key.Key_7)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit) and editor.text() == "7"
    _press(Qt.Key.Key_F1)
    assert _popover(painted).article_id == "bill-gas"
    assert editor.hasFocus() and editor.text() == "7"
    _press(Qt.Key.Key_Escape)
    assert painted.help.popover is None
    assert desk.view.cells.editor is not None and editor.text() == "7", "the first Esc is for the help, the second for the cell"
    _press(Qt.Key.Key_Escape)
    assert desk.view.cells.editor is None


def test_two_windows_in_one_program_each_explain_their_own(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    other = make_window(QApplication.instance(), tmp_path / "other settings")  # type: ignore[arg-type]
    other.show()
    other.activateWindow()
    other.begin(None)
    qtbot.waitUntil(lambda: QApplication.focusWidget() in other.first_run.cards.cards)
    _press(Qt.Key.Key_F1)
    assert _popover(other).isVisible() and window.help.popover is None
    drop_window(other)


boxes = st.builds(QRect, st.integers(0, 1200), st.integers(0, 700), st.integers(1, 900), st.integers(1, 400))


@given(boxes, st.integers(100, 700), st.integers(100, 1200))
def test_the_popover_is_inside_the_window_and_off_the_field_where_there_is_room(anchor: QRect, width: int, height: int) -> None:
    room = QRect(8, 8, 1424, 884)
    found = beside(anchor, QSize(width, height), room, 280)
    assert room.contains(found)
    free = max(room.right() - anchor.right(), anchor.left() - room.left()) > width + GAP
    free = free or max(room.bottom() - anchor.bottom(), anchor.top() - room.top()) > 280 + GAP
    assert not (free and found.intersects(anchor))

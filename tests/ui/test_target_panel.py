"""The tab of the target: decided on, changed field by field, refused at the field, walked by keys, undone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.reduction import ReductionTarget, TargetKind
from core.workflows import targeting
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.session import Session
from ui.widgets.fields import Line
from ui.widgets.page import Page, Window
from ui.widgets.pathway_chart import PathwayChart
from ui.widgets.target_panel import TargetPanel

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


class _TargetPage(Page):
    """A page that holds the panel and nothing else."""

    NAME = "measures"
    TITLE = "减排措施"
    ICON = "trend-down"

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self.panel = TargetPanel(self, session)
        self.body.addWidget(self.panel)

    def refresh(self) -> None:
        self.panel.refresh()


@pytest.fixture
def window(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A hotel with 2024 whole and eleven months of 2025."""
    made = open_window(Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang")), tmp_path, (_TargetPage,))
    yield made
    drop_window(made)


def panel_of(window: MainWindow) -> TargetPanel:
    page = window.page("measures")
    assert isinstance(page, _TargetPage)
    return page.panel


def stored(window: MainWindow) -> ReductionTarget | None:
    return targeting.pathway_view(window.session.workspace, window.session.dossier_id).target


def type_in(panel: TargetPanel, name: str, text: str) -> None:
    field = panel.form.rows[name].editor
    assert isinstance(field, Line)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def decide(window: MainWindow) -> TargetPanel:
    panel = panel_of(window)
    panel.form.decide.click()
    QApplication.processEvents()
    return panel


def test_without_a_target_there_is_a_proposal_and_an_example(window: MainWindow) -> None:
    panel = panel_of(window)
    assert any(words.startswith("例如") for words in words_in(panel))
    assert panel.form.decide.isVisible() and not panel.form.clear.isVisible()
    type_in(panel, "percent", "20")
    assert stored(window) is None, "nothing is kept before it is decided"
    panel.form.decide.click()
    found = stored(window)
    assert found is not None and (found.base_year, found.target_year, found.percent) == (2024, 2030, Decimal(20))


def test_the_findings_are_the_titles_and_each_year_has_its_row(window: MainWindow) -> None:
    panel = decide(window)
    view = targeting.pathway_view(window.session.workspace, window.session.dossier_id)
    titles = [title.plain().replace("\u00a0", " ") for title in (panel.years.title, panel.months.title)]
    assert titles == [view.finding, view.burn_finding]
    seen = words_in(panel.table)
    assert {"2024", "2030", "◐ 账本，未锁定", "◐ 账本，缺 1 个月", "○ 按计划预计"} <= set(seen)
    assert panel.years.chart.accessibleName() == view.finding
    assert "2030：" in panel.years.chart.accessibleDescription()


def test_a_decided_target_is_changed_field_by_field_and_undone(window: MainWindow) -> None:
    panel = decide(window)
    type_in(panel, "percent", "25")
    type_in(panel, "target_year", "2035")
    found = stored(window)
    assert found is not None and (found.percent, found.target_year) == (Decimal(25), 2035)
    window.undo()
    found = stored(window)
    assert found is not None and found.target_year == 2030
    panel.form.clear.click()
    assert stored(window) is None
    window.undo()
    assert stored(window) is not None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("percent", "0", "降幅 0% 不合理"),
        ("percent", "abc", "abc"),
        ("percent", " ", "降幅还没有填"),
        ("target_year", "2024", "目标年 2024 不合理"),
        ("target_year", "2030.5", "不是整数"),
        ("target_year", " ", "还没有填年份"),
        ("base_year", "2019", "没有填满 12 个月"),
        ("base_t", "-3", "应大于 0"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_kept(window: MainWindow, name: str, text: str, said: str) -> None:
    panel = decide(window)
    before = stored(window)
    type_in(panel, name, text)
    assert said in panel.form.rows[name].error()
    assert stored(window) == before
    assert [key for key, row in panel.form.rows.items() if row.error()] == [name]


def test_two_fields_that_belong_together_are_taken_once_both_are_right(window: MainWindow) -> None:
    panel = decide(window)
    type_in(panel, "base_year", "2019")
    type_in(panel, "base_t", "4000")
    assert panel.form.rows["base_year"].error() == ""
    found = stored(window)
    assert found is not None and (found.base_year, found.base_t) == (2019, Decimal(4000))


def test_an_intensity_asks_for_its_output(window: MainWindow) -> None:
    panel = decide(window)
    assert not panel.form.output.isVisible()
    panel.form.kind.set_value(TargetKind.INTENSITY.value)
    panel.form.kind.changed.emit(TargetKind.INTENSITY.value)
    assert panel.form.output.isVisible()
    panel.form.output.set_value("room_nights_sold")
    panel.form.output.chosen.emit("room_nights_sold")
    found = stored(window)
    assert found is not None and (found.kind, found.output) == (TargetKind.INTENSITY, "room_nights_sold")
    assert any("按已售间夜折成吨" in words for words in words_in(panel))
    panel.form.output.set_value("covers")
    panel.form.output.chosen.emit("covers")
    assert "没有这项产出的数据" in panel.form.rows["output"].error()


def test_arrows_walk_the_years_and_the_tip_says_the_figures(window: MainWindow) -> None:
    chart = decide(window).years.chart
    chart.setFocus()
    for key, at in (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_End, 6),
        (Qt.Key.Key_Right, 6),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_A, 0),
    ):
        QTest.keyClick(chart, key)
        assert chart.at() == at
    laid = chart.laid()
    assert laid is not None
    tip = chart.tip(laid.slots[1].point)
    assert all(words in tip for words in ("2025", "路径", "实际（部分月份）", "按计划预计", "与路径之差"))
    window.grab()


def test_a_press_stands_on_the_month_below_the_pointer(window: MainWindow) -> None:
    chart = decide(window).months.chart
    laid = chart.laid()
    assert laid is not None and laid.slots[2].bar is not None
    x, y, wide, _high = laid.slots[2].bar
    press(chart, x + wide / 2, y + 2)
    assert chart.at() == 2
    press(chart, 1, 1)
    assert chart.at() == -1


def press(chart: PathwayChart, x: float, y: float) -> None:
    QTest.mouseMove(chart, QPoint(round(x), round(y)))
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(x, y),
        QPointF(chart.mapToGlobal(QPoint(round(x), round(y)))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(chart, move)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))


def test_the_figures_go_to_the_clipboard(window: MainWindow) -> None:
    panel = decide(window)
    panel.years.chart.copy_data()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "年度\t路径 t\t实际 t\t预计 t" and len(lines) == 8
    panel.months.chart.copy_data()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 13
    panel.months.chart.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()


def test_charts_stand_below_each_other_where_the_window_is_narrow(window: MainWindow) -> None:
    panel = decide(window)
    assert panel.years.y() == panel.months.y()
    panel.setFixedWidth(800)
    QApplication.processEvents()
    assert panel.years.y() < panel.months.y()

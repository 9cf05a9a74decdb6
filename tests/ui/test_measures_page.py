"""The plan in the window: what it lists, one measure's figures, and edits by keyboard that are stored and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.finding import Place
from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.workflows import reducing
from tests.ui.ledgers import drop_window, open_window, words_in
from ui import theme
from ui.main_window import MainWindow
from ui.pages.measures import MeasuresPage
from ui.widgets.fields import Line
from ui.widgets.measure_formula import plain_formula, set_formula
from ui.widgets.measure_list import lines_of

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Opener = Callable[[bool], MainWindow]


@pytest.fixture
def opened(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens the page over the empty or the filled year."""
    windows: list[MainWindow] = []

    def open_page(filled: bool) -> MainWindow:
        ledger = Path(shutil.copytree(masters[filled], tmp_path / "酒店.tanzhang"))
        windows.append(open_window(ledger, tmp_path, (MeasuresPage,)))
        return windows[-1]

    yield open_page
    for window in windows:
        drop_window(window)


def _page(window: MainWindow) -> MeasuresPage:
    page = window.page("measures")
    assert isinstance(page, MeasuresPage)
    return page


def _plan(window: MainWindow) -> reducing.MeasuresView:
    return reducing.plan_view(window.session.workspace, window.session.dossier_id)


def _put(window: MainWindow, *measures: str) -> None:
    for measure in measures:
        window.session.apply(reducing.set_measure(window.session.workspace, window.session.venue_id, measure))


def _parameter(page: MeasuresPage, name: str) -> Line:
    field = next(row.editor for row in page.card.parameters if row.name == name)
    assert isinstance(field, Line)
    return field


def _type(field: Line, text: str) -> None:
    field.setFocus()
    field.selectAll()
    # Qt's test keys know no Chinese; the paste stands for the input method.
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_empty_plan_says_so_and_offers_the_measures_of_the_venue_type(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    lines = page.list.lines()
    assert lines[1].name.startswith("计划还是空的")
    offered = [line for line in lines if line.kind == "measure"]
    assert len(offered) == 47, "domain.md §5: 47 measures fit a hotel"
    assert {line.ticked for line in offered} == {False}
    figures = [float(line.figure.strip("（）").replace(",", "").replace("−", "-")) for line in offered if "（" not in line.figure]
    assert figures == sorted(figures, reverse=True)
    assert "—" in {cell.figure.value for cell in page.band._cells}, "a footprint that is not there is no zero"


def test_plan_stands_first_with_its_states_and_sums(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09", "C13", "H01")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C13", MeasureState.DONE))
    page = _page(window)
    measures = [line for line in page.list.lines() if line.kind == "measure"]
    assert [line.key for line in measures[:3]] == ["C09", "C13", "H01"]
    assert [line.state_name for line in measures[:3]] == ["拟实施", "已实施（待核）", "拟实施"]
    view = _plan(window)
    values = {cell.figure.key: cell.figure.value for cell in page.band._cells}
    assert values["plan"] == shown(view.planned_t, 1)
    assert values["done"] == shown(view.done_t, 1)
    assert values["total"] == shown(view.footprint_t, 2), "nothing of the plan is taken off the footprint"


def test_formula_is_shown_in_letters_in_values_and_as_result(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.list.choose("C09")
    gas, power, tonnes = page.card.formulas.plain()
    assert gas == "dG = Qhw ÷ (NCVk × ηb) = 600,000 ÷ (10.814 × 0.85) = 65,274 Nm³/年"
    assert power == "dE = −Qhw ÷ COP = −600,000 ÷ 3.2 = −187,500 kWh/年"
    assert tonnes.endswith("= 111.81 tCO₂e/年")
    assert page.card.figure.plain() == "111.81", "domain.md §5, C09"


def test_powers_and_functions_of_a_formula_are_set() -> None:
    assert plain_formula(set_formula("n*P_n*k*h*(1-r**2.5/eta)")) == "n × Pn × k × h × (1 − r^2.5 ÷ η)"
    assert plain_formula(set_formula("E_c*min(k*dT_c,0.25)")) == "Ec × min(k × ΔTc，0.25)"
    assert plain_formula(set_formula("12*1,500/1e6")) == "12 × 1,500 ÷ 1,000,000"


def test_parameter_typed_by_keyboard_is_stored_and_taken_back(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.list.choose("C09")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    assert window.focusWidget() is _parameter(page, "Q_hw"), "Enter goes on to the first parameter"
    _type(_parameter(page, "Q_hw"), "12万")
    assert page.card.parameters[0].error().startswith("「12万」")
    _type(_parameter(page, "Q_hw"), "300,000")
    planned = _plan(window).plan[0].planned
    assert planned is not None, "a value of one's own puts the measure into the plan"
    assert planned.values == {"Q_hw": Decimal(300000)}
    assert page.card.figure.plain() == shown(_plan(window).plan[0].tonnes, 2)
    window.undo()
    assert _plan(window).plan == ()
    assert page.card.figure.plain() == "111.81"
    window.redo()
    assert _plan(window).plan[0].planned == planned


def test_value_outside_the_usual_range_is_asked_about_and_kept(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.list.choose("C09")
    _type(_parameter(page, "COP"), "6")
    row = next(row for row in page.card.parameters if row.name == "COP")
    assert row.error() == "超出常见范围 2.2–4.2，请核对"
    planned = _plan(window).plan[0].planned
    assert planned is not None
    assert planned.values == {"COP": Decimal(6)}


def test_space_puts_a_measure_into_the_plan_and_out_again(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.list.choose("H01")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert [row.measure.id for row in _plan(window).plan] == ["H01"]
    assert page.list.current() == "H01", "the list stays on it"
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert _plan(window).plan == ()


def test_arrows_pass_the_heads_of_the_groups(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.list.choose("C09")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    second = next(line.key for line in page.list.lines() if line.kind == "measure" and line.key != "C09")
    assert page.list.current() == second


def test_measure_that_was_carried_out_is_stopped_and_not_forgotten(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C18")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C18", MeasureState.DONE))
    page = _page(window)
    page.list.choose("C18")
    assert page.card.toggle.text() == "停用"
    page.card.toggle.click()
    assert [row.measure.id for row in _plan(window).stopped] == ["C18"]
    assert page.list.lines()[-1].state is MeasureState.STOPPED
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert [row.state_name for row in _plan(window).plan] == ["拟实施"]


def test_unproven_measure_cannot_be_verified_and_the_choice_goes_back(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.list.choose("C09")
    page.progress.states.changed.emit("verified")
    assert window.frame.notices.messages()
    assert page.progress.states.value() == "planned"


def test_owner_days_and_cost_are_kept_and_a_bad_day_is_said_at_its_field(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.list.choose("C09")
    fields = {name: row.editor for name, row in page.progress.rows.items()}
    for name, text in (("owner", "工程部"), ("start_on", "2025年3月1日"), ("cost_yuan", "468,000")):
        field = fields[name]
        assert isinstance(field, Line)
        _type(field, text)
    planned = _plan(window).plan[0].planned
    assert planned is not None
    assert (planned.owner, planned.start_on, planned.cost_yuan) == ("工程部", date(2025, 3, 1), Decimal(468000))
    start = fields["start_on"]
    assert isinstance(start, Line)
    assert start.text() == "2025-03-01", "a day is shown in one form"
    _type(start, "三月一日")
    assert "不是日期" in page.progress.rows["start_on"].error()
    assert any("每吨 349 元" in words for words in words_in(page.card))


def test_evidence_opens_the_gate(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(True)
    _put(window, "C09")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C09", MeasureState.DONE))
    page = _page(window)
    page.list.choose("C09")
    proof = tmp_path / "热泵验收单.pdf"
    proof.write_bytes(b"%PDF-1.4 sample")
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(proof))
    assert not _plan(window).reduced
    page.progress.attach.click()
    assert _plan(window).reduced
    assert page._gate.plain() == "已有实施并附佐证的措施"
    QApplication.processEvents()
    assert "热泵验收单.pdf" in words_in(page.progress)


def test_search_and_scope_narrow_the_list(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.search.setText("热泵")
    assert page.list.lines()
    assert all("热泵" in line.name for line in page.list.lines() if line.kind == "measure")
    page.search.setText("没有这样的措施")
    assert [line.kind for line in page.list.lines()] == ["note"]
    page.search.clear()
    apart = [line.key for line in lines_of(_plan(window), "", "3") if line.kind == "measure"]
    assert apart
    assert "C15" in apart, "what is only disclosed is never added to scopes 1 and 2"
    assert "C09" not in apart


def test_place_of_a_measure_leads_to_it(opened: Opener) -> None:
    window = opened(True)
    window.go(Place("measures", "C16"))
    assert _page(window).list.current() == "C16"


def test_figure_of_the_band_explains_itself(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    window.open_page("measures")
    page.band.asked.emit("plan")
    assert window.frame.side_is_shown()
    assert "C09 空气源热泵替代燃气锅炉热水" in words_in(page.side_content)


def test_page_holds_together_in_the_smallest_window_in_large_type(opened: Opener) -> None:
    window = opened(True)
    _put(window, "H13")
    window.session.change_settings(theme="dark", type_size="large")
    window.resize(1280, 720)
    window.apply_look()
    window.open_page("measures")
    page = _page(window)
    page.list.choose("H13")
    QApplication.processEvents()
    holder = page.card.parentWidget()
    assert holder is not None
    assert page.card.geometry().right() <= holder.width(), "nothing sticks out at the right"
    assert theme.metrics().large
    window.session.change_settings(theme="light", type_size="standard")
    window.apply_look()

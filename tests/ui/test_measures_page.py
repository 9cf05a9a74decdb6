"""The measures page: the list and its folds, one measure's figures, the choice under a budget, the ledger, and every edit taken back."""

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
from pytestqt.qtbot import QtBot

from core.domain.finding import Place
from core.domain.measure import MeasureState, PlannedMeasure
from core.domain.quantity import shown
from core.workflows import reducing
from core.workflows.measure_views import MeasuresView
from tests.ui.ledgers import drop_window, open_window, words_in
from ui import theme
from ui.main_window import MainWindow
from ui.pages.measures import LEDGER, PLAN, MeasuresPage
from ui.widgets.fields import Line
from ui.widgets.measure_budget import BUDGET
from ui.widgets.measure_formula import plain_formula, set_formula
from ui.widgets.measure_lines import REST, Sieve, lines_of
from ui.widgets.measure_table import COST, NAME, TONNES

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")

Opener = Callable[[bool], MainWindow]


@pytest.fixture
def opened(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens the page over a copy of the empty or the filled year, for tests that change it."""
    windows: list[MainWindow] = []

    def open_page(filled: bool) -> MainWindow:
        ledger = Path(shutil.copytree(masters[filled], tmp_path / "酒店.tanzhang"))
        windows.append(open_window(ledger, tmp_path, (MeasuresPage,)))
        return windows[-1]

    yield open_page
    for window in windows:
        window.tasks.finish()
        drop_window(window)


@pytest.fixture(scope="module")
def seen(masters: dict[bool, Path], qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One filled year with a plan of three, for tests that only look."""
    folder = tmp_path_factory.mktemp("seen")
    window = open_window(Path(shutil.copytree(masters[True], folder / "酒店.tanzhang")), folder, (MeasuresPage,))
    _put(window, "C09", "C13", "H01")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C13", MeasureState.DONE))
    session.apply(reducing.set_measure(session.workspace, session.venue_id, "C16", {"n": Decimal(3)}, draft=True))
    yield window
    window.tasks.finish()
    drop_window(window)


def _page(window: MainWindow) -> MeasuresPage:
    page = window.page("measures")
    assert isinstance(page, MeasuresPage)
    return page


def _plan(window: MainWindow) -> MeasuresView:
    return reducing.plan_view(window.session.workspace, window.session.dossier_id)


def _planned(window: MainWindow, key: str) -> PlannedMeasure:
    view = _plan(window)
    row = next(row for row in (*view.plan, *view.drafts, *view.stopped) if row.measure.id == key)
    assert row.planned is not None
    return row.planned


def _put(window: MainWindow, *measures: str) -> None:
    window.session.apply(reducing.take_in(window.session.workspace, window.session.venue_id, measures))


def _field(page: MeasuresPage, name: str) -> Line:
    field = page.plan.card.row(name).editor
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


# ---- the list -------------------------------------------------------------------------------------------------------


def test_empty_plan_says_so_and_offers_the_measures_of_the_venue_type(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    lines = page.plan.list.lines()
    assert lines[1].name.startswith("计划还是空的")
    assert page.plan.search.placeholderText().startswith("在 47 条措施中查找"), "domain.md §5: 47 measures fit a hotel"
    assert not any(line.ticked for line in lines)
    page.plan.toggle_fold(REST)
    offered = [line for line in page.plan.list.lines() if line.kind == "measure"]
    assert len(offered) == 47
    page.show_tab(LEDGER)
    assert "台账还是空的" in words_in(page.ledger)


def test_plan_stands_first_and_adds_up_to_its_sum(seen: MainWindow) -> None:
    lines = _page(seen).plan.list.lines()
    assert lines[0].name == "2026 年计划，3 项"
    assert [line.key for line in lines[1:4]] == [row.measure.id for row in _plan(seen).plan]
    total = next(line for line in lines if line.kind == "total")
    assert total.figure == shown(_plan(seen).planned_t, 1)
    after = lines[lines.index(total) + 1]
    assert after.name == "可选，已填参数 1 项"
    assert lines[lines.index(after) + 1].key == "C16"


def test_overlap_of_one_end_use_stands_above_the_sum(seen: MainWindow) -> None:
    view = _plan(seen)
    assert view.overlaps, "heat pump and insulation save at the same boiler"
    sums = [line for line in _page(seen).plan.list.lines() if line.kind == "sum"]
    assert [line.figure for line in sums] == [shown(one.tonnes, 1) for one in view.overlaps]
    assert all(line.figure.startswith("−") for line in sums)


def test_measures_nobody_filled_in_are_folded_away_with_their_number(seen: MainWindow) -> None:
    page = _page(seen)
    fold = next(line for line in page.plan.list.lines() if line.key == REST)
    hidden = sum(1 for row in _plan(seen).candidates if not row.suggestion)
    assert fold.name == f"其余 {hidden} 项还没有填参数，不参与比较"
    assert fold.detail == "去填"
    page.plan.toggle_fold(REST)
    rows = page.plan.list.lines()
    shown_rows = rows[[line.key for line in rows].index(REST) + 1 :]
    assert sum(1 for line in shown_rows if line.kind == "measure") >= hidden
    page.plan.toggle_fold(REST)


def test_suggestions_give_their_reason_in_small_words(seen: MainWindow) -> None:
    view = _plan(seen)
    row = next(row for row in view.candidates if row.suggestion)
    line = next(line for line in lines_of(view, Sieve()) if line.key == row.measure.id)
    assert line.detail == row.suggestion


def test_search_chip_and_scope_narrow_the_list_and_open_its_folds(seen: MainWindow) -> None:
    page = _page(seen)
    page.plan.search.setText("热泵")
    assert all("热泵" in line.name for line in page.plan.list.lines() if line.kind == "measure")
    page.plan.search.setText("没有这样的措施")
    assert [line.kind for line in page.plan.list.lines()] == ["note"]
    page.plan.search.clear()
    view = _plan(seen)
    apart = [line.key for line in lines_of(view, Sieve(chip="scope:3")) if line.kind == "measure"]
    assert "C15" in apart, "what is only disclosed is never added to scopes 1 and 2"
    assert "C09" not in apart
    use = next(row.end_use_name for row in view.plan if row.measure.id == "C09")
    same = {line.key for line in lines_of(view, Sieve(chip=f"use:{use}")) if line.kind == "measure"}
    assert {"C09", "C13"} <= same
    assert "C16" not in same


def test_chips_count_what_they_stand_for(seen: MainWindow) -> None:
    page = _page(seen)
    view = _plan(seen)
    for value, words in page.plan.chips.choices():
        if value.startswith(("use:", "programme:")):
            held = [line for line in lines_of(view, Sieve(chip=value)) if line.kind == "measure"]
            assert words.endswith(f" {len(held)}")


def test_arrows_pass_heads_and_sums(seen: MainWindow) -> None:
    page = _page(seen)
    keys = [line.key for line in page.plan.list.lines() if line.kind == "measure"]
    page.plan.list.choose(keys[2])
    page.plan.list.setFocus()
    QTest.keyClick(page.plan.list, Qt.Key.Key_Down)
    assert page.plan.list.current() == keys[3]


def test_place_of_a_measure_leads_to_it_out_of_a_closed_fold(seen: MainWindow) -> None:
    row = next(row for row in _plan(seen).candidates if not row.suggestion)
    seen.go(Place("measures", row.measure.id))
    assert _page(seen).plan.list.current() == row.measure.id
    _page(seen).plan.unfolded = frozenset()
    _page(seen).plan.fill()


def test_what_is_no_reduction_is_told_in_the_side_panel(seen: MainWindow) -> None:
    page = _page(seen)
    seen.open_page("measures")
    next(one for one in page.plan.menu().actions() if one.text() == "不算减排的做法").trigger()
    QApplication.processEvents()
    assert seen.frame.side_is_shown()
    assert any(words.startswith(_plan(seen).not_counted[0][0]) for words in words_in(page.side_content))


# ---- the card -------------------------------------------------------------------------------------------------------


def test_formula_is_shown_in_letters_in_values_and_as_result(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    page.plan.show_measure("C09")
    gas, power, tonnes = page.plan.card.formulas.plain()
    assert gas == "dG = Qhw ÷ (NCVk × ηb) = 600,000 ÷ (10.814 × 0.85) = 65,274 Nm³/年"
    assert power == "dE = −Qhw ÷ COP = −600,000 ÷ 3.2 = −187,500 kWh/年"
    assert tonnes.endswith("= 111.81 tCO₂e/年")
    assert page.plan.card.figure.plain() == "111.81", "domain.md §5, C09"


def test_powers_and_functions_of_a_formula_are_set() -> None:
    assert plain_formula(set_formula("n*P_n*k*h*(1-r**2.5/eta)")) == "n × Pn × k × h × (1 − r^2.5 ÷ η)"
    assert plain_formula(set_formula("E_c*min(k*dT_c,0.25)")) == "Ec × min(k × ΔTc，0.25)"
    assert plain_formula(set_formula("12*1,500/1e6")) == "12 × 1,500 ÷ 1,000,000"


def test_parameter_typed_by_keyboard_is_kept_as_a_draft_and_taken_back(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.plan.show_measure("C09")
    before = page.plan.card.figure.plain()
    page.plan.list.setFocus()
    QTest.keyClick(page.plan.list, Qt.Key.Key_Return)
    assert window.focusWidget() is _field(page, "Q_hw"), "Enter goes on to the first parameter"
    _type(_field(page, "Q_hw"), "12万")
    assert page.plan.card.row("Q_hw").error().startswith("「12万」")
    _type(_field(page, "Q_hw"), "300,000")
    assert _planned(window, "C09").values == {"Q_hw": Decimal(300000)}
    assert _planned(window, "C09").draft, "a value of one's own compares the measure; it does not plan it"
    assert _plan(window).plan == ()
    assert page.plan.card.row("Q_hw").basis() == "自填"
    window.undo()
    assert page.plan.card.figure.plain() == before
    window.redo()
    assert _planned(window, "C09").values == {"Q_hw": Decimal(300000)}


def test_a_prefilled_value_says_where_it_comes_from_and_can_be_gone_back_to(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    row = next(row for row in (*_plan(window).candidates, *_plan(window).drafts) if row.prefills)
    page.plan.show_measure(row.measure.id)
    name, prefill = next(iter(row.prefills.items()))
    assert page.plan.card.row(name).words.basis == prefill.basis
    _type(_field(page, name), str(prefill.value - 1))
    assert page.plan.card.row(name).words.basis == "自填"
    page.plan.card.row(name)._restore.click()
    assert page.plan.card.row(name).words.basis == prefill.basis


def test_value_outside_the_usual_range_is_asked_about_and_kept(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.plan.show_measure("C09")
    _type(_field(page, "COP"), "6")
    assert page.plan.card.row("COP").error() == "超出常见范围 2.2–4.2，请核对"
    assert _planned(window, "C09").values == {"COP": Decimal(6)}


def test_money_is_typed_in_wan_and_what_cannot_be_is_said_at_its_field(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.plan.show_measure("C09")
    _type(_field(page, "cost_yuan"), "46.8")
    assert _planned(window, "C09").cost_yuan == Decimal(468000)
    _type(_field(page, "cost_yuan"), "-1")
    assert "负数" in page.plan.card.row("cost_yuan").error()
    page.plan.card._set_open(True)
    _type(_field(page, "lifetime_years"), "0")
    assert page.plan.card.row("lifetime_years").error()
    _type(_field(page, "lifetime_years"), "2.5")
    assert "不是整年" in page.plan.card.row("lifetime_years").error()
    _type(_field(page, "saving_yuan"), "12")
    assert _planned(window, "C09").saving_yuan == Decimal(120000)
    qtbot.waitUntil(lambda: any("回收期 3.9 年" in words for words in words_in(page.plan.card)))


def test_space_puts_a_measure_into_the_plan_and_out_again(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.plan.show_measure("H01")
    page.plan.list.setFocus()
    QTest.keyClick(page.plan.list, Qt.Key.Key_Space)
    assert [row.measure.id for row in _plan(window).plan] == ["H01"]
    assert page.plan.list.current() == "H01", "the list stays on it"
    QTest.keyClick(page.plan.list, Qt.Key.Key_Space)
    assert _plan(window).plan == ()
    assert page.plan.list.current() == "H01"


def test_measures_that_exclude_each_other_are_refused_by_name(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C07")
    page = _page(window)
    page.plan.show_measure("C14")
    page.plan.card.toggle.click()
    assert window.frame.notices.messages()
    assert [row.measure.id for row in _plan(window).plan] == ["C07"]


def test_measure_that_was_carried_out_is_stopped_and_not_forgotten(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C18")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C18", MeasureState.DONE))
    page = _page(window)
    page.plan.show_measure("C18")
    assert "移出计划" not in [one.text() for one in page.plan.card.state_menu().actions()]
    next(one for one in page.plan.card.state_menu().actions() if one.text() == "停用").trigger()
    assert [row.measure.id for row in _plan(window).stopped] == ["C18"]
    assert page.plan.list.current() == "C18", "its fold opens, so that it stays in view"
    page.plan.card.toggle.click()
    assert [row.state_name for row in _plan(window).plan] == ["拟实施"]


def test_saving_at_a_supplier_is_shown_apart(opened: Opener) -> None:
    window = opened(True)
    _put(window, "H13")
    page = _page(window)
    page.plan.show_measure("H13")
    page.plan.card._set_open(True)
    page.plan.card.supplier.click()
    assert _planned(window, "H13").at_supplier
    assert page.plan.card.figure.plain() == "0.00"
    assert any(words.startswith("范围三") and "另列" in words for words in words_in(page.plan.card))


# ---- the chart and the choice ---------------------------------------------------------------------------------------


def _price_all(window: MainWindow, *measures: str) -> None:
    session = window.session
    for number, key in enumerate(measures, 1):
        fields = {"cost_yuan": Decimal(number * 50_000), "saving_yuan": Decimal(20_000)}
        session.apply(reducing.set_measure(session.workspace, session.venue_id, key, draft=True, **fields))  # type: ignore[arg-type]


def test_best_set_follows_the_slider_and_is_adopted_as_one_change(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    _price_all(window, "C09", "H01", "C18")
    macc = page.plan.macc
    qtbot.waitUntil(lambda: macc.choice is not None and len(macc.chart.bars()) == 3)
    assert "从左边勾选一项，或把预算拉到 10 万元看看" in words_in(macc)
    macc.bar.slider.setValue(15)
    qtbot.waitUntil(lambda: macc.choice is not None and macc.choice.budget_yuan == 150_000)
    assert macc.choice is not None
    chosen = {row.measure_id for row in macc.choice.rows if row.chosen}
    assert chosen
    assert sum((row.cost_yuan for row in macc.choice.rows if row.chosen), 0) <= 150_000
    macc.adopt.click()
    assert {row.measure.id for row in _plan(window).plan} == chosen
    window.undo()
    assert _plan(window).plan == ()
    macc.bar.kinds._segments["target"].click()
    qtbot.waitUntil(lambda: macc.choice is not None and macc.choice.target_t is not None)


def test_only_the_last_question_is_answered_when_the_slider_is_drawn(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    _price_all(window, "C09", "H01", "C18")
    macc = page.plan.macc
    qtbot.waitUntil(lambda: macc.choice is not None)
    for step in range(1, 30):
        macc.bar.slider.setValue(step)
        macc._ask()
    qtbot.waitUntil(lambda: macc.choice is not None and macc.choice.budget_yuan == 290_000)
    qtbot.waitUntil(lambda: not window.tasks.busy())
    assert macc.choice is not None
    assert macc.choice.budget_yuan == 290_000


def test_blocks_are_walked_by_keyboard_and_open_their_measure(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    _price_all(window, "C09", "H01", "C18")
    chart = page.plan.macc.chart
    qtbot.waitUntil(lambda: len(chart.bars()) == 3)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    dearest = chart.bars()[-1].block.measure_id
    assert page.plan.list.current() == dearest
    assert dearest in chart.accessibleDescription()
    assert all(bar.box[2] >= 2 for bar in chart.bars()), "the thinnest block can be hit"
    chart.copy_data()
    assert QApplication.clipboard().text().count("\n") == 3


def test_why_this_and_not_that_is_told_in_the_side_panel(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    _price_all(window, "C09", "H01")
    macc = page.plan.macc
    qtbot.waitUntil(lambda: macc.choice is not None)
    window.open_page("measures")
    macc.why.click()
    qtbot.waitUntil(lambda: any(words.startswith("C09 ") and "：" in words for words in words_in(page.side_content)))


def test_price_typed_is_kept_and_a_negative_one_is_named_at_its_field(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    _price_all(window, "C09")
    page.plan.open_settings()
    qtbot.waitUntil(lambda: "dG" in page.plan.settings.rows)
    row = page.plan.settings.rows["dG"]
    assert isinstance(row.editor, Line)
    _type(row.editor, "-3")
    assert "负数" in row.error()
    _type(row.editor, "3.5")
    qtbot.waitUntil(lambda: page.plan.macc._prepared is not None and any(price.typed for price in page.plan.macc._prepared.money.prices))


# ---- the ledger -----------------------------------------------------------------------------------------------------


def test_unproven_measure_cannot_be_verified_and_the_choice_goes_back(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.show_tab(LEDGER)
    page.ledger.progress.states.changed.emit("verified")
    assert window.frame.notices.messages()
    assert page.ledger.progress.states.value() == "planned"


def test_owner_days_and_cost_are_kept_and_a_bad_day_is_said_at_its_field(opened: Opener) -> None:
    window = opened(True)
    _put(window, "C09")
    page = _page(window)
    page.show_tab(LEDGER)
    fields = {name: row.editor for name, row in page.ledger.progress.rows.items()}
    for name, text in (("owner", "工程部"), ("start_on", "2025年3月1日"), ("cost_yuan", "46.8")):
        field = fields[name]
        assert isinstance(field, Line)
        _type(field, text)
    planned = _planned(window, "C09")
    assert (planned.owner, planned.start_on, planned.cost_yuan) == ("工程部", date(2025, 3, 1), Decimal(468000))
    start = fields["start_on"]
    assert isinstance(start, Line)
    assert start.text() == "2025-03-01", "a day is shown in one form"
    _type(start, "三月一日")
    assert "不是日期" in page.ledger.progress.rows["start_on"].error()


def test_evidence_opens_the_gate(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(True)
    _put(window, "C09")
    session = window.session
    session.apply(reducing.change_state(session.workspace, session.venue_id, "C09", MeasureState.DONE))
    page = _page(window)
    page.show_tab(LEDGER)
    proof = tmp_path / "热泵验收单.pdf"
    proof.write_bytes(b"%PDF-1.4 sample")
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(proof))
    assert not _plan(window).reduced
    page.ledger.progress.attach.click()
    assert _plan(window).reduced
    assert page.ledger.gate.plain() == "已有实施并附佐证的措施"
    QApplication.processEvents()
    assert "热泵验收单.pdf" in words_in(page.ledger.progress)


def test_ledger_is_sorted_by_its_heads_and_opens_the_measure(seen: MainWindow) -> None:
    page = _page(seen)
    page.show_tab(LEDGER)
    table = page.ledger.table
    tonnes = [one.row.tonnes for one in table.plan.rows()]
    assert tonnes == sorted(tonnes, reverse=True)
    table.sort_by(NAME)
    assert [one.row.measure.id for one in table.plan.rows()] == ["C09", "C13", "H01"]
    table.sort_by(NAME)
    assert [one.row.measure.id for one in table.plan.rows()] == ["H01", "C13", "C09"]
    table.sort_by(COST)
    table.sort_by(TONNES)
    table.choose("C13")
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert page.tabs.value() == PLAN
    assert page.plan.list.current() == "C13"


def test_figures_of_the_ledger_explain_themselves(seen: MainWindow) -> None:
    page = _page(seen)
    page.show_tab(LEDGER)
    QApplication.processEvents()
    view = _plan(seen)
    values = {cell.figure.key: cell.figure.value for cell in page.ledger.band._cells}
    assert values["plan"] == shown(view.planned_t, 1)
    whole = {shown(view.footprint_t, 2), shown(view.footprint_t, 0)}
    assert values["total"] in whole, "nothing of the plan is taken off the footprint"
    seen.open_page("measures")
    page.ledger.band.asked.emit("plan")
    QApplication.processEvents()
    assert "C09 空气源热泵替代燃气锅炉热水" in words_in(page.side_content)


# ---- the page -------------------------------------------------------------------------------------------------------


def test_tab_search_and_measure_are_remembered_over_a_change_of_the_look(seen: MainWindow) -> None:
    page = _page(seen)
    page.show_tab(PLAN)
    page.plan.search.setText("保温")
    page.plan.show_measure("C13")
    page.show_tab(LEDGER)
    kept = page.keepsake()
    fresh = MeasuresPage(seen.session, seen)
    fresh.recall(kept)
    fresh.refresh()
    assert fresh.tabs.value() == LEDGER
    assert fresh.plan.search.text() == "保温"
    assert fresh.plan.list.current() == "C13"
    seen.tasks.finish()
    fresh.deleteLater()
    page.plan.search.clear()
    page.show_tab(PLAN)


def test_papers_ask_for_their_path_and_nothing_is_written_without_one(seen: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(seen)
    asked: list[tuple[str, str]] = []

    def ask(_title: str, proposal: str, kind: str) -> str:
        asked.append((proposal, kind))
        return ""

    monkeypatch.setattr(seen, "ask_save_path", ask)
    for action in page.papers.menu(page).actions():
        action.trigger()
    assert [proposal.split("年")[-1] for proposal, _kind in asked] == [
        "减排方案.pdf",
        "碳中和经费预算表.pdf",
        "按计划清单（绿色饭店等）.pdf",
        "减排记录单.pdf",
    ]
    assert "*.xlsx" in asked[0][1]
    assert not seen.tasks.busy()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900)])
def test_page_holds_together_in_large_type(opened: Opener, qtbot: QtBot, size: tuple[int, int]) -> None:
    window = opened(True)
    _put(window, "H13")
    window.session.change_settings(theme="dark", type_size="large")
    window.resize(*size)
    window.apply_look()
    window.open_page("measures")
    page = _page(window)
    page.plan.list.choose("H13")
    view = page.plan._scroll.viewport()
    qtbot.waitUntil(lambda: not window.tasks.busy())
    cards = (page.plan.card, page.plan.macc)
    qtbot.waitUntil(lambda: all(card.geometry().right() <= view.width() for card in cards))
    assert theme.metrics().large
    window.session.change_settings(theme="light", type_size="standard")
    window.apply_look()


def test_budget_of_the_bar_is_kept_in_whole_steps(seen: MainWindow) -> None:
    bar = _page(seen).plan.macc.bar
    bar.kinds.set_value(BUDGET)
    bar.slider.setValue(7)
    assert bar.wanted().budget_yuan == 70_000
    assert bar.field.text() == "7.0"

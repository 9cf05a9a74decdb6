"""Events in the window: a new one from a preset, the form of 附表1 field by field, items by stage, and what is still open."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.domain.event import AccountingBy, EventForm, EventLevel, EventStage, NeutralityType
from core.domain.finding import Place
from core.domain.offset import ProductType
from core.domain.quantity import shown
from core.workflows import events
from core.workflows.submission_views import EventView
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.pages.events import EventsPage
from ui.pages.offsets import OffsetsPage
from ui.widgets.event_edits import read_day
from ui.widgets.event_fields import Area, Rounds, Ticks
from ui.widgets.fields import Line
from ui.widgets.paper_preview import PaperPreview

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Opener = Callable[[bool], MainWindow]


@pytest.fixture
def opened(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens the page over a ledger without events, or with the annual meeting of its hotel."""
    windows: list[MainWindow] = []

    def open_page(with_event: bool) -> MainWindow:
        ledger = Path(shutil.copytree(masters[with_event], tmp_path / "酒店.tanzhang"))
        windows.append(open_window(ledger, tmp_path, (EventsPage, OffsetsPage)))
        if with_event:
            _make_event(windows[-1], "示例竹溪酒店 2025 年会")
        return windows[-1]

    yield open_page
    for window in windows:
        drop_window(window)


def _make_event(window: MainWindow, name: str) -> str:
    """An annual meeting with a quantity for each item."""
    workspace, venue_id = window.session.workspace, window.session.venue_id
    form = events.draft_form(workspace, venue_id, date(2025, 12, 19), date(2025, 12, 20), "annual")
    made = events.new_event(workspace, venue_id, replace(form, name=name, stages=tuple(EventStage)), "annual")
    for item in events.items(workspace, made.id):
        kind = workspace.catalogue.source_types[item.type_code]
        factor = kind.factor_choices[0] if kind.asks_factor and kind.factor_choices else ""
        events.save_item(workspace, replace(events.draft_of(item), estimate="120", factor_id=factor))
    window.session.choose(venue_id)
    return str(made.id)


def _page(window: MainWindow) -> EventsPage:
    page = window.page("events")
    assert isinstance(page, EventsPage)
    return page


def _view(window: MainWindow) -> EventView:
    workspace, venue_id = window.session.workspace, window.session.venue_id
    return events.event_view(workspace, str(events.event_list(workspace, venue_id)[0].dossier.id))


def _form(window: MainWindow) -> EventForm:
    return _view(window).form


def _line(page: EventsPage, name: str) -> Line:
    editor = page.form.rows[name].editor
    assert isinstance(editor, Line)
    return editor


def _type(field: Line, text: str) -> None:
    field.setFocus()
    field.clear()
    # Qt's test keys know no Chinese; the paste stands for the input method.
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize("text", ["2025-03-05", "2025/3/5", "2025.3.5", "2025年3月5日", "20250305", " ２０２５－３－５ "])
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2025, 3, 5)


def test_page_without_events_opens_the_questions_for_the_first(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    assert page.nothing.isVisibleTo(page)
    assert not page.form1.isVisibleTo(page.head)
    page.nothing.button.click()
    assert page.start.isVisibleTo(page)
    assert window.focusWidget() is page.start.name
    QTest.keyClick(page.start.name, Qt.Key.Key_Return)
    assert page.start.rows["name"].error()
    assert page.start.rows["start"].error()
    QTest.keyClick(page.start.name, Qt.Key.Key_Escape)
    assert not page.start.isVisibleTo(page)
    assert page.nothing.isVisibleTo(page)


def test_each_preset_is_offered_with_its_items(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    page.new.click()
    presets = events.presets(window.session.workspace)
    assert [one.zh for one in presets] == ["年会", "会议", "展览", "赛事", "演出", "节庆"]
    for preset in presets:
        page.start.kinds.set_value(preset.code)
        page.start._follow()
        assert all(item.zh in page.start._items.plain() for item in preset.items)


def test_new_event_is_made_by_keyboard_with_the_items_of_its_preset(opened: Opener) -> None:
    window = opened(False)
    page = _page(window)
    page.new.click()
    page.start.kinds.set_value("exhibition")
    page.start.name.insert("竹产业绿色展览")
    page.start.start.insert("2026年5月1日")
    page.start.end.insert("2026-05-04")
    QTest.keyClick(page.start.end, Qt.Key.Key_Return)
    form = _form(window)
    assert (form.name, form.start, form.end, form.kind) == ("竹产业绿色展览", date(2026, 5, 1), date(2026, 5, 4), "展览")
    preset = events.preset(window.session.workspace, "exhibition")
    assert len(_view(window).rows()) == len(preset.items)
    assert window.focusWidget() is _line(page, "name"), "the form is open at its first field"
    assert page.band._cells[0].figure.value == "—", "what is not filled in is no zero"


def test_fields_stand_in_the_words_and_order_of_the_official_form(opened: Opener) -> None:
    page = _page(opened(True))
    official = [
        "活动名称", "组织者（盖公章）", "活动时间（起）", "活动地点", "活动类型", "活动规模", "活动内容", "温室气体排放核算边界范围",
        "预估温室气体排放量（吨CO2e）", "核算方式", "减排措施", "碳中和类型", "抵消方式", "预计温室气体抵消量（吨CO2e）",
        "碳中和责任部门及联系方式", "碳中和确认方式", "附：国际性和全国性大型活动碳中和计划或实施方案",
    ]  # fmt: skip
    said = words_in(page.form)
    assert [words for words in said if words in official] == official


def test_field_left_by_enter_is_stored_and_taken_back(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    for name, text in (("scale", "320 人，2 天"), ("people", "320"), ("offset_tonnes", "31"), ("neutral_on", "2026-03-30")):
        _type(_line(page, name), text)
    form = _form(window)
    assert (form.scale, form.people, form.offset_tonnes, form.neutral_on) == ("320 人，2 天", 320, Decimal(31), date(2026, 3, 30))
    window.undo()
    assert _form(window).neutral_on is None
    assert _line(page, "neutral_on").text() == ""
    window.redo()
    assert _form(window).neutral_on == date(2026, 3, 30)


def test_boxes_and_longer_texts_are_stored(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    rows = page.form.rows
    stages, products = rows["stages"].editor, rows["products"].editor
    accounting, neutrality, content = rows["accounting"].editor, rows["neutrality"].editor, rows["content"].editor
    assert isinstance(stages, Ticks)
    assert isinstance(products, Ticks)
    assert isinstance(accounting, Rounds)
    assert isinstance(neutrality, Rounds)
    assert isinstance(content, Area)
    stages._boxes["closing"].click()
    products._boxes["CCER"].click()
    products._boxes["SINK"].click()
    accounting._boxes["body"].click()
    neutrality._boxes["both"].click()
    content.setPlainText("年度总结、表彰与晚宴。")
    QTest.keyClick(content, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form = _form(window)
    assert form.stages == (EventStage.PREPARING, EventStage.HOLDING)
    assert form.products == (ProductType.CCER, ProductType.SINK)
    assert (form.accounting, form.neutrality) == (AccountingBy.BODY, NeutralityType.BOTH)
    assert form.content == "年度总结、表彰与晚宴。"
    assert not stages._boxes["holding"].isEnabled(), "举办阶段 is compulsory"
    assert rows["accounting_body"].isEnabled(), "the third box asks for a name"
    assert not rows["confirming_body"].isEnabled()


def test_day_that_cannot_be_is_refused_at_its_field(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    _type(_line(page, "end"), "2025-12-01")
    assert "早于开始日" in page.form.rows["end"].error()
    _type(_line(page, "start"), "")
    assert "还没有填" in page.form.rows["start"].error()
    assert _form(window).start == date(2025, 12, 19)
    _type(_line(page, "start"), "2025-12-24")
    assert (_form(window).start, _form(window).end) == (date(2025, 12, 24), date(2025, 12, 24)), "the end goes along"


def test_totals_by_stage_are_those_of_the_event(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    view = _view(window)
    values = {cell.figure.key: cell.figure.value for cell in page.band._cells}
    assert values["estimate"] == shown(view.estimated_t, 2)
    assert values["actual"] == "—"
    assert page.form.estimate.text() == shown(view.estimated_t, 2)
    for stage in view.stages:
        assert page.stages[stage.stage]._sums.plain().startswith(f"预估 {shown(stage.estimated_t, 2)}　实际 —")
    assert view.estimated_t == sum(stage.estimated_t for stage in view.stages)


def test_actual_quantity_is_typed_stored_and_taken_back(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page._show_part("items")
    row = next(row for row in _view(window).rows() if row.item.type_code == "grid_electricity")
    line = page.stages[row.item.stage].lines[row.item.id]
    _type(line.fields["actual"], "3,468千瓦")
    assert "不认识单位" in line.refusal()
    _type(line.fields["actual"], "0.3468万度")
    stored = next(one for one in events.items(window.session.workspace, row.item.dossier_id) if one.id == row.item.id)
    assert stored.actual_micro == 3_468_000_000
    assert line.fields["actual"].text() == "3,468"
    assert line.refusal() == ""
    page.basis.changed.emit("1")
    assert _form(window).settled
    window.undo()
    window.undo()
    assert line.fields["actual"].text() == ""


def test_item_is_added_renamed_and_removed(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page._show_part("items")
    card = page.stages[EventStage.CLOSING]
    before = len(_view(window).rows())
    card.add.click()
    QApplication.processEvents()
    fields = [child for child in card.findChildren(Line) if child.isVisibleTo(card) and child.accessibleName() == "名称"]
    fields[0].insert("撤展货运")
    QTest.keyClick(fields[0], Qt.Key.Key_Return)
    added = _view(window).rows()[-1]
    assert (added.item.name, added.item.stage) == ("撤展货运", EventStage.CLOSING)
    assert len(_view(window).rows()) == before + 1
    QApplication.processEvents()
    line = card.lines[added.item.id]
    line.edit.click()
    QApplication.processEvents()
    fields = [child for child in card.findChildren(Line) if child.isVisibleTo(card) and child.accessibleName() == "名称"]
    _type(fields[-1], "撤场货运")
    assert _view(window).rows()[-1].item.name == "撤场货运"
    card.lines[added.item.id].remove.click()
    assert len(_view(window).rows()) == before
    window.undo()
    assert len(_view(window).rows()) == before + 1


def test_item_without_factor_is_tagged_and_never_zero(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page._show_part("items")
    row = next(row for row in _view(window).rows() if row.item.factor_id)
    line = page.stages[row.item.stage].lines[row.item.id]
    assert line.factor is not None
    line.factor.chosen.emit("")
    assert line._open.isVisibleTo(page)
    assert line._tonnes[0].plain() == "—"
    window.undo()
    assert line._tonnes[0].plain() != "—"


def test_what_is_empty_is_listed_in_the_order_of_the_form_and_leads_there(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    names = [row.name for row in page.findings.rows() if row.words == "待填"]
    assert names[:3] == ["活动规模", "活动内容", "减排措施"]
    assert page.form.rows["scale"].error() == "待填"
    page.findings.highlight(next(row.view.finding.key() for row in page.findings.rows() if row.name == "统一社会信用代码"))
    page.findings.go_next()
    assert window.focusWidget() is _line(page, "scale")


def test_national_event_without_a_plan_is_told_at_its_field(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opened(True)
    page = _page(window)
    level = page.form.rows["level"].editor
    assert isinstance(level, Rounds)
    level._boxes[EventLevel.NATIONAL.value].click()
    assert page.form.rows["plan"].error()
    plan = tmp_path / "实施方案.pdf"
    plan.write_bytes(b"%PDF-1.4 sample")
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(plan))
    page.form.plan.click()
    assert page.form.rows["plan"].error() == ""
    assert page.form.plan.text() == "实施方案.pdf"


def test_too_small_an_offset_may_be_explained_at_its_field(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    _type(_line(page, "offset_tonnes"), "0.01")
    row = next(row for row in page.findings.rows() if row.view.finding.rule == "E07")
    page.findings.chosen.emit(row.view)
    assert page.popover.isVisibleTo(page)
    page.popover.field.setPlainText("本次只抵消会场用电部分。")
    QTest.keyClick(page.popover.field, Qt.Key.Key_Return)
    finding = next(one for one in _view(window).findings if one.finding.rule == "E07").finding
    assert finding.explanation == "本次只抵消会场用电部分。"
    assert not page.popover.isVisibleTo(page)


def test_list_is_walked_with_the_arrows_and_each_event_keeps_its_form(opened: Opener) -> None:
    window = opened(True)
    _make_event(window, "竹海论坛")
    page = _page(window)
    first = page.list.current()
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    QTest.keyClick(page.list, Qt.Key.Key_Up)
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.current() != ""
    shown_name = _line(page, "name").text()
    assert shown_name == events.event_view(window.session.workspace, page.list.current()).form.name
    window.go(Place("events", field="phone", record=first))
    QApplication.processEvents()
    assert page.list.current() == first
    assert window.focusWidget() is _line(page, "phone")


def test_need_leads_to_the_offsets_of_the_event(opened: Opener) -> None:
    window = opened(True)
    window.open_page("events")
    _page(window).band.asked.emit("needed")
    assert window.current_page == "offsets"
    offsets = window.page("offsets")
    assert isinstance(offsets, OffsetsPage)
    assert offsets.dossiers.currentText() == "示例竹溪酒店 2025 年会"


def test_statutory_papers_are_shown_before_they_are_printed(opened: Opener, qtbot: QtBot) -> None:
    window = opened(True)
    page = _page(window)
    for button, words in ((page.form1, "附表1 登记表"), (page.form2, "附表2 清单")):
        button.click()
        qtbot.waitUntil(lambda words=words: words in [one.windowTitle()[-len(words) :] for one in window.findChildren(PaperPreview)])
        preview = window.findChildren(PaperPreview)[-1]
        assert preview.view.count() >= 1
        assert "示例竹溪酒店 2025 年会" in preview.windowTitle()
    preview.close()


def test_nothing_sticks_out_in_the_smallest_window(opened: Opener) -> None:
    window = opened(True)
    window.resize(1280, 720)
    window.open_page("events")
    page = _page(window)
    for part in ("form", "items"):
        page._show_part(part)
        QApplication.processEvents()
        holder: QWidget | None = page.form.parentWidget()
        assert holder is not None
        viewport = holder.parentWidget()
        assert viewport is not None
        assert holder.width() <= viewport.width()

"""Credits in the window: what is needed, why a lot counts or not, and the forms that register, retire and use one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from core.domain.dossier import DossierStatus
from core.domain.finding import Place
from core.domain.offset import CreditLot, CreditQuality, OffsetSource, ProductType, SinkFacts
from core.domain.quantity import whole_tonnes_up
from core.workflows import compiling, events, offsetting
from core.workflows.submission_views import LotDraft, OffsetsView
from tests.ui.ledgers import drop_window, open_window, words_in
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages.offsets import OffsetsPage
from ui.widgets.fields import Choice, Line

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Opener = Callable[[bool], MainWindow]


@pytest.fixture
def opened(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Opens the page over the empty or the filled year."""
    windows: list[MainWindow] = []

    def open_page(filled: bool) -> MainWindow:
        ledger = Path(shutil.copytree(masters[filled], tmp_path / "酒店.tanzhang"))
        windows.append(open_window(ledger, tmp_path, (OffsetsPage,)))
        return windows[-1]

    yield open_page
    for window in windows:
        drop_window(window)


def _page(window: MainWindow) -> OffsetsPage:
    page = window.page("offsets")
    assert isinstance(page, OffsetsPage)
    return page


def _view(window: MainWindow) -> OffsetsView:
    return offsetting.lots_view(window.session.workspace, window.session.dossier_id)


def _add(window: MainWindow, first: int, tonnes: int, *, use: int = 0, product: ProductType = ProductType.CCER) -> CreditLot:
    serials = (f"SL-{first:07d}", f"SL-{first + tonnes - 1:07d}")
    draft = LotDraft(product, "示例登记机构", "示例川西林业碳汇项目", tonnes, *serials, methodology="造林碳汇", vintage=2024)
    lot, change = offsetting.add_lot(window.session.workspace, draft)
    if use:
        offsetting.allocate(window.session.workspace, window.session.dossier_id, lot.id, use)
    window.session.apply(change)
    return lot


def _proof(tmp_path: Path) -> Path:
    proof = tmp_path / "注销凭证-01.pdf"
    proof.write_bytes(b"%PDF-1.4 sample")
    return proof


def _type(field: Line, text: str) -> None:
    field.setFocus()
    field.selectAll()
    # Qt's test keys know no Chinese; the paste stands for the input method.
    if text.isascii():
        QTest.keyClicks(field, text)
    else:
        field.insert(text)


def _band(page: OffsetsPage) -> dict[str, str]:
    return {cell.figure.key: cell.figure.value for cell in page.band._cells}


def test_page_without_lots_says_what_comes_first_and_opens_the_form(opened: Opener) -> None:
    page = _page(opened(False))
    assert _band(page)["needed"] == "—", "without a footprint there is no need to name"
    assert not page.register.isVisibleTo(page)
    assert page._empty.isVisibleTo(page)
    assert any(words.startswith("先减排，再锁定核算") for words in words_in(page._empty))
    page._empty.button.click()
    assert page.form.isVisibleTo(page)
    assert not page._empty.isVisibleTo(page)
    QTest.keyClick(page.form.rows["registry"].editor, Qt.Key.Key_Escape)
    assert not page.form.isVisibleTo(page)
    assert page._empty.isVisibleTo(page)


def test_need_is_rounded_up_and_says_so(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    total = compiling.inventory(window.session.workspace, window.session.dossier_id).total()
    assert _band(page)["needed"] == f"{whole_tonnes_up(total):,}"
    assert _band(page)["missing"] == _band(page)["needed"]
    assert _band(page)["deadline"] == "2026-12-31"
    assert page._sentence.plain() == "还没有抵消"
    assert "不得写「碳中和」" in page._forbidden.plain()


def test_bought_lot_never_counts(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450, use=450)
    page = _page(window)
    assert (_band(page)["retired"], _band(page)["pending"]) == ("0", "450")
    assert page.table.lots.rows()[0].state_name == "已购未注销"
    assert "购买不等于注销，注销后才能计入。" in words_in(page.card)
    assert "待注销 450" in page.bar.accessibleName()


def test_lot_is_registered_by_keyboard_and_taken_back(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.add.click()
    assert window.focusWidget() is page.form.rows["product"].editor
    for name, text in (
        ("registry", "示例登记机构"),
        ("project", "示例并网光热项目"),
        ("tonnes", "450"),
        ("vintage", "2024"),
        ("serial_from", "SL-0004101"),
        ("serial_to", "SL-0004550"),
        ("acquired_on", "2025/9/2"),
        ("unit_price_yuan", "62.50"),
    ):
        _type(page.form._line(name), text)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    lot = _view(window).rows[0].lot
    assert (lot.product, lot.tonnes, lot.vintage, lot.acquired_on) == (ProductType.CCER, 450, 2024, date(2025, 9, 2))
    assert lot.unit_price_yuan == Decimal("62.50")
    assert page.table.current() == lot.id
    assert not page.form.isVisibleTo(page)
    window.undo()
    assert _view(window).rows == ()
    assert page._empty.isVisibleTo(page)
    window.redo()
    assert _view(window).rows[0].lot == lot


def test_empty_form_names_what_is_missing_and_keeps_what_was_typed(opened: Opener) -> None:
    page = _page(opened(True))
    page.add.click()
    _type(page.form._line("project"), "示例项目")
    _type(page.form._line("acquired_on"), "2025-13-01")
    page.form.send.click()
    assert page.form.rows["registry"].error()
    assert page.form.rows["tonnes"].error()
    assert "不是日期" in page.form.rows["acquired_on"].error()
    assert page.form._line("project").text() == "示例项目"
    assert page.window().focusWidget() is page.form._line("registry")


def test_serials_that_overlap_are_refused_at_their_field(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450)
    page = _page(window)
    page.add.click()
    for name, text in (
        ("registry", "示例登记机构"),
        ("project", "另一项目"),
        ("tonnes", "10"),
        ("serial_from", "SL-0000641"),
        ("serial_to", "SL-0000650"),
    ):
        _type(page.form._line(name), text)
    page.form.send.click()
    assert "重叠" in page.form.rows["serial_from"].error()
    assert len(_view(window).rows) == 1
    _type(page.form._line("serial_to"), "SL-0000651")
    page.form.send.click()
    assert "一吨一个序列号" in page.form.rows["serial_to"].error()


def test_retirement_needs_day_number_and_proof_then_counts_and_is_taken_back(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(True)
    _add(window, 201, 450, use=450)
    page = _page(window)
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(_proof(tmp_path)))
    page.card.retire.click()
    form = page.card.form
    assert form is not None
    assert window.focusWidget() is form.day
    QTest.keyClick(form.day, Qt.Key.Key_Return)
    assert [name for name, row in form.rows.items() if row.error()] == ["day", "number", "proof"]
    _type(form.day, "2026-01-18")
    _type(form.number, "ZX-2026-000101")
    form.choose.click()
    QTest.keyClick(form.number, Qt.Key.Key_Return)
    lot = _view(window).rows[0].lot
    assert (lot.retired_on, lot.retirement_id, len(lot.proof)) == (date(2026, 1, 18), "ZX-2026-000101", 1)
    assert page.card.form is None
    assert _band(page)["retired"] == "450"
    assert page._sentence.plain().startswith("部分抵消")
    assert "国家核证自愿减排量 450" in page.bar.accessibleName()
    window.undo()
    assert _band(page)["retired"] == "0"


def test_escape_leaves_the_retirement_unmade(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450)
    page = _page(window)
    page.card.open_form()
    form = page.card.form
    assert form is not None
    QTest.keyClick(form.day, Qt.Key.Key_Escape)
    assert page.card.form is None
    assert not _view(window).rows[0].lot.retired_on


def test_tonnes_for_a_dossier_are_typed_whole_and_never_more_than_there_are(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450)
    page = _page(window)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert window.focusWidget() is page.card.use
    for text, refused in (("12.5", True), ("400", False)):
        _type(page.card.use, text)
        QTest.keyClick(page.card.use, Qt.Key.Key_Return)
        assert bool(page.card.use_row.error()) is refused
    assert _view(window).rows[0].allocated == 400
    _type(page.card.use, "451")
    QTest.keyClick(page.card.use, Qt.Key.Key_Return)
    assert window.frame.notices.messages(), "more than the lot holds is refused in words"
    assert _view(window).rows[0].allocated == 400
    window.undo()
    assert _view(window).rows[0].allocated == 0


def test_lot_is_shared_with_an_event_of_the_venue(opened: Opener) -> None:
    window = opened(True)
    session = window.session
    lot = _add(window, 201, 450, use=400)
    form = events.draft_form(session.workspace, session.venue_id, date(2026, 5, 1), date(2026, 5, 2))
    made = events.new_event(session.workspace, session.venue_id, replace(form, name="竹产业展览"))
    page = _page(window)
    window.go(Place("offsets", record=str(made.id)))
    assert page.dossiers.currentText() == "竹产业展览"
    row = page.table.lots.rows()[0]
    assert (row.allocated, row.elsewhere, row.free) == (0, 400, 50)
    _type(page.card.use, "50")
    QTest.keyClick(page.card.use, Qt.Key.Key_Return)
    shared = offsetting.lots_view(session.workspace, made.id).rows[0]
    assert (shared.lot.id, shared.allocated, shared.free) == (lot.id, 50, 0)


def test_filter_shows_one_state_and_forest_asks_more(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450)
    page = _page(window)
    page.filter.set_value("counts")
    page.register.fill()
    assert page.table.lots.rows() == ()
    assert not page.card.isVisibleTo(page)
    page.add.click()
    species = page.form.rows["sink.species"]
    assert not species.isVisibleTo(page)
    page.form.product.set_value(ProductType.SINK.value)
    page.form.product.chosen.emit(ProductType.SINK.value)
    assert species.isVisibleTo(page)


def test_figures_explain_themselves(opened: Opener) -> None:
    window = opened(True)
    _add(window, 201, 450, use=450)
    page = _page(window)
    window.open_page("offsets")
    for key in _band(page):
        page.band.asked.emit(key)
        QApplication.processEvents()
        assert words_in(page._notes)[0], "each figure has a title in the side panel"
    page.band.asked.emit("needed")
    QApplication.processEvents()
    total = _view(window).balance.total
    assert total != Fraction(int(total)), "the sample needs rounding, or the next line would prove nothing"
    assert any(words.startswith("按未修约值") for words in words_in(page._notes))


def test_form_asks_what_its_product_and_source_need(opened: Opener) -> None:
    window = opened(True)
    page = _page(window)
    page.add.click()
    form = page.form
    for product, asked in ((ProductType.CCER, ()), (ProductType.REGIONAL, ("kind",)), (ProductType.OTHER, ("subtype",))):
        form.product.set_value(product.value)
        form.product.chosen.emit(product.value)
        assert [name for name in ("kind", "subtype", "period") if not form.rows[name].isHidden()] == list(asked)
    form.product.set_value(ProductType.REGIONAL.value)
    form.product.chosen.emit(ProductType.REGIONAL.value)
    assert form.kind.value() == "CDCER"
    form.kind.set_value("")
    form.kind.chosen.emit("")
    assert not form.rows["subtype"].isHidden()
    form.kind.set_value("CDCER")
    form.source.set_value("personal")
    form.source.chosen.emit("personal")
    for name, text in (
        ("registry", "示例平台"),
        ("project", "住客自愿抵消"),
        ("tonnes", "36"),
        ("period", "2025 年"),
        ("issued_on", "2025-3-1"),
    ):
        _type(form._line(name), text)
    form.preferred.setChecked(True)
    for field, answer in (("verified", "yes"), ("documented", "no")):
        choice = form.quality.rows[field].editor
        assert isinstance(choice, Choice)
        choice.set_value(answer)
    form.send.click()
    lot = _view(window).rows[0].lot
    assert (lot.subtype, lot.source, lot.issued_on, lot.priority_region) == ("CDCER", OffsetSource.PERSONAL, date(2025, 3, 1), True)
    assert (lot.sink, lot.quality) == (SinkFacts(period="2025 年"), CreditQuality(verified=True, documented=False))
    page.card.change.click()
    assert (form.kind.value(), form.quality.answers(), form._line("period").text()) == ("CDCER", lot.quality, "2025 年")
    form.product.set_value(ProductType.OTHER.value)
    form.product.chosen.emit(ProductType.OTHER.value)
    _type(form._line("subtype"), "VCS")
    form.send.click()
    assert "备注还空着" in form.rows["note"].error()
    page._close_form()
    QApplication.processEvents()
    assert any("来自脱贫地区" in text for text in words_in(page.card))
    _add(window, 201, 450)
    page.register.preferred.setChecked(True)
    assert [row.lot.id for row in page.table.lots.rows()] == [lot.id]
    page.filter.set_value("counts")
    page.filter.changed.emit("counts")
    assert page.table.lots.rows() == ()
    assert any("没有符合筛选" in text for text in words_in(page.register))


def _press(window: MainWindow, verb: str) -> None:
    button = next(b for d in window.findChildren(Dialog) if d.isVisible() for b in d.findChildren(QAbstractButton) if b.text() == verb)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_a_locked_dossier_counts_on_is_taken_back_only_on_consent(opened: Opener, tmp_path: Path) -> None:
    window = opened(True)
    workspace = window.session.workspace
    lot = _add(window, 201, 450, use=400)
    window.session.apply(offsetting.retire_lot(workspace, lot.id, date(2026, 1, 5), "ZX-1", _view(window).venue.name, [_proof(tmp_path)]))
    found = _view(window).dossier
    with workspace.job("锁定", undoable=False) as job:
        job.work.dossiers.put(replace(found, status=DossierStatus.LOCKED), job.change)
    page = _page(window)
    page.refresh()
    page.card.open_void()
    form = page.card._void_form
    assert form is not None
    form._go.click()
    assert page.card._void_form is form, "a reason is asked for"
    reason = form.findChild(Line)
    assert reason is not None
    _type(reason, "登记到别的批次了")
    form._go.click()
    asked = [text for dialog in window.findChildren(Dialog) if dialog.isVisible() for text in words_in(dialog)]
    assert any("由 400 吨变为 0 吨" in text for text in asked)
    _press(window, "暂不")
    assert _view(window).retired == 400
    form._go.click()
    _press(window, "仍要这样做")
    assert _view(window).retired == 0
    assert page.card._void_form is None
    window.undo()
    assert _view(window).retired == 400
    page.refresh()
    _type(page.card.use, "10")
    QTest.keyClick(page.card.use, Qt.Key.Key_Return)
    _press(window, "暂不")
    assert (_view(window).retired, page.card.use.text()) == (400, "400")
    page.card.change.click()
    _type(page.form._line("beneficiary"), "somebody else")
    page.form.send.click()
    _press(window, "仍要这样做")
    assert _view(window).retired == 0


def test_register_goes_out_and_comes_in_as_a_table(opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    window = opened(True)
    _add(window, 201, 450)
    page, out = _page(window), tmp_path / "登记表.xlsx"
    monkeypatch.setattr(window, "ask_save_path", lambda *_words: str(tmp_path / "登记表"))
    page.give_out.click()
    qtbot.waitUntil(lambda: out.exists() and not window.tasks.busy(), timeout=20_000)
    book = load_workbook(out)
    rows = book.active
    heads = {cell.value: cell.column for cell in rows[4]}
    for row, first, tonnes in ((6, "SL-0000701", 10), (7, "SL-0000705", 10)):
        values = {"产品*": "CCER", "登记机构*": "示例登记机构", "项目名称*": f"第{row}行", "数量（吨）*": tonnes, "序列号起": first}
        for head, value in {**values, "序列号止": f"SL-{int(first[3:]) + 9:07d}"}.items():
            rows.cell(row, heads[head]).value = value
    rows.cell(5, heads["备注"]).value = "已复核"
    book.save(out)
    monkeypatch.setattr(window, "ask_open_path", lambda *_words: str(out))
    page.take_in.click()
    qtbot.waitUntil(lambda: page.returned.isVisibleTo(page), timeout=30_000)
    said = words_in(page.returned)
    assert "读到 3 行：新增 1，更改 1，未变 0，未导入 1。可用 Ctrl + Z 撤销" in said
    assert any("改 备注" in text for text in said)
    assert any(text.startswith("第 7 行 第7行：") and "重叠" in text for text in said)
    assert {row.lot.project for row in page.table.lots.rows()} == {"示例川西林业碳汇项目", "第6行"}
    page.returned.close_button.click()
    assert not page.returned.isVisibleTo(page)
    window.undo()
    assert len(_view(window).rows) == 1

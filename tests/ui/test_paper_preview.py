"""The report is seen before it is saved, and what is saved is what was seen."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from core.errors import AppError, EnvironmentFault, FileError, RuleError
from core.workflows import reporting
from tests.ui.ledgers import drop_window, open_window, words_in
from ui import theme
from ui.main_window import MainWindow
from ui.messages import Dialog
from ui.pages.inventory import InventoryPage
from ui.widgets.marks import Mark
from ui.widgets.notices import MessageBar, ProgressRow
from ui.widgets.paper_pages import Paper
from ui.widgets.paper_preview import PaperPreview, save_paper, written
from ui.widgets.paper_printing import fitted, pages_of

ROOT = Path(__file__).resolve().parents[2]
A4 = (595.28, 841.89)

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def pdf(*sizes: tuple[float, float]) -> bytes:
    """Empty pages of these sizes in points."""
    with pypdfium2.PdfDocument.new() as document:
        for width, height in sizes:
            document.new_page(width, height)
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


# ---------------------------------------------------------------- from the button to the file


@pytest.fixture
def inventory(masters: dict[bool, Path], qapp: QApplication, tmp_path: Path) -> Iterator[InventoryPage]:
    """The page with the button, over the filled year."""
    ledger = Path(shutil.copytree(masters[True], tmp_path / "酒店.tanzhang"))
    window = open_window(ledger, tmp_path, (InventoryPage,))
    page = window.page("inventory")
    assert isinstance(page, InventoryPage)
    yield page
    drop_window(window)


def _window(page: InventoryPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def _previews(page: InventoryPage) -> list[PaperPreview]:
    return [preview for preview in _window(page).findChildren(PaperPreview) if preview.isVisible()]


def _opened(page: InventoryPage, qtbot: QtBot) -> PaperPreview:
    """Press the button and wait for the preview."""
    page._report.click()
    qtbot.waitUntil(lambda: not _window(page).tasks.busy() and bool(_previews(page)), timeout=20_000)
    return _previews(page)[0]


def test_preview_is_the_very_pdf_that_is_saved(
    inventory: InventoryPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = _opened(inventory, qtbot)
    session, target, expected = inventory.session, tmp_path / "保存.pdf", tmp_path / "直接.pdf"
    reporting.write_footprint(session.workspace, session.dossier_id, expected)
    with pypdfium2.PdfDocument(expected) as document:
        pages = len(document)
    assert preview.where() == f"第 1 页 共 {pages} 页"
    assert preview.windowTitle() == "核算报告预览"
    asked: list[str] = []
    monkeypatch.setattr(_window(inventory), "ask_save_path", lambda *words: asked.extend(words) or str(target))
    QTest.keyClick(preview, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert asked[1] == "示例竹溪酒店 2025 年碳足迹报告.pdf"
    assert target.read_bytes() == expected.read_bytes()
    assert preview.news() == "已保存 保存.pdf"


def test_escape_closes_and_nothing_temporary_is_left(
    inventory: InventoryPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "临时"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    preview = _opened(inventory, qtbot)
    assert not preview.isModal()
    assert list(folder.iterdir()) == [], "the paper is held in memory, so that not even a power cut leaves a file"
    QTest.keyClick(preview.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(preview))
    assert _previews(inventory) == []
    assert list(folder.iterdir()) == []


def test_cancelled_report_opens_nothing_and_a_new_one_takes_the_place_of_the_old(inventory: InventoryPage, qtbot: QtBot) -> None:
    window = _window(inventory)
    window.tasks.started.connect(lambda task: task.cancel())
    inventory._report.click()
    qtbot.waitUntil(lambda: not window.tasks.busy(), timeout=20_000)
    assert _previews(inventory) == []
    window.tasks.started.disconnect()
    _opened(inventory, qtbot)
    inventory._report.click()
    qtbot.waitUntil(lambda: not window.tasks.busy(), timeout=20_000)
    assert len(_previews(inventory)) == 1


def test_paper_that_cannot_be_shown_can_be_saved_all_the_same(
    inventory: InventoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = _window(inventory)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    inventory.files._show_paper("预览", b"%PDF", lambda: str(tmp_path / "报告.pdf"), window)
    dialog = window.findChild(Dialog)
    assert dialog is not None
    assert "不能预览：显示 PDF 的组件不可用。" in words_in(dialog)
    save = next(button for button in dialog.findChildren(QWidget) if getattr(button, "text", str)() == "另存为 PDF")
    save.click()  # type: ignore[attr-defined]
    assert (tmp_path / "报告.pdf").read_bytes() == b"%PDF"


def test_failure_to_save_is_said_over_the_preview(inventory: InventoryPage, tmp_path: Path) -> None:
    window = _window(inventory)
    inventory.files._show_paper("预览", pdf(A4), lambda: str(tmp_path / "没有" / "报告.pdf"), window)
    preview = _previews(inventory)[0]
    preview.save.click()
    dialog = preview.findChild(Dialog)
    assert dialog is not None
    assert "「报告.pdf」没有写成。" in words_in(dialog)


# ---------------------------------------------------------------- the preview alone


@pytest.fixture
def program(app: QApplication) -> Iterator[QWidget]:
    """What stands for the program's window."""
    made = QWidget()
    made.show()
    yield made
    drop_window(made)  # type: ignore[arg-type]


@pytest.fixture
def preview(program: QWidget) -> PaperPreview:
    """Five pages, the third of which lies."""
    return _shown(program, pdf(A4, A4, A4[::-1], A4, A4))


def _shown(program: QWidget, data: bytes, path: str = "") -> PaperPreview:
    made = PaperPreview("预览", Paper(data), lambda: path, parent=program)
    made.resize(900, 820)
    made.show()
    made.grab()
    return made


def test_only_pages_in_sight_are_drawn(preview: PaperPreview) -> None:
    assert set(preview.view._images) == {0}
    preview.view.go_to(3)
    preview.grab()
    assert set(preview.view._images) == {3}


def test_page_is_drawn_in_the_pixels_of_the_screen(preview: PaperPreview) -> None:
    view = preview.view
    assert view._images[0].width() == round(view._places[0].width() * preview.devicePixelRatioF())


def test_widest_page_fits_the_window(preview: PaperPreview) -> None:
    view = preview.view
    assert view._places[2].width() == view.viewport().width() - 2 * theme.XL
    preview.resize(700, 820)
    preview.grab()
    assert view._places[2].width() == view.viewport().width() - 2 * theme.XL


def test_keys_walk_through_the_pages(preview: PaperPreview) -> None:
    view, down = preview.view, preview.view.verticalScrollBar()
    preview.save.setFocus()
    QTest.keyClick(preview.save, Qt.Key.Key_PageDown)
    assert down.value() == down.pageStep(), "also while a button has the keyboard"
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert down.value() == 0
    QTest.keyClick(view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert preview.where() == "第 2 页 共 5 页"
    assert view.accessibleName() == "预览，第 2 页 共 5 页"
    QTest.keyClick(view, Qt.Key.Key_End)
    assert preview.where() == "第 5 页 共 5 页"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert preview.where() == "第 1 页 共 5 页"


def test_enter_presses_the_button_that_has_the_keyboard_and_no_other(program: QWidget, tmp_path: Path) -> None:
    target = tmp_path / "报告.pdf"
    preview = _shown(program, pdf(A4), str(target))
    QTest.keyClick(preview.view, Qt.Key.Key_Return)
    assert not target.exists()
    preview.save.setFocus()
    QTest.keyClick(preview.save, Qt.Key.Key_Return)
    assert target.exists()


def test_zoom_holds_what_is_in_the_middle(preview: PaperPreview) -> None:
    view = preview.view
    preview._whole.click()
    assert view.zoom == 1 and preview._whole.isChecked() and not preview._fit.isChecked()
    view.go_to(3)
    middle = QPointF(view.viewport().rect().center())
    before = view._under(middle)
    preview._larger.click()
    assert view.zoom == 1.1
    after = view._under(middle)
    assert before is not None and after is not None
    assert after[0] == before[0] and after[1:] == pytest.approx(before[1:], abs=0.002)
    preview._fit.click()
    assert view.fits and not view.horizontalScrollBar().maximum()


def test_wheel_with_ctrl_zooms_a_size_for_each_notch_up_to_the_last(preview: PaperPreview) -> None:
    view = preview.view

    def turn(delta: int) -> None:
        control, none = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.NoButton
        at, phase = QPointF(100, 100), Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(view.viewport(), QWheelEvent(at, at, QPoint(), QPoint(0, delta), none, control, phase, False))

    view.set_zoom(1.0)
    turn(60)
    assert view.zoom == 1
    turn(60)
    assert view.zoom == 1.1
    for _notch in range(20):
        turn(120)
    assert view.zoom == 3 and not preview._larger.isEnabled()
    for _notch in range(20):
        turn(-120)
    assert view.zoom == 0.25 and not preview._smaller.isEnabled()


def test_page_without_room_is_said_once_in_a_bar(program: QWidget, qtbot: QtBot) -> None:
    preview = PaperPreview("预览", Paper(pdf((4_000, 9_000_000))), str, parent=program)
    said: list[AppError] = []
    preview.failed.connect(said.append)
    preview.show()
    qtbot.waitUntil(lambda: bool(said))
    preview.grab()
    preview.grab()
    QTest.qWait(0)
    assert [type(error) for error in said] == [RuleError]
    assert said[0].message == "第 1 页没有画出来：内存不够。"


def test_bar_stands_under_the_head_until_it_is_closed(preview: PaperPreview, qtbot: QtBot) -> None:
    def seen() -> list[MessageBar]:
        return [bar for bar in preview.findChildren(MessageBar) if bar.isVisible()]

    for words in ("一", "二"):
        preview.show_bar(MessageBar(Mark.HINT, words))
    qtbot.waitUntil(lambda: [bar.message for bar in seen()] == ["二"])
    assert preview.view.y() > seen()[0].y()
    seen()[0].closed.emit()
    assert seen() == []


def test_preview_changes_its_look_with_the_program(preview: PaperPreview, app: QApplication, qtbot: QtBot) -> None:
    preview.say("已保存 报告.pdf")
    theme.apply(app, "dark", "large")
    qtbot.waitUntil(lambda: preview.save.sizeHint().height() == theme.LARGE.button)
    image = preview.grab().toImage()
    assert image.pixelColor(4, 4).name().upper() == theme.DARK.surface
    assert image.pixelColor(4, preview.view.y() + 8).name().upper() == theme.DARK.sunken
    assert preview.news() == "已保存 报告.pdf"
    assert preview.save.isVisible()


def test_preview_goes_with_the_window_of_the_program(preview: PaperPreview, program: QWidget) -> None:
    program.close()
    assert not preview.isVisible()


def test_every_control_has_a_name(preview: PaperPreview) -> None:
    for control in (preview._smaller, preview._larger, preview._whole, preview._fit, preview._print, preview.save):
        assert control.accessibleName() or control.text()


# ---------------------------------------------------------------- printing


def _printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_print_dialog_offers_the_pages_and_prints_nothing_when_it_is_left(preview: PaperPreview) -> None:
    offered: list[tuple[int, int]] = []

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog)
        offered.append((dialog.minPage(), dialog.maxPage()))
        dialog.reject()

    QTimer.singleShot(0, leave)
    QTest.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert offered == [(1, 5)]
    assert preview.news() == ""


def test_chosen_pages_are_printed_each_the_way_it_lies(preview: PaperPreview, qtbot: QtBot, tmp_path: Path) -> None:
    printer = _printer(tmp_path / "打印.pdf")
    printer.setFromTo(2, 3)
    preview.print_on(printer)
    assert len(preview.findChildren(ProgressRow)) == 1
    qtbot.waitUntil(lambda: preview.news() == "已送去打印")
    with pypdfium2.PdfDocument(tmp_path / "打印.pdf") as printed:
        assert [printed.get_page_size(n)[0] < printed.get_page_size(n)[1] for n in range(len(printed))] == [True, False]


def test_cancelled_print_leaves_no_half_of_a_file(preview: PaperPreview, qtbot: QtBot, tmp_path: Path) -> None:
    preview.print_on(_printer(tmp_path / "打印.pdf"))
    qtbot.waitUntil((tmp_path / "打印.pdf").exists)
    preview.findChildren(ProgressRow)[0].cancelled.emit()
    assert preview.news() == "没有打印完"
    assert list(tmp_path.iterdir()) == []


def test_closing_ends_the_print(preview: PaperPreview, qtbot: QtBot, tmp_path: Path) -> None:
    preview.print_on(_printer(tmp_path / "打印.pdf"))
    qtbot.waitUntil((tmp_path / "打印.pdf").exists)
    preview.close()
    qtbot.waitUntil(lambda: not isValid(preview))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.qt_log_ignore("QPainter::begin", "propagateSizeHints")
def test_printer_that_does_not_take_it_is_said_in_words(preview: PaperPreview, qtbot: QtBot, tmp_path: Path) -> None:
    said: list[AppError] = []
    preview.failed.connect(said.append)
    preview.print_on(_printer(tmp_path / "没有" / "打印.pdf"))
    qtbot.waitUntil(lambda: bool(said))
    assert [(type(error), error.code) for error in said] == [(EnvironmentFault, "paper.not_printed")]
    assert preview.news() == "没有打印完"


def test_copies_are_made_by_hand_where_the_printer_cannot(app: QApplication, tmp_path: Path) -> None:
    printer = _printer(tmp_path / "打印.pdf")
    printer.setCopyCount(2)
    printer.setFromTo(1, 2)
    assert list(pages_of(printer, 5)) == [0, 1, 0, 1]
    printer.setCollateCopies(False)
    assert list(pages_of(printer, 5)) == [0, 0, 1, 1]
    printer.setCopyCount(1)
    printer.setFromTo(0, 0)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert list(pages_of(printer, 3)) == [2, 1, 0]


def test_page_is_set_in_the_middle_of_other_paper() -> None:
    assert fitted(QSizeF(100, 200), QRect(0, 0, 400, 400)) == QRect(100, 0, 200, 400)


# ---------------------------------------------------------------- files


def test_saved_paper_replaces_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "报告.pdf"
    target.write_bytes(b"old")
    save_paper(b"new", target)
    assert target.read_bytes() == b"new"
    with pytest.raises(EnvironmentFault):
        save_paper(b"newer", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["报告.pdf"]


def test_machine_without_room_for_temporary_files_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有"))
    with pytest.raises(EnvironmentFault, match=r"「核算报告.pdf」没有生成"):
        written(lambda path: path.write_bytes(b""), "核算报告.pdf")


def test_what_is_no_pdf_is_refused_in_words() -> None:
    with pytest.raises(FileError):
        Paper(b"not a PDF")


def test_picture_has_exactly_the_width_asked_for() -> None:
    paper = Paper(pdf(A4))
    for width in (100, 637, 794, 1191):
        image = paper.image(0, width)
        assert image.width() == width
        assert image.format() == QImage.Format.Format_RGB32
    paper.close()


def test_pages_of_the_program_load_no_pdf_library_and_no_printing() -> None:
    program = "import sys, ui.pages; print(*(n for n in ('pypdfium2', 'PySide6.QtPrintSupport') if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

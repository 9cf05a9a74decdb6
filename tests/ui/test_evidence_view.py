"""The paper beside the form: pages, photos and texts, turned and zoomed; what is broken says so; nothing is drawn larger than a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, QMimeData, QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from core.errors import FileError
from tests.ui.bills import power_paper
from tests.ui.ledgers import dress, words_in
from ui.widgets.evidence_canvas import Box
from ui.widgets.evidence_files import Shown, digest_of, digest_words
from ui.widgets.evidence_paper import MOST_PIXELS, PdfSheets, PictureSheets, bounded
from ui.widgets.evidence_view import EvidenceView

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

Show = Callable[..., EvidenceView]


def shown(name: str, data: bytes, *, kept: bool = True) -> Shown:
    """A file as the bill page would hand it over."""
    place = {"evidence_id": digest_of(data)} if kept else {"path": Path(name)}
    return Shown(name, "PDF", "19 KB", lambda: data, **place)  # type: ignore[arg-type]


def picture(width: int, height: int, colour: str = "#336699", kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(buffer.data().data())


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[EvidenceView]:
    dress()
    made = EvidenceView()
    made.resize(624, 760)
    made.show()
    yield made
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def drawn(view: EvidenceView, qtbot: QtBot) -> QImage:
    """The view once everything in sight is drawn."""
    qtbot.waitUntil(lambda: not view.canvas.is_drawing())
    return view.canvas.viewport().grab().toImage()


def test_without_a_file_it_says_what_belongs_here(view: EvidenceView) -> None:
    view.set_files((), locked=False, words="把电费单拖到这里，或从扫描件中选")
    assert "把电费单拖到这里，或从扫描件中选" in words_in(view)
    view.set_files((), locked=True)
    assert "这张票据没有附文件" in words_in(view) and not view.empty.button.isVisible()


def test_a_pdf_is_drawn_as_wide_as_the_view(view: EvidenceView, qtbot: QtBot) -> None:
    view.set_files((shown("单.pdf", power_paper(pages=2)),), locked=False)
    image = drawn(view, qtbot)
    assert view.canvas.count() == 2 and "1 / 2 页，19 KB" in words_in(view)
    ink = sum(image.pixelColor(x, y).lightness() < 100 for x in range(60, 560, 3) for y in range(40, 300, 3))
    assert ink > 20  # letters and lines of the paper


def test_a_pdf_is_zoomed_turned_and_paged_by_keyboard(view: EvidenceView, qtbot: QtBot) -> None:
    view.set_files((shown("单.pdf", power_paper(pages=3)),), locked=False)
    drawn(view, qtbot)
    before = view.canvas.zoom
    QTest.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert view.canvas.zoom > before
    QTest.keyClick(view.canvas, Qt.Key.Key_R)
    assert view.canvas.quarter == 1
    QTest.keyClick(view.canvas, Qt.Key.Key_0)
    QTest.keyClick(view.canvas, Qt.Key.Key_End)
    assert view.canvas.page == 2
    QTest.keyClick(view.canvas, Qt.Key.Key_Home)
    assert view.canvas.page == 0
    drawn(view, qtbot)


def test_a_long_page_is_drawn_in_slices_so_that_typing_never_waits() -> None:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for at in range(8_000):
        canvas.line(at % 590, at % 840, (at * 7) % 590, (at * 13) % 840)
    canvas.save()
    sheets = PdfSheets(out.getvalue())
    job, slices = sheets.begin(0, 900, 0), 1
    while (image := job.step(0.002)) is None:
        slices += 1
    sheets.close()
    assert slices > 3 and image.width() == 900


def test_a_page_is_never_drawn_with_more_pixels_than_the_limit() -> None:
    size = bounded(100_000, QSizeF(595, 842))
    assert size.width() * size.height() <= MOST_PIXELS
    huge = bounded(2000, QSizeF(10, 100_000))
    assert huge.width() * huge.height() <= MOST_PIXELS


def test_a_photo_is_shown_and_turned(view: EvidenceView, qtbot: QtBot) -> None:
    view.set_files((shown("单.png", picture(400, 200)),), locked=False)
    image = drawn(view, qtbot)
    assert image.pixelColor(300, 60).name() == "#336699"
    view.canvas.turn()
    drawn(view, qtbot)
    assert view.canvas.quarter == 1


def test_a_large_photo_is_decoded_no_larger_than_it_is_shown() -> None:
    sheets = PictureSheets(picture(6000, 4000, kind="JPG"))
    image = sheets.begin(0, 600, 0).step(1)
    assert image is not None and image.width() == 600
    turned = sheets.begin(0, 400, 1).step(1)
    assert turned is not None and (turned.width(), turned.height()) == (400, 600)


@pytest.mark.parametrize("name", ["坏.pdf", "坏.png"])
def test_a_broken_file_says_so_in_words(view: EvidenceView, name: str) -> None:
    view.set_files((shown(name, b"%PDF-1.7 nothing that could be read"),), locked=False)
    assert not view.drawn()
    assert any("打不开，内容可能已损坏" in words for words in words_in(view))


def test_a_file_that_is_gone_from_the_ledger_says_so(view: EvidenceView) -> None:
    def gone() -> bytes:
        raise FileError("evidence.missing", "凭证「单.pdf」的文件不在账本文件夹里。", "请从备份恢复。")

    view.set_files((Shown("单.pdf", "PDF", "19 KB", gone, "a" * 64, None, "凭证「单.pdf」的文件不在账本文件夹里。"),), locked=False)
    assert any("不在账本文件夹里" in words for words in words_in(view))


def test_the_text_of_an_xml_is_shown_and_another_kind_is_named(view: EvidenceView) -> None:
    view.set_files((shown("票.xml", "<发票><金额>12.00</金额></发票>".encode()),), locked=False)
    assert "<金额>12.00</金额>" in view.text.toPlainText()
    view.set_files((shown("票.ofd", b"PK\x03\x04"),), locked=False)
    assert any(words.startswith("票.ofd") for words in words_in(view)) and not view.text.isVisible()


def test_the_digest_is_short_on_the_screen_and_whole_on_the_clipboard(view: EvidenceView) -> None:
    data = power_paper()
    view.set_files((shown("单.pdf", data),), locked=False)
    assert f"SHA-256 {digest_words(digest_of(data))}" in words_in(view)
    assert "证据已存入账本，原件不改动" in words_in(view)
    view.copy.click()
    assert QGuiApplication.clipboard().text() == digest_of(data)


def test_a_waiting_file_says_when_it_will_be_kept(view: EvidenceView) -> None:
    view.set_files((shown("单.pdf", power_paper(), kept=False),), locked=False)
    assert "还没有存入账本，保存票据时一起存" in words_in(view)


def test_several_files_are_walked(view: EvidenceView, qtbot: QtBot) -> None:
    files = (shown("一.pdf", power_paper()), shown("二.png", picture(40, 20)))
    view.set_files(files, locked=False)
    assert "二.png" in words_in(view)
    with qtbot.waitSignal(view.shown):
        view.before.click()
    assert "一.pdf" in words_in(view) and any(words.startswith("第 1 份，共 2 份") for words in words_in(view))
    view.set_files(files, locked=False)
    assert view.file() is files[0]  # the one in view stays


def test_the_place_of_a_field_is_brought_into_sight(view: EvidenceView, qtbot: QtBot) -> None:
    view.set_files((shown("单.pdf", power_paper(pages=2)),), locked=False)
    drawn(view, qtbot)
    view.set_boxes((Box(1, "quantity", 1, QRectF(100, 500, 80, 14)),))
    view.focus_box("quantity")
    assert view.canvas.page == 1
    drawn(view, qtbot)


@pytest.mark.parametrize("turns", range(4))
def test_a_box_stays_on_its_words_however_the_page_is_turned(view: EvidenceView, qtbot: QtBot, turns: int) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 600), invariant=1)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(40, 600 - 90, 60, 40, stroke=0, fill=1)  # red, 50 points below the top
    canvas.save()
    view.set_files((shown("单.pdf", out.getvalue()),), locked=False)
    for _turn in range(turns):
        view.canvas.turn()
    box = Box(1, "quantity", 0, QRectF(40, 50, 60, 40))
    view.set_boxes((box,))
    view.canvas.verticalScrollBar().setValue(0)
    view.focus_box("quantity")
    image = drawn(view, qtbot)
    chosen: list[str] = []
    view.box_clicked.connect(chosen.append)
    reds = [(x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4) if _is_red(image.pixelColor(x, y))]
    assert reds
    middle = (sum(x for x, _y in reds) // len(reds), sum(y for _x, y in reds) // len(reds))
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(*middle).toPoint())
    assert chosen == ["quantity"]


def _is_red(colour: QColor) -> bool:
    return colour.red() > 150 and colour.green() < 120 and colour.blue() < 120


def test_a_dropped_paper_is_handed_over_and_a_locked_bill_takes_none(view: EvidenceView, tmp_path: Path) -> None:
    taken: list[object] = []
    view.dropped.connect(taken.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "单.pdf"))])
    for locked in (False, True):
        view.set_files((), locked=locked)
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        view.dropEvent(event)
    assert taken == [(tmp_path / "单.pdf",)]

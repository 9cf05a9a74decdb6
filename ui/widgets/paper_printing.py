"""Printing a paper: page after page as a picture at the printer's resolution, with a cancel between two pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QRect, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from core.errors import AppError, EnvironmentFault
from core.i18n import _
from ui.widgets.paper_pages import POINTS_PER_INCH, Paper

_MOST_DPI = 600
"""Above this the picture of a page grows to gigabytes and the print looks no sharper."""


class PrintRun(QObject):
    """One print. The window lives on between two pages, so that it can show how far it is and take a cancel."""

    progressed = Signal(int, int, str)
    failed = Signal(object)
    ended = Signal(bool)
    """Whether all pages have gone to the printer."""

    def __init__(self, paper: Paper, printer: QPrinter, parent: QObject) -> None:
        super().__init__(parent)
        self._paper = paper
        self._printer = printer
        self._painter = QPainter()
        self._pages = list(pages_of(printer, len(paper.sizes)))
        self._done = 0
        self._over = False

    def start(self) -> None:
        """Begin with the first page at the next turn of the event loop."""
        self.progressed.emit(0, len(self._pages), "")
        QTimer.singleShot(0, self, self._next)

    def cancel(self) -> None:
        """Stop; what the printer has not yet put on paper is withdrawn."""
        self._end(whole=False)

    def _next(self) -> None:
        if self._over:
            return
        try:
            self._paint(self._pages[self._done])
        except AppError as error:
            self._end(whole=False)
            self.failed.emit(error)
            return
        self._done += 1
        self.progressed.emit(self._done, len(self._pages), "")
        if self._done == len(self._pages):
            self._end(whole=True)
        else:
            QTimer.singleShot(0, self, self._next)

    def _paint(self, number: int) -> None:
        printer, size = self._printer, self._paper.sizes[number]
        lying = size.width() > size.height()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait)
        printer.setFullPage(True)
        if not (printer.newPage() if self._done else self._painter.begin(printer)):
            raise _not_printed(printer.printerName())
        width = round(size.width() / POINTS_PER_INCH * min(printer.resolution(), _MOST_DPI))
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(fitted(size, printer.pageLayout().fullRectPixels(printer.resolution())), self._paper.image(number, width))

    def _end(self, *, whole: bool) -> None:
        if self._over:
            return
        self._over = True
        begun = self._painter.isActive()
        if begun and not whole:
            self._printer.abort()
        if begun:
            self._painter.end()
        if begun and not whole and self._printer.outputFileName():
            # A print into a file leaves no half of one.
            Path(self._printer.outputFileName()).unlink(missing_ok=True)
        self.ended.emit(whole)


def pages_of(printer: QPrinter, count: int) -> Iterator[int]:
    """The pages in the order in which they are printed, from 0; with the copies that the printer cannot make itself."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    pages = range(first - 1, min(last, count))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages = pages[::-1]
    copies = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if printer.collateCopies():
        for _copy in range(copies):
            yield from pages
    else:
        for page in pages:
            yield from [page] * copies


def fitted(size: QSizeF, paper: QRect) -> QRect:
    """Where a page comes to lie on the paper: as large as it goes, in the middle."""
    inner = size.scaled(paper.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio).toSize()
    place = QRect(0, 0, inner.width(), inner.height())
    place.moveCenter(paper.center())
    return place


def _not_printed(name: str) -> EnvironmentFault:
    return EnvironmentFault(
        "paper.not_printed",
        _("没有打印：打印机「{name}」没有接受。").format(name=name) if name else _("没有打印：找不到可用的打印机。"),
        _("请检查打印机是否开机、连好；也可以另存为 PDF 后在别处打印。"),
    )

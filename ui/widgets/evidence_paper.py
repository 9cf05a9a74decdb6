"""What can be drawn of an attached file: a PDF in slices of time, a picture no larger than needed; never more pixels than a limit."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QSizeF
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QTransform

from core.errors import EnvironmentFault, FileError
from core.i18n import _

MOST_PIXELS = 16 * 1024 * 1024
"""64 MB of memory for one page; beyond this a page is drawn smaller and stretched."""

_LARGEST_PICTURE = 512
"""MB that Qt may take to decode a picture before it is made smaller."""

_PICTURE_DPI = 96
_POINTS = 72
_CHUNK = 4
_WHITE = 0xFFFFFFFF
_DRAW_ANNOTATIONS = 0x01
_TO_BE_CONTINUED, _DONE = 1, 2


class Job(Protocol):
    """A page that is being drawn."""

    def step(self, seconds: float) -> QImage | None:
        """Go on for a while; the picture when it is done.

        Raises:
            FileError: the page cannot be drawn.
        """

    def stop(self) -> None:
        """Give up."""


class Sheets(Protocol):
    """The pages of a file."""

    sizes: tuple[QSizeF, ...]

    def begin(self, number: int, width: int, quarter: int) -> Job:
        """Begin to draw a page.

        Args:
            number: from 0.
            width: of the picture as it is turned, in device pixels.
            quarter: quarter turns to the right, 0 to 3.
        """

    def close(self) -> None:
        """Let go of the file."""


def bounded(width: int, size: QSizeF) -> QSize:
    """The size in pixels of a page of this shape, `width` wide, or smaller where that would be too many."""
    height = max(1, round(width * size.height() / size.width()))
    over = width * height / MOST_PIXELS
    if over > 1:
        width, height = int(width / over**0.5), int(height / over**0.5)
    return QSize(max(1, width), max(1, height))


def turned(size: QSizeF, quarter: int) -> QSizeF:
    """The size of a page after quarter turns."""
    return size.transposed() if quarter % 2 else size


def unreadable() -> FileError:
    """A file whose content is broken."""
    return FileError("evidence.broken", _("这份文件打不开，内容可能已损坏。"), _("账本里存的是原样；请核对原件，或换一份文件。"))


# ---------------------------------------------------------------- PDF


class PdfSheets:
    """A PDF in memory."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            EnvironmentFault: the library that draws PDF is missing.
            FileError: it is no PDF, is broken, or wants a password.
        """
        try:
            # Heavy, and most starts of the program show no paper.
            import pypdfium2  # type: ignore[import-untyped]
            import pypdfium2.raw  # type: ignore[import-untyped]
        except (ImportError, OSError) as error:
            raise EnvironmentFault(
                "evidence.no_viewer", _("不能预览：显示 PDF 的组件不可用。"), _("文件已存好，可以另存出来看。")
            ) from error
        self._raw: Any = pypdfium2.raw
        try:
            self._document = pypdfium2.PdfDocument(data)
            self.sizes = tuple(QSizeF(*self._document.get_page_size(number)) for number in range(len(self._document)))
        except pypdfium2.PdfiumError as error:
            raise unreadable() from error
        if not self.sizes or any(size.isEmpty() for size in self.sizes):
            self._document.close()
            raise unreadable()

    def begin(self, number: int, width: int, quarter: int) -> Job:
        """Begin to draw a page; see `Sheets.begin`."""
        return _PdfJob(self._raw, self._document, number, bounded(width, turned(self.sizes[number], quarter)), quarter)

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()


class _PdfJob:
    """Pdfium draws a page object by object and asks between two of them whether to pause."""

    def __init__(self, raw: Any, document: Any, number: int, size: QSize, quarter: int) -> None:
        self._raw = raw
        self._size = size
        self._until = 0.0
        self._started = False
        self._quarter = quarter
        self._buffer = bytearray(size.width() * size.height() * _CHUNK)
        self._page = raw.FPDF_LoadPage(document, number)
        self._bitmap: Any = None
        self._pause = raw.IFSDK_PAUSE(version=1)
        # Kept, because pdfium calls it for as long as the page is drawn.
        self._late: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(raw.IFSDK_PAUSE))(self._is_late)
        self._pause.NeedToPauseNow = self._late

    def _is_late(self, _pause: object) -> int:
        return int(time.monotonic() > self._until)

    def step(self, seconds: float) -> QImage | None:
        """Go on for a while; see `Job.step`."""
        if not self._page:
            raise unreadable()
        self._until = time.monotonic() + seconds
        state = self._go_on() if self._started else self._start()
        if state == _TO_BE_CONTINUED:
            return None
        picture = self._picture() if state == _DONE else QImage()
        self.stop()
        if picture.isNull():
            raise unreadable()
        return picture

    def _start(self) -> int:
        raw, width, height = self._raw, self._size.width(), self._size.height()
        first = (ctypes.c_ubyte * len(self._buffer)).from_buffer(self._buffer)
        self._bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, first, width * _CHUNK)
        raw.FPDFBitmap_FillRect(self._bitmap, 0, 0, width, height, _WHITE)
        self._started = True
        return int(
            raw.FPDF_RenderPageBitmap_Start(
                self._bitmap, self._page, 0, 0, width, height, self._quarter, _DRAW_ANNOTATIONS, ctypes.byref(self._pause)
            )
        )

    def _go_on(self) -> int:
        return int(self._raw.FPDF_RenderPage_Continue(self._page, ctypes.byref(self._pause)))

    def _picture(self) -> QImage:
        width, height = self._size.width(), self._size.height()
        return QImage(bytes(self._buffer), width, height, width * _CHUNK, QImage.Format.Format_RGB32).copy()

    def stop(self) -> None:
        """Let go of the page."""
        if self._started:
            self._raw.FPDF_RenderPage_Close(self._page)
            self._raw.FPDFBitmap_Destroy(self._bitmap)
            self._started = False
        if self._page:
            self._raw.FPDF_ClosePage(self._page)
            self._page = None


# ---------------------------------------------------------------- pictures


class PictureSheets:
    """A photo or scan; decoded no larger than it is shown, upright as its camera held it."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            FileError: it is no picture that can be read.
        """
        self._data = QByteArray(data)
        reader, _device = self._reader()
        size = reader.size()
        if not reader.canRead() or size.isEmpty():
            raise unreadable()
        flipped = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
        shape = QSizeF(size.transposed() if flipped else size)
        self.sizes: tuple[QSizeF, ...] = (shape * (_POINTS / _PICTURE_DPI),)
        self._flipped = flipped

    def _reader(self) -> tuple[QImageReader, QBuffer]:
        """A reader, and the buffer it reads from, which must live as long."""
        buffer = QBuffer(self._data)
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        reader.setAllocationLimit(_LARGEST_PICTURE)
        return reader, buffer

    def begin(self, number: int, width: int, quarter: int) -> Job:
        """Begin to draw the picture; see `Sheets.begin`."""
        return _PictureJob(self, bounded(width, turned(self.sizes[number], quarter)), quarter)

    def picture(self, size: QSize, quarter: int) -> QImage:
        """The picture in about this size.

        Raises:
            FileError: it cannot be decoded.
        """
        reader, _device = self._reader()
        wanted = size.transposed() if quarter % 2 else size
        wanted = wanted.transposed() if self._flipped else wanted
        whole = reader.size()
        if wanted.width() < whole.width():
            reader.setScaledSize(wanted)
        elif whole.width() * whole.height() > MOST_PIXELS:
            reader.setScaledSize(bounded(whole.width(), QSizeF(whole)))
        picture = reader.read()
        if picture.isNull():
            raise unreadable()
        return picture.transformed(QTransform().rotate(90 * quarter)) if quarter else picture

    def close(self) -> None:
        """Nothing is held open."""


class _PictureJob:
    """A picture is decoded in one go."""

    def __init__(self, sheets: PictureSheets, size: QSize, quarter: int) -> None:
        self._sheets = sheets
        self._size = size
        self._quarter = quarter

    def step(self, _seconds: float) -> QImage | None:
        """Decode it; see `Job.step`."""
        return self._sheets.picture(self._size, self._quarter)

    def stop(self) -> None:
        """Nothing is held open."""

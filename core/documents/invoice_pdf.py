"""The text of a PDF with its places, by PDFium; only what can be seen on the page is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from ctypes import byref, c_int
from math import sin
from typing import Any

from core.documents.invoice_facts import PageSize
from core.documents.invoice_page import Glyph, Page
from core.errors import EnvironmentFault, FileError
from core.i18n import _

MOST_PAGES = 20
"""Pages that are read; a bill has a few."""

MOST_CHARACTERS = 20_000
"""Characters of a page that are read."""

_DRAWN_SCALE = 2.0
_MOST_PIXELS = 4_000_000
_VISIBLE = 40
"""Difference of grey, of 255, from which a character stands out from its ground."""

_CHINESE = 0x2E80
"""From here on characters need a Chinese font; figures are drawn on every machine."""

_ASKEW = 0.2
_FINE = 100
_HAIR = 0.75


def pdf_pages(data: bytes, file: str) -> tuple[tuple[Page, ...], int]:
    """The pages of a PDF, at most `MOST_PAGES`, and how many it has.

    Raises:
        FileError: damaged, no PDF, or protected by a password.
        EnvironmentFault: the library that reads PDF is missing.
    """
    try:
        import pypdfium2  # type: ignore[import-untyped]
        from pypdfium2 import raw
    except (ImportError, OSError) as error:
        raise EnvironmentFault(
            "invoice.no_reader", _("不能识别：读取 PDF 的组件不可用。"), _("文件可以照常附上，请照票面填写。")
        ) from error
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            count = len(document)
            return tuple(_page(document, number, raw) for number in range(min(count, MOST_PAGES))), count
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            message = _("「{file}」设有打开密码，读不出文字。").format(file=file)
            raise FileError("invoice.password", message, _("文件可以照常附上；请取消密码另存后再识别，或照票面填写。")) from error
        message = _("「{file}」已损坏或不是 PDF，读不出文字。").format(file=file)
        raise FileError("invoice.damaged", message, _("请重新下载或另存一份，再拖进来。")) from error


def _page(document: Any, number: int, raw: Any) -> Page:
    with ExitStack() as held:
        page = held.enter_context(closing(document[number]))
        text = held.enter_context(closing(page.get_textpage()))
        size = PageSize(round(page.get_width(), 2), round(page.get_height(), 2))
        count = min(text.count_chars(), MOST_CHARACTERS)
        if not count or size.width <= 0 or size.height <= 0:
            return Page(number, size, ())
        drawn = _Drawing.of(page, size, held)
        return Page(number, size, tuple(_glyphs(page, text, count, drawn, raw)))


def _glyphs(page: Any, text: Any, count: int, drawn: _Drawing, raw: Any) -> Iterator[Glyph]:
    place = _placing(page, raw)
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        char = chr(code) if 0 < code <= 0x10FFFF else ""
        if not char or char.isspace() or not char.isprintable():
            continue
        if abs(sin(2 * raw.FPDFText_GetCharAngle(text.raw, index))) > _ASKEW:
            continue  # a watermark across the page
        tight = place(*text.get_charbox(index))
        loose = place(*text.get_charbox(index, loose=True))
        if drawn.shows(*tight) or (ord(char) >= _CHINESE and _has_no_face(text, index, raw)):
            yield Glyph(char, min(tight[0], loose[0]), loose[1], max(tight[2], loose[2]), loose[3])


def _has_no_face(text: Any, index: int, raw: Any) -> bool:
    """Whether a character's font does not come with the file, so that this machine may not be able to draw it."""
    font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text.raw, index))
    return bool(raw.FPDFFont_GetIsEmbedded(font) == 0)


def _placing(page: Any, raw: Any) -> Any:
    """From the page's own coordinates to points from its upper left corner as it is seen, turned and cropped."""
    width, height = round(page.get_width() * _FINE), round(page.get_height() * _FINE)

    def seen(x: float, y: float) -> tuple[float, float]:
        at_x, at_y = c_int(), c_int()
        raw.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, x, y, byref(at_x), byref(at_y))
        return at_x.value / _FINE, at_y.value / _FINE

    origin, right, up = seen(0, 0), seen(1000, 0), seen(0, 1000)
    a, b = (right[0] - origin[0]) / 1000, (right[1] - origin[1]) / 1000
    c, d = (up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000

    def placed(left: float, bottom: float, right_edge: float, top: float) -> tuple[float, float, float, float]:
        xs, ys = zip(*((origin[0] + a * x + c * y, origin[1] + b * x + d * y) for x, y in ((left, bottom), (right_edge, top))), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    return placed


class _Drawing:
    """The page as a grey picture: what is printed in white, hidden in a layer or outside of the page does not show in it."""

    def __init__(self, buffer: memoryview, width: int, height: int, stride: int, scale: float) -> None:
        self._buffer = buffer
        self._width, self._height, self._stride, self._scale = width, height, stride, scale

    @classmethod
    def of(cls, page: Any, size: PageSize, held: ExitStack) -> _Drawing:
        scale = min(_DRAWN_SCALE, (_MOST_PIXELS / (size.width * size.height)) ** 0.5)
        bitmap = held.enter_context(closing(page.render(scale=scale, grayscale=True)))
        buffer = memoryview(bitmap.buffer).cast("B")
        return cls(buffer, bitmap.width, bitmap.height, bitmap.stride, scale)

    def shows(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """Whether something stands out from its ground in a box."""
        left, right = self._span(x0, x1, self._width)
        top, bottom = self._span(y0, y1, self._height)
        darkest, lightest = 255, 0
        for row in range(top, bottom):
            pixels = self._buffer[row * self._stride + left : row * self._stride + right]
            if len(pixels):
                darkest, lightest = min(darkest, *pixels), max(lightest, *pixels)
                if lightest - darkest >= _VISIBLE:
                    return True
        return False

    def _span(self, first: float, last: float, whole: int) -> tuple[int, int]:
        return max(int(first * self._scale - _HAIR), 0), min(int(last * self._scale + _HAIR) + 1, whole)

"""What stands around the text of each page: running head, marks, number of the document, page of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from core.documents.lettering import SANS, SANS_BOLD, shortened, width_of
from core.documents.paper_style import HAIRLINE, INK_2, MARGIN, WATERMARK, WIDTH
from core.i18n import _

_SIZE = 8.5
_HEAD, _FOOT = A4[1] - 16 * mm, 12 * mm


@dataclass(frozen=True, slots=True)
class PageFrame:
    """The frame of every page of one document.

    Attributes:
        running_head: text at the top; cut with … where it is too long.
        number: number of the document.
        sample: 示例 stands large and light across the page.
        draft: 草稿 stands in a small box at the top.
    """

    running_head: str
    number: str
    sample: bool
    draft: bool

    def draw(self, canvas: Any) -> None:
        """Draw the frame below the text of a page; all but the number of the page."""
        canvas.saveState()
        if self.sample:
            _watermark(canvas)
        right = A4[0] - MARGIN
        canvas.setStrokeColor(HexColor(HAIRLINE))
        canvas.setLineWidth(0.6)
        canvas.line(MARGIN, _HEAD - 5, right, _HEAD - 5)
        canvas.line(MARGIN, _FOOT + 12, right, _FOOT + 12)
        room = WIDTH - (16 * mm if self.draft else 0)
        _line(canvas, MARGIN, _HEAD, shortened(self.running_head, room, SANS, _SIZE))
        if self.draft:
            width = width_of(_("草稿"), SANS, _SIZE)
            canvas.setStrokeColor(HexColor(INK_2))
            canvas.rect(right - width - 8, _HEAD - 2.5, width + 8, 12.5, fill=0)
            _line(canvas, right - width - 4, _HEAD + 0.5, _("草稿"))
        _line(canvas, MARGIN, _FOOT, _("文件编号 {number}").format(number=self.number))
        canvas.restoreState()

    def count(self, canvas: Any, page: int, pages: int) -> None:
        """Add the number of the page, once it is known how many there are."""
        canvas.saveState()
        counted = _("第 {page} 页 共 {pages} 页").format(page=page, pages=pages)
        _line(canvas, A4[0] - MARGIN - width_of(counted, SANS, _SIZE), _FOOT, counted)
        canvas.restoreState()


def _watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(45)
    canvas.setFillColor(HexColor(WATERMARK))
    canvas.setFont(SANS_BOLD, 170)
    canvas.drawCentredString(0, -60, _("示例"))
    canvas.restoreState()


def _line(canvas: Any, x: float, y: float, text: str) -> None:
    """One line of small grey Sans, which has every character."""
    canvas.setFillColor(HexColor(INK_2))
    canvas.setFont(SANS, _SIZE)
    canvas.drawString(x, y, text)


class CountingCanvas(Canvas):  # type: ignore[misc] # reportlab ships no type hints
    """A canvas that keeps its pages until the last is laid out, so that each can say how many there are after one layout."""

    def __init__(self, *arguments: Any, frame: PageFrame, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._around = frame
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Put the page aside."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write the document."""
        for number, page in enumerate(self._kept, start=1):
            self.__dict__.update(page)
            self._around.count(self, number, len(self._kept))
            super().showPage()
        super().save()
